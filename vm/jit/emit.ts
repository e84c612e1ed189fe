/**
 * The compiler of one method: from bytecode to the text of a JavaScript function.
 *
 *   function name(lp, arguments) {
 *     room on the stack, monitor
 *     U1: { E0: {
 *       ... the code, structured (structure.ts) ...
 *     } return leave(S0, lp, x, values)       // the interpreter goes on at x; from `x = pc; break E0`
 *     } return below(S1, lp, x, values)       // a callee has left so; from `if (status) { x = pc; break U1 }`
 *   }
 *
 * `lp` is where the method's first local would lie on the guest's stack. Nothing is written there as long as the method runs; only
 * when it has to leave, `leave` makes the interpreter's frame (reify.ts). Callees get `lp` plus a constant.
 */
import { branchTargets, decodeCode, type Instruction } from '../classfile/code.ts'
import { ACC, type CodeAttribute } from '../classfile/model.ts'
import {
  CELL_EVENTS,
  CELL_EXCEPTION,
  CELL_FUEL,
  CELL_STATUS,
  CLASS_CHECK,
  CLASS_SECONDARY_CACHE,
  KIND_DOUBLE,
  KIND_FLOAT,
  KIND_LONG,
  KIND_REFERENCE,
  STATUS_EXCEPTION,
} from '../heap/layout.ts'
import { FRAME_WORDS } from '../interpret/frame.ts'
import type { Machine } from '../interpret/machine.ts'
import type { RuntimeMethod } from '../runtime/index.ts'
import {
  type ReferenceMaps,
  SLOT_ADDRESS,
  SLOT_DOUBLE,
  SLOT_FLOAT,
  SLOT_HALF,
  SLOT_INT,
  SLOT_LONG,
  SLOT_REFERENCE,
  SLOT_UNUSABLE,
} from '../verify/refmaps.ts'
import { knownClass } from './constants.ts'
import { type Block, buildFlow, compiledOf, type Flow } from './flow.ts'
import { type Exit, propagate, type ShapeText, writeFunction } from './frame.ts'
import { bindLocal, boundLocal, CannotExpand, type Expansion, type ExpansionNote } from './inline.ts'
import type { BranchProfile } from './profile.ts'
import { emitInstruction, isTrap, raises, stops } from './instructions.ts'
import type { NativeWay } from './natives.ts'
import { type Jumps, writeStructure } from './structure.ts'
import { type Kind, Operands, orderMoves, movesInto, slotsOfKind, type Value, variable } from './values.ts'
import { Writer } from './writer.ts'

/**
 * The program stands still while a method is compiled, for at most 50 ms: 1000 bytes of bytecode, or 20,000 characters of
 * JavaScript, take 8 to 20 ms when the compiler itself is cold (`-Xlog:jit=info` shows each). V8 does not optimise functions beyond
 * 60 KB of its own bytecode either.
 */
const MAX_BYTECODES = 2500
const MAX_SOURCE = 50_000
/** Back-edges between two polls. */
export const POLL_INTERVAL = 1000

