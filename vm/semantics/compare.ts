// What the comparison instructions compute (JVMS 6.5): the three-way comparisons that push -1, 0 or 1, and the
// conditions of the conditional branches, which answer whether the branch is taken.

export function lcmp(alo: number, ahi: number, blo: number, bhi: number): number {
  return ahi === bhi ? (alo === blo ? 0 : alo >>> 0 < blo >>> 0 ? -1 : 1) : ahi < bhi ? -1 : 1
}

export function fcmpl(a: number, b: number): number {
  return a > b ? 1 : a === b ? 0 : -1
}

export function fcmpg(a: number, b: number): number {
  return a < b ? -1 : a === b ? 0 : 1
}

export function dcmpl(a: number, b: number): number {
  return a > b ? 1 : a === b ? 0 : -1
}

export function dcmpg(a: number, b: number): number {
  return a < b ? -1 : a === b ? 0 : 1
}

export function ifeq(a: number): boolean {
  return a === 0
}

export function ifne(a: number): boolean {
  return a !== 0
}

export function iflt(a: number): boolean {
  return a < 0
}

export function ifge(a: number): boolean {
  return a >= 0
}

export function ifgt(a: number): boolean {
  return a > 0
}

export function ifle(a: number): boolean {
  return a <= 0
}

export function if_icmpeq(a: number, b: number): boolean {
  return a === b
}

export function if_icmpne(a: number, b: number): boolean {
  return a !== b
}

export function if_icmplt(a: number, b: number): boolean {
  return a < b
}

export function if_icmpge(a: number, b: number): boolean {
  return a >= b
}

export function if_icmpgt(a: number, b: number): boolean {
  return a > b
}

export function if_icmple(a: number, b: number): boolean {
  return a <= b
}

export function if_acmpeq(a: number, b: number): boolean {
  return a === b
}

export function if_acmpne(a: number, b: number): boolean {
  return a !== b
}

export function ifnull(a: number): boolean {
  return a === 0
}

export function ifnonnull(a: number): boolean {
  return a !== 0
}
