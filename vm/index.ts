/**
 * The one way into the VM: createVM wires memory, runtime, loaders and interpreter together and returns something that runs a
 * main class. Nothing is shared between two VMs. No `node:*` here: the outside is the port.
 */
import { auditHeap, type AuditReport } from './heap/audit.ts'
import { DEFAULT_HEAP } from './heap/heap.ts'
import {
  CELL_EXIT_CODE,
  CELL_STATUS,
  CLASS_STATE,
  INIT_DONE,
  STATUS_EXIT,
  STATUS_EXCEPTION,
  STATUS_YIELD,
  THREAD_OBJECT,
  THREAD_TOP_FRAME,
} from './heap/layout.ts'
import { createMemory, MAX_MEMORY_BYTES } from './heap/memory.ts'
import { histogram } from './interpret/heap-dump.ts'
import { createInterpreter, EXIT_TIMEOUT, timeoutMessage } from './interpret/index.ts'
import { createTier } from './jit/index.ts'
import { createAppLoader, createBootLoader, createMemoryLoader } from './load/loaders.ts'
import { type ByteSource, openArchive } from './classfile/archive.ts'
import { lineOf, sourceFileOf } from './natives/java-lang-Throwable.ts'
import { newStringArray } from './natives/support.ts'
import { withSeed, withVirtualClock } from './ports/deterministic.ts'
import type { Port } from './ports/port.ts'
import { type RunReport, reportRun } from './run-report.ts'
import { createRuntime } from './runtime/boot.ts'
import type { RuntimeClass } from './runtime/class.ts'
import { describeThrowable, isDenial, takePending } from './runtime/exceptions.ts'
import { startInitialization } from './runtime/initialize.ts'
import { openImage } from './runtime/image.ts'
import { loadClass } from './runtime/load.ts'
import { isTraced, type LogConfiguration, openLog } from './runtime/log.ts'
import { NO_PERMISSIONS, type Permissions } from './runtime/permissions.ts'
import type { RuntimeMethod } from './runtime/method.ts'
import { classOf } from './runtime/objects.ts'
import type { GcOptions, Idle, RunLimits, Runtime, RuntimeOptions, TierOptions } from './runtime/runtime.ts'
import type { RuntimeThread } from './runtime/thread.ts'
import { dumpThreads } from './threads/dump.ts'
import { schedulerOf } from './threads/scheduler.ts'

/** Exit statuses of the VM's own (the program's are its own). */
export const EXIT_UNCAUGHT = 1
export const EXIT_USAGE = 2
export const EXIT_VM_BUG = 70
export const EXIT_OUT_OF_MEMORY = 121
export const EXIT_DENIED = 122
export const EXIT_CLASS_REJECTED = 123

export interface VMOptions {
  /** Class path entries: directories and jars. */
  readonly classPath: readonly string[]
  readonly properties: ReadonlyMap<string, string>
  readonly assertions: readonly (readonly [boolean, string])[]
  /** -Xlog, -verbose, --trace. */
  readonly log: LogConfiguration
  /** -Xverify. */
  readonly verify: 'all' | 'remote' | 'none'
  /** -Xmx, -Xss, and the size of the metadata region, in bytes. */
  readonly maxHeapBytes: number
  readonly gc: GcOptions
  readonly stackBytes: number
  readonly metadataBytes: number
  /** Room for the stacks of all threads but the first. */
  readonly threadStackBytes: number
  /** What the program may do outside of itself. */
  readonly permissions: Permissions
  /** --fuel, --timeout, --seed ... */
  readonly limits: RunLimits
  readonly tiers: TierOptions
  /** Print the JavaScript stack of a VM bug too: for us. */
  readonly debug: boolean
}

export const DEFAULT_LIMITS: RunLimits = {
  fuel: Number.POSITIVE_INFINITY,
  countInstructions: false,
  timeoutMilliseconds: Number.POSITIVE_INFINITY,
  maxThreads: Number.POSITIVE_INFINITY,
  maxOutputBytes: Number.POSITIVE_INFINITY,
  // A millisecond or so of interpreted code.
  schedule: 20_000,
  seed: null,
  virtualClock: false,
}

/** Nothing is compiled. */
export const INTERPRETED = 0x7fff_ffff

export const DEFAULT_TIERS: TierOptions = {
  calls: 1500,
  backEdges: 6000,
  printCompilation: false,
  printAssembly: false,
  printInlining: false,
  dump: null,
  reifyEvery: 0,
}

