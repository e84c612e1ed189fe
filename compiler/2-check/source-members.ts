/**
 * Members of classes from source (JLS 8.2 to 8.10, 9.2 to 9.6): fields, methods and constructors as declared, and those
 * that the language adds: default constructors, `values` and `valueOf` of enums, fields, accessors and the canonical
 * constructor of records. Bodies are not looked at.
 */
import type { FieldDecl, MethodDecl, ParamDecl, TypeNode } from '../1-parse/ast.ts'
import type { Environment } from './environment.ts'
import { erasure, isSameTypes } from './relations.ts'
import { isDeprecatedInComment } from './doc-comments.ts'
import { resolveType, type Scope, scopeOfClass, typeParamScope } from './scope.ts'
import { completeBounds, flagsOf } from './source-symbols.ts'
import { type ClassSymbol, Flags, MethodSymbol, VarSymbol } from './symbols.ts'
import { dimensionsOf, isString, MAX_DIMENSIONS, mayInheritAnything, newTypeVariable } from './type-views.ts'
import { BOOLEAN, ERROR, INT, type MethodType, type Type, VOID } from './types.ts'

type Env = Environment

const ACCESS = Flags.PUBLIC | Flags.PROTECTED | Flags.PRIVATE

const KNOWN_ANNOTATIONS = new Set(['Override', 'Deprecated', 'SafeVarargs', 'FunctionalInterface'])

export function completeSourceMembers(env: Env, symbol: ClassSymbol): void {
  const decl = symbol.decl!
  const scope = scopeOfClass(env, symbol)
  if (decl.classKind === 'record') recordFields(env, symbol, scope)
  if (decl.classKind === 'enum') {
    enumConstants(env, symbol)
    enumMethods(env, symbol)
  }
  const needsDefault =
    (decl.classKind === 'class' || decl.classKind === 'enum') &&
    decl.name.name !== '' &&
    symbol.name !== '' &&
    !decl.members.some((m) => m.kind === 'MethodDecl' && m.methodKind === 'constructor')
  if (needsDefault) defaultConstructor(symbol)
  for (const member of decl.members) {
    if (member.kind === 'FieldDecl') declareField(env, symbol, scope, member)
    else if (member.kind === 'MethodDecl') declareMethod(env, symbol, scope, member)
  }
  if (decl.classKind === 'record') recordMethods(env, symbol)
}

function addMethod(symbol: ClassSymbol, method: MethodSymbol): void {
  const group = symbol.methods.get(method.name)
  if (group === undefined) symbol.methods.set(method.name, [method])
  else group.push(method)
}

function addField(env: Env, symbol: ClassSymbol, field: VarSymbol, node: { pos: number; end: number }): void {
  if (symbol.fields.has(field.name)) {
    env.error(symbol.file!, node, 'HL0106', field.name, symbol.name === '' ? 'this class' : symbol.name)
    return
  }
  symbol.fields.set(field.name, field)
}

// ---------------------------------------------------------------------------------------------------- fields

function declareField(env: Env, symbol: ClassSymbol, scope: Scope, decl: FieldDecl): void {
  let flags = flagsOf(decl.modifiers, symbol.file, decl.modifiers.start >= 0 ? decl.modifiers.start : decl.type.start)
  if ((symbol.flags & Flags.INTERFACE) !== 0) flags |= Flags.PUBLIC | Flags.STATIC | Flags.FINAL
  const isStatic = (flags & Flags.STATIC) !== 0
  const type = resolveType(env, isStatic ? typeParamScope(scope, [], true) : scope, decl.type)
  const field = new VarSymbol(decl.name.name, 'field', symbol, flags, type)
  field.pos = decl.name.pos
  field.decl = decl
  decl.symbol = field
  const constantType = type.kind === 'primitive' || isString(type)
  if ((flags & Flags.FINAL) !== 0 && decl.init !== undefined && constantType) {
    field.lazyConstant = () => env.hooks.fieldConstant?.(field)
  }
  addField(env, symbol, field, decl)
}

function enumConstants(env: Env, symbol: ClassSymbol): void {
  const flags = Flags.PUBLIC | Flags.STATIC | Flags.FINAL | Flags.ENUM
  for (const constant of symbol.decl!.enumConstants) {
    const deprecated = constant.annotations.some(
      (a) => a.name.kind === 'ClassType' && a.name.name.name === 'Deprecated',
    )
    const inComment = symbol.file !== undefined && isDeprecatedInComment(symbol.file, constant.start)
    const all = deprecated || inComment ? flags | Flags.DEPRECATED : flags
    const field = new VarSymbol(constant.name.name, 'enumConstant', symbol, all, symbol.erasedType)
    field.pos = constant.name.pos
    constant.symbol = field
    addField(env, symbol, field, constant)
  }
}

