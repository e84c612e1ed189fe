/**
 * Verification by type inference (JVMS 4.10.2), for class files up to version 49 and as the second try for version 50: a
 * data-flow analysis. Every instruction has the state that all ways to it have in common; when it changes, the
 * instruction is looked at again. Types only become more general, so that it ends.
 *
 * Subroutines (jsr, ret; 4.10.2.5): a state knows the subroutines it is in and which locals each of them has touched. At a
 * ret, the locals that the subroutine touched come from the ret, all others from the jsr, so that callers with different
 * locals do not disturb each other.
 *
 * The reference maps (refmaps.ts) come from here too, with types that trust every class: then only the kinds matter.
 */
import { OPCODE_ROWS } from '../classfile/opcodes.ts'
import type { MethodContext } from './context.ts'
import { execute } from './execute.ts'
import { Frame, type Subroutine } from './frame.ts'
import { checkAll } from './static.ts'
import { readHandlers, type Replay } from './typecheck.ts'
import { isSecondHalf, KIND, TOP, type VType } from './types.ts'

/** States before each instruction, by pc; undefined for code that cannot be reached. */
export type States = readonly (Frame | undefined)[]

/** A jsr, and the instruction behind it: the return address. */
export interface JsrSite {
  readonly pc: number
  readonly next: number
}

export interface Inferred {
  readonly states: States
  /** By entry of the subroutine. */
  readonly callers: ReadonlyMap<number, readonly JsrSite[]>
}

export function inferTypes(m: MethodContext, replay: Replay | null): Inferred {
  const trusting = m.types.trusting
  if (!trusting) checkAll(m)
  const handlers = readHandlers(m)
  const { code } = m
  const states: (Frame | undefined)[] = new Array(code.length)
  const queued = new Uint8Array(code.length)
  const work: number[] = []
  const callers = new Map<number, JsrSite[]>()
  const returns = new Map<number, number>()

  const enqueue = (pc: number): void => {
    if (queued[pc] !== 0) return
    queued[pc] = 1
    work.push(pc)
  }
  const flow = (to: number, frame: Frame): void => {
    if (to >= code.length) m.fail('falls-off', 'Falling off the end of the code')
    const known = states[to]
    if (known === undefined) {
      states[to] = frame.copy()
      enqueue(to)
    } else if (mergeInto(m, known, frame)) enqueue(to)
  }
  const throwTo = (pc: number, before: Frame): void => {
    for (const handler of handlers) {
      if (pc < handler.start || pc >= handler.end) continue
      const thrown = before.copy()
      thrown.stack = [handler.type]
      if (m.attribute.maxStack < 1) m.fail('stack-overflow', 'Operand stack overflow', 'no room for the exception')
      // The call of another constructor that throws leaves a half-made object.
      if (m.initializedThis) {
        thrown.noReturn = true
        for (let i = 0; i < thrown.locals.length; i++) {
          if (thrown.locals[i]!.kind === KIND.uninitializedThis) thrown.locals[i] = TOP
        }
      }
      flow(handler.target, thrown)
    }
  }

  flow(0, m.initialFrame())
  for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
    queued[pc] = 0
    m.pc = pc
    const before = states[pc]!
    m.frame = before.copy()
    m.snapshot()
    replay?.(m)
    const mnemonic = OPCODE_ROWS[code[pc]!]!.mnemonic
    if (handlers.length > 0) {
      m.initializedThis = false
      throwTo(pc, before)
    }
    execute(m)
    if (m.initializedThis && handlers.length > 0) throwTo(pc, m.frame)
    if (mnemonic === 'jsr' || mnemonic === 'jsr_w') {
      jump(m, callers, returns, enqueue, flow)
    } else if (mnemonic === 'ret' || (mnemonic === 'wide' && OPCODE_ROWS[code[pc + 1]!]!.mnemonic === 'ret')) {
      comeBack(m, before, callers, returns, states, flow)
    } else {
      const after = m.frame
      const next = pc + m.length
      const { falls } = m
      for (const target of m.targets) flow(target, after)
      if (falls) flow(next, after)
    }
  }
  return { states, callers }
}

/** jsr: the subroutine is entered; uninitialised objects do not come along. */
function jump(
  m: MethodContext,
  callers: Map<number, JsrSite[]>,
  returns: ReadonlyMap<number, number>,
  enqueue: (pc: number) => void,
  flow: (to: number, frame: Frame) => void,
): void {
  const entry = m.targets[0]!
  const frame = m.frame
  if (frame.subroutines.some((each) => each.entry === entry)) {
    m.fail('subroutine-call', 'Recursive call to jsr entry', `at ${entry}`)
  }
  const sites = callers.get(entry) ?? []
  if (!sites.some((site) => site.pc === m.pc)) {
    sites.push({ pc: m.pc, next: m.pc + m.length })
    callers.set(entry, sites)
  }
  forgetUninitialized(frame)
  frame.subroutines = [...frame.subroutines, { entry, touched: new Set() }]
  // The place behind the jsr depends on this state too: look at the ret again.
  const ret = returns.get(entry)
  if (ret !== undefined) enqueue(ret)
  flow(entry, frame)
}

