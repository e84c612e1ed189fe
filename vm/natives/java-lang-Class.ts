/** java.lang.Class and java.lang.reflect.Array. */
import { ACC, classNameAt, type EnclosingMethodAttribute, findAttribute, utf8At } from '../classfile/model.ts'
import {
  ARRAY_LENGTH,
  CELL_PENDING_CLASS,
  CELL_STATUS,
  CLASS_STATE,
  INIT_DONE,
  KIND_REFERENCE,
  STATUS_INITIALIZE,
} from '../heap/layout.ts'
import type { RuntimeClass } from '../runtime/class.ts'
import { throwNew } from '../runtime/exceptions.ts'
import { needsInitialization } from '../runtime/initialize.ts'
import { loadClass, MOST_DIMENSIONS } from '../runtime/load.ts'
import { loaderOf } from '../runtime/loaders.ts'
import { allocateArray, arrayClassOf, classAt } from '../runtime/objects.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { internString, textOf } from '../runtime/strings.ts'
import { isSubclass } from '../runtime/subtype.ts'
import { classOfMirror, mirrorOf, type NativeTable, newReferenceArray } from './support.ts'

const isPrimitive = (cls: RuntimeClass): boolean => cls.kind !== KIND_REFERENCE && cls.elementClass === null

/** Class.forName's loading: external names with dots, arrays as `[Lp.A;`. */
function findClass(rt: Runtime, name: string, loader: number): number {
  if (name.includes('/')) return 0
  const internal = name.replaceAll('.', '/')
  if (internal === '') return 0
  const found = loadClass(rt, loaderOf(rt, loader), internal)
  return found?.hidden === true ? 0 : mirrorOf(rt, found)
}

/** InnerClasses entry about the class itself. */
export function innerEntry(cls: RuntimeClass) {
  if (cls.classFile === null) return undefined
  const pool = cls.classFile.constantPool
  const attribute = findAttribute(cls.classFile.attributes, 'InnerClasses')
  return attribute?.classes.find((each) => classNameAt(pool, each.innerClass) === cls.name)
}

function declaringClass(rt: Runtime, cls: RuntimeClass): number {
  const entry = innerEntry(cls)
  if (entry === undefined || entry.outerClass === 0) return 0
  return outer(rt, cls, entry.outerClass)
}

function outer(rt: Runtime, cls: RuntimeClass, index: number): number {
  const name = classNameAt(cls.classFile!.constantPool, index)
  const found = loadClass(rt, cls.loader, name)
  if (found === null && rt.memory.H32[CELL_STATUS] === 0) return throwNew(rt, 'java/lang/NoClassDefFoundError', name)
  return mirrorOf(rt, found)
}

/** Without InnerClasses (JVMS 4.7.6 demands it) HotSpot does not look at it. */
export function enclosingMethodOf(cls: RuntimeClass): EnclosingMethodAttribute | undefined {
  const attributes = cls.classFile?.attributes ?? []
  return findAttribute(attributes, 'InnerClasses') && findAttribute(attributes, 'EnclosingMethod')
}

function enclosingClass(rt: Runtime, cls: RuntimeClass): number {
  const attribute = enclosingMethodOf(cls)
  return attribute === undefined ? declaringClass(rt, cls) : outer(rt, cls, attribute.classIndex)
}

/** The modifiers as written in the source: those of the InnerClasses entry where there is one (JVMS 4.7.6). */
function modifiers(cls: RuntimeClass): number {
  return (innerEntry(cls)?.accessFlags ?? cls.flags) & ~ACC.SUPER & 0x7fff
}

/** -ea and -da, the last one that fits; library classes have their own switch in java and are never checked here. */
function assertionStatus(rt: Runtime, cls: RuntimeClass): boolean {
  if (cls.loader.parent === null) return false
  const name = cls.externalName
  let enabled = false
  for (const [enable, scope] of rt.options.assertions) {
    if (scope === '') enabled = enable
    else if (scope === '...') {
      if (!name.includes('.')) enabled = enable
    } else if (scope.endsWith('...')) {
      if (name.startsWith(`${scope.slice(0, -3)}.`)) enabled = enable
    } else if (name === scope || name.startsWith(`${scope}$`)) enabled = enable
  }
  return enabled
}

function enumValues(rt: Runtime, cls: RuntimeClass): number {
  const field = cls.fields.find(
    (each) => each.name === '$VALUES' && (each.flags & ACC.STATIC) !== 0 && each.descriptor === `[L${cls.name};`,
  )
  return field === undefined ? 0 : rt.memory.H32[field.offset >>> 2]!
}

function interfaces(rt: Runtime, cls: RuntimeClass): number {
  const array = arrayClassOf(rt, rt.wellKnown.class.address)
  if (array === 0) return 0
  const list = cls.interfaces
  return newReferenceArray(rt, classAt(rt, array), list.length, (i) => mirrorOf(rt, list[i]!))
}

function dimensionsOf(cls: RuntimeClass): number {
  let dimensions = 0
  for (let each = cls.elementClass; each !== null; each = each.elementClass) dimensions++
  return dimensions
}

