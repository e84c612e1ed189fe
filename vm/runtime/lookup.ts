/** Searches for fields and methods by name and descriptor (JVMS 5.4.3.2-4, 5.4.6). Answers only, no exceptions. */
import { ACC } from '../classfile/model.ts'
import type { RuntimeClass } from './class.ts'
import type { RuntimeField } from './field.ts'
import type { RuntimeMethod } from './method.ts'

/** JVMS 5.4.3.2: the class, its superinterfaces, its superclasses. */
export function findField(cls: RuntimeClass, name: string, descriptor: string): RuntimeField | null {
  for (const field of cls.fields) {
    if (field.name === name && field.descriptor === descriptor) return field
  }
  for (const each of cls.interfaces) {
    const found = findField(each, name, descriptor)
    if (found !== null) return found
  }
  return cls.superclass === null ? null : findField(cls.superclass, name, descriptor)
}

/** The class and its superclasses; any method, also static and private. */
export function findInClasses(cls: RuntimeClass, key: string): RuntimeMethod | null {
  for (let up: RuntimeClass | null = cls; up !== null; up = up.superclass) {
    const found = up.methodTable.get(key)
    if (found !== undefined) return found
  }
  return null
}

/**
 * The maximally-specific superinterface methods with that key (JVMS 5.4.3.3): not private, not static, and no
 * subinterface among the candidates declares it too.
 */
export function maximallySpecific(cls: RuntimeClass, key: string): RuntimeMethod[] {
  const candidates: RuntimeMethod[] = []
  for (const each of cls.allInterfaces) {
    const found = each.methodTable.get(key)
    if (found !== undefined && (found.flags & (ACC.PRIVATE | ACC.STATIC)) === 0) candidates.push(found)
  }
  if (candidates.length < 2) return candidates
  return candidates.filter(
    (method) =>
      !candidates.some(
        (other) => other !== method && other.declaringClass.allInterfaces.includes(method.declaringClass),
      ),
  )
}

/** JVMS 5.4.3.3 steps 2 and 3, for a class. */
export function findClassMethod(cls: RuntimeClass, key: string): RuntimeMethod | null {
  return findInClasses(cls, key) ?? findInterfaces(cls, key)
}

/** JVMS 5.4.3.4, for an interface: itself, public instance methods of Object, superinterfaces. */
export function findInterfaceMethod(cls: RuntimeClass, object: RuntimeClass, key: string): RuntimeMethod | null {
  const own = cls.methodTable.get(key)
  if (own !== undefined) return own
  const inObject = object.methodTable.get(key)
  if (inObject !== undefined && (inObject.flags & ACC.PUBLIC) !== 0 && (inObject.flags & ACC.STATIC) === 0) {
    return inObject
  }
  return findInterfaces(cls, key)
}

function findInterfaces(cls: RuntimeClass, key: string): RuntimeMethod | null {
  const found = maximallySpecific(cls, key)
  const defaults = found.filter((method) => (method.flags & ACC.ABSTRACT) === 0)
  if (defaults.length === 1) return defaults[0]!
  return found[0] ?? null
}
