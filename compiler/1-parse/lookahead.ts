/**
 * The lookahead of the grammar's alternatives: one token, by table, computed when a decision is first taken.
 *
 * Chevrotain's own strategy computes all decisions of the grammar when the parser is built, which costs more than
 * parsing a short program. Java needs one token at most places and far more than two at the others (casts, lambdas,
 * local variable declarations); those have decisions of their own in the grammar, so LL(1) tables suffice here.
 * Alternatives that share a first token are tried in order by their GATE.
 */
import {
  Alternation,
  type BaseParser,
  type ILookaheadStrategy,
  type IOrAlt,
  type IProduction,
  type LookaheadProductionType,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  type TokenType,
} from 'chevrotain'
import { TABLE_SIZE } from './tokens.ts'

/** The parts of chevrotain's recorded grammar that matter here; `definition` is shared by all inner nodes. */
interface Production extends IProduction {
  readonly definition?: readonly Production[]
  readonly referencedRule?: Rule
  readonly terminalType?: TokenType
  readonly idx?: number
}

/** What a lookahead function needs of the parser. */
interface Lookahead {
  LA(n: number): { readonly tokenTypeIdx: number }
}

type ProductionClass = abstract new (...args: never[]) => object

const CLASS_OF: Readonly<Record<LookaheadProductionType, ProductionClass>> = {
  Alternation,
  Option,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  Repetition,
  RepetitionWithSeparator,
}

export function createTableLookahead(): ILookaheadStrategy {
  const firstOfRule = new Map<Rule, FirstSet>()
  return {
    validate: () => [],
    buildLookaheadForAlternation: ({ rule, prodOccurrence, hasPredicates }) => {
      let tables: Uint8Array[] | undefined
      let direct: Int16Array | undefined
      const build = (): void => {
        const alternation = find(rule, Alternation, prodOccurrence)
        tables = (alternation.definition ?? []).map((alternative) => {
          const first = firstOfSequence(alternative.definition ?? [], firstOfRule)
          return first.nullable ? new Uint8Array(TABLE_SIZE).fill(1) : first.types
        })
        if (hasPredicates) return
        direct = new Int16Array(TABLE_SIZE).fill(-1)
        for (let i = tables.length - 1; i >= 0; i--) {
          for (let type = 0; type < TABLE_SIZE; type++) if (tables[i]![type] === 1) direct[type] = i
        }
      }
      return function (this: BaseParser, alternatives?: IOrAlt<unknown>[]): number | undefined {
        if (tables === undefined) build()
        const type = (this as unknown as Lookahead).LA(1).tokenTypeIdx
        if (direct !== undefined) {
          const taken = direct[type]!
          return taken < 0 ? undefined : taken
        }
        for (let i = 0; i < tables!.length; i++) {
          if (tables![i]![type] !== 1) continue
          const gate = alternatives![i]!.GATE
          if (gate === undefined || gate.call(this)) return i
        }
        return undefined
      }
    },
    buildLookaheadForOptional: ({ rule, prodOccurrence, prodType }) => {
      let table: Uint8Array | undefined
      return function (this: BaseParser): boolean {
        if (table === undefined) {
          const production = find(rule, CLASS_OF[prodType], prodOccurrence)
          table = firstOfSequence(production.definition ?? [], firstOfRule).types
        }
        return table[(this as unknown as Lookahead).LA(1).tokenTypeIdx] === 1
      }
    },
  }
}

interface FirstSet {
  readonly types: Uint8Array
  nullable: boolean
}

function find(rule: Rule, kind: ProductionClass, idx: number): Production {
  const pending: Production[] = [...(rule.definition as readonly Production[])]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node instanceof kind && node.idx === idx) return node
    // A reference to another rule has that rule's definition; it is not part of this one.
    if (node.referencedRule === undefined && node.definition !== undefined) pending.push(...node.definition)
  }
  throw new Error(`no ${kind.name} ${idx} in the rule ${rule.name}`)
}

function firstOfSequence(sequence: readonly Production[], rules: Map<Rule, FirstSet>): FirstSet {
  const result: FirstSet = { types: new Uint8Array(TABLE_SIZE), nullable: true }
  for (const part of sequence) {
    const first = firstOf(part, rules)
    for (let i = 0; i < TABLE_SIZE; i++) if (first.types[i] === 1) result.types[i] = 1
    if (!first.nullable) {
      result.nullable = false
      break
    }
  }
  return result
}

function firstOf(node: Production, rules: Map<Rule, FirstSet>): FirstSet {
  if (node.terminalType !== undefined) {
    const types = new Uint8Array(TABLE_SIZE)
    types[node.terminalType.tokenTypeIdx!] = 1
    return { types, nullable: false }
  }
  if (node.referencedRule !== undefined) {
    const rule = node.referencedRule
    const known = rules.get(rule)
    if (known !== undefined) return known
    const first = firstOfSequence(rule.definition as readonly Production[], rules)
    rules.set(rule, first)
    return first
  }
  if (node instanceof Alternation) {
    const result: FirstSet = { types: new Uint8Array(TABLE_SIZE), nullable: false }
    for (const alternative of node.definition as readonly Production[]) {
      const first = firstOfSequence(alternative.definition ?? [], rules)
      for (let i = 0; i < TABLE_SIZE; i++) if (first.types[i] === 1) result.types[i] = 1
      if (first.nullable) result.nullable = true
    }
    return result
  }
  const first = firstOfSequence(node.definition ?? [], rules)
  const optional = node instanceof Option || node instanceof Repetition || node instanceof RepetitionWithSeparator
  return optional ? { types: first.types, nullable: true } : first
}
