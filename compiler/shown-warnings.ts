/** Which warnings are shown: javac's rules for -Xlint, its keys and -nowarn (which is -Xlint:none). */
import type { Diagnostic } from './diagnostics.ts'

/** Shown without being asked, from this release on: what is deprecated or based on values depends on the release's library. */
const SHOWN_FROM: Readonly<Record<string, number>> = { 'dep-ann': 9, removal: 9, synchronization: 16, strictfp: 17 }

/** Demanded by the language (JLS 4.8, 5.1.9, 9.6.4.6): naming them outweighs `none`. */
const MANDATORY: readonly string[] = ['deprecation', 'removal', 'unchecked', 'preview']

/** Warnings without a lint category are shown unless none are wanted. */
export function shownWarnings(
  lint: readonly string[],
  release: number,
  diagnostics: readonly Diagnostic[],
): Diagnostic[] {
  const all = lint.includes('all')
  const none = lint.includes('none') || lint.includes('-all')
  const wanted = (key: string): boolean => {
    if (none && !MANDATORY.includes(key)) return false
    if (lint.includes(key)) return true
    if (lint.includes(`-${key}`)) return false
    return all || (!none && release >= (SHOWN_FROM[key] ?? Number.POSITIVE_INFINITY))
  }
  return diagnostics.filter(
    ({ severity, lint: key }) => severity === 'warning' && (key === undefined ? !none : wanted(key)),
  )
}
