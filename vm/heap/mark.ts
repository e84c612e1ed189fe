/**
 * Marking, for both full collectors: a bit for each 8 bytes of every live object, in a bitmap beside the heap. The stack is our own,
 * so that the depth of a structure does not matter. The first bit of an object is set when it is pushed, the others when it is
 * scanned: then its class has been looked at anyway.
 *
 * What the bits are good for: dead memory is a run of zeros, found without looking at dead objects; and the new address of an object
 * that slides down follows from the number of ones before its first bit (compact.ts).
 */
import type { Roots } from './collector.ts'
import type { Finalization } from './finalization.ts'
import {
  ARRAY_BASE_OFFSET,
  ARRAY_LENGTH,
  CLASS_BITS,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_INSTANCE_SIZE,
  CLASS_KIND,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  CLASSBIT_HOLDER,
  CLASSBIT_REFERENCE,
  CLASSBIT_STRENGTH_SHIFT,
  CLASSBIT_UNLOADABLE,
  KIND_REFERENCE,
  REFERENCE_PHANTOM,
  REFERENCE_SOFT,
} from './layout.ts'
import type { Memory } from './memory.ts'

/** Arrays of references are scanned that many elements at a time, so that the mark stack stays small. */
const CHUNK = 1024
/** Class bits that an object cannot be scanned in the plain way with. */
const SPECIAL = CLASSBIT_REFERENCE | CLASSBIT_UNLOADABLE | CLASSBIT_HOLDER

