/**
 * switch into switches on int constants of the old form (JLS 14.11, 15.28): strings by hash code and `equals`, enum
 * constants through a table from ordinals to numbers of ours, rules (`->`) into groups that end with a jump.
 */
import type { Expr, MemberRef, Statement, Switch, SwitchCase, SwitchExpr } from '../1-parse/ast.ts'
import { erasure } from '../2-check/relations.ts'
import { type ClassSymbol, Flags } from '../2-check/symbols.ts'
import { BOOLEAN, INT, type Type } from '../2-check/types.ts'
import { envOf, type MethodScope } from './context.ts'
import { coerce } from './convert.ts'
import { enumNumber } from './enum-maps.ts'
import { lowerExpr, lowerTo, newTemp } from './expressions.ts'
import { lowerStatements } from './statements.ts'
import {
  type At,
  assign,
  block,
  call,
  create,
  exprStatement,
  ifThen,
  intLiteral,
  letExpr,
  localVars,
  nameOf,
  placeOf,
  stringLiteral,
  throwValue,
} from './trees.ts'

/** What a switch becomes: statements in front, the int to switch on and the constant of each label. */
interface Selector {
  readonly before: readonly Statement[]
  readonly value: Expr
  readonly label: (label: Expr) => Expr
}

export function lowerSwitch(s: MethodScope, e: Switch): Statement {
  const selector = lowerSelector(s, e)
  const cases = e.cases.map((c) => ({
    ...c,
    labels: c.labels.map(selector.label),
    body: ruleBody(s, e, c),
    arrow: false,
  }))
  const made: Switch = { ...e, selector: selector.value, cases, origin: e }
  return selector.before.length === 0 ? made : block(e, [...selector.before, made], e.closeBrace)
}

function ruleBody(s: MethodScope, e: Switch, c: SwitchCase): Statement[] {
  const body = lowerStatements(s, c.body)
  if (!c.arrow) return body
  // A rule has its own scope and does not fall through.
  const leave: Statement = { kind: 'Break', ...placeOf(c), label: undefined, target: e }
  return [block(c.body[0] ?? c, body), leave]
}

export function lowerSwitchExpr(s: MethodScope, e: SwitchExpr): Expr {
  const env = envOf(s)
  const selector = lowerSelector(s, e)
  const type = e.type!
  const cases: SwitchCase[] = e.cases.map((c) => {
    const [only] = c.body
    let body: Statement[]
    if (c.arrow && only?.kind === 'ExprStatement') {
      const outer = s.hoisted
      s.hoisted = []
      const value = lowerTo(s, only.expr, type)
      const declarations = s.hoisted.map((symbol) => localVars(only, symbol, undefined))
      s.hoisted = outer
      const result: Statement = { kind: 'Yield', ...placeOf(only), value, target: e }
      body = [block(only, [...declarations, result])]
    } else if (c.arrow) body = [block(only ?? c, lowerStatements(s, c.body))]
    else body = lowerStatements(s, c.body)
    return { ...c, labels: c.labels.map(selector.label), body, arrow: false }
  })
  if (!e.cases.some((c) => c.isDefault)) {
    // An enum may have got more constants since (JLS 15.28.2).
    const ref: MemberRef = {
      owner: 'java/lang/IncompatibleClassChangeError',
      name: '<init>',
      descriptor: '()V',
      isInterface: false,
      mode: 'special',
    }
    const error = create(e, ref, [], {
      kind: 'class',
      symbol: env.classReference(ref.owner),
      typeArgs: [],
      outer: undefined,
    })
    cases.push({
      kind: 'SwitchCase',
      ...placeOf(e),
      labels: [],
      isDefault: true,
      arrow: false,
      body: [throwValue(e, error)],
    })
  }
  const made: SwitchExpr = { ...e, selector: selector.value, cases, type: erasure(type), origin: e }
  return letExpr(e, selector.before, made)
}

function lowerSelector(s: MethodScope, e: Switch | SwitchExpr): Selector {
  const env = envOf(s)
  const type = e.selector.type!
  if (type.kind === 'class' && type.symbol === env.symbols.string) return stringSelector(s, e)
  if (type.kind === 'class' && (type.symbol.flags & Flags.ENUM) !== 0) return enumSelector(s, e, type.symbol)
  return {
    before: [],
    value: lowerTo(s, e.selector, INT),
    label: (label) => intLiteral(label, Number(label.constant)),
  }
}

