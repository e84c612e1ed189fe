/**
 * Lazy resolution of constant-pool entries (JVMS 5.4.3). Each function fills the constant-pool cache entry (layout.ts) and returns what it
 * found; on failure an exception is pending. A resolution that failed fails again with the same error (5.4.3).
 */
import { ACC, classNameAt, entryAt, memberRefAt, REF, utf8At } from '../classfile/model.ts'
import {
  CELL_STATUS,
  CLASS_BITS,
  CLASS_CP_CACHE,
  CLASSBIT_INSTANTIABLE,
  CP_ENTRY_BYTES,
  CPF_FINAL,
  CPF_RESOLVED,
  CPF_STATIC,
  CPF_VOLATILE,
  CPM_ARG_SHIFT,
  CPM_DIRECT,
  CPM_INTERFACE,
  CPM_RESOLVED,
  CPM_STATIC,
  STATUS_EXCEPTION,
} from '../heap/layout.ts'
import { canAccessClass, canAccessMember, isHidden, nestProblems, SPUN_SOURCE } from './access.ts'
import type { RuntimeClass } from './class.ts'
import { printMethod, printSignature } from './descriptors.ts'
import { constrainField, constrainMethod } from './constraints.ts'
import { describeModules, failureOf, throwFailure, throwNew, throwRef } from './exceptions.ts'
import type { RuntimeField } from './field.ts'
import { loadForLink, referenceLoader } from './load.ts'
import { findClassMethod, findField, findInClasses, findInterfaceMethod, maximallySpecific } from './lookup.ts'
import type { RuntimeMethod } from './method.ts'
import { classAt } from './objects.ts'
import type { Runtime } from './runtime.ts'
import { accessWords, throwConflict } from './select.ts'
import { internString } from './strings.ts'
import { isSubclass } from './subtype.ts'
import { vmBug } from './vm-bug.ts'

export type InvokeKind = 'virtual' | 'special' | 'static' | 'interface'

function entryWord(rt: Runtime, cls: RuntimeClass, cpIndex: number): number {
  return (rt.memory.H32[(cls.address >>> 2) + CLASS_CP_CACHE]! + cpIndex * CP_ENTRY_BYTES) >>> 2
}

function poolOf(cls: RuntimeClass) {
  return cls.classFile === null ? vmBug(`${cls.name} has no constant pool`) : cls.classFile.constantPool
}

function incompatible(rt: Runtime, message: string): null {
  throwNew(rt, 'java/lang/IncompatibleClassChangeError', message)
  return null
}

/** The error of an earlier attempt is thrown again; true when there was one. */
export function failedBefore(rt: Runtime, cls: RuntimeClass, cpIndex: number): boolean {
  const failure = cls.failures.get(cpIndex)
  if (failure === undefined) return false
  throwFailure(rt, failure)
  return true
}

/**
 * Remembers the pending error for the entry, if it is a LinkageError of the library's: what else a class loader throws is no failure of
 * the resolution, and the next attempt asks it again (as HotSpot does).
 */
function remember(rt: Runtime, cls: RuntimeClass, cpIndex: number): void {
  if (rt.memory.H32[CELL_STATUS] !== STATUS_EXCEPTION) return
  const exception = rt.takePending()
  const failure = failureOf(rt, exception)
  if (failure !== null) cls.failures.set(cpIndex, failure)
  throwRef(rt, exception)
}

/** The same for a call site or a constant that java.lang.invoke makes; HotSpot keeps these errors without their causes. */
export function rememberDynamic(rt: Runtime, cls: RuntimeClass, cpIndex: number, exception: number): void {
  const failure = failureOf(rt, exception)
  if (failure !== null) cls.failures.set(cpIndex, { ...failure, cause: null })
}

