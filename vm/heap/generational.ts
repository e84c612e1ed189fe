/**
 * The generational collector. The object memory is divided so (-Xmx is all of it):
 *
 *   heapBase        oldTop      oldEnd = youngBase                                                   heapLimit
 *   |  old objects  |   free    |  survivor 0  |  survivor 1  |  eden: TOP -> ... END |  slack  |  reserve  |
 *                                                                                     soft end  hard end
 *
 * Objects are made in eden by bumping CELL_HEAP_TOP. A young collection (scavenge.ts) copies what lives there into one of the survivor
 * spaces or, when it is old enough, to the end of the old generation. A full collection (mark.ts, compact.ts) slides everything that
 * lives, young or old, to heapBase: afterwards it is all old, the young generation is empty and all cards are clean. Then the border
 * is drawn anew: the young generation takes what -Xmn says, less when the old one needs the room, so that a program may fill all of -Xmx.
 *
 * Large arrays are made in the old generation; so is what is allocated out of line when eden is full, until the next safepoint. Such
 * objects may refer to young ones from the start, so their cards are dirtied.
 *
 * When to collect: young, when eden is full and the old generation has room for what will probably be promoted (a failed promotion
 * costs a full collection at once); full, when it has not, or when the old generation has grown to the limit that the last full
 * collection has set: twice what lived, or 32 MB more, so its cost is spread, and a program that holds little touches little memory.
 */
import { markCards } from './barrier.ts'
import type { Collector, FullRequest, FullResult, Roots, SpaceState, YoungResult } from './collector.ts'
import { Compactor, type Ranges } from './compact.ts'
import { type Heap, type HeapOptions, LARGE_OBJECT_BYTES, RESERVE_SLICES, reserveOf } from './heap.ts'
import { CARD_BASE, CARD_BYTES, CARD_SHIFT, CELL_HEAP_END, CELL_HEAP_TOP, MAX_AGE } from './layout.ts'
import { Marker } from './mark.ts'
import type { Memory } from './memory.ts'
import { createScavenger, type Scavenger } from './scavenge.ts'
import { forEachSlot, hex } from './slots.ts'

/** Eden and two survivor spaces of an eighth of eden each. */
const DEFAULT_YOUNG = 10 << 20
const LEAST_YOUNG = 0x1_0000
const SURVIVOR_SHARE = 10
/** Allocated in the old generation between two full collections at least, memory permitting. */
const LEAST_GROWTH = 32 << 20
/** Where the first full collection comes. */
const FIRST_LIMIT = 64 << 20
/** What allocation out of line can count on behind the soft end, memory permitting. */
const SLACK = 0x10_0000
/** Of the collections under stress, every so many is a full one. */
const STRESS_FULL = 8

const page = (bytes: number): number => bytes & ~0xfff

export class Generational implements Collector {
  readonly name = 'Serial'
  readonly generational = true
  readonly #heap: Heap
  readonly #memory: Memory
  readonly #H32: Int32Array
  readonly #options: HeapOptions
  /** The old object that covers the first byte of each card. */
  readonly #starts: Int32Array
  readonly #scavenger: Scavenger
  #marker: Marker | null = null
  #compactor: Compactor | null = null
  #oldTop: number
  /** Up to here the free part of the old generation may hold what is left of moved objects; behind it all is zero. */
  #oldDirty: number
  /** The old generation is full for the time being. */
  #oldLimit = 0
  #youngBase = 0
  #survivorBytes = 0
  /** The survivor space in use. */
  #from = 0
  #fromTop = 0
  #edenBase = 0
  /** The hard end of eden. */
  #edenEnd = 0
  #threshold = MAX_AGE
  #averagePromoted = 0
  #collections = 0
  #reserveOpen = false
  #softBefore = false

  constructor(heap: Heap, options: HeapOptions) {
    const { memory } = heap
    this.#heap = heap
    this.#memory = memory
    this.#H32 = memory.H32
    this.#options = options
    this.#starts = new Int32Array(((memory.heapLimit - memory.heapBase) >>> CARD_SHIFT) + 1)
    this.#scavenger = createScavenger(memory, this.#starts)
    this.#oldTop = memory.heapBase
    this.#oldDirty = memory.heapBase
    this.#divide(0)
    this.#setOldLimit()
  }

  get capacity(): number {
    return this.#memory.heapLimit - this.#memory.heapBase
  }

  get used(): number {
    return this.#oldTop - this.#memory.heapBase + (this.#fromTop - this.#from) + this.#edenUsed
  }

