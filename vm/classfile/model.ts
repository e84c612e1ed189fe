// The class file in memory (JVMS chapter 4), as it is written: pool indexes stay indexes, frames keep their form, floats
// and longs keep their bits, so that reading and writing again gives the same bytes. `reader.ts` makes it (attributes are
// parsed when they are first asked for), `writer.ts` writes it, `pool.ts` has the builder for those who make a new one.

/** A class file that cannot be read. `message` is what java's ClassFormatError says where java has a sentence for it. */
export class ClassFormatProblem extends Error {
  readonly offset: number
  /** The error class of java.lang that a VM has to throw. */
  readonly errorClass: 'ClassFormatError' | 'UnsupportedClassVersionError'

  constructor(
    message: string,
    offset: number,
    errorClass: 'ClassFormatError' | 'UnsupportedClassVersionError' = 'ClassFormatError',
  ) {
    super(message)
    this.name = 'ClassFormatProblem'
    this.offset = offset
    this.errorClass = errorClass
  }
}

// ---- access flags (JVMS tables 4.1-B, 4.5-A, 4.6-A, 4.7.6-A, 4.7.24, 4.7.25)

export const ACC = {
  PUBLIC: 0x0001,
  PRIVATE: 0x0002,
  PROTECTED: 0x0004,
  STATIC: 0x0008,
  FINAL: 0x0010,
  SUPER: 0x0020,
  SYNCHRONIZED: 0x0020,
  OPEN: 0x0020,
  TRANSITIVE: 0x0020,
  VOLATILE: 0x0040,
  BRIDGE: 0x0040,
  STATIC_PHASE: 0x0040,
  TRANSIENT: 0x0080,
  VARARGS: 0x0080,
  NATIVE: 0x0100,
  INTERFACE: 0x0200,
  ABSTRACT: 0x0400,
  STRICT: 0x0800,
  SYNTHETIC: 0x1000,
  ANNOTATION: 0x2000,
  ENUM: 0x4000,
  MANDATED: 0x8000,
  MODULE: 0x8000,
} as const

// ---- constant pool (JVMS 4.4)

export const TAG = {
  Utf8: 1,
  Integer: 3,
  Float: 4,
  Long: 5,
  Double: 6,
  Class: 7,
  String: 8,
  Fieldref: 9,
  Methodref: 10,
  InterfaceMethodref: 11,
  NameAndType: 12,
  MethodHandle: 15,
  MethodType: 16,
  Dynamic: 17,
  InvokeDynamic: 18,
  Module: 19,
  Package: 20,
} as const

/** Reference kinds of method handles (JVMS table 5.4.3.5-A). */
export const REF = {
  getField: 1,
  getStatic: 2,
  putField: 3,
  putStatic: 4,
  invokeVirtual: 5,
  invokeStatic: 6,
  invokeSpecial: 7,
  newInvokeSpecial: 8,
  invokeInterface: 9,
} as const

/** `bytes` is the modified UTF-8 as it stands in the file, `value` the string (decoded when first asked for). */
export type Utf8Entry = { readonly tag: 1; readonly value: string; readonly bytes: Uint8Array }
export type IntegerEntry = { readonly tag: 3; readonly value: number }
/** `bits` is the raw pattern as an int32, so that NaN payloads survive; see `floatOfBits`. */
export type FloatEntry = { readonly tag: 4; readonly bits: number }
/** Two int32 halves. */
export type LongEntry = { readonly tag: 5; readonly hi: number; readonly lo: number }
/** The raw pattern as two int32 halves; see `doubleOfBits`. */
export type DoubleEntry = { readonly tag: 6; readonly hi: number; readonly lo: number }
export type ClassEntry = { readonly tag: 7; readonly nameIndex: number }
export type StringEntry = { readonly tag: 8; readonly stringIndex: number }
export type FieldrefEntry = { readonly tag: 9; readonly classIndex: number; readonly nameAndTypeIndex: number }
export type MethodrefEntry = { readonly tag: 10; readonly classIndex: number; readonly nameAndTypeIndex: number }
export type InterfaceMethodrefEntry = {
  readonly tag: 11
  readonly classIndex: number
  readonly nameAndTypeIndex: number
}
export type NameAndTypeEntry = { readonly tag: 12; readonly nameIndex: number; readonly descriptorIndex: number }
export type MethodHandleEntry = { readonly tag: 15; readonly referenceKind: number; readonly referenceIndex: number }
export type MethodTypeEntry = { readonly tag: 16; readonly descriptorIndex: number }
export type DynamicEntry = { readonly tag: 17; readonly bootstrapIndex: number; readonly nameAndTypeIndex: number }
export type InvokeDynamicEntry = {
  readonly tag: 18
  readonly bootstrapIndex: number
  readonly nameAndTypeIndex: number
}
export type ModuleEntry = { readonly tag: 19; readonly nameIndex: number }
export type PackageEntry = { readonly tag: 20; readonly nameIndex: number }
export type MemberRefEntry = FieldrefEntry | MethodrefEntry | InterfaceMethodrefEntry

