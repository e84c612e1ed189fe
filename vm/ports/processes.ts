/**
 * Other programs, as a part of the port. Starting one takes effect at once; what it prints and how it ends is heard of when the host's event
 * loop has had a turn (Port.idle), so nothing here waits. Hosts without programs leave it out.
 */

/** Where a stream of the other program goes: a pipe to us, our own stream, or a handle of FilesPort. */
export type Stdio = 'pipe' | 'inherit' | number

export interface ProcessSetup {
  readonly command: readonly string[]
  readonly directory: string | null
  /** All variables; null: those of this process. */
  readonly environment: readonly (readonly [string, string])[] | null
  readonly stdio: readonly [Stdio, Stdio, Stdio]
  /** Errors go where the output goes. */
  readonly mergeErrors: boolean
}

export interface ProcessesPort {
  /** Number of this process at its host. */
  readonly ownId: number
  /** The number of the process, or the negative of one of FILE_ERRORS. */
  start(setup: ProcessSetup): number
  /** Hands bytes to its standard input; false when it reads no more. */
  write(id: number, bytes: Uint8Array): boolean
  closeInput(id: number): void
  /** What it has printed on 1 or 2: the number of bytes, 0 when there is nothing now, -1 at the end. */
  read(id: number, stream: number, into: Uint8Array): number
  available(id: number, stream: number): number
  /** Its exit status, 128 and the signal's number when a signal ended it; null while it runs. */
  status(id: number): number | null
  kill(id: number, force: boolean): void
  /** Some process runs, or has printed something that nobody has read: the event loop is wanted. */
  busy(): boolean
}
