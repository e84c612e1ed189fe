/**
 * Operators (JLS 15.14 to 15.26): numeric promotion, string concatenation, comparison, assignment and the conditional,
 * with the folding of constants (15.29) and the scope of pattern variables (6.3.1).
 */
import type {
  Assign,
  Binary,
  BinaryOp,
  CompoundAssign,
  Conditional,
  ConstantValue,
  Expr,
  Unary,
} from '../1-parse/ast.ts'
import { castConstant, constantText, foldBinary, foldUnary } from './constants.ts'
import { completeAlone, expect, standaloneChoice, value } from './completion.ts'
import { bindingsOf, type Context, type Returned, report, setBindings, setError, withBindings } from './context.ts'
import {
  binaryPromotion,
  isIntegralType,
  isNumericType,
  numericChoice,
  primitiveOf,
  unaryPromotion,
} from './conversions.ts'
import { condition, examine, lvalue, skipParens } from './expressions.ts'
import { isErroneousOperand, isPending, type Operand } from './operands.ts'
import { capture, isCastable, isString, typeToString } from './relations.ts'
import { Flags, type VarSymbol } from './symbols.ts'
import { BOOLEAN, type PrimitiveType, type Type } from './types.ts'

// ---------------------------------------------------------------------------------------------- unary

export function examineUnary(ctx: Context, e: Unary): Type {
  const { env } = ctx
  switch (e.op) {
    case 'pre++':
    case 'pre--':
    case 'post++':
    case 'post--': {
      const type = lvalue(ctx, e.operand, 'updated')
      if (type.kind === 'error') return setError(e)
      if (!isNumericType(primitiveOf(env, type))) {
        report(ctx, e, 'HL0357', e.op.slice(-2), typeToString(type))
        return setError(e)
      }
      checkNotFinal(ctx, e.operand)
      return (e.type = capture(env, type))
    }
    case '!': {
      const type = value(ctx, e.operand)
      const bindings = bindingsOf(ctx, e.operand)
      setBindings(ctx, e, bindings.whenFalse, bindings.whenTrue)
      if (type.kind === 'error') return setError(e)
      if (primitiveOf(env, type) !== BOOLEAN) {
        report(ctx, e, 'HL0357', e.op, typeToString(type))
        return setError(e)
      }
      if (typeof e.operand.constant === 'boolean') e.constant = !e.operand.constant
      return (e.type = BOOLEAN)
    }
    default: {
      const type = value(ctx, e.operand)
      if (type.kind === 'error') return setError(e)
      const primitive = primitiveOf(env, type)
      if (!(e.op === '~' ? isIntegralType(primitive) : isNumericType(primitive))) {
        report(ctx, e, 'HL0357', e.op, typeToString(type))
        return setError(e)
      }
      const result = unaryPromotion(primitive!)
      const { constant } = e.operand
      if (constant !== undefined) {
        const operand = castConstant(constant, result.name)
        const folded = operand === undefined ? undefined : foldUnary(e.op, result.name, operand)
        if (folded !== undefined) e.constant = folded
      }
      return (e.type = result)
    }
  }
}

// ---------------------------------------------------------------------------------------------- binary

/** Iterates down the left spine: sums of thousands of terms are ordinary in generated programs. */
export function examineBinary(ctx: Context, top: Binary): Type {
  const spine: Binary[] = []
  let leftmost: Expr = top
  while (leftmost.kind === 'Binary') {
    spine.push(leftmost)
    leftmost = leftmost.left
  }
  let left = value(ctx, leftmost)
  for (let i = spine.length - 1; i >= 0; i--) {
    const e = spine[i]!
    const bindings = bindingsOf(ctx, e.left)
    const visible = e.op === '&&' ? bindings.whenTrue : e.op === '||' ? bindings.whenFalse : []
    const right = withBindings(ctx, visible, () => value(ctx, e.right))
    if (e.op === '&&' || e.op === '||') joinBindings(ctx, e)
    left = binaryType(ctx, e, left, right)
  }
  return left
}

