class Item {
  constructor(number, name) {
    this.number = number
    this.name = name
  }
}

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const a = new Array(100_000)
    let seed = i + 1
    for (let j = 0; j < a.length; j++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) | 0
      a[j] = new Item(seed >>> 12, `n${seed >>> 20}`)
    }
    a.sort((x, y) => x.number - y.number)
    sum = (sum + (a[0].number ^ a[50_000].number)) | 0
    a.sort((x, y) => (x.name < y.name ? -1 : x.name > y.name ? 1 : 0))
    sum = (sum + (a[0].number ^ a[50_000].number ^ a[99_999].number)) | 0
  }
  return sum
}
