/** Diagnostics as text for people, in javac's one-line form, and as JSON. Knows no terminal: the caller says if colours. */
import type { Diagnostic } from './diagnostics.ts'
import { messageOf } from './messages.ts'
import { columnOf, lineOf, lineText, type SourceFile } from './source.ts'

export type DiagnosticFormat = 'human' | 'short' | 'json'

export interface ReportOptions {
  readonly format: DiagnosticFormat
  readonly color: boolean
  /** At most so many of each are shown. */
  readonly maxErrors: number
  readonly maxWarnings: number
  /** The warnings are the reason that nothing is written (-Werror). */
  readonly failedByWarnings?: boolean
}

/** Sorted by file in the given order, then by place; cut at the limits. */
export function selectDiagnostics(diagnostics: readonly Diagnostic[], options: ReportOptions): Diagnostic[] {
  const order = new Map<SourceFile, number>()
  for (const { file } of diagnostics) if (!order.has(file)) order.set(file, order.size)
  const sorted = [...diagnostics].sort((a, b) => order.get(a.file)! - order.get(b.file)! || a.start - b.start)
  let errors = 0
  let warnings = 0
  return sorted.filter((diagnostic) => {
    if (diagnostic.severity === 'error') return ++errors <= options.maxErrors
    return ++warnings <= options.maxWarnings
  })
}

export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: ReportOptions): string {
  const selected = selectDiagnostics(diagnostics, options)
  if (options.format === 'json') return `${JSON.stringify(selected.map(toJson), undefined, 1)}\n`
  const render = options.format === 'short' ? renderShort : renderHuman
  const parts = selected.map((diagnostic) => render(diagnostic, options.color))
  return parts.join(options.format === 'human' ? '\n' : '') + countLine(diagnostics, options)
}

function renderShort(diagnostic: Diagnostic): string {
  const { file, start, severity } = diagnostic
  return `${file.path}:${lineOf(file, start)}: ${severity}: ${messageOf(diagnostic)}\n`
}

const RED = 31
const YELLOW = 33
const CYAN = 36

function paint(text: string, code: number, color: boolean): string {
  return color ? `\x1b[1;${code}m${text}\x1b[0m` : text
}

function renderHuman(diagnostic: Diagnostic, color: boolean): string {
  const { file, start, end, severity, code, label, suggestion } = diagnostic
  const tone = severity === 'error' ? RED : YELLOW
  const place = `${file.path}:${lineOf(file, start)}:${columnOf(file, start)}`
  let text = `${place}: ${paint(`${severity} ${code}`, tone, color)}: ${messageOf(diagnostic)}\n`
  text += excerpt(file, start, end, tone, color)
  if (label !== undefined) {
    const labelPlace = `${label.file.path}:${lineOf(label.file, label.start)}:${columnOf(label.file, label.start)}`
    text += `${labelPlace}: ${paint('note', CYAN, color)}: ${label.text}\n`
    text += excerpt(label.file, label.start, label.end, CYAN, color)
  }
  if (suggestion !== undefined) text += `  ${paint('help', CYAN, color)}: ${suggestion}\n`
  return text
}

/** The source line exactly as written, and carets below the span as far as it is on that line. */
function excerpt(file: SourceFile, start: number, end: number, tone: number, color: boolean): string {
  const line = lineOf(file, start)
  const source = lineText(file, line)
  const from = columnOf(file, start) - 1
  const to = Math.max(from + 1, Math.min(from + end - start, source.length))
  // Tabs stay tabs, so that the carets stand below their characters in every terminal.
  const indent = source.slice(0, from).replace(/[^\t]/gu, ' ').padEnd(0)
  return `${source}\n${indent}${' '.repeat(Math.max(0, from - source.length))}${paint('^'.repeat(to - from), tone, color)}\n`
}

function countLine(diagnostics: readonly Diagnostic[], options: ReportOptions): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length
  const warnings = diagnostics.length - errors
  const count = (n: number, word: string): string => (n === 0 ? '' : `${n} ${word}${n === 1 ? '' : 's'}\n`)
  const cut = (n: number, limit: number, word: string): string =>
    n > limit ? `only showing the first ${limit === 1 ? word : `${limit} ${word}s`}\n` : ''
  const shown = cut(errors, options.maxErrors, 'error') + cut(warnings, options.maxWarnings, 'warning')
  const failed = options.failedByWarnings === true ? 'error: warnings found, and -Werror is given\n' : ''
  return failed + shown + count(errors, 'error') + count(warnings, 'warning')
}

function toJson(diagnostic: Diagnostic): object {
  const { file, start, end, severity, code, label, suggestion, lint } = diagnostic
  const span = (where: SourceFile, from: number, to: number): object => ({
    file: where.path,
    line: lineOf(where, from),
    column: columnOf(where, from),
    start: from,
    end: to,
  })
  return {
    code,
    severity,
    message: messageOf(diagnostic),
    ...span(file, start, end),
    ...(label === undefined ? {} : { label: { ...span(label.file, label.start, label.end), text: label.text } }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(lint === undefined ? {} : { lint }),
  }
}
