/**
 * The state of one VM. Functions in this folder take it as their first argument; there is no other state anywhere, so
 * two VMs live in one process without knowing of each other.
 */
import type { Collections } from '../heap/collection.ts'
import type { Heap, HeapOptions } from '../heap/heap.ts'
import type { Memory } from '../heap/memory.ts'
import type { Metadata } from '../heap/metadata.ts'
import type { Port } from '../ports/port.ts'
import type { Permissions } from './permissions.ts'
import type { Loader, RuntimeClass } from './class.ts'
import type { ClassImage } from './image.ts'
import type { InternTable } from './intern.ts'
import type { Log, LogConfiguration } from './log.ts'
import type { Constraint } from './constraints.ts'
import type { RuntimeMethod } from './method.ts'
import type { PendingLoad, RuntimeThread } from './thread.ts'
import type { Unloaded } from './unload.ts'
import type { WellKnown } from './well-known.ts'

/**
 * A native method's implementation. Arguments: `this` first (instance methods), then the declared ones; int, short, byte, char, boolean,
 * reference, float, double are one number, a long two (low, high). Returns a number (0 for void); a long returns its low
 * half and leaves the high half in CELL_RESULT_HI. After the call CELL_STATUS has to be looked at.
 */
export type NativeFunction = (...args: number[]) => number

/** What the runtime needs of the interpreter (vm/interpret). */
export interface Interpreter {
  /**
   * Pushes a frame for the method with the arguments as slot values (long and double: two slots, value as it lies in memory
   * in the first) on top of the thread's stack; false when the stack is full (StackOverflowError is then pending).
   */
  pushFrame(thread: RuntimeThread, method: RuntimeMethod, args: readonly number[]): boolean
  /**
   * Runs the threads in turn until the frame of `thread` that was pushed last before the call has returned, or an exception leaves
   * it, or the program exits (CELL_STATUS); null then. With null instead of a thread: until no thread but daemons is alive. When
   * no thread can run, the answer says what they wait for; the caller waits for that and calls again.
   */
  run(thread: RuntimeThread | null): Idle | null
  /** The library has been started: from now on instructions and time are counted against the limits. */
  startLimits(): void
  /** Guest code runs: an instruction can be executed again after a collection. */
  readonly running: boolean
  /** Instructions executed since then, when they are counted (RunLimits). */
  readonly instructions: number
  /** Until --timeout ends the program; Infinity when it is not given. */
  readonly millisecondsLeft: number
  /** Walks the frames of the thread from the top; `visit` returns false to stop. bci is the index in the bytecode, -1 for natives. */
  walkStack(thread: RuntimeThread, visit: (method: RuntimeMethod, bci: number) => boolean): void
}

/** Why no thread can run now. */
export interface Idle {
  /** Milliseconds until the first time-out; 0: only a turn of the host's event loop is wanted; Infinity: there is none. */
  readonly milliseconds: number
  /** A thread waits for standard input. */
  readonly input: boolean
  /** Every thread waits for another one, for ever. */
  readonly deadlock: boolean
}

/** What the runtime needs of the scheduler (vm/threads/scheduler.ts). */
export interface Scheduler {
  /** Suspends the current thread until the class has been initialised, or has failed to be (JVMS 5.5, step 2). */
  waitForClass(cls: number): void
  /** Lets the threads go on that wait for the class. */
  classReady(cls: number): void
  /** Alive threads, daemons included; the main thread counts until it ends. */
  readonly alive: number
}

/** Limits and choices that make runs repeatable; Infinity and null stand for none. */
export interface RunLimits {
  /** Bytecodes of the program, the start of the library not counted. */
  readonly fuel: number
  readonly countInstructions: boolean
  readonly timeoutMilliseconds: number
  readonly maxThreads: number
  readonly maxOutputBytes: number
  /** Calls and back-edges between two thread switches. */
  readonly schedule: number
  readonly seed: number | null
  readonly virtualClock: boolean
}

export interface GcOptions {
  readonly heap: HeapOptions
  /** -XX:+HeapDumpOnOutOfMemoryError: the file for it. */
  readonly heapDump: string | null
  /** Tests: the whole heap is checked after each collection. */
  readonly audit: boolean
}

