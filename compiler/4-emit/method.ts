/** One method to its Code attribute (JVMS 4.7.3) and its other attributes. */
import type { LoweredMethod } from '../3-lower/lowered.ts'
import { type SourceFile, lineOf } from '../source.ts'
import type { Attribute, CodeAttribute, MethodInfo } from '../../vm/classfile/model.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import { annotationDefault, annotationsAttributes, parameterAnnotations } from './annotations.ts'
import { Code } from './code.ts'
import { encodeFrames } from './frames.ts'
import { type ClassGen, declareLocal, type Gen, parameterSlots } from './gen.ts'
import { enclosingClass } from '../2-check/members.ts'
import type { ClassSymbol } from '../2-check/symbols.ts'
import { needsSignature, typeSignature } from '../2-check/descriptors.ts'
import { sizeOf, type VType } from './state.ts'
import { genStatements } from './statements.ts'
import { codeTypeAnnotations, methodTypeAnnotations } from './type-annotations.ts'

const STATIC = 0x0008

/** Code first: the constants that instructions use get the low pool indexes, which ldc reaches with one byte. */
export function emitMethods(cls: ClassGen, methods: readonly LoweredMethod[], file: SourceFile): () => MethodInfo[] {
  const generated = methods.map((method) => {
    const slots = parameterSlots(method.descriptor) + (method.accessFlags & STATIC ? 0 : 1)
    if (slots > 255) cls.limit('HL0703', { start: method.pos, end: method.pos }, method.name)
    else if (method.body !== undefined) return generateFitting(cls, method, file)
    return undefined
  })
  return () => methods.map((method, i) => finishMethod(cls, method, generated[i]))
}

function finishMethod(cls: ClassGen, method: LoweredMethod, generated: Generated | undefined): MethodInfo {
  const { pool } = cls
  const attributes: Attribute[] = []
  if (generated !== undefined) attributes.push(codeAttribute(cls, method, generated))
  if (method.exceptions.length > 0) {
    attributes.push({ name: 'Exceptions', exceptions: method.exceptions.map((name) => pool.class(name)) })
  }
  if (method.defaultValue !== undefined) attributes.push(annotationDefault(cls, method.defaultValue, method.result))
  const named = method.params
  const asked = method.parameters === 'option' && cls.options.parameters && !isLambdaBody(method)
  if (named.length > 0 && (method.parameters === 'always' || asked)) {
    attributes.push({
      name: 'MethodParameters',
      parameters: named.map((p) => ({ nameIndex: pool.utf8(p.symbol.name), accessFlags: p.accessFlags })),
    })
  }
  if (method.signature !== undefined)
    attributes.push({ name: 'Signature', signatureIndex: pool.utf8(method.signature) })
  if (method.deprecated) attributes.push({ name: 'Deprecated' })
  attributes.push(
    ...annotationsAttributes(cls, method.annotations, method.name === '<init>' ? 'CONSTRUCTOR' : 'METHOD'),
  )
  attributes.push(...parameterAnnotations(cls, method.params))
  attributes.push(...methodTypeAnnotations(cls, method))
  return {
    accessFlags: method.accessFlags,
    nameIndex: pool.utf8(method.name),
    descriptorIndex: pool.utf8(method.descriptor),
    attributes,
  }
}

interface Generated {
  readonly code: Code
  readonly initial: VType[]
}

function generateFitting(cls: ClassGen, method: LoweredMethod, file: SourceFile): Generated {
  const generated = generate(cls, method, file, false)
  return generated.code.overflow ? generate(cls, method, file, true) : generated
}

const isLambdaBody = ({ name }: LoweredMethod): boolean => name.startsWith('lambda$') || name === '$deserializeLambda$'

