// The interpreter as the rest of the VM sees it. Guest calls never recurse in JavaScript: there is one loop
// (interpreter.gen.ts), and frames on the thread's stack (frame.ts).
//
//   interpreter.gen.ts   the loop, generated                slow/          what the loop leaves out of line
//   quick.ts             the quick instructions             call-site/     invokedynamic
//   npe-message.ts       helpful NullPointerExceptions      machine.ts     what they share

import {
  CELL_BUDGET,
  CELL_EXIT_CODE,
  CELL_FUEL,
  CELL_SAFEPOINT,
  CELL_STATUS,
  KIND_DOUBLE,
  KIND_LONG,
  METHOD_BACKEDGES,
  STATUS_EXCEPTION,
  STATUS_EXIT,
  STATUS_NORMAL,
  STATUS_YIELD,
  THREAD_STACK_BASE,
  THREAD_TOP_FRAME,
} from '../heap/layout.ts'
import type { Idle, Interpreter, Runtime, RuntimeMethod, RuntimeThread } from '../runtime/index.ts'
import { vmBug } from '../runtime/index.ts'
import { isTraced } from '../runtime/log.ts'
import { threadNameOf } from '../runtime/thread.ts'
import { ThreadScheduler } from '../threads/scheduler.ts'
import { linkerNatives } from './call-site/general.ts'
import { auditHeap } from '../heap/audit.ts'
import { COLLECTION_TAGS, Collections } from '../heap/collection.ts'
import type { Roots } from '../heap/collector.ts'
import { createRoots } from './roots.ts'
import { dumpHeap } from './heap-dump.ts'
import { isSpun } from './call-site/spin.ts'
import { FRAME_BASE, FRAME_CALLER, FRAME_FLAGS, FRAME_LOAD, FRAME_METHOD, FRAME_SP } from './frame.ts'
import { createLoop } from './interpreter.gen.ts'
import { createLoop as createCountingLoop } from './interpreter-counting.gen.ts'
import { bytecodeIndex, createMachine, currentThread, type Machine, methodOf, topFrame } from './machine.ts'
import { spinningNatives } from './reflect/index.ts'
import { forgetNative, NEVER, pushMethod } from './slow/call.ts'
import { createSlowPaths } from './slow/index.ts'
import { setStackLimit } from './slow/stack.ts'
import { handleStatus } from './slow/unwind.ts'
import type { Tier } from './tier.ts'
import { Tracer } from './trace.ts'
import { trainLoop } from './train.ts'

/** Back-edges and calls between two looks at the safepoint cell: some microseconds, so that slow code is left soon. */
const SLICE = 1024
/** A program that ends within these needs no fast loop, and is spared the warm-up; after them V8 begins to look at the loop. */
const FIRST_SLICE = 256

/** The part of the fuel that is in the cell at a time. */
const FUEL_CHUNK = 0x4000_0000

export const EXIT_FUEL = 120
export const EXIT_TIMEOUT = 124

export function timeoutMessage(milliseconds: number): string {
  return `the program has run for longer than ${milliseconds / 1000} s`
}

