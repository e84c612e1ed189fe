/**
 * Members of types (JLS 8.2, 8.3, 8.4.8, 9.4.1): lookup of fields, methods and member classes with inheritance, access
 * (JLS 6.6) and overriding. Which methods a class has under a name does not depend on type arguments, so the answer is
 * kept per class and name in the environment.
 */
import type { Environment } from './environment.ts'
import {
  asSuper,
  closureOf,
  isSameType,
  isSubtype,
  isSubtypeUnchecked,
  methodTypeIn,
  superclassOf,
  supertypesOf,
  upperBound,
} from './relations.ts'
import {
  type AnySymbol,
  type ClassSymbol,
  Flags,
  type MethodSymbol,
  type PackageSymbol,
  type VarSymbol,
} from './symbols.ts'
import { adaptTypeParams, erasure, isSubclass, substitute } from './type-views.ts'
import { type MethodType, type Type, VOID } from './types.ts'

export { adaptTypeParams }

type Env = Environment

// ---------------------------------------------------------------------------------------------------- places

export function packageOf(symbol: AnySymbol): PackageSymbol {
  let s = symbol
  while (s.kind !== 'package') s = s.owner
  return s
}

/** The innermost class that a symbol stands in, itself when it is a class. */
export function enclosingClass(symbol: AnySymbol): ClassSymbol | undefined {
  let s = symbol
  while (s.kind !== 'class') {
    if (s.kind === 'package') return undefined
    s = s.owner
  }
  return s
}

export function outermostClass(symbol: ClassSymbol): ClassSymbol {
  let result = symbol
  for (let s: AnySymbol = symbol; s.kind !== 'package'; s = s.owner) if (s.kind === 'class') result = s
  return result
}

export function isStatic(symbol: MethodSymbol | VarSymbol | ClassSymbol): boolean {
  return (symbol.flags & Flags.STATIC) !== 0
}

// ---------------------------------------------------------------------------------------------------- access (JLS 6.6)

/** The class in which code stands; a package for imports and headers of top-level classes. */
export type AccessFrom = ClassSymbol | PackageSymbol

export function isClassAccessible(env: Env, symbol: ClassSymbol, from: AccessFrom): boolean {
  if (symbol.isLocal) return true
  const owner = symbol.owner
  if (owner.kind === 'package') {
    return (symbol.flags & Flags.PUBLIC) !== 0 || owner === packageOf(from)
  }
  if (owner.kind !== 'class') return true
  if (!isClassAccessible(env, owner, from)) return false
  if ((symbol.flags & Flags.PUBLIC) !== 0) return true
  if ((symbol.flags & Flags.PRIVATE) !== 0) {
    return from.kind === 'class' && outermostClass(from) === outermostClass(symbol)
  }
  if (packageOf(symbol) === packageOf(from)) return true
  if ((symbol.flags & Flags.PROTECTED) === 0) return false
  for (let c: AnySymbol = from; c.kind !== 'package'; c = c.owner) {
    if (c.kind === 'class' && isSubclass(c, owner)) return true
  }
  return false
}

export function isTypeAccessible(env: Env, t: Type, from: AccessFrom): boolean {
  if (t.kind === 'array') return isTypeAccessible(env, t.element, from)
  if (t.kind !== 'class') return true
  return isClassAccessible(env, t.symbol, from)
}

/**
 * JLS 6.6.1, 6.6.2: `site` is the type of the qualifier, or of the class whose member a simple name denotes;
 * `viaSuper` for `super.m()` and `super.f`.
 */
