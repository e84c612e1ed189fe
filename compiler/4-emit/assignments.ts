/**
 * Assignment, compound assignment and increment (JLS 15.26, 15.14.2, 15.15.1). The place is evaluated first and once:
 * an object or an array and an index stay on the stack and are duplicated where the old value is needed; a value that
 * is wanted afterwards is copied below them.
 */
import type { Assign, CompoundAssign, Expr, Unary } from '../1-parse/ast.ts'
import type { Type } from '../2-check/types.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import type { Local } from './code.ts'
import { genConcatAssign } from './concat.ts'
import { arithmeticOpcode, genConversion, genExpr } from './expressions.ts'
import {
  elementCode,
  fieldIndex,
  type Gen,
  genInt,
  loadLocal,
  storeLocal,
  typeCode,
  vtypeOf,
  vtypeOfDescriptor,
} from './gen.ts'

/** Where a value is assigned to, with what stands on the stack for it. */
export interface Place {
  readonly type: Type
  /** One-slot values on the stack that name the place: 0, 1 (object) or 2 (array and index). */
  readonly width: 0 | 1 | 2
  readonly local: Local | undefined
  load(): void
  store(): void
}

export function genPlace(g: Gen, target: Expr): Place {
  const { code, cls } = g
  const e = target.kind === 'Parens' ? target.expr : target
  const type = e.type!
  if (e.kind === 'Name') {
    const local = g.slots.get(e.symbol as never)
    if (local === undefined) throw new Error(`no slot for local variable ${e.name}`)
    return { type, width: 0, local, load: () => loadLocal(g, local), store: () => storeLocal(g, local) }
  }
  if (e.kind === 'ArrayAccess') {
    genExpr(g, e.array)
    genExpr(g, e.index)
    const element = elementCode(type)
    return {
      type,
      width: 2,
      local: undefined,
      load: () => code.op0(OP.iaload + element, 2, vtypeOf(type)),
      store: () => code.op0(OP.iastore + element, 3),
    }
  }
  if (e.kind === 'FieldAccess' && e.ref !== undefined) {
    const ref = e.ref
    const index = fieldIndex(cls, ref)
    const vtype = vtypeOfDescriptor(ref.descriptor)
    if (ref.mode === 'static') {
      if (e.target.kind !== 'TypeExpr') {
        genExpr(g, e.target)
        code.drop()
      }
      return {
        type,
        width: 0,
        local: undefined,
        load: () => code.op2(OP.getstatic, index, 0, vtype),
        store: () => code.op2(OP.putstatic, index, 1),
      }
    }
    genExpr(g, e.target)
    return {
      type,
      width: 1,
      local: undefined,
      load: () => code.op2(OP.getfield, index, 1, vtype),
      store: () => code.op2(OP.putfield, index, 2),
    }
  }
  throw new Error(`${e.kind} is not assignable`)
}

/** Copies what names the place. */
export function duplicatePlace(g: Gen, place: Place): void {
  if (place.width === 1) g.code.dupBelow(0)
  else if (place.width === 2) g.code.dupTwo()
}

export function genAssign(g: Gen, e: Assign, wanted: boolean): void {
  const place = genPlace(g, e.target)
  genExpr(g, e.value)
  if (!g.code.alive) return
  if (wanted) g.code.dupBelow(place.width)
  place.store()
}

const isInt = (type: Type): boolean => type.kind === 'primitive' && type.name === 'int'

/** Constant of an int-like literal; undefined for others. */
function smallConstant(e: Expr): number | undefined {
  if (e.kind !== 'Literal' || typeof e.value !== 'number') return undefined
  return e.type !== undefined && typeCode(e.type) === 0 ? e.value : undefined
}

/** Adds a constant to an int-like local variable. */
function genAddConstant(g: Gen, local: Local, type: Type, amount: number): void {
  const { code } = g
  if (isInt(type) && amount >= -0x8000 && amount <= 0x7fff) {
    code.iinc(local.slot, amount)
    return
  }
  loadLocal(g, local)
  genInt(g, Math.abs(amount))
  code.simple(amount >= 0 ? OP.iadd : OP.isub)
  genConversion(g, INT_TYPE, type)
  storeLocal(g, local)
}

const INT_TYPE: Type = { kind: 'primitive', name: 'int' }

export function genCompound(g: Gen, e: CompoundAssign, wanted: boolean): void {
  const { code } = g
  const operandType = e.operandType!
  if (operandType.kind !== 'primitive') {
    genConcatAssign(g, e, wanted)
    return
  }
  const place = genPlace(g, e.target)
  if (place.local !== undefined && typeCode(place.type) === 0 && (e.op === '+' || e.op === '-')) {
    const amount = smallConstant(e.value)
    if (amount !== undefined && amount !== -0x80000000 && typeCode(operandType) === 0) {
      genAddConstant(g, place.local, place.type, e.op === '+' ? amount : -amount)
      if (wanted) loadLocal(g, place.local)
      return
    }
  }
  duplicatePlace(g, place)
  place.load()
  genConversion(g, place.type, operandType)
  genExpr(g, e.value)
  if (!code.alive) return
  code.simple(arithmeticOpcode(e.op, operandType))
  genConversion(g, operandType, place.type)
  if (wanted) code.dupBelow(place.width)
  place.store()
}

export function genIncrement(g: Gen, e: Unary, wanted: boolean): void {
  const { code } = g
  const place = genPlace(g, e.operand)
  const { type } = place
  const up = e.op === 'pre++' || e.op === 'post++'
  const before = wanted && e.op.startsWith('post')
  if (place.local !== undefined && typeCode(type) === 0) {
    if (before) loadLocal(g, place.local)
    genAddConstant(g, place.local, type, up ? 1 : -1)
    if (wanted && !before) loadLocal(g, place.local)
    return
  }
  duplicatePlace(g, place)
  place.load()
  if (!code.alive) return
  if (before) code.dupBelow(place.width)
  const t = typeCode(type)
  const one = [OP.iconst_1, OP.lconst_1, OP.fconst_1, OP.dconst_1][t]!
  code.simple(one)
  code.simple((up ? OP.iadd : OP.isub) + t)
  if (t === 0 && !isInt(type)) genConversion(g, INT_TYPE, type)
  if (wanted && !before) code.dupBelow(place.width)
  place.store()
}
