/**
 * A linked class, interface, array class or primitive type: the rich side of a class struct (heap/layout.ts).
 * `rt.classes[H32[(address >>> 2) + CLASS_ID]]` leads here. Everything is final once linked, except what is marked.
 */
import type { ClassFile } from '../classfile/model.ts'
import type { ClassInfo } from '../verify/types.ts'
import type { RuntimeField } from './field.ts'
import type { RuntimeMethod } from './method.ts'

/** A defining loader. The bootstrap loader is the one without a parent. */
export interface Loader {
  readonly name: string
  /** Classes that this loader has been recorded for as initiating loader, by internal name. */
  readonly classes: Map<string, RuntimeClass>
  readonly parent: Loader | null
  /** Class-file bytes of the class, and where they came from (verbose output); null when this loader has none. */
  find(internalName: string): { bytes: Uint8Array; source: string } | null
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
  /** The class file; null for arrays and primitive types. */
  readonly classFile: ClassFile | null
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
  /** Failed resolutions stay failed with the same exception (JVMS 5.4.3): constant-pool index -> exception class and message. */
  readonly failures: Map<number, { className: string; message: string | null; cause: string | null }>
  /** Nest host, once resolved (JVMS 5.4.4). */
  nestHost: RuntimeClass | null
  /** Verification (JVMS 5.4.1) is done, for the superclasses and superinterfaces too. */
  verified: boolean
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
    classFile: ClassFile | null
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
    this.classFile = init.classFile
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
    this.verified = false
    this.verifierInfo = null
    this.source = init.source
  }

  get isInterface(): boolean {
    return (this.flags & 0x200) !== 0
  }

  get isArray(): boolean {
    return this.elementClass !== null
  }

  /** The name as Class.getName() gives it: `java.lang.String`, `[Ljava.lang.String;`, `int`. */
  get externalName(): string {
    return this.name.replaceAll('/', '.')
  }

  /** The package in internal form, '' for the unnamed one. */
  get packageName(): string {
    const slash = this.name.lastIndexOf('/')
    return slash < 0 ? '' : this.name.slice(0, slash)
  }
}
