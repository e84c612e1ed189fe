// Flow analysis over the recorded cases. The library is read from its sources, so that no archive has to be there.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createParser } from '../../compiler/1-parse/index.ts'
import { createEnvironment } from '../../compiler/2-check/environment.ts'
import { analyzeFlow } from '../../compiler/2-check/flow.ts'
import { check } from '../../compiler/2-check/index.ts'
import { joinClassPaths } from '../../compiler/class-path.ts'
import { createReporter } from '../../compiler/diagnostics.ts'
import { createSourceFile, lineOf } from '../../compiler/source.ts'
import { readCases } from './cases.ts'

const stdlib = fileURLToPath(new URL('../../stdlib/', import.meta.url))
const cases = readCases(new URL('./flow-cases.txt', import.meta.url))

const reporter = createReporter()
const parse = createParser()
const read = (path: string, text: string) => {
  const file = createSourceFile(path, text)
  return { file, unit: parse(file, reporter) }
}
// All cases in one compilation, each in a package of its own; the first line stays the first.
const units = cases.map(({ name, source }) => read(name, `package ${name}; ${source}`))
const env = createEnvironment(joinClassPaths([]), reporter, {
  hasPackage: (name) => existsSync(stdlib + name),
  findUnit: (name) => {
    const path = `${stdlib}${name}.src`
    return existsSync(path) ? read(path, readFileSync(path, 'utf8')) : undefined
  },
})
check(units, env, reporter)

describe('flow', () => {
  test('the cases have no other errors', () => {
    const names = new Set(cases.map(({ name }) => name))
    const others = reporter.diagnostics.filter((d) => d.severity === 'error' && names.has(d.file.path))
    expect(others.map((d) => `${d.file.path}:${lineOf(d.file, d.start)} ${d.code} ${d.args.join(' ')}`)).toEqual([])
  })
  cases.forEach(({ name, errors }, i) => {
    test(name, () => {
      const found = createReporter()
      const { file, unit } = units[i]!
      for (const decl of unit.types) analyzeFlow(decl, env, found)
      const lines = found.diagnostics.map((d) => `${lineOf(file, d.start)} ${d.code}`)
      expect(lines.sort()).toEqual([...errors].sort())
    })
  })
})
