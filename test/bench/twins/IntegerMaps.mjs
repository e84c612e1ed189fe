export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const map = new Map()
    for (let j = 0; j < 20_000; j++) map.set((j * 7919 + i) | 0, j)
    for (let j = 0; j < 40_000; j++) {
      const value = map.get((j * 7919 + i) | 0)
      sum = (sum + (value === undefined ? 1 : value)) | 0
    }
    for (let j = 0; j < 10_000; j++) map.delete((j * 2 * 7919 + i) | 0)
    sum = (sum + map.size) | 0
  }
  return sum
}