/** 5.4.3.1: a class, interface or array; access is checked. Returns the struct, 0 on failure. */
export function resolveClass(rt: Runtime, cls: RuntimeClass, cpIndex: number): number {
  const word = entryWord(rt, cls, cpIndex)
  const { H32 } = rt.memory
  if (H32[word + 1] !== 0) return H32[word]!
  if (failedBefore(rt, cls, cpIndex)) return 0
  const name = classNameAt(poolOf(cls), cpIndex)
  const found = loadForLink(rt, referenceLoader(rt, cls.loader, cls.source, name), name)
  if (found === null) {
    remember(rt, cls, cpIndex)
    return 0
  }
  if (!canAccessClass(cls, found)) {
    const hidden = `because module java.base does not export ${found.packageName.replaceAll('/', '.')} to unnamed module`
    throwNew(
      rt,
      'java/lang/IllegalAccessError',
      isHidden(cls, found)
        ? `class ${cls.externalName} (in unnamed module) cannot access class ${found.externalName} (in module java.base) ${hidden}`
        : `failed to access class ${found.externalName} from class ${cls.externalName} ${describeModules(rt, found, cls)}`,
    )
    remember(rt, cls, cpIndex)
    return 0
  }
  H32[word] = found.address
  H32[word + 1] = 1
  return found.address
}

/** The same for `new`: the class must have instances. */
export function resolveNew(rt: Runtime, cls: RuntimeClass, cpIndex: number): number {
  const address = resolveClass(rt, cls, cpIndex)
  if (address === 0) return 0
  if ((rt.memory.H32[(address >>> 2) + CLASS_BITS]! & CLASSBIT_INSTANTIABLE) === 0) {
    return throwNew(rt, 'java/lang/InstantiationError', classAt(rt, address).externalName)
  }
  return address
}

/** 5.4.3.2. `method` is the one that executes the instruction: final fields may be written in initialisers only. */
export function resolveField(
  rt: Runtime,
  cls: RuntimeClass,
  cpIndex: number,
  isStatic: boolean,
  isPut: boolean,
  method: RuntimeMethod,
): RuntimeField | null {
  if (failedBefore(rt, cls, cpIndex)) return null
  const field = findFieldEntry(rt, cls, cpIndex)
  if (field === null) {
    remember(rt, cls, cpIndex)
    return null
  }
  const owner = field.declaringClass.externalName
  if (((field.flags & ACC.STATIC) !== 0) !== isStatic) {
    return incompatible(rt, `Expected ${isStatic ? 'static' : 'non-static'} field ${owner}.${field.name}`)
  }
  if (isPut && (field.flags & ACC.FINAL) !== 0 && !mayWriteFinal(cls, field, isStatic, method)) {
    const kind = isStatic ? 'static final' : 'non-static final'
    const initializer = isStatic ? '<clinit>' : '<init>'
    throwNew(
      rt,
      'java/lang/IllegalAccessError',
      cls !== field.declaringClass
        ? `Update to ${kind} field ${owner}.${field.name} attempted from a different class (${cls.externalName}) than the field's declaring class`
        : `Update to ${kind} field ${owner}.${field.name} attempted from a different method (${method.name}) than the initializer method ${initializer} `,
    )
    return null
  }
  const word = entryWord(rt, cls, cpIndex)
  rt.memory.H32[word] = field.offset
  rt.memory.H32[word + 1] =
    CPF_RESOLVED |
    field.kind |
    (isStatic ? CPF_STATIC : 0) |
    ((field.flags & ACC.VOLATILE) !== 0 ? CPF_VOLATILE : 0) |
    ((field.flags & ACC.FINAL) !== 0 ? CPF_FINAL : 0)
  return field
}

/** Since version 53 only initialisers may write final fields; before, any method of the class (JVMS 6.5 putfield). */
function mayWriteFinal(cls: RuntimeClass, field: RuntimeField, isStatic: boolean, method: RuntimeMethod): boolean {
  // A setter that reflection has been allowed to make.
  if (cls.source === SPUN_SOURCE) return true
  if (cls !== field.declaringClass) return false
  if ((cls.classFile?.majorVersion ?? 0) < 53) return true
  return method.name === (isStatic ? '<clinit>' : '<init>')
}

