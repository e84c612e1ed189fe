// Reads a class file (JVMS chapter 4). The skeleton (pool, members, the extents of all attributes) is read and bounds
// checked at once, attribute contents when somebody asks for `attributes`, strings when somebody asks for `value`: the
// VM loads dozens of classes before a program prints its first line.
//
// Whatever the bytes are, the outcome is a ClassFile or a ClassFormatProblem, now or when a lazy part is read. What can
// be said of single items only with more knowledge (flags, descriptors, cross references; JVMS 4.8) is for the linker.
import { Cursor } from './cursor.ts'
import {
  type Attribute,
  ClassFormatProblem,
  type ClassFile,
  type ConstantEntry,
  type ConstantPool,
  type FieldInfo,
  type MemberInfo,
  type Utf8Entry,
} from './model.ts'
import { decodeMutf8 } from './mutf8.ts'
import { type AttributePlace, readAttribute, type SkipAttributes } from './readattributes.ts'

export type ParseOptions = {
  /** The name that messages mention: the internal name that is being loaded. */
  readonly name?: string
  /** Versions above this one give an UnsupportedClassVersionError; without it every version is read. */
  readonly maxMajor?: number
  /** Attributes that came with a later version than the file has are unknown ones, as the VM has to see them. */
  readonly ofItsVersion?: boolean
}

/** Reads a class file or throws a ClassFormatProblem. */
export function parseClassFile(bytes: Uint8Array, options: ParseOptions = {}): ClassFile {
  const { classFile, problem } = parseClassFilePart(bytes, options)
  if (problem !== undefined) throw problem
  return classFile
}

/** Reads as far as it can: for a disassembler of broken files. `classFile` has what comes before the problem. */
export function parseClassFilePart(
  bytes: Uint8Array,
  options: ParseOptions = {},
): { classFile: ClassFile; problem?: ClassFormatProblem } {
  const classFile = new LazyClassFile()
  try {
    fill(classFile, bytes, options)
    return { classFile }
  } catch (problem) {
    if (!(problem instanceof ClassFormatProblem)) throw problem
    return { classFile, problem }
  }
}

function fill(classFile: LazyClassFile, bytes: Uint8Array, options: ParseOptions): void {
  const name = options.name ?? 'Unknown'
  const c = new Cursor(bytes, 0, bytes.length, name)
  const magic = c.u4()
  if (magic !== 0xcafebabe) {
    throw new ClassFormatProblem(`Incompatible magic value ${magic} in class file ${name}`, 0)
  }
  classFile.minorVersion = c.u2()
  classFile.majorVersion = c.u2()
  if (options.maxMajor !== undefined) checkVersion(classFile, name, options.maxMajor)
  readPool(c, classFile.entries)
  classFile.accessFlags = c.u2()
  classFile.thisClass = c.u2()
  classFile.superClass = c.u2()
  classFile.interfaces = c.u2List(c.u2())
  const known = options.ofItsVersion === true ? classFile.majorVersion : Number.POSITIVE_INFINITY
  readMembers(c, classFile.constantPool, 'field', known, classFile.fields)
  readMembers(c, classFile.constantPool, 'method', known, classFile.methods)
  classFile.lazy = skipAttributes(c, classFile.constantPool, 'class', known)
  if (c.at !== bytes.length) {
    throw new ClassFormatProblem(`Extra bytes at the end of class file ${name}`, c.at)
  }
}

function checkVersion(classFile: ClassFile, name: string, maxMajor: number): void {
  const { majorVersion: major, minorVersion: minor } = classFile
  const bad = (message: string) => new ClassFormatProblem(message, 4, 'UnsupportedClassVersionError')
  if (major < 45) throw bad(`${name} (class file version ${major}.${minor}) was compiled with an invalid major version`)
  if (major > maxMajor) {
    throw bad(
      `${name} has been compiled by a more recent version of the Java Runtime (class file version ${major}.${minor}), ` +
        `this version of the Java Runtime only recognizes class file versions up to ${maxMajor}.0`,
    )
  }
  if (major < 56 || minor === 0) return
  if (minor !== 65535) {
    throw bad(`${name} (class file version ${major}.${minor}) was compiled with an invalid non-zero minor version`)
  }
  const why =
    major === maxMajor ? 'Preview features are not enabled for' : 'was compiled with unsupported preview features:'
  throw bad(`${why} ${name} (class file version ${major}.${minor})`)
}

// ---- constant pool

class LazyUtf8 implements Utf8Entry {
  readonly tag = 1
  readonly #file: Uint8Array
  readonly #start: number
  readonly #end: number
  #value: string | undefined

  constructor(file: Uint8Array, start: number, end: number) {
    this.#file = file
    this.#start = start
    this.#end = end
  }

