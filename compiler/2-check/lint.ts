/**
 * Warnings over checked trees, the categories of `-Xlint`: one walk over each class without errors. The walk also finds
 * the declarations that `@SuppressWarnings` covers, for the warnings that attribution gave on its way.
 *
 *   rawtypes      a generic class without its arguments
 *   unchecked     calls and assignments of members of raw types, unchecked calls of generic methods, arrays for varargs
 *   deprecation   uses of deprecated declarations from elsewhere; `removal` of those that will go
 *   static        a static member named through an object
 *   cast          a cast to the type that the value has
 *   fallthrough, empty, finally, try, varargs, synchronization; whole classes: lint-classes.ts
 */
import type {
  Annotation,
  ClassDecl,
  Expr,
  Modifiers,
  NodeBase,
  ParamDecl,
  Statement,
  Switch,
  Try,
  TypeNode,
} from '../1-parse/ast.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { SourceFile } from '../source.ts'
import type { Environment, PendingWarning } from './environment.ts'
import { skipParens, type Visitor, visitParts } from './flow-walk.ts'
import { lintClassRules, lintCloseable, lintDeprecated, lintOverloads, lintTextBlock, warn } from './lint-classes.ts'
import { outermostClass } from './members.ts'
import { completesNormally } from './normal-completion.ts'
import { isSpecialised } from './polymorphic.ts'
import { asSuper, isSameType, isSameTypes, isSubtype, isSubtypeUnchecked } from './relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol, type VarSymbol } from './symbols.ts'
import { classToString, erasure, isRaw, isReifiable, methodToString, typeToString } from './type-views.ts'
import type { Type } from './types.ts'

interface Suppression {
  readonly file: SourceFile
  readonly start: number
  readonly end: number
  readonly keys: ReadonlySet<string>
}

interface Lint extends Visitor {
  readonly env: Environment
  readonly suppressions: Suppression[]
  file: SourceFile
  /** The outermost class of the code that is being looked at. */
  outermost: ClassSymbol | undefined
  /** Inside of a deprecated declaration: it may use what is deprecated. */
  deprecated: boolean
  /** Methods that a warning about overloads has named. */
  readonly ambiguous: Set<MethodSymbol>
  readonly isSuppressed: (place: number, key: string) => boolean
  /** The last parameter of a method with @SafeVarargs: an array whose elements nothing checks. */
  unsafe: VarSymbol | undefined
  /** What the method at work returns. */
  result: Type | undefined
  /** Resources whose use has not been seen yet. */
  readonly resources: Set<VarSymbol>
}

export function createLint(env: Environment, file: SourceFile): Lint {
  const lint: Lint = {
    env,
    suppressions: [],
    file,
    outermost: undefined,
    deprecated: false,
    ambiguous: new Set(),
    isSuppressed: (place, key) =>
      lint.suppressions.some((s) => s.file === lint.file && s.start <= place && place < s.end && s.keys.has(key)),
    unsafe: undefined,
    result: undefined,
    resources: new Set(),
    expr: (e) => lintExpr(lint, e),
    lambda: (lambda) => {
      const { result } = lint
      lint.result = undefined
      for (const param of lambda.params) lintParam(lint, param)
      if (lambda.body.kind === 'Block') lintStatement(lint, lambda.body)
      else lintExpr(lint, lambda.body)
      lint.result = result
    },
    classBody: (decl) => lintClass(lint, decl),
    switchExpr: (e) => {
      lintExpr(lint, e.selector)
      for (const c of e.cases) for (const statement of c.body) lintStatement(lint, statement)
    },
  }
  return lint
}

/** Reports the warnings that no `@SuppressWarnings` covers. */
export function reportWarnings(env: Environment, warnings: readonly PendingWarning[], lint: Lint): void {
  for (const { file, start, end, key, code, args } of warnings) {
    const covered = lint.suppressions.some(
      (s) => s.file === file && s.start <= start && start < s.end && s.keys.has(key),
    )
    // The scanner of javac gives warnings about text blocks before it knows of annotations.
    if (!covered || key === 'text-blocks')
      env.reporter.report(warning(key, { code, severity: 'warning', file, start, end, args }))
  }
}