/** The method is left to the interpreter; the text says why, as PrintCompilation shows it. */
export class NotCompilable {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

/** What the compiler asks of the tier. */
export interface Environment {
  readonly vm: Machine
  /** Makes a value of the VM available in the code; its name there. */
  capture(prefix: string, value: unknown): string
  /** The number of a call site. */
  site(pc: number, offset: number): number
  /** The name of the cell through which the method is called; null: it is called through the interpreter. */
  callee(target: RuntimeMethod): string | null
  /** The one method that a call of `target` through the vtable can reach among the classes of now; null: there are several. */
  onlyImplementation(target: RuntimeMethod): RuntimeMethod | null
  /** Receiver classes that the interpreter has met at the call, commonest first, with the methods selected. */
  receivers(pc: number, target: RuntimeMethod): readonly { readonly cls: number; readonly target: RuntimeMethod }[]
  /** Name of the JavaScript function of a native method that compiled code may call; null: it is none, or only the interpreter may. */
  native(target: RuntimeMethod): { readonly name: string; readonly way: NativeWay } | null
  /** Comments with bytecode and source lines. */
  readonly comments: boolean
  /** Calls and loops ask at every safepoint whether to leave. */
  readonly reifyOften: boolean
  /** Methods that may run for long look at the time when they are entered. */
  readonly pollAtEntry: boolean
  readonly lineOf: (bci: number) => number
  /** Which way a jump has gone, as far as the interpreter has looked. */
  branchProfile(pc: number): BranchProfile | null
  /** What has become of calls that might have been expanded, in their order. */
  readonly notes: ExpansionNote[]
  /** Calls of small methods may be expanded. */
  readonly expands: boolean
  /** The instruction has thrown an exception of its own before, for which compiled code had to be left. */
  throwsOften(pc: number): boolean
  /** Instructions, calls and backward jumps are counted exactly as the interpreter counts them. */
  readonly counts: boolean
}

interface Saved {
  readonly entries: readonly Value[]
  readonly mark: ReturnType<Writer['mark']>
  readonly facts: Set<string>
  readonly fresh: Set<string>
  readonly need: number
  readonly expansion: Expansion | null
}

export interface Emitted {
  /** Parameters of the function and its body. */
  readonly source: string
  readonly shapes: readonly ShapeText[]
  readonly traps: ReadonlySet<number>
  readonly argumentSlots: ReadonlyMap<number, number>
  readonly charged: ReadonlyMap<number, number>
  /** Words of the guest's stack that the method needs above lp. */
  readonly need: number
}

/** Kind of a value by KIND_*. */
export function kindOf(kind: number): Kind {
  return kind === KIND_LONG
    ? 'J'
    : kind === KIND_DOUBLE
      ? 'D'
      : kind === KIND_FLOAT
        ? 'F'
        : kind === KIND_REFERENCE
          ? 'A'
          : 'I'
}

/** The kinds of all arguments, the receiver included. */
export function argumentKinds(method: RuntimeMethod): Kind[] {
  const declared = method.parameterKinds.map(kindOf)
  return (method.flags & ACC.STATIC) === 0 ? ['A', ...declared] : declared
}

export class Emitter {
  readonly method: RuntimeMethod
  readonly env: Environment
  readonly code: CodeAttribute
  readonly out = new Writer()
  readonly operands: Operands
  /** What each local holds here. */
  readonly locals: (Kind | null)[] = []
  readonly isOsr: boolean
  readonly entry: number
  /** Variables that hold a reference other than null here. */
  facts = new Set<string>()
  /** Variables that hold an object made since the last safepoint: stores into it need no barrier. */
  readonly fresh = new Set<string>()
  readonly traps = new Set<number>()
  readonly argumentSlots = new Map<number, number>()
  /**
   * When instructions are counted: by pc how many of its block's instructions, from this one on, have been charged when it is executed.
   * The block is charged as a whole at its start; whoever leaves in the middle gives back the rest.
   */
  readonly charged = new Map<number, number>()
  block!: Block
  /** The small method that is being expanded at a call (inline.ts). */
  expansion: Expansion | null = null
  need: number
  readonly synchronized: boolean
  /** The receiver is never overwritten. */
  readonly thisIsConstant: boolean
  /** Variables of the function. */
  readonly declared = new Set<string>(['x'])
  readonly #exits = new Map<string, Exit>()
  readonly #factsAt = new Map<Block, Set<string>>()
  readonly #maps: ReferenceMaps
  readonly #instructions: readonly Instruction[]
  #flow!: Flow
  #blockAt = new Map<number, Block>()
  #jumps!: Jumps
  /** Where backward jumps go. */
  readonly #targets = new Set<number>()

  constructor(
    method: RuntimeMethod,
    code: CodeAttribute,
    maps: ReferenceMaps,
    entry: number,
    isOsr: boolean,
    env: Environment,
  ) {
    this.method = method
    this.code = code
    this.env = env
    this.entry = entry
    this.isOsr = isOsr
    this.#maps = maps
    this.need = (code.maxLocals + code.maxStack) * 2 + FRAME_WORDS
    this.synchronized = !isOsr && (method.flags & ACC.SYNCHRONIZED) !== 0
    this.operands = new Operands({
      declare: (name) => this.declared.add(name),
      write: (line) => this.line(line),
      changed: (name) => this.changed(name),
    })
    if (code.code.length > MAX_BYTECODES) throw new NotCompilable('too large')
    const instructions = decodeCode(code.code)
    if ('problem' in instructions) throw new NotCompilable('cannot be decoded')
    if (instructions.some((each) => each.row.flags.includes('subroutine'))) throw new NotCompilable('subroutines')
    this.#instructions = instructions
    for (const each of instructions) {
      for (const target of branchTargets(each)) if (target <= each.pc) this.#targets.add(target)
    }
    this.thisIsConstant =
      (method.flags & ACC.STATIC) === 0 &&
      !instructions.some(
        (each) =>
          each.row.flags.includes('store') && (each.row.local === 'operand' ? each.operands[0] : each.row.local) === 0,
      )
  }

