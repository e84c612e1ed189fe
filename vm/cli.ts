#!/usr/bin/env node
/**
 * The `hlvm` command. Exit statuses: the program's own; 1 uncaught exception or class not found; 2 usage; 70 a bug in the VM;
 * 121 heap full; 122 permission denied; 123 class file rejected. Parser code is never loaded here, but for `hlvm Main.src`, which imports the compiler then.
 */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { totalmem } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { ClassFormatProblem, classNameAt } from './classfile/model.ts'
import { parseClassFile } from './classfile/reader.ts'
import { type Invocation, MAX_HEAP_BYTES, parseCommandLine } from './cli-options.ts'
import { flagsText } from './flags.ts'
import { createVM, EXIT_CLASS_REJECTED, EXIT_UNCAUGHT, EXIT_USAGE, type VMOptions } from './index.ts'
import type { RunReport } from './run-report.ts'
import { readManifest } from './load/manifest.ts'
import { openArchive } from './classfile/archive.ts'
import { createNodePort } from './ports/node.ts'
import type { Port } from './ports/port.ts'

const VERSION = 'hlvm 0.1.0 (class files up to 61.0, interpreter)'

type Run = Extract<Invocation, { kind: 'run' }>

/** What is to be run, once the target has been looked at. */
interface Program {
  readonly mainClass: string
  readonly classPath: readonly string[]
  readonly classes?: ReadonlyMap<string, Uint8Array>
}

class Refusal {
  readonly status: number
  readonly message: string
  constructor(status: number, message: string) {
    this.status = status
    this.message = message
  }
}

async function main(argv: readonly string[]): Promise<number> {
  const invocation = parseCommandLine(argv)
  switch (invocation.kind) {
    case 'error':
      process.stderr.write(`hlvm: ${invocation.message}\n`)
      return EXIT_USAGE
    case 'help':
      process.stdout.write(invocation.text)
      return 0
    case 'version':
      process.stderr.write(`${VERSION}\n`)
      return 0
    case 'run':
      return run(invocation)
  }
}

async function run(invocation: Run): Promise<number> {
  if (invocation.showVersion) process.stderr.write(`${VERSION}\n`)
  const port = createNodePort()
  const program = await findProgram(invocation, port)
  if (program instanceof Refusal) {
    process.stderr.write(`${program.message}\n`)
    return program.status
  }
  const libraryPath = invocation.library ?? process.env['HLVM_LIBRARY'] ?? defaultLibrary()
  const library = port.openFile(libraryPath)
  if (library === null) {
    process.stderr.write(`hlvm: the class library ${libraryPath} cannot be read (npm run build makes it)\n`)
    return EXIT_USAGE
  }
  const { gc } = invocation.options
  const heapDump = invocation.heapDump === null ? null : dumpPath(invocation.heapDump)
  const maxHeapBytes = invocation.heapGiven ? invocation.options.maxHeapBytes : defaultHeapBytes(gc.heap.initialBytes)
  const options: VMOptions = {
    ...invocation.options,
    maxHeapBytes,
    classPath: program.classPath,
    gc: { ...gc, heapDump },
  }
  if (invocation.printFlags) process.stdout.write(flagsText(options, invocation.heapGiven))
  const vm = createVM({
    port,
    library,
    libraryPath,
    image: findImage(port, libraryPath),
    options,
    ...(program.classes === undefined ? {} : { classes: program.classes }),
  })
  if ('error' in vm) {
    process.stderr.write(`hlvm: ${vm.error}\n`)
    return EXIT_UNCAUGHT
  }
  const status = await vm.start(program.mainClass, invocation.args)
  if (invocation.histogram) process.stderr.write(vm.histogram())
  if (invocation.options.limits.countInstructions) {
    process.stderr.write(`${vm.runtime.interpreter.instructions} instructions\n`)
  }
  return invocation.statusFile === null ? status : writeReport(invocation.statusFile, vm.report(status), status)
}

