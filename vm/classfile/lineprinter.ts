// Indented lines with a comment column, as the disassembler's layout wants them.

const COMMENT_COLUMN = 40

export class LinePrinter {
  readonly #lines: string[] = []
  #line = ''
  #indent = 0
  #pendingBlank = false

  indent(by: number): void {
    this.#indent += by
  }

  print(text: string): void {
    if (this.#pendingBlank) {
      this.#lines.push('')
      this.#pendingBlank = false
    }
    if (this.#line === '') this.#line = '  '.repeat(this.#indent)
    this.#line += text
  }

  println(text = ''): void {
    if (text !== '') this.print(text)
    else if (this.#pendingBlank) this.print('')
    this.#lines.push(this.#line.trimEnd())
    this.#line = ''
  }

  /** Several lines of text at the indentation of now. */
  printText(text: string): void {
    for (const line of text.split('\n')) this.println(line)
  }

  /** The rest of the line goes to the comment column. */
  comment(text: string): void {
    const column = this.#indent * 2 + COMMENT_COLUMN
    this.#line += ' '.repeat(Math.max(1, column - this.#line.length)) + `// ${text}`
  }

  /** A blank line before the next line, if one comes before `noBlank`. */
  blankBeforeNext(): void {
    this.#pendingBlank = true
  }

  noBlank(): void {
    this.#pendingBlank = false
  }

  text(): string {
    return this.#lines.map((line) => `${line}\n`).join('') + this.#line
  }
}
