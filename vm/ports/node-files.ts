/** The files of the Node port: node:fs, synchronous. Node cannot seek, so the position of a handle is kept here. */
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statfsSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import {
  FILE_ERRORS,
  type FileStat,
  type FilesPort,
  OPEN_APPEND,
  OPEN_CREATE,
  OPEN_NEW,
  OPEN_NOFOLLOW,
  OPEN_READ,
  OPEN_SYNC,
  OPEN_TRUNCATE,
  OPEN_WRITE,
} from './files.ts'

interface OpenFile {
  /** null: the host keeps the position (pipes, terminals, devices). */
  position: number | null
  readonly append: boolean
}

/** The negative number for an error of Node's. */
export function errorNumber(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return -((FILE_ERRORS as Readonly<Record<string, number>>)[code] ?? FILE_ERRORS.EIO)
}

function attempt<T>(run: () => T): T | number {
  try {
    return run()
  } catch (error) {
    return errorNumber(error)
  }
}

const done = (run: () => void): number =>
  attempt(() => {
    run()
    return 0
  })

/** Node takes seconds as doubles, which are exact to some hundred nanoseconds. */
const seconds = (nanos: bigint): number => Number(nanos) / 1e9

export function createNodeFiles(): FilesPort {
  const open = new Map<number, OpenFile>()
  const pause = new Int32Array(new SharedArrayBuffer(4))

  return {
    open(path, flags, mode) {
      let how =
        (flags & OPEN_WRITE) === 0
          ? constants.O_RDONLY
          : (flags & OPEN_READ) === 0
            ? constants.O_WRONLY
            : constants.O_RDWR
      if (flags & OPEN_APPEND) how |= constants.O_APPEND
      if (flags & OPEN_CREATE) how |= constants.O_CREAT
      if (flags & OPEN_NEW) how |= constants.O_EXCL
      if (flags & OPEN_TRUNCATE) how |= constants.O_TRUNC
      if (flags & OPEN_NOFOLLOW) how |= constants.O_NOFOLLOW ?? 0
      if (flags & OPEN_SYNC) how |= constants.O_SYNC ?? 0
      return attempt(() => {
        const handle = openSync(path, how, mode)
        const seekable = fstatSync(handle).isFile()
        open.set(handle, { position: seekable ? 0 : null, append: (flags & OPEN_APPEND) !== 0 })
        return handle
      })
    },
    close(handle) {
      if (!open.delete(handle)) return -FILE_ERRORS.EBADF
      return done(() => closeSync(handle))
    },
    read(handle, into, position) {
      const file = open.get(handle)
      if (file === undefined) return -FILE_ERRORS.EBADF
      for (;;) {
        try {
          const count = readSync(handle, into, 0, into.length, position ?? file.position)
          if (position === null && file.position !== null) file.position += count
          return count
        } catch (error) {
          const number = errorNumber(error)
          if (number !== -FILE_ERRORS.EAGAIN) return number
          Atomics.wait(pause, 0, 0, 5)
        }
      }
    },
    write(handle, bytes, position) {
      const file = open.get(handle)
      if (file === undefined) return -FILE_ERRORS.EBADF
      let at = 0
      const start = file.append ? null : (position ?? file.position)
      while (at < bytes.length) {
        try {
          at += writeSync(handle, bytes, at, bytes.length - at, start === null ? null : start + at)
        } catch (error) {
          const number = errorNumber(error)
          if (number !== -FILE_ERRORS.EAGAIN) return number
          Atomics.wait(pause, 0, 0, 5)
        }
      }
      if (position === null && file.position !== null) {
        if (file.append) file.position = fstatSync(handle).size
        else file.position += at
      }
      return at
    },
    position: (handle) => {
      const file = open.get(handle)
      return file === undefined ? -FILE_ERRORS.EBADF : (file.position ?? -FILE_ERRORS.ESPIPE)
    },
    seek(handle, position) {
      const file = open.get(handle)
      if (file === undefined) return -FILE_ERRORS.EBADF
      if (file.position === null) return -FILE_ERRORS.ESPIPE
      file.position = position
      return 0
    },
    size: (handle) => attempt(() => fstatSync(handle).size),
    truncate: (handle, size) => done(() => ftruncateSync(handle, size)),
    sync: (handle) => done(() => fsyncSync(handle)),
    stat: (path, follow) =>
      attempt((): FileStat => {
        const found = follow ? statSync(path, { bigint: true }) : lstatSync(path, { bigint: true })
        return {
          kind: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'link' : 'other',
          size: found.size,
          mode: Number(found.mode) & 0o7777,
          device: found.dev,
          inode: found.ino,
          links: Number(found.nlink),
          user: Number(found.uid),
          group: Number(found.gid),
          accessed: found.atimeNs,
          modified: found.mtimeNs,
          changed: found.ctimeNs,
          created: found.birthtimeNs,
        }
      }),
    list: (path) => attempt(() => readdirSync(path)),
    makeDirectory: (path, mode) => done(() => mkdirSync(path, { mode })),
    remove: (path, directory) => done(() => (directory ? rmdirSync(path) : unlinkSync(path))),
    rename: (from, to) => done(() => renameSync(from, to)),
    link: (existing, path) => done(() => linkSync(existing, path)),
    symbolicLink: (target, path) => done(() => symlinkSync(target, path)),
    readLink: (path) => attempt(() => readlinkSync(path)),
    realPath: (path) => attempt(() => realpathSync.native(path)),
    setTimes: (path, accessed, modified, follow) =>
      done(() => (follow ? utimesSync : lutimesSync)(path, seconds(accessed), seconds(modified))),
    setMode: (path, mode) => done(() => chmodSync(path, mode)),
    setOwner: (path, user, group, follow) =>
      done(() => {
        const now = follow ? statSync(path) : lstatSync(path)
        const change = follow ? chownSync : lchownSync
        change(path, user < 0 ? now.uid : user, group < 0 ? now.gid : group)
      }),
    access: (path, mode) => done(() => accessSync(path, mode)),
    space: (path) =>
      attempt(() => {
        const found = statfsSync(path)
        return [found.blocks * found.bsize, found.bfree * found.bsize, found.bavail * found.bsize] as const
      }),
  }
}
