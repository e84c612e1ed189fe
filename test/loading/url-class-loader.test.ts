/** java.net.URL and URLClassLoader over real files: directories, jars, Class-Path, permissions. The expectation is what java prints. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile } from '../../compiler/index.ts'
import { createSourceFile } from '../../compiler/source.ts'
import { zip } from '../../tools/zip.ts'
import { runCommand } from '../programs/commands.ts'
import { hasJava } from '../programs/oracle.ts'
import { folder, library } from './case-files.ts'

const work = mkdtempSync(join(tmpdir(), 'hlvm-urls-'))
const expected = readFileSync(join(folder, 'support/urls.expected.txt'), 'utf8')
const text = (s: string): Uint8Array => new TextEncoder().encode(s)

const SOURCES: Readonly<Record<string, string>> = {
  'Urls.src': readFileSync(join(folder, 'support/Urls.src'), 'utf8'),
  'D.src':
    'package p; public class D { public static String hi() { return "D " + D.class.getClassLoader().getName(); } }',
  'E.src': 'package p; public class E { }',
  'J.src': 'package q; public class J { public static String hi() { return "J"; } }',
  'M.src': 'package r; public class M { public static String hi() { return "M"; } }',
}

beforeAll(() => {
  const { classFiles } = compile(
    Object.entries(SOURCES).map(([path, source]) => createSourceFile(path, source)),
    library(),
  )
  const bytesOf = (name: string): Uint8Array => classFiles.find((each) => each.name === name)!.bytes
  const put = (path: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(join(work, path)), { recursive: true })
    writeFileSync(join(work, path), bytes)
  }
  for (const { name, bytes } of classFiles) if (name.startsWith('Urls')) put(`cp/${name}.class`, bytes)
  put('lib/dir/p/D.class', bytesOf('p/D'))
  put('lib/dir/p/E.class', bytesOf('p/E'))
  put('lib/dir/x.txt', text('X\n'))
  put('lib/dir/a b.txt', text('AB\n'))
  put('lib/dir/both.txt', text('1\n'))
  put('lib/secret.txt', text('S\n'))
  const manifest = text('Manifest-Version: 1.0\nClass-Path: m.jar\nImplementation-Version: 1.7\n')
  put(
    'lib/a.jar',
    zip([
      { name: 'META-INF/MANIFEST.MF', bytes: manifest },
      { name: 'q/J.class', bytes: bytesOf('q/J') },
      { name: 'q/y.txt', bytes: text('Y\n') },
      { name: 'both.txt', bytes: text('2\n') },
    ]),
  )
  put('lib/m.jar', zip([{ name: 'r/M.class', bytes: bytesOf('r/M') }]))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

test('prints what it should', async () => {
  const { stdout, stderr } = await runCommand('hlvm', ['--allow-read', '-cp', 'cp', 'Urls', 'lib'], { cwd: work })
  expect(stderr).toBe('')
  expect(stdout).toBe(expected)
})

test.runIf(hasJava())('java prints the same', () => {
  const { stdout } = spawnSync('java', ['-cp', 'cp', 'Urls', 'lib'], { encoding: 'utf8', cwd: work })
  expect(stdout).toBe(expected)
})

test('nothing is read without the permission', async () => {
  const { stderr, exitStatus } = await runCommand('hlvm', ['-cp', 'cp', 'Urls', 'lib'], { cwd: work })
  expect(stderr).toMatch(/SecurityException: read access to "[^"]*" is not allowed; run again with --allow-read/)
  expect(exitStatus).not.toBe(0)
})
