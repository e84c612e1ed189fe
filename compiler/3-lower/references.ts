/**
 * How code reaches what it names: captured variables, the instances of enclosing classes, and the names that fields and
 * methods have in the constant pool (JLS 13.1, 15.12.4; JVMS 5.4.3).
 */
import type { Expr, MemberRef } from '../1-parse/ast.ts'
import { descriptorOf, methodDescriptorOf } from '../2-check/descriptors.ts'
import { enclosingClass, packageOf } from '../2-check/members.ts'
import { erasure, hasOuterThis, isSubclass } from '../2-check/relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol, VarSymbol } from '../2-check/symbols.ts'
import type { Type } from '../2-check/types.ts'
import { capturesOf } from './captures.ts'
import { type ClassScope, envOf, type Lowering, type MethodScope, type Prologue } from './context.ts'
import { type At, field, nameOf, thisExpr } from './trees.ts'

export const erasedTypeOf = (symbol: ClassSymbol): Type => symbol.erasedType

// ---------------------------------------------------------------------------------------------- this

/** `this` of the class at work; a lambda that uses it becomes an instance method. */
export function thisRef(s: MethodScope, at: At): Expr {
  for (let l = s.lambda; l !== undefined; l = l.outer.lambda) l.usesThis = true
  return thisExpr(at, s.cls.type)
}

/** The prologue that the code stands in, also from inside a lambda. */
export function prologueOf(s: MethodScope): Prologue | undefined {
  let scope: MethodScope = s
  while (scope.lambda !== undefined) scope = scope.lambda.outer
  return scope.prologue
}

/**
 * The innermost enclosing instance that is of class `target` (JLS 15.8.4), or with `exact` the instance of just that
 * class.
 */
export function outerThisRef(s: MethodScope, at: At, target: ClassSymbol, exact: boolean): Expr {
  const fits = (symbol: ClassSymbol): boolean => symbol === target || (!exact && isSubclass(symbol, target))
  let cls: ClassScope = s.cls
  const prologue = prologueOf(s)
  if (prologue === undefined && fits(cls.symbol)) return thisRef(s, at)
  let expr: Expr | undefined
  for (;;) {
    const { outerThis, outer, captured, lowering } = cls
    const held = lowering.constructorThis.get(cls.symbol)
    const ref = held === undefined ? undefined : captured.get(held)
    if (outerThis === undefined && held !== undefined && ref !== undefined && outer?.outer !== undefined) {
      expr = expr === undefined ? localRef(s, at, held) : field(at, expr, ref, erasure(held.type))
      cls = outer.outer
      if (fits(cls.symbol)) return expr
      continue
    }
    if (outerThis === undefined || outer === undefined) return expr ?? thisRef(s, at)
    if (expr === undefined && prologue?.outerThis !== undefined) expr = localRef(s, at, prologue.outerThis)
    else expr = field(at, expr ?? thisRef(s, at), outerThis.ref, erasedTypeOf(outerThis.of))
    cls = outer
    if (fits(cls.symbol)) return expr
  }
}

// ---------------------------------------------------------------------------------------------- local variables

/** The variable of this body that holds the value; undefined when a field of some class does. */
function resolveLocal(s: MethodScope, variable: VarSymbol): VarSymbol | undefined {
  const replaced = s.replaced.get(variable)
  if (replaced !== undefined) return replaced
  if (s.declared.has(variable)) return variable
  if (s.lambda !== undefined) {
    const known = s.lambda.captured.get(variable)
    if (known !== undefined) return known
    // Also what a field of the class holds: javac's lambdas have the value of each captured variable.
    const param = new VarSymbol(
      variable.name,
      'param',
      s.cls.symbol,
      Flags.FINAL | (variable.flags & Flags.SYNTHETIC),
      variable.type,
    )
    s.lambda.captured.set(variable, param)
    return param
  }
  return s.prologue?.captured.get(variable)
}

/** A use of a local variable: itself, a parameter that stands for it, or the field that captured it. */
export function localRef(s: MethodScope, at: At, variable: VarSymbol): Expr {
  const type = erasure(variable.type)
  const local = resolveLocal(s, variable)
  if (local !== undefined) return nameOf(at, local, type)
  let cls: ClassScope | undefined = s.cls
  const own = cls.captured.get(variable)
  if (own !== undefined) return field(at, thisRef(s, at), own, type)
  for (cls = cls.outer; cls !== undefined; cls = cls.outer) {
    const ref = cls.captured.get(variable)
    if (ref !== undefined) return field(at, outerThisRef(s, at, cls.symbol, true), ref, type)
  }
  return nameOf(at, variable, type)
}

// ---------------------------------------------------------------------------------------------- members

const isInterface = (symbol: ClassSymbol): boolean => (symbol.flags & Flags.INTERFACE) !== 0

/** The class that the code names for a member found in `site` (JLS 13.1): the site, but Object for Object's members. */
function qualifier(site: Type, owner: ClassSymbol, member: string): { name: string; isInterface: boolean } {
  const arrayClone = site.kind === 'array' && member === 'clone'
  if (owner.binaryName === 'java/lang/Object' && !arrayClone) return { name: owner.binaryName, isInterface: false }
  if (site.kind === 'array') return { name: descriptorOf(site), isInterface: false }
  if (site.kind === 'class') return { name: site.symbol.binaryName, isInterface: isInterface(site.symbol) }
  return { name: owner.binaryName, isInterface: isInterface(owner) }
}

