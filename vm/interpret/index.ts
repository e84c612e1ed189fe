// The interpreter as the rest of the VM sees it. Guest calls never recurse in JavaScript: there is one loop
// (interpreter.gen.ts), and frames on the thread's stack (frame.ts).
//
//   interpreter.gen.ts   the loop, generated                slow/          what the loop leaves out of line
//   quick.ts             the quick instructions             call-site/     invokedynamic
//   npe-message.ts       helpful NullPointerExceptions      machine.ts     what they share

import {
  CELL_SAFEPOINT,
  CELL_STATUS,
  KIND_DOUBLE,
  KIND_LONG,
  STATUS_NORMAL,
  THREAD_SCRATCH0,
  THREAD_STACK_BASE,
  THREAD_STACK_LIMIT,
  THREAD_TOP_FRAME,
} from '../heap/layout.ts'
import type { Interpreter, Runtime, RuntimeMethod, RuntimeThread } from '../runtime/index.ts'
import { isSpun } from './call-site/spin.ts'
import { FRAME_BASE, FRAME_CALLER, FRAME_SP, FRAME_WORDS } from './frame.ts'
import { createLoop } from './interpreter.gen.ts'
import { bytecodeIndex, createMachine, currentThread, methodOf } from './machine.ts'
import { pushMethod } from './slow/call.ts'
import { createSlowPaths } from './slow/index.ts'
import { handleStatus } from './slow/unwind.ts'
import { trainLoop } from './train.ts'

/** Words below -Xss that only native frames may use. */
const RESERVE_WORDS = FRAME_WORDS * 4

/** Back-edges and calls between two looks at the safepoint cell: some microseconds, so that slow code is left soon. */
const SLICE = 1024
/** A program that ends within these needs no fast loop, and is spared the warm-up; after them V8 begins to look at the loop. */
const FIRST_SLICE = 256

export function createInterpreter(rt: Runtime): Interpreter {
  const vm = createMachine(rt)
  const { H32 } = vm
  const paths = createSlowPaths(vm)
  const loop = createLoop(rt.memory, vm.primitiveArrays, paths)
  let trained = false

  return {
    /** `args` has one number per slot: of a long or double the low and the high word, in its two slots. */
    pushFrame(thread: RuntimeThread, method: RuntimeMethod, args: readonly number[]): boolean {
      const t = thread.address >>> 2
      H32[t + THREAD_SCRATCH0] = (H32[t + THREAD_STACK_LIMIT] >>> 2) - RESERVE_WORDS
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

    run(_thread: RuntimeThread): void {
      vm.leaving = false
      if (H32[CELL_STATUS] !== STATUS_NORMAL) {
        handleStatus(vm)
        if (vm.leaving) return
      }
      while (!vm.leaving) {
        if (!trained) {
          loop(currentThread(vm), FIRST_SLICE)
          if (vm.leaving) return
          trainLoop(vm, loop, paths)
          trained = true
        } else loop(currentThread(vm), SLICE)
        if (H32[CELL_SAFEPOINT] !== 0) rt.safepoint()
        if (H32[CELL_STATUS] !== STATUS_NORMAL && !vm.leaving) handleStatus(vm)
      }
    },

    walkStack(thread: RuntimeThread, visit: (method: RuntimeMethod, bci: number) => boolean): void {
      let frame = H32[(thread.address >>> 2) + THREAD_TOP_FRAME]
      while (frame !== 0) {
        const method = methodOf(vm, frame)
        if (!isSpun(method.declaringClass) && !visit(method, bytecodeIndex(vm, frame))) return
        frame = H32[frame + FRAME_CALLER]
      }
    },
  }
}
