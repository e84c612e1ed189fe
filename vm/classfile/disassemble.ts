// The disassembler behind `hlp`: a class file as text in javap's layout. It prints what there is, also of a broken file,
// and reports what it could not read.
import { javaTypeOfDescriptor, splitMethodDescriptor } from './descriptor.ts'
import { LinePrinter } from './lineprinter.ts'
import {
  ACC,
  type Attribute,
  type AttributeName,
  type ClassFile,
  ClassFormatProblem,
  findAttribute,
  type FieldInfo,
  type MethodInfo,
} from './model.ts'
import { type PrintContext, printAttributes, printCode, printExceptionTable } from './printattributes.ts'
import {
  classText,
  constantOperands,
  constantText,
  flagNames,
  literalText,
  modifiers,
  nameText,
  tagName,
} from './printconstants.ts'
import {
  javaSignatureType,
  parseClassSignature,
  parseMethodSignature,
  parseTypeSignature,
  type TypeParameter,
  type TypeSignature,
} from './signature.ts'

export type DisassembleOptions = {
  /** The least visible members shown; `package` is the default. */
  readonly visibility?: 'public' | 'protected' | 'package' | 'private'
  readonly code?: boolean
  readonly lines?: boolean
  readonly descriptors?: boolean
  readonly verbose?: boolean
  readonly constants?: boolean
  /** Lines about the file itself, shown before everything with `verbose` or alone. */
  readonly fileLines?: readonly string[]
}

export function disassemble(
  classFile: ClassFile,
  options: DisassembleOptions = {},
): { text: string; problems: readonly ClassFormatProblem[] } {
  const problems: ClassFormatProblem[] = []
  const out = new LinePrinter()
  const pool = classFile.constantPool
  const cx: PrintContext = {
    out,
    pool,
    thisClass: classText(pool, classFile.thisClass),
    problem: (error) => {
      if (!(error instanceof ClassFormatProblem)) throw error
      problems.push(error)
      out.println(`(cannot be read: ${error.message}, at byte ${error.offset})`)
    },
  }
  const verbose = options.verbose === true
  const fileLines = options.fileLines ?? []
  fileLines.forEach((line, i) => {
    out.println(i === 0 ? line : `  ${line}`)
  })
  const sourceFile = attribute(classFile, 'SourceFile')
  if (sourceFile !== undefined) {
    out.println(`${fileLines.length > 0 ? '  ' : ''}Compiled from "${nameText(pool, sourceFile.sourceFileIndex)}"`)
  }
  out.print(classHeader(classFile, verbose))
  if (verbose) {
    out.println()
    printHeaderDetails(cx, classFile)
    printPool(cx)
  } else {
    out.print(' ')
  }
  out.println('{')
  out.indent(1)
  if (!verbose) printModuleDirectives(cx, classFile)
  for (const field of classFile.fields) {
    if (visible(field.accessFlags, options.visibility)) printField(cx, classFile, field, options)
  }
  const methods = classFile.methods.filter((method) => visible(method.accessFlags, options.visibility))
  for (const method of methods) printMethod(cx, classFile, method, options)
  out.indent(-1)
  if (methods.length > 0) out.noBlank()
  out.println('}')
  if (verbose) printAttributes(cx, classFile)
  return { text: out.text(), problems }
}

/** An attribute if it can be read; its absence otherwise (the listing of attributes reports the problem). */
function attribute<N extends AttributeName>(
  owner: { readonly attributes: readonly Attribute[] },
  name: N,
): Extract<Attribute, { name: N }> | undefined {
  try {
    return findAttribute(owner.attributes, name)
  } catch {
    return undefined
  }
}

function visible(flags: number, least: DisassembleOptions['visibility'] = 'package'): boolean {
  if (least === 'private') return true
  if (least === 'package') return (flags & ACC.PRIVATE) === 0
  if (least === 'protected') return (flags & (ACC.PUBLIC | ACC.PROTECTED)) !== 0
  return (flags & ACC.PUBLIC) !== 0
}

