/**
 * Attribution of expressions (JLS 15): `examine` looks at an expression once, without knowing its target type, sets its
 * annotations and answers its type, or a pending operand when the target type decides (see completion.ts).
 * This file has names, selections, literals, arrays, casts and the dispatch; operators, calls and lambdas have theirs.
 */
import type { Cast, ClassLiteral, Expr, FieldAccess, InstanceOf, Literal, NameExpr } from '../1-parse/ast.ts'
import { arrayAccess, newArray } from './arrays.ts'
import { castConstant } from './constants.ts'
import { complete, completeAlone, standalone, value } from './completion.ts'
import {
  bindingsOf,
  type Context,
  constantOf,
  declareLocal,
  findVariable,
  isStaticClass,
  report,
  reportWith,
  setBindings,
  setError,
  suggestVariable,
} from './context.ts'
import { examineCall, examineNew } from './invocations.ts'
import { examineLambda, examineMethodRef } from './lambdas.ts'
import { findField, isStatic } from './members.ts'
import { isErroneousOperand, isPending, type Operand } from './operands.ts'
import { examineAssign, examineBinary, examineCompoundAssign, examineConditional, examineUnary } from './operators.ts'
import { setPolymorphicResult } from './polymorphic.ts'
import {
  capture,
  erasure,
  fieldTypeIn,
  isCastable,
  isReifiable,
  isSubtype,
  typeToString,
  upperBound,
} from './relations.ts'
import { lookupQualified, lookupTypeName, rawTypeOf, resolveType } from './scope.ts'
import { declaredFlags, localAnnotations } from './statements.ts'
import { suggestField, suggestTarget } from './suggestions.ts'
import { superValue, thisValue } from './this-super.ts'
import { examineSwitchExpr } from './switches.ts'
import { type ClassSymbol, Flags, type PackageSymbol, type VarSymbol } from './symbols.ts'
import { BOOLEAN, CHAR, DOUBLE, ERROR, FLOAT, INT, LONG, NULL, type Type } from './types.ts'

export function examine(ctx: Context, e: Expr): Operand {
  switch (e.kind) {
    case 'Literal':
      return literal(ctx, e)
    case 'Name':
      return nameValue(ctx, e)
    case 'FieldAccess':
      return fieldValue(ctx, e)
    case 'Call':
      return examineCall(ctx, e)
    case 'Binary':
      return examineBinary(ctx, e)
    case 'Assign':
      return examineAssign(ctx, e)
    case 'New':
      return examineNew(ctx, e)
    case 'Parens': {
      const operand = examine(ctx, e.expr)
      if (isPending(operand)) {
        return { kind: 'pendingChoice', expr: e, branches: [{ expr: e.expr, operand, ctx }] }
      }
      if (e.expr.constant !== undefined) e.constant = e.expr.constant
      const bindings = bindingsOf(ctx, e.expr)
      setBindings(ctx, e, bindings.whenTrue, bindings.whenFalse)
      return (e.type = operand)
    }
    case 'ArrayAccess':
      return arrayAccess(ctx, e)
    case 'Unary':
      return examineUnary(ctx, e)
    case 'Cast':
      return cast(ctx, e)
    case 'CompoundAssign':
      return examineCompoundAssign(ctx, e)
    case 'Conditional':
      return examineConditional(ctx, e)
    case 'InstanceOf':
      return instanceOf(ctx, e)
    case 'This':
      return thisValue(ctx, e)
    case 'NewArray':
      return newArray(ctx, e)
    case 'Lambda':
      return examineLambda(ctx, e)
    case 'MethodRef':
      return examineMethodRef(ctx, e)
    case 'SwitchExpr':
      return examineSwitchExpr(ctx, e)
    case 'ClassLiteral':
      return classLiteral(ctx, e)
    // The grammar has these in initialisers and before a point only; what stands elsewhere is an error already.
    case 'ArrayInit':
    case 'Super':
    case 'TypeExpr':
    case 'ErrorExpr':
      return setError(e)
    case 'Let':
    case 'Indy':
      return e.type ?? setError(e)
  }
}

const LITERAL_TYPES = { int: INT, long: LONG, float: FLOAT, double: DOUBLE, char: CHAR, boolean: BOOLEAN } as const

function literal(ctx: Context, e: Literal): Type {
  if (e.literal === 'null') return (e.type = NULL)
  if (e.value !== undefined) e.constant = e.value
  return (e.type = e.literal === 'string' ? ctx.env.types.string : LITERAL_TYPES[e.literal])
}

// ---------------------------------------------------------------------------------------------- names (JLS 6.5)

export type Target =
  | { readonly kind: 'value'; readonly type: Type }
  | { readonly kind: 'type'; readonly type: Type }
  | { readonly kind: 'package'; readonly symbol: PackageSymbol; readonly type: Type }
  | { readonly kind: 'super'; readonly type: Type }

