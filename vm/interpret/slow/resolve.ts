import { decodeInstruction, isProblem } from '../../classfile/code.ts'
import { OP } from '../../classfile/opcodes.ts'
import { storeReference } from '../../heap/barrier.ts'
import {
  CELL_BUDGET,
  CELL_EXCEPTION,
  CELL_STATUS,
  CLASS_BITS,
  CLASS_CP_CACHE,
  CLASS_STATE,
  CLASSBIT_FINALIZABLE,
  CP_ENTRY_BYTES,
  CPF_KIND_MASK,
  CPF_STATIC,
  CPM_DIRECT,
  CPM_INTERFACE,
  INIT_DONE,
  KIND_BOOLEAN,
  KIND_BYTE,
  KIND_CHAR,
  KIND_DOUBLE,
  KIND_LONG,
  KIND_REFERENCE,
  KIND_SHORT,
  METHOD_ARG_SLOTS,
  METHOD_CLASS,
  METHOD_CODE,
  METHOD_TABLE_INDEX,
  STATUS_EXCEPTION,
  STATUS_NORMAL,
  CLASS_VTABLE,
} from '../../heap/layout.ts'
import {
  allocateArray,
  allocateMulti,
  allocateObject,
  arrayClassOf,
  failedBefore,
  isSubclass,
  needsInitialization,
  rememberDynamic,
  resolveClass,
  resolveConstant,
  resolveField,
  resolveMethod,
  resolveNew,
  type RuntimeMethod,
  selectInterface,
  throwNew,
} from '../../runtime/index.ts'
import { loadClass } from '../../runtime/load.ts'
import { classAt } from '../../runtime/objects.ts'
import { callLinker, isLinked, isPolymorphic } from '../call-site/general.ts'
import { linkCallSite } from '../call-site/link.ts'
import { FRAME_CP, FRAME_METHOD, FRAME_PC, FRAME_SP } from '../frame.ts'
import { classOfFrame, index2, type Machine, methodOf } from '../machine.ts'
import { QOP } from '../quick.ts'
import { callMethod, runInitializer } from './call.ts'
import { throwClassCast, throwNullPointer } from './throw.ts'

/** Executes one instruction: word index of the frame, pc, sp as the loop has stored them. */
export type Handler = (vm: Machine, frame: number, pc: number, sp: number) => void

/** The class is initialised, or this thread is doing it; false when the instruction has to wait or fails. */
function ready(vm: Machine, cls: number): boolean {
  return !needsInitialization(vm.rt, cls) || runInitializer(vm, cls)
}

/** Word index of the constant-pool cache entry. */
function cacheEntry(vm: Machine, frame: number, index: number): number {
  return (
    (vm.H32[(vm.H32[vm.H32[frame + FRAME_METHOD] + METHOD_CLASS] >>> 2) + CLASS_CP_CACHE] + index * CP_ENTRY_BYTES) >>>
    2
  )
}

function advance(vm: Machine, frame: number, pc: number, sp: number): void {
  vm.H32[frame + FRAME_PC] = pc
  vm.H32[frame + FRAME_SP] = sp
}

// ---- constants

function ldc(index: (vm: Machine, pc: number) => number, word: number, mirror: number): Handler {
  return (vm, frame, pc) => {
    const { rt, U8 } = vm
    const cls = classOfFrame(vm, frame)
    const cpIndex = index(vm, pc)
    const tag = cls.classFile?.constantPool.entries[cpIndex]?.tag
    if (tag === 15 || tag === 16 || tag === 17) {
      if (isLinked(vm, cls, cpIndex)) U8[pc] = word
      else if (!failedBefore(rt, cls, cpIndex)) callLinker(vm, 'linkConstant', cls, cpIndex)
      return
    }
    if (!resolveConstant(rt, cls, cpIndex)) return
    U8[pc] = tag === 7 ? mirror : word
  }
}

const ldc2: Handler = (vm, frame, pc) => {
  const cls = classOfFrame(vm, frame)
  const cpIndex = index2(vm, pc)
  if (cls.classFile?.constantPool.entries[cpIndex]?.tag === 17) {
    if (isLinked(vm, cls, cpIndex)) vm.U8[pc] = QOP.ldc2_w_q
    else if (!failedBefore(vm.rt, cls, cpIndex)) callLinker(vm, 'linkConstant', cls, cpIndex)
    return
  }
  if (!resolveConstant(vm.rt, cls, cpIndex)) return
  vm.U8[pc] = QOP.ldc2_w_q
}

