/**
 * What each instruction becomes. Pure instructions are printed from the semantics (pure.gen.ts), stack instructions only move entries
 * of the operand stack, everything that touches memory goes through access.ts, calls through calls.ts.
 *
 * An instruction that would throw, or meets something rare, leaves for the interpreter, which executes it anew and does what has to be
 * done: `e.exit(pc, operands)`.
 */
import type { Instruction } from '../classfile/code.ts'
import type { OpcodeRow, StackType } from '../classfile/opcodes.ts'
import {
  CELL_EXCEPTION,
  CELL_RESULT_HI,
  CELL_STATUS,
  KIND_BOOLEAN,
  KIND_BYTE,
  KIND_CHAR,
  KIND_SHORT,
  KIND_VOID,
  STATUS_EXCEPTION,
} from '../heap/layout.ts'
import {
  allocateArray,
  allocateMulti,
  allocateObject,
  arrayLength,
  elementLoad,
  elementStore,
  fieldLoad,
  fieldStore,
  isInstance,
  staticLoad,
  staticStore,
} from './access.ts'
import { emitCall } from './calls.ts'
import { resolvedOperand } from './constants.ts'
import { type Emitter, kindOf } from './emit.ts'
import type { RuntimeMethod } from '../runtime/index.ts'
import { CannotExpand } from './inline.ts'
import { PURE_TEXT, type PureText } from './pure.gen.ts'
import {
  constant,
  intConstant,
  type Kind,
  longConstant,
  numberText,
  slotsOfKind,
  usesOf,
  type Value,
} from './values.ts'

/** Not compiled because it is executed seldom and takes long anyway. */
const ALWAYS_LEFT = new Set<string>()

const NEEDS_RESOLUTION = new Set([
  'ldc',
  'ldc_w',
  'ldc2_w',
  'getstatic',
  'putstatic',
  'getfield',
  'putfield',
  'invokevirtual',
  'invokespecial',
  'invokestatic',
  'invokeinterface',
  'invokedynamic',
  'new',
  'newarray',
  'anewarray',
  'multianewarray',
  'checkcast',
  'instanceof',
])

/** The instruction is left to the interpreter. */
export function stops(e: Emitter, instruction: Instruction): boolean {
  const { mnemonic } = instruction.row
  if (ALWAYS_LEFT.has(mnemonic)) return true
  return NEEDS_RESOLUTION.has(mnemonic) && resolvedOperand(e.env.vm, e.current, instruction) === null
}

/** The instruction would be compiled by now: leaving there again and again is worth a new compilation. */
export function isTrap(instruction: Instruction): boolean {
  return !ALWAYS_LEFT.has(instruction.row.mnemonic)
}

const MAY_RAISE = new Set(['athrow', 'multianewarray'])

/** An exception can come back to the instruction while the method runs: the interpreter raises all others. */
export function raises(instruction: Instruction): boolean {
  return instruction.row.flags.includes('invoke') || MAY_RAISE.has(instruction.row.mnemonic)
}

function kindOfType(type: StackType): Kind {
  return type === 'J' || type === 'D' || type === 'F' || type === 'I' ? type : 'A'
}

/** Writes the instruction; true when the block ends with it. */
export function emitInstruction(e: Emitter, instruction: Instruction): boolean {
  const { row, pc } = instruction
  const { flags, mnemonic } = row
  const text = PURE_TEXT[mnemonic]
  if (flags.includes('conditional')) return condition(e, instruction, text!)
  if (text !== undefined) pure(e, row, text, pc)
  else if (mnemonic === 'iinc') increment(e, instruction)
  else if (flags.includes('load')) {
    const slot = row.local === 'operand' ? instruction.operands[0]! : (row.local ?? 0)
    e.operands.push(e.local(kindOfType(row.push[0]!), slot))
  } else if (flags.includes('store')) {
    const slot = row.local === 'operand' ? instruction.operands[0]! : (row.local ?? 0)
    e.store(slot, e.operands.pop())
  } else if (flags.includes('stack')) stack(e, mnemonic)
  else if (flags.includes('arrayLoad')) elementLoad(e, row, pc)
  else if (flags.includes('arrayStore')) elementStore(e, row, pc)
  else if (flags.includes('return')) {
    leaveMethod(e, pc)
    return true
  } else if (flags.includes('switch')) {
    branchTable(e, instruction)
    return true
  } else if (flags.includes('invoke')) emitCall(e, instruction)
  else return rest(e, instruction)
  return false
}