export function isAccessible(
  env: Env,
  member: MethodSymbol | VarSymbol,
  site: Type,
  from: AccessFrom,
  viaSuper = false,
): boolean {
  const owner = member.owner
  if (owner.kind !== 'class') return true
  const flags = member.flags
  if ((flags & Flags.PUBLIC) !== 0) return isTypeAccessible(env, site, from)
  if ((flags & Flags.PRIVATE) !== 0) {
    if (from.kind !== 'class' || outermostClass(from) !== outermostClass(owner)) return false
    // Private members are not inherited: the qualifier's own class must declare it.
    return member.name === '<init>' || declaresFor(site, owner)
  }
  const samePackage = packageOf(owner) === packageOf(from)
  if (samePackage) return isTypeAccessible(env, site, from) && isInheritedThrough(env, member, owner, site)
  if ((flags & Flags.PROTECTED) === 0) return false
  if (member.kind === 'method' && member.name === '<init>') {
    // `new C()` of a protected constructor is for the package only; super(...) and anonymous bodies pass viaSuper.
    return viaSuper
  }
  for (let c: AnySymbol = from; c.kind !== 'package'; c = c.owner) {
    if (c.kind !== 'class' || !isSubclass(c, owner)) continue
    if (viaSuper || (flags & Flags.STATIC) !== 0) return true
    if (site.kind === 'array') return true
    if (asSuper(env, site, c) !== undefined) return true
  }
  return false
}

function declaresFor(site: Type, owner: ClassSymbol): boolean {
  if (site.kind === 'class') return site.symbol === owner
  if (site.kind === 'intersection') return site.bounds.some((b) => declaresFor(b, owner))
  // A type variable has the members of its bound, but no private ones (JLS 4.4).
  return false
}

/** Package access is inherited only along classes of the same package (JLS 8.2). */
function isInheritedThrough(env: Env, member: MethodSymbol | VarSymbol, owner: ClassSymbol, site: Type): boolean {
  if ((member.flags & Flags.PROTECTED) !== 0 || (owner.flags & Flags.INTERFACE) !== 0) return true
  const home = packageOf(owner)
  let t: Type | undefined = upperBound(site)
  while (t !== undefined && t.kind === 'class' && t.symbol !== owner) {
    if (packageOf(t.symbol) !== home) return false
    t = superclassOf(env, t)
  }
  return true
}

// ---------------------------------------------------------------------------------------------------- fields, classes

export type Lookup<T> =
  | { readonly kind: 'found'; readonly symbol: T }
  | { readonly kind: 'ambiguous'; readonly symbols: readonly T[] }
  | { readonly kind: 'inaccessible'; readonly symbol: T }
  | { readonly kind: 'none' }

const NONE: Lookup<never> = { kind: 'none' }

/** A field of `site` by name (JLS 8.3, 15.11), hidden ones excluded. Arrays have `length`. */
export function findField(env: Env, site: Type, name: string, from: AccessFrom, viaSuper = false): Lookup<VarSymbol> {
  if (site.kind === 'array') return name === 'length' ? { kind: 'found', symbol: env.symbols.arrayLength } : NONE
  const found: VarSymbol[] = []
  collectFields(env, site, name, found, new Set())
  return choose(found, (f) => isAccessible(env, f, site, from, viaSuper))
}

function collectFields(env: Env, t: Type, name: string, found: VarSymbol[], seen: Set<ClassSymbol>): void {
  if (t.kind === 'class') {
    if (seen.has(t.symbol)) return
    seen.add(t.symbol)
    const own = t.symbol.fields.get(name)
    if (own !== undefined) {
      if (!found.includes(own)) found.push(own)
      return
    }
    const { superclass, interfaces } = t.symbol
    if (superclass !== undefined) collectFields(env, superclass, name, found, seen)
    for (const i of interfaces) collectFields(env, i, name, found, seen)
    return
  }
  for (const s of supertypesOf(env, t)) collectFields(env, s, name, found, seen)
}

/** One accessible candidate, or why there is none. */
function choose<T extends VarSymbol | ClassSymbol>(found: readonly T[], accessible: (t: T) => boolean): Lookup<T> {
  if (found.length === 0) return NONE
  const usable = found.length === 1 && accessible(found[0]!) ? found : found.filter(accessible)
  if (usable.length === 0) return { kind: 'inaccessible', symbol: found[0]! }
  if (usable.length === 1) return { kind: 'found', symbol: usable[0]! }
  return { kind: 'ambiguous', symbols: usable }
}

