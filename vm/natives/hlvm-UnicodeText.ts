/** hlvm.UnicodeText: normal forms, which every host has. */
import { newString, textOf } from '../runtime/strings.ts'
import type { NativeTable } from './support.ts'

export const unicodeTextNatives: NativeTable = {
  'hlvm/UnicodeText.normalize(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;': (rt) => (text, form) =>
    newString(rt, textOf(rt, text!).normalize(textOf(rt, form!))),
}
