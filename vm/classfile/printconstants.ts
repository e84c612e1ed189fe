// Constants, names, flags and numbers as javap shows them. Nothing here throws: a bad index shows as `#n` with a mark.
import type { Instruction } from './code.ts'
import {
  ACC,
  bigintOfLong,
  type ConstantEntry,
  type ConstantPool,
  doubleOfBits,
  floatOfBits,
  REF,
  TAG,
} from './model.ts'
import { ARRAY_TYPE_CODES } from './opcodes.ts'

const REF_NAMES = new Map<number, string>(Object.entries(REF).map(([name, kind]) => [kind, name]))
const TAG_NAMES = new Map<number, string>(Object.entries(TAG).map(([name, tag]) => [tag, name]))

/** Names in the comments of instructions: `// Method ...`. */
const COMMENT_NAMES: Readonly<Record<number, string>> = {
  1: 'Utf8',
  3: 'int',
  4: 'float',
  5: 'long',
  6: 'double',
  7: 'class',
  8: 'String',
  9: 'Field',
  10: 'Method',
  11: 'InterfaceMethod',
  12: 'NameAndType',
  15: 'MethodHandle',
  16: 'MethodType',
  17: 'Dynamic',
  18: 'InvokeDynamic',
  19: 'Module',
  20: 'Package',
}

export function tagName(tag: number): string {
  return TAG_NAMES.get(tag) ?? `tag ${tag}`
}

/** `Method java/lang/Object."<init>":()V`; members of `thisClass` without their class. */
export function constantComment(pool: ConstantPool, index: number, thisClass: string | undefined): string {
  const entry = pool.entries[index]
  if (entry === undefined) return `#${index}: no such constant`
  const name = COMMENT_NAMES[entry.tag]!
  if (entry.tag >= 9 && entry.tag <= 11 && thisClass !== undefined && 'classIndex' in entry) {
    if (classText(pool, entry.classIndex) === thisClass) return `${name} ${constantText(pool, entry.nameAndTypeIndex)}`
  }
  return `${name} ${constantText(pool, index)}`
}

/** The value of a constant in one line. */
export function constantText(pool: ConstantPool, index: number, depth = 0): string {
  const entry = pool.entries[index]
  if (entry === undefined || depth > 8) return `#${index}: no such constant`
  const at = (i: number) => constantText(pool, i, depth + 1)
  switch (entry.tag) {
    case 1:
      return escapeUtf8(utf8Text(entry))
    case 3:
      return String(entry.value)
    case 4:
      return `${javaFloat(floatOfBits(entry.bits))}f`
    case 5:
      return `${bigintOfLong(entry.hi, entry.lo)}l`
    case 6:
      return `${javaDouble(doubleOfBits(entry.hi, entry.lo))}d`
    case 7:
    case 19:
    case 20:
      return checkName(nameText(pool, entry.nameIndex))
    case 8:
      return at(entry.stringIndex)
    case 9:
    case 10:
    case 11:
      return `${at(entry.classIndex)}.${at(entry.nameAndTypeIndex)}`
    case 12:
      return `${checkName(nameText(pool, entry.nameIndex))}:${nameText(pool, entry.descriptorIndex)}`
    case 15:
      return `${refName(entry.referenceKind)} ${at(entry.referenceIndex)}`
    case 16:
      return nameText(pool, entry.descriptorIndex)
    case 17:
    case 18:
      return `#${entry.bootstrapIndex}:${at(entry.nameAndTypeIndex)}`
  }
}

export function refName(kind: number): string {
  const name = REF_NAMES.get(kind)
  return name === undefined ? `REF_${kind}` : `REF_${name}`
}

/** What a pool line shows after the tag: the indexes, and after them the value as a comment. */
export function constantOperands(pool: ConstantPool, index: number): { text: string; comment?: string } {
  const entry = pool.entries[index]!
  const value = constantText(pool, index)
  switch (entry.tag) {
    case 7:
    case 19:
    case 20:
      return { text: `#${entry.nameIndex}`, comment: value }
    case 8:
      return { text: `#${entry.stringIndex}`, comment: value }
    case 9:
    case 10:
    case 11:
      return { text: `#${entry.classIndex}.#${entry.nameAndTypeIndex}`, comment: value }
    case 12:
      return { text: `#${entry.nameIndex}:#${entry.descriptorIndex}`, comment: value }
    case 15:
      return { text: `${entry.referenceKind}:#${entry.referenceIndex}`, comment: value }
    case 16:
      return { text: `#${entry.descriptorIndex}`, comment: ` ${value}` }
    case 17:
    case 18:
      return { text: `#${entry.bootstrapIndex}:#${entry.nameAndTypeIndex}`, comment: value }
    default:
      return { text: value }
  }
}

