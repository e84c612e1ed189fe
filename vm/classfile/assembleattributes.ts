// What all parts of the assembler share: the lines, flag words, raw bytes, and attributes other than Code.
import { JasmProblem, parseClass, parseConstant, type Words, word } from './jasmtext.ts'
import type { Attribute, InnerClassEntry } from './model.ts'
import type { ConstantPoolBuilder } from './pool.ts'
import { type FlagKind, flagOfWord } from './printconstants.ts'
import { ByteWriter } from './writer.ts'

export type Line = { readonly number: number; readonly words: Words }

export type Context = {
  readonly pool: ConstantPoolBuilder
  /** The next line with words, or undefined at the end of the text. */
  readonly nextLine: () => Line | undefined
  /** Runs a step and notes its problem under that line. */
  readonly guard: (line: number, step: () => void) => void
}

export function hexBytes(w: Words): number[] {
  const bytes: number[] = []
  while (w.left > 0) {
    const text = w.name('a byte')
    if (!/^[0-9a-f]{2}$/i.test(text)) throw new JasmProblem(`two hexadecimal digits are expected, not ${text}`)
    bytes.push(Number.parseInt(text, 16))
  }
  return bytes
}

/** Flag words as long as more than `keep` words are left. */
export function parseFlags(w: Words, kind: FlagKind, keep: number): number {
  let value = 0
  while (w.left > keep) {
    const text = w.name('a flag')
    const flag = flagOfWord(text, kind)
    if (flag === undefined) throw new JasmProblem(`unknown flag ${text}`)
    value |= flag
  }
  return value
}

/** One attribute other than Code; undefined for an unknown directive. Block forms read the lines that follow. */
export function parseAttribute(directive: string, w: Words, cx: Context): Attribute | undefined {
  const { pool } = cx
  const utf8 = (what: string) => w.index() ?? pool.utf8(w.name(what))
  const classes = () => {
    const list: number[] = []
    while (w.left > 0) list.push(parseClass(w, pool))
    return list
  }
  switch (directive) {
    case '.source':
      return { name: 'SourceFile', sourceFileIndex: utf8('a file name') }
    case '.signature':
      return { name: 'Signature', signatureIndex: utf8('a signature') }
    case '.deprecated':
      return { name: 'Deprecated' }
    case '.synthetic':
      return { name: 'Synthetic' }
    case '.throws':
      return { name: 'Exceptions', exceptions: classes() }
    case '.nesthost':
      return { name: 'NestHost', hostClass: parseClass(w, pool) }
    case '.nestmembers':
      return { name: 'NestMembers', classes: classes() }
    case '.permits':
      return { name: 'PermittedSubclasses', classes: classes() }
    case '.bootstrapmethods': {
      const methods: { methodIndex: number; args: number[] }[] = []
      block('bootstrapmethods', cx, (line) => {
        if (line.eat('method')) {
          methods.push({ methodIndex: parseConstant(line, pool), args: [] })
        } else if (line.eat('arg') && methods.length > 0) {
          methods.at(-1)!.args.push(parseConstant(line, pool))
        } else {
          throw new JasmProblem('method or arg is expected')
        }
      })
      return { name: 'BootstrapMethods', methods }
    }
    case '.innerclasses': {
      const list: InnerClassEntry[] = []
      block('innerclasses', cx, (line) => {
        const accessFlags = parseFlags(line, 'inner', 5)
        const innerClass = parseClass(line, pool)
        if (!line.eat('outer')) throw new JasmProblem('outer is expected')
        const outerClass = parseClass(line, pool)
        if (!line.eat('name')) throw new JasmProblem('name is expected')
        list.push({ innerClass, outerClass, innerName: line.index() ?? pool.utf8(line.name('a name')), accessFlags })
      })
      return { name: 'InnerClasses', classes: list }
    }
    case '.attribute': {
      const nameIndex = w.index()
      const attributeName = nameIndex === undefined ? w.name('a name') : ''
      const out = new ByteWriter()
      block('attribute', cx, (line) => {
        while (line.left > 0) {
          const kind = line.name('u1, u2, u4, ref or bytes')
          if (kind === 'u1') out.u1(line.number('a number', -128, 255))
          else if (kind === 'u2') out.u2(line.number('a number', -32768, 65535))
          else if (kind === 'u4') out.u4(line.number('a number', -2147483648, 4294967295))
          else if (kind === 'ref') out.u2(parseConstant(line, pool))
          else if (kind === 'bytes') {
            while (/^[0-9a-f]{2}$/i.test(line.peek() ?? '')) out.u1(Number.parseInt(line.name('a byte'), 16))
          } else throw new JasmProblem(`u1, u2, u4, ref or bytes is expected, not ${word(kind)}`)
        }
      })
      return { name: '?', ...(nameIndex === undefined ? {} : { nameIndex }), attributeName, bytes: out.result() }
    }
    default:
      return undefined
  }
}

/** The lines up to `.end KIND`. */
function block(kind: string, cx: Context, each: (line: Words) => void): void {
  for (let line = cx.nextLine(); line !== undefined; line = cx.nextLine()) {
    const { words, number } = line
    if (words.eat('.end')) {
      cx.guard(number, () => {
        if (words.name(kind) !== kind) throw new JasmProblem(`.end ${kind} is expected`)
      })
      return
    }
    cx.guard(number, () => {
      each(words)
      words.end()
    })
  }
  throw new JasmProblem(`.end ${kind} is missing`)
}
