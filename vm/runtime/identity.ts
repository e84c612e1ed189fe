/** Identity hashes. They lie in the object's header, or in its monitor record while it is locked (heap/layout.ts). */
import { BITS_LOW_MASK, HASH_SHIFT, MONITOR_HEADER, OBJECT_BITS, TAG_LOCKED, TAG_MASK } from '../heap/layout.ts'
import type { Runtime } from './runtime.ts'

/** Word index of the object's monitor record, 0 when it is unlocked. */
export function monitorRecordOf(H32: Int32Array, ref: number): number {
  const bits = H32[(ref >>> 2) + OBJECT_BITS]!
  // The field is the address divided by 8; as word index that is twice it.
  return (bits & TAG_MASK) === TAG_LOCKED ? (bits >>> HASH_SHIFT) << 1 : 0
}

/** The identity hash: 24 bits, not 0, given at the first request and kept in the header (or its monitor record). */
export function identityHash(rt: Runtime, ref: number): number {
  const { H32 } = rt.memory
  const record = monitorRecordOf(H32, ref)
  const word = record === 0 ? (ref >>> 2) + OBJECT_BITS : record + MONITOR_HEADER
  const known = H32[word]! >>> HASH_SHIFT
  if (known !== 0) return known
  let state = rt.hashState
  let hash = 0
  while (hash === 0) {
    // Marsaglia's xorshift; the state is never 0.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    hash = state >>> 8
  }
  rt.hashState = state
  H32[word] = (hash << HASH_SHIFT) | (H32[word]! & BITS_LOW_MASK)
  return hash
}