// ---- fields

interface FieldOps {
  readonly byte: number
  readonly char: number
  readonly short: number
  readonly word: number
  readonly long: number
  readonly double: number
}

function quickField(kind: number, ops: FieldOps): number {
  switch (kind) {
    case KIND_BOOLEAN:
    case KIND_BYTE:
      return ops.byte
    case KIND_CHAR:
      return ops.char
    case KIND_SHORT:
      return ops.short
    case KIND_LONG:
      return ops.long
    case KIND_DOUBLE:
      return ops.double
    default:
      return ops.word
  }
}

const GETFIELD: FieldOps = {
  byte: QOP.getfield_b_q,
  char: QOP.getfield_c_q,
  short: QOP.getfield_s_q,
  word: QOP.getfield_w_q,
  long: QOP.getfield_j_q,
  double: QOP.getfield_d_q,
}
const PUTFIELD: FieldOps = {
  byte: QOP.putfield_b_q,
  char: QOP.putfield_c_q,
  short: QOP.putfield_c_q,
  word: QOP.putfield_w_q,
  long: QOP.putfield_j_q,
  double: QOP.putfield_d_q,
}
const GETSTATIC: FieldOps = {
  byte: QOP.getstatic_b_q,
  char: QOP.getstatic_c_q,
  short: QOP.getstatic_s_q,
  word: QOP.getstatic_w_q,
  long: QOP.getstatic_j_q,
  double: QOP.getstatic_d_q,
}
const PUTSTATIC: FieldOps = {
  byte: QOP.putstatic_b_q,
  char: QOP.putstatic_c_q,
  short: QOP.putstatic_c_q,
  word: QOP.putstatic_w_q,
  long: QOP.putstatic_j_q,
  double: QOP.putstatic_d_q,
}

const isWide = (kind: number): boolean => kind === KIND_LONG || kind === KIND_DOUBLE

/** Copies a value from a slot to memory; `address` is a byte address. */
function store(vm: Machine, kind: number, slot: number, address: number): void {
  const { H32, U8 } = vm
  switch (kind) {
    case KIND_BOOLEAN:
      U8[address] = H32[slot] & 1
      return
    case KIND_BYTE:
      U8[address] = H32[slot]
      return
    case KIND_CHAR:
    case KIND_SHORT:
      vm.rt.memory.U16[address >>> 1] = H32[slot]
      return
    case KIND_LONG:
    case KIND_DOUBLE:
      H32[address >>> 2] = H32[slot]
      H32[(address >>> 2) + 1] = H32[slot + 1]
      return
    case KIND_REFERENCE:
      storeReference(vm.rt.memory, address, H32[slot])
      return
    default:
      H32[address >>> 2] = H32[slot]
  }
}

function load(vm: Machine, kind: number, address: number, slot: number): void {
  const { H32 } = vm
  const { I8, U16, I16 } = vm.rt.memory
  switch (kind) {
    case KIND_BOOLEAN:
    case KIND_BYTE:
      H32[slot] = I8[address]
      return
    case KIND_CHAR:
      H32[slot] = U16[address >>> 1]
      return
    case KIND_SHORT:
      H32[slot] = I16[address >>> 1]
      return
    case KIND_LONG:
    case KIND_DOUBLE:
      H32[slot] = H32[address >>> 2]
      H32[slot + 1] = H32[(address >>> 2) + 1]
      return
    default:
      H32[slot] = H32[address >>> 2]
  }
}

function staticField(isPut: boolean): Handler {
  return (vm, frame, pc, sp) => {
    const { H32, U8, rt } = vm
    const cpIndex = index2(vm, pc)
    const method = methodOf(vm, frame)
    const field = resolveField(rt, method.declaringClass, cpIndex, true, isPut, method)
    if (field === null) return
    const owner = field.declaringClass.address
    if (!ready(vm, owner)) return
    if (H32[(owner >>> 2) + CLASS_STATE] === INIT_DONE) {
      const isBoolean = isPut && field.kind === KIND_BOOLEAN
      U8[pc] = isBoolean ? QOP.putstatic_z_q : quickField(field.kind, isPut ? PUTSTATIC : GETSTATIC)
      return
    }
    const size = isWide(field.kind) ? 4 : 2
    if (isPut) store(vm, field.kind, sp - size, field.offset)
    else load(vm, field.kind, field.offset, sp)
    advance(vm, frame, pc + 3, isPut ? sp - size : sp + size)
  }
}

