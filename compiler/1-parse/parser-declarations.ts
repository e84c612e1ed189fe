/** Grammar of compilation units, classes and their members (JLS 7, 8, 9). */
import type {
  Block,
  ClassDecl,
  ClassKind,
  CompilationUnit,
  EnumConstant,
  Expr,
  FieldDecl,
  Ident,
  ImportDecl,
  Member,
  MethodDecl,
  Modifiers,
  PackageDecl,
  ParamDecl,
  TypeNode,
  TypeParam,
} from './ast.ts'
import type { Reporter } from '../diagnostics.ts'
import type { SourceFile } from '../source.ts'
import type { ScanResult } from './scanner.ts'
import { MEMBER_START, NO_MODIFIERS, SyntaxFailure } from './parser-base.ts'
import { StatementParser } from './parser-statements.ts'
import { PRIMITIVE } from './parser-types.ts'
import { T, type Token, tokenSet } from './tokens.ts'

interface ClassBody {
  readonly members: Member[]
  readonly closeBrace: number
}

const NO_TYPES: readonly TypeNode[] = []

/** Behind what looks like a type, these show that a statement stands among the members. */
const AFTER_STATEMENT_NAME = tokenSet(T.LParen, T.Assign, T.PlusPlus, T.MinusMinus, T.PlusAssign, T.LBracket)

export class Parser extends StatementParser {
  constructor(skipValidations = true) {
    super(skipValidations)
    this.performSelfAnalysis()
  }

  /** Parses one file; never throws for what the file contains. */
  parseFile(file: SourceFile, scanned: ScanResult, reporter: Reporter): CompilationUnit {
    this.begin(file, scanned, reporter)
    this.className = ''
    this.classKind = 'class'
    this.openConstructorCall = undefined
    try {
      const unit = this.compilationUnit()
      this.rejectOpenConstructorCall()
      return unit
    } catch (failure) {
      // Where the caller left little stack, it may end before the limit of nesting: the same message then.
      if (failure instanceof RangeError) this.reportTooDeep()
      else if (!(failure instanceof SyntaxFailure)) throw failure
      const end = file.text.length
      return { kind: 'CompilationUnit', package: undefined, imports: [], types: [], start: 0, end, pos: 0 }
    }
  }

  // ------------------------------------------------------------------------------------------------ compilation unit

  /** CompilationUnit: [PackageDeclaration] {ImportDeclaration | `;`} {TypeDeclaration | `;`} */
  readonly compilationUnit = this.RULE('compilationUnit', (): CompilationUnit => {
    let packageDecl: PackageDecl | undefined
    const imports: ImportDecl[] = []
    const types: ClassDecl[] = []
    if (this.RECORDING_PHASE) {
      this.MANY(() => this.SUBRULE(this.importDeclaration))
      this.SUBRULE(this.classBody)
    } else {
      this.guarded(() => {
        if (this.isAt(this.skipAnnotations(this.currIdx + 1), T.Package)) packageDecl = this.packageDeclaration()
      })
      while (this.at(T.Import) || this.at(T.Semicolon)) {
        if (this.accept(T.Semicolon) !== undefined) continue
        this.guarded(() => imports.push(this.SUBRULE(this.importDeclaration)))
      }
      this.typeDeclarations(types)
    }
    const last = this.CONSUME(T.End) as Token
    return { kind: 'CompilationUnit', package: packageDecl, imports, types, start: 0, end: last.end, pos: 0 }
  })

  /** Runs `parse`; after a mistake goes on where a top-level declaration can begin. */
  private guarded(parse: () => void): void {
    const index = this.currIdx
    try {
      parse()
    } catch (failure) {
      if (!(failure instanceof SyntaxFailure) || failure.resume === 'never') throw failure
      this.restoreNesting(0)
      this.openConstructorCall = undefined
      if (failure.resume === 'statement') this.resynchronise(index, 'member')
    }
  }

  private typeDeclarations(types: ClassDecl[]): void {
    // Behind a `}` too many, members of a class stand at top level: they are read as such, without more errors.
    let afterMistake = false
    while (!this.at(T.End)) {
      if (this.accept(T.Semicolon) !== undefined) continue
      if (this.at(T.RBrace)) {
        const brace = this.skip()
        if (!afterMistake) this.reportToken(brace, 'HL0053')
        afterMistake = true
        continue
      }
      this.guarded(() => {
        const start = this.start()
        this.rejectModule()
        const modifiers = this.modifiers()
        if (this.atClassDeclaration()) {
          types.push(this.classDeclaration(modifiers, start))
        } else {
          if (!afterMistake) this.reportToken(this.peek(1), 'HL0053')
          afterMistake = true
          this.topLevelMember(modifiers)
        }
      })
    }
  }