/** What stands before a `.` or `::`: a value, a type, a package or `super`. */
export function examineTarget(ctx: Context, e: Expr): Target {
  switch (e.kind) {
    case 'Name':
      return targetName(ctx, e)
    case 'FieldAccess':
      return targetSelection(ctx, e)
    case 'TypeExpr': {
      const type = resolveType(ctx.env, ctx.scope, e.typeNode)
      e.type = type
      return { kind: 'type', type }
    }
    case 'Super':
      return { kind: 'super', type: superValue(ctx, e) }
    default:
      return { kind: 'value', type: value(ctx, e) }
  }
}

function targetName(ctx: Context, e: NameExpr): Target {
  const { env } = ctx
  const found = findVariable(ctx, e.name)
  if (found.kind !== 'none' && found.kind !== 'inaccessible') return { kind: 'value', type: useVariable(ctx, e, found) }
  const type = lookupTypeName(env, ctx.scope, e.name)
  if (type.kind === 'class') {
    if (type.inaccessible) report(ctx, e, 'HL0311', type.symbol.name)
    e.symbol = type.symbol
    e.type = rawTypeOf(type.symbol)
    return { kind: 'type', type: e.type }
  }
  if (type.kind === 'typevar') {
    e.type = type.type
    return { kind: 'type', type: type.type }
  }
  if (type.kind === 'ambiguous') {
    report(ctx, e, 'HL0322', e.name)
    return { kind: 'value', type: setError(e) }
  }
  if (env.packageExists(e.name)) {
    e.symbol = env.packageNamed(e.name)
    return { kind: 'package', symbol: e.symbol, type: ERROR }
  }
  if (found.kind === 'inaccessible') return { kind: 'value', type: useVariable(ctx, e, found) }
  reportWith(ctx, e, suggestTarget(ctx, e.name), 'HL0300', e.name)
  return { kind: 'value', type: setError(e) }
}

function targetSelection(ctx: Context, e: FieldAccess): Target {
  const target = examineTarget(ctx, e.target)
  return selectFrom(ctx, e, target)
}

function selectFrom(ctx: Context, e: FieldAccess, target: Target): Target {
  const { env } = ctx
  const name = e.name.name
  if (target.kind === 'package') {
    const found = lookupQualified(env, ctx.scope, target.symbol, name)
    if ('name' in found && found.kind === 'package') {
      e.symbol = found
      return { kind: 'package', symbol: found, type: ERROR }
    }
    if (found.kind === 'found' || found.kind === 'inaccessible') {
      if (found.kind === 'inaccessible') report(ctx, e, 'HL0311', found.symbol.name)
      e.symbol = found.symbol
      e.type = rawTypeOf(found.symbol)
      return { kind: 'type', type: e.type }
    }
    const full = `${target.symbol.name}.${name}`
    if (env.packageExists(full)) {
      e.symbol = env.packageNamed(full)
      return { kind: 'package', symbol: e.symbol, type: ERROR }
    }
    // As javac: a package that has no such class; a first segment that is no package either was no variable.
    report(ctx, e, env.packageExists(target.symbol.name) ? 'HL0323' : 'HL0300', name, target.symbol.name)
    return { kind: 'value', type: setError(e) }
  }
  if (target.type.kind === 'error') return { kind: 'value', type: setError(e) }
  if (target.kind === 'type' && target.type.kind === 'class') {
    const field = findField(env, target.type, name, ctx.cls)
    if (field.kind === 'none') {
      const found = lookupQualified(env, ctx.scope, target.type.symbol, name)
      if (found.kind === 'found' || found.kind === 'inaccessible') {
        if (found.kind === 'inaccessible') report(ctx, e, 'HL0311', found.symbol.name)
        e.symbol = found.symbol
        e.type = rawTypeOf(found.symbol)
        return { kind: 'type', type: e.type }
      }
    }
  }
  return { kind: 'value', type: selectField(ctx, e, target) }
}

function nameValue(ctx: Context, e: NameExpr): Type {
  return useVariable(ctx, e, findVariable(ctx, e.name))
}

