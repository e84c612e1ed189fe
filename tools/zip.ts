/** Writes zip archives with fixed dates, so that the same input gives the same bytes. */
import { deflateRawSync } from 'node:zlib'
import { CENTRAL_BYTES, ORDER_ENTRY, ORDER_MARK, ORDER_TAIL_BYTES } from '../vm/classfile/archive.ts'
import { crc32 } from './crc32.ts'

export interface ZipEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

const STORED = 0
const DEFLATED = 8

/** Entries are stored as they are, so that a reader need not unpack, or deflated. */
export function zip(entries: readonly ZipEntry[], packed = false): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const nameBytes = Buffer.from(name, 'utf8')
    const data = packed ? deflateRawSync(bytes) : bytes
    // The part that local and central header share: version, flags (names in UTF-8), method, 1980-01-01, sums, sizes.
    const common = Buffer.alloc(26)
    common.writeUInt16LE(10, 0)
    common.writeUInt16LE(0x0800, 2)
    common.writeUInt16LE(packed ? DEFLATED : STORED, 4)
    common.writeUInt32LE(0x00210000, 6)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, nameBytes])
    const central = Buffer.alloc(46)
    central.write('PK\u0001\u0002', 'latin1')
    central.writeUInt16LE(10, 4)
    common.copy(central, 6)
    central.writeUInt32LE(offset, 42)
    directory.push(central, nameBytes)
    parts.push(local, data)
    offset += local.length + data.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

/** Stored entries, and behind them the order of their names, with which vm/classfile/archive.ts finds them at once. */
export function zipOrdered(entries: readonly ZipEntry[]): Uint8Array {
  const headers: { readonly name: Buffer; readonly at: number }[] = []
  let at = 0
  for (const name of [...entries.map((each) => each.name), ORDER_ENTRY]) {
    const bytes = Buffer.from(name, 'utf8')
    headers.push({ name: bytes, at })
    at += CENTRAL_BYTES + bytes.length
  }
  const order = Buffer.alloc(headers.length * 4 + ORDER_TAIL_BYTES)
  headers.sort((a, b) => Buffer.compare(a.name, b.name))
  for (const [index, header] of headers.entries()) order.writeUInt32LE(header.at, index * 4)
  for (const [index, word] of [at, headers.length, ORDER_MARK].entries()) {
    order.writeUInt32LE(word, (headers.length + index) * 4)
  }
  return zip([...entries, { name: ORDER_ENTRY, bytes: order }])
}
