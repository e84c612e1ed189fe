/** hlvm.Loading and the native method of java.lang.ClassLoader: what loaders written in the language ask of the VM. */
import { ARRAY_BASE_OFFSET, ARRAY_LENGTH, CELL_STATUS } from '../heap/layout.ts'
import { classNameAt, ClassFormatProblem } from '../classfile/model.ts'
import { parseClassFile } from '../classfile/reader.ts'
import { nestHostOf } from '../runtime/access.ts'
import { externalNameOf, HIDDEN_MARK, type Loader, type RuntimeClass } from '../runtime/class.ts'
import { throwNew } from '../runtime/exceptions.ts'
import { defineClass, loadClass } from '../runtime/load.ts'
import { bindAppLoader, loaderOf } from '../runtime/loaders.ts'
import { allocateArray } from '../runtime/objects.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { newString, textOf } from '../runtime/strings.ts'
import { classOfMirror, mirrorOf, type NativeTable, newStringArray } from './support.ts'

/** What HotSpot shows as the source of a class that came without a code source. */
const NO_SOURCE = '__JVM_DefineClass__'

/** JVMS 5.3.5, with the loader as it stands: no class of that name may have been recorded for it. */
function define(rt: Runtime, loader: Loader, name: string | null, bytes: Uint8Array, source: string): number {
  const cls = defineClass(rt, loader, name, bytes, source)
  if (cls !== null || rt.memory.H32[CELL_STATUS] !== 0) return mirrorOf(rt, cls)
  return throwNew(rt, 'java/lang/LinkageError', name)
}

function defineFromArray(
  rt: Runtime,
  loader: number,
  name: number,
  array: number,
  offset: number,
  length: number,
  source: number,
): number {
  if (array === 0) return throwNew(rt, 'java/lang/NullPointerException', null)
  const size = rt.memory.H32[(array >>> 2) + ARRAY_LENGTH]!
  if (offset < 0 || length < 0 || offset + length > size) {
    const region = `Array region ${offset}..${(offset + length) | 0} out of bounds for length ${size}`
    return throwNew(rt, 'java/lang/ArrayIndexOutOfBoundsException', region)
  }
  const start = array + ARRAY_BASE_OFFSET + offset
  // A copy: constants and code are read from it later, when the array has moved or changed.
  const bytes = rt.memory.U8.slice(start, start + length)
  const internal = name === 0 ? null : textOf(rt, name).replaceAll('.', '/')
  return define(rt, loaderOf(rt, loader), internal, bytes, source === 0 ? NO_SOURCE : textOf(rt, source))
}

/**
 * Lookup.defineClass and defineHiddenClass: a class in the loader, the package, and if wanted the nest of another one. 0 with an exception
 * pending.
 */
function defineBeside(rt: Runtime, host: RuntimeClass, array: number, hidden: boolean, nestmate: boolean): number {
  const start = array + ARRAY_BASE_OFFSET
  const bytes = rt.memory.U8.slice(start, start + rt.memory.H32[(array >>> 2) + ARRAY_LENGTH]!)
  const suffix = hidden ? HIDDEN_MARK + rt.classes.length.toString(16).padStart(16, '0') : null
  const nest = nestHostOf(rt, host)
  if (rt.memory.H32[CELL_STATUS] !== 0) return 0
  const cls = defineClass(rt, host.loader, null, bytes, NO_SOURCE, suffix)
  if (cls !== null && hidden && nestmate) cls.nestHost = nest
  return mirrorOf(rt, cls)
}

/** Internal name of the class in class-file bytes, null with ClassFormatError pending: the bytes are none. */
function nameIn(rt: Runtime, array: number): number {
  const start = array + ARRAY_BASE_OFFSET
  const bytes = rt.memory.U8.slice(start, start + rt.memory.H32[(array >>> 2) + ARRAY_LENGTH]!)
  try {
    const { constantPool, thisClass } = parseClassFile(bytes, { name: 'Unknown', maxMajor: 61 })
    return newString(rt, externalNameOf(classNameAt(constantPool, thisClass)))
  } catch (problem) {
    if (!(problem instanceof ClassFormatProblem)) throw problem
    return throwNew(rt, 'java/lang/ClassFormatError', 'Invalid ClassFile structure')
  }
}

