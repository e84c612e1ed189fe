/**
 * Loading and creation of classes (JVMS 5.3). `loadClass` asks a loader. The built-in ones follow the delegation model: what the
 * parent has, they take. A loader of the guest is asked by calling its loadClass, and no function of the VM calls guest code; so
 * loadClass answers null with STATUS_LOAD, everybody hands that on, the interpreter pushes a frame that asks the loader, and executes
 * the instruction again (interpret/slow/load.ts). By then the loader has been recorded as initiating loader of the class, or
 * what it has thrown lies ready.
 *
 * Every error but "there is no such class" is a pending exception; absence is null with a normal status, because the callers
 * differ in what they make of it.
 */
import { ACC, ClassFormatProblem, classNameAt, type ClassFile, findAttribute } from '../classfile/model.ts'
import { ConstantPoolBuilder } from '../classfile/pool.ts'
import { parseClassFile } from '../classfile/reader.ts'
import { CELL_EXCEPTION, CELL_STATUS, STATUS_EXCEPTION, STATUS_LOAD, THREAD_LOAD_FAILURE } from '../heap/layout.ts'
import { checkFormat } from '../verify/format.ts'
import { canAccessClass, SPUN_SOURCE } from './access.ts'
import { type Loader, packageNameOf, type RuntimeClass } from './class.ts'
import { constrainClass } from './constraints.ts'
import { describeModule, describeModules, newException, throwNew, throwRef } from './exceptions.ts'
import { loadFromImage } from './image.ts'
import { createArrayClass, createMirror, linkClass } from './link.ts'
import { describeLoader, parentSuffix } from './loaders.ts'
import type { Runtime } from './runtime.ts'
import { isSubclass } from './subtype.ts'

const PRIMITIVE_LETTERS = '    ZCFDBSIJ'

/**
 * The class with that internal name (arrays: `[I`, `[Ljava/lang/String;`); null: not found, or the status says why not: an exception
 * is pending, or a loader of the guest has to be asked first.
 */
export function loadClass(rt: Runtime, loader: Loader, name: string): RuntimeClass | null {
  const known = loader.classes.get(name)
  if (known !== undefined) return known
  if (name.charCodeAt(0) === 0x5b) return loadArrayClass(rt, loader, name)
  if (loader.isGuest) return askGuest(rt, loader, name)
  if (loader.parent !== null) {
    const inherited = loadClass(rt, loader.parent, name)
    if (inherited !== null) {
      loader.classes.set(name, inherited)
      return inherited
    }
    if (rt.memory.H32[CELL_STATUS] !== 0) return null
  }
  if (rt.image !== null && loader === rt.bootLoader) {
    const linked = loadFromImage(rt, loader, name, rt.image)
    if (linked !== null || rt.memory.H32[CELL_STATUS] !== 0) return linked
  }
  const found = loader.find(name)
  if (found === null) return null
  return defineClass(rt, loader, name, found.bytes, found.source)
}

/** The answer that the loader has given to this thread just now, or the wish to ask it. */
function askGuest(rt: Runtime, loader: Loader, name: string): null {
  const thread = rt.currentThread
  const { H32 } = rt.memory
  const answer = thread.loadAnswer
  if (answer !== null && answer.loader === loader && answer.name === name) {
    thread.loadAnswer = null
    const word = (thread.address >>> 2) + THREAD_LOAD_FAILURE
    const exception = H32[word]!
    H32[word] = 0
    if (exception !== 0) throwRef(rt, exception)
    return null
  }
  // Its supertypes are being loaded already, by this thread (JVMS 5.3.5, step 3).
  // Or it is wanted by a call of loadClass of the VM's further up.
  const busy = (each: { loader: Loader; name: string } | null): boolean => each?.loader === loader && each.name === name
  if (thread.loads.some((each) => busy(each) || busy(each.defining))) {
    throwNew(rt, 'java/lang/ClassCircularityError', name)
    return null
  }
  rt.pendingLoad = { loader, name, defining: null }
  H32[CELL_STATUS] = STATUS_LOAD
  return null
}