/** JLS 6.3.1.1, 6.3.1.2 */
function joinBindings(ctx: Context, e: Binary): void {
  const left = bindingsOf(ctx, e.left)
  const right = bindingsOf(ctx, e.right)
  const join = (a: readonly VarSymbol[], b: readonly VarSymbol[]) => {
    for (const symbol of b) {
      if (a.some((other) => other.name === symbol.name)) report(ctx, e, 'HL0310', symbol.name)
    }
    return [...a, ...b]
  }
  // One name cannot stand for two variables when it is open which of them matched (JLS 6.3.1.1, 6.3.1.2).
  const [a, b] = e.op === '&&' ? [left.whenFalse, right.whenFalse] : [left.whenTrue, right.whenTrue]
  for (const symbol of b) {
    if (a.some((other) => other.name === symbol.name)) report(ctx, e, 'HL0310', symbol.name)
  }
  if (e.op === '&&') setBindings(ctx, e, join(left.whenTrue, right.whenTrue), [])
  else setBindings(ctx, e, [], join(left.whenFalse, right.whenFalse))
}

function binaryType(ctx: Context, e: Binary, left: Type, right: Type): Type {
  if (left.kind === 'error' || right.kind === 'error') {
    // A comparison is boolean and a concatenation a String whatever is wrong inside.
    return setError(e)
  }
  const found = operatorTypes(ctx, e.op, left, right)
  if (found === undefined) {
    const comparison = e.op === '==' || e.op === '!='
    report(ctx, e, comparison ? 'HL0359' : 'HL0358', e.op, typeToString(left), typeToString(right))
    return setError(e)
  }
  e.operandType = found.operand
  warnDivisionByZero(ctx, e.op, found.operand, e.right)
  const folded = foldOperands(e.op, found, e.left, e.right)
  if (folded !== undefined) e.constant = folded
  return (e.type = found.result)
}

function foldOperands(
  op: BinaryOp,
  types: { readonly operand: Type; readonly result: Type },
  leftExpr: Expr,
  rightExpr: Expr,
): ConstantValue | undefined {
  const a = leftExpr.constant
  const b = rightExpr.constant
  if (a === undefined || b === undefined) return undefined
  const { operand } = types
  if (operand.kind !== 'primitive') {
    if (op === '+' && isString(operand)) return textOf(leftExpr, a) + textOf(rightExpr, b)
    if (typeof a === 'string' && typeof b === 'string') {
      if (op === '==') return a === b
      if (op === '!=') return a !== b
    }
    return undefined
  }
  const x = castConstant(a, operand.name)
  const shift = op === '<<' || op === '>>' || op === '>>>'
  const y = shift ? b : castConstant(b, operand.name)
  if (x === undefined || y === undefined) return undefined
  return foldBinary(op, operand.name, x, y)
}

function warnDivisionByZero(ctx: Context, op: string, operand: Type, divisor: Expr): void {
  if (op !== '/' && op !== '%') return
  const { constant } = divisor
  if ((constant === 0 || constant === 0n) && isIntegralType(primitiveOf(ctx.env, operand))) {
    ctx.env.warn(ctx.file, divisor, 'divzero', 'HL0803')
  }
}

function textOf(e: Expr, constant: ConstantValue): string {
  return constantText(constant, e.type?.kind === 'primitive' ? e.type.name : 'string')
}

interface OperatorTypes {
  readonly operand: Type
  readonly result: Type
}

