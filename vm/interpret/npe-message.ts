// Helpful NullPointerException messages (JEP 358): what could not be done, and which expression of the program was null. The
// second half needs to know where the null came from: a data-flow analysis over the method's bytecode gives for every
// operand the instruction that produced it. It runs only when such an exception is thrown.

import { branchTargets, decodeInstruction, type Instruction, isProblem } from '../classfile/code.ts'
import { parameterSlots, slotsOfDescriptor, splitMethodDescriptor } from '../classfile/descriptor.ts'
import { ACC, type CodeAttribute, findAttribute, type MemberRef, memberRefAt, utf8At } from '../classfile/model.ts'
import { slotsOf, type StackType } from '../classfile/opcodes.ts'
import { printType } from '../runtime/descriptors.ts'
import type { RuntimeMethod } from '../runtime/index.ts'

/** Deeper expressions are cut off with `...`. */
const MAX_DEPTH = 5
/** The operand may come from several instructions, or from none (a caught exception). */
const UNKNOWN = -1

/** Before an instruction: for each operand slot the bytecode index that produced it; which locals have been assigned. */
interface State {
  readonly stack: number[]
  readonly written: Set<number>
}

/** The message, or null when nothing is known about the instruction. */
export function nullMessage(method: RuntimeMethod, bci: number): string | null {
  const { code } = method
  if (code === null) return null
  const instruction = decodeInstruction(code.code, bci)
  if (isProblem(instruction)) return null
  const failed = describeAction(method, instruction)
  if (failed === null) return null
  const analysis = new Analysis(method, code)
  const state = analysis.before(bci)
  if (state === undefined) return failed.text
  const source = state.stack[state.stack.length - failed.depth] ?? UNKNOWN
  const at = analysis.instruction(source)
  if (at === null) return failed.text
  const cause = analysis.expression(source, MAX_DEPTH)
  if (cause === null) return failed.text
  const isCall = at.row.flags.includes('invoke')
  return `${failed.text} because ${isCall ? 'the return value of ' : ''}"${cause}" is null`
}

const ARRAY_WORDS: Readonly<Record<string, string>> = {
  i: 'int',
  l: 'long',
  f: 'float',
  d: 'double',
  a: 'object',
  b: 'byte/boolean',
  c: 'char',
  s: 'short',
}

/** What the instruction was about to do, and how many slots down the null reference lies. */
function describeAction(method: RuntimeMethod, instruction: Instruction): { text: string; depth: number } | null {
  const { mnemonic, flags } = instruction.row
  if (flags.includes('arrayLoad')) return { text: `Cannot load from ${ARRAY_WORDS[mnemonic[0]!]} array`, depth: 2 }
  if (flags.includes('arrayStore')) {
    const depth = slotsOf(instruction.row.pop[2]!) + 2
    return { text: `Cannot store to ${ARRAY_WORDS[mnemonic[0]!]} array`, depth }
  }
  switch (mnemonic) {
    case 'arraylength':
      return { text: 'Cannot read the array length', depth: 1 }
    case 'athrow':
      return { text: 'Cannot throw exception', depth: 1 }
    case 'monitorenter':
      return { text: 'Cannot enter synchronized block', depth: 1 }
    case 'monitorexit':
      return { text: 'Cannot exit synchronized block', depth: 1 }
    case 'getfield':
      return { text: `Cannot read field "${memberAt(method, instruction).name}"`, depth: 1 }
    case 'putfield': {
      const member = memberAt(method, instruction)
      return { text: `Cannot assign field "${member.name}"`, depth: slotsOfDescriptor(member.descriptor) + 1 }
    }
    case 'invokevirtual':
    case 'invokespecial':
    case 'invokeinterface': {
      const member = memberAt(method, instruction)
      return { text: `Cannot invoke "${printCall(member)}"`, depth: parameterSlots(member.descriptor) + 1 }
    }
    default:
      return null
  }
}

function memberAt(method: RuntimeMethod, instruction: Instruction): MemberRef {
  const pool = method.declaringClass.classFile!.constantPool
  return memberRefAt(pool, instruction.operands[0]!)
}

/** The classes that every program uses are printed without their package. */
function short(name: string): string {
  return name.replace(/\bjava\.lang\.(Object|String)\b(?![.$\w])/g, '$1')
}

function printOwner(className: string): string {
  // An array class is printed by its name, `[I`.
  return className[0] === '[' ? className.replaceAll('/', '.') : short(className.replaceAll('/', '.'))
}

