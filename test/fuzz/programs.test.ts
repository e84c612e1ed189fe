/**
 * A sample of the random programs (test/fuzz/programs.ts runs any number of others): on hlvm, in every mode, they print what
 * java has printed (programs/sample.txt); where there is a java it prints the same now, also for our class files.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { compareOutcomes, differences, fingerprint, runWith, SAMPLE } from './programs/compare.ts'
import { generateProgram } from './programs/generate.ts'
import { Session } from './programs/session.ts'

const OPTION_SETS = [
  '',
  '-XX:StressCollectBytes=65536 -XX:+VerifyAfterGC',
  '-Xcomp',
  '-Xcomp -XX:ReifyEvery=5 -XX:StressCollectBytes=65536',
]
const recorded = new Map(
  readFileSync(join(import.meta.dirname, 'programs/sample.txt'), 'utf8')
    .split('\n')
    .map((line) => line.split(' ') as [string, string]),
)
const session = new Session(true)
afterAll(() => session.close())

test.each(Array.from({ length: SAMPLE }, (_, i) => i + 1))('random program %i', async (seed) => {
  const text = generateProgram(seed)
  const classes = session.compile(text)
  if (typeof classes === 'string') throw new Error(classes)
  const first = await runWith(session, classes, OPTION_SETS[0]!)
  expect(`${fingerprint(first)} status ${first.status}`).toBe(`${recorded.get(String(seed))} status 0`)
  for (const options of OPTION_SETS.slice(1)) {
    expect(compareOutcomes(first, await runWith(session, classes, options))).toBeNull()
  }
  if (session.java) expect(await differences(session, text, { optionSets: [], javac: true })).toEqual([])
})
