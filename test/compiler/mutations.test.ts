/** 300 mutations of the test sources: class files or diagnostics, never a crash (20,000: `npx tsx test/fuzz/source.ts 20000`). */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test('300 mutations of the test sources', { timeout: 120_000 }, () => {
  const script = join(import.meta.dirname, '..', 'fuzz', 'source.ts')
  const out = execFileSync(process.execPath, ['--import', 'tsx', script, '300', '1'], { encoding: 'utf8' })
  expect(out).toContain(' 0 kinds of problems')
})
