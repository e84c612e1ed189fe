/**
 * Symbols from source (JLS 7, 8, 9): entering the classes of compilation units and completing their headers (type
 * parameters, supertypes, permitted subclasses). Members are made in source-members.ts.
 *
 * Entering gives every class its symbol, flags, type parameters (without bounds) and member classes, so that names can
 * be resolved in any order. Headers complete on demand; a header that needs itself is a cyclic inheritance (JLS 8.1.4).
 */
import { checkParameterisations } from './overrides.ts'
import type { ClassDecl, ModifierName, Modifiers, TypeNode, TypeParam } from '../1-parse/ast.ts'
import type { SourceFile } from '../source.ts'
import { isDeprecatedInComment } from './doc-comments.ts'
import type { Environment, SourceUnit } from './environment.ts'
import { packageOf } from './members.ts'
import { blockScope, bodyScope, createUnitScope, headerScope, resolveType, type Scope, scopeOfClass } from './scope.ts'
import { completeSourceMembers } from './source-members.ts'
import { type AnySymbol, ClassSymbol, type Completer, Flags } from './symbols.ts'
import { classTypeOf, hasOuterThis, intersectionOf, isGeneric, isSubclass } from './type-views.ts'
import { type ClassType, ERROR, type Type, type TypeVariable } from './types.ts'

type Env = Environment

const MODIFIER_FLAGS: Readonly<Record<ModifierName, number>> = {
  public: Flags.PUBLIC,
  protected: Flags.PROTECTED,
  private: Flags.PRIVATE,
  static: Flags.STATIC,
  abstract: Flags.ABSTRACT,
  final: Flags.FINAL,
  native: Flags.NATIVE,
  synchronized: Flags.SYNCHRONIZED,
  transient: Flags.TRANSIENT,
  volatile: Flags.VOLATILE,
  strictfp: Flags.STRICT,
  default: Flags.DEFAULT,
  sealed: Flags.SEALED,
  'non-sealed': Flags.NON_SEALED,
}

/** The written modifiers as flags; `@Deprecated` counts too, and the tag in the comment before `start`. */
export function flagsOf(modifiers: Modifiers, file?: SourceFile, start = -1): number {
  let flags = 0
  for (const modifier of modifiers.list) flags |= MODIFIER_FLAGS[modifier.name]
  if (hasAnnotation(modifiers, 'Deprecated')) flags |= Flags.DEPRECATED | removalFlag(modifiers)
  if (file !== undefined && isDeprecatedInComment(file, start)) flags |= Flags.DEPRECATED
  return flags
}

/** `@Deprecated(forRemoval = true)`, as written: values are not attributed yet. */
function removalFlag(modifiers: Modifiers): number {
  for (const annotation of modifiers.annotations) {
    for (const { name, value } of annotation.args) {
      if (name === 'forRemoval' && value.kind === 'Literal' && value.value === true) return Flags.REMOVAL
    }
  }
  return 0
}

export function hasAnnotation(modifiers: Modifiers, simpleName: string): boolean {
  for (const a of modifiers.annotations) {
    if (a.name.kind === 'ClassType' && a.name.name.name === simpleName) return true
  }
  return false
}

/**
 * A type variable of a declaration. Its bound is resolved with the header of its owner; asking for it earlier forces
 * that, and gets Object while the header is just being made.
 */
class DeclaredTypeVariable implements TypeVariable {
  readonly kind = 'typevar'
  readonly name: string
  readonly owner: AnySymbol | undefined
  readonly lower = undefined
  readonly captured = undefined
  #upper: Type | undefined = undefined
  readonly #complete: () => void
  readonly #top: () => Type

  constructor(name: string, owner: AnySymbol | undefined, complete: () => void, top: () => Type) {
    this.name = name
    this.owner = owner
    this.#complete = complete
    this.#top = top
  }

