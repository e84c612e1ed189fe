// Turns the functions of vm/semantics into text that the generator can put into a case of the interpreter's switch. The
// source files are read as text, so the result does not depend on the transpiler that happens to run the generator.
//
// A function is inlined when its body is const declarations followed by one return; any other is called. A tuple literal
// in the return becomes two stores.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SemanticsFunction {
  readonly name: string
  readonly file: string
  readonly parameters: readonly string[]
  /** The const declarations before the return, as lines. */
  readonly declarations: string
  /** One expression, or two for a long. */
  readonly results: readonly string[]
}

export const SEMANTICS_FILES = ['int', 'long', 'float', 'double', 'convert', 'compare'] as const

/** All functions of vm/semantics that can be inlined, by name. */
export function readSemantics(root: string): Map<string, SemanticsFunction> {
  const functions = new Map<string, SemanticsFunction>()
  for (const file of SEMANTICS_FILES) {
    const text = readFileSync(join(root, 'vm/semantics', `${file}.ts`), 'utf8')
    for (const match of text.matchAll(/^export function (\w+)\(([^)]*)\): [\w]+ \{\n([\s\S]*?)^\}/gm)) {
      const [, name, signature, body] = match as unknown as [string, string, string, string]
      const lines = body.trimEnd()
      const at = lines.indexOf('  return ')
      const declarations = lines.slice(0, at)
      if (at < 0 || /\b(if|for|while|let|switch)\b/.test(lines) || lines.indexOf('return ', at + 9) >= 0) continue
      functions.set(name, {
        name,
        file,
        parameters: signature.split(',').map((p) => p.split(':')[0].trim()),
        declarations,
        results: splitResult(lines.slice(at + 9).trim()),
      })
    }
  }
  return functions
}

/** The elements of `[a, b]`, or the expression itself. */
function splitResult(expression: string): string[] {
  if (!expression.startsWith('[')) return [expression]
  const inner = expression.slice(1, -1)
  let depth = 0
  for (let i = 0; i < inner.length; i++) {
    if ('([{'.includes(inner[i])) depth++
    else if (')]}'.includes(inner[i])) depth--
    else if (inner[i] === ',' && depth === 0) {
      return [
        inner.slice(0, i).trim(),
        inner
          .slice(i + 1)
          .trim()
          .replace(/,$/, ''),
      ]
    }
  }
  throw new Error(`not a pair: ${expression}`)
}
