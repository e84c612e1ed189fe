/** A reader of heap dumps (HPROF 1.0.2, identifiers of 4 bytes) that believes nothing: it fails on whatever does not fit. */

export interface HprofClass {
  readonly id: number
  readonly name: string
  readonly superId: number
  readonly loader: number
  readonly instanceBytes: number
  readonly statics: ReadonlyMap<string, number | bigint>
  readonly fields: readonly (readonly [string, number])[]
}

export interface Hprof {
  readonly classes: ReadonlyMap<number, HprofClass>
  /** Values of all fields, own and inherited, by name (of the class nearest to the object). */
  readonly instances: ReadonlyMap<
    number,
    { readonly cls: number; readonly values: ReadonlyMap<string, number | bigint> }
  >
  readonly objectArrays: ReadonlyMap<number, { readonly cls: number; readonly elements: readonly number[] }>
  readonly primitiveArrays: ReadonlyMap<
    number,
    { readonly type: number; readonly elements: readonly (number | bigint)[] }
  >
  readonly roots: ReadonlyMap<number, readonly number[]>
  /** `Main.method(Descriptor) File:line` from the top, by thread. */
  readonly traces: readonly (readonly string[])[]
  readonly segments: number
}

const SIZES: Readonly<Record<number, number>> = { 2: 4, 4: 1, 5: 2, 6: 4, 7: 8, 8: 1, 9: 2, 10: 4, 11: 8 }

