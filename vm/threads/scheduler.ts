/**
 * Green threads. Exactly one thread runs; the interpreter asks for another one when a thread suspends itself, ends, or has had
 * its share of calls and back-edges. A thread that can run is in the ready queue, first in, first out; each other one is in
 * the queue of a monitor (monitor.ts), has a timer (timers.ts), or both, or waits for a class or for input.
 *
 * Nothing here depends on time but the timers, so with a virtual clock the order of everything is fixed.
 */
import {
  CELL_CURRENT_THREAD,
  CELL_STATUS,
  STATUS_YIELD,
  THREAD_BLOCKER,
  THREAD_BYTES,
  THREAD_ID,
  THREAD_OBJECT,
  THREAD_STACK_BASE,
  THREAD_STACK_LIMIT,
  THREAD_TOP_FRAME,
} from '../heap/layout.ts'
import { throwOutOfMemory } from '../runtime/exceptions.ts'
import type { Idle, Runtime, Scheduler } from '../runtime/runtime.ts'
import { RuntimeThread, threadNameOf, type ThreadState, type Wake } from '../runtime/thread.ts'
import { leaveWaiting, wakeWaiting } from './monitor.ts'
import { FIRST_STACK_BYTES, Stacks } from './stacks.ts'
import { Timers } from './timers.ts'

/** Threads that want to enter a monitor, and those in Object.wait. */
export interface MonitorQueues {
  readonly entering: RuntimeThread[]
  readonly waiting: RuntimeThread[]
}

/** While a thread waits for input and others run, the host's event loop gets a turn after that many milliseconds. */
const HOST_TURN = 20

/** A thread that waits for something that the host's event loop brings. */
interface HostWait {
  readonly thread: RuntimeThread
  /** thread.waits when it began: with another number it has gone on meanwhile. */
  readonly wait: number
  readonly ready: () => boolean
}

export class ThreadScheduler implements Scheduler {
  readonly stacks: Stacks
  /** Threads that keep the program alive; the main thread counts until it has ended. */
  userThreads = 1
  /** Reading blocks the whole VM: the host cannot be returned to, or time stands still meanwhile. */
  blockingInput = true
  /** For java.lang.management: threads started so far, the most alive at a time, and when the VM has begun. */
  started = 1
  peak = 1
  readonly startMillis: number
  readonly #rt: Runtime
  readonly #main: RuntimeThread
  readonly #timers = new Timers()
  readonly #queues = new Map<number, MonitorQueues>()
  #ready: RuntimeThread[] = []
  #next = 0
  readonly #waitingForClass: RuntimeThread[] = []
  #waitingForHost: HostWait[] = []
  #lastTurn = 0
  #readsAhead = false
  readonly #structs: number[] = []

  constructor(rt: Runtime) {
    this.#rt = rt
    this.#main = rt.currentThread
    this.startMillis = Number(rt.port.currentTimeMillis())
    this.stacks = new Stacks(rt.memory, rt.options.stackBytes)
  }

  get alive(): number {
    return this.#rt.threads.length - 1
  }

