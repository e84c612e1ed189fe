/**
 * Linking: from a parsed class file to class struct, method structs, field layout and vtable (JVMS 5.4.2, 5.4.5). Done as one step
 * when a class is created, after its superclass and superinterfaces; JVMS 5.4 leaves the time open.
 *
 * Field layout: a subclass goes on where the superclass's fields end. Fields are sorted by size, 8 bytes first; a gap before
 * the first 8-byte field is filled with smaller ones. Within one size references come first.
 */
import { ACC, findAttribute, utf8At, type ClassFile, type FieldInfo } from '../classfile/model.ts'
import { OP } from '../classfile/opcodes.ts'
import {
  ARRAY_BASE8_OFFSET,
  ARRAY_BASE_OFFSET,
  CELL_SAFEPOINT,
  CLASS_ARRAY,
  CLASS_BITS,
  CLASS_CHECK,
  CLASS_CP_CACHE,
  CLASS_DEPTH,
  CLASS_DISPLAY,
  CLASS_DISPLAY_LENGTH,
  CLASS_ELEMENT,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  CLASS_FLAGS,
  CLASS_HEADER_BYTES,
  CLASS_ID,
  CLASS_INSTANCE_SIZE,
  CLASS_KIND,
  CLASS_MIRROR,
  CLASS_REF_OFFSET_COUNT,
  CLASS_REF_OFFSETS,
  CLASS_SECONDARY,
  CLASS_SECONDARY_CACHE,
  CLASS_SECONDARY_COUNT,
  CLASS_STATE,
  CLASS_STATIC_REF_COUNT,
  CLASS_STATIC_REFS,
  CLASS_SUPER,
  CLASS_VTABLE,
  CLASS_VTABLE_LENGTH,
  CLASSBIT_FINALIZABLE,
  CLASSBIT_HOLDER,
  CLASSBIT_INLINE_NEW,
  CLASSBIT_INSTANTIABLE,
  CLASSBIT_REFERENCE,
  CLASSBIT_UNLOADABLE,
  CLASSBIT_STRENGTH_SHIFT,
  REFERENCE_PHANTOM,
  REFERENCE_SOFT,
  REFERENCE_WEAK,
  CP_ENTRY_BYTES,
  INIT_DONE,
  INIT_LINKED,
  KIND_REFERENCE,
  METHOD_ARG_SLOTS,
  METHOD_BYTES,
  METHOD_CLASS,
  METHOD_CP_CACHE,
  METHOD_FLAGS,
  METHOD_ID,
  METHOD_RETURN_KIND,
  METHOD_TABLE_INDEX,
  METHODBIT_CONSTRUCTOR,
  METHODBIT_INITIALIZER,
  OBJECT_HEADER_BYTES,
} from '../heap/layout.ts'
import { type Loader, RuntimeClass } from './class.ts'
import { throwNew, throwOutOfMemory } from './exceptions.ts'
import { RuntimeField } from './field.ts'
import { elementShift, kindOfDescriptor, parseMethodKinds, printMethod } from './descriptors.ts'
import { RuntimeMethod } from './method.ts'
import type { Runtime } from './runtime.ts'
import { vmBug } from './vm-bug.ts'

interface Shape {
  readonly name: string
  readonly flags: number
  readonly loader: Loader
  readonly classFile: ClassFile | null
  readonly superclass: RuntimeClass | null
  readonly interfaces: readonly RuntimeClass[]
  readonly elementClass: RuntimeClass | null
  readonly kind: number
  readonly source: string
}

/** Memory for what belongs to a class; `hasRoom` has been asked before for all of it. */
function need(rt: Runtime, loader: Loader, bytes: number): number {
  const address = (loader.arena ?? rt.metadata).allocate(bytes)
  return address === 0 ? vmBug('the metadata region is full') : address
}

/** That much metadata can be had for a class of the loader; else OutOfMemoryError is pending. */
function hasRoom(rt: Runtime, loader: Loader, bytes: number): boolean {
  if (loader.arena === null ? rt.metadata.free >= bytes : loader.arena.reserve(bytes)) {
    // Loaders that are dead may have much of it: they are looked for in time.
    if (loader.isGuest && rt.collections !== null && rt.metadata.used > rt.collections.metadataLimit) {
      rt.collections.metadataWanted = true
      rt.memory.H32[CELL_SAFEPOINT] = 1
    }
    return true
  }
  throwOutOfMemory(rt, 'Metaspace')
  return false
}

