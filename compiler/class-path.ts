/** Class paths made of several places, and archives as one of them. Directories belong to the command (cli.ts). */
import type { ClassPath } from './2-check/environment.ts'
import type { Archive } from './jar.ts'

/** Looks the places through in order; the first one that has a class wins. */
export function joinClassPaths(places: readonly ClassPath[]): ClassPath {
  return {
    findClass(internalName) {
      for (const place of places) {
        const bytes = place.findClass(internalName)
        if (bytes !== undefined) return bytes
      }
      return undefined
    },
    hasPackage: (internalName) => places.some((place) => place.hasPackage(internalName)),
    listPackage: (internalName) => [...new Set(places.flatMap((place) => place.listPackage(internalName)))],
  }
}

export function archiveClassPath(archive: Archive): ClassPath {
  // Made when first asked for: most compilations load classes by name only.
  let packages: Map<string, string[]> | undefined
  const index = (): Map<string, string[]> => {
    if (packages !== undefined) return packages
    packages = new Map()
    for (const name of archive.names) {
      if (!name.endsWith('.class')) continue
      const internalName = name.slice(0, -6)
      const slash = internalName.lastIndexOf('/')
      const folder = slash < 0 ? '' : internalName.slice(0, slash)
      const list = packages.get(folder)
      if (list !== undefined) {
        list.push(internalName)
        continue
      }
      packages.set(folder, [internalName])
      for (let parent = folder.lastIndexOf('/'); parent > 0; parent = folder.lastIndexOf('/', parent - 1)) {
        const name = folder.slice(0, parent)
        if (!packages.has(name)) packages.set(name, [])
      }
    }
    return packages
  }
  return {
    findClass: (internalName) => archive.read(`${internalName}.class`),
    hasPackage: (internalName) => index().has(internalName),
    listPackage: (internalName) => index().get(internalName) ?? [],
  }
}

/** A class path that is opened when first asked: files with syntax errors need none. */
export function lazyClassPath(open: () => ClassPath): ClassPath {
  let opened: ClassPath | undefined
  const get = (): ClassPath => (opened ??= open())
  return {
    findClass: (internalName) => get().findClass(internalName),
    hasPackage: (internalName) => get().hasPackage(internalName),
    listPackage: (internalName) => get().listPackage(internalName),
  }
}
