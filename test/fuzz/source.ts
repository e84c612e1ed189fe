/**
 * Mutates the test sources and compiles the results: `npx tsx test/fuzz/source.ts [count] [first seed]`. Prints what
 * went wrong, once for each kind, and ends with status 1 then.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { archiveClassPath } from '../../compiler/class-path.ts'
import { openJar } from '../../compiler/jar.ts'
import { judge, mutate } from './source-mutations.ts'

const root = join(import.meta.dirname, '..', '..')
const count = Number(process.argv[2] ?? 300)
const first = Number(process.argv[3] ?? 1)
const library = archiveClassPath(
  openJar(readFileSync(join(root, 'dist/hl-library.jar')), (data) => inflateRawSync(data))!,
)
const texts = ['test/language', 'test/compile-errors', 'test/compiler/shapes', 'test/compiler/accepted', 'samples']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.src'))
      .sort()
      .map((name) => join(root, folder, name)),
  )
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))

const problems = new Map<string, string>()
let accepted = 0
let most = 0
let slowest = 0
for (let seed = first; seed < first + count; seed++) {
  const { path, text } = texts[seed % texts.length]!
  const { problem, errors, milliseconds } = judge(path, mutate(text, seed), library)
  if (errors === 0) accepted++
  most = Math.max(most, errors)
  slowest = Math.max(slowest, milliseconds)
  if (problem === undefined) continue
  const kind = problem.split(' <')[0]!.slice(0, 160)
  if (!problems.has(kind)) process.stdout.write(`seed ${seed} of ${path}: ${problem}\n`)
  problems.set(kind, problem)
}
process.stdout.write(
  `${count} mutations of ${texts.length} files: ${accepted} compile, ${problems.size} kinds of problems, ` +
    `at most ${most} errors, slowest ${Math.round(slowest)} ms\n`,
)
process.exitCode = problems.size > 0 ? 1 : 0
