/**
 * Every diagnostic code has a program that causes it: those of the other tests, and for what they lack the ones in
 * codes.txt, one section a code. A new code without a program fails here.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { archiveClassPath } from '../../compiler/class-path.ts'
import { compile, DEFAULT_OPTIONS } from '../../compiler/index.ts'
import { openJar } from '../../compiler/jar.ts'
import { MESSAGES } from '../../compiler/messages.gen.ts'
import { createSourceFile, lineOf } from '../../compiler/source.ts'
import { readCases } from './cases.ts'

const root = join(import.meta.dirname, '..', '..')
const library = archiveClassPath(
  openJar(readFileSync(join(root, 'dist', 'hl-library.jar')), (data) => inflateRawSync(data))!,
)

/** Codes that need more than a program: where their test is. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  HL0027: 'below: nesting',
  HL0101: 'types-class-files.test.ts: class files that mention others',
  HL0102: 'types-class-files.test.ts: damaged class files',
  HL0701: 'below: limits of the class file',
  HL0702: 'below: limits of the class file',
  HL0703: 'below: limits of the class file',
  HL0704: 'below: limits of the class file',
  HL0706: 'below: limits of the class file',
  HL0707: 'below: limits of the class file',
  HL0070: 'emit.test.ts: depth beyond the stack of JavaScript',
  HL0071: 'releases.test.ts: --release',
  HL0100: 'types.test.ts: a class path without a library',
}

function codesOf(files: readonly (readonly [string, string])[]): string[] {
  const sources = files.map(([path, text]) => createSourceFile(path, text))
  return compile(sources, library, DEFAULT_OPTIONS).diagnostics.map(({ code }) => code)
}

/** A program in one text: `// file: a/B.src` begins another file. */
function filesOf(name: string, text: string): (readonly [string, string])[] {
  const parts = text.split(/^\/\/ file: (\S+)\n/m)
  const first: (readonly [string, string])[] = parts[0]!.trim() === '' ? [] : [[`${name}.src`, parts[0]!]]
  for (let i = 1; i < parts.length; i += 2) first.push([parts[i]!, parts[i + 1]!])
  return first
}

const sections = readFileSync(join(import.meta.dirname, 'codes.txt'), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((section) => {
    const newline = section.indexOf('\n')
    return { code: section.slice(0, newline), text: section.slice(newline + 1) }
  })

test.each(sections)('$code', ({ code, text }) => {
  expect(codesOf(filesOf('Case', text))).toContain(code)
})

test('every code has a program', { timeout: 120_000 }, () => {
  const found = new Set(sections.map(({ code }) => code))
  const note = (codes: readonly string[]): void => codes.forEach((code) => void found.add(code))
  for (const folder of ['test/compile-errors', 'test/warnings', 'test/compiler/shapes']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.src')) continue
      const path = join(root, folder, name)
      note(codesOf(filesOf(path, readFileSync(path, 'utf8'))))
    }
  }
  for (const list of ['syntax-cases.txt', 'flow-cases.txt']) {
    for (const { source } of readCases(new URL(list, import.meta.url))) note(codesOf([['Case.src', source]]))
  }
  for (const section of readFileSync(join(import.meta.dirname, 'declarations.txt'), 'utf8')
    .split(/^==== .*\n/m)
    .slice(1)) {
    note(codesOf([['T.java', section]]))
  }
  const missing = Object.keys(MESSAGES).filter((code) => !found.has(code) && ELSEWHERE[code] === undefined)
  expect(missing).toEqual([])
})

const repeated = (count: number, part: (i: number) => string, separator = ''): string =>
  Array.from({ length: count }, (_, i) => part(i)).join(separator)

