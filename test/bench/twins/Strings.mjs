function build(seed) {
  let text = ''
  for (let i = 0; i < 200; i++) text += 'word' + ((i * seed) % 97) + (i % 10 === 9 ? '\n' : ' ')
  return text
}

function hashCode(text) {
  let h = 0
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0
  return h
}

function count(text) {
  let words = 0
  let hash = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 32 || c === 10) {
      const word = text.substring(start, i)
      if (word.endsWith('7') || word === 'word42') hash = (hash + hashCode(word)) | 0
      words++
      start = i + 1
    }
  }
  return (hash + words) | 0
}

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const text = build(i + 3)
    sum = (sum + count(text) + text.indexOf('word96') + hashCode(text.replaceAll('w', 'v'))) | 0
  }
  return sum
}
