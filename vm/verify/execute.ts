/**
 * What each instruction does to a type state (JVMS 4.10.1.9): pops and checks its operands, pushes its results, and says
 * where execution goes on. Type checking and inference both use it; they differ in how states meet.
 *
 * Regular instructions follow the stack columns of the opcode table. The irregular ones have a function each.
 */
import { classNameAt, memberRefAt, nameAndTypeAt } from '../classfile/model.ts'
import { ARRAY_TYPE_CODES, OPCODE_LENGTH, OPCODE_ROWS, type OpcodeRow, type StackType } from '../classfile/opcodes.ts'
import { endsInThrow } from './ends-in-throw.ts'
import type { MethodContext } from './context.ts'
import { checkProtected } from './protected.ts'
import type { RuleId } from './rules.ts'
import {
  DOUBLE,
  FLOAT,
  INT,
  isArray,
  isFirstHalf,
  isReference,
  isSecondHalf,
  KIND,
  LONG,
  NULL,
  printType,
  secondHalf,
  TOP,
  UNINITIALIZED_THIS,
  type VType,
} from './types.ts'

type Step = (m: MethodContext, row: OpcodeRow) => void

/** Executes the instruction at m.pc on m.frame. Static constraints hold (static.ts). */
export function execute(m: MethodContext): void {
  const op = m.code[m.pc]!
  const row = OPCODE_ROWS[op]!
  m.length = OPCODE_LENGTH[op]!
  m.falls = true
  m.initializedThis = false
  if (m.targets.length > 0) m.targets = []
  STEPS[op]!(m, row)
}

// ---- stack and locals

export function push(m: MethodContext, type: VType): void {
  const { stack } = m.frame
  const slots = isFirstHalf(type) ? 2 : 1
  if (stack.length + slots > m.attribute.maxStack) {
    m.fail('stack-overflow', 'Operand stack overflow', `more than max_stack, which is ${m.attribute.maxStack}`)
  }
  stack.push(type)
  if (slots === 2) stack.push(secondHalf(type))
}

function underflow(m: MethodContext): never {
  return m.fail('stack-underflow', 'Operand stack underflow', `${m.mnemonic(m.pc)} finds no operand`)
}

/** Pops a value whatever it is, not to be split. */
function popSlot(m: MethodContext): VType {
  return m.frame.stack.pop() ?? underflow(m)
}

function wrong(m: MethodContext, found: VType, wanted: string, rule: RuleId = 'stack-type'): never {
  return m.fail(
    found.kind === KIND.uninitialized || found.kind === KIND.uninitializedThis ? 'uninitialized' : rule,
    'Bad type on operand stack',
    `Type ${printType(found)} (current frame, stack[${m.frame.stack.length}]) is not assignable to ${wanted}`,
  )
}

/** Pops a value that is assignable to the type; the type found. */
export function pop(m: MethodContext, wanted: VType): VType {
  const { stack } = m.frame
  if (isFirstHalf(wanted)) {
    const second = stack.pop() ?? underflow(m)
    if (second !== secondHalf(wanted)) return wrong(m, second, printType(wanted))
    return stack.pop()!
  }
  const found = stack.pop() ?? underflow(m)
  if (found !== wanted && !m.types.isAssignable(found, wanted)) return wrong(m, found, printType(wanted))
  return found
}

/** JVMS `reference`: initialised or not. */
function popReference(m: MethodContext): VType {
  const found = popSlot(m)
  return isReference(found) ? found : wrong(m, found, 'reference')
}

function popArray(m: MethodContext, accept: (name: string) => boolean, wanted: string): VType {
  const found = popSlot(m)
  // The classes of method handles (interpret/call-site/assembly.ts) know arrays as Objects only; they are never verified.
  if (found === NULL || (found.kind === KIND.object && (m.types.trusting || accept(found.name)))) return found
  return m.fail(
    'array-type',
    'Bad type on operand stack in ' + m.mnemonic(m.pc),
    `Type ${printType(found)} is not ${wanted}`,
  )
}

const PLAIN_TYPES: Partial<Record<StackType, VType>> = { I: INT, J: LONG, F: FLOAT, D: DOUBLE, N: NULL }

