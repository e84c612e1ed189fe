/**
 * Conversions and contexts (JLS 5): which type fits where, numeric promotion, and the typing of conditional
 * expressions. Pure questions about types; reporting is the caller's.
 */
import type { ConstantValue } from '../1-parse/ast.ts'
import { fitsInto } from './constants.ts'
import type { Environment } from './environment.ts'
import { isSubtypeUnchecked } from './relations.ts'
import {
  BOOLEAN,
  BYTE,
  CHAR,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  type PrimitiveName,
  type PrimitiveType,
  SHORT,
  type Type,
} from './types.ts'

const RANK: Readonly<Record<PrimitiveName, number>> = {
  boolean: -1,
  byte: 0,
  short: 1,
  char: 1,
  int: 2,
  long: 3,
  float: 4,
  double: 5,
}

/** Identity or widening primitive conversion (JLS 5.1.2). */
export function widens(from: PrimitiveType, to: PrimitiveType): boolean {
  if (from === to) return true
  if (from === BOOLEAN || to === BOOLEAN || to === CHAR) return false
  return RANK[from.name] < RANK[to.name]
}

/** The primitive type that a type is or unboxes to (JLS 5.1.8); type variables and intersections by their bounds. */
export function primitiveOf(env: Environment, t: Type): PrimitiveType | undefined {
  switch (t.kind) {
    case 'primitive':
      return t
    case 'class':
      return env.unboxedType(t)
    case 'typevar':
      return primitiveOf(env, t.upper)
    case 'intersection':
      for (const bound of t.bounds) {
        const found = primitiveOf(env, bound)
        if (found !== undefined) return found
      }
      return undefined
    default:
      return undefined
  }
}

export function isNumericType(t: PrimitiveType | undefined): t is PrimitiveType {
  return t !== undefined && t !== BOOLEAN
}

export function isIntegralType(t: PrimitiveType | undefined): t is PrimitiveType {
  return t !== undefined && t !== BOOLEAN && t !== FLOAT && t !== DOUBLE
}

/** JLS 5.6.1 */
export function unaryPromotion(t: PrimitiveType): PrimitiveType {
  return t === BYTE || t === SHORT || t === CHAR ? INT : t
}

/** JLS 5.6.2 */
export function binaryPromotion(a: PrimitiveType, b: PrimitiveType): PrimitiveType {
  if (a === DOUBLE || b === DOUBLE) return DOUBLE
  if (a === FLOAT || b === FLOAT) return FLOAT
  if (a === LONG || b === LONG) return LONG
  return INT
}

export type Fit = true | false | 'unchecked' | 'lossy'

/** Assignment context (JLS 5.2): loose invocation plus the narrowing of int constants. */
export function assignable(env: Environment, from: Type, to: Type, constant: ConstantValue | undefined): Fit {
  if (constant !== undefined && from.kind === 'primitive' && RANK[from.name] >= 0 && RANK[from.name] <= 2) {
    const narrow = to.kind === 'primitive' ? to : env.unboxedType(to)
    if (narrow === BYTE || narrow === SHORT || narrow === CHAR) {
      if (fitsInto(constant, narrow.name)) return true
    }
  }
  return looselyInvocable(env, from, to)
}

/** Loose invocation context (JLS 5.3). */
export function looselyInvocable(env: Environment, from: Type, to: Type): Fit {
  if (from.kind === 'error' || to.kind === 'error') return true
  if (from.kind === 'void' || to.kind === 'void') return false
  if (from.kind === 'primitive') {
    if (to.kind === 'primitive') {
      if (widens(from, to)) return true
      return from !== BOOLEAN && to !== BOOLEAN ? 'lossy' : false
    }
    return isSubtypeUnchecked(env, env.boxOf(from), to)
  }
  if (to.kind === 'primitive') {
    const unboxed = from.kind === 'null' ? undefined : primitiveOf(env, from)
    if (unboxed === undefined) return false
    return widens(unboxed, to) ? true : unboxed !== BOOLEAN && to !== BOOLEAN ? 'lossy' : false
  }
  return isSubtypeUnchecked(env, from, to)
}

/** Strict invocation context (JLS 5.3): no boxing or unboxing. */
export function strictlyInvocable(env: Environment, from: Type, to: Type): Fit {
  if (from.kind === 'error' || to.kind === 'error') return true
  if ((from.kind === 'primitive') !== (to.kind === 'primitive')) return false
  return looselyInvocable(env, from, to)
}

/** Numeric promotion in a choice context (JLS 5.6; 15.25.2, 15.28.1): the results of a conditional or switch. */
export function numericChoice(
  env: Environment,
  types: readonly Type[],
  constants: readonly (ConstantValue | undefined)[],
): PrimitiveType {
  const unboxed = types.map((t) => primitiveOf(env, t) ?? INT)
  for (const small of [SHORT, BYTE, CHAR]) {
    const fits = (t: PrimitiveType, i: number): boolean => {
      if (t === small || (t === BYTE && small === SHORT)) return true
      const constant = constants[i]
      return types[i] === INT && constant !== undefined && fitsInto(constant, small.name)
    }
    if (unboxed.includes(small) && unboxed.every(fits)) return small
  }
  return unboxed.every((t) => t === unboxed[0]) ? unboxed[0]! : unboxed.reduce(binaryPromotion)
}
