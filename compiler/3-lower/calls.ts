/**
 * Method calls, instance creation and constructor calls (JLS 15.9, 15.12, 8.8.7.1): the receiver made explicit, variable
 * arity as arrays, the parameters that inner, local and enum classes add to their constructors.
 */
import type { Call, ClassDecl, ConstructorCall, Expr, MemberRef, New, Statement } from '../1-parse/ast.ts'
import { erasure, methodTypeIn } from '../2-check/relations.ts'
import { Flags, type ClassSymbol, type MethodSymbol, type VarSymbol } from '../2-check/symbols.ts'
import type { MethodType, Type } from '../2-check/types.ts'
import { accessedConstructor, accessedMethod, needsAccessor } from './accessors.ts'
import { isTypeName, superObject } from './assignments.ts'
import { lowerAnonymous } from './classes.ts'
import { capturesOf } from './captures.ts'
import { envOf, type MethodScope } from './context.ts'
import { coerce } from './convert.ts'
import { lowerExpr, lowerTo } from './expressions.ts'
import {
  constructorRef,
  enclosingInstanceClass,
  erasedTypeOf,
  hasEnumParameters,
  heldVariables,
  localRef,
  methodRef,
  outerThisRef,
  prologueOf,
  simpleSite,
  siteOf,
} from './references.ts'
import { type At, call, create, nameOf, newArray, nonNull, placeOf } from './trees.ts'

/**
 * Arguments for the parameters of `type`, which may be inferred; `declared` are the parameters of the declaration,
 * whose erasure is what the method takes.
 */
export function lowerArgs(
  s: MethodScope,
  at: At,
  args: readonly Expr[],
  type: MethodType,
  declared: readonly Type[],
  varargs: boolean,
): Expr[] {
  const count = declared.length
  const fixed = varargs ? count - 1 : count
  const result: Expr[] = []
  for (let i = 0; i < fixed; i++) {
    result.push(lowerTo(s, args[i]!, type.params[i] ?? declared[i]!, erasure(declared[i]!)))
  }
  if (varargs) {
    const array = type.params[fixed] ?? declared[fixed]!
    const declaredArray = erasure(declared[fixed]!)
    // The array has the erased type of the inferred parameter (JLS 15.12.4.2).
    const erased = erasure(array)
    const made = erased.kind === 'array' ? erased : declaredArray
    const element = array.kind === 'array' ? array.element : array
    const place = args[fixed] ?? at
    result.push(
      newArray(
        place,
        made,
        args.slice(fixed).map((arg) => lowerTo(s, arg, element)),
      ),
    )
  }
  return result
}

export function lowerCall(s: MethodScope, e: Call): Expr {
  const env = envOf(s)
  const method = e.method!
  const type = e.methodType ?? method.type
  const isStatic = (method.flags & Flags.STATIC) !== 0
  let target: Expr | undefined
  let ref: MemberRef
  let viaSuper = false
  if (e.target === undefined) {
    if (isStatic) ref = methodRef(s, method, simpleSite(s, method.owner, e.site), false)
    else {
      const site = e.site?.kind === 'class' ? e.site.symbol : method.owner
      target = outerThisRef(s, e, site, false)
      ref = methodRef(s, method, target.type!, false)
    }
  } else if (e.target.kind === 'Super') {
    viaSuper = true
    target = superObject(s, e.target)
    ref = methodRef(s, method, superSite(s, e.target, target, method), true)
  } else if (isTypeName(e.target)) {
    const site = e.target.type?.kind === 'class' ? erasure(e.target.type) : erasedTypeOf(method.owner)
    ref = methodRef(s, method, site, false)
  } else {
    const site = siteOf(s, e.target.type!, method.owner)
    target = coerce(env, lowerExpr(s, e.target), e.target.type!, e.target.type!, site)
    ref = methodRef(s, method, site, false)
  }
  const args = lowerArgs(s, e, e.args, type, method.type.params, e.varargsCall === true)
  const result = isArrayClone(e, method) ? env.types.object : erasure(method.type.result)
  const made = call(e, target, ref, args, result)
  // `C.super.m()` goes through an access method even where C is the class itself, as in javac's class files.
  const qualified = e.target?.kind === 'Super' && e.target.qualifier !== undefined && !ref.isInterface
  if (viaSuper && (target?.kind !== 'This' || qualified)) return accessedMethod(s, made, ref, method)
  return needsAccessor(s, method) ? accessedMethod(s, made, ref, method) : made
}

const isArrayClone = (e: Call, method: MethodSymbol): boolean =>
  method.name === 'clone' && e.target?.type?.kind === 'array'

/** `super.m()` names the superclass, `I.super.m()` the superinterface (JLS 15.12.1). */
export function superSite(
  s: MethodScope,
  e: Extract<Expr, { kind: 'Super' }>,
  target: Expr,
  method: MethodSymbol,
): Type {
  const { qualifier } = e
  if (qualifier !== undefined && e.type?.kind === 'class' && (e.type.symbol.flags & Flags.INTERFACE) !== 0) {
    return erasure(e.type)
  }
  const symbol = target.type?.kind === 'class' ? target.type.symbol : s.cls.symbol
  const named = qualifier?.type?.kind === 'class' ? qualifier.type.symbol : undefined
  if (named !== undefined && (named.flags & Flags.INTERFACE) !== 0) return erasedTypeOf(named)
  if ((symbol.flags & Flags.INTERFACE) !== 0) return erasedTypeOf(method.owner)
  return erasure(symbol.superclass ?? erasedTypeOf(method.owner))
}

// ---------------------------------------------------------------------------------------------- creation

