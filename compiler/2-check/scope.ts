/**
 * Scopes of type names (JLS 6.3 to 6.5): a linked list from the innermost block outwards to the compilation unit. The
 * attribution of bodies keeps its own scopes for variables and holds one of these for the types.
 */
import type { ClassTypeNode, ImportDecl, TypeNode } from '../1-parse/ast.ts'
import type { SourceFile } from '../source.ts'
import type { Environment, SourceUnit } from './environment.ts'
import type { Lookup } from './members.ts'
import type { ClassSymbol, MethodSymbol, PackageSymbol, VarSymbol } from './symbols.ts'
import type { ClassType, Type, TypeVariable } from './types.ts'

const notYet = (): never => {
  throw new Error('not written yet')
}
type Env = Environment

export interface Scope {
  readonly outer: Scope | undefined
  readonly unit: UnitScope
  /** The class whose members this scope shows. */
  readonly classSymbol: ClassSymbol | undefined
  /** Type parameters or local classes. */
  readonly types: Map<string, TypeVariable | ClassSymbol> | undefined
  /** Type variables of outer scopes cannot be used from here (static context, JLS 8.1.3). */
  readonly isStatic: boolean
}

export interface UnitScope {
  readonly file: SourceFile
  readonly package: PackageSymbol
  readonly imports: readonly ImportDecl[]
}

export function createUnitScope(env: Env, source: SourceUnit): Scope {
  return notYet()
}
/** The unit scope as registered at entering. */
/** Inside the body of a class: its members and type parameters. Works for every class that was entered from source. */
export function scopeOfClass(env: Env, symbol: ClassSymbol): Scope {
  return notYet()
}
/** Inside a method: its type parameters, static or not. */
export function scopeOfMethod(env: Env, method: MethodSymbol): Scope {
  return notYet()
}
/** A block that may declare local classes; `isStatic` for static initialisers and static field initialisers. */
export function blockScope(outer: Scope, isStatic?: boolean): Scope {
  return notYet()
}

export type TypeName =
  | { readonly kind: 'class'; readonly symbol: ClassSymbol; readonly inaccessible?: boolean }
  | { readonly kind: 'typevar'; readonly type: TypeVariable; readonly fromStatic: boolean }
  | { readonly kind: 'ambiguous'; readonly symbols: readonly ClassSymbol[] }
  | { readonly kind: 'none' }

/** The type with that simple name (JLS 6.4.1, 6.5.5.1). */
export function lookupTypeName(env: Env, scope: Scope, name: string): TypeName {
  return notYet()
}
/** JLS 6.5.2: first a type in scope, else a package when one of that name exists. */
export function lookupTypeOrPackage(
  env: Env,
  scope: Scope,
  name: string,
): ClassSymbol | TypeVariable | PackageSymbol | undefined {
  return notYet()
}
/** A member of a package or class by name: class or subpackage. */
export function lookupQualified(
  env: Env,
  scope: Scope,
  qualifier: ClassSymbol | PackageSymbol,
  name: string,
): Lookup<ClassSymbol> | PackageSymbol {
  return notYet()
}
/** Static fields that imports bring in under that name (JLS 7.5.3, 7.5.4): single imports shadow on-demand ones. */
export function importedFields(env: Env, scope: Scope, name: string): Lookup<VarSymbol> {
  return notYet()
}
export function importedMethods(env: Env, scope: Scope, name: string): readonly MethodSymbol[] {
  return notYet()
}

export interface ResolveOptions {
  /** `void` is allowed (method results, `void.class`). */
  readonly allowVoid?: boolean
  /** A raw or diamond use is expected: gives the class type with no arguments and no warning. */
  readonly allowDiamond?: boolean
  readonly allowWildcard?: boolean
  /** Extends clauses: no array, primitive or variable. */
  readonly noBoundsCheck?: boolean
}
/** The type that a node denotes; reports what is wrong and gives ERROR. Sets `resolved` (and `symbol`) on the nodes. */
export function resolveType(env: Env, scope: Scope, node: TypeNode, options?: ResolveOptions): Type {
  return notYet()
}
/** The type of a class name without arguments as a use of the name as expression qualifier (raw when generic). */
export function rawTypeOf(symbol: ClassSymbol): ClassType {
  return notYet()
}
/** What the qualifier of a ClassType node denotes, for `New` of member classes: `outer.new Inner<X>()`. */
export function resolveMemberType(
  env: Env,
  scope: Scope,
  outer: ClassType,
  node: ClassTypeNode,
  options?: ResolveOptions,
): Type {
  return notYet()
}
/** Checks type arguments against the bounds of the parameters (JLS 4.5), for written types and explicit type arguments. */
export function checkBounds(env: Env, scope: Scope, type: Type, node: TypeNode): void {
  return notYet()
}
/** Names of types in scope, for suggestions. */
export function typeNamesInScope(env: Env, scope: Scope): Iterable<string> {
  return notYet()
}