/** Class struct with identity, supertypes and display filled in; the vtable's place is reserved. */
function createStruct(rt: Runtime, shape: Shape, vtableLength: number): RuntimeClass {
  const { H32 } = rt.memory
  const address = need(rt, shape.loader, CLASS_HEADER_BYTES + vtableLength * 4)
  const all: RuntimeClass[] = []
  const add = (cls: RuntimeClass): void => {
    if (!all.includes(cls)) all.push(cls)
  }
  for (const each of shape.superclass?.allInterfaces ?? []) add(each)
  // The order of initialisation (JVMS 5.5): superinterfaces of an interface before itself.
  for (const each of shape.interfaces) {
    for (const up of each.allInterfaces) add(up)
    add(each)
  }
  const id = rt.freeClassIds.pop() ?? rt.classes.length
  const cls = new RuntimeClass({ ...shape, id, address, allInterfaces: all })
  rt.classes[id] = cls

  const w = address >>> 2
  const superAddress = shape.superclass?.address ?? 0
  const depth = shape.superclass === null ? 0 : H32[(superAddress >>> 2) + CLASS_DEPTH]! + 1
  H32[w + CLASS_ID] = cls.id
  H32[w + CLASS_FLAGS] = shape.flags
  H32[w + CLASS_STATE] = INIT_LINKED
  H32[w + CLASS_ELEMENT_SHIFT] = -1
  H32[w + CLASS_SUPER] = superAddress
  H32[w + CLASS_DEPTH] = depth
  H32[w + CLASS_KIND] = shape.kind
  H32[w + CLASS_VTABLE_LENGTH] = vtableLength
  if (superAddress !== 0) {
    for (let i = 0; i < CLASS_DISPLAY_LENGTH; i++) {
      H32[w + CLASS_DISPLAY + i] = H32[(superAddress >>> 2) + CLASS_DISPLAY + i]!
    }
  }
  const secondary = all.map((each) => each.address)
  const primary =
    (shape.flags & ACC.INTERFACE) === 0 &&
    shape.elementClass === null &&
    depth < CLASS_DISPLAY_LENGTH &&
    shape.kind === KIND_REFERENCE
  if (primary) {
    H32[w + CLASS_DISPLAY + depth] = address
    H32[w + CLASS_CHECK] = CLASS_DISPLAY + depth
  } else {
    H32[w + CLASS_CHECK] = CLASS_SECONDARY_CACHE
    secondary.push(address)
    // Superclasses from depth 8 on are not in the display.
    for (let up = shape.superclass; up !== null; up = up.superclass) {
      if (H32[(up.address >>> 2) + CLASS_DEPTH]! >= CLASS_DISPLAY_LENGTH) secondary.push(up.address)
    }
  }
  const list = need(rt, shape.loader, secondary.length * 4)
  H32.set(secondary, list >>> 2)
  H32[w + CLASS_SECONDARY] = list
  H32[w + CLASS_SECONDARY_COUNT] = secondary.length
  return cls
}

/** The mirror: a java.lang.Class object. False with OutOfMemoryError pending. */
export function createMirror(rt: Runtime, cls: RuntimeClass): boolean {
  const { H32 } = rt.memory
  const classClass = rt.wellKnown.class
  if (classClass === undefined) return true // at the very start; vm/runtime/boot.ts comes back to these
  const mirror = rt.heap.allocate(classClass.address, H32[(classClass.address >>> 2) + CLASS_INSTANCE_SIZE]!)
  if (mirror === 0) {
    throwOutOfMemory(rt, 'Java heap space')
    return false
  }
  H32[(mirror + rt.wellKnown.classStruct) >>> 2] = cls.address
  H32[(cls.address >>> 2) + CLASS_MIRROR] = mirror
  return true
}

export function createPrimitive(rt: Runtime, name: string, kind: number): RuntimeClass {
  const cls = createStruct(
    rt,
    {
      name,
      flags: ACC.PUBLIC | ACC.FINAL | ACC.ABSTRACT,
      loader: rt.bootLoader,
      classFile: null,
      superclass: null,
      interfaces: [],
      elementClass: null,
      kind,
      source: '',
    },
    0,
  )
  rt.memory.H32[(cls.address >>> 2) + CLASS_STATE] = INIT_DONE
  return cls
}

