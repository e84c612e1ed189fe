const twice = (x) => (x * 2) | 0
const object = { total: 0 }
const add = (self, x) => (x + self.total) | 0

export function run(n) {
  let value = 1
  object.total = 7
  for (let i = 0; i < n * 250; i++) {
    value = twice(value)
    value = add(object, value)
    object.total = value & 15
    value ^= object.total
  }
  return value
}