  get upper(): Type {
    if (this.#upper === undefined) this.#complete()
    return this.#upper ?? this.#top()
  }
  set upper(type: Type) {
    this.#upper = type
  }
}

// ---------------------------------------------------------------------------------------------------- entering

/** Enters all classes of the units (no headers yet), and checks for duplicate classes. */
export function enterUnits(env: Env, units: readonly SourceUnit[]): void {
  const first = units[0]
  if (first !== undefined && env.mainFile.text === '') env.mainFile = first.file
  env.hooks.enterUnit ??= (unit) => enterUnit(env, unit)
  for (const unit of units) {
    if (unit.unit.package !== undefined) env.addSourcePackage(unit.unit.package.name.map((i) => i.name).join('.'))
  }
  for (const unit of units) enterUnit(env, unit)
}

function enterUnit(env: Env, source: SourceUnit): void {
  const scope = createUnitScope(env, source)
  const home = scope.unit.package
  const prefix = home.name === '' ? '' : `${home.name.replaceAll('.', '/')}/`
  if (home.name !== '') env.addSourcePackage(home.name)
  env.unitScopes.push(scope)
  for (const decl of source.unit.types) {
    const binaryName = prefix + decl.name.name
    if (env.classes.get(binaryName)?.decl !== undefined) {
      env.error(source.file, decl, 'HL0103', binaryName.replaceAll('/', '.'))
      continue
    }
    checkFileName(env, source, decl)
    const symbol = symbolFor(env, decl.name.name, binaryName, home)
    enterClass(env, symbol, decl, scope, source)
  }
}

/** The symbol that a class file's mention has made already, or a new one. */
function symbolFor(env: Env, name: string, binaryName: string, owner: AnySymbol): ClassSymbol {
  const mentioned = env.classes.get(binaryName)
  if (mentioned !== undefined && mentioned.state === 'new' && mentioned.owner === owner) return mentioned
  return new ClassSymbol(name, binaryName, owner)
}

/** A public class belongs into the file of its name (JLS 7.6). */
function checkFileName(env: Env, source: SourceUnit, decl: ClassDecl): void {
  if (!decl.modifiers.list.some((m) => m.name === 'public')) return
  const path = source.file.path
  const last = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const dot = last.lastIndexOf('.')
  // Text that comes from nowhere (a test, standard input) has no extension.
  if (dot < 0 || last.slice(0, dot) === decl.name.name) return
  env.error(source.file, decl, 'HL0104', decl.name.name, `${decl.name.name}${last.slice(dot)}`)
}

function enterClass(env: Env, symbol: ClassSymbol, decl: ClassDecl, scope: Scope, source: SourceUnit): void {
  symbol.decl = decl
  symbol.file = source.file
  symbol.unit = source.unit
  decl.symbol = symbol
  symbol.completer = sourceCompleter(env)
  symbol.state = 'entered'
  symbol.flags = flagsOf(decl.modifiers, source.file, decl.start) | implicitFlags(decl, symbol)
  env.addSourceClass(symbol)
  const complete = () => sourceHeader(env, symbol)
  const top = () => env.types.object
  symbol.typeParams = decl.typeParams.map((p) => new DeclaredTypeVariable(p.name.name, symbol, complete, top))
  const outer = hasOuterThis(symbol) && symbol.owner.kind === 'class' && !symbol.isLocal ? symbol.owner : undefined
  const outerType = outer !== undefined && isGeneric(outer) ? outer.thisType : undefined
  symbol.thisType = classTypeOf(symbol, symbol.typeParams, outerType)
  const body = bodyScope(scope, symbol)
  env.scopes.set(symbol, body)
  for (const member of decl.members) {
    if (member.kind === 'ClassDecl') enterMemberClass(env, symbol, member, body, source)
  }
}

function enterMemberClass(env: Env, owner: ClassSymbol, decl: ClassDecl, scope: Scope, source: SourceUnit): void {
  const name = decl.name.name
  const binaryName = `${owner.binaryName}$${name}`
  for (let s: AnySymbol = owner; s.kind !== 'package'; s = s.owner) {
    if (s.kind === 'class' && s.name === name) {
      env.error(source.file, decl, 'HL0105', name, packageOf(owner).name === '' ? 'this file' : packageOf(owner).name)
      return
    }
  }
  if (owner.memberClasses.has(name)) {
    env.error(source.file, decl, 'HL0105', name, owner.name)
    return
  }
  const symbol = symbolFor(env, name, binaryName, owner)
  owner.memberClasses.set(name, symbol)
  enterClass(env, symbol, decl, scope, source)
}

function implicitFlags(decl: ClassDecl, { owner, isLocal }: ClassSymbol): number {
  let flags = 0
  switch (decl.classKind) {
    case 'interface':
      flags = Flags.INTERFACE | Flags.ABSTRACT
      break
    case 'annotation':
      flags = Flags.INTERFACE | Flags.ABSTRACT | Flags.ANNOTATION
      break
    case 'enum':
      // A constant with a body is a subclass: such an enum is sealed instead of final (JLS 8.9).
      flags = Flags.ENUM | (decl.enumConstants.some((c) => c.body !== undefined) ? Flags.SEALED : Flags.FINAL)
      break
    case 'record':
      flags = Flags.RECORD | Flags.FINAL
      break
    case 'class':
      break
  }
  if (owner.kind !== 'package' && decl.classKind !== 'class') flags |= Flags.STATIC
  // Member classes of interfaces; a class in the initialiser of an interface's field is none.
  if (!isLocal && owner.kind === 'class' && (owner.flags & Flags.INTERFACE) !== 0) flags |= Flags.PUBLIC | Flags.STATIC
  return flags
}

/** Completes headers, then members of every source class entered so far, and checks the imports. */
export function completeAll(env: Env): void {
  env.deferring(() => {
    for (let i = 0; i < env.unitScopes.length; i++) env.unitScopes[i]!.unit.imports.check()
    // Completing may enter classes of the source path: the list grows.
    for (let i = 0; i < env.sourceClasses.length; i++) sourceHeader(env, env.sourceClasses[i]!)
    for (let i = 0; i < env.sourceClasses.length; i++) sourceMembers(env, env.sourceClasses[i]!)
  })
}

function sourceCompleter(env: Env): Completer {
  return (env.sourceCompleter ??= {
    completeHeader: (symbol) => sourceHeader(env, symbol),
    completeMembers: (symbol) => sourceMembers(env, symbol),
  })
}

// ---------------------------------------------------------------------------------------------------- members

function sourceMembers(env: Env, symbol: ClassSymbol): void {
  sourceHeader(env, symbol)
  if (symbol.state !== 'headerDone') return
  symbol.state = 'members'
  env.deferring(() => completeSourceMembers(env, symbol))
  symbol.state = 'membersDone'
}

// ---------------------------------------------------------------------------------------------------- headers

function sourceHeader(env: Env, symbol: ClassSymbol): void {
  if (symbol.state !== 'entered') return
  symbol.state = 'header'
  env.deferring(() => {
    const decl = symbol.decl!
    const body = scopeOfClass(env, symbol)
    const scope = headerScope(body.outer!, symbol)
    completeBounds(env, scope, decl.typeParams, symbol.typeParams)
    const anonymous = env.anonymousSupertypes.get(symbol)
    if (anonymous !== undefined) anonymousSupertypes(env, symbol, anonymous)
    else writtenSupertypes(env, symbol, decl, scope)
    breakCycles(env, symbol, decl)
    if (decl.permits.length > 0) symbol.permitted = permittedClasses(env, symbol, decl, scope)
    else if ((symbol.flags & Flags.SEALED) !== 0) env.later(() => impliedPermits(env, symbol))
  })
  symbol.state = 'headerDone'
}

/** Resolves the bounds of type parameters (JLS 4.4). */
export function completeBounds(
  env: Env,
  scope: Scope,
  nodes: readonly TypeParam[],
  variables: readonly TypeVariable[],
): void {
  const file = scope.unit.file
  for (let i = 1; i < nodes.length; i++) {
    const name = nodes[i]!.name.name
    if (nodes.findIndex((n) => n.name.name === name) < i) env.error(file, nodes[i]!, 'HL0109', name)
  }
  for (let i = 0; i < variables.length; i++) {
    const boundNodes = nodes[i]!.bounds
    const bounds: Type[] = []
    for (let j = 0; j < boundNodes.length; j++) {
      const node = boundNodes[j]!
      const bound = resolveType(env, scope, node)
      if (bound === ERROR) continue
      if (bound.kind === 'typevar' && boundNodes.length > 1) {
        // A type variable stands alone as a bound (JLS 4.4).
        env.error(file, boundNodes[j === 0 ? 1 : j]!, 'HL0140')
        continue
      }
      if (bound.kind !== 'class' && bound.kind !== 'typevar') {
        env.error(file, node, 'HL0141')
        continue
      }
      if (j > 0 && bound.kind === 'class') {
        env.later(() => {
          if ((bound.symbol.flags & Flags.INTERFACE) === 0) env.error(file, node, 'HL0150', bound.symbol.name)
        })
      }
      bounds.push(bound)
    }
    variables[i]!.upper = bounds.length === 0 ? env.types.object : intersectionOf(bounds)
    if (bounds.length > 1) {
      const place = boundNodes[boundNodes.length - 1]!
      env.later(() => checkParameterisations(env, file, bounds, place))
    }
  }
  for (let i = 0; i < variables.length; i++) {
    const variable = variables[i]!
    const seen = new Set<Type>([variable])
    for (let t = variable.upper; t.kind === 'typevar'; t = t.upper) {
      if (seen.has(t)) {
        env.error(file, nodes[i]!.bounds[0]!, 'HL0142', variable.name)
        variable.upper = env.types.object
        break
      }
      seen.add(t)
    }
  }
}

function writtenSupertypes(env: Env, symbol: ClassSymbol, decl: ClassDecl, scope: Scope): void {
  const object = symbol.binaryName === 'java/lang/Object' ? undefined : env.types.object
  // While the header is made, whoever asks sees Object above.
  symbol.superclass = object
  if (decl.classKind === 'enum') symbol.superclass = classTypeOf(env.symbols.enum, [symbol.erasedType])
  else if (decl.classKind === 'record') symbol.superclass = env.types.record
  else if (decl.superclass !== undefined) {
    const type = superType(env, scope, decl.superclass)
    if (type !== undefined && checkSuperclass(env, scope, symbol, decl.superclass, type)) symbol.superclass = type
    else noteUnknownSuper(env, symbol)
  }
  const interfaces: ClassType[] = []
  for (const node of decl.interfaces) {
    const type = superType(env, scope, node)
    if (type === undefined || (type.symbol.flags & Flags.INTERFACE) === 0) noteUnknownSuper(env, symbol)
    if (type === undefined) continue
    if ((type.symbol.flags & Flags.INTERFACE) === 0) env.error(scope.unit.file, node, 'HL0150', type.symbol.name)
    else if (interfaces.some((i) => i.symbol === type.symbol)) {
      env.error(scope.unit.file, node, 'HL0151', type.symbol.name)
    } else interfaces.push(type)
  }
  if (decl.classKind === 'annotation') interfaces.push(env.types.annotation)
  symbol.interfaces = interfaces
}

function noteUnknownSuper(env: Env, symbol: ClassSymbol): void {
  symbol.hasUnknownSuper = true
  env.hasUnknownSupers = true
}

/** A type in an extends or implements clause: a class type without wildcards on top (JLS 8.1.4). */
function superType(env: Env, scope: Scope, node: TypeNode): ClassType | undefined {
  const type = resolveType(env, scope, node)
  if (type === ERROR) return undefined
  if (type.kind !== 'class') {
    env.error(scope.unit.file, node, 'HL0152')
    return undefined
  }
  const wild = type.typeArgs.findIndex((a) => a.kind === 'wildcard')
  if (wild >= 0) {
    const at = node.kind === 'ClassType' ? (node.typeArgs?.[wild] ?? node) : node
    env.error(scope.unit.file, at, 'HL0153')
    return undefined
  }
  return type
}

function checkSuperclass(env: Env, scope: Scope, symbol: ClassSymbol, node: TypeNode, type: ClassType): boolean {
  const file = scope.unit.file
  const flags = type.symbol.flags
  if ((flags & Flags.INTERFACE) !== 0) {
    env.errorWith(file, node, 'write `implements`', 'HL0154', type.symbol.name)
    return false
  }
  if ((flags & Flags.ENUM) !== 0) {
    env.error(file, node, 'HL0156', type.symbol.name)
    return false
  }
  if ((flags & Flags.FINAL) !== 0) {
    env.error(file, node, 'HL0155', type.symbol.name)
    return false
  }
  const name = type.symbol.binaryName
  if (name === 'java/lang/Enum' || (name === 'java/lang/Record' && symbol.decl?.classKind === 'class')) {
    env.error(file, node, 'HL0156', type.symbol.name)
    return false
  }
  if (symbol.typeParams.length > 0 || symbol.thisType?.outer !== undefined) {
    env.later(() => {
      if (isSubclass(type.symbol, env.symbols.throwable)) env.error(file, node, 'HL0157')
    })
  }
  return true
}

function anonymousSupertypes(env: Env, symbol: ClassSymbol, type: Type): void {
  if (type.kind === 'class' && (type.symbol.flags & Flags.INTERFACE) !== 0) {
    symbol.superclass = env.types.object
    symbol.interfaces = [type]
  } else symbol.superclass = type.kind === 'class' ? type : env.types.object
}

/**
 * Forces the headers of all supertypes and of the classes that their names pass through. One that is just being made
 * is a cycle: it is reported once and the class extends Object from then on.
 */
function breakCycles(env: Env, symbol: ClassSymbol, decl: ClassDecl): void {
  const cycleThrough = (type: ClassType): ClassSymbol | undefined => {
    let s: AnySymbol = type.symbol
    // `extends A.B` depends on A as well (JLS 8.1.4).
    while (s.kind === 'class') {
      if (s === symbol) return s
      if (s.decl !== undefined) {
        if (s.state === 'header' && !isEnclosing(s, symbol)) return s
        sourceHeader(env, s)
      }
      s = s.isLocal ? packageOf(s) : s.owner
    }
    return undefined
  }
  let cycle: ClassSymbol | undefined
  if (symbol.superclass !== undefined) cycle = cycleThrough(symbol.superclass)
  for (const i of symbol.interfaces) cycle = cycleThrough(i) ?? cycle
  if (cycle === undefined) return
  env.error(cycle.file ?? symbol.file!, cycle.decl ?? decl, 'HL0158', cycle.name)
  symbol.superclass = env.types.object
  symbol.interfaces = []
}

/** The header of an enclosing class may be in the making when a member's is completed; that is no cycle by itself. */
function isEnclosing(outer: ClassSymbol, symbol: ClassSymbol): boolean {
  for (let s: AnySymbol = symbol.owner; s.kind !== 'package'; s = s.owner) if (s === outer) return true
  return false
}

function permittedClasses(env: Env, symbol: ClassSymbol, decl: ClassDecl, scope: Scope): readonly ClassSymbol[] {
  const result: ClassSymbol[] = []
  for (const node of decl.permits) {
    const type = resolveType(env, scope, node, { namesClass: true })
    if (type.kind !== 'class') continue
    if (result.includes(type.symbol)) {
      env.error(scope.unit.file, node, 'HL0260', type.symbol.name)
      continue
    }
    result.push(type.symbol)
    env.later(() => {
      const direct = [type.symbol.superclass, ...type.symbol.interfaces].some((t) => t?.symbol === symbol)
      if (!direct) env.error(scope.unit.file, node, 'HL0261', type.symbol.name, symbol.name)
    })
  }
  return result
}

/** Without `permits`: the direct subclasses in the same file, in the order of their declarations (JLS 8.1.6). */
function impliedPermits(env: Env, symbol: ClassSymbol): void {
  if (symbol.decl?.classKind === 'enum') return
  const result: ClassSymbol[] = []
  symbol.permitted = result
  for (let i = 0; i < env.sourceClasses.length; i++) {
    const c = env.sourceClasses[i]!
    if (c === symbol || c.unit !== symbol.unit || c.isLocal) continue
    if ([c.superclass, ...c.interfaces].some((t) => t?.symbol === symbol)) result.push(c)
  }
}

// ---------------------------------------------------------------------------------------------------- local classes

export interface LocalClassOptions {
  /** 'local': declared in a block; 'anonymous': body of `new`; 'enumBody': body of an enum constant. */
  readonly kind: 'local' | 'anonymous' | 'enumBody'
  /** Where it stands. */
  readonly scope: Scope
  /** Method, or the class for initialisers and field initialisers, whose code declares it. */
  readonly owner: AnySymbol
  /** The class whose code declares it. */
  readonly enclosing: ClassSymbol
  /** The code is static: no enclosing instance. */
  readonly isStatic: boolean
  /** Anonymous classes and enum bodies: the superclass or interface type. */
  readonly superType?: Type
  /** The supertype was written with `<>`. */
  readonly isDiamond?: boolean
}

/**
 * Makes the symbol of a local or anonymous class, numbers it as javac does (`Outer$1Local`, `Outer$1`), adds it to the
 * scope's types, completes header and members, sets `decl.symbol`. The caller attributes the body and calls checkClass.
 */
export function enterLocalClass(env: Env, decl: ClassDecl, options: LocalClassOptions): ClassSymbol {
  const { scope, enclosing } = options
  const name = options.kind === 'local' ? decl.name.name : ''
  let number = 1
  while (env.classes.has(`${enclosing.binaryName}$${number}${name}`)) number++
  const symbol = new ClassSymbol(name, `${enclosing.binaryName}$${number}${name}`, options.owner)
  symbol.isLocal = true
  symbol.noOuterThis = options.isStatic
  const source = { file: scope.unit.file, unit: enclosing.unit! }
  if (options.superType !== undefined) env.anonymousSupertypes.set(symbol, options.superType)
  if (options.isDiamond === true) env.diamondClasses.add(symbol)
  const inner = blockScope(scope, decl.classKind !== 'class')
  enterClass(env, symbol, decl, inner, source)
  if (options.kind === 'enumBody') {
    symbol.flags = Flags.ENUM | Flags.FINAL
    enclosing.permitted = [...enclosing.permitted, symbol]
  }
  if (name !== '') {
    // The class sees itself; whoever comes after it in the block does too.
    inner.types!.set(name, symbol)
    scope.types?.set(name, symbol)
  }
  env.deferring(() => {
    const from = env.sourceClasses.indexOf(symbol)
    for (let i = from; i < env.sourceClasses.length; i++) sourceHeader(env, env.sourceClasses[i]!)
    for (let i = from; i < env.sourceClasses.length; i++) sourceMembers(env, env.sourceClasses[i]!)
  })
  return symbol
}
