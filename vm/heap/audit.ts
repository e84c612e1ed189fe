/**
 * Walks every object of the heap and checks that it is whole. The rules, one message each:
 *   - the class word is the address of the struct of a class that has been loaded and not unloaded (or 0: a free cell)
 *   - the size is a positive multiple of 8 and the object ends within its part of the heap
 *   - array lengths are not negative; the padding after the last element is zero
 *   - every reference field and every reference element is 0 or the start of an object; so is every root
 *   - header tag bits are unlocked or locked, never forwarded
 * and what the collector knows of itself (`Collector.check`): cards, ages, object starts, free lists, that free memory is zero.
 */
import type { Heap } from './heap.ts'
import {
  ARRAY_LENGTH,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  OBJECT_BITS,
  OBJECT_CLASS,
  TAG_FORWARDED,
  TAG_MASK,
} from './layout.ts'
import { forEachSlot, hex } from './slots.ts'

export interface AuditReport {
  readonly objects: number
  readonly bytes: number
  /** Empty when all is well; at most 20. */
  readonly problems: readonly string[]
}

/** `isClass` says whether an address is that of a class struct; `roots` are references that must be 0 or objects. */
export function auditHeap(
  heap: Heap,
  isClass: (address: number) => boolean,
  roots: Iterable<readonly [string, number]> = [],
): AuditReport {
  const { H32, U8 } = heap.memory
  const problems: string[] = []
  const starts = new Set<number>()
  let bytes = 0
  let whole = true
  const problem = (text: string): void => {
    if (problems.length < 20) problems.push(text)
  }

  const walk = (from: number, to: number): boolean => {
    let ref = from
    while (ref < to) {
      const cls = H32[(ref >>> 2) + OBJECT_CLASS]!
      const free = cls === 0
      if (!free && !isClass(cls)) {
        problem(`object at ${hex(ref)}: class word ${hex(cls)} is no class struct; the walk ends here`)
        return false
      }
      if (!free && H32[(cls >>> 2) + CLASS_ELEMENT_SHIFT]! >= 0 && H32[(ref >>> 2) + ARRAY_LENGTH]! < 0) {
        problem(`array at ${hex(ref)}: negative length; the walk ends here`)
        return false
      }
      const size = free ? H32[(ref >>> 2) + 1]! : heap.sizeOf(ref)
      if (size < 8 || size % 8 !== 0 || ref + size > to) {
        problem(`object at ${hex(ref)}: size ${size} is not possible; the walk ends here`)
        return false
      }
      if (!free) {
        if ((H32[(ref >>> 2) + OBJECT_BITS]! & TAG_MASK) === TAG_FORWARDED) problem(`object at ${hex(ref)}: forwarded`)
        starts.add(ref)
        bytes += size
      }
      ref += size
    }
    return true
  }
  for (const [from, to] of heap.collector.ranges()) whole = walk(from, to) && whole

  const check = (what: () => string, value: number): void => {
    if (value !== 0 && !starts.has(value)) problem(`${what()} holds ${hex(value)}, where no object starts`)
  }
  for (const at of starts) {
    const cls = H32[(at >>> 2) + OBJECT_CLASS]! >>> 2
    forEachSlot(H32, at, (word) => check(() => `object at ${hex(at)}, slot at +${word * 4 - at}`, H32[word]!))
    const shift = H32[cls + CLASS_ELEMENT_SHIFT]!
    if (shift < 0) continue
    const used = H32[cls + CLASS_ELEMENT_BASE]! + H32[(at >>> 2) + ARRAY_LENGTH]! * (1 << shift)
    for (let p = at + used; p < at + heap.sizeOf(at); p++) {
      if (U8[p] !== 0) problem(`array at ${hex(at)}: padding is not zero`)
    }
  }
  for (const [what, value] of roots) check(() => what, value)
  if (whole) heap.collector.check(starts, problem)
  return { objects: starts.size, bytes, problems }
}
