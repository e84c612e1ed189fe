/**
 * java.lang.Double and Float: bits, shortest decimal forms (the rules of JDK 19 and later), decimal to binary; square roots
 * and roundings of Math and StrictMath, which are exact and so the same on every host.
 */
import { CELL_RESULT_HI } from '../heap/layout.ts'
import { internObject, newString, textOf } from '../runtime/strings.ts'
import type { NativeTable } from './support.ts'

/** `digits` (no trailing zeros needed) times 10^exponent with the point after the first digit, in Java's layout. */
function layOut(negative: boolean, digits: string, exponent: number): string {
  const sign = negative ? '-' : ''
  const trimmed = digits.replace(/0+$/, '') || '0'
  if (exponent >= -3 && exponent < 7) {
    if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${trimmed}`
    const whole = trimmed.slice(0, exponent + 1).padEnd(exponent + 1, '0')
    return `${sign}${whole}.${trimmed.slice(exponent + 1) || '0'}`
  }
  return `${sign}${trimmed[0]}.${trimmed.slice(1) || '0'}E${exponent}`
}

function special(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Infinity) return 'Infinity'
  if (value === -Infinity) return '-Infinity'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  return null
}

function fromExponential(text: string, negative: boolean): string {
  const e = text.indexOf('e')
  return layOut(negative, text.slice(0, e).replace('.', ''), Number(text.slice(e + 1)))
}

/** The host's shortest digits are right; a single digit is replaced by the best two, as the specification has it. */
export function doubleToString(value: number): string {
  const known = special(value)
  if (known !== null) return known
  const size = Math.abs(value)
  let text = size.toExponential()
  if (!text.includes('.')) text = size.toExponential(1)
  return fromExponential(text, value < 0)
}

/** The fewest digits (two at least) that read back as the same float. */
export function floatToString(value: number): string {
  const known = special(value)
  if (known !== null) return known
  const size = Math.abs(value)
  let n = 1
  let text = size.toExponential(n)
  while (Math.fround(Number(text)) !== size) text = size.toExponential(++n)
  return fromExponential(text, value < 0)
}

/**
 * A decimal literal to the nearest float. Going through a double rounds twice, which is wrong when the double lies exactly between
 * two floats but the literal does not: then the literal itself is compared with the double.
 */
export function parseFloatDecimal(text: string): number {
  const nearest = Number(text)
  const single = Math.fround(nearest)
  if (single === nearest || !Number.isFinite(nearest)) return single
  const other = neighbour(single, nearest > single)
  const limit = Number.isFinite(single) ? single : 2 ** 128
  const next = Number.isFinite(other) ? other : 2 ** 128
  if ((limit + next) / 2 !== nearest) return single
  const order = compareDecimal(text, nearest)
  if (order === 0) return single // a true tie: fround chose the even one
  const upper = Math.max(single, other)
  return order > 0 ? upper : Math.min(single, other)
}

function neighbour(single: number, up: boolean): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, single)
  const bits = view.getInt32(0)
  view.setInt32(0, up ? bits + 1 : bits - 1) // literals are unsigned, so larger bits are larger values
  return view.getFloat32(0)
}

/** Sign of (decimal literal - double), exactly. Only called for values between two floats, so exponents are small. */
function compareDecimal(text: string, value: number): number {
  const match = /^(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)
  if (match === null) return 0
  let decimal = BigInt(match[1]! + match[2]! || '0')
  const scale = Number(match[3] ?? 0) - match[2]!.length
  let denominator = 1n
  if (scale >= 0) decimal *= 10n ** BigInt(scale)
  else denominator = 10n ** BigInt(-scale)
  let binary = value
  let twos = 0
  while (!Number.isInteger(binary)) {
    binary *= 2
    twos++
  }
  const left = decimal * 2n ** BigInt(twos)
  const right = BigInt(binary) * denominator
  return left > right ? 1 : left < right ? -1 : 0
}

/** Rounds to the nearest integer, ties to even; exact for all doubles. */
function rint(value: number): number {
  const two52 = 4503599627370496
  const size = Math.abs(value)
  if (!(size < two52)) return value
  const rounded = size + two52 - two52
  return value < 0 || Object.is(value, -0) ? -rounded : rounded
}

/** Views on eight bytes for reinterpreting numbers; one set per VM and native. */
function scratch() {
  const bytes = new ArrayBuffer(8)
  return { words: new Int32Array(bytes), single: new Float32Array(bytes), double: new Float64Array(bytes) }
}

export const doubleNatives: NativeTable = {
  'java/lang/Double.toString(D)Ljava/lang/String;': (rt) => (d) => newString(rt, doubleToString(d!)),
  'java/lang/Float.toString(F)Ljava/lang/String;': (rt) => (f) => newString(rt, floatToString(f!)),
  'java/lang/Double.parseDecimal(Ljava/lang/String;)D': (rt) => (text) => Number(textOf(rt, text!)),
  'java/lang/Float.parseDecimal(Ljava/lang/String;)F': (rt) => (text) => parseFloatDecimal(textOf(rt, text!)),
  'java/lang/Double.doubleToRawLongBits(D)J': (rt) => {
    const { words, double } = scratch()
    return (d) => {
      double[0] = d!
      rt.memory.H32[CELL_RESULT_HI] = words[1]!
      return words[0]!
    }
  },
  'java/lang/Double.longBitsToDouble(J)D': () => {
    const { words, double } = scratch()
    return (low, high) => {
      words[0] = low!
      words[1] = high!
      return double[0]!
    }
  },
  'java/lang/Float.floatToRawIntBits(F)I': () => {
    const { words, single } = scratch()
    return (f) => {
      single[0] = f!
      return words[0]!
    }
  },
  'java/lang/Float.intBitsToFloat(I)F': () => {
    const { words, single } = scratch()
    return (bits) => {
      words[0] = bits!
      return single[0]!
    }
  },
  'java/lang/StrictMath.sqrt(D)D': () => (d) => Math.sqrt(d!),
  'java/lang/Math.sqrt(D)D': () => (d) => Math.sqrt(d!),
  'java/lang/StrictMath.rint(D)D': () => (d) => rint(d!),
  'java/lang/Math.rint(D)D': () => (d) => rint(d!),
  'java/lang/StrictMath.ceil(D)D': () => (d) => Math.ceil(d!),
  'java/lang/Math.ceil(D)D': () => (d) => Math.ceil(d!),
  'java/lang/StrictMath.floor(D)D': () => (d) => Math.floor(d!),
  'java/lang/Math.floor(D)D': () => (d) => Math.floor(d!),
  'java/lang/String.intern()Ljava/lang/String;': (rt) => (self) => internObject(rt, self!),
}
