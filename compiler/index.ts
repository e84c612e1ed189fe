/**
 * The compiler: sources and a class path in, class files and diagnostics out. All phases on one screen.
 *
 *   parse   text -> syntax tree            stops here when a file has syntax errors
 *   check   names, types, flow             stops here when the program has errors
 *   lower   sugar away, class by class
 *   emit    class file bytes
 *
 * Knows no files and no terminal: compiler/cli.ts is the command.
 */
import { createParser } from './1-parse/index.ts'
import type { ClassPath, SourcePath, SourceUnit } from './2-check/environment.ts'
import { createEnvironment } from './2-check/environment.ts'
import { analyzeFlow } from './2-check/flow.ts'
import { check } from './2-check/index.ts'
import { checkSourceLevel, wasAllowed } from './2-check/source-level.ts'
import { lower } from './3-lower/index.ts'
import { DEFAULT_EMIT_OPTIONS, type EmitOptions, emit } from './4-emit/index.ts'
import { createReporter, type Diagnostic, type Reporter } from './diagnostics.ts'
import type { SourceFile } from './source.ts'

export type { ClassPath } from './2-check/environment.ts'
export type { EmitOptions as CompileOptions } from './4-emit/index.ts'
export type { Diagnostic } from './diagnostics.ts'

export const DEFAULT_OPTIONS: EmitOptions = DEFAULT_EMIT_OPTIONS

/** Finds sources of classes that are used but not given (implicit compilation). */
export interface SourceFinder {
  findSource(internalName: string): SourceFile | undefined
  hasPackage(internalName: string): boolean
}

export interface CompiledClass {
  /** Internal name, `pkg/Outer$Inner`. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly file: SourceFile
}

export interface Compilation {
  readonly classFiles: readonly CompiledClass[]
  readonly diagnostics: readonly Diagnostic[]
  readonly units: readonly SourceUnit[]
}

export function compile(
  files: readonly SourceFile[],
  classPath: ClassPath,
  options: EmitOptions = DEFAULT_OPTIONS,
  sources?: SourceFinder,
): Compilation {
  const reporter = createReporter()
  const parseSource = createParser()
  const parse: typeof parseSource = (file, to) => {
    const { release } = options
    if (release >= 17) return parseSource(file, to)
    const unit = parseSource(file, {
      report: (diagnostic) => wasAllowed(diagnostic, release) || to.report(diagnostic),
      get errorCount() {
        return to.errorCount
      },
    })
    checkSourceLevel(file, unit, release, to)
    return unit
  }
  const units: SourceUnit[] = files.map((file) => ({ file, unit: parse(file, reporter) }))
  const classFiles: CompiledClass[] = []
  if (reporter.errorCount === 0) {
    const sourcePath = sources === undefined ? undefined : createSourcePath(sources, parse, reporter)
    const env = createEnvironment(classPath, reporter, sourcePath)
    try {
      check(units, env, reporter, analyzeFlow)
      if (reporter.errorCount === 0) {
        for (const { file, unit } of [...units, ...env.implicitUnits]) {
          for (const lowered of lower(env, file, unit, options)) {
            const bytes = emit(lowered, options, reporter)
            if (bytes !== undefined) classFiles.push({ name: lowered.name, bytes, file })
          }
        }
      }
    } catch (problem) {
      reportOverflow(problem, files, reporter)
    }
  }
  return { classFiles: reporter.errorCount === 0 ? classFiles : [], diagnostics: reporter.diagnostics, units }
}

function createSourcePath(
  sources: SourceFinder,
  parse: ReturnType<typeof createParser>,
  reporter: Reporter,
): SourcePath {
  return {
    hasPackage: (internalName) => sources.hasPackage(internalName),
    findUnit(internalName) {
      const file = sources.findSource(internalName)
      return file === undefined ? undefined : { file, unit: parse(file, reporter) }
    },
  }
}

/** The phases recurse over the tree; JavaScript's stack is their limit, and that is an error of the program. */
function reportOverflow(problem: unknown, files: readonly SourceFile[], reporter: Reporter): void {
  const [file] = files
  if (!(problem instanceof RangeError) || file === undefined) throw problem
  reporter.report({ code: 'HL0070', severity: 'error', file, start: 0, end: 1, args: [] })
}