function classHeader(classFile: ClassFile, verbose: boolean): string {
  const pool = classFile.constantPool
  const name = classText(pool, classFile.thisClass).replaceAll('/', '.')
  const flags = classFile.accessFlags
  if ((flags & ACC.MODULE) !== 0) {
    const module = attribute(classFile, 'Module')
    if (module !== undefined) {
      const entry = pool.entries[module.nameIndexOfModule]
      const moduleName = entry?.tag === 19 ? nameText(pool, entry.nameIndex) : name
      const version = module.versionIndex === 0 ? '' : `@${nameText(pool, module.versionIndex)}`
      return `${(module.flags & ACC.OPEN) !== 0 ? 'open ' : ''}module ${moduleName}${version}`
    }
  }
  const isInterface = (flags & ACC.INTERFACE) !== 0
  const head = `${modifiers(flags, 'class')}${isInterface ? 'interface' : 'class'} ${name}`
  const signature = attribute(classFile, 'Signature')
  const tree = signature && parseClassSignature(nameText(pool, signature.signatureIndex))
  if (tree !== undefined) {
    let text = head + typeParameters(tree.typeParameters, verbose)
    if (!isInterface && (verbose || !isObject(tree.superClass)))
      text += ` extends ${javaSignatureType(tree.superClass)}`
    if (tree.interfaces.length > 0) {
      text += `${isInterface ? ' extends ' : ' implements '}${tree.interfaces.map(javaSignatureType).join(', ')}`
    }
    return text
  }
  let text = head
  if (!isInterface && classFile.superClass !== 0) {
    const superName = classText(pool, classFile.superClass).replaceAll('/', '.')
    if (superName !== 'java.lang.Object') text += ` extends ${superName}`
  }
  if (classFile.interfaces.length > 0) {
    const names = classFile.interfaces.map((i) => classText(pool, i).replaceAll('/', '.'))
    text += `${isInterface ? ' extends ' : ' implements '}${names.join(',')}`
  }
  return text
}

function isObject(type: TypeSignature): boolean {
  return type.kind === 'class' && type.parts.length === 1 && type.parts[0]!.name === 'java/lang/Object'
}

/** The bound Object is shown only in the verbose form. */
function typeParameters(list: readonly TypeParameter[], verbose: boolean): string {
  if (list.length === 0) return ''
  const one = (p: TypeParameter): string => {
    const bounds = [...p.interfaceBounds]
    if (p.classBound !== undefined && (verbose || !isObject(p.classBound))) bounds.unshift(p.classBound)
    return bounds.length === 0 ? p.name : `${p.name} extends ${bounds.map(javaSignatureType).join(' & ')}`
  }
  return `<${list.map(one).join(', ')}>`
}

/** `requires java.base;` and so on, in the short form of a module-info. */
function printModuleDirectives(cx: PrintContext, classFile: ClassFile): void {
  const module = attribute(classFile, 'Module')
  if (module === undefined) return
  const { out, pool } = cx
  const nameOf = (index: number): string => {
    const entry = pool.entries[index]
    const named = entry !== undefined && (entry.tag === 7 || entry.tag === 19 || entry.tag === 20)
    return named ? nameText(pool, entry.nameIndex).replaceAll('/', '.') : `#${index}`
  }
  const directive = (head: string, link: string, list: readonly number[]) => {
    out.println(list.length === 0 ? `${head};` : `${head} ${link}`)
    out.indent(1)
    list.forEach((index, i) => {
      out.println(`${nameOf(index)}${i === list.length - 1 ? ';' : ','}`)
    })
    out.indent(-1)
  }
  for (const entry of module.requires) {
    const isStatic = (entry.flags & ACC.STATIC_PHASE) !== 0 ? 'static ' : ''
    const transitive = (entry.flags & ACC.TRANSITIVE) !== 0 ? 'transitive ' : ''
    out.println(`requires ${isStatic}${transitive}${nameOf(entry.index)};`)
  }
  for (const entry of module.exports) directive(`exports ${nameOf(entry.index)}`, 'to', entry.to)
  for (const entry of module.opens) directive(`opens ${nameOf(entry.index)}`, 'to', entry.to)
  for (const index of module.uses) out.println(`uses ${nameOf(index)};`)
  for (const entry of module.provides) directive(`provides  ${nameOf(entry.index)}`, 'with', entry.with)
}

function printHeaderDetails(cx: PrintContext, classFile: ClassFile): void {
  const { out, pool } = cx
  const index = (label: string, i: number) => {
    out.print(`${label}: #${i}`)
    if (i !== 0) out.comment(constantText(pool, i))
    out.println()
  }
  out.indent(1)
  out.println(`minor version: ${classFile.minorVersion}`)
  out.println(`major version: ${classFile.majorVersion}`)
  out.println(flagLine(classFile.accessFlags, flagNames(classFile.accessFlags, 'class')))
  index('this_class', classFile.thisClass)
  index('super_class', classFile.superClass)
  let attributes = '?'
  try {
    attributes = String(classFile.attributes.length)
  } catch {
    // Reported where the attributes are listed.
  }
  const { interfaces, fields, methods } = classFile
  out.println(
    `interfaces: ${interfaces.length}, fields: ${fields.length}, methods: ${methods.length}, attributes: ${attributes}`,
  )
  out.indent(-1)
}

function flagLine(flags: number, names: readonly string[]): string {
  return `flags: (0x${flags.toString(16).padStart(4, '0')}) ${names.join(', ')}`.trimEnd()
}

