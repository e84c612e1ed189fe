// Linking of invokedynamic call sites. The bootstrap methods that compilers use are known to the VM by name and done here; none of
// them runs as guest code. A call site's target is a static method whose parameters are the operands; the address of its
// struct goes into the constant-pool cache entry.

import {
  type ConstantPool,
  classNameAt,
  findAttribute,
  memberRefAt,
  nameAndTypeAt,
  utf8At,
} from '../../classfile/model.ts'
import { splitMethodDescriptor } from '../../classfile/descriptor.ts'
import { doubleOfBits, floatOfBits, bigintOfLong } from '../../classfile/model.ts'
import { doubleToString, floatToString } from '../../natives/java-lang-Double.ts'
import { newException } from '../../runtime/exceptions.ts'
import { checkMethodHandle, type RuntimeClass, throwNew } from '../../runtime/index.ts'
import type { Machine } from '../machine.ts'
import { linkConcat, parseRecipe } from './concat.ts'
import { linkLambda, type MethodHandle } from './lambda.ts'
import { linkRecordMethod } from './record.ts'

/** FLAG_* of LambdaMetafactory.altMetafactory. */
const FLAG_SERIALIZABLE = 1
const FLAG_MARKERS = 2
const FLAG_BRIDGES = 4

/**
 * Method struct address of the target of the InvokeDynamic entry; 0 with an exception pending, or without one for another bootstrap
 * method, which runs in the language (general.ts).
 */
export function linkCallSite(vm: Machine, cls: RuntimeClass, cpIndex: number): number {
  const pool = cls.classFile?.constantPool
  const entry = pool?.entries[cpIndex]
  const bootstraps = cls.classFile && findAttribute(cls.classFile.attributes, 'BootstrapMethods')
  const bootstrap = entry?.tag === 18 ? bootstraps?.methods[entry.bootstrapIndex] : undefined
  if (pool === undefined || entry?.tag !== 18 || bootstrap === undefined) {
    return throwNew(
      vm.rt,
      'java/lang/BootstrapMethodError',
      `no bootstrap method for the call site at index ${cpIndex}`,
    )
  }
  const { name, descriptor } = nameAndTypeAt(pool, entry.nameAndTypeIndex)
  const method = handleAt(pool, bootstrap.methodIndex)
  const args = bootstrap.args
  const isKnown = /^java\/lang\/(?:invoke\/(?:StringConcatFactory|LambdaMetafactory)|runtime\/ObjectMethods)$/.test(
    method.owner,
  )
  if (isKnown && !checkArguments(vm, pool, method.name, args)) return 0
  switch (`${method.owner}.${method.name}`) {
    case 'java/lang/invoke/StringConcatFactory.makeConcatWithConstants':
      return linkRecipe(vm, cls, descriptor, args)
    case 'java/lang/invoke/StringConcatFactory.makeConcat':
      return linkConcat(
        vm,
        cls,
        descriptor,
        (splitMethodDescriptor(descriptor)?.parameters ?? []).map(() => null),
      )
    case 'java/lang/invoke/LambdaMetafactory.metafactory':
    case 'java/lang/invoke/LambdaMetafactory.altMetafactory': {
      if (!checkMethodHandle(vm.rt, cls, args[1]!)) return 0
      const markers: string[] = []
      const bridges: string[] = []
      const serializable = method.name === 'altMetafactory' && readAlternatives(pool, args, markers, bridges)
      return linkLambda(vm, cls, {
        factoryType: descriptor,
        methodName: name,
        methodType: methodTypeAt(pool, args[0]!),
        implementation: handleAt(pool, args[1]!),
        instantiatedType: methodTypeAt(pool, args[2]!),
        markers,
        bridges,
        serializable,
      })
    }
    case 'java/lang/runtime/ObjectMethods.bootstrap': {
      const names = constantText(pool, args[1]!)
      const list = names === '' ? [] : names.split(';')
      return linkRecordMethod(
        vm,
        cls,
        name,
        descriptor,
        list,
        args.slice(2).map((i) => handleAt(pool, i)),
      )
    }
    default:
      return 0
  }
}

/** What the static arguments have to be for a bootstrap method; the last one may be repeated. */
const ARGUMENTS: Readonly<Record<string, readonly number[]>> = {
  makeConcatWithConstants: [8],
  metafactory: [16, 15, 16],
  altMetafactory: [16, 15, 16, 3],
  bootstrap: [7, 8],
}

