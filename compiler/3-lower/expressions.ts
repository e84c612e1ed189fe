/**
 * Expressions into the plain subset. `lowerExpr` gives the expression with its own erased type (that of the declared
 * member), `lowerTo` also converts it to the type that its place wants.
 */
import {
  assertNever,
  type ArrayInit,
  type Conditional,
  type ConstantValue,
  type Expr,
  type FieldAccess,
  type InstanceOf,
} from '../1-parse/ast.ts'
import { walk } from '../1-parse/walk.ts'
import { constantOf } from '../2-check/context.ts'
import { erasure, isObject } from '../2-check/relations.ts'
import { Flags } from '../2-check/symbols.ts'
import { BOOLEAN, INT, type PrimitiveType, type Type } from '../2-check/types.ts'
import { lowerAssign, lowerCompound, lowerIncrement, lowerPlace, readPlace } from './assignments.ts'
import { lowerCall, lowerNew } from './calls.ts'
import { envOf, type MethodScope } from './context.ts'
import { boxName, coerce, convertPrimitive, isErasedSubtype, literalKind, unboxedType } from './convert.ts'
import { lowerLambda } from './lambdas.ts'
import { lowerMethodRef } from './method-refs.ts'
import { localRef, outerThisRef, thisRef } from './references.ts'
import { lowerSwitchExpr } from './switches.ts'
import { noteLocal, withTypeUses } from './type-uses.ts'
import {
  assign,
  binary,
  booleanLiteral,
  castTo,
  classLiteral,
  exprStatement,
  field,
  letExpr,
  localVars,
  nameOf,
  newArray,
  newLocal,
  nonNull,
  placeOf,
  typeNode,
} from './trees.ts'

export const skipParens = (e: Expr): Expr => {
  let result = e
  while (result.kind === 'Parens') result = result.expr
  return result
}

export const lowerTo = (s: MethodScope, e: Expr, to: Type, erased?: Type): Expr =>
  coerce(envOf(s), lowerExpr(s, e), e.type!, to, erased)

export const lowerCondition = (s: MethodScope, e: Expr): Expr => lowerTo(s, e, BOOLEAN)

/** A new variable for a value that is needed more than once. */
export function newTemp(s: MethodScope, type: Type, name = 'temp'): ReturnType<typeof newLocal> {
  const symbol = newLocal(`${name}$${s.temps++}`, type, s.cls.symbol)
  s.declared.add(symbol)
  return symbol
}

export const lowerExpr = (s: MethodScope, e: Expr): Expr => withTypeUses(e, lowerPlain(s, e))

function lowerPlain(s: MethodScope, e: Expr): Expr {
  if (e.constant !== undefined) {
    if (s.lambda !== undefined && e.kind !== 'Literal') namesOfFields(s, e)
    return lowerConstant(e)
  }
  switch (e.kind) {
    case 'Literal':
      return e
    case 'Parens':
      return lowerExpr(s, e.expr)
    case 'Name':
      if (e.symbol?.kind === 'var' && e.symbol.varKind !== 'field' && e.symbol.varKind !== 'enumConstant') {
        return localRef(s, e, e.symbol)
      }
      return readPlace(s, e)
    case 'FieldAccess':
      return constantField(s, e) ?? readPlace(s, e)
    case 'ArrayAccess':
      return readPlace(s, e)
    case 'Call':
      return lowerCall(s, e)
    case 'New':
      return lowerNew(s, e)
    case 'NewArray': {
      const type = erasure(e.type!)
      if (e.init !== undefined) return lowerArrayInit(s, e.init, e.type!)
      return { ...e, dims: e.dims.map((dim) => lowerTo(s, dim, INT)), type }
    }
    case 'ArrayInit':
      return lowerArrayInit(s, e, e.type!)
    case 'Unary':
      if (e.op === '!') {
        const operand = lowerCondition(s, e.operand)
        if (operand.kind === 'Literal') return booleanLiteral(e, operand.value !== true)
        return { ...e, operand, type: BOOLEAN }
      }
      if (e.op === '+' || e.op === '-' || e.op === '~') {
        return { ...e, operand: lowerTo(s, e.operand, e.type!) }
      }
      return lowerIncrement(s, e)
    case 'Binary':
      return lowerBinary(s, e)
    case 'InstanceOf':
      return lowerInstanceOf(s, e)
    case 'Cast':
      return lowerCast(s, e)
    case 'Conditional':
      return lowerConditional(s, e)
    case 'Assign':
      return lowerAssign(s, e)
    case 'CompoundAssign':
      return lowerCompound(s, e)
    case 'Lambda':
      return lowerLambda(s, e)
    case 'MethodRef':
      return lowerMethodRef(s, e)
    case 'SwitchExpr':
      return lowerSwitchExpr(s, e)
    case 'This':
      if (e.qualifier === undefined || e.type?.kind !== 'class') return thisRef(s, e)
      return outerThisRef(s, e, e.type.symbol, true)
    case 'Super':
      return thisRef(s, e)
    case 'ClassLiteral':
      return lowerClassLiteral(s, e)
    case 'TypeExpr':
      return e
    case 'Let':
    case 'Indy':
      return e
    case 'ErrorExpr':
      throw new Error('an erroneous expression reached lowering')
    default:
      return assertNever(e)
  }
}

