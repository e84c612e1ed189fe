/**
 * Static constraints on the code array (JVMS 4.9.1): instruction by instruction, no types. Afterwards execute.ts may read
 * operands without looking: opcodes are defined, operands are inside, pool entries have the right kind, locals exist.
 */
import { decodeInstruction, type Instruction, isProblem } from '../classfile/code.ts'
import { parameterSlots } from '../classfile/descriptor.ts'
import { classNameAt, memberRefAt, nameAndTypeAt } from '../classfile/model.ts'
import { hasFlag, OP, type OperandKind } from '../classfile/opcodes.ts'
import { type MethodContext, START_NEW, START_PLAIN } from './context.ts'
import type { RuleId } from './rules.ts'

/** Checks all of the code and fills `starts`. */
export function checkStatic(m: MethodContext): void {
  const { code, starts } = m
  const branches: Instruction[] = []
  let last = 0
  for (let pc = 0; pc < code.length; ) {
    m.pc = pc
    const decoded = decodeInstruction(code, pc)
    if (isProblem(decoded)) {
      const rule: RuleId = { opcode: 'opcode', truncated: 'complete', wide: 'wide', switch: 'switch-shape' }[
        decoded.problem
      ] as RuleId
      const headline =
        decoded.problem === 'switch' ? 'Bad switch instruction' : `Bad instruction: ${code[pc]!.toString(16)}`
      return m.fail(rule, headline, decoded.message)
    }
    starts[pc] = code[pc] === OP.new ? START_NEW : START_PLAIN
    checkOperands(m, decoded)
    if (hasFlag(decoded.row, 'branch')) branches.push(decoded)
    last = pc
    pc += decoded.length
  }
  void last
  for (const each of branches) checkTargets(m, each)
}

function checkTargets(m: MethodContext, instruction: Instruction): void {
  m.pc = instruction.pc
  const check = (target: number): void => {
    if (target < 0 || target >= m.code.length || m.starts[target] === 0) {
      m.fail('target', 'Illegal target of jump or branch', `no instruction begins at ${target}`)
    }
  }
  if (instruction.switch === undefined) return check(instruction.operands[0]!)
  check(instruction.switch.defaultTarget)
  for (const { target } of instruction.switch.cases) check(target)
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
  row.operands.forEach((kind, i) => checkOperand(m, instruction, kind, operands[i] ?? 0, pc, major))
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
      return wrongTag(m, value, LOADABLE)
    }
    case 'cpWide2': {
      const tag = tagOf(m, value)
      if (tag === 5 || tag === 6 || (tag === 17 && dynamicSlots(m, value) === 2)) return
      return wrongTag(m, value, 'a long, double or dynamic constant of such a type')
    }
    case 'cpField':
      return tagOf(m, value) === 9 ? undefined : wrongTag(m, value, 'a field')
    case 'cpMethod':
      return tagOf(m, value) === 10 ? checkCall(m, value, op) : wrongTag(m, value, 'a method of a class')
    case 'cpAnyMethod': {
      const tag = tagOf(m, value)
      if (tag === 10 || (tag === 11 && major >= 52)) return checkCall(m, value, op)
      return wrongTag(m, value, 'a method')
    }
    case 'cpInterfaceMethod': {
      if (tagOf(m, value) !== 11) return wrongTag(m, value, 'a method of an interface')
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
      if (tagOf(m, value) !== 18) return wrongTag(m, value, 'a call site')
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
      if (tagOf(m, value) !== 7) return wrongTag(m, value, 'a class')
      return checkClassOperand(m, op, classNameAt(m.pool, value), instruction.operands[1] ?? 0)
    case 'atype':
      if (value < 4 || value > 11) m.fail('array-operands', 'Illegal newarray instruction', `type code ${value}`)
      return
    case 'tableswitch':
    case 'lookupswitch':
      return checkSwitch(m, instruction, pc, major)
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