function rest(e: Emitter, instruction: Instruction): boolean {
  const { row, pc, operands } = instruction
  const { vm } = e.env
  switch (row.mnemonic) {
    case 'nop':
      return false
    case 'goto':
    case 'goto_w':
      e.operands.settleAll()
      e.branch(pc, operands[0]!, true)
      return true
    case 'arraylength':
      arrayLength(e, pc)
      return false
    case 'athrow': {
      const [exception] = e.operands.popSimple(1) as [Value]
      e.nullCheck(exception, pc, [exception])
      e.line(`H32[${CELL_EXCEPTION}] = ${exception.text}`)
      e.line(`H32[${CELL_STATUS}] = ${STATUS_EXCEPTION}`)
      e.raise(pc)
      return true
    }
    case 'monitorenter':
    case 'monitorexit': {
      const [object] = e.operands.popSimple(1) as [Value]
      e.operands.beforeStore()
      e.nullCheck(object, pc, [object])
      e.line(`if (!${row.mnemonic === 'monitorenter' ? 'enter' : 'unlock'}(${object.text})) ${e.exit(pc, [object])}`)
      return false
    }
  }
  if (row.flags.includes('constant') && !row.flags.includes('irregular')) {
    e.operands.push(smallConstant(row, operands))
    return false
  }
  const known = resolvedOperand(vm, e.current, instruction)
  if (known === null) {
    if (e.expansion !== null) throw new CannotExpand()
    throw new Error(`${row.mnemonic} at ${pc} is not resolved`)
  }
  switch (known.what) {
    case 'word':
      e.operands.push(intConstant(known.value))
      return false
    case 'float':
      e.operands.push(constant('F', numberText(known.value)))
      return false
    case 'double':
      e.operands.push(constant('D', numberText(known.value)))
      return false
    case 'long':
      e.operands.push(longConstant(known.low, known.high))
      return false
    case 'reference':
      e.operands.push({ ...constant('A', `H32[${known.word}]`), reads: true, simple: false, nonNull: true })
      return false
    case 'static':
      if (row.mnemonic === 'getstatic') staticLoad(e, known.address, known.kind)
      else staticStore(e, known.address, known.kind)
      return false
    case 'field':
      if (row.mnemonic === 'getfield') fieldLoad(e, known.offset, known.kind, pc)
      else fieldStore(e, known.offset, known.kind, pc)
      return false
    case 'new':
      allocateObject(e, known.cls, known.bytes, pc)
      return false
    case 'multi':
      allocateMulti(e, known.arrayClass, operands[1]!, pc)
      return false
    case 'array':
      allocateArray(e, known.arrayClass, row.mnemonic === 'newarray' ? operands[0]! : 0, pc)
      return false
    case 'type':
      typeTest(e, row.mnemonic, known.type, known.check, pc)
      return false
    default:
      throw new Error(`${row.mnemonic} is no ${known.what}`)
  }
}

const SPECIAL_CONSTANTS: Readonly<Record<string, number>> = { aconst_null: 0, iconst_m1: -1 }

function smallConstant(row: OpcodeRow, operands: readonly number[]): Value {
  const value = operands[0] ?? SPECIAL_CONSTANTS[row.mnemonic] ?? Number(row.mnemonic.split('_')[1])
  const kind = kindOfType(row.push[0]!)
  if (kind === 'J') return longConstant(value, value < 0 ? -1 : 0)
  return constant(kind, numberText(value))
}

// ---- pure instructions

const PARAMETER = /\b[a-z]\w*\b/g

/** Puts operands in the place of the parameters. A number needs no `| 0`. */
function substitute(text: string, names: ReadonlyMap<string, string>): string {
  return text
    .replace(PARAMETER, (name) => names.get(name) ?? name)
    .replace(/\((-?\d+) \| 0\)/g, '$1')
    .replace(/\(\((-\d+)\) \| 0\)/g, '($1)')
}

function timesUsed(text: PureText, parameter: string): number {
  const all = [...text.constants.map(([, expression]) => expression), ...text.results].join(' ')
  return all.match(new RegExp(`\\b${parameter}\\b`, 'g'))?.length ?? 0
}

function pure(e: Emitter, row: OpcodeRow, text: PureText, pc: number): void {
  const { mnemonic } = row
  const division = !row.flags.includes('pure')
  const many = division || text.parameters.some((each) => timesUsed(text, each) > 1)
  const values = many ? e.operands.popSimple(row.pop.length) : e.operands.popAll(row.pop.length)
  const names = new Map<string, string>()
  let at = 0
  for (const value of values) {
    names.set(text.parameters[at++]!, value.text)
    if (value.kind === 'J') names.set(text.parameters[at++]!, value.high)
  }
  if (division) divisorCheck(e, values, pc)
  const kind = kindOfType(row.push[0]!)
  for (const [name, expression] of text.constants) {
    const variable = e.operands.fresh()
    e.line(`${variable} = ${substitute(expression, names)}`)
    names.set(name, variable)
  }
  const [low, high] = text.results.map((result) => substitute(result, names)) as [string, string | undefined]
  const reads = values.some((value) => value.reads)
  const value: Value = {
    kind,
    text: isAtom(low) ? low : `(${low})`,
    high: high === undefined ? '' : isAtom(high) ? high : `(${high})`,
    uses: usesOf(`${low} ${high ?? ''}`),
    reads,
    simple: false,
  }
  // Both halves of a long use the operands; long texts are cut.
  if (kind === 'J' || low.length > 100) e.operands.pushEvaluated(value)
  else if (/^[lfd]cmp/.test(mnemonic)) {
    const [left, right] = values as [Value, Value]
    e.operands.push({ ...value, comparison: { mnemonic, left, right } })
  } else e.operands.push(value)
}

