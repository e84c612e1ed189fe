/**
 * Constant folding (JLS 15.29): what the operators and casts yield for constant operands. The arithmetic of int, float
 * and double is that of the instructions (vm/semantics), so that a folded expression cannot differ from an executed one;
 * a long is a bigint in the compiler.
 *
 * Values are `number` for byte, short, char, int, float and double, `bigint` for long, `boolean` and `string`.
 * Operands are already converted to the operand type; `undefined` means "not constant" (division by zero).
 */
import { d2i, i2b, i2c, i2s, l2f } from '../../vm/semantics/convert.ts'
import * as double from '../../vm/semantics/double.ts'
import * as float from '../../vm/semantics/float.ts'
import * as int from '../../vm/semantics/int.ts'
import type { BinaryOp, ConstantValue } from '../1-parse/ast.ts'
import type { PrimitiveName } from './types.ts'

type Arithmetic = (a: number, b: number) => number

const INT_OPERATIONS: Partial<Record<BinaryOp, Arithmetic>> = {
  '+': int.iadd,
  '-': int.isub,
  '*': int.imul,
  '/': int.idiv,
  '%': int.irem,
  '&': int.iand,
  '|': int.ior,
  '^': int.ixor,
  '<<': int.ishl,
  '>>': int.ishr,
  '>>>': int.iushr,
}

const FLOAT_OPERATIONS: Partial<Record<BinaryOp, Arithmetic>> = {
  '+': float.fadd,
  '-': float.fsub,
  '*': float.fmul,
  '/': float.fdiv,
  '%': float.frem,
}

const DOUBLE_OPERATIONS: Partial<Record<BinaryOp, Arithmetic>> = {
  '+': double.dadd,
  '-': double.dsub,
  '*': double.dmul,
  '/': double.ddiv,
  '%': double.drem,
}

const int64 = (value: bigint) => BigInt.asIntN(64, value)

function foldLong(op: BinaryOp, a: bigint, b: bigint): bigint | undefined {
  switch (op) {
    case '+':
      return int64(a + b)
    case '-':
      return int64(a - b)
    case '*':
      return int64(a * b)
    case '/':
      return b === 0n ? undefined : int64(a / b)
    case '%':
      return b === 0n ? undefined : int64(a % b)
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    default:
      return undefined
  }
}

/** The distance of a shift counts modulo 64 for a long, whatever the type of the distance (JLS 15.19). */
function shiftLong(op: BinaryOp, a: bigint, distance: number | bigint): bigint {
  const n = BigInt.asUintN(6, BigInt(distance))
  if (op === '<<') return int64(a << n)
  if (op === '>>') return a >> n
  return int64(BigInt.asUintN(64, a) >> n)
}

function compareValues<T extends number | bigint>(op: BinaryOp, a: T, b: T): boolean | undefined {
  switch (op) {
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    case '>=':
      return a >= b
    case '==':
      return a === b
    case '!=':
      return a !== b
    default:
      return undefined
  }
}

function foldBoolean(op: BinaryOp, a: boolean, b: boolean): boolean | undefined {
  switch (op) {
    case '&':
    case '&&':
      return a && b
    case '|':
    case '||':
      return a || b
    case '^':
    case '!=':
      return a !== b
    case '==':
      return a === b
    default:
      return undefined
  }
}

/** `operand` is the promoted type of the operands; for shifts that of the left operand alone. */
export function foldBinary(
  op: BinaryOp,
  operand: PrimitiveName,
  a: ConstantValue,
  b: ConstantValue,
): ConstantValue | undefined {
  if (typeof a === 'boolean' || typeof b === 'boolean') {
    return typeof a === 'boolean' && typeof b === 'boolean' ? foldBoolean(op, a, b) : undefined
  }
  if (typeof a === 'string' || typeof b === 'string') return undefined
  if (op === '<<' || op === '>>' || op === '>>>') {
    if (typeof a === 'bigint') return shiftLong(op, a, b)
    const distance = typeof b === 'bigint' ? Number(BigInt.asIntN(32, b)) : b
    return INT_OPERATIONS[op]?.(a, distance)
  }
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    if (typeof a !== 'bigint' || typeof b !== 'bigint') return undefined
    return compareValues(op, a, b) ?? foldLong(op, a, b)
  }
  const comparison = compareValues(op, a, b)
  if (comparison !== undefined) return comparison
  switch (operand) {
    case 'int':
      if ((op === '/' || op === '%') && b === 0) return undefined
      return INT_OPERATIONS[op]?.(a, b)
    case 'float':
      return FLOAT_OPERATIONS[op]?.(a, b)
    case 'double':
      return DOUBLE_OPERATIONS[op]?.(a, b)
    default:
      return undefined
  }
}

