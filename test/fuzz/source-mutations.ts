/**
 * Mutations of source texts, all from a seed: tokens deleted, doubled, swapped and replaced by others of the corpus,
 * bytes flipped, files cut. What the compiler does with them is judged by `judge`: class files or at most a bounded
 * number of errors, never an exception, never more than five seconds.
 */
import { type ClassPath, compile } from '../../compiler/index.ts'
import { createSourceFile } from '../../compiler/source.ts'

/** A small generator of numbers (xorshift), so that a seed is a program for ever. */
export function createRandom(seed: number): (below: number) => number {
  let state = (seed * 2654435761 + 1) | 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

const TOKEN =
  /[A-Za-z_$][\w$]*|\d[\w.]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|>>>=|<<=|>>=|->|::|[-+*/%&|^=!<>]=|&&|\|\||\+\+|--|\S/g

export function mutate(text: string, seed: number): string {
  const random = createRandom(seed)
  let result = text
  const count = 1 + random(3)
  for (let i = 0; i < count; i++) result = mutateOnce(result, random)
  return result
}

function mutateOnce(text: string, random: (below: number) => number): string {
  const kind = random(8)
  if (text.length === 0) return ';'
  if (kind === 0) return text.slice(0, random(text.length))
  if (kind === 1) {
    const at = random(text.length)
    return text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << random(8))) + text.slice(at + 1)
  }
  const tokens = [...text.matchAll(TOKEN)]
  if (tokens.length === 0) return text
  const token = tokens[random(tokens.length)]!
  const other = tokens[random(tokens.length)]!
  const [start, end] = [token.index, token.index + token[0].length]
  switch (kind) {
    case 2:
    case 3:
      return text.slice(0, start) + text.slice(end)
    case 4:
      return `${text.slice(0, end)} ${text.slice(start)}`
    case 5:
      return `${text.slice(0, start)} ${other[0]} ${text.slice(end)}`
    case 6:
      return `${text.slice(0, start)} ${other[0]} ${text.slice(start)}`
    default: {
      const [first, second] = start < other.index ? [token, other] : [other, token]
      const a = first.index + first[0].length
      if (a > second.index) return text
      const between = text.slice(a, second.index)
      const rest = text.slice(second.index + second[0].length)
      return `${text.slice(0, first.index)} ${second[0]} ${between} ${first[0]} ${rest}`
    }
  }
}

export interface Verdict {
  /** Undefined when all is well. */
  readonly problem: string | undefined
  readonly errors: number
  readonly milliseconds: number
}

export function judge(path: string, text: string, library: ClassPath): Verdict {
  const started = performance.now()
  let problem: string | undefined
  let errors = 0
  try {
    const { classFiles, diagnostics } = compile([createSourceFile(path, text)], library)
    errors = diagnostics.filter(({ severity }) => severity === 'error').length
    const outside = diagnostics.find(({ start, end, file }) => start < 0 || end < start || end > file.text.length + 1)
    if (outside !== undefined) problem = `${outside.code} stands outside of the text`
    if (errors > 0 && classFiles.length > 0) problem = 'class files of a program with errors'
  } catch (thrown) {
    const place = thrown instanceof Error ? (thrown.stack ?? '').split('\n').slice(1, 5).join(' <') : ''
    problem = `${thrown} ${place.replace(/\s+at /g, ' ').replace(/file:\S*\/work\/main\//g, '')}`
  }
  const milliseconds = performance.now() - started
  if (milliseconds > 5000) problem ??= `took ${Math.round(milliseconds)} ms`
  return { problem, errors, milliseconds }
}
