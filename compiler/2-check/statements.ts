/**
 * Attribution of statements (JLS 14): scopes of local variables, classes and pattern variables, jump targets, and what
 * each statement asks of its expressions. Reachability and definite assignment are flow analysis.
 */
import { checkAnnotations } from './annotations.ts'
import type {
  Block,
  Break,
  Catch,
  Continue,
  Expr,
  ForEach,
  If,
  LocalVar,
  LocalVars,
  Modifiers,
  Return,
  Statement,
  Try,
  Yield,
} from '../1-parse/ast.ts'
import { attributeClass } from './attribute.ts'
import { castConstant } from './constants.ts'
import { completeAlone, expect, standalone, value } from './completion.ts'
import {
  bindingsOf,
  bringIn,
  type Context,
  declareLocal,
  inBlock,
  type Jump,
  report,
  withBindings,
  withJump,
} from './context.ts'
import { looselyInvocable } from './conversions.ts'
import { initialiser } from './arrays.ts'
import { condition, examine } from './expressions.ts'
import { constructorCall } from './invocations.ts'
import { breaksOut, completesNormally } from './normal-completion.ts'
import { isPending, type Operand } from './operands.ts'
import { setPolymorphicResult } from './polymorphic.ts'
import { asSuper, capture, isString, isSubtype, lub, typeToString, upperBound, upwardProjection } from './relations.ts'
import { blockScope, resolveType } from './scope.ts'
import { enterLocalClass } from './source-symbols.ts'
import { switchStatement } from './switches.ts'
import { Flags, type VarSymbol } from './symbols.ts'
import { ERROR, type Type, VOID } from './types.ts'

export function declaredFlags(modifiers: Modifiers): number {
  return modifiers.list.some((m) => m.name === 'final') ? Flags.FINAL : 0
}

export function block(ctx: Context, b: Block): void {
  inBlock(ctx, () => statements(ctx, b.statements))
}

export function statements(ctx: Context, list: readonly Statement[]): void {
  for (const s of list) statement(ctx, s)
}

