/**
 * The two built-in loaders. The bootstrap loader finds classes in the library archive; the application loader asks it first
 * (delegation, in runtime/load.ts) and then walks the class path: directories, and jars with stored or deflated entries.
 */
import type { Port } from '../ports/port.ts'
import type { Loader } from '../runtime/class.ts'
import { type Archive, openArchive } from './zip.ts'

export function createBootLoader(archive: Archive, path: string): Loader {
  return {
    name: 'bootstrap',
    classes: new Map(),
    parent: null,
    find(internalName) {
      const bytes = archive.read(`${internalName}.class`)
      return bytes === null ? null : { bytes, source: path }
    },
  }
}

type PathEntry = { readonly path: string } & ({ readonly archive: Archive | null } | { readonly directory: string })

export function createAppLoader(port: Port, parent: Loader, classPath: readonly string[]): Loader {
  let entries: PathEntry[] | null = null
  const open = (): PathEntry[] => {
    const opened: PathEntry[] = []
    for (const path of classPath) {
      const kind = port.kindOf(path === '' ? '.' : path)
      if (kind === 'directory') {
        opened.push({ path, directory: path === '' ? '' : path.endsWith('/') ? path : `${path}/` })
      } else if (kind === 'file') {
        const bytes = port.readFile(path)
        opened.push({ path, archive: bytes === null ? null : openArchive(bytes, port.inflate) })
      }
      // What does not exist is skipped without a word, as java does.
    }
    return opened
  }
  return {
    name: 'app',
    classes: new Map(),
    parent,
    find(internalName) {
      entries ??= open()
      const file = `${internalName}.class`
      for (const entry of entries) {
        if ('directory' in entry) {
          const bytes = port.readFile(entry.directory + file)
          if (bytes !== null) return { bytes, source: `file:${entry.path}` }
        } else {
          const bytes = entry.archive?.read(file) ?? null
          if (bytes !== null) return { bytes, source: `jar:${entry.path}` }
        }
      }
      return null
    },
  }
}

/** Classes from memory in front of the class path: `hlvm Main.src` compiles into such a map. */
export function createMemoryLoader(classes: ReadonlyMap<string, Uint8Array>, behind: Loader): Loader {
  return {
    name: behind.name,
    classes: behind.classes,
    parent: behind.parent,
    find(internalName) {
      const bytes = classes.get(internalName)
      return bytes === undefined ? behind.find(internalName) : { bytes, source: 'memory' }
    },
  }
}