function popByLetter(m: MethodContext, letter: StackType): void {
  const plain = PLAIN_TYPES[letter]
  if (plain !== undefined) pop(m, plain)
  else if (letter === 'A') popReference(m)
  else if (letter === '[*') popArray(m, isArray, 'an array')
  else if (letter === '[B') popArray(m, (name) => name === '[B' || name === '[Z', 'an array of byte or boolean')
  else popArray(m, (name) => name === letter, `an array ${letter}`)
}

const regular: Step = (m, row) => {
  for (let i = row.pop.length - 1; i >= 0; i--) popByLetter(m, row.pop[i]!)
  for (const letter of row.push) push(m, PLAIN_TYPES[letter]!)
}

function localIndex(m: MethodContext, row: OpcodeRow, wide: boolean): number {
  if (row.local !== 'operand') return row.local ?? 0
  return wide ? m.u2(m.pc + 2) : m.u1(m.pc + 1)
}

function badLocal(m: MethodContext, index: number, found: VType, wanted: string): never {
  return m.fail(
    'local-type',
    'Bad local variable type',
    `Type ${printType(found)} (current frame, locals[${index}]) is not assignable to ${wanted}`,
  )
}

function loadLocal(m: MethodContext, row: OpcodeRow, wide: boolean): void {
  const index = localIndex(m, row, wide)
  const { frame } = m
  const found = frame.locals[index]!
  const letter = row.push[0]!
  const wanted = PLAIN_TYPES[letter]
  if (wanted === undefined) {
    if (!isReference(found)) badLocal(m, index, found, 'reference')
  } else if (found !== wanted || (isFirstHalf(wanted) && frame.locals[index + 1] !== secondHalf(wanted))) {
    badLocal(m, index, found, printType(wanted))
  }
  if (frame.subroutines.length > 0) frame.touch(index, isFirstHalf(found))
  push(m, found)
}

function storeLocal(m: MethodContext, row: OpcodeRow, wide: boolean): void {
  const index = localIndex(m, row, wide)
  const wanted = PLAIN_TYPES[row.pop[0]!]
  let found: VType
  if (wanted !== undefined) found = pop(m, wanted)
  else {
    found = popSlot(m)
    if (!isReference(found) && found.kind !== KIND.address) {
      wrong(m, found, 'reference')
      return
    }
  }
  m.frame.setLocal(index, found)
}

function increment(m: MethodContext, row: OpcodeRow, wide: boolean): void {
  const index = localIndex(m, row, wide)
  const found = m.frame.locals[index]!
  if (found !== INT) badLocal(m, index, found, 'integer')
  if (m.frame.subroutines.length > 0) m.frame.touch(index, false)
}

/** `ret`: infer.ts goes on from here; the address is left in `returnTo`. */
function returnFromSubroutine(m: MethodContext, row: OpcodeRow, wide: boolean): void {
  const index = localIndex(m, row, wide)
  const found = m.frame.locals[index]!
  if (found.kind !== KIND.address)
    m.fail('return-address', 'Bad local variable type', `local ${index} is ${printType(found)}, no return address`)
  m.falls = false
}

function localStep(m: MethodContext, row: OpcodeRow, wide: boolean): void {
  if (row.mnemonic === 'iinc') increment(m, row, wide)
  else if (row.mnemonic === 'ret') returnFromSubroutine(m, row, wide)
  else if (row.flags.includes('load')) loadLocal(m, row, wide)
  else storeLocal(m, row, wide)
}

/** Where each group of slots begins that must not start in the middle of a value, counted from the deepest popped. */
const GROUPS: Readonly<Record<string, readonly number[]>> = {
  pop: [0],
  pop2: [0],
  dup: [0],
  dup_x1: [0, 1],
  dup_x2: [0, 2],
  dup2: [0],
  dup2_x1: [0, 1],
  dup2_x2: [0, 2],
  swap: [0, 1],
}

