/**
 * hlvm.Reflect: what java.lang.Class, java.lang.reflect and java.lang.invoke ask about classes, and raw access to fields and array elements.
 * Methods are named by their number in rt.methods, fields by their index in the class; the rest (lookup, checks, boxing) is written in
 * the language. Annotations come as trees of Object[] and String, so that the library makes the objects.
 */
import {
  type Annotation,
  type Attribute,
  type AttributeName,
  bigintOfLong,
  ClassFormatProblem,
  type ConstantEntry,
  type ConstantPool,
  classNameAt,
  doubleOfBits,
  type ElementValue,
  entryAt,
  findAttribute,
  floatOfBits,
  nameAndTypeAt,
  type TypeAnnotationTarget,
  utf8At,
} from '../classfile/model.ts'
import { ATTRIBUTE_SINCE } from '../classfile/readattributes.ts'
import { storeReference } from '../heap/barrier.ts'
import {
  CELL_EXCEPTION,
  CELL_RESULT_HI,
  CELL_STATUS,
  CLASS_ELEMENT_BASE,
  CLASS_ELEMENT_SHIFT,
  KIND_BOOLEAN,
  KIND_BYTE,
  KIND_CHAR,
  KIND_DOUBLE,
  KIND_LONG,
  KIND_REFERENCE,
  KIND_SHORT,
  STATUS_EXCEPTION,
} from '../heap/layout.ts'
import { canAccessClass, canAccessMember, nestHostOf } from '../runtime/access.ts'
import type { RuntimeClass } from '../runtime/class.ts'
import { newException, throwNew } from '../runtime/exceptions.ts'
import { loadForLink } from '../runtime/load.ts'
import { findClassMethod, findField, findInterfaceMethod } from '../runtime/lookup.ts'
import { allocateObject, arrayClassOf, classAt } from '../runtime/objects.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { internString, textOf } from '../runtime/strings.ts'
import { isSubclass } from '../runtime/subtype.ts'
import { ensureVerified } from '../runtime/verify.ts'
import { enclosingMethodOf } from './java-lang-Class.ts'
import { classOfMirror, mirrorOf, type NativeTable, newIntArray, newReferenceArray, newStringArray } from './support.ts'

const LETTERS = '    ZCFDBSIJ'

/** The type of a field descriptor, `V` included, seen from a class; 0 with NoClassDefFoundError pending. */
function typeOf(rt: Runtime, context: RuntimeClass, descriptor: string): number {
  if (descriptor === 'V') return mirrorOf(rt, rt.primitives.find((each) => each?.name === 'void') ?? null)
  const kind = descriptor.length === 1 ? LETTERS.indexOf(descriptor) : -1
  if (kind >= 4) return mirrorOf(rt, rt.primitives[kind]!)
  return mirrorOf(rt, loadForLink(rt, context.loader, descriptor[0] === 'L' ? descriptor.slice(1, -1) : descriptor))
}

function classArray(rt: Runtime, list: readonly (RuntimeClass | null)[]): number {
  const array = arrayClassOf(rt, rt.wellKnown.class.address)
  if (array === 0) return 0
  return newReferenceArray(rt, classAt(rt, array), list.length, (i) => mirrorOf(rt, list[i]!))
}

function namedClasses(rt: Runtime, cls: RuntimeClass, indexes: readonly number[]): number {
  const list: RuntimeClass[] = []
  for (const index of indexes) {
    const found = loadForLink(rt, cls.loader, classNameAt(cls.classFile!.constantPool, index))
    if (found === null) return 0
    list.push(found)
  }
  return classArray(rt, list)
}

/** Those that can be loaded and fit: what is wrong with others does not count, as long as the VM itself is well. */
function fittingClasses(
  rt: Runtime,
  cls: RuntimeClass,
  indexes: readonly number[],
  fits: (found: RuntimeClass) => boolean,
): number {
  const { H32 } = rt.memory
  const fatal = rt.bootLoader.classes.get('java/lang/VirtualMachineError')
  const list: RuntimeClass[] = []
  for (const index of indexes) {
    const found = loadForLink(rt, cls.loader, classNameAt(cls.classFile!.constantPool, index))
    if (found !== null && fits(found)) list.push(found)
    if (H32[CELL_STATUS] === 0) continue
    if (H32[CELL_STATUS] !== STATUS_EXCEPTION) return 0
    if (fatal !== undefined && isSubclass(rt, H32[H32[CELL_EXCEPTION]! >>> 2]!, fatal.address)) return 0
    rt.takePending()
  }
  return classArray(rt, list)
}