function enumSelector(s: MethodScope, e: Switch | SwitchExpr, symbol: ClassSymbol): Selector {
  const { map, numberOf } = enumNumber(s.cls.lowering, symbol, e)
  const value = lowerTo(s, e.selector, e.selector.type!)
  const ordinal: MemberRef = {
    owner: symbol.binaryName,
    name: 'ordinal',
    descriptor: '()I',
    isInterface: false,
    mode: 'virtual',
  }
  const index = call(e.selector, value, ordinal, [], INT)
  return {
    before: [],
    value: { kind: 'ArrayAccess', ...placeOf(e.selector), array: map(e.selector), index, type: INT },
    label: (label) => intLiteral(label, numberOf(constantName(label))),
  }
}

const constantName = (label: Expr): string =>
  label.kind === 'Name' ? label.name : label.kind === 'FieldAccess' ? label.name.name : ''

/**
 * A first switch on the hash code finds the number of the string with `equals`, the second one switches on that:
 *   String s = selector; int n = -1;
 *   switch (s.hashCode()) { case 97: if (s.equals("a")) n = 0; break; ... }
 *   switch (n) { case 0: ... }
 */
function stringSelector(s: MethodScope, e: Switch | SwitchExpr): Selector {
  const env = envOf(s)
  const at = e.selector
  const string = env.types.string
  const value = coerce(env, lowerExpr(s, at), at.type!, string)
  const subject = newTemp(s, string, 's')
  const number = newTemp(s, INT, 'tmp')
  const numbers = new Map<string, number>()
  for (const c of e.cases) {
    for (const label of c.labels) {
      const text = String(label.constant)
      if (!numbers.has(text)) numbers.set(text, numbers.size)
    }
  }
  const byHash = new Map<number, string[]>()
  for (const text of numbers.keys()) {
    const hash = hashOf(text)
    const group = byHash.get(hash)
    if (group === undefined) byHash.set(hash, [text])
    else group.push(text)
  }
  // Only an identity: what the jumps out of the first switch name.
  const first: Statement = { kind: 'Empty', ...placeOf(at) }
  const cases = [...byHash].map(([hash, texts]) => hashCase(at, hash, texts, subject, number, numbers, string, first))
  const before: Statement[] = [localVars(at, subject, value), localVars(at, number, intLiteral(at, -1))]
  if (cases.length > 0) {
    const owner = 'java/lang/String'
    const hashCode = { owner, name: 'hashCode', descriptor: '()I', isInterface: false, mode: 'virtual' } as const
    before.push({
      kind: 'Switch',
      ...placeOf(at),
      selector: call(at, nameOf(at, subject), hashCode, [], INT),
      cases,
      closeBrace: -1,
      origin: first,
    })
  } else {
    // A null selector throws even when nothing is compared.
    const owner = 'java/lang/String'
    const hashCode = { owner, name: 'hashCode', descriptor: '()I', isInterface: false, mode: 'virtual' } as const
    before.push(exprStatement(at, call(at, nameOf(at, subject), hashCode, [], INT)))
  }
  return {
    before,
    value: nameOf(at, number),
    label: (label) => intLiteral(label, numbers.get(String(label.constant))!),
  }
}

function hashCase(
  at: At,
  hash: number,
  texts: readonly string[],
  subject: Parameters<typeof nameOf>[1],
  number: Parameters<typeof nameOf>[1],
  numbers: ReadonlyMap<string, number>,
  string: Type,
  target: Statement,
): SwitchCase {
  const equals: MemberRef = {
    owner: 'java/lang/String',
    name: 'equals',
    descriptor: '(Ljava/lang/Object;)Z',
    isInterface: false,
    mode: 'virtual',
  }
  let chain: Statement | undefined
  for (const text of texts) {
    const test = call(at, nameOf(at, subject), equals, [stringLiteral(at, text, string)], BOOLEAN)
    const found = exprStatement(at, assign(at, nameOf(at, number), intLiteral(at, numbers.get(text)!)))
    chain = ifThen(at, test, found, chain)
  }
  const leave: Statement = { kind: 'Break', ...placeOf(at), label: undefined, target }
  return {
    kind: 'SwitchCase',
    ...placeOf(at),
    labels: [intLiteral(at, hash)],
    isDefault: false,
    arrow: false,
    body: [chain!, leave],
  }
}

/** String.hashCode */
export function hashOf(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}
