function makeText() {
  let text = ''
  for (let i = 0; text.length < 800_000; i++) {
    text += `plain words ${i}${i % 3 === 0 ? ' größer, naïve' : i % 3 === 1 ? ' мир ' : ' 漢字😀 '}`
  }
  const exact = new Uint8Array(1 << 20)
  exact.set(new TextEncoder().encode(text).subarray(0, exact.length))
  return exact
}

const bytes = makeText()

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const text = new TextDecoder().decode(bytes)
    sum += text.length + text.charCodeAt((text.length >> 1) + i) + new TextEncoder().encode(text).length
  }
  return sum | 0
}
