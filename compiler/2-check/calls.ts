/**
 * Choosing a method (JLS 15.12.2): which candidates are applicable in which of the three phases, and which of them is
 * the most specific. The same for methods, constructors, diamonds and method references; nothing is annotated here.
 */
import { looselyInvocable, strictlyInvocable } from './conversions.ts'
import type { Context } from './context.ts'
import { Inference } from './inference.ts'
import { mentionsInference } from './inference-types.ts'
import { implicitArity, lambdaFits, reduceLambdaEarly, reduceRefEarly, refFits } from './lambdas.ts'
import { isAccessible, isSubsignature } from './members.ts'
import { type Argument, type Operand, type PendingCall, isErroneousOperand } from './operands.ts'
import {
  erasure,
  functionalMethod,
  isRaw,
  isSameTypes,
  isSubtype,
  methodTypeIn,
  substitute,
  substituteAll,
} from './relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol } from './symbols.ts'
import type { InferenceVariable, MethodType, Type } from './types.ts'
import { functionTypeOf } from './function-types.ts'

export interface Selection {
  readonly method: MethodSymbol
  /** Where the method was looked up. */
  readonly site: Type
  /** As a member of the site; type parameters replaced by inference variables or by the explicit arguments. */
  readonly type: MethodType
  /** As a member of the site, with its own type parameters. */
  readonly declared: MethodType
  readonly phase: 1 | 2 | 3
  readonly inference: Inference | undefined
  readonly vars: readonly InferenceVariable[]
  readonly unchecked: boolean
}

export type Failure =
  | { readonly kind: 'arity' }
  | { readonly kind: 'argument'; readonly index: number; readonly to: Type }
  | { readonly kind: 'inference' }
  | { readonly kind: 'typeArguments' }

export type Outcome =
  | { readonly kind: 'found'; readonly selection: Selection }
  | { readonly kind: 'ambiguous'; readonly first: Selection; readonly second: Selection }
  | { readonly kind: 'notApplicable'; readonly failures: readonly { method: MethodSymbol; failure: Failure }[] }
  | { readonly kind: 'inaccessible'; readonly method: MethodSymbol }

export interface Candidate {
  readonly method: MethodSymbol
  readonly site: Type
  /** The method's type as a member of the site. For a diamond: a generic method that yields the class (JLS 15.9.3). */
  readonly type: MethodType
}

export interface Request {
  readonly ctx: Context
  readonly candidates: readonly Candidate[]
  readonly args: readonly Argument[]
  readonly typeArgs: readonly Type[]
  readonly viaSuper: boolean
}

export function candidatesIn(ctx: Context, site: Type, methods: readonly MethodSymbol[]): Candidate[] {
  return methods.map((method) => ({ method, site, type: methodTypeIn(ctx.env, site, method) }))
}

export function isVarargs(method: MethodSymbol): boolean {
  return (method.flags & Flags.VARARGS) !== 0
}

/** The type that argument `i` meets; in phase 3 the last parameter stands for any number of elements. */
export function formalAt(type: MethodType, phase: 1 | 2 | 3, i: number): Type {
  const { params } = type
  if (phase === 3 && i >= params.length - 1) {
    const last = params[params.length - 1]!
    return last.kind === 'array' ? last.element : last
  }
  return params[i]!
}

/** The method type with its own type parameters replaced; it has none then. */
function instantiate(m: MethodType, to: readonly Type[]): MethodType {
  const from = m.typeParams
  return {
    typeParams: [],
    params: substituteAll(m.params, from, to),
    result: substitute(m.result, from, to),
    throws: substituteAll(m.throws, from, to),
  }
}

export function selectMethod(request: Request): Outcome {
  const { ctx, args } = request
  const failures: { method: MethodSymbol; failure: Failure }[] = []
  let accessible = request.candidates
  let hidden: MethodSymbol | undefined
  if (accessible.some((c) => (c.method.flags & Flags.PUBLIC) === 0)) {
    accessible = accessible.filter((c) => {
      if (isAccessible(ctx.env, c.method, c.site, ctx.cls, request.viaSuper)) return true
      hidden ??= c.method
      return false
    })
  }
  const possible: Candidate[] = []
  for (const candidate of accessible) {
    if (potentiallyApplicable(ctx, candidate, args, request.typeArgs)) possible.push(candidate)
    else failures.push({ method: candidate.method, failure: { kind: 'arity' } })
  }
  for (const phase of [1, 2, 3] as const) {
    let found: Selection[] | undefined
    for (const candidate of possible) {
      if (phase === 3) {
        if (!isVarargs(candidate.method)) continue
      } else if (candidate.type.params.length !== args.length) continue
      const result = applicable(request, candidate, phase)
      if ('method' in result) {
        if (found === undefined) found = [result]
        else found.push(result)
      } else if (phase === 2 || (phase === 3 && candidate.type.params.length !== args.length)) {
        failures.push({ method: candidate.method, failure: result })
      }
    }
    if (found !== undefined) return mostSpecific(request, found)
  }
  for (const candidate of possible) {
    if (!failures.some((f) => f.method === candidate.method)) {
      failures.push({ method: candidate.method, failure: { kind: 'arity' } })
    }
  }
  // An accessible candidate that does not fit is the better message, except when there is none.
  if (failures.length === 0 && hidden !== undefined) return { kind: 'inaccessible', method: hidden }
  return { kind: 'notApplicable', failures }
}

