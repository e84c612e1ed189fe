/**
 * The function around the code of a method: parameters, prologue, and the places where it is left (emit.ts shows the whole).
 */
import { ACC } from '../classfile/model.ts'
import {
  CELL_COMPILED_LIMIT,
  CELL_EVENTS,
  CELL_FUEL,
  CELL_HOST_STACK,
  CELL_STATUS,
  CLASS_MIRROR,
  METHOD_CLASS,
  METHOD_CODE,
  STATUS_EXIT,
} from '../heap/layout.ts'
import { FRAME_PC, FRAME_WORDS } from '../interpret/frame.ts'
import { argumentKinds, type Emitter, POLL_INTERVAL } from './emit.ts'
import { type Kind, slotsOfKind, variable } from './values.ts'
import { Writer } from './writer.ts'

/** HEAVY: a method that takes more bytes of the host's stack per word of the guest's; at most so many bytes of such methods. */
const HOST_BYTES_PER_WORD = 40
const HOST_LIMIT = 200_000
/** Bytes of a frame of V8 without variables. */
const HOST_FRAME = 150

export interface ShapeText {
  readonly locals: readonly (Kind | null)[]
  readonly stack: readonly Kind[]
}

/** A place where the method is left, from all instructions with the same kinds of locals and operands. */
export interface Exit extends ShapeText {
  readonly label: string
  /** A callee has left, or thrown. */
  readonly called: boolean
}

/** Puts prologue and exits around the code. */
export function writeFunction(e: Emitter, exits: readonly Exit[]): { source: string; shapes: ShapeText[] } {
  const text = new Writer()
  const parameters = e.isOsr ? [] : parameterSlots(e)
  const names = variablesOf('local', parameters)
  const shapes: ShapeText[] = [{ locals: parameters, stack: [] }]
  const loads = e.isOsr ? loadsOf(e) : []
  const declared = [...e.declared].filter((name) => !names.includes(name)).sort()
  const heavy = heavyBytes(e, declared.length)
  // In brackets: V8 then compiles it at once, instead of reading it once now and again when it is first called.
  text.open(`return (function ${nameOf(e)}(${['lp', ...names].join(', ')}) {`)
  if (heavy > 0) countHostStack(e, text, names, heavy)
  text.line(`let ${declared.map((name) => `${name} = ${name === 'n' ? POLL_INTERVAL : 0}`).join(', ')}`)
  for (const load of loads) text.line(load)
  if (!e.isOsr) writePrologue(e, text, names)
  for (const exit of [...exits].reverse()) text.open(`${exit.label}: {`)
  text.append(e.out)
  for (const exit of exits) {
    text.close('}')
    const shape = `S${shapes.push({ locals: exit.locals, stack: exit.stack }) - 1}`
    // An exception that no handler here catches, or the end of the program, goes on to the caller.
    if (exit.called) {
      if (e.env.counts) text.line(`if (H32[${CELL_STATUS}] <= ${STATUS_EXIT}) uncount(${shape}, x)`)
      text.line(`if (H32[${CELL_STATUS}] <= ${STATUS_EXIT}) ${propagate(e)}`)
    }
    text.line(`return ${exit.called ? 'below' : 'leave'}(${[shape, 'lp', 'x', ...valuesOf(e, exit)].join(', ')})`)
  }
  if (heavy > 0) text.close('}')
  text.close('})')
  return { source: text.toString(), shapes }
}

/** Bytes that the method takes on the host's stack, when they are many for the place that it has on the guest's; else 0. */
function heavyBytes(e: Emitter, variables: number): number {
  const bytes = HOST_FRAME + variables * 8
  return bytes > (e.code.maxLocals * 2 + FRAME_WORDS) * HOST_BYTES_PER_WORD ? bytes : 0
}

/** The method itself becomes a function inside of one that counts what it takes of the host's stack. */
function countHostStack(e: Emitter, text: Writer, names: readonly string[], bytes: number): void {
  const parameters = ['lp', ...names].join(', ')
  if (!e.isOsr) text.line(`if (H32[${CELL_HOST_STACK}] > ${HOST_LIMIT}) return refuse(S0, ${parameters})`)
  text.line(`H32[${CELL_HOST_STACK}] = H32[${CELL_HOST_STACK}] + ${bytes} | 0`)
  text.line(`const result = body(${parameters})`)
  text.line(`H32[${CELL_HOST_STACK}] = H32[${CELL_HOST_STACK}] - ${bytes} | 0`)
  text.line('return result')
  text.open(`function body(${parameters}) {`)
}