/**
 * A loader of the guest has answered with a class: it is recorded as an initiating loader of it (JVMS 5.3). False with a LinkageError
 * pending when that breaks a loading constraint.
 */
export function recordInitiating(rt: Runtime, loader: Loader, cls: RuntimeClass): boolean {
  if (loader.classes.has(cls.name)) return true
  if (cls.loader !== loader && !constrainClass(rt, loader, cls)) return false
  loader.classes.set(cls.name, cls)
  return true
}

/** JVMS 4.4.1. */
export const MOST_DIMENSIONS = 255

function loadArrayClass(rt: Runtime, loader: Loader, name: string): RuntimeClass | null {
  if (name.length > MOST_DIMENSIONS && /^\[*/.exec(name)![0].length > MOST_DIMENSIONS) return null
  let element: RuntimeClass | null
  const letter = name.charAt(1)
  if (letter === '[') element = loadClass(rt, loader, name.slice(1))
  else if (letter === 'L') {
    element = name.endsWith(';') && name.charAt(2) !== '[' ? loadClass(rt, loader, name.slice(2, -1)) : null
  } else {
    const kind = name.length === 2 ? PRIMITIVE_LETTERS.indexOf(letter) : -1
    element = kind < 4 ? null : rt.primitives[kind]!
  }
  if (element === null) return null
  const cls = element.loader.classes.get(arrayName(name, element)) ?? createArrayClass(rt, element)
  if (cls !== null) loader.classes.set(name, cls)
  return cls
}

function arrayName(name: string, element: RuntimeClass): string {
  return element.loader.classes.has(name) ? name : `[${element.name}`
}

export function logLoaded(rt: Runtime, cls: RuntimeClass): void {
  if (rt.log.wants('class,load', 'info'))
    rt.log.write('class,load', 'info', `${cls.externalName} source: ${sourceOf(cls)}`)
}

/**
 * Derives a class from class-file bytes (JVMS 5.3.5). `expected` is the name it was asked for under, null when any will do.
 */
export function defineClass(
  rt: Runtime,
  loader: Loader,
  expected: string | null,
  bytes: Uint8Array,
  source: string,
  hiddenSuffix: string | null = null,
): RuntimeClass | null {
  let classFile: ClassFile
  let name: string
  let superName: string | null
  let interfaceNames: string[]
  try {
    classFile = parseClassFile(bytes, { name: expected ?? 'Unknown', maxMajor: 61, ofItsVersion: true })
    // The library was checked when it was built.
    const fault = loader.parent === null ? null : checkFormat(classFile, expected)
    if (fault !== null) {
      throwNew(rt, `java/lang/${fault.error}`, fault.message)
      return null
    }
    if (hiddenSuffix !== null) classFile = renamed(classFile, hiddenSuffix)
    name = classNameAt(classFile.constantPool, classFile.thisClass)
    superName = classFile.superClass === 0 ? null : classNameAt(classFile.constantPool, classFile.superClass)
    const pool = classFile.constantPool
    interfaceNames = classFile.interfaces.map((index) => classNameAt(pool, index))
  } catch (problem) {
    if (!(problem instanceof ClassFormatProblem)) throw problem
    throwNew(rt, `java/lang/${problem.errorClass}`, problem.message)
    return null
  }
  if (expected !== null && name !== expected) {
    throwNew(rt, 'java/lang/NoClassDefFoundError', `${expected} (wrong name: ${name})`)
    return null
  }
  if (loader.isGuest && name.startsWith('java/')) {
    const where = packageNameOf(name).replaceAll('/', '.')
    const text = `Class loader (instance of): ${describeLoader(rt, loader)} tried to load prohibited package name: ${where}`
    throwNew(rt, 'java/lang/SecurityException', text)
    return null
  }
  if (loader.classes.has(name)) return throwDuplicate(rt, loader, name)
  if (superName === null && name !== 'java/lang/Object') {
    throwNew(rt, 'java/lang/ClassFormatError', `Invalid superclass index 0 in class file ${name}`)
    return null
  }
  // Its superclass or superinterfaces are being loaded (JVMS 5.3.5, step 3): by this thread further up, or by a guest's loader.
  const key = `${loader.id} ${name}`
  const { loads } = rt.currentThread
  if (
    rt.loading.has(key) ||
    superName === name ||
    loads.some(({ defining }) => defining?.loader === loader && defining.name === name)
  ) {
    throwNew(rt, 'java/lang/ClassCircularityError', name)
    return null
  }
  rt.loading.add(key)
  const cls = createWithSupers(rt, loader, classFile, name, superName, interfaceNames, source)
  rt.loading.delete(key)
  if (cls === null && rt.memory.H32[CELL_STATUS] === STATUS_LOAD) rt.pendingLoad!.defining ??= { loader, name }
  if (cls === null || !constrainClass(rt, loader, cls) || !createMirror(rt, cls)) return null
  loader.classes.set(name, cls)
  loader.defined.push(cls)
  cls.hidden = hiddenSuffix !== null
  logLoaded(rt, cls)
  return cls
}

/** A class made at run time comes from the one that it is made for. */
function sourceOf(cls: RuntimeClass): string {
  return cls.source === SPUN_SOURCE ? cls.externalName.replace(/\$\$.*/, '') : cls.source
}

/**
 * The class itself gets a name of its own, wherever its constant pool means it; descriptors that have the old name mean whatever class
 * has that name (see Lookup.defineHiddenClass).
 */
function renamed(classFile: ClassFile, suffix: string): ClassFile {
  const constantPool = new ConstantPoolBuilder(classFile.constantPool)
  const name = classNameAt(constantPool, classFile.thisClass)
  constantPool.entries[classFile.thisClass] = { tag: 7, nameIndex: constantPool.utf8(name + suffix) }
  // Its other attributes are read when they are asked for.
  return Object.create(classFile, { constantPool: { value: constantPool } }) as ClassFile
}

function throwDuplicate(rt: Runtime, loader: Loader, name: string): null {
  const external = name.replaceAll('/', '.')
  const who = describeLoader(rt, loader)
  throwNew(
    rt,
    'java/lang/LinkageError',
    `loader ${who} attempted duplicate class definition for ${external}. ` +
      `(${external} is in unnamed module of loader ${who}${parentSuffix(rt, loader)})`,
  )
  return null
}

function createWithSupers(
  rt: Runtime,
  loader: Loader,
  classFile: ClassFile,
  name: string,
  superName: string | null,
  interfaceNames: readonly string[],
  source: string,
): RuntimeClass | null {
  const external = name.replaceAll('/', '.')
  const incompatible = (message: string): null => {
    throwNew(rt, 'java/lang/IncompatibleClassChangeError', message)
    return null
  }
  const sealed = (above: RuntimeClass): boolean => {
    const permitted = above.classFile && findAttribute(above.classFile.attributes, 'PermittedSubclasses')
    if (!permitted) return false
    // JVMS 5.3.5: the same module, the same package if it is not public, and its name in the list.
    const near = above.loader === loader && (isPublic || above.packageName === packageNameOf(name))
    return !near || !permitted.classes.some((index) => classNameAt(above.classFile!.constantPool, index) === name)
  }
  const isPublic = (classFile.accessFlags & ACC.PUBLIC) !== 0
  // The interfaces first: a loader of the guest sees the order, and it is HotSpot's.
  const interfaces: RuntimeClass[] = []
  for (const each of interfaceNames) {
    const loaded = loadForLink(rt, referenceLoader(rt, loader, source, each), each)
    if (loaded === null) return null
    if (!loaded.isInterface) {
      const where = `(${loaded.externalName} is in ${describeModule(rt, loaded)})`
      return incompatible(
        `class ${external} can not implement ${loaded.externalName}, because it is not an interface ${where}`,
      )
    }
    if (sealed(loaded)) {
      const verb = (classFile.accessFlags & ACC.INTERFACE) !== 0 ? 'extend' : 'implement'
      return incompatible(`class ${external} cannot ${verb} sealed interface ${loaded.externalName}`)
    }
    interfaces.push(loaded)
  }
  let superclass: RuntimeClass | null = null
  if (superName !== null) {
    superclass = loadForLink(rt, referenceLoader(rt, loader, source, superName), superName)
    if (superclass === null) return null
    if (superclass.isInterface) {
      return incompatible(`class ${external} has interface ${superclass.externalName} as super class`)
    }
    if ((superclass.flags & ACC.FINAL) !== 0) {
      return incompatible(`class ${external} cannot inherit from final class ${superclass.externalName}`)
    }
    if (sealed(superclass)) {
      return incompatible(`class ${external} cannot inherit from sealed class ${superclass.externalName}`)
    }
  }
  const cls = linkClass(rt, loader, classFile, name, superclass, interfaces, source)
  if (cls === null) return null
  for (const each of superclass === null ? interfaces : [superclass, ...interfaces]) {
    if (!canAccessClass(cls, each)) {
      const abstract = (each.flags & ACC.ABSTRACT) !== 0 ? 'abstract ' : ''
      const kind = each.isInterface ? 'superinterface' : `${abstract}superclass`
      throwNew(
        rt,
        'java/lang/IllegalAccessError',
        `class ${external} cannot access its ${kind} ${each.externalName} ${describeModules(rt, cls, each)}`,
      )
      return null
    }
  }
  return cls
}

/**
 * Who is asked for a class that a class of `loader` names. Classes that the VM has made name parts of the library that their loader
 * need not know: those come from the bootstrap loader, as for java's hidden classes of the library.
 */
export function referenceLoader(rt: Runtime, loader: Loader, source: string, name: string): Loader {
  return source === SPUN_SOURCE && /^\[*L?(?:java|hlvm)\//.test(name) ? rt.bootLoader : loader
}

/**
 * Loads a class that another one needs: NoClassDefFoundError caused by ClassNotFoundException when there is none, also when the
 * ClassNotFoundException is a guest's.
 */
export function loadForLink(rt: Runtime, loader: Loader, name: string): RuntimeClass | null {
  const cls = loadClass(rt, loader, name)
  if (cls !== null) return cls
  const { H32 } = rt.memory
  if (H32[CELL_STATUS] === 0) {
    // A loader of the guest has answered, with null: then there is no ClassNotFoundException to be the cause.
    if (loader.isGuest) throwNew(rt, 'java/lang/NoClassDefFoundError', name)
    else throwNoClassDef(rt, name)
  } else if (H32[CELL_STATUS] === STATUS_EXCEPTION) {
    // When that class has not been loaded yet, the exception is another one.
    const notFound = rt.bootLoader.classes.get('java/lang/ClassNotFoundException')
    const exception = H32[CELL_EXCEPTION]!
    if (notFound !== undefined && isSubclass(rt, H32[exception >>> 2]!, notFound.address)) {
      rt.handles.push(rt.takePending())
      throwNew(rt, 'java/lang/NoClassDefFoundError', name, exception)
      rt.handles.pop()
    }
  }
  return null
}

/** An array class is missing because its element class is: the cause names that one. */
export function throwNoClassDef(rt: Runtime, name: string): 0 {
  const element = name.startsWith('[') ? name.replace(/^\[+L(.*);$/, '$1') : name
  const cause = newException(rt, 'java/lang/ClassNotFoundException', element.replaceAll('/', '.'))
  if (cause === 0) return 0
  rt.handles.push(cause)
  throwNew(rt, 'java/lang/NoClassDefFoundError', name, cause)
  rt.handles.pop()
  return 0
}
