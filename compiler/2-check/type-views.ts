/**
 * Types as data: making them, asking simple questions, substitution (JLS 4.5), erasure (JLS 4.6) and printing. Nothing
 * here needs the environment. `substitute` gives the same object back where nothing changes, so that most types of a
 * program exist once.
 */
import { type ClassSymbol, Flags, type MethodSymbol } from './symbols.ts'
import {
  type ArrayType,
  type ClassType,
  ERROR,
  type MethodType,
  type PrimitiveType,
  type Type,
  type TypeVariable,
  type WildcardType,
} from './types.ts'

// ---------------------------------------------------------------------------------------------------- makers

export function arrayOf(element: Type, dims = 1): ArrayType {
  let result: Type = element
  for (let i = 0; i < dims; i++) result = { kind: 'array', element: result }
  return result as ArrayType
}

/** The JVM's arrays have no more (JVMS 4.3.2). */
export const MAX_DIMENSIONS = 255

export function dimensionsOf(t: Type): number {
  let dims = 0
  for (let each = t; each.kind === 'array'; each = each.element) dims++
  return dims
}

export function classTypeOf(symbol: ClassSymbol, typeArgs: readonly Type[], outer?: ClassType): ClassType {
  if (typeArgs.length === 0 && outer === undefined) return symbol.erasedType
  return { kind: 'class', symbol, typeArgs, outer }
}

/** Intersection of bounds; a single bound is itself. */
export function intersectionOf(bounds: readonly Type[]): Type {
  if (bounds.length === 1) return bounds[0]!
  const flat: Type[] = []
  for (const bound of bounds) {
    if (bound.kind === 'intersection') flat.push(...bound.bounds)
    else flat.push(bound)
  }
  return { kind: 'intersection', bounds: flat }
}

export function newTypeVariable(
  name: string,
  owner: ClassSymbol | MethodSymbol | undefined,
  upper: Type,
  lower?: Type,
  captured?: WildcardType,
): TypeVariable {
  return { kind: 'typevar', name, owner, upper, lower, captured }
}

// ---------------------------------------------------------------------------------------------------- questions

export function isPrimitive(t: Type): t is PrimitiveType {
  return t.kind === 'primitive'
}

export function isNumeric(t: Type): t is PrimitiveType {
  return t.kind === 'primitive' && t.name !== 'boolean'
}

export function isIntegral(t: Type): t is PrimitiveType {
  return t.kind === 'primitive' && t.name !== 'boolean' && t.name !== 'float' && t.name !== 'double'
}

/** Class, array, type variable, intersection or null type. */
export function isReference(t: Type): boolean {
  return t.kind !== 'primitive' && t.kind !== 'void' && t.kind !== 'error'
}

/** Whether the type is, or has somewhere inside, the type of something already reported. */
export function isErroneous(t: Type): boolean {
  switch (t.kind) {
    case 'error':
      return true
    case 'array':
      return isErroneous(t.element)
    case 'class':
      for (const arg of t.typeArgs) if (isErroneous(arg)) return true
      return t.outer !== undefined && isErroneous(t.outer)
    case 'wildcard':
      return t.bound !== undefined && isErroneous(t.bound)
    default:
      return false
  }
}

/** A generic class, or an inner class of one: its type needs arguments. */
export function isGeneric(symbol: ClassSymbol): boolean {
  return symbol.typeParams.length > 0 || symbol.thisType?.outer !== undefined
}

export function isRaw(t: Type): boolean {
  if (t.kind === 'array') return isRaw(t.element)
  return t.kind === 'class' && t.typeArgs.length === 0 && t.outer === undefined && isGeneric(t.symbol)
}

export function isParameterized(t: Type): boolean {
  return t.kind === 'class' && (t.typeArgs.length > 0 || t.outer !== undefined)
}

export function isInterface(symbol: ClassSymbol): boolean {
  return (symbol.flags & Flags.INTERFACE) !== 0
}

/** Whether instances have an enclosing instance (JLS 8.1.3): inner member class, or local class outside static code. */
export function hasOuterThis(symbol: ClassSymbol): boolean {
  if ((symbol.flags & (Flags.STATIC | Flags.INTERFACE | Flags.ENUM | Flags.RECORD)) !== 0 && !symbol.isLocal)
    return false
  if (symbol.isLocal) {
    return !symbol.noOuterThis && (symbol.flags & (Flags.STATIC | Flags.INTERFACE | Flags.RECORD)) === 0
  }
  return symbol.owner.kind !== 'package' && !symbol.noOuterThis
}

/** JLS 4.7 */
export function isReifiable(t: Type): boolean {
  switch (t.kind) {
    case 'array':
      return isReifiable(t.element)
    case 'class':
      for (const arg of t.typeArgs) {
        if (arg.kind !== 'wildcard' || arg.boundKind !== 'unbound') return false
      }
      return t.outer === undefined || isReifiable(t.outer)
    case 'typevar':
    case 'intersection':
    case 'infer':
    case 'wildcard':
      return false
    default:
      return true
  }
}