/** A warning without category is always given. */
function warning(key: string, diagnostic: Diagnostic): Diagnostic {
  return key === '' ? diagnostic : { ...diagnostic, lint: key }
}

// ---------------------------------------------------------------------------------------------- declarations

/** Notes what `@SuppressWarnings` covers; walks the part with `@Deprecated` in mind. */
function declaration(lint: Lint, node: NodeBase, annotations: readonly Annotation[], walk: () => void): void {
  const { deprecated } = lint
  for (const annotation of annotations) {
    const name = annotation.symbol?.binaryName
    if (name === 'java/lang/Deprecated') lint.deprecated = true
    else if (name === 'java/lang/SuppressWarnings') {
      const value = annotation.args[0]?.value
      const values = value?.kind === 'AnnotationArray' ? value.elements : value === undefined ? [] : [value]
      const keys = new Set<string>()
      for (const each of values) {
        if (each.kind !== 'Annotation' && each.kind !== 'AnnotationArray' && typeof each.constant === 'string') {
          keys.add(each.constant)
        }
      }
      lint.suppressions.push({ file: lint.file, start: annotation.start, end: node.end, keys })
    }
  }
  walk()
  lint.deprecated = deprecated
}

export function lintClass(lint: Lint, decl: ClassDecl): void {
  const outer = { file: lint.file, outermost: lint.outermost }
  const { symbol } = decl
  if (symbol?.file !== undefined) lint.file = symbol.file
  if (symbol !== undefined) lint.outermost ??= outermostClass(symbol)
  declaration(lint, decl, decl.modifiers.annotations, () => {
    lintModifiers(lint, decl, decl.modifiers)
    lintClassRules(lint, decl)
    lintDeprecated(lint, symbol, decl, isAnnotatedDeprecated(decl.modifiers.annotations))
    for (const p of decl.typeParams) for (const bound of p.bounds) lintType(lint, bound)
    lintType(lint, decl.superclass)
    for (const type of decl.interfaces) lintType(lint, type)
    for (const component of decl.components) lintParam(lint, component)
    for (const constant of decl.enumConstants) {
      lintDeprecated(lint, constant.symbol, constant.name, isAnnotatedDeprecated(constant.annotations))
      for (const arg of constant.args) lintExpr(lint, arg)
      if (constant.body !== undefined) lintClass(lint, constant.body)
    }
    for (const member of decl.members) {
      switch (member.kind) {
        case 'ClassDecl':
          lintClass(lint, member)
          break
        case 'InitializerDecl':
          lintStatement(lint, member.body)
          break
        case 'FieldDecl':
          declaration(lint, member, member.modifiers.annotations, () => {
            lintDeprecated(lint, member.symbol, member.name, isAnnotatedDeprecated(member.modifiers.annotations))
            lintType(lint, member.type)
            if (member.init !== undefined) lintExpr(lint, member.init)
          })
          break
        case 'MethodDecl':
          declaration(lint, member, member.modifiers.annotations, () => {
            lintModifiers(lint, member, member.modifiers)
            for (const p of member.typeParams) for (const bound of p.bounds) lintType(lint, bound)
            lintType(lint, member.returnType)
            for (const param of member.params) lintParam(lint, param)
            const outer = { unsafe: lint.unsafe, result: lint.result }
            lint.result = member.symbol?.type.result
            lintDeprecated(lint, member.symbol, member.name, isAnnotatedDeprecated(member.modifiers.annotations))
            lintOverloads(lint, member)
            lintVarargs(lint, member.symbol, member.params, member)
            if (member.body !== undefined) lintStatement(lint, member.body)
            Object.assign(lint, outer)
          })
      }
    }
  })
  Object.assign(lint, outer)
}

function lintModifiers(lint: Lint, node: NodeBase, modifiers: Modifiers): void {
  if (modifiers.list.some((m) => m.name === 'strictfp')) warn(lint, node, 'strictfp', 'HL0820')
}

