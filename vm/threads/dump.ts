/** The dump of all threads in the form of java's, for a deadlock: state, what each waits for, and its stack. */
import { THREAD_BLOCKER } from '../heap/layout.ts'
import type { RuntimeMethod } from '../runtime/method.ts'
import { classOf } from '../runtime/objects.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { type RuntimeThread, threadNameOf } from '../runtime/thread.ts'
import { monitorOwner } from './monitor.ts'

type Where = (method: RuntimeMethod, bci: number) => string

const STATES: Readonly<Record<RuntimeThread['state'], string>> = {
  runnable: 'RUNNABLE',
  blocked: 'BLOCKED (on object monitor)',
  waiting: 'WAITING (on object monitor)',
  sleeping: 'TIMED_WAITING (sleeping)',
  parked: 'WAITING (parking)',
  class: 'RUNNABLE (waiting for the initialisation of a class)',
  input: 'RUNNABLE (reading standard input)',
  ended: 'TERMINATED',
}

const hex = (address: number): string => `<0x${address.toString(16).padStart(16, '0')}>`

/** `where` prints the place of a frame: `Main.java:3`. */
export function dumpThreads(rt: Runtime, where: Where): string {
  const { H32 } = rt.memory
  const lines = ['Full thread dump HLVM:', '']
  const threads = rt.threads.filter((thread) => thread !== undefined && thread.state !== 'ended')
  for (const thread of threads) {
    const blocker = H32[(thread.address >>> 2) + THREAD_BLOCKER]!
    lines.push(`"${threadNameOf(rt, thread)}"${thread.daemon ? ' daemon' : ''}`)
    lines.push(`   java.lang.Thread.State: ${STATES[thread.state]}`)
    let first = true
    rt.interpreter.walkStack(thread, (method, bci) => {
      lines.push(`\tat ${method.declaringClass.externalName}.${method.name}(${where(method, bci)})`)
      if (first && blocker !== 0) {
        const what = { blocked: 'waiting to lock', waiting: 'waiting on', parked: 'parking to wait for ' }[
          thread.state as 'blocked'
        ]
        if (what !== undefined) lines.push(`\t- ${what} ${hex(blocker)} (a ${classOf(rt, blocker).externalName})`)
      }
      first = false
      return true
    })
    if (thread.state === 'class') {
      const cls = rt.classes.find((each) => each.address === thread.awaitedClass)
      lines.push(`\t- waiting for the initialisation of ${cls?.externalName}`)
    }
    lines.push('')
  }
  return `${[...lines, ...cycle(rt, threads)].join('\n')}\n`
}

/** Threads that wait for each other's monitors in a ring. */
function cycle(rt: Runtime, threads: readonly RuntimeThread[]): string[] {
  const { H32 } = rt.memory
  const next = (thread: RuntimeThread): RuntimeThread | undefined => {
    if (thread.state !== 'blocked') return undefined
    const owner = monitorOwner(rt, H32[(thread.address >>> 2) + THREAD_BLOCKER]!)
    return threads.find((each) => each.address === owner)
  }
  for (const start of threads) {
    const ring: RuntimeThread[] = [start]
    let at = next(start)
    while (at !== undefined && !ring.includes(at)) {
      ring.push(at)
      at = next(at)
    }
    if (at !== start) continue
    const lines = ['Found one Java-level deadlock:', '=============================']
    for (const thread of ring) {
      const object = H32[(thread.address >>> 2) + THREAD_BLOCKER]!
      lines.push(`"${threadNameOf(rt, thread)}":`)
      lines.push(`  waiting to lock monitor (object ${hex(object)}, a ${classOf(rt, object).externalName}),`)
      lines.push(`  which is held by "${threadNameOf(rt, next(thread)!)}"`)
    }
    return [...lines, '']
  }
  return []
}
