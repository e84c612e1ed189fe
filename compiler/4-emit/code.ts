/**
 * The code of one method under construction: bytes, jumps, stack and local variable types, frames, lines, ranges of
 * variables, exception table.
 *
 * Jumps forward are kept in chains until their target is known. `resolve(chain)` says "the next instruction is the
 * target" and is carried out only when that instruction really comes: a `goto` that comes next takes over the waiting
 * jumps, and a `goto` to the instruction behind it is removed. Nothing is written while the place cannot be reached.
 *
 * A frame of the StackMapTable (JVMS 4.7.4, 4.10.1) is due at every jump target and handler. A local variable is in it
 * when it is in scope and definitely assigned on all ways to the place, with its declared type.
 *
 * When an offset does not fit into 16 bits the method is generated again with `fat` jumps: `goto_w`, and conditional
 * jumps inverted around a `goto_w`.
 */
import { OP, OPCODE_ROWS } from '../../vm/classfile/opcodes.ts'
import type { TypeUse } from '../2-check/symbols.ts'
import {
  addSlot,
  copyState,
  hasSlot,
  intersectInto,
  removeFrom,
  removeSlot,
  type SlotSet,
  type State,
  sizeOf,
  type VType,
} from './state.ts'

export interface Jump {
  readonly pc: number
  readonly state: State
}

/** Jumps that wait for the same target, the newest last. */
export type Chain = Jump[]

/** Operators of `branch`: an opcode, or one of these two. */
export const ALWAYS = OP.goto
export const NEVER = -1

export interface RawFrame {
  readonly pc: number
  readonly locals: readonly VType[]
  readonly stack: readonly VType[]
}

export interface CodeException {
  readonly start: number
  readonly end: number
  readonly handler: number
  /** Internal name, or undefined to catch everything. */
  readonly type: string | undefined
}

/** Where a variable holds a value: an entry of the LocalVariableTable. */
export interface VariableRange {
  readonly name: string
  readonly descriptor: string
  readonly signature: string | undefined
  readonly use: TypeUse | undefined
  readonly slot: number
  readonly start: number
  readonly length: number
}

/** A local variable in scope. `name` is undefined for those that the compiler made. */
export interface Local {
  readonly slot: number
  type: VType
  readonly descriptor: string
  readonly name: string | undefined
  readonly signature: string | undefined
  /** Its annotated type. */
  readonly use: TypeUse | undefined
  rangeStart: number
}

export const negate = (opcode: number): number => {
  if (opcode === ALWAYS) return NEVER
  if (opcode === NEVER) return ALWAYS
  if (opcode === OP.ifnull) return OP.ifnonnull
  if (opcode === OP.ifnonnull) return OP.ifnull
  return ((opcode + 1) ^ 1) - 1
}

export const mergeChains = (a: Chain, b: Chain): Chain => {
  if (b.length === 0) return a
  if (a.length === 0) return b
  for (const jump of b) a.push(jump)
  return a
}

export interface CodeOptions {
  readonly fat: boolean
  /** Keep ranges of local variables for the LocalVariableTable. */
  readonly variables: boolean
  /** Line of a source offset, or undefined when no lines are wanted. */
  readonly lineOf: ((offset: number) => number) | undefined
}

function forceTop({ stack }: State, type: VType): void {
  const top = stack[stack.length - 1]
  if (top !== undefined && (top === 'N' || top.charCodeAt(0) === 76 || top.charCodeAt(0) === 91)) {
    stack[stack.length - 1] = type
  }
}

export class Code {
  bytes = new Uint8Array(64)
  length = 0
  state: State = { stack: [], depth: 0, defined: [] }
  maxStack = 0
  maxLocals = 0
  nextLocal = 0
  locals: (Local | undefined)[] = []
  readonly frames: RawFrame[] = []
  readonly lines: { pc: number; line: number }[] = []
  readonly exceptions: CodeException[] = []
  readonly ranges: VariableRange[] = []
  /** Annotated types at instructions, and those of catch parameters at their handlers. */
  readonly typeUses: { readonly use: TypeUse; readonly pc: number }[] = []
  readonly caughtTypes: { readonly use: TypeUse; readonly pc: number }[] = []
  /** Where the newest instruction begins. */
  lastInstruction = 0
  /** Some offset did not fit; the method has to be generated again with fat jumps. */
  overflow = false
  pendingPosition = -1
  readonly options: CodeOptions
  #alive = true
  #pendingJumps: Chain = []
  #pendingFrame = false
  /** Something refers to the present end of the code: no jump before it may be taken back. */
  #fixed = false

