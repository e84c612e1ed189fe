/**
 * Statements into the plain subset: enhanced for, assert, try-with-resources, string and enum switches, local classes,
 * binding variables declared in front of the statement that tests for them.
 */
import type {
  Assert,
  Block,
  Catch,
  Expr,
  ExprStatement,
  ForEach,
  LocalVars,
  MemberRef,
  Statement,
  Try,
} from '../1-parse/ast.ts'
import { descriptorOf } from '../2-check/descriptors.ts'
import { asSuper, erasure } from '../2-check/relations.ts'
import { methodsNamed } from '../2-check/members.ts'
import { Flags, type VarSymbol } from '../2-check/symbols.ts'
import { BOOLEAN, INT, type Type, VOID } from '../2-check/types.ts'
import { lowerLocalClass } from './classes.ts'
import { type ClassScope, envOf, type MethodScope } from './context.ts'
import { coerce } from './convert.ts'
import { lowerArrayInit, lowerCondition, lowerExpr, lowerTo, newTemp } from './expressions.ts'
import { methodRef, siteOf } from './references.ts'
import { lowerSwitch } from './switches.ts'
import { helperAssertions } from './synthetic-class.ts'
import { caughtTypes, noteLocal } from './type-uses.ts'
import {
  arrayLength,
  binary,
  block,
  call,
  create,
  exprStatement,
  field,
  ifThen,
  intLiteral,
  localVar,
  localVars,
  nameOf,
  not,
  nullLiteral,
  placeOf,
  throwValue,
  typeNode,
} from './trees.ts'

export function lowerStatements(s: MethodScope, statements: readonly Statement[]): Statement[] {
  const result: Statement[] = []
  for (const statement of statements) {
    const outer = s.hoisted
    s.hoisted = []
    const lowered = lowerStatement(s, statement)
    for (const symbol of s.hoisted) result.push(localVars(statement, symbol, undefined))
    s.hoisted = outer
    if (lowered !== undefined) result.push(lowered)
  }
  return result
}

export const lowerBlock = (s: MethodScope, b: Block): Block => ({ ...b, statements: lowerStatements(s, b.statements) })

/** A statement that stands alone, as the body of a loop or branch of an if. */
function lowerBody(s: MethodScope, statement: Statement): Statement {
  if (statement.kind === 'Block') return lowerBlock(s, statement)
  const lowered = lowerStatements(s, [statement])
  if (lowered.length === 1 && lowered[0]!.kind !== 'LocalVars') return lowered[0]!
  if (lowered.length === 0) return { kind: 'Empty', ...placeOf(statement) }
  return block(statement, lowered)
}

