/**
 * Symbols from class files (JVMS 4). The header of a class (flags, type parameters, supertypes, member classes, nest of
 * names) is read when a property of its symbol is first asked for, its members when they are; both from one parsed
 * file, which is let go afterwards. Classes that signatures mention become symbols without being read.
 *
 * Which names are nested is taken from the InnerClasses attribute of the class file that mentions them (JVMS 4.7.6
 * demands an entry for each), never guessed from a `$`.
 */
import type { ConstantValue } from '../1-parse/ast.ts'
import {
  type Annotation,
  bigintOfLong,
  type ClassFile,
  ClassFormatProblem,
  classNameAt,
  doubleOfBits,
  findAttribute,
  floatOfBits,
  type MemberInfo,
  utf8At,
} from '../../vm/classfile/model.ts'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { type AnnotationInfo, DEFAULT_INFO } from './annotations.ts'
import type { Environment } from './environment.ts'
import { type ClassSymbol, type Completer, Flags, MethodSymbol, VarSymbol } from './symbols.ts'
import { classTypeOf, hasOuterThis, intersectionOf, newTypeVariable } from './type-views.ts'
import {
  BOOLEAN,
  BYTE,
  CHAR,
  type ClassType,
  DOUBLE,
  ERROR,
  FLOAT,
  INT,
  LONG,
  type MethodType,
  SHORT,
  type Type,
  type TypeVariable,
  VOID,
  type WildcardType,
} from './types.ts'

const UNBOUND: WildcardType = { kind: 'wildcard', boundKind: 'unbound', bound: undefined }

/** Annotations that the checker asks for by name. */
const KNOWN_ANNOTATIONS: ReadonlyMap<string, string> = new Map([
  ['Ljava/lang/Deprecated;', 'Deprecated'],
  ['Ljava/lang/SafeVarargs;', 'SafeVarargs'],
  ['Ljava/lang/FunctionalInterface;', 'FunctionalInterface'],
])

interface InnerName {
  readonly outer: string | undefined
  readonly name: string | undefined
  readonly flags: number
}

/** A class file between its header and its members. */
interface OpenFile {
  readonly file: ClassFile
  readonly inner: ReadonlyMap<string, InnerName>
}

type TypeVariables = (name: string) => TypeVariable | undefined

export function createClassFileCompleter(env: Environment): Completer {
  const open = new Map<ClassSymbol, OpenFile>()

  function openFile(symbol: ClassSymbol): OpenFile | undefined {
    const known = open.get(symbol)
    if (known !== undefined) return known
    const file = readClass(env, symbol.binaryName)
    if (file === undefined) return undefined
    const result = { file, inner: innerNames(file) }
    open.set(symbol, result)
    return result
  }

  return {
    completeHeader(symbol) {
      if (symbol.state !== 'new') return
      const opened = openFile(symbol)
      if (opened === undefined) {
        if (enteredFromSource(env, symbol)) {
          symbol.completer?.completeHeader(symbol)
          return
        }
        // JLS says nothing of classes that vanish; it is an error only when such a class is really looked into.
        if (env.classPath.findClass(symbol.binaryName) === undefined) {
          env.reportAt(env.mainFile, 0, 0, 'HL0101', symbol.binaryName.replaceAll('/', '.'))
        }
        breakSymbol(env, symbol)
        return
      }
      symbol.state = 'header'
      guarded(env, symbol, () => readHeader(env, symbol, opened))
      if (symbol.state === 'header') symbol.state = 'headerDone'
    },
    completeMembers(symbol) {
      this.completeHeader(symbol)
      if (symbol.decl !== undefined) symbol.completer?.completeMembers(symbol)
      if (symbol.state !== 'headerDone') return
      symbol.state = 'members'
      const opened = openFile(symbol)
      if (opened !== undefined) guarded(env, symbol, () => readMembers(env, symbol, opened))
      open.delete(symbol)
      if (symbol.state === 'members') symbol.state = 'membersDone'
    },
  }
}

