// The twin of Trees.src.
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

const depth = Number(process.argv[2])
console.log(`stretch ${build(depth + 1).count()}`)
const longLived = build(depth)
for (let d = 4; d <= depth; d += 4) {
  const iterations = 1 << (depth - d + 4)
  let sum = 0
  for (let i = 0; i < iterations; i++) sum += build(d).count()
  console.log(`${iterations} trees of depth ${d} ${sum}`)
}
console.log(`long lived ${longLived.count()}`)
