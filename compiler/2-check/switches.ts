/**
 * Switch statements and expressions (JLS 14.11, 15.28): labels, scopes of their bodies, and the values of a switch
 * expression, which is a poly expression.
 */
import type { Expr, Statement, Switch, SwitchCase, SwitchExpr } from '../1-parse/ast.ts'
import { castConstant } from './constants.ts'
import { completeAlone, standalone, value } from './completion.ts'
import { type Context, dropBindings, inBlock, report, type Returned, withJump } from './context.ts'
import { assignable, primitiveOf } from './conversions.ts'
import { examine, skipParens } from './expressions.ts'
import { isPending, type Operand } from './operands.ts'
import { isString, typeToString } from './relations.ts'
import { statement, statements } from './statements.ts'
import { type ClassSymbol, Flags, type VarSymbol } from './symbols.ts'
import { ERROR, type Type } from './types.ts'

export function switchStatement(ctx: Context, s: Switch): void {
  const inner = withJump(ctx, {
    kind: 'switch',
    label: undefined,
    statement: s,
    expression: undefined,
    yields: undefined,
  })
  switchBody(inner, s, (c, caseCtx) => {
    const [only] = c.body
    if (c.arrow && only !== undefined && only.kind === 'ExprStatement') standalone(caseCtx, only.expr)
    else for (const item of c.body) statement(caseCtx, item)
  })
}

export function examineSwitchExpr(ctx: Context, e: SwitchExpr): Operand {
  const yields: Returned[] = []
  const inner = withJump(ctx, {
    kind: 'switchExpr',
    label: undefined,
    statement: undefined,
    expression: e,
    yields,
  })
  switchBody(inner, e, (c, caseCtx) => {
    const [only] = c.body
    if (c.arrow && only !== undefined && only.kind === 'ExprStatement') {
      const operand = examine(caseCtx, only.expr)
      if (operand.kind === 'void') report(caseCtx, only.expr, 'HL0309')
      yields.push({
        expr: only.expr,
        operand: operand.kind === 'void' ? ERROR : operand,
        ctx: isPending(operand) ? { ...caseCtx } : caseCtx,
      })
    } else statements(caseCtx, c.body)
  })
  // With the flow rules, as in javac: only when nothing else is wrong.
  ctx.checker.afterwards.push(() => checkExhaustive(ctx, e))
  if (yields.length === 0) {
    if (e.cases.length === 0 || !e.cases.some((c) => containsYield(c.body))) report(ctx, e, 'HL0376')
    e.type = ERROR
    return ERROR
  }
  return { kind: 'pendingChoice', expr: e, branches: yields }
}

/** A switch expression covers all values: default, or every constant of the enum (JLS 15.28.1). */
function checkExhaustive(ctx: Context, e: SwitchExpr): void {
  const type = e.selector.type ?? ERROR
  if (type.kind === 'error' || e.cases.some((c) => c.isDefault)) return
  if (type.kind === 'class' && (type.symbol.flags & Flags.ENUM) !== 0) {
    const named = new Set(e.cases.flatMap((c) => c.labels.map((label) => (label.kind === 'Name' ? label.name : ''))))
    for (const field of type.symbol.fields.values()) {
      if ((field.flags & Flags.ENUM) !== 0 && !named.has(field.name)) {
        report(ctx, e, 'HL0375')
        return
      }
    }
    return
  }
  report(ctx, e, 'HL0375')
}

function containsYield(body: readonly Statement[]): boolean {
  return body.some((s) => s.kind === 'Yield' || (s.kind === 'Block' && containsYield(s.statements)))
}

function switchBody(ctx: Context, s: Switch | SwitchExpr, body: (c: SwitchCase, caseCtx: Context) => void): void {
  const { env } = ctx
  const selector = value(ctx, s.selector)
  const primitive = primitiveOf(env, selector)
  const enumClass =
    selector.kind === 'class' && (selector.symbol.flags & Flags.ENUM) !== 0 ? selector.symbol : undefined
  const integral = primitive !== undefined && ['int', 'short', 'char', 'byte'].includes(primitive.name)
  const usable = integral || enumClass !== undefined || isString(selector)
  if (!usable && selector.kind !== 'error') report(ctx, s.selector, 'HL0370', typeToString(selector))
  const seen = new Set<unknown>()
  let hasDefault = false
  inBlock(ctx, () => {
    for (const c of s.cases) {
      if (c.isDefault) {
        if (hasDefault) report(ctx, c, 'HL0371')
        hasDefault = true
      }
      for (const label of c.labels) caseLabel(ctx, label, selector, enumClass, usable, seen)
      // Rules have scopes of their own; groups of the old form share one for declared variables only, not for classes
      // and pattern variables (JLS 6.3, 6.3.2).
      const { classes, scope, locals } = ctx
      if (c.arrow) inBlock(ctx, () => body(c, ctx))
      else body(c, ctx)
      dropBindings(ctx, locals)
      ctx.classes = classes
      ctx.scope = scope
    }
  })
}

function caseLabel(
  ctx: Context,
  label: Expr,
  selector: Type,
  enumClass: ClassSymbol | undefined,
  usable: boolean,
  seen: Set<unknown>,
): void {
  if (enumClass !== undefined) {
    const inner = skipParens(label)
    if (inner.kind !== 'Name' || inner !== label) {
      standalone(ctx, label)
      report(ctx, label, 'HL0372')
      return
    }
    const symbol: VarSymbol | undefined = enumClass.fields.get(inner.name)
    if (symbol === undefined || (symbol.flags & Flags.ENUM) === 0) {
      report(ctx, label, 'HL0373', inner.name, enumClass.name)
      return
    }
    inner.symbol = symbol
    inner.type = selector
    if (seen.has(symbol)) report(ctx, label, 'HL0374', inner.name)
    seen.add(symbol)
    return
  }
  const operand = examine(ctx, label)
  const type = completeAlone(ctx, label, operand)
  if (type.kind === 'error' || selector.kind === 'error' || !usable) return
  const { constant } = label
  const target = isString(selector) ? selector : (primitiveOf(ctx.env, selector) ?? selector)
  const fit = assignable(ctx.env, type, selector, constant)
  if (fit !== true) {
    report(ctx, label, fit === 'lossy' ? 'HL0302' : 'HL0378', typeToString(type), typeToString(selector))
    return
  }
  if (constant === undefined) {
    report(ctx, label, 'HL0379')
    return
  }
  const key = target.kind === 'primitive' ? castConstant(constant, target.name) : constant
  if (seen.has(key)) report(ctx, label, 'HL0374', String(constant))
  seen.add(key)
}
