/** The table of interned strings, and the metadata blocks that it and arenas live in. */
import { expect, test } from 'vitest'
import { METADATA_BASE } from '../../vm/heap/layout.ts'
import { createMemory } from '../../vm/heap/memory.ts'
import { Metadata } from '../../vm/heap/metadata.ts'
import { InternTable } from '../../vm/runtime/intern.ts'

function setUp() {
  const memory = createMemory({ metadataBytes: 4 << 20, stackBytes: 1 << 16, heapBytes: 4 << 20 })!
  const metadata = new Metadata(memory)
  const table = new InternTable(memory, metadata)
  table.stringValue = 8
  let top = memory.heapBase
  /** A String and its char[], at the next address. */
  const string = (text: string): number => {
    const ref = top
    memory.H32[(ref + 8) >>> 2] = ref + 16
    memory.H32[(ref + 24) >>> 2] = text.length
    for (let i = 0; i < text.length; i++) memory.U16[((ref + 28) >>> 1) + i] = text.charCodeAt(i)
    top = (ref + 28 + text.length * 2 + 7) & ~7
    return ref
  }
  return { memory, metadata, table, string }
}

test('strings are found by their contents, through growth and loss', () => {
  const { table, string, metadata } = setUp()
  const refs: number[] = []
  for (let i = 0; i < 20_000; i++) {
    expect(table.find(`name${i}`)).toBe(0)
    refs.push(string(`name${i}`))
    expect(table.add(refs[i]!)).toBe(true)
  }
  expect(refs.every((ref, i) => table.find(`name${i}`) === ref)).toBe(true)
  expect(table.findSame(string('name77'))).toBe(refs[77])
  // Two of three die; the others move.
  table.update((ref) => (refs.indexOf(ref) % 3 === 0 ? ref : 0), false)
  expect(table.size).toBe(6667)
  expect([table.find('name1'), table.find('name3')]).toEqual([0, refs[3]])
  for (let i = 0; i < 60_000; i++) {
    const ref = string(`x${i % 100}`)
    if (table.findSame(ref) === 0) table.add(ref)
    if (i % 10_000 === 0) table.update((each) => (each >= refs.at(-1)! + 1 ? 0 : each), true)
  }
  expect(table.find('name3')).toBe(refs[3])
  expect(metadata.used).toBeLessThan(1 << 20)
})

test('a young collection looks at new entries only', () => {
  const { table, string } = setUp()
  const old = string('old')
  table.add(old)
  table.update((ref) => ref, true)
  table.add(string('new'))
  const seen: number[] = []
  table.update((ref) => {
    seen.push(ref)
    return 0
  }, true)
  expect([seen.length, table.size, table.find('old'), table.find('new')]).toEqual([1, 1, old, 0])
})

test('arenas give everything back, and it is zero when it comes again', () => {
  const { metadata, memory } = setUp()
  metadata.allocate(100)
  const before = metadata.used
  let most = 0
  for (let round = 0; round < 50; round++) {
    const arenas = Array.from({ length: 5 }, () => metadata.arena())
    for (let i = 0; i < 500; i++) {
      const bytes = (i * 37) % 3000
      const address = arenas[i % 5]!.allocate(bytes)
      expect(address % 8).toBe(0)
      expect(address).toBeGreaterThan(METADATA_BASE)
      const words = memory.H32.subarray(address >>> 2, (address + bytes) >>> 2)
      expect(words.every((word) => word === 0)).toBe(true)
      words.fill(-1)
    }
    const big = arenas[0]!.allocate(300_000)
    expect(big).not.toBe(0)
    for (const arena of arenas) arena.release()
    expect(metadata.used).toBe(before)
    most = Math.max(most, metadata.committed)
  }
  expect(most).toBeLessThan(2.5 * (1 << 20))
  expect(metadata.arena().allocate(5 << 20)).toBe(0)
})
