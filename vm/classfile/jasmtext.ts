// The words of the text assembly (docs/jasm.md): tokens, quoting, and constants in both directions.
import {
  bigintOfLong,
  bitsOfDouble,
  bitsOfFloat,
  type ConstantEntry,
  type ConstantPool,
  doubleOfBits,
  floatOfBits,
  longOfBigint,
  REF,
} from './model.ts'
import { mutf8Length } from './mutf8.ts'
import { javaDouble, javaFloat } from './printconstants.ts'
import type { ConstantPoolBuilder } from './pool.ts'

/** A mistake in a line of text assembly. */
export class JasmProblem extends Error {}

export type Token = { readonly text: string; readonly quoted: boolean }

/** Words separated by blanks; "..." with escapes is one word; a word that starts with // ends the line. */
export function tokenize(line: string): Token[] {
  const tokens: Token[] = []
  const pattern = /\s*(?:("(?:[^"\\]|\\.)*")|(\/\/.*)|([^\s"]+))/gy
  let at = 0
  while (line.slice(at).trim() !== '') {
    pattern.lastIndex = at
    const match = pattern.exec(line)
    if (match === null) throw new JasmProblem(`a string is not closed: ${line.slice(at).trim()}`)
    at = pattern.lastIndex
    if (match[2] !== undefined) break
    if (match[1] !== undefined) tokens.push({ text: unquote(match[1].slice(1, -1)), quoted: true })
    else tokens.push({ text: match[3]!, quoted: false })
  }
  return tokens
}

function unquote(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, letter: string) => {
    if (letter.length === 5) return String.fromCharCode(Number.parseInt(letter.slice(1), 16))
    const plain: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' }
    const c = plain[letter]
    if (c === undefined) throw new JasmProblem(`unknown escape \\${letter}`)
    return c
  })
}

