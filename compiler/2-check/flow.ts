/** Flow analysis of a checked class: in work. */
import type { ClassDecl } from '../1-parse/ast.ts'
import type { Reporter } from '../diagnostics.ts'
import type { Environment } from './environment.ts'

export function analyzeFlow(_decl: ClassDecl, _env: Environment, _reporter: Reporter): void {}
