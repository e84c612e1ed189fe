#!/usr/bin/env node
/**
 * The `hlc` command: files and terminal around compiler/index.ts; the only compiler file that knows Node.
 * Exit statuses: 0 ok, 1 errors in the program, 2 usage, 70 a bug in the compiler.
 */
import {
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import type * as V8 from 'node:v8'
import type * as Zlib from 'node:zlib'
import { Parser, parseTokens, printTokens, printTree, scan, tokensToJson, treeToJson } from './1-parse/index.ts'
import { type ByteSource, fileSource } from '../vm/classfile/archive.ts'
import { splitArgFile } from './arg-file.ts'
import { archiveClassPath, joinClassPaths, lazyClassPath } from './class-path.ts'
import { type Invocation, parseCommandLine } from './cli-options.ts'
import { createReporter, type Diagnostic } from './diagnostics.ts'
import { type ClassPath, type Compilation, compile, DEFAULT_OPTIONS, type SourceFinder } from './index.ts'
import { openJar } from './jar.ts'
import { shownWarnings } from './shown-warnings.ts'
import { explain, nearestCodes } from './messages.ts'
import { renderDiagnostics } from './report.ts'
import { createSourceFile, type SourceFile } from './source.ts'
import { bytecodeToJson, printBytecode, printTypes, typesToJson } from './stages.ts'

const OK = 0
const ERRORS = 1
const USAGE = 2
const BUG = 70

/** A mistake in the use of the command; ends it with status 2. */
class UsageProblem {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

let listening = false

/** To standard output; a reader that has seen enough closes the pipe, and that is no error. The stream is made when it is needed. */
function print(text: string): void {
  if (!listening) process.stdout.on('error', () => process.exit(OK))
  listening = true
  process.stdout.write(text)
}

/** Modules of Node that few compilations need: each takes a millisecond or two to load. */
function load<T>(name: string): T {
  return createRequire(import.meta.filename)(name) as T
}

const SOURCE_ENDINGS = ['.src', '.java']

function main(argv: readonly string[]): number {
  const commandLine = parseCommandLine(expandArgFiles(argv))
  switch (commandLine.kind) {
    case 'usage':
      throw new UsageProblem(commandLine.message)
    case 'text':
      print(commandLine.text)
      return OK
    case 'explain':
      return printExplanation(commandLine.code)
    case 'compile':
      return run(commandLine.invocation)
  }
}

function printExplanation(code: string): number {
  const text = explain(code.toUpperCase())
  if (text === undefined) {
    const near = nearestCodes(code)
    throw new UsageProblem(
      `no diagnostic has the code ${code}${near.length > 0 ? `; nearest: ${near.join(', ')}` : ''}`,
    )
  }
  print(text)
  return OK
}

/**
 * A compilation takes a few seconds and its time is spread over a thousand functions: what V8's optimising compiler
 * costs, hardly pays. It may start later (measured on the library: a third less processor time). Not worth a flag for few sources.
 */
const OPTIMISE_LATER = '--interrupt-budget=400000'
const LARGE = 100_000

function run(invocation: Invocation): number {
  const { directory } = invocation
  if (directory !== undefined && kindOf(directory)?.isDirectory() === false) {
    throw new UsageProblem(`-d ${directory} is not a directory`)
  }
  const files = invocation.files.map(readSource)
  if (invocation.emit.length > 0) return emitStages(invocation, files)
  if (files.reduce((sum, { text }) => sum + text.length, 0) > LARGE) {
    load<typeof V8>('node:v8').setFlagsFromString(OPTIMISE_LATER)
  }
  const started = performance.now()
  const compilation = compile(files, classPathOf(invocation), invocation.compile, sourceFinder(invocation))
  const warnings = shownWarnings(invocation.lint, invocation.compile.release, compilation.diagnostics)
  const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error')
  const failedByWarnings = invocation.warningsAreErrors && warnings.length > 0
  printDiagnostics([...errors, ...warnings], invocation, failedByWarnings)
  if (errors.length > 0 || failedByWarnings) return ERRORS
  writeClassFiles(compilation, invocation)
  if (invocation.verbose) process.stderr.write(`[total ${Math.round(performance.now() - started)}ms]\n`)
  return OK
}

function printDiagnostics(diagnostics: readonly Diagnostic[], invocation: Invocation, failedByWarnings = false): void {
  const { format, maxErrors, maxWarnings } = invocation
  if (diagnostics.length === 0 && format !== 'json') return
  const terminal = process.stderr.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
  const color = invocation.color === 'always' || (invocation.color === 'auto' && terminal)
  const text = renderDiagnostics(diagnostics, { format, color, maxErrors, maxWarnings, failedByWarnings })
  if (format === 'json') print(text)
  else process.stderr.write(text)
}

/** Prints what a stage makes of the sources instead of writing class files. */
function emitStages(invocation: Invocation, files: readonly SourceFile[]): number {
  const { emit, emitJson } = invocation
  if (emit.includes('tokens') || emit.includes('ast')) {
    const reporter = createReporter()
    const parser = new Parser()
    for (const file of files) {
      const scanned = scan(file, reporter)
      if (emit.includes('tokens')) print(emitJson ? tokensToJson(scanned) : printTokens(file, scanned))
      const unit = parseTokens(parser, file, scanned, reporter)
      if (emit.includes('ast')) print(emitJson ? treeToJson(unit) : printTree(file, unit))
    }
    if (reporter.errorCount > 0 || !(emit.includes('types') || emit.includes('bytecode'))) {
      const errors = reporter.diagnostics.filter(({ severity }) => severity === 'error')
      const warnings = shownWarnings(invocation.lint, invocation.compile.release, reporter.diagnostics)
      printDiagnostics([...errors, ...warnings], invocation)
      return reporter.errorCount > 0 ? ERRORS : OK
    }
  }
  const { classFiles, diagnostics, units } = compile(
    files,
    classPathOf(invocation),
    invocation.compile,
    sourceFinder(invocation),
  )
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (emit.includes('types')) {
    for (const { file, unit } of units) print(emitJson ? typesToJson(unit) : printTypes(file, unit))
  }
  if (emit.includes('bytecode')) print(emitJson ? bytecodeToJson(classFiles) : printBytecode(classFiles))
  printDiagnostics(errors, invocation)
  return errors.length > 0 ? ERRORS : OK
}

// ---------------------------------------------------------------------------------------------- files

/** What is there; undefined also for a path through something that is no directory. */
function kindOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function readSource(path: string): SourceFile {
  if (!SOURCE_ENDINGS.some((ending) => path.endsWith(ending))) {
    const kind = kindOf(path)
    if (kind?.isDirectory()) throw new UsageProblem(`${path} is a directory, not a source file`)
    throw new UsageProblem(`${path} is no source file: those end in .src or .java`)
  }
  const kind = kindOf(path)
  if (kind === undefined) throw new UsageProblem(`file not found: ${path}`)
  if (kind.isDirectory()) throw new UsageProblem(`${path} is a directory, not a source file`)
  try {
    return createSourceFile(path, readFileSync(path, 'utf8').replace(/^\ufeff/, ''))
  } catch {
    throw new UsageProblem(`the file ${path} cannot be read`)
  }
}

/** `@file` stands for the arguments in the file, `@@file` for the word `@file`; what is in a file is not expanded again (as javac). */
function expandArgFiles(argv: readonly string[]): string[] {
  return argv.flatMap((argument) => {
    if (!argument.startsWith('@') || argument.length === 1) return [argument]
    if (argument.startsWith('@@')) return [argument.slice(1)]
    const path = argument.slice(1)
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch {
      throw new UsageProblem(`the argument file ${path} cannot be read`)
    }
    return splitArgFile(text)
  })
}

function writeClassFiles(compilation: Compilation, invocation: Invocation): void {
  for (const { name, bytes, file } of compilation.classFiles) {
    const simple = `${basename(name)}.class`
    const path =
      invocation.directory === undefined
        ? join(dirname(file.path), simple)
        : join(invocation.directory, `${name}.class`)
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, bytes)
    } catch (problem) {
      throw new UsageProblem(`cannot write ${path}: ${(problem as NodeJS.ErrnoException).code ?? 'unknown reason'}`)
    }
    if (invocation.verbose) process.stderr.write(`[wrote ${path}]\n`)
  }
}

