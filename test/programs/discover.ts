/**
 * Finds the test programs and reads the expectations that stand in them.
 *
 * A program is one `.src` file, or a folder that has a `Main.src` (all its sources belong together). Comments say what
 * has to come out:
 *
 *   // expect: text           the next line of standard output
 *   // expect error line N    the compiler rejects the program with an error in line N (several allowed)
 *   // expect exit: N         exit status, 0 when absent
 *   // expect stderr: text    the next line of standard error (checked only when present)
 *   // stdin: text            the next line of standard input
 *   // options: -A ...        options of hlvm, before those of the mode
 *
 * A folder may instead have expected.txt (standard output) and input.txt (standard input).
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export interface Program {
  /** Path from the repository's root, without the ending: the name of the test. */
  readonly name: string
  readonly sources: readonly string[]
  readonly mainClass: string
  readonly stdin: string
  readonly options: readonly string[]
  readonly stdout: string
  readonly stderr: string | undefined
  readonly exitStatus: number
  /** Lines at which the compiler must report an error; empty for a program that runs. */
  readonly errorLines: readonly number[]
}

/** All programs below a folder, sorted by name, filtered by the environment variable FILTER (a part of the name). */
export function discover(folder: string): Program[] {
  const filter = process.env['FILTER'] ?? ''
  const found: Program[] = []
  const visit = (directory: string): void => {
    const entries = readdirSync(directory).sort()
    if (entries.includes('Main.src')) {
      const sources = allSources(directory)
      found.push(readProgram(relative(root, directory), sources, 'Main'))
      return
    }
    for (const entry of entries) {
      const path = join(directory, entry)
      if (statSync(path).isDirectory()) visit(path)
      else if (entry.endsWith('.src')) {
        found.push(readProgram(relative(root, path).replace(/\.src$/, ''), [path], basename(entry, '.src')))
      }
    }
  }
  const start = join(root, folder)
  if (existsSync(start)) visit(start)
  return found.filter((program) => program.name.includes(filter))
}

function allSources(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((entry) => entry.endsWith('.src'))
    .sort()
    .map((entry) => join(directory, entry))
}

function readProgram(name: string, sources: readonly string[], mainClass: string): Program {
  const texts = sources.map((path) => readFileSync(path, 'utf8'))
  const text = texts.join('\n')
  const directory = dirname(sources[0]!)
  const beside = (file: string): string | undefined =>
    mainClass === 'Main' && existsSync(join(directory, file)) ? readFileSync(join(directory, file), 'utf8') : undefined
  const lines = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '')
  const joined = (list: readonly string[]): string => list.map((line) => line + '\n').join('')
  const stderr = lines(/\/\/ expect stderr: ?(.*)$/gm)
  return {
    name,
    sources,
    mainClass,
    stdin: beside('input.txt') ?? joined(lines(/\/\/ stdin: ?(.*)$/gm)),
    options: lines(/\/\/ options: ?(.*)$/gm).flatMap((line) => line.split(' ')),
    stdout: beside('expected.txt') ?? joined(lines(/\/\/ expect: ?(.*)$/gm)),
    stderr: stderr.length > 0 ? joined(stderr) : undefined,
    exitStatus: Number(lines(/\/\/ expect exit: *(\d+)/g)[0] ?? '0'),
    errorLines: lines(/\/\/ expect error line (\d+)/g)
      .map(Number)
      .sort((a, b) => a - b),
  }
}
