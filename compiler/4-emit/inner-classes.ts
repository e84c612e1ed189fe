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
  for (const text of typesIn(cls, lowered)) {
    if (!text.includes('$')) continue
    for (const name of classesInSignature(text)) {
      const symbol = lowered.classNamed(name)
      if (symbol !== undefined) add(symbol)
    }
  }
  for (const symbol of lowered.nested) add(symbol)
  return [...found].map((symbol) => ({
    innerClass: cls.pool.class(symbol.binaryName),
    outerClass: symbol.isLocal || symbol.owner.kind !== 'class' ? 0 : cls.pool.class(symbol.owner.binaryName),
    innerName: symbol.name === '' ? 0 : cls.pool.utf8(symbol.name),
    accessFlags: innerClassFlags(symbol),
  }))
}

/** The descriptors and signatures that the class file has, those of local variables aside. */
function typesIn(cls: ClassGen, lowered: LoweredClass): Set<string> {
  const found = new Set<string>(cls.annotationTypes)
  const members = [...lowered.fields, ...lowered.methods, ...(lowered.components ?? [])]
  for (const { descriptor, signature } of members) {
    found.add(descriptor)
    if (signature !== undefined) found.add(signature)
  }
  if (lowered.signature !== undefined) found.add(lowered.signature)
  const { entries } = cls.pool
  for (const entry of entries) {
    if (entry?.tag !== 12 && entry?.tag !== 16) continue
    const text = entries[entry.descriptorIndex]
    if (text?.tag === 1) found.add(text.value)
  }
  return found
}

/** Binary names of the nested classes that a signature names (JVMS 4.7.9.1): `La/B<TT;>.C;` is `a/B$C`. */
function classesInSignature(signature: string): string[] {
  let plain = signature
  // From the inside out: arguments of arguments first, each kept as a part of its own.
  const parts: string[] = []
  for (let before = ''; before !== plain; ) {
    before = plain
    plain = plain.replace(/<([^<>]*)>/g, (_, inner: string) => {
      parts.push(inner)
      return ''
    })
  }
  return [plain, ...parts].flatMap((part) =>
    [...part.matchAll(/L([^;:]+);/g)]
      .map(([, name]) => name!.replaceAll('.', '$'))
      .filter((name) => name.includes('$')),
  )
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
