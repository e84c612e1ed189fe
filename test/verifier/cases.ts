/**
 * The bad classes of this folder: one file per rule, named after it, with many small cases in text assembly (docs/jasm.md).
 *
 *   //: title                     begins a case
 *   // version 49                 61 if left out
 *   // method static m (I)V       the method that the code stands in (public static m ()V)
 *   // stack 1, // locals 2       10 if left out
 *   // super lib/Base             java/lang/Object if left out
 *   // implements lib/Deep
 *   // class A / B                further lines of the class, separated by slashes
 *   // expect VerifyError at pc 3: Bad type on operand stack       what java said (record.ts wrote it)
 *   // ours VerifyError at pc 3: reason      where we differ from it, and why
 *
 * A case that has a .class line of its own is a whole class; all others are the code of one method of the class Bad.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assemble } from '../../vm/classfile/assemble.ts'
import type { ClassBytes } from './verdicts.ts'

export interface Case {
  readonly rule: string
  readonly title: string
  readonly text: string
  readonly expected: string | null
  /** Where we differ from java, with the reason. */
  readonly ours: string | null
  readonly version: number
}

export const FOLDER = import.meta.dirname

function sections(file: string): { title: string; lines: string[] }[] {
  const list: { title: string; lines: string[] }[] = []
  for (const line of readFileSync(join(FOLDER, file), 'utf8').split('\n')) {
    if (line.startsWith('//:')) list.push({ title: line.slice(3).trim(), lines: [] })
    else list.at(-1)?.lines.push(line)
  }
  return list
}

export function caseFiles(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.jasm') && name !== 'helpers.jasm')
}

export function readCases(file: string): Case[] {
  return sections(file).map(({ title, lines }) => {
    const option = (word: string): string | null =>
      lines.find((line) => line.startsWith(`// ${word} `))?.slice(word.length + 4) ?? null
    const body = lines.filter((line) => !line.startsWith('// ')).join('\n')
    const version = option('version') ?? /^\.version (\d+)/m.exec(body)?.[1] ?? '61'
    const text = /^\.class /m.test(body)
      ? body
      : `.version ${version} 0
.class public super Bad
.super ${option('super') ?? 'java/lang/Object'}
${option('implements') === null ? '' : `.implements ${option('implements')}`}
${(option('class') ?? '').split(' / ').join('\n')}
.field public static x I
.field public static o Ljava/lang/Object;
.field public static s Ljava/lang/String;
.field public f I
.method ${option('method') ?? 'public static m ()V'}
.code stack ${option('stack') ?? 10} locals ${option('locals') ?? 10}
${body}
.end code
.end method`
    return {
      rule: file.replace('.jasm', ''),
      title,
      text,
      expected: option('expect'),
      ours: option('ours'),
      version: Number(version),
    }
  })
}

export function assembleCase(text: string): ClassBytes {
  const result = assemble(text)
  if ('problems' in result) {
    throw new Error(result.problems.map((each) => `${each.line}: ${each.message}`).join('\n') + `\n${text}`)
  }
  return { name: result.className, bytes: result.bytes }
}

/** Classes that the cases use. */
export function helpers(): ClassBytes[] {
  return sections('helpers.jasm').map(({ lines }) => assembleCase(lines.join('\n')))
}

/** As the expectations are written. */
export function describe(judged: { error: string; pc: number; message: string }): string {
  if (judged.error === 'ok') return 'ok'
  const at = judged.pc >= 0 && judged.error === 'VerifyError' ? ` at pc ${judged.pc}` : ''
  return `${judged.error}${at}: ${judged.message.split('\n')[0]}`
}
