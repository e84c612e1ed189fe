/**
 * Verification by type checking (JVMS 4.10.1): one pass over the code. The type state goes from instruction to
 * instruction; wherever another one may come in, the StackMapTable says what holds, and both are compared with it.
 */
import { classNameAt, findAttribute } from '../classfile/model.ts'
import { OPCODE_ROWS } from '../classfile/opcodes.ts'
import type { MethodContext } from './context.ts'
import { execute } from './execute.ts'
import { Frame } from './frame.ts'
import { Rejection } from './problem.ts'
import type { RuleId } from './rules.ts'
import { checkInstruction } from './static.ts'
import { readStackMaps, type StackMaps } from './stackmaps.ts'
import { printType, TOP, type VType } from './types.ts'

/** Called with the state before each instruction: -Xlog:verify=info. */
export type Replay = (m: MethodContext) => void

interface Handler {
  readonly start: number
  readonly end: number
  readonly target: number
  readonly type: VType
}

/** Throws a Rejection. The static constraints have been checked. */
export function typeCheck(m: MethodContext, replay: Replay | null): void {
  const handlers = readHandlers(m)
  checkVariableTable(m)
  const maps = readStackMaps(m)
  const { code } = m
  m.frame = m.initialFrame()
  let next = 0
  let falls = true
  for (let pc = 0; pc < code.length; ) {
    m.pc = pc
    m.snapshot()
    if (next < maps.offsets.length && maps.offsets[next] === pc) {
      const target = maps.frames[next]!
      if (falls) matchFrame(m, target, pc, 'frame-match', 'Instruction type does not match stack map')
      m.frame = target.copy()
      m.snapshot()
      next++
    } else if (!falls) {
      m.fail('frame-after-jump', 'Expecting a stack map frame', 'the instruction before never goes on to this one')
    }
    replay?.(m)
    checkInstruction(m)
    const stores = isStore(code, pc)
    if (stores) checkHandlers(m, handlers, maps)
    execute(m)
    if (m.targets.length > 0) for (const target of m.targets) checkTarget(m, maps, target)
    if (!stores) checkHandlers(m, handlers, maps)
    falls = m.falls
    pc += m.length
  }
  m.pc = code.length
  if (falls) m.fail('falls-off', 'Control flow falls through code end')
}

/** A store changes what its handlers see only afterwards; other instructions change no locals, but for <init>. */
function isStore(code: Uint8Array, pc: number): boolean {
  const row = OPCODE_ROWS[code[pc]!]!
  const { flags } = row.mnemonic === 'wide' ? OPCODE_ROWS[code[pc + 1]!]! : row
  return flags.includes('store') && !flags.includes('load')
}

function checkTarget(m: MethodContext, maps: StackMaps, target: number): void {
  const index = target < 0 ? -1 : (maps.at[target] ?? -1)
  if (index < 0)
    m.fail(m.starts[target] ? 'frame-missing' : 'target', `Expecting a stackmap frame at branch target ${target}`)
  matchFrame(m, maps.frames[index]!, target, 'frame-match', `Inconsistent stackmap frames at branch target ${target}`)
}

function checkHandlers(m: MethodContext, handlers: readonly Handler[], maps: StackMaps): void {
  const { pc, frame } = m
  for (const handler of handlers) {
    if (pc < handler.start || pc >= handler.end) continue
    const index = maps.at[handler.target] ?? -1
    if (index < 0) m.fail('frame-missing', `Expecting a stackmap frame at branch target ${handler.target}`)
    const thrown = new Frame(frame.locals, [handler.type], frame.thisUninitialized || m.initializedThis)
    const here = m.frame
    if (m.attribute.maxStack < 1) m.fail('stack-overflow', 'Operand stack overflow', 'no room for the exception')
    m.frame = thrown
    matchFrame(
      m,
      maps.frames[index]!,
      handler.target,
      'handler-match',
      `Stack map does not match the one at exception handler ${handler.target}`,
    )
    m.frame = here
  }
}

/** JVMS 4.10.1.4, frameIsAssignable. As java does, a problem of types is reported at the place of the frame. */
function matchFrame(m: MethodContext, target: Frame, at: number, rule: RuleId, headline: string): void {
  const { frame, types } = m
  const from = m.pc === at ? '' : `; reached from ${m.pc}: ${m.mnemonic(m.pc)}`
  if (frame.stack.length !== target.stack.length) {
    m.fail(rule, headline, `Current frame's stack size doesn't match stackmap.`, target)
  }
  const compare = (found: readonly VType[], to: readonly VType[], where: string): void => {
    for (let i = 0; i < to.length; i++) {
      const a = found[i] ?? TOP
      const b = to[i]!
      if (a === b || types.isAssignable(a, b)) continue
      const reason = `Type ${printType(a)} (current frame, ${where}[${i}]) is not assignable to ${printType(b)} (stack map, ${where}[${i}])${from}`
      m.pc = at
      m.fail(rule, headline, reason, target)
    }
  }
  compare(frame.locals, target.locals, 'locals')
  compare(frame.stack, target.stack, 'stack')
  if (frame.thisUninitialized && !target.thisUninitialized) {
    m.pc = at
    m.fail(rule, headline, `Current frame's flags are not assignable to stack map frame's${from}`, target)
  }
}

/** The exception table with its static constraints (4.9.1) and its types (4.10.1.5). */
export function readHandlers(m: MethodContext): Handler[] {
  const { starts, code, types } = m
  const bad = (what: string, pc: number): never => {
    throw new Rejection({
      error: 'ClassFormatError',
      rule: 'handler-table',
      pc,
      headline: `Illegal exception table ${what} ${pc}`,
    })
  }
  return m.attribute.exceptionTable.map((entry) => {
    if (entry.startPc >= code.length || starts[entry.startPc] === 0) bad('start_pc', entry.startPc)
    if (entry.endPc > code.length || (entry.endPc < code.length && starts[entry.endPc] === 0))
      bad('end_pc', entry.endPc)
    if (entry.handlerPc >= code.length || starts[entry.handlerPc] === 0) bad('handler_pc', entry.handlerPc)
    let type = types.throwableType
    if (entry.catchType !== 0) {
      type = types.ofClassName(classNameAt(m.pool, entry.catchType))
      m.pc = entry.handlerPc
      if (!types.isAssignable(type, types.throwableType)) {
        m.fail(
          'catch-type',
          `Catch type is not a subclass of Throwable in exception handler ${entry.handlerPc}`,
          `Type ${printType(type)}`,
        )
      }
    }
    return { start: entry.startPc, end: entry.endPc, target: entry.handlerPc, type }
  })
}

/** HotSpot looks at the first table; so do we. */
export function checkVariableTable(m: MethodContext): void {
  const table = findAttribute(m.attribute.attributes, 'LocalVariableTable')
  for (const each of table?.variables ?? []) {
    const end = each.startPc + each.length
    const wrong = (what: string, pc: number): never => {
      throw new Rejection({
        error: 'ClassFormatError',
        rule: 'variable-table',
        pc,
        headline: `Illegal local variable table ${what} ${pc}`,
      })
    }
    if (each.startPc >= m.code.length || m.starts[each.startPc] === 0) wrong('start_pc', each.startPc)
    if (end !== m.code.length && m.starts[end] !== 1 && m.starts[end] !== 2) wrong('length', each.length)
  }
}
