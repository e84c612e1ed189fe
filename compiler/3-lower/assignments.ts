/**
 * Places and what is done to them. A simple name of a field gets its object; assignments to boxed variables become
 * reads, operations on the unboxed value and writes, with the parts of the place evaluated once (JLS 15.26.2).
 */
import type { Assign, CompoundAssign, Expr, FieldAccess, Statement, Unary } from '../1-parse/ast.ts'
import { erasure } from '../2-check/relations.ts'
import { Flags, type ClassSymbol, type VarSymbol } from '../2-check/symbols.ts'
import { INT, LONG, type PrimitiveType, type Type } from '../2-check/types.ts'
import { envOf, type MethodScope } from './context.ts'
import { coerce, convertPrimitive, unboxedType } from './convert.ts'
import {
  accessedVariable,
  compoundAccessed,
  concatAccessed,
  incrementAccessed,
  longShiftAccessed,
  readAccessed,
  writeAccessed,
} from './accessors.ts'
import { concatOperand, lowerExpr, lowerShiftCount, lowerTo, newTemp, skipParens } from './expressions.ts'
import { erasedTypeOf, fieldRef, localRef, outerThisRef, simpleSite, siteOf, thisRef } from './references.ts'
import { arrayLength, assign, binary, field, intLiteral, letExpr, localVars, nameOf, placeOf } from './trees.ts'

/** A variable, field or array element as the plain tree has it, to read it or to assign to it. */
export function lowerPlace(s: MethodScope, expr: Expr): Expr {
  const e = skipParens(expr)
  const env = envOf(s)
  if (e.kind === 'ArrayAccess') {
    const array = lowerTo(s, e.array, e.array.type!)
    const element = array.type!.kind === 'array' ? array.type!.element : erasure(e.type!)
    return { ...e, array, index: lowerTo(s, e.index, INT), type: element }
  }
  if (e.kind !== 'Name' && e.kind !== 'FieldAccess') throw new Error(`${e.kind} is no place`)
  const { symbol } = e
  if (symbol?.kind !== 'var')
    return { kind: 'TypeExpr', ...placeOf(e), typeNode: { kind: 'SymbolType', ...placeOf(e), annotations: [] } }
  const isField = symbol.varKind === 'field' || symbol.varKind === 'enumConstant'
  if (!isField) return localRef(s, e, symbol)
  if (e.kind === 'FieldAccess' && symbol === env.symbols.arrayLength) {
    return arrayLength(e, lowerTo(s, e.target, e.target.type!))
  }
  const type = erasure(symbol.type)
  const owner = symbol.owner as ClassSymbol
  const isStatic = (symbol.flags & Flags.STATIC) !== 0
  if (e.kind === 'Name') {
    if (isStatic) return withSymbol(field(e, undefined, fieldRef(symbol, simpleSite(s, owner, e.site)), type), symbol)
    const target = outerThisRef(s, e, owner, false)
    return withSymbol(field(e, target, fieldRef(symbol, target.type!), type), symbol)
  }
  const { target } = e
  if (isTypeName(target)) {
    const site = target.type === undefined ? erasedTypeOf(owner) : siteOf(s, target.type, owner)
    return withSymbol(field(e, undefined, fieldRef(symbol, site), type), symbol)
  }
  if (target.kind === 'Super') {
    const object = target.qualifier === undefined ? thisRef(s, e) : superObject(s, target)
    const superOf = object.type?.kind === 'class' ? object.type.symbol : undefined
    const place = field(e, object, fieldRef(symbol, erasure(superOf?.superclass ?? erasedTypeOf(owner))), type)
    return { ...withSymbol(place, symbol), ...(target.qualifier !== undefined && superOf !== undefined && { superOf }) }
  }
  const site = siteOf(s, target.type!, owner)
  const object = coerce(env, lowerExpr(s, target), target.type!, target.type!, site)
  return withSymbol(field(e, object, fieldRef(symbol, site), type), symbol)
}

/** `Outer.super`: the enclosing instance of that class. */
export function superObject(s: MethodScope, e: Extract<Expr, { kind: 'Super' }>): Expr {
  const { qualifier } = e
  const named = qualifier === undefined ? undefined : typeSymbolOf(qualifier)
  if (named === undefined || (named.flags & Flags.INTERFACE) !== 0) return thisRef(s, e)
  return outerThisRef(s, e, named, true)
}

function typeSymbolOf(e: Expr): ClassSymbol | undefined {
  if ((e.kind === 'Name' || e.kind === 'FieldAccess') && e.symbol?.kind === 'class') return e.symbol
  if (e.kind === 'TypeExpr' && e.typeNode.resolved?.kind === 'class') return e.typeNode.resolved.symbol
  return e.type?.kind === 'class' ? e.type.symbol : undefined
}

/** Whether the expression is the name of a type. */
export function isTypeName(e: Expr): boolean {
  if (e.kind === 'TypeExpr') return true
  return (e.kind === 'Name' || e.kind === 'FieldAccess') && (e.symbol?.kind === 'class' || e.symbol?.kind === 'package')
}

const withSymbol = (e: FieldAccess, symbol: VarSymbol): FieldAccess => ({ ...e, symbol })

/** A place that is read: perhaps through an access method. */
export const readPlace = (s: MethodScope, e: Expr): Expr => read(s, lowerPlace(s, e))

function read(s: MethodScope, place: Expr): Expr {
  const symbol = accessedVariable(s, place)
  return symbol === undefined ? place : readAccessed(s, place as FieldAccess, symbol)
}

