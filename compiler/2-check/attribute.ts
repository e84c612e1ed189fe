/**
 * Attribution of class bodies (JLS 8): the context of each class, its members in textual order, and the constants of
 * fields, which are computed when somebody first asks for them.
 */
import type { ClassDecl, ConstantValue, Expr, FieldDecl, MethodDecl } from '../1-parse/ast.ts'
import { castConstant } from './constants.ts'
import { bringIn, type Checker, type Context, report, type Result } from './context.ts'
import { initialiser } from './arrays.ts'
import { enumConstant, implicitSuper } from './invocations.ts'
import { isStatic } from './members.ts'
import { checkClass } from './overrides.ts'
import { isString } from './relations.ts'
import { scopeOfClass, scopeOfMethod } from './scope.ts'
import { block, statements } from './statements.ts'
import { type ClassSymbol, Flags, type MethodSymbol, type VarSymbol } from './symbols.ts'
import { type Type, VOID } from './types.ts'

/** The context in which the members of a class stand; `outer` for local classes, where they are declared. */
function contextOf(checker: Checker, cls: ClassSymbol, outer?: Context): Context | undefined {
  const known = checker.classContexts.get(cls)
  if (known !== undefined) return known
  const { env } = checker
  if (cls.file === undefined) return undefined
  let around = outer
  if (around === undefined && cls.owner.kind === 'class' && !cls.isLocal) around = contextOf(checker, cls.owner)
  if (around === undefined && cls.owner.kind !== 'package') return undefined
  const ctx: Context = {
    checker,
    env,
    file: cls.file,
    cls,
    outer: around,
    owner: cls,
    method: undefined,
    isStatic: false,
    prologue: false,
    initialiser: false,
    field: undefined,
    scope: scopeOfClass(env, cls),
    locals: undefined,
    classes: undefined,
    jumps: undefined,
    result: { kind: 'none' },
    inLambda: false,
  }
  checker.classContexts.set(cls, ctx)
  return ctx
}

export function attributeClass(cls: ClassSymbol, outer: Context): void {
  attributeIn(outer.checker, cls, outer)
}

export function attributeIn(checker: Checker, cls: ClassSymbol, outer: Context | undefined): void {
  const { decl } = cls
  if (decl === undefined || checker.classesDone.has(cls)) return
  checker.classesDone.add(cls)
  const ctx = contextOf(checker, cls, outer)
  if (ctx === undefined) return
  checkClass(checker.env, cls)
  for (const constant of decl.enumConstants) {
    enumConstant(inInitialiser(ctx, true, constant.symbol), constant)
  }
  let hasConstructor = false
  for (const member of decl.members) {
    switch (member.kind) {
      case 'FieldDecl':
        field(ctx, member)
        break
      case 'MethodDecl':
        if (member.methodKind !== 'method' && member.methodKind !== 'annotationElement') hasConstructor = true
        method(ctx, member)
        break
      case 'InitializerDecl':
        block(inInitialiser(ctx, member.isStatic, undefined), member.body)
        break
      case 'ClassDecl':
        if (member.symbol !== undefined) attributeIn(checker, member.symbol, ctx)
        break
    }
  }
  if (!hasConstructor && decl.classKind === 'class' && decl.name.name !== '') {
    implicitSuper({ ...ctx, method: cls.methods.get('<init>')?.[0] }, decl)
  }
  checkConstructorCycles(ctx, decl)
}

function inInitialiser(ctx: Context, isStaticCode: boolean, symbol: VarSymbol | undefined): Context {
  return { ...ctx, isStatic: isStaticCode, initialiser: true, field: symbol, owner: ctx.cls }
}

/** The value of an element of an annotation on a class or on one of its members (JLS 9.7.1). */
export function annotationValue(checker: Checker, value: Expr, expected: Type, cls: ClassSymbol): void {
  const ctx = contextOf(checker, cls)
  if (ctx !== undefined) initialiser(inInitialiser(ctx, true, undefined), value, expected)
}

// ---------------------------------------------------------------------------------------------- fields

function field(ctx: Context, decl: FieldDecl): void {
  const { symbol } = decl
  if (symbol === undefined || decl.init === undefined) return
  if (ctx.checker.fieldsDone.has(symbol)) return
  ctx.checker.fieldsDone.set(symbol, 'running')
  const inner = inInitialiser(ctx, isStatic(symbol), symbol)
  initialiser(inner, decl.init, symbol.type)
  ctx.checker.fieldsDone.set(symbol, 'done')
  symbol.lazyConstant = undefined
  symbol.constant = constantFor(symbol, decl.init)
}

