// Builds vm/interpret/interpreter.gen.ts: one switch with a literal case label for every instruction.

import * as layout from '../../vm/heap/layout.ts'
import { OP, OPCODES, type OpcodeRow, slotsOf, type StackType } from '../../vm/classfile/opcodes.ts'
import * as frame from '../../vm/interpret/frame.ts'
import { FIRST_LONG_INVOKE, QUICK } from '../../vm/interpret/quick.ts'
import { IRREGULAR, QUICK_TEMPLATES } from './irregular.ts'
import { readSemantics, type SemanticsFunction } from './inline.ts'

const CONSTANTS: Readonly<Record<string, unknown>> = { ...layout, ...frame, FIRST_LONG_INVOKE }

/** `$NAME` becomes the number that the constant has. */
function expand(text: string): string {
  return text.replace(/\$([A-Z_0-9]+)/g, (_, name: string) => {
    const value = CONSTANTS[name]
    if (typeof value !== 'number') throw new Error(`no constant ${name}`)
    return String(value)
  })
}

const memory = (index: string | number, base = 'sp'): string =>
  index === 0 ? base : `${base} ${Number(index) < 0 ? '-' : '+'} ${Math.abs(Number(index))}`

/** The word or words of a value at a word offset from sp, as expressions. */
function words(type: StackType, offset: number): string[] {
  if (type === 'J') return [`H32[${memory(offset)}]`, `H32[${memory(offset + 1)}]`]
  if (type === 'D') return [`F64[(${memory(offset)}) >>> 1]`]
  if (type === 'F') return [`F32[${memory(offset)}]`]
  return [`H32[${memory(offset)}]`]
}

const totalSlots = (types: readonly StackType[]): number => types.reduce((sum, type) => sum + slotsOf(type), 0)

const adjust = (slots: number): string => (slots === 0 ? '' : `sp ${slots > 0 ? '+' : '-'}= ${Math.abs(slots) * 2}`)

/** `const a = H32[sp - 4]` for every parameter of the function. */
function operands(row: OpcodeRow, f: SemanticsFunction): string[] {
  const lines: string[] = []
  let offset = -2 * totalSlots(row.pop)
  let at = 0
  for (const type of row.pop) {
    for (const word of words(type, offset)) {
      const name = f.parameters[at++]
      if (!name.startsWith('_')) lines.push(`const ${name} = ${word}`)
    }
    offset += 2 * slotsOf(type)
  }
  return lines
}

function pureCase(row: OpcodeRow, f: SemanticsFunction): string {
  const division = !row.flags.includes('pure')
  const lines = operands(row, f)
  if (division) lines.push(row.pop[0] === 'J' ? 'if ((blo | bhi) === 0) break slow' : 'if (b === 0) break slow')
  if (f.declarations !== '') lines.push(f.declarations)
  const target = words(row.push[0], -2 * totalSlots(row.pop))
  // All results are computed before the first store: the first target may be an operand of the second result.
  f.results.forEach((result, i) => {
    lines.push(`${target[i]} = ${result}`)
  })
  lines.push(adjust(totalSlots(row.push) - totalSlots(row.pop)), 'pc += 1', 'continue')
  return lines.join('\n')
}

function conditionCase(row: OpcodeRow, f: SemanticsFunction): string {
  return [
    ...operands(row, f),
    adjust(-totalSlots(row.pop)),
    `if (${f.results[0]}) {`,
    'const offset = (I8[pc + 1] << 8) | U8[pc + 2]',
    'pc += offset',
    'if (offset <= 0) break backEdge',
    '} else pc += 3',
    'continue',
  ].join('\n')
}

const VALUES: Readonly<Record<string, number>> = { aconst_null: 0, iconst_m1: -1 }

