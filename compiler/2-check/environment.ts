/**
 * The world that a compilation sees: packages and classes by name, from sources, from the source path and from class
 * files, and the classes of the library that the language itself speaks of (JLS 4.3.2, 4.10.3, 5.1.7...). One object
 * per compilation; all the phases of check get it as their first argument.
 *
 * Class symbols are made once per binary name. A symbol made for a name in a class file's signature may turn out to
 * have no class file; `loadClass` answers only with classes that exist.
 */
import type { CompilationUnit, ConstantValue, Expr } from '../1-parse/ast.ts'
import type { Reporter } from '../diagnostics.ts'
import { createSourceFile, type SourceFile } from '../source.ts'
import { createClassFileCompleter, nestedClassOwner } from './classfile-symbols.ts'
import type { AnnotationInfo } from './annotations.ts'
import type { Bridge } from './bridges.ts'
import type { Scope } from './scope.ts'
import { ClassSymbol, type Completer, Flags, MethodSymbol, PackageSymbol, VarSymbol } from './symbols.ts'
import { type ClassType, INT, type PrimitiveName, PRIMITIVES, type PrimitiveType, type Type, VOID } from './types.ts'

/** Where compiled classes come from; names in internal form (`java/util/Map$Entry`, `java/util`, '' unnamed). */
export interface ClassPath {
  findClass(internalName: string): Uint8Array | undefined
  hasPackage(internalName: string): boolean
  /** Internal names of the classes directly in the package. */
  listPackage(internalName: string): readonly string[]
}

/** A parsed source with its file. */
export interface SourceUnit {
  readonly file: SourceFile
  readonly unit: CompilationUnit
}

/** Finds and parses the source of a class that no given unit declares (implicit compilation). */
export interface SourcePath {
  findUnit(internalName: string): SourceUnit | undefined
  hasPackage(internalName: string): boolean
}

/** Work that another part of check provides. */
export interface Hooks {
  /** Value of a final field with a constant initialiser; set by the attribution of expressions. */
  fieldConstant: ((field: VarSymbol) => ConstantValue | undefined) | undefined
  /** Attributes an expression that is the value of an annotation's element, in the static context of a class. */
  annotationValue: ((value: Expr, expected: Type, cls: ClassSymbol) => void) | undefined
  /** Enters the classes of a unit that was found on the source path; set by source-symbols. */
  enterUnit: ((unit: SourceUnit) => void) | undefined
}

const LIBRARY = {
  object: 'java/lang/Object',
  string: 'java/lang/String',
  class: 'java/lang/Class',
  throwable: 'java/lang/Throwable',
  exception: 'java/lang/Exception',
  runtimeException: 'java/lang/RuntimeException',
  error: 'java/lang/Error',
  assertionError: 'java/lang/AssertionError',
  iterable: 'java/lang/Iterable',
  iterator: 'java/util/Iterator',
  autoCloseable: 'java/lang/AutoCloseable',
  cloneable: 'java/lang/Cloneable',
  serializable: 'java/io/Serializable',
  comparable: 'java/lang/Comparable',
  enum: 'java/lang/Enum',
  record: 'java/lang/Record',
  annotation: 'java/lang/annotation/Annotation',
  number: 'java/lang/Number',
  boolean: 'java/lang/Boolean',
  byte: 'java/lang/Byte',
  short: 'java/lang/Short',
  character: 'java/lang/Character',
  integer: 'java/lang/Integer',
  long: 'java/lang/Long',
  float: 'java/lang/Float',
  double: 'java/lang/Double',
  void: 'java/lang/Void',
  override: 'java/lang/Override',
  functionalInterface: 'java/lang/FunctionalInterface',
  deprecated: 'java/lang/Deprecated',
  suppressWarnings: 'java/lang/SuppressWarnings',
  safeVarargs: 'java/lang/SafeVarargs',
} as const

export type LibraryName = keyof typeof LIBRARY

const BOXES: Readonly<Record<PrimitiveName, LibraryName>> = {
  boolean: 'boolean',
  byte: 'byte',
  short: 'short',
  char: 'character',
  int: 'integer',
  long: 'long',
  float: 'float',
  double: 'double',
}

