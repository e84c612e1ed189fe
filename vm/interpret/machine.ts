// What the parts of the interpreter that are not the loop share: the runtime, the memory's views and a few caches. There is one
// per VM. Frames and structs are word indexes here, as in the loop (see frame.ts).

import { CELL_CURRENT_THREAD, CELL_FUEL, METHOD_ID, METHOD_CODE, THREAD_TOP_FRAME } from '../heap/layout.ts'
import type { RuntimeClass, RuntimeMethod, Runtime } from '../runtime/index.ts'
import { FRAME_FLAGS, FRAME_METHOD, FRAME_NATIVE, FRAME_PC } from './frame.ts'
import type { Tier } from './tier.ts'

export interface Machine {
  readonly rt: Runtime
  readonly H32: Int32Array
  readonly U8: Uint8Array
  readonly F32: Float32Array
  readonly F64: Float64Array
  /** Class structs of the primitive arrays by their newarray code; filled when first needed. */
  readonly primitiveArrays: Int32Array
  /** The base frame has been left: the loop has to return. */
  leaving: boolean
  /** The current thread has been suspended or has ended: the loop has to return, so that another one runs. */
  switching: boolean
  /** The current instruction is executed again after a collection: an allocation of heap.missing bytes did not fit. */
  retrying: boolean
  /** Messages of NullPointerExceptions by method id and bytecode index, so that a repeated throw is cheap. */
  readonly nullMessages: Map<string, string | null>
  /** Number of classes made at run time (lambdas, string concatenation), for their names. */
  spunClasses: number
  /** Constants that java.lang.invoke.Linker has made, as class id and index. */
  readonly linkedConstants: Set<string>
  /** The compiled tiers, once a counter has run out; `createTier` makes them, null: there are none. */
  tier: Tier | null
  readonly createTier: (() => Tier) | null
  /** Calls and back-edges of compiled code that have not been taken from the thread's share yet. */
  compiledEvents: number
  /** When events are counted exactly: those of the thread's share that the loop has not been given yet. */
  reserve: number
}

export function createMachine(rt: Runtime, makeTier: ((vm: Machine) => Tier) | null): Machine {
  const { H32, U8, F32, F64 } = rt.memory
  const vm: Machine = {
    rt,
    H32,
    U8,
    F32,
    F64,
    primitiveArrays: new Int32Array(16),
    leaving: false,
    switching: false,
    retrying: false,
    nullMessages: new Map(),
    spunClasses: 0,
    linkedConstants: new Set(),
    tier: null,
    createTier: makeTier === null ? null : () => makeTier(vm),
    compiledEvents: 0,
    reserve: 0,
  }
  return vm
}

/** Word index of the current thread's struct. */
export function currentThread(vm: Machine): number {
  return vm.H32[CELL_CURRENT_THREAD] >>> 2
}

export function topFrame(vm: Machine): number {
  return vm.H32[(vm.H32[CELL_CURRENT_THREAD] >>> 2) + THREAD_TOP_FRAME]
}

export function setTopFrame(vm: Machine, frame: number): void {
  vm.H32[(vm.H32[CELL_CURRENT_THREAD] >>> 2) + THREAD_TOP_FRAME] = frame
}

/** The instruction will be executed again, though it has been counted: for the counting loop. */
export function countAgain(vm: Machine): void {
  vm.H32[CELL_FUEL] = (vm.H32[CELL_FUEL] + 1) | 0
}

/** The method that a frame runs. */
export function methodOf(vm: Machine, frame: number): RuntimeMethod {
  return methodAt(vm, vm.H32[frame + FRAME_METHOD])
}

/** The rich method of a method struct (word index). */
export function methodAt(vm: Machine, m: number): RuntimeMethod {
  return vm.rt.methods[vm.H32[m + METHOD_ID]]
}

export function classOfFrame(vm: Machine, frame: number): RuntimeClass {
  return methodOf(vm, frame).declaringClass
}

/** Index in the method's bytecode of the instruction the frame is at; -1 in a native method. */
export function bytecodeIndex(vm: Machine, frame: number): number {
  if ((vm.H32[frame + FRAME_FLAGS] & FRAME_NATIVE) !== 0) return -1
  return vm.H32[frame + FRAME_PC] - vm.H32[vm.H32[frame + FRAME_METHOD] + METHOD_CODE]
}

/** The two bytes after the opcode as an unsigned number. */
export function index2(vm: Machine, pc: number): number {
  return (vm.U8[pc + 1] << 8) | vm.U8[pc + 2]
}

/** The two bytes at an address as a signed number. */
export function signed2(vm: Machine, address: number): number {
  return ((vm.U8[address] << 24) >> 16) | vm.U8[address + 1]
}

export function signed4(vm: Machine, address: number): number {
  const { U8 } = vm
  return (U8[address] << 24) | (U8[address + 1] << 16) | (U8[address + 2] << 8) | U8[address + 3]
}
