// What the VM cannot link by itself runs in the language: bootstrap methods (JVMS 5.4.3.6), method handles and method types as
// constants, and the signature-polymorphic methods of MethodHandle and VarHandle (JVMS 2.9.3).
//
// A frame of java.lang.invoke.Linker is pushed above the instruction that needs something (FRAME_RETRY: the instruction is executed
// again afterwards). Linker asks for the constants, calls the bootstrap method, and hands the result to a native of this file, which
// fills the constant-pool cache. Method handles are objects of classes that java.lang.invoke writes (assembly.ts), with a method
// `call` that takes the arguments as they are; the target of a call site is a static method that calls it.

import { splitMethodDescriptor } from '../../classfile/descriptor.ts'
import {
  ACC,
  bigintOfLong,
  classNameAt,
  doubleOfBits,
  findAttribute,
  floatOfBits,
  memberRefAt,
  nameAndTypeAt,
  utf8At,
} from '../../classfile/model.ts'
import {
  ARRAY_BASE_OFFSET,
  ARRAY_LENGTH,
  CELL_RESULT_HI,
  CLASS_CP_CACHE,
  CLASS_MIRROR,
  CP_ENTRY_BYTES,
  CPM_ARG_SHIFT,
  CPM_INTERFACE,
  CPM_RESOLVED,
  METHOD_ID,
} from '../../heap/layout.ts'
import { classOfMirror, mirrorOf, newStringArray } from '../../natives/support.ts'
import { loadClass } from '../../runtime/load.ts'
import {
  checkMethodHandle,
  needsInitialization,
  type NativeFunction,
  rememberDynamic,
  resolveClass,
  type RuntimeClass,
  vmBug,
  textOf,
} from '../../runtime/index.ts'
import { FRAME_RETRY, FRAME_SP } from '../frame.ts'
import { countAgain, type Machine, topFrame } from '../machine.ts'
import { pushMethod, runInitializer } from '../slow/call.ts'
import { ensureStack } from '../slow/stack.ts'
import { assembleClass, methodNamed } from './assembly.ts'
import { linkConcat } from './concat.ts'
import { loadTypes } from './fits.ts'
import { linkLambda } from './lambda.ts'
import { ClassSpinner, LINK_METHOD, parameterLocals } from './spin.ts'

const INVOKE = 'java/lang/invoke/'
const LINKER = `${INVOKE}Linker`
/** Words that the frame of a method of Linker takes at most. */
const LINKER_ROOM = 128

function cacheWord(vm: Machine, cls: RuntimeClass, index: number): number {
  return (vm.H32[(cls.address >>> 2) + CLASS_CP_CACHE]! + index * CP_ENTRY_BYTES) >>> 2
}

/** Calls Linker.<name>(Class, int); the instruction of the top frame is executed again when it has returned. */
export function callLinker(vm: Machine, name: string, cls: RuntimeClass, index: number): void {
  const { H32, rt } = vm
  const linker = loadClass(rt, rt.bootLoader, LINKER)
  const method = linker?.methodTable.get(`${name}(Ljava/lang/Class;I)V`)
  if (linker === null || method === undefined) vmBug(`the library has no ${LINKER}.${name}`)
  if (needsInitialization(rt, linker.address) && !runInitializer(vm, linker.address)) return
  ensureStack(vm, LINKER_ROOM)
  const locals = H32[topFrame(vm) + FRAME_SP]!
  H32[locals] = H32[(cls.address >>> 2) + CLASS_MIRROR]!
  H32[locals + 2] = index
  if (pushMethod(vm, method.address >>> 2, locals, FRAME_RETRY)) countAgain(vm)
}

/** Whether the constant has been put into the cache; a long or double cannot say so there. */
export function isLinked(vm: Machine, cls: RuntimeClass, index: number): boolean {
  return vm.linkedConstants.has(`${cls.id}:${index}`)
}

/** The names of polymorphic methods: the two of MethodHandle, and everything of VarHandle that javac calls so. */
const VAR_HANDLE_ACCESS =
  /^(get|set|compareAndSet|compareAndExchange|weakCompareAndSet)(Volatile|Opaque|Acquire|Release|Plain)?$|^getAnd(Set|Add|Bitwise(Or|And|Xor))(Acquire|Release)?$/

/** Whether the Methodref is a call of a signature-polymorphic method. */
export function isPolymorphic(cls: RuntimeClass, index: number): boolean {
  const pool = cls.classFile?.constantPool
  if (pool?.entries[index]?.tag !== 10) return false
  const { className, name } = memberRefAt(pool, index)
  if (className === 'java/lang/invoke/MethodHandle') return name === 'invokeExact' || name === 'invoke'
  return className === 'java/lang/invoke/VarHandle' && VAR_HANDLE_ACCESS.test(name)
}

/**
 * A polymorphic call is the call of an interface's method. The interface stands for the type that the call has (Form), so a method handle
 * of exactly this type implements it, and the call comes to its code at once. For all others the method has a fallback, which
 * adapts the handle or throws (RuntimeMethod.fallback).
 */
