/**
 * Annotations of types (JLS 9.7.4, 4.11) in class files (JVMS 4.7.20): each says in what kind of place the type stands
 * (`target_type` of table 4.7.20-A) and on which part of it (`type_path` of 4.7.20.2).
 */
import type { Annotation, MethodDecl, ParamDecl, TypeNode, TypeParam } from '../1-parse/ast.ts'
import { isStaticClass } from '../2-check/context.ts'
import type { ClassSymbol, TypeUse } from '../2-check/symbols.ts'
import type { LoweredClass, LoweredMethod, LoweredParameter } from '../3-lower/lowered.ts'
import type { Attribute, TypeAnnotation, TypeAnnotationTarget } from '../../vm/classfile/model.ts'
import { writeKept } from './annotations.ts'
import type { Code } from './code.ts'
import type { ClassGen } from './gen.ts'

/** `target_type` (JVMS table 4.7.20-A and B). */
export const TARGET = {
  classParameter: 0x00,
  methodParameter: 0x01,
  supertype: 0x10,
  classBound: 0x11,
  methodBound: 0x12,
  field: 0x13,
  result: 0x14,
  receiver: 0x15,
  formal: 0x16,
  throws: 0x17,
  local: 0x40,
  resource: 0x41,
  caught: 0x42,
} as const

const INTERFACE = 0x0200

type Path = TypeAnnotation['path']

const ARRAY = { kind: 0, argument: 0 }
const NESTED = { kind: 1, argument: 0 }
const BOUND = { kind: 2, argument: 0 }

interface Found {
  readonly annotations: readonly Annotation[]
  readonly targetType: number
  readonly target: TypeAnnotationTarget
  readonly path: Path
}

/** How many instances enclose one of this member class: the steps from the outermost type that is not in a type. */
function depthOf(symbol: ClassSymbol): number {
  let depth = 0
  for (let s = symbol; s.owner.kind === 'class' && !s.isLocal && !isStaticClass(s); s = s.owner) depth++
  return depth
}

/** The annotations in a type, with `outer` those that stand before the declaration whose type it is. */
function inType(
  node: TypeNode,
  outer: readonly Annotation[],
  path: Path,
  add: (annotations: readonly Annotation[], path: Path) => void,
): void {
  switch (node.kind) {
    case 'ArrayType':
      if (node.annotations.length > 0) add(node.annotations, path)
      inType(node.element, outer, [...path, ARRAY], add)
      return
    case 'ClassType': {
      const symbol = node.symbol?.kind === 'class' ? node.symbol : undefined
      const within = [...path, ...Array(symbol === undefined ? 0 : depthOf(symbol)).fill(NESTED)]
      const qualified = node.qualifier?.symbol?.kind === 'class' ? node.qualifier : undefined
      // What stands before the whole belongs to its first part.
      if (qualified !== undefined) inType(qualified, outer, path, add)
      const own = qualified === undefined ? [...outer, ...node.annotations] : node.annotations
      if (own.length > 0) add(own, within)
      node.typeArgs?.forEach((arg, i) => {
        inType(arg, [], [...within, { kind: 3, argument: i }], add)
      })
      return
    }
    case 'WildcardType':
      if (node.annotations.length > 0) add(node.annotations, path)
      if (node.bound !== undefined) inType(node.bound, [], [...path, BOUND], add)
      return
    default: {
      const own = [...outer, ...node.annotations]
      if (own.length > 0) add(own, path)
    }
  }
}

class Collector {
  readonly cls: ClassGen
  readonly found: Found[] = []

  constructor(cls: ClassGen) {
    this.cls = cls
  }

  /** Of annotations before a declaration those that are meant for the type too. */
  ofType(annotations: readonly Annotation[]): Annotation[] {
    return annotations.filter(
      (a) => a.symbol !== undefined && this.cls.annotationInfo(a.symbol).targets?.has('TYPE_USE'),
    )
  }

  type(
    node: TypeNode | undefined,
    targetType: number,
    target: TypeAnnotationTarget,
    outer: readonly Annotation[] = [],
  ) {
    if (node === undefined || (node.kind === 'PrimitiveType' && node.name === 'void')) return
    inType(node, this.ofType(outer), [], (annotations, path) => {
      this.found.push({ annotations, targetType, target, path })
    })
  }

  typeParams(params: readonly TypeParam[], parameterTarget: number, boundTarget: number): void {
    params.forEach((param, i) => {
      if (param.annotations.length > 0) {
        const target: TypeAnnotationTarget = { kind: 'type_parameter', parameter: i }
        this.found.push({ annotations: param.annotations, targetType: parameterTarget, target, path: [] })
      }
      // Bound 0 is a class or type variable; interfaces are counted from 1.
      const [first] = param.bounds
      const resolved = first?.resolved
      const isInterface = resolved?.kind === 'class' && (resolved.symbol.flags & INTERFACE) !== 0
      param.bounds.forEach((bound, j) => {
        this.type(bound, boundTarget, { kind: 'type_parameter_bound', parameter: i, bound: j + (isInterface ? 1 : 0) })
      })
    })
  }

