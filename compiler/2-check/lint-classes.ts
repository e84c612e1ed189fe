/**
 * Warnings about whole classes, as javac's -Xlint has them:
 *
 *   serial      a serializable class says which version its form has
 *   overrides   equals without hashCode; one of two methods that override has variable arity
 *   overloads   two methods that an implicit lambda could mean both
 *   dep-ann     @deprecated in the comment, but not as an annotation
 *   try         resources whose close may be interrupted
 *   text-blocks white space that does not mean what it looks like
 *
 * missing-explicit-ctor is about packages that a module exports: without modules javac never gives it, so hlc has none.
 */
import type { ClassDecl, MethodDecl, NodeBase } from '../1-parse/ast.ts'
import type { SourceFile } from '../source.ts'
import { constantOf } from './context.ts'
import type { Environment } from './environment.ts'
import { functionalMethod } from './functional.ts'
import { classImplementation, hasSameSignature, isMemberOf, methodsNamed, overrides } from './members.ts'
import { isSubtype, methodTypeIn } from './relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol, type VarSymbol } from './symbols.ts'
import { adaptTypeParams, classToString, isSubclass, methodToString, typeToString } from './type-views.ts'
import type { Type } from './types.ts'

/** What the rules need of the walk over the program. */
export interface ClassLint {
  readonly env: Environment
  readonly file: SourceFile
  readonly isSuppressed: (place: number, key: string) => boolean
  /** Methods that a warning about overloads has named. */
  readonly ambiguous: Set<MethodSymbol>
}

export function warn(
  lint: Pick<ClassLint, 'env' | 'file'>,
  node: { readonly pos: number; readonly end: number },
  key: string,
  code: string,
  ...args: string[]
): void {
  lint.env.warn(lint.file, node, key, code, ...args)
}

export function lintClassRules(lint: ClassLint, decl: ClassDecl): void {
  const { symbol } = decl
  if (symbol === undefined) return
  const place = { pos: decl.pos, end: decl.pos + 1 }
  lintSerial(lint, decl, symbol, place)
  lintEquals(lint, symbol, place)
  lintCloseable(lint, symbol.thisType ?? symbol.erasedType, place)
}

// ---------------------------------------------------------------------------------------------- serial

function lintSerial(
  lint: ClassLint,
  decl: ClassDecl,
  symbol: ClassSymbol,
  place: { readonly pos: number; readonly end: number },
): void {
  const notAsked = Flags.ENUM | Flags.INTERFACE
  if (symbol.name === '' || (symbol.flags & notAsked) !== 0 || !isSubclass(symbol, lint.env.symbols.serializable))
    return
  const field = symbol.fields.get('serialVersionUID')
  if (field === undefined) {
    if (decl.classKind !== 'record') warn(lint, place, 'serial', 'HL0821', classToString(symbol))
    return
  }
  const written = decl.members.find((m) => m.kind === 'FieldDecl' && m.symbol === field)
  if (written?.kind !== 'FieldDecl') return
  const isConstantField = Flags.STATIC | Flags.FINAL
  const wrong =
    (field.flags & isConstantField) !== isConstantField ||
    field.type.kind !== 'primitive' ||
    field.type.name !== 'long' ||
    constantOf(field) === undefined
  if (wrong) warn(lint, written.name, 'serial', 'HL0822')
}

// ---------------------------------------------------------------------------------------------- overrides

/** Equal objects have equal hash codes: a class with `equals` has `hashCode` too, or inherits one that is not Object's. */
function lintEquals(lint: ClassLint, symbol: ClassSymbol, place: { readonly pos: number; readonly end: number }): void {
  const { env } = lint
  const notAsked = Flags.ENUM | Flags.INTERFACE | Flags.ABSTRACT
  if ((symbol.flags & notAsked) !== 0 || !symbol.methods.has('equals')) return
  if (symbol.name === '' && symbol.interfaces[0]?.symbol.binaryName === 'java/util/Comparator') return
  const ofObject = (name: string): MethodSymbol | undefined =>
    env.symbols.object.methods.get(name)?.find((m) => (m.flags & Flags.PUBLIC) !== 0)
  const equals = ofObject('equals')
  const hashCode = ofObject('hashCode')
  if (equals === undefined || hashCode === undefined) return
  if (classImplementation(env, equals, symbol)?.owner !== symbol) return
  if (classImplementation(env, hashCode, symbol) !== hashCode) return
  warn(lint, place, 'overrides', 'HL0823', classToString(symbol))
}

// ---------------------------------------------------------------------------------------------- overloads

export function lintOverloads(lint: ClassLint, decl: MethodDecl): void {
  const { env } = lint
  const method = decl.symbol
  if (method === undefined || method.name === '<init>' || method.type.params.length === 0) return
  const cls = method.owner
  const site = cls.thisType ?? cls.erasedType
  const others = methodsNamed(env, site, method.name).filter((m) => m !== method)
  if (others.length === 0) return
  if ((method.flags & Flags.STATIC) === 0 && overridesAny(env, method, cls)) return
  for (const other of others.reverse()) {
    if (lint.ambiguous.has(method) || lint.ambiguous.has(other) || !isMemberOf(env, other, cls)) continue
    if (!areAmbiguous(env, site, method, other) || lint.isSuppressed(decl.pos, 'overloads')) continue
    lint.ambiguous.add(method)
    lint.ambiguous.add(other)
    const show = (m: MethodSymbol): string => methodToString(m.name, m.type, (m.flags & Flags.VARARGS) !== 0)
    warn(lint, decl, 'overloads', 'HL0824', show(method), show(other))
  }
}

