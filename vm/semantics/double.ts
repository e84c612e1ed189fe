// What the double instructions compute (JVMS 6.5): IEEE 754 binary64, which is JavaScript's number.
// JavaScript's % is the truncating remainder with the sign of the dividend, exactly drem.

export function dadd(a: number, b: number): number {
  return a + b
}

export function dsub(a: number, b: number): number {
  return a - b
}

export function dmul(a: number, b: number): number {
  return a * b
}

export function ddiv(a: number, b: number): number {
  return a / b
}

export function drem(a: number, b: number): number {
  return a % b
}

export function dneg(a: number): number {
  return -a
}
