/** Small sets of small numbers: the variables of definite assignment (JLS 16). */
export class Bits {
  #words: number[]

  constructor(words: number[] = []) {
    this.#words = words
  }

  copy(): Bits {
    return new Bits(this.#words.slice())
  }

  has(index: number): boolean {
    return ((this.#words[index >> 5] ?? 0) & (1 << (index & 31))) !== 0
  }

  add(index: number): void {
    const word = index >> 5
    while (this.#words.length <= word) this.#words.push(0)
    this.#words[word]! |= 1 << (index & 31)
  }

  remove(index: number): void {
    const word = index >> 5
    if (word < this.#words.length) this.#words[word]! &= ~(1 << (index & 31))
  }

  /** Adds all numbers below `end`. */
  addBelow(end: number): void {
    const full = end >> 5
    while (this.#words.length < full + 1) this.#words.push(0)
    for (let i = 0; i < full; i++) this.#words[i] = -1
    if ((end & 31) !== 0) this.#words[full]! |= (1 << (end & 31)) - 1
  }

  /** Removes all numbers from `start` on. */
  removeFrom(start: number): void {
    const full = start >> 5
    if (full >= this.#words.length) return
    this.#words.length = full + 1
    this.#words[full]! &= (1 << (start & 31)) - 1
  }

  and(other: Bits): this {
    const words = other.#words
    if (this.#words.length > words.length) this.#words.length = words.length
    for (let i = 0; i < this.#words.length; i++) this.#words[i]! &= words[i]!
    return this
  }

  or(other: Bits): this {
    const words = other.#words
    while (this.#words.length < words.length) this.#words.push(0)
    for (let i = 0; i < words.length; i++) this.#words[i]! |= words[i]!
    return this
  }

  /** Is there a number here that `other` lacks? */
  exceeds(other: Bits): boolean {
    return this.#words.some((word, i) => (word & ~(other.#words[i] ?? 0)) !== 0)
  }
}
