/**
 * Many programs in one run: each is a class of its own, and a main class calls one after the other. The start of a VM and the
 * compilation of the library, which take most of the time of a single program, are then shared.
 */
import { compareOutcomes, type Difference, differences, runWith, type Settings } from './compare.ts'
import { generateTree } from './generate.ts'
import type { Outcome, Session } from './session.ts'
import { print } from './tree.ts'

const MARK = '=== program '

/** The main class; a program's own exceptions belong to its output. */
function driver(seeds: readonly number[]): string {
  const calls = seeds.map(
    (seed) =>
      `System.out.println("${MARK}${seed}"); ` +
      `try { Main${seed}.main(args); } catch (Throwable e) { System.out.println("uncaught " + e); }`,
  )
  return `public class Main {\n  public static void main(String[] args) {\n    ${calls.join('\n    ')}\n  }\n}\n`
}

/** The program with a class name of its own, which need not be public: any number of them may then stand in any files. */
function textOf(seed: number): string {
  return print(generateTree(seed))
    .replace('public class Main', 'class Main')
    .replace(/\bMain\b/g, `Main${seed}`)
}

/** What each program has printed. */
function outputs(outcome: Outcome): Map<number, string> {
  const parts = outcome.stdout.split(MARK).slice(1)
  return new Map(parts.map((part) => [Number.parseInt(part, 10), part.slice(part.indexOf('\n') + 1)]))
}

/** The differences of the programs of these seeds. What differs in a batch and not alone is reported as such. */
export async function batchDifferences(
  session: Session,
  seeds: readonly number[],
  settings: Settings,
): Promise<(Difference & { readonly seed: number })[]> {
  const programs = seeds.map((seed) => textOf(seed))
  const classes = session.compile(driver(seeds), ...programs)
  if (typeof classes === 'string') return alone(session, seeds, settings, `not compiled: ${classes.slice(0, 200)}`)
  const [first, others] = session.java
    ? [await session.runJava(classes), settings.optionSets]
    : [await runWith(session, classes, settings.optionSets[0]!, seeds.length), settings.optionSets.slice(1)]
  const expected = outputs(first)
  const suspects = new Map<number, string>()
  const note = (seed: number, text: string): void => {
    if (!suspects.has(seed)) suspects.set(seed, text)
  }
  for (const [seed, text] of expected) if (text.includes('uncaught')) note(seed, text.slice(-300))
  for (const options of others) {
    const outcome = await runWith(session, classes, options, seeds.length)
    const actual = outputs(outcome)
    if (outcome.status !== first.status) {
      const last = [...actual.keys()].at(-1) ?? seeds[0]!
      note(last, `hlvm ${options}: ${compareOutcomes(first, outcome)}`)
    }
    for (const [seed, text] of actual) {
      const difference = compareOutcomes({ ...first, stdout: expected.get(seed) ?? '' }, { ...first, stdout: text })
      if (difference !== null) note(seed, `hlvm ${options}: ${difference}`)
    }
  }
  const found: (Difference & { readonly seed: number })[] = []
  for (const [seed, text] of suspects) found.push(...(await alone(session, [seed], settings, text)))
  return found
}

async function alone(
  session: Session,
  seeds: readonly number[],
  settings: Settings,
  inBatch: string,
): Promise<(Difference & { readonly seed: number })[]> {
  const found: (Difference & { readonly seed: number })[] = []
  for (const seed of seeds) {
    const own = await differences(session, print(generateTree(seed)), settings)
    if (own.length === 0) own.push({ where: `in the batch of ${seeds[0]}`, text: inBatch })
    for (const each of own) found.push({ ...each, seed })
  }
  return found
}
