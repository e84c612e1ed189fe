/**
 * Diagnostics are values: phases report them into a `Reporter` and go on. Texts live in messages.md (one section a
 * code); a report names the code and fills the placeholders `{0}`, `{1}`... of its sentence.
 */
import type { SourceFile } from './source.ts'

export interface Diagnostic {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly file: SourceFile
  /** Caret span in source offsets. */
  readonly start: number
  readonly end: number
  readonly args: readonly string[]
  /** At most one secondary place. */
  readonly label?: { readonly file: SourceFile; readonly start: number; readonly end: number; readonly text: string }
  /** At most one suggestion, a short sentence ("did you mean `length`?"). */
  readonly suggestion?: string
  /** Lint category of a warning ("unchecked", "deprecation", ...). */
  readonly lint?: string
}

export interface Reporter {
  report(diagnostic: Diagnostic): void
  readonly errorCount: number
}

/** Collects diagnostics; drops exact duplicates at the same place, so that one mistake is one message. */
export function createReporter(): Reporter & { readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const seen = new Set<string>()
  let errorCount = 0
  return {
    diagnostics,
    report(diagnostic) {
      const key = `${diagnostic.file.path}:${diagnostic.start}:${diagnostic.code}`
      if (seen.has(key)) return
      seen.add(key)
      diagnostics.push(diagnostic)
      if (diagnostic.severity === 'error') errorCount++
    },
    get errorCount() {
      return errorCount
    },
  }
}
