/**
 * Monitors (JVMS 2.11.10): a locked object's header refers to a monitor record (heap/layout.ts) that keeps owner, count and
 * the header's old bits. Records come from a free list and go back at the last exit.
 *
 * Only a monitor that threads wait for has more than its record: two queues on the JavaScript side, while MONITOR_NEXT is 1.
 * A thread that cannot enter is suspended and executes its instruction again when the monitor has become free; nobody is
 * handed a monitor, so a running thread may overtake (as in HotSpot).
 */
import {
  BITS_LOW_MASK,
  CELL_MONITOR_FREE,
  CELL_STATUS,
  HASH_SHIFT,
  MONITOR_BYTES,
  MONITOR_COUNT,
  MONITOR_HEADER,
  MONITOR_NEXT,
  MONITOR_OWNER,
  OBJECT_BITS,
  STATUS_EXCEPTION,
  TAG_LOCKED,
  TAG_MASK,
} from '../heap/layout.ts'
import { throwNew, throwOutOfMemory } from '../runtime/exceptions.ts'
import { monitorRecordOf } from '../runtime/identity.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { RuntimeThread } from '../runtime/thread.ts'
import { schedulerOf, takeInterrupt } from './scheduler.ts'

/** MONITOR_NEXT of a record in use: it has queues. */
const HAS_QUEUES = 1

/**
 * Enters the monitor; false when the thread has to wait for it (status yield: its instruction is executed again), or with
 * OutOfMemoryError pending when there is no room for a record.
 */
export function monitorEnter(rt: Runtime, ref: number): boolean {
  const { H32 } = rt.memory
  const held = monitorRecordOf(H32, ref)
  if (held !== 0) {
    const owner = H32[held + MONITOR_OWNER]!
    if (owner === rt.currentThread.address) {
      H32[held + MONITOR_COUNT] = H32[held + MONITOR_COUNT]! + 1
      return true
    }
    if (owner === 0) {
      H32[held + MONITOR_OWNER] = rt.currentThread.address
      H32[held + MONITOR_COUNT] = 1
      return true
    }
    schedulerOf(rt).queuesOf(held).entering.push(rt.currentThread)
    H32[held + MONITOR_NEXT] = HAS_QUEUES
    schedulerOf(rt).suspend('blocked', Number.POSITIVE_INFINITY, ref)
    return false
  }
  let address = H32[CELL_MONITOR_FREE]!
  if (address === 0) {
    address = rt.metadata.allocate(MONITOR_BYTES)
    if (address === 0) {
      throwOutOfMemory(rt, 'Metaspace')
      return false
    }
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
  return true
}

export function holdsMonitor(rt: Runtime, ref: number): boolean {
  return monitorOwner(rt, ref) === rt.currentThread.address
}

/** Struct of the thread that is in the monitor, 0 for nobody. */
export function monitorOwner(rt: Runtime, ref: number): number {
  const record = monitorRecordOf(rt.memory.H32, ref)
  return record === 0 ? 0 : rt.memory.H32[record + MONITOR_OWNER]!
}

/** Leaves the monitor; false with IllegalMonitorStateException pending when the thread does not hold it. */
export function monitorExit(rt: Runtime, ref: number): boolean {
  const { H32 } = rt.memory
  const record = monitorRecordOf(H32, ref)
  if (record === 0 || H32[record + MONITOR_OWNER] !== rt.currentThread.address) return notOwner(rt)
  const count = H32[record + MONITOR_COUNT]! - 1
  H32[record + MONITOR_COUNT] = count
  if (count === 0) release(rt, ref, record)
  return true
}

function notOwner(rt: Runtime): false {
  throwNew(rt, 'java/lang/IllegalMonitorStateException', 'current thread is not owner')
  return false
}

/** The owner is gone: the first thread that wants to enter may try; without such threads the record goes back. */
function release(rt: Runtime, ref: number, record: number): void {
  const { H32 } = rt.memory
  H32[record + MONITOR_OWNER] = 0
  H32[record + MONITOR_COUNT] = 0
  if (H32[record + MONITOR_NEXT] === HAS_QUEUES) {
    const scheduler = schedulerOf(rt)
    const { entering, waiting } = scheduler.queuesOf(record)
    const next = entering.shift()
    if (next !== undefined) scheduler.makeReady(next)
    if (next !== undefined || waiting.length > 0) return
    scheduler.dropQueues(record)
  }
  const word = (ref >>> 2) + OBJECT_BITS
  H32[word] = (H32[record + MONITOR_HEADER]! & ~BITS_LOW_MASK) | (H32[word]! & BITS_LOW_MASK & ~TAG_MASK)
  H32[record + MONITOR_NEXT] = H32[CELL_MONITOR_FREE]!
  H32[CELL_MONITOR_FREE] = record << 2
}

/**
 * Object.wait as a native method that is called again: first it gives the monitor back and suspends the thread, then it enters the
 * monitor again, which may suspend the thread too. Milliseconds 0: no limit.
 */
export function monitorWait(rt: Runtime, ref: number, milliseconds: number): void {
  const { H32 } = rt.memory
  const thread = rt.currentThread
  if (thread.savedCount !== 0) {
    if (!monitorEnter(rt, ref)) {
      if (H32[CELL_STATUS] === STATUS_EXCEPTION) thread.savedCount = 0
      return
    }
    H32[monitorRecordOf(H32, ref) + MONITOR_COUNT] = thread.savedCount
    thread.savedCount = 0
    const { wake } = thread
    thread.wake = 'none'
    if (wake === 'interrupted' && takeInterrupt(rt, thread)) throwNew(rt, 'java/lang/InterruptedException', null)
    return
  }
  const record = monitorRecordOf(H32, ref)
  if (record === 0 || H32[record + MONITOR_OWNER] !== thread.address) {
    notOwner(rt)
    return
  }
  if (takeInterrupt(rt, thread)) {
    throwNew(rt, 'java/lang/InterruptedException', null)
    return
  }
  thread.savedCount = H32[record + MONITOR_COUNT]!
  schedulerOf(rt).queuesOf(record).waiting.push(thread)
  H32[record + MONITOR_NEXT] = HAS_QUEUES
  release(rt, ref, record)
  schedulerOf(rt).suspend('waiting', milliseconds === 0 ? Number.POSITIVE_INFINITY : milliseconds, ref)
}

/** Object.notify and notifyAll: those that have waited longest first. */
export function monitorNotify(rt: Runtime, ref: number, all: boolean): void {
  if (!holdsMonitor(rt, ref)) notOwner(rt)
  else wakeWaiting(rt, ref, all)
}

/** Wakes threads in Object.wait on the object, whoever owns its monitor. */
export function wakeWaiting(rt: Runtime, ref: number, all: boolean): void {
  const record = monitorRecordOf(rt.memory.H32, ref)
  if (record === 0 || rt.memory.H32[record + MONITOR_NEXT] !== HAS_QUEUES) return
  const scheduler = schedulerOf(rt)
  const { waiting } = scheduler.queuesOf(record)
  while (waiting.length > 0) {
    scheduler.wake(waiting[0]!, 'notified')
    if (!all) return
  }
}

/** A thread in Object.wait goes on for another reason than a notify. */
export function leaveWaiting(rt: Runtime, ref: number, thread: RuntimeThread): void {
  const { waiting } = schedulerOf(rt).queuesOf(monitorRecordOf(rt.memory.H32, ref))
  const at = waiting.indexOf(thread)
  if (at >= 0) waiting.splice(at, 1)
}
