/**
 * Static constraints on the code array (JVMS 4.9.1): instruction by instruction, no types. Afterwards execute.ts may read
 * operands without looking: opcodes are defined, operands are inside, pool entries have the right kind, locals exist.
 */
import { branchTargets, type DecodeProblem, decodeInstruction, type Instruction, isProblem } from '../classfile/code.ts'
import { parameterSlots } from '../classfile/descriptor.ts'
import { classNameAt, memberRefAt, nameAndTypeAt } from '../classfile/model.ts'
import { hasFlag, OP, OPCODE_LENGTH, OPCODE_ROWS, type OperandKind } from '../classfile/opcodes.ts'
import { type MethodContext, START_NEW, START_PLAIN } from './context.ts'
import type { RuleId } from './rules.ts'

/** Finds the instructions and fills `starts`. */
export function findInstructions(m: MethodContext): void {
  const { code, starts } = m
  for (let pc = 0; pc < code.length; ) {
    m.pc = pc
    const op = code[pc]!
    let length = OPCODE_LENGTH[op]!
    if (length === 0 || pc + length > code.length) length = decode(m, pc).length
    starts[pc] = op === OP.new ? START_NEW : START_PLAIN
    pc += length
  }
}

function decode(m: MethodContext, pc: number): Instruction {
  const decoded = decodeInstruction(m.code, pc)
  if (!isProblem(decoded)) return decoded
  const headline =
    decoded.problem === 'switch' ? 'Bad switch instruction' : `Bad instruction: ${m.code[pc]!.toString(16)}`
  return m.fail(PROBLEM_RULES[decoded.problem], headline, decoded.message)
}

const PROBLEM_RULES: Readonly<Record<DecodeProblem['problem'], RuleId>> = {
  opcode: 'opcode',
  truncated: 'complete',
  wide: 'wide',
  switch: 'switch-shape',
}

/** Instructions whose operands cannot be wrong: those without any, but for locals in the mnemonic. */
const FREE: Uint8Array = Uint8Array.from(OPCODE_ROWS, (row) =>
  row !== undefined && row.local === undefined && row.operands.every((kind) => kind === 's1' || kind === 's2') ? 1 : 0,
)

/** Operands of the instruction at m.pc: after this, execute.ts may read them without looking. */
export function checkInstruction(m: MethodContext): void {
  const op = m.code[m.pc]!
  if (FREE[op] !== 0) return
  checkOperands(m, decode(m, m.pc))
}

/** All of the code at once, branch targets included, whether it can be reached or not (inference). */
export function checkAll(m: MethodContext): void {
  for (let pc = 0; pc < m.code.length; ) {
    m.pc = pc
    const instruction = decode(m, pc)
    checkOperands(m, instruction)
    if (hasFlag(instruction.row, 'branch')) {
      for (const target of branchTargets(instruction)) {
        if (target < 0 || target >= m.code.length || m.starts[target] === 0) {
          m.fail('target', 'Illegal target of jump or branch', `no instruction begins at ${target}`)
        }
      }
    }
    pc += instruction.length
  }
}

function checkOperands(m: MethodContext, instruction: Instruction): void {
  const { row, operands, pc } = instruction
  const major = m.cls.classFile.majorVersion
  if (hasFlag(row, 'subroutine') && major >= 51) {
    m.fail('subroutines', `Bad instruction: ${row.op.toString(16)}`, `${row.mnemonic} is not in version ${major}`)
  }
  if (row.local !== undefined) {
    const index = row.local === 'operand' ? operands[0]! : row.local
    const type = row.pop[0] ?? row.push[0]
    const last = index + (type === 'J' || type === 'D' ? 1 : 0)
    if (last >= m.attribute.maxLocals) {
      m.fail('local-index', 'Local variable table overflow', `local ${last}, max_locals is ${m.attribute.maxLocals}`)
    }
    return
  }
  for (let i = 0; i < row.operands.length; i++) {
    checkOperand(m, instruction, row.operands[i]!, operands[i] ?? 0, pc, major)
  }
}

const LOADABLE = 'an int, float, string, class, method type, method handle or dynamic constant'

