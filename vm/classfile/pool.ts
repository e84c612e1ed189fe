// ConstantPoolBuilder: a constant pool under construction. Every method returns the index of an entry and makes the entry
// only once. It is a ConstantPool itself (`entries`), so a ClassFile can hold it and the writer writes it.
//
// A pool holds at most 65534 entries (the count, one more, is a u2; JVMS 4.1). Past that every method throws a
// ConstantPoolLimit, which the compiler turns into its "too many constants" diagnostic. A string longer than 65535 bytes
// of modified UTF-8 (JVMS 4.4.7) throws it too, with `kind: 'string'`.
import {
  bitsOfDouble,
  bitsOfFloat,
  type ConstantEntry,
  type ConstantPool,
  longOfBigint,
  type MemberRefEntry,
  type Utf8Entry,
} from './model.ts'
import { encodeMutf8 } from './mutf8.ts'

export class ConstantPoolLimit extends Error {
  readonly kind: 'entries' | 'string'

  constructor(kind: 'entries' | 'string') {
    super(kind === 'entries' ? 'too many constants' : 'constant string too long')
    this.name = 'ConstantPoolLimit'
    this.kind = kind
  }
}

export class ConstantPoolBuilder implements ConstantPool {
  readonly entries: (ConstantEntry | undefined)[] = [undefined]
  readonly #utf8 = new Map<string, number>()
  readonly #index = new Map<string, number>()

  /** Starts from an existing pool (`entries` are kept at their indexes), or empty. */
  constructor(from?: ConstantPool) {
    if (from === undefined) return
    this.entries = from.entries.length === 0 ? [undefined] : [...from.entries]
    this.reindex()
  }

