// What the conversion instructions compute (JVMS 6.5): narrowing and widening between int, long, float and double.
// Conversions from floating point to integers round towards zero, saturate, and turn NaN into 0 (JLS 5.1.3).

import type { Long } from './long.ts'

export function i2l(a: number): Long {
  return [a, a >> 31]
}

export function i2f(a: number): number {
  return Math.fround(a)
}

export function i2d(a: number): number {
  return a
}

export function l2i(alo: number, _ahi: number): number {
  return alo
}

/**
 * Going through a double would round twice. Beyond 2^53 the eleven low bits are folded into one sticky bit instead:
 * a float keeps 24 bits there, so its rounding boundaries are multiples of 2^29 and the value stays on its side.
 */
export function l2f(alo: number, ahi: number): number {
  const exact = ((ahi + 0x200000) & -0x400000) === 0
  const lo = exact ? alo : (alo & -0x800) | ((alo & 0x7ff) !== 0 ? 0x800 : 0)
  return Math.fround(ahi * 4294967296 + (lo >>> 0))
}

/** One rounding: the product with 2^32 is exact. */
export function l2d(alo: number, ahi: number): number {
  return ahi * 4294967296 + (alo >>> 0)
}

export function f2i(a: number): number {
  return a >= 2147483647 ? 2147483647 : a <= -2147483648 ? -2147483648 : a | 0
}

export function f2l(a: number): Long {
  return [
    a >= 0x8000000000000000 ? -1 : a <= -0x8000000000000000 ? 0 : a | 0,
    a >= 0x8000000000000000
      ? 2147483647
      : a <= -0x8000000000000000
        ? -2147483648
        : Math.floor(Math.trunc(a) / 4294967296) | 0,
  ]
}

export function f2d(a: number): number {
  return a
}

export function d2i(a: number): number {
  return a >= 2147483647 ? 2147483647 : a <= -2147483648 ? -2147483648 : a | 0
}

export function d2l(a: number): Long {
  return [
    a >= 0x8000000000000000 ? -1 : a <= -0x8000000000000000 ? 0 : a | 0,
    a >= 0x8000000000000000
      ? 2147483647
      : a <= -0x8000000000000000
        ? -2147483648
        : Math.floor(Math.trunc(a) / 4294967296) | 0,
  ]
}

export function d2f(a: number): number {
  return Math.fround(a)
}

export function i2b(a: number): number {
  return (a << 24) >> 24
}

export function i2c(a: number): number {
  return a & 0xffff
}

export function i2s(a: number): number {
  return (a << 16) >> 16
}
