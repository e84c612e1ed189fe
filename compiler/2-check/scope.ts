/**
 * Scopes of type names (JLS 6.3 to 6.5): a linked list from the innermost block outwards to the compilation unit. The
 * attribution of bodies keeps its own scopes for variables and holds one of these for the types.
 *
 * Names that reach the compilation unit are answered from the unit's cache; names that pass a class are answered from
 * that class scope's cache once its header is complete.
 */
import type { Environment, SourceUnit } from './environment.ts'
import { createImports, type Imports } from './imports.ts'
import { type AccessFrom, findMemberClass, isClassAccessible, type Lookup } from './members.ts'
import { ClassSymbol, Flags, type MethodSymbol, PackageSymbol, type VarSymbol } from './symbols.ts'
import { hasOuterThis, isGeneric } from './type-views.ts'
import type { ClassType, TypeVariable } from './types.ts'
import type { SourceFile } from '../source.ts'

export { checkBounds, resolveMemberType, type ResolveOptions, resolveType } from './type-names.ts'

type Env = Environment

export interface Scope {
  readonly outer: Scope | undefined
  readonly unit: UnitScope
  /** The class whose member classes this scope shows. */
  readonly classSymbol: ClassSymbol | undefined
  /** Type parameters or local classes. */
  readonly types: Map<string, TypeVariable | ClassSymbol> | undefined
  /** Type variables of the scopes further out cannot be used from here (static context, JLS 8.1.3). */
  readonly isStatic: boolean
  /** For access checks: the innermost class around, or the package. */
  readonly from: AccessFrom
  readonly cache: Map<string, TypeName> | undefined
}

export interface UnitScope {
  readonly file: SourceFile
  readonly package: PackageSymbol
  readonly imports: Imports
  readonly cache: Map<string, TypeName>
}

export function createUnitScope(env: Env, source: SourceUnit): Scope {
  const name = source.unit.package?.name.map((ident) => ident.name).join('.') ?? ''
  const symbol = env.packageNamed(name)
  const unit = {
    file: source.file,
    package: symbol,
    imports: createImports(env, source, symbol),
    cache: new Map<string, TypeName>(),
  }
  return {
    outer: undefined,
    unit,
    classSymbol: undefined,
    types: undefined,
    isStatic: false,
    from: symbol,
    cache: undefined,
  }
}

/** What a class's header sees: its type parameters and what is around it, but not its own members. */
export function headerScope(outer: Scope, symbol: ClassSymbol): Scope {
  const types = new Map<string, TypeVariable | ClassSymbol>()
  for (const p of symbol.typeParams) types.set(p.name, p)
  const isStatic = (symbol.flags & Flags.STATIC) !== 0
  return { outer, unit: outer.unit, classSymbol: undefined, types, isStatic, from: symbol, cache: undefined }
}

/** What a class's body sees: its member classes, its type parameters and what is around it. */
export function bodyScope(outer: Scope, symbol: ClassSymbol): Scope {
  const header = headerScope(outer, symbol)
  return { ...header, classSymbol: symbol, cache: new Map() }
}

/** Inside the body of a class that was entered from source. */
export function scopeOfClass(env: Env, symbol: ClassSymbol): Scope {
  const scope = env.scopes.get(symbol)
  if (scope === undefined) throw new Error(`no scope for ${symbol.binaryName}`)
  return scope
}

/** Inside a method: its type parameters, static or not. */
export function scopeOfMethod(env: Env, method: MethodSymbol): Scope {
  const outer = scopeOfClass(env, method.owner)
  const isStatic = (method.flags & Flags.STATIC) !== 0
  if (method.type.typeParams.length === 0 && !isStatic) return outer
  return typeParamScope(outer, method.type.typeParams, isStatic)
}

export function typeParamScope(outer: Scope, typeParams: readonly TypeVariable[], isStatic: boolean): Scope {
  const types = new Map<string, TypeVariable | ClassSymbol>()
  for (const p of typeParams) types.set(p.name, p)
  return { outer, unit: outer.unit, classSymbol: undefined, types, isStatic, from: outer.from, cache: undefined }
}

