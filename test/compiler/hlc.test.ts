// The command line of hlc: what is accepted, what is refused and how, exit statuses, forms of diagnostics.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { generateMessages } from '../../tools/gen-messages.ts'
import { zip } from '../../tools/zip.ts'
import { splitArgFile } from '../../compiler/arg-file.ts'
import { parseCommandLine } from '../../compiler/cli-options.ts'
import { compile } from '../../compiler/index.ts'
import { explain, knownCodes } from '../../compiler/messages.ts'
import { shownWarnings } from '../../compiler/shown-warnings.ts'
import { createSourceFile } from '../../compiler/source.ts'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { libraryClassPath } from '../programs/in-process.ts'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'hlc-test-'))
afterAll(() => rmSync(work, { recursive: true }))

function hlc(...args: string[]) {
  const { NODE_OPTIONS: _, ...env } = process.env
  // The suite builds first; a single test file may run before any build.
  const built = join(root, 'dist/hlc.js')
  const command = existsSync(built) ? [built] : ['--import', 'tsx', join(root, 'compiler/cli.ts')]
  const run = spawnSync(process.execPath, [...command, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    env,
    cwd: root,
  })
  return { status: run.status, out: run.stdout, err: run.stderr }
}

const invocation = (...args: string[]) => {
  const line = parseCommandLine(args)
  if (line.kind !== 'compile') throw new Error(`refused: ${JSON.stringify(line)}`)
  return line.invocation
}
const refusal = (...args: string[]) => {
  const line = parseCommandLine(args)
  return line.kind === 'usage' ? line.message : line.kind
}

describe('options', () => {
  test("javac's spellings", () => {
    const given = invocation('-d', 'out', '-cp', 'a::b.jar', '-g', '-parameters', '-Xmaxerrs', '3', '-nowarn', 'A.src')
    expect(given).toMatchObject({ directory: 'out', classPath: ['a', '.', 'b.jar'], maxErrors: 3, lint: ['none'] })
    expect(given.compile).toEqual({
      release: 17,
      debugLines: true,
      debugVariables: true,
      debugSource: true,
      parameters: true,
    })
    expect(invocation('-g:none', '--release', '8', 'A.src').compile).toMatchObject({ debugLines: false, release: 8 })
    expect(invocation('-Xlint:unchecked', '-Xlint:-rawtypes', 'A.src').lint).toEqual(['unchecked', '-rawtypes'])
    expect(invocation('--class-path=x', 'A.src').classPath).toEqual(['x'])
  })
  test.each([
    [['-Xlnt', 'A.src'], 'unknown option -Xlnt; nearest: -Xlint'],
    [['--diagnotics=short', 'A.src'], 'unknown option --diagnotics=short; nearest: --diagnostics'],
    [[], 'no source files; hlc --help lists the options'],
    [['-d'], '-d needs a value'],
    [['--release', '18', 'A.src'], '--release takes a level from 8 to 17, not 18'],
    [['--emit=foo', 'A.src'], '--emit knows the stages tokens, ast, types, bytecode, not foo'],
    [['-Xlint:uncheked', 'A.src'], '-Xlint does not know uncheked; nearest: unchecked'],
    [['-g:none,lines', 'A.src'], '-g takes none, lines, vars and source, not none'],
    [['-Xmaxwarns', 'x', 'A.src'], '-Xmaxwarns takes a number, not x'],
    [
      ['--color=red', 'A.src'],
      "option '--color <when>' argument 'red' is invalid. Allowed choices are auto, always, never.",
    ],
    [['--realease', '9', 'A.src'], 'unknown option --realease; nearest: --release'],
    [['-g:all', 'A.src'], '-g takes none, lines, vars and source, not all'],
  ])('%j', (args, message) => {
    expect(refusal(...args)).toBe(message)
  })
})

// What javac's own parser of argument files makes of the same texts.
test.each([
  ['# comment\n-d "out dir" # comment\n-g:none', ['-d', 'out dir', '-g:none']],
  ['"A.java" \'B\\\n   C.java\' x\\ty a"b c"d', ['A.java', 'BC.java', 'x\\ty', 'ab cd']],
  ['"tab\\there" "c:\\\\dir\\\\x" "e\\qf" pre#no', ['tab\there', 'c:\\dir\\x', 'eqf', 'pre#no']],
  ['"unterminated\nnext', ['unterminated', 'next']],
  ['\\ z a\\ b \\@q "" x\n"@@z" @other @@lit #', ['\\', 'z', 'a\\', 'b', '\\@q', '', 'x', '@@z', '@other', '@@lit']],
  ['\'\' "a\'b" \\"q" "\\\\" "\\""', ['', "a'b", '\\q', '\\', '"']],
  ['a\\\nb "a\\\n   b"\fc"d\ne"\ff # x "y', ['a\\', 'b', 'ab', 'cd', 'e\ff # x y']],
])('argument file %j', (text, words) => {
  expect(splitArgFile(text)).toEqual(words)
})