export function isObject(t: Type): boolean {
  return t.kind === 'class' && t.symbol.binaryName === 'java/lang/Object'
}

export function isString(t: Type): boolean {
  return t.kind === 'class' && t.symbol.binaryName === 'java/lang/String'
}

/** Whether some supertype of the class is not known. */
export function mayInheritAnything(symbol: ClassSymbol): boolean {
  if (symbol.hasUnknownSuper || symbol.state === 'broken') return true
  const { superclass, interfaces } = symbol
  return (
    (superclass !== undefined && mayInheritAnything(superclass.symbol)) ||
    interfaces.some((each) => mayInheritAnything(each.symbol))
  )
}

/** Whether the class is `of` or one of its supertypes, interfaces included, is. */
export function isSubclass(symbol: ClassSymbol, of: ClassSymbol): boolean {
  if (symbol === of) return true
  if ((of.flags & Flags.INTERFACE) === 0) {
    for (let c = symbol.superclass?.symbol; c !== undefined; c = c.superclass?.symbol) if (c === of) return true
    return false
  }
  for (let c: ClassSymbol | undefined = symbol; c !== undefined; c = c.superclass?.symbol) {
    if (c === of) return true
    for (const i of c.interfaces) if (isSubclass(i.symbol, of)) return true
  }
  return false
}

export function containsInference(t: Type): boolean {
  switch (t.kind) {
    case 'infer':
      return true
    case 'array':
      return containsInference(t.element)
    case 'class':
      for (const arg of t.typeArgs) if (containsInference(arg)) return true
      return t.outer !== undefined && containsInference(t.outer)
    case 'wildcard':
      return t.bound !== undefined && containsInference(t.bound)
    case 'intersection':
      return t.bounds.some(containsInference)
    case 'typevar':
      return (
        t.captured !== undefined &&
        (containsInference(t.captured) || (t.lower !== undefined && containsInference(t.lower)))
      )
    default:
      return false
  }
}

/** Whether one of the type variables occurs in the type. */
export function mentions(t: Type, variables: readonly TypeVariable[]): boolean {
  switch (t.kind) {
    case 'typevar':
      return variables.includes(t)
    case 'array':
      return mentions(t.element, variables)
    case 'class':
      for (const arg of t.typeArgs) if (mentions(arg, variables)) return true
      return t.outer !== undefined && mentions(t.outer, variables)
    case 'wildcard':
      return t.bound !== undefined && mentions(t.bound, variables)
    case 'intersection':
      return t.bounds.some((b) => mentions(b, variables))
    default:
      return false
  }
}

// ---------------------------------------------------------------------------------------------------- substitution

export function substitute(t: Type, from: readonly TypeVariable[], to: readonly Type[]): Type {
  if (from.length === 0) return t
  switch (t.kind) {
    case 'typevar': {
      const at = from.indexOf(t)
      return at < 0 ? t : (to[at] ?? ERROR)
    }
    case 'class': {
      const args = substituteAll(t.typeArgs, from, to)
      const outer = t.outer === undefined ? undefined : (substitute(t.outer, from, to) as ClassType)
      return args === t.typeArgs && outer === t.outer ? t : { kind: 'class', symbol: t.symbol, typeArgs: args, outer }
    }
    case 'array': {
      const element = substitute(t.element, from, to)
      return element === t.element ? t : { kind: 'array', element }
    }
    case 'wildcard': {
      if (t.bound === undefined) return t
      const bound = substitute(t.bound, from, to)
      if (bound === t.bound) return t
      // `? extends T` with T := `? extends X` is `? extends X`: a wildcard is no bound.
      if (bound.kind === 'wildcard') {
        if (bound.boundKind === t.boundKind) return bound
        return { kind: 'wildcard', boundKind: 'unbound', bound: undefined }
      }
      return { kind: 'wildcard', boundKind: t.boundKind, bound }
    }
    case 'intersection': {
      const bounds = substituteAll(t.bounds, from, to)
      return bounds === t.bounds ? t : intersectionOf(bounds)
    }
    case 'union': {
      const alternatives = substituteAll(t.alternatives, from, to)
      return alternatives === t.alternatives ? t : { kind: 'union', alternatives }
    }
    default:
      return t
  }
}

export function substituteAll(
  ts: readonly Type[],
  from: readonly TypeVariable[],
  to: readonly Type[],
): readonly Type[] {
  let result: Type[] | undefined
  for (let i = 0; i < ts.length; i++) {
    const changed = substitute(ts[i]!, from, to)
    if (result !== undefined) result.push(changed)
    else if (changed !== ts[i]) {
      result = ts.slice(0, i)
      result.push(changed)
    }
  }
  return result ?? ts
}

