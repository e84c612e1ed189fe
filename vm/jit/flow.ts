/**
 * The flow graph of a method, as far as it can be reached from one entry (pc 0, or a loop header for on-stack replacement).
 *
 *   code block      instructions [start, end) without a jump into or out of the middle
 *   dispatch block  the exception table at one place: where calls and athrow of the protected blocks go when an exception
 *                   comes back; its successors are the handlers. One per list of handlers, so that a try statement has one.
 *
 * Code that has never been resolved ends its block (`stops`): the compiled method leaves for the interpreter there, and what
 * only such code reaches is not compiled at all.
 */
import type { Instruction } from '../classfile/code.ts'
import { branchTargets } from '../classfile/code.ts'
import type { ExceptionTableEntry } from '../classfile/model.ts'

export interface Block {
  readonly id: number
  /** Code blocks: pc of the first instruction. Dispatch blocks: -1. */
  readonly start: number
  readonly instructions: Instruction[]
  /** The last instruction is one that is not compiled. */
  stopped: boolean
  /** Jumps and falling through, not exceptions. */
  readonly successors: Block[]
  /** Handlers that protect this block, innermost first. */
  readonly handlers: readonly ExceptionTableEntry[]
  /** Where its exceptions go, null when no handler protects it or nothing in it can bring an exception back. */
  dispatch: Block | null
  /** Of a dispatch block: what the successors belong to. */
  readonly dispatches: readonly ExceptionTableEntry[]
  /** All predecessors, dispatch edges included; only of reachable blocks. */
  readonly predecessors: Block[]
  /** Position in reverse postorder; -1: cannot be reached. */
  order: number
  /** Immediate dominator; the entry's is itself. */
  dominator: Block | null
}

export interface Flow {
  /** Reachable blocks in reverse postorder; the first one is the entry. */
  readonly blocks: readonly Block[]
  /** Each retreating edge goes to a dominator. */
  readonly reducible: boolean
  /** Loop headers with the blocks of their loops. */
  readonly loops: ReadonlyMap<Block, ReadonlySet<Block>>
}

export interface FlowInput {
  readonly instructions: readonly Instruction[]
  readonly exceptionTable: readonly ExceptionTableEntry[]
  readonly entry: number
  /** The instruction is not compiled: the method is left before it. */
  stops(instruction: Instruction): boolean
  /** An exception may come back to this instruction (a call, athrow). */
  raises(instruction: Instruction): boolean
}

/** The successors of a block, the dispatch included. */
export function allSuccessors(block: Block): readonly Block[] {
  return block.dispatch === null ? block.successors : [...block.successors, block.dispatch]
}

/** The instructions of a block but for the one that it leaves at. */
export function compiledOf({ instructions, stopped }: Block): readonly Instruction[] {
  return stopped ? instructions.slice(0, -1) : instructions
}

export function buildFlow(input: FlowInput): Flow {
  const blocks = cutBlocks(input)
  const entry = blocks.get(input.entry)!
  const order = reversePostorder(entry)
  order.forEach((block, i) => {
    block.order = i
  })
  for (const block of order) for (const next of allSuccessors(block)) next.predecessors.push(block)
  findDominators(order)
  let reducible = true
  const loops = new Map<Block, Set<Block>>()
  for (const block of order) {
    for (const next of allSuccessors(block)) {
      if (next.order > block.order) continue
      if (dominates(next, block)) addLoop(loops, next, block)
      else reducible = false
    }
  }
  return { blocks: order, reducible, loops }
}