/**
 * `this.field` is the commonest pair of instructions: an aload_0 directly before the getfield gets an opcode that does both.
 * The getfield stays where it is, for those who jump to it.
 */
function fuseWithThis(vm: Machine, frame: number, method: RuntimeMethod, pc: number): void {
  const { U8 } = vm
  const at = pc - vm.H32[vm.H32[frame + FRAME_METHOD] + METHOD_CODE]
  if (U8[pc - 1] !== OP.aload_0 || method.code === null) return
  // The byte before may be an operand of another instruction.
  for (let bci = 0; bci < at; ) {
    if (bci === at - 1) U8[pc - 1] = QOP.aload_0_getfield_w_q
    const decoded = decodeInstruction(method.code.code, bci)
    if (isProblem(decoded)) return
    bci += decoded.length
  }
}

function instanceField(isPut: boolean): Handler {
  return (vm, frame, pc, sp) => {
    const { H32, U8, rt } = vm
    const cpIndex = index2(vm, pc)
    const method = methodOf(vm, frame)
    const entry = cacheEntry(vm, frame, cpIndex)
    let kind = H32[entry + 1] & CPF_KIND_MASK
    let offset = H32[entry]
    // A field too far from the start of its object for the quick form comes here each time.
    // So does one that a getstatic has resolved: that is an error here.
    if (H32[entry + 1] === 0 || isPut || (H32[entry + 1] & CPF_STATIC) !== 0) {
      const field = resolveField(rt, method.declaringClass, cpIndex, false, isPut, method)
      if (field === null) return
      kind = field.kind
      offset = field.offset
    }
    const wordSized = kind !== KIND_BOOLEAN && kind !== KIND_BYTE && kind !== KIND_CHAR && kind !== KIND_SHORT
    const operand = wordSized ? offset >>> 2 : offset
    if (operand < 256) {
      U8[pc + 1] = operand
      U8[pc + 2] = 0
      if (isPut && kind === KIND_BOOLEAN) U8[pc] = QOP.putfield_z_q
      else if (isPut && kind === KIND_REFERENCE) U8[pc] = QOP.putfield_a_q
      else U8[pc] = quickField(kind, isPut ? PUTFIELD : GETFIELD)
      if (U8[pc] === QOP.getfield_w_q) fuseWithThis(vm, frame, method, pc)
      return
    }
    const size = isWide(kind) ? 4 : 2
    const object = isPut ? H32[sp - size - 2] : H32[sp - 2]
    if (object === 0) {
      throwNullPointer(vm)
      return
    }
    if (isPut) store(vm, kind, sp - size, object + offset)
    else load(vm, kind, object + offset, sp - 2)
    advance(vm, frame, pc + 3, isPut ? sp - size - 2 : sp - 2 + size)
  }
}

// ---- calls

/** The loop has not counted this call as an event, for it does not know yet that it is one. */
function countedCall(vm: Machine, m: number): void {
  vm.H32[CELL_BUDGET]--
  callMethod(vm, m)
}

const invokestatic: Handler = (vm, frame, pc) => {
  const { H32, U8, rt } = vm
  const method = resolveMethod(rt, classOfFrame(vm, frame), index2(vm, pc), 'static')
  if (method === null) return
  const owner = method.declaringClass.address
  if (!ready(vm, owner)) return
  if (H32[(owner >>> 2) + CLASS_STATE] === INIT_DONE) U8[pc] = QOP.invokestatic_q
  else countedCall(vm, method.address >>> 2)
}

const invokespecial: Handler = (vm, frame, pc) => {
  const method = resolveMethod(vm.rt, classOfFrame(vm, frame), index2(vm, pc), 'special')
  if (method !== null) vm.U8[pc] = QOP.invokespecial_q
}

/** A receiver is there, or its absence is thrown. */
function hasReceiver(vm: Machine, receiver: number): boolean {
  if (receiver === 0) throwNullPointer(vm)
  return receiver !== 0
}