function lowerStatement(s: MethodScope, statement: Statement): Statement | undefined {
  switch (statement.kind) {
    case 'Block':
      return lowerBlock(s, statement)
    case 'LocalVars':
      return {
        ...statement,
        declarators: statement.declarators.map((d) => {
          const symbol = d.symbol!
          s.declared.add(symbol)
          noteLocal(symbol, d.type, d.modifiers.annotations)
          if (d.init === undefined) return d
          const init =
            d.init.kind === 'ArrayInit' ? lowerArrayInit(s, d.init, symbol.type) : lowerTo(s, d.init, symbol.type)
          return { ...d, init }
        }),
      }
    case 'LocalClass':
      lowerLocalClass(s, statement.decl)
      return undefined
    case 'ExprStatement':
      return { ...statement, expr: lowerExpr(s, statement.expr) }
    case 'If': {
      const condition = lowerCondition(s, statement.condition)
      if (condition.kind === 'Literal') {
        // Only the branch that is taken is translated, but local classes of both exist in the source.
        if (condition.value === true) return lowerBody(s, statement.then)
        return statement.else === undefined ? { kind: 'Empty', ...placeOf(statement) } : lowerBody(s, statement.else)
      }
      const then = lowerBody(s, statement.then)
      return { ...statement, condition, then, else: statement.else && lowerBody(s, statement.else) }
    }
    case 'While':
      return {
        ...statement,
        condition: lowerCondition(s, statement.condition),
        body: lowerBody(s, statement.body),
        origin: statement,
      }
    case 'DoWhile': {
      const body = lowerBody(s, statement.body)
      return { ...statement, body, condition: lowerCondition(s, statement.condition), origin: statement }
    }
    case 'For':
      return {
        ...statement,
        init: lowerStatements(s, statement.init) as typeof statement.init,
        condition: statement.condition && lowerCondition(s, statement.condition),
        update: statement.update.map((u) => ({ ...u, expr: lowerExpr(s, u.expr) })),
        body: lowerBody(s, statement.body),
        origin: statement,
      }
    case 'ForEach':
      return lowerForEach(s, statement)
    case 'Labeled':
      return { ...statement, body: lowerBody(s, statement.body), origin: statement }
    case 'Switch':
      return lowerSwitch(s, statement)
    case 'Return': {
      const { value } = statement
      if (value === undefined) return statement
      const result = s.result ?? VOID
      if (result.kind === 'void') throw new Error('value returned from a body without a result')
      return { ...statement, value: lowerTo(s, value, result) }
    }
    case 'Break':
    case 'Continue':
    case 'Empty':
    case 'ConstructorCall':
      return statement
    case 'Yield':
      return { ...statement, value: lowerTo(s, statement.value, statement.target!.type!) }
    case 'Throw':
      return { ...statement, value: lowerTo(s, statement.value, envOf(s).types.throwable) }
    case 'Try':
      return lowerTry(s, statement)
    case 'Synchronized':
      return {
        ...statement,
        lock: lowerTo(s, statement.lock, statement.lock.type!),
        body: lowerBlock(s, statement.body),
      }
    case 'Assert':
      return lowerAssert(s, statement)
  }
}

// ---------------------------------------------------------------------------------------------- enhanced for

/** JLS 14.14.2 */
function lowerForEach(s: MethodScope, statement: ForEach): Statement {
  const env = envOf(s)
  const at = statement.iterable
  const source = lowerExpr(s, statement.iterable)
  const from = statement.iterable.type!
  const variable = statement.variable.symbol!
  s.declared.add(variable)
  noteLocal(variable, statement.variable.type, statement.variable.modifiers.annotations)
  const arrayType = arrayTypeOf(from)
  const loop = (init: LocalVars[], condition: Expr, update: ExprStatement[], element: Expr): Statement => ({
    kind: 'For',
    ...placeOf(statement),
    init,
    condition,
    update,
    body: block(at, [localVars(at, variable, element), lowerBody(s, statement.body)], endOf(statement.body)),
    origin: statement,
  })
  if (arrayType !== undefined) {
    const erased = erasure(arrayType)
    const array = newTemp(s, erased, 'arr')
    const length = newTemp(s, INT, 'len')
    const index = newTemp(s, INT, 'i')
    const init = [
      localVars(at, array, coerce(env, source, from, arrayType)),
      localVars(at, length, arrayLength(at, nameOf(at, array))),
      localVars(at, index, intLiteral(at, 0)),
    ]
    const element = erased.kind === 'array' ? erased.element : erased
    const condition = binary(at, '<', nameOf(at, index), nameOf(at, length), INT, BOOLEAN)
    const step = exprStatement(at, {
      kind: 'Unary',
      ...placeOf(at),
      op: 'pre++',
      operand: nameOf(at, index),
      type: INT,
    })
    const read = {
      kind: 'ArrayAccess',
      ...placeOf(at),
      array: nameOf(at, array),
      index: nameOf(at, index),
      type: element,
    } as const
    return loop(init, condition, [step], coerce(env, read, arrayType.element, variable.type))
  }
  const site = siteOf(s, from, env.symbols.iterable)
  const iteratorMethod = methodsNamed(env, site, 'iterator').find((m) => m.type.params.length === 0)!
  const iterated = coerce(env, source, from, from, site)
  const iteratorType = erasure(iteratorMethod.type.result)
  const iterator = newTemp(s, env.types.iterator, 'i')
  const made = call(at, iterated, methodRef(s, iteratorMethod, site, false), [], iteratorType)
  const owner = env.types.iterator.symbol.binaryName
  const hasNext = { owner, name: 'hasNext', descriptor: '()Z', isInterface: true, mode: 'interface' } as const
  const next = {
    owner,
    name: 'next',
    descriptor: '()Ljava/lang/Object;',
    isInterface: true,
    mode: 'interface',
  } as const
  const value = call(at, nameOf(at, iterator), next, [], env.types.object)
  const elementType = statement.elementType ?? elementTypeOf(s, from)
  return loop(
    [localVars(at, iterator, coerce(env, made, iteratorType, env.types.iterator))],
    call(at, nameOf(at, iterator), hasNext, [], BOOLEAN),
    [],
    coerce(env, value, elementType, variable.type),
  )
}

