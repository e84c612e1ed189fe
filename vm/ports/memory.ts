/** A port in memory for tests: fixed input, collected output, a clock that counts calls, a counter for randomness. */
import { bytesSource } from '../classfile/archive.ts'
import { createMemoryFiles, type MemoryFiles } from './memory-files.ts'
import type { Port } from './port.ts'
import { createZones } from './zones.ts'

export interface MemoryPortSetup {
  readonly stdin?: string
  /** Files by path, with their directories. */
  readonly files?: ReadonlyMap<string, Uint8Array>
  readonly environment?: readonly (readonly [string, string])[]
  readonly seed?: number
  readonly inflate?: (bytes: Uint8Array, size: number) => Uint8Array | null
}

export interface MemoryPort extends Port {
  /** What has been written so far. */
  output(fd: number): string
  readonly files: MemoryFiles
}

export function createMemoryPort(setup: MemoryPortSetup = {}): MemoryPort {
  const input = new TextEncoder().encode(setup.stdin ?? '')
  const written: Uint8Array[][] = [[], [], []]
  let at = 0
  let time = 0n
  let state = (setup.seed ?? 1) | 1
  const currentTimeMillis = (): number => 1_600_000_000_000 + Number(time / 1_000_000n)
  const files = createMemoryFiles(() => BigInt(currentTimeMillis()) * 1_000_000n)
  for (const [path, bytes] of setup.files ?? []) files.put(path, bytes)
  files.makeDirectory('/tmp', 0o777)
  return {
    write(fd, bytes) {
      written[fd === 2 ? 2 : 1]!.push(bytes.slice())
      return true
    },
    flush: () => true,
    read(_fd, into) {
      if (at >= input.length) return -1
      const count = Math.min(into.length, input.length - at)
      into.set(input.subarray(at, at + count))
      at += count
      return count
    },
    available: () => input.length - at,
    currentTimeMillis,
    nanoTime: () => (time += 1000n),
    sleep(milliseconds) {
      time += BigInt(Math.round(milliseconds)) * 1_000_000n
    },
    randomBits() {
      // Marsaglia's xorshift: the same sequence everywhere.
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return state
    },
    environment: () => setup.environment ?? [],
    properties: () => [
      ['user.dir', '/'],
      ['java.io.tmpdir', '/tmp'],
      ['user.home', '/'],
      ['user.name', 'user'],
      ['os.name', 'Linux'],
      ['os.arch', 'amd64'],
    ],
    processors: () => 1,
    files,
    readFile: (path) => files.contents(path),
    openFile(path) {
      const bytes = files.contents(path)
      return bytes === null ? null : bytesSource(bytes)
    },
    timeZone: () => null,
    zones: createZones(),
    kindOf(path) {
      const found = files.stat(path, true)
      return typeof found === 'number' ? 'missing' : found.kind === 'directory' ? 'directory' : 'file'
    },
    inflate: setup.inflate ?? (() => null),
    output: (fd) => {
      const decoder = new TextDecoder()
      return written[fd]!.map((bytes) => decoder.decode(bytes, { stream: true })).join('') + decoder.decode()
    },
  }
}
