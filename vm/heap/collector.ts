/**
 * What a collector is: the part of the heap that owns the object memory. There are two, `Generational` and `MarkSweep`; nobody else
 * knows which one is there.
 *
 * The invariant of both: **a collection happens only at a safepoint, where every reference that is still wanted is in a root, in a
 * live object, or in a weak table** - thread stacks (with the verifier's maps), static fields, mirrors, constant-pool caches, handles.
 * No JavaScript variable of the VM holds one. Between two safepoints nothing moves and nothing is freed; allocation either finds
 * memory or fails. Therefore natives may keep references across allocations, and a collection needs no help from compiled code but
 * the cards: **an old object that refers to a young one does so in a slot whose card is dirty, unless it is young itself**.
 */

/** Ref in, ref out: where the object is now. */
export type Update = (ref: number) => number

/** What a collector has to know of the world outside of the heap. */
export interface Roots {
  /** Gives each root reference from `lowest` on (never null) to `update` and stores what comes back; others may be left out. */
  visit(update: Update, lowest: number): void
  /**
   * Tables that do not keep their objects alive: `forward` gives the new address, 0 for a dead object, whose entry is dropped.
   * `young`: only objects that were made since the last collection may be dead or move.
   */
  visitWeak(forward: Update, young: boolean): void
  /** Byte offset of java.lang.ref.Reference.referent; 0 while that class is not loaded. */
  readonly referentOffset: number
  /** The reference object has been cleared by the collector; may write into the heap, must not allocate. */
  cleared(reference: number): void
  /** There are objects to be finalized, in `Finalization.pending`. */
  finalizersReady(): void
  /**
   * Full collections: an object of a class with CLASSBIT_UNLOADABLE or CLASSBIT_HOLDER has been found live; `keep` has to be called
   * for what the loaders hold that it leads to, unless that has been done in this collection (since `beginMarking`).
   */
  keepLoaderOf(ref: number, keep: (ref: number) => void): void
  /** A full collection begins to mark: the next `visit` leaves out what only loaders that can be unloaded hold. */
  beginMarking(): void
  /** Full collections, after the marking: classes of loaders that were not kept go. From now on `visit` gives everything again. */
  unloadClasses(): void
}

/** Why, and how hard. */
export interface FullRequest {
  /** Softly reachable objects are given up. */
  readonly clearSoft: boolean
  /** Bytes of a request that did not fit, or 0. */
  readonly missing: number
}

export interface FullResult {
  /** Soft references that have been kept, references of all kinds that have been cleared. */
  readonly softKept: number
  readonly cleared: number
}

export interface YoungResult {
  readonly copiedBytes: number
  readonly promotedBytes: number
  readonly cleared: number
  /** The old generation was too full: a full collection has to follow before anything else happens. */
  readonly failed: boolean
}

/** A part of the object memory, for the log: bytes. */
export interface SpaceState {
  readonly name: string
  readonly used: number
  readonly committed: number
}

export interface Collector {
  /** As HotSpot's log names it: `Using Serial`. */
  readonly name: string
  readonly generational: boolean
  /** Bytes in objects, garbage included; bytes meant to be used before the heap grows; bytes that can be had before a collection. */
  readonly used: number
  readonly committed: number
  readonly free: number
  /** -Xmx. */
  readonly capacity: number

  /**
   * Memory for one object when the bump pointer has no room for it: zero; 0 when there is none. Asks for a collection when it is
   * time for one (`Heap.wantCollection`).
   */
  allocateSlowly(bytes: number): number
  /** The next allocations of that many bytes in all will succeed. */
  canAllocate(bytes: number): boolean
  /** The reserve for OutOfMemoryErrors is open for allocation, closed again but for a part that the program gets. */
  openReserve(): void
  closeReserve(): void

  /** Whether the next collection has to be a full one. */
  needsFull(missing: number): boolean
  collectYoung(roots: Roots): YoungResult
  collectFull(roots: Roots, request: FullRequest): FullResult

  /** Where objects lie one behind another (free cells of class 0 and their size in the second word between them). */
  ranges(): readonly (readonly [number, number])[]
  spaces(): readonly SpaceState[]
  /** Checks what only this collector knows; for the audit, after each object has been found whole. */
  check(starts: ReadonlySet<number>, problem: (text: string) => void): void
}
