/** Names and descriptors in class files (JVMS 4.2, 4.3) and Signature attributes (JVMS 4.7.9.1) of symbols and types. */
import { type ClassSymbol, Flags, type MethodSymbol, type VarSymbol } from './symbols.ts'
import { erasure } from './type-views.ts'
import type { MethodType, PrimitiveName, Type, TypeVariable } from './types.ts'

const LETTERS: Readonly<Record<PrimitiveName, string>> = {
  boolean: 'Z',
  byte: 'B',
  short: 'S',
  char: 'C',
  int: 'I',
  long: 'J',
  float: 'F',
  double: 'D',
}

/** Field descriptor of the erasure: `Ljava/lang/String;`, `[I`. */
export function descriptorOf(t: Type): string {
  const erased = erasure(t)
  switch (erased.kind) {
    case 'primitive':
      return LETTERS[erased.name]
    case 'void':
      return 'V'
    case 'array':
      return `[${descriptorOf(erased.element)}`
    case 'class':
      return `L${erased.symbol.binaryName};`
    default:
      return 'Ljava/lang/Object;'
  }
}

/**
 * Method descriptor of the erasure of exactly these parameters and result. The parameters that a constructor has in
 * the class file besides (enclosing instance, captured variables, name and ordinal of enums) are lowering's.
 */
export function methodDescriptorOf(m: Pick<MethodType, 'params' | 'result'>): string {
  let text = '('
  for (const p of m.params) text += descriptorOf(p)
  return `${text})${descriptorOf(m.result)}`
}

/** Internal name for a CONSTANT_Class: binary name, or an array descriptor. */
export function internalNameOf(t: Type): string {
  const erased = erasure(t)
  if (erased.kind === 'class') return erased.symbol.binaryName
  return erased.kind === 'array' ? descriptorOf(erased) : 'java/lang/Object'
}

// ---------------------------------------------------------------------------------------------------- signatures

/** Whether a type's signature says more than its descriptor. */
export function needsSignature(t: Type): boolean {
  switch (t.kind) {
    case 'typevar':
    case 'intersection':
      return true
    case 'array':
      return needsSignature(t.element)
    case 'class':
      return t.typeArgs.length > 0 || t.outer !== undefined
    default:
      return false
  }
}

/** The signature of any type, for LocalVariableTypeTable and Record components. */
export function typeSignature(t: Type): string {
  switch (t.kind) {
    case 'typevar':
      // Captured variables have no name in a class file.
      return t.captured === undefined ? `T${t.name};` : typeSignature(erasure(t))
    case 'array':
      return `[${typeSignature(t.element)}`
    case 'class':
      return `L${classSignatureBody(t)};`
    case 'wildcard':
      if (t.boundKind === 'unbound') return '*'
      return (t.boundKind === 'extends' ? '+' : '-') + typeSignature(t.bound!)
    case 'intersection':
      return typeSignature(t.bounds[0]!)
    default:
      return descriptorOf(t)
  }
}

function classSignatureBody(t: Extract<Type, { kind: 'class' }>): string {
  const args = t.typeArgs.length === 0 ? '' : `<${t.typeArgs.map(typeSignature).join('')}>`
  if (t.outer === undefined) return t.symbol.binaryName + args
  // After a parameterised outer class the rest of the binary name stands behind a dot.
  const rest = t.symbol.binaryName.slice(t.outer.symbol.binaryName.length + 1)
  return `${classSignatureBody(t.outer)}.${rest}${args}`
}

function typeParamsSignature(params: readonly TypeVariable[]): string {
  if (params.length === 0) return ''
  let text = '<'
  for (const p of params) {
    const bounds = p.upper.kind === 'intersection' ? p.upper.bounds : [p.upper]
    text += p.name
    const first = bounds[0]!
    // No class bound: the place before the second colon stays empty.
    if (first.kind === 'class' && (first.symbol.flags & Flags.INTERFACE) !== 0) text += ':'
    for (const bound of bounds) text += `:${typeSignature(bound)}`
  }
  return `${text}>`
}

/** Signature of a class; undefined when the attribute is not needed (as javac decides). */
export function classSignature(symbol: ClassSymbol): string | undefined {
  const above = symbol.superclass === undefined ? symbol.interfaces : [symbol.superclass, ...symbol.interfaces]
  if (symbol.typeParams.length === 0 && !above.some(needsSignature)) return undefined
  return typeParamsSignature(symbol.typeParams) + above.map(typeSignature).join('')
}

export function methodSignature(method: MethodSymbol): string | undefined {
  const { typeParams, params, result, throws } = method.type
  const generic = typeParams.length > 0 || params.some(needsSignature) || needsSignature(result)
  const throwsVariable = throws.some((t) => t.kind === 'typevar')
  if (!generic && !throwsVariable) return undefined
  const thrown = throwsVariable ? throws.map((t) => `^${typeSignature(t)}`).join('') : ''
  return `${typeParamsSignature(typeParams)}(${params.map(typeSignature).join('')})${typeSignature(result)}${thrown}`
}

export function fieldSignature(field: VarSymbol): string | undefined {
  return needsSignature(field.type) ? typeSignature(field.type) : undefined
}
