/**
 * Access methods for what a nested class or lambda may name but the JVM does not let it reach: protected members that
 * an enclosing class inherits from another package (JLS 6.6.2; JVMS 5.4.4), and `Outer.super.m()`. The enclosing class
 * gets a static synthetic method that does the access.
 */
import type { Call, Expr, MemberRef } from '../1-parse/ast.ts'
import { methodDescriptorOf } from '../2-check/descriptors.ts'
import { packageOf } from '../2-check/members.ts'
import { erasure, isSubclass } from '../2-check/relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol, VarSymbol } from '../2-check/symbols.ts'
import { type Type, VOID } from '../2-check/types.ts'
import type { ClassScope, MethodScope } from './context.ts'
import { assign, block, call, exprStatement, field, nameOf, placeOf, returnValue } from './trees.ts'

export function needsAccessor(s: MethodScope, member: MethodSymbol | VarSymbol): boolean {
  refusePrivateBeforeNests(s, member)
  if ((member.flags & Flags.PROTECTED) === 0 || member.name === '<init>') return false
  const owner = member.owner
  if (owner.kind !== 'class' || packageOf(owner) === packageOf(s.cls.symbol)) return false
  return !isSubclass(s.cls.symbol, owner) && accessingClass(s, owner) !== undefined
}

/** Nested classes share private members by nest mates (JVMS 5.4.4), which class files before release 11 lack. */
function refusePrivateBeforeNests(s: MethodScope, member: MethodSymbol | VarSymbol): void {
  const { lowering, symbol, decl } = s.cls
  if (lowering.options.release >= 11 || (member.flags & Flags.PRIVATE) === 0 || member.owner === symbol) return
  if (member.owner.kind !== 'class') return
  const start = decl?.pos ?? 0
  lowering.reporter.report({
    code: 'HL0705',
    severity: 'error',
    file: lowering.file,
    start,
    end: start,
    args: [member.name],
  })
}

/** The enclosing class that inherits the member. */
function accessingClass(s: MethodScope, owner: ClassSymbol): ClassScope | undefined {
  for (let cls: ClassScope | undefined = s.cls.outer; cls !== undefined; cls = cls.outer) {
    if (isSubclass(cls.symbol, owner)) return cls
  }
  return undefined
}

const typeOf = (cls: ClassScope): Type => cls.type

/** As javac names them: a number for each member, then two digits that tell reading 00, `super.` 01 and writing 02. */
const accessName = (cls: ClassScope, kind: '00' | '01' | '02'): string => `access$${cls.accessors.size}${kind}`

/** A made static method of `cls` with these parameters. */
function addAccessor(
  cls: ClassScope,
  at: Expr,
  key: string,
  kind: '00' | '01' | '02',
  params: readonly Type[],
  result: Type,
  body: (params: readonly Expr[]) => Expr,
): MemberRef {
  const known = cls.accessors.get(key)
  if (known !== undefined) return known
  const name = accessName(cls, kind)
  const descriptor = methodDescriptorOf({ params, result })
  const owner = cls.symbol.binaryName
  const isInterface = (cls.symbol.flags & Flags.INTERFACE) !== 0
  const ref: MemberRef = { owner, name, descriptor, isInterface, mode: 'static' }
  cls.accessors.set(key, ref)
  const symbols = params.map((type, i) => new VarSymbol(`x${i}`, 'param', cls.symbol, Flags.SYNTHETIC, type))
  const value = body(symbols.map((symbol) => nameOf(at, symbol)))
  const statement = result === VOID ? exprStatement(at, value) : returnValue(at, value)
  cls.extraMethods.push({
    accessFlags: Flags.STATIC | Flags.SYNTHETIC,
    name,
    descriptor,
    signature: undefined,
    exceptions: [],
    params: symbols.map((symbol) => ({ symbol, type: symbol.type, accessFlags: Flags.SYNTHETIC, annotations: [] })),
    result,
    body: block(at, [statement]),
    pos: cls.decl?.pos ?? at.pos,
    annotations: [],
    deprecated: false,
    defaultValue: undefined,
    keepParameters: false,
  })
  return ref
}

