/**
 * A type state (JVMS 4.10.1.4): the types of all local variables and operands before an instruction, slot by slot, and
 * whether `this` is still uninitialised. `subroutines` is for jsr and ret only (4.10.2.5): the subroutines that the code
 * at this place belongs to, outermost first, each with the locals touched since its entry.
 */
import { isFirstHalf, isSecondHalf, printType, secondHalf, TOP, UNINITIALIZED_THIS, type VType } from './types.ts'

export interface Subroutine {
  readonly entry: number
  readonly touched: ReadonlySet<number>
}

export class Frame {
  /** Always maxLocals long. */
  locals: VType[]
  stack: VType[]
  thisUninitialized: boolean
  subroutines: readonly Subroutine[]
  /** A handler around the call of another constructor: the object may be half made, returning is not allowed. */
  noReturn: boolean

  constructor(locals: VType[], stack: VType[], thisUninitialized: boolean) {
    this.locals = locals
    this.stack = stack
    this.thisUninitialized = thisUninitialized
    this.subroutines = []
    this.noReturn = false
  }

  copy(): Frame {
    const frame = new Frame(this.locals.slice(), this.stack.slice(), this.thisUninitialized)
    frame.subroutines = this.subroutines
    frame.noReturn = this.noReturn
    return frame
  }

  /** Sets one slot, or two for the first half of a long or double; what was split by it becomes TOP. */
  setLocal(index: number, type: VType): void {
    const { locals } = this
    const wide = isFirstHalf(type)
    if (isSecondHalf(locals[index]!)) locals[index - 1] = TOP
    const last = wide ? index + 1 : index
    if (isFirstHalf(locals[last]!) && last + 1 < locals.length) locals[last + 1] = TOP
    locals[index] = type
    if (wide) locals[index + 1] = secondHalf(type)
    if (this.subroutines.length > 0) this.touch(index, wide)
  }

  touch(index: number, wide: boolean): void {
    this.subroutines = this.subroutines.map(({ entry, touched }) => {
      if (touched.has(index) && (!wide || touched.has(index + 1))) return { entry, touched }
      const more = new Set(touched).add(index)
      if (wide) more.add(index + 1)
      return { entry, touched: more }
    })
  }

  /** All occurrences of an uninitialised type become the initialised one. */
  initialize(from: VType, to: VType): void {
    for (let i = 0; i < this.locals.length; i++) {
      if (this.locals[i] === from) {
        this.locals[i] = to
        if (this.subroutines.length > 0) this.touch(i, false)
      }
    }
    for (let i = 0; i < this.stack.length; i++) if (this.stack[i] === from) this.stack[i] = to
    if (from === UNINITIALIZED_THIS) this.thisUninitialized = false
  }

  print(pc: number): string {
    // Trailing unusable locals are left out, as java does.
    let length = this.locals.length
    while (length > 0 && this.locals[length - 1] === TOP) length--
    const list = (types: readonly VType[]): string => {
      const words = types.map(printType).join(', ')
      return words === '' ? '{ }' : `{ ${words} }`
    }
    const flags = this.thisUninitialized ? '{ flagThisUninit }' : '{ }'
    return (
      `    bci: @${pc}\n    flags: ${flags}\n` +
      `    locals: ${list(this.locals.slice(0, length))}\n    stack: ${list(this.stack)}`
    )
  }
}