/** Programs that are large or deep: compiled, or refused with the code. */
const LARGE: readonly (readonly [string, string, readonly string[]])[] = [
  ['900 parentheses', `class A { int x = ${'('.repeat(900)}1${')'.repeat(900)}; }`, []],
  ['3,000 parentheses', `class A { int x = ${'('.repeat(3000)}1${')'.repeat(3000)}; }`, ['HL0027']],
  ['30,000 parentheses', `class A { int x = ${'('.repeat(30_000)}1${')'.repeat(30_000)}; }`, ['HL0027']],
  ['a sum of 10,000 terms', `class A { int f(int a) { return ${repeated(10_000, () => 'a', '+')}; } }`, []],
  ['a text of 10,000 parts', `class A { String f(String a) { return a${repeated(10_000, (i) => `+ ${i}`)}; } }`, []],
  [
    'a switch with 5,000 cases',
    `class A { int f(int a) { switch (a) { ${repeated(5000, (i) => `case ${i}: return ${i % 100};`)} } return 0; } }`,
    [],
  ],
  ['3,000 blocks', `class A { void f() { ${'{'.repeat(3000)}${'}'.repeat(3000)} } }`, ['HL0027']],
  ['a method over 64 KB', `class A { void f(int a) { ${repeated(25_000, () => 'a += 1000;')} } }`, ['HL0701']],
  [
    'a table of 10,000 elements',
    `class A { static int[] t = { ${repeated(10_000, (i) => String(i + 40_000), ',')} }; }`,
    ['HL0701'],
  ],
  [
    '70,000 constants',
    `class A { ${repeated(70, (m) => `void m${m}() { ${repeated(1000, (i) => `f("${m}/${i}");`)} }`)} static void f(String s) { } }`,
    ['HL0702'],
  ],
  ['256 parameters', `class A { void f(${repeated(256, (i) => `int a${i}`, ',')}) { } }`, ['HL0703']],
  ['a constant string of 70,000 characters', `class A {\n String s = "${'x'.repeat(70_000)}"; }`, ['HL0704']],
  ['a constant string of 65,535 characters', `class A {\n String s = "${'x'.repeat(65_535)}"; }`, ['HL0704']],
  ['a constant string of 65,534 characters', `class A {\n String s = "${'x'.repeat(65_534)}"; }`, []],
  ['a constant string of 65,536 bytes', `class A {\n String s = "${'ä'.repeat(32_768)}"; }`, ['HL0704']],
  [
    'a constant sum of strings',
    `class A {\n String s = "${'x'.repeat(40_000)}" + "${'y'.repeat(40_000)}"; }`,
    ['HL0704'],
  ],
  ['255 dimensions', `class A { int${'[]'.repeat(255)} x = new int${'[1]'.repeat(255)}; }`, []],
  ['256 dimensions of a field', `class A {\n int${'[]'.repeat(256)} x; }`, ['HL0706']],
  ['256 dimensions of an array creation', `class A {\n Object x = new int${'[1]'.repeat(256)}; }`, ['HL0706']],
  ['256 dimensions behind a name', `class A { void f() {\n int x${'[]'.repeat(256)}; } }`, ['HL0706']],
  ['256 dimensions of variable arity', `class A {\n void f(int${'[]'.repeat(255)}... x) { } }`, ['HL0706']],
  ['300 dimensions of a class literal', `class A {\n Object o = int${'[]'.repeat(300)}.class; }`, ['HL0706']],
  ['255 parameters', `class A { static void f(${repeated(255, (i) => `int a${i}`, ',')}) { } }`, []],
  [
    '128 parameters of type long',
    `class A {\n static void f(${repeated(128, (i) => `long a${i}`, ',')}) { } }`,
    ['HL0703'],
  ],
  ['70,000 variables', `class A {\n void f() { ${repeated(70_000, (i) => `int a${i};`)} } }`, ['HL0707']],
  ['66,000 fields', `\nclass A {\n ${repeated(66_000, (i) => `int a${i};`)} }`, ['HL0702']],
]

/** The line of the error, which is javac's: the second one of programs with a line break, else the first. */
test.each(LARGE)('%s', { timeout: 60_000 }, (_, text, codes) => {
  const source = createSourceFile('A.src', text)
  const found = compile([source], library, DEFAULT_OPTIONS).diagnostics
  expect([...new Set(found.map(({ code }) => code))]).toEqual(codes)
  for (const { file, start } of found) expect(lineOf(file, start)).toBe(text.includes('\n') ? 2 : 1)
})
