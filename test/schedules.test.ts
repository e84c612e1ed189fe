/**
 * Programs with threads under other schedules: twenty in schedules/All.src, whose outcome may not depend on who runs when, and what
 * ends in other ways than by returning from main.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from './programs/commands.ts'
import { root } from './programs/discover.ts'

const here = join(root, 'test/schedules')
const work = join(root, `test/.work/schedules-${process.pid}`)
const run = (main: string, ...options: string[]) => runCommand('hlvm', [...options, '-cp', work, main])

beforeAll(async () => {
  mkdirSync(work, { recursive: true })
  const sources = ['All', 'Waiting', 'Deadlock'].map((name) => join(here, `${name}.src`))
  expect(await runCommand('hlc', ['-d', work, ...sources])).toMatchObject({ exitStatus: 0 })
}, 120_000)

afterAll(() => rmSync(work, { recursive: true, force: true }))

// The last ones with real time, which makes the order of sleepers a matter of the host as well.
const schedules = [1, 2, 3, 5, 7, 11, 17, 50, 233, 1000]
test.each(schedules)(
  'twenty programs print the same, switching every %i calls',
  async (n) => {
    const clock = n < 500 ? ['--clock=virtual'] : []
    const result = await run('All', `--schedule=${n}`, `--seed=${n}`, ...clock)
    expect(result).toMatchObject({ stdout: readFileSync(join(here, 'expected.txt'), 'utf8'), exitStatus: 0 })
  },
  120_000,
)

test('a thousand threads that wait at a queue end', async () => {
  expect(await run('Waiting')).toMatchObject({ stdout: '1000 waited, sum 499500\n', stderr: '', exitStatus: 0 })
}, 120_000)

test('a deadlock of locks is reported with every thread', async () => {
  const result = await run('Deadlock')
  expect(result.exitStatus).toBe(1)
  expect(result.stdout).toBe('begin\n')
  expect(result.stderr).toContain('hlvm: deadlock: all threads wait for one another')
  for (const name of ['"left"', '"right"', '"main"']) expect(result.stderr).toContain(name)
  expect(result.stderr).toContain('at java.util.concurrent.locks.ReentrantLock.lock')
}, 120_000)