/** The array class with that component (JVMS 5.3.3); null with an exception pending. */
export function createArrayClass(rt: Runtime, element: RuntimeClass): RuntimeClass | null {
  const { H32 } = rt.memory
  const { object } = rt.wellKnown
  const primitive = element.kind !== KIND_REFERENCE && element.elementClass === null
  const name = primitive
    ? `[${primitiveLetter(element.kind)}`
    : element.elementClass === null
      ? `[L${element.name};`
      : `[${element.name}`
  if (!hasRoom(rt, element.loader, 4096)) return null
  const cls = createStruct(
    rt,
    {
      name,
      flags: (element.flags & (ACC.PUBLIC | ACC.PRIVATE | ACC.PROTECTED)) | ACC.FINAL | ACC.ABSTRACT,
      loader: element.loader,
      classFile: null,
      superclass: object,
      interfaces: rt.arrayInterfaces,
      elementClass: element,
      kind: primitive ? element.kind : KIND_REFERENCE,
      source: element.source,
    },
    object.vtable.length,
  )
  const w = cls.address >>> 2
  const shift = primitive ? elementShift(element.kind) : 2
  H32[w + CLASS_ELEMENT] = element.address
  H32[w + CLASS_ELEMENT_SHIFT] = shift
  H32[w + CLASS_ELEMENT_BASE] = shift === 3 ? ARRAY_BASE8_OFFSET : ARRAY_BASE_OFFSET
  H32[w + CLASS_STATE] = INIT_DONE
  if (element.loader.isGuest) H32[w + CLASS_BITS] = CLASSBIT_UNLOADABLE
  for (let i = 0; i < object.vtable.length; i++) {
    cls.vtable.push(object.vtable[i]!)
    H32[w + CLASS_VTABLE + i] = object.vtable[i]!.address
  }
  if (!createMirror(rt, cls)) return null
  H32[(element.address >>> 2) + CLASS_ARRAY] = cls.address
  element.loader.classes.set(name, cls)
  element.loader.defined.push(cls)
  return cls
}

function primitiveLetter(kind: number): string {
  return '    ZCFDBSIJ'.charAt(kind)
}

const REFERENCE_STRENGTHS: Readonly<Record<string, number>> = {
  'java/lang/ref/SoftReference': REFERENCE_SOFT,
  'java/lang/ref/WeakReference': REFERENCE_WEAK,
  'java/lang/ref/PhantomReference': REFERENCE_PHANTOM,
}
/** What subclasses have of their superclass. */
const REFERENCE_BITS = CLASSBIT_REFERENCE | (3 << CLASSBIT_STRENGTH_SHIFT) | CLASSBIT_HOLDER
/** Their objects lead to classes in ways of the VM's own (unload.ts). */
const HOLDERS = new Set(['java/lang/Class', 'java/lang/ClassLoader', 'java/lang/Throwable'])

/**
 * Links a parsed class whose supertypes are there. Null with an exception pending: IncompatibleClassChangeError for overriding a final
 * method, ClassFormatError for malformed or doubled members.
 */
