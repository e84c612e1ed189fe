/**
 * hlvm.Files: the library's road to the files of the port. A failed operation answers the negative of an error number; what the
 * program has no permission for throws a SecurityException.
 */
import { ARRAY_BASE_OFFSET, CLASS_ELEMENT_BASE } from '../heap/layout.ts'
import { FILE_ERRORS, OPEN_CREATE, OPEN_NEW, OPEN_NOFOLLOW, OPEN_READ, OPEN_WRITE } from '../ports/files.ts'
import { throwDenied } from '../runtime/exceptions.ts'
import { pathDenial } from '../runtime/permissions.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { newString, textOf } from '../runtime/strings.ts'
import { longToNumber, type NativeTable, newStringArray, returnLong } from './support.ts'

const P = 'hlvm/Files.'
const S = 'Ljava/lang/String;'

const KINDS = { file: 0, directory: 1, link: 2, other: 3 } as const

/** The path of a String; null: it holds a NUL, so there is no such file. */
function pathOf(rt: Runtime, string: number): string | null {
  const path = textOf(rt, string)
  return path.includes('\0') ? null : path
}

/** True with a SecurityException pending. */
function denied(rt: Runtime, kind: 'read' | 'write', path: string, follow: boolean): boolean {
  const why = pathDenial(rt.options.permissions, rt.port.files, kind, path, follow)
  if (why === null) return false
  throwDenied(rt, why)
  return true
}

/** Runs an operation on a path that the program may read or change. */
function onPath(
  rt: Runtime,
  string: number,
  kind: 'read' | 'write',
  follow: boolean,
  run: (path: string) => number,
): number {
  const path = pathOf(rt, string)
  if (path === null) return -FILE_ERRORS.ENOENT
  return denied(rt, kind, path, follow) ? 0 : run(path)
}

/** A result that is text, or an error number in the int[] (and null). */
function textResult(rt: Runtime, result: string | number, error: number): number {
  if (typeof result === 'string') return newString(rt, result)
  rt.memory.H32[(error + ARRAY_BASE_OFFSET) >>> 2] = result
  return 0
}

const longs = (rt: Runtime, array: number): number => {
  const { H32 } = rt.memory
  return (array + H32[(H32[array >>> 2]! >>> 2) + CLASS_ELEMENT_BASE]!) >>> 2
}

function storeLongs(rt: Runtime, array: number, values: readonly bigint[]): void {
  const { H32 } = rt.memory
  const first = longs(rt, array)
  values.forEach((value, i) => {
    H32[first + 2 * i] = Number(BigInt.asIntN(32, value))
    H32[first + 2 * i + 1] = Number(BigInt.asIntN(32, value >> 32n))
  })
}

const toBigInt = (low: number, high: number): bigint => (BigInt(high) << 32n) | BigInt(low >>> 0)

const range = (rt: Runtime, bytes: number, offset: number, length: number): Uint8Array => {
  const start = bytes + ARRAY_BASE_OFFSET + offset
  return rt.memory.U8.subarray(start, start + length)
}

