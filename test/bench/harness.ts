/**
 * What the lists of kernels share. Each kernel (kernels/X.src) is compiled with hlc and run with hlvm; its twin in idiomatic
 * JavaScript (twins/X.mjs) runs on the same Node, and, where Java is present, the same class files run on `java -Xint` and `java`.
 * Where the list says so, our own interpreter runs it too. All must print the same checksum. What is printed is the time of one unit of work in the steady state and the ratios
 * within this run; only the ratios mean something on a machine that does other things too.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../programs/discover.ts'
import { hasJava } from '../programs/oracle.ts'
import { geometricMean, median } from './statistics.ts'

export interface Kernel {
  readonly name: string
  /** Units of work in one repetition. */
  readonly units: number
  /** Sources beside Kernel.src and the kernel's own. */
  readonly extra?: readonly string[]
  /** Bytecodes that one unit executes in its loop, counted by hand in the listing: gives the interpreter's rate. */
  readonly bytecodes?: number
}

/** Repetitions of the three that compile, `-Xint` apart; the first ones are for warm-up and do not count. */
export interface Repetitions {
  readonly compiled: number
  readonly warmup: number
  readonly interpreted: number
  readonly interpretedWarmup: number
  /** Of `hlvm -Xint`, which is slow: one more for warm-up; 0: it is left out. */
  readonly own: number
}

interface Measurement {
  /** Median nanoseconds of one unit. */
  readonly perUnit: number
  readonly checksum: string
}

/** Runs a command that prints "nanoseconds checksum" lines; the first `warmup` lines do not count. */
function measure(command: readonly string[], units: number, repetitions: number, warmup: number): Measurement {
  const [program, ...args] = [...command, String(units), String(repetitions)]
  const answer = spawnSync(program!, args, { encoding: 'utf8', cwd: root, timeout: 600_000 })
  if (answer.status !== 0) throw new Error(`${command.join(' ')} failed (${answer.status}):\n${answer.stderr}`)
  const lines = answer.stdout.trim().split('\n')
  const checksums = new Set(lines.map((line) => line.split(' ')[1]))
  if (lines.length !== repetitions || checksums.size !== 1)
    throw new Error(`${command.join(' ')} printed ${answer.stdout}`)
  const times = lines.slice(warmup).map((line) => Number(line.split(' ')[0]))
  return { perUnit: median(times) / units, checksum: [...checksums][0]! }
}

function compile(kernel: Kernel, out: string): void {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const sources = ['test/bench/kernels/Kernel.src', `test/bench/kernels/${kernel.name}.src`, ...(kernel.extra ?? [])]
  const answer = spawnSync('node', ['dist/hlc.js', '-d', out, ...sources], { encoding: 'utf8', cwd: root })
  if (answer.status !== 0) throw new Error(`hlc failed on ${kernel.name}:\n${answer.stdout}${answer.stderr}`)
}

/** Measures the kernels that the arguments name, or all, and prints the table: [KERNEL...] [--json FILE]. */
export function compareKernels(kernels: readonly Kernel[], times: Repetitions, args: readonly string[]): void {
  const jsonAt = args.indexOf('--json')
  const jsonFile = jsonAt >= 0 ? args[jsonAt + 1] : undefined
  const wanted = args.filter((_, i) => jsonAt < 0 || (i !== jsonAt && i !== jsonAt + 1))
  const unknown = wanted.find((name) => !kernels.some((kernel) => kernel.name === name))
  if (unknown !== undefined) {
    console.error(`no kernel ${unknown}; there are ${kernels.map((kernel) => kernel.name).join(', ')}`)
    process.exit(2)
  }
  const java = hasJava()
  const rows: Record<string, unknown>[] = []
  const ratios: Record<'own' | 'js' | 'xint' | 'java', number[]> = { own: [], js: [], xint: [], java: [] }
  const { compiled, warmup, interpreted, interpretedWarmup, own: ownTimes } = times
  console.log('times in microseconds a unit; ratio = hlvm : other, below 1 is faster than the other')
  const ownHead = ownTimes > 0 ? ' hlvm -Xint  ratio ' : ''
  console.log(
    `kernel            hlvm${ownHead}        js     ratio  java -Xint  ratio     java      ratio  bytecodes/s`,
  )
  for (const kernel of kernels) {
    if (wanted.length > 0 && !wanted.includes(kernel.name)) continue
    const out = join(root, 'test/bench/.classes', kernel.name)
    compile(kernel, out)
    const run = (command: readonly string[]) => measure([...command, kernel.name], kernel.units, compiled, warmup)
    const hlvm = run(['node', 'dist/hlvm.js', '-cp', out])
    const own =
      ownTimes > 0
        ? measure(['node', 'dist/hlvm.js', '-Xint', '-cp', out, kernel.name], kernel.units, ownTimes + 1, 1)
        : undefined
    const js = run(['node', 'test/bench/twin.mjs'])
    const xint = java
      ? measure(['java', '-Xint', '-cp', out, kernel.name], kernel.units, interpreted, interpretedWarmup)
      : undefined
    const c2 = java ? run(['java', '-cp', out]) : undefined
    for (const other of [own, js, xint, c2]) {
      if (other && other.checksum !== hlvm.checksum) {
        throw new Error(`${kernel.name}: checksum ${hlvm.checksum} on hlvm, ${other.checksum} elsewhere`)
      }
    }
    const column = (other: Measurement | undefined): string =>
      other ? `${micros(other).padStart(10)} ${(hlvm.perUnit / other.perUnit).toFixed(2).padStart(8)}` : ''.padStart(19)
    const rate = kernel.bytecodes ? `${((kernel.bytecodes / hlvm.perUnit) * 1000).toFixed(0)} M` : ''
    console.log(
      `${kernel.name.padEnd(14)} ${micros(hlvm).padStart(9)}${ownTimes > 0 ? column(own) : ''}${column(js)}${column(xint)}${column(c2)}  ${rate}`,
    )
    if (own) ratios.own.push(hlvm.perUnit / own.perUnit)
    ratios.js.push(hlvm.perUnit / js.perUnit)
    if (xint) ratios.xint.push(hlvm.perUnit / xint.perUnit)
    if (c2) ratios.java.push(hlvm.perUnit / c2.perUnit)
    rows.push({
      kernel: kernel.name,
      hlvm: hlvm.perUnit,
      own: own?.perUnit,
      js: js.perUnit,
      xint: xint?.perUnit,
      java: c2?.perUnit,
    })
  }
  const mean = (values: readonly number[]): string => (values.length > 0 ? geometricMean(values).toFixed(2) : '-')
  console.log(`geometric mean: js ${mean(ratios.js)}, java -Xint ${mean(ratios.xint)}, java ${mean(ratios.java)}`)
  if (ratios.own.length > 0) console.log(`${(1 / geometricMean(ratios.own)).toFixed(1)} times as fast as hlvm -Xint`)
  if (jsonFile !== undefined) writeFileSync(jsonFile, JSON.stringify(rows, null, 2) + '\n')
}

function micros(measurement: Measurement): string {
  return (measurement.perUnit / 1000).toPrecision(4)
}
