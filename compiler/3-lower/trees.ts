/** Makers of plain nodes. Each takes the place of the source that the made code belongs to. */
import type {
  Binary,
  BinaryOp,
  Block,
  Expr,
  ExprStatement,
  FieldAccess,
  Ident,
  LocalVar,
  LocalVars,
  MemberRef,
  Modifiers,
  NameExpr,
  Statement,
  TypeExpr,
  TypeNode,
} from '../1-parse/ast.ts'
import { Flags, VarSymbol, type AnySymbol } from '../2-check/symbols.ts'
import { BOOLEAN, INT, NULL, type Type, VOID } from '../2-check/types.ts'

/** A place in the source. */
export interface At {
  readonly start: number
  readonly end: number
  readonly pos: number
}

export const placeOf = (at: At): At => ({ start: at.start, end: at.end, pos: at.pos })

/** Everything that lowering makes of these says: made code, not in the source. */
export const NO_MODIFIERS: Modifiers = { list: [], annotations: [], start: -1 }

const ident = (at: At, name: string): Ident => ({ kind: 'Ident', ...placeOf(at), name })

export const typeNode = (at: At, resolved: Type): TypeNode => ({
  kind: 'SymbolType',
  ...placeOf(at),
  annotations: [],
  resolved,
})

export const intLiteral = (at: At, value: number): Expr => ({
  kind: 'Literal',
  ...placeOf(at),
  literal: 'int',
  value,
  text: '',
  type: INT,
})

export const booleanLiteral = (at: At, value: boolean): Expr => ({
  kind: 'Literal',
  ...placeOf(at),
  literal: 'boolean',
  value,
  text: '',
  type: BOOLEAN,
})

export const nullLiteral = (at: At): Expr => ({
  kind: 'Literal',
  ...placeOf(at),
  literal: 'null',
  value: undefined,
  text: '',
  type: NULL,
})

export const stringLiteral = (at: At, value: string, type: Type): Expr => ({
  kind: 'Literal',
  ...placeOf(at),
  literal: 'string',
  value,
  text: '',
  type,
})

export const newLocal = (name: string, type: Type, owner: AnySymbol): VarSymbol =>
  new VarSymbol(name, 'local', owner, Flags.SYNTHETIC, type)

export const nameOf = (at: At, symbol: VarSymbol, type: Type = symbol.type): NameExpr => ({
  kind: 'Name',
  ...placeOf(at),
  name: symbol.name,
  symbol,
  type,
})

export const thisExpr = (at: At, type: Type): Expr => ({ kind: 'This', ...placeOf(at), qualifier: undefined, type })

const noTarget = (at: At): TypeExpr => ({ kind: 'TypeExpr', ...placeOf(at), typeNode: typeNode(at, VOID) })

export const field = (at: At, target: Expr | undefined, ref: MemberRef, type: Type): FieldAccess => ({
  kind: 'FieldAccess',
  ...placeOf(at),
  target: target ?? noTarget(at),
  name: ident(at, ref.name),
  ref,
  type,
})

export const arrayLength = (at: At, array: Expr): Expr => ({
  kind: 'FieldAccess',
  ...placeOf(at),
  target: array,
  name: ident(at, 'length'),
  type: INT,
})

export const call = (at: At, target: Expr | undefined, ref: MemberRef, args: readonly Expr[], type: Type): Expr => ({
  kind: 'Call',
  ...placeOf(at),
  target,
  typeArgs: [],
  name: ident(at, ref.name),
  args,
  ref,
  type,
})

export const create = (at: At, ref: MemberRef, args: readonly Expr[], type: Type): Expr => ({
  kind: 'New',
  ...placeOf(at),
  outer: undefined,
  typeArgs: [],
  classType: typeNode(at, type),
  args,
  body: undefined,
  ref,
  type,
})

export const castTo = (at: At, type: Type, expr: Expr): Expr => ({
  kind: 'Cast',
  ...placeOf(at),
  castType: typeNode(at, type),
  expr,
  type,
})

export const binary = (at: At, op: BinaryOp, left: Expr, right: Expr, operandType: Type, type: Type): Binary => ({
  kind: 'Binary',
  ...placeOf(at),
  op,
  left,
  right,
  operandType,
  type,
})

export const not = (at: At, operand: Expr): Expr => ({ kind: 'Unary', ...placeOf(at), op: '!', operand, type: BOOLEAN })

export const assign = (at: At, target: Expr, value: Expr): Expr => ({
  kind: 'Assign',
  ...placeOf(at),
  target,
  value,
  type: target.type!,
})

export const letExpr = (at: At, statements: readonly Statement[], value: Expr): Expr =>
  statements.length === 0 ? value : { kind: 'Let', ...placeOf(at), statements, value, type: value.type! }

export const newArray = (at: At, type: Type, elements: readonly Expr[]): Expr => ({
  kind: 'NewArray',
  ...placeOf(at),
  elementType: typeNode(at, type),
  dims: [],
  extraDims: 1,
  init: { kind: 'ArrayInit', ...placeOf(at), elements },
  type,
})

export const newArrayOfSize = (at: At, type: Type, dims: readonly Expr[]): Expr => ({
  kind: 'NewArray',
  ...placeOf(at),
  elementType: typeNode(at, type),
  dims,
  extraDims: 0,
  init: undefined,
  type,
})

export const classLiteral = (at: At, of: Type, type: Type): Expr => ({
  kind: 'ClassLiteral',
  ...placeOf(at),
  classType: typeNode(at, of),
  type,
})

// ---------------------------------------------------------------------------------------------- statements

export const exprStatement = (at: At, expr: Expr): ExprStatement => ({ kind: 'ExprStatement', ...placeOf(at), expr })

export const block = (at: At, statements: readonly Statement[], closeBrace = -1): Block => ({
  kind: 'Block',
  ...placeOf(at),
  statements,
  closeBrace,
})

export const localVar = (at: At, symbol: VarSymbol, init: Expr | undefined): LocalVar => ({
  kind: 'LocalVar',
  ...placeOf(at),
  modifiers: NO_MODIFIERS,
  type: typeNode(at, symbol.type),
  name: ident(at, symbol.name),
  init,
  symbol,
})

export const localVars = (at: At, symbol: VarSymbol, init: Expr | undefined): LocalVars => ({
  kind: 'LocalVars',
  ...placeOf(at),
  modifiers: NO_MODIFIERS,
  declarators: [localVar(at, symbol, init)],
})

export const returnValue = (at: At, value: Expr | undefined): Statement => ({ kind: 'Return', ...placeOf(at), value })

export const throwValue = (at: At, value: Expr): Statement => ({ kind: 'Throw', ...placeOf(at), value })

export const ifThen = (at: At, condition: Expr, then: Statement, otherwise?: Statement): Statement => ({
  kind: 'If',
  ...placeOf(at),
  condition,
  then,
  else: otherwise,
})

export const nonNull = (at: At, expr: Expr): Expr => ({ ...castTo(at, expr.type!, expr), nullCheck: true }) as Expr
