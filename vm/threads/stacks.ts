/**
 * Stacks of threads, ranges of the stack region behind the main thread's. A thread begins with a small one; when it is full it moves
 * to one of twice the size, up to -Xss (interpret/slow/stack.ts corrects the frames). So ten thousand threads that do little take
 * little, and one that recurses deeply has what it needs.
 */
import type { Memory } from '../heap/memory.ts'

export const FIRST_STACK_BYTES = 4096

export class Stacks {
  #top: number
  readonly #end: number
  /** Ranges that have been given back, by size. */
  readonly #free = new Map<number, number[]>()

  constructor(memory: Memory, mainStackBytes: number) {
    this.#top = memory.stackBase + mainStackBytes
    this.#end = memory.heapBase
  }

  /** Address of a range of that many bytes, 0 when there is no room. */
  take(bytes: number): number {
    const list = this.#free.get(bytes)
    const known = list?.pop()
    if (known !== undefined) return known
    if (this.#top + bytes <= this.#end) {
      const address = this.#top
      this.#top += bytes
      return address
    }
    return 0
  }

  give(address: number, bytes: number): void {
    const list = this.#free.get(bytes)
    if (list === undefined) this.#free.set(bytes, [address])
    else list.push(address)
  }
}