const CLASS_OF_TAG: Readonly<Record<number, string>> = {
  3: 'java.lang.Integer',
  4: 'java.lang.Float',
  5: 'java.lang.Long',
  6: 'java.lang.Double',
  7: 'java.lang.Class',
  8: 'java.lang.String',
  15: 'java.lang.invoke.MethodHandle',
  16: 'java.lang.invoke.MethodType',
}

/** False with a BootstrapMethodError pending when they are not. */
function checkArguments(vm: Machine, pool: ConstantPool, name: string, args: readonly number[]): boolean {
  const wanted = ARGUMENTS[name] ?? []
  if (args.length < wanted.length) {
    const types = args.map((each) => CLASS_OF_TAG[pool.entries[each]?.tag ?? 0]).join(', ')
    throwBootstrap(vm, 'java/lang/invoke/WrongMethodTypeException', `${name} cannot be called with (${types})`)
    return false
  }
  for (let i = 0; i < wanted.length; i++) {
    const tag = pool.entries[args[i]!]?.tag ?? 0
    if (tag === wanted[i]) continue
    const from = CLASS_OF_TAG[tag] ?? 'java.lang.Object'
    const to = CLASS_OF_TAG[wanted[i]!]!
    const where = `(${from} and ${to} are in module java.base of loader 'bootstrap')`
    throwBootstrap(vm, 'java/lang/ClassCastException', `class ${from} cannot be cast to class ${to} ${where}`)
    return false
  }
  return true
}

function linkRecipe(vm: Machine, cls: RuntimeClass, descriptor: string, args: readonly number[]): number {
  const pool = cls.classFile!.constantPool
  const recipe = parseRecipe(
    constantText(pool, args[0]!),
    args.slice(1).map((i) => constantText(pool, i)),
    splitMethodDescriptor(descriptor)?.parameters.length ?? 0,
  )
  if (!('problem' in recipe)) return linkConcat(vm, cls, descriptor, recipe)
  return throwBootstrap(vm, 'java/lang/invoke/StringConcatException', recipe.problem)
}

/** What comes of a bootstrap method that has thrown (JVMS 5.4.3.6). */
function throwBootstrap(vm: Machine, className: string, message: string): 0 {
  const { rt } = vm
  const cause = newException(rt, className, message)
  if (cause === 0) return 0
  rt.handles.push(cause)
  throwNew(rt, 'java/lang/BootstrapMethodError', 'bootstrap method initialization exception', cause)
  rt.handles.pop()
  return 0
}

/** The variable part of altMetafactory's arguments: flags, then counted markers and bridges as the flags say. True: serializable. */
function readAlternatives(pool: ConstantPool, args: readonly number[], markers: string[], bridges: string[]): boolean {
  const int = (i: number): number => {
    const entry = pool.entries[args[i] ?? 0]
    return entry?.tag === 3 ? entry.value : 0
  }
  const flags = int(3)
  let at = 4
  if ((flags & FLAG_SERIALIZABLE) !== 0) markers.push('java/io/Serializable')
  if ((flags & FLAG_MARKERS) !== 0) {
    const count = int(at++)
    for (let i = 0; i < count; i++) markers.push(classNameAt(pool, args[at++]!))
  }
  if ((flags & FLAG_BRIDGES) !== 0) {
    const count = int(at++)
    for (let i = 0; i < count; i++) bridges.push(methodTypeAt(pool, args[at++]!))
  }
  return (flags & FLAG_SERIALIZABLE) !== 0
}

function handleAt(pool: ConstantPool, index: number): MethodHandle {
  const entry = pool.entries[index]
  if (entry?.tag !== 15) throw new Error(`no method handle at ${index}`)
  const member = memberRefAt(pool, entry.referenceIndex)
  return {
    kind: entry.referenceKind,
    owner: member.className,
    name: member.name,
    descriptor: member.descriptor,
    isInterface: member.tag === 11,
  }
}

function methodTypeAt(pool: ConstantPool, index: number): string {
  const entry = pool.entries[index]
  if (entry?.tag !== 16) throw new Error(`no method type at ${index}`)
  return utf8At(pool, entry.descriptorIndex)
}

/** A constant as string concatenation prints it. */
function constantText(pool: ConstantPool, index: number): string {
  const entry = pool.entries[index]
  switch (entry?.tag) {
    case 3:
      return String(entry.value)
    case 4:
      return floatToString(floatOfBits(entry.bits))
    case 5:
      return String(bigintOfLong(entry.hi, entry.lo))
    case 6:
      return doubleToString(doubleOfBits(entry.hi, entry.lo))
    case 8:
      return utf8At(pool, entry.stringIndex)
    case 7:
      return classNameAt(pool, index).replaceAll('/', '.')
    default:
      throw new Error(`constant ${index} cannot be part of a string`)
  }
}
