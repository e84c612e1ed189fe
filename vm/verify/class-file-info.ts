/** What the verifier has to know of a class, out of its class file: for classes that nobody has loaded. */
import { ACC, type ClassFile, classNameAt, utf8At } from '../classfile/model.ts'
import type { ClassInfo } from './types.ts'

/** A class file as the verifier sees it. */
export function infoOf(classFile: ClassFile, loader: string): ClassInfo & { readonly isFinal: boolean } {
  const pool = classFile.constantPool
  const name = classNameAt(pool, classFile.thisClass)
  const slash = name.lastIndexOf('/')
  const members = (list: ClassFile['methods']): Map<string, number> =>
    new Map(list.map((m) => [`${utf8At(pool, m.nameIndex)} ${utf8At(pool, m.descriptorIndex)}`, m.accessFlags]))
  let fields: Map<string, number> | null = null
  let methods: Map<string, number> | null = null
  return {
    name,
    isFinal: (classFile.accessFlags & ACC.FINAL) !== 0,
    isInterface: (classFile.accessFlags & ACC.INTERFACE) !== 0,
    superName: classFile.superClass === 0 ? null : classNameAt(pool, classFile.superClass),
    interfaces: classFile.interfaces.map((index) => classNameAt(pool, index)),
    runtimePackage: `${loader} ${slash < 0 ? '' : name.slice(0, slash)}`,
    fieldFlags: (n, d) => (fields ??= members(classFile.fields)).get(`${n} ${d}`),
    methodFlags: (n, d) => (methods ??= members(classFile.methods)).get(`${n} ${d}`),
  }
}
