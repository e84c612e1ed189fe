/**
 * Loading and creation of classes (JVMS 5.3). `loadClass` asks a loader by the delegation model: what its parent has, it takes.
 * Every error but "there is no such class" is a pending exception; absence is null with a normal status, because the callers
 * differ in what they make of it.
 */
import { ACC, ClassFormatProblem, classNameAt, type ClassFile } from '../classfile/model.ts'
import { parseClassFile } from '../classfile/reader.ts'
import { CELL_STATUS } from '../heap/layout.ts'
import { checkFormat } from '../verify/format.ts'
import { canAccessClass } from './access.ts'
import type { Loader, RuntimeClass } from './class.ts'
import { describeModules, throwNew } from './exceptions.ts'
import { createArrayClass, createMirror, linkClass } from './link.ts'
import type { Runtime } from './runtime.ts'

const PRIMITIVE_LETTERS = '    ZCFDBSIJ'

/** The class with that internal name (arrays: `[I`, `[Ljava/lang/String;`); null: not found, or an exception is pending. */
export function loadClass(rt: Runtime, loader: Loader, name: string): RuntimeClass | null {
  const known = loader.classes.get(name)
  if (known !== undefined) return known
  if (name.charCodeAt(0) === 0x5b) return loadArrayClass(rt, loader, name)
  if (loader.parent !== null) {
    const inherited = loadClass(rt, loader.parent, name)
    if (inherited !== null) {
      loader.classes.set(name, inherited)
      return inherited
    }
    if (rt.memory.H32[CELL_STATUS] !== 0) return null
  }
  const found = loader.find(name)
  if (found === null) return null
  return defineClass(rt, loader, name, found.bytes, found.source)
}

function loadArrayClass(rt: Runtime, loader: Loader, name: string): RuntimeClass | null {
  let element: RuntimeClass | null
  const letter = name.charAt(1)
  if (letter === '[') element = loadClass(rt, loader, name.slice(1))
  else if (letter === 'L') element = name.endsWith(';') ? loadClass(rt, loader, name.slice(2, -1)) : null
  else {
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

/**
 * Derives a class from class-file bytes (JVMS 5.3.5). `expected` is the name it was asked for under, null when any will do.
 */
export function defineClass(
  rt: Runtime,
  loader: Loader,
  expected: string | null,
  bytes: Uint8Array,
  source: string,
): RuntimeClass | null {
  let classFile: ClassFile
  let name: string
  let superName: string | null
  let interfaceNames: string[]
  try {
    classFile = parseClassFile(bytes, { name: expected ?? 'Unknown', maxMajor: 61 })
    // The library was checked when it was built.
    const fault = loader.parent === null ? null : checkFormat(classFile, expected)
    if (fault !== null) {
      throwNew(rt, `java/lang/${fault.error}`, fault.message)
      return null
    }
    name = classNameAt(classFile.constantPool, classFile.thisClass)
    superName = classFile.superClass === 0 ? null : classNameAt(classFile.constantPool, classFile.superClass)
    interfaceNames = classFile.interfaces.map((index) => classNameAt(classFile.constantPool, index))
  } catch (problem) {
    if (!(problem instanceof ClassFormatProblem)) throw problem
    throwNew(rt, `java/lang/${problem.errorClass}`, problem.message)
    return null
  }
  if (expected !== null && name !== expected) {
    throwNew(rt, 'java/lang/NoClassDefFoundError', `${expected} (wrong name: ${name})`)
    return null
  }
  if (loader.classes.has(name)) {
    throwNew(
      rt,
      'java/lang/LinkageError',
      `loader '${loader.name}' attempted duplicate class definition for ${name.replaceAll('/', '.')}.`,
    )
    return null
  }
  if (superName === null && name !== 'java/lang/Object') {
    throwNew(rt, 'java/lang/ClassFormatError', `Invalid superclass index 0 in class file ${name}`)
    return null
  }
  const key = `${loader.name} ${name}`
  if (rt.loading.has(key)) {
    throwNew(rt, 'java/lang/ClassCircularityError', name)
    return null
  }
  rt.loading.add(key)
  const cls = createWithSupers(rt, loader, classFile, name, superName, interfaceNames, source)
  rt.loading.delete(key)
  if (cls === null || !createMirror(rt, cls)) return null
  loader.classes.set(name, cls)
  if (rt.options.verboseClass) rt.port.write(1, encode(`[class,load] ${cls.externalName} source: ${source}\n`))
  return cls
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
  let superclass: RuntimeClass | null = null
  if (superName !== null) {
    superclass = loadForLink(rt, loader, superName)
    if (superclass === null) return null
    if (superclass.isInterface) {
      return incompatible(`class ${external} has interface ${superclass.externalName} as super class`)
    }
    if ((superclass.flags & ACC.FINAL) !== 0) {
      return incompatible(`class ${external} cannot inherit from final class ${superclass.externalName}`)
    }
  }
  const interfaces: RuntimeClass[] = []
  for (const each of interfaceNames) {
    const loaded = loadForLink(rt, loader, each)
    if (loaded === null) return null
    if (!loaded.isInterface) {
      const where = describeModules(loaded, loaded).replace(/^\((.*?) and .*? are in /, '($1 is in ')
      return incompatible(
        `class ${external} can not implement ${loaded.externalName}, because it is not an interface ${where}`,
      )
    }
    interfaces.push(loaded)
  }
  const cls = linkClass(rt, loader, classFile, name, superclass, interfaces, source)
  if (cls === null) return null
  for (const each of superclass === null ? interfaces : [superclass, ...interfaces]) {
    if (!canAccessClass(cls, each)) {
      const kind = each.isInterface ? 'superinterface' : 'superclass'
      throwNew(
        rt,
        'java/lang/IllegalAccessError',
        `class ${external} cannot access its ${kind} ${each.externalName} ${describeModules(cls, each)}`,
      )
      return null
    }
  }
  return cls
}

/** Loads a class that another one needs: NoClassDefFoundError caused by ClassNotFoundException when there is none. */
export function loadForLink(rt: Runtime, loader: Loader, name: string): RuntimeClass | null {
  const cls = loadClass(rt, loader, name)
  if (cls === null && rt.memory.H32[CELL_STATUS] === 0) throwNoClassDef(rt, name)
  return cls
}

/** An array class is missing because its element class is: the cause names that one. */
export function throwNoClassDef(rt: Runtime, name: string): 0 {
  const element = name.startsWith('[') ? name.replace(/^\[+L(.*);$/, '$1') : name
  throwNew(rt, 'java/lang/ClassNotFoundException', element.replaceAll('/', '.'))
  const cause = rt.takePending()
  rt.handles.push(cause)
  throwNew(rt, 'java/lang/NoClassDefFoundError', name, cause)
  rt.handles.pop()
  return 0
}

function encode(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
