// The exceptions that instructions themselves throw, with java's messages. The frame's registers have been stored back.

import { OP } from '../../classfile/opcodes.ts'
import { ARRAY_LENGTH_OFFSET } from '../../heap/layout.ts'
import { describeModules } from '../../runtime/exceptions.ts'
import { type RuntimeClass, type RuntimeMethod, throwNew } from '../../runtime/index.ts'
import { HANDLE_PURPOSE } from '../call-site/assembly.ts'
import { isSpun } from '../call-site/spin.ts'
import { bytecodeIndex, type Machine, methodOf, topFrame } from '../machine.ts'
import { nullMessage } from '../npe-message.ts'

/** NullPointerException for the instruction at the pc of the top frame, with the helpful message of JEP 358. */
export function throwNullPointer(vm: Machine): void {
  const frame = topFrame(vm)
  throwNullPointerAt(vm, methodOf(vm, frame), bytecodeIndex(vm, frame))
}

export function throwNullPointerAt(vm: Machine, method: RuntimeMethod, bci: number): void {
  const key = `${method.id}:${bci}`
  let message = vm.nullMessages.get(key)
  if (message === undefined) {
    message = isHandle(method.declaringClass)
      ? handleMessage(method.declaringClass, nullMessage(method, bci), method.code?.code[bci])
      : nullMessage(method, bci)
    vm.nullMessages.set(key, message)
  }
  throwNew(vm.rt, 'java/lang/NullPointerException', message)
}

const isHandle = (cls: RuntimeClass): boolean => isSpun(cls) && cls.name.includes(`$$${HANDLE_PURPOSE}$`)

/** In the code of a method handle or a variable: java's library has other code there, with names of its own, and often no message. */
function handleMessage(cls: RuntimeClass, message: string | null, op: number | undefined): string | null {
  if (op === OP.invokeinterface) return 'Cannot invoke "Object.getClass()" because "recv" is null'
  if (op === OP.athrow) return 'Cannot throw exception because "t" is null'
  if (message === null) return null
  if (/^Cannot invoke "java\.lang\.\w+\.\w+Value\(\)"/.test(message))
    return message.replace(/ because .*/, ' because "x" is null')
  if (!/ array /.test(message)) return null
  const isVariable = cls.superclass?.name === 'java/lang/invoke/VarHandle'
  return message.replace('<parameter1>', isVariable ? 'array' : 'a')
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
  if (!vm.tier?.active && isHandle(methodOf(vm, topFrame(vm)).declaringClass)) {
    const text = `Cannot cast ${from.externalName} to ${to.externalName}`
    throwNew(vm.rt, 'java/lang/ClassCastException', text)
    return
  }
  throwNew(
    vm.rt,
    'java/lang/ClassCastException',
    `class ${from.externalName} cannot be cast to class ${to.externalName} ${describeModules(vm.rt, from, to)}`,
  )
}
