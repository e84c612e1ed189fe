/**
 * try, catch, finally and synchronized (JLS 14.20, 14.19; JVMS 3.12 to 3.14). The finally block is generated anew at
 * each way out of what it guards: at the end of the body and of each handler, before each jump out of them, and in a
 * handler for everything. These copies are gaps in the guarded ranges.
 */
import type { Block, Catch, Statement, Synchronized, Try } from '../1-parse/ast.ts'
import { internalNameOf } from '../2-check/descriptors.ts'
import type { Type } from '../2-check/types.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import { ALWAYS, mergeChains } from './code.ts'
import { genExpr } from './expressions.ts'
import { declareLocal, type Finalizer, type Gen, type JumpEnv, loadLocal, newTemp, storeLocal, vtypeOf } from './gen.ts'
import { copyState } from './state.ts'
import { endGap, enter, genStatement, leave } from './statements.ts'

const THROWABLE = 'Ljava/lang/Throwable;'

interface Guard {
  readonly body: Block
  readonly catches: readonly Catch[]
  readonly env: JumpEnv
  /** Runs also when an exception leaves the body. */
  readonly forExceptions: boolean
  /** The handler guards monitorexit too (JVMS 3.14), even of an empty body. */
  readonly guardsItself: boolean
  readonly firstPosition: number
  readonly lastPosition: number
}

export function genTry(g: Gen, s: Try): void {
  const { code } = g
  const outer = g.env
  const block = s.finally
  let active = block !== undefined
  const last = (): void => {
    if (block === undefined) return
    // The finally block sees only what lies outside of the try.
    const inner = g.env
    g.env = outer
    genStatement(g, block)
    g.env = inner
  }
  const finalizer: Finalizer = {
    hasFinally: () => active,
    gen: () => {
      env.gaps.push(code.here())
      if (active) last()
    },
  }
  const env = enter(g, s, undefined, finalizer)
  const lastCatch = s.catches[s.catches.length - 1]
  genGuarded(
    g,
    {
      body: s.block,
      catches: s.catches,
      env,
      forExceptions: block !== undefined && s.bodyOnlyFinally !== true,
      guardsItself: false,
      firstPosition: block?.statements[0]?.pos ?? block?.pos ?? -1,
      lastPosition: (block ?? lastCatch?.body ?? s.block).closeBrace,
    },
    () => {
      if (s.bodyOnlyFinally) active = false
    },
  )
}

export function genSynchronized(g: Gen, s: Synchronized): void {
  const { code } = g
  const first = code.nextLocal
  genExpr(g, s.lock)
  const lock = newTemp(g, vtypeOf(s.lock.type!))
  code.dupBelow(0)
  storeLocal(g, lock)
  code.op0(OP.monitorenter, 1)
  const last = (): void => {
    loadLocal(g, lock)
    code.op0(OP.monitorexit, 1)
  }
  const finalizer: Finalizer = {
    hasFinally: () => false,
    gen: () => {
      last()
      env.gaps.push(code.here())
    },
  }
  const env = enter(g, s, undefined, finalizer)
  const position = s.body.closeBrace
  genGuarded(
    g,
    {
      body: s.body,
      catches: [],
      env,
      forExceptions: true,
      guardsItself: true,
      firstPosition: position,
      lastPosition: position,
    },
    () => {},
  )
  code.endScopes(first)
}

function genGuarded(g: Gen, guard: Guard, afterBody: () => void): void {
  const { code } = g
  const { body, catches, env, forExceptions } = guard
  const first = code.nextLocal
  const start = code.here()
  const atTry = copyState(code.state)
  genStatement(g, body)
  const end = code.here()
  const bodyGaps = env.gaps.slice()
  code.statementAt(body.closeBrace)
  if (code.alive) env.finalizer?.gen()
  code.statementAt(guard.lastPosition)
  let exit = code.branch(ALWAYS)
  endGap(g, env)
  afterBody()
  if (start !== end) {
    catches.forEach((c, i) => {
      const handler = code.entryPoint(atTry, vtypeOf(catchType(c)))
      genCatch(g, c, start, end, handler, bodyGaps)
      if (code.alive) env.finalizer?.gen()
      if (forExceptions || i < catches.length - 1) {
        code.statementAt(guard.lastPosition)
        exit = mergeChains(exit, code.branch(ALWAYS))
      }
      endGap(g, env)
    })
  }
  if (forExceptions && (start !== end || guard.guardsItself)) {
    code.newSegment()
    const handler = code.entryPoint(atTry, THROWABLE)
    let from = start
    for (let i = 0; i + 1 < env.gaps.length; i += 2) {
      code.addHandler(from, env.gaps[i]!, handler, undefined)
      from = env.gaps[i + 1]!
    }
    code.statementAt(guard.firstPosition)
    code.markStatement()
    const thrown = newTemp(g, THROWABLE)
    storeLocal(g, thrown)
    env.finalizer?.gen()
    code.addHandler(from, env.gaps[env.gaps.length - 1]!, handler, undefined)
    leave(g, env)
    if (code.alive) {
      code.here()
      code.statementAt(guard.lastPosition)
      code.markStatement()
      loadLocal(g, thrown)
      code.simple(OP.athrow)
    }
    code.markDead()
  } else leave(g, env)
  code.resolve(exit)
  code.endScopes(first)
}

/** Type of the exception as the handler sees it; the variable of a multi-catch has the least upper bound. */
const catchType = (c: Catch): Type => c.param.symbol!.type

function genCatch(g: Gen, c: Catch, start: number, end: number, handler: number, gaps: readonly number[]): void {
  const { code } = g
  const type = c.param.type!
  const caught = type.kind === 'UnionType' ? type.alternatives.map((t) => t.resolved!) : [type.resolved!]
  const names = caught.map(internalNameOf)
  let from = start
  for (let i = 0; i + 1 < gaps.length; i += 2) {
    for (const name of names) code.addHandler(from, gaps[i]!, handler, name)
    from = gaps[i + 1]!
  }
  for (const name of names) code.addHandler(from, end, handler, name)
  for (const use of c.typeUses ?? []) code.caughtTypes.push({ use, pc: handler })
  const first = code.nextLocal
  code.statementAt(c.pos)
  code.markStatement()
  storeLocal(g, declareLocal(g, c.param.symbol!, catchType(c)))
  const statements: readonly Statement[] = c.body.statements
  code.statementAt(statements[0]?.pos ?? c.body.pos)
  genStatement(g, c.body)
  code.endScopes(first)
  code.statementAt(c.body.closeBrace)
}
