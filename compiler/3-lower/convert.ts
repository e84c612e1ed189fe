/**
 * Conversions made explicit (JLS 5): boxing and unboxing by calls, widening and narrowing of primitives and the casts
 * that erasure makes necessary by Cast nodes. `coerce` gives a lowered expression the type that its place wants.
 */
import type { Expr, MemberRef } from '../1-parse/ast.ts'
import { castConstant } from '../2-check/constants.ts'
import { descriptorOf } from '../2-check/descriptors.ts'
import type { Environment } from '../2-check/environment.ts'
import { erasure, isSubclass } from '../2-check/relations.ts'
import type { ClassType, PrimitiveName, PrimitiveType, Type } from '../2-check/types.ts'
import { PRIMITIVES } from '../2-check/types.ts'
import { call, castTo } from './trees.ts'

const BOX_NAMES: Readonly<Record<PrimitiveName, string>> = {
  boolean: 'java/lang/Boolean',
  byte: 'java/lang/Byte',
  short: 'java/lang/Short',
  char: 'java/lang/Character',
  int: 'java/lang/Integer',
  long: 'java/lang/Long',
  float: 'java/lang/Float',
  double: 'java/lang/Double',
}

const UNBOXED: ReadonlyMap<string, PrimitiveType> = new Map(
  (Object.keys(BOX_NAMES) as PrimitiveName[]).map((name) => [BOX_NAMES[name], PRIMITIVES[name]]),
)

export const boxName = (name: PrimitiveName): string => BOX_NAMES[name]

const classType = (env: Environment, name: string): ClassType => ({
  kind: 'class',
  symbol: env.classReference(name),
  typeArgs: [],
  outer: undefined,
})

export const boxTypeOf = (env: Environment, primitive: PrimitiveType): ClassType =>
  classType(env, BOX_NAMES[primitive.name])

/** The primitive type that a reference type unboxes to, also through the bounds of type variables (JLS 5.1.8). */
export function unboxedType(type: Type): PrimitiveType | undefined {
  switch (type.kind) {
    case 'class':
      return UNBOXED.get(type.symbol.binaryName)
    case 'typevar':
      return unboxedType(type.upper)
    case 'intersection':
      for (const bound of type.bounds) {
        const primitive = unboxedType(bound)
        if (primitive !== undefined) return primitive
      }
      return undefined
    default:
      return undefined
  }
}

/** Whether a value of erased type `a` may stand where erased type `b` is wanted without a cast. */
export function isErasedSubtype(a: Type, b: Type): boolean {
  if (a === b || a.kind === 'null') return true
  if (b.kind === 'class' && b.symbol.binaryName === 'java/lang/Object') return a.kind !== 'primitive'
  if (a.kind === 'class' && b.kind === 'class') return a.symbol === b.symbol || isSubclass(a.symbol, b.symbol)
  if (a.kind === 'array') {
    if (b.kind === 'array') {
      if (a.element.kind === 'primitive' || b.element.kind === 'primitive') {
        return a.element.kind === 'primitive' && b.element.kind === 'primitive' && a.element.name === b.element.name
      }
      return isErasedSubtype(a.element, b.element)
    }
    return b.kind === 'class' && ['java/lang/Cloneable', 'java/io/Serializable'].includes(b.symbol.binaryName)
  }
  return a.kind === b.kind && a.kind === 'primitive' && b.kind === 'primitive' && a.name === b.name
}

/**
 * `e` is lowered and has its erased type; `from` is the type that the checker gave to it; `to` is the type that is
 * wanted, `erased` the erased type of the place when that is not the erasure of `to` (a parameter of type T).
 */
export function coerce(env: Environment, e: Expr, from: Type, to: Type, erased?: Type): Expr {
  if (to.kind === 'void' || from.kind === 'void') return e
  if (to.kind === 'primitive') {
    if (from.kind === 'primitive') return convertPrimitive(e, from, to)
    return convertPrimitive(...unbox(env, e, from, to), to)
  }
  if (from.kind === 'primitive') return widenReference(box(env, e, from, to), erased ?? erasure(to))
  return widenReference(e, erased ?? erasure(to))
}

export function widenReference(e: Expr, erased: Type): Expr {
  return isErasedSubtype(e.type!, erased) ? e : castTo(e, erased, e)
}

/** A primitive conversion; of a literal it is done here. */
export function convertPrimitive(e: Expr, from: PrimitiveType, to: PrimitiveType): Expr {
  if (from.name === to.name) return e
  if (e.kind === 'Conditional') {
    // Each branch is converted by itself: constants cost nothing.
    return { ...e, then: convertPrimitive(e.then, from, to), else: convertPrimitive(e.else, from, to), type: to }
  }
  if (e.kind === 'Literal' && e.value !== undefined) {
    const value = castConstant(e.value, to.name)
    if (value !== undefined) return { ...e, literal: literalKind(to.name), value, type: to }
  }
  return castTo(e, to, e)
}

export const literalKind = (name: PrimitiveName): 'int' | 'long' | 'float' | 'double' | 'char' | 'boolean' =>
  name === 'byte' || name === 'short' ? 'int' : name

/** Boxing (JLS 5.1.7); a constant may be narrowed first to the box that is wanted (JLS 5.2). */
export function box(env: Environment, e: Expr, from: PrimitiveType, to: Type): Expr {
  const wanted = unboxedType(to)
  const primitive = wanted === undefined || wanted.name === from.name ? from : wanted
  const value = convertPrimitive(e, from, primitive)
  const type = boxTypeOf(env, primitive)
  const owner = BOX_NAMES[primitive.name]
  const descriptor = `(${descriptorOf(primitive)})L${owner};`
  return call(e, undefined, { owner, name: 'valueOf', descriptor, isInterface: false, mode: 'static' }, [value], type)
}

/** Unboxing (JLS 5.1.8); a cast from Object goes by way of the box of the wanted type (JLS 5.5). */
function unbox(env: Environment, e: Expr, from: Type, to: PrimitiveType): [Expr, PrimitiveType] {
  const primitive = unboxedType(from) ?? to
  const owner = BOX_NAMES[primitive.name]
  const boxed = widenReference(e, boxTypeOf(env, primitive))
  const ref: MemberRef = {
    owner,
    name: `${primitive.name}Value`,
    descriptor: `()${descriptorOf(primitive)}`,
    isInterface: false,
    mode: 'virtual',
  }
  return [call(e, boxed, ref, [], primitive), primitive]
}