/** `site` is the erased type in which the method was found. */
export function methodRef(s: MethodScope, method: MethodSymbol, site: Type, viaSuper: boolean): MemberRef {
  const { name: owner, isInterface: interfaceOwner } = qualifier(site, method.owner, method.name)
  const isStatic = (method.flags & Flags.STATIC) !== 0
  const isPrivate = (method.flags & Flags.PRIVATE) !== 0
  let mode: MemberRef['mode'] = interfaceOwner ? 'interface' : 'virtual'
  if (isStatic) mode = 'static'
  // Before nest mates, private methods of the class itself are called without selection (JVMS 6.5.invokespecial).
  else if (viaSuper || (isPrivate && s.cls.lowering.options.release < 11)) mode = 'special'
  return { owner, name: method.name, descriptor: methodDescriptorOf(method.type), isInterface: interfaceOwner, mode }
}

export function fieldRef(variable: VarSymbol, site: Type): MemberRef {
  const declaring = variable.owner as ClassSymbol
  const { name: owner } = qualifier(site, declaring, variable.name)
  const mode = (variable.flags & Flags.STATIC) !== 0 ? 'static' : 'virtual'
  return { owner, name: variable.name, descriptor: descriptorOf(variable.type), isInterface: false, mode }
}

// ---------------------------------------------------------------------------------------------- constructors

export const isEnumClass = (symbol: ClassSymbol): boolean => (symbol.flags & Flags.ENUM) !== 0

/** Whether constructors of the class have name and ordinal before their own parameters. */
export const hasEnumParameters = (symbol: ClassSymbol): boolean =>
  isEnumClass(symbol) && symbol.decl !== undefined && symbol.binaryName !== 'java/lang/Enum'

/** Whether the class is local (JLS 14.3) or nested in one that is. */
export const isWithinLocal = (symbol: ClassSymbol): boolean =>
  symbol.isLocal || (symbol.owner.kind === 'class' && isWithinLocal(symbol.owner))

/** The class whose instance encloses instances of this class; undefined when there is none (JLS 8.1.3). */
export function enclosingInstanceClass(symbol: ClassSymbol): ClassSymbol | undefined {
  return hasOuterThis(symbol) ? enclosingClass(symbol.owner) : undefined
}

/** Whether a local class reaches a variable through the class around it instead of capturing it itself. */
function reachedThroughOuter(lowering: Lowering, symbol: ClassSymbol, variable: VarSymbol): boolean {
  let inner = symbol
  for (;;) {
    const outer = enclosingInstanceClass(inner)
    if (outer === undefined || lowering.inLambda.has(inner)) return false
    if (outer.isLocal && capturesOf(lowering, outer).variables.includes(variable)) return true
    inner = outer
  }
}

/** Variables that the class holds in fields of its own. */
export function heldVariables(lowering: Lowering, symbol: ClassSymbol): readonly VarSymbol[] {
  const { variables, passedOn } = capturesOf(lowering, symbol)
  const held = variables.filter((v) => passedOn.has(v) || !reachedThroughOuter(lowering, symbol, v))
  const constructorThis = lowering.constructorThis.get(symbol)
  return constructorThis === undefined ? held : [constructorThis, ...held]
}

/** `params` are the declared parameters; the others are added as the class file has them. */
export function constructorRef(lowering: Lowering, owner: ClassSymbol, params: readonly Type[]): MemberRef {
  let descriptor = '('
  const outer = enclosingInstanceClass(owner)
  if (hasEnumParameters(owner)) descriptor += 'Ljava/lang/String;I'
  if (outer !== undefined) descriptor += `L${outer.binaryName};`
  for (const param of params) descriptor += descriptorOf(param)
  for (const variable of heldVariables(lowering, owner)) descriptor += descriptorOf(variable.type)
  return { owner: owner.binaryName, name: '<init>', descriptor: `${descriptor})V`, isInterface: false, mode: 'special' }
}

/** The type of an expression's class for member selection: through type variables and intersections. */
export function siteOf(s: MethodScope, type: Type, owner: ClassSymbol): Type {
  if (type.kind === 'typevar') return siteOf(s, type.upper, owner)
  if (type.kind === 'intersection' || type.kind === 'union') return erasedTypeOf(owner)
  if (type.kind === 'array') return erasure(type)
  const erased = erasure(type)
  return erased.kind === 'class' ? erased : envOf(s).types.object
}

/**
 * The class that a simple name of a static member is looked up in: the class at work, when it inherits the member; the
 * class of a static import. What an enclosing class inherits is named by its owner, as in javac, where that is accessible.
 */
export function simpleSite(s: MethodScope, owner: ClassSymbol, found: Type | undefined): Type {
  if (isSubclass(s.cls.symbol, owner)) return s.cls.type
  if (found?.kind !== 'class') return erasedTypeOf(owner)
  let cls = s.cls.outer
  while (cls !== undefined && cls.symbol !== found.symbol) cls = cls.outer
  const isAccessible = (owner.flags & Flags.PUBLIC) !== 0 || packageOf(owner) === packageOf(s.cls.symbol)
  return erasedTypeOf(cls !== undefined && isAccessible ? owner : found.symbol)
}
