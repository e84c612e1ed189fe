/** hlc in this process: COUNT OUTPUT LIBRARY FILES... prints the milliseconds of each compilation. Bundled before it runs. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { archiveClassPath, joinClassPaths } from '../../compiler/class-path.ts'
import { compile } from '../../compiler/index.ts'
import { openJar } from '../../compiler/jar.ts'
import { createSourceFile } from '../../compiler/source.ts'

const [count, output, library, ...paths] = process.argv.slice(2) as [string, string, string, ...string[]]
for (let i = 0; i < Number(count); i++) {
  rmSync(output, { recursive: true, force: true })
  const start = performance.now()
  const files = paths.map((path) => createSourceFile(path, readFileSync(path, 'utf8')))
  const classPath =
    library === 'none'
      ? joinClassPaths([])
      : archiveClassPath(openJar(readFileSync(library), (packed) => inflateRawSync(packed))!)
  const { classFiles, diagnostics } = compile(files, classPath)
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new Error('the sources have errors')
  for (const { name, bytes } of classFiles) {
    const path = join(output, `${name}.class`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
  }
  console.log(Math.round(performance.now() - start))
}
