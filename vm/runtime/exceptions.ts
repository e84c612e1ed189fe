/**
 * Exceptions that the VM itself throws. They are heap objects like any other, filled without running a constructor:
 * detailMessage, cause = this ("not set"), backtrace = int[] of (method id, bytecode index) pairs.
 */
import { storeReference } from '../heap/barrier.ts'
import {
  ARRAY_BASE_OFFSET,
  CELL_EXCEPTION,
  CELL_STATUS,
  CLASS_ID,
  CLASS_INSTANCE_SIZE,
  STATUS_COLLECT,
  STATUS_EXCEPTION,
} from '../heap/layout.ts'
import type { Failure, RuntimeClass } from './class.ts'
import { describeLoader } from './loaders.ts'
import { loadClass } from './load.ts'
import { classOf } from './objects.ts'
import { newString, textOf } from './strings.ts'
import type { Runtime } from './runtime.ts'
import { isSubclass } from './subtype.ts'
import { offsetOf } from './well-known.ts'
import { vmBug } from './vm-bug.ts'

/** HotSpot's -XX:MaxJavaStackTraceDepth. */
const MAX_BACKTRACE_FRAMES = 1024

/** Makes an exception the pending one. Returns 0 so that callers can `return throwRef(...)`. */
export function throwRef(rt: Runtime, exception: number): 0 {
  rt.memory.H32[CELL_EXCEPTION] = exception
  rt.memory.H32[CELL_STATUS] = STATUS_EXCEPTION
  return 0
}

/** Throws a new exception of a library class. `cause` 0: none set. */
export function throwNew(rt: Runtime, className: string, message: string | null, cause = 0): 0 {
  const exception = newException(rt, className, message, cause)
  // 0: the heap was full, and OutOfMemoryError is pending instead.
  return exception === 0 ? 0 : throwRef(rt, exception)
}

/** Throws the SecurityException of a denied call: uncaught, it ends the program with a status of its own. */
export function throwDenied(rt: Runtime, message: string): 0 {
  const exception = newException(rt, 'java/lang/SecurityException', message)
  if (exception === 0) return 0
  rt.memory.U8[exception + permissionField(rt)] = 1
  return throwRef(rt, exception)
}

/** Whether throwDenied has made the exception. */
export function isDenial(rt: Runtime, exception: number): boolean {
  const cls = rt.bootLoader.classes.get('java/lang/SecurityException')
  if (cls === undefined || rt.memory.H32[exception >>> 2] !== cls.address) return false
  return rt.memory.U8[exception + permissionField(rt)] !== 0
}

function permissionField(rt: Runtime): number {
  const cls = rt.bootLoader.classes.get('java/lang/SecurityException')
  return cls === undefined ? vmBug('SecurityException is not loaded') : offsetOf(cls, 'permission')
}

/** 0 with OutOfMemoryError pending. */
export function newException(rt: Runtime, className: string, message: string | null, cause = 0): number {
  const { H32 } = rt.memory
  const loaded = loadClass(rt, rt.bootLoader, className)
  if (loaded === null) {
    // There is no room for the class: then OutOfMemoryError is pending, which was made at start.
    if (H32[CELL_STATUS] === STATUS_EXCEPTION) return 0
    return vmBug(`the library has no class ${className} (message: ${message})`)
  }
  const exception = rt.heap.allocate(loaded.address, H32[(loaded.address >>> 2) + CLASS_INSTANCE_SIZE]!)
  if (exception === 0) return throwOutOfMemory(rt, 'Java heap space')
  rt.handles.push(exception)
  const { wellKnown } = rt
  let done = true
  if (message !== null) {
    const text = newString(rt, message)
    H32[(exception + wellKnown.throwableMessage) >>> 2] = text
    done = text !== 0
  }
  H32[(exception + wellKnown.throwableCause) >>> 2] = cause === 0 ? exception : cause
  if (done) done = fillBacktrace(rt, exception)
  rt.handles.pop()
  return done ? exception : 0
}

/**
 * Walks the stack into the backtrace field. Frames of fillInStackTrace itself and of the exception's constructors are left
 * out (they are on top when a constructor of Throwable asks). False with OutOfMemoryError pending when there is no room.
 */
export function fillBacktrace(rt: Runtime, exception: number, limit = MAX_BACKTRACE_FRAMES): boolean {
  const { H32 } = rt.memory
  const pairs = collectBacktrace(rt, H32[exception >>> 2]!, limit)
  const array = rt.heap.allocateArray(rt.wellKnown.intArray.address, pairs.length)
  if (array === 0) {
    throwOutOfMemory(rt, 'Java heap space')
    return false
  }
  H32.set(pairs, (array + ARRAY_BASE_OFFSET) >>> 2)
  storeReference(rt.memory, exception + rt.wellKnown.throwableBacktrace, array)
  return true
}

function collectBacktrace(rt: Runtime, exceptionClass: number, limit: number): number[] {
  const pairs: number[] = []
  const throwable = rt.wellKnown.throwable
  let skipping = true
  rt.interpreter.walkStack(rt.currentThread, (method, bci) => {
    if (skipping) {
      if (method.name === 'fillInStackTrace') return true
      if (method.declaringClass === throwable && method.name === 'fillBacktrace') return true
      if (
        method.name === '<init>' &&
        isSubclass(rt, exceptionClass, method.declaringClass.address) &&
        isSubclass(rt, method.declaringClass.address, throwable.address)
      ) {
        return true
      }
      skipping = false
    }
    if (method.declaringClass.hidden) return true
    pairs.push(method.id, bci)
    return pairs.length < limit * 2
  })
  return pairs
}

