/** What all parts of code generation share: the method at work, the class's pool, names of types, constants. */
import type { BootstrapArg, BootstrapHandle, ConstantValue, MemberRef, Node } from '../1-parse/ast.ts'
import type { AnnotationInfo } from '../2-check/annotations.ts'
import { descriptorOf, needsSignature, typeSignature } from '../2-check/descriptors.ts'
import { type ClassSymbol, Flags, type VarSymbol } from '../2-check/symbols.ts'
import type { PrimitiveName, Type } from '../2-check/types.ts'
import type { LoweredMethod } from '../3-lower/lowered.ts'
import { type BootstrapMethod, REF } from '../../vm/classfile/model.ts'
import { encodeMutf8 } from '../../vm/classfile/mutf8.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import type { ConstantPoolBuilder } from '../../vm/classfile/pool.ts'
import type { Chain, Code, Local } from './code.ts'
import type { VType } from './state.ts'

export interface EmitOptions {
  /** Java level of the class files, 8 to 17. */
  readonly release: number
  readonly debugLines: boolean
  readonly debugVariables: boolean
  readonly debugSource: boolean
  /** Write MethodParameters of all methods. */
  readonly parameters: boolean
}

/** The class file under construction. */
export interface ClassGen {
  readonly symbol: ClassSymbol
  readonly pool: ConstantPoolBuilder
  readonly options: EmitOptions
  readonly bootstraps: { readonly handle: BootstrapHandle; readonly args: readonly BootstrapArg[] }[]
  readonly bootstrapIndex: Map<string, number>
  /** Descriptors that annotations name. */
  readonly annotationTypes: Set<string>
  readonly annotationInfo: (symbol: ClassSymbol) => AnnotationInfo
  readonly classNamed: (internalName: string) => ClassSymbol | undefined
  /** Reports a limit of the class file format at a node. */
  limit(code: string, node: { readonly start: number; readonly end: number }, ...args: string[]): void
}

/** A statement or switch expression that jumps leave or continue, and the code that runs on the way out. */
export interface JumpEnv {
  readonly node: object
  readonly origin: object | undefined
  readonly outer: JumpEnv | undefined
  exit: Chain
  cont: Chain
  readonly finalizer: Finalizer | undefined
  /** Pairs of offsets: code of the finaliser inside the guarded range, which its own handlers must not guard. */
  readonly gaps: number[]
}

export interface Finalizer {
  /** Whether code runs after exceptions too, so that a value to return must be saved in a variable meanwhile. */
  hasFinally(): boolean
  /** At the end of the guarded block and at each jump out of it. */
  gen(): void
}

export interface Gen {
  readonly cls: ClassGen
  readonly code: Code
  readonly method: LoweredMethod
  readonly slots: Map<VarSymbol, Local>
  /** Where the value of a switch expression waits whose stack had to be emptied. */
  readonly switchResults: Map<object, Local>
  env: JumpEnv | undefined
}

// ---------------------------------------------------------------------------------------------- types

const PRIMITIVE_VTYPE: Readonly<Record<PrimitiveName, VType>> = {
  boolean: 'I',
  byte: 'I',
  short: 'I',
  char: 'I',
  int: 'I',
  long: 'J',
  float: 'F',
  double: 'D',
}

/** Type of a value on the stack or in a local variable. */
export function vtypeOf(type: Type): VType {
  if (type.kind === 'primitive') return PRIMITIVE_VTYPE[type.name]
  if (type.kind === 'class') return `L${type.symbol.binaryName};`
  if (type.kind === 'null') return 'N'
  return descriptorOf(type)
}

/** Index of a type in groups of opcodes: int 0, long 1, float 2, double 3, reference 4. */
export function typeCode(type: Type): number {
  return type.kind === 'primitive' ? codeOfVType(PRIMITIVE_VTYPE[type.name]) : 4
}

