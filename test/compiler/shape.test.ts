/**
 * The shape of our class files is javac's: samples, language programs and the programs in test/compiler/shapes and
 * test/compiler/releases, which use what a class file can say. Live where Java is present: javac's answer is asked for, not recorded.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { archiveClassPath } from '../../compiler/class-path.ts'
import { type CompileOptions, compile, DEFAULT_OPTIONS } from '../../compiler/index.ts'
import { openJar } from '../../compiler/jar.ts'
import { createSourceFile } from '../../compiler/source.ts'
import { discover, root } from '../programs/discover.ts'
import { hasJava } from '../programs/oracle.ts'
import { differences, shapeOf } from './shape.ts'

const scratch = mkdtempSync(join(tmpdir(), 'shape-'))
afterAll(() => rmSync(scratch, { recursive: true }))
const library = archiveClassPath(
  openJar(readFileSync(join(root, 'dist', 'hl-library.jar')), (data) => inflateRawSync(data))!,
)

const programs = [
  ...['shapes', 'releases'].flatMap((folder) =>
    readdirSync(join(root, 'test/compiler', folder)).map((name) => ({
      name: `shapes/${name}`,
      sources: [join(root, 'test/compiler', folder, name)],
    })),
  ),
  ...[...discover('samples'), ...discover('test/language')].filter(({ errorLines }) => errorLines.length === 0),
  ...discover('test/compiler/accepted').map(({ name, sources }) => ({ name, sources })),
].filter(({ name }) => name.includes(process.env['FILTER'] ?? ''))

const VARIANTS: readonly { readonly options: Partial<CompileOptions>; readonly args: readonly string[] }[] = [
  { options: {}, args: [] },
  {
    options: { debugVariables: true, parameters: true },
    args: ['-g', '-parameters'],
  },
  ...[8, 9, 11, 15, 16].map((release) => ({
    options: { release, debugLines: false, debugSource: false },
    args: ['-g:none', '--release', String(release)],
  })),
]

/** The release that a program needs. */
const NEEDS: readonly (readonly [RegExp, number])[] = [
  [/\b(record|sealed|instanceof [\w<>?.]+ \w+)/, 17],
  [/"""|->.*;\s*(case|default)|yield |switch \(.*\{\s*\n?\s*case [^:]*->/, 15],
]

interface Case {
  readonly title: string
  readonly sources: readonly string[]
  readonly options: Partial<CompileOptions>
  /** Arguments of javac, and where its class files are. */
  readonly command: readonly string[]
  readonly out: string
}

const cases = programs.flatMap(({ name, sources }): Case[] => {
  // All variants for the small programs with much in them; the others as they are compiled by default.
  const texts = sources.map((path) => readFileSync(path, 'utf8')).join('\n')
  const needed = Math.max(8, ...NEEDS.map(([pattern, release]) => (pattern.test(texts) ? release : 8)))
  const variants = name.startsWith('shapes/') || process.env['ALL'] === '1' ? VARIANTS : VARIANTS.slice(0, 1)
  return variants
    .filter(({ options }) => (options.release ?? 17) >= needed)
    .map(({ options, args }) => {
      const title = `${name} ${args.join(' ')}`
      const folder = join(scratch, title.replace(/\W/g, '_'))
      const out = join(folder, 'out')
      mkdirSync(out, { recursive: true })
      const copies = sources.map((source) => {
        const copy = join(folder, relative(dirname(sources[0]!), source).replace(/\.src$/, '.java'))
        mkdirSync(dirname(copy), { recursive: true })
        writeFileSync(copy, readFileSync(source))
        return copy
      })
      return { title, sources, options, command: ['-nowarn', '-proc:none', ...args, '-d', out, ...copies], out }
    })
})

function classesIn(folder: string): Map<string, Uint8Array> {
  const classes = new Map<string, Uint8Array>()
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.class')) classes.set(path.slice(0, -6), readFileSync(join(folder, path)))
  }
  return classes
}

describe.skipIf(!hasJava())('the shape of class files is that of javac', () => {
  beforeAll(() => {
    const jobs = join(scratch, 'jobs')
    writeFileSync(jobs, cases.map(({ command }) => `${command.join('\t')}\n`).join(''))
    execFileSync('java', [join(root, 'test/compiler/ManyCompilations.java'), jobs], { stdio: 'pipe' })
  }, 300_000)
  for (const { title, sources, options, out } of cases) {
    test(title, { timeout: 60_000 }, () => {
      const files = sources.map((path) => createSourceFile(path, readFileSync(path, 'utf8')))
      const { classFiles, diagnostics } = compile(files, library, { ...DEFAULT_OPTIONS, ...options })
      const errors = diagnostics.filter((d) => d.severity === 'error')
      expect(errors.map((d) => `${basename(d.file.path)} ${d.code} ${d.args.join(' ')}`)).toEqual([])
      const ours = new Map(classFiles.map(({ name, bytes }) => [name, bytes]))
      const theirs = classesIn(out)
      expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort())
      const found = [...theirs].flatMap(([className, bytes]) =>
        differences(shapeOf(bytes), shapeOf(ours.get(className)!)).map((line) => `${className}: ${line}`),
      )
      expect(found).toEqual([])
    })
  }
})
