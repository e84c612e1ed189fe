/** The collectors by themselves, on a heap of hand-made classes: what lives stays whole, the rest is free. */
import { describe, expect, test } from 'vitest'
import { createWorld, randomFrom, type World } from './world.ts'

const KINDS = ['generational', 'mark-sweep'] as const

describe.each(KINDS)('%s', (kind) => {
  const world = (heapBytes?: number): World => createWorld(heapBytes, { collector: kind })

  test('nothing lives', () => {
    const w = world()
    for (let i = 0; i < 100; i++) w.garbage(i)
    w.full()
    expect(w.collector.used).toBe(0)
  })

  test('everything lives', () => {
    const w = world()
    for (let i = 0; i < 1000; i++) w.held.push(w.newNode(w.held.at(-1) ?? 0, 0, i))
    w.collect()
    w.full()
    expect(w.collector.used).toBe(24_000)
    expect(w.held.map((ref) => w.value(ref))).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect(w.held.slice(1).map((ref) => w.left(ref))).toEqual(w.held.slice(0, -1))
  })

  test('a cycle among garbage stays whole, with its header bits', () => {
    const w = world()
    w.garbage(33)
    const a = w.newNode(0, 0, 1)
    w.garbage(1000)
    const b = w.newNode(a, a, 2)
    w.H32[(a + 8) >>> 2] = b
    w.H32[(a + 4) >>> 2] = 0x12345600
    w.held.push(b)
    w.collect()
    w.full()
    expect(w.collector.used).toBe(48)
    const moved = w.right(w.held[0]!)
    expect([w.left(moved), w.value(moved)]).toEqual([w.held[0], 1])
    expect(w.H32[(moved + 4) >>> 2]).toBe(0x12345600)
  })

  test('a list of a million nodes needs no deep stack', () => {
    const w = world(64 << 20)
    w.held.push(0)
    for (let i = 0; i < 1_000_000; i++) {
      if (i % 10 === 0) w.garbage(i % 7)
      if (w.heap.collectionWanted) w.collect()
      w.held[0] = w.newNode(w.held[0]!, 0, i)
    }
    w.full()
    expect(w.collector.used).toBe(24_000_000)
    let count = 0
    for (let ref = w.held[0]!; ref !== 0; ref = w.left(ref)) count++
    expect(count).toBe(1_000_000)
  })

  test('random graphs keep their shape', () => {
    const random = randomFrom(12345)
    const w = world()
    const values: number[] = []
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < 300; i++) {
        const pick = (): number => (w.held.length === 0 ? 0 : w.held[random(w.held.length)]!)
        const value = random(1 << 30)
        w.held.push(w.newNode(pick(), pick(), value))
        values.push(value)
        w.garbage(random(80))
        // Older objects come to refer to newer ones.
        w.set(pick(), 8 + random(2) * 4, pick())
      }
      while (w.held.length > 400) {
        const at = random(w.held.length)
        w.held.splice(at, 1)
        values.splice(at, 1)
      }
      const array = w.newArray(2000)
      for (const [i, ref] of w.held.entries()) w.set(array, 12 + i * 4, ref)
      w.held.push(array)
      const lefts = w.held.map((ref) => (ref === array ? 0 : w.value(w.left(ref))))
      if (round % 5 === 4) w.full()
      else w.collect()
      const moved = w.held.pop()!
      expect(w.held.map((ref) => w.value(ref))).toEqual(values)
      expect(w.held.map((_, i) => w.element(moved, i))).toEqual(w.held)
      expect(w.held.map((ref) => w.value(w.left(ref)))).toEqual(lefts.slice(0, -1))
    }
  })

  test('fragmentation: every other object dies, and larger ones fit afterwards as far as the collector can', () => {
    const w = world(4 << 20)
    for (let ref = w.garbage(97); ref !== 0; ref = w.garbage(97)) w.held.push(ref)
    expect(w.held.length).toBeGreaterThan(8000)
    w.held.forEach((_, i) => {
      if (i % 2 === 0) w.held[i] = 0
    })
    w.full()
    // As many again of the same size find room; one of half the memory does when the live ones can be moved together.
    let refilled = 0
    while (w.garbage(97) !== 0) refilled++
    expect(refilled).toBeGreaterThan(w.held.length / 2 - 10)
    w.full()
    const half = w.garbage((1 << 20) / 4)
    expect(half !== 0).toBe(kind === 'generational')
  })

  test('exhaustion: allocation fails, and goes on when the objects are given up', () => {
    const w = world(2 << 20)
    for (let round = 0; round < 3; round++) {
      for (let ref = w.newNode(0, 0, 1); ref !== 0; ref = w.newNode(0, 0, 1)) w.held.push(ref)
      w.full()
      while (w.held.length > 0 && w.newNode(0, 0, 2) !== 0) w.held.push(w.newNode(0, 0, 2))
      expect(w.held.length).toBeGreaterThan(65_000)
      w.held.length = 0
      w.full()
      expect(w.collector.used).toBe(0)
    }
  })

  test('soft, weak and phantom references', () => {
    const w = world()
    const { soft, weak, phantom } = w.classes
    const kept = w.newNode(0, 0, 7)
    const all = [soft, weak, phantom].flatMap((cls, i) => [
      w.make(cls, kept, 0, 10 * i + 1),
      w.make(cls, w.newNode(0, 0, 8), 0, 10 * i + 2),
    ])
    w.held.push(kept, ...all)
    w.table.push(kept, w.newNode(0, 0, 9))
    w.full()
    expect(w.cleared.sort()).toEqual([12, 22])
    expect(w.held.slice(1).map((ref) => w.left(ref) !== 0)).toEqual([true, true, true, false, true, false])
    expect(w.table).toEqual([w.held[0], 0])
    w.full(true)
    expect(w.cleared).toEqual([12, 22, 2])
    expect(w.left(w.held[2]!)).toBe(0)
  })

  test('an object with a finalizer lives once more; weak references to it are cleared before, phantom ones after', () => {
    const w = world()
    const { finalization } = w.heap
    const inner = w.newNode(0, 0, 2)
    const dead = w.newNode(inner, 0, 1)
    finalization.registered.push(dead)
    w.held.push(w.make(w.classes.weak, dead, 0, 100), w.make(w.classes.phantom, dead, 0, 200))
    w.held.push(w.make(w.classes.weak, inner, 0, 300))
    w.full()
    expect(w.cleared.sort()).toEqual([100, 300])
    expect([w.finalizersReady, finalization.registered.length, finalization.pending.length]).toEqual([1, 0, 1])
    expect(w.value(w.left(finalization.pending.at(0)))).toBe(2)
    w.full()
    expect(w.cleared.length).toBe(2)
    expect(w.value(finalization.pending.shift())).toBe(1)
    w.full()
    expect(w.cleared).toEqual([100, 300, 200])
  })

  test('the reserve is opened for an error, and given back', () => {
    const w = world(1 << 20)
    for (let ref = w.garbage(1000); ref !== 0; ref = w.garbage(1000)) w.held.push(ref)
    while (w.garbage(0) !== 0);
    expect(w.heap.reserve(16)).toBe(false)
    expect(w.heap.withReserve(() => w.garbage(10))).not.toBe(0)
    w.held.length = 0
    w.full()
    expect(w.collector.used).toBe(0)
    expect(w.heap.reserve(500_000)).toBe(true)
  })
})

