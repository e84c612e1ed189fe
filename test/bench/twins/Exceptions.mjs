class Stop {
  constructor(code) {
    this.code = code
  }
}

let finals = 0

function deep(depth, code) {
  if (depth === 0) throw new Stop(code)
  if (depth === 4) {
    try {
      return deep(depth - 1, code)
    } finally {
      finals++
    }
  }
  return deep(depth - 1, code) + 1
}

export function run(n) {
  let sum = 0
  finals = 0
  for (let i = 0; i < n * 10; i++) {
    try {
      sum = (sum + deep(8, i)) | 0
    } catch (e) {
      if (!(e instanceof Stop)) throw e
      sum = (sum + e.code) | 0
    }
  }
  return (sum + finals) | 0
}
