// Writes a class file. What the reader read comes out byte for byte; what a compiler built may leave attribute names to
// be interned here (`nameIndex` left out), for which the pool has to be a ConstantPoolBuilder. The pool is written last
// and put in front, so that names interned on the way are in it.
import type {
  Annotation,
  Attribute,
  ClassFile,
  ConstantPool,
  ElementValue,
  MemberInfo,
  StackMapFrame,
  TypeAnnotation,
  VerificationType,
} from './model.ts'
import { ConstantPoolBuilder } from './pool.ts'

export function writeClassFile(classFile: ClassFile): Uint8Array {
  const pool = classFile.constantPool
  const body = new ByteWriter()
  body.u2(classFile.accessFlags)
  body.u2(classFile.thisClass)
  body.u2(classFile.superClass)
  body.refList(classFile.interfaces)
  writeMembers(body, pool, classFile.fields)
  writeMembers(body, pool, classFile.methods)
  writeAttributes(body, pool, classFile.attributes)

  const out = new ByteWriter()
  out.u4(0xcafebabe)
  out.u2(classFile.minorVersion)
  out.u2(classFile.majorVersion)
  writePool(out, pool)
  out.bytes(body.result())
  return out.result()
}

/**
 * Where attribute contents go. `ref` is a pool index: bytes here, a symbolic constant in the text assembly (jasm.ts),
 * so that the layout of attributes is written down once.
 */
export type Sink = {
  readonly length: number
  u1(value: number): void
  u2(value: number): void
  u4(value: number): void
  ref(index: number): void
  refList(indexes: readonly number[]): void
  bytes(bytes: Uint8Array): void
  patchU4(at: number, value: number): void
}

/** A growing byte array, big-endian. */
export class ByteWriter implements Sink {
  #bytes = new Uint8Array(1024)
  #at = 0

  get length(): number {
    return this.#at
  }

  u1(value: number): void {
    this.#room(1)
    this.#bytes[this.#at++] = value
  }

  u2(value: number): void {
    this.#room(2)
    this.#bytes[this.#at++] = value >> 8
    this.#bytes[this.#at++] = value
  }

  u4(value: number): void {
    this.#room(4)
    this.#bytes[this.#at++] = value >> 24
    this.#bytes[this.#at++] = value >> 16
    this.#bytes[this.#at++] = value >> 8
    this.#bytes[this.#at++] = value
  }

  ref(index: number): void {
    this.u2(index)
  }

  refList(indexes: readonly number[]): void {
    this.u2(indexes.length)
    for (const index of indexes) this.u2(index)
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }

  patchU2(at: number, value: number): void {
    this.#bytes[at] = value >> 8
    this.#bytes[at + 1] = value
  }

  patchU4(at: number, value: number): void {
    this.patchU2(at, value >>> 16)
    this.patchU2(at + 2, value)
  }

  result(): Uint8Array {
    return this.#bytes.slice(0, this.#at)
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + more))
    bigger.set(this.#bytes)
    this.#bytes = bigger
  }
}

function writePool(w: ByteWriter, pool: ConstantPool): void {
  w.u2(pool.entries.length)
  for (let i = 1; i < pool.entries.length; i++) {
    const entry = pool.entries[i]
    if (entry === undefined) continue
    w.u1(entry.tag)
    switch (entry.tag) {
      case 1:
        w.u2(entry.bytes.length)
        w.bytes(entry.bytes)
        break
      case 3:
        w.u4(entry.value)
        break
      case 4:
        w.u4(entry.bits)
        break
      case 5:
      case 6:
        w.u4(entry.hi)
        w.u4(entry.lo)
        break
      case 7:
      case 19:
      case 20:
        w.u2(entry.nameIndex)
        break
      case 8:
        w.u2(entry.stringIndex)
        break
      case 9:
      case 10:
      case 11:
        w.u2(entry.classIndex)
        w.u2(entry.nameAndTypeIndex)
        break
      case 12:
        w.u2(entry.nameIndex)
        w.u2(entry.descriptorIndex)
        break
      case 15:
        w.u1(entry.referenceKind)
        w.u2(entry.referenceIndex)
        break
      case 16:
        w.u2(entry.descriptorIndex)
        break
      case 17:
      case 18:
        w.u2(entry.bootstrapIndex)
        w.u2(entry.nameAndTypeIndex)
        break
    }
  }
}

