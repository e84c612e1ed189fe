/**
 * Access control (JVMS 5.4.4) with nest mates. Answers only, no guest exceptions; but the nest host may have to be loaded by a loader
 * of the guest first: then the status says so (STATUS_LOAD), and the answer is no answer.
 */
import { ACC, classNameAt, findAttribute } from '../classfile/model.ts'
import { CELL_STATUS, STATUS_EXCEPTION, STATUS_LOAD } from '../heap/layout.ts'
import type { RuntimeClass } from './class.ts'
import { describeThrowable } from './exceptions.ts'
import { loadForLink } from './load.ts'
import { describeLoader } from './loaders.ts'
import type { Runtime } from './runtime.ts'

/** The source of classes that the VM itself writes at run time: accessors, call sites, proxies. They may use every member. */
export const SPUN_SOURCE = 'made at run time'

export function samePackage(a: RuntimeClass, b: RuntimeClass): boolean {
  return a.loader === b.loader && a.packageName === b.packageName
}

/** Whether code of `from` may name the class `to`. */
export function canAccessClass(from: RuntimeClass, to: RuntimeClass): boolean {
  let base = to
  while (base.elementClass !== null) base = base.elementClass
  if (from === base || samePackage(from, base) || from.source === SPUN_SOURCE) return true
  return (base.flags & ACC.PUBLIC) !== 0 && !isHidden(from, base)
}

/** What module java.base does not export (JVMS 5.4.4 with JLS 7.7.2): the library's own packages. */
export function isHidden(from: RuntimeClass, to: RuntimeClass): boolean {
  return (
    to.loader.parent === null && from.loader.parent !== null && /^(?:hlvm|jdk\/internal)(?:\/|$)/.test(to.packageName)
  )
}

function isSubclassOf(cls: RuntimeClass, above: RuntimeClass): boolean {
  for (let up: RuntimeClass | null = cls; up !== null; up = up.superclass) if (up === above) return true
  return false
}

/**
 * Whether code of `from` may use a member that `declaring` declares with these flags and that was named through `referenced`.
 */
export function canAccessMember(
  rt: Runtime,
  from: RuntimeClass,
  declaring: RuntimeClass,
  referenced: RuntimeClass,
  flags: number,
): boolean {
  if ((flags & ACC.PUBLIC) !== 0 || from === declaring || from.source === SPUN_SOURCE) return true
  if ((flags & ACC.PRIVATE) !== 0) {
    const host = nestHostOf(rt, from)
    if (rt.memory.H32[CELL_STATUS] !== 0) return false
    return host === nestHostOf(rt, declaring) && rt.memory.H32[CELL_STATUS] === 0
  }
  if (samePackage(from, declaring)) return true
  if ((flags & ACC.PROTECTED) === 0) return false
  if (!isSubclassOf(from, declaring)) return false
  return (
    (flags & ACC.STATIC) !== 0 || referenced.isArray || isSubclassOf(referenced, from) || isSubclassOf(from, referenced)
  )
}

/**
 * The nest host: the class that NestHost names if it is there, in the same package, and lists this one in NestMembers;
 * the class itself otherwise.
 */
export function nestHostOf(rt: Runtime, cls: RuntimeClass): RuntimeClass {
  if (cls.nestHost !== null) return cls.nestHost
  const host = findNestHost(rt, cls)
  if (rt.memory.H32[CELL_STATUS] !== STATUS_LOAD) cls.nestHost = host
  return host
}

function findNestHost(rt: Runtime, cls: RuntimeClass): RuntimeClass {
  cls.nestProblem = null
  if (cls.classFile === null) return cls
  const attribute = findAttribute(cls.classFile.attributes, 'NestHost')
  if (attribute === undefined) return cls
  const name = classNameAt(cls.classFile.constantPool, attribute.hostClass)
  const host = loadForLink(rt, cls.loader, name)
  if (host === null) {
    if (rt.memory.H32[CELL_STATUS] !== STATUS_EXCEPTION) return cls
    // A host that cannot be loaded leaves the class alone in its nest (JVMS 5.4.4).
    const error = describeThrowable(rt, rt.takePending())
    const external = name.replaceAll('/', '.')
    cls.nestProblem = `Nest host resolution of ${cls.externalName} with host ${external} failed: ${error}`
    return cls
  }
  const other = nestFault(cls, host)
  if (other === null) return host
  const typeIn = (each: RuntimeClass): string =>
    `type ${each.externalName} (loader: ${describeLoader(rt, each.loader)})`
  cls.nestProblem = `T${typeIn(cls).slice(1)} is not a nest member of ${typeIn(host)}: ${other}`
  return cls
}

/** Why the host does not take the class for a member. */
function nestFault(cls: RuntimeClass, host: RuntimeClass): string | null {
  if (!samePackage(host, cls)) return 'types are in different packages'
  const members = host.classFile && findAttribute(host.classFile.attributes, 'NestMembers')
  if (!members || host.classFile === null) return 'current type is not listed as a nest member'
  const { constantPool } = host.classFile
  const listed = members.classes.some((index) => classNameAt(constantPool, index) === cls.name)
  return listed ? null : 'current type is not listed as a nest member'
}

/** The end of an IllegalAccessError about a private member: what was wrong with the nests. */
export function nestProblems(from: RuntimeClass, to: RuntimeClass, flags: number): string {
  if ((flags & ACC.PRIVATE) === 0) return ''
  const problems = [from.nestProblem, to.nestProblem].filter((each) => each !== null)
  return problems.length === 0 ? '' : `, (${problems.join(', ')})`
}