// ---------------------------------------------------------------------------------------------- assignment

export function lowerAssign(s: MethodScope, e: Assign): Expr {
  const target = lowerPlace(s, e.target)
  const value = e.value.kind === 'ArrayInit' ? lowerExpr(s, e.value) : lowerTo(s, e.value, e.target.type!, target.type!)
  const symbol = accessedVariable(s, target)
  if (symbol !== undefined) return writeAccessed(s, e, target as FieldAccess, symbol, value)
  return { ...e, target, value, type: target.type! }
}

/** An assignment, perhaps through an access method. */
function store(s: MethodScope, at: Expr, place: Expr, value: Expr): Expr {
  const symbol = accessedVariable(s, place)
  return symbol === undefined ? assign(at, place, value) : writeAccessed(s, at, place as FieldAccess, symbol, value)
}

const isReferenceType = (type: Type): boolean => type.kind !== 'primitive'

export function lowerCompound(s: MethodScope, e: CompoundAssign): Expr {
  const env = envOf(s)
  const operandType = e.operandType!
  const target = lowerPlace(s, e.target)
  const accessed = accessedVariable(s, target)
  if (operandType.kind !== 'primitive') {
    const value = concatOperand(s, lowerExpr(s, e.value), e.value.type!)
    if (accessed !== undefined) return concatAccessed(s, e, target as FieldAccess, accessed, value)
    return { ...e, target, value, operandType: env.types.string, type: target.type! }
  }
  const isBox = isReferenceType(e.target.type!)
  if (accessed !== undefined && !isBox && isShift(e.op) && promotesToLong(e.value.type!)) {
    return longShiftAccessed(s, e, target as FieldAccess, accessed, lowerTo(s, e.value, LONG), operandType)
  }
  const value = isShift(e.op) ? lowerShiftCount(s, e.value) : lowerTo(s, e.value, operandType)
  if (!isBox) {
    if (accessed !== undefined) return compoundAccessed(s, e, target as FieldAccess, accessed, value, operandType)
    return { ...e, target, value, type: target.type! }
  }
  return once(s, target, (place) => {
    const old = coerce(env, read(s, place), e.target.type!, operandType)
    const sum = binary(e, e.op, old, value, operandType, operandType)
    return store(s, e, place, backInto(s, sum, operandType, e.target.type!, target.type!))
  })
}

const promotesToLong = (type: Type): boolean =>
  type.kind === 'primitive' ? type.name === 'long' : unboxedType(type)?.name === 'long'

const isShift = (op: string): boolean => op === '<<' || op === '>>' || op === '>>>'

/** The hidden cast of compound assignment, then boxing. */
function backInto(s: MethodScope, e: Expr, from: PrimitiveType, to: Type, erased: Type): Expr {
  const wanted = to.kind === 'primitive' ? to : (unboxedType(to) ?? from)
  return coerce(envOf(s), convertPrimitive(e, from, wanted), wanted, to, erased)
}

export function lowerIncrement(s: MethodScope, e: Unary): Expr {
  const env = envOf(s)
  const target = lowerPlace(s, e.operand)
  const declared = e.operand.type!
  if (!isReferenceType(declared)) {
    const accessed = accessedVariable(s, target)
    if (accessed !== undefined) return incrementAccessed(s, e, target as FieldAccess, accessed)
    return { ...e, operand: target, type: target.type! }
  }
  const unboxed = declared.kind === 'primitive' ? declared : unboxedType(declared)!
  const promoted = ['byte', 'short', 'char'].includes(unboxed.name) ? INT : unboxed
  const op = e.op.endsWith('++') ? '+' : '-'
  const one = convertPrimitive(intLiteral(e, 1), INT, promoted)
  const changed = (old: Expr): Expr => {
    const value = coerce(env, old, declared, promoted)
    return backInto(s, binary(e, op, value, one, promoted, promoted), promoted, declared, target.type!)
  }
  return once(s, target, (place) => {
    if (e.op.startsWith('pre')) return store(s, e, place, changed(read(s, place)))
    const old = newTemp(s, target.type!)
    const statements: Statement[] = [
      localVars(e, old, read(s, place)),
      { kind: 'ExprStatement', ...placeOf(e), expr: store(s, e, place, changed(read(s, place))) },
    ]
    return letExpr(e, statements, nameOf(e, old))
  })
}

/** Evaluates the parts of a place once, so that it can be read and then written. */
function once(s: MethodScope, place: Expr, use: (place: Expr) => Expr): Expr {
  const statements: Statement[] = []
  const keep = (e: Expr): Expr => {
    if (e.kind === 'Name' || e.kind === 'This' || e.kind === 'Literal' || e.kind === 'TypeExpr') return e
    const temp = newTemp(s, e.type!)
    statements.push(localVars(e, temp, e))
    return nameOf(e, temp)
  }
  let simple = place
  if (place.kind === 'ArrayAccess') {
    // The array may be assigned again by the index: both wait in variables of their own.
    const array = newTemp(s, place.array.type!)
    statements.push(localVars(place, array, place.array))
    const index = newTemp(s, INT)
    statements.push(localVars(place, index, place.index))
    simple = { ...place, array: nameOf(place, array), index: nameOf(place, index) }
  } else if (place.kind === 'FieldAccess') simple = { ...place, target: keep(place.target) }
  return letExpr(place, statements, use(simple))
}