  constructor(options: CodeOptions) {
    this.options = options
  }

  // ------------------------------------------------------------------------------------------ reachability, places

  get alive(): boolean {
    return this.#alive || this.#pendingJumps.length > 0
  }

  markDead(): void {
    this.#alive = false
  }

  /** The offset of the next instruction, as something that other things refer to. */
  here(): number {
    if (this.#pendingJumps.length > 0) this.#resolvePending()
    if (this.pendingPosition !== -1) this.markStatement()
    this.#fixed = true
    return this.length
  }

  /** A place that is reached from elsewhere: a loop head, a case or (with `state` and the thrown type) a handler. */
  entryPoint(state?: State, pushed?: VType): number {
    const pc = this.here()
    if (state !== undefined) {
      const joined = copyState(state)
      // Control may also fall into a case from the one before.
      if (this.#alive) intersectInto(joined.defined, this.state.defined)
      this.#setState(joined)
      if (pushed !== undefined) this.push(pushed)
    }
    this.#alive = true
    this.#pendingFrame = true
    return pc
  }

  // ------------------------------------------------------------------------------------------ lines

  /** The code that follows belongs to this source offset. */
  statementAt(offset: number): void {
    if (offset !== -1) this.pendingPosition = offset
  }

  markStatement(): void {
    const lineOf = this.options.lineOf
    if (this.#alive && lineOf !== undefined && this.pendingPosition !== -1) {
      const lines = this.lines
      const line = lineOf(this.pendingPosition)
      if (lines.length > 0 && lines[lines.length - 1]!.pc === this.length) lines.pop()
      if (lines.length === 0 || lines[lines.length - 1]!.line !== line) lines.push({ pc: this.length, line })
    }
    this.pendingPosition = -1
  }

  // ------------------------------------------------------------------------------------------ bytes

  #byte(value: number): void {
    if (this.length === this.bytes.length) {
      const grown = new Uint8Array(this.bytes.length * 2)
      grown.set(this.bytes)
      this.bytes = grown
    }
    this.bytes[this.length++] = value
  }

  /** Starts an instruction: settles what waits for it, then writes the opcode. False where no code is reached. */
  #begin(opcode: number): boolean {
    if (this.#pendingJumps.length > 0) this.#resolvePending()
    if (!this.#alive) return false
    if (this.pendingPosition !== -1) this.markStatement()
    if (this.#pendingFrame) {
      this.#pendingFrame = false
      this.#writeFrame()
    }
    this.lastInstruction = this.length
    this.#byte(opcode)
    return true
  }

  put2(at: number, value: number): void {
    this.bytes[at] = value >> 8
    this.bytes[at + 1] = value
  }

  put4(at: number, value: number): void {
    this.put2(at, value >> 16)
    this.put2(at + 2, value)
  }

  get2(at: number): number {
    return ((this.bytes[at]! << 24) | (this.bytes[at + 1]! << 16)) >> 16
  }

  get4(at: number): number {
    return (this.bytes[at]! << 24) | (this.bytes[at + 1]! << 16) | (this.bytes[at + 2]! << 8) | this.bytes[at + 3]!
  }

  raw1(value: number): void {
    if (this.#alive) this.#byte(value)
  }

  raw2(value: number): void {
    this.raw1(value >> 8)
    this.raw1(value)
  }

  raw4(value: number): void {
    this.raw2(value >> 16)
    this.raw2(value)
  }

  alignTo4(): void {
    while (this.#alive && (this.length & 3) !== 0) this.#byte(0)
  }

  // ------------------------------------------------------------------------------------------ stack

  push(type: VType): void {
    const state = this.state
    state.stack.push(type)
    state.depth += sizeOf(type)
    if (state.depth > this.maxStack) this.maxStack = state.depth
  }

  pop(count: number): void {
    const state = this.state
    for (let i = 0; i < count; i++) {
      const type = state.stack.pop()
      if (type === undefined) throw new Error('operand stack is empty')
      state.depth -= sizeOf(type)
    }
  }

  /** The type of a value on the stack. Settles waiting jumps, which may bring that value. */
  top(below = 0): VType {
    if (this.#pendingJumps.length > 0) this.#resolvePending()
    const stack = this.state.stack
    return stack[stack.length - 1 - below] ?? 'N'
  }

  /**
   * Gives the value on top another reference type: the static type of a conditional at its end. Jumps that wait bring the value too, and
   * may go on with a jump to where other types come from.
   */
  forceTop(type: VType): void {
    if (this.#alive) forceTop(this.state, type)
    for (const jump of this.#pendingJumps) forceTop(jump.state, type)
  }

  // ------------------------------------------------------------------------------------------ instructions

  /** An instruction without operands whose effect on the stack is that of its row in the table. */
  simple(opcode: number): void {
    if (!this.#begin(opcode)) return
    const effect = EFFECTS[opcode]!
    this.pop(effect.pops)
    if (effect.push !== undefined) this.push(effect.push)
    if (effect.terminates) this.markDead()
  }

  /** An instruction without operands: pops `pops` values, then pushes one when a type is given. */
  op0(opcode: number, pops: number, push?: VType): void {
    if (!this.#begin(opcode)) return
    this.pop(pops)
    if (push !== undefined) this.push(push)
  }

  op1(opcode: number, operand: number, pops: number, push?: VType): void {
    if (!this.#begin(opcode)) return
    this.#byte(operand)
    this.pop(pops)
    if (push !== undefined) this.push(push)
  }

  op2(opcode: number, operand: number, pops: number, push?: VType): void {
    if (!this.#begin(opcode)) return
    this.#byte(operand >> 8)
    this.#byte(operand)
    this.pop(pops)
    if (push !== undefined) this.push(push)
  }

  /** `new`: the pushed type names the instruction's own offset. */
  newObject(classIndex: number): void {
    if (!this.#begin(OP.new)) return
    this.push(`u${this.length - 1}`)
    this.raw2(classIndex)
  }

  /** invokespecial of a constructor: all copies of the new object become initialised (JVMS 4.10.1.9). */
  construct(methodIndex: number, args: number, descriptor: VType): void {
    if (!this.#begin(OP.invokespecial)) return
    this.raw2(methodIndex)
    this.pop(args)
    const fresh = this.top()
    this.pop(1)
    const stack = this.state.stack
    for (let i = 0; i < stack.length; i++) if (stack[i] === fresh) stack[i] = descriptor
    if (fresh === 'T') for (const local of this.locals) if (local?.type === 'T') local.type = local.descriptor
  }

  /** invokevirtual, invokespecial, invokestatic of a method. */
  invoke(opcode: number, methodIndex: number, pops: number, result: VType | undefined): void {
    this.op2(opcode, methodIndex, pops, result)
  }

  /** invokeinterface and invokedynamic have two more bytes. */
  invoke4(opcode: number, index: number, extra: number, pops: number, result: VType | undefined): void {
    if (!this.#begin(opcode)) return
    this.raw2(index)
    this.raw2(extra)
    this.pop(pops)
    if (result !== undefined) this.push(result)
  }

  multiNewArray(classIndex: number, dims: number, descriptor: VType): void {
    if (!this.#begin(OP.multianewarray)) return
    this.raw2(classIndex)
    this.raw1(dims)
    this.pop(dims)
    this.push(descriptor)
  }

  /** A load or store of a local variable, in the shortest form. `base` is iload...astore, `short` the _0 form. */
  local(base: number, short: number, slot: number, pops: number, push?: VType): void {
    if (slot <= 3) this.op0(short + slot, pops, push)
    else if (slot <= 0xff) this.op1(base, slot, pops, push)
    else if (this.#begin(OP.wide)) {
      this.#byte(base)
      this.raw2(slot)
      this.pop(pops)
      if (push !== undefined) this.push(push)
    }
  }

  iinc(slot: number, amount: number): void {
    if (slot > 0xff || amount < -128 || amount > 127) {
      if (!this.#begin(OP.wide)) return
      this.#byte(OP.iinc)
      this.raw2(slot)
      this.raw2(amount)
    } else if (this.#begin(OP.iinc)) {
      this.#byte(slot)
      this.#byte(amount)
    }
  }

  /** dup, dup_x1, dup_x2 or their two-slot forms: copies the top value below `over` slots (0, 1 or 2). */
  dupBelow(over: 0 | 1 | 2): void {
    const top = this.top()
    const stack = this.state.stack
    if (!this.#begin((sizeOf(top) === 1 ? OP.dup : OP.dup2) + over)) return
    let at = stack.length - 1
    let slots = 0
    while (slots < over) slots += sizeOf(stack[--at]!)
    stack.splice(at, 0, top)
    this.state.depth += sizeOf(top)
    if (this.state.depth > this.maxStack) this.maxStack = this.state.depth
  }

  /** dup2 of two one-slot values: array and index of a compound assignment. */
  dupTwo(): void {
    const [second, top] = [this.top(1), this.top()]
    if (!this.#begin(OP.dup2)) return
    this.push(second)
    this.push(top)
  }

  /** Exchanges the top two one-slot values. */
  swap(): void {
    const [second, top] = [this.top(1), this.top()]
    if (!this.#begin(OP.swap)) return
    this.pop(2)
    this.push(top)
    this.push(second)
  }

  drop(): void {
    if (this.alive) this.op0(sizeOf(this.top()) === 2 ? OP.pop2 : OP.pop, 1)
  }

  // ------------------------------------------------------------------------------------------ jumps

  /** A jump forward with the given opcode (also ALWAYS, NEVER); waiting jumps go along with an ALWAYS. */
  branch(opcode: number): Chain {
    let chain: Chain = []
    if (opcode === ALWAYS) {
      chain = this.#pendingJumps
      this.#pendingJumps = []
    }
    if (opcode !== NEVER && this.alive) {
      const pc = this.#jump(opcode)
      this.#fixed = this.options.fat
      chain.push({ pc, state: copyState(this.state) })
      if (opcode === ALWAYS) this.#alive = false
    }
    return chain
  }

  #jump(opcode: number): number {
    if (!this.options.fat) {
      this.#begin(opcode)
      const pc = this.length - 1
      this.raw2(0)
      this.pop(EFFECTS[opcode]!.pops)
      return pc
    }
    if (opcode === ALWAYS) {
      this.#begin(OP.goto_w)
      this.raw4(0)
      return this.length - 5
    }
    this.#begin(negate(opcode))
    this.raw2(8)
    this.pop(EFFECTS[opcode]!.pops)
    this.#begin(OP.goto_w)
    this.raw4(0)
    const pc = this.length - 5
    // The inverted jump comes here.
    this.#pendingFrame = true
    return pc
  }

  /** The next instruction is the target of these jumps. */
  resolve(chain: Chain): void {
    this.#pendingJumps = mergeChains(this.#pendingJumps, chain)
  }

  #resolvePending(): void {
    const jumps = this.#pendingJumps
    this.#pendingJumps = []
    this.#resolveAt(jumps, this.length)
  }

  /** Jumps back to a known place. */
  resolveBack(chain: Chain, target: number): void {
    this.#resolveAt(chain, target)
  }

  #resolveAt(chain: Chain, target: number): void {
    if (chain.length > 1) chain.sort((a, b) => b.pc - a.pc)
    let state = this.state
    let changed = false
    let end = target
    for (let i = 0; i < chain.length; i++) {
      const jump = chain[i]!
      if (end < this.length && this.bytes[end] === OP.goto) end += this.get2(end + 1)
      else if (end < this.length && this.bytes[end] === OP.goto_w) end += this.get4(end + 1)
      if (this.bytes[jump.pc] === OP.goto && jump.pc + 3 === end && end === this.length && !this.#fixed) {
        this.length -= 3
        end -= 3
        if (i === chain.length - 1) {
          // The only jump to this place: what stands before it simply goes on.
          this.#alive = true
          break
        }
      } else {
        const offset = end - jump.pc
        if (this.bytes[jump.pc] === OP.goto_w) this.put4(jump.pc + 1, offset)
        else if (offset < -0x8000 || offset > 0x7fff) this.overflow = true
        else this.put2(jump.pc + 1, offset)
      }
      this.#fixed = true
      if (end === this.length) {
        if (this.#alive) {
          if (!changed) state = copyState(state)
          intersectInto(state.defined, jump.state.defined)
        } else {
          state = copyState(jump.state)
          this.#alive = true
        }
        changed = true
      }
    }
    if (changed) {
      this.#setState(state)
      this.#pendingFrame = true
    }
  }

  // ------------------------------------------------------------------------------------------ switches

  /** Starts tableswitch or lookupswitch; the caller writes the table. Returns the offset of the instruction. */
  beginSwitch(opcode: number): number {
    const pc = this.here()
    this.#begin(opcode)
    this.pop(1)
    this.alignTo4()
    return pc
  }

  // ------------------------------------------------------------------------------------------ local variables

  newLocal(type: VType, descriptor: string, name?: string, signature?: string, use?: TypeUse): Local {
    const slot = this.nextLocal
    this.nextLocal += sizeOf(type)
    if (this.nextLocal > this.maxLocals) this.maxLocals = this.nextLocal
    const local: Local = { slot, type, descriptor, name, signature, use, rangeStart: -1 }
    this.locals[slot] = local
    removeSlot(this.state.defined, slot)
    return local
  }

  /** The variable in this slot has a value from here on. */
  setDefined(slot: number): void {
    if (hasSlot(this.state.defined, slot)) return
    addSlot(this.state.defined, slot)
    const local = this.locals[slot]
    if (local !== undefined && local.rangeStart === -1) local.rangeStart = this.length
  }

  /** Leaves the scope of all variables from this slot on. */
  endScopes(first: number): void {
    const last = this.nextLocal
    this.nextLocal = first
    for (let slot = first; slot < last; slot++) {
      const local = this.locals[slot]
      if (local !== undefined) {
        // The end of a range is a place in the code: settles waiting jumps and the line of the closing brace.
        if (local.rangeStart !== -1) {
          this.here()
          this.#closeRange(local)
        }
        this.locals[slot] = undefined
      }
      removeSlot(this.state.defined, slot)
    }
    if (this.#pendingJumps.length > 0) for (const jump of this.#pendingJumps) removeFrom(jump.state.defined, first)
  }

  /** Finalisers get slots of their own. */
  newSegment(): void {
    this.nextLocal = this.maxLocals
  }

  #closeRange(local: Local): void {
    if (local.rangeStart === -1) return
    const length = this.length - local.rangeStart
    const wanted = this.options.variables || local.use !== undefined
    if (wanted && local.name !== undefined && length > 0) {
      const { name, descriptor, signature, slot, use, rangeStart } = local
      this.ranges.push({ name, descriptor, signature, slot, use, start: rangeStart, length })
    }
    local.rangeStart = -1
  }

  #setState(state: State): void {
    for (let slot = 0; slot < this.nextLocal; slot++) {
      const local = this.locals[slot]
      if (local === undefined) continue
      if (!hasSlot(state.defined, slot)) this.#closeRange(local)
      else if (local.rangeStart === -1) local.rangeStart = this.length
    }
    removeFrom(state.defined, this.nextLocal)
    this.state = state
  }

  // ------------------------------------------------------------------------------------------ frames, handlers

  #writeFrame(): void {
    const defined: SlotSet = this.state.defined
    const locals: VType[] = []
    let last = -1
    for (let slot = 0; slot < this.nextLocal; slot++) {
      if (this.locals[slot] !== undefined && hasSlot(defined, slot)) last = slot
    }
    for (let slot = 0; slot <= last; slot++) {
      const local = this.locals[slot]
      if (local === undefined || !hasSlot(defined, slot)) locals.push('X')
      else {
        locals.push(local.type)
        if (sizeOf(local.type) === 2) slot++
      }
    }
    const frames = this.frames
    if (frames.length > 0 && frames[frames.length - 1]!.pc === this.length) frames.pop()
    frames.push({ pc: this.length, locals, stack: this.state.stack.slice() })
  }

  /** The exception table; one-byte ranges at a handler, which only store the exception, are left out as javac does. */
  handlers(): CodeException[] {
    const handlers = new Set(this.exceptions.map((e) => e.handler))
    return this.exceptions.filter((e) => !(e.end - e.start === 1 && handlers.has(e.start)))
  }

  addHandler(start: number, end: number, handler: number, type: string | undefined): void {
    if (start < end) this.exceptions.push({ start, end, handler, type })
  }
}

interface Effect {
  readonly pops: number
  readonly push: VType | undefined
  readonly terminates: boolean
}

const EFFECTS: readonly Effect[] = OPCODE_ROWS.map((row) => {
  const push = row?.push[0]
  return {
    pops: row?.pop.length ?? 0,
    push: push === 'I' || push === 'J' || push === 'F' || push === 'D' || push === 'N' ? push : undefined,
    terminates: row?.flags.includes('terminates') ?? false,
  }
})