export function linkClass(
  rt: Runtime,
  loader: Loader,
  classFile: ClassFile,
  name: string,
  superclass: RuntimeClass | null,
  interfaces: readonly RuntimeClass[],
  source: string,
): RuntimeClass | null {
  const pool = classFile.constantPool
  let declared = 0
  for (const method of classFile.methods) if ((method.accessFlags & (ACC.STATIC | ACC.PRIVATE)) === 0) declared++
  const isInterface = (classFile.accessFlags & ACC.INTERFACE) !== 0
  // An upper bound: overriding methods take no new slot. What is too much stays unused.
  const vtableBound = (superclass?.vtable.length ?? 0) + (isInterface ? 0 : declared)
  const { H32 } = rt.memory
  const inheritedRefs = superclass === null ? 0 : H32[(superclass.address >>> 2) + CLASS_REF_OFFSET_COUNT]!
  const depth = superclass === null ? 0 : H32[(superclass.address >>> 2) + CLASS_DEPTH]! + 1
  const supers = interfaces.reduce(
    (sum, each) => sum + each.allInterfaces.length + 1,
    superclass?.allInterfaces.length ?? 0,
  )
  // Struct, list of supertypes, pool cache, methods, list of references, statics: six pieces, rounded to 8 bytes each.
  const bound =
    CLASS_HEADER_BYTES +
    (vtableBound + supers + depth + 1 + inheritedRefs + classFile.fields.length) * 4 +
    pool.entries.length * CP_ENTRY_BYTES +
    METHOD_BYTES * classFile.methods.length +
    8 * classFile.fields.length +
    8 * 8
  if (!hasRoom(rt, loader, bound)) return null
  const shape: Shape = {
    name,
    flags: classFile.accessFlags,
    loader,
    classFile,
    superclass,
    interfaces,
    elementClass: null,
    kind: KIND_REFERENCE,
    source,
  }
  const cls = createStruct(rt, shape, vtableBound)
  if (!linkMethods(rt, cls, classFile) || !linkFields(rt, cls, classFile)) return null
  prefillConstants(rt, cls, classFile)
  const w = cls.address >>> 2
  // Subclasses of Reference are known to the collector by the strength of the library class that they extend.
  const strength = loader.parent === null ? REFERENCE_STRENGTHS[name] : undefined
  const inherited = superclass === null ? 0 : H32[(superclass.address >>> 2) + CLASS_BITS]! & REFERENCE_BITS
  H32[w + CLASS_BITS] = strength === undefined ? inherited : CLASSBIT_REFERENCE | (strength << CLASSBIT_STRENGTH_SHIFT)
  const more = (loader.isGuest ? CLASSBIT_UNLOADABLE : 0) | (HOLDERS.has(name) && !loader.isGuest ? CLASSBIT_HOLDER : 0)
  H32[w + CLASS_BITS] = H32[w + CLASS_BITS]! | more
  const finalizable = isFinalizable(rt, cls)
  if (finalizable) H32[w + CLASS_BITS] = H32[w + CLASS_BITS]! | CLASSBIT_FINALIZABLE
  if ((cls.flags & (ACC.ABSTRACT | ACC.INTERFACE)) === 0 && name !== 'java/lang/Class') {
    const inline = finalizable ? 0 : CLASSBIT_INLINE_NEW
    H32[w + CLASS_BITS] = H32[w + CLASS_BITS]! | CLASSBIT_INSTANTIABLE | inline
  }
  rt.hooks.linked?.(cls)
  return cls
}

/** Its objects have a finalizer that does something (JLS 12.6); one that is a mere return counts as none, as in HotSpot. */
function isFinalizable(rt: Runtime, cls: RuntimeClass): boolean {
  const own = cls.methodTable.get('finalize()V')
  if (cls.superclass === null || cls.isInterface) return false
  if (own === undefined || (own.flags & ACC.STATIC) !== 0) {
    return (rt.memory.H32[(cls.superclass.address >>> 2) + CLASS_BITS]! & CLASSBIT_FINALIZABLE) !== 0
  }
  return own.code !== null && own.code.code[0] !== OP.return
}

function linkMethods(rt: Runtime, cls: RuntimeClass, classFile: ClassFile): boolean {
  const { H32 } = rt.memory
  const pool = classFile.constantPool
  const cache = need(rt, cls.loader, pool.entries.length * CP_ENTRY_BYTES)
  H32[(cls.address >>> 2) + CLASS_CP_CACHE] = cache
  const block = need(rt, cls.loader, classFile.methods.length * METHOD_BYTES)
  let index = 0
  for (const info of classFile.methods) {
    const name = utf8At(pool, info.nameIndex)
    const descriptor = utf8At(pool, info.descriptorIndex)
    const kinds = parseMethodKinds(descriptor)
    if (kinds === null) {
      throwNew(
        rt,
        'java/lang/ClassFormatError',
        `Method "${name}" in class ${cls.name} has illegal signature "${descriptor}"`,
      )
      return false
    }
    // The initialiser has no flags but these, whatever the file says (JVMS 4.6); before version 51 it is always static.
    const flags =
      name !== '<clinit>'
        ? info.accessFlags
        : (info.accessFlags & (ACC.STATIC | ACC.STRICT)) | (classFile.majorVersion < 51 ? ACC.STATIC : 0)
    const isStatic = (flags & ACC.STATIC) !== 0
    const slots = kinds.slots + (isStatic ? 0 : 1)
    const address = block + index++ * METHOD_BYTES
    const id = rt.freeMethodIds.pop() ?? rt.methods.length
    const method = new RuntimeMethod(
      id,
      address,
      cls,
      name,
      descriptor,
      flags,
      kinds.parameters,
      kinds.result,
      slots,
      info,
    )
    rt.methods[id] = method
    const key = name + descriptor
    if (cls.methodTable.has(key)) {
      throwNew(
        rt,
        'java/lang/ClassFormatError',
        `Duplicate method name "${name}" with signature "${descriptor}" in class file ${cls.name}`,
      )
      return false
    }
    cls.methodTable.set(key, method)
    cls.methods.push(method)
    const m = address >>> 2
    let bits = 0
    if (name === '<init>') bits = METHODBIT_CONSTRUCTOR
    // From version 51 on <clinit> has to be static (JVMS 2.9.2); before, any ()V of that name is it.
    if (name === '<clinit>' && descriptor === '()V' && (isStatic || classFile.majorVersion < 51)) {
      bits = METHODBIT_INITIALIZER
      cls.initializer = method
    }
    H32[m + METHOD_ID] = method.id
    H32[m + METHOD_FLAGS] = flags | bits
    H32[m + METHOD_CLASS] = cls.address
    H32[m + METHOD_ARG_SLOTS] = slots
    H32[m + METHOD_RETURN_KIND] = kinds.result
    H32[m + METHOD_CP_CACHE] = cache
    H32[m + METHOD_TABLE_INDEX] = -1
  }
  return buildVtable(rt, cls)
}

