export function run(n) {
  let sum = 0
  const limit = n * 1000
  for (let i = 0; i < limit; i++) sum = (Math.imul(sum, 31) + (i ^ (sum >>> 7))) | 0
  return sum
}