function constantFor(symbol: VarSymbol, init: Expr): ConstantValue | undefined {
  const { constant } = init
  if (constant === undefined || (symbol.flags & Flags.FINAL) === 0) return undefined
  if (symbol.type.kind === 'primitive') return castConstant(constant, symbol.type.name)
  return typeof constant === 'string' && isString(symbol.type) ? constant : undefined
}

/** The value of a final field that is asked for before its class has been attributed (JLS 4.12.4). */
export function fieldConstant(checker: Checker, symbol: VarSymbol): ConstantValue | undefined {
  const { decl } = symbol
  if (decl?.init === undefined || (symbol.flags & Flags.FINAL) === 0) return undefined
  if (symbol.type.kind !== 'primitive' && !isString(symbol.type)) return undefined
  if (!mayBeConstant(decl.init) || checker.fieldsDone.has(symbol)) return undefined
  const ctx = contextOf(checker, symbol.owner as ClassSymbol)
  if (ctx === undefined) return undefined
  field(ctx, decl)
  return symbol.constant
}

/** Only forms that a constant expression can have (JLS 15.29): nothing that would have to wait for its turn. */
function mayBeConstant(e: Expr): boolean {
  switch (e.kind) {
    case 'Literal':
    case 'Name':
      return true
    case 'FieldAccess':
      return mayBeConstant(e.target)
    case 'Parens':
      return mayBeConstant(e.expr)
    case 'Cast':
      return mayBeConstant(e.expr)
    case 'Unary':
      return (e.op === '+' || e.op === '-' || e.op === '~' || e.op === '!') && mayBeConstant(e.operand)
    case 'Binary': {
      let left: Expr = e
      while (left.kind === 'Binary') {
        if (!mayBeConstant(left.right)) return false
        left = left.left
      }
      return mayBeConstant(left)
    }
    case 'Conditional':
      return mayBeConstant(e.condition) && mayBeConstant(e.then) && mayBeConstant(e.else)
    default:
      return false
  }
}

// ---------------------------------------------------------------------------------------------- methods

function method(ctx: Context, decl: MethodDecl): void {
  const { symbol, body } = decl
  if (symbol === undefined || body === undefined) return
  const isConstructor = symbol.name === '<init>'
  const result: Result = { kind: 'method', type: isConstructor ? VOID : symbol.type.result }
  const inner: Context = {
    ...ctx,
    owner: symbol,
    method: symbol,
    isStatic: isStatic(symbol),
    scope: scopeOfMethod(ctx.env, symbol),
    result,
  }
  symbol.params.forEach((param, i) => {
    const node = decl.params[i]
    if (node !== undefined) node.symbol ??= param
    bringIn(inner, param)
  })
  const first = body.statements[0]
  if (isConstructor && first?.kind !== 'ConstructorCall') implicitSuper(inner, body)
  // Parameters and the variables of the body share one scope (JLS 6.4).
  statements(inner, body.statements)
}

/** JLS 8.8.7: constructors that call each other in a circle. */
function checkConstructorCycles(ctx: Context, decl: ClassDecl): void {
  const calls = new Map<MethodSymbol, { readonly to: MethodSymbol; readonly decl: MethodDecl }>()
  for (const member of decl.members) {
    if (member.kind !== 'MethodDecl' || member.methodKind !== 'constructor' || member.symbol === undefined) continue
    const first = member.body?.statements[0]
    if (first?.kind === 'ConstructorCall' && first.which === 'this' && first.constructorSymbol !== undefined) {
      calls.set(member.symbol, { to: first.constructorSymbol, decl: member })
    }
  }
  const finished = new Set<MethodSymbol>()
  for (const start of calls.keys()) {
    const path: MethodSymbol[] = []
    let at: MethodSymbol | undefined = start
    while (at !== undefined && !finished.has(at) && !path.includes(at)) {
      path.push(at)
      at = calls.get(at)?.to
    }
    if (at !== undefined && path.includes(at)) {
      const call = calls.get(at)!
      report(ctx, call.decl, 'HL0369')
    }
    for (const m of path) finished.add(m)
  }
}
