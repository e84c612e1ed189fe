/** What is compiled and when, as the options show it; options that count give the same in every tier. */
import { expect, test } from 'vitest'
import { parseCommandLine } from '../../vm/cli-options.ts'
import type { VMOptions } from '../../vm/index.ts'
import { mainClass, type Outcome, PRINT_INT, run } from '../vm/machine.ts'

const LOOP = mainClass(
  'Main',
  `
  iconst_0
  istore_1
  iconst_0
  istore_2
loop:
  iload_1
  iload_2
  invokestatic Main mix (II)I
  istore_1
  iinc 2 1
  iload_2
  ldc int 20000
  if_icmplt loop
  iload_1${PRINT_INT}`,
  `
.method static mix (II)I
  .code stack 4 locals 2
  iload_0
  bipush 31
  imul
  iload_1
  ixor
  iload_0
  ifne other
  iinc 0 1
other:
  ireturn
  .end code
.end method
`,
)

function hlvm(source: string, ...args: string[]): Outcome {
  const parsed = parseCommandLine([...args, 'Main'])
  if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed))
  const { classPath: _, ...options } = parsed.options
  return run({ Main: source }, options as Partial<VMOptions>)
}

test('-XX:+PrintCompilation has a line for each compilation, with % and @ for a loop', () => {
  const lines = hlvm(LOOP, '-XX:+PrintCompilation').out.split('\n')
  expect(lines.filter((line) => /^ +\d+ +\d+ {9}1 {7}Main::mix \(\d+ bytes\)$/.test(line))).toHaveLength(1)
  expect(lines.filter((line) => /^ +\d+ +\d+ % {7}1 {7}Main::main @ 4 \(\d+ bytes\)$/.test(line))).toHaveLength(1)
})

test.each(['-Xint', '-XX:TieredStopAtLevel=0'])('nothing is compiled with %s', (option) => {
  const { out } = hlvm(LOOP, option, '-XX:+PrintCompilation')
  expect(out).toMatch(/^-?\d+\n$/)
})

test.each(['--fuel=100000000', '--schedule=50', '--clock=virtual', '--ic'])('%s changes nothing of that', (option) => {
  const { out } = hlvm(LOOP, option, '-XX:+PrintCompilation')
  expect(out).toContain('Main::mix')
  expect(out).toMatch(/^ +\d+ +\d+ % .* Main::main/m)
})

test('-XX:CompileThreshold= sets when', () => {
  expect(hlvm(LOOP, '-XX:+PrintCompilation', '-XX:CompileThreshold=1000000').out).not.toContain('::')
  expect(hlvm(LOOP, '-XX:+PrintCompilation', '-XX:CompileThreshold=5').out).toContain('Main::mix')
})

test('--dump=js: shows the function with its bytecode', () => {
  const { out } = hlvm(LOOP, '--dump=js:Main.mix')
  expect(out).toContain('return (function Main_mix(lp, l0, l1) {')
  expect(out).toMatch(/\/\/ 8: iinc 0 1|\/\/ \d+: iinc 0 1/)
  expect(out).not.toContain('function Main_main')
})

test('a method that is too large stays interpreted, and is right', () => {
  const steps = Array.from({ length: 3000 }, (_, i) => `  iload_1\n  bipush ${i % 100}\n  ixor\n  istore_1`).join('\n')
  const source = mainClass(
    'Main',
    `  iconst_0\n  istore_2\nagain:\n  iload_2\n  invokestatic Main f (I)I\n  istore_1\n  iinc 2 1\n  iload_2\n  sipush 2000\n  if_icmplt again\n  iload_1${PRINT_INT}`,
    `.method static f (I)I\n  .code stack 2 locals 2\n  iload_0\n  istore_1\n${steps}\n  iload_1\n  ireturn\n  .end code\n.end method\n`,
  )
  const { out } = hlvm(source, '-XX:+PrintCompilation')
  expect(out).toContain('COMPILE SKIPPED: Main::f')
  let expected = 1999
  for (let i = 0; i < 3000; i++) expected ^= i % 100
  expect(out.trim().split('\n').at(-1)).toBe(String(expected))
})

const MODES = [['-Xint'], [], ['-XX:CompileThreshold=7'], ['-Xcomp'], ['-Xcomp', '-XX:ReifyEvery=3']]

test('the number of instructions is the same in every tier', () => {
  const counts = MODES.map((mode) => hlvm(LOOP, ...mode, '--ic').vm.runtime.interpreter.instructions)
  expect(new Set(counts).size).toBe(1)
  expect(counts[0]).toBeGreaterThan(200_000)
})

test('fuel ends the program at the same instruction in every tier', () => {
  const whole = hlvm(LOOP, '--ic').vm.runtime.interpreter.instructions
  for (const fuel of [whole - 1, 100_003, 100_004, 100_005, 100_006, 100_007]) {
    for (const mode of MODES) {
      const { status, vm } = hlvm(LOOP, ...mode, `--fuel=${fuel}`)
      expect(`${status} after ${vm.runtime.interpreter.instructions}`).toBe(`120 after ${fuel}`)
    }
  }
  for (const mode of MODES) expect(hlvm(LOOP, ...mode, `--fuel=${whole}`).status).toBe(0)
})