const invokevirtual: Handler = (vm, frame, pc) => {
  const { H32, U8, rt } = vm
  const cpIndex = index2(vm, pc)
  const cls = classOfFrame(vm, frame)
  if (isPolymorphic(cls, cpIndex)) {
    // A call of an interface's method, selected by the receiver's class: see linkPolymorphic in general.ts.
    if (H32[cacheEntry(vm, frame, cpIndex)] !== 0) U8[pc] = QOP.invokevirtual_interface_q
    else if (!failedBefore(rt, cls, cpIndex)) callLinker(vm, 'linkInvoke', cls, cpIndex)
    return
  }
  const method = resolveMethod(rt, cls, cpIndex, 'virtual')
  if (method === null) return
  const bits = H32[cacheEntry(vm, frame, cpIndex) + 1]
  if ((bits & CPM_DIRECT) !== 0) U8[pc] = QOP.invokespecial_q
  else if ((bits & CPM_INTERFACE) !== 0) U8[pc] = QOP.invokevirtual_interface_q
  else if (method.tableIndex < 256) {
    U8[pc + 1] = method.tableIndex
    U8[pc + 2] = method.argumentSlots
    U8[pc] = QOP.invokevirtual_q
  } else U8[pc] = QOP.invokevirtual_wide_q
}

const invokeinterface: Handler = (vm, frame, pc, sp) => {
  const { H32, U8, rt } = vm
  const cpIndex = index2(vm, pc)
  const method = resolveMethod(rt, classOfFrame(vm, frame), cpIndex, 'interface')
  if (method === null) return
  const bits = H32[cacheEntry(vm, frame, cpIndex) + 1]
  if ((bits & CPM_INTERFACE) !== 0 && (bits & CPM_DIRECT) === 0) {
    U8[pc] = QOP.invokeinterface_q
    return
  }
  // A method of Object or a private method of the interface: rare enough to stay here.
  const receiver = H32[sp - method.argumentSlots * 2]
  if (!hasReceiver(vm, receiver)) return
  const type = H32[receiver >>> 2]
  if (!isSubclass(rt, type, resolvedOwner(vm, frame, cpIndex))) {
    throwNew(
      rt,
      'java/lang/IncompatibleClassChangeError',
      `Class ${classAt(rt, type).externalName} does not implement the requested interface ` +
        classAt(rt, resolvedOwner(vm, frame, cpIndex)).externalName,
    )
    return
  }
  // The opcode stays, so a return goes on behind three bytes, as for the short calls: the count and the zero become nops.
  U8[pc + 3] = 0
  const selected = (bits & CPM_DIRECT) !== 0 ? method.address : H32[(type >>> 2) + CLASS_VTABLE + method.tableIndex]
  countedCall(vm, selected >>> 2)
}

/** Class struct that the method reference names. */
function resolvedOwner(vm: Machine, frame: number, cpIndex: number): number {
  const cls = classOfFrame(vm, frame)
  const entry = cls.classFile?.constantPool.entries[cpIndex]
  return entry !== undefined && (entry.tag === 10 || entry.tag === 11) ? resolveClass(vm.rt, cls, entry.classIndex) : 0
}

const nullReceiverOrCall: Handler = (vm, frame, pc, sp) => {
  const { H32 } = vm
  const m = H32[H32[frame + FRAME_CP] + (index2(vm, pc) << 1)] >>> 2
  if (!hasReceiver(vm, H32[sp - H32[m + METHOD_ARG_SLOTS] * 2])) return
  countedCall(vm, m)
}

/** The method cache has another pair in this line, or the receiver is null. */
const interfaceMiss: Handler = (vm, frame, pc, sp) => {
  const { H32, rt } = vm
  const method = H32[H32[frame + FRAME_CP] + (index2(vm, pc) << 1)]
  const receiver = H32[sp - H32[(method >>> 2) + METHOD_ARG_SLOTS] * 2]
  if (!hasReceiver(vm, receiver)) return
  const throughClass = vm.U8[pc] === QOP.invokevirtual_interface_q
  const selected = selectInterface(rt, H32[receiver >>> 2], method, throughClass)
  if (selected !== 0) countedCall(vm, selected >>> 2)
}