const isAtom = (text: string): boolean => /^\w+$/.test(text)

function divisorCheck(e: Emitter, values: readonly Value[], pc: number): void {
  const divisor = values[1]!
  if (/^\(?-?[1-9]/.test(divisor.text)) return
  const low = divisor.kind === 'J' ? `(${divisor.text} | ${divisor.high})` : divisor.text
  e.throwIf(`${low} === 0`, pc, values, 'throwZero()')
}

function increment(e: Emitter, { operands }: Instruction): void {
  const [slot, by] = operands as [number, number]
  const value = e.local('I', slot)
  e.store(slot, {
    kind: 'I',
    text: `((${value.text} | 0) + ${by < 0 ? `(${by})` : by} | 0)`,
    high: '',
    uses: value.uses,
    reads: false,
    simple: false,
  })
}

// ---- operand stack

/** The entries that make up so many slots on top. */
function popSlots(e: Emitter, slots: number): Value[] {
  const values: Value[] = []
  for (let left = slots; left > 0; ) {
    const value = e.operands.pop()
    left -= slotsOfKind(value.kind)
    values.unshift(value)
  }
  return values
}

/** Copies of an entry have to be variables or constants. */
function popSlotsSimple(e: Emitter, slots: number): Value[] {
  const values = popSlots(e, slots)
  for (const value of values) e.operands.push(value)
  return e.operands.popSimple(values.length)
}

function stack(e: Emitter, mnemonic: string): void {
  const { operands } = e
  const push = (...groups: readonly (readonly Value[])[]): void => {
    for (const group of groups) for (const value of group) operands.push(value)
  }
  switch (mnemonic) {
    case 'pop':
      popSlots(e, 1)
      return
    case 'pop2':
      popSlots(e, 2)
      return
    case 'dup': {
      const top = popSlotsSimple(e, 1)
      push(top, top)
      return
    }
    case 'dup2': {
      const top = popSlotsSimple(e, 2)
      push(top, top)
      return
    }
    case 'swap': {
      const [a, b] = popSlotsSimple(e, 2) as [Value, Value]
      push([b], [a])
      return
    }
  }
  const [, size, below] = /^dup(2?)_x([12])$/.exec(mnemonic)!
  const topSlots = size === '2' ? 2 : 1
  const all = popSlotsSimple(e, topSlots + Number(below))
  const top: Value[] = []
  for (let left = topSlots; left > 0; ) {
    const value = all.pop()!
    left -= slotsOfKind(value.kind)
    top.unshift(value)
  }
  push(top, all, top)
}

// ---- branches

const INVERSE: Readonly<Record<string, string>> = { eq: 'ne', ne: 'eq', lt: 'ge', ge: 'lt', gt: 'le', le: 'gt' }
const SIGN: Readonly<Record<string, string>> = { eq: '===', ne: '!==', lt: '<', ge: '>=', gt: '>', le: '<=' }

/** A comparison and the branch on its outcome in one: what NaN makes of it depends on the instruction. */
function fusedCondition({ mnemonic, left, right }: NonNullable<Value['comparison']>, relation: string): string {
  const a = left.text
  const b = right.text
  if (mnemonic === 'lcmp') {
    if (relation === 'eq') return `${left.high} === ${right.high} && ${a} === ${b}`
    if (relation === 'ne') return `${left.high} !== ${right.high} || ${a} !== ${b}`
    const strict = relation === 'lt' || relation === 'ge' ? '<' : '>'
    const text = `${left.high} ${strict} ${right.high} || ${left.high} === ${right.high} && ${a} >>> 0 ${strict} ${b} >>> 0`
    return relation === 'lt' || relation === 'gt' ? text : `!(${text})`
  }
  if (relation === 'eq' || relation === 'ne') return `${a} ${SIGN[relation]} ${b}`
  // fcmpl gives -1 for NaN, so that < and <= hold; fcmpg gives 1.
  const nanHolds = mnemonic.endsWith('l')
    ? relation === 'lt' || relation === 'le'
    : relation === 'gt' || relation === 'ge'
  return nanHolds ? `!(${a} ${SIGN[INVERSE[relation]!]} ${b})` : `${a} ${SIGN[relation]} ${b}`
}

function condition(e: Emitter, instruction: Instruction, text: PureText): boolean {
  const { row, operands, pc, length } = instruction
  const { mnemonic } = row
  const values = e.operands.popAll(row.pop.length)
  const [first] = values as [Value]
  const relation = mnemonic.slice(2)
  let test: string
  if (values.length === 1 && first.comparison !== undefined) test = fusedCondition(first.comparison, relation)
  else if (values.length === 1 && first.test !== undefined && (relation === 'ne' || relation === 'eq')) {
    test = relation === 'ne' ? first.test : `!(${first.test})`
  } else test = substitute(text.results[0]!, new Map(values.map((value, i) => [text.parameters[i]!, value.text])))
  // What goes into variables now must not be used by the test.
  const moves = e.operands.movesHome()
  if (moves.length > 0 && (usesOf(test).some((name) => /^[stf]/.test(name)) || values.some((value) => value.reads))) {
    const name = e.operands.fresh()
    e.line(`${name} = ${test} ? 1 : 0`)
    test = `${name} !== 0`
  }
  e.operands.settleAll()
  const nullTest = mnemonic === 'ifnull' || mnemonic === 'ifnonnull'
  const before = new Set(e.facts)
  if (mnemonic === 'ifnonnull') e.facts.add(first.text)
  e.out.open(`if (${test}) {`)
  e.branch(pc, operands[0]!, false)
  e.out.close('}')
  e.facts = before
  if (nullTest && mnemonic === 'ifnull' && isAtom(first.text)) e.facts.add(first.text)
  e.jump(pc + length, true)
  return true
}

function branchTable(e: Emitter, { pc, switch: table }: Instruction): void {
  if (table === undefined) throw new Error('a switch without a table')
  const value = e.operands.pop()
  const [key] = e.operands.entries.length === 0 ? [value] : [e.operands.evaluate(value)]
  e.operands.settleAll()
  const cases = new Map<number, number[]>()
  for (const { match, target } of table.cases) {
    if (target === table.defaultTarget) continue
    const list = cases.get(target)
    if (list === undefined) cases.set(target, [match])
    else list.push(match)
  }
  e.out.open(`switch (${key!.text}) {`)
  for (const [target, matches] of cases) {
    e.out.open(`${matches.map((match) => `case ${match}:`).join(' ')} {`)
    e.branch(pc, target, false)
    e.out.close('}')
  }
  e.out.close('}')
  e.branch(pc, table.defaultTarget, true)
}

// ---- returns

function leaveMethod(e: Emitter, pc: number): void {
  const { returnKind } = e.method
  if (returnKind === KIND_VOID) {
    if (e.synchronized) e.line(`if (!unlock(k)) ${e.exit(pc)}`)
    e.line('return 0')
    return
  }
  const kind = kindOf(returnKind)
  let value = e.operands.pop()
  if (e.synchronized) {
    value = e.operands.simple(value)
    e.line(`if (!unlock(k)) ${e.exit(pc, [value])}`)
  }
  if (kind === 'J') e.line(`H32[${CELL_RESULT_HI}] = ${value.high}`)
  e.line(`return ${narrowed(e.method, value.text)}`)
}

/** Compilers other than ours may leave it to ireturn to narrow the value (JVMS 6.5); the library does not need it. */
export function narrowed(method: RuntimeMethod, value: string): string {
  if (method.declaringClass.loader.parent === null) return value
  switch (method.returnKind) {
    case KIND_BOOLEAN:
      return `${value} & 1`
    case KIND_BYTE:
      return `${value} << 24 >> 24`
    case KIND_CHAR:
      return `${value} & 65535`
    case KIND_SHORT:
      return `${value} << 16 >> 16`
    default:
      return value
  }
}

// ---- types

function typeTest(e: Emitter, mnemonic: string, type: number, check: number, pc: number): void {
  const [object] = e.operands.popSimple(1) as [Value]
  if (mnemonic === 'checkcast') {
    if (object.text !== '0') {
      const guard = object.nonNull === true ? '' : `${object.text} !== 0 && `
      const fails = `${guard}!(${isInstance(object.text, type, check)})`
      e.throwIf(fails, pc, [object], `throwCast(${object.text}, ${type})`)
    }
    e.operands.push(object)
    return
  }
  const test = isInstance(object.text, type, check)
  e.operands.push({
    kind: 'I',
    text: `(${test} ? 1 : 0)`,
    high: '',
    uses: object.uses,
    reads: false,
    simple: false,
    test,
  })
}
