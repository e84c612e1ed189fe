/** java.lang.System: array copies and the standard streams; java.lang.Runtime: memory figures. */
import { markCards, storeReference } from '../heap/barrier.ts'
import { ARRAY_BASE8_OFFSET, ARRAY_BASE_OFFSET, ARRAY_LENGTH, KIND_REFERENCE } from '../heap/layout.ts'
import type { RuntimeClass } from '../runtime/class.ts'
import { elementShift } from '../runtime/descriptors.ts'
import { describeClass, throwNew } from '../runtime/exceptions.ts'
import { classOf } from '../runtime/objects.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { isSubclass } from '../runtime/subtype.ts'
import { vmBug } from '../runtime/vm-bug.ts'
import { type NativeTable, returnLong } from './support.ts'

/** HotSpot's word for an array's type in these messages: `int` or `object array`. */
function arrayWord(cls: RuntimeClass): string {
  return cls.kind === KIND_REFERENCE ? 'object array' : cls.elementClass!.name
}

function storeError(rt: Runtime, message: string): 0 {
  return throwNew(rt, 'java/lang/ArrayStoreException', `arraycopy: ${message}`)
}

function outOfBounds(rt: Runtime, what: string, index: number, cls: RuntimeClass, length: number): 0 {
  const message = `arraycopy: ${what} ${index} out of bounds for ${arrayWord(cls)}[${length}]`
  return throwNew(rt, 'java/lang/ArrayIndexOutOfBoundsException', message)
}

/** Below that many elements a loop is faster than the call of the host's function. */
const FEW = 40

/** Copies between arrays of one primitive kind; the ranges have been checked. */
function copyPrimitives(
  rt: Runtime,
  kind: number,
  source: number,
  sourceAt: number,
  target: number,
  targetAt: number,
  count: number,
): void {
  const shift = elementShift(kind)
  const base = shift === 3 ? ARRAY_BASE8_OFFSET : ARRAY_BASE_OFFSET
  const { H32, U16, U8 } = rt.memory
  if (count >= FEW || shift === 3) {
    const start = source + base + sourceAt * (1 << shift)
    U8.copyWithin(target + base + targetAt * (1 << shift), start, start + count * (1 << shift))
    return
  }
  // One loop for each kind of view: one over all of them would look the kind up for each element.
  const s = ((source + base) >>> shift) + sourceAt
  const t = ((target + base) >>> shift) + targetAt
  const forward = s >= t // overlapping ranges must not spoil each other
  if (shift === 0) {
    if (forward) for (let i = 0; i < count; i++) U8[t + i] = U8[s + i]!
    else for (let i = count - 1; i >= 0; i--) U8[t + i] = U8[s + i]!
  } else if (shift === 1) {
    if (forward) for (let i = 0; i < count; i++) U16[t + i] = U16[s + i]!
    else for (let i = count - 1; i >= 0; i--) U16[t + i] = U16[s + i]!
  } else copyFewWords(H32, s, t, count)
}

function copyFewWords(H32: Int32Array, s: number, t: number, count: number): void {
  if (s >= t) for (let i = 0; i < count; i++) H32[t + i] = H32[s + i]!
  else for (let i = count - 1; i >= 0; i--) H32[t + i] = H32[s + i]!
}

