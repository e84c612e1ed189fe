/** Ways into compiled methods. */
import { branchTargets, decodeInstruction, isProblem } from '../classfile/code.ts'
import type { Machine } from '../interpret/machine.ts'
import type { RuntimeMethod } from '../runtime/index.ts'
import type { CompiledFunction, Shape } from './code.ts'
import { argumentKinds } from './emit.ts'
import { type Kind, slotsOfKind } from './values.ts'

/** What the slots of a method's arguments hold. */
export function slotKinds(method: RuntimeMethod): Shape['locals'] {
  return argumentKinds(method).flatMap((kind) => (slotsOfKind(kind) === 2 ? [kind, null] : [kind]))
}

type Entry = (lp: number) => number

/** Makes functions that call a compiled one with arguments that lie on the stack. */
export class Entries {
  readonly #vm: Machine
  /** One text for all methods with the same kinds of arguments. */
  readonly #makers = new Map<string, (f: CompiledFunction) => Entry>()

  constructor(vm: Machine) {
    this.#vm = vm
  }

  for(method: RuntimeMethod, f: CompiledFunction): Entry {
    const kinds = argumentKinds(method)
    const key = kinds.join('')
    let make = this.#makers.get(key)
    if (make === undefined) this.#makers.set(key, (make = this.#maker(kinds)))
    return make(f)
  }

  #maker(kinds: readonly Kind[]): (f: CompiledFunction) => Entry {
    const { H32, F32, F64 } = this.#vm
    const reads: string[] = []
    let slot = 0
    for (const kind of kinds) {
      const at = `lp + ${slot * 2}`
      if (kind === 'D') reads.push(`F64[${at} >>> 1]`)
      else if (kind === 'F') reads.push(`F32[${at} | 0]`)
      else reads.push(`H32[${at} | 0]`)
      if (kind === 'J') reads.push(`H32[${at} + 1 | 0]`)
      slot += slotsOfKind(kind)
    }
    const source = `'use strict'\nreturn (f) => (lp) => f(${['lp', ...reads].join(', ')})`
    return new Function('H32', 'F32', 'F64', source)(H32, F32, F64) as (f: CompiledFunction) => Entry
  }
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
