// The disassembler against javap, recorded and live; text assembly there and back; the command's own messages.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { assemble } from '../../vm/classfile/assemble.ts'
import { type DisassembleOptions, disassemble } from '../../vm/classfile/disassemble.ts'
import { printJasm } from '../../vm/classfile/jasm.ts'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { FIXTURE, FIXTURE_KIND, JAVAP_CODE, JAVAP_DEFAULT, JAVAP_VERBOSE } from './fixtures.ts'
import { type Compiled, compileTricky, hasJava, javap } from './javac.ts'

const fixture = new Uint8Array(Buffer.from(FIXTURE, 'base64'))
const fixtureKind = new Uint8Array(Buffer.from(FIXTURE_KIND, 'base64'))

/** The lines about the file (path, date, checksum) are not the class's. */
function show(bytes: Uint8Array, options: DisassembleOptions): string {
  const fileLines = options.verbose ? ['1', '2', '3'] : []
  const { text, problems } = disassemble(parseClassFile(bytes), { ...options, fileLines })
  expect(problems).toEqual([])
  return text.split('\n').slice(fileLines.length).join('\n')
}

function assembled(text: string): Uint8Array {
  const result = assemble(text)
  if ('problems' in result) throw new Error(JSON.stringify(result.problems))
  return result.bytes
}

const all: DisassembleOptions = { verbose: true, code: true, lines: true, descriptors: true, visibility: 'private' }

describe('disassembler', () => {
  test('prints what javap recorded', () => {
    expect(show(fixture, all)).toBe(JAVAP_VERBOSE)
    expect(show(fixture, { code: true, visibility: 'private' })).toBe(JAVAP_CODE)
    expect(show(fixture, { constants: true })).toBe(JAVAP_DEFAULT)
  })

  test.skipIf(!hasJava)('prints what javap prints', { timeout: 60_000 }, () => {
    const compare = (files: readonly Compiled[], flags: readonly string[], options: DisassembleOptions) => {
      const expected = javap(flags, files)
      files.forEach((file, i) => {
        const text = expected[i]!.split('\n')
          .slice(options.verbose ? 3 : 0)
          .join('\n')
        expect(show(file.bytes, options), `${flags.join(' ')} ${file.path}`).toBe(text)
      })
    }
    const debug = compileTricky('-g', '-parameters')
    compare(debug, ['-v', '-p'], all)
    compare(debug, ['-c', '-l', '-p'], { code: true, lines: true, visibility: 'private' })
    const plain = compileTricky()
    compare(plain, ['-c'], { code: true })
    compare(plain, ['-s', '-constants', '-p'], { descriptors: true, constants: true, visibility: 'private' })
    compare(plain, ['-public'], { visibility: 'public' })
  })
})

describe('text assembly', () => {
  const roundTrip = (bytes: Uint8Array, what: string) => {
    const classFile = parseClassFile(bytes)
    expect(Buffer.compare(assembled(printJasm(classFile, { pool: true })), bytes), what).toBe(0)
    const text = printJasm(classFile)
    expect(text, what).not.toContain('.const')
    expect(printJasm(parseClassFile(assembled(text))), what).toBe(text)
  }

  test('of recorded classes goes there and back', () => {
    roundTrip(fixture, 'Fixture')
    roundTrip(fixtureKind, 'Fixture$Kind')
  })

  test.skipIf(!hasJava)('of the classes of javac goes there and back', () => {
    for (const { bytes, path } of compileTricky('-g', '-parameters')) roundTrip(bytes, path)
  })

  const example = readFileSync(join(import.meta.dirname, '../../docs/jasm.md'), 'utf8').match(/```jasm\n(.*?)```/s)![1]!

  test('the example of the manual assembles', () => {
    const classFile = parseClassFile(assembled(example))
    expect(classFile.methods.length).toBe(1)
    expect(printJasm(classFile)).toContain('getstatic Count LIMIT I')
  })

  test.skipIf(!hasJava)('the example of the manual runs', () => {
    const dir = mkdtempSync(join(tmpdir(), 'jasm-'))
    writeFileSync(join(dir, 'Count.class'), assembled(example))
    const run = spawnSync('java', ['-Xverify:all', '-cp', dir, 'Count'], { encoding: 'utf8' })
    expect(run.stdout).toBe('0\n1\n2\ndone\n')
  })

  test('limits that are left out are computed', () => {
    const text = printJasm(parseClassFile(fixture))
    const bare = text.replace(/\.code stack \d+ locals \d+/g, '.code')
    expect(bare).not.toBe(text)
    const withLimits = (source: string) => printJasm(parseClassFile(assembled(source)))
    expect(withLimits(bare)).toBe(text)
  })

  test('invalid classes can be written', () => {
    const text = `.version 99 7
.const #1 = class #77
.class 0x8402 public #1
.super #0
.method public m (I)
  .code stack 0 locals 0
    iadd
    goto 1000
    .bytes ff fe
    ldc #9
  .end code
.end method
.patch 0 de ad
`
    const bytes = assembled(text)
    expect([...bytes.subarray(0, 8)]).toEqual([0xde, 0xad, 0xba, 0xbe, 0, 7, 0, 99])
    expect(assembled(`${text}.truncate 20`).length).toBe(20)
  })

  test('mistakes are reported with their lines', () => {
    const problems = (text: string) => {
      const result = assemble(text)
      return 'problems' in result ? result.problems.map((p) => `${p.line}: ${p.message}`) : []
    }
    expect(
      problems('.class A\n.method m ()V\n.code\n frob\n goto X\n bipush 300\n.end code\n.end method\n.foo'),
    ).toEqual([
      '4: unknown instruction frob',
      '6: 300 is not between -128 and 127',
      '5: no label X',
      '9: unknown directive .foo',
    ])
    expect(problems('')).toEqual(['1: .class is missing'])
    expect(problems('.class "A')).toEqual(['1: a string is not closed: "A'])
    expect(problems('.class A\n.method m ()V')).toEqual(['2: .end method is missing for line 2'])
  })
})

