/**
 * Casting contexts (JLS 5.5): which casts are legal, and which need an unchecked warning. A cast between classes is
 * legal unless the types are provably distinct: unrelated classes, final or sealed classes that exclude each other, or
 * two parameterisations of one generic supertype whose arguments cannot agree.
 */
import type { Environment } from './environment.ts'
import { asSuper, closureOf, isPrimitiveSubtype, isSameType, isSubtype, isSubtypeUnchecked } from './relations.ts'
import { type ClassSymbol, Flags } from './symbols.ts'
import {
  erasure,
  isErroneous,
  isObject,
  isParameterized,
  isRaw,
  isReifiable,
  isSubclass,
  substitute,
} from './type-views.ts'
import type { ClassType, PrimitiveType, Type } from './types.ts'

type Env = Environment
type Answer = boolean | 'unchecked'

const MAX_DEPTH = 20

/** JLS 5.5; 'unchecked' for a cast that deserves a warning. */
export function isCastable(env: Env, from: Type, to: Type): Answer {
  return castable(env, from, to, 0)
}

function both(a: Answer, b: Answer): Answer {
  return a === false || b === false ? false : a === 'unchecked' ? a : b
}

function castable(env: Env, from: Type, to: Type, depth: number): Answer {
  if (from === to || isErroneous(from) || isErroneous(to) || depth > MAX_DEPTH) return true
  if (from.kind === 'void' || to.kind === 'void') return false
  if (from.kind === 'primitive') {
    if (to.kind === 'primitive') return (from.name === 'boolean') === (to.name === 'boolean')
    return isSubtype(env, env.boxOf(from), to)
  }
  if (to.kind === 'primitive') return castToPrimitive(env, from, to)
  if (from.kind === 'null') return true
  if (isSubtype(env, from, to)) return true
  if (from.kind === 'intersection') {
    let result: Answer = true
    for (const bound of from.bounds) result = both(result, castable(env, bound, to, depth + 1))
    return result
  }
  if (to.kind === 'intersection') {
    let result: Answer = true
    for (const bound of to.bounds) result = both(result, castable(env, from, bound, depth + 1))
    return result
  }
  if (from.kind === 'union') return from.alternatives.every((a) => castable(env, a, to, depth + 1) !== false)
  if (from.kind === 'wildcard') return castable(env, upperOf(env, from), to, depth + 1)
  if (from.kind === 'typevar') {
    const answer = castable(env, from.upper, to, depth + 1)
    if (to.kind === 'typevar') return answer === false ? false : 'unchecked'
    return answer
  }
  if (to.kind === 'typevar') return castable(env, from, to.upper, depth + 1) === false ? false : 'unchecked'
  if (from.kind === 'array') {
    if (to.kind !== 'array') return isSubtype(env, from, to)
    if (from.element.kind === 'primitive' || to.element.kind === 'primitive') return from.element === to.element
    return castable(env, from.element, to.element, depth + 1)
  }
  if (to.kind === 'array') {
    if (from.kind !== 'class' || !isSubtype(env, to, from)) return false
    return isReifiable(to) ? true : 'unchecked'
  }
  if (from.kind !== 'class' || to.kind !== 'class') return true
  return castClass(env, from, to, depth)
}

/** Unboxing followed by widening, or a checked cast to the box first: Object, Number, Comparable to int. */
function castToPrimitive(env: Env, from: Type, to: PrimitiveType): boolean {
  if (from.kind === 'null') return false
  const unboxed = env.unboxedType(from)
  if (unboxed !== undefined) return isPrimitiveSubtype(unboxed.name, to.name)
  if (from.kind === 'typevar' || from.kind === 'wildcard') {
    const bounds = closureOf(env, from).map((t) => env.unboxedType(t))
    const found = bounds.find((t) => t !== undefined)
    if (found !== undefined) return isPrimitiveSubtype(found.name, to.name)
  }
  return isSubtype(env, env.boxOf(to), from.kind === 'typevar' ? erasure(from) : from)
}

function castClass(env: Env, from: ClassType, to: ClassType, depth: number): Answer {
  const unchecked = isSubtypeUnchecked(env, from, to)
  if (unchecked !== false) return unchecked
  if (isObject(from)) return isReifiable(to) ? true : 'unchecked'
  const up = isSubclass(from.symbol, to.symbol)
  const down = isSubclass(to.symbol, from.symbol)
  if (!up && !down && areDisjoint(from.symbol, to.symbol, new Set())) return false
  if (disjointParameterisations(env, from, to, depth)) return false
  if (isReifiable(to)) return true
  if (isRaw(from) && up) return 'unchecked'
  if (down && argumentsAreImplied(env, from, to)) return true
  return 'unchecked'
}

