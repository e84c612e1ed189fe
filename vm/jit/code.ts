/** What is known of a compiled method besides its JavaScript. */
import type { RuntimeMethod } from '../runtime/index.ts'
import type { Cells } from './cells.ts'
import type { Kind } from './values.ts'

/** A compiled function: (lp, arguments), a long as two; floats as they are. */
export type CompiledFunction = (lp: number, ...args: number[]) => number

/**
 * The place from which callers call. It is a constant in their code, and V8 takes `f` for a constant too as long as it has never been
 * changed. So it is changed only to keep old callers right; new code gets a new cell.
 */
export interface Cell {
  f: CompiledFunction
}

/** The layout of the values that a compiled method writes into its frame at one or more places. */
export interface Shape {
  readonly code: CompiledCode
  /** Per slot what it holds; null: nothing, or the second half of a value. */
  readonly locals: readonly (Kind | null)[]
  readonly stack: readonly Kind[]
}

/** A call in compiled code, by whose number (in the first word of the callee's place) the stack is walked. */
export interface Site {
  readonly code: CompiledCode
  readonly pc: number
  /** The callee's first local lies that many words above the caller's. */
  readonly offset: number
}

export interface CompiledCode {
  readonly method: RuntimeMethod
  /** Serial number, as PrintCompilation shows it. */
  readonly id: number
  /** 0, or the pc of the loop header at which on-stack replacement enters. */
  readonly entry: number
  readonly isOsr: boolean
  /** Word index of the method struct, and the byte address of its bytecode. */
  readonly m: number
  readonly start: number
  readonly maxLocals: number
  /** Words of the guest's stack that it needs above lp. */
  readonly need: number
  readonly synchronized: boolean
  /** pc of instructions that had never been executed when the method was compiled. */
  readonly traps: ReadonlySet<number>
  /** Argument slots of the call at a pc. */
  readonly argumentSlots: ReadonlyMap<number, number>
  /** When instructions are counted, by pc: how many have been charged from there on (emit.ts). */
  readonly charged: ReadonlyMap<number, number>
  /** How often such an instruction has been reached. */
  trapped: number
  /** May still be entered. */
  valid: boolean
  readonly source: string
  /** The function, and the one that reads its arguments from the stack at lp; for on-stack replacement only the latter. */
  readonly f: CompiledFunction
  readonly enter: (lp: number) => number
}

/** A method as the tier knows it. */
export interface MethodState {
  readonly method: RuntimeMethod
  readonly cells: Cells
  /** Index in the tables of functions; 0: none yet. */
  index: number
  code: CompiledCode | null
  /** By pc of the loop header. */
  readonly osr: Map<number, CompiledCode>
  /** Pcs of loop headers, once asked for. */
  headers: Set<number> | null
  versions: number
  relinks: number
  /** Why the method is never compiled. */
  refused: string | null
  compiling: boolean
  profiled: boolean
  /** Code that calls this method through the interpreter, for want of a function. */
  readonly waiting: Set<CompiledCode>
  /** How often code has left at each instruction that had never been executed. */
  readonly trapsAt: Map<number, number>
}
