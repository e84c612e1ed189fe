/** A heap with hand-made classes and a root list, so that collectors are driven without a VM. Audited after each collection. */
import { auditHeap } from '../../vm/heap/audit.ts'
import { storeReference } from '../../vm/heap/barrier.ts'
import type { Roots } from '../../vm/heap/collector.ts'
import { Heap, type HeapOptions } from '../../vm/heap/heap.ts'
import {
  CLASS_BITS,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_HEADER_BYTES,
  CLASS_INSTANCE_SIZE,
  CLASS_KIND,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  CLASSBIT_REFERENCE,
  CLASSBIT_STRENGTH_SHIFT,
  KIND_INT,
  KIND_REFERENCE,
  REFERENCE_PHANTOM,
  REFERENCE_SOFT,
  REFERENCE_WEAK,
} from '../../vm/heap/layout.ts'
import { createMemory } from '../../vm/heap/memory.ts'
import { Metadata } from '../../vm/heap/metadata.ts'

export type World = ReturnType<typeof createWorld>

export function createWorld(heapBytes = 1 << 22, options: Partial<HeapOptions> = {}, audited = true) {
  const memory = createMemory({ metadataBytes: 1 << 20, stackBytes: 1 << 16, heapBytes })!
  const metadata = new Metadata(memory)
  const { H32 } = memory
  const heap = new Heap(memory, options)
  const { collector } = heap
  // An object with references at +8 and +12 and an int at +16; reference objects have the referent at +8.
  const offsets = metadata.allocate(8)
  H32.set([8, 12], offsets >>> 2)
  const structs = new Set<number>()
  const instanceClass = (bits: number): number => {
    const cls = metadata.allocate(CLASS_HEADER_BYTES)
    H32[(cls >>> 2) + CLASS_ELEMENT_SHIFT] = -1
    H32[(cls >>> 2) + CLASS_INSTANCE_SIZE] = 24
    H32[(cls >>> 2) + CLASS_REF_OFFSETS] = offsets
    H32[(cls >>> 2) + CLASS_REF_OFFSET_COUNT] = 2
    H32[(cls >>> 2) + CLASS_BITS] = bits
    structs.add(cls)
    return cls
  }
  const arrayClass = (kind: number): number => {
    const cls = metadata.allocate(CLASS_HEADER_BYTES)
    H32[(cls >>> 2) + CLASS_ELEMENT_SHIFT] = 2
    H32[(cls >>> 2) + CLASS_ELEMENT_BASE] = 12
    H32[(cls >>> 2) + CLASS_KIND] = kind
    structs.add(cls)
    return cls
  }
  const node = instanceClass(0)
  const reference = (strength: number): number =>
    instanceClass(CLASSBIT_REFERENCE | (strength << CLASSBIT_STRENGTH_SHIFT))
  const soft = reference(REFERENCE_SOFT)
  const weak = reference(REFERENCE_WEAK)
  const phantom = reference(REFERENCE_PHANTOM)
  const ints = arrayClass(KIND_INT)
  const refs = arrayClass(KIND_REFERENCE)
  const held: number[] = []
  const table: number[] = []
  const cleared: number[] = []
  let finalizers = 0
  const roots: Roots = {
    visit(update) {
      held.forEach((ref, i) => {
        if (ref !== 0) held[i] = update(ref)
      })
    },
    visitWeak(forward) {
      table.forEach((ref, i) => {
        if (ref !== 0) table[i] = forward(ref)
      })
    },
    referentOffset: 8,
    cleared(ref) {
      cleared.push(H32[(ref + 16) >>> 2]!)
    },
    finalizersReady() {
      finalizers++
    },
    keepLoaderOf() {},
    beginMarking() {},
    unloadClasses() {},
  }
  const audit = (): void => {
    if (!audited) return
    const named = [...held, ...table].map((ref) => ['root', ref] as const)
    const { problems } = auditHeap(heap, (address) => structs.has(address), named)
    if (problems.length > 0) throw new Error(`the heap is not whole: ${problems.join('; ')}`)
  }
  const make = (cls: number, left: number, right: number, value: number): number => {
    const ref = heap.allocate(cls, 24)
    if (ref === 0) return 0
    H32[(ref + 8) >>> 2] = left
    H32[(ref + 12) >>> 2] = right
    H32[(ref + 16) >>> 2] = value
    return ref
  }
  return {
    H32,
    heap,
    collector,
    memory,
    /** Strong roots, and a table that is weak. */
    held,
    table,
    /** Values of the reference objects that have been cleared. */
    cleared,
    classes: { node, soft, weak, phantom, ints, refs },
    newNode: (left: number, right: number, value: number): number => make(node, left, right, value),
    make,
    garbage: (length: number) => heap.allocateArray(ints, length),
    newArray: (length: number) => heap.allocateArray(refs, length),
    set: (ref: number, offset: number, to: number) => storeReference(memory, ref + offset, to),
    left: (ref: number) => H32[(ref + 8) >>> 2]!,
    right: (ref: number) => H32[(ref + 12) >>> 2]!,
    value: (ref: number) => H32[(ref + 16) >>> 2]!,
    element: (ref: number, i: number) => H32[((ref + 12) >>> 2) + i]!,
    get finalizersReady() {
      return finalizers
    },
    young(): boolean {
      const { failed } = collector.collectYoung(roots)
      if (failed) collector.collectFull(roots, { clearSoft: false, missing: 0 })
      audit()
      return failed
    },
    full(clearSoft = false, missing = 0) {
      const result = collector.collectFull(roots, { clearSoft, missing })
      audit()
      return result
    },
    /** What a safepoint does. */
    collect() {
      if (collector.needsFull(0)) this.full()
      else this.young()
    },
  }
}

/** Numbers that look random, from a seed. */
export function randomFrom(seed: number): (n: number) => number {
  let state = seed
  return (n) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state % n
  }
}