/** Operand and result type of an operator; undefined where it does not apply. */
function operatorTypes(ctx: Context, op: BinaryOp, left: Type, right: Type): OperatorTypes | undefined {
  const { env } = ctx
  if (op === '+' && (isString(left) || isString(right))) {
    const string = env.types.string
    return { operand: string, result: string }
  }
  const a = primitiveOf(env, left)
  const b = primitiveOf(env, right)
  switch (op) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return isNumericType(a) && isNumericType(b) ? same(binaryPromotion(a, b)) : undefined
    case '<<':
    case '>>':
    case '>>>':
      return isIntegralType(a) && isIntegralType(b) ? same(unaryPromotion(a)) : undefined
    case '<':
    case '>':
    case '<=':
    case '>=':
      return isNumericType(a) && isNumericType(b) ? { operand: binaryPromotion(a, b), result: BOOLEAN } : undefined
    case '&':
    case '|':
    case '^':
      if (a === BOOLEAN && b === BOOLEAN) return same(BOOLEAN)
      return isIntegralType(a) && isIntegralType(b) ? same(binaryPromotion(a, b)) : undefined
    case '&&':
    case '||':
      return a === BOOLEAN && b === BOOLEAN ? same(BOOLEAN) : undefined
    case '==':
    case '!=': {
      if (left.kind === 'primitive' || right.kind === 'primitive') {
        if (isNumericType(a) && isNumericType(b)) return { operand: binaryPromotion(a, b), result: BOOLEAN }
        if (a === BOOLEAN && b === BOOLEAN) return same(BOOLEAN)
        return undefined
      }
      if (left.kind === 'void' || right.kind === 'void') return undefined
      const comparable =
        left.kind === 'null' ||
        right.kind === 'null' ||
        isCastable(env, left, right) !== false ||
        isCastable(env, right, left) !== false
      return comparable ? { operand: env.types.object, result: BOOLEAN } : undefined
    }
  }
}

function same(t: PrimitiveType): OperatorTypes {
  return { operand: t, result: t }
}

// ---------------------------------------------------------------------------------------------- assignment

export function examineAssign(ctx: Context, e: Assign): Type {
  const type = lvalue(ctx, e.target, 'assigned')
  if (type.kind !== 'error') checkNotFinal(ctx, e.target)
  expect(ctx, e.value, type)
  if (type.kind === 'error') return setError(e)
  return (e.type = capture(ctx.env, type))
}

export function examineCompoundAssign(ctx: Context, e: CompoundAssign): Type {
  const { env } = ctx
  const target = lvalue(ctx, e.target, 'updated')
  const right = value(ctx, e.value)
  if (target.kind === 'error' || right.kind === 'error') return setError(e)
  checkNotFinal(ctx, e.target)
  const found = operatorTypes(ctx, e.op, target, right)
  if (found === undefined) {
    report(ctx, e, 'HL0358', e.op, typeToString(target), typeToString(right))
    return setError(e)
  }
  e.operandType = found.operand
  if (isCastable(env, found.result, target) === false) {
    report(ctx, e.value, 'HL0301', typeToString(found.result), typeToString(target))
  }
  warnDivisionByZero(ctx, e.op, found.operand, e.value)
  return (e.type = capture(env, target))
}

/** JLS 4.12.4, 15.26: what flow analysis cannot allow anyway; blank finals in their own constructors are its matter. */
function checkNotFinal(ctx: Context, e0: Expr): void {
  const e = skipParens(e0)
  if (e.kind !== 'Name' && e.kind !== 'FieldAccess') return
  const symbol = e.symbol
  if (symbol === undefined || symbol.kind !== 'var') return
  if (symbol.varKind === 'resource') {
    report(ctx, e, 'HL0361', symbol.name)
    return
  }
  if ((symbol.flags & Flags.FINAL) === 0) return
  if (symbol.varKind !== 'field' && symbol.varKind !== 'enumConstant') {
    if (ctx.checker.initialised.has(symbol) || symbol.owner !== ctx.owner) report(ctx, e, 'HL0360', symbol.name)
    return
  }
  const viaThis = e.kind === 'Name' || (e.target.kind === 'This' && e.target.qualifier === undefined)
  const isStaticField = (symbol.flags & Flags.STATIC) !== 0
  const blank =
    viaThis &&
    symbol.decl !== undefined &&
    symbol.decl.init === undefined &&
    symbol.owner === ctx.cls &&
    (ctx.initialiser || ctx.method?.name === '<init>') &&
    isStaticField === ctx.isStatic
  const record =
    viaThis &&
    symbol.decl === undefined &&
    symbol.owner === ctx.cls &&
    (ctx.cls.flags & Flags.RECORD) !== 0 &&
    ctx.method?.name === '<init>'
  const compact = ctx.method !== undefined && (ctx.method.flags & Flags.COMPACT) !== 0
  if ((!blank && !record) || (compact && !isStaticField)) report(ctx, e, 'HL0360', symbol.name)
}

// ---------------------------------------------------------------------------------------------- conditional

