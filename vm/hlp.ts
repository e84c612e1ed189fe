#!/usr/bin/env node
// The `hlp` command: javap's counterpart, and the assembler. Disassembling and assembling are in vm/classfile; here are
// the options, the files and the messages.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { Command, CommanderError } from 'commander'
import { assemble } from './classfile/assemble.ts'
import { type DisassembleOptions, disassemble } from './classfile/disassemble.ts'
import { printJasm } from './classfile/jasm.ts'
import { ClassFormatProblem, classNameAt, utf8At } from './classfile/model.ts'
import { parseClassFilePart } from './classfile/reader.ts'
import { openArchive } from './classfile/archive.ts'

const EXIT_ERROR = 1
const EXIT_USAGE = 2

type Options = {
  readonly c?: boolean
  readonly l?: boolean
  readonly s?: boolean
  readonly verbose?: boolean
  readonly constants?: boolean
  readonly sysinfo?: boolean
  readonly public?: boolean
  readonly protected?: boolean
  readonly package?: boolean
  readonly private?: boolean
  readonly classPath: string
  readonly jasm?: boolean
  readonly pool?: boolean
  readonly source?: boolean
  readonly assemble?: boolean
  readonly d?: string
}

/** javap's long options with one dash. */
const ONE_DASH: Readonly<Record<string, string>> = {
  '-verbose': '--verbose',
  '-constants': '--constants',
  '-sysinfo': '--sysinfo',
  '-public': '--public',
  '-protected': '--protected',
  '-package': '--package',
  '-private': '--private',
  '-cp': '--class-path',
  '-classpath': '--class-path',
  '-help': '--help',
  '-h': '--help',
  '-?': '--help',
  '-version': '--version',
}

function command(): Command {
  return new Command('hlp')
    .description('Shows class files in the layout of javap, prints them as text assembly, and assembles.')
    .argument('<file or class...>', 'class files, or class names found on the class path; with --assemble .jasm files')
    .option('-c', 'disassemble the code')
    .option('-l', 'line number and local variable tables')
    .option('-s', 'descriptors')
    .option('-v, --verbose', 'everything: constant pool, flags, attributes, stack maps')
    .option('-p, --private', 'all members')
    .option('--package', 'members that are not private (the default)')
    .option('--protected', 'public and protected members')
    .option('--public', 'public members')
    .option('--constants', 'values of constant fields')
    .option('--sysinfo', 'path, size, date and SHA-256 of the file')
    .option('--class-path <path>', 'directories and jars to look in for class names (also -cp, -classpath)', '.')
    .option('--source', 'print the source, of the library too; CLASS:LINE shows the lines around that one')
    .option('--jasm', 'print as text assembly (docs/jasm.md)')
    .option('--pool', 'with --jasm: the constant pool too, so that assembling gives the same bytes')
    .option('--assemble', 'make class files from text assembly')
    .option('-d <dir>', 'with --assemble: the directory for class files, in folders by package')
    .version('hlp 0.1.0 (class files up to version 61)', '--version', 'the version')
    .helpOption('--help', 'this text')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'hlp: ')) })
}

/** A word that is neither a long option with one dash nor a group of one-letter ones. */
function unknownOneDash(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--')
  return argv
    .slice(0, end < 0 ? argv.length : end)
    .find((word) => /^-[^-]./.test(word) && !Object.hasOwn(ONE_DASH, word) && !/^-([clspv]+|d.*)$/.test(word))
}

/** Number of letters to insert, delete or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}

function main(argv: readonly string[]): number {
  const unknown = unknownOneDash(argv)
  if (unknown !== undefined) {
    const options = [...Object.keys(ONE_DASH), '--source', '--jasm', '--pool', '--assemble']
    const near = options.filter((option) => distance(option, unknown) <= Math.min(3, option.length - 2))
    const hint = near.length === 0 ? 'hlp --help lists the options' : `Did you mean ${near.join(', ')}?`
    complain(`unknown option '${unknown}'\n(${hint})`)
    return EXIT_USAGE
  }
  const program = command()
  try {
    program.parse(
      argv.map((word) => ONE_DASH[word] ?? word),
      { from: 'user' },
    )
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : EXIT_USAGE
  }
  const options = program.opts<Options>()
  let failed = false
  for (const name of program.args) {
    const show = options.assemble === true ? assembleFile : options.source === true ? showSource : showClass
    const ok = show(name, options)
    if (!ok) failed = true
  }
  return failed ? EXIT_ERROR : 0
}

function complain(message: string): false {
  process.stderr.write(`hlp: ${message}\n`)
  return false
}

// ---- finding class files

type Found = { readonly bytes: Uint8Array; readonly path: string; readonly modified: Date | undefined }

/** The file of that name, or the class of that name on the class path; a sentence if there is none. */
function find(name: string, classPath: string): Found | string {
  const direct = readBytes(name)
  if (direct !== 'missing') return direct
  if (!name.endsWith('.class')) {
    const found = findOnPath(`${name.replaceAll('.', '/')}.class`, classPath, 'hl-library.jar')
    return typeof found === 'string' ? `class not found: ${name}` : found
  }
  return `no such file: ${name}`
}

/** A file below the entries of the class path, or in that archive of the library that comes with the VM, beside the bundle. */
function findOnPath(inside: string, classPath: string, library: string): Found | string {
  for (const entry of classPath.split(process.platform === 'win32' ? ';' : ':')) {
    const found = /\.(jar|zip)$/.test(entry) ? readFromJar(entry, inside) : readBytes(join(entry || '.', inside))
    if (typeof found !== 'string') return found
  }
  return readFromJar(join(import.meta.dirname, library), inside)
}

