/**
 * Which methods have been overridden by the classes loaded so far. What compiled code takes for the only implementation is
 * remembered with that code; a new class that overrides it makes the code invalid. No such code can be running then: classes
 * are linked by the interpreter, and by natives that end in an exception (tier.ts looks at that case).
 */
import type { RuntimeClass, RuntimeMethod } from '../runtime/index.ts'

export class Hierarchy<Code> {
  readonly #overridden = new Set<RuntimeMethod>()
  readonly #users = new Map<RuntimeMethod, Set<Code>>()

  constructor(classes: readonly RuntimeClass[]) {
    for (const cls of classes) this.add(cls)
  }

  /** Enters a class; the code that has relied on what it overrides. */
  add(cls: RuntimeClass): Code[] {
    const broken: Code[] = []
    for (let i = 0; i < (cls.superclass?.vtable.length ?? 0); i++) {
      const own = cls.vtable[i]!
      for (let up = cls.superclass; up !== null && i < up.vtable.length; up = up.superclass) {
        const method = up.vtable[i]!
        if (method === own) break
        if (this.#overridden.has(method)) continue
        this.#overridden.add(method)
        const users = this.#users.get(method)
        if (users !== undefined) broken.push(...users)
        this.#users.delete(method)
      }
    }
    return broken
  }

  /** Methods that have been unloaded. What they have overridden counts as overridden still. */
  forget(methods: readonly RuntimeMethod[]): void {
    for (const method of methods) {
      this.#overridden.delete(method)
      this.#users.delete(method)
    }
  }

  isOverridden(method: RuntimeMethod): boolean {
    return this.#overridden.has(method)
  }

  /** The code relies on that the method is not overridden. */
  use(method: RuntimeMethod, code: Code): void {
    const users = this.#users.get(method)
    if (users === undefined) this.#users.set(method, new Set([code]))
    else users.add(code)
  }
}
