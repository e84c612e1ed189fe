/**
 * Format checks (JVMS 4.8) of what the reader leaves open: it has checked lengths, tags and nesting; here are flags, names,
 * descriptors, and the kinds of the constants that everything points at. Done when a class is defined, for all classes
 * but the library's. Messages are java's.
 *
 *   this class, superclass, interfaces, flags    here
 *   constant pool                                format-pool.ts
 *   fields, methods and their attributes         format-members.ts
 *   attributes of the class                      here
 */
import {
  ACC,
  type Attribute,
  ClassFormatProblem,
  type ClassFile,
  type ConstantPool,
  utf8At,
  classNameAt,
} from '../classfile/model.ts'
import { FormatFault } from './format-fault.ts'
import { checkField, checkMethod, type FormatCheck, only, signatureIndex } from './format-members.ts'
import { checkPool, illegalSignature } from './format-pool.ts'
import { isFieldDescriptor, isLegalFieldName } from './names.ts'

export interface FormatProblem {
  readonly error: 'ClassFormatError' | 'NoClassDefFoundError' | 'VerifyError'
  readonly message: string
}

/** The first broken rule, or null. `expected` is the name that the class was asked for under, if it was. */
export function checkFormat(classFile: ClassFile, expected: string | null): FormatProblem | null {
  try {
    checkClass(classFile, expected)
    return null
  } catch (problem) {
    if (problem instanceof FormatFault) return { error: problem.error, message: problem.message }
    if (problem instanceof ClassFormatProblem) return { error: 'ClassFormatError', message: problem.message }
    throw problem
  }
}

function checkClass(classFile: ClassFile, expected: string | null): void {
  const fileName = expected ?? 'Unknown'
  const { constantPool: pool, majorVersion: major } = classFile
  checkPool({ pool, name: fileName, major })
  let flags = classFile.accessFlags
  if ((flags & ACC.INTERFACE) !== 0 && major < 50) flags |= ACC.ABSTRACT
  if ((flags & ACC.MODULE) !== 0 && major >= 53) {
    throw moduleFlag(fileName)
  }
  const module = pool.entries.findIndex((entry) => entry?.tag === 19 || entry?.tag === 20)
  if (module >= 0) throw new FormatFault(`Unknown constant tag ${pool.entries[module]!.tag} in class file ${fileName}`)
  checkClassFlags(flags, fileName, major)
  const name = classAt(pool, classFile.thisClass)
  if (name === undefined) {
    throw new FormatFault(`Invalid this class index ${classFile.thisClass} in constant pool in class file ${fileName}`)
  }
  if (name.startsWith('[')) throw new FormatFault(`Bad class name in class file ${fileName}`)
  if (expected !== null && name !== expected) {
    throw new FormatFault(`${expected} (wrong name: ${name})`, 'NoClassDefFoundError')
  }
  const check: FormatCheck = { classFile, pool, major, name, isInterface: (flags & ACC.INTERFACE) !== 0 }
  checkSupers(check)
  const seen = new Set<string>()
  for (const field of classFile.fields) {
    checkField(check, field)
    const key = `${utf8At(pool, field.nameIndex)}:${utf8At(pool, field.descriptorIndex)}`
    if (seen.has(key)) throw duplicate('field', key, name)
    seen.add(key)
  }
  seen.clear()
  for (const method of classFile.methods) {
    checkMethod(check, method)
    const key = `${utf8At(pool, method.nameIndex)}:${utf8At(pool, method.descriptorIndex)}`
    if (seen.has(key)) throw duplicate('method', key, name)
    seen.add(key)
  }
  checkClassAttributes(check)
}

function duplicate(what: string, key: string, name: string): FormatFault {
  const colon = key.indexOf(':')
  return new FormatFault(
    `Duplicate ${what} name "${key.slice(0, colon)}" with signature "${key.slice(colon + 1)}" in class file ${name}`,
  )
}

function moduleFlag(name: string): FormatFault {
  return new FormatFault(`${name} is not a class because access_flag ACC_MODULE is set`, 'NoClassDefFoundError')
}

/** The name of a Class entry. */
function classAt(pool: ConstantPool, index: number): string | undefined {
  const entry = pool.entries[index]
  const text = entry?.tag === 7 ? pool.entries[entry.nameIndex] : undefined
  return text?.tag === 1 ? text.value : undefined
}

