/** The collector by itself, on a heap of hand-made classes: what lives stays whole and in order, the rest is free and zero. */
import { describe, expect, test } from 'vitest'
import { auditHeap } from '../../vm/heap/audit.ts'
import { Heap } from '../../vm/heap/heap.ts'
import {
  CELL_HEAP_TOP,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_HEADER_BYTES,
  CLASS_INSTANCE_SIZE,
  CLASS_KIND,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  KIND_INT,
  KIND_REFERENCE,
} from '../../vm/heap/layout.ts'
import { MarkCompact, type Roots } from '../../vm/heap/mark-compact.ts'
import { createMemory } from '../../vm/heap/memory.ts'
import { Metadata } from '../../vm/heap/metadata.ts'

function world(heapBytes = 1 << 22) {
  const memory = createMemory({ metadataBytes: 1 << 20, stackBytes: 1 << 16, heapBytes })!
  const metadata = new Metadata(memory)
  const { H32 } = memory
  const heap = new Heap(memory)
  // An object with references at +8 and +12 and an int at +16.
  const [node, ints, refs] = [1, 2, 3].map(() => metadata.allocate(CLASS_HEADER_BYTES)) as [number, number, number]
  const offsets = metadata.allocate(8)
  H32.set([8, 12], offsets >>> 2)
  H32[(node >>> 2) + CLASS_ELEMENT_SHIFT] = -1
  H32[(node >>> 2) + CLASS_INSTANCE_SIZE] = 24
  H32[(node >>> 2) + CLASS_REF_OFFSETS] = offsets
  H32[(node >>> 2) + CLASS_REF_OFFSET_COUNT] = 2
  for (const [cls, kind] of [
    [ints, KIND_INT],
    [refs, KIND_REFERENCE],
  ] as const) {
    H32[(cls >>> 2) + CLASS_ELEMENT_SHIFT] = 2
    H32[(cls >>> 2) + CLASS_ELEMENT_BASE] = 12
    H32[(cls >>> 2) + CLASS_KIND] = kind
  }
  const held: number[] = []
  const roots: Roots = {
    visit(update) {
      held.forEach((ref, i) => {
        if (ref !== 0) held[i] = update(ref)
      })
    },
    visitWeak() {},
    sweep() {},
    referentOffset: 0,
    cleared() {},
  }
  const collector = new MarkCompact(heap)
  const structs = new Set([node, ints, refs])
  return {
    H32,
    heap,
    memory,
    held,
    refs,
    newNode(left: number, right: number, value: number): number {
      const ref = heap.allocate(node, 24)
      H32[(ref + 8) >>> 2] = left
      H32[(ref + 12) >>> 2] = right
      H32[(ref + 16) >>> 2] = value
      return ref
    },
    garbage: (length: number) => heap.allocateArray(ints, length),
    collect() {
      collector.collect(roots, false)
      const named = held.map((ref) => ['root', ref] as const)
      expect(auditHeap(heap, (address) => structs.has(address), named).problems).toEqual([])
    },
    value: (ref: number) => H32[(ref + 16) >>> 2],
  }
}

describe('mark and slide', () => {
  test('nothing lives', () => {
    const w = world()
    for (let i = 0; i < 100; i++) w.garbage(i)
    w.collect()
    expect(w.heap.used).toBe(0)
  })

  test('everything lives, and stays where it is', () => {
    const w = world()
    for (let i = 0; i < 1000; i++) w.held.push(w.newNode(w.held.at(-1) ?? 0, 0, i))
    const before = [...w.held]
    w.collect()
    expect(w.held).toEqual(before)
  })

  test('a cycle among garbage moves whole, with its header bits', () => {
    const w = world()
    w.garbage(33)
    const a = w.newNode(0, 0, 1)
    w.garbage(1000)
    const b = w.newNode(a, a, 2)
    w.H32[(a + 8) >>> 2] = b
    w.H32[(a + 4) >>> 2] = 0x12345600
    w.held.push(b)
    w.collect()
    expect(w.heap.used).toBe(48)
    const moved = w.H32[(w.held[0]! + 12) >>> 2]!
    expect([moved, w.H32[(moved + 8) >>> 2], w.value(moved)]).toEqual([w.memory.heapBase, w.held[0], 1])
    expect(w.H32[(moved + 4) >>> 2]).toBe(0x12345600)
  })

  test('a list of a million nodes needs no deep stack', () => {
    const w = world(64 << 20)
    let list = 0
    for (let i = 0; i < 1_000_000; i++) {
      if (i % 10 === 0) w.garbage(i % 7)
      list = w.newNode(list, 0, i)
    }
    w.held.push(list)
    w.collect()
    expect(w.heap.used).toBe(24_000_000)
    let count = 0
    for (let ref = w.held[0]!; ref !== 0; ref = w.H32[(ref + 8) >>> 2]!) count++
    expect(count).toBe(1_000_000)
  })

  test('random graphs keep their shape', () => {
    let seed = 12345
    const random = (n: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
      return seed % n
    }
    const w = world()
    const values: number[] = []
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 300; i++) {
        const pick = (): number => (w.held.length === 0 ? 0 : w.held[random(w.held.length)]!)
        const value = random(1 << 30)
        w.held.push(w.newNode(pick(), pick(), value))
        values.push(value)
        w.garbage(random(80))
      }
      while (w.held.length > 400) {
        const at = random(w.held.length)
        w.held.splice(at, 1)
        values.splice(at, 1)
      }
      const array = w.heap.allocateArray(w.refs, 2000)
      w.held.forEach((ref, i) => {
        w.H32[((array + 12) >>> 2) + i] = ref
      })
      w.held.push(array)
      w.collect()
      const moved = w.held.pop()!
      expect(w.held.map((ref) => w.value(ref))).toEqual(values)
      expect(w.held.map((_, i) => w.H32[((moved + 12) >>> 2) + i])).toEqual(w.held)
    }
    expect(w.memory.H32[CELL_HEAP_TOP]).toBeLessThan(w.memory.heapLimit)
  })
})
