/**
 * Method calls (JLS 15.12), class instance creation (15.9), explicit constructor calls (8.8.7.1) and the arguments of
 * enum constants (8.9.1): where the candidates come from, what is annotated, and what is reported when none fits.
 */
import type { Call, ConstructorCall, EnumConstant, Expr, New, NodeBase } from '../1-parse/ast.ts'
import { attributeClass } from './attribute.ts'
import {
  anyErroneous,
  type Candidate,
  candidatesIn,
  isVarargs,
  type Outcome,
  type Selection,
  selectMethod,
} from './calls.ts'
import { completeAlone, completeCall, finishArguments, reportMisfit, value, valueFrom } from './completion.ts'
import { type Context, isStaticClass, report, reportWith, setError, thisTypeOf } from './context.ts'
import { looselyInvocable } from './conversions.ts'
import { examine, examineTarget, isInnerMember, type Target } from './expressions.ts'
import { enclosingInstance } from './this-super.ts'
import { mentionsInference } from './inference-types.ts'
import { getClassResult } from './lambdas.ts'
import { constructorsOf, isClassAccessible, methodNamesOf, methodsNamed, outermostClass, packageOf } from './members.ts'
import { type Argument, isPending, type Operand, type PendingCall } from './operands.ts'
import { isPolymorphic, specialise } from './polymorphic.ts'
import {
  capture,
  classTypeOf,
  erasure,
  erasureOfMethod,
  isInterface,
  isSubclass,
  methodToString,
  typeToString,
  upperBound,
} from './relations.ts'
import { importedMethods, resolveMemberType, resolveType } from './scope.ts'
import { suggestMethod } from './suggestions.ts'
import { bindingsOf, substituteMethod } from './type-views.ts'
import { enterLocalClass } from './source-symbols.ts'
import { type ClassSymbol, Flags, type MethodSymbol } from './symbols.ts'
import { type ClassType, ERROR, type MethodType, NULL, type Type } from './types.ts'

function examineArguments(ctx: Context, args: readonly Expr[]): Argument[] {
  return args.map((expr) => {
    let operand: Operand = examine(ctx, expr)
    if (operand.kind === 'void') {
      report(ctx, expr, 'HL0309')
      operand = setError(expr)
    }
    return { expr, operand }
  })
}

function abandon(ctx: Context, args: readonly Argument[]): void {
  for (const arg of args) completeAlone(ctx, arg.expr, arg.operand, true)
}

/** Types of arguments as a message shows them. */
function argumentTypes(args: readonly Argument[]): string {
  return args
    .map(({ operand }) => {
      if (!isPending(operand)) return typeToString(operand)
      if (operand.kind === 'pendingCall') return typeToString(operand.inference.force(operand.result))
      if (operand.kind === 'pendingLambda') return operand.expr.params.length === 1 ? 'x -> ...' : '(...) -> ...'
      if (operand.kind === 'pendingRef') return '...::' + operand.expr.name.name
      return '...'
    })
    .join(', ')
}

function displayName(method: MethodSymbol): string {
  return method.name === '<init>' ? method.owner.name : method.name
}

function signatureOf(method: MethodSymbol): string {
  return methodToString(displayName(method), method.type, isVarargs(method))
}

