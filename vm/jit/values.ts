/**
 * The operand stack while a method is compiled. An entry is not a value but the text of an expression that gives it: a constant, a
 * variable, or a tree over them that has not been evaluated yet, so that `a + b * c` comes out as one statement.
 *
 * Variables are named after slots. Local n is l3 (int, reference, low word of a long), h3 (high word), d3 (float, double);
 * the operand at depth n is s3, t3, f3. Between blocks every operand is in its variable; inside of a block an entry is put
 * there only when that is needed (`Operands.settle`): before something that it depends on changes.
 */

/** What a slot holds: int, reference, float, double, long. */
export type Kind = 'I' | 'A' | 'F' | 'D' | 'J'

/** Two operands of lcmp, fcmpl ..., for the conditional branch behind it. */
export interface Comparison {
  readonly mnemonic: string
  readonly left: Value
  readonly right: Value
}

export interface Value {
  readonly kind: Kind
  /** The value; of a long the low word. Always ready to stand inside of an expression: atoms or in brackets. */
  readonly text: string
  /** The high word of a long. */
  readonly high: string
  /** Variables in the text. */
  readonly uses: readonly string[]
  /** Reads memory: has to be evaluated before anything is stored. */
  readonly reads: boolean
  /** A variable or a constant: may stand twice. */
  readonly simple: boolean
  /** A reference that cannot be null. */
  readonly nonNull?: boolean
  readonly comparison?: Comparison
  /** The value is 1 where this condition holds, else 0. */
  readonly test?: string
}

/** The variables in an expression. */
export function usesOf(text: string): string[] {
  return text.match(/\b[lhdstfw]\d+\b/g) ?? []
}

export const slotsOfKind = (kind: Kind): number => (kind === 'D' || kind === 'J' ? 2 : 1)

/** The variable of an operand (prefix s) or a local (prefix l) in a slot: the name, and for a long that of the high word. */
export function variable(place: 'local' | 'operand', kind: Kind, slot: number): { name: string; high: string } {
  const local = place === 'local'
  if (kind === 'F' || kind === 'D') return { name: `${local ? 'd' : 'f'}${slot}`, high: '' }
  return { name: `${local ? 'l' : 's'}${slot}`, high: kind === 'J' ? `${local ? 'h' : 't'}${slot}` : '' }
}

export function variableValue(place: 'local' | 'operand', kind: Kind, slot: number, nonNull = false): Value {
  const { name, high } = variable(place, kind, slot)
  return { kind, text: name, high, uses: high === '' ? [name] : [name, high], reads: false, simple: true, nonNull }
}

export function constant(kind: Kind, text: string, high = ''): Value {
  return { kind, text, high, uses: [], reads: false, simple: true }
}

export const intConstant = (value: number): Value => constant('I', numberText(value))

export const longConstant = (low: number, high: number): Value => constant('J', numberText(low), numberText(high))

/** A number as JavaScript text that is the same number again. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (Object.is(value, -0)) return '(-0)'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '(-Infinity)'
  return value < 0 ? `(${value})` : String(value)
}

/** One assignment; `high` pairs are two of them. */
export interface Move {
  readonly to: string
  readonly text: string
  readonly uses: readonly string[]
}

/** The moves that put an entry into a variable; none when it is there already. */
export function movesInto(to: { name: string; high: string }, value: Value): Move[] {
  const moves: Move[] = []
  if (value.text !== to.name) moves.push({ to: to.name, text: value.text, uses: usesOf(value.text) })
  if (to.high !== '' && value.high !== to.high) moves.push({ to: to.high, text: value.high, uses: usesOf(value.high) })
  return moves
}

/** Orders moves that are meant to happen at the same time; where they form a circle an old value is saved first. */
export function orderMoves(moves: readonly Move[], fresh: () => string): string[] {
  const left = [...moves]
  const lines: string[] = []
  while (left.length > 0) {
    const free = left.findIndex((move, i) => left.every((other, j) => i === j || !other.uses.includes(move.to)))
    if (free >= 0) {
      const [move] = left.splice(free, 1)
      lines.push(`${move!.to} = ${move!.text}`)
      continue
    }
    const saved = left[0]!.to
    const name = fresh()
    lines.push(`${name} = ${saved}`)
    const rename = new RegExp(`\\b${saved}\\b`, 'g')
    left.forEach((move, i) => {
      left[i] = {
        to: move.to,
        text: move.text.replace(rename, name),
        uses: move.uses.map((use) => (use === saved ? name : use)),
      }
    })
  }
  return lines
}

export class Operands {
  readonly #entries: Value[] = []
  readonly #declare: (name: string) => void
  readonly #write: (line: string) => void
  readonly #changed: (name: string) => void
  #temporaries = 0

  constructor(hooks: {
    /** The variable is used. */
    declare(name: string): void
    write(line: string): void
    /** The variable gets a new value. */
    changed(name: string): void
  }) {
    this.#declare = (name) => hooks.declare(name)
    this.#write = (line) => hooks.write(line)
    this.#changed = (name) => hooks.changed(name)
  }

  get entries(): readonly Value[] {
    return this.#entries
  }