const objects = (rt: Runtime, length: number, make: (index: number) => number): number =>
  newReferenceArray(rt, rt.wellKnown.objectArray, length, make)

/** What a number of hlvm.Reflect stands for: 0 the class, 1 a method, 2 a field, 3 a record component. */
function attributesOf(rt: Runtime, cls: RuntimeClass, what: number, index: number): readonly Attribute[] {
  switch (what) {
    case 0:
      return cls.classFile?.attributes ?? []
    case 1:
      return rt.methods[index]!.info?.attributes ?? []
    case 2:
      return cls.fields[index]!.info.attributes
    default: {
      const record = cls.classFile && findAttribute(cls.classFile.attributes, 'Record')
      return record?.components[index]?.attributes ?? []
    }
  }
}

/** The entry of that kind; its absence and another kind are two things, in java's words. */
function constantAt<T extends ConstantEntry['tag']>(pool: ConstantPool, index: number, tag: T) {
  if (pool.entries[index] === undefined) throw new ClassFormatProblem('Constant pool index out of bounds', -1)
  if (pool.entries[index].tag !== tag) throw new ClassFormatProblem('Wrong type at constant pool index', -1)
  return entryAt(pool, index, tag)
}

const textAt = (pool: ConstantPool, index: number): string => constantAt(pool, index, 1).value

const realText = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value))

function constantText(pool: ConstantPool, index: number): string {
  const entry = pool.entries[index]
  switch (entry?.tag) {
    case 3:
      return String(entry.value)
    case 4:
      return realText(floatOfBits(entry.bits))
    case 5:
      return String(bigintOfLong(entry.hi, entry.lo))
    case 6:
      return realText(doubleOfBits(entry.hi, entry.lo))
    default:
      return textAt(pool, index)
  }
}

const CONSTANT_TAGS = { B: 3, C: 3, D: 6, F: 4, I: 3, J: 5, S: 3, Z: 3 } as const

/** { tag, payload ... }: constants as text, enums as type and name, classes as descriptor, arrays and annotations nested. */
function elementTree(rt: Runtime, pool: ConstantPool, value: ElementValue): number {
  const tag = (): number => internString(rt, value.tag)
  switch (value.tag) {
    case 'e':
      return objects(rt, 3, (i) =>
        i === 0 ? tag() : internString(rt, textAt(pool, i === 1 ? value.typeNameIndex : value.constNameIndex)),
      )
    case 'c':
      return objects(rt, 2, (i) => (i === 0 ? tag() : internString(rt, textAt(pool, value.classInfoIndex))))
    case '@':
      return objects(rt, 2, (i) => (i === 0 ? tag() : annotationTree(rt, pool, value.annotation)))
    case '[':
      return objects(rt, value.values.length + 1, (i) =>
        i === 0 ? tag() : elementTree(rt, pool, value.values[i - 1]!),
      )
    default: {
      // The constant has to be of the kind that the tag says; what a text is made of is checked with it.
      if (value.tag !== 's') constantAt(pool, value.constIndex, CONSTANT_TAGS[value.tag])
      return objects(rt, 2, (i) => (i === 0 ? tag() : internString(rt, constantText(pool, value.constIndex))))
    }
  }
}

/** { type descriptor, name, value, name, value ... } */
function annotationTree(rt: Runtime, pool: ConstantPool, annotation: Annotation): number {
  const { elements } = annotation
  return objects(rt, 1 + elements.length * 2, (i) => {
    if (i === 0) return internString(rt, textAt(pool, annotation.typeIndex))
    const element = elements[(i - 1) >> 1]!
    return (i & 1) === 1 ? internString(rt, textAt(pool, element.nameIndex)) : elementTree(rt, pool, element.value)
  })
}

/** An attribute whose contents could not be read, and stayed bytes (classfile/readattributes.ts). */
function isCutOff(cls: RuntimeClass, attribute: Attribute, name: AttributeName): boolean {
  return (
    attribute.name === '?' &&
    attribute.attributeName === name &&
    (cls.classFile?.majorVersion ?? 0) >= (ATTRIBUTE_SINCE[name] ?? 0)
  )
}