const UNBOXED: ReadonlyMap<string, PrimitiveType> = new Map(
  (Object.keys(BOXES) as PrimitiveName[]).map((name) => [LIBRARY[BOXES[name]], PRIMITIVES[name]]),
)

/** Symbols and types of the library, made when first asked for. `types.x` of a generic class is its raw type. */
export interface Predefined {
  readonly symbols: { readonly [K in LibraryName]: ClassSymbol } & {
    readonly arrayLength: VarSymbol
    /** `Object clone()` as arrays have it: public, throws nothing. */
    readonly arrayClone: MethodSymbol
  }
  readonly types: { readonly [K in LibraryName]: ClassType }
}

/** A warning of a lint category; '' for one that is always given. */
export interface PendingWarning {
  readonly file: SourceFile
  readonly start: number
  readonly end: number
  readonly key: string
  readonly code: string
  readonly args: readonly string[]
}

export class Environment {
  readonly classPath: ClassPath
  readonly sourcePath: SourcePath | undefined
  readonly reporter: Reporter
  readonly hooks: Hooks = { fieldConstant: undefined, annotationValue: undefined, enterUnit: undefined }
  readonly symbols: Predefined['symbols']
  readonly types: Predefined['types']
  /** Every class symbol by binary name, from sources and class files, existing or only mentioned. */
  readonly classes = new Map<string, ClassSymbol>()
  /** Classes of the given sources and of the source path in order of entering (nested ones after their owner). */
  readonly sourceClasses: ClassSymbol[] = []
  /** Units found on the source path, in order. */
  /** Reported at the end, when it is known what `@SuppressWarnings` covers. */
  readonly warnings: PendingWarning[] = []
  /** Whether any class has a supertype that is not known. */
  hasUnknownSupers = false
  readonly implicitUnits: SourceUnit[] = []
  /** Bridge methods of classes from class files: no members of the language, but they need no second bridge. */
  readonly bridgesInClassFiles = new Map<ClassSymbol, readonly MethodSymbol[]>()
  /** Methods of completed classes by name, inherited ones included; filled by members.ts. */
  readonly methodCache = new Map<ClassSymbol, Map<string, readonly MethodSymbol[]>>()
  /** Bridges of classes from source, kept by bridges.ts. */
  readonly bridges = new Map<ClassSymbol, readonly Bridge[]>()
  /** What annotation interfaces say of themselves; filled by annotations.ts and from class files. */
  readonly annotationInfos = new Map<ClassSymbol, AnnotationInfo>()
  /** Scopes of the bodies of source classes. */
  readonly scopes = new Map<ClassSymbol, Scope>()
  /** Outermost scopes of the entered units. */
  readonly unitScopes: Scope[] = []
  /** What anonymous classes and enum constant bodies extend or implement, given by whoever enters them. */
  readonly anonymousSupertypes = new Map<ClassSymbol, Type>()
  /** Anonymous classes made with `<>`. */
  readonly diamondClasses = new Set<ClassSymbol>()
  /** Completer of all source classes; made by source-symbols. */
  sourceCompleter: Completer | undefined = undefined
  /** File that a diagnostic without a place is shown at. */
  mainFile: SourceFile = createSourceFile('<no source>', '')
  readonly #packages = new Map<string, PackageSymbol>()
  /** Packages of source units, their prefixes included. */
  readonly #sourcePackages = new Set<string>()
  readonly #knownPackages = new Map<string, boolean>()
  readonly #classFileCompleter: Completer
  /** Answers of loadClass: undefined where no class exists. */
  readonly #loaded = new Map<string, ClassSymbol | undefined>()
  readonly #deferred: (() => void)[] = []
  #deferring = 0

