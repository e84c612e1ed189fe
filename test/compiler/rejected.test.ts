/** Small programs that javac rejects, or accepts, and hlc at the same lines: test/compiler/rejected-cases.txt. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { archiveClassPath } from '../../compiler/class-path.ts'
import { compile } from '../../compiler/index.ts'
import { openJar } from '../../compiler/jar.ts'
import { createSourceFile, lineOf } from '../../compiler/source.ts'

const library = archiveClassPath(
  openJar(readFileSync(join(import.meta.dirname, '../../dist/hl-library.jar')), (data) => inflateRawSync(data))!,
)
const cases = readFileSync(join(import.meta.dirname, 'rejected-cases.txt'), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((section) => {
    const newline = section.indexOf('\n')
    const text = section.slice(newline + 1)
    const lines = [...text.matchAll(/^\/\/ expect error line (\d+)$/gm)].map((match) => Number(match[1]))
    return { name: section.slice(0, newline), source: text.replace(/^\/\/ expect error line .*\n/gm, ''), lines }
  })

test.each(cases)('$name', ({ name, source, lines }) => {
  const file = createSourceFile(`${name}.java`, source)
  const errors = compile([file], library).diagnostics.filter(({ severity }) => severity === 'error')
  const found = [...new Set(errors.map(({ start }) => lineOf(file, start)))].sort((a, b) => a - b)
  expect(found).toEqual(lines)
})
