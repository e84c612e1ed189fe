/** Writes what java prints into the cases: `npx tsx test/loading/record.ts`, FILTER=part-of-name for some of them. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../programs/discover.ts'
import { classesOf, library, type LoadingCase, readCases, runJava } from './case-files.ts'

const classPath = library()
const work = join(root, 'test/.work/loading-record')

function record(one: LoadingCase): string {
  const printed = runJava(one, classesOf(one, classPath), join(work, one.name))
  const text = readFileSync(one.file, 'utf8').split(/^--- expect\n/m)[0] ?? ''
  writeFileSync(one.file, `${text.trimEnd()}\n--- expect\n${printed}`)
  return `${printed.split('\n').length - 1} lines`
}

for (const one of readCases()) {
  try {
    console.log(`${one.name}: ${record(one)}`)
  } catch (problem) {
    console.log(`${one.name}: ${problem instanceof Error ? problem.message : String(problem)}`)
    process.exitCode = 1
  }
}
rmSync(work, { recursive: true, force: true })