/** The enclosing instance that a new object of the class gets, made from an explicit one or found around the code. */
function enclosingInstance(s: MethodScope, at: At, cls: ClassSymbol, explicit: Expr | undefined): Expr[] {
  const outer = enclosingInstanceClass(cls)
  if (outer === undefined) return []
  if (explicit === undefined) return [outerThisRef(s, at, outer, cls.isLocal)]
  return [checkedOuter(lowerTo(s, explicit, erasedTypeOf(outer)), explicit)]
}

/** `outer.new Inner()` throws when `outer` is null (JLS 15.9.4). */
const checkedOuter = (e: Expr, source: Expr): Expr =>
  source.kind === 'This' || source.kind === 'New' ? e : nonNull(source, e)

/** Values of the variables that a local class captures. */
export function capturedArgs(s: MethodScope, at: At, cls: ClassSymbol): Expr[] {
  const { lowering } = s.cls
  if (s.lambda !== undefined) for (const variable of capturesOf(lowering, cls).inLambdas) localRef(s, at, variable)
  return heldVariables(lowering, cls).map((variable) => localRef(s, at, variable))
}

export function lowerNew(s: MethodScope, e: New): Expr {
  const lowering = s.cls.lowering
  if (e.body !== undefined) return lowerNewAnonymous(s, e, e.body)
  const ctor = e.constructorSymbol!
  const cls = ctor.owner
  const args = lowerArgs(s, e, e.args, e.constructorType ?? ctor.type, ctor.type.params, e.varargsCall === true)
  const all = [...enclosingInstance(s, e, cls, e.outer), ...args, ...capturedArgs(s, e, cls)]
  const made = accessedConstructor(s, e, ctor, constructorRef(lowering, cls, ctor.type.params), all)
  return create(e, made.ref, made.args, erasedTypeOf(cls))
}

/** An anonymous class: its only constructor passes everything on to that of the superclass (JLS 15.9.5.1). */
function lowerNewAnonymous(s: MethodScope, e: New, body: ClassDecl): Expr {
  const symbol = body.symbol!
  const lowering = s.cls.lowering
  const ctor = e.constructorSymbol
  const parent = symbol.superclass
  // The parameters are those of the superclass's constructor as it is inherited: `new Box<Long>(7L) { }` takes a Long.
  const inherited = ctor === undefined || parent === undefined ? [] : methodTypeIn(envOf(s), parent, ctor).params
  const args =
    ctor === undefined ? [] : lowerArgs(s, e, e.args, e.constructorType ?? ctor.type, inherited, e.varargsCall === true)
  const explicitOuter = e.outer === undefined ? [] : [checkedOuter(lowerExpr(s, e.outer), e.outer)]
  const params = [...explicitOuter.map((outer) => outer.type!), ...inherited]
  const own = enclosingInstanceClass(symbol)
  const constructorThis = prologueOf(s)?.outerThis
  if (own === undefined && constructorThis !== undefined) lowering.constructorThis.set(symbol, constructorThis)
  const all = [
    ...(own === undefined ? [] : [outerThisRef(s, e, own, true)]),
    ...explicitOuter,
    ...args,
    ...capturedArgs(s, e, symbol),
  ]
  lowerAnonymous(s, e, body, ctor, params, explicitOuter.length > 0)
  return create(e, constructorRef(lowering, symbol, params), all, erasedTypeOf(symbol))
}

// ---------------------------------------------------------------------------------------------- this(...), super(...)

/** Arguments that lowering adds in front, and behind, to a constructor call from within a constructor. */
export interface ConstructorExtras {
  readonly enumParams: readonly VarSymbol[]
  readonly outerThis: VarSymbol | undefined
  readonly captured: ReadonlyMap<VarSymbol, VarSymbol>
}

export function lowerConstructorCall(s: MethodScope, e: ConstructorCall, extras: ConstructorExtras): Statement {
  const ctor = e.constructorSymbol!
  return constructorCall(s, e, ctor, extras, e.which, e.outer, (prologue) =>
    lowerArgs(prologue, e, e.args, e.constructorType ?? ctor.type, ctor.type.params, e.varargsCall === true),
  )
}

/** A constructor call as first statement; `makeArgs` lowers the arguments where there is no `this` yet. */
export function constructorCall(
  s: MethodScope,
  at: At,
  ctor: MethodSymbol,
  extras: ConstructorExtras,
  which: 'this' | 'super',
  outer: Expr | undefined,
  makeArgs: (s: MethodScope) => readonly Expr[],
): Statement {
  const cls = ctor.owner
  const lowering = s.cls.lowering
  const saved = s.prologue
  s.prologue = { outerThis: extras.outerThis, captured: extras.captured }
  const enums =
    which === 'this' || hasEnumParameters(cls) || cls.binaryName === 'java/lang/Enum'
      ? extras.enumParams.map((symbol) => nameOf(at, symbol))
      : []
  let enclosing: Expr[] = []
  if (which === 'this') {
    if (extras.outerThis !== undefined) enclosing = [localRef(s, at, extras.outerThis)]
  } else enclosing = enclosingInstance(s, at, cls, outer)
  const args = makeArgs(s)
  const captured = heldVariables(lowering, cls).map((variable) => localRef(s, at, variable))
  s.prologue = saved
  const made = constructorRef(lowering, cls, ctor.type.params)
  const isEnumRoot = cls.binaryName === 'java/lang/Enum'
  const all = [...enums, ...enclosing, ...args, ...captured]
  const accessed = isEnumRoot
    ? { ref: { ...made, descriptor: '(Ljava/lang/String;I)V' }, args: all }
    : accessedConstructor(s, at, ctor, made, all)
  return {
    kind: 'ConstructorCall',
    ...placeOf(at),
    which,
    outer: undefined,
    typeArgs: [],
    args: accessed.args,
    ref: accessed.ref,
  }
}