/** As in javac's class files a lambda that names a constant field of its object has the object, although it needs it not. */
function namesOfFields(s: MethodScope, e: Expr): void {
  walk(e, (node) => {
    if (node.kind !== 'Name' || node.symbol?.kind !== 'var') return
    if (node.symbol.varKind === 'field' && (node.symbol.flags & Flags.STATIC) === 0) thisRef(s, node)
  })
}

/** A constant expression is its value (JLS 15.29). */
const lowerConstant = (e: Expr): Expr => literalOf(e, e.constant!)

function literalOf(e: Expr, value: ConstantValue): Expr {
  const type = e.type!
  const kind = type.kind === 'primitive' ? literalKind(type.name) : 'string'
  return { kind: 'Literal', ...placeOf(e), literal: kind, value, text: '', type: erasure(type) }
}

/**
 * A constant variable that is selected from an expression: no constant expression, but no reference to the field either
 * (JLS 13.1). The expression is evaluated, that of an instance field must not be null; no class is initialised.
 */
function constantField(s: MethodScope, e: FieldAccess): Expr | undefined {
  const value = e.symbol?.kind === 'var' ? constantOf(e.symbol) : undefined
  if (value === undefined) return undefined
  const place = lowerPlace(s, e)
  const literal = literalOf(e, value)
  if (place.kind !== 'FieldAccess' || place.target.kind === 'TypeExpr' || place.target.kind === 'This') return literal
  const { target } = place
  return letExpr(e, [exprStatement(e, place.ref?.mode === 'static' ? target : nonNull(e, target))], literal)
}

function lowerClassLiteral(s: MethodScope, e: Extract<Expr, { kind: 'ClassLiteral' }>): Expr {
  const env = envOf(s)
  const of = e.classType.resolved!
  if (of.kind === 'primitive' || of.kind === 'void') {
    const owner = of.kind === 'void' ? 'java/lang/Void' : boxName(of.name)
    const ref = { owner, name: 'TYPE', descriptor: 'Ljava/lang/Class;', isInterface: false, mode: 'static' } as const
    return field(e, undefined, ref, env.types.class)
  }
  return classLiteral(e, erasure(of), env.types.class)
}

export function lowerArrayInit(s: MethodScope, init: ArrayInit, type: Type): Expr {
  const erased = erasure(type)
  if (type.kind !== 'array' || erased.kind !== 'array') throw new Error('array initialiser without an array type')
  const elements = init.elements.map((e) =>
    e.kind === 'ArrayInit' ? lowerArrayInit(s, e, type.element) : lowerTo(s, e, type.element),
  )
  return newArray(init, erased, elements)
}

// ---------------------------------------------------------------------------------------------- operators

const isSpine = (e: Expr): e is Extract<Expr, { kind: 'Binary' }> => e.kind === 'Binary' && e.constant === undefined

/** Binary operators along their left spine in a loop: sums may have thousands of terms. */
function lowerBinary(s: MethodScope, e: Extract<Expr, { kind: 'Binary' }>): Expr {
  const spine = [e]
  let left = skipParens(e.left)
  while (isSpine(left)) {
    spine.push(left)
    left = skipParens(left.left)
  }
  let result = lowerExpr(s, left)
  let from = left.type!
  for (let i = spine.length - 1; i >= 0; i--) {
    const node = spine[i]!
    result = lowerOperation(s, node, result, from)
    from = node.type!
  }
  return result
}