/** A member class of a class, inherited ones included (JLS 8.5). */
export function findMemberClass(env: Env, symbol: ClassSymbol, name: string, from: AccessFrom): Lookup<ClassSymbol> {
  const own = symbol.memberClasses.get(name)
  if (own !== undefined) {
    return isClassAccessible(env, own, from) ? { kind: 'found', symbol: own } : { kind: 'inaccessible', symbol: own }
  }
  const found: ClassSymbol[] = []
  collectClasses(symbol, name, found, new Set())
  return choose(found, (c) => isInheritedClassAccessible(env, c, symbol, from))
}

function isInheritedClassAccessible(env: Env, found: ClassSymbol, through: ClassSymbol, from: AccessFrom): boolean {
  if ((found.flags & Flags.PRIVATE) !== 0 && found.owner !== through) {
    return from.kind === 'class' && outermostClass(from) === outermostClass(found)
  }
  return isClassAccessible(env, found, from)
}

function collectClasses(symbol: ClassSymbol, name: string, found: ClassSymbol[], seen: Set<ClassSymbol>): void {
  if (seen.has(symbol)) return
  seen.add(symbol)
  const own = symbol.memberClasses.get(name)
  if (own !== undefined) {
    if (!found.includes(own)) found.push(own)
    return
  }
  if (symbol.superclass !== undefined) collectClasses(symbol.superclass.symbol, name, found, seen)
  for (const i of symbol.interfaces) collectClasses(i.symbol, name, found, seen)
}

// ---------------------------------------------------------------------------------------------------- methods

/**
 * All methods with that name that are members of the type, overridden and hidden ones removed (JLS 15.12.2.1). Private
 * methods of superclasses are there too: isAccessible says no to them, which makes the better message.
 */
export function methodsNamed(env: Env, site: Type, name: string): readonly MethodSymbol[] {
  switch (site.kind) {
    case 'class':
      return methodsOfClass(env, site.symbol, name)
    case 'array': {
      const methods = methodsOfClass(env, env.symbols.object, name)
      return name === 'clone' ? [env.symbols.arrayClone] : methods
    }
    case 'typevar':
      return methodsNamed(env, site.upper, name)
    case 'wildcard':
      return methodsNamed(env, site.boundKind === 'extends' ? site.bound! : env.types.object, name)
    case 'intersection': {
      const all: MethodSymbol[] = []
      for (const bound of site.bounds) {
        for (const m of methodsNamed(env, bound, name)) if (!all.includes(m)) all.push(m)
      }
      return site.bounds.length === 1 ? all : withoutOverridden(env, all, site)
    }
    case 'union':
      return methodsNamed(env, site.alternatives[0]!, name)
    default:
      return []
  }
}

function methodsOfClass(env: Env, symbol: ClassSymbol, name: string): readonly MethodSymbol[] {
  const own = symbol.methods.get(name)
  if (name === '<init>') return own ?? []
  const superclass = symbol.superclass
  if (symbol.interfaces.length === 0 && own === undefined) {
    return superclass === undefined ? [] : methodsOfClass(env, superclass.symbol, name)
  }
  const complete = symbol.state === 'membersDone'
  let kept = env.methodCache.get(symbol)
  if (kept === undefined) env.methodCache.set(symbol, (kept = new Map()))
  const known = kept.get(name)
  if (known !== undefined) return known
  const all: MethodSymbol[] = own === undefined ? [] : [...own]
  if (superclass !== undefined) {
    // Of Object an interface has the public methods only (JLS 9.2).
    const publicOnly = (symbol.flags & Flags.INTERFACE) !== 0
    for (const m of methodsOfClass(env, superclass.symbol, name)) {
      if (!all.includes(m) && !(publicOnly && (m.flags & Flags.PUBLIC) === 0)) all.push(m)
    }
  }
  for (const i of symbol.interfaces) {
    for (const m of methodsOfClass(env, i.symbol, name)) {
      // Static and private methods of interfaces are not inherited (JLS 8.4.8, 9.4.1).
      if ((m.flags & (Flags.STATIC | Flags.PRIVATE)) !== 0 && m.owner !== symbol && inInterface(m)) continue
      if (!all.includes(m)) all.push(m)
    }
  }
  const site = symbol.thisType ?? symbol.erasedType
  const result = all.length <= 1 ? all : withoutOverridden(env, all, site)
  if (complete) kept.set(name, result)
  return result
}

