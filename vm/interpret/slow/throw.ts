// The exceptions that instructions themselves throw, with java's messages. The frame's registers have been stored back.

import { ARRAY_LENGTH_OFFSET } from '../../heap/layout.ts'
import { describeModules } from '../../runtime/exceptions.ts'
import { type RuntimeClass, throwNew } from '../../runtime/index.ts'
import { bytecodeIndex, type Machine, methodOf, topFrame } from '../machine.ts'
import { nullMessage } from '../npe-message.ts'

/** NullPointerException for the instruction at the pc of the top frame, with the helpful message of JEP 358. */
export function throwNullPointer(vm: Machine): void {
  const frame = topFrame(vm)
  const method = methodOf(vm, frame)
  const bci = bytecodeIndex(vm, frame)
  const key = `${method.id}:${bci}`
  let message = vm.nullMessages.get(key)
  if (message === undefined) {
    message = nullMessage(method, bci)
    vm.nullMessages.set(key, message)
  }
  throwNew(vm.rt, 'java/lang/NullPointerException', message)
}

/** What a failed access to an array element means: the array is null or the index is out of bounds. */
export function throwArrayAccess(vm: Machine, array: number, index: number): void {
  if (array === 0) {
    throwNullPointer(vm)
    return
  }
  const length = vm.H32[(array + ARRAY_LENGTH_OFFSET) >>> 2]
  throwNew(vm.rt, 'java/lang/ArrayIndexOutOfBoundsException', `Index ${index} out of bounds for length ${length}`)
}

export function throwClassCast(vm: Machine, from: RuntimeClass, to: RuntimeClass): void {
  throwNew(
    vm.rt,
    'java/lang/ClassCastException',
    `class ${from.externalName} cannot be cast to class ${to.externalName} ${describeModules(vm.rt, from, to)}`,
  )
}
