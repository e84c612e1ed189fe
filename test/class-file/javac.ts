// javac and javap for the tests that compare with them; those tests are skipped where Java is absent.
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasJava = spawnSync('javac', ['-version']).status === 0 && spawnSync('javap', ['-version']).status === 0

export type Compiled = { readonly path: string; readonly bytes: Uint8Array }

/** Compiles the tricky source; with and without debug information it is two sets of classes. */
export function compileTricky(...options: string[]): Compiled[] {
  const dir = mkdtempSync(join(tmpdir(), 'class-file-'))
  copyFileSync(join(import.meta.dirname, 'Tricky.java.txt'), join(dir, 'Tricky.java'))
  execFileSync('javac', ['-nowarn', ...options, '-d', join(dir, 'out'), join(dir, 'Tricky.java')], { stdio: 'ignore' })
  return classFilesIn(join(dir, 'out'))
}

function classFilesIn(dir: string): Compiled[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name)
    if (statSync(path).isDirectory()) return classFilesIn(path)
    return name.endsWith('.class') ? [{ path, bytes: new Uint8Array(readFileSync(path)) }] : []
  })
}

/** What javap prints for each of the files. */
export function javap(options: readonly string[], files: readonly Compiled[]): string[] {
  const text = execFileSync('javap', [...options, ...files.map((file) => file.path)], { encoding: 'utf8' })
  return text.split(options.includes('-v') ? /^(?=Classfile )/m : /^(?=Compiled from )/m)
}
