/** A small library of our own as a source path, so that tests of names and types do not depend on the real one. */
import { readFileSync } from 'node:fs'
import { createParser } from '../../compiler/1-parse/index.ts'
import type { SourcePath, SourceUnit } from '../../compiler/2-check/environment.ts'
import type { Reporter } from '../../compiler/diagnostics.ts'
import { createSourceFile } from '../../compiler/source.ts'

const parse = createParser()

export function sourceUnit(path: string, text: string, reporter: Reporter): SourceUnit {
  const file = createSourceFile(path, text)
  return { file, unit: parse(file, reporter) }
}

export function miniLibrary(reporter: Reporter): SourcePath {
  const texts = new Map<string, string>()
  for (const part of readFileSync(new URL('mini-library.txt', import.meta.url), 'utf8')
    .split('//class ')
    .slice(1)) {
    const end = part.indexOf('\n')
    texts.set(part.slice(0, end), part.slice(end + 1))
  }
  return {
    findUnit: (name) => {
      const text = texts.get(name)
      return text === undefined ? undefined : sourceUnit(`${name}.java`, text, reporter)
    },
    hasPackage: (name) => [...texts.keys()].some((k) => k.startsWith(`${name}/`)),
  }
}
