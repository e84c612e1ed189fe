// Attributes in the layout of `javap -v`: one case per attribute, and the code listing.
import { decodeInstruction, type Instruction, isProblem } from './code.ts'
import type { LinePrinter } from './lineprinter.ts'
import {
  type Annotation,
  type Attribute,
  type CodeAttribute,
  type ConstantPool,
  type ElementValue,
  findAttribute,
  type MethodInfo,
  type ModuleAttribute,
  type StackMapFrame,
  type TypeAnnotation,
  type VerificationType,
  ACC,
} from './model.ts'
import { ARRAY_TYPE_CODES } from './opcodes.ts'
import { javaTypeOfDescriptor, splitMethodDescriptor } from './descriptor.ts'
import { classText, constantComment, constantText, flagNames, modifiers, nameText } from './printconstants.ts'
import { javaSignatureType, parseTypeSignature } from './signature.ts'

export type PrintContext = {
  readonly out: LinePrinter
  readonly pool: ConstantPool
  /** Internal name of the class, whose members are shown without it. */
  readonly thisClass: string | undefined
  /** Called for attributes that cannot be read. */
  readonly problem: (error: unknown) => void
}

export function printAttributes(
  cx: PrintContext,
  owner: { readonly attributes: readonly Attribute[] },
  method?: MethodInfo,
): void {
  let attributes: readonly Attribute[]
  try {
    attributes = owner.attributes
  } catch (error) {
    cx.problem(error)
    return
  }
  for (const attribute of attributes) printAttribute(cx, attribute, method)
}

