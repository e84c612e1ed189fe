/**
 * Lambda expressions (JLS 15.27) and method references (JLS 15.13): what can be known before the target type, the
 * attribution of a body once its parameter types are known, and the method that a reference stands for.
 */
import type { Block, Expr, Lambda, MethodRef, ParamDecl, Statement } from '../1-parse/ast.ts'
import { completeAlone } from './completion.ts'
import { type Candidate, argumentFits, candidatesIn, isVarargs, type Outcome, selectMethod } from './calls.ts'
import { type Context, declareLocal, report, reportWith, type Returned, setError } from './context.ts'
import { assignable } from './conversions.ts'
import { examine, examineTarget } from './expressions.ts'
import { functionTypeForExplicit, isParameterisationOf, functionTypeOf } from './function-types.ts'
import type { Inference } from './inference.ts'
import { mentionsInference } from './inference-types.ts'
import { diamondCandidates, thisCannotBeUsed } from './invocations.ts'
import { constructorsOf, methodNamesOf, methodsNamed, nearestName } from './members.ts'
import type { Argument, ChosenRef, LambdaShape, Operand, PendingLambda, PendingRef } from './operands.ts'
import {
  asSuper,
  capture,
  erasure,
  isRaw,
  isSameType,
  isSubtypeUnchecked,
  methodTypeIn,
  typeToString,
  upperBound,
} from './relations.ts'
import { resolveType } from './scope.ts'
import { completesNormally } from './normal-completion.ts'
import { block, declaredFlags, localAnnotations } from './statements.ts'
import { type ClassSymbol, Flags, type MethodSymbol } from './symbols.ts'
import { ERROR, type MethodType, type Type, VOID } from './types.ts'

// ---------------------------------------------------------------------------------------------- lambdas

export function examineLambda(ctx: Context, e: Lambda): Operand {
  let explicit: Type[] | undefined
  if (e.params.every((p) => p.type !== undefined && p.type.kind !== 'VarType')) {
    explicit = e.params.map((p) => {
      const element = p.type === undefined ? ERROR : resolveType(ctx.env, ctx.scope, p.type)
      return p.varargs ? { kind: 'array', element } : element
    })
  }
  return {
    kind: 'pendingLambda',
    ctx: { ...ctx },
    expr: e,
    shape: shapeOf(e.body),
    explicit,
    returned: undefined,
    done: false,
  }
}

export function implicitArity(p: PendingLambda): boolean {
  return p.explicit === undefined
}

function shapeOf(body: Expr | Block): LambdaShape {
  if (body.kind !== 'Block') return { voidCompatible: isStatementExpression(body), valueCompatible: true }
  const found = { values: 0, plain: 0 }
  for (const statement of body.statements) countReturns(statement, found)
  return {
    voidCompatible: found.values === 0,
    valueCompatible: found.plain === 0 && (found.values > 0 || !completesNormally(body)),
  }
}

function isStatementExpression(e: Expr): boolean {
  switch (e.kind) {
    case 'Call':
    case 'New':
    case 'Assign':
    case 'CompoundAssign':
    case 'ErrorExpr':
      return true
    case 'Unary':
      return e.op === 'pre++' || e.op === 'pre--' || e.op === 'post++' || e.op === 'post--'
    default:
      return false
  }
}

function countReturns(s: Statement, found: { values: number; plain: number }): void {
  const each = (list: readonly Statement[]) => {
    for (const statement of list) countReturns(statement, found)
  }
  switch (s.kind) {
    case 'Return':
      if (s.value === undefined) found.plain++
      else found.values++
      break
    case 'Block':
      each(s.statements)
      break
    case 'If':
      countReturns(s.then, found)
      if (s.else !== undefined) countReturns(s.else, found)
      break
    case 'While':
    case 'DoWhile':
    case 'For':
    case 'ForEach':
    case 'Labeled':
    case 'Synchronized':
      countReturns(s.body, found)
      break
    case 'Switch':
      for (const c of s.cases) each(c.body)
      break
    case 'Try':
      countReturns(s.block, found)
      for (const c of s.catches) countReturns(c.body, found)
      if (s.finally !== undefined) countReturns(s.finally, found)
      break
    default:
  }
}

export function lambdaFits(p: PendingLambda, descriptor: MethodSymbol): boolean {
  if (p.expr.params.length !== descriptor.type.params.length) return false
  return descriptor.type.result === VOID ? p.shape.voidCompatible : p.shape.valueCompatible
}

