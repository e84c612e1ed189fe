/** Every command shown in README.md and in docs/ runs and succeeds, in the order in which a reader would type them. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './programs/discover.ts'

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** The lines of all ```sh blocks; `npm ci` is what the machine that runs this test has behind it. */
function commandsOf(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8')
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap((block) => block[1]!.trim().split('\n'))
    .map((line) => line.replace(/^npm ci && /, ''))
}

describe.each(documents)('%s', (document) => {
  const commands = commandsOf(document)

  test('its commands succeed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hlvm-doc-'))
    for (const entry of ['dist', 'node_modules', 'package.json', 'test'])
      symlinkSync(join(root, entry), join(folder, entry))
    for (const entry of ['samples', 'docs']) cpSync(join(root, entry), join(folder, entry), { recursive: true })
    for (const command of commands) {
      // The tests cannot run themselves.
      if (command === 'npm test') continue
      const result = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' })
      expect({ command, status: result.status, stderr: result.stderr }).toEqual({ command, status: 0, stderr: '' })
      expect(result.stdout.length + (command.includes(' -d ') ? 1 : 0), command).toBeGreaterThan(0)
    }
    rmSync(folder, { recursive: true, force: true })
  })

  test('it never names a command that a registry could answer', () => {
    expect(readFileSync(join(root, document), 'utf8')).not.toMatch(/\bnpx (hlc|hlvm|hlp)\b/)
  })
})

test('each list of gaps is that of a package of the library', () => {
  for (const name of readdirSync(join(root, 'stdlib/gaps'))) {
    const folder = name.replace(/\.md$/, '')
    const [heading, blank, first] = readFileSync(join(root, 'stdlib/gaps', name), 'utf8').split('\n')
    expect([heading, blank]).toEqual([`# ${folder}: what is missing`, ''])
    expect(first).toMatch(/^- /)
    expect(existsSync(join(root, 'stdlib', folder.replaceAll('.', '/'))), folder).toBe(true)
  }
})

test('the README has commands', () => {
  expect(commandsOf('README.md').length).toBeGreaterThanOrEqual(8)
})