const rearrange: Step = (m, row) => {
  const { stack } = m.frame
  const count = row.pop.length
  const base = stack.length - count
  if (base < 0) underflow(m)
  for (const start of GROUPS[row.mnemonic]!) {
    if (isSecondHalf(stack[base + start]!)) {
      m.fail('split-value', `Bad type on operand stack in ${row.mnemonic}`, `it would split a value of two slots`)
    }
  }
  const slots = stack.splice(base, count)
  if (base + row.push.length > m.attribute.maxStack) {
    m.fail('stack-overflow', 'Operand stack overflow', `more than max_stack, which is ${m.attribute.maxStack}`)
  }
  for (const letter of row.push) stack.push(slots[row.pop.indexOf(letter)]!)
}

// ---- constants and arrays

const loadConstant: Step = (m, row) => {
  const index = row.mnemonic === 'ldc' ? m.u1(m.pc + 1) : m.u2(m.pc + 1)
  const entry = m.pool.entries[index]!
  const { types } = m
  switch (entry.tag) {
    case 3:
      return push(m, INT)
    case 4:
      return push(m, FLOAT)
    case 5:
      return push(m, LONG)
    case 6:
      return push(m, DOUBLE)
    case 7:
      return push(m, types.object('java/lang/Class'))
    case 8:
      return push(m, types.stringType)
    case 15:
      return push(m, types.object('java/lang/invoke/MethodHandle'))
    case 16:
      return push(m, types.object('java/lang/invoke/MethodType'))
    case 17:
      return push(m, types.ofDescriptor(nameAndTypeAt(m.pool, entry.nameAndTypeIndex).descriptor))
    default:
      return m.fail('pool-type', 'Illegal type at constant pool entry')
  }
}

function isReferenceArray(name: string): boolean {
  const c = name.charCodeAt(1)
  return name.charCodeAt(0) === 0x5b && (c === 0x4c || c === 0x5b)
}

/** Component of a reference array type. */
function componentOf(m: MethodContext, array: VType): VType {
  if (array === NULL) return NULL
  if (!isReferenceArray(array.name)) return m.types.objectType
  return m.types.ofDescriptor(array.name.slice(1))
}

const loadReference: Step = (m) => {
  pop(m, INT)
  push(m, componentOf(m, popArray(m, isReferenceArray, 'an array of references')))
}

const storeReference: Step = (m) => {
  pop(m, m.types.objectType)
  pop(m, INT)
  popArray(m, isReferenceArray, 'an array of references')
}

const newPrimitiveArray: Step = (m) => {
  pop(m, INT)
  push(m, m.types.object(`[${ARRAY_TYPE_CODES[m.u1(m.pc + 1)]!.descriptor}`))
}

function className(m: MethodContext): string {
  return classNameAt(m.pool, m.u2(m.pc + 1))
}

const newArray: Step = (m) => {
  const component = className(m)
  pop(m, INT)
  push(m, m.types.object(isArray(component) ? `[${component}` : `[L${component};`))
}

const newMultiArray: Step = (m) => {
  for (let i = m.u1(m.pc + 3); i > 0; i--) pop(m, INT)
  push(m, m.types.object(className(m)))
}

const newObject: Step = (m) => {
  const type = m.types.uninitialized(m.pc)
  const { locals, stack } = m.frame
  if (stack.includes(type)) m.fail('new-again', 'Uninitialized object exists on the stack at its new instruction')
  for (let i = 0; i < locals.length; i++) if (locals[i] === type) locals[i] = TOP
  push(m, type)
}

const castReference: Step = (m) => {
  pop(m, m.types.objectType)
  push(m, m.types.object(className(m)))
}

const testInstance: Step = (m) => {
  pop(m, m.types.objectType)
  push(m, INT)
}

// ---- control

const branch: Step = (m, row) => {
  if (row.mnemonic === 'jsr' || row.mnemonic === 'jsr_w') {
    const target = m.pc + (row.mnemonic === 'jsr' ? m.s2(m.pc + 1) : m.s4(m.pc + 1))
    push(m, m.types.address(target))
    m.targets.push(target)
    m.falls = false
    return
  }
  for (let i = row.pop.length - 1; i >= 0; i--) popByLetter(m, row.pop[i]!)
  m.targets.push(m.pc + (row.mnemonic === 'goto_w' ? m.s4(m.pc + 1) : m.s2(m.pc + 1)))
  if (row.flags.includes('terminates')) m.falls = false
}

