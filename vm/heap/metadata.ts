/**
 * The metadata region: class and method structs, bytecode, constant-pool caches, static fields, monitors, threads, the table of
 * interned strings. Nothing in it moves. What lives for ever is bump allocated from the low end; what goes away is in blocks:
 *
 *   arena    all of a user-defined loader's classes: small pieces, given back together when the loader is unloaded
 *   block    a power of two, given back alone
 *
 * Blocks are buddies: a larger one is halved when there is none of the size, and two free halves become one again. They are cut
 * from large ones that are taken from the high end. All memory that is handed out is zero.
 *
 *   METADATA_BASE                #top          #bottom                            metadataEnd
 *   |  permanent, bump allocated  |    free     |  blocks, used and free            |
 */
import { METADATA_BASE } from './layout.ts'
import type { Memory } from './memory.ts'

/** Smallest block, and the largest part that is cut from the high end for small ones, as powers of two. */
const LEAST = 12
const LARGEST_CUT = 20
const POWERS = 31
/** Blocks of arenas: 4 KB at first, then twice as much each time up to 128 KB. */
const ARENA_FIRST = 12
const ARENA_LARGEST = 17

export class Metadata {
  readonly #H32: Int32Array
  readonly #end: number
  #top = METADATA_BASE
  #bottom: number
  /** Addresses of the free blocks by power of two. */
  readonly #blocks: Set<number>[] = Array.from({ length: POWERS }, () => new Set())
  #freeInBlocks = 0
  readonly #cut: number

  constructor(memory: Memory) {
    this.#H32 = memory.H32
    this.#end = memory.metadataEnd
    this.#bottom = this.#end
    const share = 27 - Math.clz32(Math.max(1, this.#end - METADATA_BASE))
    this.#cut = Math.max(LEAST, Math.min(LARGEST_CUT, share))
  }

  get used(): number {
    return this.committed - this.#freeInBlocks
  }

  /** With what has been given back. */
  get committed(): number {
    return this.#top - METADATA_BASE + (this.#end - this.#bottom)
  }

  get capacity(): number {
    return this.#end - METADATA_BASE
  }

  get free(): number {
    return this.#bottom - this.#top
  }

  /** Address of that many zero bytes for ever, 8-byte aligned; 0 when the region is full. */
  allocate(bytes: number): number {
    const address = this.#top
    const next = address + ((bytes + 7) & ~7)
    if (next > this.#bottom) return 0
    this.#top = next
    return address
  }

  /** A zero block of 2^power bytes; 0 when the region is full. */
  takeBlock(power: number): number {
    const wanted = Math.max(power, LEAST)
    let from = wanted
    while (from < POWERS && this.#blocks[from]!.size === 0) from++
    if (from === POWERS) {
      from = Math.max(wanted, this.#cut)
      // Blocks are aligned, counted from the end; what lies between is free too.
      const address = this.#end - Math.ceil((this.#end - this.#bottom) / 2 ** from + 1) * 2 ** from
      if (address < this.#top) return 0
      for (let gap = address + 2 ** from; gap < this.#bottom; gap += 2 ** this.#cut) this.#put(gap, this.#cut)
      this.#bottom = address
      this.#put(address, from)
    }
    const address = this.#blocks[from]!.values().next().value!
    this.#blocks[from]!.delete(address)
    this.#freeInBlocks -= 2 ** from
    while (from > wanted) {
      from--
      this.#put(address + 2 ** from, from)
    }
    return address
  }

  #put(address: number, power: number): void {
    this.#blocks[power]!.add(address)
    this.#freeInBlocks += 2 ** power
  }

  giveBlock(address: number, power: number): void {
    let size = Math.max(power, LEAST)
    let at = address
    this.#H32.fill(0, at >>> 2, (at + 2 ** size) >>> 2)
    for (; size < POWERS - 1; size++) {
      const fromEnd = (this.#end - at) / 2 ** size
      const buddy = fromEnd % 2 === 0 ? at + 2 ** size : at - 2 ** size
      if (!this.#blocks[size]!.delete(buddy)) break
      this.#freeInBlocks -= 2 ** size
      at = Math.min(at, buddy)
    }
    if (at === this.#bottom && size >= this.#cut) this.#bottom += 2 ** size
    else this.#put(at, size)
  }

  arena(): Arena {
    return new Arena(this)
  }
}

/** Pieces of metadata that go together. */
export class Arena {
  readonly #metadata: Metadata
  /** Address and power of each block. */
  readonly #blocks: (readonly [number, number])[] = []
  #next = ARENA_FIRST
  #top = 0
  #end = 0

  constructor(metadata: Metadata) {
    this.#metadata = metadata
  }

  /** The next pieces of that many bytes in all can be had. */
  reserve(bytes: number): boolean {
    if (this.#top + bytes <= this.#end) return true
    return this.#extend(bytes)
  }

  #extend(size: number): boolean {
    const power = Math.max(this.#next, 32 - Math.clz32(size - 1))
    const block = this.#metadata.takeBlock(power)
    if (block === 0) return false
    this.#blocks.push([block, power])
    if (this.#next < ARENA_LARGEST) this.#next++
    // What is left of the block before, a small rest as a rule, stays unused.
    this.#top = block
    this.#end = block + 2 ** power
    return true
  }

  /** As Metadata.allocate, until `release`. */
  allocate(bytes: number): number {
    const size = Math.max(8, (bytes + 7) & ~7)
    if (this.#top + size > this.#end && !this.#extend(size)) return 0
    const address = this.#top
    this.#top += size
    return address
  }

  /** Addresses of these pieces may soon be those of others. */
  release(): void {
    for (const [address, power] of this.#blocks) this.#metadata.giveBlock(address, power)
    this.#blocks.length = 0
    this.#top = 0
    this.#end = 0
  }
}