const isAnnotatedDeprecated = (annotations: readonly Annotation[]): boolean =>
  annotations.some((a) => a.symbol?.binaryName === 'java/lang/Deprecated')

/** `@Deprecated` on a local variable or parameter says nothing to anybody. */
function lintLocal(lint: Lint, annotations: readonly Annotation[], name: NodeBase): void {
  if (isAnnotatedDeprecated(annotations)) warn(lint, name, 'deprecation', 'HL0829')
}

function lintParam(lint: Lint, param: ParamDecl): void {
  declaration(lint, param, param.modifiers.annotations, () => {
    lintLocal(lint, param.modifiers.annotations, param.name)
    lintType(lint, param.type)
  })
}

/** A variable number of arguments of a type that does not exist at run time (JLS 8.4.1, 9.6.4.7). */
function lintVarargs(
  lint: Lint,
  method: MethodSymbol | undefined,
  params: readonly ParamDecl[],
  place: NodeBase,
): void {
  if (method === undefined || (method.flags & Flags.VARARGS) === 0) return
  const last = method.type.params[method.type.params.length - 1]
  const node = params[params.length - 1]
  if (last?.kind !== 'array' || node === undefined) return
  const safe = method.knownAnnotations.has('SafeVarargs')
  const reifiable = isReifiable(last.element)
  lint.unsafe = !reifiable && safe ? node.symbol : undefined
  if (!reifiable && !safe) warn(lint, node.name, 'unchecked', 'HL0807', typeToString(last.element))
  if (reifiable && safe) warn(lint, place, 'varargs', 'HL0808', typeToString(last.element))
}

// ---------------------------------------------------------------------------------------------- types

function lintType(lint: Lint, node: TypeNode | undefined, mayBeRaw = false): void {
  if (node === undefined) return
  switch (node.kind) {
    case 'ClassType': {
      const { symbol, typeArgs } = node
      if (symbol?.kind === 'class') {
        lintUse(lint, symbol, node)
        if (!mayBeRaw && typeArgs === undefined && node.resolved?.kind === 'class' && symbol.typeParams.length > 0) {
          warn(lint, node, 'rawtypes', 'HL0804', classToString(symbol))
        }
      }
      lintType(lint, node.qualifier, true)
      for (const arg of typeArgs ?? []) lintType(lint, arg)
      return
    }
    case 'ArrayType':
      lintType(lint, node.element, mayBeRaw)
      return
    case 'WildcardType':
      lintType(lint, node.bound)
      return
    case 'UnionType':
      for (const each of node.alternatives) lintType(lint, each, true)
      return
    case 'IntersectionType':
      for (const each of node.bounds) lintType(lint, each, mayBeRaw)
      return
    default:
  }
}

/** A use of a deprecated declaration (JLS 9.6.4.6); the class that declares it may use it freely. */
function lintUse(
  lint: Lint,
  symbol: ClassSymbol | MethodSymbol | VarSymbol,
  node: { readonly pos: number; readonly end: number },
): void {
  if ((symbol.flags & Flags.DEPRECATED) === 0) return
  const owner = symbol.kind === 'class' ? symbol : symbol.owner
  if (owner.kind === 'class' && lint.outermost !== undefined && outermostClass(owner) === lint.outermost) return
  const removal = (symbol.flags & Flags.REMOVAL) !== 0
  if (lint.deprecated && !removal) return
  const name = symbol.kind === 'method' ? methodToString(nameOf(symbol), symbol.type) : symbol.name
  warn(lint, node, removal ? 'removal' : 'deprecation', removal ? 'HL0810' : 'HL0809', name)
}

function nameOf(method: MethodSymbol): string {
  return method.name === '<init>' ? method.owner.name : method.name
}

// ---------------------------------------------------------------------------------------------- expressions

