// Instructions out of and into code bytes: `decodeInstruction` for disassembler, verifier and tests (the interpreter has
// its own generated loop), `CodeWriter` as the encoder. Both read operand kinds from the opcode table.
import { OP, OPCODE_ROWS, OPERAND_SIZE, type OpcodeRow } from './opcodes.ts'
import { ByteWriter } from './writer.ts'

/** One decoded instruction. `operands` are in table order; branch operands are absolute targets. */
export type Instruction = {
  readonly pc: number
  /** The next instruction is at pc + length. */
  readonly length: number
  /** The row of the instruction itself; of the widened instruction when `wide`. */
  readonly row: OpcodeRow
  readonly wide: boolean
  readonly operands: readonly number[]
  readonly switch?: SwitchOperands
}

export type SwitchOperands = {
  readonly defaultTarget: number
  /** Match values and absolute targets; a tableswitch has `low`, `low + 1`, ... */
  readonly cases: readonly { readonly match: number; readonly target: number }[]
}

export type DecodeProblem = {
  readonly pc: number
  readonly problem: 'opcode' | 'truncated' | 'wide' | 'switch'
  readonly message: string
}

export function isProblem(decoded: Instruction | DecodeProblem): decoded is DecodeProblem {
  return 'problem' in decoded
}

/** Decodes the instruction at `pc`. Needs no valid code: what cannot be decoded is a DecodeProblem. */
export function decodeInstruction(code: Uint8Array, pc: number): Instruction | DecodeProblem {
  const op = code[pc]
  if (op === undefined) return { pc, problem: 'truncated', message: 'code ends' }
  const row = OPCODE_ROWS[op]
  if (row === undefined) return { pc, problem: 'opcode', message: `bad opcode ${op}` }
  const first = row.operands[0]
  if (first === 'wide') return decodeWide(code, pc)
  if (first === 'tableswitch' || first === 'lookupswitch') return decodeSwitch(code, pc, row)
  const operands: number[] = []
  let at = pc + 1
  for (const kind of row.operands) {
    const size = OPERAND_SIZE[kind]
    if (at + size > code.length) return { pc, problem: 'truncated', message: `${row.mnemonic} is cut off` }
    const signed = kind === 's1' || kind === 's2' || kind === 'imm' || kind === 'branch2' || kind === 'branch4'
    const value = readNumber(code, at, size, signed)
    operands.push(kind === 'branch2' || kind === 'branch4' ? pc + value : value)
    at += size
  }
  return { pc, length: at - pc, row, wide: false, operands }
}

function readNumber(code: Uint8Array, at: number, size: number, signed: boolean): number {
  let value = 0
  for (let i = 0; i < size; i++) value = (value << 8) | code[at + i]!
  return signed ? (value << (32 - 8 * size)) >> (32 - 8 * size) : value
}

function decodeWide(code: Uint8Array, pc: number): Instruction | DecodeProblem {
  const op = code[pc + 1]
  if (op === undefined) return { pc, problem: 'truncated', message: 'wide is cut off' }
  const row = OPCODE_ROWS[op]
  if (row === undefined || !row.flags.includes('wideable')) {
    return { pc, problem: 'wide', message: `wide cannot precede ${row?.mnemonic ?? `opcode ${op}`}` }
  }
  const length = 2 + 2 * row.operands.length
  if (pc + length > code.length) return { pc, problem: 'truncated', message: `wide ${row.mnemonic} is cut off` }
  const operands = row.operands.map((kind, i) => readNumber(code, pc + 2 + 2 * i, 2, kind === 'imm'))
  return { pc, length, row, wide: true, operands }
}

function decodeSwitch(code: Uint8Array, pc: number, row: OpcodeRow): Instruction | DecodeProblem {
  const cut: DecodeProblem = { pc, problem: 'truncated', message: `${row.mnemonic} is cut off` }
  let at = (pc + 4) & ~3
  const table = row.operands[0] === 'tableswitch'
  if (at + (table ? 12 : 8) > code.length) return cut
  const defaultTarget = pc + readNumber(code, at, 4, true)
  const cases: { match: number; target: number }[] = []
  if (table) {
    const low = readNumber(code, at + 4, 4, true)
    const high = readNumber(code, at + 8, 4, true)
    if (low > high) return { pc, problem: 'switch', message: `tableswitch from ${low} to ${high}` }
    at += 12
    const count = high - low + 1
    if (count > (code.length - at) >> 2) return cut
    for (let i = 0; i < count; i++, at += 4) cases.push({ match: low + i, target: pc + readNumber(code, at, 4, true) })
  } else {
    const count = readNumber(code, at + 4, 4, true)
    if (count < 0) return { pc, problem: 'switch', message: `lookupswitch with ${count} pairs` }
    at += 8
    if (count > (code.length - at) >> 3) return cut
    for (let i = 0; i < count; i++, at += 8) {
      cases.push({ match: readNumber(code, at, 4, true), target: pc + readNumber(code, at + 4, 4, true) })
    }
  }
  return { pc, length: at - pc, row, wide: false, operands: [], switch: { defaultTarget, cases } }
}