const switchOn: Step = (m, row) => {
  pop(m, INT)
  const base = (m.pc + 4) & ~3
  const table = row.mnemonic === 'tableswitch'
  const count = table ? m.s4(base + 8) - m.s4(base + 4) + 1 : m.s4(base + 4)
  const first = table ? base + 12 : base + 12
  const step = table ? 4 : 8
  m.targets.push(m.pc + m.s4(base))
  for (let i = 0; i < count; i++) m.targets.push(m.pc + m.s4(first + i * step))
  m.falls = false
}

const throwIt: Step = (m) => {
  const found = popSlot(m)
  if (!m.types.isAssignable(found, m.types.throwableType)) wrong(m, found, "'java/lang/Throwable'", 'throw-type')
  m.falls = false
}

const returnValue: Step = (m, row) => {
  m.falls = false
  const { result } = m.parts
  if (row.mnemonic === 'return') {
    if (result !== null) m.fail('return-type', 'Method expects a return value', `of type ${printType(result)}`)
    if (m.frame.thisUninitialized) {
      m.fail('constructor-return', 'Constructor must call super() or this() before return')
    }
    if (m.frame.noReturn) m.fail('init-in-try', 'Cannot return normally out of a handler around a constructor call')
    return
  }
  const letter = row.pop[0]!
  const wanted = PLAIN_TYPES[letter]
  const found = wanted === undefined ? popReference(m) : pop(m, wanted)
  if (result === null) return m.fail('return-type', 'Method does not expect a return value')
  if (!m.types.isAssignable(found, result)) {
    m.fail('return-type', 'Bad return type', `Type ${printType(found)} is not assignable to ${printType(result)}`)
  }
}

// ---- fields

const useField: Step = (m, row) => {
  const ref = memberRefAt(m.pool, m.u2(m.pc + 1))
  const type = m.types.ofDescriptor(ref.descriptor)
  const owner = m.types.object(ref.className)
  const isStatic = row.mnemonic.endsWith('static')
  if (!isStatic && isArray(ref.className)) {
    m.fail('field-class', `Expecting reference to class in class ${m.cls.name.replaceAll('/', '.')}`, ref.className)
  }
  if (row.mnemonic.startsWith('put')) {
    pop(m, type)
    if (isStatic) return
    const object = popSlot(m)
    // A constructor may fill fields of its own class before it calls super().
    if (
      object === UNINITIALIZED_THIS &&
      ref.className === m.cls.name &&
      m.cls.declaresField(ref.name, ref.descriptor)
    ) {
      return
    }
    if (!m.types.isAssignable(object, owner)) wrong(m, object, printType(owner))
    checkProtected(m, ref, object, false)
    return
  }
  if (!isStatic) checkProtected(m, ref, pop(m, owner), false)
  push(m, type)
}

// ---- calls

function popArguments(m: MethodContext, parameters: readonly VType[]): void {
  for (let i = parameters.length - 1; i >= 0; i--) pop(m, parameters[i]!)
}

const call: Step = (m, row) => {
  const ref = memberRefAt(m.pool, m.u2(m.pc + 1))
  const parts = m.cls.descriptor(ref.descriptor)
  if (row.mnemonic === 'invokespecial' && ref.name !== '<init>') checkSpecialClass(m, ref.className, ref.tag === 11)
  popArguments(m, parts.parameters)
  const owner = m.types.object(ref.className)
  if (ref.name === '<init>') {
    initialize(m, ref.className, ref.descriptor)
    if (parts.result !== null) m.fail('init-call', 'Return type must be void in <init> method')
    return
  }
  if (row.mnemonic === 'invokespecial') {
    pop(m, m.cls.thisType)
  } else if (row.mnemonic === 'invokevirtual') {
    const object = pop(m, owner)
    checkProtected(m, ref, object, true)
  } else if (row.mnemonic === 'invokeinterface') {
    pop(m, owner)
  }
  if (parts.result !== null) push(m, parts.result)
}

