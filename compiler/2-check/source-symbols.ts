/**
 * Symbols from source (JLS 7, 8, 9): entering of the classes of compilation units, completion of headers and members.
 */
import type { ClassDecl } from '../1-parse/ast.ts'
import type { Environment, SourceUnit } from './environment.ts'
import type { Scope } from './scope.ts'
import type { AnySymbol, ClassSymbol } from './symbols.ts'
import type { Type } from './types.ts'

const notYet = (): never => {
  throw new Error('not written yet')
}

/** Enters all classes of the units (no headers yet), checks imports and duplicate classes. */
export function enterUnits(env: Environment, units: readonly SourceUnit[]): void {
  return notYet()
}
/** Completes headers, then members of every source class; call after enterUnits. */
export function completeAll(env: Environment): void {
  return notYet()
}

export interface LocalClassOptions {
  /** 'local': declared in a block; 'anonymous': body of `new`; 'enumBody': body of an enum constant. */
  readonly kind: 'local' | 'anonymous' | 'enumBody'
  /** Where it stands. */
  readonly scope: Scope
  /** Method, or the class for initialisers and field initialisers, whose code declares it. */
  readonly owner: AnySymbol
  /** The class whose code declares it. */
  readonly enclosing: ClassSymbol
  /** The code is static: no enclosing instance. */
  readonly isStatic: boolean
  /** Anonymous classes and enum bodies: the superclass or interface type. */
  readonly superType?: Type
}
/**
 * Makes the symbol of a local or anonymous class, numbers it as javac does (`Outer$1Local`, `Outer$1`), adds it to the
 * scope's types, completes header and members, sets `decl.symbol`. The caller attributes the body and calls checkClass.
 */
export function enterLocalClass(env: Environment, decl: ClassDecl, options: LocalClassOptions): ClassSymbol {
  return notYet()
}
