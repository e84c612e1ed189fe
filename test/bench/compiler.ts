/**
 * How fast hlc compiles: `npm run bench:compiler [rounds]`. The sources of the library and the samples, by hlc and, where
 * present, by javac in the same run: in a process of its own (cold; rounds interleaved, medians) and the tenth time in
 * one process (warm). Lines are counted as they stand, comments and empty lines included.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'
import { root } from '../programs/discover.ts'
import { hasJava } from '../programs/oracle.ts'
import { median } from './statistics.ts'

const rounds = Number(process.argv[2] ?? '3')
const REPETITIONS = 10
const scratch = mkdtempSync(join(tmpdir(), 'hlvm-bench-compiler-'))

interface Corpus {
  readonly name: string
  /** Groups that are compiled one after the other: samples have classes of the same names. */
  readonly sources: readonly string[]
  readonly library: boolean
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.src'))
    .sort()
    .map((name) => join(root, folder, name))
}

/** Each sample in a package of its own, so that all are one compilation. */
function samplesInPackages(): string[] {
  return sourcesBelow('samples').map((path) => {
    const name = relative(join(root, 'samples'), path)
    const pkg = `s${dirname(name).replace(/\W/g, '_')}`
    const copy = join(scratch, 'samples', pkg, name.split('/').at(-1)!)
    mkdirSync(dirname(copy), { recursive: true })
    writeFileSync(copy, `package ${pkg}; ${readFileSync(path, 'utf8')}`)
    return copy
  })
}

function javaCopies(corpus: Corpus): string[] {
  const base = corpus.library ? join(root, 'stdlib') : join(scratch, 'samples')
  return corpus.sources.map((path) => {
    const copy = join(scratch, `java-${corpus.name}`, relative(base, path).replace(/\.src$/, '.java'))
    mkdirSync(dirname(copy), { recursive: true })
    cpSync(path, copy)
    return copy
  })
}

function run(command: string, args: readonly string[]): { readonly time: number; readonly stdout: string } {
  const start = process.hrtime.bigint()
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  const time = Number(process.hrtime.bigint() - start) / 1e6
  if (result.status !== 0) throw new Error(`${command}: ${result.stdout}${result.stderr}`.slice(0, 2000))
  return { time, stdout: result.stdout }
}

const lastNumber = (text: string): number => Number(text.trim().split('\n').at(-1))

async function measure(corpus: Corpus, repeat: string): Promise<void> {
  const lines = corpus.sources.reduce((sum, path) => sum + readFileSync(path, 'utf8').split('\n').length - 1, 0)
  const list = join(scratch, `${corpus.name}.list`)
  writeFileSync(list, corpus.sources.map((path) => `"${path}"`).join('\n'))
  const out = join(scratch, `out-${corpus.name}`)
  const system = corpus.library ? ['--system', 'none'] : []
  const hlc = [join(root, 'dist/hlc.js'), ...system, '-nowarn', '-d', out, `@${list}`]
  const java = hasJava()
  const copies = java ? javaCopies(corpus) : []
  const patch = corpus.library ? ['--patch-module', `java.base=${join(scratch, `java-${corpus.name}`)}`] : []
  const javac = ['-proc:none', '-nowarn', ...patch, ...copies]
  const cold: { hlc: number[]; javac: number[] } = { hlc: [], javac: [] }
  for (let i = 0; i < rounds; i++) {
    cold.hlc.push(run(process.execPath, hlc).time)
    if (java) cold.javac.push(run('javac', ['-d', join(scratch, 'javac-out'), ...javac]).time)
  }
  const library = corpus.library ? 'none' : join(root, 'dist/hl-library.jar')
  const warmHlc = lastNumber(
    run(process.execPath, [repeat, String(REPETITIONS), out, library, ...corpus.sources]).stdout,
  )
  const warmJavac = java
    ? lastNumber(
        run('java', [
          join(root, 'test/bench/CompileRepeatedly.java'),
          String(REPETITIONS),
          join(scratch, 'javac-out'),
          ...javac,
        ]).stdout,
      )
    : undefined
  console.log(`${corpus.name}: ${lines} lines in ${corpus.sources.length} files`)
  const row = (name: string, ours: number, theirs: number | undefined): void => {
    const rate = (time: number): string => `${Math.round((lines / time) * 1000)} lines/s (${Math.round(time)} ms)`
    const beside = theirs === undefined ? '' : `  javac ${rate(theirs)}  ratio ${(theirs / ours).toFixed(2)}`
    console.log(`  ${name}  hlc ${rate(ours)}${beside}`)
  }
  row(`cold, median of ${rounds}`, median(cold.hlc), java ? median(cold.javac) : undefined)
  row(`repetition ${REPETITIONS}  `, warmHlc, warmJavac)
}

async function bundleRepeat(): Promise<string> {
  const outfile = join(scratch, 'compile-repeatedly.mjs')
  await build({
    entryPoints: [join(root, 'test/bench/compile-repeatedly.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  return outfile
}

try {
  const repeat = await bundleRepeat()
  await measure({ name: 'library', sources: sourcesBelow('stdlib'), library: true }, repeat)
  await measure({ name: 'samples', sources: samplesInPackages(), library: false }, repeat)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
