/**
 * Access methods for what a class may name but the JVM does not let it reach:
 *   protected members that an enclosing class inherits from another package (JLS 6.6.2; JVMS 5.4.4); `C.super.m()` and
 *   `C.super.field`, each use with an access method of its own, as javac has them;
 *   private members of the other classes of the nest, where class files have no nest mates yet (before release 11).
 * The class that may do it gets a static synthetic method `access$NCC`: N counts the accessed members of the file, CC
 * says what is done: 00 read or call, 01 call through `super`, 02 write, 04 to 10 increments and decrements, from 12 on
 * compound assignments. A private constructor is reached through another one with an additional parameter of a class
 * that no source can name.
 */
import type { Call, CompoundAssign, Expr, FieldAccess, MemberRef, Unary } from '../1-parse/ast.ts'
import { internalNameOf, methodDescriptorOf } from '../2-check/descriptors.ts'
import { packageOf } from '../2-check/members.ts'
import { erasure, isSubclass } from '../2-check/relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol, VarSymbol } from '../2-check/symbols.ts'
import { INT, LONG, type PrimitiveType, type Type, VOID } from '../2-check/types.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import type { Lowering, MethodScope } from './context.ts'
import { coerce } from './convert.ts'
import type { LoweredMethod } from './lowered.ts'
import { enclosingInstanceClass, hasEnumParameters, isWithinLocal } from './references.ts'
import { helperClass } from './synthetic-class.ts'
import {
  type At,
  assign,
  block,
  call,
  castTo,
  exprStatement,
  field,
  nameOf,
  nullLiteral,
  placeOf,
  returnValue,
} from './trees.ts'

export function needsAccessor(s: MethodScope, member: MethodSymbol | VarSymbol): boolean {
  if (needsPrivateAccess(s, member)) return true
  if ((member.flags & Flags.PROTECTED) === 0 || member.name === '<init>') return false
  const owner = member.owner
  if (owner.kind !== 'class' || packageOf(owner) === packageOf(s.cls.symbol)) return false
  return !isSubclass(s.cls.symbol, owner) && inheritingClass(s, owner) !== undefined
}

/** Nested classes share private members as nest mates (JVMS 5.4.4), which class files before release 11 lack. */
function needsPrivateAccess(s: MethodScope, member: MethodSymbol | VarSymbol): boolean {
  const { lowering, symbol } = s.cls
  if (lowering.options.release >= 11 || (member.flags & Flags.PRIVATE) === 0) return false
  return member.owner.kind === 'class' && member.owner !== symbol
}

/** The enclosing class that inherits the member. */
function inheritingClass(s: MethodScope, owner: ClassSymbol): ClassSymbol | undefined {
  for (let cls = s.cls.outer; cls !== undefined; cls = cls.outer) {
    if (isSubclass(cls.symbol, owner)) return cls.symbol
  }
  return undefined
}

/** The class that does the access. */
function accessingClass(s: MethodScope, member: MethodSymbol | VarSymbol): ClassSymbol {
  const owner = member.owner as ClassSymbol
  return needsPrivateAccess(s, member) ? owner : (inheritingClass(s, owner) ?? owner)
}

// ---------------------------------------------------------------------------------------------- access methods

const READ = 0
const SUPER = 1
const WRITE = 2
const PRE_INCREMENT = 4
const PRE_DECREMENT = 6
const POST_INCREMENT = 8
const POST_DECREMENT = 10
const COMPOUND = 12

interface Access {
  readonly cls: ClassSymbol
  /** Names the member within the class. */
  readonly member: string
  readonly code: number
  readonly params: readonly Type[]
  readonly result: Type
  readonly throws: readonly Type[]
  readonly body: (params: readonly Expr[]) => Expr
}

function memberNumber(lowering: Lowering, member: string): number {
  const known = lowering.accessNumbers.get(member)
  if (known !== undefined) return known
  const number = lowering.accessNumbers.size
  lowering.accessNumbers.set(member, number)
  return number
}

function addExtra(lowering: Lowering, cls: ClassSymbol, method: LoweredMethod): void {
  const extras = lowering.extraMethods.get(cls)
  if (extras === undefined) lowering.extraMethods.set(cls, [method])
  else extras.push(method)
}