function findFieldEntry(rt: Runtime, cls: RuntimeClass, cpIndex: number): RuntimeField | null {
  const pool = poolOf(cls)
  const { name, descriptor } = memberRefAt(pool, cpIndex)
  const referenced = resolveClass(rt, cls, entryAt(pool, cpIndex, 9).classIndex)
  if (referenced === 0) return null
  const owner = classAt(rt, referenced)
  const field = findField(owner, name, descriptor)
  if (field === null) {
    throwNew(rt, 'java/lang/NoSuchFieldError', name)
    return null
  }
  if (!canAccessMember(rt, cls, field.declaringClass, owner, field.flags)) {
    if (rt.memory.H32[CELL_STATUS] !== 0) return null
    throwNew(
      rt,
      'java/lang/IllegalAccessError',
      `class ${cls.externalName} tried to access ${accessWords(field.flags, false)}field ` +
        `${field.declaringClass.externalName}.${name} ${describeModules(rt, cls, field.declaringClass)}` +
        nestProblems(cls, field.declaringClass, field.flags),
    )
    return null
  }
  return constrainField(rt, cls, field) ? field : null
}

/** 5.4.3.3 and 5.4.3.4, and for 'special' the lookup of JVMS 6.5 invokespecial. */
export function resolveMethod(rt: Runtime, cls: RuntimeClass, cpIndex: number, kind: InvokeKind): RuntimeMethod | null {
  if (failedBefore(rt, cls, cpIndex)) return null
  const resolved = findMethodEntry(rt, cls, cpIndex, kind)
  if (resolved === null) {
    remember(rt, cls, cpIndex)
    return null
  }
  const isStatic = (resolved.flags & ACC.STATIC) !== 0
  if (isStatic !== (kind === 'static')) {
    const text =
      kind === 'static'
        ? 'Expected static method'
        : kind === 'interface'
          ? 'Expected instance not static method'
          : 'Expecting non-static method'
    return incompatible(rt, `${text} '${printMethod(resolved)}'`)
  }
  const target = kind === 'special' ? specialTarget(rt, cls, cpIndex, resolved) : resolved
  if (target === null) return null
  const direct =
    kind === 'static' || kind === 'special' || (target.flags & ACC.PRIVATE) !== 0 || target.tableIndex === -1
  const word = entryWord(rt, cls, cpIndex)
  rt.memory.H32[word] = target.address
  rt.memory.H32[word + 1] =
    CPM_RESOLVED |
    (target.argumentSlots << CPM_ARG_SHIFT) |
    (isStatic ? CPM_STATIC : 0) |
    (direct ? CPM_DIRECT : 0) |
    (!direct && target.declaringClass.isInterface ? CPM_INTERFACE : 0)
  return target
}

/**
 * 5.4.3.5, the part that is not about java.lang.invoke: whether the member that a MethodHandle constant names is there, and, of a method,
 * whether it can be used so (of a field, java.lang.invoke says that). False with an exception pending.
 */
export function checkMethodHandle(rt: Runtime, cls: RuntimeClass, cpIndex: number): boolean {
  if (failedBefore(rt, cls, cpIndex)) return false
  const { referenceKind, referenceIndex } = entryAt(poolOf(cls), cpIndex, 15)
  if (referenceKind <= REF.putStatic) checkHandleOfField(rt, cls, referenceIndex)
  else checkHandleOfMethod(rt, cls, cpIndex, HANDLE_INVOKES[referenceKind] ?? 'special')
  if (rt.memory.H32[CELL_STATUS] === 0) return true
  remember(rt, cls, cpIndex)
  return false
}

function checkHandleOfField(rt: Runtime, cls: RuntimeClass, cpIndex: number): void {
  const { name, descriptor } = memberRefAt(poolOf(cls), cpIndex)
  const referenced = resolveClass(rt, cls, entryAt(poolOf(cls), cpIndex, 9).classIndex)
  if (referenced === 0) return
  const field = findField(classAt(rt, referenced), name, descriptor)
  if (field === null) throwNew(rt, 'java/lang/NoSuchFieldError', name)
  else constrainField(rt, cls, field)
}

