/**
 * A heap dump in the format of HPROF, version 1.0.2, as heap analysers read it. Identifiers have 4 bytes: objects and classes (their
 * java.lang.Class objects) go by their addresses, texts by small numbers.
 *
 *   header          "JAVA PROFILE 1.0.2\0", size of identifiers, time
 *   record          tag u1, time u4, length u4, body        STRING, LOAD_CLASS, STACK_FRAME, STACK_TRACE
 *   HEAP_DUMP_SEGMENT (several), each a list of sub-records, then HEAP_DUMP_END
 *   sub-record      tag u1, body                            roots, CLASS_DUMP, INSTANCE_DUMP, array dumps
 *
 * Numbers are big-endian. The dump is written in pieces, so it needs little memory beside the heap.
 */
import type { Heap } from './heap.ts'
import {
  ARRAY_LENGTH,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_KIND,
  KIND_BOOLEAN,
  KIND_BYTE,
  KIND_CHAR,
  KIND_DOUBLE,
  KIND_LONG,
  KIND_REFERENCE,
  KIND_SHORT,
} from './layout.ts'

export interface DumpField {
  readonly name: string
  readonly kind: number
  /** Static fields: absolute address; instance fields: offset in the object. */
  readonly offset: number
}

export interface DumpClass {
  /** Address of the class struct, and of the class object. */
  readonly address: number
  readonly mirror: number
  /** `java/lang/String`, `[I`. */
  readonly name: string
  /** Index of the superclass in the list; -1 for none. */
  readonly superclass: number
  readonly loader: number
  readonly instanceBytes: number
  readonly statics: readonly DumpField[]
  /** Declared by this class alone. */
  readonly fields: readonly DumpField[]
  /** Of a loader that is never unloaded: a root. */
  readonly permanent: boolean
}

export interface DumpFrame {
  readonly method: string
  readonly descriptor: string
  readonly file: string
  /** Index of the declaring class in the list. */
  readonly cls: number
  /** -1 unknown, -3 native. */
  readonly line: number
  /** What its locals and operands refer to. */
  readonly references: readonly number[]
}

export interface DumpThread {
  readonly object: number
  /** From the top. */
  readonly frames: readonly DumpFrame[]
}

export interface DumpSource {
  readonly classes: readonly DumpClass[]
  readonly threads: readonly DumpThread[]
  /** References held by the VM itself. */
  readonly others: readonly number[]
  readonly milliseconds: number
}

const STRING = 0x01
const LOAD_CLASS = 0x02
const STACK_FRAME = 0x04
const STACK_TRACE = 0x05
const SEGMENT = 0x1c
const END = 0x2c
const ROOT_UNKNOWN = 0xff
const ROOT_FRAME = 0x03
const ROOT_STICKY_CLASS = 0x05
const ROOT_THREAD = 0x08
const CLASS_DUMP = 0x20
const INSTANCE_DUMP = 0x21
const OBJECT_ARRAY_DUMP = 0x22
const PRIMITIVE_ARRAY_DUMP = 0x23
const OBJECT_TYPE = 2
const ID_BYTES = 4
const SEGMENT_BYTES = 1 << 20
const HEADER_BYTES = 9
/** The stack trace of everything that has none. */
const NO_TRACE = 1

