/**
 * The shape of a class file as text: members, flags and attributes with their contents, without pool indexes and code
 * bytes. Two class files of the same source have to have the same shape, whoever compiled them.
 */
import {
  type Annotation,
  type Attribute,
  bigintOfLong,
  type ClassFile,
  type ConstantPool,
  classNameAt,
  doubleOfBits,
  type ElementValue,
  floatOfBits,
  nameAndTypeAt,
  type TypeAnnotation,
  utf8At,
} from '../../vm/classfile/model.ts'
import { parseClassFile } from '../../vm/classfile/reader.ts'

export function shapeOf(bytes: Uint8Array): string[] {
  const file = parseClassFile(bytes)
  return shapeLines(file).map((line) => withoutNumber(withoutHash(line)))
}

/** Access methods are numbered in the order in which the compiler comes to the members. */
const withoutNumber = (line: string): string => line.replace(/access\$\d+(\d\d)\(/g, 'access$n$1(')

/** A serializable lambda's method has a hash of its surroundings in its name, which every compiler chooses. */
const withoutHash = (line: string): string => line.replace(/(lambda\$\w+)\$[0-9a-f]+\$(\d+)/g, '$1$hash$$$2')

function shapeLines(file: ClassFile): string[] {
  const pool = file.constantPool
  const classes = (indexes: readonly number[]): string => indexes.map((index) => classNameAt(pool, index)).join(' ')
  const lines = [
    `version ${file.majorVersion}.${file.minorVersion}`,
    `class ${hex(file.accessFlags)} ${classNameAt(pool, file.thisClass)}`,
    `extends ${file.superClass === 0 ? '-' : classNameAt(pool, file.superClass)}`,
    `implements ${classes(file.interfaces)}`,
    ...attributes(file, file.attributes, ''),
  ]
  for (const [what, members] of [
    ['field', file.fields],
    ['method', file.methods],
  ] as const) {
    for (const member of members) {
      const head = `${what} ${utf8At(pool, member.nameIndex)}${utf8At(pool, member.descriptorIndex)}`
      lines.push(`${head} ${hex(member.accessFlags)}`, ...attributes(file, member.attributes, `${head} `))
    }
  }
  return lines
}

const hex = (flags: number): string => `0x${flags.toString(16)}`

/** Sorted: their order in the file means nothing (JVMS 4.7). */
function attributes(file: ClassFile, list: readonly Attribute[], prefix: string): string[] {
  return list.flatMap((attribute) => attributeLines(file, attribute).map((line) => prefix + line)).sort()
}

function attributeLines(file: ClassFile, attribute: Attribute): string[] {
  const pool = file.constantPool
  const classNames = (indexes: readonly number[]): string => indexes.map((index) => classNameAt(pool, index)).join(' ')
  const one = (text: string): string[] => [`${attribute.name}${text === '' ? '' : ` ${text}`}`]
  switch (attribute.name) {
    case 'ConstantValue':
      return one(constant(pool, attribute.valueIndex))
    case 'Code':
      return [
        'Code',
        ...attribute.attributes.flatMap((inner) => {
          if (inner.name === 'LocalVariableTable' || inner.name === 'LocalVariableTypeTable') {
            // The length of the ranges is a matter of the code; a table without entries says nothing.
            if (inner.variables.length === 0) return []
            const names = inner.variables.map((v) => `${utf8At(pool, v.nameIndex)}:${utf8At(pool, v.typeIndex)}`)
            return `Code ${inner.name} ${names.sort().join(' ')}`
          }
          if (inner.name === 'LineNumberTable') return `Code ${inner.name}`
          if (inner.name.includes('TypeAnnotations')) return attributeLines(file, inner).map((line) => `Code ${line}`)
          return []
        }),
      ]
    case 'Exceptions':
      return one(classNames(attribute.exceptions))
    case 'InnerClasses':
      // A nested class before those in it; beyond that the order means nothing.
      return attribute.classes
        .map(({ innerClass, outerClass, innerName, accessFlags }) => {
          const outer = outerClass === 0 ? '-' : classNameAt(pool, outerClass)
          const name = innerName === 0 ? '-' : utf8At(pool, innerName)
          return `InnerClass ${classNameAt(pool, innerClass)} of ${outer} named ${name} ${hex(accessFlags)}`
        })
        .sort()
    case 'EnclosingMethod': {
      const method = attribute.methodIndex === 0 ? undefined : nameAndTypeAt(pool, attribute.methodIndex)
      return one(
        `${classNameAt(pool, attribute.classIndex)} ${method === undefined ? '-' : method.name + method.descriptor}`,
      )
    }
    case 'Signature':
      return one(utf8At(pool, attribute.signatureIndex))
    case 'SourceFile':
      return one(utf8At(pool, attribute.sourceFileIndex).replace(/\.(src|java)$/, ''))
    case 'RuntimeVisibleAnnotations':
    case 'RuntimeInvisibleAnnotations':
      return one(attribute.annotations.map((a) => annotation(pool, a)).join(' '))
    case 'RuntimeVisibleParameterAnnotations':
    case 'RuntimeInvisibleParameterAnnotations':
      return one(attribute.parameters.map((list) => `[${list.map((a) => annotation(pool, a)).join(' ')}]`).join(' '))
    case 'RuntimeVisibleTypeAnnotations':
    case 'RuntimeInvisibleTypeAnnotations':
      return attribute.annotations.map((a) => `${attribute.name} ${typeAnnotation(pool, a)}`)
    case 'AnnotationDefault':
      return one(element(pool, attribute.value))
    case 'MethodParameters':
      return one(
        attribute.parameters
          .map((p) => `${p.nameIndex === 0 ? '-' : utf8At(pool, p.nameIndex)}:${hex(p.accessFlags)}`)
          .join(' '),
      )
    case 'NestHost':
      return one(classNameAt(pool, attribute.hostClass))
    case 'NestMembers':
      return one(
        classNames([...attribute.classes].sort((a, b) => (classNameAt(pool, a) < classNameAt(pool, b) ? -1 : 1))),
      )
    case 'PermittedSubclasses':
      return one(classNames(attribute.classes))
    case 'Record':
      return attribute.components.flatMap((component) => {
        const head = `component ${utf8At(pool, component.nameIndex)}:${utf8At(pool, component.descriptorIndex)}`
        return [head, ...attributes(file, component.attributes, `${head} `)]
      })
    default:
      return one('')
  }
}

const annotation = (pool: ConstantPool, a: Annotation): string =>
  `@${utf8At(pool, a.typeIndex)}(${a.elements.map((e) => `${utf8At(pool, e.nameIndex)}=${element(pool, e.value)}`).join(',')})`

function typeAnnotation(pool: ConstantPool, a: TypeAnnotation): string {
  const { target } = a
  // Places in the code are a matter of the code.
  const place = target.kind === 'localvar' ? 'localvar' : 'offset' in target ? target.kind : JSON.stringify(target)
  return `${hex(a.targetType)} ${place} ${a.path.map((s) => `${s.kind}.${s.argument}`).join('/')} ${annotation(pool, a)}`
}

function element(pool: ConstantPool, value: ElementValue): string {
  switch (value.tag) {
    case 'e':
      return `${utf8At(pool, value.typeNameIndex)}.${utf8At(pool, value.constNameIndex)}`
    case 'c':
      return `class ${utf8At(pool, value.classInfoIndex)}`
    case '@':
      return annotation(pool, value.annotation)
    case '[':
      return `{${value.values.map((v) => element(pool, v)).join(',')}}`
    default:
      return `${value.tag}:${constant(pool, value.constIndex)}`
  }
}

function constant(pool: ConstantPool, index: number): string {
  const entry = pool.entries[index]
  switch (entry?.tag) {
    case 1:
      return JSON.stringify(entry.value)
    case 3:
      return String(entry.value)
    case 4:
      return `${floatOfBits(entry.bits)}f`
    case 5:
      return `${bigintOfLong(entry.hi, entry.lo)}L`
    case 6:
      return `${doubleOfBits(entry.hi, entry.lo)}d`
    case 8:
      return JSON.stringify(utf8At(pool, entry.stringIndex))
    default:
      return `?${entry?.tag}`
  }
}

/** What the one has and the other has not: `-` javac's, `+` ours. */
export function differences(expected: readonly string[], actual: readonly string[]): string[] {
  const theirs = new Set(expected)
  const ours = new Set(actual)
  return [
    ...expected.filter((line) => !ours.has(line)).map((line) => `- ${line}`),
    ...actual.filter((line) => !theirs.has(line)).map((line) => `+ ${line}`),
  ]
}
