/**
 * Annotations in class files (JVMS 4.7.16 to 4.7.22): which are kept is decided by the annotation's own @Retention
 * (CLASS by default), and repeated ones are wrapped into their container (JLS 9.7.5).
 */
import type { Annotation, AnnotationValue, Expr } from '../1-parse/ast.ts'
import { descriptorOf } from '../2-check/descriptors.ts'
import type { ClassSymbol } from '../2-check/symbols.ts'
import type { Type } from '../2-check/types.ts'
import type { LoweredParameter } from '../3-lower/lowered.ts'
import type { Annotation as Written, Attribute, ElementValue } from '../../vm/classfile/model.ts'
import type { ClassGen } from './gen.ts'

export type AnnotationPlace = 'TYPE' | 'FIELD' | 'METHOD' | 'PARAMETER' | 'CONSTRUCTOR' | 'RECORD_COMPONENT'

type Kept = 'RUNTIME' | 'CLASS'

export function annotationsAttributes(
  cls: ClassGen,
  annotations: readonly Annotation[],
  place: AnnotationPlace,
): Attribute[] {
  if (annotations.length === 0) return []
  const attributes: Attribute[] = []
  const visible = writeAll(cls, annotations, place, 'RUNTIME')
  const invisible = writeAll(cls, annotations, place, 'CLASS')
  if (visible.length > 0) attributes.push({ name: 'RuntimeVisibleAnnotations', annotations: visible })
  if (invisible.length > 0) attributes.push({ name: 'RuntimeInvisibleAnnotations', annotations: invisible })
  return attributes
}

/** A type annotation is not one of the declaration, unless the annotation interface allows both (JLS 9.7.4). */
function isDeclaration(cls: ClassGen, symbol: ClassSymbol, place: AnnotationPlace): boolean {
  const { targets } = cls.annotationInfo(symbol)
  if (targets === undefined || place === 'TYPE') return true
  return targets.has(place)
}

const writeAll = (
  cls: ClassGen,
  annotations: readonly Annotation[],
  place: AnnotationPlace,
  retention: Kept,
): Written[] => {
  const inPlace = annotations.filter((a) => a.symbol !== undefined && isDeclaration(cls, a.symbol, place))
  return writeKept(cls, inPlace, retention)
}

/** The annotations of this retention as written; those that stand there more than once in their container. */
export function writeKept(cls: ClassGen, annotations: readonly Annotation[], retention: Kept): Written[] {
  const groups = new Map<ClassSymbol, Annotation[]>()
  for (const a of annotations) {
    if (a.symbol === undefined) continue
    const group = groups.get(a.symbol)
    if (group === undefined) groups.set(a.symbol, [a])
    else group.push(a)
  }
  const written: Written[] = []
  for (const [symbol, group] of groups) {
    const info = cls.annotationInfo(symbol)
    if (group.length === 1) {
      if (info.retention === retention) written.push(writeAnnotation(cls, group[0]!))
      continue
    }
    const container = info.container === undefined ? undefined : cls.classNamed(info.container)
    if (container === undefined || cls.annotationInfo(container).retention !== retention) continue
    const values = group.map((a): ElementValue => ({ tag: '@', annotation: writeAnnotation(cls, a) }))
    const elements = [{ nameIndex: cls.pool.utf8('value'), value: { tag: '[', values } as const }]
    written.push({ typeIndex: cls.pool.utf8(mention(cls, `L${container.binaryName};`)), elements })
  }
  return written
}

/** Nested classes that only annotations name are in InnerClasses too. */
function mention(cls: ClassGen, descriptor: string): string {
  cls.annotationTypes.add(descriptor)
  return descriptor
}

