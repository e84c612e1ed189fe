/** hlvm.Host: the library's road to the port. */
import { ARRAY_BASE_OFFSET, CELL_EXIT_CODE, CELL_RESULT_HI, CELL_STATUS, STATUS_EXIT } from '../heap/layout.ts'
import { throwDenied } from '../runtime/exceptions.ts'
import { environmentDenial } from '../runtime/permissions.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { textOf } from '../runtime/strings.ts'
import { schedulerOf } from '../threads/scheduler.ts'
import { type NativeTable, newStringArray, returnLong } from './support.ts'

/** Exit status when --max-output is exceeded. */
const EXIT_OUTPUT = 125

/** Ends the program: every frame is left, no handler runs. */
function exit(rt: Runtime, status: number): 0 {
  rt.memory.H32[CELL_EXIT_CODE] = status
  rt.memory.H32[CELL_STATUS] = STATUS_EXIT
  return 0
}

export const hostNatives: NativeTable = {
  'hlvm/Host.write(I[BII)V': (rt) => (fd, bytes, offset, length) => {
    const start = bytes! + ARRAY_BASE_OFFSET + offset!
    const allowed = Math.min(length!, rt.outputLeft)
    // Nobody reads any more: there is no point in going on.
    if (!rt.port.write(fd!, rt.memory.U8.subarray(start, start + allowed))) return exit(rt, 0)
    rt.outputLeft -= allowed
    if (allowed < length!) {
      rt.stopped = `the program has printed more than ${rt.options.limits.maxOutputBytes} bytes`
      exit(rt, EXIT_OUTPUT)
    }
    return 0
  },
  'hlvm/Host.read(I[BII)I': (rt) => (fd, bytes, offset, length) => {
    if (schedulerOf(rt).mustWaitForInput()) return 0
    const start = bytes! + ARRAY_BASE_OFFSET + offset!
    return rt.port.read(fd!, rt.memory.U8.subarray(start, start + length!))
  },
  'hlvm/Host.available(I)I': (rt) => (fd) => rt.port.available(fd!),
  'hlvm/Host.flush(I)V': (rt) => (fd) => {
    if (!rt.port.flush(fd!)) exit(rt, 0)
    return 0
  },
  'hlvm/Host.isTerminal()Z': (rt) => () => (rt.port.terminal?.() === true ? 1 : 0),
  'hlvm/Host.setEcho(Z)Z': (rt) => (on) => (rt.port.setEcho?.(on !== 0) === true ? 1 : 0),
  'hlvm/Host.currentTimeMillis()J': (rt) => () => returnLong(rt, BigInt(rt.port.currentTimeMillis())),
  'hlvm/Host.nanoTime()J': (rt) => () => returnLong(rt, rt.port.nanoTime()),
  'hlvm/Host.exit(I)V': (rt) => (status) => exit(rt, status!),
  'hlvm/Host.properties()[Ljava/lang/String;': (rt) => () => {
    const pairs = [
      ...rt.port.properties(),
      ['java.class.path', rt.options.classPath] as const,
      ...rt.options.properties,
    ]
    return newStringArray(rt, pairs.flat())
  },
  'hlvm/Host.environment(Ljava/lang/String;)[Ljava/lang/String;': (rt) => (string) => {
    const name = string === 0 ? null : textOf(rt, string!)
    const why = environmentDenial(rt.options.permissions, name)
    if (why !== null) return throwDenied(rt, why)
    const all = rt.port.environment()
    return newStringArray(rt, (name === null ? all : all.filter(([each]) => each === name)).flat())
  },
  'hlvm/Host.randomSeed()J': (rt) => () => {
    rt.memory.H32[CELL_RESULT_HI] = rt.port.randomBits()
    return rt.port.randomBits()
  },
}
