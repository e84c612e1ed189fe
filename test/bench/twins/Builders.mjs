function hashCode(s) {
  let h = 0
  for (let i = 0; i < s.length; i++) h = (Math.imul(31, h) + s.charCodeAt(i)) | 0
  return h
}

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    let b = ''
    for (let j = 0; j < 10_000; j++) {
      b += String.fromCharCode(97 + (j % 26))
      if (j % 3 === 0) b += 'word '
      else if (j % 3 === 1) b += j
      else {
        b += ','
        b += ' '
      }
    }
    sum = (sum + b.length + b.charCodeAt(i % 1000)) | 0
    sum = (sum + hashCode(b)) | 0
  }
  return sum
}
