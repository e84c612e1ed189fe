/** Descriptors (JVMS 4.3) as kinds of values, for linking and for messages. */
import {
  KIND_BOOLEAN,
  KIND_BYTE,
  KIND_CHAR,
  KIND_DOUBLE,
  KIND_FLOAT,
  KIND_INT,
  KIND_LONG,
  KIND_REFERENCE,
  KIND_SHORT,
  KIND_VOID,
} from '../heap/layout.ts'
import type { RuntimeMethod } from './method.ts'

function kindOfLetter(code: number): number {
  switch (code) {
    case 0x5a:
      return KIND_BOOLEAN
    case 0x43:
      return KIND_CHAR
    case 0x46:
      return KIND_FLOAT
    case 0x44:
      return KIND_DOUBLE
    case 0x42:
      return KIND_BYTE
    case 0x53:
      return KIND_SHORT
    case 0x49:
      return KIND_INT
    case 0x4a:
      return KIND_LONG
    default:
      return 0
  }
}

/** log2 of the bytes that a value of the kind takes in a field or array element. */
export function elementShift(kind: number): number {
  switch (kind) {
    case KIND_BOOLEAN:
    case KIND_BYTE:
      return 0
    case KIND_CHAR:
    case KIND_SHORT:
      return 1
    case KIND_LONG:
    case KIND_DOUBLE:
      return 3
    default:
      return 2
  }
}

/** End of the field descriptor that starts at `at`, -1 when it is malformed. */
function endOfType(descriptor: string, at: number): number {
  let i = at
  while (descriptor.charCodeAt(i) === 0x5b) i++
  if (i - at > 255) return -1
  if (descriptor.charCodeAt(i) === 0x4c) {
    const end = descriptor.indexOf(';', i)
    return end < i + 2 ? -1 : end + 1
  }
  return kindOfLetter(descriptor.charCodeAt(i)) === 0 ? -1 : i + 1
}

/** KIND_* of a field descriptor, 0 when it is malformed. */
export function kindOfDescriptor(descriptor: string): number {
  if (endOfType(descriptor, 0) !== descriptor.length) return 0
  const letter = kindOfLetter(descriptor.charCodeAt(0))
  return letter === 0 ? KIND_REFERENCE : letter
}

export interface MethodKinds {
  readonly parameters: readonly number[]
  readonly result: number
  /** Slots of the declared parameters. */
  readonly slots: number
}

/** Kinds of a method descriptor, null when it is malformed. */
export function parseMethodKinds(descriptor: string): MethodKinds | null {
  if (descriptor.charCodeAt(0) !== 0x28) return null
  const parameters: number[] = []
  let slots = 0
  let at = 1
  while (descriptor.charCodeAt(at) !== 0x29) {
    const end = endOfType(descriptor, at)
    if (end < 0) return null
    const kind = kindOfLetter(descriptor.charCodeAt(at)) || KIND_REFERENCE
    parameters.push(kind)
    slots += kind === KIND_LONG || kind === KIND_DOUBLE ? 2 : 1
    at = end
  }
  at++
  if (at === descriptor.length - 1 && descriptor.charCodeAt(at) === 0x56)
    return { parameters, result: KIND_VOID, slots }
  if (endOfType(descriptor, at) !== descriptor.length) return null
  return { parameters, result: kindOfLetter(descriptor.charCodeAt(at)) || KIND_REFERENCE, slots }
}

const WORDS: Readonly<Record<string, string>> = {
  Z: 'boolean',
  C: 'char',
  F: 'float',
  D: 'double',
  B: 'byte',
  S: 'short',
  I: 'int',
  J: 'long',
  V: 'void',
}

/** A field descriptor as source text: `[Ljava/lang/String;` is `java.lang.String[]`. */
export function printType(descriptor: string): string {
  let rank = 0
  while (descriptor[rank] === '[') rank++
  const rest = descriptor.slice(rank)
  const base = rest[0] === 'L' ? rest.slice(1, -1).replaceAll('/', '.') : (WORDS[rest] ?? rest)
  return base + '[]'.repeat(rank)
}

/** `void a.B.foo(int, java.lang.String)` as HotSpot prints methods in its messages. */
export function printSignature(className: string, name: string, descriptor: string): string {
  const types: string[] = []
  let at = 1
  while (at < descriptor.length && descriptor[at] !== ')') {
    const end = endOfType(descriptor, at)
    if (end < 0) break
    types.push(printType(descriptor.slice(at, end)))
    at = end
  }
  const owner = className === '' ? '' : `${className.replaceAll('/', '.')}.`
  return `${printType(descriptor.slice(descriptor.indexOf(')') + 1))} ${owner}${name}(${types.join(', ')})`
}

/** A method for messages; `raw` gives `a.B.foo(I)V`. */
export function printMethod(method: RuntimeMethod, raw = false): string {
  if (raw) return `${method.declaringClass.externalName}.${method.name}${method.descriptor}`
  return printSignature(method.declaringClass.name, method.name, method.descriptor)
}

/** The internal names of the classes in a descriptor, of array elements too; each once. */
export function classNamesIn(descriptor: string): string[] {
  return [...new Set([...descriptor.matchAll(/L([^;]+);/g)].map((match) => match[1]!))]
}