export function statement(ctx: Context, s: Statement): void {
  switch (s.kind) {
    case 'ExprStatement':
      standalone(ctx, s.expr)
      setPolymorphicResult(ctx.env, s.expr, VOID)
      return
    case 'LocalVars':
      localVars(ctx, s)
      return
    case 'Block':
      block(ctx, s)
      return
    case 'If':
      ifStatement(ctx, s)
      return
    case 'While': {
      condition(ctx, s.condition)
      const { whenTrue, whenFalse } = bindingsOf(ctx, s.condition)
      const inner = loop(ctx, s)
      inBlock(inner, () => withBindings(inner, whenTrue, () => statement(inner, s.body)))
      if (whenFalse.length > 0 && !breaksOut(s.body, s)) introduce(ctx, whenFalse)
      return
    }
    case 'DoWhile': {
      const inner = loop(ctx, s)
      inBlock(inner, () => statement(inner, s.body))
      condition(ctx, s.condition)
      const { whenFalse } = bindingsOf(ctx, s.condition)
      if (whenFalse.length > 0 && !breaksOut(s.body, s)) introduce(ctx, whenFalse)
      return
    }
    case 'For': {
      let after: readonly VarSymbol[] = []
      inBlock(ctx, () => {
        for (const init of s.init) statement(ctx, init)
        if (s.condition !== undefined) condition(ctx, s.condition)
        const bindings = s.condition === undefined ? undefined : bindingsOf(ctx, s.condition)
        const inner = loop(ctx, s)
        withBindings(inner, bindings?.whenTrue ?? [], () => {
          for (const update of s.update) statement(inner, update)
          inBlock(inner, () => statement(inner, s.body))
        })
        if (bindings !== undefined && bindings.whenFalse.length > 0 && !breaksOut(s.body, s)) after = bindings.whenFalse
      })
      introduce(ctx, after)
      return
    }
    case 'ForEach':
      forEach(ctx, s)
      return
    case 'Labeled': {
      const { name } = s.label
      for (let j = ctx.jumps; j !== undefined; j = j.next) {
        if (j.kind === 'label' && j.label === name) {
          report(ctx, s.label, 'HL0386', name)
          break
        }
      }
      const inner = withJump(ctx, {
        kind: 'label',
        label: name,
        statement: s,
        expression: undefined,
        yields: undefined,
      })
      statement(inner, s.body)
      ctx.locals = inner.locals
      return
    }
    case 'Switch':
      switchStatement(ctx, s)
      return
    case 'Return':
      returnStatement(ctx, s)
      return
    case 'Break':
      breakStatement(ctx, s)
      return
    case 'Continue':
      continueStatement(ctx, s)
      return
    case 'Yield':
      yieldStatement(ctx, s)
      return
    case 'Throw': {
      const type = value(ctx, s.value)
      if (type.kind !== 'error' && type.kind !== 'null' && !isThrowable(ctx, type)) {
        report(ctx, s.value, 'HL0301', typeToString(type), 'Throwable')
      }
      return
    }
    case 'Try':
      tryStatement(ctx, s)
      return
    case 'Synchronized': {
      const type = value(ctx, s.lock)
      if (type.kind === 'primitive' || type.kind === 'null') report(ctx, s.lock, 'HL0387', typeToString(type))
      block(ctx, s.body)
      return
    }
    case 'Assert':
      condition(ctx, s.condition)
      if (s.detail !== undefined) {
        const { whenFalse } = bindingsOf(ctx, s.condition)
        const { detail } = s
        withBindings(ctx, whenFalse, () => value(ctx, detail))
      }
      introduce(ctx, [])
      return
    case 'LocalClass': {
      const { decl } = s
      for (let cell = ctx.classes; cell !== undefined; cell = cell.next) {
        if (cell.name === decl.name.name) {
          report(ctx, decl.name, 'HL0388', decl.name.name)
          break
        }
      }
      ctx.classes = { name: decl.name.name, next: ctx.classes }
      ctx.scope = blockScope(ctx.scope)
      const symbol = enterLocalClass(ctx.env, decl, {
        kind: 'local',
        scope: ctx.scope,
        owner: ctx.owner,
        enclosing: ctx.cls,
        isStatic: ctx.isStatic || ctx.prologue,
      })
      const here = { ...ctx }
      ctx.checker.localContexts.set(symbol, here)
      attributeClass(symbol, here)
      return
    }
    case 'ConstructorCall':
      constructorCall(ctx, s)
      return
    case 'Empty':
      return
  }
}

/** `else if` chains may be long: those without pattern variables are walked without recursion. */
function ifStatement(ctx: Context, start: If): void {
  const { locals } = ctx
  for (let s = start; ; ) {
    const { condition: test, then, else: otherwise } = s
    condition(ctx, test)
    const { whenTrue, whenFalse } = bindingsOf(ctx, test)
    inBlock(ctx, () => withBindings(ctx, whenTrue, () => statement(ctx, then)))
    if (otherwise?.kind === 'If' && whenTrue.length + whenFalse.length === 0) {
      s = otherwise
      continue
    }
    if (otherwise !== undefined) inBlock(ctx, () => withBindings(ctx, whenFalse, () => statement(ctx, otherwise)))
    if (s !== start) {
      // What an inner statement introduces stays inside of the outer one.
      ctx.locals = locals
      return
    }
    if (whenTrue.length + whenFalse.length > 0) {
      const afterThen = completesNormally(then)
      const afterElse = otherwise === undefined || completesNormally(otherwise)
      if (!afterThen && afterElse) introduce(ctx, whenFalse)
      else if (afterThen && !afterElse) introduce(ctx, whenTrue)
    }
    return
  }
}

function introduce(ctx: Context, symbols: readonly VarSymbol[]): void {
  for (const symbol of symbols) bringIn(ctx, symbol)
}

function loop(ctx: Context, s: Statement): Context {
  return withJump(ctx, {
    kind: 'loop',
    label: undefined,
    statement: s,
    expression: undefined,
    yields: undefined,
  })
}