function lowerOperation(s: MethodScope, e: Extract<Expr, { kind: 'Binary' }>, left: Expr, from: Type): Expr {
  const env = envOf(s)
  if (e.op === '&&' || e.op === '||') {
    const first = coerce(env, left, from, BOOLEAN)
    if (first.kind === 'Literal') return (first.value === true) === (e.op === '&&') ? lowerCondition(s, e.right) : first
    const second = lowerCondition(s, e.right)
    if (second.kind === 'Literal' && (second.value === true) === (e.op === '&&')) return first
    return binary(e, e.op, first, second, BOOLEAN, BOOLEAN)
  }
  const type = e.operandType!
  if (type.kind !== 'primitive') {
    if (e.op === '+') {
      const right = concatOperand(s, lowerExpr(s, e.right), e.right.type!)
      return binary(e, '+', concatOperand(s, left, from), right, env.types.string, env.types.string)
    }
    const right = lowerExpr(s, e.right)
    return binary(e, e.op, left, right, env.types.object, BOOLEAN)
  }
  const first = coerce(env, left, from, type)
  const right =
    e.op === '<<' || e.op === '>>' || e.op === '>>>' ? lowerShiftCount(s, e.right) : lowerTo(s, e.right, type)
  return binary(e, e.op, first, right, type, e.type!)
}

/** The count of a shift is promoted by itself (JLS 15.19); of a long only the low bits count. */
export function lowerShiftCount(s: MethodScope, e: Expr): Expr {
  const type = e.type!.kind === 'primitive' ? (e.type as PrimitiveType) : unboxedType(e.type!)!
  return convertPrimitive(lowerTo(s, e, type), type, INT)
}

/** What string concatenation gets: a String where the checker knows it to be one. */
export function concatOperand(s: MethodScope, e: Expr, from: Type): Expr {
  const env = envOf(s)
  if (from.kind === 'class' && from.symbol === env.symbols.string) return coerce(env, e, from, env.types.string)
  return e
}

function lowerConditional(s: MethodScope, e: Conditional): Expr {
  const condition = lowerCondition(s, e.condition)
  const type = erasure(e.type!)
  if (condition.kind === 'Literal') return lowerTo(s, condition.value === true ? e.then : e.else, e.type!)
  const then = lowerTo(s, e.then, e.type!)
  const otherwise = lowerTo(s, e.else, e.type!)
  return { ...e, condition, then, else: otherwise, type }
}

function lowerCast(s: MethodScope, e: Extract<Expr, { kind: 'Cast' }>): Expr {
  const env = envOf(s)
  const to = e.castType.resolved ?? e.type!
  const inner = skipParens(e.expr)
  let result = coerce(env, lowerExpr(s, inner), inner.type!, to)
  if (to.kind === 'intersection') {
    // Each bound is checked (JLS 15.16); the value keeps the first one's type.
    for (const bound of to.bounds.slice(1).reverse()) {
      if (!isErasedSubtype(erasure(inner.type!), erasure(bound))) result = castTo(e, erasure(bound), result)
    }
    result = coerce(env, result, result.type!, erasure(to))
  }
  if (result.kind === 'Cast' && to.kind !== 'primitive') return { ...result, ...placeOf(e) }
  if (inner.kind === 'Literal' && inner.literal === 'null' && !isObject(to)) return castTo(e, erasure(to), result)
  return result
}

/**
 * `e instanceof T v` (JLS 15.20.2): the test, then the assignment of the binding variable, which the enclosing statement
 * declares.
 */
function lowerInstanceOf(s: MethodScope, e: InstanceOf): Expr {
  const env = envOf(s)
  const tested = erasure(e.testType.resolved ?? e.binding!.symbol!.type)
  const node = typeNode(e.testType, tested)
  const value = lowerExpr(s, e.expr)
  if (e.binding === undefined) return { ...e, expr: value, testType: node, type: BOOLEAN }
  const symbol = e.binding.symbol!
  noteLocal(symbol, e.testType, e.binding.modifiers.annotations)
  s.declared.add(symbol)
  s.hoisted.push(symbol)
  const statements = []
  let again: Expr = value
  if (value.kind !== 'Name') {
    const temp = newTemp(s, erasure(e.expr.type!))
    statements.push(localVars(e, temp, coerce(env, value, e.expr.type!, temp.type)))
    again = nameOf(e, temp)
  }
  const test: Expr = { ...e, expr: again, testType: node, binding: undefined, type: BOOLEAN }
  const bind = assign(e, nameOf(e, symbol, tested), coerce(env, again, again.type!, tested))
  const bound = letExpr(e, [{ kind: 'ExprStatement', ...placeOf(e), expr: bind }], booleanLiteral(e, true))
  return letExpr(e, statements, binary(e, '&&', test, bound, BOOLEAN, BOOLEAN))
}
