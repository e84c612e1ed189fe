/**
 * What is counted is counted the same in every tier: instructions, and the calls and back-edges after which threads change. A sample;
 * `npm run test:tiers -- --counts` does it for all programs.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseCommandLine } from '../../vm/cli-options.ts'
import { createVM, DEFAULT_OPTIONS } from '../../vm/index.ts'
import { createMemoryPort } from '../../vm/ports/memory.ts'
import { root } from '../programs/discover.ts'
import { compileFiles, libraryClassPath } from '../programs/in-process.ts'
import { readLibrary } from '../vm/machine.ts'

const PROGRAMS = {
  Threads: 'test/jit/Threads.src',
  Calls: 'test/jit/Calls.src',
  Throws: 'test/jit/Throws.src',
  Catches: 'test/jit/Catches.src',
  All: 'test/schedules/All.src',
}
const MODES = ['-Xint', '-XX:CompileThreshold=20', '-Xcomp', '-Xcomp -XX:ReifyEvery=5']
const library = readLibrary()
const classPath = libraryClassPath()

test.each(Object.entries(PROGRAMS))('%s', (mainClass, source) => {
  const { classFiles } = compileFiles([join(root, source)], classPath)
  const classes = new Map(classFiles.map(({ name, bytes }) => [name, bytes]))
  const outcomes = MODES.map((mode) => {
    const options = [...mode.split(' '), '--ic', '--seed=1', '--clock=virtual', '--schedule=97']
    const parsed = parseCommandLine([...options, mainClass])
    if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed))
    const port = createMemoryPort()
    const vm = createVM({ port, library, options: { ...DEFAULT_OPTIONS, ...parsed.options }, classes })
    if ('error' in vm) throw new Error(vm.error)
    const status = vm.runMain(mainClass, [])
    return `status ${status}, ${vm.runtime.interpreter.instructions} instructions\n${port.output(1)}`
  })
  for (const outcome of outcomes) expect(outcome).toBe(outcomes[0])
})
