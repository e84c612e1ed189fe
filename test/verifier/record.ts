/** Writes what java says into the `// expect` lines of all cases: `npx tsx test/verifier/record.ts`. Never what we say. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assembleCase, caseFiles, describe, FOLDER, helpers, readCases } from './cases.ts'
import { askJava } from './verdicts.ts'

const scratch = mkdtempSync(join(tmpdir(), 'verifier-'))
const files = caseFiles()
const cases = files.map((file) => readCases(file))
const groups = cases.flat().map((each) => [{ ...assembleCase(each.text), name: 'Bad' }])
const answers = askJava(groups, new Map(helpers().map((each) => [each.name, each.bytes])), scratch)
let at = 0
files.forEach((file) => {
  const lines = readFileSync(join(FOLDER, file), 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('// expect '))
  const out: string[] = []
  for (const line of lines) {
    out.push(line)
    if (line.startsWith('//:')) out.push(`// expect ${describe(answers[at++]!)}`)
  }
  writeFileSync(join(FOLDER, file), out.join('\n'))
})
console.log(`${at} cases`)
