/** The hlvm command: options and bad input, each with a clear message, the documented status, and no JavaScript stack. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { zip } from '../../tools/zip.ts'
import { parseCommandLine, parseSize } from '../../vm/cli-options.ts'
import { runCommand } from '../programs/commands.ts'
import { root } from '../programs/discover.ts'
import { classBytes, mainClass, PRINT, PRINT_INT } from './machine.ts'

const work = mkdtempSync(join(tmpdir(), 'hlvm-cli-'))
const file = (name: string): string => join(work, name)

beforeAll(() => {
  writeFileSync(file('Main.class'), classBytes(mainClass('Main', `  aload_0\n  arraylength${PRINT_INT}`)))
  mkdirSync(file('pkg'))
  writeFileSync(file('pkg/Main.class'), classBytes(mainClass('pkg/Main', `  ldc "pkg"${PRINT}`)))
  writeFileSync(file('Text.class'), 'this is no class file\n')
  writeFileSync(file('Cut.class'), classBytes(mainClass('Cut', '')).subarray(0, 60))
  writeFileSync(file('Other.class'), readFileSync(file('Main.class')))
  mkdirSync(file('Dir.class'))
  const manifest = new TextEncoder().encode('Manifest-Version: 1.0\r\nMain-Class: pkg.Main\r\n')
  const main = readFileSync(file('pkg/Main.class'))
  writeFileSync(
    file('app.jar'),
    zip([
      { name: 'META-INF/MANIFEST.MF', bytes: manifest },
      { name: 'pkg/Main.class', bytes: main },
    ]),
  )
  const withPath = (path: string): Uint8Array =>
    new TextEncoder().encode(`Manifest-Version: 1.0\nMain-Class: pkg.Main\nClass-Path: ${path}\n`)
  mkdirSync(file('lib'))
  // Long values go on in the next line after a blank; entries are URLs relative to the jar; one may lead to the next.
  writeFileSync(
    file('lib/more.jar'),
    zip([{ name: 'META-INF/MANIFEST.MF', bytes: withPath('none.jar http://x/y.jar main%20\n classes.jar') }]),
  )
  writeFileSync(file('lib/main classes.jar'), zip([{ name: 'pkg/Main.class', bytes: main }]))
  writeFileSync(file('path.jar'), zip([{ name: 'META-INF/MANIFEST.MF', bytes: withPath('lib/more.jar path.jar') }]))
  writeFileSync(file('plain.jar'), zip([{ name: 'pkg/Main.class', bytes: main }]))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

async function hlvm(...args: string[]) {
  const result = await runCommand('hlvm', args, { cwd: work })
  expect(result.stderr).not.toMatch(/^\s+at .*(\.js|\.ts|node:)/m)
  return { status: result.exitStatus, out: result.stdout, err: result.stderr }
}

describe('running', () => {
  test('a class on the class path, with arguments that look like options', async () => {
    expect(await hlvm('Main', '-x', '--y', 'z')).toEqual({ status: 0, out: '3\n', err: '' })
    expect(await hlvm('-cp', '/nowhere:.', 'pkg.Main')).toEqual({ status: 0, out: 'pkg\n', err: '' })
    expect(await hlvm('pkg/Main')).toEqual({ status: 0, out: 'pkg\n', err: '' })
  })
  test('a class file, its package as directory', async () => {
    expect(await hlvm('Main.class')).toEqual({ status: 0, out: '0\n', err: '' })
    expect(await hlvm('pkg/Main.class')).toEqual({ status: 0, out: 'pkg\n', err: '' })
  })
  test('a jar', async () => {
    expect(await hlvm('-jar', 'app.jar')).toEqual({ status: 0, out: 'pkg\n', err: '' })
    expect(await hlvm('-jar', 'plain.jar')).toEqual({
      status: 1,
      out: '',
      err: 'no main manifest attribute, in plain.jar\n',
    })
    expect(await hlvm('-jar', 'none.jar')).toEqual({
      status: 1,
      out: '',
      err: 'Error: Unable to access jarfile none.jar\n',
    })
    expect(await hlvm('-jar', 'Text.class')).toMatchObject({
      status: 1,
      err: 'Error: Invalid or corrupt jarfile Text.class\n',
    })
  })
  test("a jar's Class-Path", async () => {
    expect(await hlvm('-jar', 'path.jar')).toEqual({ status: 0, out: 'pkg\n', err: '' })
    expect(await hlvm('-cp', 'path.jar', 'pkg.Main')).toEqual({ status: 0, out: 'pkg\n', err: '' })
  })
  test.each(['-verbose:class', '-Xlog:class+load', '-Xlog:class+load=info'])('%s', async (option) => {
    const line = (name: string, source: string): RegExp =>
      new RegExp(`^\\[\\d+\\.\\d{3}s\\]\\[info\\]\\[class,load\\] ${name} source: ${source}$`, 'm')
    const { out } = await hlvm(option, 'Main')
    expect(out).toMatch(line('java\\.lang\\.Object', '\\S+hl-library\\.jar'))
    expect(out).toMatch(line('Main', 'file:\\S+/'))
    expect((await hlvm(option, '-jar', 'app.jar')).out).toMatch(line('pkg\\.Main', 'file:\\S+/app\\.jar'))
  })
  test('-version, -showversion, --help', async () => {
    expect(await hlvm('-version')).toMatchObject({ status: 0, out: '', err: expect.stringMatching(/^hlvm \d/) })
    expect(await hlvm('-showversion', 'Main')).toMatchObject({
      status: 0,
      out: '0\n',
      err: expect.stringMatching(/^hlvm \d/),
    })
    expect(await hlvm('--help')).toMatchObject({ status: 0, out: expect.stringContaining('-cp') })
  })
  test('-verbose:class names the classes that are loaded', async () => {
    const { out } = await hlvm('-verbose:class', 'Main')
    expect(out).toMatch(/\[class,load\] java\.lang\.Object source: /)
    expect(out).toMatch(/\[class,load\] Main source: file:/)
  })
})

describe('bad input', () => {
  const cases: readonly (readonly [string[], number, RegExp])[] = [
    [[], 2, /no main class given/],
    [['-Xmy64m', 'Main'], 2, /unknown option -Xmy64m\n\(did you mean .*-Xm/],
    [['--class-pth', 'x', 'Main'], 2, /did you mean --class-path/],
    [['-zzzzzzzzzzzz'], 2, /unknown option/],
    [['-eax', 'Main'], 2, /unknown option -eax/],
    [['-cp'], 2, /-cp requires a class path/],
    [['-jar'], 2, /-jar requires a file/],
    [['-Xmx', 'Main'], 2, /Invalid maximum heap size: -Xmx/],
    [['-Xmx1', 'Main'], 2, /too small/],
    [['-Xmx100g', 'Main'], 2, /Invalid maximum heap size/],
    [['-Xss1', 'Main'], 2, /Invalid thread stack size/],
    [
      ['-XX:CompileTreshold=5', 'Main'],
      2,
      /Unrecognized VM option 'CompileTreshold=5'\n\(did you mean -XX:CompileThreshold/,
    ],
    [['-Xlog:foo', 'Main'], 2, /Invalid tag 'foo' in log selection: .*gc/],
    [['-Xlog:gc=loud', 'Main'], 2, /Invalid level 'loud' in log selection: trace, debug/],
    [['-Xlog:class', 'Main'], 2, /No tag set matches selection: class\. Did you mean class\+init, class\+load/],
    [['-Xlog:gc::when', 'Main'], 2, /Invalid decorator 'when'/],
    [['-Xlog:gc:file=/no/such/dir/x', 'Main'], 1, /Error opening log file '\/no\/such\/dir\/x'/],
    [['--trace=everything', 'Main'], 2, /Invalid value of --trace: insn, call/],
    [['--status-json'], 2, /--status-json requires a file/],
    [['--status-json', '/no/such/dir/x', 'Main'], 2, /cannot be written/],
    [
      ['Nope'],
      1,
      /^Error: Could not find or load main class Nope\nCaused by: java\.lang\.ClassNotFoundException: Nope\n$/,
    ],
    [['Nope.class'], 1, /does not exist/],
    [['Dir.class'], 1, /is a directory/],
    [['pkg/'], 1, /is a directory/],
    [['.'], 1, /is a directory/],
    [['Text.class'], 123, /Text\.class is not a valid class file: Incompatible magic value/],
    [['Cut.class'], 123, /Cut\.class is not a valid class file: Truncated class file/],
    [['Text'], 123, /LinkageError occurred while loading main class Text/],
    [['Other.class'], 1, /holds the class Main/],
    [['--library', 'Text.class', 'Main'], 1, /is not a zip archive/],
    [['--library', 'none', 'Main'], 2, /cannot be read/],
    [['None.src'], 1, /does not exist/],
  ]
  test.each(cases)('hlvm %j', async (args, status, message) => {
    const result = await hlvm(...args)
    expect(result.status).toBe(status)
    expect(result.err).toMatch(message)
  })
  test('an archive that is no library is a clear message', async () => {
    cpSync(file('plain.jar'), file('lib.jar'))
    const result = await hlvm('--library', 'lib.jar', 'Main')
    expect(result).toMatchObject({ status: 70, err: expect.stringContaining('no usable class java/lang/Object') })
  })
  test('a closed pipe ends the program quietly', async () => {
    const { spawnSync } = await import('node:child_process')
    writeFileSync(
      file('Many.class'),
      classBytes(
        mainClass(
          'Many',
          `  ldc int 200000\n  istore_1\nMore:\n  ldc "line"${PRINT}\n  iinc 1 -1\n  iload_1\n  ifne More`,
        ),
      ),
    )
    const run = spawnSync('sh', ['-c', `"${process.execPath}" "${join(root, 'dist/hlvm.js')}" Many | head -1`], {
      cwd: work,
      encoding: 'utf8',
    })
    expect(run.stdout).toBe('line\n')
    expect(run.stderr).toBe('')
  })
})

describe('options', () => {
  test('everything after the main class belongs to the program', () => {
    expect(parseCommandLine(['-Xint', '-Da=b=c', '-Dx', 'Main', '-cp', 'y'])).toMatchObject({
      kind: 'run',
      target: 'Main',
      args: ['-cp', 'y'],
      options: {
        properties: new Map([
          ['a', 'b=c'],
          ['x', ''],
        ]),
      },
    })
  })
  test('assertions in order', () => {
    const parsed = parseCommandLine(['-ea', '-da:a.b...', '-ea:C', 'Main'])
    expect(parsed).toMatchObject({
      options: {
        assertions: [
          [true, ''],
          [false, 'a.b...'],
          [true, 'C'],
        ],
      },
    })
  })
  test('sizes', () => {
    expect(['64m', '1g', '512K', '77', 'x', '1x', ''].map(parseSize)).toEqual([
      64 << 20,
      1 << 30,
      512 << 10,
      77,
      null,
      null,
      null,
    ])
  })
})