const throwCutOff = (rt: Runtime): 0 =>
  throwNew(rt, 'java/lang/annotation/AnnotationFormatError', 'Unexpected end of annotations.')

const annotationTrees = (rt: Runtime, cls: RuntimeClass, list: readonly Annotation[]): number =>
  objects(rt, list.length, (i) => annotationTree(rt, cls.classFile!.constantPool, list[i]!))

/** What a type annotation stands on: two numbers of its target, by kind. */
function targetNumbers(target: TypeAnnotationTarget): [number, number] {
  switch (target.kind) {
    case 'type_parameter':
      return [target.parameter, 0]
    case 'type_parameter_bound':
      return [target.parameter, target.bound]
    case 'supertype':
    case 'formal_parameter':
    case 'throws':
      return [target.index, 0]
    default:
      return [0, 0]
  }
}

/** { { "target type", "number", "number", "path", annotation } ... }; the steps of a path are `[`, `.`, `?`, `2;`. */
function typeAnnotations(rt: Runtime, cls: RuntimeClass, attributes: readonly Attribute[]): number {
  const list = attributes.flatMap((each) => (each.name === 'RuntimeVisibleTypeAnnotations' ? each.annotations : []))
  return objects(rt, list.length, (n) => {
    const each = list[n]!
    const path = each.path.map(({ kind, argument }) => (kind === 3 ? `${argument};` : '[.?'.charAt(kind))).join('')
    const texts = [each.targetType, ...targetNumbers(each.target)].map(String).concat(path)
    return objects(rt, 5, (i) =>
      i === 4 ? annotationTree(rt, cls.classFile!.constantPool, each) : internString(rt, texts[i]!),
    )
  })
}

/** Member classes by the InnerClasses attribute. */
function memberClasses(rt: Runtime, cls: RuntimeClass): number {
  if (cls.classFile === null) return classArray(rt, [])
  const pool = cls.classFile.constantPool
  const entries = findAttribute(cls.classFile.attributes, 'InnerClasses')?.classes ?? []
  const own = entries.filter((each) => each.outerClass !== 0 && classNameAt(pool, each.outerClass) === cls.name)
  return namedClasses(
    rt,
    cls,
    own.map((each) => each.innerClass),
  )
}

function callerClass(rt: Runtime, depth: number): number {
  let left = depth + 2
  let found: RuntimeClass | null = null
  rt.interpreter.walkStack(rt.currentThread, (method) => {
    // Reflective calls do not hide who has asked for them.
    const reflective = method.declaringClass.name === 'java/lang/reflect/Method' && method.name === 'invoke'
    if (reflective && left <= depth) return true
    if (left-- > 0) return true
    found = method.declaringClass
    return false
  })
  return mirrorOf(rt, found)
}

/** A value as a long: integers extended, floats and doubles as their bits. */
function readPrimitive(rt: Runtime, address: number, kind: number): number {
  const { H32, U8, I8, U16, I16 } = rt.memory
  if (kind === KIND_LONG || kind === KIND_DOUBLE) {
    H32[CELL_RESULT_HI] = H32[(address >>> 2) + 1]!
    return H32[address >>> 2]!
  }
  const value =
    kind === KIND_BOOLEAN
      ? U8[address]!
      : kind === KIND_BYTE
        ? I8[address]!
        : kind === KIND_CHAR
          ? U16[address >>> 1]!
          : kind === KIND_SHORT
            ? I16[address >>> 1]!
            : H32[address >>> 2]!
  H32[CELL_RESULT_HI] = value >> 31
  return value
}

function writePrimitive(rt: Runtime, address: number, kind: number, low: number, high: number): void {
  const { H32, U8, U16 } = rt.memory
  if (kind === KIND_LONG || kind === KIND_DOUBLE) {
    H32[address >>> 2] = low
    H32[(address >>> 2) + 1] = high
  } else if (kind === KIND_BOOLEAN || kind === KIND_BYTE) U8[address] = low
  else if (kind === KIND_CHAR || kind === KIND_SHORT) U16[address >>> 1] = low
  else H32[address >>> 2] = low
}