/** Attributes are parsed when they are asked for, so that a damaged file may show late. */
function guarded(env: Environment, symbol: ClassSymbol, read: () => void): void {
  try {
    read()
  } catch (problem) {
    if (!(problem instanceof ClassFormatProblem)) throw problem
    env.reportAt(env.mainFile, 0, 0, 'HL0102', symbol.binaryName.replaceAll('/', '.'), problem.message)
    breakSymbol(env, symbol)
  }
}

function breakSymbol(env: Environment, symbol: ClassSymbol): void {
  symbol.state = 'broken'
  symbol.flags = Flags.PUBLIC
  symbol.thisType = symbol.erasedType
  if (symbol.binaryName !== 'java/lang/Object') symbol.superclass = env.types.object
}

/** The parsed class file; undefined when there is none, or a damaged one, which is reported. */
function readClass(env: Environment, binaryName: string): ClassFile | undefined {
  const bytes = env.classPath.findClass(binaryName)
  if (bytes === undefined) return undefined
  const dotted = binaryName.replaceAll('/', '.')
  try {
    const file = parseClassFile(bytes)
    const name = classNameAt(file.constantPool, file.thisClass)
    if (name === binaryName) return file
    env.reportAt(env.mainFile, 0, 0, 'HL0102', dotted, `it holds the class ${name.replaceAll('/', '.')}`)
  } catch (problem) {
    if (!(problem instanceof ClassFormatProblem)) throw problem
    env.reportAt(env.mainFile, 0, 0, 'HL0102', dotted, problem.message)
  }
  return undefined
}

/** A class that a class file mentions may be there as source only: entering its unit makes this symbol its own. */
function enteredFromSource(env: Environment, symbol: ClassSymbol): boolean {
  if (env.sourcePath === undefined || env.classPath.findClass(symbol.binaryName) !== undefined) return false
  let top = symbol
  while (top.owner.kind === 'class') top = top.owner
  env.loadClass(top.binaryName)
  return symbol.decl !== undefined
}

function innerNames(file: ClassFile): ReadonlyMap<string, InnerName> {
  const result = new Map<string, InnerName>()
  const attribute = findAttribute(file.attributes, 'InnerClasses')
  if (attribute === undefined) return result
  const pool = file.constantPool
  for (const entry of attribute.classes) {
    result.set(classNameAt(pool, entry.innerClass), {
      outer: entry.outerClass === 0 ? undefined : classNameAt(pool, entry.outerClass),
      name: entry.innerName === 0 ? undefined : utf8At(pool, entry.innerName),
      flags: entry.accessFlags,
    })
  }
  return result
}

/** Owner and simple name of a nested class, read from its own InnerClasses attribute; undefined for a top-level one. */
export function nestedClassOwner(
  env: Environment,
  binaryName: string,
): { outer: ClassSymbol; name: string } | undefined {
  const file = readClass(env, binaryName)
  if (file === undefined) return undefined
  const inner = innerNames(file)
  const own = inner.get(binaryName)
  if (own?.outer === undefined || own.name === undefined) return undefined
  return { outer: classNamed(env, inner, own.outer), name: own.name }
}

function classNamed(env: Environment, inner: ReadonlyMap<string, InnerName>, binaryName: string): ClassSymbol {
  const known = env.classes.get(binaryName)
  if (known !== undefined) return known
  const entry = inner.get(binaryName)
  if (entry?.outer !== undefined && entry.name !== undefined && entry.outer !== binaryName) {
    return env.nestedClassReference(binaryName, classNamed(env, inner, entry.outer), entry.name)
  }
  return env.classReference(binaryName)
}

// ---------------------------------------------------------------------------------------------------- header

