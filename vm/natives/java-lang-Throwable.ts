/** Backtraces: java.lang.Throwable and StackTraceElement. */
import { findAttribute, utf8At } from '../classfile/model.ts'
import { fillBacktrace } from '../runtime/exceptions.ts'
import type { RuntimeMethod } from '../runtime/method.ts'
import { internString } from '../runtime/strings.ts'
import type { NativeTable } from './support.ts'

/** Source line of a bytecode index (JVMS 4.7.12): the entry with the greatest start that is not behind it; -1 unknown, -2 native. */
export function lineOf(method: RuntimeMethod, bci: number): number {
  if ((method.flags & 0x0100) !== 0) return -2
  let line = -1
  let best = -1
  for (const attribute of method.code?.attributes ?? []) {
    if (attribute.name !== 'LineNumberTable') continue
    for (const entry of attribute.lines) {
      if (entry.startPc <= bci && entry.startPc >= best) {
        best = entry.startPc
        line = entry.line
      }
    }
  }
  return line
}

export function sourceFileOf(method: RuntimeMethod): string | null {
  const { classFile } = method.declaringClass
  if (classFile === null) return null
  const attribute = findAttribute(classFile.attributes, 'SourceFile')
  return attribute === undefined ? null : utf8At(classFile.constantPool, attribute.sourceFileIndex)
}

export const throwableNatives: NativeTable = {
  'java/lang/Throwable.fillBacktrace()V': (rt) => (self) => {
    fillBacktrace(rt, self!)
    return 0
  },
  'java/lang/StackTraceElement.frameClass(I)Ljava/lang/String;': (rt) => (id) =>
    internString(rt, rt.methods[id!]!.declaringClass.externalName),
  'java/lang/StackTraceElement.frameLoader(I)Ljava/lang/String;': (rt) => (id) => {
    const { name } = rt.methods[id!]!.declaringClass.loader
    return name === '' ? 0 : internString(rt, name)
  },
  'java/lang/StackTraceElement.frameMethod(I)Ljava/lang/String;': (rt) => (id) =>
    internString(rt, rt.methods[id!]!.name),
  'java/lang/StackTraceElement.frameFile(I)Ljava/lang/String;': (rt) => (id) => {
    const file = sourceFileOf(rt.methods[id!]!)
    return file === null ? 0 : internString(rt, file)
  },
  'java/lang/StackTraceElement.frameLine(II)I': (rt) => (id, bci) => lineOf(rt.methods[id!]!, bci!),
}
