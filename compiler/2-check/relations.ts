/**
 * Relations between types (JLS 4.10, 5.1.10, 5.5) and the views of a type: supertypes, erasure, capture, bounds.
 * Signatures first; see the file's sections.
 */
import type { Environment } from './environment.ts'
import type { ClassSymbol, MethodSymbol, VarSymbol } from './symbols.ts'
import type { ArrayType, ClassType, MethodType, PrimitiveType, Type, TypeVariable, WildcardType } from './types.ts'

const notYet = (): never => {
  throw new Error('not written yet')
}
type Env = Environment

// ---- makers
export function arrayOf(element: Type, dims = 1): ArrayType {
  return notYet()
}
export function classTypeOf(symbol: ClassSymbol, typeArgs: readonly Type[], outer?: ClassType): ClassType {
  return notYet()
}
/** Intersection of bounds; a single bound is itself. */
export function intersectionOf(bounds: readonly Type[]): Type {
  return notYet()
}
export function newTypeVariable(
  name: string,
  owner: ClassSymbol | MethodSymbol | undefined,
  upper: Type,
): TypeVariable {
  return notYet()
}

// ---- questions
export function isPrimitive(t: Type): t is PrimitiveType {
  return notYet()
}
export function isNumeric(t: Type): t is PrimitiveType {
  return notYet()
}
export function isIntegral(t: Type): t is PrimitiveType {
  return notYet()
}
/** Class, array, type variable, intersection or null type. */
export function isReference(t: Type): boolean {
  return notYet()
}
export function isErroneous(t: Type): boolean {
  return notYet()
}
export function isRaw(t: Type): boolean {
  return notYet()
}
export function isParameterized(t: Type): boolean {
  return notYet()
}
export function isInterface(symbol: ClassSymbol): boolean {
  return notYet()
}
/** Has an enclosing instance: inner member class in non-static place (JLS 8.1.3), or local class outside static code. */
export function hasOuterThis(symbol: ClassSymbol): boolean {
  return notYet()
}
/** JLS 4.7 */
export function isReifiable(t: Type): boolean {
  return notYet()
}
export function isObject(t: Type): boolean {
  return notYet()
}
export function isString(t: Type): boolean {
  return notYet()
}
export function isSubclass(symbol: ClassSymbol, of: ClassSymbol): boolean {
  return notYet()
}
/** JLS 11.1.1: neither RuntimeException nor Error nor a subclass of them. */
export function isCheckedException(env: Env, t: Type): boolean {
  return notYet()
}
export function containsInference(t: Type): boolean {
  return notYet()
}

// ---- substitution
export function substitute(t: Type, from: readonly TypeVariable[], to: readonly Type[]): Type {
  return notYet()
}
export function substituteAll(
  ts: readonly Type[],
  from: readonly TypeVariable[],
  to: readonly Type[],
): readonly Type[] {
  return notYet()
}
export function substituteMethod(m: MethodType, from: readonly TypeVariable[], to: readonly Type[]): MethodType {
  return notYet()
}

// ---- views
export function erasure(t: Type): Type {
  return notYet()
}
export function erasureOfMethod(m: MethodType): MethodType {
  return notYet()
}
/** Direct superclass type (undefined for Object), with type arguments of `t` substituted; raw types give erased ones. */
export function superclassOf(env: Env, t: Type): Type | undefined {
  return notYet()
}
export function interfacesOf(env: Env, t: Type): readonly Type[] {
  return notYet()
}
/** Direct supertypes. */
export function supertypesOf(env: Env, t: Type): readonly Type[] {
  return notYet()
}
/** `t` and all its supertypes (class types), each once. */
export function closureOf(env: Env, t: Type): readonly ClassType[] {
  return notYet()
}
/** The supertype of `t` whose class is `symbol` (JLS 4.10), or undefined. */
export function asSuper(env: Env, t: Type, symbol: ClassSymbol): ClassType | undefined {
  return notYet()
}
/** Type of a field as a member of `site` (captured already by the caller where needed); erased when site is raw. */
export function fieldTypeIn(env: Env, site: Type, field: VarSymbol): Type {
  return notYet()
}
/** Type of a method as a member of `site`; erased when site is raw (JLS 4.8). `getClass` is the caller's matter. */
export function methodTypeIn(env: Env, site: Type, method: MethodSymbol): MethodType {
  return notYet()
}
/** JLS 5.1.10 */
export function capture(env: Env, t: Type): Type {
  return notYet()
}
/** Replaces captured variables by their wildcards' bounds upwards (JLS 4.10.5), for `var`. */
export function upwardProjection(env: Env, t: Type): Type {
  return notYet()
}
/** Upper bound of wildcards and type variables until a class, array or intersection. */
export function upperBound(t: Type): Type {
  return notYet()
}
export function wildcardUpperBound(env: Env, w: WildcardType, param?: TypeVariable): Type {
  return notYet()
}

// ---- relations
export function isSameType(a: Type, b: Type): boolean {
  return notYet()
}
export function isSameTypes(a: readonly Type[], b: readonly Type[]): boolean {
  return notYet()
}
export function isSubtype(env: Env, a: Type, b: Type): boolean {
  return notYet()
}
/** Subtyping with unchecked conversion (JLS 5.1.9); 'unchecked' when that was needed. */
export function isSubtypeUnchecked(env: Env, a: Type, b: Type): boolean | 'unchecked' {
  return notYet()
}
/** Type argument containment (JLS 4.5.1): `a <= b`. */
export function contains(env: Env, b: Type, a: Type): boolean {
  return notYet()
}
/** JLS 5.5; 'unchecked' for a cast that needs a warning. */
export function isCastable(env: Env, from: Type, to: Type): boolean | 'unchecked' {
  return notYet()
}
export function lub(env: Env, ts: readonly Type[]): Type {
  return notYet()
}
export function glb(env: Env, a: Type, b: Type): Type {
  return notYet()
}

// ---- functional interfaces (JLS 9.8, 9.9)
export type Descriptor =
  | { readonly ok: true; readonly method: MethodSymbol; readonly type: MethodType; readonly target: Type }
  | { readonly ok: false; readonly reason: 'notInterface' | 'noAbstract' | 'manyAbstract' | 'generic' }
/** The single abstract method of a functional interface and its type as seen from `t`; wildcards per JLS 9.9. */
export function findDescriptor(env: Env, t: Type): Descriptor {
  return notYet()
}
/** The abstract method of a functional interface class, whatever its type arguments. */
export function functionalMethod(env: Env, symbol: ClassSymbol): MethodSymbol | undefined {
  return notYet()
}
export function typeToString(t: Type): string {
  return notYet()
}
export function methodToString(name: string, m: MethodType, varargs?: boolean): string {
  return notYet()
}
