/**
 * Checks over whole classes (JLS 8.1.5, 8.4.8, 9.4.1): abstract methods that nothing implements, overriding and hiding
 * with their rules of access, results and exceptions, conflicts of inherited methods, parameterisations that exclude
 * each other. What concerns a declaration by itself is in declaration-rules.ts.
 */
import type { ClassDecl, MethodDecl } from '../1-parse/ast.ts'
import type { SourceFile } from '../source.ts'
import { checkClassAnnotations } from './annotations.ts'
import { checkDeclarations } from './declaration-rules.ts'
import type { Environment } from './environment.ts'
import {
  classImplementation,
  firstUnimplemented,
  inInterface,
  isMemberOf,
  isOverridableFrom,
  isSubsignature,
  outermostClass,
  overrideEquivalent,
  overrides,
  returnSubstitutable,
} from './members.ts'
import { asSuper, closureOf, isCheckedException, isSameType, isSubtype, methodTypeIn } from './relations.ts'
import { checkSealed } from './sealed.ts'
import { type ClassSymbol, Flags, type MethodSymbol } from './symbols.ts'
import {
  adaptTypeParams,
  classToString,
  erasure,
  isInterface,
  isSubclass,
  methodToString,
  typeToString,
} from './type-views.ts'
import type { ClassType, MethodType, Type } from './types.ts'

export { type Bridge, bridgesOf } from './bridges.ts'

type Env = Environment

interface Place {
  readonly pos: number
  readonly end: number
}

/** All declaration checks of one class from source (its nested classes apart). */
export function checkClass(env: Env, symbol: ClassSymbol): void {
  const decl = symbol.decl
  if (decl === undefined || symbol.state !== 'membersDone') return
  checkDeclarations(env, symbol, decl)
  checkSealed(env, symbol, decl)
  checkClassAnnotations(env, symbol, decl)
  const place = classPlace(symbol, decl)
  checkAllImplemented(env, symbol, decl, place)
  const above = symbol.superclass === undefined ? symbol.interfaces : [symbol.superclass, ...symbol.interfaces]
  checkParameterisations(env, symbol.file!, above, place)
  const clashing = new Set<MethodSymbol>()
  for (const group of symbol.methods.values()) {
    for (const method of group) if (method.name !== '<init>') checkOverriding(env, symbol, method, clashing)
  }
  checkInherited(env, symbol, place)
}

/** Where javac reports what concerns the class as a whole. */
function classPlace(symbol: ClassSymbol, decl: ClassDecl): Place {
  return symbol.name === '' ? { pos: decl.pos, end: decl.end } : { pos: decl.name.pos, end: decl.name.end }
}

function siteOf(symbol: ClassSymbol): ClassType {
  return symbol.thisType ?? symbol.erasedType
}

function show(method: MethodSymbol): string {
  return methodToString(method.name, method.type, (method.flags & Flags.VARARGS) !== 0)
}

// ---------------------------------------------------------------------------------------------------- implementing

function checkAllImplemented(env: Env, symbol: ClassSymbol, decl: ClassDecl, place: Place): void {
  if ((symbol.flags & Flags.INTERFACE) !== 0) return
  if (decl.classKind === 'enum') {
    if (firstUnimplemented(env, symbol) === undefined) return
    // Constants with bodies may implement it, all of them (JLS 8.9.1).
    if (decl.enumConstants.length > 0 && decl.enumConstants.every((c) => c.body !== undefined)) {
      symbol.flags |= Flags.ABSTRACT
      return
    }
  }
  if ((symbol.flags & Flags.ABSTRACT) !== 0) return
  const missing = firstUnimplemented(env, symbol)
  if (missing === undefined) return
  const type = methodTypeIn(env, siteOf(symbol), missing)
  const text = methodToString(missing.name, type, (missing.flags & Flags.VARARGS) !== 0)
  env.error(symbol.file!, place, 'HL0200', classToString(symbol), text, classToString(missing.owner))
}

/** Whether an enum has to be abstract; its class file says so. */
export function enumIsAbstract(env: Env, symbol: ClassSymbol): boolean {
  return (symbol.flags & Flags.ENUM) !== 0 && !symbol.isLocal && firstUnimplemented(env, symbol) !== undefined
}

