// Every instruction in the interpreter. Pure instructions and conditions are compared with their semantics functions (whose
// own tests compare them with a JVM) over edge operands; the others with results worked out by hand.
import { beforeAll, describe, expect, it } from 'vitest'
import { OPCODES, type OpcodeRow, slotsOf, type StackType } from '../../vm/classfile/opcodes.ts'
import { CELL_RESULT_HI, CELL_STATUS, THREAD_SCRATCH1 } from '../../vm/heap/layout.ts'
import { classOf } from '../../vm/runtime/objects.ts'
import { textOf } from '../../vm/runtime/strings.ts'
import type { Runtime } from '../../vm/runtime/runtime.ts'
import { CONDITION, DIVISION, PURE } from '../../vm/semantics/index.ts'
import { classBytes, machine, mainClass } from '../vm/machine.ts'

const rows = OPCODES as readonly OpcodeRow[]
const pureRows = rows.filter((row) => row.flags.includes('pure') || row.mnemonic in DIVISION)
const conditionRows = rows.filter((row) => row.flags.includes('conditional'))
const stackRows = rows.filter((row) => row.flags.includes('stack'))

const DESCRIPTORS: Readonly<Record<string, string>> = { A: 'Ljava/lang/Object;' }
const descriptor = (type: StackType): string => DESCRIPTORS[type] ?? type
const letter = (type: StackType): string => (type === 'J' ? 'l' : type.toLowerCase()[0]!)

function method(name: string, type: string, code: string): string {
  return `.method public static ${name} ${type}\n  .code stack 20 locals 300\n${code}\n  .end code\n.end method\n`
}

function loads(types: readonly StackType[]): string {
  let local = 0
  return types
    .map((type) => {
      const line = `  ${letter(type)}load ${local}`
      local += slotsOf(type)
      return line
    })
    .join('\n')
}

/** push 1 .. n as ints, the instruction, then the slots as decimal digits of the result, top digit last. */
function stackMethod(row: OpcodeRow): string {
  const code = row.pop.map((_, i) => `  iconst_${i + 1}`)
  code.push(`  ${row.mnemonic}`)
  const count = row.push.length
  for (let i = count - 1; i >= 0; i--) code.push(`  istore ${i}`)
  code.push('  iconst_0')
  for (let i = 0; i < count; i++) code.push('  bipush 10', '  imul', `  iload ${i}`, '  iadd')
  return method(`op_${row.mnemonic}`, '()I', `${code.join('\n')}\n  ireturn`)
}

const ELEMENTS = [
  ['i', 'int', 'I'],
  ['l', 'long', 'J'],
  ['f', 'float', 'F'],
  ['d', 'double', 'D'],
  ['b', 'byte', 'I'],
  ['c', 'char', 'I'],
  ['s', 'short', 'I'],
] as const

const CASES: Readonly<
  Record<
    string,
    readonly [type: string, code: string, results: readonly (readonly [readonly number[], number | string])[]]
  >
