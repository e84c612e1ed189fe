// What the long instructions compute (JVMS 6.5). A long is a pair of int32: parameters come as (lo, hi), and a long
// result is the tuple literal [lo, hi], which callers fold away (the generator turns it into two stores).
// BigInt is 3 to 10 times slower on every engine measured and is not used.
//
// Carries are computed without a branch: the carry out of a 32-bit sum s = a + b is the top bit of
// (a & b) | ((a | b) & ~s); the borrow of a - b is the top bit of (~a & b) | ((~a | b) & s).

export type Long = readonly [lo: number, hi: number]

export function ladd(alo: number, ahi: number, blo: number, bhi: number): Long {
  const lo = (alo + blo) | 0
  const carry = ((alo & blo) | ((alo | blo) & ~lo)) >>> 31
  return [lo, (ahi + bhi + carry) | 0]
}

export function lsub(alo: number, ahi: number, blo: number, bhi: number): Long {
  const lo = (alo - blo) | 0
  const borrow = ((~alo & blo) | ((~alo | blo) & lo)) >>> 31
  return [lo, (ahi - bhi - borrow) | 0]
}

/** The unsigned high half of the product of the low words, from 16-bit parts, plus the two cross products. */
export function lmul(alo: number, ahi: number, blo: number, bhi: number): Long {
  const a0 = alo & 0xffff
  const a1 = alo >>> 16
  const b0 = blo & 0xffff
  const b1 = blo >>> 16
  const m1 = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) | 0
  const m2 = (Math.imul(a0, b1) + (m1 & 0xffff)) | 0
  const high = (Math.imul(a1, b1) + (m1 >>> 16) + (m2 >>> 16)) | 0
  return [Math.imul(alo, blo), (high + Math.imul(alo, bhi) + Math.imul(ahi, blo)) | 0]
}

/**
 * The caller has checked that the divisor is not 0. When both operands lie within 2^52 the quotient comes from one
 * double division, which is exact after truncation: a quotient that is not an integer differs from the next integer by
 * at least 1/b, more than the rounding of a/b can bridge while |a| + |b| <= 2^53. Others take the slow road.
 */
export function ldiv(alo: number, ahi: number, blo: number, bhi: number): Long {
  const small = (((ahi + 0x100000) | (bhi + 0x100000)) & -0x200000) === 0
  const q = small ? Math.trunc((ahi * 4294967296 + (alo >>> 0)) / (bhi * 4294967296 + (blo >>> 0))) : 0
  return [
    small ? q | 0 : divideSlowly(alo, ahi, blo, bhi, 0),
    small ? Math.floor(q / 4294967296) | 0 : divideSlowly(alo, ahi, blo, bhi, 1),
  ]
}

/** The caller has checked that the divisor is not 0. The sign is that of the dividend. */
export function lrem(alo: number, ahi: number, blo: number, bhi: number): Long {
  const small = (((ahi + 0x100000) | (bhi + 0x100000)) & -0x200000) === 0
  const a = ahi * 4294967296 + (alo >>> 0)
  const b = bhi * 4294967296 + (blo >>> 0)
  const r = small ? a - Math.trunc(a / b) * b : 0
  return [
    small ? r | 0 : divideSlowly(alo, ahi, blo, bhi, 2),
    small ? Math.floor(r / 4294967296) | 0 : divideSlowly(alo, ahi, blo, bhi, 3),
  ]
}

/**
 * Division of any two longs, divisor not 0. `part` selects what is returned: 0 and 1 the low and high word of the
 * quotient, 2 and 3 those of the remainder; a number is returned and not a pair so that nothing is allocated.
 */
