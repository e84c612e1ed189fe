/** Where the parts of a class file lie in its bytes: what the fuzzer can change, by kind. */
import { decodeInstruction, isProblem } from '../../vm/classfile/code.ts'

export type PlaceKind =
  | 'version'
  | 'pool-tag'
  | 'pool-index'
  | 'pool-text'
  | 'pool-number'
  | 'class-flags'
  | 'class-index'
  | 'member-flags'
  | 'member-index'
  | 'attribute-name'
  | 'attribute-length'
  | 'attribute-byte'
  | 'count'
  | 'limit'
  | 'opcode'
  | 'operand'
  | 'handler'
  | 'frame'

export interface Place {
  readonly kind: PlaceKind
  readonly at: number
  readonly size: 1 | 2 | 4
}

export function placesOf(bytes: Uint8Array): Place[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const places: Place[] = []
  const names = new Map<number, string>()
  let at = 4
  const add = (kind: PlaceKind, size: 1 | 2 | 4): number => {
    places.push({ kind, at, size })
    const value = size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at) : view.getUint32(at)
    at += size
    return value
  }
  add('version', 2)
  add('version', 2)
  const count = add('count', 2)
  for (let i = 1; i < count; i++) {
    const tag = add('pool-tag', 1)
    if (tag === 1) {
      const length = add('count', 2)
      names.set(i, Buffer.from(bytes.subarray(at, at + length)).toString('latin1'))
      const end = at + length
      while (at < end) add('pool-text', 1)
    } else if (tag === 3 || tag === 4) add('pool-number', 4)
    else if (tag === 5 || tag === 6) {
      add('pool-number', 4)
      add('pool-number', 4)
      i++
    } else if (tag === 7 || tag === 8 || tag === 16 || tag === 19 || tag === 20) add('pool-index', 2)
    else if (tag === 15) {
      add('pool-number', 1 as 4)
      add('pool-index', 2)
    } else {
      add('pool-index', 2)
      add('pool-index', 2)
    }
  }
  add('class-flags', 2)
  add('class-index', 2)
  add('class-index', 2)
  for (let n = add('count', 2); n > 0; n--) add('class-index', 2)
  const attributes = (): void => {
    for (let n = add('count', 2); n > 0; n--) attribute()
  }
  const attribute = (): void => {
    const name = names.get(add('attribute-name', 2)) ?? ''
    const length = add('attribute-length', 4)
    const end = at + length
    if (name === 'Code') {
      add('limit', 2)
      add('limit', 2)
      const size = add('attribute-length', 4)
      const start = at
      const code = bytes.subarray(start, start + size)
      for (let pc = 0; pc < size; ) {
        const decoded = decodeInstruction(code, pc)
        if (isProblem(decoded)) break
        add('opcode', 1)
        for (let i = 1; i < decoded.length; i++) add('operand', 1)
        pc += decoded.length
      }
      at = start + size
      for (let n = add('count', 2); n > 0; n--) for (let i = 0; i < 4; i++) add('handler', 2)
      attributes()
    } else while (at < end) add(name === 'StackMapTable' ? 'frame' : 'attribute-byte', 1)
  }
  for (let pass = 0; pass < 2; pass++) {
    for (let n = add('count', 2); n > 0; n--) {
      add('member-flags', 2)
      add('member-index', 2)
      add('member-index', 2)
      attributes()
    }
  }
  attributes()
  return places
}

/** How often each kind is chosen. */
export const WEIGHTS: Readonly<Record<PlaceKind, number>> = {
  version: 2,
  'pool-tag': 4,
  'pool-index': 10,
  'pool-text': 8,
  'pool-number': 1,
  'class-flags': 2,
  'class-index': 3,
  'member-flags': 5,
  'member-index': 4,
  'attribute-name': 3,
  'attribute-length': 2,
  'attribute-byte': 6,
  count: 3,
  limit: 6,
  opcode: 20,
  operand: 20,
  handler: 6,
  frame: 20,
}
