/** Statements to code (JLS 14). Code that cannot be reached is not generated. */
import type { Expr, Return, Statement } from '../1-parse/ast.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import { ALWAYS, type Chain } from './code.ts'
import { genCondition, isNever, jumpIfFalse, jumpIfTrue } from './conditions.ts'
import { genDropped, genExpr } from './expressions.ts'
import {
  codeOfVType,
  declareLocal,
  type Finalizer,
  type Gen,
  type JumpEnv,
  loadLocal,
  methodIndex,
  newTemp,
  storeLocal,
  vtypeOf,
} from './gen.ts'
import { genSwitch, genYield } from './switches.ts'
import { genSynchronized, genTry } from './tries.ts'

export function genStatements(g: Gen, statements: readonly Statement[]): void {
  for (const statement of statements) genStatement(g, statement)
}

export function genStatement(g: Gen, s: Statement): void {
  const { code } = g
  if (!code.alive) {
    // A declaration that is jumped over, in a switch, still gives the variable its slot.
    if (s.kind === 'LocalVars') for (const d of s.declarators) declareLocal(g, d.symbol!, d.symbol!.type)
    return
  }
  if (s.kind !== 'LocalVars') code.statementAt(s.pos)
  switch (s.kind) {
    case 'Block':
      genBlock(g, s.statements, s.closeBrace)
      return
    case 'LocalVars':
      for (const declarator of s.declarators) {
        code.statementAt(declarator.pos)
        const symbol = declarator.symbol!
        // A constant variable needs neither code nor slot: its uses are constants (JLS 4.12.4).
        if (declarator.init !== undefined && symbol.constant !== undefined && !g.cls.options.debugVariables) continue
        const local = declareLocal(g, symbol, symbol.type)
        if (declarator.init === undefined) continue
        genExpr(g, declarator.init)
        storeLocal(g, local)
      }
      return
    case 'ExprStatement':
      genDropped(g, s.expr)
      return
    case 'If': {
      const first = code.nextLocal
      const condition = genCondition(g, s.condition)
      let done: Chain = []
      const toElse = jumpIfFalse(g, condition)
      if (!isNever(condition)) {
        code.resolve(condition.trueJumps)
        genStatement(g, s.then)
        done = code.branch(ALWAYS)
      }
      if (toElse.length > 0) {
        code.resolve(toElse)
        if (s.else !== undefined) genStatement(g, s.else)
      }
      code.resolve(done)
      code.endScopes(first)
      return
    }
    case 'While':
      genLoop(g, s, s.body, s.condition, [], true)
      return
    case 'DoWhile':
      genLoop(g, s, s.body, s.condition, [], false)
      return
    case 'For': {
      const first = code.nextLocal
      genStatements(g, s.init)
      genLoop(g, s, s.body, s.condition, s.update, true)
      code.endScopes(first)
      return
    }
    case 'Labeled': {
      const env = enter(g, s, s.origin)
      genStatement(g, s.body)
      leave(g, env)
      code.resolve(env.exit)
      return
    }
    case 'Switch':
      genSwitch(g, s)
      return
    case 'Return':
      genReturn(g, s)
      return
    case 'Break':
      genJump(g, s.target ?? s, false)
      return
    case 'Continue':
      genJump(g, s.target ?? s, true)
      return
    case 'Yield':
      genYield(g, s)
      return
    case 'Throw':
      genExpr(g, s.value)
      code.statementAt(s.pos)
      code.simple(OP.athrow)
      return
    case 'Try':
      genTry(g, s)
      return
    case 'Synchronized':
      genSynchronized(g, s)
      return
    case 'Empty':
      return
    case 'ConstructorCall': {
      const ref = s.ref!
      const self = code.locals[0]!
      code.local(OP.aload, OP.aload_0, 0, 0, self.type)
      for (const arg of s.args) genExpr(g, arg)
      code.statementAt(s.pos)
      if (code.alive) code.construct(methodIndex(g.cls, ref), s.args.length, self.descriptor)
      return
    }
    case 'ForEach':
    case 'LocalClass':
    case 'Assert':
      throw new Error(`${s.kind} reached the emitter`)
  }
}

