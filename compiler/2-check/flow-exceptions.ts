/**
 * Checked exceptions (JLS 11.2): what a body can throw is caught or declared, and what a `catch` names can be thrown.
 *
 * Two lists run along: `handled`, the types that someone around catches or declares, and `thrown`, the types that the
 * body of the innermost `try` or method throws. An exception that nobody handles is remembered and reported at the end
 * of the body, so that a `finally` that never completes can discard it.
 */
import type { Catch, ClassDecl, Expr, Lambda, LocalVar, Statement, SwitchExpr, Try, TypeNode } from '../1-parse/ast.ts'
import type { Reporter } from '../diagnostics.ts'
import type { SourceFile } from '../source.ts'
import type { Environment } from './environment.ts'
import { type Flow, reportFlow } from './flow.ts'
import { callsThis, skipParens, type Visitor, visitCalls, visitParts } from './flow-walk.ts'
import { constructorsOf, methodsNamed } from './members.ts'
import { isCheckedException, isSubtype, methodTypeIn } from './relations.ts'
import { Flags, type VarSymbol } from './symbols.ts'
import { typeToString } from './type-views.ts'
import type { Type } from './types.ts'

interface Pending {
  readonly start: number
  readonly end: number
  readonly code: string
  readonly args: readonly string[]
}

interface Walk extends Visitor {
  readonly flow: Flow
  handled: readonly Type[]
  thrown: readonly Type[]
  pending: Pending[]
  /** What a catch parameter that is not assigned can hold: throwing it throws these (JLS 11.2.2). */
  readonly rethrown: Map<VarSymbol, readonly Type[]>
}

export function analyzeExceptions(flow: Flow, decl: ClassDecl): void {
  const walk: Walk = {
    flow,
    handled: [],
    thrown: [],
    pending: [],
    rethrown: new Map(),
    expr: (expr) => scanExpr(walk, expr),
    lambda: (lambda) => scanLambda(walk, lambda),
    classBody: (body) => scanClass(walk, body, true),
    switchExpr: (expr) => scanSwitchExpr(walk, expr),
  }
  scanClass(walk, decl, false)
}

/** The checked exceptions that the body of a lambda throws, for the inference of what its function type throws. */
export function thrownByLambda(env: Environment, file: SourceFile, lambda: Lambda): readonly Type[] {
  const silent: Reporter = { report: () => {}, errorCount: 0 }
  const walk: Walk = {
    flow: { env, reporter: silent, file, endlessFinally: new Set() },
    handled: [env.types.throwable],
    thrown: [],
    pending: [],
    rethrown: new Map(),
    expr: (expr) => scanExpr(walk, expr),
    lambda: (inner) => scanLambda(walk, inner),
    classBody: (body) => scanClass(walk, body, true),
    switchExpr: (expr) => scanSwitchExpr(walk, expr),
  }
  if (lambda.body.kind === 'Block') scanStatement(walk, lambda.body)
  else scanExpr(walk, lambda.body)
  return walk.thrown
}

// ---------------------------------------------------------------------------------------------- lists of types

const isCovered = (walk: Walk, type: Type, by: readonly Type[]): boolean =>
  by.some((each) => isSubtype(walk.flow.env, type, each))

function include(walk: Walk, type: Type, list: readonly Type[]): readonly Type[] {
  if (isCovered(walk, type, list)) return list
  return [...list.filter((each) => !isSubtype(walk.flow.env, each, type)), type]
}

function union(walk: Walk, a: readonly Type[], b: readonly Type[]): readonly Type[] {
  return b.reduce((list, type) => include(walk, type, list), a)
}

const without = (walk: Walk, list: readonly Type[], covered: readonly Type[]): readonly Type[] =>
  list.filter((type) => !isCovered(walk, type, covered))

/** The types that are in both lists, the more special one of each pair. */
function intersect(walk: Walk, a: readonly Type[], b: readonly Type[]): readonly Type[] {
  const { env } = walk.flow
  let result: readonly Type[] = []
  for (const one of a) {
    for (const other of b) {
      if (isSubtype(env, one, other)) result = include(walk, one, result)
      else if (isSubtype(env, other, one)) result = include(walk, other, result)
    }
  }
  return result
}

// ---------------------------------------------------------------------------------------------- marking