export const DEFAULT_OPTIONS: VMOptions = {
  classPath: ['.'],
  properties: new Map(),
  assertions: [],
  log: [],
  verify: 'remote',
  maxHeapBytes: 1024 * 1024 * 1024,
  gc: { heap: DEFAULT_HEAP, audit: false, heapDump: null },
  stackBytes: 2 * 1024 * 1024,
  metadataBytes: 96 * 1024 * 1024,
  threadStackBytes: 160 * 1024 * 1024,
  permissions: NO_PERMISSIONS,
  limits: DEFAULT_LIMITS,
  tiers: DEFAULT_TIERS,
  debug: false,
}

export interface VMSetup {
  readonly port: Port
  /** The library archive (a zip) and the name that -verbose:class shows for it. */
  readonly library: Uint8Array | ByteSource
  readonly libraryPath?: string
  /** An image of the library (runtime/image.ts), and the stamp that it must have; not used when it does not fit. */
  readonly image?: { readonly file: Uint8Array; readonly stamp: string } | null
  readonly options?: Partial<VMOptions>
  /** Classes that come before the class path, by internal name. */
  readonly classes?: ReadonlyMap<string, Uint8Array>
}

export interface VM {
  /**
   * Runs `main` of the class (external or internal name) to the end; the exit status. Once per VM. Waiting, for time or for input,
   * blocks the host.
   */
  runMain(mainClass: string, args: readonly string[]): number
  /** The same, but returns to the host's event loop while threads wait for input or processes. A promise only if that has been necessary. */
  start(mainClass: string, args: readonly string[]): number | Promise<number>
  /** Live objects and bytes by class, as `jmap -histo:live` prints them; the program is not running. */
  histogram(): string
  /** Checks the whole heap. */
  audit(): AuditReport
  /** How the program has ended with that status; null when it could not be started. */
  report(status: number): RunReport | null
  readonly runtime: Runtime
}

/** A VM, or why there is none: the memory cannot be had, the library cannot be read. */
export function createVM(setup: VMSetup): VM | { readonly error: string } {
  const options: VMOptions = { ...DEFAULT_OPTIONS, ...setup.options }
  const port = portFor(setup.port, options.limits)
  const memory = createMemory({
    metadataBytes: options.metadataBytes,
    stackBytes: stackRegionBytes(options),
    heapBytes: options.maxHeapBytes,
  })
  if (memory === null) {
    return { error: `could not reserve enough space for a ${Math.ceil(options.maxHeapBytes / 1024)}KB object heap` }
  }
  const archive = openArchive(setup.library, port.inflate)
  if (archive === null) return { error: `the library ${setup.libraryPath ?? 'archive'} is not a zip archive` }
  const bootName = setup.libraryPath ?? 'library'
  const bootLoader = createBootLoader(archive, bootName)
  const { image: given } = setup
  const image = given ? openImage(given.file, given.stamp, bootName, archive.checksum) : null
  const pathLoader = createAppLoader(port, bootLoader, options.classPath)
  const appLoader = setup.classes === undefined ? pathLoader : createMemoryLoader(setup.classes, pathLoader)
  const runtimeOptions: RuntimeOptions = {
    properties: options.properties,
    assertions: options.assertions,
    log: options.log,
    verify: options.verify,
    classPath: options.classPath.join(':'),
    maxHeapBytes: options.maxHeapBytes,
    gc: options.gc,
    stackBytes: options.stackBytes,
    programArguments: [],
    permissions: options.permissions,
    limits: options.limits,
    // The tracer goes from one instruction of the interpreter to the next.
    tiers: isTraced(options.log) ? { ...options.tiers, calls: INTERPRETED, backEdges: INTERPRETED } : options.tiers,
    exact: countsExactly(options),
  }
  const log = openLog(port, options.log)
  if (typeof log === 'string') return { error: log }
  const state: { rt: Runtime | null } = { rt: null }
  const guarded = <T>(run: (rt: Runtime) => T): T | number => {
    try {
      if (state.rt === null) {
        state.rt = createRuntime({ memory, port, options: runtimeOptions, log, bootLoader, appLoader, image })
        const compiles = runtimeOptions.tiers.calls !== INTERPRETED
        state.rt.interpreter = createInterpreter(state.rt, compiles ? createTier : null)
      }
      return run(state.rt)
    } catch (bug) {
      return reportBug(port, state.rt, bug, options.debug)
    }
  }
  const ended = (status: number): number => {
    port.flush(1)
    port.flush(2)
    return status
  }
  return {
    runMain(mainClass, args) {
      return ended(
        guarded((rt) => {
          const running = runMain(rt, mainClass, args)
          for (;;) {
            const step = running.next()
            if (step.done) return step.value
            port.sleep(step.value.milliseconds)
          }
        }),
      )
    },
    start(mainClass, args) {
      const status = guarded((rt): number | Promise<number> => {
        const { idle } = port
        schedulerOf(rt).blockingInput = idle === undefined || options.limits.virtualClock
        const running = runMain(rt, mainClass, args)
        for (;;) {
          const step = running.next()
          if (step.done) return step.value
          if (step.value.input && idle !== undefined) return goOn(running, step.value, idle)
          port.sleep(step.value.milliseconds)
        }
      })
      return typeof status === 'number'
        ? ended(status)
        : status
            .catch((bug) =>
              guarded(() => {
                throw bug
              }),
            )
            .then(ended)
    },
    histogram() {
      const { rt } = state
      if (rt === null) return ''
      rt.collections?.full('Heap Inspection Initiated GC', 0)
      return histogram(rt)
    },
    audit() {
      const { rt } = state
      if (rt === null) return { objects: 0, bytes: 0, problems: [] }
      const structs = new Set(rt.classes.map((cls) => cls.address))
      const roots: [string, number][] = []
      rt.interned.forEach((ref) => {
        roots.push(['an interned string', ref])
      })
      return auditHeap(rt.heap, (address) => structs.has(address), roots)
    },
    report(status) {
      return state.rt === null ? null : reportRun(state.rt, status, state.rt.uncaught)
    },
    get runtime() {
      if (state.rt === null) throw new Error('the VM has not been started')
      return state.rt
    },
  }
}