/** Says why no method was chosen; nothing when an argument is already wrong. */
function reportOutcome(
  ctx: Context,
  place: NodeBase,
  name: string,
  site: Type,
  outcome: Exclude<Outcome, { kind: 'found' }>,
  args: readonly Argument[],
  isConstructor: boolean,
): void {
  if (anyErroneous(args)) return
  const where = typeToString(site)
  switch (outcome.kind) {
    case 'inaccessible':
      report(ctx, place, 'HL0312', isConstructor ? name : `${name}()`, where)
      return
    case 'ambiguous':
      report(ctx, place, 'HL0327', name, signatureOf(outcome.first.method), signatureOf(outcome.second.method))
      return
    default: {
      const { failures } = outcome
      const [only] = failures
      if (failures.length === 1 && only !== undefined) {
        const { failure, method } = only
        if (failure.kind === 'argument') {
          const arg = args[failure.index]!
          const { operand } = arg
          const formal = mentionsInference(failure.to) ? undefined : failure.to
          if (!isPending(operand)) {
            const fit = formal === undefined ? false : looselyInvocable(ctx.env, operand, formal)
            const to =
              formal ?? only.method.type.params[Math.min(failure.index, method.type.params.length - 1)] ?? ERROR
            reportMisfit(ctx, arg.expr, operand, to, fit === 'lossy' ? 'lossy' : false, 'argument')
            return
          }
          const to = formal ?? method.type.params[Math.min(failure.index, method.type.params.length - 1)] ?? ERROR
          if (operand.kind === 'pendingCall') {
            reportMisfit(ctx, arg.expr, operand.inference.force(operand.result), to, false, 'argument')
            return
          }
          report(ctx, arg.expr, 'HL0328', typeToString(to))
          return
        }
        const code = failure.kind === 'typeArguments' ? 'HL0338' : 'HL0324'
        report(ctx, place, code, signatureOf(method), argumentTypes(args))
        return
      }
      const shown = failures.slice(0, 4).map((f) => signatureOf(f.method))
      report(ctx, place, 'HL0325', name, argumentTypes(args), shown.join(', '))
    }
  }
}

// ---------------------------------------------------------------------------------------------- method calls

interface CallParts {
  readonly call: Call
  readonly typeArgs: readonly Type[]
  readonly args: readonly Argument[]
}

/** Chains like `b.append(x).append(y)` have thousands of calls: their spine is walked without recursion. */
export function examineCall(ctx: Context, e: Call): Operand {
  const spine: CallParts[] = []
  for (let call: Call | undefined = e; call !== undefined; ) {
    const typeArgs: Type[] = call.typeArgs.map((node) => resolveType(ctx.env, ctx.scope, node))
    // As javac, arguments come first: anonymous classes in them get their numbers before those of the target.
    spine.push({ call, typeArgs, args: examineArguments(ctx, call.args) })
    call = call.target?.kind === 'Call' ? call.target : undefined
  }
  let inner = spine.pop()!
  const first = inner.call.target
  let operand = examineCallOn(ctx, inner, first === undefined ? undefined : examineTarget(ctx, first))
  for (let parts = spine.pop(); parts !== undefined; parts = spine.pop()) {
    const type = valueFrom(ctx, inner.call, operand)
    inner = parts
    operand = examineCallOn(ctx, parts, { kind: 'value', type })
  }
  return operand
}

function examineCallOn(ctx: Context, { call: e, args, typeArgs }: CallParts, target: Target | undefined): Operand {
  const { env } = ctx
  if (target === undefined || e.target === undefined) return simpleCall(ctx, e, args, typeArgs)
  if (target.kind === 'package') {
    report(ctx, e.target, 'HL0300', e.target.kind === 'Name' ? e.target.name : target.symbol.name)
    abandon(ctx, args)
    return setError(e)
  }
  const site = target.type
  if (site.kind === 'error') {
    abandon(ctx, args)
    return setError(e)
  }
  if (site.kind === 'primitive' || site.kind === 'null' || site.kind === 'void') {
    report(ctx, callPlace(ctx, e), 'HL0314', e.name.name, typeToString(site))
    abandon(ctx, args)
    return setError(e)
  }
  const lookup = upperBound(site)
  const name = e.name.name
  // As javac: even a public method is out of reach through a type that is.
  if (target.kind === 'value' && lookup.kind === 'class' && !isClassAccessible(env, lookup.symbol, ctx.cls)) {
    report(ctx, callPlace(ctx, e), 'HL0311', lookup.symbol.name)
    abandon(ctx, args)
    return setError(e)
  }
  const methods =
    lookup.kind === 'array' && name === 'clone' ? [env.symbols.arrayClone] : methodsNamed(env, lookup, name)
  if (methods.length === 0) return unknownMethod(ctx, e, lookup, args, methodNamesOf(env, lookup))
  const viaSuper = target.kind === 'super'
  return resolveCall(ctx, e, site, candidatesIn(ctx, lookup, methods), args, typeArgs, target, viaSuper)
}