// ---------------------------------------------------------------------------------------------------- methods

function declareMethod(env: Env, symbol: ClassSymbol, scope: Scope, decl: MethodDecl): void {
  const isConstructor = decl.methodKind !== 'method' && decl.methodKind !== 'annotationElement'
  const flags = methodFlags(symbol, decl, isConstructor)
  const placeholder: MethodType = { typeParams: [], params: [], result: VOID, throws: [] }
  const method = new MethodSymbol(isConstructor ? '<init>' : decl.name.name, symbol, flags, placeholder)
  method.decl = decl
  decl.symbol = method
  const typeParams = decl.typeParams.map((p) => newTypeVariable(p.name.name, method, env.types.object))
  const isStatic = (flags & Flags.STATIC) !== 0
  const inside = typeParams.length > 0 || isStatic ? typeParamScope(scope, typeParams, isStatic) : scope
  completeBounds(env, inside, decl.typeParams, typeParams)
  const result = decl.returnType === undefined ? VOID : resolveType(env, inside, decl.returnType)
  if (decl.methodKind === 'compact') {
    method.params = symbol.components.map((c) => compactParam(method, c))
  } else {
    method.params = decl.params.map((p) => declareParam(env, inside, method, p))
  }
  const names = new Set<string>()
  for (let i = 0; i < decl.params.length; i++) {
    const param = decl.params[i]!
    if (names.has(param.name.name)) env.error(symbol.file!, param, 'HL0107', param.name.name)
    names.add(param.name.name)
  }
  const throws = decl.throws.map((node) => thrownType(env, inside, node))
  method.type = { typeParams, params: method.params.map((p) => p.type), result, throws }
  const receiver = decl.receiver?.type
  if (receiver !== undefined) resolveType(env, inside, receiver, { noBoundsCheck: true })
  method.hasDefault = decl.defaultValue !== undefined
  for (const a of decl.modifiers.annotations) {
    if (a.name.kind === 'ClassType' && KNOWN_ANNOTATIONS.has(a.name.name.name)) {
      method.knownAnnotations.add(a.name.name.name)
    }
  }
  addMethod(symbol, method)
}

function methodFlags(symbol: ClassSymbol, decl: MethodDecl, isConstructor: boolean): number {
  let flags = flagsOf(decl.modifiers, symbol.file, decl.start)
  if ((symbol.flags & Flags.INTERFACE) !== 0) {
    if ((flags & ACCESS) === 0) flags |= Flags.PUBLIC
    if ((flags & (Flags.DEFAULT | Flags.STATIC | Flags.PRIVATE)) === 0) flags |= Flags.ABSTRACT
  }
  if (isConstructor) {
    if ((symbol.flags & Flags.ENUM) !== 0) flags |= Flags.PRIVATE
    if (decl.methodKind === 'compact') flags |= Flags.COMPACT
  }
  if (decl.params.some((p) => p.varargs)) flags |= Flags.VARARGS
  if (decl.methodKind === 'compact' && symbol.decl!.components.some((p) => p.varargs)) flags |= Flags.VARARGS
  return flags
}

function declareParam(env: Env, scope: Scope, method: MethodSymbol, decl: ParamDecl): VarSymbol {
  const element = decl.type === undefined ? ERROR : resolveType(env, scope, decl.type)
  const type: Type = decl.varargs && element !== ERROR ? { kind: 'array', element } : element
  if (decl.varargs && dimensionsOf(element) === MAX_DIMENSIONS) env.error(scope.unit.file, decl, 'HL0706')
  const param = new VarSymbol(decl.name.name, 'param', method, flagsOf(decl.modifiers) & Flags.FINAL, type)
  param.pos = decl.name.pos
  decl.symbol = param
  return param
}

function compactParam(method: MethodSymbol, component: VarSymbol): VarSymbol {
  const param = new VarSymbol(component.name, 'param', method, Flags.MANDATED, component.type)
  param.pos = component.pos
  return param
}

