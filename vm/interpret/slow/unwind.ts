// Leaving frames because of a status: a guest exception looks for its handler (JVMS 2.10), an exit leaves everything.

import {
  CELL_EXCEPTION,
  CELL_SAFEPOINT,
  CELL_STATUS,
  CLASS_CP_CACHE,
  CP_ENTRY_BYTES,
  HANDLER_BYTES,
  HANDLER_END,
  HANDLER_START,
  HANDLER_TARGET,
  HANDLER_TYPE,
  METHOD_CLASS,
  METHOD_HANDLER_COUNT,
  METHOD_HANDLERS,
  STATUS_COLLECT,
  STATUS_EXCEPTION,
  STATUS_EXIT,
  STATUS_LOAD,
  STATUS_NORMAL,
  STATUS_YIELD,
} from '../../heap/layout.ts'
import { failInitialization, isSubclass, resolveClass, throwRef, vmBug } from '../../runtime/index.ts'
import { monitorExit } from '../../threads/monitor.ts'
import {
  FRAME_BASE,
  FRAME_CALLER,
  FRAME_FLAGS,
  FRAME_INITIALIZER,
  FRAME_LOAD,
  FRAME_LOCK,
  FRAME_METHOD,
  FRAME_NATIVE,
  FRAME_PC,
  FRAME_SP,
  FRAME_SYNCHRONIZED,
  FRAME_WORDS,
} from '../frame.ts'
import { askLoader, loadFailed } from './load.ts'
import { classOfFrame, type Machine, setTopFrame, topFrame } from '../machine.ts'

/** Acts on a status that is not normal. Afterwards the top frame can go on, or vm.leaving is set. */
export function handleStatus(vm: Machine): void {
  const status = vm.H32[CELL_STATUS]
  if (status === STATUS_EXCEPTION) unwind(vm)
  else if (status === STATUS_EXIT) leaveAll(vm)
  else if (status === STATUS_YIELD) {
    vm.H32[CELL_STATUS] = STATUS_NORMAL
    vm.switching = true
  } else if (status === STATUS_COLLECT) {
    vm.H32[CELL_STATUS] = STATUS_NORMAL
    vm.retrying = true
    vm.H32[CELL_SAFEPOINT] = 1
  } else if (status === STATUS_LOAD) {
    vm.H32[CELL_STATUS] = STATUS_NORMAL
    if (!askLoader(vm, 0)) unwind(vm)
  } else vmBug(`the interpreter does not know status ${status}`)
}

/** Leaves every frame down to the base frame, without handlers; the status stays. */
function leaveAll(vm: Machine): void {
  const { H32 } = vm
  let frame = topFrame(vm)
  if (frame === 0) {
    vm.leaving = true
    return
  }
  while ((H32[frame + FRAME_FLAGS] & FRAME_BASE) === 0) frame = H32[frame + FRAME_CALLER]
  setTopFrame(vm, H32[frame + FRAME_CALLER])
  vm.leaving = true
}

function unwind(vm: Machine): void {
  const { H32, rt } = vm
  for (;;) {
    const frame = topFrame(vm)
    const flags = H32[frame + FRAME_FLAGS]
    if ((flags & FRAME_NATIVE) === 0) {
      const target = findHandler(vm, frame)
      // The loader of a catch type has been asked in a frame above; the exception goes on after that.
      if (target < 0) return
      if (target !== 0) {
        const operands = frame + FRAME_WORDS
        H32[operands] = H32[CELL_EXCEPTION]
        H32[frame + FRAME_SP] = operands + 2
        H32[frame + FRAME_PC] = target
        H32[CELL_EXCEPTION] = 0
        H32[CELL_STATUS] = STATUS_NORMAL
        return
      }
    }
    if ((flags & FRAME_SYNCHRONIZED) !== 0) {
      H32[frame + FRAME_FLAGS] = flags & ~FRAME_SYNCHRONIZED
      // An IllegalMonitorStateException of the exit replaces the exception (JVMS 2.11.10).
      const exception = rt.takePending()
      if (monitorExit(rt, H32[frame + FRAME_LOCK])) throwRef(rt, exception)
    }
    setTopFrame(vm, H32[frame + FRAME_CALLER])
    if ((flags & FRAME_LOAD) !== 0) {
      if (loadFailed(vm, frame)) return
      continue
    }
    if ((flags & FRAME_INITIALIZER) !== 0) {
      const exception = rt.takePending()
      const cls = H32[H32[frame + FRAME_METHOD] + METHOD_CLASS]
      throwRef(rt, failInitialization(rt, rt.currentThread, cls, exception))
    }
    if ((flags & FRAME_BASE) !== 0) {
      vm.leaving = true
      return
    }
  }
}

/**
 * The pc of the handler for the pending exception in a frame, 0 for none, -1 when a loader has to be asked first. Catch types are resolved when they are looked at; a
 * class that cannot be loaded puts its error in the place of the exception.
 */
function findHandler(vm: Machine, frame: number): number {
  const { H32, rt } = vm
  const m = H32[frame + FRAME_METHOD]
  const count = H32[m + METHOD_HANDLER_COUNT]
  if (count === 0) return 0
  const pc = H32[frame + FRAME_PC]
  let entry = H32[m + METHOD_HANDLERS] >>> 2
  for (let i = 0; i < count; i++, entry += HANDLER_BYTES >>> 2) {
    if (pc < H32[entry + HANDLER_START] || pc >= H32[entry + HANDLER_END]) continue
    const index = H32[entry + HANDLER_TYPE]
    if (index === 0) return H32[entry + HANDLER_TARGET]
    const cache = (H32[(H32[m + METHOD_CLASS] >>> 2) + CLASS_CP_CACHE] + index * CP_ENTRY_BYTES) >>> 2
    let type = H32[cache + 1] === 0 ? 0 : H32[cache]
    if (type === 0) {
      const exception = rt.takePending()
      rt.handles.push(exception)
      type = resolveClass(rt, classOfFrame(vm, frame), index)
      rt.handles.pop()
      if (type === 0 && H32[CELL_STATUS] === STATUS_LOAD) {
        H32[CELL_STATUS] = STATUS_NORMAL
        return askLoader(vm, exception) ? -1 : 0
      }
      if (type === 0) return 0
      throwRef(rt, exception)
    }
    if (isSubclass(rt, H32[H32[CELL_EXCEPTION] >>> 2], type)) return H32[entry + HANDLER_TARGET]
  }
  return 0
}
