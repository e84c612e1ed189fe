/** Jars as the compiler wants them: what is not there is undefined. */
import { type ByteSource, type Inflate, openArchive } from '../vm/classfile/archive.ts'

export interface Archive {
  /** Names of all entries, as stored. */
  readonly names: Iterable<string>
  read(name: string): Uint8Array | undefined
}

/** Undefined when the bytes are no zip archive. `inflateRaw` expands a deflated entry. */
export function openJar(bytes: Uint8Array | ByteSource, inflateRaw: Inflate): Archive | undefined {
  const archive = openArchive(bytes, inflateRaw)
  if (archive === null) return undefined
  return {
    names: { [Symbol.iterator]: () => archive.names() },
    read: (name) => archive.read(name) ?? undefined,
  }
}
