// Prints a class file as text assembly (docs/jasm.md), such that `assemble` makes an equivalent class of it: constants by
// value. With `pool`, or where a constant cannot be said by value, the pool is printed as a `.const` section and operands
// are indexes (#n): then assembling gives the same bytes.
import { branchTargets, decodeInstruction, type Instruction, isProblem } from './code.ts'
import { parameterSlots } from './descriptor.ts'
import {
  className,
  type ConstantPrinter,
  indexPrinter,
  memberText,
  nameAt,
  NeedsPool,
  rawConstantText,
  symbolicPrinter,
  word,
} from './jasmtext.ts'
import {
  type Attribute,
  type ClassFile,
  type CodeAttribute,
  type ConstantPool,
  type FieldInfo,
  memberRefAt,
  type MethodInfo,
  type StackMapFrame,
  type VerificationType,
} from './model.ts'
import { ARRAY_TYPE_CODES } from './opcodes.ts'
import { constantComment, type FlagKind, flagWords, nameText } from './printconstants.ts'
import { type Sink, writeContent } from './writer.ts'

export type JasmOptions = { readonly pool?: boolean }

export function printJasm(classFile: ClassFile, options: JasmOptions = {}): string {
  if (options.pool !== true) {
    try {
      return new JasmPrinter(classFile, false).print()
    } catch (e) {
      if (!(e instanceof NeedsPool)) throw e
    }
  }
  return new JasmPrinter(classFile, true).print()
}

/** Attributes of Code that have directives between the instructions, in the order in which `assemble` writes them. */
export const INLINE_CODE_ATTRIBUTES = [
  'LineNumberTable',
  'LocalVariableTable',
  'LocalVariableTypeTable',
  'StackMapTable',
] as const

export const VERIFICATION_WORDS = ['top', 'int', 'float', 'double', 'long', 'null', 'this'] as const

class JasmPrinter {
  readonly #file: ClassFile
  readonly #pool: ConstantPool
  readonly #byIndex: boolean
  readonly #constant: ConstantPrinter
  readonly #lines: string[] = []
  #indent = 0

  constructor(file: ClassFile, byIndex: boolean) {
    this.#file = file
    this.#pool = file.constantPool
    this.#byIndex = byIndex
    this.#constant = byIndex ? indexPrinter() : symbolicPrinter(file.constantPool)
  }