  get value(): string {
    return (this.#value ??= decodeMutf8(this.#file, this.#start, this.#end))
  }

  get bytes(): Uint8Array {
    return this.#file.subarray(this.#start, this.#end)
  }
}

function readPool(c: Cursor, entries: (ConstantEntry | undefined)[]): void {
  const countAt = c.at
  const count = c.u2()
  if (count === 0) throw c.problemAt(`Illegal constant pool size 0 in class file ${c.name}`, countAt)
  for (let i = 1; i < count; i++) {
    const tagAt = c.at
    const tag = c.u1()
    switch (tag) {
      case 1: {
        const length = c.u2()
        const start = c.at
        c.skip(length)
        entries.push(new LazyUtf8(c.bytes, start, start + length))
        break
      }
      case 3:
        entries.push({ tag, value: c.s4() })
        break
      case 4:
        entries.push({ tag, bits: c.s4() })
        break
      case 5:
      case 6:
        if (i + 1 >= count) {
          throw c.problemAt(`Invalid constant pool index ${i + 1} in class file ${c.name}`, tagAt)
        }
        entries.push({ tag, hi: c.s4(), lo: c.s4() }, undefined)
        i++
        break
      case 7:
      case 19:
      case 20:
        entries.push({ tag, nameIndex: c.u2() })
        break
      case 8:
        entries.push({ tag, stringIndex: c.u2() })
        break
      case 9:
      case 10:
      case 11:
        entries.push({ tag, classIndex: c.u2(), nameAndTypeIndex: c.u2() })
        break
      case 12:
        entries.push({ tag, nameIndex: c.u2(), descriptorIndex: c.u2() })
        break
      case 15:
        entries.push({ tag, referenceKind: c.u1(), referenceIndex: c.u2() })
        break
      case 16:
        entries.push({ tag, descriptorIndex: c.u2() })
        break
      case 17:
      case 18:
        entries.push({ tag, bootstrapIndex: c.u2(), nameAndTypeIndex: c.u2() })
        break
      default:
        throw c.problemAt(`Unknown constant tag ${tag} in class file ${c.name}`, tagAt)
    }
  }
}

// ---- members and the extents of attributes

class LazyClassFile implements ClassFile {
  minorVersion = 0
  majorVersion = 0
  readonly entries: (ConstantEntry | undefined)[] = [undefined]
  readonly constantPool: ConstantPool = { entries: this.entries }
  accessFlags = 0
  thisClass = 0
  superClass = 0
  interfaces: readonly number[] = []
  readonly fields: FieldInfo[] = []
  readonly methods: FieldInfo[] = []
  lazy: LazyAttributes | undefined

  get attributes(): readonly Attribute[] {
    return this.lazy === undefined ? [] : this.lazy.all
  }
}

class LazyMember implements MemberInfo {
  accessFlags: number
  nameIndex: number
  descriptorIndex: number
  readonly #lazy: LazyAttributes

  constructor(accessFlags: number, nameIndex: number, descriptorIndex: number, lazy: LazyAttributes) {
    this.accessFlags = accessFlags
    this.nameIndex = nameIndex
    this.descriptorIndex = descriptorIndex
    this.#lazy = lazy
  }

  get attributes(): readonly Attribute[] {
    return this.#lazy.all
  }
}

/** The extent of an attribute table; the attributes themselves when asked for. */
export class LazyAttributes {
  readonly #cursor: Cursor
  readonly #count: number
  readonly #pool: ConstantPool
  readonly #place: AttributePlace
  readonly #major: number
  #all: readonly Attribute[] | undefined

  /** `cursor` stands after the attributes_count. */
  constructor(cursor: Cursor, count: number, pool: ConstantPool, place: AttributePlace, major: number) {
    this.#cursor = cursor
    this.#count = count
    this.#pool = pool
    this.#place = place
    this.#major = major
  }

  get all(): readonly Attribute[] {
    if (this.#all !== undefined) return this.#all
    const c = this.#cursor.at0()
    const all: Attribute[] = []
    const major = this.#major
    const skip: SkipAttributes = (at, pool, place) => skipAttributes(at, pool, place, major)
    for (let i = 0; i < this.#count; i++) all.push(readAttribute(c, this.#pool, this.#place, major, skip))
    this.#all = all
    return all
  }
}

function readMembers(
  c: Cursor,
  pool: ConstantPool,
  place: 'field' | 'method',
  major: number,
  into: MemberInfo[],
): void {
  const count = c.u2()
  for (let i = 0; i < count; i++) {
    const accessFlags = c.u2()
    const nameIndex = c.u2()
    const descriptorIndex = c.u2()
    into.push(new LazyMember(accessFlags, nameIndex, descriptorIndex, skipAttributes(c, pool, place, major)))
  }
}

/** Steps over an attribute table, checking that names are Utf8 entries and lengths lie inside. */
function skipAttributes(c: Cursor, pool: ConstantPool, place: AttributePlace, major: number): LazyAttributes {
  const count = c.u2()
  const start = c.at
  for (let i = 0; i < count; i++) {
    const at = c.at
    const nameIndex = c.u2()
    if (pool.entries[nameIndex]?.tag !== 1) {
      throw c.problemAt(`Invalid attribute name index ${nameIndex} in class file ${c.name}`, at)
    }
    c.skip(c.u4())
  }
  return new LazyAttributes(new Cursor(c.bytes, start, c.at, c.name), count, pool, place, major)
}
