/**
 * Protected members (JVMS 4.10.1.8): a protected member of a superclass in another package may be used only on objects of
 * the class itself or of its subclasses.
 */
import type { MethodContext } from './context.ts'
import { type ClassInfo, isArray, printType, type Types, UNINITIALIZED_THIS, type VType } from './types.ts'

const ACC_PROTECTED = 0x0004

export function checkProtected(
  m: MethodContext,
  ref: { readonly className: string; readonly name: string; readonly descriptor: string },
  object: VType,
  isMethod: boolean,
): void {
  const { types, cls } = m
  if (types.trusting || object === cls.thisType || object === UNINITIALIZED_THIS) return
  if (cls.superName === null || !isSuperOfThis(types, ref.className, cls.superName)) return
  const owner = declaringClass(types, ref.className, ref.name, ref.descriptor, isMethod)
  if (owner === null || (owner.flags & ACC_PROTECTED) === 0) return
  if (owner.info.runtimePackage === types.info(cls.name).runtimePackage) return
  // Arrays pretend to have a public clone().
  if (isMethod && isArray(object.name) && ref.className === 'java/lang/Object' && ref.name === 'clone') return
  if (types.isAssignable(object, cls.thisType, true)) return
  const headline =
    ref.name === '<init>'
      ? 'Bad access to protected <init> method'
      : `Bad access to protected data in ${m.mnemonic(m.pc)}`
  m.fail('protected', headline, `Type ${printType(object)} is not assignable to ${printType(cls.thisType)}`)
}

function isSuperOfThis(types: Types, name: string, superName: string): boolean {
  return !isArray(name) && types.isSubclass(superName, name)
}

function declaringClass(
  types: Types,
  className: string,
  name: string,
  descriptor: string,
  isMethod: boolean,
): { info: ClassInfo; flags: number } | null {
  let up: ClassInfo | null = types.info(className)
  for (let i = 0; up !== null && i < 10_000; i++) {
    const info: ClassInfo = up
    const flags = isMethod ? info.methodFlags(name, descriptor) : info.fieldFlags(name, descriptor)
    if (flags !== undefined) return { info, flags }
    // A constructor is not inherited.
    up = name === '<init>' ? null : types.superOf(info)
  }
  return null
}