export function inInterface(m: MethodSymbol): boolean {
  return (m.owner.flags & Flags.INTERFACE) !== 0
}

/** Removes methods that another one of the list overrides, hides or implements, seen as members of `site`. */
function withoutOverridden(env: Env, all: readonly MethodSymbol[], site: Type): readonly MethodSymbol[] {
  return all.filter((m) => !all.some((other) => other !== m && replaces(env, other, m, site)))
}

function replaces(env: Env, a: MethodSymbol, b: MethodSymbol, site: Type): boolean {
  if (a.owner === b.owner || a.type.params.length !== b.type.params.length) return false
  if ((b.flags & Flags.PRIVATE) !== 0 || (a.flags & Flags.PRIVATE) !== 0) return false
  const siteIsInterface = site.kind === 'class' && (site.symbol.flags & Flags.INTERFACE) !== 0
  // Object is above every interface, but in a class its methods implement those of the interfaces.
  const below = isSubclass(a.owner, b.owner) && (siteIsInterface || inInterface(b) || !inInterface(a))
  // A method inherited from the superclass stands for what interfaces ask for (JLS 8.4.8, third case).
  const implementsIt = !below && !siteIsInterface && !inInterface(a) && inInterface(b) && (a.flags & Flags.STATIC) === 0
  if (!below && !implementsIt) return false
  const aType = methodTypeIn(env, site, a)
  const bType = methodTypeIn(env, site, b)
  if (!isSubsignature(env, aType, bType)) return false
  if (below) return isOverridableFrom(b, a.owner)
  if ((a.flags & Flags.PUBLIC) === 0 && (b.flags & Flags.ABSTRACT) === 0) return false
  if ((a.flags & Flags.ABSTRACT) === 0) return true
  return isSameType(aType.result, bType.result) || isSubtype(env, aType.result, bType.result)
}

/** Whether a class could override or hide the method as far as access goes (JLS 8.4.8.1). */
export function isOverridableFrom(b: MethodSymbol, inClass: ClassSymbol): boolean {
  const flags = b.flags
  if ((flags & Flags.PUBLIC) !== 0) return !inInterface(b) || (flags & Flags.STATIC) === 0
  if ((flags & Flags.PRIVATE) !== 0) return false
  // Interfaces have the public methods of Object only (JLS 9.2).
  if ((inClass.flags & Flags.INTERFACE) !== 0) return false
  return (flags & Flags.PROTECTED) !== 0 || packageOf(b.owner) === packageOf(inClass)
}

export function constructorsOf(symbol: ClassSymbol): readonly MethodSymbol[] {
  return symbol.methods.get('<init>') ?? []
}

// ---------------------------------------------------------------------------------------------------- overriding

function sameParams(a: readonly Type[], b: readonly Type[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!isSameType(a[i]!, b[i]!)) return false
  return true
}

/** Same type parameters up to renaming, same parameter types (JLS 8.4.2). */
export function hasSameSignature(a: MethodType, b: MethodType): boolean {
  if (a.params.length !== b.params.length || a.typeParams.length !== b.typeParams.length) return false
  const adapted = adaptTypeParams(b, a)
  if (!sameParams(a.params, adapted.params)) return false
  return a.typeParams.every((p, i) =>
    isSameType(p.upper, substitute(b.typeParams[i]!.upper, b.typeParams, a.typeParams)),
  )
}

/** JLS 8.4.2: a has the same signature as b, or as the erasure of b. */
export function isSubsignature(_env: Env, a: MethodType, b: MethodType): boolean {
  if (a.params.length !== b.params.length) return false
  if (hasSameSignature(a, b)) return true
  return a.typeParams.length === 0 && sameParams(a.params, b.params.map(erasure))
}

export function overrideEquivalent(env: Env, a: MethodType, b: MethodType): boolean {
  return isSubsignature(env, a, b) || isSubsignature(env, b, a)
}