// ---------------------------------------------------------------------------------------------- class path

/** The library comes first, as a boot class path does: a program cannot replace java.lang.String. */
function classPathOf(invocation: Pick<Invocation, 'classPath' | 'library'>): ClassPath {
  const library =
    invocation.library === 'none'
      ? joinClassPaths([])
      : lazyClassPath(() => archivePlace(libraryPath(invocation.library), true))
  const entries = invocation.classPath ?? defaultClassPath()
  const places = entries.map((entry) => {
    if (entry.endsWith('/*')) return joinClassPaths(jarsIn(entry.slice(0, -2)).map((jar) => archivePlace(jar, false)))
    const kind = kindOf(entry)
    // As javac: a place that does not exist is no error.
    if (kind === undefined) return joinClassPaths([])
    return kind.isDirectory() ? directoryPlace(entry) : archivePlace(entry, false)
  })
  return joinClassPaths([library, ...places])
}

function defaultClassPath(): string[] {
  const variable = process.env['CLASSPATH']
  return variable === undefined || variable === '' ? ['.'] : variable.split(':').map((entry) => entry || '.')
}

/** Beside the bundled command; while developing in dist/. */
function libraryPath(given: string | undefined): string {
  if (given !== undefined) return given
  const here = import.meta.dirname
  const candidates = [join(here, 'hl-library.jar'), join(here, '../dist/hl-library.jar')]
  const found = candidates.find((candidate) => existsSync(candidate))
  if (found === undefined)
    throw new UsageProblem('the library archive hl-library.jar is missing (npm run build makes it)')
  return found
}

