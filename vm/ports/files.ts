/**
 * The files of the outside, as a part of the port. Everything is synchronous, paths are strings in the host's form with `/` between
 * names, relative ones start at user.dir. Nothing throws: an operation answers its result, or the negative of one of FILE_ERRORS.
 */

/** Why an operation failed: the numbers of Linux, whatever the host. The library has the texts (hlvm.FileError). */
export const FILE_ERRORS = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ENOTTY: 25,
  ETXTBSY: 26,
  EFBIG: 27,
  ENOSPC: 28,
  ESPIPE: 29,
  EROFS: 30,
  EMLINK: 31,
  EPIPE: 32,
  ENAMETOOLONG: 36,
  ENOSYS: 38,
  ENOTEMPTY: 39,
  ELOOP: 40,
  ENOTSUP: 95,
} as const

/** Bits of how a file is opened. */
export const OPEN_READ = 1
export const OPEN_WRITE = 2
export const OPEN_APPEND = 4
export const OPEN_CREATE = 8
/** With OPEN_CREATE: it must not be there yet. */
export const OPEN_NEW = 16
export const OPEN_TRUNCATE = 32
export const OPEN_NOFOLLOW = 64
export const OPEN_SYNC = 128

/** What a path leads to; times in nanoseconds since 1970. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'link' | 'other'
  readonly size: bigint
  /** Permission bits, 0o7777. */
  readonly mode: number
  readonly device: bigint
  readonly inode: bigint
  readonly links: number
  readonly user: number
  readonly group: number
  readonly accessed: bigint
  readonly modified: bigint
  readonly changed: bigint
  readonly created: bigint
}

export interface FilesPort {
  /** A handle (a number of at least 3). `mode` are the permission bits of a new file, before the host's mask. */
  open(path: string, flags: number, mode: number): number
  close(handle: number): number
  /** Reads at the position, or with null at the handle's own, which moves; the number of bytes, 0 at the end. */
  read(handle: number, into: Uint8Array, position: number | null): number
  /** Writes all bytes, in the same way; a handle with OPEN_APPEND writes at the end. */
  write(handle: number, bytes: Uint8Array, position: number | null): number
  /** The handle's position; -ESPIPE where there is none (a pipe). */
  position(handle: number): number
  seek(handle: number, position: number): number
  size(handle: number): number
  /** Cuts or extends with zeros. */
  truncate(handle: number, size: number): number
  sync(handle: number): number
  stat(path: string, follow: boolean): FileStat | number
  /** Names of the entries, without `.` and `..`, in no order. */
  list(path: string): readonly string[] | number
  makeDirectory(path: string, mode: number): number
  remove(path: string, directory: boolean): number
  /** Replaces what is there under the new name, as far as the host does. */
  rename(from: string, to: string): number
  /** A second name for a file. */
  link(existing: string, path: string): number
  symbolicLink(target: string, path: string): number
  readLink(path: string): string | number
  /** Absolute, without links. */
  realPath(path: string): string | number
  setTimes(path: string, accessed: bigint, modified: bigint, follow: boolean): number
  setMode(path: string, mode: number): number
  /** -1 leaves user or group as it is. */
  setOwner(path: string, user: number, group: number, follow: boolean): number
  /** Whether the program may: 0 exists, 1 execute, 2 write, 4 read, or the sum of some; 0 when it may. */
  access(path: string, mode: number): number
  /** Bytes in all, free, and free for this user. */
  space(path: string): readonly [number, number, number] | number
}