/** An explicitly typed lambda as an argument (18.2.1); its body does not depend on the target. */
export function reduceLambdaEarly(
  p: PendingLambda,
  formal: Type,
  inference: Inference | undefined,
): true | false | 'unchecked' {
  if (p.explicit === undefined) return true
  const f = functionTypeForExplicit(p.ctx.checker, formal, p.explicit)
  if (f === undefined || f.type.params.length !== p.explicit.length) return false
  for (let i = 0; i < p.explicit.length; i++) {
    const param = f.type.params[i]!
    const same = mentionsInference(param)
      ? inference!.reduceEq(param, p.explicit[i]!)
      : sameOrError(param, p.explicit[i]!)
    if (!same) return false
  }
  // The parameterisation that the parameter types ask for must be one of the target (18.2.1).
  if (inference !== undefined && mentionsInference(formal)) {
    if (!inference.reduceSubtype(f.target, formal)) return false
  } else if (!isParameterisationOf(p.ctx.env, f, formal)) return false
  const { result } = f.type
  const returned = lambdaBody(p, p.explicit)
  if (result === VOID) return true
  for (const r of returned) {
    if (!returnFits(r, result, inference)) return false
  }
  return true
}

function sameOrError(a: Type, b: Type): boolean {
  return a.kind === 'error' || b.kind === 'error' || isSameType(a, b)
}

function returnFits(r: Returned, result: Type, inference: Inference | undefined): boolean {
  const { operand } = r
  switch (operand.kind) {
    case 'pendingCall':
    case 'pendingChoice':
    case 'pendingLambda':
    case 'pendingRef':
      if (operand.kind === 'pendingLambda' || operand.kind === 'pendingRef') {
        if (result.kind !== 'infer' && functionTypeOf(r.ctx.env, result) === undefined) return false
      }
      return argumentFits(r.ctx, operand, result, 2, inference) !== false
    default:
      if (inference !== undefined && mentionsInference(result)) return inference.reduceCompatible(operand, result)
      return [true, 'unchecked'].includes(assignable(r.ctx.env, operand, result, r.expr.constant))
  }
}

/** Attributes the body with the given parameter types, once; answers the values it gives back. */
export function lambdaBody(p: PendingLambda, types: readonly Type[]): readonly Returned[] {
  if (p.returned !== undefined) return p.returned
  const returned: Returned[] = []
  p.returned = returned
  const ctx: Context = { ...p.ctx, jumps: undefined, result: { kind: 'lambda', returned }, inLambda: true }
  for (let i = 0; i < p.expr.params.length; i++) declareLambdaParam(ctx, p.expr.params[i]!, types[i] ?? ERROR)
  const { body } = p.expr
  if (body.kind === 'Block') block(ctx, body)
  else returned.push({ expr: body, operand: examine(ctx, body), ctx })
  return returned
}

function declareLambdaParam(ctx: Context, param: ParamDecl, type: Type): void {
  localAnnotations(ctx, param.modifiers, 'PARAMETER')
  const flags = declaredFlags(param.modifiers) | (param.type === undefined ? Flags.INFERRED : 0)
  if (param.type?.kind === 'VarType') param.type.resolved = type
  param.symbol = declareLocal(ctx, param.name, 'param', flags, type)
}

/** After an error: looks into the body so that names in it are checked, with unknown parameter types. */
export function abandonLambda(p: PendingLambda): Type {
  p.done = true
  if (p.returned === undefined) lambdaBody(p, p.explicit ?? p.expr.params.map(() => ERROR))
  for (const r of p.returned ?? []) completeAlone(r.ctx, r.expr, r.operand, true)
  return setError(p.expr)
}

// ---------------------------------------------------------------------------------------------- method references

export function examineMethodRef(ctx: Context, e: MethodRef): Operand {
  const { env } = ctx
  const target = examineTarget(ctx, e.target)
  const typeArgs = e.typeArgs.map((node) => resolveType(env, ctx.scope, node))
  if (target.kind === 'package' || target.type.kind === 'error' || typeArgs.some((t) => t.kind === 'error')) {
    return setError(e)
  }
  const isType = target.kind === 'type'
  let site: Type = target.type
  if (!isType) site = capture(env, site)
  const name = e.name.name
  let candidates: readonly MethodSymbol[]
  if (name === 'new') {
    if (!isType) return setError(e)
    if (site.kind === 'array') candidates = []
    else {
      const cls = (site.kind === 'class' ? site.symbol : undefined) as ClassSymbol | undefined
      if (cls === undefined || (cls.flags & (Flags.ABSTRACT | Flags.ENUM | Flags.INTERFACE)) !== 0) {
        report(ctx, e, 'HL0345', typeToString(site))
        return setError(e)
      }
      candidates = constructorsOf(cls)
    }
  } else {
    if (site.kind === 'primitive') {
      report(ctx, e, 'HL0314', name, typeToString(site))
      return setError(e)
    }
    const lookup = upperBound(site)
    candidates =
      lookup.kind === 'array' && name === 'clone' ? [env.symbols.arrayClone] : methodsNamed(env, lookup, name)
    if (candidates.length === 0) {
      const nearest = nearestName(name, methodNamesOf(env, lookup))
      const hint = nearest === undefined ? undefined : `did you mean \`${nearest}\`?`
      reportWith(ctx, e, hint, 'HL0313', name, typeToString(site))
      return setError(e)
    }
  }
  const only = candidates.length === 1 ? candidates[0] : undefined
  const rawSite = isRaw(site)
  const exact =
    only !== undefined && !isVarargs(only) && !rawSite && (only.type.typeParams.length === 0 || typeArgs.length > 0)
      ? only
      : undefined
  return {
    kind: 'pendingRef',
    ctx: { ...ctx },
    expr: e,
    site,
    isType,
    candidates,
    exact,
    chosen: undefined,
    done: false,
  }
}