export type ConstantEntry =
  | Utf8Entry
  | IntegerEntry
  | FloatEntry
  | LongEntry
  | DoubleEntry
  | ClassEntry
  | StringEntry
  | MemberRefEntry
  | NameAndTypeEntry
  | MethodHandleEntry
  | MethodTypeEntry
  | DynamicEntry
  | InvokeDynamicEntry
  | ModuleEntry
  | PackageEntry

/** `entries[i]` is the constant with index i; undefined at 0 and in the second slot of a long or double. */
export type ConstantPool = { readonly entries: readonly (ConstantEntry | undefined)[] }

const scratch = new DataView(new ArrayBuffer(8))

export function floatOfBits(bits: number): number {
  scratch.setInt32(0, bits)
  return scratch.getFloat32(0)
}

/** The bits of the nearest float (NaN becomes the canonical 0x7fc00000). */
export function bitsOfFloat(value: number): number {
  if (Number.isNaN(value)) return 0x7fc00000
  scratch.setFloat32(0, value)
  return scratch.getInt32(0)
}

export function doubleOfBits(hi: number, lo: number): number {
  scratch.setInt32(0, hi)
  scratch.setInt32(4, lo)
  return scratch.getFloat64(0)
}

export function bitsOfDouble(value: number): { hi: number; lo: number } {
  if (Number.isNaN(value)) return { hi: 0x7ff80000, lo: 0 }
  scratch.setFloat64(0, value)
  return { hi: scratch.getInt32(0), lo: scratch.getInt32(4) }
}

export function bigintOfLong(hi: number, lo: number): bigint {
  return (BigInt(hi) << 32n) | BigInt(lo >>> 0)
}

export function longOfBigint(value: bigint): { hi: number; lo: number } {
  return { hi: Number(BigInt.asIntN(32, value >> 32n)), lo: Number(BigInt.asIntN(32, value)) }
}

/** The entry at `index` if it has the tag; else a ClassFormatProblem in java's words. */
export function entryAt<T extends ConstantEntry['tag']>(
  pool: ConstantPool,
  index: number,
  tag: T,
): Extract<ConstantEntry, { tag: T }> {
  const entry = pool.entries[index]
  if (entry === undefined || entry.tag !== tag) {
    throw new ClassFormatProblem(`Invalid constant pool index ${index}`, -1)
  }
  return entry as Extract<ConstantEntry, { tag: T }>
}

export function utf8At(pool: ConstantPool, index: number): string {
  return entryAt(pool, index, 1).value
}

/** Internal name (java/lang/String, [I) of the Class entry at `index`. */
export function classNameAt(pool: ConstantPool, index: number): string {
  return utf8At(pool, entryAt(pool, index, 7).nameIndex)
}

export function nameAndTypeAt(pool: ConstantPool, index: number): { name: string; descriptor: string } {
  const entry = entryAt(pool, index, 12)
  return { name: utf8At(pool, entry.nameIndex), descriptor: utf8At(pool, entry.descriptorIndex) }
}

export type MemberRef = {
  tag: 9 | 10 | 11
  className: string
  name: string
  descriptor: string
}

/** The Fieldref, Methodref or InterfaceMethodref at `index`, with its names. */
export function memberRefAt(pool: ConstantPool, index: number): MemberRef {
  const entry = pool.entries[index]
  if (entry === undefined || (entry.tag !== 9 && entry.tag !== 10 && entry.tag !== 11)) {
    throw new ClassFormatProblem(`Invalid constant pool index ${index}`, -1)
  }
  const { name, descriptor } = nameAndTypeAt(pool, entry.nameAndTypeIndex)
  return { tag: entry.tag, className: classNameAt(pool, entry.classIndex), name, descriptor }
}

// ---- class, fields, methods (JVMS 4.1, 4.5, 4.6)

export type ClassFile = {
  minorVersion: number
  majorVersion: number
  constantPool: ConstantPool
  accessFlags: number
  /** Pool indexes of Class entries; superClass is 0 in java/lang/Object. */
  thisClass: number
  superClass: number
  interfaces: readonly number[]
  fields: readonly FieldInfo[]
  methods: readonly MethodInfo[]
  readonly attributes: readonly Attribute[]
}

