/** Objects, arrays and static fields: how their bytes are read and written (heap/layout.ts), allocated, and their types tested. */
import type { OpcodeRow } from '../classfile/opcodes.ts'
import {
  ARRAY_BASE8_OFFSET,
  ARRAY_BASE_OFFSET,
  ARRAY_LENGTH,
  CARD_BASE,
  CARD_DIRTY,
  CARD_SHIFT,
  CELL_HEAP_END,
  CELL_HEAP_TOP,
  CELL_STATUS,
  CLASS_CHECK,
  CLASS_ELEMENT,
  CLASS_KIND,
  CLASS_SECONDARY_CACHE,
  KIND_BOOLEAN,
  KIND_BYTE,
  KIND_CHAR,
  KIND_DOUBLE,
  KIND_FLOAT,
  KIND_LONG,
  KIND_REFERENCE,
  KIND_SHORT,
  LARGE_ARRAY_LENGTH,
  STATUS_EXIT,
} from '../heap/layout.ts'
import { type Emitter, kindOf } from './emit.ts'
import { type Kind, usesOf, type Value } from './values.ts'

/** The text that reads or is assigned a value of a kind at `base + offset` (bytes); the high word of a long too. */
function place(kind: number, base: string, offset: number): { low: string; high: string } {
  const word = (more: number): string =>
    base === '' ? String((offset >>> 2) + more) : `(${base} >>> 2) + ${(offset >>> 2) + more}`
  const scaled = (shift: number): string =>
    base === ''
      ? String(offset >>> shift)
      : shift === 0
        ? `${base} + ${offset} | 0`
        : `${base} + ${offset} >>> ${shift}`
  switch (kind) {
    case KIND_BOOLEAN:
    case KIND_BYTE:
      return { low: `I8[${scaled(0)}]`, high: '' }
    case KIND_CHAR:
      return { low: `U16[${scaled(1)}]`, high: '' }
    case KIND_SHORT:
      return { low: `I16[${scaled(1)}]`, high: '' }
    case KIND_DOUBLE:
      return { low: `F64[${scaled(3)}]`, high: '' }
    case KIND_FLOAT:
      return { low: `F32[${word(0)}]`, high: '' }
    case KIND_LONG:
      return { low: `H32[${word(0)}]`, high: `H32[${word(1)}]` }
    default:
      return { low: `H32[${word(0)}]`, high: '' }
  }
}

function read(e: Emitter, kind: Kind, low: string, high: string): void {
  e.operands.push({ kind, text: low, high, uses: usesOf(`${low} ${high}`), reads: true, simple: false })
}

function write(e: Emitter, value: Value, low: string, high: string, isBoolean = false): void {
  // The second word must not be computed from what the first one has become.
  const stored = high !== '' && (value.reads || !value.simple) ? e.operands.evaluate(value) : value
  e.line(`${low} = ${isBoolean ? `${stored.text} & 1` : stored.text}`)
  if (high !== '') e.line(`${high} = ${stored.high}`)
}

/** The write barrier; `address` is the byte address of the slot. */
function markCard(e: Emitter, address: string): void {
  e.line(`U8[${CARD_BASE} + (${address} >>> ${CARD_SHIFT})] = ${CARD_DIRTY}`)
}

export function staticLoad(e: Emitter, address: number, kind: number): void {
  const { low, high } = place(kind, '', address)
  read(e, kindOf(kind), low, high)
}

export function staticStore(e: Emitter, address: number, kind: number): void {
  const value = e.operands.pop()
  e.operands.beforeStore()
  const { low, high } = place(kind, '', address)
  write(e, value, low, high, kind === KIND_BOOLEAN)
}

export function fieldLoad(e: Emitter, offset: number, kind: number, pc: number): void {
  const [object] = e.operands.popSimple(1) as [Value]
  e.nullCheck(object, pc, [object])
  const { low, high } = place(kind, object.text, offset)
  read(e, kindOf(kind), low, high)
}

export function fieldStore(e: Emitter, offset: number, kind: number, pc: number): void {
  const [object, value] = e.operands.popSimple(2) as [Value, Value]
  e.operands.beforeStore()
  e.nullCheck(object, pc, [object, value])
  const { low, high } = place(kind, object.text, offset)
  write(e, value, low, high, kind === KIND_BOOLEAN)
  if (kind === KIND_REFERENCE && value.text !== '0' && !e.fresh.has(object.text))
    markCard(e, `(${object.text} + ${offset})`)
}

