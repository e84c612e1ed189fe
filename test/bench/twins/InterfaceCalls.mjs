const twice = (x) => (x * 2) | 0

class Increment {
  apply(x) {
    return (x + 1) | 0
  }
}

class Mix {
  constructor(bias) {
    this.bias = bias
  }
  apply(x) {
    return x ^ this.bias
  }
}

class Twice {
  apply(x) {
    return twice(x)
  }
}

class Less {
  apply(x) {
    return (x - 3) | 0
  }
}

export function run(n) {
  const steps = [new Increment(), new Mix(n & 7), new Twice(), new Less()]
  let value = 1
  for (let i = 0; i < n * 250; i++) {
    for (let k = 0; k < steps.length; k++) value = steps[k].apply(value)
  }
  return value
}
