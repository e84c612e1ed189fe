/**
 * Calls of small methods, expanded at the call: getters, setters, constructors that only store, arithmetic. Such a method is one block
 * without anything that could leave (no null check that may fail, no allocation, no call but of methods of the same sort), so that
 * it never needs a frame. Its locals are not variables but values bound to its arguments.
 *
 * Whether it works is found out by doing it: `e.exit` fails while a method is expanded, and the text is taken back.
 *
 * The interpreter would look for room for the frame. The compiled caller looks for it when it is entered (`e.need`), and is
 * interpreted when there is none: so a StackOverflowError comes where it always comes.
 */
import { decodeCode, type Instruction } from '../classfile/code.ts'
import { ACC } from '../classfile/model.ts'
import { KIND_VOID, METHOD_CODE } from '../heap/layout.ts'
import { FRAME_WORDS } from '../interpret/frame.ts'
import type { RuntimeMethod } from '../runtime/index.ts'
import type { Emitter } from './emit.ts'
import { emitInstruction, narrowed } from './instructions.ts'
import { type Kind, slotsOfKind, type Value } from './values.ts'

const MAX_BYTECODES = 40
const MAX_DEPTH = 4

/** The method that is being expanded. */
export interface Expansion {
  readonly method: RuntimeMethod
  readonly locals: (Value | null)[]
  /** Words from the compiled method's lp to its own. */
  readonly place: number
  readonly outer: Expansion | null
  readonly depth: number
}

/** A call that might have been expanded, for -XX:+PrintInlining. */
export interface ExpansionNote {
  readonly pc: number
  readonly depth: number
  readonly target: RuntimeMethod
  /** Why not; null: it has been. */
  refusal: string | null
}

/** The method cannot be expanded here. */
export class CannotExpand extends Error {}

/** Expands the call; its result is then on the operand stack. False: nothing has been written. */
export function expand(e: Emitter, pc: number, target: RuntimeMethod, args: readonly Value[]): boolean {
  const depth = (e.expansion?.depth ?? 0) + 1
  const { notes } = e.env
  const note: ExpansionNote = { pc, depth, target, refusal: null }
  notes.push(note)
  const instructions = depth > MAX_DEPTH ? 'inlining too deep' : candidate(e, target)
  if (typeof instructions === 'string') {
    note.refusal = instructions
    return false
  }
  const expandedBefore = notes.length
  const saved = e.save()
  try {
    const locals: (Value | null)[] = []
    for (const arg of args) {
      // Operand variables may change meanwhile; locals of the caller, temporaries and constants do not.
      const isStable = arg.simple && !arg.uses.some((name) => /^[stf]/.test(name))
      locals.push(isStable ? arg : e.evaluateArgument(arg))
      if (slotsOfKind(arg.kind) === 2) locals.push(null)
    }
    const place = e.place()
    const { maxLocals, maxStack } = target.code!
    e.need = Math.max(e.need, place + (maxLocals + maxStack) * 2 + FRAME_WORDS)
    e.expansion = { method: target, locals, place, outer: e.expansion, depth }
    for (const instruction of instructions) {
      if (instruction.row.flags.includes('return')) {
        narrowResult(e, target)
        break
      }
      if (emitInstruction(e, instruction)) throw new CannotExpand()
    }
    e.expansion = e.expansion.outer
    return true
  } catch (problem) {
    if (!(problem instanceof CannotExpand)) throw problem
    e.restore(saved)
    notes.length = expandedBefore
    note.refusal = 'it may leave compiled code'
    return false
  }
}

/** What an ireturn of the method would do to its value. */
function narrowResult(e: Emitter, target: RuntimeMethod): void {
  if (target.returnKind === KIND_VOID) return
  const value = e.operands.pop()
  const text = narrowed(target, value.text)
  e.operands.push(text === value.text ? value : { ...value, text: `(${text})`, simple: false })
}

/** The instructions of a method that is one block; the reason when it is none, in HotSpot's words where it has them. */
function candidate(e: Emitter, target: RuntimeMethod): readonly Instruction[] | string {
  const { code } = target
  if ((target.flags & ACC.NATIVE) !== 0) return 'native method'
  if (code === null) return 'no static binding'
  if (code.code.length > MAX_BYTECODES) return 'callee is too large'
  if (code.exceptionTable.length > 0) return 'it has exception handlers'
  if ((target.flags & ACC.SYNCHRONIZED) !== 0) return 'it is synchronized'
  // What it refers to has to be known, so it must have been executed; an empty constructor refers to nothing.
  if (e.env.vm.H32[(target.address >>> 2) + METHOD_CODE] === 0) return 'never executed'
  const instructions = decodeCode(code.code)
  if ('problem' in instructions) return 'it cannot be decoded'
  const last = instructions.at(-1)!
  const plain = instructions.every(
    ({ row }) => row === last.row || (!row.flags.includes('branch') && !row.flags.includes('terminates')),
  )
  return plain && last.row.flags.includes('return') ? instructions : 'it has branches'
}

/** What the local of the expanded method holds. */
export function boundLocal({ locals }: Expansion, slot: number): Value {
  const value = locals[slot]
  if (value === undefined || value === null) throw new CannotExpand()
  return value
}

/** Stores into a local of the expanded method. */
export function bindLocal(e: Emitter, { locals }: Expansion, slot: number, value: Value): void {
  locals[slot] = value.simple && !value.uses.some((name) => /^[stf]/.test(name)) ? value : e.operands.evaluate(value)
  if (slotsOfKind(value.kind as Kind) === 2) locals[slot + 1] = null
}
