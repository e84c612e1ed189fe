const composite = new Array(5000).fill(false)
const permutation = [0, 0, 0, 0, 0, 0]
let permutations = 0
const discs = [0, 0, 0]

function sieve() {
  composite.fill(false)
  let primes = 0
  for (let i = 2; i < composite.length; i++) {
    if (!composite[i]) {
      primes++
      for (let j = i + i; j < composite.length; j += i) composite[j] = true
    }
  }
  return primes
}

const columns = new Array(8).fill(false)
const up = new Array(15).fill(false)
const down = new Array(15).fill(false)

function queens(row) {
  if (row === 8) return 1
  let solutions = 0
  for (let column = 0; column < 8; column++) {
    if (!columns[column] && !up[row + column] && !down[row - column + 7]) {
      columns[column] = up[row + column] = down[row - column + 7] = true
      solutions += queens(row + 1)
      columns[column] = up[row + column] = down[row - column + 7] = false
    }
  }
  return solutions
}

function swap(i, j) {
  const t = permutation[i]
  permutation[i] = permutation[j]
  permutation[j] = t
}

function permute(n) {
  permutations += permutation[0]
  if (n !== 0) {
    permute(n - 1)
    for (let i = n; i >= 1; i--) {
      swap(n - 1, i - 1)
      permute(n - 1)
      swap(n - 1, i - 1)
    }
  }
}

function hanoi(n, from, to) {
  if (n === 0) return 0
  const other = 3 - from - to
  const moves = hanoi(n - 1, from, other)
  discs[from]--
  discs[to]++
  return moves + 1 + hanoi(n - 1, other, to)
}

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    sum = (Math.imul(sum, 3) + sieve()) | 0
    sum = (Math.imul(sum, 3) + queens(0)) | 0
    for (let j = 0; j < 6; j++) permutation[j] = j
    permutations = 0
    permute(6)
    sum = (Math.imul(sum, 3) + permutations) | 0
    discs[0] = 10
    discs[1] = 0
    discs[2] = 0
    const moves = hanoi(10, 0, 2)
    sum = (Math.imul(sum, 3) + moves + discs[2]) | 0
  }
  return sum
}
