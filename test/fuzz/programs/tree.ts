/**
 * A generated program is a tree whose leaves are text. Only three kinds of nodes are told apart, so that the reducer can
 * work without knowing Java: an expression can be replaced by a smaller one of its type, a list's statements can be left
 * out, a statement can be replaced by the statements inside of it. What does not compile any more is no candidate.
 */
export interface Tree {
  readonly kind: 'expression' | 'statement' | 'list'
  /** Of an expression: its type as written in the program. */
  readonly type: string
  readonly parts: readonly Part[]
}

export type Part = string | Tree

export const expression = (type: string, ...parts: Part[]): Tree => ({ kind: 'expression', type, parts })
export const statement = (...parts: Part[]): Tree => ({ kind: 'statement', type: '', parts })
export const list = (parts: readonly Tree[]): Tree => ({ kind: 'list', type: '', parts })

/** The text, a statement a line, indented by its braces. */
export function print(tree: Tree): string {
  const pieces: string[] = []
  write(tree, pieces)
  let depth = 0
  const lines: string[] = []
  for (const line of pieces.join('').split('\n')) {
    const text = line.trim()
    if (text === '') continue
    if (text.startsWith('}')) depth--
    lines.push('  '.repeat(Math.max(0, depth)) + text)
    if (text.endsWith('{')) depth++
  }
  return lines.join('\n') + '\n'
}

function write(tree: Tree, pieces: string[]): void {
  if (tree.kind !== 'expression') pieces.push('\n')
  for (const part of tree.parts) {
    if (typeof part === 'string') pieces.push(part)
    else write(part, pieces)
  }
  if (tree.kind !== 'expression') pieces.push('\n')
}

/** Number of nodes: what the reducer makes smaller. */
export function sizeOf(tree: Tree): number {
  let size = 1
  for (const part of tree.parts) if (typeof part !== 'string') size += sizeOf(part)
  return size
}

/** The same tree with the node at `path` replaced; null leaves it out. */
export function replaceAt(tree: Tree, path: readonly number[], by: readonly Tree[]): Tree {
  const [first, ...rest] = path
  if (first === undefined) return by[0] ?? list([])
  const child = tree.parts[first] as Tree
  const parts = [...tree.parts]
  if (rest.length === 0) parts.splice(first, 1, ...by)
  else parts[first] = replaceAt(child, rest, by)
  return { ...tree, parts }
}

/** Every node with its path, outer ones first. */
export function* nodesOf(tree: Tree, path: readonly number[] = []): Generator<readonly [Tree, readonly number[]]> {
  yield [tree, path]
  for (const [i, part] of tree.parts.entries()) {
    if (typeof part !== 'string') yield* nodesOf(part, [...path, i])
  }
}
