const two = (x) => String(x).padStart(2, '0')

function one(i) {
  switch (i % 10) {
    case 0:
      return `${i}`
    case 1:
      return `${String(i & 1023).padStart(5)}|${'item'.padEnd(8)}|`
    case 2:
      return (i * 0.25).toFixed(2)
    case 3:
      return `${(i * 0.125).toFixed(3).padStart(8, '0')} ${i.toString(16)}`
    case 4:
      return `${'key'}=${'value'}`
    case 5:
      return String(Math.imul(i, 37)).replace(/\B(?=(\d{3})+$)/g, ',')
    case 6:
      return `${two(Math.floor(i / 3600) % 24)}:${two(Math.floor(i / 60) % 60)}:${two(i % 60)}`
    case 7:
      return `${(i / 16).toFixed(1).padStart(6)}%`
    case 8:
      return `(${String.fromCharCode(97 + (i % 26))}, ${i % 3 === 0})`
    default:
      return `+${i} ${String(i % 1000).padStart(5, '0')}`
  }
}

export function run(n) {
  let sum = 0
  for (let i = 0; i < n * 1_000_000; i++) {
    const s = one(i)
    sum = (Math.imul(sum, 31) + s.length + s.charCodeAt(i % s.length)) | 0
  }
  return sum
}
