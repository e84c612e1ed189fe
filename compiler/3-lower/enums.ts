/** Members that an enum gets (JLS 8.9.3): its constants, `values`, `valueOf` and the array behind them. */
import type { ClassDecl, EnumConstant, Expr, MemberRef, Statement } from '../1-parse/ast.ts'
import { Flags, VarSymbol } from '../2-check/symbols.ts'
import type { Type } from '../2-check/types.ts'
import { lowerArgs } from './calls.ts'
import { lowerAnonymous, lowerField, madeField, madeMethod, parameter } from './classes.ts'
import type { ClassScope, MethodScope } from './context.ts'
import type { LoweredField, LoweredMethod } from './lowered.ts'
import { constructorRef, erasedTypeOf } from './references.ts'
import {
  assign,
  block,
  call,
  castTo,
  classLiteral,
  create,
  exprStatement,
  field,
  intLiteral,
  nameOf,
  newArray,
  returnValue,
  stringLiteral,
} from './trees.ts'

export interface EnumMembers {
  readonly fields: readonly LoweredField[]
  readonly statics: readonly Statement[]
  readonly methods: readonly LoweredMethod[]
  readonly lastFields: readonly LoweredField[]
  readonly lastMethods: readonly LoweredMethod[]
}

export function enumMembers(cls: ClassScope, decl: ClassDecl, scope: MethodScope): EnumMembers {
  const { env } = cls.lowering
  const owner = cls.symbol.binaryName
  const { type } = cls
  const array: Type = { kind: 'array', element: type }
  const ref = (name: string, descriptor: string): MemberRef => ({
    owner,
    name,
    descriptor,
    isInterface: false,
    mode: 'static',
  })
  const constantRef = (c: EnumConstant): MemberRef => ref(c.name.name, `L${owner};`)
  const statics: Statement[] = decl.enumConstants.map((c, ordinal) =>
    exprStatement(c, assign(c, field(c, undefined, constantRef(c), type), newConstant(scope, c, ordinal))),
  )
  const all = ref('$VALUES', `[L${owner};`)
  const makeAll = ref('$values', `()[L${owner};`)
  statics.push(
    exprStatement(decl, assign(decl, field(decl, undefined, all, array), call(decl, undefined, makeAll, [], array))),
  )
  const constants = decl.enumConstants.map((c) => field(decl, undefined, constantRef(c), type))
  const clone: MemberRef = {
    owner: `[L${owner};`,
    name: 'clone',
    descriptor: '()Ljava/lang/Object;',
    isInterface: false,
    mode: 'virtual',
  }
  const cloned = castTo(decl, array, call(decl, field(decl, undefined, all, array), clone, [], env.types.object))
  const name = new VarSymbol('name', 'param', cls.symbol, 0, env.types.string)
  const finder: MemberRef = {
    owner: 'java/lang/Enum',
    name: 'valueOf',
    descriptor: '(Ljava/lang/Class;Ljava/lang/String;)Ljava/lang/Enum;',
    isInterface: false,
    mode: 'static',
  }
  const found = call(
    decl,
    undefined,
    finder,
    [classLiteral(decl, type, env.types.class), nameOf(decl, name)],
    env.types.enum,
  )
  const shared = Flags.PUBLIC | Flags.STATIC
  return {
    fields: decl.enumConstants.map((c) => lowerField(c.symbol!, c.annotations)),
    statics,
    methods: [
      {
        ...madeMethod(decl, shared, 'values', `()[L${owner};`, [], array),
        body: block(decl, [returnValue(decl, cloned)]),
      },
      {
        ...madeMethod(
          decl,
          shared,
          'valueOf',
          `(Ljava/lang/String;)L${owner};`,
          [parameter(name, Flags.MANDATED)],
          type,
        ),
        body: block(decl, [returnValue(decl, castTo(decl, type, found))]),
      },
    ],
    lastFields: [madeField(Flags.PRIVATE | Flags.STATIC | Flags.FINAL | Flags.SYNTHETIC, '$VALUES', `[L${owner};`)],
    lastMethods: [
      {
        ...madeMethod(decl, Flags.PRIVATE | Flags.STATIC | Flags.SYNTHETIC, '$values', `()[L${owner};`, [], array),
        body: block(decl, [returnValue(decl, newArray(decl, array, constants))]),
      },
    ],
  }
}

/** A constant: its name and number, then the arguments that are written; one with a body is of a class of its own. */
function newConstant(s: MethodScope, c: EnumConstant, ordinal: number): Expr {
  const { lowering } = s.cls
  const ctor = c.constructorSymbol!
  const type = c.constructorType ?? ctor.type
  const args = lowerArgs(s, c, c.args, type, ctor.type.params, c.varargsCall === true)
  const numbered = [stringLiteral(c, c.name.name, lowering.env.types.string), intLiteral(c, ordinal), ...args]
  if (c.body === undefined) {
    const owner = ctor.owner
    return create(c, constructorRef(lowering, owner, ctor.type.params), numbered, erasedTypeOf(owner))
  }
  const symbol = c.body.symbol!
  const { params } = ctor.type
  lowerAnonymous(s, c, c.body, ctor, params, false)
  return create(c, constructorRef(lowering, symbol, params), numbered, erasedTypeOf(symbol))
}
