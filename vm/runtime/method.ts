/**
 * A method of a linked class: the rich side of a method struct (heap/layout.ts). The hot path reads the struct only;
 * `rt.methods[H32[(address >>> 2) + METHOD_ID]]` leads here.
 */
import { type CodeAttribute, findAttribute, type MethodInfo } from '../classfile/model.ts'
import type { RuntimeClass } from './class.ts'

export class RuntimeMethod {
  /** Index into rt.methods. */
  readonly id: number
  /** Address of the method struct. */
  readonly address: number
  readonly declaringClass: RuntimeClass
  readonly name: string
  readonly descriptor: string
  /** access_flags of the class file. */
  readonly flags: number
  /** KIND_* of each declared parameter, `this` not included. */
  readonly parameterKinds: readonly number[]
  readonly returnKind: number
  /** Slots of all arguments, `this` included. */
  readonly argumentSlots: number
  /** vtable index, or -1, -2 (see METHOD_TABLE_INDEX). */
  tableIndex: number
  /**
   * Of the forms of java.lang.invoke, interfaces that stand for a type of method handles: what a call comes to when the receiver has
   * another type; a static method with the same arguments, receiver included. And the method that is selected instead of this one.
   */
  fallback: RuntimeMethod | null
  alias: RuntimeMethod | null
  /** In the class file; its index there while nobody has asked. */
  #info: MethodInfo | null | number
  #code: CodeAttribute | null | undefined

  constructor(
    id: number,
    address: number,
    declaringClass: RuntimeClass,
    name: string,
    descriptor: string,
    flags: number,
    parameterKinds: readonly number[],
    returnKind: number,
    argumentSlots: number,
    info: MethodInfo | null | number,
  ) {
    this.id = id
    this.address = address
    this.declaringClass = declaringClass
    this.name = name
    this.descriptor = descriptor
    this.flags = flags
    this.parameterKinds = parameterKinds
    this.returnKind = returnKind
    this.argumentSlots = argumentSlots
    this.tableIndex = -1
    this.fallback = null
    this.alias = null
    this.#info = info
    this.#code = undefined
  }

  get info(): MethodInfo | null {
    if (typeof this.#info === 'number') this.#info = this.declaringClass.classFile!.methods[this.#info]!
    return this.#info
  }

  /**
   * The Code attribute as the class file has it: original opcodes, line numbers, local variables. Looked up at the first use:
   * most methods of a loaded class never run.
   */
  get code(): CodeAttribute | null {
    if (this.#code === undefined) {
      this.#code = (this.info && findAttribute(this.info.attributes, 'Code')) ?? null
    }
    return this.#code
  }
}
