/**
 * Completion of expressions against their target types (JLS 15.2, 18.5.2): a standalone expression is checked for
 * compatibility, a pending generic call is inferred together with its nested calls, lambdas and method references get
 * their function types. The only place where pending operands become types.
 */
import type { Expr } from '../1-parse/ast.ts'
import { constrainResult, formalAt } from './calls.ts'
import { type Context, report, reportWith, type Returned, setError } from './context.ts'
import { assignable, type Fit, looselyInvocable, numericChoice, primitiveOf } from './conversions.ts'
import { examine } from './expressions.ts'
import { thrownByLambda } from './flow-exceptions.ts'
import type { Environment } from './environment.ts'
import {
  type FunctionType,
  functionTypeForExplicit,
  functionTypeOf,
  isGenericFunction,
  isParameterisationOf,
} from './function-types.ts'
import type { Inference } from './inference.ts'
import { collectInference, mentionsInference } from './inference-types.ts'
import { abandonLambda, annotateRef, chooseRef, lambdaBody } from './lambdas.ts'
import { completesNormally } from './normal-completion.ts'
import type { Argument, ChosenRef, Operand, PendingCall, PendingLambda, PendingRef } from './operands.ts'
import { capture, isCheckedException, isSameType, isSubtype, lub, typeToString } from './relations.ts'
import { suggestConversion } from './suggestions.ts'
import { BOOLEAN, ERROR, type InferenceVariable, NULL, type MethodType, type Type, VOID } from './types.ts'

/** Which words an error uses. */
export type Usage = 'assign' | 'argument' | 'lambda' | 'conditional' | 'switch' | 'return'

/** The type of an expression that has no target type. */
export function standalone(ctx: Context, e: Expr): Type {
  const operand = examine(ctx, e)
  return completeAlone(ctx, e, operand)
}

/** Checks an expression against the type that its context wants. */
export function expect(ctx: Context, e: Expr, target: Type, usage: Usage = 'assign'): Type {
  return complete(ctx, e, examine(ctx, e), target, usage)
}

/** A standalone expression that must have a value. */
export function value(ctx: Context, e: Expr): Type {
  return valueFrom(ctx, e, examine(ctx, e))
}

/** The same for an expression that has been looked at. */
export function valueFrom(ctx: Context, e: Expr, operand: Operand): Type {
  const type = completeAlone(ctx, e, operand)
  if (type.kind === 'void') {
    report(ctx, e, 'HL0309')
    return setError(e)
  }
  return type
}

export function completeAlone(ctx: Context, e: Expr, operand: Operand, quiet = false): Type {
  switch (operand.kind) {
    case 'pendingCall':
      return operand.done ? (operand.expr.type ?? ERROR) : completeCall(operand, undefined, 'assign')
    case 'pendingLambda':
      if (!quiet) report(ctx, e, 'HL0340')
      return abandonLambda(operand)
    case 'pendingRef':
      if (!quiet) report(ctx, e, 'HL0341')
      return setError(e)
    case 'pendingChoice': {
      const types = operand.branches.map((b) => completeAlone(b.ctx, b.expr, b.operand, quiet))
      const choice = operand.expr
      if (choice.kind === 'Parens') return (choice.type = types[0] ?? ERROR)
      if (types.some((t) => t.kind === 'error')) return setError(choice)
      return (choice.type = standaloneChoice(ctx, operand.branches, types))
    }
    default:
      return operand
  }
}

/** The type of a conditional or switch expression without target (JLS 15.25.3, 15.28.1). */
export function standaloneChoice(ctx: Context, branches: readonly Returned[], types: readonly Type[]): Type {
  const { env } = ctx
  const first = types[0]
  if (first === undefined) return ERROR
  if (types.every((t) => isSameType(t, first))) return first
  const unboxed = types.map((t) => primitiveOf(env, t))
  if (unboxed.every((t) => t === BOOLEAN)) return BOOLEAN
  if (unboxed.every((t) => t !== undefined && t !== BOOLEAN)) {
    return numericChoice(
      env,
      types,
      branches.map((branch) => branch.expr.constant),
    )
  }
  const boxed = types.map((t) => (t.kind === 'primitive' ? env.boxOf(t) : t))
  const real = boxed.filter((t) => t.kind !== 'null')
  if (real.length === 0) return NULL
  return capture(env, lub(env, real))
}