function readHeader(env: Environment, symbol: ClassSymbol, { file, inner }: OpenFile): void {
  const pool = file.constantPool
  const own = inner.get(symbol.binaryName)
  let flags = (own === undefined ? file.accessFlags : own.flags) & ~Flags.SUPER
  if (findAttribute(file.attributes, 'Deprecated') !== undefined) flags |= deprecation(pool, file.attributes)
  const permitted = findAttribute(file.attributes, 'PermittedSubclasses')
  if (permitted !== undefined) {
    flags |= Flags.SEALED
    symbol.permitted = permitted.classes.map((index) => classNamed(env, inner, classNameAt(pool, index)))
  }
  if (findAttribute(file.attributes, 'Record') !== undefined) flags |= Flags.RECORD
  symbol.flags = flags
  if ((flags & Flags.ANNOTATION) !== 0) env.annotationInfos.set(symbol, annotationInfoOf(file))
  if (own !== undefined && own.outer === undefined) {
    symbol.isLocal = true
    symbol.noOuterThis = true
  }
  for (const [binaryName, entry] of inner) {
    if (entry.outer !== symbol.binaryName || entry.name === undefined) continue
    if ((entry.flags & Flags.SYNTHETIC) !== 0) continue
    symbol.memberClasses.set(entry.name, env.nestedClassReference(binaryName, symbol, entry.name))
  }
  const signature = findAttribute(file.attributes, 'Signature')
  const outer = hasOuterThis(symbol) && symbol.owner.kind === 'class' ? symbol.owner : undefined
  const outerVariables: TypeVariables = (name) => outer && variableOf(outer, name)
  if (signature === undefined) {
    const outerType = outer !== undefined && isGenericType(outer.thisType) ? outer.thisType : undefined
    symbol.thisType = classTypeOf(symbol, [], outerType)
    symbol.superclass =
      file.superClass === 0 ? undefined : classNamed(env, inner, classNameAt(pool, file.superClass)).erasedType
    symbol.interfaces = file.interfaces.map((i) => classNamed(env, inner, classNameAt(pool, i)).erasedType)
    return
  }
  const reader = new SignatureReader(env, inner, utf8At(pool, signature.signatureIndex), outerVariables)
  const typeParams = reader.typeParams(symbol)
  symbol.typeParams = typeParams
  const outerType = outer !== undefined && isGenericType(outer.thisType) ? outer.thisType : undefined
  symbol.thisType = classTypeOf(symbol, typeParams, outerType)
  symbol.superclass = file.superClass === 0 ? undefined : reader.classType()
  const interfaces: ClassType[] = []
  while (!reader.atEnd()) interfaces.push(reader.classType())
  symbol.interfaces = interfaces
}

function annotationInfoOf(file: ClassFile): AnnotationInfo {
  const pool = file.constantPool
  let { retention, targets, container } = DEFAULT_INFO
  for (const a of findAnnotations(file.attributes)) {
    const value = a.elements[0]?.value
    switch (utf8At(pool, a.typeIndex)) {
      case 'Ljava/lang/annotation/Retention;': {
        const name = value?.tag === 'e' ? utf8At(pool, value.constNameIndex) : ''
        if (name === 'SOURCE' || name === 'RUNTIME') retention = name
        break
      }
      case 'Ljava/lang/annotation/Target;': {
        const values = value?.tag === '[' ? value.values : []
        targets = new Set(values.map((v) => (v.tag === 'e' ? utf8At(pool, v.constNameIndex) : '')))
        break
      }
      case 'Ljava/lang/annotation/Repeatable;':
        if (value?.tag === 'c') container = utf8At(pool, value.classInfoIndex).slice(1, -1)
        break
      default:
        break
    }
  }
  return { retention, targets, container }
}

/** `@Deprecated`, and whether it says that the declaration will go. */
function deprecation(pool: ClassFile['constantPool'], attributes: ClassFile['attributes']): number {
  for (const annotation of findAnnotations(attributes)) {
    if (utf8At(pool, annotation.typeIndex) !== 'Ljava/lang/Deprecated;') continue
    for (const { nameIndex, value } of annotation.elements) {
      if (utf8At(pool, nameIndex) !== 'forRemoval' || value.tag !== 'Z') continue
      const constant = pool.entries[value.constIndex]
      if (constant?.tag === 3 && constant.value === 1) return Flags.DEPRECATED | Flags.REMOVAL
    }
  }
  return Flags.DEPRECATED
}