/** Writes the dump; the number of bytes, -1 when `write` has said no. The heap stays as it is. */
export function writeHeapDump(heap: Heap, source: DumpSource, write: (bytes: Uint8Array) => boolean): number {
  const out = new Output(write)
  const { classes, threads } = source
  for (const letter of 'JAVA PROFILE 1.0.2\0') out.u1(letter.charCodeAt(0))
  out.u4(ID_BYTES)
  out.u4(Math.floor(source.milliseconds / 0x1_0000_0000))
  out.u4(source.milliseconds)
  const texts = new Map<string, number>()
  const encoder = new TextEncoder()
  const text = (value: string): number => {
    const known = texts.get(value)
    if (known !== undefined) return known
    const id = texts.size + 1
    texts.set(value, id)
    const bytes = encoder.encode(value)
    out.record(STRING, ID_BYTES + bytes.length)
    out.u4(id)
    out.bytes(bytes)
    return id
  }

  classes.forEach((cls, i) => {
    const name = text(cls.name)
    for (const field of [...cls.statics, ...cls.fields]) text(field.name)
    out.record(LOAD_CLASS, 8 + 2 * ID_BYTES)
    out.u4(i + 1)
    out.u4(cls.mirror)
    out.u4(NO_TRACE)
    out.u4(name)
  })
  out.record(STACK_TRACE, 12)
  for (const value of [NO_TRACE, 0, 0]) out.u4(value)
  let frameId = 0
  threads.forEach((thread, t) => {
    const ids = thread.frames.map((frame) => {
      const [method, descriptor, file] = [text(frame.method), text(frame.descriptor), text(frame.file)]
      out.record(STACK_FRAME, 4 * ID_BYTES + 8)
      for (const value of [++frameId, method, descriptor, file, frame.cls + 1, frame.line]) out.u4(value)
      return frameId
    })
    out.record(STACK_TRACE, 12 + ids.length * ID_BYTES)
    for (const value of [t + 2, t + 1, ids.length, ...ids]) out.u4(value)
  })

  out.beginSegment()
  for (const cls of classes) {
    if (!cls.permanent) continue
    out.sub(ROOT_STICKY_CLASS, ID_BYTES)
    out.u4(cls.mirror)
  }
  threads.forEach((thread, t) => {
    out.sub(ROOT_THREAD, ID_BYTES + 8)
    for (const value of [thread.object, t + 1, t + 2]) out.u4(value)
    thread.frames.forEach((frame, depth) => {
      for (const ref of frame.references) {
        out.sub(ROOT_FRAME, ID_BYTES + 8)
        for (const value of [ref, t + 1, depth]) out.u4(value)
      }
    })
  })
  for (const ref of source.others) {
    out.sub(ROOT_UNKNOWN, ID_BYTES)
    out.u4(ref)
  }
  dumpClasses(heap, classes, out, text)
  dumpObjects(heap, classes, out)
  out.endSegment()
  out.record(END, 0)
  out.flush()
  return out.failed ? -1 : out.written
}

function dumpClasses(heap: Heap, classes: readonly DumpClass[], out: Output, text: (value: string) => number): void {
  for (const cls of classes) {
    const staticBytes = cls.statics.reduce((sum, field) => sum + ID_BYTES + 1 + bytesOf(field.kind), 0)
    out.sub(CLASS_DUMP, 7 * ID_BYTES + 8 + 6 + staticBytes + cls.fields.length * (ID_BYTES + 1))
    out.u4(cls.mirror)
    out.u4(NO_TRACE)
    out.u4(cls.superclass < 0 ? 0 : classes[cls.superclass]!.mirror)
    out.u4(cls.loader)
    // Signers, protection domain, and two that are reserved.
    for (let i = 0; i < 4; i++) out.u4(0)
    out.u4(cls.instanceBytes)
    out.u2(0)
    out.u2(cls.statics.length)
    for (const field of cls.statics) {
      out.u4(text(field.name))
      out.u1(typeOf(field.kind))
      out.value(heap.memory, field.kind, field.offset)
    }
    out.u2(cls.fields.length)
    for (const field of cls.fields) {
      out.u4(text(field.name))
      out.u1(typeOf(field.kind))
    }
  }
}

function dumpObjects(heap: Heap, classes: readonly DumpClass[], out: Output): void {
  const { memory } = heap
  const { H32 } = memory
  const byAddress = new Map(classes.map((cls) => [cls.address, cls]))
  const mirrors = new Set(classes.map((cls) => cls.mirror))
  // Fields of a class and its superclasses, from the class up, as the values of an instance come.
  const fields = new Map<DumpClass, { readonly list: readonly DumpField[]; readonly bytes: number }>()
  const fieldsOf = (cls: DumpClass): { readonly list: readonly DumpField[]; readonly bytes: number } => {
    let known = fields.get(cls)
    if (known === undefined) {
      const list = [...cls.fields, ...(cls.superclass < 0 ? [] : fieldsOf(classes[cls.superclass]!).list)]
      known = { list, bytes: list.reduce((sum, field) => sum + bytesOf(field.kind), 0) }
      fields.set(cls, known)
    }
    return known
  }
  heap.forEachObject((ref) => {
    // The class object of a loaded class is its CLASS_DUMP.
    if (mirrors.has(ref)) return
    const cls = byAddress.get(H32[ref >>> 2]!)
    if (cls === undefined) return
    const c = cls.address >>> 2
    const shift = H32[c + CLASS_ELEMENT_SHIFT]!
    if (shift < 0) {
      const { list, bytes } = fieldsOf(cls)
      out.sub(INSTANCE_DUMP, 2 * ID_BYTES + 8 + bytes)
      for (const value of [ref, NO_TRACE, cls.mirror, bytes]) out.u4(value)
      for (const field of list) out.value(memory, field.kind, ref + field.offset)
      return
    }
    const kind = H32[c + CLASS_KIND]!
    const length = H32[(ref >>> 2) + ARRAY_LENGTH]!
    const first = ref + H32[c + CLASS_ELEMENT_BASE]!
    if (kind === KIND_REFERENCE) {
      out.sub(OBJECT_ARRAY_DUMP, 2 * ID_BYTES + 8 + length * ID_BYTES)
      for (const value of [ref, NO_TRACE, length, cls.mirror]) out.u4(value)
    } else {
      out.sub(PRIMITIVE_ARRAY_DUMP, ID_BYTES + 9 + length * (1 << shift))
      for (const value of [ref, NO_TRACE, length]) out.u4(value)
      out.u1(kind)
    }
    for (let i = 0; i < length; i++) out.value(memory, kind, first + i * (1 << shift))
  })
}