/** JLS 8.1.5: one generic interface with different arguments cannot be a supertype twice. */
export function checkParameterisations(env: Env, file: SourceFile, types: readonly Type[], place: Place): void {
  const seen = new Map<ClassSymbol, ClassType>()
  const visit = (t: ClassType): boolean => {
    const known = seen.get(t.symbol)
    if (known !== undefined) {
      if (t.typeArgs.length === 0 || known.typeArgs.length === 0 || isSameType(known, t)) return false
      const args = [known, t].map((x) => x.typeArgs.map(typeToString).join(','))
      env.error(file, place, 'HL0201', t.symbol.name, args[0]!, args[1]!)
      return true
    }
    seen.set(t.symbol, t)
    const above =
      t.symbol.superclass === undefined ? t.symbol.interfaces : [t.symbol.superclass, ...t.symbol.interfaces]
    for (const s of above) {
      const view = asSuper(env, t, s.symbol)
      if (view !== undefined && visit(view)) return true
    }
    return false
  }
  for (const s of types) if (s.kind === 'class' && visit(s)) return
}

// ---------------------------------------------------------------------------------------------------- overriding

/** What the methods of a class override or hide in its supertypes; nearest supertypes first. */
function checkOverriding(env: Env, symbol: ClassSymbol, method: MethodSymbol, clashing: Set<MethodSymbol>): void {
  const overridden: MethodSymbol[] = []
  let reported = false
  const site = siteOf(symbol)
  const decl = method.decl
  for (const t of closureOf(env, site)) {
    if (t.symbol === symbol) continue
    for (const other of t.symbol.methods.get(method.name) ?? []) {
      if (other.type.params.length !== method.type.params.length) continue
      const otherType = methodTypeIn(env, site, other)
      const isStaticOfInterface = inInterface(other) && (other.flags & Flags.STATIC) !== 0
      if (isOverridableFrom(other, symbol) && isSubsignature(env, method.type, otherType)) {
        if ((method.flags & Flags.STATIC) === 0 && (other.flags & Flags.STATIC) === 0) overridden.push(other)
        if (!reported) reported = checkOverride(env, symbol, method, other, decl)
        if (!reported && decl !== undefined) warnOverriding(env, symbol, method, other, decl, otherType)
      } else if (!reported && !isStaticOfInterface && (other.flags & Flags.PRIVATE) === 0) {
        reported = checkErasureClash(env, symbol, method, other, otherType)
      }
    }
  }
  if (!reported) reported = checkBridgeClash(env, symbol, method, overridden, clashing)
  if (reported) clashing.add(method)
  const annotation = decl?.modifiers.annotations.find(
    (a) => a.name.kind === 'ClassType' && a.name.name.name === 'Override',
  )
  if (annotation === undefined) {
    if (overridden.length === 0 && decl !== undefined && addsToDiamond(env, symbol, method)) {
      env.error(symbol.file!, decl.name, 'HL0230', decl.name.name)
    }
    return
  }
  if ((method.flags & Flags.STATIC) !== 0) env.error(symbol.file!, annotation, 'HL0203')
  else if (overridden.length === 0 && !isAccessor(symbol, method)) env.error(symbol.file!, annotation, 'HL0202')
}

/** The type of `new C<>() { }` cannot mention a new method, so only private ones may be added (JLS 15.9.5). */
const addsToDiamond = (env: Env, symbol: ClassSymbol, method: MethodSymbol): boolean =>
  env.diamondClasses.has(symbol) && (method.flags & Flags.PRIVATE) === 0

function warnOverriding(
  env: Env,
  symbol: ClassSymbol,
  method: MethodSymbol,
  other: MethodSymbol,
  decl: MethodDecl,
  otherType: MethodType,
): void {
  const file = symbol.file!
  const deprecated = ((method.flags | symbol.flags) & Flags.DEPRECATED) !== 0
  if ((other.flags & Flags.DEPRECATED) !== 0 && !deprecated && outermostClass(other.owner) !== outermostClass(symbol)) {
    env.warn(file, decl, 'deprecation', 'HL0809', show(other))
  }
  if (((method.flags ^ other.flags) & Flags.VARARGS) !== 0) {
    env.warn(file, decl, 'overrides', 'HL0831', show(method), show(other))
  }
  if (returnSubstitutable(env, method.type, adaptTypeParams(otherType, method.type)) === 'unchecked') {
    const [from, to] = [typeToString(method.type.result), typeToString(otherType.result)]
    env.warn(file, decl.returnType ?? decl, 'unchecked', 'HL0801', from, to)
  }
}

