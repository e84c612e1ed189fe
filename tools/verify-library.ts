/**
 * Verifies every class of the library when it is built, so that the VM need not do it at each start: the format checks (JVMS 4.8)
 * and the verifier (4.10), with the whole archive as hierarchy.
 */
import { parseClassFile } from '../vm/classfile/reader.ts'
import { infoOf } from '../vm/verify/class-file-info.ts'
import { checkFormat } from '../vm/verify/format.ts'
import { verifyClass } from '../vm/verify/index.ts'
import type { ClassInfo } from '../vm/verify/types.ts'

/** The class files -> what is wrong, a line for each class that is. */
export function verifyLibrary(files: readonly Uint8Array[]): string[] {
  const classes = files.map((bytes) => parseClassFile(bytes))
  const infos = new Map<string, ClassInfo>()
  for (const each of classes) {
    const info = infoOf(each, 'boot')
    infos.set(info.name, info)
  }
  const names = [...infos.keys()]
  const problems: string[] = []
  for (const [index, each] of classes.entries()) {
    const name = names[index]!
    const problem = checkFormat(each, name)
    if (problem !== null) {
      problems.push(`${name}: ${problem.message}`)
      continue
    }
    const verdict = verifyClass(each, { find: (wanted) => infos.get(wanted) })
    if (verdict.kind === 'rejected') problems.push(`${name}: ${verdict.message}`)
    else if (verdict.kind === 'needs') problems.push(`${name}: there is no class ${verdict.className}`)
  }
  return problems
}
