/** Types that mention inference variables (JLS 18.1.1): questions about them and replacement. */
import type { Environment } from './environment.ts'
import { arrayOf, intersectionOf, isSameType } from './relations.ts'
import type { ClassType, InferenceVariable, Type } from './types.ts'

/** Whether a type mentions an inference variable. */
export function mentionsInference(t: Type): boolean {
  switch (t.kind) {
    case 'infer':
      return true
    case 'class':
      for (const arg of t.typeArgs) if (mentionsInference(arg)) return true
      return t.outer !== undefined && mentionsInference(t.outer)
    case 'array':
      return mentionsInference(t.element)
    case 'wildcard':
      return t.bound !== undefined && mentionsInference(t.bound)
    case 'intersection':
      return t.bounds.some(mentionsInference)
    case 'typevar':
      // A captured variable whose bound is still open, until `finishCaptures` closes it.
      return t.captured?.bound !== undefined && mentionsInference(t.captured.bound)
    default:
      return false
  }
}

export function collectInference(t: Type, into: Set<InferenceVariable>): void {
  switch (t.kind) {
    case 'infer':
      into.add(t)
      break
    case 'class':
      for (const arg of t.typeArgs) collectInference(arg, into)
      if (t.outer !== undefined) collectInference(t.outer, into)
      break
    case 'array':
      collectInference(t.element, into)
      break
    case 'wildcard':
      if (t.bound !== undefined) collectInference(t.bound, into)
      break
    case 'intersection':
      for (const bound of t.bounds) collectInference(bound, into)
      break
    default:
  }
}

/** Replaces inference variables; `of` answers the variable itself where nothing is known. */
export function mapInference(t: Type, of: (v: InferenceVariable) => Type): Type {
  switch (t.kind) {
    case 'infer':
      return of(t)
    case 'class': {
      if (t.typeArgs.length === 0 && t.outer === undefined) return t
      let changed = false
      const args = t.typeArgs.map((arg) => {
        const mapped = mapInference(arg, of)
        if (mapped !== arg) changed = true
        return mapped
      })
      const outer = t.outer === undefined ? undefined : (mapInference(t.outer, of) as ClassType)
      return changed || outer !== t.outer ? { kind: 'class', symbol: t.symbol, typeArgs: args, outer } : t
    }
    case 'array': {
      const element = mapInference(t.element, of)
      return element === t.element ? t : arrayOf(element)
    }
    case 'wildcard': {
      if (t.bound === undefined) return t
      const bound = mapInference(t.bound, of)
      if (bound === t.bound) return t
      // A variable may be decided as a wildcard's own bound only; never nest wildcards.
      return { kind: 'wildcard', boundKind: t.boundKind, bound }
    }
    case 'intersection': {
      const bounds = t.bounds.map((bound) => mapInference(bound, of))
      return bounds.every((bound, i) => bound === t.bounds[i]) ? t : intersectionOf(bounds)
    }
    default:
      return t
  }
}

/** Type identity where inference variables stand for themselves. */
export function sameWithVariables(a: Type, b: Type): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  if (a.kind === 'infer') return false
  if (!mentionsInference(a) && !mentionsInference(b)) return isSameType(a, b)
  if (a.kind === 'class' && b.kind === 'class') {
    if (a.symbol !== b.symbol || a.typeArgs.length !== b.typeArgs.length) return false
    return a.typeArgs.every((arg, i) => sameWithVariables(arg, b.typeArgs[i]!))
  }
  if (a.kind === 'array' && b.kind === 'array') return sameWithVariables(a.element, b.element)
  if (a.kind === 'wildcard' && b.kind === 'wildcard') {
    if (a.boundKind !== b.boundKind) return false
    return (
      a.bound === b.bound || (a.bound !== undefined && b.bound !== undefined && sameWithVariables(a.bound, b.bound))
    )
  }
  return false
}

/** A type variable or intersection whose bound is a box class unboxes as that class does. */
export function unboxedBound(env: Environment, t: Type): Type | undefined {
  if (t.kind === 'typevar') return env.unboxedType(t.upper) ?? unboxedBound(env, t.upper)
  if (t.kind === 'intersection') {
    for (const bound of t.bounds) {
      const unboxed = env.unboxedType(bound)
      if (unboxed !== undefined) return unboxed
    }
  }
  return undefined
}