function isThrowable(ctx: Context, type: Type): boolean {
  return type.kind !== 'primitive' && type.kind !== 'void' && isSubtype(ctx.env, type, ctx.env.types.throwable)
}

// ---------------------------------------------------------------------------------------------- variables

function localVars(ctx: Context, s: LocalVars): void {
  for (const v of s.declarators) localVar(ctx, v, 'local')
}

/** Annotations of a variable declared in a body (JLS 9.7.4). */
export function localAnnotations(ctx: Context, modifiers: Modifiers, target: 'LOCAL_VARIABLE' | 'PARAMETER'): void {
  if (modifiers.annotations.length === 0) return
  checkAnnotations(ctx.env, ctx.scope, ctx.cls, modifiers.annotations, [target, 'TYPE_USE'])
}

/** One local variable or resource; its scope includes its own initialiser. */
function localVar(ctx: Context, v: LocalVar, kind: 'local' | 'resource'): VarSymbol {
  const { env } = ctx
  localAnnotations(ctx, v.modifiers, 'LOCAL_VARIABLE')
  const flags = declaredFlags(v.modifiers) | (kind === 'resource' ? Flags.FINAL : 0)
  if (v.type.kind === 'VarType') {
    const symbol = declareLocal(ctx, v.name, kind, flags | Flags.INFERRED, ERROR)
    v.symbol = symbol
    symbol.type = inferredType(ctx, v, symbol)
    v.type.resolved = symbol.type
    if (v.init !== undefined) ctx.checker.initialised.add(symbol)
    rememberConstant(symbol, v.init)
    return symbol
  }
  let type = resolveType(env, ctx.scope, v.type)
  if (type.kind === 'void') type = ERROR
  const symbol = declareLocal(ctx, v.name, kind, flags, type)
  v.symbol = symbol
  if (v.init !== undefined) {
    ctx.checker.initialised.add(symbol)
    initialiser(ctx, v.init, type)
    rememberConstant(symbol, v.init)
  }
  return symbol
}

/** JLS 14.4.1: the type of `var`. */
function inferredType(ctx: Context, v: LocalVar, symbol: VarSymbol): Type {
  const { init } = v
  if (init === undefined) {
    report(ctx, v.name, 'HL0363', v.name.name)
    return ERROR
  }
  ctx.checker.inferring.add(symbol)
  const operand = examine(ctx, init)
  ctx.checker.inferring.delete(symbol)
  if (operand.kind === 'pendingLambda' || operand.kind === 'pendingRef') {
    report(ctx, v.name, 'HL0365', v.name.name)
    completeAlone(ctx, init, operand, true)
    return ERROR
  }
  const type = completeAlone(ctx, init, operand)
  if (type.kind === 'null' || type.kind === 'void') {
    report(ctx, v.name, type.kind === 'null' ? 'HL0366' : 'HL0367', v.name.name)
    return ERROR
  }
  return type.kind === 'error' ? type : upwardProjection(ctx.env, type)
}

/** JLS 4.12.4: a final variable of primitive type or String with a constant initialiser is a constant variable. */
export function rememberConstant(symbol: VarSymbol, init: Expr | undefined): void {
  const constant = init?.constant
  if (constant === undefined || (symbol.flags & Flags.FINAL) === 0) return
  if (symbol.type.kind === 'primitive') {
    const converted = castConstant(constant, symbol.type.name)
    if (converted !== undefined) symbol.constant = converted
  } else if (typeof constant === 'string' && isString(symbol.type)) symbol.constant = constant
}

