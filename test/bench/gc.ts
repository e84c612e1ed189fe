/**
 * Benchmarks of the collectors: `npm run bench:gc`.
 *
 * First the collectors alone, on heaps of hand-made objects: the pause of a young collection of an 8 MB eden of which 1 MB survives,
 * the rate of copying, a full collection of 100 MB of live objects. Then a whole program (gc/Trees.src, depth 16) on hlvm with
 * either collector, its share of time in the collector by the log's own figures, beside V8 (the same program in JavaScript) and
 * HotSpot with -XX:+UseSerialGC where Java is present. All have to print the same.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../programs/discover.ts'
import { hasJava } from '../programs/oracle.ts'
import { median } from './statistics.ts'

function milliseconds(work: () => void): number {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start) / 1e6
}

interface Run {
  readonly milliseconds: number
  readonly output: string
  readonly pauses: readonly { readonly young: boolean; readonly ms: number }[]
}

function run(command: string, args: readonly string[]): Run {
  let answer = { stdout: '', stderr: '', status: 0 as number | null }
  const time = milliseconds(() => {
    answer = spawnSync(command, args, { encoding: 'utf8', cwd: root, timeout: 600_000 })
  })
  if (answer.status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${answer.stderr}`)
  const lines = answer.stdout.split('\n')
  const pauses = lines.flatMap((line) => {
    const match = /Pause (Young|Full) .* ([\d.]+)ms$/.exec(line)
    return match === null ? [] : [{ young: match[1] === 'Young', ms: Number(match[2]) }]
  })
  return { milliseconds: time, output: lines.filter((line) => !line.startsWith('[')).join('\n'), pauses }
}

function program(): void {
  const out = join(root, 'test/.work/bench-gc')
  mkdirSync(out, { recursive: true })
  const depth = '16'
  run('node', ['dist/hlc.js', '-d', out, 'test/bench/gc/Trees.src'])
  const rows: [string, Run][] = [
    ['hlvm', run('node', ['dist/hlvm.js', '-Xlog:gc', '-cp', out, 'Trees', depth])],
    [
      'hlvm -XX:+UseMarkSweepGC',
      run('node', ['dist/hlvm.js', '-XX:+UseMarkSweepGC', '-Xlog:gc', '-cp', out, 'Trees', depth]),
    ],
    ['V8', run('node', ['test/bench/gc/Trees.mjs', depth])],
  ]
  if (hasJava()) {
    rows.push(['java -XX:+UseSerialGC', run('java', ['-XX:+UseSerialGC', '-Xlog:gc', '-cp', out, 'Trees', depth])])
    rows.push(['java -Xint', run('java', ['-Xint', '-XX:+UseSerialGC', '-Xlog:gc', '-cp', out, 'Trees', depth])])
  }
  for (const [name, result] of rows) {
    if (result.output !== rows[0]![1].output) throw new Error(`${name} has printed something else:\n${result.output}`)
    const total = result.pauses.reduce((sum, pause) => sum + pause.ms, 0)
    const young = result.pauses.filter((pause) => pause.young).map((pause) => pause.ms)
    const share = ((100 * total) / result.milliseconds).toFixed(1)
    const pauses =
      result.pauses.length === 0
        ? ''
        : `, ${share} % in the collector (${young.length} young, median ${young.length === 0 ? '-' : median(young).toFixed(2)} ms, ` +
          `${result.pauses.length - young.length} full)`
    console.log(`trees of depth ${depth}, ${name}: ${(result.milliseconds / 1000).toFixed(2)} s${pauses}`)
  }
}

async function alone(): Promise<void> {
  const outfile = join(root, 'test/.work/bench-gc/alone.mjs')
  const entry = join(root, 'test/bench/gc/alone.ts')
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', minifySyntax: true })
  process.stdout.write(run('node', [outfile]).output)
}

await alone()
program()
