// The one table of JVM instructions (JVMS 6.5): one row for each of the 202 opcodes, 0 to 201.
//
// Reader, assembler, disassembler, verifier, max-stack computation, interpreter generator and docs/opcodes.md all
// derive from these rows; there is no second list of opcodes anywhere.
//
// Stack notation (`pop` and `push`, deepest value first, the last element is the top):
//   I J F D      int (and boolean, byte, char, short), long, float, double; J and D take two slots (category 2)
//   A            any initialised reference            N   the null type
//   U            an uninitialised object (new)        R   a return address (jsr)      A|R  either of the two
//   [I [J ...    an array with that element type ([B: byte or boolean, [A: references, [*: any array)
//   a b c d      one slot of any type, the same letter means the same slot; a pair of slots may be one category-2
//                value where JVMS gives such a form (dup2), but a category-2 value is never split
//   *            zero or more values given by the operand (a descriptor, a constant, an array type): the row is
//                flagged `irregular`
//
// `operands` name the bytes after the opcode; the sum of their sizes (OPERAND_SIZE) plus one is the length, except for
// tableswitch, lookupswitch and wide. `throws` lists what the instruction itself can throw: `LinkageError` stands for
// any error of resolution or class initialisation (JVMS 5.4.3, 5.5), `*` for whatever the callee throws.

/** Kinds of operand bytes; the sizes are in OPERAND_SIZE. */
export type OperandKind =
  | 's1' // signed byte (bipush)
  | 's2' // signed short (sipush)
  | 'local' // u1 index of a local variable, u2 after wide
  | 'imm' // s1 increment of iinc, s2 after wide
  | 'branch2' // s2 offset from the address of the instruction
  | 'branch4' // s4 offset from the address of the instruction
  | 'cpConst1' // u1 pool index of a loadable category-1 constant
  | 'cpConst2' // u2 of the same
  | 'cpWide2' // u2 pool index of a category-2 constant
  | 'cpField' // u2 pool index of a Fieldref
  | 'cpMethod' // u2 pool index of a Methodref
  | 'cpAnyMethod' // u2 pool index of a Methodref or InterfaceMethodref
  | 'cpInterfaceMethod' // u2 pool index of an InterfaceMethodref
  | 'cpDynamic' // u2 pool index of an InvokeDynamic
  | 'cpClass' // u2 pool index of a Class
  | 'count' // u1 argument slots of invokeinterface, with the receiver
  | 'zero' // u1 zero
  | 'zero2' // u2 zero
  | 'atype' // u1 primitive array type code
  | 'dims' // u1 number of dimensions
  | 'tableswitch' // 0-3 padding bytes, default, low, high, offsets
  | 'lookupswitch' // 0-3 padding bytes, default, npairs, pairs
  | 'wide' // the widened opcode, then its operands widened

/** Size in bytes of each operand kind; -1 where it depends on the code itself. */
export const OPERAND_SIZE: Readonly<Record<OperandKind, number>> = {
  s1: 1,
  s2: 2,
  local: 1,
  imm: 1,
  branch2: 2,
  branch4: 4,
  cpConst1: 1,
  cpConst2: 2,
  cpWide2: 2,
  cpField: 2,
  cpMethod: 2,
  cpAnyMethod: 2,
  cpInterfaceMethod: 2,
  cpDynamic: 2,
  cpClass: 2,
  count: 1,
  zero: 1,
  zero2: 2,
  atype: 1,
  dims: 1,
  tableswitch: -1,
  lookupswitch: -1,
  wide: -1,
}

export type StackType =
  | 'I'
  | 'J'
  | 'F'
  | 'D'
  | 'A'
  | 'N'
  | 'U'
  | 'R'
  | 'A|R'
  | '[I'
  | '[J'
  | '[F'
  | '[D'
  | '[A'
  | '[B'
  | '[C'
  | '[S'
  | '[*'
  | 'a'
  | 'b'
  | 'c'
  | 'd'
  | '*'

export type OpcodeFlag =
  | 'constant' // pushes a constant
  | 'load' // reads a local variable
  | 'store' // writes a local variable
  | 'arrayLoad'
  | 'arrayStore'
  | 'stack' // only rearranges slots
  | 'pure' // the result depends on the popped values only, nothing thrown, no effect: lives in vm/semantics
  | 'branch' // may continue elsewhere; targets are in the operands
  | 'conditional' // may also fall through
  | 'switch'
  | 'terminates' // never falls through to the next instruction (jsr comes back to it by ret)
  | 'subroutine' // jsr, jsr_w, ret: not from version 51 on
  | 'return'
  | 'field'
  | 'invoke'
  | 'alloc'
  | 'monitor'
  | 'wideable' // may follow wide
  | 'prefix' // wide
  | 'irregular' // pop/push depend on operands or code

export type OpcodeThrow =
  | 'NullPointerException'
  | 'ArrayIndexOutOfBoundsException'
  | 'ArrayStoreException'
  | 'ArithmeticException'
  | 'NegativeArraySizeException'
  | 'ClassCastException'
  | 'IllegalMonitorStateException'
  | 'OutOfMemoryError'
  | 'StackOverflowError'
  | 'IncompatibleClassChangeError'
  | 'BootstrapMethodError'
  | 'LinkageError'
  | '*'

export type OpcodeRow = {
  readonly op: number
  readonly mnemonic: string
  readonly operands: readonly OperandKind[]
  readonly pop: readonly StackType[]
  readonly push: readonly StackType[]
  readonly flags: readonly OpcodeFlag[]
  readonly throws: readonly OpcodeThrow[]
  /** The local variable that a load, store, iinc or ret touches: in the mnemonic or in the `local` operand. */
  readonly local?: number | 'operand'
  readonly text: string
}

