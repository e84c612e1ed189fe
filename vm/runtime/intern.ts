/**
 * The table of interned strings (JLS 3.10.5, String.intern), in the metadata region: open addressing, two words for each entry,
 * the hash code of the contents and the reference (0: free, 1: an entry that is gone). Entries are weak: the collector drops
 * strings that nothing else refers to. Entries made since the last collection are listed, so that a young collection
 * does not go through the whole table.
 */
import type { Memory } from '../heap/memory.ts'
import type { Metadata } from '../heap/metadata.ts'
import { ARRAY_BASE_OFFSET, ARRAY_LENGTH } from '../heap/layout.ts'

const GONE = 1
const FIRST_POWER = 15
const ENTRY_BYTES = 8

export class InternTable {
  readonly #memory: Memory
  readonly #metadata: Metadata
  /** Byte offset of String.value; known once String is loaded. */
  stringValue = 0
  #power = 0
  #base = 0
  #mask = 0
  #live = 0
  #gone = 0
  /** Numbers of the entries that may be young; null: all may be. */
  #young: number[] | null = []

  constructor(memory: Memory, metadata: Metadata) {
    this.#memory = memory
    this.#metadata = metadata
  }

  get size(): number {
    return this.#live
  }

  /** The string with that contents; 0 when there is none. */
  find(text: string): number {
    if (this.#base === 0) return 0
    return this.#find(hashOf(text), (ref) => this.#hasText(ref, text))
  }

  /** The string of the table with the same contents as that string; 0 when there is none. */
  findSame(string: number): number {
    if (this.#base === 0) return 0
    return this.#find(this.#hashOfString(string), (ref) => this.#same(ref, string))
  }

  /** The table has none with that contents. False when there is no room for a larger table. */
  add(string: number): boolean {
    if ((this.#live + this.#gone + 1) * 2 > this.#mask + 1 && !this.#grow() && this.#live + this.#gone >= this.#mask) {
      return false
    }
    this.#insert(this.#hashOfString(string), string)
    return true
  }

  forEach(visit: (ref: number) => void): void {
    const { H32 } = this.#memory
    for (let i = 0; this.#base !== 0 && i <= this.#mask; i++) {
      const ref = H32[(this.#base >>> 2) + i * 2 + 1]!
      if (ref > GONE) visit(ref)
    }
  }

  /** A collection has taken place: `forward` gives each string's address, 0 for a dead one. */
  update(forward: (ref: number) => number, young: boolean): void {
    if (this.#base === 0) return
    const { H32 } = this.#memory
    const words = this.#base >>> 2
    const still: number[] = []
    const settle = (entry: number): void => {
      const at = words + entry * 2 + 1
      const ref = H32[at]!
      if (ref <= GONE) return
      const now = forward(ref)
      if (now === 0) {
        H32[at] = GONE
        this.#live--
        this.#gone++
      } else if (now !== ref) {
        H32[at] = now
        // It may move again. What has not moved is old.
        if (young) still.push(entry)
      }
    }
    if (young && this.#young !== null) for (const entry of this.#young) settle(entry)
    else for (let entry = 0; entry <= this.#mask; entry++) settle(entry)
    this.#young = still
    if (this.#gone > (this.#mask + 1) >>> 2) this.#rebuild(this.#base)
  }

  #find(hash: number, matches: (ref: number) => boolean): number {
    const { H32 } = this.#memory
    const words = this.#base >>> 2
    for (let entry = spread(hash) & this.#mask; ; entry = (entry + 1) & this.#mask) {
      const ref = H32[words + entry * 2 + 1]!
      if (ref === 0) return 0
      if (ref !== GONE && H32[words + entry * 2] === hash && matches(ref)) return ref
    }
  }

  #insert(hash: number, ref: number): void {
    const { H32 } = this.#memory
    const words = this.#base >>> 2
    let entry = spread(hash) & this.#mask
    while (H32[words + entry * 2 + 1]! > GONE) entry = (entry + 1) & this.#mask
    if (H32[words + entry * 2 + 1] === GONE) this.#gone--
    H32[words + entry * 2] = hash
    H32[words + entry * 2 + 1] = ref
    this.#live++
    this.#young?.push(entry)
  }

  #grow(): boolean {
    const power = this.#base === 0 ? FIRST_POWER : this.#live * 3 > this.#mask ? this.#power + 1 : this.#power
    if (power === this.#power) {
      // Half of the entries are gone ones.
      this.#rebuild(this.#base)
      return true
    }
    const block = this.#metadata.takeBlock(power)
    if (block === 0) return false
    const [oldBase, oldPower] = [this.#base, this.#power]
    this.#power = power
    this.#rebuild(block)
    if (oldBase !== 0) this.#metadata.giveBlock(oldBase, oldPower)
    return true
  }

  /** Puts all entries into the block of `#power`, which may be where they are. */
  #rebuild(block: number): void {
    const { H32 } = this.#memory
    const entries =
      this.#base === 0 ? new Int32Array(0) : H32.slice(this.#base >>> 2, (this.#base >>> 2) + (this.#mask + 1) * 2)
    this.#base = block
    this.#mask = 2 ** this.#power / ENTRY_BYTES - 1
    H32.fill(0, block >>> 2, (block + 2 ** this.#power) >>> 2)
    this.#live = 0
    this.#gone = 0
    this.#young = null
    for (let i = 0; i < entries.length; i += 2) {
      if (entries[i + 1]! > GONE) this.#insert(entries[i]!, entries[i + 1]!)
    }
    if (entries.length === 0) this.#young = []
  }

  /** String.hashCode of the contents. */
  #hashOfString(string: number): number {
    const { H32, U16 } = this.#memory
    const chars = H32[(string + this.stringValue) >>> 2]!
    const first = (chars + ARRAY_BASE_OFFSET) >>> 1
    const end = first + H32[(chars >>> 2) + ARRAY_LENGTH]!
    let hash = 0
    for (let i = first; i < end; i++) hash = (Math.imul(hash, 31) + U16[i]!) | 0
    return hash
  }

  #hasText(string: number, text: string): boolean {
    const { H32, U16 } = this.#memory
    const chars = H32[(string + this.stringValue) >>> 2]!
    if (H32[(chars >>> 2) + ARRAY_LENGTH] !== text.length) return false
    const first = (chars + ARRAY_BASE_OFFSET) >>> 1
    for (let i = 0; i < text.length; i++) if (U16[first + i] !== text.charCodeAt(i)) return false
    return true
  }

  #same(a: number, b: number): boolean {
    const { H32, U16 } = this.#memory
    const [x, y] = [H32[(a + this.stringValue) >>> 2]!, H32[(b + this.stringValue) >>> 2]!]
    const length = H32[(x >>> 2) + ARRAY_LENGTH]!
    if (H32[(y >>> 2) + ARRAY_LENGTH] !== length) return false
    const [p, q] = [(x + ARRAY_BASE_OFFSET) >>> 1, (y + ARRAY_BASE_OFFSET) >>> 1]
    for (let i = 0; i < length; i++) if (U16[p + i] !== U16[q + i]) return false
    return true
  }
}

function hashOf(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}

/** Neighbouring hash codes (`a1`, `a2` ...) would fill long runs. */
function spread(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> 7
}
