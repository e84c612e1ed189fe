export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const numbers = new Map()
    for (let j = 0; j < 500; j++) numbers.set((j * 7919) % 10007, j)
    for (let j = 0; j < 10007; j += 10) {
      const value = numbers.get(j)
      if (value !== undefined) sum = (sum + value) | 0
    }
    const words = new Map()
    for (let j = 0; j < 500; j++) {
      const word = 'w' + (j % 100)
      const count = words.get(word)
      words.set(word, count === undefined ? 1 : count + 1)
    }
    for (const word of words.keys()) sum = (sum + word.length * words.get(word)) | 0
  }
  return sum
}
