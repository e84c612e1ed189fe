/**
 * hlvm.Magnitudes: what java.math does with unsigned numbers of several words (int[], lowest word first).
 *
 * Short operands are worked on where they lie, in pieces of 16 bits; longer ones go through the host's integers, whose algorithms
 * are faster than quadratic. The way there and back is hexadecimal text, which both sides make and read in linear time: measured, it
 * pays from some thirty words on for products. A host integer holds at most 2^30 bits; longer numbers are cut into pieces.
 */
import { ARRAY_BASE_OFFSET, ARRAY_LENGTH } from '../heap/layout.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { newString, textOf } from '../runtime/strings.ts'
import type { NativeTable } from './support.ts'

/** From this many words in the shorter factor on, products go through the host's integers. */
const HOST_PRODUCT = 32
/** From this many words in divisor and quotient on, quotients do. */
const HOST_QUOTIENT = 16
/** Operands of more words than this are cut; the product of two pieces stays within what the host can hold. */
const PIECE = 1 << 23

const HEX = Uint8Array.from('0123456789abcdef', (c) => c.charCodeAt(0))
const LATIN = new TextDecoder('latin1')

/** The number in `n` words from index `at` on. */
export function hostInteger(H32: Int32Array, at: number, n: number): bigint {
  const text = new Uint8Array(n * 8 + 3)
  text[0] = 48
  text[1] = 120
  text[2] = 48
  let k = 3
  for (let i = at + n - 1; i >= at; i--) {
    const v = H32[i]!
    text[k] = HEX[v >>> 28]!
    text[k + 1] = HEX[(v >>> 24) & 15]!
    text[k + 2] = HEX[(v >>> 20) & 15]!
    text[k + 3] = HEX[(v >>> 16) & 15]!
    text[k + 4] = HEX[(v >>> 12) & 15]!
    text[k + 5] = HEX[(v >>> 8) & 15]!
    text[k + 6] = HEX[(v >>> 4) & 15]!
    text[k + 7] = HEX[v & 15]!
    k += 8
  }
  return BigInt(LATIN.decode(text))
}

/** Writes a number that fits into `n` words from index `at` on. */
export function storeInteger(H32: Int32Array, at: number, n: number, value: bigint): void {
  const text = value.toString(16)
  const end = at + n
  let i = at
  for (let e = text.length; e > 0 && i < end; e -= 8) {
    let v = 0
    for (let k = e > 8 ? e - 8 : 0; k < e; k++) {
      const c = text.charCodeAt(k)
      v = (v << 4) | (c > 57 ? c - 87 : c - 48)
    }
    H32[i++] = v
  }
  if (i < end) H32.fill(0, i, end)
}

/** z = x * y in pieces of 16 bits; z has xn + yn words. Each sum stays below 2^32. */
function multiplyShort(H32: Int32Array, x: number, xn: number, y: number, yn: number, z: number): void {
  H32.fill(0, z, z + yn)
  for (let i = 0; i < xn; i++) {
    const xi = H32[x + i]!
    const xl = xi & 0xffff
    const xh = xi >>> 16
    let carry = 0
    for (let j = 0, k = z + i; j < yn; j++, k++) {
      const yj = H32[y + j]!
      const yl = yj & 0xffff
      const yh = yj >>> 16
      const old = H32[k]!
      const t0 = (Math.imul(xl, yl) + (old & 0xffff)) | 0
      const t1 = (Math.imul(xh, yl) + (t0 >>> 16)) | 0
      const t2 = (Math.imul(xl, yh) + (t1 & 0xffff) + (old >>> 16)) | 0
      const low = (t2 << 16) | (t0 & 0xffff)
      const sum = (low + carry) | 0
      carry = (Math.imul(xh, yh) + (t1 >>> 16) + (t2 >>> 16) + (((low & carry) | ((low | carry) & ~sum)) >>> 31)) | 0
      H32[k] = sum
    }
    H32[z + i + yn] = carry
  }
}

