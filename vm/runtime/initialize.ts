/**
 * Class initialisation (JVMS 5.5). It is driven by completion: the interpreter asks before it executes new, getstatic, putstatic,
 * invokestatic; gets a <clinit> to run first; reports its end; gets perhaps a further one; then executes the instruction again.
 *
 * Each thread has a list of classes whose initialisation it has begun, innermost last. A class is on it from the moment it is
 * marked INIT_RUNNING; its superclass and superinterfaces come on top of it, and its own <clinit> gets a frame when they are done.
 * So a class that is used while its superclass initialises counts as begun (step 3), which programs can see.
 */
import { ACC } from '../classfile/model.ts'
import {
  CLASS_INIT_THREAD,
  CLASS_STATE,
  INIT_DONE,
  INIT_FAILED,
  INIT_LINKED,
  INIT_RUNNING,
  KIND_BYTE,
  KIND_BOOLEAN,
  KIND_CHAR,
  KIND_DOUBLE,
  KIND_LONG,
  KIND_REFERENCE,
  KIND_SHORT,
} from '../heap/layout.ts'
import type { RuntimeClass } from './class.ts'
import { newException, throwNew, throwRef } from './exceptions.ts'
import { constantValueOf } from './link.ts'
import { classOf } from './objects.ts'
import type { Runtime } from './runtime.ts'
import { internString, textOf } from './strings.ts'
import { isSubclass } from './subtype.ts'
import { type RuntimeThread, threadNameOf } from './thread.ts'
import { ensureVerified } from './verify.ts'

/** Neither initialised nor being initialised by the current thread. `cls` is a struct address. */
export function needsInitialization(rt: Runtime, cls: number): boolean {
  const { H32 } = rt.memory
  const state = H32[(cls >>> 2) + CLASS_STATE]!
  if (state === INIT_DONE) return false
  return state !== INIT_RUNNING || H32[(cls >>> 2) + CLASS_INIT_THREAD] !== rt.currentThread.address
}

/** Begins; returns the <clinit> to run first (method struct), or 0: go on, or an exception is pending. */
export function startInitialization(rt: Runtime, thread: RuntimeThread, cls: number): number {
  const { H32 } = rt.memory
  const state = H32[(cls >>> 2) + CLASS_STATE]!
  if (state === INIT_DONE) return 0
  const rich = rt.classes[H32[cls >>> 2]!]!
  if (state === INIT_FAILED) return throwFailed(rt, rich)
  if (state === INIT_RUNNING) {
    // Step 3: a recursive request; step 2: another thread's.
    if (H32[(cls >>> 2) + CLASS_INIT_THREAD] !== thread.address) rt.scheduler.waitForClass(cls)
    return 0
  }
  // A class is linked, and so verified, before its initialisation begins (JVMS 5.5).
  if (!ensureVerified(rt, rich)) return 0
  if (!begin(rt, thread, rich)) return 0
  return advance(rt, thread)
}

export function finishInitialization(rt: Runtime, thread: RuntimeThread, cls: number): number {
  rt.memory.H32[(cls >>> 2) + CLASS_STATE] = INIT_DONE
  thread.initializations.pop()
  rt.scheduler.classReady(cls)
  return advance(rt, thread)
}

/**
 * Goes on after a wait for another thread's initialisation of a superclass or superinterface, which startInitialization or
 * finishInitialization began (status yield). The answer is as theirs.
 */
export function resumeInitialization(rt: Runtime, thread: RuntimeThread): number {
  return advance(rt, thread)
}

/** The thread waits in the midst of an initialisation: resumeInitialization has to be called when it runs again. */
export function waitsForSuperclass(thread: RuntimeThread): boolean {
  const top = thread.initializations.at(-1)
  return thread.state === 'class' && top !== undefined && !top.running
}

/**
 * The exception has left cls.<clinit>. The class and those that wait for it directly are erroneous now (steps 7 and 10). Returns
 * the exception to throw in the frame below: the same one if it is an Error, else an ExceptionInInitializerError around it.
 */
export function failInitialization(rt: Runtime, thread: RuntimeThread, cls: number, exception: number): number {
  let thrown = exception
  if (!isSubclass(rt, rt.memory.H32[exception >>> 2]!, rt.wellKnown.error.address)) {
    rt.handles.push(exception)
    thrown = newException(rt, 'java/lang/ExceptionInInitializerError', null, exception)
    rt.handles.pop()
    if (thrown === 0) thrown = rt.takePending() // OutOfMemoryError instead
  }
  const top = thread.initializations.at(-1)
  if (top !== undefined && top.cls.address === cls) {
    markFailed(rt, top.cls, exception)
    thread.initializations.pop()
  }
  failWaiting(rt, thread, thrown)
  return thrown
}

/** Classes on top of the list whose <clinit> has no frame yet fail with what they waited for. */
function failWaiting(rt: Runtime, thread: RuntimeThread, thrown: number): void {
  for (;;) {
    const top = thread.initializations.at(-1)
    if (top === undefined || top.running) return
    markFailed(rt, top.cls, thrown)
    thread.initializations.pop()
  }
}