export const codeOfVType = (type: VType): number =>
  type === 'I' ? 0 : type === 'J' ? 1 : type === 'F' ? 2 : type === 'D' ? 3 : 4

const ELEMENT_CODE: Readonly<Record<PrimitiveName, number>> = {
  boolean: 5,
  byte: 5,
  short: 7,
  char: 6,
  int: 0,
  long: 1,
  float: 2,
  double: 3,
}

/** The same for array instructions, which also have byte 5, char 6, short 7. */
export const elementCode = (type: Type): number => (type.kind === 'primitive' ? ELEMENT_CODE[type.name] : 4)

/** The pushed type of a result or field with this descriptor; undefined for void. */
export function vtypeOfDescriptor(descriptor: string): VType | undefined {
  switch (descriptor.charCodeAt(0)) {
    case 86: // V
      return undefined
    case 66: // B
    case 67: // C
    case 83: // S
    case 90: // Z
      return 'I'
    default:
      return descriptor
  }
}

export const resultDescriptor = (descriptor: string): string => descriptor.slice(descriptor.indexOf(')') + 1)

/** Parameter descriptors of a method descriptor. */
export function parameterDescriptors(descriptor: string): string[] {
  const params: string[] = []
  let at = 1
  while (descriptor.charCodeAt(at) !== 41) {
    const start = at
    while (descriptor.charCodeAt(at) === 91) at++
    at = descriptor.charCodeAt(at) === 76 ? descriptor.indexOf(';', at) + 1 : at + 1
    params.push(descriptor.slice(start, at))
  }
  return params
}

export const parameterSlots = (descriptor: string): number =>
  parameterDescriptors(descriptor).reduce((sum, param) => sum + (param === 'J' || param === 'D' ? 2 : 1), 0)

// ---------------------------------------------------------------------------------------------- pool

export function methodIndex(cls: ClassGen, ref: MemberRef): number {
  return ref.isInterface
    ? cls.pool.interfaceMethodRef(ref.owner, ref.name, ref.descriptor)
    : cls.pool.methodRef(ref.owner, ref.name, ref.descriptor)
}

export const fieldIndex = (cls: ClassGen, ref: MemberRef): number =>
  cls.pool.fieldRef(ref.owner, ref.name, ref.descriptor)

function handleIndex(cls: ClassGen, handle: BootstrapHandle): number {
  const { owner, name, descriptor } = handle
  const reference =
    handle.refKind <= REF.putStatic
      ? cls.pool.fieldRef(owner, name, descriptor)
      : handle.isInterface
        ? cls.pool.interfaceMethodRef(owner, name, descriptor)
        : cls.pool.methodRef(owner, name, descriptor)
  return cls.pool.methodHandle(handle.refKind, reference)
}

function bootstrapArgument(cls: ClassGen, arg: BootstrapArg): number {
  switch (arg.kind) {
    case 'int':
      return cls.pool.int(arg.value)
    case 'long':
      return cls.pool.long(arg.value)
    case 'float':
      return cls.pool.float(arg.value)
    case 'double':
      return cls.pool.double(arg.value)
    case 'string':
      return cls.pool.string(arg.value)
    case 'class':
      return cls.pool.class(arg.value)
    case 'methodType':
      return cls.pool.methodType(arg.value)
    case 'methodHandle':
      return handleIndex(cls, arg.value)
  }
}

