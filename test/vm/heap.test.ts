/** The heap by itself: regions, allocation, the audit and what it finds. */
import { describe, expect, test } from 'vitest'
import { auditHeap } from '../../vm/heap/audit.ts'
import { Heap } from '../../vm/heap/heap.ts'
import {
  CELL_HEAP_END,
  CELL_HEAP_TOP,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_HEADER_BYTES,
  CLASS_INSTANCE_SIZE,
  CLASS_KIND,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  KIND_INT,
  KIND_LONG,
  KIND_REFERENCE,
  METADATA_BASE,
} from '../../vm/heap/layout.ts'
import { createMemory, MAX_MEMORY_BYTES, type Memory } from '../../vm/heap/memory.ts'
import { Metadata } from '../../vm/heap/metadata.ts'

function small(): Memory {
  return createMemory({ metadataBytes: 1 << 20, stackBytes: 1 << 16, heapBytes: 1 << 20 })!
}

interface World {
  memory: Memory
  heap: Heap
  object: number
  ints: number
  longs: number
  refs: number
  isClass: (address: number) => boolean
}

/** A heap with a class of one reference at +8 and an int at +12, int[], long[] and an array of references. */
function world(): World {
  const memory = small()
  const metadata = new Metadata(memory)
  const { H32 } = memory
  const make = (): number => metadata.allocate(CLASS_HEADER_BYTES)
  const [object, ints, longs, refs] = [make(), make(), make(), make()] as [number, number, number, number]
  const offsets = metadata.allocate(4)
  H32[offsets >>> 2] = 8
  H32[(object >>> 2) + CLASS_ELEMENT_SHIFT] = -1
  H32[(object >>> 2) + CLASS_INSTANCE_SIZE] = 16
  H32[(object >>> 2) + CLASS_REF_OFFSETS] = offsets
  H32[(object >>> 2) + CLASS_REF_OFFSET_COUNT] = 1
  const array = (cls: number, shift: number, base: number, kind: number): void => {
    H32[(cls >>> 2) + CLASS_ELEMENT_SHIFT] = shift
    H32[(cls >>> 2) + CLASS_ELEMENT_BASE] = base
    H32[(cls >>> 2) + CLASS_KIND] = kind
  }
  array(ints, 2, 12, KIND_INT)
  array(longs, 3, 16, KIND_LONG)
  array(refs, 2, 12, KIND_REFERENCE)
  const all = new Set([object, ints, longs, refs])
  return { memory, heap: new Heap(memory), object, ints, longs, refs, isClass: (address) => all.has(address) }
}

describe('memory', () => {
  test('regions follow each other and addresses stay positive', () => {
    const memory = small()
    expect(METADATA_BASE).toBeLessThan(memory.metadataEnd)
    expect(memory.stackBase).toBe(memory.metadataEnd)
    expect(memory.heapBase).toBeGreaterThan(memory.stackBase)
    expect(memory.heapLimit).toBeLessThanOrEqual(memory.buffer.byteLength)
    expect(createMemory({ metadataBytes: 0, stackBytes: 0, heapBytes: MAX_MEMORY_BYTES })).toBeNull()
  })

  test('metadata is aligned, and full when it is full', () => {
    const metadata = new Metadata(small())
    expect(metadata.allocate(3) % 8).toBe(0)
    expect(metadata.allocate(3) % 8).toBe(0)
    expect(metadata.allocate(2 << 20)).toBe(0)
    expect(metadata.allocate(8)).not.toBe(0)
  })
})

describe('allocation', () => {
  test('objects are aligned, zero, and sized by their class', () => {
    const { heap, memory, object, ints, longs } = world()
    const a = heap.allocate(object, 16)
    const b = heap.allocateArray(ints, 3)
    const c = heap.allocateArray(longs, 3)
    expect([a % 8, b % 8, c % 8]).toEqual([0, 0, 0])
    expect([heap.sizeOf(a), heap.sizeOf(b), heap.sizeOf(c)]).toEqual([16, 24, 40])
    expect([...memory.H32.subarray((a >>> 2) + 1, b >>> 2)]).toEqual([0, 0, 0])
    expect(memory.H32[(b >>> 2) + 2]).toBe(3)
  })

  test('a full heap gives 0, and the reserve is for withReserve only', () => {
    const { heap, ints, memory } = world()
    while (heap.allocateArray(ints, 1000) !== 0);
    while (heap.allocateArray(ints, 0) !== 0);
    const end = memory.H32[CELL_HEAP_END]
    expect(heap.reserve(16)).toBe(false)
    expect(heap.withReserve(() => heap.allocateArray(ints, 10))).not.toBe(0)
    // A part of the reserve is the program's afterwards, so that a handler can say something; in the end it is used up.
    expect(memory.H32[CELL_HEAP_END]).toBeGreaterThan(end!)
    for (let i = 0; i < 10; i++) {
      while (heap.allocateArray(ints, 10) !== 0);
      heap.withReserve(() => 0)
    }
    expect(heap.withReserve(() => heap.allocateArray(ints, 10))).toBe(0)
  })

  test('sizes of huge arrays do not wrap', () => {
    const { heap, longs } = world()
    expect(heap.arrayBytes(longs, 0x7fffffff)).toBe(16 + 0x7fffffff * 8)
    expect(heap.allocateArray(longs, 0x7fffffff)).toBe(0)
  })
})

describe('audit', () => {
  test('a sound heap has no problems', () => {
    const { heap, memory, object, ints, refs, isClass } = world()
    const a = heap.allocate(object, 16)
    memory.H32[(a + 8) >>> 2] = heap.allocateArray(ints, 5)
    const list = heap.allocateArray(refs, 2)
    memory.H32[(list + 12) >>> 2] = a
    const report = auditHeap(heap, isClass, [['root', a]])
    expect(report).toEqual({ objects: 3, bytes: 16 + 32 + 24, problems: [] })
  })

  const broken: readonly (readonly [string, (w: World) => void])[] = [
    ['is no class struct', (w) => void (w.memory.H32[w.heap.allocate(w.object, 16) >>> 2] = 12345)],
    [
      'where no object starts',
      (w) => void (w.memory.H32[(w.heap.allocate(w.object, 16) + 8) >>> 2] = w.memory.heapBase + 8),
    ],
    ['negative length', (w) => void (w.memory.H32[(w.heap.allocateArray(w.ints, 1) >>> 2) + 2] = -1)],
    ['is not possible', (w) => void (w.memory.H32[(w.heap.allocateArray(w.ints, 1) >>> 2) + 2] = 1000)],
    ['padding is not zero', (w) => void (w.memory.H32[(w.heap.allocateArray(w.ints, 2) >>> 2) + 5] = 1)],
    ['forwarded', (w) => void (w.memory.H32[(w.heap.allocate(w.object, 16) >>> 2) + 1] = 3)],
    ['free part of eden is not zero', (w) => void (w.memory.H32[(w.memory.H32[CELL_HEAP_TOP]! >>> 2) + 4] = 7)],
  ]
  test.each(broken)('finds: %s', (text, breakIt) => {
    const w = world()
    breakIt(w)
    const { problems } = auditHeap(w.heap, w.isClass)
    expect(problems.join('\n')).toContain(text)
  })
})
