/** Array access, creation and initialisers (JLS 10.6, 15.10). */
import { checkTypeAnnotations } from './annotations.ts'
import type { ArrayAccess, ArrayInit, Expr, NewArray } from '../1-parse/ast.ts'
import { expect, value } from './completion.ts'
import { type Context, report, setError } from './context.ts'
import { primitiveOf, unaryPromotion } from './conversions.ts'
import { arrayOf, capture, isReifiable, typeToString, upperBound } from './relations.ts'
import { resolveType } from './scope.ts'
import { dimensionsOf, MAX_DIMENSIONS } from './type-views.ts'
import { BOOLEAN, ERROR, INT, type Type } from './types.ts'

/** An index or dimension: an int after unary promotion (JLS 15.10.1, 15.10.3). */
function indexValue(ctx: Context, e: Expr): void {
  const type = value(ctx, e)
  if (type.kind === 'error') return
  const primitive = primitiveOf(ctx.env, type)
  if (primitive === undefined || primitive === BOOLEAN) report(ctx, e, 'HL0301', typeToString(type), 'int')
  else if (unaryPromotion(primitive) !== INT) report(ctx, e, 'HL0302', typeToString(type), 'int')
}

/** An element; the left side of an assignment keeps its wildcards (JLS 15.10.3 and 15.26.1). */
export function arrayAccess(ctx: Context, e: ArrayAccess, asTarget = false): Type {
  const { env } = ctx
  const type = upperBound(value(ctx, e.array))
  indexValue(ctx, e.index)
  if (type.kind === 'error') return setError(e)
  if (type.kind !== 'array') {
    report(ctx, e, 'HL0317', typeToString(type))
    return setError(e)
  }
  return (e.type = asTarget ? type.element : capture(env, type.element))
}

export function newArray(ctx: Context, e: NewArray): Type {
  const { env } = ctx
  const element = resolveType(env, ctx.scope, e.elementType)
  for (const list of e.dimAnnotations ?? []) if (list.length > 0) checkTypeAnnotations(env, ctx.scope, list)
  for (const dim of e.dims) indexValue(ctx, dim)
  if (element.kind === 'error') {
    if (e.init !== undefined) for (const item of e.init.elements) arrayItem(ctx, item, ERROR)
    return setError(e)
  }
  const type = arrayOf(element, e.dims.length + e.extraDims)
  if (dimensionsOf(type) > MAX_DIMENSIONS) report(ctx, e, 'HL0706')
  if (!isReifiable(element)) report(ctx, e, 'HL0351', typeToString(element))
  e.type = type
  if (e.init !== undefined) arrayInit(ctx, e.init, type)
  return type
}

/** `{ a, b }` for a variable or an array creation (JLS 10.6). */
export function arrayInit(ctx: Context, e: ArrayInit, target: Type): Type {
  if (target.kind !== 'array') {
    if (target.kind !== 'error') report(ctx, e, 'HL0352', typeToString(target))
    for (const item of e.elements) arrayItem(ctx, item, ERROR)
    return setError(e)
  }
  if (!isReifiable(target.element)) report(ctx, e, 'HL0351', typeToString(target.element))
  e.type = target
  for (const item of e.elements) arrayItem(ctx, item, target.element)
  return target
}

function arrayItem(ctx: Context, item: Expr, target: Type): void {
  if (item.kind === 'ArrayInit') arrayInit(ctx, item, target)
  else expect(ctx, item, target)
}

/** The initialiser of a variable, which may be an array initialiser. */
export function initialiser(ctx: Context, e: Expr, target: Type): Type {
  return e.kind === 'ArrayInit' ? arrayInit(ctx, e, target) : expect(ctx, e, target)
}