export function arrayLength(e: Emitter, pc: number): void {
  const [array] = e.operands.popSimple(1) as [Value]
  e.nullCheck(array, pc, [array])
  // Never changes, so it may be read late.
  const text = `H32[(${array.text} >>> 2) + ${ARRAY_LENGTH}]`
  e.operands.push({ kind: 'I', text, high: '', uses: array.uses, reads: false, simple: false })
}

/** The length of a null array is 0, on the zero page: one comparison finds null, negative and too large. */
function boundsCheck(e: Emitter, array: Value, index: Value, pc: number, popped: readonly Value[]): void {
  const length = `H32[(${array.text} >>> 2) + ${ARRAY_LENGTH}]`
  e.throwIf(`${index.text} >>> 0 >= ${length} >>> 0`, pc, popped, `throwAccess(${array.text}, ${index.text})`)
  if (/^\w+$/.test(array.text)) e.facts.add(array.text)
}

/** Where the element is, by the array type of the opcode table. */
function element(row: OpcodeRow, array: string, index: string): { kind: Kind; low: string; high: string } {
  switch (row.pop[0]) {
    case '[B':
      return { kind: 'I', low: `I8[${array} + ${ARRAY_BASE_OFFSET} + ${index} | 0]`, high: '' }
    case '[C':
      return { kind: 'I', low: `U16[(${array} >>> 1) + ${ARRAY_BASE_OFFSET >>> 1} + ${index} | 0]`, high: '' }
    case '[S':
      return { kind: 'I', low: `I16[(${array} >>> 1) + ${ARRAY_BASE_OFFSET >>> 1} + ${index} | 0]`, high: '' }
    case '[D':
      return { kind: 'D', low: `F64[(${array} >>> 3) + ${ARRAY_BASE8_OFFSET >>> 3} + ${index} | 0]`, high: '' }
    case '[F':
      return { kind: 'F', low: `F32[(${array} >>> 2) + ${ARRAY_BASE_OFFSET >>> 2} + ${index} | 0]`, high: '' }
    case '[J': {
      const word = (more: number): string =>
        `H32[(${array} >>> 2) + ${(ARRAY_BASE8_OFFSET >>> 2) + more} + (${index} << 1) | 0]`
      return { kind: 'J', low: word(0), high: word(1) }
    }
    default:
      return {
        kind: row.pop[0] === '[A' ? 'A' : 'I',
        low: `H32[(${array} >>> 2) + ${ARRAY_BASE_OFFSET >>> 2} + ${index} | 0]`,
        high: '',
      }
  }
}

export function elementLoad(e: Emitter, row: OpcodeRow, pc: number): void {
  const [array, index] = e.operands.popSimple(2) as [Value, Value]
  boundsCheck(e, array, index, pc, [array, index])
  const { kind, low, high } = element(row, array.text, index.text)
  read(e, kind, low, high)
}

export function elementStore(e: Emitter, row: OpcodeRow, pc: number): void {
  const popped = e.operands.popSimple(3) as [Value, Value, Value]
  const [array, index, value] = popped
  e.operands.beforeStore()
  boundsCheck(e, array, index, pc, popped)
  const isReference = row.mnemonic === 'aastore'
  if (isReference && value.text !== '0') storeCheck(e, array, value, pc, popped)
  const { low, high } = element(row, array.text, index.text)
  if (row.mnemonic === 'bastore') e.line(`${low} = ${lowestBit(array.text, value)}`)
  else write(e, value, low, high)
  if (isReference && value.text !== '0' && !e.fresh.has(array.text)) {
    markCard(e, `(${array.text} + ${ARRAY_BASE_OFFSET} + (${index.text} << 2))`)
  }
}

/** bastore into an array of boolean takes the lowest bit (JVMS 6.5); compilers store 0 and 1 anyway. */
function lowestBit(array: string, { text }: Value): string {
  if (text === '0' || text === '1') return text
  return `${text} >>> 1 !== 0 && H32[(H32[${array} >>> 2] >>> 2) + ${CLASS_KIND}] === ${KIND_BOOLEAN} ? ${text} & 1 : ${text}`
}