  #line(text: string): void {
    this.#lines.push('  '.repeat(this.#indent) + text)
  }

  #name(index: number): string {
    return this.#byIndex ? `#${index}` : word(nameAt(this.#pool, index))
  }

  #class(index: number): string {
    return this.#byIndex || index === 0 ? `#${index}` : className(this.#pool, index)
  }

  /** `  // name` where operands are indexes. */
  #hint(index: number): string {
    return this.#byIndex && index !== 0 ? comment(constantComment(this.#pool, index, undefined)) : ''
  }

  print(): string {
    const file = this.#file
    this.#line(`.version ${file.majorVersion} ${file.minorVersion}`)
    if (this.#byIndex) {
      for (let i = 1; i < this.#pool.entries.length; i++) {
        const entry = this.#pool.entries[i]
        if (entry !== undefined) this.#line(`.const #${i} = ${rawConstantText(entry)}`)
      }
    }
    this.#line(`.class ${flags(file.accessFlags, 'class')}${this.#class(file.thisClass)}${this.#hint(file.thisClass)}`)
    this.#line(`.super ${this.#class(file.superClass)}${this.#hint(file.superClass)}`)
    for (const index of file.interfaces) this.#line(`.implements ${this.#class(index)}${this.#hint(index)}`)
    for (const field of file.fields) this.#field(field)
    for (const method of file.methods) this.#method(method)
    this.#lines.push('')
    this.#attributes(file.attributes)
    return this.#lines.join('\n').replace(/\n+$/, '') + '\n'
  }

  #field(field: FieldInfo): void {
    const [first, ...others] = field.attributes
    const head = `.field ${flags(field.accessFlags, 'field')}${this.#name(field.nameIndex)} ${this.#name(field.descriptorIndex)}`
    this.#lines.push('')
    const hint = this.#byIndex ? comment(nameText(this.#pool, field.nameIndex)) : ''
    if (first?.name === 'ConstantValue' && others.length === 0 && this.#ownName(first)) {
      this.#line(`${head} = ${this.#constant(first.valueIndex)}${hint}`)
    } else if (first === undefined) {
      this.#line(head + hint)
    } else {
      this.#line(`${head} with${hint}`)
      this.#indent++
      this.#attributes(field.attributes)
      this.#indent--
      this.#line('.end field')
    }
  }

  #method(method: MethodInfo): void {
    this.#lines.push('')
    const hint = this.#byIndex
      ? comment(`${nameText(this.#pool, method.nameIndex)} ${nameText(this.#pool, method.descriptorIndex)}`)
      : ''
    this.#line(
      `.method ${flags(method.accessFlags, 'method')}${this.#name(method.nameIndex)} ${this.#name(method.descriptorIndex)}${hint}`,
    )
    this.#indent++
    this.#attributes(method.attributes)
    this.#indent--
    this.#line('.end method')
  }

  /** Whether interning the attribute's name in the pool gives the index it has. */
  #ownName(attribute: Attribute): boolean {
    if (!this.#byIndex) return true
    const name = attribute.name === '?' ? attribute.attributeName : attribute.name
    for (let i = 1; i < this.#pool.entries.length; i++) {
      if (this.#pool.entries[i]?.tag === 1 && nameText(this.#pool, i) === name) return i === attribute.nameIndex
    }
    return false
  }

  #attributes(attributes: readonly Attribute[]): void {
    for (const attribute of attributes) {
      if (attribute.name === 'Code') this.#code(attribute)
      else if (!this.#ownName(attribute)) this.#generic(attribute)
      else this.#attribute(attribute)
    }
  }

  #attribute(attribute: Attribute): void {
    switch (attribute.name) {
      case 'SourceFile':
        this.#line(`.source ${this.#name(attribute.sourceFileIndex)}${this.#hint(attribute.sourceFileIndex)}`)
        break
      case 'Signature':
        this.#line(`.signature ${this.#name(attribute.signatureIndex)}${this.#hint(attribute.signatureIndex)}`)
        break
      case 'Deprecated':
        this.#line('.deprecated')
        break
      case 'Synthetic':
        this.#line('.synthetic')
        break
      case 'Exceptions':
        this.#line(`.throws ${attribute.exceptions.map((i) => this.#class(i)).join(' ')}`.trimEnd())
        break
      case 'NestHost':
        this.#line(`.nesthost ${this.#class(attribute.hostClass)}${this.#hint(attribute.hostClass)}`)
        break
      case 'NestMembers':
        this.#line(`.nestmembers ${attribute.classes.map((i) => this.#class(i)).join(' ')}`.trimEnd())
        break
      case 'PermittedSubclasses':
        this.#line(`.permits ${attribute.classes.map((i) => this.#class(i)).join(' ')}`.trimEnd())
        break
      case 'BootstrapMethods':
        this.#line('.bootstrapmethods')
        this.#indent++
        for (const method of attribute.methods) {
          this.#line(`method ${this.#constant(method.methodIndex)}${this.#hint(method.methodIndex)}`)
          for (const arg of method.args) this.#line(`  arg ${this.#constant(arg)}${this.#hint(arg)}`)
        }
        this.#indent--
        this.#line('.end bootstrapmethods')
        break
      case 'InnerClasses':
        this.#line('.innerclasses')
        this.#indent++
        for (const entry of attribute.classes) {
          const name = entry.innerName === 0 ? '#0' : this.#name(entry.innerName)
          this.#line(
            `${flags(entry.accessFlags, 'inner')}${this.#class(entry.innerClass)} outer ${this.#class(entry.outerClass)} name ${name}`,
          )
        }
        this.#indent--
        this.#line('.end innerclasses')
        break
      default:
        this.#generic(attribute)
    }
  }

  /** Any attribute as numbers and constants. */
  #generic(attribute: Attribute): void {
    const name = attribute.name === '?' ? attribute.attributeName : attribute.name
    const sink = new SymbolicSink(this.#constant)
    writeContent(sink, this.#pool, attribute)
    this.#line(`.attribute ${this.#ownName(attribute) ? word(name) : `#${attribute.nameIndex}`}`)
    this.#indent++
    for (const line of sink.lines()) this.#line(line)
    this.#indent--
    this.#line('.end attribute')
  }

  // ---- code

  #code(code: CodeAttribute): void {
    const bytes = code.code
    const listing = new Map<number, Instruction>()
    let brokenAt = bytes.length
    for (let pc = 0; pc < bytes.length; ) {
      const decoded = decodeInstruction(bytes, pc)
      if (isProblem(decoded)) {
        brokenAt = pc
        break
      }
      listing.set(pc, decoded)
      pc += decoded.length
    }
    const boundary = (pc: number) => listing.has(pc) || pc === brokenAt
    const labels = new Set<number>()
    const label = (pc: number): string => {
      if (!boundary(pc)) return String(pc)
      labels.add(pc)
      return `L${pc}`
    }

    // The directives first: they ask for labels.
    const before = new Map<number, string[]>()
    const put = (pc: number, text: string) => {
      const list = before.get(pc)
      if (list === undefined) before.set(pc, [text])
      else list.push(text)
    }
    const after: string[] = []
    const inline: string[] = []
    const rest: Attribute[] = []
    const seen = new Set<string>()
    for (const attribute of code.attributes) {
      if (
        !seen.has(attribute.name) &&
        this.#ownName(attribute) &&
        this.#inline(attribute, put, after, label, listing)
      ) {
        inline.push(attribute.name)
      } else {
        rest.push(attribute)
      }
      seen.add(attribute.name)
    }
    const catches = code.exceptionTable.map((entry) => {
      const type = entry.catchType === 0 ? 'any' : this.#class(entry.catchType)
      const shown = type === 'any' && entry.catchType !== 0 ? '"any"' : type
      return `.catch ${shown} from ${label(entry.startPc)} to ${label(entry.endPc)} using ${label(entry.handlerPc)}`
    })
    for (const instruction of listing.values()) branchTargets(instruction).forEach(label)

    this.#line(`.code stack ${code.maxStack} locals ${code.maxLocals}`)
    this.#indent++
    for (const [pc, instruction] of listing) {
      if (labels.has(pc)) this.#lines.push(`${'  '.repeat(this.#indent - 1)}L${pc}:`)
      for (const text of before.get(pc) ?? []) this.#line(text)
      this.#instruction(instruction, bytes, label)
    }
    if (labels.has(brokenAt)) this.#lines.push(`${'  '.repeat(this.#indent - 1)}L${brokenAt}:`)
    for (let pc = brokenAt; pc < bytes.length; pc += 16) this.#bytes(bytes.subarray(pc, pc + 16))
    for (const text of [...catches, ...after]) this.#line(text)
    this.#attributes(rest)
    const actual = code.attributes.map((a) => (a.name === '?' ? a.attributeName : a.name))
    const standard = [...INLINE_CODE_ATTRIBUTES.filter((name) => inline.includes(name))]
    const written = [...standard, ...rest.map((a) => (a.name === '?' ? a.attributeName : a.name))]
    if (actual.join() !== written.join()) this.#line(`.order ${actual.map(word).join(' ')}`)
    this.#indent--
    this.#line('.end code')
  }

  #bytes(bytes: Uint8Array): void {
    this.#line(`.bytes ${[...bytes].map((b) => b.toString(16).padStart(2, '0')).join(' ')}`)
  }

  /** Line numbers, variables and frames as directives; false where they do not fit between the instructions. */
  #inline(
    attribute: Attribute,
    put: (pc: number, text: string) => void,
    after: string[],
    label: (pc: number) => string,
    listing: ReadonlyMap<number, Instruction>,
  ): boolean {
    switch (attribute.name) {
      case 'LineNumberTable': {
        const fits = attribute.lines.every(
          (e, i) => listing.has(e.startPc) && (i === 0 || attribute.lines[i - 1]!.startPc <= e.startPc),
        )
        if (!fits || attribute.lines.length === 0) return false
        for (const entry of attribute.lines) put(entry.startPc, `.line ${entry.line}`)
        return true
      }
      case 'LocalVariableTable':
      case 'LocalVariableTypeTable': {
        if (attribute.variables.length === 0) return false
        const directive = attribute.name === 'LocalVariableTable' ? '.var' : '.vartype'
        for (const v of attribute.variables) {
          const range = `from ${label(v.startPc)} to ${label(v.startPc + v.length)}`
          after.push(`${directive} ${v.slot} ${this.#name(v.nameIndex)} ${this.#name(v.typeIndex)} ${range}`)
        }
        return true
      }
      case 'StackMapTable': {
        let pc = -1
        const places = attribute.frames.map((frame) => (pc += frame.offsetDelta + 1))
        if (places.length === 0 || !places.every((place) => listing.has(place))) return false
        attribute.frames.forEach((frame, i) => {
          put(places[i]!, `.frame ${this.#frame(frame, label)}`)
        })
        return true
      }
      default:
        return false
    }
  }

  #frame(frame: StackMapFrame, label: (pc: number) => string): string {
    const types = (list: readonly VerificationType[]) => list.map((t) => ` ${this.#verification(t, label)}`).join('')
    switch (frame.kind) {
      case 'same':
        return frame.extended ? 'same_extended' : 'same'
      case 'same_locals_1':
        return `${frame.extended ? 'stack1_extended' : 'stack1'}${types([frame.stack])}`
      case 'chop':
        return `chop ${frame.count}`
      case 'append':
        return `append${types(frame.locals)}`
      case 'full':
        return `full locals${types(frame.locals)} stack${types(frame.stack)}`
    }
  }

  #verification(type: VerificationType, label: (pc: number) => string): string {
    if (type.tag === 7) return `object ${this.#class(type.classIndex)}`
    if (type.tag === 8) return `uninitialized ${label(type.offset)}`
    return VERIFICATION_WORDS[type.tag]
  }

  #instruction(instruction: Instruction, bytes: Uint8Array, label: (pc: number) => string): void {
    const { row, operands, pc } = instruction
    const raw = bytes.subarray(pc, pc + instruction.length)
    if (instruction.switch !== undefined) {
      const padding = bytes.subarray(pc + 1, (pc + 4) & ~3)
      const { cases, defaultTarget } = instruction.switch
      if (padding.some((b) => b !== 0)) {
        this.#bytes(raw)
        return
      }
      const table = row.mnemonic === 'tableswitch'
      this.#line(table ? `tableswitch ${cases[0]?.match}` : 'lookupswitch')
      for (const { match, target } of cases) this.#line(`  ${table ? '' : `${match} : `}${label(target)}`)
      this.#line(`  default : ${label(defaultTarget)}`)
      return
    }
    const words: string[] = instruction.wide ? ['wide', row.mnemonic] : [row.mnemonic]
    let hint = ''
    for (let i = 0; i < row.operands.length; i++) {
      const value = operands[i]!
      switch (row.operands[i]!) {
        case 'branch2':
        case 'branch4':
          words.push(label(value))
          break
        case 'atype':
          words.push(ARRAY_TYPE_CODES[value]?.word ?? String(value))
          break
        case 'zero':
        case 'zero2':
          if (value !== 0) {
            this.#bytes(raw)
            return
          }
          break
        case 'count':
          if (value !== invokeCount(this.#pool, operands[0]!)) words.push(String(value))
          break
        case 'cpClass':
          words.push(this.#class(value))
          hint = this.#hint(value)
          break
        case 'cpField':
          words.push(this.#member(value, 9))
          hint = this.#hint(value)
          break
        case 'cpMethod':
        case 'cpAnyMethod':
          words.push(this.#member(value, 10))
          hint = this.#hint(value)
          break
        case 'cpInterfaceMethod':
          words.push(this.#member(value, 11))
          hint = this.#hint(value)
          break
        case 'cpDynamic':
          words.push(this.#callSite(value))
          hint = this.#hint(value)
          break
        case 'cpConst1':
        case 'cpConst2':
        case 'cpWide2':
          words.push(this.#constant(value).replace(/^string /, ''))
          hint = this.#hint(value)
          break
        default:
          words.push(String(value))
      }
    }
    this.#line(words.join(' ') + hint)
  }

  #callSite(index: number): string {
    if (!this.#byIndex && this.#pool.entries[index]?.tag !== 18) throw new NeedsPool()
    return this.#constant(index).replace(/^invokedynamic /, '')
  }

  /** A member without its kind where the instruction implies it. */
  #member(index: number, implied: number): string {
    if (this.#byIndex) return `#${index}`
    const { tag, text } = memberText(this.#pool, index)
    return tag === implied ? text : this.#constant(index)
  }
}

/** Text that ends the line, whatever characters a broken class file has in its names. */
function comment(text: string): string {
  return `  // ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '?')}`
}

function flags(value: number, kind: FlagKind): string {
  return flagWords(value, kind)
    .map((name) => `${name} `)
    .join('')
}

/** The count operand that an invokeinterface of this method should have (JVMS 6.5), or -1. */
export function invokeCount(pool: ConstantPool, index: number): number {
  try {
    return (parameterSlots(memberRefAt(pool, index).descriptor) + 1) & 255
  } catch {
    return -1
  }
}

/** Attribute contents as words: `u1 n`, `u2 n`, `u4 n`, `ref constant`, `bytes xx xx`. */
class SymbolicSink implements Sink {
  readonly #constant: ConstantPrinter
  readonly #items: { at: number; text: string }[] = []
  length = 0

  constructor(constant: ConstantPrinter) {
    this.#constant = constant
  }

  #put(text: string, size: number): void {
    this.#items.push({ at: this.length, text })
    this.length += size
  }

  u1(value: number): void {
    this.#put(`u1 ${value}`, 1)
  }

  u2(value: number): void {
    this.#put(`u2 ${value}`, 2)
  }

  u4(value: number): void {
    this.#put(`u4 ${value >>> 0}`, 4)
  }

  ref(index: number): void {
    this.#put(`ref ${this.#constant(index)}`, 2)
  }

  refList(indexes: readonly number[]): void {
    this.u2(indexes.length)
    for (const index of indexes) this.ref(index)
  }

  bytes(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i += 16) {
      const row = bytes.subarray(i, i + 16)
      this.#put(`bytes ${[...row].map((b) => b.toString(16).padStart(2, '0')).join(' ')}`, row.length)
    }
  }

  patchU4(at: number, value: number): void {
    const item = this.#items.find((each) => each.at === at)
    if (item !== undefined) item.text = `u4 ${value}`
  }

  lines(): string[] {
    const lines: string[] = []
    let line = ''
    for (const { text } of this.#items) {
      if (line !== '' && line.length + text.length > 90) {
        lines.push(line)
        line = ''
      }
      line += (line === '' ? '' : ' ') + text
    }
    if (line !== '') lines.push(line)
    return lines
  }
}
