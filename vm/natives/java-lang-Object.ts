/** java.lang.Object and the identity part of java.lang.System. */
import { ARRAY_BASE8_OFFSET, ARRAY_LENGTH, CLASS_MIRROR, OBJECT_HEADER_BYTES } from '../heap/layout.ts'
import { collectAndRetry, throwNew } from '../runtime/exceptions.ts'
import { classOf, registerFinalizer } from '../runtime/objects.ts'
import { identityHash } from '../runtime/identity.ts'
import { holdsMonitor, monitorNotify, monitorWait } from '../threads/monitor.ts'
import { isSubclass } from '../runtime/subtype.ts'
import { loadClass } from '../runtime/load.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { longToNumber, type NativeTable } from './support.ts'

/** Object.clone: a shallow copy of arrays and of instances of Cloneable classes. */
function clone(rt: Runtime, self: number): number {
  const { H32, U8 } = rt.memory
  const cls = classOf(rt, self)
  if (!cls.isArray) {
    const cloneable = loadClass(rt, rt.bootLoader, 'java/lang/Cloneable')
    if (cloneable === null || !isSubclass(rt, cls.address, cloneable.address)) {
      return throwNew(rt, 'java/lang/CloneNotSupportedException', cls.externalName)
    }
  }
  const bytes = rt.heap.sizeOf(self)
  const copy = rt.heap.allocate(cls.address, bytes)
  if (copy === 0) return collectAndRetry(rt)
  // The header bits (hash, lock) belong to the original.
  const from = cls.isArray ? ARRAY_BASE8_OFFSET - 4 : OBJECT_HEADER_BYTES
  if (cls.isArray) H32[(copy >>> 2) + ARRAY_LENGTH] = H32[(self >>> 2) + ARRAY_LENGTH]!
  U8.copyWithin(copy + from, self + from, self + bytes)
  registerFinalizer(rt, copy)
  return copy
}

export const objectNatives: NativeTable = {
  'java/lang/Object.getClass()Ljava/lang/Class;': (rt) => (self) => {
    const { H32 } = rt.memory
    return H32[(H32[self! >>> 2]! >>> 2) + CLASS_MIRROR]!
  },
  'java/lang/Object.hashCode()I': (rt) => (self) => identityHash(rt, self!),
  'java/lang/Object.clone()Ljava/lang/Object;': (rt) => (self) => clone(rt, self!),
  'java/lang/Object.notify()V': (rt) => (self) => {
    monitorNotify(rt, self!, false)
    return 0
  },
  'java/lang/Object.notifyAll()V': (rt) => (self) => {
    monitorNotify(rt, self!, true)
    return 0
  },
  'java/lang/Object.wait0(J)V': (rt) => (self, low, high) => {
    monitorWait(rt, self!, longToNumber(low!, high!))
    return 0
  },
  'java/lang/System.identityHashCode(Ljava/lang/Object;)I': (rt) => (ref) => (ref === 0 ? 0 : identityHash(rt, ref!)),
  'java/lang/Thread.holdsLock(Ljava/lang/Object;)Z': (rt) => (ref) =>
    ref === 0 ? throwNew(rt, 'java/lang/NullPointerException', null) : holdsMonitor(rt, ref!) ? 1 : 0,
}
