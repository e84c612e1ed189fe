/**
 * Walks every object of the heap and checks that it is whole. The rules, one message each:
 *   - the class word is the address of a class struct, and of one that has instances (or is an array class)
 *   - the size is a positive multiple of 8 and the object ends at or before the heap top
 *   - array lengths are not negative; the padding after the last element is zero
 *   - every reference field and every reference element is 0 or the start of an object
 *   - header tag bits are unlocked or locked, never forwarded
 *   - the memory between heap top and heap limit is zero (first and last 4 KiB of it are looked at)
 */
import type { Heap } from './heap.ts'
import {
  ARRAY_LENGTH,
  CELL_HEAP_TOP,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_KIND,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  KIND_REFERENCE,
  OBJECT_BITS,
  OBJECT_CLASS,
  TAG_FORWARDED,
  TAG_MASK,
} from './layout.ts'

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
  const { H32, U8, heapBase, heapLimit } = heap.memory
  const top = H32[CELL_HEAP_TOP]!
  const problems: string[] = []
  const starts = new Set<number>()
  let bytes = 0
  const problem = (text: string): void => {
    if (problems.length < 20) problems.push(text)
  }
  const hex = (n: number): string => `0x${(n >>> 0).toString(16)}`

  let ref = heapBase
  while (ref < top) {
    const cls = H32[(ref >>> 2) + OBJECT_CLASS]!
    if (!isClass(cls)) {
      problem(`object at ${hex(ref)}: class word ${hex(cls)} is no class struct; the walk ends here`)
      break
    }
    const shift = H32[(cls >>> 2) + CLASS_ELEMENT_SHIFT]!
    if (shift >= 0 && H32[(ref >>> 2) + ARRAY_LENGTH]! < 0) {
      problem(`array at ${hex(ref)}: negative length; the walk ends here`)
      break
    }
    const size = heap.sizeOf(ref)
    if (size < 8 || size % 8 !== 0 || ref + size > top) {
      problem(`object at ${hex(ref)}: size ${size} is not possible; the walk ends here`)
      break
    }
    if ((H32[(ref >>> 2) + OBJECT_BITS]! & TAG_MASK) === TAG_FORWARDED) problem(`object at ${hex(ref)}: forwarded`)
    starts.add(ref)
    bytes += size
    ref += size
  }

  const check = (what: string, value: number): void => {
    if (value !== 0 && !starts.has(value)) problem(`${what} holds ${hex(value)}, where no object starts`)
  }
  for (const at of starts) {
    const cls = H32[(at >>> 2) + OBJECT_CLASS]! >>> 2
    const shift = H32[cls + CLASS_ELEMENT_SHIFT]!
    if (shift < 0) {
      const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
      for (let i = 0; i < H32[cls + CLASS_REF_OFFSET_COUNT]!; i++) {
        const offset = H32[list + i]!
        check(`object at ${hex(at)}, field at +${offset}`, H32[(at + offset) >>> 2]!)
      }
      continue
    }
    const length = H32[(at >>> 2) + ARRAY_LENGTH]!
    const first = at + H32[cls + CLASS_ELEMENT_BASE]!
    if (H32[cls + CLASS_KIND] === KIND_REFERENCE) {
      for (let i = 0; i < length; i++) check(`array at ${hex(at)}, element ${i}`, H32[(first >>> 2) + i]!)
    }
    for (let p = first + length * (1 << shift); p < at + heap.sizeOf(at); p++) {
      if (U8[p] !== 0) problem(`array at ${hex(at)}: padding is not zero`)
    }
  }
  for (const [what, value] of roots) check(what, value)
  const clean = (from: number, to: number): boolean => H32.subarray(from >>> 2, to >>> 2).every((word) => word === 0)
  if (!clean(top, Math.min(top + 4096, heapLimit)) || !clean(Math.max(top, heapLimit - 4096), heapLimit)) {
    problem('the free part of the heap is not zero')
  }
  return { objects: starts.size, bytes, problems }
}
