/**
 * Objects with a finalizer (JLS 12.6). `registered` are those whose finalizer has not been scheduled; when the collector finds one
 * of them dead it comes back to life, once, and goes to `pending`, where the finalizer thread takes it. Growing typed arrays: there
 * may be millions of them.
 */
export class Finalization {
  readonly registered = new RefList()
  readonly pending = new RefList()
  /** The entries of `registered` before this one are old objects. */
  youngFrom = 0
}

export class RefList {
  #refs = new Int32Array(16)
  length = 0

  push(ref: number): void {
    if (this.length === this.#refs.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.#refs)
      this.#refs = larger
    }
    this.#refs[this.length++] = ref
  }

  at(index: number): number {
    return this.#refs[index]!
  }

  set(index: number, ref: number): void {
    this.#refs[index] = ref
  }

  /** The oldest one, which is removed; 0 when there is none. */
  shift(): number {
    if (this.length === 0) return 0
    const first = this.#refs[0]!
    this.#refs.copyWithin(0, 1, this.length--)
    return first
  }
}
