// What the float instructions compute (JVMS 6.5). A float is a JavaScript number that Math.fround leaves unchanged.
// Sum, difference, product and quotient of two floats, computed in double and rounded once more, equal the correctly
// rounded float result, because a double has more than twice as many digits plus two (53 >= 2 * 24 + 2).

export function fadd(a: number, b: number): number {
  return Math.fround(a + b)
}

export function fsub(a: number, b: number): number {
  return Math.fround(a - b)
}

export function fmul(a: number, b: number): number {
  return Math.fround(a * b)
}

export function fdiv(a: number, b: number): number {
  return Math.fround(a / b)
}

/** The remainder of two floats is itself a float: the rounding changes nothing but tells the compiler the type. */
export function frem(a: number, b: number): number {
  return Math.fround(a % b)
}

export function fneg(a: number): number {
  return Math.fround(-a)
}
