// Templates of the instructions that the generator cannot derive from the opcode table and the semantics functions. They
// are the text of a case; `$NAME` stands for the literal number of a constant of vm/heap/layout.ts, vm/interpret/frame.ts
// or of an opcode. The variables are those of the loop in tools/gen/loop.ts: pc, sp, lp (locals), fr (frame), t (thread).
//
// Rules: a case ends with `continue`, or with one of
//   break slow       the instruction is executed out of line (vm/interpret/slow.ts); pc, sp and the operands must be
//                    untouched; this is also the road for every exception
//   break call       the method whose struct has word index m is called
//   break backEdge   pc has been moved backwards: count it, look for a safepoint

import type { Mnemonic, MnemonicWith } from '../../vm/classfile/opcodes.ts'
import type { QuickMnemonic } from '../../vm/interpret/quick.ts'
import type { ConditionMnemonic, DivisionMnemonic, PureMnemonic } from '../../vm/semantics/index.ts'

export type Template = string

/** Derived from the table alone. */
export type RegularMnemonic =
  | PureMnemonic
  | DivisionMnemonic
  | ConditionMnemonic
  | Exclude<MnemonicWith<'constant'>, MnemonicWith<'irregular'>>
  | Exclude<MnemonicWith<'load'>, 'iinc' | 'ret'>
  | Exclude<MnemonicWith<'store'>, 'iinc'>
  | MnemonicWith<'stack'>
  | MnemonicWith<'arrayLoad'>
  | Exclude<MnemonicWith<'arrayStore'>, 'aastore'>

export type IrregularMnemonic = Exclude<Mnemonic, RegularMnemonic>

/** Executed by vm/interpret/slow.ts: not resolved yet, or too rare or too long for the loop. */
const SLOW: Template = 'break slow'

const INDEX2 = '((U8[pc + 1] << 8) | U8[pc + 2])'
const ENTRY2 = `H32[fr + $FRAME_CP] + (${INDEX2} << 1)`

const returnWith = (value: string): Template => `
  if (H32[fr + $FRAME_FLAGS] !== 0) break slow
  const value = ${value}
  fr = H32[fr + $FRAME_CALLER]
  sp = H32[fr + $FRAME_SP]
  H32[sp] = value
  sp += 2
  lp = H32[fr + $FRAME_LOCALS]
  pc = H32[fr + $FRAME_PC]
  pc += U8[pc] < $FIRST_LONG_INVOKE ? 3 : 5
  continue`

const returnWord = returnWith('H32[sp - 2]')

/** The write barrier (CARD_BASE in vm/heap/layout.ts) after a store of a reference into an object; `word` is the slot. */
const markCard = (word: string): string => `U8[$CARD_BASE + ((${word}) >>> ($CARD_SHIFT - 2))] = $CARD_DIRTY`

const getfield = (load: string, grow = 0): Template => `
  const object = H32[sp - 2]
  if (object === 0) break slow
  ${load}
  ${grow === 0 ? '' : `sp += ${grow}`}
  pc += 3
  continue`

const putfield = (store: string, words = 2): Template => `
  const object = H32[sp - ${words + 2}]
  if (object === 0) break slow
  ${store}
  sp -= ${words + 2}
  pc += 3
  continue`

const getstatic = (load: string, words = 2): Template => `
  const address = H32[${ENTRY2}]
  ${load}
  sp += ${words}
  pc += 3
  continue`

const putstatic = (store: string, words = 2): Template => `
  const address = H32[${ENTRY2}]
  ${store}
  sp -= ${words}
  pc += 3
  continue`

const ldcWord = (index: string, length: number): Template => `
  H32[sp] = H32[H32[fr + $FRAME_CP] + (${index} << 1)]
  sp += 2
  pc += ${length}
  continue`

const ldcClass = (index: string, length: number): Template => `
  H32[sp] = H32[(H32[H32[fr + $FRAME_CP] + (${index} << 1)] >>> 2) + $CLASS_MIRROR]
  sp += 2
  pc += ${length}
  continue`

/** The method cache is one for all call sites: receiver class and resolved method give the selected method. */
const selectInterface: Template = `
  const wanted = H32[entry]
  const type = H32[receiver >>> 2]
  const line = ($METHOD_CACHE_BASE >>> 2) + ((((type >>> 3) + (wanted >>> 4)) & ($METHOD_CACHE_ENTRIES - 1)) << 2)
  if (H32[line] !== type || H32[line + 1] !== wanted) break slow
  m = H32[line + 2] >>> 2
  break call`