/** javac reports a failing qualified call at the `.`, a simple one at its name. */
function callPlace(ctx: Context, e: Call): NodeBase {
  if (e.target === undefined) return e.name
  const dot = ctx.file.text.indexOf('.', e.target.end)
  return dot < 0 || dot > e.name.start ? e.name : { start: dot, pos: dot, end: e.name.end }
}

function unknownMethod(ctx: Context, e: Call, site: Type, args: readonly Argument[], names: Iterable<string>): Type {
  if (!anyErroneous(args)) {
    const hint = suggestMethod(ctx.env, site, e.name.name, names)
    reportWith(ctx, callPlace(ctx, e), hint, 'HL0313', `${e.name.name}(${argumentTypes(args)})`, typeToString(site))
  }
  abandon(ctx, args)
  return setError(e)
}

/** The class whose method a simple name is (JLS 15.12.1), from the inside out; then static imports. */
function simpleCall(ctx: Context, e: Call, args: readonly Argument[], typeArgs: readonly Type[]): Operand {
  const { env } = ctx
  const name = e.name.name
  let staticOnly = false
  let hidden: { readonly site: Type; readonly methods: readonly MethodSymbol[] } | undefined
  for (let c: Context | undefined = ctx; c !== undefined; c = c.outer) {
    const { cls } = c
    if (c.isStatic) staticOnly = true
    const site = thisTypeOf(cls)
    const named = methodsNamed(env, site, name)
    // What is not inherited is no member (JLS 8.2): an enclosing class may have the method that is meant.
    const methods = named.every((m) => isMemberOf(m, cls)) ? named : named.filter((m) => isMemberOf(m, cls))
    if (methods.length === 0 && named.length > 0) hidden ??= { site, methods: named }
    if (methods.length > 0) {
      const target: Target = { kind: 'value', type: site }
      return resolveCall(ctx, e, site, candidatesIn(ctx, site, methods), args, typeArgs, target, false, {
        staticOnly,
        prologue: c.prologue,
      })
    }
    if (isStaticClass(c.cls)) staticOnly = true
  }
  const imported = importedMethods(env, ctx.scope, name)
  if (imported.length > 0) {
    const candidates: Candidate[] = imported.map((method) => ({
      method,
      site: classTypeOf(ctx.scope.unit.imports.homeOf(method), []),
      type: method.type,
    }))
    const site = candidates[0]!.site
    return resolveCall(ctx, e, site, candidates, args, typeArgs, { kind: 'type', type: site }, false)
  }
  if (hidden !== undefined) {
    const { site, methods } = hidden
    return resolveCall(
      ctx,
      e,
      site,
      candidatesIn(ctx, site, methods),
      args,
      typeArgs,
      { kind: 'value', type: site },
      false,
    )
  }
  const names: string[] = []
  for (let c: Context | undefined = ctx; c !== undefined; c = c.outer) {
    names.push(...methodNamesOf(env, thisTypeOf(c.cls)))
  }
  return unknownMethod(ctx, e, thisTypeOf(ctx.cls), args, names)
}

/** Whether the class declares the method or inherits it as far as access decides that (JLS 8.4.8). */
function isMemberOf(method: MethodSymbol, cls: ClassSymbol): boolean {
  if ((method.flags & (Flags.PUBLIC | Flags.PROTECTED)) !== 0 || method.owner === cls) return true
  return (method.flags & Flags.PRIVATE) === 0 && packageOf(method.owner) === packageOf(cls)
}