function checkHandleOfMethod(rt: Runtime, cls: RuntimeClass, cpIndex: number, kind: InvokeKind): void {
  const pool = poolOf(cls)
  const { referenceIndex } = entryAt(pool, cpIndex, 15)
  const { tag, name, descriptor } = memberRefAt(pool, referenceIndex)
  const referenced = resolveClass(rt, cls, (pool.entries[referenceIndex] as { classIndex: number }).classIndex)
  if (referenced === 0) return
  const owner = classAt(rt, referenced)
  if ((tag === 11) !== owner.isInterface) {
    const [is, should] = tag === 11 ? ['InterfaceMethodRef', 'MethodRef'] : ['MethodRef', 'InterfaceMethodRef']
    incompatible(
      rt,
      `Inconsistent constant pool data in classfile for class ${owner.name}. ` +
        `Method '${printSignature('', name, descriptor)}' at index ${cpIndex} is CONSTANT_${is} and should be CONSTANT_${should}`,
    )
    return
  }
  if (isSignaturePolymorphic(rt, owner, name)) return
  const method = findMethodEntry(rt, cls, referenceIndex, kind)
  if (method === null || ((method.flags & ACC.STATIC) !== 0) === (kind === 'static')) return
  incompatible(rt, `${kind === 'static' ? 'Expected static' : 'Expecting non-static'} method '${printMethod(method)}'`)
}

/** JVMS 2.9.3: the class declares one native method of that name, with Object[] as variable arguments. */
function isSignaturePolymorphic(rt: Runtime, cls: RuntimeClass, name: string): boolean {
  if (cls.loader !== rt.bootLoader || !/^java\/lang\/invoke\/(?:Method|Var)Handle$/.test(cls.name)) return false
  const both = ACC.NATIVE | ACC.VARARGS
  return cls.methods.some((each) => each.name === name && (each.flags & both) === both)
}

const HANDLE_INVOKES: Readonly<Record<number, InvokeKind>> = {
  [REF.invokeVirtual]: 'virtual',
  [REF.invokeStatic]: 'static',
  [REF.invokeInterface]: 'interface',
}

function findMethodEntry(rt: Runtime, cls: RuntimeClass, cpIndex: number, kind: InvokeKind): RuntimeMethod | null {
  const pool = poolOf(cls)
  const { tag, name, descriptor } = memberRefAt(pool, cpIndex)
  const entry = pool.entries[cpIndex] as { classIndex: number }
  const referenced = resolveClass(rt, cls, entry.classIndex)
  if (referenced === 0) return null
  const owner = classAt(rt, referenced)
  const asInterface = tag === 11
  const mustBe = (what: string): null =>
    incompatible(rt, `Method '${printSignature(owner.name, name, descriptor)}' must be ${what} constant`)
  if (kind === 'interface' ? !asInterface : kind === 'virtual' && asInterface) {
    return mustBe(asInterface ? 'Methodref' : 'InterfaceMethodref')
  }
  if (asInterface !== owner.isInterface) {
    // invokestatic and invokespecial take either kind of constant (JVMS 6.5), so here it is the constant that is wrong.
    if (kind === 'static' || kind === 'special') return mustBe(owner.isInterface ? 'InterfaceMethodref' : 'Methodref')
    return incompatible(
      rt,
      asInterface
        ? `Found class ${owner.externalName}, but interface was expected`
        : `Found interface ${owner.externalName}, but class was expected`,
    )
  }
  const key = name + descriptor
  const method = asInterface ? findInterfaceMethod(owner, rt.wellKnown.object, key) : findClassMethod(owner, key)
  // An instance initialisation method is never inherited (JVMS 6.5 invokespecial).
  if (method === null || (name === '<init>' && method.declaringClass !== owner)) {
    const text =
      method === null
        ? `'${printSignature(owner.name, name, descriptor)}'`
        : `${owner.externalName}: method '${printSignature('', name, descriptor)}' not found`
    throwNew(rt, 'java/lang/NoSuchMethodError', text)
    return null
  }
  // Arrays have a public clone() of their own (JLS 10.7).
  const arrayClone = owner.isArray && key === 'clone()Ljava/lang/Object;'
  if (!arrayClone && !canAccessMember(rt, cls, method.declaringClass, owner, method.flags)) {
    if (rt.memory.H32[CELL_STATUS] !== 0) return null
    throwNew(
      rt,
      'java/lang/IllegalAccessError',
      `class ${cls.externalName} tried to access ${accessWords(method.flags, true)}method ` +
        `'${printMethod(method)}' ${describeModules(rt, cls, method.declaringClass)}` +
        nestProblems(cls, method.declaringClass, method.flags),
    )
    return null
  }
  return constrainMethod(rt, cls, method) ? method : null
}

