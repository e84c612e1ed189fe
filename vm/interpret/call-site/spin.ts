// Classes that the VM makes at run time for the call sites of invokedynamic: the object of a lambda, the code of a string
// concatenation, the methods of a record. They are ordinary classes from ordinary class-file bytes, defined by the loader and in the
// nest of the class they are made for; only stack traces leave them out, as java does with its hidden classes.

import { CodeWriter, type Label } from '../../classfile/code.ts'
import { parameterSlots, slotsOfDescriptor } from '../../classfile/descriptor.ts'
import {
  ACC,
  type Attribute,
  type ClassFile,
  type ExceptionTableEntry,
  type FieldInfo,
  type MethodInfo,
} from '../../classfile/model.ts'
import { type Mnemonic, OP, OPCODES, type OpcodeRow } from '../../classfile/opcodes.ts'
import { ConstantPoolBuilder } from '../../classfile/pool.ts'
import { writeClassFile } from '../../classfile/writer.ts'
import { CELL_STATUS } from '../../heap/layout.ts'
import { nestHostOf, SPUN_SOURCE } from '../../runtime/access.ts'
import type { Loader } from '../../runtime/class.ts'
import type { RuntimeClass } from '../../runtime/index.ts'
import { defineClass } from '../../runtime/load.ts'
import type { Machine } from '../machine.ts'

export function isSpun(cls: RuntimeClass): boolean {
  return cls.source === SPUN_SOURCE
}

/** The static method that a call site calls. No compiler gives a method this name, so an interface that a spun class implements has none. */
export const LINK_METHOD = '=link'

/** What a spun class has that most have not. */
export interface SpunOptions {
  /** Internal name; left out, the host's name with the purpose and a number. */
  readonly name?: string
  readonly superclass?: string
  readonly flags?: number
  readonly loader?: Loader
}

/** The code of one method under construction; `max_stack` is generous. */
export class Assembler {
  readonly pool: ConstantPoolBuilder
  readonly #code = new CodeWriter()

  constructor(pool: ConstantPoolBuilder) {
    this.pool = pool
  }

  op(mnemonic: Mnemonic, ...operands: (number | Label)[]): void {
    this.#code.emit(OPCODES[OP[mnemonic]] as OpcodeRow, operands)
  }

  /** Loads (or with 'return' returns) a value of the type. */
  typed(kind: 'load' | 'return', descriptor: string, local = 0): void {
    if (descriptor === 'V') {
      this.op('return')
      return
    }
    const letter = letterOf(descriptor)
    if (kind === 'load') this.op(`${letter}load`, local)
    else this.op(`${letter}return`)
  }

  invoke(
    mnemonic: 'invokestatic' | 'invokevirtual' | 'invokespecial',
    owner: string,
    name: string,
    type: string,
  ): void {
    this.op(mnemonic, this.pool.methodRef(owner, name, type))
  }

  label(): Label {
    return this.#code.label()
  }

  place(label: Label): void {
    this.#code.place(label)
  }

  finish(): Uint8Array {
    const done = this.#code.finish()
    if ('problem' in done) throw new Error(`a jump in spun code cannot be written: ${done.problem}`)
    return done.code
  }
}

export function letterOf(descriptor: string): 'a' | 'i' | 'l' | 'f' | 'd' {
  switch (descriptor[0]) {
    case 'J':
      return 'l'
    case 'F':
      return 'f'
    case 'D':
      return 'd'
    case 'L':
    case '[':
      return 'a'
    default:
      return 'i'
  }
}

export class ClassSpinner {
  readonly pool = new ConstantPoolBuilder()
  readonly name: string
  readonly #vm: Machine
  readonly #host: RuntimeClass
  readonly #fields: FieldInfo[] = []
  readonly #methods: MethodInfo[] = []
  readonly #interfaces: number[] = []

  readonly #options: SpunOptions

  constructor(vm: Machine, host: RuntimeClass, purpose: string, options: SpunOptions = {}) {
    this.#vm = vm
    this.#host = host
    this.#options = options
    this.name = options.name ?? `${host.name}$$${purpose}$${++vm.spunClasses}`
  }

  implement(interfaceName: string): void {
    const index = this.pool.class(interfaceName)
    if (!this.#interfaces.includes(index)) this.#interfaces.push(index)
  }

  field(flags: number, name: string, descriptor: string): void {
    this.#fields.push({
      accessFlags: flags,
      nameIndex: this.pool.utf8(name),
      descriptorIndex: this.pool.utf8(descriptor),
      attributes: [],
    })
  }

  /** Without `assemble` the method is native, unless it is abstract. `handlers` are asked when the code has been written. */
  method(
    flags: number,
    name: string,
    descriptor: string,
    assemble?: (code: Assembler) => void,
    extraLocals = 0,
    extraStack = 0,
    handlers: readonly (() => ExceptionTableEntry)[] = [],
  ): void {
    const attributes: Attribute[] = []
    if (assemble !== undefined) {
      const assembler = new Assembler(this.pool)
      assemble(assembler)
      const slots = parameterSlots(descriptor) + ((flags & ACC.STATIC) === 0 ? 1 : 0)
      attributes.push({
        name: 'Code',
        maxStack: slots + extraStack + 16,
        maxLocals: slots + extraLocals,
        code: assembler.finish(),
        exceptionTable: handlers.map((each) => each()),
        attributes: [],
      })
    }
    this.#methods.push({
      accessFlags: flags | (assemble === undefined && (flags & ACC.ABSTRACT) === 0 ? ACC.NATIVE : 0),
      nameIndex: this.pool.utf8(name),
      descriptorIndex: this.pool.utf8(descriptor),
      attributes,
    })
  }

  /** The class, or null with an exception pending. */
  define(): RuntimeClass | null {
    const classFile: ClassFile = {
      minorVersion: 0,
      majorVersion: 61,
      accessFlags: this.#options.flags ?? ACC.FINAL | ACC.SUPER | ACC.SYNTHETIC,
      thisClass: this.pool.class(this.name),
      superClass: this.pool.class(this.#options.superclass ?? 'java/lang/Object'),
      interfaces: this.#interfaces,
      fields: this.#fields,
      methods: this.#methods,
      attributes: [],
      constantPool: this.pool,
    }
    const { rt } = this.#vm
    const host = nestHostOf(rt, this.#host)
    if (rt.memory.H32[CELL_STATUS] !== 0) return null
    const loader = this.#options.loader ?? this.#host.loader
    const cls = defineClass(rt, loader, this.name, writeClassFile(classFile), SPUN_SOURCE)
    if (cls !== null && this.#options.name === undefined) cls.nestHost = host
    return cls
  }
}

/** The local-variable index of each parameter. */
export function parameterLocals(parameters: readonly string[], first: number): number[] {
  const locals: number[] = []
  let at = first
  for (const each of parameters) {
    locals.push(at)
    at += slotsOfDescriptor(each)
  }
  return locals
}