export function divideSlowly(alo: number, ahi: number, blo: number, bhi: number, part: 0 | 1 | 2 | 3): number {
  const negativeA = ahi < 0
  const negativeQuotient = ahi < 0 !== bhi < 0
  // Magnitudes as unsigned 64-bit pairs; MIN_VALUE becomes 2^63, which an unsigned pair can hold.
  if (negativeA) {
    ahi = (~ahi + (alo === 0 ? 1 : 0)) | 0
    alo = -alo | 0
  }
  if (bhi < 0) {
    bhi = (~bhi + (blo === 0 ? 1 : 0)) | 0
    blo = -blo | 0
  }
  let qlo: number
  let qhi: number
  let rlo: number
  let rhi: number
  if (bhi === 0) {
    // Schoolbook division in base 2^16 after the first word: each step stays below 2^48, exact in a double.
    const b = blo >>> 0
    const high = ahi >>> 0
    const q3 = Math.floor(high / b)
    let rest = (high - q3 * b) * 65536 + (alo >>> 16)
    const q1 = Math.floor(rest / b)
    rest = (rest - q1 * b) * 65536 + (alo & 0xffff)
    const q0 = Math.floor(rest / b)
    qhi = q3 | 0
    qlo = (q1 * 65536 + q0) | 0
    rlo = (rest - q0 * b) | 0
    rhi = 0
  } else {
    // The quotient is below 2^32, so the estimate in doubles is off by one at most.
    const estimate = Math.floor(((ahi >>> 0) * 4294967296 + (alo >>> 0)) / ((bhi >>> 0) * 4294967296 + (blo >>> 0)))
    let q = estimate | 0
    const product = lmul(q, 0, blo, bhi)
    const rest = lsub(alo, ahi, product[0], product[1])
    rlo = rest[0]
    rhi = rest[1]
    if (rhi < 0) {
      q = (q - 1) | 0
      const fixed = ladd(rlo, rhi, blo, bhi)
      rlo = fixed[0]
      rhi = fixed[1]
    } else if (rhi >>> 0 > bhi >>> 0 || (rhi === bhi && rlo >>> 0 >= blo >>> 0)) {
      q = (q + 1) | 0
      const fixed = lsub(rlo, rhi, blo, bhi)
      rlo = fixed[0]
      rhi = fixed[1]
    }
    qlo = q
    qhi = 0
  }
  if (part < 2) {
    if (part === 0) return negativeQuotient ? -qlo | 0 : qlo
    return negativeQuotient ? (~qhi + (qlo === 0 ? 1 : 0)) | 0 : qhi
  }
  if (part === 2) return negativeA ? -rlo | 0 : rlo
  return negativeA ? (~rhi + (rlo === 0 ? 1 : 0)) | 0 : rhi
}

export function lneg(alo: number, ahi: number): Long {
  return [-alo | 0, (~ahi + (alo === 0 ? 1 : 0)) | 0]
}

// Distances are taken modulo 64. JavaScript takes them modulo 32, hence the two-step shifts, which give 0 for 0 and 32.

export function lshl(alo: number, ahi: number, n: number): Long {
  return [n & 32 ? 0 : alo << n, n & 32 ? alo << n : (ahi << n) | ((alo >>> 1) >>> ~n)]
}

export function lshr(alo: number, ahi: number, n: number): Long {
  return [n & 32 ? ahi >> n : (alo >>> n) | ((ahi << 1) << ~n), n & 32 ? ahi >> 31 : ahi >> n]
}

export function lushr(alo: number, ahi: number, n: number): Long {
  return [n & 32 ? (ahi >>> n) | 0 : (alo >>> n) | ((ahi << 1) << ~n), n & 32 ? 0 : (ahi >>> n) | 0]
}

export function land(alo: number, ahi: number, blo: number, bhi: number): Long {
  return [alo & blo, ahi & bhi]
}

export function lor(alo: number, ahi: number, blo: number, bhi: number): Long {
  return [alo | blo, ahi | bhi]
}

export function lxor(alo: number, ahi: number, blo: number, bhi: number): Long {
  return [alo ^ blo, ahi ^ bhi]
}