describe('class files', () => {
  const library = libraryClassPath()
  const text = `record R(int a) {}
class G {
  int f(int p, final String q) { int local = 1; Runnable r = () -> System.out.println(local + p); return local; }
  enum E { A { void m(int z) {} }; void m(int w) {} }
  class In { In(int k) {} }
  static <T extends java.util.List<String>> T gen(T t) { T u = t; return u; }
}`
  /** How many of each attribute there are; `1 MethodParameters` is the record's (JLS 8.10.4). */
  const DEBUG = /^(?:LineNumberTable|LocalVariable(?:Type)?Table|SourceFile|MethodParameters)$/
  test.each([
    [[], '18 LineNumberTable 1 MethodParameters 5 SourceFile'],
    [['-g'], '18 LineNumberTable 15 LocalVariableTable 1 LocalVariableTypeTable 1 MethodParameters 5 SourceFile'],
    [['-g:none'], '1 MethodParameters'],
    [['-g:lines'], '18 LineNumberTable 1 MethodParameters'],
    [['-g:vars'], '15 LocalVariableTable 1 LocalVariableTypeTable 1 MethodParameters'],
    [['-g:source'], '1 MethodParameters 5 SourceFile'],
    [['-g:lines,source'], '18 LineNumberTable 1 MethodParameters 5 SourceFile'],
    [['-parameters'], '18 LineNumberTable 10 MethodParameters 5 SourceFile'],
    [['-g:none', '-parameters'], '10 MethodParameters'],
  ])('attributes with %j', (options, expected) => {
    const { classFiles } = compile([createSourceFile('G.src', text)], library, invocation(...options, 'G.src').compile)
    const counts = new Map<string, number>()
    for (const { bytes } of classFiles) {
      const file = parseClassFile(bytes)
      const inMethods = file.methods.flatMap((m) => [
        ...m.attributes,
        ...m.attributes.flatMap((a) => (a.name === 'Code' ? a.attributes : [])),
      ])
      for (const { name: kind } of [...file.attributes, ...inMethods]) {
        if (DEBUG.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
      }
    }
    const found = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${kind}`)
    expect(found.join(' ')).toBe(expected)
  })
  // The lines and keys that javac 17 shows for the same options.
  const shown = ['5 removal', '7 synchronization', '8 dep-ann', '9 strictfp']
  const mandatory = ['4 deprecation', '5 removal', '6 unchecked']
  test.each<readonly [string[], string[]]>([
    [[], shown],
    [['-Xlint:none'], []],
    [['-nowarn'], []],
    [['-Xlint:-all'], []],
    [['-Xlint:none', '-Xlint:divzero'], []],
    [['-Xlint:divzero'], ['3 divzero', ...shown]],
    [['-Xlint:-removal'], shown.slice(1)],
    [['-Xlint:-removal,removal'], shown],
    [['-nowarn', '-Xlint:removal'], ['5 removal']],
    [['-Xlint:all', '-Xlint:none'], mandatory],
    [['-Xlint', '-nowarn'], mandatory],
    [
      ['-Xlint', '-Xlint:-rawtypes'],
      ['3 divzero', '4 deprecation', '5 removal', '6 unchecked', '7 synchronization', '8 dep-ann', '9 strictfp'],
    ],
  ])('warnings with %j', (options, expected) => {
    const { lint, compile: settings } = invocation(...options, 'W.src')
    const source = createSourceFile(
      'W.src',
      `import java.util.*;
class W { List l;
int z() { return 1 / 0; }
void f(Thread t) { t.stop();
Integer i = new Integer(3);
List<String> s = l;
synchronized (i) { } }
/** @deprecated */ void old() {}
strictfp void g() {} }`,
    )
    const found = shownWarnings(lint, settings.release, compile([source], library, settings).diagnostics)
    expect(found.map((d) => `${source.text.slice(0, d.start).split('\n').length} ${d.lint}`).sort()).toEqual(expected)
  })
})

describe('messages', () => {
  test('every code is explained', () => {
    for (const code of knownCodes()) {
      const [head, empty, sentence, , ...rest] = explain(code)!.split('\n')
      expect([code, head, empty, sentence, rest.join('').trim() === '']).toEqual([
        code,
        expect.stringMatching(/^HL\d{4} \([a-z0-9-]+\)$/),
        '',
        expect.stringMatching(/^ {2}\S/),
        false,
      ])
      expect(explain(code)).not.toMatch(/\{\d\}/)
    }
  })
  test('messages.gen.ts is up to date (npm run gen)', () => {
    expect(readFileSync(`${root}compiler/messages.gen.ts`, 'utf8')).toBe(generateMessages())
  })
})

describe('runs', () => {
  const broken = join(work, 'Broken.src')
  writeFileSync(broken, 'class Broken {\n\tint x = 3\n}\n')
  test('forms of diagnostics, status 1', () => {
    expect(hlc(broken)).toEqual({
      status: 1,
      out: '',
      err: `${broken}:2:11: error HL0021: ';' is missing after the field\n\tint x = 3\n\t         ^\n1 error\n`,
    })
    expect(hlc('--diagnostics=short', broken).err).toBe(`${broken}:2: error: ';' is missing after the field\n1 error\n`)
    expect(JSON.parse(hlc('--diagnostics=json', broken).out)).toMatchObject([
      { code: 'HL0021', severity: 'error', file: broken, line: 2, column: 11 },
    ])
    expect(hlc('--color=always', broken).err).toContain('\u001b[')
  })
  test('mistakes in the use, status 2, one line', () => {
    for (const args of [['Missing.src'], [work], ['-Xfoo', 'A.src'], ['Foo'], ['@nothing'], ['--explain', 'HL9']]) {
      const { status, out, err } = hlc(...args)
      expect({ args, status, out }).toEqual({ args, status: 2, out: '' })
      expect(err).toMatch(/^hlc: [^\n]+\n$/)
    }
  })
  test('types and bytecode as text and as JSON', () => {
    const source = join(work, 'Stages.src')
    writeFileSync(
      source,
      'class Stages {\n  static final int K = 2 * 3;\n  long f(String s) { return s.length() + K; }\n}\n',
    )
    const types = hlc('--emit=types', source).out
    expect(types).toContain('init: Binary * @2:24 : int = 6\n')
    expect(types).toContain('left: Call length @3:29 : int -> String.length()\n')
    expect(types).toContain('target: Name s @3:29 : String -> param s: String\n')
    const [unit] = JSON.parse(`[${hlc('--emit=types=json', source).out}]`)
    expect(unit.types[0].members[0].init.checked).toEqual({ type: 'int', constant: '6' })
    expect(unit.types[0].members[1].checked.symbol).toBe('Stages.f(String)')
    expect(hlc('--emit=bytecode', source).out).toContain(
      'invokevirtual #12                 // Method java/lang/String.length:()I',
    )
    const [stages] = JSON.parse(hlc('--emit=bytecode=json', source).out)
    expect(stages).toMatchObject({ class: 'Stages', version: 61 })
    expect(stages.methods[1].code.map((i: { opcode: string }) => i.opcode)).toEqual([
      'aload_1',
      'invokevirtual',
      'bipush',
      'iadd',
      'i2l',
      'lreturn',
    ])
    expect(stages.methods[1].code[1].constant).toBe('java/lang/String.length:()I')
    expect(JSON.parse(hlc('--emit=tokens=json', source).out)[0]).toEqual({
      type: 'Class',
      image: 'class',
      start: 0,
      end: 5,
    })
    expect(hlc('--emit=types', broken).status).toBe(1)
  })
  test('a tree of ten thousand levels as JSON', () => {
    const source = join(work, 'Sum.src')
    writeFileSync(source, `class Sum { int f(int a) { return ${Array(10_000).fill('a').join('+')}; } }`)
    const { status, out } = hlc('--emit=ast=json', source)
    expect(status).toBe(0)
    expect(out.match(/"kind": "Binary"/g)?.length).toBe(9_999)
  })
  test('stages and explanations on standard output', () => {
    expect(hlc('--emit=tokens', broken).out).toContain('1:7      Identifier      Broken')
    expect(hlc('--explain', 'hl0021')).toMatchObject({ status: 0, err: '' })
    const list = join(work, 'args')
    writeFileSync(list, `# options\n--diagnostics=short\n"${broken}"\n`)
    expect(hlc(`@${list}`).status).toBe(1)
  })
  test('classes, archives and sources that are not given', { timeout: 120_000 }, () => {
    const place = join(work, 'places')
    for (const folder of ['src/p', 'src/q', 'jars', 'out']) mkdirSync(join(place, folder), { recursive: true })
    const write = (path: string, text: string): string => {
      writeFileSync(join(place, path), text)
      return join(place, path)
    }
    write('src/p/A.src', 'package p; public class A { public static int f() { return q.B.g(); } }')
    write(
      'src/q/B.src',
      'package q; public class B { public static int g() { return new C().x; } } class C { int x = 4; }',
    )
    write('src/q/Unused.src', 'package q; class Unused { int x = "no"; }')
    const main = write('Main.src', 'public class Main { public static int r = p.A.f(); }')
    const out = join(place, 'out')
    const made = (): string[] =>
      readdirSync(out, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.class'))
        .sort()

    // A class path with sources, and a directory that is made.
    rmSync(out, { recursive: true })
    expect(hlc('-d', out, '-sourcepath', join(place, 'src'), main)).toEqual({ status: 0, out: '', err: '' })
    expect(made()).toEqual(['Main.class', 'p/A.class', 'q/B.class', 'q/C.class'])
    renameSync(out, join(place, 'classes'))

    // With the classes alone, those of others are not made again; the sources are no part of an explicit source path.
    expect(hlc('-d', out, '-cp', join(place, 'classes'), '-sourcepath', place, '-verbose', main)).toMatchObject({
      status: 0,
      err: expect.stringMatching(/^\[wrote .*Main\.class\]\n\[total \d+ms\]\n$/),
    })
    expect(made()).toEqual(['Main.class'])

    // Archives by name and by wildcard; places that are not there do not matter.
    const stored = (folder: string): Uint8Array =>
      zip(
        readdirSync(join(place, 'classes', folder)).map((name) => ({
          name: `${folder}/${name}`,
          bytes: readFileSync(join(place, 'classes', folder, name)),
        })),
      )
    writeFileSync(join(place, 'jars/a.jar'), stored('p'))
    writeFileSync(join(place, 'jars/b.jar'), stored('q'))
    for (const path of [`${place}/jars/a.jar:${place}/jars/b.jar`, `${place}/missing:${place}/jars/*`]) {
      rmSync(out, { recursive: true })
      expect(hlc('-d', out, '-cp', path, main)).toEqual({ status: 0, out: '', err: '' })
      expect(made()).toEqual(['Main.class'])
    }

    // A folder of archives is no class path; a file no directory.
    expect(hlc('-d', out, '-cp', join(place, 'jars'), main).status).toBe(1)
    expect(hlc('-d', main, main)).toEqual({ status: 2, out: '', err: `hlc: -d ${main} is not a directory\n` })
  })
  test('-Werror, limits, NO_COLOR, argument files', { timeout: 60_000 }, () => {
    const source = join(work, 'Warned.src')
    const call = 'new Integer(1);'
    writeFileSync(source, `class Warned { Object a = ${call}\nObject b = ${call}\nObject c = ${call} }`)
    const warning = (line: number): string =>
      `${source}:${line}: warning: \`Integer(int)\` is deprecated and will be removed\n`
    expect(hlc('--diagnostics=short', '-Werror', '-Xmaxwarns', '2', source)).toEqual({
      status: 1,
      out: '',
      err: `${warning(1)}${warning(2)}error: warnings found, and -Werror is given\nonly showing the first 2 warnings\n3 warnings\n`,
    })
    expect(existsSync(join(work, 'Warned.class'))).toBe(false)
    expect(hlc('-Werror', '-nowarn', source)).toEqual({ status: 0, out: '', err: '' })
    expect(existsSync(join(work, 'Warned.class'))).toBe(true)

    const errors = join(work, 'Errors.src')
    writeFileSync(errors, 'class Errors { int a = "";\nint b = "";\nint c = ""; }')
    const first = join(work, 'first args')
    const second = join(work, 'second')
    writeFileSync(first, '--diagnostics=short # form\n-Xmaxerrs\n')
    writeFileSync(second, `1 '${errors}'\n`)
    const { status, err } = hlc(`@${first}`, `@${second}`, '--color=never')
    expect([status, err.split('\n').slice(1)]).toEqual([1, ['only showing the first error', '3 errors', '']])
    // An argument file is not looked for in another one.
    writeFileSync(second, `"@${first}"`)
    expect(hlc(`@${second}`).err).toContain('is no source file')
  })
})
