/**
 * Reads zip archives (jars): the central directory at once, entries when asked for. Stored and deflated entries; no zip64, no
 * encryption, one disk. Broken archives give null, never an exception: a class path entry that is no archive is empty, as for java.
 *
 * Most entries of an archive are never asked for. So the directory stays as it is in the file, with a hash table of offsets beside it:
 * no strings, no objects for 1,600 classes before a program's first line. Chains lead from later entries to earlier ones: of
 * several entries with one name the last counts.
 *
 * Even that table takes milliseconds of a start. The library's archive brings an order with it (tools/zip.ts): its last entry holds
 * the offsets of all headers in the directory, sorted by name, and ends where the directory begins:
 *
 *   | offset of each header, 4 bytes | size of the directory | their number | ORDER_MARK |
 */

/** Bytes of a file, read as they are needed. */
export interface ByteSource {
  readonly length: number
  /** Exactly the bytes from `start` to `end`; null when they are not there or cannot be read. */
  read(start: number, end: number): Uint8Array | null
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    length: bytes.length,
    read: (start, end) => (end > bytes.length ? null : bytes.subarray(start, end)),
  }
}

/** Of an open file; `readAt` stores bytes from a position of the file on and says how many, 0 at the end; it may throw. */
export function fileSource(length: number, readAt: (into: Uint8Array, position: number) => number): ByteSource {
  return {
    length,
    read(start, end) {
      if (end > length) return null
      const bytes = new Uint8Array(end - start)
      try {
        for (let at = 0; at < bytes.length; ) {
          const count = readAt(bytes.subarray(at), start + at)
          if (count === 0) return null
          at += count
        }
      } catch {
        return null
      }
      return bytes
    },
  }
}

/** Unpacks raw deflate data of an entry to `size` bytes; null when it is broken. */
export type Inflate = (packed: Uint8Array, size: number) => Uint8Array | null

export interface Archive {
  has(name: string): boolean
  names(): IterableIterator<string>
  /** CRC-32 of the contents, as the directory has it. */
  checksum(name: string): number | null
  /** Contents of the entry; null when it is not there or broken. */
  read(name: string): Uint8Array | null
}

const END_SIGNATURE = 0x06054b50
const CENTRAL_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50

const END_BYTES = 22
export const CENTRAL_BYTES = 46
const LOCAL_BYTES = 30

export const ORDER_ENTRY = 'META-INF/ORDER'
export const ORDER_MARK = 0x4c484f48
/** What follows the offsets. */
export const ORDER_TAIL_BYTES = 12

export function openArchive(archive: Uint8Array | ByteSource, inflate: Inflate): Archive | null {
  const source = archive instanceof Uint8Array ? bytesSource(archive) : archive
  const directory = readDirectory(source)
  if (directory === null) return null
  const { bytes, find, offsets } = directory
  return {
    has: (name) => find(name) >= 0,
    *names() {
      const seen = new Set<string>()
      const decoder = new TextDecoder()
      for (const at of offsets) {
        const start = at + CENTRAL_BYTES
        const name = decoder.decode(bytes.subarray(start, start + u16(bytes, at + 28)))
        if (!seen.has(name)) yield name
        seen.add(name)
      }
    },
    checksum(name) {
      const at = find(name)
      return at < 0 ? null : u32(bytes, at + 16)
    },
    read(name) {
      const at = find(name)
      return at < 0 ? null : readEntry(source, bytes, at, inflate)
    },
  }
}

/** The entry whose central header is at `at`. */
function readEntry(source: ByteSource, directory: Uint8Array, at: number, inflate: Inflate): Uint8Array | null {
  const local = u32(directory, at + 42)
  const packedSize = u32(directory, at + 20)
  // The local header repeats the name, and mostly has no more extra fields than the central one: one piece has all.
  const likely = local + LOCAL_BYTES + u16(directory, at + 28) + u16(directory, at + 30)
  const piece = source.read(local, likely + packedSize) ?? source.read(local, source.length)
  if (piece === null || piece.length < LOCAL_BYTES || u32(piece, 0) !== LOCAL_SIGNATURE) return null
  const start = LOCAL_BYTES + u16(piece, 26) + u16(piece, 28)
  const end = start + packedSize
  const packed = end <= piece.length ? piece.subarray(start, end) : source.read(local + start, local + end)
  if (packed === null) return null
  const method = u16(directory, at + 10)
  if (method === 0) return packed
  return method === 8 ? inflate(packed, u32(directory, at + 24)) : null
}