export function parameterAnnotations(cls: ClassGen, params: readonly LoweredParameter[]): Attribute[] {
  if (params.every((p) => p.annotations.length === 0)) return []
  // Parameters that the compiler added have no place in these tables.
  const declared = params.filter((p) => (p.accessFlags & (SYNTHETIC | MANDATED)) === 0)
  const attributes: Attribute[] = []
  const tables = (retention: Kept): Written[][] =>
    declared.map((p) => writeAll(cls, p.annotations, 'PARAMETER', retention))
  const visible = tables('RUNTIME')
  const invisible = tables('CLASS')
  if (visible.some((list) => list.length > 0)) {
    attributes.push({ name: 'RuntimeVisibleParameterAnnotations', parameters: visible })
  }
  if (invisible.some((list) => list.length > 0)) {
    attributes.push({ name: 'RuntimeInvisibleParameterAnnotations', parameters: invisible })
  }
  return attributes
}

const SYNTHETIC = 0x1000
const MANDATED = 0x8000

export function annotationDefault(cls: ClassGen, value: AnnotationValue, type: Type): Attribute {
  return { name: 'AnnotationDefault', value: elementValue(cls, value, type) }
}

export function writeAnnotation(cls: ClassGen, annotation: Annotation): Written {
  const { pool } = cls
  const elements = annotation.args
    .filter((arg) => arg.method !== undefined)
    .map((arg) => ({
      nameIndex: pool.utf8(arg.name),
      value: elementValue(cls, arg.value, arg.method!.type.result),
    }))
  return { typeIndex: pool.utf8(mention(cls, `L${annotation.symbol!.binaryName};`)), elements }
}

function elementValue(cls: ClassGen, value: AnnotationValue, type: Type): ElementValue {
  if (value.kind === 'AnnotationArray') {
    const element = type.kind === 'array' ? type.element : type
    return { tag: '[', values: value.elements.map((e) => elementValue(cls, e, element)) }
  }
  // A single element stands for an array of one (JLS 9.7.1).
  if (type.kind === 'array') return { tag: '[', values: [elementValue(cls, value, type.element)] }
  if (value.kind === 'Annotation') return { tag: '@', annotation: writeAnnotation(cls, value) }
  return constantElement(cls, value, type)
}

function constantElement(cls: ClassGen, expr: Expr, type: Type): ElementValue {
  const { pool } = cls
  let e = expr
  while (e.kind === 'Parens') e = e.expr
  if (e.kind === 'ClassLiteral') {
    return { tag: 'c', classInfoIndex: pool.utf8(mention(cls, descriptorOrVoid(e.classType.resolved))) }
  }
  if (e.kind === 'ArrayInit') {
    return { tag: '[', values: e.elements.map((x) => constantElement(cls, x, type)) }
  }
  const constant = e.constant ?? (e.kind === 'Literal' ? e.value : undefined)
  if (constant === undefined) {
    const symbol = e.kind === 'Name' || e.kind === 'FieldAccess' ? e.symbol : undefined
    const constName = symbol?.kind === 'var' ? symbol.name : ''
    const typeNameIndex = pool.utf8(mention(cls, descriptorOf(type)))
    return { tag: 'e', typeNameIndex, constNameIndex: pool.utf8(constName) }
  }
  if (typeof constant === 'string') return { tag: 's', constIndex: pool.utf8(constant) }
  const name = type.kind === 'primitive' ? type.name : 'int'
  switch (name) {
    case 'boolean':
      return { tag: 'Z', constIndex: pool.int(constant ? 1 : 0) }
    case 'long':
      return { tag: 'J', constIndex: pool.long(BigInt(constant)) }
    case 'float':
      return { tag: 'F', constIndex: pool.float(Math.fround(Number(constant))) }
    case 'double':
      return { tag: 'D', constIndex: pool.double(Number(constant)) }
    case 'byte':
      return { tag: 'B', constIndex: pool.int(Number(constant)) }
    case 'char':
      return { tag: 'C', constIndex: pool.int(Number(constant)) }
    case 'short':
      return { tag: 'S', constIndex: pool.int(Number(constant)) }
    default:
      return { tag: 'I', constIndex: pool.int(Number(constant)) }
  }
}

const descriptorOrVoid = (type: Type | undefined): string =>
  type === undefined || type.kind === 'void' ? 'V' : descriptorOf(type)