function utf8Text(entry: Extract<ConstantEntry, { tag: 1 }>): string {
  try {
    return entry.value
  } catch {
    return `(malformed UTF-8: ${[...entry.bytes].map((b) => b.toString(16).padStart(2, '0')).join(' ')})`
  }
}

/** The text of the Utf8 at `index`, unescaped. */
export function nameText(pool: ConstantPool, index: number): string {
  const entry = pool.entries[index]
  return entry?.tag === 1 ? utf8Text(entry) : `#${index}`
}

/** The internal name of the Class at `index`. */
export function classText(pool: ConstantPool, index: number): string {
  const entry = pool.entries[index]
  return entry?.tag === 7 ? nameText(pool, entry.nameIndex) : `#${index}`
}

/** Names that are no Java identifiers (with slashes) are shown in quotes. */
export function checkName(name: string): string {
  return /^[\p{L}\p{Nl}\p{Sc}\p{Pc}][\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}]*(\/[\p{L}\p{Nl}\p{Sc}\p{Pc}][\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}]*)*\/?$/u.test(
    name,
  )
    ? name
    : `"${name.replace(/[\\"\n\t]/g, (c) => (c === '\n' ? '\\n' : c === '\t' ? '\\t' : `\\${c}`))}"`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '"': '\\"',
  "'": "\\'",
  '\\': '\\\\',
}