function readBytes(path: string): Found | string {
  try {
    const stat = statSync(path)
    if (stat.isDirectory()) return `${path} is a directory, not a class file`
    return { bytes: new Uint8Array(readFileSync(path)), path: resolve(path), modified: stat.mtime }
  } catch (error) {
    return fileProblem(path, error)
  }
}

function fileProblem(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return 'missing'
  if (code === 'EACCES' || code === 'EPERM') return `${path}: permission denied`
  return `${path}: ${error instanceof Error ? error.message : String(error)}`
}

function readFromJar(jar: string, entry: string): Found | string {
  const file = readBytes(jar)
  if (typeof file === 'string') return file
  const bytes = openArchive(file.bytes, inflate)?.read(entry)
  if (bytes === null || bytes === undefined) return 'missing'
  return { bytes, path: `jar:file://${file.path}!/${entry}`, modified: file.modified }
}

function inflate(packed: Uint8Array, size: number): Uint8Array | null {
  try {
    return new Uint8Array(inflateRawSync(packed, { maxOutputLength: Math.max(1, size) }))
  } catch {
    return null
  }
}

// ---- showing

function showClass(name: string, options: Options): boolean {
  const found = find(name, options.classPath)
  if (typeof found === 'string') return complain(found)
  const { classFile, problem } = parseClassFilePart(found.bytes, { name })
  const nothing = problem !== undefined && classFile.majorVersion === 0
  if (nothing) return complain(`${name}: ${problem.message} (at byte ${problem.offset})`)
  let problems: readonly ClassFormatProblem[] = []
  if (options.jasm === true) {
    try {
      process.stdout.write(printJasm(classFile, { pool: options.pool === true }))
    } catch (error) {
      if (!(error instanceof ClassFormatProblem)) throw error
      problems = [error]
    }
  } else {
    const result = disassemble(classFile, disassembleOptions(options, found))
    process.stdout.write(result.text)
    problems = result.problems
  }
  for (const each of problem === undefined ? problems : [...problems, problem]) {
    const where = each.offset >= 0 ? ` (at byte ${each.offset} of ${found.bytes.length})` : ''
    complain(`${name}: ${each.message}${where}`)
  }
  return problem === undefined && problems.length === 0
}

function disassembleOptions(options: Options, found: Found): DisassembleOptions {
  const verbose = options.verbose === true
  const visibility = options.private
    ? 'private'
    : options.package
      ? 'package'
      : options.protected
        ? 'protected'
        : options.public
          ? 'public'
          : 'package'
  return {
    visibility,
    code: options.c === true || verbose,
    lines: options.l === true || verbose,
    descriptors: options.s === true || verbose,
    verbose,
    constants: options.constants === true,
    fileLines: verbose || options.sysinfo === true ? fileLines(found) : [],
  }
}

function fileLines(found: Found): string[] {
  const date = found.modified?.toLocaleDateString('en-US', { month: 'short', day: 'numeric', year: 'numeric' })
  const sum = createHash('sha256').update(found.bytes).digest('hex')
  return [
    `Classfile ${found.path}`,
    `${date === undefined ? '' : `Last modified ${date}; `}size ${found.bytes.length} bytes`,
    `SHA-256 checksum ${sum}`,
  ]
}

// ---- sources

/** How many lines are shown before and after the one that was asked for. */
const AROUND = 5

/**
 * The source that the class file names, from the folder of its package: on the class path, or, for a class of the library, in the
 * archive of sources beside the bundle.
 */
function showSource(name: string, options: Options): boolean {
  const [, className = name, line] = /^(.*?)(?::(\d+))?$/.exec(name)!
  const found = find(className, options.classPath)
  if (typeof found === 'string') return complain(found)
  const { classFile, problem } = parseClassFilePart(found.bytes, { name: className })
  if (problem !== undefined) return complain(`${className}: ${problem.message}`)
  const pool = classFile.constantPool
  const attribute = classFile.attributes.find((each) => each.name === 'SourceFile')
  if (attribute?.name !== 'SourceFile') return complain(`${className} does not say what its source is`)
  const internal = classNameAt(pool, classFile.thisClass)
  const file = internal.slice(0, internal.lastIndexOf('/') + 1) + utf8At(pool, attribute.sourceFileIndex)
  const source = findOnPath(file, options.classPath, 'hl-library-sources.jar')
  if (typeof source === 'string') return complain(`${className}: its source ${file} is not on the class path`)
  const text = new TextDecoder().decode(source.bytes)
  process.stdout.write(line === undefined ? text : linesAround(text, Number(line)))
  return true
}

function linesAround(text: string, line: number): string {
  return text
    .split('\n')
    .map((each, i) => `${i + 1 === line ? '>' : ' '} ${String(i + 1).padStart(5)}  ${each}`.trimEnd() + '\n')
    .slice(Math.max(0, line - 1 - AROUND), line + AROUND)
    .join('')
}

// ---- assembling

function assembleFile(name: string, options: Options): boolean {
  const source = readBytes(name)
  if (typeof source === 'string') return complain(source === 'missing' ? `no such file: ${name}` : source)
  const result = assemble(new TextDecoder().decode(source.bytes))
  if ('problems' in result) {
    for (const { line, message } of result.problems) complain(`${name}:${line}: ${message}`)
    return false
  }
  const path = join(
    options.d ?? '.',
    `${options.d === undefined ? baseName(result.className) : result.className}.class`,
  )
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, result.bytes)
  } catch (error) {
    return complain(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return true
}

function baseName(className: string): string {
  return className.slice(className.lastIndexOf('/') + 1)
}

// A reader that has seen enough closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`hlp: internal error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 70
}