/** All instructions in order; ends after the first DecodeProblem. */
export function* instructions(code: Uint8Array): Generator<Instruction | DecodeProblem> {
  for (let pc = 0; pc < code.length; ) {
    const decoded = decodeInstruction(code, pc)
    yield decoded
    if (isProblem(decoded)) return
    pc += decoded.length
  }
}

/** All instructions, or the first problem. */
export function decodeCode(code: Uint8Array): Instruction[] | DecodeProblem {
  const list: Instruction[] = []
  for (const decoded of instructions(code)) {
    if (isProblem(decoded)) return decoded
    list.push(decoded)
  }
  return list
}

/** The targets of a branch or switch, absolute. */
export function branchTargets(instruction: Instruction): number[] {
  if (instruction.switch !== undefined) {
    return [instruction.switch.defaultTarget, ...instruction.switch.cases.map((c) => c.target)]
  }
  const kind = instruction.row.operands[0]
  return kind === 'branch2' || kind === 'branch4' ? [instruction.operands[0]!] : []
}

// ---- encoding

/** A place in the code that may not be known yet. */
export type Label = { pc: number | undefined }

type Patch = { readonly at: number; readonly from: number; readonly size: 2 | 4; readonly label: Label }

/** The assembler's output: instructions one after the other, branch offsets filled in at the end. */
export class CodeWriter {
  readonly #out = new ByteWriter()
  readonly #patches: Patch[] = []

  get pc(): number {
    return this.#out.length
  }

  label(): Label {
    return { pc: undefined }
  }

  place(label: Label): void {
    label.pc = this.pc
  }

  /** Numbers for all operands but branches, whose operand is a Label. `wide` puts the prefix in front. */
  emit(row: OpcodeRow, operands: readonly (number | Label)[], wide = false): void {
    const from = this.pc
    const w = this.#out
    if (wide) w.u1(OP.wide)
    w.u1(row.op)
    row.operands.forEach((kind, i) => {
      const operand = operands[i] ?? 0
      const size = wide ? 2 : OPERAND_SIZE[kind]
      if (typeof operand !== 'number') {
        this.#branch(from, operand, size === 4 ? 4 : 2)
      } else if (size === 1) {
        w.u1(operand)
      } else if (size === 2) {
        w.u2(operand)
      } else {
        w.u4(operand)
      }
    })
  }

  tableswitch(low: number, targets: readonly Label[], defaultTarget: Label): void {
    const from = this.#switchHead(OP.tableswitch, defaultTarget)
    this.#out.u4(low)
    this.#out.u4(low + targets.length - 1)
    for (const target of targets) this.#branch(from, target, 4)
  }

  lookupswitch(pairs: readonly { match: number; target: Label }[], defaultTarget: Label): void {
    const from = this.#switchHead(OP.lookupswitch, defaultTarget)
    this.#out.u4(pairs.length)
    for (const { match, target } of pairs) {
      this.#out.u4(match)
      this.#branch(from, target, 4)
    }
  }

  /** Bytes as they are: data, or instructions of the caller's own making. */
  raw(bytes: Uint8Array): void {
    this.#out.bytes(bytes)
  }

  /** The code, or the first branch that cannot be written: its label was never placed or is too far for two bytes. */
  finish(): { code: Uint8Array } | { problem: 'unplaced' | 'far'; pc: number; label: Label } {
    for (const { at, from, size, label } of this.#patches) {
      if (label.pc === undefined) return { problem: 'unplaced', pc: from, label }
      const offset = label.pc - from
      if (size === 4) this.#out.patchU4(at, offset)
      else if (offset !== (offset << 16) >> 16) return { problem: 'far', pc: from, label }
      else this.#out.patchU2(at, offset)
    }
    return { code: this.#out.result() }
  }

  #switchHead(op: number, defaultTarget: Label): number {
    const from = this.pc
    this.#out.u1(op)
    while ((this.pc & 3) !== 0) this.#out.u1(0)
    this.#branch(from, defaultTarget, 4)
    return from
  }

  #branch(from: number, label: Label, size: 2 | 4): void {
    this.#patches.push({ at: this.pc, from, size, label })
    if (size === 2) this.#out.u2(0)
    else this.#out.u4(0)
  }
}
