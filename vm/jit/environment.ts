/** The tier as the emitter of one method sees it: answers, and remembers what the code relies on until the code exists. */
import { ACC } from '../classfile/model.ts'
import type { Machine } from '../interpret/machine.ts'
import { lineOf } from '../natives/java-lang-Throwable.ts'
import type { RuntimeMethod } from '../runtime/index.ts'
import type { CompiledCode, MethodState } from './code.ts'
import type { Environment } from './emit.ts'
import type { ExpansionNote } from './inline.ts'
import { nativeWay } from './natives.ts'
import type { BranchProfile } from './profile.ts'
import type { JitTier } from './tier.ts'

/** What the emitter of one method asks, and what it has asked. */
export class CompilerEnvironment implements Environment {
  readonly captured = new Map<string, unknown>()
  readonly notes: ExpansionNote[] = []
  readonly vm: Machine
  readonly comments: boolean
  readonly reifyOften: boolean
  readonly expands: boolean
  readonly counts: boolean
  readonly pollAtEntry: boolean
  readonly #tier: JitTier
  readonly #method: RuntimeMethod
  readonly #depth: number
  readonly #trapsAt: ReadonlyMap<number, number>
  readonly #names = new Map<unknown, string>()
  readonly #sites: { id: number; pc: number; offset: number }[] = []
  readonly #waits = new Set<RuntimeMethod>()
  readonly #relied = new Set<RuntimeMethod>()
  readonly #natives = new Map<RuntimeMethod, { name: string; way: 'bare' | 'walking' }>()

  constructor(tier: JitTier, state: MethodState, depth: number) {
    this.#tier = tier
    this.#method = state.method
    this.#depth = depth
    this.#trapsAt = state.trapsAt
    this.vm = tier.vm
    const { tiers, exact } = tier.vm.rt.options
    this.counts = exact
    this.expands = !exact
    this.reifyOften = tiers.reifyEvery > 0
    this.pollAtEntry = tier.pollAtEntry && !exact
    this.comments = tier.printer.wants(state.method)
  }

  readonly lineOf = (bci: number): number => lineOf(this.#method, bci)

  branchProfile(pc: number): BranchProfile | null {
    return this.#tier.branchProfile(this.#method, pc)
  }

  capture(prefix: string, value: unknown): string {
    let name = this.#names.get(value)
    if (name === undefined) {
      name = `${prefix}${this.#names.size}`
      this.#names.set(value, name)
      this.captured.set(name, value)
    }
    return name
  }

  site(pc: number, offset: number): number {
    const id = this.#tier.addSite({ code: null as unknown as CompiledCode, pc, offset })
    this.#sites.push({ id, pc, offset })
    return id
  }

  throwsOften(pc: number): boolean {
    return this.#trapsAt.has(pc)
  }

  callee(target: RuntimeMethod): string | null {
    const found = this.#tier.cellOf(target, this.#depth)
    if (found === null) return null
    if (found.waits) this.#waits.add(target)
    return this.capture('c', found.cell)
  }

  onlyImplementation(target: RuntimeMethod): RuntimeMethod | null {
    const only = this.#tier.onlyImplementation(target)
    if (only !== null && (target.flags & ACC.FINAL) === 0) this.#relied.add(target)
    return only
  }

  receivers(pc: number, target: RuntimeMethod): { cls: number; target: RuntimeMethod }[] {
    return this.#tier.receivers(this.#method, pc, target)
  }

  native(target: RuntimeMethod): { name: string; way: 'bare' | 'walking' } | null {
    const known = this.#natives.get(target)
    if (known !== undefined) return known
    const way = nativeWay(target)
    const f = way === null ? null : this.#tier.native(target)
    if (way === null || f === null) return null
    const made = { name: this.capture('n', f), way }
    this.#natives.set(target, made)
    return made
  }

  /** The code exists: everything that it relies on may point to it. */
  finish(code: CompiledCode): void {
    for (const { id, pc, offset } of this.#sites) this.#tier.setSite(id, { code, pc, offset })
    for (const target of this.#waits) this.#tier.wait(target, code)
    for (const target of this.#relied) this.#tier.relyOn(target, code)
  }
}
