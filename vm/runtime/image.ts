/**
 * The image: classes of the library as they are once linked, made when the library is built. What most programs need is not parsed
 * and linked anew at every start. It changes nothing that can be seen: a class of the image is loaded when it is asked for,
 * after its supertypes, is logged, and gets its mirror, as any other; only the work of linkClass has been done before.
 *
 *   file:   length of the index (4 bytes), index (JSON: ImageIndex), a JSON text for each class (ImageClass), metadata
 *
 * The metadata (class and method structs, constant-pool caches, static fields: link.ts) is copied to the address that it was made
 * at, before anything else is there, so the addresses in it are right. Class and method ids are given when a class is loaded.
 * Class files are parsed when somebody asks for more than what linking has found out.
 *
 * An image is for one VM (`stamp`: a hash of its sources) and for the classes of one library (their checksums); else it is not used.
 */
import { parseClassFile } from '../classfile/reader.ts'
import {
  CLASS_FLAGS,
  CLASS_ID,
  CLASS_VTABLE,
  CLASS_VTABLE_LENGTH,
  KIND_REFERENCE,
  METADATA_BASE,
  METHOD_ID,
} from '../heap/layout.ts'
import { type Loader, RuntimeClass } from './class.ts'
import { constrainClass } from './constraints.ts'
import { RuntimeField } from './field.ts'
import { createMirror } from './link.ts'
import { loadForLink, logLoaded } from './load.ts'
import { RuntimeMethod } from './method.ts'
import type { Runtime } from './runtime.ts'
import { vmBug } from './vm-bug.ts'

interface ImageIndex {
  readonly stamp: string
  /** Bytes of metadata. */
  readonly bytes: number
  /** Name and checksum of each class, and the length of its text. */
  readonly classes: readonly (readonly [string, number, number])[]
}

interface ImageClass {
  readonly address: number
  readonly superName: string | null
  readonly interfaces: readonly string[]
  readonly fieldsEnd: number
  /** In the order of the class file: name, descriptor, flags, kind, offset. */
  readonly fields: readonly (readonly [string, string, number, number, number])[]
  /** In the order of the class file: name with descriptor, length of the name, flags, kinds of parameters, kind of result, argument slots, vtable index, address. */
  readonly methods: readonly (readonly [string, number, number, readonly number[], number, number, number, number])[]
}

/** Of the entry of the library with that name; null when there is none. */
export type Checksum = (entry: string) => number | null

export class ClassImage {
  readonly metadata: Uint8Array
  /** What -verbose:class shows. */
  readonly source: string
  readonly #texts: ReadonlyMap<string, Uint8Array>

  constructor(metadata: Uint8Array, texts: ReadonlyMap<string, Uint8Array>, source: string) {
    this.metadata = metadata
    this.source = source
    this.#texts = texts
  }

  find(name: string): ImageClass | null {
    const text = this.#texts.get(name)
    return text === undefined ? null : (JSON.parse(new TextDecoder().decode(text)) as ImageClass)
  }
}

/** Null when it is not an image for this VM and this library, whose path is `source`. */
export function openImage(file: Uint8Array, stamp: string, source: string, checksum: Checksum): ClassImage | null {
  if (file.length < 4) return null
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = 4 + view.getUint32(0, true)
  if (at > file.length) return null
  let index: ImageIndex
  try {
    index = JSON.parse(new TextDecoder().decode(file.subarray(4, at))) as ImageIndex
  } catch {
    return null
  }
  if (index.stamp !== stamp) return null
  const texts = new Map<string, Uint8Array>()
  for (const [name, sum, length] of index.classes) {
    if (checksum(`${name}.class`) !== sum) return null
    texts.set(name, file.subarray(at, at + length))
    at += length
  }
  return at + index.bytes === file.length ? new ClassImage(file.subarray(at), texts, source) : null
}

/**
 * Puts the metadata in its place, as the first thing in the region; false when there is no room for it.
 */
export function placeImage(rt: Runtime, image: ClassImage): boolean {
  const { length } = image.metadata
  // The last piece of a region that small would be needed for other things.
  if (rt.metadata.used > 0 || rt.metadata.free < length * 2) return false
  if (rt.metadata.allocate(length) !== METADATA_BASE) return false
  rt.memory.U8.set(image.metadata, METADATA_BASE)
  return true
}

