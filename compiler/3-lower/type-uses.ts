/** Annotated types in method bodies: found before lowering throws the type nodes away, and handed on to the emitter. */
import type { Annotation, Expr, ParamDecl, TypeNode } from '../1-parse/ast.ts'
import type { TypeUse, VarSymbol } from '../2-check/symbols.ts'

/** `target_type` of JVMS table 4.7.20-B. */
const LOCAL = 0x40
const RESOURCE = 0x41
const CAUGHT = 0x42
const INSTANCEOF = 0x43
const NEW = 0x44
const CONSTRUCTOR_REFERENCE = 0x45
const METHOD_REFERENCE = 0x46
const CAST = 0x47
const CONSTRUCTOR_ARGUMENT = 0x48
const METHOD_ARGUMENT = 0x49
const CONSTRUCTOR_REFERENCE_ARGUMENT = 0x4a
const METHOD_REFERENCE_ARGUMENT = 0x4b

function isAnnotated(node: TypeNode): boolean {
  if (node.annotations.length > 0) return true
  switch (node.kind) {
    case 'ArrayType':
      return isAnnotated(node.element)
    case 'ClassType':
      return (node.qualifier !== undefined && isAnnotated(node.qualifier)) || node.typeArgs?.some(isAnnotated) === true
    case 'WildcardType':
      return node.bound !== undefined && isAnnotated(node.bound)
    case 'UnionType':
      return node.alternatives.some(isAnnotated)
    case 'IntersectionType':
      return node.bounds.some(isAnnotated)
    default:
      return false
  }
}

/** A local variable, resource or binding. */
export function noteLocal(
  symbol: VarSymbol,
  node: TypeNode,
  annotations: readonly Annotation[],
  isResource = false,
): void {
  if (node.kind === 'VarType' || (annotations.length === 0 && !isAnnotated(node))) return
  symbol.typeUse = { targetType: isResource ? RESOURCE : LOCAL, node, annotations }
}

/** The alternatives of a catch parameter; annotations before the parameter belong to the first. */
export function caughtTypes(param: ParamDecl): TypeUse[] {
  const { type } = param
  if (type === undefined) return []
  const { annotations } = param.modifiers
  const nodes = type.kind === 'UnionType' ? type.alternatives : [type]
  if (annotations.length === 0 && !nodes.some(isAnnotated)) return []
  return nodes.map((node, i) => ({ targetType: CAUGHT, node, annotations: i === 0 ? annotations : [] }))
}

const use = (targetType: number, node: TypeNode, argument = 0): TypeUse => ({
  targetType,
  node,
  annotations: [],
  argument,
})

const args = (targetType: number, nodes: readonly TypeNode[]): TypeUse[] =>
  nodes.flatMap((node, i) => (isAnnotated(node) ? [use(targetType, node, i)] : []))

/** The annotated types that stand in the expression itself, not in its parts. */
function typeUsesOf(e: Expr): readonly TypeUse[] {
  switch (e.kind) {
    case 'Cast': {
      const { castType } = e
      return args(CAST, castType.kind === 'IntersectionType' ? castType.bounds : [castType])
    }
    case 'InstanceOf':
      return e.binding === undefined ? args(INSTANCEOF, [e.testType]) : []
    case 'New':
      return [...args(NEW, [e.classType]), ...args(CONSTRUCTOR_ARGUMENT, e.typeArgs)]
    case 'NewArray':
      return args(NEW, [arrayType(e)])
    case 'Call':
      return args(METHOD_ARGUMENT, e.typeArgs)
    case 'MethodRef': {
      const isNew = e.refKind === 'constructor' || e.refKind === 'arrayConstructor'
      const target = e.target.kind === 'TypeExpr' ? [e.target.typeNode] : []
      return [
        ...args(isNew ? CONSTRUCTOR_REFERENCE : METHOD_REFERENCE, target),
        ...args(isNew ? CONSTRUCTOR_REFERENCE_ARGUMENT : METHOD_REFERENCE_ARGUMENT, e.typeArgs),
      ]
    }
    default:
      return []
  }
}

/** The type of the new array as it would be written. */
function arrayType(e: Extract<Expr, { kind: 'NewArray' }>): TypeNode {
  const { elementType, dimAnnotations } = e
  let type: TypeNode = elementType
  for (let i = e.dims.length + e.extraDims - 1; i >= 0; i--) {
    const { start, end, pos } = elementType
    type = { kind: 'ArrayType', element: type, annotations: dimAnnotations?.[i] ?? [], start, end, pos }
  }
  return type
}

/** The lowered expression with the annotated types of the one that it was made of. */
export function withTypeUses(source: Expr, lowered: Expr): Expr {
  const found = typeUsesOf(source)
  return found.length === 0 ? lowered : { ...lowered, typeUses: [...(lowered.typeUses ?? []), ...found] }
}
