/**
 * Least upper bounds (JLS 4.10.4), greatest lower bounds (JLS 5.1.10) and upward projection (JLS 4.10.5). The members
 * of an intersection are ordered as javac orders them, because its first member is its erasure: deepest class first,
 * equally deep ones by name.
 */
import type { Environment } from './environment.ts'
import { asSuper, closureOf, isSameType, isSubtype } from './relations.ts'
import { type ClassSymbol, Flags } from './symbols.ts'
import { arrayOf, classTypeOf, intersectionOf, isErroneous, isObject, isParameterized, isRaw } from './type-views.ts'
import { type ClassType, ERROR, NULL, type Type, type WildcardType } from './types.ts'

type Env = Environment

const UNBOUND: WildcardType = { kind: 'wildcard', boundKind: 'unbound', bound: undefined }

/** Recursive bounds (`Comparable<? extends Comparable<...>>`) end here with an unbounded wildcard. */
const MAX_LUB_DEPTH = 2

/** Length of the longest way up to Object. */
function rankOf(symbol: ClassSymbol): number {
  const superclass = symbol.superclass?.symbol
  let rank = superclass === undefined ? 0 : rankOf(superclass) + 1
  for (const i of symbol.interfaces) rank = Math.max(rank, rankOf(i.symbol) + 1)
  return rank
}

function byPrecedence(a: ClassType, b: ClassType): number {
  const difference = rankOf(b.symbol) - rankOf(a.symbol)
  if (difference !== 0) return difference
  return a.symbol.binaryName < b.symbol.binaryName ? -1 : a.symbol.binaryName > b.symbol.binaryName ? 1 : 0
}

export function lub(env: Env, ts: readonly Type[]): Type {
  return lubAt(env, ts, 0)
}

function lubAt(env: Env, given: readonly Type[], depth: number): Type {
  const ts: Type[] = []
  for (const t of given) {
    if (isErroneous(t)) return ERROR
    const one = t.kind === 'primitive' ? env.boxOf(t) : t
    if (one.kind !== 'null' && !ts.some((x) => isSameType(x, one))) ts.push(one)
  }
  if (ts.length === 0) return NULL
  if (ts.length === 1) return ts[0]!
  for (const t of ts) if (ts.every((x) => isSubtype(env, x, t))) return t
  if (ts.every((t) => t.kind === 'array')) {
    const elements = ts.map((t) => (t as { element: Type }).element)
    if (elements.every((e) => e.kind !== 'primitive')) return arrayOf(lubAt(env, elements, depth))
    return intersectionOf([env.types.object, env.types.serializable, env.types.cloneable])
  }
  const candidates = minimalCandidates(env, ts)
  const bounds = candidates.map((c) => leastParameterisation(env, c, ts, depth))
  if (bounds.length === 0) return env.types.object
  const classFirst = bounds.sort(byPrecedence)
  const at = classFirst.findIndex((b) => (b.symbol.flags & Flags.INTERFACE) === 0)
  if (at > 0) classFirst.unshift(...classFirst.splice(at, 1))
  return intersectionOf(classFirst)
}

/** Minimal erased candidates: classes that are supertypes of all and have no subclass that is one too. */
function minimalCandidates(env: Env, ts: readonly Type[]): ClassSymbol[] {
  let common: ClassSymbol[] = closureOf(env, ts[0]!).map((t) => t.symbol)
  for (const t of ts.slice(1)) common = common.filter((c) => asSuper(env, t, c) !== undefined)
  const minimal = common.filter((c) => !common.some((d) => d !== c && asSuper(env, d.erasedType, c) !== undefined))
  // Interfaces count Object among their supertypes, so it is there only when it is alone.
  return minimal.length > 1 ? minimal.filter((c) => !isObject(c.erasedType)) : minimal
}

function leastParameterisation(env: Env, symbol: ClassSymbol, ts: readonly Type[], depth: number): ClassType {
  if (symbol.typeParams.length === 0) return symbol.erasedType
  const views = ts.map((t) => asSuper(env, t, symbol)!)
  if (views.some((v) => isRaw(v) || !isParameterized(v))) return symbol.erasedType
  let args = views[0]!.typeArgs
  for (const view of views.slice(1)) {
    args = args.map((arg, i) => leastContaining(env, arg, view.typeArgs[i]!, depth))
  }
  return classTypeOf(symbol, args, views[0]!.outer)
}

