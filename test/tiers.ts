/**
 * The test programs in every tier: `npm run test:tiers -- [mode...] [--timeout=SECONDS]`; FILTER chooses programs as for the tests.
 *
 * Programs are compiled and run inside of a worker process, many one after the other, because starting a process for each would take
 * most of the time. What does not print what it should there is run once more as a command, in a process of its own, and only then counts as
 * failed. Ends with status 1 when there is a failure.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_OPTIONS, createVM, type VMOptions } from '../vm/index.ts'
import { parseCommandLine } from '../vm/cli-options.ts'
import { createMemoryPort } from '../vm/ports/memory.ts'
import { runCommand } from './programs/commands.ts'
import { discover, type Program, root } from './programs/discover.ts'
import { compileFiles, libraryClassPath } from './programs/in-process.ts'
import { readLibrary } from './vm/machine.ts'

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

interface Task {
  readonly program: Program
  readonly modes: readonly string[]
}

interface Result {
  readonly mode: string
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

function optionsOf(mode: string, program: Program): Partial<VMOptions> {
  const parsed = parseCommandLine([...TIER_MODES[mode]!, ...program.options, 'Main'])
  if (parsed.kind !== 'run') throw new Error(`mode ${mode}: ${JSON.stringify(parsed)}`)
  return parsed.options
}

function serve(): void {
  const library = readLibrary()
  const classPath = libraryClassPath()
  process.on('message', ({ program, modes }: Task) => {
    const { classFiles } = compileFiles(program.sources, classPath)
    const classes = new Map(classFiles.map(({ name, bytes }) => [name, bytes]))
    const results: Result[] = []
    for (const mode of modes) {
      process.send!({ begun: mode })
      const port = createMemoryPort({ stdin: program.stdin })
      const options = { ...DEFAULT_OPTIONS, ...optionsOf(mode, program), debug: true }
      const vm = createVM({ port, library, options, classes })
      if ('error' in vm) throw new Error(vm.error)
      const status = vm.runMain(program.mainClass, [])
      results.push({ mode, stdout: port.output(1), stderr: port.output(2), status })
    }
    process.send!({ results })
  })
}

async function confirm(program: Program, mode: string, seconds: number): Promise<string | null> {
  const out = join(root, 'test/.work', `tiers-${process.pid}`, program.name.replaceAll('/', '-'))
  mkdirSync(out, { recursive: true })
  for (const { name, bytes } of compileFiles(program.sources, libraryClassPath()).classFiles) {
    mkdirSync(dirname(join(out, name)), { recursive: true })
    writeFileSync(join(out, `${name}.class`), bytes)
  }
  const args = [...TIER_MODES[mode]!, ...program.options, '-Xdebug-vm', '-cp', out, program.mainClass]
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
  const modes = wanted.length > 0 ? wanted : Object.keys(TIER_MODES)
  const programs = ['samples', 'test/language', 'test/library', 'test/limit', 'test/gc', 'test/jit', 'test/regression']
    .flatMap(discover)
    .filter((program) => program.errorLines.length === 0)
  const count = { passed: 0, failed: 0 }
  let next = 0
  const check = async (program: Program, result: Result | { mode: string; lost: string }): Promise<void> => {
    if ('stdout' in result && result.stdout === program.stdout && result.status === program.exitStatus) {
      count.passed++
      return
    }
    const problem = await confirm(program, result.mode, seconds)
    if (problem === null) {
      count.passed++
      return
    }
    count.failed++
    console.log(`${program.name} (${result.mode}): ${problem}`)
  }
  const worker = async (): Promise<void> => {
    let child: ChildProcess | null = null
    while (next < programs.length) {
      const program = programs[next++]!
      child ??= fork(fileURLToPath(import.meta.url), ['--serve'], { stdio: 'inherit' })
      const results = await ask(child, { program, modes }, seconds)
      if (results === null || results.at(-1)?.status === -1) {
        child.kill('SIGKILL')
        child = null
      }
      if (results === null) {
        for (const mode of modes) await check(program, { mode, lost: 'no answer' })
      } else for (const result of results) await check(program, result)
    }
    child?.kill()
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  rmSync(join(root, 'test/.work', `tiers-${process.pid}`), { recursive: true, force: true })
  console.log(`${count.passed} passed, ${count.failed} failed (${modes.join(', ')})`)
  return count.failed > 0 ? 1 : 0
}

/** null: the worker has died or does not answer. */
function ask(child: ChildProcess, task: Task, seconds: number): Promise<Result[] | null> {
  return new Promise((resolve) => {
    let timer = setTimeout(() => finish(null), seconds * 1000)
    const finish = (answer: Result[] | null): void => {
      clearTimeout(timer)
      child.off('message', receive)
      child.off('exit', lost)
      resolve(answer)
    }
    const receive = (message: { begun: string } | { results: Result[] }): void => {
      if ('results' in message) finish(message.results)
      else {
        clearTimeout(timer)
        timer = setTimeout(() => finish(null), seconds * 1000)
      }
    }
    const lost = (): void => finish(null)
    child.on('message', receive)
    child.on('exit', lost)
    child.send(task)
  })
}

if (process.argv.includes('--serve')) serve()
else if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2))
