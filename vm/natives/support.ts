/** What the native methods' files share. */
import { ARRAY_BASE_OFFSET, CELL_RESULT_HI, CLASS_ID, CLASS_MIRROR } from '../heap/layout.ts'
import type { RuntimeClass } from '../runtime/class.ts'
import type { NativeFunction, Runtime } from '../runtime/runtime.ts'
import { allocateArray } from '../runtime/objects.ts'
import { newString } from '../runtime/strings.ts'

/** Implementations by `java/lang/Math.sqrt(D)D`; a factory runs once per VM, when the method is called first. */
export type NativeTable = Readonly<Record<string, (rt: Runtime) => NativeFunction>>

/** The class that a java.lang.Class object stands for. */
export function classOfMirror(rt: Runtime, mirror: number): RuntimeClass {
  const { H32 } = rt.memory
  const address = H32[(mirror + rt.wellKnown.classStruct) >>> 2]!
  return rt.classes[H32[(address >>> 2) + CLASS_ID]!]!
}

/** The java.lang.Class object of a class, 0 for null. */
export function mirrorOf(rt: Runtime, cls: RuntimeClass | null): number {
  return cls === null ? 0 : rt.memory.H32[(cls.address >>> 2) + CLASS_MIRROR]!
}

/** Returns a long: the low half is the result, the high half goes to its cell. */
export function returnLong(rt: Runtime, value: bigint): number {
  rt.memory.H32[CELL_RESULT_HI] = Number(BigInt.asIntN(32, value >> 32n))
  return Number(BigInt.asIntN(32, value))
}

/** A long argument as a double; exact up to 2^53. */
export function longToNumber(low: number, high: number): number {
  return high * 0x1_0000_0000 + (low >>> 0)
}

/** A new int[]; 0 with OutOfMemoryError pending. */
export function newIntArray(rt: Runtime, values: readonly number[]): number {
  const array = allocateArray(rt, rt.wellKnown.intArray.address, values.length)
  if (array !== 0) rt.memory.H32.set(values, (array + ARRAY_BASE_OFFSET) >>> 2)
  return array
}

/** A new array of references; 0 with OutOfMemoryError pending. `make(i)` gives the elements and may allocate. */
export function newReferenceArray(
  rt: Runtime,
  arrayClass: RuntimeClass,
  length: number,
  make: (index: number) => number,
): number {
  const array = allocateArray(rt, arrayClass.address, length)
  if (array === 0) return 0
  const handle = rt.handles.push(array) - 1
  for (let i = 0; i < length; i++) {
    const element = make(i)
    rt.memory.H32[(rt.handles[handle]! + ARRAY_BASE_OFFSET + i * 4) >>> 2] = element
  }
  return rt.handles.pop()!
}

/** A String[] with that contents; 0 with OutOfMemoryError pending. */
export function newStringArray(rt: Runtime, texts: readonly string[]): number {
  let failed = false
  const array = newReferenceArray(rt, rt.wellKnown.stringArray, texts.length, (i) => {
    const string = failed ? 0 : newString(rt, texts[i]!)
    if (string === 0) failed = true
    return string
  })
  return failed ? 0 : array
}
