export function run(n) {
  let sum = 0
  for (let k = 0; k < n; k++) {
    const counts = new Map()
    let state = 99 + k
    for (let i = 0; i < 200_000; i++) {
      state = (Math.imul(state, 1103515245) + 12345) | 0
      const word = `w${(state >>> 16) % 20_011}`
      counts.set(word, (counts.get(word) ?? 0) + 1)
    }
    const squares = new Map()
    for (let i = 0; i < 200_000; i++) squares.set(i, Math.imul(i, i))
    for (let i = 0; i < 400_000; i++) sum = (sum + (squares.get(i) ?? 1)) | 0
    for (let i = 0; i < 200_000; i += 3) {
      const value = squares.get(i)
      if (value !== undefined) squares.set(i, (value + i) | 0)
      squares.delete(i + 1)
    }
    for (const [word, count] of counts) sum = (sum + count * word.length) | 0
    for (const value of squares.values()) sum ^= value
    sum = (Math.imul(sum, 31) + squares.size + counts.size) | 0
  }
  return sum
}
