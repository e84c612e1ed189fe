/** `--status-json FILE`: how a program has ended and what it has used, for scripts that run programs of others. */
import { schedulerOf } from './threads/scheduler.ts'
import type { Runtime } from './runtime/runtime.ts'

/** Sizes in bytes, times in milliseconds. */
export interface RunReport {
  /** The exit status. */
  readonly status: number
  /** What has ended it: the program itself, or the VM. */
  readonly reason: Reason
  /** The VM's message when a limit has ended it. */
  readonly message: string | null
  readonly milliseconds: number
  /** Counted with --fuel and --ic; null otherwise. */
  readonly instructions: number | null
  readonly heap: {
    readonly max: number
    readonly used: number
    readonly collections: number
    readonly collectionMilliseconds: number
  }
  readonly metadata: number
  readonly classes: number
  readonly threads: { readonly started: number; readonly peak: number }
}

type Reason =
  | 'exit'
  | 'uncaught exception'
  | 'bug in the virtual machine'
  | 'fuel'
  | 'heap'
  | 'permission'
  | 'class file'
  | 'timeout'
  | 'output'

/** The exit statuses that are the VM's own; a program that exits with one of them by itself is not told apart. */
const REASONS: Readonly<Record<number, Reason>> = {
  70: 'bug in the virtual machine',
  120: 'fuel',
  121: 'heap',
  122: 'permission',
  123: 'class file',
  124: 'timeout',
  125: 'output',
}

export function reportRun(rt: Runtime, status: number, uncaught: boolean): RunReport {
  const { limits } = rt.options
  const counted = limits.countInstructions || limits.fuel !== Number.POSITIVE_INFINITY
  const scheduler = schedulerOf(rt)
  const { collector } = rt.heap
  return {
    status,
    reason: REASONS[status] ?? (uncaught ? 'uncaught exception' : 'exit'),
    message: rt.stopped,
    milliseconds: Math.round(rt.log.uptime),
    instructions: counted ? rt.interpreter.instructions : null,
    heap: {
      max: rt.options.maxHeapBytes,
      used: collector.used,
      collections: rt.collections?.count ?? 0,
      collectionMilliseconds: Math.round(rt.collections?.milliseconds ?? 0),
    },
    metadata: rt.metadata.used,
    classes: rt.classes.length,
    threads: { started: scheduler.started, peak: scheduler.peak },
  }
}
