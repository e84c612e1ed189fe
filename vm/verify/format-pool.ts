/**
 * Format of the constant pool (JVMS 4.4, 4.8): entries point at entries of the right kind, names and descriptors are
 * well-formed. In java's order: first all references, then all contents.
 */
import { type ConstantEntry, type ConstantPool, TAG } from '../classfile/model.ts'
import { FormatFault } from './format-fault.ts'
import { isFieldDescriptor, isLegalClassName, isLegalFieldName, isLegalMethodName, methodSlots } from './names.ts'

interface PoolCheck {
  readonly pool: ConstantPool
  readonly name: string
  readonly major: number
}

export function checkPool(check: PoolCheck): void {
  const { entries } = check.pool
  entries.forEach((entry) => {
    if (entry !== undefined) checkVersion(check, entry)
  })
  entries.forEach((entry, index) => {
    if (entry !== undefined) checkReferences(check, entry, index)
  })
  entries.forEach((entry) => {
    if (entry !== undefined) checkContents(check, entry)
  })
}

/** The version that brought a tag (JVMS table 4.4-B). */
const SINCE: Readonly<Record<number, number>> = { 15: 51, 16: 51, 17: 55, 18: 51 }

function checkVersion(check: PoolCheck, entry: ConstantEntry): void {
  const { name, major } = check
  const since = SINCE[entry.tag]
  if (since !== undefined && major < since) {
    throw new FormatFault(`Class file version does not support constant tag ${entry.tag} in class file ${name}`)
  }
  if (entry.tag === TAG.Utf8) {
    // Decoding looks at the bytes.
    const { bytes } = entry
    for (let i = 0; i < bytes.length; i++) {
      const b = bytes[i]!
      if (b !== 0 && b < 0x80) continue
      const second = bytes[i + 1] ?? 0
      const third = bytes[i + 2] ?? 0
      if (b >> 5 === 0b110 && second >> 6 === 0b10) {
        const c = ((b & 0x1f) << 6) | (second & 0x3f)
        if (c === 0 || c >= 0x80) {
          i++
          continue
        }
      } else if (b >> 4 === 0b1110 && second >> 6 === 0b10 && third >> 6 === 0b10) {
        const c = ((b & 0xf) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)
        if (c >= 0x800) {
          i += 2
          continue
        }
      }
      throw new FormatFault(`Illegal UTF8 string in constant pool in class file ${name}`)
    }
  }
}

function bad(check: PoolCheck, index: number, more = ''): never {
  throw new FormatFault(`Invalid constant pool index ${index} in class file ${check.name}${more}`)
}

const UTF8 = 1 << 1
const CLASS = 1 << 7
const FIELD = 1 << 9
const METHOD = 1 << 10
const IMETHOD = 1 << 11
const NAME_AND_TYPE = 1 << 12
const ANY = 0x79ffa

/** `tags` is a set: bit n for tag n. */
function needs(check: PoolCheck, index: number, tags: number, more = ''): void {
  const entry = check.pool.entries[index]
  if (entry === undefined || ((tags >>> entry.tag) & 1) === 0) bad(check, index, more)
}

function checkReferences(check: PoolCheck, entry: ConstantEntry, index: number): void {
  switch (entry.tag) {
    case 7:
    case 19:
    case 20:
      needs(check, entry.nameIndex, UTF8)
      return
    case 8:
      needs(check, entry.stringIndex, UTF8)
      return
    case 9:
    case 10:
    case 11:
      needs(check, entry.classIndex, CLASS)
      needs(check, entry.nameAndTypeIndex, NAME_AND_TYPE)
      return
    case 12:
      needs(check, entry.nameIndex, UTF8)
      needs(check, entry.descriptorIndex, UTF8)
      return
    case 15:
      checkHandle(check, entry.referenceKind, entry.referenceIndex, index)
      return
    case 16:
      needs(check, entry.descriptorIndex, UTF8)
      return
    case 17:
    case 18:
      needs(check, entry.nameAndTypeIndex, NAME_AND_TYPE)
      return
    default:
      return
  }
}

