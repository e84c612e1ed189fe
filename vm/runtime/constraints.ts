/**
 * Loading constraints (JVMS 5.3.4). When a class of loader L1 uses a member that a class of loader L2 declares, or overrides it, every class
 * that the member's descriptor names has to be the same class for both. Neither of them need have loaded it by then, so the
 * demand is written down: a name, the loaders that have to agree, and the class once one of them has it.
 *
 * The two built-in loaders never disagree: the application loader takes what its parent has. So only constraints that a loader of the
 * guest takes part in are looked at, and programs without one pay nothing.
 */
import { ACC } from '../classfile/model.ts'
import type { Loader, RuntimeClass } from './class.ts'
import { classNamesIn, printMethod } from './descriptors.ts'
import { describeModule, throwNew } from './exceptions.ts'
import type { RuntimeField } from './field.ts'
import { describeLoader, parentSuffix } from './loaders.ts'
import { maximallySpecific } from './lookup.ts'
import type { RuntimeMethod } from './method.ts'
import type { Runtime } from './runtime.ts'

export interface Constraint {
  readonly loaders: Set<Loader>
  cls: RuntimeClass | null
}

/** Writes down that both loaders mean the same class by the name; false when they do not. */
function demand(rt: Runtime, name: string, a: Loader, b: Loader): boolean {
  let list = rt.constraints.get(name)
  if (list === undefined) {
    list = []
    rt.constraints.set(name, list)
  }
  const ofA = list.find((each) => each.loaders.has(a))
  const ofB = list.find((each) => each.loaders.has(b))
  const classA = a.classes.get(name) ?? ofA?.cls ?? null
  const classB = b.classes.get(name) ?? ofB?.cls ?? null
  if (classA !== null && classB !== null && classA !== classB) return false
  const joined = ofA ?? ofB ?? { loaders: new Set(), cls: null }
  if (ofA === undefined && ofB === undefined) list.push(joined)
  joined.loaders.add(a)
  joined.loaders.add(b)
  joined.cls = classA ?? classB
  if (ofB !== undefined && ofB !== joined) {
    for (const each of ofB.loaders) joined.loaders.add(each)
    list.splice(list.indexOf(ofB), 1)
  }
  return true
}

/** The first class of a descriptor for which the two disagree; null when they agree. */
function disagreement(rt: Runtime, descriptor: string, a: Loader, b: Loader): string | null {
  if (a === b || (!a.isGuest && !b.isGuest)) return null
  return classNamesIn(descriptor).find((name) => !demand(rt, name, a, b)) ?? null
}

/** A loader is about to have a class by its name: false with a LinkageError when the constraints know another one. */
export function constrainClass(rt: Runtime, loader: Loader, cls: RuntimeClass): boolean {
  const constraint = rt.constraints.get(cls.name)?.find((each) => each.loaders.has(loader))
  if (constraint === undefined) return true
  const other = constraint.cls
  if (other === null || other === cls) {
    constraint.cls = cls
    return true
  }
  const kind = kindWord(other)
  throwNew(
    rt,
    'java/lang/LinkageError',
    `loader constraint violation: loader ${describeLoader(rt, loader)} wants to load ${kindWord(cls)} ${cls.externalName}. ` +
      `A different ${kind} with the same name was previously loaded by ${describeLoader(rt, other.loader)}. ` +
      `(${other.externalName} is in ${describeModule(rt, other)}${parentSuffix(rt, other.loader)})`,
  )
  return false
}

/** JVMS 5.4.3.2, the last paragraph. */
export function constrainField(rt: Runtime, cls: RuntimeClass, field: RuntimeField): boolean {
  const owner = field.declaringClass
  const name = disagreement(rt, field.descriptor, cls.loader, owner.loader)
  if (name === null) return true
  const type = name.replaceAll('/', '.')
  throwNew(
    rt,
    'java/lang/LinkageError',
    `loader constraint violation: when resolving field "${field.name}" of type ${type}, ` +
      `the class loader ${describeLoader(rt, cls.loader)} of the current class, ${cls.externalName}, ` +
      `and the class loader ${describeLoader(rt, owner.loader)} for the field's defining class, ${owner.externalName}, ` +
      `have different Class objects for type ${type} ${inModules(rt, cls, owner)}`,
  )
  return false
}

/** JVMS 5.4.3.3 and 5.4.3.4, the last paragraphs. */
export function constrainMethod(rt: Runtime, cls: RuntimeClass, method: RuntimeMethod): boolean {
  const owner = method.declaringClass
  const name = disagreement(rt, method.descriptor, cls.loader, owner.loader)
  if (name === null) return true
  throwNew(
    rt,
    'java/lang/LinkageError',
    `loader constraint violation: when resolving ${owner.isInterface ? 'interface ' : ''}method '${printMethod(method)}' ` +
      `the class loader ${describeLoader(rt, cls.loader)} of the current class, ${cls.externalName}, ` +
      `and the class loader ${describeLoader(rt, owner.loader)} for the method's defining class, ${owner.externalName}, ` +
      `have different Class objects for the type ${name.replaceAll('/', '.')} used in the signature ${inModules(rt, cls, owner)}`,
  )
  return false
}

