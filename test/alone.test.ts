/**
 * Programs that see or change the state of the whole VM (loggers, preferences, deadlocked threads), so that java runs each of them in a
 * process of its own and not together with all others.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './programs/commands.ts'
import { root } from './programs/discover.ts'
import { hasJava } from './programs/oracle.ts'

const work = join(root, `test/.work/alone-${process.pid}`)
const java = hasJava()

afterAll(() => rmSync(work, { recursive: true, force: true }))

test.each(['logging', 'preferences', 'management'])(
  '%s',
  async (name) => {
    const folder = join(root, 'test/alone', name)
    const classes = join(work, name)
    const stdout = readFileSync(join(folder, 'expected.txt'), 'utf8')
    mkdirSync(classes, { recursive: true })
    expect(await runCommand('hlc', ['-d', classes, join(folder, 'Main.src')])).toMatchObject({ exitStatus: 0 })
    expect(await runCommand('hlvm', ['-cp', classes, 'Main'])).toMatchObject({ stdout, exitStatus: 0 })
    expect(await runCommand('hlvm', ['--schedule=7', '-cp', classes, 'Main'])).toMatchObject({ stdout, exitStatus: 0 })
    if (java)
      expect(spawnSync('java', ['-Xverify:all', '-cp', classes, 'Main'], { encoding: 'utf8' }).stdout).toBe(stdout)
  },
  120_000,
)
