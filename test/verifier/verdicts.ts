/**
 * Verdicts on class files: ours (format checks, then the verifier, over a hierarchy of class files) and java's (in batch, by
 * Verdicts.java). Both answer `ok` or the name of the error, with the pc where one is known.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { join } from 'node:path'
import { type ClassFile, ClassFormatProblem } from '../../vm/classfile/model.ts'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { openArchive } from '../../vm/classfile/archive.ts'
import { checkFormat } from '../../vm/verify/format.ts'
import { infoOf } from '../../vm/verify/class-file-info.ts'
import { verifyClass } from '../../vm/verify/index.ts'
import type { ClassInfo, Hierarchy } from '../../vm/verify/types.ts'

export interface ClassBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface Judged {
  readonly error: string
  readonly pc: number
  readonly message: string
}

/** Class files by name: undefined when there is none. */
export type Source = (name: string) => Uint8Array | undefined

/** The classes of an archive (a jar, or the library). */
export function archiveSource(path: string): Source {
  const archive = openArchive(new Uint8Array(readFileSync(path)), (data) => new Uint8Array(inflateRawSync(data)))
  return (name) => archive?.read(`${name}.class`) ?? undefined
}

export class World {
  readonly #library: Source
  readonly #infos = new Map<string, ClassInfo | null>()

  constructor(library: Source) {
    this.#library = library
  }

  library(name: string): ClassInfo | null {
    let info = this.#infos.get(name)
    if (info === undefined) {
      const bytes = this.#library(name)
      info = bytes === undefined ? null : infoOf(parseClassFile(bytes), 'boot')
      this.#infos.set(name, info)
    }
    return info
  }

  /** Our verdict on the first class; the others are there to be found. */
  judge(classes: readonly ClassBytes[], base: ReadonlyMap<string, Uint8Array> = new Map()): Judged {
    const { name, bytes } = classes[0]!
    const no = (error: string, message: string, pc = -1): Judged => ({ error, pc, message })
    let classFile: ClassFile
    try {
      classFile = parseClassFile(bytes, { name, maxMajor: 61, ofItsVersion: true })
      const problem = checkFormat(classFile, name)
      if (problem !== null) return no(problem.error, problem.message)
    } catch (problem) {
      if (problem instanceof ClassFormatProblem) return no(problem.errorClass, problem.message)
      throw problem
    }
    const own = new Map<string, ClassInfo>()
    const find = (wanted: string): ClassInfo | undefined => {
      const known = own.get(wanted)
      if (known !== undefined) return known
      const mine = wanted === name ? bytes : (classes.find((c) => c.name === wanted)?.bytes ?? base.get(wanted))
      if (mine === undefined) return this.library(wanted) ?? undefined
      const info = infoOf(parseClassFile(mine), 'app')
      own.set(wanted, info)
      return info
    }
    const supers = checkSupers(find, name)
    if (supers !== null) return supers
    const hierarchy: Hierarchy = { find }
    // The superclasses are linked first (JVMS 5.4); a change can break one that uses this class.
    for (let up = find(name)?.superName; up !== null && up !== undefined; up = find(up)?.superName) {
      const above = classes.find((each) => each.name === up)?.bytes ?? base.get(up)
      if (above === undefined) break
      const refused = verifyClass(parseClassFile(above), hierarchy)
      if (refused.kind === 'rejected') return no(refused.error, refused.message, refused.pc)
    }
    const verdict = verifyClass(classFile, hierarchy)
    switch (verdict.kind) {
      case 'accepted':
        return { error: 'ok', pc: -1, message: '' }
      case 'needs':
        return no('NoClassDefFoundError', verdict.className)
      case 'rejected':
        return no(verdict.error, verdict.message, verdict.pc)
    }
  }
}

/** What creation would refuse (JVMS 5.3.5), as far as the verdicts need it. */
function checkSupers(find: (name: string) => ClassInfo | undefined, name: string): Judged | null {
  const seen = new Set<string>()
  let first: Judged | null = null
  const no = (error: string, message: string): Judged => ({ error, pc: -1, message })
  const visit = (each: string): Judged | null => {
    if (seen.has(each)) return each === name ? no('ClassCircularityError', each) : null
    seen.add(each)
    const info = find(each)
    if (info === undefined) return no('NoClassDefFoundError', each)
    if (info.superName !== null) {
      const problem = visit(info.superName)
      if (problem !== null) return problem
      const above = find(info.superName) as (ClassInfo & { isFinal?: boolean }) | undefined
      if (above?.isInterface || above?.isFinal) return no('IncompatibleClassChangeError', info.superName)
    }
    for (const i of info.interfaces) {
      const problem = visit(i)
      if (problem !== null) return problem
      if (find(i)?.isInterface === false) return no('IncompatibleClassChangeError', i)
    }
    return null
  }
  first = visit(name)
  return first
}

/** java's verdicts on groups of classes, the first of each is judged. */
export function askJava(
  groups: readonly (readonly ClassBytes[])[],
  base: ReadonlyMap<string, Uint8Array>,
  scratch: string,
): Judged[] {
  const chunks: Buffer[] = []
  const int = (n: number): void => {
    const b = Buffer.alloc(4)
    b.writeInt32BE(n)
    chunks.push(b)
  }
  const one = (name: string, bytes: Uint8Array): void => {
    const text = Buffer.from(name, 'utf8')
    const b = Buffer.alloc(2)
    b.writeUInt16BE(text.length)
    chunks.push(b, text)
    int(bytes.length)
    chunks.push(Buffer.from(bytes))
  }
  int(base.size)
  for (const [name, bytes] of base) one(name, bytes)
  int(groups.length)
  for (const group of groups) {
    int(group.length)
    for (const { name, bytes } of group) one(name, bytes)
  }
  const pack = join(scratch, 'pack.bin')
  writeFileSync(pack, Buffer.concat(chunks))
  const java = [
    '-Xverify:all',
    '-XX:TieredStopAtLevel=1',
    '-Xshare:auto',
    join(import.meta.dirname, 'Verdicts.java'),
    pack,
  ]
  const answer = spawnSync('java', java, { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 600_000 })
  if (answer.status !== 0) throw new Error(`java failed: ${answer.stderr}`)
  const lines = answer.stdout.split('\n').slice(0, -1)
  if (lines.length !== groups.length) throw new Error(`java gave ${lines.length} verdicts for ${groups.length} classes`)
  return lines.map((line) => {
    const [error, pc, message] = line.split('\t')
    return { error: error!, pc: Number(pc), message: message ?? '' }
  })
}