/** Constant-time subclass test of a non-null object; a no goes the slow way, which decides. */
const isInstance = (object: string): string =>
  `H32[(H32[${object} >>> 2] >>> 2) + H32[(type >>> 2) + $CLASS_CHECK]] === type`

export const IRREGULAR = {
  nop: 'pc += 1; continue',
  ldc: SLOW,
  ldc_w: SLOW,
  ldc2_w: SLOW,
  aastore: `
  const array = H32[sp - 6]
  const index = H32[sp - 4]
  const value = H32[sp - 2]
  if (index >>> 0 >= H32[(array + $ARRAY_LENGTH_OFFSET) >>> 2] >>> 0) break slow
  if (value !== 0) {
    const type = H32[(H32[array >>> 2] >>> 2) + $CLASS_ELEMENT]
    if (H32[value >>> 2] !== type && H32[(H32[value >>> 2] >>> 2) + H32[(type >>> 2) + $CLASS_CHECK]] !== type) break slow
  }
  const word = ((array + $ARRAY_BASE_OFFSET) >>> 2) + index
  H32[word] = value
  ${markCard('word')}
  sp -= 6
  pc += 1
  continue`,
  iinc: `
  const local = lp + (U8[pc + 1] << 1)
  H32[local] = (H32[local] + I8[pc + 2]) | 0
  pc += 3
  continue`,
  goto: `
  const offset = (I8[pc + 1] << 8) | U8[pc + 2]
  pc += offset
  if (offset <= 0) break backEdge
  continue`,
  goto_w: `
  const offset = (U8[pc + 1] << 24) | (U8[pc + 2] << 16) | (U8[pc + 3] << 8) | U8[pc + 4]
  pc += offset
  if (offset <= 0) break backEdge
  continue`,
  jsr: SLOW,
  jsr_w: SLOW,
  ret: SLOW,
  tableswitch: SLOW,
  lookupswitch: SLOW,
  ireturn: returnWord,
  freturn: returnWord,
  areturn: returnWord,
  lreturn: `
  if (H32[fr + $FRAME_FLAGS] !== 0) break slow
  const lo = H32[sp - 4]
  const hi = H32[sp - 3]
  fr = H32[fr + $FRAME_CALLER]
  sp = H32[fr + $FRAME_SP]
  H32[sp] = lo
  H32[sp + 1] = hi
  sp += 4
  lp = H32[fr + $FRAME_LOCALS]
  pc = H32[fr + $FRAME_PC]
  pc += U8[pc] < $FIRST_LONG_INVOKE ? 3 : 5
  continue`,
  dreturn: `
  if (H32[fr + $FRAME_FLAGS] !== 0) break slow
  const value = F64[(sp - 4) >>> 1]
  fr = H32[fr + $FRAME_CALLER]
  sp = H32[fr + $FRAME_SP]
  F64[sp >>> 1] = value
  sp += 4
  lp = H32[fr + $FRAME_LOCALS]
  pc = H32[fr + $FRAME_PC]
  pc += U8[pc] < $FIRST_LONG_INVOKE ? 3 : 5
  continue`,
  return: `
  if (H32[fr + $FRAME_FLAGS] !== 0) break slow
  fr = H32[fr + $FRAME_CALLER]
  sp = H32[fr + $FRAME_SP]
  lp = H32[fr + $FRAME_LOCALS]
  pc = H32[fr + $FRAME_PC]
  pc += U8[pc] < $FIRST_LONG_INVOKE ? 3 : 5
  continue`,
  getstatic: SLOW,
  putstatic: SLOW,
  getfield: SLOW,
  putfield: SLOW,
  invokevirtual: SLOW,
  invokespecial: SLOW,
  invokestatic: SLOW,
  invokeinterface: SLOW,
  invokedynamic: SLOW,
  new: SLOW,
  newarray: SLOW,
  anewarray: SLOW,
  arraylength: `
  const array = H32[sp - 2]
  if (array === 0) break slow
  H32[sp - 2] = H32[(array + $ARRAY_LENGTH_OFFSET) >>> 2]
  pc += 1
  continue`,
  athrow: SLOW,
  checkcast: SLOW,
  instanceof: SLOW,
  monitorenter: SLOW,
  monitorexit: SLOW,
  wide: SLOW,
  multianewarray: SLOW,
} satisfies Record<IrregularMnemonic, Template>

