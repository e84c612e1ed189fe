/** java.lang.String objects: `private final char[] value; private int hash;`. */
import { ARRAY_BASE_OFFSET, ARRAY_LENGTH, CLASS_INSTANCE_SIZE } from '../heap/layout.ts'
import { throwOutOfMemory } from './exceptions.ts'
import type { Runtime } from './runtime.ts'

/** A new String with that contents (UTF-16 code units); 0 with OutOfMemoryError pending. */
export function newString(rt: Runtime, text: string): number {
  const { heap, memory, wellKnown } = rt
  const { H32, U16 } = memory
  const length = text.length
  const stringBytes = H32[(wellKnown.string.address >>> 2) + CLASS_INSTANCE_SIZE]!
  if (!heap.reserve(stringBytes + heap.arrayBytes(wellKnown.charArray.address, length))) {
    return throwOutOfMemory(rt, 'Java heap space')
  }
  const value = heap.allocateArray(wellKnown.charArray.address, length)
  const first = (value + ARRAY_BASE_OFFSET) >>> 1
  for (let i = 0; i < length; i++) U16[first + i] = text.charCodeAt(i)
  const string = heap.allocate(wellKnown.string.address, stringBytes)
  H32[(string + wellKnown.stringValue) >>> 2] = value
  return string
}

/** The canonical String with that contents (JLS 3.10.5). */
export function internString(rt: Runtime, text: string): number {
  const known = rt.interned.find(text)
  if (known !== 0) return known
  const string = newString(rt, text)
  if (string !== 0 && !rt.interned.add(string)) return throwOutOfMemory(rt, 'Metaspace')
  return string
}

/** String.intern: the string itself becomes the canonical one when there is none yet. */
export function internObject(rt: Runtime, string: number): number {
  const known = rt.interned.findSame(string)
  if (known !== 0) return known
  return rt.interned.add(string) ? string : throwOutOfMemory(rt, 'Metaspace')
}

/** The contents of a String; it must not be null. */
export function textOf(rt: Runtime, string: number): string {
  const { H32 } = rt.memory
  const value = H32[(string + rt.wellKnown.stringValue) >>> 2]!
  return textOfChars(rt, value, 0, H32[(value >>> 2) + ARRAY_LENGTH]!)
}

/** Part of a char[] as a JavaScript string. */
export function textOfChars(rt: Runtime, array: number, from: number, to: number): string {
  const { U16 } = rt.memory
  const first = (array + ARRAY_BASE_OFFSET) >>> 1
  const end = first + to
  let text = ''
  if (to - from < 32) {
    for (let i = first + from; i < end; i++) text += String.fromCharCode(U16[i]!)
    return text
  }
  for (let i = first + from; i < end; i += 4096) {
    text += String.fromCharCode.apply(null, U16.subarray(i, Math.min(i + 4096, end)) as unknown as number[])
  }
  return text
}
