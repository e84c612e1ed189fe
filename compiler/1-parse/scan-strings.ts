/** Escapes in string and character literals (JLS 3.10.7) and the stripping of text blocks (JLS 3.10.6). */

type ReportError = (code: string, start: number, end: number, ...args: string[]) => void

const SIMPLE: Readonly<Record<string, string>> = {
  b: '\b',
  s: ' ',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  "'": "'",
  '\\': '\\',
}

/** The value of `raw`, whose first character stands at `offset`; `\<newline>` is for text blocks only. */
export function stringEscapes(raw: string, offset: number, inTextBlock: boolean, error: ReportError): string {
  let value = ''
  let from = 0
  for (let at = raw.indexOf('\\'); at >= 0; at = raw.indexOf('\\', from)) {
    value += raw.slice(from, at)
    const c = raw[at + 1] ?? ''
    const simple = SIMPLE[c]
    if (simple !== undefined) {
      value += simple
      from = at + 2
    } else if (c >= '0' && c <= '7') {
      const digits = /^(?:[0-3][0-7]{0,2}|[0-7]{1,2})/.exec(raw.slice(at + 1, at + 4))![0]
      value += String.fromCharCode(Number.parseInt(digits, 8))
      from = at + 1 + digits.length
    } else if (inTextBlock && c === '\n') {
      from = at + 2
    } else {
      error('HL0018', offset + at + 1, offset + at + 2, c)
      from = at + 1
    }
  }
  return value + raw.slice(from)
}

/** The value of a text block from what stands between the delimiters, opening line break included. */
export function textBlockValue(raw: string, offset: number, error: ReportError): string {
  const normalized = raw.replace(/\r\n?/g, '\n')
  const lines = normalized.slice(normalized.indexOf('\n') + 1).split('\n')
  const last = lines.length - 1
  let indent = Number.POSITIVE_INFINITY
  lines.forEach((line, i) => {
    const blank = isBlank(line)
    // The line with the closing delimiter counts even when it is blank.
    if (!blank || i === last) indent = Math.min(indent, blank ? line.length : leadingSpace(line))
  })
  const stripped = lines.map((line, i) => (isBlank(line) ? '' : trimEnd(line.slice(indent))) + (i < last ? '\n' : ''))
  const joined = stripped.join('')
  if (!joined.includes('\\')) return joined
  // An error in an escape is looked up in the text as written, where stripping has not moved it.
  return stringEscapes(joined, 0, true, (code, start, end, ...args) => {
    const nth = joined.slice(0, start).split('\\').length - 2
    let at = -1
    for (let i = 0; i <= nth; i++) at = raw.indexOf('\\', at + 1)
    error(code, offset + at + 1, offset + at + 1 + (end - start), ...args)
  })
}

function isWhite(c: number): boolean {
  return c === 0x20 || c === 9 || c === 10 || c === 11 || c === 12 || c === 13 || (c >= 0x1c && c <= 0x1f)
}

function isBlank(line: string): boolean {
  return leadingSpace(line) === line.length
}

function leadingSpace(line: string): number {
  let i = 0
  while (i < line.length && isWhite(line.charCodeAt(i))) i++
  return i
}

function trimEnd(line: string): string {
  let end = line.length
  while (end > 0 && isWhite(line.charCodeAt(end - 1))) end--
  return line.slice(0, end)
}
