/** A method under verification: what execute.ts, typecheck.ts and infer.ts share. */
import { splitMethodDescriptor } from '../classfile/descriptor.ts'
import {
  ACC,
  type ClassFile,
  type CodeAttribute,
  type ConstantPool,
  findAttribute,
  type MethodInfo,
  utf8At,
} from '../classfile/model.ts'
import { OPCODE_ROWS } from '../classfile/opcodes.ts'
import { Frame } from './frame.ts'
import { Rejection } from './problem.ts'
import type { RuleId } from './rules.ts'
import { isFirstHalf, secondHalf, TOP, type Types, UNINITIALIZED_THIS, type VType } from './types.ts'

/** Marks in MethodContext.starts. */
export const START_PLAIN = 1
export const START_NEW = 2

export interface MethodDescriptorParts {
  readonly parameters: readonly VType[]
  /** null: void. */
  readonly result: VType | null
}

/** What is the same for all methods of a class. */
export class ClassContext {
  readonly classFile: ClassFile
  readonly pool: ConstantPool
  readonly name: string
  readonly superName: string | null
  readonly types: Types
  readonly thisType: VType
  readonly #descriptors = new Map<string, MethodDescriptorParts>()

  constructor(classFile: ClassFile, name: string, superName: string | null, types: Types) {
    this.classFile = classFile
    this.pool = classFile.constantPool
    this.name = name
    this.superName = superName
    this.types = types
    this.thisType = types.object(name)
  }

  declaresField(name: string, descriptor: string): boolean {
    return this.classFile.fields.some(
      (each) => utf8At(this.pool, each.nameIndex) === name && utf8At(this.pool, each.descriptorIndex) === descriptor,
    )
  }

  /** Checked by the format checks already: malformed ones count as ()V. */
  descriptor(text: string): MethodDescriptorParts {
    let parts = this.#descriptors.get(text)
    if (parts === undefined) {
      const split = splitMethodDescriptor(text) ?? { parameters: [], result: 'V' }
      parts = {
        parameters: split.parameters.map((each) => this.types.ofDescriptor(each)),
        result: split.result === 'V' ? null : this.types.ofDescriptor(split.result),
      }
      this.#descriptors.set(text, parts)
    }
    return parts
  }
}

export class MethodContext {
  readonly cls: ClassContext
  readonly types: Types
  readonly pool: ConstantPool
  readonly info: MethodInfo
  readonly attribute: CodeAttribute
  readonly code: Uint8Array
  readonly name: string
  readonly descriptor: string
  readonly isStatic: boolean
  readonly isConstructor: boolean
  readonly parts: MethodDescriptorParts
  /** START_* at the first byte of each instruction; filled by static.ts. */
  readonly starts: Uint8Array
  /** The state that execute.ts reads and changes. */
  frame: Frame
  pc = 0
  /** Of the instruction at pc, set by execute.ts: its length, whether the next one follows, and where it may jump. */
  length = 0
  falls = true
  targets: number[] = []
  /** The instruction has made `this` an initialised object. */
  initializedThis = false
  /** As a message shows the state before the instruction; kept only while recording. */
  readonly reportFrame: Frame
  readonly recording: boolean
  readonly #initial: readonly VType[]

  /** `recording` keeps every state for messages: a rejected method is looked at a second time that way. */
  constructor(cls: ClassContext, info: MethodInfo, attribute: CodeAttribute, recording = false) {
    this.cls = cls
    this.types = cls.types
    this.pool = cls.pool
    this.info = info
    this.attribute = attribute
    this.code = attribute.code
    this.name = utf8At(cls.pool, info.nameIndex)
    this.descriptor = utf8At(cls.pool, info.descriptorIndex)
    // Before version 51 <clinit> is static whatever its flags say (JVMS 2.9.2).
    this.isStatic = (info.accessFlags & ACC.STATIC) !== 0 || this.name === '<clinit>'
    this.isConstructor = this.name === '<init>'
    this.parts = cls.descriptor(this.descriptor)
    this.starts = new Uint8Array(this.code.length + 1)
    this.recording = recording
    this.reportFrame = new Frame([], [], false)
    this.#initial = this.#initialLocals()
    this.frame = this.initialFrame()
  }

  /** JVMS 4.10.1.6, methodInitialStackFrame. */
  initialFrame(): Frame {
    const locals = this.#initial.slice()
    return new Frame(locals, [], locals[0] === UNINITIALIZED_THIS)
  }

  #initialLocals(): VType[] {
    const locals: VType[] = []
    const halfMade = this.isConstructor && this.cls.name !== 'java/lang/Object'
    if (!this.isStatic) locals.push(halfMade ? UNINITIALIZED_THIS : this.cls.thisType)
    for (const type of this.parts.parameters) {
      locals.push(type)
      if (isFirstHalf(type)) locals.push(secondHalf(type))
    }
    if (locals.length > this.attribute.maxLocals) {
      throw new Rejection({ rule: 'local-index', pc: 0, headline: "Arguments can't fit into locals" })
    }
    while (locals.length < this.attribute.maxLocals) locals.push(TOP)
    return locals
  }

  /** Remembers the state before an instruction, for messages. */
  snapshot(): void {
    if (!this.recording) return
    const { frame, reportFrame } = this
    reportFrame.locals = frame.locals.slice()
    reportFrame.stack = frame.stack.slice()
    reportFrame.thisUninitialized = frame.thisUninitialized
  }

  fail(rule: RuleId, headline: string, reason = '', target?: Frame): never {
    const frames: (readonly [string, string])[] = [['Current Frame', this.reportFrame.print(this.pc)]]
    if (target !== undefined) frames.push(['Stackmap Frame', target.print(this.pc)])
    throw new Rejection({ rule, pc: this.pc, headline, reason, frames })
  }

  u1(at: number): number {
    return this.code[at]!
  }

  u2(at: number): number {
    return (this.code[at]! << 8) | this.code[at + 1]!
  }

  s2(at: number): number {
    return (this.u2(at) << 16) >> 16
  }

  s4(at: number): number {
    return (this.u2(at) << 16) | this.u2(at + 2)
  }

  mnemonic(pc: number): string {
    if (pc >= this.code.length) return 'end of the code'
    const row = OPCODE_ROWS[this.code[pc] ?? 255]
    if (row?.mnemonic === 'wide') return `wide ${OPCODE_ROWS[this.code[pc + 1] ?? 255]?.mnemonic ?? ''}`
    return row?.mnemonic ?? `opcode ${this.code[pc]}`
  }

  /** Source line of a pc; 0 when unknown. */
  line(pc: number): number {
    const table = findAttribute(this.attribute.attributes, 'LineNumberTable')
    let best = -1
    let line = 0
    for (const each of table?.lines ?? []) {
      if (each.startPc <= pc && each.startPc >= best) {
        best = each.startPc
        line = each.line
      }
    }
    return line
  }
}
