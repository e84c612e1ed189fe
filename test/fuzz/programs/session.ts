/** What compiles and runs generated programs: hlc in this process, hlvm in a worker, java in one JVM for all of them. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { compile } from '../../../compiler/index.ts'
import { createSourceFile, lineOf } from '../../../compiler/source.ts'
import { root } from '../../programs/discover.ts'
import { libraryClassPath } from '../../programs/in-process.ts'
import { hasJava } from '../../programs/oracle.ts'
import type { Job, Outcome } from './worker.ts'

export type { Outcome } from './worker.ts'
export type Classes = ReadonlyMap<string, Uint8Array>

/** Milliseconds that the run of one program may take before it counts as hung. */
const PATIENCE = 60_000

export class Session {
  readonly java: boolean
  private readonly work = join(root, `test/.work/fuzz-programs-${process.pid}`)
  private readonly library = libraryClassPath()
  private worker: ChildProcess | null = null
  private judge: { readonly process: ChildProcess; readonly lines: Interface } | null = null
  private directories = 0

  /** With `java`, where there is one. */
  constructor(java: boolean) {
    this.java = java && hasJava()
    mkdirSync(this.work, { recursive: true })
  }

  /** The class files, or the errors. */
  compile(...texts: readonly string[]): Classes | string {
    const files = texts.map((text, i) => createSourceFile(i === 0 ? 'Main.java' : `Main${i}.java`, text))
    const { classFiles, diagnostics } = compile(files, this.library)
    const errors = diagnostics.filter((each) => each.severity === 'error')
    if (errors.length > 0)
      return errors.map((each) => `${each.code} in line ${lineOf(each.file, each.start)}`).join(', ')
    return new Map(classFiles.map((each) => [each.name, each.bytes]))
  }

  /** On hlvm. */
  run(classes: Classes, options: readonly string[], programs = 1): Promise<Outcome> {
    const worker = (this.worker ??= fork(join(import.meta.dirname, 'worker.ts'), {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
    }))
    return new Promise((resolve) => {
      const end = (outcome: Outcome): void => {
        clearTimeout(timer)
        worker.removeAllListeners()
        resolve(outcome)
      }
      const lost = (stderr: string): void => {
        this.worker = null
        worker.kill('SIGKILL')
        end({ status: -1, stdout: '', stderr })
      }
      const timer = setTimeout(() => lost('hung'), PATIENCE * programs)
      worker.once('message', (outcome: Outcome) => end(outcome))
      worker.once('exit', (code) => lost(`the process has ended with ${code}`))
      worker.send({ classes, options } satisfies Job)
    })
  }

  /** On java. */
  async runJava(classes: Classes): Promise<Outcome> {
    const directory = this.newDirectory()
    for (const [name, bytes] of classes) {
      mkdirSync(dirname(join(directory, name)), { recursive: true })
      writeFileSync(join(directory, `${name}.class`), bytes)
    }
    const answer = await this.ask(`run\t${directory}`)
    rmSync(directory, { recursive: true })
    // The judge's own loader stands for the application's.
    return { ...answer, stdout: answer.stdout.replace(/loader java\.net\.URLClassLoader @[0-9a-f]+/g, "loader 'app'") }
  }

  /** Compiled by javac, and run on java; status 2 when javac refuses it. */
  async runJavac(text: string): Promise<Outcome> {
    const directory = this.newDirectory()
    mkdirSync(directory)
    const source = join(directory, 'Main.java')
    writeFileSync(source, text)
    const compiled = await this.ask(`javac\t${directory}\t${source}`)
    const answer = compiled.status === 0 ? await this.ask(`run\t${directory}`) : { ...compiled, status: 2 }
    rmSync(directory, { recursive: true })
    return answer
  }

  close(): void {
    this.worker?.disconnect()
    this.judge?.process.stdin?.end()
    rmSync(this.work, { recursive: true, force: true })
  }

  private newDirectory(): string {
    return join(this.work, String(this.directories++))
  }

  private ask(line: string): Promise<Outcome> {
    if (this.judge === null) {
      const options = ['-Xverify:all', '-XX:-OmitStackTraceInFastThrow', '-XX:TieredStopAtLevel=1', '-Xshare:auto']
      const child = spawn('java', [...options, join(import.meta.dirname, 'Judge.java')], {
        stdio: ['pipe', 'pipe', 'ignore'],
      })
      this.judge = { process: child, lines: createInterface({ input: child.stdout! }) }
    }
    const { process: child, lines } = this.judge
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`java has ended with status ${code} at: ${line}`))
      child.once('exit', onExit)
      lines.once('line', (answer) => {
        child.removeListener('exit', onExit)
        const [status, text] = answer.split('\t')
        resolve({ status: Number(status), stdout: Buffer.from(text ?? '', 'base64').toString('utf8'), stderr: '' })
      })
      child.stdin!.write(line + '\n')
    })
  }
}
