/** Format of fields and methods and of their attributes (JVMS 4.5, 4.6, 4.7), in java's words. */
import {
  ACC,
  type Attribute,
  type AttributeName,
  type ClassFile,
  type CodeAttribute,
  type ConstantPool,
  type FieldInfo,
  type LocalVariableEntry,
  type MethodInfo,
} from '../classfile/model.ts'
import { ATTRIBUTE_SINCE } from '../classfile/readattributes.ts'
import { FormatFault } from './format-fault.ts'
import { illegalSignature } from './format-pool.ts'
import { isFieldDescriptor, isLegalFieldName, isLegalMethodName, methodSlots } from './names.ts'

export interface FormatCheck {
  readonly classFile: ClassFile
  readonly pool: ConstantPool
  readonly major: number
  readonly name: string
  readonly isInterface: boolean
}

const hex = (flags: number): string => `0x${flags.toString(16).toUpperCase()}`

/** Attributes that may stand once. */
export function only(check: FormatCheck, attributes: readonly Attribute[], names: readonly AttributeName[]): void {
  if (attributes.length < 2) return
  const seen = new Set<string>()
  for (const each of attributes) {
    const name = each.name === '?' ? each.attributeName : each.name
    if (!names.includes(name as AttributeName) || (ATTRIBUTE_SINCE[name as AttributeName] ?? 0) > check.major) continue
    if (seen.has(name)) throw new FormatFault(`Multiple ${name} attributes in class file ${check.name}`)
    seen.add(name)
  }
}

export function signatureIndex(check: FormatCheck, index: number): void {
  if (check.pool.entries[index]?.tag !== 1) {
    throw new FormatFault(`Invalid constant pool index ${index} in Signature attribute in class file ${check.name}`)
  }
}

function text(check: FormatCheck, index: number, problem: string): string {
  const entry = check.pool.entries[index]
  if (entry?.tag !== 1) throw new FormatFault(problem)
  return entry.value
}

const ANNOTATIONS: readonly AttributeName[] = [
  'RuntimeVisibleAnnotations',
  'RuntimeInvisibleAnnotations',
  'RuntimeVisibleTypeAnnotations',
  'RuntimeInvisibleTypeAnnotations',
]

function visibilityIsOdd(flags: number): boolean {
  const bits = flags & (ACC.PUBLIC | ACC.PRIVATE | ACC.PROTECTED)
  return bits !== 0 && (bits & (bits - 1)) !== 0
}

// ---- fields

const FIELD_FLAGS = 0x50df

export function checkField(check: FormatCheck, field: FieldInfo): void {
  const { name: cls, major } = check
  const flags = field.accessFlags & FIELD_FLAGS
  const has = (bit: number): boolean => (flags & bit) !== 0
  const constant = ACC.PUBLIC | ACC.STATIC | ACC.FINAL
  const illegal = check.isInterface
    ? (flags & ~(ACC.SYNTHETIC | (major < 49 ? 0xffff & ~0xdf : 0))) !== constant
    : visibilityIsOdd(flags) || (has(ACC.FINAL) && has(ACC.VOLATILE))
  if (illegal) throw new FormatFault(`Illegal field modifiers in class ${cls}: ${hex(flags)}`)
  const name = text(
    check,
    field.nameIndex,
    `Invalid constant pool index ${field.nameIndex} for field name in class file ${cls}`,
  )
  if (!isLegalFieldName(name, major)) throw new FormatFault(`Illegal field name "${name}" in class ${cls}`)
  const type = text(
    check,
    field.descriptorIndex,
    `Invalid constant pool index ${field.descriptorIndex} for field signature in class file ${cls}`,
  )
  if (!isFieldDescriptor(type, major)) throw illegalSignature('Field', name, cls, type)
  const isStatic = has(ACC.STATIC)
  const { attributes } = field
  only(check, attributes, isStatic ? ['ConstantValue', 'Signature', ...ANNOTATIONS] : ['Signature', ...ANNOTATIONS])
  for (const each of attributes) {
    if (each.name === 'Signature') signatureIndex(check, each.signatureIndex)
    if (each.name === 'ConstantValue' && isStatic) checkConstantValue(check, each.valueIndex, type)
  }
}

/** JVMS table 4.7.2-A. */
function checkConstantValue(check: FormatCheck, index: number, type: string): void {
  const tag = check.pool.entries[index]?.tag
  const wanted =
    type === 'J'
      ? 5
      : type === 'F'
        ? 4
        : type === 'D'
          ? 6
          : type === 'Ljava/lang/String;'
            ? 8
            : /^[BCISZ]$/.test(type)
              ? 3
              : -1
  if (tag === undefined || wanted < 0) {
    throw new FormatFault(`Bad initial value index ${index} in ConstantValue attribute in class file ${check.name}`)
  }
  if (tag !== wanted) throw new FormatFault(`Inconsistent constant value type in class file ${check.name}`)
}

