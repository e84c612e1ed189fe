/** The parts of expressions in order of evaluation, for the walks of flow analysis that treat most of them alike. */
import type { Call, ClassDecl, Expr, Lambda, Statement, SwitchExpr } from '../1-parse/ast.ts'

/** What a walk does with the parts that are more than expressions. */
export interface Visitor {
  expr(expr: Expr): void
  lambda(lambda: Lambda): void
  /** The body of an anonymous class, after the arguments of its `new`. */
  classBody(decl: ClassDecl): void
  switchExpr(expr: SwitchExpr): void
}

/** Visits the direct parts of an expression in order of evaluation. */
export function visitParts(expr: Expr, visitor: Visitor): void {
  switch (expr.kind) {
    case 'FieldAccess':
      visitor.expr(expr.target)
      return
    case 'ArrayAccess':
      visitor.expr(expr.array)
      visitor.expr(expr.index)
      return
    case 'Call':
      visitCalls(expr, visitor, () => {})
      return
    case 'New':
      if (expr.outer !== undefined) visitor.expr(expr.outer)
      for (const arg of expr.args) visitor.expr(arg)
      if (expr.body !== undefined) visitor.classBody(expr.body)
      return
    case 'NewArray':
      for (const dim of expr.dims) visitor.expr(dim)
      if (expr.init !== undefined) visitor.expr(expr.init)
      return
    case 'ArrayInit':
      for (const element of expr.elements) visitor.expr(element)
      return
    case 'Unary':
      visitor.expr(expr.operand)
      return
    case 'Binary':
      visitBinary(expr, visitor)
      return
    case 'InstanceOf':
    case 'Cast':
    case 'Parens':
      visitor.expr(expr.expr)
      return
    case 'Conditional':
      visitor.expr(expr.condition)
      visitor.expr(expr.then)
      visitor.expr(expr.else)
      return
    case 'Assign':
    case 'CompoundAssign':
      visitor.expr(expr.target)
      visitor.expr(expr.value)
      return
    case 'Lambda':
      visitor.lambda(expr)
      return
    case 'MethodRef':
      visitor.expr(expr.target)
      return
    case 'SwitchExpr':
      visitor.switchExpr(expr)
      return
    default:
  }
}

/** So do chains of calls; `after` sees each call when its parts have been visited. */
export function visitCalls(expr: Call, visitor: Visitor, after: (call: Call) => void): void {
  const spine = [expr]
  let target = expr.target
  while (target?.kind === 'Call') {
    spine.push(target)
    target = target.target
  }
  if (target !== undefined) visitor.expr(target)
  for (let i = spine.length - 1; i >= 0; i--) {
    const call = spine[i]!
    for (const arg of call.args) visitor.expr(arg)
    after(call)
  }
}

/** Sums of thousands of terms lean to the left: their spine is walked without recursion. */
function visitBinary(expr: Expr & { readonly kind: 'Binary' }, visitor: Visitor): void {
  const spine = [expr]
  let left = expr.left
  while (left.kind === 'Binary') {
    spine.push(left)
    left = left.left
  }
  visitor.expr(left)
  for (let i = spine.length - 1; i >= 0; i--) visitor.expr(spine[i]!.right)
}

export function skipParens(expr: Expr): Expr {
  let inner = expr
  while (inner.kind === 'Parens') inner = inner.expr
  return inner
}

/** The value of a constant condition (JLS 15.29). */
export function constantCondition(expr: Expr): boolean | undefined {
  const inner = skipParens(expr)
  const value = expr.constant ?? inner.constant ?? (inner.kind === 'Literal' ? inner.value : undefined)
  return typeof value === 'boolean' ? value : undefined
}

/** The statement lists of a switch: an arrow's value in a switch expression is a value, not a statement. */
export function arrowValue(body: readonly Statement[]): Expr | undefined {
  const [only] = body
  return only?.kind === 'ExprStatement' ? only.expr : undefined
}

/** Does the constructor begin with `this(...)`? Then another one initialises the fields (JLS 8.8.7.1). */
export function callsThis(body: { readonly statements: readonly Statement[] } | undefined): boolean {
  const first = body?.statements[0]
  return first?.kind === 'ConstructorCall' && first.which === 'this'
}