/** What the program's run yields is what it waits for; whoever drives it waits in his way, and goes on. */
type Running<T> = Generator<Idle, T, void>

/** The rest of a run, from its first wait for input on. */
async function goOn(running: Running<number>, first: Idle, idle: NonNullable<Port['idle']>): Promise<number> {
  let wait = first
  for (;;) {
    await idle(wait.milliseconds, wait.input)
    const step = running.next()
    if (step.done) return step.value
    wait = step.value
  }
}

/** The main thread's stack, and room for those of the others, as far as the address space has it (threads/stacks.ts). */
function stackRegionBytes(options: VMOptions): number {
  const wanted = options.stackBytes + Math.max(options.threadStackBytes, options.stackBytes * 2)
  const left = MAX_MEMORY_BYTES - options.metadataBytes - options.maxHeapBytes - 0x10_0000
  return Math.max(options.stackBytes, Math.min(wanted, left))
}

/** Instructions are counted, or threads are switched after a number of steps that is the same in every tier. */
function countsExactly({ limits, log }: VMOptions): boolean {
  const counted = isTraced(log) || limits.countInstructions || limits.fuel !== Number.POSITIVE_INFINITY
  return counted || limits.schedule !== DEFAULT_LIMITS.schedule || limits.virtualClock
}

function portFor(port: Port, limits: RunLimits): Port {
  const clocked = limits.virtualClock ? withVirtualClock(port) : port
  return limits.seed === null ? clocked : withSeed(clocked, limits.seed)
}

/** Runs until `thread` is back, or with null until only daemons are left; CELL_STATUS says how it went. */
function* runThreads(rt: Runtime, thread: RuntimeThread | null): Running<void> {
  for (;;) {
    const idle = rt.interpreter.run(thread)
    if (idle === null) return
    if (idle.deadlock) {
      rt.port.flush(1)
      print(rt, `hlvm: deadlock: all threads wait for one another\n${dumpThreads(rt, placeOf)}`)
      endProgram(rt, EXIT_UNCAUGHT)
      return
    }
    const left = rt.interpreter.millisecondsLeft
    yield left < idle.milliseconds ? { ...idle, milliseconds: left } : idle
    if (rt.interpreter.millisecondsLeft <= 0) {
      rt.stopped = timeoutMessage(rt.options.limits.timeoutMilliseconds)
      endProgram(rt, EXIT_TIMEOUT)
      return
    }
  }
}

function endProgram(rt: Runtime, status: number): void {
  rt.memory.H32[CELL_EXIT_CODE] = status
  rt.memory.H32[CELL_STATUS] = STATUS_EXIT
}

function placeOf(method: RuntimeMethod, bci: number): string {
  const line = lineOf(method, bci)
  if (line === -2) return 'Native Method'
  const file = sourceFileOf(method) ?? 'Unknown Source'
  return line < 0 ? file : `${file}:${line}`
}

