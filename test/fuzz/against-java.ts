/**
 * One HL program on java and on hlvm, in pieces: what the comparisons of the library share. The program takes the first seed and the
 * number of cases and prints a line for each; a line that differs is a difference.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

function run(command: string, args: readonly string[]): string[] {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30 })
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}`)
  return result.stdout.split('\n')
}

export interface Comparison {
  /** A folder of test/library. */
  readonly program: string
  /** What one case is called, in the plural. */
  readonly what: string
  /** Cases in one run of the program. */
  readonly step: number
  /** Further arguments of the program. */
  readonly args?: readonly string[]
  /** What the line looks like when a difference that is listed in stdlib/gaps is taken out. */
  readonly normalize?: (line: string) => string
}

/** The locale of our library; and exceptions that keep their messages when they are frequent. */
const JAVA_OPTIONS = [
  '-Dfile.encoding=UTF-8',
  '-Duser.language=en',
  '-Duser.country=US',
  '-XX:-OmitStackTraceInFastThrow',
]

/** Runs the comparison as the command line says: [COUNT] [FIRST SEED]. */
export function compareWithJava(comparison: Comparison, defaultCount: number): void {
  const count = Number(process.argv[2] ?? defaultCount)
  const first = Number(process.argv[3] ?? '0')
  const work = join(root, 'test/.work', `fuzz-${basename(comparison.program)}`)
  const normalize = comparison.normalize ?? ((line: string) => line)
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  copyFileSync(join(root, 'test/library', comparison.program, 'Main.src'), join(work, 'Main.java'))
  run('javac', ['-encoding', 'UTF-8', '-d', work, join(work, 'Main.java')])
  let differences = 0
  for (let seed = first; seed < first + count; seed += comparison.step) {
    const cases = String(Math.min(comparison.step, first + count - seed))
    const args = ['-cp', work, 'Main', String(seed), cases, ...(comparison.args ?? [])]
    const java = run('java', [...JAVA_OPTIONS, ...args])
    const ours = run(process.execPath, [join(root, 'dist/hlvm.js'), ...args])
    for (const [i, line] of java.entries()) {
      if (normalize(ours[i] ?? '') === normalize(line)) continue
      differences++
      console.log(`java: ${line}\nhlvm: ${ours[i]}\n`)
    }
  }
  console.log(`${count} ${comparison.what}, ${differences} differences`)
  process.exitCode = differences > 0 ? 1 : 0
}