function printAttribute(cx: PrintContext, attribute: Attribute, method: MethodInfo | undefined): void {
  const { out, pool } = cx
  const list = (title: string, rows: readonly string[]) => {
    out.println(title)
    out.indent(1)
    for (const row of rows) out.println(row)
    out.indent(-1)
  }
  const withComment = (text: string, comment: string) => {
    out.print(text)
    out.comment(comment)
    out.println()
  }
  switch (attribute.name) {
    case '?':
      printUnknown(out, attribute.attributeName, attribute.bytes)
      break
    case 'ConstantValue':
      out.println(`ConstantValue: ${constantComment(pool, attribute.valueIndex, undefined)}`)
      break
    case 'Code':
      out.println('Code:')
      out.indent(1)
      out.println(
        `stack=${attribute.maxStack}, locals=${attribute.maxLocals}, args_size=${method === undefined ? 0 : argumentCount(pool, method)}`,
      )
      printCode(cx, attribute)
      printExceptionTable(cx, attribute)
      printAttributes(cx, attribute)
      out.indent(-1)
      break
    case 'StackMapTable':
      printStackMap(cx, attribute.frames)
      break
    case 'Exceptions':
      list('Exceptions:', [`throws ${attribute.exceptions.map((i) => javaName(pool, i)).join(', ')}`])
      break
    case 'InnerClasses':
      out.println('InnerClasses:')
      out.indent(1)
      for (const entry of attribute.classes) {
        let text = modifiers(entry.accessFlags, 'inner')
        let comment = ''
        if (entry.innerName !== 0) {
          text += `#${entry.innerName}= `
          comment += `${nameText(pool, entry.innerName)}=`
        }
        text += `#${entry.innerClass}`
        comment += `class ${constantText(pool, entry.innerClass)}`
        if (entry.outerClass !== 0) {
          text += ` of #${entry.outerClass}`
          comment += ` of class ${constantText(pool, entry.outerClass)}`
        }
        withComment(`${text};`, comment)
      }
      out.indent(-1)
      break
    case 'EnclosingMethod': {
      const cls = classText(pool, attribute.classIndex).replaceAll('/', '.')
      const nameAndType = pool.entries[attribute.methodIndex]
      const method1 = nameAndType?.tag === 12 ? `.${nameText(pool, nameAndType.nameIndex)}` : ''
      withComment(`EnclosingMethod: #${attribute.classIndex}.#${attribute.methodIndex}`, cls + method1)
      break
    }
    case 'Synthetic':
    case 'Deprecated':
      out.println(`${attribute.name}: true`)
      break
    case 'Signature':
      withComment(`Signature: #${attribute.signatureIndex}`, constantText(pool, attribute.signatureIndex))
      break
    case 'SourceFile':
      out.println(`SourceFile: "${nameText(pool, attribute.sourceFileIndex)}"`)
      break
    case 'SourceDebugExtension':
      list(
        'SourceDebugExtension:',
        new TextDecoder()
          .decode(attribute.bytes)
          .split(/[\r\n]+/)
          .filter((s) => s !== ''),
      )
      break
    case 'LineNumberTable':
      list(
        'LineNumberTable:',
        attribute.lines.map((entry) => `line ${entry.line}: ${entry.startPc}`),
      )
      break
    case 'LocalVariableTable':
    case 'LocalVariableTypeTable':
      list(`${attribute.name}:`, [
        'Start  Length  Slot  Name   Signature',
        ...attribute.variables.map(
          (v) =>
            `${pad(v.startPc, 5)} ${pad(v.length, 7)} ${pad(v.slot, 5)} ${nameText(pool, v.nameIndex).padStart(5)}   ${nameText(pool, v.typeIndex)}`,
        ),
      ])
      break
    case 'RuntimeVisibleAnnotations':
    case 'RuntimeInvisibleAnnotations':
      out.println(`${attribute.name}:`)
      out.indent(1)
      printAnnotations(cx, attribute.annotations)
      out.indent(-1)
      break
    case 'RuntimeVisibleTypeAnnotations':
    case 'RuntimeInvisibleTypeAnnotations':
      out.println(`${attribute.name}:`)
      out.indent(1)
      printAnnotations(cx, attribute.annotations, (a) => `: ${typePosition(a as TypeAnnotation)}`)
      out.indent(-1)
      break
    case 'RuntimeVisibleParameterAnnotations':
    case 'RuntimeInvisibleParameterAnnotations':
      out.println(`${attribute.name}:`)
      out.indent(1)
      attribute.parameters.forEach((annotations, i) => {
        out.println(`parameter ${i}:`)
        out.indent(1)
        printAnnotations(cx, annotations)
        out.indent(-1)
      })
      out.indent(-1)
      break
    case 'AnnotationDefault':
      out.println('AnnotationDefault:')
      out.indent(1)
      out.println(`default_value: ${rawElement(attribute.value)}`)
      out.indent(1)
      out.printText(elementText(pool, attribute.value))
      out.indent(-2)
      break
    case 'BootstrapMethods':
      out.println('BootstrapMethods:')
      out.indent(1)
      attribute.methods.forEach((entry, i) => {
        out.println(`${i}: #${entry.methodIndex} ${constantText(pool, entry.methodIndex)}`)
        out.indent(1)
        list(
          'Method arguments:',
          entry.args.map((arg) => `#${arg} ${constantText(pool, arg)}`),
        )
        out.indent(-1)
      })
      out.indent(-1)
      break
    case 'MethodParameters':
      list('MethodParameters:', [
        `${'Name'.padEnd(31)}Flags`,
        ...attribute.parameters.map((p) => {
          const name = p.nameIndex === 0 ? '<no name>' : nameText(pool, p.nameIndex)
          const flags = flagNames(p.accessFlags, 'parameter').map((f) => f.replace('ACC_', '').toLowerCase())
          return `${name.padEnd(31)}${flags.join(' ')}`.trimEnd()
        }),
      ])
      break
    case 'Module':
      printModule(cx, attribute)
      break
    case 'ModulePackages':
      out.println('ModulePackages:')
      out.indent(1)
      for (const index of attribute.packages) withComment(`#${index}`, constantText(pool, index))
      out.indent(-1)
      break
    case 'ModuleMainClass':
      withComment(`ModuleMainClass: #${attribute.mainClass}`, constantText(pool, attribute.mainClass))
      break
    case 'NestHost':
      out.println(`NestHost: class ${constantText(pool, attribute.hostClass)}`)
      break
    case 'NestMembers':
    case 'PermittedSubclasses':
      list(
        `${attribute.name}:`,
        attribute.classes.map((i) => constantText(pool, i)),
      )
      break
    case 'Record':
      out.println('Record:')
      out.indent(1)
      for (const component of attribute.components) {
        const descriptor = nameText(pool, component.descriptorIndex)
        const signature = findAttribute(component.attributes, 'Signature')
        const tree = signature && parseTypeSignature(nameText(pool, signature.signatureIndex))
        const type = tree === undefined ? javaTypeOfDescriptor(descriptor) : javaSignatureType(tree)
        out.println(`${type} ${nameText(pool, component.nameIndex)};`)
        out.indent(1)
        out.println(`descriptor: ${descriptor}`)
        printAttributes(cx, component)
        out.indent(-1)
        out.println()
      }
      out.indent(-1)
      break
  }
}

function pad(value: number, width: number): string {
  return String(value).padStart(width)
}

function javaName(pool: ConstantPool, classIndex: number): string {
  return classText(pool, classIndex).replaceAll('/', '.')
}