function printCall(member: MemberRef): string {
  const parameters = splitMethodDescriptor(member.descriptor)?.parameters ?? []
  return `${printOwner(member.className)}.${member.name}(${parameters.map((each) => short(printType(each))).join(', ')})`
}

class Analysis {
  readonly #method: RuntimeMethod
  readonly #code: CodeAttribute
  readonly #states = new Map<number, State>()

  constructor(method: RuntimeMethod, code: CodeAttribute) {
    this.#method = method
    this.#code = code
    this.#run()
  }

  before(bci: number): State | undefined {
    return this.#states.get(bci)
  }

  instruction(bci: number): Instruction | null {
    if (bci < 0) return null
    const decoded = decodeInstruction(this.#code.code, bci)
    return isProblem(decoded) ? null : decoded
  }

  #run(): void {
    const work: number[] = [0]
    this.#states.set(0, { stack: [], written: new Set() })
    for (const handler of this.#code.exceptionTable) {
      // What has been assigned in the protected range is not known here: the parameters' names are the better guess.
      if (!this.#states.has(handler.handlerPc)) {
        this.#states.set(handler.handlerPc, { stack: [UNKNOWN], written: new Set() })
        work.push(handler.handlerPc)
      }
    }
    // Merging only ever loses knowledge, so this ends; the bound is against damaged code.
    for (let steps = 0; work.length > 0 && steps < 200_000; steps++) {
      const bci = work.pop()!
      const instruction = this.instruction(bci)
      const state = this.#states.get(bci)
      if (instruction === null || state === undefined) continue
      const after = this.#execute(instruction, state)
      if (after === null) continue
      const next = instruction.row.flags.includes('terminates') ? [] : [bci + instruction.length]
      for (const target of [...next, ...branchTargets(instruction)]) {
        if (this.#merge(target, after)) work.push(target)
      }
      // A subroutine comes back to the instruction after jsr.
      if (instruction.row.mnemonic === 'jsr' || instruction.row.mnemonic === 'jsr_w') {
        if (this.#merge(bci + instruction.length, state)) work.push(bci + instruction.length)
      }
    }
  }

  /** True when the state at the target has changed. */
  #merge(target: number, state: State): boolean {
    const old = this.#states.get(target)
    if (old === undefined) {
      this.#states.set(target, { stack: [...state.stack], written: new Set(state.written) })
      return true
    }
    let changed = false
    for (let i = 0; i < old.stack.length; i++) {
      if (old.stack[i] === state.stack[i] || old.stack[i] === UNKNOWN) continue
      old.stack[i] = UNKNOWN
      changed = true
    }
    for (const local of state.written) {
      if (!old.written.has(local)) changed = true
      old.written.add(local)
    }
    return changed
  }

  #execute(instruction: Instruction, state: State): State | null {
    const { row, pc } = instruction
    const stack = [...state.stack]
    let { written } = state
    if (row.flags.includes('stack')) {
      const slots = new Map<StackType, number>()
      const popped = stack.splice(stack.length - row.pop.length)
      row.pop.forEach((letter, i) => {
        slots.set(letter, popped[i]!)
      })
      for (const letter of row.push) stack.push(slots.get(letter)!)
      return { stack, written }
    }
    if (row.mnemonic === 'checkcast') return { stack, written }
    const effect = this.#effect(instruction)
    if (effect === null || effect.pop > stack.length) return null
    stack.length -= effect.pop
    for (let i = 0; i < effect.push; i++) stack.push(pc)
    if (row.flags.includes('store')) {
      const local = row.local === 'operand' ? instruction.operands[0]! : (row.local ?? 0)
      written = new Set(written).add(local)
    }
    return { stack, written }
  }

