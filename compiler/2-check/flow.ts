/**
 * Flow analysis of a checked class without errors (JLS 11.2, 14.22, 16): four questions, one walk each, in an order in
 * which later ones use what earlier ones found.
 *
 *   reachability   which statements can be reached, which `finally` blocks never complete
 *   assignment     definite assignment and unassignment; which locals are effectively final
 *   exceptions     checked exceptions are caught or declared, caught ones can be thrown
 *   captures       locals used inside of lambdas and inner classes are effectively final
 */
import type { ClassDecl, Try } from '../1-parse/ast.ts'
import type { Reporter } from '../diagnostics.ts'
import type { SourceFile } from '../source.ts'
import type { Environment } from './environment.ts'
import { analyzeAssignment } from './flow-assignment.ts'
import { checkCaptures } from './flow-captures.ts'
import { analyzeExceptions } from './flow-exceptions.ts'
import { analyzeReachability } from './flow-reachability.ts'

/** What the walks share about one top-level class. */
export interface Flow {
  readonly env: Environment
  readonly reporter: Reporter
  readonly file: SourceFile
  /** `try` statements whose `finally` cannot complete normally: it discards every jump and exception. */
  readonly endlessFinally: Set<Try>
}

export function analyzeFlow(decl: ClassDecl, env: Environment, reporter: Reporter): void {
  const file = decl.symbol?.file
  if (file === undefined) return
  const flow: Flow = { env, reporter, file, endlessFinally: new Set() }
  analyzeReachability(flow, decl)
  analyzeAssignment(flow, decl)
  analyzeExceptions(flow, decl)
  checkCaptures(flow, decl)
}

export function reportFlow(flow: Flow, start: number, end: number, code: string, ...args: string[]): void {
  const last = Math.max(end, start + 1)
  flow.reporter.report({ code, severity: 'error', file: flow.file, start, end: last, args })
}
