/**
 * The cases of loading and linking: programs some of whose classes have changed since the others were compiled, or are found by class
 * loaders of the program's own. A case is a text in `cases/`:
 *
 *   comment lines, saying what it is about
 *   --- Main.src                    a source; all of them are compiled together, with support/T.src
 *   --- changed: Lib.src            afterwards compiled against all others; its classes take their place
 *   --- removed: Lib$Inner          a class file that is deleted
 *   --- jasm: p/Bad                 text assembly for the class file of that name (which need not be the name inside)
 *   --- options: -ea                options of the command
 *   --- expect                      what is printed, recorded from java by record.ts: standard output, then `exit N` unless it is 0
 *
 * Hashes behind an `@` are replaced by `@h`, and what java's launcher writes to standard error does not count.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { archiveClassPath, joinClassPaths } from '../../compiler/class-path.ts'
import { type ClassPath, compile } from '../../compiler/index.ts'
import { openJar } from '../../compiler/jar.ts'
import { createSourceFile } from '../../compiler/source.ts'
import { assemble } from '../../vm/classfile/assemble.ts'
import { root } from '../programs/discover.ts'

export const folder = join(root, 'test/loading')

export interface LoadingCase {
  readonly name: string
  readonly file: string
  readonly sections: readonly { readonly title: string; readonly text: string }[]
  readonly expected: string
}

export function readCases(): LoadingCase[] {
  const filter = process.env['FILTER'] ?? ''
  return readdirSync(join(folder, 'cases'))
    .filter((file) => file.endsWith('.txt') && file.includes(filter))
    .sort()
    .map((file) => {
      const path = join(folder, 'cases', file)
      const parts = readFileSync(path, 'utf8').split(/^--- (.*)\n/m)
      const sections: { title: string; text: string }[] = []
      for (let i = 1; i < parts.length; i += 2) sections.push({ title: parts[i]!, text: parts[i + 1]! })
      return {
        name: file.replace('.txt', ''),
        file: path,
        sections,
        expected: sections.find(({ title }) => title === 'expect')?.text ?? '',
      }
    })
}

const textsOf = (one: LoadingCase, prefix: string): [string, string][] =>
  one.sections
    .filter(
      ({ title }) => title.startsWith(prefix) && /\.src$|^jasm/.test(title) && !(prefix === '' && title.includes(':')),
    )
    .map(({ title, text }) => [title.slice(prefix.length).trim(), text])

export const optionsOf = (one: LoadingCase): string[] =>
  one.sections.flatMap(({ title }) => (title.startsWith('options:') ? title.slice(8).trim().split(' ') : []))

function compileTexts(texts: readonly [string, string][], classPath: ClassPath): Map<string, Uint8Array> {
  const { classFiles, diagnostics } = compile(
    texts.map(([path, text]) => createSourceFile(path, text)),
    classPath,
  )
  const errors = diagnostics.filter((each) => each.severity === 'error')
  if (errors.length > 0)
    throw new Error(errors.map((each) => `${each.file.path}: ${JSON.stringify({ ...each, file: '' })}`).join('\n'))
  return new Map([...classFiles].map((each) => [each.name, each.bytes]))
}

function mapClassPath(classes: ReadonlyMap<string, Uint8Array>): ClassPath {
  const packageOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')))
  return {
    findClass: (name) => classes.get(name),
    hasPackage: (name) => [...classes.keys()].some((each) => packageOf(each) === name),
    listPackage: (name) => [...classes.keys()].filter((each) => packageOf(each) === name),
  }
}

export function library(): ClassPath {
  const archive = openJar(readFileSync(join(root, 'dist/hl-library.jar')), (data) => inflateRawSync(data))
  if (archive === undefined) throw new Error('dist/hl-library.jar is no archive')
  return archiveClassPath(archive)
}

/** The class files of a case by internal name. */
export function classesOf(one: LoadingCase, classPath: ClassPath): Map<string, Uint8Array> {
  const support: [string, string] = ['T.src', readFileSync(join(folder, 'support/T.src'), 'utf8')]
  const classes = compileTexts([support, ...textsOf(one, '')], classPath)
  const changed = textsOf(one, 'changed:')
  if (changed.length > 0) {
    const changes = compileTexts(changed, joinClassPaths([mapClassPath(classes), classPath]))
    for (const [name, bytes] of changes) classes.set(name, bytes)
  }
  for (const [name, text] of textsOf(one, 'jasm:')) {
    const result = assemble(text)
    if (!('bytes' in result)) throw new Error(`${one.name}: ${name}: ${JSON.stringify(result)}`)
    classes.set(name, result.bytes)
  }
  for (const { title } of one.sections) if (title.startsWith('removed:')) classes.delete(title.slice(8).trim())
  return classes
}

export function normal(stdout: string, status: number): string {
  const text = stdout.replace(/@[0-9a-f]+/g, '@h').replaceAll('.java:', '.src:')
  return status === 0 ? text : `${text}exit ${status}\n`
}

/** What java prints for the class files. */
export function runJava(one: LoadingCase, classes: ReadonlyMap<string, Uint8Array>, directory: string): string {
  rmSync(directory, { recursive: true, force: true })
  for (const [name, bytes] of classes) {
    const path = join(directory, `${name}.class`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  const options = ['-XX:TieredStopAtLevel=1', '-Xshare:auto', ...optionsOf(one), '-cp', '.', 'Main']
  const { stdout, status } = spawnSync('java', options, { encoding: 'utf8', timeout: 60_000, cwd: directory })
  return normal(stdout, status ?? -1)
}
