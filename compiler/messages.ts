/** The texts of diagnostics. They are written in compiler/messages/*.md and compiled into messages.gen.ts. */
import type { Diagnostic } from './diagnostics.ts'
import { MESSAGES } from './messages.gen.ts'

/** The sentence of a code with `{0}`, `{1}`... filled in. */
export function formatSentence(code: string, args: readonly string[]): string {
  const sentence = MESSAGES[code]?.[1]
  if (sentence === undefined) return [`error ${code}`, ...args].join(' ')
  return sentence.replace(/\{(\d)\}/g, (_, index: string) => args[Number(index)] ?? '')
}

export function messageOf(diagnostic: Diagnostic): string {
  return formatSentence(diagnostic.code, diagnostic.args)
}

/** The long text for `--explain`, or undefined for an unknown code. */
export function explain(code: string): string | undefined {
  const message = MESSAGES[code]
  if (message === undefined) return undefined
  const [slug, sentence, explanation] = message
  return `${code} (${slug})\n\n  ${sentence.replace(/\{\d\}/g, '...')}\n\n${explanation}\n`
}

/** Codes near a mistyped one: same digits in another writing, or one digit apart. */
export function nearestCodes(code: string): string[] {
  const digits = code.replace(/\D/g, '').padStart(4, '0')
  return Object.keys(MESSAGES)
    .filter((known) => [...known.slice(2)].filter((digit, i) => digit !== digits[i]).length <= 1)
    .slice(0, 5)
}

export function knownCodes(): readonly string[] {
  return Object.keys(MESSAGES)
}