function constantCase(row: OpcodeRow): string {
  const next = `${adjust(totalSlots(row.push))}\npc += ${1 + row.operands.length * (row.mnemonic === 'sipush' ? 2 : 1)}\ncontinue`
  if (row.mnemonic === 'bipush') return `H32[sp] = I8[pc + 1]\n${next}`
  if (row.mnemonic === 'sipush') return `H32[sp] = (I8[pc + 1] << 8) | U8[pc + 2]\n${next}`
  const value = VALUES[row.mnemonic] ?? Number(row.mnemonic.split('_')[1])
  const target = words(row.push[0], 0)
  return `${target[0]} = ${value}\n${target.length > 1 ? `${target[1]} = 0\n` : ''}${next}`
}

function copy(type: StackType, to: [string, number], from: [string, number]): string {
  if (type === 'D') return `F64[(${memory(to[1], to[0])}) >>> 1] = F64[(${memory(from[1], from[0])}) >>> 1]`
  const first = `H32[${memory(to[1], to[0])}] = H32[${memory(from[1], from[0])}]`
  return type === 'J' ? `${first}\nH32[${memory(to[1] + 1, to[0])}] = H32[${memory(from[1] + 1, from[0])}]` : first
}

function localCase(row: OpcodeRow): string {
  const isLoad = row.flags.includes('load')
  const type = isLoad ? row.push[0] : row.pop[0]
  const slots = slotsOf(type)
  const lines: string[] = []
  let base: [string, number]
  if (row.local === 'operand') {
    lines.push('const local = lp + (U8[pc + 1] << 1)')
    base = ['local', 0]
  } else base = ['lp', (row.local ?? 0) * 2]
  lines.push(isLoad ? copy(type, ['sp', 0], base) : copy(type, base, ['sp', -2 * slots]))
  lines.push(adjust(isLoad ? slots : -slots), `pc += ${row.local === 'operand' ? 2 : 1}`, 'continue')
  return lines.join('\n')
}

/** Slots are copied whole where they may hold half of a category-2 value: all forms but those of one-slot values. */
function stackCase(row: OpcodeRow): string {
  const lines: string[] = []
  const depth = row.pop.length
  const whole = row.mnemonic.includes('2')
  const firstUse = new Map<string, number>()
  row.pop.forEach((letter, i) => {
    firstUse.set(letter, i)
  })
  const changed = row.push.map((letter, i) => firstUse.get(letter) !== i)
  const needed = [...new Set(row.push.filter((_, i) => changed[i]))]
  for (const letter of needed) {
    const offset = -2 * (depth - (firstUse.get(letter) ?? 0))
    lines.push(`const ${letter} = H32[${memory(offset)}]`)
    if (whole) lines.push(`const ${letter}1 = H32[${memory(offset + 1)}]`)
  }
  row.push.forEach((letter, i) => {
    if (!changed[i]) return
    const offset = -2 * (depth - i)
    lines.push(`H32[${memory(offset)}] = ${letter}`)
    if (whole) lines.push(`H32[${memory(offset + 1)}] = ${letter}1`)
  })
  lines.push(adjust(row.push.length - depth), 'pc += 1', 'continue')
  return lines.join('\n')
}

/** Where the element is, by the array type of the table, given `array` and `index`. */
function element(type: StackType): string {
  switch (type) {
    case '[B':
      return 'I8[array + $ARRAY_BASE_OFFSET + index]'
    case '[C':
      return 'U16[((array + $ARRAY_BASE_OFFSET) >>> 1) + index]'
    case '[S':
      return 'I16[((array + $ARRAY_BASE_OFFSET) >>> 1) + index]'
    case '[D':
      return 'F64[((array + $ARRAY_BASE8_OFFSET) >>> 3) + index]'
    default:
      return 'H32[((array + $ARRAY_BASE_OFFSET) >>> 2) + index]'
  }
}

// The length of a null array is 0, on the zero page: one comparison finds null, negative and too large.
const CHECK = 'if (index >>> 0 >= H32[(array + $ARRAY_LENGTH_OFFSET) >>> 2] >>> 0) break slow'

