// Lambdas and method references (java.lang.invoke.LambdaMetafactory). A call site becomes a class that implements the functional
// interface: fields for the captured values, the interface's method, and a static method (LINK_METHOD) that makes the object. A
// lambda without captured values is one object for ever, made by the class initialiser, as in java.

import { slotsOfDescriptor, splitMethodDescriptor } from '../../classfile/descriptor.ts'
import { ACC, REF } from '../../classfile/model.ts'
import type { Mnemonic } from '../../classfile/opcodes.ts'
import type { RuntimeClass } from '../../runtime/index.ts'
import type { Machine } from '../machine.ts'
import { type Assembler, ClassSpinner, LINK_METHOD, parameterLocals } from './spin.ts'

export interface MethodHandle {
  readonly kind: number
  readonly owner: string
  readonly name: string
  readonly descriptor: string
  /** The owner is an interface. */
  readonly isInterface: boolean
}

export interface LambdaShape {
  /** (captured values)interface */
  readonly factoryType: string
  readonly methodName: string
  /** Erased type of the interface's method, and the type that this lambda is used at. */
  readonly methodType: string
  readonly instantiatedType: string
  readonly implementation: MethodHandle
  /** Further interfaces and bridges of altMetafactory. */
  readonly markers: readonly string[]
  readonly bridges: readonly string[]
  readonly serializable: boolean
}

/** Method struct address of the call site's target; 0 with an exception pending. */
export function linkLambda(vm: Machine, host: RuntimeClass, shape: LambdaShape): number {
  const factory = splitMethodDescriptor(shape.factoryType)
  if (factory === undefined) return 0
  const captures = factory.parameters
  const spinner = new ClassSpinner(vm, host, 'Lambda')
  const { name, pool } = spinner
  spinner.implement(factory.result.slice(1, -1))
  for (const marker of shape.markers) spinner.implement(marker)
  captures.forEach((type, i) => {
    spinner.field(ACC.PRIVATE | ACC.FINAL, `arg$${i + 1}`, type)
  })
  const constructorType = `(${captures.join('')})V`
  spinner.method(ACC.PRIVATE, '<init>', constructorType, (code) => {
    code.op('aload', 0)
    code.invoke('invokespecial', 'java/lang/Object', '<init>', '()V')
    const locals = parameterLocals(captures, 1)
    captures.forEach((type, i) => {
      code.op('aload', 0)
      code.typed('load', type, locals[i]!)
      code.op('putfield', pool.fieldRef(name, `arg$${i + 1}`, type))
    })
    code.op('return')
  })
  const make = (code: Assembler): void => {
    code.op('new', pool.class(name))
    code.op('dup')
    const locals = parameterLocals(captures, 0)
    captures.forEach((type, i) => {
      code.typed('load', type, locals[i]!)
    })
    code.invoke('invokespecial', name, '<init>', constructorType)
  }
  if (captures.length === 0) {
    spinner.field(ACC.PRIVATE | ACC.STATIC | ACC.FINAL, 'instance', factory.result)
    const instance = pool.fieldRef(name, 'instance', factory.result)
    spinner.method(ACC.STATIC, '<clinit>', '()V', (code) => {
      make(code)
      code.op('putstatic', instance)
      code.op('return')
    })
    spinner.method(ACC.STATIC, LINK_METHOD, shape.factoryType, (code) => {
      code.op('getstatic', instance)
      code.op('areturn')
    })
  } else {
    spinner.method(ACC.STATIC, LINK_METHOD, shape.factoryType, (code) => {
      make(code)
      code.op('areturn')
    })
  }
  for (const type of new Set([shape.methodType, ...shape.bridges])) {
    const slots = 4
    spinner.method(ACC.PUBLIC, shape.methodName, type, (code) => writeBody(code, name, captures, shape, type), slots)
  }
  if (shape.serializable) {
    const write = (code: Assembler): void =>
      writeReplacement(code, host, name, captures, factory.result.slice(1, -1), shape)
    spinner.method(ACC.PRIVATE | ACC.FINAL, 'writeReplace', '()Ljava/lang/Object;', write, 0, 8)
  }
  const cls = spinner.define()
  return cls?.methodTable.get(LINK_METHOD + shape.factoryType)?.address ?? 0
}

/** A serializable lambda is a java.lang.invoke.SerializedLambda in a stream of objects. */
function writeReplacement(
  code: Assembler,
  host: RuntimeClass,
  self: string,
  captures: readonly string[],
  functionalInterface: string,
  shape: LambdaShape,
): void {
  const { implementation } = shape
  const string = (text: string): void => code.op('ldc_w', code.pool.string(text))
  const serialized = 'java/lang/invoke/SerializedLambda'
  code.op('new', code.pool.class(serialized))
  code.op('dup')
  code.op('ldc_w', code.pool.class(host.name))
  string(functionalInterface)
  string(shape.methodName)
  string(shape.methodType)
  code.op('bipush', implementation.kind)
  string(implementation.owner)
  string(implementation.name)
  string(implementation.descriptor)
  string(shape.instantiatedType)
  code.op('sipush', captures.length)
  code.op('anewarray', code.pool.class('java/lang/Object'))
  captures.forEach((type, i) => {
    code.op('dup')
    code.op('sipush', i)
    code.op('aload', 0)
    code.op('getfield', code.pool.fieldRef(self, `arg$${i + 1}`, type))
    adapt(code, type, 'Ljava/lang/Object;')
    code.op('aastore')
  })
  const texts = 'Ljava/lang/String;'.repeat(3)
  const type = `(Ljava/lang/Class;${texts}I${texts}Ljava/lang/String;[Ljava/lang/Object;)V`
  code.invoke('invokespecial', serialized, '<init>', type)
  code.op('areturn')
}

