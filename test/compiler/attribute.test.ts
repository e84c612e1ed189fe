/**
 * Attribution of bodies: in accepted programs every annotation that lowering relies on is set (rejected programs are in
 * test/compile-errors). Constant folding prints floating-point numbers as the library does.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createParser } from '../../compiler/1-parse/index.ts'
import { castConstant, doubleText, floatText, foldBinary } from '../../compiler/2-check/constants.ts'
import { createEnvironment } from '../../compiler/2-check/environment.ts'
import { check } from '../../compiler/2-check/index.ts'
import { archiveClassPath } from '../../compiler/class-path.ts'
import { createReporter } from '../../compiler/diagnostics.ts'
import { openJar } from '../../compiler/jar.ts'
import { createSourceFile, lineOf } from '../../compiler/source.ts'
import { missingAnnotations } from './missing-annotations.ts'

const root = join(import.meta.dirname, '..', '..')
const archive = join(root, 'dist', 'hl-library.jar')
const parse = createParser()
const library = archiveClassPath(openJar(readFileSync(archive), (data) => inflateRawSync(data))!)

function checkFile(path: string) {
  const reporter = createReporter()
  const file = createSourceFile(path, readFileSync(path, 'utf8'))
  const unit = parse(file, reporter)
  if (reporter.errorCount === 0) check([{ file, unit }], createEnvironment(library, reporter), reporter)
  const errors = reporter.diagnostics.filter((d) => d.severity === 'error')
  return { unit, lines: errors.map((d) => lineOf(d.file, d.start)) }
}

function programsIn(...folder: string[]): string[] {
  const at = join(root, ...folder)
  return readdirSync(at).flatMap((f) => (f.endsWith('.src') ? [join(at, f)] : []))
}

describe('attribution', () => {
  // Programs on concurrency wait for that part of the library.
  const concurrent = library.findClass('java/util/concurrent/CompletableFuture') !== undefined
  const accepted = programsIn('test', 'compiler', 'accepted').filter(
    (path) => concurrent || !path.includes('Concurrent'),
  )
  test.each(accepted)('%s is accepted and fully annotated', (path) => {
    const { unit, lines } = checkFile(path)
    expect(lines).toEqual([])
    expect(missingAnnotations(unit)).toEqual([])
  })

  test('the samples are fully annotated', () => {
    for (const name of readdirSync(join(root, 'samples'))) {
      const { unit, lines } = checkFile(join(root, 'samples', name, 'Main.src'))
      expect([name, lines]).toEqual([name, []])
      expect(missingAnnotations(unit)).toEqual([])
    }
  })
})

describe('constants', () => {
  test('numbers in concatenations', () => {
    const doubles = [1, 0.1, 100, 1e7, 12345678.9, 0.001, 0.00099, 4.9e-324, 1e23, 1.7976931348623157e308, -0]
    expect(doubles.map(doubleText)).toEqual(
      '1.0 0.1 100.0 1.0E7 1.23456789E7 0.001 9.9E-4 4.9E-324 1.0E23 1.7976931348623157E308 -0.0'.split(' '),
    )
    expect([1, 0.1, 16777216, 3.4028234663852886e38, 1.4e-45].map((f) => floatText(Math.fround(f)))).toEqual(
      '1.0 0.1 1.6777216E7 3.4028235E38 1.4E-45'.split(' '),
    )
  })

  test('folding follows the instructions', () => {
    expect(foldBinary('+', 'int', 2147483647, 1)).toBe(-2147483648)
    expect(foldBinary('/', 'int', 1, 0)).toBeUndefined()
    expect(foldBinary('<<', 'int', 1, 33)).toBe(2)
    expect(foldBinary('>>>', 'long', -1n, 60)).toBe(15n)
    expect(foldBinary('*', 'long', 2n ** 62n, 4n)).toBe(0n)
    expect(foldBinary('%', 'double', -7.5, 2)).toBe(-1.5)
    expect(castConstant(3.99e10, 'int')).toBe(2147483647)
    expect(castConstant(300, 'byte')).toBe(44)
    expect(castConstant(Number.NaN, 'long')).toBe(0n)
    expect(castConstant((1n << 53n) + 1n, 'double')).toBe(9007199254740992)
  })
})