/**
 * Whether `a` overrides or implements `b` (JLS 8.4.8.1, 9.4.1.1) in `inClass`, which is `a`'s class or one that
 * inherits `a` and `b` from different supertypes.
 */
export function overrides(env: Env, a: MethodSymbol, b: MethodSymbol, inClass: ClassSymbol): boolean {
  if (a === b) return true
  if (a.name !== b.name || a.name === '<init>' || a.type.params.length !== b.type.params.length) return false
  if ((a.flags & Flags.STATIC) !== 0 || (b.flags & (Flags.STATIC | Flags.PRIVATE)) !== 0) return false
  if (a.owner !== b.owner && isSubclass(a.owner, b.owner) && isOverridableFrom(b, a.owner)) {
    const site = a.owner.thisType ?? a.owner.erasedType
    if (isSubsignature(env, a.type, methodTypeIn(env, site, b))) return true
  }
  // Inherited implementation: a concrete method of a superclass for an interface's or a class's abstract method.
  if ((a.flags & Flags.ABSTRACT) !== 0) return false
  if ((b.flags & (Flags.ABSTRACT | Flags.DEFAULT)) === 0) return false
  if (!isOverridableFrom(b, inClass) || !isMemberOf(env, a, inClass)) return false
  const site = inClass.thisType ?? inClass.erasedType
  return isSubsignature(env, methodTypeIn(env, site, a), methodTypeIn(env, site, b))
}

/** Whether the class declares or inherits the method, hiding left out of account. */
export function isMemberOf(env: Env, method: MethodSymbol, inClass: ClassSymbol): boolean {
  if (method.owner === inClass) return true
  if (!isSubclass(inClass, method.owner) || (method.flags & Flags.PRIVATE) !== 0) return false
  if ((method.flags & (Flags.PUBLIC | Flags.PROTECTED)) !== 0) return true
  return isInheritedThrough(env, method, method.owner, inClass.erasedType)
}

/**
 * The method in `inClass` or its superclasses that overrides `method` or is it, an abstract one only where there is no
 * concrete one in the same class; interfaces' default methods are left out of account. A method whose result does not
 * fit is none (that it should is another error).
 */
export function classImplementation(env: Env, method: MethodSymbol, inClass: ClassSymbol): MethodSymbol | undefined {
  for (let c: ClassSymbol | undefined = inClass; c !== undefined; c = c.superclass?.symbol) {
    let best: MethodSymbol | undefined
    for (const m of c.methods.get(method.name) ?? []) {
      if (!overrides(env, m, method, inClass) || !resultFits(env, m, method, inClass)) continue
      best = m
      if ((m.flags & Flags.ABSTRACT) === 0) break
    }
    if (best !== undefined) return best
    if (c === method.owner) return method
  }
  return undefined
}

function resultFits(env: Env, m: MethodSymbol, method: MethodSymbol, inClass: ClassSymbol): boolean {
  if (m === method) return true
  const site = inClass.thisType ?? inClass.erasedType
  const type = methodTypeIn(env, site, m)
  return returnSubstitutable(env, type, adaptTypeParams(methodTypeIn(env, site, method), type)) !== false
}

/** JLS 8.4.5; 'unchecked' when an unchecked conversion is needed. `b` has the type parameters of `a` where it can. */
export function returnSubstitutable(env: Env, a: MethodType, b: MethodType): boolean | 'unchecked' {
  const from = a.result
  const to = b.result
  if (from === VOID || to === VOID || from.kind === 'primitive' || to.kind === 'primitive') return isSameType(from, to)
  const answer = isSubtypeUnchecked(env, from, to)
  if (answer !== false) return answer
  // The signature was erased: the result may be, too.
  const erased = !a.params.every((p, i) => isSameType(p, b.params[i]!)) || a.typeParams.length !== b.typeParams.length
  return erased && isSubtype(env, erasure(from), erasure(to)) ? 'unchecked' : false
}

