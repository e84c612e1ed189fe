/**
 * The StackMapTable attribute as type states (JVMS 4.7.4, 4.10.1.6): each frame says what differs from the one before.
 * A table that cannot be read, or that does not fit the method's limits, is a ClassFormatError when the class is linked.
 */
import { Cursor } from '../classfile/cursor.ts'
import {
  ClassFormatProblem,
  classNameAt,
  findAttribute,
  type StackMapFrame,
  type VerificationType,
} from '../classfile/model.ts'
import { readFrame, readFullLocals } from '../classfile/readattributes.ts'
import type { MethodContext } from './context.ts'
import { START_NEW } from './context.ts'
import { Frame } from './frame.ts'
import { Rejection } from './problem.ts'
import type { RuleId } from './rules.ts'
import {
  DOUBLE,
  FLOAT,
  INT,
  isFirstHalf,
  LONG,
  NULL,
  secondHalf,
  TOP,
  UNINITIALIZED_THIS,
  type VType,
} from './types.ts'

export interface StackMaps {
  /** Ascending. */
  readonly offsets: readonly number[]
  readonly frames: readonly Frame[]
  /** Index by pc; -1, or nothing, where there is none. */
  readonly at: Int32Array
}

const NO_FRAMES: StackMaps = { offsets: [], frames: [], at: new Int32Array(0) }

export function readStackMaps(m: MethodContext): StackMaps {
  const { attributes } = m.attribute
  const none = !attributes.some((each) => each.name === 'StackMapTable' || each.name === '?')
  if (none) return NO_FRAMES
  const at = new Int32Array(m.code.length + 1).fill(-1)
  const offsets: number[] = []
  const frames: Frame[] = []
  let locals = startLocals(m)
  let offset = -1
  for (const entry of framesOf(m)) {
    // A frame is looked at as a whole before its place is.
    locals = nextLocals(m, locals, entry)
    const frame = frameOf(m, locals, stackOf(m, entry))
    offset = offset + 1 + entry.offsetDelta
    if (offset >= m.code.length || m.starts[offset] === 0) {
      m.pc = 0
      return problem(m, 'frame-offset', 'StackMapTable error: bad offset', 'VerifyError')
    }
    at[offset] = frames.length
    offsets.push(offset)
    frames.push(frame)
  }
  return { offsets, frames, at }
}

/** Of a table that cannot be read, the frames before the fault count: what is wrong with them comes first. */
function* framesOf(m: MethodContext): Generator<StackMapFrame> {
  const { attributes } = m.attribute
  const table = findAttribute(attributes, 'StackMapTable')
  if (table !== undefined) yield* table.frames
  for (const each of attributes) {
    if (each.name !== '?' || each.attributeName !== 'StackMapTable') continue
    const c = new Cursor(each.bytes, 0, each.bytes.length, m.cls.name)
    let start = 0
    try {
      for (let left = c.u2(); left > 0; left--) {
        start = c.at
        yield readFrame(c)
      }
    } catch (fault) {
      if (!(fault instanceof ClassFormatProblem)) throw fault
      // The locals of a full frame are counted before its stack is read.
      const read = readFullLocals(new Cursor(each.bytes, start, each.bytes.length, m.cls.name))
      if (read !== null) {
        checkSize(m, widen(read.map((type) => typeOf(m, type))), m.attribute.maxLocals)
      }
      problem(m, 'frame-format', `StackMapTable format error: ${fault.message}`, 'ClassFormatError', true)
    }
    problem(m, 'frame-format', 'StackMapTable format error: wrong attribute size', 'ClassFormatError', true)
  }
}

function problem(
  m: MethodContext,
  rule: RuleId,
  headline: string,
  error: 'VerifyError' | 'ClassFormatError' = 'ClassFormatError',
  unreadable = false,
): never {
  throw new Rejection({ error, rule, pc: m.pc, headline, unreadable })
}

/** One type for each value, unlike a Frame, which has one for each slot: chop counts values. */
function startLocals(m: MethodContext): VType[] {
  const { locals } = m.initialFrame()
  const count = m.parts.parameters.reduce((sum, each) => sum + (isFirstHalf(each) ? 2 : 1), m.isStatic ? 0 : 1)
  return locals.slice(0, count).filter((_, i) => i === 0 || !isFirstHalf(locals[i - 1]!))
}

function nextLocals(m: MethodContext, before: readonly VType[], entry: StackMapFrame): VType[] {
  switch (entry.kind) {
    case 'chop':
      if (entry.count > before.length) return problem(m, 'frame-format', 'StackMapTable format error: bad offset')
      return before.slice(0, before.length - entry.count)
    case 'append':
      return [...before, ...entry.locals.map((each) => typeOf(m, each))]
    case 'full':
      return entry.locals.map((each) => typeOf(m, each))
    default:
      return before as VType[]
  }
}

function stackOf(m: MethodContext, entry: StackMapFrame): VType[] {
  if (entry.kind === 'same_locals_1') return [typeOf(m, entry.stack)]
  return entry.kind === 'full' ? entry.stack.map((each) => typeOf(m, each)) : []
}

function typeOf(m: MethodContext, type: VerificationType): VType {
  switch (type.tag) {
    case 0:
      return TOP
    case 1:
      return INT
    case 2:
      return FLOAT
    case 3:
      return DOUBLE
    case 4:
      return LONG
    case 5:
      return NULL
    case 6:
      return UNINITIALIZED_THIS
    case 7:
      if (m.pool.entries[type.classIndex]?.tag !== 7) {
        return problem(m, 'frame-format', 'StackMapTable format error: bad class index', 'ClassFormatError', true)
      }
      return m.types.object(classNameAt(m.pool, type.classIndex))
    case 8:
      if (m.starts[type.offset] !== START_NEW) {
        return problem(m, 'frame-format', 'StackMapTable format error: bad offset for Uninitialized')
      }
      return m.types.uninitialized(type.offset)
  }
}

function frameOf(m: MethodContext, locals: readonly VType[], stack: readonly VType[]): Frame {
  const slots = widen(locals)
  const operands = widen(stack)
  const { maxLocals, maxStack } = m.attribute
  checkSize(m, slots, maxLocals)
  checkSize(m, operands, maxStack)
  const uninitialized = slots.includes(UNINITIALIZED_THIS)
  while (slots.length < maxLocals) slots.push(TOP)
  return new Frame(slots, operands, uninitialized)
}

function checkSize(m: MethodContext, slots: readonly VType[], limit: number): void {
  if (slots.length > limit) problem(m, 'frame-format', 'StackMapTable format error: bad type array size')
}

function widen(types: readonly VType[]): VType[] {
  const slots: VType[] = []
  for (const type of types) {
    slots.push(type)
    if (isFirstHalf(type)) slots.push(secondHalf(type))
  }
  return slots
}