function forEach(ctx: Context, s: ForEach): void {
  const { env } = ctx
  inBlock(ctx, () => {
    const type = upperBound(value(ctx, s.iterable))
    let element: Type = ERROR
    if (type.kind === 'array') element = type.element
    else if (type.kind !== 'error') {
      const found =
        type.kind === 'primitive' || type.kind === 'null' ? undefined : asSuper(env, type, env.symbols.iterable)
      if (found === undefined) report(ctx, s.iterable, 'HL0362', typeToString(type))
      else if (found.typeArgs.length === 0) element = env.types.object
      else element = upperBoundOf(ctx, found)
    }
    s.elementType = element
    const v = s.variable
    localAnnotations(ctx, v.modifiers, 'LOCAL_VARIABLE')
    const flags = declaredFlags(v.modifiers)
    if (v.type.kind === 'VarType') {
      const inferred = element.kind === 'error' ? ERROR : upwardProjection(env, element)
      v.type.resolved = inferred
      v.symbol = declareLocal(ctx, v.name, 'local', flags | Flags.INFERRED, inferred)
    } else {
      const declared = resolveType(env, ctx.scope, v.type)
      v.symbol = declareLocal(ctx, v.name, 'local', flags, declared)
      const fit = looselyInvocable(env, element, declared)
      if (fit === false || fit === 'lossy') {
        report(ctx, s.iterable, fit === 'lossy' ? 'HL0302' : 'HL0301', typeToString(element), typeToString(declared))
      } else if (fit === 'unchecked') {
        env.warn(ctx.file, s.iterable, 'unchecked', 'HL0801', typeToString(element), typeToString(declared))
      }
    }
    const inner = loop(ctx, s)
    statement(inner, s.body)
  })
}

/** The element type of an Iterable after capture (JLS 14.14.2). */
function upperBoundOf(ctx: Context, iterable: Type): Type {
  const captured = capture(ctx.env, iterable)
  const arg = captured.kind === 'class' ? captured.typeArgs[0] : undefined
  if (arg === undefined) return ctx.env.types.object
  return arg.kind === 'wildcard' ? (arg.bound ?? ctx.env.types.object) : arg
}

// ---------------------------------------------------------------------------------------------- jumps

function returnStatement(ctx: Context, s: Return): void {
  for (let j = ctx.jumps; j !== undefined; j = j.next) {
    if (j.kind === 'switchExpr') {
      report(ctx, s, 'HL0385')
      if (s.value !== undefined) standaloneQuietly(ctx, s.value)
      return
    }
  }
  const { result } = ctx
  switch (result.kind) {
    case 'none':
      report(ctx, s, 'HL0384')
      if (s.value !== undefined) standaloneQuietly(ctx, s.value)
      return
    case 'lambda':
      if (s.value !== undefined) {
        const operand = examine(ctx, s.value)
        result.returned.push({ expr: s.value, operand, ctx: snapshot(ctx, operand) })
      }
      return
    case 'method':
      if (result.type === VOID) {
        if (s.value === undefined) return
        standaloneQuietly(ctx, s.value)
        report(ctx, s.value, 'HL0382')
      } else if (s.value === undefined) {
        if (result.type.kind !== 'error') report(ctx, s, 'HL0383', typeToString(result.type))
      } else expect(ctx, s.value, result.type, 'return')
  }
}

function standaloneQuietly(ctx: Context, e: Expr): void {
  completeAlone(ctx, e, examine(ctx, e), true)
}

/** Contexts are changed as statements go by: a pending operand needs the scope as it is now. */
export function snapshot(ctx: Context, operand: Operand): Context {
  return isPending(operand) ? { ...ctx } : ctx
}

function breakStatement(ctx: Context, s: Break): void {
  const { label } = s
  for (let j: Jump | undefined = ctx.jumps; j !== undefined; j = j.next) {
    if (j.kind === 'switchExpr') {
      report(ctx, s, 'HL0389')
      return
    }
    const found = label === undefined ? j.kind !== 'label' : j.kind === 'label' && j.label === label.name
    if (found && j.statement !== undefined) {
      s.target = j.statement
      return
    }
  }
  if (label === undefined) report(ctx, s, 'HL0390')
  else report(ctx, s, 'HL0391', label.name)
}

