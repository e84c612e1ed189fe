/** hlvm.Checksums: sums over ranges of bytes that have been checked. */
import { ARRAY_BASE_OFFSET } from '../heap/layout.ts'
import type { NativeFunction, Runtime } from '../runtime/runtime.ts'
import type { NativeTable } from './support.ts'

/** The sums of all bytes for a polynomial, lowest bit first. */
function crcTable(polynomial: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ polynomial : sum >>> 1
    return sum
  })
}

function crc(rt: Runtime, polynomial: number): NativeFunction {
  const table = crcTable(polynomial)
  const { U8 } = rt.memory
  return (before, bytes, offset, length) => {
    let sum = ~before!
    const end = bytes! + ARRAY_BASE_OFFSET + offset! + length!
    for (let i = end - length!; i < end; i++) sum = table[(sum ^ U8[i]!) & 0xff]! ^ (sum >>> 8)
    return ~sum
  }
}

/** So many bytes can be added before the sums have to be reduced: 255 n (n + 1) / 2 + (n + 1) 65520 < 2^32. */
const ADLER_RUN = 5552

export const checksumNatives: NativeTable = {
  'hlvm/Checksums.crc32(I[BII)I': (rt) => crc(rt, 0xedb88320),
  'hlvm/Checksums.crc32c(I[BII)I': (rt) => crc(rt, 0x82f63b78),
  'hlvm/Checksums.adler32(I[BII)I': (rt) => (before, bytes, offset, length) => {
    const { U8 } = rt.memory
    let a = before! & 0xffff
    let b = before! >>> 16
    let at = bytes! + ARRAY_BASE_OFFSET + offset!
    const end = at + length!
    while (at < end) {
      const stop = Math.min(end, at + ADLER_RUN)
      for (; at < stop; at++) {
        a += U8[at]!
        b += a
      }
      a %= 65521
      b %= 65521
    }
    return (b << 16) | a
  },
}
