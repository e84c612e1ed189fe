// Instructions that are executed out of line because they are rare or long, and the failing ends of those that the loop
// does itself: by the convention of the loop their operands are still on the stack.

import { storeReference } from '../../heap/barrier.ts'
import { ARRAY_BASE_OFFSET, ARRAY_LENGTH_OFFSET, CLASS_ELEMENT } from '../../heap/layout.ts'
import { OP, OPCODE_ROWS, OPCODES, type OpcodeRow, slotsOf } from '../../classfile/opcodes.ts'
import { isSubclass, throwNew, throwRef, vmBug } from '../../runtime/index.ts'
import { classOf } from '../../runtime/objects.ts'
import { CONDITION } from '../../semantics/index.ts'
import { holdsMonitor, monitorEnter, monitorExit } from '../../threads/monitor.ts'
import { FRAME_LOCALS, FRAME_METHOD, FRAME_PC, FRAME_SP } from '../frame.ts'
import { bytecodeIndex, index2, type Machine, methodOf, signed2, signed4 } from '../machine.ts'
import { QOP } from '../quick.ts'
import { METHOD_CODE } from '../../heap/layout.ts'
import { returnSlowly } from './call.ts'
import type { Handler } from './resolve.ts'
import { throwArrayAccess, throwNullPointer } from './throw.ts'

const arrayLoad: Handler = (vm, _frame, _pc, sp) => throwArrayAccess(vm, vm.H32[sp - 4], vm.H32[sp - 2])

function arrayStore(valueWords: number): Handler {
  return (vm, _frame, _pc, sp) => throwArrayAccess(vm, vm.H32[sp - valueWords - 4], vm.H32[sp - valueWords - 2])
}

/** The element type could not be told in constant time, or the access fails. */
const aastore: Handler = (vm, frame, pc, sp) => {
  const { H32, rt } = vm
  const array = H32[sp - 6]
  const index = H32[sp - 4]
  const value = H32[sp - 2]
  if (array === 0 || index >>> 0 >= H32[(array + ARRAY_LENGTH_OFFSET) >>> 2]) {
    throwArrayAccess(vm, array, index)
    return
  }
  if (value !== 0 && !isSubclass(rt, H32[value >>> 2], H32[(H32[array >>> 2] >>> 2) + CLASS_ELEMENT])) {
    throwNew(rt, 'java/lang/ArrayStoreException', classOf(rt, value).externalName)
    return
  }
  storeReference(rt.memory, array + ARRAY_BASE_OFFSET + index * 4, value)
  H32[frame + FRAME_PC] = pc + 1
  H32[frame + FRAME_SP] = sp - 6
}

const divideByZero: Handler = (vm) => {
  throwNew(vm.rt, 'java/lang/ArithmeticException', '/ by zero')
}

const nullPointer: Handler = (vm) => throwNullPointer(vm)

const athrow: Handler = (vm, _frame, _pc, sp) => {
  const exception = vm.H32[sp - 2]
  if (exception === 0) throwNullPointer(vm)
  else throwRef(vm.rt, exception)
}

const enter: Handler = (vm, frame, pc, sp) => {
  const object = vm.H32[sp - 2]
  if (object === 0) {
    throwNullPointer(vm)
    return
  }
  if (!monitorEnter(vm.rt, object)) return
  vm.H32[frame + FRAME_PC] = pc + 1
  vm.H32[frame + FRAME_SP] = sp - 2
}

const exit: Handler = (vm, frame, pc, sp) => {
  const object = vm.H32[sp - 2]
  if (object === 0) {
    throwNullPointer(vm)
    return
  }
  if (!holdsMonitor(vm.rt, object)) {
    throwNew(vm.rt, 'java/lang/IllegalMonitorStateException', null)
    return
  }
  monitorExit(vm.rt, object)
  vm.H32[frame + FRAME_PC] = pc + 1
  vm.H32[frame + FRAME_SP] = sp - 2
}

/** Return addresses are absolute bytecode addresses; the code never moves. */
function jsr(wide: boolean): Handler {
  return (vm, frame, pc, sp) => {
    vm.H32[sp] = pc + (wide ? 5 : 3)
    vm.H32[frame + FRAME_SP] = sp + 2
    vm.H32[frame + FRAME_PC] = pc + (wide ? signed4(vm, pc + 1) : signed2(vm, pc + 1))
  }
}

const ret: Handler = (vm, frame, pc) => {
  vm.H32[frame + FRAME_PC] = vm.H32[vm.H32[frame + FRAME_LOCALS] + vm.U8[pc + 1] * 2]
}

