/**
 * A method of a linked class: the rich side of a method struct (heap/layout.ts). The hot path reads the struct only;
 * `rt.methods[H32[(address >>> 2) + METHOD_ID]]` leads here.
 */
import type { CodeAttribute, MethodInfo } from '../classfile/model.ts'
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
  /** vtable index, or index in the interface's method table, or -1 (see METHOD_TABLE_INDEX). */
  tableIndex: number
  /** The Code attribute as the class file has it: original opcodes, line numbers, local variables. */
  readonly code: CodeAttribute | null
  readonly info: MethodInfo | null

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
    code: CodeAttribute | null,
    info: MethodInfo | null,
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
    this.code = code
    this.info = info
  }
}
