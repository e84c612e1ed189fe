/** Class loaders of the guest: from the java.lang.ClassLoader object to the Loader, and how messages name loaders. */
import type { Loader } from './class.ts'
import { identityHash } from './identity.ts'
import { classOf } from './objects.ts'
import type { Runtime } from './runtime.ts'
import { textOf } from './strings.ts'
import { vmBug } from './vm-bug.ts'
import { offsetOf } from './well-known.ts'

/** Ids of the built-in loaders; those of the guest have greater ones. 0 in a ClassLoader object: the VM has not met it yet. */
export const BOOT_LOADER_ID = 1
export const APP_LOADER_ID = 2

function fieldsOf(rt: Runtime): NonNullable<Runtime['wellKnown']['loaderFields']> {
  const { wellKnown } = rt
  if (wellKnown.loaderFields === null) {
    const cls = rt.bootLoader.classes.get('java/lang/ClassLoader')
    if (cls === undefined) return vmBug('a class loader without java.lang.ClassLoader')
    wellKnown.loaderFields = {
      id: offsetOf(cls, 'vmLoader'),
      name: offsetOf(cls, 'name'),
      parent: offsetOf(cls, 'parent'),
    }
  }
  return wellKnown.loaderFields
}

/** The loader that a java.lang.ClassLoader object (0: null) stands for; made when the VM meets the object for the first time. */
export function loaderOf(rt: Runtime, object: number): Loader {
  if (object === 0) return rt.bootLoader
  const { H32 } = rt.memory
  const fields = fieldsOf(rt)
  const word = (object + fields.id) >>> 2
  const known = rt.loaders.get(H32[word]!)
  if (known !== undefined) return known
  const name = H32[(object + fields.name) >>> 2]!
  const loader: Loader = {
    id: rt.nextLoaderId++,
    name: name === 0 ? '' : textOf(rt, name),
    classes: new Map(),
    defined: [],
    parent: rt.bootLoader,
    isGuest: true,
    arena: rt.metadata.arena(),
    object,
    find: () => null,
    resources: () => [],
    readResource: () => null,
  }
  rt.loaders.set(loader.id, loader)
  H32[word] = loader.id
  return loader
}

/** The object of the application loader has been made. */
export function bindAppLoader(rt: Runtime, object: number): void {
  rt.appLoader.object = object
  rt.memory.H32[(object + fieldsOf(rt).id) >>> 2] = APP_LOADER_ID
}

/** HotSpot's name for a loader in messages: `'app'`, `'name' @1b2c3d`, `p.MyLoader @1b2c3d`. */
export function describeLoader(rt: Runtime, loader: Loader): string {
  if (!loader.isGuest) return `'${loader.name}'`
  const cls = classOf(rt, loader.object)
  // The platform loader is one that defines nothing here.
  if (cls.loader === rt.bootLoader && loader.name === 'platform') return "'platform'"
  const name = loader.name === '' ? cls.externalName : `'${loader.name}'`
  return `${name} @${identityHash(rt, loader.object).toString(16)}`
}

/** `, parent loader 'app'` for loaders of the guest: how some messages go on after the module. */
export function parentSuffix(rt: Runtime, loader: Loader): string {
  if (!loader.isGuest) return ''
  const parent = rt.memory.H32[(loader.object + fieldsOf(rt).parent) >>> 2]!
  return `, parent loader ${describeLoader(rt, loaderOf(rt, parent))}`
}