> = {
  table: [
    '(I)I',
    `  iload_0
  tableswitch -1
    M1
    Zero
    One
    default : Other
M1:
  bipush 9
  ireturn
Zero:
  iconst_5
  ireturn
One:
  bipush 7
  ireturn
Other:
  iconst_m1
  ireturn`,
    [
      [[-1], 9],
      [[0], 5],
      [[1], 7],
      [[2], -1],
      [[-2], -1],
      [[-2147483648], -1],
      [[2147483647], -1],
    ],
  ],
  lookup: [
    '(I)I',
    `  iload_0
  lookupswitch
    -2147483648 : Low
    5 : Five
    2147483647 : High
    default : Other
Low:
  iconst_1
  ireturn
Five:
  iconst_2
  ireturn
High:
  iconst_3
  ireturn
Other:
  iconst_4
  ireturn`,
    [
      [[-2147483648], 1],
      [[5], 2],
      [[2147483647], 3],
      [[4], 4],
      [[6], 4],
    ],
  ],
  subroutine: [
    '(I)I',
    `  iload_0
  istore_1
  jsr Twice
  jsr Twice
  iload_1
  ireturn
Twice:
  astore_2
  iload_1
  iconst_2
  imul
  istore_1
  ret 2`,
    [
      [[5], 20],
      [[-3], -12],
    ],
  ],
  wide: [
    '(I)I',
    `  iload_0
  wide istore 290
  wide iinc 290 1000
  wide iload 290
  i2l
  wide lstore 291
  wide lload 291
  l2i
  ireturn`,
    [
      [[5], 1005],
      [[-2000], -1000],
    ],
  ],
  loop: [
    '(I)I',
    `  iconst_0
  istore_1
Head:
  iload_0
  ifle End
  iload_1
  iload_0
  iadd
  istore_1
  iinc 0 -1
  goto Head
End:
  iload_1
  ireturn`,
    [
      [[10], 55],
      [[100000], 705082704],
    ],
  ],
  multi: [
    '(II)I',
    `  iload_0
  iload_1
  multianewarray [[[I 2
  iconst_1
  aaload
  arraylength
  ireturn`,
    [
      [[2, 3], 3],
      [[-1, 3], 'java.lang.NegativeArraySizeException: -1'],
      [[1, 1], 'java.lang.ArrayIndexOutOfBoundsException: Index 1 out of bounds for length 1'],
    ],
  ],
  divide: [
    '(II)I',
    '  iload_0\n  iload_1\n  idiv\n  ireturn',
    [
      [[7, 2], 3],
      [[1, 0], 'java.lang.ArithmeticException: / by zero'],
    ],
  ],
  cast: [
    '()I',
    '  ldc "text"\n  checkcast java/lang/Error\n  pop\n  iconst_1\n  ireturn',
    [
      [
        [],
        "java.lang.ClassCastException: class java.lang.String cannot be cast to class java.lang.Error (java.lang.String and java.lang.Error are in module java.base of loader 'bootstrap')",
      ],
    ],
  ],
  tests: [
    '()I',
    `  aconst_null
  instanceof java/lang/String
  ldc "text"
  instanceof java/lang/String
  iadd
  ldc "text"
  instanceof java/lang/CharSequence
  iadd
  ldc "text"
  instanceof java/lang/Error
  iadd
  ireturn`,
    [[[], 2]],
  ],
  store: [
    '()I',
    '  iconst_1\n  anewarray java/lang/String\n  iconst_0\n  iconst_1\n  newarray int\n  aastore\n  iconst_1\n  ireturn',
    [[[], 'java.lang.ArrayStoreException: [I']],
  ],
  negative: [
    '()I',
    '  iconst_m1\n  newarray int\n  arraylength\n  ireturn',
    [[[], 'java.lang.NegativeArraySizeException: -1']],
  ],
  unowned: [
    '()I',
    '  ldc "x"\n  monitorexit\n  iconst_1\n  ireturn',
    [[[], 'java.lang.IllegalMonitorStateException: null']],
  ],
  monitors: [
    '()I',
    '  ldc "x"\n  monitorenter\n  ldc "x"\n  monitorenter\n  ldc "x"\n  monitorexit\n  ldc "x"\n  monitorexit\n  iconst_3\n  ireturn',
    [[[], 3]],
  ],
  nothing: [
    '()I',
    '  aconst_null\n  athrow',
    [[[], 'java.lang.NullPointerException: Cannot throw exception because "null" is null']],
  ],
  length: [
    '()I',
    '  aconst_null\n  astore_1\n  aload_1\n  arraylength\n  ireturn',
    [[[], 'java.lang.NullPointerException: Cannot read the array length because "<local1>" is null']],
  ],
  caught: [
    '(I)I',
    `Start:
  iconst_1
  iload_0
  idiv
  ireturn
End:
Handler:
  pop
  bipush 77
  ireturn
  .catch java/lang/ArithmeticException from Start to End using Handler`,
    [
      [[1], 1],
      [[0], 77],
    ],
  ],
  endless: ['()I', '  invokestatic Main endless ()I\n  ireturn', [[[], 'java.lang.StackOverflowError: null']]],
}

