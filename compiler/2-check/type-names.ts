/**
 * From type nodes to types (JLS 4, 6.5.5): resolves the names, checks the number and kind of the type arguments and
 * their bounds, and reports what is wrong at the place where javac reports it.
 */
import { checkTypeAnnotations } from './annotations.ts'
import type { ClassTypeNode, TypeNode } from '../1-parse/ast.ts'
import type { Environment } from './environment.ts'
import { type Lookup, nearestName } from './members.ts'
import { asSuper, capture, contains, isSubtype, isSubtypeUnchecked } from './relations.ts'
import { lookupQualified, lookupTypeName, type Scope, typeNamesInScope } from './scope.ts'
import { type ClassSymbol, Flags, PackageSymbol } from './symbols.ts'
import {
  bindingsOf,
  classToString,
  classTypeOf,
  hasOuterThis,
  intersectionOf,
  isErroneous,
  isGeneric,
  isParameterized,
  substitute,
  dimensionsOf,
  MAX_DIMENSIONS,
  typeToString,
} from './type-views.ts'
import { type ClassType, ERROR, PRIMITIVES, type Type, type TypeVariable, VOID } from './types.ts'

type Env = Environment

export interface ResolveOptions {
  /** `C<>` is allowed: gives the class type without arguments (with `outer` where there is one). */
  readonly allowDiamond?: boolean
  /** A class name without its arguments is looked at, no more (`C.class`, qualifiers): no check of its form. */
  readonly noBoundsCheck?: boolean
  /** In `permits`: it names the class, not a type, so that an inner class of a generic one needs no arguments. */
  readonly namesClass?: boolean
}

const DEFAULT: ResolveOptions = {}

/** The type that a node denotes; reports what is wrong and gives ERROR. Sets `resolved` (and `symbol`) on the nodes. */
export function resolveType(env: Env, scope: Scope, node: TypeNode, options: ResolveOptions = DEFAULT): Type {
  const type = resolve(env, scope, node, options)
  node.resolved = type
  if (node.annotations.length > 0) checkTypeAnnotations(env, scope, node.annotations)
  return type
}

function resolve(env: Env, scope: Scope, node: TypeNode, options: ResolveOptions): Type {
  switch (node.kind) {
    case 'PrimitiveType':
      if (node.name !== 'void') return PRIMITIVES[node.name]
      // The grammar has it as a result and before `.class` only.
      return VOID
    case 'ArrayType': {
      const element = resolveType(env, scope, node.element)
      if (dimensionsOf(element) === MAX_DIMENSIONS) env.error(scope.unit.file, node, 'HL0706')
      return element === ERROR ? ERROR : { kind: 'array', element }
    }
    case 'ClassType':
      return resolveClass(env, scope, node, options)
    case 'WildcardType':
      return resolveArgument(env, scope, node)
    case 'VarType':
      env.error(scope.unit.file, node, 'HL0121')
      return ERROR
    case 'UnionType':
      return { kind: 'union', alternatives: node.alternatives.map((a) => resolveType(env, scope, a)) }
    case 'IntersectionType':
      return intersectionOf(node.bounds.map((b) => resolveType(env, scope, b)))
    case 'SymbolType':
      return node.resolved ?? ERROR
  }
}

function resolveClass(env: Env, scope: Scope, node: ClassTypeNode, options: ResolveOptions): Type {
  const found =
    node.qualifier === undefined
      ? simpleName(env, scope, node, false, options.namesClass)
      : qualifiedName(env, scope, node)
  if (found.kind === 'error') {
    // The arguments are looked at all the same: they may have mistakes of their own.
    for (const arg of node.typeArgs ?? []) resolveArgument(env, scope, arg)
    return ERROR
  }
  if (found instanceof PackageSymbol) return ERROR
  if (found.kind === 'typevar') {
    node.symbol = found.owner ?? scope.unit.package
    if (node.typeArgs !== undefined) {
      env.error(scope.unit.file, node, 'HL0122', found.name)
      return ERROR
    }
    return found
  }
  return withArguments(env, scope, node, found.symbol, found.outer, options)
}

/** A class and the enclosing type that its name implies. */
interface FoundClass {
  readonly kind: 'foundClass'
  readonly symbol: ClassSymbol
  readonly outer: ClassType | undefined
}

