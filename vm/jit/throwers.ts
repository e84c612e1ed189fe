/**
 * Exceptions that instructions throw themselves, for compiled code in which they have been thrown before (Emitter.throwIf): the code
 * has said in `CompiledStack.nativeAt` at which site it is. A helper that does not set the status has declined, and the code is left:
 * where a class has to be linked first, only the interpreter can go on.
 */
import { throwArrayAccess, throwClassCast, throwNullPointerAt } from '../interpret/slow/throw.ts'
import { isSpun } from '../interpret/call-site/spin.ts'
import type { Machine } from '../interpret/machine.ts'
import { throwNew } from '../runtime/index.ts'
import { classAt } from '../runtime/objects.ts'
import type { Site } from './code.ts'
import type { Reifier } from './reify.ts'
import type { CompiledStack } from './stack.ts'

export function createThrowers(vm: Machine, stack: CompiledStack, reifier: Reifier): Readonly<Record<string, unknown>> {
  const { rt, H32 } = vm
  const isLinked = (name: string): boolean => (rt.bootLoader.classes.get(`java/lang/${name}`)?.address ?? 0) !== 0
  const site = (): Site => stack.sites[H32[stack.nativeAt]!]!
  const throwNull = (): void => {
    const { code, pc } = site()
    if (isLinked('NullPointerException')) throwNullPointerAt(vm, code.method, pc)
  }
  return {
    thrown: () => {
      reifier.thrown = true
    },
    at: (lp: number) => {
      stack.nativeAt = lp
    },
    throwNull,
    throwAccess: (array: number, index: number) => {
      if (array === 0) throwNull()
      else if (isLinked('ArrayIndexOutOfBoundsException')) throwArrayAccess(vm, array, index)
    },
    throwZero: () => {
      if (isLinked('ArithmeticException')) throwNew(rt, 'java/lang/ArithmeticException', '/ by zero')
    },
    throwCast: (object: number, type: number) => {
      // In classes that the machine has made the message depends on the frame.
      if (isSpun(site().code.method.declaringClass) || !isLinked('ClassCastException')) return
      throwClassCast(vm, classAt(rt, H32[object >>> 2]!), classAt(rt, type))
    },
  }
}
