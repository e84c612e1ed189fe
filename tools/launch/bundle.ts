/**
 * How a command's bundle is compiled, by the launcher and by the writer of its code cache alike.
 *
 *   hlvm.bundle.js      first line `//` and the identity of the rest (a hash), then one function expression, all ASCII
 *   hlvm.bundle.cache   V8's code cache of that text, after a header of 128 bytes: identity, Node's version, architecture, length
 *
 * The cache is taken after a run, so that it holds the functions which a run needs; V8 compiles nothing then. V8 compares its own
 * version and flags, but of the text only the length: hence the header. A cache that does not fit is not used, that is all.
 */
import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'

/** What Node's own loader wraps around a CommonJS file. */
export type BundleFunction = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  directory: string,
) => void

const HEADER_BYTES = 128

export function cacheHeader(text: string, length: number): string {
  return `${text.slice(0, text.indexOf('\n'))} ${process.version} ${process.arch} ${length}\n`.padEnd(HEADER_BYTES)
}

export function readBundle(path: string): string {
  return readFileSync(path, 'latin1')
}

/** `cachePath` null: without a cache. */
export function compileBundle(path: string, text: string, cachePath: string | null): Script {
  const cachedData = cachePath === null ? undefined : readCache(cachePath, text)
  return new Script(text, cachedData === undefined ? { filename: path } : { filename: path, cachedData })
}

function readCache(path: string, text: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path)
    const header = cacheHeader(text, bytes.length - HEADER_BYTES)
    return bytes.toString('latin1', 0, HEADER_BYTES) === header ? bytes.subarray(HEADER_BYTES) : undefined
  } catch {
    return undefined
  }
}
