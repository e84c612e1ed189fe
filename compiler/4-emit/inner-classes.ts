/**
 * The InnerClasses attribute (JVMS 4.7.6): every nested class that the constant pool names, its enclosing nested classes
 * before it, and the member and local classes of this class.
 */
import { type ClassSymbol, Flags } from '../2-check/symbols.ts'
import type { LoweredClass } from '../3-lower/lowered.ts'
import type { InnerClassEntry } from '../../vm/classfile/model.ts'
import type { ClassGen } from './gen.ts'

const isNested = (symbol: ClassSymbol): boolean => symbol.owner.kind !== 'package' || symbol.isLocal

export function innerClassEntries(cls: ClassGen, lowered: LoweredClass): InnerClassEntry[] {
  const found = new Set<ClassSymbol>()
  const add = (symbol: ClassSymbol): void => {
    if (!isNested(symbol) || found.has(symbol)) return
    const { owner } = symbol
    if (owner.kind === 'class') add(owner)
    found.add(symbol)
  }
  add(lowered.symbol)
  for (const entry of cls.pool.entries.slice()) {
    if (entry?.tag !== 7) continue
    const name = cls.pool.entries[entry.nameIndex]
    if (name?.tag !== 1 || !name.value.includes('$')) continue
    const internal = name.value.startsWith('[') ? name.value.replace(/^\[+L?/, '').replace(/;$/, '') : name.value
    const symbol = lowered.classNamed(internal)
    if (symbol !== undefined) add(symbol)
  }
  for (const symbol of lowered.nested) add(symbol)
  return [...found].map((symbol) => ({
    innerClass: cls.pool.class(symbol.binaryName),
    outerClass: symbol.isLocal || symbol.owner.kind !== 'class' ? 0 : cls.pool.class(symbol.owner.binaryName),
    innerName: symbol.name === '' ? 0 : cls.pool.utf8(symbol.name),
    accessFlags: innerClassFlags(symbol),
  }))
}

/** Flags as declared (JVMS table 4.7.6-A): static, private and protected included, never ACC_SUPER. */
export function innerClassFlags(symbol: ClassSymbol): number {
  const written =
    Flags.PUBLIC |
    Flags.PRIVATE |
    Flags.PROTECTED |
    Flags.STATIC |
    Flags.FINAL |
    Flags.INTERFACE |
    Flags.ABSTRACT |
    Flags.SYNTHETIC |
    Flags.ANNOTATION |
    Flags.ENUM
  return symbol.flags & written
}
