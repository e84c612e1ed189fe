/** Each rule has bad classes; our verdicts on them are those that java gave, at the same pc. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { RULES } from '../../vm/verify/rules.ts'
import { verifyClass } from '../../vm/verify/index.ts'
import { hasJava } from '../programs/oracle.ts'
import { root } from '../programs/discover.ts'
import { assembleCase, caseFiles, describe as print, helpers, readCases } from './cases.ts'
import { archiveSource, askJava, World } from './verdicts.ts'

const library = archiveSource(join(root, 'dist/hl-library.jar'))
const world = new World(library)
const base = new Map(helpers().map((each) => [each.name, each.bytes]))
const files = caseFiles()
const cases = files.flatMap(readCases)

/** The error, and the pc where java says it: the older verifier does not. */
function verdictOf(text: string): string {
  const match = /^(\w+)(?: at pc (\d+))?/.exec(text)
  return match === null ? text : `${match[1]} ${match[2] ?? ''}`.trim()
}

describe('bad classes', () => {
  test('there are at least 200, and every rule has some', () => {
    expect(cases.filter((each) => each.expected !== 'ok').length).toBeGreaterThanOrEqual(200)
    expect(Object.keys(RULES).filter((rule) => !files.includes(`${rule}.jasm`))).toEqual([])
  })

  test.each(files)('%s', (file) => {
    const rules = new Set<string>()
    const wrong: string[] = []
    for (const each of readCases(file)) {
      const bytes = assembleCase(each.text)
      const ours = world.judge([{ ...bytes, name: 'Bad' }], base)
      let text = print(ours)
      // java's older verifier and its format checks name no pc.
      const wanted = each.ours ?? each.expected ?? ''
      if (!/ at pc /.test(wanted)) text = text.replace(/ at pc \d+/, '')
      if (verdictOf(text) !== verdictOf(wanted)) {
        wrong.push(`${each.title}\n  java: ${each.expected}\n  ours: ${text}`)
      }
      const rule = /Rule:\n {4}([\w-]+):/.exec(ours.message)?.[1]
      if (rule !== undefined) rules.add(rule)
    }
    expect(wrong.join('\n')).toBe('')
    const rule = file.replace('.jasm', '')
    if (rule in RULES && !['handler-table', 'variable-table', 'frame-format', 'frame-offset'].includes(rule)) {
      expect([...rules]).toContain(rule)
    }
  })

  test.skipIf(!hasJava())('java still says what is recorded', () => {
    const groups = cases.map((each) => [{ ...assembleCase(each.text), name: 'Bad' }])
    const answers = askJava(groups, base, mkdtempSync(join(tmpdir(), 'verifier-')))
    const wrong = cases.filter((each, i) => verdictOf(print(answers[i]!)) !== verdictOf(each.expected ?? ''))
    expect(wrong.map((each) => `${each.rule}: ${each.title}`)).toEqual([])
  })
})

test('a message says instruction, types, frame, rule and source line', () => {
  const { bytes } = assembleCase(`.class public super Bad
.method public static m ()V
.code stack 2
.line 7
ldc "x"
ineg
return
.end code
.end method
.source Bad.src`)
  const verdict = verifyClass(parseClassFile(bytes), { find: () => undefined })
  expect(verdict.kind === 'rejected' && verdict.message).toBe(`Bad type on operand stack
Exception Details:
  Location:
    Bad.m()V @2: ineg
  Reason:
    Type 'java/lang/String' (current frame, stack[0]) is not assignable to integer
  Current Frame:
    bci: @2
    flags: { }
    locals: { }
    stack: { 'java/lang/String' }
  Rule:
    stack-type: 4.9.2: every operand has the type that the instruction needs
  Source:
    Bad.src:7`)
})