  /** Milliseconds since a fixed moment. */
  now(): number {
    return Number(this.#rt.port.nanoTime()) / 1e6
  }

  /** Another thread could run now. */
  get othersReady(): boolean {
    return this.#next < this.#ready.length
  }

  /** There is a point in taking the processor from the current thread: others are ready, or may have become so. */
  get preemptible(): boolean {
    return this.othersReady || this.#wantsHost || this.#timers.next() !== Number.POSITIVE_INFINITY
  }

  queuesOf(record: number): MonitorQueues {
    let queues = this.#queues.get(record)
    if (queues === undefined) {
      queues = { entering: [], waiting: [] }
      this.#queues.set(record, queues)
    }
    return queues
  }

  dropQueues(record: number): void {
    this.#queues.delete(record)
  }

  /** The current thread cannot go on; a limit in milliseconds, Infinity for none; the object that it waits for, or 0. */
  suspend(state: ThreadState, milliseconds: number, blocker: number): void {
    const { H32 } = this.#rt.memory
    const thread = this.#rt.currentThread
    thread.state = state
    thread.deadline = Number.POSITIVE_INFINITY
    H32[(thread.address >>> 2) + THREAD_BLOCKER] = blocker
    if (milliseconds !== Number.POSITIVE_INFINITY) {
      thread.deadline = this.now() + milliseconds
      this.#timers.add(thread)
    }
    H32[CELL_STATUS] = STATUS_YIELD
  }

  /** The current thread lets the others go first. */
  yieldNow(): void {
    this.#rt.currentThread.wake = 'timeout'
    this.#ready.push(this.#rt.currentThread)
    this.#rt.memory.H32[CELL_STATUS] = STATUS_YIELD
  }

  /** The current thread has had its share; it goes to the end of the queue, and `pick` finds the next one. */
  preempt(): void {
    this.#ready.push(this.#rt.currentThread)
  }

  makeReady(thread: RuntimeThread): void {
    thread.state = 'runnable'
    thread.waits++
    this.#rt.memory.H32[(thread.address >>> 2) + THREAD_BLOCKER] = 0
    this.#ready.push(thread)
  }

  /** Ends a wait, sleep or park. */
  wake(thread: RuntimeThread, how: Wake): void {
    thread.wake = how
    if (thread.state === 'waiting') {
      leaveWaiting(this.#rt, this.#rt.memory.H32[(thread.address >>> 2) + THREAD_BLOCKER]!, thread)
    }
    this.makeReady(thread)
  }

  /** Thread.interrupt: whoever waits, sleeps or is parked goes on at once. The flag has been set. */
  interrupt(thread: RuntimeThread): void {
    if (thread.state === 'waiting' || thread.state === 'sleeping' || thread.state === 'parked') {
      this.wake(thread, 'interrupted')
    }
  }

  unpark(thread: RuntimeThread): void {
    if (thread.state === 'parked') this.wake(thread, 'notified')
    else thread.permit = true
  }

  waitForClass(cls: number): void {
    this.#rt.currentThread.awaitedClass = cls
    this.#waitingForClass.push(this.#rt.currentThread)
    this.suspend('class', Number.POSITIVE_INFINITY, 0)
  }

  classReady(cls: number): void {
    if (this.#waitingForClass.length === 0) return
    for (const thread of this.#waitingForClass.filter((each) => each.awaitedClass === cls)) {
      this.#waitingForClass.splice(this.#waitingForClass.indexOf(thread), 1)
      this.makeReady(thread)
    }
  }

  /**
   * Before reading: suspends the current thread when there is no input and others could run meanwhile, or --timeout has to be able to
   * end the wait. The thread then reads again. Once the host reads ahead, every read has to ask it.
   */
  mustWaitForInput(): boolean {
    const { port, options } = this.#rt
    if (this.blockingInput || port.inputReady === undefined) return false
    const alone = this.alive === 1 && options.limits.timeoutMilliseconds === Number.POSITIVE_INFINITY
    if (alone && !this.#readsAhead) return false
    this.#readsAhead = true
    if (port.inputReady()) return false
    this.waitForHost(() => this.blockingInput || (port.inputReady?.() ?? true), Number.POSITIVE_INFINITY, 'input')
    return true
  }

  /** Suspends the current thread until the host has brought something; in the state `sleeping` it can be interrupted. */
  waitForHost(ready: () => boolean, milliseconds: number, state: 'input' | 'sleeping'): void {
    const thread = this.#rt.currentThread
    this.#waitingForHost.push({ thread, wait: thread.waits, ready })
    this.suspend(state, milliseconds, 0)
  }

  /** Somebody waits for the event loop, or programs run whose news come through it. */
  get #wantsHost(): boolean {
    return this.#waitingForHost.length > 0 || (this.#rt.port.processes?.busy() ?? false)
  }

  /** Makes the thread of a java.lang.Thread object; `begin` pushes its first frame. False: OutOfMemoryError is pending. */
  start(object: number, daemon: boolean, begin: () => void): boolean {
    const { memory, metadata, threads, options, wellKnown } = this.#rt
    const { H32 } = memory
    const message = 'unable to create native thread: '
    if (this.alive >= options.limits.maxThreads) {
      throwOutOfMemory(
        this.#rt,
        `${message}the limit of ${options.limits.maxThreads} threads (--max-threads) is reached`,
      )
      return false
    }
    const stack = this.stacks.take(FIRST_STACK_BYTES)
    const address = stack === 0 ? 0 : (this.#structs.pop() ?? metadata.allocate(THREAD_BYTES))
    if (address === 0) {
      if (stack !== 0) this.stacks.give(stack, FIRST_STACK_BYTES)
      throwOutOfMemory(this.#rt, `${message}possibly out of memory or process/resource limits reached`)
      return false
    }
    const thread = new RuntimeThread(threads.length, address)
    thread.daemon = daemon
    thread.resume = begin
    threads.push(thread)
    this.started++
    this.peak = Math.max(this.peak, this.alive)
    const t = address >>> 2
    H32.fill(0, t, t + (THREAD_BYTES >>> 2))
    H32[t + THREAD_ID] = thread.id
    H32[t + THREAD_STACK_BASE] = stack
    H32[t + THREAD_STACK_LIMIT] = stack + FIRST_STACK_BYTES
    H32[t + THREAD_OBJECT] = object
    H32[(object + wellKnown.threadStruct) >>> 2] = address
    if (!daemon) this.userThreads++
    this.#ready.push(thread)
    this.#rt.hooks.threadStarted?.()
    if (this.#rt.log.wants('thread', 'info')) this.#logThread(thread, 'started')
    return true
  }

  /** The thread has left its last frame: whoever has joined it goes on. The main thread's stack stays, for the shutdown. */
  end(thread: RuntimeThread): void {
    const { memory, threads, wellKnown } = this.#rt
    const { H32, U8 } = memory
    const t = thread.address >>> 2
    const object = H32[t + THREAD_OBJECT]!
    if (this.#rt.log.wants('thread', 'info')) this.#logThread(thread, 'finished')
    thread.state = 'ended'
    thread.waits++
    U8[object + wellKnown.threadEnded] = 1
    if (!thread.daemon) this.userThreads--
    wakeWaiting(this.#rt, object, true)
    if (thread === this.#main) return
    H32[(object + wellKnown.threadStruct) >>> 2] = 0
    this.stacks.give(H32[t + THREAD_STACK_BASE]!, H32[t + THREAD_STACK_LIMIT]! - H32[t + THREAD_STACK_BASE]!)
    H32[t + THREAD_TOP_FRAME] = 0
    this.#structs.push(thread.address)
    const last = threads.pop()!
    if (last !== thread) {
      threads[thread.id] = last
      last.id = thread.id
      H32[(last.address >>> 2) + THREAD_ID] = last.id
    }
  }

  /** The main thread runs once more, for the shutdown. */
  reviveMain(): void {
    this.makeCurrent(this.#main)
    this.#rt.currentThread.state = 'runnable'
    this.userThreads++
  }

  makeCurrent(thread: RuntimeThread): void {
    this.#rt.currentThread = thread
    this.#rt.memory.H32[CELL_CURRENT_THREAD] = thread.address
  }

  /** Makes the next thread that can run the current one; when there is none, says what they wait for. */
  pick(): Idle | null {
    const wantsHost = this.#wantsHost
    if (wantsHost) {
      const turn = this.#lookAtHost()
      if (turn !== null) return turn
    }
    let deadline = this.#timers.next()
    if (deadline !== Number.POSITIVE_INFINITY) {
      const now = this.now()
      while (deadline <= now) {
        this.wake(this.#timers.expired(now)!, 'timeout')
        deadline = this.#timers.next()
      }
      if (!this.othersReady) {
        return { milliseconds: deadline - now, input: wantsHost, deadlock: false }
      }
    }
    if (!this.othersReady) {
      const input = this.#waitingForHost.length > 0
      return { milliseconds: Number.POSITIVE_INFINITY, input, deadlock: !input }
    }
    const last = this.#rt.currentThread
    this.makeCurrent(this.#ready[this.#next++]!)
    if (this.#rt.log.wants('thread,switch', 'debug')) this.#logSwitch(last)
    if (this.#next === this.#ready.length) {
      this.#ready.length = 0
      this.#next = 0
    } else if (this.#next > 1024 && this.#next * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#next)
      this.#next = 0
    }
    return null
  }

  #logThread(thread: RuntimeThread, what: string): void {
    this.#rt.log.write('thread', 'info', `Thread "${threadNameOf(this.#rt, thread)}" ${what}`)
  }

  /** `last` has had the processor before; it may be the same one. */
  #logSwitch(last: RuntimeThread): void {
    const now = this.#rt.currentThread
    if (last === now) return
    const why = last.state === 'runnable' ? 'its share is used up' : `it is ${last.state}`
    const before = last.state === 'ended' ? 'the last one has ended' : `"${threadNameOf(this.#rt, last)}" stops: ${why}`
    this.#rt.log.write('thread,switch', 'debug', `"${threadNameOf(this.#rt, now)}" runs, ${before}`)
  }

  #lookAtHost(): Idle | null {
    const waiting = this.#waitingForHost
    this.#waitingForHost = waiting.filter(({ thread, wait, ready }) => {
      if (thread.waits !== wait) return false
      if (!ready()) return true
      this.makeReady(thread)
      return false
    })
    if (this.#waitingForHost.length < waiting.length) return null
    const now = this.now()
    if (!this.othersReady || now - this.#lastTurn < HOST_TURN) return null
    this.#lastTurn = now
    return { milliseconds: 0, input: true, deadlock: false }
  }
}

/** The scheduler with all that natives and monitors need of it. */
export function schedulerOf(rt: Runtime): ThreadScheduler {
  return rt.scheduler as ThreadScheduler
}

/** The thread of a java.lang.Thread object; null when it has not been started or has ended. */
export function threadOfObject(rt: Runtime, object: number): RuntimeThread | null {
  const { H32 } = rt.memory
  const address = H32[(object + rt.wellKnown.threadStruct) >>> 2]!
  return address === 0 ? null : (rt.threads[H32[(address >>> 2) + THREAD_ID]!] ?? null)
}

/** Clears the thread's interrupt flag; whether it was set. */
export function takeInterrupt(rt: Runtime, thread: RuntimeThread): boolean {
  const { H32, U8 } = rt.memory
  const flag = H32[(thread.address >>> 2) + THREAD_OBJECT]! + rt.wellKnown.threadInterrupted
  const was = U8[flag] !== 0
  U8[flag] = 0
  return was
}