/** Substitutes in a method type; its own type parameters are renewed when their bounds change. */
export function substituteMethod(m: MethodType, from: readonly TypeVariable[], to: readonly Type[]): MethodType {
  if (from.length === 0) return m
  let typeParams = m.typeParams
  let inner = m
  if (typeParams.length > 0 && typeParams.some((p) => substitute(p.upper, from, to) !== p.upper)) {
    const fresh = typeParams.map((p) => newTypeVariable(p.name, p.owner as MethodSymbol | undefined, p.upper))
    for (const p of fresh) p.upper = substitute(substitute(p.upper, typeParams, fresh), from, to)
    inner = {
      typeParams: fresh,
      params: substituteAll(m.params, typeParams, fresh),
      result: substitute(m.result, typeParams, fresh),
      throws: substituteAll(m.throws, typeParams, fresh),
    }
    typeParams = fresh
  }
  const params = substituteAll(inner.params, from, to)
  const result = substitute(inner.result, from, to)
  const throws = substituteAll(inner.throws, from, to)
  if (inner === m && params === m.params && result === m.result && throws === m.throws) return m
  return { typeParams, params, result, throws }
}

/** `m`'s type parameters replaced by `like`'s, when both have as many. */
export function adaptTypeParams(m: MethodType, like: MethodType): MethodType {
  if (m.typeParams.length === 0 || m.typeParams.length !== like.typeParams.length || m.typeParams === like.typeParams) {
    return m
  }
  const from = m.typeParams
  const to = like.typeParams
  return {
    typeParams: to,
    params: substituteAll(m.params, from, to),
    result: substitute(m.result, from, to),
    throws: substituteAll(m.throws, from, to),
  }
}

/** The type parameters and arguments of a class type, those of enclosing types included. */
export function bindingsOf(t: ClassType): { from: readonly TypeVariable[]; to: readonly Type[] } {
  if (t.outer === undefined) return { from: t.typeArgs.length === 0 ? [] : t.symbol.typeParams, to: t.typeArgs }
  const outer = bindingsOf(t.outer)
  if (t.typeArgs.length === 0) return outer
  return { from: [...t.symbol.typeParams, ...outer.from], to: [...t.typeArgs, ...outer.to] }
}

// ---------------------------------------------------------------------------------------------------- erasure

export function erasure(t: Type): Type {
  switch (t.kind) {
    case 'class':
      return t.symbol.erasedType
    case 'array': {
      const element = erasure(t.element)
      return element === t.element ? t : { kind: 'array', element }
    }
    case 'typevar':
      return erasure(t.upper)
    case 'intersection':
      return erasure(t.bounds[0]!)
    case 'wildcard':
      return t.boundKind === 'extends' ? erasure(t.bound!) : t
    case 'infer':
      return erasure(t.declared)
    case 'union':
      return erasure(t.alternatives[0]!)
    default:
      return t
  }
}

export function erasureOfMethod(m: MethodType): MethodType {
  return { typeParams: [], params: m.params.map(erasure), result: erasure(m.result), throws: m.throws.map(erasure) }
}

// ---------------------------------------------------------------------------------------------------- printing

/** As javac's messages print types: simple names, no space after a comma of type arguments. */
export function typeToString(t: Type): string {
  switch (t.kind) {
    case 'primitive':
      return t.name
    case 'class': {
      const args = t.typeArgs.length === 0 ? '' : `<${t.typeArgs.map(typeToString).join(',')}>`
      const name = classToString(t.symbol)
      if (t.outer !== undefined) return `${typeToString(t.outer)}.${t.symbol.name}${args}`
      return name + args
    }
    case 'array':
      return `${typeToString(t.element)}[]`
    case 'typevar':
      return t.captured === undefined ? t.name : `capture of ${typeToString(t.captured)}`
    case 'wildcard':
      return t.boundKind === 'unbound' ? '?' : `? ${t.boundKind} ${typeToString(t.bound!)}`
    case 'intersection':
      return t.bounds.map(typeToString).join(' & ')
    case 'union':
      return t.alternatives.map(typeToString).join(' | ')
    case 'null':
      return '<null>'
    case 'void':
      return 'void'
    case 'error':
      return '<unknown>'
    case 'infer':
      return t.declared.name
  }
}

/** Simple name; inner classes with their outer class; anonymous classes by what they extend. */
export function classToString(symbol: ClassSymbol): string {
  if (symbol.name === '') {
    const base = symbol.interfaces[0] ?? symbol.superclass
    return base === undefined ? '<anonymous>' : `<anonymous ${typeToString(base)}>`
  }
  if (symbol.owner.kind === 'class' && !symbol.isLocal && hasOuterThis(symbol)) {
    return `${classToString(symbol.owner)}.${symbol.name}`
  }
  return symbol.name
}

export function methodToString(name: string, m: Pick<MethodType, 'params'>, varargs = false): string {
  const params = m.params.map(typeToString)
  const last = m.params[m.params.length - 1]
  if (varargs && last?.kind === 'array') params[params.length - 1] = `${typeToString(last.element)}...`
  return `${name}(${params.join(',')})`
}
