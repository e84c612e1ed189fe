/**
 * The metadata region: class and method structs, bytecode, constant-pool caches, static fields. Bump allocated, zero, never
 * moved, never freed.
 */
import { METADATA_BASE } from './layout.ts'
import type { Memory } from './memory.ts'

export class Metadata {
  #top: number
  readonly #end: number

  constructor(memory: Memory) {
    this.#top = METADATA_BASE
    this.#end = memory.metadataEnd
  }

  get used(): number {
    return this.#top - METADATA_BASE
  }

  get free(): number {
    return this.#end - this.#top
  }

  /** Address of that many zero bytes, 8-byte aligned; 0 when the region is full. */
  allocate(bytes: number): number {
    const address = this.#top
    const next = address + ((bytes + 7) & ~7)
    if (next > this.#end) return 0
    this.#top = next
    return address
  }
}
