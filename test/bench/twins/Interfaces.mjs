class Shape {
  twice() {
    return this.area() * 2
  }
}

class Square extends Shape {
  constructor(side) {
    super()
    this.side = side
  }
  area() {
    return this.side * this.side
  }
}

class Box extends Shape {
  constructor(width, height) {
    super()
    this.width = width
    this.height = height
  }
  area() {
    return this.width * this.height
  }
}

class Triangle extends Shape {
  constructor(base, height) {
    super()
    this.base = base
    this.height = height
  }
  area() {
    return ((this.base * this.height) / 2) | 0
  }
  twice() {
    return this.base * this.height
  }
}

class Dot extends Shape {
  area() {
    return 0
  }
}

class Scaled extends Shape {
  constructor(shape, factor) {
    super()
    this.shape = shape
    this.factor = factor
  }
  area() {
    return this.shape.area() * this.factor * this.factor
  }
}

export function run(n) {
  const shapes = [new Square(3), new Box(4, 5), new Triangle(6, 7), new Dot(), new Scaled(new Square(2), 2)]
  const objects = [shapes[0], 'text', shapes[1], shapes[2], 4]
  const one = new Square(9)
  let sum = 0
  for (let i = 0; i < n * 100; i++) {
    sum = (sum + one.area()) | 0
    sum = (sum + shapes[i & 1].twice()) | 0
    sum = (sum + shapes[i % 5].area()) | 0
    const object = objects[i % 5]
    if (object instanceof Shape) sum = (sum + object.twice()) | 0
  }
  return sum
}