function codeAttribute(cls: ClassGen, method: LoweredMethod, { code, initial }: Generated): CodeAttribute {
  const { pool } = cls
  if (code.length > 0xffff) {
    cls.limit('HL0701', { start: method.pos, end: method.pos }, method.name, String(code.length))
    code.length = 0
  }
  if (code.maxLocals > 0xffff) {
    cls.limit('HL0707', { start: method.pos, end: method.pos }, method.name, String(code.maxLocals))
  }
  const attributes: Attribute[] = []
  if (code.lines.length > 0 && code.length > 0) {
    const lines = code.lines.map(({ pc, line }) => ({ startPc: pc, line }))
    attributes.push({ name: 'LineNumberTable', lines })
  }
  if (cls.options.debugVariables) attributes.push(...variableTables(cls, code))
  attributes.push(...codeTypeAnnotations(cls, code))
  if (code.frames.length > 0 && code.length > 0) {
    attributes.push({ name: 'StackMapTable', frames: encodeFrames(code.frames, initial, pool) })
  }
  return {
    name: 'Code',
    maxStack: code.maxStack,
    maxLocals: code.maxLocals,
    code: code.bytes.slice(0, code.length),
    exceptionTable: code.handlers().map((e) => ({
      startPc: e.start,
      endPc: e.end,
      handlerPc: e.handler,
      catchType: e.type === undefined ? 0 : pool.class(e.type),
    })),
    attributes,
  }
}

function generate(
  cls: ClassGen,
  method: LoweredMethod,
  file: SourceFile,
  fat: boolean,
): { code: Code; initial: VType[] } {
  const { options } = cls
  const code = new Code({
    fat,
    variables: options.debugVariables,
    lineOf: options.debugLines ? (offset) => lineOf(file, offset) : undefined,
  })
  const g: Gen = { cls, code, method, slots: new Map(), switchResults: new Map(), env: undefined }
  if ((method.accessFlags & STATIC) === 0) {
    const descriptor = `L${cls.symbol.binaryName};`
    const isConstructor = method.name === '<init>' && cls.symbol.binaryName !== 'java/lang/Object'
    const type = options.debugVariables ? cls.symbol.thisType : undefined
    const signature = type !== undefined && isGeneric(cls.symbol) ? typeSignature(type) : undefined
    const self = code.newLocal(isConstructor ? 'T' : descriptor, descriptor, 'this', signature)
    code.setDefined(self.slot)
  }
  for (const param of method.params) code.setDefined(declareLocal(g, param.symbol, param.type).slot)
  const initial: VType[] = []
  for (let slot = 0; slot < code.nextLocal; slot++) {
    const local = code.locals[slot]!
    initial.push(local.type)
    if (sizeOf(local.type) === 2) slot++
  }
  const body = method.body!
  // A method body ends the scopes of its variables without a line of its own.
  genStatements(g, body.statements)
  if (code.alive) {
    code.statementAt(body.closeBrace)
    code.simple(OP.return)
  }
  code.pendingPosition = -1
  code.endScopes(0)
  return { code, initial }
}

/** Also a local class in a generic one: its `this` has a type that is not its erasure. */
function isGeneric(symbol: ClassSymbol): boolean {
  if (symbol.thisType !== undefined && needsSignature(symbol.thisType)) return true
  const outer = symbol.isLocal && !symbol.noOuterThis ? enclosingClass(symbol.owner) : undefined
  return outer !== undefined && isGeneric(outer)
}

function variableTables(cls: ClassGen, code: Code): Attribute[] {
  const { pool } = cls
  const ranges = code.ranges.slice().sort((a, b) => a.start - b.start || a.slot - b.slot)
  const tables: Attribute[] = []
  if (ranges.length > 0) {
    const variables = ranges.map((r) => ({
      startPc: r.start,
      length: r.length,
      nameIndex: pool.utf8(r.name),
      typeIndex: pool.utf8(r.descriptor),
      slot: r.slot,
    }))
    tables.push({ name: 'LocalVariableTable', variables })
  }
  const generic = ranges.filter((r) => r.signature !== undefined)
  if (generic.length > 0) {
    const variables = generic.map((r) => ({
      startPc: r.start,
      length: r.length,
      nameIndex: pool.utf8(r.name),
      typeIndex: pool.utf8(r.signature!),
      slot: r.slot,
    }))
    tables.push({ name: 'LocalVariableTypeTable', variables })
  }
  return tables
}
