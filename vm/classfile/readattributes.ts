// Reads the contents of attributes (JVMS 4.7): one case per attribute. An attribute that stands where JVMS does not put
// it is an unknown one there (4.7: "silently ignored"), and keeps its bytes.
import type { Cursor } from './cursor.ts'
import {
  type Annotation,
  type Attribute,
  type AttributeName,
  ClassFormatProblem,
  type ConstantPool,
  type ElementValue,
  type ExceptionTableEntry,
  type LocalVariableEntry,
  type RecordComponent,
  type StackMapFrame,
  type TypeAnnotation,
  type TypeAnnotationTarget,
  utf8At,
  type VerificationType,
} from './model.ts'

export type AttributePlace = 'class' | 'field' | 'method' | 'code' | 'component'

/** Steps over an attribute table and returns it unread (reader.ts). */
export type SkipAttributes = (
  c: Cursor,
  pool: ConstantPool,
  place: AttributePlace,
) => { readonly all: readonly Attribute[] }

/** Where each attribute may stand (JVMS table 4.7-C). */
export const ATTRIBUTE_PLACES: Readonly<Record<AttributeName, readonly AttributePlace[]>> = {
  ConstantValue: ['field'],
  Code: ['method'],
  StackMapTable: ['code'],
  Exceptions: ['method'],
  InnerClasses: ['class'],
  EnclosingMethod: ['class'],
  Synthetic: ['class', 'field', 'method'],
  Deprecated: ['class', 'field', 'method'],
  Signature: ['class', 'field', 'method', 'component'],
  SourceFile: ['class'],
  SourceDebugExtension: ['class'],
  LineNumberTable: ['code'],
  LocalVariableTable: ['code'],
  LocalVariableTypeTable: ['code'],
  RuntimeVisibleAnnotations: ['class', 'field', 'method', 'component'],
  RuntimeInvisibleAnnotations: ['class', 'field', 'method', 'component'],
  RuntimeVisibleParameterAnnotations: ['method'],
  RuntimeInvisibleParameterAnnotations: ['method'],
  RuntimeVisibleTypeAnnotations: ['class', 'field', 'method', 'code', 'component'],
  RuntimeInvisibleTypeAnnotations: ['class', 'field', 'method', 'code', 'component'],
  AnnotationDefault: ['method'],
  BootstrapMethods: ['class'],
  MethodParameters: ['method'],
  Module: ['class'],
  ModulePackages: ['class'],
  ModuleMainClass: ['class'],
  NestHost: ['class'],
  NestMembers: ['class'],
  Record: ['class'],
  PermittedSubclasses: ['class'],
}

/**
 * Class files of older versions do not have these attributes, whatever stands in them under their names (JVMS 4.7: a reader recognises an
 * attribute from its version on). Where table 4.7-B and HotSpot disagree (MethodParameters, type annotations), this is HotSpot's choice.
 */
export const ATTRIBUTE_SINCE: Partial<Record<AttributeName, number>> = {
  EnclosingMethod: 49,
  Signature: 49,
  LocalVariableTypeTable: 49,
  RuntimeVisibleAnnotations: 49,
  RuntimeInvisibleAnnotations: 49,
  RuntimeVisibleParameterAnnotations: 49,
  RuntimeInvisibleParameterAnnotations: 49,
  RuntimeVisibleTypeAnnotations: 49,
  RuntimeInvisibleTypeAnnotations: 49,
  AnnotationDefault: 49,
  StackMapTable: 50,
  BootstrapMethods: 51,
  NestHost: 55,
  NestMembers: 55,
  Record: 60,
  PermittedSubclasses: 61,
}

/** Nested deeper than this, an element value is refused: the stack of the host is no place for hostile input. */
const MAX_ANNOTATION_DEPTH = 500