function continueStatement(ctx: Context, s: Continue): void {
  const { label } = s
  for (let j: Jump | undefined = ctx.jumps; j !== undefined; j = j.next) {
    if (j.kind === 'switchExpr') {
      report(ctx, s, 'HL0389')
      return
    }
    if (label === undefined) {
      if (j.kind === 'loop' && j.statement !== undefined) {
        s.target = j.statement
        return
      }
    } else if (j.kind === 'label' && j.label === label.name) {
      // The labelled statement itself is the loop, not one with a further label (JLS 14.16).
      const target = j.statement?.kind === 'Labeled' ? j.statement.body : j.statement
      if (
        target?.kind === 'While' ||
        target?.kind === 'DoWhile' ||
        target?.kind === 'For' ||
        target?.kind === 'ForEach'
      ) {
        s.target = target
      } else report(ctx, s, 'HL0393', label.name)
      return
    }
  }
  if (label === undefined) report(ctx, s, 'HL0392')
  else report(ctx, s, 'HL0391', label.name)
}

function yieldStatement(ctx: Context, s: Yield): void {
  for (let j: Jump | undefined = ctx.jumps; j !== undefined; j = j.next) {
    if (j.kind === 'switchExpr' && j.expression !== undefined) {
      s.target = j.expression
      const operand = examine(ctx, s.value)
      if (operand.kind === 'void') report(ctx, s.value, 'HL0309')
      j.yields?.push({
        expr: s.value,
        operand: operand.kind === 'void' ? ERROR : operand,
        ctx: snapshot(ctx, operand),
      })
      return
    }
  }
  report(ctx, s, 'HL0394')
  standaloneQuietly(ctx, s.value)
}

// ---------------------------------------------------------------------------------------------- try

function tryStatement(ctx: Context, s: Try): void {
  const { env } = ctx
  inBlock(ctx, () => {
    for (const resource of s.resources) {
      let type: Type
      if (resource.kind === 'LocalVar') type = localVar(ctx, resource, 'resource').type
      else {
        type = value(ctx, resource)
      }
      const place = resource.kind === 'LocalVar' ? resource.name : resource
      if (type.kind === 'error') continue
      if (type.kind === 'primitive' || !isSubtype(env, type, env.types.autoCloseable)) {
        report(ctx, place, 'HL0381', typeToString(type))
      }
    }
    block(ctx, s.block)
  })
  for (const c of s.catches) catchClause(ctx, c)
  if (s.finally !== undefined) block(ctx, s.finally)
}

function catchClause(ctx: Context, c: Catch): void {
  const { env } = ctx
  const { param } = c
  inBlock(ctx, () => {
    let type: Type = ERROR
    let flags = declaredFlags(param.modifiers)
    localAnnotations(ctx, param.modifiers, 'PARAMETER')
    if (param.type !== undefined) {
      if (param.type.kind === 'UnionType') {
        flags |= Flags.FINAL
        const types = param.type.alternatives.map((node) => {
          const alternative = resolveType(env, ctx.scope, node)
          if (alternative.kind !== 'error' && !isThrowable(ctx, alternative)) {
            report(ctx, node, 'HL0301', typeToString(alternative), 'Throwable')
            return ERROR
          }
          return alternative
        })
        for (let i = 0; i < types.length; i++) {
          for (let j = 0; j < i; j++) {
            const a = types[i]!
            const b = types[j]!
            if (a.kind === 'error' || b.kind === 'error') continue
            if (isSubtype(env, a, b) || isSubtype(env, b, a)) {
              const node = param.type.alternatives[i]!
              const sub = isSubtype(env, a, b)
              report(ctx, node, 'HL0396', typeToString(sub ? a : b), typeToString(sub ? b : a))
            }
          }
        }
        param.type.resolved = { kind: 'union', alternatives: types }
        type = types.some((t) => t.kind === 'error') ? ERROR : lub(env, types)
      } else {
        type = resolveType(env, ctx.scope, param.type)
        if (type.kind === 'typevar') {
          report(ctx, param.type, 'HL0356', typeToString(type))
          type = ERROR
        } else if (type.kind !== 'error' && !isThrowable(ctx, type)) {
          report(ctx, param.type, 'HL0301', typeToString(type), 'Throwable')
          type = ERROR
        }
      }
    }
    param.symbol = declareLocal(ctx, param.name, 'exception', flags, type)
    // The parameter's scope is the block itself: a second declaration in it is an error.
    statements(ctx, c.body.statements)
  })
}
