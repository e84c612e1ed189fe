/**
 * Verification types (JVMS 4.10.1.2) and the two questions asked of them: may a value of one stand where another is
 * expected, and what do two of them have in common (4.10.2.2).
 *
 * A type is one object, the same for equal types, so that `===` compares. A long or double takes two slots, the second of
 * them has a type of its own; so every slot of a frame has exactly one type, and slots are never counted twice.
 *
 *   top                       nothing is known: no instruction can use it
 *     int float               one slot
 *     long+long2 double+...   two slots
 *     reference
 *       uninitializedThis, uninitialized(pc of the new)    equal to themselves only
 *       Object ... classes, arrays ... null                by the class hierarchy; interfaces count as Object
 *     returnAddress(entry)    version 49 and older only
 */

export const KIND = {
  top: 0,
  int: 1,
  float: 2,
  long: 3,
  long2: 4,
  double: 5,
  double2: 6,
  null: 7,
  uninitializedThis: 8,
  uninitialized: 9,
  object: 10,
  address: 11,
} as const

export interface VType {
  readonly kind: number
  /** Internal name or array descriptor of an object; '' otherwise. */
  readonly name: string
  /** uninitialized: pc of the `new`; address: entry of the subroutine. */
  readonly pc: number
}

const plain = (kind: number): VType => ({ kind, name: '', pc: -1 })

export const TOP = plain(KIND.top)
export const INT = plain(KIND.int)
export const FLOAT = plain(KIND.float)
export const LONG = plain(KIND.long)
export const LONG2 = plain(KIND.long2)
export const DOUBLE = plain(KIND.double)
export const DOUBLE2 = plain(KIND.double2)
export const NULL = plain(KIND.null)
export const UNINITIALIZED_THIS = plain(KIND.uninitializedThis)

/** What the verifier has to know of other classes. */
export interface ClassInfo {
  readonly name: string
  readonly isInterface: boolean
  /** null for java/lang/Object. */
  readonly superName: string | null
  /**
   * The superclass, for a class that is linked: another loader than that of the class under verification may have found it, and mean
   * another class by the name. Left out, it is looked up by its name.
   */
  readonly superclass?: ClassInfo | null
  /** Direct superinterfaces. */
  readonly interfaces: readonly string[]
  /** Equal for classes of the same run-time package (JVMS 5.3). */
  readonly runtimePackage: string
  /** Access flags of a field or method that this class itself declares; undefined if it declares none. */
  fieldFlags(name: string, descriptor: string): number | undefined
  methodFlags(name: string, descriptor: string): number | undefined
}

/** The classes that are loaded: seen from the class that is verified, through its loader. */
export interface Hierarchy {
  /** undefined: not loaded yet. Verification then stops, says which class it needs, and is begun again. */
  find(name: string): ClassInfo | undefined
}

/** Leaves the analysis: the class has to be loaded first. Caught in index.ts. */
export class NeedsClass extends Error {
  readonly className: string
  constructor(className: string) {
    super(className)
    this.className = className
  }
}

const MAX_WALK = 10_000

/** The types of one class under verification. `hierarchy` null trusts everybody: every reference may stand for every other. */
export class Types {
  readonly #objects = new Map<string, VType>()
  readonly #uninitialized = new Map<number, VType>()
  readonly #addresses = new Map<number, VType>()
  readonly #hierarchy: Hierarchy | null
  /** Whether the inference (4.10.2) asks, which has other rules for arrays than the type checker. */
  inferring = false
  readonly objectType: VType
  readonly throwableType: VType
  readonly stringType: VType

  constructor(hierarchy: Hierarchy | null) {
    this.#hierarchy = hierarchy
    this.objectType = this.object('java/lang/Object')
    this.throwableType = this.object('java/lang/Throwable')
    this.stringType = this.object('java/lang/String')
  }

  get trusting(): boolean {
    return this.#hierarchy === null
  }

  object(name: string): VType {
    let type = this.#objects.get(name)
    if (type === undefined) {
      type = { kind: KIND.object, name, pc: -1 }
      this.#objects.set(name, type)
    }
    return type
  }

  uninitialized(pc: number): VType {
    let type = this.#uninitialized.get(pc)
    if (type === undefined) {
      type = { kind: KIND.uninitialized, name: '', pc }
      this.#uninitialized.set(pc, type)
    }
    return type
  }

  address(entry: number): VType {
    let type = this.#addresses.get(entry)
    if (type === undefined) {
      type = { kind: KIND.address, name: '', pc: entry }
      this.#addresses.set(entry, type)
    }
    return type
  }

  /** The type of a field descriptor; long and double give their first slot. */
  ofDescriptor(descriptor: string): VType {
    switch (descriptor.charCodeAt(0)) {
      case 0x46:
        return FLOAT
      case 0x4a:
        return LONG
      case 0x44:
        return DOUBLE
      case 0x4c:
        return this.object(descriptor.slice(1, -1))
      case 0x5b:
        return this.object(descriptor)
      default:
        return INT
    }
  }

  /** Of a constant-pool class name: `java/lang/String`, `[I`. */
  ofClassName(name: string): VType {
    return this.object(name)
  }

  info(name: string): ClassInfo {
    const found = this.#hierarchy?.find(name)
    if (found === undefined) throw new NeedsClass(name)
    return found
  }

