/**
 * Allocation in the object heap: a bump pointer in CELL_HEAP_TOP, so that the interpreter and compiled code allocate without
 * a call. The memory above the top is always zero (fresh pages are; a collector has to clear what it frees).
 *
 *   heapBase ........ top ........ CELL_HEAP_END ........ hard end ........ heapLimit
 *            objects       free                   slack            reserve
 *
 * The loop allocates up to CELL_HEAP_END, the soft end. Allocation out of line may go on into the slack; it then asks for a
 * collection, which happens at the next safepoint, before the next instruction. So nothing moves while JavaScript code of the VM
 * holds a reference in a variable. What does not fit below the hard end fails: the instruction is executed again after a
 * collection (STATUS_COLLECT), or the error is thrown. Only the making of an OutOfMemoryError uses the reserve (withReserve).
 */
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
import type { Memory } from './memory.ts'

export const RESERVE_BYTES = 0x10_0000
/** Each use of the reserve leaves a part of it to the program, so that a handler of the error has room to say something. */
const SLICES = 8

export class Heap {
  readonly memory: Memory
  readonly #H32: Int32Array
  #hardEnd: number
  /** There is a collector, and the next safepoint has to run it. */
  collectionWanted = false
  /** Bytes of the last request that did not fit. */
  missing = 0

  constructor(memory: Memory) {
    this.memory = memory
    this.#H32 = memory.H32
    this.#H32[CELL_HEAP_TOP] = memory.heapBase
    this.#hardEnd = memory.heapLimit - reserveOf(memory)
    this.#H32[CELL_HEAP_END] = this.#hardEnd
  }

  /** Bytes in use, garbage included. */
  get used(): number {
    return this.#H32[CELL_HEAP_TOP]! - this.memory.heapBase
  }

  get capacity(): number {
    return this.memory.heapLimit - this.memory.heapBase
  }

  /** Bytes that can be allocated without a collection. */
  get free(): number {
    return this.#hardEnd - this.#H32[CELL_HEAP_TOP]!
  }

  /** What the heap means to use before it collects: java's total memory. */
  get committed(): number {
    const end = Math.max(this.#H32[CELL_HEAP_END]!, this.#H32[CELL_HEAP_TOP]!)
    return Math.min(this.capacity, Math.ceil((end - this.memory.heapBase) / 0x10_0000) * 0x10_0000)
  }

  /** Makes sure that the next allocations of that many bytes in all succeed; false when the heap is full. */
  reserve(bytes: number): boolean {
    if (this.#H32[CELL_HEAP_TOP]! + bytes <= this.#hardEnd) return true
    this.missing = bytes
    return false
  }

  /** An object of `bytes` bytes (a multiple of 8), zero but for its class word; 0 when the heap is full. */
  allocate(classAddress: number, bytes: number): number {
    const H32 = this.#H32
    const ref = H32[CELL_HEAP_TOP]!
    const next = ref + bytes
    if (next > H32[CELL_HEAP_END]!) {
      if (next > this.#hardEnd) {
        this.missing = bytes
        return 0
      }
      this.wantCollection()
    }
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

  /** The collector runs at the next safepoint. */
  wantCollection(): void {
    this.collectionWanted = true
    this.#H32[CELL_SAFEPOINT] = 1
  }

  /**
   * After a collection, and once before the first: `softEnd` is where the next one is wanted; a part of what is free behind it
   * stays for allocation out of line.
   */
  setEnds(softEnd: number): void {
    const top = this.#H32[CELL_HEAP_TOP]!
    const { heapLimit } = this.memory
    this.#hardEnd = Math.max(heapLimit - reserveOf(this.memory), top)
    // When little is free, a quarter of it, so that a nearly full heap is not collected for each object.
    const slack = Math.min(RESERVE_BYTES, (this.#hardEnd - top) >>> 2) & ~7
    this.#H32[CELL_HEAP_END] = Math.max(top, Math.min(softEnd & ~7, this.#hardEnd - slack))
    this.collectionWanted = false
  }

  /**
   * Runs `make` with the reserve open. What it allocates stays, and an eighth of the reserve is the program's from now on;
   * when the reserve is used up, allocation fails in `make` too.
   */
  withReserve(make: () => number): number {
    const H32 = this.#H32
    const hardEnd = this.#hardEnd
    const softEnd = H32[CELL_HEAP_END]!
    this.#hardEnd = this.memory.heapLimit
    H32[CELL_HEAP_END] = this.#hardEnd
    const result = make()
    const slice = (reserveOf(this.memory) / SLICES) & ~7
    this.#hardEnd = Math.min(this.memory.heapLimit, Math.max(hardEnd, H32[CELL_HEAP_TOP]!) + slice)
    H32[CELL_HEAP_END] = softEnd === hardEnd ? this.#hardEnd : softEnd
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
