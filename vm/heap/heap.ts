/**
 * Allocation in the object heap, for code that is not generated. The fast path is a bump of CELL_HEAP_TOP, the same that the
 * interpreter and compiled code do in line; where that memory lies, and what comes after it, is the collector's business.
 *
 * Allocation never collects. When the bump pointer has reached the soft end, memory is taken from elsewhere (the old generation,
 * another free cell), and a collection is asked for, which happens at the next safepoint, before the next instruction. What cannot be
 * had at all fails: the instruction is executed again after a collection (STATUS_COLLECT), or the error is thrown. Only the making
 * of an OutOfMemoryError uses the reserve (withReserve).
 */
import type { Collector } from './collector.ts'
import { Finalization } from './finalization.ts'
import { Generational } from './generational.ts'
import {
  ARRAY_LENGTH,
  CELL_HEAP_END,
  CELL_HEAP_TOP,
  CELL_SAFEPOINT,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_INSTANCE_SIZE,
  OBJECT_CLASS,
} from './layout.ts'
import { MarkSweep } from './mark-sweep.ts'
import type { Memory } from './memory.ts'

export interface HeapOptions {
  /** -XX:+UseMarkSweepGC. */
  readonly collector: 'generational' | 'mark-sweep'
  /** -Xms: the heap grows to that much before a full collection is thought of. */
  readonly initialBytes: number
  /** -Xmn: eden and both survivor spaces; 0: chosen by the size of the heap. */
  readonly youngBytes: number
  /** Tests: a collection whenever that many bytes have been allocated; 0: as needed. */
  readonly stressBytes: number
}

export const DEFAULT_HEAP: HeapOptions = { collector: 'generational', initialBytes: 0, youngBytes: 0, stressBytes: 0 }

export class Heap {
  readonly memory: Memory
  readonly collector: Collector
  readonly finalization = new Finalization()
  readonly #H32: Int32Array
  /** The next safepoint has to run the collector. */
  collectionWanted = false
  /** Bytes of the last request that did not fit. */
  missing = 0

  constructor(memory: Memory, options: Partial<HeapOptions> = {}) {
    this.memory = memory
    this.#H32 = memory.H32
    const all = { ...DEFAULT_HEAP, ...options }
    this.collector = all.collector === 'mark-sweep' ? new MarkSweep(this, all) : new Generational(this, all)
  }

  /** Makes sure that the next allocations of that many bytes in all succeed; false when the heap is full. */
  reserve(bytes: number): boolean {
    if (this.collector.canAllocate(bytes)) return true
    this.missing = bytes
    return false
  }

  /** An object of `bytes` bytes (a multiple of 8), zero but for its class word; 0 when the heap is full. */
  allocate(classAddress: number, bytes: number): number {
    const H32 = this.#H32
    let ref = H32[CELL_HEAP_TOP]!
    const next = ref + bytes
    if (next <= H32[CELL_HEAP_END]!) H32[CELL_HEAP_TOP] = next
    else {
      ref = this.collector.allocateSlowly(bytes)
      if (ref === 0) {
        this.missing = bytes
        return 0
      }
    }
    H32[ref >>> 2] = classAddress
    return ref
  }

  /** An array; the length has been checked to be neither negative nor too large for the address space. */
  allocateArray(classAddress: number, length: number): number {
    const bytes = this.arrayBytes(classAddress, length)
    if (bytes < LARGE_OBJECT_BYTES) {
      const ref = this.allocate(classAddress, bytes)
      if (ref !== 0) this.#H32[(ref >>> 2) + ARRAY_LENGTH] = length
      return ref
    }
    const ref = this.collector.allocateSlowly(bytes)
    if (ref === 0) {
      this.missing = bytes
      return 0
    }
    this.#H32[ref >>> 2] = classAddress
    this.#H32[(ref >>> 2) + ARRAY_LENGTH] = length
    return ref
  }

  /** Bytes that an array takes, as a double: it may be more than an int32 holds. */
  arrayBytes(classAddress: number, length: number): number {
    const c = classAddress >>> 2
    const bytes = this.#H32[c + CLASS_ELEMENT_BASE]! + length * (1 << this.#H32[c + CLASS_ELEMENT_SHIFT]!)
    return Math.ceil(bytes / 8) * 8
  }

  /** The collector runs at the next safepoint. */
  wantCollection(): void {
    this.collectionWanted = true
    this.#H32[CELL_SAFEPOINT] = 1
  }

  /**
   * Runs `make` with the reserve open. What it allocates stays, and an eighth of the reserve is the program's from now on;
   * when the reserve is used up, allocation fails in `make` too.
   */
  withReserve(make: () => number): number {
    this.collector.openReserve()
    const result = make()
    this.collector.closeReserve()
    return result
  }

  /** Bytes that the object takes. */
  sizeOf(ref: number): number {
    const H32 = this.#H32
    const cls = H32[(ref >>> 2) + OBJECT_CLASS]!
    const shift = H32[(cls >>> 2) + CLASS_ELEMENT_SHIFT]!
    if (shift < 0) return H32[(cls >>> 2) + CLASS_INSTANCE_SIZE]!
    return this.arrayBytes(cls, H32[(ref >>> 2) + ARRAY_LENGTH]!)
  }

  /** Every object, in the order of addresses; `visit` must not allocate. */
  forEachObject(visit: (ref: number, bytes: number) => void): void {
    for (const [from, to] of this.collector.ranges()) {
      for (let ref = from; ref < to; ) {
        const free = this.#H32[ref >>> 2] === 0
        const bytes = free ? this.#H32[(ref >>> 2) + 1]! : this.sizeOf(ref)
        if (!free) visit(ref, bytes)
        ref += bytes
      }
    }
  }
}

/** Arrays of that size are not made by bumping the pointer: the generational collector puts them into the old generation. */
export const LARGE_OBJECT_BYTES = 0x2_0000

const RESERVE_BYTES = 0x10_0000
/** Each use of the reserve leaves a part of it to the program, so that a handler of the error has room to say something. */
export const RESERVE_SLICES = 8

/** What only OutOfMemoryErrors may use at first: a sixteenth of a small heap. */
export function reserveOf(memory: Memory): number {
  return Math.min(RESERVE_BYTES, ((memory.heapLimit - memory.heapBase) >>> 4) & ~7)
}
