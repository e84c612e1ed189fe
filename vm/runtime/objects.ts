/** Making objects and arrays. All of it zeroed; 0 with OutOfMemoryError or NegativeArraySizeException pending on failure. */
import {
  ARRAY_BASE_OFFSET,
  CLASS_ARRAY,
  CLASS_BITS,
  CLASS_ELEMENT,
  CLASS_ID,
  CLASS_INSTANCE_SIZE,
  CLASSBIT_FINALIZABLE,
  MAX_ARRAY_LENGTH,
} from '../heap/layout.ts'
import type { RuntimeClass } from './class.ts'
import { collectAndRetry, throwNew, throwOutOfMemory } from './exceptions.ts'
import { createArrayClass } from './link.ts'
import type { Runtime } from './runtime.ts'

/** An instance of an ordinary class (class struct address); no constructor is run. */
export function allocateObject(rt: Runtime, cls: number): number {
  const ref = rt.heap.allocate(cls, rt.memory.H32[(cls >>> 2) + CLASS_INSTANCE_SIZE]!)
  if (ref === 0) return collectAndRetry(rt)
  registerFinalizer(rt, ref)
  return ref
}

/** A new object: the collector has to know if it has a finalizer. */
export function registerFinalizer(rt: Runtime, ref: number): void {
  const { H32 } = rt.memory
  if ((H32[(H32[ref >>> 2]! >>> 2) + CLASS_BITS]! & CLASSBIT_FINALIZABLE) !== 0)
    rt.heap.finalization.registered.push(ref)
}

export function allocateArray(rt: Runtime, arrayClass: number, length: number): number {
  if (length < 0) return throwNew(rt, 'java/lang/NegativeArraySizeException', String(length))
  if (length > MAX_ARRAY_LENGTH) return throwOutOfMemory(rt, 'Requested array size exceeds VM limit')
  const ref = rt.heap.allocateArray(arrayClass, length)
  if (ref === 0) return collectAndRetry(rt)
  return ref
}

/**
 * multianewarray (JVMS 6.5): `lengths` of the outermost dimensions; inner arrays exist as far as lengths are given. Iterative
 * over the first dimension only; the depth is at most 255.
 */
export function allocateMulti(rt: Runtime, arrayClass: number, lengths: readonly number[]): number {
  for (const length of lengths) {
    if (length < 0) return throwNew(rt, 'java/lang/NegativeArraySizeException', String(length))
  }
  // Space for everything first: nothing made so far may be lost to a collection in between.
  let bytes = 0
  let count = 1
  let cls = arrayClass
  for (const length of lengths) {
    if (length > MAX_ARRAY_LENGTH) return throwOutOfMemory(rt, 'Requested array size exceeds VM limit')
    bytes += count * rt.heap.arrayBytes(cls, length)
    count *= length
    cls = rt.memory.H32[(cls >>> 2) + CLASS_ELEMENT]!
  }
  if (!rt.heap.reserve(bytes)) return collectAndRetry(rt)
  return multi(rt, arrayClass, lengths, 0)
}

function multi(rt: Runtime, arrayClass: number, lengths: readonly number[], at: number): number {
  const H32 = rt.memory.H32
  const length = lengths[at]!
  const ref = rt.heap.allocateArray(arrayClass, length)
  if (at + 1 < lengths.length) {
    const element = H32[(arrayClass >>> 2) + CLASS_ELEMENT]!
    for (let i = 0; i < length; i++) H32[((ref + ARRAY_BASE_OFFSET) >>> 2) + i] = multi(rt, element, lengths, at + 1)
  }
  return ref
}

/** Struct of the array class with this component; made at the first use. 0 with an exception pending on failure. */
export function arrayClassOf(rt: Runtime, cls: number): number {
  const known = rt.memory.H32[(cls >>> 2) + CLASS_ARRAY]!
  if (known !== 0) return known
  return createArrayClass(rt, classAt(rt, cls))?.address ?? 0
}

/** The rich class of a struct. */
export function classAt(rt: Runtime, address: number): RuntimeClass {
  return rt.classes[rt.memory.H32[(address >>> 2) + CLASS_ID]!]!
}

/** The rich class of an object. */
export function classOf(rt: Runtime, ref: number): RuntimeClass {
  return classAt(rt, rt.memory.H32[ref >>> 2]!)
}