function compareAndSet(rt: Runtime, address: number, kind: number, was: number[], to: number[]): number {
  const low = readPrimitive(rt, address, kind)
  const high = rt.memory.H32[CELL_RESULT_HI]!
  if (low !== was[0] || ((kind === KIND_LONG || kind === KIND_DOUBLE) && high !== was[1])) return 0
  writePrimitive(rt, address, kind, to[0]!, to[1]!)
  return 1
}

/** The number of the method that a symbolic reference to that class finds, 0 for none. */
function findMethod(rt: Runtime, cls: RuntimeClass, key: string): number {
  const found = cls.isInterface
    ? findInterfaceMethod(cls, rt.wellKnown.object, key)
    : findClassMethod(cls.isArray ? rt.wellKnown.object : cls, key)
  return found?.id ?? 0
}

const P = 'hlvm/Reflect.'
const C = 'Ljava/lang/Class;'
const S = 'Ljava/lang/String;'
const O = 'Ljava/lang/Object;'

const natives: NativeTable = {
  // Members are asked of linked classes: java verifies the class at the first request.
  [`${P}methods(${C})[I`]: (rt) => (mirror) => {
    const cls = classOfMirror(rt, mirror!)
    if (!ensureVerified(rt, cls)) return 0
    const list = cls.methods.filter((each) => each.name !== '<clinit>' && each.info !== null)
    return newIntArray(
      rt,
      list.map((each) => each.id),
    )
  },
  [`${P}methodName(I)${S}`]: (rt) => (id) => internString(rt, rt.methods[id!]!.name),
  [`${P}methodDescriptor(I)${S}`]: (rt) => (id) => internString(rt, rt.methods[id!]!.descriptor),
  [`${P}methodFlags(I)I`]: (rt) => (id) => rt.methods[id!]!.flags & 0xffff,
  [`${P}methodClass(I)${C}`]: (rt) => (id) => mirrorOf(rt, rt.methods[id!]!.declaringClass),
  [`${P}hasInitializer(${C})Z`]: (rt) => (mirror) =>
    classOfMirror(rt, mirror!).methods.some((each) => each.name === '<clinit>') ? 1 : 0,
  [`${P}fieldCount(${C})I`]: (rt) => (mirror) => {
    const cls = classOfMirror(rt, mirror!)
    return ensureVerified(rt, cls) ? cls.fields.length : 0
  },
  [`${P}fieldName(${C}I)${S}`]: (rt) => (mirror, i) => internString(rt, classOfMirror(rt, mirror!).fields[i!]!.name),
  [`${P}fieldDescriptor(${C}I)${S}`]: (rt) => (mirror, i) =>
    internString(rt, classOfMirror(rt, mirror!).fields[i!]!.descriptor),
  [`${P}fieldFlags(${C}I)I`]: (rt) => (mirror, i) => classOfMirror(rt, mirror!).fields[i!]!.flags,
  [`${P}fieldOffset(${C}I)I`]: (rt) => (mirror, i) => classOfMirror(rt, mirror!).fields[i!]!.offset,
  [`${P}findMethod(${C}${S}${S})I`]: (rt) => (mirror, name, descriptor) =>
    findMethod(rt, classOfMirror(rt, mirror!), textOf(rt, name!) + textOf(rt, descriptor!)),
  [`${P}findField(${C}${S}${S})${C}`]: (rt) => (mirror, name, descriptor) =>
    mirrorOf(
      rt,
      findField(classOfMirror(rt, mirror!), textOf(rt, name!), textOf(rt, descriptor!))?.declaringClass ?? null,
    ),
  [`${P}signature(${C}II)${S}`]: (rt) => (mirror, what, index) => {
    const cls = classOfMirror(rt, mirror!)
    const attribute = findAttribute(attributesOf(rt, cls, what!, index!), 'Signature')
    if (attribute === undefined) return 0
    return internString(rt, utf8At(cls.classFile!.constantPool, attribute.signatureIndex))
  },
  [`${P}exceptions(I)[${C}`]: (rt) => (id) => {
    const method = rt.methods[id!]!
    const attribute = findAttribute(method.info?.attributes ?? [], 'Exceptions')
    return namedClasses(rt, method.declaringClass, attribute?.exceptions ?? [])
  },
  [`${P}parameters(I)[${S}`]: (rt) => (id) => {
    const method = rt.methods[id!]!
    const attribute = findAttribute(method.info?.attributes ?? [], 'MethodParameters')
    if (attribute === undefined) return 0
    const pool = method.declaringClass.classFile!.constantPool
    return newStringArray(
      rt,
      attribute.parameters.flatMap((each) => [
        each.nameIndex === 0 ? '' : utf8At(pool, each.nameIndex),
        String(each.accessFlags),
      ]),
    )
  },
  [`${P}annotations(${C}II)[${O}`]: (rt) => (mirror, what, index) => {
    const cls = classOfMirror(rt, mirror!)
    for (const each of attributesOf(rt, cls, what!, index!)) {
      if (each.name === 'RuntimeVisibleAnnotations') return annotationTrees(rt, cls, each.annotations)
      if (isCutOff(cls, each, 'RuntimeVisibleAnnotations')) return throwCutOff(rt)
    }
    return 0
  },
  [`${P}typeAnnotations(${C}II)[${O}`]: (rt) => (mirror, what, index) => {
    const cls = classOfMirror(rt, mirror!)
    return typeAnnotations(rt, cls, attributesOf(rt, cls, what!, index!))
  },
  [`${P}parameterAnnotations(I)[${O}`]: (rt) => (id) => {
    const method = rt.methods[id!]!
    for (const each of method.info?.attributes ?? []) {
      if (isCutOff(method.declaringClass, each, 'RuntimeVisibleParameterAnnotations')) return throwCutOff(rt)
      if (each.name !== 'RuntimeVisibleParameterAnnotations') continue
      const list = each.parameters
      return objects(rt, list.length, (i) => annotationTrees(rt, method.declaringClass, list[i]!))
    }
    return 0
  },
  [`${P}annotationDefault(I)[${O}`]: (rt) => (id) => {
    const method = rt.methods[id!]!
    const attribute = findAttribute(method.info?.attributes ?? [], 'AnnotationDefault')
    if (attribute === undefined) return 0
    return elementTree(rt, method.declaringClass.classFile!.constantPool, attribute.value)
  },
  [`${P}recordComponents(${C})[${S}`]: (rt) => (mirror) => {
    const cls = classOfMirror(rt, mirror!)
    const record = cls.classFile && findAttribute(cls.classFile.attributes, 'Record')
    if (record === null || record === undefined) return 0
    const pool = cls.classFile!.constantPool
    return newStringArray(
      rt,
      record.components.flatMap((each) => [utf8At(pool, each.nameIndex), utf8At(pool, each.descriptorIndex)]),
    )
  },
  [`${P}type(${C}${S})${C}`]: (rt) => (mirror, descriptor) =>
    typeOf(rt, classOfMirror(rt, mirror!), textOf(rt, descriptor!)),
  [`${P}memberClasses(${C})[${C}`]: (rt) => (mirror) => memberClasses(rt, classOfMirror(rt, mirror!)),
  [`${P}permittedSubclasses(${C})[${C}`]: (rt) => (mirror) => {
    const cls = classOfMirror(rt, mirror!)
    const attribute = cls.classFile && findAttribute(cls.classFile.attributes, 'PermittedSubclasses')
    return attribute === null || attribute === undefined
      ? 0
      : fittingClasses(
          rt,
          cls,
          attribute.classes,
          (found) => found.superclass === cls || found.interfaces.includes(cls),
        )
  },
  [`${P}nestHost(${C})${C}`]: (rt) => (mirror) => mirrorOf(rt, nestHostOf(rt, classOfMirror(rt, mirror!))),
  [`${P}nestMembers(${C})[${C}`]: (rt) => (mirror) => {
    const host = nestHostOf(rt, classOfMirror(rt, mirror!))
    if (rt.memory.H32[CELL_STATUS] !== 0) return 0
    const attribute = host.classFile && findAttribute(host.classFile.attributes, 'NestMembers')
    return fittingClasses(
      rt,
      host,
      attribute?.classes ?? [],
      (found) => !found.isArray && nestHostOf(rt, found) === host,
    )
  },
  [`${P}enclosingMethod(${C})[${S}`]: (rt) => (mirror) => {
    const cls = classOfMirror(rt, mirror!)
    const attribute = enclosingMethodOf(cls)
    if (attribute === undefined || attribute.methodIndex === 0) return 0
    const { name, descriptor } = nameAndTypeAt(cls.classFile!.constantPool, attribute.methodIndex)
    return newStringArray(rt, [name, descriptor])
  },
  [`${P}canAccess(${C}${C}${C}I)Z`]: (rt) => (from, declaring, referenced, flags) =>
    canAccessMember(rt, classOfMirror(rt, from!), classOfMirror(rt, declaring!), classOfMirror(rt, referenced!), flags!)
      ? 1
      : 0,
  [`${P}canAccessClass(${C}${C})Z`]: (rt) => (from, to) =>
    canAccessClass(classOfMirror(rt, from!), classOfMirror(rt, to!)) ? 1 : 0,
  [`${P}isLibrary(${C})Z`]: (rt) => (mirror) => (classOfMirror(rt, mirror!).loader.parent === null ? 1 : 0),
  [`${P}callerClass(I)${C}`]: (rt) => (depth) => callerClass(rt, depth!),
  [`${P}getReference(${O}I)${O}`]: (rt) => (object, offset) => rt.memory.H32[(object! + offset!) >>> 2]!,
  [`${P}setReference(${O}I${O})V`]: (rt) => (object, offset, value) => {
    storeReference(rt.memory, object! + offset!, value!)
    return 0
  },
  [`${P}compareAndSetReference(${O}I${O}${O})Z`]: (rt) => (object, offset, was, to) => {
    const word = (object! + offset!) >>> 2
    if (rt.memory.H32[word] !== was) return 0
    storeReference(rt.memory, word * 4, to!)
    return 1
  },
  [`${P}getPrimitive(${O}II)J`]: (rt) => (object, offset, kind) => readPrimitive(rt, object! + offset!, kind!),
  [`${P}setPrimitive(${O}IIJ)V`]: (rt) => (object, offset, kind, low, high) => {
    writePrimitive(rt, object! + offset!, kind!, low!, high!)
    return 0
  },
  [`${P}compareAndSetPrimitive(${O}IIJJ)Z`]: (rt) => (object, offset, kind, low, high, toLow, toHigh) =>
    compareAndSet(rt, object! + offset!, kind!, [low!, high!], [toLow!, toHigh!]),
  [`${P}kindOf(${C})I`]: (rt) => (mirror) => {
    const cls = classOfMirror(rt, mirror!)
    return cls.isArray ? KIND_REFERENCE : cls.kind
  },
  [`${P}elementOffset(${O}I)I`]: (rt) => (array, index) => {
    const { H32 } = rt.memory
    const cls = H32[array! >>> 2]! >>> 2
    return H32[cls + CLASS_ELEMENT_BASE]! + (index! << H32[cls + CLASS_ELEMENT_SHIFT]!)
  },
  [`${P}allocate(${C})${O}`]: (rt) => (mirror) => allocateObject(rt, classOfMirror(rt, mirror!).address),
}