/**
 * OutOfMemoryError: made in the reserve at the end of the heap while that lasts, afterwards the one made at start (it then
 * has the backtrace of its first use).
 */
export function throwOutOfMemory(rt: Runtime, message: string): 0 {
  const { H32 } = rt.memory
  const { wellKnown } = rt
  if (wellKnown.outOfMemory === 0) return vmBug(`the heap is too small to start: ${message}`)
  rt.hooks.outOfMemory?.(message)
  const made = rt.heap.withReserve(() => {
    const cls = H32[wellKnown.outOfMemory >>> 2]!
    const pairs = collectBacktrace(rt, cls, 64)
    const bytes = H32[(cls >>> 2) + CLASS_INSTANCE_SIZE]! + 128 + message.length * 2 + pairs.length * 4
    if (!rt.heap.reserve(bytes)) return 0
    const exception = rt.heap.allocate(cls, H32[(cls >>> 2) + CLASS_INSTANCE_SIZE]!)
    H32[(exception + wellKnown.throwableMessage) >>> 2] = newString(rt, message)
    H32[(exception + wellKnown.throwableCause) >>> 2] = exception
    const array = rt.heap.allocateArray(wellKnown.intArray.address, pairs.length)
    H32.set(pairs, (array + ARRAY_BASE_OFFSET) >>> 2)
    H32[(exception + wellKnown.throwableBacktrace) >>> 2] = array
    return exception
  })
  return throwRef(rt, made === 0 ? wellKnown.outOfMemory : made)
}

/**
 * An instruction or a native method could not allocate: the heap is collected and it is executed again (STATUS_COLLECT), once; then
 * it is an OutOfMemoryError. Only for callers that hand the status on to the interpreter at once and have changed nothing.
 */
export function collectAndRetry(rt: Runtime): 0 {
  const { collections } = rt
  if (collections === null || !rt.interpreter.running) return throwOutOfMemory(rt, 'Java heap space')
  if (collections.exhausted) {
    collections.exhausted = false
    return throwOutOfMemory(rt, 'Java heap space')
  }
  rt.memory.H32[CELL_STATUS] = STATUS_COLLECT
  return 0
}

/** Takes the pending exception and clears the status. */
export function takePending(rt: Runtime): number {
  const { H32 } = rt.memory
  const exception = H32[CELL_EXCEPTION]!
  H32[CELL_EXCEPTION] = 0
  H32[CELL_STATUS] = 0
  return exception
}

/** The name of a type in messages, as in source: `java.lang.String`, `int[]`, `a.B[][]`. */
export function describeClass(cls: RuntimeClass): string {
  return cls.elementClass === null ? cls.externalName : `${describeClass(cls.elementClass)}[]`
}

/** What throwFailure needs to throw the exception again; null when it is no LinkageError, or not of a class of the library. */
export function failureOf(rt: Runtime, exception: number): Failure | null {
  const cls = classOf(rt, exception)
  const linkage = loadClass(rt, rt.bootLoader, 'java/lang/LinkageError')
  if (linkage === null || cls.loader !== rt.bootLoader || !isSubclass(rt, cls.address, linkage.address)) return null
  const cause = rt.memory.H32[(exception + rt.wellKnown.throwableCause) >>> 2]!
  return {
    className: cls.name,
    message: messageOf(rt, exception),
    cause: cause === exception ? null : causeOf(rt, cause),
  }
}

/** HotSpot looks for the class of the cause in the library, and has the error about that when it is the program's own. */
function causeOf(rt: Runtime, cause: number): Failure['cause'] {
  if (cause === 0) return null
  const { name, loader } = classOf(rt, cause)
  return loader === rt.bootLoader
    ? { className: name, message: messageOf(rt, cause) }
    : { className: 'java/lang/NoClassDefFoundError', message: name }
}

function messageOf(rt: Runtime, exception: number): string | null {
  const message = rt.memory.H32[(exception + rt.wellKnown.throwableMessage) >>> 2]!
  return message === 0 ? null : textOf(rt, message)
}

/** Throws an error again that has been thrown before, with the stack of now. */
export function throwFailure(rt: Runtime, failure: Failure): 0 {
  if (failure.cause === null) return throwNew(rt, failure.className, failure.message)
  const cause = newException(rt, failure.cause.className, failure.cause.message)
  if (cause === 0) return 0
  rt.handles.push(cause)
  throwNew(rt, failure.className, failure.message, cause)
  rt.handles.pop()
  return 0
}

/** `module java.base of loader 'bootstrap'`, `unnamed module of loader 'app'`. */
export function describeModule(rt: Runtime, cls: RuntimeClass): string {
  const where = cls.loader.parent === null ? 'module java.base' : 'unnamed module'
  return `${where} of loader ${describeLoader(rt, cls.loader)}`
}

/** HotSpot's second half of many messages: `p.A is in unnamed module of loader 'app'`. */
export function describeModules(rt: Runtime, a: RuntimeClass, b: RuntimeClass): string {
  const left = a.externalName
  const right = b.externalName
  return a.loader === b.loader
    ? `(${left} and ${right} are in ${describeModule(rt, a)})`
    : `(${left} is in ${describeModule(rt, a)}; ${right} is in ${describeModule(rt, b)})`
}

/** What Throwable.toString() would say, without running it: for messages of the VM itself. */
export function describeThrowable(rt: Runtime, exception: number): string {
  const { H32 } = rt.memory
  const name = rt.classes[H32[(H32[exception >>> 2]! >>> 2) + CLASS_ID]!]!.externalName
  const message = H32[(exception + rt.wellKnown.throwableMessage) >>> 2]!
  return message === 0 ? name : `${name}: ${textOf(rt, message)}`
}
