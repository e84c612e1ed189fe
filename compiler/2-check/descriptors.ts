/** Names and descriptors in class files (JVMS 4.2, 4.3) and Signature attributes (JVMS 4.7.9.1) of symbols and types. */
import type { ClassSymbol, MethodSymbol, VarSymbol } from './symbols.ts'
import type { MethodType, Type } from './types.ts'

const notYet = (): never => {
  throw new Error('not written yet')
}

/** Field descriptor of the erasure: `Ljava/lang/String;`, `[I`. */
export function descriptorOf(t: Type): string {
  return notYet()
}
/** Method descriptor of the erasure of exactly these parameters and result. */
export function methodDescriptorOf(m: Pick<MethodType, 'params' | 'result'>): string {
  return notYet()
}
/** Internal name for a CONSTANT_Class: binary name, or an array descriptor. */
export function internalNameOf(t: Type): string {
  return notYet()
}
/** Signature strings; undefined when the attribute is not needed (as javac decides). */
export function classSignature(symbol: ClassSymbol): string | undefined {
  return notYet()
}
export function methodSignature(method: MethodSymbol): string | undefined {
  return notYet()
}
export function fieldSignature(field: VarSymbol): string | undefined {
  return notYet()
}
/** The signature of any type, for LocalVariableTypeTable and Record components. */
export function typeSignature(t: Type): string {
  return notYet()
}
/** Whether a type's signature says more than its descriptor. */
export function needsSignature(t: Type): boolean {
  return notYet()
}