/** Index into BootstrapMethods; equal call sites share an entry. Its constants enter the pool when it is written. */
export function bootstrap(cls: ClassGen, handle: BootstrapHandle, args: readonly BootstrapArg[]): number {
  const key = JSON.stringify([handle, args], (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
  let index = cls.bootstrapIndex.get(key)
  if (index === undefined) {
    index = cls.bootstraps.length
    cls.bootstraps.push({ handle, args })
    cls.bootstrapIndex.set(key, index)
  }
  return index
}

export const bootstrapMethods = (cls: ClassGen): BootstrapMethod[] =>
  cls.bootstraps.map(({ handle, args }) => ({
    methodIndex: handleIndex(cls, handle),
    args: args.map((arg) => bootstrapArgument(cls, arg)),
  }))

// ---------------------------------------------------------------------------------------------- constants

export function genInt(g: Gen, value: number): void {
  const { code, cls } = g
  if (value >= -1 && value <= 5) code.op0(OP.iconst_0 + value, 0, 'I')
  else if (value >= -0x80 && value <= 0x7f) code.op1(OP.bipush, value, 0, 'I')
  else if (value >= -0x8000 && value <= 0x7fff) code.op2(OP.sipush, value, 0, 'I')
  else genPoolConstant(g, cls.pool.int(value), 'I')
}

/** ldc or ldc_w. */
export function genPoolConstant(g: Gen, index: number, type: VType): void {
  if (index <= 0xff) g.code.op1(OP.ldc, index, 0, type)
  else g.code.op2(OP.ldc_w, index, 0, type)
}

/** Pushes a constant with the shortest instruction. */
export function genConstant(g: Gen, value: ConstantValue, type: Type, node: Node): void {
  const { code, cls } = g
  if (!code.alive) return
  if (typeof value === 'string') {
    if (checkString(g, value, node)) genPoolConstant(g, cls.pool.string(value), 'Ljava/lang/String;')
    else code.op0(OP.aconst_null, 0, 'N')
  } else if (typeof value === 'boolean') genInt(g, value ? 1 : 0)
  else if (type.kind === 'primitive' && type.name === 'long') {
    const long = BigInt(value)
    if (long === 0n || long === 1n) code.op0(OP.lconst_0 + Number(long), 0, 'J')
    else code.op2(OP.ldc2_w, cls.pool.long(long), 0, 'J')
  } else if (type.kind === 'primitive' && type.name === 'float') {
    const float = Number(value)
    if (Object.is(float, 0) || float === 1 || float === 2) code.op0(OP.fconst_0 + float, 0, 'F')
    else genPoolConstant(g, cls.pool.float(float), 'F')
  } else if (type.kind === 'primitive' && type.name === 'double') {
    const double = Number(value)
    if (Object.is(double, 0) || double === 1) code.op0(OP.dconst_0 + double, 0, 'D')
    else code.op2(OP.ldc2_w, cls.pool.double(double), 0, 'D')
  } else genInt(g, Number(value))
}

/** A string constant has at most 65535 bytes (JVMS 4.4.7), with javac one less. */
export function checkString(g: Gen, value: string, node: Node): boolean {
  if (value.length <= 21845 || encodeMutf8(value).length < 0xffff) return true
  g.cls.limit('HL0704', node)
  return false
}

// ---------------------------------------------------------------------------------------------- local variables

export function declareLocal(g: Gen, symbol: VarSymbol, type: Type): Local {
  // Variables that the compiler made are not for debuggers.
  const name = (symbol.flags & Flags.SYNTHETIC) === 0 ? symbol.name : undefined
  const local = g.code.newLocal(vtypeOf(type), descriptorOf(type), name, localSignature(g, symbol), symbol.typeUse)
  g.slots.set(symbol, local)
  return local
}

export function newTemp(g: Gen, type: VType): Local {
  return g.code.newLocal(type, type)
}

function localSignature(g: Gen, symbol: VarSymbol): string | undefined {
  if (!g.cls.options.debugVariables || !needsSignature(symbol.type)) return undefined
  return typeSignature(symbol.type)
}

export function loadLocal(g: Gen, local: Local): void {
  const t = codeOfVType(local.type)
  g.code.local(OP.iload + t, OP.iload_0 + 4 * t, local.slot, 0, local.type)
}

export function storeLocal(g: Gen, local: Local): void {
  const t = codeOfVType(local.type)
  g.code.local(OP.istore + t, OP.istore_0 + 4 * t, local.slot, 1)
  if (g.code.alive) g.code.setDefined(local.slot)
}
