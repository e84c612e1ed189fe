/** The reference maps of methods, computed when a frame of the method is met for the first time (vm/verify/refmaps.ts). */
import { type ReferenceMaps, referenceMaps, type SlotMap, SLOT_REFERENCE } from '../verify/refmaps.ts'
import type { RuntimeMethod } from './method.ts'
import { vmBug } from './vm-bug.ts'

export { SLOT_REFERENCE, type SlotMap }

export class MethodMaps {
  readonly #maps = new Map<number, ReferenceMaps>()

  /** What the slots of a frame hold before the instruction at the index. */
  at(method: RuntimeMethod, bci: number): SlotMap {
    let maps = this.#maps.get(method.id)
    if (maps === undefined) {
      const { classFile } = method.declaringClass
      const made = classFile === null || method.info === null ? null : referenceMaps(classFile, method.info)
      if (made === null) return this.#missing(method, bci)
      maps = made
      this.#maps.set(method.id, maps)
    }
    return maps.at(bci) ?? this.#missing(method, bci)
  }

  #missing(method: RuntimeMethod, bci: number): never {
    return vmBug(
      `no reference map for ${method.declaringClass.externalName}.${method.name}${method.descriptor} at ${bci}`,
    )
  }
}
