// Growing stacks: a thread other than the main one begins with a small stack, which moves to a larger range when it is full. A
// frame refers to its stack in three words only (caller, sp, locals); everything else in it is a value or lies elsewhere.

import { THREAD_SCRATCH0, THREAD_STACK_BASE, THREAD_STACK_LIMIT, THREAD_TOP_FRAME } from '../../heap/layout.ts'
import { schedulerOf } from '../../threads/scheduler.ts'
import { FRAME_CALLER, FRAME_LOCALS, FRAME_SP, FRAME_WORDS } from '../frame.ts'
import { currentThread, type Machine } from '../machine.ts'

/** Words below -Xss that only native frames may use. */
const RESERVE_WORDS = FRAME_WORDS * 4

/** Sets the limit that calls compare with, from the range of the thread (word index of its struct). */
export function setStackLimit(vm: Machine, t: number): void {
  vm.H32[t + THREAD_SCRATCH0] = (vm.H32[t + THREAD_STACK_LIMIT] >>> 2) - RESERVE_WORDS
}

/**
 * Makes room for that many words above the operands of the current thread's top frame, if the stack may grow. Frames can have moved
 * afterwards: the caller looks for the top frame again. Whether there is room is for the caller to check, as ever.
 */
export function ensureStack(vm: Machine, words: number): void {
  const { H32 } = vm
  const t = currentThread(vm)
  const top = H32[t + THREAD_TOP_FRAME]
  if (top === 0 || H32[top + FRAME_SP] + words <= H32[t + THREAD_SCRATCH0]) return
  const { stacks } = schedulerOf(vm.rt)
  const base = H32[t + THREAD_STACK_BASE]
  const size = H32[t + THREAD_STACK_LIMIT] - base
  const most = vm.rt.options.stackBytes
  const needed = (H32[top + FRAME_SP] + words + RESERVE_WORDS) * 4 - base
  let larger = size
  while (larger < needed && larger < most) larger = Math.min(larger * 2, most)
  if (larger === size) return
  const range = stacks.take(larger)
  if (range === 0) return
  const delta = (range - base) >> 2
  H32.copyWithin(range >>> 2, base >>> 2, H32[top + FRAME_SP])
  for (let frame = top + delta; frame !== 0; frame = H32[frame + FRAME_CALLER]) {
    H32[frame + FRAME_SP] += delta
    H32[frame + FRAME_LOCALS] += delta
    if (H32[frame + FRAME_CALLER] !== 0) H32[frame + FRAME_CALLER] += delta
  }
  H32[t + THREAD_TOP_FRAME] = top + delta
  H32[t + THREAD_STACK_BASE] = range
  H32[t + THREAD_STACK_LIMIT] = range + larger
  setStackLimit(vm, t)
  stacks.give(base, size)
}
