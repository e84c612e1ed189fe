/**
 * Dynamic constants, call sites with bootstrap methods of the program, method handles and method types as constants: what no compiler
 * writes, from text assembly; the lines are java's (dynamic/*.txt, written by test/engine/record.ts).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runWith } from '../fuzz/programs/compare.ts'
import { Session } from '../fuzz/programs/session.ts'
import { buildDynamic, DYNAMIC } from './dynamic/build.ts'

const OPTION_SETS = ['', '-XX:StressCollectBytes=65536 -XX:+VerifyAfterGC', '-Xcomp']
const session = new Session(true)
afterAll(() => session.close())

describe.each(Object.entries(DYNAMIC))('%s', (name, dynamic) => {
  const expected = readFileSync(join(import.meta.dirname, `dynamic/${name}.txt`), 'utf8')
  const classes = buildDynamic(dynamic)

  test.each(OPTION_SETS)('hlvm %s', async (options) => {
    const { status, stdout, stderr } = await runWith(session, classes, options)
    expect(stderr).toBe('')
    expect(stdout).toBe(expected)
    expect(status).toBe(0)
  })

  test.runIf(session.java)('java', async () => {
    expect((await session.runJava(classes)).stdout).toBe(expected)
  })
})
