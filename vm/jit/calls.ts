/**
 * Calls. A compiled caller calls the callee's function directly: `c3.f(lp + 22, l1, s0)`. Before it does, it writes the number of
 * the call site where the callee's first local would lie: from these numbers the stack is walked (tier.ts).
 *
 *   expanded     small methods, in the place of the call (inline.ts)
 *   direct       static, special, final methods, and virtual ones with a single implementation among the classes loaded so far
 *   guarded      `if (class of the receiver === C) c3.f(...)` for the classes that the interpreter has met here
 *   table        otherwise: the vtable or the method cache gives the method, its METHOD_COMPILED the function
 *
 * A callee that is not compiled is called by the interpreter: the caller leaves.
 */
import type { Instruction } from '../classfile/code.ts'
import {
  CELL_EVENTS,
  CELL_RESULT_HI,
  CLASS_VTABLE,
  KIND_VOID,
  METHOD_CACHE_BASE,
  METHOD_CACHE_ENTRIES,
  METHOD_COMPILED,
} from '../heap/layout.ts'
import type { RuntimeMethod } from '../runtime/index.ts'
import { resolvedOperand } from './constants.ts'
import { argumentKinds, type Emitter, kindOf } from './emit.ts'
import { CannotExpand, expand } from './inline.ts'
import { movesInto, orderMoves, type Value, variable, variableValue } from './values.ts'

/** Receiver classes that are tested one after the other before the table is asked. */
const MAX_GUARDS = 3

export function emitCall(e: Emitter, instruction: Instruction): void {
  const { pc } = instruction
  const known = resolvedOperand(e.env.vm, e.current, instruction)
  if (known === null || (known.what !== 'direct' && known.what !== 'virtual' && known.what !== 'interface')) {
    if (e.expansion !== null) throw new CannotExpand()
    throw new Error(`the call at ${pc} is not resolved`)
  }
  const { target } = known
  const count = argumentKinds(target).length
  if (e.expansion === null) e.argumentSlots.set(pc, target.argumentSlots)
  const entries = e.operands.entries
  // Arguments that stand only once need no variables.
  const once = known.what === 'direct' && (!known.receiver || entries[entries.length - count]!.simple)
  const args = once ? e.operands.popAll(count) : e.operands.popSimple(count)
  e.operands.beforeStore()
  if (known.what === 'direct') {
    if (known.receiver) e.nullCheck(args[0]!, pc, args)
    direct(e, pc, target, args)
    return
  }
  if (known.what === 'virtual' && known.exact) {
    const only = e.env.onlyImplementation(target)
    if (only !== null) {
      e.nullCheck(args[0]!, pc, args)
      direct(e, pc, only, args)
      return
    }
  }
  if (e.expansion !== null) throw new CannotExpand()
  selected(e, pc, target, known.what === 'interface', args)
}

/** The arguments of the JavaScript call. */
function list(e: Emitter, args: readonly Value[]): string {
  return [`lp + ${e.place()} | 0`, ...plain(args)].join(', ')
}

const plain = (args: readonly Value[]): string[] =>
  args.flatMap((arg) => (arg.kind === 'J' ? [arg.text, arg.high] : [arg.text]))

function mark(e: Emitter, pc: number): void {
  const place = e.place()
  e.line(`H32[lp + ${place} | 0] = ${e.env.site(pc, place)}`)
}

/** `s3 = `, '' when there is no result. */
function resultOf(e: Emitter, target: RuntimeMethod): string {
  if (target.returnKind === KIND_VOID) return ''
  const kind = kindOf(target.returnKind)
  const { name, high } = variable('operand', kind, e.operands.depth)
  e.declare(name)
  e.operands.beforeChange(name)
  e.changed(name)
  if (high !== '') {
    e.declare(high)
    e.operands.beforeChange(high)
  }
  return `${name} = `
}

function finish(e: Emitter, pc: number, target: RuntimeMethod): void {
  e.fresh.clear()
  e.afterCall(pc)
  readHigh(e, target)
  pushResult(e, target)
}

/** The high half of a long result is in its cell. */
function readHigh(e: Emitter, target: RuntimeMethod): void {
  if (target.returnKind === KIND_VOID) return
  const { high } = variable('operand', kindOf(target.returnKind), e.operands.depth)
  if (high !== '') e.line(`${high} = H32[${CELL_RESULT_HI}]`)
}

function pushResult(e: Emitter, target: RuntimeMethod): void {
  if (target.returnKind === KIND_VOID) return
  e.operands.push(variableValue('operand', kindOf(target.returnKind), e.operands.depth))
}

