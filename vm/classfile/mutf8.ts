// Modified UTF-8 (JVMS 4.4.7): U+0000 takes two bytes, a supplementary character is its two surrogates in three bytes
// each. Strings here are sequences of UTF-16 code units, lone surrogates included, so nothing is lost.
import { ClassFormatProblem } from './model.ts'

/** Decodes bytes[start..end). Malformed input throws a ClassFormatProblem, as HotSpot's parser rejects it. */
export function decodeMutf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  let i = start
  // Nearly all names are ASCII: no decisions but one in this loop.
  for (; i < end; i++) {
    const byte = bytes[i]!
    if (byte === 0 || byte >= 0x80) break
    text += String.fromCharCode(byte)
  }
  while (i < end) {
    const a = bytes[i]!
    if (a !== 0 && a < 0x80) {
      text += String.fromCharCode(a)
      i++
    } else if (a >> 5 === 0b110) {
      if (i + 2 > end) throw malformed(start, i)
      const b = bytes[i + 1]!
      if (b >> 6 !== 0b10) throw malformed(start, i)
      text += String.fromCharCode(((a & 0x1f) << 6) | (b & 0x3f))
      i += 2
    } else if (a >> 4 === 0b1110) {
      if (i + 3 > end) throw malformed(start, i)
      const b = bytes[i + 1]!
      const c = bytes[i + 2]!
      if (b >> 6 !== 0b10 || c >> 6 !== 0b10) throw malformed(start, i)
      text += String.fromCharCode(((a & 0xf) << 12) | ((b & 0x3f) << 6) | (c & 0x3f))
      i += 3
    } else {
      throw malformed(start, i)
    }
  }
  return text
}

function malformed(start: number, offset: number): ClassFormatProblem {
  return new ClassFormatProblem(`Illegal UTF8 string in constant pool: malformed byte ${offset - start}`, offset)
}

export function encodeMutf8(text: string): Uint8Array {
  const length = mutf8Length(text)
  const bytes = new Uint8Array(length)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c !== 0 && c < 0x80) {
      bytes[at++] = c
    } else if (c < 0x800) {
      bytes[at++] = 0xc0 | (c >> 6)
      bytes[at++] = 0x80 | (c & 0x3f)
    } else {
      bytes[at++] = 0xe0 | (c >> 12)
      bytes[at++] = 0x80 | ((c >> 6) & 0x3f)
      bytes[at++] = 0x80 | (c & 0x3f)
    }
  }
  return bytes
}

/** Bytes that `encodeMutf8` would make. */
export function mutf8Length(text: string): number {
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    length += c !== 0 && c < 0x80 ? 1 : c < 0x800 ? 2 : 3
  }
  return length
}
