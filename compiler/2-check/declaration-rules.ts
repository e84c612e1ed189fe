/**
 * Rules for declarations by themselves (JLS 8.1.1, 8.3.1, 8.4.3, 8.4.7, 8.8, 8.9, 8.10, 9.1 to 9.6): which modifiers may
 * stand where and together, which methods have bodies, what enums, records and annotation interfaces may hold, and
 * methods declared twice. Reported at the name, as javac does.
 */
import type { ClassDecl, FieldDecl, MethodDecl, Modifiers } from '../1-parse/ast.ts'
import type { Environment } from './environment.ts'
import { hasSameSignature, isSubsignature } from './members.ts'
import { isSameType, isSameTypes } from './relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol } from './symbols.ts'
import { classToString, erasure, isString, methodToString, typeToString } from './type-views.ts'
import type { Type } from './types.ts'

type Env = Environment

interface Place {
  readonly pos: number
  readonly end: number
}

const ACCESS = Flags.PUBLIC | Flags.PROTECTED | Flags.PRIVATE
const NAMES: readonly (readonly [number, string])[] = [
  [Flags.PUBLIC, 'public'],
  [Flags.PRIVATE, 'private'],
  [Flags.PROTECTED, 'protected'],
  [Flags.STATIC, 'static'],
  [Flags.FINAL, 'final'],
  [Flags.SYNCHRONIZED, 'synchronized'],
  [Flags.VOLATILE, 'volatile'],
  [Flags.TRANSIENT, 'transient'],
  [Flags.NATIVE, 'native'],
  [Flags.ABSTRACT, 'abstract'],
  [Flags.STRICT, 'strictfp'],
  [Flags.DEFAULT, 'default'],
  [Flags.SEALED, 'sealed'],
  [Flags.NON_SEALED, 'non-sealed'],
]

const FLAG_OF = new Map(NAMES.map(([flag, name]) => [name, flag]))

/** Pairs that exclude each other, in the order in which javac looks. */
const EXCLUSIVE: readonly (readonly [number, number])[] = [
  [Flags.ABSTRACT, Flags.PRIVATE | Flags.STATIC | Flags.DEFAULT],
  [Flags.STATIC | Flags.PRIVATE, Flags.DEFAULT],
  [Flags.ABSTRACT, Flags.FINAL | Flags.NATIVE | Flags.SYNCHRONIZED],
  [Flags.PUBLIC, Flags.PRIVATE | Flags.PROTECTED],
  [Flags.PRIVATE, Flags.PROTECTED],
  [Flags.FINAL, Flags.VOLATILE],
  [Flags.ABSTRACT | Flags.NATIVE, Flags.STRICT],
  [Flags.FINAL, Flags.SEALED | Flags.NON_SEALED],
  [Flags.SEALED, Flags.NON_SEALED],
]

function nameOf(flag: number): string {
  return NAMES.find(([f]) => (f & flag) !== 0)?.[1] ?? 'modifier'
}

function written(modifiers: Modifiers): number {
  let flags = 0
  for (const m of modifiers.list) flags |= FLAG_OF.get(m.name) ?? 0
  return flags
}

/** Reports modifiers that may not stand here, or not together. True when all is well. */
export function checkModifiers(
  env: Env,
  symbol: ClassSymbol,
  modifiers: Modifiers,
  place: Place,
  allowed: number,
  isClass = false,
): boolean {
  if (modifiers.list.length === 0) return true
  const flags = written(modifiers)
  const bad = flags & ~allowed
  if (bad !== 0) {
    env.error(symbol.file!, place, 'HL0220', nameOf(bad))
    return false
  }
  for (const [a, b] of EXCLUSIVE) {
    const first = flags & a
    const second = flags & b
    if (first === 0 || second === 0) continue
    // A member class may well be private or static and abstract.
    if (isClass && (a & Flags.ABSTRACT) !== 0 && (second & Flags.FINAL) === 0) continue
    env.error(symbol.file!, place, 'HL0221', nameOf(first), nameOf(second))
    return false
  }
  return true
}