/** `@Override` is right on the accessor of a record component (JLS 9.6.4.4). */
function isAccessor(symbol: ClassSymbol, method: MethodSymbol): boolean {
  return method.type.params.length === 0 && symbol.components.some((c) => c.name === method.name)
}

/** Same erasure, but neither overrides the other (JLS 8.4.8.3): two methods would be one in the class file. */
function checkErasureClash(
  env: Env,
  symbol: ClassSymbol,
  method: MethodSymbol,
  other: MethodSymbol,
  otherType: MethodType,
): boolean {
  if (!isMemberOf(env, other, symbol) || !isOverridableFrom(other, symbol)) return false
  const a = method.type.params.map(erasure)
  const b = other.type.params.map(erasure)
  const c = otherType.params.map(erasure)
  const clash = a.every((t, i) => isSameType(t, b[i]!)) || a.every((t, i) => isSameType(t, c[i]!))
  if (!clash || method.decl === undefined) return false
  // A supertype's method may be overridden by another method of this class that only erases to the same.
  if (isSubsignature(env, otherType, method.type)) return report()
  return report()

  function report(): boolean {
    env.error(symbol.file!, method.decl!, 'HL0204', show(method), show(other), classToString(other.owner))
    return true
  }
}

/**
 * A method that overrides another stands for it under the other's erasure too, where no further method may be (JLS 8.4.8.3).
 * As in javac, a method that has been reported itself is not named as the further one.
 */
function checkBridgeClash(
  env: Env,
  symbol: ClassSymbol,
  method: MethodSymbol,
  overridden: readonly MethodSymbol[],
  clashing: ReadonlySet<MethodSymbol>,
): boolean {
  if (overridden.length === 0 || method.decl === undefined) return false
  const site = siteOf(symbol)
  const erasures = overridden.map((m) => m.type.params.map(erasure))
  for (const t of closureOf(env, site)) {
    for (const other of t.symbol.methods.get(method.name) ?? []) {
      if (other === method || other.type.params.length !== method.type.params.length || clashing.has(other)) continue
      if (other.owner !== symbol && !isOverridableFrom(other, symbol)) continue
      const params = other.type.params.map(erasure)
      const first = erasures.findIndex((types) => types.every((type, i) => isSameType(type, params[i]!)))
      if (first < 0 || overridden[first] === other) continue
      if (isSubsignature(env, method.type, methodTypeIn(env, site, other))) continue
      env.error(symbol.file!, method.decl, 'HL0204', show(method), show(other), classToString(other.owner))
      return true
    }
  }
  return false
}

const ACCESS_ORDER = ['private', 'package', 'protected', 'public'] as const

function accessRank(flags: number): number {
  if ((flags & Flags.PUBLIC) !== 0) return 3
  if ((flags & Flags.PROTECTED) !== 0) return 2
  return (flags & Flags.PRIVATE) !== 0 ? 0 : 1
}

/**
 * The rules for one method that overrides, implements or hides another (JLS 8.4.8.1 to 8.4.8.3). `decl` is the
 * declaration when it stands in this class, else the place is the class. True when something was reported.
 */
function checkOverride(
  env: Env,
  symbol: ClassSymbol,
  method: MethodSymbol,
  other: MethodSymbol,
  decl: MethodDecl | undefined,
): boolean {
  const file = symbol.file!
  const place: Place = decl ?? classPlace(symbol, symbol.decl!)
  const isStatic = (method.flags & Flags.STATIC) !== 0
  const otherStatic = (other.flags & Flags.STATIC) !== 0
  const names = [show(method), classToString(method.owner), show(other), classToString(other.owner)] as const
  if (isStatic && !otherStatic) {
    env.error(file, place, 'HL0205', ...names)
    return true
  }
  if ((other.flags & Flags.FINAL) !== 0) {
    env.error(file, place, 'HL0207', ...names)
    return true
  }
  if (!isStatic && otherStatic) {
    env.error(file, place, 'HL0206', ...names)
    return true
  }
  if (!inInterface(method) && accessRank(method.flags) < accessRank(other.flags)) {
    env.error(file, place, 'HL0208', ...names, ACCESS_ORDER[accessRank(other.flags)]!)
    return true
  }
  const site = siteOf(symbol)
  const type = methodTypeIn(env, site, method)
  const otherType = adaptTypeParams(methodTypeIn(env, site, other), type)
  const fits = returnSubstitutable(env, type, otherType)
  if (fits === false) {
    const at = decl?.returnType ?? place
    env.error(file, at, 'HL0209', ...names, typeToString(type.result), typeToString(otherType.result))
    return true
  }
  const extra = type.throws.find((e) => !isAllowed(env, e, otherType.throws))
  if (extra !== undefined) {
    const index = type.throws.indexOf(extra)
    const at = decl?.throws[index] ?? place
    env.error(file, at, 'HL0210', ...names, typeToString(extra))
    return true
  }
  return false
}

