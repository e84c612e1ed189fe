/** Classes and field offsets of the library that the VM itself uses, found by name at start. */
import type { RuntimeClass } from './class.ts'
import { vmBug } from './vm-bug.ts'

export interface WellKnown {
  readonly object: RuntimeClass
  readonly string: RuntimeClass
  readonly class: RuntimeClass
  readonly throwable: RuntimeClass
  readonly error: RuntimeClass
  readonly thread: RuntimeClass
  readonly charArray: RuntimeClass
  readonly byteArray: RuntimeClass
  readonly intArray: RuntimeClass
  readonly objectArray: RuntimeClass
  readonly stringArray: RuntimeClass
  /** Byte offsets of instance fields. */
  readonly stringValue: number
  readonly classStruct: number
  readonly className: number
  readonly throwableMessage: number
  readonly throwableCause: number
  readonly throwableStackTrace: number
  readonly throwableBacktrace: number
  readonly threadStruct: number
  readonly threadName: number
  readonly threadDaemon: number
  readonly threadEnded: number
  readonly threadInterrupted: number
  /** Fields of java.lang.ClassLoader, which is loaded when it is first used. */
  loaderFields: { readonly id: number; readonly name: number; readonly parent: number } | null
  /** OutOfMemoryError made at start, for when there is no room for a new one. */
  outOfMemory: number
}

/** Byte offset of a declared instance field; the library and the VM disagree when it is missing. */
export function offsetOf(cls: RuntimeClass, name: string): number {
  for (const field of cls.fields) {
    if (field.name === name && (field.flags & 0x0008) === 0) return field.offset
  }
  return vmBug(`the library's ${cls.externalName} has no instance field ${name}`)
}
