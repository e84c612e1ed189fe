function number(seed) {
  let digits = ''
  for (let i = 0; i < 10_000; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) | 0
    digits += String.fromCharCode(49 + ((seed >>> 16) % 9))
  }
  return BigInt(digits)
}

export function run(n) {
  const x = number(1)
  let y = number(2)
  let sum = 0
  for (let i = 0; i < n; i++) {
    const product = x * y
    const quotient = (product - BigInt(i + 1)) / x
    sum = (Math.imul(sum, 31) + Number(product % 1000003n) + Number(quotient % 1000003n)) | 0
    y += 1n
  }
  return sum
}
