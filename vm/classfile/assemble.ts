// The assembler: text (docs/jasm.md) to class file bytes. It checks that the text can be written down as a class file, and
// nothing else: versions, flags, limits, frames and pool entries may be wrong, the verifier's tests want them so.
import { type Context, hexBytes, type Line, parseAttribute, parseFlags } from './assembleattributes.ts'
import { AssembledCode } from './assemblecode.ts'
import { JasmProblem, parseClass, parseConstant, parseEntry, tokenize, Words } from './jasmtext.ts'
import type { Attribute, ClassFile, FieldInfo, MethodInfo } from './model.ts'
import { ConstantPoolBuilder, ConstantPoolLimit } from './pool.ts'
import { nameText } from './printconstants.ts'
import { writeClassFile } from './writer.ts'

export type AssembleProblem = { readonly line: number; readonly message: string }

const MAX_PROBLEMS = 50

export function assemble(
  text: string,
): { bytes: Uint8Array; className: string } | { problems: readonly AssembleProblem[] } {
  const assembler = new Assembler(text)
  return assembler.run()
}

class Assembler {
  readonly #lines: Line[] = []
  readonly #problems: AssembleProblem[] = []
  readonly #pool: ConstantPoolBuilder
  readonly #context: Context
  readonly #patches: { readonly at: number; readonly bytes: readonly number[] }[] = []
  readonly #fields: FieldInfo[] = []
  readonly #methods: MethodInfo[] = []
  readonly #attributes: Attribute[] = []
  readonly #interfaces: number[] = []
  #at = 0
  #truncate: number | undefined
  #major = 61
  #minor = 0
  #flags = 0
  #thisClass: number | undefined
  #superClass: number | undefined

