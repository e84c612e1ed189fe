/**
 * Monitors (JVMS 2.11.10): a locked object's header refers to a monitor record (heap/layout.ts) that keeps owner, count and
 * the header's old bits. Records come from a free list and go back at the last exit.
 */
import {
  BITS_LOW_MASK,
  CELL_MONITOR_FREE,
  HASH_SHIFT,
  MONITOR_BYTES,
  MONITOR_COUNT,
  MONITOR_HEADER,
  MONITOR_NEXT,
  MONITOR_OWNER,
  OBJECT_BITS,
  TAG_LOCKED,
  TAG_MASK,
} from '../heap/layout.ts'
import { throwNew } from '../runtime/exceptions.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { vmBug } from '../runtime/vm-bug.ts'

/** Word index of the object's monitor record, 0 when it is unlocked. */
function recordOf(H32: Int32Array, ref: number): number {
  const bits = H32[(ref >>> 2) + OBJECT_BITS]!
  // The field is the address divided by 8; as word index that is twice it.
  return (bits & TAG_MASK) === TAG_LOCKED ? (bits >>> HASH_SHIFT) << 1 : 0
}

/** Enters the monitor. There is one thread now, so it never has to wait. */
export function monitorEnter(rt: Runtime, ref: number): void {
  const { H32 } = rt.memory
  const held = recordOf(H32, ref)
  if (held !== 0) {
    H32[held + MONITOR_COUNT] = H32[held + MONITOR_COUNT]! + 1
    return
  }
  let address = H32[CELL_MONITOR_FREE]!
  if (address === 0) {
    address = rt.metadata.allocate(MONITOR_BYTES)
    if (address === 0) vmBug('the metadata region is full: no room for a monitor')
  } else {
    H32[CELL_MONITOR_FREE] = H32[(address >>> 2) + MONITOR_NEXT]!
  }
  const record = address >>> 2
  const word = (ref >>> 2) + OBJECT_BITS
  const bits = H32[word]!
  H32[record + MONITOR_OWNER] = rt.currentThread.address
  H32[record + MONITOR_COUNT] = 1
  H32[record + MONITOR_HEADER] = bits
  H32[record + MONITOR_NEXT] = 0
  H32[word] = ((address >>> 3) << HASH_SHIFT) | (bits & BITS_LOW_MASK & ~TAG_MASK) | TAG_LOCKED
}

export function holdsMonitor(rt: Runtime, ref: number): boolean {
  const record = recordOf(rt.memory.H32, ref)
  return record !== 0 && rt.memory.H32[record + MONITOR_OWNER] === rt.currentThread.address
}

/** Leaves the monitor; false with IllegalMonitorStateException pending when the thread does not hold it. */
export function monitorExit(rt: Runtime, ref: number): boolean {
  const { H32 } = rt.memory
  const record = recordOf(H32, ref)
  if (record === 0 || H32[record + MONITOR_OWNER] !== rt.currentThread.address) {
    throwNew(rt, 'java/lang/IllegalMonitorStateException', 'current thread is not owner')
    return false
  }
  const count = H32[record + MONITOR_COUNT]! - 1
  H32[record + MONITOR_COUNT] = count
  if (count === 0) {
    const word = (ref >>> 2) + OBJECT_BITS
    H32[word] = (H32[record + MONITOR_HEADER]! & ~BITS_LOW_MASK) | (H32[word]! & BITS_LOW_MASK & ~TAG_MASK)
    H32[record + MONITOR_OWNER] = 0
    H32[record + MONITOR_NEXT] = H32[CELL_MONITOR_FREE]!
    H32[CELL_MONITOR_FREE] = record << 2
  }
  return true
}

/** The identity hash: 24 bits, not 0, given at the first request and kept in the header (or its monitor record). */
export function identityHash(rt: Runtime, ref: number): number {
  const { H32 } = rt.memory
  const record = recordOf(H32, ref)
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
