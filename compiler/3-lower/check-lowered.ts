/** Checks, in debug runs, that a lowered class has no sugar left and that every expression has an erased type. */
import type { Node } from '../1-parse/ast.ts'
import type { Type } from '../2-check/types.ts'
import { walk } from '../1-parse/walk.ts'
import type { LoweredClass } from './lowered.ts'

const SUGAR = new Set([
  'ForEach',
  'LocalClass',
  'Assert',
  'Lambda',
  'MethodRef',
  'Super',
  'ArrayInit',
  'ErrorExpr',
  'Parens',
])

const isErased = (type: Type): boolean => {
  switch (type.kind) {
    case 'primitive':
    case 'void':
    case 'null':
      return true
    case 'class':
      return type.typeArgs.length === 0
    case 'array':
      return isErased(type.element)
    default:
      return false
  }
}

export function checkLowered(lowered: LoweredClass): void {
  for (const method of lowered.methods) {
    const fail = (node: Node, problem: string): never => {
      throw new Error(`${lowered.name}.${method.name}${method.descriptor}: ${node.kind} at ${node.pos} ${problem}`)
    }
    if (method.body === undefined) continue
    walk(method.body, (node) => {
      if (SUGAR.has(node.kind) && !(node.kind === 'ArrayInit' && node.type === undefined)) fail(node, 'is not lowered')
      switch (node.kind) {
        case 'Try':
          if (node.resources.length > 0) fail(node, 'has resources')
          break
        case 'InstanceOf':
          if (node.binding !== undefined) fail(node, 'has a binding variable')
          break
        case 'Call':
        case 'New':
        case 'ConstructorCall':
          if (node.ref === undefined) fail(node, 'names no member')
          break
        case 'FieldAccess':
          if (node.ref === undefined && node.name.name !== 'length') fail(node, 'names no member')
          break
        case 'Name':
          if (node.symbol?.kind !== 'var') fail(node, `names no variable: ${node.name}`)
          break
        default:
          break
      }
      if ('type' in node && node.type !== undefined && node.kind in EXPRESSIONS) {
        if (!isErased(node.type as Type)) fail(node, 'has a type that is not erased')
      }
    })
  }
}

const EXPRESSIONS: Readonly<Record<string, true>> = {
  Name: true,
  FieldAccess: true,
  ArrayAccess: true,
  Call: true,
  New: true,
  Cast: true,
  Conditional: true,
  Assign: true,
}
