/**
 * Leaving compiled code. The method on top writes the interpreter's frame of the instruction at which it stops (`leave`), sets the
 * status `unwind`, and returns; each compiled caller sees the status behind its call, writes its own frame below (`below`),
 * links the callee's frame to it, and returns too. Then the stack consists of interpreter frames only. Because a callee's
 * locals are the caller's operands, every frame lands exactly where the interpreter would have it.
 *
 * A callee that has not begun (no room, not compiled, its monitor is taken) `refuses`: it writes its arguments where they lie on the
 * caller's operand stack, and the caller leaves *before* the call, which the interpreter then does.
 *
 * What has to be done once the interpreter has the stack is the `reason`: a status as natives set it, or 0 for nothing.
 */
import {
  CELL_FUEL,
  CELL_STATUS,
  METHOD_CP_CACHE,
  STATUS_EXCEPTION,
  STATUS_NORMAL,
  STATUS_REDO,
  STATUS_UNWIND,
} from '../heap/layout.ts'
import {
  FRAME_CALLER,
  FRAME_CP,
  FRAME_FLAGS,
  FRAME_LOCALS,
  FRAME_LOCK,
  FRAME_METHOD,
  FRAME_PC,
  FRAME_SP,
  FRAME_SYNCHRONIZED,
  FRAME_WORDS,
} from '../interpret/frame.ts'
import { type Machine, setTopFrame } from '../interpret/machine.ts'
import { vmBug } from '../runtime/index.ts'
import type { Shape } from './code.ts'
import { type Kind, slotsOfKind } from './values.ts'

export class Reifier {
  /** Word index of the frame that was written last; its caller is not known yet. */
  last = 0
  /** STATUS_* for the interpreter. */
  reason = STATUS_NORMAL
  /** Compiled code is being left for an exception that the instruction throws itself, or whose handler is not known yet. */
  thrown = false
  /** Frames written so far: for statistics and tests. */
  frames = 0
  readonly #vm: Machine
  readonly #trap: (shape: Shape, pc: number) => void

  constructor(vm: Machine, trap: (shape: Shape, pc: number) => void) {
    this.#vm = vm
    this.#trap = trap
  }

  /** The frame on top: the instruction at pc is executed by the interpreter. */
  readonly leave = (shape: Shape, lp: number, pc: number, ...values: number[]): number => {
    const { H32 } = this.#vm
    this.reason = H32[CELL_STATUS]!
    const frame = this.#write(shape, lp, pc, values)
    H32[frame + FRAME_SP] = frame + FRAME_WORDS + depthOf(shape.stack) * 2
    // With an exception pending the instruction has been executed, and the rest of its block been given back.
    if (this.reason !== STATUS_EXCEPTION) this.#giveBack(shape.code.charged.get(pc) ?? 0)
    setTopFrame(this.#vm, frame)
    H32[CELL_STATUS] = STATUS_UNWIND
    if (this.thrown || shape.code.traps.has(pc)) this.#trap(shape, pc)
    this.thrown = false
    return 0
  }

  /** The frame of a caller, at the call that has left. */
  readonly below = (shape: Shape, lp: number, pc: number, ...values: number[]): number => {
    const { H32 } = this.#vm
    const status = H32[CELL_STATUS]!
    const callee = this.last
    const frame = this.#write(shape, lp, pc, values)
    let slots = depthOf(shape.stack)
    const { charged } = shape.code
    // The call has been executed, or will be executed again, and then be counted again.
    const again = status === STATUS_REDO && this.reason !== STATUS_EXCEPTION
    if (charged.size > 0) this.#giveBack((charged.get(pc) ?? 0) - (again ? 0 : 1))
    if (status === STATUS_UNWIND) H32[callee + FRAME_CALLER] = frame
    else if (status === STATUS_REDO) {
      slots += shape.code.argumentSlots.get(pc) ?? 0
      setTopFrame(this.#vm, frame)
      H32[CELL_STATUS] = STATUS_UNWIND
    } else vmBug(`compiled code has come back with the status ${status}`)
    H32[frame + FRAME_SP] = frame + FRAME_WORDS + slots * 2
    return 0
  }

  /** Before a method has begun: its arguments go to the stack, the call is done anew. */
  readonly refuse = (shape: Shape, lp: number, ...values: number[]): number => {
    const { H32 } = this.#vm
    this.reason = H32[CELL_STATUS]!
    this.#store(shape.locals, lp, values, 0)
    H32[CELL_STATUS] = STATUS_REDO
    return 0
  }

  /** An exception or the end of the program goes through the method, from the instruction at pc. */
  readonly uncount = (shape: Shape, pc: number): void => {
    this.#giveBack((shape.code.charged.get(pc) ?? 1) - 1)
  }

  /** Instructions that have been charged and are not executed. */
  #giveBack(instructions: number): void {
    this.#vm.H32[CELL_FUEL] = this.#vm.H32[CELL_FUEL]! + instructions
  }

  #write(shape: Shape, lp: number, pc: number, values: readonly number[]): number {
    const { H32 } = this.#vm
    const { code } = shape
    const frame = lp + code.maxLocals * 2
    const at = this.#store(shape.locals, lp, values, 0)
    let slot = frame + FRAME_WORDS
    for (const kind of shape.stack) {
      // A shape's operands have no gaps.
      if (at.next >= values.length) vmBug('a frame without values')
      this.#storeOne(kind, slot, values, at)
      slot += slotsOfKind(kind) * 2
    }
    H32[frame + FRAME_PC] = code.start + pc
    // The frame that on-stack replacement began with is still there.
    if (!code.isOsr) {
      H32[frame + FRAME_METHOD] = code.m
      H32[frame + FRAME_LOCALS] = lp
      H32[frame + FRAME_CP] = H32[code.m + METHOD_CP_CACHE]! >>> 2
      H32[frame + FRAME_FLAGS] = code.synchronized ? FRAME_SYNCHRONIZED : 0
      H32[frame + FRAME_LOCK] = code.synchronized ? values[values.length - 1]! : 0
    }
    this.last = frame
    this.frames++
    return frame
  }

  #store(kinds: readonly (Kind | null)[], lp: number, values: readonly number[], first: number): { next: number } {
    const at = { next: first }
    for (let slot = 0; slot < kinds.length; slot++) {
      const kind = kinds[slot]!
      if (kind !== null) this.#storeOne(kind, lp + slot * 2, values, at)
    }
    return at
  }

  #storeOne(kind: Kind, word: number, values: readonly number[], at: { next: number }): void {
    const { H32, F32, F64 } = this.#vm
    const value = values[at.next++]!
    if (kind === 'F') F32[word] = value
    else if (kind === 'D') F64[word >>> 1] = value
    else {
      H32[word] = value
      if (kind === 'J') H32[word + 1] = values[at.next++]!
    }
  }
}

function depthOf(stack: readonly Kind[]): number {
  let slots = 0
  for (const kind of stack) slots += slotsOfKind(kind)
  return slots
}
