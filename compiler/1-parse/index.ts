/** Phase 1: text to syntax tree. */
import type { Reporter } from '../diagnostics.ts'
import type { SourceFile } from '../source.ts'
import type { CompilationUnit } from './ast.ts'
import { Parser } from './parser-declarations.ts'
import { scan } from './scanner.ts'
import type { ScanResult } from './scanner.ts'

export { scan } from './scanner.ts'
export type { ScanResult } from './scanner.ts'
export { printTokens, printTree, tokensToJson, treeToJson } from './print.ts'
export { Parser } from './parser-declarations.ts'

/**
 * A parser for any number of files: building one costs some milliseconds, so a compilation makes one and keeps it.
 * After an error the returned unit holds what could be understood; it is not meant for the later phases.
 */
export function createParser(): (file: SourceFile, reporter: Reporter) => CompilationUnit {
  const parser = new Parser()
  return (file, reporter) => parseTokens(parser, file, scan(file, reporter), reporter)
}

export function parse(file: SourceFile, reporter: Reporter): CompilationUnit {
  return createParser()(file, reporter)
}

export function parseTokens(
  parser: Parser,
  file: SourceFile,
  scanned: ScanResult,
  reporter: Reporter,
): CompilationUnit {
  return parser.parseFile(file, scanned, reporter)
}