  /** A method, field or statement outside of every class, already reported. */
  private topLevelMember(modifiers: Modifiers): void {
    if (this.at(T.End)) throw new SyntaxFailure('never')
    const isType = this.at(T.Void) || this.skipType(this.currIdx + 1) >= 0
    if (!isType) throw new SyntaxFailure('statement')
    this.silently(() => this.member(modifiers))
  }

  private rejectModule(): void {
    const isModule = this.atWord('module') && this.atNth(2, T.Identifier)
    const isOpen = this.atWord('open') && this.atWord('module', 2)
    if (isModule || isOpen) this.failAt(this.peek(1), 'HL0057')
  }

  /** PackageDeclaration: {Annotation} `package` QualifiedName `;` */
  private packageDeclaration(): PackageDecl {
    const start = this.start()
    const annotations = this.annotations()
    const pos = this.skip().startOffset
    const name = this.qualifiedName("after 'package'")
    this.semicolon('after the package name')
    return { kind: 'PackageDecl', annotations, name, start, end: this.end(), pos }
  }

  /** ImportDeclaration: `import` [`static`] QualifiedName [`.` `*`] `;` */
  private readonly importDeclaration = this.RULE('importDeclaration', (): ImportDecl => {
    const start = this.CONSUME(T.Import).startOffset
    const isStatic = this.accept(T.Static) !== undefined
    const name = this.qualifiedName("after 'import'")
    let onDemand = false
    if (this.at(T.Dot)) {
      this.skip()
      this.skip()
      onDemand = true
    } else if (name.length === 1 && (isStatic || !this.at(T.Dot)) && !this.RECORDING_PHASE) {
      this.failExpected("'.'", 'after the first name of the import')
    }
    this.semicolon('after the import')
    return { kind: 'ImportDecl', isStatic, onDemand, name, start, end: this.end(), pos: start }
  })

  // ------------------------------------------------------------------------------------------------ classes

  /** Does a class, interface, enum, record or annotation declaration begin here (modifiers already read)? */
  protected override atClassDeclaration(): boolean {
    if (this.at(T.Class) || this.at(T.Interface) || this.at(T.Enum)) return true
    if (this.at(T.At)) return this.atNth(2, T.Interface)
    // `record` begins a declaration only before a name and a header (JLS 3.9).
    return this.atWord('record') && this.atNth(2, T.Identifier) && (this.atNth(3, T.LParen) || this.atNth(3, T.Less))
  }

  /** ClassDeclaration | InterfaceDeclaration | EnumDeclaration | RecordDeclaration | AnnotationInterfaceDeclaration */
  protected override classDeclaration(modifiers: Modifiers, start: number): ClassDecl {
    this.enter()
    const noLambda = this.noLambda
    this.noLambda = false
    const isAnnotation = this.accept(T.At) !== undefined
    const keyword = this.skip()
    const classKind: ClassKind = isAnnotation ? 'annotation' : (keyword.image as ClassKind)
    const name = this.typeName(`after '${keyword.image}'`)
    const typeParams = this.typeParameters()
    const components = classKind === 'record' ? this.recordHeader() : []
    const header = this.supertypes(classKind)
    const outerName = this.className
    const outerKind = this.classKind
    this.className = name.name
    this.classKind = classKind
    let enumConstants: readonly EnumConstant[] = []
    let body: ClassBody
    try {
      if (classKind !== 'enum' && this.at(T.LBrace)) {
        body = this.SUBRULE(this.classBody)
      } else {
        this.openingBrace(name.name)
        if (classKind === 'enum') enumConstants = this.enumConstants()
        body = this.classMembers()
      }
    } finally {
      this.className = outerName
      this.classKind = outerKind
    }
    this.leave()
    this.noLambda = noLambda
    return {
      kind: 'ClassDecl',
      classKind,
      modifiers,
      name,
      typeParams,
      ...header,
      components,
      enumConstants,
      members: body.members,
      closeBrace: body.closeBrace,
      start,
      end: this.end(),
      pos: keyword.startOffset,
    }
  }