export function checkDeclarations(env: Env, symbol: ClassSymbol, decl: ClassDecl): void {
  checkClassModifiers(env, symbol, decl)
  for (const member of decl.members) {
    if (member.kind === 'FieldDecl') checkField(env, symbol, member)
    else if (member.kind === 'MethodDecl') checkMethod(env, symbol, decl, member)
  }
  for (const group of symbol.methods.values()) if (group.length > 1) checkDuplicates(env, symbol, group)
  if (decl.classKind === 'record') checkRecord(env, symbol, decl)
  if (decl.classKind === 'annotation') checkAnnotation(env, symbol, decl)
}

function checkClassModifiers(env: Env, symbol: ClassSymbol, decl: ClassDecl): void {
  if (symbol.name === '') return
  let allowed: number
  const owner = symbol.owner
  if (symbol.isLocal) {
    allowed = Flags.FINAL | Flags.ABSTRACT | Flags.STRICT
    if (decl.classKind === 'record' || decl.classKind === 'enum' || decl.classKind === 'interface') {
      allowed |= Flags.STATIC
    }
    // A local class that is sealed gets its own, better message.
    allowed |= Flags.SEALED | Flags.NON_SEALED
  } else {
    allowed = Flags.PUBLIC | Flags.FINAL | Flags.ABSTRACT | Flags.STRICT | Flags.SEALED | Flags.NON_SEALED
    if (owner.kind === 'class') {
      allowed |= Flags.STATIC
      allowed |= (owner.flags & Flags.INTERFACE) !== 0 ? 0 : Flags.PRIVATE | Flags.PROTECTED
    }
  }
  if (decl.classKind === 'interface' || decl.classKind === 'annotation') allowed &= ~Flags.FINAL
  if (decl.classKind === 'annotation') allowed &= ~(Flags.SEALED | Flags.NON_SEALED)
  if (decl.classKind === 'enum') allowed &= ~(Flags.ABSTRACT | Flags.FINAL | Flags.SEALED | Flags.NON_SEALED)
  if (decl.classKind === 'record') allowed &= ~(Flags.ABSTRACT | Flags.SEALED | Flags.NON_SEALED)
  checkModifiers(env, symbol, decl.modifiers, decl, allowed, true)
}

function checkField(env: Env, symbol: ClassSymbol, field: FieldDecl): void {
  const inInterface = (symbol.flags & Flags.INTERFACE) !== 0
  const allowed = inInterface
    ? Flags.PUBLIC | Flags.STATIC | Flags.FINAL
    : ACCESS | Flags.STATIC | Flags.FINAL | Flags.TRANSIENT | Flags.VOLATILE
  checkModifiers(env, symbol, field.modifiers, field, allowed)
}

