/**
 * Where compiled frames are while compiled code runs. They are not on the guest's stack: each call in compiled code writes the number of
 * its Site to where the callee's locals would begin, so from the callee one gets to the caller, down to where the interpreter has
 * entered (`base`).
 */
import { FRAME_CALLER, FRAME_FLAGS, FRAME_LOAD } from '../interpret/frame.ts'
import { type Machine, topFrame } from '../interpret/machine.ts'
import type { RuntimeMethod } from '../runtime/index.ts'
import type { Site } from './code.ts'

export class CompiledStack {
  readonly sites: Site[] = []
  /** lp of the first compiled frame; 0: the interpreter has not entered compiled code. */
  base = 0
  /** The first compiled frame replaces the interpreter's frame on top. */
  baseIsOsr = false
  /** Compiled code has called out: where the locals of what it calls would lie. */
  nativeAt = 0
  /** The native method that it has called; null: a helper of its own. */
  native: RuntimeMethod | null = null
  readonly #vm: Machine

  constructor(vm: Machine) {
    this.#vm = vm
  }

  /** Visits the compiled frames; the interpreter's frame to go on with, or -1 when `visit` has said to stop. */
  walk(visit: (method: RuntimeMethod, bci: number) => boolean): number {
    const { H32 } = this.#vm
    const top = topFrame(this.#vm)
    let at = this.nativeAt
    if (at !== 0 && this.native !== null && !visit(this.native, -1)) return -1
    while (at !== 0 && at !== this.base) {
      const site = this.sites[H32[at]!]!
      at -= site.offset
      // A frame that asks a class loader on behalf of an instruction is not shown.
      const hidden = this.baseIsOsr && at === this.base && (H32[top + FRAME_FLAGS]! & FRAME_LOAD) !== 0
      if (!hidden && !visit(site.code.method, site.pc)) return -1
    }
    return this.baseIsOsr ? H32[top + FRAME_CALLER]! : top
  }
}
