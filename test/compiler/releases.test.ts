/**
 * `--release N`: what is lowered in another way for older releases does the same. Each program is compiled for each
 * release; java runs the class files with full verification, hlvm those of some releases. What is expected stands in
 * the programs, as java printed it with javac's class files.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { archiveClassPath } from '../../compiler/class-path.ts'
import { compile, DEFAULT_OPTIONS } from '../../compiler/index.ts'
import { openJar } from '../../compiler/jar.ts'
import { createSourceFile } from '../../compiler/source.ts'
import { runCommand } from '../programs/commands.ts'
import { discover, type Program, root } from '../programs/discover.ts'
import { askOracle, hasJava, runResult } from '../programs/oracle.ts'

const scratch = mkdtempSync(join(tmpdir(), 'releases-'))
afterAll(() => rmSync(scratch, { recursive: true }))
const library = archiveClassPath(
  openJar(readFileSync(join(root, 'dist', 'hl-library.jar')), (data) => inflateRawSync(data))!,
)

const RELEASES = [8, 9, 10, 11, 14, 15, 16, 17]

/** Reflects on the objects that java makes of lambdas. */
const ONLY_JAVA = /SerializableLambdas/

const programs = discover('test/compiler/releases')

interface Job {
  readonly program: Program
  readonly release: number
  readonly directory: string
}

const jobs: Job[] = programs.flatMap((program) =>
  RELEASES.map((release) => ({
    program,
    release,
    directory: join(scratch, `${basename(program.name)}-${release}`),
  })),
)

function compileJob({ program, release, directory }: Job): string[] {
  const files = program.sources.map((path) => createSourceFile(path, readFileSync(path, 'utf8')))
  const { classFiles, diagnostics } = compile(files, library, { ...DEFAULT_OPTIONS, release })
  for (const { name, bytes } of classFiles) {
    const path = join(directory, `${name}.class`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  return diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.code} ${d.args.join(' ')}`)
}

describe('class files of older releases', () => {
  const errors = new Map<Job, string[]>()
  beforeAll(() => {
    for (const job of jobs) errors.set(job, compileJob(job))
    if (hasJava()) {
      askOracle(
        jobs.map(({ program, directory }) => ({ kind: 'run' as const, directory, program })),
        scratch,
      )
    }
  }, 300_000)
  for (const job of jobs) {
    test(`${basename(job.program.name)} --release ${job.release}`, { timeout: 60_000 }, async () => {
      expect(errors.get(job)).toEqual([])
      const major = readFileSync(join(job.directory, `${basename(job.program.name)}.class`)).readUInt16BE(6)
      expect(major).toBe(44 + job.release)
      if (hasJava()) expect(runResult(job.directory).stdout).toBe(job.program.stdout)
      if ((job.release === 8 || job.release === 11) && !ONLY_JAVA.test(job.program.name)) {
        const { stdout, stderr } = await runCommand('hlvm', ['-cp', job.directory, basename(job.program.name)])
        expect(stdout + stderr).toBe(job.program.stdout)
      }
    })
  }
})

/** Each construct that a later release brought, where it stands, and the release. */
const CONSTRUCTS: readonly (readonly [string, number])[] = [
  ['interface A { private void p() {} }', 9],
  ['class A { Object o = new java.util.ArrayList<>() {}; }', 9],
  ['class A { void m(AutoCloseable a) throws Exception { try (a) {} } }', 9],
  ['class A { void m() { var x = 1; } }', 10],
  ['class A { java.util.function.IntUnaryOperator f = (var q) -> q; }', 11],
  ['class A { int m(int k) { return switch (k) { default: yield 1; }; } }', 14],
  ['class A { void m(int k) { switch (k) { case 1 -> m(2); } } }', 14],
  ['class A { void m(int k) { switch (k) { case 1, 2: m(2); } } }', 14],
  ['class A { String s = """\n  x"""; }', 15],
  ['class A { String s = "a\\\\sb\\s"; }', 15],
  ['class A { boolean m(Object o) { return o instanceof String s; } }', 16],
  ['record A(int x) {}', 16],
  ['class A { void m() { enum E { X } } }', 16],
  ['class A { class B { static int x; } }', 16],
  ['class A { class B { static void m() {} } }', 16],
  ['class A { void m() { class B { interface I {} } } }', 16],
  ['sealed interface A permits B {} final class B implements A {}', 17],
]

/** Names that a later release took away, and the release. */
const NAMES: readonly (readonly [string, number])[] = [
  ['class A { int _ = 1; int m() { return _; } }', 9],
  ['class var { }', 10],
  ['class yield { }', 14],
  ['class A { void yield() { yield(); } }', 14],
  ['class record { }', 16],
  ['class sealed { }', 17],
  ['class permits { }', 17],
]

describe('the language of older releases', () => {
  test('names that were free', () => {
    const accepted = (text: string, release: number): boolean =>
      compile([createSourceFile('A.src', text)], library, { ...DEFAULT_OPTIONS, release }).classFiles.length > 0
    for (const [text, since] of NAMES) {
      expect([text, accepted(text, since - 1), accepted(text, since)]).toEqual([text, true, false])
    }
  })
  for (const [text, since] of CONSTRUCTS) {
    test(`${text.replaceAll('\n', ' ')} from ${since} on`, () => {
      const codesAt = (release: number): string[] => {
        const { diagnostics } = compile([createSourceFile('A.src', text)], library, { ...DEFAULT_OPTIONS, release })
        return diagnostics.filter((d) => d.severity === 'error').map((d) => d.code)
      }
      expect(codesAt(since)).toEqual([])
      expect(new Set(codesAt(since - 1))).toEqual(new Set(['HL0071']))
    })
  }
})