function arraycopy(
  rt: Runtime,
  source: number,
  sourceAt: number,
  target: number,
  targetAt: number,
  count: number,
): number {
  if (source === 0 || target === 0) return throwNew(rt, 'java/lang/NullPointerException', null)
  const { H32 } = rt.memory
  const from = classOf(rt, source)
  const to = classOf(rt, target)
  if (!from.isArray) return storeError(rt, `source type ${from.externalName} is not an array`)
  if (!to.isArray) return storeError(rt, `destination type ${to.externalName} is not an array`)
  if (from.kind !== to.kind) {
    return storeError(rt, `type mismatch: can not copy ${arrayWord(from)}[] into ${arrayWord(to)}[]`)
  }
  const sourceLength = H32[(source >>> 2) + ARRAY_LENGTH]!
  const targetLength = H32[(target >>> 2) + ARRAY_LENGTH]!
  if (sourceAt < 0) return outOfBounds(rt, 'source index', sourceAt, from, sourceLength)
  if (targetAt < 0) return outOfBounds(rt, 'destination index', targetAt, to, targetLength)
  if (count < 0) {
    return throwNew(rt, 'java/lang/ArrayIndexOutOfBoundsException', `arraycopy: length ${count} is negative`)
  }
  if (sourceAt + count > sourceLength) {
    return outOfBounds(rt, 'last source index', sourceAt + count, from, sourceLength)
  }
  if (targetAt + count > targetLength) {
    return outOfBounds(rt, 'last destination index', targetAt + count, to, targetLength)
  }
  if (from.kind !== KIND_REFERENCE) {
    copyPrimitives(rt, from.kind, source, sourceAt, target, targetAt, count)
    return 0
  }
  const s = ((source + ARRAY_BASE_OFFSET) >>> 2) + sourceAt
  const t = ((target + ARRAY_BASE_OFFSET) >>> 2) + targetAt
  const element = to.elementClass!
  if (isSubclass(rt, from.elementClass!.address, element.address)) {
    if (count < FEW) copyFewWords(H32, s, t, count)
    else H32.copyWithin(t, s, s + count)
    markCards(rt.memory, t * 4, (t + count) * 4)
    return 0
  }
  // Every element is checked; what comes before the first misfit has been copied (java.lang.System.arraycopy).
  for (let i = 0; i < count; i++) {
    const value = H32[s + i]!
    if (value !== 0 && !isSubclass(rt, H32[value >>> 2]!, element.address)) {
      return storeError(
        rt,
        `element type mismatch: can not cast one of the elements of ${describeClass(from)} ` +
          `to the type of the destination array, ${describeClass(element)}`,
      )
    }
    storeReference(rt.memory, (t + i) * 4, value)
  }
  return 0
}

/** Stores into a static final field of System, which HL code may not. */
function setStream(name: string) {
  return (rt: Runtime) => {
    const system = rt.bootLoader.classes.get('java/lang/System')
    const field = system?.fields.find((each) => each.name === name)
    if (field === undefined) return vmBug(`the library's java.lang.System has no field ${name}`)
    return (stream: number): number => {
      rt.memory.H32[field.offset >>> 2] = stream
      return 0
    }
  }
}

export const systemNatives: NativeTable = {
  'java/lang/System.arraycopy(Ljava/lang/Object;ILjava/lang/Object;II)V': (rt) => (s, si, t, ti, n) =>
    arraycopy(rt, s!, si!, t!, ti!, n!),
  'java/lang/System.setIn0(Ljava/io/InputStream;)V': setStream('in'),
  'java/lang/System.setOut0(Ljava/io/PrintStream;)V': setStream('out'),
  'java/lang/System.setErr0(Ljava/io/PrintStream;)V': setStream('err'),
  'java/lang/Runtime.availableProcessors()I': (rt) => () => rt.port.processors(),
  'java/lang/Runtime.freeMemory()J': (rt) => () =>
    returnLong(rt, BigInt(rt.heap.collector.committed - rt.heap.collector.used)),
  'java/lang/Runtime.totalMemory()J': (rt) => () => returnLong(rt, BigInt(rt.heap.collector.committed)),
  'java/lang/Runtime.maxMemory()J': (rt) => () => returnLong(rt, BigInt(rt.heap.collector.capacity)),
  // The collection comes before the next instruction.
  'java/lang/Runtime.gc()V': (rt) => () => {
    if (rt.collections !== null) rt.collections.requested = true
    rt.heap.wantCollection()
    return 0
  },
}
