/**
 * The one runner of test programs (FILTER=part-of-name npm test): samples/, test/language, test/library, test/limit,
 * test/regression and test/compile-errors.
 *
 * A program that runs is compiled with hlc and must print its recorded expectation on hlvm, in every mode below. Where
 * a JDK 17 is installed, java must print the same, our class files must do so under `java -Xverify:all`, and javac's
 * class files on hlvm. Programs are compiled and run inside of worker processes, and with the commands where that is not the
 * same (`throughCommands`) or where something else than expected comes out. A program with `// expect error line N` must be rejected at exactly these lines, by javac too.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mapInParallel, runCommand } from './programs/commands.ts'
import { discover, type Program, root } from './programs/discover.ts'
import { compileFiles, libraryClassPath, linesOf } from './programs/in-process.ts'
import { createWorkers } from './programs/workers.ts'
import { askOracle, hasJava, javacErrors, type RunResult, runResult } from './programs/oracle.ts'

/** A way to run a program; every tier and collector mode that there is belongs into `modes`. */
interface Mode {
  readonly name: string
  readonly options: readonly string[]
  /** Programs that this mode leaves out, with the reason. */
  readonly except?: Readonly<Record<string, string>>
  /** The programs that this mode takes, when not all. */
  readonly only?: RegExp
}
const modes: readonly Mode[] = [
  { name: 'as a user runs it', options: [] },
  // Methods are compiled at their first call.
  { name: 'compiled', options: ['-Xcomp'] },
  // Compiled code is left all the time, and the heap collected after every 256 KB, with an audit; test/tiers.ts and
  // test/gc/stress.ts go further.
  {
    name: 'compiled, left often, collecting often',
    options: ['-Xcomp', '-XX:ReifyEvery=7', '-XX:StressCollectBytes=262144', '-XX:+VerifyAfterGC'],
    except: { 'test/gc/MuchGarbage': 'allocates 1.5 GB, so it collects of itself; thousands of audits take minutes' },
  },
  {
    name: 'mark-sweep, collecting often',
    options: ['-XX:+UseMarkSweepGC', '-XX:StressCollectBytes=262144', '-XX:+VerifyAfterGC'],
    only: /^test\/gc\/(?!Much)|^test\/limit|^test\/language\/threads/,
  },
]
const modesOf = (program: Program): Mode[] =>
  modes.filter((mode) => mode.except?.[program.name] === undefined && (mode.only?.test(program.name) ?? true))

const programs = [
  'samples',
  'test/language',
  'test/library',
  'test/limit',
  'test/gc',
  'test/jit',
  'test/regression',
  'test/compile-errors',
].flatMap(discover)
const running = programs.filter((program) => program.errorLines.length === 0)
const rejected = programs.filter((program) => program.errorLines.length > 0)
const java = hasJava()
/** A folder of this process, so that two runs at a time do not meet. */
const work = join(root, `test/.work/programs-${process.pid}`)

const oursOf = (program: Program): string => join(work, 'hlc', program.name.replaceAll('/', '-'))
const javacOf = (program: Program): string => join(work, 'javac', program.name.replaceAll('/', '-'))

interface Results {
  readonly compilation: RunResult
  readonly runs: ReadonlyMap<string, RunResult>
  /** javac's class files on hlvm. */
  readonly foreign: RunResult | undefined
}
const results = new Map<Program, Results>()
/** Of the rejected programs, which are many and small: they are compiled in this process. */
const errorLines = new Map<Program, number[]>()

/** What a worker, with its own clock, its own files and one process for many programs, cannot show as the commands do. */
const throughCommands = (program: Program): boolean =>
  program.options.length > 0 || /^samples\/|^test\/limit\/|\/(threads|concurrent|files?|io|nio)\//.test(program.name)
const workers = createWorkers(60)

async function compile(program: Program): Promise<RunResult> {
  const directory = oursOf(program)
  mkdirSync(directory, { recursive: true })
  if (!throughCommands(program)) {
    const answer = await workers.ask({ kind: 'compile', program, directory })
    const good = answer !== null && answer.problem === undefined && answer.errorLines.length === 0
    if (good) return { stdout: '', stderr: '', exitStatus: 0 }
  }
  return runCommand('hlc', ['--diagnostics=json', '-d', directory, ...program.sources])
}