function lintExpr(lint: Lint, e: Expr): void {
  switch (e.kind) {
    case 'Literal':
      if (e.literal === 'string') lintTextBlock(lint, e)
      return
    case 'Name':
      if (e.symbol?.kind === 'var') {
        lint.resources.delete(e.symbol)
        lintUse(lint, e.symbol, e)
      } else if (e.symbol?.kind === 'class') lintUse(lint, e.symbol, e)
      return
    case 'FieldAccess':
      if (e.symbol?.kind === 'var') {
        lintUse(lint, e.symbol, e)
        if ((e.symbol.flags & Flags.STATIC) !== 0) lintStatic(lint, e.target, e, e.symbol.name)
      } else if (e.symbol?.kind === 'class') lintUse(lint, e.symbol, e)
      break
    case 'Call':
      lintCalls(lint, e)
      return
    case 'New':
      lintType(lint, e.classType)
      if (e.constructorSymbol !== undefined) {
        lintUse(lint, e.constructorSymbol, e)
        lintInvocation(
          lint,
          e,
          e.constructorSymbol,
          e.classType.resolved,
          e.args,
          e.varargsCall === true,
          e.constructorType?.params,
        )
      }
      break
    case 'NewArray':
      lintType(lint, e.elementType)
      break
    case 'Assign':
      lintAssign(lint, e.target)
      lintUnsafe(lint, e.value, e.target.type)
      break
    case 'Cast': {
      lintType(lint, e.castType, true)
      lintUnsafe(lint, e.expr, e.castType.resolved)
      const from = e.expr.type
      const to = e.castType.resolved
      const value = skipParens(e.expr)
      const inner = value.kind
      // The cast decides what the method returns (JLS 15.12.3).
      const decides = value.kind === 'Call' && isSpecialised(value)
      if (
        !decides &&
        from !== undefined &&
        to !== undefined &&
        inner !== 'Lambda' &&
        inner !== 'MethodRef' &&
        isSameType(from, to)
      ) {
        warn(lint, e, 'cast', 'HL0812', typeToString(to))
      }
      break
    }
    case 'InstanceOf':
      lintType(lint, e.testType, true)
      lintUnsafe(lint, e.expr, e.testType.resolved)
      break
    case 'MethodRef':
      if (e.method !== undefined) lintUse(lint, e.method, e)
      lintReferenceResult(lint, e)
      break
    case 'TypeExpr':
      lintType(lint, e.typeNode, true)
      break
    default:
  }
  visitParts(e, lint)
}

/** Chains of calls are long: their spine is walked without recursion. */
function lintCalls(lint: Lint, e: Expr & { readonly kind: 'Call' }): void {
  let target: Expr | undefined = e
  while (target?.kind === 'Call') {
    const { method } = target
    if (method !== undefined) {
      lintUse(lint, method, target.name)
      if ((method.flags & Flags.STATIC) !== 0 && target.target !== undefined) {
        lintStatic(lint, target.target, target.name, method.name)
      }
      lintInvocation(
        lint,
        target,
        method,
        target.site,
        target.args,
        target.varargsCall === true,
        target.methodType?.params,
      )
    }
    for (const arg of target.args) lintExpr(lint, arg)
    target = target.target
  }
  if (target !== undefined) lintExpr(lint, target)
}

function lintStatic(lint: Lint, target: Expr, place: NodeBase, name: string): void {
  if (target.kind === 'TypeExpr') return
  // `super` is a value too.
  if ((target.kind === 'Name' || target.kind === 'FieldAccess') && target.symbol?.kind !== 'var') return
  warn(lint, place, 'static', 'HL0811', name)
}