/** The value must be of the array's component type (JVMS 6.5 aastore). */
function storeCheck(e: Emitter, array: Value, value: Value, pc: number, popped: readonly Value[]): void {
  const type = e.operands.fresh()
  const cls = e.operands.fresh()
  e.line(`${type} = H32[(H32[${array.text} >>> 2] >>> 2) + ${CLASS_ELEMENT}]; ${cls} = H32[${value.text} >>> 2]`)
  const isNull = value.nonNull === true ? '' : `${value.text} !== 0 && `
  const display = `H32[(${cls} >>> 2) + H32[(${type} >>> 2) + ${CLASS_CHECK}]] !== ${type}`
  e.line(`if (${isNull}${cls} !== ${type} && ${display} && !sub(${cls}, ${type})) ${e.exit(pc, popped)}`)
}

/** Takes memory from the top of the heap; the text of the condition for that there is none. */
function take(e: Emitter, bytes: string, pc: number, popped: readonly Value[]): string {
  const object = e.operands.fresh()
  e.line(`${object} = H32[${CELL_HEAP_TOP}]`)
  e.line(`if ((${object} + ${bytes} | 0) > H32[${CELL_HEAP_END}]) ${e.exit(pc, popped)}`)
  e.line(`H32[${CELL_HEAP_TOP}] = ${object} + ${bytes} | 0`)
  return object
}

function pushNew(e: Emitter, name: string): void {
  e.changed(name)
  e.facts.add(name)
  e.fresh.add(name)
  e.operands.push({ kind: 'A', text: name, high: '', uses: [name], reads: false, simple: true, nonNull: true })
}

export function allocateObject(e: Emitter, cls: number, bytes: number, pc: number): void {
  e.operands.beforeStore()
  if (e.env.reifyOften) e.line(`if (again()) ${e.exit(pc)}`)
  const object = take(e, String(bytes), pc, [])
  e.line(`H32[${object} >>> 2] = ${cls}`)
  pushNew(e, object)
}

/** `atype`: the code of newarray, 0 for references. */
export function allocateArray(e: Emitter, arrayClass: number, atype: number, pc: number): void {
  const [length] = e.operands.popSimple(1) as [Value]
  e.operands.beforeStore()
  if (e.env.reifyOften) e.line(`if (again()) ${e.exit(pc, [length])}`)
  const shift = atype === 0 ? 2 : atype & 3
  const base = shift === 3 ? ARRAY_BASE8_OFFSET : ARRAY_BASE_OFFSET
  e.line(`if (${length.text} >>> 0 >= ${LARGE_ARRAY_LENGTH}) ${e.exit(pc, [length])}`)
  const bytes = e.operands.fresh()
  e.line(`${bytes} = (${length.text} << ${shift}) + ${base + 7} & -8`)
  const array = take(e, bytes, pc, [length])
  e.line(`H32[${array} >>> 2] = ${arrayClass}; H32[(${array} >>> 2) + ${ARRAY_LENGTH}] = ${length.text}`)
  pushNew(e, array)
}

/** multianewarray, out of line: it may throw, or want a collection first. */
export function allocateMulti(e: Emitter, arrayClass: number, dimensions: number, pc: number): void {
  const lengths = e.operands.popSimple(dimensions)
  e.operands.beforeStore()
  const exit = e.exit(pc, lengths)
  const place = e.place()
  const array = e.operands.fresh()
  e.line(`H32[lp + ${place} | 0] = ${e.env.site(pc, place)}`)
  e.line(`${array} = multi(${[`lp + ${place} | 0`, arrayClass, ...lengths.map((each) => each.text)].join(', ')})`)
  e.line(`if (H32[${CELL_STATUS}] > ${STATUS_EXIT}) ${exit}`)
  e.fresh.clear()
  e.afterCall(pc)
  e.facts.add(array)
  e.operands.push({ kind: 'A', text: array, high: '', uses: [array], reads: false, simple: true, nonNull: true })
}

/** Whether the object (not null, or null for no) is an instance. Null has class 0, whose words are 0. */
export function isInstance(object: string, type: number, check: number): string {
  const cls = `H32[${object} >>> 2]`
  const display = `H32[(${cls} >>> 2) + ${check}] === ${type}`
  if (check !== CLASS_SECONDARY_CACHE) return display
  return `${display} || ${object} !== 0 && sub(${cls}, ${type})`
}
