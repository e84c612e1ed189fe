// The quick instructions: what the interpreter rewrites a resolved instruction into, in the method's own copy of the
// bytecode. Numbers 202 to 255 are free for this in every class file (JVMS 6.2 reserves 202, 254 and 255 for such use
// and assigns nothing above 201). A rewritten instruction keeps its length; the operand bytes may hold something else then
// (column `operands`). The class file's bytes in RuntimeMethod.code always have the original.

import type { Mnemonic } from '../classfile/opcodes.ts'

export interface QuickRow {
  readonly op: number
  readonly mnemonic: string
  /** The instruction it comes from. */
  readonly of: Mnemonic
  readonly operands: string
  readonly text: string
}

const INDEX = 'pool index'
const WORD = 'u1 word offset in the object, u1 unused'
const BYTE = 'u1 byte offset in the object, u1 unused'

// biome-ignore format: one row per instruction
export const QUICK = [
  { op: 202, mnemonic: 'branch_p', of: 'ifeq', operands: 's2 jump distance', text: 'Any conditional jump forward; records which way it goes for the compiler.' },
  { op: 203, mnemonic: 'ldc_q', of: 'ldc', operands: INDEX, text: 'Pushes a resolved int, float or string.' },
  { op: 204, mnemonic: 'ldc_w_q', of: 'ldc_w', operands: INDEX, text: 'Pushes a resolved int, float or string.' },
  { op: 205, mnemonic: 'ldc_class_q', of: 'ldc', operands: INDEX, text: 'Pushes the Class object of a resolved class.' },
  { op: 206, mnemonic: 'ldc_w_class_q', of: 'ldc_w', operands: INDEX, text: 'Pushes the Class object of a resolved class.' },
  { op: 207, mnemonic: 'ldc2_w_q', of: 'ldc2_w', operands: INDEX, text: 'Pushes a long or double.' },
  { op: 208, mnemonic: 'getfield_b_q', of: 'getfield', operands: BYTE, text: 'Pushes a byte or boolean field.' },
  { op: 209, mnemonic: 'getfield_c_q', of: 'getfield', operands: BYTE, text: 'Pushes a char field.' },
  { op: 210, mnemonic: 'getfield_s_q', of: 'getfield', operands: BYTE, text: 'Pushes a short field.' },
  { op: 211, mnemonic: 'getfield_w_q', of: 'getfield', operands: WORD, text: 'Pushes an int, float or reference field.' },
  { op: 212, mnemonic: 'getfield_j_q', of: 'getfield', operands: WORD, text: 'Pushes a long field.' },
  { op: 213, mnemonic: 'getfield_d_q', of: 'getfield', operands: WORD, text: 'Pushes a double field.' },
  { op: 214, mnemonic: 'putfield_z_q', of: 'putfield', operands: BYTE, text: 'Stores a boolean field.' },
  { op: 215, mnemonic: 'putfield_b_q', of: 'putfield', operands: BYTE, text: 'Stores a byte field.' },
  { op: 216, mnemonic: 'putfield_c_q', of: 'putfield', operands: BYTE, text: 'Stores a char or short field.' },
  { op: 217, mnemonic: 'putfield_w_q', of: 'putfield', operands: WORD, text: 'Stores an int or float field.' },
  { op: 218, mnemonic: 'putfield_a_q', of: 'putfield', operands: WORD, text: 'Stores a reference field.' },
  { op: 219, mnemonic: 'putfield_j_q', of: 'putfield', operands: WORD, text: 'Stores a long field.' },
  { op: 220, mnemonic: 'putfield_d_q', of: 'putfield', operands: WORD, text: 'Stores a double field.' },
  { op: 221, mnemonic: 'getstatic_b_q', of: 'getstatic', operands: INDEX, text: 'Pushes a byte or boolean static field.' },
  { op: 222, mnemonic: 'getstatic_c_q', of: 'getstatic', operands: INDEX, text: 'Pushes a char static field.' },
  { op: 223, mnemonic: 'getstatic_s_q', of: 'getstatic', operands: INDEX, text: 'Pushes a short static field.' },
  { op: 224, mnemonic: 'getstatic_w_q', of: 'getstatic', operands: INDEX, text: 'Pushes an int, float or reference static field.' },
  { op: 225, mnemonic: 'getstatic_j_q', of: 'getstatic', operands: INDEX, text: 'Pushes a long static field.' },
  { op: 226, mnemonic: 'getstatic_d_q', of: 'getstatic', operands: INDEX, text: 'Pushes a double static field.' },
  { op: 227, mnemonic: 'putstatic_w_q', of: 'putstatic', operands: INDEX, text: 'Stores an int, float or reference static field.' },
  { op: 228, mnemonic: 'putstatic_j_q', of: 'putstatic', operands: INDEX, text: 'Stores a long static field.' },
  { op: 229, mnemonic: 'putstatic_d_q', of: 'putstatic', operands: INDEX, text: 'Stores a double static field.' },
  { op: 230, mnemonic: 'invokestatic_q', of: 'invokestatic', operands: INDEX, text: 'Calls a static method of an initialised class.' },
  { op: 231, mnemonic: 'invokespecial_q', of: 'invokespecial', operands: INDEX, text: 'Calls exactly the resolved instance method; also for an invokevirtual of a method that cannot be overridden.' },
  { op: 232, mnemonic: 'invokevirtual_q', of: 'invokevirtual', operands: 'u1 vtable index, u1 argument slots', text: 'Calls through the vtable of the receiver\'s class.' },
  { op: 233, mnemonic: 'invokevirtual_wide_q', of: 'invokevirtual', operands: INDEX, text: 'The same for a vtable index above 255.' },
  { op: 234, mnemonic: 'invokevirtual_interface_q', of: 'invokevirtual', operands: INDEX, text: 'Calls an interface method that an abstract class inherits, through the method cache.' },
  { op: 235, mnemonic: 'new_q', of: 'new', operands: INDEX, text: 'Allocates an object of an initialised class.' },
  { op: 236, mnemonic: 'newarray_q', of: 'newarray', operands: 'atype', text: 'Allocates a primitive array.' },
  { op: 237, mnemonic: 'anewarray_q', of: 'anewarray', operands: INDEX, text: 'Allocates an array of references.' },
  { op: 238, mnemonic: 'checkcast_q', of: 'checkcast', operands: INDEX, text: 'Checks against a resolved class.' },
  { op: 239, mnemonic: 'instanceof_q', of: 'instanceof', operands: INDEX, text: 'Tests against a resolved class.' },
  { op: 240, mnemonic: 'tableswitch_q', of: 'tableswitch', operands: 'the same words in host byte order', text: 'tableswitch with its table turned to host byte order.' },
  { op: 241, mnemonic: 'lookupswitch_q', of: 'lookupswitch', operands: 'the same words in host byte order', text: 'lookupswitch with its table turned to host byte order.' },
  { op: 242, mnemonic: 'aload_0_getfield_w_q', of: 'aload_0', operands: 'none; followed by getfield_w_q', text: 'aload_0 and the getfield_w_q after it in one step.' },
  { op: 243, mnemonic: 'putstatic_z_q', of: 'putstatic', operands: INDEX, text: 'Stores a boolean static field.' },
  { op: 244, mnemonic: 'putstatic_b_q', of: 'putstatic', operands: INDEX, text: 'Stores a byte static field.' },
  { op: 245, mnemonic: 'putstatic_c_q', of: 'putstatic', operands: INDEX, text: 'Stores a char or short static field.' },
  { op: 246, mnemonic: 'ireturn_z_q', of: 'ireturn', operands: 'none', text: 'Returns an int as a boolean: its lowest bit.' },
  { op: 247, mnemonic: 'ireturn_b_q', of: 'ireturn', operands: 'none', text: 'Returns an int as a byte.' },
  { op: 248, mnemonic: 'ireturn_c_q', of: 'ireturn', operands: 'none', text: 'Returns an int as a char.' },
  { op: 249, mnemonic: 'ireturn_s_q', of: 'ireturn', operands: 'none', text: 'Returns an int as a short.' },
  { op: 250, mnemonic: 'invokevirtual_p', of: 'invokevirtual', operands: 'as invokevirtual_q', text: 'invokevirtual_q that records the receiver\'s class for the compiler.' },
  { op: 251, mnemonic: 'invokevirtual_wide_p', of: 'invokevirtual', operands: INDEX, text: 'The same for invokevirtual_wide_q.' },
  { op: 252, mnemonic: 'invokevirtual_interface_p', of: 'invokevirtual', operands: INDEX, text: 'The same for invokevirtual_interface_q.' },
  { op: 253, mnemonic: 'invokeinterface_p', of: 'invokeinterface', operands: INDEX + ', argument slots, 0', text: 'The same for invokeinterface_q.' },
  { op: 254, mnemonic: 'invokeinterface_q', of: 'invokeinterface', operands: INDEX + ', argument slots, 0', text: 'Calls an interface method through the method cache.' },
  { op: 255, mnemonic: 'invokedynamic_q', of: 'invokedynamic', operands: INDEX + ', 0, 0', text: 'Calls the target of a linked call site.' },
] as const satisfies readonly QuickRow[]

export type QuickMnemonic = (typeof QUICK)[number]['mnemonic']

/** The number of each quick instruction. */
export const QOP = Object.fromEntries(QUICK.map((row) => [row.mnemonic, row.op])) as {
  readonly [R in (typeof QUICK)[number] as R['mnemonic']]: R['op']
}

/** Invoke instructions from this number on are 5 bytes long, all others 3: a return finds its way with one comparison. */
export const FIRST_LONG_INVOKE = 253

/** Quick calls and what they are while the compiler wants to know the receivers' classes (jit/profile.ts). */
export const PROFILED = [
  ['invokevirtual_q', 'invokevirtual_p'],
  ['invokevirtual_wide_q', 'invokevirtual_wide_p'],
  ['invokevirtual_interface_q', 'invokevirtual_interface_p'],
  ['invokeinterface_q', 'invokeinterface_p'],
] as const satisfies readonly (readonly [QuickMnemonic, QuickMnemonic])[]
