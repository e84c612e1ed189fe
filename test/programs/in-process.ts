/**
 * Compiles programs in this process: many small ones would spend most of their time starting commands. The commands
 * themselves have tests of their own.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { archiveClassPath } from '../../compiler/class-path.ts'
import { openJar } from '../../compiler/jar.ts'
import { type ClassPath, type Compilation, compile } from '../../compiler/index.ts'
import { createSourceFile, lineOf } from '../../compiler/source.ts'
import { root } from './discover.ts'

export function libraryClassPath(): ClassPath {
  const archive = openJar(readFileSync(join(root, 'dist', 'hl-library.jar')), (data) => inflateRawSync(data))
  if (archive === undefined) throw new Error('dist/hl-library.jar is no archive')
  return archiveClassPath(archive)
}

export function compileFiles(paths: readonly string[], classPath: ClassPath): Compilation {
  return compile(
    paths.map((path) => createSourceFile(path, readFileSync(path, 'utf8'))),
    classPath,
  )
}

/** The lines of the diagnostics of one severity, sorted, without repetitions. */
export function linesOf({ diagnostics }: Compilation, severity: 'error' | 'warning'): number[] {
  const lines = diagnostics.filter((d) => d.severity === severity).map((d) => lineOf(d.file, d.start))
  return [...new Set(lines)].sort((a, b) => a - b)
}