/** Members of raw types, and arrays that varargs make of types that do not exist at run time. */
function lintInvocation(
  lint: Lint,
  e: Expr,
  method: MethodSymbol,
  site: Type | undefined,
  args: readonly Expr[],
  varargs: boolean,
  params: readonly Type[] | undefined,
): void {
  const { env } = lint
  const place = e.kind === 'Call' ? e.name : e
  if ((method.flags & Flags.STATIC) === 0 && isMemberOfRaw(env, site, method.owner)) {
    const declared = method.type.params
    if (!isSameTypes(declared, declared.map(erasure))) {
      const text = methodToString(nameOf(method), method.type)
      warn(lint, place, 'unchecked', 'HL0805', text, typeToString(method.owner.erasedType))
    }
  }
  args.forEach((arg, i) => {
    const formal = params?.[i] ?? params?.[params.length - 1]
    const declared = method.type.params[i] ?? method.type.params[method.type.params.length - 1]
    const isVarargs = (method.flags & Flags.VARARGS) !== 0 && i >= method.type.params.length - 1
    // A type variable that stands for the array's own type changes nothing.
    if (formal?.kind === 'array' && declared?.kind !== 'array') return
    if (formal !== undefined && isVarargs && declared !== undefined && isSameType(formal, declared)) return
    lintUnsafe(lint, arg, formal)
  })
  const last = params?.[params.length - 1]
  if ((method.flags & Flags.VARARGS) === 0 || last?.kind !== 'array') return
  if (varargs) {
    if (!isReifiable(last.element) && !method.knownAnnotations.has('SafeVarargs')) {
      warn(lint, place, 'unchecked', 'HL0806', typeToString(last))
    }
    return
  }
  const arg = args[args.length - 1]
  if (arg?.type === undefined || arg.type.kind === 'primitive' || last.element.kind === 'primitive') return
  if (isSubtype(env, arg.type, last.element) && !isSameType(erasure(last), erasure(arg.type))) {
    warn(lint, arg, '', 'HL0813', typeToString(last.element))
  }
}

/** The array of a method with @SafeVarargs gets into hands that may store in it. */
function lintUnsafe(lint: Lint, e: Expr, target: Type | undefined): void {
  const value = skipParens(e)
  if (lint.unsafe === undefined || value.kind !== 'Name' || value.symbol !== lint.unsafe || target === undefined) return
  if (target.kind === 'array' || target.kind === 'class') warn(lint, value, 'varargs', 'HL0830', value.symbol.name)
}

/** The result of a method reference may need an unchecked conversion. */
function lintReferenceResult(lint: Lint, e: Expr & { readonly kind: 'MethodRef' }): void {
  const wanted = e.functionType?.result
  const given = e.methodType?.result ?? (e.refKind === 'arrayConstructor' ? e.target.type : undefined)
  if (wanted === undefined || given === undefined) return
  if (wanted.kind === 'void' || wanted.kind === 'primitive' || given.kind === 'void' || given.kind === 'primitive')
    return
  if (isSubtypeUnchecked(lint.env, given, wanted) === 'unchecked') {
    warn(lint, e, 'unchecked', 'HL0801', typeToString(given), typeToString(wanted))
  }
}

function isMemberOfRaw(env: Environment, site: Type | undefined, owner: ClassSymbol): boolean {
  if (site === undefined || owner.typeParams.length === 0) return false
  if (site.kind !== 'class' && site.kind !== 'typevar' && site.kind !== 'intersection') return false
  const view = asSuper(env, site, owner)
  return view !== undefined && isRaw(view)
}

function lintAssign(lint: Lint, target: Expr): void {
  if (target.kind !== 'FieldAccess' || target.symbol?.kind !== 'var' || (target.symbol.flags & Flags.STATIC) !== 0)
    return
  const { owner, type } = target.symbol
  if (owner.kind !== 'class' || !isMemberOfRaw(lint.env, target.target.type, owner)) return
  if (!isSameType(type, erasure(type))) {
    warn(lint, target, 'unchecked', 'HL0805', target.symbol.name, typeToString(owner.erasedType))
  }
}

// ---------------------------------------------------------------------------------------------- statements

