/**
 * A linked class, interface, array class or primitive type: the rich side of a class struct (heap/layout.ts).
 * `rt.classes[H32[(address >>> 2) + CLASS_ID]]` leads here. Everything is final once linked, except what is marked.
 */
import type { ClassFile } from '../classfile/model.ts'
import type { Arena } from '../heap/metadata.ts'
import type { ClassInfo } from '../verify/types.ts'
import type { RuntimeField } from './field.ts'
import type { RuntimeMethod } from './method.ts'

/**
 * A class loader (JVMS 5.3): the bootstrap loader, the application loader, or one written in the language (`isGuest`), which is
 * asked by calling its loadClass (load.ts). Rich side of a java.lang.ClassLoader object, whose field `vmLoader` is the id.
 */
export interface Loader {
  /** Key in rt.loaders. */
  readonly id: number
  /** `bootstrap`, `app`, or what ClassLoader.getName() gives; '' when it has no name. */
  readonly name: string
  /** Classes that this loader has been recorded for as initiating loader, by internal name. */
  readonly classes: Map<string, RuntimeClass>
  /** Classes that it has defined, arrays and classes made at run time included. */
  readonly defined: RuntimeClass[]
  /** Who is asked first; null for the bootstrap loader only. A guest delegates by itself. */
  readonly parent: Loader | null
  readonly isGuest: boolean
  /** Where the structs of its classes are, so that they can go with it; null for the two built-in ones, whose classes stay. */
  readonly arena: Arena | null
  /** The java.lang.ClassLoader object, which keeps the loader (unload.ts). 0 for the bootstrap loader, and as long as nobody has asked for it. */
  object: number
  /** Class-file bytes of the class, and where they came from (verbose output); null when this loader has none, and for a guest. */
  find(internalName: string): { bytes: Uint8Array; source: string } | null
  /** URLs of the resources of that name in order, and the contents of one of them by its index. A guest knows its own. */
  resources(name: string): string[]
  readResource(name: string, index: number): Uint8Array | null
}

/** An error to be thrown again: class, message, and those of its cause. */
export interface Failure {
  readonly className: string
  readonly message: string | null
  readonly cause: { readonly className: string; readonly message: string | null } | null
}

export class RuntimeClass {
  /** Index into rt.classes. */
  readonly id: number
  /** Address of the class struct. */
  readonly address: number
  /** Internal name: `java/lang/String`, `[I`, `[Ljava/lang/String;`, `int`. */
  readonly name: string
  readonly flags: number
  readonly loader: Loader
  #classFile: ClassFile | null | (() => ClassFile)
  readonly superclass: RuntimeClass | null
  /** Direct superinterfaces. */
  readonly interfaces: readonly RuntimeClass[]
  /** All superinterfaces, transitively, each once, the order of discovery. */
  readonly allInterfaces: readonly RuntimeClass[]
  /** Arrays: the component class. */
  readonly elementClass: RuntimeClass | null
  /** See CLASS_KIND. */
  readonly kind: number
  readonly fields: RuntimeField[]
  readonly methods: RuntimeMethod[]
  /** Declared methods by name + descriptor. */
  readonly methodTable: Map<string, RuntimeMethod>
  /** Rich copy of the vtable. */
  readonly vtable: RuntimeMethod[]
  /** First byte after the fields, not rounded: where a subclass goes on. */
  fieldsEnd: number
  /** <clinit>, or null. */
  initializer: RuntimeMethod | null
  /** Constant-pool indexes of the String constants resolved so far: roots in the constant-pool cache. */
  readonly resolvedStrings: number[]
  /** Failed resolutions stay failed with the same exception (JVMS 5.4.3), by constant-pool index; -1: the initialisation. */
  readonly failures: Map<number, Failure>
  /** Nest host, once resolved (JVMS 5.4.4). */
  nestHost: RuntimeClass | null
  /** Classes of method handles that have been made for this one, by what they do (interpret/call-site/assembly.ts). */
  readonly spun: Map<string, RuntimeClass>
  /** A hidden class (Lookup.defineHiddenClass): no name finds it, and stack traces leave its methods out. */
  hidden: boolean
  /** Why the class is alone in its nest although its class file names a host. */
  nestProblem: string | null
  /** Verification (JVMS 5.4.1) is done, for the superclasses and superinterfaces too. */
  verified: boolean
  /** As far as verification has come when it had to wait for a class loader: index of the first method not verified. */
  verifiedMethods: number
  /** What the verifier knows of this class, once asked. */
  verifierInfo: ClassInfo | null
  /** The source that the class came from, for -verbose:class. */
  readonly source: string

  constructor(init: {
    id: number
    address: number
    name: string
    flags: number
    loader: Loader
    classFile: ClassFile | null | (() => ClassFile)
    superclass: RuntimeClass | null
    interfaces: readonly RuntimeClass[]
    allInterfaces: readonly RuntimeClass[]
    elementClass: RuntimeClass | null
    kind: number
    source: string
  }) {
    this.id = init.id
    this.address = init.address
    this.name = init.name
    this.flags = init.flags
    this.loader = init.loader
    this.#classFile = init.classFile
    this.superclass = init.superclass
    this.interfaces = init.interfaces
    this.allInterfaces = init.allInterfaces
    this.elementClass = init.elementClass
    this.kind = init.kind
    this.fields = []
    this.methods = []
    this.methodTable = new Map()
    this.vtable = []
    this.fieldsEnd = 8
    this.initializer = null
    this.resolvedStrings = []
    this.failures = new Map()
    this.nestHost = null
    this.spun = new Map()
    this.hidden = false
    this.nestProblem = null
    this.verified = false
    this.verifiedMethods = 0
    this.verifierInfo = null
    this.source = init.source
  }

  /** The class file; null for arrays and primitive types. Of a class of the image it is read when it is needed. */
  get classFile(): ClassFile | null {
    if (typeof this.#classFile === 'function') this.#classFile = this.#classFile()
    return this.#classFile
  }

  get isInterface(): boolean {
    return (this.flags & 0x200) !== 0
  }

  get isArray(): boolean {
    return this.elementClass !== null
  }

  /** The name as Class.getName() gives it: `java.lang.String`, `[Ljava.lang.String;`, `int`. */
  get externalName(): string {
    return externalNameOf(this.name)
  }

  /** The package in internal form, '' for the unnamed one. */
  get packageName(): string {
    return packageNameOf(this.name)
  }
}

/** Marks in the name of a hidden class where its own part begins: `p/A+0x000000000000001a`, in the language `p.A/0x000000000000001a`. */
export const HIDDEN_MARK = '+0x'

export function externalNameOf(name: string): string {
  const external = name.replaceAll('/', '.')
  return external.includes(HIDDEN_MARK) ? external.replace(/\+(?=0x[0-9a-f]{16})/, '/') : external
}

/** The package of an internal name, '' for the unnamed one. */
export function packageNameOf(name: string): string {
  const slash = name.lastIndexOf('/')
  return slash < 0 ? '' : name.slice(0, slash)
}