/** Reading `attributes` may throw a ClassFormatProblem: they are parsed at the first use. */
export type MemberInfo = {
  accessFlags: number
  nameIndex: number
  descriptorIndex: number
  readonly attributes: readonly Attribute[]
}
export type FieldInfo = MemberInfo
export type MethodInfo = MemberInfo

// ---- attributes (JVMS 4.7)

/** `nameIndex` is the pool index of the name; left out, the writer interns the name in the pool's builder. */
type Named<N extends string> = { readonly name: N; readonly nameIndex?: number }

export type ConstantValueAttribute = Named<'ConstantValue'> & { valueIndex: number }

export type ExceptionTableEntry = {
  startPc: number
  endPc: number
  handlerPc: number
  /** Pool index of a Class; 0 catches everything. */
  catchType: number
}

export type CodeAttribute = Named<'Code'> & {
  maxStack: number
  maxLocals: number
  code: Uint8Array
  exceptionTable: readonly ExceptionTableEntry[]
  readonly attributes: readonly Attribute[]
}

/** Tags of verification types (JVMS 4.7.4). */
export const VT = {
  Top: 0,
  Integer: 1,
  Float: 2,
  Double: 3,
  Long: 4,
  Null: 5,
  UninitializedThis: 6,
  Object: 7,
  Uninitialized: 8,
} as const

export type VerificationType =
  | { readonly tag: 0 | 1 | 2 | 3 | 4 | 5 | 6 }
  | { readonly tag: 7; readonly classIndex: number }
  /** `offset` is that of the `new` instruction. */
  | { readonly tag: 8; readonly offset: number }

/** A frame as it is written; `extended` says that the long form is used even where the short one would do. */
export type StackMapFrame =
  | { readonly kind: 'same'; readonly extended: boolean; readonly offsetDelta: number }
  | {
      readonly kind: 'same_locals_1'
      readonly extended: boolean
      readonly offsetDelta: number
      readonly stack: VerificationType
    }
  | { readonly kind: 'chop'; readonly offsetDelta: number; readonly count: 1 | 2 | 3 }
  | { readonly kind: 'append'; readonly offsetDelta: number; readonly locals: readonly VerificationType[] }
  | {
      readonly kind: 'full'
      readonly offsetDelta: number
      readonly locals: readonly VerificationType[]
      readonly stack: readonly VerificationType[]
    }

export type StackMapTableAttribute = Named<'StackMapTable'> & { frames: readonly StackMapFrame[] }
export type ExceptionsAttribute = Named<'Exceptions'> & { exceptions: readonly number[] }
export type InnerClassEntry = { innerClass: number; outerClass: number; innerName: number; accessFlags: number }
export type InnerClassesAttribute = Named<'InnerClasses'> & { classes: readonly InnerClassEntry[] }
export type EnclosingMethodAttribute = Named<'EnclosingMethod'> & { classIndex: number; methodIndex: number }
export type SyntheticAttribute = Named<'Synthetic'>
export type DeprecatedAttribute = Named<'Deprecated'>
export type SignatureAttribute = Named<'Signature'> & { signatureIndex: number }
export type SourceFileAttribute = Named<'SourceFile'> & { sourceFileIndex: number }
export type SourceDebugExtensionAttribute = Named<'SourceDebugExtension'> & { bytes: Uint8Array }
export type LineNumberEntry = { startPc: number; line: number }
export type LineNumberTableAttribute = Named<'LineNumberTable'> & { lines: readonly LineNumberEntry[] }
export type LocalVariableEntry = {
  startPc: number
  length: number
  nameIndex: number
  /** A descriptor in LocalVariableTable, a signature in LocalVariableTypeTable. */
  typeIndex: number
  slot: number
}
export type LocalVariableTableAttribute = Named<'LocalVariableTable'> & { variables: readonly LocalVariableEntry[] }
export type LocalVariableTypeTableAttribute = Named<'LocalVariableTypeTable'> & {
  variables: readonly LocalVariableEntry[]
}

export type ElementValue =
  | { readonly tag: 'B' | 'C' | 'D' | 'F' | 'I' | 'J' | 'S' | 'Z' | 's'; readonly constIndex: number }
  | { readonly tag: 'e'; readonly typeNameIndex: number; readonly constNameIndex: number }
  | { readonly tag: 'c'; readonly classInfoIndex: number }
  | { readonly tag: '@'; readonly annotation: Annotation }
  | { readonly tag: '['; readonly values: readonly ElementValue[] }

export type Annotation = {
  readonly typeIndex: number
  readonly elements: readonly { readonly nameIndex: number; readonly value: ElementValue }[]
}

