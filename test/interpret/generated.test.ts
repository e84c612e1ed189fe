// The generated files are what the generator would write now: whoever changes a table, a template or a semantics function has to
// run `npm run gen` and commit the result.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generate } from '../../tools/gen.ts'

const root = join(import.meta.dirname, '../..')

describe('generated files', () => {
  for (const { path, text } of generate(root)) {
    it(path, () => {
      expect(readFileSync(join(root, path), 'utf8') === text, `${path} is stale: npm run gen`).toBe(true)
    })
  }
})
