/**
 * Verifies every class of some jars: `npx tsx test/fuzz/classfile-jars.ts LIBRARY JAR...`. LIBRARY is a jar with the classes that
 * they build on (the JDK's, or dist/hl-library.jar); they build on one another too. Prints what is rejected and how long it took.
 */
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { openArchive } from '../../vm/classfile/archive.ts'
import { archiveSource, World } from '../verifier/verdicts.ts'

const [library, ...jars] = process.argv.slice(2)
if (library === undefined || jars.length === 0) throw new Error('usage: classfile-jars.ts LIBRARY JAR...')
let failed = false
const all = new Map<string, Uint8Array>()
const classesOf = new Map<string, string[]>()
for (const jar of jars) {
  const archive = openArchive(new Uint8Array(readFileSync(jar)), (data) => new Uint8Array(inflateRawSync(data)))
  if (archive === null) throw new Error(`${jar} is no jar`)
  const entries = [...archive.names()].filter((name) => name.endsWith('.class') && !/module-info|^META-INF/.test(name))
  const names = entries.map((name) => name.replace(/\.class$/, ''))
  classesOf.set(jar, names)
  names.forEach((name, i) => {
    all.set(name, archive.read(entries[i]!)!)
  })
}
for (const [jar, names] of classesOf) {
  const world = new World(archiveSource(library))
  let bytes = 0
  let rejected = 0
  const missing = new Map<string, number>()
  const start = performance.now()
  for (const name of names) {
    const data = all.get(name)!
    bytes += data.length
    const judged = world.judge([{ name, bytes: data }], all)
    if (judged.error === 'NoClassDefFoundError') missing.set(judged.message, (missing.get(judged.message) ?? 0) + 1)
    else if (judged.error !== 'ok') {
      rejected++
      console.log(`${name}: ${judged.error}: ${judged.message}`)
    }
  }
  const ms = performance.now() - start
  failed ||= rejected > 0
  console.log(
    `${jar}: ${names.length} classes (${(bytes / 1024).toFixed(0)} KB), ${rejected} rejected, ` +
      `${[...missing.values()].reduce((a, b) => a + b, 0)} lack a class, ${ms.toFixed(0)} ms, ` +
      `${Math.round((names.length / ms) * 1000)} classes/s`,
  )
  for (const [name, count] of missing) console.log(`  lacks ${name} (${count})`)
}
process.exitCode = failed ? 1 : 0