/** JVMS 4.1, table 4.1-B. */
function checkClassFlags(flags: number, name: string, major: number): void {
  const has = (bit: number): boolean => (flags & bit) !== 0
  const isInterface = has(ACC.INTERFACE)
  const illegal =
    (has(ACC.ABSTRACT) && has(ACC.FINAL)) ||
    (isInterface && !has(ACC.ABSTRACT)) ||
    (isInterface && major >= 49 && (has(ACC.SUPER) || has(ACC.ENUM))) ||
    (!isInterface && major >= 49 && has(ACC.ANNOTATION))
  if (illegal) throw new FormatFault(`Illegal class modifiers in class ${name}: 0x${flags.toString(16).toUpperCase()}`)
}

function checkSupers(check: FormatCheck): void {
  const { classFile, pool, name } = check
  if (classFile.superClass === 0) {
    if (name !== 'java/lang/Object') throw new FormatFault(`Invalid superclass index 0 in class file ${name}`)
  } else {
    const above = classAt(pool, classFile.superClass)
    if (above === undefined) {
      throw new FormatFault(`Invalid superclass index ${classFile.superClass} in class file ${name}`)
    }
    if (above.startsWith('[')) throw new FormatFault(`Bad superclass name in class file ${name}`)
    if (check.isInterface && above !== 'java/lang/Object') {
      throw new FormatFault(`Interfaces must have java.lang.Object as superclass in class file ${name}`)
    }
  }
  const seen = new Set<string>()
  for (const index of classFile.interfaces) {
    const each = classAt(pool, index)
    if (each === undefined) {
      throw new FormatFault(`Interface name has bad constant pool index ${index} in class file ${name}`)
    }
    if (each.startsWith('[')) throw new FormatFault(`Bad interface name in class file ${name}`)
    if (seen.has(each)) throw new FormatFault(`Duplicate interface name "${each}" in class file ${name}`)
    seen.add(each)
  }
}

function checkClassAttributes(check: FormatCheck): void {
  const { classFile, pool, name } = check
  const attributes: readonly Attribute[] = classFile.attributes
  only(check, attributes, [
    'SourceFile',
    'SourceDebugExtension',
    'InnerClasses',
    'EnclosingMethod',
    'BootstrapMethods',
    'Signature',
    'RuntimeVisibleAnnotations',
    'RuntimeInvisibleAnnotations',
    'RuntimeVisibleTypeAnnotations',
    'RuntimeInvisibleTypeAnnotations',
    'NestHost',
    'NestMembers',
    'Record',
    'PermittedSubclasses',
  ])
  const tagAt = (index: number): number => pool.entries[index]?.tag ?? 0
  let bootstraps = -1
  let host = false
  let members = false
  for (const each of attributes) {
    switch (each.name) {
      case 'SourceFile':
        if (tagAt(each.sourceFileIndex) !== 1) {
          throw new FormatFault(
            `Invalid SourceFile attribute at constant pool index ${each.sourceFileIndex} in class file ${name}`,
          )
        }
        break
      case 'Signature':
        signatureIndex(check, each.signatureIndex)
        break
      case 'EnclosingMethod':
        if (tagAt(each.classIndex) !== 7) {
          throw new FormatFault(
            `Invalid or out-of-bounds class index in EnclosingMethod attribute in class file ${name}`,
          )
        }
        if (each.methodIndex !== 0 && tagAt(each.methodIndex) !== 12) {
          throw new FormatFault(
            `Invalid or out-of-bounds method index in EnclosingMethod attribute in class file ${name}`,
          )
        }
        break
      case 'InnerClasses':
        checkInnerClasses(check, each.classes)
        break
      case 'BootstrapMethods':
        bootstraps = each.methods.length
        for (const { methodIndex, args } of each.methods) {
          if (tagAt(methodIndex) !== 15) {
            throw new FormatFault(`bootstrap_method_index ${methodIndex} has bad constant type in class file ${name}`)
          }
          for (const arg of args) {
            if (![3, 4, 5, 6, 7, 8, 15, 16, 17].includes(tagAt(arg))) {
              throw new FormatFault(`argument_index ${arg} has bad constant type in class file ${name}`)
            }
          }
        }
        break
      case 'NestHost':
        host = true
        if (tagAt(each.hostClass) !== 7) {
          throw new FormatFault(
            `Nest-host class_info_index ${each.hostClass} has bad constant type in class file ${name}`,
          )
        }
        break
      case 'NestMembers':
        members = true
        for (const index of each.classes) {
          if (tagAt(index) !== 7) {
            throw new FormatFault(`Nest member class_info_index ${index} has bad constant type in class file ${name}`)
          }
        }
        break
      case 'PermittedSubclasses':
        if ((classFile.accessFlags & ACC.FINAL) !== 0) {
          throw new FormatFault(`PermittedSubclasses attribute in final class file ${name}`)
        }
        for (const index of each.classes) {
          if (tagAt(index) !== 7) {
            throw new FormatFault(
              `Permitted subclass class_info_index ${index} has bad constant type in class file ${name}`,
            )
          }
        }
        break
      case 'Record':
        checkRecord(check, each.components)
        break
      default:
        break
    }
  }
  if (host && members) {
    throw new FormatFault(`Conflicting NestHost and NestMembers attributes in class file ${name}`)
  }
  let most = -1
  for (const entry of pool.entries) {
    if (entry?.tag === 17 || entry?.tag === 18) most = Math.max(most, entry.bootstrapIndex)
  }
  if (most >= 0 && bootstraps < 0) throw new FormatFault(`Missing BootstrapMethods attribute in class file ${name}`)
  if (most >= bootstraps && most >= 0) throw new FormatFault(`Short length on BootstrapMethods in class file ${name}`)
}

