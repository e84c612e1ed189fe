/** `this`, `super` and their qualified forms (JLS 15.8.3, 15.8.4, 15.11.2): which enclosing instance they are. */
import type { SuperExpr, ThisExpr } from '../1-parse/ast.ts'
import { type Context, isStaticClass, report, setError, thisTypeOf } from './context.ts'
import { examineTarget } from './expressions.ts'
import type { ClassSymbol } from './symbols.ts'
import type { Type } from './types.ts'

/** The context of the class `cls` around the code, and whether static code lies between (JLS 15.8.4). */
export function enclosingInstance(
  ctx: Context,
  fits: (cls: ClassSymbol) => boolean,
): { readonly at: Context | undefined; readonly isStatic: boolean; readonly prologue: boolean } {
  let isStaticHere = false
  for (let c: Context | undefined = ctx; c !== undefined; c = c.outer) {
    if (c.isStatic) isStaticHere = true
    if (fits(c.cls)) return { at: c, isStatic: isStaticHere, prologue: c.prologue }
    if (isStaticClass(c.cls)) isStaticHere = true
  }
  return { at: undefined, isStatic: false, prologue: false }
}

export function thisValue(ctx: Context, e: ThisExpr): Type {
  if (e.qualifier === undefined) {
    if (ctx.isStatic) {
      report(ctx, e, 'HL0303', 'this')
      return setError(e)
    }
    if (ctx.prologue) {
      report(ctx, e, 'HL0304', 'this')
      return setError(e)
    }
    return (e.type = thisTypeOf(ctx.cls))
  }
  const target = examineTarget(ctx, e.qualifier)
  if (target.type.kind === 'error' && target.kind !== 'package') return setError(e)
  if (target.kind !== 'type' || target.type.kind !== 'class') {
    report(ctx, e, 'HL0321')
    return setError(e)
  }
  const wanted = target.type.symbol
  const found = enclosingInstance(ctx, (cls) => cls === wanted)
  if (found.at === undefined) {
    report(ctx, e, 'HL0316', wanted.name)
    return setError(e)
  }
  if (found.isStatic || found.prologue) {
    report(ctx, e, found.prologue && !found.isStatic ? 'HL0304' : 'HL0303', 'this')
    return setError(e)
  }
  return (e.type = thisTypeOf(wanted))
}

/** `super.` and `T.super.`: the type whose members are searched (JLS 15.11.2, 15.12.1). */
export function superValue(ctx: Context, e: SuperExpr): Type {
  const { env } = ctx
  let cls = ctx.cls
  if (e.qualifier === undefined) {
    if (ctx.isStatic || ctx.prologue) {
      report(ctx, e, ctx.isStatic ? 'HL0303' : 'HL0304', 'super')
      return setError(e)
    }
  } else {
    const target = examineTarget(ctx, e.qualifier)
    if (target.type.kind === 'error' && target.kind !== 'package') return setError(e)
    if (target.kind !== 'type' || target.type.kind !== 'class') {
      report(ctx, e, 'HL0321')
      return setError(e)
    }
    const wanted = target.type.symbol
    const superinterface = ctx.cls.interfaces.find((t) => t.symbol === wanted)
    if (superinterface !== undefined && ctx.cls !== wanted) {
      if (ctx.isStatic || ctx.prologue) {
        report(ctx, e, ctx.isStatic ? 'HL0303' : 'HL0304', 'super')
        return setError(e)
      }
      return (e.type = superinterface)
    }
    const found = enclosingInstance(ctx, (c) => c === wanted)
    if (found.at === undefined) {
      report(ctx, e, 'HL0316', wanted.name)
      return setError(e)
    }
    if (found.isStatic || found.prologue) {
      report(ctx, e, found.isStatic ? 'HL0303' : 'HL0304', 'super')
      return setError(e)
    }
    cls = wanted
  }
  return (e.type = cls.superclass ?? env.types.object)
}