function isAllowed(env: Env, thrown: Type, allowed: readonly Type[]): boolean {
  if (!isCheckedException(env, thrown)) return true
  return allowed.some((a) => isSubtype(env, thrown, a) || isSubtype(env, thrown, erasure(a)))
}

// ---------------------------------------------------------------------------------------------------- inheriting

/** Methods that the class inherits from several places and that must agree (JLS 8.4.8.3, 8.4.8.4, 9.4.1.3). */
function checkInherited(env: Env, symbol: ClassSymbol, place: Place): void {
  if (symbol.interfaces.length === 0) return
  const site = siteOf(symbol)
  const byName = new Map<string, MethodSymbol[]>()
  for (const t of closureOf(env, site)) {
    // What an interface redeclares of Object was checked where it does so.
    if (t.symbol === symbol || (isInterface(symbol) && !isInterface(t.symbol))) continue
    for (const [name, group] of t.symbol.methods) {
      if (name === '<init>') continue
      for (const m of group) {
        if ((m.flags & (Flags.STATIC | Flags.PRIVATE)) !== 0 || !isMemberOf(env, m, symbol)) continue
        const known = byName.get(name)
        if (known === undefined) byName.set(name, [m])
        else known.push(m)
      }
    }
  }
  for (const [name, group] of byName) {
    if (group.length > 1 && checkGroup(env, symbol, place, site, name, group)) return
    if (group.some((m) => staticInTheWay(env, symbol, site, m))) return
  }
}

/** A static method of a superclass where an interface asks for an instance method (JLS 8.4.8.1). */
function staticInTheWay(env: Env, symbol: ClassSymbol, site: ClassType, asked: MethodSymbol): boolean {
  if (!inInterface(asked) || isInterface(symbol) || symbol.superclass === undefined) return false
  if (isSubclass(symbol.superclass.symbol, asked.owner)) return false
  const type = methodTypeIn(env, site, asked)
  for (let c: ClassSymbol | undefined = symbol.superclass.symbol; c !== undefined; c = c.superclass?.symbol) {
    for (const m of c.methods.get(asked.name) ?? []) {
      if (!isSubsignature(env, methodTypeIn(env, site, m), type)) continue
      if ((m.flags & Flags.STATIC) === 0) return false
      return checkOverride(env, symbol, m, asked, undefined)
    }
  }
  return false
}

/** Whether something was reported. */
function checkGroup(
  env: Env,
  symbol: ClassSymbol,
  place: Place,
  site: ClassType,
  name: string,
  group: readonly MethodSymbol[],
): boolean {
  const types = group.map((m) => methodTypeIn(env, site, m))
  for (let i = 0; i < group.length; i++) {
    for (let j = i + 1; j < group.length; j++) {
      const a = group[i]!
      const b = group[j]!
      if (a.owner === b.owner || types[i]!.params.length !== types[j]!.params.length) continue
      if (inheritsFrom(a, b) || inheritsFrom(b, a)) continue
      if (!overrideEquivalent(env, types[i]!, types[j]!)) {
        if (inheritedClash(env, symbol, place, a, b)) return true
        continue
      }
      const own = symbol.methods.get(name)?.find((m) => isSubsignature(env, m.type, types[i]!))
      if (own !== undefined) continue
      if (checkPair(env, symbol, place, a, b, types[i]!, types[j]!, group)) return true
    }
  }
  return false
}

/** Whether a's class inherits from b's; interfaces do not inherit from Object in this sense. */
function inheritsFrom(a: MethodSymbol, b: MethodSymbol): boolean {
  return isSubclass(a.owner, b.owner) && !(inInterface(a) && !inInterface(b))
}