function cutBlocks(input: FlowInput): Map<number, Block> {
  const { instructions, exceptionTable } = input
  const leaders = new Set<number>([input.entry])
  for (const entry of exceptionTable) {
    leaders.add(entry.startPc).add(entry.endPc).add(entry.handlerPc)
  }
  for (const instruction of instructions) {
    const targets = branchTargets(instruction)
    for (const target of targets) leaders.add(target)
    if (targets.length > 0 || instruction.row.flags.includes('terminates'))
      leaders.add(instruction.pc + instruction.length)
  }
  const blocks = new Map<number, Block>()
  let id = 0
  let current: Block | null = null
  const list: Block[] = []
  for (const instruction of instructions) {
    const { pc } = instruction
    if (leaders.has(pc)) {
      const handlers = exceptionTable.filter((entry) => entry.startPc <= pc && pc < entry.endPc)
      current = newBlock(id++, pc, handlers, [])
      list.push(current)
      blocks.set(pc, current)
    }
    if (current !== null && !current.stopped) {
      current.instructions.push(instruction)
      if (input.stops(instruction)) current.stopped = true
    }
  }
  const dispatchers = new Map<string, Block>()
  for (const block of list) {
    const last = block.instructions.at(-1)
    if (last === undefined) continue
    if (!block.stopped) {
      const targets = new Set(branchTargets(last))
      if (!last.row.flags.includes('terminates')) targets.add(last.pc + last.length)
      for (const target of targets) {
        const next = blocks.get(target)
        if (next !== undefined) block.successors.push(next)
      }
    }
    if (block.handlers.length > 0 && compiledOf(block).some((each) => input.raises(each))) {
      block.dispatch = dispatcher(block.handlers, blocks, dispatchers, () => id++)
    }
  }
  return blocks
}

function newBlock(
  id: number,
  start: number,
  handlers: readonly ExceptionTableEntry[],
  dispatches: readonly ExceptionTableEntry[],
): Block {
  return {
    id,
    start,
    instructions: [],
    stopped: false,
    successors: [],
    handlers,
    dispatch: null,
    dispatches,
    predecessors: [],
    order: -1,
    dominator: null,
  }
}

/** The dispatch block of a list of handlers; those behind a handler for everything are never asked. */
function dispatcher(
  handlers: readonly ExceptionTableEntry[],
  blocks: ReadonlyMap<number, Block>,
  known: Map<string, Block>,
  nextId: () => number,
): Block {
  const any = handlers.findIndex((each) => each.catchType === 0)
  const asked = any < 0 ? handlers : handlers.slice(0, any + 1)
  const key = asked.map((each) => `${each.handlerPc}:${each.catchType}`).join(' ')
  let block = known.get(key)
  if (block === undefined) {
    block = newBlock(nextId(), -1, [], asked)
    for (const entry of asked) {
      const target = blocks.get(entry.handlerPc)
      if (target !== undefined && !block.successors.includes(target)) block.successors.push(target)
    }
    known.set(key, block)
  }
  return block
}

/** Without recursion: a method may have thousands of blocks. */
function reversePostorder(entry: Block): Block[] {
  const done: Block[] = []
  const seen = new Set<Block>([entry])
  const work: { block: Block; next: readonly Block[]; at: number }[] = []
  const push = (block: Block): void => {
    // Visiting the last successor first lays the first one, where the code falls through, out next to the block.
    work.push({ block, next: [...allSuccessors(block)].reverse(), at: 0 })
  }
  push(entry)
  while (work.length > 0) {
    const top = work[work.length - 1]!
    if (top.at < top.next.length) {
      const next = top.next[top.at++]!
      if (!seen.has(next)) {
        seen.add(next)
        push(next)
      }
    } else {
      done.push(top.block)
      work.pop()
    }
  }
  return done.reverse()
}

/** Cooper, Harvey and Kennedy: iterate over the tree that is known so far. */
function findDominators(order: readonly Block[]): void {
  const entry = order[0]!
  entry.dominator = entry
  const meet = (a: Block, b: Block): Block => {
    while (a !== b) {
      while (a.order > b.order) a = a.dominator!
      while (b.order > a.order) b = b.dominator!
    }
    return a
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const block of order) {
      if (block === entry) continue
      let found: Block | null = null
      for (const before of block.predecessors) {
        if (before.dominator !== null) found = found === null ? before : meet(found, before)
      }
      if (found !== block.dominator) {
        block.dominator = found
        changed = true
      }
    }
  }
}

export function dominates(a: Block, b: Block): boolean {
  let up = b
  while (up.order > a.order) up = up.dominator!
  return up === a
}

/** Adds to the loop of `header` all that reaches its back-edge from `from`. */
function addLoop(loops: Map<Block, Set<Block>>, header: Block, from: Block): void {
  let body = loops.get(header)
  if (body === undefined) loops.set(header, (body = new Set([header])))
  const work = [from]
  for (let block = work.pop(); block !== undefined; block = work.pop()) {
    if (body.has(block)) continue
    body.add(block)
    work.push(...block.predecessors)
  }
}