function overridesAny(env: Environment, method: MethodSymbol, cls: ClassSymbol): boolean {
  const seen = new Set<ClassSymbol>()
  const pending = [...(cls.superclass === undefined ? [] : [cls.superclass]), ...cls.interfaces].map((t) => t.symbol)
  for (let c = pending.pop(); c !== undefined; c = pending.pop()) {
    if (seen.has(c)) continue
    seen.add(c)
    if ((c.methods.get(method.name) ?? []).some((m) => overrides(env, method, m, cls))) return true
    pending.push(...(c.superclass === undefined ? [] : [c.superclass.symbol]), ...c.interfaces.map((t) => t.symbol))
  }
  return false
}

/** All parameters fit one another but those of functional types, whose functions take equally many arguments. */
function areAmbiguous(env: Environment, site: Type, one: MethodSymbol, two: MethodSymbol): boolean {
  const first = methodTypeIn(env, site, one)
  const declared = methodTypeIn(env, site, two)
  const bare = (m: typeof first): typeof first => ({ ...m, params: [] })
  const second = hasSameSignature(bare(first), bare(declared)) ? adaptTypeParams(declared, first) : declared
  const length = Math.max(first.params.length, second.params.length)
  const left = expanded(first.params, one, length)
  const right = expanded(second.params, two, length)
  if (left.length !== right.length) return false
  let found = false
  for (const [i, a] of left.entries()) {
    const b = right[i]!
    if (isSubtype(env, a, b) || isSubtype(env, b, a)) continue
    const arity = functionArity(env, a)
    if (arity === 0 || arity !== functionArity(env, b)) return false
    found = true
  }
  return found
}

/** Parameters as a call with that many arguments sees them. */
function expanded(params: readonly Type[], method: MethodSymbol, length: number): readonly Type[] {
  const last = params[params.length - 1]
  if ((method.flags & Flags.VARARGS) === 0 || last?.kind !== 'array') return params
  const fixed = params.slice(0, -1)
  return [...fixed, ...Array.from({ length: Math.max(length - fixed.length, 0) }, () => last.element)]
}

const functionArity = (env: Environment, type: Type): number =>
  type.kind !== 'class' || (type.symbol.flags & Flags.INTERFACE) === 0
    ? 0
    : (functionalMethod(env, type.symbol)?.type.params.length ?? 0)

// ---------------------------------------------------------------------------------------------- dep-ann

export function lintDeprecated(
  lint: ClassLint,
  symbol: ClassSymbol | MethodSymbol | VarSymbol | undefined,
  place: NodeBase,
  annotated: boolean,
): void {
  if (symbol === undefined || annotated || (symbol.flags & Flags.DEPRECATED) === 0) return
  warn(lint, { pos: place.pos, end: place.pos + 1 }, 'dep-ann', 'HL0825')
}

// ---------------------------------------------------------------------------------------------- try

/** A resource's `close` that may throw an InterruptedException: the interruption may get lost. */
export function lintCloseable(
  lint: ClassLint,
  type: Type,
  place: { readonly pos: number; readonly end: number },
): void {
  const { env } = lint
  const { autoCloseable } = env.symbols
  if (type.kind !== 'class' || type.symbol === autoCloseable || !isSubclass(type.symbol, autoCloseable)) return
  const close = methodsNamed(env, type, 'close').find((m) => m.type.params.length === 0)
  const interrupted = env.loadClass('java/lang/InterruptedException')
  if (close === undefined || interrupted === undefined) return
  const throws = methodTypeIn(env, type, close).throws
  if (throws.some((each) => isSubtype(env, interrupted.erasedType, each))) {
    warn(lint, place, 'try', 'HL0826', typeToString(type))
  }
}

// ---------------------------------------------------------------------------------------------- text-blocks

/** Lines of a text block that are indented in different ways, and white space at their ends, which is removed. */
export function lintTextBlock(lint: ClassLint, literal: NodeBase): void {
  const { text } = lint.file
  if (!text.startsWith('"""', literal.start)) return
  const raw = text.slice(literal.start + 3, literal.end - 3).replace(/\r\n?/g, '\n')
  const content = raw.slice(raw.indexOf('\n') + 1)
  if (content === '') return
  const lines = content.split('\n')
  const indentOf = (line: string): number => /^\s*/.exec(line)![0].length
  const last = lines[lines.length - 1]!
  // With the closing delimiter at the beginning of a line nothing is stripped.
  let indent = last === '' ? 0 : indentOf(last)
  if (last !== '') {
    for (const line of lines) if (line.trim() !== '') indent = Math.min(indent, indentOf(line))
  }
  const start = last.slice(0, indent)
  const written = last === '' ? lines.slice(0, -1) : lines
  const place = { pos: literal.start, end: literal.start + 3 }
  if (written.some((line) => line.trim() !== '' && !line.startsWith(start))) warn(lint, place, 'text-blocks', 'HL0827')
  if (written.some((line) => line.length > indent && /\s$/.test(line))) warn(lint, place, 'text-blocks', 'HL0828')
}
