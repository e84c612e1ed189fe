/**
 * Data that go from one virtual machine to the other: npx tsx test/fuzz/exchange.ts [COUNT] [FIRST SEED] [PROGRAM...]. Each program takes
 * `write FOLDER SEED COUNT` and `read FOLDER SEED COUNT`; what hlvm writes is read by java and the other way round. Programs whose
 * files have to be equal byte by byte say so below.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const work = join(root, 'test/.work/fuzz-exchange')
const count = Number(process.argv[2] ?? '300')
const first = Number(process.argv[3] ?? '0')

interface Exchange {
  readonly source: string
  readonly equalBytes: boolean
}
const exchanges: readonly Exchange[] = [
  // Compressed forms may differ.
  { source: 'test/library/compression/Compressed.src', equalBytes: false },
  { source: 'test/library/serialization/Exchanged.src', equalBytes: true },
]

function run(command: string, args: readonly string[]): string {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${result.stdout}${result.stderr}`)
  return result.stdout
}

let differences = 0
for (const { source, equalBytes } of exchanges) {
  const name = basename(source, '.src')
  if (process.argv.length > 4 && !process.argv.slice(4).includes(name)) continue
  const folder = join(work, name)
  rmSync(folder, { recursive: true, force: true })
  for (const each of ['java', 'hlvm', 'classes']) mkdirSync(join(folder, each), { recursive: true })
  copyFileSync(join(root, source), join(folder, `${name}.java`))
  run('javac', ['-nowarn', '-d', join(folder, 'classes'), join(folder, `${name}.java`)])
  const java = (mode: string, from: string): string =>
    run('java', ['-cp', join(folder, 'classes'), name, mode, join(folder, from), String(first), String(count)])
  const ours = (mode: string, from: string): string =>
    run(process.execPath, [
      ...[join(root, 'dist/hlvm.js'), '-A', '-cp', join(folder, 'classes')],
      ...[name, mode, join(folder, from), String(first), String(count)],
    ])
  java('write', 'java')
  ours('write', 'hlvm')
  for (const [who, text] of [
    ['hlvm reads what java wrote', ours('read', 'java')],
    ['java reads what hlvm wrote', java('read', 'hlvm')],
  ] as const) {
    console.log(`${name}: ${who}\n${text}`)
    if (!text.includes(', 0 wrong')) differences++
  }
  if (!equalBytes) continue
  for (const file of readdirSync(join(folder, 'java'))) {
    const mine = readFileSync(join(folder, 'hlvm', file))
    if (mine.equals(readFileSync(join(folder, 'java', file)))) continue
    differences++
    console.log(`${name}: ${file} is not the same`)
  }
}
console.log(`${differences} differences`)
process.exitCode = differences > 0 ? 1 : 0