/** JLS 15.12.2.1: arity, number of type arguments, and the shape of lambdas and method references. */
function potentiallyApplicable(
  ctx: Context,
  candidate: Candidate,
  args: readonly Argument[],
  typeArgs: readonly Type[],
): boolean {
  const { method, type } = candidate
  const count = type.params.length
  const varargs = isVarargs(method)
  if (varargs ? args.length < count - 1 : args.length !== count) return false
  if (typeArgs.length > 0 && type.typeParams.length > 0 && typeArgs.length !== type.typeParams.length) return false
  for (let i = 0; i < args.length; i++) {
    const { operand } = args[i]!
    if (operand.kind === 'pendingLambda' || operand.kind === 'pendingRef' || operand.kind === 'pendingChoice') {
      const straight = i < count ? type.params[i]! : undefined
      const fits =
        (straight !== undefined && potentiallyCompatible(ctx, operand, straight, type)) ||
        (varargs && i >= count - 1 && potentiallyCompatible(ctx, operand, formalAt(type, 3, i), type))
      if (!fits) return false
    }
  }
  return true
}

function potentiallyCompatible(ctx: Context, operand: Operand, formal: Type, method: MethodType): boolean {
  switch (operand.kind) {
    case 'pendingChoice':
      return operand.branches.every((branch) => potentiallyCompatible(ctx, branch.operand, formal, method))
    case 'pendingLambda':
    case 'pendingRef': {
      if (formal.kind === 'error') return true
      if (formal.kind === 'typevar') return method.typeParams.includes(formal)
      if (formal.kind !== 'class') return false
      const descriptor = functionalMethod(ctx.env, formal.symbol)
      if (descriptor === undefined) return false
      return operand.kind === 'pendingLambda' ? lambdaFits(operand, descriptor) : refFits(operand, descriptor)
    }
    default:
      return true
  }
}

/** JLS 15.12.2.2 to 15.12.2.4; with 18.5.1 for generic methods. */
function applicable(request: Request, candidate: Candidate, phase: 1 | 2 | 3): Selection | Failure {
  const { ctx, args, typeArgs } = request
  let { type } = candidate
  let inference: Inference | undefined
  let vars: readonly InferenceVariable[] = []
  if (type.typeParams.length > 0) {
    if (typeArgs.length > 0) {
      for (let i = 0; i < typeArgs.length; i++) {
        const bound = substitute(type.typeParams[i]!.upper, type.typeParams, typeArgs)
        if (!isSubtype(ctx.env, typeArgs[i]!, bound)) return { kind: 'typeArguments' }
      }
      type = instantiate(type, typeArgs)
    } else {
      inference = new Inference(ctx.env)
      vars = inference.fresh(type.typeParams, ctx.checker.ids)
      type = instantiate(type, vars)
      for (const thrown of type.throws) if (thrown.kind === 'infer') inference.vars.get(thrown)!.throws = true
      if (!inference.ok) return { kind: 'inference' }
    }
  }
  let unchecked = false
  for (let i = 0; i < args.length; i++) {
    const formal = formalAt(type, phase, i)
    const { operand } = args[i]!
    const fit = argumentFits(ctx, operand, formal, phase, inference)
    if (fit === false) return { kind: 'argument', index: i, to: formal }
    if (fit === 'unchecked') unchecked = true
  }
  if (inference !== undefined) {
    if (!inference.ok) return { kind: 'inference' }
    if (inference.unchecked) unchecked = true
  }
  return {
    method: candidate.method,
    site: candidate.site,
    type,
    declared: candidate.type,
    phase,
    inference,
    vars,
    unchecked,
  }
}

/**
 * Whether an argument is compatible with a parameter type; adds bounds when that type mentions inference variables.
 * What is not pertinent to applicability (JLS 15.12.2.2) is compatible.
 */