/** Parameters counted as javap does: one each, and the receiver. */
function argumentCount(pool: ConstantPool, method: MethodInfo): number {
  const split = splitMethodDescriptor(nameText(pool, method.descriptorIndex))
  return (split?.parameters.length ?? 0) + ((method.accessFlags & ACC.STATIC) === 0 ? 1 : 0)
}

function printUnknown(out: LinePrinter, name: string, bytes: Uint8Array): void {
  out.println(`${name}: length = 0x${bytes.length.toString(16).toUpperCase()} (unknown attribute)`)
  out.indent(1)
  for (let i = 0; i < bytes.length; i += 16) {
    const row = [...bytes.subarray(i, i + 16)].map((b) => b.toString(16).toUpperCase().padStart(2, '0'))
    out.println(` ${row.join(' ')}`)
  }
  out.indent(-1)
}

// ---- code

export function printCode(cx: PrintContext, code: CodeAttribute): void {
  for (let pc = 0; pc < code.code.length; ) {
    const decoded = decodeInstruction(code.code, pc)
    if (isProblem(decoded)) {
      const rest = [...code.code.subarray(pc, pc + 16)].map((b) => b.toString(16).padStart(2, '0')).join(' ')
      cx.out.println(`${pad(pc, 4)}: (${decoded.message}; bytes: ${rest}${code.code.length - pc > 16 ? ' ...' : ''})`)
      return
    }
    printInstruction(cx, decoded)
    pc += decoded.length
  }
}

function printInstruction(cx: PrintContext, instruction: Instruction): void {
  const { out, pool } = cx
  const { row, operands, wide } = instruction
  const mnemonic = wide ? `${row.mnemonic}_w` : row.mnemonic
  const text = (rest: string) =>
    `${pad(instruction.pc, 4)}: ${rest === '' ? mnemonic : `${mnemonic.padEnd(13)} ${rest}`}`
  if (instruction.switch !== undefined) {
    const { cases, defaultTarget } = instruction.switch
    const table = row.mnemonic === 'tableswitch'
    const count = table ? `${cases[0]?.match} to ${cases.at(-1)?.match}` : String(cases.length)
    out.println(text(`{ // ${count}`))
    out.indent(3)
    for (const { match, target } of cases) out.println(`${pad(match, 12)}: ${target}`)
    out.println(`${'default'.padStart(12)}: ${defaultTarget}`)
    out.println('}')
    out.indent(-3)
    return
  }
  const kind = row.operands[0]
  const first = operands[0] ?? 0
  switch (kind) {
    case undefined:
      out.println(text(''))
      break
    case 'atype':
      out.println(text(` ${ARRAY_TYPE_CODES[first]?.word ?? first}`))
      break
    case 'local':
      out.println(text(operands.join(', ')))
      break
    default:
      if (!kind.startsWith('cp')) {
        out.println(text(String(first)))
        break
      }
      out.print(text(`#${first}${operands.length > 1 ? `,  ${operands[1]}` : ''}`))
      out.comment(constantComment(pool, first, cx.thisClass))
      out.println()
  }
}

export function printExceptionTable(cx: PrintContext, code: CodeAttribute): void {
  const { out, pool } = cx
  if (code.exceptionTable.length === 0) return
  out.println('Exception table:')
  out.indent(1)
  out.println(' from    to  target type')
  for (const entry of code.exceptionTable) {
    const type = entry.catchType === 0 ? 'any' : `Class ${constantText(pool, entry.catchType)}`
    out.println(` ${pad(entry.startPc, 5)} ${pad(entry.endPc, 5)} ${pad(entry.handlerPc, 5)}   ${type}`)
  }
  out.indent(-1)
}

// ---- stack maps

const FRAME_NAMES = {
  same: 'same',
  same_locals_1: 'same_locals_1_stack_item',
  chop: 'chop',
  append: 'append',
  full: 'full_frame',
}

export function frameType(frame: StackMapFrame): number {
  switch (frame.kind) {
    case 'same':
      return frame.extended ? 251 : frame.offsetDelta
    case 'same_locals_1':
      return frame.extended ? 247 : 64 + frame.offsetDelta
    case 'chop':
      return 251 - frame.count
    case 'append':
      return 251 + frame.locals.length
    case 'full':
      return 255
  }
}

