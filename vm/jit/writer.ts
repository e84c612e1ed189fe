/** The one place where generated code is put together: lines with indentation. Nobody else joins statements. */
export class Writer {
  #lines: string[] = []
  #depth = 0
  #length = 0

  line(text: string): void {
    this.#lines.push('  '.repeat(this.#depth) + text)
    this.#length += text.length + 1
  }

  /** Does not count: the code is the same with and without. */
  comment(text: string): void {
    this.#lines.push(`${'  '.repeat(this.#depth)}// ${text}`)
  }

  open(text: string): void {
    this.line(text)
    this.#depth++
  }

  close(text: string): void {
    this.#depth--
    this.line(text)
  }

  /** Everything of another writer, at the current indentation. */
  append(other: Writer): void {
    const indent = '  '.repeat(this.#depth)
    for (const line of other.#lines) this.#lines.push(indent + line)
    this.#length += other.#length
  }

  /** `} else {` and its like. */
  middle(text: string): void {
    this.close(text)
    this.#depth++
  }

  /** Where the text ends now, for `backTo`. */
  mark(): { readonly lines: number; readonly depth: number; readonly length: number } {
    return { lines: this.#lines.length, depth: this.#depth, length: this.#length }
  }

  /** Takes back what has been written since. */
  backTo(mark: { readonly lines: number; readonly depth: number; readonly length: number }): void {
    this.#lines.length = mark.lines
    this.#depth = mark.depth
    this.#length = mark.length
  }

  /** Characters without indentation: what the limit for the size of a method counts. */
  get length(): number {
    return this.#length
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }
}
