export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const a = new Int32Array(1_000_000)
    let seed = i + 1
    for (let j = 0; j < a.length; j++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) | 0
      a[j] = seed
    }
    a.sort()
    sum = (sum + (a[0] ^ a[a.length / 2] ^ a[a.length - 1])) | 0
  }
  return sum
}