  constructor(text: string) {
    text.split(/\r\n|\n|\r/).forEach((line, i) => {
      this.#guard(i + 1, () => {
        const tokens = tokenize(line)
        if (tokens.length > 0) this.#lines.push({ number: i + 1, words: new Words(tokens) })
      })
    })
    this.#pool = new ConstantPoolBuilder()
    this.#context = { pool: this.#pool, nextLine: () => this.#lines[this.#at++], guard: (n, f) => this.#guard(n, f) }
  }

  run(): { bytes: Uint8Array; className: string } | { problems: readonly AssembleProblem[] } {
    this.#constants()
    for (let line = this.#context.nextLine(); line !== undefined; line = this.#context.nextLine()) {
      const { number, words } = line
      this.#guard(number, () => this.#directive(words, number))
    }
    if (this.#thisClass === undefined && this.#problems.length === 0) {
      this.#problems.push({ line: 1, message: '.class is missing' })
    }
    if (this.#problems.length > 0) return { problems: this.#problems }
    let bytes = new Uint8Array()
    this.#guard(1, () => {
      bytes = this.#write()
    })
    if (this.#problems.length > 0) return { problems: this.#problems }
    const thisEntry = this.#pool.entries[this.#thisClass!]
    const className = thisEntry?.tag === 7 ? nameText(this.#pool, thisEntry.nameIndex) : ''
    return { bytes, className: /^[^#]/.test(className) ? className : 'Unnamed' }
  }

  #guard(line: number, step: () => void): void {
    if (this.#problems.length >= MAX_PROBLEMS) return
    try {
      step()
    } catch (e) {
      if (!(e instanceof JasmProblem || e instanceof ConstantPoolLimit)) throw e
      this.#problems.push({ line, message: e.message })
    }
  }

  /** `.const` lines take their indexes before anything else, then the constants of ldc, whose index is one byte. */
  #constants(): void {
    for (const { number, words } of this.#lines) {
      if (words.peek() !== '.const') continue
      this.#guard(number, () => {
        words.at = 1
        const index = words.index()
        if (index === undefined || !words.eat('=')) throw new JasmProblem('.const is written .const #n = kind parts')
        if (index !== this.#pool.count) {
          throw new JasmProblem(`the next constant is #${this.#pool.count}, not #${index}`)
        }
        if (words.eat('utf8bytes')) {
          const bytes = Uint8Array.from(hexBytes(words))
          this.#pool.append({ tag: 1, value: `(bytes of #${index})`, bytes })
        } else {
          const before = this.#pool.count
          const entry = parseEntry(words, this.#pool)
          if (this.#pool.count !== before) throw new JasmProblem('parts of a .const line are written #n')
          this.#pool.append(entry)
        }
        words.end()
      })
    }
    this.#pool.reindex()
    for (const { number, words } of this.#lines) {
      if (words.peek() !== 'ldc') continue
      this.#guard(number, () => {
        words.at = 1
        // Two slots for each string: javac's order is no denser.
        parseConstant(words, this.#pool)
        words.at = 0
      })
    }
    for (const { words } of this.#lines) words.at = 0
  }

  #directive(w: Words, number: number): void {
    const directive = w.name('a directive')
    switch (directive) {
      case '.const':
        return
      case '.version':
        this.#major = w.number('the major version', 0, 65535)
        this.#minor = w.left > 0 ? w.number('the minor version', 0, 65535) : 0
        break
      case '.class':
        this.#flags = parseFlags(w, 'class', 1)
        this.#thisClass = parseClass(w, this.#pool)
        break
      case '.super':
        this.#superClass = parseClass(w, this.#pool)
        break
      case '.implements':
        this.#interfaces.push(parseClass(w, this.#pool))
        break
      case '.field':
        this.#field(w, number)
        break
      case '.method':
        this.#method(w, number)
        break
      case '.patch': {
        const at = w.number('an offset', 0, 0x7fffffff)
        this.#patches.push({ at, bytes: hexBytes(w) })
        break
      }
      case '.truncate':
        this.#truncate = w.number('a length', 0, 0x7fffffff)
        break
      default: {
        const attribute = parseAttribute(directive, w, this.#context)
        if (attribute === undefined) throw new JasmProblem(`unknown directive ${directive}`)
        this.#attributes.push(attribute)
      }
    }
    w.end()
  }

  #utf8(w: Words, what: string): number {
    return w.index() ?? this.#pool.utf8(w.name(what))
  }

  #field(w: Words, number: number): void {
    const equals = w.tokens.findIndex((token) => !token.quoted && token.text === '=')
    const block = equals < 0 && w.tokens.at(-1)?.text === 'with' && w.tokens.length > 3
    const accessFlags = parseFlags(w, 'field', equals >= 0 ? w.tokens.length - equals + 2 : block ? 3 : 2)
    const nameIndex = this.#utf8(w, 'the name')
    const descriptorIndex = this.#utf8(w, 'the descriptor')
    const attributes: Attribute[] = []
    if (w.eat('=')) attributes.push({ name: 'ConstantValue', valueIndex: parseConstant(w, this.#pool) })
    if (w.eat('with')) this.#block('field', number, attributes)
    this.#fields.push({ accessFlags, nameIndex, descriptorIndex, attributes })
  }

  #method(w: Words, number: number): void {
    const accessFlags = parseFlags(w, 'method', 2)
    const nameIndex = this.#utf8(w, 'the name')
    const descriptorIndex = this.#utf8(w, 'the descriptor')
    w.end()
    const attributes: Attribute[] = []
    const isStatic = (accessFlags & 8) !== 0
    this.#block('method', number, attributes, nameText(this.#pool, descriptorIndex), isStatic)
    this.#methods.push({ accessFlags, nameIndex, descriptorIndex, attributes })
  }

  /** Attributes up to `.end field` or `.end method`. */
  #block(kind: string, number: number, attributes: Attribute[], descriptor = '()V', isStatic = true): void {
    for (let line = this.#context.nextLine(); line !== undefined; line = this.#context.nextLine()) {
      const { words } = line
      const directive = words.name('a directive')
      if (directive === '.end') {
        this.#guard(line.number, () => {
          if (words.name(kind) !== kind) throw new JasmProblem(`.end ${kind} is expected`)
          words.end()
        })
        return
      }
      const at = line.number
      this.#guard(at, () => {
        const attribute =
          directive === '.code'
            ? new AssembledCode(this.#context, words, at, descriptor, isStatic).read()
            : parseAttribute(directive, words, this.#context)
        if (attribute === undefined) throw new JasmProblem(`unknown directive ${directive}`)
        words.end()
        attributes.push(attribute)
      })
    }
    throw new JasmProblem(`.end ${kind} is missing for line ${number}`)
  }

  #write(): Uint8Array<ArrayBuffer> {
    const classFile: ClassFile = {
      minorVersion: this.#minor,
      majorVersion: this.#major,
      constantPool: this.#pool,
      accessFlags: this.#flags,
      thisClass: this.#thisClass!,
      superClass: this.#superClass ?? this.#pool.class('java/lang/Object'),
      interfaces: this.#interfaces,
      fields: this.#fields,
      methods: this.#methods,
      attributes: this.#attributes,
    }
    const bytes = new Uint8Array(writeClassFile(classFile))
    for (const { at, bytes: patch } of this.#patches) {
      if (at + patch.length > bytes.length)
        throw new JasmProblem(`.patch ${at} is past the end (${bytes.length} bytes)`)
      bytes.set(patch, at)
    }
    return this.#truncate === undefined ? bytes : bytes.slice(0, this.#truncate)
  }
}