/** The access method, made when it is asked for first. */
function accessMethod(lowering: Lowering, at: Expr, access: Access): MemberRef {
  const { cls, code, params, result } = access
  const member = `${cls.binaryName} ${access.member}`
  const key = `${code} ${member}`
  const known = lowering.accessors.get(key)
  if (known !== undefined) return known
  const name = `access$${memberNumber(lowering, member)}${Math.floor(code / 10)}${code % 10}`
  const descriptor = methodDescriptorOf({ params, result })
  const isInterface = (cls.flags & Flags.INTERFACE) !== 0
  const ref: MemberRef = { owner: cls.binaryName, name, descriptor, isInterface, mode: 'static' }
  lowering.accessors.set(key, ref)
  const symbols = params.map((type, i) => new VarSymbol(`x${i}`, 'param', cls, 0, type))
  const value = access.body(symbols.map((symbol) => nameOf(at, symbol)))
  const statement = result === VOID ? exprStatement(at, value) : returnValue(at, value)
  addExtra(lowering, cls, {
    accessFlags: Flags.STATIC | Flags.SYNTHETIC | (isInterface ? Flags.PUBLIC : 0),
    name,
    descriptor,
    signature: undefined,
    exceptions: access.throws.map((type) => internalNameOf(erasure(type))),
    params: symbols.map((symbol) => ({ symbol, type: symbol.type, accessFlags: Flags.SYNTHETIC, annotations: [] })),
    result,
    body: block(at, [statement]),
    pos: lowering.declarations.get(cls)?.pos ?? at.pos,
    annotations: [],
    deprecated: false,
    defaultValue: undefined,
    parameters: 'never',
  })
  return ref
}

// ---------------------------------------------------------------------------------------------- fields

/** The field that the lowered place is, when the class at work must not name it. */
export function accessedVariable(s: MethodScope, place: Expr): VarSymbol | undefined {
  if (place.kind !== 'FieldAccess' || place.symbol?.kind !== 'var') return undefined
  return place.superOf !== undefined || needsAccessor(s, place.symbol) ? place.symbol : undefined
}

/** An access to a field: `body` does it to the field of the first parameter, with the other parameters. */
function accessField(
  s: MethodScope,
  at: Expr,
  place: FieldAccess,
  symbol: VarSymbol,
  code: number,
  args: readonly { readonly value: Expr; readonly type: Type }[],
  body: (place: Expr, args: readonly Expr[]) => Expr,
): Expr {
  const viaSuper = needsPrivateAccess(s, symbol) ? undefined : place.superOf
  const cls = viaSuper ?? accessingClass(s, symbol)
  const type = place.type!
  const isStatic = place.ref!.mode === 'static'
  const ref = viaSuper !== undefined ? place.ref! : { ...place.ref!, owner: cls.binaryName }
  const { lowering } = s.cls
  const method = accessMethod(lowering, at, {
    cls,
    member: viaSuper === undefined ? `.${symbol.name}` : `super.${symbol.name} ${lowering.accessNumbers.size}`,
    code: viaSuper === undefined ? code : code + SUPER,
    params: [...(isStatic ? [] : [cls.erasedType]), ...args.map((arg) => arg.type)],
    result: type,
    throws: [],
    body: (params) =>
      isStatic ? body(field(at, undefined, ref, type), params) : body(field(at, params[0], ref, type), params.slice(1)),
  })
  return call(at, undefined, method, [...(isStatic ? [] : [place.target]), ...args.map((arg) => arg.value)], type)
}

export const readAccessed = (s: MethodScope, place: FieldAccess, symbol: VarSymbol): Expr =>
  accessField(s, place, place, symbol, READ, [], (field) => field)

export function writeAccessed(s: MethodScope, at: Expr, place: FieldAccess, symbol: VarSymbol, value: Expr): Expr {
  const args = [{ value, type: place.type! }]
  return accessField(s, at, place, symbol, WRITE, args, (target, [written]) => assign(at, target, written!))
}

const OPERATOR_OPCODES: Readonly<Record<CompoundAssign['op'], number>> = {
  '+': OP.iadd,
  '-': OP.isub,
  '*': OP.imul,
  '/': OP.idiv,
  '%': OP.irem,
  '<<': OP.ishl,
  '>>': OP.ishr,
  '>>>': OP.iushr,
  '&': OP.iand,
  '|': OP.ior,
  '^': OP.ixor,
}

const TYPE_OFFSETS: Readonly<Partial<Record<PrimitiveType['name'], number>>> = { long: 1, float: 2, double: 3 }

