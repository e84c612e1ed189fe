/**
 * When to collect, and what is said about it. The heap grows with what is live: the next collection comes when as much again
 * has been allocated (32 MB at least), so its cost is spread, and a program that holds little never touches much memory.
 *
 * A request that does not fit below the hard end sets STATUS_COLLECT once; when it does not fit after the collection either, also
 * without soft references, the next try throws OutOfMemoryError (`exhausted`).
 */
import type { Heap } from './heap.ts'
import { CELL_HEAP_TOP, CELL_SAFEPOINT } from './layout.ts'
import type { Collector, Roots } from './mark-compact.ts'

/** Allocated between two collections at least, memory permitting. */
const LEAST_GROWTH = 32 << 20
/** Where the first collection comes. */
const FIRST_END = 64 << 20
/** Soft references are given up when less than a twentieth of the heap is free otherwise. */
const SOFT_SHARE = 20

export interface CollectionOptions {
  /** -Xms: no collection before that much is used. */
  readonly initialBytes: number
  /** Collect after that many bytes have been allocated, whatever is free; 0: as needed. For tests. */
  readonly stressBytes: number
  /** Milliseconds since the VM has started. */
  readonly now: () => number
  /** A line for -Xlog:gc, without its decorations; null: nobody wants it. */
  readonly log: ((line: string) => void) | null
  /** Called after each collection, for the audit of debug runs. */
  readonly after: (() => void) | null
}

export class Collections {
  readonly #heap: Heap
  readonly #collector: Collector
  readonly #roots: Roots
  readonly #options: CollectionOptions
  /** System.gc() has been called. */
  requested = false
  /** The instruction that is tried again after a collection will fail for good. */
  exhausted = false
  count = 0
  milliseconds = 0

  constructor(heap: Heap, collector: Collector, roots: Roots, options: CollectionOptions) {
    this.#heap = heap
    this.#collector = collector
    this.#roots = roots
    this.#options = options
    this.#setEnd()
    // All that exists so far may have been made beyond the soft end of a stress run.
    heap.collectionWanted = false
  }

  /** Called at a safepoint: no JavaScript variable holds a reference. `missing`: a request that has not fitted, or 0. */
  run(missing: number): void {
    const heap = this.#heap
    const { H32 } = heap.memory
    H32[CELL_SAFEPOINT] = 0
    if (missing === 0 && !heap.collectionWanted && !this.requested) return
    const cause = this.requested ? 'System.gc()' : 'Allocation Failure'
    this.requested = false
    const { softKept } = this.#collect(cause, false)
    const tight = heap.free < Math.max(missing, heap.capacity / SOFT_SHARE)
    if (tight && softKept > 0) this.#collect(cause, true)
    this.exhausted = missing > heap.free
  }

  #collect(cause: string, clearSoft: boolean): { readonly softKept: number } {
    const heap = this.#heap
    const { log, now } = this.#options
    const start = now()
    const before = heap.used
    const result = this.#collector.collect(this.#roots, clearSoft)
    this.#setEnd()
    const time = now() - start
    this.milliseconds += time
    const mega = (bytes: number): string => `${Math.round(bytes / 0x10_0000)}M`
    log?.(
      `GC(${this.count}) Pause Full (${cause}) ${mega(before)}->${mega(heap.used)}(${mega(heap.committed)}) ${time.toFixed(3)}ms`,
    )
    this.count++
    this.#options.after?.()
    return result
  }

  #setEnd(): void {
    const heap = this.#heap
    const { heapBase, H32 } = heap.memory
    const top = H32[CELL_HEAP_TOP]!
    const { stressBytes, initialBytes } = this.#options
    const live = top - heapBase
    const least = Math.max(FIRST_END, initialBytes)
    const end = stressBytes > 0 ? top + stressBytes : Math.max(heapBase + least, top + Math.max(LEAST_GROWTH, live))
    heap.setEnds(end)
  }
}