// ---- methods

const METHOD_FLAGS = 0x1dff

function methodFlagsAreIllegal(check: FormatCheck, flags: number, name: string): boolean {
  const { major } = check
  const has = (bit: number): boolean => (flags & bit) !== 0
  const noneOf = (bits: number): boolean => (flags & bits) === 0
  const withAbstract =
    ACC.PRIVATE | ACC.STATIC | ACC.FINAL | ACC.NATIVE | ACC.SYNCHRONIZED | (major >= 46 && major <= 60 ? ACC.STRICT : 0)
  if (check.isInterface) {
    if (major >= 52) {
      const one = has(ACC.PUBLIC) !== has(ACC.PRIVATE)
      if (!one || !noneOf(ACC.NATIVE | ACC.PROTECTED | ACC.FINAL | ACC.SYNCHRONIZED)) return true
      return has(ACC.ABSTRACT) && !noneOf(withAbstract)
    }
    if (major >= 49) {
      return !has(ACC.ABSTRACT) || !has(ACC.PUBLIC) || !noneOf(withAbstract | ACC.PROTECTED)
    }
    return (
      !has(ACC.PUBLIC) ||
      has(ACC.STATIC) ||
      has(ACC.FINAL) ||
      !has(ACC.ABSTRACT) ||
      !noneOf(ACC.NATIVE | ACC.PROTECTED | ACC.PRIVATE | ACC.SYNCHRONIZED)
    )
  }
  if (visibilityIsOdd(flags)) return true
  if (name === '<init>') {
    return !noneOf(
      ACC.STATIC | ACC.FINAL | ACC.SYNCHRONIZED | ACC.NATIVE | ACC.ABSTRACT | (major >= 49 ? ACC.BRIDGE : 0),
    )
  }
  return has(ACC.ABSTRACT) && !noneOf(withAbstract)
}

export function checkMethod(check: FormatCheck, method: MethodInfo): void {
  const { name: cls, major } = check
  const name = text(
    check,
    method.nameIndex,
    `Illegal constant pool index ${method.nameIndex} for method name in class file ${cls}`,
  )
  if (!isLegalMethodName(name, major)) throw new FormatFault(`Illegal method name "${name}" in class ${cls}`)
  const type = text(
    check,
    method.descriptorIndex,
    `Illegal constant pool index ${method.descriptorIndex} for method signature in class file ${cls}`,
  )
  let flags = method.accessFlags & METHOD_FLAGS
  if (name === '<clinit>') {
    if (major < 51) flags = ACC.STATIC
    else if ((flags & ACC.STATIC) !== 0) flags &= ACC.STATIC | ACC.STRICT
    else throw new FormatFault(`Method <clinit> is not static in class file ${cls}`)
  } else if (methodFlagsAreIllegal(check, flags, name)) {
    throw new FormatFault(`Method ${name} in class ${cls} has illegal modifiers: ${hex(flags)}`)
  }
  if (name === '<init>' && check.isInterface) {
    throw new FormatFault(`Interface cannot have a constructor method, class file ${cls}`)
  }
  let slots = methodSlots(name, type, major)
  if (slots < 0) throw illegalSignature('Method', name, cls, type)
  if ((flags & ACC.STATIC) === 0) slots++
  if (slots > 255) throw new FormatFault(`Too many arguments in method signature in class file ${cls}`)
  checkMethodAttributes(check, method, flags, slots)
}

function checkMethodAttributes(check: FormatCheck, method: MethodInfo, flags: number, slots: number): void {
  const { name: cls, pool } = check
  const { attributes } = method
  only(check, attributes, [
    'Code',
    'Exceptions',
    'MethodParameters',
    'Signature',
    'AnnotationDefault',
    'RuntimeVisibleParameterAnnotations',
    'RuntimeInvisibleParameterAnnotations',
    ...ANNOTATIONS,
  ])
  const hasNoCode = (flags & (ACC.NATIVE | ACC.ABSTRACT)) !== 0
  let code = false
  for (const each of attributes) {
    if (each.name === 'Code') {
      code = true
      if (hasNoCode) throw new FormatFault(`Code attribute in native or abstract methods in class file ${cls}`)
      checkCode(check, each, slots)
    } else if (each.name === 'Exceptions') {
      for (const index of each.exceptions) {
        if (pool.entries[index]?.tag !== 7) {
          throw new FormatFault(`Exception name has bad type at constant pool ${index} in class file ${cls}`)
        }
      }
    } else if (each.name === 'Signature') {
      signatureIndex(check, each.signatureIndex)
    }
  }
  if (!hasNoCode && !code) {
    throw new FormatFault(`Absent Code attribute in method that is not native or abstract in class file ${cls}`)
  }
}