/** z = x * y for factors of any length: piece by piece, the products added up. */
function multiplyLong(H32: Int32Array, x: number, xn: number, y: number, yn: number, z: number): void {
  if (xn <= PIECE && yn <= PIECE) {
    const a = hostInteger(H32, x, xn)
    storeInteger(H32, z, xn + yn, x === y && xn === yn ? a * a : a * hostInteger(H32, y, yn))
    return
  }
  H32.fill(0, z, z + xn + yn)
  const product = new Int32Array(2 * PIECE)
  for (let i = 0; i < xn; i += PIECE) {
    const a = hostInteger(H32, x + i, Math.min(PIECE, xn - i))
    for (let j = 0; j < yn; j += PIECE) {
      const n = Math.min(PIECE, xn - i) + Math.min(PIECE, yn - j)
      storeInteger(product, 0, n, a * hostInteger(H32, y + j, Math.min(PIECE, yn - j)))
      let carry = 0
      for (let k = 0, at = z + i + j; at < z + xn + yn && (k < n || carry !== 0); k++, at++) {
        const sum = (H32[at]! >>> 0) + (k < n ? product[k]! >>> 0 : 0) + carry
        H32[at] = sum
        carry = sum > 0xffff_ffff ? 1 : 0
      }
    }
  }
}

/** Divides `n` words by one; the quotient goes to q, the remainder is the answer. */
function divideByWord(H32: Int32Array, x: number, n: number, divisor: number, q: number): number {
  const d = divisor >>> 0
  let rest = 0
  for (let i = n - 1; i >= 0; i--) {
    const word = H32[x + i]!
    const upper = rest * 65536 + (word >>> 16)
    const high = Math.floor(upper / d)
    const lower = (upper - high * d) * 65536 + (word & 0xffff)
    const low = Math.floor(lower / d)
    rest = lower - low * d
    H32[q + i] = high * 65536 + low
  }
  return rest
}

/** Knuth's algorithm D (The Art of Computer Programming 2, 4.3.1) with digits of 16 bits. */
function divideShort(H32: Int32Array, x: number, xn: number, y: number, yn: number, q: number, r: number): void {
  const top = H32[y + yn - 1]!
  const n = yn * 2 - (top >>> 16 === 0 ? 1 : 0)
  const shift = Math.clz32(top >>> 16 === 0 ? top : top >>> 16) - 16
  const m = xn * 2
  const u = new Uint16Array(m + 1)
  const v = new Uint16Array(n)
  for (let i = 0, carry = 0; i < m; i++) {
    const digit = ((H32[x + (i >> 1)]! >>> ((i & 1) << 4)) & 0xffff) << shift
    u[i] = digit | carry
    carry = digit >>> 16
    u[i + 1] = carry
  }
  for (let i = 0, carry = 0; i < n; i++) {
    const digit = ((H32[y + (i >> 1)]! >>> ((i & 1) << 4)) & 0xffff) << shift
    v[i] = digit | carry
    carry = digit >>> 16
  }
  H32.fill(0, q, q + xn - yn + 1)
  const v1 = v[n - 1]!
  const v2 = n > 1 ? v[n - 2]! : 0
  for (let j = m - n; j >= 0; j--) {
    const head = u[j + n]! * 65536 + u[j + n - 1]!
    let guess = Math.min(Math.floor(head / v1), 65535)
    let rest = head - guess * v1
    while (rest < 65536 && n > 1 && guess * v2 > rest * 65536 + u[j + n - 2]!) {
      guess--
      rest += v1
    }
    let carry = 0
    let borrow = 0
    for (let i = 0; i < n; i++) {
      const product = guess * v[i]! + carry
      carry = product >>> 16
      const digit = u[i + j]! - (product & 0xffff) - borrow
      u[i + j] = digit
      borrow = digit < 0 ? 1 : 0
    }
    const last = u[j + n]! - carry - borrow
    u[j + n] = last
    if (last < 0) {
      guess--
      let add = 0
      for (let i = 0; i < n; i++) {
        const digit = u[i + j]! + v[i]! + add
        u[i + j] = digit
        add = digit >>> 16
      }
      u[j + n] = u[j + n]! + add
    }
    if (guess !== 0) H32[q + (j >> 1)] = H32[q + (j >> 1)]! | (guess << ((j & 1) << 4))
  }
  for (let i = 0; i < yn; i++) {
    const at = i * 2
    const low = ((u[at]! >>> shift) | (((at + 1 < n ? u[at + 1]! : 0) << 16) >>> shift)) & 0xffff
    const high = at + 1 < n ? ((u[at + 1]! >>> shift) | (((at + 2 < n ? u[at + 2]! : 0) << 16) >>> shift)) & 0xffff : 0
    H32[r + i] = (high << 16) | low
  }
}

