/** Reading of zip and jar archives (PKWARE APPNOTE 4.3): the central directory, entries on demand. */

export interface Archive {
  /** Names of all entries, as stored. */
  readonly names: Iterable<string>
  read(name: string): Uint8Array | undefined
}

interface Entry {
  readonly method: number
  readonly packedSize: number
  readonly size: number
  readonly headerOffset: number
}

/** Undefined when the bytes are no zip archive. `inflateRaw` expands a deflated entry. */
export function openJar(
  bytes: Uint8Array,
  inflateRaw: (packed: Uint8Array, size: number) => Uint8Array,
): Archive | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end < 0) return undefined
  const entries = new Map<string, Entry>()
  const decoder = new TextDecoder()
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) return undefined
    const nameLength = view.getUint16(at + 28, true)
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength))
    entries.set(name, {
      method: view.getUint16(at + 10, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      headerOffset: view.getUint32(at + 42, true),
    })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return {
    names: entries.keys(),
    read(name) {
      const entry = entries.get(name)
      if (entry === undefined) return undefined
      const { headerOffset, method, packedSize, size } = entry
      const start =
        headerOffset + 30 + view.getUint16(headerOffset + 26, true) + view.getUint16(headerOffset + 28, true)
      const packed = bytes.subarray(start, start + packedSize)
      return method === 0 ? packed : inflateRaw(packed, size)
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