function comeBack(
  m: MethodContext,
  before: Frame,
  callers: ReadonlyMap<number, readonly JsrSite[]>,
  returns: Map<number, number>,
  states: States,
  flow: (to: number, frame: Frame) => void,
): void {
  const wide = OPCODE_ROWS[m.code[m.pc]!]!.mnemonic === 'wide'
  const index = wide ? m.u2(m.pc + 2) : m.u1(m.pc + 1)
  const entry = before.locals[index]!.pc
  const depth = before.subroutines.findIndex((each) => each.entry === entry)
  if (depth < 0) m.fail('return-address', 'Illegal return from subroutine', `the subroutine at ${entry} is not active`)
  const other = returns.get(entry)
  if (other !== undefined && other !== m.pc) {
    m.fail('subroutine-call', 'Multiple returns to single jsr', `the subroutine at ${entry} has a ret at ${other} too`)
  }
  returns.set(entry, m.pc)
  const touched = new Set<number>()
  for (const each of before.subroutines.slice(depth)) for (const local of each.touched) touched.add(local)
  const retPc = m.pc
  for (const site of callers.get(entry) ?? []) {
    const at = states[site.pc]
    if (at === undefined) continue
    const locals = at.locals.map((type, i) => (touched.has(i) ? before.locals[i]! : type))
    const frame = new Frame(repairHalves(locals), before.stack.slice(), before.thisUninitialized)
    frame.noReturn = before.noReturn
    frame.subroutines = at.subroutines.map(
      (each): Subroutine => ({
        entry: each.entry,
        touched: new Set([...each.touched, ...touched]),
      }),
    )
    forgetUninitialized(frame)
    m.pc = retPc
    flow(site.next, frame)
  }
}

function forgetUninitialized(frame: Frame): void {
  const forget = (type: VType): VType =>
    type.kind === KIND.uninitialized || type.kind === KIND.uninitializedThis ? TOP : type
  frame.locals = frame.locals.map(forget)
  frame.stack = frame.stack.map(forget)
}

/** A long whose second slot came from elsewhere is no long. */
function repairHalves(locals: VType[]): VType[] {
  for (let i = 0; i < locals.length; i++) {
    const { kind } = locals[i]!
    if (kind === KIND.long && locals[i + 1]?.kind !== KIND.long2) locals[i] = TOP
    else if (kind === KIND.double && locals[i + 1]?.kind !== KIND.double2) locals[i] = TOP
    else if (isSecondHalf(locals[i]!) && (i === 0 || locals[i - 1] === TOP)) locals[i] = TOP
  }
  return locals
}

/** Merges a state into a known one (4.10.2.2); whether that changed. */
function mergeInto(m: MethodContext, known: Frame, frame: Frame): boolean {
  let changed = false
  if (known.stack.length !== frame.stack.length) {
    m.fail('stack-depth', `Inconsistent stack height ${frame.stack.length} != ${known.stack.length}`)
  }
  for (let i = 0; i < known.stack.length; i++) {
    const a = known.stack[i]!
    const b = frame.stack[i]!
    if (a === b) continue
    const merged = m.types.merge(a, b)
    if (merged === TOP && a !== TOP && !m.types.trusting) m.fail('stack-merge', 'Mismatched stack types')
    if (merged !== a) {
      known.stack[i] = merged
      changed = true
    }
  }
  for (let i = 0; i < known.locals.length; i++) {
    const a = known.locals[i]!
    const b = frame.locals[i]!
    if (a === b || a === TOP) continue
    const merged = m.types.merge(a, b)
    if (merged === a) continue
    known.locals[i] = merged
    changed = true
  }
  if (changed) repairHalves(known.locals)
  if (frame.thisUninitialized && !known.thisUninitialized) {
    known.thisUninitialized = true
    changed = true
  }
  if (frame.noReturn && !known.noReturn) {
    known.noReturn = true
    changed = true
  }
  return mergeSubroutines(known, frame) || changed
}

/** What both are in, in order; touched is what either touched. */
function mergeSubroutines(known: Frame, frame: Frame): boolean {
  if (known.subroutines.length === 0 || known.subroutines === frame.subroutines) return false
  let changed = false
  const merged: Subroutine[] = []
  for (const each of known.subroutines) {
    const other = frame.subroutines.find((sub) => sub.entry === each.entry)
    if (other === undefined) {
      changed = true
      continue
    }
    const touched = new Set([...each.touched, ...other.touched])
    if (touched.size !== each.touched.size) changed = true
    merged.push({ entry: each.entry, touched })
  }
  if (changed) known.subroutines = merged
  return changed
}
