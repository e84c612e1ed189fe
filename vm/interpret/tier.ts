// What the interpreter sees of the compiled tiers (vm/jit). It never imports them: `Machine.tier` is filled when the first counter
// runs out. Counters are negative and count up to 0, so that the loop needs no threshold.

import type { RuntimeClass, RuntimeMethod } from '../runtime/index.ts'

export interface Tier {
  /** The method (word index of its struct) has been called often enough; it may be compiled now. */
  hot(m: number): void
  /**
   * Calls the compiled method from the invoke instruction of the top frame, whose arguments begin at `locals`. False: the interpreter
   * has to do the call. Whatever else has happened is in the frames and in CELL_STATUS, as after any instruction.
   */
  enter(m: number, frame: number, locals: number): boolean
  /** Between two runs of the loop: when the top frame stands at the header of a hot loop, runs it in compiled code. */
  loop(): void
  /** The interpreter has called a method of a receiver at a profiled instruction. */
  receiver(pc: number, receiverClass: number): void
  /** The interpreter has executed a profiled conditional jump. */
  branch(pc: number, taken: boolean): void
  /** Compiled code runs, or has called what runs now. */
  readonly active: boolean
  /** Visits the compiled frames; the interpreter's frame to go on with, or -1 when `visit` has said to stop. */
  walk(visit: (method: RuntimeMethod, bci: number) => boolean): number
  /** Methods of a new class may override what compiled code takes for final. */
  linked(cls: RuntimeClass): void
  /** From now on other threads have to get their turn. */
  threadsStarted(): void
}
