/**
 * Reads zip archives (jars): the central directory at once, entries when asked for. Stored and deflated entries; no zip64, no
 * encryption, one disk. Broken archives give null, never an exception: a class path entry that is no archive is empty, as for java.
 */
import type { Port } from '../ports/port.ts'

interface Entry {
  readonly header: number
  readonly method: number
  readonly packed: number
  readonly size: number
}

export interface Archive {
  has(name: string): boolean
  names(): IterableIterator<string>
  /** Contents of the entry; null when it is not there or broken. */
  read(name: string): Uint8Array | null
}

const END_SIGNATURE = 0x06054b50
const CENTRAL_SIGNATURE = 0x02014b50
const LOCAL_SIGNATURE = 0x04034b50

export function openArchive(bytes: Uint8Array, inflate: Port['inflate']): Archive | null {
  const entries = readDirectory(bytes)
  if (entries === null) return null
  return {
    has: (name) => entries.has(name),
    names: () => entries.keys(),
    read(name) {
      const entry = entries.get(name)
      if (entry === undefined || entry.header + 30 > bytes.length) return null
      if (u32(bytes, entry.header) !== LOCAL_SIGNATURE) return null
      const start = entry.header + 30 + u16(bytes, entry.header + 26) + u16(bytes, entry.header + 28)
      const end = start + entry.packed
      if (end > bytes.length) return null
      const packed = bytes.subarray(start, end)
      if (entry.method === 0) return packed
      return entry.method === 8 ? inflate(packed, entry.size) : null
    },
  }
}

function readDirectory(bytes: Uint8Array): Map<string, Entry> | null {
  // The end record is the last thing in the file but for a comment of at most 65535 bytes.
  let end = bytes.length - 22
  const lowest = Math.max(0, end - 0xffff)
  while (end >= lowest && u32(bytes, end) !== END_SIGNATURE) end--
  if (end < lowest) return null
  const count = u16(bytes, end + 10)
  let at = u32(bytes, end + 16)
  const entries = new Map<string, Entry>()
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || u32(bytes, at) !== CENTRAL_SIGNATURE) return null
    const nameLength = u16(bytes, at + 28)
    const name = decodeName(bytes, at + 46, nameLength)
    entries.set(name, {
      header: u32(bytes, at + 42),
      method: u16(bytes, at + 10),
      packed: u32(bytes, at + 20),
      size: u32(bytes, at + 24),
    })
    at += 46 + nameLength + u16(bytes, at + 30) + u16(bytes, at + 32)
  }
  return entries
}

function decodeName(bytes: Uint8Array, start: number, length: number): string {
  let name = ''
  for (let i = start; i < start + length; i++) {
    const byte = bytes[i] ?? 0
    if (byte >= 0x80) return new TextDecoder().decode(bytes.subarray(start, start + length))
    name += String.fromCharCode(byte)
  }
  return name
}

function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8)
}

function u32(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0
}
