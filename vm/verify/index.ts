/**
 * The verifier (JVMS 4.10). A leaf over vm/classfile: it knows class files and answers of a Hierarchy, no VM, so that it
 * is tested on texts alone. `rules.ts` lists all rules.
 *
 *   version 51 and later   typecheck.ts: type checking with StackMapTable
 *   version 50             type checking, and when that fails, inference
 *   version 49 and older   infer.ts: inference, with jsr and ret
 */
import { ACC, type ClassFile, classNameAt, findAttribute, utf8At } from '../classfile/model.ts'
import { ClassContext, MethodContext } from './context.ts'
import { inferTypes } from './infer.ts'
import { Rejection } from './problem.ts'
import { RULES, type RuleId } from './rules.ts'
import { findInstructions } from './static.ts'
import { type Replay, typeCheck } from './typecheck.ts'
import { type Hierarchy, NeedsClass, Types } from './types.ts'

export type Verdict =
  | { readonly kind: 'accepted' }
  /** A class that the answer depends on is not loaded: load it and go on with that method. */
  | { readonly kind: 'needs'; readonly className: string; readonly method: number }
  | Rejected

export interface Rejected {
  readonly kind: 'rejected'
  readonly error: 'VerifyError' | 'ClassFormatError'
  /** All of it, several lines. */
  readonly message: string
  readonly headline: string
  readonly method: string
  readonly pc: number
  readonly rule: RuleId
}

export interface VerifyOptions {
  /** Gets a line for each method and the frames before each instruction. */
  readonly log?: (line: string) => void
  /** The first method to look at: those before it have been accepted in an attempt that needed a class. */
  readonly from?: number
}

export function verifyClass(classFile: ClassFile, hierarchy: Hierarchy, options: VerifyOptions = {}): Verdict {
  const pool = classFile.constantPool
  const name = classNameAt(pool, classFile.thisClass)
  const superName = classFile.superClass === 0 ? null : classNameAt(pool, classFile.superClass)
  const cls = new ClassContext(classFile, name, superName, new Types(hierarchy))
  // From the first method of a version 50 class on that the type checker refuses, the whole class is left to the inference.
  let inferring = classFile.majorVersion < 50
  for (let index = options.from ?? 0; index < classFile.methods.length; index++) {
    const info = classFile.methods[index]!
    // <clinit> is what it is, whatever its other flags say (JVMS 4.6).
    const initializer = utf8At(pool, info.nameIndex) === '<clinit>'
    if (!initializer && (info.accessFlags & (ACC.NATIVE | ACC.ABSTRACT)) !== 0) continue
    const attribute = findAttribute(info.attributes, 'Code')
    if (attribute === undefined) continue
    // What an attempt has logged that needs a class is not shown: the next one begins the method again.
    const lines: string[] = []
    const log = options.log === undefined ? null : (line: string) => void lines.push(line)
    const show = (): void => {
      for (const line of lines) options.log?.(line)
    }
    let m: MethodContext | null = null
    // A rejected method is verified a second time with all states kept, for the message.
    for (const recording of log === null ? [false, true] : [true]) {
      try {
        m = new MethodContext(cls, info, attribute, recording)
        verifyMethod(m, log, inferring)
        show()
        break
      } catch (problem) {
        if (problem instanceof NeedsClass) return { kind: 'needs', className: problem.className, method: index }
        if (!(problem instanceof Rejection)) throw problem
        if (classFile.majorVersion === 50 && !inferring && !problem.unreadable) {
          show()
          options.log?.(`Fail over class verification to old verifier for: ${name}`)
          inferring = true
          index = -1
          break
        }
        if (!recording) continue
        show()
        return rejected(cls, `${utf8At(pool, info.nameIndex)}${utf8At(pool, info.descriptorIndex)}`, m, problem)
      }
    }
  }
  return { kind: 'accepted' }
}

function verifyMethod(m: MethodContext, log: ((line: string) => void) | null, inferring: boolean): void {
  const replay: Replay | null = log === null ? null : replayTo(log)
  log?.(`Verifying method ${m.cls.name.replaceAll('/', '.')}.${m.name}${m.descriptor}`)
  m.types.inferring = inferring
  findInstructions(m)
  if (inferring) inferTypes(m, replay)
  else typeCheck(m, replay)
}

function replayTo(log: (line: string) => void): Replay {
  return (m) => {
    const text = m.reportFrame.print(m.pc).split('\n').slice(1)
    log(`  ${m.pc}: ${m.mnemonic(m.pc)}  ${text.map((line) => line.trim()).join(' ')}`)
  }
}

function rejected(cls: ClassContext, method: string, m: MethodContext | null, problem: Rejection): Rejected {
  const external = cls.name.replaceAll('/', '.')
  const { pc, rule, headline } = problem
  const where = m === null ? '' : ` @${pc}: ${m.mnemonic(pc)}`
  const lines = [headline, 'Exception Details:', '  Location:', `    ${external}.${method}${where}`]
  if (problem.reason !== '') lines.push('  Reason:', `    ${problem.reason}`)
  for (const [title, text] of problem.frames) lines.push(`  ${title}:`, text)
  lines.push('  Rule:', `    ${rule}: ${RULES[rule]}`)
  const line = m === null ? 0 : m.line(pc)
  const source = findAttribute(cls.classFile.attributes, 'SourceFile')
  if (line > 0) {
    const entry = source === undefined ? undefined : cls.pool.entries[source.sourceFileIndex]
    const file = entry?.tag === 1 ? entry.value : 'unknown source'
    lines.push('  Source:', `    ${file}:${line}`)
  }
  if (problem.error === 'ClassFormatError') {
    const text = `${headline} in method '${cls.name}.${method}'`
    return { kind: 'rejected', error: problem.error, message: text, headline, method, pc, rule }
  }
  return { kind: 'rejected', error: problem.error, message: lines.join('\n'), headline, method, pc, rule }
}