/** Those that read attributes which the format checks do not look into: a broken one is the program's fault. */
const READERS =
  /\.(?:annotations|typeAnnotations|parameterAnnotations|annotationDefault|recordComponents|signature|exceptions|parameters|memberClasses|permittedSubclasses|nestMembers|enclosingMethod)\(/

function guarded(key: string, make: NativeTable[string]): NativeTable[string] {
  return (rt) => {
    const native = make(rt)
    return (...args) => {
      const handles = rt.handles.length
      try {
        return native(...args)
      } catch (problem) {
        if (!(problem instanceof ClassFormatProblem)) throw problem
        rt.handles.length = handles
        const text = problem.message
        const name = 'java/lang/IllegalArgumentException'
        if (!/nnotations\(/.test(key)) return throwNew(rt, name, text)
        const cause = newException(rt, name, text)
        if (cause === 0) return 0
        rt.handles.push(cause)
        const message = `${name.replaceAll('/', '.')}: ${text}`
        throwNew(rt, 'java/lang/annotation/AnnotationFormatError', message, cause)
        rt.handles.pop()
        return 0
      }
    }
  }
}

export const reflectNatives: NativeTable = Object.fromEntries(
  Object.entries(natives).map(([key, make]) => [key, READERS.test(key) ? guarded(key, make) : make]),
)
