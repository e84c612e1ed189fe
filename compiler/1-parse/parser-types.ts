/** Grammar of names, types, annotations and modifiers (JLS 4, 6.5, 8.3.1, 9.7), and the scans that recognise types. */
import type {
  Annotation,
  AnnotationArg,
  AnnotationArray,
  AnnotationValue,
  ArrayTypeNode,
  ClassTypeNode,
  Expr,
  Ident,
  Modifier,
  ModifierName,
  Modifiers,
  PrimitiveTypeNode,
  TypeNode,
  TypeParam,
  VarTypeNode,
} from './ast.ts'
import { identOf, NO_MODIFIERS, ParserBase, type Rule } from './parser-base.ts'
import { T, type Token, tokenSet } from './tokens.ts'

export const PRIMITIVE = tokenSet(T.Boolean, T.Byte, T.Short, T.Char, T.Int, T.Long, T.Float, T.Double)

const MODIFIER = tokenSet(
  T.Public,
  T.Protected,
  T.Private,
  T.Static,
  T.Abstract,
  T.Final,
  T.Native,
  T.Synchronized,
  T.Transient,
  T.Volatile,
  T.Strictfp,
  T.Default,
)

/** What may stand inside of type arguments, for a quick scan (JLS 4.5.1). */
const INSIDE_TYPE_ARGUMENTS = tokenSet(T.Identifier, T.Dot, T.Comma, T.Question, T.Extends, T.Super, T.And)

const AFTER_SEALED = tokenSet(
  ...[T.Class, T.Interface, T.Abstract, T.Public, T.Protected, T.Private, T.Static, T.Final, T.Strictfp, T.At, T.Enum],
)

const NO_ANNOTATIONS: readonly Annotation[] = []

/** JLS 3.9: names that no class can have. */
const RESTRICTED_TYPE_NAMES = new Set(['var', 'yield', 'record', 'sealed', 'permits'])

export abstract class TypeParser extends ParserBase {
  abstract readonly expression: Rule<Expr>
  protected abstract parseConditional(): Expr

  // ------------------------------------------------------------------------------------------------ names

  /** QualifiedName: Identifier {`.` Identifier} */
  protected qualifiedName(context: string): Ident[] {
    const names = [this.identifier(context)]
    while (this.at(T.Dot) && this.peek(2).tokenTypeIdx !== T.Star.tokenTypeIdx) {
      this.skip()
      names.push(this.identifier("after '.'"))
    }
    return names
  }

  /** The name of a declared type, which no restricted word can be (JLS 3.9). */
  protected typeName(context: string): Ident {
    const name = this.identifier(context)
    if (RESTRICTED_TYPE_NAMES.has(name.name)) this.reportSemantic('HL0030', name.start, name.end, name.name)
    return name
  }

  // ------------------------------------------------------------------------------------------------ types

  /** Type: {Annotation} (PrimitiveType | ClassType) Dims */
  readonly type = this.RULE('type', (): TypeNode => {
    if (this.RECORDING_PHASE) {
      this.OR([
        { ALT: () => this.CONSUME(T.Identifier) },
        { ALT: () => this.CONSUME(T.Int) },
        { ALT: () => this.SUBRULE(this.annotation) },
      ])
    }
    return this.parseType()
  })

  /** A type with dimensions; `void` is the caller's business. */
  protected parseType(): TypeNode {
    const annotations = this.annotations()
    return this.parseDims(this.parseElementType(annotations))
  }

  /** A type without dimensions. */
  protected parseElementType(annotations: readonly Annotation[]): TypeNode {
    if (this.in(PRIMITIVE)) return this.primitive(annotations)
    return this.parseClassType(annotations, true)
  }

  protected primitive(annotations: readonly Annotation[]): PrimitiveTypeNode {
    const token = this.skip()
    const start = annotations[0]?.start ?? token.startOffset
    return {
      kind: 'PrimitiveType',
      name: token.image as PrimitiveTypeNode['name'],
      annotations,
      start,
      end: token.end,
      pos: token.startOffset,
    }
  }

  /** ClassType: {Annotation} Identifier [TypeArguments] {`.` {Annotation} Identifier [TypeArguments]} */
  protected parseClassType(annotations: readonly Annotation[], withArguments: boolean): ClassTypeNode {
    const first = this.identifier('for a type')
    let node = this.classTypeSegment(undefined, first, annotations, first.start, withArguments)
    while (this.at(T.Dot)) {
      if (!this.atNth(2, T.Identifier) && !this.atNth(2, T.At)) break
      const dot = this.skip()
      const inner = this.annotations()
      node = this.classTypeSegment(node, this.identifier("after '.'"), inner, dot.startOffset, withArguments)
    }
    return node
  }

