/**
 * Relations between types (JLS 4.10, 4.5.1, 5.1.9, 5.1.10, 5.5) and the views of a type that need its supertypes.
 * Whoever works with types imports from here: what concerns types as mere data (type-views.ts), bounds (bounds.ts) and
 * functional interfaces (functional.ts) is handed on.
 */
import { glb } from './bounds.ts'
import { isCastable } from './castable.ts'
import type { Environment } from './environment.ts'
import { type ClassSymbol, Flags, type MethodSymbol, type VarSymbol } from './symbols.ts'
import {
  bindingsOf,
  classTypeOf,
  erasure,
  erasureOfMethod,
  isErroneous,
  isGeneric,
  isObject,
  isParameterized,
  isRaw,
  isReference,
  isReifiable,
  isSubclass,
  newTypeVariable,
  substitute,
  substituteMethod,
  mayInheritAnything,
} from './type-views.ts'
import {
  type ClassType,
  ERROR,
  type MethodType,
  type PrimitiveName,
  type Type,
  type TypeVariable,
  type WildcardType,
} from './types.ts'

export { glb, lub, upwardProjection } from './bounds.ts'
export { type Descriptor, findDescriptor, functionalMethod } from './functional.ts'
export {
  adaptTypeParams,
  arrayOf,
  bindingsOf,
  classToString,
  classTypeOf,
  containsInference,
  erasure,
  erasureOfMethod,
  hasOuterThis,
  intersectionOf,
  isErroneous,
  isGeneric,
  isIntegral,
  isInterface,
  isNumeric,
  isObject,
  isParameterized,
  isPrimitive,
  isRaw,
  isReference,
  isReifiable,
  isString,
  isSubclass,
  mentions,
  methodToString,
  newTypeVariable,
  substitute,
  substituteAll,
  substituteMethod,
  typeToString,
} from './type-views.ts'
export { isCastable }

type Env = Environment

/** Types may be infinitely deep through recursive bounds; a question nested deeper than this is answered with no. */
const MAX_DEPTH = 50

// ---------------------------------------------------------------------------------------------------- views

/** JLS 11.1.1: neither RuntimeException nor Error nor a subclass of them. */
export function isCheckedException(env: Env, t: Type): boolean {
  if (t.kind === 'error' || t.kind === 'null') return false
  if (t.kind === 'typevar') return isCheckedException(env, t.upper)
  if (t.kind === 'union') return t.alternatives.some((a) => isCheckedException(env, a))
  if (t.kind === 'intersection') return t.bounds.every((b) => isCheckedException(env, b))
  if (t.kind !== 'class') return true
  return !isSubclass(t.symbol, env.symbols.runtimeException) && !isSubclass(t.symbol, env.symbols.error)
}

/** Direct superclass type (undefined for Object), type arguments substituted; raw types have erased ones. */
export function superclassOf(env: Env, t: Type): Type | undefined {
  switch (t.kind) {
    case 'class':
      return t.symbol.superclass === undefined ? undefined : inherited(t, t.symbol.superclass)
    case 'array':
      return env.types.object
    case 'typevar':
      return t.upper.kind === 'intersection' ? t.upper.bounds[0] : t.upper
    case 'intersection':
      return t.bounds[0]
    case 'wildcard':
      return wildcardUpperBound(env, t)
    default:
      return undefined
  }
}

/** The direct superinterfaces, or what takes their place. */
export function interfacesOf(env: Env, t: Type): readonly Type[] {
  switch (t.kind) {
    case 'class':
      return t.symbol.interfaces.length === 0 ? [] : t.symbol.interfaces.map((i) => inherited(t, i))
    case 'array':
      return [env.types.cloneable, env.types.serializable]
    case 'typevar':
      return t.upper.kind === 'intersection' ? t.upper.bounds.slice(1) : []
    case 'intersection':
      return t.bounds.slice(1)
    default:
      return []
  }
}

/** Direct supertypes (JLS 4.10.2). */
export function supertypesOf(env: Env, t: Type): readonly Type[] {
  const superclass = superclassOf(env, t)
  return superclass === undefined ? interfacesOf(env, t) : [superclass, ...interfacesOf(env, t)]
}

function inherited(t: ClassType, supertype: ClassType): ClassType {
  if (!isParameterized(supertype)) return supertype
  if (!isParameterized(t)) return isGeneric(t.symbol) ? supertype.symbol.erasedType : supertype
  const { from, to } = bindingsOf(t)
  return substitute(supertype, from, to) as ClassType
}

