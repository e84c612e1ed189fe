/**
 * A young collection: Cheney's copying. Live young objects go to the empty survivor space, or, from a certain age on, to the end of
 * the old generation; both are scanned behind the copies, so the copies themselves are the queue. A copied object leaves its new
 * address and TAG_FORWARDED in its header bits.
 *
 *   1 cards   the slots on dirty cards of the old generation are roots. Their cards are cleaned first; a slot whose object has
 *             stayed young dirties its card again
 *   2 roots   thread stacks, static fields ...
 *   3 scan    the copies, until there is none left that has not been scanned
 *   4 weak    references, finalizers (again 3), phantom references, weak tables
 *
 * When the old generation is full, an object that has to move there stays where it is, forwarded to itself. The collection goes on to
 * its end all the same, so that every reference is right, and is followed by a full one (`failed`).
 *
 * One function that closes over its state: V8 then sees the views as constants and inlines `copy` where it is hot.
 */
import type { Roots } from './collector.ts'
import type { Finalization } from './finalization.ts'
import {
  ARRAY_BASE_OFFSET,
  ARRAY_LENGTH,
  CARD_BASE,
  CARD_BYTES,
  CARD_DIRTY,
  CARD_SHIFT,
  CLASS_BITS,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_INSTANCE_SIZE,
  CLASS_KIND,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  CLASSBIT_REFERENCE,
  CLASSBIT_STRENGTH_SHIFT,
  KIND_REFERENCE,
  MAX_AGE,
  OBJECT_AGE_MASK,
  OBJECT_AGE_SHIFT,
  REFERENCE_PHANTOM,
  REFERENCE_SOFT,
  TAG_FORWARDED,
  TAG_MASK,
} from './layout.ts'
import type { Memory } from './memory.ts'

export interface ScavengeSetup {
  /** Young objects lie from here on, and nothing else does. */
  readonly youngBase: number
  /** The empty survivor space. */
  readonly toBase: number
  readonly toEnd: number
  /** Where the old generation goes on, and where it has to end. */
  readonly oldTop: number
  readonly oldEnd: number
  /** Objects that have survived that many collections are promoted. */
  readonly threshold: number
  readonly roots: Roots
  readonly finalization: Finalization
}

export interface ScavengeResult {
  readonly toTop: number
  readonly oldTop: number
  readonly cleared: number
  readonly failed: boolean
}

export interface Scavenger {
  run(setup: ScavengeSetup): ScavengeResult
  /** Bytes in the survivor space by age, of the last run. */
  readonly ages: Float64Array
}

const OLD_HEADER_MASK = ~OBJECT_AGE_MASK
const ONE_AGE = 1 << OBJECT_AGE_SHIFT
/** From that many words on a copy is left to the engine. */
const LONG_COPY = 64