/** JVMS 6.5 invokespecial: super calls start at the direct superclass, `I.super.m()` at the named interface. */
function specialTarget(rt: Runtime, cls: RuntimeClass, cpIndex: number, resolved: RuntimeMethod): RuntimeMethod | null {
  if (resolved.name === '<init>' || (resolved.flags & ACC.PRIVATE) !== 0) return resolved
  const pool = poolOf(cls)
  const entry = pool.entries[cpIndex] as { classIndex: number }
  const named = classAt(rt, resolveClass(rt, cls, entry.classIndex))
  let start: RuntimeClass = named
  if (
    !named.isInterface &&
    cls.superclass !== null &&
    named !== cls &&
    isSubclass(rt, cls.superclass.address, named.address) &&
    (cls.flags & ACC.SUPER) !== 0
  ) {
    start = cls.superclass
  }
  const key = resolved.name + resolved.descriptor
  const instance = (method: RuntimeMethod | null | undefined): RuntimeMethod | null =>
    method !== null && method !== undefined && (method.flags & ACC.STATIC) === 0 ? method : null
  let found = instance(start.isInterface ? start.methodTable.get(key) : findInClasses(start, key))
  if (found === null && start.isInterface) {
    const inObject = instance(rt.wellKnown.object.methodTable.get(key))
    if (inObject !== null && (inObject.flags & ACC.PUBLIC) !== 0) found = inObject
  }
  if (found === null) {
    const all = maximallySpecific(start, key)
    const defaults = all.filter((method) => (method.flags & ACC.ABSTRACT) === 0)
    if (defaults.length > 1) {
      throwConflict(rt, defaults)
      return null
    }
    found = defaults[0] ?? null
  }
  if (found === null || (found.flags & ACC.ABSTRACT) !== 0) {
    throwNew(rt, 'java/lang/AbstractMethodError', `'${printMethod(found ?? resolved)}'`)
    return null
  }
  return found
}

/** 5.4.3 for ldc, ldc_w, ldc2_w. Numbers are resolved from the start. False with an exception pending. */
export function resolveConstant(rt: Runtime, cls: RuntimeClass, cpIndex: number): boolean {
  const entry = poolOf(cls).entries[cpIndex]
  switch (entry?.tag) {
    case 3:
    case 4:
    case 5:
    case 6:
      return true
    case 7:
      return resolveClass(rt, cls, cpIndex) !== 0
    case 8:
      return resolveString(rt, cls, cpIndex) !== 0
    default:
      throwNew(
        rt,
        'java/lang/UnsupportedOperationException',
        `ldc of a constant with tag ${entry?.tag} (method handle, method type, dynamic) is not available yet`,
      )
      return false
  }
}

/** A String constant: the interned string (JLS 3.10.5); 0 with OutOfMemoryError pending. */
export function resolveString(rt: Runtime, cls: RuntimeClass, cpIndex: number): number {
  const word = entryWord(rt, cls, cpIndex)
  const { H32 } = rt.memory
  if (H32[word + 1] !== 0) return H32[word]!
  const pool = poolOf(cls)
  const string = internString(rt, utf8At(pool, entryAt(pool, cpIndex, 8).stringIndex))
  if (string === 0) return 0
  H32[word] = string
  H32[word + 1] = 1
  cls.resolvedStrings.push(cpIndex)
  return string
}
