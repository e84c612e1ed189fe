/** Method selection (JVMS 5.4.6) for interface calls, and the first-call preparation of methods. */
import { ACC } from '../classfile/model.ts'
import {
  HANDLER_BYTES,
  HANDLER_END,
  HANDLER_START,
  HANDLER_TARGET,
  HANDLER_TYPE,
  METHOD_CACHE_BASE,
  METHOD_CACHE_ENTRIES,
  METHOD_BACKEDGES,
  METHOD_CODE,
  METHOD_CODE_LENGTH,
  METHOD_HANDLER_COUNT,
  METHOD_HANDLERS,
  METHOD_ID,
  METHOD_INVOCATIONS,
  METHOD_MAX_LOCALS,
  METHOD_MAX_STACK,
} from '../heap/layout.ts'
import type { RuntimeClass } from './class.ts'
import { printSignature } from './descriptors.ts'
import { throwNew, throwOutOfMemory } from './exceptions.ts'
import { maximallySpecific } from './lookup.ts'
import type { RuntimeMethod } from './method.ts'
import { classAt } from './objects.ts'
import type { Runtime } from './runtime.ts'
import { isSubclass } from './subtype.ts'

/**
 * The method that a call of `method` (struct of a non-private instance method declared in an interface) selects for a receiver of
 * class `receiver` (struct). 0 with an exception pending. Fills the method cache. `throughClass`: the instruction is an
 * invokevirtual whose method was found in an interface.
 */
export function selectInterface(rt: Runtime, receiver: number, method: number, throughClass = false): number {
  const { H32 } = rt.memory
  const resolved = rt.methods[H32[(method >>> 2) + METHOD_ID]!]!
  const cls = classAt(rt, receiver)
  let selected: RuntimeMethod | null
  if (isSubclass(rt, receiver, resolved.declaringClass.address)) {
    selected = selectFrom(rt, cls, resolved.alias ?? resolved, throughClass)
    if (selected === null) return 0
  } else if (resolved.fallback !== null) selected = resolved.fallback
  else {
    return throwNew(
      rt,
      'java/lang/IncompatibleClassChangeError',
      `Class ${cls.externalName} does not implement the requested interface ${resolved.declaringClass.externalName}`,
    )
  }
  const entry = (METHOD_CACHE_BASE >>> 2) + ((((receiver >>> 3) + (method >>> 4)) & (METHOD_CACHE_ENTRIES - 1)) << 2)
  H32[entry] = receiver
  H32[entry + 1] = method
  H32[entry + 2] = selected.address
  return selected.address
}

function selectFrom(
  rt: Runtime,
  cls: RuntimeClass,
  resolved: RuntimeMethod,
  throughClass: boolean,
): RuntimeMethod | null {
  const key = resolved.name + resolved.descriptor
  for (let up: RuntimeClass | null = cls; up !== null; up = up.superclass) {
    const own = up.methodTable.get(key)
    if (own === undefined || (own.flags & (ACC.STATIC | ACC.PRIVATE)) !== 0) continue
    if ((own.flags & ACC.PUBLIC) === 0) {
      throwNew(rt, 'java/lang/IllegalAccessError', `'${printSignature(cls.name, own.name, own.descriptor)}'`)
      return null
    }
    if ((own.flags & ACC.ABSTRACT) !== 0) {
      throwAbstract(rt, cls, resolved)
      return null
    }
    return own
  }
  const found = maximallySpecific(cls, key)
  const defaults = found.filter((method) => (method.flags & ACC.ABSTRACT) === 0)
  if (defaults.length === 1) return defaults[0]!
  // JVMS 6.5 wants IncompatibleClassChangeError of an invokeinterface too, where HotSpot finds nothing at all; its answer is ours.
  if (defaults.length === 0 || !throughClass) throwAbstract(rt, cls, resolved)
  else throwConflict(rt, defaults)
  return null
}

