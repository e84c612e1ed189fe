const numbers = Array.from({ length: 100 }, (_, i) => (i * 37) % 101)
const range = Array.from({ length: 100 }, (_, i) => i)

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const limit = i & 63
    sum += numbers
      .filter((x) => x > limit)
      .map((x) => x * 3)
      .reduce((a, b) => a + b, 0)
    sum += Math.max(
      ...range
        .map((x) => x * x)
        .filter((x) => (x & 1) === 0)
        .slice(0, 30),
    )
    const sorted = numbers
      .map((x) => x ^ limit)
      .sort((a, b) => a - b)
      .slice(10)
    sum += sorted[5]
    const groups = new Map()
    for (const x of numbers) groups.set(x % 7, (groups.get(x % 7) ?? 0) + 1)
    sum += groups.get(3)
  }
  return sum | 0
}