export interface RuntimeOptions {
  /** -Xlog, -verbose, --trace: what is written where. */
  readonly log: LogConfiguration
  readonly properties: ReadonlyMap<string, string>
  /** -ea/-da in order: [enable, '' | 'pkg/...' | 'Class']. */
  readonly assertions: readonly (readonly [boolean, string])[]
  /** -Xverify: which classes are verified; `remote` is all but the library's. */
  readonly verify: 'all' | 'remote' | 'none'
  readonly classPath: string
  readonly maxHeapBytes: number
  readonly gc: GcOptions
  readonly stackBytes: number
  readonly programArguments: readonly string[]
  readonly permissions: Permissions
  readonly limits: RunLimits
  readonly tiers: TierOptions
  /** The counting loop runs, and compiled code counts as it does: --fuel, --ic, --schedule, --clock=virtual. */
  readonly exact: boolean
}

/** When methods are compiled (vm/jit), and what is shown of it. */
export interface TierOptions {
  /** Calls and back-edges of a method before it is looked at; at most 0x7fffffff, which is never reached. */
  readonly calls: number
  readonly backEdges: number
  /** -XX:+PrintCompilation, -XX:+PrintAssembly; --dump=js:Class.method, null for none. */
  readonly printCompilation: boolean
  readonly printAssembly: boolean
  /** -XX:+PrintInlining. */
  readonly printInlining: boolean
  readonly dump: string | null
  /** Compiled code is left at every so many safepoints; 0: only when it has to be. For tests. */
  readonly reifyEvery: number
}

export interface Runtime {
  readonly memory: Memory
  readonly heap: Heap
  readonly metadata: Metadata
  readonly port: Port
  readonly options: RuntimeOptions
  readonly log: Log
  readonly classes: RuntimeClass[]
  /** Indexes in both tables whose classes have been unloaded; something harmless stands there until they are used again. */
  readonly freeClassIds: number[]
  readonly freeMethodIds: number[]
  /** Index 0 is unused, so that id 0 means none. */
  readonly methods: RuntimeMethod[]
  /** Threads that are alive, from index 1; in no order. */
  readonly threads: RuntimeThread[]
  /** Linked natives; index 0 is unused. */
  readonly natives: NativeFunction[]
  readonly nativeIndexes: Map<string, number>
  readonly bootLoader: Loader
  readonly appLoader: Loader
  /** All loaders that are alive, by their id. */
  readonly loaders: Map<number, Loader>
  nextLoaderId: number
  /** Classes of the library that need no linking. */
  image: ClassImage | null
  /** Loading constraints (JVMS 5.3.4), by class name. */
  readonly constraints: Map<string, Constraint[]>
  /** What is wanted while the status is STATUS_LOAD. */
  pendingLoad: PendingLoad | null
  /** Primitive types by KIND_* (KIND_BOOLEAN .. KIND_LONG, KIND_VOID). */
  readonly primitives: RuntimeClass[]
  /** Cloneable and Serializable. */
  readonly arrayInterfaces: RuntimeClass[]
  /** Classes whose superclass is being loaded, as loader name and class name: ClassCircularityError. */
  readonly loading: Set<string>
  /** Interned strings, weakly. */
  readonly interned: InternTable
  /** Objects that JavaScript code holds across allocations: a root table. */
  readonly handles: number[]
  wellKnown: WellKnown
  currentThread: RuntimeThread
  interpreter: Interpreter
  scheduler: Scheduler
  /** The program has been stopped by a limit: the text for standard error; the exit status is in CELL_EXIT_CODE. */
  stopped: string | null
  /** Who wants to know of new classes and of the first thread beside the main one (the compiled tiers). */
  readonly hooks: {
    linked: ((cls: RuntimeClass) => void) | null
    threadStarted: (() => void) | null
    /** Classes have gone; their structs are still there, for the last time. No compiled code is running. */
    unloaded: ((what: Unloaded) => void) | null
    /** An OutOfMemoryError with that message is about to be made. */
    outOfMemory: ((message: string) => void) | null
  }
  /** An exception has left main. */
  uncaught: boolean
  /** Bytes that the program may still print. */
  outputLeft: number
  /** Called at safepoints when CELL_SAFEPOINT is not 0. */
  safepoint: () => void
  /** When the heap is collected; null until the interpreter is there. */
  collections: Collections | null
  /** Takes the pending exception and clears the status. */
  takePending: () => number
  /** State of the identity-hash generator (never 0). */
  hashState: number
}
