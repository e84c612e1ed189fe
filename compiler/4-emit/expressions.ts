/**
 * Expressions to code (JLS 15): `genExpr` leaves the value on the stack, `genDropped` leaves nothing. Operands are
 * evaluated from left to right (JLS 15.7). Left spines of binary operators are walked in a loop, so that a sum of ten
 * thousand terms needs no deep stack.
 */
import { assertNever, type Binary, type BinaryOp, type Call, type Expr, type NewArray } from '../1-parse/ast.ts'
import { descriptorOf, internalNameOf } from '../2-check/descriptors.ts'
import type { PrimitiveName, Type } from '../2-check/types.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import { genAssign, genCompound, genIncrement } from './assignments.ts'
import type { Chain } from './code.ts'
import { ALWAYS } from './code.ts'
import { genConcat, isConcat } from './concat.ts'
import { genCondition, genConditionValue, isJumping, isNever, jumpIfFalse } from './conditions.ts'
import {
  bootstrap,
  elementCode,
  fieldIndex,
  type Gen,
  genConstant,
  genInt,
  loadLocal,
  methodIndex,
  parameterDescriptors,
  parameterSlots,
  resultDescriptor,
  typeCode,
  vtypeOf,
  vtypeOfDescriptor,
} from './gen.ts'
import { genStatements } from './statements.ts'
import { genSwitchExpr } from './switches.ts'

export function genExpr(g: Gen, e: Expr): void {
  if (e.typeUses === undefined) {
    genPlain(g, e)
    return
  }
  const { code } = g
  const first = code.here()
  genPlain(g, e)
  if (!code.alive) return
  // Creation begins with its instruction, everything else ends with it.
  const pc = e.kind === 'New' ? first : code.lastInstruction
  for (const use of e.typeUses) code.typeUses.push({ use, pc })
}

function genPlain(g: Gen, e: Expr): void {
  const { code } = g
  switch (e.kind) {
    case 'Literal':
      if (e.literal === 'null') code.op0(OP.aconst_null, 0, 'N')
      else genConstant(g, e.value!, e.type!, e)
      return
    case 'Name':
      loadLocal(g, g.slots.get(e.symbol as never) ?? missingLocal(e.name))
      return
    case 'This': {
      const self = code.locals[0]!
      code.local(OP.aload, OP.aload_0, 0, 0, self.type)
      return
    }
    case 'FieldAccess': {
      const ref = e.ref
      if (ref === undefined) {
        genExpr(g, e.target)
        code.op0(OP.arraylength, 1, 'I')
      } else if (ref.mode === 'static') {
        genStaticTarget(g, e.target)
        code.op2(OP.getstatic, fieldIndex(g.cls, ref), 0, vtypeOfDescriptor(ref.descriptor))
      } else {
        genExpr(g, e.target)
        code.op2(OP.getfield, fieldIndex(g.cls, ref), 1, vtypeOfDescriptor(ref.descriptor))
      }
      return
    }
    case 'ArrayAccess':
      genExpr(g, e.array)
      genExpr(g, e.index)
      code.op0(OP.iaload + elementCode(e.type!), 2, vtypeOf(e.type!))
      return
    case 'Call':
      genCall(g, e)
      return
    case 'New': {
      const ref = e.ref!
      code.newObject(g.cls.pool.class(ref.owner))
      code.dupBelow(0)
      for (const arg of e.args) genExpr(g, arg)
      if (code.alive) code.construct(methodIndex(g.cls, ref), e.args.length, `L${ref.owner};`)
      return
    }
    case 'NewArray':
      genNewArray(g, e)
      return
    case 'Unary':
      if (e.op === '!') genConditionValue(g, e)
      else if (e.op === '+') genExpr(g, e.operand)
      else if (e.op === '-') {
        genExpr(g, e.operand)
        code.simple(OP.ineg + typeCode(e.type!))
      } else if (e.op === '~') {
        genExpr(g, e.operand)
        if (typeCode(e.type!) === 1) {
          genConstant(g, -1n, e.type!, e)
          code.simple(OP.lxor)
        } else {
          code.op0(OP.iconst_m1, 0, 'I')
          code.simple(OP.ixor)
        }
      } else genIncrement(g, e, true)
      return
    case 'Binary':
      if (isConcat(e)) genConcat(g, e)
      else if (isJumping(e)) genConditionValue(g, e)
      else genArithmetic(g, e)
      return
    case 'InstanceOf':
      genExpr(g, e.expr)
      code.op2(OP.instanceof, g.cls.pool.class(internalNameOf(e.testType.resolved!)), 1, 'I')
      return
    case 'Cast':
      genExpr(g, e.expr)
      if (e.nullCheck) {
        genNullCheck(g, e)
        return
      }
      genConversion(g, e.expr.type!, e.type!)
      return
    case 'Conditional':
      genConditional(g, e.condition, e.then, e.else, e.type!)
      return
    case 'Assign':
      genAssign(g, e, true)
      return
    case 'CompoundAssign':
      genCompound(g, e, true)
      return
    case 'ClassLiteral':
      {
        const index = g.cls.pool.class(internalNameOf(e.classType.resolved!))
        if (index <= 0xff) code.op1(OP.ldc, index, 0, 'Ljava/lang/Class;')
        else code.op2(OP.ldc_w, index, 0, 'Ljava/lang/Class;')
      }
      return
    case 'Let': {
      const first = code.nextLocal
      genStatements(g, e.statements)
      genExpr(g, e.value)
      code.endScopes(first)
      return
    }
    case 'Indy': {
      for (const arg of e.args) genExpr(g, arg)
      if (!code.alive) return
      const index = g.cls.pool.invokeDynamic(bootstrap(g.cls, e.bootstrap, e.bootstrapArgs), e.name, e.descriptor)
      code.invoke4(OP.invokedynamic, index, 0, e.args.length, vtypeOfDescriptor(resultDescriptor(e.descriptor)))
      return
    }
    case 'SwitchExpr':
      genSwitchExpr(g, e)
      return
    case 'Parens':
      genExpr(g, e.expr)
      return
    case 'ArrayInit':
    case 'Lambda':
    case 'MethodRef':
    case 'Super':
    case 'TypeExpr':
    case 'ErrorExpr':
      throw new Error(`${e.kind} reached the emitter`)
    default:
      assertNever(e)
  }
}

