/**
 * The test programs in every tier: `npm run test:tiers -- [mode...] [--counts] [--timeout=SECONDS]`; FILTER chooses programs as for
 * the tests. With --counts instructions are counted and threads switched by them: the counts have to be the same in all modes.
 *
 * Programs are compiled and run inside of a worker process, many one after the other, because starting a process for each would take
 * most of the time. What does not print what it should there is run once more as a command, in a process of its own, and only then counts as
 * failed. Ends with status 1 when there is a failure.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { mapInParallel, runCommand } from './programs/commands.ts'
import { discover, type Program, root } from './programs/discover.ts'
import type { RunResult } from './programs/oracle.ts'
import { createWorkers } from './programs/workers.ts'

/** Options of `hlvm` by the name of the mode. */
export const TIER_MODES: Readonly<Record<string, readonly string[]>> = {
  int: ['-Xint'],
  default: [],
  early: ['-XX:CompileThreshold=10'],
  comp: ['-Xcomp'],
  reify: ['-Xcomp', '-XX:ReifyEvery=7'],
  gc: ['-Xcomp', '-XX:StressCollectBytes=65536'],
  all: ['-Xcomp', '-XX:ReifyEvery=7', '-XX:StressCollectBytes=65536', '-XX:+VerifyAfterGC'],
}

/** Collections are events of their own (reference handlers run), so modes with other collections count otherwise. */
const COUNTED = ['int', 'default', 'early', 'comp', 'reify']
const COUNTING = ['--ic', '--clock=virtual', '--seed=1', '--schedule=500']

const counts = process.argv.includes('--counts')
const work = join(root, 'test/.work', `tiers-${process.pid}`)
const classesOf = (program: Program): string => join(work, program.name.replaceAll('/', '-'))
const optionsOf = (mode: string): string[] => [...TIER_MODES[mode]!, '-Xdebug-vm', ...(counts ? COUNTING : [])]

async function confirm(program: Program, mode: string, seconds: number): Promise<string | null> {
  const args = [...program.options, ...optionsOf(mode), '-cp', classesOf(program), program.mainClass]
  const result = await runCommand('hlvm', args, { stdin: program.stdin, timeoutMs: seconds * 1000 })
  if (result.stdout === program.stdout && result.exitStatus === program.exitStatus) return null
  if (result.exitStatus === -1) return `not ended after ${seconds} s`
  const lines = result.stdout.split('\n')
  const wanted = program.stdout.split('\n')
  const at = wanted.findIndex((line, i) => line !== lines[i])
  return `status ${result.exitStatus}; line ${at + 1}: ${JSON.stringify(lines[at])} for ${JSON.stringify(wanted[at])}\n${result.stderr.slice(0, 1500)}`
}

async function main(args: readonly string[]): Promise<number> {
  const seconds = Number(args.find((each) => each.startsWith('--timeout='))?.slice(10) ?? 60)
  const wanted = args.filter((each) => !each.startsWith('--'))
  const unknown = wanted.find((each) => TIER_MODES[each] === undefined)
  if (unknown !== undefined) {
    console.error(`no mode ${unknown}; there are ${Object.keys(TIER_MODES).join(', ')}`)
    return 2
  }
  const modes = wanted.length > 0 ? wanted : counts ? COUNTED : Object.keys(TIER_MODES)
  const programs = ['samples', 'test/language', 'test/library', 'test/limit', 'test/gc', 'test/jit', 'test/regression']
    .flatMap(discover)
    .filter((program) => program.errorLines.length === 0)
  const count = { passed: 0, failed: 0 }
  const workers = createWorkers(seconds)
  const check = async (program: Program, mode: string, result: RunResult | undefined): Promise<void> => {
    const good = result?.stdout === program.stdout && result.exitStatus === program.exitStatus
    const problem = good ? null : await confirm(program, mode, seconds)
    if (problem === null) count.passed++
    else {
      count.failed++
      console.log(`${program.name} (${mode}): ${problem}`)
    }
  }
  await mapInParallel(programs, async (program) => {
    const directory = classesOf(program)
    mkdirSync(directory, { recursive: true })
    const compilation = await workers.ask({ kind: 'compile', program, directory })
    if (compilation === null || compilation.problem !== undefined || compilation.errorLines.length > 0) {
      count.failed += modes.length
      const reason = compilation?.problem ?? `errors in lines ${compilation?.errorLines.join(', ') ?? 'unknown'}`
      console.log(`${program.name}: not compiled, ${reason}`)
      return
    }
    const ran = await workers.ask({ kind: 'run', program, directory, optionLists: modes.map(optionsOf) })
    for (const [i, mode] of modes.entries()) await check(program, mode, ran?.results[i])
    const numbers = (ran?.results ?? []).map((each) => each.instructions)
    if (counts && new Set(numbers).size > 1) {
      count.failed++
      console.log(`${program.name}: ${modes.map((mode, i) => `${mode} ${numbers[i]}`).join(', ')} instructions`)
    }
  })
  workers.end()
  rmSync(work, { recursive: true, force: true })
  console.log(`${count.passed} passed, ${count.failed} failed (${modes.join(', ')})`)
  return count.failed > 0 ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))