export function argumentFits(
  ctx: Context,
  operand: Operand,
  formal: Type,
  phase: 1 | 2 | 3,
  inference: Inference | undefined,
): true | false | 'unchecked' {
  const open = inference !== undefined && mentionsInference(formal)
  switch (operand.kind) {
    case 'pendingCall':
      return open ? joinCall(inference, operand, formal) : callFits(operand, formal, phase)
    case 'pendingChoice': {
      let result: true | 'unchecked' = true
      for (const branch of operand.branches) {
        const fit = argumentFits(ctx, branch.operand, formal, phase, inference)
        if (fit === false) return false
        if (fit === 'unchecked') result = fit
      }
      return result
    }
    case 'pendingLambda':
      if (formal.kind === 'infer') return true
      return reduceLambdaEarly(operand, formal, inference)
    case 'pendingRef':
      if (formal.kind === 'infer') return true
      return reduceRefEarly(operand, formal, inference)
    case 'void':
      return false
    default: {
      if (!open) {
        const fit =
          phase === 1 ? strictlyInvocable(ctx.env, operand, formal) : looselyInvocable(ctx.env, operand, formal)
        return fit === 'lossy' ? false : fit
      }
      if (operand.kind === 'error') return true
      if (phase === 1 && operand.kind === 'primitive') return false
      return inference.reduceCompatible(operand, formal)
    }
  }
}

/** A nested generic call joins the inference of the outer one (18.2.1, 18.5.2.1). */
export function joinCall(inference: Inference, call: PendingCall, target: Type): boolean {
  inference.include(call.inference)
  return constrainResult(inference, call, target)
}

/** The compatibility of the result with its target (18.5.2.1). */
export function constrainResult(inference: Inference, call: PendingCall, target: Type): boolean {
  const { result } = call
  if (result.kind === 'infer') {
    const first =
      target.kind === 'primitive'
        ? inference.hasBoxBound(result)
        : target.kind !== 'infer' && inference.mustDecideFirst(result)
    if (first && !inference.resolve([result])) return false
    return inference.reduceCompatible(inference.apply(result), target)
  }
  call.captured ??= inference.captureResult(result)
  inference.addCaptures(call.captured.open)
  return inference.reduceCompatible(call.captured.type, target)
}

function callFits(call: PendingCall, formal: Type, phase: 1 | 2 | 3): true | false | 'unchecked' {
  if (formal.kind === 'error') return true
  if (phase === 1 && formal.kind === 'primitive') return false
  const { inference } = call
  const before = inference.unchecked
  const mark = inference.mark()
  const fits = constrainResult(inference, call, formal)
  const unchecked = inference.unchecked
  inference.undo(mark)
  if (!fits) return false
  return unchecked && !before ? 'unchecked' : true
}

// ---------------------------------------------------------------------------------------------- most specific

/** JLS 15.12.2.5 */
function mostSpecific(request: Request, found: readonly Selection[]): Outcome {
  if (found.length === 1) return { kind: 'found', selection: found[0]! }
  const { ctx } = request
  const maximal = found.filter((m) =>
    found.every((other) => m === other || !moreSpecific(request, other, m) || moreSpecific(request, m, other)),
  )
  // Maximal among all: none other is strictly more specific. A unique one must also be more specific than each.
  const strict = found.filter((m) => found.every((other) => m === other || moreSpecific(request, m, other)))
  if (strict.length === 1) return { kind: 'found', selection: strict[0]! }
  const best = strict.length > 0 ? strict : maximal
  const chosen = preferred(ctx, best)
  if (chosen !== undefined) return { kind: 'found', selection: chosen }
  return { kind: 'ambiguous', first: best[0] ?? found[0]!, second: best[1] ?? found[1]! }
}

/** Override-equivalent candidates: a concrete one, else an abstract one with the most specific result. */
function preferred(ctx: Context, best: readonly Selection[]): Selection | undefined {
  const { env } = ctx
  const first = best[0]
  if (first === undefined) return undefined
  for (const other of best) {
    if (other === first) continue
    const same =
      isSameTypes(first.method.type.params.map(erasure), other.method.type.params.map(erasure)) ||
      isSubsignature(env, first.method.type, other.method.type) ||
      isSubsignature(env, other.method.type, first.method.type) ||
      isSameTypes(first.type.params, other.type.params)
    if (!same) return undefined
  }
  const concrete = best.filter((m) => (m.method.flags & Flags.ABSTRACT) === 0)
  if (concrete.length === 1) return concrete[0]
  if (concrete.length > 1) {
    return concrete.find((m) => concrete.every((o) => o === m || isSubtype(env, classOf(m), erasure(classOf(o)))))
  }
  const returns = (a: Selection, b: Selection) => {
    const x = a.type.result
    const y = b.type.result
    if (x.kind === 'primitive' || x.kind === 'void' || y.kind === 'primitive' || y.kind === 'void') return x === y
    return isSubtype(env, erasure(x), erasure(y))
  }
  return best.find((m) => best.every((o) => returns(m, o))) ?? first
}

function classOf(m: Selection): Type {
  const owner: ClassSymbol = m.method.owner
  return owner.thisType ?? { kind: 'class', symbol: owner, typeArgs: [], outer: undefined }
}