/** Calls a method on the main thread; CELL_STATUS says how it went. */
function* callGuest(rt: Runtime, method: RuntimeMethod, references: readonly number[]): Running<void> {
  const { H32 } = rt.memory
  const thread = rt.currentThread
  // All arguments are references; as handles, because they may move while the thread waits.
  const first = rt.handles.length
  rt.handles.push(...references)
  const push = (): boolean => {
    const args = rt.handles.slice(first, first + references.length)
    if (rt.interpreter.pushFrame(thread, method, args)) {
      args.forEach((_, i) => {
        rt.handles[first + i] = 0
      })
      return true
    }
    // A synchronized method whose monitor another thread has: again when it is free.
    if (H32[CELL_STATUS] === STATUS_YIELD) thread.resume = push
    return false
  }
  if (!push()) {
    if (H32[CELL_STATUS] !== STATUS_YIELD) {
      rt.handles.length = first
      return
    }
    H32[CELL_STATUS] = 0
  }
  yield* runThreads(rt, thread)
  rt.handles.length = first
}

/** Initialises a class from the outside of any frame. */
function* initializeClass(rt: Runtime, cls: RuntimeClass): Running<boolean> {
  const first = startInitialization(rt, rt.currentThread, cls.address)
  if (first !== 0) yield* callGuest(rt, rt.methods[rt.memory.H32[first >>> 2]!]!, [])
  return rt.memory.H32[CELL_STATUS] === 0
}

function* runMain(rt: Runtime, mainClass: string, args: readonly string[]): Running<number> {
  const { H32 } = rt.memory
  if (!(yield* startLibrary(rt))) return yield* finish(rt)
  rt.interpreter.startLimits()
  const name = mainClass.replaceAll('.', '/')
  const cls = loadClass(rt, rt.appLoader, name)
  if (cls === null) return mainClassProblem(rt, mainClass)
  const main = findMain(rt, cls)
  if (typeof main === 'string') {
    print(rt, main)
    return EXIT_UNCAUGHT
  }
  const array = newStringArray(rt, args)
  if (array !== 0) rt.handles.push(array)
  if (H32[CELL_STATUS] === 0 && (yield* initializeClass(rt, cls))) yield* callGuest(rt, main, [rt.handles.pop()!])
  return yield* finish(rt)
}

/** System.initializeSystem(): the standard streams. */
function* startLibrary(rt: Runtime): Running<boolean> {
  const system = loadClass(rt, rt.bootLoader, 'java/lang/System')
  const method = system?.methodTable.get('initializeSystem()V')
  if (system === null || method === undefined) throw new Error('the library has no System.initializeSystem()')
  if (!(yield* initializeClass(rt, rt.wellKnown.thread)) || !(yield* initializeClass(rt, system))) return false
  yield* callGuest(rt, method, [])
  return rt.memory.H32[CELL_STATUS] === 0
}

/** What java's launcher says when the main class cannot be had. */
function mainClassProblem(rt: Runtime, mainClass: string): number {
  const name = mainClass.replaceAll('/', '.')
  if (rt.memory.H32[CELL_STATUS] !== STATUS_EXCEPTION) {
    print(
      rt,
      `Error: Could not find or load main class ${name}\nCaused by: java.lang.ClassNotFoundException: ${name}\n`,
    )
    return EXIT_UNCAUGHT
  }
  const exception = takePending(rt)
  const text = describeThrowable(rt, exception)
  const cls = classOf(rt, exception)
  if (cls.name === 'java/lang/NoClassDefFoundError') {
    print(rt, `Error: Could not find or load main class ${name}\nCaused by: ${text}\n`)
    return EXIT_UNCAUGHT
  }
  print(rt, `Error: LinkageError occurred while loading main class ${name}\n\t${text}\n`)
  return rejection(cls) ?? EXIT_UNCAUGHT
}

/** Class files that are refused have an exit status of their own. */
function rejection(cls: RuntimeClass): number | null {
  for (let up: RuntimeClass | null = cls; up !== null; up = up.superclass) {
    if (up.name === 'java/lang/ClassFormatError' || up.name === 'java/lang/VerifyError') return EXIT_CLASS_REJECTED
  }
  return null
}

/** The main method (JLS 12.1.4), also an inherited one; or java's text why there is none. */
function findMain(rt: Runtime, cls: RuntimeClass): RuntimeMethod | string {
  const wanted = 'please define the main method as:\n   public static void main(String[] args)\n'
  const javafx = wanted.replace(/\n$/, '\nor a JavaFX application class must extend javafx.application.Application\n')
  for (let up: RuntimeClass | null = cls; up !== null; up = up.superclass) {
    for (const method of up.methods) {
      if (method.name !== 'main' || !method.descriptor.startsWith('([Ljava/lang/String;)')) continue
      if ((method.flags & 0x0001) === 0) continue
      if ((method.flags & 0x0008) === 0)
        return `Error: Main method is not static in class ${cls.externalName}, ${wanted}`
      if (!method.descriptor.endsWith(')V')) {
        return `Error: Main method must return a value of type void in class ${cls.externalName}, ${wanted.replace('please ', 'please \n')}`
      }
      return method
    }
  }
  void rt
  return `Error: Main method not found in class ${cls.externalName}, ${javafx}`
}