  get #edenUsed(): number {
    return this.#H32[CELL_HEAP_TOP]! - this.#edenBase
  }

  get committed(): number {
    const old = Math.max(this.#oldLimit, this.#oldTop) - this.#memory.heapBase
    return Math.min(this.capacity, Math.ceil(old / 0x1_0000) * 0x1_0000 + this.#youngBytes)
  }

  get #youngBytes(): number {
    return this.#memory.heapLimit - this.#youngBase
  }

  get free(): number {
    return Math.max(this.#youngBase - this.#oldTop, this.#edenEnd - this.#H32[CELL_HEAP_TOP]!)
  }

  // ---- allocation

  allocateSlowly(bytes: number): number {
    const H32 = this.#H32
    const top = H32[CELL_HEAP_TOP]!
    const small = bytes < LARGE_OBJECT_BYTES
    if (small && top + bytes <= this.#edenEnd) {
      // Behind the soft end.
      H32[CELL_HEAP_TOP] = top + bytes
      if (top + bytes > H32[CELL_HEAP_END]! && !this.#reserveOpen) this.#heap.wantCollection()
      return top
    }
    const ref = this.#allocateOld(bytes)
    if (ref !== 0) {
      if (small || this.#oldTop > this.#oldLimit || this.#youngBase - this.#oldTop < SLACK) this.#heap.wantCollection()
      return ref
    }
    if (top + bytes > this.#edenEnd) return 0
    H32[CELL_HEAP_TOP] = top + bytes
    return top
  }

  #allocateOld(bytes: number): number {
    const ref = this.#oldTop
    const end = ref + bytes
    if (end > this.#youngBase) return 0
    if (ref < this.#oldDirty) this.#H32.fill(0, ref >>> 2, Math.min(end, this.#oldDirty) >>> 2)
    this.#oldTop = end
    const base = this.#memory.heapBase >>> CARD_SHIFT
    this.#starts.fill(ref, ((ref + CARD_BYTES - 1) >>> CARD_SHIFT) - base, ((end - 1) >>> CARD_SHIFT) - base + 1)
    markCards(this.#memory, ref, end)
    return ref
  }

  canAllocate(bytes: number): boolean {
    return this.#oldTop + bytes <= this.#youngBase || this.#H32[CELL_HEAP_TOP]! + bytes <= this.#edenEnd
  }

  openReserve(): void {
    this.#reserveOpen = true
    this.#softBefore = this.#H32[CELL_HEAP_END]! < this.#edenEnd
    this.#edenEnd = this.#memory.heapLimit
  }

  closeReserve(): void {
    const { heapLimit } = this.#memory
    const reserve = reserveOf(this.#memory)
    const top = this.#H32[CELL_HEAP_TOP]!
    this.#reserveOpen = false
    this.#edenEnd = Math.min(heapLimit, Math.max(heapLimit - reserve, top) + ((reserve / RESERVE_SLICES) & ~7))
    if (!this.#softBefore) this.#H32[CELL_HEAP_END] = this.#edenEnd
  }

  // ---- when

  needsFull(missing: number): boolean {
    const oldFree = this.#youngBase - this.#oldTop
    if (this.#options.stressBytes > 0 && this.#collections % STRESS_FULL === STRESS_FULL - 1) return true
    if (this.#oldTop > this.#oldLimit) return true
    // A young collection makes room in eden only.
    if (missing > Math.max(oldFree, missing < LARGE_OBJECT_BYTES ? this.#edenEnd - this.#edenBase : 0)) return true
    const young = this.#fromTop - this.#from + this.#edenUsed
    return oldFree < Math.min(young, Math.max(this.#averagePromoted * 2, young >>> 3))
  }

  // ---- young

  collectYoung(roots: Roots): YoungResult {
    const H32 = this.#H32
    const to = this.#from === this.#youngBase ? this.#youngBase + this.#survivorBytes : this.#youngBase
    const oldBefore = this.#oldTop
    this.#collections++
    const result = this.#scavenger.run({
      youngBase: this.#youngBase,
      toBase: to,
      toEnd: to + this.#survivorBytes,
      oldTop: oldBefore,
      oldEnd: this.#youngBase,
      threshold: this.#threshold,
      roots,
      finalization: this.#heap.finalization,
    })
    this.#oldTop = result.oldTop
    this.#oldDirty = Math.max(this.#oldDirty, result.oldTop)
    const promotedBytes = result.oldTop - oldBefore
    const copiedBytes = promotedBytes + result.toTop - to
    this.#averagePromoted = (this.#averagePromoted * 3 + promotedBytes) / 4
    // What could not be promoted lies scattered in the young generation: the full collection that has to follow finds it.
    if (result.failed) return { copiedBytes, promotedBytes, cleared: result.cleared, failed: true }
    H32.fill(0, this.#edenBase >>> 2, H32[CELL_HEAP_TOP]! >>> 2)
    this.#from = to
    this.#fromTop = result.toTop
    this.#setThreshold()
    this.#edenEnd = this.#memory.heapLimit - reserveOf(this.#memory)
    H32[CELL_HEAP_TOP] = this.#edenBase
    this.#setSoftEnd()
    return { copiedBytes, promotedBytes, cleared: result.cleared, failed: false }
  }

  /** Survivors are promoted at the age up to which they fill half of a survivor space. */
  #setThreshold(): void {
    const { ages } = this.#scavenger
    let sum = 0
    let age = 1
    for (; age < MAX_AGE; age++) {
      sum += ages[age]!
      if (sum > this.#survivorBytes / 2) break
    }
    this.#threshold = age
  }

  get tenuringThreshold(): number {
    return this.#threshold
  }

  // ---- full

  collectFull(roots: Roots, request: FullRequest): FullResult {
    const H32 = this.#H32
    const { heapBase, heapLimit } = this.#memory
    const { finalization } = this.#heap
    this.#collections++
    this.#marker ??= new Marker(this.#memory)
    this.#compactor ??= new Compactor(this.#memory, this.#marker.bits)
    const marker = this.#marker
    const compactor = this.#compactor
    const ranges: Ranges = [
      [heapBase, this.#oldTop],
      [this.#youngBase, H32[CELL_HEAP_TOP]!],
    ]
    compactor.clear(ranges)
    marker.mark(roots, finalization, request.clearSoft)
    const end = compactor.count(ranges)
    const update = (ref: number): number => compactor.newAddress(ref)
    const forward = (ref: number): number => (marker.isLive(ref) ? compactor.newAddress(ref) : 0)
    roots.unloadClasses()
    roots.visit(update, 1)
    roots.visitWeak(forward, false)
    for (const list of [finalization.registered, finalization.pending]) {
      for (let i = 0; i < list.length; i++) list.set(i, update(list.at(i)))
    }
    finalization.youngFrom = finalization.registered.length
    compactor.update(ranges, this.#starts)
    compactor.slide(ranges)
    this.#memory.U8.fill(
      0,
      CARD_BASE + (heapBase >>> CARD_SHIFT),
      CARD_BASE + ((heapLimit + CARD_BYTES - 1) >>> CARD_SHIFT),
    )
    this.#oldDirty = Math.max(this.#oldDirty, this.#oldTop, end)
    this.#oldTop = end
    this.#divide(request.missing)
    this.#setOldLimit()
    return { softKept: marker.softKept, cleared: marker.cleared }
  }

  /** Draws the border between the generations; the young one is empty. What has been used of it so far may hold anything. */
  #divide(missing: number): void {
    const H32 = this.#H32
    const { heapBase, heapLimit } = this.#memory
    const hardEnd = heapLimit - reserveOf(this.#memory)
    const oldYoungBase = this.#youngBase
    const usedEnd = H32[CELL_HEAP_TOP]!
    const available = Math.max(0, hardEnd - this.#oldTop)
    const wanted =
      this.#options.youngBytes > 0
        ? Math.max(LEAST_YOUNG, Math.min(this.#options.youngBytes, hardEnd - heapBase - LEAST_YOUNG))
        : Math.min(DEFAULT_YOUNG, this.capacity / 3)
    // A large request goes before a large nursery.
    const young = Math.max(Math.min(wanted, available - missing), Math.min(LEAST_YOUNG, available))
    const lowest = Math.max(this.#oldTop, (hardEnd - young) & -CARD_BYTES)
    const base = Math.min(hardEnd, (lowest + CARD_BYTES - 1) & -CARD_BYTES)
    const bytes = hardEnd - base
    this.#youngBase = base
    this.#survivorBytes = bytes < LEAST_YOUNG * 4 ? 0 : page(bytes / SURVIVOR_SHARE)
    this.#from = base
    this.#fromTop = base
    this.#edenBase = base + this.#survivorBytes * 2
    this.#edenEnd = hardEnd
    // Eden has to be zero: what was young and in use, and what was old.
    if (oldYoungBase !== 0) {
      const dirtyOld = Math.min(this.#oldDirty, oldYoungBase)
      if (this.#edenBase < dirtyOld) H32.fill(0, this.#edenBase >>> 2, dirtyOld >>> 2)
      const from = Math.max(this.#edenBase, oldYoungBase)
      if (from < usedEnd) H32.fill(0, from >>> 2, usedEnd >>> 2)
      this.#oldDirty = base > oldYoungBase ? base : Math.min(this.#oldDirty, base)
    }
    this.#oldDirty = Math.max(this.#oldDirty, heapBase)
    this.#threshold = MAX_AGE
    H32[CELL_HEAP_TOP] = this.#edenBase
    this.#setSoftEnd()
  }

  #setSoftEnd(): void {
    const H32 = this.#H32
    const oldFree = this.#youngBase - this.#oldTop
    // When little is free, a quarter of it, so that a nearly full heap is not collected for each object.
    const slack = Math.min(SLACK, (oldFree + this.#edenEnd - this.#edenBase) >>> 2) & ~7
    let end = oldFree >= slack ? this.#edenEnd : Math.max(this.#edenBase, this.#edenEnd - slack)
    if (this.#options.stressBytes > 0) end = Math.min(end, this.#edenBase + this.#options.stressBytes)
    H32[CELL_HEAP_END] = end
    this.#heap.collectionWanted = false
  }

  #setOldLimit(): void {
    const { heapBase } = this.#memory
    const live = this.#oldTop - heapBase
    const first = this.#collections === 0 ? FIRST_LIMIT : 0
    const least = Math.max(first, this.#options.initialBytes - this.#youngBytes, live + Math.max(LEAST_GROWTH, live))
    this.#oldLimit = Math.min(this.#youngBase, heapBase + least)
  }

  // ---- looking at it

  ranges(): readonly (readonly [number, number])[] {
    return [
      [this.#memory.heapBase, this.#oldTop],
      [this.#from, this.#fromTop],
      [this.#edenBase, this.#H32[CELL_HEAP_TOP]!],
    ]
  }

  spaces(): readonly SpaceState[] {
    return [
      { name: 'Eden', used: this.#edenUsed, committed: this.#edenEnd - this.#edenBase },
      { name: 'From', used: this.#fromTop - this.#from, committed: this.#survivorBytes },
      {
        name: 'Tenured',
        used: this.#oldTop - this.#memory.heapBase,
        committed: Math.max(this.#oldLimit, this.#oldTop) - this.#memory.heapBase,
      },
    ]
  }

  /** The cards and the table of object starts, ages, and that free memory is zero where it has to be. */
  check(starts: ReadonlySet<number>, problem: (text: string) => void): void {
    const { H32, U8, heapBase } = this.#memory
    const heap = this.#heap
    const base = heapBase >>> CARD_SHIFT
    const ageOf = (ref: number): number => (H32[(ref >>> 2) + 1]! >>> 2) & MAX_AGE
    for (const ref of starts) {
      const old = ref < this.#youngBase
      if (old && ageOf(ref) !== 0) problem(`old object at ${hex(ref)} has an age`)
      if (!old && ref < this.#edenBase && ageOf(ref) === 0) problem(`survivor at ${hex(ref)} has no age`)
      if (!old) continue
      const end = ref + heap.sizeOf(ref)
      for (let card = (ref + CARD_BYTES - 1) >>> CARD_SHIFT; card <= (end - 1) >>> CARD_SHIFT; card++) {
        if (this.#starts[card - base] !== ref)
          problem(`card ${card}: starts says ${hex(this.#starts[card - base]!)}, not ${hex(ref)}`)
      }
      forEachSlot(H32, ref, (word) => {
        const child = H32[word]!
        if (child >= this.#youngBase && U8[CARD_BASE + (word >>> (CARD_SHIFT - 2))] === 0) {
          problem(`old object at ${hex(ref)} refers to a young one from a clean card`)
        }
      })
    }
    const clean = (from: number, to: number): boolean => {
      for (let word = from >>> 2; word < to >>> 2; word++) if (H32[word] !== 0) return false
      return true
    }
    const top = H32[CELL_HEAP_TOP]!
    const oldFree = Math.max(this.#oldTop, this.#oldDirty)
    if (!clean(top, this.#edenEnd)) problem('the free part of eden is not zero')
    if (!clean(oldFree, Math.min(oldFree + 4096, this.#youngBase)))
      problem('the free part of the old generation is not zero')
  }
}
