export function run(n) {
  let sum = 0
  for (let i = 0; i < n * 100; i++) {
    const s = `${String(i).padStart(5)} ${'item'.padEnd(8)}|${(i * 0.125).toFixed(3).padStart(8, '0')} ${i.toString(16)}`
    sum = (Math.imul(sum, 31) + s.length + s.charCodeAt(i % s.length)) | 0
  }
  return sum
}