function mark(walk: Walk, type: Type, start: number, end: number, code = 'HL0620', ...args: string[]): void {
  if (type.kind === 'union') {
    for (const each of type.alternatives) mark(walk, each, start, end, code, ...args)
    return
  }
  // Unchecked exceptions matter for precise rethrow only, and there they are assumed anyway.
  if (!isCheckedException(walk.flow.env, type)) return
  if (!isCovered(walk, type, walk.handled)) {
    walk.pending.push({ start, end, code, args: [...args, typeToString(type)] })
  }
  walk.thrown = include(walk, type, walk.thrown)
}

/** A body with exceptions of its own: what it does not handle is an error. */
function body(walk: Walk, handled: readonly Type[], scan: () => void): void {
  const outer = { handled: walk.handled, thrown: walk.thrown, pending: walk.pending }
  walk.handled = handled
  walk.thrown = []
  walk.pending = []
  scan()
  for (const { start, end, code, args } of walk.pending) reportFlow(walk.flow, start, end, code, ...args)
  Object.assign(walk, outer)
}

// ---------------------------------------------------------------------------------------------- classes

function scanClass(walk: Walk, decl: ClassDecl, isAnonymous: boolean): void {
  const constructors = decl.members.filter(
    (member) => member.kind === 'MethodDecl' && member.methodKind !== 'method' && !callsThis(member.body),
  )
  body(walk, [], () => {
    for (const constant of decl.enumConstants) {
      const { start, end } = constant.name
      for (const arg of constant.args) scanExpr(walk, arg)
      for (const type of constant.constructorType?.throws ?? []) mark(walk, type, start, end)
      if (constant.body !== undefined) scanClass(walk, constant.body, true)
    }
    scanInitializers(walk, decl, true)
  })
  if (isAnonymous) {
    // Its constructor declares whatever the initialisers throw, and the `new` around throws it on (JLS 11.1.3).
    scanInitializers(walk, decl, false)
  } else {
    const declared = constructors.map((member) =>
      member.kind === 'MethodDecl' ? (member.symbol?.type.throws ?? []) : [],
    )
    const [first, ...others] = declared
    const handled = first === undefined ? [] : others.reduce((list, types) => intersect(walk, list, types), first)
    body(walk, handled, () => {
      scanInitializers(walk, decl, false)
      if (constructors.length === 0 && decl.classKind === 'class') markImplicitSuper(walk, decl, decl.pos, 'HL0622')
    })
  }
  for (const member of decl.members) {
    if (member.kind === 'ClassDecl') scanClass(walk, member, false)
    if (member.kind !== 'MethodDecl' || member.body === undefined) continue
    const { body: block, methodKind, symbol } = member
    body(walk, symbol?.type.throws ?? [], () => {
      const first = block.statements[0]
      if (methodKind === 'constructor' && first?.kind !== 'ConstructorCall' && decl.classKind === 'class') {
        markImplicitSuper(walk, decl, block.start, 'HL0620')
      }
      scanStatement(walk, block)
    })
  }
}

/** `super()` that is not written: the superclass's constructor without arguments (JLS 8.8.7). */
function markImplicitSuper(walk: Walk, decl: ClassDecl, place: number, code: string): void {
  const superclass = decl.symbol?.superclass
  if (superclass === undefined) return
  const constructors = constructorsOf(superclass.symbol)
  const called =
    constructors.find((each) => each.type.params.length === 0) ??
    constructors.find((each) => each.type.params.length === 1 && (each.flags & Flags.VARARGS) !== 0)
  for (const type of called?.type.throws ?? []) mark(walk, type, place, place + 1, code)
}

function scanInitializers(walk: Walk, decl: ClassDecl, isStatic: boolean): void {
  for (const member of decl.members) {
    if (member.kind === 'FieldDecl' && member.init !== undefined) {
      if ((((member.symbol?.flags ?? 0) & Flags.STATIC) !== 0) === isStatic) scanExpr(walk, member.init)
    } else if (member.kind === 'InitializerDecl' && member.isStatic === isStatic) {
      scanStatement(walk, member.body)
    }
  }
}

// ---------------------------------------------------------------------------------------------- expressions

