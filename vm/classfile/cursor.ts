// A reading position in a byte array, bounds checked: running out of bytes is a ClassFormatProblem, never a RangeError.
import { ClassFormatProblem } from './model.ts'

export class Cursor {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** The class that messages name. */
  readonly name: string
  at: number
  /** What running out of bytes means here: the file or an attribute is too short. */
  readonly #short: string

  constructor(bytes: Uint8Array, start: number, end: number, name: string, short = 'Truncated class file') {
    this.bytes = bytes
    this.start = start
    this.at = start
    this.end = end
    this.name = name
    this.#short = short
  }

  /** The same extent, read from its start. */
  at0(): Cursor {
    return new Cursor(this.bytes, this.start, this.end, this.name, this.#short)
  }

  /** The next `length` bytes as an extent of their own; steps over them. */
  slice(length: number, short: string): Cursor {
    const start = this.at
    this.skip(length)
    return new Cursor(this.bytes, start, start + length, this.name, short)
  }

  get left(): number {
    return this.end - this.at
  }

  problemAt(message: string, offset: number): ClassFormatProblem {
    return new ClassFormatProblem(message, offset)
  }

  tooShort(): ClassFormatProblem {
    return new ClassFormatProblem(this.#short, this.end)
  }

  skip(length: number): void {
    if (length > this.end - this.at) throw this.tooShort()
    this.at += length
  }

  u1(): number {
    if (this.at >= this.end) throw this.tooShort()
    return this.bytes[this.at++]!
  }

  u2(): number {
    const at = this.at
    if (at + 2 > this.end) throw this.tooShort()
    this.at = at + 2
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!
  }

  s4(): number {
    const at = this.at
    if (at + 4 > this.end) throw this.tooShort()
    this.at = at + 4
    const b = this.bytes
    return (b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!
  }

  u4(): number {
    return this.s4() >>> 0
  }

  u2List(count: number): number[] {
    if (count * 2 > this.end - this.at) throw this.tooShort()
    const list: number[] = []
    for (let i = 0; i < count; i++) list.push(this.u2())
    return list
  }

  /** A view of the next bytes, not a copy. */
  take(length: number): Uint8Array {
    const start = this.at
    this.skip(length)
    return this.bytes.subarray(start, start + length)
  }
}