interface Directory {
  readonly bytes: Uint8Array
  /** Of the central headers, in `bytes`. */
  readonly offsets: Int32Array
  /** Offset of the header of the entry with that name; -1 for none. */
  find(name: string): number
}

function readDirectory(source: ByteSource): Directory | null {
  const end = findEnd(source)
  if (end === null) return null
  if (end.start > end.at) return null
  const ordered = readOrdered(source, end)
  if (ordered !== null) return ordered
  const bytes = source.read(end.start, end.at)
  if (bytes === null) return null
  const offsets = new Int32Array(end.count)
  const next = new Int32Array(end.count)
  let size = 16
  while (size < end.count) size *= 2
  const first = new Int32Array(size).fill(-1)
  let at = 0
  for (let i = 0; i < end.count; i++) {
    if (at + CENTRAL_BYTES > bytes.length || u32(bytes, at) !== CENTRAL_SIGNATURE) return null
    const length = u16(bytes, at + 28)
    const bucket = hash(bytes, at + CENTRAL_BYTES, length) & (size - 1)
    offsets[i] = at
    next[i] = first[bucket]!
    first[bucket] = i
    at += CENTRAL_BYTES + length + u16(bytes, at + 30) + u16(bytes, at + 32)
    if (at > bytes.length) return null
  }
  const encoder = new TextEncoder()
  return {
    bytes,
    offsets,
    find(name) {
      const wanted = encoder.encode(name)
      for (let i = first[hash(wanted, 0, wanted.length) & (size - 1)]!; i >= 0; i = next[i]!) {
        const at = offsets[i]!
        if (u16(bytes, at + 28) === wanted.length && matches(bytes, at + CENTRAL_BYTES, wanted)) return at
      }
      return -1
    },
  }
}

/** The directory of an archive that has an order; null for all others. */
function readOrdered(source: ByteSource, end: { at: number; start: number; count: number }): Directory | null {
  const before = end.count * 4 + ORDER_TAIL_BYTES
  if (end.count === 0 || end.start < before) return null
  // One piece has both.
  const all = source.read(end.start - before, end.at)
  if (all === null || u32(all, before - 4) !== ORDER_MARK) return null
  if (u32(all, before - 8) !== end.count || u32(all, before - 12) !== end.at - end.start) return null
  const bytes = all.subarray(before)
  const offsets = new Int32Array(new Uint8Array(all.subarray(0, end.count * 4)).buffer)
  const encoder = new TextEncoder()
  return {
    bytes,
    offsets,
    find(name) {
      const wanted = encoder.encode(name)
      let low = 0
      let high = offsets.length - 1
      while (low <= high) {
        const middle = (low + high) >>> 1
        const at = offsets[middle]!
        const order = compare(bytes, at + CENTRAL_BYTES, u16(bytes, at + 28), wanted)
        if (order === 0) return at
        if (order < 0) low = middle + 1
        else high = middle - 1
      }
      return -1
    },
  }
}

/** As the names' bytes are ordered: negative when the one in the directory comes first. */
function compare(bytes: Uint8Array, start: number, length: number, wanted: Uint8Array): number {
  const shared = Math.min(length, wanted.length)
  for (let i = 0; i < shared; i++) {
    const difference = bytes[start + i]! - wanted[i]!
    if (difference !== 0) return difference
  }
  return length - wanted.length
}

/** Of eight bytes spread over the name, and of its length. */
function hash(bytes: Uint8Array, start: number, length: number): number {
  let h = length
  for (let k = 0; k < 8; k++) h = (Math.imul(h, 31) + bytes[start + ((k * length) >>> 3)]!) | 0
  return h ^ (h >>> 15)
}

function matches(bytes: Uint8Array, start: number, wanted: Uint8Array): boolean {
  // From the end: packages are shared by many.
  for (let i = wanted.length - 1; i >= 0; i--) if (bytes[start + i] !== wanted[i]) return false
  return true
}

/** The end record is the last thing in the file but for a comment of at most 65535 bytes. */
function findEnd(source: ByteSource): { at: number; start: number; count: number } | null {
  for (const comment of [0, 0xffff]) {
    const from = Math.max(0, source.length - END_BYTES - comment)
    const tail = source.read(from, source.length)
    if (tail === null) return null
    for (let at = tail.length - END_BYTES; at >= 0; at--) {
      if (u32(tail, at) !== END_SIGNATURE) continue
      return { at: from + at, start: u32(tail, at + 16), count: u16(tail, at + 10) }
    }
  }
  return null
}

function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8)
}

function u32(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0
}