export const QUICK_TEMPLATES = {
  ldc_q: ldcWord('U8[pc + 1]', 2),
  ldc_w_q: ldcWord(INDEX2, 3),
  ldc_class_q: ldcClass('U8[pc + 1]', 2),
  ldc_w_class_q: ldcClass(INDEX2, 3),
  ldc2_w_q: `
  F64[sp >>> 1] = F64[(${ENTRY2}) >>> 1]
  sp += 4
  pc += 3
  continue`,
  getfield_b_q: getfield('H32[sp - 2] = I8[object + U8[pc + 1]]'),
  getfield_c_q: getfield('H32[sp - 2] = U16[(object + U8[pc + 1]) >>> 1]'),
  getfield_s_q: getfield('H32[sp - 2] = I16[(object + U8[pc + 1]) >>> 1]'),
  getfield_w_q: getfield('H32[sp - 2] = H32[(object >>> 2) + U8[pc + 1]]'),
  getfield_j_q: getfield(
    `const word = (object >>> 2) + U8[pc + 1]
  H32[sp - 2] = H32[word]
  H32[sp - 1] = H32[word + 1]`,
    2,
  ),
  getfield_d_q: getfield('F64[(sp - 2) >>> 1] = F64[((object >>> 2) + U8[pc + 1]) >>> 1]', 2),
  putfield_z_q: putfield('I8[object + U8[pc + 1]] = H32[sp - 2] & 1'),
  putfield_b_q: putfield('I8[object + U8[pc + 1]] = H32[sp - 2]'),
  putfield_c_q: putfield('U16[(object + U8[pc + 1]) >>> 1] = H32[sp - 2]'),
  putfield_w_q: putfield('H32[(object >>> 2) + U8[pc + 1]] = H32[sp - 2]'),
  putfield_a_q: putfield(
    `const word = (object >>> 2) + U8[pc + 1]
  H32[word] = H32[sp - 2]
  ${markCard('word')}`,
  ),
  putfield_j_q: putfield(
    `const word = (object >>> 2) + U8[pc + 1]
  H32[word] = H32[sp - 4]
  H32[word + 1] = H32[sp - 3]`,
    4,
  ),
  putfield_d_q: putfield('F64[((object >>> 2) + U8[pc + 1]) >>> 1] = F64[(sp - 4) >>> 1]', 4),
  getstatic_b_q: getstatic('H32[sp] = I8[address]'),
  getstatic_c_q: getstatic('H32[sp] = U16[address >>> 1]'),
  getstatic_s_q: getstatic('H32[sp] = I16[address >>> 1]'),
  getstatic_w_q: getstatic('H32[sp] = H32[address >>> 2]'),
  getstatic_j_q: getstatic(
    `H32[sp] = H32[address >>> 2]
  H32[sp + 1] = H32[(address >>> 2) + 1]`,
    4,
  ),
  getstatic_d_q: getstatic('F64[sp >>> 1] = F64[address >>> 3]', 4),
  putstatic_z_q: putstatic('I8[address] = H32[sp - 2] & 1'),
  putstatic_b_q: putstatic('I8[address] = H32[sp - 2]'),
  putstatic_c_q: putstatic('U16[address >>> 1] = H32[sp - 2]'),
  putstatic_w_q: putstatic('H32[address >>> 2] = H32[sp - 2]'),
  putstatic_j_q: putstatic(
    `H32[address >>> 2] = H32[sp - 4]
  H32[(address >>> 2) + 1] = H32[sp - 3]`,
    4,
  ),
  putstatic_d_q: putstatic('F64[address >>> 3] = F64[(sp - 4) >>> 1]', 4),
  invokestatic_q: `
  m = H32[${ENTRY2}] >>> 2
  break call`,
  invokespecial_q: `
  m = H32[${ENTRY2}] >>> 2
  if (H32[sp - (H32[m + $METHOD_ARG_SLOTS] << 1)] === 0) break slow
  break call`,
  // A null receiver reads class 0 and method 0 from the zero page; method 0 never fits a frame and goes the slow way.
  invokevirtual_q: `
  m = H32[(H32[H32[sp - (U8[pc + 2] << 1)] >>> 2] >>> 2) + $CLASS_VTABLE + U8[pc + 1]] >>> 2
  break call`,
  invokevirtual_wide_q: `
  m = H32[${ENTRY2}] >>> 2
  m = H32[(H32[H32[sp - (H32[m + $METHOD_ARG_SLOTS] << 1)] >>> 2] >>> 2) + $CLASS_VTABLE + H32[m + $METHOD_TABLE_INDEX]] >>> 2
  break call`,
  invokevirtual_interface_q: `
  const entry = ${ENTRY2}
  const receiver = H32[sp - (H32[(H32[entry] >>> 2) + $METHOD_ARG_SLOTS] << 1)]
  ${selectInterface}`,
  new_q: `
  const type = H32[${ENTRY2}]
  const object = H32[$CELL_HEAP_TOP]
  const top = object + H32[(type >>> 2) + $CLASS_INSTANCE_SIZE]
  if (top > H32[$CELL_HEAP_END]) break slow
  H32[$CELL_HEAP_TOP] = top
  H32[object >>> 2] = type
  H32[sp] = object
  sp += 2
  pc += 3
  continue`,
  newarray_q: `
  const length = H32[sp - 2]
  const atype = U8[pc + 1]
  const array = H32[$CELL_HEAP_TOP]
  if (length >>> 0 >= $LARGE_ARRAY_LENGTH) break slow
  const top = array + ((((length << (atype & 3)) + 7 + ((atype & 3) === 3 ? $ARRAY_BASE8_OFFSET : $ARRAY_BASE_OFFSET)) >>> 3) << 3)
  if (top > H32[$CELL_HEAP_END]) break slow
  H32[$CELL_HEAP_TOP] = top
  H32[array >>> 2] = primitiveArrays[atype]
  H32[(array + $ARRAY_LENGTH_OFFSET) >>> 2] = length
  H32[sp - 2] = array
  pc += 2
  continue`,
  anewarray_q: `
  const length = H32[sp - 2]
  const array = H32[$CELL_HEAP_TOP]
  if (length >>> 0 >= $LARGE_ARRAY_LENGTH) break slow
  const top = array + ((((length << 2) + 7 + $ARRAY_BASE_OFFSET) >>> 3) << 3)
  if (top > H32[$CELL_HEAP_END]) break slow
  H32[$CELL_HEAP_TOP] = top
  H32[array >>> 2] = H32[(H32[${ENTRY2}] >>> 2) + $CLASS_ARRAY]
  H32[(array + $ARRAY_LENGTH_OFFSET) >>> 2] = length
  H32[sp - 2] = array
  pc += 3
  continue`,
  checkcast_q: `
  const object = H32[sp - 2]
  if (object !== 0) {
    const type = H32[${ENTRY2}]
    if (H32[object >>> 2] !== type && H32[(H32[object >>> 2] >>> 2) + H32[(type >>> 2) + $CLASS_CHECK]] !== type) break slow
  }
  pc += 3
  continue`,
  instanceof_q: `
  const object = H32[sp - 2]
  if (object !== 0) {
    const type = H32[${ENTRY2}]
    if (H32[object >>> 2] !== type) {
      const check = H32[(type >>> 2) + $CLASS_CHECK]
      if (${isInstance('object')}) H32[sp - 2] = 1
      else if (check === $CLASS_SECONDARY_CACHE) break slow
      else H32[sp - 2] = 0
    } else H32[sp - 2] = 1
  }
  pc += 3
  continue`,
  tableswitch_q: `
  const table = (pc + 4) >>> 2
  const index = H32[sp - 2] - H32[table + 1]
  sp -= 2
  const offset = index >= 0 && index <= H32[table + 2] - H32[table + 1] ? H32[table + 3 + index] : H32[table]
  pc += offset
  if (offset <= 0) break backEdge
  continue`,
  lookupswitch_q: `
  const table = (pc + 4) >>> 2
  const key = H32[sp - 2]
  sp -= 2
  let low = 0
  let high = H32[table + 1]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (H32[table + 2 + (middle << 1)] < key) low = middle + 1
    else high = middle
  }
  const offset =
    low < H32[table + 1] && H32[table + 2 + (low << 1)] === key ? H32[table + 3 + (low << 1)] : H32[table]
  pc += offset
  if (offset <= 0) break backEdge
  continue`,
  ireturn_z_q: returnWith('H32[sp - 2] & 1'),
  ireturn_b_q: returnWith('(H32[sp - 2] << 24) >> 24'),
  ireturn_c_q: returnWith('H32[sp - 2] & 0xffff'),
  ireturn_s_q: returnWith('(H32[sp - 2] << 16) >> 16'),
  aload_0_getfield_w_q: `
  const object = H32[lp]
  if (object === 0) break slow
  H32[sp] = H32[(object >>> 2) + U8[pc + 2]]
  sp += 2
  pc += 4
  continue`,
  invokeinterface_q: `
  const entry = ${ENTRY2}
  const receiver = H32[sp - (U8[pc + 3] << 1)]
  ${selectInterface}`,
  branch_p: SLOW,
  invokevirtual_p: SLOW,
  invokevirtual_wide_p: SLOW,
  invokevirtual_interface_p: SLOW,
  invokeinterface_p: SLOW,
  invokedynamic_q: `
  m = H32[${ENTRY2}] >>> 2
  break call`,
} satisfies Record<QuickMnemonic, Template>
