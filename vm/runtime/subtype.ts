/** Subclass and subinterface tests on class structs (JVMS 6.5 checkcast). */
import {
  CLASS_CHECK,
  CLASS_ELEMENT,
  CLASS_FLAGS,
  CLASS_KIND,
  CLASS_SECONDARY,
  CLASS_SECONDARY_CACHE,
  CLASS_SECONDARY_COUNT,
  KIND_REFERENCE,
} from '../heap/layout.ts'
import type { Runtime } from './runtime.ts'

/** Whether a value of class `s` may be assigned to `t`. Both are struct addresses. */
export function isSubclass(rt: Runtime, s: number, t: number): boolean {
  if (s === t) return true
  const H32 = rt.memory.H32
  const check = H32[(t >>> 2) + CLASS_CHECK]!
  if (H32[(s >>> 2) + check] === t) return true
  if (check !== CLASS_SECONDARY_CACHE) return false
  return isSubclassSlow(H32, s, t)
}

/** The rest of the test for interfaces, arrays and deep classes; a yes goes into the one-entry cache. */
export function isSubclassSlow(H32: Int32Array, s: number, t: number): boolean {
  if (s === t) return true
  const sw = s >>> 2
  const tElement = H32[(t >>> 2) + CLASS_ELEMENT]!
  if (tElement !== 0) {
    const sElement = H32[sw + CLASS_ELEMENT]!
    if (sElement === 0) return false
    // Primitive components have to be the same; reference components are covariant.
    const te = tElement >>> 2
    const se = sElement >>> 2
    if (isPrimitive(H32, te) || isPrimitive(H32, se)) return sElement === tElement
    const check = H32[te + CLASS_CHECK]!
    const found =
      sElement === tElement ||
      H32[se + check] === tElement ||
      (check === CLASS_SECONDARY_CACHE && isSubclassSlow(H32, sElement, tElement))
    if (found) H32[sw + CLASS_SECONDARY_CACHE] = t
    return found
  }
  const list = H32[sw + CLASS_SECONDARY]! >>> 2
  const count = H32[sw + CLASS_SECONDARY_COUNT]!
  for (let i = 0; i < count; i++) {
    if (H32[list + i] === t) {
      H32[sw + CLASS_SECONDARY_CACHE] = t
      return true
    }
  }
  return false
}

/** Primitive structs: not an array, kind other than reference. */
function isPrimitive(H32: Int32Array, word: number): boolean {
  return H32[word + CLASS_ELEMENT] === 0 && H32[word + CLASS_KIND] !== KIND_REFERENCE && H32[word + CLASS_FLAGS] !== 0
}
