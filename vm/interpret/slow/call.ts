// Calls and returns that the loop does not do itself: first calls, native and synchronized methods, class initialisers, frames
// pushed by others, and the return from such frames.

import { decodeInstruction, isProblem } from '../../classfile/code.ts'
import { ACC } from '../../classfile/model.ts'
import { OP } from '../../classfile/opcodes.ts'
import {
  CELL_PENDING_CLASS,
  CELL_RESULT_HI,
  CELL_STATUS,
  CLASS_MIRROR,
  KIND_BOOLEAN,
  KIND_BYTE,
  KIND_CHAR,
  KIND_DOUBLE,
  KIND_FLOAT,
  KIND_LONG,
  KIND_SHORT,
  KIND_VOID,
  METHOD_ARG_SLOTS,
  METHOD_CLASS,
  METHOD_CODE,
  METHOD_COMPILED,
  METHOD_CP_CACHE,
  METHOD_FLAGS,
  METHOD_INVOCATIONS,
  METHOD_MAX_LOCALS,
  METHOD_MAX_STACK,
  METHOD_NATIVE,
  METHOD_RETURN_KIND,
  METHOD_SCRATCH0,
  METHODBIT_INITIALIZER,
  STATUS_INITIALIZE,
  STATUS_NORMAL,
  STATUS_YIELD,
  THREAD_STACK_BASE,
  THREAD_SCRATCH0,
  THREAD_SCRATCH1,
} from '../../heap/layout.ts'
import { linkNative } from '../../natives/index.ts'
import {
  failInitialization,
  finishInitialization,
  prepareMethod,
  type RuntimeMethod,
  resumeInitialization,
  startInitialization,
  throwNew,
  throwRef,
  waitsForSuperclass,
} from '../../runtime/index.ts'
import { monitorEnter, monitorExit } from '../../threads/monitor.ts'
import {
  FRAME_BASE,
  FRAME_CALLER,
  FRAME_CP,
  FRAME_FLAGS,
  FRAME_INITIALIZER,
  FRAME_LOAD,
  FRAME_LOCALS,
  FRAME_LOCK,
  FRAME_METHOD,
  FRAME_NATIVE,
  FRAME_PC,
  FRAME_RETRY,
  FRAME_SP,
  FRAME_SYNCHRONIZED,
  FRAME_WORDS,
} from '../frame.ts'
import { countAgain, currentThread, type Machine, methodAt, setTopFrame, topFrame } from '../machine.ts'
import { FIRST_LONG_INVOKE, QOP } from '../quick.ts'
import { loadReturned } from './load.ts'
import { ensureStack } from './stack.ts'

/** Words below the stack limit that only native frames may use, so that a native can still throw near the end. */
const NATIVE_RESERVE = FRAME_WORDS * 2

/** A counter that does not run out. */
export const NEVER = -0x7fff_ffff

/** Words above a native's frame, so that what it pushes has room on a small stack. */
const NATIVE_ROOM = 192

function stackOverflow(vm: Machine): false {
  throwNew(vm.rt, 'java/lang/StackOverflowError', null)
  return false
}

/**
 * Makes a method ready for its first call. An ireturn of a method whose result is a boolean, byte, char or short narrows what it returns
 * (JVMS 6.5, ireturn). Compilers have narrowed it before, and the library is known to be of that kind; other classes get
 * instructions that do it.
 */
function prepare(vm: Machine, m: number, receiver: number): boolean {
  const { H32, U8, rt } = vm
  if (!prepareMethod(rt, m << 2, receiver)) return false
  const narrow = NARROW_RETURNS[H32[m + METHOD_RETURN_KIND]]
  const method = methodAt(vm, m)
  if (narrow === undefined || method.code === null || method.declaringClass.loader === rt.bootLoader) return true
  const { code } = method.code
  for (let bci = 0; bci < code.length; ) {
    const decoded = decodeInstruction(code, bci)
    if (isProblem(decoded)) break
    if (code[bci] === OP.ireturn) U8[H32[m + METHOD_CODE] + bci] = narrow
    bci += decoded.length
  }
  return true
}

const NARROW_RETURNS: Readonly<Record<number, number>> = {
  [KIND_BOOLEAN]: QOP.ireturn_z_q,
  [KIND_BYTE]: QOP.ireturn_b_q,
  [KIND_CHAR]: QOP.ireturn_c_q,
  [KIND_SHORT]: QOP.ireturn_s_q,
}

