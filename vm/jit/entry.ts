/** Ways into compiled methods. */
import { branchTargets, decodeInstruction, isProblem } from '../classfile/code.ts'
import type { Machine } from '../interpret/machine.ts'
import type { RuntimeMethod } from '../runtime/index.ts'
import type { CompiledFunction, Shape } from './code.ts'
import { argumentKinds } from './emit.ts'
import { slotsOfKind } from './values.ts'

/** What the slots of a method's arguments hold. */
export function slotKinds(method: RuntimeMethod): Shape['locals'] {
  return argumentKinds(method).flatMap((kind) => (slotsOfKind(kind) === 2 ? [kind, null] : [kind]))
}

/** Calls the function with arguments that lie on the stack. */
export function entryFor(vm: Machine, method: RuntimeMethod, f: CompiledFunction): (lp: number) => number {
  const { H32, F32, F64 } = vm
  const reads: string[] = []
  let slot = 0
  for (const kind of argumentKinds(method)) {
    const at = `lp + ${slot * 2}`
    if (kind === 'D') reads.push(`F64[${at} >>> 1]`)
    else if (kind === 'F') reads.push(`F32[${at} | 0]`)
    else reads.push(`H32[${at} | 0]`)
    if (kind === 'J') reads.push(`H32[${at} + 1 | 0]`)
    slot += slotsOfKind(kind)
  }
  const source = `'use strict'\nreturn function enter(lp) { return f(${['lp', ...reads].join(', ')}) }`
  return new Function('f', 'H32', 'F32', 'F64', source)(f, H32, F32, F64) as (lp: number) => number
}

/** Where backward jumps go. */
export function loopHeaders(method: RuntimeMethod): Set<number> {
  const headers = new Set<number>()
  const code = method.code?.code ?? new Uint8Array()
  for (let at = 0; at < code.length; ) {
    const decoded = decodeInstruction(code, at)
    if (isProblem(decoded)) break
    for (const target of branchTargets(decoded)) if (target <= at) headers.add(target)
    at += decoded.length
  }
  return headers
}