/** Reports what does not fit. */
export function reportMisfit(ctx: Context, e: Expr, from: Type, to: Type, fit: Fit, usage: Usage): void {
  const code = fit === 'lossy' ? 'HL0302' : usage === 'lambda' ? 'HL0343' : 'HL0301'
  const [given, needed] = [typeToString(from), typeToString(to)]
  reportWith(ctx, e, suggestConversion(e, given, needed, fit === 'lossy'), code, given, needed)
}

export function complete(ctx: Context, e: Expr, operand: Operand, target: Type, usage: Usage): Type {
  if (target.kind === 'error') return completeAlone(ctx, e, operand, true)
  switch (operand.kind) {
    case 'pendingCall':
      return operand.done ? (operand.expr.type ?? ERROR) : completeCall(operand, target, usage)
    case 'pendingLambda':
      return completeLambda(operand, target, undefined)
    case 'pendingRef':
      return completeRef(operand, target, undefined)
    case 'pendingChoice': {
      const choice = operand.expr
      const inner = choice.kind === 'Parens' ? usage : choice.kind === 'Conditional' ? 'conditional' : 'switch'
      let type: Type = target
      for (const branch of operand.branches) type = complete(branch.ctx, branch.expr, branch.operand, target, inner)
      return (choice.type = choice.kind === 'Parens' ? type : target)
    }
    case 'error':
      return operand
    default: {
      const fit =
        usage === 'argument'
          ? looselyInvocable(ctx.env, operand, target)
          : assignable(ctx.env, operand, target, e.constant)
      if (fit === true) return operand
      if (fit === 'unchecked') {
        ctx.env.warn(ctx.file, e, 'unchecked', 'HL0801', typeToString(operand), typeToString(target))
        return operand
      }
      reportMisfit(ctx, e, operand, target, fit, usage)
      return operand
    }
  }
}

// ---------------------------------------------------------------------------------------------- generic calls

/** A lambda or method reference among the arguments of the calls that are inferred together. */
interface Deferred {
  readonly operand: PendingLambda | PendingRef
  readonly formal: Type
}

/** Invocation type inference (18.5.2.2) of a call and everything that joined it. */
export function completeCall(p: PendingCall, target: Type | undefined, usage: Usage): Type {
  const { ctx, expr: e, inference } = p
  if (target !== undefined && target.kind !== 'void') {
    const mark = inference.mark()
    if (constrainResult(inference, p, target)) inference.keep()
    else {
      inference.undo(mark)
      inference.resolve()
      const shown = inference.ok ? typeToString(inference.apply(p.result)) : typeToString(inference.force(p.result))
      report(ctx, e, usage === 'lambda' ? 'HL0343' : 'HL0301', shown, typeToString(target))
    }
  }
  const deferred: Deferred[] = []
  collectDeferred(p.args, p, inference, deferred)
  solveDeferred(ctx, inference, deferred)
  if (!inference.resolve()) {
    report(
      ctx,
      e,
      'HL0326',
      p.selection.method.name === '<init>' ? p.selection.method.owner.name : p.selection.method.name,
    )
    for (const arg of p.args) completeAlone(ctx, arg.expr, arg.operand, true)
    p.done = true
    return setError(e)
  }
  inference.finishCaptures()
  const result = finishCall(p, inference)
  if (inference.unchecked && target !== undefined && assignable(ctx.env, result, target, undefined) === 'unchecked') {
    ctx.env.warn(ctx.file, e, 'unchecked', 'HL0801', typeToString(result), typeToString(target))
  }
  return result
}

function finishCall(p: PendingCall, inference: Inference): Type {
  if (p.done) return p.expr.type ?? ERROR
  p.done = true
  const type = inference.applyMethod(p.selection.type)
  finishArguments(p.ctx, p.args, type, p.selection.phase, inference)
  const result =
    p.captured === undefined ? capture(p.ctx.env, inference.apply(p.result)) : inference.apply(p.captured.type)
  return p.finish(type, result)
}

/** Completes arguments once the parameter types are proper. */
export function finishArguments(
  ctx: Context,
  args: readonly Argument[],
  type: MethodType,
  phase: 1 | 2 | 3,
  inference: Inference | undefined,
): void {
  for (let i = 0; i < args.length; i++) {
    const { expr, operand } = args[i]!
    finishOperand(ctx, expr, operand, formalAt(type, phase, i), inference)
  }
}

