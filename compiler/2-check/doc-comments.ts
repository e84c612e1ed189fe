/** What documentation comments say to the compiler: `@deprecated` (JLS 9.6.4.6 leaves it to us; javac honours it). */
import { lineOf, type SourceFile } from '../source.ts'

/** Whether a documentation comment in front of the declaration has the tag `@deprecated`. */
export function isDeprecatedInComment(file: SourceFile, start: number): boolean {
  if (!file.mentionsDeprecated) return false
  let end = start
  for (;;) {
    const before = file.text.slice(0, end).trimEnd()
    if (before.endsWith('*/')) {
      const open = openOfComment(file.text, before.length)
      if (file.text.startsWith('/**', open) && /^[\s*]*@deprecated(?!\S)/m.test(before.slice(open + 3, -2))) return true
      end = open
      continue
    }
    const lineStart = file.lineStarts[lineOf(file, Math.max(before.length - 1, 0)) - 1] ?? 0
    // A line comment in between; one behind other code on its line belongs to that code all the same.
    if (!/^\s*\/\//.test(before.slice(lineStart))) return false
    end = lineStart
  }
}

/** Where the comment that ends here begins: comments do not nest, so it is the first `/*` behind the one before. */
function openOfComment(text: string, end: number): number {
  const previous = text.lastIndexOf('*/', end - 3)
  const from = previous < 0 ? 0 : previous + 2
  const first = text.indexOf('/*', from)
  return first < 0 || first > end - 4 ? text.lastIndexOf('/*', end - 4) : first
}
