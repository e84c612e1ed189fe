/**
 * A heap dump in short, read by the description of the format alone (HPROF 1.0.2, identifiers of any size), so that a dump of ours and one
 * of java's can be compared: which kinds of records it has, and what it says about the program's own classes.
 */

export interface HprofSummary {
  readonly magic: string
  /** Tags of records, and of the parts of heap dump segments, that occur. */
  readonly records: readonly number[]
  readonly parts: readonly number[]
  /** Of the program's classes: superclass, static fields and fields (name and type), number of instances. */
  readonly classes: Readonly<Record<string, string>>
}

export function summarize(file: Uint8Array, isOwn: (name: string) => boolean): HprofSummary {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = file.indexOf(0) + 1
  const magic = new TextDecoder().decode(file.subarray(0, at - 1))
  const u1 = (): number => view.getUint8(at++)
  const u2 = (): number => view.getUint16((at += 2) - 2)
  const u4 = (): number => view.getUint32((at += 4) - 4)
  const idBytes = u4()
  const id = (): bigint => (idBytes === 8 ? view.getBigUint64((at += 8) - 8) : BigInt(u4()))
  const sizes: Readonly<Record<number, number>> = { 2: idBytes, 4: 1, 5: 2, 6: 4, 7: 8, 8: 1, 9: 2, 10: 4, 11: 8 }
  const skip = (type: number, count = 1): void => {
    const size = sizes[type]
    if (size === undefined) throw new Error(`type ${type} at ${at}`)
    at += size * count
  }
  at += 8
  const strings = new Map<bigint, string>()
  const names = new Map<bigint, bigint>()
  const shapes = new Map<bigint, { superclass: bigint; statics: string[]; fields: string[] }>()
  const counts = new Map<bigint, number>()
  const records = new Set<number>()
  const parts = new Set<number>()
  const fieldOf = (): string => `${strings.get(id())}:${view.getUint8(at)}`

  const segment = (end: number): void => {
    while (at < end) {
      const tag = u1()
      parts.add(tag)
      if (tag === 0xff || tag === 0x05 || tag === 0x07) at += idBytes
      else if (tag === 0x01) at += 2 * idBytes
      else if (tag === 0x02 || tag === 0x03 || tag === 0x08) at += idBytes + 8
      else if (tag === 0x04 || tag === 0x06) at += idBytes + 4
      else if (tag === 0x20) {
        const cls = id()
        at += 4
        const superclass = id()
        at += 5 * idBytes + 4
        for (let n = u2(); n > 0; n--) {
          at += 2
          skip(u1())
        }
        const statics: string[] = []
        for (let n = u2(); n > 0; n--) {
          statics.push(fieldOf())
          skip(u1())
        }
        const fields: string[] = []
        for (let n = u2(); n > 0; n--) {
          fields.push(fieldOf())
          at++
        }
        shapes.set(cls, { superclass, statics, fields })
      } else if (tag === 0x21) {
        at += idBytes + 4
        const cls = id()
        counts.set(cls, (counts.get(cls) ?? 0) + 1)
        const bytes = u4()
        at += bytes
      } else if (tag === 0x22) {
        at += idBytes + 4
        const length = u4()
        const cls = id()
        counts.set(cls, (counts.get(cls) ?? 0) + 1)
        at += length * idBytes
      } else if (tag === 0x23) {
        at += idBytes + 4
        const length = u4()
        skip(u1(), length)
      } else throw new Error(`part ${tag} at ${at}`)
    }
  }

  while (at < file.length) {
    const tag = u1()
    at += 4
    const end = u4() + at
    records.add(tag)
    if (tag === 0x01) {
      const key = id()
      strings.set(key, new TextDecoder().decode(file.subarray(at, end)))
    } else if (tag === 0x02) {
      at += 4
      const cls = id()
      at += 4
      names.set(cls, id())
    } else if (tag === 0x0c || tag === 0x1c) segment(end)
    if (at > end) throw new Error(`record ${tag} is too short`)
    at = end
  }
  const nameOf = (cls: bigint): string => strings.get(names.get(cls) ?? 0n) ?? 'none'
  const classes: Record<string, string> = {}
  for (const [cls, { superclass, statics, fields }] of shapes) {
    if (!isOwn(nameOf(cls))) continue
    const sorted = (list: readonly string[]): string => [...list].sort().join(' ')
    classes[nameOf(cls)] =
      `extends ${nameOf(superclass)} {${sorted(statics)}} {${sorted(fields)}} ${counts.get(cls) ?? 0} instances`
  }
  const order = (set: ReadonlySet<number>): number[] => [...set].sort((a, b) => a - b)
  return { magic, records: order(records), parts: order(parts), classes }
}
