/**
 * java.lang.Thread and java.util.concurrent.locks.LockSupport. A native that suspends its thread is called again when the thread
 * runs again, and finds in `thread.wake` how the wait has ended.
 */
import { storeReference } from '../heap/barrier.ts'
import { ARRAY_BASE_OFFSET, THREAD_OBJECT, THREAD_TOP_FRAME } from '../heap/layout.ts'
import { throwNew } from '../runtime/exceptions.ts'
import { allocateArray, arrayClassOf, classAt } from '../runtime/objects.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { RuntimeThread } from '../runtime/thread.ts'
import { vmBug } from '../runtime/vm-bug.ts'
import { offsetOf } from '../runtime/well-known.ts'
import { schedulerOf, takeInterrupt, threadOfObject } from '../threads/scheduler.ts'
import { longToNumber, type NativeTable, newReferenceArray } from './support.ts'

/** Ordinals of Thread.State. */
function stateOf(thread: RuntimeThread): number {
  const limited = thread.deadline !== Number.POSITIVE_INFINITY
  switch (thread.state) {
    case 'blocked':
      return 2
    case 'waiting':
    case 'parked':
      return limited ? 4 : 3
    case 'sleeping':
      return 4
    case 'ended':
      return 5
    default:
      // Woken in Object.wait, and not yet in the monitor again.
      return thread.savedCount !== 0 ? 2 : 1
  }
}

function sleep(rt: Runtime, milliseconds: number): 0 {
  const thread = rt.currentThread
  const { wake } = thread
  if (wake === 'none') {
    schedulerOf(rt).suspend('sleeping', milliseconds, 0)
    return 0
  }
  thread.wake = 'none'
  if (wake === 'interrupted' && takeInterrupt(rt, thread)) {
    return throwNew(rt, 'java/lang/InterruptedException', 'sleep interrupted')
  }
  return 0
}

/** LockSupport.park: ends at once when there is a permit or the thread has been interrupted; the flag stays. */
function park(rt: Runtime, blocker: number, nanoseconds: number): 0 {
  const thread = rt.currentThread
  if (thread.wake !== 'none') {
    thread.wake = 'none'
    return 0
  }
  if (thread.permit) {
    thread.permit = false
    return 0
  }
  const object = rt.memory.H32[(thread.address >>> 2) + THREAD_OBJECT]!
  if (rt.memory.U8[object + rt.wellKnown.threadInterrupted] !== 0) return 0
  schedulerOf(rt).suspend('parked', nanoseconds === 0 ? Number.POSITIVE_INFINITY : nanoseconds / 1e6, blocker)
  return 0
}

/** Pairs of method id and bytecode index, as Throwable keeps them; null for a thread without a stack. */
function framesOf(rt: Runtime, object: number): number {
  const thread = threadOfObject(rt, object)
  if (thread === null || thread.state === 'ended') return 0
  const pairs: number[] = []
  if (rt.memory.H32[(thread.address >>> 2) + THREAD_TOP_FRAME] !== 0) {
    rt.interpreter.walkStack(thread, (method, bci) => {
      pairs.push(method.id, bci)
      return pairs.length < 2048
    })
  }
  const array = allocateArray(rt, rt.wellKnown.intArray.address, pairs.length)
  if (array !== 0) rt.memory.H32.set(pairs, (array + ARRAY_BASE_OFFSET) >>> 2)
  return array
}

export const threadNatives: NativeTable = {
  'java/lang/Thread.currentThread()Ljava/lang/Thread;': (rt) => () =>
    rt.memory.H32[(rt.currentThread.address >>> 2) + THREAD_OBJECT]!,
  'java/lang/Thread.start0()V': (rt) => {
    const execute = rt.wellKnown.thread.methodTable.get('execute()V')
    if (execute === undefined) return vmBug("the library's Thread has no execute()")
    return (self) => {
      const daemon = rt.memory.U8[self! + rt.wellKnown.threadDaemon] !== 0
      schedulerOf(rt).start(self!, daemon, () => {
        // The object may have moved since.
        const object = rt.memory.H32[(rt.currentThread.address >>> 2) + THREAD_OBJECT]!
        rt.interpreter.pushFrame(rt.currentThread, execute, [object])
      })
      return 0
    }
  },
  'java/lang/Thread.sleep0(J)V': (rt) => (low, high) => sleep(rt, longToNumber(low!, high!)),
  'java/lang/Thread.yield0()V': (rt) => () => {
    const thread = rt.currentThread
    if (thread.wake !== 'none') thread.wake = 'none'
    else if (schedulerOf(rt).preemptible) schedulerOf(rt).yieldNow()
    return 0
  },
  'java/lang/Thread.interrupt0()V': (rt) => (self) => {
    const thread = threadOfObject(rt, self!)
    if (thread !== null) schedulerOf(rt).interrupt(thread)
    return 0
  },
  // Ordinal of Thread.State for a thread that has been started.
  'java/lang/Thread.state0()I': (rt) => (self) => {
    const thread = threadOfObject(rt, self!)
    return thread === null ? 5 : stateOf(thread)
  },
  'java/lang/Thread.frames0()[I': (rt) => (self) => framesOf(rt, self!),
  'java/lang/Thread.threads0()[Ljava/lang/Thread;': (rt) => () => {
    const alive = rt.threads.filter((thread) => thread !== undefined && thread.state !== 'ended')
    const address = arrayClassOf(rt, rt.wellKnown.thread.address)
    if (address === 0) return 0
    return newReferenceArray(
      rt,
      classAt(rt, address),
      alive.length,
      (i) => rt.memory.H32[(alive[i]!.address >>> 2) + THREAD_OBJECT]!,
    )
  },
  // The field is Thread's own; LockSupport is in another package.
  'java/util/concurrent/locks/LockSupport.getBlocker(Ljava/lang/Thread;)Ljava/lang/Object;': (rt) => {
    const offset = offsetOf(rt.wellKnown.thread, 'parkBlocker')
    return (thread) =>
      thread === 0 ? throwNew(rt, 'java/lang/NullPointerException', null) : rt.memory.H32[(thread! + offset) >>> 2]!
  },
  'java/util/concurrent/locks/LockSupport.setCurrentBlocker(Ljava/lang/Object;)V': (rt) => {
    const offset = offsetOf(rt.wellKnown.thread, 'parkBlocker')
    return (blocker) => {
      const thread = rt.memory.H32[(rt.currentThread.address >>> 2) + THREAD_OBJECT]!
      storeReference(rt.memory, thread + offset, blocker!)
      return 0
    }
  },
  'java/util/concurrent/locks/LockSupport.park0(Ljava/lang/Object;J)V': (rt) => (blocker, low, high) =>
    park(rt, blocker!, longToNumber(low!, high!)),
  'java/util/concurrent/locks/LockSupport.unpark0(Ljava/lang/Thread;)V': (rt) => (object) => {
    const thread = threadOfObject(rt, object!)
    if (thread !== null) schedulerOf(rt).unpark(thread)
    return 0
  },
}
