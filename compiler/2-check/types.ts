/**
 * The types of the language (JLS 4) as the checker sees them. Immutable values; identity of primitives and of the
 * special types is identity of object, class types are compared structurally (`isSameType` in relations.ts).
 */
import type { ClassSymbol, AnySymbol } from './symbols.ts'

export type PrimitiveName = 'boolean' | 'byte' | 'short' | 'char' | 'int' | 'long' | 'float' | 'double'

export type Type =
  | PrimitiveType
  | ClassType
  | ArrayType
  | TypeVariable
  | WildcardType
  | IntersectionType
  | NullType
  | VoidType
  | ErrorType
  | InferenceVariable
  | UnionType

export interface PrimitiveType {
  readonly kind: 'primitive'
  readonly name: PrimitiveName
}

/** A class or interface type. Raw when `symbol` has type parameters and `typeArgs` is empty (JLS 4.8). */
export interface ClassType {
  readonly kind: 'class'
  readonly symbol: ClassSymbol
  readonly typeArgs: readonly Type[]
  /** The parameterised enclosing type of an inner (non-static) class, when there is one. */
  readonly outer: ClassType | undefined
}

export interface ArrayType {
  readonly kind: 'array'
  readonly element: Type
}

/** A declared type variable, or the fresh one of a capture conversion (JLS 5.1.10) when `captured` is set. */
export interface TypeVariable {
  readonly kind: 'typevar'
  readonly name: string
  readonly owner: AnySymbol | undefined
  /** Upper bound: a class, type variable or intersection. Filled late, because bounds may be recursive. */
  upper: Type
  /** Lower bound of a captured `? super T`. */
  lower: Type | undefined
  readonly captured: WildcardType | undefined
}

export interface WildcardType {
  readonly kind: 'wildcard'
  readonly boundKind: 'unbound' | 'extends' | 'super'
  readonly bound: Type | undefined
}

export interface IntersectionType {
  readonly kind: 'intersection'
  readonly bounds: readonly Type[]
}

/** The type of a multi-catch parameter's declaration; the variable itself has the lub. */
export interface UnionType {
  readonly kind: 'union'
  readonly alternatives: readonly Type[]
}

export interface NullType {
  readonly kind: 'null'
}

export interface VoidType {
  readonly kind: 'void'
}

/** The type of what was already reported; compatible with everything, so that there is no cascade. */
export interface ErrorType {
  readonly kind: 'error'
}

/** An inference variable (JLS 18.1.1); only inside of inference. */
export interface InferenceVariable {
  readonly kind: 'infer'
  readonly id: number
  readonly declared: TypeVariable
}

/** Parameter, result and thrown types of a method (JLS 8.2); not a type of an expression. */
export interface MethodType {
  readonly typeParams: readonly TypeVariable[]
  readonly params: readonly Type[]
  readonly result: Type
  readonly throws: readonly Type[]
}

const primitive = (name: PrimitiveName): PrimitiveType => ({ kind: 'primitive', name })

export const BOOLEAN = primitive('boolean')
export const BYTE = primitive('byte')
export const SHORT = primitive('short')
export const CHAR = primitive('char')
export const INT = primitive('int')
export const LONG = primitive('long')
export const FLOAT = primitive('float')
export const DOUBLE = primitive('double')
export const NULL: NullType = { kind: 'null' }
export const VOID: VoidType = { kind: 'void' }
export const ERROR: ErrorType = { kind: 'error' }

export const PRIMITIVES: Readonly<Record<PrimitiveName, PrimitiveType>> = {
  boolean: BOOLEAN,
  byte: BYTE,
  short: SHORT,
  char: CHAR,
  int: INT,
  long: LONG,
  float: FLOAT,
  double: DOUBLE,
}
