/** The token list and the syntax tree as text and as JSON, for `--emit`. */
import { columnOf, lineOf, type SourceFile } from '../source.ts'
import type { ScanResult } from './scanner.ts'

/** One token a line: `line:column Type image`. */
export function printTokens(file: SourceFile, scanned: ScanResult): string {
  const lines = scanned.tokens.map((token) => {
    const at = `${lineOf(file, token.startOffset)}:${columnOf(file, token.startOffset)}`
    return `${at.padEnd(8)} ${token.tokenType.name.padEnd(15)} ${token.image}`.trimEnd()
  })
  return `${lines.join('\n')}\n`
}

export function tokensToJson(scanned: ScanResult): string {
  const list = scanned.tokens.map((token) => ({
    type: token.tokenType.name,
    image: token.image,
    start: token.startOffset,
    end: token.end,
  }))
  return `${JSON.stringify(list, undefined, 1)}\n`
}

/** Fields that carry positions or what the checker adds; the tree print shows what was written. */
const HIDDEN = new Set([
  ...['kind', 'start', 'end', 'pos', 'closeBrace', 'symbol', 'type', 'resolved', 'target', 'constant'],
  ...['method', 'methodType', 'constructorSymbol', 'constructorType', 'functionMethod', 'functionType', 'site'],
  ...['operandType', 'elementType', 'varargsCall', 'refKind'],
])
/** These hidden names are syntax in some nodes: shown when they hold a node. */
const SYNTAX_TOO = new Set(['type', 'target'])

interface PrintableNode {
  readonly kind: string
  readonly start?: number
}

function isNode(value: unknown): value is PrintableNode {
  return typeof value === 'object' && value !== null && typeof (value as PrintableNode).kind === 'string'
}

function isSyntaxNode(value: unknown): value is PrintableNode & Record<string, unknown> {
  return isNode(value) && typeof value.start === 'number'
}

/**
 * One node a line, children indented below with their field's name: `init: Binary + @3:12`. `findings` gives what else
 * is known about a node.
 */
export function printTree(file: SourceFile, root: object, findings?: (node: object) => readonly string[]): string {
  const lines: string[] = []
  // An explicit stack: trees of long sums are thousands of levels deep.
  const pending: { readonly label: string; readonly value: unknown; readonly depth: number }[] = [
    { label: '', value: root, depth: 0 },
  ]
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    const { label, value, depth } = item
    const indent = '  '.repeat(Math.min(depth, 60)) + (label === '' ? '' : `${label}: `)
    if (!isSyntaxNode(value)) continue
    const place = `@${lineOf(file, value.start as number)}:${columnOf(file, value.start as number)}`
    const children: { readonly label: string; readonly value: unknown; readonly depth: number }[] = []
    const attributes: string[] = []
    for (const [name, field] of Object.entries(value)) {
      if (HIDDEN.has(name) && !(SYNTAX_TOO.has(name) && isSyntaxNode(field))) continue
      collect(name, field, depth + 1, children, attributes)
    }
    lines.push([indent + value.kind, ...attributes, place, ...(findings?.(value) ?? [])].join(' '))
    pending.push(...children.reverse())
  }
  return `${lines.join('\n')}\n`
}

function collect(
  name: string,
  field: unknown,
  depth: number,
  children: { readonly label: string; readonly value: unknown; readonly depth: number }[],
  attributes: string[],
): void {
  if (field === undefined || field === false) return
  if (Array.isArray(field)) {
    field.forEach((element, i) => {
      collect(field.length === 1 ? name : `${name}[${i}]`, element, depth, children, attributes)
    })
  } else if (isSyntaxNode(field)) {
    if (field.kind === 'Ident') attributes.push(String(field['name']))
    else if (field.kind === 'Modifier') attributes.push(String(field['name']))
    else children.push({ label: name, value: field, depth })
  } else if (typeof field === 'object' && field !== null) {
    if ('list' in field) {
      const modifiers = field as { readonly list: unknown; readonly annotations: unknown }
      collect('modifier', modifiers.list, depth, children, attributes)
      collect('annotation', modifiers.annotations, depth, children, attributes)
    }
  } else if (field === true) {
    attributes.push(name)
  } else if (name === 'text' || name === 'value') {
    if (name === 'text') attributes.push(String(field))
  } else {
    attributes.push(String(field))
  }
}

/** Of the hidden fields those that programs want. */
const KEPT = new Set(['kind', 'start', 'end', 'pos'])

/**
 * The tree as JSON: the fields that the text form shows and places, bigint as a string with `n`. Written with a stack of
 * its own, since JSON.stringify recurses and sums are thousands of levels deep.
 */
export function treeToJson(root: object, findings?: (node: object) => object): string {
  const out: string[] = []
  const pending: (string | { readonly value: unknown; readonly depth: number })[] = [{ value: root, depth: 0 }]
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (typeof item === 'string') {
      out.push(item)
      continue
    }
    const { value, depth } = item
    const children = childrenOf(value, findings)
    if (children === undefined) {
      out.push(typeof value === 'bigint' ? `"${value}n"` : (JSON.stringify(value) ?? 'null'))
      continue
    }
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
    out.push(open!)
    const indent = lineStart(depth + 1)
    pending.push(children.length > 0 ? lineStart(depth) + close! : close!)
    for (let i = children.length - 1; i >= 0; i--) {
      const [name, child] = children[i]!
      pending.push({ value: child, depth: depth + 1 })
      pending.push(`${i > 0 ? ',' : ''}${indent}${name === '' ? '' : `${JSON.stringify(name)}: `}`)
    }
  }
  return `${out.join('')}\n`
}

/** Deep levels are no further to the right: the output would grow with the square of the depth. */
const lineStart = (depth: number): string => `\n${' '.repeat(Math.min(depth, 60))}`

/** Names (empty in lists) and values; undefined for what is written in one piece. */
function childrenOf(value: unknown, findings?: (node: object) => object): [string, unknown][] | undefined {
  if (Array.isArray(value)) return value.map((element): [string, unknown] => ['', element])
  if (typeof value !== 'object' || value === null) return undefined
  const isShown = (name: string, field: unknown): boolean =>
    !isNode(value) || KEPT.has(name) || !HIDDEN.has(name) || (SYNTAX_TOO.has(name) && isSyntaxNode(field))
  const children = Object.entries(value).filter(([name, field]) => field !== undefined && isShown(name, field))
  const found = isSyntaxNode(value) && findings !== undefined ? findings(value) : {}
  if (Object.keys(found).length > 0) children.push(['checked', found])
  return children
}
