/**
 * Phase 2: names, types and rules. Fills the "set by check" fields of the trees in place and reports what is wrong; the
 * trees of programs without errors go on to lowering.
 *
 *   enter      classes of all units get symbols
 *   complete   headers, then members
 *   attribute  bodies, class by class, with the checks over each class
 *   flow       definite assignment, reachability and exceptions, for classes without errors so far
 */
import type { ClassDecl } from '../1-parse/ast.ts'
import type { Reporter } from '../diagnostics.ts'
import { annotationValue, attributeIn, fieldConstant } from './attribute.ts'
import type { Checker } from './context.ts'
import type { Environment, SourceUnit } from './environment.ts'
import { createLint, lintClass, reportWarnings } from './lint.ts'
import { completeAll, enterUnits } from './source-symbols.ts'

export type FlowAnalysis = (decl: ClassDecl, env: Environment, reporter: Reporter) => void

export function check(units: readonly SourceUnit[], env: Environment, reporter: Reporter, flow?: FlowAnalysis): void {
  const checker: Checker = {
    env,
    ids: { next: 1 },
    classContexts: new Map(),
    bindings: new Map(),
    initialised: new Set(),
    fieldsDone: new Map(),
    inferring: new Set(),
    classesDone: new Set(),
    afterwards: [],
    localContexts: new Map(),
  }
  env.hooks.fieldConstant = (field) => fieldConstant(checker, field)
  env.hooks.annotationValue = (value, expected, cls) => annotationValue(checker, value, expected, cls)
  const [first] = units
  if (first !== undefined) env.mainFile = first.file
  enterUnits(env, units)
  completeAll(env)
  // Classes found on the source path are added while bodies are attributed.
  for (let i = 0; i < env.sourceClasses.length; i++) {
    const symbol = env.sourceClasses[i]!
    if (symbol.owner.kind !== 'package' || symbol.decl === undefined) continue
    attributeIn(checker, symbol, undefined)
    // As javac: flow analysis of a class runs only while the program has no error.
    if (reporter.errorCount === 0) {
      for (const later of checker.afterwards) later()
      flow?.(symbol.decl, env, reporter)
    }
    checker.afterwards.length = 0
  }
  reportLint(env, reporter)
}

/** Warnings: a walk of their own, over programs that are right so far. */
function reportLint(env: Environment, reporter: Reporter): void {
  const [first] = env.sourceClasses
  if (first?.file === undefined) return
  const lint = createLint(env, first.file)
  if (reporter.errorCount === 0) {
    for (const symbol of env.sourceClasses) {
      if (symbol.owner.kind === 'package' && symbol.decl !== undefined) lintClass(lint, symbol.decl)
    }
  }
  reportWarnings(env, env.warnings, lint)
}