function resolveCall(
  ctx: Context,
  e: Call,
  site: Type,
  candidates: readonly Candidate[],
  args: readonly Argument[],
  typeArgs: readonly Type[],
  target: Exclude<Target, { kind: 'package' }>,
  viaSuper: boolean,
  simple?: { readonly staticOnly: boolean; readonly prologue: boolean },
): Operand {
  const { env } = ctx
  const outcome = selectMethod({ ctx, candidates, args, typeArgs, viaSuper })
  if (outcome.kind !== 'found') {
    reportOutcome(ctx, callPlace(ctx, e), e.name.name, site, outcome, args, false)
    abandon(ctx, args)
    return setError(e)
  }
  const { selection } = outcome
  const { method } = selection
  const isStaticMethod = (method.flags & Flags.STATIC) !== 0
  if (!isStaticMethod && (target.kind === 'type' || simple?.staticOnly)) {
    report(ctx, callPlace(ctx, e), 'HL0303', `${method.name}()`)
  } else if (!isStaticMethod && simple?.prologue) {
    report(ctx, callPlace(ctx, e), 'HL0304', `${method.name}()`)
  } else if (viaSuper && (method.flags & Flags.ABSTRACT) !== 0) {
    report(ctx, callPlace(ctx, e), 'HL0336', method.name)
  } else if (isStaticMethod && target.kind === 'value' && simple === undefined && isInterface(method.owner)) {
    report(ctx, callPlace(ctx, e), 'HL0337', method.name)
  }
  e.method = method
  e.site = selection.site.kind === 'class' && e.target === undefined ? selection.site : site
  e.varargsCall = selection.phase === 3
  const finish = (type: MethodType, result: Type): Type => {
    e.methodType = { ...type, result }
    return (e.type = result)
  }
  if (method === env.symbols.arrayClone) {
    finishArguments(ctx, args, selection.type, selection.phase, undefined)
    return finish(selection.type, site.kind === 'array' ? site : upperBound(site))
  }
  if (method.name === 'getClass' && method.type.params.length === 0 && method.owner === env.symbols.object) {
    finishArguments(ctx, args, selection.type, selection.phase, undefined)
    return finish(selection.type, capture(env, getClassResult(ctx, site)))
  }
  if (isPolymorphic(method)) {
    finishArguments(ctx, args, selection.type, selection.phase, undefined)
    e.method = specialise(
      env,
      method,
      args.map((each) => each.expr.type ?? NULL),
    )
    e.varargsCall = false
    return finish(e.method.type, e.method.type.result)
  }
  return finishSelection(ctx, e, selection, args, finish)
}

/** A chosen method becomes a type, or a pending call when its result still depends on the target. */
function finishSelection(
  ctx: Context,
  e: Call | New,
  selection: Selection,
  args: readonly Argument[],
  finish: (type: MethodType, result: Type) => Type,
): Operand {
  const { env } = ctx
  const { inference, type } = selection
  if (inference === undefined) {
    finishArguments(ctx, args, type, selection.phase, undefined)
    if (selection.unchecked && e.kind === 'Call') {
      return finish({ ...erasureOfMethod(type), params: type.params }, erasure(type.result))
    }
    return finish(type, capture(env, type.result))
  }
  const erased = selection.unchecked && e.kind === 'Call'
  const pending: PendingCall = {
    kind: 'pendingCall',
    ctx: e.kind === 'New' && e.body !== undefined ? { ...ctx } : ctx,
    expr: e,
    args,
    selection,
    inference,
    vars: selection.vars,
    result: erased ? erasedResult(selection) : type.result,
    captured: undefined,
    finish,
    done: false,
  }
  if (mentionsInference(pending.result)) return pending
  return completeCall(pending, undefined, 'assign')
}

/** With an unchecked conversion the result is the erasure of the declared one (JLS 15.12.2.6). */
function erasedResult(selection: Selection): Type {
  return erasure(selection.method.type.result)
}

// ---------------------------------------------------------------------------------------------- instance creation

