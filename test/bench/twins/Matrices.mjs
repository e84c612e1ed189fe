const SIZE = 24
const matrix = () => Array.from({ length: SIZE }, () => new Array(SIZE).fill(0))

function multiply(a, b) {
  const c = matrix()
  for (let i = 0; i < SIZE; i++) {
    for (let j = 0; j < SIZE; j++) {
      let sum = 0
      for (let k = 0; k < SIZE; k++) sum += a[i][k] * b[k][j]
      c[i][j] = sum
    }
  }
  return c
}

export function run(n) {
  let a = matrix()
  const b = matrix()
  for (let i = 0; i < SIZE; i++) {
    for (let j = 0; j < SIZE; j++) {
      a[i][j] = ((i * 7 + j * 3) % 11) / 64
      b[i][j] = ((i * 5 + j * 2) % 13) / 64
    }
  }
  let trace = 0
  for (let i = 0; i < n; i++) {
    const c = multiply(a, b)
    trace += c[i % SIZE][i % 7]
    a = i % 2 === 0 ? c : b
  }
  return Math.trunc(trace * 1000)
}