function writeMembers(w: ByteWriter, pool: ConstantPool, members: readonly MemberInfo[]): void {
  w.u2(members.length)
  for (const member of members) {
    w.u2(member.accessFlags)
    w.u2(member.nameIndex)
    w.u2(member.descriptorIndex)
    writeAttributes(w, pool, member.attributes)
  }
}

function writeAttributes(w: Sink, pool: ConstantPool, attributes: readonly Attribute[]): void {
  w.u2(attributes.length)
  for (const attribute of attributes) {
    w.ref(attribute.nameIndex ?? internName(pool, attribute))
    const lengthAt = w.length
    w.u4(0)
    writeContent(w, pool, attribute)
    w.patchU4(lengthAt, w.length - lengthAt - 4)
  }
}

function internName(pool: ConstantPool, attribute: Attribute): number {
  const name = attribute.name === '?' ? attribute.attributeName : attribute.name
  if (pool instanceof ConstantPoolBuilder) return pool.utf8(name)
  throw new Error(`attribute ${name} has no name index and the constant pool is no builder`)
}

export function writeContent(w: Sink, pool: ConstantPool, attribute: Attribute): void {
  switch (attribute.name) {
    case '?':
    case 'SourceDebugExtension':
      w.bytes(attribute.bytes)
      break
    case 'ConstantValue':
      w.ref(attribute.valueIndex)
      break
    case 'Code':
      w.u2(attribute.maxStack)
      w.u2(attribute.maxLocals)
      w.u4(attribute.code.length)
      w.bytes(attribute.code)
      w.u2(attribute.exceptionTable.length)
      for (const entry of attribute.exceptionTable) {
        w.u2(entry.startPc)
        w.u2(entry.endPc)
        w.u2(entry.handlerPc)
        w.ref(entry.catchType)
      }
      writeAttributes(w, pool, attribute.attributes)
      break
    case 'StackMapTable':
      w.u2(attribute.frames.length)
      for (const frame of attribute.frames) writeFrame(w, frame)
      break
    case 'Exceptions':
      w.refList(attribute.exceptions)
      break
    case 'InnerClasses':
      w.u2(attribute.classes.length)
      for (const entry of attribute.classes) {
        w.ref(entry.innerClass)
        w.ref(entry.outerClass)
        w.ref(entry.innerName)
        w.u2(entry.accessFlags)
      }
      break
    case 'EnclosingMethod':
      w.ref(attribute.classIndex)
      w.ref(attribute.methodIndex)
      break
    case 'Synthetic':
    case 'Deprecated':
      break
    case 'Signature':
      w.ref(attribute.signatureIndex)
      break
    case 'SourceFile':
      w.ref(attribute.sourceFileIndex)
      break
    case 'LineNumberTable':
      w.u2(attribute.lines.length)
      for (const entry of attribute.lines) {
        w.u2(entry.startPc)
        w.u2(entry.line)
      }
      break
    case 'LocalVariableTable':
    case 'LocalVariableTypeTable':
      w.u2(attribute.variables.length)
      for (const entry of attribute.variables) {
        w.u2(entry.startPc)
        w.u2(entry.length)
        w.ref(entry.nameIndex)
        w.ref(entry.typeIndex)
        w.u2(entry.slot)
      }
      break
    case 'RuntimeVisibleAnnotations':
    case 'RuntimeInvisibleAnnotations':
      writeAnnotations(w, attribute.annotations)
      break
    case 'RuntimeVisibleParameterAnnotations':
    case 'RuntimeInvisibleParameterAnnotations':
      w.u1(attribute.parameters.length)
      for (const annotations of attribute.parameters) writeAnnotations(w, annotations)
      break
    case 'RuntimeVisibleTypeAnnotations':
    case 'RuntimeInvisibleTypeAnnotations':
      w.u2(attribute.annotations.length)
      for (const annotation of attribute.annotations) writeTypeAnnotation(w, annotation)
      break
    case 'AnnotationDefault':
      writeElementValue(w, attribute.value)
      break
    case 'BootstrapMethods':
      w.u2(attribute.methods.length)
      for (const method of attribute.methods) {
        w.ref(method.methodIndex)
        w.refList(method.args)
      }
      break
    case 'MethodParameters':
      w.u1(attribute.parameters.length)
      for (const parameter of attribute.parameters) {
        w.ref(parameter.nameIndex)
        w.u2(parameter.accessFlags)
      }
      break
    case 'Module':
      w.ref(attribute.nameIndexOfModule)
      w.u2(attribute.flags)
      w.ref(attribute.versionIndex)
      w.u2(attribute.requires.length)
      for (const entry of attribute.requires) {
        w.ref(entry.index)
        w.u2(entry.flags)
        w.ref(entry.versionIndex)
      }
      for (const table of [attribute.exports, attribute.opens]) {
        w.u2(table.length)
        for (const entry of table) {
          w.ref(entry.index)
          w.u2(entry.flags)
          w.refList(entry.to)
        }
      }
      w.refList(attribute.uses)
      w.u2(attribute.provides.length)
      for (const entry of attribute.provides) {
        w.ref(entry.index)
        w.refList(entry.with)
      }
      break
    case 'ModulePackages':
      w.refList(attribute.packages)
      break
    case 'ModuleMainClass':
      w.ref(attribute.mainClass)
      break
    case 'NestHost':
      w.ref(attribute.hostClass)
      break
    case 'NestMembers':
    case 'PermittedSubclasses':
      w.refList(attribute.classes)
      break
    case 'Record':
      w.u2(attribute.components.length)
      for (const component of attribute.components) {
        w.ref(component.nameIndex)
        w.ref(component.descriptorIndex)
        writeAttributes(w, pool, component.attributes)
      }
      break
  }
}