function printPool(cx: PrintContext): void {
  const { out, pool } = cx
  out.println('Constant pool:')
  out.indent(1)
  const width = String(pool.entries.length).length + 1
  for (let i = 1; i < pool.entries.length; i++) {
    const entry = pool.entries[i]
    if (entry === undefined) continue
    const { text, comment } = constantOperands(pool, i)
    out.print(`${`#${i}`.padStart(width)} = ${tagName(entry.tag).padEnd(18)} ${text}`)
    if (comment !== undefined) out.comment(comment)
    out.println()
  }
  out.indent(-1)
}

function printField(cx: PrintContext, classFile: ClassFile, field: FieldInfo, options: DisassembleOptions): void {
  const { out, pool } = cx
  const descriptor = nameText(pool, field.descriptorIndex)
  const signature = attribute(field, 'Signature')
  const tree = signature && parseTypeSignature(nameText(pool, signature.signatureIndex))
  const type = tree === undefined ? javaTypeOfDescriptor(descriptor) : javaSignatureType(tree)
  let text = `${modifiers(field.accessFlags, 'field')}${type} ${nameText(pool, field.nameIndex)}`
  if (options.constants) {
    const value = attribute(field, 'ConstantValue')
    if (value !== undefined) text += ` = ${literalText(classFile.constantPool, value.valueIndex, descriptor)}`
  }
  out.println(`${text};`)
  out.indent(1)
  if (options.descriptors || options.verbose) out.println(`descriptor: ${descriptor}`)
  if (options.verbose) {
    out.println(flagLine(field.accessFlags, flagNames(field.accessFlags, 'field')))
    printAttributes(cx, field)
  }
  out.indent(-1)
  if (options.code || options.lines || options.verbose) out.blankBeforeNext()
}

function methodHeader(classFile: ClassFile, method: MethodInfo, verbose: boolean): string {
  const pool = classFile.constantPool
  const name = nameText(pool, method.nameIndex)
  const descriptor = nameText(pool, method.descriptorIndex)
  const flags = method.accessFlags
  let text = modifiers(flags, 'method')
  if (name === '<clinit>') return `${text}{}`
  const isInterface = (classFile.accessFlags & ACC.INTERFACE) !== 0
  if (isInterface && (flags & (ACC.ABSTRACT | ACC.STATIC | ACC.PRIVATE)) === 0) text += 'default '
  const signature = attribute(method, 'Signature')
  const tree = signature && parseMethodSignature(nameText(pool, signature.signatureIndex))
  const split = splitMethodDescriptor(descriptor)
  let parameters: string[]
  let result: string
  if (tree !== undefined) {
    if (tree.typeParameters.length > 0) text += `${typeParameters(tree.typeParameters, verbose)} `
    parameters = tree.parameters.map(javaSignatureType)
    result = tree.result === undefined ? 'void' : javaSignatureType(tree.result)
  } else if (split !== undefined) {
    parameters = split.parameters.map(javaTypeOfDescriptor)
    result = javaTypeOfDescriptor(split.result)
  } else {
    return `${text}${name}${descriptor}`
  }
  if ((flags & ACC.VARARGS) !== 0) {
    parameters = parameters.map((p, i) => (i === parameters.length - 1 ? p.replace(/\[\]$/, '...') : p))
  }
  text += name === '<init>' ? classText(pool, classFile.thisClass).replaceAll('/', '.') : `${result} ${name}`
  text += `(${parameters.join(', ')})`
  const exceptions = attribute(method, 'Exceptions')
  if (exceptions !== undefined) {
    const generic = tree?.exceptions.map(javaSignatureType) ?? []
    const plain = exceptions.exceptions.map((i) => classText(pool, i).replaceAll('/', '.'))
    text += ` throws ${(generic.length > 0 ? generic : plain).join(', ')}`
  }
  return text
}

function printMethod(cx: PrintContext, classFile: ClassFile, method: MethodInfo, options: DisassembleOptions): void {
  const { out, pool } = cx
  const verbose = options.verbose === true
  out.println(`${methodHeader(classFile, method, verbose)};`)
  out.indent(1)
  if (options.descriptors || verbose) out.println(`descriptor: ${nameText(pool, method.descriptorIndex)}`)
  if (verbose) {
    out.println(flagLine(method.accessFlags, flagNames(method.accessFlags, 'method')))
    printAttributes(cx, method, method)
  } else if (options.code || options.lines) {
    try {
      const code = findAttribute(method.attributes, 'Code')
      if (code !== undefined) {
        if (options.code) {
          out.println('Code:')
          printCode(cx, code)
          printExceptionTable(cx, code)
        }
        if (options.lines) {
          const shown = code.attributes.filter((a) => a.name === 'LineNumberTable' || a.name === 'LocalVariableTable')
          printAttributes(cx, { attributes: shown })
        }
      }
    } catch (error) {
      cx.problem(error)
    }
  }
  out.indent(-1)
  if (options.code || options.lines || options.descriptors || verbose) out.blankBeforeNext()
}
