/**
 * Method references (JLS 15.13.3): a handle on the method itself where the JVM can adapt it, else a lambda that calls
 * it: for arrays, variable arity, `super::m`, constructors that need more than their parameters.
 */
import type { Expr, MethodRef } from '../1-parse/ast.ts'
import { internalNameOf, methodDescriptorOf } from '../2-check/descriptors.ts'
import { isClassAccessible, packageOf } from '../2-check/members.ts'
import { erasure, erasureOfMethod } from '../2-check/relations.ts'
import { typeToString } from '../2-check/type-views.ts'
import { Flags, type MethodSymbol, VarSymbol } from '../2-check/symbols.ts'
import { INT, type MethodType, type Type, VOID } from '../2-check/types.ts'
import { accessedConstructor, accessedMethod, needsAccessor } from './accessors.ts'
import { superObject } from './assignments.ts'
import { capturedArgs, superSite } from './calls.ts'
import { envOf, type MethodScope } from './context.ts'
import { coerce } from './convert.ts'
import { lowerExpr, newTemp } from './expressions.ts'
import { isSerializable, lambdaBody, lambdaObject, makeLambda } from './lambdas.ts'
import {
  constructorRef,
  enclosingInstanceClass,
  erasedTypeOf,
  heldVariables,
  localRef,
  methodRef,
  outerThisRef,
  siteOf,
} from './references.ts'
import { call, create, letExpr, localVars, nameOf, newArray, newArrayOfSize, nonNull } from './trees.ts'

export function lowerMethodRef(s: MethodScope, e: MethodRef): Expr {
  const method = e.method
  const type = e.functionType!
  const kind = e.refKind!
  if (kind === 'arrayConstructor' || method === undefined) return viaLambda(s, e, undefined)
  const owner = method.owner
  const site = kind === 'constructor' ? erasedTypeOf(owner) : siteOf(s, e.target.type!, owner)
  const isPrivate = (method.flags & Flags.PRIVATE) !== 0
  const special =
    kind === 'super' ||
    e.varargsCall === true ||
    site.kind === 'array' ||
    needsAccessor(s, method) ||
    !isNameable(s, method) ||
    // As javac: handles do not make use of nest mates before 15.
    (s.cls.lowering.options.release < 15 && isPrivate && owner !== s.cls.symbol) ||
    (kind === 'constructor' &&
      (enclosingInstanceClass(owner) !== undefined || heldVariables(s.cls.lowering, owner).length > 0)) ||
    (kind === 'unbound' && isIntersected(type.params[0]))
  const receiver = kind === 'bound' ? boundReceiver(s, e, site) : undefined
  if (special) return viaLambda(s, e, receiver)
  const ref =
    kind === 'constructor'
      ? constructorRef(s.cls.lowering, owner, method.type.params)
      : // A description of the lambda names the class that declares the method.
        methodRef(s, method, isSerializable(s, e.type!) ? erasedTypeOf(owner) : site, false)
  const mode = isPrivate && ref.mode !== 'static' && s.cls.lowering.options.release < 15 ? 'special' : ref.mode
  const refKind = { static: 6, special: 7, virtual: 5, interface: 9 }[mode]
  const handle = { ...ref, refKind: kind === 'constructor' ? 8 : refKind }
  return lambdaObject(s, e, e.type!, e.functionMethod!, type, handle, receiver === undefined ? [] : [receiver])
}

/** As javac: no handles for what subclasses alone may reach, nor for members of a class that is hidden from here. */
const isNameable = (s: MethodScope, { flags, owner }: MethodSymbol): boolean =>
  packageOf(owner) === packageOf(s.cls.symbol) ||
  ((flags & Flags.PROTECTED) === 0 && isClassAccessible(s.cls.lowering.env, owner, s.cls.symbol))

const isIntersected = (type: Type | undefined): boolean =>
  type?.kind === 'intersection' || (type?.kind === 'typevar' && type.upper.kind === 'intersection')

/** The receiver is evaluated once, when the reference is, and must not be null. */
function boundReceiver(s: MethodScope, e: MethodRef, site: Type): Expr {
  const { env } = s.cls.lowering
  const { target } = e
  const value = coerce(env, lowerExpr(s, target), target.type!, target.type!, site)
  if (value.kind === 'This' || value.kind === 'New' || value.kind === 'Literal') return value
  return nonNull(e, value)
}

/** The reference as a lambda; a bound receiver waits in a variable that the lambda captures. */
function viaLambda(s: MethodScope, e: MethodRef, receiver: Expr | undefined): Expr {
  const type = e.functionType!
  const held = receiver === undefined ? undefined : newTemp(s, receiver.type!, 'rec')
  const own = ownParams(e, type)
  const params = own.map((param, i) => new VarSymbol(`x$${i}`, 'param', s.cls.symbol, 0, erasure(param)))
  const made = makeLambda(
    s,
    e,
    e.type!,
    e.functionMethod!,
    type,
    params,
    [],
    (scope) =>
      lambdaBody(scope, e, type.result, (to) => {
        const object = held === undefined ? undefined : localRef(scope, e, held)
        const [value, from] = callOf(scope, e, { ...type, params: own }, params, object)
        return to.kind === 'void' ? value : coerce(envOf(scope), value, from, to)
      }),
    meaningOf(e),
  )
  return held === undefined || receiver === undefined ? made : letExpr(e, [localVars(e, held, receiver)], made)
}

