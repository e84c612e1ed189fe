/** A small sample of memory.ts: long runs in small heaps stay small for the host too. */
import { expect, test } from 'vitest'
import { ALLOWANCE, compileMemoryProgram, type MemoryCase, runMemoryCase } from './memory.ts'

const SAMPLE: readonly MemoryCase[] = [
  { program: 'Events', megabytes: 16, argument: 300_000, output: '611237 307356487 2000\n' },
  { program: 'Churn', megabytes: 16, argument: 400, output: '164009 103017514\n' },
]

/**
 * While V8 optimises the code that the tier has generated, its own arenas take up to 40 MB for a moment, in some runs and not in others: the
 * peak of one short run says less than those of `npm run test:gc-memory`, which keep to the allowance.
 */
const COMPILATIONS = 40

test.each(SAMPLE)(
  '$program',
  async (one) => {
    const result = await runMemoryCase(one, await compileMemoryProgram(one.program), [])
    expect(result.output).toBe(one.output)
    expect(result.exitStatus).toBe(0)
    if (!Number.isNaN(result.megabytes)) expect(result.megabytes).toBeLessThan(one.megabytes + ALLOWANCE + COMPILATIONS)
  },
  120_000,
)

test.each(['-XX:+UseSerialGC', '-XX:+UseMarkSweepGC'])(
  'soft references are cleared by memory pressure: %s',
  async (collector) => {
    const one = { program: 'Soft', megabytes: 16, argument: 0, output: 'true true true\ntrue\nJava heap space true\n' }
    const result = await runMemoryCase(one, await compileMemoryProgram('Soft'), [collector])
    expect(result.output).toBe(one.output)
  },
  60_000,
)