/**
 * JVMS 5.4.2: the constraints between a class and those whose methods it overrides or implements, as a step of its linking. False
 * with a LinkageError pending.
 */
export function constrainOverrides(rt: Runtime, cls: RuntimeClass): boolean {
  if (cls.isInterface) return true
  const foreign = (other: RuntimeClass): boolean =>
    other.loader !== cls.loader && (other.loader.isGuest || cls.loader.isGuest)
  if (cls.superclass !== null) {
    const inherited = cls.superclass.vtable
    for (let i = 0; i < inherited.length; i++) {
      const above = inherited[i]!
      const method = cls.vtable[i]!
      if (method.declaringClass !== cls || !foreign(above.declaringClass)) continue
      if (!constrainOverride(rt, cls, method, above)) return false
    }
  }
  for (const face of cls.allInterfaces) {
    for (const declared of face.methods) {
      if ((declared.flags & (ACC.STATIC | ACC.PRIVATE)) !== 0 || declared.name === '<clinit>') continue
      const target = implementationOf(cls, declared)
      if (target === null || target.declaringClass.loader === face.loader) continue
      if (!constrainImplementation(rt, cls, target, declared)) return false
    }
  }
  return true
}

function implementationOf(cls: RuntimeClass, declared: RuntimeMethod): RuntimeMethod | null {
  const key = declared.name + declared.descriptor
  for (let up: RuntimeClass | null = cls; up !== null; up = up.superclass) {
    const own = up.methodTable.get(key)
    if (own !== undefined && (own.flags & (ACC.STATIC | ACC.PRIVATE)) === 0) return own
  }
  const found = maximallySpecific(cls, key).filter((each) => (each.flags & ACC.ABSTRACT) === 0)
  return found.length === 1 ? found[0]! : null
}

function constrainOverride(rt: Runtime, cls: RuntimeClass, method: RuntimeMethod, above: RuntimeMethod): boolean {
  const owner = above.declaringClass
  const name = disagreement(rt, method.descriptor, cls.loader, owner.loader)
  if (name === null) return true
  throwNew(
    rt,
    'java/lang/LinkageError',
    `loader constraint violation for class ${cls.externalName}: when selecting overriding method '${printMethod(method)}' ` +
      `the class loader ${describeLoader(rt, cls.loader)} of the selected method's type ${cls.externalName}, ` +
      `and the class loader ${describeLoader(rt, owner.loader)} for its super type ${owner.externalName} ` +
      `have different Class objects for the type ${name.replaceAll('/', '.')} used in the signature ${inModules(rt, cls, owner)}`,
  )
  return false
}

function constrainImplementation(
  rt: Runtime,
  cls: RuntimeClass,
  method: RuntimeMethod,
  declared: RuntimeMethod,
): boolean {
  const owner = method.declaringClass
  const face = declared.declaringClass
  const name = disagreement(rt, declared.descriptor, face.loader, owner.loader)
  if (name === null) return true
  throwNew(
    rt,
    'java/lang/LinkageError',
    `loader constraint violation in interface itable initialization for class ${cls.externalName}: ` +
      `when selecting method '${printMethod(declared)}' ` +
      `the class loader ${describeLoader(rt, face.loader)} for super interface ${face.externalName}, ` +
      `and the class loader ${describeLoader(rt, owner.loader)} of the selected method's ` +
      `${owner === cls ? 'type' : 'super type'}, ${owner.externalName} ` +
      `have different Class objects for the type ${name.replaceAll('/', '.')} used in the signature ${inModules(rt, face, owner)}`,
  )
  return false
}

/** A loader has died: nothing is demanded of it any more. */
export function forgetLoader(rt: Runtime, loader: Loader): void {
  for (const [name, list] of rt.constraints) {
    const left = list.filter((each) => {
      each.loaders.delete(loader)
      if (each.cls?.loader === loader) each.cls = null
      return each.loaders.size > 1
    })
    if (left.length === 0) rt.constraints.delete(name)
    else if (left.length < list.length) rt.constraints.set(name, left)
  }
  for (const other of rt.loaders.values()) {
    if (other === loader) continue
    for (const [name, cls] of other.classes) if (cls.loader === loader) other.classes.delete(name)
  }
}

/** `class`, `interface` or `abstract class`, as HotSpot words it. */
export function kindWord(cls: RuntimeClass): string {
  return cls.isInterface ? 'interface' : (cls.flags & ACC.ABSTRACT) !== 0 ? 'abstract class' : 'class'
}

function inModules(rt: Runtime, a: RuntimeClass, b: RuntimeClass): string {
  const where = (cls: RuntimeClass): string =>
    `${cls.externalName} is in ${describeModule(rt, cls)}${parentSuffix(rt, cls.loader)}`
  return `(${where(a)}; ${where(b)})`
}