type Found = FoundClass | TypeVariable | PackageSymbol | typeof ERROR

/** `mayBePackage`: the name qualifies another one (JLS 6.5.4). */
function simpleName(env: Env, scope: Scope, node: ClassTypeNode, mayBePackage = false, namesClass = false): Found {
  const name = node.name.name
  const file = scope.unit.file
  const found = lookupTypeName(env, scope, name)
  switch (found.kind) {
    case 'class': {
      if (found.inaccessible === true) {
        env.error(file, node, 'HL0112', name)
        return ERROR
      }
      if (found.fromStatic === true && !namesClass) {
        env.error(file, node, 'HL0123', name)
        return ERROR
      }
      node.symbol = found.symbol
      return { kind: 'foundClass', symbol: found.symbol, outer: impliedOuter(env, found.symbol, found.through) }
    }
    case 'typevar':
      if (found.fromStatic) {
        env.error(file, node, 'HL0124', name)
        return ERROR
      }
      return found.type
    case 'ambiguous':
      env.error(file, node, 'HL0114', name)
      return ERROR
    case 'none':
      if (mayBePackage) return env.packageNamed(name)
      env.errorWith(file, node, suggestType(env, scope, name), 'HL0110', name)
      return ERROR
  }
}

/** An inner class named inside of its generic outer class, or of a subclass of that, is a member of that very type. */
function impliedOuter(env: Env, symbol: ClassSymbol, through: ClassSymbol | undefined): ClassType | undefined {
  const owner = symbol.owner
  if (through === undefined || owner.kind !== 'class' || !hasOuterThis(symbol) || !isGeneric(owner)) return undefined
  const site = through.thisType
  const outer = site === undefined ? undefined : asSuper(env, site, owner)
  return outer !== undefined && isParameterized(outer) ? outer : undefined
}

function qualifiedName(env: Env, scope: Scope, node: ClassTypeNode, mayBePackage = false): Found {
  const qualifierNode = node.qualifier!
  const file = scope.unit.file
  const name = node.name.name
  const qualifier =
    qualifierNode.qualifier === undefined
      ? simpleName(env, scope, qualifierNode, true)
      : qualifiedName(env, scope, qualifierNode, true)
  if (qualifier.kind === 'error') return ERROR
  if (qualifier instanceof PackageSymbol) {
    qualifierNode.symbol = qualifier
    const found = lookupQualified(env, scope, qualifier, name)
    if (found instanceof PackageSymbol) {
      if (mayBePackage) return found
      env.error(file, node, 'HL0110', `${qualifier.name}.${name}`)
      return ERROR
    }
    if (found.kind === 'none') {
      if (mayBePackage) return env.packageNamed(`${qualifier.name}.${name}`)
      if (!env.packageExists(qualifier.name)) {
        const simple = qualifierNode.qualifier === undefined
        const hint = simple ? suggestType(env, scope, qualifier.name) : undefined
        env.errorWith(file, node, hint, 'HL0111', qualifier.name)
      } else env.error(file, node, 'HL0110', `${qualifier.name}.${name}`)
      return ERROR
    }
    return memberFound(env, scope, node, found, undefined)
  }
  if (qualifier.kind === 'typevar') {
    env.error(file, node, 'HL0125', qualifier.name)
    return ERROR
  }
  const site = withArguments(env, scope, qualifierNode, qualifier.symbol, qualifier.outer, { noBoundsCheck: false })
  qualifierNode.resolved = site
  if (site.kind !== 'class') return ERROR
  const found = lookupQualified(env, scope, site.symbol, name)
  if (found instanceof PackageSymbol) return ERROR
  if (found.kind === 'none') {
    const hint = nearestName(name, site.symbol.memberClasses.keys())
    const suggestion = hint === undefined ? undefined : `did you mean \`${hint}\`?`
    env.errorWith(file, node, suggestion, 'HL0126', name, classToString(site.symbol))
    return ERROR
  }
  return memberFound(env, scope, node, found, site)
}

