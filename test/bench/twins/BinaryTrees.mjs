class Node {
  constructor(left, right) {
    this.left = left
    this.right = right
  }
  count() {
    return this.left === null ? 1 : 1 + this.left.count() + this.right.count()
  }
}

const build = (depth) => (depth === 0 ? new Node(null, null) : new Node(build(depth - 1), build(depth - 1)))

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) sum = (sum + build(9).count()) | 0
  return sum
}
