// Signature-polymorphic methods (JLS 15.12.3): native variable-arity methods of MethodHandle and VarHandle with one parameter
// Object[]. The call compiles to a method of the types of its arguments. A declared result Object becomes the type of the
// cast around the call, void where the call is a statement.

import type { Call, Expr } from '../1-parse/ast.ts'
import type { Environment as Env } from './environment.ts'
import { Flags, MethodSymbol } from './symbols.ts'
import { erasure } from './type-views.ts'
import type { MethodType, Type } from './types.ts'
import { classTypeOf } from './type-views.ts'

export function isPolymorphic(method: MethodSymbol): boolean {
  if (!hasPolymorphicOwner(method)) return false
  const wanted = Flags.NATIVE | Flags.VARARGS
  return (method.flags & wanted) === wanted && method.type.params.length === 1
}

/** The method that the call with these argument types compiles to. */
export function specialise(env: Env, method: MethodSymbol, args: readonly Type[]): MethodSymbol {
  const params = args.map((type) => (type.kind === 'null' ? classTypeOf(env.symbols.void, []) : erasure(type)))
  return new MethodSymbol(method.name, method.owner, method.flags & ~Flags.VARARGS, { ...method.type, params })
}

/** The expression is the operand of a cast, or with VOID a statement: true if it is a polymorphic call whose result that decides. */
export function setPolymorphicResult(env: Env, e: Expr, result: Type): boolean {
  let inner = e
  while (inner.kind === 'Parens') inner = inner.expr
  if (inner.kind !== 'Call' || !isSpecialised(inner)) return false
  const { method } = inner
  if (method === undefined || method.type.result.kind !== 'class' || method.type.result.symbol !== env.symbols.object)
    return false
  const type: MethodType = { ...method.type, result: erasure(result) }
  const decided = new MethodSymbol(method.name, method.owner, method.flags, type)
  inner.method = decided
  inner.methodType = type
  for (let each = e; ; each = each.expr) {
    each.type = type.result
    if (each.kind !== 'Parens') return true
  }
}

/** Whether the call was compiled to a method of the types of its arguments. */
export function isSpecialised(e: Call): boolean {
  const { method } = e
  if (method === undefined || (method.flags & (Flags.NATIVE | Flags.VARARGS)) !== Flags.NATIVE) return false
  return method.decl === undefined && hasPolymorphicOwner(method) && !e.varargsCall
}

function hasPolymorphicOwner(method: MethodSymbol): boolean {
  const owner = method.owner.binaryName
  return owner === 'java/lang/invoke/MethodHandle' || owner === 'java/lang/invoke/VarHandle'
}
