/**
 * The one way into the VM: createVM wires memory, runtime, loaders and interpreter together and returns something that runs a
 * main class. Nothing is shared between two VMs. No `node:*` here: the outside is the port.
 */
import { auditHeap, type AuditReport } from './heap/audit.ts'
import {
  CELL_EXIT_CODE,
  CELL_STATUS,
  STATUS_EXIT,
  STATUS_EXCEPTION,
  THREAD_OBJECT,
  THREAD_TOP_FRAME,
} from './heap/layout.ts'
import { createMemory } from './heap/memory.ts'
import { createInterpreter } from './interpret/index.ts'
import { createAppLoader, createBootLoader, createMemoryLoader } from './load/loaders.ts'
import { openArchive } from './load/zip.ts'
import { lineOf, sourceFileOf } from './natives/java-lang-Throwable.ts'
import { newStringArray } from './natives/support.ts'
import type { Port } from './ports/port.ts'
import { createRuntime } from './runtime/boot.ts'
import type { RuntimeClass } from './runtime/class.ts'
import { describeThrowable, takePending } from './runtime/exceptions.ts'
import { startInitialization } from './runtime/initialize.ts'
import { loadClass } from './runtime/load.ts'
import type { RuntimeMethod } from './runtime/method.ts'
import { classOf } from './runtime/objects.ts'
import type { Runtime, RuntimeOptions } from './runtime/runtime.ts'

/** Exit statuses of the VM's own (the program's are its own). */
export const EXIT_UNCAUGHT = 1
export const EXIT_USAGE = 2
export const EXIT_VM_BUG = 70
export const EXIT_OUT_OF_MEMORY = 121
export const EXIT_CLASS_REJECTED = 123

export interface VMOptions {
  /** Class path entries: directories and jars. */
  readonly classPath: readonly string[]
  readonly properties: ReadonlyMap<string, string>
  readonly assertions: readonly (readonly [boolean, string])[]
  readonly verboseClass: boolean
  /** -Xverify and -Xlog:verify=info. */
  readonly verify: 'all' | 'remote' | 'none'
  readonly logVerify: boolean
  /** -Xmx, -Xss, and the size of the metadata region, in bytes. */
  readonly maxHeapBytes: number
  readonly stackBytes: number
  readonly metadataBytes: number
  /** Print the JavaScript stack of a VM bug too: for us. */
  readonly debug: boolean
}

export const DEFAULT_OPTIONS: VMOptions = {
  classPath: ['.'],
  properties: new Map(),
  assertions: [],
  verboseClass: false,
  verify: 'remote',
  logVerify: false,
  // Untouched pages cost nothing; as long as there is no collector, the heap is as large as the address space allows.
  maxHeapBytes: 1536 * 1024 * 1024,
  stackBytes: 2 * 1024 * 1024,
  metadataBytes: 96 * 1024 * 1024,
  debug: false,
}

export interface VMSetup {
  readonly port: Port
  /** The library archive (a zip) and the name that -verbose:class shows for it. */
  readonly library: Uint8Array
  readonly libraryPath?: string
  readonly options?: Partial<VMOptions>
  /** Classes that come before the class path, by internal name. */
  readonly classes?: ReadonlyMap<string, Uint8Array>
}

export interface VM {
  /** Runs `main` of the class (external or internal name) to the end; the exit status. Once per VM. */
  runMain(mainClass: string, args: readonly string[]): number
  /** Checks the whole heap. */
  audit(): AuditReport
  readonly runtime: Runtime
}