export const fileNatives: NativeTable = {
  [`${P}open(${S}II)I`]: (rt) => (string, flags, mode) => {
    const path = pathOf(rt, string!)
    if (path === null) return -FILE_ERRORS.ENOENT
    const follow = (flags! & (OPEN_NOFOLLOW | OPEN_NEW)) === 0
    if (flags! & OPEN_READ && denied(rt, 'read', path, follow)) return 0
    if (flags! & (OPEN_WRITE | OPEN_CREATE) && denied(rt, 'write', path, follow)) return 0
    return rt.port.files.open(path, flags!, mode!)
  },
  [`${P}close(I)I`]: (rt) => (handle) => rt.port.files.close(handle!),
  [`${P}read(I[BII)I`]: (rt) => (handle, bytes, offset, length) =>
    rt.port.files.read(handle!, range(rt, bytes!, offset!, length!), null),
  [`${P}readAt(I[BIIJ)I`]: (rt) => (handle, bytes, offset, length, low, high) =>
    rt.port.files.read(handle!, range(rt, bytes!, offset!, length!), longToNumber(low!, high!)),
  [`${P}write(I[BII)I`]: (rt) => (handle, bytes, offset, length) =>
    rt.port.files.write(handle!, range(rt, bytes!, offset!, length!), null),
  [`${P}writeAt(I[BIIJ)I`]: (rt) => (handle, bytes, offset, length, low, high) =>
    rt.port.files.write(handle!, range(rt, bytes!, offset!, length!), longToNumber(low!, high!)),
  [`${P}position(I)J`]: (rt) => (handle) => returnLong(rt, BigInt(rt.port.files.position(handle!))),
  [`${P}seek(IJ)I`]: (rt) => (handle, low, high) => rt.port.files.seek(handle!, longToNumber(low!, high!)),
  [`${P}size(I)J`]: (rt) => (handle) => returnLong(rt, BigInt(rt.port.files.size(handle!))),
  [`${P}truncate(IJ)I`]: (rt) => (handle, low, high) => rt.port.files.truncate(handle!, longToNumber(low!, high!)),
  [`${P}sync(I)I`]: (rt) => (handle) => rt.port.files.sync(handle!),
  [`${P}stat(${S}Z[J)I`]: (rt) => (string, follow, into) =>
    onPath(rt, string!, 'read', follow !== 0, (path) => {
      const found = rt.port.files.stat(path, follow !== 0)
      if (typeof found === 'number') return found
      storeLongs(rt, into!, [
        BigInt(KINDS[found.kind]),
        found.size,
        BigInt(found.mode),
        found.device,
        found.inode,
        BigInt(found.links),
        BigInt(found.user),
        BigInt(found.group),
        found.accessed,
        found.modified,
        found.changed,
        found.created,
      ])
      return 0
    }),
  [`${P}list(${S}[I)[${S}`]: (rt) => (string, error) => {
    let names: readonly string[] = []
    const result = onPath(rt, string!, 'read', true, (path) => {
      const found = rt.port.files.list(path)
      if (typeof found === 'number') return found
      names = found
      return 1
    })
    if (result === 1) return newStringArray(rt, names)
    rt.memory.H32[(error! + ARRAY_BASE_OFFSET) >>> 2] = result
    return 0
  },
  [`${P}makeDirectory(${S}I)I`]: (rt) => (string, mode) =>
    onPath(rt, string!, 'write', false, (path) => rt.port.files.makeDirectory(path, mode!)),
  [`${P}remove(${S}Z)I`]: (rt) => (string, directory) =>
    onPath(rt, string!, 'write', false, (path) => rt.port.files.remove(path, directory !== 0)),
  [`${P}rename(${S}${S})I`]: (rt) => (from, to) =>
    onPath(rt, from!, 'write', false, (source) =>
      denied(rt, 'read', source, false)
        ? 0
        : onPath(rt, to!, 'write', false, (target) => rt.port.files.rename(source, target)),
    ),
  [`${P}link(${S}${S})I`]: (rt) => (existing, string) =>
    onPath(rt, existing!, 'write', false, (source) =>
      denied(rt, 'read', source, false)
        ? 0
        : onPath(rt, string!, 'write', false, (path) => rt.port.files.link(source, path)),
    ),
  // Where the link leads is judged when somebody goes there.
  [`${P}symbolicLink(${S}${S})I`]: (rt) => (target, string) =>
    onPath(rt, string!, 'write', false, (path) => {
      const text = pathOf(rt, target!)
      return text === null ? -FILE_ERRORS.EINVAL : rt.port.files.symbolicLink(text, path)
    }),
  [`${P}readLink(${S}[I)${S}`]: (rt) => (string, error) => {
    const path = pathOf(rt, string!)
    if (path === null) return textResult(rt, -FILE_ERRORS.ENOENT, error!)
    return denied(rt, 'read', path, false) ? 0 : textResult(rt, rt.port.files.readLink(path), error!)
  },
  [`${P}realPath(${S}[I)${S}`]: (rt) => (string, error) => {
    const path = pathOf(rt, string!)
    if (path === null) return textResult(rt, -FILE_ERRORS.ENOENT, error!)
    return denied(rt, 'read', path, true) ? 0 : textResult(rt, rt.port.files.realPath(path), error!)
  },
  [`${P}setTimes(${S}JJZ)I`]: (rt) => (string, accessed, accessedHigh, modified, modifiedHigh, follow) =>
    onPath(rt, string!, 'write', follow !== 0, (path) =>
      rt.port.files.setTimes(
        path,
        toBigInt(accessed!, accessedHigh!),
        toBigInt(modified!, modifiedHigh!),
        follow !== 0,
      ),
    ),
  [`${P}setMode(${S}I)I`]: (rt) => (string, mode) =>
    onPath(rt, string!, 'write', true, (path) => rt.port.files.setMode(path, mode!)),
  [`${P}setOwner(${S}IIZ)I`]: (rt) => (string, user, group, follow) =>
    onPath(rt, string!, 'write', follow !== 0, (path) => rt.port.files.setOwner(path, user!, group!, follow !== 0)),
  [`${P}access(${S}I)I`]: (rt) => (string, mode) =>
    onPath(rt, string!, 'read', true, (path) => rt.port.files.access(path, mode!)),
  [`${P}space(${S}[J)I`]: (rt) => (string, into) =>
    onPath(rt, string!, 'read', true, (path) => {
      const found = rt.port.files.space(path)
      if (typeof found === 'number') return found
      storeLongs(rt, into!, found.map(BigInt))
      return 0
    }),
}