/** Two inherited methods with the same erasure that do not override each other (JLS 8.4.8.3). */
function inheritedClash(env: Env, symbol: ClassSymbol, place: Place, a: MethodSymbol, b: MethodSymbol): boolean {
  if (!a.type.params.every((t, i) => isSameType(erasure(t), erasure(b.type.params[i]!)))) return false
  if (inInterface(a) !== inInterface(b) || a.type.params.some((t) => mentionsVariable(t))) return false
  env.error(symbol.file!, place, 'HL0204', show(a), show(b), classToString(b.owner))
  return true
}

/** Type variables of the method or its class: the views from the class may still agree. */
function mentionsVariable(t: Type): boolean {
  if (t.kind === 'array') return mentionsVariable(t.element)
  if (t.kind === 'class') return t.typeArgs.some(mentionsVariable)
  return t.kind === 'typevar' || (t.kind === 'wildcard' && t.bound !== undefined && mentionsVariable(t.bound))
}

function checkPair(
  env: Env,
  symbol: ClassSymbol,
  place: Place,
  a: MethodSymbol,
  b: MethodSymbol,
  aType: MethodType,
  bType: MethodType,
  group: readonly MethodSymbol[],
): boolean {
  const file = symbol.file!
  const [concrete, asked] = !inInterface(a) ? [a, b] : [b, a]
  if (!inInterface(concrete)) {
    // Inherited from the superclass and asked for by an interface; a superclass that already does both was checked.
    if ((concrete.flags & Flags.ABSTRACT) === 0) {
      if (symbol.superclass !== undefined && isSubclass(symbol.superclass.symbol, asked.owner)) return false
      if (classImplementation(env, asked, symbol) !== concrete) return false
      return checkOverride(env, symbol, concrete, asked, undefined)
    }
    if (!inInterface(asked)) return false
    return unrelatedResults(env, symbol, place, a, b, aType, bType, group)
  }
  const aDefault = (a.flags & Flags.DEFAULT) !== 0
  const bDefault = (b.flags & Flags.DEFAULT) !== 0
  if (aDefault || bDefault) {
    // Overridden from elsewhere: by a class, or by an interface below both.
    if (group.some((m) => m !== a && m !== b && overridesBoth(env, m, a, b, symbol))) return false
    const overridden = group.some((m) => {
      if (m === a || m === b) return false
      const below = (x: MethodSymbol) => isSubclass(m.owner, x.owner)
      return (below(a) || below(b)) && inInterface(m) && overrideEquivalent(env, m.type, a.type)
    })
    if (overridden) return false
    const code = aDefault && bDefault ? 'HL0211' : 'HL0212'
    const [first, second] = aDefault ? [a, b] : [b, a]
    env.error(
      file,
      place,
      code,
      classToString(symbol),
      show(first),
      classToString(first.owner),
      classToString(second.owner),
    )
    return true
  }
  return unrelatedResults(env, symbol, place, a, b, aType, bType, group)
}

function overridesBoth(env: Env, m: MethodSymbol, a: MethodSymbol, b: MethodSymbol, symbol: ClassSymbol): boolean {
  if (inInterface(m)) return isSubclass(m.owner, a.owner) && isSubclass(m.owner, b.owner)
  return overrides(env, m, a, symbol) || (m.flags & Flags.ABSTRACT) !== 0
}

function unrelatedResults(
  env: Env,
  symbol: ClassSymbol,
  place: Place,
  a: MethodSymbol,
  b: MethodSymbol,
  aType: MethodType,
  bType: MethodType,
  group: readonly MethodSymbol[],
): boolean {
  const adapted = adaptTypeParams(bType, aType)
  if (returnSubstitutable(env, aType, adapted) !== false || returnSubstitutable(env, adapted, aType) !== false) {
    return false
  }
  const site = siteOf(symbol)
  const reconciled = group.some((m) => {
    if (m === a || m === b) return false
    const type = methodTypeIn(env, site, m)
    if (!overrideEquivalent(env, type, aType)) return false
    return [aType, bType].every((t) => returnSubstitutable(env, type, adaptTypeParams(t, type)) !== false)
  })
  if (reconciled) return false
  env.error(symbol.file!, place, 'HL0213', show(a), classToString(a.owner), classToString(b.owner))
  return true
}