/** No object can be an instance of both classes (JLS 5.5.1 with the sealed rules of 17). */
function areDisjoint(a: ClassSymbol, b: ClassSymbol, seen: Set<ClassSymbol>): boolean {
  if (isSubclass(a, b) || isSubclass(b, a)) return false
  const aInterface = (a.flags & Flags.INTERFACE) !== 0
  const bInterface = (b.flags & Flags.INTERFACE) !== 0
  if (!aInterface && !bInterface) return true
  if ((a.flags & Flags.FINAL) !== 0 || (b.flags & Flags.FINAL) !== 0) return true
  for (const [sealed, other] of [
    [a, b],
    [b, a],
  ] as const) {
    if ((sealed.flags & Flags.SEALED) === 0 || seen.has(sealed)) continue
    seen.add(sealed)
    if (sealed.permitted.every((p) => areDisjoint(p, other, seen))) return true
  }
  return false
}

/** Some generic class is a supertype of both with arguments that cannot be the same. */
function disjointParameterisations(env: Env, from: ClassType, to: ClassType, depth: number): boolean {
  for (const f of closureOf(env, from)) {
    if (f.typeArgs.length === 0) continue
    const t = asSuper(env, to, f.symbol)
    if (t === undefined || t.typeArgs.length !== f.typeArgs.length) continue
    for (let i = 0; i < f.typeArgs.length; i++) {
      if (provablyDistinct(env, f.typeArgs[i]!, t.typeArgs[i]!, depth + 1)) return true
    }
  }
  return false
}

/** JLS 4.5.1 */
function provablyDistinct(env: Env, a: Type, b: Type, depth: number): boolean {
  if (depth > MAX_DEPTH || a === b || isErroneous(a) || isErroneous(b)) return false
  if (a.kind === 'infer' || b.kind === 'infer') return false
  const aVaries = a.kind === 'wildcard' || a.kind === 'typevar'
  const bVaries = b.kind === 'wildcard' || b.kind === 'typevar'
  if (!aVaries && !bVaries) {
    if (a.kind === 'class' && b.kind === 'class' && a.symbol === b.symbol) {
      if (a.typeArgs.length !== b.typeArgs.length) return true
      return a.typeArgs.some((x, i) => provablyDistinct(env, x, b.typeArgs[i]!, depth + 1))
    }
    if (a.kind === 'array' && b.kind === 'array') return provablyDistinct(env, a.element, b.element, depth + 1)
    return !isSameType(a, b)
  }
  if (a.kind === 'wildcard' && a.boundKind === 'unbound') return false
  if (b.kind === 'wildcard' && b.boundKind === 'unbound') return false
  const aLower = a.kind === 'wildcard' && a.boundKind === 'super' ? a.bound! : undefined
  const bLower = b.kind === 'wildcard' && b.boundKind === 'super' ? b.bound! : undefined
  if (aLower !== undefined && bLower !== undefined) return false
  if (aLower !== undefined) return cannotBeBelow(env, aLower, b)
  if (bLower !== undefined) return cannotBeBelow(env, bLower, a)
  return castable(env, erasure(upperOf(env, a)), erasure(upperOf(env, b)), depth + 1) === false
}

/** No type that fits `other` can be a supertype of `lower`. */
function cannotBeBelow(env: Env, lower: Type, other: Type): boolean {
  if (lower.kind === 'typevar' || other.kind === 'typevar') return false
  return !isSubtype(env, erasure(lower), erasure(upperOf(env, other)))
}

function upperOf(env: Env, t: Type): Type {
  if (t.kind === 'typevar') return t.upper
  if (t.kind === 'wildcard') return t.boundKind === 'extends' ? t.bound! : env.types.object
  return t
}

/** Whether every object of `from` that is an instance of `to`'s class has `to`'s arguments: the cast is checked. */
function argumentsAreImplied(env: Env, from: ClassType, to: ClassType): boolean {
  const declared = to.symbol.thisType
  if (declared === undefined || isRaw(from)) return false
  const view = asSuper(env, declared, from.symbol)
  if (view === undefined || !isParameterized(view)) return false
  const implied: Type[] = []
  for (const [i, param] of to.symbol.typeParams.entries()) {
    const at = view.typeArgs.indexOf(param)
    const wanted = to.typeArgs[i]!
    if (at >= 0) implied.push(from.typeArgs[at]!)
    else if (wanted.kind === 'wildcard' && wanted.boundKind === 'unbound') implied.push(wanted)
    else return false
  }
  // A parameter that the supertype has twice stands for both of its arguments.
  if (!isSubtype(env, substitute(view, to.symbol.typeParams, implied), from)) return false
  return isSubtype(env, substitute(declared, to.symbol.typeParams, implied), to)
}