/** `major`: attributes that came later than that version are unknown ones. */
export function readAttribute(
  c: Cursor,
  pool: ConstantPool,
  place: AttributePlace,
  major: number,
  skip: SkipAttributes,
): Attribute {
  const nameIndex = c.u2()
  const name = utf8At(pool, nameIndex)
  const length = c.u4()
  const isKnown = (each: string): each is AttributeName =>
    Object.hasOwn(ATTRIBUTE_PLACES, each) &&
    ATTRIBUTE_PLACES[each as AttributeName].includes(place) &&
    (ATTRIBUTE_SINCE[each as AttributeName] ?? 0) <= major
  if (!isKnown(name)) {
    return { name: '?', nameIndex, attributeName: name, bytes: c.take(length) }
  }
  const wrong = `${name} attribute has wrong length in class file ${c.name}`
  const start = c.at
  const content = c.slice(length, wrong)
  try {
    const attribute = readContent(content, name, nameIndex, pool, skip)
    if (content.left !== 0) throw c.problemAt(wrong, content.at)
    return attribute
  } catch (problem) {
    if (!(problem instanceof ClassFormatProblem) || !MAY_BE_BROKEN.has(name)) throw problem
    return { name: '?', nameIndex, attributeName: name, bytes: c.bytes.subarray(start, start + length) }
  }
}

/**
 * Attributes whose contents are no reason to refuse the file when it is read: annotations are looked at by reflection only,
 * and StackMapTable is judged when the class is linked. Malformed ones are kept as bytes.
 */
const MAY_BE_BROKEN: ReadonlySet<string> = new Set([
  'StackMapTable',
  'AnnotationDefault',
  'RuntimeVisibleAnnotations',
  'RuntimeInvisibleAnnotations',
  'RuntimeVisibleParameterAnnotations',
  'RuntimeInvisibleParameterAnnotations',
  'RuntimeVisibleTypeAnnotations',
  'RuntimeInvisibleTypeAnnotations',
])

function readContent(
  c: Cursor,
  name: AttributeName,
  nameIndex: number,
  pool: ConstantPool,
  skip: SkipAttributes,
): Attribute {
  switch (name) {
    case 'ConstantValue':
      return { name, nameIndex, valueIndex: c.u2() }
    case 'Code':
      return readCode(c, nameIndex, pool, skip)
    case 'StackMapTable':
      return { name, nameIndex, frames: repeat(c, c.u2(), readFrame) }
    case 'Exceptions':
      return { name, nameIndex, exceptions: c.u2List(c.u2()) }
    case 'InnerClasses':
      return {
        name,
        nameIndex,
        classes: repeat(c, c.u2(), () => ({
          innerClass: c.u2(),
          outerClass: c.u2(),
          innerName: c.u2(),
          accessFlags: c.u2(),
        })),
      }
    case 'EnclosingMethod':
      return { name, nameIndex, classIndex: c.u2(), methodIndex: c.u2() }
    case 'Synthetic':
    case 'Deprecated':
      return { name, nameIndex }
    case 'Signature':
      return { name, nameIndex, signatureIndex: c.u2() }
    case 'SourceFile':
      return { name, nameIndex, sourceFileIndex: c.u2() }
    case 'SourceDebugExtension':
      return { name, nameIndex, bytes: c.take(c.left) }
    case 'LineNumberTable':
      return { name, nameIndex, lines: repeat(c, c.u2(), () => ({ startPc: c.u2(), line: c.u2() })) }
    case 'LocalVariableTable':
    case 'LocalVariableTypeTable':
      return { name, nameIndex, variables: repeat(c, c.u2(), readVariable) }
    case 'RuntimeVisibleAnnotations':
    case 'RuntimeInvisibleAnnotations':
      return { name, nameIndex, annotations: repeat(c, c.u2(), () => readAnnotation(c, 0)) }
    case 'RuntimeVisibleParameterAnnotations':
    case 'RuntimeInvisibleParameterAnnotations':
      return {
        name,
        nameIndex,
        parameters: repeat(c, c.u1(), () => repeat(c, c.u2(), () => readAnnotation(c, 0))),
      }
    case 'RuntimeVisibleTypeAnnotations':
    case 'RuntimeInvisibleTypeAnnotations':
      return { name, nameIndex, annotations: repeat(c, c.u2(), readTypeAnnotation) }
    case 'AnnotationDefault':
      return { name, nameIndex, value: readElementValue(c, 0) }
    case 'BootstrapMethods':
      return { name, nameIndex, methods: repeat(c, c.u2(), () => ({ methodIndex: c.u2(), args: c.u2List(c.u2()) })) }
    case 'MethodParameters':
      return { name, nameIndex, parameters: repeat(c, c.u1(), () => ({ nameIndex: c.u2(), accessFlags: c.u2() })) }
    case 'Module':
      return {
        name,
        nameIndex,
        nameIndexOfModule: c.u2(),
        flags: c.u2(),
        versionIndex: c.u2(),
        requires: repeat(c, c.u2(), () => ({ index: c.u2(), flags: c.u2(), versionIndex: c.u2() })),
        exports: repeat(c, c.u2(), () => ({ index: c.u2(), flags: c.u2(), to: c.u2List(c.u2()) })),
        opens: repeat(c, c.u2(), () => ({ index: c.u2(), flags: c.u2(), to: c.u2List(c.u2()) })),
        uses: c.u2List(c.u2()),
        provides: repeat(c, c.u2(), () => ({ index: c.u2(), with: c.u2List(c.u2()) })),
      }
    case 'ModulePackages':
      return { name, nameIndex, packages: c.u2List(c.u2()) }
    case 'ModuleMainClass':
      return { name, nameIndex, mainClass: c.u2() }
    case 'NestHost':
      return { name, nameIndex, hostClass: c.u2() }
    case 'NestMembers':
      return { name, nameIndex, classes: c.u2List(c.u2()) }
    case 'Record':
      return {
        name,
        nameIndex,
        components: repeat(c, c.u2(), (): RecordComponent => {
          const component = { nameIndex: c.u2(), descriptorIndex: c.u2() }
          return { ...component, attributes: skip(c, pool, 'component').all }
        }),
      }
    case 'PermittedSubclasses':
      return { name, nameIndex, classes: c.u2List(c.u2()) }
  }
}

