/**
 * The tiers before the peak: `npm run bench:warm [-- REPETITIONS]`. Processor times of whole processes, -Xint and default in turn, medians.
 *
 *   short    a program of 400 short methods that are all called equally often, for so many rounds: none of them is ever hot for itself,
 *            as in a compiler that is run once. From about one second on it has to be faster than with -Xint.
 *   loop     two million iterations in main alone, against the same loop in JavaScript.
 *   samples  the sample programs: not slower than with -Xint.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../programs/discover.ts'
import { median } from './statistics.ts'

const METHODS = 400
const work = join(root, 'test/bench/.classes/warm')

function compile(out: string, ...sources: readonly string[]): void {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const answer = spawnSync('node', ['dist/hlc.js', '-d', out, ...sources], { encoding: 'utf8', cwd: root })
  if (answer.status !== 0) throw new Error(answer.stdout + answer.stderr)
}

/** Methods of five shapes: arithmetic, fields, calls, strings, collections. */
function shortMethods(): string {
  const bodies = [
    (i: number) => `int a = x * ${i + 3} + 1; if ((a & 4) != 0) a ^= ${i * 77}; return a + x % ${i + 2};`,
    (i: number) => `count${i % 7} += x; last = count${(i + 1) % 7} ^ x; return last + ${i};`,
    (i: number) => `return m${i - 1}(x + 1) ^ m${i - 2}(x) + ${i};`,
    (i: number) =>
      `text.setLength(0); text.append(x & 1023).append('-').append(${i}); return text.toString().hashCode();`,
    (i: number) => `list.add(x); if (list.size() > 20) list.clear(); return list.size() + list.hashCode() + ${i};`,
  ]
  const methods = Array.from({ length: METHODS }, (_, i) => `  int m${i}(int x) { ${bodies[i % 5]!(i)} }`)
  const calls = methods.map((_, i) => `    s += m${i}(s + ${i});`)
  const fields = Array.from({ length: 7 }, (_, i) => `count${i}`).join(', ')
  return `import java.util.*;
class Short {
  int ${fields}, last;
  final StringBuilder text = new StringBuilder();
  final List<Integer> list = new ArrayList<>();
${methods.join('\n')}
  int round(int s) {
${calls.join('\n')}
    return s;
  }
  public static void main(String[] args) {
    Short all = new Short();
    int s = 1;
    for (int i = Integer.parseInt(args[0]); i > 0; i--) s = all.round(s);
    System.out.println(s);
  }
}
`
}

/** Seconds of processor time that a command takes, and what it prints. */
function run(command: readonly string[]): { seconds: number; output: string } {
  const words = command.map((word) => `'${word}'`).join(' ')
  const script = `TIMEFORMAT='%U %S'; time ${words}`
  const answer = spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: root, timeout: 300_000 })
  if (answer.status !== 0) throw new Error(`${command.join(' ')}: ${answer.stderr}`)
  const times = answer.stderr.trim().split('\n').at(-1)!.split(' ').map(Number)
  return { seconds: times[0]! + times[1]!, output: answer.stdout }
}

function compare(name: string, classes: string, args: readonly string[], repetitions: number): void {
  const seconds: Record<'-Xint' | 'default', number[]> = { '-Xint': [], default: [] }
  const outputs = new Set<string>()
  for (let i = 0; i < repetitions; i++) {
    for (const mode of ['-Xint', 'default'] as const) {
      const options = mode === 'default' ? [] : [mode]
      const answer = run(['node', 'dist/hlvm.js', ...options, '-cp', classes, ...args])
      seconds[mode].push(answer.seconds)
      outputs.add(answer.output)
    }
  }
  if (outputs.size !== 1) throw new Error(`${name} prints different things`)
  const [interpreted, compiled] = [median(seconds['-Xint']), median(seconds.default)]
  const figures = `${interpreted.toFixed(2).padStart(8)} ${compiled.toFixed(2).padStart(8)}`
  console.log(`${name.padEnd(24)}${figures}  ${(compiled / interpreted).toFixed(2)}`)
}

function main(repetitions: number): void {
  console.log('processor seconds          -Xint  default  ratio')
  mkdirSync(work, { recursive: true })
  writeFileSync(join(work, 'Short.src'), shortMethods())
  compile(join(work, 'short'), join(work, 'Short.src'))
  for (const rounds of [300, 1000, 3000, 10_000]) {
    compare(`short, ${rounds} rounds`, join(work, 'short'), ['Short', String(rounds)], repetitions)
  }
  for (const sample of readdirSync(join(root, 'samples')).sort()) {
    const out = join(work, sample)
    compile(out, join('samples', sample, 'Main.src'))
    compare(sample, out, ['Main'], repetitions)
  }
  compile(join(work, 'loop'), 'test/bench/warm/Loop.src')
  const loop = Array.from({ length: repetitions }, () => [
    run(['node', 'dist/hlvm.js', '-cp', join(work, 'loop'), 'Loop']).output,
    run(['node', '--input-type=module', '-e', LOOP]).output,
  ])
  const sums = new Set(loop.flat().map((text) => text.trim().split(' ')[1]))
  if (sums.size !== 1) throw new Error(`the loop prints ${[...sums].join(', ')}`)
  const [ours, js] = [0, 1].map((i) => median(loop.map((pair) => Number(pair[i]!.split(' ')[0]))) / 1e6)
  console.log(`loop in main: ${ours!.toFixed(1)} ms, JavaScript ${js!.toFixed(1)} ms (wall clock)`)
}

const LOOP = `
const start = process.hrtime.bigint()
let h = 17
const counts = new Int32Array(64)
for (let i = 0; i < 2000000; i++) {
  h = (Math.imul(h, 31) + i ^ h >>> 7) | 0
  counts[h & 63] += i
}
for (const count of counts) h = Math.imul(h, 31) + count | 0
console.log((process.hrtime.bigint() - start) + " " + h)
`

main(Number(process.argv[2] ?? 5))