/** Where javac takes a statement to end: at the brace of its last block, else at the statement itself. */
export function endOf(s: Statement): number {
  switch (s.kind) {
    case 'Block':
    case 'Switch':
      return s.closeBrace
    case 'Synchronized':
      return s.body.closeBrace
    case 'Try':
      return (s.finally ?? s.catches[s.catches.length - 1]?.body ?? s.block).closeBrace
    default:
      return s.pos
  }
}

function arrayTypeOf(type: Type): Extract<Type, { kind: 'array' }> | undefined {
  if (type.kind === 'array') return type
  if (type.kind === 'typevar') return arrayTypeOf(type.upper)
  return undefined
}

function elementTypeOf(s: MethodScope, type: Type): Type {
  const env = envOf(s)
  const argument = asSuper(env, type, env.symbols.iterable)?.typeArgs[0]
  if (argument === undefined) return env.types.object
  if (argument.kind !== 'wildcard') return argument
  return argument.boundKind === 'extends' ? argument.bound! : env.types.object
}

// ---------------------------------------------------------------------------------------------- assert

function assertionsDisabled(cls: ClassScope): MemberRef {
  if ((cls.symbol.flags & Flags.INTERFACE) !== 0) return helperAssertions(cls.lowering, cls.symbol)
  cls.usesAssert = true
  const owner = cls.symbol.binaryName
  return { owner, name: '$assertionsDisabled', descriptor: 'Z', isInterface: false, mode: 'static' }
}

/** `if (!$assertionsDisabled && !condition) throw new AssertionError(detail)` (JLS 14.10) */
function lowerAssert(s: MethodScope, statement: Assert): Statement {
  const env = envOf(s)
  const { cls } = s
  const condition = lowerCondition(s, statement.condition)
  if (condition.kind === 'Literal' && condition.value === true) return { kind: 'Empty', ...placeOf(statement) }
  const disabled = field(statement, undefined, assertionsDisabled(cls), BOOLEAN)
  const type = env.types.assertionError
  let parameter = ''
  const args = []
  if (statement.detail !== undefined) {
    const detail = lowerExpr(s, statement.detail)
    const from = statement.detail.type!
    if (from.kind !== 'primitive') parameter = 'Ljava/lang/Object;'
    else parameter = from.name === 'byte' || from.name === 'short' ? 'I' : descriptorOf(from)
    args.push(detail)
  }
  const ref = {
    owner: 'java/lang/AssertionError',
    name: '<init>',
    descriptor: `(${parameter})V`,
    isInterface: false,
    mode: 'special',
  } as const
  const test = binary(statement, '&&', not(statement, disabled), not(statement.condition, condition), BOOLEAN, BOOLEAN)
  return ifThen(statement, test, throwValue(statement, create(statement, ref, args, type)))
}

// ---------------------------------------------------------------------------------------------- try

function lowerTry(s: MethodScope, statement: Try): Statement {
  if (statement.resources.length === 0) {
    return {
      ...statement,
      block: lowerBlock(s, statement.block),
      catches: statement.catches.map((c) => lowerCatch(s, c)),
      finally: statement.finally && lowerBlock(s, statement.finally),
    }
  }
  const withResources = lowerResources(s, statement, 0)
  if (statement.catches.length === 0 && statement.finally === undefined) return withResources
  return {
    ...statement,
    resources: [],
    block: block(statement, [withResources], statement.block.closeBrace),
    catches: statement.catches.map((c) => lowerCatch(s, c)),
    finally: statement.finally && lowerBlock(s, statement.finally),
  }
}