function arrayLoadCase(row: OpcodeRow): string {
  const lines = ['const array = H32[sp - 4]', 'const index = H32[sp - 2]', CHECK]
  const type = row.pop[0]
  if (type === '[J') {
    lines.push('const word = ((array + $ARRAY_BASE8_OFFSET) >>> 2) + (index << 1)')
    lines.push('H32[sp - 4] = H32[word]', 'H32[sp - 3] = H32[word + 1]')
  } else if (type === '[D') lines.push(`F64[(sp - 4) >>> 1] = ${element(type)}`)
  else lines.push(`H32[sp - 4] = ${element(type)}`, 'sp -= 2')
  lines.push('pc += 1', 'continue')
  return lines.join('\n')
}

function arrayStoreCase(row: OpcodeRow): string {
  const type = row.pop[0]
  const size = slotsOf(row.pop[2]) * 2
  const lines = [`const array = H32[sp - ${size + 4}]`, `const index = H32[sp - ${size + 2}]`, CHECK]
  if (type === '[J') {
    lines.push('const word = ((array + $ARRAY_BASE8_OFFSET) >>> 2) + (index << 1)')
    lines.push('H32[word] = H32[sp - 4]', 'H32[word + 1] = H32[sp - 3]')
  } else if (type === '[D') lines.push(`${element(type)} = F64[(sp - 4) >>> 1]`)
  else if (type === '[B') {
    // An array of boolean takes the lowest bit (JVMS 6.5, bastore).
    const isBoolean = 'H32[(H32[array >>> 2] >>> 2) + $CLASS_KIND] === $KIND_BOOLEAN'
    lines.push('const value = H32[sp - 2]')
    lines.push(`${element(type)} = value >>> 1 !== 0 && ${isBoolean} ? value & 1 : value`)
  } else lines.push(`${element(type)} = H32[sp - 2]`)
  lines.push(`sp -= ${size + 4}`, 'pc += 1', 'continue')
  return lines.join('\n')
}

function caseBody(row: OpcodeRow, semantics: ReadonlyMap<string, SemanticsFunction>): string {
  const template = (IRREGULAR as Readonly<Record<string, string>>)[row.mnemonic]
  if (template !== undefined) return template
  const f = semantics.get(row.mnemonic)
  if (f !== undefined) return row.flags.includes('conditional') ? conditionCase(row, f) : pureCase(row, f)
  if (row.flags.includes('constant')) return constantCase(row)
  if (row.flags.includes('load') || row.flags.includes('store')) return localCase(row)
  if (row.flags.includes('stack')) return stackCase(row)
  if (row.flags.includes('arrayLoad')) return arrayLoadCase(row)
  if (row.flags.includes('arrayStore')) return arrayStoreCase(row)
  throw new Error(`no way to generate ${row.mnemonic}`)
}

