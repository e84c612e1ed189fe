/**
 * Symbols: what names denote (JLS 6). One object per declared entity, from source or from a class file; classes are
 * completed lazily in two steps: `header` (type parameters, supertypes, member class names) and `members`.
 */
import type {
  Annotation,
  ClassDecl,
  CompilationUnit,
  ConstantValue,
  FieldDecl,
  MethodDecl,
  TypeNode,
} from '../1-parse/ast.ts'
import type { SourceFile } from '../source.ts'
import type { ClassType, MethodType, Type, TypeVariable } from './types.ts'

export type AnySymbol = PackageSymbol | ClassSymbol | MethodSymbol | VarSymbol

/** JVMS access flags (table 4.1-B and others) plus compiler-only flags above bit 16. */
export const Flags = {
  PUBLIC: 0x0001,
  PRIVATE: 0x0002,
  PROTECTED: 0x0004,
  STATIC: 0x0008,
  FINAL: 0x0010,
  SYNCHRONIZED: 0x0020,
  SUPER: 0x0020,
  VOLATILE: 0x0040,
  BRIDGE: 0x0040,
  TRANSIENT: 0x0080,
  VARARGS: 0x0080,
  NATIVE: 0x0100,
  INTERFACE: 0x0200,
  ABSTRACT: 0x0400,
  STRICT: 0x0800,
  SYNTHETIC: 0x1000,
  ANNOTATION: 0x2000,
  ENUM: 0x4000,
  MANDATED: 0x8000,
  /** A default method of an interface (JLS 9.4.3). */
  DEFAULT: 1 << 16,
  RECORD: 1 << 17,
  SEALED: 1 << 18,
  NON_SEALED: 1 << 19,
  DEPRECATED: 1 << 20,
  /** A constructor or accessor that the compiler made because the source has none. */
  IMPLICIT: 1 << 21,
  /** Written without an explicit type: var, implicit lambda parameter. */
  INFERRED: 1 << 22,
  COMPACT: 1 << 23,
  /** `@Deprecated(forRemoval = true)` */
  REMOVAL: 1 << 24,
} as const

export class PackageSymbol {
  readonly kind = 'package'
  /** Dotted name, '' for the unnamed package. */
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A class or interface. Its properties complete themselves: reading one that is not known yet makes the completer fill
 * the header (flags, type parameters, supertypes, member classes) or the members (fields, methods, components).
 * Classes from source are entered with flags, type parameters, `thisType` and member classes known (state 'entered').
 */
export class ClassSymbol {
  readonly kind = 'class'
  /** Simple name; '' for anonymous classes. */
  readonly name: string
  /** Binary name in internal form, `pkg/Outer$Inner` (JLS 13.1). */
  readonly binaryName: string
  /** Package, enclosing class, or the method/variable/class in whose body a local class stands. */
  readonly owner: AnySymbol
  /** local or anonymous class: may capture variables; `captured` is filled by check in order of first use. */
  isLocal = false
  /** Class stands in a static context: has no enclosing instance although it is not declared static. */
  noOuterThis = false
  /** A supertype is wrong and left out: nobody knows what the class inherits, and no second error comes of that. */
  hasUnknownSuper = false
  /** Of an anonymous class: what its constructor throws, set by the flow analysis (JLS 15.9.5.1, 11.1.3). */
  constructorThrows: readonly Type[] = []
  readonly captured: VarSymbol[] = []
  /** Source, when the class comes from one. */
  decl: ClassDecl | undefined = undefined
  file: SourceFile | undefined = undefined
  unit: CompilationUnit | undefined = undefined
  /** How to fill the header and the members, and how far that has come. */
  completer: Completer | undefined = undefined
  state: 'new' | 'entered' | 'header' | 'headerDone' | 'members' | 'membersDone' | 'broken' = 'new'
  #flags = 0
  #typeParams: readonly TypeVariable[] = []
  #superclass: ClassType | undefined = undefined
  #interfaces: readonly ClassType[] = []
  #permitted: readonly ClassSymbol[] = []
  readonly #fields = new Map<string, VarSymbol>()
  readonly #methods = new Map<string, MethodSymbol[]>()
  readonly #memberClasses = new Map<string, ClassSymbol>()
  #components: readonly VarSymbol[] = []
  #thisType: ClassType | undefined = undefined
  /** The raw or non-generic type of the class (JLS 4.6). */
  readonly erasedType: ClassType

  constructor(name: string, binaryName: string, owner: AnySymbol) {
    this.name = name
    this.binaryName = binaryName
    this.owner = owner
    this.erasedType = { kind: 'class', symbol: this, typeArgs: [], outer: undefined }
  }

  get flags(): number {
    if (this.state === 'new') this.completer?.completeHeader(this)
    return this.#flags
  }
  set flags(flags: number) {
    this.#flags = flags
  }