function nameOf({ method }: Emitter): string {
  const cls = method.declaringClass.name.split('/').at(-1)!
  return `${cls}_${method.name}`.replace(/[^\w$]/g, '_').replace(/^(\d)/, '_$1')
}

/** What the slots of the arguments hold. */
function parameterSlots({ method }: Emitter): (Kind | null)[] {
  return argumentKinds(method).flatMap((kind) => (slotsOfKind(kind) === 2 ? [kind, null] : [kind]))
}

/** The variables of slots, in their order. */
function variablesOf(place: 'local' | 'operand', slots: readonly (Kind | null)[]): string[] {
  return slots.flatMap((kind, slot) => {
    if (kind === null) return []
    const { name, high } = variable(place, kind, slot)
    return high === '' ? [name] : [name, high]
  })
}

/** Operands have no gaps: the kinds by slot. */
const slotsOf = (stack: readonly Kind[]): (Kind | null)[] =>
  stack.flatMap((kind) => (slotsOfKind(kind) === 2 ? [kind, null] : [kind]))

function writePrologue(e: Emitter, text: Writer, names: readonly string[]): void {
  const args = ['S0', 'lp', ...names].join(', ')
  const refuse = `return refuse(${args})`
  text.line(`if ((lp + ${e.need} | 0) > H32[${CELL_COMPILED_LIMIT}]) ${refuse}`)
  if (e.env.reifyOften) text.line(`if (again()) ${refuse}`)
  if (e.env.pollAtEntry && e.mayRunLong) text.line(`if (late()) ${refuse}`)
  if (e.synchronized) {
    text.line(`const k = ${(e.method.flags & ACC.STATIC) !== 0 ? `H32[${mirrorOf(e)}]` : 'l0'}`)
    // A call that has to wait for the monitor is an event, and the same call is one again afterwards.
    const counted = e.env.counts ? `H32[${CELL_EVENTS}] = H32[${CELL_EVENTS}] - 1 | 0; ` : ''
    text.line(`if (!enter(k)) { ${counted}${refuse} }`)
  }
  if (!e.env.counts) return
  // The call has been done, as the interpreter does it, when it is the last one of the thread's share.
  text.line(`H32[${CELL_EVENTS}] = H32[${CELL_EVENTS}] - 1 | 0`)
  text.open(`if (H32[${CELL_EVENTS}] <= 0) {`)
  text.line(`H32[${CELL_FUEL}] = H32[${CELL_FUEL}] - ${e.charged.get(0) ?? 0} | 0`)
  text.line(`return leave(${['S0', 'lp', '0', ...names, ...(e.synchronized ? ['k'] : [])].join(', ')})`)
  text.close('}')
}

/** Where the lock of a synchronized static method is. */
function mirrorOf({ env, method }: Emitter): number {
  return (env.vm.H32[(method.address >>> 2) + METHOD_CLASS]! >>> 2) + CLASS_MIRROR
}

/** On-stack replacement begins with the interpreter's frame. */
function loadsOf(e: Emitter): string[] {
  const { locals, stack } = e.stateAt(e.entry)
  const frame = e.code.maxLocals * 2 + FRAME_WORDS
  const lines: string[] = []
  const load = (place: 'local' | 'operand', kind: Kind, slot: number, at: number): void => {
    const { name, high } = variable(place, kind, slot)
    e.declare(name)
    if (kind === 'D') lines.push(`${name} = F64[lp + ${at} >>> 1]`)
    else lines.push(`${name} = ${kind === 'F' ? 'F32' : 'H32'}[lp + ${at} | 0]`)
    if (high === '') return
    e.declare(high)
    lines.push(`${high} = H32[lp + ${at + 1} | 0]`)
  }
  for (const [slot, kind] of locals.entries()) if (kind !== null) load('local', kind, slot, slot * 2)
  for (const [slot, kind] of slotsOf(stack).entries()) {
    if (kind !== null) load('operand', kind, slot, frame + slot * 2)
  }
  return lines
}

/** The values of a shape, as arguments; the monitor comes last. */
function valuesOf(e: Emitter, { locals, stack }: ShapeText): string[] {
  const values = [...variablesOf('local', locals), ...variablesOf('operand', slotsOf(stack))]
  return e.synchronized ? [...values, 'k'] : values
}

/** Returns to the caller with the status set; x is the pc. */
export function propagate(e: Emitter): string {
  if (e.synchronized) return 'return unlockThrown(k)'
  if (!e.isOsr) return 'return 0'
  const start = e.env.vm.H32[(e.method.address >>> 2) + METHOD_CODE]!
  return `{ H32[lp + ${e.code.maxLocals * 2 + FRAME_PC} | 0] = ${start} + x; return 0 }`
}
