/**
 * Equal lambdas of a class share one method where no line numbers and no variables are written, as in javac's class files: a
 * body's text without places, with local variables by number, is the key.
 */
import type { Node } from '../1-parse/ast.ts'
import { descriptorOf } from '../2-check/descriptors.ts'
import { erasure } from '../2-check/relations.ts'
import { type AnySymbol, VarSymbol } from '../2-check/symbols.ts'
import type { Type } from '../2-check/types.ts'
import type { LoweredParameter } from './lowered.ts'

/** What says nothing about what the code does. */
const IGNORED = new Set([
  'start',
  'end',
  'pos',
  'closeBrace',
  'type',
  'text',
  'modifiers',
  'annotations',
  'decl',
  'name',
])

export function lambdaKey(params: readonly LoweredParameter[], body: Node): string {
  const variables = new Map<VarSymbol, number>()
  const statements = new Map<object, number>()
  const numberOf = <K extends object>(map: Map<K, number>, key: K): number => {
    const known = map.get(key)
    if (known !== undefined) return known
    map.set(key, map.size)
    return map.size - 1
  }
  for (const { symbol } of params) numberOf(variables, symbol)
  // Parameters may have other names, variables of the body may not.
  const nameOf = (v: VarSymbol): string => {
    const number = numberOf(variables, v)
    return number < params.length ? `#${number}` : `#${number} ${v.name}`
  }
  const parts: string[] = []
  const write = (value: unknown, key: string): void => {
    if (value === undefined || value === null || IGNORED.has(key)) return
    if (Array.isArray(value)) {
      parts.push(key, '[')
      for (const element of value) write(element, '')
      parts.push(']')
    } else if (typeof value !== 'object')
      parts.push(key, typeof value, Object.is(value, -0) ? '-0' : JSON.stringify(String(value)))
    else if (key === 'symbol') parts.push(symbolText(value as AnySymbol, nameOf))
    else if (isType(value)) parts.push(key, descriptorOf(erasure(value)))
    else if (key === 'target' && 'kind' in value && statements.has(value)) parts.push(`>${statements.get(value)}`)
    else {
      if ('kind' in value) numberOf(statements, value)
      parts.push(key, '{')
      // The name of a member is part of its reference, that of a variable says nothing.
      for (const [k, v] of Object.entries(value)) if (k !== 'name' || !('kind' in value)) writeMember(k, v)
      parts.push('}')
    }
  }
  const writeMember = (key: string, value: unknown): void => {
    if (key === 'name' && typeof value === 'string') parts.push(key, value)
    else write(value, key)
  }
  write(body, '')
  return parts.join(' ')
}

const TYPES = new Set(['primitive', 'void', 'null', 'array', 'typevar', 'intersection', 'union'])

/** Kinds of nodes begin with a capital letter; an argument of a bootstrap method may be a `class` too. */
const isType = (value: object): value is Type =>
  'kind' in value && (TYPES.has(String(value.kind)) || (value.kind === 'class' && 'typeArgs' in value))

function symbolText(symbol: AnySymbol, numberOf: (v: VarSymbol) => string): string {
  if (!(symbol instanceof VarSymbol))
    return `${symbol.kind} ${symbol.kind === 'class' ? symbol.binaryName : symbol.name}`
  const isField = symbol.varKind === 'field' || symbol.varKind === 'enumConstant'
  return isField ? `field ${symbol.name}` : numberOf(symbol)
}
