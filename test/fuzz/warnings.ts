/**
 * Warnings compared with javac: npx tsx test/fuzz/warnings.ts [FOLDER...] (default: all test programs and samples). Each program that javac
 * accepts alone is compiled by both with -Xlint:all; a line with a warning of a category that the other has not is a difference.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lineOf } from '../../compiler/source.ts'
import { compileFiles, libraryClassPath } from '../programs/in-process.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const work = join(root, 'test/.work/fuzz-warnings')
const folders =
  process.argv.length > 2 ? process.argv.slice(2) : ['test/language', 'test/warnings', 'test/library', 'samples']
const library = libraryClassPath()

const files = folders
  .flatMap((folder) =>
    statSync(join(root, folder)).isFile()
      ? [join(root, folder)]
      : readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(root, folder, path)),
  )
  .filter((path) => path.endsWith('.src'))
  .sort()

rmSync(work, { recursive: true, force: true })
mkdirSync(work, { recursive: true })
const jobs = files.map((path, i) => {
  const text = readFileSync(path, 'utf8')
  const name =
    /^public (?:\w+ )*(?:class|interface|enum|record|@interface) (\w+)/m.exec(text)?.[1] ?? basename(path, '.src')
  const folder = join(work, String(i))
  mkdirSync(folder)
  const copy = join(folder, `${name}.java`)
  writeFileSync(copy, text)
  return ['-Xlint:all', '-Xmaxwarns', '10000', '-proc:none', '-d', folder, copy].join('\t')
})
writeFileSync(join(work, 'jobs'), jobs.join('\n'))
const { stdout } = spawnSync('java', [join(root, 'test/fuzz/JavacMessages.java'), join(work, 'jobs')], {
  encoding: 'utf8',
  maxBuffer: 1 << 30,
})
const answers = stdout.split(/^== /m).slice(1)
let compared = 0
let different = 0
for (const [i, path] of files.entries()) {
  const [status, ...lines] = answers[i]!.split('\n')
  if (status !== '0') continue
  const theirs = new Set<string>()
  for (const line of lines) {
    const found = /\.java:(\d+): warning: (?:\[([\w-]+)\])?/.exec(line)
    // Given for -Xlint:overrides, but printed without the key.
    const key =
      line.includes("overriding method is missing '...'") || line.includes("overridden method has no '...'")
        ? 'overrides'
        : (found?.[2] ?? '')
    if (found !== null) theirs.add(`${found[1]} ${key}`)
  }
  const { diagnostics } = compileFiles([path], library)
  if (diagnostics.some(({ severity }) => severity === 'error')) continue
  compared++
  const ours = new Set(diagnostics.map(({ file, start, lint }) => `${lineOf(file, start)} ${lint ?? ''}`))
  const missing = [...theirs].filter((each) => !ours.has(each)).map((each) => `-${each}`)
  const extra = [...ours].filter((each) => !theirs.has(each)).map((each) => `+${each}`)
  if (missing.length + extra.length === 0) continue
  different++
  console.log(`${path.slice(root.length + 1)}: ${[...missing, ...extra].join(', ')}`)
}
console.log(`${files.length} programs, ${compared} compared, ${different} differ`)
process.exitCode = different > 0 ? 1 : 0