/** Method references are the same when they name the same method in the same way. */
function meaningOf(e: MethodRef): string {
  const { method, refKind, target } = e
  const named = method === undefined ? '' : `${internalNameOf(method.owner.erasedType)}.${method.name}`
  const declared = method === undefined ? '' : methodDescriptorOf(erasureOfMethod(method.type))
  const how = target.kind === 'Super' && target.qualifier !== undefined ? 'qualified' : refKind
  return `reference ${how} ${typeToString(e.methodType?.result ?? VOID)} ${typeToString(target.type!)} ${named}${declared}`
}

/** The method's own parameter types where it has one: the object converts the function's arguments, as javac has it. */
function ownParams(e: MethodRef, type: MethodType): readonly Type[] {
  if (e.refKind === 'arrayConstructor') return [INT]
  const { method } = e
  if (method === undefined) return type.params
  const first = e.refKind === 'unbound' ? 1 : 0
  const fixed = method.type.params.length - (e.varargsCall === true ? 1 : 0)
  const array = e.methodType?.params[fixed] ?? method.type.params[fixed]
  return type.params.map((param, i) => {
    // The receiver comes as the interface declares it.
    if (i < first) return erasure(e.functionMethod!.type.params[i]!)
    // Arguments beyond the fixed ones come as elements of the array.
    if (i - first >= fixed && array?.kind === 'array') return erasure(array.element)
    const many = param.kind === 'intersection' || (param.kind === 'typevar' && param.upper.kind === 'intersection')
    return i - first >= fixed || many ? param : erasure(method.type.params[i - first]!)
  })
}

/** The call that the reference stands for, on the parameters of the function. */
function callOf(
  s: MethodScope,
  e: MethodRef,
  type: MethodType,
  params: readonly VarSymbol[],
  receiver: Expr | undefined,
): [Expr, Type] {
  const env = envOf(s)
  const { lowering } = s.cls
  const method = e.method
  if (e.refKind === 'arrayConstructor' || method === undefined) {
    const array = erasure(e.methodType?.result ?? e.target.type!)
    const size = coerce(env, nameOf(e, params[0]!), type.params[0]!, INT)
    return [newArrayOfSize(e, array, [size]), array]
  }
  const unbound = e.refKind === 'unbound'
  let object = receiver
  const owner = method.owner
  if (unbound) {
    const site = siteOf(s, e.target.type!, owner)
    object = coerce(env, nameOf(e, params[0]!), type.params[0]!, site, site)
  }
  const rest = params.slice(unbound ? 1 : 0)
  const from = type.params.slice(unbound ? 1 : 0)
  const args = adapt(s, e, method, rest, from)
  const result = erasure(method.type.result)
  const declaredResult = e.methodType?.result ?? result
  if (e.refKind === 'constructor') {
    const outer = enclosingInstanceClass(owner)
    const all = [
      ...(outer === undefined ? [] : [outerThisRef(s, e, outer, owner.isLocal)]),
      ...args,
      ...capturedArgs(s, e, owner),
    ]
    const made = erasedTypeOf(owner)
    const accessed = accessedConstructor(s, e, method, constructorRef(lowering, owner, method.type.params), all)
    return [create(e, accessed.ref, accessed.args, made), made]
  }
  if (e.refKind === 'super') {
    if (e.target.kind !== 'Super') throw new Error('a reference through super without super')
    const self = superObject(s, e.target)
    const site = (owner.flags & Flags.INTERFACE) !== 0 ? erasedTypeOf(owner) : superSite(s, e.target, self, method)
    const ref = methodRef(s, method, site, true)
    const direct = call(e, self, ref, args, result)
    const qualified = e.target.qualifier !== undefined && !ref.isInterface
    return [qualified ? accessedMethod(s, direct, ref, method) : direct, declaredResult]
  }
  const site = siteOf(s, e.target.type!, owner)
  const ref = methodRef(s, method, site, false)
  const direct = call(e, object, ref, args, site.kind === 'array' ? env.types.object : result)
  const value = needsAccessor(s, method) ? accessedMethod(s, direct, ref, method) : direct
  return [value, site.kind === 'array' ? site : declaredResult]
}

/** The function's parameters as arguments of the method, the last ones in an array when it has variable arity. */
function adapt(
  s: MethodScope,
  e: MethodRef,
  method: MethodSymbol,
  params: readonly VarSymbol[],
  from: readonly Type[],
): Expr[] {
  const env = envOf(s)
  const declared = method.type.params
  const target = (i: number): Type => e.methodType?.params[i] ?? declared[i]!
  const fixed = e.varargsCall === true ? declared.length - 1 : declared.length
  const args = params
    .slice(0, fixed)
    .map((p, i) => coerce(env, nameOf(e, p), from[i]!, target(i), erasure(declared[i]!)))
  if (e.varargsCall === true) {
    const array = target(fixed)
    const element = array.kind === 'array' ? array.element : array
    const values = params.slice(fixed).map((p, i) => coerce(env, nameOf(e, p), from[fixed + i]!, element))
    args.push(newArray(e, erasure(array), values))
  }
  return args
}
