/** Warnings: the programs in test/warnings name the lines at which `javac -Xlint:all` warns, and ours are the same. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../programs/discover.ts'
import { compileFiles, libraryClassPath, linesOf } from '../programs/in-process.ts'

const folder = join(root, 'test', 'warnings')
const library = libraryClassPath()

describe('warnings', () => {
  test.each(readdirSync(folder))('%s', (name) => {
    const path = join(folder, name)
    const compilation = compileFiles([path], library)
    const expected = [...readFileSync(path, 'utf8').matchAll(/^\/\/ expect warning line (\d+)$/gm)].map((m) =>
      Number(m[1]),
    )
    expect(linesOf(compilation, 'error')).toEqual([])
    expect(linesOf(compilation, 'warning')).toEqual(expected)
  })
})