  /** The `{` of a class; a forgotten one is taken as written, and what stands before it is skipped. */
  private openingBrace(name: string): void {
    if (this.accept(T.LBrace) !== undefined) return
    this.reportExpected("'{'", `before the body of '${name}'`)
    if (this.onNewLine(this.peek(1)) && !this.at(T.End)) return
    for (let n = 1; n < 20; n++) {
      if (this.atNth(n, T.LBrace)) {
        this.currIdx += n
        return
      }
      if (this.atNth(n, T.Semicolon) || this.atNth(n, T.RBrace) || this.atNth(n, T.End)) break
    }
    throw new SyntaxFailure(this.at(T.End) ? 'never' : 'statement')
  }

  /** [`extends` Type {`,` Type}] [`implements` Type {`,` Type}] [`permits` Type {`,` Type}] */
  private supertypes(kind: ClassKind): Pick<ClassDecl, 'superclass' | 'interfaces' | 'permits'> {
    let superclass: TypeNode | undefined
    let interfaces: readonly TypeNode[] = NO_TYPES
    let permits: readonly TypeNode[] = NO_TYPES
    if (this.at(T.Extends) && kind !== 'enum' && kind !== 'annotation') {
      if (kind === 'record') this.failAt(this.peek(1), 'HL0058')
      this.skip()
      if (kind === 'interface') interfaces = this.typeList()
      else superclass = this.parseType()
    }
    if (this.at(T.Implements) && kind !== 'interface' && kind !== 'annotation') {
      this.skip()
      interfaces = this.typeList()
    }
    if (this.atWord('permits') && (kind === 'class' || kind === 'interface')) {
      this.skip()
      permits = this.typeList()
    }
    return { superclass, interfaces, permits }
  }

  /** RecordHeader: `(` [RecordComponent {`,` RecordComponent}] `)` */
  private recordHeader(): ParamDecl[] {
    this.expect(T.LParen, 'after the name of the record')
    const components: ParamDecl[] = []
    if (!this.at(T.RParen)) {
      do components.push(this.formalParameter(true))
      while (this.accept(T.Comma) !== undefined)
    }
    this.expectLenient(T.RParen, 'after the components of the record')
    return components
  }

  /** EnumBody: `{` [EnumConstant {`,` EnumConstant}] [`,`] [`;` {Member}] `}`, here up to the `;` */
  private enumConstants(): EnumConstant[] {
    const constants: EnumConstant[] = []
    this.accept(T.Comma)
    while (this.at(T.Identifier) || this.at(T.At)) {
      const level = this.nestingLevel()
      try {
        constants.push(this.enumConstant())
        if (this.accept(T.Comma) !== undefined) continue
        if (this.at(T.Semicolon) || this.at(T.RBrace)) break
        this.failExpected("',', '}' or ';'", 'after the constants of the enum')
      } catch (failure) {
        if (!(failure instanceof SyntaxFailure) || failure.resume === 'never') throw failure
        this.restoreNesting(level)
        while (!this.at(T.Comma) && !this.at(T.Semicolon) && !this.at(T.RBrace) && !this.at(T.End)) this.skip()
        if (this.accept(T.Comma) === undefined) break
      }
    }
    if (this.accept(T.Semicolon) === undefined && !this.at(T.RBrace)) {
      this.failExpected("',', '}' or ';'", 'after the constants of the enum')
    }
    return constants
  }

  /** EnumConstant: {Annotation} Identifier [Arguments] [ClassBody] */
  private enumConstant(): EnumConstant {
    const start = this.start()
    const annotations = this.annotations()
    const name = this.identifier('for an enum constant')
    const args = this.at(T.LParen) ? this.parseArguments() : []
    let body: ClassDecl | undefined
    if (this.at(T.LBrace)) body = this.anonymousBody(name.pos)
    return { kind: 'EnumConstant', annotations, name, args, body, start, end: this.end(), pos: name.pos }
  }

  /** ClassBody: `{` {Member | `;`} `}` */
  override readonly classBody = this.RULE('classBody', (): ClassBody => {
    this.CONSUME(T.LBrace)
    return this.classMembers()
  })

