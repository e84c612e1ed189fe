/** What the collector hands to the library: cleared references, and objects whose finalizers have to run. */
import { monitorWait } from '../threads/monitor.ts'
import { offsetOf } from '../runtime/well-known.ts'
import { vmBug } from '../runtime/vm-bug.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { longToNumber, type NativeTable } from './support.ts'

/** Byte offset of ReferenceQueue.arrived. */
function arrivedOffset(rt: Runtime): number {
  const queue = rt.bootLoader.classes.get('java/lang/ref/ReferenceQueue')
  return queue === undefined ? vmBug('the library has no ReferenceQueue') : offsetOf(queue, 'arrived')
}

export const referenceNatives: NativeTable = {
  // The references that the collector has put on the queue since the last call, as a list.
  'java/lang/ref/ReferenceQueue.takeArrived()Ljava/lang/ref/Reference;': (rt) => {
    const offset = arrivedOffset(rt)
    return (self) => {
      const word = (self! + offset) >>> 2
      const first = rt.memory.H32[word]!
      rt.memory.H32[word] = 0
      return first
    }
  },
  // A native is called again after a wait: then its thread has the count of the monitor to restore, whatever has arrived.
  'java/lang/ref/ReferenceQueue.awaitArrival(J)V': (rt) => {
    const offset = arrivedOffset(rt)
    return (self, low, high) => {
      if (rt.currentThread.savedCount === 0 && rt.memory.H32[(self! + offset) >>> 2] !== 0) return 0
      monitorWait(rt, self!, longToNumber(low!, high!))
      return 0
    }
  },
  'java/lang/Finalizer.await()Ljava/lang/Object;': (rt) => (self) => {
    const { pending } = rt.heap.finalization
    if (rt.currentThread.savedCount === 0 && pending.length > 0) return pending.shift()
    monitorWait(rt, self!, 0)
    return 0
  },
  'java/lang/Finalizer.take()Ljava/lang/Object;': (rt) => () => rt.heap.finalization.pending.shift(),
}
