// The lines between `.code` and `.end code`: labels, instructions, and the directives for lines, variables, frames and
// handlers.
import { type Context, hexBytes, parseAttribute } from './assembleattributes.ts'
import { CodeWriter, type Label } from './code.ts'
import { parameterSlots } from './descriptor.ts'
import { INLINE_CODE_ATTRIBUTES, invokeCount, VERIFICATION_WORDS } from './jasm.ts'
import { JasmProblem, parseClass, parseConstant, parseInteger, parseMember, type Words } from './jasmtext.ts'
import { maxLocals, maxStack } from './maxstack.ts'
import type {
  Attribute,
  CodeAttribute,
  ExceptionTableEntry,
  LineNumberEntry,
  LocalVariableEntry,
  StackMapFrame,
  VerificationType,
} from './model.ts'
import { ARRAY_TYPE_CODES, hasFlag, type OpcodeRow, rowOfMnemonic } from './opcodes.ts'

type Delayed<T> = () => T
type Position = { readonly label: Label; readonly name: string }

export class AssembledCode {
  readonly #cx: Context
  readonly #head: Words
  readonly #line: number
  readonly #parameterSlots: number
  readonly #out = new CodeWriter()
  readonly #labels = new Map<string, Label>()
  /** The line that first uses each label. */
  readonly #used = new Map<Label, number>()
  readonly #lines: LineNumberEntry[] = []
  readonly #variables: Delayed<LocalVariableEntry>[] = []
  readonly #variableTypes: Delayed<LocalVariableEntry>[] = []
  readonly #frames: Delayed<StackMapFrame>[] = []
  readonly #handlers: Delayed<ExceptionTableEntry>[] = []
  readonly #attributes: Attribute[] = []
  #order: string[] | undefined
  #now = 0
  /** Where the last frame stands; the first frame's delta counts from -1. */
  #frameAt = -1

  constructor(cx: Context, head: Words, line: number, descriptor: string, isStatic: boolean) {
    this.#cx = cx
    this.#head = head
    this.#line = line
    this.#parameterSlots = Math.max(0, parameterSlots(descriptor)) + (isStatic ? 0 : 1)
  }

  read(): CodeAttribute {
    const stated: { stack?: number; locals?: number } = {}
    while (this.#head.left > 0) {
      const what = this.#head.name('stack or locals')
      if (what !== 'stack' && what !== 'locals') throw new JasmProblem(`stack or locals is expected, not ${what}`)
      stated[what] = this.#head.number('a number', 0, 65535)
    }
    let ended = false
    for (let line = this.#cx.nextLine(); line !== undefined; line = this.#cx.nextLine()) {
      const { words, number } = line
      if (words.peek() === '.end') {
        words.at++
        if (words.name('code') !== 'code') throw new JasmProblem('.end code is expected')
        ended = true
        break
      }
      this.#now = number
      this.#cx.guard(number, () => this.#statement(words))
    }
    if (!ended) throw new JasmProblem('.end code is missing')
    return this.#finish(stated)
  }

