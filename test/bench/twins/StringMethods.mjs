const text = 'the quick brown fox jumps over the lazy dog, and then the cat; '.repeat(16)
let last = ''

function hashCode(s) {
  let h = 0
  for (let i = 0; i < s.length; i++) h = (Math.imul(31, h) + s.charCodeAt(i)) | 0
  return h
}

/** As Java compares: the difference of the first characters that differ, or of the lengths. */
function compare(a, b) {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) {
    const d = a.charCodeAt(i) - b.charCodeAt(i)
    if (d !== 0) return d
  }
  return a.length - b.length
}

export function run(n) {
  let sum = 0
  last = ''
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < 5000; j++) {
      const at = (j * 13) % 900
      const piece = text.substring(at, at + 12)
      sum = (sum + hashCode(piece)) | 0
      if (piece === last) sum = (sum + 1) | 0
      if ((j & 15) === 0) {
        sum = (sum + text.indexOf(piece) + compare(piece, last)) | 0
        last = piece
      }
      if (text.startsWith('the', at)) sum = (sum + 3) | 0
    }
  }
  return sum
}
