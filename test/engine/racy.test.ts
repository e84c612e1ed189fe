/**
 * Racy programs under the deterministic options: the same bytes every time, whatever else the machine does; and they do race: another
 * schedule gives something else. RUNS says how often each runs (3; ten by hand).
 */
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateRacy } from '../fuzz/racy.ts'
import { Session } from '../fuzz/programs/session.ts'

const PROGRAMS = 50
const RUNS = Number(process.env['RUNS'] ?? '3')
const session = new Session(false)
// Another process that is busy all the time.
let load: ReturnType<typeof spawn> | undefined
beforeAll(() => {
  load = spawn(process.execPath, ['-e', 'for (;;) Math.sin(1)'], { stdio: 'ignore' })
})
afterAll(() => {
  load?.kill()
  session.close()
})

const schedules = [3, 11, 40]
let racing = 0

test.each(Array.from({ length: PROGRAMS }, (_, i) => i + 1))(
  'racy program %i',
  async (seed) => {
    const classes = session.compile(generateRacy(seed))
    if (typeof classes === 'string') throw new Error(classes)
    const options = (schedule: number): string[] => [
      `--seed=${seed}`,
      '--clock=virtual',
      `--schedule=${schedule}`,
      '--ic',
    ]
    const schedule = schedules[seed % schedules.length]!
    const first = await session.run(classes, options(schedule))
    // A list that two threads have changed at the same time may break: that is an exception, the same every time.
    expect([0, 1], first.stderr).toContain(first.status)
    for (let i = 1; i < RUNS; i++) expect(await session.run(classes, options(schedule))).toEqual(first)
    for (const other of [schedule * 2 + 1, schedule + 1]) {
      if ((await session.run(classes, options(other))).stdout === first.stdout) continue
      racing++
      break
    }
  },
  120_000,
)

test('the programs race', () => {
  expect(racing).toBeGreaterThan(PROGRAMS * 0.9)
})