/** lcta of JLS 4.10.4. */
function leastContaining(env: Env, a: Type, b: Type, depth: number): Type {
  if (isSameType(a, b)) return a
  const aLower = a.kind === 'wildcard' && a.boundKind === 'super' ? a.bound! : undefined
  const bLower = b.kind === 'wildcard' && b.boundKind === 'super' ? b.bound! : undefined
  if (aLower !== undefined || bLower !== undefined) {
    if (aLower === undefined || bLower === undefined) return UNBOUND
    return { kind: 'wildcard', boundKind: 'super', bound: glb(env, aLower, bLower) }
  }
  if (depth >= MAX_LUB_DEPTH) return UNBOUND
  const uppers = [a, b].map((t) =>
    t.kind !== 'wildcard' ? t : t.boundKind === 'extends' ? t.bound! : env.types.object,
  )
  const bound = lubAt(env, uppers, depth + 1)
  return isObject(bound) ? UNBOUND : { kind: 'wildcard', boundKind: 'extends', bound }
}

/** The intersection of two types without what the other already says. */
export function glb(env: Env, a: Type, b: Type): Type {
  if (isSubtype(env, a, b)) return a
  if (isSubtype(env, b, a)) return b
  const bounds: Type[] = []
  for (const t of [a, b]) bounds.push(...(t.kind === 'intersection' ? t.bounds : [t]))
  const minimal = bounds.filter(
    (t, i) => !bounds.some((x, j) => i !== j && isSubtype(env, x, t) && (!isSubtype(env, t, x) || j < i)),
  )
  const isClass = (t: Type) => t.kind !== 'class' || (t.symbol.flags & Flags.INTERFACE) === 0
  return intersectionOf([...minimal.filter(isClass), ...minimal.filter((t) => !isClass(t))])
}

/** The least type without captured variables above `t` (JLS 4.10.5): the type of a `var`. */
export function upwardProjection(env: Env, t: Type): Type {
  return project(env, t, 0)
}

function project(env: Env, t: Type, depth: number): Type {
  if (depth > 10) return env.types.object
  switch (t.kind) {
    case 'typevar':
      return t.captured === undefined ? t : project(env, t.upper, depth + 1)
    case 'array': {
      const element = project(env, t.element, depth)
      return element === t.element ? t : { kind: 'array', element }
    }
    case 'intersection':
      return intersectionOf(t.bounds.map((b) => project(env, b, depth + 1)))
    case 'class': {
      if (!isParameterized(t)) return t
      const outer = t.outer === undefined ? undefined : (project(env, t.outer, depth + 1) as ClassType)
      const args = t.typeArgs.map((arg, i) => projectArgument(env, t, arg, i, depth + 1))
      return outer === t.outer && args.every((a, i) => a === t.typeArgs[i]) ? t : classTypeOf(t.symbol, args, outer)
    }
    default:
      return t
  }
}

function mentionsCaptured(t: Type): boolean {
  switch (t.kind) {
    case 'typevar':
      return t.captured !== undefined
    case 'array':
      return mentionsCaptured(t.element)
    case 'class':
      return t.typeArgs.some(mentionsCaptured) || (t.outer !== undefined && mentionsCaptured(t.outer))
    case 'wildcard':
      return t.bound !== undefined && mentionsCaptured(t.bound)
    case 'intersection':
      return t.bounds.some(mentionsCaptured)
    default:
      return false
  }
}

function projectArgument(env: Env, t: ClassType, arg: Type, index: number, depth: number): Type {
  if (!mentionsCaptured(arg)) return arg
  if (arg.kind === 'wildcard') {
    if (arg.boundKind === 'extends') {
      return { kind: 'wildcard', boundKind: 'extends', bound: project(env, arg.bound!, depth) }
    }
    return UNBOUND
  }
  // A captured variable becomes a wildcard with its bound, unless the parameter's own bound says as much.
  if (arg.kind === 'typevar' && arg.captured?.boundKind === 'super' && arg.lower !== undefined) {
    if (!mentionsCaptured(arg.lower)) return { kind: 'wildcard', boundKind: 'super', bound: arg.lower }
    return UNBOUND
  }
  if (arg.kind === 'typevar' && arg.captured?.boundKind === 'unbound') return UNBOUND
  const upper = project(env, arg, depth)
  if (isObject(upper)) return UNBOUND
  const param = t.symbol.typeParams[index]
  if (param !== undefined && isSameType(param.upper, upper)) return UNBOUND
  return { kind: 'wildcard', boundKind: 'extends', bound: upper }
}