function findAnnotations(attributes: ClassFile['attributes']): readonly Annotation[] {
  for (const a of attributes) if (a.name === 'RuntimeVisibleAnnotations') return a.annotations
  return []
}

function isGenericType(t: ClassType | undefined): boolean {
  return t !== undefined && (t.typeArgs.length > 0 || t.outer !== undefined)
}

function variableOf(symbol: ClassSymbol, name: string): TypeVariable | undefined {
  const found = symbol.typeParams.find((p) => p.name === name)
  if (found !== undefined) return found
  return hasOuterThis(symbol) && symbol.owner.kind === 'class' ? variableOf(symbol.owner, name) : undefined
}

// ---------------------------------------------------------------------------------------------------- members

function readMembers(env: Environment, symbol: ClassSymbol, opened: OpenFile): void {
  const { file, inner } = opened
  const variables: TypeVariables = (name) => variableOf(symbol, name)
  for (const info of file.fields) readField(env, symbol, opened, info, variables)
  const record = findAttribute(file.attributes, 'Record')
  if (record !== undefined) {
    symbol.components = record.components.map((c) => {
      const name = utf8At(file.constantPool, c.nameIndex)
      return symbol.fields.get(name) ?? new VarSymbol(name, 'field', symbol, Flags.PRIVATE | Flags.FINAL, ERROR)
    })
  }
  const bridges: MethodSymbol[] = []
  for (const info of file.methods) {
    const synthetic = (info.accessFlags & Flags.SYNTHETIC) !== 0
    if (synthetic && (info.accessFlags & Flags.BRIDGE) === 0) continue
    const name = utf8At(file.constantPool, info.nameIndex)
    if (name === '<clinit>') continue
    const method = readMethod(env, symbol, file, inner, info, name, variables)
    if (synthetic) {
      bridges.push(method)
      continue
    }
    const group = symbol.methods.get(name)
    if (group === undefined) symbol.methods.set(name, [method])
    else group.push(method)
  }
  if (bridges.length > 0) env.bridgesInClassFiles.set(symbol, bridges)
}

function readField(
  env: Environment,
  symbol: ClassSymbol,
  { file, inner }: OpenFile,
  info: MemberInfo,
  variables: TypeVariables,
): void {
  if ((info.accessFlags & Flags.SYNTHETIC) !== 0) return
  const pool = file.constantPool
  const name = utf8At(pool, info.nameIndex)
  const signature = findAttribute(info.attributes, 'Signature')
  const text = utf8At(pool, signature === undefined ? info.descriptorIndex : signature.signatureIndex)
  const type = new SignatureReader(env, inner, text, variables).type()
  let flags = info.accessFlags
  if (findAttribute(info.attributes, 'Deprecated') !== undefined) flags |= deprecation(pool, info.attributes)
  const kind = (flags & Flags.ENUM) !== 0 ? 'enumConstant' : 'field'
  const field = new VarSymbol(name, kind, symbol, flags, type)
  const constant = findAttribute(info.attributes, 'ConstantValue')
  if (constant !== undefined && (flags & Flags.FINAL) !== 0) {
    field.constant = constantAt(file, constant.valueIndex, type)
  }
  symbol.fields.set(name, field)
}

function constantAt(file: ClassFile, index: number, type: Type): ConstantValue | undefined {
  const entry = file.constantPool.entries[index]
  switch (entry?.tag) {
    case 3:
      return type === BOOLEAN ? entry.value !== 0 : entry.value
    case 4:
      return floatOfBits(entry.bits)
    case 5:
      return bigintOfLong(entry.hi, entry.lo)
    case 6:
      return doubleOfBits(entry.hi, entry.lo)
    case 8:
      return utf8At(file.constantPool, entry.stringIndex)
    default:
      return undefined
  }
}

