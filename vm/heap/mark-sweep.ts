/**
 * A plain mark-sweep collector: one generation, nothing moves, dead memory goes to free lists. Chosen by -XX:+UseMarkSweepGC; it is
 * there to be compared with the other one, and to be read first.
 *
 *   a free cell    +0  0 (no class)                  a cell of 8 bytes has no link, and is in no list: it comes back
 *                  +4  size in bytes                 when a neighbour dies
 *                  +8  next cell of its list
 *
 * The bump pointer runs through one free cell after another: [CELL_HEAP_TOP, CELL_HEAP_END) is what is left of the current one, already
 * zero. When a request does not fit there the rest goes back to the lists, and a cell for the request is taken: from the list of the
 * smallest size that is sure to suffice, or from the list of its own size if one there does. Lists hold cells of 2^n up to 2^(n+1) - 1
 * bytes. For small requests cells of 512 bytes and more are preferred, so that the bump pointer lasts for a while; a large one
 * gets just what it needs.
 *
 * The sweep goes through the mark bits (mark.ts): a run of zeros is a free cell. It reads and writes nothing of a dead object but the
 * first words of the cell that it becomes a part of. A cell's memory is cleared when it is taken.
 */
import type { Collector, FullRequest, FullResult, Roots, SpaceState, YoungResult } from './collector.ts'
import { type Heap, type HeapOptions, RESERVE_SLICES, reserveOf } from './heap.ts'
import { CELL_HEAP_END, CELL_HEAP_TOP } from './layout.ts'
import { Marker } from './mark.ts'
import type { Memory } from './memory.ts'
import { hex } from './slots.ts'

const LISTS = 31
const LEAST_CELL = 16
/** Small requests take cells from here on if there are some. */
const PREFERRED_LIST = 9
/** A cell for the bump pointer has no more than that, so that little is cleared in advance. */
const RUN = 0x1_0000
/** From here on an object gets memory of its own size, so that no rest of a run is wasted on it. */
const LARGE = 0x1000
/** Allocated between two collections at least, memory permitting. */
const LEAST_GROWTH = 16 << 20
const FIRST_LIMIT = 32 << 20

export class MarkSweep implements Collector {
  readonly name = 'MarkSweep'
  readonly generational = false
  readonly #heap: Heap
  readonly #memory: Memory
  readonly #H32: Int32Array
  readonly #options: HeapOptions
  readonly #lists = new Int32Array(LISTS)
  #marker: Marker | null = null
  /** Bytes in free cells, and in those too small for a list. */
  #inLists = 0
  /** The end of what has been used: a cell without lists from here to `#end`. */
  #frontier: number
  /** Where the memory ends for now: before the reserve, or what is left of it. */
  #end: number
  /** Up to here memory may hold something. */
  #dirty: number
  /** Bytes in use at which the next collection is wanted. */
  #limit = 0
  #reserveOpen = false
  #taken = 0

  constructor(heap: Heap, options: HeapOptions) {
    const { memory } = heap
    this.#heap = heap
    this.#memory = memory
    this.#H32 = memory.H32
    this.#options = options
    this.#frontier = memory.heapBase
    this.#dirty = memory.heapBase
    this.#end = memory.heapLimit - reserveOf(memory)
    this.#setRun(memory.heapBase, memory.heapBase)
    this.#setLimit(FIRST_LIMIT)
  }

  get capacity(): number {
    return this.#memory.heapLimit - this.#memory.heapBase
  }