  private classTypeSegment(
    qualifier: ClassTypeNode | undefined,
    name: Ident,
    annotations: readonly Annotation[],
    pos: number,
    withArguments: boolean,
  ): ClassTypeNode {
    const typeArgs = withArguments && this.at(T.Less) ? this.typeArguments() : undefined
    const start = qualifier?.start ?? annotations[0]?.start ?? name.start
    return { kind: 'ClassType', qualifier, name, typeArgs, annotations, start, end: this.end(), pos }
  }

  /** Dims: {{Annotation} `[` `]`} */
  protected parseDims(element: TypeNode): TypeNode {
    if (!this.at(T.LBracket) && !this.at(T.At)) return element
    // int[] @A [] b: the outermost dimension comes first, so the list is applied from the right.
    const dims: { readonly annotations: readonly Annotation[]; readonly pos: number; readonly end: number }[] = []
    while (this.atDims()) {
      const annotations = this.annotations()
      const pos = this.skip().startOffset
      dims.push({ annotations, pos, end: this.skip().end })
    }
    return applyDims(element, dims)
  }

  /** `[` `]`, perhaps after annotations? */
  protected atDims(): boolean {
    if (this.at(T.LBracket)) return this.atNth(2, T.RBracket)
    if (!this.at(T.At)) return false
    const after = this.skipAnnotations(this.currIdx + 1)
    return this.isAt(after, T.LBracket) && this.isAt(after + 1, T.RBracket)
  }

  /** TypeArguments: `<` [TypeArgument {`,` TypeArgument}] `>` (the empty list is the diamond) */
  protected typeArguments(): TypeNode[] {
    this.enter()
    this.expect(T.Less)
    const args: TypeNode[] = []
    if (!this.at(T.Greater)) {
      do args.push(this.typeArgument())
      while (this.accept(T.Comma) !== undefined)
    }
    this.expect(T.Greater, 'after the type arguments')
    this.leave()
    return args
  }

  /** TypeArgument: Type | {Annotation} `?` [(`extends` | `super`) Type] */
  private typeArgument(): TypeNode {
    const annotations = this.annotations()
    if (!this.at(T.Question)) return this.parseDims(this.parseElementType(annotations))
    const question = this.skip()
    const boundKind = this.at(T.Extends) ? 'extends' : this.at(T.Super) ? 'super' : 'unbound'
    let bound: TypeNode | undefined
    if (boundKind !== 'unbound') {
      this.skip()
      bound = this.parseType()
    }
    const start = annotations[0]?.start ?? question.startOffset
    return { kind: 'WildcardType', boundKind, bound, annotations, start, end: this.end(), pos: question.startOffset }
  }

  /** TypeParameters: `<` TypeParameter {`,` TypeParameter} `>` */
  protected typeParameters(): TypeParam[] {
    if (!this.at(T.Less)) return []
    this.skip()
    const params: TypeParam[] = []
    do params.push(this.typeParameter())
    while (this.accept(T.Comma) !== undefined)
    this.expect(T.Greater, 'after the type parameters')
    return params
  }

  /** TypeParameter: {Annotation} Identifier [`extends` Type {`&` Type}] */
  private typeParameter(): TypeParam {
    const annotations = this.annotations()
    const name = this.typeName('for a type parameter')
    const bounds: TypeNode[] = []
    if (this.accept(T.Extends) !== undefined) {
      do bounds.push(this.parseType())
      while (this.accept(T.And) !== undefined)
    }
    const start = annotations[0]?.start ?? name.start
    return { kind: 'TypeParam', annotations, name, bounds, start, end: this.end(), pos: name.start }
  }

  /** Type {`,` Type} after `extends`, `implements`, `permits`, `throws`. */
  protected typeList(): TypeNode[] {
    const types = [this.parseType()]
    while (this.accept(T.Comma) !== undefined) types.push(this.parseType())
    return types
  }

  /** Is `var` at the next token the inferred type (JLS 14.4.1) and not a name? */
  protected atVar(): boolean {
    return this.atWord('var') && !this.atNth(2, T.Dot) && !this.atNth(2, T.Less)
  }

  protected varType(): VarTypeNode {
    const token = this.skip()
    return {
      kind: 'VarType',
      annotations: NO_ANNOTATIONS,
      start: token.startOffset,
      end: token.end,
      pos: token.startOffset,
    }
  }

  // ------------------------------------------------------------------------------------------------ annotations

  /** {Annotation}; `@interface` is not one. */
  protected annotations(): readonly Annotation[] {
    if (!this.at(T.At) || this.atNth(2, T.Interface)) return NO_ANNOTATIONS
    const list: Annotation[] = []
    while (this.at(T.At) && !this.atNth(2, T.Interface)) list.push(this.SUBRULE(this.annotation))
    return list
  }