/** After main's last frame: reports an uncaught exception, waits for the other threads, runs shutdown hooks, gives the exit status. */
function* finish(rt: Runtime): Running<number> {
  const { H32 } = rt.memory
  let status = 0
  if (H32[CELL_STATUS] === STATUS_EXCEPTION) {
    const exception = takePending(rt)
    rt.handles.push(exception)
    status = uncaughtStatus(rt, exception)
    rt.uncaught = true
    yield* reportUncaught(rt)
    rt.handles.pop()
  }
  if (H32[CELL_STATUS] === 0) {
    const scheduler = schedulerOf(rt)
    scheduler.end(rt.currentThread)
    yield* runThreads(rt, null)
    if (H32[CELL_STATUS] === 0) {
      scheduler.reviveMain()
      const shutdown = rt.bootLoader.classes.get('java/lang/System')?.methodTable.get('shutdownSystem()V')
      // Shutdown hooks are registered with Runtime; as long as nobody has used it there are none.
      const runtimeClass = rt.bootLoader.classes.get('java/lang/Runtime')
      const used = runtimeClass !== undefined && H32[(runtimeClass.address >>> 2) + CLASS_STATE] === INIT_DONE
      if (shutdown !== undefined && used) yield* callGuest(rt, shutdown, [])
    }
  }
  if (H32[CELL_STATUS] !== STATUS_EXIT) return status
  if (rt.stopped !== null) {
    rt.port.flush(1)
    print(rt, `hlvm: ${rt.stopped}\n`)
  }
  return H32[CELL_EXIT_CODE]! & 0xff
}

function uncaughtStatus(rt: Runtime, exception: number): number {
  const cls = classOf(rt, exception)
  if (cls.name === 'java/lang/OutOfMemoryError') return EXIT_OUT_OF_MEMORY
  if (isDenial(rt, exception)) return EXIT_DENIED
  return rejection(cls) ?? EXIT_UNCAUGHT
}

/** The exception is the last handle. Thread.dispatchUncaughtException prints java's form; when that fails in its turn, the VM says what it can. */
function* reportUncaught(rt: Runtime): Running<void> {
  const { H32 } = rt.memory
  const handle = rt.handles.length - 1
  const exception = rt.handles[handle]!
  const dispatch = rt.wellKnown.thread.methodTable.get('dispatchUncaughtException(Ljava/lang/Throwable;)V')
  const thread = H32[(rt.currentThread.address >>> 2) + THREAD_OBJECT]!
  if (dispatch !== undefined) {
    yield* callGuest(rt, dispatch, (dispatch.flags & 0x0008) !== 0 ? [exception] : [thread, exception])
    if (H32[CELL_STATUS] !== STATUS_EXCEPTION) return
    takePending(rt)
  }
  rt.port.flush(1)
  print(rt, `Exception in thread "main" ${describeThrowable(rt, rt.handles[handle]!)}\n`)
}

function print(rt: Runtime, text: string): void {
  rt.port.write(2, new TextEncoder().encode(text))
}

/** A fault of ours: one paragraph, never a JavaScript stack trace (unless asked for). */
function reportBug(port: Port, rt: Runtime | null, bug: unknown, debug: boolean): number {
  port.flush(1)
  const message = bug instanceof Error ? bug.message : String(bug)
  let text = `hlvm: this is a bug in the virtual machine, not in the program: ${message}\n`
  try {
    if (rt !== null && rt.memory.H32[(rt.currentThread.address >>> 2) + THREAD_TOP_FRAME] !== 0) {
      let depth = 0
      rt.interpreter.walkStack(rt.currentThread, (method, bci) => {
        const where = `${sourceFileOf(method) ?? 'unknown source'}:${lineOf(method, bci)}`
        text += `  in ${method.declaringClass.externalName}.${method.name}${method.descriptor} (${where}), pc ${bci}\n`
        return ++depth < 8
      })
    }
  } catch {
    text += '  (the stack cannot be walked)\n'
  }
  if (debug && bug instanceof Error) text += `${bug.stack}\n`
  port.write(2, new TextEncoder().encode(text))
  port.flush(2)
  return EXIT_VM_BUG
}
