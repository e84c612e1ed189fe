// Runs the driver program of this directory on a JDK and on the VM with the library compiled from stdlib/: the outputs
// must be equal. Skipped where there is no JDK.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, '../..')
const present = spawnSync('javac', ['-version']).status === 0
const work = mkdtempSync(join(tmpdir(), 'library2-test-'))
const input = '5 \nhello there\n1.5 2.5e1\n 3 word'

function run(command: string, args: readonly string[]): string {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', input, timeout: 120_000, maxBuffer: 1 << 26 })
  expect(result.status, `${command} ${args.join(' ')}\n${result.stderr}`).toBe(0)
  return result.stdout
}

afterAll(() => rmSync(work, { recursive: true, force: true }))

test.skipIf(!present)(
  'the utilities behave as those of a JDK',
  () => {
    const archive = join(work, 'library.jar')
    run('npx', ['tsx', 'tools/javac-library.ts', archive])
    run('javac', ['-nowarn', '-encoding', 'UTF-8', '-d', work, join(here, 'Utilities.java')])
    const expected = run('java', ['-cp', work, 'Utilities'])
    const actual = run('npx', ['tsx', 'vm/cli.ts', '--library', archive, '-cp', work, 'Utilities'])
    expect(actual.split('\n')).toEqual(expected.split('\n'))
  },
  240_000,
)
