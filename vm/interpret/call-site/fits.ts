// What the static arguments of a lambda have to be (java.lang.invoke.LambdaMetafactory): the rules are the library's, and its words are
// the ones that a program sees when they are broken. Here they only say whether the VM may make the class of a call site by itself.

import { splitMethodDescriptor } from '../../classfile/descriptor.ts'
import { REF } from '../../classfile/model.ts'
import { KIND_REFERENCE } from '../../heap/layout.ts'
import { isSubclass, type Runtime, type RuntimeClass } from '../../runtime/index.ts'
import { loadForLink } from '../../runtime/load.ts'
import { type LambdaShape, letterOfBox } from './lambda.ts'

/** The types of a method descriptor. */
export interface Types {
  readonly parameters: readonly RuntimeClass[]
  readonly result: RuntimeClass
}

/** As they are seen from a class (JVMS 5.4.3.5); null with an exception pending, or because a loader has to be asked first. */
export function loadTypes(rt: Runtime, cls: RuntimeClass, descriptor: string): Types | null {
  const { parameters, result } = splitMethodDescriptor(descriptor)!
  const loaded: RuntimeClass[] = []
  for (const each of [...parameters, result]) {
    const type = loadType(rt, cls, each)
    if (type === null) return null
    loaded.push(type)
  }
  return { result: loaded.pop()!, parameters: loaded }
}

function loadType(rt: Runtime, cls: RuntimeClass, descriptor: string): RuntimeClass | null {
  if (descriptor === 'V') return rt.primitives.find((each) => each?.name === 'void')!
  if (descriptor.length === 1) return rt.primitives['    ZCFDBSIJ'.indexOf(descriptor)]!
  return loadForLink(rt, cls.loader, descriptor[0] === 'L' ? descriptor.slice(1, -1) : descriptor)
}

const isPrimitive = (type: RuntimeClass): boolean => type.kind !== KIND_REFERENCE && !type.isArray

export function isAssignable(rt: Runtime, from: RuntimeClass, to: RuntimeClass): boolean {
  return from === to || (!isPrimitive(from) && !isPrimitive(to) && isSubclass(rt, from.address, to.address))
}

/** Primitive widening (JLS 5.1.2). */
const WIDER: Readonly<Record<string, string>> = {
  byte: 'SIJFD',
  short: 'IJFD',
  char: 'IJFD',
  int: 'JFD',
  long: 'FD',
  float: 'D',
}
const NAMES: Readonly<Record<string, string>> = {
  Z: 'boolean',
  B: 'byte',
  C: 'char',
  S: 'short',
  I: 'int',
  J: 'long',
  F: 'float',
  D: 'double',
}

const widens = (from: string, to: string): boolean =>
  from === to || [...(WIDER[from] ?? '')].some((letter) => NAMES[letter] === to)

/** Whether a value of one type can become one of the other; `cast`: also by a cast that may fail. */
function adapts(rt: Runtime, from: RuntimeClass, to: RuntimeClass, cast: boolean): boolean {
  if (from === to) return true
  if (from.name === 'void' || to.name === 'void') return false
  if (isPrimitive(from)) {
    if (isPrimitive(to)) return widens(from.name, to.name)
    const box = rt.bootLoader.classes.get(BOXES[from.name]!)
    return box !== undefined && isSubclass(rt, box.address, to.address)
  }
  if (!isPrimitive(to)) return cast || isSubclass(rt, from.address, to.address)
  const letter = letterOfBox(`L${from.name};`)
  return letter === undefined ? cast : widens(NAMES[letter]!, to.name)
}

const BOXES: Readonly<Record<string, string>> = {
  boolean: 'java/lang/Boolean',
  byte: 'java/lang/Byte',
  char: 'java/lang/Character',
  short: 'java/lang/Short',
  int: 'java/lang/Integer',
  long: 'java/lang/Long',
  float: 'java/lang/Float',
  double: 'java/lang/Double',
}

/** All classes that the descriptors of a lambda name. */
export interface LambdaTypes {
  readonly factory: Types
  readonly declared: Types
  readonly used: Types
  readonly bridges: readonly Types[]
  readonly owner: RuntimeClass
  readonly implementation: Types
}

export function fitsLambda(rt: Runtime, { implementation }: LambdaShape, types: LambdaTypes): boolean {
  const { factory, declared, used, bridges, owner } = types
  const { kind } = implementation
  if (
    kind !== REF.invokeStatic &&
    kind !== REF.invokeVirtual &&
    kind !== REF.invokeInterface &&
    kind !== REF.newInvokeSpecial
  ) {
    return false
  }
  if (!factory.result.isInterface || owner.isArray) return false
  const hasReceiver = kind === REF.invokeVirtual || kind === REF.invokeInterface
  const wanted = hasReceiver ? [owner, ...types.implementation.parameters] : types.implementation.parameters
  const captured = factory.parameters.length
  const arity = declared.parameters.length
  if (wanted.length !== captured + arity || used.parameters.length !== arity) return false
  const given = [...factory.parameters, ...used.parameters]
  for (let i = 0; i < given.length; i++) {
    if (hasReceiver && i === 0) {
      if (!isAssignable(rt, given[0]!, owner)) return false
    } else if (i < captured ? given[i] !== wanted[i] : !adapts(rt, given[i]!, wanted[i]!, false)) return false
  }
  const result = kind === REF.newInvokeSpecial ? owner : types.implementation.result
  if (used.result.name !== 'void' && !adapts(rt, result, used.result, true)) return false
  return [declared, ...bridges].every(
    (each) =>
      each.parameters.length === arity &&
      each.parameters.every((parameter, i) => isAssignable(rt, used.parameters[i]!, parameter)) &&
      adapts(rt, used.result, each.result, false),
  )
}
