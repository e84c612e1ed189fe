/**
 * Asks the installed JDK, where there is one: compiles with javac and runs with `java -Xverify:all`, all jobs in one
 * JVM (test/oracle/Oracle.java). Without Java `javaHome()` is undefined and the tests rely on recorded output.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Program, root } from './discover.ts'

/** Whether a JDK 17 answers to `java` and `javac`; NO_JAVA=1 pretends there is none. */
export function hasJava(): boolean {
  if (process.env['NO_JAVA'] === '1') return false
  const answer = spawnSync('javac', ['-version'], { encoding: 'utf8' })
  return answer.status === 0 && /javac 17\./.test(answer.stdout + answer.stderr)
}

export interface RunResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitStatus: number
  /** Of a run inside of a worker: how many instructions have been executed, when they are counted. */
  readonly instructions?: number
}

export interface OracleJob {
  readonly kind: 'compile' | 'run'
  /** compile: where the class files go; run: the class path. */
  readonly directory: string
  readonly program: Program
}

/** Runs the jobs in order in one JVM. Results are read afterwards with `javacErrors` and `runResult`. */
export function askOracle(jobs: readonly OracleJob[], scratch: string): void {
  mkdirSync(scratch, { recursive: true })
  const lines = jobs.map(({ kind, directory, program }) => {
    mkdirSync(directory, { recursive: true })
    if (kind === 'compile') return ['compile', directory, ...javaSources(program, `${directory}-sources`)].join('\t')
    const stdin = join(directory, 'stdin.txt')
    writeFileSync(stdin, program.stdin)
    return ['run', directory, program.mainClass, stdin, join(directory, 'result')].join('\t')
  })
  const jobFile = join(scratch, 'jobs.txt')
  writeFileSync(jobFile, lines.join('\n') + '\n')
  const options = [
    '-Djava.security.manager=allow',
    '-Xverify:all',
    '-XX:-OmitStackTraceInFastThrow',
    join(root, 'test/oracle/Oracle.java'),
    jobFile,
  ]
  const answer = spawnSync('java', options, { encoding: 'utf8', timeout: 600_000 })
  if (answer.status !== 0) throw new Error(`the oracle failed with status ${answer.status}:\n${answer.stderr}`)
}

/** javac takes only `.java`: copies with that ending, in a folder of their own. */
function javaSources(program: Program, directory: string): string[] {
  mkdirSync(directory, { recursive: true })
  return program.sources.map((source) => {
    const copy = join(directory, basename(source).replace(/\.src$/, '.java'))
    copyFileSync(source, copy)
    return copy
  })
}

/** The lines of javac's errors, sorted, without repetitions. */
export function javacErrors(directory: string): number[] {
  const lines = readFileSync(join(directory, 'diagnostics.txt'), 'utf8').split('\n')
  const errors = lines.filter((line) => line.startsWith('ERROR\t')).map((line) => Number(line.split('\t')[1]))
  return [...new Set(errors)].sort((a, b) => a - b)
}

export function runResult(directory: string): RunResult {
  const read = (ending: string): string => {
    const path = join(directory, `result.${ending}`)
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    // The oracle's own loader stands for the application's.
    return text.replace(/loader java\.net\.URLClassLoader @[0-9a-f]+/g, "loader 'app'")
  }
  return { stdout: read('stdout'), stderr: read('stderr'), exitStatus: Number(read('status') || '-1') }
}
