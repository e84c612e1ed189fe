/**
 * The two built-in loaders. The bootstrap loader finds classes in the library archive; the application loader asks it first
 * (delegation, in runtime/load.ts) and then walks the class path: directories, and jars with stored or deflated entries.
 */
import type { Port } from '../ports/port.ts'
import type { Loader } from '../runtime/class.ts'
import { APP_LOADER_ID, BOOT_LOADER_ID } from '../runtime/loaders.ts'
import { readManifest } from './manifest.ts'
import { type Archive, openArchive } from '../classfile/archive.ts'

export function createBootLoader(archive: Archive, path: string): Loader {
  return {
    id: BOOT_LOADER_ID,
    name: 'bootstrap',
    classes: new Map(),
    defined: [],
    parent: null,
    isGuest: false,
    arena: null,
    object: 0,
    find(internalName) {
      const bytes = archive.read(`${internalName}.class`)
      return bytes === null ? null : { bytes, source: path }
    },
    resources: (name) => (archive.has(name) ? [`jrt:/java.base/${name}`] : []),
    readResource: (name) => archive.read(name),
  }
}

interface PathEntry {
  /** URL of the entry: a directory's ends with a slash. */
  readonly url: string
  has(name: string): boolean
  read(name: string): Uint8Array | null
  /** URL of what is in the entry under that name. */
  urlOf(name: string): string
  /** Paths of the archives that come after this one because its manifest says so (Class-Path). */
  readonly more: readonly string[]
}

/** A path as part of a URL. */
function encodePath(path: string): string {
  return encodeURI(path).replaceAll('#', '%23').replaceAll('?', '%3F')
}

function openEntry(port: Port, path: string, workingDirectory: string): PathEntry | null {
  const kind = port.kindOf(path === '' ? '.' : path)
  const absolute = path.startsWith('/')
    ? path
    : `${workingDirectory}/${path}`.replaceAll('/./', '/').replace(/\/\.?$/, '')
  if (kind === 'directory') {
    const prefix = path === '' || path.endsWith('/') ? path : `${path}/`
    const url = `file:${encodePath(absolute).replace(/\/?$/, '/')}`
    return {
      url,
      has: (name) => port.kindOf(prefix + name) !== 'missing',
      read: (name) => port.readFile(prefix + name),
      urlOf: (name) => url + encodePath(name),
      more: [],
    }
  }
  // What does not exist is skipped without a word, as java does, and so is what is no archive.
  const file = kind === 'file' ? port.openFile(path) : null
  const archive = file === null ? null : openArchive(file, port.inflate)
  if (archive === null) return null
  const url = `file:${encodePath(absolute)}`
  return {
    url,
    has: (name) => archive.has(name),
    read: (name) => archive.read(name),
    urlOf: (name) => `jar:${url}!/${encodePath(name)}`,
    more: classPathOf(archive, path),
  }
}

/** The Class-Path of a jar's manifest: URLs relative to the jar, separated by blanks. Only those of files mean something here. */
function classPathOf(archive: Archive, path: string): string[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const urls = readManifest(archive).get('Class-Path')?.split(/ +/) ?? []
  return urls.flatMap((url) => {
    if (url === '' || /^(?!file:)[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url)) return []
    let name = url
    try {
      name = decodeURIComponent(url)
    } catch {
      // Taken as it is.
    }
    if (name.startsWith('file:')) return name.replace(/^file:(?:\/\/)?/, '')
    return name.startsWith('/') ? name : folder + name
  })
}

/** The entries of a class path in the order of search; a jar's own Class-Path follows it at once. Each file counts once. */
function openEntries(port: Port, classPath: readonly string[]): PathEntry[] {
  const directory = port.properties().find(([key]) => key === 'user.dir')?.[1] ?? ''
  const opened: PathEntry[] = []
  const seen = new Set<string>()
  const waiting = [...classPath]
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const entry = openEntry(port, path, directory)
    if (entry === null || seen.has(entry.url)) continue
    seen.add(entry.url)
    opened.push(entry)
    waiting.unshift(...entry.more)
  }
  return opened
}

export function createAppLoader(port: Port, parent: Loader, classPath: readonly string[]): Loader {
  let opened: PathEntry[] | null = null
  const entries = (): PathEntry[] => {
    opened ??= openEntries(port, classPath)
    return opened
  }
  // A name leads nowhere outside of its entry: what is on the class path needs no permission, all else does.
  const having = (name: string): PathEntry[] =>
    name.startsWith('/') || name.split('/').includes('..') ? [] : entries().filter((entry) => entry.has(name))
  return {
    id: APP_LOADER_ID,
    name: 'app',
    classes: new Map(),
    defined: [],
    parent,
    isGuest: false,
    arena: null,
    object: 0,
    find(internalName) {
      const file = `${internalName}.class`
      for (const entry of entries()) {
        const bytes = entry.read(file)
        if (bytes !== null) return { bytes, source: entry.url }
      }
      return null
    },
    resources: (name) => having(name).map((entry) => entry.urlOf(name)),
    readResource: (name, index) => having(name)[index]?.read(name) ?? null,
  }
}

/** Classes from memory in front of the class path: `hlvm Main.src` compiles into such a map. */
export function createMemoryLoader(classes: ReadonlyMap<string, Uint8Array>, behind: Loader): Loader {
  const own = (name: string): Uint8Array | undefined =>
    name.endsWith('.class') ? classes.get(name.slice(0, -'.class'.length)) : undefined
  return {
    ...behind,
    resources: (name) => [...(own(name) === undefined ? [] : [`memory:///${name}`]), ...behind.resources(name)],
    readResource(name, index) {
      const bytes = own(name)
      if (bytes === undefined) return behind.readResource(name, index)
      return index === 0 ? bytes : behind.readResource(name, index - 1)
    },
    find(internalName) {
      const bytes = classes.get(internalName)
      return bytes === undefined ? behind.find(internalName) : { bytes, source: 'memory' }
    },
  }
}
