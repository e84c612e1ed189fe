/** The port on Node: synchronous files and streams. Standard output is buffered and written when large, on flush and at exit. */
import { fstatSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs'
import { availableParallelism, homedir, tmpdir, userInfo } from 'node:os'
import type * as ChildProcess from 'node:child_process'
import type * as Tty from 'node:tty'
import type * as Zlib from 'node:zlib'
import { type ByteSource, bytesSource, fileSource } from '../classfile/archive.ts'
import { createNodeFiles } from './node-files.ts'
import { load } from './node-load.ts'
import { createNodeProcesses } from './node-processes.ts'
import type { Port } from './port.ts'
import { createZones } from './zones.ts'

const BUFFER_BYTES = 0x1_0000

interface Stream {
  readonly fd: number
  readonly buffer: Uint8Array
  used: number
  broken: boolean
}

export function createNodePort(): Port {
  const out: Stream = { fd: 1, buffer: new Uint8Array(BUFFER_BYTES), used: 0, broken: false }
  const err: Stream = { fd: 2, buffer: new Uint8Array(4096), used: 0, broken: false }
  const streamOf = (fd: number): Stream => (fd === 2 ? err : out)
  const pause = new Int32Array(new SharedArrayBuffer(4))

  let ahead: ReadAhead | null = null
  const news = createNews()

  const push = (stream: Stream, bytes: Uint8Array): boolean => {
    let at = 0
    while (at < bytes.length && !stream.broken) {
      try {
        at += writeSync(stream.fd, bytes, at, bytes.length - at)
      } catch (error) {
        if (codeOf(error) === 'EAGAIN') Atomics.wait(pause, 0, 0, 2)
        else stream.broken = true
      }
    }
    return !stream.broken
  }
  const flush = (stream: Stream): boolean => {
    if (stream.used > 0) {
      const used = stream.used
      stream.used = 0
      push(stream, stream.buffer.subarray(0, used))
    }
    return !stream.broken
  }
  return {
    write(fd, bytes) {
      const stream = streamOf(fd)
      if (stream.used + bytes.length > stream.buffer.length && !flush(stream)) return false
      if (bytes.length > stream.buffer.length) return push(stream, bytes)
      stream.buffer.set(bytes, stream.used)
      stream.used += bytes.length
      return !stream.broken
    },
    flush: (fd) => flush(streamOf(fd)),
    read(_fd, into) {
      // Whoever is asked for input wants to see the question.
      flush(out)
      if (ahead !== null) return ahead.take(into)
      for (;;) {
        try {
          const count = readSync(0, into, 0, into.length, null)
          return count === 0 ? -1 : count
        } catch (error) {
          if (codeOf(error) !== 'EAGAIN') return -1
          Atomics.wait(pause, 0, 0, 10)
        }
      }
    },
    available: () => ahead?.available() ?? 0,
    inputReady() {
      ahead ??= readAhead(news.tell)
      if (!ahead.ready()) flush(out)
      return ahead.ready()
    },
    idle(milliseconds, input) {
      flush(out)
      flush(err)
      return input ? news.wait(milliseconds, () => ahead?.ready() ?? false) : delay(milliseconds)
    },
    terminal() {
      const { isatty } = load<typeof Tty>('node:tty')
      return isatty(0) && isatty(1)
    },
    setEcho(on) {
      flush(out)
      const { spawnSync } = load<typeof ChildProcess>('node:child_process')
      return spawnSync('stty', [on ? 'echo' : '-echo'], { stdio: [0, 'ignore', 'ignore'] }).status === 0
    },
    currentTimeMillis: () => Date.now(),
    nanoTime: () => process.hrtime.bigint(),
    sleep(milliseconds) {
      flush(out)
      flush(err)
      if (milliseconds > 0) Atomics.wait(pause, 0, 0, milliseconds)
    },
    randomBits: () => (Math.random() * 0x1_0000_0000) | 0,
    environment: () => Object.entries(process.env).map(([name, value]) => [name, value ?? ''] as const),
    properties() {
      const user = ((): string => {
        try {
          return userInfo().username
        } catch {
          return '?'
        }
      })()
      return [
        ['user.dir', process.cwd()],
        ['user.home', homedir()],
        ['user.name', user],
        ['java.io.tmpdir', tmpdir()],
        ['os.name', process.platform === 'linux' ? 'Linux' : process.platform === 'darwin' ? 'Mac OS X' : 'Windows'],
        ['os.arch', process.arch === 'x64' ? 'amd64' : process.arch],
      ]
    },
    processors: () => availableParallelism(),
    files: createNodeFiles(),
    processes: createNodeProcesses(news.tell),
    timeZone: () => process.env['TZ'] || null,
    zones: createZones(),
    readFile(path) {
      try {
        return readFileSync(path)
      } catch {
        return null
      }
    },
    openFile: openNodeFile,
    kindOf(path) {
      const found = statSync(path, { throwIfNoEntry: false })
      return found === undefined ? 'missing' : found.isDirectory() ? 'directory' : 'file'
    },
    inflate(bytes, size) {
      try {
        const result = load<typeof Zlib>('node:zlib').inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) })
        return result.length === size ? result : null
      } catch {
        return null
      }
    },
  }
}

function openNodeFile(path: string): ByteSource | null {
  try {
    const fd = openSync(path, 'r')
    const stat = fstatSync(fd)
    // A pipe can be read once, from its beginning on.
    if (!stat.isFile()) return bytesSource(readFileSync(fd))
    return fileSource(stat.size, (into, position) => readSync(fd, into, 0, into.length, position))
  } catch {
    return null
  }
}

/** Standard input through Node's event loop, once a thread reads while others run. */
interface ReadAhead {
  ready(): boolean
  available(): number
  /** Bytes of what has come; -1 at the end. Only when ready. */
  take(into: Uint8Array): number
}

const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    if (milliseconds <= 0) setImmediate(resolve)
    else setTimeout(resolve, Math.min(milliseconds, 0x7fff_ffff))
  })

/** Whoever waits for the event loop is told of everything that happens there. */
interface News {
  tell(): void
  /** Until there is news, unless there is something already, or the time has passed. */
  wait(milliseconds: number, already: () => boolean): Promise<void>
}

function createNews(): News {
  let wakeUp: (() => void) | null = null
  let told = false
  return {
    tell() {
      told = true
      wakeUp?.()
      wakeUp = null
    },
    wait(milliseconds, already) {
      const known = told || already()
      told = false
      if (known || milliseconds <= 0) return delay(0)
      return new Promise((resolve) => {
        // The timer also keeps Node alive, which processes do not.
        const timer = setTimeout(done, Math.min(milliseconds, 0x7fff_ffff))
        function done(): void {
          clearTimeout(timer)
          wakeUp = null
          told = false
          resolve()
        }
        wakeUp = done
      })
    },
  }
}

function readAhead(news: () => void): ReadAhead {
  const chunks: Uint8Array[] = []
  let ended = false
  const end = (): void => {
    ended = true
    news()
  }
  process.stdin.on('data', (chunk: Uint8Array) => {
    chunks.push(chunk)
    news()
  })
  process.stdin.on('end', end)
  process.stdin.on('error', end)
  const ready = (): boolean => ended || chunks.length > 0
  return {
    ready,
    available: () => chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    take(into) {
      const first = chunks[0]
      if (first === undefined) return -1
      const count = Math.min(into.length, first.length)
      into.set(first.subarray(0, count))
      if (count === first.length) chunks.shift()
      else chunks[0] = first.subarray(count)
      return count
    },
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