function missingLocal(name: string): never {
  throw new Error(`no slot for local variable ${name}`)
}

/** An expression whose value nobody wants (JLS 14.8): assignments and increments need not leave one. */
export function genDropped(g: Gen, e: Expr): void {
  switch (e.kind) {
    case 'Assign':
      genAssign(g, e, false)
      return
    case 'CompoundAssign':
      genCompound(g, e, false)
      return
    case 'Unary':
      if (e.op.length > 1) {
        genIncrement(g, e, false)
        return
      }
      break
    case 'Parens':
      genDropped(g, e.expr)
      return
    case 'Let': {
      const first = g.code.nextLocal
      genStatements(g, e.statements)
      genDropped(g, e.value)
      g.code.endScopes(first)
      return
    }
    case 'Name':
    case 'Literal':
    case 'This':
      return
    default:
      break
  }
  genExpr(g, e)
  if (e.type?.kind !== 'void' && g.code.alive) g.code.drop()
}

/** `target.staticMember`: the target is evaluated and its value dropped (JLS 15.11.1, 15.12.4.1). */
function genStaticTarget(g: Gen, target: Expr | undefined): void {
  if (target === undefined || target.kind === 'TypeExpr') return
  genExpr(g, target)
  if (g.code.alive) g.code.drop()
}

function genCall(g: Gen, e: Call): void {
  const { code, cls } = g
  const ref = e.ref!
  if (ref.mode === 'static') genStaticTarget(g, e.target)
  else genExpr(g, e.target!)
  for (const arg of e.args) genExpr(g, arg)
  code.statementAt(e.pos)
  if (!code.alive) return
  const result = vtypeOfDescriptor(resultDescriptor(ref.descriptor))
  const index = methodIndex(cls, ref)
  if (ref.mode === 'static') code.invoke(OP.invokestatic, index, e.args.length, result)
  else if (ref.mode === 'interface') {
    const slots = parameterSlots(ref.descriptor) + 1
    code.invoke4(OP.invokeinterface, index, slots << 8, e.args.length + 1, result)
  } else {
    code.invoke(ref.mode === 'special' ? OP.invokespecial : OP.invokevirtual, index, e.args.length + 1, result)
  }
  if (parameterDescriptors(ref.descriptor).length !== e.args.length) throw new Error(`arguments of ${ref.name}`)
}

const NEWARRAY_CODE: Readonly<Record<PrimitiveName, number>> = {
  boolean: 4,
  char: 5,
  float: 6,
  double: 7,
  byte: 8,
  short: 9,
  int: 10,
  long: 11,
}

