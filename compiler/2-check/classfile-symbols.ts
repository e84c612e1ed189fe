/** Symbols from class files (JVMS 4): completes headers and members lazily. */
import type { Environment } from './environment.ts'
import type { ClassSymbol, Completer } from './symbols.ts'

export function createClassFileCompleter(env: Environment): Completer {
  throw new Error(`not written yet ${env}`)
}
/** Owner and simple name of a nested class, read from its own InnerClasses attribute; undefined for a top-level one. */
export function nestedClassOwner(
  env: Environment,
  binaryName: string,
): { outer: ClassSymbol; name: string } | undefined {
  throw new Error(`not written yet ${env} ${binaryName}`)
}
