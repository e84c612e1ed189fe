/** The slots of an object that hold references, for whoever looks at the heap without hurry; the collectors write this out. */
import {
  ARRAY_BASE_OFFSET,
  ARRAY_LENGTH,
  CLASS_ELEMENT_SHIFT,
  CLASS_KIND,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  KIND_REFERENCE,
} from './layout.ts'

/** Calls `visit` with the word index of each slot, null or not. */
export function forEachSlot(H32: Int32Array, ref: number, visit: (word: number) => void): void {
  const cls = H32[ref >>> 2]! >>> 2
  if (H32[cls + CLASS_ELEMENT_SHIFT]! < 0) {
    const list = H32[cls + CLASS_REF_OFFSETS]! >>> 2
    for (let i = 0; i < H32[cls + CLASS_REF_OFFSET_COUNT]!; i++) visit((ref + H32[list + i]!) >>> 2)
  } else if (H32[cls + CLASS_KIND] === KIND_REFERENCE) {
    const first = (ref + ARRAY_BASE_OFFSET) >>> 2
    const end = first + H32[(ref >>> 2) + ARRAY_LENGTH]!
    for (let word = first; word < end; word++) visit(word)
  }
}

/** An address in messages. */
export function hex(n: number): string {
  return `0x${(n >>> 0).toString(16)}`
}
