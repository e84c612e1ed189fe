/**
 * The tiers that compile: bytecode to JavaScript. See ARCHITECTURE.md for the whole; each file has its part at its top.
 *
 *   tier.ts       what is compiled and when; entering compiled code; what a new class makes invalid
 *   compile.ts    one compilation                                           frame.ts                what stands around its code
 *   emit.ts       one method: from bytecode to the text of a function       flow.ts, structure.ts   its control flow
 *   instructions.ts, access.ts, calls.ts   what each instruction becomes     values.ts               its operands
 *   pure.gen.ts   the semantics as text                                     constants.ts            what is resolved
 *   reify.ts      leaving compiled code                                     cells.ts, hierarchy.ts, profile.ts, natives.ts
 *   throwers.ts   exceptions of instructions                                stack.ts                where compiled frames are
 */
export { createTier } from './tier.ts'