function finishOperand(ctx: Context, e: Expr, operand: Operand, formal: Type, inference: Inference | undefined): void {
  switch (operand.kind) {
    case 'pendingCall':
      if (operand.done) return
      if (inference !== undefined && operand.vars.every((v) => inference.solution(v) !== undefined)) {
        finishCall(operand, inference)
      } else completeCall(operand, formal, 'argument')
      return
    case 'pendingLambda':
      completeLambda(operand, formal, inference)
      return
    case 'pendingRef':
      completeRef(operand, formal, inference)
      return
    case 'pendingChoice': {
      for (const branch of operand.branches) finishOperand(branch.ctx, branch.expr, branch.operand, formal, inference)
      const choice = operand.expr
      choice.type = choice.kind === 'Parens' ? (choice.expr.type ?? formal) : formal
      return
    }
    case 'error':
      return
    default: {
      const fit = looselyInvocable(ctx.env, operand, formal)
      if (fit === 'unchecked') {
        ctx.env.warn(ctx.file, e, 'unchecked', 'HL0801', typeToString(operand), typeToString(formal))
      }
    }
  }
}

function collectDeferred(args: readonly Argument[], p: PendingCall, inference: Inference, into: Deferred[]): void {
  const { selection } = p
  for (let i = 0; i < args.length; i++) {
    collectOperand(args[i]!.operand, formalAt(selection.type, selection.phase, i), inference, into)
  }
}

function collectOperand(operand: Operand, formal: Type, inference: Inference, into: Deferred[]): void {
  switch (operand.kind) {
    case 'pendingLambda':
    case 'pendingRef':
      into.push({ operand, formal })
      break
    case 'pendingCall':
      if (!operand.done && operand.vars.every((v) => inference.vars.has(v))) {
        collectDeferred(operand.args, operand, inference, into)
      }
      break
    case 'pendingChoice':
      for (const branch of operand.branches) collectOperand(branch.operand, formal, inference, into)
      break
    default:
  }
}

function inputVariables(ctx: Context, item: Deferred, inference: Inference): Set<InferenceVariable> {
  const result = new Set<InferenceVariable>()
  const formal = inference.apply(item.formal)
  if (formal.kind === 'infer') {
    result.add(formal)
    return result
  }
  const { operand } = item
  if (operand.kind === 'pendingLambda' ? operand.explicit !== undefined : operand.exact !== undefined) return result
  const f = functionTypeOf(ctx.env, formal)
  if (f !== undefined) for (const param of f.type.params) collectInference(inference.apply(param), result)
  return result
}

/** Reduces the constraints of lambdas and method references in an order that their types allow (18.5.2.2). */
function solveDeferred(ctx: Context, inference: Inference, items: Deferred[]): void {
  while (items.length > 0) {
    let chosen = -1
    let inputs: Set<InferenceVariable> | undefined
    const all = items.map((item) => inputVariables(ctx, item, inference))
    chosen = all.findIndex((set) => set.size === 0)
    if (chosen < 0) {
      // One whose inputs do not depend on what the others yield.
      const outputs = items.map((item, i) => {
        const set = new Set<InferenceVariable>()
        collectInference(inference.apply(item.formal), set)
        for (const v of all[i]!) set.delete(v)
        return set
      })
      chosen = all.findIndex((set, i) => {
        const closure = inference.dependenciesOf(set)
        return outputs.every((out, j) => i === j || ![...out].some((v) => closure.has(v)))
      })
      if (chosen < 0) chosen = 0
      inputs = all[chosen]
    }
    const [item] = items.splice(chosen, 1)
    if (inputs !== undefined && !inference.resolve(inputs)) return
    reduceDeferred(ctx, inference, item!, items)
    if (!inference.ok) return
  }
}

