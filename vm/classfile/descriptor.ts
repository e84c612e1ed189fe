// Field and method descriptors (JVMS 4.3): parsing, printing, slot counts.

/** One type of a descriptor: a primitive letter, a class by internal name, or an array. `V` only as a result. */
export type DescriptorType =
  | { readonly kind: 'primitive'; readonly letter: PrimitiveLetter }
  | { readonly kind: 'class'; readonly name: string }
  | { readonly kind: 'array'; readonly dimensions: number; readonly element: DescriptorType }

export type PrimitiveLetter = 'B' | 'C' | 'D' | 'F' | 'I' | 'J' | 'S' | 'Z'
export type MethodDescriptor = {
  readonly parameters: readonly DescriptorType[]
  /** undefined is void. */
  readonly result: DescriptorType | undefined
}

export const PRIMITIVE_NAMES: Readonly<Record<PrimitiveLetter, string>> = {
  B: 'byte',
  C: 'char',
  D: 'double',
  F: 'float',
  I: 'int',
  J: 'long',
  S: 'short',
  Z: 'boolean',
}

/** The index after the field type that starts at `at`, or -1 if there is none. */
export function endOfFieldType(descriptor: string, at: number): number {
  let i = at
  while (descriptor.charCodeAt(i) === 91) i++
  if (i - at > 255) return -1
  const c = descriptor[i]
  if (c === undefined) return -1
  if (c === 'L') {
    const end = descriptor.indexOf(';', i)
    return end > i + 1 && isInternalName(descriptor.slice(i + 1, end)) ? end + 1 : -1
  }
  return Object.hasOwn(PRIMITIVE_NAMES, c) ? i + 1 : -1
}

/** Binary name in internal form (JVMS 4.2.1): non-empty unqualified names separated by `/`. */
export function isInternalName(name: string): boolean {
  let atStart = true
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i)
    if (c === 47) {
      if (atStart) return false
      atStart = true
    } else if (c === 46 || c === 59 || c === 91) {
      return false
    } else {
      atStart = false
    }
  }
  return !atStart
}

export function parseFieldDescriptor(descriptor: string): DescriptorType | undefined {
  return endOfFieldType(descriptor, 0) === descriptor.length ? typeFrom(descriptor) : undefined
}

/** undefined if the text is no method descriptor. */
export function parseMethodDescriptor(descriptor: string): MethodDescriptor | undefined {
  const list = splitMethodDescriptor(descriptor)
  if (list === undefined) return undefined
  return {
    parameters: list.parameters.map(typeFrom),
    result: list.result === 'V' ? undefined : typeFrom(list.result),
  }
}

/** The descriptors of the parameters and of the result ('V' for void); undefined if malformed. */
export function splitMethodDescriptor(descriptor: string): { parameters: string[]; result: string } | undefined {
  if (descriptor.charCodeAt(0) !== 40) return undefined
  const parameters: string[] = []
  let i = 1
  while (descriptor.charCodeAt(i) !== 41) {
    const end = endOfFieldType(descriptor, i)
    if (end < 0) return undefined
    parameters.push(descriptor.slice(i, end))
    i = end
  }
  const result = descriptor.slice(i + 1)
  if (result !== 'V' && (result === '' || endOfFieldType(result, 0) !== result.length)) return undefined
  return { parameters, result }
}

function typeFrom(descriptor: string): DescriptorType {
  const c = descriptor[0]!
  if (c === 'L') return { kind: 'class', name: descriptor.slice(1, -1) }
  if (c !== '[') return { kind: 'primitive', letter: c as PrimitiveLetter }
  let dimensions = 1
  while (descriptor[dimensions] === '[') dimensions++
  return { kind: 'array', dimensions, element: typeFrom(descriptor.slice(dimensions)) }
}

export function printDescriptorType(type: DescriptorType): string {
  switch (type.kind) {
    case 'primitive':
      return type.letter
    case 'class':
      return `L${type.name};`
    case 'array':
      return '['.repeat(type.dimensions) + printDescriptorType(type.element)
  }
}

export function printMethodDescriptor(type: MethodDescriptor): string {
  const result = type.result === undefined ? 'V' : printDescriptorType(type.result)
  return `(${type.parameters.map(printDescriptorType).join('')})${result}`
}

/** Local variable slots of the field type: 2 for J and D, else 1; 0 for V. */
export function slotsOfDescriptor(descriptor: string): number {
  const c = descriptor.charCodeAt(0)
  return c === 74 || c === 68 ? 2 : c === 86 ? 0 : 1
}

/** Slots that the parameters take, without a receiver; -1 for a malformed descriptor. No strings are made. */
export function parameterSlots(descriptor: string): number {
  if (descriptor.charCodeAt(0) !== 40) return -1
  let slots = 0
  for (let i = 1; i < descriptor.length; ) {
    const c = descriptor.charCodeAt(i)
    if (c === 41) return slots
    slots += c === 74 || c === 68 ? 2 : 1
    while (descriptor.charCodeAt(i) === 91) i++
    if (descriptor.charCodeAt(i) === 76) {
      i = descriptor.indexOf(';', i)
      if (i < 0) return -1
    }
    i++
  }
  return -1
}

/** Source form of a type descriptor: `[Ljava/lang/String;` gives `java.lang.String[]`. Malformed text comes back. */
export function javaTypeOfDescriptor(descriptor: string): string {
  if (descriptor === 'V') return 'void'
  const type = parseFieldDescriptor(descriptor)
  return type === undefined ? descriptor : javaType(type)
}

export function javaType(type: DescriptorType): string {
  switch (type.kind) {
    case 'primitive':
      return PRIMITIVE_NAMES[type.letter]
    case 'class':
      return type.name.replaceAll('/', '.')
    case 'array':
      return javaType(type.element) + '[]'.repeat(type.dimensions)
  }
}
