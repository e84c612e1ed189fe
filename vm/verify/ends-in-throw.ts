/**
 * Whether every way from a handler ends in athrow (or never ends), as 4.10.1.9 demands of handlers around the call of
 * another constructor: a half-made object must not get out by a normal return.
 */
import { branchTargets, decodeInstruction, isProblem } from '../classfile/code.ts'
import type { MethodContext } from './context.ts'

export function endsInThrow(m: MethodContext, handlerPc: number): boolean {
  const seen = new Set<number>()
  const work = [handlerPc]
  for (let pc = work.pop(); pc !== undefined; pc = work.pop()) {
    if (seen.has(pc)) continue
    seen.add(pc)
    const decoded = decodeInstruction(m.code, pc)
    if (isProblem(decoded)) return false
    const { flags } = decoded.row
    if (flags.includes('return')) return false
    if (flags.includes('subroutine')) return false
    for (const target of branchTargets(decoded)) work.push(target)
    if (!flags.includes('terminates')) work.push(pc + decoded.length)
  }
  return true
}