/** A VM, or why there is none: the memory cannot be had, the library cannot be read. */
export function createVM(setup: VMSetup): VM | { readonly error: string } {
  const options: VMOptions = { ...DEFAULT_OPTIONS, ...setup.options }
  const { port } = setup
  const memory = createMemory({
    metadataBytes: options.metadataBytes,
    stackBytes: options.stackBytes,
    heapBytes: options.maxHeapBytes,
  })
  if (memory === null) {
    return { error: `could not reserve enough space for a ${Math.ceil(options.maxHeapBytes / 1024)}KB object heap` }
  }
  const archive = openArchive(setup.library, port.inflate)
  if (archive === null) return { error: `the library ${setup.libraryPath ?? 'archive'} is not a zip archive` }
  const bootLoader = createBootLoader(archive, setup.libraryPath ?? 'library')
  const pathLoader = createAppLoader(port, bootLoader, options.classPath)
  const appLoader = setup.classes === undefined ? pathLoader : createMemoryLoader(setup.classes, pathLoader)
  const runtimeOptions: RuntimeOptions = {
    properties: options.properties,
    assertions: options.assertions,
    verboseClass: options.verboseClass,
    verify: options.verify,
    logVerify: options.logVerify,
    classPath: options.classPath.join(':'),
    maxHeapBytes: options.maxHeapBytes,
    stackBytes: options.stackBytes,
    programArguments: [],
  }
  const state: { rt: Runtime | null } = { rt: null }
  const guarded = (run: (rt: Runtime) => number): number => {
    try {
      if (state.rt === null) {
        state.rt = createRuntime({ memory, port, options: runtimeOptions, bootLoader, appLoader })
        state.rt.interpreter = createInterpreter(state.rt)
      }
      return run(state.rt)
    } catch (bug) {
      return reportBug(port, state.rt, bug, options.debug)
    }
  }
  return {
    runMain(mainClass, args) {
      const status = guarded((rt) => runMain(rt, mainClass, args))
      port.flush(1)
      port.flush(2)
      return status
    },
    audit() {
      const { rt } = state
      if (rt === null) return { objects: 0, bytes: 0, problems: [] }
      const structs = new Set(rt.classes.map((cls) => cls.address))
      const roots = [...rt.interned].map(([text, ref]) => [`interned string "${text}"`, ref] as const)
      return auditHeap(rt.heap, (address) => structs.has(address), roots)
    },
    get runtime() {
      if (state.rt === null) throw new Error('the VM has not been started')
      return state.rt
    },
  }
}

/** Calls a method on the main thread; CELL_STATUS says how it went. */
function callGuest(rt: Runtime, method: RuntimeMethod, args: readonly number[]): void {
  if (rt.interpreter.pushFrame(rt.currentThread, method, args)) rt.interpreter.run(rt.currentThread)
}

/** Initialises a class from the outside of any frame. */
function initializeClass(rt: Runtime, cls: RuntimeClass): boolean {
  const first = startInitialization(rt, rt.currentThread, cls.address)
  if (first !== 0) callGuest(rt, rt.methods[rt.memory.H32[first >>> 2]!]!, [])
  return rt.memory.H32[CELL_STATUS] === 0
}

function runMain(rt: Runtime, mainClass: string, args: readonly string[]): number {
  const { H32 } = rt.memory
  if (!startLibrary(rt)) return finish(rt)
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
  if (H32[CELL_STATUS] === 0 && initializeClass(rt, cls)) callGuest(rt, main, [rt.handles.pop()!])
  return finish(rt)
}

/** System.initializeSystem(): the standard streams. */
function startLibrary(rt: Runtime): boolean {
  const system = loadClass(rt, rt.bootLoader, 'java/lang/System')
  const method = system?.methodTable.get('initializeSystem()V')
  if (system === null || method === undefined) throw new Error('the library has no System.initializeSystem()')
  if (!initializeClass(rt, rt.wellKnown.thread) || !initializeClass(rt, system)) return false
  callGuest(rt, method, [])
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

/** After the last frame: reports an uncaught exception, runs shutdown hooks, gives the exit status. */
function finish(rt: Runtime): number {
  const { H32 } = rt.memory
  let status = 0
  if (H32[CELL_STATUS] === STATUS_EXCEPTION) {
    const exception = takePending(rt)
    rt.handles.push(exception)
    status = uncaughtStatus(rt, exception)
    reportUncaught(rt, exception)
    rt.handles.pop()
  }
  if (H32[CELL_STATUS] === 0) {
    const shutdown = rt.bootLoader.classes.get('java/lang/System')?.methodTable.get('shutdownSystem()V')
    if (shutdown !== undefined) callGuest(rt, shutdown, [])
  }
  if (H32[CELL_STATUS] === STATUS_EXIT) return H32[CELL_EXIT_CODE]! & 0xff
  return status
}

function uncaughtStatus(rt: Runtime, exception: number): number {
  const cls = classOf(rt, exception)
  if (cls.name === 'java/lang/OutOfMemoryError') return EXIT_OUT_OF_MEMORY
  return rejection(cls) ?? EXIT_UNCAUGHT
}

/** Thread.dispatchUncaughtException prints java's form; when that fails in its turn, the VM says what it can. */
function reportUncaught(rt: Runtime, exception: number): void {
  const { H32 } = rt.memory
  const dispatch = rt.wellKnown.thread.methodTable.get('dispatchUncaughtException(Ljava/lang/Throwable;)V')
  const thread = H32[(rt.currentThread.address >>> 2) + THREAD_OBJECT]!
  if (dispatch !== undefined) {
    callGuest(rt, dispatch, (dispatch.flags & 0x0008) !== 0 ? [exception] : [thread, exception])
    if (H32[CELL_STATUS] !== STATUS_EXCEPTION) return
    takePending(rt)
  }
  rt.port.flush(1)
  print(rt, `Exception in thread "main" ${describeThrowable(rt, exception)}\n`)
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