  declare(name: string): void {
    this.declared.add(name)
  }

  line(text: string): void {
    this.out.line(text)
  }

  // ---- the whole function

  emit(): Emitted {
    this.#flow = buildFlow({
      instructions: this.#instructions,
      exceptionTable: this.code.exceptionTable,
      entry: this.entry,
      stops: (instruction) => stops(this, instruction),
      raises: (instruction) => this.#raises(instruction),
    })
    for (const block of this.#flow.blocks) if (block.start >= 0) this.#blockAt.set(block.start, block)
    if (!this.#flow.reducible) this.declare('b')
    writeStructure(
      this.#flow,
      { out: this.out, body: (block) => this.#body(block), loopHead: (header) => this.#loopHead(header) },
      (jumps) => {
        this.#jumps = jumps
      },
    )
    if (this.out.length > MAX_SOURCE) throw new NotCompilable('too large')
    const { source, shapes } = writeFunction(this, [...this.#exits.values()])
    const { traps, argumentSlots, charged, need } = this
    return { source, shapes, traps, argumentSlots, charged, need }
  }

  #raises(instruction: Instruction): boolean {
    return raises(instruction) || this.env.throwsOften(instruction.pc)
  }

  get mayRunLong(): boolean {
    return this.#flow.loops.size > 0 || this.argumentSlots.size > 0
  }

  // ---- states

  stateAt(pc: number): { locals: (Kind | null)[]; stack: Kind[] } {
    const map = this.#maps.at(pc)
    if (map === null) throw new NotCompilable(`no types at ${pc}`)
    const stack: Kind[] = []
    for (const slot of map.stack) {
      const kind = slotKind(slot)
      if (kind !== null) stack.push(kind)
    }
    return { locals: Array.from(map.locals, slotKind), stack }
  }

  #startBlock(block: Block): void {
    this.block = block
    const { locals, stack } = this.stateAt(block.start)
    this.locals.length = 0
    this.locals.push(...locals)
    for (const [slot, kind] of locals.entries()) if (kind !== null) this.#declareLocal(kind, slot)
    this.operands.reset(stack)
    this.facts = this.#factsAt.get(block) ?? new Set()
    if (this.thisIsConstant) this.facts.add('l0')
    this.fresh.clear()
  }

  #declareLocal(kind: Kind, slot: number): void {
    const { name, high } = variable('local', kind, slot)
    this.declare(name)
    if (high !== '') this.declare(high)
  }

  #body(block: Block): void {
    if (block.start < 0) {
      this.#dispatch(block)
      return
    }
    this.#startBlock(block)
    if (this.env.counts) this.#charge(block)
    for (const instruction of block.instructions) {
      if (this.env.comments) this.#comment(instruction)
      if (block.stopped && instruction === block.instructions.at(-1)) {
        if (isTrap(instruction)) this.traps.add(instruction.pc)
        this.line(this.exit(instruction.pc))
        return
      }
      if (emitInstruction(this, instruction)) return
    }
    this.operands.settleAll()
    this.jump(block.instructions.at(-1)!.pc + block.instructions.at(-1)!.length, true)
  }