function checkHandle(check: PoolCheck, kind: number, reference: number, index: number): void {
  needs(check, reference, ANY)
  if (kind >= 1 && kind <= 4) {
    needs(check, reference, FIELD, ' (not a field)')
    return
  }
  if (kind === 5 || kind === 8) {
    needs(check, reference, METHOD, ' (not a method)')
    return
  }
  if (kind === 6 || kind === 7) {
    needs(check, reference, check.major >= 52 ? METHOD | IMETHOD : METHOD, ' (not a method)')
    return
  }
  if (kind === 9) {
    needs(check, reference, IMETHOD, ' (not an interface method)')
    return
  }
  throw new FormatFault(`Bad method handle kind at constant pool index ${index} in class file ${check.name}`)
}

function textAt(check: PoolCheck, index: number): string {
  const entry = check.pool.entries[index]
  return entry?.tag === 1 ? entry.value : ''
}

function nameAndType(check: PoolCheck, index: number): { name: string; type: string; nameIndex: number } {
  const entry = check.pool.entries[index]
  if (entry?.tag !== 12) return { name: '', type: '', nameIndex: 0 }
  return {
    name: textAt(check, entry.nameIndex),
    type: textAt(check, entry.descriptorIndex),
    nameIndex: entry.nameIndex,
  }
}

export function illegalSignature(what: string, member: string, cls: string, type: string): FormatFault {
  return new FormatFault(`${what} "${member}" in class ${cls} has illegal signature "${type}"`)
}

function checkContents(check: PoolCheck, entry: ConstantEntry): void {
  const { name, major } = check
  switch (entry.tag) {
    case 7: {
      const className = textAt(check, entry.nameIndex)
      if (!isLegalClassName(className, major)) {
        throw new FormatFault(`Illegal class name "${className}" in class file ${name}`)
      }
      return
    }
    case 12:
      checkNameAndType(check, textAt(check, entry.nameIndex), textAt(check, entry.descriptorIndex), entry)
      return
    case 9:
    case 17: {
      const { name: member, type } = nameAndType(check, entry.nameAndTypeIndex)
      if (type.startsWith('(')) throw illegalSignature('Field', member, name, type)
      return
    }
    case 10:
    case 11:
    case 18: {
      const { name: member, type, nameIndex } = nameAndType(check, entry.nameAndTypeIndex)
      if (!type.startsWith('(')) throw illegalSignature('Method', member, name, type)
      if (entry.tag === 10 && member.startsWith('<') && member !== '<init>') {
        throw new FormatFault(`Bad method name at constant pool index ${nameIndex} in class file ${name}`)
      }
      return
    }
    case 15: {
      if (entry.referenceKind < 5) return
      const ref = check.pool.entries[entry.referenceIndex]
      if (ref === undefined || !('nameAndTypeIndex' in ref)) return
      const { name: member, nameIndex } = nameAndType(check, ref.nameAndTypeIndex)
      if (entry.referenceKind === 8 && member !== '<init>') {
        throw new FormatFault(`Bad constructor name at constant pool index ${nameIndex} in class file ${name}`)
      }
      if (entry.referenceKind !== 8 && member === '<init>') {
        throw new FormatFault(`Bad method name at constant pool index ${nameIndex} in class file ${name}`)
      }
      return
    }
    case 16: {
      const type = textAt(check, entry.descriptorIndex)
      if (!type.startsWith('(') || methodSlots('', type, major) < 0) {
        throw illegalSignature('Method', '<MethodType>', name, type)
      }
      return
    }
    default:
      return
  }
}

function checkNameAndType(
  check: PoolCheck,
  member: string,
  type: string,
  entry: { readonly nameIndex: number; readonly descriptorIndex: number },
): void {
  const { name, major } = check
  if (type === '' || member === '') {
    const at = type === '' ? entry.descriptorIndex : entry.nameIndex
    throw new FormatFault(`Illegal zero length constant pool entry at ${at} in class ${name}`)
  }
  if (type.startsWith('(')) {
    if (!isLegalMethodName(member, major)) throw new FormatFault(`Illegal method name "${member}" in class ${name}`)
    if (methodSlots(member, type, major) < 0) throw illegalSignature('Method', member, name, type)
  } else {
    if (!isLegalFieldName(member, major)) throw new FormatFault(`Illegal field name "${member}" in class ${name}`)
    if (!isFieldDescriptor(type, major)) throw illegalSignature('Field', member, name, type)
  }
}