  #finish(stated: { stack?: number; locals?: number }): CodeAttribute {
    const { pool } = this.#cx
    const finished = this.#out.finish()
    let code = new Uint8Array()
    if ('code' in finished) {
      code = new Uint8Array(finished.code)
    } else {
      const name = [...this.#labels].find(([, label]) => label === finished.label)?.[0] ?? '?'
      const what = finished.problem === 'far' ? `${name} is too far for a two-byte branch` : `no label ${name}`
      this.#cx.guard(this.#used.get(finished.label) ?? this.#line, () => {
        throw new JasmProblem(what)
      })
    }
    const exceptionTable = this.#resolve(this.#handlers)
    const inline: Record<(typeof INLINE_CODE_ATTRIBUTES)[number], Attribute | undefined> = {
      LineNumberTable: this.#lines.length > 0 ? { name: 'LineNumberTable', lines: this.#lines } : undefined,
      LocalVariableTable:
        this.#variables.length > 0
          ? { name: 'LocalVariableTable', variables: this.#resolve(this.#variables) }
          : undefined,
      LocalVariableTypeTable:
        this.#variableTypes.length > 0
          ? { name: 'LocalVariableTypeTable', variables: this.#resolve(this.#variableTypes) }
          : undefined,
      StackMapTable:
        this.#frames.length > 0 ? { name: 'StackMapTable', frames: this.#resolve(this.#frames) } : undefined,
    }
    const attributes = [
      ...INLINE_CODE_ATTRIBUTES.map((name) => inline[name]).filter((a) => a !== undefined),
      ...this.#attributes,
    ]
    const order = this.#order
    if (order !== undefined) {
      const rank = (a: Attribute) => order.indexOf(a.name === '?' ? a.attributeName : a.name)
      attributes.sort((a, b) => rank(a) - rank(b))
    }
    return {
      name: 'Code',
      maxStack: stated.stack ?? maxStack(code, exceptionTable, pool),
      maxLocals: stated.locals ?? maxLocals(code, this.#parameterSlots),
      code,
      exceptionTable,
      attributes,
    }
  }

  #resolve<T>(list: readonly Delayed<T>[]): T[] {
    const done: T[] = []
    for (const each of list) {
      this.#cx.guard(this.#line, () => {
        done.push(each())
      })
    }
    return done
  }

  // ---- labels

  #labelNamed(name: string): Label {
    let label = this.#labels.get(name)
    if (label === undefined) {
      label = this.#out.label()
      this.#labels.set(name, label)
    }
    return label
  }

  /** A label, or a number, which is an offset in the code. */
  #position(w: Words): Position {
    const name = w.name('a label')
    if (/^[0-9]/.test(name)) return { label: { pc: parseInteger(name, 0, 0x7fffffff) }, name }
    if (/^-[0-9]/.test(name)) return { label: { pc: parseInteger(name, -0x80000000, 0) }, name }
    const label = this.#labelNamed(name)
    if (!this.#used.has(label)) this.#used.set(label, this.#now)
    return { label, name }
  }

  #offset(position: Position): number {
    if (position.label.pc === undefined) throw new JasmProblem(`no label ${position.name}`)
    return position.label.pc
  }

  // ---- statements

  #statement(w: Words): void {
    const first = w.tokens[0]!
    if (!first.quoted && first.text.length > 1 && first.text.endsWith(':')) {
      const name = first.text.slice(0, -1)
      w.at++
      if (/^[-0-9.]/.test(name)) throw new JasmProblem(`${name} cannot be a label`)
      const label = this.#labelNamed(name)
      if (label.pc !== undefined) throw new JasmProblem(`label ${name} stands twice`)
      this.#out.place(label)
      if (w.left === 0) return
    }
    const text = w.name('an instruction')
    if (text.startsWith('.')) this.#directive(text, w)
    else this.#instruction(text, w)
    w.end()
  }

  #directive(directive: string, w: Words): void {
    const { pool } = this.#cx
    switch (directive) {
      case '.line':
        this.#lines.push({ startPc: this.#out.pc, line: w.number('a line number', 0, 65535) })
        break
      case '.bytes':
        this.#out.raw(Uint8Array.from(hexBytes(w)))
        break
      case '.var':
      case '.vartype': {
        const slot = w.number('a slot', 0, 65535)
        const nameIndex = w.index() ?? pool.utf8(w.name('a name'))
        const typeIndex = w.index() ?? pool.utf8(w.name('a type'))
        const [from, to] = this.#range(w)
        const list = directive === '.var' ? this.#variables : this.#variableTypes
        list.push(() => {
          const startPc = this.#offset(from)
          return { startPc, length: this.#offset(to) - startPc, nameIndex, typeIndex, slot }
        })
        break
      }
      case '.catch': {
        const catchType = w.eat('any') ? 0 : parseClass(w, pool)
        const [from, to] = this.#range(w)
        if (!w.eat('using')) throw new JasmProblem('using is expected')
        const handler = this.#position(w)
        this.#handlers.push(() => ({
          startPc: this.#offset(from),
          endPc: this.#offset(to),
          handlerPc: this.#offset(handler),
          catchType,
        }))
        break
      }
      case '.frame':
        this.#frame(w)
        break
      case '.order':
        this.#order = []
        while (w.left > 0) this.#order.push(w.name('a name'))
        break
      default: {
        const attribute = parseAttribute(directive, w, this.#cx)
        if (attribute === undefined) throw new JasmProblem(`unknown directive ${directive}`)
        this.#attributes.push(attribute)
      }
    }
  }

  #range(w: Words): [Position, Position] {
    if (!w.eat('from')) throw new JasmProblem('from is expected')
    const from = this.#position(w)
    if (!w.eat('to')) throw new JasmProblem('to is expected')
    return [from, this.#position(w)]
  }

  #frame(w: Words): void {
    const pc = this.#out.pc
    const offsetDelta = pc - this.#frameAt - 1
    if (offsetDelta < 0) throw new JasmProblem('two frames stand at the same place')
    this.#frameAt = pc
    const kind = w.name('a kind of frame')
    const types = (until?: string) => {
      const list: Delayed<VerificationType>[] = []
      while (w.left > 0 && w.peek() !== until) list.push(this.#verification(w))
      return list
    }
    const all = (list: readonly Delayed<VerificationType>[]) => list.map((each) => each())
    // The short forms hold small deltas only; past that they turn into the long ones.
    const far = offsetDelta > 63
    switch (kind) {
      case 'same':
      case 'same_extended':
        this.#frames.push(() => ({ kind: 'same', extended: far || kind === 'same_extended', offsetDelta }))
        break
      case 'stack1':
      case 'stack1_extended': {
        const stack = this.#verification(w)
        const extended = far || kind === 'stack1_extended'
        this.#frames.push(() => ({ kind: 'same_locals_1', extended, offsetDelta, stack: stack() }))
        break
      }
      case 'chop': {
        const count = w.number('1, 2 or 3', 1, 3) as 1 | 2 | 3
        this.#frames.push(() => ({ kind: 'chop', offsetDelta, count }))
        break
      }
      case 'append': {
        const locals = types()
        if (locals.length < 1 || locals.length > 3) throw new JasmProblem('append takes one to three types')
        this.#frames.push(() => ({ kind: 'append', offsetDelta, locals: all(locals) }))
        break
      }
      case 'full': {
        if (!w.eat('locals')) throw new JasmProblem('locals is expected')
        const locals = types('stack')
        if (!w.eat('stack')) throw new JasmProblem('stack is expected')
        const stack = types()
        this.#frames.push(() => ({ kind: 'full', offsetDelta, locals: all(locals), stack: all(stack) }))
        break
      }
      default:
        throw new JasmProblem(`unknown kind of frame: ${kind}`)
    }
  }

  #verification(w: Words): Delayed<VerificationType> {
    const name = w.name('a type')
    if (name === 'object') {
      const classIndex = parseClass(w, this.#cx.pool)
      return () => ({ tag: 7, classIndex })
    }
    if (name === 'uninitialized') {
      const at = this.#position(w)
      return () => ({ tag: 8, offset: this.#offset(at) })
    }
    const tag = (VERIFICATION_WORDS as readonly string[]).indexOf(name)
    if (tag < 0) throw new JasmProblem(`unknown type ${name}`)
    return () => ({ tag: tag as 0 })
  }

  // ---- instructions

  #instruction(text: string, w: Words): void {
    const wide = text === 'wide'
    const mnemonic = wide ? w.name('an instruction') : text
    const row = rowOfMnemonic(mnemonic)
    if (row === undefined) throw new JasmProblem(`unknown instruction ${mnemonic}`)
    if (wide && !hasFlag(row, 'wideable')) throw new JasmProblem(`wide cannot precede ${mnemonic}`)
    if (mnemonic === 'tableswitch' || mnemonic === 'lookupswitch') {
      this.#switch(mnemonic, w)
      return
    }
    this.#out.emit(row, this.#operands(row, w, wide), wide)
  }

  #operands(row: OpcodeRow, w: Words, wide: boolean): (number | Label)[] {
    const { pool } = this.#cx
    const operands: (number | Label)[] = []
    for (const kind of row.operands) {
      switch (kind) {
        case 's1':
          operands.push(w.number('a number', -128, 127))
          break
        case 's2':
          operands.push(w.number('a number', -32768, 32767))
          break
        case 'local':
          operands.push(w.number('a local variable', 0, wide ? 65535 : 255))
          break
        case 'imm':
          operands.push(w.number('a number', wide ? -32768 : -128, wide ? 32767 : 127))
          break
        case 'branch2':
        case 'branch4':
          operands.push(this.#position(w).label)
          break
        case 'atype': {
          const name = w.name('a primitive type')
          const code = Object.entries(ARRAY_TYPE_CODES).find(([, type]) => type.word === name)?.[0]
          operands.push(code === undefined ? parseInteger(name, 0, 255) : Number(code))
          break
        }
        case 'dims':
          operands.push(w.number('a number of dimensions', 0, 255))
          break
        case 'count':
          operands.push(w.left > 0 ? w.number('a count', 0, 255) : Math.max(0, invokeCount(pool, Number(operands[0]))))
          break
        case 'cpClass':
          operands.push(parseClass(w, pool))
          break
        case 'cpField':
          operands.push(this.#member(w, 'field', 0))
          break
        case 'cpMethod':
        case 'cpAnyMethod':
          operands.push(this.#member(w, 'method', 0))
          break
        case 'cpInterfaceMethod':
          operands.push(this.#member(w, 'imethod', /^[0-9]+$/.test(w.tokens.at(-1)?.text ?? '') ? 1 : 0))
          break
        case 'cpDynamic': {
          const index = w.index()
          if (index !== undefined) operands.push(index)
          else {
            const bootstrap = w.number('the number of a bootstrap method', 0, 65535)
            operands.push(pool.invokeDynamic(bootstrap, w.name('a name'), w.name('a descriptor')))
          }
          break
        }
        case 'cpConst1': {
          const index = parseConstant(w, pool)
          if (index > 255) throw new JasmProblem(`constant #${index} is too far for ldc: write ldc_w`)
          operands.push(index)
          break
        }
        case 'cpConst2':
        case 'cpWide2':
          operands.push(parseConstant(w, pool))
          break
        default:
          operands.push(0)
      }
    }
    return operands
  }

  /** `CLASS NAME DESCRIPTOR` of the implied kind, with a kind in front, or #n; `after` words belong to what follows. */
  #member(w: Words, implied: 'field' | 'method' | 'imethod', after: number): number {
    const { pool } = this.#cx
    if (w.left - after >= 4) return parseConstant(w, pool)
    return w.left - after === 1 ? parseConstant(w, pool) : parseMember(w, pool, implied)
  }

  #switch(mnemonic: 'tableswitch' | 'lookupswitch', w: Words): void {
    const low = mnemonic === 'tableswitch' ? w.number('the lowest value', -2147483648, 2147483647) : 0
    const pairs: { match: number; target: Label }[] = []
    for (let line = this.#cx.nextLine(); line !== undefined; line = this.#cx.nextLine()) {
      const { words, number } = line
      this.#now = number
      let target: Label | undefined
      let isDefault = false
      this.#cx.guard(number, () => {
        isDefault = words.eat('default')
        let match = low + pairs.length
        if (isDefault) words.eat(':')
        else if (mnemonic === 'lookupswitch') {
          match = words.number('a value', -2147483648, 2147483647)
          if (!words.eat(':')) throw new JasmProblem(': is expected')
        }
        target = this.#position(words).label
        words.end()
        if (!isDefault) pairs.push({ match, target })
      })
      if (target === undefined) return
      if (!isDefault) continue
      if (mnemonic === 'lookupswitch') this.#out.lookupswitch(pairs, target)
      else {
        this.#out.tableswitch(
          low,
          pairs.map((pair) => pair.target),
          target,
        )
      }
      return
    }
    throw new JasmProblem('default is missing')
  }
}
