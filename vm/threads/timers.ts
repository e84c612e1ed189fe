/** Time-outs in a binary heap, earliest first. An entry whose thread has waited for something else since is out of date. */
import type { RuntimeThread } from '../runtime/thread.ts'

interface Timer {
  readonly deadline: number
  readonly thread: RuntimeThread
  /** thread.waits when the timer was set. */
  readonly wait: number
  /** Order of timers with the same deadline. */
  readonly sequence: number
}

const before = (a: Timer, b: Timer): boolean =>
  a.deadline < b.deadline || (a.deadline === b.deadline && a.sequence < b.sequence)

export class Timers {
  readonly #heap: Timer[] = []
  #sequence = 0

  add(thread: RuntimeThread): void {
    const heap = this.#heap
    const timer: Timer = { deadline: thread.deadline, thread, wait: thread.waits, sequence: this.#sequence++ }
    let at = heap.push(timer) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(timer, heap[parent]!)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = timer
  }

  /** The earliest deadline, Infinity when there is none. */
  next(): number {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined) return Number.POSITIVE_INFINITY
      if (first.wait === first.thread.waits) return first.deadline
      this.#pop()
    }
  }

  /** The thread whose time-out is the earliest, if it is not behind `now`; it is taken out. */
  expired(now: number): RuntimeThread | null {
    return this.next() <= now ? this.#pop() : null
  }

  #pop(): RuntimeThread {
    const heap = this.#heap
    const { thread } = heap[0]!
    const last = heap.pop()!
    const size = heap.length
    if (size > 0) {
      let at = 0
      for (;;) {
        let child = at * 2 + 1
        if (child >= size) break
        if (child + 1 < size && before(heap[child + 1]!, heap[child]!)) child++
        if (!before(heap[child]!, last)) break
        heap[at] = heap[child]!
        at = child
      }
      heap[at] = last
    }
    return thread
  }
}