function checkMethod(env: Env, symbol: ClassSymbol, decl: ClassDecl, method: MethodDecl): void {
  const file = symbol.file!
  const isConstructor = method.methodKind === 'constructor' || method.methodKind === 'compact'
  const flags = written(method.modifiers)
  const inInterface = (symbol.flags & Flags.INTERFACE) !== 0
  let allowed: number
  if (isConstructor) allowed = decl.classKind === 'enum' ? Flags.PRIVATE : ACCESS
  else if (inInterface) {
    allowed =
      (flags & (Flags.DEFAULT | Flags.STATIC | Flags.PRIVATE)) !== 0
        ? Flags.PUBLIC | Flags.PRIVATE | Flags.ABSTRACT | Flags.DEFAULT | Flags.STATIC | Flags.STRICT
        : Flags.PUBLIC | Flags.ABSTRACT
    if (decl.classKind === 'annotation') allowed = Flags.PUBLIC | Flags.ABSTRACT
  } else {
    allowed = ACCESS | Flags.ABSTRACT | Flags.STATIC | Flags.FINAL | Flags.SYNCHRONIZED | Flags.NATIVE | Flags.STRICT
    if (decl.classKind === 'record') allowed &= ~Flags.NATIVE
  }
  if (!checkModifiers(env, symbol, method.modifiers, method, allowed)) return
  const all = method.symbol?.flags ?? flags
  if (method.body === undefined) {
    if ((all & (Flags.ABSTRACT | Flags.NATIVE)) === 0) env.error(file, method, 'HL0223')
  } else if (inInterface && (all & (Flags.DEFAULT | Flags.STATIC | Flags.PRIVATE)) === 0) {
    env.error(file, method.body, 'HL0226')
  } else if ((all & Flags.ABSTRACT) !== 0) env.error(file, method, 'HL0224')
  else if ((all & Flags.NATIVE) !== 0) env.error(file, method, 'HL0225')
  if (inInterface && (all & Flags.DEFAULT) !== 0 && method.symbol !== undefined) {
    const own = method.symbol.type
    const ofObject = env.symbols.object.methods.get(method.name.name) ?? []
    if (ofObject.some((m) => (m.flags & Flags.PUBLIC) !== 0 && isSubsignature(env, own, m.type))) {
      env.error(file, method, 'HL0214', method.name.name)
    }
  }
  if (method.symbol?.knownAnnotations.has('SafeVarargs') === true) {
    const fixed = Flags.FINAL | Flags.STATIC | Flags.PRIVATE
    if ((all & Flags.VARARGS) === 0 || (!isConstructor && (all & fixed) === 0)) {
      const annotation = method.modifiers.annotations.find(
        (a) => a.name.kind === 'ClassType' && a.name.name.name === 'SafeVarargs',
      )
      env.error(file, annotation ?? method, 'HL0227')
    }
  }
}

/** JLS 8.4.2: same signature, or signatures whose erasures are the same. */
function checkDuplicates(env: Env, symbol: ClassSymbol, group: readonly MethodSymbol[]): void {
  for (let i = 1; i < group.length; i++) {
    const method = group[i]!
    for (let j = 0; j < i; j++) {
      const other = group[j]!
      if (method.type.params.length !== other.type.params.length) continue
      const same = hasSameSignature(method.type, other.type)
      if (!same && !isSameTypes(method.type.params.map(erasure), other.type.params.map(erasure))) continue
      // An implicit method (of an enum) stands first whatever the source says.
      const place = method.decl ?? other.decl
      if (place === undefined) continue
      const varargs = (m: MethodSymbol) => (m.flags & Flags.VARARGS) !== 0
      const name = method.name === '<init>' ? classToString(symbol) : method.name
      const text = methodToString(name, method.type, varargs(method))
      if (same) env.error(symbol.file!, place, 'HL0228', text, classToString(symbol))
      else env.error(symbol.file!, place, 'HL0229', text, methodToString(name, other.type, varargs(other)))
      break
    }
  }
}

// ---------------------------------------------------------------------------------------------------- records

/** Names that a component may not have, because Object has methods of these names (JLS 8.10.1). */
const FORBIDDEN_COMPONENTS = new Set([
  'clone',
  'finalize',
  'getClass',
  'hashCode',
  'notify',
  'notifyAll',
  'toString',
  'wait',
])

function checkRecord(env: Env, symbol: ClassSymbol, decl: ClassDecl): void {
  const file = symbol.file!
  for (const component of decl.components) {
    if (FORBIDDEN_COMPONENTS.has(component.name.name)) env.error(file, component, 'HL0242', component.name.name)
  }
  const types = symbol.components.map((c) => c.type)
  for (const method of symbol.methods.get('<init>') ?? []) {
    const methodDecl = method.decl
    if (methodDecl === undefined) continue
    const compact = methodDecl.methodKind === 'compact'
    if (!compact && !isSameTypes(method.type.params.map(erasure), types.map(erasure))) continue
    checkCanonical(env, symbol, method, methodDecl, types)
  }
  for (const component of symbol.components) {
    const accessor = symbol.methods.get(component.name)?.find((m) => m.type.params.length === 0)
    if (accessor?.decl !== undefined) checkAccessor(env, symbol, accessor, accessor.decl, component.type)
  }
}