/** `t` and all its supertypes (class types), each once, nearest first. */
export function closureOf(env: Env, t: Type): readonly ClassType[] {
  const result: ClassType[] = []
  const seen = new Set<ClassSymbol>()
  const visit = (type: Type): void => {
    if (type.kind === 'class') {
      if (seen.has(type.symbol)) return
      seen.add(type.symbol)
      result.push(type)
    }
    for (const s of supertypesOf(env, type)) visit(s)
  }
  visit(t)
  return result
}

/** The supertype of `t` whose class is `symbol`, or undefined. */
export function asSuper(env: Env, t: Type, symbol: ClassSymbol): ClassType | undefined {
  switch (t.kind) {
    case 'class':
      return asSuperOfClass(t, symbol)
    case 'array': {
      const name = symbol.binaryName
      const found = name === 'java/lang/Object' || name === 'java/lang/Cloneable' || name === 'java/io/Serializable'
      return found ? symbol.erasedType : undefined
    }
    case 'typevar':
      return asSuper(env, t.upper, symbol)
    case 'intersection':
      for (const bound of t.bounds) {
        const found = asSuper(env, bound, symbol)
        if (found !== undefined) return found
      }
      return undefined
    case 'wildcard':
      return asSuper(env, wildcardUpperBound(env, t), symbol)
    case 'union': {
      const found = asSuper(env, t.alternatives[0]!, symbol)
      return found !== undefined && t.alternatives.every((a) => asSuper(env, a, symbol) !== undefined)
        ? found
        : undefined
    }
    default:
      return undefined
  }
}

function asSuperOfClass(t: ClassType, symbol: ClassSymbol): ClassType | undefined {
  if (t.symbol === symbol) return t
  const superclass = t.symbol.superclass
  if (superclass !== undefined) {
    if (superclass.symbol === symbol) return inherited(t, superclass)
    const found = asSuperOfClass(superclass, symbol)
    if (found !== undefined) return inherited(t, found)
  }
  if ((symbol.flags & Flags.INTERFACE) === 0) return undefined
  for (const i of t.symbol.interfaces) {
    const found = asSuperOfClass(i, symbol)
    if (found !== undefined) return inherited(t, found)
  }
  return undefined
}

/** The supertype of `t`, or of one of its enclosing types, whose class is `symbol`: for members used by simple name. */
function asOuterSuper(env: Env, t: Type, symbol: ClassSymbol): ClassType | undefined {
  const found = asSuper(env, t, symbol)
  if (found !== undefined || t.kind !== 'class') return found
  return t.outer === undefined ? undefined : asOuterSuper(env, t.outer, symbol)
}

/** Type of a field as a member of `site`; erased when the site is raw (JLS 4.8). */
export function fieldTypeIn(env: Env, site: Type, field: VarSymbol): Type {
  const owner = field.owner
  if (owner.kind !== 'class' || (field.flags & Flags.STATIC) !== 0 || !isGeneric(owner)) return field.type
  const base = asOuterSuper(env, site, owner)
  if (base === undefined || base === owner.thisType) return field.type
  if (isRaw(base)) return erasure(field.type)
  const { from, to } = bindingsOf(base)
  return substitute(field.type, from, to)
}

/** Type of a method as a member of `site`; erased when the site is raw. `clone()` of an array gives the array type. */
export function methodTypeIn(env: Env, site: Type, method: MethodSymbol): MethodType {
  if (site.kind === 'array' && method === env.symbols.arrayClone) return { ...method.type, result: site }
  if ((method.flags & Flags.STATIC) !== 0 || !isGeneric(method.owner)) return method.type
  const base = asOuterSuper(env, site, method.owner)
  if (base === undefined || base === method.owner.thisType) return method.type
  if (isRaw(base)) return erasureOfMethod(method.type)
  const { from, to } = bindingsOf(base)
  return substituteMethod(method.type, from, to)
}

/** Capture conversion (JLS 5.1.10). */
export function capture(env: Env, t: Type): Type {
  if (t.kind !== 'class') return t
  const outer = t.outer === undefined ? undefined : (capture(env, t.outer) as ClassType)
  if (!t.typeArgs.some((a) => a.kind === 'wildcard')) {
    return outer === t.outer ? t : classTypeOf(t.symbol, t.typeArgs, outer)
  }
  const params = t.symbol.typeParams
  if (params.length !== t.typeArgs.length) return t
  const fresh = t.typeArgs.map((arg) =>
    arg.kind === 'wildcard'
      ? newTypeVariable('capture', undefined, env.types.object, arg.boundKind === 'super' ? arg.bound : undefined, arg)
      : arg,
  )
  for (let i = 0; i < fresh.length; i++) {
    const arg = t.typeArgs[i]!
    if (arg.kind !== 'wildcard') continue
    const declared = substitute(params[i]!.upper, params, fresh)
    const variable = fresh[i] as TypeVariable
    if (arg.boundKind !== 'extends') variable.upper = declared
    else variable.upper = isObject(declared) ? arg.bound! : glb(env, arg.bound!, declared)
  }
  return classTypeOf(t.symbol, fresh, outer)
}