const HEAD = `// Generated by tools/gen.ts (npm run gen) from the opcode table (vm/classfile/opcodes.ts), the quick table
// (vm/interpret/quick.ts), the semantics functions (vm/semantics) and the templates (tools/gen/irregular.ts).
// Do not edit. Numbers are the constants of vm/heap/layout.ts and vm/interpret/frame.ts.
// biome-ignore-all lint: generated

import type { Memory } from '../heap/memory.ts'
import { divideSlowly } from '../semantics/long.ts'

/**
 * What the loop leaves to others. Both answer whether the loop goes on; the thread's top frame then holds the registers. They are
 * replaced after the warm-up (train.ts): V8 must not take them for constants, or it would inline them into the loop.
 */
export interface SlowPaths {
  /** Executes the instruction at the pc of the thread's top frame, or takes a safepoint. */
  slow: () => boolean
  /** Calls the method whose struct has the word index m, from the instruction at the pc of the top frame. */
  slowCall: (m: number) => boolean
}

/** Answers how much of the budget is left. */
export type Loop = (t: number, budget: number) => number

export function createLoop(memory: Memory, primitiveArrays: Int32Array, paths: SlowPaths): Loop {
  const { H32, U8, I8, U16, I16, F32, F64 } = memory
  return makeLoop(H32, U8, I8, U16, I16, F32, F64, primitiveArrays, paths)
}

// Everything that the loop uses is a parameter: such variables are constants to V8's optimiser, and need no check for the
// temporal dead zone before that.
function makeLoop(
  H32: Int32Array,
  U8: Uint8Array,
  I8: Int8Array,
  U16: Uint16Array,
  I16: Int16Array,
  F32: Float32Array,
  F64: Float64Array,
  primitiveArrays: Int32Array,
  paths: SlowPaths,
): Loop {
  /**
   * Runs the thread whose struct has the word index t from its top frame, until a slow path says no or as many
   * back-edges and calls as budget says have been counted. Coming back regularly is what makes the loop fast: code that V8 enters in the middle of the
   * loop (on-stack replacement) knows nothing about the types of its variables; only a new call finds the good code.
   */
  return function interpret(t: number, budget: number): number {
    let fr = H32[t + $THREAD_TOP_FRAME]
    let pc = H32[fr + $FRAME_PC]
    let sp = H32[fr + $FRAME_SP]
    let lp = H32[fr + $FRAME_LOCALS]
    let m = 0
    for (;;) {
      slow: {
        call: {
          backEdge: {
            switch (U8[pc]) {
`

const TAIL = `
              default:
                break slow
            }
          }
          // backEdge
          // The counters are negative and count up to 0: then the compiled tiers are asked (tier.ts).
          const edges = (H32[H32[fr + $FRAME_METHOD] + $METHOD_BACKEDGES] + 1) | 0
          H32[H32[fr + $FRAME_METHOD] + $METHOD_BACKEDGES] = edges
          budget = (budget - 1) | 0
          if (budget > 0 && edges < 0) continue
          H32[fr + $FRAME_PC] = pc
          H32[fr + $FRAME_SP] = sp
          H32[t + $THREAD_TOP_FRAME] = fr
          return budget
        }
        // call: METHOD_SCRATCH0 is the size of a frame in words, 0 for methods that need the slow way
        const need = H32[m + $METHOD_SCRATCH0]
        const locals = sp - (H32[m + $METHOD_ARG_SLOTS] << 1)
        const calls = (H32[m + $METHOD_INVOCATIONS] + 1) | 0
        budget = (budget - 1) | 0
        if (need !== 0 && ((locals + need) | 0) <= H32[t + $THREAD_SCRATCH0] && budget > 0 && calls < 0) {
          H32[m + $METHOD_INVOCATIONS] = calls
          H32[fr + $FRAME_PC] = pc
          H32[fr + $FRAME_SP] = locals
          const callee = locals + (H32[m + $METHOD_MAX_LOCALS] << 1)
          H32[callee + $FRAME_CALLER] = fr
          H32[callee + $FRAME_METHOD] = m
          H32[callee + $FRAME_LOCALS] = locals
          H32[callee + $FRAME_FLAGS] = 0
          H32[callee + $FRAME_CP] = H32[m + $METHOD_CP_CACHE] >>> 2
          fr = callee
          lp = locals
          sp = callee + $FRAME_WORDS
          pc = H32[m + $METHOD_CODE]
          continue
        }
        H32[fr + $FRAME_PC] = pc
        H32[fr + $FRAME_SP] = sp
        H32[t + $THREAD_TOP_FRAME] = fr
        if (!paths.slowCall(m) || budget <= 0) return budget
        t = H32[$CELL_CURRENT_THREAD] >>> 2
        fr = H32[t + $THREAD_TOP_FRAME]
        pc = H32[fr + $FRAME_PC]
        sp = H32[fr + $FRAME_SP]
        lp = H32[fr + $FRAME_LOCALS]
        continue
      }
      H32[fr + $FRAME_PC] = pc
      H32[fr + $FRAME_SP] = sp
      H32[t + $THREAD_TOP_FRAME] = fr
      if (!paths.slow()) return budget
      t = H32[$CELL_CURRENT_THREAD] >>> 2
      fr = H32[t + $THREAD_TOP_FRAME]
      pc = H32[fr + $FRAME_PC]
      sp = H32[fr + $FRAME_SP]
      lp = H32[fr + $FRAME_LOCALS]
    }
  }
}
`