describe('generations', () => {
  test('survivors grow older and are promoted', () => {
    const w = createWorld(16 << 20)
    w.held.push(w.newNode(0, 0, 1))
    const ages: number[] = []
    for (let i = 0; i < 17; i++) {
      w.young()
      ages.push((w.H32[(w.held[0]! + 4) >>> 2]! >>> 2) & 15)
    }
    expect(ages).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0])
    expect(w.value(w.held[0]!)).toBe(1)
  })

  test('a full survivor space promotes early', () => {
    const w = createWorld(16 << 20, { youngBytes: 1 << 20 })
    for (let i = 0; i < 10_000; i++) w.held.push(w.newNode(0, 0, i))
    w.young()
    const [, from, tenured] = w.collector.spaces()
    expect(from!.used).toBeLessThanOrEqual(from!.committed)
    expect(from!.used + tenured!.used).toBe(240_000)
    expect(w.held.map((ref) => w.value(ref))).toEqual(Array.from({ length: 10_000 }, (_, i) => i))
  })

  test('an old object keeps a young one alive through its card, as long as it refers to it', () => {
    const w = createWorld()
    w.held.push(w.newNode(0, 0, 1))
    w.full()
    w.set(w.held[0]!, 8, w.newNode(0, 0, 2))
    for (let i = 0; i < 20; i++) w.young()
    expect(w.value(w.left(w.held[0]!))).toBe(2)
    w.set(w.held[0]!, 8, w.newNode(0, 0, 3))
    w.young()
    expect(w.value(w.left(w.held[0]!))).toBe(3)
    expect(w.collector.used).toBe(72)
    w.full()
    expect(w.collector.used).toBe(48)
  })

  test('large arrays are old from the start, and what is put into them lives', () => {
    const w = createWorld(8 << 20)
    const array = w.newArray(100_000)
    w.held.push(array)
    for (let i = 0; i < 1000; i++) w.H32[((array + 12) >>> 2) + i * 97] = w.newNode(0, 0, i)
    w.young()
    expect(w.held[0]).toBe(array)
    w.young()
    expect(Array.from({ length: 1000 }, (_, i) => w.value(w.element(array, i * 97)))).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    )
  })

  test('weak references between the generations', () => {
    const w = createWorld()
    const { weak } = w.classes
    w.held.push(w.make(weak, 0, 0, 1), w.newNode(0, 0, 5))
    w.full()
    // Old reference, young object: dead, then alive.
    w.set(w.held[0]!, 8, w.newNode(0, 0, 2))
    w.young()
    expect([w.left(w.held[0]!), w.cleared]).toEqual([0, [1]])
    const young = w.newNode(0, 0, 3)
    w.held.push(young)
    w.set(w.held[0]!, 8, young)
    for (let i = 0; i < 20; i++) {
      w.young()
      expect(w.left(w.held[0]!)).toBe(w.held[2])
    }
    // Young reference, old object.
    w.held.push(w.make(weak, w.held[1]!, 0, 4))
    w.young()
    expect(w.left(w.held[3]!)).toBe(w.held[1])
    w.held[1] = 0
    w.full()
    expect([w.left(w.held[3]!), w.cleared]).toEqual([0, [1, 4]])
  })

  test('a promotion that fails is followed by a full collection, and loses nothing', () => {
    const w = createWorld(2 << 20, { youngBytes: 1 << 20 })
    w.held.push(w.garbage(180_000))
    const values = Array.from({ length: 30_000 }, (_, i) => i)
    for (const value of values) w.held.push(w.newNode(w.held.at(-1)!, 0, value))
    for (let i = 1; i < w.held.length; i += 3) w.H32[(w.held[i]! + 4) >>> 2] = i << 8
    expect(w.young()).toBe(true)
    expect(w.held.slice(1).map((ref) => w.value(ref))).toEqual(values)
    for (let i = 1; i < w.held.length; i += 3) expect(w.H32[(w.held[i]! + 4) >>> 2]).toBe(i << 8)
  })

  test('a large request gets room that the nursery had', () => {
    const w = createWorld(8 << 20)
    // All but the reserve and the least nursery.
    const most = w.collector.capacity - (1 << 19) - (1 << 16) - 4096
    expect(w.garbage(most / 4 - 3)).toBe(0)
    w.full(false, most)
    expect(w.garbage(most / 4 - 3)).not.toBe(0)
  })

  test('random work in a small heap, with every kind of collection, against a copy in JavaScript', () => {
    const random = randomFrom(99)
    const w = createWorld(3 << 20, { youngBytes: 256 << 10 })
    interface Twin {
      value: number
      left: Twin | null
      right: Twin | null
    }
    const twins: (Twin | null)[] = []
    for (let i = 0; i < 500; i++) {
      w.held.push(0)
      twins.push(null)
    }
    for (let step = 0; step < 60_000; step++) {
      const at = random(500)
      const [l, r] = [random(500), random(500)]
      const what = random(10)
      if (what < 6) {
        let ref = w.newNode(w.held[l]!, w.held[r]!, step)
        if (ref === 0) {
          w.full()
          ref = w.newNode(w.held[l]!, w.held[r]!, step)
        }
        w.held[at] = ref
        twins[at] = { value: step, left: twins[l]!, right: twins[r]! }
        // Not too deep, so that things die.
        if (random(4) !== 0) {
          w.set(ref, 8, 0)
          twins[at]!.left = null
        }
        if (random(4) !== 0) {
          w.set(ref, 12, 0)
          twins[at]!.right = null
        }
      } else if (what < 8 && w.held[at] !== 0) {
        w.set(w.held[at]!, 12, w.held[r]!)
        twins[at]!.right = twins[r]!
      } else if (what < 9) {
        w.held[at] = 0
        twins[at] = null
      } else w.garbage(random(200))
      if (w.heap.collectionWanted) w.collect()
    }
    w.full()
    const seen = new Map<number, Twin>()
    const todo: [number, Twin | null][] = w.held.map((ref, i) => [ref, twins[i]!])
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const [ref, twin] = next
      expect(ref === 0).toBe(twin === null)
      if (twin === null || seen.get(ref) === twin) continue
      expect(seen.has(ref)).toBe(false)
      seen.set(ref, twin)
      expect(w.value(ref)).toBe(twin.value)
      todo.push([w.left(ref), twin.left], [w.right(ref), twin.right])
    }
  })
})