function memberFound(
  env: Env,
  scope: Scope,
  node: ClassTypeNode,
  found: Lookup<ClassSymbol>,
  site: ClassType | undefined,
): Found {
  const file = scope.unit.file
  switch (found.kind) {
    case 'found': {
      const symbol = found.symbol
      node.symbol = symbol
      if (site === undefined || !isParameterized(site)) return { kind: 'foundClass', symbol, outer: undefined }
      if (!hasOuterThis(symbol)) {
        // `List<String>.Entry` of a static class; an implied outer type (of a simple name) does not matter.
        if ((node.qualifier?.typeArgs?.length ?? 0) > 0) {
          env.error(file, node, 'HL0127', symbol.name)
          return ERROR
        }
        return { kind: 'foundClass', symbol, outer: undefined }
      }
      const owner = symbol.owner as ClassSymbol
      const outer = asSuper(env, site, owner)
      return { kind: 'foundClass', symbol, outer: outer !== undefined && isParameterized(outer) ? outer : undefined }
    }
    case 'inaccessible':
      env.error(file, node, 'HL0112', node.name.name)
      return ERROR
    case 'ambiguous':
      env.error(file, node, 'HL0114', node.name.name)
      return ERROR
    case 'none':
      return ERROR
  }
}

function withArguments(
  env: Env,
  scope: Scope,
  node: ClassTypeNode,
  symbol: ClassSymbol,
  outer: ClassType | undefined,
  options: ResolveOptions,
): Type {
  const file = scope.unit.file
  const params = symbol.typeParams
  const written = node.typeArgs
  if (written === undefined) {
    if (params.length === 0) return classTypeOf(symbol, [], outer)
    // `Outer<String>.Inner` of a generic Inner is neither raw nor complete (JLS 4.8).
    if (outer !== undefined && (node.qualifier?.typeArgs?.length ?? 0) > 0) {
      env.error(file, node, 'HL0128', symbol.name)
      return ERROR
    }
    return symbol.erasedType
  }
  if (written.length === 0) {
    if (options.allowDiamond !== true) {
      env.error(file, node, 'HL0129')
      return ERROR
    }
    if (params.length === 0) {
      env.error(file, node, 'HL0130', symbol.name)
      return ERROR
    }
    return classTypeOf(symbol, [], outer)
  }
  const args = written.map((arg) => resolveArgument(env, scope, arg))
  if (params.length === 0) {
    env.error(file, node, 'HL0122', symbol.name)
    return ERROR
  }
  if (params.length !== args.length) {
    env.error(file, node, 'HL0131', symbol.name, String(params.length))
    return ERROR
  }
  const owner = symbol.owner
  if (outer === undefined && hasOuterThis(symbol) && owner.kind === 'class' && isGeneric(owner)) {
    env.error(file, node, 'HL0132', owner.name)
    return ERROR
  }
  if (args.some(isErroneous)) return ERROR
  const type = classTypeOf(symbol, args, outer)
  if (options.noBoundsCheck !== true) env.later(() => checkBounds(env, scope, type, node))
  return type
}

function resolveArgument(env: Env, scope: Scope, node: TypeNode): Type {
  if (node.kind === 'WildcardType') {
    const bound = node.bound === undefined ? undefined : referenceType(env, scope, node.bound)
    const type: Type = bound === ERROR ? ERROR : { kind: 'wildcard', boundKind: node.boundKind, bound }
    node.resolved = type
    if (node.annotations.length > 0) checkTypeAnnotations(env, scope, node.annotations)
    return type
  }
  return referenceType(env, scope, node)
}

function referenceType(env: Env, scope: Scope, node: TypeNode): Type {
  const type = resolveType(env, scope, node)
  if (type.kind !== 'primitive') return type
  const box = env.boxOf(type).symbol.name
  env.errorWith(scope.unit.file, node, `use \`${box}\``, 'HL0133', type.name)
  return ERROR
}

/** `outer.new Inner<X>()`: the node names a member class of the type of `outer` (JLS 15.9.1). */
export function resolveMemberType(
  env: Env,
  scope: Scope,
  outer: ClassType,
  node: ClassTypeNode,
  options: ResolveOptions = DEFAULT,
): Type {
  const found = lookupQualified(env, scope, outer.symbol, node.name.name)
  let type: Type = ERROR
  if (!(found instanceof PackageSymbol)) {
    if (found.kind === 'none') {
      env.error(scope.unit.file, node, 'HL0126', node.name.name, classToString(outer.symbol))
    } else {
      const member = memberFound(env, scope, node, found, outer)
      if (!(member instanceof PackageSymbol) && member.kind === 'foundClass') {
        type = withArguments(env, scope, node, member.symbol, member.outer, options)
      }
    }
  }
  node.resolved = type
  return type
}