/** Loads captured values and parameters, adapts them, calls the implementation, adapts the result. */
function writeBody(code: Assembler, self: string, captures: readonly string[], shape: LambdaShape, type: string): void {
  const { implementation } = shape
  const erased = splitMethodDescriptor(type)
  const instantiated = splitMethodDescriptor(shape.instantiatedType)
  const target = splitMethodDescriptor(implementation.descriptor)
  if (erased === undefined || instantiated === undefined || target === undefined) throw new Error('bad descriptor')
  const constructing = implementation.kind === REF.newInvokeSpecial
  const ownerType = implementation.owner[0] === '[' ? implementation.owner : `L${implementation.owner};`
  const wanted =
    constructing || implementation.kind === REF.invokeStatic ? target.parameters : [ownerType, ...target.parameters]
  if (constructing) {
    code.op('new', code.pool.class(implementation.owner))
    code.op('dup')
  }
  captures.forEach((capture, i) => {
    code.op('aload', 0)
    code.op('getfield', code.pool.fieldRef(self, `arg$${i + 1}`, capture))
    adapt(code, capture, wanted[i]!)
  })
  const locals = parameterLocals(erased.parameters, 1)
  erased.parameters.forEach((parameter, i) => {
    code.typed('load', parameter, locals[i]!)
    const used = instantiated.parameters[i]!
    adapt(code, parameter, used)
    adapt(code, used, wanted[captures.length + i]!)
  })
  const { owner, name, descriptor, isInterface, kind } = implementation
  if (constructing) code.invoke('invokespecial', owner, '<init>', descriptor)
  else if (kind === REF.invokeStatic) {
    code.op(
      'invokestatic',
      isInterface
        ? code.pool.interfaceMethodRef(owner, name, descriptor)
        : code.pool.methodRef(owner, name, descriptor),
    )
  } else if (kind === REF.invokeSpecial && isInterface) {
    code.op('invokespecial', code.pool.interfaceMethodRef(owner, name, descriptor))
  } else if (isInterface) {
    const slots = wanted.reduce((sum, each) => sum + slotsOfDescriptor(each), 0)
    code.op('invokeinterface', code.pool.interfaceMethodRef(owner, name, descriptor), slots)
  } else if (kind === REF.invokeSpecial) code.invoke('invokespecial', owner, name, descriptor)
  else code.invoke('invokevirtual', owner, name, descriptor) // a private method too: a nest mate may
  const result = constructing ? ownerType : target.result
  if (erased.result === 'V') {
    if (result !== 'V') code.op(slotsOfDescriptor(result) === 2 ? 'pop2' : 'pop')
  } else adapt(code, result, erased.result)
  code.typed('return', erased.result)
}

export const BOXES: Readonly<Record<string, { readonly name: string; readonly unbox: string }>> = {
  Z: { name: 'java/lang/Boolean', unbox: 'booleanValue' },
  B: { name: 'java/lang/Byte', unbox: 'byteValue' },
  C: { name: 'java/lang/Character', unbox: 'charValue' },
  S: { name: 'java/lang/Short', unbox: 'shortValue' },
  I: { name: 'java/lang/Integer', unbox: 'intValue' },
  J: { name: 'java/lang/Long', unbox: 'longValue' },
  F: { name: 'java/lang/Float', unbox: 'floatValue' },
  D: { name: 'java/lang/Double', unbox: 'doubleValue' },
}

/** The primitive type of a box, undefined for other types. */
export const letterOfBox = (descriptor: string): string | undefined =>
  Object.keys(BOXES).find((letter) => `L${BOXES[letter]!.name};` === descriptor)

/** Converts the top of the stack from one type to another: casts, boxing, unboxing, widening. */
export function adapt(code: Assembler, from: string, to: string): void {
  if (from === to || to === 'V') return
  const fromBox = BOXES[from]
  const toBox = BOXES[to]
  if (fromBox !== undefined && toBox !== undefined) {
    widen(code, from, to)
  } else if (fromBox !== undefined) {
    // A reference type wider than the box needs no cast; a box of another type comes after a widening.
    const letter = letterOfBox(to) ?? from
    widen(code, from, letter)
    const box = BOXES[letter]!
    code.invoke('invokestatic', box.name, 'valueOf', `(${letter})L${box.name};`)
  } else if (toBox !== undefined) {
    const letter = letterOfBox(from)
    // Of any number, whatever its box, each primitive number can be had; but a boolean or char from its own box only.
    const box = letter !== undefined ? BOXES[letter]!.name : 'ZC'.includes(to) ? toBox.name : 'java/lang/Number'
    if (letter === undefined) code.op('checkcast', code.pool.class(box))
    code.invoke('invokevirtual', box, BOXES[letter ?? to]!.unbox, `()${letter ?? to}`)
    widen(code, letter ?? to, to)
  } else if (to !== 'Ljava/lang/Object;') {
    code.op('checkcast', code.pool.class(to[0] === 'L' ? to.slice(1, -1) : to))
  }
}

/** Primitive widening (JLS 5.1.2); byte, short, char and int are one type on the stack. */
function widen(code: Assembler, from: string, to: string): void {
  const group = (letter: string): string => ('JFD'.includes(letter) ? letter.toLowerCase().replace('j', 'l') : 'i')
  const a = group(from)
  const b = group(to)
  if (a !== b) code.op(`${a}2${b}` as Mnemonic)
}
