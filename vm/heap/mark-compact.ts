/**
 * A full collection of the whole heap by marking and sliding. Four passes:
 *
 *   1 mark       from the roots, with a stack of our own, so that the depth of a structure does not matter. One bit for each
 *                8 bytes of every live object. Then weak references to what has no mark are cleared.
 *   2 count      how many live granules lie before each word of the bitmap. The new address of an object follows from its word's
 *                count and the bits before its own: no forwarding word, so headers (hash, lock) stay as they are.
 *   3 update     every reference, in the roots and in the live objects
 *   4 slide      each run of neighbouring live objects moves down as one block; what is free afterwards is cleared
 *
 * Order is kept, so neighbours stay neighbours. The tables beside the heap take a sixteenth of what it uses, in JavaScript memory.
 */
import type { Heap } from './heap.ts'
import {
  ARRAY_BASE_OFFSET,
  ARRAY_LENGTH,
  CELL_HEAP_TOP,
  CLASS_BITS,
  CLASS_ELEMENT_SHIFT,
  CLASS_KIND,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  CLASSBIT_REFERENCE,
  CLASSBIT_STRENGTH_SHIFT,
  KIND_REFERENCE,
  REFERENCE_SOFT,
} from './layout.ts'

/** What the collector has to know of the world outside of the heap. */
export interface Roots {
  /** Gives each root reference that is not null to `update` and stores what comes back. */
  visit(update: (ref: number) => number): void
  /** The same for the tables that `sweep` has cleaned up. */
  visitWeak(update: (ref: number) => number): void
  /** Forgets what is held weakly by tables outside of the heap and is not live. */
  sweep(isLive: (ref: number) => boolean): void
  /** Byte offset of java.lang.ref.Reference.referent; 0 while that class is not loaded. */
  readonly referentOffset: number
  /** The reference object has been cleared by the collector; may write into the heap, must not allocate. */
  cleared(reference: number): void
}

/** One way of collecting the whole heap. */
export interface Collector {
  readonly name: string
  /** Afterwards CELL_HEAP_TOP is the end of the live objects and everything behind it is zero. */
  collect(roots: Roots, clearSoft: boolean): CollectionResult
}

export interface CollectionResult {
  /** Soft references that have been kept, weak ones (of all kinds) that have been cleared. */
  readonly softKept: number
  readonly cleared: number
}

/** Arrays of references are scanned that many elements at a time, so that the mark stack stays small. */
const CHUNK = 1024

export class MarkCompact implements Collector {
  readonly name = 'MarkCompact'
  readonly #heap: Heap
  #bits = new Int32Array(0)
  #counts = new Int32Array(0)
  #stack = new Int32Array(4096)
  #depth = 0
  /** Pairs of array and next index. */
  #arrays: number[] = []
  #references: number[] = []
  #softKept = 0
  #referent = 0
  #clearSoft = false

  constructor(heap: Heap) {
    this.#heap = heap
  }