/** Upper bound of wildcards and type variables: a class, array or intersection (or what is none of these). */
export function upperBound(t: Type): Type {
  let result = t
  for (let i = 0; i < MAX_DEPTH; i++) {
    if (result.kind === 'typevar') result = result.upper
    else if (result.kind === 'wildcard' && result.boundKind === 'extends') result = result.bound!
    else return result
  }
  return ERROR
}

/** What is known of every type that the wildcard stands for. */
export function wildcardUpperBound(env: Env, w: WildcardType, param?: TypeVariable): Type {
  if (w.boundKind === 'extends') return w.bound!
  return param === undefined ? env.types.object : erasure(param.upper)
}

// ---------------------------------------------------------------------------------------------------- sameness

export function isSameType(a: Type, b: Type): boolean {
  if (a === b) return true
  if (a.kind === 'error' || b.kind === 'error') return true
  switch (a.kind) {
    case 'class':
      return (
        b.kind === 'class' &&
        a.symbol === b.symbol &&
        isSameTypes(a.typeArgs, b.typeArgs) &&
        (a.outer === b.outer || (a.outer !== undefined && b.outer !== undefined && isSameType(a.outer, b.outer)))
      )
    case 'array':
      return b.kind === 'array' && isSameType(a.element, b.element)
    case 'wildcard':
      return b.kind === 'wildcard' && isSameWildcard(a, b)
    case 'intersection':
      return (
        b.kind === 'intersection' &&
        a.bounds.length === b.bounds.length &&
        a.bounds.every((x) => b.bounds.some((y) => isSameType(x, y)))
      )
    case 'union':
      return b.kind === 'union' && isSameTypes(a.alternatives, b.alternatives)
    case 'infer':
      return b.kind === 'infer' && a.id === b.id
    default:
      return false
  }
}

function isSameWildcard(a: WildcardType, b: WildcardType): boolean {
  const aBound = a.boundKind === 'unbound' || (a.boundKind === 'extends' && isObject(a.bound!)) ? undefined : a.bound
  const bBound = b.boundKind === 'unbound' || (b.boundKind === 'extends' && isObject(b.bound!)) ? undefined : b.bound
  if (aBound === undefined || bBound === undefined) return aBound === bBound
  return a.boundKind === b.boundKind && isSameType(aBound, bBound)
}

export function isSameTypes(a: readonly Type[], b: readonly Type[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!isSameType(a[i]!, b[i]!)) return false
  return true
}

// ---------------------------------------------------------------------------------------------------- subtyping

/** Where each primitive type widens to directly (JLS 4.10.1). */
const WIDER: Readonly<Record<PrimitiveName, PrimitiveName | undefined>> = {
  boolean: undefined,
  byte: 'short',
  short: 'int',
  char: 'int',
  int: 'long',
  long: 'float',
  float: 'double',
  double: undefined,
}

export function isPrimitiveSubtype(a: PrimitiveName, b: PrimitiveName): boolean {
  for (let t: PrimitiveName | undefined = a; t !== undefined; t = WIDER[t]) if (t === b) return true
  return false
}

/** JLS 4.10; the left side is captured where it has wildcards. No unchecked conversion, no boxing. */
export function isSubtype(env: Env, a: Type, b: Type): boolean {
  return subtype(env, a, b, true, 0)
}