/** The constructors of a class as generic methods that yield it (JLS 15.9.3). */
export function diamondCandidates(ctx: Context, type: ClassType, constructors: readonly MethodSymbol[]): Candidate[] {
  const { symbol } = type
  const result = classTypeOf(symbol, symbol.typeParams, type.outer ?? symbol.thisType?.outer)
  const site = thisTypeOf(symbol)
  if (isInterface(symbol)) {
    const object = constructorsOf(ctx.env.symbols.object)
    return object.map((method) => ({
      method,
      site: ctx.env.types.object,
      type: { typeParams: symbol.typeParams, params: [], result, throws: [] },
    }))
  }
  // What the class around is parameterised with is known: `outer.new Inner<>(...)`.
  const around = type.outer === undefined ? undefined : bindingsOf(type.outer)
  return constructors.map((method) => {
    const { params, throws, typeParams } = method.type
    const type = { typeParams: [...symbol.typeParams, ...typeParams], params, result, throws }
    return { method, site, type: around === undefined ? type : substituteMethod(type, around.from, around.to) }
  })
}

const isDiamond = ({ classType }: New): boolean => classType.kind === 'ClassType' && classType.typeArgs?.length === 0

export function examineNew(ctx: Context, e: New): Operand {
  const { env } = ctx
  let outerType: Type | undefined
  if (e.outer !== undefined) outerType = value(ctx, e.outer)
  const typeArgs = e.typeArgs.map((node) => resolveType(env, ctx.scope, node))
  const node = e.classType
  const diamond = isDiamond(e)
  let type: Type
  if (outerType === undefined) type = resolveType(env, ctx.scope, node, { allowDiamond: true })
  else if (outerType.kind === 'error') type = ERROR
  else {
    const outerClass = upperBound(outerType)
    if (outerClass.kind === 'class' && node.kind === 'ClassType') {
      type = resolveMemberType(env, ctx.scope, outerClass, node, { allowDiamond: true })
    } else {
      report(ctx, e, 'HL0314', 'new', typeToString(outerType))
      type = ERROR
    }
  }
  const args = examineArguments(ctx, e.args)
  if (type.kind !== 'class') {
    if (type.kind !== 'error') report(ctx, node, type.kind === 'typevar' ? 'HL0356' : 'HL0345', typeToString(type))
    abandon(ctx, args)
    if (e.body !== undefined) anonymousBody(ctx, e, env.types.object)
    return setError(e)
  }
  const cls = type.symbol
  const problem = creationProblem(ctx, e, cls, type)
  if (problem !== undefined) {
    report(ctx, problem === 'HL0338' ? node : e, problem, typeToString(type))
    abandon(ctx, args)
    return (e.type = type)
  }
  checkOuterInstance(ctx, e, cls, e.outer !== undefined)
  const anonymous = e.body !== undefined
  const asInterface = isInterface(cls)
  if (asInterface && args.length > 0) {
    report(ctx, e.args[0]!, 'HL0339', cls.name)
    abandon(ctx, args)
    return setError(e)
  }
  if (asInterface && !diamond) {
    return createAnonymous(ctx, e, type)
  }
  const constructors = constructorsOf(cls)
  const generic = diamond && cls.typeParams.length > 0
  const candidates = generic ? diamondCandidates(ctx, type, constructors) : candidatesIn(ctx, type, constructors)
  const outcome = selectMethod({ ctx, candidates, args, typeArgs, viaSuper: anonymous })
  if (outcome.kind !== 'found') {
    reportOutcome(ctx, e, cls.name, type, outcome, args, true)
    abandon(ctx, args)
    if (anonymous) anonymousBody(ctx, e, type)
    return (e.type = diamond ? ERROR : type)
  }
  const { selection } = outcome
  const pendingContext = anonymous && generic ? { ...ctx } : ctx
  const finish = (methodType: MethodType, result: Type): Type => {
    if (!asInterface) {
      e.constructorSymbol = selection.method
      e.constructorType = { ...methodType, result: { kind: 'void' } }
      e.varargsCall = selection.phase === 3
    }
    const created = generic ? result : type
    node.resolved = created
    if (anonymous && created.kind === 'class') return createAnonymous(pendingContext, e, created)
    return (e.type = created)
  }
  return finishSelection(ctx, e, selection, args, finish)
}

