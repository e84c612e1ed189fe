/**
 * A file system in memory: deterministic, with directories, links, permission bits (kept, not enforced) and a clock that it is
 * given. Inode numbers count up, lists are sorted.
 */
import {
  FILE_ERRORS,
  type FileStat,
  type FilesPort,
  OPEN_APPEND,
  OPEN_CREATE,
  OPEN_NEW,
  OPEN_NOFOLLOW,
  OPEN_READ,
  OPEN_TRUNCATE,
  OPEN_WRITE,
} from './files.ts'

interface Node {
  readonly inode: number
  readonly kind: 'file' | 'directory' | 'link'
  /** Room for growth behind `size`, always zero. */
  bytes: Uint8Array
  size: number
  readonly entries: Map<string, Node>
  readonly target: string
  mode: number
  links: number
  user: number
  group: number
  accessed: bigint
  modified: bigint
  changed: bigint
  readonly created: bigint
}

interface OpenFile {
  readonly node: Node
  readonly flags: number
  position: number
}

/** The directory of the last name of a path, that name, and what is there. */
interface Place {
  readonly parent: Node
  readonly name: string
  readonly node: Node | undefined
}

const { EACCES, EBADF, EEXIST, EINVAL, EISDIR, ELOOP, ENOENT, ENOTDIR, ENOTEMPTY, EPERM } = FILE_ERRORS
const MAX_LINKS = 40

export interface MemoryFiles extends FilesPort {
  /** Whole contents, or null. */
  contents(path: string): Uint8Array | null
  /** Makes a file with all its directories. */
  put(path: string, bytes: Uint8Array): void
}