/** `closeBrace` is -1 for a method's body and for made-up blocks. */
export function genBlock(g: Gen, statements: readonly Statement[], closeBrace: number): void {
  const { code } = g
  const first = code.nextLocal
  genStatements(g, statements)
  code.statementAt(closeBrace)
  code.endScopes(first)
  if (closeBrace !== -1) code.pendingPosition = -1
}

function genLoop(
  g: Gen,
  loop: Extract<Statement, { kind: 'While' | 'DoWhile' | 'For' }>,
  body: Statement,
  condition: Expr | undefined,
  update: readonly Statement[],
  testFirst: boolean,
): void {
  const { code } = g
  const env = enter(g, loop, loop.origin)
  const start = code.entryPoint()
  if (testFirst) {
    let done: Chain = []
    if (condition !== undefined) {
      code.statementAt(condition.pos)
      const test = genCondition(g, condition)
      done = jumpIfFalse(g, test)
      code.resolve(test.trueJumps)
    }
    genStatement(g, body)
    code.resolve(env.cont)
    genStatements(g, update)
    code.resolveBack(code.branch(ALWAYS), start)
    leave(g, env)
    code.resolve(done)
  } else {
    genStatement(g, body)
    if (code.alive || env.cont.length > 0) {
      code.resolve(env.cont)
      code.statementAt(condition!.pos)
      const test = genCondition(g, condition!)
      code.resolveBack(jumpIfTrue(g, test), start)
      code.resolve(test.falseJumps)
    }
    leave(g, env)
  }
  code.resolve(env.exit)
}

// ---------------------------------------------------------------------------------------------- jumps

export function enter(g: Gen, node: object, origin: object | undefined, finalizer?: Finalizer): JumpEnv {
  const env: JumpEnv = { node, origin, outer: g.env, exit: [], cont: [], finalizer, gaps: [] }
  g.env = env
  return env
}

export function leave(g: Gen, env: JumpEnv): void {
  g.env = env.outer
}

/**
 * Generates the finalisers between here and the target (undefined: the method), innermost first; each sees only what
 * lies outside of it.
 */
export function unwind(g: Gen, target: object | undefined): JumpEnv | undefined {
  let env = g.env
  for (; env !== undefined; env = env.outer) {
    if (env.finalizer !== undefined && g.code.alive) env.finalizer.gen()
    if (env.node === target || (target !== undefined && env.origin === target)) return env
  }
  if (target !== undefined) throw new Error('jump without a target')
  return undefined
}

/** After the jump: the finalisers that were generated on the way are gaps in what their handlers guard. */
export function endGaps(g: Gen, to: JumpEnv | undefined): void {
  for (let env = g.env; env !== undefined; env = env.outer) {
    endGap(g, env)
    if (env === to) return
  }
}

export function endGap(g: Gen, env: JumpEnv): void {
  if (env.gaps.length % 2 === 1) env.gaps.push(g.code.here())
}

function genJump(g: Gen, target: object, isContinue: boolean): void {
  const { code } = g
  const position = code.pendingPosition
  const env = unwind(g, target)!
  code.pendingPosition = position
  const chain = code.branch(ALWAYS)
  if (isContinue) for (const jump of chain) env.cont.push(jump)
  else for (const jump of chain) env.exit.push(jump)
  endGaps(g, env)
}

/** Whether a `finally` runs between here and the target. */
export function hasFinally(g: Gen, target: object | undefined): boolean {
  for (let env = g.env; env !== undefined; env = env.outer) {
    if (env.finalizer?.hasFinally()) return true
    if (target !== undefined && (env.node === target || env.origin === target)) return false
  }
  return false
}

function genReturn(g: Gen, s: Return): void {
  const { code } = g
  const first = code.nextLocal
  const position = code.pendingPosition
  if (s.value === undefined) {
    unwind(g, undefined)
    code.pendingPosition = position
    code.simple(OP.return)
  } else {
    const type = vtypeOf(g.method.result)
    genExpr(g, s.value)
    if (hasFinally(g, undefined) && code.alive) {
      const saved = newTemp(g, type)
      storeLocal(g, saved)
      unwind(g, undefined)
      code.pendingPosition = position
      loadLocal(g, saved)
    } else {
      unwind(g, undefined)
      code.pendingPosition = position
    }
    code.op0(OP.ireturn + codeOfVType(type), code.alive ? 1 : 0)
    code.markDead()
  }
  endGaps(g, undefined)
  code.endScopes(first)
}
