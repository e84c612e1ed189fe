// String concatenation (java.lang.invoke.StringConcatFactory). A call site becomes a class with two static methods:
//
//   concat(...)   native: all operands are strings or primitives by now; one allocation, no guest code
//   =link(...)    bytecode, only if an operand is another object: turns those into strings with String.valueOf, which calls
//                 their toString(), and calls concat
//
// So a call of toString() is a guest call like any other, with its own frame.

import { splitMethodDescriptor } from '../../classfile/descriptor.ts'
import { ACC } from '../../classfile/model.ts'
import { ARRAY_BASE_OFFSET, ARRAY_LENGTH, CLASS_INSTANCE_SIZE, METHOD_NATIVE } from '../../heap/layout.ts'
import { doubleToString, floatToString } from '../../natives/java-lang-Double.ts'
import { type NativeFunction, type Runtime, type RuntimeClass, throwNew } from '../../runtime/index.ts'
import { collectAndRetry } from '../../runtime/exceptions.ts'
import type { Machine } from '../machine.ts'
import { type Assembler, ClassSpinner, LINK_METHOD, parameterLocals } from './spin.ts'

const STRING = 'Ljava/lang/String;'

/** A piece of a recipe: a literal text, or null for the next operand. */
export type Recipe = readonly (string | null)[]

const isObject = (descriptor: string): boolean => descriptor[0] === 'L' || descriptor[0] === '['

/** Splits the recipe string: \u0001 is an operand, \u0002 the next constant. Null when it does not fit: the library says why. */
export function parseRecipe(recipe: string, constants: readonly string[], operands: number): Recipe | null {
  const count = (what: string): number => recipe.split(what).length - 1
  if (count('\u0001') !== operands || count('\u0002') !== constants.length) return null
  const pieces: (string | null)[] = []
  let literal = ''
  let constant = 0
  for (const c of recipe) {
    if (c === '\u0001') {
      if (literal !== '') pieces.push(literal)
      literal = ''
      pieces.push(null)
    } else if (c === '\u0002') literal += constants[constant++]
    else literal += c
  }
  if (literal !== '') pieces.push(literal)
  return pieces
}

/** Method struct address of the call site's target; 0 with an exception pending. */
export function linkConcat(vm: Machine, host: RuntimeClass, descriptor: string, recipe: Recipe): number {
  const spinner = new ClassSpinner(vm, host, 'Concat')
  const target = addConcat(spinner, LINK_METHOD, descriptor, recipe)
  const cls = spinner.define()
  if (cls === null) return 0
  setNative(vm, cls, target.nativeDescriptor, recipe)
  return cls.methodTable.get(target.key)?.address ?? 0
}

/** Adds the methods to a class under construction. */
export function addConcat(
  spinner: ClassSpinner,
  name: string,
  descriptor: string,
  recipe: Recipe,
): { key: string; nativeDescriptor: string } {
  const parameters = splitMethodDescriptor(descriptor)?.parameters ?? []
  if (recipe.filter((piece) => piece === null).length !== parameters.length) {
    throw new Error('the recipe does not fit the operands')
  }
  const converted = parameters.map((each) => (isObject(each) ? STRING : each))
  const nativeDescriptor = `(${converted.join('')})${STRING}`
  spinner.method(ACC.STATIC, 'concat', nativeDescriptor)
  if (parameters.every((each, i) => each === converted[i]))
    return { key: `concat${nativeDescriptor}`, nativeDescriptor }
  spinner.method(ACC.STATIC, name, descriptor, (code) => {
    const locals = parameterLocals(parameters, 0)
    parameters.forEach((each, i) => {
      loadAsString(code, each, locals[i]!)
    })
    code.invoke('invokestatic', spinner.name, 'concat', nativeDescriptor)
    code.op('areturn')
  })
  return { key: name + descriptor, nativeDescriptor }
}