/** A read of the field through the accessor; `writeAccessed` turns it into a write. */
export function accessedField(s: MethodScope, e: Extract<Expr, { kind: 'FieldAccess' }>): Expr {
  const ref = e.ref!
  const cls = accessingClass(s, symbolOwner(s, ref)) ?? s.cls.outer
  if (cls === undefined) return e
  const isStatic = ref.mode === 'static'
  const params = isStatic ? [] : [typeOf(cls)]
  const method = addAccessor(cls, e, `get ${ref.owner}.${ref.name}`, '00', params, e.type!, ([object]) =>
    field(e, object, { ...ref, owner: cls.symbol.binaryName }, e.type!),
  )
  cls.accessedFields.set(method.name, e)
  return call(e, undefined, method, isStatic ? [] : [e.target], e.type!)
}

/** Assigns to the field that `read`, a call of an access method, reads. */
export function writeAccessed(s: MethodScope, read: Call, value: Expr): Expr {
  let cls: ClassScope | undefined = s.cls
  while (cls !== undefined && cls.symbol.binaryName !== read.ref!.owner) cls = cls.outer
  const place = cls?.accessedFields.get(read.ref!.name)
  if (cls === undefined || place === undefined) throw new Error(`${read.ref!.name} is not assignable`)
  const ref = { ...place.ref!, owner: cls.symbol.binaryName }
  const type = place.type!
  const params = [...read.args.map((arg) => arg.type!), type]
  const method = addAccessor(cls, read, `set ${ref.owner}.${ref.name}`, '02', params, type, (values) => {
    const object = values.length > 1 ? values[0] : undefined
    return assign(read, field(read, object, ref, type), values[values.length - 1]!)
  })
  return call(read, undefined, method, [...read.args, value], type)
}

/** The enclosing class whose name the reference has, or that inherits from it. */
function symbolOwner(s: MethodScope, ref: MemberRef): ClassSymbol {
  for (let cls: ClassScope | undefined = s.cls.outer; cls !== undefined; cls = cls.outer) {
    if (cls.symbol.binaryName === ref.owner) return cls.symbol
  }
  return s.cls.lowering.env.classReference(ref.owner)
}

export function accessedMethod(s: MethodScope, made: Expr, ref: MemberRef, method: MethodSymbol): Expr {
  if (made.kind !== 'Call') return made
  const { target } = made
  const superclass = ref.mode === 'special' && target?.type?.kind === 'class' ? target.type.symbol : undefined
  let cls: ClassScope | undefined
  if (superclass !== undefined) {
    for (cls = s.cls; cls !== undefined && cls.symbol !== superclass; ) cls = cls.outer
  } else cls = accessingClass(s, method.owner)
  if (cls === undefined) return made
  const isStatic = ref.mode === 'static'
  const declared = method.type.params.map(erasure)
  const params = isStatic ? declared : [typeOf(cls), ...declared]
  const key = `${ref.mode} ${ref.owner}.${ref.name}${ref.descriptor}`
  const inner = ref.mode === 'special' ? ref : { ...ref, owner: cls.symbol.binaryName }
  const self = cls.type
  const accessor = addAccessor(
    cls,
    made,
    key,
    ref.mode === 'special' ? '01' : '00',
    params,
    erasure(method.type.result),
    (values) => {
      const object = isStatic ? undefined : { ...values[0]!, ...placeOf(made), type: self }
      return call(made, object, inner, isStatic ? values : values.slice(1), made.type!)
    },
  )
  return call(
    made,
    undefined,
    accessor,
    isStatic || target === undefined ? made.args : [target, ...made.args],
    made.type!,
  )
}