/** The call is executed, and the class of its receiver recorded. */
function profiled(handler: Handler): Handler {
  return (vm, frame, pc, sp) => {
    const { H32, U8 } = vm
    const short = U8[pc] === QOP.invokevirtual_p
    const slots = short
      ? U8[pc + 2]
      : H32[(H32[H32[frame + FRAME_CP] + (index2(vm, pc) << 1)] >>> 2) + METHOD_ARG_SLOTS]
    const type = H32[H32[sp - slots * 2] >>> 2]
    handler(vm, frame, pc, sp)
    if (type !== 0) vm.tier?.receiver(pc, type)
  }
}

/** Calls through the vtable that the loop could not do; also from an already rewritten instruction. */
const virtualSlowly: Handler = (vm, frame, pc, sp) => {
  const { H32, U8 } = vm
  let slots = U8[pc + 2]
  let index = U8[pc + 1]
  if (U8[pc] !== QOP.invokevirtual_q && U8[pc] !== QOP.invokevirtual_p) {
    const m = H32[H32[frame + FRAME_CP] + (index2(vm, pc) << 1)] >>> 2
    slots = H32[m + METHOD_ARG_SLOTS]
    index = H32[m + METHOD_TABLE_INDEX]
  }
  const receiver = H32[sp - slots * 2]
  if (!hasReceiver(vm, receiver)) return
  countedCall(vm, H32[(H32[receiver >>> 2] >>> 2) + CLASS_VTABLE + index] >>> 2)
}

const invokedynamic: Handler = (vm, frame, pc) => {
  const cpIndex = index2(vm, pc)
  const entry = cacheEntry(vm, frame, cpIndex)
  if (vm.H32[entry] === 0) {
    const cls = classOfFrame(vm, frame)
    if (failedBefore(vm.rt, cls, cpIndex)) return
    const target = linkCallSite(vm, cls, cpIndex)
    if (target === 0) {
      const status = vm.H32[CELL_STATUS]
      if (status === STATUS_NORMAL) callLinker(vm, 'linkCallSite', cls, cpIndex)
      else if (status === STATUS_EXCEPTION) rememberDynamic(vm.rt, cls, cpIndex, vm.H32[CELL_EXCEPTION])
      return
    }
    vm.H32[entry] = target
  }
  const owner = vm.H32[(vm.H32[entry] >>> 2) + METHOD_CLASS]
  if (!ready(vm, owner)) return
  vm.U8[pc] = QOP.invokedynamic_q
}

// ---- objects

const newObject: Handler = (vm, frame, pc, sp) => {
  const { H32, U8, rt } = vm
  const cls = resolveNew(rt, classOfFrame(vm, frame), index2(vm, pc))
  if (cls === 0 || !ready(vm, cls)) return
  if ((H32[(cls >>> 2) + CLASS_BITS] & CLASSBIT_FINALIZABLE) !== 0) {
    // The thread that runs finalizers has to be there; these instructions always come here.
    const finalizer = loadClass(rt, rt.bootLoader, 'java/lang/Finalizer')
    if (finalizer === null || !ready(vm, finalizer.address)) return
  } else if (H32[(cls >>> 2) + CLASS_STATE] === INIT_DONE) U8[pc] = QOP.new_q
  const object = allocateObject(rt, cls)
  if (object === 0) return
  H32[sp] = object
  advance(vm, frame, pc + 3, sp + 2)
}

const newArray: Handler = (vm, frame, pc, sp) => {
  const { H32, U8, rt } = vm
  const atype = U8[pc + 1]
  if (vm.primitiveArrays[atype] === 0) {
    const arrayClass = arrayClassOf(rt, rt.primitives[atype].address)
    if (arrayClass === 0) return
    vm.primitiveArrays[atype] = arrayClass
  }
  U8[pc] = QOP.newarray_q
  const array = allocateArray(rt, vm.primitiveArrays[atype], H32[sp - 2])
  if (array === 0) return
  H32[sp - 2] = array
  advance(vm, frame, pc + 2, sp)
}

const newReferenceArray: Handler = (vm, frame, pc, sp) => {
  const { H32, U8, rt } = vm
  const element = resolveClass(rt, classOfFrame(vm, frame), index2(vm, pc))
  if (element === 0) return
  const arrayClass = arrayClassOf(rt, element)
  if (arrayClass === 0) return
  U8[pc] = QOP.anewarray_q
  const array = allocateArray(rt, arrayClass, H32[sp - 2])
  if (array === 0) return
  H32[sp - 2] = array
  advance(vm, frame, pc + 3, sp)
}

