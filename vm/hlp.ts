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
import { ClassFormatProblem } from './classfile/model.ts'
import { parseClassFilePart } from './classfile/reader.ts'

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
    .option('--jasm', 'print as text assembly (docs/jasm.md)')
    .option('--pool', 'with --jasm: the constant pool too, so that assembling gives the same bytes')
    .option('--assemble', 'make class files from text assembly')
    .option('-d <dir>', 'with --assemble: the directory for class files, in folders by package')
    .version('hlp 0.1.0 (class files up to version 61)', '--version', 'the version')
    .helpOption('--help', 'this text')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'hlp: ')) })
}

function main(argv: readonly string[]): number {
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
    const ok = options.assemble === true ? assembleFile(name, options) : showClass(name, options)
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
  if (typeof direct !== 'string') return direct
  if (direct !== 'missing') return direct
  if (!name.endsWith('.class')) {
    const inside = `${name.replaceAll('.', '/')}.class`
    for (const entry of classPath.split(process.platform === 'win32' ? ';' : ':')) {
      const found = /\.(jar|zip)$/.test(entry) ? readFromJar(entry, inside) : readBytes(join(entry || '.', inside))
      if (typeof found !== 'string') return found
    }
    // The library that comes with the VM stands beside the bundle.
    const library = readFromJar(new URL('./hl-library.jar', import.meta.url).pathname, inside)
    if (typeof library !== 'string') return library
    return `class not found: ${name}`
  }
  return `no such file: ${name}`
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

/** One entry of a jar, by its central directory (APPNOTE 4.3.12); stored or deflated. */
function readFromJar(jar: string, entry: string): Found | string {
  const file = readBytes(jar)
  if (typeof file === 'string') return file
  const zip = Buffer.from(file.bytes)
  let end = zip.length - 22
  while (end >= 0 && zip.readUInt32LE(end) !== 0x06054b50) end--
  if (end < 0) return `${jar} is no jar file`
  let at = zip.readUInt32LE(end + 16)
  for (let n = zip.readUInt16LE(end + 10); n > 0 && at + 46 <= zip.length; n--) {
    const nameLength = zip.readUInt16LE(at + 28)
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === entry) {
      const local = zip.readUInt32LE(at + 42)
      if (local + 30 > zip.length) break
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20))
      try {
        const bytes = zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)
        return { bytes: new Uint8Array(bytes), path: `jar:file://${file.path}!/${entry}`, modified: file.modified }
      } catch {
        return `${jar}: ${entry} is damaged`
      }
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return 'missing'
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