/** The format's numbers for types are those of newarray, but for references. */
function typeOf(kind: number): number {
  return kind === KIND_REFERENCE ? OBJECT_TYPE : kind
}

function bytesOf(kind: number): number {
  switch (kind) {
    case KIND_BOOLEAN:
    case KIND_BYTE:
      return 1
    case KIND_CHAR:
    case KIND_SHORT:
      return 2
    case KIND_LONG:
    case KIND_DOUBLE:
      return 8
    default:
      return 4
  }
}

/** A buffer in front of `write`, and the length of the segment that is under way: what does not fit opens the next one. */
class Output {
  readonly #write: (bytes: Uint8Array) => boolean
  readonly #buffer = new Uint8Array(SEGMENT_BYTES + 0x1_0000)
  #at = 0
  /** The segment is one sub-record that is larger than the buffer; its length has been written in advance. */
  #large = false
  written = 0
  failed = false

  constructor(write: (bytes: Uint8Array) => boolean) {
    this.#write = write
  }

  flush(): void {
    if (this.#at === 0) return
    this.failed = !this.#write(this.#buffer.subarray(0, this.#at)) || this.failed
    this.written += this.#at
    this.#at = 0
  }

  u1(value: number): void {
    if (this.#at === this.#buffer.length) this.flush()
    this.#buffer[this.#at++] = value
  }

  u2(value: number): void {
    this.u1(value >>> 8)
    this.u1(value & 0xff)
  }

  u4(value: number): void {
    this.u2((value >>> 16) & 0xffff)
    this.u2(value & 0xffff)
  }

  bytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.u1(byte)
  }

  value(memory: Heap['memory'], kind: number, address: number): void {
    const { H32, U8, U16 } = memory
    switch (bytesOf(kind)) {
      case 1:
        this.u1(U8[address]!)
        return
      case 2:
        this.u2(U16[address >>> 1]!)
        return
      case 8:
        this.u4(H32[(address >>> 2) + 1]!)
        this.u4(H32[address >>> 2]!)
        return
      default:
        this.u4(H32[address >>> 2]!)
    }
  }

  record(tag: number, length: number): void {
    if (this.#at + HEADER_BYTES + length > SEGMENT_BYTES) this.flush()
    this.u1(tag)
    this.u4(0)
    this.u4(length)
  }

  beginSegment(): void {
    this.flush()
    this.record(SEGMENT, 0)
  }

  /** Writes the length of the segment, unless it consists of one large sub-record. */
  endSegment(): void {
    if (!this.#large) {
      const length = this.#at - HEADER_BYTES
      for (let i = 0; i < 4; i++) this.#buffer[5 + i] = length >>> (24 - 8 * i)
    }
    this.#large = false
    this.flush()
  }

  /** Begins a sub-record of that many bytes behind its tag. */
  sub(tag: number, bytes: number): void {
    if (this.#large || this.#at + 1 + bytes > SEGMENT_BYTES) {
      const empty = !this.#large && this.#at === HEADER_BYTES
      if (empty) this.#at = 0
      else this.endSegment()
      this.record(SEGMENT, 1 + bytes)
      this.#large = HEADER_BYTES + 1 + bytes > SEGMENT_BYTES
    }
    this.u1(tag)
  }
}
