/**
 * Values of number literals (JLS 3.10.1, 3.10.2). Floating-point literals are rounded once, from the exact decimal or
 * hexadecimal value, as the specification demands; JavaScript's own conversion is right for decimal doubles only.
 */

export type IntegerResult = { readonly value: number | bigint } | { readonly error: 'tooLarge' }

/**
 * Value of an integer literal without underscores and without its `L`. 2147483648 (and its long counterpart) wraps
 * around to the smallest value: negating that gives itself, so that `-2147483648` needs no special folding. Whether
 * the wrapped literal may stand where it stands is the parser's decision (`needsMinus`).
 */
export function integerValue(digits: string, radix: 2 | 8 | 10 | 16, isLong: boolean): IntegerResult {
  const prefix = radix === 16 ? '0x' : radix === 2 ? '0b' : radix === 8 ? '0o' : ''
  if (radix === 8 && /[89]/.test(digits)) return { error: 'tooLarge' }
  const limit = isLong ? 0x8000000000000000n : 0x80000000n
  if (digits.length <= 9 && radix === 10) return { value: isLong ? BigInt(digits) : Number(digits) }
  const exact = BigInt(prefix + digits)
  const max = radix === 10 ? limit : limit * 2n - 1n
  if (exact > max) return { error: 'tooLarge' }
  return { value: isLong ? BigInt.asIntN(64, exact) : Number(BigInt.asIntN(32, exact)) }
}

/** Is this decimal literal one more than the largest value, legal only right after a minus sign (JLS 3.10.1)? */
export function needsMinus(text: string): boolean {
  const digits = text.replaceAll('_', '')
  return /^0*2147483648$/.test(digits) ? digits[0] !== '0' : /^9223372036854775808[lL]$/.test(digits)
}

export type FloatResult = { readonly value: number } | { readonly error: 'tooLarge' | 'tooSmall' }

/** Value of a floating-point literal without underscores and suffix. */
export function floatValue(text: string, isFloat: boolean): FloatResult {
  const isHex = text.length > 1 && (text[1] === 'x' || text[1] === 'X')
  let value: number
  let isZero: boolean
  if (isHex) {
    const parts = /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/.exec(text)!
    const mantissa = BigInt(`0x0${parts[1]}${parts[2]}`)
    const exponent = Number(parts[3]) - 4 * parts[2]!.length
    isZero = mantissa === 0n
    value = roundBinary(mantissa, exponent, isFloat)
  } else {
    const double = Number(text)
    isZero = !/[1-9]/.test(text.split(/[eE]/)[0]!)
    value = isFloat ? roundToFloat(text, double) : double
  }
  if (!Number.isFinite(value)) return { error: 'tooLarge' }
  if (value === 0 && !isZero) return { error: 'tooSmall' }
  return { value }
}

/** The float nearest to a decimal text, given the nearest double: only ties of the double need the exact text. */
function roundToFloat(text: string, double: number): number {
  const nearest = Math.fround(double)
  if (nearest === double || !Number.isFinite(double) || !Number.isFinite(nearest)) return nearest
  const other = neighbourFloat(nearest, double > nearest)
  if (Math.abs(double - nearest) !== Math.abs(double - other)) return nearest
  const side = compareDecimal(text, double)
  if (side === 0) return nearest
  return side > 0 ? Math.max(nearest, other) : Math.min(nearest, other)
}

function neighbourFloat(value: number, up: boolean): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  view.setUint32(0, view.getUint32(0) + (up ? 1 : -1))
  return view.getFloat32(0)
}

/** Sign of (decimal text - double), exactly. */
function compareDecimal(text: string, double: number): number {
  const parts = /^(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)!
  let left = BigInt(`0${parts[1]}${parts[2]}`)
  const tens = Number(parts[3] ?? 0) - parts[2]!.length
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, double)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  let right = (bits & 0xfffffffffffffn) | (biased === 0 ? 0n : 1n << 52n)
  const twos = (biased === 0 ? 1 : biased) - 1075
  if (tens > 0) left *= 10n ** BigInt(tens)
  else right *= 10n ** BigInt(-tens)
  if (twos > 0) right <<= BigInt(twos)
  else left <<= BigInt(-twos)
  return left > right ? 1 : left < right ? -1 : 0
}

/** mantissa * 2^exponent rounded to nearest, ties to even, in the float or double format (IEEE 754). */
function roundBinary(mantissa: bigint, exponent: number, isFloat: boolean): number {
  if (mantissa === 0n) return 0
  const precision = isFloat ? 24 : 53
  const minExponent = isFloat ? -149 : -1074
  const length = mantissa.toString(2).length
  if (length + exponent > 2000) return Number.POSITIVE_INFINITY
  if (length + exponent < -2000) return 0
  const shift = Math.max(length - precision, minExponent - exponent)
  let rounded = mantissa
  let scale = exponent
  if (shift > 0) {
    const low = mantissa & ((1n << BigInt(shift)) - 1n)
    const half = 1n << BigInt(shift - 1)
    rounded = mantissa >> BigInt(shift)
    if (low > half || (low === half && (rounded & 1n) === 1n)) rounded++
    scale += shift
  }
  // Two steps keep every intermediate power of two in range; the result is representable, so neither step rounds.
  const first = Math.max(scale, -1000)
  const value = Number(rounded) * 2 ** Math.min(first, 1000) * 2 ** (scale - Math.min(first, 1000))
  return isFloat ? Math.fround(value) : value
}