/** The codes follow the opcodes; behind them come `+` on strings and the shifts by a long. */
const STRING_CODE = COMPOUND + 2 * (OP.lxor + 1 - OP.iadd)

/** `place op= value` on a primitive place; `value` is lowered for the operator. */
export function compoundAccessed(
  s: MethodScope,
  e: CompoundAssign,
  place: FieldAccess,
  symbol: VarSymbol,
  value: Expr,
  operandType: PrimitiveType,
): Expr {
  const offset = TYPE_OFFSETS[operandType.name] ?? 0
  const code = COMPOUND + 2 * (OPERATOR_OPCODES[e.op] + offset - OP.iadd)
  const isShift = e.op === '<<' || e.op === '>>' || e.op === '>>>'
  // Operators on boolean, byte, char and short are those on int.
  const type = isShift || offset === 0 ? INT : operandType
  return accessField(s, e, place, symbol, code, [{ value, type }], (target, [operand]) => ({
    ...e,
    target,
    value: operand!,
    operandType,
    type: place.type!,
  }))
}

/** The same for a shift by a long. */
export function longShiftAccessed(
  s: MethodScope,
  e: CompoundAssign,
  place: FieldAccess,
  symbol: VarSymbol,
  count: Expr,
  operandType: PrimitiveType,
): Expr {
  const shift = ['<<', '>>', '>>>'].indexOf(e.op)
  const code = STRING_CODE + 2 * (1 + 2 * shift + (TYPE_OFFSETS[operandType.name] ?? 0))
  return accessField(s, e, place, symbol, code, [{ value: count, type: LONG }], (target, [operand]) => ({
    ...e,
    target,
    value: castTo(e, INT, operand!),
    operandType,
    type: place.type!,
  }))
}

/** `place += value` on a String; the value comes as an object. */
export function concatAccessed(
  s: MethodScope,
  e: CompoundAssign,
  place: FieldAccess,
  symbol: VarSymbol,
  value: Expr,
): Expr {
  const { env } = s.cls.lowering
  const { object, string } = env.types
  const args = [{ value: coerce(env, value, value.type!, object), type: object }]
  return accessField(s, e, place, symbol, STRING_CODE, args, (target, [operand]) => ({
    ...e,
    target,
    value: operand!,
    operandType: string,
    type: place.type!,
  }))
}

export function incrementAccessed(s: MethodScope, e: Unary, place: FieldAccess, symbol: VarSymbol): Expr {
  const codes = e.op.startsWith('pre') ? [PRE_INCREMENT, PRE_DECREMENT] : [POST_INCREMENT, POST_DECREMENT]
  const code = codes[e.op.endsWith('++') ? 0 : 1]!
  return accessField(s, e, place, symbol, code, [], (operand) => ({ ...e, operand, type: place.type! }))
}

// ---------------------------------------------------------------------------------------------- methods

/** The call through an access method. */
export function accessedMethod(s: MethodScope, made: Expr, ref: MemberRef, method: MethodSymbol): Expr {
  if (made.kind !== 'Call') return made
  return needsPrivateAccess(s, method)
    ? accessCall(s, made, ref, method, method.owner, READ)
    : accessInherited(s, made, ref, method)
}

function accessInherited(s: MethodScope, made: Call, ref: MemberRef, method: MethodSymbol): Expr {
  const { target } = made
  if (ref.mode !== 'special' || target?.type?.kind !== 'class') {
    const cls = inheritingClass(s, method.owner)
    return cls === undefined ? made : accessCall(s, made, { ...ref, owner: cls.binaryName }, method, cls, READ)
  }
  return accessCall(s, made, ref, method, target.type.symbol, SUPER)
}

function accessCall(
  s: MethodScope,
  made: Call,
  ref: MemberRef,
  method: MethodSymbol,
  cls: ClassSymbol,
  code: number,
): Expr {
  const { target } = made
  const isStatic = ref.mode === 'static'
  const declared = method.type.params.map(erasure)
  const self = cls.erasedType
  const { lowering } = s.cls
  const accessor = accessMethod(lowering, made, {
    cls,
    member: `${ref.mode} ${ref.owner}.${ref.name}${ref.descriptor}${code === SUPER ? ` ${lowering.accessNumbers.size}` : ''}`,
    code,
    params: isStatic ? declared : [self, ...declared],
    result: erasure(method.type.result),
    throws: method.type.throws,
    body: (values) => {
      const object = isStatic ? undefined : { ...values[0]!, ...placeOf(made), type: self }
      return call(made, object, ref, isStatic ? values : values.slice(1), made.type!)
    },
  })
  const args = isStatic || target === undefined ? made.args : [target, ...made.args]
  return call(made, undefined, accessor, args, made.type!)
}

