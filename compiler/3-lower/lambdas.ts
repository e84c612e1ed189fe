/**
 * Lambdas (JLS 15.27): the body becomes a synthetic method of the class, with the captured variables as its first
 * parameters, and the expression an invokedynamic whose bootstrap method makes the object (JLS 15.27.4).
 */
import type { BootstrapArg, BootstrapHandle, Expr, IndyExpr, Lambda, ParamDecl, Statement } from '../1-parse/ast.ts'
import { descriptorOf, internalNameOf, methodDescriptorOf } from '../2-check/descriptors.ts'
import { closureOf, erasure, erasureOfMethod, isSubclass } from '../2-check/relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol, type VarSymbol } from '../2-check/symbols.ts'
import type { MethodType, Type } from '../2-check/types.ts'
import { madeMethod, parameter } from './classes.ts'
import { envOf, type LambdaScope, type MethodScope, newMethodScope } from './context.ts'
import { lowerTo } from './expressions.ts'
import { lambdaKey } from './same-lambdas.ts'
import { localRef, thisRef } from './references.ts'
import { lowerStatements } from './statements.ts'
import { type At, block, exprStatement, localVars, placeOf, returnValue } from './trees.ts'

export function lowerLambda(s: MethodScope, e: Lambda): Expr {
  const type = e.functionType!
  return makeLambda(
    s,
    e,
    e.type!,
    e.functionMethod!,
    type,
    e.params.map((p) => p.symbol!),
    e.explicitTypes ? e.params : [],
    (scope) => {
      const { body } = e
      if (body.kind === 'Block') return { ...body, statements: lowerStatements(scope, body.statements) }
      return lambdaBody(scope, body, type.result, (to) => lowerTo(scope, body, to))
    },
  )
}

/** One expression as the body of a method with this result. */
export function lambdaBody(
  scope: MethodScope,
  at: At,
  result: Type,
  value: (to: Type) => Expr,
): ReturnType<typeof block> {
  const made = value(result)
  const declarations: Statement[] = scope.hoisted.map((symbol) => localVars(at, symbol, undefined))
  scope.hoisted = []
  return block(at, [...declarations, result.kind === 'void' ? exprStatement(at, made) : returnValue(at, made)])
}

/** The synthetic method and the call site of a lambda with these parameters; `makeBody` lowers its body. */
export function makeLambda(
  s: MethodScope,
  at: At,
  target: Type,
  method: MethodSymbol,
  type: MethodType,
  params: readonly VarSymbol[],
  /** As written, when they have types. */
  written: readonly ParamDecl[],
  makeBody: (scope: MethodScope) => ReturnType<typeof block>,
  /** What the body does, when its tree is not to say it. */
  meaning?: string,
): Expr {
  const { cls } = s
  const lambda: LambdaScope = { outer: s, classes: [], captured: new Map(), usesThis: false }
  const scope = newMethodScope(cls, s.name, false, type.result, lambda)
  for (const param of params) scope.declared.add(param)
  const body = makeBody(scope)
  const captured = [...lambda.captured]
  const serializable = isSerializable(s, target)
  let name = serializable ? serializableName(s, target, type, captured) : `lambda$${s.name}$${cls.lambdaCount++}`
  const all = [
    ...captured.map(([, param]) => parameter(param, Flags.FINAL | Flags.SYNTHETIC)),
    ...params.map((param, i) => ({ ...parameter(param, 0), decl: written[i] })),
  ]
  const result = erasure(type.result)
  const descriptor = methodDescriptorOf({ params: all.map((p) => p.type), result })
  const exceptions = type.throws.map((thrown) => internalNameOf(erasure(thrown)))
  const flags = Flags.PRIVATE | Flags.SYNTHETIC | (lambda.usesThis ? 0 : Flags.STATIC)
  const { debugLines, debugVariables } = cls.lowering.options
  const shares = !debugLines && !debugVariables && !serializable
  const key = shares ? `${flags} ${descriptor} ${meaning ?? lambdaKey(all, body)}` : undefined
  const same = key === undefined ? undefined : cls.lambdaNames.get(key)
  if (same !== undefined) name = same
  else cls.lambdaMethods.unshift({ ...madeMethod(at, flags, name, descriptor, all, result), exceptions, body })
  if (key !== undefined) cls.lambdaNames.set(key, name)
  if (s.isFieldOfLocal) {
    // Where no method or initialiser encloses the class, javac's class files name the method of the lambda.
    for (const symbol of lambda.classes) {
      const i = cls.lowering.out.findIndex((made) => made?.symbol === symbol)
      const enclosing = { className: cls.symbol.binaryName, method: { name, descriptor } }
      cls.lowering.out[i] = { ...cls.lowering.out[i]!, enclosing }
    }
  }
  const isInterface = (cls.symbol.flags & Flags.INTERFACE) !== 0
  // As javac: handles on private methods are `special` until 15.
  const instanceKind = cls.lowering.options.release < 15 ? 7 : isInterface ? 9 : 5
  const handle: BootstrapHandle = {
    refKind: lambda.usesThis ? instanceKind : 6,
    owner: cls.symbol.binaryName,
    name,
    descriptor,
    isInterface,
  }
  const args = captured.map(([variable]) => localRef(s, at, variable))
  if (lambda.usesThis) args.unshift(thisRef(s, at))
  return lambdaObject(s, at, target, method, type, handle, args)
}