function direct(e: Emitter, pc: number, target: RuntimeMethod, args: readonly Value[]): void {
  if (e.env.expands && expand(e, pc, target, args)) return
  const native = e.env.native(target)
  // The call is an event; when it is the last one, threads change behind it, which only the interpreter can do.
  if (native !== null && e.env.counts) {
    e.line(`if (H32[${CELL_EVENTS}] < 2) ${e.exit(pc, args)}`)
    e.line(`H32[${CELL_EVENTS}] = H32[${CELL_EVENTS}] - 1 | 0`)
  }
  if (native?.way === 'bare') {
    const result = resultOf(e, target)
    e.line(`${result}${native.name}(${plain(args).join(', ')})`)
    readHigh(e, target)
    pushResult(e, target)
    return
  }
  if (e.expansion !== null) throw new CannotExpand()
  const f = native?.name ?? cellOf(e, target)
  if (f === null) e.line(e.exit(pc, args))
  const result = resultOf(e, target)
  if (f !== null) {
    mark(e, pc)
    e.line(`${result}${f}(${list(e, args)})`)
  }
  // Behind an exit it is never reached, but the code has to be whole.
  finish(e, pc, target)
}

/** Puts the operands below the arguments into their variables; arguments that are in one of these move out of the way. */
function settleBelow(e: Emitter, args: readonly Value[]): readonly Value[] {
  const moves = e.operands.movesHome()
  const kept = args.map((arg) =>
    moves.some((move) => arg.uses.some((name) => move.startsWith(`${name} = `))) ? e.operands.evaluate(arg) : arg,
  )
  e.operands.settleAll()
  return kept
}

function cellOf(e: Emitter, target: RuntimeMethod): string | null {
  const cell = e.env.callee(target)
  return cell === null ? null : `${cell}.f`
}

/** The method depends on the receiver's class. */
function selected(e: Emitter, pc: number, target: RuntimeMethod, isInterface: boolean, args: readonly Value[]): void {
  // Everything else is in its variable, so that all ways through here leave it there.
  args = settleBelow(e, args)
  const receiver = args[0]!
  // Elsewhere a null receiver has no function in the tables.
  if (e.env.throwsOften(pc)) e.nullCheck(receiver, pc, args)
  const cls = e.operands.fresh()
  const method = e.operands.fresh()
  const f = e.operands.fresh()
  const exit = e.exit(pc, args, [`cold(${method}, ${receiver.text})`])
  const result = resultOf(e, target)
  e.line(`${cls} = H32[${receiver.text} >>> 2]`)
  const guards = e.env.receivers(pc, target).slice(0, MAX_GUARDS)
  // Small methods first: behind them nothing has to be looked at.
  let open = 0
  const called: { readonly cls: number; readonly f: string }[] = []
  for (const guard of guards) {
    const before = e.save()
    e.out.open(`if (${cls} === ${guard.cls}) {`)
    e.facts.add(receiver.text)
    if (e.env.expands && expand(e, pc, guard.target, args)) {
      if (result !== '') {
        const value = e.operands.pop()
        const kind = kindOf(target.returnKind)
        const home = movesInto(variable('operand', kind, e.operands.depth), value)
        for (const line of orderMoves(home, () => e.operands.fresh())) e.line(line)
      }
      e.facts = before.facts
      e.out.middle('} else {')
      open++
      continue
    }
    e.restore(before)
    const native = e.env.native(guard.target)
    const name =
      native === null ? cellOf(e, guard.target) : native.way === 'walking' && !e.env.counts ? native.name : null
    if (name !== null) called.push({ cls: guard.cls, f: name })
  }
  mark(e, pc)
  called.forEach((guard, i) => {
    e.line(`${i > 0 ? 'else ' : ''}if (${cls} === ${guard.cls}) ${result}${guard.f}(${list(e, args)})`)
  })
  if (called.length > 0) e.out.open('else {')
  if (isInterface) {
    const wanted = target.address
    const line = e.operands.fresh()
    e.line(
      `${line} = ${METHOD_CACHE_BASE >>> 2} + ((((${cls} >>> 3) + ${wanted >>> 4}) & ${METHOD_CACHE_ENTRIES - 1}) << 2)`,
    )
    e.line(
      `${method} = H32[${line}] === ${cls} && H32[${line} + 1 | 0] === ${wanted} ? H32[${line} + 2 | 0] : select(${cls}, ${wanted})`,
    )
  } else e.line(`${method} = H32[(${cls} >>> 2) + ${CLASS_VTABLE + target.tableIndex}]`)
  // A null receiver has class 0, method 0 and function 0.
  e.line(`${f} = H32[(${method} >>> 2) + ${METHOD_COMPILED}]`)
  e.line(`if (${f} === 0) ${exit}`)
  e.line(`${result}F[${f}](${list(e, args)})`)
  if (called.length > 0) e.out.close('}')
  e.fresh.clear()
  e.afterCall(pc)
  readHigh(e, target)
  for (; open > 0; open--) e.out.close('}')
  pushResult(e, target)
}