/** JLS 15.12.2.1 for references: some candidate has the right number of parameters. */
export function refFits(p: PendingRef, descriptor: MethodSymbol): boolean {
  const n = descriptor.type.params.length
  if (p.expr.name.name === 'new' && p.site.kind === 'array') return n === 1
  const arity = (m: MethodSymbol, count: number) =>
    isVarargs(m) ? count >= m.type.params.length - 1 : m.type.params.length === count
  if (!p.isType || p.expr.name.name === 'new') return p.candidates.some((m) => arity(m, n))
  return p.candidates.some((m) => ((m.flags & Flags.STATIC) !== 0 ? arity(m, n) : n >= 1 && arity(m, n - 1)))
}

/** An exact method reference is pertinent to applicability: its parameter and result types are known. */
export function reduceRefEarly(
  p: PendingRef,
  formal: Type,
  inference: Inference | undefined,
): true | false | 'unchecked' {
  const { env } = p.ctx
  if (p.exact === undefined) return true
  const f = functionTypeOf(env, formal)
  if (f === undefined) return false
  const m = methodTypeIn(env, upperBound(p.site), p.exact)
  if (m.typeParams.length > 0) return true
  const params = f.type.params
  const unbound = p.isType && p.exact.name !== '<init>' && (p.exact.flags & Flags.STATIC) === 0
  const shift = unbound ? 1 : 0
  if (params.length !== m.params.length + shift) return false
  if (unbound && !constrain(p.ctx, params[0]!, p.site, inference)) return false
  for (let i = 0; i < m.params.length; i++) {
    if (!constrain(p.ctx, params[i + shift]!, m.params[i]!, inference)) return false
  }
  if (f.type.result === VOID) return true
  const result = p.exact.name === '<init>' ? p.site : refResult(p, p.exact, m.result)
  if (result.kind === 'void') return false
  return constrain(p.ctx, capture(env, result), f.type.result, inference)
}

function constrain(ctx: Context, from: Type, to: Type, inference: Inference | undefined): boolean {
  if (inference !== undefined && (mentionsInference(from) || mentionsInference(to))) {
    return inference.reduceCompatible(from, to)
  }
  return [true, 'unchecked'].includes(assignable(ctx.env, from, to, undefined))
}

/** `getClass` and `clone` of an array have results that depend on the receiver (JLS 4.3.2, 10.7). */
function refResult(p: PendingRef, method: MethodSymbol, result: Type): Type {
  if (method === p.ctx.env.symbols.arrayClone) return p.site
  return result
}

function typeArguments(types: readonly Type[], e: Expr): Argument[] {
  return types.map((operand) => ({ expr: e, operand }))
}