// ---------------------------------------------------------------------------------------------- constructors

/** What a creation or constructor call names and passes, given the reference to the constructor itself. */
export function accessedConstructor(
  s: MethodScope,
  at: At,
  ctor: MethodSymbol,
  ref: MemberRef,
  args: readonly Expr[],
): { readonly ref: MemberRef; readonly args: readonly Expr[] } {
  if (!needsPrivateAccess(s, ctor)) return { ref, args }
  const { lowering } = s.cls
  const { owner } = ctor
  if (isWithinLocal(owner)) {
    lowering.relaxedConstructors.add(`${ref.owner}${ref.descriptor}`)
    return { ref, args }
  }
  const tag = tagClass(lowering)
  const descriptor = `${ref.descriptor.slice(0, -2)}L${tag.binaryName};)V`
  const key = `constructor ${ref.owner}${descriptor}`
  if (!lowering.accessors.has(key)) {
    lowering.accessors.set(key, { ...ref, descriptor })
    memberNumber(lowering, key)
    addExtra(lowering, owner, accessConstructor(lowering, ctor, ref, descriptor, tag))
  }
  return { ref: { ...ref, descriptor }, args: [...args, nullLiteral(at)] }
}

/** The first anonymous class of the file serves as the additional parameter's type, else a class is made. */
function tagClass(lowering: Lowering): ClassSymbol {
  const name = `${lowering.top.binaryName}$1`
  for (const symbol of lowering.declarations.keys()) if (symbol.binaryName === name) return symbol
  return helperClass(lowering).symbol
}

function accessConstructor(
  lowering: Lowering,
  ctor: MethodSymbol,
  ref: MemberRef,
  descriptor: string,
  tag: ClassSymbol,
): LoweredMethod {
  const { owner } = ctor
  const at: At = lowering.declarations.get(owner)!
  const types = parameterTypes(lowering, ctor)
  const symbols = types.map((type, i) => new VarSymbol(`x${i}`, 'param', owner, 0, type))
  const last = new VarSymbol(`x${types.length}`, 'param', owner, 0, tag.erasedType)
  return {
    accessFlags: Flags.SYNTHETIC,
    name: '<init>',
    descriptor,
    signature: undefined,
    exceptions: ctor.type.throws.map((type) => internalNameOf(erasure(type))),
    params: [...symbols, last].map((symbol) => ({
      symbol,
      type: symbol.type,
      accessFlags: Flags.SYNTHETIC,
      annotations: [],
    })),
    result: VOID,
    body: block(at, [
      {
        kind: 'ConstructorCall',
        ...placeOf(at),
        which: 'this',
        outer: undefined,
        typeArgs: [],
        args: symbols.map((symbol) => nameOf(at, symbol)),
        ref,
      },
    ]),
    pos: at.pos,
    annotations: [],
    deprecated: false,
    defaultValue: undefined,
    parameters: 'never',
  }
}

/** Erased types of all parameters: those that the compiler adds come before the declared ones. */
function parameterTypes(lowering: Lowering, ctor: MethodSymbol): Type[] {
  const declared = ctor.type.params.map(erasure)
  const outer = enclosingInstanceClass(ctor.owner)
  if (hasEnumParameters(ctor.owner)) return [lowering.env.types.string, INT, ...declared]
  return outer === undefined ? declared : [outer.erasedType, ...declared]
}

/** Constructors of local classes that others call stop being private; the access methods join their classes. */
export function addAccessMethods(lowering: Lowering): void {
  for (const [i, cls] of lowering.out.entries()) {
    const extras = lowering.extraMethods.get(cls.symbol) ?? []
    const relaxed = cls.methods.some((m) => isRelaxed(lowering, cls.name, m))
    if (extras.length === 0 && !relaxed) continue
    const methods = cls.methods.map((m) =>
      isRelaxed(lowering, cls.name, m) ? { ...m, accessFlags: m.accessFlags & ~Flags.PRIVATE } : m,
    )
    lowering.out[i] = { ...cls, methods: [...methods, ...extras] }
  }
}

const isRelaxed = (lowering: Lowering, owner: string, method: LoweredMethod): boolean =>
  method.name === '<init>' && lowering.relaxedConstructors.has(owner + method.descriptor)