function reduceDeferred(ctx: Context, inference: Inference, item: Deferred, items: Deferred[]): void {
  const formal = inference.apply(item.formal)
  const { operand } = item
  if (operand.kind === 'pendingLambda') {
    const f =
      operand.explicit === undefined
        ? functionTypeOf(ctx.env, formal)
        : functionTypeForExplicit(ctx.checker, formal, operand.explicit)
    if (f === undefined || f.type.params.length !== operand.expr.params.length) return
    const params = inference.applyAll(f.type.params)
    if (operand.explicit !== undefined) {
      params.forEach((param, i) => {
        if (mentionsInference(param)) inference.reduceEq(param, operand.explicit![i]!)
      })
    }
    const result = f.type.result
    for (const r of lambdaBody(operand, operand.explicit ?? params)) {
      if (result !== VOID) reduceReturned(inference, r, result, items)
    }
    if (f.type.throws.some(mentionsInference)) {
      reduceThrown(ctx, inference, f, thrownByLambda(ctx.env, ctx.file, operand.expr))
    }
    return
  }
  const f = functionTypeOf(ctx.env, formal)
  if (f === undefined) return
  const params = inference.applyAll(f.type.params)
  if (params.some(mentionsInference)) {
    // An exact reference was reduced when applicability was checked; its parameters may still be open.
    return
  }
  const chosen = chooseRef(operand, params, true)
  if (chosen?.selection !== undefined && f.type.throws.some(mentionsInference)) {
    reduceThrown(ctx, inference, f, chosen.selection.type.throws)
  }
  if (chosen === undefined || f.type.result === VOID || chosen.result.kind === 'void') return
  const inner = chosen.selection?.inference
  let result: Type = chosen.result
  if (inner !== undefined) {
    inference.include(inner)
    if (mentionsInference(result)) {
      const captured = inference.captureResult(result)
      inference.addCaptures(captured.open)
      result = captured.type
    }
  }
  const mark = inference.mark()
  if (!mentionsInference(result)) result = capture(ctx.env, result)
  if (inference.reduceCompatible(result, f.type.result)) inference.keep()
  else inference.undo(mark)
}

/** Checked exceptions of a body become bounds of what its function type throws (JLS 18.2.5). */
function reduceThrown(ctx: Context, inference: Inference, f: FunctionType, thrown: readonly Type[]): void {
  const declared = inference.applyAll(f.type.throws)
  const open = declared.filter(mentionsInference)
  for (const variable of open) if (variable.kind === 'infer') inference.vars.get(variable)!.throws = true
  for (const type of thrown) {
    if (mentionsInference(type) || !isCheckedException(ctx.env, type)) continue
    if (declared.some((t) => !mentionsInference(t) && isSubtype(ctx.env, type, t))) continue
    for (const variable of open) inference.reduceSubtype(type, variable)
  }
}

/** A value that a lambda body gives back, against the result type of its function type. */
function reduceReturned(inference: Inference, r: Returned, result0: Type, items: Deferred[]): void {
  const result = inference.apply(result0)
  if (!mentionsInference(result)) return
  const { operand } = r
  switch (operand.kind) {
    case 'pendingCall': {
      if (operand.done) return
      const mark = inference.mark()
      inference.include(operand.inference)
      if (constrainResult(inference, operand, result)) {
        inference.keep()
        collectDeferred(operand.args, operand, inference, items)
      } else inference.undo(mark)
      return
    }
    case 'pendingChoice':
      for (const branch of operand.branches) reduceReturned(inference, branch, result, items)
      return
    case 'pendingLambda':
    case 'pendingRef':
      items.push({ operand, formal: result })
      return
    case 'void':
    case 'error':
      return
    default: {
      const mark = inference.mark()
      if (inference.reduceCompatible(operand, result)) inference.keep()
      else inference.undo(mark)
    }
  }
}

// ---------------------------------------------------------------------------------------------- lambdas

export function completeLambda(p: PendingLambda, target: Type, inference: Inference | undefined): Type {
  if (p.done) return p.expr.type ?? ERROR
  const { ctx, expr: e } = p
  if (target.kind === 'error') return abandonLambda(p)
  const f =
    p.explicit === undefined
      ? functionTypeOf(ctx.env, target)
      : functionTypeForExplicit(ctx.checker, target, p.explicit)
  if (f === undefined) {
    report(ctx, e, 'HL0342', typeToString(target))
    return abandonLambda(p)
  }
  if (isGenericFunction(f)) {
    report(ctx, e, 'HL0346', typeToString(target))
    return abandonLambda(p)
  }
  const { params, result } = f.type
  if (params.length !== e.params.length) {
    report(ctx, e, 'HL0344')
    return abandonLambda(p)
  }
  const { explicit } = p
  if (explicit?.some((t, i) => t.kind !== 'error' && params[i]!.kind !== 'error' && !isSameType(t, params[i]!))) {
    report(ctx, e, 'HL0344')
    return abandonLambda(p)
  }
  if (explicit !== undefined && !isParameterisationOf(ctx.env, f, target)) {
    report(ctx, e, 'HL0301', typeToString(f.target), typeToString(target))
    return abandonLambda(p)
  }
  p.done = true
  const returned = lambdaBody(p, explicit ?? params)
  const { body } = e
  if (result === VOID) {
    if (body.kind !== 'Block') {
      for (const r of returned) completeAlone(r.ctx, r.expr, r.operand)
      if (!p.shape.voidCompatible) report(ctx, body, 'HL0347')
    } else {
      for (const r of returned) {
        completeAlone(r.ctx, r.expr, r.operand, true)
        report(r.ctx, r.expr, 'HL0348')
      }
    }
  } else {
    if (body.kind === 'Block') {
      if (!p.shape.valueCompatible && returned.length === 0) report(ctx, body, 'HL0349')
      else if (returned.length > 0 && completesNormally(body)) report(ctx, e, 'HL0349')
    }
    for (const r of returned) finishReturned(r, result, inference)
  }
  return annotateLambda(p, f, target)
}