  get typeParams(): readonly TypeVariable[] {
    if (this.state === 'new') this.completer?.completeHeader(this)
    return this.#typeParams
  }
  set typeParams(typeParams: readonly TypeVariable[]) {
    this.#typeParams = typeParams
  }

  /** The type of `this` inside the class. */
  get thisType(): ClassType | undefined {
    if (this.state === 'new') this.completer?.completeHeader(this)
    return this.#thisType
  }
  set thisType(type: ClassType | undefined) {
    this.#thisType = type
  }

  /** Declared member classes by name; never inherited ones. */
  get memberClasses(): Map<string, ClassSymbol> {
    if (this.state === 'new') this.completer?.completeHeader(this)
    return this.#memberClasses
  }

  /** Undefined for java.lang.Object only: interfaces have Object here as in class files. */
  get superclass(): ClassType | undefined {
    if (this.state === 'new' || this.state === 'entered') this.completer?.completeHeader(this)
    return this.#superclass
  }
  set superclass(type: ClassType | undefined) {
    this.#superclass = type
  }

  get interfaces(): readonly ClassType[] {
    if (this.state === 'new' || this.state === 'entered') this.completer?.completeHeader(this)
    return this.#interfaces
  }
  set interfaces(types: readonly ClassType[]) {
    this.#interfaces = types
  }

  get permitted(): readonly ClassSymbol[] {
    if (this.state === 'new' || this.state === 'entered') this.completer?.completeHeader(this)
    return this.#permitted
  }
  set permitted(symbols: readonly ClassSymbol[]) {
    this.#permitted = symbols
  }

  /** Declared fields by name, in declaration order; never inherited ones. */
  get fields(): Map<string, VarSymbol> {
    this.#forceMembers()
    return this.#fields
  }

  /** Declared methods and constructors ('<init>') by name, in declaration order; never inherited ones. */
  get methods(): Map<string, MethodSymbol[]> {
    this.#forceMembers()
    return this.#methods
  }

  /** Record components in order. */
  get components(): readonly VarSymbol[] {
    this.#forceMembers()
    return this.#components
  }
  set components(components: readonly VarSymbol[]) {
    this.#components = components
  }

  #forceMembers(): void {
    if (this.state === 'new' || this.state === 'entered' || this.state === 'headerDone') {
      this.completer?.completeMembers(this)
    }
  }
}

export interface Completer {
  completeHeader(symbol: ClassSymbol): void
  completeMembers(symbol: ClassSymbol): void
}

export class MethodSymbol {
  readonly kind = 'method'
  /** '<init>' for constructors, '<clinit>' never. */
  readonly name: string
  readonly owner: ClassSymbol
  flags: number
  /** As declared, in terms of the class's and the method's own type variables. */
  type: MethodType
  params: readonly VarSymbol[] = []
  decl: MethodDecl | undefined = undefined
  /** Annotation element default is present. */
  hasDefault = false
  /** Set from `@Deprecated`, `@SafeVarargs`... by check: simple names of annotations that the compiler looks at. */
  readonly knownAnnotations = new Set<string>()

  constructor(name: string, owner: ClassSymbol, flags: number, type: MethodType) {
    this.name = name
    this.owner = owner
    this.flags = flags
    this.type = type
  }
}

/** A type in a method body with annotations in it (JVMS 4.7.20). */
export interface TypeUse {
  /** `target_type` */
  readonly targetType: number
  readonly node: TypeNode
  /** Those before the declaration of a variable. */
  readonly annotations: readonly Annotation[]
  /** Which type argument, or which bound of a cast. */
  readonly argument?: number
}

export type VarKind = 'field' | 'local' | 'param' | 'resource' | 'exception' | 'binding' | 'enumConstant'

export class VarSymbol {
  readonly kind = 'var'
  readonly name: string
  readonly varKind: VarKind
  /** The class of a field, the method (or class, in initialisers) of a local variable. */
  readonly owner: AnySymbol
  flags: number
  type: Type
  /** Value of a constant variable (JLS 4.12.4). `lazyConstant` computes it on demand: initialisers may be cyclic. */
  constant: ConstantValue | undefined = undefined
  lazyConstant: (() => ConstantValue | undefined) | undefined = undefined
  /** Locals and parameters: assigned at most once in effect (JLS 4.12.4); decided by flow analysis. */
  effectivelyFinal = true
  /** Where it is declared, for messages and for lowering. */
  pos = -1
  decl: FieldDecl | undefined = undefined
  /** Of a local variable whose type has annotations: set by lowering, for the emitter. */
  typeUse: TypeUse | undefined = undefined

  constructor(name: string, varKind: VarKind, owner: AnySymbol, flags: number, type: Type) {
    this.name = name
    this.varKind = varKind
    this.owner = owner
    this.flags = flags
    this.type = type
  }
}