  get #runLeft(): number {
    return this.#H32[CELL_HEAP_END]! - this.#H32[CELL_HEAP_TOP]!
  }

  get used(): number {
    return this.#frontier - this.#memory.heapBase - this.#inLists - this.#runLeft
  }

  get committed(): number {
    const wanted = Math.max(this.#limit, this.used, this.#frontier - this.#memory.heapBase)
    return Math.min(this.capacity, Math.ceil(wanted / 0x1_0000) * 0x1_0000)
  }

  /** In all: whether one request fits is for canAllocate. */
  get free(): number {
    return this.#end - this.#frontier + this.#inLists + this.#runLeft
  }

  #setRun(from: number, to: number): void {
    this.#H32[CELL_HEAP_TOP] = from
    this.#H32[CELL_HEAP_END] = to
  }

  #setLimit(least: number): void {
    const { stressBytes, initialBytes } = this.#options
    const live = this.used
    this.#limit =
      stressBytes > 0 ? live + stressBytes : Math.max(initialBytes, least, live + Math.max(LEAST_GROWTH, live))
    this.#heap.collectionWanted = false
  }

  // ---- allocation

  allocateSlowly(bytes: number): number {
    const large = bytes >= LARGE || this.#options.stressBytes > 0
    const ref = large ? this.#take(bytes, bytes) : this.#takeRun(bytes)
    if (ref !== 0 && this.used > this.#limit && !this.#reserveOpen) this.#heap.wantCollection()
    return ref
  }

  /** Makes a cell the current one and an object of `bytes` bytes at its start. */
  #takeRun(bytes: number): number {
    const ref = this.#take(bytes, RUN)
    if (ref === 0) return 0
    this.#giveRun()
    this.#setRun(ref + bytes, ref + this.#taken)
    return ref
  }

  /** Zero memory of `least` bytes, or of more if it lies there, up to `most`: `#taken` says how much. 0 when there is none. */
  #take(least: number, most: number): number {
    const cell = this.#takeCell(least)
    const from = cell === 0 ? this.#frontier : cell
    const size = cell === 0 ? this.#end - from : this.#H32[(cell >>> 2) + 1]!
    if (size < least) return 0
    this.#taken = Math.min(size, most)
    if (cell === 0) this.#frontier += this.#taken
    else if (size > this.#taken) this.#giveCell(cell + this.#taken, size - this.#taken)
    const to = from + this.#taken
    if (from < this.#dirty) this.#H32.fill(0, from >>> 2, Math.min(to, this.#dirty) >>> 2)
    this.#dirty = Math.max(this.#dirty, to)
    return from
  }

  /** Takes a cell out of its list; 0 when there is none. */
  #takeCell(least: number): number {
    const H32 = this.#H32
    const lists = this.#lists
    const own = listOf(least)
    for (let list = Math.max(own + 1, PREFERRED_LIST); list < LISTS; list++) {
      const cell = lists[list]!
      if (cell === 0) continue
      lists[list] = H32[(cell >>> 2) + 2]!
      this.#inLists -= H32[(cell >>> 2) + 1]!
      return cell
    }
    for (let list = own; list < LISTS; list++) {
      // In the list of its own size the first one that suffices; in all others any does.
      let link = -1
      for (let cell = lists[list]!; cell !== 0; cell = H32[(cell >>> 2) + 2]!) {
        if (H32[(cell >>> 2) + 1]! >= least) {
          const next = H32[(cell >>> 2) + 2]!
          if (link < 0) lists[list] = next
          else H32[link] = next
          this.#inLists -= H32[(cell >>> 2) + 1]!
          return cell
        }
        link = (cell >>> 2) + 2
      }
    }
    return 0
  }

  #giveCell(at: number, bytes: number): void {
    const H32 = this.#H32
    H32[at >>> 2] = 0
    H32[(at >>> 2) + 1] = bytes
    this.#inLists += bytes
    if (bytes < LEAST_CELL) return
    const list = listOf(bytes)
    H32[(at >>> 2) + 2] = this.#lists[list]!
    this.#lists[list] = at
  }

  /** What is left of the current cell goes back. */
  #giveRun(): void {
    const top = this.#H32[CELL_HEAP_TOP]!
    const left = this.#runLeft
    this.#setRun(top, top)
    if (left === 0) return
    if (top + left === this.#frontier) this.#frontier = top
    else this.#giveCell(top, left)
  }

  canAllocate(bytes: number): boolean {
    if (bytes <= this.#runLeft || this.#frontier + bytes <= this.#end) return true
    const H32 = this.#H32
    const own = listOf(bytes)
    for (let list = own; list < LISTS; list++) {
      for (let cell = this.#lists[list]!; cell !== 0; cell = H32[(cell >>> 2) + 2]!) {
        // All pieces of the request, one behind another, fit into one cell.
        if (H32[(cell >>> 2) + 1]! >= bytes) return true
      }
    }
    return false
  }

  openReserve(): void {
    this.#reserveOpen = true
    this.#end = this.#memory.heapLimit
  }

  closeReserve(): void {
    const { heapLimit } = this.#memory
    const reserve = reserveOf(this.#memory)
    this.#reserveOpen = false
    this.#end = Math.min(heapLimit, Math.max(heapLimit - reserve, this.#frontier) + ((reserve / RESERVE_SLICES) & ~7))
  }

  // ---- collection

  needsFull(): boolean {
    return true
  }

  collectYoung(roots: Roots): YoungResult {
    const { cleared } = this.collectFull(roots, { clearSoft: false, missing: 0 })
    return { copiedBytes: 0, promotedBytes: 0, cleared, failed: false }
  }

  collectFull(roots: Roots, request: FullRequest): FullResult {
    const { heapBase, heapLimit } = this.#memory
    const { finalization } = this.#heap
    this.#marker ??= new Marker(this.#memory)
    const marker = this.#marker
    this.#giveRun()
    marker.bits.fill(0, 0, ((this.#frontier - heapBase) >>> 8) + 1)
    marker.mark(roots, finalization, request.clearSoft)
    const forward = (ref: number): number => (marker.isLive(ref) ? ref : 0)
    roots.unloadClasses()
    roots.visitWeak(forward, false)
    finalization.youngFrom = finalization.registered.length
    this.#sweep(marker.bits)
    this.#setRun(this.#frontier, this.#frontier)
    this.#end = Math.max(heapLimit - reserveOf(this.#memory), this.#frontier)
    this.#setLimit(0)
    return { softKept: marker.softKept, cleared: marker.cleared }
  }

  /** From the end down, so that lists begin with the cells at low addresses. */
  #sweep(bits: Int32Array): void {
    const { heapBase } = this.#memory
    this.#lists.fill(0)
    this.#inLists = 0
    let end = (this.#frontier - heapBase) >>> 3
    let last = true
    while (end > 0) {
      const live = previousOne(bits, end)
      if (last) {
        // Behind the last live object there is no cell.
        this.#frontier = heapBase + live * 8
        last = false
      } else if (live < end) this.#giveCell(heapBase + live * 8, (end - live) * 8)
      end = previousZero(bits, live)
    }
  }

  // ---- looking at it

  ranges(): readonly (readonly [number, number])[] {
    const top = this.#H32[CELL_HEAP_TOP]!
    return [
      [this.#memory.heapBase, top],
      [this.#H32[CELL_HEAP_END]!, this.#frontier],
    ]
  }

  spaces(): readonly SpaceState[] {
    return [{ name: 'MarkSweep', used: this.used, committed: this.committed }]
  }

  /** Every cell in a list is one that the walk would find, and the sum is right; the current cell is zero. */
  check(starts: ReadonlySet<number>, problem: (text: string) => void): void {
    const H32 = this.#H32
    let sum = 0
    for (const [from, to] of this.ranges()) {
      for (let at = from; at < to; ) {
        const free = H32[at >>> 2] === 0
        const bytes = free ? H32[(at >>> 2) + 1]! : this.#heap.sizeOf(at)
        if (free) sum += bytes
        if (free && bytes < 8) {
          problem(`free cell at ${hex(at)} of ${bytes} bytes`)
          return
        }
        at += bytes
      }
    }
    if (sum !== this.#inLists) problem(`free cells have ${sum} bytes, not ${this.#inLists}`)
    for (let list = 0; list < LISTS; list++) {
      for (let cell = this.#lists[list]!; cell !== 0; cell = H32[(cell >>> 2) + 2]!) {
        if (H32[cell >>> 2] !== 0 || starts.has(cell)) problem(`cell at ${hex(cell)} in list ${list} is not free`)
        if (listOf(H32[(cell >>> 2) + 1]!) !== list) problem(`cell at ${hex(cell)} is in list ${list}`)
      }
    }
    for (let word = H32[CELL_HEAP_TOP]! >>> 2; word < H32[CELL_HEAP_END]! >>> 2; word++) {
      if (H32[word] !== 0) {
        problem('the current free cell is not zero')
        return
      }
    }
  }
}

/** Cells of 2^n up to 2^(n+1) - 1 bytes are in list n. */
function listOf(bytes: number): number {
  return bytes < 0x4000_0000 ? 31 - Math.clz32(bytes) : LISTS - 1
}

/** One behind the last bit that is set before `end`; 0 when there is none. */
function previousOne(bits: Int32Array, end: number): number {
  let word = (end - 1) >>> 5
  const masked = bits[word]! & (-1 >>> (31 - ((end - 1) & 31)))
  if (masked !== 0) return word * 32 + 32 - Math.clz32(masked)
  for (word--; word >= 0; word--) if (bits[word] !== 0) return word * 32 + 32 - Math.clz32(bits[word]!)
  return 0
}

/** The start of the run of ones that ends before `end`. */
function previousZero(bits: Int32Array, end: number): number {
  if (end === 0) return 0
  let word = (end - 1) >>> 5
  const masked = ~bits[word]! & (-1 >>> (31 - ((end - 1) & 31)))
  if (masked !== 0) return word * 32 + 32 - Math.clz32(masked)
  for (word--; word >= 0; word--) if (bits[word] !== -1) return word * 32 + 32 - Math.clz32(~bits[word]!)
  return 0
}
