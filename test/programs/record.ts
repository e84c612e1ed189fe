/**
 * Writes the expectations of test programs that have none: `npx tsx test/programs/record.ts [FILTER]`. What is recorded
 * is what `java` prints, never what hlvm prints; a program that javac rejects gets its error lines.
 */
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { discover, root } from './discover.ts'
import { askOracle, hasJava, javacErrors, runResult } from './oracle.ts'

if (!hasJava()) throw new Error('recording needs a JDK 17')
const scratch = join(root, 'test/.work/record')
rmSync(scratch, { recursive: true, force: true })
const programs = [
  'test/language',
  'test/library',
  'test/limit',
  'test/jit',
  'test/regression',
  'test/compile-errors',
  'test/compiler/releases',
]
  .flatMap(discover)
  .filter((program) => program.sources.length === 1 && program.name.includes(process.argv[2] ?? ''))
  .filter((program) => !/\/\/ expect(: |:$| error line)/m.test(readFileSync(program.sources[0]!, 'utf8')))
const directoryOf = (name: string): string => join(scratch, name.replaceAll('/', '-'))
const jobsOf = (kind: 'compile' | 'run'): Parameters<typeof askOracle>[0] =>
  programs.map((program) => ({ kind, directory: directoryOf(program.name), program }))
askOracle([...jobsOf('compile'), ...jobsOf('run')], scratch)
for (const program of programs) {
  const errors = javacErrors(directoryOf(program.name))
  const result = runResult(directoryOf(program.name))
  const comments =
    errors.length > 0
      ? errors.map((line) => `// expect error line ${line}`)
      : [
          ...expectations('expect', result.stdout),
          ...expectations('expect stderr', result.stderr.replaceAll('.java:', '.src:')),
        ]
  if (errors.length === 0 && result.exitStatus !== program.exitStatus)
    comments.push(`// expect exit: ${result.exitStatus}`)
  appendFileSync(program.sources[0]!, comments.map((line) => line + '\n').join(''))
  console.log(`${program.name}: ${comments.length} lines`)
}

function expectations(kind: string, text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => `// ${kind}: ${line}`)
}
