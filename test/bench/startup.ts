/**
 * Start-up: `npm run bench:startup`. Time of the smallest program in each command, beside `node -e 0` (and `java` where
 * present) in the same run, rounds interleaved so that all meet the same noise: medians of wall time, means of processor time
 * (Linux only; all threads, and less shaken by what else the machine does), and resident memory.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../programs/discover.ts'
import { hasJava } from '../programs/oracle.ts'
import { median } from './statistics.ts'

interface Candidate {
  readonly name: string
  readonly command: readonly string[]
  /** What it must print. */
  readonly output: string
}

const rounds = Number(process.argv[2] ?? '15')
const scratch = mkdtempSync(join(tmpdir(), 'hlvm-start-'))
const hello = join(root, 'samples/01-hello/Main.src')
const hlc = [process.execPath, join(root, 'dist/hlc.js'), '-d', scratch, hello]
const hlvm = [process.execPath, join(root, 'dist/hlvm.js'), '-cp', scratch, 'Main']

const candidates: Candidate[] = [
  { name: 'node -e 0', command: [process.execPath, '-e', '0'], output: '' },
  { name: 'hlc hello', command: hlc, output: '' },
  { name: 'hlvm hello', command: hlvm, output: 'Hello, world!\n' },
]
if (hasJava())
  candidates.push({ name: 'java hello', command: ['java', '-cp', scratch, 'Main'], output: 'Hello, world!\n' })

/** Processor time of all processes started so far and waited for, in milliseconds, whole hundredths of a second; NaN if unknown. */
function processorTime(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'latin1')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[13]) + Number(fields[14])) * 10
  } catch {
    return Number.NaN
  }
}

/** Wall and processor time. */
function run({ name, command, output }: Candidate): [number, number] {
  const [program, ...args] = command
  const before = processorTime()
  const start = process.hrtime.bigint()
  const result = spawnSync(program!, args, { encoding: 'utf8' })
  const time = Number(process.hrtime.bigint() - start) / 1e6
  if (result.status !== 0 || result.stdout !== output) throw new Error(`${name}: ${result.stdout}${result.stderr}`)
  return [time, processorTime() - before]
}

/** The largest resident set in megabytes, as the kernel counts it. */
function residentMegabytes(command: readonly string[]): string {
  const result = spawnSync('/usr/bin/time', ['-f', '%M', ...command], { encoding: 'utf8' })
  const kilobytes = Number(result.stderr?.trim().split('\n').at(-1))
  return Number.isNaN(kilobytes) ? '?' : (kilobytes / 1024).toFixed(0)
}

run(candidates[1]!)
const times = candidates.map((): [number, number][] => [])
for (let i = 0; i < rounds; i++)
  for (const [index, candidate] of candidates.entries()) times[index]!.push(run(candidate))
const wallOf = (index: number): number => median(times[index]!.map(([wall]) => wall))
// The clock is coarse: only the sum of many runs says something.
const processorOf = (index: number): number => times[index]!.reduce((sum, [, time]) => sum + time, 0) / rounds
console.log(`${rounds} interleaved rounds: median wall time, mean processor time, ratios to node, largest resident set`)
candidates.forEach((candidate, index) => {
  const column = (of: (index: number) => number): string =>
    `${of(index).toFixed(0).padStart(5)} ms ${(of(index) / of(0)).toFixed(2)}`
  console.log(
    `${candidate.name.padEnd(12)} ${column(wallOf)}  ${column(processorOf)}  ${residentMegabytes(candidate.command)} MB`,
  )
})
rmSync(scratch, { recursive: true, force: true })
