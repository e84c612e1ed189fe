/** Objects and bytes by class, in the layout of `jmap -histo`. */
import type { Heap } from './heap.ts'

/** `nameOf` gives the name of a class struct as it shall be printed: `[I (java.base@17)`. Counts what is there, dead or alive. */
export function heapHistogram(heap: Heap, nameOf: (classAddress: number) => string): string {
  const { H32 } = heap.memory
  const rows = new Map<number, { instances: number; bytes: number }>()
  heap.forEachObject((ref, bytes) => {
    const cls = H32[ref >>> 2]!
    const row = rows.get(cls)
    if (row === undefined) rows.set(cls, { instances: 1, bytes })
    else {
      row.instances++
      row.bytes += bytes
    }
  })
  const named = [...rows].map(([cls, row]) => ({ ...row, name: nameOf(cls) }))
  named.sort((a, b) => b.bytes - a.bytes || b.instances - a.instances || (a.name < b.name ? -1 : 1))
  const lines = [
    ' num     #instances         #bytes  class name (module)',
    '-------------------------------------------------------',
  ]
  let instances = 0
  let bytes = 0
  named.forEach((row, i) => {
    instances += row.instances
    bytes += row.bytes
    lines.push(
      `${String(i + 1).padStart(4)}: ${String(row.instances).padStart(13)} ${String(row.bytes).padStart(14)}  ${row.name}`,
    )
  })
  lines.push(`Total ${String(instances).padStart(13)} ${String(bytes).padStart(14)}`)
  return `${lines.join('\n')}\n`
}
