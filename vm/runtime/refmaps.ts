/** The reference maps of methods, computed when a frame of the method is met for the first time (vm/verify/refmaps.ts). */
import { type ReadAddress, type ReferenceMaps, referenceMaps, type SlotMap, SLOT_REFERENCE } from '../verify/refmaps.ts'
import type { RuntimeMethod } from './method.ts'
import { vmBug } from './vm-bug.ts'

export {
  SLOT_ADDRESS,
  SLOT_DOUBLE,
  SLOT_FLOAT,
  SLOT_HALF,
  SLOT_INT,
  SLOT_LONG,
} from '../verify/refmaps.ts'
export { SLOT_REFERENCE, type SlotMap }

/** Which slots of a frame hold references, as word offsets from its first local and its first operand, ascending. */
export interface FrameMap {
  readonly locals: readonly number[]
  readonly stack: readonly number[]
  /** Inside of a subroutine (jsr) the next frame at the same place may differ. */
  readonly fixed: boolean
}

export class MethodMaps {
  readonly #maps = new Map<number, ReferenceMaps>()
  /** By the address of the instruction. */
  readonly #frames = new Map<number, FrameMap>()

  /** What the slots of a frame hold before the instruction at the index. */
  at(method: RuntimeMethod, bci: number): SlotMap {
    return this.#mapsOf(method, bci).at(bci) ?? this.#missing(method, bci)
  }

  /** The same for a collector; `pc` is the instruction's address in memory. */
  frame(method: RuntimeMethod, bci: number, pc: number, read: ReadAddress): FrameMap {
    const known = this.#frames.get(pc)
    if (known !== undefined) return known
    const maps = this.#mapsOf(method, bci)
    const { locals, stack } = maps.at(bci, read) ?? this.#missing(method, bci)
    const offsets = (slots: Uint8Array): number[] =>
      [...slots].flatMap((slot, i) => (slot === SLOT_REFERENCE ? [i * 2] : []))
    const map = { locals: offsets(locals), stack: offsets(stack), fixed: !maps.inSubroutine(bci) }
    if (map.fixed) this.#frames.set(pc, map)
    return map
  }

  /** What each local and operand of the method is before the instruction; null: it cannot be reached. */
  slots(method: RuntimeMethod, bci: number, read: ReadAddress): SlotMap | null {
    return this.#mapsOf(method, bci).at(bci, read)
  }

  /** Classes have been unloaded: numbers and addresses of their methods may mean others soon. */
  forget(methods: readonly RuntimeMethod[]): void {
    for (const method of methods) this.#maps.delete(method.id)
    this.#frames.clear()
  }

  #mapsOf(method: RuntimeMethod, bci: number): ReferenceMaps {
    const known = this.#maps.get(method.id)
    if (known !== undefined) return known
    const { classFile } = method.declaringClass
    const made = classFile === null || method.info === null ? null : referenceMaps(classFile, method.info)
    if (made === null) return this.#missing(method, bci)
    this.#maps.set(method.id, made)
    return made
  }

  #missing(method: RuntimeMethod, bci: number): never {
    return vmBug(
      `no reference map for ${method.declaringClass.externalName}.${method.name}${method.descriptor} at ${bci}`,
    )
  }
}
