/** The two implementations of the port's files do the same: random operations on a temporary folder and on the file system in memory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  FILE_ERRORS,
  type FilesPort,
  OPEN_APPEND,
  OPEN_CREATE,
  OPEN_NEW,
  OPEN_READ,
  OPEN_TRUNCATE,
  OPEN_WRITE,
} from '../../vm/ports/files.ts'
import { createMemoryFiles } from '../../vm/ports/memory-files.ts'
import { createNodeFiles } from '../../vm/ports/node-files.ts'

function randoms(seed: number): (limit: number) => number {
  let state = seed | 1
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

/** One random operation; a function, so that both sides run the same. */
function operation(
  pick: (limit: number) => number,
  handles: number,
): (files: FilesPort, top: string, open: number[]) => unknown {
  const names = ['a', 'b', 'd', 'd/x', 'd/y', 'd/e', 'd/e/z', 'l', 'l/x', '../r/a', 'd/../b', 'a/']
  const path = names[pick(names.length)]!
  const other = names[pick(names.length)]!
  const n = pick(40) + 1
  const flags = [
    OPEN_READ,
    OPEN_WRITE | OPEN_CREATE,
    OPEN_READ | OPEN_WRITE | OPEN_CREATE,
    OPEN_WRITE | OPEN_CREATE | OPEN_APPEND,
    OPEN_WRITE | OPEN_CREATE | OPEN_TRUNCATE,
    OPEN_WRITE | OPEN_CREATE | OPEN_NEW,
  ][pick(6)]!
  const index = pick(Math.max(1, handles))
  const bytes = Uint8Array.from({ length: n }, (_, i) => i + n)
  const at = pick(2) === 0 ? null : pick(50)
  const kind = pick(18)
  return (files, top, open) => {
    const p = `${top}/${path}`
    const h = open[index] ?? 99_999
    switch (kind) {
      case 0:
      case 1: {
        const handle = files.open(p, flags, 0o644)
        // A directory can be opened for reading; what can be done with it is left alone here.
        const found = files.stat(p, true)
        if (handle >= 0 && typeof found !== 'number' && found.kind === 'directory') return files.close(handle)
        if (handle >= 0) open.push(handle)
        return handle < 0 ? handle : 'open'
      }
      case 2:
        return open.length > 4 ? files.close(open.splice(index % open.length, 1)[0]!) : null
      case 3:
      case 4: {
        const into = new Uint8Array(n)
        return [files.read(h, into, at), ...into]
      }
      case 5:
      case 6:
        return files.write(h, bytes, at)
      case 7:
        return [files.position(h), files.seek(h, n), files.position(h)]
      case 8: {
        const size = files.size(h)
        return size
      }
      case 9:
        return files.truncate(h, n) < 0
      case 10: {
        const found = files.stat(p, n % 2 === 0)
        if (typeof found === 'number') return found
        return [found.kind, found.kind === 'file' ? found.size : 0n, found.kind === 'file' ? found.links : 0]
      }
      case 11: {
        const list = files.list(p)
        return typeof list === 'number' ? list : [...list].sort()
      }
      case 12:
        return files.makeDirectory(p, 0o755)
      case 13:
        return files.remove(p, n % 2 === 0)
      case 14:
        return files.rename(p, `${top}/${other}`)
      case 15:
        return files.link(p, `${top}/${other}`)
      case 16:
        return [files.symbolicLink(other, `${top}/${path}`), files.readLink(`${top}/${other}`)]
      default: {
        const real = files.realPath(p)
        return typeof real === 'number' ? real : real.slice(top.length)
      }
    }
  }
}

test('200 sequences of operations', () => {
  const base = mkdtempSync(join(tmpdir(), 'hlvm-files-'))
  try {
    for (let seed = 1; seed <= 200; seed++) {
      const pick = randoms(seed * 7919)
      const host = createNodeFiles()
      const memory = createMemoryFiles(() => 1_600_000_000_000_000_000n)
      const top = host.realPath(base) as string
      host.makeDirectory(`${top}/${seed}`, 0o755)
      host.makeDirectory(`${top}/${seed}/r`, 0o755)
      memory.put(`${top}/${seed}/r/.keep`, new Uint8Array(0))
      memory.remove(`${top}/${seed}/r/.keep`, false)
      const hostOpen: number[] = []
      const memoryOpen: number[] = []
      for (let step = 0; step < 30; step++) {
        const next = operation(pick, hostOpen.length)
        const folder = `${top}/${seed}/r`
        const state = [next(host, folder, hostOpen), next(memory, folder, memoryOpen)]
        expect(normal(state[1]), `seed ${seed}, step ${step}`).toEqual(normal(state[0]))
      }
      for (const handle of hostOpen) host.close(handle)
    }
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
})

/** Errors that hosts choose differently when two apply. */
function normal(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(normal)
  return typeof result === 'number' && result < 0 ? 'error' : result
}

test('errors have the usual numbers', () => {
  const files = createMemoryFiles(() => 0n)
  files.put('/d/a', new Uint8Array(3))
  expect(files.open('/none', OPEN_READ, 0)).toBe(-FILE_ERRORS.ENOENT)
  expect(files.open('/d', OPEN_WRITE, 0)).toBe(-FILE_ERRORS.EISDIR)
  expect(files.open('/d/a', OPEN_WRITE | OPEN_CREATE | OPEN_NEW, 0)).toBe(-FILE_ERRORS.EEXIST)
  expect(files.remove('/d', true)).toBe(-FILE_ERRORS.ENOTEMPTY)
  expect(files.list('/d/a')).toBe(-FILE_ERRORS.ENOTDIR)
  expect(files.stat('/d/a/b', true)).toBe(-FILE_ERRORS.ENOTDIR)
  expect(files.readLink('/d/a')).toBe(-FILE_ERRORS.EINVAL)
})