/** The declared type of a variable named simply; `asTarget` on the left of an assignment. */
function useVariable(
  ctx: Context,
  e: NameExpr,
  found: ReturnType<typeof findVariable>,
  asTarget: 'no' | 'assigned' | 'updated' = 'no',
): Type {
  const { env } = ctx
  switch (found.kind) {
    case 'local': {
      e.symbol = found.symbol
      const { type } = found.symbol
      if (ctx.checker.inferring.size > 0 && ctx.checker.inferring.has(found.symbol)) {
        report(ctx, e, 'HL0368', e.name)
        return setError(e)
      }
      const constant = constantOf(found.symbol)
      if (constant !== undefined && asTarget === 'no') e.constant = constant
      return (e.type = asTarget === 'no' ? capture(env, type) : type)
    }
    case 'field': {
      const { symbol } = found
      e.symbol = symbol
      e.site = found.site
      checkForward(ctx, e, symbol, asTarget)
      const type = fieldTypeIn(env, found.site, symbol)
      const constant = constantOf(symbol)
      if (constant !== undefined && asTarget === 'no') e.constant = constant
      return (e.type = asTarget === 'no' ? capture(env, type) : type)
    }
    case 'static':
      report(ctx, e, found.prologue ? 'HL0304' : 'HL0303', e.name)
      return setError(e)
    case 'ambiguous':
      report(ctx, e, 'HL0322', e.name)
      return setError(e)
    case 'inaccessible':
      report(ctx, e, 'HL0312', e.name, (found.symbol.owner as ClassSymbol).name)
      return setError(e)
    default: {
      // A type where a value should stand is a different mistake from an unknown name.
      reportWith(ctx, e, suggestVariable(ctx, e.name), 'HL0300', e.name)
      return setError(e)
    }
  }
}

/** JLS 8.3.3: a field used by its simple name in an initialiser before its declaration. */
function checkForward(ctx: Context, e: NameExpr, symbol: VarSymbol, asTarget: 'no' | 'assigned' | 'updated'): void {
  if (symbol.owner !== ctx.cls) return
  if (
    (ctx.cls.flags & Flags.ENUM) !== 0 &&
    (symbol.flags & Flags.STATIC) !== 0 &&
    !ctx.isStatic &&
    constantOf(symbol) === undefined &&
    (ctx.initialiser || ctx.method?.name === '<init>')
  ) {
    report(ctx, e, 'HL0306', symbol.name)
    return
  }
  if (!ctx.initialiser || asTarget === 'assigned') return
  if (isStatic(symbol) !== ctx.isStatic) return
  if (symbol === ctx.field) report(ctx, e, 'HL0305', symbol.name)
  else if (symbol.pos > e.pos) report(ctx, e, 'HL0305', symbol.name)
}

function fieldValue(ctx: Context, e: FieldAccess): Type {
  const target = examineTarget(ctx, e.target)
  if (target.kind === 'package') {
    const found = selectFrom(ctx, e, target)
    if (found.kind === 'value') return found.type
    report(ctx, e, 'HL0320', e.name.name)
    return setError(e)
  }
  return selectField(ctx, e, target)
}

function selectField(
  ctx: Context,
  e: FieldAccess,
  target: Exclude<Target, { kind: 'package' }>,
  asTarget = false,
): Type {
  const { env } = ctx
  const name = e.name.name
  const site = target.type
  if (site.kind === 'error') return setError(e)
  if (site.kind === 'primitive' || site.kind === 'null' || site.kind === 'void') {
    report(ctx, e, 'HL0314', name, typeToString(site))
    return setError(e)
  }
  const lookup = upperBound(site)
  const found = findField(env, lookup, name, ctx.cls, target.kind === 'super')
  switch (found.kind) {
    case 'found': {
      const { symbol } = found
      e.symbol = symbol
      const isStaticField = isStatic(symbol)
      if (target.kind === 'type' && !isStaticField && lookup.kind !== 'array') {
        report(ctx, e, 'HL0303', name)
        return setError(e)
      }
      const type = fieldTypeIn(env, lookup, symbol)
      if (target.kind === 'type' && isStaticField && !asTarget) {
        const constant = constantOf(symbol)
        if (constant !== undefined) e.constant = constant
      }
      return (e.type = asTarget ? type : capture(env, type))
    }
    case 'ambiguous':
      report(ctx, e, 'HL0322', name)
      return setError(e)
    case 'inaccessible':
      report(ctx, e, 'HL0312', name, typeToString(site))
      return setError(e)
    default: {
      reportWith(ctx, e, suggestField(env, lookup, name), 'HL0315', name, typeToString(site))
      return setError(e)
    }
  }
}

/** The variable on the left of an assignment or of `++`: its declared type, not captured. */
export function lvalue(ctx: Context, e: Expr, asTarget: 'assigned' | 'updated'): Type {
  switch (e.kind) {
    case 'Name':
      return useVariable(ctx, e, findVariable(ctx, e.name), asTarget)
    case 'FieldAccess': {
      const target = examineTarget(ctx, e.target)
      if (target.kind === 'package') {
        const found = selectFrom(ctx, e, target)
        return found.kind === 'value' ? found.type : setError(e)
      }
      return selectField(ctx, e, target, true)
    }
    case 'ArrayAccess':
      return arrayAccess(ctx, e, true)
    case 'Parens':
      return (e.type = lvalue(ctx, e.expr, asTarget))
    default: {
      const type = standalone(ctx, e)
      if (type.kind !== 'error') report(ctx, e, 'HL0350')
      return ERROR
    }
  }
}