const boundsOf = (target: Type): readonly Type[] => (target.kind === 'intersection' ? target.bounds : [target])

export const isSerializable = (s: MethodScope, target: Type): boolean =>
  boundsOf(target).some((b) => b.kind === 'class' && isSubclass(b.symbol, envOf(s).symbols.serializable))

/**
 * The name is part of what is written, so it must not change with every lambda that is put before this one: instead of a
 * number for all lambdas it has a hash of what is around the lambda, and a number among equal ones.
 */
function serializableName(
  s: MethodScope,
  target: Type,
  type: MethodType,
  captured: readonly (readonly [VarSymbol, VarSymbol])[],
): string {
  const parts = [
    boundsOf(target)
      .map((bound) => internalNameOf(erasure(bound)))
      .join('&'),
    methodDescriptorOf(erasureOfMethod(type)),
    ...captured.map(([variable]) => `${variable.name}:${descriptorOf(erasure(variable.type))}`),
  ]
  let hash = 0
  for (const char of parts.join(' ')) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) | 0
  const stem = `lambda$${s.name}$${(hash >>> 0).toString(16)}$`
  const taken = new Set(s.cls.lambdaMethods.map(({ name }) => name))
  let number = 1
  while (taken.has(stem + number)) number++
  return stem + number
}

const METAFACTORY = (alternative: boolean): BootstrapHandle => ({
  refKind: 6,
  owner: 'java/lang/invoke/LambdaMetafactory',
  name: alternative ? 'altMetafactory' : 'metafactory',
  descriptor: alternative
    ? '(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;[Ljava/lang/Object;)' +
      'Ljava/lang/invoke/CallSite;'
    : '(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;' +
      'Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)' +
      'Ljava/lang/invoke/CallSite;',
  isInterface: false,
})

/** Flags of altMetafactory. */
const SERIALIZABLE = 1
const MARKERS = 2
const BRIDGES = 4

/** The call site that makes an object of the functional interface around a method handle. */
export function lambdaObject(
  s: MethodScope,
  at: At,
  target: Type,
  method: MethodSymbol,
  type: MethodType,
  handle: BootstrapHandle,
  args: readonly Expr[],
): Expr {
  const env = envOf(s)
  const erasedBounds = boundsOf(target).map(erasure)
  // The interface with the method comes first, the others are markers.
  const main = erasedBounds.find((b) => b.kind === 'class' && isSubclass(b.symbol, method.owner)) ?? erasedBounds[0]!
  const erasedMethod = methodDescriptorOf(erasureOfMethod(method.type))
  const basic: BootstrapArg[] = [
    { kind: 'methodType', value: erasedMethod },
    { kind: 'methodHandle', value: handle },
    { kind: 'methodType', value: methodDescriptorOf(erasureOfMethod(type)) },
  ]
  const serializable = isSerializable(s, target)
  const markers = erasedBounds.filter(
    (b) =>
      b !== main && !(b.kind === 'class' && (b.symbol === env.symbols.serializable || b.symbol === env.symbols.object)),
  )
  const bridges = main.kind === 'class' ? bridgeDescriptors(s, main.symbol, method, erasedMethod) : []
  const alternative = serializable || markers.length > 0 || bridges.length > 0
  if (alternative) {
    const flags =
      (serializable ? SERIALIZABLE : 0) | (markers.length > 0 ? MARKERS : 0) | (bridges.length > 0 ? BRIDGES : 0)
    basic.push({ kind: 'int', value: flags })
    if (markers.length > 0) {
      basic.push({ kind: 'int', value: markers.length })
      for (const marker of markers) basic.push({ kind: 'class', value: internalNameOf(marker) })
    }
    if (bridges.length > 0) {
      basic.push({ kind: 'int', value: bridges.length })
      for (const bridge of bridges) basic.push({ kind: 'methodType', value: bridge })
    }
  }
  const params = args.map((arg) => descriptorOf(arg.type!)).join('')
  const site: IndyExpr = {
    kind: 'Indy',
    ...placeOf(at),
    name: method.name,
    descriptor: `(${params})${descriptorOf(main)}`,
    bootstrap: METAFACTORY(alternative),
    bootstrapArgs: basic,
    args,
    type: main,
  }
  if (serializable) {
    const captured = args.map((arg) => arg.type!)
    s.cls.serializable.push({ site, handle, interfaceName: internalNameOf(main), erasedMethod, captured })
  }
  return site
}

/** Other erasures that the function has in superinterfaces: the object needs bridges for them. */
function bridgeDescriptors(s: MethodScope, symbol: ClassSymbol, method: MethodSymbol, own: string): string[] {
  const found = new Set<string>()
  for (const type of closureOf(envOf(s), erasureType(symbol))) {
    for (const other of type.symbol.methods.get(method.name) ?? []) {
      if (other === method || (other.flags & (Flags.STATIC | Flags.PRIVATE)) !== 0) continue
      if ((other.flags & Flags.ABSTRACT) === 0 || other.type.params.length !== method.type.params.length) continue
      const descriptor = methodDescriptorOf(erasureOfMethod(other.type))
      if (descriptor !== own) found.add(descriptor)
    }
  }
  return [...found]
}

const erasureType = (symbol: ClassSymbol): Type => ({ kind: 'class', symbol, typeArgs: [], outer: undefined })
