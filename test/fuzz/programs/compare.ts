/** Runs one program everywhere and says what differs. */
import { createHash } from 'node:crypto'
import type { Classes, Outcome, Session } from './session.ts'

export interface Difference {
  /** The option set, or a word for the compiler's part. */
  readonly where: string
  readonly text: string
}

export interface Settings {
  /** Sets of hlvm options, each a line of options. */
  readonly optionSets: readonly string[]
  /** Also compile with javac and compare. */
  readonly javac: boolean
}

/** The programs that every test run tries are those of the seeds 1 to SAMPLE. */
export const SAMPLE = 40

/** A hash of what has been printed but for what depends on the compiler. */
export function fingerprint(outcome: Outcome): string {
  return createHash('sha1').update(withoutMessages(outcome).stdout).digest('hex').slice(0, 16)
}

/** What java prints without java: where there is none, the first option set is what the others are measured by. */
export async function differences(session: Session, text: string, settings: Settings): Promise<Difference[]> {
  const classes = session.compile(text)
  if (typeof classes === 'string') return [{ where: 'hlc', text: classes }]
  const found: Difference[] = []
  const [reference, others] = session.java
    ? [await session.runJava(classes), settings.optionSets]
    : [await runWith(session, classes, settings.optionSets[0]!), settings.optionSets.slice(1)]
  if (reference.stdout.includes('uncaught')) found.push({ where: 'java', text: reference.stdout.slice(-300) })
  for (const options of others) {
    const difference = compareOutcomes(reference, await runWith(session, classes, options))
    if (difference !== null) found.push({ where: `hlvm ${options}`, text: difference })
  }
  if (settings.javac && session.java) {
    const other = await session.runJavac(text)
    // Now and then javac ends with an exception of its own, and says nothing.
    const crashed = other.status === 2 && other.stdout === ''
    const difference = crashed ? null : compareOutcomes(withoutMessages(reference), withoutMessages(other))
    if (difference !== null) found.push({ where: 'javac', text: difference })
  }
  return found
}

export function runWith(session: Session, classes: Classes, options: string, programs = 1): Promise<Outcome> {
  return session.run(
    classes,
    options.split(' ').filter((each) => each !== ''),
    programs,
  )
}

/** The first line that differs; null when nothing does. */
export function compareOutcomes(expected: Outcome, actual: Outcome): string | null {
  if (actual.status !== expected.status) {
    return `status ${actual.status} instead of ${expected.status}: ${(actual.stderr + actual.stdout.slice(-200)).slice(0, 600)}`
  }
  if (actual.stdout === expected.stdout) return null
  const [left, right] = [expected.stdout.split('\n'), actual.stdout.split('\n')]
  const at = left.findIndex((line, i) => line !== right[i])
  return `line ${at + 1}: "${right[at]}" instead of "${left[at]}"`
}

/** The two compilers number local variables differently, and put a line break of an expression elsewhere. */
function withoutMessages(outcome: Outcome): Outcome {
  return { ...outcome, stdout: outcome.stdout.replace(/^message .*\n/gm, '') }
}
