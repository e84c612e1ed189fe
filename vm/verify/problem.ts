/**
 * Why a class is rejected. Inside the verifier a Rejection is thrown and caught by verifyClass, which gives it back as a
 * value. The message has java's first line and java's sections, and in addition the rule that was broken and the
 * line of the source: what a reader needs to see the fault without a second tool.
 */
import type { RuleId } from './rules.ts'

export class Rejection extends Error {
  readonly error: 'VerifyError' | 'ClassFormatError'
  /** The StackMapTable cannot even be read: for version 50 there is no second try then. */
  readonly unreadable: boolean
  readonly rule: RuleId
  readonly pc: number
  /** java's sentence: `Bad type on operand stack`. */
  readonly headline: string
  readonly reason: string
  /** Frames by title (`Current Frame`, `Stackmap Frame`), printed. */
  readonly frames: readonly (readonly [string, string])[]

  constructor(init: {
    error?: 'VerifyError' | 'ClassFormatError'
    unreadable?: boolean
    rule: RuleId
    pc: number
    headline: string
    reason?: string
    frames?: readonly (readonly [string, string])[]
  }) {
    super(init.headline)
    this.error = init.error ?? 'VerifyError'
    this.unreadable = init.unreadable ?? false
    this.rule = init.rule
    this.pc = init.pc
    this.headline = init.headline
    this.reason = init.reason ?? ''
    this.frames = init.frames ?? []
  }
}