function lowerCatch(s: MethodScope, c: Catch): Catch {
  s.declared.add(c.param.symbol!)
  return { ...c, body: lowerBlock(s, c.body), typeUses: caughtTypes(c.param) }
}

/**
 * One resource around the rest (JLS 14.20.3.1):
 *   R r = init;
 *   try { body } on the way out { if (r != null) r.close() }
 *   catch (Throwable t) { if (r != null) try { r.close() } catch (Throwable x) { t.addSuppressed(x) } throw t }
 */
function lowerResources(s: MethodScope, statement: Try, index: number): Block {
  const env = envOf(s)
  const resource = statement.resources[index]!
  const at = resource
  let symbol: VarSymbol
  let init: ReturnType<typeof lowerExpr>
  let declared: Type
  if (resource.kind === 'LocalVar') {
    symbol = resource.symbol!
    declared = symbol.type
    s.declared.add(symbol)
    noteLocal(symbol, resource.type, resource.modifiers.annotations, true)
    init = lowerTo(s, resource.init!, declared)
  } else {
    declared = resource.type!
    init = lowerTo(s, resource, declared)
    symbol = newTemp(s, erasure(declared), 'twrVar')
  }
  const body =
    index + 1 < statement.resources.length
      ? block(statement, [lowerResources(s, statement, index + 1)], statement.block.closeBrace)
      : lowerBlock(s, statement.block)
  const throwable = env.types.throwable
  const site = siteOf(s, declared, env.symbols.autoCloseable)
  const closeMethod = methodsNamed(env, site, 'close').find((m) => m.type.params.length === 0)!
  const isNew = init.kind === 'New'
  const close = (place: typeof at): Statement => {
    const object = coerce(env, nameOf(place, symbol, erasure(symbol.type)), declared, declared, site)
    return exprStatement(place, call(place, object, methodRef(s, closeMethod, site, false), [], VOID))
  }
  const guarded = (place: typeof at, inner: Statement): Statement => {
    if (isNew) return inner
    const test = binary(
      place,
      '!=',
      nameOf(place, symbol, erasure(symbol.type)),
      nullLiteral(place),
      env.types.object,
      BOOLEAN,
    )
    return ifThen(place, test, inner)
  }
  const end = { ...placeOf(at), pos: statement.block.closeBrace } as typeof at
  const primary = newTemp(s, throwable, 't')
  const secondary = newTemp(s, throwable, 'x')
  const addSuppressed = {
    owner: 'java/lang/Throwable',
    name: 'addSuppressed',
    descriptor: '(Ljava/lang/Throwable;)V',
    isInterface: false,
    mode: 'virtual',
  } as const
  const suppress = exprStatement(at, call(at, nameOf(at, primary), addSuppressed, [nameOf(at, secondary)], VOID))
  const tryAt = statement
  const closing: Statement = makeTry(tryAt, block(at, [close(at)]), [
    makeCatch(tryAt, secondary, throwable, block(at, [suppress])),
  ])
  const handler = block(at, [guarded(at, closing), throwValue(at, nameOf(at, primary))])
  const outer: Try = {
    ...makeTry(tryAt, body, [makeCatch(tryAt, primary, throwable, handler)]),
    finally: block(end, [guarded(end, close(end))]),
    bodyOnlyFinally: true,
  }
  return block(statement, [localVars(at, symbol, init), outer])
}

const makeTry = (at: Statement, body: Block, catches: readonly Catch[]): Try => ({
  kind: 'Try',
  ...placeOf(at),
  resources: [],
  block: body,
  catches,
  finally: undefined,
})

const makeCatch = (at: Statement, symbol: VarSymbol, type: Type, body: Block): Catch => ({
  kind: 'Catch',
  ...placeOf(at),
  param: {
    kind: 'ParamDecl',
    ...placeOf(at),
    modifiers: localVar(at, symbol, undefined).modifiers,
    type: typeNode(at, type),
    varargs: false,
    name: localVar(at, symbol, undefined).name,
    symbol,
  },
  body,
})