function lintStatement(lint: Lint, s: Statement): void {
  switch (s.kind) {
    case 'Block':
      for (const statement of s.statements) lintStatement(lint, statement)
      return
    case 'LocalVars':
      for (const v of s.declarators) {
        declaration(lint, s, v.modifiers.annotations, () => {
          lintLocal(lint, v.modifiers.annotations, v.name)
          lintType(lint, v.type)
          if (v.init !== undefined) {
            lintUnsafe(lint, v.init, v.symbol?.type)
            lintExpr(lint, v.init)
          }
        })
      }
      return
    case 'LocalClass':
      lintClass(lint, s.decl)
      return
    case 'ExprStatement':
      lintExpr(lint, s.expr)
      return
    case 'If':
      for (let each: Statement | undefined = s; each !== undefined; ) {
        if (each.kind !== 'If') {
          lintStatement(lint, each)
          return
        }
        if (each.then.kind === 'Empty' && each.else === undefined) warn(lint, each.then, 'empty', 'HL0814')
        lintExpr(lint, each.condition)
        lintStatement(lint, each.then)
        each = each.else
      }
      return
    case 'While':
    case 'DoWhile':
      lintExpr(lint, s.condition)
      lintStatement(lint, s.body)
      return
    case 'For':
      for (const part of s.init) lintStatement(lint, part)
      if (s.condition !== undefined) lintExpr(lint, s.condition)
      for (const part of s.update) lintStatement(lint, part)
      lintStatement(lint, s.body)
      return
    case 'ForEach':
      declaration(lint, s.variable, s.variable.modifiers.annotations, () => lintType(lint, s.variable.type))
      lintExpr(lint, s.iterable)
      lintStatement(lint, s.body)
      return
    case 'Labeled':
      lintStatement(lint, s.body)
      return
    case 'Switch':
      lintSwitch(lint, s)
      return
    case 'Return':
      if (s.value !== undefined) {
        lintUnsafe(lint, s.value, lint.result)
        lintExpr(lint, s.value)
      }
      return
    case 'Yield':
    case 'Throw':
      lintExpr(lint, s.value)
      return
    case 'Try':
      lintTry(lint, s)
      return
    case 'Synchronized':
      lintExpr(lint, s.lock)
      if (s.lock.type !== undefined && lint.env.unboxedType(s.lock.type) !== undefined) {
        warn(lint, s.lock, 'synchronization', 'HL0818')
      }
      lintStatement(lint, s.body)
      return
    case 'Assert':
      lintExpr(lint, s.condition)
      if (s.detail !== undefined) lintExpr(lint, s.detail)
      return
    case 'ConstructorCall':
      if (s.outer !== undefined) lintExpr(lint, s.outer)
      for (const arg of s.args) lintExpr(lint, arg)
      if (s.constructorSymbol !== undefined) {
        lintUse(lint, s.constructorSymbol, s)
      }
      return
    default:
  }
}

function lintSwitch(lint: Lint, s: Switch): void {
  lintExpr(lint, s.selector)
  s.cases.forEach((c, i) => {
    const next = s.cases[i + 1]
    if (!c.arrow && c.body.length > 0 && next !== undefined && c.body.every(completesNormally)) {
      warn(lint, next, 'fallthrough', 'HL0815')
    }
    for (const statement of c.body) lintStatement(lint, statement)
  })
}

function lintTry(lint: Lint, s: Try): void {
  const declared: { readonly symbol: VarSymbol; readonly name: NodeBase }[] = []
  for (const resource of s.resources) {
    if (resource.kind !== 'LocalVar') {
      lintExpr(lint, resource)
      continue
    }
    declaration(lint, resource, resource.modifiers.annotations, () => {
      lintType(lint, resource.type)
      if (resource.symbol !== undefined) lintCloseable(lint, resource.symbol.type, resource.name)
      if (resource.init !== undefined) lintExpr(lint, resource.init)
    })
    if (resource.symbol !== undefined) {
      declared.push({ symbol: resource.symbol, name: resource.name })
      lint.resources.add(resource.symbol)
    }
  }
  lintStatement(lint, s.block)
  for (const { symbol, name } of declared) {
    if (lint.resources.delete(symbol)) warn(lint, name, 'try', 'HL0816', symbol.name)
  }
  for (const c of s.catches) {
    declaration(lint, c.param, c.param.modifiers.annotations, () => lintType(lint, c.param.type, true))
    lintStatement(lint, c.body)
  }
  if (s.finally === undefined) return
  lintStatement(lint, s.finally)
  if (!completesNormally(s.finally)) {
    const at = s.finally.closeBrace
    warn(lint, { pos: at, end: at + 1 }, 'finally', 'HL0817')
  }
}
