function iterations(cx, cy) {
  let x = 0
  let y = 0
  let i = 0
  while (i < 60 && x * x + y * y < 4) {
    const next = x * x - y * y + cx
    y = 2 * x * y + cy
    x = next
    i++
  }
  return i
}

export function run(n) {
  let sum = 0
  for (let row = 0; row < n; row++) {
    const cy = (row & 63) / 32 - 1
    for (let column = 0; column < 64; column++) {
      sum = (Math.imul(sum, 7) + iterations(column / 32 - 1.5, cy)) | 0
    }
  }
  return sum
}
