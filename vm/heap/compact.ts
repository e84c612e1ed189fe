/**
 * Sliding: the live objects of the whole heap move down to one block at its start, in their order, so that neighbours stay
 * neighbours. After marking (mark.ts) three passes:
 *
 *   count    how many live granules lie before each word of the bitmap. The new address of an object follows from its word's count
 *            and the bits before its own: no forwarding word, so headers (hash, lock) stay as they are
 *   update   every reference, in the roots and in the live objects
 *   slide    each run of neighbouring live objects moves down as one block
 *
 * The bitmap and the counts take a thirty-second of what the heap uses, in JavaScript memory.
 */
import {
  ARRAY_BASE_OFFSET,
  ARRAY_LENGTH,
  CARD_BYTES,
  CARD_SHIFT,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_INSTANCE_SIZE,
  CLASS_KIND,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  KIND_REFERENCE,
  OBJECT_AGE_MASK,
} from './layout.ts'
import type { Memory } from './memory.ts'

/** Parts of the heap that may hold live objects, in the order of addresses, as byte addresses. */
export type Ranges = readonly (readonly [number, number])[]

export class Compactor {
  readonly #memory: Memory
  readonly #bits: Int32Array
  readonly #counts: Int32Array

  constructor(memory: Memory, bits: Int32Array) {
    this.#memory = memory
    this.#bits = bits
    this.#counts = new Int32Array(bits.length)
  }

  /** The words of the bitmap that a range has. */
  #words(from: number, to: number): [number, number] {
    const { heapBase } = this.#memory
    return [(from - heapBase) >>> 8, (to - heapBase + 255) >>> 8]
  }

  /** Clears the bits of the ranges. */
  clear(ranges: Ranges): void {
    for (const [from, to] of ranges) {
      const [first, end] = this.#words(from, to)
      this.#bits.fill(0, first, end)
    }
  }

  /** Prepares newAddress; the end of the live objects after the slide. */
  count(ranges: Ranges): number {
    const bits = this.#bits
    const counts = this.#counts
    let count = 0
    let done = 0
    for (const [from, to] of ranges) {
      const [first, end] = this.#words(from, to)
      // A word that two ranges share is counted once.
      for (let i = Math.max(first, done); i < end; i++) {
        counts[i] = count
        const word = bits[i]!
        if (word === 0) continue
        count += word === -1 ? 32 : bitCount(word)
      }
      done = end
    }
    return this.#memory.heapBase + count * 8
  }

  newAddress(ref: number): number {
    const { heapBase } = this.#memory
    const granule = (ref - heapBase) >>> 3
    const word = granule >>> 5
    const before = this.#bits[word]! & ((1 << (granule & 31)) - 1)
    return heapBase + (this.#counts[word]! + bitCount(before)) * 8
  }

  /** The first live granule from `granule` on, before `end`; -1 when there is none. */
  #nextLive(granule: number, end: number): number {
    const bits = this.#bits
    if (granule >= end) return -1
    let word = granule >>> 5
    const rest = bits[word]! & (-1 << (granule & 31))
    if (rest !== 0) {
      const found = word * 32 + lowestBit(rest)
      return found < end ? found : -1
    }
    const words = (end + 31) >>> 5
    for (word++; word < words; word++) {
      if (bits[word] !== 0) {
        const found = word * 32 + lowestBit(bits[word]!)
        return found < end ? found : -1
      }
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

  /**
   * Corrects the references in all live objects, makes them old (age 0), and writes for each card of the place where they will be
   * which object covers its first byte.
   */
  update(ranges: Ranges, starts: Int32Array): void {
    const { H32, heapBase } = this.#memory
    const bits = this.#bits
    const counts = this.#counts
    let to = heapBase
    for (const [rangeFrom, rangeTo] of ranges) {
      const end = (rangeTo - heapBase) >>> 3
      for (let granule = this.#nextLive((rangeFrom - heapBase) >>> 3, end); granule >= 0; ) {
        const runEnd = Math.min(this.#nextDead(granule), end)
        const stop = heapBase + runEnd * 8
        // Objects of a run lie one behind another.
        for (let ref = heapBase + granule * 8; ref < stop; ) {
          const at = ref >>> 2
          const cls = H32[at]! >>> 2
          const shift = H32[cls + CLASS_ELEMENT_SHIFT]!
          H32[at + 1] = H32[at + 1]! & ~OBJECT_AGE_MASK
          let word = 0
          let size: number
          if (shift < 0) {
            size = H32[cls + CLASS_INSTANCE_SIZE]!
            const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
            const listEnd = list + H32[cls + CLASS_REF_OFFSET_COUNT]!
            for (let i = list; i < listEnd; i++) {
              word = (ref + H32[i]!) >>> 2
              const child = H32[word]!
              if (child === 0) continue
              const g = (child - heapBase) >>> 3
              const before = bits[g >>> 5]! & ((1 << (g & 31)) - 1)
              H32[word] = heapBase + (counts[g >>> 5]! + bitCount(before)) * 8
            }
          } else {
            const length = H32[at + ARRAY_LENGTH]!
            size = (H32[cls + CLASS_ELEMENT_BASE]! + length * (1 << shift) + 7) & ~7
            if (H32[cls + CLASS_KIND] === KIND_REFERENCE) {
              word = (ref + ARRAY_BASE_OFFSET) >>> 2
              for (const wordEnd = word + length; word < wordEnd; word++) {
                const child = H32[word]!
                if (child === 0) continue
                const g = (child - heapBase) >>> 3
                const before = bits[g >>> 5]! & ((1 << (g & 31)) - 1)
                H32[word] = heapBase + (counts[g >>> 5]! + bitCount(before)) * 8
              }
            }
          }
          const firstCard = (to + CARD_BYTES - 1) >>> CARD_SHIFT
          const lastCard = (to + size - 1) >>> CARD_SHIFT
          const base = heapBase >>> CARD_SHIFT
          for (let card = firstCard; card <= lastCard; card++) starts[card - base] = to
          to += size
          ref += size
        }
        granule = this.#nextLive(runEnd, end)
      }
    }
  }

  slide(ranges: Ranges): void {
    const { H32, heapBase } = this.#memory
    const base = heapBase >>> 2
    let to = base
    for (const [rangeFrom, rangeTo] of ranges) {
      const end = (rangeTo - heapBase) >>> 3
      for (let granule = this.#nextLive((rangeFrom - heapBase) >>> 3, end); granule >= 0; ) {
        const runEnd = Math.min(this.#nextDead(granule), end)
        const from = base + granule * 2
        const length = (runEnd - granule) * 2
        if (from !== to) {
          if (length < 64) for (let i = 0; i < length; i++) H32[to + i] = H32[from + i]!
          else H32.copyWithin(to, from, from + length)
        }
        to += length
        granule = this.#nextLive(runEnd, end)
      }
    }
  }
}

export function bitCount(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Index of the lowest bit that is set. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}
