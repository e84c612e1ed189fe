// What the int instructions compute (JVMS 6.5). An int is a JavaScript number in [-2^31, 2^31), so every result ends
// in a bitwise operation. These bodies are the only place where the meaning of an instruction is written down: the
// interpreter generator inlines them, constant folding calls them, the compiled tiers print them.
//
// Shape that the generator relies on: parameters in stack order, and a body of const declarations and one return.

export function iadd(a: number, b: number): number {
  return ((a | 0) + (b | 0)) | 0
}

export function isub(a: number, b: number): number {
  return ((a | 0) - (b | 0)) | 0
}

export function imul(a: number, b: number): number {
  return Math.imul(a, b)
}

/** The caller has checked that b is not 0. MIN_VALUE / -1 wraps to MIN_VALUE. */
export function idiv(a: number, b: number): number {
  return (a / b) | 0
}

/** The caller has checked that b is not 0. */
export function irem(a: number, b: number): number {
  return (a % b) | 0
}

export function ineg(a: number): number {
  return (0 - (a | 0)) | 0
}

// JavaScript masks shift distances with 31, as the JVM does.

export function ishl(a: number, n: number): number {
  return a << n
}

export function ishr(a: number, n: number): number {
  return a >> n
}

export function iushr(a: number, n: number): number {
  return (a >>> n) | 0
}

export function iand(a: number, b: number): number {
  return a & b
}

export function ior(a: number, b: number): number {
  return a | b
}

export function ixor(a: number, b: number): number {
  return a ^ b
}