function archivePlace(path: string, isLibrary: boolean): ClassPath {
  let source: ByteSource
  try {
    const fd = openSync(path, 'r')
    source = fileSource(fstatSync(fd).size, (into, position) => readSync(fd, into, 0, into.length, position))
  } catch {
    throw new UsageProblem(`the archive ${path} cannot be read`)
  }
  const archive = openJar(source, (packed, size) =>
    load<typeof Zlib>('node:zlib').inflateRawSync(packed, { maxOutputLength: size + 1 }),
  )
  if (archive === undefined) {
    throw new UsageProblem(`${path} is ${isLibrary ? 'damaged: the library is' : ''} no jar or zip archive`)
  }
  return archiveClassPath(archive)
}

function jarsIn(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.jar') || name.endsWith('.JAR'))
      .map((name) => join(directory, name))
  } catch {
    return []
  }
}

function directoryPlace(root: string): ClassPath {
  const listings = new Map<string, readonly string[] | undefined>()
  // Asked often for classes that are not there: one listing a folder instead of one failed open a class.
  const list = (folder: string): readonly string[] | undefined => {
    if (listings.has(folder)) return listings.get(folder)
    let names: readonly string[] | undefined
    try {
      names = readdirSync(join(root, folder))
    } catch {
      names = undefined
    }
    listings.set(folder, names)
    return names
  }
  const prefix = (folder: string): string => (folder === '' ? '' : `${folder}/`)
  return {
    findClass(internalName) {
      const folder = dirname(internalName) === '.' ? '' : dirname(internalName)
      if (list(folder)?.includes(`${basename(internalName)}.class`) !== true) return undefined
      try {
        return readFileSync(join(root, `${internalName}.class`))
      } catch {
        return undefined
      }
    },
    // As javac: a folder is a package when it holds a class file or sources somewhere below.
    hasPackage: (internalName) => list(internalName) !== undefined,
    listPackage: (internalName) =>
      (list(internalName) ?? [])
        .filter((name) => name.endsWith('.class'))
        .map((name) => prefix(internalName) + name.slice(0, -6)),
  }
}

/** Sources of classes that are not given: on -sourcepath, else beside the classes on the class path (as javac). */
function sourceFinder(invocation: Pick<Invocation, 'classPath' | 'sourcePath' | 'files'>): SourceFinder {
  const paths = invocation.sourcePath ?? invocation.classPath ?? defaultClassPath()
  const roots = paths.filter((path) => kindOf(path)?.isDirectory() === true)
  const given = new Set(invocation.files.map((path) => resolve(path)))
  return {
    hasPackage: (internalName) => roots.some((root) => kindOf(join(root, internalName))?.isDirectory() === true),
    findSource(internalName) {
      for (const root of roots) {
        for (const ending of SOURCE_ENDINGS) {
          const path = join(root, internalName + ending)
          if (given.has(resolve(path))) continue
          if (kindOf(path)?.isFile() === true) return readSource(path)
        }
      }
      return undefined
    },
  }
}

// ---------------------------------------------------------------------------------------------- for hlvm

export interface CompiledProgram {
  /** Class-file bytes by internal name. */
  readonly classes: ReadonlyMap<string, Uint8Array>
  /** The class to run: the first one of the file; null when there are errors. */
  readonly mainClass: string | null
  /** Printed diagnostics. */
  readonly diagnostics: string
}

/** `hlvm Main.src`: compiles in memory. */
export function compileForRun(files: readonly string[], classPath: readonly string[]): CompiledProgram {
  const sources = files.map(readSource)
  const settings = { classPath, sourcePath: undefined, library: undefined, files }
  const { classFiles, diagnostics, units } = compile(
    sources,
    classPathOf(settings),
    DEFAULT_OPTIONS,
    sourceFinder(settings),
  )
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const shown = [...shownWarnings([], DEFAULT_OPTIONS.release, diagnostics), ...errors]
  const failed = errors.length > 0
  const first = units[0]?.unit
  const packageName = first?.package?.name.map(({ name }) => `${name}/`).join('') ?? ''
  const firstClass = first?.types[0]?.name.name
  return {
    classes: new Map(classFiles.map(({ name, bytes }) => [name, bytes])),
    mainClass: failed || firstClass === undefined ? null : packageName + firstClass,
    diagnostics:
      shown.length === 0
        ? ''
        : renderDiagnostics(shown, { format: 'human', color: false, maxErrors: 100, maxWarnings: 100 }),
  }
}

function runCommand(): void {
  try {
    process.exitCode = main(process.argv.slice(2))
  } catch (problem) {
    if (problem instanceof UsageProblem) {
      process.stderr.write(`hlc: ${problem.message}\n`)
      process.exitCode = USAGE
      return
    }
    const text = problem instanceof Error ? problem.message : String(problem)
    process.stderr.write(
      `hlc: this is a bug in the compiler, not in your program: ${text.split('\n')[0]}. ` +
        'Please report it together with the source; nothing was written.\n',
    )
    if (process.env['HLC_DEBUG'] !== undefined) process.stderr.write(`${(problem as Error).stack}\n`)
    process.exitCode = BUG
  }
}

const invoked = process.argv[1]
if (invoked !== undefined && realpathSync(invoked) === realpathSync(import.meta.filename)) {
  runCommand()
}