export function readHprof(file: Uint8Array): Hprof {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = 0
  const u1 = (): number => view.getUint8(at++)
  const u2 = (): number => view.getUint16((at += 2) - 2)
  const u4 = (): number => view.getUint32((at += 4) - 4)
  const value = (type: number): number | bigint => {
    const from = at
    at += SIZES[type] ?? fail(`type ${type}`)
    if (type === 6) return view.getFloat32(from)
    if (type === 7) return view.getFloat64(from)
    if (type === 8) return view.getInt8(from)
    if (type === 9) return view.getInt16(from)
    if (type === 10) return view.getInt32(from)
    if (type === 11) return view.getBigInt64(from)
    return SIZES[type] === 1 ? view.getUint8(from) : SIZES[type] === 2 ? view.getUint16(from) : view.getUint32(from)
  }
  const fail = (what: string): never => {
    throw new Error(`heap dump: ${what} at ${at}`)
  }
  const need = <T>(thing: T | undefined, what: string): T => thing ?? fail(what)

  const magic = 'JAVA PROFILE 1.0.2\0'
  for (const letter of magic) if (u1() !== letter.charCodeAt(0)) fail('no magic')
  if (u4() !== 4) fail('size of identifiers')
  const time = u4() * 2 ** 32 + u4()
  if (Math.abs(time - Date.now()) > 3_600_000) fail(`time ${time}`)

  const texts = new Map<number, string>()
  const names = new Map<number, string>()
  const serials = new Map<number, number>()
  const frames = new Map<number, string>()
  const stacks = new Map<number, readonly string[]>()
  const classes = new Map<number, HprofClass>()
  const instances = new Map<number, { cls: number; values: Map<string, number | bigint> }>()
  const raw: { id: number; cls: number; from: number; bytes: number }[] = []
  const objectArrays = new Map<number, { cls: number; elements: number[] }>()
  const primitiveArrays = new Map<number, { type: number; elements: (number | bigint)[] }>()
  const roots = new Map<number, number[]>()
  let segments = 0
  let ended = false

  const root = (tag: number, id: number): void => {
    const list = roots.get(tag)
    if (list === undefined) roots.set(tag, [id])
    else list.push(id)
  }
  const stack = (): void => {
    const serial = u4()
    if (!stacks.has(serial)) fail(`stack trace ${serial}`)
  }
  const subRecord = (): void => {
    const tag = u1()
    switch (tag) {
      case 0xff:
      case 0x05:
        root(tag, u4())
        return
      case 0x03:
      case 0x08:
        root(tag, u4())
        u4()
        if (tag === 0x08) stack()
        else u4()
        return
      case 0x20: {
        const id = u4()
        stack()
        const [superId, loader] = [u4(), u4()]
        for (let i = 0; i < 4; i++) if (u4() !== 0) fail('reserved')
        const instanceBytes = u4()
        if (u2() !== 0) fail('constant pool')
        const statics = new Map<string, number | bigint>()
        for (let n = u2(); n > 0; n--) {
          const name = need(texts.get(u4()), 'field name')
          statics.set(name, value(u1()))
        }
        const fields: [string, number][] = []
        for (let n = u2(); n > 0; n--) fields.push([need(texts.get(u4()), 'field name'), u1()])
        if (classes.has(id)) fail('class twice')
        classes.set(id, {
          id,
          name: need(names.get(id), 'class not loaded'),
          superId,
          loader,
          instanceBytes,
          statics,
          fields,
        })
        return
      }
      case 0x21: {
        const id = u4()
        stack()
        const [cls, bytes] = [u4(), u4()]
        raw.push({ id, cls, from: at, bytes })
        at += bytes
        return
      }
      case 0x22: {
        const id = u4()
        stack()
        const length = u4()
        const cls = u4()
        objectArrays.set(id, { cls, elements: Array.from({ length }, () => u4()) })
        return
      }
      case 0x23: {
        const id = u4()
        stack()
        const length = u4()
        const type = u1()
        primitiveArrays.set(id, { type, elements: Array.from({ length }, () => value(type)) })
        return
      }
      default:
        fail(`sub-record ${tag}`)
    }
  }

  while (at < file.length) {
    if (ended) fail('something behind the end')
    const tag = u1()
    u4()
    const end = u4() + at
    if (end > file.length) fail('record too long')
    switch (tag) {
      case 0x01: {
        const id = u4()
        texts.set(id, new TextDecoder().decode(file.subarray(at, end)))
        at = end
        break
      }
      case 0x02: {
        const [serial, id] = [u4(), u4()]
        u4()
        names.set(id, need(texts.get(u4()), 'class name'))
        serials.set(serial, id)
        break
      }
      case 0x04: {
        const [id, method, descriptor, source, serial] = [u4(), u4(), u4(), u4(), u4()]
        const line = view.getInt32((at += 4) - 4)
        const owner = need(names.get(need(serials.get(serial), 'class serial')), 'class')
        frames.set(id, `${owner}.${texts.get(method)}${texts.get(descriptor)} ${texts.get(source)}:${line}`)
        break
      }
      case 0x05: {
        const serial = u4()
        u4()
        stacks.set(
          serial,
          Array.from({ length: u4() }, () => need(frames.get(u4()), 'frame')),
        )
        break
      }
      case 0x1c:
        segments++
        while (at < end) subRecord()
        break
      case 0x2c:
        ended = true
        break
      default:
        fail(`record ${tag}`)
    }
    if (at !== end) fail(`record ${tag} ends elsewhere`)
  }
  if (!ended) fail('no end')

  for (const { id, cls, from, bytes } of raw) {
    at = from
    const values = new Map<string, number | bigint>()
    for (let up = cls; up !== 0; ) {
      const c = need(classes.get(up), 'class of an instance')
      for (const [name, type] of c.fields) {
        const v = value(type)
        if (!values.has(name)) values.set(name, v)
      }
      up = c.superId
    }
    if (at !== from + bytes) fail(`values of an instance of ${classes.get(cls)!.name}`)
    if (instances.has(id)) fail('object twice')
    instances.set(id, { cls, values })
  }
  // Every reference leads to something in the dump.
  const known = (id: number): boolean =>
    id === 0 || classes.has(id) || instances.has(id) || objectArrays.has(id) || primitiveArrays.has(id)
  const check = (id: number, what: string): void => {
    if (!known(id)) fail(`${what} refers to ${id}, which is nothing`)
  }
  for (const cls of classes.values()) {
    check(cls.superId, cls.name)
    check(cls.loader, cls.name)
  }
  for (const { id, cls, from } of raw) {
    at = from
    for (let up = cls; up !== 0; up = classes.get(up)!.superId) {
      for (const [name, type] of classes.get(up)!.fields) {
        const v = value(type)
        if (type === 2) check(Number(v), `${classes.get(up)!.name}.${name} of ${id}`)
      }
    }
  }
  for (const array of objectArrays.values()) {
    check(array.cls, 'class of an array')
    for (const element of array.elements) check(element, 'array')
  }
  for (const [tag, list] of roots) for (const id of list) check(id, `root ${tag}`)
  return { classes, instances, objectArrays, primitiveArrays, roots, traces: [...stacks.values()], segments }
}