  /** Annotation: `@` QualifiedName [`(` [ElementValuePair {`,` ElementValuePair} | ElementValue] `)`] */
  readonly annotation = this.RULE('annotation', (): Annotation => {
    const at = this.CONSUME(T.At) as Token
    const name = this.parseClassType(NO_ANNOTATIONS, false)
    const args: AnnotationArg[] = []
    if (this.at(T.LParen)) {
      this.skip()
      if (!this.at(T.RParen)) {
        do args.push(this.annotationArg())
        while (this.accept(T.Comma) !== undefined)
      }
      this.expectLenient(T.RParen, 'after the values of the annotation')
    }
    return { kind: 'Annotation', name, args, start: at.startOffset, end: this.end(), pos: at.startOffset }
  })

  /** ElementValuePair: [Identifier `=`] ElementValue */
  private annotationArg(): AnnotationArg {
    const start = this.start()
    if (this.at(T.Identifier) && this.atNth(2, T.Assign)) {
      const name = this.skip()
      this.skip()
      const value = this.annotationValue()
      return { kind: 'AnnotationArg', name: name.image, implicitName: false, value, start, end: this.end(), pos: start }
    }
    const value = this.annotationValue()
    return { kind: 'AnnotationArg', name: 'value', implicitName: true, value, start, end: this.end(), pos: value.pos }
  }

  /** ElementValue: ConditionalExpression | Annotation | `{` [ElementValue {`,` ElementValue}] [`,`] `}` */
  protected annotationValue(): AnnotationValue {
    if (this.at(T.At)) return this.SUBRULE(this.annotation)
    if (!this.at(T.LBrace)) return this.parseConditional()
    this.enter()
    const start = this.skip().startOffset
    const elements: AnnotationValue[] = []
    while (!this.at(T.RBrace)) {
      elements.push(this.annotationValue())
      if (this.accept(T.Comma) === undefined) break
    }
    this.expect(T.RBrace, 'after the values of the annotation')
    this.leave()
    const node: AnnotationArray = { kind: 'AnnotationArray', elements, start, end: this.end(), pos: start }
    return node
  }

  // ------------------------------------------------------------------------------------------------ modifiers

  /** Modifiers: {Annotation | `public` | ... | `sealed` | `non-sealed` | `default`} */
  protected modifiers(): Modifiers {
    const first = this.peek(1)
    if (MODIFIER[first.tokenTypeIdx] !== 1 && !this.at(T.At) && !this.at(T.Identifier)) return NO_MODIFIERS
    const list: Modifier[] = []
    const annotations: Annotation[] = []
    for (;;) {
      if (this.at(T.At)) {
        if (this.atNth(2, T.Interface)) break
        annotations.push(this.SUBRULE(this.annotation))
        continue
      }
      const token = this.peek(1)
      if (MODIFIER[token.tokenTypeIdx] === 1) {
        // `default` before `:` or `->` is a label of a switch; `synchronized (` is a statement.
        if (this.at(T.Default) && (this.atNth(2, T.Colon) || this.atNth(2, T.Arrow))) break
        this.skip()
        this.addModifier(list, token.image as ModifierName, token.startOffset, token.end)
      } else if (this.atSealed()) {
        this.skip()
        this.addModifier(list, 'sealed', token.startOffset, token.end)
      } else if (this.atNonSealed()) {
        this.skip()
        this.skip()
        this.addModifier(list, 'non-sealed', token.startOffset, this.skip().end)
      } else {
        break
      }
    }
    if (list.length === 0 && annotations.length === 0) return NO_MODIFIERS
    return { list, annotations, start: first.startOffset }
  }

  private addModifier(list: Modifier[], name: ModifierName, start: number, end: number): void {
    for (const modifier of list) if (modifier.name === name) this.report('HL0031', start, end, name)
    list.push({ kind: 'Modifier', name, start, end, pos: start })
  }

  protected atSealed(): boolean {
    if (!this.atWord('sealed')) return false
    const next = this.peek(2)
    if (AFTER_SEALED[next.tokenTypeIdx] === 1) return true
    return this.atWord('non', 2) && this.atNth(3, T.Minus)
  }

  protected atNonSealed(): boolean {
    return (
      this.atWord('non') && this.atNth(2, T.Minus) && this.atWord('sealed', 3) && this.adjacent(1) && this.adjacent(2)
    )
  }

  // ------------------------------------------------------------------------------------------------ scans

