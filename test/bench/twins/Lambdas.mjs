const twice = (x) => (x * 2) | 0

export function run(n) {
  const bias = n & 7
  const steps = [(x) => (x + 1) | 0, (x) => x ^ bias, twice, (x) => (x - 3) | 0]
  let value = 1
  for (let i = 0; i < n * 250; i++) {
    for (let k = 0; k < steps.length; k++) value = steps[k](value)
  }
  return value
}
