/** hlvm.Processes: other programs. A native that waits suspends its thread and is called again when there is news. */
import { ARRAY_BASE_OFFSET, ARRAY_LENGTH } from '../heap/layout.ts'
import { FILE_ERRORS } from '../ports/files.ts'
import type { ProcessesPort, Stdio } from '../ports/processes.ts'
import { throwDenied, throwNew } from '../runtime/exceptions.ts'
import { runDenial } from '../runtime/permissions.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { textOf } from '../runtime/strings.ts'
import { schedulerOf, takeInterrupt } from '../threads/scheduler.ts'
import { longToNumber, type NativeTable, returnLong } from './support.ts'

const P = 'hlvm/Processes.'
const S = 'Ljava/lang/String;'

/** The strings of a String[]; null for null. */
function texts(rt: Runtime, array: number): string[] | null {
  if (array === 0) return null
  const { H32 } = rt.memory
  const length = H32[(array >>> 2) + ARRAY_LENGTH]!
  return Array.from({ length }, (_, i) => textOf(rt, H32[(array + ARRAY_BASE_OFFSET + i * 4) >>> 2]!))
}

/** A host that cannot be returned to hears nothing of its processes. */
function processesOf(rt: Runtime): ProcessesPort | undefined {
  return schedulerOf(rt).blockingInput ? undefined : rt.port.processes
}

const range = (rt: Runtime, bytes: number, offset: number, length: number): Uint8Array => {
  const start = bytes + ARRAY_BASE_OFFSET + offset
  return rt.memory.U8.subarray(start, start + length)
}

/** -1 a pipe, -2 our own stream, otherwise a handle. */
const stdioOf = (number: number): Stdio => (number === -1 ? 'pipe' : number === -2 ? 'inherit' : number)

export const processNatives: NativeTable = {
  [`${P}ownId()J`]: (rt) => () => returnLong(rt, BigInt(rt.port.processes?.ownId ?? 1)),
  [`${P}isAllowed(${S})V`]: (rt) => (program) => {
    const why = runDenial(rt.options.permissions, textOf(rt, program!))
    return why === null ? 0 : throwDenied(rt, why)
  },
  [`${P}start([${S}${S}[${S}IIIZ)I`]: (rt) => (command, directory, environment, stdin, stdout, stderr, merge) => {
    const list = texts(rt, command!)!
    const why = runDenial(rt.options.permissions, list[0]!)
    if (why !== null) return throwDenied(rt, why)
    const processes = processesOf(rt)
    if (processes === undefined) return -FILE_ERRORS.ENOSYS
    const variables = texts(rt, environment!)
    rt.port.flush(1)
    rt.port.flush(2)
    return processes.start({
      command: list,
      directory: directory === 0 ? null : textOf(rt, directory!),
      environment:
        variables === null
          ? null
          : variables.flatMap((name, i) => (i % 2 === 0 ? [[name, variables[i + 1]!] as const] : [])),
      stdio: [stdioOf(stdin!), stdioOf(stdout!), stdioOf(stderr!)],
      mergeErrors: merge !== 0,
    })
  },
  [`${P}write(I[BII)Z`]: (rt) => (id, bytes, offset, length) =>
    processesOf(rt)?.write(id!, range(rt, bytes!, offset!, length!)) ? 1 : 0,
  [`${P}closeInput(I)V`]: (rt) => (id) => {
    processesOf(rt)?.closeInput(id!)
    return 0
  },
  [`${P}read(II[BII)I`]: (rt) => (id, stream, bytes, offset, length) => {
    const processes = processesOf(rt)
    if (processes === undefined) return -1
    const count = processes.read(id!, stream!, range(rt, bytes!, offset!, length!))
    if (count !== 0) return count
    const none = new Uint8Array(0)
    schedulerOf(rt).waitForHost(
      () => processes.available(id!, stream!) > 0 || processes.read(id!, stream!, none) < 0,
      Number.POSITIVE_INFINITY,
      'input',
    )
    return 0
  },
  [`${P}available(II)I`]: (rt) => (id, stream) => processesOf(rt)?.available(id!, stream!) ?? 0,
  // The exit status, -1 when the time is over, milliseconds of 0 only look.
  [`${P}waitFor(IJ)I`]: (rt) => (id, low, high) => {
    const thread = rt.currentThread
    const { wake } = thread
    thread.wake = 'none'
    if (wake === 'interrupted' && takeInterrupt(rt, thread)) {
      return throwNew(rt, 'java/lang/InterruptedException', null)
    }
    const status = processesOf(rt)?.status(id!) ?? null
    const milliseconds = longToNumber(low!, high!)
    if (status !== null) return status
    if (milliseconds === 0 || wake === 'timeout') return -1
    const limit = milliseconds < 0 ? Number.POSITIVE_INFINITY : milliseconds
    schedulerOf(rt).waitForHost(() => processesOf(rt)?.status(id!) !== null, limit, 'sleeping')
    return 0
  },
  [`${P}kill(IZ)V`]: (rt) => (id, force) => {
    processesOf(rt)?.kill(id!, force !== 0)
    return 0
  },
}