/** Loads a class of the image by the bootstrap loader; null: the image does not have it, or an exception is pending. */
export function loadFromImage(rt: Runtime, loader: Loader, name: string, image: ClassImage): RuntimeClass | null {
  const from = image.find(name)
  if (from === null) return null
  const interfaces: RuntimeClass[] = []
  for (const each of from.interfaces) {
    const loaded = loadForLink(rt, loader, each)
    if (loaded === null) return null
    interfaces.push(loaded)
  }
  const superclass = from.superName === null ? null : loadForLink(rt, loader, from.superName)
  if (superclass === null && from.superName !== null) return null
  const all = new Set<RuntimeClass>(superclass?.allInterfaces)
  for (const each of interfaces) {
    for (const up of each.allInterfaces) all.add(up)
    all.add(each)
  }
  const { H32 } = rt.memory
  const { address } = from
  const { source } = image
  const w = address >>> 2
  const find = (): Uint8Array =>
    loader.find(name)?.bytes ?? vmBug(`the library's class ${name} cannot be read any more`)
  const cls = new RuntimeClass({
    id: rt.classes.length,
    address,
    name,
    flags: H32[w + CLASS_FLAGS]!,
    loader,
    classFile: () => parseClassFile(find(), { name, maxMajor: 61 }),
    superclass,
    interfaces,
    allInterfaces: [...all],
    elementClass: null,
    kind: KIND_REFERENCE,
    source,
  })
  if (!constrainClass(rt, loader, cls) || !createMirror(rt, cls)) return null
  rt.classes.push(cls)
  H32[w + CLASS_ID] = cls.id
  cls.fieldsEnd = from.fieldsEnd
  from.fields.forEach(([fieldName, descriptor, flags, kind, offset], index) => {
    const field = new RuntimeField(cls, index, fieldName, descriptor, flags, kind)
    field.offset = offset
    cls.fields.push(field)
  })
  from.methods.forEach(([key, nameLength, flags, parameters, result, slots, tableIndex, place], index) => {
    const method = new RuntimeMethod(
      rt.methods.length,
      place,
      cls,
      key.slice(0, nameLength),
      key.slice(nameLength),
      flags,
      parameters,
      result,
      slots,
      index,
    )
    method.tableIndex = tableIndex
    H32[(place >>> 2) + METHOD_ID] = method.id
    rt.methods.push(method)
    cls.methods.push(method)
    cls.methodTable.set(key, method)
    if (key === '<clinit>()V') cls.initializer = method
  })
  for (let i = 0; i < H32[w + CLASS_VTABLE_LENGTH]!; i++) {
    cls.vtable.push(rt.methods[H32[(H32[w + CLASS_VTABLE + i]! >>> 2) + METHOD_ID]!]!)
  }
  loader.classes.set(name, cls)
  loader.defined.push(cls)
  rt.hooks.linked?.(cls)
  logLoaded(rt, cls)
  return cls
}

/**
 * The image of these classes; `rt` is a runtime in which no class has been loaded yet, and is of no use afterwards. Without a
 * class java.lang.Class no mirrors are made, so nothing is in the heap.
 */
export function makeImage(rt: Runtime, names: readonly string[], stamp: string, checksum: Checksum): Uint8Array {
  for (const name of names) {
    if (rt.bootLoader.classes.has(name)) continue
    if (loadForLink(rt, rt.bootLoader, name) === null) vmBug(`the class ${name} cannot be loaded into the image`)
  }
  const encoder = new TextEncoder()
  const classes = rt.bootLoader.defined.map((cls) => ({
    name: cls.name,
    text: encoder.encode(JSON.stringify(describe(cls))),
    sum: checksum(`${cls.name}.class`) ?? vmBug(`the library has no class ${cls.name}`),
  }))
  const bytes = rt.metadata.used
  const index: ImageIndex = { stamp, bytes, classes: classes.map(({ name, sum, text }) => [name, sum, text.length]) }
  const head = encoder.encode(JSON.stringify(index))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, head.length, true)
  const metadata = rt.memory.U8.subarray(METADATA_BASE, METADATA_BASE + bytes)
  return concatenate([length, head, ...classes.map(({ text }) => text), metadata])
}

function describe(cls: RuntimeClass): ImageClass {
  return {
    address: cls.address,
    superName: cls.superclass?.name ?? null,
    interfaces: cls.interfaces.map(({ name }) => name),
    fieldsEnd: cls.fieldsEnd,
    fields: cls.fields.map(({ name, descriptor, flags, kind, offset }) => [name, descriptor, flags, kind, offset]),
    methods: cls.methods.map((each) => [
      each.name + each.descriptor,
      each.name.length,
      each.flags,
      each.parameterKinds,
      each.returnKind,
      each.argumentSlots,
      each.tableIndex,
      each.address,
    ]),
  }
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
