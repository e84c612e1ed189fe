/** Makes a program smaller as long as it still shows its difference (delta debugging on the tree, Zeller). */
import { simplest } from './expressions.ts'
import { nodesOf, replaceAt, sizeOf, type Tree } from './tree.ts'

/** `shows` compiles and runs a candidate; at most `tries` of them. */
export async function reduce(tree: Tree, shows: (candidate: Tree) => Promise<boolean>, tries: number): Promise<Tree> {
  let best = tree
  let left = tries
  const attempt = async (candidate: Tree): Promise<boolean> => {
    if (left <= 0 || sizeOf(candidate) >= sizeOf(best)) return false
    left--
    if (!(await shows(candidate))) return false
    best = candidate
    return true
  }
  for (let before = Number.POSITIVE_INFINITY; left > 0 && sizeOf(best) < before; ) {
    before = sizeOf(best)
    await dropStatements(() => best, attempt)
    await dropExpressions(() => best, attempt)
  }
  return best
}

type Attempt = (candidate: Tree) => Promise<boolean>

/** Leaves out runs of statements, long ones first, and takes statements out of the statement around them. */
async function dropStatements(best: () => Tree, attempt: Attempt): Promise<void> {
  for (let visited = 0; ; visited++) {
    const lists = [...nodesOf(best())].filter(([node]) => node.kind === 'list' && node.parts.length > 0)
    const found = lists[visited]
    if (found === undefined) return
    const [node, path] = found
    let parts = [...node.parts] as Tree[]
    for (let size = parts.length; size >= 1; size = size >> 1) {
      for (let at = 0; at + size <= parts.length; ) {
        const rest = [...parts.slice(0, at), ...parts.slice(at + size)]
        const candidate =
          path.length === 0 ? { ...node, parts: rest } : replaceAt(best(), path, [{ ...node, parts: rest }])
        if (await attempt(candidate)) parts = rest
        else at += size
      }
    }
    for (let i = 0; i < parts.length; i++) {
      const inner = parts[i]!.parts.filter((part): part is Tree => typeof part !== 'string' && part.kind === 'list')
      if (inner.length === 0) continue
      const hoisted = [...parts.slice(0, i), ...inner, ...parts.slice(i + 1)]
      if (path.length > 0 && (await attempt(replaceAt(best(), path, [{ ...node, parts: hoisted }])))) parts = hoisted
    }
  }
}

/** Replaces expressions by a part of theirs of the same type, or by a value. */
async function dropExpressions(best: () => Tree, attempt: Attempt): Promise<void> {
  for (let visited = 0; ; visited++) {
    const nodes = [...nodesOf(best())].filter(
      ([node]) => node.kind === 'expression' && node.type !== '' && sizeOf(node) > 1,
    )
    const found = nodes[visited]
    if (found === undefined) return
    const [node, path] = found
    const value: Tree = { kind: 'expression', type: node.type, parts: [simplest(node.type)] }
    if (await attempt(replaceAt(best(), path, [value]))) {
      visited--
      continue
    }
    const same = [...nodesOf(node)].filter(
      ([inner, at]) => at.length > 0 && inner.kind === 'expression' && inner.type === node.type,
    )
    for (const [inner] of same) {
      if (await attempt(replaceAt(best(), path, [inner]))) {
        visited--
        break
      }
    }
  }
}
