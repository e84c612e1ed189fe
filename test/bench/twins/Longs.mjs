// JavaScript's own 64-bit integers are BigInt.
export function run(n) {
  let state = 88172645463325252n
  let sum = 0n
  for (let i = 0; i < n * 100; i++) {
    state = BigInt.asIntN(64, state ^ (state << 13n))
    state = BigInt.asIntN(64, state ^ (BigInt.asUintN(64, state) >> 7n))
    state = BigInt.asIntN(64, state ^ (state << 17n))
    sum = BigInt.asIntN(64, sum + state * 6364136223846793005n + BigInt(i))
    if (state < sum) sum ^= state / BigInt(i + 1)
    else sum = BigInt.asIntN(64, sum - (state % 1000003n))
  }
  return Number(BigInt.asIntN(32, sum ^ (BigInt.asUintN(64, sum) >> 32n)))
}
