/**
 * Calls. A compiled caller calls the callee's function directly: `c3.f(lp + 22, l1, s0)`. Before it does, it writes the number of
 * the call site where the callee's first local would lie: from these numbers the stack is walked (tier.ts).
 *
 *   direct       static, special, final methods, and virtual ones with a single implementation among the classes loaded so far
 *   guarded      `if (class of the receiver === C) c3.f(...)` for the classes that the interpreter has met here
 *   table        otherwise: the vtable or the method cache gives the method, its METHOD_COMPILED the function
 *
 * A callee that is not compiled is called by the interpreter: the caller leaves.
 */
import type { Instruction } from '../classfile/code.ts'
import {
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
import { type Value, variable, variableValue } from './values.ts'

/** Receiver classes that are tested one after the other before the table is asked. */
const MAX_GUARDS = 3

export function emitCall(e: Emitter, instruction: Instruction): void {
  const { pc } = instruction
  const known = resolvedOperand(e.env.vm, e.method, instruction)
  if (known === null || (known.what !== 'direct' && known.what !== 'virtual' && known.what !== 'interface')) {
    throw new Error(`the call at ${pc} is not resolved`)
  }
  const { target } = known
  const count = argumentKinds(target).length
  e.argumentSlots.set(pc, target.argumentSlots)
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
  selected(e, pc, target, known.what === 'interface', args)
}

/** The arguments of the JavaScript call. */
function list(e: Emitter, args: readonly Value[]): string {
  const offset = e.placeOf(e.operands.depth)
  return [`lp + ${offset} | 0`, ...args.flatMap((arg) => (arg.kind === 'J' ? [arg.text, arg.high] : [arg.text]))].join(
    ', ',
  )
}

function mark(e: Emitter, pc: number): void {
  const offset = e.placeOf(e.operands.depth)
  e.line(`H32[lp + ${offset} | 0] = ${e.env.site(pc, offset)}`)
}

/** The variable for the result, '' for none. */
function resultOf(e: Emitter, target: RuntimeMethod): string {
  if (target.returnKind === KIND_VOID) return ''
  const kind = kindOf(target.returnKind)
  const slot = e.operands.depth
  const { name, high } = variable('operand', kind, slot)
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
  pushResult(e, target)
}

function pushResult(e: Emitter, target: RuntimeMethod): void {
  if (target.returnKind === KIND_VOID) return
  const kind = kindOf(target.returnKind)
  const slot = e.operands.depth
  if (kind === 'J') e.line(`${variable('operand', kind, slot).high} = H32[${CELL_RESULT_HI}]`)
  e.operands.push(variableValue('operand', kind, slot))
}

function direct(e: Emitter, pc: number, target: RuntimeMethod, args: readonly Value[]): void {
  const native = e.env.native(target)
  if (native !== null) {
    const result = resultOf(e, target)
    if (native.way === 'bare') {
      const values = args.flatMap((arg) => (arg.kind === 'J' ? [arg.text, arg.high] : [arg.text]))
      e.line(`${result}${native.name}(${values.join(', ')})`)
      pushResult(e, target)
      return
    }
    mark(e, pc)
    e.line(`${result}${native.name}(${list(e, args)})`)
    finish(e, pc, target)
    return
  }
  const cell = e.env.callee(target)
  if (cell === null) {
    e.line(e.exit(pc, args))
    // Never reached, but the code behind it has to be whole.
    resultOf(e, target)
    finish(e, pc, target)
    return
  }
  const result = resultOf(e, target)
  mark(e, pc)
  e.line(`${result}${cell}.f(${list(e, args)})`)
  finish(e, pc, target)
}

/** The method depends on the receiver's class. */
function selected(e: Emitter, pc: number, target: RuntimeMethod, isInterface: boolean, args: readonly Value[]): void {
  const receiver = args[0]!
  const cls = e.operands.fresh()
  const exit = e.exit(pc, args)
  const result = resultOf(e, target)
  e.line(`${cls} = H32[${receiver.text} >>> 2]`)
  mark(e, pc)
  const guards = e.env.receivers(pc, target).slice(0, MAX_GUARDS)
  let open = false
  for (const guard of guards) {
    const name = cellCall(e, guard.target)
    if (name === null) continue
    e.line(`${open ? 'else ' : ''}if (${cls} === ${guard.cls}) ${result}${name}(${list(e, args)})`)
    open = true
  }
  if (open) e.out.open('else {')
  const method = e.operands.fresh()
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
  e.line(`${method} = H32[(${method} >>> 2) + ${METHOD_COMPILED}]`)
  e.line(`if (${method} === 0) ${exit}`)
  e.line(`${result}F[${method}](${list(e, args)})`)
  if (open) e.out.close('}')
  finish(e, pc, target)
}

function cellCall(e: Emitter, target: RuntimeMethod): string | null {
  const native = e.env.native(target)
  if (native !== null) return native.way === 'walking' ? native.name : null
  const cell = e.env.callee(target)
  return cell === null ? null : `${cell}.f`
}
