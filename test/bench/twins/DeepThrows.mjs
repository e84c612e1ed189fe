class Stop {
  constructor(code, traced) {
    this.code = code
    if (traced) Error.captureStackTrace(this)
  }
}

function deep(depth, code) {
  if (depth === 0) throw new Stop(code, code % 10 === 0)
  return deep(depth - 1, code) + 1
}

export function run(n) {
  let sum = 0
  for (let i = 0; i < n * 10; i++) {
    try {
      sum = (sum + deep(20, i)) | 0
    } catch (e) {
      if (!(e instanceof Stop)) throw e
      sum = (sum + e.code) | 0
    }
  }
  return sum
}