const wide: Handler = (vm, frame, pc, sp) => {
  const { H32 } = vm
  const op = vm.U8[pc + 1]
  const local = H32[frame + FRAME_LOCALS] + index2(vm, pc + 1) * 2
  if (op === OP.iinc) {
    H32[local] = (H32[local] + signed2(vm, pc + 4)) | 0
    H32[frame + FRAME_PC] = pc + 6
    return
  }
  if (op === OP.ret) {
    H32[frame + FRAME_PC] = H32[local]
    return
  }
  const row = OPCODES[op] as OpcodeRow
  const isLoad = row.flags.includes('load')
  const words = slotsOf((isLoad ? row.push : row.pop)[0]) * 2
  const slot = isLoad ? sp : sp - words
  const [to, from] = isLoad ? [slot, local] : [local, slot]
  H32[to] = H32[from]
  if (words === 4) H32[to + 1] = H32[from + 1]
  H32[frame + FRAME_PC] = pc + 4
  H32[frame + FRAME_SP] = isLoad ? sp + words : sp - words
}

/**
 * Turns the words of a switch to host byte order and, with padding, to an address that is a multiple of 4. The code copy starts at a
 * multiple of 8, so the padding of the class file does that already.
 */
function turnSwitch(vm: Machine, frame: number, pc: number, quick: number, count: (table: number) => number): void {
  const { H32, U8 } = vm
  const code = H32[H32[frame + FRAME_METHOD] + METHOD_CODE]
  if ((code & 3) !== 0) vmBug('bytecode is not aligned')
  const table = (pc + 4) & ~3
  const words = count(table)
  for (let i = 0; i < words; i++) H32[(table >>> 2) + i] = signed4(vm, table + i * 4)
  U8[pc] = quick
}

const tableswitch: Handler = (vm, frame, pc) => {
  turnSwitch(vm, frame, pc, QOP.tableswitch_q, (t) => 4 + signed4(vm, t + 8) - signed4(vm, t + 4))
}

const lookupswitch: Handler = (vm, frame, pc) => {
  turnSwitch(vm, frame, pc, QOP.lookupswitch_q, (t) => 2 + signed4(vm, t + 4) * 2)
}

/** The receiver is null: give the plain getfield its operand, and let it throw with its own pc. */
const fusedGetfield: Handler = (vm, frame, pc, sp) => {
  vm.H32[sp] = vm.H32[vm.H32[frame + FRAME_LOCALS]]
  vm.H32[frame + FRAME_PC] = pc + 1
  vm.H32[frame + FRAME_SP] = sp + 2
}

/** Any of the conditional jumps forward; the class file knows which one. */
const branchProfiled: Handler = (vm, frame, pc, sp) => {
  const { H32 } = vm
  const { mnemonic, pop } = OPCODE_ROWS[methodOf(vm, frame).code!.code[bytecodeIndex(vm, frame)]]!
  const condition = CONDITION[mnemonic as keyof typeof CONDITION] as (a: number, b: number) => boolean
  const operands = sp - pop.length * 2
  const taken = condition(H32[operands], H32[operands + 2])
  H32[frame + FRAME_SP] = operands
  H32[frame + FRAME_PC] = pc + (taken ? signed2(vm, pc + 1) : 3)
  vm.tier?.branch(pc, taken)
}

/** From a frame with flags, as ireturn_z_q and its like. */
const returnsNarrow =
  (narrow: (value: number) => number): Handler =>
  (vm, _frame, _pc, sp) => {
    vm.H32[sp - 2] = narrow(vm.H32[sp - 2])
    returnSlowly(vm, 2)
  }

const returns =
  (words: number): Handler =>
  (vm) =>
    returnSlowly(vm, words)

export const RARE_HANDLERS: Readonly<Record<string, Handler>> = {
  branch_p: branchProfiled,
  iaload: arrayLoad,
  laload: arrayLoad,
  faload: arrayLoad,
  daload: arrayLoad,
  aaload: arrayLoad,
  baload: arrayLoad,
  caload: arrayLoad,
  saload: arrayLoad,
  iastore: arrayStore(2),
  lastore: arrayStore(4),
  fastore: arrayStore(2),
  dastore: arrayStore(4),
  aastore,
  bastore: arrayStore(2),
  castore: arrayStore(2),
  sastore: arrayStore(2),
  idiv: divideByZero,
  irem: divideByZero,
  ldiv: divideByZero,
  lrem: divideByZero,
  arraylength: nullPointer,
  athrow,
  monitorenter: enter,
  monitorexit: exit,
  jsr: jsr(false),
  jsr_w: jsr(true),
  ret,
  wide,
  tableswitch,
  lookupswitch,
  aload_0_getfield_w_q: fusedGetfield,
  ireturn: returns(2),
  ireturn_z_q: returnsNarrow((value) => value & 1),
  ireturn_b_q: returnsNarrow((value) => (value << 24) >> 24),
  ireturn_c_q: returnsNarrow((value) => value & 0xffff),
  ireturn_s_q: returnsNarrow((value) => (value << 16) >> 16),
  freturn: returns(2),
  areturn: returns(2),
  lreturn: returns(4),
  dreturn: returns(4),
  return: returns(0),
}