const multianewarray: Handler = (vm, frame, pc, sp) => {
  const { H32, U8, rt } = vm
  const arrayClass = resolveClass(rt, classOfFrame(vm, frame), index2(vm, pc))
  if (arrayClass === 0) return
  const count = U8[pc + 3]
  const lengths: number[] = []
  for (let i = count; i > 0; i--) lengths.push(H32[sp - i * 2])
  const array = allocateMulti(rt, arrayClass, lengths)
  if (array === 0) return
  H32[sp - count * 2] = array
  advance(vm, frame, pc + 4, sp - count * 2 + 2)
}

// ---- type tests

const checkcast: Handler = (vm, frame, pc, sp) => {
  const { H32, rt } = vm
  const object = H32[sp - 2]
  // A null needs no class: the reference stays unresolved until there is an object to check (JVMS 6.5).
  if (object !== 0) {
    const type = resolveClass(rt, classOfFrame(vm, frame), index2(vm, pc))
    if (type === 0) return
    vm.U8[pc] = QOP.checkcast_q
    if (!isSubclass(rt, H32[object >>> 2], type)) {
      throwClassCast(vm, classAt(rt, H32[object >>> 2]), classAt(rt, type))
      return
    }
  }
  advance(vm, frame, pc + 3, sp)
}

const instanceOf: Handler = (vm, frame, pc, sp) => {
  const { H32, rt } = vm
  const object = H32[sp - 2]
  if (object !== 0) {
    const type = resolveClass(rt, classOfFrame(vm, frame), index2(vm, pc))
    if (type === 0) return
    vm.U8[pc] = QOP.instanceof_q
    H32[sp - 2] = isSubclass(rt, H32[object >>> 2], type) ? 1 : 0
  }
  advance(vm, frame, pc + 3, sp)
}

const nullObject: Handler = (vm) => throwNullPointer(vm)

export const RESOLVE_HANDLERS: Readonly<Record<string, Handler>> = {
  ldc: ldc((vm, pc) => vm.U8[pc + 1], QOP.ldc_q, QOP.ldc_class_q),
  ldc_w: ldc(index2, QOP.ldc_w_q, QOP.ldc_w_class_q),
  ldc2_w: ldc2,
  getstatic: staticField(false),
  putstatic: staticField(true),
  getfield: instanceField(false),
  putfield: instanceField(true),
  invokestatic,
  invokespecial,
  invokevirtual,
  invokeinterface,
  invokedynamic,
  new: newObject,
  newarray: newArray,
  anewarray: newReferenceArray,
  multianewarray,
  checkcast,
  instanceof: instanceOf,
  getfield_b_q: nullObject,
  getfield_c_q: nullObject,
  getfield_s_q: nullObject,
  getfield_w_q: nullObject,
  getfield_j_q: nullObject,
  getfield_d_q: nullObject,
  putfield_z_q: nullObject,
  putfield_b_q: nullObject,
  putfield_c_q: nullObject,
  putfield_w_q: nullObject,
  putfield_a_q: nullObject,
  putfield_j_q: nullObject,
  putfield_d_q: nullObject,
  invokespecial_q: nullReceiverOrCall,
  invokevirtual_q: virtualSlowly,
  invokevirtual_wide_q: virtualSlowly,
  invokevirtual_interface_q: interfaceMiss,
  invokeinterface_q: interfaceMiss,
  invokevirtual_p: profiled(virtualSlowly),
  invokevirtual_wide_p: profiled(virtualSlowly),
  invokevirtual_interface_p: profiled(interfaceMiss),
  invokeinterface_p: profiled(interfaceMiss),
  new_q: newObject,
  newarray_q: newArray,
  anewarray_q: newReferenceArray,
  checkcast_q: checkcast,
  instanceof_q: instanceOf,
}

/** For the case that an instruction of a call fails in the loop with no method at all: the receiver is null. */
export function callOrThrow(vm: Machine, m: number): void {
  if (m === 0) throwNullPointer(vm)
  else callMethod(vm, m)
}
