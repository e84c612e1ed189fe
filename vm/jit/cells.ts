/**
 * The places through which compiled code calls methods (Cell in code.ts). V8 tracks per hidden class, not per object, whether a
 * property has ever been changed; so each cell has a prototype, and with it a hidden class, of its own.
 */
import type { Cell, CompiledFunction } from './code.ts'

export class Cells {
  readonly #stub: CompiledFunction
  /** The one for new code; without `f` while the method is being compiled. */
  #current: Partial<Cell> | null = null
  readonly #old: Partial<Cell>[] = []
  #f: CompiledFunction | null = null

  constructor(stub: CompiledFunction) {
    this.#stub = stub
  }

  /** The function that calls go to. */
  get target(): CompiledFunction {
    return this.#f ?? this.#stub
  }

  /** The method is compiled. */
  get compiled(): boolean {
    return this.#f !== null
  }

  /** A cell for new code. `pending`: the method is being compiled, and will be linked before anybody calls it. */
  take(pending: boolean): Cell {
    if (this.#current === null) {
      this.#current = Object.create(Object.create(null) as object) as Partial<Cell>
      if (!pending) this.#current.f = this.target
    }
    return this.#current as Cell
  }

  /** The method is about to be compiled anew: what is compiled with it gets a cell that has not been changed. */
  renew(): void {
    if (this.#current === null) return
    this.#old.push(this.#current)
    this.#current = null
  }

  /** Calls go to another function from now on, null: to the interpreter. */
  link(f: CompiledFunction | null): void {
    this.#f = f
    const { target } = this
    for (const cell of this.#old) cell.f = target
    const current = this.#current
    if (current === null || current.f === target) return
    if (current.f !== undefined) this.renew()
    current.f = target
  }
}