  /**
   * JVMS 4.10.1.2. `protectedAccess` makes interfaces count as themselves where an Object is to be passed for one: such a
   * check is about who may touch a protected member.
   */
  isAssignable(from: VType, to: VType, protectedAccess = false): boolean {
    if (from === to || to.kind === KIND.top) return true
    if (to.kind !== KIND.object) return false
    if (from.kind === KIND.null) return true
    if (from.kind !== KIND.object) return false
    if (this.trusting) return true
    return this.#isReferenceAssignable(from.name, to.name, protectedAccess)
  }

  #isReferenceAssignable(from: string, to: string, protectedAccess: boolean): boolean {
    if (from === to || to === 'java/lang/Object') return true
    if (isArray(to)) return isArray(from) && this.#isComponentAssignable(from.slice(1), to.slice(1))
    if (this.inferring && isArray(from)) return this.#isArrayInferredAs(from, to)
    const target = this.info(to)
    if (target.isInterface && !(protectedAccess && from === 'java/lang/Object')) {
      return !isArray(from) || to === 'java/lang/Cloneable' || to === 'java/io/Serializable'
    }
    return !isArray(from) && this.#chainHas(from, (each) => each === target)
  }

  /**
   * HotSpot's older verifier takes an array of primitives for an Object here, and an Object is good enough for an interface; of other arrays
   * it knows without loading the class that they are no instances of it.
   */
  #isArrayInferredAs(from: string, to: string): boolean {
    if (to === 'java/lang/Cloneable' || to === 'java/io/Serializable') return true
    return from.length === 2 && this.info(to).isInterface
  }

  superOf(info: ClassInfo): ClassInfo | null {
    if (info.superclass !== undefined) return info.superclass
    return info.superName === null ? null : this.info(info.superName)
  }

  /** The class and its superclasses, as they are linked. */
  *#superclasses(name: string): Generator<ClassInfo, void> {
    let up: ClassInfo | null = this.info(name)
    for (let i = 0; up !== null && i < MAX_WALK; i++) {
      yield up
      up = this.superOf(up)
    }
  }

  /** Of component descriptors. */
  #isComponentAssignable(from: string, to: string): boolean {
    if (from === to) return true
    const a = referenceName(from)
    const b = referenceName(to)
    return a !== null && b !== null && this.#isReferenceAssignable(a, b, false)
  }

  #chainHas(name: string, test: (info: ClassInfo) => boolean): boolean {
    for (const each of this.#superclasses(name)) if (test(each)) return true
    return false
  }

  /** By the names of the superclasses; a class is its own subclass. */
  isSubclass(name: string, above: string): boolean {
    return name === above || this.#chainHas(name, (each) => each.name === above)
  }

  /** Whether `name` is one of the proper superclasses of the class. */
  isProperSuperclass(name: string, of: string): boolean {
    const above = this.info(of).superName
    return above !== null && this.isSubclass(above, name)
  }

  /** The most special type that both are assignable to (JVMS 4.10.2.2); TOP when there is none. */
  merge(a: VType, b: VType): VType {
    if (a === b) return a
    if (a.kind === KIND.null && b.kind === KIND.object) return b
    if (b.kind === KIND.null && a.kind === KIND.object) return a
    if (a.kind !== KIND.object || b.kind !== KIND.object) return TOP
    return this.object(this.#mergeNames(a.name, b.name))
  }

  #mergeNames(a: string, b: string): string {
    const object = 'java/lang/Object'
    if (a === b) return a
    if (a === object || b === object) return object
    if (isArray(a) || isArray(b)) {
      if (isArray(a) && isArray(b)) {
        const x = referenceName(a.slice(1))
        const y = referenceName(b.slice(1))
        if (x === null || y === null) return object
        const common = this.#mergeNames(x, y)
        return isArray(common) ? `[${common}` : `[L${common};`
      }
      const [array, other] = isArray(a) ? [a, b] : [b, a]
      void array
      return other === 'java/lang/Cloneable' || other === 'java/io/Serializable' ? other : object
    }
    // Arrays have kept their dimensions by then: aaload and arraylength want to see them, also where every class is trusted.
    if (this.trusting) return object
    if (this.info(a).isInterface || this.info(b).isInterface) return object
    const above = new Set<string>()
    for (const each of this.#superclasses(a)) above.add(each.name)
    for (const each of this.#superclasses(b)) if (above.has(each.name)) return each.name
    return object
  }
}

export function isArray(name: string): boolean {
  return name.charCodeAt(0) === 0x5b
}

/** Component descriptor to name; null for a primitive. */
function referenceName(descriptor: string): string | null {
  const c = descriptor.charCodeAt(0)
  return c === 0x5b ? descriptor : c === 0x4c ? descriptor.slice(1, -1) : null
}

export function isReference(type: VType): boolean {
  return type.kind >= KIND.null && type.kind <= KIND.object
}

export function isSecondHalf(type: VType): boolean {
  return type.kind === KIND.long2 || type.kind === KIND.double2
}

export function isFirstHalf(type: VType): boolean {
  return type.kind === KIND.long || type.kind === KIND.double
}

/** The second slot's type of a long or double. */
export function secondHalf(type: VType): VType {
  return type.kind === KIND.long ? LONG2 : DOUBLE2
}

const WORDS = ['top', 'integer', 'float', 'long', 'long_2nd', 'double', 'double_2nd', 'null', 'uninitializedThis']

/** As java prints it: `integer`, `'java/lang/String'`, `uninitialized 4`. */
export function printType(type: VType): string {
  if (type.kind === KIND.object) return `'${type.name}'`
  if (type.kind === KIND.uninitialized) return `uninitialized ${type.pc}`
  if (type.kind === KIND.address) return `returnAddress ${type.pc}`
  return WORDS[type.kind]!
}
