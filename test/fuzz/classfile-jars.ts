/**
 * Verifies every class of some jars: `npx tsx test/fuzz/classfile-jars.ts LIBRARY JAR...`. LIBRARY is a jar with the classes that
 * they build on (the JDK's, or dist/hl-library.jar). Prints what is rejected and how long it took.
 */
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { openArchive } from '../../vm/classfile/archive.ts'
import { archiveSource, World } from '../verifier/verdicts.ts'

const [library, ...jars] = process.argv.slice(2)
if (library === undefined || jars.length === 0) throw new Error('usage: classfile-jars.ts LIBRARY JAR...')
let failed = false
for (const jar of jars) {
  const archive = openArchive(new Uint8Array(readFileSync(jar)), (data) => new Uint8Array(inflateRawSync(data)))
  if (archive === null) throw new Error(`${jar} is no jar`)
  const names = [...archive.names()].filter((name) => name.endsWith('.class') && !/module-info|^META-INF/.test(name))
  const base = new Map<string, Uint8Array>()
  for (const name of names) base.set(name.replace(/\.class$/, ''), archive.read(name)!)
  const world = new World(archiveSource(library))
  let bytes = 0
  let rejected = 0
  const missing = new Map<string, number>()
  const start = performance.now()
  for (const [name, data] of base) {
    bytes += data.length
    const judged = world.judge([{ name, bytes: data }], base)
    if (judged.error === 'NoClassDefFoundError') missing.set(judged.message, (missing.get(judged.message) ?? 0) + 1)
    else if (judged.error !== 'ok') {
      rejected++
      console.log(`${name}: ${judged.error}: ${judged.message}`)
    }
  }
  const ms = performance.now() - start
  failed ||= rejected > 0
  console.log(
    `${jar}: ${base.size} classes (${(bytes / 1024).toFixed(0)} KB), ${rejected} rejected, ` +
      `${[...missing.values()].reduce((a, b) => a + b, 0)} lack a class, ${ms.toFixed(0)} ms, ` +
      `${Math.round((base.size / ms) * 1000)} classes/s`,
  )
  for (const [name, count] of missing) console.log(`  lacks ${name} (${count})`)
}
process.exitCode = failed ? 1 : 0