  #comment({ pc, row, operands }: Instruction): void {
    const line = this.env.lineOf(pc)
    const profile = this.env.branchProfile(pc)
    const ways = profile === null ? '' : `   taken ${profile.taken} of ${profile.taken + profile.notTaken}`
    this.out.comment(`${pc}: ${[row.mnemonic, ...operands].join(' ')}${line > 0 ? `   line ${line}` : ''}${ways}`)
  }

  /** Takes the instructions of a block from the fuel, or leaves when there is not so much, or when the thread's share is used up. */
  #charge(block: Block): void {
    const instructions = compiledOf(block)
    for (const [i, { pc }] of instructions.entries()) this.charged.set(pc, instructions.length - i)
    const exit = this.exit(block.start)
    this.line(`H32[${CELL_FUEL}] = H32[${CELL_FUEL}] - ${instructions.length} | 0`)
    const ended = this.#targets.has(block.start) ? ` || H32[${CELL_EVENTS}] <= 0` : ''
    this.line(`if (H32[${CELL_FUEL}] < 0${ended}) ${exit}`)
    if (this.env.reifyOften && this.#targets.has(block.start)) this.line(`if (again()) ${exit}`)
  }

  #loopHead(header: Block): void {
    // When events are counted, the block looks at them itself (#charge).
    if (header.start < 0 || this.env.counts) return
    this.#startBlock(header)
    this.declare('n')
    const exit = this.exit(header.start)
    if (this.env.reifyOften) this.line(`if (again()) ${exit}`)
    this.line(`if ((n = n - 1 | 0) < 0 && (n = poll(${POLL_INTERVAL})) < 0) ${exit}`)
  }

  /** Goes where the instruction at `from` says. Backward it is an event, for which threads are switched. */
  branch(from: number, pc: number, tail: boolean): void {
    if (this.env.counts && pc <= from) this.line(`H32[${CELL_EVENTS}] = H32[${CELL_EVENTS}] - 1 | 0`)
    this.jump(pc, tail)
  }

  /** Goes to the block at a pc; the operands are in their variables. */
  jump(pc: number, tail: boolean): void {
    const target = this.#blockAt.get(pc)
    if (target === undefined) throw new Error(`no block at ${pc}`)
    const { facts, block } = this
    // A block with one way in knows what is known here of the locals.
    if (target.predecessors.length === 1) {
      this.#factsAt.set(target, new Set([...facts].filter((name) => name.startsWith('l'))))
    }
    const locals = [...this.locals]
    this.#jumps.to(block, target, tail)
    if (tail) return
    this.block = block
    this.locals.length = 0
    this.locals.push(...locals)
    this.facts = facts
  }

  // ---- leaving

  /** A statement that leaves for the interpreter, which executes the instruction at pc anew; `popped`: its operands. */
  exit(pc: number, popped: readonly Value[] = [], first: readonly string[] = []): string {
    if (this.expansion !== null) throw new CannotExpand()
    const moves = this.operands.movesHome(popped)
    const stack = [...this.operands.entries, ...popped].map((value) => value.kind)
    return `{ ${[...first, ...moves, `x = ${pc}`, `break ${this.#exitLabel(false, stack)}`].join('; ')} }`
  }

  /** The statement behind a call: an exception looks for a handler, everything else leaves. */
  afterCall(pc: number): void {
    const moves = this.operands.movesHome()
    const stack = this.operands.entries.map((value) => value.kind)
    const out = `${[...moves, `break ${this.#exitLabel(true, stack)}`].join('; ')}`
    if (this.block.dispatch === null) {
      this.line(`if (H32[${CELL_STATUS}] !== 0) { x = ${pc}; ${out} }`)
      return
    }
    this.out.open(`if (H32[${CELL_STATUS}] !== 0) {`)
    this.line(`x = ${pc}`)
    this.out.open(`if (H32[${CELL_STATUS}] === ${STATUS_EXCEPTION}) {`)
    this.#giveBackRest(pc)
    this.#jumps.to(this.block, this.block.dispatch, false)
    this.out.close('}')
    this.line(out)
    this.out.close('}')
  }

  /**
   * The instruction throws an exception of its own where the condition holds: the interpreter does that, or, where it has happened before,
   * the call of a helper in `thrower`, which may decline.
   */
  throwIf(condition: string, pc: number, popped: readonly Value[], thrower: string): void {
    if (this.expansion !== null || !this.env.throwsOften(pc)) {
      this.line(`if (${condition}) ${this.exit(pc, popped, ['thrown()'])}`)
      return
    }
    this.out.open(`if (${condition}) {`)
    const place = this.place()
    this.line(`H32[lp + ${place} | 0] = ${this.env.site(pc, place)}`)
    this.line(`at(lp + ${place} | 0); ${thrower}; at(0)`)
    this.line(`if (H32[${CELL_STATUS}] !== ${STATUS_EXCEPTION}) ${this.exit(pc, popped)}`)
    this.line(`x = ${pc}`)
    this.#giveBackRest(pc)
    if (this.block.dispatch === null) this.line(propagate(this))
    else this.#jumps.to(this.block, this.block.dispatch, false)
    this.out.close('}')
  }

  /** The block ends at this instruction: those behind it have been charged, and are not executed. */
  #giveBackRest(pc: number): void {
    const rest = (this.charged.get(pc) ?? 1) - 1
    if (rest > 0) this.line(`H32[${CELL_FUEL}] = H32[${CELL_FUEL}] + ${rest} | 0`)
  }

  /** The exception is in its cell: on to the handlers of this method, or to the caller. */
  raise(pc: number): void {
    this.line(`x = ${pc}`)
    if (this.block.dispatch === null) this.line(propagate(this))
    else this.#jumps.to(this.block, this.block.dispatch, true)
  }

  #exitLabel(called: boolean, stack: readonly Kind[]): string {
    const key = `${called ? 'U' : 'E'}${this.locals.map((kind) => kind ?? '-').join('')}|${stack.join('')}`
    let exit = this.#exits.get(key)
    if (exit === undefined) {
      const label = `${called ? 'U' : 'E'}${this.#exits.size}`
      exit = { label, called, locals: [...this.locals], stack: [...stack] }
      this.#exits.set(key, exit)
    }
    return exit.label
  }

  // ---- exceptions

  /** The handlers in their order. A class that is not resolved yet is left to the interpreter. */
  #dispatch(block: Block): void {
    const { vm } = this.env
    this.block = block
    this.locals.length = 0
    this.operands.reset([])
    this.facts = new Set()
    for (const entry of block.dispatches) {
      if (entry.catchType === 0) {
        this.#handle(entry.handlerPc, true)
        return
      }
      const type = knownClass(vm, this.method, entry.catchType)
      if (type === 0) {
        this.#leaveRaised(block)
        return
      }
      const check = vm.H32[(type >>> 2) + CLASS_CHECK]!
      const cls = `H32[H32[${CELL_EXCEPTION}] >>> 2]`
      const test =
        check === CLASS_SECONDARY_CACHE ? `sub(${cls}, ${type})` : `H32[(${cls} >>> 2) + ${check}] === ${type}`
      this.out.open(`if (${test}) {`)
      this.#handle(entry.handlerPc, false)
      this.out.close('}')
    }
    this.line(propagate(this))
  }

  /**
   * `leave` finds the exception pending, and the interpreter looks for its handler. Until it has found one the frame stands where the
   * exception was raised, and the collector may see it so; each handler takes of its locals what it knows. So they are all
   * written, which ones x says.
   */
  #leaveRaised(dispatch: Block): void {
    const places = new Map<string, { label: string; pcs: number[] }>()
    for (const from of dispatch.predecessors) {
      for (const instruction of compiledOf(from)) {
        if (!this.#raises(instruction)) continue
        const { locals } = this.stateAt(instruction.pc)
        this.locals.splice(0, this.locals.length, ...locals)
        const label = this.#exitLabel(false, [])
        const place = places.get(label)
        if (place === undefined) places.set(label, { label, pcs: [instruction.pc] })
        else place.pcs.push(instruction.pc)
      }
    }
    const list = [...places.values()]
    const last = list.pop()!
    // By the next time the class is resolved.
    this.line('thrown()')
    for (const { label, pcs } of list) this.line(`if (${pcs.map((pc) => `x === ${pc}`).join(' || ')}) break ${label}`)
    this.line(`break ${last.label}`)
  }

  #handle(pc: number, tail: boolean): void {
    this.declare('s0')
    this.line(`s0 = H32[${CELL_EXCEPTION}]`)
    this.line(`H32[${CELL_EXCEPTION}] = H32[${CELL_STATUS}] = 0`)
    const { block } = this
    this.jump(pc, tail)
    this.block = block
  }

  // ---- locals

  /** The value of a local as it is now. */
  local(kind: Kind, slot: number): Value {
    if (this.expansion !== null) return boundLocal(this.expansion, slot)
    this.#declareLocal(kind, slot)
    const { name, high } = variable('local', kind, slot)
    const uses = high === '' ? [name] : [name, high]
    return { kind, text: name, high, uses, reads: false, simple: true, nonNull: this.facts.has(name) }
  }

  store(slot: number, value: Value): void {
    if (this.expansion !== null) {
      bindLocal(this, this.expansion, slot, value)
      return
    }
    const to = variable('local', value.kind, slot)
    this.#declareLocal(value.kind, slot)
    this.operands.beforeChange(to.name)
    if (to.high !== '') this.operands.beforeChange(to.high)
    const isNonNull = value.nonNull === true || this.facts.has(value.text)
    const isFresh = this.fresh.has(value.text)
    for (const move of orderMoves(movesInto(to, value), () => this.operands.fresh())) this.line(move)
    this.changed(to.name)
    if (isNonNull) this.facts.add(to.name)
    if (isFresh) this.fresh.add(to.name)
    if (slot > 0 && this.locals[slot - 1] !== null && slotsOfKind(this.locals[slot - 1]!) === 2)
      this.locals[slot - 1] = null
    this.locals[slot] = value.kind
    if (slotsOfKind(value.kind) === 2) this.locals[slot + 1] = null
  }

  /** What was known of the variable no longer holds. */
  changed(name: string): void {
    this.facts.delete(name)
    this.fresh.delete(name)
  }

  isNonNull(value: Value): boolean {
    return value.nonNull === true || this.facts.has(value.text)
  }

  /** Leaves if the reference is null; the interpreter throws the exception. */
  nullCheck(value: Value, pc: number, popped: readonly Value[]): void {
    if (this.isNonNull(value)) return
    this.throwIf(`${value.text} === 0`, pc, popped, 'throwNull()')
    if (/^\w+$/.test(value.text)) this.facts.add(value.text)
  }

  /** The method whose instructions are compiled here: the one itself, or one that is expanded in it. */
  get current(): RuntimeMethod {
    return this.expansion?.method ?? this.method
  }

  /** Words from lp to the first local of a callee, whose arguments have been popped. */
  place(): number {
    const { expansion } = this
    if (expansion === null) return this.placeOf(this.operands.depth)
    // Operands of the methods around it lie below; those of this one are few, so an upper bound will do.
    const { maxLocals, maxStack } = expansion.method.code!
    return expansion.place + (maxLocals + maxStack) * 2 + FRAME_WORDS
  }

  save(): Saved {
    const { operands, out, facts, fresh, need, expansion } = this
    return { entries: operands.save(), mark: out.mark(), facts: new Set(facts), fresh: new Set(fresh), need, expansion }
  }

  restore(saved: Saved): void {
    this.operands.restore(saved.entries)
    this.out.backTo(saved.mark)
    this.facts = saved.facts
    this.fresh.clear()
    for (const name of saved.fresh) this.fresh.add(name)
    this.need = saved.need
    this.expansion = saved.expansion
  }

  /** An argument of a method that is going to be expanded, in a variable that stays; what is known of it stays too. */
  evaluateArgument(value: Value): Value {
    const nonNull = this.isNonNull(value)
    const isFresh = this.fresh.has(value.text)
    const made = this.operands.evaluate(value)
    if (nonNull) this.facts.add(made.text)
    if (isFresh) this.fresh.add(made.text)
    return { ...made, nonNull }
  }

  /** Word offset from lp of an operand slot. */
  placeOf(slot: number): number {
    return this.code.maxLocals * 2 + FRAME_WORDS + slot * 2
  }
}

function slotKind(slot: number): Kind | null {
  switch (slot) {
    case SLOT_INT:
      return 'I'
    case SLOT_FLOAT:
      return 'F'
    case SLOT_LONG:
      return 'J'
    case SLOT_DOUBLE:
      return 'D'
    case SLOT_REFERENCE:
      return 'A'
    case SLOT_ADDRESS:
      throw new NotCompilable('subroutines')
    case SLOT_HALF:
    case SLOT_UNUSABLE:
      return null
    default:
      throw new Error(`no slot kind ${slot}`)
  }
}