function writeFrame(w: Sink, frame: StackMapFrame): void {
  switch (frame.kind) {
    case 'same':
      if (!frame.extended) {
        w.u1(frame.offsetDelta)
      } else {
        w.u1(251)
        w.u2(frame.offsetDelta)
      }
      break
    case 'same_locals_1':
      if (!frame.extended) {
        w.u1(64 + frame.offsetDelta)
      } else {
        w.u1(247)
        w.u2(frame.offsetDelta)
      }
      writeVerification(w, frame.stack)
      break
    case 'chop':
      w.u1(251 - frame.count)
      w.u2(frame.offsetDelta)
      break
    case 'append':
      w.u1(251 + frame.locals.length)
      w.u2(frame.offsetDelta)
      for (const type of frame.locals) writeVerification(w, type)
      break
    case 'full':
      w.u1(255)
      w.u2(frame.offsetDelta)
      w.u2(frame.locals.length)
      for (const type of frame.locals) writeVerification(w, type)
      w.u2(frame.stack.length)
      for (const type of frame.stack) writeVerification(w, type)
      break
  }
}

function writeVerification(w: Sink, type: VerificationType): void {
  w.u1(type.tag)
  if (type.tag === 7) w.ref(type.classIndex)
  else if (type.tag === 8) w.u2(type.offset)
}

function writeAnnotations(w: Sink, annotations: readonly Annotation[]): void {
  w.u2(annotations.length)
  for (const annotation of annotations) writeAnnotation(w, annotation)
}

function writeAnnotation(w: Sink, annotation: Annotation): void {
  w.ref(annotation.typeIndex)
  w.u2(annotation.elements.length)
  for (const element of annotation.elements) {
    w.ref(element.nameIndex)
    writeElementValue(w, element.value)
  }
}

function writeElementValue(w: Sink, value: ElementValue): void {
  w.u1(value.tag.charCodeAt(0))
  switch (value.tag) {
    case 'e':
      w.ref(value.typeNameIndex)
      w.ref(value.constNameIndex)
      break
    case 'c':
      w.ref(value.classInfoIndex)
      break
    case '@':
      writeAnnotation(w, value.annotation)
      break
    case '[':
      w.u2(value.values.length)
      for (const inner of value.values) writeElementValue(w, inner)
      break
    default:
      w.ref(value.constIndex)
  }
}

function writeTypeAnnotation(w: Sink, annotation: TypeAnnotation): void {
  w.u1(annotation.targetType)
  const target = annotation.target
  switch (target.kind) {
    case 'type_parameter':
      w.u1(target.parameter)
      break
    case 'supertype':
    case 'throws':
    case 'catch':
      w.u2(target.index)
      break
    case 'type_parameter_bound':
      w.u1(target.parameter)
      w.u1(target.bound)
      break
    case 'empty':
      break
    case 'formal_parameter':
      w.u1(target.index)
      break
    case 'localvar':
      w.u2(target.table.length)
      for (const entry of target.table) {
        w.u2(entry.startPc)
        w.u2(entry.length)
        w.u2(entry.slot)
      }
      break
    case 'offset':
      w.u2(target.offset)
      break
    case 'type_argument':
      w.u2(target.offset)
      w.u1(target.argument)
      break
  }
  w.u1(annotation.path.length)
  for (const step of annotation.path) {
    w.u1(step.kind)
    w.u1(step.argument)
  }
  writeAnnotation(w, annotation)
}
