/**
 * Which names and descriptors a class file may use (JVMS 4.2, 4.3). Files before version 49 may use Java identifiers only;
 * from 49 on nearly every character is allowed (4.2.2).
 */
import { endOfFieldType, isInternalName } from '../classfile/descriptor.ts'

// Of the ASCII characters only those that Java sources use: HotSpot asks Character about the others alone.
const LETTER = String.raw`[A-Za-z_$]|(?![\x00-\x7f])[\p{L}\p{Nl}\p{Sc}\p{Pc}]`
const DIGIT = String.raw`[0-9]|(?![\x00-\x7f])[\p{Nd}\p{Mn}\p{Mc}\p{Cf}\p{Cc}]`
const IDENTIFIER = new RegExp(`^(?:${LETTER})(?:${LETTER}|${DIGIT})*$`, 'u')

const DOT = 0x2e
const SEMICOLON = 0x3b
const BRACKET = 0x5b
const SLASH = 0x2f
const LESS = 0x3c
const GREATER = 0x3e

/** JVMS 4.2.2. Names are many and short: one loop over the characters. */
function isUnqualified(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i)
    if (c === DOT || c === SEMICOLON || c === BRACKET || c === SLASH) return false
  }
  return name.length > 0
}

/** Of a Class entry: a class or an array. */
export function isLegalClassName(name: string, major: number): boolean {
  if (name.charCodeAt(0) === BRACKET) return isFieldDescriptor(name, major)
  if (major < 49) return name.split('/').every((part) => IDENTIFIER.test(part))
  return isInternalName(name)
}

export function isLegalFieldName(name: string, major: number): boolean {
  return major < 49 ? IDENTIFIER.test(name) : isUnqualified(name)
}

export function isLegalMethodName(name: string, major: number): boolean {
  if (name === '<init>' || name === '<clinit>') return true
  if (major < 49) return IDENTIFIER.test(name)
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i)
    if (c === LESS || c === GREATER) return false
  }
  return isUnqualified(name)
}

export function isFieldDescriptor(text: string, major: number): boolean {
  if (text === '' || endOfFieldType(text, 0) !== text.length) return false
  return major >= 49 || hasOldName(text)
}

/** The class in a field descriptor, if there is one, has a name that old class files may use. */
function hasOldName(descriptor: string): boolean {
  const name = /^\[*L(.*);$/su.exec(descriptor)?.[1]
  return name === undefined || isLegalClassName(name, 48)
}

/** Argument slots without a receiver; -1 for no method descriptor of a method with that name. */
export function methodSlots(name: string, text: string, major: number): number {
  if (text.charCodeAt(0) !== 0x28) return -1
  if (name === '<clinit>' && text !== '()V' && major >= 51) return -1
  let slots = 0
  let at = 1
  while (text.charCodeAt(at) !== 0x29) {
    const c = text.charCodeAt(at)
    const start = at
    at = endOfFieldType(text, at)
    if (at < 0 || (major < 49 && !hasOldName(text.slice(start, at)))) return -1
    slots += c === 0x4a || c === 0x44 ? 2 : 1
  }
  const result = text.slice(at + 1)
  if (name.startsWith('<')) return result === 'V' ? slots : -1
  return result === 'V' || isFieldDescriptor(result, major) ? slots : -1
}