  /** Slots in use. */
  get depth(): number {
    return this.slotOf(this.#entries.length)
  }

  /** Slot of the entry with that index. */
  slotOf(index: number): number {
    let slot = 0
    for (let i = 0; i < index; i++) slot += slotsOfKind(this.#entries[i]!.kind)
    return slot
  }

  /** At the start of a block: everything is in its variable. */
  reset(kinds: readonly Kind[]): void {
    this.#entries.length = 0
    this.#temporaries = 0
    for (const kind of kinds) this.push(this.#own(kind))
  }

  #own(kind: Kind): Value {
    const slot = this.depth
    const { name, high } = variable('operand', kind, slot)
    this.#declare(name)
    if (high !== '') this.#declare(high)
    return variableValue('operand', kind, slot)
  }

  /** The state as it is, for `restore`. */
  save(): readonly Value[] {
    return [...this.#entries]
  }

  restore(entries: readonly Value[]): void {
    this.#entries.splice(0, this.#entries.length, ...entries)
  }

  push(value: Value): void {
    this.#entries.push(value)
  }

  pop(): Value {
    const value = this.#entries.pop()
    if (value === undefined) throw new Error('the operand stack is empty')
    return value
  }

  top(): Value {
    return this.#entries[this.#entries.length - 1]!
  }

  fresh(): string {
    const name = `w${this.#temporaries++}`
    this.#declare(name)
    return name
  }

  /** The variable is going to change: entries that use it are saved in temporaries. */
  beforeChange(name: string): void {
    this.#entries.forEach((entry, i) => {
      if (entry.uses.includes(name)) this.#entries[i] = this.evaluate(entry)
    })
  }

  /** Memory is going to change, or something happens after which nothing can be evaluated as it was. */
  beforeStore(): void {
    this.#entries.forEach((entry, i) => {
      if (entry.reads) this.#entries[i] = this.settleAt(entry, this.slotOf(i), i)
    })
  }

  /** Evaluates into temporaries. */
  evaluate(value: Value): Value {
    const name = this.fresh()
    this.#write(`${name} = ${value.text}`)
    const { kind, nonNull = false } = value
    if (kind !== 'J') return { kind, text: name, high: '', uses: [name], reads: false, simple: true, nonNull }
    const high = this.fresh()
    this.#write(`${high} = ${value.high}`)
    return { kind, text: name, high, uses: [name, high], reads: false, simple: true }
  }

  /** A value that has just been popped, as something that may stand twice. */
  simple(value: Value): Value {
    return value.simple ? value : this.settleAt(value, this.depth, this.#entries.length)
  }

  /** Pops the topmost values, the deepest first in the answer. */
  popAll(count: number): Value[] {
    return this.#entries.splice(this.#entries.length - count, count)
  }

  /** The same, and makes all of them simple. */
  popSimple(count: number): Value[] {
    const values = this.popAll(count)
    let slot = this.depth
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (!value.simple) {
        // The variable of its slot, unless another one of them still needs what is in there.
        const { name, high } = variable('operand', value.kind, slot)
        const needed = values.some((other, j) => j !== i && (other.uses.includes(name) || other.uses.includes(high)))
        values[i] = needed ? this.evaluate(value) : this.settleAt(value, slot, this.#entries.length)
      }
      slot += slotsOfKind(value.kind)
    }
    return values
  }

  /** Puts a value into the variable of a slot; `index`: where it is or will be, other entries must not lose what they use. */
  settleAt(value: Value, slot: number, index: number): Value {
    const to = variable('operand', value.kind, slot)
    this.#declare(to.name)
    if (to.high !== '') this.#declare(to.high)
    this.#entries.forEach((entry, i) => {
      if (i !== index && (entry.uses.includes(to.name) || (to.high !== '' && entry.uses.includes(to.high)))) {
        this.#entries[i] = this.evaluate(entry)
      }
    })
    const moves = movesInto(to, value)
    for (const line of orderMoves(moves, () => this.fresh())) this.#write(line)
    for (const move of moves) this.#changed(move.to)
    return variableValue('operand', value.kind, slot, value.nonNull ?? false)
  }

  /** Pushes a new value that has to be evaluated now. */
  pushEvaluated(value: Value): Value {
    const settled = this.settleAt(value, this.depth, this.#entries.length)
    this.push(settled)
    return settled
  }

  /** At the end of a block: every entry into its variable. */
  settleAll(): void {
    for (const line of this.movesHome()) this.#write(line)
    this.#entries.forEach((entry, i) => {
      this.#changed(variable('operand', entry.kind, this.slotOf(i)).name)
      this.#entries[i] = variableValue('operand', entry.kind, this.slotOf(i), entry.nonNull ?? false)
    })
  }

  /** The statements that would put every entry (and `more`, which has been popped) into its variable. */
  movesHome(more: readonly Value[] = []): string[] {
    let slot = 0
    const moves: Move[] = []
    for (const value of [...this.#entries, ...more]) {
      const to = variable('operand', value.kind, slot)
      this.#declare(to.name)
      if (to.high !== '') this.#declare(to.high)
      moves.push(...movesInto(to, value))
      slot += slotsOfKind(value.kind)
    }
    return orderMoves(moves, () => this.fresh())
  }
}