function repeat<T>(c: Cursor, count: number, read: (c: Cursor) => T): T[] {
  const list: T[] = []
  for (let i = 0; i < count; i++) list.push(read(c))
  return list
}

function readCode(c: Cursor, nameIndex: number, pool: ConstantPool, skip: SkipAttributes): Attribute {
  const maxStack = c.u2()
  const maxLocals = c.u2()
  const code = c.take(c.u4())
  const exceptionTable = repeat(
    c,
    c.u2(),
    (): ExceptionTableEntry => ({ startPc: c.u2(), endPc: c.u2(), handlerPc: c.u2(), catchType: c.u2() }),
  )
  const inner = skip(c, pool, 'code')
  return {
    name: 'Code',
    nameIndex,
    maxStack,
    maxLocals,
    code,
    exceptionTable,
    // Line numbers and the like are wanted only when something is thrown or verified.
    get attributes() {
      return inner.all
    },
  }
}

function readVariable(c: Cursor): LocalVariableEntry {
  return { startPc: c.u2(), length: c.u2(), nameIndex: c.u2(), typeIndex: c.u2(), slot: c.u2() }
}

// ---- StackMapTable (JVMS 4.7.4)

/** Also for the verifier, which reads a broken table as far as it goes. */
export function readFrame(c: Cursor): StackMapFrame {
  const at = c.at
  const type = c.u1()
  if (type < 64) return { kind: 'same', extended: false, offsetDelta: type }
  if (type < 128) return { kind: 'same_locals_1', extended: false, offsetDelta: type - 64, stack: readVerification(c) }
  if (type < 247) throw c.problemAt(`Bad StackMapTable frame type ${type} in class file ${c.name}`, at)
  const offsetDelta = c.u2()
  if (type === 247) return { kind: 'same_locals_1', extended: true, offsetDelta, stack: readVerification(c) }
  if (type < 251) return { kind: 'chop', offsetDelta, count: (251 - type) as 1 | 2 | 3 }
  if (type === 251) return { kind: 'same', extended: true, offsetDelta }
  if (type < 255) return { kind: 'append', offsetDelta, locals: repeat(c, type - 251, readVerification) }
  const locals = repeat(c, c.u2(), readVerification)
  return { kind: 'full', offsetDelta, locals, stack: repeat(c, c.u2(), readVerification) }
}