function moreSpecific(request: Request, m1: Selection, m2: Selection): boolean {
  const { ctx, args } = request
  const t1 = m1.declared
  let t2 = m2.declared
  let inference: Inference | undefined
  if (t2.typeParams.length > 0) {
    inference = new Inference(ctx.env)
    const vars = inference.fresh(t2.typeParams, ctx.checker.ids)
    t2 = instantiate(t2, vars)
  }
  if (!moreSpecificParams(ctx, args, m1, t1, m2, t2, inference)) return false
  return inference === undefined || (inference.ok && inference.resolve())
}

function moreSpecificParams(
  ctx: Context,
  args: readonly Argument[],
  m1: Selection,
  t1: MethodType,
  m2: Selection,
  t2: MethodType,
  inference: Inference | undefined,
): boolean {
  const { phase } = m1
  for (let i = 0; i < args.length; i++) {
    const s = formalAt(t1, phase, i)
    const t = formalAt(t2, phase, i)
    if (!moreSpecificType(ctx, args[i]!.operand, s, t, inference)) return false
  }
  if (phase === 3 && isVarargs(m1.method) && isVarargs(m2.method)) {
    // One more parameter on the side of the longer method (15.12.2.5).
    const k = args.length
    const longest = Math.max(t1.params.length, t2.params.length)
    for (let i = k; i < longest; i++) {
      if (!subtypeOpen(ctx, formalAt(t1, 3, i), formalAt(t2, 3, i), inference)) return false
    }
  }
  return true
}

function subtypeOpen(ctx: Context, s: Type, t: Type, inference: Inference | undefined): boolean {
  if (inference !== undefined && mentionsInference(t)) {
    if (s.kind === 'primitive') return false
    return inference.reduceSubtype(s, t)
  }
  if (s.kind === 'error' || t.kind === 'error') return true
  const fit = strictlyInvocable(ctx.env, s, t)
  return fit === true || (fit === 'unchecked' && isRaw(s))
}

/** A type is more specific than another for an argument expression. */
function moreSpecificType(ctx: Context, operand: Operand, s: Type, t: Type, inference: Inference | undefined): boolean {
  if (operand.kind === 'pendingLambda' || operand.kind === 'pendingRef') {
    if (functionalMoreSpecific(ctx, operand, s, t)) return true
  }
  if (operand.kind === 'pendingChoice') {
    return operand.branches.every((branch) => moreSpecificType(ctx, branch.operand, s, t, inference))
  }
  return subtypeOpen(ctx, s, t, inference)
}

/** The rules for functional interfaces of JLS 15.12.2.5. */
function functionalMoreSpecific(ctx: Context, operand: Operand, s: Type, t: Type): boolean {
  const { env } = ctx
  if (s.kind !== 'class' || t.kind !== 'class') return false
  const f1 = functionTypeOf(env, s)
  const f2 = functionTypeOf(env, t)
  if (f1 === undefined || f2 === undefined) return false
  if (isSubtype(env, erasure(s), erasure(t)) || isSubtype(env, erasure(t), erasure(s))) return false
  if (f1.type.params.length !== f2.type.params.length) return false
  if (operand.kind === 'pendingLambda' && implicitArity(operand)) return false
  if (operand.kind === 'pendingRef' && operand.exact === undefined) return false
  const r1 = f1.type.result
  const r2 = f2.type.result
  if (r2.kind === 'void') return true
  if (r1.kind === 'void') return false
  if (operand.kind === 'pendingRef') {
    const result = operand.exact?.name === '<init>' ? undefined : operand.exact?.type.result
    if (r1.kind === 'primitive' && r2.kind !== 'primitive') return result?.kind === 'primitive'
    if (r2.kind === 'primitive' && r1.kind !== 'primitive') return result?.kind !== 'primitive'
    return r1.kind === 'primitive' || r2.kind === 'primitive'
      ? strictlyInvocable(env, r1, r2) === true
      : isSubtype(env, erasure(r1), erasure(r2))
  }
  if (operand.kind !== 'pendingLambda') return false
  const results = operand.returned ?? []
  if (r1.kind === 'primitive' && r2.kind !== 'primitive') {
    return results.every((r) => r.operand.kind === 'primitive')
  }
  if (r2.kind === 'primitive' && r1.kind !== 'primitive') {
    return results.every((r) => r.operand.kind !== 'primitive' && r.operand.kind !== 'pendingChoice')
  }
  if (r1.kind === 'primitive' && r2.kind === 'primitive') return strictlyInvocable(env, r1, r2) === true
  return isSubtype(env, erasure(r1), erasure(r2))
}

export function anyErroneous(args: readonly Argument[]): boolean {
  return args.some((arg) => isErroneousOperand(arg.operand))
}
