/**
 * Switches on enums do not use ordinals, which change when the enum is compiled anew (JLS 13.4.26). A synthetic class
 * of the top-level class holds one table for each enum: from the ordinal that a constant has at run time to the number
 * that the switches of this compilation give it; a constant that is gone leaves no entry.
 */
import type { Catch, Expr, MemberRef, Statement } from '../1-parse/ast.ts'
import { type ClassSymbol, Flags, VarSymbol } from '../2-check/symbols.ts'
import { INT, type Type } from '../2-check/types.ts'
import type { EnumMap, Lowering } from './context.ts'
import { erasedTypeOf } from './references.ts'
import { helperClass } from './synthetic-class.ts'
import {
  type At,
  arrayLength,
  assign,
  block,
  call,
  exprStatement,
  field,
  intLiteral,
  localVar,
  newArrayOfSize,
  placeOf,
  typeNode,
} from './trees.ts'

const INT_ARRAY: Type = { kind: 'array', element: INT }

/** The table of an enum, and the numbers of its constants. */
export function enumNumber(
  lowering: Lowering,
  symbol: ClassSymbol,
  at: At,
): { map: (at: At) => Expr; numberOf: (constant: string) => number } {
  const { symbol: owner, maps } = helperClass(lowering)
  let map = maps.get(symbol)
  if (map === undefined) {
    const name = `$SwitchMap$${symbol.binaryName.replaceAll('/', '$')}`
    const ref: MemberRef = { owner: owner.binaryName, name, descriptor: '[I', isInterface: false, mode: 'static' }
    map = { ref, numbers: new Map(), at: placeOf(at) }
    maps.set(symbol, map)
  }
  const { ref, numbers } = map
  return {
    map: (at) => field(at, undefined, ref, INT_ARRAY),
    numberOf: (constant) => {
      let number = numbers.get(constant)
      if (number === undefined) numbers.set(constant, (number = numbers.size + 1))
      return number
    },
  }
}

/** The statements that fill the tables. */
export function fillMaps(lowering: Lowering, maps: ReadonlyMap<ClassSymbol, EnumMap>): Statement[] {
  // The table of the last enum is filled first, as in javac's class files.
  return [...maps].reverse().flatMap(([symbol, map]) => fillMap(lowering, map.at, symbol, map))
}

function fillMap(lowering: Lowering, at: At, symbol: ClassSymbol, map: EnumMap): Statement[] {
  const { env } = lowering
  const owner = symbol.binaryName
  const type = erasedTypeOf(symbol)
  const array: Type = { kind: 'array', element: type }
  const values: MemberRef = { owner, name: 'values', descriptor: `()[L${owner};`, isInterface: false, mode: 'static' }
  const ordinal: MemberRef = { owner, name: 'ordinal', descriptor: '()I', isInterface: false, mode: 'virtual' }
  const table = (): Expr => field(at, undefined, map.ref, INT_ARRAY)
  const length = arrayLength(at, call(at, undefined, values, [], array))
  const result: Statement[] = [exprStatement(at, assign(at, table(), newArrayOfSize(at, INT_ARRAY, [length])))]
  const missing = erasedTypeOf(env.classReference('java/lang/NoSuchFieldError'))
  for (const [constant, number] of map.numbers) {
    const ref: MemberRef = { owner, name: constant, descriptor: `L${owner};`, isInterface: false, mode: 'static' }
    const index = call(at, field(at, undefined, ref, type), ordinal, [], INT)
    const element: Expr = { kind: 'ArrayAccess', ...placeOf(at), array: table(), index, type: INT }
    const caught = new VarSymbol('ex', 'exception', symbol, Flags.SYNTHETIC, missing)
    const { modifiers, name } = localVar(at, caught, undefined)
    const handler: Catch = {
      kind: 'Catch',
      ...placeOf(at),
      param: {
        kind: 'ParamDecl',
        ...placeOf(at),
        modifiers,
        type: typeNode(at, missing),
        varargs: false,
        name,
        symbol: caught,
      },
      body: block(at, []),
    }
    result.push({
      kind: 'Try',
      ...placeOf(at),
      resources: [],
      block: block(at, [exprStatement(at, assign(at, element, intLiteral(at, number)))]),
      catches: [handler],
      finally: undefined,
    })
  }
  return result
}