/** Pushes a frame for a method with bytecode whose first locals are at `locals`. False with an exception pending. */
export function pushMethod(vm: Machine, m: number, locals: number, flags: number, receiver = 0): boolean {
  const { H32, rt } = vm
  if (H32[m + METHOD_CODE] === 0 && !prepare(vm, m, receiver)) return false
  const need = (H32[m + METHOD_MAX_LOCALS] + H32[m + METHOD_MAX_STACK]) * 2 + FRAME_WORDS
  const methodFlags = H32[m + METHOD_FLAGS]
  const thread = currentThread(vm)
  if (locals + need > H32[thread + THREAD_SCRATCH0]) return stackOverflow(vm)
  let lock = 0
  if ((methodFlags & ACC.SYNCHRONIZED) !== 0) {
    lock = (methodFlags & ACC.STATIC) !== 0 ? H32[(H32[m + METHOD_CLASS] >>> 2) + CLASS_MIRROR] : H32[locals]
    if (!monitorEnter(rt, lock)) return false
    flags |= FRAME_SYNCHRONIZED
  } else if (H32[m + METHOD_COMPILED] === 0) H32[m + METHOD_SCRATCH0] = need
  if ((methodFlags & METHODBIT_INITIALIZER) !== 0) flags |= FRAME_INITIALIZER
  const callee = locals + H32[m + METHOD_MAX_LOCALS] * 2
  H32[callee + FRAME_CALLER] = topFrame(vm)
  H32[callee + FRAME_METHOD] = m
  H32[callee + FRAME_PC] = H32[m + METHOD_CODE]
  H32[callee + FRAME_SP] = callee + FRAME_WORDS
  H32[callee + FRAME_LOCALS] = locals
  H32[callee + FRAME_FLAGS] = flags
  H32[callee + FRAME_LOCK] = lock
  H32[callee + FRAME_CP] = H32[m + METHOD_CP_CACHE] >>> 2
  H32[m + METHOD_INVOCATIONS]++
  setTopFrame(vm, callee)
  return true
}

/** Calls the method (word index of its struct) from the invoke instruction at the pc of the top frame. */
export function callMethod(vm: Machine, m: number): void {
  const { H32 } = vm
  if (H32[m + METHOD_INVOCATIONS] >= -1 && H32[m + METHOD_CODE] !== 0) heatUp(vm, m)
  if (H32[m + METHOD_COMPILED] !== 0 && vm.tier !== null && (H32[m + METHOD_FLAGS] & ACC.NATIVE) === 0) {
    const frame = topFrame(vm)
    if (vm.tier.enter(m, frame, H32[frame + FRAME_SP] - H32[m + METHOD_ARG_SLOTS] * 2)) return
  }
  interpretCall(vm, m)
}

/** The counter of a method has run out. */
function heatUp(vm: Machine, m: number): void {
  vm.tier ??= vm.createTier?.() ?? null
  if (vm.tier === null) vm.H32[m + METHOD_INVOCATIONS] = NEVER
  else vm.tier.hot(m)
}

function interpretCall(vm: Machine, m: number): void {
  const { H32 } = vm
  const isNative = (H32[m + METHOD_FLAGS] & ACC.NATIVE) !== 0
  ensureStack(vm, isNative ? NATIVE_ROOM : (H32[m + METHOD_MAX_LOCALS] + H32[m + METHOD_MAX_STACK]) * 2 + FRAME_WORDS)
  const frame = topFrame(vm)
  const sp = H32[frame + FRAME_SP]
  const locals = sp - H32[m + METHOD_ARG_SLOTS] * 2
  if (isNative) {
    callNative(vm, m, frame, sp, locals)
    return
  }
  const receiver = (H32[m + METHOD_FLAGS] & ACC.STATIC) !== 0 ? 0 : H32[H32[locals] >>> 2]
  if (H32[m + METHOD_CODE] === 0) {
    // Its size is known only now.
    if (prepare(vm, m, receiver)) callMethod(vm, m)
    return
  }
  if (pushMethod(vm, m, locals, 0, receiver)) H32[frame + FRAME_SP] = locals
}

/** The instruction after an invoke. */
export function afterInvoke(vm: Machine, pc: number): number {
  return pc + (vm.U8[pc] < FIRST_LONG_INVOKE ? 3 : 5)
}

