/**
 * Compiles and runs programs inside of long-lived worker processes, because starting a process for each would take most of
 * the time: the commands are as good as free of work compared with their start. Who finds a difference runs the program
 * once more as a command before counting it as a failure, for a worker has neither a real clock nor real files.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { type Program, root } from './discover.ts'
import type { RunResult } from './oracle.ts'

export interface CompileTask {
  readonly kind: 'compile'
  readonly program: Program
  /** Where the class files go. */
  readonly directory: string
}

export interface RunTask {
  readonly kind: 'run'
  readonly program: Program
  /** Where the class files are. */
  readonly directory: string
  /** The program runs once with each of these lists of `hlvm` options, in addition to its own. */
  readonly optionLists: readonly (readonly string[])[]
}

export type Task = CompileTask | RunTask

export interface Answer {
  readonly errorLines: readonly number[]
  /** One for each list of options. */
  readonly results: readonly RunResult[]
  /** Why the worker could not do the task. */
  readonly problem?: string
}

export type Message = { readonly begun: readonly string[] } | { readonly answer: Answer }

/** After so many tasks a worker makes way for a fresh one: its finished machines are garbage, but not collected at once. */
const TASKS_OF_A_WORKER = 200

export interface Workers {
  /** null: the worker has died or was silent for too long. */
  ask(task: Task): Promise<Answer | null>
  end(): void
}

/** The tasks asked for at one time share the processes that are idle; a new one is started when there is none. */
export function createWorkers(seconds: number): Workers {
  const idle: { child: ChildProcess; tasks: number }[] = []
  return {
    async ask(task) {
      const worker = idle.pop() ?? { child: startWorker(), tasks: 0 }
      const answer = await askChild(worker.child, task, seconds)
      const healthy = answer !== null && answer.problem === undefined && !answer.results.some((r) => r.exitStatus < 0)
      if (healthy && ++worker.tasks < TASKS_OF_A_WORKER) idle.push(worker)
      else worker.child.kill('SIGKILL')
      return answer
    },
    end() {
      for (const { child } of idle.splice(0)) child.kill()
    },
  }
}

const startWorker = (): ChildProcess =>
  fork(join(root, 'test/programs/worker.ts'), [], {
    cwd: root,
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

function askChild(child: ChildProcess, task: Task, seconds: number): Promise<Answer | null> {
  return new Promise((resolve) => {
    const finish = (answer: Answer | null): void => {
      clearTimeout(timer)
      child.off('message', receive)
      child.off('exit', lost)
      resolve(answer)
    }
    const lost = (): void => finish(null)
    const receive = (message: Message): void => {
      clearTimeout(timer)
      if ('answer' in message) finish(message.answer)
      else timer = setTimeout(lost, seconds * 1000)
    }
    let timer = setTimeout(lost, seconds * 1000)
    child.on('message', receive)
    child.on('exit', lost)
    child.send(task)
  })
}