export function createMemoryFiles(now: () => bigint, directory = '/'): MemoryFiles {
  let inodes = 1
  const make = (kind: Node['kind'], mode: number, target = ''): Node => {
    const time = now()
    return {
      inode: inodes++,
      kind,
      bytes: new Uint8Array(0),
      size: kind === 'link' ? new TextEncoder().encode(target).length : 0,
      entries: new Map(),
      target,
      mode,
      links: kind === 'directory' ? 2 : 1,
      user: 1000,
      group: 1000,
      accessed: time,
      modified: time,
      changed: time,
      created: time,
    }
  }
  const top = make('directory', 0o755)
  const open = new Map<number, OpenFile>()
  let nextHandle = 3

  const touch = (node: Node): void => {
    node.modified = node.changed = now()
  }

  const namesOf = (path: string): string[] =>
    (path.startsWith('/') ? path : `${directory}/${path}`).split('/').filter((name) => name !== '' && name !== '.')

  /** Walks a path; `trail` collects the real names. */
  const find = (path: string, follow: boolean, trail: string[] = []): Place | number => {
    if (path === '') return -ENOENT
    const todo = namesOf(path).reverse()
    const parents: Node[] = []
    let at = top
    let links = 0
    let place: Place = { parent: top, name: '', node: top }
    while (todo.length > 0) {
      const name = todo.pop()!
      if (at.kind !== 'directory') return -ENOTDIR
      if (name === '..') {
        at = parents.pop() ?? top
        trail.pop()
        place = { parent: parents.at(-1) ?? top, name: trail.at(-1) ?? '', node: at }
        continue
      }
      const node = at.entries.get(name)
      place = { parent: at, name, node }
      if (node === undefined) {
        trail.push(name)
        return todo.length === 0 ? place : -ENOENT
      }
      if (node.kind === 'link' && (todo.length > 0 || follow)) {
        if (++links > MAX_LINKS) return -ELOOP
        if (node.target.startsWith('/')) {
          at = top
          parents.length = 0
          trail.length = 0
          todo.push(...namesOf(node.target).reverse())
        } else {
          const names = node.target.split('/').filter((each) => each !== '' && each !== '.')
          todo.push(...names.reverse())
        }
        place = { parent: parents.at(-1) ?? top, name: trail.at(-1) ?? '', node: at }
        continue
      }
      trail.push(name)
      parents.push(at)
      at = node
    }
    if (path.endsWith('/') && at.kind !== 'directory' && place.node !== undefined) return -ENOTDIR
    return place
  }

  const nodeAt = (path: string, follow: boolean): Node | number => {
    const place = find(path, follow)
    return typeof place === 'number' ? place : (place.node ?? -ENOENT)
  }

  const reserve = (node: Node, size: number): void => {
    if (size <= node.bytes.length) return
    const larger = new Uint8Array(Math.max(size, node.bytes.length * 2, 64))
    larger.set(node.bytes.subarray(0, node.size))
    node.bytes = larger
  }

  /** Adds a new entry; what it is called must be free. */
  const add = (path: string, made: () => Node): number => {
    const place = find(path, false)
    if (typeof place === 'number') return place
    if (place.node !== undefined) return -EEXIST
    const node = made()
    if (path.endsWith('/') && node.kind !== 'directory') return -ENOENT
    place.parent.entries.set(place.name, node)
    if (node.kind === 'directory') place.parent.links++
    touch(place.parent)
    return 0
  }

  const put = (path: string, bytes: Uint8Array): void => {
    let at = top
    const names = namesOf(path)
    const name = names.pop()!
    for (const each of names) {
      let next = at.entries.get(each)
      if (next === undefined) {
        next = make('directory', 0o755)
        at.entries.set(each, next)
        at.links++
      }
      at = next
    }
    const node = make('file', 0o644)
    node.bytes = bytes.slice()
    node.size = bytes.length
    at.entries.set(name, node)
  }

  const statOf = (node: Node): FileStat => ({
    kind: node.kind,
    size: BigInt(node.kind === 'directory' ? 4096 : node.size),
    mode: node.mode,
    device: 1n,
    inode: BigInt(node.inode),
    links: node.links,
    user: node.user,
    group: node.group,
    accessed: node.accessed,
    modified: node.modified,
    changed: node.changed,
    created: node.created,
  })

  const handleOf = (handle: number): OpenFile | number => open.get(handle) ?? -EBADF

  return {
    put,
    contents(path) {
      const node = nodeAt(path, true)
      return typeof node === 'number' || node.kind !== 'file' ? null : node.bytes.slice(0, node.size)
    },
    open(path, flags, mode) {
      const place = find(path, (flags & OPEN_NOFOLLOW) === 0 && (flags & OPEN_NEW) === 0)
      if (typeof place === 'number') return place
      let { node } = place
      if (node === undefined) {
        if ((flags & OPEN_CREATE) === 0) return -ENOENT
        if (path.endsWith('/')) return -EISDIR
        node = make('file', mode & ~0o022)
        place.parent.entries.set(place.name, node)
        touch(place.parent)
      } else if (flags & OPEN_NEW) return -EEXIST
      else if (node.kind === 'link') return -ELOOP
      else if (node.kind === 'directory' && (flags & OPEN_WRITE) !== 0) return -EISDIR
      else if (flags & OPEN_TRUNCATE && node.kind === 'file') {
        node.bytes = new Uint8Array(0)
        node.size = 0
        touch(node)
      }
      open.set(nextHandle, { node, flags, position: 0 })
      return nextHandle++
    },
    close: (handle) => (open.delete(handle) ? 0 : -EBADF),
    read(handle, into, position) {
      const file = handleOf(handle)
      if (typeof file === 'number') return file
      if ((file.flags & OPEN_READ) === 0) return -EBADF
      if (file.node.kind === 'directory') return -EISDIR
      const at = position ?? file.position
      const count = Math.max(0, Math.min(into.length, file.node.size - at))
      into.set(file.node.bytes.subarray(at, at + count))
      if (position === null) file.position += count
      file.node.accessed = now()
      return count
    },
    write(handle, bytes, position) {
      const file = handleOf(handle)
      if (typeof file === 'number') return file
      if ((file.flags & OPEN_WRITE) === 0) return -EBADF
      const { node } = file
      const at = file.flags & OPEN_APPEND ? node.size : (position ?? file.position)
      if (bytes.length > 0) {
        reserve(node, at + bytes.length)
        node.bytes.set(bytes, at)
        node.size = Math.max(node.size, at + bytes.length)
        touch(node)
      }
      if (position === null) file.position = at + bytes.length
      return bytes.length
    },
    position: (handle) => {
      const file = handleOf(handle)
      return typeof file === 'number' ? file : file.position
    },
    seek(handle, position) {
      const file = handleOf(handle)
      if (typeof file === 'number') return file
      file.position = position
      return 0
    },
    size: (handle) => {
      const file = handleOf(handle)
      return typeof file === 'number' ? file : file.node.size
    },
    truncate(handle, size) {
      const file = handleOf(handle)
      if (typeof file === 'number') return file
      if ((file.flags & OPEN_WRITE) === 0) return -EINVAL
      const { node } = file
      if (size < node.size) node.bytes.fill(0, size, node.size)
      else reserve(node, size)
      node.size = size
      touch(node)
      return 0
    },
    sync: (handle) => (open.has(handle) ? 0 : -EBADF),
    stat: (path, follow) => {
      const node = nodeAt(path, follow)
      return typeof node === 'number' ? node : statOf(node)
    },
    list: (path) => {
      const node = nodeAt(path, true)
      if (typeof node === 'number') return node
      return node.kind === 'directory' ? [...node.entries.keys()].sort() : -ENOTDIR
    },
    makeDirectory: (path, mode) => add(path, () => make('directory', mode & ~0o022)),
    remove(path, directory) {
      const place = find(path, false)
      if (typeof place === 'number') return place
      const { node, parent, name } = place
      if (node === undefined) return -ENOENT
      if (directory) {
        if (node.kind !== 'directory') return -ENOTDIR
        if (node.entries.size > 0) return -ENOTEMPTY
        if (node === top) return -EACCES
        parent.links--
      } else if (node.kind === 'directory') return -EISDIR
      parent.entries.delete(name)
      node.links--
      touch(parent)
      return 0
    },
    rename(from, to) {
      const source = find(from, false)
      if (typeof source === 'number') return source
      const { node } = source
      if (node === undefined) return -ENOENT
      const target = find(to, false)
      if (typeof target === 'number') return target
      if (target.node === node) return 0
      if (to.endsWith('/') && node.kind !== 'directory') return -ENOTDIR
      const inside = (each: Node): boolean => each === target.parent || [...each.entries.values()].some(inside)
      if (inside(node)) return -EINVAL
      if (target.node !== undefined) {
        if (target.node.kind === 'directory') {
          if (node.kind !== 'directory') return -EISDIR
          if (target.node.entries.size > 0) return -ENOTEMPTY
          target.parent.links--
        } else if (node.kind === 'directory') return -ENOTDIR
        target.node.links--
      }
      source.parent.entries.delete(source.name)
      target.parent.entries.set(target.name, node)
      if (node.kind === 'directory') {
        source.parent.links--
        target.parent.links++
      }
      touch(source.parent)
      touch(target.parent)
      return 0
    },
    link(existing, path) {
      const node = nodeAt(existing, false)
      if (typeof node === 'number') return node
      if (node.kind === 'directory') return -EPERM
      return add(path, () => {
        node.links++
        return node
      })
    },
    symbolicLink: (target, path) => add(path, () => make('link', 0o777, target)),
    readLink: (path) => {
      const node = nodeAt(path, false)
      return typeof node === 'number' ? node : node.kind === 'link' ? node.target : -EINVAL
    },
    realPath: (path) => {
      const trail: string[] = []
      const place = find(path, true, trail)
      if (typeof place === 'number') return place
      return place.node === undefined ? -ENOENT : `/${trail.join('/')}`
    },
    setTimes(path, accessed, modified, follow) {
      const node = nodeAt(path, follow)
      if (typeof node === 'number') return node
      node.accessed = accessed
      node.modified = modified
      node.changed = now()
      return 0
    },
    setMode(path, mode) {
      const node = nodeAt(path, true)
      if (typeof node === 'number') return node
      node.mode = mode & 0o7777
      node.changed = now()
      return 0
    },
    setOwner(path, user, group, follow) {
      const node = nodeAt(path, follow)
      if (typeof node === 'number') return node
      if (user >= 0) node.user = user
      if (group >= 0) node.group = group
      node.changed = now()
      return 0
    },
    access(path, mode) {
      const node = nodeAt(path, true)
      if (typeof node === 'number') return node
      return ((node.mode >> 6) & mode) === mode ? 0 : -EACCES
    },
    space: () => [1 << 30, 1 << 29, 1 << 29],
  }
}