function scanExpr(walk: Walk, expr: Expr): void {
  if (expr.kind === 'New' && expr.body !== undefined) {
    scanAnonymous(walk, expr)
    return
  }
  if (expr.kind === 'Call') {
    visitCalls(expr, walk, (call) => {
      for (const type of call.methodType?.throws ?? []) mark(walk, type, call.pos, call.end)
    })
    return
  }
  visitParts(expr, walk)
  if (expr.kind === 'New') {
    for (const type of expr.constructorType?.throws ?? []) mark(walk, type, expr.pos, expr.end)
  }
}

function scanAnonymous(walk: Walk, expr: Expr & { readonly kind: 'New' }): void {
  if (expr.outer !== undefined) scanExpr(walk, expr.outer)
  for (const arg of expr.args) scanExpr(walk, arg)
  const outer = walk.thrown
  walk.thrown = []
  scanClass(walk, expr.body!, true)
  for (const type of expr.constructorType?.throws ?? []) mark(walk, type, expr.pos, expr.end)
  // In the order that javac's class files have.
  if (expr.body!.symbol !== undefined) expr.body!.symbol.constructorThrows = [...walk.thrown].reverse()
  walk.thrown = union(walk, outer, walk.thrown)
}

function scanLambda(walk: Walk, lambda: Lambda): void {
  body(walk, lambda.functionType?.throws ?? [], () => {
    if (lambda.body.kind === 'Block') scanStatement(walk, lambda.body)
    else scanExpr(walk, lambda.body)
  })
}

function scanSwitchExpr(walk: Walk, expr: SwitchExpr): void {
  scanExpr(walk, expr.selector)
  for (const c of expr.cases) for (const statement of c.body) scanStatement(walk, statement)
}

// ---------------------------------------------------------------------------------------------- statements

function scanStatement(walk: Walk, s: Statement): void {
  switch (s.kind) {
    case 'Block':
      for (const statement of s.statements) scanStatement(walk, statement)
      return
    case 'LocalVars':
      for (const variable of s.declarators) if (variable.init !== undefined) scanExpr(walk, variable.init)
      return
    case 'LocalClass':
      scanClass(walk, s.decl, false)
      return
    case 'ExprStatement':
      scanExpr(walk, s.expr)
      return
    case 'ConstructorCall':
      if (s.outer !== undefined) scanExpr(walk, s.outer)
      for (const arg of s.args) scanExpr(walk, arg)
      for (const type of s.constructorType?.throws ?? []) mark(walk, type, s.pos, s.end)
      return
    case 'If':
      for (let each: Statement | undefined = s; each !== undefined; ) {
        if (each.kind !== 'If') {
          scanStatement(walk, each)
          return
        }
        scanExpr(walk, each.condition)
        scanStatement(walk, each.then)
        each = each.else
      }
      return
    case 'While':
      scanExpr(walk, s.condition)
      scanStatement(walk, s.body)
      return
    case 'DoWhile':
      scanStatement(walk, s.body)
      scanExpr(walk, s.condition)
      return
    case 'For':
      for (const part of s.init) scanStatement(walk, part)
      if (s.condition !== undefined) scanExpr(walk, s.condition)
      scanStatement(walk, s.body)
      for (const part of s.update) scanStatement(walk, part)
      return
    case 'ForEach':
      scanExpr(walk, s.iterable)
      scanStatement(walk, s.body)
      return
    case 'Labeled':
      scanStatement(walk, s.body)
      return
    case 'Switch':
      scanExpr(walk, s.selector)
      for (const c of s.cases) for (const statement of c.body) scanStatement(walk, statement)
      return
    case 'Return':
      if (s.value !== undefined) scanExpr(walk, s.value)
      return
    case 'Yield':
      scanExpr(walk, s.value)
      return
    case 'Throw':
      scanThrow(walk, s)
      return
    case 'Try':
      scanTry(walk, s)
      return
    case 'Synchronized':
      scanExpr(walk, s.lock)
      scanStatement(walk, s.body)
      return
    case 'Assert':
      scanExpr(walk, s.condition)
      if (s.detail !== undefined) scanExpr(walk, s.detail)
      return
    default:
  }
}

function scanThrow(walk: Walk, s: Statement & { readonly kind: 'Throw' }): void {
  scanExpr(walk, s.value)
  const value = skipParens(s.value)
  const symbol = value.kind === 'Name' && value.symbol?.kind === 'var' ? value.symbol : undefined
  const precise = symbol === undefined ? undefined : walk.rethrown.get(symbol)
  const isFinal = symbol !== undefined && ((symbol.flags & Flags.FINAL) !== 0 || symbol.effectivelyFinal)
  if (precise !== undefined && isFinal) for (const type of precise) mark(walk, type, s.pos, s.end)
  else if (s.value.type !== undefined) mark(walk, s.value.type, s.pos, s.end)
}