// biome-ignore format: one row per instruction
export const OPCODES = [
  { op: 0, mnemonic: 'nop', operands: [], pop: [], push: [], flags: [], throws: [], text: 'Does nothing.' },
  { op: 1, mnemonic: 'aconst_null', operands: [], pop: [], push: ['N'], flags: ['constant'], throws: [], text: 'Pushes the null reference.' },
  { op: 2, mnemonic: 'iconst_m1', operands: [], pop: [], push: ['I'], flags: ['constant'], throws: [], text: 'Pushes the int -1.' },
  { op: 3, mnemonic: 'iconst_0', operands: [], pop: [], push: ['I'], flags: ['constant'], throws: [], text: 'Pushes the int 0.' },
  { op: 4, mnemonic: 'iconst_1', operands: [], pop: [], push: ['I'], flags: ['constant'], throws: [], text: 'Pushes the int 1.' },
  { op: 5, mnemonic: 'iconst_2', operands: [], pop: [], push: ['I'], flags: ['constant'], throws: [], text: 'Pushes the int 2.' },
  { op: 6, mnemonic: 'iconst_3', operands: [], pop: [], push: ['I'], flags: ['constant'], throws: [], text: 'Pushes the int 3.' },
  { op: 7, mnemonic: 'iconst_4', operands: [], pop: [], push: ['I'], flags: ['constant'], throws: [], text: 'Pushes the int 4.' },
  { op: 8, mnemonic: 'iconst_5', operands: [], pop: [], push: ['I'], flags: ['constant'], throws: [], text: 'Pushes the int 5.' },
  { op: 9, mnemonic: 'lconst_0', operands: [], pop: [], push: ['J'], flags: ['constant'], throws: [], text: 'Pushes the long 0.' },
  { op: 10, mnemonic: 'lconst_1', operands: [], pop: [], push: ['J'], flags: ['constant'], throws: [], text: 'Pushes the long 1.' },
  { op: 11, mnemonic: 'fconst_0', operands: [], pop: [], push: ['F'], flags: ['constant'], throws: [], text: 'Pushes the float 0.' },
  { op: 12, mnemonic: 'fconst_1', operands: [], pop: [], push: ['F'], flags: ['constant'], throws: [], text: 'Pushes the float 1.' },
  { op: 13, mnemonic: 'fconst_2', operands: [], pop: [], push: ['F'], flags: ['constant'], throws: [], text: 'Pushes the float 2.' },
  { op: 14, mnemonic: 'dconst_0', operands: [], pop: [], push: ['D'], flags: ['constant'], throws: [], text: 'Pushes the double 0.' },
  { op: 15, mnemonic: 'dconst_1', operands: [], pop: [], push: ['D'], flags: ['constant'], throws: [], text: 'Pushes the double 1.' },
  { op: 16, mnemonic: 'bipush', operands: ['s1'], pop: [], push: ['I'], flags: ['constant'], throws: [], text: 'Pushes the signed byte operand as an int.' },
  { op: 17, mnemonic: 'sipush', operands: ['s2'], pop: [], push: ['I'], flags: ['constant'], throws: [], text: 'Pushes the signed two-byte operand as an int.' },
  { op: 18, mnemonic: 'ldc', operands: ['cpConst1'], pop: [], push: ['*'], flags: ['constant', 'irregular'], throws: ['LinkageError', 'OutOfMemoryError'], text: 'Pushes an int, float, string, class, method type, method handle or dynamic constant from the first 256 pool entries.' },
  { op: 19, mnemonic: 'ldc_w', operands: ['cpConst2'], pop: [], push: ['*'], flags: ['constant', 'irregular'], throws: ['LinkageError', 'OutOfMemoryError'], text: 'Pushes the same kinds of constants as ldc from anywhere in the pool.' },
  { op: 20, mnemonic: 'ldc2_w', operands: ['cpWide2'], pop: [], push: ['*'], flags: ['constant', 'irregular'], throws: ['LinkageError'], text: 'Pushes a long or double constant, literal or dynamic.' },
  { op: 21, mnemonic: 'iload', operands: ['local'], pop: [], push: ['I'], flags: ['load', 'wideable'], throws: [], local: 'operand', text: 'Pushes the int in the local variable that the operand names.' },
  { op: 22, mnemonic: 'lload', operands: ['local'], pop: [], push: ['J'], flags: ['load', 'wideable'], throws: [], local: 'operand', text: 'Pushes the long in the local variable that the operand names.' },
  { op: 23, mnemonic: 'fload', operands: ['local'], pop: [], push: ['F'], flags: ['load', 'wideable'], throws: [], local: 'operand', text: 'Pushes the float in the local variable that the operand names.' },
  { op: 24, mnemonic: 'dload', operands: ['local'], pop: [], push: ['D'], flags: ['load', 'wideable'], throws: [], local: 'operand', text: 'Pushes the double in the local variable that the operand names.' },
  { op: 25, mnemonic: 'aload', operands: ['local'], pop: [], push: ['A'], flags: ['load', 'wideable'], throws: [], local: 'operand', text: 'Pushes the reference in the local variable that the operand names.' },
  { op: 26, mnemonic: 'iload_0', operands: [], pop: [], push: ['I'], flags: ['load'], throws: [], local: 0, text: 'Pushes the int in local variable 0.' },
  { op: 27, mnemonic: 'iload_1', operands: [], pop: [], push: ['I'], flags: ['load'], throws: [], local: 1, text: 'Pushes the int in local variable 1.' },
  { op: 28, mnemonic: 'iload_2', operands: [], pop: [], push: ['I'], flags: ['load'], throws: [], local: 2, text: 'Pushes the int in local variable 2.' },
  { op: 29, mnemonic: 'iload_3', operands: [], pop: [], push: ['I'], flags: ['load'], throws: [], local: 3, text: 'Pushes the int in local variable 3.' },
  { op: 30, mnemonic: 'lload_0', operands: [], pop: [], push: ['J'], flags: ['load'], throws: [], local: 0, text: 'Pushes the long in local variable 0.' },
  { op: 31, mnemonic: 'lload_1', operands: [], pop: [], push: ['J'], flags: ['load'], throws: [], local: 1, text: 'Pushes the long in local variable 1.' },
  { op: 32, mnemonic: 'lload_2', operands: [], pop: [], push: ['J'], flags: ['load'], throws: [], local: 2, text: 'Pushes the long in local variable 2.' },
  { op: 33, mnemonic: 'lload_3', operands: [], pop: [], push: ['J'], flags: ['load'], throws: [], local: 3, text: 'Pushes the long in local variable 3.' },
  { op: 34, mnemonic: 'fload_0', operands: [], pop: [], push: ['F'], flags: ['load'], throws: [], local: 0, text: 'Pushes the float in local variable 0.' },
  { op: 35, mnemonic: 'fload_1', operands: [], pop: [], push: ['F'], flags: ['load'], throws: [], local: 1, text: 'Pushes the float in local variable 1.' },
  { op: 36, mnemonic: 'fload_2', operands: [], pop: [], push: ['F'], flags: ['load'], throws: [], local: 2, text: 'Pushes the float in local variable 2.' },
  { op: 37, mnemonic: 'fload_3', operands: [], pop: [], push: ['F'], flags: ['load'], throws: [], local: 3, text: 'Pushes the float in local variable 3.' },
  { op: 38, mnemonic: 'dload_0', operands: [], pop: [], push: ['D'], flags: ['load'], throws: [], local: 0, text: 'Pushes the double in local variable 0.' },
  { op: 39, mnemonic: 'dload_1', operands: [], pop: [], push: ['D'], flags: ['load'], throws: [], local: 1, text: 'Pushes the double in local variable 1.' },
  { op: 40, mnemonic: 'dload_2', operands: [], pop: [], push: ['D'], flags: ['load'], throws: [], local: 2, text: 'Pushes the double in local variable 2.' },
  { op: 41, mnemonic: 'dload_3', operands: [], pop: [], push: ['D'], flags: ['load'], throws: [], local: 3, text: 'Pushes the double in local variable 3.' },
  { op: 42, mnemonic: 'aload_0', operands: [], pop: [], push: ['A'], flags: ['load'], throws: [], local: 0, text: 'Pushes the reference in local variable 0.' },
  { op: 43, mnemonic: 'aload_1', operands: [], pop: [], push: ['A'], flags: ['load'], throws: [], local: 1, text: 'Pushes the reference in local variable 1.' },
  { op: 44, mnemonic: 'aload_2', operands: [], pop: [], push: ['A'], flags: ['load'], throws: [], local: 2, text: 'Pushes the reference in local variable 2.' },
  { op: 45, mnemonic: 'aload_3', operands: [], pop: [], push: ['A'], flags: ['load'], throws: [], local: 3, text: 'Pushes the reference in local variable 3.' },
  { op: 46, mnemonic: 'iaload', operands: [], pop: ['[I', 'I'], push: ['I'], flags: ['arrayLoad'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops an index and an array and pushes the int element at the index.' },
  { op: 47, mnemonic: 'laload', operands: [], pop: ['[J', 'I'], push: ['J'], flags: ['arrayLoad'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops an index and an array and pushes the long element at the index.' },
  { op: 48, mnemonic: 'faload', operands: [], pop: ['[F', 'I'], push: ['F'], flags: ['arrayLoad'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops an index and an array and pushes the float element at the index.' },
  { op: 49, mnemonic: 'daload', operands: [], pop: ['[D', 'I'], push: ['D'], flags: ['arrayLoad'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops an index and an array and pushes the double element at the index.' },
  { op: 50, mnemonic: 'aaload', operands: [], pop: ['[A', 'I'], push: ['A'], flags: ['arrayLoad'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops an index and an array and pushes the reference element at the index.' },
  { op: 51, mnemonic: 'baload', operands: [], pop: ['[B', 'I'], push: ['I'], flags: ['arrayLoad'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops an index and an array and pushes the byte or boolean element at the index, sign-extended to an int.' },
  { op: 52, mnemonic: 'caload', operands: [], pop: ['[C', 'I'], push: ['I'], flags: ['arrayLoad'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops an index and an array and pushes the char element at the index, zero-extended to an int.' },
  { op: 53, mnemonic: 'saload', operands: [], pop: ['[S', 'I'], push: ['I'], flags: ['arrayLoad'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops an index and an array and pushes the short element at the index, sign-extended to an int.' },
  { op: 54, mnemonic: 'istore', operands: ['local'], pop: ['I'], push: [], flags: ['store', 'wideable'], throws: [], local: 'operand', text: 'Pops an int into the local variable that the operand names.' },
  { op: 55, mnemonic: 'lstore', operands: ['local'], pop: ['J'], push: [], flags: ['store', 'wideable'], throws: [], local: 'operand', text: 'Pops a long into the local variable that the operand names.' },
  { op: 56, mnemonic: 'fstore', operands: ['local'], pop: ['F'], push: [], flags: ['store', 'wideable'], throws: [], local: 'operand', text: 'Pops a float into the local variable that the operand names.' },
  { op: 57, mnemonic: 'dstore', operands: ['local'], pop: ['D'], push: [], flags: ['store', 'wideable'], throws: [], local: 'operand', text: 'Pops a double into the local variable that the operand names.' },
  { op: 58, mnemonic: 'astore', operands: ['local'], pop: ['A|R'], push: [], flags: ['store', 'wideable'], throws: [], local: 'operand', text: 'Pops a reference or return address into the local variable that the operand names.' },
  { op: 59, mnemonic: 'istore_0', operands: [], pop: ['I'], push: [], flags: ['store'], throws: [], local: 0, text: 'Pops an int into local variable 0.' },
  { op: 60, mnemonic: 'istore_1', operands: [], pop: ['I'], push: [], flags: ['store'], throws: [], local: 1, text: 'Pops an int into local variable 1.' },
  { op: 61, mnemonic: 'istore_2', operands: [], pop: ['I'], push: [], flags: ['store'], throws: [], local: 2, text: 'Pops an int into local variable 2.' },
  { op: 62, mnemonic: 'istore_3', operands: [], pop: ['I'], push: [], flags: ['store'], throws: [], local: 3, text: 'Pops an int into local variable 3.' },
  { op: 63, mnemonic: 'lstore_0', operands: [], pop: ['J'], push: [], flags: ['store'], throws: [], local: 0, text: 'Pops a long into local variable 0.' },
  { op: 64, mnemonic: 'lstore_1', operands: [], pop: ['J'], push: [], flags: ['store'], throws: [], local: 1, text: 'Pops a long into local variable 1.' },
  { op: 65, mnemonic: 'lstore_2', operands: [], pop: ['J'], push: [], flags: ['store'], throws: [], local: 2, text: 'Pops a long into local variable 2.' },
  { op: 66, mnemonic: 'lstore_3', operands: [], pop: ['J'], push: [], flags: ['store'], throws: [], local: 3, text: 'Pops a long into local variable 3.' },
  { op: 67, mnemonic: 'fstore_0', operands: [], pop: ['F'], push: [], flags: ['store'], throws: [], local: 0, text: 'Pops a float into local variable 0.' },
  { op: 68, mnemonic: 'fstore_1', operands: [], pop: ['F'], push: [], flags: ['store'], throws: [], local: 1, text: 'Pops a float into local variable 1.' },
  { op: 69, mnemonic: 'fstore_2', operands: [], pop: ['F'], push: [], flags: ['store'], throws: [], local: 2, text: 'Pops a float into local variable 2.' },
  { op: 70, mnemonic: 'fstore_3', operands: [], pop: ['F'], push: [], flags: ['store'], throws: [], local: 3, text: 'Pops a float into local variable 3.' },
  { op: 71, mnemonic: 'dstore_0', operands: [], pop: ['D'], push: [], flags: ['store'], throws: [], local: 0, text: 'Pops a double into local variable 0.' },
  { op: 72, mnemonic: 'dstore_1', operands: [], pop: ['D'], push: [], flags: ['store'], throws: [], local: 1, text: 'Pops a double into local variable 1.' },
  { op: 73, mnemonic: 'dstore_2', operands: [], pop: ['D'], push: [], flags: ['store'], throws: [], local: 2, text: 'Pops a double into local variable 2.' },
  { op: 74, mnemonic: 'dstore_3', operands: [], pop: ['D'], push: [], flags: ['store'], throws: [], local: 3, text: 'Pops a double into local variable 3.' },
  { op: 75, mnemonic: 'astore_0', operands: [], pop: ['A|R'], push: [], flags: ['store'], throws: [], local: 0, text: 'Pops a reference or return address into local variable 0.' },
  { op: 76, mnemonic: 'astore_1', operands: [], pop: ['A|R'], push: [], flags: ['store'], throws: [], local: 1, text: 'Pops a reference or return address into local variable 1.' },
  { op: 77, mnemonic: 'astore_2', operands: [], pop: ['A|R'], push: [], flags: ['store'], throws: [], local: 2, text: 'Pops a reference or return address into local variable 2.' },
  { op: 78, mnemonic: 'astore_3', operands: [], pop: ['A|R'], push: [], flags: ['store'], throws: [], local: 3, text: 'Pops a reference or return address into local variable 3.' },
  { op: 79, mnemonic: 'iastore', operands: [], pop: ['[I', 'I', 'I'], push: [], flags: ['arrayStore'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops a value, an index and an array and stores the value as the int element at the index.' },
  { op: 80, mnemonic: 'lastore', operands: [], pop: ['[J', 'I', 'J'], push: [], flags: ['arrayStore'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops a value, an index and an array and stores the value as the long element at the index.' },
  { op: 81, mnemonic: 'fastore', operands: [], pop: ['[F', 'I', 'F'], push: [], flags: ['arrayStore'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops a value, an index and an array and stores the value as the float element at the index.' },
  { op: 82, mnemonic: 'dastore', operands: [], pop: ['[D', 'I', 'D'], push: [], flags: ['arrayStore'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops a value, an index and an array and stores the value as the double element at the index.' },
  { op: 83, mnemonic: 'aastore', operands: [], pop: ['[A', 'I', 'A'], push: [], flags: ['arrayStore'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException', 'ArrayStoreException'], text: 'Pops a value, an index and an array and stores the value as the reference element at the index.' },
  { op: 84, mnemonic: 'bastore', operands: [], pop: ['[B', 'I', 'I'], push: [], flags: ['arrayStore'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops a value, an index and an array and stores the value narrowed to eight bits (one bit for a boolean array) as the byte or boolean element at the index.' },
  { op: 85, mnemonic: 'castore', operands: [], pop: ['[C', 'I', 'I'], push: [], flags: ['arrayStore'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops a value, an index and an array and stores the value narrowed to sixteen bits as the char element at the index.' },
  { op: 86, mnemonic: 'sastore', operands: [], pop: ['[S', 'I', 'I'], push: [], flags: ['arrayStore'], throws: ['NullPointerException', 'ArrayIndexOutOfBoundsException'], text: 'Pops a value, an index and an array and stores the value narrowed to sixteen bits as the short element at the index.' },
  { op: 87, mnemonic: 'pop', operands: [], pop: ['a'], push: [], flags: ['stack'], throws: [], text: 'Drops the top category-1 value.' },
  { op: 88, mnemonic: 'pop2', operands: [], pop: ['a', 'b'], push: [], flags: ['stack'], throws: [], text: 'Drops the top two category-1 values or the top category-2 value.' },
  { op: 89, mnemonic: 'dup', operands: [], pop: ['a'], push: ['a', 'a'], flags: ['stack'], throws: [], text: 'Copies the top category-1 value.' },
  { op: 90, mnemonic: 'dup_x1', operands: [], pop: ['a', 'b'], push: ['b', 'a', 'b'], flags: ['stack'], throws: [], text: 'Copies the top category-1 value and puts the copy two values down.' },
  { op: 91, mnemonic: 'dup_x2', operands: [], pop: ['a', 'b', 'c'], push: ['c', 'a', 'b', 'c'], flags: ['stack'], throws: [], text: 'Copies the top category-1 value and puts the copy below the two slots under it.' },
  { op: 92, mnemonic: 'dup2', operands: [], pop: ['a', 'b'], push: ['a', 'b', 'a', 'b'], flags: ['stack'], throws: [], text: 'Copies the top two slots.' },
  { op: 93, mnemonic: 'dup2_x1', operands: [], pop: ['a', 'b', 'c'], push: ['b', 'c', 'a', 'b', 'c'], flags: ['stack'], throws: [], text: 'Copies the top two slots and puts the copies below the slot under them.' },
  { op: 94, mnemonic: 'dup2_x2', operands: [], pop: ['a', 'b', 'c', 'd'], push: ['c', 'd', 'a', 'b', 'c', 'd'], flags: ['stack'], throws: [], text: 'Copies the top two slots and puts the copies below the two slots under them.' },
  { op: 95, mnemonic: 'swap', operands: [], pop: ['a', 'b'], push: ['b', 'a'], flags: ['stack'], throws: [], text: 'Exchanges the top two category-1 values.' },
  { op: 96, mnemonic: 'iadd', operands: [], pop: ['I', 'I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops two ints and pushes their sum, wrapping around.' },
  { op: 97, mnemonic: 'ladd', operands: [], pop: ['J', 'J'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops two longs and pushes their sum, wrapping around.' },
  { op: 98, mnemonic: 'fadd', operands: [], pop: ['F', 'F'], push: ['F'], flags: ['pure'], throws: [], text: 'Pops two floats and pushes their sum, by IEEE 754.' },
  { op: 99, mnemonic: 'dadd', operands: [], pop: ['D', 'D'], push: ['D'], flags: ['pure'], throws: [], text: 'Pops two doubles and pushes their sum, by IEEE 754.' },
  { op: 100, mnemonic: 'isub', operands: [], pop: ['I', 'I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops two ints and pushes their difference, the one pushed first minus the other, wrapping around.' },
  { op: 101, mnemonic: 'lsub', operands: [], pop: ['J', 'J'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops two longs and pushes their difference, the one pushed first minus the other, wrapping around.' },
  { op: 102, mnemonic: 'fsub', operands: [], pop: ['F', 'F'], push: ['F'], flags: ['pure'], throws: [], text: 'Pops two floats and pushes their difference, the one pushed first minus the other, by IEEE 754.' },
  { op: 103, mnemonic: 'dsub', operands: [], pop: ['D', 'D'], push: ['D'], flags: ['pure'], throws: [], text: 'Pops two doubles and pushes their difference, the one pushed first minus the other, by IEEE 754.' },
  { op: 104, mnemonic: 'imul', operands: [], pop: ['I', 'I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops two ints and pushes their product, wrapping around.' },
  { op: 105, mnemonic: 'lmul', operands: [], pop: ['J', 'J'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops two longs and pushes their product, wrapping around.' },
  { op: 106, mnemonic: 'fmul', operands: [], pop: ['F', 'F'], push: ['F'], flags: ['pure'], throws: [], text: 'Pops two floats and pushes their product, by IEEE 754.' },
  { op: 107, mnemonic: 'dmul', operands: [], pop: ['D', 'D'], push: ['D'], flags: ['pure'], throws: [], text: 'Pops two doubles and pushes their product, by IEEE 754.' },
  { op: 108, mnemonic: 'idiv', operands: [], pop: ['I', 'I'], push: ['I'], flags: [], throws: ['ArithmeticException'], text: 'Pops two ints and pushes their quotient, the one pushed first divided by the other, rounding towards zero.' },
  { op: 109, mnemonic: 'ldiv', operands: [], pop: ['J', 'J'], push: ['J'], flags: [], throws: ['ArithmeticException'], text: 'Pops two longs and pushes their quotient, the one pushed first divided by the other, rounding towards zero.' },
  { op: 110, mnemonic: 'fdiv', operands: [], pop: ['F', 'F'], push: ['F'], flags: ['pure'], throws: [], text: 'Pops two floats and pushes their quotient, the one pushed first divided by the other, by IEEE 754.' },
  { op: 111, mnemonic: 'ddiv', operands: [], pop: ['D', 'D'], push: ['D'], flags: ['pure'], throws: [], text: 'Pops two doubles and pushes their quotient, the one pushed first divided by the other, by IEEE 754.' },
  { op: 112, mnemonic: 'irem', operands: [], pop: ['I', 'I'], push: ['I'], flags: [], throws: ['ArithmeticException'], text: 'Pops two ints and pushes their remainder, of the one pushed first divided by the other, with the sign of the first.' },
  { op: 113, mnemonic: 'lrem', operands: [], pop: ['J', 'J'], push: ['J'], flags: [], throws: ['ArithmeticException'], text: 'Pops two longs and pushes their remainder, of the one pushed first divided by the other, with the sign of the first.' },
  { op: 114, mnemonic: 'frem', operands: [], pop: ['F', 'F'], push: ['F'], flags: ['pure'], throws: [], text: 'Pops two floats and pushes their remainder, of the one pushed first divided by the other, truncating like fmod.' },
  { op: 115, mnemonic: 'drem', operands: [], pop: ['D', 'D'], push: ['D'], flags: ['pure'], throws: [], text: 'Pops two doubles and pushes their remainder, of the one pushed first divided by the other, truncating like fmod.' },
  { op: 116, mnemonic: 'ineg', operands: [], pop: ['I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops an int and pushes its negation, wrapping around.' },
  { op: 117, mnemonic: 'lneg', operands: [], pop: ['J'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops a long and pushes its negation, wrapping around.' },
  { op: 118, mnemonic: 'fneg', operands: [], pop: ['F'], push: ['F'], flags: ['pure'], throws: [], text: 'Pops a float and pushes its negation, flipping the sign also of zero.' },
  { op: 119, mnemonic: 'dneg', operands: [], pop: ['D'], push: ['D'], flags: ['pure'], throws: [], text: 'Pops a double and pushes its negation, flipping the sign also of zero.' },
  { op: 120, mnemonic: 'ishl', operands: [], pop: ['I', 'I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops a distance and an int and pushes it shifted left, by the low 5 bits of the distance.' },
  { op: 121, mnemonic: 'lshl', operands: [], pop: ['J', 'I'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops a distance and a long and pushes it shifted left, by the low 6 bits of the distance.' },
  { op: 122, mnemonic: 'ishr', operands: [], pop: ['I', 'I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops a distance and an int and pushes it shifted right, copying the sign, by the low 5 bits of the distance.' },
  { op: 123, mnemonic: 'lshr', operands: [], pop: ['J', 'I'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops a distance and a long and pushes it shifted right, copying the sign, by the low 6 bits of the distance.' },
  { op: 124, mnemonic: 'iushr', operands: [], pop: ['I', 'I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops a distance and an int and pushes it shifted right, filling with zeros, by the low 5 bits of the distance.' },
  { op: 125, mnemonic: 'lushr', operands: [], pop: ['J', 'I'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops a distance and a long and pushes it shifted right, filling with zeros, by the low 6 bits of the distance.' },
  { op: 126, mnemonic: 'iand', operands: [], pop: ['I', 'I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops two ints and pushes their bitwise conjunction.' },
  { op: 127, mnemonic: 'land', operands: [], pop: ['J', 'J'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops two longs and pushes their bitwise conjunction.' },
  { op: 128, mnemonic: 'ior', operands: [], pop: ['I', 'I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops two ints and pushes their bitwise disjunction.' },
  { op: 129, mnemonic: 'lor', operands: [], pop: ['J', 'J'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops two longs and pushes their bitwise disjunction.' },
  { op: 130, mnemonic: 'ixor', operands: [], pop: ['I', 'I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pops two ints and pushes their bitwise exclusive disjunction.' },
  { op: 131, mnemonic: 'lxor', operands: [], pop: ['J', 'J'], push: ['J'], flags: ['pure'], throws: [], text: 'Pops two longs and pushes their bitwise exclusive disjunction.' },
  { op: 132, mnemonic: 'iinc', operands: ['local', 'imm'], pop: [], push: [], flags: ['load', 'store', 'wideable'], throws: [], local: 'operand', text: 'Adds the signed constant operand to an int local variable.' },
  { op: 133, mnemonic: 'i2l', operands: [], pop: ['I'], push: ['J'], flags: ['pure'], throws: [], text: 'Converts an int to a long, extending the sign.' },
  { op: 134, mnemonic: 'i2f', operands: [], pop: ['I'], push: ['F'], flags: ['pure'], throws: [], text: 'Converts an int to a float, rounding to nearest.' },
  { op: 135, mnemonic: 'i2d', operands: [], pop: ['I'], push: ['D'], flags: ['pure'], throws: [], text: 'Converts an int to a double, exactly.' },
  { op: 136, mnemonic: 'l2i', operands: [], pop: ['J'], push: ['I'], flags: ['pure'], throws: [], text: 'Converts a long to an int, keeping the low 32 bits.' },
  { op: 137, mnemonic: 'l2f', operands: [], pop: ['J'], push: ['F'], flags: ['pure'], throws: [], text: 'Converts a long to a float, rounding to nearest.' },
  { op: 138, mnemonic: 'l2d', operands: [], pop: ['J'], push: ['D'], flags: ['pure'], throws: [], text: 'Converts a long to a double, rounding to nearest.' },
  { op: 139, mnemonic: 'f2i', operands: [], pop: ['F'], push: ['I'], flags: ['pure'], throws: [], text: 'Converts a float to an int, rounding towards zero, saturating, NaN to 0.' },
  { op: 140, mnemonic: 'f2l', operands: [], pop: ['F'], push: ['J'], flags: ['pure'], throws: [], text: 'Converts a float to a long, rounding towards zero, saturating, NaN to 0.' },
  { op: 141, mnemonic: 'f2d', operands: [], pop: ['F'], push: ['D'], flags: ['pure'], throws: [], text: 'Converts a float to a double, exactly.' },
  { op: 142, mnemonic: 'd2i', operands: [], pop: ['D'], push: ['I'], flags: ['pure'], throws: [], text: 'Converts a double to an int, rounding towards zero, saturating, NaN to 0.' },
  { op: 143, mnemonic: 'd2l', operands: [], pop: ['D'], push: ['J'], flags: ['pure'], throws: [], text: 'Converts a double to a long, rounding towards zero, saturating, NaN to 0.' },
  { op: 144, mnemonic: 'd2f', operands: [], pop: ['D'], push: ['F'], flags: ['pure'], throws: [], text: 'Converts a double to a float, rounding to nearest.' },
  { op: 145, mnemonic: 'i2b', operands: [], pop: ['I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pushes the low 8 bits of an int, sign-extended.' },
  { op: 146, mnemonic: 'i2c', operands: [], pop: ['I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pushes the low 16 bits of an int, zero-extended.' },
  { op: 147, mnemonic: 'i2s', operands: [], pop: ['I'], push: ['I'], flags: ['pure'], throws: [], text: 'Pushes the low 16 bits of an int, sign-extended.' },
  { op: 148, mnemonic: 'lcmp', operands: [], pop: ['J', 'J'], push: ['I'], flags: ['pure'], throws: [], text: 'Compares two longs and pushes -1, 0 or 1.' },
  { op: 149, mnemonic: 'fcmpl', operands: [], pop: ['F', 'F'], push: ['I'], flags: ['pure'], throws: [], text: 'Compares two floats and pushes -1, 0 or 1, and -1 if one is NaN.' },
  { op: 150, mnemonic: 'fcmpg', operands: [], pop: ['F', 'F'], push: ['I'], flags: ['pure'], throws: [], text: 'Compares two floats and pushes -1, 0 or 1, and 1 if one is NaN.' },
  { op: 151, mnemonic: 'dcmpl', operands: [], pop: ['D', 'D'], push: ['I'], flags: ['pure'], throws: [], text: 'Compares two doubles and pushes -1, 0 or 1, and -1 if one is NaN.' },
  { op: 152, mnemonic: 'dcmpg', operands: [], pop: ['D', 'D'], push: ['I'], flags: ['pure'], throws: [], text: 'Compares two doubles and pushes -1, 0 or 1, and 1 if one is NaN.' },
  { op: 153, mnemonic: 'ifeq', operands: ['branch2'], pop: ['I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the popped int is equal to zero.' },
  { op: 154, mnemonic: 'ifne', operands: ['branch2'], pop: ['I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the popped int is not equal to zero.' },
  { op: 155, mnemonic: 'iflt', operands: ['branch2'], pop: ['I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the popped int is less than zero.' },
  { op: 156, mnemonic: 'ifge', operands: ['branch2'], pop: ['I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the popped int is greater than or equal to zero.' },
  { op: 157, mnemonic: 'ifgt', operands: ['branch2'], pop: ['I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the popped int is greater than zero.' },
  { op: 158, mnemonic: 'ifle', operands: ['branch2'], pop: ['I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the popped int is less than or equal to zero.' },
  { op: 159, mnemonic: 'if_icmpeq', operands: ['branch2'], pop: ['I', 'I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the int pushed first is equal to the one pushed second.' },
  { op: 160, mnemonic: 'if_icmpne', operands: ['branch2'], pop: ['I', 'I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the int pushed first is not equal to the one pushed second.' },
  { op: 161, mnemonic: 'if_icmplt', operands: ['branch2'], pop: ['I', 'I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the int pushed first is less than the one pushed second.' },
  { op: 162, mnemonic: 'if_icmpge', operands: ['branch2'], pop: ['I', 'I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the int pushed first is greater than or equal to the one pushed second.' },
  { op: 163, mnemonic: 'if_icmpgt', operands: ['branch2'], pop: ['I', 'I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the int pushed first is greater than the one pushed second.' },
  { op: 164, mnemonic: 'if_icmple', operands: ['branch2'], pop: ['I', 'I'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the int pushed first is less than or equal to the one pushed second.' },
  { op: 165, mnemonic: 'if_acmpeq', operands: ['branch2'], pop: ['A', 'A'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if two references are the same.' },
  { op: 166, mnemonic: 'if_acmpne', operands: ['branch2'], pop: ['A', 'A'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if two references differ.' },
  { op: 167, mnemonic: 'goto', operands: ['branch2'], pop: [], push: [], flags: ['branch', 'terminates'], throws: [], text: 'Branches always.' },
  { op: 168, mnemonic: 'jsr', operands: ['branch2'], pop: [], push: ['R'], flags: ['branch', 'terminates', 'subroutine'], throws: [], text: 'Pushes the address of the next instruction and branches to a subroutine (class files up to version 50).' },
  { op: 169, mnemonic: 'ret', operands: ['local'], pop: [], push: [], flags: ['load', 'terminates', 'subroutine', 'wideable', 'irregular'], throws: [], local: 'operand', text: 'Continues at the return address in a local variable (class files up to version 50).' },
  { op: 170, mnemonic: 'tableswitch', operands: ['tableswitch'], pop: ['I'], push: [], flags: ['branch', 'switch', 'terminates'], throws: [], text: 'Branches to the target with the number of the popped int in a table, or to the default.' },
  { op: 171, mnemonic: 'lookupswitch', operands: ['lookupswitch'], pop: ['I'], push: [], flags: ['branch', 'switch', 'terminates'], throws: [], text: 'Branches to the target paired with the popped int in a sorted list, or to the default.' },
  { op: 172, mnemonic: 'ireturn', operands: [], pop: ['I'], push: [], flags: ['return', 'terminates'], throws: ['IllegalMonitorStateException'], text: 'Returns an int to the caller, leaving the method\'s monitor if it is synchronized.' },
  { op: 173, mnemonic: 'lreturn', operands: [], pop: ['J'], push: [], flags: ['return', 'terminates'], throws: ['IllegalMonitorStateException'], text: 'Returns a long to the caller, leaving the method\'s monitor if it is synchronized.' },
  { op: 174, mnemonic: 'freturn', operands: [], pop: ['F'], push: [], flags: ['return', 'terminates'], throws: ['IllegalMonitorStateException'], text: 'Returns a float to the caller, leaving the method\'s monitor if it is synchronized.' },
  { op: 175, mnemonic: 'dreturn', operands: [], pop: ['D'], push: [], flags: ['return', 'terminates'], throws: ['IllegalMonitorStateException'], text: 'Returns a double to the caller, leaving the method\'s monitor if it is synchronized.' },
  { op: 176, mnemonic: 'areturn', operands: [], pop: ['A'], push: [], flags: ['return', 'terminates'], throws: ['IllegalMonitorStateException'], text: 'Returns a reference to the caller, leaving the method\'s monitor if it is synchronized.' },
  { op: 177, mnemonic: 'return', operands: [], pop: [], push: [], flags: ['return', 'terminates'], throws: ['IllegalMonitorStateException'], text: 'Returns to the caller without a value, leaving the method\'s monitor if it is synchronized.' },
  { op: 178, mnemonic: 'getstatic', operands: ['cpField'], pop: [], push: ['*'], flags: ['field', 'irregular'], throws: ['LinkageError'], text: 'Pushes the value of a static field, initialising its class if needed.' },
  { op: 179, mnemonic: 'putstatic', operands: ['cpField'], pop: ['*'], push: [], flags: ['field', 'irregular'], throws: ['LinkageError'], text: 'Pops a value into a static field, initialising its class if needed.' },
  { op: 180, mnemonic: 'getfield', operands: ['cpField'], pop: ['A'], push: ['*'], flags: ['field', 'irregular'], throws: ['NullPointerException', 'LinkageError'], text: 'Pops an object and pushes the value of its field.' },
  { op: 181, mnemonic: 'putfield', operands: ['cpField'], pop: ['A', '*'], push: [], flags: ['field', 'irregular'], throws: ['NullPointerException', 'LinkageError'], text: 'Pops a value and an object and stores the value in its field.' },
  { op: 182, mnemonic: 'invokevirtual', operands: ['cpMethod'], pop: ['A', '*'], push: ['*'], flags: ['invoke', 'irregular'], throws: ['NullPointerException', 'LinkageError', 'StackOverflowError', 'OutOfMemoryError', '*'], text: 'Pops arguments and a receiver and calls the method that the class of the receiver selects.' },
  { op: 183, mnemonic: 'invokespecial', operands: ['cpAnyMethod'], pop: ['A', '*'], push: ['*'], flags: ['invoke', 'irregular'], throws: ['NullPointerException', 'LinkageError', 'StackOverflowError', 'OutOfMemoryError', '*'], text: 'Pops arguments and a receiver and calls exactly the named method: a constructor, a private or a superclass method.' },
  { op: 184, mnemonic: 'invokestatic', operands: ['cpAnyMethod'], pop: ['*'], push: ['*'], flags: ['invoke', 'irregular'], throws: ['LinkageError', 'StackOverflowError', 'OutOfMemoryError', '*'], text: 'Pops arguments and calls a static method, initialising its class if needed.' },
  { op: 185, mnemonic: 'invokeinterface', operands: ['cpInterfaceMethod', 'count', 'zero'], pop: ['A', '*'], push: ['*'], flags: ['invoke', 'irregular'], throws: ['NullPointerException', 'IncompatibleClassChangeError', 'LinkageError', 'StackOverflowError', 'OutOfMemoryError', '*'], text: 'Pops arguments and a receiver and calls the method by which the class of the receiver implements an interface method.' },
  { op: 186, mnemonic: 'invokedynamic', operands: ['cpDynamic', 'zero2'], pop: ['*'], push: ['*'], flags: ['invoke', 'irregular'], throws: ['BootstrapMethodError', 'LinkageError', 'StackOverflowError', 'OutOfMemoryError', '*'], text: 'Pops arguments and calls the target of a call site that a bootstrap method links at first use.' },
  { op: 187, mnemonic: 'new', operands: ['cpClass'], pop: [], push: ['U'], flags: ['alloc', 'irregular'], throws: ['LinkageError', 'OutOfMemoryError'], text: 'Allocates an uninitialised object of a class, initialising the class if needed.' },
  { op: 188, mnemonic: 'newarray', operands: ['atype'], pop: ['I'], push: ['*'], flags: ['alloc', 'irregular'], throws: ['NegativeArraySizeException', 'OutOfMemoryError'], text: 'Pops a length and pushes a new zeroed array of a primitive type.' },
  { op: 189, mnemonic: 'anewarray', operands: ['cpClass'], pop: ['I'], push: ['*'], flags: ['alloc', 'irregular'], throws: ['NegativeArraySizeException', 'LinkageError', 'OutOfMemoryError'], text: 'Pops a length and pushes a new array of nulls with the named component type.' },
  { op: 190, mnemonic: 'arraylength', operands: [], pop: ['[*'], push: ['I'], flags: [], throws: ['NullPointerException'], text: 'Pops an array and pushes its length.' },
  { op: 191, mnemonic: 'athrow', operands: [], pop: ['A'], push: [], flags: ['terminates'], throws: ['NullPointerException', 'IllegalMonitorStateException', '*'], text: 'Pops a throwable and throws it.' },
  { op: 192, mnemonic: 'checkcast', operands: ['cpClass'], pop: ['A'], push: ['*'], flags: ['irregular'], throws: ['ClassCastException', 'LinkageError'], text: 'Checks that the top reference is null or an instance of the named type, and leaves it there with that type.' },
  { op: 193, mnemonic: 'instanceof', operands: ['cpClass'], pop: ['A'], push: ['I'], flags: [], throws: ['LinkageError'], text: 'Pops a reference and pushes 1 if it is a non-null instance of the named type, else 0.' },
  { op: 194, mnemonic: 'monitorenter', operands: [], pop: ['A'], push: [], flags: ['monitor'], throws: ['NullPointerException'], text: 'Pops an object and enters its monitor, waiting while another thread owns it.' },
  { op: 195, mnemonic: 'monitorexit', operands: [], pop: ['A'], push: [], flags: ['monitor'], throws: ['NullPointerException', 'IllegalMonitorStateException'], text: 'Pops an object and leaves its monitor once.' },
  { op: 196, mnemonic: 'wide', operands: ['wide'], pop: [], push: [], flags: ['irregular', 'prefix'], throws: [], text: 'Prefix that widens the local variable index (and the constant of iinc) of the next instruction to two bytes.' },
  { op: 197, mnemonic: 'multianewarray', operands: ['cpClass', 'dims'], pop: ['*'], push: ['*'], flags: ['alloc', 'irregular'], throws: ['NegativeArraySizeException', 'LinkageError', 'OutOfMemoryError'], text: 'Pops one length for each of the given number of dimensions and pushes a new array of arrays.' },
  { op: 198, mnemonic: 'ifnull', operands: ['branch2'], pop: ['A'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the popped reference is null.' },
  { op: 199, mnemonic: 'ifnonnull', operands: ['branch2'], pop: ['A'], push: [], flags: ['branch', 'conditional'], throws: [], text: 'Branches if the popped reference is not null.' },
  { op: 200, mnemonic: 'goto_w', operands: ['branch4'], pop: [], push: [], flags: ['branch', 'terminates'], throws: [], text: 'Branches always, with a four-byte offset.' },
  { op: 201, mnemonic: 'jsr_w', operands: ['branch4'], pop: [], push: ['R'], flags: ['branch', 'terminates', 'subroutine'], throws: [], text: 'Pushes the address of the next instruction and branches to a subroutine with a four-byte offset (class files up to version 50).' },
] as const satisfies readonly OpcodeRow[]

export type Mnemonic = (typeof OPCODES)[number]['mnemonic']

/** Mnemonics with the given flag, for example `MnemonicWith<'pure'>`, so that a table over them is checked for gaps. */
export type MnemonicWith<F extends OpcodeFlag> = {
  [R in (typeof OPCODES)[number] as R['mnemonic']]: F extends R['flags'][number] ? R['mnemonic'] : never
}[Mnemonic]

/** Rows by number, typed plainly. Numbers above 201 give undefined. */
export const OPCODE_ROWS: readonly (OpcodeRow | undefined)[] = OPCODES

/** The number of each mnemonic: `OP.iadd === 96`. */
export const OP = Object.fromEntries(OPCODES.map((row) => [row.mnemonic, row.op])) as {
  readonly [R in (typeof OPCODES)[number] as R['mnemonic']]: R['op']
}

export const MAX_OPCODE = 201

export function isMnemonic(word: string): word is Mnemonic {
  return Object.hasOwn(OP, word)
}

/** Row of a mnemonic; undefined for an unknown word. */
export function rowOfMnemonic(word: string): OpcodeRow | undefined {
  return isMnemonic(word) ? OPCODES[OP[word]] : undefined
}

export function hasFlag(row: OpcodeRow, flag: OpcodeFlag): boolean {
  return row.flags.includes(flag)
}

export function canThrow(row: OpcodeRow): boolean {
  return row.throws.length > 0
}

/** Length in bytes of an instruction, by opcode; 0 where it depends on the code (switches, wide) and past 201. */
export const OPCODE_LENGTH: Uint8Array = lengths()

function lengths(): Uint8Array {
  const table = new Uint8Array(256)
  for (const row of OPCODES as readonly OpcodeRow[]) {
    let length = 1
    for (const kind of row.operands) {
      if (OPERAND_SIZE[kind] < 0) length = -1000
      else length += OPERAND_SIZE[kind]
    }
    table[row.op] = Math.max(length, 0)
  }
  return table
}

/** Slots that one stack type takes; `*` has none of its own. */
export function slotsOf(type: StackType): number {
  return type === 'J' || type === 'D' ? 2 : type === '*' ? 0 : 1
}

/** The codes of newarray (JVMS table 6.5.newarray-A) and the element descriptors they stand for. */
export const ARRAY_TYPE_CODES: Readonly<Record<number, { readonly word: string; readonly descriptor: string }>> = {
  4: { word: 'boolean', descriptor: 'Z' },
  5: { word: 'char', descriptor: 'C' },
  6: { word: 'float', descriptor: 'F' },
  7: { word: 'double', descriptor: 'D' },
  8: { word: 'byte', descriptor: 'B' },
  9: { word: 'short', descriptor: 'S' },
  10: { word: 'int', descriptor: 'I' },
  11: { word: 'long', descriptor: 'J' },
}