/** `exception` is what has left its initialisation. */
function markFailed(rt: Runtime, cls: RuntimeClass, exception: number): void {
  rt.memory.H32[(cls.address >>> 2) + CLASS_STATE] = INIT_FAILED
  rt.scheduler.classReady(cls.address)
  const message = rt.memory.H32[(exception + rt.wellKnown.throwableMessage) >>> 2]!
  const text = message === 0 ? '' : `: ${textOf(rt, message)}`
  cls.failures.set(-1, {
    className: 'java/lang/ExceptionInInitializerError',
    message: `Exception ${classOf(rt, exception).externalName}${text} [in thread "${threadNameOf(rt, rt.currentThread)}"]`,
    cause: null,
  })
}

function throwFailed(rt: Runtime, cls: RuntimeClass): 0 {
  const failure = cls.failures.get(-1)
  let cause = 0
  if (failure !== undefined) {
    cause = newException(rt, failure.className, failure.message)
    if (cause === 0) return 0
    rt.handles.push(cause)
  }
  throwNew(rt, 'java/lang/NoClassDefFoundError', `Could not initialize class ${cls.externalName}`, cause)
  if (cause !== 0) rt.handles.pop()
  return 0
}

/** Steps 6 and the first half of 7: marks the class, sets its constants, lists what comes before it. */
function begin(rt: Runtime, thread: RuntimeThread, cls: RuntimeClass): boolean {
  const { H32 } = rt.memory
  const before: RuntimeClass[] = []
  if (!cls.isInterface) {
    for (let i = cls.allInterfaces.length - 1; i >= 0; i--) {
      const each = cls.allInterfaces[i]!
      if (H32[(each.address >>> 2) + CLASS_STATE] !== INIT_DONE && hasDefaults(each)) before.push(each)
    }
    if (cls.superclass !== null) before.push(cls.superclass)
  }
  if (!setConstants(rt, cls)) return false
  H32[(cls.address >>> 2) + CLASS_STATE] = INIT_RUNNING
  H32[(cls.address >>> 2) + CLASS_INIT_THREAD] = thread.address
  thread.initializations.push({ cls, before, running: false })
  return true
}

/** Goes on with the innermost begun class until one of them has a <clinit> to run. */
function advance(rt: Runtime, thread: RuntimeThread): number {
  const { H32 } = rt.memory
  for (;;) {
    const top = thread.initializations.at(-1)
    if (top === undefined || top.running) return 0
    const next = top.before.pop()
    if (next !== undefined) {
      const state = H32[(next.address >>> 2) + CLASS_STATE]!
      if (state === INIT_FAILED) {
        throwFailed(rt, next)
        const exception = rt.takePending()
        rt.handles.push(exception)
        failWaiting(rt, thread, exception)
        rt.handles.pop()
        return throwRef(rt, exception)
      }
      if (state === INIT_RUNNING && H32[(next.address >>> 2) + CLASS_INIT_THREAD] !== thread.address) {
        top.before.push(next)
        rt.scheduler.waitForClass(next.address)
        return 0
      }
      if (state === INIT_LINKED && !begin(rt, thread, next)) return 0
      continue
    }
    if (rt.log.wants('class,init', 'info')) logInitialization(rt, top.cls)
    if (top.cls.initializer !== null) {
      top.running = true
      return top.cls.initializer.address
    }
    H32[(top.cls.address >>> 2) + CLASS_STATE] = INIT_DONE
    thread.initializations.pop()
    rt.scheduler.classReady(top.cls.address)
  }
}

/** Declares a non-abstract, non-static method (step 7). */
function hasDefaults(cls: RuntimeClass): boolean {
  return cls.methods.some((method) => (method.flags & (ACC.ABSTRACT | ACC.STATIC)) === 0)
}

/** Step 6: static fields with a ConstantValue attribute (JVMS 4.7.2). */
function setConstants(rt: Runtime, cls: RuntimeClass): boolean {
  const statics = cls.fields.filter((field) => (field.flags & ACC.STATIC) !== 0)
  if (statics.length === 0 || cls.classFile === null) return true
  const { H32, U8, I16 } = rt.memory
  const { entries } = cls.classFile.constantPool
  for (const field of statics) {
    const index = constantValueOf(field.info)
    const entry = index === 0 ? undefined : entries[index]
    if (entry === undefined) continue
    switch (field.kind) {
      case KIND_LONG:
      case KIND_DOUBLE:
        if (entry.tag !== 5 && entry.tag !== 6) break
        H32[field.offset >>> 2] = entry.lo
        H32[(field.offset >>> 2) + 1] = entry.hi
        break
      case KIND_BOOLEAN:
      case KIND_BYTE:
        if (entry.tag === 3) U8[field.offset] = entry.value
        break
      case KIND_CHAR:
      case KIND_SHORT:
        if (entry.tag === 3) I16[field.offset >>> 1] = entry.value
        break
      case KIND_REFERENCE: {
        if (entry.tag !== 8) break
        const utf8 = entries[entry.stringIndex]
        const string = internString(rt, utf8?.tag === 1 ? utf8.value : '')
        if (string === 0) return false
        H32[field.offset >>> 2] = string
        break
      }
      default:
        if (entry.tag === 3) H32[field.offset >>> 2] = entry.value
        else if (entry.tag === 4) H32[field.offset >>> 2] = entry.bits
    }
  }
  return true
}

function logInitialization(rt: Runtime, cls: RuntimeClass): void {
  const address = `0x${cls.address.toString(16).padStart(16, '0')}`
  const method = cls.initializer === null ? '(no method)' : ''
  rt.log.write('class,init', 'info', `${rt.log.initialized++} Initializing '${cls.name}'${method} (${address})`)
}
