/**
 * Class unloading (JLS 12.7): the classes of a loader written in the language go with it, when nothing that lives can lead to them
 * any more. A loader is kept by
 *   - its java.lang.ClassLoader object
 *   - an object of one of its classes, the Class object of one, an array of them
 *   - a frame of one of their methods, an initialisation that is under way, a backtrace that such a frame is in
 *   - another loader that is kept and has been recorded as initiating loader of one of its classes
 * and a kept loader keeps its object, the Class objects, static fields and constants of its classes. The two built-in loaders are always
 * kept. Only full collections look: for a young one all loaders are roots.
 */
import {
  CLASS_BITS,
  CLASS_CP_CACHE,
  CLASS_MIRROR,
  CLASS_STATIC_REF_COUNT,
  CLASS_STATIC_REFS,
  CLASSBIT_UNLOADABLE,
  CP_ENTRY_BYTES,
  METHOD_CACHE_BASE,
  METHOD_CACHE_ENTRIES,
  METHOD_CACHE_ENTRY_BYTES,
} from '../heap/layout.ts'
import type { Loader, RuntimeClass } from './class.ts'
import { forgetLoader } from './constraints.ts'
import type { RuntimeMethod } from './method.ts'
import type { Runtime } from './runtime.ts'

/** What has gone; addresses and numbers may be given to others afterwards. */
export interface Unloaded {
  readonly loaders: readonly Loader[]
  readonly classes: readonly RuntimeClass[]
  readonly methods: readonly RuntimeMethod[]
}

export class LoaderLiveness {
  readonly #rt: Runtime
  readonly #kept = new Set<Loader>()

  constructor(rt: Runtime) {
    this.#rt = rt
  }

  begin(): void {
    this.#kept.clear()
  }

  /** The class struct is in use. */
  keepClass(address: number, keep: (ref: number) => void): void {
    const { H32 } = this.#rt.memory
    if ((H32[(address >>> 2) + CLASS_BITS]! & CLASSBIT_UNLOADABLE) === 0) return
    this.keepLoader(this.#rt.classes[H32[address >>> 2]!]!.loader, keep)
  }

  keepLoader(loader: Loader, keep: (ref: number) => void): void {
    if (!loader.isGuest || this.#kept.has(loader)) return
    this.#kept.add(loader)
    const { H32 } = this.#rt.memory
    keep(loader.object)
    for (const cls of loader.defined) {
      const w = cls.address >>> 2
      keep(H32[w + CLASS_MIRROR]!)
      const statics = H32[w + CLASS_STATIC_REFS]! >>> 2
      for (let i = 0; i < H32[w + CLASS_STATIC_REF_COUNT]!; i++) keep(H32[statics + i]!)
      const cache = H32[w + CLASS_CP_CACHE]!
      for (const index of cls.resolvedStrings) keep(H32[(cache + index * CP_ENTRY_BYTES) >>> 2]!)
    }
    for (const cls of loader.classes.values()) this.keepLoader(cls.loader, keep)
  }

  /** A backtrace: pairs of method number and bytecode index. */
  keepMethods(pairs: Int32Array, keep: (ref: number) => void): void {
    for (let i = 0; i < pairs.length; i += 2) {
      const method = this.#rt.methods[pairs[i]!]
      if (method !== undefined) this.keepLoader(method.declaringClass.loader, keep)
    }
  }

  /** Takes the classes of the loaders that have not been kept out of every table; null when there are none. */
  unload(): Unloaded | null {
    const rt = this.#rt
    const loaders = [...rt.loaders.values()].filter((loader) => loader.isGuest && !this.#kept.has(loader))
    if (loaders.length === 0) return null
    const classes = loaders.flatMap((loader) => loader.defined)
    const unloaded = { loaders, classes, methods: classes.flatMap((cls) => cls.methods) }
    for (const loader of loaders) {
      rt.loaders.delete(loader.id)
      forgetLoader(rt, loader)
    }
    rt.hooks.unloaded?.(unloaded)
    for (const { externalName, address } of classes) {
      rt.log.write(
        'class,unload',
        'info',
        `unloading class ${externalName} 0x${address.toString(16).padStart(16, '0')}`,
      )
    }
    // The places in the tables are taken by what is always there, until a new class or method gets them.
    for (const cls of classes) {
      rt.classes[cls.id] = rt.wellKnown.object
      rt.freeClassIds.push(cls.id)
    }
    for (const method of unloaded.methods) {
      rt.methods[method.id] = rt.wellKnown.object.methods[0]!
      rt.freeMethodIds.push(method.id)
    }
    const words = (METHOD_CACHE_ENTRIES * METHOD_CACHE_ENTRY_BYTES) >>> 2
    rt.memory.H32.fill(0, METHOD_CACHE_BASE >>> 2, (METHOD_CACHE_BASE >>> 2) + words)
    for (const loader of loaders) loader.arena?.release()
    return unloaded
  }
}
