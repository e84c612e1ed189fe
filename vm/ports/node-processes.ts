/** Programs on Node: child_process.spawn. Nothing of them keeps Node from ending. */
import type * as ChildProcesses from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { constants as system } from 'node:os'
import { delimiter, join } from 'node:path'
import { FILE_ERRORS } from './files.ts'
import { errorNumber } from './node-files.ts'
import { load } from './node-load.ts'
import type { ProcessesPort } from './processes.ts'

interface Output {
  readonly chunks: Uint8Array[]
  ended: boolean
}

interface Running {
  readonly child: ChildProcesses.ChildProcess
  readonly outputs: readonly [Output, Output]
  status: number | null
  inputBroken: boolean
}

/** `news` is called when something has come or a process has ended. */
export function createNodeProcesses(news: () => void): ProcessesPort {
  const known = new Map<number, Running>()

  const listen = (stream: NodeJS.ReadableStream | null, output: Output): void => {
    if (stream === null) {
      output.ended = true
      return
    }
    stream.on('data', (chunk: Uint8Array) => {
      output.chunks.push(chunk)
      news()
    })
    const end = (): void => {
      output.ended = true
      news()
    }
    stream.on('end', end)
    stream.on('error', end)
    unref(stream)
  }

  return {
    ownId: process.pid,
    start({ command, directory, environment, stdio, mergeErrors }) {
      const program = findProgram(command[0]!, directory)
      if (typeof program === 'number') return program
      if (directory !== null && statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
        return -FILE_ERRORS.ENOENT
      }
      // A pipe cannot be shared by two streams: what comes from both is put together here.
      const errors = !mergeErrors ? stdio[2] : stdio[1] === 'inherit' ? 1 : stdio[1]
      let child: ChildProcesses.ChildProcess
      try {
        child = load<typeof ChildProcesses>('node:child_process').spawn(program, command.slice(1), {
          stdio: [stdio[0], stdio[1], errors],
          argv0: command[0]!,
          ...(directory === null ? {} : { cwd: directory }),
          ...(environment === null ? {} : { env: Object.fromEntries(environment) }),
        })
      } catch (error) {
        return errorNumber(error)
      }
      const id = child.pid
      if (id === undefined) {
        child.on('error', () => {})
        return -FILE_ERRORS.EACCES
      }
      const out: Output = { chunks: [], ended: false }
      const err: Output = mergeErrors ? out : { chunks: [], ended: false }
      const running: Running = { child, outputs: [out, err], status: null, inputBroken: child.stdin === null }
      known.set(id, running)
      listen(child.stdout, out)
      if (mergeErrors && child.stdout !== null && child.stderr !== null) {
        // The end is the end of both.
        let open = 2
        const shared = { chunks: out.chunks, ended: false }
        for (const stream of [child.stdout, child.stderr]) {
          stream.removeAllListeners()
          stream.on('data', (chunk: Uint8Array) => {
            shared.chunks.push(chunk)
            news()
          })
          stream.on('close', () => {
            out.ended = --open === 0
            news()
          })
          unref(stream)
        }
      } else if (!mergeErrors) listen(child.stderr, err)
      child.stdin?.on('error', () => {
        running.inputBroken = true
      })
      if (child.stdin !== null) unref(child.stdin)
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        running.status = code ?? 128 + (signal === null ? 0 : system.signals[signal])
        news()
      }
      child.on('exit', ended)
      child.on('error', () => {
        if (running.status === null) ended(1, null)
      })
      child.unref()
      return id
    },
    write(id, bytes) {
      const running = known.get(id)
      if (running === undefined || running.inputBroken || running.child.stdin?.destroyed !== false) return false
      running.child.stdin.write(bytes.slice())
      return true
    },
    closeInput(id) {
      const running = known.get(id)
      if (running !== undefined && !running.inputBroken) running.child.stdin?.end()
    },
    read(id, stream, into) {
      const output = known.get(id)?.outputs[stream === 2 ? 1 : 0]
      if (output === undefined) return -1
      const first = output.chunks[0]
      if (first === undefined) return output.ended ? -1 : 0
      const count = Math.min(into.length, first.length)
      into.set(first.subarray(0, count))
      if (count === first.length) output.chunks.shift()
      else output.chunks[0] = first.subarray(count)
      return count
    },
    available: (id, stream) =>
      known.get(id)?.outputs[stream === 2 ? 1 : 0].chunks.reduce((sum, chunk) => sum + chunk.length, 0) ?? 0,
    status: (id) => known.get(id)?.status ?? null,
    kill: (id, force) => {
      known.get(id)?.child.kill(force ? 'SIGKILL' : 'SIGTERM')
    },
    busy() {
      for (const { status, outputs } of known.values()) {
        if (status === null || !outputs[0].ended || !outputs[1].ended) return true
      }
      return false
    },
  }
}

/** Sockets and pipes have unref, which the type of a stream does not say. */
function unref(stream: object): void {
  if ('unref' in stream && typeof stream.unref === 'function') stream.unref()
}

/** As execvp finds it: by the path when the name has no slash. */
function findProgram(name: string, directory: string | null): string | number {
  const usable = (path: string): boolean => {
    try {
      accessSync(path, constants.X_OK)
      return statSync(path).isFile()
    } catch {
      return false
    }
  }
  if (name.includes('/')) {
    const path = name.startsWith('/') || directory === null ? name : join(directory, name)
    if (usable(path)) return name.startsWith('/') ? name : path
    return statSync(path, { throwIfNoEntry: false }) === undefined ? -FILE_ERRORS.ENOENT : -FILE_ERRORS.EACCES
  }
  const found = (process.env['PATH'] ?? '/usr/bin:/bin')
    .split(delimiter)
    .map((folder) => join(folder === '' ? '.' : folder, name))
    .find(usable)
  return found ?? -FILE_ERRORS.ENOENT
}
