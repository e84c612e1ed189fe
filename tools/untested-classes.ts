/**
 * Which public classes of the library does no test program name? `npx tsx tools/untested-classes.ts [PACKAGE...]`: the packages with all
 * below them (java/lang ...), all of the library when absent. What counts is a type, as a word, in a source below test/ or samples/.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { openArchive } from '../vm/classfile/archive.ts'
import { ACC } from '../vm/classfile/model.ts'
import { parseClassFile } from '../vm/classfile/reader.ts'

const root = join(import.meta.dirname, '..')

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.src') && !name.startsWith('.work'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
}

const words = new Set([...sources('test'), ...sources('samples')].flatMap((text) => text.match(/\b[A-Z]\w*\b/g) ?? []))
const archive = openArchive(readFileSync(join(root, 'dist/hl-library.jar')), (data) => inflateRawSync(data))!
const wanted = process.argv.slice(2)
let all = 0
const missing: string[] = []
for (const entry of archive.names()) {
  const name = entry.replace(/\.class$/, '')
  const folder = name.slice(0, name.lastIndexOf('/'))
  if (name === entry || !name.startsWith('java/') || (wanted.length > 0 && !wanted.includes(folder))) continue
  if ((parseClassFile(archive.read(entry)!).accessFlags & ACC.PUBLIC) === 0) continue
  all++
  if (!words.has(name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('$')) + 1))) missing.push(name)
}
console.log(missing.sort().join('\n'))
console.log(`${missing.length} of ${all} public classes are named by no test program`)