function packagesOf(loader: Loader): string[] {
  const names = new Set<string>()
  for (const cls of loader.defined) if (cls.elementClass === null) names.add(cls.packageName.replaceAll('/', '.'))
  return [...names]
}

const builtIn = (rt: Runtime, boot: number): Loader => (boot !== 0 ? rt.bootLoader : rt.appLoader)

function resource(rt: Runtime, name: string, boot: number, index: number): number {
  const bytes = builtIn(rt, boot).readResource(name, index)
  if (bytes === null) return 0
  const array = allocateArray(rt, rt.wellKnown.byteArray.address, bytes.length)
  if (array !== 0) rt.memory.U8.set(bytes, array + ARRAY_BASE_OFFSET)
  return array
}

const P = 'hlvm/Loading.'
const C = 'Ljava/lang/Class;'
const L = 'Ljava/lang/ClassLoader;'
const S = 'Ljava/lang/String;'
const D = 'Ljava/security/ProtectionDomain;'

export const loadingNatives: NativeTable = {
  [`java/lang/ClassLoader.defineClass1(${L}${S}[BII${D}${S})${C}`]:
    (rt) => (loader, name, array, offset, length, _domain, source) =>
      defineFromArray(rt, loader!, name!, array!, offset!, length!, source!),
  [`${P}beside(${C}[BZZ)${C}`]: (rt) => (host, array, hidden, nestmate) =>
    defineBeside(rt, classOfMirror(rt, host!), array!, hidden !== 0, nestmate !== 0),
  [`${P}nameIn([B)${S}`]: (rt) => (array) => nameIn(rt, array!),
  [`${P}find(${S}Z)${C}`]: (rt) => (name, boot) => {
    const internal = textOf(rt, name!)
    if (internal === '' || internal.includes('/') || internal.startsWith('[')) return 0
    return mirrorOf(rt, loadClass(rt, builtIn(rt, boot!), internal.replaceAll('.', '/')))
  },
  [`${P}findLoaded(${L}${S})${C}`]: (rt) => (loader, name) =>
    mirrorOf(rt, loaderOf(rt, loader!).classes.get(textOf(rt, name!).replaceAll('.', '/')) ?? null),
  [`${P}bindApp(${L})V`]: (rt) => (loader) => {
    bindAppLoader(rt, loader!)
    return 0
  },
  [`${P}loaderKind(${C})I`]: (rt) => (mirror) => {
    const { loader } = classOfMirror(rt, mirror!)
    return loader.isGuest ? 2 : loader.parent === null ? 0 : 1
  },
  [`${P}loaderOf(${C})${L}`]: (rt) => (mirror) => classOfMirror(rt, mirror!).loader.object,
  [`${P}source(${C})${S}`]: (rt) => (mirror) => newString(rt, classOfMirror(rt, mirror!).source),
  [`${P}packages(${L})[${S}`]: (rt) => (loader) => newStringArray(rt, packagesOf(loaderOf(rt, loader!))),
  [`${P}resources(${S}Z)[${S}`]: (rt) => (name, boot) =>
    newStringArray(rt, builtIn(rt, boot!).resources(textOf(rt, name!))),
  [`${P}resource(${S}ZI)[B`]: (rt) => (name, boot, index) => resource(rt, textOf(rt, name!), boot!, index!),
  [`${P}assertions()[${S}`]: (rt) => () =>
    newStringArray(
      rt,
      rt.options.assertions.map(([enable, scope]) => (enable ? '+' : '-') + scope),
    ),
}