export function examineConditional(ctx: Context, e: Conditional): Operand {
  const { env } = ctx
  condition(ctx, e.condition)
  const bindings = bindingsOf(ctx, e.condition)
  // A branch that is pending keeps the pattern variables in scope through its own context.
  const branch = (part: Expr, visible: readonly VarSymbol[]) =>
    withBindings(ctx, visible, () => {
      const operand = examine(ctx, part)
      return { expr: part, operand, ctx: isPending(operand) ? { ...ctx } : ctx }
    })
  const left = branch(e.then, bindings.whenTrue)
  const right = branch(e.else, bindings.whenFalse)
  for (const part of [left, right]) {
    if (part.operand.kind === 'void') {
      report(ctx, part.expr, 'HL0309')
      return setError(e)
    }
  }
  if (isErroneousOperand(left.operand) || isErroneousOperand(right.operand)) {
    completeAlone(left.ctx, left.expr, left.operand, true)
    completeAlone(right.ctx, right.expr, right.operand, true)
    return setError(e)
  }
  const a = settled(ctx, left)
  const b = settled(ctx, right)
  if (a !== undefined && b !== undefined) {
    const x = plainPrimitive(ctx, a)
    const y = plainPrimitive(ctx, b)
    let type: Type | undefined
    // javac counts `null` as a primitive value here, so the box of the other operand is the type, with or without target.
    if (x !== undefined && b.kind === 'null') type = boxed(ctx, a)
    else if (y !== undefined && a.kind === 'null') type = boxed(ctx, b)
    else if (x !== undefined && y !== undefined) {
      if (x === BOOLEAN && y === BOOLEAN) type = a.kind === b.kind && a.kind === 'class' ? a : BOOLEAN
      else if (x !== BOOLEAN && y !== BOOLEAN) {
        type =
          a.kind === 'class' && b.kind === 'class' && x === y
            ? a
            : numericChoice(env, [a, b], [e.then.constant, e.else.constant])
      }
    } else if (isString(a) && isString(b) && e.then.constant !== undefined && e.else.constant !== undefined) type = a
    if (type !== undefined) {
      foldConditional(e, type)
      return (e.type = type)
    }
  }
  return { kind: 'pendingChoice', expr: e, branches: [left, right] }
}

/** The type of an operand that depends on no target: also that of a switch expression that yields numbers or booleans. */
function settled(ctx: Context, { expr, operand, ctx: own }: Returned): Type | undefined {
  if (!isPending(operand)) return operand.kind === 'void' ? undefined : operand
  const type = primitiveChoice(ctx, operand)
  return type === undefined ? undefined : completeAlone(own, expr, operand)
}

function primitiveChoice(ctx: Context, operand: Operand): Type | undefined {
  if (!isPending(operand)) return operand.kind === 'void' ? undefined : operand
  if (operand.kind !== 'pendingChoice' || skipParens(operand.expr).kind === 'Conditional') return undefined
  const types: Type[] = []
  for (const branch of operand.branches) {
    const type = primitiveChoice(ctx, branch.operand)
    if (type === undefined) return undefined
    types.push(type)
  }
  const type = operand.expr.kind === 'Parens' ? types[0]! : standaloneChoice(ctx, operand.branches, types)
  return plainPrimitive(ctx, type) === undefined ? undefined : type
}

const boxed = (ctx: Context, type: Type): Type => (type.kind === 'primitive' ? ctx.env.boxOf(type) : type)

/** Boolean and numeric conditionals are those whose operands are of these types or their boxes (JLS 15.25). */
function plainPrimitive(ctx: Context, t: Type): PrimitiveType | undefined {
  return t.kind === 'primitive' || t.kind === 'class' ? primitiveOf(ctx.env, t) : undefined
}

function foldConditional(e: Conditional, type: Type): void {
  const chosen = e.condition.constant
  if (typeof chosen !== 'boolean') return
  const { constant: a } = e.then
  const { constant: b } = e.else
  if (a === undefined || b === undefined) return
  const picked = chosen ? a : b
  const folded = type.kind === 'primitive' ? castConstant(picked, type.name) : picked
  if (folded !== undefined) e.constant = folded
}