function elementMethods(): string {
  return ELEMENTS.map(([prefix, type, pushed]) => {
    const back = pushed === 'I' ? 'I' : pushed
    const load = `${pushed === 'J' ? 'l' : pushed.toLowerCase()}load`
    const after = `${pushed === 'J' ? 'l' : pushed.toLowerCase()}return`
    return method(
      `array_${prefix}`,
      `(I${back})${back}`,
      `  iconst_3\n  newarray ${type}\n  astore 5\n  aload 5\n  iload_0\n  ${load} 1\n  ${prefix}astore\n  aload 5\n  iload_0\n  ${prefix}aload\n  ${after}`,
    )
  }).join('')
}

function source(): string {
  const methods: string[] = []
  for (const row of pureRows) {
    const type = `(${row.pop.map(descriptor).join('')})${descriptor(row.push[0]!)}`
    methods.push(
      method(`op_${row.mnemonic}`, type, `${loads(row.pop)}\n  ${row.mnemonic}\n  ${letter(row.push[0]!)}return`),
    )
  }
  for (const row of conditionRows) {
    const type = `(${row.pop.map(descriptor).join('')})I`
    const code = `${loads(row.pop)}\n  ${row.mnemonic} Taken\n  iconst_0\n  ireturn\nTaken:\n  iconst_1\n  ireturn`
    methods.push(method(`op_${row.mnemonic}`, type, code))
  }
  for (const row of stackRows) methods.push(stackMethod(row))
  for (const [name, [type, code]] of Object.entries(CASES)) methods.push(method(name, type, code))
  methods.push(elementMethods())
  return mainClass('Main', '', '') + methods.join('')
}

const INTS = [0, 1, -1, 7, -7, 31, 32, 33, 63, 64, 65536, 2147483647, -2147483648, 305419896]
const LONGS: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 0],
  [-1, -1],
  [5, 0],
  [-5, -1],
  [0, 1],
  [-1, 2147483647],
  [0, -2147483648],
  [1985229328, -19088744],
  [-559038737, 305419896],
]
const DOUBLES = [0, -0, 1, -1, 0.5, -2.5, 1e10, -1e10, 1e300, 5e-324, Infinity, -Infinity, NaN, 2147483648, 9.3e18]
const FLOATS = DOUBLES.map(Math.fround)

/** Operand values of a type, each as its JavaScript arguments and as its slot words. */
function operands(type: StackType): { args: number[]; words: number[] }[] {
  const view = new DataView(new ArrayBuffer(8))
  switch (type) {
    case 'J':
      return LONGS.map(([lo, hi]) => ({ args: [lo, hi], words: [lo, hi] }))
    case 'D':
      return DOUBLES.map((d) => {
        view.setFloat64(0, d)
        return { args: [d], words: [view.getInt32(4), view.getInt32(0)] }
      })
    case 'F':
      return FLOATS.map((f) => {
        view.setFloat32(0, f)
        return { args: [f], words: [view.getInt32(0)] }
      })
    case 'A':
      return [0, 8, 16].map((a) => ({ args: [a], words: [a] }))
    default:
      return INTS.map((i) => ({ args: [i], words: [i] }))
  }
}

let rt: Runtime

beforeAll(() => {
  const made = machine(new Map([['Main', classBytes(source())]]))
  const { status, err } = made.run('Main')
  expect(err).toBe('')
  expect(status).toBe(0)
  rt = made.vm.runtime
})