/** The status to end with: the program's, or that of a usage error when the file cannot be written. */
function writeReport(path: string, report: RunReport | null, status: number): number {
  try {
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`)
    return status
  } catch (problem) {
    process.stderr.write(`hlvm: the file ${path} cannot be written: ${(problem as Error).message}\n`)
    return EXIT_USAGE
  }
}

/** A quarter of the machine's memory, as in java; as far as addresses reach. */
function defaultHeapBytes(initialBytes: number): number {
  const quarter = Math.floor(totalmem() / 4 / 0x10_0000) * 0x10_0000
  return Math.max(16 * 0x10_0000, Math.min(Math.max(quarter, initialBytes), MAX_HEAP_BYTES))
}

/** As HotSpot names it, in the directory that is wanted. */
function dumpPath(wanted: string): string {
  const name = `java_pid${process.pid}.hprof`
  if (wanted === '') return name
  return statSync(wanted, { throwIfNoEntry: false })?.isDirectory() ? join(wanted, name) : wanted
}

/** A hash of the VM's sources, put in by the build. */
declare const VM_STAMP: string

/** The image beside the library; when run from the sources without. */
function findImage(port: Port, libraryPath: string): { file: Uint8Array; stamp: string } | null {
  if (typeof VM_STAMP === 'undefined') return null
  const file = port.readFile(libraryPath.replace(/(\.jar)?$/, '.image'))
  return file === null ? null : { file, stamp: VM_STAMP }
}

/** Beside the bundle in dist/; when run from the sources, in dist/ too. */
function defaultLibrary(): string {
  const beside = join(import.meta.dirname, 'hl-library.jar')
  return existsSync(beside) ? beside : resolve(import.meta.dirname, '../dist/hl-library.jar')
}

async function findProgram(invocation: Run, port: Port): Promise<Program | Refusal> {
  const { target, options } = invocation
  if (invocation.jar) return jarProgram(target, port)
  if (target.endsWith('.src') || target.endsWith('.java')) return sourceProgram(invocation)
  if (target.endsWith('.class')) return classFileProgram(invocation)
  const kind = statSync(target, { throwIfNoEntry: false })
  if (kind?.isDirectory() && (target.includes('/') || target.endsWith('.'))) {
    return new Refusal(EXIT_UNCAUGHT, `hlvm: ${target} is a directory, not a class`)
  }
  return { mainClass: target, classPath: options.classPath }
}

/** `hlvm dir/pkg/Main.class`: the class path is the directory that fits the package. */
function classFileProgram(invocation: Run): Program | Refusal {
  const { target, options } = invocation
  const found = statSync(target, { throwIfNoEntry: false })
  if (found === undefined) return new Refusal(EXIT_UNCAUGHT, `hlvm: the file ${target} does not exist`)
  if (found.isDirectory()) return new Refusal(EXIT_UNCAUGHT, `hlvm: ${target} is a directory, not a class file`)
  const rejected = (why: string): Refusal =>
    new Refusal(EXIT_CLASS_REJECTED, `hlvm: ${target} is not a valid class file: ${why}`)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(target)
  } catch {
    return new Refusal(EXIT_UNCAUGHT, `hlvm: the file ${target} cannot be read`)
  }
  let name: string
  try {
    const classFile = parseClassFile(bytes, { name: basename(target, '.class'), maxMajor: 61 })
    name = classNameAt(classFile.constantPool, classFile.thisClass)
  } catch (problem) {
    if (problem instanceof ClassFormatProblem) return rejected(problem.message)
    throw problem
  }
  const path = resolve(target)
  const suffix = `/${name}.class`
  if (!path.endsWith(suffix)) {
    return new Refusal(
      EXIT_UNCAUGHT,
      `hlvm: ${target} holds the class ${name.replaceAll('/', '.')}; the file has to be named ${name}.class, packages as directories`,
    )
  }
  const root = path.slice(0, -suffix.length) || '/'
  return { mainClass: name, classPath: invocation.classPathGiven ? [root, ...options.classPath] : [root] }
}

/** `hlvm -jar app.jar`: the Main-Class of the manifest; its Class-Path is the loader's affair. */
function jarProgram(path: string, port: Port): Program | Refusal {
  const file = port.kindOf(path) === 'file' ? port.openFile(path) : null
  if (file === null) return new Refusal(EXIT_UNCAUGHT, `Error: Unable to access jarfile ${path}`)
  const archive = openArchive(file, port.inflate)
  if (archive === null) return new Refusal(EXIT_UNCAUGHT, `Error: Invalid or corrupt jarfile ${path}`)
  const mainClass = readManifest(archive).get('Main-Class')
  if (mainClass === undefined) return new Refusal(EXIT_UNCAUGHT, `no main manifest attribute, in ${path}`)
  return { mainClass, classPath: [path] }
}

/** What `hlvm Main.src` needs of the compiler; by computed path, so that no bundler pulls the compiler in. */
interface CompilerModule {
  compileForRun?: (files: readonly string[], classPath: readonly string[]) => Promise<CompiledProgram> | CompiledProgram
}

interface CompiledProgram {
  /** Class-file bytes by internal name. */
  readonly classes: ReadonlyMap<string, Uint8Array>
  /** The class to run: the first top-level one of the file. */
  readonly mainClass: string | null
  /** Printed diagnostics; errors when `mainClass` is null. */
  readonly diagnostics: string
}

async function sourceProgram(invocation: Run): Promise<Program | Refusal> {
  const { target, options } = invocation
  const found = statSync(target, { throwIfNoEntry: false })
  if (found === undefined) return new Refusal(EXIT_UNCAUGHT, `hlvm: the file ${target} does not exist`)
  if (found.isDirectory()) return new Refusal(EXIT_UNCAUGHT, `hlvm: ${target} is a directory, not a source file`)
  const compiler = await importCompiler()
  if (compiler?.compileForRun === undefined) {
    return new Refusal(
      EXIT_USAGE,
      'hlvm: running a source file needs the compiler, which is not there (npm run build makes it)',
    )
  }
  const result = await compiler.compileForRun([target], options.classPath)
  if (result.diagnostics !== '') process.stderr.write(result.diagnostics)
  if (result.mainClass === null) return new Refusal(EXIT_UNCAUGHT, `hlvm: ${target} has errors, nothing was run`)
  return { mainClass: result.mainClass, classPath: options.classPath, classes: result.classes }
}

async function importCompiler(): Promise<CompilerModule | null> {
  const beside = join(import.meta.dirname, 'hlc.js')
  if (existsSync(beside)) return createRequire(import.meta.filename)(beside) as CompilerModule
  const source = join(import.meta.dirname, '../compiler/cli.ts')
  return existsSync(source) ? ((await import(source)) as CompilerModule) : null
}

main(process.argv.slice(2))
  .catch((bug: unknown) => {
    const text = bug instanceof Error ? bug.message : String(bug)
    process.stderr.write(`hlvm: this is a bug in the virtual machine, not in the program: ${text}\n`)
    if (process.argv.includes('-Xdebug-vm') && bug instanceof Error) process.stderr.write(`${bug.stack}\n`)
    return 70
  })
  .then((status) => {
    process.exitCode = status
  })