// ---------------------------------------------------------------------------------------------------- bounds

/** Checks the arguments of a written type against the bounds of its parameters (JLS 4.5); arguments' own were checked. */
export function checkBounds(env: Env, scope: Scope, type: Type, node: TypeNode): void {
  if (type.kind !== 'class' || type.typeArgs.length === 0 || node.kind !== 'ClassType') return
  const bad = firstOutOfBounds(env, type)
  if (bad < 0) return
  const at = node.typeArgs?.[bad] ?? node
  const param = type.symbol.typeParams[bad]!
  const { from, to } = bindingsOf(type)
  const bound = substitute(param.upper, from, to)
  env.error(scope.unit.file, at, 'HL0134', typeToString(type.typeArgs[bad]!), typeToString(bound))
}

/** Index of the first type argument that its parameter's bound does not allow, or -1. */
export function firstOutOfBounds(env: Env, type: ClassType): number {
  const params = type.symbol.typeParams
  const { from, to } = bindingsOf(type)
  let captured: ClassType | undefined
  for (let i = 0; i < params.length; i++) {
    const arg = type.typeArgs[i]!
    const declared = params[i]!.upper
    if (arg.kind === 'wildcard') {
      if (arg.boundKind === 'unbound') continue
      captured ??= capture(env, type) as ClassType
      if (wildcardOutOfBounds(env, captured, i, arg.boundKind, arg.bound!)) return i
      continue
    }
    if (isErroneous(arg)) continue
    const bound = substitute(declared, from, to)
    if (isSubtypeUnchecked(env, arg, bound) === false) return i
  }
  return -1
}

function wildcardOutOfBounds(
  env: Env,
  captured: ClassType,
  i: number,
  kind: 'extends' | 'super',
  bound: Type,
): boolean {
  const param = captured.symbol.typeParams[i]!
  const { from, to } = bindingsOf(captured)
  const upper = substitute(param.upper, from, to)
  if (kind === 'super') return isSubtypeUnchecked(env, bound, upper) === false
  // Some type must fit both the wildcard and the parameter: they must not exclude each other.
  return excludes(env, bound, upper)
}

function excludes(env: Env, a: Type, b: Type): boolean {
  if (isSubtype(env, a, b) || isSubtype(env, b, a)) return false
  if (a.kind === 'intersection') return a.bounds.some((x) => excludes(env, x, b))
  if (b.kind === 'intersection') return b.bounds.some((x) => excludes(env, a, x))
  if (a.kind === 'typevar' || b.kind === 'typevar') return false
  if (a.kind !== 'class' || b.kind !== 'class') return true
  const sup = asSuper(env, a, b.symbol) ?? asSuper(env, b, a.symbol)
  if (sup !== undefined) {
    const other = sup.symbol === b.symbol ? b : a
    return sup.typeArgs.some((x, i) => {
      const y = other.typeArgs[i]
      return y !== undefined && x.kind === 'class' && y.kind === 'class' && !contains(env, y, x)
    })
  }
  const open = (c: ClassSymbol) => (c.flags & Flags.INTERFACE) !== 0
  if ((a.symbol.flags & Flags.FINAL) !== 0 || (b.symbol.flags & Flags.FINAL) !== 0) return true
  return !open(a.symbol) && !open(b.symbol)
}

// ---------------------------------------------------------------------------------------------------- suggestions

/** Packages whose classes are so usual that a missing import is the likely mistake. */
const USUAL_PACKAGES = ['java/util', 'java/io', 'java/util/function', 'java/util/stream', 'java/math', 'java/nio/file']

export function suggestType(env: Env, scope: Scope, name: string): string | undefined {
  for (const p of USUAL_PACKAGES) {
    if (env.loadClass(`${p}/${name}`) !== undefined) return `add \`import ${p.replaceAll('/', '.')}.${name};\``
  }
  const near = nearestName(name, typeNamesInScope(env, scope))
  return near === undefined ? undefined : `did you mean \`${near}\`?`
}
