/**
 * Programs that print one line a seed, on hlvm and on java: npx tsx test/fuzz/lines.ts PROGRAM [COUNT] [FIRST SEED]. PROGRAM is a folder
 * in test/library (charsets, buffer-sequences) whose Main takes a first seed and a count; a line that is not the same is a difference.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const program = process.argv[2] ?? 'charsets'
const work = join(root, `test/.work/fuzz-${program}`)
const count = Number(process.argv[3] ?? '10000')
const first = Number(process.argv[4] ?? '0')

function run(command: string, args: readonly string[]): string[] {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 30 })
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stderr}`)
  return result.stdout.split('\n')
}

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
copyFileSync(join(root, 'test/library', program, 'Main.src'), join(work, 'Main.java'))
run('javac', ['-d', work, join(work, 'Main.java')])
let differences = 0
for (let seed = first; seed < first + count; seed += 5000) {
  const args = ['-cp', work, 'Main', String(seed), String(Math.min(5000, first + count - seed))]
  // Compiled code of java leaves out parts of some messages.
  const java = run('java', ['-Xint', ...args])
  const ours = run(process.execPath, [join(root, 'dist/hlvm.js'), ...args])
  for (const [i, line] of java.entries()) {
    if (ours[i] === line) continue
    if (++differences <= 20) console.log(`java: ${line}\nhlvm: ${ours[i]}\n`)
  }
}
console.log(`${count} lines, ${differences} differences`)
process.exitCode = differences > 0 ? 1 : 0