const callDynamic: Step = (m) => {
  const entry = m.pool.entries[m.u2(m.pc + 1)]!
  if (entry.tag !== 18) return m.fail('pool-type', 'Illegal type at constant pool entry')
  const parts = m.cls.descriptor(nameAndTypeAt(m.pool, entry.nameAndTypeIndex).descriptor)
  popArguments(m, parts.parameters)
  if (parts.result !== null) push(m, parts.result)
}

function checkSpecialClass(m: MethodContext, name: string, isInterfaceMethod: boolean): void {
  if (m.types.trusting || name === m.cls.name || name === m.cls.superName) return
  if (!m.types.isAssignable(m.cls.thisType, m.types.object(name))) {
    m.fail(
      'invokespecial-class',
      "Bad invokespecial instruction: current class isn't assignable to reference class.",
      `${m.cls.name} is not a subclass of ${name}`,
    )
  }
  if (isInterfaceMethod && !m.types.info(m.cls.name).interfaces.includes(name)) {
    m.fail(
      'invokespecial-class',
      'Bad invokespecial instruction: interface method reference is in an indirect superinterface.',
      name,
    )
  }
}

function initialize(m: MethodContext, owner: string, descriptor: string): void {
  const found = popReference(m)
  const { types, frame } = m
  if (found === UNINITIALIZED_THIS) {
    if (owner !== m.cls.name && owner !== m.cls.superName) {
      m.fail('init-call', 'Bad <init> method call', `of ${owner} on this of ${m.cls.name}`)
    }
    for (const each of m.attribute.exceptionTable) {
      if (m.pc < each.startPc || m.pc >= each.endPc || types.trusting) continue
      if (!endsInThrow(m, each.handlerPc)) {
        m.fail(
          'init-in-try',
          'Bad <init> method call from inside of a try block',
          `the handler ${each.handlerPc} returns`,
        )
      }
    }
    frame.initialize(found, m.cls.thisType)
    m.initializedThis = true
    return
  }
  if (found.kind !== KIND.uninitialized) {
    m.fail('init-call', 'Bad operand type when invoking <init>', `Type ${printType(found)} is initialised already`)
    return
  }
  const name = classNameAt(m.pool, m.u2(found.pc + 1))
  if (name !== owner) m.fail('init-call', 'Call to wrong <init> method', `of ${owner} on a new ${name}`)
  checkProtected(m, { className: owner, name: '<init>', descriptor }, types.object(name), true)
  frame.initialize(found, types.object(name))
}

// ---- the table

const WIDE: Step = (m) => {
  const row = OPCODE_ROWS[m.code[m.pc + 1]!]!
  m.length = row.mnemonic === 'iinc' ? 6 : 4
  localStep(m, row, true)
}

const SPECIAL: Readonly<Record<string, Step>> = {
  ldc: loadConstant,
  ldc_w: loadConstant,
  ldc2_w: loadConstant,
  aaload: loadReference,
  aastore: storeReference,
  new: newObject,
  newarray: newPrimitiveArray,
  anewarray: newArray,
  multianewarray: newMultiArray,
  checkcast: castReference,
  instanceof: testInstance,
  athrow: throwIt,
  invokedynamic: callDynamic,
  wide: WIDE,
}

function stepOf(row: OpcodeRow): Step {
  const special = SPECIAL[row.mnemonic]
  if (special !== undefined) return special
  const { flags } = row
  if (row.local !== undefined) return (m, r) => localStep(m, r, false)
  if (flags.includes('stack')) return rearrange
  if (flags.includes('switch')) return switchSized
  if (flags.includes('branch')) return branch
  if (flags.includes('return')) return returnValue
  if (flags.includes('field')) return useField
  if (flags.includes('invoke')) return call
  if (flags.includes('irregular')) throw new Error(`no type rule for ${row.mnemonic}`)
  return regular
}

function switchSized(m: MethodContext, row: OpcodeRow): void {
  switchOn(m, row)
  const base = (m.pc + 4) & ~3
  const count = m.targets.length - 1
  m.length = base - m.pc + (row.mnemonic === 'tableswitch' ? 12 + 4 * count : 8 + 8 * count)
}

const STEPS: readonly Step[] = OPCODE_ROWS.map((row) => stepOf(row!))