  constructor(classPath: ClassPath, reporter: Reporter, sourcePath?: SourcePath) {
    this.classPath = classPath
    this.reporter = reporter
    this.sourcePath = sourcePath
    this.#classFileCompleter = createClassFileCompleter(this)
    const made = new Map<string, ClassSymbol | VarSymbol | MethodSymbol>()
    const madeTypes = new Map<string, ClassType>()
    const symbols = {}
    const types = {}
    for (const name of Object.keys(LIBRARY) as LibraryName[]) {
      const symbol = () => {
        let result = made.get(name)
        if (result === undefined) made.set(name, (result = this.#librarySymbol(LIBRARY[name])))
        return result as ClassSymbol
      }
      Object.defineProperty(symbols, name, { enumerable: true, get: symbol })
      Object.defineProperty(types, name, {
        enumerable: true,
        get: () => {
          let type = madeTypes.get(name)
          if (type === undefined) {
            type = { kind: 'class', symbol: symbol(), typeArgs: [], outer: undefined }
            madeTypes.set(name, type)
          }
          return type
        },
      })
    }
    Object.defineProperty(symbols, 'arrayLength', {
      get: () => {
        let length = made.get('.length')
        if (length === undefined) {
          length = new VarSymbol('length', 'field', this.symbols.object, Flags.PUBLIC | Flags.FINAL, INT)
          made.set('.length', length)
        }
        return length
      },
    })
    Object.defineProperty(symbols, 'arrayClone', {
      get: () => {
        let clone = made.get('.clone')
        if (clone === undefined) {
          const type = { typeParams: [], params: [], result: this.types.object, throws: [] }
          clone = new MethodSymbol('clone', this.symbols.object, Flags.PUBLIC, type)
          made.set('.clone', clone)
        }
        return clone
      },
    })
    this.symbols = symbols as Predefined['symbols']
    this.types = types as Predefined['types']
  }

  // ---- packages

  /** The one symbol of a package; dotted name, '' is the unnamed package. Says nothing about its existence. */
  packageNamed(name: string): PackageSymbol {
    let symbol = this.#packages.get(name)
    if (symbol === undefined) this.#packages.set(name, (symbol = new PackageSymbol(name)))
    return symbol
  }

  /** Whether a package of that dotted name, or a subpackage of it, has classes. */
  packageExists(name: string): boolean {
    if (this.#sourcePackages.has(name)) return true
    let known = this.#knownPackages.get(name)
    if (known === undefined) {
      const internal = name.replaceAll('.', '/')
      known = this.classPath.hasPackage(internal) || (this.sourcePath?.hasPackage(internal) ?? false)
      this.#knownPackages.set(name, known)
    }
    return known
  }

  addSourcePackage(name: string): void {
    for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
      this.#sourcePackages.add(name.slice(0, end))
    }
  }

  // ---- classes

  /** The class with that binary name (`java/util/Map$Entry`), if there is one. */
  loadClass(binaryName: string): ClassSymbol | undefined {
    if (this.#loaded.has(binaryName)) return this.#loaded.get(binaryName)
    const result = this.#findClass(binaryName)
    // A class entered from source while we searched wins.
    if (!this.#loaded.has(binaryName)) this.#loaded.set(binaryName, result)
    return this.#loaded.get(binaryName)
  }

  #findClass(binaryName: string): ClassSymbol | undefined {
    const known = this.classes.get(binaryName)
    if (known !== undefined && known.decl !== undefined) return known
    if (this.classPath.findClass(binaryName) === undefined) {
      const found = this.sourcePath?.findUnit(binaryName)
      if (found !== undefined && this.hooks.enterUnit !== undefined) {
        this.implicitUnits.push(found)
        this.hooks.enterUnit(found)
        const entered = this.classes.get(binaryName)
        return entered?.decl === undefined ? undefined : entered
      }
      return undefined
    }
    if (known !== undefined) return known
    if (binaryName.includes('$')) {
      const nested = nestedClassOwner(this, binaryName)
      if (nested !== undefined) return this.nestedClassReference(binaryName, nested.outer, nested.name)
    }
    return this.classReference(binaryName)
  }

  /** The symbol of a top-level class that a class file mentions; it may not exist. */
  classReference(binaryName: string): ClassSymbol {
    let symbol = this.classes.get(binaryName)
    if (symbol === undefined) {
      const slash = binaryName.lastIndexOf('/')
      const owner = this.packageNamed(slash < 0 ? '' : binaryName.slice(0, slash).replaceAll('/', '.'))
      symbol = new ClassSymbol(binaryName.slice(slash + 1), binaryName, owner)
      symbol.completer = this.#classFileCompleter
      this.classes.set(binaryName, symbol)
    }
    return symbol
  }

  /** The symbol of a member class that an InnerClasses attribute mentions. */
  nestedClassReference(binaryName: string, outer: ClassSymbol, name: string): ClassSymbol {
    let symbol = this.classes.get(binaryName)
    if (symbol === undefined) {
      symbol = new ClassSymbol(name, binaryName, outer)
      symbol.completer = this.#classFileCompleter
      this.classes.set(binaryName, symbol)
    }
    return symbol
  }

  /** Registers a class from source. */
  addSourceClass(symbol: ClassSymbol): void {
    this.classes.set(symbol.binaryName, symbol)
    this.#loaded.set(symbol.binaryName, symbol)
    this.sourceClasses.push(symbol)
  }

  #librarySymbol(binaryName: string): ClassSymbol {
    const symbol = this.loadClass(binaryName)
    if (symbol !== undefined) return symbol
    this.reportAt(this.mainFile, 0, 0, 'HL0100', binaryName.replaceAll('/', '.'))
    const broken = this.classReference(binaryName)
    broken.state = 'broken'
    broken.flags = Flags.PUBLIC
    broken.thisType = { kind: 'class', symbol: broken, typeArgs: [], outer: undefined }
    if (binaryName !== LIBRARY.object) broken.superclass = this.types.object
    return broken
  }

  // ---- boxes (JLS 5.1.7, 5.1.8)

  boxOf(type: PrimitiveType): ClassType {
    return this.types[BOXES[type.name]]
  }

  /** The primitive type of a box class; undefined for every other type. */
  unboxedType(type: Type): PrimitiveType | undefined {
    return type.kind === 'class' ? UNBOXED.get(type.symbol.binaryName) : undefined
  }

  /** `T.class` has this type (JLS 15.8.2). */
  classTypeOf(type: Type): ClassType {
    const arg = type.kind === 'primitive' ? this.boxOf(type) : type === VOID ? this.types.void : type
    const symbol = this.symbols.class
    return { kind: 'class', symbol, typeArgs: symbol.typeParams.length === 1 ? [arg] : [], outer: undefined }
  }

  // ---- checks that must wait until all headers are known

  /** Runs a check now, or after the current entering and completing of declarations. */
  later(check: () => void): void {
    if (this.#deferring > 0) this.#deferred.push(check)
    else check()
  }

  /** Runs `work` with checks put off until it is done. */
  deferring(work: () => void): void {
    this.#deferring++
    work()
    this.#deferring--
    if (this.#deferring > 0) return
    while (this.#deferred.length > 0) for (const check of this.#deferred.splice(0)) check()
  }

  // ---- diagnostics

  reportAt(file: SourceFile, start: number, end: number, code: string, ...args: string[]): void {
    this.reporter.report({ code, severity: 'error', file, start, end, args })
  }

  /** Reports at a node's `pos`; the span is the rest of the node on its first line. */
  error(file: SourceFile, node: { readonly pos: number; readonly end: number }, code: string, ...args: string[]): void {
    this.reporter.report({ code, severity: 'error', file, start: node.pos, end: node.end, args })
  }

  errorWith(
    file: SourceFile,
    node: { readonly pos: number; readonly end: number },
    suggestion: string | undefined,
    code: string,
    ...args: string[]
  ): void {
    const base = { code, severity: 'error' as const, file, start: node.pos, end: node.end, args }
    this.reporter.report(suggestion === undefined ? base : { ...base, suggestion })
  }

  warn(
    file: SourceFile,
    node: { readonly pos: number; readonly end: number },
    lint: string,
    code: string,
    ...args: string[]
  ): void {
    this.warnings.push({ file, start: node.pos, end: node.end, key: lint, code, args })
  }
}

export function createEnvironment(classPath: ClassPath, reporter: Reporter, sourcePath?: SourcePath): Environment {
  return new Environment(classPath, reporter, sourcePath)
}
