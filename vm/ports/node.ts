/** The port on Node: synchronous files and streams. Standard output is buffered and written when large, on flush and at exit. */
import { readFileSync, readSync, statSync, writeSync } from 'node:fs'
import { availableParallelism, homedir, userInfo } from 'node:os'
import { inflateRawSync } from 'node:zlib'
import type { Port } from './port.ts'

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
    available: () => 0,
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
        ['os.name', process.platform === 'linux' ? 'Linux' : process.platform === 'darwin' ? 'Mac OS X' : 'Windows'],
        ['os.arch', process.arch === 'x64' ? 'amd64' : process.arch],
      ]
    },
    processors: () => availableParallelism(),
    readFile(path) {
      try {
        return readFileSync(path)
      } catch {
        return null
      }
    },
    kindOf(path) {
      const found = statSync(path, { throwIfNoEntry: false })
      return found === undefined ? 'missing' : found.isDirectory() ? 'directory' : 'file'
    },
    inflate(bytes, size) {
      try {
        const result = inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) })
        return result.length === size ? result : null
      } catch {
        return null
      }
    },
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