/** The locals of a full frame whose rest cannot be read; null when it is another kind of frame, or they cannot be read either. */
export function readFullLocals(c: Cursor): VerificationType[] | null {
  try {
    if (c.u1() !== 255) return null
    c.u2()
    return repeat(c, c.u2(), readVerification)
  } catch (fault) {
    if (!(fault instanceof ClassFormatProblem)) throw fault
    return null
  }
}

function readVerification(c: Cursor): VerificationType {
  const at = c.at
  const tag = c.u1()
  if (tag === 7) return { tag, classIndex: c.u2() }
  if (tag === 8) return { tag, offset: c.u2() }
  if (tag > 8) throw c.problemAt(`Bad verification type ${tag} in class file ${c.name}`, at)
  return { tag: tag as 0 }
}

// ---- annotations (JVMS 4.7.16 to 4.7.20)

function readAnnotation(c: Cursor, depth: number): Annotation {
  const typeIndex = c.u2()
  return {
    typeIndex,
    elements: repeat(c, c.u2(), () => ({ nameIndex: c.u2(), value: readElementValue(c, depth + 1) })),
  }
}

function readElementValue(c: Cursor, depth: number): ElementValue {
  const at = c.at
  if (depth > MAX_ANNOTATION_DEPTH) throw c.problemAt(`Annotation nested too deeply in class file ${c.name}`, at)
  const tag = String.fromCharCode(c.u1())
  switch (tag) {
    case 'B':
    case 'C':
    case 'D':
    case 'F':
    case 'I':
    case 'J':
    case 'S':
    case 'Z':
    case 's':
      return { tag, constIndex: c.u2() }
    case 'e':
      return { tag, typeNameIndex: c.u2(), constNameIndex: c.u2() }
    case 'c':
      return { tag, classInfoIndex: c.u2() }
    case '@':
      return { tag, annotation: readAnnotation(c, depth + 1) }
    case '[':
      return { tag, values: repeat(c, c.u2(), () => readElementValue(c, depth + 1)) }
    default:
      throw c.problemAt(`Bad annotation element tag ${tag.charCodeAt(0)} in class file ${c.name}`, at)
  }
}

function readTypeAnnotation(c: Cursor): TypeAnnotation {
  const targetType = c.u1()
  const target = readTarget(c, targetType)
  const path = repeat(c, c.u1(), () => ({ kind: c.u1(), argument: c.u1() }))
  return { targetType, target, path, ...readAnnotation(c, 0) }
}

/** JVMS tables 4.7.20-A and 4.7.20-B. */
function readTarget(c: Cursor, type: number): TypeAnnotationTarget {
  switch (type) {
    case 0x00:
    case 0x01:
      return { kind: 'type_parameter', parameter: c.u1() }
    case 0x10:
      return { kind: 'supertype', index: c.u2() }
    case 0x11:
    case 0x12:
      return { kind: 'type_parameter_bound', parameter: c.u1(), bound: c.u1() }
    case 0x13:
    case 0x14:
    case 0x15:
      return { kind: 'empty' }
    case 0x16:
      return { kind: 'formal_parameter', index: c.u1() }
    case 0x17:
      return { kind: 'throws', index: c.u2() }
    case 0x40:
    case 0x41:
      return {
        kind: 'localvar',
        table: repeat(c, c.u2(), () => ({ startPc: c.u2(), length: c.u2(), slot: c.u2() })),
      }
    case 0x42:
      return { kind: 'catch', index: c.u2() }
    case 0x43:
    case 0x44:
    case 0x45:
    case 0x46:
      return { kind: 'offset', offset: c.u2() }
    case 0x47:
    case 0x48:
    case 0x49:
    case 0x4a:
    case 0x4b:
      return { kind: 'type_argument', offset: c.u2(), argument: c.u1() }
    default:
      throw c.problemAt(`Bad type annotation target ${type} in class file ${c.name}`, c.at - 1)
  }
}
