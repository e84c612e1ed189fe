/**
 * String concatenation (JLS 15.18.1). From release 9 on through invokedynamic: constants stand in the recipe of
 * StringConcatFactory.makeConcatWithConstants, the other operands are its arguments, at most 200 slots a call. Before,
 * and with a StringBuilder, by append.
 */
import type { Binary, BootstrapArg, CompoundAssign, Expr } from '../1-parse/ast.ts'
import { descriptorOf } from '../2-check/descriptors.ts'
import type { Type } from '../2-check/types.ts'
import { constantText } from '../2-check/constants.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import { duplicatePlace, genPlace } from './assignments.ts'
import { genExpr } from './expressions.ts'
import { bootstrap, type Gen, vtypeOf } from './gen.ts'
import { sizeOf } from './state.ts'

const STRING = 'Ljava/lang/String;'
const OBJECT = 'Ljava/lang/Object;'
/** Marks in a recipe: an argument, a constant that is passed apart because it contains a mark itself. */
const ARGUMENT = '\u0001'
const CONSTANT = '\u0002'
const MAX_SLOTS = 200

const FACTORY = {
  refKind: 6,
  owner: 'java/lang/invoke/StringConcatFactory',
  name: 'makeConcatWithConstants',
  descriptor:
    '(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/String;' +
    '[Ljava/lang/Object;)Ljava/lang/invoke/CallSite;',
  isInterface: false,
} as const

const isString = (type: Type | undefined): boolean =>
  type?.kind === 'class' && type.symbol.binaryName === 'java/lang/String'

export const isConcat = (e: Expr): boolean => e.kind === 'Binary' && e.op === '+' && isString(e.operandType)

/** The operands of a concatenation in order, nested ones included. */
function operandsOf(e: Expr): Expr[] {
  const operands: Expr[] = []
  const work: Expr[] = [e]
  while (work.length > 0) {
    let next = work.pop()!
    while (next.kind === 'Parens') next = next.expr
    if (next.kind === 'Binary' && isConcat(next)) work.push(next.right, next.left)
    else operands.push(next)
  }
  return operands
}

export function genConcat(g: Gen, e: Binary): void {
  const operands = operandsOf(e)
  if (g.cls.options.release >= 9) genIndy(g, operands, undefined)
  else genBuilder(g, operands, undefined)
}

/** `target += value` for a String: the old value is the first operand. */
export function genConcatAssign(g: Gen, e: CompoundAssign, wanted: boolean): void {
  const place = genPlace(g, e.target)
  duplicatePlace(g, place)
  place.load()
  const operands = operandsOf(e.value)
  const first = descriptorOf(place.type)
  if (g.cls.options.release >= 9) genIndy(g, operands, first)
  else genBuilder(g, operands, first)
  if (!g.code.alive) return
  if (wanted) g.code.dupBelow(place.width)
  place.store()
}

/** Text of a constant operand; undefined for one that has to be evaluated. */
function textOf(e: Expr): string | undefined {
  if (e.kind !== 'Literal') return undefined
  if (e.literal === 'null') return 'null'
  if (typeof e.value === 'string') return e.value
  return e.type?.kind === 'primitive' ? constantText(e.value!, e.type.name) : undefined
}

/** Collects operands into recipes; `flush` makes one call of what was collected. */
function genIndy(g: Gen, operands: readonly Expr[], firstOnStack: string | undefined): void {
  const { code } = g
  let recipe = ''
  let constants: BootstrapArg[] = []
  let types: string[] = []
  let slots = 0
  let batches = 0
  const flush = (): void => {
    callFactory(g, recipe, constants, types)
    recipe = ''
    constants = []
    types = []
    slots = 0
    batches++
  }
  const argument = (descriptor: string): void => {
    recipe += ARGUMENT
    types.push(descriptor)
  }
  if (firstOnStack !== undefined) {
    argument(firstOnStack)
    slots++
  }
  for (const operand of operands) {
    const needed = sizeOf(vtypeOf(operand.type!))
    if (slots + needed >= MAX_SLOTS) flush()
    slots += needed
    const text = textOf(operand)
    if (text === undefined) {
      genExpr(g, operand)
      argument(genArgument(g, operand.type!))
    } else if (text.includes(ARGUMENT) || text.includes(CONSTANT)) {
      recipe += CONSTANT
      constants.push({ kind: 'string', value: text })
    } else recipe += text
  }
  if (batches === 0) flush()
  else {
    if (slots > 0) flush()
    callFactory(g, ARGUMENT.repeat(batches), [], Array<string>(batches).fill(STRING))
  }
  code.forceTop(STRING)
}

function callFactory(g: Gen, recipe: string, constants: readonly BootstrapArg[], types: readonly string[]): void {
  const { cls, code } = g
  if (!code.alive) return
  const index = bootstrap(cls, FACTORY, [{ kind: 'string', value: recipe }, ...constants])
  const descriptor = `(${types.join('')})${STRING}`
  const call = cls.pool.invokeDynamic(index, FACTORY.name, descriptor)
  code.invoke4(OP.invokedynamic, call, 0, types.length, STRING)
}

const BOXES = new Set(
  ['Boolean', 'Byte', 'Short', 'Character', 'Integer', 'Long', 'Float', 'Double'].map((name) => `java/lang/${name}`),
)

/**
 * The operand on the stack as an argument of the factory. Objects become strings right away, so that later operands
 * cannot change what is printed (JLS 15.7.1); boxes and strings cannot change.
 */
function genArgument(g: Gen, type: Type): string {
  if (type.kind === 'primitive') return descriptorOf(type)
  if (type.kind === 'class' && (isString(type) || BOXES.has(type.symbol.binaryName))) return descriptorOf(type)
  if (g.code.alive) {
    const index = g.cls.pool.methodRef('java/lang/String', 'valueOf', `(${OBJECT})${STRING}`)
    g.code.invoke(OP.invokestatic, index, 1, STRING)
  }
  return STRING
}

const BUILDER = 'java/lang/StringBuilder'

/** What `append` takes: exact primitives (byte and short as int), String, else Object. */
function appendType(type: Type): string {
  if (type.kind === 'primitive') return type.name === 'byte' || type.name === 'short' ? 'I' : descriptorOf(type)
  return isString(type) ? STRING : OBJECT
}

function genBuilder(g: Gen, operands: readonly Expr[], firstOnStack: string | undefined): void {
  const { code, cls } = g
  const append = (descriptor: string): void => {
    if (!code.alive) return
    const index = cls.pool.methodRef(BUILDER, 'append', `(${descriptor})L${BUILDER};`)
    code.invoke(OP.invokevirtual, index, 2, `L${BUILDER};`)
  }
  if (!code.alive) return
  code.newObject(cls.pool.class(BUILDER))
  code.dupBelow(0)
  code.construct(cls.pool.methodRef(BUILDER, '<init>', '()V'), 0, `L${BUILDER};`)
  if (firstOnStack !== undefined) {
    // The old value is below the builder.
    code.swap()
    append(firstOnStack === STRING ? STRING : OBJECT)
  }
  for (const operand of operands) {
    genExpr(g, operand)
    append(appendType(operand.type!))
  }
  if (!code.alive) return
  code.invoke(OP.invokevirtual, cls.pool.methodRef(BUILDER, 'toString', `()${STRING}`), 1, STRING)
}
