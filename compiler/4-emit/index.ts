/**
 * Phase 4: a lowered class to the bytes of its class file (JVMS 4). Members keep their order; constants enter the pool
 * as the code needs them. What the format cannot hold is reported at its place (HL07xx), and no class file is made.
 */
import type { Reporter } from '../diagnostics.ts'
import type { LoweredClass, LoweredField } from '../3-lower/lowered.ts'
import type { Attribute, FieldInfo } from '../../vm/classfile/model.ts'
import { ConstantPoolBuilder, ConstantPoolLimit } from '../../vm/classfile/pool.ts'
import { writeClassFile } from '../../vm/classfile/writer.ts'
import { annotationsAttributes } from './annotations.ts'
import { bootstrapMethods, type ClassGen, type EmitOptions } from './gen.ts'
import { innerClassEntries } from './inner-classes.ts'
import { emitMethods } from './method.ts'
import { classTypeAnnotations, fieldTypeAnnotations } from './type-annotations.ts'

export type { EmitOptions } from './gen.ts'

export const DEFAULT_EMIT_OPTIONS: EmitOptions = {
  release: 17,
  debugLines: true,
  debugVariables: false,
  debugSource: true,
  parameters: false,
}

/** The bytes, or undefined when a limit was reported. */
export function emit(lowered: LoweredClass, options: EmitOptions, reporter: Reporter): Uint8Array | undefined {
  let failed = false
  const limit: ClassGen['limit'] = (code, node, ...args) => {
    failed = true
    const start = Math.max(node.start, 0)
    reporter.report({ code, severity: 'error', file: lowered.file, start, end: Math.max(node.end, start), args })
  }
  try {
    const bytes = emitClass(lowered, options, limit)
    return failed ? undefined : bytes
  } catch (problem) {
    // The pool's own limit; every other exception is a mistake of ours.
    if (!(problem instanceof ConstantPoolLimit)) throw problem
    limit('HL0702', { start: lowered.pos, end: lowered.pos }, lowered.name.replaceAll('/', '.'))
    return undefined
  }
}

function emitClass(lowered: LoweredClass, options: EmitOptions, limit: ClassGen['limit']): Uint8Array {
  const pool = new ConstantPoolBuilder()
  const { symbol } = lowered
  const { annotationInfo, classNamed } = lowered
  const cls: ClassGen = {
    symbol,
    pool,
    options,
    bootstraps: [],
    bootstrapIndex: new Map(),
    annotationTypes: new Set(),
    annotationInfo,
    classNamed,
    limit,
  }
  const finishMethods = emitMethods(cls, lowered.methods, lowered.file)
  const thisClass = pool.class(lowered.name)
  const superClass = lowered.superName === undefined ? 0 : pool.class(lowered.superName)
  const interfaces = lowered.interfaces.map((name) => pool.class(name))
  const fields = lowered.fields.map((field) => emitField(cls, field))
  const methods = finishMethods()
  const attributes = classAttributes(cls, lowered)
  return writeClassFile({
    minorVersion: 0,
    majorVersion: 44 + options.release,
    constantPool: pool,
    accessFlags: lowered.accessFlags,
    thisClass,
    superClass,
    interfaces,
    fields,
    methods,
    attributes,
  })
}

function emitField(cls: ClassGen, field: LoweredField): FieldInfo {
  const { pool } = cls
  const attributes: Attribute[] = []
  if (field.constant !== undefined) {
    attributes.push({ name: 'ConstantValue', valueIndex: constantIndex(cls, field) })
  }
  if (field.signature !== undefined) attributes.push({ name: 'Signature', signatureIndex: pool.utf8(field.signature) })
  if (field.deprecated) attributes.push({ name: 'Deprecated' })
  attributes.push(...annotationsAttributes(cls, field.annotations, 'FIELD'))
  attributes.push(...fieldTypeAnnotations(cls, field.typeNode, field.annotations))
  return {
    accessFlags: field.accessFlags,
    nameIndex: pool.utf8(field.name),
    descriptorIndex: pool.utf8(field.descriptor),
    attributes,
  }
}

function constantIndex(cls: ClassGen, field: LoweredField): number {
  const { pool } = cls
  const value = field.constant!
  if (typeof value === 'string') return pool.string(value)
  switch (field.descriptor) {
    case 'J':
      return pool.long(BigInt(value))
    case 'F':
      return pool.float(Number(value))
    case 'D':
      return pool.double(Number(value))
    default:
      return pool.int(Number(value))
  }
}

function classAttributes(cls: ClassGen, lowered: LoweredClass): Attribute[] {
  const { pool, options } = cls
  const attributes: Attribute[] = []
  if (lowered.signature !== undefined) {
    attributes.push({ name: 'Signature', signatureIndex: pool.utf8(lowered.signature) })
  }
  if (options.debugSource) {
    const name = lowered.file.path.split(/[\\/]/).pop() ?? lowered.file.path
    attributes.push({ name: 'SourceFile', sourceFileIndex: pool.utf8(name) })
  }
  if (lowered.deprecated) attributes.push({ name: 'Deprecated' })
  attributes.push(...annotationsAttributes(cls, lowered.annotations, 'TYPE'))
  attributes.push(...classTypeAnnotations(cls, lowered))
  const { enclosing } = lowered
  if (enclosing !== undefined) {
    const classIndex = pool.class(enclosing.className)
    const { method } = enclosing
    const methodIndex = method === undefined ? 0 : pool.nameAndType(method.name, method.descriptor)
    attributes.push({ name: 'EnclosingMethod', classIndex, methodIndex })
  }
  if (options.release >= 11) {
    if (lowered.nestHost !== undefined) attributes.push({ name: 'NestHost', hostClass: pool.class(lowered.nestHost) })
    if (lowered.nestMembers.length > 0) {
      attributes.push({ name: 'NestMembers', classes: lowered.nestMembers.map((name) => pool.class(name)) })
    }
  }
  if (lowered.components !== undefined) {
    attributes.push({
      name: 'Record',
      components: lowered.components.map((c) => ({
        nameIndex: pool.utf8(c.name),
        descriptorIndex: pool.utf8(c.descriptor),
        attributes: [
          ...(c.signature === undefined
            ? []
            : [{ name: 'Signature', signatureIndex: pool.utf8(c.signature) } as const]),
          ...annotationsAttributes(cls, c.annotations, 'RECORD_COMPONENT'),
          ...fieldTypeAnnotations(cls, c.typeNode, c.annotations),
        ],
      })),
    })
  }
  if (cls.bootstraps.length > 0) {
    // MethodHandles$Lookup stands in the descriptors of bootstrap methods; javac names it, and so do we.
    pool.class('java/lang/invoke/MethodHandles$Lookup')
    attributes.push({ name: 'BootstrapMethods', methods: bootstrapMethods(cls) })
  }
  // Final since 17; before that a preview that no class file of an older release may use.
  if (lowered.permitted.length > 0 && options.release >= 17) {
    attributes.push({ name: 'PermittedSubclasses', classes: lowered.permitted.map((name) => pool.class(name)) })
  }
  const classes = innerClassEntries(cls, lowered)
  if (classes.length > 0) attributes.push({ name: 'InnerClasses', classes })
  return attributes
}