function printStackMap(cx: PrintContext, frames: readonly StackMapFrame[]): void {
  const { out, pool } = cx
  out.println(`StackMapTable: number_of_entries = ${frames.length}`)
  out.indent(1)
  for (const frame of frames) {
    const extended = 'extended' in frame && frame.extended
    const suffix = !extended ? '' : frame.kind === 'same' ? '_frame_extended' : '_frame_extended'
    out.println(`frame_type = ${frameType(frame)} /* ${FRAME_NAMES[frame.kind]}${suffix} */`)
    out.indent(1)
    if (!('extended' in frame) || frame.extended) out.println(`offset_delta = ${frame.offsetDelta}`)
    if (frame.kind === 'append' || frame.kind === 'full') out.println(`locals = ${typeList(pool, frame.locals)}`)
    if (frame.kind === 'full') out.println(`stack = ${typeList(pool, frame.stack)}`)
    if (frame.kind === 'same_locals_1') out.println(`stack = ${typeList(pool, [frame.stack])}`)
    out.indent(-1)
  }
  out.indent(-1)
}

const VERIFICATION_NAMES = ['top', 'int', 'float', 'double', 'long', 'null', 'this']

function typeList(pool: ConstantPool, types: readonly VerificationType[]): string {
  if (types.length === 0) return '[]'
  const one = (type: VerificationType) => {
    if (type.tag === 7) return `class ${constantText(pool, type.classIndex)}`
    if (type.tag === 8) return `uninitialized ${type.offset}`
    return VERIFICATION_NAMES[type.tag]!
  }
  return `[ ${types.map(one).join(', ')} ]`
}

// ---- annotations

function printAnnotations(
  cx: PrintContext,
  annotations: readonly Annotation[],
  suffix: (annotation: Annotation) => string = () => '',
): void {
  annotations.forEach((annotation, i) => {
    cx.out.println(`${i}: ${rawAnnotation(annotation)}${suffix(annotation)}`)
    cx.out.indent(1)
    cx.out.printText(annotationText(cx.pool, annotation))
    cx.out.indent(-1)
  })
}

function rawAnnotation(annotation: Annotation): string {
  const elements = annotation.elements.map((element) => `#${element.nameIndex}=${rawElement(element.value)}`)
  return `#${annotation.typeIndex}(${elements.join(',')})`
}

function rawElement(value: ElementValue): string {
  switch (value.tag) {
    case 'e':
      return `e#${value.typeNameIndex}.#${value.constNameIndex}`
    case 'c':
      return `c#${value.classInfoIndex}`
    case '@':
      return `@${rawAnnotation(value.annotation)}`
    case '[':
      return `[${value.values.map(rawElement).join(',')}]`
    default:
      return `${value.tag}#${value.constIndex}`
  }
}

function annotationText(pool: ConstantPool, annotation: Annotation): string {
  const type = javaTypeOfDescriptor(nameText(pool, annotation.typeIndex))
  if (annotation.elements.length === 0) return type
  const rows = annotation.elements.map(
    (element) => `${nameText(pool, element.nameIndex)}=${elementText(pool, element.value)}`,
  )
  return `${type}(\n${rows.join('\n').replace(/^/gm, '  ')}\n)`
}

function elementText(pool: ConstantPool, value: ElementValue): string {
  switch (value.tag) {
    case 'e':
      return `${nameText(pool, value.typeNameIndex)}.${nameText(pool, value.constNameIndex)}`
    case 'c':
      return `class ${nameText(pool, value.classInfoIndex)}`
    case '@':
      return `@${annotationText(pool, value.annotation)}`
    case '[':
      return `[${value.values.map((inner) => elementText(pool, inner)).join(',')}]`
    default:
      break
  }
  const entry = pool.entries[value.constIndex]
  if (entry === undefined) return `#${value.constIndex}`
  if (entry.tag === 3) {
    if (value.tag === 'B') return `(byte) ${entry.value}`
    if (value.tag === 'S') return `(short) ${entry.value}`
    if (value.tag === 'C') return `'${String.fromCharCode(entry.value)}'`
    if (value.tag === 'Z') return entry.value === 0 ? 'false' : 'true'
  }
  const text = constantText(pool, value.constIndex)
  return value.tag === 's' ? `"${text}"` : text
}

const TARGET_NAMES: Readonly<Record<number, string>> = {
  0: 'CLASS_TYPE_PARAMETER',
  1: 'METHOD_TYPE_PARAMETER',
  16: 'CLASS_EXTENDS',
  17: 'CLASS_TYPE_PARAMETER_BOUND',
  18: 'METHOD_TYPE_PARAMETER_BOUND',
  19: 'FIELD',
  20: 'METHOD_RETURN',
  21: 'METHOD_RECEIVER',
  22: 'METHOD_FORMAL_PARAMETER',
  23: 'THROWS',
  64: 'LOCAL_VARIABLE',
  65: 'RESOURCE_VARIABLE',
  66: 'EXCEPTION_PARAMETER',
  67: 'INSTANCEOF',
  68: 'NEW',
  69: 'CONSTRUCTOR_REFERENCE',
  70: 'METHOD_REFERENCE',
  71: 'CAST',
  72: 'CONSTRUCTOR_INVOCATION_TYPE_ARGUMENT',
  73: 'METHOD_INVOCATION_TYPE_ARGUMENT',
  74: 'CONSTRUCTOR_REFERENCE_TYPE_ARGUMENT',
  75: 'METHOD_REFERENCE_TYPE_ARGUMENT',
}
const PATH_NAMES = ['ARRAY', 'INNER_TYPE', 'WILDCARD']