function checkOperand(
  m: MethodContext,
  instruction: Instruction,
  kind: OperandKind,
  value: number,
  pc: number,
  major: number,
): void {
  const op = instruction.row.op
  switch (kind) {
    case 'cpConst1':
    case 'cpConst2': {
      const tag = tagOf(m, value)
      if (tag === 3 || tag === 4 || tag === 8) return
      if (tag === 7 && major >= 49) return
      if ((tag === 15 || tag === 16) && major >= 51) return
      if (tag === 17 && dynamicSlots(m, value) === 1) return
      wrongTag(m, value, LOADABLE)
      return
    }
    case 'cpWide2': {
      const tag = tagOf(m, value)
      if (tag === 5 || tag === 6 || (tag === 17 && dynamicSlots(m, value) === 2)) return
      wrongTag(m, value, 'a long, double or dynamic constant of such a type')
      return
    }
    case 'cpField':
      tagOf(m, value) === 9 ? undefined : wrongTag(m, value, 'a field')
      return
    case 'cpMethod':
      tagOf(m, value) === 10 ? checkCall(m, value, op) : wrongTag(m, value, 'a method of a class')
      return
    case 'cpAnyMethod': {
      const tag = tagOf(m, value)
      if (tag === 10 || (tag === 11 && major >= 52)) {
        checkCall(m, value, op)
        return
      }
      wrongTag(m, value, 'a method')
      return
    }
    case 'cpInterfaceMethod': {
      if (tagOf(m, value) !== 11) {
        wrongTag(m, value, 'a method of an interface')
        return
      }
      checkCall(m, value, op)
      const slots = parameterSlots(memberRefAt(m.pool, value).descriptor) + 1
      const { operands } = instruction
      if (operands[1] !== slots) {
        m.fail('call-operands', 'Inconsistent args count operand in invokeinterface', `${operands[1]}, not ${slots}`)
      }
      if (operands[2] !== 0) m.fail('call-operands', 'Fourth operand byte of invokeinterface must be zero')
      return
    }
    case 'cpDynamic': {
      if (tagOf(m, value) !== 18) {
        wrongTag(m, value, 'a call site')
        return
      }
      if (instruction.operands[1] !== 0) {
        m.fail('call-operands', 'Third and fourth operand bytes of invokedynamic must be zero')
      }
      const entry = m.pool.entries[value]
      if (entry?.tag === 18 && nameAndTypeAt(m.pool, entry.nameAndTypeIndex).name.startsWith('<')) {
        m.fail('internal-method', 'Illegal call to internal method')
      }
      return
    }
    case 'cpClass':
      if (tagOf(m, value) !== 7) {
        wrongTag(m, value, 'a class')
        return
      }
      checkClassOperand(m, op, classNameAt(m.pool, value), instruction.operands[1] ?? 0)
      return
    case 'atype':
      if (value < 4 || value > 11) m.fail('array-operands', 'Illegal newarray instruction', `type code ${value}`)
      return
    case 'tableswitch':
    case 'lookupswitch':
      checkSwitch(m, instruction, pc, major)
      return
    default:
      return
  }
}

function tagOf(m: MethodContext, index: number): number {
  const entry = m.pool.entries[index]
  if (entry === undefined) {
    return m.fail('pool-index', `Illegal constant pool index ${index} in class ${m.cls.name.replaceAll('/', '.')}`)
  }
  return entry.tag
}

function wrongTag(m: MethodContext, index: number, wanted: string): never {
  return m.fail(
    'pool-type',
    `Illegal type at constant pool entry ${index} in class ${m.cls.name.replaceAll('/', '.')}`,
    `the instruction needs ${wanted}`,
  )
}

function dynamicSlots(m: MethodContext, index: number): number {
  const entry = m.pool.entries[index]
  if (entry?.tag !== 17) return 0
  const { descriptor } = nameAndTypeAt(m.pool, entry.nameAndTypeIndex)
  return descriptor === 'J' || descriptor === 'D' ? 2 : 1
}

function checkCall(m: MethodContext, index: number, op: number): void {
  const { name } = memberRefAt(m.pool, index)
  if (name.startsWith('<') && (op !== OP.invokespecial || name !== '<init>')) {
    m.fail('internal-method', 'Illegal call to internal method', `${name} by ${m.mnemonic(m.pc)}`)
  }
}

function checkClassOperand(m: MethodContext, op: number, name: string, dimensions: number): void {
  let depth = 0
  while (name.charCodeAt(depth) === 0x5b) depth++
  if (op === OP.new && depth > 0) m.fail('new-class', 'Illegal new instruction', `of ${name}`)
  if (op === OP.anewarray && depth >= 255) m.fail('array-operands', 'Array with more than 255 dimensions')
  if (op === OP.multianewarray) {
    if (depth === 0) m.fail('array-operands', 'Illegal constant pool index in multianewarray instruction', name)
    if (dimensions < 1 || dimensions > depth) {
      m.fail('array-operands', `Illegal dimension in multianewarray instruction: ${dimensions}`, `of ${name}`)
    }
  }
}

function checkSwitch(m: MethodContext, instruction: Instruction, pc: number, major: number): void {
  if (major < 51) {
    for (let at = pc + 1; (at & 3) !== 0; at++) {
      if (m.code[at] !== 0) m.fail('switch-shape', 'Nonzero padding byte in lookupswitch or tableswitch')
    }
  }
  if (instruction.row.mnemonic === 'tableswitch') return
  const cases = instruction.switch?.cases ?? []
  for (let i = 1; i < cases.length; i++) {
    if (cases[i - 1]!.match >= cases[i]!.match) {
      m.fail('switch-shape', 'Bad lookupswitch instruction', `${cases[i]!.match} is not in order`)
    }
  }
}