  protected isAt(index: number, type: { readonly tokenTypeIdx?: number }): boolean {
    return this.tokVector[index]?.tokenTypeIdx === type.tokenTypeIdx
  }

  protected typeIndexAt(index: number): number {
    return this.tokVector[index]?.tokenTypeIdx ?? 0
  }

  /** Index behind the annotations that begin at `index`. */
  protected skipAnnotations(index: number): number {
    let i = index
    while (this.isAt(i, T.At) && !this.isAt(i + 1, T.Interface)) {
      i += 2
      while (this.isAt(i, T.Dot)) i += 2
      if (this.isAt(i, T.LParen)) {
        const match = this.tokVector[i]!.match
        if (match < 0) return i
        i = match + 1
      }
    }
    return i
  }

  /** Index behind the type that begins at `index`, or -1 when none does. No tree is built, no error is reported. */
  protected skipType(index: number): number {
    let i = this.isAt(index, T.At) ? this.skipAnnotations(index) : index
    if (PRIMITIVE[this.typeIndexAt(i)] === 1) {
      i++
    } else {
      for (;;) {
        if (!this.isAt(i, T.Identifier)) return -1
        i++
        if (this.isAt(i, T.Less)) {
          i = this.skipTypeArguments(i)
          if (i < 0) return -1
        }
        if (!this.isAt(i, T.Dot)) break
        i = this.skipAnnotations(i + 1)
      }
    }
    return this.skipDims(i)
  }

  protected skipDims(index: number): number {
    let i = index
    for (;;) {
      const open = this.isAt(i, T.At) ? this.skipAnnotations(i) : i
      if (!this.isAt(open, T.LBracket) || !this.isAt(open + 1, T.RBracket)) return i
      i = open + 2
    }
  }

  /** Index behind the `>` that closes the `<` at `index`, or -1: anything else than types inside ends the scan. */
  protected skipTypeArguments(index: number): number {
    let depth = 0
    let i = index
    for (;;) {
      const type = this.typeIndexAt(i)
      if (type === T.Less.tokenTypeIdx) {
        depth++
      } else if (type === T.Greater.tokenTypeIdx) {
        depth--
        if (depth === 0) return i + 1
      } else if (type === T.LBracket.tokenTypeIdx) {
        if (!this.isAt(i + 1, T.RBracket)) return -1
        i++
      } else if (type === T.At.tokenTypeIdx) {
        i = this.skipAnnotations(i)
        continue
      } else if (INSIDE_TYPE_ARGUMENTS[type] !== 1 && PRIMITIVE[type] !== 1) {
        return -1
      }
      i++
    }
  }

  /** The class type that an already parsed name expression spells, or undefined. */
  protected typeOfName(expr: Expr): ClassTypeNode | undefined {
    const base = { annotations: NO_ANNOTATIONS, typeArgs: undefined, start: expr.start, end: expr.end, pos: expr.pos }
    if (expr.kind === 'Name') {
      const name: Ident = { kind: 'Ident', name: expr.name, start: expr.start, end: expr.end, pos: expr.start }
      return { kind: 'ClassType', qualifier: undefined, name, ...base }
    }
    if (expr.kind !== 'FieldAccess') return undefined
    const qualifier = this.typeOfName(expr.target)
    return qualifier === undefined ? undefined : { kind: 'ClassType', qualifier, name: expr.name, ...base }
  }

  protected identOf(token: Token): Ident {
    return identOf(token)
  }
}

/** Array types around `element`, the first dimension outermost. */
export function applyDims(
  element: TypeNode,
  dims: readonly { readonly annotations: readonly Annotation[]; readonly pos: number; readonly end: number }[],
): TypeNode {
  let type = element
  for (let i = dims.length - 1; i >= 0; i--) {
    const dim = dims[i]!
    // Inner array types of `int[][]` overlap in the text; all of them begin at the element and end at the last bracket.
    const end = Math.max(type.end, dims[dims.length - 1]!.end)
    const array: ArrayTypeNode = {
      kind: 'ArrayType',
      element: type,
      annotations: dim.annotations,
      start: type.start,
      end,
      pos: dim.pos,
    }
    type = array
  }
  return type
}

/** The type with annotations in front: they belong to its first name, or to the elements of an array. */
export function withAnnotations(type: TypeNode, annotations: readonly Annotation[]): TypeNode {
  if (annotations.length === 0) return type
  if (type.kind === 'ArrayType') return { ...type, element: withAnnotations(type.element, annotations) }
  if (type.kind === 'ClassType' && type.qualifier !== undefined) {
    return { ...type, qualifier: withAnnotations(type.qualifier, annotations) as ClassTypeNode }
  }
  return { ...type, annotations: [...annotations, ...type.annotations] }
}
