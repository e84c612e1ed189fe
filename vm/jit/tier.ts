/**
 * What is compiled, and when. A method whose counter of calls or back-edges runs out is first watched for a while (profile.ts), then
 * compiled; a loop that runs long in a method that was called once is entered in its middle (on-stack replacement). Compiling
 * happens between two instructions of the interpreter, never while compiled code runs.
 */
import {
  CELL_BUDGET,
  CELL_COMPILED_LIMIT,
  CELL_EVENTS,
  CELL_FUEL,
  CELL_HOST_STACK,
  CELL_RESULT_HI,
  CELL_SAFEPOINT,
  CELL_STATUS,
  CLASS_VTABLE,
  KIND_DOUBLE,
  KIND_LONG,
  KIND_VOID,
  METHOD_BACKEDGES,
  METHOD_CACHE_BASE,
  METHOD_CACHE_ENTRIES,
  METHOD_CODE,
  METHOD_COMPILED,
  METHOD_ID,
  METHOD_INVOCATIONS,
  METHOD_NATIVE,
  METHOD_SCRATCH0,
  STATUS_COLLECT,
  STATUS_EXCEPTION,
  STATUS_NORMAL,
  STATUS_REDO,
  STATUS_UNWIND,
  STATUS_YIELD,
  THREAD_SCRATCH0,
} from '../heap/layout.ts'
import { ACC } from '../classfile/model.ts'
import { FRAME_CALLER, FRAME_LOCALS, FRAME_METHOD, FRAME_PC, FRAME_SP, FRAME_WORDS } from '../interpret/frame.ts'
import { currentThread, type Machine, methodAt, topFrame } from '../interpret/machine.ts'
import { afterInvoke, NEVER, pushResult, returnSlowly } from '../interpret/slow/call.ts'
import { handleStatus } from '../interpret/slow/unwind.ts'
import type { Tier } from '../interpret/tier.ts'
import { linkNative } from '../natives/index.ts'
import { allocateMulti, isSubclass, type RuntimeClass, type RuntimeMethod, throwRef } from '../runtime/index.ts'
import type { Unloaded } from '../runtime/unload.ts'
import { holdsMonitor, monitorEnter, monitorExit } from '../threads/monitor.ts'
import { schedulerOf } from '../threads/scheduler.ts'
import { divideSlowly } from '../semantics/long.ts'
import { Cells } from './cells.ts'
import type { Cell, CompiledCode, CompiledFunction, MethodState, Site } from './code.ts'
import { argumentShape, compileMethod } from './compile.ts'
import { NotCompilable } from './emit.ts'
import { Entries, loopHeaders, slotKinds } from './entry.ts'
import { CompilerEnvironment } from './environment.ts'
import { Hierarchy } from './hierarchy.ts'
import { nativeWay } from './natives.ts'
import { Printer } from './print.ts'
import { type BranchProfile, Profiles } from './profile.ts'
import { Reifier } from './reify.ts'
import { CompiledStack } from './stack.ts'
import { createThrowers } from './throwers.ts'

/** Calls of a method between the end of its first counter and its compilation: its receivers are recorded meanwhile. */
const PROFILE_CALLS = 100
const PROFILE_EDGES = 200
/** A method that has left so often at code that had never been executed is compiled anew. */
const MAX_TRAPS = 3
/** How often a method is compiled at most: assumptions may fail again and again. */
const MAX_VERSIONS = 12
/** How often a method is compiled anew only because a method that it calls has been compiled. */
const MAX_RELINKS = 2
/** Callees that have been called a quarter of the times that make a method hot are compiled first; so deep. */
const WARM_SHIFT = 2
const MAX_DEPTH = 8
/** As long as they are small together: the program stands still meanwhile (emit.ts, MAX_BYTECODES). In bytes of bytecode. */
const MAX_TOGETHER = 750
/**
 * Words of guest stack per JavaScript stack: some thousand frames. A frame of compiled code takes up to 40 bytes of the host's
 * stack, which has some 900 KB, per word of the guest's; methods that take more are counted in bytes (emit.ts, HEAVY).
 */
const HOST_STACK_WORDS = 14_000
/** When events are counted: so many, then compiled code is left, so that limits are looked at. */
const MOST_EVENTS = 20_000
/** A call from compiled code to a method that is not compiled counts as much as these. */
const REFUSED_CALL = 200

export function createTier(vm: Machine): Tier {
  return new JitTier(vm)
}