export function foldUnary(
  op: '+' | '-' | '~' | '!',
  operand: PrimitiveName,
  value: ConstantValue,
): ConstantValue | undefined {
  if (typeof value === 'boolean') return op === '!' ? !value : undefined
  if (typeof value === 'string' || op === '!') return undefined
  if (op === '+') return value
  if (typeof value === 'bigint') return op === '-' ? int64(-value) : ~value
  if (op === '~') return ~value
  if (operand === 'int') return int.ineg(value)
  return operand === 'float' ? float.fneg(value) : double.dneg(value)
}

/** Converts a numeric constant to a primitive type (JLS 5.1.2, 5.1.3); boolean and String only to themselves. */
export function castConstant(value: ConstantValue, to: PrimitiveName): ConstantValue | undefined {
  if (typeof value === 'boolean') return to === 'boolean' ? value : undefined
  if (typeof value === 'string' || to === 'boolean') return undefined
  if (typeof value === 'bigint') {
    switch (to) {
      case 'long':
        return value
      case 'double':
        return Number(value)
      case 'float':
        return l2f(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)))
      default:
        return castConstant(Number(BigInt.asIntN(32, value)), to)
    }
  }
  switch (to) {
    case 'double':
      return value
    case 'float':
      return Math.fround(value)
    case 'long':
      return toLong(value)
    case 'int':
      return d2i(value)
    case 'byte':
      return i2b(d2i(value))
    case 'short':
      return i2s(d2i(value))
    case 'char':
      return i2c(d2i(value))
  }
}

function toLong(value: number): bigint {
  if (Number.isNaN(value)) return 0n
  if (value >= 2 ** 63) return 2n ** 63n - 1n
  if (value <= -(2 ** 63)) return -(2n ** 63n)
  return BigInt(Math.trunc(value))
}

/** Whether an int constant fits the type: assignment may then narrow it (JLS 5.2). */
export function fitsInto(value: ConstantValue, to: PrimitiveName): boolean {
  if (typeof value !== 'number') return false
  switch (to) {
    case 'byte':
      return value >= -128 && value <= 127
    case 'short':
      return value >= -32768 && value <= 32767
    case 'char':
      return value >= 0 && value <= 65535
    case 'int':
      return true
    default:
      return false
  }
}

/** The text of a constant in a string concatenation (JLS 5.1.11). */
export function constantText(value: ConstantValue, type: PrimitiveName | 'string'): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') {
    if (type === 'char') return String.fromCharCode(value)
    if (type === 'float') return floatText(value)
    if (type === 'double') return doubleText(value)
  }
  return String(value)
}

/** Digits and decimal exponent laid out as Double.toString does: plain for 1e-3 <= |d| < 1e7. */
function layOut(scientific: string, magnitude: number): string {
  const [mantissa = '0', exponentText = '0'] = scientific.split('e')
  const digits = mantissa.replace('.', '')
  const exponent = Number(exponentText)
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
    const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
    return `${whole}.${digits.slice(exponent + 1) || '0'}`
  }
  return `${digits[0]}.${digits.slice(1) || '0'}E${exponent}`
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return 'Infinity'
  if (value === Number.NEGATIVE_INFINITY) return '-Infinity'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  return undefined
}

export function doubleText(value: number): string {
  const name = special(value)
  if (name !== undefined) return name
  const magnitude = Math.abs(value)
  let text = magnitude.toExponential()
  // A single digit leaves room for a second one that comes closer to the exact value (4.9E-324).
  if (text.indexOf('.') < 0 && Number(magnitude.toExponential(1)) === magnitude) text = magnitude.toExponential(1)
  return (value < 0 ? '-' : '') + layOut(dropZero(text), magnitude)
}

export function floatText(value: number): string {
  const name = special(value)
  if (name !== undefined) return name
  const magnitude = Math.abs(value)
  let text = magnitude.toExponential(8)
  for (let digits = 1; digits < 8; digits++) {
    const shorter = magnitude.toExponential(digits)
    if (Math.fround(Number(shorter)) === magnitude) {
      text = shorter
      break
    }
  }
  return (value < 0 ? '-' : '') + layOut(dropZero(text), magnitude)
}

function dropZero(scientific: string): string {
  return scientific.replace(/\.?0+e/, 'e')
}