function checkCanonical(
  env: Env,
  symbol: ClassSymbol,
  method: MethodSymbol,
  decl: MethodDecl,
  types: readonly Type[],
): void {
  const file = symbol.file!
  const rank = (flags: number) =>
    (flags & Flags.PUBLIC) !== 0 ? 3 : (flags & Flags.PROTECTED) !== 0 ? 2 : (flags & Flags.PRIVATE) !== 0 ? 0 : 1
  if (rank(method.flags) < rank(symbol.flags)) env.error(file, decl, 'HL0243')
  else if (decl.throws.length > 0) env.error(file, decl.throws[0]!, 'HL0244')
  else if (decl.typeParams.length > 0) env.error(file, decl, 'HL0245')
  else if (decl.methodKind !== 'compact') {
    const names = decl.params.map((p) => p.name.name)
    if (names.some((n, i) => n !== symbol.components[i]!.name)) env.error(file, decl, 'HL0246')
    else if (method.type.params.some((t, i) => !isSameType(t, types[i]!))) env.error(file, decl, 'HL0247')
  }
}

function checkAccessor(env: Env, symbol: ClassSymbol, method: MethodSymbol, decl: MethodDecl, type: Type): void {
  const file = symbol.file!
  if ((method.flags & Flags.PUBLIC) === 0) env.error(file, decl, 'HL0248', method.name)
  else if (!isSameType(method.type.result, type)) env.error(file, decl, 'HL0249', method.name, typeToString(type))
  else if (decl.throws.length > 0) env.error(file, decl.throws[0]!, 'HL0250', method.name)
  else if (decl.typeParams.length > 0) env.error(file, decl, 'HL0251', method.name)
  else if ((method.flags & Flags.STATIC) !== 0) env.error(file, decl, 'HL0252', method.name)
}

// ---------------------------------------------------------------------------------------------------- annotations

/** JLS 9.6.1: elements have no parameters and one of a few types. */
function checkAnnotation(env: Env, symbol: ClassSymbol, decl: ClassDecl): void {
  const file = symbol.file!
  if (decl.typeParams.length > 0) env.error(file, decl.typeParams[0]!, 'HL0293', symbol.name)
  const reserved = [env.symbols.object, symbol.interfaces[0]?.symbol]
  for (const member of decl.members) {
    if (member.kind !== 'MethodDecl' || member.symbol === undefined) continue
    const { name } = member.name
    const clash = reserved.some((above) =>
      above?.methods
        .get(name)
        ?.some((m) => m.type.params.length === 0 && (m.flags & (Flags.PUBLIC | Flags.PROTECTED)) !== 0),
    )
    if (clash) env.error(file, member, 'HL0294', name)
    if (member.params.length > 0) env.error(file, member.params[0]!, 'HL0232')
    if (member.typeParams.length > 0) env.error(file, member, 'HL0233')
    if (member.throws.length > 0) env.error(file, member.throws[0]!, 'HL0234')
    const result = member.symbol.type.result
    const element = result.kind === 'array' ? result.element : result
    if (!isElementType(env, element)) env.error(file, member.returnType ?? member, 'HL0235')
    else if (element.kind === 'class' && element.symbol === symbol) {
      env.error(file, member.returnType ?? member, 'HL0236', symbol.name)
    }
  }
}

function isElementType(env: Env, t: Type): boolean {
  if (t.kind === 'primitive' || t.kind === 'error' || isString(t)) return true
  if (t.kind !== 'class') return false
  return t.symbol === env.symbols.class || (t.symbol.flags & (Flags.ENUM | Flags.ANNOTATION)) !== 0
}
