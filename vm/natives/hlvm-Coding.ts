/** hlvm.Coding: the loops over well-formed text, which every reader and writer spends its time in. What is irregular is decided in HL. */
import { ARRAY_BASE_OFFSET, CELL_RESULT_HI } from '../heap/layout.ts'
import type { NativeTable } from './support.ts'

export const codingNatives: NativeTable = {
  'hlvm/Coding.utf8ToChars([BII[CII)J': (rt) => (bytes, from, to, chars, at, end) => {
    const { U8, U16, H32 } = rt.memory
    const base = bytes! + ARRAY_BASE_OFFSET
    const first = (chars! + ARRAY_BASE_OFFSET) >>> 1
    const last = base + to!
    const room = first + end!
    let i = base + from!
    let o = first + at!
    while (i < last && o < room) {
      const a = U8[i]!
      if (a < 0x80) {
        U16[o++] = a
        i++
      } else if (a < 0xe0) {
        if (a < 0xc2 || i + 1 >= last) break
        const b = U8[i + 1]!
        if ((b & 0xc0) !== 0x80) break
        U16[o++] = ((a & 0x1f) << 6) | (b & 0x3f)
        i += 2
      } else if (a < 0xf0) {
        if (i + 2 >= last) break
        const b = U8[i + 1]!
        const c = U8[i + 2]!
        if ((b & 0xc0) !== 0x80 || (c & 0xc0) !== 0x80) break
        const code = ((a & 0x0f) << 12) | ((b & 0x3f) << 6) | (c & 0x3f)
        if (code < 0x800 || (code & 0xf800) === 0xd800) break
        U16[o++] = code
        i += 3
      } else {
        if (a > 0xf4 || i + 3 >= last || o + 1 >= room) break
        const b = U8[i + 1]!
        const c = U8[i + 2]!
        const d = U8[i + 3]!
        if ((b & 0xc0) !== 0x80 || (c & 0xc0) !== 0x80 || (d & 0xc0) !== 0x80) break
        const code = ((a & 0x07) << 18) | ((b & 0x3f) << 12) | ((c & 0x3f) << 6) | (d & 0x3f)
        if (code < 0x1_0000 || code > 0x10_ffff) break
        U16[o++] = 0xd7c0 + (code >>> 10)
        U16[o++] = 0xdc00 + (code & 0x3ff)
        i += 4
      }
    }
    H32[CELL_RESULT_HI] = i - base
    return o - first
  },
  'hlvm/Coding.charsToUtf8([CII[BII)J': (rt) => (chars, from, to, bytes, at, end) => {
    const { U8, U16, H32 } = rt.memory
    const base = (chars! + ARRAY_BASE_OFFSET) >>> 1
    const first = bytes! + ARRAY_BASE_OFFSET
    const last = base + to!
    const room = first + end!
    let i = base + from!
    let o = first + at!
    while (i < last) {
      const c = U16[i]!
      if (c < 0x80) {
        if (o >= room) break
        U8[o++] = c
        i++
      } else if (c < 0x800) {
        if (o + 2 > room) break
        U8[o++] = 0xc0 | (c >> 6)
        U8[o++] = 0x80 | (c & 0x3f)
        i++
      } else if ((c & 0xf800) !== 0xd800) {
        if (o + 3 > room) break
        U8[o++] = 0xe0 | (c >> 12)
        U8[o++] = 0x80 | ((c >> 6) & 0x3f)
        U8[o++] = 0x80 | (c & 0x3f)
        i++
      } else {
        if (c >= 0xdc00 || i + 1 >= last || (U16[i + 1]! & 0xfc00) !== 0xdc00 || o + 4 > room) break
        const code = 0x1_0000 + ((c - 0xd800) << 10) + (U16[i + 1]! - 0xdc00)
        U8[o++] = 0xf0 | (code >> 18)
        U8[o++] = 0x80 | ((code >> 12) & 0x3f)
        U8[o++] = 0x80 | ((code >> 6) & 0x3f)
        U8[o++] = 0x80 | (code & 0x3f)
        i += 2
      }
    }
    H32[CELL_RESULT_HI] = i - base
    return o - first
  },
  'hlvm/Coding.widen([BII[CI)V': (rt) => (bytes, from, to, chars, at) => {
    const { U8, U16 } = rt.memory
    const base = bytes! + ARRAY_BASE_OFFSET
    let o = ((chars! + ARRAY_BASE_OFFSET) >>> 1) + at!
    for (let i = base + from!; i < base + to!; i++) U16[o++] = U8[i]!
    return 0
  },
  'hlvm/Coding.narrow([CII[BII)I': (rt) => (chars, from, to, bytes, at, limit) => {
    const { U8, U16 } = rt.memory
    const base = (chars! + ARRAY_BASE_OFFSET) >>> 1
    let o = bytes! + ARRAY_BASE_OFFSET + at!
    let i = base + from!
    for (; i < base + to!; i++) {
      const c = U16[i]!
      if (c >= limit!) break
      U8[o++] = c
    }
    return i - base
  },
}