export function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  const escaped = text.replace(/[\x00-\x1f"\\\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]/g, (c) => {
    if (c === '"' || c === '\\') return `\\${c}`
    if (c === '\n') return '\\n'
    if (c === '\t') return '\\t'
    if (c === '\r') return '\\r'
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `"${escaped}"`
}

/** A name as it is where it is one clear word, else in quotes. */
export function word(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters need quotes
  const plain = /^(?!\/\/)[^\s"#\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]+$/.test(text)
  return plain && !text.endsWith(':') && text !== '=' ? text : quote(text)
}

// ---- numbers

export function parseInteger(text: string, low: number, high: number): number {
  if (!/^[+-]?(0x[0-9a-f]+|[0-9]+)$/i.test(text)) throw new JasmProblem(`a number is expected, not ${text}`)
  const value = text.startsWith('-') ? -Number(text.slice(1)) : Number(text)
  if (value < low || value > high) throw new JasmProblem(`${text} is not between ${low} and ${high}`)
  return value
}

/** A floating point literal, or the raw bits in hexadecimal: `0x7ff8000000000001`. */
function parseBits(text: string, digits: number): bigint | undefined {
  return new RegExp(`^0x[0-9a-f]{${digits}}$`, 'i').test(text) ? BigInt(text) : undefined
}

function parseFloating(text: string): number {
  const value = text === 'NaN' ? Number.NaN : Number(text)
  if (text === '' || (Number.isNaN(value) && text !== 'NaN')) throw new JasmProblem(`${text} is no number`)
  return value
}

function floatText(bits: number): string {
  const value = floatOfBits(bits)
  const exact = bitsOfFloat(value) === bits && bitsOfFloat(Math.fround(Number(javaFloat(value)))) === bits
  return exact ? javaFloat(value) : `0x${(bits >>> 0).toString(16).padStart(8, '0')}`
}

function doubleText(hi: number, lo: number): string {
  const value = doubleOfBits(hi, lo)
  const again = bitsOfDouble(Number(javaDouble(value)))
  if (again.hi === hi && again.lo === lo) return javaDouble(value)
  return `0x${(hi >>> 0).toString(16).padStart(8, '0')}${(lo >>> 0).toString(16).padStart(8, '0')}`
}

// ---- constants to text

/** Thrown where a constant cannot be said by its value: then the whole class is printed with its pool. */
export class NeedsPool extends Error {}

export type ConstantPrinter = (index: number) => string

/** `#n` for every constant. */
export function indexPrinter(): ConstantPrinter {
  return (index) => `#${index}`
}

/** Constants by value: `method java/lang/Object <init> ()V`. Throws NeedsPool for a pool that is not in order. */
export function symbolicPrinter(pool: ConstantPool): ConstantPrinter {
  return (index) => (index === 0 ? '#0' : symbolic(pool, index))
}

function get<T extends ConstantEntry['tag']>(
  pool: ConstantPool,
  index: number,
  ...tags: readonly T[]
): Extract<ConstantEntry, { tag: T }> {
  const entry = pool.entries[index]
  if (entry === undefined || !(tags as readonly number[]).includes(entry.tag)) throw new NeedsPool()
  return entry as Extract<ConstantEntry, { tag: T }>
}

export function nameAt(pool: ConstantPool, index: number): string {
  const entry = get(pool, index, 1)
  let value: string
  try {
    value = entry.value
  } catch {
    throw new NeedsPool()
  }
  // An encoding that is not the canonical one would not come back the same.
  if (mutf8Length(value) !== entry.bytes.length) throw new NeedsPool()
  return value
}

function nameAndType(pool: ConstantPool, index: number): string {
  const entry = get(pool, index, 12)
  return `${word(nameAt(pool, entry.nameIndex))} ${word(nameAt(pool, entry.descriptorIndex))}`
}

export function className(pool: ConstantPool, index: number): string {
  return word(nameAt(pool, get(pool, index, 7).nameIndex))
}

/** `java/lang/Object <init> ()V` and the tag. */
export function memberText(pool: ConstantPool, index: number): { tag: number; text: string } {
  const entry = get(pool, index, 9, 10, 11)
  return { tag: entry.tag, text: `${className(pool, entry.classIndex)} ${nameAndType(pool, entry.nameAndTypeIndex)}` }
}

const MEMBER_WORDS: Readonly<Record<number, string>> = { 9: 'field', 10: 'method', 11: 'imethod' }
const REF_WORDS = new Map<number, string>(Object.entries(REF).map(([name, kind]) => [kind, name]))

function symbolic(pool: ConstantPool, index: number): string {
  const entry = pool.entries[index]
  if (entry === undefined) throw new NeedsPool()
  switch (entry.tag) {
    case 1:
      return `utf8 ${quote(nameAt(pool, index))}`
    case 3:
      return `int ${entry.value}`
    case 4:
      return `float ${floatText(entry.bits)}`
    case 5:
      return `long ${bigintOfLong(entry.hi, entry.lo)}`
    case 6:
      return `double ${doubleText(entry.hi, entry.lo)}`
    case 7:
      return `class ${className(pool, index)}`
    case 8:
      return `string ${quote(nameAt(pool, entry.stringIndex))}`
    case 9:
    case 10:
    case 11:
      return `${MEMBER_WORDS[entry.tag]} ${memberText(pool, index).text}`
    case 12:
      return `nametype ${nameAndType(pool, index)}`
    case 15: {
      const kind = REF_WORDS.get(entry.referenceKind)
      if (kind === undefined) throw new NeedsPool()
      return `handle ${kind} ${symbolic(pool, entry.referenceIndex)}`
    }
    case 16:
      return `mtype ${word(nameAt(pool, entry.descriptorIndex))}`
    case 17:
      return `dynamic ${entry.bootstrapIndex} ${nameAndType(pool, entry.nameAndTypeIndex)}`
    case 18:
      return `invokedynamic ${entry.bootstrapIndex} ${nameAndType(pool, entry.nameAndTypeIndex)}`
    case 19:
      return `module ${word(nameAt(pool, entry.nameIndex))}`
    case 20:
      return `package ${word(nameAt(pool, entry.nameIndex))}`
  }
}

/** An entry with its indexes as they are, for the `.const` section. */
export function rawConstantText(entry: ConstantEntry): string {
  switch (entry.tag) {
    case 1: {
      try {
        const again = quote(entry.value)
        if (mutf8Length(entry.value) === entry.bytes.length) return `utf8 ${again}`
      } catch {
        // Malformed: shown as bytes.
      }
      return `utf8bytes ${[...entry.bytes].map((b) => b.toString(16).padStart(2, '0')).join(' ')}`.trimEnd()
    }
    case 3:
      return `int ${entry.value}`
    case 4:
      return `float ${floatText(entry.bits)}`
    case 5:
      return `long ${bigintOfLong(entry.hi, entry.lo)}`
    case 6:
      return `double ${doubleText(entry.hi, entry.lo)}`
    case 7:
      return `class #${entry.nameIndex}`
    case 8:
      return `string #${entry.stringIndex}`
    case 9:
    case 10:
    case 11:
      return `${MEMBER_WORDS[entry.tag]} #${entry.classIndex} #${entry.nameAndTypeIndex}`
    case 12:
      return `nametype #${entry.nameIndex} #${entry.descriptorIndex}`
    case 15:
      return `handle ${REF_WORDS.get(entry.referenceKind) ?? entry.referenceKind} #${entry.referenceIndex}`
    case 16:
      return `mtype #${entry.descriptorIndex}`
    case 17:
      return `dynamic ${entry.bootstrapIndex} #${entry.nameAndTypeIndex}`
    case 18:
      return `invokedynamic ${entry.bootstrapIndex} #${entry.nameAndTypeIndex}`
    case 19:
      return `module #${entry.nameIndex}`
    case 20:
      return `package #${entry.nameIndex}`
  }
}

// ---- text to constants

/** Reads words one after the other. */
export class Words {
  readonly tokens: readonly Token[]
  at = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  get left(): number {
    return this.tokens.length - this.at
  }

  peek(): string | undefined {
    const token = this.tokens[this.at]
    return token === undefined || token.quoted ? undefined : token.text
  }

  next(what: string): Token {
    const token = this.tokens[this.at]
    if (token === undefined) throw new JasmProblem(`${what} is missing`)
    this.at++
    return token
  }

  name(what: string): string {
    return this.next(what).text
  }

  number(what: string, low: number, high: number): number {
    return parseInteger(this.next(what).text, low, high)
  }

  /** Eats the word if it is the next one. */
  eat(text: string): boolean {
    if (this.peek() !== text) return false
    this.at++
    return true
  }

  index(): number | undefined {
    const text = this.peek()
    if (text === undefined || !/^#[0-9]+$/.test(text)) return undefined
    this.at++
    return parseInteger(text.slice(1), 0, 65535)
  }

  end(): void {
    const token = this.tokens[this.at]
    if (token !== undefined) throw new JasmProblem(`unexpected ${token.quoted ? quote(token.text) : token.text}`)
  }
}

/** A class: its name, or #n. */
export function parseClass(w: Words, pool: ConstantPoolBuilder): number {
  return w.index() ?? pool.class(w.name('a class name'))
}

function parseUtf8(w: Words, pool: ConstantPoolBuilder, what: string): number {
  return w.index() ?? pool.utf8(w.name(what))
}

function parseNameAndType(w: Words, pool: ConstantPoolBuilder): number {
  return w.index() ?? pool.nameAndType(w.name('a name'), w.name('a descriptor'))
}

/** `CLASS NAME DESCRIPTOR`, or `#class #nametype`. */
export function parseMember(w: Words, pool: ConstantPoolBuilder, kind: 'field' | 'method' | 'imethod'): number {
  const entry = parseMemberEntry(w, pool, kind)
  return addEntry(pool, entry)
}

function parseMemberEntry(w: Words, pool: ConstantPoolBuilder, kind: 'field' | 'method' | 'imethod'): ConstantEntry {
  const tag = kind === 'field' ? 9 : kind === 'method' ? 10 : 11
  const classIndex = parseClass(w, pool)
  const nameAndTypeIndex = parseNameAndType(w, pool)
  return { tag, classIndex, nameAndTypeIndex } as ConstantEntry
}

/** Any constant: `#n`, a quoted string, or a kind and its parts. */
export function parseConstant(w: Words, pool: ConstantPoolBuilder): number {
  const index = w.index()
  if (index !== undefined) return index
  if (w.tokens[w.at]?.quoted) return pool.string(w.name('a string'))
  return addEntry(pool, parseEntry(w, pool))
}

function addEntry(pool: ConstantPoolBuilder, entry: ConstantEntry): number {
  return entry.tag === 1 ? pool.utf8(entry.value) : pool.intern(entry)
}

/** Kind and parts, where every part may be #n. */
export function parseEntry(w: Words, pool: ConstantPoolBuilder): ConstantEntry {
  const kind = w.name('a kind of constant')
  switch (kind) {
    case 'utf8': {
      const value = w.name('a text')
      return pool.utf8Entry(value)
    }
    case 'int':
      return { tag: 3, value: w.number('a number', -2147483648, 4294967295) | 0 }
    case 'float': {
      const text = w.name('a number')
      const bits = parseBits(text, 8)
      return { tag: 4, bits: bits === undefined ? bitsOfFloat(parseFloating(text)) : Number(bits) | 0 }
    }
    case 'long': {
      const text = w.name('a number')
      if (!/^-?(0x[0-9a-f]+|[0-9]+)$/i.test(text)) throw new JasmProblem(`${text} is no number`)
      return { tag: 5, ...longOfBigint(text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text)) }
    }
    case 'double': {
      const text = w.name('a number')
      const bits = parseBits(text, 16)
      return { tag: 6, ...(bits === undefined ? bitsOfDouble(parseFloating(text)) : longOfBigint(bits)) }
    }
    case 'class':
      return { tag: 7, nameIndex: parseUtf8(w, pool, 'a class name') }
    case 'string':
      return { tag: 8, stringIndex: parseUtf8(w, pool, 'a text') }
    case 'field':
    case 'method':
    case 'imethod':
      return parseMemberEntry(w, pool, kind)
    case 'nametype':
      return {
        tag: 12,
        nameIndex: parseUtf8(w, pool, 'a name'),
        descriptorIndex: parseUtf8(w, pool, 'a descriptor'),
      }
    case 'handle': {
      const word = w.name('a kind of handle')
      const referenceKind = Object.hasOwn(REF, word) ? REF[word as keyof typeof REF] : parseInteger(word, 0, 255)
      return { tag: 15, referenceKind, referenceIndex: parseConstant(w, pool) }
    }
    case 'mtype':
      return { tag: 16, descriptorIndex: parseUtf8(w, pool, 'a descriptor') }
    case 'dynamic':
    case 'invokedynamic': {
      const bootstrapIndex = w.number('the number of a bootstrap method', 0, 65535)
      return { tag: kind === 'dynamic' ? 17 : 18, bootstrapIndex, nameAndTypeIndex: parseNameAndType(w, pool) }
    }
    case 'module':
    case 'package':
      return { tag: kind === 'module' ? 19 : 20, nameIndex: parseUtf8(w, pool, 'a name') }
    default:
      throw new JasmProblem(`unknown kind of constant: ${kind}`)
  }
}