function creationProblem(ctx: Context, e: New, cls: ClassSymbol, type: ClassType): string | undefined {
  if (type.typeArgs.some((arg) => arg.kind === 'wildcard')) return 'HL0338'
  if ((cls.flags & Flags.ENUM) !== 0) return 'HL0397'
  if (e.body === undefined && (cls.flags & (Flags.ABSTRACT | Flags.INTERFACE)) !== 0) return 'HL0345'
  if (e.body !== undefined && (cls.flags & Flags.FINAL) !== 0) return 'HL0307'
  void ctx
  return undefined
}

/** An inner member class needs an instance of its outer class (JLS 15.9.2). */
function checkOuterInstance(ctx: Context, place: NodeBase, cls: ClassSymbol, given: boolean): void {
  if (isInterface(cls)) return
  if (!isInnerMember(cls)) {
    if (given) report(ctx, place, 'HL0398', cls.name)
    return
  }
  if (given) return
  thisCannotBeUsed(ctx, place, cls)
}

export function thisCannotBeUsed(ctx: Context, place: NodeBase, cls: ClassSymbol): void {
  if (!isInnerMember(cls) || cls.owner.kind !== 'class') return
  const outer = cls.owner
  const found = enclosingInstance(ctx, (c) => isSubclass(c, outer))
  if (found.at === undefined) report(ctx, place, 'HL0335', outer.name)
  else if (found.isStatic) report(ctx, place, 'HL0303', 'this')
  else if (found.prologue) report(ctx, place, 'HL0304', 'this')
}

/** `new T(...) { ... }`: the type of the expression is the anonymous class. */
function createAnonymous(ctx: Context, e: New, superType: ClassType): Type {
  e.classType.resolved = superType
  return (e.type = anonymousBody(ctx, e, superType))
}

function anonymousBody(ctx: Context, e: New, superType: ClassType): Type {
  if (e.body === undefined) return ERROR
  const symbol = enterLocalClass(ctx.env, e.body, {
    kind: 'anonymous',
    scope: ctx.scope,
    owner: ctx.owner,
    enclosing: ctx.cls,
    isStatic: ctx.isStatic || ctx.prologue,
    superType,
    isDiamond: isDiamond(e),
  })
  attributeClass(symbol, { ...ctx })
  return thisTypeOf(symbol)
}

// ---------------------------------------------------------------------------------------------- constructors

/** `this(...)`, `super(...)`, `outer.super(...)` */
export function constructorCall(ctx: Context, s: ConstructorCall): void {
  const { env } = ctx
  const inner: Context = { ...ctx, prologue: true }
  const outerType = s.outer === undefined ? undefined : value(inner, s.outer)
  const typeArgs = s.typeArgs.map((node) => resolveType(env, ctx.scope, node))
  const args = examineArguments(inner, s.args)
  if (ctx.method?.name !== '<init>') {
    report(ctx, s, 'HL0399', s.which)
    abandon(inner, args)
    return
  }
  const { cls } = ctx
  const type = s.which === 'this' ? thisTypeOf(cls) : cls.superclass
  if (type === undefined || outerType?.kind === 'error') {
    abandon(inner, args)
    return
  }
  if (s.which === 'super' && (cls.flags & Flags.ENUM) !== 0) {
    report(ctx, s, 'HL0308')
    abandon(inner, args)
    return
  }
  if (s.which === 'super') {
    if (outerType !== undefined && !isInnerMember(type.symbol)) report(ctx, s, 'HL0398', type.symbol.name)
    else if (outerType === undefined) superNeedsOuter(inner, s, type.symbol)
  }
  const candidates = candidatesIn(ctx, type, constructorsOf(type.symbol))
  const outcome = selectMethod({ ctx: inner, candidates, args, typeArgs, viaSuper: true })
  if (outcome.kind !== 'found') {
    if (s.which === 'this' || !ctx.cls.hasUnknownSuper)
      reportOutcome(inner, s, type.symbol.name, type, outcome, args, true)
    abandon(inner, args)
    return
  }
  s.constructorSymbol = outcome.selection.method
  s.varargsCall = outcome.selection.phase === 3
  s.constructorType = finishConstructor(inner, outcome.selection, args)
}

