/**
 * The collectors alone, on heaps of hand-made objects. Bundled before it runs (gc.ts does that), as the VM is: unbundled, every constant
 * is a property of a module.
 */
import { createWorld, randomFrom, type World } from '../../gc/world.ts'
import { median } from '../statistics.ts'

const MB = 1 << 20

function milliseconds(work: () => void): number {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start) / 1e6
}

/** A tree of `count` nodes that is one with the garbage between its nodes: every `every`-th node that is made belongs to it. */
function tree(w: World, count: number, every: number): number {
  const nodes: number[] = []
  for (let i = 0; i < count; i++) {
    for (let k = 1; k < every; k++) w.newNode(0, 0, k)
    const left = i * 2 < nodes.length ? nodes[i * 2]! : 0
    const right = i * 2 + 1 < nodes.length ? nodes[i * 2 + 1]! : 0
    nodes.push(w.newNode(left, right, i))
    if (left !== 0) nodes[i * 2] = 0
    if (right !== 0) nodes[i * 2 + 1] = 0
  }
  w.held.push(...nodes.filter((ref) => ref !== 0).slice(-1))
  // What nothing refers to is held by an array, so that all of it lives.
  const rest = nodes.filter((ref) => ref !== 0)
  const array = w.newArray(rest.length)
  rest.forEach((ref, i) => {
    w.set(array, 12 + i * 4, ref)
  })
  w.held.push(array)
  return rest.length
}

function youngPause(): void {
  const w = createWorld(64 * MB, { youngBytes: 10.5 * MB }, false)
  const times: number[] = []
  for (let round = 0; round < 60; round++) {
    w.held.length = 0
    if (w.collector.needsFull(0) || w.collector.spaces()[2]!.used > 32 * MB) w.full()
    const nodes = MB / 24
    let list = 0
    let spine = 0
    for (let i = 0; i < nodes; i++) {
      list = w.newNode(list, spine, i)
      if (i % 3 === 0) spine = list
      for (let k = 0; k < 7; k++) w.newNode(0, 0, k)
    }
    w.held.push(list)
    times.push(milliseconds(() => w.young()))
  }
  console.log(`young pause, 8 MB eden, 1 MB survives: median ${median(times.slice(10)).toFixed(2)} ms`)
}

function copyRate(): void {
  const w = createWorld(512 * MB, { youngBytes: 160 * MB }, false)
  const rates: number[] = []
  for (let round = 0; round < 12; round++) {
    w.held.length = 0
    w.full()
    tree(w, 900_000, 3)
    const before = w.collector.used
    let copied = 0
    const time = milliseconds(() => w.young())
    copied = w.collector.used
    rates.push(copied / time / 1e6)
    if (copied > before) throw new Error('more has been copied than there was')
  }
  console.log(
    `copying (24-byte objects, a third of 65 MB lives): median ${median(rates.slice(2)).toFixed(2)} GB/s, zeroing included`,
  )
}

function fullPause(kind: 'generational' | 'mark-sweep'): void {
  const times: number[] = []
  for (let round = 0; round < 4; round++) {
    const w = createWorld(512 * MB, { collector: kind, youngBytes: 8 * MB }, false)
    const random = randomFrom(round + 1)
    const nodes: number[] = []
    // 100 MB in nodes of 24 bytes with two references to anywhere among the last thousands; a quarter more is garbage.
    for (let i = 0; i < (100 * MB) / 24; i++) {
      if ((i & 3) === 0) w.newNode(0, 0, 0)
      const pick = (): number =>
        nodes.length === 0 ? 0 : nodes[nodes.length - 1 - random(Math.min(nodes.length, 4000))]!
      nodes.push(w.newNode(nodes.at(-1) ?? 0, pick(), i))
    }
    w.held.push(nodes.at(-1)!)
    times.push(milliseconds(() => w.full()))
    times.push(milliseconds(() => w.full()))
    if (w.collector.used < 99 * MB) throw new Error('live objects have been lost')
  }
  console.log(
    `full collection, 100 MB live (4.4 million objects), ${kind}: median ${median(times.filter((_, i) => i % 2 === 0)).toFixed(0)} ms, ` +
      `again at once ${median(times.filter((_, i) => i % 2 === 1)).toFixed(0)} ms`,
  )
}

youngPause()
copyRate()
fullPause('generational')
fullPause('mark-sweep')