// ---- code

function checkCode(check: FormatCheck, attribute: CodeAttribute, slots: number): void {
  const { name: cls, pool, major } = check
  const { length } = attribute.code
  if (length === 0 || length > 65535) throw new FormatFault(`Invalid method Code length ${length} in class file ${cls}`)
  for (const each of attribute.exceptionTable) {
    if (each.startPc >= each.endPc || each.endPc > length) {
      throw new FormatFault(`Invalid exception table range in class file ${cls}`)
    }
    if (each.handlerPc >= length) throw new FormatFault(`Invalid exception table handler in class file ${cls}`)
    if (each.catchType !== 0 && pool.entries[each.catchType]?.tag !== 7) {
      throw new FormatFault(`Catch type in exception table has bad constant type in class file ${cls}`)
    }
  }
  const variables = new Set<string>()
  const typed: LocalVariableEntry[] = []
  let stackMaps = 0
  for (const each of attribute.attributes) {
    if (each.name === 'LineNumberTable') {
      for (const { startPc } of each.lines) {
        if (startPc >= length) throw new FormatFault(`Invalid pc in LineNumberTable in class file ${cls}`)
      }
    } else if (each.name === 'LocalVariableTable' || each.name === 'LocalVariableTypeTable') {
      for (const entry of each.variables) {
        checkVariable(check, attribute, entry, each.name)
        if (each.name === 'LocalVariableTypeTable') {
          typed.push(entry)
          continue
        }
        const key = variableKey(entry)
        if (variables.has(key)) {
          throw new FormatFault(
            `Duplicated LocalVariableTable attribute entry for '${text(check, entry.nameIndex, '')}' in class file ${cls}`,
          )
        }
        variables.add(key)
      }
    } else if (each.name === 'StackMapTable' || (each.name === '?' && each.attributeName === 'StackMapTable')) {
      if (major >= 50 && ++stackMaps > 1)
        throw new FormatFault(`Duplicated StackMapTable attributes in class file ${cls}`)
    }
  }
  const seen = new Set<string>()
  // Without any LocalVariableTable java has nothing to compare with, and looks no further.
  for (const entry of variables.size === 0 ? [] : typed) {
    const key = variableKey(entry)
    const name = text(check, entry.nameIndex, '')
    if (seen.has(key)) {
      throw new FormatFault(`Duplicated LocalVariableTypeTable attribute entry for '${name}' in class file ${cls}`)
    }
    seen.add(key)
    if (!variables.has(key)) {
      throw new FormatFault(`LVTT entry for '${name}' in class file ${cls} does not match any LVT entry`)
    }
  }
  if (slots > attribute.maxLocals) throw new FormatFault(`Arguments can't fit into locals in class file ${cls}`)
}

function variableKey(entry: LocalVariableEntry): string {
  return `${entry.nameIndex},${entry.slot},${entry.startPc},${entry.length}`
}

function checkVariable(check: FormatCheck, code: CodeAttribute, entry: LocalVariableEntry, table: string): void {
  const { name: cls, major } = check
  const { length } = code.code
  if (entry.startPc >= length)
    throw new FormatFault(`Invalid start_pc ${entry.startPc} in ${table} in class file ${cls}`)
  if (entry.startPc + entry.length > length) {
    throw new FormatFault(`Invalid length ${entry.length} in ${table} in class file ${cls}`)
  }
  const name = text(
    check,
    entry.nameIndex,
    `Name index ${entry.nameIndex} in ${table} has bad constant type in class file ${cls}`,
  )
  const type = text(
    check,
    entry.typeIndex,
    `Signature index ${entry.typeIndex} in ${table} has bad constant type in class file ${cls}`,
  )
  if (!isLegalFieldName(name, major)) throw new FormatFault(`Illegal field name "${name}" in class ${cls}`)
  let last = entry.slot
  if (table === 'LocalVariableTable') {
    if (!isFieldDescriptor(type, major)) throw illegalSignature('Field', name, cls, type)
    if (type === 'J' || type === 'D') last++
  }
  if (last >= code.maxLocals) throw new FormatFault(`Invalid index ${entry.slot} in ${table} in class file ${cls}`)
}
