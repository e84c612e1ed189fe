export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const list = []
    for (let j = 0; j < 10_000; j++) list.push(j & 127)
    for (let j = 0; j < list.length; j++) sum = (sum + (list[j] ^ j)) | 0
    for (const value of list) sum = (sum + value) | 0
    for (let j = 0; j < 10_000; j += 3) list[j] = 5
    let total = 0
    list.forEach((value) => {
      total = (total + value) | 0
    })
    sum = (sum + total) | 0
  }
  return sum
}