/** Before the word for the member in a message. */
export function accessWords(flags: number, isMethod: boolean): string {
  const abstract = isMethod && (flags & ACC.ABSTRACT) !== 0 ? 'abstract ' : ''
  return abstract + ((flags & ACC.PRIVATE) !== 0 ? 'private ' : (flags & ACC.PROTECTED) !== 0 ? 'protected ' : '')
}

export function throwConflict(rt: Runtime, methods: readonly RuntimeMethod[]): 0 {
  const names = methods.map((method) => `${method.declaringClass.externalName}.${method.name}`)
  return throwNew(rt, 'java/lang/IncompatibleClassChangeError', `Conflicting default methods: ${names.join(' ')}`)
}

export function throwAbstract(rt: Runtime, receiver: RuntimeClass, resolved: RuntimeMethod): 0 {
  const owner = resolved.declaringClass
  const kind = owner.isInterface ? 'interface' : (owner.flags & ACC.ABSTRACT) !== 0 ? 'abstract class' : 'class'
  return throwNew(
    rt,
    'java/lang/AbstractMethodError',
    `Receiver class ${receiver.externalName} does not define or inherit an implementation of the resolved method ` +
      `'${(resolved.flags & ACC.ABSTRACT) !== 0 ? 'abstract ' : ''}${printSignature('', resolved.name, resolved.descriptor)}' of ${kind} ${owner.externalName}.`,
  )
}

/**
 * Makes a method ready for its first call: copies bytecode and exception table into the metadata. False with an
 * exception pending when there is nothing to run (an abstract method was selected: give the receiver's class for
 * the message, 0 when unknown).
 */
export function prepareMethod(rt: Runtime, method: number, receiver = 0): boolean {
  const { H32, U8 } = rt.memory
  const m = method >>> 2
  if (H32[m + METHOD_CODE] !== 0) return true
  const rich = rt.methods[H32[m + METHOD_ID]!]!
  const code = rich.code
  if (code === null) {
    const cls = receiver === 0 ? rich.declaringClass : classAt(rt, receiver)
    if ((rich.flags & ACC.ABSTRACT) !== 0) {
      // A class that leaves an interface method open, with the default in another interface, is selected through the vtable.
      throwAbstract(rt, cls, rich)
    } else {
      throwNew(
        rt,
        'java/lang/ClassFormatError',
        `Absent Code attribute in method that is not native or abstract in class file ${rich.declaringClass.name}`,
      )
    }
    return false
  }
  const { exceptionTable } = code
  const metadata = rich.declaringClass.loader.arena ?? rt.metadata
  const handlers = metadata.allocate(exceptionTable.length * HANDLER_BYTES)
  // Eight zero bytes behind the code, so that reading operands of a cut-off last instruction stays inside.
  const address = handlers === 0 ? 0 : metadata.allocate(code.code.length + 8)
  if (address === 0) {
    throwOutOfMemory(rt, 'Metaspace')
    return false
  }
  U8.set(code.code, address)
  for (let i = 0; i < exceptionTable.length; i++) {
    const from = exceptionTable[i]!
    const to = (handlers + i * HANDLER_BYTES) >>> 2
    H32[to + HANDLER_START] = address + from.startPc
    H32[to + HANDLER_END] = address + from.endPc
    H32[to + HANDLER_TARGET] = address + from.handlerPc
    H32[to + HANDLER_TYPE] = from.catchType
  }
  H32[m + METHOD_CODE_LENGTH] = code.code.length
  H32[m + METHOD_MAX_LOCALS] = code.maxLocals
  H32[m + METHOD_MAX_STACK] = code.maxStack
  H32[m + METHOD_HANDLERS] = handlers
  H32[m + METHOD_HANDLER_COUNT] = exceptionTable.length
  H32[m + METHOD_INVOCATIONS] = -rt.options.tiers.calls
  H32[m + METHOD_BACKEDGES] = -rt.options.tiers.backEdges
  H32[m + METHOD_CODE] = address
  return true
}
