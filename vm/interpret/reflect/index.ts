// The natives of reflection that make classes: what calls a method with boxed arguments, and the classes of java.lang.reflect.Proxy.
// A native is a leaf and cannot call the method itself; it makes an object whose `invoke` is bytecode that does.

import { slotsOfDescriptor, splitMethodDescriptor } from '../../classfile/descriptor.ts'
import { ACC } from '../../classfile/model.ts'
import { ARRAY_BASE_OFFSET, ARRAY_LENGTH } from '../../heap/layout.ts'
import { classOfMirror, mirrorOf } from '../../natives/support.ts'
import { allocateObject, type NativeFunction, type RuntimeClass, textOf } from '../../runtime/index.ts'
import { adapt, BOXES } from '../call-site/lambda.ts'
import { type Assembler, ClassSpinner, parameterLocals } from '../call-site/spin.ts'
import type { Machine } from '../machine.ts'

const OBJECT = 'Ljava/lang/Object;'
const INVOKE = '(Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;'

export function pushInt(code: Assembler, value: number): void {
  if (value < 128) code.op('bipush', value)
  else code.op('sipush', value)
}

/** The parameters as an Object[], on the stack. */
export function boxAll(code: Assembler, parameters: readonly string[], firstLocal: number): void {
  const locals = parameterLocals(parameters, firstLocal)
  pushInt(code, parameters.length)
  code.op('anewarray', code.pool.class('java/lang/Object'))
  parameters.forEach((type, i) => {
    code.op('dup')
    pushInt(code, i)
    code.typed('load', type, locals[i]!)
    adapt(code, type, OBJECT)
    code.op('aastore')
  })
}

/** The boxed result on the stack as the result of the method. */
export function returnUnboxed(code: Assembler, type: string): void {
  if (type === 'V') code.op('pop')
  else {
    // In the box of exactly this type, or it is a ClassCastException.
    const box = BOXES[type]
    if (box !== undefined) code.op('checkcast', code.pool.class(box.name))
    adapt(code, box === undefined ? OBJECT : `L${box.name};`, type)
  }
  code.typed('return', type)
}

/**
 * A hlvm.Accessor for a method: casts and unboxes the arguments (they fit already), calls it, boxes the result. `special` calls
 * exactly this method, without selection; a constructor on the object that it is given.
 */
function accessor(vm: Machine, id: number, special: boolean): number {
  const method = vm.rt.methods[id]!
  const owner = method.declaringClass
  const signature = splitMethodDescriptor(method.descriptor)
  if (signature === undefined) return 0
  const spinner = new ClassSpinner(vm, owner, 'Accessor')
  spinner.implement('hlvm/Accessor')
  spinner.method(
    ACC.PUBLIC,
    'invoke',
    INVOKE,
    (code) => {
      const isStatic = (method.flags & ACC.STATIC) !== 0
      // Serialization runs a constructor on an object that is there.
      const constructing = method.name === '<init>' && !special
      if (constructing) {
        code.op('new', code.pool.class(owner.name))
        code.op('dup')
      } else if (!isStatic) {
        code.op('aload', 1)
        if (owner.name !== 'java/lang/Object') code.op('checkcast', code.pool.class(owner.name))
      }
      signature.parameters.forEach((type, i) => {
        code.op('aload', 2)
        pushInt(code, i)
        code.op('aaload')
        adapt(code, OBJECT, type)
      })
      const { name, descriptor } = method
      const reference = owner.isInterface
        ? code.pool.interfaceMethodRef(owner.name, name, descriptor)
        : code.pool.methodRef(owner.name, name, descriptor)
      if (isStatic) code.op('invokestatic', reference)
      else if (constructing || special) code.op('invokespecial', reference)
      else if (owner.isInterface) {
        const slots = signature.parameters.reduce((sum, each) => sum + slotsOfDescriptor(each), 1)
        code.op('invokeinterface', reference, slots)
      } else code.op('invokevirtual', reference)
      if (signature.result === 'V') {
        if (!constructing) code.op('aconst_null')
      } else adapt(code, signature.result, OBJECT)
      code.op('areturn')
    },
    0,
    signature.parameters.length * 2,
  )
  const cls = spinner.define()
  return cls === null ? 0 : allocateObject(vm.rt, cls.address)
}

/** References in an Object[]. */
function elements(vm: Machine, array: number): number[] {
  const first = (array + ARRAY_BASE_OFFSET) >>> 2
  return [...vm.H32.subarray(first, first + vm.H32[(array >>> 2) + ARRAY_LENGTH]!)]
}

/** The class of a proxy: each method hands its boxed arguments and its number to Proxy.dispatch. */
function proxyClass(vm: Machine, name: string, mirrors: readonly number[], methods: readonly number[], open: boolean) {
  const interfaces = mirrors.map((mirror) => classOfMirror(vm.rt, mirror))
  const proxy = 'java/lang/reflect/Proxy'
  const host = interfaces.find((each) => each.loader.parent !== null) ?? interfaces[0]
  const spinner = new ClassSpinner(vm, host ?? vm.rt.wellKnown.object, 'Proxy', {
    name,
    superclass: proxy,
    flags: ACC.FINAL | ACC.SUPER | (open ? ACC.PUBLIC : 0),
    ...(host === undefined ? { loader: vm.rt.appLoader } : {}),
  })
  for (const each of interfaces) spinner.implement(each.name)
  const handler = '(Ljava/lang/reflect/InvocationHandler;)V'
  spinner.method(ACC.PUBLIC, '<init>', handler, (code) => {
    code.op('aload', 0)
    code.op('aload', 1)
    code.invoke('invokespecial', proxy, '<init>', handler)
    code.op('return')
  })
  methods.forEach((id, number) => {
    const method = vm.rt.methods[id]!
    const signature = splitMethodDescriptor(method.descriptor)
    if (signature === undefined) return
    spinner.method(ACC.PUBLIC | ACC.FINAL, method.name, method.descriptor, (code) => {
      code.op('aload', 0)
      pushInt(code, number)
      if (signature.parameters.length === 0) code.op('aconst_null')
      else boxAll(code, signature.parameters, 1)
      code.invoke('invokestatic', proxy, 'dispatch', `(L${proxy};I[${OBJECT})${OBJECT}`)
      returnUnboxed(code, signature.result)
    })
  })
  const cls: RuntimeClass | null = spinner.define()
  return mirrorOf(vm.rt, cls)
}

/** By the names of linkNative. */
export function spinningNatives(vm: Machine): Readonly<Record<string, NativeFunction>> {
  const { H32 } = vm
  return {
    'hlvm/Reflect.accessor(IZ)Lhlvm/Accessor;': (id, special) => accessor(vm, id!, special !== 0),
    'hlvm/Reflect.proxyClass(Ljava/lang/String;[Ljava/lang/Class;[IZ)Ljava/lang/Class;': (
      name,
      interfaces,
      methods,
      open,
    ) => {
      const first = (methods! + ARRAY_BASE_OFFSET) >>> 2
      const ids = [...H32.subarray(first, first + H32[(methods! >>> 2) + ARRAY_LENGTH]!)]
      return proxyClass(vm, textOf(vm.rt, name!), elements(vm, interfaces!), ids, open !== 0)
    },
  }
}