function annotateLambda(p: PendingLambda, f: FunctionType, target: Type): Type {
  const { expr: e } = p
  e.functionMethod = f.method
  e.functionType = f.type
  // An intersection keeps its marker interfaces for lowering.
  return (e.type = target.kind === 'intersection' ? target : f.target)
}

function finishReturned(r: Returned, result: Type, inference: Inference | undefined): void {
  const { operand } = r
  if (operand.kind === 'void') {
    report(r.ctx, r.expr, 'HL0343', 'void', typeToString(result))
    return
  }
  if (inference !== undefined && operand.kind !== 'error') {
    const decided = operand.kind === 'pendingCall' && operand.vars.every((v) => inference.solution(v) !== undefined)
    if (
      decided ||
      operand.kind === 'pendingLambda' ||
      operand.kind === 'pendingRef' ||
      operand.kind === 'pendingChoice'
    ) {
      if (operand.kind === 'pendingChoice') {
        for (const branch of operand.branches) finishReturned(branch, result, inference)
        const choice = operand.expr
        choice.type = choice.kind === 'Parens' ? (choice.expr.type ?? result) : result
      } else finishOperand(r.ctx, r.expr, operand, result, inference)
      return
    }
  }
  complete(r.ctx, r.expr, operand, result, 'lambda')
}

// ---------------------------------------------------------------------------------------------- method references

export function completeRef(p: PendingRef, target: Type, outer: Inference | undefined): Type {
  if (p.done) return p.expr.type ?? ERROR
  p.done = true
  const { ctx, expr: e } = p
  const { env } = ctx
  if (target.kind === 'error') return setError(e)
  const f = functionTypeOf(env, target)
  if (f === undefined) {
    report(ctx, e, 'HL0342', typeToString(target))
    return setError(e)
  }
  const chosen = chooseRef(p, f.type.params)
  if (chosen === undefined) return setError(e)
  const thrown = uncaughtOf(env, chosen, f)
  if (thrown !== undefined) report(ctx, e, 'HL0400', typeToString(thrown))
  const expected = f.type.result
  let type: MethodType = { typeParams: [], params: f.type.params, result: chosen.result, throws: [] }
  const { selection } = chosen
  let result: Type = chosen.result
  if (selection !== undefined) {
    type = selection.type
    let { inference } = selection
    if (inference !== undefined) {
      if (outer !== undefined && selection.vars.every((v) => outer.solution(v) !== undefined)) inference = outer
      else if (expected !== VOID && mentionsInference(result)) {
        const mark = inference.mark()
        const captured = inference.captureResult(result)
        inference.addCaptures(captured.open)
        if (inference.reduceCompatible(captured.type, expected)) inference.keep()
        else inference.undo(mark)
      }
      if (!inference.resolve()) {
        report(ctx, e, 'HL0326', e.name.name)
        return setError(e)
      }
      inference.finishCaptures()
      type = inference.applyMethod(type)
      result = inference.apply(result)
    }
  }
  if (expected !== VOID) {
    const actual = capture(env, result)
    const fit = actual.kind === 'void' ? false : assignable(env, actual, expected, undefined)
    if (fit === false || fit === 'lossy') {
      report(ctx, e, 'HL0334', typeToString(actual), typeToString(expected))
      return setError(e)
    }
  }
  annotateRef(p, chosen, { ...type, result: chosen.refKind === 'constructor' ? result : type.result })
  e.functionMethod = f.method
  e.functionType = f.type
  return (e.type = target.kind === 'intersection' ? target : f.target)
}

/** JLS 15.13.2: a checked exception of the method that the function type does not throw. */
function uncaughtOf(env: Environment, chosen: ChosenRef, f: FunctionType): Type | undefined {
  const { selection } = chosen
  if (selection === undefined || f.type.throws.some(mentionsInference)) return undefined
  return selection.type.throws.find(
    (t) =>
      !mentionsInference(t) &&
      isCheckedException(env, t) &&
      !f.type.throws.some((allowed) => isSubtype(env, t, allowed)),
  )
}
