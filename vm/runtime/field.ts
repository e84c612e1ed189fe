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
  /** In the class file; its index there while nobody has asked. */
  #info: FieldInfo | number

  constructor(
    declaringClass: RuntimeClass,
    info: FieldInfo | number,
    name: string,
    descriptor: string,
    flags: number,
    kind: number,
  ) {
    this.declaringClass = declaringClass
    this.name = name
    this.descriptor = descriptor
    this.flags = flags
    this.kind = kind
    this.offset = 0
    this.#info = info
  }

  get info(): FieldInfo {
    if (typeof this.#info === 'number') this.#info = this.declaringClass.classFile!.fields[this.#info]!
    return this.#info
  }
}
