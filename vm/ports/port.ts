import type { ByteSource } from '../classfile/archive.ts'
import type { FilesPort } from './files.ts'
import type { ProcessesPort } from './processes.ts'
import type { Zones } from './zones.ts'

/**
 * The whole outside of the VM. An implementation of this interface is all that a new host needs; it is also the only source of
 * nondeterminism. Nothing here throws: what cannot be done gives the value that the comment names.
 */
export interface Port {
  /** Appends to a stream (1 out, 2 err), perhaps buffered; false when the reader at the other end has gone away. */
  write(fd: number, bytes: Uint8Array): boolean
  /** Empties the buffer of a stream; false as for write. */
  flush(fd: number): boolean
  /** Waits for at least one byte of standard input; the number of bytes stored, -1 at the end. */
  read(fd: number, into: Uint8Array): number
  /**
   * Where reading may have to wait for long: whether read would return at once. From the first no on the host reads ahead,
   * and the answer changes only after the VM has returned to the host (idle). Missing: reading never waits for long.
   */
  inputReady?(): boolean
  /** Gives the host a turn: until the time has passed (Infinity: for ever) or, when `input` is asked for, input or news of a process has come. */
  idle?(milliseconds: number, input: boolean): Promise<void>
  /** Bytes that can be read without waiting, as far as that is known. */
  available(fd: number): number
  /** Whether a person sits at both ends: standard input and output are terminals. Missing: no. */
  terminal?(): boolean
  /** Whether the terminal shows what is typed; false when that cannot be changed. */
  setEcho?(on: boolean): boolean
  currentTimeMillis(): number
  /** Nanoseconds since a fixed moment. */
  nanoTime(): bigint
  /** The real clock, where nanoTime is a virtual one. */
  hostNanoTime?(): bigint
  /** Blocks the whole VM. */
  sleep(milliseconds: number): void
  /** 32 random bits. */
  randomBits(): number
  environment(): readonly (readonly [string, string])[]
  /** System properties that only the host knows: user.dir, user.name, user.home, os.name ... */
  properties(): readonly (readonly [string, string])[]
  processors(): number
  /** Files of the program, behind its permissions. */
  readonly files: FilesPort
  /** Other programs, on hosts that have them and an event loop. */
  readonly processes?: ProcessesPort
  /** The zone of the place where this runs (TZ); null where nobody has said. */
  timeZone(): string | null
  readonly zones: Zones
  /** Contents of a file; null when it cannot be read. Used for the class path only. */
  readFile(path: string): Uint8Array | null
  /** The same, for reading parts of it: archives. Stays open. */
  openFile(path: string): ByteSource | null
  kindOf(path: string): 'file' | 'directory' | 'missing'
  /** Raw deflate data unpacked to exactly `size` bytes; null when it is broken. */
  inflate(bytes: Uint8Array, size: number): Uint8Array | null
}
