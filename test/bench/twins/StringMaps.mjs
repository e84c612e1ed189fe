const words = Array.from({ length: 5000 }, (_, i) => `word${i}`)

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const map = new Map()
    for (let j = 0; j < 30_000; j++) {
      const word = words[(j * 31) % words.length]
      const count = map.get(word)
      map.set(word, count === undefined ? 1 : count + 1)
    }
    for (let j = 0; j < 30_000; j++) {
      const word = words[j % 5000]
      map.set(word, (map.get(word) + j) | 0)
    }
    for (const [word, count] of map) sum = (sum + (word.length ^ count)) | 0
  }
  return sum
}