  collect(roots: Roots, clearSoft: boolean): CollectionResult {
    const { H32, heapBase } = this.#heap.memory
    const words = ((((H32[CELL_HEAP_TOP]! - heapBase) >>> 3) + 31) >>> 5) + 1
    if (this.#bits.length < words || this.#bits.length > words * 4) {
      this.#bits = new Int32Array(words + (words >>> 2))
      this.#counts = new Int32Array(words + (words >>> 2))
    } else this.#bits.fill(0)
    this.#referent = roots.referentOffset
    this.#clearSoft = clearSoft
    this.#softKept = 0
    this.#references.length = 0

    roots.visit((ref) => {
      this.#mark(ref)
      this.#drain()
      return ref
    })
    const cleared = this.#clearReferences(roots)
    roots.sweep((ref) => this.#isLive(ref))
    const end = this.#count(words)
    const update = (ref: number): number => this.#newAddress(ref)
    roots.visit(update)
    roots.visitWeak(update)
    this.#updateObjects(words)
    this.#slide(words)
    const top = H32[CELL_HEAP_TOP]!
    H32.fill(0, end >>> 2, top >>> 2)
    H32[CELL_HEAP_TOP] = end
    return { softKept: this.#softKept, cleared }
  }

  #isLive(ref: number): boolean {
    const granule = (ref - this.#heap.memory.heapBase) >>> 3
    return (this.#bits[granule >>> 5]! & (1 << (granule & 31))) !== 0
  }

  /** Sets the bits of an object that has none yet, and puts it on the stack. */
  #mark(ref: number): void {
    const first = (ref - this.#heap.memory.heapBase) >>> 3
    const bits = this.#bits
    let word = first >>> 5
    const bit = first & 31
    if ((bits[word]! & (1 << bit)) !== 0) return
    let left = this.#heap.sizeOf(ref) >>> 3
    const inFirst = 32 - bit
    if (left < inFirst) bits[word] = bits[word]! | (((1 << left) - 1) << bit)
    else {
      bits[word] = bits[word]! | (-1 << bit)
      left -= inFirst
      word++
      bits.fill(-1, word, word + (left >>> 5))
      word += left >>> 5
      if ((left & 31) !== 0) bits[word] = bits[word]! | ((1 << (left & 31)) - 1)
    }
    if (this.#depth === this.#stack.length) {
      const larger = new Int32Array(this.#depth * 2)
      larger.set(this.#stack)
      this.#stack = larger
    }
    this.#stack[this.#depth++] = ref
  }

  /** Marks everything that can be reached from what is on the stack. */
  #drain(): void {
    const { H32 } = this.#heap.memory
    for (;;) {
      while (this.#depth > 0) {
        const ref = this.#stack[--this.#depth]!
        const cls = H32[ref >>> 2]! >>> 2
        if (H32[cls + CLASS_ELEMENT_SHIFT]! < 0) {
          if ((H32[cls + CLASS_BITS]! & CLASSBIT_REFERENCE) !== 0) {
            this.#scanReference(ref, cls)
            continue
          }
          const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
          const end = list + H32[cls + CLASS_REF_OFFSET_COUNT]!
          for (let i = list; i < end; i++) {
            const child = H32[(ref + H32[i]!) >>> 2]!
            if (child !== 0) this.#mark(child)
          }
        } else if (H32[cls + CLASS_KIND] === KIND_REFERENCE) {
          const length = H32[(ref >>> 2) + ARRAY_LENGTH]!
          if (length > CHUNK) this.#arrays.push(ref, 0)
          else this.#scanArray(ref, 0, length)
        }
      }
      if (this.#arrays.length === 0) return
      const from = this.#arrays.pop()!
      const array = this.#arrays.pop()!
      const to = Math.min(from + CHUNK, H32[(array >>> 2) + ARRAY_LENGTH]!)
      if (to < H32[(array >>> 2) + ARRAY_LENGTH]!) this.#arrays.push(array, to)
      this.#scanArray(array, from, to)
    }
  }

  #scanArray(array: number, from: number, to: number): void {
    const { H32 } = this.#heap.memory
    const first = (array + ARRAY_BASE_OFFSET) >>> 2
    for (let i = first + from; i < first + to; i++) {
      const child = H32[i]!
      if (child !== 0) this.#mark(child)
    }
  }

  /** The referent of a reference object does not count, but for soft ones as long as there is memory. */
  #scanReference(ref: number, cls: number): void {
    const { H32 } = this.#heap.memory
    const strength = (H32[cls + CLASS_BITS]! >>> CLASSBIT_STRENGTH_SHIFT) & 3
    const strong = strength === REFERENCE_SOFT && !this.#clearSoft
    const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
    const end = list + H32[cls + CLASS_REF_OFFSET_COUNT]!
    for (let i = list; i < end; i++) {
      const offset = H32[i]!
      const child = H32[(ref + offset) >>> 2]!
      if (child === 0) continue
      if (offset !== this.#referent || strong) this.#mark(child)
      else this.#references.push(ref)
      if (offset === this.#referent && strong) this.#softKept++
    }
  }

  #clearReferences(roots: Roots): number {
    const { H32 } = this.#heap.memory
    let cleared = 0
    for (const reference of this.#references) {
      const word = (reference + this.#referent) >>> 2
      if (this.#isLive(H32[word]!)) continue
      H32[word] = 0
      roots.cleared(reference)
      cleared++
    }
    this.#references.length = 0
    return cleared
  }

  /** Live granules before each word of the bitmap; the end of the heap after the slide. */
  #count(words: number): number {
    const bits = this.#bits
    const counts = this.#counts
    let count = 0
    for (let i = 0; i < words; i++) {
      counts[i] = count
      const word = bits[i]!
      if (word === 0) continue
      count += word === -1 ? 32 : bitCount(word)
    }
    return this.#heap.memory.heapBase + count * 8
  }

  #newAddress(ref: number): number {
    const { heapBase } = this.#heap.memory
    const granule = (ref - heapBase) >>> 3
    const word = granule >>> 5
    const before = this.#bits[word]! & ((1 << (granule & 31)) - 1)
    return heapBase + (this.#counts[word]! + bitCount(before)) * 8
  }

  /** The first live granule from `granule` on; -1 when there is none. */
  #nextLive(granule: number, words: number): number {
    const bits = this.#bits
    let word = granule >>> 5
    if (word >= words) return -1
    const rest = bits[word]! & (-1 << (granule & 31))
    if (rest !== 0) return word * 32 + lowestBit(rest)
    for (word++; word < words; word++) {
      if (bits[word] !== 0) return word * 32 + lowestBit(bits[word]!)
    }
    return -1
  }

  /** The first dead granule from `granule` on. */
  #nextDead(granule: number): number {
    const bits = this.#bits
    let word = granule >>> 5
    const rest = ~bits[word]! & (-1 << (granule & 31))
    if (rest !== 0) return word * 32 + lowestBit(rest)
    for (word++; bits[word] === -1; ) word++
    return word * 32 + lowestBit(~bits[word]!)
  }

  #updateObjects(words: number): void {
    const { H32, heapBase } = this.#heap.memory
    const heap = this.#heap
    for (let granule = this.#nextLive(0, words); granule >= 0; ) {
      const ref = heapBase + granule * 8
      const cls = H32[ref >>> 2]! >>> 2
      if (H32[cls + CLASS_ELEMENT_SHIFT]! < 0) {
        const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
        const end = list + H32[cls + CLASS_REF_OFFSET_COUNT]!
        for (let i = list; i < end; i++) {
          const word = (ref + H32[i]!) >>> 2
          if (H32[word] !== 0) H32[word] = this.#newAddress(H32[word]!)
        }
      } else if (H32[cls + CLASS_KIND] === KIND_REFERENCE) {
        const first = (ref + ARRAY_BASE_OFFSET) >>> 2
        const end = first + H32[(ref >>> 2) + ARRAY_LENGTH]!
        for (let word = first; word < end; word++) {
          if (H32[word] !== 0) H32[word] = this.#newAddress(H32[word]!)
        }
      }
      granule = this.#nextLive(granule + (heap.sizeOf(ref) >>> 3), words)
    }
  }

  #slide(words: number): void {
    const { H32, heapBase } = this.#heap.memory
    const base = heapBase >>> 2
    let to = base
    for (let granule = this.#nextLive(0, words); granule >= 0; ) {
      const end = this.#nextDead(granule)
      const from = base + granule * 2
      const length = (end - granule) * 2
      if (from !== to) {
        if (length < 64) for (let i = 0; i < length; i++) H32[to + i] = H32[from + i]!
        else H32.copyWithin(to, from, from + length)
      }
      to += length
      granule = this.#nextLive(end, words)
    }
  }
}

function bitCount(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Index of the lowest bit that is set. */
function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}
