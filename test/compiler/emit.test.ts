/**
 * Lowering and emission: programs that use every construct are compiled, checked after lowering, and run by java with
 * full verification where Java is present; the output is recorded. Limits of the class file are diagnostics.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { createParser } from '../../compiler/1-parse/index.ts'
import { createEnvironment } from '../../compiler/2-check/environment.ts'
import { check } from '../../compiler/2-check/index.ts'
import { lower } from '../../compiler/3-lower/index.ts'
import { DEFAULT_EMIT_OPTIONS, type EmitOptions, emit } from '../../compiler/4-emit/index.ts'
import { archiveClassPath } from '../../compiler/class-path.ts'
import { createReporter } from '../../compiler/diagnostics.ts'
import { openJar } from '../../compiler/jar.ts'
import { createSourceFile } from '../../compiler/source.ts'

const root = join(import.meta.dirname, '..', '..')
const programs = join(import.meta.dirname, 'emit-programs')
const library = archiveClassPath(
  openJar(readFileSync(join(root, 'dist', 'hl-library.jar')), (data) => inflateRawSync(data))!,
)
const scratch = mkdtempSync(join(tmpdir(), 'emit-'))
afterAll(() => rmSync(scratch, { recursive: true }))

function compileTexts(texts: ReadonlyMap<string, string>, options: Partial<EmitOptions> = {}) {
  const reporter = createReporter()
  const parse = createParser()
  const full = { ...DEFAULT_EMIT_OPTIONS, ...options }
  const units = [...texts].map(([path, text]) => {
    const file = createSourceFile(path, text)
    return { file, unit: parse(file, reporter) }
  })
  const env = createEnvironment(library, reporter)
  check(units, env, reporter)
  const classes = new Map<string, Uint8Array>()
  if (reporter.errorCount === 0) {
    for (const { file, unit } of units) {
      for (const lowered of lower(env, file, unit, full, true)) {
        const bytes = emit(lowered, full, reporter)
        if (bytes !== undefined) classes.set(lowered.name, bytes)
      }
    }
  }
  const errors = reporter.diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.code} ${d.args.join(' ')}`)
  return { classes, errors }
}

function hasJava(): boolean {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
const java = hasJava()

function run(classes: ReadonlyMap<string, Uint8Array>, main: string, name: string): string {
  const folder = join(scratch, name)
  for (const [internalName, bytes] of classes) {
    const path = join(folder, `${internalName}.class`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  return execFileSync('java', ['-ea', '-Xverify:all', '-cp', folder, main], { encoding: 'utf8', stdio: 'pipe' })
}

const read = (...path: string[]): string => readFileSync(join(programs, ...path), 'utf8')
const everything = new Map([
  ['X.java', read('X.java')],
  ['p/Base.java', read('p', 'Base.java')],
])

describe('lowering and emission', () => {
  for (const [name, options] of [
    ['default', {}],
    ['debug', { debugVariables: true, parameters: true }],
  ] as const) {
    test(`every construct, ${name} options`, { timeout: 60_000 }, () => {
      const { classes, errors } = compileTexts(everything, options)
      expect(errors).toEqual([])
      if (java) expect(run(classes, 'X', name)).toBe(read('X.out'))
    })
  }

  test('jumps over more than 32 KB, many local variables, long sums', { timeout: 60_000 }, () => {
    const cases = Array.from(
      { length: 1300 },
      (_, i) => `case ${i}: s += x * ${i} + (s ^ ${i % 7}); if (s > 9) s -= y; break;`,
    )
    const locals = Array.from({ length: 140 }, (_, i) => `long v${i} = x + ${i};`).join(' ')
    const sum = Array.from({ length: 140 }, (_, i) => `v${i}`).join(' + ')
    const text = `class Big {
      static int big(int x, int y) { int s = 0; for (int r = 0; r < 3; r++) { switch (x + r) { ${cases.join('\n')} default: s--; }
        if (s < -1000000) continue; s += s > 5 && (x > 3 || y < 2) ? 1 : 2; } return s; }
      static long wide(int x) { ${locals} int z = 5; z++; z += 1000; v139 += z; return ${sum}; }
      static int sum(int x) { return ${Array(2000).fill('x').join(' + ')}; }
      static String text(int x) { return ${Array(450).fill('x').join(' + "," + ')}; }
      public static void main(String[] args) {
        System.out.println(big(7, 5) + " " + wide(3) + " " + sum(2) + " " + text(1).length());
      }
    }`
    const { classes, errors } = compileTexts(new Map([['Big.java', text]]))
    expect(errors).toEqual([])
    if (java) expect(run(classes, 'Big', 'big')).toBe('343 11156 4000 899\n')
  })

  test('limits of the class file are errors at the method', { timeout: 60_000 }, () => {
    const errorsOf = (text: string): string[] => compileTexts(new Map([['A.java', text]])).errors
    const lines = Array.from({ length: 9000 }, (_, i) => `a[${i}] = x * ${i};`).join('\n')
    expect(errorsOf(`class A { void huge(int[] a, int x) { ${lines} } }`)[0]).toMatch(/^HL0701 huge/)
    const params = Array.from({ length: 128 }, (_, i) => `long p${i}`).join(', ')
    expect(errorsOf(`class A { static void many(${params}) { } }`)).toEqual(['HL0703 many'])
    expect(errorsOf(`class A { String s = "${'x'.repeat(70_000)}"; }`)).toEqual(['HL0704 '])
  })
})