/** What a type annotation stands on (JVMS 4.7.20.1), by the target_type byte. */
export type TypeAnnotationTarget =
  | { readonly kind: 'type_parameter'; readonly parameter: number }
  | { readonly kind: 'supertype'; readonly index: number }
  | { readonly kind: 'type_parameter_bound'; readonly parameter: number; readonly bound: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'formal_parameter'; readonly index: number }
  | { readonly kind: 'throws'; readonly index: number }
  | {
      readonly kind: 'localvar'
      readonly table: readonly { readonly startPc: number; readonly length: number; readonly slot: number }[]
    }
  | { readonly kind: 'catch'; readonly index: number }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'type_argument'; readonly offset: number; readonly argument: number }

export type TypeAnnotation = Annotation & {
  readonly targetType: number
  readonly target: TypeAnnotationTarget
  /** Steps into the type: kind 0 array, 1 nested type, 2 wildcard bound, 3 type argument. */
  readonly path: readonly { readonly kind: number; readonly argument: number }[]
}

export type AnnotationsAttribute = Named<'RuntimeVisibleAnnotations' | 'RuntimeInvisibleAnnotations'> & {
  annotations: readonly Annotation[]
}
export type ParameterAnnotationsAttribute = Named<
  'RuntimeVisibleParameterAnnotations' | 'RuntimeInvisibleParameterAnnotations'
> & { parameters: readonly (readonly Annotation[])[] }
export type TypeAnnotationsAttribute = Named<'RuntimeVisibleTypeAnnotations' | 'RuntimeInvisibleTypeAnnotations'> & {
  annotations: readonly TypeAnnotation[]
}
export type AnnotationDefaultAttribute = Named<'AnnotationDefault'> & { value: ElementValue }
export type BootstrapMethod = { methodIndex: number; args: readonly number[] }
export type BootstrapMethodsAttribute = Named<'BootstrapMethods'> & { methods: readonly BootstrapMethod[] }
export type MethodParametersAttribute = Named<'MethodParameters'> & {
  parameters: readonly { nameIndex: number; accessFlags: number }[]
}
export type ModuleAttribute = Named<'Module'> & {
  nameIndexOfModule: number
  flags: number
  versionIndex: number
  requires: readonly { index: number; flags: number; versionIndex: number }[]
  exports: readonly { index: number; flags: number; to: readonly number[] }[]
  opens: readonly { index: number; flags: number; to: readonly number[] }[]
  uses: readonly number[]
  provides: readonly { index: number; with: readonly number[] }[]
}
export type ModulePackagesAttribute = Named<'ModulePackages'> & { packages: readonly number[] }
export type ModuleMainClassAttribute = Named<'ModuleMainClass'> & { mainClass: number }
export type NestHostAttribute = Named<'NestHost'> & { hostClass: number }
export type NestMembersAttribute = Named<'NestMembers'> & { classes: readonly number[] }
export type RecordComponent = {
  nameIndex: number
  descriptorIndex: number
  readonly attributes: readonly Attribute[]
}
export type RecordAttribute = Named<'Record'> & { components: readonly RecordComponent[] }
export type PermittedSubclassesAttribute = Named<'PermittedSubclasses'> & { classes: readonly number[] }

/** An attribute that JVMS does not know, or not in this place: its bytes. */
export type UnknownAttribute = Named<'?'> & { readonly attributeName: string; bytes: Uint8Array }

export type Attribute =
  | ConstantValueAttribute
  | CodeAttribute
  | StackMapTableAttribute
  | ExceptionsAttribute
  | InnerClassesAttribute
  | EnclosingMethodAttribute
  | SyntheticAttribute
  | DeprecatedAttribute
  | SignatureAttribute
  | SourceFileAttribute
  | SourceDebugExtensionAttribute
  | LineNumberTableAttribute
  | LocalVariableTableAttribute
  | LocalVariableTypeTableAttribute
  | AnnotationsAttribute
  | ParameterAnnotationsAttribute
  | TypeAnnotationsAttribute
  | AnnotationDefaultAttribute
  | BootstrapMethodsAttribute
  | MethodParametersAttribute
  | ModuleAttribute
  | ModulePackagesAttribute
  | ModuleMainClassAttribute
  | NestHostAttribute
  | NestMembersAttribute
  | RecordAttribute
  | PermittedSubclassesAttribute
  | UnknownAttribute

export type AttributeName = Exclude<Attribute['name'], '?'>

/** The first attribute with that name, if there is one. */
export function findAttribute<N extends AttributeName>(
  attributes: readonly Attribute[],
  name: N,
): Extract<Attribute, { name: N }> | undefined {
  for (const attribute of attributes) {
    if (attribute.name === name) return attribute as Extract<Attribute, { name: N }>
  }
  return undefined
}
