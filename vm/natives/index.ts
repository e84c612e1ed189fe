/**
 * The native methods. Each is a leaf: it never calls guest code and keeps no reference across an allocation that may collect. The
 * table is assembled from one file per class (or family); stdlib/NATIVES.md says what each one does.
 */
import { METHOD_NATIVE } from '../heap/layout.ts'
import { printMethod } from '../runtime/descriptors.ts'
import { throwNew } from '../runtime/exceptions.ts'
import type { RuntimeMethod } from '../runtime/method.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { checksumNatives } from './hlvm-Checksums.ts'
import { codingNatives } from './hlvm-Coding.ts'
import { fileNatives } from './hlvm-Files.ts'
import { hostNatives } from './hlvm-Host.ts'
import { magnitudeNatives } from './hlvm-Magnitudes.ts'
import { unicodeTextNatives } from './hlvm-UnicodeText.ts'
import { managementNatives } from './hlvm-Management.ts'
import { loadingNatives } from './hlvm-Loading.ts'
import { processNatives } from './hlvm-Processes.ts'
import { reflectNatives } from './hlvm-Reflect.ts'
import { zoneNatives } from './hlvm-Zone.ts'
import { classNatives } from './java-lang-Class.ts'
import { doubleNatives } from './java-lang-Double.ts'
import { objectNatives } from './java-lang-Object.ts'
import { referenceNatives } from './java-lang-ref.ts'
import { systemNatives } from './java-lang-System.ts'
import { threadNatives } from './java-lang-Thread.ts'
import { throwableNatives } from './java-lang-Throwable.ts'
import type { NativeTable } from './support.ts'

export const NATIVE_TABLES: readonly NativeTable[] = [
  hostNatives,
  magnitudeNatives,
  unicodeTextNatives,
  fileNatives,
  processNatives,
  codingNatives,
  checksumNatives,
  reflectNatives,
  loadingNatives,
  managementNatives,
  zoneNatives,
  objectNatives,
  referenceNatives,
  classNatives,
  systemNatives,
  throwableNatives,
  threadNatives,
  doubleNatives,
]

/** Finds the implementation of a native method: index into rt.natives; 0 with UnsatisfiedLinkError pending. */
export function linkNative(rt: Runtime, method: RuntimeMethod): number {
  const key = `${method.declaringClass.name}.${method.name}${method.descriptor}`
  const known = rt.nativeIndexes.get(key)
  if (known !== undefined) {
    rt.memory.H32[(method.address >>> 2) + METHOD_NATIVE] = known
    return known
  }
  // Only library classes have natives of ours; a program's own class of that name would be another class.
  const table =
    method.declaringClass.loader.parent === null ? NATIVE_TABLES.find((each) => Object.hasOwn(each, key)) : undefined
  if (table === undefined) return throwNew(rt, 'java/lang/UnsatisfiedLinkError', `'${printMethod(method)}'`)
  const index = rt.natives.push(table[key]!(rt)) - 1
  rt.nativeIndexes.set(key, index)
  rt.memory.H32[(method.address >>> 2) + METHOD_NATIVE] = index
  return index
}
