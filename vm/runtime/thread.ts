/** A guest thread: the rich side of a thread struct (heap/layout.ts). What its states mean: vm/threads/scheduler.ts. */
import { THREAD_OBJECT } from '../heap/layout.ts'
import type { Loader, RuntimeClass } from './class.ts'
import type { Runtime } from './runtime.ts'
import { textOf } from './strings.ts'

/** A class whose initialisation this thread has begun (JVMS 5.5): see initialize.ts. */
export interface PendingInitialization {
  readonly cls: RuntimeClass
  /** Superclass and superinterfaces that still have to be looked at, next one last. */
  readonly before: RuntimeClass[]
  /** Its <clinit> has a frame. */
  running: boolean
}

/** A frame asks a loader of the guest for a class on behalf of the VM (interpret/slow/load.ts). */
export interface PendingLoad {
  readonly loader: Loader
  readonly name: string
  /** The class whose superclass or superinterface that is, for ClassCircularityError. */
  defining: { readonly loader: Loader; readonly name: string } | null
}

/**
 * runnable: runs or is in the ready queue; blocked: wants a monitor; waiting: Object.wait; sleeping: Thread.sleep; parked:
 * LockSupport.park; class: another thread initialises a class that it needs; input: standard input; ended: has no frames any more.
 */
export type ThreadState = 'runnable' | 'blocked' | 'waiting' | 'sleeping' | 'parked' | 'class' | 'input' | 'ended'

/** How a wait, sleep or park has ended; the native method that is called again takes it. */
export type Wake = 'none' | 'notified' | 'timeout' | 'interrupted'

export class RuntimeThread {
  /** Index into rt.threads; changes when other threads end. */
  id: number
  readonly address: number
  readonly initializations: PendingInitialization[]
  /** The loads that have a frame on the stack, innermost last. */
  readonly loads: PendingLoad[]
  /** The load that ended last without a class, until the instruction is executed again; THREAD_LOAD_FAILURE has the exception. */
  loadAnswer: PendingLoad | null
  state: ThreadState
  daemon: boolean
  /** End of a timed wait on the scheduler's clock in milliseconds; Infinity: no limit. */
  deadline: number
  /** Number of waits so far: an entry in the timer heap with another number is out of date. */
  waits: number
  wake: Wake
  /** Object.wait: how often the thread had entered the monitor; 0 when it is not in a wait. */
  savedCount: number
  /** LockSupport: unpark has been called before park. */
  permit: boolean
  /** Struct of the class that it waits for in the state `class`. */
  awaitedClass: number
  /** What has to be done in the thread before its next instruction: push the first frame, go on with an initialisation. */
  resume: (() => void) | null

  constructor(id: number, address: number) {
    this.id = id
    this.address = address
    this.initializations = []
    this.loads = []
    this.loadAnswer = null
    this.state = 'runnable'
    this.daemon = false
    this.deadline = Number.POSITIVE_INFINITY
    this.waits = 0
    this.wake = 'none'
    this.savedCount = 0
    this.permit = false
    this.awaitedClass = 0
    this.resume = null
  }
}

/** Thread.getName(); the first thread has none until the library is there. */
export function threadNameOf(rt: Runtime, thread: RuntimeThread): string {
  const { H32 } = rt.memory
  const object = H32[(thread.address >>> 2) + THREAD_OBJECT]!
  const name = object === 0 ? 0 : H32[(object + rt.wellKnown.threadName) >>> 2]!
  return name === 0 ? 'main' : textOf(rt, name)
}
