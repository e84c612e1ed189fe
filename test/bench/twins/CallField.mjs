class Counter {
  constructor(step) {
    this.value = 0
    this.step = step
  }
  next() {
    this.value = (this.value + this.step) | 0
    return this.value
  }
  get() {
    return this.value
  }
}

class Doubling extends Counter {
  next() {
    return (super.next() + this.get()) | 0
  }
}

const mix = (a, b) => a ^ (b << 1)

export function run(n) {
  const first = new Counter(3)
  const second = new Doubling(5)
  let sum = 0
  for (let i = 0; i < n * 100; i++) {
    sum = mix(sum, first.next())
    sum = mix(sum, second.next())
    sum = (sum + first.get()) | 0
  }
  return sum
}
