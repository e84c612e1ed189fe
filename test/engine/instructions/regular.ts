/**
 * One static method for every pure instruction and every conditional branch, and the driver's loops that call it with all
 * edge operands; then the same with one operand as a constant in the code, which is what a compiler folds and rewrites.
 * An instruction's results are printed as one hash; `-Ddetail=iadd` prints each result of one instruction.
 */
import { OPCODES, type OpcodeRow, type StackType } from '../../../vm/classfile/opcodes.ts'
import { DIVISION } from '../../../vm/semantics/index.ts'

const rows = OPCODES as readonly OpcodeRow[]

/** Mnemonics of instructions that this file covers. */
export const regularRows = rows.filter(
  (row) =>
    row.flags.includes('pure') ||
    row.mnemonic in DIVISION ||
    (row.flags.includes('conditional') && row.pop.every((type) => type === 'I')),
)

const VALUES: Readonly<Record<string, string>> = { I: 'INTS', J: 'LONGS', F: 'FLOATS', D: 'DOUBLES' }
const TYPES: Readonly<Record<string, string>> = { I: 'int', J: 'long', F: 'float', D: 'double' }

/** Constants for the forms with one constant operand: HL literal and text assembly. */
const CONSTANTS: Readonly<Record<string, readonly string[]>> = {
  I: ['0', '1', '-1', '2', '7', '-8', '31', '32', '33', '64', '65535', '-2147483648', '2147483647'],
  J: ['0', '1', '-1', '2', '10', '-8', '63', '4294967295', '2147483648', '-9223372036854775808', '9223372036854775807'],
  F: ['0.0', '-0.0', '1.0', '-2.5', 'NaN', 'Infinity', '16777217.0'],
  D: ['0.0', '-0.0', '1.0', '-2.5', 'NaN', '-Infinity', '4294967295.5'],
}

export const EDGES = `
  static final int[] INTS = {
    0, 1, -1, 2, -2, 3, 7, -7, 10, 31, 32, 33, 63, 64, 127, -128, 255, 32767, 32768, -32769, 65535, 65536, 46341,
    0x7fffffff, 0x80000000, 0x80000001, 0x12345678, 0x87654321, 16777217, -16777219 };
  static final long[] LONGS = {
    0, 1, -1, 2, -7, 10, 31, 32, 63, 64, 65536, 0x7fffffffL, 0x80000000L, -0x80000000L, 0xffffffffL, 0x100000000L,
    -0x100000001L, 0x123456789abcdefL, 0xfedcba9876543210L, (1L << 53) + 1, -(1L << 52) - 1, 3037000500L,
    Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, 0x7fffff4000000001L, 0x7fffffbfffffffffL };
  static final float[] FLOATS = {
    0f, -0f, 1f, -1f, 0.5f, -1.5f, 2.5f, 1e10f, -1e-40f, Float.MIN_VALUE, Float.MAX_VALUE, Float.MIN_NORMAL, 3.14159f,
    Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 2147483647f, -2147483648f, 9.223372e18f, -9.3e18f, 16777217f };
  static final double[] DOUBLES = {
    0, -0.0, 1, -1, 0.5, -1.5, 2.5, 1e10, 1e-310, Double.MIN_VALUE, -Double.MAX_VALUE, Double.MIN_NORMAL, 3.141592653589793,
    Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, 2147483647.5, -2147483648.9, 4294967296.5, 9.2e18, -9.3e18,
    9007199254740993.0, 1.0000000596046448, 3.4028235677973366e38, 7.006492321624085e-46 };
`

export interface Generated {
  /** Text assembly of a class. */
  readonly assembly: string
  /** Methods of the driver. */
  readonly methods: string
  /** Statements that call them, in order. */
  readonly calls: string
}

const letter = (type: StackType): string => (type === 'J' ? 'l' : type.toLowerCase())

export function regular(): Generated {
  const assembly: string[] = ['.version 50 0\n.class public super Regular\n']
  const methods: string[] = []
  const calls: string[] = []
  const define = (name: string, pops: readonly StackType[], load: readonly string[], row: OpcodeRow): void => {
    const result = row.push[0] ?? 'I'
    const branch = row.flags.includes('conditional')
    const code = branch
      ? [...load, `${row.mnemonic} Taken`, 'iconst_0', 'ireturn', 'Taken:', 'iconst_1', 'ireturn']
      : [...load, row.mnemonic, `${letter(result)}return`]
    assembly.push(
      `.method public static ${name} (${pops.join('')})${result}\n.code\n${code.join('\n')}\n.end code\n.end method\n`,
    )
    const [a, b] = pops
    const call = `bits(Regular.${name}(${b === undefined ? 'a' : 'a, b'}))`
    // Operands by pairs or alone: those alone are few, so they come again and again.
    const loops =
      b === undefined
        ? `for (int r = 0; r < 8; r++) for (${TYPES[a!]} a : ${VALUES[a!]})`
        : `for (${TYPES[a!]} a : ${VALUES[a!]}) for (${TYPES[b]} b : ${VALUES[b]})`
    const operands = b === undefined ? 'bits(a)' : 'bits(a) + "," + bits(b)'
    const body = `{ long v; try { v = ${call}; } catch (ArithmeticException e) { v = e.getMessage().hashCode(); }
      h = h * 31 + v; if (detailed) print("${name} " + ${operands} + " " + v); }`
    methods.push(
      `static long r_${name}() { long h = 17; boolean detailed = last && "${name}".equals(DETAIL); ${loops} ${body} return h; }\n`,
    )
    calls.push(`result("${name}", r_${name}());\n`)
  }
  for (const row of regularRows) {
    const { pop } = row
    const load = pop.map((type, i) => `${letter(type)}load ${i === 0 ? 0 : pop[0] === 'J' || pop[0] === 'D' ? 2 : 1}`)
    define(row.mnemonic, pop, load, row)
    if (pop.length !== 2) continue
    for (const side of [0, 1]) {
      // The left operand of a branch or comparison is as good as the right one.
      if (side === 0 && row.flags.includes('conditional')) continue
      const type = pop[side]!
      CONSTANTS[type]!.forEach((constant, i) => {
        const push = constantCode(type, constant)
        const other = `${letter(pop[1 - side]!)}load 0`
        define(`${row.mnemonic}_${side}_${i}`, [pop[1 - side]!], side === 0 ? [push, other] : [other, push], row)
      })
    }
  }
  return { assembly: assembly.join(''), methods: methods.join(''), calls: calls.join('') }
}

function constantCode(type: StackType, constant: string): string {
  if (type === 'I') {
    const value = Number(constant)
    if (value >= -1 && value <= 5) return `iconst_${value === -1 ? 'm1' : value}`
    if (value >= -128 && value <= 127) return `bipush ${value}`
    if (value >= -32768 && value <= 32767) return `sipush ${value}`
    return `ldc int ${value}`
  }
  if (type === 'J') return constant === '0' || constant === '1' ? `lconst_${constant}` : `ldc2_w long ${constant}`
  if (type === 'F') return constant === '0.0' || constant === '1.0' ? `fconst_${constant[0]}` : `ldc float ${constant}`
  return constant === '0.0' || constant === '1.0' ? `dconst_${constant[0]}` : `ldc2_w double ${constant}`
}