/** `starts[card - first card of the heap]`: the old object that covers the card's first byte. */
export function createScavenger(memory: Memory, starts: Int32Array): Scavenger {
  const { H32, U8, heapBase } = memory
  const firstHeapCard = heapBase >>> CARD_SHIFT
  const ages = new Float64Array(MAX_AGE + 1)
  let youngBase = 0
  let toTop = 0
  let toEnd = 0
  let oldTop = 0
  let oldEnd = 0
  let threshold = 0
  let referent = 0
  let failed = false
  let revived = false
  const references: number[] = []
  const phantoms: number[] = []
  const cleared: number[] = []
  // Objects that were not moved: their header bits, and those not scanned yet.
  const stuck: number[] = []
  const stuckBits: number[] = []
  let stuckScanned = 0

  /** Where the young object is now; it is copied when nobody has come upon it before. */
  function copy(ref: number): number {
    const from = ref >>> 2
    const bits = H32[from + 1]!
    if ((bits & TAG_MASK) === TAG_FORWARDED) return bits & ~7
    const cls = H32[from]! >>> 2
    const shift = H32[cls + CLASS_ELEMENT_SHIFT]!
    const size =
      shift < 0
        ? H32[cls + CLASS_INSTANCE_SIZE]!
        : (H32[cls + CLASS_ELEMENT_BASE]! + (H32[from + ARRAY_LENGTH]! << shift) + 7) & ~7
    const age = (bits & OBJECT_AGE_MASK) >>> OBJECT_AGE_SHIFT
    let to: number
    let newBits: number
    if (age < threshold && toTop + size <= toEnd) {
      to = toTop
      toTop = to + size
      newBits = bits + ONE_AGE
      ages[age + 1] = ages[age + 1]! + size
    } else if (oldTop + size <= oldEnd) {
      to = oldTop
      oldTop = to + size
      newBits = bits & OLD_HEADER_MASK
      const lastCard = (to + size - 1) >>> CARD_SHIFT
      for (let card = (to + CARD_BYTES - 1) >>> CARD_SHIFT; card <= lastCard; card++) starts[card - firstHeapCard] = to
    } else return stay(ref, bits)
    const words = size >>> 2
    const target = to >>> 2
    H32[target] = cls << 2
    H32[target + 1] = newBits
    if (words < LONG_COPY) for (let i = 2; i < words; i++) H32[target + i] = H32[from + i]!
    else H32.copyWithin(target + 2, from + 2, from + words)
    H32[from + 1] = to | TAG_FORWARDED
    return to
  }

  function stay(ref: number, bits: number): number {
    failed = true
    stuck.push(ref)
    stuckBits.push(bits)
    H32[(ref >>> 2) + 1] = ref | TAG_FORWARDED
    return ref
  }

  /** A slot has got that reference: a young one in an old object dirties the slot's card. */
  function remember(word: number, ref: number): void {
    H32[word] = ref
    if (ref >= youngBase) U8[CARD_BASE + (word >>> (CARD_SHIFT - 2))] = CARD_DIRTY
  }

  /** The referent of a reference object is not followed, but for soft references; it is looked at when all else is done. */
  function isWeak(ref: number, word: number, classBits: number): boolean {
    if (word !== (ref + referent) >>> 2) return false
    const strength = (classBits >>> CLASSBIT_STRENGTH_SHIFT) & 3
    if (strength === REFERENCE_SOFT) return false
    if (strength === REFERENCE_PHANTOM) phantoms.push(ref)
    else references.push(ref)
    return true
  }

  /** Scans the objects of a survivor space from `ref` up to its growing end. */
  function scanSurvivors(ref: number): number {
    while (ref < toTop) {
      const at = ref >>> 2
      const cls = H32[at]! >>> 2
      const shift = H32[cls + CLASS_ELEMENT_SHIFT]!
      if (shift < 0) {
        const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
        const end = list + H32[cls + CLASS_REF_OFFSET_COUNT]!
        const classBits = H32[cls + CLASS_BITS]!
        for (let i = list; i < end; i++) {
          const word = (ref + H32[i]!) >>> 2
          const child = H32[word]!
          if (child < youngBase) continue
          if ((classBits & CLASSBIT_REFERENCE) !== 0 && isWeak(ref, word, classBits)) continue
          H32[word] = copy(child)
        }
        ref += H32[cls + CLASS_INSTANCE_SIZE]!
        continue
      }
      const length = H32[at + ARRAY_LENGTH]!
      if (H32[cls + CLASS_KIND] === KIND_REFERENCE) {
        let word = (ref + ARRAY_BASE_OFFSET) >>> 2
        for (const end = word + length; word < end; word++) {
          const child = H32[word]!
          if (child >= youngBase) H32[word] = copy(child)
        }
      }
      ref += (H32[cls + CLASS_ELEMENT_BASE]! + (length << shift) + 7) & ~7
    }
    return ref
  }

  /** The slots of one object that lie between two addresses, in the old generation or stuck; the object's size. */
  function scanOld(ref: number, low: number, high: number): number {
    const at = ref >>> 2
    const cls = H32[at]! >>> 2
    const shift = H32[cls + CLASS_ELEMENT_SHIFT]!
    if (shift < 0) {
      const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
      const end = list + H32[cls + CLASS_REF_OFFSET_COUNT]!
      const classBits = H32[cls + CLASS_BITS]!
      for (let i = list; i < end; i++) {
        const address = ref + H32[i]!
        if (address < low || address >= high) continue
        const child = H32[address >>> 2]!
        if (child < youngBase) continue
        // Its card stays dirty until the referent has been settled.
        if ((classBits & CLASSBIT_REFERENCE) !== 0 && isWeak(ref, address >>> 2, classBits))
          remember(address >>> 2, child)
        else remember(address >>> 2, copy(child))
      }
      return H32[cls + CLASS_INSTANCE_SIZE]!
    }
    const length = H32[at + ARRAY_LENGTH]!
    if (H32[cls + CLASS_KIND] === KIND_REFERENCE) {
      const first = (ref + ARRAY_BASE_OFFSET) >>> 2
      const end = Math.min(first + length, high >>> 2)
      for (let word = Math.max(first, low >>> 2); word < end; word++) {
        const child = H32[word]!
        if (child >= youngBase) remember(word, copy(child))
      }
    }
    return (H32[cls + CLASS_ELEMENT_BASE]! + length * (1 << shift) + 7) & ~7
  }

  function scanPromoted(ref: number): number {
    while (ref < oldTop) ref += scanOld(ref, 0, 0x7fff_fff8)
    return ref
  }

  function scanCards(end: number): void {
    const last = CARD_BASE + ((end - 1) >>> CARD_SHIFT)
    for (let card = CARD_BASE + firstHeapCard; card <= last; ) {
      if (U8[card] === 0) {
        card++
        // Four clean cards at a time.
        while ((card & 3) === 0 && card <= last && H32[card >>> 2] === 0) card += 4
        continue
      }
      let next = card
      while (next <= last && U8[next] !== 0) U8[next++] = 0
      const low = (card - CARD_BASE) << CARD_SHIFT
      const high = Math.min(next === last + 1 ? end : (next - CARD_BASE) << CARD_SHIFT, end)
      for (let ref = starts[card - CARD_BASE - firstHeapCard]!; ref < high; ) ref += scanOld(ref, low, high)
      card = next
    }
  }

  /** Where the object is after the copying; 0: it is dead. */
  function forward(ref: number): number {
    if (ref < youngBase) return ref
    const bits = H32[(ref >>> 2) + 1]!
    return (bits & TAG_MASK) === TAG_FORWARDED ? bits & ~7 : 0
  }

  function settle(list: number[]): void {
    for (const reference of list) {
      const word = (reference + referent) >>> 2
      const now = forward(H32[word]!)
      if (reference < youngBase) remember(word, now)
      else H32[word] = now
      if (now === 0) cleared.push(reference)
    }
    list.length = 0
  }

  return {
    ages,
    run(setup) {
      const { roots, finalization } = setup
      ;({ youngBase, toEnd, oldTop, oldEnd, threshold } = setup)
      toTop = setup.toBase
      referent = roots.referentOffset
      failed = false
      stuck.length = 0
      stuckBits.length = 0
      stuckScanned = 0
      cleared.length = 0
      revived = false
      ages.fill(0)
      let survivorScan = toTop
      let promotedScan = oldTop
      const drain = (): void => {
        while (survivorScan < toTop || promotedScan < oldTop || stuckScanned < stuck.length) {
          survivorScan = scanSurvivors(survivorScan)
          promotedScan = scanPromoted(promotedScan)
          while (stuckScanned < stuck.length) scanStuck(stuck[stuckScanned++]!)
        }
      }
      // The class word is whole, only the header bits are not.
      const scanStuck = (ref: number): void => {
        scanOld(ref, 0, 0x7fff_fff8)
      }
      const root = (ref: number): number => (ref < youngBase ? ref : copy(ref))

      if (oldTop > heapBase) scanCards(oldTop)
      roots.visit(root, youngBase)
      const { pending } = finalization
      for (let i = 0; i < pending.length; i++) pending.set(i, root(pending.at(i)))
      drain()
      settle(references)
      finalize(setup, drain)
      settle(phantoms)
      roots.visitWeak(forward, true)
      for (let i = 0; i < stuck.length; i++) H32[(stuck[i]! >>> 2) + 1] = stuckBits[i]!
      // Only now are all headers whole, which the monitors of queues and of the finalizer thread are in.
      if (revived) roots.finalizersReady()
      for (const reference of cleared) roots.cleared(reference)
      return { toTop, oldTop, cleared: cleared.length, failed }
    },
  }

  /** Dead objects with finalizers come back to life until those have run. */
  function finalize({ finalization }: ScavengeSetup, drain: () => void): void {
    const { registered, pending } = finalization
    const before = pending.length
    let kept = finalization.youngFrom
    let firstYoung = -1
    for (let i = kept; i < registered.length; i++) {
      const ref = registered.at(i)
      const now = forward(ref)
      if (now === 0) pending.push(copy(ref))
      else {
        if (now >= youngBase && firstYoung < 0) firstYoung = kept
        registered.set(kept++, now)
      }
    }
    registered.length = kept
    finalization.youngFrom = firstYoung < 0 ? kept : firstYoung
    if (pending.length === before) return
    drain()
    revived = true
    settle(references)
  }
}