function callNative(vm: Machine, m: number, frame: number, sp: number, base: number): void {
  const { H32, rt } = vm
  const method = methodAt(vm, m)
  let index = H32[m + METHOD_NATIVE]
  if (index === 0) {
    index = linkNative(rt, method)
    if (index === 0) return
  }
  if (sp + FRAME_WORDS > H32[currentThread(vm) + THREAD_SCRATCH0] + NATIVE_RESERVE) {
    stackOverflow(vm)
    return
  }
  H32[m + METHOD_INVOCATIONS]++
  // A frame of its own, so that stack traces show the native method.
  H32[sp + FRAME_CALLER] = frame
  H32[sp + FRAME_METHOD] = m
  H32[sp + FRAME_PC] = 0
  H32[sp + FRAME_SP] = sp + FRAME_WORDS
  H32[sp + FRAME_LOCALS] = base
  H32[sp + FRAME_FLAGS] = FRAME_NATIVE
  H32[sp + FRAME_LOCK] = 0
  setTopFrame(vm, sp)
  let lock = 0
  if ((method.flags & ACC.SYNCHRONIZED) !== 0) {
    lock = (method.flags & ACC.STATIC) !== 0 ? H32[(H32[m + METHOD_CLASS] >>> 2) + CLASS_MIRROR] : H32[base]
    if (!monitorEnter(rt, lock)) {
      if (H32[CELL_STATUS] !== STATUS_YIELD) setTopFrame(vm, frame)
      return
    }
  }
  const result = invokeNative(vm, index, method, base)
  if (lock !== 0) monitorExit(rt, lock)
  if (H32[CELL_STATUS] === STATUS_NORMAL && topFrame(vm) !== sp) return // it has pushed a frame: see finishNative
  // A suspended thread keeps the native frame, for its stack trace, until it runs again (see forgetNative).
  if (H32[CELL_STATUS] === STATUS_YIELD) return
  setTopFrame(vm, frame)
  if (H32[CELL_STATUS] !== STATUS_NORMAL) {
    if (H32[CELL_STATUS] === STATUS_INITIALIZE) initializeThenRetry(vm)
    return
  }
  H32[frame + FRAME_SP] = pushResult(vm, base, H32[m + METHOD_RETURN_KIND], result, H32[CELL_RESULT_HI])
  H32[frame + FRAME_PC] = afterInvoke(vm, H32[frame + FRAME_PC])
}

/** The thread runs again: the native method that has suspended it is called again by the invoke instruction. */
export function forgetNative(vm: Machine): void {
  const frame = topFrame(vm)
  if (frame !== 0 && (vm.H32[frame + FRAME_FLAGS] & FRAME_NATIVE) !== 0) setTopFrame(vm, vm.H32[frame + FRAME_CALLER])
}

/** A native has asked for a class to be initialised: its <clinit> runs, then the invoke instruction is executed again. */
function initializeThenRetry(vm: Machine): void {
  const { H32 } = vm
  H32[CELL_STATUS] = STATUS_NORMAL
  runInitializer(vm, H32[CELL_PENDING_CLASS])
}

/** Stores a result value at a slot; returns the sp above it. */
export function pushResult(vm: Machine, at: number, kind: number, low: number, high: number): number {
  switch (kind) {
    case KIND_VOID:
      return at
    case KIND_LONG:
      vm.H32[at] = low
      vm.H32[at + 1] = high
      return at + 4
    case KIND_DOUBLE:
      vm.F64[at >>> 1] = low
      return at + 4
    case KIND_FLOAT:
      vm.F32[at] = low
      return at + 2
    default:
      vm.H32[at] = low
      return at + 2
  }
}

function invokeNative(vm: Machine, index: number, method: RuntimeMethod, base: number): number {
  const f = vm.rt.natives[index]
  const { H32 } = vm
  const kinds = method.parameterKinds
  const isStatic = (method.flags & ACC.STATIC) !== 0
  // The common shapes, without an array of arguments.
  if (method.argumentSlots === kinds.length + (isStatic ? 0 : 1) && !kinds.includes(KIND_FLOAT)) {
    switch (method.argumentSlots) {
      case 0:
        return f()
      case 1:
        return f(H32[base])
      case 2:
        return f(H32[base], H32[base + 2])
      case 3:
        return f(H32[base], H32[base + 2], H32[base + 4])
      case 4:
        return f(H32[base], H32[base + 2], H32[base + 4], H32[base + 6])
      case 5:
        return f(H32[base], H32[base + 2], H32[base + 4], H32[base + 6], H32[base + 8])
    }
  }
  if (isStatic && kinds.length === 1) {
    if (kinds[0] === KIND_DOUBLE) return f(vm.F64[base >>> 1])
    if (kinds[0] === KIND_LONG) return f(H32[base], H32[base + 1])
    if (kinds[0] === KIND_FLOAT) return f(vm.F32[base])
  }
  const args: number[] = []
  let at = base
  if (!isStatic) {
    args.push(H32[at])
    at += 2
  }
  for (const kind of kinds) {
    if (kind === KIND_LONG) {
      args.push(H32[at], H32[at + 1])
      at += 4
    } else if (kind === KIND_DOUBLE) {
      args.push(vm.F64[at >>> 1])
      at += 4
    } else {
      args.push(kind === KIND_FLOAT ? vm.F32[at] : H32[at])
      at += 2
    }
  }
  return f(...args)
}

