/** Warnings: the programs in test/warnings name the lines and keys with which `javac -Xlint:all` warns, and ours are the same. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lineOf } from '../../compiler/source.ts'
import { root } from '../programs/discover.ts'
import { compileFiles, libraryClassPath, linesOf } from '../programs/in-process.ts'

const folder = join(root, 'test', 'warnings')
const library = libraryClassPath()

describe('warnings', () => {
  test.each(readdirSync(folder))('%s', (name) => {
    const path = join(folder, name)
    const compilation = compileFiles([path], library)
    const expected = [...readFileSync(path, 'utf8').matchAll(/^\/\/ expect warning line (\d+ ?[\w-]*)$/gm)].map(
      (m) => m[1]!,
    )
    const found = compilation.diagnostics.map(({ file, start, lint }) =>
      `${lineOf(file, start)} ${lint ?? ''}`.trimEnd(),
    )
    expect(linesOf(compilation, 'error')).toEqual([])
    expect([...new Set(found)].sort()).toEqual(expected.sort())
  })
})
