/** Where our verdict may differ from HotSpot's, and why. */
import type { Judged } from '../verifier/verdicts.ts'

export interface Difference {
  readonly reason: string
  /** `changes`: in how many places the mutant differs from a valid class file. */
  matches(ours: Judged, java: Judged, changes: number): boolean
}

export const differences: readonly Difference[] = [
  {
    // HotSpot verifies methods in the order of its symbol table, not of the file, and loads supertypes while it is still
    // parsing; we check the whole file first, and methods in order. A file with two faults has two right answers.
    reason: 'two faults in one file, each of them found, the other one first',
    matches: (ours, java, changes) => changes > 1 && ours.error !== 'ok' && java.error !== 'ok' && ours.error !== 'BUG',
  },
  {
    // HotSpot has instructions of its own from 203 on; it steps over them while it looks at the tables, and refuses them
    // afterwards.
    reason: "an undefined opcode that is one of HotSpot's own, and a table that is wrong because of it",
    matches: (ours, java) =>
      /^Bad instruction: [cde]/.test(ours.message) &&
      /^(StackMapTable|Illegal (local variable|exception) table)/.test(java.message),
  },
  {
    // HotSpot reads pool, flags and interfaces, loads those, and then reads on; here the whole file is read first.
    reason: 'a broken file that also names a wrong supertype: the file is looked at first',
    matches: (ours, java) =>
      ours.error === 'ClassFormatError' &&
      ['NoClassDefFoundError', 'IncompatibleClassChangeError', 'ClassCircularityError'].includes(java.error),
  },
  {
    // It counts instructions from 0 and takes 0 for "none".
    reason: "HotSpot's older verifier refuses handlers at pc 0",
    matches: (_, java) =>
      /Illegal exception table handler$/.test(java.message) ||
      // The message is still that of the type checker, which has failed first.
      (java.error === 'ClassFormatError' && /^Expecting a stackmap frame at branch target 0/.test(java.message)),
  },
  {
    // JVMS 4.10.2.4 lets putfield have an uninitialised this as the object, not as the value.
    reason:
      "HotSpot's older verifier lets a constructor store its uninitialised this into a field of an interface type",
    matches: (ours, java) => java.error === 'ok' && /putfield\n[\s\S]*Type uninitializedThis/.test(ours.message),
  },
  {
    // Our side of the comparison knows class files only; the VM loads the other class, and finds it out.
    reason: 'the change breaks another class, which java loads on the way',
    matches: (ours, java) => ours.error === 'ok' && /^class .* cannot inherit from final class/.test(java.message),
  },
]