function newArray(rt: Runtime, mirror: number, length: number): number {
  if (mirror === 0) return throwNew(rt, 'java/lang/NullPointerException', null)
  const component = classOfMirror(rt, mirror)
  if (component.name === 'void' || dimensionsOf(component) >= MOST_DIMENSIONS) {
    return throwNew(rt, 'java/lang/IllegalArgumentException', null)
  }
  const array = arrayClassOf(rt, component.address)
  return array === 0 ? 0 : allocateArray(rt, array, length)
}

/** Asks the interpreter to run the static initialiser, and then this native again. */
const initialize = (rt: Runtime) => (mirror: number) => {
  const { H32 } = rt.memory
  const cls = classOfMirror(rt, mirror)
  if (H32[(cls.address >>> 2) + CLASS_STATE] !== INIT_DONE && needsInitialization(rt, cls.address)) {
    H32[CELL_PENDING_CLASS] = cls.address
    H32[CELL_STATUS] = STATUS_INITIALIZE
  }
  return 0
}

const test = (answer: (cls: RuntimeClass) => boolean) => (rt: Runtime) => (self: number) =>
  answer(classOfMirror(rt, self)) ? 1 : 0

export const classNatives: NativeTable = {
  'java/lang/Class.getPrimitiveClass(Ljava/lang/String;)Ljava/lang/Class;': (rt) => (name) => {
    const text = textOf(rt, name!)
    return mirrorOf(rt, rt.primitives.find((cls) => cls?.name === text) ?? null)
  },
  'java/lang/Class.findClass(Ljava/lang/String;Ljava/lang/ClassLoader;)Ljava/lang/Class;': (rt) => (name, loader) =>
    findClass(rt, textOf(rt, name!), loader!),
  'java/lang/Class.initialize()V': initialize,
  'hlvm/Reflect.initialize(Ljava/lang/Class;)V': initialize,
  'java/lang/Class.isInstance(Ljava/lang/Object;)Z': (rt) => (self, ref) =>
    ref !== 0 && isSubclass(rt, rt.memory.H32[ref! >>> 2]!, classOfMirror(rt, self!).address) ? 1 : 0,
  'java/lang/Class.isAssignableFrom(Ljava/lang/Class;)Z': (rt) => (self, other) => {
    if (other === 0) return throwNew(rt, 'java/lang/NullPointerException', null)
    const to = classOfMirror(rt, self!)
    const from = classOfMirror(rt, other!)
    if (isPrimitive(to) || isPrimitive(from)) return to === from ? 1 : 0
    return isSubclass(rt, from.address, to.address) ? 1 : 0
  },
  'java/lang/Class.isInterface()Z': test((cls) => cls.isInterface),
  'java/lang/Class.isArray()Z': test((cls) => cls.isArray),
  'java/lang/Class.isPrimitive()Z': test(isPrimitive),
  'java/lang/Class.isHidden()Z': test((cls) => cls.hidden),
  'java/lang/Class.isRecord()Z': test(
    (cls) =>
      cls.superclass?.name === 'java/lang/Record' &&
      cls.classFile !== null &&
      findAttribute(cls.classFile.attributes, 'Record') !== undefined,
  ),
  'java/lang/Class.name0()Ljava/lang/String;': (rt) => (self) =>
    internString(rt, classOfMirror(rt, self!).externalName),
  'java/lang/Class.getSuperclass()Ljava/lang/Class;': (rt) => (self) => {
    const cls = classOfMirror(rt, self!)
    return cls.isInterface ? 0 : mirrorOf(rt, cls.superclass)
  },
  'java/lang/Class.interfaces0()[Ljava/lang/Class;': (rt) => (self) => interfaces(rt, classOfMirror(rt, self!)),
  'java/lang/Class.getModifiers()I': (rt) => (self) => modifiers(classOfMirror(rt, self!)),
  'java/lang/Class.getComponentType()Ljava/lang/Class;': (rt) => (self) =>
    mirrorOf(rt, classOfMirror(rt, self!).elementClass),
  'java/lang/Class.getDeclaringClass()Ljava/lang/Class;': (rt) => (self) =>
    declaringClass(rt, classOfMirror(rt, self!)),
  'java/lang/Class.getEnclosingClass()Ljava/lang/Class;': (rt) => (self) =>
    enclosingClass(rt, classOfMirror(rt, self!)),
  'java/lang/Class.innerName()Ljava/lang/String;': (rt) => (self) => {
    const cls = classOfMirror(rt, self!)
    const entry = innerEntry(cls)
    // A local class without a name of its own.
    if (entry === undefined) return enclosingMethodOf(cls) === undefined ? 0 : internString(rt, '')
    return internString(rt, entry.innerName === 0 ? '' : utf8At(cls.classFile!.constantPool, entry.innerName))
  },
  'java/lang/Class.enumValues()[Ljava/lang/Object;': (rt) => (self) => enumValues(rt, classOfMirror(rt, self!)),
  'java/lang/Class.desiredAssertionStatus0()Z': (rt) => (self) =>
    assertionStatus(rt, classOfMirror(rt, self!)) ? 1 : 0,
  'java/lang/reflect/Array.newArray(Ljava/lang/Class;I)Ljava/lang/Object;': (rt) => (mirror, length) =>
    newArray(rt, mirror!, length!),
  'java/lang/reflect/Array.length(Ljava/lang/Object;)I': (rt) => (array) =>
    rt.memory.H32[(array! >>> 2) + ARRAY_LENGTH]!,
}
