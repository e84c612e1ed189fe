/** Reading of zip and jar archives (PKWARE APPNOTE 4.3): the central directory, entries on demand. */

export interface Archive {
  /** Names of all entries, as stored. */
  readonly names: Iterable<string>
  read(name: string): Uint8Array | undefined
}

/** Undefined when the bytes are no zip archive. `inflateRaw` expands a deflated entry. */
export function openJar(
  bytes: Uint8Array,
  inflateRaw: (packed: Uint8Array, size: number) => Uint8Array,
): Archive | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end < 0) return undefined
  const directoryStart = view.getUint32(end + 16, true)
  if (directoryStart > end) return undefined
  // One decoding for all names, and nothing but an offset kept for each: most entries are never read.
  const directory = new TextDecoder('latin1').decode(bytes.subarray(directoryStart, end))
  const headers = new Map<string, number>()
  let at = directoryStart
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) return undefined
    const nameLength = view.getUint16(at + 28, true)
    const start = at + 46
    let name = directory.slice(start - directoryStart, start - directoryStart + nameLength)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything but ASCII
    if (/[^\x00-\x7f]/.test(name)) name = new TextDecoder().decode(bytes.subarray(start, start + nameLength))
    headers.set(name, at)
    at = start + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return {
    names: { [Symbol.iterator]: () => headers.keys() },
    read(name) {
      const header = headers.get(name)
      if (header === undefined) return undefined
      const method = view.getUint16(header + 10, true)
      const packedSize = view.getUint32(header + 20, true)
      const local = view.getUint32(header + 42, true)
      if (local + 30 > view.byteLength) return undefined
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
      const packed = bytes.subarray(start, start + packedSize)
      return method === 0 ? packed : inflateRaw(packed, view.getUint32(header + 24, true))
    },
  }
}

/** Offset of the end-of-central-directory record, before a comment of at most 65,535 bytes; -1 when there is none. */
function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff)
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at
  }
  return -1
}