  private classMembers(): ClassBody {
    const members: Member[] = []
    if (this.RECORDING_PHASE) {
      this.MANY(() => this.OR([{ ALT: () => this.SUBRULE(this.block) }, { ALT: () => this.SUBRULE(this.type) }]))
    }
    while (!this.at(T.RBrace) && !this.at(T.End)) {
      if (this.accept(T.Semicolon) !== undefined) continue
      const index = this.currIdx
      const level = this.nestingLevel()
      const { className, classKind } = this
      try {
        this.member(undefined, members)
      } catch (failure) {
        if (!(failure instanceof SyntaxFailure) || failure.resume === 'never') throw failure
        this.restoreNesting(level)
        this.openConstructorCall = undefined
        this.className = className
        this.classKind = classKind
        if (failure.resume === 'statement' || this.currIdx === index) this.resynchronise(index, 'member')
      }
    }
    const closeBrace = this.expect(T.RBrace, 'at the end of the class').startOffset
    return { members, closeBrace }
  }

  // ------------------------------------------------------------------------------------------------ members

  /** Member: Initializer | {Modifier} (ClassDeclaration | Constructor | Method | FieldDeclarators `;`) */
  private member(readModifiers?: Modifiers, members: Member[] = []): void {
    const start = readModifiers !== undefined && readModifiers.start >= 0 ? readModifiers.start : this.start()
    if (this.at(T.LBrace) || (this.at(T.Static) && this.atNth(2, T.LBrace))) {
      members.push(this.initializer())
      return
    }
    const modifiers = readModifiers ?? this.modifiers()
    if (this.atClassDeclaration()) {
      members.push(this.classDeclaration(modifiers, start))
      return
    }
    const typeParams = this.typeParameters()
    const declared = this.constructorDeclaration(modifiers, typeParams, start)
    if (declared !== undefined) {
      members.push(declared)
      return
    }
    const type = this.resultType()
    if (this.in(AFTER_STATEMENT_NAME)) this.failGap('HL0062')
    const name = this.identifier('for a field or method')
    if (this.at(T.LParen)) {
      members.push(this.methodRest('method', modifiers, typeParams, type, name, start))
      return
    }
    const isVoid = type.kind === 'PrimitiveType' && type.name === 'void'
    if (isVoid || typeParams.length > 0) this.failExpected("'('", 'after the name of the method')
    this.fields(members, modifiers, type, name, start)
  }

  /** Initializer: [`static`] Block (JLS 8.6, 8.7) */
  private initializer(): Member {
    const start = this.start()
    const isStatic = this.accept(T.Static) !== undefined
    const brace = this.peek(1)
    if (this.classKind === 'interface' || this.classKind === 'annotation') {
      this.reportSemantic('HL0054', brace.startOffset, brace.end)
    } else if (this.classKind === 'record' && !isStatic) {
      this.reportSemantic('HL0055', brace.startOffset, brace.end)
    }
    const body = this.parseBlock()
    return { kind: 'InitializerDecl', isStatic, body, start, end: this.end(), pos: body.start }
  }

  /** Identifier (FormalParameters ... | Block) when a constructor or a method without result type stands here. */
  private constructorDeclaration(
    modifiers: Modifiers,
    typeParams: readonly TypeParam[],
    start: number,
  ): MethodDecl | undefined {
    if (!this.at(T.Identifier)) return undefined
    const isInterface = this.classKind === 'interface' || this.classKind === 'annotation'
    if (this.atNth(2, T.LParen) && !isInterface) {
      const name = this.identifier('for the constructor')
      if (name.name !== this.className) this.reportSemantic('HL0050', name.start, name.end, name.name)
      return this.methodRest('constructor', modifiers, typeParams, undefined, name, start)
    }
    if (this.classKind === 'record' && this.atNth(2, T.LBrace) && this.peek(1).image === this.className) {
      const name = this.identifier('for the constructor')
      const body = this.parseBlock()
      return {
        kind: 'MethodDecl',
        methodKind: 'compact',
        modifiers,
        typeParams,
        returnType: undefined,
        name,
        receiver: undefined,
        params: [],
        throws: [],
        body,
        defaultValue: undefined,
        start,
        end: this.end(),
        pos: name.pos,
      }
    }
    return undefined
  }

  /** `void` | Type */
  private resultType(): TypeNode {
    const token = this.peek(1)
    if (token.tokenTypeIdx === T.Void.tokenTypeIdx) return this.primitive([])
    const isType =
      token.tokenTypeIdx === T.Identifier.tokenTypeIdx || PRIMITIVE[token.tokenTypeIdx] === 1 || this.at(T.At)
    if (!isType) return this.failAt(token, 'HL0051', token.image)
    if (this.atVar()) this.reportSemantic('HL0059', token.startOffset, token.end)
    return this.parseType()
  }

