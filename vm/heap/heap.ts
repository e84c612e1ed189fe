/**
 * Allocation in the object heap: a bump pointer in CELL_HEAP_TOP, so that the interpreter and compiled code allocate without
 * a call. The memory above the top is always zero (fresh pages are; a collector has to clear what it frees).
 *
 * The last RESERVE_BYTES are kept back: only the making of an OutOfMemoryError may use them (see withReserve).
 *
 * A collector will go where `allocate` returns 0. Its roots are: CLASS_MIRROR, CLASS_STATIC_REFS ranges, the String entries of
 * constant-pool caches, the table of interned strings, handles, thread objects, and the frames on the thread stacks.
 * Natives ask for all their space first (`reserve`), so that no reference in a JavaScript variable lives across a collection.
 */
import {
  ARRAY_LENGTH,
  CELL_HEAP_END,
  CELL_HEAP_TOP,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_INSTANCE_SIZE,
  OBJECT_CLASS,
} from './layout.ts'
import type { Memory } from './memory.ts'

export const RESERVE_BYTES = 0x10_0000
/** Each use of the reserve leaves a part of it to the program, so that a handler of the error has room to say something. */
const SLICES = 8

export class Heap {
  readonly memory: Memory
  readonly #H32: Int32Array

  constructor(memory: Memory) {
    this.memory = memory
    this.#H32 = memory.H32
    this.#H32[CELL_HEAP_TOP] = memory.heapBase
    this.#H32[CELL_HEAP_END] = memory.heapLimit - reserveOf(memory)
  }

  /** Bytes in use. */
  get used(): number {
    return this.#H32[CELL_HEAP_TOP]! - this.memory.heapBase
  }

  get capacity(): number {
    return this.memory.heapLimit - this.memory.heapBase
  }

  get free(): number {
    return this.#H32[CELL_HEAP_END]! - this.#H32[CELL_HEAP_TOP]!
  }

  /** Makes sure that the next allocations of that many bytes in all succeed; false when the heap is full. */
  reserve(bytes: number): boolean {
    return this.#H32[CELL_HEAP_TOP]! + bytes <= this.#H32[CELL_HEAP_END]!
  }

  /** An object of `bytes` bytes (a multiple of 8), zero but for its class word; 0 when the heap is full. */
  allocate(classAddress: number, bytes: number): number {
    const H32 = this.#H32
    const ref = H32[CELL_HEAP_TOP]!
    const next = ref + bytes
    if (next > H32[CELL_HEAP_END]!) return 0
    H32[CELL_HEAP_TOP] = next
    H32[ref >>> 2] = classAddress
    return ref
  }

  /** An array; the length has been checked to be neither negative nor too large for the address space. */
  allocateArray(classAddress: number, length: number): number {
    const ref = this.allocate(classAddress, this.arrayBytes(classAddress, length))
    if (ref !== 0) this.#H32[(ref >>> 2) + ARRAY_LENGTH] = length
    return ref
  }

  /** Bytes that an array takes, as a double: it may be more than an int32 holds. */
  arrayBytes(classAddress: number, length: number): number {
    const c = classAddress >>> 2
    const bytes = this.#H32[c + CLASS_ELEMENT_BASE]! + length * (1 << this.#H32[c + CLASS_ELEMENT_SHIFT]!)
    return Math.ceil(bytes / 8) * 8
  }

  /**
   * Runs `make` with the reserve open. What it allocates stays, and an eighth of the reserve is the program's from now on;
   * when the reserve is used up, allocation fails in `make` too.
   */
  withReserve(make: () => number): number {
    const H32 = this.#H32
    const end = H32[CELL_HEAP_END]!
    H32[CELL_HEAP_END] = this.memory.heapLimit
    const result = make()
    const slice = (reserveOf(this.memory) / SLICES) & ~7
    H32[CELL_HEAP_END] = Math.min(this.memory.heapLimit, Math.max(end, H32[CELL_HEAP_TOP]!) + slice)
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
}

/** The reserve is a sixteenth of a small heap. */
function reserveOf(memory: Memory): number {
  return Math.min(RESERVE_BYTES, ((memory.heapLimit - memory.heapBase) >>> 4) & ~7)
}
