/**
 * Reference maps: which locals and operands of a frame hold references when execution stands before an instruction. One
 * source for collector, compiled tiers and debugger: the states of inference (infer.ts), with types that trust every class,
 * so that no class is ever loaded for it, and no StackMapTable is read. Computed on demand, for a whole method at once,
 * also for classes that were never verified.
 *
 * A slot counts as a reference if every way to the instruction leaves one there (null and uninitialised objects are
 * references too). So a slot that is one on some ways only, or is dead, is none; nobody can use it then.
 *
 *   const maps = referenceMaps(classFile, methodInfo)
 *   const map = maps.at(pc)          null: the instruction cannot be reached, or pc is none
 *   map.locals[i], map.stack[i]      SLOT_* of each slot; long and double have SLOT_LONG/SLOT_DOUBLE, then SLOT_HALF
 *
 * Inside of a subroutine (jsr, version 50 and older) a local that the subroutine does not touch has the type that its caller gave
 * it, and callers may differ: one's reference is another's int. Then the answer depends on the return address in the frame,
 * which `read` has to tell.
 *
 * While a call runs, the frame below stands at its invoke instruction with the arguments taken off: `atCall(pc)`.
 */
import { parameterSlots } from '../classfile/descriptor.ts'
import {
  type ClassFile,
  classNameAt,
  findAttribute,
  memberRefAt,
  type MethodInfo,
  nameAndTypeAt,
} from '../classfile/model.ts'
import { OPCODE_ROWS } from '../classfile/opcodes.ts'
import { ClassContext, MethodContext } from './context.ts'
import type { Frame } from './frame.ts'
import { type Inferred, inferTypes } from './infer.ts'
import { Rejection } from './problem.ts'
import { findInstructions } from './static.ts'
import { KIND, Types, type VType } from './types.ts'

export const SLOT_UNUSABLE = 0
export const SLOT_INT = 1
export const SLOT_FLOAT = 2
export const SLOT_LONG = 3
export const SLOT_DOUBLE = 4
/** The second slot of a long or double. */
export const SLOT_HALF = 5
export const SLOT_REFERENCE = 6
/** A return address of jsr. */
export const SLOT_ADDRESS = 7

export interface SlotMap {
  /** max_locals long. */
  readonly locals: Uint8Array
  /** As deep as the operand stack is here. */
  readonly stack: Uint8Array
}

/** The bytecode index that the return address in a slot stands for: that of the instruction behind the jsr. */
export type ReadAddress = (isLocal: boolean, slot: number) => number

export class ReferenceMaps {
  readonly #inferred: Inferred
  readonly #cache = new Map<number, SlotMap>()
  readonly #classFile: ClassFile
  readonly #code: Uint8Array

  constructor(inferred: Inferred, classFile: ClassFile, code: Uint8Array) {
    this.#inferred = inferred
    this.#classFile = classFile
    this.#code = code
  }

  /** The map at pc depends on the frame. */
  inSubroutine(pc: number): boolean {
    return (this.#inferred.states[pc]?.subroutines.length ?? 0) > 0
  }

  /** Before the instruction at pc. `read` is asked only inside of subroutines. */
  at(pc: number, read?: ReadAddress): SlotMap | null {
    const known = this.#cache.get(pc)
    if (known !== undefined) return known
    const state = this.#inferred.states[pc]
    if (state === undefined) return null
    if (state.subroutines.length > 0 && read !== undefined) return this.#inSubroutine(state, read)
    const map = slotMap(state)
    if (state.subroutines.length === 0) this.#cache.set(pc, map)
    return map
  }

  /** Locals that no active subroutine has touched have the types of the outermost jsr that is known. */
  #inSubroutine(state: Frame, read: ReadAddress): SlotMap {
    const map = slotMap(state)
    const touched = new Set<number>()
    for (let i = state.subroutines.length - 1; i >= 0; i--) {
      const { entry, touched: more } = state.subroutines[i]!
      for (const local of more) touched.add(local)
      const isAddress = (type: VType): boolean => type.kind === KIND.address && type.pc === entry
      const local = state.locals.findIndex(isAddress)
      const operand = state.stack.findIndex(isAddress)
      // Without its return address the subroutine never comes back: nobody will use what its callers had.
      if (local < 0 && operand < 0) break
      const next = local >= 0 ? read(true, local) : read(false, operand)
      const site = this.#inferred.callers.get(entry)?.find((each) => each.next === next)
      const caller = site === undefined ? undefined : this.#inferred.states[site.pc]
      if (caller === undefined) break
      caller.locals.forEach((type, k) => {
        if (!touched.has(k) && map.locals[k] === SLOT_UNUSABLE) map.locals[k] = slotKind(type)
      })
    }
    return map
  }

  /** During the call that the instruction at pc makes: its arguments belong to the callee. */
  atCall(pc: number, read?: ReadAddress): SlotMap | null {
    const map = this.at(pc, read)
    if (map === null) return null
    const slots = this.#argumentSlots(pc)
    return slots === 0 ? map : { locals: map.locals, stack: map.stack.subarray(0, map.stack.length - slots) }
  }

  #argumentSlots(pc: number): number {
    const row = OPCODE_ROWS[this.#code[pc]!]
    if (row === undefined || !row.flags.includes('invoke')) return 0
    const index = (this.#code[pc + 1]! << 8) | this.#code[pc + 2]!
    const pool = this.#classFile.constantPool
    const entry = pool.entries[index]
    if (entry?.tag === 18) return parameterSlots(nameAndTypeAt(pool, entry.nameAndTypeIndex).descriptor)
    const receiver = row.mnemonic === 'invokestatic' ? 0 : 1
    return parameterSlots(memberRefAt(pool, index).descriptor) + receiver
  }
}

function slotMap(state: Frame): SlotMap {
  return { locals: Uint8Array.from(state.locals, slotKind), stack: Uint8Array.from(state.stack, slotKind) }
}

function slotKind(type: VType): number {
  switch (type.kind) {
    case KIND.int:
      return SLOT_INT
    case KIND.float:
      return SLOT_FLOAT
    case KIND.long:
      return SLOT_LONG
    case KIND.double:
      return SLOT_DOUBLE
    case KIND.long2:
    case KIND.double2:
      return SLOT_HALF
    case KIND.address:
      return SLOT_ADDRESS
    case KIND.top:
      return SLOT_UNUSABLE
    default:
      return SLOT_REFERENCE
  }
}

/** The maps of a method; null when it has no code, or code that no verifier accepts. */
export function referenceMaps(classFile: ClassFile, method: MethodInfo): ReferenceMaps | null {
  const attribute = findAttribute(method.attributes, 'Code')
  if (attribute === undefined) return null
  const pool = classFile.constantPool
  const superName = classFile.superClass === 0 ? null : classNameAt(pool, classFile.superClass)
  const cls = new ClassContext(classFile, classNameAt(pool, classFile.thisClass), superName, new Types(null))
  try {
    const m = new MethodContext(cls, method, attribute)
    findInstructions(m)
    return new ReferenceMaps(inferTypes(m, null), classFile, attribute.code)
  } catch (problem) {
    if (problem instanceof Rejection) return null
    throw problem
  }
}