export function createInterpreter(rt: Runtime, makeTier: ((vm: Machine) => Tier) | null = null): Interpreter {
  const vm = createMachine(rt, makeTier)
  const { H32 } = vm
  const paths = createSlowPaths(vm)
  for (const [key, native] of Object.entries({ ...spinningNatives(vm), ...linkerNatives(vm) })) {
    rt.nativeIndexes.set(key, rt.natives.push(native) - 1)
  }
  const { limits } = rt.options
  const traced = isTraced(rt.options.log)
  const counting = traced || limits.countInstructions || limits.fuel !== Number.POSITIVE_INFINITY
  const loop = (rt.options.exact ? createCountingLoop : createLoop)(rt.memory, vm.primitiveArrays, paths)
  const scheduler = new ThreadScheduler(rt)
  rt.scheduler = scheduler
  scheduler.blockingInput = true
  const { schedule } = limits
  let quantum = schedule
  let trained = false
  let running = false

  // Limits. CELL_FUEL holds a part of the fuel, so that it fits a word; `executed` counts what earlier parts were used for.
  const limited = counting || limits.timeoutMilliseconds !== Number.POSITIVE_INFINITY
  let tracer: Tracer | null = null
  let fuelLeft = Number.POSITIVE_INFINITY
  let chunk = FUEL_CHUNK
  let executed = 0
  let counted = 0
  let deadline = Number.POSITIVE_INFINITY
  let slices = 0
  H32[CELL_FUEL] = FUEL_CHUNK
  const hostNow = (): number => Number((rt.port.hostNanoTime ?? rt.port.nanoTime)()) / 1e6

  const stop = (status: number, message: string | null): void => {
    rt.stopped = message
    H32[CELL_EXIT_CODE] = status
    H32[CELL_STATUS] = STATUS_EXIT
  }
  const instructions = (): number => executed - counted + chunk - H32[CELL_FUEL]
  const checkLimits = (): void => {
    if (counting && H32[CELL_FUEL] <= 0) {
      executed += chunk
      fuelLeft -= chunk
      chunk = Math.min(tracer === null ? FUEL_CHUNK : 1, fuelLeft)
      H32[CELL_FUEL] = chunk
      if (chunk === 0) stop(EXIT_FUEL, `the program has used up its fuel of ${limits.fuel} instructions`)
    }
    if (deadline !== Number.POSITIVE_INFINITY && (++slices & 15) === 0 && hostNow() >= deadline) {
      stop(EXIT_TIMEOUT, timeoutMessage(limits.timeoutMilliseconds))
    }
  }

  /** A thread has left its base frame; with an exception when its uncaught exception handler has thrown one. */
  const endThread = (thread: RuntimeThread): void => {
    if (H32[CELL_STATUS] === STATUS_EXCEPTION) {
      const exception = rt.takePending()
      const name = threadNameOf(rt, thread)
      const thrown = rt.classes[H32[H32[exception >>> 2] >>> 2]].externalName
      const text = `\nException: ${thrown} thrown from the UncaughtExceptionHandler in thread "${name}"\n`
      rt.port.write(2, new TextEncoder().encode(text))
    }
    scheduler.end(thread)
  }

  const roots = createRoots(vm)
  const { gc } = rt.options
  rt.collections = new Collections(rt.heap, roots, {
    now: hostNow,
    log: COLLECTION_TAGS.some((tags) => rt.log.wants(tags, 'info'))
      ? (tags, line) => rt.log.write(tags, 'info', line)
      : null,
    metadata: () => [rt.metadata.used, rt.metadata.committed],
    metadataCapacity: rt.metadata.capacity,
    after: gc.audit ? () => auditRoots(rt, roots) : null,
  })
  let dumped = false
  rt.hooks.outOfMemory = (message) => {
    if (gc.heapDump === null || dumped) return
    dumped = true
    rt.port.write(1, new TextEncoder().encode(`java.lang.OutOfMemoryError: ${message}\n`))
    dumpHeap(vm, gc.heapDump, (frame) => roots.referencesOf(frame))
  }
  let lastSafepoint = hostNow()
  const safepoint = (): void => {
    const missing = vm.retrying ? rt.heap.missing : 0
    vm.retrying = false
    const logged = rt.log.wants('safepoint', 'info')
    const start = logged ? hostNow() : 0
    rt.collections?.run(missing)
    rt.safepoint()
    if (!logged) return
    const end = hostNow()
    const nanos = (milliseconds: number): number => Math.round(milliseconds * 1e6)
    rt.log.write(
      'safepoint',
      'info',
      `Safepoint "GenCollectForAllocation", Time since last: ${nanos(start - lastSafepoint)} ns, Reaching safepoint: 0 ns, ` +
        `Cleanup: 0 ns, At safepoint: ${nanos(end - start)} ns, Total: ${nanos(end - start)} ns`,
    )
    lastSafepoint = end
  }

  // The first frame of every thread but the main one, Thread.execute, is not shown in stack traces.
  let entry: RuntimeMethod | undefined
  const threadEntry = (): RuntimeMethod | undefined => (entry ??= rt.wellKnown.thread?.methodTable.get('execute()V'))

  /** The current thread goes on after a switch. */
  const resume = (): void => {
    forgetNative(vm)
    const { resume } = rt.currentThread
    if (resume === null) return
    rt.currentThread.resume = null
    resume()
    if (H32[CELL_STATUS] === STATUS_NORMAL || vm.leaving) return
    // Without a frame there is nobody to handle an exception.
    if (topFrame(vm) === 0 && H32[CELL_STATUS] !== STATUS_YIELD) vm.leaving = true
    else handleStatus(vm)
  }

  /** The loop has come back in the middle of a method: perhaps because its counter of back-edges has run out. */
  const loopHeader = (): void => {
    const frame = topFrame(vm)
    const m = frame === 0 ? 0 : H32[frame + FRAME_METHOD]
    if (m === 0 || H32[m + METHOD_BACKEDGES] < 0) return
    vm.tier ??= vm.createTier?.() ?? null
    if (vm.tier === null) H32[m + METHOD_BACKEDGES] = NEVER
    else {
      vm.reserve = quantum
      H32[CELL_BUDGET] = 0
      vm.tier.loop()
      quantum += H32[CELL_BUDGET]
    }
  }

  const runThreads = (target: RuntimeThread | null): Idle | null => {
    vm.leaving = false
    // It may have been suspended when the host was returned to.
    if (rt.currentThread.state !== 'runnable') vm.switching = true
    if (H32[CELL_STATUS] !== STATUS_NORMAL) handleStatus(vm)
    for (;;) {
      if (vm.leaving) {
        vm.leaving = false
        const thread = rt.currentThread
        tracer?.ended(H32[CELL_STATUS] === STATUS_NORMAL)
        if (H32[CELL_STATUS] === STATUS_EXIT || thread === target) {
          vm.switching = false
          return null
        }
        endThread(thread)
        vm.switching = true
      }
      if (vm.switching) {
        if (target === null && scheduler.userThreads === 0) {
          vm.switching = false
          return null
        }
        const idle = scheduler.pick()
        if (idle !== null) return idle
        vm.switching = false
        quantum = schedule
        resume()
        continue
      }
      tracer?.step(instructions())
      if (rt.log.broken && H32[CELL_STATUS] === STATUS_NORMAL) stop(0, null)
      const slice = Math.min(trained ? SLICE : FIRST_SLICE, quantum)
      vm.reserve = quantum - slice
      quantum -= slice - loop(currentThread(vm), slice)
      if (H32[CELL_STATUS] === STATUS_NORMAL && !vm.leaving && !vm.switching) loopHeader()
      if (vm.compiledEvents > 0) {
        // Only a poll takes the rest of the share: threads change at no other place of compiled code than of interpreted code.
        quantum = vm.compiledEvents >= schedule ? 0 : Math.max(1, quantum - vm.compiledEvents)
        vm.compiledEvents = 0
      }
      if (!trained && !vm.leaving && !vm.switching) {
        trainLoop(vm, loop, paths)
        trained = true
      }
      if (limited && H32[CELL_STATUS] === STATUS_NORMAL && !vm.leaving) checkLimits()
      if (H32[CELL_SAFEPOINT] !== 0) safepoint()
      if (H32[CELL_STATUS] !== STATUS_NORMAL && !vm.leaving) handleStatus(vm)
      if (quantum <= 0 && !vm.leaving && !vm.switching) {
        quantum = schedule
        if (scheduler.preemptible) {
          scheduler.preempt()
          vm.switching = true
        }
      }
    }
  }

  return {
    /** `args` has one number per slot: of a long or double the low and the high word, in its two slots. */
    pushFrame(thread: RuntimeThread, method: RuntimeMethod, args: readonly number[]): boolean {
      const t = thread.address >>> 2
      setStackLimit(vm, t)
      const top = H32[t + THREAD_TOP_FRAME]
      const locals = top === 0 ? ((H32[t + THREAD_STACK_BASE] + 7) >>> 3) << 1 : H32[top + FRAME_SP]
      let slot = 0
      const receiverSlots = (method.flags & 0x0008) === 0 ? 1 : 0
      if (receiverSlots === 1) H32[locals] = args[slot++]
      for (const kind of method.parameterKinds) {
        H32[locals + slot * 2] = args[slot]
        if (kind === KIND_LONG || kind === KIND_DOUBLE) {
          H32[locals + slot * 2 + 1] = args[slot + 1]
          slot++
        }
        slot++
      }
      return pushMethod(vm, method.address >>> 2, locals, FRAME_BASE)
    },

    get running() {
      return running
    },

    run(target: RuntimeThread | null): Idle | null {
      running = true
      const idle = runThreads(target)
      running = false
      return idle
    },

    startLimits(): void {
      executed += FUEL_CHUNK - H32[CELL_FUEL]
      counted = executed
      fuelLeft = limits.fuel
      if (traced) tracer = new Tracer(vm)
      H32[CELL_FUEL] = Math.min(traced ? 1 : FUEL_CHUNK, fuelLeft)
      chunk = H32[CELL_FUEL]
      deadline =
        limits.timeoutMilliseconds === Number.POSITIVE_INFINITY ? deadline : hostNow() + limits.timeoutMilliseconds
    },

    get instructions(): number {
      return instructions()
    },

    get millisecondsLeft(): number {
      return deadline - hostNow()
    },

    walkStack(thread: RuntimeThread, visit: (method: RuntimeMethod, bci: number) => boolean): void {
      const first = threadEntry()
      let frame = H32[(thread.address >>> 2) + THREAD_TOP_FRAME]
      if (vm.tier?.active && thread === rt.currentThread) {
        frame = vm.tier.walk((method, bci) => isSpun(method.declaringClass) || method === first || visit(method, bci))
      }
      while (frame > 0) {
        const method = methodOf(vm, frame)
        const hidden =
          isSpun(method.declaringClass) || method === first || (H32[frame + FRAME_FLAGS] & FRAME_LOAD) !== 0
        if (!hidden && !visit(method, bytecodeIndex(vm, frame))) return
        frame = H32[frame + FRAME_CALLER]
      }
    },
  }
}

/** The heap after a collection, with everything that refers to it; for debug runs. */
function auditRoots(rt: Runtime, roots: Roots): void {
  const structs = new Set(rt.classes.map((cls) => cls.address))
  const all: (readonly [string, number])[] = []
  const add = (what: string) => (ref: number) => {
    all.push([what, ref])
    return ref
  }
  roots.visit(add('a root'), 1)
  rt.interned.forEach(add('an interned string'))
  const { problems } = auditHeap(rt.heap, (address) => structs.has(address), all)
  if (problems.length > 0) vmBug(`the heap is not whole after a collection: ${problems.join('; ')}`)
}