/**
 * What a call of `method` runs on an instance of exactly `inClass`: a concrete method of the class or of a superclass,
 * else the most specific default method; undefined when there is none.
 */
export function implementationOf(env: Env, method: MethodSymbol, inClass: ClassSymbol): MethodSymbol | undefined {
  const inClasses = classImplementation(env, method, inClass)
  if (inClasses !== undefined && !inInterface(inClasses)) {
    return (inClasses.flags & Flags.ABSTRACT) === 0 ? inClasses : undefined
  }
  const site = inClass.thisType ?? inClass.erasedType
  const type = methodTypeIn(env, site, method)
  const candidates: MethodSymbol[] = []
  for (const t of closureOf(env, site)) {
    if ((t.symbol.flags & Flags.INTERFACE) === 0) continue
    for (const m of t.symbol.methods.get(method.name) ?? []) {
      if ((m.flags & (Flags.STATIC | Flags.PRIVATE)) !== 0) continue
      const mType = methodTypeIn(env, site, m)
      if (m === method || overrideEquivalent(env, mType, type)) candidates.push(m)
    }
  }
  const maximal = candidates.filter((m) => !candidates.some((o) => o !== m && isSubclass(o.owner, m.owner)))
  if (maximal.length === 1) return (maximal[0]!.flags & Flags.ABSTRACT) === 0 ? maximal[0] : undefined
  return undefined
}

/** An abstract method of the class that nothing implements in it, in the order in which javac looks. */
export function firstUnimplemented(env: Env, inClass: ClassSymbol): MethodSymbol | undefined {
  return unimplementedIn(env, inClass, inClass, new Set())
}

function unimplementedIn(
  env: Env,
  inClass: ClassSymbol,
  c: ClassSymbol,
  seen: Set<ClassSymbol>,
): MethodSymbol | undefined {
  if (seen.has(c)) return undefined
  seen.add(c)
  if (c !== inClass && (c.flags & (Flags.ABSTRACT | Flags.INTERFACE)) === 0) return undefined
  for (const group of c.methods.values()) {
    for (const m of group) {
      if ((m.flags & (Flags.ABSTRACT | Flags.DEFAULT | Flags.PRIVATE)) !== Flags.ABSTRACT) continue
      if ((m.flags & Flags.STATIC) !== 0) continue
      if (implementationOf(env, m, inClass) === undefined) return m
    }
  }
  const above = [...(c.superclass === undefined ? [] : [c.superclass]), ...c.interfaces]
  for (const s of above) {
    const found = unimplementedIn(env, inClass, s.symbol, seen)
    if (found !== undefined) return found
  }
  return undefined
}

// ---------------------------------------------------------------------------------------------------- suggestions

/** Names of the fields of a type, inherited ones included. */
export function fieldNamesOf(env: Env, site: Type): readonly string[] {
  if (site.kind === 'array') return ['length']
  return [...new Set(closureOf(env, site).flatMap((t) => [...t.symbol.fields.keys()]))]
}

export function methodNamesOf(env: Env, site: Type): readonly string[] {
  const names = closureOf(env, site.kind === 'array' ? env.types.object : site).flatMap((t) => [
    ...t.symbol.methods.keys(),
  ])
  return [...new Set(names)].filter((n) => n !== '<init>')
}

/** The best match for a misspelt name: at most a third of it wrong, case counting less; undefined when none is near. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestCost = Math.max(1, Math.floor(name.length / 3)) + 0.5
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) >= bestCost) continue
    const cost = editCost(name, candidate, bestCost)
    if (cost < bestCost) {
      best = candidate
      bestCost = cost
    }
  }
  return best
}

/** Edit distance with transpositions; a change of case alone costs half. Gives up at `limit`. */
function editCost(a: string, b: string, limit: number): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const x = a[i - 1]!
      const y = b[j - 1]!
      const change = x === y ? 0 : x.toLowerCase() === y.toLowerCase() ? 0.5 : 1
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change)
      if (i > 1 && j > 1 && x === b[j - 2] && a[i - 2] === y) cost = Math.min(cost, beforeLast[j - 2]! + 1)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least >= limit) return limit
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
