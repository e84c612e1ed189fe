import { gunzipSync, gzipSync } from 'node:zlib'

function makeText(seed) {
  const bytes = new Uint8Array(1 << 16)
  let state = (seed * 7919 + 1) | 0
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) | 0
    const r = (state >>> 16) & 0x7fff
    bytes[i] = i > 100 && r % 5 !== 0 ? bytes[i - 1 - (r % 97)] : 97 + (r % 26)
  }
  return bytes
}

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  return sum
})

function crc32(bytes) {
  let sum = -1
  for (let i = 0; i < bytes.length; i++) sum = table[(sum ^ bytes[i]) & 0xff] ^ (sum >>> 8)
  return ~sum
}

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const back = gunzipSync(gzipSync(makeText(i)))
    sum = (sum + crc32(back) + back.length) | 0
  }
  return sum
}