/**
 * The unformatted text of the interpreter. The counting one takes every instruction from CELL_FUEL and stops when that is 0; what is
 * executed out of line and has to be tried again is given back there (countAgain in vm/interpret/machine.ts). Its budget is exact too.
 */
export function generateLoop(root: string, counting = false): string {
  const semantics = readSemantics(root)
  const cases: string[] = []
  const quick = QUICK as readonly { op: number; mnemonic: string }[]
  // Instructions that are always executed out of line fall to the default label.
  for (const row of OPCODES as readonly OpcodeRow[]) {
    const body = caseBody(row, semantics)
    if (body !== 'break slow')
      cases.push(`case ${OP[row.mnemonic as keyof typeof OP]}: { // ${row.mnemonic}\n${body}\n}`)
  }
  for (const row of quick) {
    const body = QUICK_TEMPLATES[row.mnemonic as keyof typeof QUICK_TEMPLATES]
    if (body !== 'break slow') cases.push(`case ${row.op}: { // ${row.mnemonic}\n${body}\n}`)
  }
  const text = HEAD + cases.join('\n') + TAIL
  return truncate(expand(counting ? countInstructions(text) : text))
}

/** Instructions that do the work of two. */
const FUSED = ['aload_0_getfield_w_q']

function countInstructions(text: string): string {
  let result = text.replace(
    '          backEdge: {\n',
    `          const left = (H32[$CELL_FUEL] - 1) | 0
          if (left < 0) {
            H32[fr + $FRAME_PC] = pc
            H32[fr + $FRAME_SP] = sp
            H32[t + $THREAD_TOP_FRAME] = fr
            return budget
          }
          H32[$CELL_FUEL] = left
          backEdge: {\n`,
  )
  // Compiled code that is called out of line takes its events from the budget too, and so do calls that are only found there.
  for (const [call, ends] of [
    ['paths.slowCall(m)', ' || budget <= 0'],
    ['paths.slow()', ''],
  ] as const) {
    const before = `if (!${call}${ends}) return budget`
    if (!result.includes(before)) throw new Error(`${call} is not counted`)
    result = result.replace(
      before,
      `H32[$CELL_BUDGET] = budget
        const goesOn = ${call}
        budget = H32[$CELL_BUDGET]
        if (!goesOn || budget <= 0) return budget`,
    )
  }
  for (const name of FUSED) {
    const start = result.indexOf(`// ${name}\n`)
    const end = result.indexOf('continue', start)
    const body = result.slice(start, end)
    const counted = body.replace(
      'if (object === 0) break slow',
      'if (object === 0 || H32[$CELL_FUEL] === 0) break slow\n  H32[$CELL_FUEL] = H32[$CELL_FUEL] - 1',
    )
    if (counted === body) throw new Error(`${name} is not counted`)
    result = result.slice(0, start) + counted + result.slice(end)
  }
  return result
}

/**
 * Ends every addition to a register and every computed index with `| 0`: V8 then adds without a check for overflow, and without
 * the way back into unoptimised code that such a check needs.
 */
function truncate(text: string): string {
  return text
    .replace(/\b(pc|sp) ([+-])= ([^\n;]+)/g, '$1 = ($1 $2 ($3)) | 0')
    .replace(/\b(\w+)\[(\w+) ([+-]) (\w+)\]/g, '$1[($2 $3 $4) | 0]')
    .replace(/\b(\w+)\[\((\w+) >>> 2\) \+ ((?:U8\[[^\]]*\])|\w+)\]/g, '$1[(($2 >>> 2) + $3) | 0]')
    .replace(/(H32\[[^\n]+\])\+\+/g, '$1 = ($1 + 1) | 0')
}
