/**
 * What a constant-pool instruction refers to, as far as the interpreter has found out: constant-pool cache entries that are resolved, and
 * classes that are initialised. The compiler never resolves, loads or initialises anything. What is not known yet has never been
 * executed; the compiled method leaves for the interpreter there.
 */
import type { Instruction } from '../classfile/code.ts'
import { doubleOfBits, floatOfBits } from '../classfile/model.ts'
import {
  CLASS_ARRAY,
  CLASS_BITS,
  CLASS_CHECK,
  CLASS_INSTANCE_SIZE,
  CLASS_MIRROR,
  CLASS_STATE,
  CLASSBIT_INLINE_NEW,
  CP_ENTRY_BYTES,
  CPF_FINAL,
  CPF_KIND_MASK,
  CPF_RESOLVED,
  CPF_STATIC,
  CPM_DIRECT,
  INIT_DONE,
  METHOD_CLASS,
  METHOD_CODE,
  METHOD_CP_CACHE,
  METHOD_ID,
} from '../heap/layout.ts'
import type { Machine } from '../interpret/machine.ts'
import { QOP } from '../interpret/quick.ts'
import type { RuntimeMethod } from '../runtime/index.ts'

export type Resolved =
  | { readonly what: 'static'; readonly address: number; readonly kind: number }
  | { readonly what: 'field'; readonly offset: number; readonly kind: number }
  | { readonly what: 'direct'; readonly target: RuntimeMethod; readonly receiver: boolean }
  | { readonly what: 'virtual'; readonly target: RuntimeMethod; readonly exact: boolean }
  | { readonly what: 'interface'; readonly target: RuntimeMethod }
  | { readonly what: 'new'; readonly cls: number; readonly bytes: number }
  | { readonly what: 'array'; readonly arrayClass: number }
  | { readonly what: 'multi'; readonly arrayClass: number }
  | { readonly what: 'type'; readonly type: number; readonly check: number }
  | { readonly what: 'word'; readonly value: number }
  | { readonly what: 'float'; readonly value: number }
  | { readonly what: 'long'; readonly low: number; readonly high: number }
  | { readonly what: 'double'; readonly value: number }
  /** A reference in a cell of the metadata (word index): it moves with collections. */
  | { readonly what: 'reference'; readonly word: number }

const entryOf = (vm: Machine, m: number, index: number): number =>
  (vm.H32[m + METHOD_CP_CACHE]! + index * CP_ENTRY_BYTES) >>> 2

/** Struct of the class that a Class entry refers to, 0 when it is not resolved. */
export function knownClass(vm: Machine, method: RuntimeMethod, index: number): number {
  const entry = entryOf(vm, method.address >>> 2, index)
  return vm.H32[entry + 1] === 0 ? 0 : vm.H32[entry]!
}

