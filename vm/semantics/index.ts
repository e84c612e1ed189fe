// The semantics tables: one entry for every instruction whose result depends on its operands alone. Typed against the
// opcode table, so that an instruction without a function, or a function without an instruction, does not compile.

import type { MnemonicWith } from '../classfile/opcodes.ts'
import * as compare from './compare.ts'
import * as convert from './convert.ts'
import * as double from './double.ts'
import * as float from './float.ts'
import * as int from './int.ts'
import * as long from './long.ts'

export type { Long } from './long.ts'

/** Operands in stack order, a long as two numbers (lo, hi); yields a number, or [lo, hi] for a long. */
export type PureFunction = (a: number, b: number, c: number, d: number) => number | long.Long

export type PureMnemonic = MnemonicWith<'pure'>

/** Pure once the divisor is known not to be zero; the ArithmeticException is the caller's business. */
export type DivisionMnemonic = 'idiv' | 'irem' | 'ldiv' | 'lrem'

/** The conditional branches: whether the branch is taken. References compare as their addresses. */
export type ConditionMnemonic = MnemonicWith<'conditional'>

export const DIVISION = {
  idiv: int.idiv,
  irem: int.irem,
  ldiv: long.ldiv,
  lrem: long.lrem,
} satisfies Record<DivisionMnemonic, PureFunction>

export const PURE = {
  iadd: int.iadd,
  isub: int.isub,
  imul: int.imul,
  ineg: int.ineg,
  ishl: int.ishl,
  ishr: int.ishr,
  iushr: int.iushr,
  iand: int.iand,
  ior: int.ior,
  ixor: int.ixor,
  ladd: long.ladd,
  lsub: long.lsub,
  lmul: long.lmul,
  lneg: long.lneg,
  lshl: long.lshl,
  lshr: long.lshr,
  lushr: long.lushr,
  land: long.land,
  lor: long.lor,
  lxor: long.lxor,
  fadd: float.fadd,
  fsub: float.fsub,
  fmul: float.fmul,
  fdiv: float.fdiv,
  frem: float.frem,
  fneg: float.fneg,
  dadd: double.dadd,
  dsub: double.dsub,
  dmul: double.dmul,
  ddiv: double.ddiv,
  drem: double.drem,
  dneg: double.dneg,
  i2l: convert.i2l,
  i2f: convert.i2f,
  i2d: convert.i2d,
  l2i: convert.l2i,
  l2f: convert.l2f,
  l2d: convert.l2d,
  f2i: convert.f2i,
  f2l: convert.f2l,
  f2d: convert.f2d,
  d2i: convert.d2i,
  d2l: convert.d2l,
  d2f: convert.d2f,
  i2b: convert.i2b,
  i2c: convert.i2c,
  i2s: convert.i2s,
  lcmp: compare.lcmp,
  fcmpl: compare.fcmpl,
  fcmpg: compare.fcmpg,
  dcmpl: compare.dcmpl,
  dcmpg: compare.dcmpg,
} satisfies Record<PureMnemonic, PureFunction>

export const CONDITION = {
  ifeq: compare.ifeq,
  ifne: compare.ifne,
  iflt: compare.iflt,
  ifge: compare.ifge,
  ifgt: compare.ifgt,
  ifle: compare.ifle,
  if_icmpeq: compare.if_icmpeq,
  if_icmpne: compare.if_icmpne,
  if_icmplt: compare.if_icmplt,
  if_icmpge: compare.if_icmpge,
  if_icmpgt: compare.if_icmpgt,
  if_icmple: compare.if_icmple,
  if_acmpeq: compare.if_acmpeq,
  if_acmpne: compare.if_acmpne,
  ifnull: compare.ifnull,
  ifnonnull: compare.ifnonnull,
} satisfies Record<ConditionMnemonic, (a: number, b: number) => boolean>
