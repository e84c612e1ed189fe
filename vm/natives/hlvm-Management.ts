/** hlvm.Management: what java.lang.management asks about classes, memory, collections and threads. */
import { THREAD_BLOCKER, THREAD_OBJECT } from '../heap/layout.ts'
import { offsetOf } from '../runtime/well-known.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { newString } from '../runtime/strings.ts'
import { monitorOwner } from '../threads/monitor.ts'
import { schedulerOf, threadOfObject } from '../threads/scheduler.ts'
import type { NativeTable } from './support.ts'
import { returnLong } from './support.ts'
import { threadNatives } from './java-lang-Thread.ts'

/** By the constants of the library's class. */
function numberOf(rt: Runtime, what: number): number {
  const { collector } = rt.heap
  const scheduler = schedulerOf(rt)
  switch (what) {
    case 0:
      return rt.classes.reduce((n, cls) => (cls === undefined ? n : n + 1), 0)
    case 1:
      return rt.classes.length
    case 2:
      return rt.collections?.count ?? 0
    case 3:
      return Math.round(rt.collections?.milliseconds ?? 0)
    case 4:
      return collector.used
    case 5:
      return collector.committed
    case 6:
      return collector.capacity
    case 7:
      return rt.metadata.used
    case 8:
      return rt.metadata.committed
    case 9:
      return scheduler.started
    case 10:
      return scheduler.peak
    case 11:
      return scheduler.startMillis
    default:
      scheduler.peak = scheduler.alive
      return 0
  }
}

export const managementNatives: NativeTable = {
  'hlvm/Management.number(I)J': (rt) => (what) => returnLong(rt, BigInt(numberOf(rt, what!))),
  'hlvm/Management.collectorName()Ljava/lang/String;': (rt) => () => newString(rt, rt.heap.collector.name),
  'hlvm/Management.threads()[Ljava/lang/Thread;': threadNatives['java/lang/Thread.threads0()[Ljava/lang/Thread;']!,
  'hlvm/Management.blockerOf(Ljava/lang/Thread;)Ljava/lang/Object;': (rt) => {
    const parked = offsetOf(rt.wellKnown.thread, 'parkBlocker')
    return (object) => {
      const { H32 } = rt.memory
      const thread = threadOfObject(rt, object!)
      if (thread === null) return 0
      return H32[(thread.address >>> 2) + THREAD_BLOCKER]! || H32[(object! + parked) >>> 2]!
    }
  },
  'hlvm/Management.monitorOwner(Ljava/lang/Object;)Ljava/lang/Thread;': (rt) => (object) => {
    const owner = monitorOwner(rt, object!)
    return owner === 0 ? 0 : rt.memory.H32[(owner >>> 2) + THREAD_OBJECT]!
  },
}