function alternativesOf(c: Catch): readonly TypeNode[] {
  const type = c.param.type
  if (type === undefined) return []
  return type.kind === 'UnionType' ? type.alternatives : [type]
}

function scanTry(walk: Walk, s: Try): void {
  const { env } = walk.flow
  const outer = { handled: walk.handled, thrown: walk.thrown, pending: walk.pending }
  walk.thrown = []
  walk.pending = []
  for (const c of s.catches) {
    for (const { resolved } of alternativesOf(c)) {
      if (resolved !== undefined) walk.handled = include(walk, resolved, walk.handled)
    }
  }
  for (const resource of s.resources) scanResource(walk, resource)
  scanStatement(walk, s.block)
  // Unchecked exceptions can come from everywhere.
  const inTry = union(walk, walk.thrown, [env.types.runtimeException, env.types.error])
  walk.thrown = outer.thrown
  walk.handled = outer.handled
  let caught: readonly Type[] = []
  for (const c of s.catches) {
    const alternatives = alternativesOf(c)
    const types: Type[] = []
    const arriving = without(walk, inTry, caught)
    for (const node of alternatives) {
      const type = node.resolved
      if (type === undefined || type.kind === 'error') continue
      types.push(type)
      const place = alternatives.length > 1 ? node : { pos: c.start, end: c.start + 5 }
      checkCaught(walk, type, inTry, caught, place)
      caught = include(walk, type, caught)
    }
    const { symbol } = c.param
    if (symbol !== undefined) walk.rethrown.set(symbol, intersect(walk, types, arriving))
    scanStatement(walk, c.body)
  }
  const escaping = without(walk, inTry, caught)
  const pending = walk.pending
  walk.pending = outer.pending
  if (s.finally !== undefined) {
    const fromCatches = walk.thrown
    walk.thrown = []
    scanStatement(walk, s.finally)
    if (walk.flow.endlessFinally.has(s)) {
      walk.thrown = union(walk, walk.thrown, outer.thrown)
      return
    }
    walk.thrown = union(walk, walk.thrown, fromCatches)
  }
  walk.thrown = union(walk, walk.thrown, escaping)
  walk.pending.push(...pending)
}

/** JLS 11.2.3 */
function checkCaught(
  walk: Walk,
  type: Type,
  inTry: readonly Type[],
  caught: readonly Type[],
  place: { readonly pos: number; readonly end: number },
): void {
  const { env } = walk.flow
  if (isCovered(walk, type, caught)) {
    reportFlow(walk.flow, place.pos, place.end, 'HL0623', typeToString(type))
    return
  }
  const isGeneral =
    type.kind === 'class' && (type.symbol === env.symbols.exception || type.symbol === env.symbols.throwable)
  if (!isCheckedException(env, type) || isGeneral) return
  const canArrive = inTry.some((each) => isSubtype(env, each, type) || isSubtype(env, type, each))
  if (!canArrive) reportFlow(walk.flow, place.pos, place.end, 'HL0624', typeToString(type))
}

/** The value of a resource, and what its implicit close() throws (JLS 14.20.3). */
function scanResource(walk: Walk, resource: LocalVar | Expr): void {
  const { env } = walk.flow
  if (resource.kind === 'LocalVar') {
    if (resource.init !== undefined) scanExpr(walk, resource.init)
  } else {
    scanExpr(walk, resource)
  }
  const type = resource.kind === 'LocalVar' ? resource.symbol?.type : resource.type
  if (type === undefined || type.kind === 'error') return
  const sites = type.kind === 'intersection' ? type.bounds : [type]
  const name =
    resource.kind === 'LocalVar' ? resource.name.name : walk.flow.file.text.slice(resource.start, resource.end)
  const place = resource.kind === 'LocalVar' ? resource.name : resource
  for (const site of sites) {
    const close = methodsNamed(env, site, 'close').find((method) => method.type.params.length === 0)
    if (close === undefined) continue
    for (const thrown of methodTypeIn(env, site, close).throws) {
      mark(walk, thrown, place.pos, place.end, 'HL0621', name)
    }
  }
}