describe('hlp', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hlp-'))
  writeFileSync(join(dir, 'Fixture.class'), fixture)
  const hlp = (...args: string[]) => {
    const root = join(import.meta.dirname, '../..')
    const cli = [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'vm/hlp.ts'), ...args]
    const { status, stdout, stderr } = spawnSync(process.execPath, cli, { cwd: dir, encoding: 'utf8', timeout: 20_000 })
    return { status, stdout, stderr }
  }

  test('shows files and classes of the class path', { timeout: 30_000 }, () => {
    expect(hlp('-constants', 'Fixture.class')).toEqual({ status: 0, stdout: JAVAP_DEFAULT, stderr: '' })
    expect(hlp('-cp', dir, '-c', '-p', 'Fixture')).toEqual({ status: 0, stdout: JAVAP_CODE, stderr: '' })
    expect(hlp('-v', '-p', 'Fixture.class').stdout.split('\n').slice(3).join('\n')).toBe(JAVAP_VERBOSE)
  })

  test.skipIf(!hasJava)('shows classes in jars', { timeout: 30_000 }, () => {
    expect(spawnSync('jar', ['cf', 'f.jar', 'Fixture.class'], { cwd: dir }).status).toBe(0)
    expect(hlp('-classpath', 'f.jar', '-c', '-p', 'Fixture')).toEqual({ status: 0, stdout: JAVAP_CODE, stderr: '' })
  })

  test('ends quietly when the reader has gone', { timeout: 30_000 }, () => {
    const root = join(import.meta.dirname, '../..')
    const script = `"${process.execPath}" "${root}/node_modules/tsx/dist/cli.mjs" "${root}/vm/hlp.ts" -v ${'Fixture.class '.repeat(40)} | head -1`
    const run = spawnSync('sh', ['-c', script], { cwd: dir, encoding: 'utf8' })
    expect([run.stdout.split(' ')[0], run.stderr]).toEqual(['Classfile', ''])
  })

  test('assembles what it printed', { timeout: 30_000 }, () => {
    writeFileSync(join(dir, 'F.jasm'), hlp('--jasm', '--pool', 'Fixture.class').stdout)
    expect(hlp('--assemble', 'F.jasm', '-d', 'out')).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(new Uint8Array(readFileSync(join(dir, 'out/Fixture.class')))).toEqual(fixture)
  })

  test('says what is wrong', { timeout: 60_000 }, () => {
    writeFileSync(join(dir, 'Cut.class'), fixture.subarray(0, fixture.length - 60))
    writeFileSync(join(dir, 'Text.class'), 'public class Text {}')
    const cases: [string[], number, string][] = [
      [['--jams', 'x'], 2, "unknown option '--jams'\n(Did you mean --jasm?)"],
      [['-verbos', 'x'], 2, 'Did you mean -verbose'],
      [[], 2, 'missing required argument'],
      [['None.class'], 1, 'no such file: None.class'],
      [['None'], 1, 'class not found: None'],
      [[dir], 1, 'is a directory, not a class file'],
      [['Text.class'], 1, 'Incompatible magic value 1886741100 in class file Text.class'],
      [['-c', 'Cut.class'], 1, 'Cut.class: Truncated class file (at byte '],
    ]
    for (const [args, status, message] of cases) {
      const run = hlp(...args)
      expect([run.status, run.stderr], args.join(' ')).toEqual([status, expect.stringContaining(message)])
      expect(run.stderr).not.toMatch(/^ {4}at /m)
    }
    expect(hlp('-c', 'Cut.class').stdout).toContain('public void run();')
  })
})