  /** FormalParameters Dims [`throws` Type {`,` Type}] (Block | [`default` ElementValue] `;`) */
  private methodRest(
    methodKind: 'method' | 'constructor',
    modifiers: Modifiers,
    typeParams: readonly TypeParam[],
    type: TypeNode | undefined,
    name: Ident,
    start: number,
  ): MethodDecl {
    const { receiver, params } = this.formalParameters()
    const returnType = type === undefined ? undefined : this.parseDims(type)
    const throws = this.accept(T.Throws) === undefined ? NO_TYPES : this.typeList()
    let body: Block | undefined
    let defaultValue: MethodDecl['defaultValue']
    if (this.at(T.LBrace)) {
      body = this.parseBlock()
    } else {
      if (this.accept(T.Default) !== undefined) defaultValue = this.annotationValue()
      if (!this.at(T.Semicolon)) {
        this.reportExpected("'{' or ';'", 'after the header of the method')
        throw new SyntaxFailure(MEMBER_START[this.peek(1).tokenTypeIdx] === 1 ? 'member' : 'statement')
      }
      this.skip()
    }
    const isElement = this.classKind === 'annotation' && methodKind === 'method'
    return {
      kind: 'MethodDecl',
      methodKind: isElement ? 'annotationElement' : methodKind,
      modifiers,
      typeParams,
      returnType,
      name,
      receiver,
      params,
      throws,
      body,
      defaultValue,
      start,
      end: this.end(),
      pos: name.pos,
    }
  }

  /** FormalParameters: `(` [ReceiverParameter | FormalParameter {`,` FormalParameter}] `)` */
  private formalParameters(): { readonly receiver: ParamDecl | undefined; readonly params: readonly ParamDecl[] } {
    this.expect(T.LParen)
    let receiver: ParamDecl | undefined
    const params: ParamDecl[] = []
    if (!this.at(T.RParen)) {
      do {
        const isReceiver = params.length === 0 && receiver === undefined && this.atReceiver()
        if (isReceiver) receiver = this.receiverParameter()
        else params.push(this.formalParameter())
        const last = params[params.length - 1]
        if (last?.type?.kind === 'VarType') this.reportSemantic('HL0059', last.type.start, last.type.end)
        if (last?.varargs && this.at(T.Comma)) this.report('HL0060', last.start, last.end)
      } while (this.accept(T.Comma) !== undefined)
    }
    if (!this.at(T.RParen)) this.failExpected("',' or ')'", 'in the parameter list')
    this.skip()
    return { receiver, params }
  }

  private atReceiver(): boolean {
    const end = this.skipType(this.currIdx + 1)
    if (end < 0) return false
    return this.isAt(end, T.This) || (this.isAt(end, T.Identifier) && this.isAt(end + 1, T.Dot))
  }

  /** ReceiverParameter: {Annotation} Type {Identifier `.`} `this` */
  private receiverParameter(): ParamDecl {
    const start = this.start()
    const modifiers = this.at(T.Final) ? this.modifiers() : NO_MODIFIERS
    const type = this.parseType()
    const nameStart = this.start()
    while (this.accept(T.Identifier) !== undefined) this.expect(T.Dot, "before 'this'")
    this.expect(T.This, 'of the receiver parameter')
    const end = this.end()
    const name: Ident = { kind: 'Ident', name: 'this', start: nameStart, end, pos: nameStart }
    return { kind: 'ParamDecl', modifiers, type, varargs: false, name, start, end, pos: nameStart }
  }

  /** VariableDeclarator {`,` VariableDeclarator} `;`, the first name already read */
  private fields(members: Member[], modifiers: Modifiers, type: TypeNode, first: Ident, start: number): void {
    const isInterface = this.classKind === 'interface' || this.classKind === 'annotation'
    const isStatic = modifiers.list.some((modifier) => modifier.name === 'static')
    let name = first
    for (;;) {
      const fieldType = this.parseDims(type)
      let init: Expr | undefined
      if (this.accept(T.Assign) !== undefined) init = this.variableInitializer()
      else if (isInterface) this.failExpected("'='", 'and a value after the name of an interface field')
      if (this.classKind === 'record' && !isStatic) this.reportSemantic('HL0056', name.start, name.end, name.name)
      const node: FieldDecl = {
        kind: 'FieldDecl',
        modifiers,
        type: fieldType,
        name,
        init,
        start,
        end: this.end(),
        pos: name.pos,
      }
      members.push(node)
      if (this.accept(T.Comma) === undefined) break
      name = this.identifier('for a field')
    }
    this.semicolon('after the field')
  }
}
