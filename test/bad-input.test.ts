/**
 * Bad input to the three commands: a clear message and the documented exit status, never a JavaScript stack trace.
 * The truncated class files at every length are in test/vm and test/class-file, in process; here are the commands.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mapInParallel, runCommand } from './programs/commands.ts'
import { root } from './programs/discover.ts'
import type { RunResult } from './programs/oracle.ts'

let scratch = ''
let hello = Buffer.alloc(0)

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'hlvm-bad-'))
  const compiled = await runCommand('hlc', ['-d', scratch, join(root, 'samples/01-hello/Main.src')])
  expect(compiled).toMatchObject({ exitStatus: 0 })
  hello = readFileSync(join(scratch, 'Main.class'))
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name)
  writeFileSync(path, content)
  return path
}

/** The status, a message on one of the streams that matches, and nothing that looks like a crash of ours. */
function expectRefusal(result: RunResult, status: number, message: RegExp): void {
  expect(result.stdout + result.stderr).toMatch(message)
  expect(result.stderr).not.toMatch(/^\s+at .*(\.[tj]s:\d+|node:internal)/m)
  expect(result.exitStatus).toBe(status)
}

describe('hlc', () => {
  test.each([
    ['an unknown option', ['--relase', '17', 'X.src'], 2, /relase/],
    ['no file', [], 2, /./],
    ['a missing file', ['Missing.src'], 2, /Missing\.src/],
    ['a directory', ['samples'], 2, /samples/],
    ['a file of another kind', ['README.md'], 2, /README\.md/],
    [
      'a directory for the class files that is a file',
      ['-d', 'README.md', 'samples/01-hello/Main.src'],
      2,
      /README\.md/,
    ],
  ] as const)('%s', async (_, args, status, message) => {
    expectRefusal(await runCommand('hlc', args), status, message)
  })

  test.each([
    ['binary', Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61, 0xff, 0xfe])],
    ['only an opening brace', 'class A {'],
    ['an open comment', 'class A { /* '],
    ['an open string', 'class A { String s = "abc\n; }'],
    ['ten thousand parentheses', `class A { int x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}; }`],
    ['ten thousand open brackets', `class A { void f() { ${'{'.repeat(10_000)} } }`],
    ['ten thousand type arguments', `class A { ${'A<'.repeat(10_000)} x; }`],
  ])('a source that is %s', async (name, text) => {
    const source = file(`${name.replaceAll(' ', '-')}.src`, text)
    expectRefusal(await runCommand('hlc', ['-d', scratch, source]), 1, /error/)
  })
})

describe('hlvm', () => {
  test.each([
    ['an unknown option', ['-Xmz512m', 'Main'], 2, /Xmz512m/],
    ['a bad heap size', ['-Xmxlots', 'Main'], 2, /lots/],
    ['no class', [], 2, /./],
    ['a missing class', ['Missing'], 1, /Could not find or load main class Missing/],
    ['a missing class file', ['Missing.class'], 1, /Missing/],
    ['a directory', ['samples'], 1, /samples/],
  ] as const)('%s', async (_, args, status, message) => {
    expectRefusal(await runCommand('hlvm', args), status, message)
  })

  test('a text file named .class', async () => {
    file('Text.class', 'This is not a class file.')
    const result = await runCommand('hlvm', [join(scratch, 'Text.class')])
    expectRefusal(result, 123, /Incompatible magic value 1416128883 in class file Text/)
  })

  test('a class file cut at many lengths', async () => {
    const lengths = [
      0,
      1,
      3,
      4,
      7,
      8,
      9,
      10,
      11,
      ...Array.from({ length: 12 }, (_, i) => (((hello.length - 1) * i) / 12) | 0),
    ]
    await mapInParallel(lengths, async (length) => {
      const folder = join(scratch, `cut${length}`)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'Main.class'), hello.subarray(0, length))
      const result = await runCommand('hlvm', ['-cp', folder, 'Main'])
      expectRefusal(result, 123, /ClassFormatError|Truncated|class file/)
    })
  })

  test('an endless recursion that nobody catches', async () => {
    const source = file(
      'Endless.src',
      'public class Endless { static int f(int n) { return f(n + 1) + 1; } public static void main(String[] a) { f(0); } }',
    )
    expect(await runCommand('hlc', ['-d', scratch, source])).toMatchObject({ exitStatus: 0 })
    const result = await runCommand('hlvm', ['-cp', scratch, 'Endless'])
    expectRefusal(
      result,
      1,
      /^Exception in thread "main" java\.lang\.StackOverflowError\n\tat Endless\.f\(Endless\.src:1\)/,
    )
  })

  test('a heap that nobody catches full', async () => {
    const source = file(
      'Full.src',
      'public class Full { public static void main(String[] a) { Object[] last = null; while (true) { last = new Object[] {last, new long[100000]}; } } }',
    )
    expect(await runCommand('hlc', ['-d', scratch, source])).toMatchObject({ exitStatus: 0 })
    const result = await runCommand('hlvm', ['-Xmx64m', '-cp', scratch, 'Full'])
    expectRefusal(result, 121, /java\.lang\.OutOfMemoryError: Java heap space/)
  })
})

describe('hlp', () => {
  test.each([
    ['an unknown option', ['--pool2', 'X.class'], 2, /pool2/],
    ['a missing file', ['Missing.class'], 1, /Missing/],
  ] as const)('%s', async (_, args, status, message) => {
    expectRefusal(await runCommand('hlp', args), status, message)
  })

  test('a class file cut in the middle', async () => {
    const cut = file('Cut.class', hello.subarray(0, hello.length >> 1))
    expectRefusal(await runCommand('hlp', ['-c', cut]), 1, /Truncated class file/)
  })
})
