// The command line of hlc: what is accepted, what is refused and how, exit statuses, forms of diagnostics.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { generateMessages } from '../../tools/gen-messages.ts'
import { parseCommandLine } from '../../compiler/cli-options.ts'
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
    expect(given).toMatchObject({ directory: 'out', classPath: ['a', '.', 'b.jar'], maxErrors: 3, warnings: false })
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
    [['-g:all', 'A.src'], '-g takes none, lines, vars and source, not all'],
  ])('%j', (args, message) => {
    expect(refusal(...args)).toBe(message)
  })
})

describe('messages', () => {
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
})