function linkPolymorphic(vm: Machine, cls: RuntimeClass, index: number, form: RuntimeClass, name: string): void {
  const { H32 } = vm
  const target = methodNamed(form, name)
  const word = cacheWord(vm, cls, index)
  H32[word] = target.address
  H32[word + 1] = CPM_RESOLVED | CPM_INTERFACE | (target.argumentSlots << CPM_ARG_SHIFT)
}

const realText = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value))

/** A constant as text: a letter for its kind, then its value. */
function describe(cls: RuntimeClass, index: number): string[] {
  const pool = cls.classFile!.constantPool
  const entry = pool.entries[index]
  switch (entry?.tag) {
    case 3:
      return ['I', String(entry.value)]
    case 4:
      return ['F', realText(floatOfBits(entry.bits))]
    case 5:
      return ['J', String(bigintOfLong(entry.hi, entry.lo))]
    case 6:
      return ['D', realText(doubleOfBits(entry.hi, entry.lo))]
    case 7: {
      const name = classNameAt(pool, index)
      return ['C', name[0] === '[' ? name : `L${name};`]
    }
    case 8:
      return ['S', utf8At(pool, entry.stringIndex)]
    case 10: {
      const member = memberRefAt(pool, index)
      return ['M', member.className, member.name, member.descriptor]
    }
    case 15: {
      const member = memberRefAt(pool, entry.referenceIndex)
      return ['H', String(entry.referenceKind), `L${member.className};`, member.name, member.descriptor]
    }
    case 16:
      return ['T', utf8At(pool, entry.descriptorIndex)]
    case 17:
    case 18: {
      const { name, descriptor } = nameAndTypeAt(pool, entry.nameAndTypeIndex)
      const bootstrap = findAttribute(cls.classFile!.attributes, 'BootstrapMethods')?.methods[entry.bootstrapIndex]
      if (bootstrap === undefined) return ['?']
      return ['Y', name, descriptor, String(bootstrap.methodIndex), ...bootstrap.args.map(String)]
    }
    default:
      return ['?']
  }
}

/** The target of the call site: a static method that calls the method handle, or first asks the CallSite for it when it may change. */
function spinCallSite(vm: Machine, cls: RuntimeClass, index: number, site: number, form: RuntimeClass, fixed: boolean) {
  const descriptor = describe(cls, index)[2]!
  const signature = splitMethodDescriptor(descriptor)
  if (signature === undefined) vmBug(`a call site with the descriptor ${descriptor}`)
  const spinner = new ClassSpinner(vm, cls, 'Site')
  const { pool } = spinner
  const type = `L${INVOKE}${fixed ? 'MethodHandle' : 'CallSite'};`
  spinner.field(ACC.STATIC, 'site', type)
  const call = methodNamed(form, 'call')
  spinner.method(
    ACC.STATIC,
    LINK_METHOD,
    descriptor,
    (code) => {
      code.op('getstatic', pool.fieldRef(spinner.name, 'site', type))
      if (!fixed) code.invoke('invokevirtual', `${INVOKE}CallSite`, 'getTarget', `()L${INVOKE}MethodHandle;`)
      const locals = parameterLocals(signature.parameters, 0)
      signature.parameters.forEach((each, i) => {
        code.typed('load', each, locals[i]!)
      })
      code.op('invokeinterface', pool.interfaceMethodRef(form.name, 'call', call.descriptor), call.argumentSlots)
      code.typed('return', signature.result)
    },
    0,
    call.argumentSlots,
  )
  const spun = spinner.define()
  const target = spun?.methodTable.get(LINK_METHOD + descriptor)
  if (spun === null || target === undefined) return
  vm.H32[spun.fields[0]!.offset >>> 2] = site
  vm.H32[cacheWord(vm, cls, index)] = target.address
}

/** What LambdaMetafactory and StringConcatFactory ask for when they are called as ordinary methods: see Linker.spin. */
function spinParts(vm: Machine, host: RuntimeClass, parts: readonly string[]): number {
  const [what, descriptor] = parts as [string, string]
  const target =
    what === 'concat'
      ? linkConcat(
          vm,
          host,
          descriptor,
          parts.slice(2).map((each) => (each[0] === '=' ? each.slice(1) : null)),
        )
      : linkLambda(vm, host, {
          factoryType: descriptor,
          methodName: parts[2]!,
          methodType: parts[3]!,
          instantiatedType: parts[4]!,
          implementation: {
            kind: Number(parts[5]),
            owner: parts[6]!,
            name: parts[7]!,
            descriptor: parts[8]!,
            isInterface: parts[9] === 'interface',
          },
          markers: parts.slice(11, 11 + Number(parts[10])),
          bridges: parts.slice(11 + Number(parts[10])),
          serializable: parts.slice(11, 11 + Number(parts[10])).includes('java/io/Serializable'),
        })
  return target === 0 ? 0 : vm.H32[(target >>> 2) + METHOD_ID]!
}

/** The elements of an array of references. */
function elements(vm: Machine, array: number): number[] {
  const first = (array + ARRAY_BASE_OFFSET) >>> 2
  return [...vm.H32.subarray(first, first + vm.H32[(array >>> 2) + ARRAY_LENGTH]!)]
}

