/** Source files and positions: the one place that turns an offset into line and column. */

export interface SourceFile {
  /** As the user wrote it, for messages and the SourceFile attribute (last segment). */
  readonly path: string
  readonly text: string
  /** Offset of the first character of each line; \n, \r and \r\n end a line (JLS 3.4). */
  readonly lineStarts: readonly number[]
  /** Whether some comment may say that a declaration is deprecated. */
  readonly mentionsDeprecated: boolean
}

export function createSourceFile(path: string, text: string): SourceFile {
  const lineStarts = [0]
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) lineStarts.push(i + 1)
  }
  return { path, text, lineStarts, mentionsDeprecated: text.includes('@deprecated') }
}

/** One-based line of an offset. */
export function lineOf(file: SourceFile, offset: number): number {
  let low = 0
  let high = file.lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (file.lineStarts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return low + 1
}

/** One-based column of an offset, in UTF-16 units. */
export function columnOf(file: SourceFile, offset: number): number {
  return offset - file.lineStarts[lineOf(file, offset) - 1]! + 1
}

/** The text of a one-based line without its terminator. */
export function lineText(file: SourceFile, line: number): string {
  const start = file.lineStarts[line - 1] ?? file.text.length
  const end = file.lineStarts[line] ?? file.text.length
  return file.text.slice(start, end).replace(/[\r\n]+$/, '')
}