function subtype(env: Env, a: Type, b: Type, capturing: boolean, depth: number): boolean {
  if (a === b || a.kind === 'error' || b.kind === 'error') return true
  if (depth > MAX_DEPTH) return false
  switch (b.kind) {
    case 'primitive':
      return a.kind === 'primitive' && isPrimitiveSubtype(a.name, b.name)
    case 'void':
    case 'null':
      return false
    case 'intersection':
      for (const bound of b.bounds) if (!subtype(env, a, bound, capturing, depth + 1)) return false
      return true
    case 'union':
      return b.alternatives.some((x) => subtype(env, a, x, capturing, depth + 1))
    case 'wildcard':
      return b.boundKind === 'super' && subtype(env, a, b.bound!, capturing, depth + 1)
    case 'typevar':
      if (b.lower !== undefined && subtype(env, a, b.lower, capturing, depth + 1)) return true
      break
    default:
      break
  }
  switch (a.kind) {
    case 'primitive':
    case 'void':
      return false
    case 'null':
      return isReference(b)
    case 'typevar':
      return subtype(env, a.upper, b, capturing, depth + 1)
    case 'intersection':
      if (b.kind === 'class' && isObject(b)) return true
      return a.bounds.some((x) => subtype(env, x, b, capturing, depth + 1))
    case 'union':
      return a.alternatives.every((x) => subtype(env, x, b, capturing, depth + 1))
    case 'wildcard':
      return subtype(env, wildcardUpperBound(env, a), b, capturing, depth + 1)
    case 'infer':
      return b.kind === 'infer' ? a.id === b.id : isObject(b)
    case 'array':
      if (b.kind === 'array') {
        if (a.element.kind === 'primitive' || b.element.kind === 'primitive') return a.element === b.element
        return subtype(env, a.element, b.element, capturing, depth + 1)
      }
      return b.kind === 'class' && asSuper(env, a, b.symbol) !== undefined
    case 'class': {
      if (b.kind !== 'class') return false
      const sup = asSuperOfClass(a, b.symbol)
      if (sup === undefined) return isObject(b) || (env.hasUnknownSupers && mayInheritAnything(a.symbol))
      if (!isParameterized(b)) return true
      if (!isParameterized(sup)) return false
      const view = capturing ? (capture(env, sup) as ClassType) : sup
      if (view.typeArgs.length !== b.typeArgs.length) return false
      for (let i = 0; i < b.typeArgs.length; i++) {
        if (!containsAt(env, b.typeArgs[i]!, view.typeArgs[i]!, depth + 1)) return false
      }
      if (b.outer === undefined) return true
      return view.outer !== undefined && subtype(env, view.outer, b.outer, false, depth + 1)
    }
  }
}

/** Type argument containment (JLS 4.5.1): `a` is contained by `b`. */
export function contains(env: Env, b: Type, a: Type): boolean {
  return containsAt(env, b, a, 0)
}

function containsAt(env: Env, b: Type, a: Type, depth: number): boolean {
  if (b.kind !== 'wildcard') return isSameType(a, b)
  if (b.boundKind === 'unbound') return true
  if (a.kind === 'wildcard' && isSameWildcard(a, b)) return true
  if (a.kind === 'typevar' && a.captured !== undefined && isSameWildcard(a.captured, b)) return true
  if (b.boundKind === 'extends') {
    const upper = a.kind === 'wildcard' ? wildcardUpperBound(env, a) : a
    return subtype(env, upper, b.bound!, false, depth + 1)
  }
  if (a.kind === 'wildcard') return a.boundKind === 'super' && subtype(env, b.bound!, a.bound!, false, depth + 1)
  return subtype(env, b.bound!, a, false, depth + 1)
}

/** Subtyping with unchecked conversion (JLS 5.1.9); 'unchecked' when that was needed and deserves a warning. */
export function isSubtypeUnchecked(env: Env, a: Type, b: Type): boolean | 'unchecked' {
  if (isSubtype(env, a, b)) return true
  if (a.kind === 'array' && b.kind === 'array') {
    if (a.element.kind === 'primitive' || b.element.kind === 'primitive') return false
    return isSubtypeUnchecked(env, a.element, b.element)
  }
  if (a.kind === 'typevar') return isSubtypeUnchecked(env, a.upper, b)
  if (a.kind === 'intersection') return firstYes(a.bounds, (x) => isSubtypeUnchecked(env, x, b))
  if (b.kind === 'intersection') {
    let result: boolean | 'unchecked' = true
    for (const bound of b.bounds) {
      const one = isSubtypeUnchecked(env, a, bound)
      if (one === false) return false
      if (one === 'unchecked') result = one
    }
    return result
  }
  if (a.kind !== 'class' || b.kind !== 'class' || !isParameterized(b) || isErroneous(b)) return false
  const sup = asSuper(env, a, b.symbol)
  if (sup === undefined || !isRaw(sup)) return false
  return isReifiable(b) ? true : 'unchecked'
}

function firstYes(ts: readonly Type[], ask: (t: Type) => boolean | 'unchecked'): boolean | 'unchecked' {
  for (const t of ts) {
    const answer = ask(t)
    if (answer !== false) return answer
  }
  return false
}