function loadAsString(code: Assembler, descriptor: string, local: number): void {
  code.typed('load', descriptor, local)
  if (isObject(descriptor) && descriptor !== STRING) {
    code.invoke('invokestatic', 'java/lang/String', 'valueOf', `(Ljava/lang/Object;)${STRING}`)
  }
}

/** Gives the native method of the class its implementation. */
export function setNative(vm: Machine, cls: RuntimeClass, nativeDescriptor: string, recipe: Recipe): void {
  const method = cls.methodTable.get(`concat${nativeDescriptor}`)
  if (method === undefined) return
  const types = splitMethodDescriptor(nativeDescriptor)?.parameters ?? []
  const index = vm.rt.natives.push(createConcat(vm.rt, types, recipe)) - 1
  vm.H32[(method.address >>> 2) + METHOD_NATIVE] = index
}

function longText(low: number, high: number): string {
  if (high === low >> 31) return String(low)
  if (((high + 0x200000) & -0x400000) === 0) return String(high * 0x1_0000_0000 + (low >>> 0))
  return String((BigInt(high) << 32n) | BigInt(low >>> 0))
}

function createConcat(rt: Runtime, types: readonly string[], recipe: Recipe): NativeFunction {
  const { H32, U16 } = rt.memory
  // A piece is a text, or a reference to a String; kept apart so that long strings are copied within the heap.
  const texts: string[] = new Array(recipe.length).fill('')
  const values: number[] = new Array(recipe.length).fill(0)
  const operandTypes: (string | null)[] = []
  let next = 0
  recipe.forEach((piece, i) => {
    if (piece !== null) texts[i] = piece
    operandTypes.push(piece === null ? types[next++]! : null)
  })
  const { stringValue, string, charArray } = rt.wellKnown
  const stringBytes = H32[(string.address >>> 2) + CLASS_INSTANCE_SIZE]!

  return (...args: number[]): number => {
    let at = 0
    let length = 0
    for (let i = 0; i < operandTypes.length; i++) {
      const type = operandTypes[i]
      if (type !== null) {
        const value = args[at++]!
        switch (type) {
          case 'J':
            texts[i] = longText(value, args[at++]!)
            break
          case 'D':
            texts[i] = doubleToString(value)
            break
          case 'F':
            texts[i] = floatToString(value)
            break
          case 'C':
            texts[i] = String.fromCharCode(value)
            break
          case 'Z':
            texts[i] = value === 0 ? 'false' : 'true'
            break
          case STRING: {
            const chars = value === 0 ? 0 : H32[(value + stringValue) >>> 2]!
            values[i] = chars
            texts[i] = value === 0 ? 'null' : ''
            length += chars === 0 ? 0 : H32[(chars >>> 2) + ARRAY_LENGTH]!
            break
          }
          default:
            texts[i] = String(value)
        }
      }
      length += texts[i]!.length
    }
    if (length > 0x7fffffff) return throwNew(rt, 'java/lang/OutOfMemoryError', 'Overflow: String length out of range')
    if (!rt.heap.reserve(stringBytes + rt.heap.arrayBytes(charArray.address, length))) {
      return collectAndRetry(rt)
    }
    const chars = rt.heap.allocateArray(charArray.address, length)
    let to = (chars + ARRAY_BASE_OFFSET) >>> 1
    for (let i = 0; i < operandTypes.length; i++) {
      const source = values[i]!
      if (source !== 0) {
        const from = (source + ARRAY_BASE_OFFSET) >>> 1
        const count = H32[(source >>> 2) + ARRAY_LENGTH]!
        if (count < 64) for (let k = 0; k < count; k++) U16[to + k] = U16[from + k]!
        else U16.copyWithin(to, from, from + count)
        to += count
        values[i] = 0
      } else {
        const text = texts[i]!
        for (let k = 0; k < text.length; k++) U16[to++] = text.charCodeAt(k)
      }
    }
    const result = rt.heap.allocate(string.address, stringBytes)
    H32[(result + stringValue) >>> 2] = chars
    return result
  }
}