  attributes(): Attribute[] {
    const write = (retention: 'RUNTIME' | 'CLASS'): TypeAnnotation[] =>
      this.found.flatMap(({ annotations, targetType, target, path }) =>
        writeKept(this.cls, annotations, retention).map((a) => ({ ...a, targetType, target, path })),
      )
    if (this.found.length === 0) return []
    const attributes: Attribute[] = []
    const visible = write('RUNTIME')
    const invisible = write('CLASS')
    if (visible.length > 0) attributes.push({ name: 'RuntimeVisibleTypeAnnotations', annotations: visible })
    if (invisible.length > 0) attributes.push({ name: 'RuntimeInvisibleTypeAnnotations', annotations: invisible })
    return attributes
  }
}

export function classTypeAnnotations(cls: ClassGen, lowered: LoweredClass): Attribute[] {
  const { decl } = lowered.symbol
  if (decl === undefined) return []
  const all = new Collector(cls)
  const { superNode } = lowered
  if (superNode !== undefined) {
    const { resolved } = superNode
    const isInterface = resolved?.kind === 'class' && (resolved.symbol.flags & INTERFACE) !== 0
    all.type(superNode, TARGET.supertype, { kind: 'supertype', index: isInterface ? 0 : 65535 })
  }
  all.typeParams(decl.typeParams, TARGET.classParameter, TARGET.classBound)
  all.type(decl.superclass, TARGET.supertype, { kind: 'supertype', index: 65535 })
  decl.interfaces.forEach((node, index) => {
    all.type(node, TARGET.supertype, { kind: 'supertype', index })
  })
  return all.attributes()
}

/** Of a field or record component. */
export function fieldTypeAnnotations(
  cls: ClassGen,
  node: TypeNode | undefined,
  annotations: readonly Annotation[],
): Attribute[] {
  const all = new Collector(cls)
  all.type(node, TARGET.field, { kind: 'empty' }, annotations)
  return all.attributes()
}

export function methodTypeAnnotations(cls: ClassGen, method: LoweredMethod): Attribute[] {
  const all = new Collector(cls)
  const { decl, resultNode } = method
  if (decl !== undefined) methodDeclaration(all, decl, method)
  else if (resultNode !== undefined) all.type(resultNode, TARGET.result, { kind: 'empty' }, method.annotations)
  method.params.filter(isDeclared).forEach((param, index) => {
    const annotations = param.decl?.modifiers.annotations ?? []
    all.type(parameterNode(param.decl), TARGET.formal, { kind: 'formal_parameter', index }, annotations)
  })
  return all.attributes()
}

const isDeclared = (param: LoweredParameter): boolean => (param.accessFlags & 0x9000) === 0

/** `T... a` has an array type around the node. */
function parameterNode(decl: ParamDecl | undefined): TypeNode | undefined {
  const type = decl?.type
  if (decl === undefined || type === undefined || !decl.varargs) return type
  const { start, end, pos } = type
  return { kind: 'ArrayType', element: type, annotations: decl.ellipsisAnnotations ?? [], start, end, pos }
}

function methodDeclaration(all: Collector, decl: MethodDecl, method: LoweredMethod): void {
  all.typeParams(decl.typeParams, TARGET.methodParameter, TARGET.methodBound)
  const { annotations } = decl.modifiers
  if (decl.returnType !== undefined) all.type(decl.returnType, TARGET.result, { kind: 'empty' }, annotations)
  else {
    // The result of a constructor is the object.
    const own = all.ofType(annotations)
    const path = Array(depthOf(all.cls.symbol)).fill(NESTED)
    if (own.length > 0) all.found.push({ annotations: own, targetType: TARGET.result, target: { kind: 'empty' }, path })
  }
  const { receiver } = decl
  if (receiver !== undefined && method.name !== '<init>') {
    all.type(receiver.type, TARGET.receiver, { kind: 'empty' }, receiver.modifiers.annotations)
  }
  decl.throws.forEach((node, index) => {
    all.type(node, TARGET.throws, { kind: 'throws', index })
  })
}

/** A type that stands in the code, at an instruction. */
export interface PlacedTypeUse {
  readonly use: TypeUse
  readonly pc: number
}

export function codeTypeAnnotations(cls: ClassGen, code: Code): Attribute[] {
  const all = new Collector(cls)
  for (const { use, pc } of code.typeUses) {
    const target: TypeAnnotationTarget =
      use.targetType >= 0x47
        ? { kind: 'type_argument', offset: pc, argument: use.argument ?? 0 }
        : { kind: 'offset', offset: pc }
    all.type(use.node, use.targetType, target, use.annotations)
  }
  for (const { use, pc } of code.caughtTypes) {
    const { resolved } = use.node
    const name = resolved?.kind === 'class' ? resolved.symbol.binaryName : undefined
    const index = code.handlers().findIndex((entry) => entry.handler === pc && entry.type === name)
    if (index >= 0) all.type(use.node, TARGET.caught, { kind: 'catch', index }, use.annotations)
  }
  const locals = new Map<TypeUse, { startPc: number; length: number; slot: number }[]>()
  for (const { use, start, length, slot } of code.ranges) {
    if (use === undefined) continue
    const table = locals.get(use) ?? []
    locals.set(use, table)
    table.push({ startPc: start, length, slot })
  }
  for (const [use, table] of locals) all.type(use.node, use.targetType, { kind: 'localvar', table }, use.annotations)
  return all.attributes()
}