function readMethod(
  env: Environment,
  symbol: ClassSymbol,
  file: ClassFile,
  inner: ReadonlyMap<string, InnerName>,
  info: MemberInfo,
  name: string,
  classVariables: TypeVariables,
): MethodSymbol {
  const pool = file.constantPool
  const attributes = info.attributes
  let flags = info.accessFlags
  if (findAttribute(attributes, 'Deprecated') !== undefined) flags |= deprecation(pool, attributes)
  const isInterface = (file.accessFlags & Flags.INTERFACE) !== 0
  if (isInterface && (flags & (Flags.ABSTRACT | Flags.STATIC | Flags.PRIVATE)) === 0) flags |= Flags.DEFAULT
  const placeholder: MethodType = { typeParams: [], params: [], result: VOID, throws: [] }
  const method = new MethodSymbol(name, symbol, flags, placeholder)
  const signature = findAttribute(attributes, 'Signature')
  const exceptions = findAttribute(attributes, 'Exceptions')
  const descriptor = utf8At(pool, info.descriptorIndex)
  let type: MethodType | undefined
  if (signature !== undefined) {
    let typeParams: readonly TypeVariable[] = []
    const variables: TypeVariables = (n) => typeParams.find((p) => p.name === n) ?? classVariables(n)
    const reader = new SignatureReader(env, inner, utf8At(pool, signature.signatureIndex), variables)
    typeParams = reader.typeParams(method, (made) => {
      typeParams = made
    })
    const { params, result } = reader.methodTail()
    const throws: Type[] = []
    while (reader.eat('^')) throws.push(reader.type())
    type = { typeParams, params, result, throws }
  } else {
    const { params, result } = new SignatureReader(env, inner, descriptor, classVariables).methodTail()
    // The enclosing instance of an inner class's constructor is in the descriptor, but no parameter of the language.
    if (name === '<init>' && hasOuterThis(symbol) && params.length > 0) params.shift()
    type = { typeParams: [], params, result, throws: [] }
  }
  if (type.throws.length === 0 && exceptions !== undefined) {
    const throws = exceptions.exceptions.map((i) => classNamed(env, inner, classNameAt(pool, i)).erasedType)
    type = { ...type, throws }
  }
  method.type = type
  const parameterNames = findAttribute(attributes, 'MethodParameters')?.parameters
  const hidden = parameterNames === undefined ? 0 : parameterNames.length - type.params.length
  method.params = type.params.map((t, i) => {
    const nameIndex = parameterNames?.[i + hidden]?.nameIndex ?? 0
    return new VarSymbol(nameIndex === 0 ? `arg${i}` : utf8At(pool, nameIndex), 'param', method, 0, t)
  })
  method.hasDefault = findAttribute(attributes, 'AnnotationDefault') !== undefined
  for (const annotation of findAnnotations(attributes)) {
    const known = KNOWN_ANNOTATIONS.get(utf8At(pool, annotation.typeIndex))
    if (known !== undefined) method.knownAnnotations.add(known)
  }
  return method
}

// ---------------------------------------------------------------------------------------------------- signatures

/** Builds types straight from a signature or a descriptor, which is a signature too (JVMS 4.7.9.1, 4.3). */
class SignatureReader {
  readonly #env: Environment
  readonly #inner: ReadonlyMap<string, InnerName>
  readonly #text: string
  readonly #outerVariables: TypeVariables
  #own: readonly TypeVariable[] = []
  #at = 0

