/**
 * From the flow graph to structured control flow. A reducible graph becomes labelled blocks and loops, by recursion over its
 * dominator tree (N. Ramsey, Beyond Relooper, 2022): a block where paths meet is put behind a labelled block that holds its
 * dominator, and whoever jumps there says `break`; a loop header opens a `for (;;)`, and a back-edge says `continue`.
 *
 *   B7: {                     block 7 is where two paths of block 3 meet
 *     if (l1 < 10) break B7
 *     ...
 *   }
 *   ... block 7 ...
 *
 * A block behind a loop stands behind it in the text too, also when only the middle of the loop leads there: its place in the tree is then
 * beside the loop's header. An irreducible graph becomes a `switch` in a loop, over the number of the block to run next.
 */
import { allSuccessors, type Block, type Flow } from './flow.ts'
import type { Writer } from './writer.ts'

export interface Structure {
  /** Writes the code of one block; jumps go through `jump`. */
  body(block: Block): void
  /** At the top of a loop. */
  loopHead(header: Block): void
  readonly out: Writer
}

export interface Jumps {
  /** Writes how to get from one block to another; `tail`: it is the last statement of `from`. */
  to(from: Block, target: Block, tail: boolean): void
}

/** Writes all blocks. The emitter is told how to jump by the answer, which it needs while `body` runs. */
export function writeStructure(flow: Flow, structure: Structure, install: (jumps: Jumps) => void): void {
  if (flow.reducible) writeTree(flow, structure, install)
  else writeDispatch(flow, structure, install)
}

function writeTree(flow: Flow, { body, loopHead, out }: Structure, install: (jumps: Jumps) => void): void {
  const entry = flow.blocks[0]!
  const forward = (block: Block): number => block.predecessors.filter((each) => each.order < block.order).length
  const headers = [...flow.loops.keys()]
  /** The outermost loop that `from` is in and `block` is not. */
  const leaves = (from: Block, block: Block): Block | null => {
    let outermost: Block | null = null
    for (const header of headers) {
      const loop = flow.loops.get(header)!
      if (!loop.has(from) || loop.has(block)) continue
      if (outermost === null || flow.loops.get(header)!.size > flow.loops.get(outermost)!.size) outermost = header
    }
    return outermost
  }
  const labelled = new Set<Block>()
  const children = new Map<Block, Block[]>()
  for (const block of flow.blocks) {
    if (block === entry) continue
    const dominator = block.dominator!
    const loop = leaves(dominator, block)
    // A dispatch block is reached from many places of one block.
    if (
      block.start < 0 ||
      forward(block) > 1 ||
      loop !== null ||
      block.predecessors.some((each) => leaves(each, block) !== null)
    )
      labelled.add(block)
    if (!labelled.has(block)) continue
    const parent = loop ?? dominator
    const list = children.get(parent)
    if (list === undefined) children.set(parent, [block])
    else list.push(block)
  }
  /** Where the text goes on behind the statement that is being written; null: nowhere. */
  let next: Block | null = null
  /** A block that belongs right here: its one predecessor has just been written. */
  let pending: Block | null = null
  const isPlain = (block: Block): boolean => !children.has(block) && !flow.loops.has(block)
  const content = (first: Block, after: Block | null): void => {
    const saved = next
    next = after
    body(first)
    // A loop and not a recursion, as in `tree`: a method may be a chain of a thousand blocks.
    while (pending !== null) {
      const block: Block = pending
      pending = null
      if (isPlain(block)) body(block)
      else tree(block, after)
    }
    next = saved
  }
  const openAll = (list: readonly Block[]): void => {
    for (const block of list) out.open(`B${block.id}: {`)
  }
  /** Closes the labelled blocks of the list, innermost first, with their code behind them; the outermost one is left to the caller. */
  const closeAll = (list: readonly Block[]): void => {
    for (let i = list.length - 1; i >= 0; i--) {
      out.close('}')
      if (i > 0) tree(list[i]!, list[i - 1]!)
    }
  }
  const tree = (first: Block, after: Block | null): void => {
    let block = first
    for (;;) {
      // The later in the order, the further outside.
      const merges = [...(children.get(block) ?? [])].sort((a, b) => b.order - a.order)
      const loop = flow.loops.get(block)
      const outside = loop === undefined ? merges : merges.filter((each) => !loop.has(each))
      openAll(outside)
      const then = outside.at(-1) ?? after
      if (loop === undefined) content(block, then)
      else {
        const inside = merges.filter((each) => loop.has(each))
        out.open(`L${block.id}: for (;;) {`)
        loopHead(block)
        openAll(inside)
        content(block, inside.at(-1) ?? block)
        closeAll(inside)
        if (inside.length > 0) tree(inside[0]!, block)
        out.close('}')
      }
      closeAll(outside)
      if (outside.length === 0) return
      block = outside[0]!
    }
  }
  install({
    to(from, target, tail) {
      if (tail && target === next) return
      if (target.order <= from.order) out.line(`continue L${target.id}`)
      else if (labelled.has(target)) out.line(`break B${target.id}`)
      else if (tail) pending = target
      else tree(target, null)
    },
  })
  tree(entry, null)
}

function writeDispatch(flow: Flow, { body, loopHead, out }: Structure, install: (jumps: Jumps) => void): void {
  const targets = new Set<Block>()
  for (const block of flow.blocks) {
    for (const next of allSuccessors(block)) if (next.order <= block.order) targets.add(next)
  }
  install({ to: (_from, target) => out.line(`b = ${target.id}; continue B`) })
  out.line(`b = ${flow.blocks[0]!.id}`)
  out.open('B: for (;;) switch (b) {')
  for (const block of flow.blocks) {
    out.open(`case ${block.id}: {`)
    if (targets.has(block)) loopHead(block)
    body(block)
    out.close('}')
  }
  out.close('}')
}