export class JitTier implements Tier {
  readonly #vm: Machine
  readonly #states = new Map<RuntimeMethod, MethodState>()
  readonly #reifier: Reifier
  readonly #hierarchy: Hierarchy<CompiledCode>
  readonly #profiles: Profiles
  readonly #printer: Printer
  readonly #ways: Entries
  readonly #stack: CompiledStack
  /** By METHOD_COMPILED: called from the tables of compiled code, and from the interpreter. Index 0 is unused. */
  readonly #functions: CompiledFunction[] = []
  readonly #entries: ((lp: number) => number)[] = []
  /** Selected methods by receiver class and interface method, for when the method cache has lost them. */
  readonly #selected = new Map<number, Map<number, number>>()
  readonly #helpers: Readonly<Record<string, unknown>>
  /** Classes have been linked below compiled code, and some of it relied on their absence. */
  #stale = false
  #compiled = 0
  /** Bytes of callees that are compiled before their caller. */
  #together = 0
  /** Events that compiled code was allowed when it was entered. */
  #events = 0
  #countdown: number
  #pollAtEntry: boolean
  readonly #deadline: boolean

  constructor(vm: Machine) {
    this.#vm = vm
    const { rt, H32 } = vm
    this.#stack = new CompiledStack(vm)
    this.#functions.push(() => 0)
    this.#entries.push(() => 0)
    this.#reifier = new Reifier(vm, (shape, pc) => this.#trapped(shape.code, pc))
    this.#hierarchy = new Hierarchy(rt.classes)
    this.#profiles = new Profiles(vm)
    this.#printer = new Printer(rt)
    this.#ways = new Entries(vm)
    this.#countdown = rt.options.tiers.reifyEvery
    this.#deadline = rt.options.limits.timeoutMilliseconds !== Number.POSITIVE_INFINITY
    this.#pollAtEntry = this.#deadline || schedulerOf(rt).alive > 1
    const { H32: words, U8, F32, F64 } = vm
    const { I8, U16, I16 } = rt.memory
    const { leave, below, refuse, uncount } = this.#reifier
    this.#helpers = {
      H32: words,
      U8,
      I8,
      U16,
      I16,
      F32,
      F64,
      F: this.#functions,
      leave,
      below,
      refuse,
      uncount,
      divideSlowly,
      poll: (events: number) => this.#poll(events),
      late: () => this.#poll(1) < 0,
      again: () => this.#again(),
      enter: (object: number) => {
        if (monitorEnter(rt, object)) return true
        // What has been thrown, the interpreter throws when it executes the instruction anew.
        if (H32[CELL_STATUS] === STATUS_EXCEPTION) rt.takePending()
        return false
      },
      unlock: (object: number) => holdsMonitor(rt, object) && monitorExit(rt, object),
      unlockThrown: (object: number) => {
        if (H32[CELL_STATUS] !== STATUS_EXCEPTION) return 0
        // An IllegalMonitorStateException of the exit replaces the exception (JVMS 2.11.10).
        const exception = rt.takePending()
        if (monitorExit(rt, object)) throwRef(rt, exception)
        return 0
      },
      sub: (cls: number, type: number) => isSubclass(rt, cls, type),
      select: (cls: number, method: number) => this.#select(cls, method),
      cold: (method: number, receiver: number) => {
        if (receiver === 0) this.#reifier.thrown = true
        else if (method !== 0) this.#hurry(method >>> 2)
      },
      ...createThrowers(vm, this.#stack, this.#reifier),
      multi: (lp: number, arrayClass: number, ...lengths: number[]) => {
        this.#stack.nativeAt = lp
        const array = allocateMulti(rt, arrayClass, lengths)
        this.#stack.nativeAt = 0
        return array
      },
    }
    for (const cls of rt.classes) this.#addNatives(cls)
    rt.hooks.linked = (cls) => this.linked(cls)
    rt.hooks.threadStarted = () => this.threadsStarted()
    rt.hooks.unloaded = (what) => this.unloaded(what)
  }

  get active(): boolean {
    return this.#stack.base !== 0
  }

  // ---- policy