  /** Makes interning find all entries there are, also those that came by `append`; of equal ones the first. */
  reindex(): void {
    this.#utf8.clear()
    this.#index.clear()
    this.entries.forEach((entry, i) => {
      if (entry === undefined) return
      if (entry.tag === 1) {
        // Only canonical encodings may stand for the string, or the bytes would not be those the caller meant.
        const value = textOf(entry)
        if (value !== undefined && !this.#utf8.has(value) && sameBytes(entry.bytes, encodeMutf8(value))) {
          this.#utf8.set(value, i)
        }
        return
      }
      const key = keyOf(entry)
      if (!this.#index.has(key)) this.#index.set(key, i)
    })
  }

  /** `constant_pool_count`: one more than the last index. */
  get count(): number {
    return this.entries.length
  }

  utf8(value: string): number {
    const found = this.#utf8.get(value)
    if (found !== undefined) return found
    const index = this.append(this.utf8Entry(value))
    this.#utf8.set(value, index)
    return index
  }

  /** An entry for `append`; it is not put into the pool. */
  utf8Entry(value: string): Utf8Entry {
    const bytes = encodeMutf8(value)
    if (bytes.length > 65535) throw new ConstantPoolLimit('string')
    return { tag: 1, value, bytes }
  }

  /** `name` is internal (java/lang/String) or an array descriptor ([I). */
  class(name: string): number {
    return this.intern({ tag: 7, nameIndex: this.utf8(name) })
  }

  string(value: string): number {
    return this.intern({ tag: 8, stringIndex: this.utf8(value) })
  }

  int(value: number): number {
    return this.intern({ tag: 3, value: value | 0 })
  }

  long(value: bigint | { hi: number; lo: number }): number {
    const { hi, lo } = typeof value === 'bigint' ? longOfBigint(value) : value
    return this.intern({ tag: 5, hi: hi | 0, lo: lo | 0 })
  }

  /** By value; `floatBits` by bits. 0.0 and -0.0 differ. */
  float(value: number): number {
    return this.floatBits(bitsOfFloat(value))
  }

  floatBits(bits: number): number {
    return this.intern({ tag: 4, bits: bits | 0 })
  }

  double(value: number): number {
    return this.doubleBits(bitsOfDouble(value))
  }

  doubleBits(bits: { hi: number; lo: number }): number {
    return this.intern({ tag: 6, hi: bits.hi | 0, lo: bits.lo | 0 })
  }

  nameAndType(name: string, descriptor: string): number {
    return this.intern({ tag: 12, nameIndex: this.utf8(name), descriptorIndex: this.utf8(descriptor) })
  }

  fieldRef(className: string, name: string, descriptor: string): number {
    return this.#member(9, className, name, descriptor)
  }

  methodRef(className: string, name: string, descriptor: string): number {
    return this.#member(10, className, name, descriptor)
  }

  interfaceMethodRef(className: string, name: string, descriptor: string): number {
    return this.#member(11, className, name, descriptor)
  }

  /** `referenceIndex` is the index of a member reference; kinds are in `REF`. */
  methodHandle(referenceKind: number, referenceIndex: number): number {
    return this.intern({ tag: 15, referenceKind, referenceIndex })
  }

  methodType(descriptor: string): number {
    return this.intern({ tag: 16, descriptorIndex: this.utf8(descriptor) })
  }

  /** `bootstrapIndex` is an index into the BootstrapMethods attribute. */
  invokeDynamic(bootstrapIndex: number, name: string, descriptor: string): number {
    return this.intern({ tag: 18, bootstrapIndex, nameAndTypeIndex: this.nameAndType(name, descriptor) })
  }

  dynamic(bootstrapIndex: number, name: string, descriptor: string): number {
    return this.intern({ tag: 17, bootstrapIndex, nameAndTypeIndex: this.nameAndType(name, descriptor) })
  }

  module(name: string): number {
    return this.intern({ tag: 19, nameIndex: this.utf8(name) })
  }

  package(name: string): number {
    return this.intern({ tag: 20, nameIndex: this.utf8(name) })
  }

  /** Puts an entry at the end without looking for an equal one. */
  append(entry: ConstantEntry): number {
    const index = this.entries.length
    const slots = entry.tag === 5 || entry.tag === 6 ? 2 : 1
    if (index + slots > 65535) throw new ConstantPoolLimit('entries')
    this.entries.push(entry)
    if (slots === 2) this.entries.push(undefined)
    return index
  }

  #member(tag: 9 | 10 | 11, className: string, name: string, descriptor: string): number {
    const classIndex = this.class(className)
    const nameAndTypeIndex = this.nameAndType(name, descriptor)
    return this.intern({ tag, classIndex, nameAndTypeIndex } as MemberRefEntry)
  }

  /** The index of an equal entry, or of this one put at the end. */
  intern(entry: Exclude<ConstantEntry, { tag: 1 }>): number {
    const key = keyOf(entry)
    const found = this.#index.get(key)
    if (found !== undefined) return found
    const index = this.append(entry)
    this.#index.set(key, index)
    return index
  }
}

/** The text of a Utf8 entry; undefined if its bytes are malformed. */
function textOf(entry: Utf8Entry): string | undefined {
  try {
    return entry.value
  } catch {
    return undefined
  }
}

function keyOf(entry: Exclude<ConstantEntry, { tag: 1 }>): string {
  switch (entry.tag) {
    case 3:
      return `3:${entry.value}`
    case 4:
      return `4:${entry.bits}`
    case 5:
    case 6:
      return `${entry.tag}:${entry.hi}:${entry.lo}`
    case 7:
    case 19:
    case 20:
      return `${entry.tag}:${entry.nameIndex}`
    case 8:
      return `8:${entry.stringIndex}`
    case 9:
    case 10:
    case 11:
      return `${entry.tag}:${entry.classIndex}:${entry.nameAndTypeIndex}`
    case 12:
      return `12:${entry.nameIndex}:${entry.descriptorIndex}`
    case 15:
      return `15:${entry.referenceKind}:${entry.referenceIndex}`
    case 16:
      return `16:${entry.descriptorIndex}`
    case 17:
    case 18:
      return `${entry.tag}:${entry.bootstrapIndex}:${entry.nameAndTypeIndex}`
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