/** The results of runs with each of the lists of options. */
async function run(
  program: Program,
  directory: string,
  optionLists: readonly (readonly string[])[],
): Promise<RunResult[]> {
  const answer = throughCommands(program) ? null : await workers.ask({ kind: 'run', program, directory, optionLists })
  const results: RunResult[] = []
  for (const [i, options] of optionLists.entries()) {
    const result = answer?.results[i]
    const args = [...program.options, ...options, '-cp', directory, program.mainClass]
    const good = result !== undefined && isExpected(program, result)
    results.push(good ? result : await runCommand('hlvm', args, { stdin: program.stdin }))
  }
  return results
}

beforeAll(async () => {
  rmSync(work, { recursive: true, force: true })
  const library = libraryClassPath()
  for (const program of rejected) errorLines.set(program, linesOf(compileFiles(program.sources, library), 'error'))
  const compilations = new Map<Program, RunResult>()
  await mapInParallel(running, async (program) => compilations.set(program, await compile(program)))
  if (java) {
    const ours = running.filter((program) => compilations.get(program)!.exitStatus === 0)
    askOracle(
      [
        ...programs.map((program) => ({ kind: 'compile' as const, directory: javacOf(program), program })),
        ...running.map((program) => ({ kind: 'run' as const, directory: javacOf(program), program })),
        ...ours.map((program) => ({ kind: 'run' as const, directory: oursOf(program), program })),
      ],
      work,
    )
  }
  await mapInParallel(running, async (program) => {
    const compilation = compilations.get(program)!
    const runs = new Map<string, RunResult>()
    if (compilation.exitStatus === 0) {
      const chosen = modesOf(program)
      const ours = await run(
        program,
        oursOf(program),
        chosen.map((mode) => mode.options),
      )
      for (const [i, mode] of chosen.entries()) runs.set(mode.name, ours[i]!)
    }
    const foreign = java ? (await run(program, javacOf(program), [[]]))[0] : undefined
    results.set(program, { compilation, runs, foreign })
  })
  workers.end()
}, 900_000)

afterAll(() => rmSync(work, { recursive: true, force: true }))

const sourceNames = (text: string): string => text.replaceAll('.java:', '.src:')

/** What has to come out; standard error only where the program says so. */
function expectOutput(program: Program, result: RunResult | undefined): void {
  expect(result?.stdout).toBe(program.stdout)
  if (program.stderr !== undefined) expect(sourceNames(result?.stderr ?? '')).toBe(program.stderr)
  expect(result?.exitStatus).toBe(program.exitStatus)
}

const isExpected = (program: Program, result: RunResult): boolean =>
  result.stdout === program.stdout &&
  (program.stderr === undefined || sourceNames(result.stderr) === program.stderr) &&
  result.exitStatus === program.exitStatus

test('there are programs', () => {
  expect(programs.length).toBeGreaterThan(process.env['FILTER'] ? 0 : 30)
})

describe.each(running.map((program) => ({ name: program.name, program })))('$name', ({ program }) => {
  test('compiles', () => {
    expect(results.get(program)!.compilation).toMatchObject({ exitStatus: 0 })
  })
  test.each(modesOf(program))('prints what it should: $name', ({ name }) => {
    expectOutput(program, results.get(program)!.runs.get(name))
  })
  test.runIf(java)('java prints the same', () => {
    expectOutput(program, runResult(javacOf(program)))
  })
  test.runIf(java)('our class files print the same under java -Xverify:all', () => {
    expectOutput(program, runResult(oursOf(program)))
  })
  test.runIf(java)("javac's class files print the same on hlvm", () => {
    expectOutput(program, results.get(program)!.foreign)
  })
})

describe.each(rejected.map((program) => ({ name: program.name, program })))('$name', ({ program }) => {
  test('is rejected at the expected lines', () => {
    expect(errorLines.get(program)).toEqual(program.errorLines)
  })
  test.runIf(java)('javac rejects it at the same lines', () => {
    expect(javacErrors(javacOf(program))).toEqual(program.errorLines)
  })
})