/** A block that may declare local classes; `isStatic` for static initialisers and static field initialisers. */
export function blockScope(outer: Scope, isStatic = false): Scope {
  const types = new Map<string, TypeVariable | ClassSymbol>()
  return { outer, unit: outer.unit, classSymbol: undefined, types, isStatic, from: outer.from, cache: undefined }
}

// ---------------------------------------------------------------------------------------------------- lookup

export type TypeName =
  | {
      readonly kind: 'class'
      readonly symbol: ClassSymbol
      readonly inaccessible?: boolean
      /** The class through whose scope a member class was found: gives an inner class its enclosing type. */
      readonly through?: ClassSymbol
      /** An inner class of a generic class, named where there is no instance of it. */
      readonly fromStatic?: boolean
    }
  | { readonly kind: 'typevar'; readonly type: TypeVariable; readonly fromStatic: boolean }
  | { readonly kind: 'ambiguous'; readonly symbols: readonly ClassSymbol[] }
  | { readonly kind: 'none' }

const NONE: TypeName = { kind: 'none' }

/** The type with that simple name (JLS 6.4.1, 6.5.5.1). */
export function lookupTypeName(env: Env, scope: Scope, name: string): TypeName {
  let isStatic = false
  let inaccessible: TypeName | undefined
  for (let s: Scope | undefined = scope; s !== undefined; s = s.outer) {
    let variable: TypeVariable | undefined
    const here = s.types?.get(name)
    if (here !== undefined) {
      if (here.kind === 'class') return { kind: 'class', symbol: here }
      variable = here
    }
    if (s.classSymbol !== undefined) {
      if (variable !== undefined && !s.classSymbol.memberClasses.has(name)) {
        return { kind: 'typevar', type: variable, fromStatic: isStatic }
      }
      const found = memberTypeName(env, s, s.classSymbol, name)
      if (found.kind === 'class' && found.inaccessible === true) inaccessible ??= found
      else if (found.kind !== 'none') {
        const inGeneric = isStatic && found.kind === 'class' && isInnerOfGeneric(found.symbol)
        return inGeneric && isGeneric(s.classSymbol) ? { ...found, fromStatic: true } : found
      }
    } else if (variable !== undefined) {
      return { kind: 'typevar', type: variable, fromStatic: isStatic }
    }
    if (s.isStatic) isStatic = true
    if (s.outer === undefined) {
      const found = unitTypeName(env, s, name)
      if (found.kind === 'none' || (found.kind === 'class' && found.inaccessible === true)) return inaccessible ?? found
      return found
    }
  }
  return inaccessible ?? NONE
}

function isInnerOfGeneric(symbol: ClassSymbol): boolean {
  return hasOuterThis(symbol) && symbol.owner.kind === 'class' && isGeneric(symbol.owner)
}

function memberTypeName(env: Env, scope: Scope, symbol: ClassSymbol, name: string): TypeName {
  const known = scope.cache?.get(name)
  if (known !== undefined) return known
  const found = findMemberClass(env, symbol, name, scope.from)
  const result = typeNameOf(found, symbol)
  if (symbol.state !== 'entered' && symbol.state !== 'header') scope.cache?.set(name, result)
  return result
}

function typeNameOf(found: Lookup<ClassSymbol>, through?: ClassSymbol): TypeName {
  switch (found.kind) {
    case 'found':
      return through === undefined
        ? { kind: 'class', symbol: found.symbol }
        : { kind: 'class', symbol: found.symbol, through }
    case 'inaccessible':
      return { kind: 'class', symbol: found.symbol, inaccessible: true }
    case 'ambiguous':
      return { kind: 'ambiguous', symbols: found.symbols }
    case 'none':
      return NONE
  }
}

