import { gunzipSync, gzipSync } from 'node:zlib'

function makeText() {
  const bytes = new Int8Array(5 << 20)
  let state = 7
  for (let i = 0; i < bytes.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) | 0
    const r = (state >>> 16) & 0x7fff
    bytes[i] = i > 30000 && r % 9 !== 0 ? bytes[i - 1 - (r % 61) * 400] : 97 + (r % 26)
  }
  return bytes
}

const bytes = makeText()

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const back = gunzipSync(gzipSync(bytes))
    for (let k = 0; k < back.length; k += 997) sum = (Math.imul(sum, 31) + back[k]) | 0
    sum = (sum + back.length) | 0
  }
  return sum
}
