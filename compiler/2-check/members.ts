/**
 * Members of types (JLS 8.2, 8.3, 8.4.8, 9.4.1): lookup of fields, methods and member classes with inheritance, access
 * (JLS 6.6) and overriding.
 */
import type { Environment } from './environment.ts'
import type { AnySymbol, ClassSymbol, MethodSymbol, PackageSymbol, VarSymbol } from './symbols.ts'
import type { MethodType, Type } from './types.ts'

const notYet = (): never => {
  throw new Error('not written yet')
}
type Env = Environment

export function packageOf(symbol: AnySymbol): PackageSymbol {
  return notYet()
}
/** The innermost class that a symbol stands in, itself when it is a class. */
export function enclosingClass(symbol: AnySymbol): ClassSymbol | undefined {
  return notYet()
}
export function outermostClass(symbol: ClassSymbol): ClassSymbol {
  return notYet()
}
export function isStatic(symbol: MethodSymbol | VarSymbol | ClassSymbol): boolean {
  return notYet()
}

/** The class in which code stands; a package for imports and headers of top-level classes. */
export type AccessFrom = ClassSymbol | PackageSymbol
export function isClassAccessible(env: Env, symbol: ClassSymbol, from: AccessFrom): boolean {
  return notYet()
}
export function isTypeAccessible(env: Env, t: Type, from: AccessFrom): boolean {
  return notYet()
}
/** JLS 6.6: `site` is the type of the qualifier (or the class of a simple name); `viaSuper` for super.m(). */
export function isAccessible(
  env: Env,
  member: MethodSymbol | VarSymbol,
  site: Type,
  from: AccessFrom,
  viaSuper?: boolean,
): boolean {
  return notYet()
}

export type Lookup<T> =
  | { readonly kind: 'found'; readonly symbol: T }
  | { readonly kind: 'ambiguous'; readonly symbols: readonly T[] }
  | { readonly kind: 'inaccessible'; readonly symbol: T }
  | { readonly kind: 'none' }

/** A field of `site` by name (JLS 8.3, 15.11): hidden ones excluded. Arrays have `length`. */
export function findField(env: Env, site: Type, name: string, from: AccessFrom, viaSuper?: boolean): Lookup<VarSymbol> {
  return notYet()
}
/** A member class of a class, inherited ones included (JLS 8.5). */
export function findMemberClass(env: Env, symbol: ClassSymbol, name: string, from: AccessFrom): Lookup<ClassSymbol> {
  return notYet()
}
/** All methods with that name that are members of the type, overridden and hidden ones removed (JLS 15.12.2.1). */
export function methodsNamed(env: Env, site: Type, name: string): readonly MethodSymbol[] {
  return notYet()
}
export function constructorsOf(symbol: ClassSymbol): readonly MethodSymbol[] {
  return notYet()
}
/** Names of fields/methods/classes reachable in a type, for suggestions. */
export function fieldNamesOf(env: Env, site: Type): readonly string[] {
  return notYet()
}
export function methodNamesOf(env: Env, site: Type): readonly string[] {
  return notYet()
}
/** The best match for a misspelt name, or undefined. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  return notYet()
}

/** JLS 8.4.2: same signature, or the same as the erasure of b's. */
export function isSubsignature(env: Env, a: MethodType, b: MethodType): boolean {
  return notYet()
}
export function overrideEquivalent(env: Env, a: MethodType, b: MethodType): boolean {
  return notYet()
}
/** Whether `a` overrides `b` (JLS 8.4.8.1), seen in class `inClass` (for inherited methods that implement). */
export function overrides(env: Env, a: MethodSymbol, b: MethodSymbol, inClass: ClassSymbol): boolean {
  return notYet()
}
/** The method that a call of `method` runs on an instance of exactly `inClass`; undefined when none implements it. */
export function implementationOf(env: Env, method: MethodSymbol, inClass: ClassSymbol): MethodSymbol | undefined {
  return notYet()
}
/** A method of `inClass` or a superclass that is abstract and not implemented in `inClass`. */
export function firstUnimplemented(env: Env, inClass: ClassSymbol): MethodSymbol | undefined {
  return notYet()
}
/** `m`'s type parameters replaced by `like`'s, when both have as many. */
export function adaptTypeParams(m: MethodType, like: MethodType): MethodType {
  return notYet()
}