export function escapeUtf8(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  return text.replace(/[\x00-\x1f"'\\\x7f-\x9f]/g, (c) => ESCAPES[c] ?? unicodeEscape(c))
}

function unicodeEscape(c: string): string {
  return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The value of a constant field as a source literal (option -constants). */
export function literalText(pool: ConstantPool, index: number, descriptor: string): string {
  const entry = pool.entries[index]
  if (entry === undefined) return constantText(pool, index)
  if (entry.tag === 3 && descriptor === 'C') return `'${escapeLiteral(String.fromCharCode(entry.value))}'`
  if (entry.tag === 3 && descriptor === 'Z') return entry.value === 0 ? 'false' : 'true'
  if (entry.tag === 8) return `"${escapeLiteral(nameText(pool, entry.stringIndex))}"`
  return constantText(pool, index)
}

function escapeLiteral(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  return text.replace(/[\x00-\x1f"'\\]|[^\x20-\x7e]/g, (c) => {
    if (c === '\b') return '\\b'
    if (c === '\f') return '\\f'
    return ESCAPES[c] ?? unicodeEscape(c)
  })
}

// ---- numbers, as Double.toString and Float.toString print them

export function javaDouble(value: number): string {
  return javaDecimal(value, wholeDigits(value, 53) ?? shortestDigits(value, (text) => Number(text) === value, 17))
}

export function javaFloat(value: number): string {
  return javaDecimal(
    value,
    wholeDigits(value, 24) ?? shortestDigits(value, (text) => Math.fround(Number(text)) === value, 9),
  )
}

/**
 * Java 17 does not always print the shortest digits: of a whole number beyond the precision but below 2 to the 63 it
 * prints all but those digits that the precision cannot tell apart.
 */
function wholeDigits(value: number, precision: number): string | undefined {
  const magnitude = Math.abs(value)
  if (!(magnitude >= 2 ** (precision + 1) && magnitude < 2 ** 63)) return undefined
  const binaryExponent = BigInt(magnitude).toString(2).length - 1
  const drop = Math.floor((binaryExponent - precision - 1) * Math.log10(2))
  const unit = 10n ** BigInt(drop)
  const digits = String((BigInt(magnitude) + unit / 2n) / unit)
  return `${value < 0 ? '-' : ''}${digits[0]}.${digits.slice(1)}e+${digits.length - 1 + drop}`
}

/** The fewest digits, but two at least, that read back as the value: `d.ddde±x`. */
function shortestDigits(value: number, same: (text: string) => boolean, most: number): string {
  for (let digits = 2; digits < most; digits++) {
    const text = value.toExponential(digits - 1)
    if (same(text)) return text
  }
  return value.toExponential(most - 1)
}

function javaDecimal(value: number, exponential: string): string {
  if (Number.isNaN(value)) return 'NaN'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (!Number.isFinite(value)) return `${sign}Infinity`
  if (value === 0) return `${sign}0.0`
  const [mantissa, exponentText] = exponential.replace(/^-/, '').split('e')
  const digits = mantissa!.replace('.', '').replace(/0+$/, '')
  const exponent = Number(exponentText)
  if (exponent >= -3 && exponent < 7) {
    if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
    const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
    return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
  }
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`
}

// ---- access flags

export type FlagKind = 'class' | 'inner' | 'field' | 'method' | 'parameter'

const FLAG_NAMES: Readonly<Record<FlagKind, readonly (readonly [number, string])[]>> = {
  class: flags('PUBLIC FINAL SUPER INTERFACE ABSTRACT SYNTHETIC ANNOTATION ENUM MODULE'),
  inner: flags('PUBLIC PRIVATE PROTECTED STATIC FINAL SUPER INTERFACE ABSTRACT SYNTHETIC ANNOTATION ENUM'),
  field: flags('PUBLIC PRIVATE PROTECTED STATIC FINAL VOLATILE TRANSIENT SYNTHETIC ENUM'),
  method: flags(
    'PUBLIC PRIVATE PROTECTED STATIC FINAL SYNCHRONIZED BRIDGE VARARGS NATIVE ABSTRACT STRICT SYNTHETIC MANDATED',
  ),
  parameter: flags('FINAL SYNTHETIC MANDATED'),
}

function flags(names: string): [number, string][] {
  return names.split(' ').map((name) => [ACC[name as keyof typeof ACC], name])
}

/** `ACC_PUBLIC, ACC_FINAL`; bits without a name here as hexadecimal numbers. */
export function flagNames(value: number, kind: FlagKind): string[] {
  const known = FLAG_NAMES[kind].filter(([mask]) => (value & mask) !== 0).map(([, name]) => `ACC_${name}`)
  let rest = value
  for (const [mask] of FLAG_NAMES[kind]) rest &= ~mask
  for (let bit = 1; bit <= 0x8000; bit <<= 1) {
    if ((rest & bit) !== 0) known.push(`0x${bit.toString(16)}`)
  }
  return known
}

/** The words of the flags in lower case, and the value of a word. */
export function flagWords(value: number, kind: FlagKind): string[] {
  return flagNames(value, kind).map((name) => name.replace('ACC_', '').toLowerCase())
}

export function flagOfWord(word: string, kind: FlagKind): number | undefined {
  if (/^0x[0-9a-f]{1,4}$/i.test(word)) return Number(word)
  return FLAG_NAMES[kind].find(([, name]) => name.toLowerCase() === word)?.[0]
}

const MODIFIERS: Readonly<Record<'class' | 'inner' | 'field' | 'method', readonly string[]>> = {
  class: ['PUBLIC', 'FINAL', 'ABSTRACT'],
  inner: ['PUBLIC', 'PRIVATE', 'PROTECTED', 'STATIC', 'FINAL', 'ABSTRACT'],
  field: ['PUBLIC', 'PRIVATE', 'PROTECTED', 'STATIC', 'FINAL', 'VOLATILE', 'TRANSIENT'],
  method: ['PUBLIC', 'PRIVATE', 'PROTECTED', 'STATIC', 'FINAL', 'SYNCHRONIZED', 'NATIVE', 'ABSTRACT', 'STRICT'],
}

/** Source modifiers with a blank after each: `public static `. */
export function modifiers(value: number, kind: 'class' | 'inner' | 'field' | 'method'): string {
  const isInterface = (kind === 'class' || kind === 'inner') && (value & ACC.INTERFACE) !== 0
  const shown = isInterface ? value & ~ACC.ABSTRACT : value
  return MODIFIERS[kind]
    .filter((name) => (shown & ACC[name as keyof typeof ACC]) !== 0)
    .map((name) => (name === 'STRICT' ? 'strictfp ' : `${name.toLowerCase()} `))
    .join('')
}

/** One instruction on one line, in the disassembler's words; a switch without its cases. */
export function instructionText(pool: ConstantPool, thisClass: string, instruction: Instruction): string {
  const { row, operands, wide } = instruction
  const mnemonic = wide ? `${row.mnemonic}_w` : row.mnemonic
  const [first = 0] = operands
  const kind = row.operands[0]
  if (instruction.switch !== undefined || kind === undefined) return mnemonic
  if (kind === 'atype') return `${mnemonic} ${ARRAY_TYPE_CODES[first]?.word ?? first}`
  return `${mnemonic} ${kind.startsWith('cp') ? constantComment(pool, first, thisClass) : operands.join(' ')}`
}
