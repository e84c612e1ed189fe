const patterns = [
  /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/g,
  /"(GET|POST) ([^ "]+) HTTP\/1\.[01]" (\d+)/g,
  /[a-z]+@[a-z]+\.(com|org|net)/g,
  /^(\S+) .*error.*$/gm,
  /WARNING: (\w+ ){2,4}/gi,
  /\b(\w+) \1\b/g,
]

function makeText() {
  const words = ['alpha', 'beta', 'gamma', 'error', 'warning: the disk is full now', 'user@host.com', 'delta delta']
  let text = ''
  let state = 42
  while (text.length < 1 << 20) {
    state = (Math.imul(state, 1103515245) + 12345) | 0
    const r = (state >>> 16) & 0x7fff
    text += `10.${r & 255}.${(r >> 3) & 255}.7 - "${r % 3 === 0 ? 'POST' : 'GET'}`
    text += ` /path/${r % 977}/index.html HTTP/1.${r & 1}" ${200 + (r % 4)}`
    text += ` ${words[r % 7]} ${words[(r >> 4) % 7]}\n`
  }
  return text.slice(0, 1 << 20)
}

const text = makeText()

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    for (const pattern of patterns) {
      for (const match of text.matchAll(pattern)) {
        sum = (Math.imul(sum, 31) + match.index + match.index + match[0].length) | 0
      }
    }
  }
  return sum
}