/** The superclass is an inner class: its outer instance is an enclosing one of the class under construction. */
function superNeedsOuter(ctx: Context, place: NodeBase, superclass: ClassSymbol): void {
  if (!isInnerMember(superclass) || superclass.owner.kind !== 'class') return
  const outer = superclass.owner
  if (ctx.outer === undefined) {
    report(ctx, place, 'HL0335', outer.name)
    return
  }
  const found = enclosingInstance(ctx.outer, (c) => isSubclass(c, outer))
  if (found.at === undefined) {
    const own = isSubclass(ctx.cls, outer)
    report(ctx, place, own ? 'HL0304' : 'HL0335', own ? 'this' : outer.name)
  } else if (found.isStatic || isStaticClass(ctx.cls)) report(ctx, place, 'HL0303', 'this')
}

/** Completes the arguments of a constructor whose result nobody needs. */
function finishConstructor(ctx: Context, selection: Selection, args: readonly Argument[]): MethodType {
  const { inference, type } = selection
  if (inference === undefined) {
    finishArguments(ctx, args, type, selection.phase, undefined)
    return type
  }
  let done: MethodType = type
  const holder: PendingCall = {
    kind: 'pendingCall',
    ctx,
    expr: { kind: 'New', start: 0, end: 0, pos: 0 } as unknown as New,
    args,
    selection,
    inference,
    vars: selection.vars,
    result: { kind: 'void' },
    captured: undefined,
    finish: (methodType) => {
      done = methodType
      return ERROR
    },
    done: false,
  }
  completeCall(holder, undefined, 'assign')
  return done
}

/** A constructor without `this(...)` or `super(...)` calls the superclass's without arguments (JLS 8.8.7). */
export function implicitSuper(ctx: Context, place: NodeBase): void {
  const { cls } = ctx
  const type = cls.superclass
  if (type === undefined || (cls.flags & (Flags.ENUM | Flags.RECORD | Flags.INTERFACE)) !== 0) return
  if (type.symbol.state === 'broken' || type.symbol === ctx.env.symbols.object) return
  const inner: Context = { ...ctx, prologue: true }
  const candidates = candidatesIn(ctx, type, constructorsOf(type.symbol))
  const outcome = selectMethod({ ctx: inner, candidates, args: [], typeArgs: [], viaSuper: true })
  if (outcome.kind !== 'found') reportOutcome(inner, place, type.symbol.name, type, outcome, [], true)
  else if (
    (outcome.selection.method.flags & Flags.DEPRECATED) !== 0 &&
    ((cls.flags | (ctx.method?.flags ?? 0)) & Flags.DEPRECATED) === 0 &&
    outermostClass(type.symbol) !== outermostClass(cls)
  ) {
    ctx.env.warn(ctx.file, place, 'deprecation', 'HL0809', `${type.symbol.name}()`)
  }
  superNeedsOuter(inner, place, type.symbol)
}

/** `CONSTANT(args) { body }` */
export function enumConstant(ctx: Context, e: EnumConstant): void {
  const { cls } = ctx
  const args = examineArguments(ctx, e.args)
  const type = thisTypeOf(cls)
  const candidates = candidatesIn(ctx, type, constructorsOf(cls))
  const outcome = selectMethod({ ctx, candidates, args, typeArgs: [], viaSuper: false })
  if (outcome.kind !== 'found') {
    reportOutcome(ctx, e, cls.name, type, outcome, args, true)
    abandon(ctx, args)
  } else {
    e.constructorSymbol = outcome.selection.method
    e.varargsCall = outcome.selection.phase === 3
    e.constructorType = finishConstructor(ctx, outcome.selection, args)
  }
  if (e.body === undefined) return
  const symbol = enterLocalClass(ctx.env, e.body, {
    kind: 'enumBody',
    scope: ctx.scope,
    owner: ctx.owner,
    enclosing: cls,
    isStatic: true,
    superType: type,
  })
  attributeClass(symbol, { ...ctx })
}
