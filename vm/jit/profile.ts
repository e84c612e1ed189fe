/**
 * Receiver classes of virtual calls, and the ways of conditional jumps. A method that has become hot runs in the interpreter for a while
 * longer, with its virtual and interface calls and its jumps forward rewritten into profiling ones, which go out of line; each goes
 * back to its own form after some times. So the profile costs nothing before and after that. (Jumps backward are left alone: they
 * are events, which are counted in the loop.)
 */
import { METHOD_CODE, METHOD_CODE_LENGTH } from '../heap/layout.ts'
import type { Machine } from '../interpret/machine.ts'
import { PROFILED, QOP } from '../interpret/quick.ts'
import { decodeInstruction, isProblem } from '../classfile/code.ts'
import { CONDITION } from '../semantics/index.ts'
import type { RuntimeClass, RuntimeMethod } from '../runtime/index.ts'

/** How often a jump has gone one way or the other. */
export interface BranchProfile {
  readonly taken: number
  readonly notTaken: number
}

/** Executions that are looked at per instruction. */
const SAMPLES = 24

const PLAIN = new Map<number, number>(PROFILED.map(([plain, profiled]) => [QOP[profiled], QOP[plain]]))
const PROFILING = new Map<number, number>(PROFILED.map(([plain, profiled]) => [QOP[plain], QOP[profiled]]))

export class Profiles {
  readonly #vm: Machine
  /** By address of the instruction: how often each class has been met. */
  readonly #sites = new Map<number, Map<number, number>>()
  readonly #branches = new Map<number, { taken: number; notTaken: number; readonly op: number }>()

  constructor(vm: Machine) {
    this.#vm = vm
  }

  /** Begins to look at the calls and jumps of a method. False when it has none that are worth it. */
  start(method: RuntimeMethod): boolean {
    const { H32, U8 } = this.#vm
    const m = method.address >>> 2
    const start = H32[m + METHOD_CODE]!
    const code = method.code?.code
    if (code === undefined || H32[m + METHOD_CODE_LENGTH] === 0) return false
    let any = false
    for (let pc = 0; pc < code.length; ) {
      const profiling = PROFILING.get(U8[start + pc]!)
      const decoded = decodeInstruction(code, pc)
      if (isProblem(decoded)) return any
      // The number may also be an operand's byte in the class file's own code: only real invokes count.
      if (profiling !== undefined && decoded.row.flags.includes('invoke') && !this.#sites.has(start + pc)) {
        U8[start + pc] = profiling
        this.#sites.set(start + pc, new Map())
        any = true
      }
      const conditional = decoded.row.mnemonic in CONDITION && decoded.operands[0]! > pc
      if (conditional && U8[start + pc] === code[pc] && !this.#branches.has(start + pc)) {
        U8[start + pc] = QOP.branch_p
        this.#branches.set(start + pc, { taken: 0, notTaken: 0, op: code[pc]! })
        any = true
      }
      pc += decoded.length
    }
    return any
  }

  /** Classes and methods have been unloaded; their structs are still there. */
  forget(classes: readonly RuntimeClass[], methods: readonly RuntimeMethod[]): void {
    const { H32 } = this.#vm
    for (const site of this.#sites.values()) for (const cls of classes) site.delete(cls.address)
    for (const method of methods) {
      const m = method.address >>> 2
      const start = H32[m + METHOD_CODE]!
      for (let pc = start; pc < start + H32[m + METHOD_CODE_LENGTH]!; pc++) {
        this.#sites.delete(pc)
        this.#branches.delete(pc)
      }
    }
  }

  /** The profiled instruction at an address has been executed. */
  record(pc: number, receiverClass: number): void {
    const site = this.#sites.get(pc)
    if (site === undefined) return
    site.set(receiverClass, (site.get(receiverClass) ?? 0) + 1)
    let total = 0
    for (const count of site.values()) total += count
    const plain = PLAIN.get(this.#vm.U8[pc]!)
    if (total >= SAMPLES && plain !== undefined) this.#vm.U8[pc] = plain
  }

  /** The profiled jump at an address has been executed. */
  recordBranch(pc: number, taken: boolean): void {
    const branch = this.#branches.get(pc)
    if (branch === undefined) return
    if (taken) branch.taken++
    else branch.notTaken++
    if (branch.taken + branch.notTaken >= SAMPLES) this.#vm.U8[pc] = branch.op
  }

  /** What is known of the jump at an address; null: it has never been looked at. */
  branch(pc: number): BranchProfile | null {
    return this.#branches.get(pc) ?? null
  }

  /** Classes met at an instruction, commonest first. */
  classes(pc: number): number[] {
    const site = this.#sites.get(pc)
    return site === undefined ? [] : [...site].sort((a, b) => b[1] - a[1]).map(([cls]) => cls)
  }

  /** Puts the quick forms back: the method is going to be compiled. */
  stop(method: RuntimeMethod): void {
    const { H32, U8 } = this.#vm
    const start = H32[(method.address >>> 2) + METHOD_CODE]!
    const length = H32[(method.address >>> 2) + METHOD_CODE_LENGTH]!
    for (const pc of this.#sites.keys()) {
      if (pc < start || pc >= start + length) continue
      const plain = PLAIN.get(U8[pc]!)
      if (plain !== undefined) U8[pc] = plain
    }
    for (const [pc, { op }] of this.#branches) if (pc >= start && pc < start + length) U8[pc] = op
  }
}