function typePosition(annotation: TypeAnnotation): string {
  let text = TARGET_NAMES[annotation.targetType] ?? `0x${annotation.targetType.toString(16)}`
  const target = annotation.target
  switch (target.kind) {
    case 'type_parameter':
      text += `, param_index=${target.parameter}`
      break
    case 'supertype':
    case 'throws':
      text += `, type_index=${target.index}`
      break
    case 'type_parameter_bound':
      text += `, param_index=${target.parameter}, bound_index=${target.bound}`
      break
    case 'formal_parameter':
      text += `, param_index=${target.index}`
      break
    case 'localvar':
      text += `, {${target.table.map((e) => `start_pc=${e.startPc}, length=${e.length}, index=${e.slot}`).join('; ')}}`
      break
    case 'catch':
      text += `, exception_index=${target.index}`
      break
    case 'offset':
      text += `, offset=${target.offset}`
      break
    case 'type_argument':
      text += `, offset=${target.offset}, type_index=${target.argument}`
      break
    case 'empty':
      break
  }
  if (annotation.path.length > 0) {
    const steps = annotation.path.map((step) => PATH_NAMES[step.kind] ?? `TYPE_ARGUMENT(${step.argument})`)
    text += `, location=[${steps.join(', ')}]`
  }
  return text
}

// ---- modules

function printModule(cx: PrintContext, module: ModuleAttribute): void {
  const { out, pool } = cx
  const row = (text: string, comment = '') => {
    out.print(text)
    if (comment !== '') out.comment(comment)
    out.println()
  }
  const hex = (flags: number) => flags.toString(16)
  const names = (flags: number, kind: 'module' | 'requires') => {
    const list: string[] = []
    if ((flags & 0x20) !== 0) list.push(kind === 'requires' ? 'ACC_TRANSITIVE' : 'ACC_OPEN')
    if ((flags & 0x40) !== 0) list.push('ACC_STATIC_PHASE')
    if ((flags & 0x1000) !== 0) list.push('ACC_SYNTHETIC')
    if ((flags & 0x8000) !== 0) list.push('ACC_MANDATED')
    return list.map((name) => ` ${name}`).join('')
  }
  const version = (index: number) => row(`#${index}`, index === 0 ? '' : nameText(pool, index))
  out.println('Module:')
  out.indent(1)
  row(
    `#${module.nameIndexOfModule},${hex(module.flags)}`,
    constantText(pool, module.nameIndexOfModule) + names(module.flags, 'module'),
  )
  version(module.versionIndex)
  row(String(module.requires.length), 'requires')
  out.indent(1)
  for (const entry of module.requires) {
    row(`#${entry.index},${hex(entry.flags)}`, constantText(pool, entry.index) + names(entry.flags, 'requires'))
    version(entry.versionIndex)
  }
  out.indent(-1)
  for (const [title, table] of [
    ['exports', module.exports],
    ['opens', module.opens],
  ] as const) {
    row(String(table.length), title)
    out.indent(1)
    for (const entry of table) {
      const to = entry.to.length === 0 ? '' : ` to ... ${entry.to.length}`
      row(`#${entry.index},${hex(entry.flags)}`, constantText(pool, entry.index) + names(entry.flags, 'module') + to)
      out.indent(1)
      for (const index of entry.to) row(`#${index}`, `... to ${constantText(pool, index)}`)
      out.indent(-1)
    }
    out.indent(-1)
  }
  row(String(module.uses.length), 'uses')
  out.indent(1)
  for (const index of module.uses) row(`#${index}`, constantText(pool, index))
  out.indent(-1)
  row(String(module.provides.length), 'provides')
  out.indent(1)
  for (const entry of module.provides) {
    row(`#${entry.index}`, `${constantText(pool, entry.index)} with ... ${entry.with.length}`)
    out.indent(1)
    for (const index of entry.with) row(`#${index}`, `... with ${constantText(pool, index)}`)
    out.indent(-1)
  }
  out.indent(-2)
}