function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const digits = exponent.toString(16)
  const powers = [1n % modulus, base % modulus]
  for (let i = 2; i < 16; i++) powers.push((powers[i - 1]! * powers[1]!) % modulus)
  let result = powers[0]!
  for (let i = 0; i < digits.length; i++) {
    if (i > 0) for (let k = 0; k < 4; k++) result = (result * result) % modulus
    const digit = Number.parseInt(digits[i]!, 16)
    if (digit !== 0) result = (result * powers[digit]!) % modulus
  }
  return result
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) {
    const rest = a % b
    a = b
    b = rest
  }
  return a
}

/** Index of the first element of an int[], and how many there are. */
const first = (array: number): number => (array + ARRAY_BASE_OFFSET) >>> 2
const lengthOf = (rt: Runtime, array: number): number => rt.memory.H32[(array >>> 2) + ARRAY_LENGTH]!
const integerOf = (rt: Runtime, array: number): bigint => hostInteger(rt.memory.H32, first(array), lengthOf(rt, array))
const store = (rt: Runtime, array: number, value: bigint): void =>
  storeInteger(rt.memory.H32, first(array), lengthOf(rt, array), value)

export const magnitudeNatives: NativeTable = {
  'hlvm/Magnitudes.multiply([I[I[I)V': (rt) => (x, y, z) => {
    const xn = lengthOf(rt, x!)
    const yn = lengthOf(rt, y!)
    const multiply = xn < HOST_PRODUCT || yn < HOST_PRODUCT ? multiplyShort : multiplyLong
    multiply(rt.memory.H32, first(x!), xn, first(y!), yn, first(z!))
    return 0
  },
  'hlvm/Magnitudes.divideByWord([II[I)I': (rt) => (x, divisor, q) =>
    divideByWord(rt.memory.H32, first(x!), lengthOf(rt, x!), divisor!, first(q!)) | 0,
  'hlvm/Magnitudes.divide([I[I[I[I)V': (rt) => (x, y, q, r) => {
    const xn = lengthOf(rt, x!)
    const yn = lengthOf(rt, y!)
    if (yn < HOST_QUOTIENT || xn - yn < HOST_QUOTIENT || xn > 2 * PIECE) {
      divideShort(rt.memory.H32, first(x!), xn, first(y!), yn, first(q!), first(r!))
      return 0
    }
    const a = integerOf(rt, x!)
    const b = integerOf(rt, y!)
    const quotient = a / b
    store(rt, q!, quotient)
    store(rt, r!, a - quotient * b)
    return 0
  },
  'hlvm/Magnitudes.toText([II)Ljava/lang/String;': (rt) => (x, radix) =>
    newString(rt, integerOf(rt, x!).toString(radix)),
  'hlvm/Magnitudes.parse(Ljava/lang/String;[I)V': (rt) => (text, z) => {
    store(rt, z!, BigInt(textOf(rt, text!)))
    return 0
  },
  'hlvm/Magnitudes.modPow([I[I[I[I)V': (rt) => (x, exponent, modulus, z) => {
    store(rt, z!, modPow(integerOf(rt, x!), integerOf(rt, exponent!), integerOf(rt, modulus!)))
    return 0
  },
  'hlvm/Magnitudes.gcd([I[I[I)V': (rt) => (x, y, z) => {
    store(rt, z!, gcd(integerOf(rt, x!), integerOf(rt, y!)))
    return 0
  },
}