/** Single imports and the unit's own classes, then the package, then imports on demand (JLS 6.4.1). */
function unitTypeName(env: Env, scope: Scope, name: string): TypeName {
  const unit = scope.unit
  const known = unit.cache.get(name)
  if (known !== undefined) return known
  let result = typeNameOf(unit.imports.singleType(name))
  if (result.kind === 'none') {
    const inPackage = env.loadClass(binaryNameIn(unit.package, name))
    if (inPackage !== undefined && inPackage.owner.kind === 'package') result = { kind: 'class', symbol: inPackage }
  }
  if (result.kind === 'none') result = typeNameOf(unit.imports.onDemandType(name))
  unit.cache.set(name, result)
  return result
}

function binaryNameIn(owner: PackageSymbol, name: string): string {
  return owner.name === '' ? name : `${owner.name.replaceAll('.', '/')}/${name}`
}

/** JLS 6.5.2, 6.5.4: first a type in scope, else the package of that name (which may not exist). */
export function lookupTypeOrPackage(
  env: Env,
  scope: Scope,
  name: string,
): ClassSymbol | TypeVariable | PackageSymbol | undefined {
  const found = lookupTypeName(env, scope, name)
  switch (found.kind) {
    case 'class':
      return found.symbol
    case 'typevar':
      return found.type
    case 'ambiguous':
      return found.symbols[0]
    case 'none':
      return env.packageExists(name) ? env.packageNamed(name) : undefined
  }
}

/** A member of a package or class by name: a class, or a subpackage (which may not exist) of a package. */
export function lookupQualified(
  env: Env,
  scope: Scope,
  qualifier: ClassSymbol | PackageSymbol,
  name: string,
): Lookup<ClassSymbol> | PackageSymbol {
  if (qualifier instanceof ClassSymbol) return findMemberClass(env, qualifier, name, scope.from)
  const symbol = env.loadClass(binaryNameIn(qualifier, name))
  if (symbol !== undefined && symbol.owner === qualifier) {
    return { kind: isClassAccessible(env, symbol, scope.from) ? 'found' : 'inaccessible', symbol }
  }
  const sub = qualifier.name === '' ? name : `${qualifier.name}.${name}`
  return env.packageExists(sub) ? env.packageNamed(sub) : { kind: 'none' }
}

// ---------------------------------------------------------------------------------------------------- static imports

/** Static fields that imports bring in under that name (JLS 7.5.3, 7.5.4): single imports shadow on-demand ones. */
export function importedFields(_env: Env, scope: Scope, name: string): Lookup<VarSymbol> {
  return scope.unit.imports.staticField(name)
}

export function importedMethods(_env: Env, scope: Scope, name: string): readonly MethodSymbol[] {
  return scope.unit.imports.staticMethods(name)
}

/** The type of a class name without arguments: raw when the class is generic. */
export function rawTypeOf(symbol: ClassSymbol): ClassType {
  return symbol.erasedType
}

/** Names of types in scope, for suggestions. */
export function typeNamesInScope(env: Env, scope: Scope): Iterable<string> {
  const names = new Set<string>()
  for (let s: Scope | undefined = scope; s !== undefined; s = s.outer) {
    for (const name of s.types?.keys() ?? []) names.add(name)
    for (let c = s.classSymbol; c !== undefined; c = c.superclass?.symbol) {
      for (const name of c.memberClasses.keys()) names.add(name)
    }
  }
  for (const name of scope.unit.imports.typeNames()) names.add(name)
  const add = (internal: string) => names.add(internal.slice(internal.lastIndexOf('/') + 1))
  const home = scope.unit.package
  for (const c of env.sourceClasses) if (c.owner === home) names.add(c.name)
  for (const internal of env.classPath.listPackage(home.name.replaceAll('.', '/'))) add(internal)
  for (const internal of env.classPath.listPackage('java/lang')) add(internal)
  return [...names].filter((n) => !n.includes('$'))
}

export function isPackage(symbol: unknown): symbol is PackageSymbol {
  return symbol instanceof PackageSymbol
}
