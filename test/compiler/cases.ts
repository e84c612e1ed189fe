/** Reads files of small programs: sections `=== name`, a program, and `// expect error line N CODE` at its end. */
import { readFileSync } from 'node:fs'

export interface Case {
  readonly name: string
  readonly source: string
  /** `line CODE`, in order. */
  readonly errors: readonly string[]
}

export function readCases(path: URL): Case[] {
  const sections = readFileSync(path, 'utf8').split(/^=== /m).slice(1)
  return sections.map((section) => {
    const newline = section.indexOf('\n')
    const errors: string[] = []
    const source = section.slice(newline + 1).replace(/^\/\/ expect error line (\d+) (HL\d+)\n/gm, (_, line, code) => {
      errors.push(`${line} ${code}`)
      return ''
    })
    // The newline that ends a section is not part of the program.
    return { name: section.slice(0, newline), source: source.slice(0, -1), errors }
  })
}
