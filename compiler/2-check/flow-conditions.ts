/** Definite assignment through expressions (JLS 16.1): conditions have a state when true and one when false. */
import type { Expr, Lambda } from '../1-parse/ast.ts'
import {
  type Assignment,
  assign,
  checkAssigned,
  declareAssigned,
  enter,
  markDead,
  meet,
  scanClass,
  scanStatement,
  scanSwitchExpr,
  type State,
  snapshot,
} from './flow-assignment.ts'
import { constantCondition, skipParens, visitParts } from './flow-walk.ts'
import type { VarSymbol } from './symbols.ts'

export interface Outcome {
  readonly whenTrue: State
  readonly whenFalse: State
}

/** Scans a boolean expression; the walk's own state is undefined until one of the outcomes is entered. */
export function scanCondition(a: Assignment, expr: Expr): Outcome {
  const constant = constantCondition(expr)
  if (constant !== undefined) {
    // JLS 16.1.1: a constant is never of the other value, so everything holds there.
    const here = snapshot(a)
    markDead(a)
    const never = snapshot(a)
    enter(a, here)
    return constant ? { whenTrue: here, whenFalse: never } : { whenTrue: never, whenFalse: here }
  }
  const inner = skipParens(expr)
  if (inner.kind === 'Unary' && inner.op === '!') {
    const { whenTrue, whenFalse } = scanCondition(a, inner.operand)
    return { whenTrue: whenFalse, whenFalse: whenTrue }
  }
  if (inner.kind === 'Binary' && (inner.op === '&&' || inner.op === '||')) return scanShortCircuit(a, inner)
  if (inner.kind === 'Conditional' && isBoolean(inner)) {
    const condition = scanCondition(a, inner.condition)
    enter(a, condition.whenTrue)
    const then = scanCondition(a, inner.then)
    enter(a, condition.whenFalse)
    const otherwise = scanCondition(a, inner.else)
    return {
      whenTrue: merged(then.whenTrue, otherwise.whenTrue),
      whenFalse: merged(then.whenFalse, otherwise.whenFalse),
    }
  }
  scanExpr(a, inner)
  return { whenTrue: snapshot(a), whenFalse: snapshot(a) }
}

/** `a && b && c ...` leans to the left: its spine is walked without recursion. */
function scanShortCircuit(a: Assignment, expr: Expr & { readonly kind: 'Binary' }): Outcome {
  const spine = [expr]
  let left = skipParens(expr.left)
  while (left.kind === 'Binary' && (left.op === '&&' || left.op === '||') && left.constant === undefined) {
    spine.push(left)
    left = skipParens(left.left)
  }
  let outcome = scanCondition(a, left)
  for (let i = spine.length - 1; i >= 0; i--) {
    const { op, right } = spine[i]!
    enter(a, op === '&&' ? outcome.whenTrue : outcome.whenFalse)
    const second = scanCondition(a, right)
    outcome =
      op === '&&'
        ? { whenTrue: second.whenTrue, whenFalse: merged(outcome.whenFalse, second.whenFalse) }
        : { whenTrue: merged(outcome.whenTrue, second.whenTrue), whenFalse: second.whenFalse }
  }
  return outcome
}

function merged(a: State, b: State): State {
  return { assigned: a.assigned.copy().and(b.assigned), unassigned: a.unassigned.copy().and(b.unassigned) }
}

function isBoolean(expr: Expr): boolean {
  return expr.type?.kind === 'primitive' && expr.type.name === 'boolean'
}

export function scanExpr(a: Assignment, expr: Expr): void {
  switch (expr.kind) {
    case 'Literal':
      return
    case 'Name':
      if (expr.symbol?.kind === 'var') checkAssigned(a, expr.symbol, expr.start, expr.end)
      return
    case 'FieldAccess':
      if (isOwnField(expr)) checkAssigned(a, expr.symbol as VarSymbol, expr.pos, expr.end)
      else scanExpr(a, expr.target)
      return
    case 'Assign': {
      const target = assignedVariable(expr.target)
      if (target === undefined) scanExpr(a, expr.target)
      scanExpr(a, expr.value)
      if (target !== undefined) assign(a, target, expr.target.pos, expr.target.end)
      return
    }
    case 'CompoundAssign': {
      const target = assignedVariable(expr.target)
      scanExpr(a, expr.target)
      scanExpr(a, expr.value)
      if (target !== undefined) assign(a, target, expr.target.pos, expr.target.end)
      return
    }
    case 'Unary': {
      if (expr.op === '!') {
        scanBoolean(a, expr)
        return
      }
      scanExpr(a, expr.operand)
      const target = expr.op.length > 1 ? assignedVariable(expr.operand) : undefined
      if (target !== undefined) assign(a, target, expr.operand.pos, expr.operand.end)
      return
    }
    case 'Binary':
      if (expr.op === '&&' || expr.op === '||') scanBoolean(a, expr)
      else visitParts(expr, visitorOf(a))
      return
    case 'Conditional': {
      if (isBoolean(expr)) {
        scanBoolean(a, expr)
        return
      }
      const { whenTrue, whenFalse } = scanCondition(a, expr.condition)
      enter(a, whenTrue)
      scanExpr(a, expr.then)
      const then = snapshot(a)
      enter(a, whenFalse)
      scanExpr(a, expr.else)
      meet(a, then)
      return
    }
    case 'InstanceOf':
      scanExpr(a, expr.expr)
      declareAssigned(a, expr.binding?.symbol)
      return
    default:
      visitParts(expr, visitorOf(a))
  }
}

/** A condition whose value is used, not branched on. */
function scanBoolean(a: Assignment, expr: Expr): void {
  if (constantCondition(expr) !== undefined) return
  const { whenTrue, whenFalse } = scanCondition(a, expr)
  enter(a, whenTrue)
  meet(a, whenFalse)
}

function visitorOf(a: Assignment): Parameters<typeof visitParts>[1] {
  return {
    expr: (expr) => scanExpr(a, expr),
    lambda: (lambda) => scanLambda(a, lambda),
    classBody: (body) => scanClass(a, body),
    switchExpr: (expr) => scanSwitchExpr(a, expr),
  }
}

/** JLS 16.1.10: what the body assigns says nothing about what follows the lambda. */
function scanLambda(a: Assignment, lambda: Lambda): void {
  const before = snapshot(a)
  const { next, jumps, unassignedInTry } = a
  a.jumps = []
  a.unassignedInTry = unassignedInTry.copy()
  for (const param of lambda.params) declareAssigned(a, param.symbol)
  if (lambda.body.kind === 'Block') scanStatement(a, lambda.body)
  else scanExpr(a, lambda.body)
  a.jumps = jumps
  a.next = next
  a.unassignedInTry = unassignedInTry
  enter(a, before)
}

/** `x` or `this.x`: the variable that an assignment to this expression changes. */
export function assignedVariable(target: Expr): VarSymbol | undefined {
  const inner = skipParens(target)
  if (inner.kind === 'Name') return inner.symbol?.kind === 'var' ? inner.symbol : undefined
  return inner.kind === 'FieldAccess' && isOwnField(inner) ? (inner.symbol as VarSymbol) : undefined
}

function isOwnField(expr: Expr & { readonly kind: 'FieldAccess' }): boolean {
  const target = skipParens(expr.target)
  return target.kind === 'This' && target.qualifier === undefined && expr.symbol?.kind === 'var'
}
