/** A walk over the syntax tree, for passes that look for a few kinds of nodes. */
import type { Node } from './ast.ts'

/** Properties that check filled in: they lead out of the tree. */
const ANNOTATIONS = new Set([
  'type',
  'symbol',
  'constant',
  'method',
  'methodType',
  'constructorSymbol',
  'constructorType',
  'functionMethod',
  'functionType',
  'site',
  'operandType',
  'elementType',
  'resolved',
  'modifiers',
  'annotations',
  'origin',
])

/** Calls `visit` for the node and for every node below it, before its children. */
export function walk(root: Node, visit: (node: Node) => void): void {
  // An explicit stack: sums of thousands of terms are as many levels deep.
  const pending: Node[] = [root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    visit(node)
    const isJump = node.kind === 'Break' || node.kind === 'Continue' || node.kind === 'Yield'
    const children: Node[] = []
    for (const key in node) {
      if (ANNOTATIONS.has(key) || (isJump && key === 'target')) continue
      const child = (node as unknown as Record<string, unknown>)[key]
      if (typeof child !== 'object' || child === null) continue
      if (Array.isArray(child)) {
        for (const element of child) {
          if (typeof element === 'object' && element !== null && 'kind' in element) children.push(element as Node)
        }
      } else if ('kind' in child) children.push(child as Node)
    }
    for (let i = children.length - 1; i >= 0; i--) pending.push(children[i]!)
  }
}
