/**
 * Serializable lambdas (JLS 15.27.4 with java.lang.invoke.SerializedLambda): the object writes itself as a description
 * of the lambda, and when it is read again the class that made it is asked through `$deserializeLambda$` to make it anew.
 * The method compares the description with each serializable lambda of the class.
 */
import type { BootstrapHandle, Expr, IndyExpr, MemberRef, Statement } from '../1-parse/ast.ts'
import type { Environment } from '../2-check/environment.ts'
import { Flags, VarSymbol } from '../2-check/symbols.ts'
import { BOOLEAN, INT, type Type } from '../2-check/types.ts'
import { madeMethod, parameter } from './classes.ts'
import type { ClassScope } from './context.ts'
import { coerce } from './convert.ts'
import type { LoweredMethod } from './lowered.ts'
import { erasedTypeOf } from './references.ts'
import {
  type At,
  binary,
  block,
  call,
  create,
  ifThen,
  intLiteral,
  nameOf,
  returnValue,
  stringLiteral,
  throwValue,
} from './trees.ts'

export interface SerializableLambda {
  readonly site: IndyExpr
  /** The handle as reflection shows it: with the class that declares the method. */
  readonly handle: BootstrapHandle
  readonly interfaceName: string
  readonly erasedMethod: string
  readonly captured: readonly Type[]
}

const SERIALIZED_LAMBDA = 'java/lang/invoke/SerializedLambda'

/** `private static Object $deserializeLambda$(SerializedLambda)`. */
export function deserializeMethod(cls: ClassScope, at: At, lambdas: readonly SerializableLambda[]): LoweredMethod {
  const { env } = cls.lowering
  const { object } = env.types
  const param = new VarSymbol('lambda', 'param', cls.symbol, 0, erasedTypeOf(env.classReference(SERIALIZED_LAMBDA)))
  const seen = new Set<string>()
  const statements: Statement[] = []
  for (const lambda of lambdas) {
    // Equal references of methods are one case.
    const { handle, site } = lambda
    const key = [handle.refKind, handle.owner, handle.name, handle.descriptor, lambda.interfaceName, site.descriptor]
    if (seen.has(key.join(' '))) continue
    seen.add(key.join(' '))
    statements.push(ifThen(at, isDescribed(env, at, param, lambda), remake(env, at, param, lambda)))
  }
  statements.push(refuse(env, at))
  const descriptor = `(L${SERIALIZED_LAMBDA};)Ljava/lang/Object;`
  const flags = Flags.PRIVATE | Flags.STATIC | Flags.SYNTHETIC
  const params = [parameter(param, Flags.SYNTHETIC)]
  return {
    ...madeMethod(at, flags, '$deserializeLambda$', descriptor, params, object),
    body: block(at, statements),
  }
}

const getter = (at: At, param: VarSymbol, name: string, descriptor: string, type: Type, args: readonly Expr[]): Expr =>
  call(at, nameOf(at, param), memberOf(SERIALIZED_LAMBDA, name, descriptor), args, type)

const memberOf = (owner: string, name: string, descriptor: string): MemberRef => ({
  owner,
  name,
  descriptor,
  isInterface: false,
  mode: 'virtual',
})

function isDescribed(env: Environment, at: At, param: VarSymbol, lambda: SerializableLambda): Expr {
  const { handle, site } = lambda
  const { string } = env.types
  const kind = getter(at, param, 'getImplMethodKind', '()I', INT, [])
  const texts: readonly (readonly [string, string])[] = [
    ['getImplMethodName', handle.name],
    ['getFunctionalInterfaceClass', lambda.interfaceName],
    ['getFunctionalInterfaceMethodName', site.name],
    ['getFunctionalInterfaceMethodSignature', lambda.erasedMethod],
    ['getImplClass', handle.owner],
    ['getImplMethodSignature', handle.descriptor],
  ]
  let condition: Expr = binary(at, '==', kind, intLiteral(at, handle.refKind), INT, BOOLEAN)
  for (const [name, text] of texts) {
    const value = getter(at, param, name, '()Ljava/lang/String;', string, [])
    const equals = memberOf('java/lang/Object', 'equals', '(Ljava/lang/Object;)Z')
    const same = call(at, value, equals, [stringLiteral(at, text, string)], BOOLEAN)
    condition = binary(at, '&&', condition, same, BOOLEAN, BOOLEAN)
  }
  return condition
}

function remake(env: Environment, at: At, param: VarSymbol, lambda: SerializableLambda): Statement {
  const { object } = env.types
  const args = lambda.captured.map((type, i) => {
    const value = getter(at, param, 'getCapturedArg', '(I)Ljava/lang/Object;', object, [intLiteral(at, i)])
    return coerce(env, value, object, type)
  })
  return returnValue(at, { ...lambda.site, start: at.start, end: at.end, pos: at.pos, args })
}

function refuse(env: Environment, at: At): Statement {
  const owner = 'java/lang/IllegalArgumentException'
  const ref: MemberRef = { ...memberOf(owner, '<init>', '(Ljava/lang/String;)V'), mode: 'special' }
  const text = stringLiteral(at, 'Invalid lambda deserialization', env.types.string)
  return throwValue(at, create(at, ref, [text], erasedTypeOf(env.classReference(owner))))
}
