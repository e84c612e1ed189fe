/**
 * Random operations on every concurrent collection, on hlvm and on java: npx tsx test/fuzz/concurrent.ts [COUNT] [FIRST SEED]. The
 * program is test/library/concurrent-collections; a sequence that goes otherwise is a difference (see it with the argument "trace").
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const work = join(root, 'test/.work/fuzz-concurrent')
const count = Number(process.argv[2] ?? '10000')
const first = Number(process.argv[3] ?? '0')

function run(command: string, args: readonly string[]): string[] {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30 })
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}`)
  return result.stdout.split('\n')
}

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
copyFileSync(join(root, 'test/library/concurrent-collections/Main.src'), join(work, 'Main.java'))
run('javac', ['-nowarn', '-d', work, join(work, 'Main.java')])
let differences = 0
for (let seed = first; seed < first + count; seed += 2000) {
  const args = ['-cp', work, 'Main', String(seed), String(Math.min(2000, first + count - seed))]
  // Without the option exceptions lose their messages once they are frequent.
  const java = run('java', ['-XX:-OmitStackTraceInFastThrow', ...args])
  const ours = run(process.execPath, [join(root, 'dist/hlvm.js'), ...args])
  for (const [i, line] of java.entries()) {
    if (ours[i] === line) continue
    differences++
    console.log(`java: ${line}\nhlvm: ${ours[i]}\n`)
  }
}
console.log(`${count} sequences, ${differences} differences`)
process.exitCode = differences > 0 ? 1 : 0
