/**
 * Brings a runtime into being: memory, primitive types, and the handful of classes that everything else rests on. Object and Class
 * need each other, so the first mirrors are made once Class is there.
 */
import { Heap } from '../heap/heap.ts'
import {
  CELL_CURRENT_THREAD,
  CELL_OBJECT_CLASS,
  CELL_STATUS,
  CELL_STRING_CLASS,
  CLASS_INSTANCE_SIZE,
  CLASS_MIRROR,
  KIND_BOOLEAN,
  KIND_BYTE,
  KIND_CHAR,
  KIND_DOUBLE,
  KIND_FLOAT,
  KIND_INT,
  KIND_LONG,
  KIND_SHORT,
  KIND_VOID,
  THREAD_BYTES,
  THREAD_ID,
  THREAD_OBJECT,
  THREAD_STACK_BASE,
  THREAD_STACK_LIMIT,
} from '../heap/layout.ts'
import type { Memory } from '../heap/memory.ts'
import { Metadata } from '../heap/metadata.ts'
import type { Port } from '../ports/port.ts'
import type { Loader, RuntimeClass } from './class.ts'
import { takePending } from './exceptions.ts'
import { type ClassImage, placeImage } from './image.ts'
import { InternTable } from './intern.ts'
import { createArrayClass, createMirror, createPrimitive } from './link.ts'
import { loadClass } from './load.ts'
import type { Log } from './log.ts'
import { APP_LOADER_ID } from './loaders.ts'
import type { Interpreter, Runtime, RuntimeOptions, Scheduler } from './runtime.ts'
import { RuntimeThread } from './thread.ts'
import { vmBug } from './vm-bug.ts'
import { offsetOf, type WellKnown } from './well-known.ts'

type Mutable<T> = { -readonly [K in keyof T]?: T[K] }

const PRIMITIVES: readonly (readonly [string, number])[] = [
  ['boolean', KIND_BOOLEAN],
  ['char', KIND_CHAR],
  ['float', KIND_FLOAT],
  ['double', KIND_DOUBLE],
  ['byte', KIND_BYTE],
  ['short', KIND_SHORT],
  ['int', KIND_INT],
  ['long', KIND_LONG],
  ['void', KIND_VOID],
]

/** Stands in until vm/index.ts has made the interpreter: nothing can run yet. */
const NO_INTERPRETER: Interpreter = {
  pushFrame: () => vmBug('there is no interpreter yet'),
  run: () => vmBug('there is no interpreter yet'),
  startLimits: () => {},
  running: false,
  instructions: 0,
  millisecondsLeft: Number.POSITIVE_INFINITY,
  walkStack: () => {},
}

/** Stands in for the scheduler in the same way: there is one thread. */
const NO_SCHEDULER: Scheduler = {
  waitForClass: () => vmBug('there is no scheduler yet'),
  classReady: () => {},
  alive: 1,
}

export interface RuntimeSetup {
  readonly memory: Memory
  readonly port: Port
  readonly options: RuntimeOptions
  readonly log: Log
  readonly bootLoader: Loader
  readonly appLoader: Loader
  readonly image?: ClassImage | null
}

/** A runtime without any class. */
export function bareRuntime(setup: RuntimeSetup): Runtime {
  const { memory, port, options, log, bootLoader, appLoader } = setup
  const metadata = new Metadata(memory)
  const known: Mutable<WellKnown> = { outOfMemory: 0, loaderFields: null }
  const rt: Runtime = {
    memory,
    heap: new Heap(memory, options.gc.heap),
    metadata,
    port,
    options,
    log,
    classes: [],
    freeClassIds: [],
    freeMethodIds: [],
    methods: [],
    threads: [],
    natives: [],
    nativeIndexes: new Map(),
    bootLoader,
    appLoader,
    loaders: new Map([bootLoader, appLoader].map((each) => [each.id, each])),
    nextLoaderId: APP_LOADER_ID + 1,
    image: setup.image ?? null,
    constraints: new Map(),
    pendingLoad: null,
    primitives: [],
    arrayInterfaces: [],
    loading: new Set(),
    interned: new InternTable(memory, metadata),
    handles: [],
    // Filled step by step below; nobody asks for what is not there yet.
    wellKnown: known as WellKnown,
    currentThread: new RuntimeThread(1, 0),
    interpreter: NO_INTERPRETER,
    scheduler: NO_SCHEDULER,
    stopped: null,
    uncaught: false,
    hooks: { linked: null, threadStarted: null, unloaded: null, outOfMemory: null },
    outputLeft: options.limits.maxOutputBytes,
    safepoint: () => {},
    collections: null,
    takePending: () => takePending(rt),
    hashState: port.randomBits() | 1,
  }
  // Id 0 means none in all three tables.
  rt.methods.length = 1
  rt.threads.length = 1
  rt.natives.length = 1
  return rt
}

