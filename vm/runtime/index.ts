/**
 * What the interpreter (and later the compiled tiers) may call. Everything that can fail sets CELL_STATUS and returns 0, null or
 * false; the caller looks at the status. `rt` is the Runtime (runtime.ts), addresses are byte addresses of structs.
 *
 *   resolution (resolve.ts; fills the constant-pool cache as layout.ts draws it; JVMS 5.4.3)
 *     resolveClass(rt, cls, cpIndex): number                       class struct; any kind of Class entry, arrays too
 *     resolveNew(rt, cls, cpIndex): number                         the same for `new`: InstantiationError for abstract ones
 *     resolveField(rt, cls, cpIndex, isStatic, isPut, method): RuntimeField | null
 *                                                                  cache: offset or absolute address, CPF_*; does not initialise
 *     resolveMethod(rt, cls, cpIndex, kind): RuntimeMethod | null  kind 'virtual' | 'special' | 'static' | 'interface';
 *                                                                  cache: struct to call or to select from, CPM_*;
 *                                                                  'special' has done the superclass lookup already (JVMS 6.5)
 *     resolveConstant(rt, cls, cpIndex): boolean                   ldc: String, Class (value: CLASS_MIRROR of word 0), numbers
 *     resolveString(rt, cls, cpIndex): number                      reference of the interned string
 *   selection (select.ts)
 *     selectInterface(rt, receiverClass, interfaceMethod): number  method struct (now in the method cache), or 0 with the error pending
 *     prepareMethod(rt, method): boolean                           the slow path of every call whose METHOD_CODE is 0 and that is not ACC_NATIVE:
 *                                                                  copies bytecode and handlers, fills METHOD_CODE .. METHOD_MAX_STACK,
 *                                                                  METHOD_HANDLERS; false: AbstractMethodError or the like is pending
 *   subclass checks (subtype.ts)
 *     isSubclass(rt, s, t): boolean                                class structs, arrays included; constant time but for interfaces
 *   initialisation (initialize.ts; JVMS 5.5)
 *     needsInitialization(rt, cls): boolean                        neither done nor running in the current thread
 *     startInitialization(rt, thread, cls): number                 <clinit> method struct whose frame must run before the instruction
 *                                                                  is executed again; 0: nothing to do or exception pending
 *     finishInitialization(rt, thread, cls): number                the frame of cls.<clinit> has returned: next <clinit> or 0
 *     failInitialization(rt, thread, cls, exception): number       the exception left cls.<clinit>: what to throw on instead
 *   objects (objects.ts)
 *     allocateObject(rt, cls), allocateArray(rt, arrayClass, length), allocateMulti(rt, arrayClass, lengths): reference, zeroed
 *     arrayClassOf(rt, cls): number                                array class struct whose component is cls
 *     The inline path: top = H32[CELL_HEAP_TOP]; if (top + size <= H32[CELL_HEAP_END]) bump and write word 0. The memory is zero already.
 *   strings (strings.ts)
 *     newString(rt, text): number; internString(rt, text): number; textOf(rt, ref): string
 *   exceptions (exceptions.ts)
 *     throwNew(rt, 'java/lang/X', message | null): 0               allocates, fills, sets the status; walks the stack for the backtrace
 *     throwRef(rt, ref): 0
 *     describeClass(cls): string                                   the name in messages: java.lang.String, int[]
 *   natives (../natives/index.ts)
 *     linkNative(rt, method): number                               index into rt.natives (also in METHOD_NATIVE); 0: UnsatisfiedLinkError pending
 *   monitors (../threads/monitor.ts)
 *     monitorEnter(rt, ref): boolean; monitorExit(rt, ref): boolean   enter false: blocked, status yield, or OutOfMemoryError pending; exit false: IllegalMonitorStateException pending
 *   bugs (vm-bug.ts)
 *     vmBug(text): never
 *
 * Before throwNew, fillInStackTrace and natives that walk the stack run, the interpreter must have stored its registers
 * (walkStack reads the thread's THREAD_TOP_FRAME and the saved pc of each frame).
 */
export { RuntimeClass } from './class.ts'
export { describeClass, throwNew, throwRef } from './exceptions.ts'
export { RuntimeField } from './field.ts'
export {
  failInitialization,
  finishInitialization,
  needsInitialization,
  resumeInitialization,
  startInitialization,
  waitsForSuperclass,
} from './initialize.ts'
export { RuntimeMethod } from './method.ts'
export { allocateArray, allocateMulti, allocateObject, arrayClassOf } from './objects.ts'
export {
  checkMethodHandle,
  failedBefore,
  rememberDynamic,
  resolveClass,
  resolveConstant,
  resolveField,
  resolveMethod,
  resolveNew,
  resolveString,
} from './resolve.ts'
export type { Idle, Interpreter, NativeFunction, RunLimits, Runtime, RuntimeOptions, Scheduler } from './runtime.ts'
export { prepareMethod, selectInterface } from './select.ts'
export { internString, newString, textOf } from './strings.ts'
export { isSubclass } from './subtype.ts'
export { RuntimeThread } from './thread.ts'
export { vmBug, VmBug } from './vm-bug.ts'
