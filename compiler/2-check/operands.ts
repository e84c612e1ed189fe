/**
 * What the attribution of an expression yields before its target type is known: a type when the expression stands alone
 * (JLS 15.2), or a pending poly expression, which a target type completes. Each expression is looked at once; overload
 * resolution asks pending operands whether they fit a parameter type without changing them.
 */
import type {
  Call,
  Conditional,
  EnumConstant,
  Expr,
  Lambda,
  MethodRef,
  New,
  Parens,
  SwitchExpr,
} from '../1-parse/ast.ts'
import type { Selection } from './calls.ts'
import type { Context, Returned } from './context.ts'
import type { CapturedResult, Inference } from './inference.ts'
import type { MethodSymbol } from './symbols.ts'
import type { InferenceVariable, MethodType, Type } from './types.ts'

export type Operand = Type | Pending
export type Pending = PendingCall | PendingLambda | PendingRef | PendingChoice

/** A generic method call or a diamond, chosen but with inference variables in its result (JLS 18.5.2). */
export interface PendingCall {
  readonly kind: 'pendingCall'
  readonly ctx: Context
  readonly expr: Call | New
  readonly args: readonly Argument[]
  readonly selection: Selection
  readonly inference: Inference
  readonly vars: readonly InferenceVariable[]
  /** With inference variables, wildcards not captured. */
  readonly result: Type
  /** The result with its wildcards captured, made when the call joins another inference or meets its target. */
  captured: CapturedResult | undefined
  /** Sets the annotations of the expression from the inferred method type; answers the type of the expression. */
  readonly finish: (type: MethodType, result: Type) => Type
  done: boolean
}

export interface Argument {
  readonly expr: Expr
  readonly operand: Operand
}

export interface PendingLambda {
  readonly kind: 'pendingLambda'
  readonly ctx: Context
  readonly expr: Lambda
  readonly shape: LambdaShape
  /** Types of explicitly typed parameters. */
  readonly explicit: readonly Type[] | undefined
  /** Values given back, once the body has been attributed. */
  returned: Returned[] | undefined
  done: boolean
}

/** What the form of a lambda body alone tells (JLS 15.27.2). */
export interface LambdaShape {
  readonly voidCompatible: boolean
  readonly valueCompatible: boolean
}

export interface PendingRef {
  readonly kind: 'pendingRef'
  readonly ctx: Context
  readonly expr: MethodRef
  /** Type to search; the type of the expression before `::`, or the type named there. */
  readonly site: Type
  readonly isType: boolean
  readonly candidates: readonly MethodSymbol[]
  /** The only possible method (JLS 15.13.1). */
  readonly exact: MethodSymbol | undefined
  /** Chosen once the parameter types of the function type are known. */
  chosen: ChosenRef | undefined
  done: boolean
}

export interface ChosenRef {
  readonly selection: Selection | undefined
  readonly refKind: NonNullable<MethodRef['refKind']>
  /** May mention inference variables of `selection.inference`. */
  readonly result: Type
}

/** Poly conditional or switch expression, or parentheses around a pending expression. */
export interface PendingChoice {
  readonly kind: 'pendingChoice'
  readonly expr: Conditional | SwitchExpr | Parens
  readonly branches: readonly Returned[]
}

export type CallNode = Call | New | EnumConstant

export function isPending(operand: Operand): operand is Pending {
  switch (operand.kind) {
    case 'pendingCall':
    case 'pendingLambda':
    case 'pendingRef':
    case 'pendingChoice':
      return true
    default:
      return false
  }
}

export function isErroneousOperand(operand: Operand): boolean {
  if (operand.kind === 'error') return true
  if (operand.kind === 'pendingChoice') return operand.branches.some((branch) => isErroneousOperand(branch.operand))
  return false
}
