/**
 * Every instruction with edge operands, on hlvm in every mode and on java: the same lines, those that java has printed
 * (instructions/expected.txt; npx tsx test/engine/record.ts writes them anew). Pure instructions are compared with their
 * semantics functions in test/interpret and test/semantics.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { decodeInstruction, isProblem } from '../../vm/classfile/code.ts'
import { findAttribute } from '../../vm/classfile/model.ts'
import { OPCODES } from '../../vm/classfile/opcodes.ts'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { runWith } from '../fuzz/programs/compare.ts'
import { Session } from '../fuzz/programs/session.ts'
import { buildInstructionTable } from './instructions/build.ts'

const OPTION_SETS = [
  '',
  '-XX:StressCollectBytes=65536 -XX:+VerifyAfterGC',
  '--fuel=1000000000',
  '-Xcomp -XX:ReifyEvery=5',
]
const expected = readFileSync(join(import.meta.dirname, 'instructions/expected.txt'), 'utf8')
const classes = buildInstructionTable()
const session = new Session(true)
afterAll(() => session.close())

/** Lines that differ, with what was expected. */
function differences(actual: string): string[] {
  const [want, got] = [expected.split('\n'), actual.split('\n')]
  const found = want.flatMap((line, i) => (line === got[i] ? [] : [`${got[i]} instead of ${line}`]))
  return got.length === want.length ? found : [...found, `${got.length} lines instead of ${want.length}`]
}

test('every instruction is there', () => {
  const seen = new Set<string>()
  for (const bytes of classes.values()) {
    for (const method of parseClassFile(bytes).methods) {
      const code = findAttribute(method.attributes, 'Code')?.code
      for (let bci = 0; code !== undefined && bci < code.length; ) {
        const decoded = decodeInstruction(code, bci)
        if (isProblem(decoded)) throw new Error(`${method.nameIndex} at ${bci}`)
        seen.add(decoded.row.mnemonic)
        if (code[bci] === 0xc4) seen.add('wide')
        bci += decoded.length
      }
    }
  }
  expect(OPCODES.map((row) => row.mnemonic).filter((each) => !seen.has(each))).toEqual([])
})

test.each(OPTION_SETS)('hlvm %s', async (options) => {
  const { status, stdout, stderr } = await runWith(session, classes, options)
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(differences(stdout)).toEqual([])
})

test.runIf(session.java)('java', async () => {
  expect(differences((await session.runJava(classes)).stdout)).toEqual([])
})