  constructor(env: Environment, inner: ReadonlyMap<string, InnerName>, text: string, variables: TypeVariables) {
    this.#env = env
    this.#inner = inner
    this.#text = text
    this.#outerVariables = variables
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  eat(c: string): boolean {
    if (this.#text[this.#at] !== c) return false
    this.#at++
    return true
  }

  /** `<T:Lbound;...>` when there is one. Bounds may mention any of the parameters: those are made first. */
  typeParams(owner: ClassSymbol | MethodSymbol, announce?: (made: readonly TypeVariable[]) => void): TypeVariable[] {
    if (!this.eat('<')) return []
    const start = this.#at
    const made: TypeVariable[] = []
    while (!this.eat('>') && !this.atEnd()) {
      made.push(newTypeVariable(this.#identifier(':'), owner, this.#env.types.object))
      while (this.eat(':')) if (this.#text[this.#at] !== ':' && !this.#atNextParam()) this.#skipType()
    }
    const end = this.#at
    this.#own = made
    announce?.(made)
    this.#at = start
    for (const variable of made) {
      this.#identifier(':')
      const bounds: Type[] = []
      while (this.eat(':')) if (this.#text[this.#at] !== ':' && !this.#atNextParam()) bounds.push(this.type())
      if (bounds.length > 0) variable.upper = intersectionOf(bounds)
    }
    this.#at = end
    return made
  }

  /** After a colon: nothing follows that is a type (only malformed text has that). */
  #atNextParam(): boolean {
    const c = this.#text[this.#at]
    return c !== 'L' && c !== 'T' && c !== '['
  }

  #identifier(end: string): string {
    const from = this.#at
    let at = this.#text.indexOf(end, from)
    if (at < 0) at = this.#text.length
    this.#at = at
    return this.#text.slice(from, at)
  }

  #skipType(): void {
    while (this.eat('['));
    const c = this.#text[this.#at++]
    if (c === 'T') this.#at = this.#text.indexOf(';', this.#at) + 1
    else if (c === 'L') {
      let depth = 0
      for (; !this.atEnd(); this.#at++) {
        const d = this.#text[this.#at]
        if (d === '<') depth++
        else if (d === '>') depth--
        else if (d === ';' && depth === 0) break
      }
      this.#at++
    }
  }

  methodTail(): { params: Type[]; result: Type } {
    const params: Type[] = []
    this.eat('(')
    while (!this.eat(')') && !this.atEnd()) params.push(this.type())
    return { params, result: this.type() }
  }

  type(): Type {
    switch (this.#text[this.#at++]) {
      case 'I':
        return INT
      case 'Z':
        return BOOLEAN
      case 'B':
        return BYTE
      case 'C':
        return CHAR
      case 'S':
        return SHORT
      case 'J':
        return LONG
      case 'F':
        return FLOAT
      case 'D':
        return DOUBLE
      case 'V':
        return VOID
      case '[':
        return { kind: 'array', element: this.type() }
      case 'T': {
        const name = this.#identifier(';')
        this.#at++
        return this.#own.find((v) => v.name === name) ?? this.#outerVariables(name) ?? ERROR
      }
      case 'L':
        this.#at--
        return this.classType()
      default:
        this.#at = this.#text.length
        return ERROR
    }
  }

  classType(): ClassType {
    this.#at++
    const start = this.#at
    let c = ''
    while (!this.atEnd()) {
      c = this.#text[this.#at]!
      if (c === ';' || c === '<' || c === '.') break
      this.#at++
    }
    let binaryName = this.#text.slice(start, this.#at)
    let type = classTypeOf(classNamed(this.#env, this.#inner, binaryName), this.#typeArgs())
    while (this.eat('.')) {
      const from = this.#at
      while (!this.atEnd() && !';<.'.includes(this.#text[this.#at]!)) this.#at++
      binaryName = `${binaryName}$${this.#text.slice(from, this.#at)}`
      const outer = type.typeArgs.length > 0 || type.outer !== undefined ? type : undefined
      type = classTypeOf(classNamed(this.#env, this.#inner, binaryName), this.#typeArgs(), outer)
    }
    this.eat(';')
    return type
  }

  #typeArgs(): readonly Type[] {
    if (!this.eat('<')) return []
    const args: Type[] = []
    while (!this.eat('>') && !this.atEnd()) {
      if (this.eat('*')) args.push(UNBOUND)
      else if (this.eat('+')) args.push({ kind: 'wildcard', boundKind: 'extends', bound: this.type() })
      else if (this.eat('-')) args.push({ kind: 'wildcard', boundKind: 'super', bound: this.type() })
      else args.push(this.type())
    }
    return args
  }
}
