// Runs the driver programs of this directory on a JDK and on the VM with the library compiled from stdlib/: the
// outputs must be equal. Skipped where there is no JDK. Drivers avoid what differs on purpose (the shortest digits of
// floating-point numbers follow JDK 19, Math is StrictMath, names of parameters in NullPointerException messages).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, '../..')
const present = spawnSync('javac', ['-version']).status === 0

describe.skipIf(!present)('the library behaves as a JDK', () => {
  const work = mkdtempSync(join(tmpdir(), 'library-test-'))
  const archive = join(work, 'library.jar')

  function run(command: string, args: readonly string[], input = ''): string {
    const result = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      input,
      timeout: 300_000,
      maxBuffer: 1 << 26,
    })
    expect(result.status, `${command} ${args.join(' ')}\n${result.stderr}`).toBe(0)
    return result.stdout
  }

  beforeAll(() => {
    run('npx', ['tsx', 'tools/javac-library.ts', archive])
  }, 300_000)

  afterAll(() => rmSync(work, { recursive: true, force: true }))

  test.each([
    ['Lang', ''],
    ['Collect', ''],
    ['Streams', 'hello\nw\u00f6rld \u20ac\r\nlast'],
  ])(
    '%s',
    (name, input) => {
      run('javac', ['-nowarn', '-encoding', 'UTF-8', '-d', work, join(here, `${name}.java`)])
      const expected = run('java', ['-Dfile.encoding=UTF-8', '-cp', work, name], input)
      const actual = run('npx', ['tsx', 'vm/cli.ts', '--library', archive, '-cp', work, name], input)
      expect(actual.split('\n')).toEqual(expected.split('\n'))
    },
    300_000,
  )
})
