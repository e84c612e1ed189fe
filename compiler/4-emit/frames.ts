/**
 * Frames into the StackMapTable's forms (JVMS 4.7.4): same, same_locals_1, chop, append or full, always the shortest
 * that can say it.
 */
import type { StackMapFrame, VerificationType } from '../../vm/classfile/model.ts'
import type { ConstantPoolBuilder } from '../../vm/classfile/pool.ts'
import type { RawFrame } from './code.ts'
import type { VType } from './state.ts'

const PLAIN: Readonly<Record<string, VerificationType>> = {
  X: { tag: 0 },
  I: { tag: 1 },
  F: { tag: 2 },
  D: { tag: 3 },
  J: { tag: 4 },
  N: { tag: 5 },
  T: { tag: 6 },
}

function verificationType(type: VType, pool: ConstantPoolBuilder): VerificationType {
  const plain = PLAIN[type]
  if (plain !== undefined) return plain
  if (type.startsWith('u')) return { tag: 8, offset: Number(type.slice(1)) }
  return { tag: 7, classIndex: pool.class(type.startsWith('L') ? type.slice(1, -1) : type) }
}

/** `initial` are the local variables that the method's descriptor gives. */
export function encodeFrames(
  frames: readonly RawFrame[],
  initial: readonly VType[],
  pool: ConstantPoolBuilder,
): StackMapFrame[] {
  let previousPc = -1
  let previous = initial
  return frames.map((frame) => {
    const offsetDelta = frame.pc - previousPc - 1
    const encoded = encode(frame, previous, offsetDelta, pool)
    previousPc = frame.pc
    previous = frame.locals
    return encoded
  })
}

function encode(
  frame: RawFrame,
  previous: readonly VType[],
  offsetDelta: number,
  pool: ConstantPoolBuilder,
): StackMapFrame {
  const { locals, stack } = frame
  const extended = offsetDelta >= 64
  const difference = locals.length - previous.length
  const common = Math.min(locals.length, previous.length)
  let same = stack.length <= 1 && difference >= -3 && difference <= 3
  for (let i = 0; same && i < common; i++) same = locals[i] === previous[i]
  if (same && stack.length === 0) {
    if (difference === 0) return { kind: 'same', extended, offsetDelta }
    if (difference < 0) return { kind: 'chop', offsetDelta, count: -difference as 1 | 2 | 3 }
    return { kind: 'append', offsetDelta, locals: locals.slice(common).map((type) => verificationType(type, pool)) }
  }
  if (same && difference === 0) {
    return { kind: 'same_locals_1', extended, offsetDelta, stack: verificationType(stack[0]!, pool) }
  }
  return {
    kind: 'full',
    offsetDelta,
    locals: locals.map((type) => verificationType(type, pool)),
    stack: stack.map((type) => verificationType(type, pool)),
  }
}