function thrownType(env: Env, scope: Scope, node: TypeNode): Type {
  const type = resolveType(env, scope, node)
  env.later(() => {
    if (type.kind === 'error') return
    // Of a variable's bounds the first is the class (JLS 4.4).
    const t = erasure(type)
    let ok = false
    for (let c = t.kind === 'class' ? t.symbol : undefined; c !== undefined; c = c.superclass?.symbol) {
      if (c === env.symbols.throwable || mayInheritAnything(c)) ok = true
    }
    if (!ok) env.error(scope.unit.file, node, 'HL0143')
  })
  return type
}

/** JLS 8.8.9: the access of the class, no parameters. */
function defaultConstructor(symbol: ClassSymbol): void {
  const access = (symbol.flags & Flags.ENUM) !== 0 ? Flags.PRIVATE : symbol.flags & ACCESS
  const type: MethodType = { typeParams: [], params: [], result: VOID, throws: [] }
  addMethod(symbol, new MethodSymbol('<init>', symbol, access | Flags.IMPLICIT, type))
}

/** `values()` and `valueOf(String)` (JLS 8.9.3). */
function enumMethods(env: Env, symbol: ClassSymbol): void {
  const flags = Flags.PUBLIC | Flags.STATIC | Flags.IMPLICIT
  const array: Type = { kind: 'array', element: symbol.erasedType }
  addMethod(
    symbol,
    new MethodSymbol('values', symbol, flags, { typeParams: [], params: [], result: array, throws: [] }),
  )
  const string = env.types.string
  const type: MethodType = { typeParams: [], params: [string], result: symbol.erasedType, throws: [] }
  const finder = new MethodSymbol('valueOf', symbol, flags, type)
  finder.params = [new VarSymbol('name', 'param', finder, Flags.MANDATED, string)]
  addMethod(symbol, finder)
}

// ---------------------------------------------------------------------------------------------------- records

function recordFields(env: Env, symbol: ClassSymbol, scope: Scope): void {
  const components: VarSymbol[] = []
  for (const decl of symbol.decl!.components) {
    const element = decl.type === undefined ? ERROR : resolveType(env, scope, decl.type)
    const type: Type = decl.varargs && element !== ERROR ? { kind: 'array', element } : element
    const field = new VarSymbol(decl.name.name, 'field', symbol, Flags.PRIVATE | Flags.FINAL, type)
    field.pos = decl.name.pos
    decl.symbol = field
    components.push(field)
    if (symbol.fields.has(field.name)) env.error(symbol.file!, decl, 'HL0108', field.name)
    else symbol.fields.set(field.name, field)
  }
  symbol.components = components
}

/** The canonical constructor and the accessors that the source leaves out (JLS 8.10.3, 8.10.4). */
function recordMethods(env: Env, symbol: ClassSymbol): void {
  const components = symbol.components
  const types = components.map((c) => c.type)
  const declared = symbol.methods.get('<init>') ?? []
  const canonical = declared.some((m) => (m.flags & Flags.COMPACT) !== 0 || isSameTypes(m.type.params, types))
  if (!canonical) {
    const varargs = symbol.decl!.components.some((p) => p.varargs) ? Flags.VARARGS : 0
    const flags = (symbol.flags & ACCESS) | Flags.IMPLICIT | varargs
    const type: MethodType = { typeParams: [], params: types, result: VOID, throws: [] }
    const method = new MethodSymbol('<init>', symbol, flags, type)
    method.params = components.map((c) => compactParam(method, c))
    addMethod(symbol, method)
  }
  // Record makes these abstract; every record has its own (JLS 8.10.3).
  const object = env.types.object
  implicitUnlessDeclared(symbol, 'toString', [], env.types.string, Flags.FINAL)
  implicitUnlessDeclared(symbol, 'hashCode', [], INT, Flags.FINAL)
  implicitUnlessDeclared(symbol, 'equals', [object], BOOLEAN, Flags.FINAL)
  for (const c of components) implicitUnlessDeclared(symbol, c.name, [], c.type, 0)
}

function implicitUnlessDeclared(
  symbol: ClassSymbol,
  name: string,
  params: readonly Type[],
  result: Type,
  extraFlags: number,
): void {
  const exists = symbol.methods.get(name)?.some((m) => isSameTypes(m.type.params, params))
  if (exists === true) return
  const flags = Flags.PUBLIC | Flags.IMPLICIT | extraFlags
  const method = new MethodSymbol(name, symbol, flags, { typeParams: [], params, result, throws: [] })
  method.params = params.map((t) => new VarSymbol('o', 'param', method, 0, t))
  addMethod(symbol, method)
}