/** Calls a method; its result as a number (long: [lo, hi]), or the exception as `class: message`. */
function call(name: string, words: readonly number[]): number | string | readonly [number, number] {
  const { H32 } = rt.memory
  const cls = rt.appLoader.classes.get('Main')!
  const found = cls.methods.find((each) => each.name === name)!
  if (rt.interpreter.pushFrame(rt.currentThread, found, words)) rt.interpreter.run(rt.currentThread)
  if (H32[CELL_STATUS] !== 0) {
    const exception = rt.takePending()
    const message = H32[(exception + rt.wellKnown.throwableMessage) >>> 2]!
    return `${classOf(rt, exception).externalName}: ${message === 0 ? null : textOf(rt, message)}`
  }
  const low = H32[(rt.currentThread.address >>> 2) + THREAD_SCRATCH1]!
  const high = H32[CELL_RESULT_HI]!
  const view = new DataView(new ArrayBuffer(8))
  view.setInt32(0, high)
  view.setInt32(4, low)
  switch (found.descriptor.at(-1)) {
    case 'J':
      return [low, high]
    case 'D':
      return view.getFloat64(0)
    case 'F':
      return view.getFloat32(4)
    default:
      return low
  }
}

describe('pure instructions', () => {
  for (const row of pureRows) {
    it(row.mnemonic, () => {
      const f = { ...PURE, ...DIVISION }[row.mnemonic as keyof typeof PURE] as (...args: number[]) => unknown
      const isDivision = row.mnemonic in DIVISION
      const [first, second] = row.pop.map(operands)
      for (const a of first!) {
        for (const b of second ?? [{ args: [], words: [] }]) {
          if (isDivision && b.words.every((word) => word === 0)) continue
          const got = call(`op_${row.mnemonic}`, [...a.words, ...b.words])
          expect(got, `${row.mnemonic} ${a.args} ${b.args}`).toEqual(f(...a.args, ...b.args))
        }
      }
    })
  }
})

describe('conditional branches', () => {
  for (const row of conditionRows) {
    it(row.mnemonic, () => {
      const f = CONDITION[row.mnemonic as keyof typeof CONDITION] as (...args: number[]) => boolean
      const [first, second] = row.pop.map(operands)
      for (const a of first!) {
        for (const b of second ?? [{ args: [], words: [] }]) {
          const got = call(`op_${row.mnemonic}`, [...a.words, ...b.words])
          expect(got, `${row.mnemonic} ${a.args} ${b.args}`).toBe(f(...a.args, ...b.args) ? 1 : 0)
        }
      }
    })
  }
})

describe('stack instructions', () => {
  for (const row of stackRows) {
    it(row.mnemonic, () => {
      const expected = row.push.reduce((sum, each) => sum * 10 + row.pop.indexOf(each) + 1, 0)
      expect(call(`op_${row.mnemonic}`, [])).toBe(expected)
    })
  }
})

describe('array elements', () => {
  const narrow: Readonly<Record<string, (x: number) => number>> = {
    b: (x) => (x << 24) >> 24,
    c: (x) => x & 0xffff,
    s: (x) => (x << 16) >> 16,
  }
  for (const [prefix, , pushed] of ELEMENTS) {
    it(`${prefix}astore and ${prefix}aload`, () => {
      for (const value of operands(pushed)) {
        const expected = narrow[prefix]?.(value.args[0]!) ?? (value.args.length === 2 ? value.args : value.args[0])
        for (const index of [0, 2]) expect(call(`array_${prefix}`, [index, ...value.words])).toEqual(expected)
      }
      for (const index of [3, -1]) {
        expect(call(`array_${prefix}`, [index, 0, 0])).toBe(
          `java.lang.ArrayIndexOutOfBoundsException: Index ${index} out of bounds for length 3`,
        )
      }
    })
  }
})

describe('other instructions', () => {
  for (const [name, [, , results]] of Object.entries(CASES)) {
    it(name, () => {
      for (const [args, expected] of results) expect(call(name, args)).toEqual(expected)
      // A second time: the instructions are quick by now.
      for (const [args, expected] of results) expect(call(name, args)).toEqual(expected)
    })
  }
})