export function skipParens(e: Expr): Expr {
  let inner = e
  while (inner.kind === 'Parens') inner = inner.expr
  return inner
}

// ---------------------------------------------------------------------------------------------- casts and tests

function cast(ctx: Context, e: Cast): Type {
  const { env } = ctx
  const node = e.castType
  let target = resolveType(env, ctx.scope, node)
  if (node.kind === 'IntersectionType' && target.kind === 'intersection' && target.bounds.length === 1) {
    target = target.bounds[0]!
  }
  const operand = examine(ctx, e.expr)
  if (target.kind === 'error') {
    completeAlone(ctx, e.expr, operand, true)
    return setError(e)
  }
  const inner = skipParens(e.expr)
  if (inner.kind === 'Lambda' || inner.kind === 'MethodRef') {
    complete(ctx, e.expr, operand, target, 'assign')
    return (e.type = capture(env, target))
  }
  const from = completeAlone(ctx, e.expr, operand)
  if (from.kind === 'error') return (e.type = capture(env, target))
  if (setPolymorphicResult(env, e.expr, target)) return (e.type = capture(env, target))
  const result = from.kind === 'void' ? false : isCastable(env, from, target)
  if (result === false) {
    report(ctx, e, 'HL0301', typeToString(from), typeToString(target))
    return (e.type = capture(env, target))
  }
  if (result === 'unchecked') ctx.env.warn(ctx.file, e, 'unchecked', 'HL0802', typeToString(from), typeToString(target))
  const { constant } = e.expr
  if (constant !== undefined) {
    if (target.kind === 'primitive') {
      const folded = castConstant(constant, target.name)
      if (folded !== undefined) e.constant = folded
    } else if (typeof constant === 'string' && target.kind === 'class' && target.symbol === env.symbols.string) {
      e.constant = constant
    }
  }
  return (e.type = capture(env, target))
}

/** JLS 15.20.2 and type patterns 14.30 */
function instanceOf(ctx: Context, e: InstanceOf): Type {
  const { env } = ctx
  const from = value(ctx, e.expr)
  const target = resolveType(env, ctx.scope, e.testType)
  e.type = BOOLEAN
  let ok = from.kind !== 'error' && target.kind !== 'error'
  if (ok && from.kind === 'primitive') {
    report(ctx, e.expr, 'HL0353', typeToString(from))
    ok = false
  } else if (ok && target.kind === 'primitive') {
    report(ctx, e.testType, 'HL0353', typeToString(target))
    ok = false
  }
  if (ok) {
    const result = isCastable(env, from, target)
    if (result === false) report(ctx, e, 'HL0301', typeToString(from), typeToString(target))
    else if (!isReifiable(target) && (result === 'unchecked' || target.kind === 'typevar')) {
      report(ctx, e, 'HL0354', typeToString(from), typeToString(target))
    } else if (e.binding !== undefined && from.kind !== 'null' && isSubtype(env, from, target)) {
      report(ctx, e, 'HL0355', typeToString(from), typeToString(target))
    }
  }
  if (e.binding !== undefined) {
    const { binding } = e
    localAnnotations(ctx, binding.modifiers, 'LOCAL_VARIABLE')
    const saved = ctx.locals
    const type = target
    const symbol = declareLocal(ctx, binding.name, 'binding', declaredFlags(binding.modifiers), type)
    // In scope only where the pattern has matched; the context brings it in there.
    ctx.locals = saved
    // A pattern gives its variable a value: a final one can never be assigned.
    ctx.checker.initialised.add(symbol)
    binding.symbol = symbol
    binding.type.resolved = type
    setBindings(ctx, e, [symbol], [])
  }
  return BOOLEAN
}

function classLiteral(ctx: Context, e: ClassLiteral): Type {
  const type = resolveType(ctx.env, ctx.scope, e.classType, { allowDiamond: true })
  if (type.kind === 'error') return setError(e)
  if (type.kind === 'typevar') {
    report(ctx, e, 'HL0356', typeToString(type))
    return setError(e)
  }
  return (e.type = ctx.env.classTypeOf(erasure(type)))
}

/** A condition of a statement or operator: boolean or Boolean. */
export function condition(ctx: Context, e: Expr): void {
  const operand = examine(ctx, e)
  if (!isErroneousOperand(operand)) complete(ctx, e, operand, BOOLEAN, 'assign')
  else completeAlone(ctx, e, operand, true)
}

export function isInnerMember(symbol: ClassSymbol): boolean {
  return (
    !symbol.isLocal && symbol.owner.kind === 'class' && !isStaticClass(symbol) && (symbol.flags & Flags.STATIC) === 0
  )
}
