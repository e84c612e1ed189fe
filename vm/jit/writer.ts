/** The one place where generated code is put together: lines with indentation. Nobody else joins statements. */
export class Writer {
  #lines: string[] = []
  #depth = 0
  #length = 0

  line(text: string): void {
    this.#lines.push('  '.repeat(this.#depth) + text)
    this.#length += text.length + 1
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

  /** Characters without indentation: what the limit for the size of a method counts. */
  get length(): number {
    return this.#length
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`
  }
}