const textsOf = (vm: Machine, array: number): string[] => elements(vm, array).map((ref) => textOf(vm.rt, ref))

/** What the virtual machine resolves of a constant by itself; the status says what is wrong with it. */
function checkConstant(vm: Machine, cls: RuntimeClass, index: number): void {
  const { rt } = vm
  const { constantPool: pool } = cls.classFile!
  const entry = pool.entries[index]
  if (entry?.tag === 7) resolveClass(rt, cls, index)
  else if (entry?.tag === 15) checkMethodHandle(rt, cls, index)
  else if (entry?.tag === 16) loadTypes(rt, cls, utf8At(pool, entry.descriptorIndex))
}

/** The natives of java.lang.invoke.Linker. */
export function linkerNatives(vm: Machine): Readonly<Record<string, NativeFunction>> {
  const { rt, H32 } = vm
  return {
    [`${LINKER}.describe(Ljava/lang/Class;I)[Ljava/lang/String;`]: (mirror, index) =>
      newStringArray(rt, describe(classOfMirror(rt, mirror!), index!)),
    [`${LINKER}.check(Ljava/lang/Class;I)V`]: (mirror, index) => {
      checkConstant(vm, classOfMirror(rt, mirror!), index!)
      return 0
    },
    [`${LINKER}.spin(Ljava/lang/Class;[Ljava/lang/String;)I`]: (mirror, parts) =>
      spinParts(vm, classOfMirror(rt, mirror!), textsOf(vm, parts!)),
    [`${LINKER}.isLinked(Ljava/lang/Class;I)Z`]: (mirror, index) =>
      isLinked(vm, classOfMirror(rt, mirror!), index!) ? 1 : 0,
    [`${LINKER}.linkedReference(Ljava/lang/Class;I)Ljava/lang/Object;`]: (mirror, index) =>
      H32[cacheWord(vm, classOfMirror(rt, mirror!), index!)]!,
    [`${LINKER}.linkedBits(Ljava/lang/Class;I)J`]: (mirror, index) => {
      const cls = classOfMirror(rt, mirror!)
      const word = cacheWord(vm, cls, index!)
      const wide = /^[JD]$/.test(describe(cls, index!)[2] ?? '')
      H32[CELL_RESULT_HI] = wide ? H32[word + 1]! : H32[word]! >> 31
      return H32[word]!
    },
    [`${LINKER}.setReference(Ljava/lang/Class;ILjava/lang/Object;)V`]: (mirror, index, value) => {
      const cls = classOfMirror(rt, mirror!)
      const word = cacheWord(vm, cls, index!)
      H32[word] = value!
      H32[word + 1] = 1
      cls.resolvedStrings.push(index!)
      vm.linkedConstants.add(`${cls.id}:${index}`)
      return 0
    },
    [`${LINKER}.setBits(Ljava/lang/Class;IJZ)V`]: (mirror, index, low, high, wide) => {
      const cls = classOfMirror(rt, mirror!)
      const word = cacheWord(vm, cls, index!)
      H32[word] = low!
      H32[word + 1] = wide !== 0 ? high! : 1
      vm.linkedConstants.add(`${cls.id}:${index}`)
      return 0
    },
    [`${LINKER}.setFailure(Ljava/lang/Class;ILjava/lang/LinkageError;)V`]: (mirror, index, error) => {
      rememberDynamic(rt, classOfMirror(rt, mirror!), index!, error!)
      return 0
    },
    [`${LINKER}.setCallSite(Ljava/lang/Class;ILjava/lang/Object;Ljava/lang/Class;Z)V`]: (
      mirror,
      index,
      site,
      form,
      fixed,
    ) => {
      spinCallSite(vm, classOfMirror(rt, mirror!), index!, site!, classOfMirror(rt, form!), fixed !== 0)
      return 0
    },
    [`${LINKER}.setInvoke(Ljava/lang/Class;ILjava/lang/Class;Ljava/lang/String;)V`]: (mirror, index, form, name) => {
      linkPolymorphic(vm, classOfMirror(rt, mirror!), index!, classOfMirror(rt, form!), textOf(rt, name!))
      return 0
    },
    [`${LINKER}.known(Ljava/lang/Class;Ljava/lang/String;)Ljava/lang/Class;`]: (mirror, key) =>
      mirrorOf(rt, classOfMirror(rt, mirror!).spun.get(textOf(rt, key!)) ?? null),
    [`${LINKER}.define(Ljava/lang/Class;Ljava/lang/String;[Ljava/lang/String;[Ljava/lang/Class;)Ljava/lang/Class;`]: (
      mirror,
      key,
      lines,
      classes,
    ) => {
      const host = classOfMirror(rt, mirror!)
      const given = elements(vm, classes!).map((each) => classOfMirror(rt, each))
      const cls = assembleClass(vm, host, textsOf(vm, lines!), given)
      if (cls !== null) host.spun.set(textOf(rt, key!), cls)
      return mirrorOf(rt, cls)
    },
  }
}