export class Marker {
  readonly #memory: Memory
  /** Bit `(ref - heapBase) >>> 3`. */
  readonly bits: Int32Array
  #stack = new Int32Array(4096)
  #depth = 0
  /** Pairs of array and next index. */
  #arrays: number[] = []
  /** Reference objects whose referent had no mark when they were scanned: phantoms, and the others. */
  readonly #phantoms: number[] = []
  readonly #references: number[] = []
  #referent = 0
  #clearSoft = false
  #roots: Roots | null = null
  readonly #keep = (ref: number): void => {
    if (ref !== 0) this.#push(ref)
  }
  softKept = 0
  cleared = 0

  constructor(memory: Memory) {
    this.#memory = memory
    this.bits = new Int32Array((((memory.heapLimit - memory.heapBase) >>> 3) + 31 + 32) >>> 5)
  }

  /** Marks all that lives, reference objects, finalizers and weak tables settled. The bits of the used part have to be zero. */
  mark(roots: Roots, finalization: Finalization, clearSoft: boolean): void {
    this.#roots = roots
    this.#referent = roots.referentOffset
    this.#clearSoft = clearSoft
    this.softKept = 0
    this.cleared = 0
    this.#phantoms.length = 0
    this.#references.length = 0
    roots.beginMarking()
    const root = (ref: number): number => {
      this.#push(ref)
      this.#drain()
      return ref
    }
    roots.visit(root, 1)
    const { registered, pending } = finalization
    for (let i = 0; i < pending.length; i++) root(pending.at(i))
    this.#clearReferences(this.#references, roots)
    // Objects with finalizers that are dead live on until those have run; only phantom references see them as dead then.
    let kept = 0
    const before = pending.length
    for (let i = 0; i < registered.length; i++) {
      const ref = registered.at(i)
      if (this.isLive(ref)) registered.set(kept++, ref)
      else pending.push(ref)
    }
    registered.length = kept
    for (let i = before; i < pending.length; i++) root(pending.at(i))
    if (pending.length > before) {
      this.#clearReferences(this.#references, roots)
      roots.finalizersReady()
    }
    this.#clearReferences(this.#phantoms, roots)
    this.#roots = null
  }

  isLive(ref: number): boolean {
    const granule = (ref - this.#memory.heapBase) >>> 3
    return (this.bits[granule >>> 5]! & (1 << (granule & 31))) !== 0
  }

  #push(ref: number): void {
    const granule = (ref - this.#memory.heapBase) >>> 3
    const word = granule >>> 5
    const bit = 1 << (granule & 31)
    const old = this.bits[word]!
    if ((old & bit) !== 0) return
    this.bits[word] = old | bit
    if (this.#depth === this.#stack.length) this.#grow()
    this.#stack[this.#depth++] = ref
  }

  #grow(): Int32Array<ArrayBuffer> {
    const larger = new Int32Array(this.#stack.length * 2)
    larger.set(this.#stack)
    this.#stack = larger
    return larger
  }

  /** Marks everything that can be reached from what is on the stack. All that is hot is in locals; `push` is written out twice. */
  #drain(): void {
    const { H32, heapBase } = this.#memory
    const bits = this.bits
    let stack = this.#stack
    let depth = this.#depth
    for (;;) {
      while (depth > 0) {
        const ref = stack[--depth]!
        const at = ref >>> 2
        const cls = H32[at]! >>> 2
        const shift = H32[cls + CLASS_ELEMENT_SHIFT]!
        const size =
          shift < 0
            ? H32[cls + CLASS_INSTANCE_SIZE]!
            : (H32[cls + CLASS_ELEMENT_BASE]! + H32[at + ARRAY_LENGTH]! * (1 << shift) + 7) & ~7
        // The bits behind the first one.
        const first = (ref - heapBase) >>> 3
        const end = first + (size >>> 3)
        let word = first >>> 5
        if (end - (word << 5) <= 32) {
          bits[word] = bits[word]! | (((2 << ((size >>> 3) - 1)) - 1) << (first & 31))
        } else {
          bits[word] = bits[word]! | (-1 << (first & 31))
          const last = end >>> 5
          for (word++; word < last; word++) bits[word] = -1
          if ((end & 31) !== 0) bits[last] = bits[last]! | ((1 << (end & 31)) - 1)
        }
        if ((H32[cls + CLASS_BITS]! & SPECIAL) !== 0) {
          this.#stack = stack
          this.#depth = depth
          const scanned = this.#scanSpecial(ref, cls)
          stack = this.#stack
          depth = this.#depth
          if (scanned) continue
        }
        if (shift < 0) {
          const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
          const listEnd = list + H32[cls + CLASS_REF_OFFSET_COUNT]!
          for (let i = list; i < listEnd; i++) {
            const child = H32[(ref + H32[i]!) >>> 2]!
            if (child === 0) continue
            const granule = (child - heapBase) >>> 3
            const old = bits[granule >>> 5]!
            const bit = 1 << (granule & 31)
            if ((old & bit) !== 0) continue
            bits[granule >>> 5] = old | bit
            if (depth === stack.length) stack = this.#grow()
            stack[depth++] = child
          }
          continue
        }
        if (H32[cls + CLASS_KIND] !== KIND_REFERENCE) continue
        let from = 0
        let to = H32[at + ARRAY_LENGTH]!
        if (to > CHUNK) {
          this.#arrays.push(ref, 0)
          to = 0
        }
        for (const base = (ref + ARRAY_BASE_OFFSET) >>> 2; from < to; from++) {
          const child = H32[base + from]!
          if (child === 0) continue
          const granule = (child - heapBase) >>> 3
          const old = bits[granule >>> 5]!
          const bit = 1 << (granule & 31)
          if ((old & bit) !== 0) continue
          bits[granule >>> 5] = old | bit
          if (depth === stack.length) stack = this.#grow()
          stack[depth++] = child
        }
      }
      this.#depth = 0
      if (this.#arrays.length === 0) return
      this.#scanChunk()
      stack = this.#stack
      depth = this.#depth
    }
  }

  #scanChunk(): void {
    const { H32 } = this.#memory
    const from = this.#arrays.pop()!
    const array = this.#arrays.pop()!
    const length = H32[(array >>> 2) + ARRAY_LENGTH]!
    const to = Math.min(from + CHUNK, length)
    if (to < length) this.#arrays.push(array, to)
    const base = (array + ARRAY_BASE_OFFSET) >>> 2
    for (let i = base + from; i < base + to; i++) {
      const child = H32[i]!
      if (child !== 0) this.#push(child)
    }
  }

  /** True when the object has been scanned: the referent of a reference object does not count, but for soft ones with memory left. */
  #scanSpecial(ref: number, cls: number): boolean {
    const { H32 } = this.#memory
    const classBits = H32[cls + CLASS_BITS]!
    if ((classBits & (CLASSBIT_UNLOADABLE | CLASSBIT_HOLDER)) !== 0) this.#roots!.keepLoaderOf(ref, this.#keep)
    if ((classBits & CLASSBIT_REFERENCE) === 0) return false
    const strength = (classBits >>> CLASSBIT_STRENGTH_SHIFT) & 3
    const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
    const end = list + H32[cls + CLASS_REF_OFFSET_COUNT]!
    for (let i = list; i < end; i++) {
      const offset = H32[i]!
      const child = H32[(ref + offset) >>> 2]!
      if (child === 0) continue
      if (offset !== this.#referent) this.#push(child)
      else if (strength === REFERENCE_PHANTOM) this.#phantoms.push(ref)
      else if (strength === REFERENCE_SOFT && !this.#clearSoft) {
        this.softKept++
        this.#push(child)
      } else this.#references.push(ref)
    }
    return true
  }

  #clearReferences(list: number[], roots: Roots): void {
    const { H32 } = this.#memory
    for (const reference of list) {
      const word = (reference + this.#referent) >>> 2
      const referent = H32[word]!
      if (referent === 0 || this.isLive(referent)) continue
      H32[word] = 0
      roots.cleared(reference)
      this.cleared++
    }
    list.length = 0
  }
}