/**
 * JVMS 5.4.5: a method overrides the entries of the superclass's vtable that have its name and descriptor and that it can
 * see: public, protected, or package-private in the same run-time package. It takes over all of their slots; without any it gets a
 * new one.
 */
function buildVtable(rt: Runtime, cls: RuntimeClass): boolean {
  const { H32 } = rt.memory
  if (cls.isInterface) {
    for (const method of cls.methods) {
      if ((method.flags & (ACC.STATIC | ACC.PRIVATE)) === 0 && method.name !== '<clinit>') {
        method.tableIndex = -2
        H32[(method.address >>> 2) + METHOD_TABLE_INDEX] = -2
      }
    }
    H32[(cls.address >>> 2) + CLASS_VTABLE_LENGTH] = 0
    return true
  }
  const { vtable } = cls
  const inherited = cls.superclass?.vtable ?? []
  for (const method of inherited) vtable.push(method)
  for (const method of cls.methods) {
    if ((method.flags & (ACC.STATIC | ACC.PRIVATE)) !== 0 || method.name === '<init>' || method.name === '<clinit>')
      continue
    let index = -1
    for (let i = 0; i < inherited.length; i++) {
      const above = inherited[i]!
      if (above.name !== method.name || above.descriptor !== method.descriptor) continue
      if ((above.flags & (ACC.PUBLIC | ACC.PROTECTED)) === 0) {
        if (above.declaringClass.loader !== cls.loader || above.declaringClass.packageName !== cls.packageName) continue
      }
      if ((above.flags & ACC.FINAL) !== 0) {
        throwNew(
          rt,
          'java/lang/IncompatibleClassChangeError',
          `class ${cls.externalName} overrides final method ${printMethod(above, true)}`,
        )
        return false
      }
      vtable[i] = method
      if (index < 0) index = i
    }
    if (index < 0) {
      index = vtable.length
      vtable.push(method)
    }
    method.tableIndex = index
    H32[(method.address >>> 2) + METHOD_TABLE_INDEX] = index
  }
  const w = cls.address >>> 2
  H32[w + CLASS_VTABLE_LENGTH] = vtable.length
  for (let i = 0; i < vtable.length; i++) H32[w + CLASS_VTABLE + i] = vtable[i]!.address
  return true
}