  /** Slots popped and pushed. */
  #effect(instruction: Instruction): { pop: number; push: number } | null {
    const { row } = instruction
    const plain = (types: readonly StackType[]): number => types.reduce((sum, type) => sum + slotsOf(type), 0)
    switch (row.mnemonic) {
      case 'ldc':
      case 'ldc_w':
        return { pop: 0, push: 1 }
      case 'ldc2_w':
        return { pop: 0, push: 2 }
      case 'getstatic':
        return { pop: 0, push: slotsOfDescriptor(memberAt(this.#method, instruction).descriptor) }
      case 'putstatic':
        return { pop: slotsOfDescriptor(memberAt(this.#method, instruction).descriptor), push: 0 }
      case 'getfield':
        return { pop: 1, push: slotsOfDescriptor(memberAt(this.#method, instruction).descriptor) }
      case 'putfield':
        return { pop: 1 + slotsOfDescriptor(memberAt(this.#method, instruction).descriptor), push: 0 }
      case 'invokevirtual':
      case 'invokespecial':
      case 'invokestatic':
      case 'invokeinterface':
      case 'invokedynamic': {
        const descriptor = this.#callDescriptor(instruction)
        const receiver = row.mnemonic === 'invokestatic' || row.mnemonic === 'invokedynamic' ? 0 : 1
        const result = descriptor.slice(descriptor.indexOf(')') + 1)
        return { pop: parameterSlots(descriptor) + receiver, push: slotsOfDescriptor(result) }
      }
      case 'new':
        return { pop: 0, push: 1 }
      case 'newarray':
      case 'anewarray':
        return { pop: 1, push: 1 }
      case 'multianewarray':
        return { pop: instruction.operands[1]!, push: 1 }
      default:
        return { pop: plain(row.pop), push: plain(row.push) }
    }
  }

  #callDescriptor(instruction: Instruction): string {
    const pool = this.#method.declaringClass.classFile!.constantPool
    const entry = pool.entries[instruction.operands[0]!]
    if (entry?.tag === 18) {
      const nameAndType = pool.entries[entry.nameAndTypeIndex]
      return nameAndType?.tag === 12 ? utf8At(pool, nameAndType.descriptorIndex) : '()V'
    }
    return memberAt(this.#method, instruction).descriptor
  }

  /** The expression that the instruction at `bci` computes, as in source; null when it has no name. */
  expression(bci: number, depth: number): string | null {
    const instruction = this.instruction(bci)
    const state = this.#states.get(bci)
    if (instruction === null || state === undefined) return null
    if (depth <= 0) return '...'
    const { row, operands } = instruction
    const source = (down: number): number => state.stack[state.stack.length - down] ?? UNKNOWN
    if (row.flags.includes('load') && row.push.length === 1) {
      const local = row.local === 'operand' ? operands[0]! : (row.local ?? 0)
      return this.#local(bci, local, !state.written.has(local))
    }
    if (row.flags.includes('arrayLoad')) {
      const array = this.expression(source(2), depth - 1)
      const index = this.expression(source(1), depth - 1)
      return `${array ?? '<array>'}[${index ?? '...'}]`
    }
    switch (row.mnemonic) {
      case 'aconst_null':
        return 'null'
      case 'iconst_m1':
        return '-1'
      case 'iconst_0':
      case 'iconst_1':
      case 'iconst_2':
      case 'iconst_3':
      case 'iconst_4':
      case 'iconst_5':
        return row.mnemonic.slice(7)
      case 'bipush':
      case 'sipush':
        return String(operands[0])
      case 'getstatic': {
        const member = memberAt(this.#method, instruction)
        return `${printOwner(member.className)}.${member.name}`
      }
      case 'getfield': {
        const object = this.expression(source(1), depth - 1)
        const { name } = memberAt(this.#method, instruction)
        return object === null ? name : `${object}.${name}`
      }
      case 'invokevirtual':
      case 'invokespecial':
      case 'invokestatic':
      case 'invokeinterface':
        return printCall(memberAt(this.#method, instruction))
      default:
        return null
    }
  }

  /** A local variable by its name, `this`, or its number. A parameter keeps its number only while nothing was assigned to it. */
  #local(bci: number, slot: number, unassigned: boolean): string {
    const table = findAttribute(this.#code.attributes, 'LocalVariableTable')
    const pool = this.#method.declaringClass.classFile!.constantPool
    for (const each of table?.variables ?? []) {
      if (each.slot === slot && bci >= each.startPc && bci < each.startPc + each.length)
        return utf8At(pool, each.nameIndex)
    }
    const isStatic = (this.#method.flags & ACC.STATIC) !== 0
    if (!unassigned) return `<local${slot}>`
    if (!isStatic && slot === 0) return 'this'
    let at = isStatic ? 0 : 1
    const parameters = splitMethodDescriptor(this.#method.descriptor)?.parameters ?? []
    for (let i = 0; i < parameters.length; i++) {
      const size = slotsOfDescriptor(parameters[i]!)
      if (slot >= at && slot < at + size) return `<parameter${i + 1}>`
      at += size
    }
    return `<local${slot}>`
  }
}