function genNewArray(g: Gen, e: NewArray): void {
  const { code } = g
  const type = e.type!
  if (type.kind !== 'array') throw new Error('array creation without an array type')
  const init = e.init
  if (init === undefined) {
    for (const dim of e.dims) genExpr(g, dim)
    makeArray(g, type, e.dims.length)
    return
  }
  genInt(g, init.elements.length)
  makeArray(g, type, 1)
  const store = OP.iastore + elementCode(type.element)
  for (let i = 0; i < init.elements.length; i++) {
    code.dupBelow(0)
    genInt(g, i)
    genExpr(g, init.elements[i]!)
    code.op0(store, 3)
  }
}

function makeArray(g: Gen, type: Extract<Type, { kind: 'array' }>, dims: number): void {
  const { code, cls } = g
  if (!code.alive) return
  const descriptor = descriptorOf(type)
  const element = type.element
  if (element.kind === 'primitive') code.op1(OP.newarray, NEWARRAY_CODE[element.name], 1, descriptor)
  else if (dims > 1) code.multiNewArray(cls.pool.class(descriptor), dims, descriptor)
  else code.op2(OP.anewarray, cls.pool.class(internalNameOf(element)), 1, descriptor)
}

// ---------------------------------------------------------------------------------------------- operators

const ARITHMETIC: Partial<Record<BinaryOp, number>> = {
  '+': OP.iadd,
  '-': OP.isub,
  '*': OP.imul,
  '/': OP.idiv,
  '%': OP.irem,
  '<<': OP.ishl,
  '>>': OP.ishr,
  '>>>': OP.iushr,
  '&': OP.iand,
  '|': OP.ior,
  '^': OP.ixor,
}

/** The instruction of an operator on operands of this (promoted) type. */
export const arithmeticOpcode = (op: BinaryOp, type: Type): number => ARITHMETIC[op]! + typeCode(type)

function genArithmetic(g: Gen, e: Binary): void {
  const spine: Binary[] = []
  let left: Expr = e
  while (left.kind === 'Binary' && !isJumping(left) && !isConcat(left)) {
    spine.push(left)
    left = left.left
    while (left.kind === 'Parens') left = left.expr
  }
  genExpr(g, left)
  for (let i = spine.length - 1; i >= 0; i--) {
    const node = spine[i]!
    genExpr(g, node.right)
    g.code.simple(arithmeticOpcode(node.op, node.operandType!))
  }
}

/** Casts of values on the stack: primitive conversions (JLS 5.1.2, 5.1.3) and checkcast. */
export function genConversion(g: Gen, from: Type, to: Type): void {
  const { code } = g
  if (to.kind !== 'primitive') {
    if (code.alive) code.op2(OP.checkcast, g.cls.pool.class(internalNameOf(to)), 1, vtypeOf(to))
    return
  }
  if (from.kind !== 'primitive' || from.name === to.name) return
  const a = typeCode(from)
  const b = typeCode(to)
  if (a !== b) code.simple(OP.i2l + 3 * a + (b > a ? b - 1 : b))
  if (to.name === 'byte') code.simple(OP.i2b)
  else if (to.name === 'char') code.simple(OP.i2c)
  else if (to.name === 'short') code.simple(OP.i2s)
}

/** Throws when the reference on the stack is null, else leaves it there. */
function genNullCheck(g: Gen, e: Expr): void {
  const { code, cls } = g
  const object = 'Ljava/lang/Object;'
  code.dupBelow(0)
  code.statementAt(e.pos)
  if (!code.alive) return
  code.invoke(
    OP.invokestatic,
    cls.pool.methodRef('java/util/Objects', 'requireNonNull', `(${object})${object}`),
    1,
    object,
  )
  code.drop()
}

function genConditional(g: Gen, test: Expr, then: Expr, otherwise: Expr, type: Type): void {
  const { code } = g
  const vtype = vtypeOf(type)
  let done: Chain = []
  code.statementAt(test.pos)
  const condition = genCondition(g, test)
  const toElse = jumpIfFalse(g, condition)
  if (!isNever(condition)) {
    code.resolve(condition.trueJumps)
    code.statementAt(then.pos)
    genExpr(g, then)
    code.forceTop(vtype)
    done = code.branch(ALWAYS)
  }
  if (toElse.length > 0) {
    code.resolve(toElse)
    code.statementAt(otherwise.pos)
    genExpr(g, otherwise)
    code.forceTop(vtype)
  }
  code.resolve(done)
}
