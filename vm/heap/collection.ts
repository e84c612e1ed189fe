/**
 * What happens at a safepoint that has to collect, for every collector, and what is said about it: in the lines of HotSpot's log.
 *
 * A request that does not fit sets STATUS_COLLECT once; when it does not fit after the collection either, also without soft references,
 * the next try throws OutOfMemoryError (`exhausted`).
 */
import type { Collector, Roots, SpaceState } from './collector.ts'
import type { Heap } from './heap.ts'
import { CELL_SAFEPOINT } from './layout.ts'

/** Soft references are given up when less than a twentieth of the heap is free otherwise. */
const SOFT_SHARE = 20

/** The tags of what is said about a collection. */
export const COLLECTION_TAGS = ['gc', 'gc,start', 'gc,heap', 'gc,metaspace', 'gc,cpu'] as const
export type CollectionTags = (typeof COLLECTION_TAGS)[number]

export interface CollectionOptions {
  /** Milliseconds since the VM has started. */
  readonly now: () => number
  /** A line of the log: its tags and text; null: nobody wants it. */
  readonly log: ((tags: CollectionTags, line: string) => void) | null
  /** Bytes of metadata in use, and reserved for it so far. */
  readonly metadata: () => readonly [number, number]
  readonly metadataCapacity: number
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
  /** Of the metadata, so many bytes in use are reason for a full collection, which unloads classes. */
  metadataLimit: number
  /** They are in use. */
  metadataWanted = false
  /** The instruction that is tried again after a collection will fail for good. */
  exhausted = false
  count = 0
  milliseconds = 0
  /** Of each collection, when somebody wants to know (benchmarks). */
  pauses: { readonly young: boolean; readonly milliseconds: number; readonly copiedBytes: number }[] | null = null

  constructor(heap: Heap, roots: Roots, options: CollectionOptions) {
    this.#heap = heap
    this.#collector = heap.collector
    this.#roots = roots
    this.#options = options
    this.metadataLimit = options.metadataCapacity / 2
    options.log?.('gc', `Using ${heap.collector.name}`)
    // All that exists so far may have been made beyond the soft end of a stress run.
    heap.collectionWanted = false
  }

  /** Called at a safepoint: no JavaScript variable holds a reference. `missing`: a request that has not fitted, or 0. */
  run(missing: number): void {
    const heap = this.#heap
    const { H32 } = heap.memory
    H32[CELL_SAFEPOINT] = 0
    if (missing === 0 && !heap.collectionWanted && !this.requested && !this.metadataWanted) return
    const cause = this.requested ? 'System.gc()' : this.metadataWanted ? 'Metadata GC Threshold' : 'Allocation Failure'
    const collector = this.#collector
    let full = this.requested || this.metadataWanted || collector.needsFull(missing)
    this.requested = false
    if (!full) {
      const failed = this.#young(cause)
      full = failed || (missing > 0 && !heap.reserve(missing))
    }
    if (full) this.full(cause, missing)
    this.exhausted = missing > 0 && !heap.reserve(missing)
  }

  /** A full collection; a second one when memory is short and there are soft references to give up. */
  full(cause: string, missing: number): void {
    const heap = this.#heap
    const softKept = this.#full(cause, missing, false)
    const tight = this.#collector.free < heap.collector.capacity / SOFT_SHARE || (missing > 0 && !heap.reserve(missing))
    if (tight && softKept > 0) this.#full(cause, missing, true)
    // What is still in use then may grow by half of what is free.
    const [used] = this.#options.metadata()
    this.metadataLimit = (used + this.#options.metadataCapacity) / 2
    this.metadataWanted = false
  }

  #young(cause: string): boolean {
    let failed = false
    this.#measured('Young', cause, () => {
      const result = this.#collector.collectYoung(this.#roots)
      failed = result.failed
      return result.copiedBytes
    })
    return failed
  }

  #full(cause: string, missing: number, clearSoft: boolean): number {
    let softKept = 0
    this.#measured('Full', cause, () => {
      softKept = this.#collector.collectFull(this.#roots, { clearSoft, missing }).softKept
      return 0
    })
    return softKept
  }

  #measured(what: 'Young' | 'Full', cause: string, collect: () => number): void {
    const { log, now, after, metadata } = this.#options
    const collector = this.#collector
    const id = `GC(${this.count++})`
    log?.('gc,start', `${id} Pause ${what} (${cause})`)
    const start = now()
    const before = collector.used
    const spaces = collector.spaces()
    const metadataBefore = metadata()
    const copiedBytes = collect()
    const time = now() - start
    this.milliseconds += time
    this.pauses?.push({ young: what === 'Young', milliseconds: time, copiedBytes })
    if (log !== null) {
      for (const line of spaceLines(spaces, collector.spaces())) log('gc,heap', `${id} ${line}`)
      const space = ([used, committed]: readonly [number, number]): string => `${kilo(used)}(${kilo(committed)})`
      log('gc,metaspace', `${id} Metaspace: ${space(metadataBefore)}->${space(metadata())}`)
      const mega = (bytes: number): string => `${Math.floor(bytes / 0x10_0000)}M`
      const sizes = `${mega(before)}->${mega(collector.used)}(${mega(collector.committed)})`
      log('gc', `${id} Pause ${what} (${cause}) ${sizes} ${time.toFixed(3)}ms`)
      const seconds = (time / 1000).toFixed(2)
      log('gc,cpu', `${id} User=${seconds}s Sys=0.00s Real=${seconds}s`)
    }
    after?.()
  }
}

const kilo = (bytes: number): string => `${Math.floor(bytes / 1024)}K`

/** `DefNew: 8695K(9792K)->1088K(9792K) Eden: ... From: ...` for what is young, one line for each other space. */
function spaceLines(before: readonly SpaceState[], after: readonly SpaceState[]): string[] {
  const change = (a: SpaceState, b: SpaceState): string =>
    `${a.name}: ${kilo(a.used)}(${kilo(a.committed)})->${kilo(b.used)}(${kilo(b.committed)})`
  const young = (spaces: readonly SpaceState[]): SpaceState => ({
    name: 'DefNew',
    used: spaces[0]!.used + spaces[1]!.used,
    committed: spaces[0]!.committed + spaces[1]!.committed,
  })
  if (before.length < 3) return before.map((space, i) => change(space, after[i]!))
  const parts = [change(young(before), young(after)), change(before[0]!, after[0]!), change(before[1]!, after[1]!)]
  return [parts.join(' '), change(before[2]!, after[2]!)]
}