function linkFields(rt: Runtime, cls: RuntimeClass, classFile: ClassFile): boolean {
  const { H32 } = rt.memory
  const pool = classFile.constantPool
  const seen = new Set<string>()
  for (const info of classFile.fields) {
    const name = utf8At(pool, info.nameIndex)
    const descriptor = utf8At(pool, info.descriptorIndex)
    const kind = kindOfDescriptor(descriptor)
    if (kind === 0) {
      throwNew(
        rt,
        'java/lang/ClassFormatError',
        `Field "${name}" in class ${cls.name} has illegal signature "${descriptor}"`,
      )
      return false
    }
    const key = `${name}:${descriptor}`
    if (seen.has(key)) {
      throwNew(
        rt,
        'java/lang/ClassFormatError',
        `Duplicate field name "${name}" with signature "${descriptor}" in class file ${cls.name}`,
      )
      return false
    }
    seen.add(key)
    cls.fields.push(new RuntimeField(cls, info, name, descriptor, info.accessFlags, kind))
  }
  const instance = cls.fields.filter((field) => (field.flags & ACC.STATIC) === 0)
  const statics = cls.fields.filter((field) => (field.flags & ACC.STATIC) !== 0)

  const w = cls.address >>> 2
  cls.fieldsEnd = layOut(instance, cls.superclass?.fieldsEnd ?? OBJECT_HEADER_BYTES)
  if (!cls.isInterface) H32[w + CLASS_INSTANCE_SIZE] = (cls.fieldsEnd + 7) & ~7
  const refs: number[] = []
  if (cls.superclass !== null) {
    const s = cls.superclass.address >>> 2
    const list = H32[s + CLASS_REF_OFFSETS]! >>> 2
    for (let i = 0; i < H32[s + CLASS_REF_OFFSET_COUNT]!; i++) refs.push(H32[list + i]!)
  }
  for (const field of instance) if (field.kind === KIND_REFERENCE) refs.push(field.offset)
  if (refs.length > 0) {
    const list = need(rt, cls.loader, refs.length * 4)
    H32.set(refs, list >>> 2)
    H32[w + CLASS_REF_OFFSETS] = list
    H32[w + CLASS_REF_OFFSET_COUNT] = refs.length
  }

  if (statics.length > 0) {
    const bytes = layOut(statics, 0)
    const base = need(rt, cls.loader, bytes)
    const staticRefs = statics.filter((field) => field.kind === KIND_REFERENCE)
    for (const field of statics) field.offset += base
    if (staticRefs.length > 0) {
      H32[w + CLASS_STATIC_REFS] = Math.min(...staticRefs.map((field) => field.offset))
      H32[w + CLASS_STATIC_REF_COUNT] = staticRefs.length
    }
  }
  return true
}

/** Gives each field its offset, from `start` on; returns the end. References of one call are neighbours. */
function layOut(fields: readonly RuntimeField[], start: number): number {
  const sizeOf = (field: RuntimeField): number => 1 << elementShift(field.kind)
  const rank = (field: RuntimeField): number => sizeOf(field) * 2 + (field.kind === KIND_REFERENCE ? 1 : 0)
  const queue = [...fields].sort((a, b) => rank(b) - rank(a))
  let at = start
  if (queue.length > 0 && sizeOf(queue[0]!) === 8 && (at & 7) !== 0) {
    // Fill the gap before the 8-byte fields, but never with one of several references: those stay together.
    const end = (at + 7) & ~7
    for (let i = 0; i < queue.length && at < end; ) {
      const field = queue[i]!
      const size = sizeOf(field)
      if (size <= end - at && (at & (size - 1)) === 0 && field.kind !== KIND_REFERENCE) {
        field.offset = at
        at += size
        queue.splice(i, 1)
      } else {
        i++
      }
    }
    at = end
  }
  for (const field of queue) {
    const size = sizeOf(field)
    at = (at + size - 1) & -size
    field.offset = at
    at += size
  }
  return at
}

/** Numbers in the constant-pool cache need no resolution. */
function prefillConstants(rt: Runtime, cls: RuntimeClass, classFile: ClassFile): void {
  const { H32 } = rt.memory
  const cache = H32[(cls.address >>> 2) + CLASS_CP_CACHE]! >>> 2
  const { entries } = classFile.constantPool
  for (let i = 1; i < entries.length; i++) {
    const entry = entries[i]
    if (entry === undefined) continue
    switch (entry.tag) {
      case 3:
        H32[cache + i * 2] = entry.value
        H32[cache + i * 2 + 1] = 1
        break
      case 4:
        H32[cache + i * 2] = entry.bits
        H32[cache + i * 2 + 1] = 1
        break
      case 5:
      case 6:
        H32[cache + i * 2] = entry.lo
        H32[cache + i * 2 + 1] = entry.hi
        break
    }
  }
}

/** Pool index of a static field's ConstantValue, 0 for none. */
export function constantValueOf(info: FieldInfo): number {
  return findAttribute(info.attributes, 'ConstantValue')?.valueIndex ?? 0
}
