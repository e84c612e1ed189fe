/**
 * The rules of the verifier, one per line: the list to read first. Every rejection names its rule, and every rule has a
 * file of bad classes in test/verifier with its name. Sections are those of JVMS SE 17, chapter 4.
 *
 * Static constraints, checked for all instructions before any type is looked at (static.ts):
 */
export const RULES = {
  opcode: '4.9.1: every byte at the start of an instruction is one of the defined opcodes',
  complete: '4.9.1: the last instruction ends where the code ends',
  wide: '4.9.1: wide stands before a load, store, iinc or ret only',
  subroutines: '4.9.1: jsr and ret occur only in class files up to version 50',
  target: '4.9.1: branches and switches lead to the first byte of an instruction of the same method',
  'switch-shape': '4.9.1: switches have ordered keys, a sensible size and, before version 51, zero padding',
  'pool-index': '4.9.1: a constant-pool operand is an index into the pool',
  'pool-type': '4.9.1: a constant-pool operand has a kind that the instruction can use',
  'local-index': '4.9.1: the local variables of an instruction lie below max_locals',
  'internal-method': '4.9.1: only invokespecial calls <init>, and nothing calls <clinit>',
  'call-operands': '4.9.1: count and zero bytes of invokeinterface and invokedynamic are right',
  'array-operands': '4.9.1: newarray, anewarray and multianewarray have a valid type and number of dimensions',
  'new-class': '4.9.1: new makes instances of classes, not arrays',
  'handler-table': '4.9.1: exception handlers start, end and lead to instructions',
  'catch-type': '4.10.1.5: a handler catches Throwable or a subclass of it',
  'variable-table': '4.7.13: ranges of local variables start and end at instructions',
  // Structural constraints, checked by following types (execute.ts):
  'stack-overflow': '4.9.2: the operand stack is never deeper than max_stack',
  'stack-underflow': '4.9.2: an instruction finds all its operands on the stack',
  'stack-type': '4.9.2: every operand has the type that the instruction needs',
  'split-value': '4.9.2: the two halves of a long or double are never separated',
  'local-type': '4.9.2: a local variable that is read has the type that the instruction needs',
  'array-type': '4.9.2: array instructions work on arrays with elements of their type',
  'return-type': '4.9.2: a method returns what its descriptor says',
  'constructor-return': '4.9.2: a constructor returns only after it has called another one, also out of handlers',
  'init-call':
    '4.9.2: <init> is called on an uninitialised object of the same class, or on this for this or the superclass',
  'init-in-try': '4.10.1.9: a handler around the call of another constructor must not return normally',
  uninitialized: '4.9.2: an object is not used before it is initialised',
  'new-again': '4.10.1.9: no object of the same new instruction is still uninitialised on the stack when it runs again',
  protected: '4.10.1.8: protected members of superclasses in other packages are used through the own class only',
  'invokespecial-class': '4.10.1.9: invokespecial names the own class, a superclass or a direct superinterface',
  'field-class': '4.10.1.9: a field is named through a class',
  'throw-type': '4.10.1.9: what is thrown is a Throwable',
  // Control flow with stack map frames (typecheck.ts):
  'falls-off': '4.10.1.6: execution does not run over the end of the code',
  'frame-missing': '4.10.1.9: every branch target and handler has a stack map frame',
  'frame-after-jump': '4.10.1.6: the code behind an unconditional branch begins with a stack map frame',
  'frame-format': '4.7.4: the StackMapTable is well-formed and fits max_stack and max_locals',
  'frame-offset': '4.7.4: stack map frames stand at instructions',
  'frame-match': '4.10.1.9: the types that reach a stack map frame are assignable to it',
  'handler-match': '4.10.1.6: the types at every protected instruction are assignable to the frame of the handler',
  // Control flow by data-flow analysis (infer.ts):
  'stack-depth': '4.10.2.2: all ways to an instruction bring the same number of operands',
  'stack-merge': '4.10.2.2: operands that come from different ways have a type in common',
  'subroutine-call': '4.10.2.5: subroutines are not recursive and have one ret',
  'return-address': '4.10.2.5: ret uses the return address of a subroutine that is active',
} as const

export type RuleId = keyof typeof RULES