  hot(m: number): void {
    const state = this.#stateOf(methodAt(this.#vm, m))
    this.#heat(state, METHOD_INVOCATIONS, -PROFILE_CALLS, () => {
      if (state.code === null) this.#compile(state, 0, false, 0)
    })
  }

  /** A counter of the method has run out: first a time of watching, then what is to be done. */
  #heat(state: MethodState, counter: number, again: number, then: () => void): void {
    const { H32 } = this.#vm
    const m = state.method.address >>> 2
    H32[m + counter] = NEVER
    if (state.refused !== null) return
    if (!state.profiled) {
      state.profiled = true
      if (this.#vm.rt.options.tiers.calls > PROFILE_CALLS && this.#profiles.start(state.method)) {
        H32[m + counter] = again
        return
      }
    }
    then()
  }

  loop(): void {
    const { H32 } = this.#vm
    const frame = topFrame(this.#vm)
    const m = H32[frame + FRAME_METHOD]!
    const state = this.#stateOf(methodAt(this.#vm, m))
    const pc = H32[frame + FRAME_PC]! - H32[m + METHOD_CODE]!
    state.headers ??= loopHeaders(state.method)
    if (!state.headers.has(pc)) return
    let code = state.osr.get(pc)
    if (code === undefined) {
      this.#heat(state, METHOD_BACKEDGES, -PROFILE_EDGES, () => this.#compile(state, pc, true, 0))
      code = state.osr.get(pc)
      if (code === undefined) return
    }
    // The next time, at the first back-edge: whoever has been in compiled code goes on there.
    H32[m + METHOD_BACKEDGES] = -1
    if (H32[frame + FRAME_LOCALS]! + code.need > H32[currentThread(this.#vm) + THREAD_SCRATCH0]!) return
    this.#enterLoop(code, frame)
  }

  #stateOf(method: RuntimeMethod): MethodState {
    let state = this.#states.get(method)
    if (state === undefined) {
      state = {
        method,
        cells: new Cells(this.#stub(method)),
        index: 0,
        code: null,
        osr: new Map(),
        headers: null,
        versions: 0,
        relinks: 0,
        refused: (method.flags & (ACC.NATIVE | ACC.ABSTRACT)) !== 0 ? 'no code' : null,
        compiling: false,
        profiled: false,
        waiting: new Set(),
        trapsAt: new Map(),
      }
      this.#states.set(method, state)
    }
    return state
  }

  /** What a caller reaches when the method has no compiled code: the interpreter does the call. */
  #stub(method: RuntimeMethod): CompiledFunction {
    const { refuse } = this.#reifier
    const m = method.address >>> 2
    const shape = argumentShape(slotKinds(method))
    return (lp, ...args) => {
      this.#hurry(m)
      return refuse(shape, lp, ...args)
    }
  }

  /** Compiled code has had to leave because the method is not compiled. */
  #hurry(m: number): void {
    const { H32 } = this.#vm
    const calls = H32[m + METHOD_INVOCATIONS]!
    if (calls < -1 && calls !== NEVER) H32[m + METHOD_INVOCATIONS] = Math.min(-1, calls + REFUSED_CALL)
  }

  // ---- compiling

  #compile(state: MethodState, entry: number, isOsr: boolean, depth: number): void {
    if (depth === 0) this.#together = 0
    const { method } = state
    if (state.refused !== null) return
    if (state.versions >= MAX_VERSIONS) {
      state.refused = 'too many versions'
      return
    }
    state.versions++
    if (!isOsr) {
      state.compiling = true
      state.cells.renew()
    }
    this.#profiles.stop(method)
    const started = this.#printer.now()
    try {
      const env = new CompilerEnvironment(this, state, depth)
      const id = ++this.#compiled
      const made = compileMethod({ method, entry, isOsr, id, helpers: this.#helpers, entries: this.#ways }, env)
      this.#printer.compiled(made, this.#printer.now() - started, env.notes)
      this.#install(state, made)
    } catch (problem) {
      if (!(problem instanceof NotCompilable)) throw problem
      state.refused = problem.reason
      this.#printer.refused(method, isOsr ? entry : -1, problem.reason)
      if (!isOsr) state.cells.link(null)
    } finally {
      if (!isOsr) state.compiling = false
    }
  }

  #install(state: MethodState, code: CompiledCode): void {
    const { H32 } = this.#vm
    if (code.isOsr) {
      state.osr.set(code.entry, code)
      return
    }
    state.code = code
    if (state.index === 0) {
      state.index = this.#functions.push(code.f) - 1
      this.#entries.push(code.enter)
    }
    this.#functions[state.index] = code.f
    this.#entries[state.index] = code.enter
    H32[code.m + METHOD_COMPILED] = state.index
    // Calls go the slow way of the loop, which looks for compiled code.
    H32[code.m + METHOD_SCRATCH0] = 0
    state.cells.link(code.f)
    const callers = [...state.waiting]
    state.waiting.clear()
    for (const caller of callers) this.#relink(caller)
  }

  /** The code calls a method that is compiled by now through a cell that has been changed: new code will call it directly. */
  #relink(caller: CompiledCode): void {
    const state = this.#stateOf(caller.method)
    if (!caller.valid || state.relinks >= MAX_RELINKS || state.compiling) return
    state.relinks++
    this.#discard(caller)
  }

  /** The code is not entered any more; the method is compiled again soon. */
  #discard(code: CompiledCode): void {
    if (!code.valid) return
    code.valid = false
    const { H32 } = this.#vm
    const state = this.#stateOf(code.method)
    if (this.active) this.#stale = true
    this.#printer.discarded(code)
    if (code.isOsr) {
      if (state.osr.get(code.entry) === code) state.osr.delete(code.entry)
      H32[code.m + METHOD_BACKEDGES] = -1
      return
    }
    if (state.code !== code) return
    state.code = null
    H32[code.m + METHOD_COMPILED] = 0
    H32[code.m + METHOD_INVOCATIONS] = -2
    state.cells.link(null)
    this.#functions[state.index] = state.cells.target
  }

  #trapped(code: CompiledCode, pc: number): void {
    const { trapsAt } = this.#stateOf(code.method)
    const times = (trapsAt.get(pc) ?? 0) + 1
    trapsAt.set(pc, times)
    // Compiling anew has not helped before: the instruction is one that the interpreter never finishes resolving.
    if (times <= MAX_TRAPS * 2 && ++code.trapped >= MAX_TRAPS) this.#discard(code)
  }

  // ---- what the emitter asks

  /** The place to call the method through; null: it is not compiled and never will be. */
  cellOf(target: RuntimeMethod, depth: number): { cell: Cell; waits: boolean } | null {
    const state = this.#stateOf(target)
    if (state.refused !== null) return null
    const { H32 } = this.#vm
    const m = target.address >>> 2
    if (state.code === null && !state.compiling && depth < MAX_DEPTH && H32[m + METHOD_CODE] !== 0) {
      // It is going to be hot too: with its function there, this one need not be compiled again.
      const { calls } = this.#vm.rt.options.tiers
      const warm = H32[m + METHOD_INVOCATIONS]! > -(calls - (calls >>> WARM_SHIFT))
      const bytes = target.code?.code.length ?? 0
      if (warm && this.#together + bytes <= MAX_TOGETHER) {
        this.#together += bytes
        this.#compile(state, 0, false, depth + 1)
      }
      if (state.refused !== null) return null
    }
    return { cell: state.cells.take(state.compiling), waits: state.code === null && !state.compiling }
  }

  wait(target: RuntimeMethod, code: CompiledCode): void {
    const state = this.#stateOf(target)
    if (state.code === null) state.waiting.add(code)
  }

  addSite(site: Site): number {
    return this.#stack.sites.push(site) - 1
  }

  /** Sites get their code when it is complete. */
  setSite(id: number, site: Site): void {
    this.#stack.sites[id] = site
  }

  onlyImplementation(target: RuntimeMethod): RuntimeMethod | null {
    if ((target.flags & ACC.ABSTRACT) !== 0 || target.tableIndex < 0) return null
    return this.#hierarchy.isOverridden(target) ? null : target
  }

  relyOn(target: RuntimeMethod, code: CompiledCode): void {
    this.#hierarchy.use(target, code)
  }

  receivers(method: RuntimeMethod, pc: number, target: RuntimeMethod): { cls: number; target: RuntimeMethod }[] {
    const { H32, rt } = this.#vm
    const list: { cls: number; target: RuntimeMethod }[] = []
    const classes = this.#profiles.classes(H32[(method.address >>> 2) + METHOD_CODE]! + pc)
    if (classes.length > 4) return list
    for (const cls of classes) {
      const selected =
        target.tableIndex >= 0
          ? H32[(cls >>> 2) + CLASS_VTABLE + target.tableIndex]!
          : this.#select(cls, target.address)
      if (selected !== 0) list.push({ cls, target: rt.methods[H32[(selected >>> 2) + METHOD_ID]!]! })
    }
    return list
  }

  native(target: RuntimeMethod): CompiledFunction | null {
    const way = nativeWay(target)
    const { rt, H32 } = this.#vm
    const index = way === null ? 0 : H32[(target.address >>> 2) + METHOD_NATIVE]! || linkNative(rt, target)
    if (index === 0) return null
    const f = rt.natives[index]!
    return way === 'bare' ? f : this.#adaptor(target, f)
  }

  get pollAtEntry(): boolean {
    return this.#pollAtEntry
  }

  get vm(): Machine {
    return this.#vm
  }

  get printer(): Printer {
    return this.#printer
  }

  // ---- natives

  /** Calls a native so that it is seen in stack traces; when it cannot go on it is called again by the interpreter. */
  #adaptor(method: RuntimeMethod, f: (...args: number[]) => number): CompiledFunction {
    const { H32 } = this.#vm
    const { refuse } = this.#reifier
    const shape = argumentShape(slotKinds(method))
    return (lp, ...args) => {
      this.#stack.nativeAt = lp
      this.#stack.native = method
      const result = f(...args)
      this.#stack.native = null
      this.#stack.nativeAt = 0
      const status = H32[CELL_STATUS]!
      // Also when a class has been linked that makes the callers invalid: they must not go on.
      if (status > 2 || (status !== STATUS_NORMAL && this.#stale)) return refuse(shape, lp, ...args)
      return result
    }
  }

  /** Natives that may be called get a function, for calls through a vtable. */
  #addNatives(cls: RuntimeClass): void {
    // In tables calls of natives would not be counted.
    if (cls.loader.parent !== null || this.#vm.rt.options.exact) return
    for (const method of cls.methods) {
      if ((method.flags & ACC.NATIVE) === 0 || method.tableIndex < 0) continue
      const way = nativeWay(method)
      const f = way === null ? null : this.native(method)
      if (f === null) continue
      const index =
        this.#functions.push(way === 'bare' ? (_lp, ...args) => f(...(args as [number, ...number[]])) : f) - 1
      this.#entries.push(() => 0)
      this.#vm.H32[(method.address >>> 2) + METHOD_COMPILED] = index
    }
  }

  // ---- running

  enter(m: number, frame: number, locals: number): boolean {
    const vm = this.#vm
    const { H32 } = vm
    const index = H32[m + METHOD_COMPILED]!
    const code = index === 0 ? undefined : this.#entries[index]
    if (code === undefined) return false
    if (!this.#begin(locals, false)) return false
    const result = code(locals)
    this.#stack.base = 0
    const status = H32[CELL_STATUS]!
    this.#takeEvents(status === STATUS_REDO)
    if (status === STATUS_NORMAL) {
      const kind = methodAt(vm, m).returnKind
      H32[frame + FRAME_SP] = pushResult(vm, locals, kind, result, H32[CELL_RESULT_HI]!)
      H32[frame + FRAME_PC] = afterInvoke(vm, H32[frame + FRAME_PC]!)
      return true
    }
    if (status === STATUS_REDO) {
      this.#takeReason()
      return H32[CELL_STATUS] !== STATUS_NORMAL
    }
    if (status === STATUS_UNWIND) {
      H32[this.#reifier.last + FRAME_CALLER] = frame
      H32[frame + FRAME_SP] = locals
      this.#takeReason()
      // The loop will give back what it has counted for an instruction that is executed again. It was not this one.
      const again = H32[CELL_STATUS]
      if (again === STATUS_YIELD || again === STATUS_COLLECT) H32[CELL_FUEL] = H32[CELL_FUEL]! - 1
    }
    return true
  }

  #enterLoop(code: CompiledCode, frame: number): void {
    const vm = this.#vm
    const { H32 } = vm
    if (!this.#begin(H32[frame + FRAME_LOCALS]!, true)) return
    const result = code.enter(this.#stack.base)
    this.#stack.base = 0
    this.#takeEvents(false)
    const status = H32[CELL_STATUS]!
    if (status === STATUS_UNWIND) this.#takeReason()
    // The values of the frame are those of when it was entered: it has to go before anybody looks at them.
    else if (status !== STATUS_NORMAL) handleStatus(vm)
    else {
      // A return from the frame, as the interpreter does it: the value on top of its operands.
      const kind = code.method.returnKind
      const sp = pushResult(vm, frame + FRAME_WORDS, kind, result, H32[CELL_RESULT_HI]!)
      H32[frame + FRAME_SP] = sp
      returnSlowly(vm, kind === KIND_VOID ? 0 : kind === KIND_LONG || kind === KIND_DOUBLE ? 4 : 2)
    }
  }

  /** False: the thread has had its share, and compiled code is not entered. */
  #begin(lp: number, isOsr: boolean): boolean {
    const vm = this.#vm
    const { H32 } = vm
    if (vm.rt.options.exact) {
      const left = H32[CELL_BUDGET]! + vm.reserve
      if (left <= 0) return false
      this.#events = Math.min(left, MOST_EVENTS)
      // A function counts its own call, which the interpreter has counted already.
      H32[CELL_EVENTS] = isOsr ? this.#events : this.#events + 1
    }
    this.#stack.base = lp
    this.#stack.baseIsOsr = isOsr
    this.#stale = false
    H32[CELL_HOST_STACK] = 0
    H32[CELL_COMPILED_LIMIT] = Math.min(H32[currentThread(vm) + THREAD_SCRATCH0]!, lp + HOST_STACK_WORDS)
    return true
  }

  /** Takes the events of compiled code from what the interpreter has left; `refused`: nothing has been executed. */
  #takeEvents(refused: boolean): void {
    const { H32, rt } = this.#vm
    if (!rt.options.exact || refused) return
    H32[CELL_BUDGET] = H32[CELL_BUDGET]! - (this.#events - H32[CELL_EVENTS]!)
  }

  /** The stack is the interpreter's again: what made compiled code leave is its business now. */
  #takeReason(): void {
    this.#vm.H32[CELL_STATUS] = this.#reifier.reason
    this.#reifier.reason = STATUS_NORMAL
  }

  /** So many back-edges or calls have passed: a new allowance, or -1, then the code has to be left. */
  #poll(events: number): number {
    const vm = this.#vm
    vm.compiledEvents += events
    const due = vm.compiledEvents >= vm.rt.options.limits.schedule
    if (due && !this.#deadline && !schedulerOf(vm.rt).preemptible) vm.compiledEvents = 0
    else if (due || this.#deadlinePassed()) vm.H32[CELL_SAFEPOINT] = 1
    // Threads are switched, collections run and limits checked when the loop of the interpreter has come back.
    return vm.H32[CELL_SAFEPOINT] === 0 ? events : -1
  }

  #deadlinePassed(): boolean {
    return this.#deadline && this.#vm.rt.interpreter.millisecondsLeft <= 0
  }

  /** For tests: at every so many safepoints the code is left. */
  #again(): boolean {
    if (--this.#countdown > 0) return false
    this.#countdown = this.#vm.rt.options.tiers.reifyEvery
    return true
  }

  #select(cls: number, method: number): number {
    const { H32 } = this.#vm
    const line = (METHOD_CACHE_BASE >>> 2) + ((((cls >>> 3) + (method >>> 4)) & (METHOD_CACHE_ENTRIES - 1)) << 2)
    let known = this.#selected.get(cls)
    if (H32[line] === cls && H32[line + 1] === method) {
      if (known === undefined) this.#selected.set(cls, (known = new Map()))
      known.set(method, H32[line + 2]!)
      return H32[line + 2]!
    }
    // 0: the interpreter selects, and throws what has to be thrown.
    return known?.get(method) ?? 0
  }

  branch(pc: number, taken: boolean): void {
    this.#profiles.recordBranch(pc, taken)
  }

  /** Which way the jump at the index has gone, as far as the interpreter has looked. */
  branchProfile(method: RuntimeMethod, pc: number): BranchProfile | null {
    return this.#profiles.branch(this.#vm.H32[(method.address >>> 2) + METHOD_CODE]! + pc)
  }

  receiver(pc: number, receiverClass: number): void {
    this.#profiles.record(pc, receiverClass)
  }

  walk(visit: (method: RuntimeMethod, bci: number) => boolean): number {
    return this.#stack.walk(visit)
  }

  linked(cls: RuntimeClass): void {
    for (const code of this.#hierarchy.add(cls)) this.#discard(code)
    this.#addNatives(cls)
  }

  threadsStarted(): void {
    if (this.#pollAtEntry) return
    this.#pollAtEntry = true
    this.#discardAll()
  }

  #discardAll(): void {
    for (const state of this.#states.values()) {
      if (state.code !== null) this.#discard(state.code)
      for (const code of state.osr.values()) this.#discard(code)
    }
  }

  /** Any code may have the addresses of these classes and methods in it, which others will get. */
  unloaded({ classes, methods }: Unloaded): void {
    this.#discardAll()
    this.#profiles.forget(classes, methods)
    this.#hierarchy.forget(methods)
    for (const method of methods) this.#states.delete(method)
  }
}