/** null: not known. */
export function resolvedOperand(vm: Machine, method: RuntimeMethod, instruction: Instruction): Resolved | null {
  const { H32, U8 } = vm
  const m = method.address >>> 2
  const index = instruction.operands[0]!
  const entry = entryOf(vm, m, index)
  /** What the interpreter has made of the instruction. */
  const quick = U8[H32[m + METHOD_CODE]! + instruction.pc]!
  const { mnemonic } = instruction.row
  switch (mnemonic) {
    case 'ldc':
    case 'ldc_w':
    case 'ldc2_w':
      return loadable(vm, method, index, entry, quick)
    case 'getstatic':
    case 'putstatic': {
      const bits = H32[entry + 1]!
      if ((bits & CPF_RESOLVED) === 0 || (bits & CPF_STATIC) === 0) return null
      const isQuick = quick !== instruction.row.op
      if (!isQuick && (mnemonic === 'putstatic' || !ownInitializer(vm, method, index))) return null
      return { what: 'static', address: H32[entry]!, kind: bits & CPF_KIND_MASK }
    }
    case 'getfield':
    case 'putfield': {
      const bits = H32[entry + 1]!
      if ((bits & CPF_RESOLVED) === 0 || (bits & CPF_STATIC) !== 0) return null
      if (mnemonic === 'putfield' && quick === instruction.row.op && (bits & CPF_FINAL) !== 0) return null
      return { what: 'field', offset: H32[entry]!, kind: bits & CPF_KIND_MASK }
    }
    case 'invokestatic':
    case 'invokespecial':
    case 'invokevirtual':
    case 'invokeinterface':
    case 'invokedynamic': {
      const address = H32[entry]!
      if (address === 0) return null
      const target = vm.rt.methods[H32[(address >>> 2) + METHOD_ID]!]!
      switch (quick) {
        case QOP.invokestatic_q:
        case QOP.invokedynamic_q:
          return { what: 'direct', target, receiver: false }
        case QOP.invokespecial_q:
          return { what: 'direct', target, receiver: true }
        case QOP.invokevirtual_q:
        case QOP.invokevirtual_wide_q:
          // The entry may have been resolved anew by an invokespecial of the same reference.
          return { what: 'virtual', target, exact: (H32[entry + 1]! & CPM_DIRECT) === 0 }
        case QOP.invokevirtual_interface_q:
        case QOP.invokeinterface_q:
          return { what: 'interface', target }
        default:
          return null
      }
    }
    case 'new': {
      const cls = H32[entry + 1] === 0 ? 0 : H32[entry]!
      if (cls === 0 || H32[(cls >>> 2) + CLASS_STATE] !== INIT_DONE) return null
      if ((H32[(cls >>> 2) + CLASS_BITS]! & CLASSBIT_INLINE_NEW) === 0) return null
      return { what: 'new', cls, bytes: H32[(cls >>> 2) + CLASS_INSTANCE_SIZE]! }
    }
    case 'newarray': {
      const arrayClass = vm.primitiveArrays[index]!
      return arrayClass === 0 ? null : { what: 'array', arrayClass }
    }
    case 'anewarray': {
      const element = H32[entry + 1] === 0 ? 0 : H32[entry]!
      const arrayClass = element === 0 ? 0 : H32[(element >>> 2) + CLASS_ARRAY]!
      return arrayClass === 0 ? null : { what: 'array', arrayClass }
    }
    case 'multianewarray': {
      const arrayClass = H32[entry + 1] === 0 ? 0 : H32[entry]!
      return arrayClass === 0 ? null : { what: 'multi', arrayClass }
    }
    case 'checkcast':
    case 'instanceof': {
      const type = H32[entry + 1] === 0 ? 0 : H32[entry]!
      return type === 0 ? null : { what: 'type', type, check: H32[(type >>> 2) + CLASS_CHECK]! }
    }
    default:
      return null
  }
}

/** A static field of the class whose initialiser the method is: that runs already. */
function ownInitializer(vm: Machine, method: RuntimeMethod, index: number): boolean {
  if (method.name !== '<clinit>') return false
  const pool = method.declaringClass.classFile?.constantPool
  const entry = pool?.entries[index]
  if (entry?.tag !== 9) return false
  return knownClass(vm, method, entry.classIndex) === vm.H32[(method.address >>> 2) + METHOD_CLASS]
}

function loadable(vm: Machine, method: RuntimeMethod, index: number, entry: number, quick: number): Resolved | null {
  const { H32 } = vm
  const constant = method.declaringClass.classFile?.constantPool.entries[index]
  const bits = H32[entry]!
  switch (constant?.tag) {
    case 3:
      return { what: 'word', value: constant.value }
    case 4:
      return { what: 'float', value: floatOfBits(constant.bits) }
    case 5:
      return { what: 'long', low: constant.lo, high: constant.hi }
    case 6:
      return { what: 'double', value: doubleOfBits(constant.hi, constant.lo) }
    case 7:
      return H32[entry + 1] === 0 ? null : { what: 'reference', word: (bits >>> 2) + CLASS_MIRROR }
    case 8:
      return H32[entry + 1] === 0 ? null : { what: 'reference', word: entry }
    case 15:
    case 16:
      return quick === QOP.ldc_q || quick === QOP.ldc_w_q ? { what: 'reference', word: entry } : null
    default:
      return null
  }
}
