/** The child of workers.ts: compiles and runs programs, one after the other, each in a virtual machine of its own. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DEFAULT_OPTIONS, createVM, type VMOptions } from '../../vm/index.ts'
import { parseCommandLine } from '../../vm/cli-options.ts'
import { createMemoryPort } from '../../vm/ports/memory.ts'
import { readLibrary } from '../vm/machine.ts'
import { compileFiles, libraryClassPath, linesOf } from './in-process.ts'
import type { RunResult } from './oracle.ts'
import type { Answer, CompileTask, Message, RunTask, Task } from './workers.ts'

const library = readLibrary()
const classPath = libraryClassPath()
const send = (message: Message): void => void process.send!(message)

process.on('message', (task: Task) => {
  try {
    send({ answer: task.kind === 'compile' ? compileTask(task) : runTask(task) })
  } catch (problem) {
    send({ answer: { errorLines: [], results: [], problem: String(problem) } })
  }
})

function compileTask({ program, directory }: CompileTask): Answer {
  const compilation = compileFiles(program.sources, classPath)
  for (const { name, bytes } of compilation.classFiles) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, `${name}.class`), bytes)
  }
  return { errorLines: linesOf(compilation, 'error'), results: [] }
}

function runTask({ program, directory, optionLists }: RunTask): Answer {
  const classes = classFilesBelow(directory)
  const results = optionLists.map((list): RunResult => {
    send({ begun: list })
    const port = createMemoryPort({ stdin: program.stdin })
    const options = { ...DEFAULT_OPTIONS, ...optionsOf([...program.options, ...list]) }
    const vm = createVM({ port, library, options, classes })
    if ('error' in vm) throw new Error(vm.error)
    const exitStatus = vm.runMain(program.mainClass, [])
    const { instructions } = vm.runtime.interpreter
    return { stdout: port.output(1), stderr: port.output(2), exitStatus, instructions }
  })
  return { errorLines: [], results }
}

function optionsOf(list: readonly string[]): Partial<VMOptions> {
  const parsed = parseCommandLine([...list, 'Main'])
  if (parsed.kind !== 'run') throw new Error(`${list.join(' ')}: ${JSON.stringify(parsed)}`)
  return parsed.options
}

function classFilesBelow(directory: string): Map<string, Uint8Array> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.class'))
  return new Map(files.map((file) => [file.slice(0, -6).replaceAll('\\', '/'), readFileSync(join(directory, file))]))
}