/**
 * Runs what JVMS 5.5 wants run before the instruction of the top frame; the instruction is executed again afterwards. True when
 * the instruction can go on at once; false when a frame has been pushed or an exception is pending.
 */
export function runInitializer(vm: Machine, cls: number): boolean {
  const { H32, rt } = vm
  const clinit = startInitialization(rt, rt.currentThread, cls)
  if (clinit === 0) {
    resumeLater(vm, 0)
    return H32[CELL_STATUS] === STATUS_NORMAL
  }
  if (pushInitializer(vm, clinit, 0)) countAgain(vm)
  return false
}

/** When another thread initialises a superclass, this one goes on with its own initialisation after that. */
export function resumeLater(vm: Machine, flags: number): void {
  const { rt } = vm
  const thread = rt.currentThread
  if (vm.H32[CELL_STATUS] !== STATUS_YIELD || !waitsForSuperclass(thread)) return
  thread.resume = () => {
    const clinit = resumeInitialization(rt, thread)
    if (clinit !== 0) pushInitializer(vm, clinit, flags)
    else if (vm.H32[CELL_STATUS] === STATUS_YIELD) resumeLater(vm, flags)
    else if ((flags & FRAME_BASE) !== 0) vm.leaving = true
  }
}

/** Pushes the frame of a <clinit>. When there is no room the initialisation fails with the StackOverflowError. */
function pushInitializer(vm: Machine, clinit: number, flags: number): boolean {
  const { H32 } = vm
  const m = clinit >>> 2
  if (H32[m + METHOD_CODE] !== 0 || prepareMethod(vm.rt, clinit, 0)) {
    ensureStack(vm, (H32[m + METHOD_MAX_LOCALS] + H32[m + METHOD_MAX_STACK]) * 2 + FRAME_WORDS)
    const frame = topFrame(vm)
    const above = frame === 0 ? H32[currentThread(vm) + THREAD_STACK_BASE] >>> 2 : H32[frame + FRAME_SP]
    if (pushMethod(vm, m, above, flags)) return true
  }
  const { rt } = vm
  throwRef(rt, failInitialization(rt, rt.currentThread, H32[m + METHOD_CLASS], rt.takePending()))
  return false
}

/** A return from a frame with flags; the value is on top of the frame's operands. */
export function returnSlowly(vm: Machine, words: number): void {
  const { H32, rt } = vm
  const frame = topFrame(vm)
  const flags = H32[frame + FRAME_FLAGS]
  const sp = H32[frame + FRAME_SP]
  if ((flags & FRAME_SYNCHRONIZED) !== 0) {
    H32[frame + FRAME_FLAGS] = flags & ~FRAME_SYNCHRONIZED
    if (!monitorExit(rt, H32[frame + FRAME_LOCK])) return
  }
  const caller = H32[frame + FRAME_CALLER]
  const low = words === 0 ? 0 : H32[sp - words]
  const high = words === 4 ? H32[sp - 3] : 0
  setTopFrame(vm, caller)
  if ((flags & FRAME_INITIALIZER) !== 0) {
    const next = finishInitialization(rt, rt.currentThread, H32[H32[frame + FRAME_METHOD] + METHOD_CLASS])
    if (next !== 0) {
      pushInitializer(vm, next, flags & FRAME_BASE)
      return
    }
    if (H32[CELL_STATUS] === STATUS_YIELD) {
      resumeLater(vm, flags & FRAME_BASE)
      return
    }
    // An exception may be pending now: it belongs to the frame below, or to whoever called run.
    if ((flags & FRAME_BASE) !== 0) vm.leaving = true
    return
  }
  if ((flags & FRAME_BASE) !== 0) {
    const thread = currentThread(vm)
    H32[thread + THREAD_SCRATCH1] = low
    H32[CELL_RESULT_HI] = high
    vm.leaving = true
    return
  }
  if ((flags & FRAME_LOAD) !== 0) loadReturned(vm, frame, low)
  if ((flags & FRAME_RETRY) !== 0) return
  returnTo(vm, caller, words, low, high)
}

/** Gives the result to the caller; a native method that pushed the frame returns the result as its own. */
function returnTo(vm: Machine, caller: number, words: number, low: number, high: number): void {
  const { H32 } = vm
  let to = caller
  while ((H32[to + FRAME_FLAGS] & FRAME_NATIVE) !== 0) {
    const base = H32[to + FRAME_LOCALS]
    to = H32[to + FRAME_CALLER]
    H32[to + FRAME_SP] = base
  }
  setTopFrame(vm, to)
  const sp = H32[to + FRAME_SP]
  H32[sp] = low
  if (words === 4) H32[sp + 1] = high
  H32[to + FRAME_SP] = sp + words
  H32[to + FRAME_PC] = afterInvoke(vm, H32[to + FRAME_PC])
}