function checkRecord(
  check: FormatCheck,
  components: readonly { nameIndex: number; descriptorIndex: number; attributes: readonly Attribute[] }[],
): void {
  const { pool, name } = check
  for (const { nameIndex, descriptorIndex, attributes } of components) {
    if (pool.entries[nameIndex]?.tag !== 1) {
      throw new FormatFault(
        `Invalid constant pool index ${nameIndex} for name in Record attribute in class file ${name}`,
      )
    }
    if (pool.entries[descriptorIndex]?.tag !== 1) {
      throw new FormatFault(
        `Invalid constant pool index ${descriptorIndex} for descriptor in Record attribute in class file ${name}`,
      )
    }
    const member = utf8At(pool, nameIndex)
    if (!isLegalFieldName(member, check.major)) throw new FormatFault(`Illegal field name "${member}" in class ${name}`)
    const type = utf8At(pool, descriptorIndex)
    if (!isFieldDescriptor(type, check.major)) throw illegalSignature('Field', member, name, type)
    only(check, attributes, ['Signature', 'RuntimeVisibleAnnotations', 'RuntimeInvisibleAnnotations'])
    for (const each of attributes) if (each.name === 'Signature') signatureIndex(check, each.signatureIndex)
  }
}

function checkInnerClasses(
  check: FormatCheck,
  classes: readonly { innerClass: number; outerClass: number; innerName: number; accessFlags: number }[],
): void {
  const { pool, name, major } = check
  const tagAt = (index: number): number => pool.entries[index]?.tag ?? 0
  for (const each of classes) {
    const wrong = (what: string, index: number): never => {
      throw new FormatFault(`${what} ${index} has bad constant type in class file ${name}`)
    }
    if (tagAt(each.innerClass) !== 7) wrong('inner_class_info_index', each.innerClass)
    if (each.outerClass !== 0) {
      if (tagAt(each.outerClass) !== 7) wrong('outer_class_info_index', each.outerClass)
      if (classNameAt(pool, each.outerClass).startsWith('[')) {
        throw new FormatFault(`Outer class is an array class in class file ${name}`)
      }
    }
    if (each.innerName !== 0 && tagAt(each.innerName) !== 1) wrong('inner_name_index', each.innerName)
    if (each.innerClass === each.outerClass) {
      throw new FormatFault(`Class is both outer and inner class in class file ${name}`)
    }
    let flags = each.accessFlags
    if ((flags & ACC.MODULE) !== 0 && major >= 53) throw moduleFlag(name)
    if ((flags & ACC.INTERFACE) !== 0 && major < 50) flags |= ACC.ABSTRACT
    checkClassFlags(flags, name, major)
  }
  if (major < 49) return
  const seen = new Set<string>()
  for (const { innerClass, outerClass, innerName, accessFlags } of classes) {
    const key = `${innerClass},${outerClass},${innerName},${accessFlags}`
    if (seen.has(key)) throw new FormatFault(`Duplicate entry in InnerClasses attribute in class file ${name}`)
    seen.add(key)
  }
}
