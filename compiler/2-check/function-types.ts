/**
 * Function types of functional interfaces (JLS 9.9), also of interface types whose arguments mention inference
 * variables; and the parameterisation that an explicitly typed lambda asks for (JLS 18.5.3).
 */
import type { Checker } from './context.ts'
import type { Environment } from './environment.ts'
import { Inference } from './inference.ts'
import { mentionsInference } from './inference-types.ts'
import { classTypeOf, functionalMethod, glb, isObject, isSubtype, methodTypeIn } from './relations.ts'
import type { MethodSymbol } from './symbols.ts'
import type { ClassType, MethodType, Type } from './types.ts'

export interface FunctionType {
  readonly method: MethodSymbol
  readonly type: MethodType
  /** The interface type without wildcards. */
  readonly target: ClassType
}

/** The functional interface in a target type: itself, or the one in an intersection. */
export function functionalInterface(env: Environment, t: Type): ClassType | undefined {
  if (t.kind === 'class') return functionalMethod(env, t.symbol) === undefined ? undefined : t
  if (t.kind === 'intersection') {
    for (const bound of t.bounds) {
      const found = functionalInterface(env, bound)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** The non-wildcard parameterisation (JLS 9.9). */
export function withoutWildcards(env: Environment, t: ClassType): ClassType {
  if (!t.typeArgs.some((arg) => arg.kind === 'wildcard')) return t
  const params = t.symbol.typeParams
  const args = t.typeArgs.map((arg, i): Type => {
    if (arg.kind !== 'wildcard') return arg
    const declared = params[i]?.upper ?? env.types.object
    const recursive = mentionsAny(declared, params)
    if (arg.boundKind === 'unbound' || arg.bound === undefined) {
      return recursive ? env.types.object : declared
    }
    if (arg.boundKind === 'super' || recursive || isObject(declared) || mentionsInference(arg.bound)) return arg.bound
    return glb(env, arg.bound, declared)
  })
  return classTypeOf(t.symbol, args, t.outer)
}

function mentionsAny(t: Type, params: readonly Type[]): boolean {
  switch (t.kind) {
    case 'typevar':
      return params.includes(t)
    case 'class':
      return t.typeArgs.some((arg) => mentionsAny(arg, params))
    case 'array':
      return mentionsAny(t.element, params)
    case 'wildcard':
      return t.bound !== undefined && mentionsAny(t.bound, params)
    case 'intersection':
      return t.bounds.some((bound) => mentionsAny(bound, params))
    default:
      return false
  }
}

export function functionTypeOf(env: Environment, t: Type): FunctionType | undefined {
  const found = functionalInterface(env, t)
  if (found === undefined) return undefined
  const method = functionalMethod(env, found.symbol)
  if (method === undefined) return undefined
  const target = withoutWildcards(env, found)
  return { method, type: methodTypeIn(env, target, method), target }
}

/** For an explicitly typed lambda: wildcards of the target become what the parameter types say (JLS 18.5.3). */
export function functionTypeForExplicit(
  checker: Checker,
  t: Type,
  explicit: readonly Type[],
): FunctionType | undefined {
  const { env } = checker
  const found = functionalInterface(env, t)
  if (found === undefined) return undefined
  if (!found.typeArgs.some((arg) => arg.kind === 'wildcard')) return functionTypeOf(env, t)
  const method = functionalMethod(env, found.symbol)
  if (method === undefined) return undefined
  const params = found.symbol.typeParams
  const inference = new Inference(env)
  const vars = inference.fresh(params, checker.ids)
  const open = methodTypeIn(env, classTypeOf(found.symbol, vars, found.outer), method)
  if (open.params.length !== explicit.length) return functionTypeOf(env, t)
  const plain = withoutWildcards(env, found)
  open.params.forEach((param, i) => {
    if (mentionsInference(param) && !mentionsInference(explicit[i]!)) inference.reduceEq(param, explicit[i]!)
  })
  const args = found.typeArgs.map((arg, i) => {
    if (arg.kind !== 'wildcard') return arg
    return inference.solution(vars[i]!) ?? plain.typeArgs[i]!
  })
  const target = classTypeOf(found.symbol, args, found.outer)
  return { method, type: methodTypeIn(env, target, method), target }
}

/** Whether what the parameter types of a lambda ask for is one of the types that the target stands for. */
export function isParameterisationOf(env: Environment, f: FunctionType, target: Type): boolean {
  if (target.kind !== 'class' || mentionsInference(target) || mentionsInference(f.target)) return true
  return isSubtype(env, f.target, target)
}

/** A function type whose method is generic cannot be the target of a lambda (JLS 15.27.3). */
export function isGenericFunction(f: FunctionType): boolean {
  return f.type.typeParams.length > 0
}
