/** A field of a linked class. Its place in memory never changes once the class is linked. */
import type { FieldInfo } from '../classfile/model.ts'
import type { RuntimeClass } from './class.ts'

export class RuntimeField {
  readonly declaringClass: RuntimeClass
  readonly name: string
  readonly descriptor: string
  readonly flags: number
  /** KIND_* of the value. */
  readonly kind: number
  /** Instance field: byte offset in the object. Static field: absolute byte address. */
  offset: number
  readonly info: FieldInfo

  constructor(declaringClass: RuntimeClass, info: FieldInfo, name: string, descriptor: string, kind: number) {
    this.declaringClass = declaringClass
    this.name = name
    this.descriptor = descriptor
    this.flags = info.accessFlags
    this.kind = kind
    this.offset = 0
    this.info = info
  }
}