/** A runtime with its core classes loaded (not initialised) and the main thread in place. */
export function createRuntime(setup: RuntimeSetup): Runtime {
  const { memory, options } = setup
  const rt = bareRuntime(setup)
  if (rt.image !== null && !placeImage(rt, rt.image)) rt.image = null
  const known = rt.wellKnown as Mutable<WellKnown>
  const address = rt.metadata.allocate(THREAD_BYTES)
  const thread = new RuntimeThread(1, address)
  const w = address >>> 2
  memory.H32[w + THREAD_ID] = 1
  memory.H32[w + THREAD_STACK_BASE] = memory.stackBase
  memory.H32[w + THREAD_STACK_LIMIT] = memory.stackBase + options.stackBytes
  memory.H32[CELL_CURRENT_THREAD] = address
  rt.currentThread = thread
  rt.threads.push(thread)

  for (const [name, kind] of PRIMITIVES) rt.primitives[kind] = createPrimitive(rt, name, kind)
  known.object = core(rt, 'java/lang/Object')
  rt.arrayInterfaces.push(core(rt, 'java/lang/Cloneable'), core(rt, 'java/io/Serializable'))
  const classClass = core(rt, 'java/lang/Class')
  known.classStruct = offsetOf(classClass, 'vmClass')
  known.className = offsetOf(classClass, 'name')
  known.class = classClass
  for (const cls of rt.classes) {
    if (memory.H32[(cls.address >>> 2) + CLASS_MIRROR] === 0) createMirror(rt, cls)
  }

  known.string = core(rt, 'java/lang/String')
  known.stringValue = offsetOf(known.string, 'value')
  rt.interned.stringValue = known.stringValue
  known.charArray = array(rt, rt.primitives[KIND_CHAR]!)
  known.byteArray = array(rt, rt.primitives[KIND_BYTE]!)
  known.intArray = array(rt, rt.primitives[KIND_INT]!)
  known.objectArray = array(rt, known.object)
  known.stringArray = array(rt, known.string)

  known.throwable = core(rt, 'java/lang/Throwable')
  known.error = core(rt, 'java/lang/Error')
  known.throwableMessage = offsetOf(known.throwable, 'detailMessage')
  known.throwableCause = offsetOf(known.throwable, 'cause')
  known.throwableStackTrace = offsetOf(known.throwable, 'stackTrace')
  known.throwableBacktrace = offsetOf(known.throwable, 'backtrace')
  const outOfMemory = core(rt, 'java/lang/OutOfMemoryError')
  known.outOfMemory = instance(rt, outOfMemory)
  memory.H32[(known.outOfMemory + known.throwableCause) >>> 2] = known.outOfMemory

  known.thread = core(rt, 'java/lang/Thread')
  known.threadStruct = offsetOf(known.thread, 'vmThread')
  known.threadName = offsetOf(known.thread, 'name')
  known.threadDaemon = offsetOf(known.thread, 'daemon')
  known.threadEnded = offsetOf(known.thread, 'ended')
  known.threadInterrupted = offsetOf(known.thread, 'interrupted')
  const threadObject = instance(rt, known.thread)
  memory.H32[(threadObject + known.threadStruct) >>> 2] = address
  memory.H32[w + THREAD_OBJECT] = threadObject
  memory.H32[CELL_OBJECT_CLASS] = known.object.address
  memory.H32[CELL_STRING_CLASS] = known.string.address
  return rt
}

/** -verbose:class in HotSpot's form. */
function core(rt: Runtime, name: string): RuntimeClass {
  const cls = loadClass(rt, rt.bootLoader, name)
  if (cls === null || rt.memory.H32[CELL_STATUS] !== 0) return vmBug(`the library archive has no usable class ${name}`)
  return cls
}

function array(rt: Runtime, element: RuntimeClass): RuntimeClass {
  return createArrayClass(rt, element) ?? vmBug('no room for the first array classes')
}

function instance(rt: Runtime, cls: RuntimeClass): number {
  const ref = rt.heap.allocate(cls.address, rt.memory.H32[(cls.address >>> 2) + CLASS_INSTANCE_SIZE]!)
  return ref === 0 ? vmBug('no room for the first objects') : ref
}
