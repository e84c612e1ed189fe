/**
 * Lowering relies on every "set by check" field of the tree; this walks a checked tree and names what is missing.
 */
import type { CompilationUnit } from '../../compiler/1-parse/ast.ts'
import type { Type } from '../../compiler/2-check/types.ts'

type AnyNode = Record<string, unknown> & { readonly kind: string; readonly start: number }

const EXPRESSIONS = new Set(
  (
    'Literal Name FieldAccess ArrayAccess Call New NewArray ArrayInit Unary Binary InstanceOf Cast Conditional Assign ' +
    'CompoundAssign Lambda MethodRef SwitchExpr Parens This Super ClassLiteral TypeExpr'
  ).split(' '),
)
const TYPE_NODES = new Set(['PrimitiveType', 'ClassType', 'ArrayType', 'VarType', 'UnionType', 'IntersectionType'])
const DECLARATIONS = new Set(['LocalVar', 'ParamDecl', 'ClassDecl', 'MethodDecl', 'FieldDecl'])
/** Fields that check has set: they lead out of the tree. */
const ANNOTATIONS = new Set(
  (
    'symbol method methodType site operandType constructorSymbol constructorType functionMethod functionType resolved ' +
    'elementType annotations modifiers'
  ).split(' '),
)
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  Call: ['method', 'methodType', 'varargsCall'],
  Binary: ['operandType'],
  CompoundAssign: ['operandType'],
  Lambda: ['functionMethod', 'functionType'],
  MethodRef: ['functionMethod', 'functionType', 'refKind', 'methodType'],
  Break: ['target'],
  Continue: ['target'],
  Yield: ['target'],
  ForEach: ['elementType'],
  EnumConstant: ['constructorSymbol', 'constructorType'],
  ConstructorCall: ['constructorSymbol', 'constructorType'],
}

function mentionsInference(t: unknown, depth = 0): boolean {
  if (t === undefined || depth > 6) return false
  const type = t as Type
  switch (type.kind) {
    case 'infer':
      return true
    case 'class':
      return type.typeArgs.some((arg) => mentionsInference(arg, depth + 1))
    case 'array':
      return mentionsInference(type.element, depth + 1)
    case 'wildcard':
      return mentionsInference(type.bound, depth + 1)
    case 'typevar':
      return type.captured !== undefined && mentionsInference(type.upper, depth + 2)
    default:
      return false
  }
}

/** Sentences about what is missing, with the offsets of the nodes. */
export function missingAnnotations(unit: CompilationUnit): string[] {
  const missing: string[] = []
  const visit = (value: unknown, parent: string, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, parent, key)
      return
    }
    if (typeof value !== 'object' || value === null || typeof (value as AnyNode).kind !== 'string') return
    const node = value as AnyNode
    const say = (what: string) => missing.push(`${node.kind} at ${node.start}: ${what}`)
    if (TYPE_NODES.has(node.kind)) {
      if (node['resolved'] === undefined && parent !== 'ClassType' && parent !== 'TypeExpr') say('not resolved')
      return
    }
    if (EXPRESSIONS.has(node.kind)) {
      const symbol = node['symbol'] as { kind: string } | undefined
      const type = node['type'] as Type | undefined
      if (type === undefined ? symbol?.kind !== 'package' : type.kind === 'error') say('no type')
      if (mentionsInference(type)) say('an inference variable is left in the type')
      if ((node.kind === 'Name' || node.kind === 'FieldAccess') && symbol === undefined && type?.kind !== 'typevar') {
        say('no symbol')
      }
      if (node.kind === 'Call' && node['target'] === undefined && node['site'] === undefined) say('no site')
      if (node.kind === 'New' && node['body'] === undefined && node['constructorSymbol'] === undefined) {
        say('no constructor')
      }
    }
    for (const name of REQUIRED[node.kind] ?? []) if (node[name] === undefined) say(`no ${name}`)
    if (DECLARATIONS.has(node.kind) && node['symbol'] === undefined && key !== 'components' && key !== 'receiver') {
      say('no symbol')
    }
    const declaration = node.kind === 'LocalVar' || node.kind === 'ParamDecl' || node.kind === 'FieldDecl'
    const jump = node.kind === 'Break' || node.kind === 'Continue' || node.kind === 'Yield'
    for (const name of Object.keys(node)) {
      if (ANNOTATIONS.has(name) || (name === 'type' && !declaration) || (name === 'target' && jump)) continue
      visit(node[name], node.kind, name)
    }
  }
  visit(unit.types, 'CompilationUnit', 'types')
  return missing
}
