/**
 * The shape of the library's class files beside javac's: `npx tsx test/fuzz/library-shapes.ts`. javac compiles stdlib/ as a
 * patch of java.base, hlc in process; every class whose members, flags or attributes differ is printed. Needs a JDK 17
 * and a minute or two.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { joinClassPaths } from '../../compiler/class-path.ts'
import { compile, DEFAULT_OPTIONS } from '../../compiler/index.ts'
import { createSourceFile } from '../../compiler/source.ts'
import { differences, shapeOf } from '../compiler/shape.ts'

const stdlib = join(import.meta.dirname, '../../stdlib')
const scratch = mkdtempSync(join(tmpdir(), 'library-shapes-'))
try {
  const names = readdirSync(stdlib, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.src'))
  const copies = names.map((name) => {
    const copy = join(scratch, 'src', name.replace(/\.src$/, '.java'))
    mkdirSync(dirname(copy), { recursive: true })
    copyFileSync(join(stdlib, name), copy)
    return copy
  })
  const list = join(scratch, 'list')
  writeFileSync(list, copies.map((copy) => `"${copy}"`).join('\n'))
  const out = join(scratch, 'out')
  const patch = `java.base=${join(scratch, 'src')}`
  execFileSync('javac', ['-proc:none', '-nowarn', '--patch-module', patch, '-d', out, `@${list}`], { stdio: 'pipe' })
  const files = names.map((name) => createSourceFile(name, readFileSync(join(stdlib, name), 'utf8')))
  const { classFiles } = compile(files, joinClassPaths([]), DEFAULT_OPTIONS)
  let different = 0
  for (const { name, bytes } of classFiles) {
    const found = differences(shapeOf(readFileSync(join(out, `${name}.class`))), shapeOf(bytes))
    if (found.length === 0) continue
    different++
    process.stdout.write(`${name}\n${found.map((line) => `  ${line}\n`).join('')}`)
  }
  process.stdout.write(`${classFiles.length} classes, ${different} differ\n`)
  process.exitCode = different > 0 ? 1 : 0
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
