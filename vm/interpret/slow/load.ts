// Asking a class loader of the guest for a class (STATUS_LOAD, runtime/load.ts). A frame of ClassLoader.loadForVM is pushed above the
// instruction that needs the class; when it has returned, the answer is recorded and the instruction is executed again. The frame is
// not shown in stack traces: between the instruction and the loader's loadClass there is nothing for the program to see.
//
// When a catch type is looked for, an exception is under way. It waits as the second argument in the frame, and goes on
// afterwards.

import { CELL_STATUS, STATUS_NORMAL, THREAD_LOAD_FAILURE } from '../../heap/layout.ts'
import { classOfMirror } from '../../natives/support.ts'
import { newString, type RuntimeClass, throwRef, vmBug } from '../../runtime/index.ts'
import { recordInitiating } from '../../runtime/load.ts'
import type { PendingLoad } from '../../runtime/thread.ts'
import { FRAME_LOAD, FRAME_LOCALS, FRAME_RETRY, FRAME_SP } from '../frame.ts'
import { countAgain, currentThread, type Machine, topFrame } from '../machine.ts'
import { pushMethod } from './call.ts'
import { ensureStack } from './stack.ts'

/** Words that the frame takes at most. */
const LOAD_ROOM = 64
const LOAD_METHOD = 'loadForVM(Ljava/lang/String;Ljava/lang/Throwable;)Ljava/lang/Class;'

/** Pushes the frame for rt.pendingLoad; `thrown` is the exception that waits, or 0. False with an exception pending. */
export function askLoader(vm: Machine, thrown: number): boolean {
  const { H32, rt } = vm
  const load = rt.pendingLoad
  if (load === null || topFrame(vm) === 0) return vmBug('a class is to be loaded, but nobody has asked for it')
  rt.pendingLoad = null
  const method = rt.bootLoader.classes.get('java/lang/ClassLoader')?.methodTable.get(LOAD_METHOD)
  if (method === undefined) return vmBug(`the library has no ClassLoader.${LOAD_METHOD}`)
  const text = newString(rt, load.name.replaceAll('/', '.'))
  if (text === 0) return false
  ensureStack(vm, LOAD_ROOM)
  const locals = H32[topFrame(vm) + FRAME_SP]
  H32[locals] = load.loader.object
  H32[locals + 2] = text
  H32[locals + 4] = thrown
  if (!pushMethod(vm, method.address >>> 2, locals, FRAME_RETRY | FRAME_LOAD)) return false
  rt.currentThread.loads.push(load)
  countAgain(vm)
  return true
}

/** loadForVM has returned; its frame has been left. */
export function loadReturned(vm: Machine, frame: number, mirror: number): void {
  const { rt } = vm
  const load = endLoad(vm)
  const cls: RuntimeClass | null = mirror === 0 ? null : classOfMirror(rt, mirror)
  // A class of another name is no answer (JVMS 5.3.2).
  if (cls === null || cls.name !== load.name) answer(vm, load, 0)
  else if (!recordInitiating(rt, load.loader, cls)) answer(vm, load, rt.takePending())
  rethrow(vm, frame)
}

/** An exception has left loadForVM. True when the instruction can be executed again. */
export function loadFailed(vm: Machine, frame: number): boolean {
  answer(vm, endLoad(vm), vm.rt.takePending())
  rethrow(vm, frame)
  return vm.H32[CELL_STATUS] === STATUS_NORMAL
}

function endLoad(vm: Machine): PendingLoad {
  return vm.rt.currentThread.loads.pop() ?? vmBug('a load has ended that had not begun')
}

function answer(vm: Machine, load: PendingLoad, exception: number): void {
  vm.rt.currentThread.loadAnswer = load
  vm.H32[currentThread(vm) + THREAD_LOAD_FAILURE] = exception
}

function rethrow(vm: Machine, frame: number): void {
  const thrown = vm.H32[vm.H32[frame + FRAME_LOCALS] + 4]
  if (thrown !== 0) throwRef(vm.rt, thrown)
}
