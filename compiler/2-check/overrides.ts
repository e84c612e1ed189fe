/**
 * Checks over whole classes (JLS 8.1 to 8.4, 9.1 to 9.4): inheritance, overriding, modifiers; and the bridge methods.
 */
import type { Environment } from './environment.ts'
import type { ClassSymbol, MethodSymbol } from './symbols.ts'
import type { MethodType } from './types.ts'

const notYet = (): never => {
  throw new Error('not written yet')
}

/** All declaration checks of one class from source (its nested classes apart). */
export function checkClass(env: Environment, symbol: ClassSymbol): void {
  return notYet()
}

/** A bridge that the class needs (JLS 15.12.4.5): `target` is called by the method `name` with the erased `type`. */
export interface Bridge {
  readonly name: string
  readonly type: MethodType
  /** The overridden method whose erasure the bridge has. */
  readonly bridged: MethodSymbol
  readonly target: MethodSymbol
  /** Access flags of the bridge (with SYNTHETIC and BRIDGE). */
  readonly flags: number
  /** The target is inherited: the bridge calls it with `super.`. */
  readonly viaSuper: boolean
}
export function bridgesOf(env: Environment, symbol: ClassSymbol): readonly Bridge[] {
  return notYet()
}
