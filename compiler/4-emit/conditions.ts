/**
 * Conditions as jumps: a condition is an opcode that jumps when it holds, with the jumps already made on the way to it
 * that stand for "true" and for "false". Only a condition used as a value becomes a 0 or 1 on the stack.
 */
import type { Binary, BinaryOp, Expr } from '../1-parse/ast.ts'
import type { Type } from '../2-check/types.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import { ALWAYS, type Chain, mergeChains, NEVER, negate } from './code.ts'
import { genExpr } from './expressions.ts'
import { type Gen, typeCode } from './gen.ts'
import { genStatements } from './statements.ts'

export interface Condition {
  /** Jumps when the condition holds; ALWAYS and NEVER for known ones. */
  readonly opcode: number
  readonly trueJumps: Chain
  readonly falseJumps: Chain
}

export const isAlways = (c: Condition): boolean => c.falseJumps.length === 0 && c.opcode === ALWAYS
export const isNever = (c: Condition): boolean => c.trueJumps.length === 0 && c.opcode === NEVER

export const jumpIfTrue = (g: Gen, c: Condition): Chain => mergeChains(c.trueJumps, g.code.branch(c.opcode))
export const jumpIfFalse = (g: Gen, c: Condition): Chain => mergeChains(c.falseJumps, g.code.branch(negate(c.opcode)))

const simple = (opcode: number): Condition => ({ opcode, trueJumps: [], falseJumps: [] })

const COMPARISON: Partial<Record<BinaryOp, number>> = { '==': 0, '!=': 1, '<': 2, '>=': 3, '>': 4, '<=': 5 }

/** Whether the expression is made by jumps, so that its value has to be built from them. */
export function isJumping(e: Expr): boolean {
  if (e.kind === 'Unary') return e.op === '!'
  return e.kind === 'Binary' && (e.op === '&&' || e.op === '||' || COMPARISON[e.op] !== undefined)
}

export function genCondition(g: Gen, expr: Expr): Condition {
  const e = expr.kind === 'Parens' ? expr.expr : expr
  switch (e.kind) {
    case 'Literal':
      return simple(e.value === true || e.value === 1 ? ALWAYS : NEVER)
    case 'Unary':
      if (e.op === '!') {
        const operand = genCondition(g, e.operand)
        return {
          opcode: negate(operand.opcode),
          trueJumps: operand.falseJumps,
          falseJumps: operand.trueJumps,
        }
      }
      break
    case 'Binary':
      if (e.op === '&&' || e.op === '||') return genShortCircuit(g, e)
      if (COMPARISON[e.op] !== undefined) return simple(genComparison(g, e))
      break
    case 'Let': {
      const first = g.code.nextLocal
      genStatements(g, e.statements)
      const condition = genCondition(g, e.value)
      g.code.endScopes(first)
      return condition
    }
    case 'Conditional': {
      const condition = genCondition(g, e.condition)
      if (isAlways(condition)) {
        g.code.resolve(condition.trueJumps)
        return genCondition(g, e.then)
      }
      if (isNever(condition)) {
        g.code.resolve(condition.falseJumps)
        return genCondition(g, e.else)
      }
      const secondJumps = jumpIfFalse(g, condition)
      g.code.resolve(condition.trueJumps)
      const first = genCondition(g, e.then)
      const falseJumps = jumpIfFalse(g, first)
      g.code.resolve(first.trueJumps)
      const trueJumps = g.code.branch(ALWAYS)
      g.code.resolve(secondJumps)
      const second = genCondition(g, e.else)
      return {
        opcode: second.opcode,
        trueJumps: mergeChains(trueJumps, second.trueJumps),
        falseJumps: mergeChains(falseJumps, second.falseJumps),
      }
    }
    default:
      break
  }
  genExpr(g, e)
  return simple(OP.ifne)
}

/** `a && b && c...` along its left spine, so that long chains need no deep stack. */
function genShortCircuit(g: Gen, e: Binary): Condition {
  const rights: Binary[] = []
  let left: Expr = e
  while (left.kind === 'Binary' && (left.op === '&&' || left.op === '||')) {
    rights.push(left)
    left = left.left
    while (left.kind === 'Parens') left = left.expr
  }
  let condition = genCondition(g, left)
  for (let i = rights.length - 1; i >= 0; i--) {
    const node = rights[i]!
    if (node.op === '&&') {
      if (isNever(condition)) continue
      const falseJumps = jumpIfFalse(g, condition)
      g.code.resolve(condition.trueJumps)
      const right = genCondition(g, node.right)
      condition = { ...right, falseJumps: mergeChains(falseJumps, right.falseJumps) }
    } else {
      if (isAlways(condition)) continue
      const trueJumps = jumpIfTrue(g, condition)
      g.code.resolve(condition.falseJumps)
      const right = genCondition(g, node.right)
      condition = { ...right, trueJumps: mergeChains(trueJumps, right.trueJumps) }
    }
  }
  return condition
}

const isZero = (e: Expr): boolean => e.kind === 'Literal' && (e.value === 0 || e.value === false)
const isNull = (e: Expr): boolean => e.kind === 'Literal' && e.literal === 'null'

/** Pushes the operands and answers the jump that holds. A NaN makes every comparison but `!=` false (JLS 15.20). */
function genComparison(g: Gen, e: Binary): number {
  const index = COMPARISON[e.op]!
  const type = e.operandType as Type
  genExpr(g, e.left)
  const t = typeCode(type)
  if (t === 4) {
    if (isNull(e.right)) return index === 0 ? OP.ifnull : OP.ifnonnull
    genExpr(g, e.right)
    return OP.if_acmpeq + index
  }
  if (t === 0) {
    if (isZero(e.right)) return OP.ifeq + index
    genExpr(g, e.right)
    return OP.if_icmpeq + index
  }
  genExpr(g, e.right)
  const less = e.op === '<' || e.op === '<='
  if (t === 1) g.code.simple(OP.lcmp)
  else if (t === 2) g.code.simple(less ? OP.fcmpg : OP.fcmpl)
  else g.code.simple(less ? OP.dcmpg : OP.dcmpl)
  return OP.ifeq + index
}

/** A condition as a value: 1 or 0. */
export function genConditionValue(g: Gen, e: Expr): void {
  const condition = genCondition(g, e)
  const { code } = g
  let done: Chain = []
  const toFalse = jumpIfFalse(g, condition)
  if (!isNever(condition)) {
    code.resolve(condition.trueJumps)
    code.op0(OP.iconst_1, 0, 'I')
    done = code.branch(ALWAYS)
  }
  if (toFalse.length > 0) {
    code.resolve(toFalse)
    code.op0(OP.iconst_0, 0, 'I')
  }
  code.resolve(done)
}