/** The method for the given parameter types of the function type (JLS 15.13.1); undefined after a report. */
export function chooseRef(p: PendingRef, params: readonly Type[], quiet = false): ChosenRef | undefined {
  if (p.chosen !== undefined) return p.chosen
  const { ctx, expr: e, site } = p
  const { env } = ctx
  const name = e.name.name
  const typeArgs = e.typeArgs.map((node) => node.resolved ?? ERROR)
  const search = (candidates: readonly Candidate[], args: readonly Type[]): Outcome =>
    selectMethod({ ctx, candidates, args: typeArguments(args, e), typeArgs, viaSuper: e.target.kind === 'Super' })
  const fail = (outcome: Outcome): undefined => {
    if (quiet || params.some((t) => t.kind === 'error')) return undefined
    if (outcome.kind === 'ambiguous') report(ctx, e, 'HL0331', name)
    else report(ctx, e, 'HL0330', name, typeToString(site), params.map(typeToString).join(', '))
    return undefined
  }
  if (name === 'new') {
    if (site.kind === 'array') {
      const fits =
        params.length === 1 && assignable(env, params[0]!, { kind: 'primitive', name: 'int' } as Type, undefined)
      if (params.length !== 1 || fits === false) return fail({ kind: 'notApplicable', failures: [] })
      return (p.chosen = { selection: undefined, refKind: 'arrayConstructor', result: site })
    }
    const diamond = isRaw(site)
    const candidates =
      diamond && site.kind === 'class'
        ? diamondCandidates(ctx, site, p.candidates)
        : candidatesIn(ctx, site, p.candidates)
    const outcome = search(candidates, params)
    if (outcome.kind !== 'found') return fail(outcome)
    const { selection } = outcome
    return (p.chosen = {
      selection,
      refKind: 'constructor',
      result: diamond ? selection.type.result : site,
    })
  }
  const resultOf = (selection: NonNullable<ChosenRef['selection']>): Type => {
    const { method, type } = selection
    if (method === env.symbols.arrayClone) return site
    if (method.name === 'getClass' && method.type.params.length === 0) return getClassResult(ctx, site)
    return selection.unchecked ? erasure(type.result) : type.result
  }
  if (!p.isType) {
    const outcome = search(candidatesIn(ctx, upperBound(site), p.candidates), params)
    if (outcome.kind !== 'found') return fail(outcome)
    const { selection } = outcome
    if ((selection.method.flags & Flags.STATIC) !== 0) {
      if (!quiet) report(ctx, e, 'HL0332', name)
      return undefined
    }
    return (p.chosen = {
      selection,
      refKind: e.target.kind === 'Super' ? 'super' : 'bound',
      result: resultOf(selection),
    })
  }
  const statics = p.candidates.filter((m) => (m.flags & Flags.STATIC) !== 0)
  const instances = p.candidates.filter((m) => (m.flags & Flags.STATIC) === 0)
  const first = statics.length > 0 ? search(candidatesIn(ctx, upperBound(site), statics), params) : undefined
  let second: Outcome | undefined
  if (instances.length > 0 && params.length > 0) {
    const receiver = params[0]!
    let receiverSite: Type | undefined
    if (receiver.kind === 'error') receiverSite = site
    else if (isRaw(site) && site.kind === 'class') {
      const found = receiver.kind === 'primitive' ? undefined : asSuper(env, receiver, site.symbol)
      receiverSite = found === undefined ? undefined : capture(env, found)
    } else if (receiver.kind !== 'primitive' && isSubtypeUnchecked(env, receiver, site) !== false) {
      receiverSite = capture(env, site)
    }
    if (receiverSite !== undefined) {
      second = search(candidatesIn(ctx, upperBound(receiverSite), instances), params.slice(1))
    }
  }
  if (first?.kind === 'found' && second?.kind === 'found') {
    return fail({ kind: 'ambiguous', first: first.selection, second: second.selection })
  }
  if (first?.kind === 'found') {
    return (p.chosen = { selection: first.selection, refKind: 'static', result: resultOf(first.selection) })
  }
  if (second?.kind === 'found') {
    return (p.chosen = { selection: second.selection, refKind: 'unbound', result: resultOf(second.selection) })
  }
  // An instance method where only a static one could be called, found with all the arguments.
  if (!quiet && instances.length > 0 && !params.some((t) => t.kind === 'error')) {
    const bound = search(candidatesIn(ctx, upperBound(site), instances), params)
    if (bound.kind === 'found') {
      report(ctx, e, 'HL0333', name)
      return undefined
    }
  }
  return fail(first ?? second ?? { kind: 'notApplicable', failures: [] })
}

/** The type of `x.getClass()` is Class<? extends |T|> (JLS 4.3.2). */
export function getClassResult(ctx: Context, site: Type): Type {
  const { env } = ctx
  const symbol = env.symbols.class
  if (symbol.typeParams.length !== 1) return env.types.class
  const bound = erasure(site)
  return { kind: 'class', symbol, typeArgs: [{ kind: 'wildcard', boundKind: 'extends', bound }], outer: undefined }
}

/** Sets the annotations of a method reference whose function type is known. */
export function annotateRef(p: PendingRef, chosen: ChosenRef, type: MethodType): void {
  const { expr: e } = p
  e.refKind = chosen.refKind
  e.methodType = type
  if (chosen.selection === undefined) return
  e.method = chosen.selection.method
  e.varargsCall = chosen.selection.phase === 3
  if (chosen.refKind === 'constructor') thisCannotBeUsed(p.ctx, e, e.method.owner)
}
