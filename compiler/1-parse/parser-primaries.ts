/** Grammar of primaries (JLS 15.8-15.13): literals, names, calls, creation, array access, method references. */
import type {
  Annotation,
  ArrayInit,
  Call,
  ClassDecl,
  ClassKind,
  ClassTypeNode,
  Expr,
  Ident,
  Literal,
  Member,
  New,
  NewArray,
  SwitchCase,
  TypeNode,
} from './ast.ts'
import { needsMinus } from './numbers.ts'
import { identOf, NO_MODIFIERS, type Rule, SyntaxFailure } from './parser-base.ts'
import { ExpressionParser } from './parser-expressions.ts'
import { PRIMITIVE } from './parser-types.ts'
import { TABLE_SIZE, T, type Token, type TokenValue } from './tokens.ts'
import type { TokenType } from 'chevrotain'

/** What a primary begins with, as small numbers for one `switch`. */
const PRIMARY = new Uint8Array(TABLE_SIZE)
const primaries: readonly (readonly [number, readonly TokenType[]])[] = [
  [1, [T.IntLiteral, T.LongLiteral, T.FloatLiteral, T.DoubleLiteral, T.CharLiteral, T.StringLiteral]],
  [1, [T.True, T.False, T.Null]],
  [2, [T.Identifier]],
  [3, [T.Boolean, T.Byte, T.Short, T.Char, T.Int, T.Long, T.Float, T.Double, T.Void]],
  [4, [T.LParen]],
  [5, [T.This]],
  [6, [T.Super]],
  [7, [T.New]],
  [8, [T.Switch]],
  [9, [T.At]],
  [10, [T.Less]],
]
for (const [code, types] of primaries) for (const type of types) PRIMARY[type.tokenTypeIdx!] = code

const NO_TYPES: readonly TypeNode[] = []

export abstract class PrimaryParser extends ExpressionParser {
  abstract readonly classBody: Rule<{ readonly members: Member[]; readonly closeBrace: number }>
  protected abstract switchCases(): { readonly cases: SwitchCase[]; readonly closeBrace: number }

  /** The class whose body is being read: constructors have its name; some members are not for every kind. */
  protected className = ''
  protected classKind: ClassKind = 'class'

  /** A call of `this(...)` or `super(...)` that no statement has claimed yet (JLS 8.8.7.1). */
  protected openConstructorCall: Call | undefined = undefined

  /** Postfix: Primary {Suffix} {`++` | `--`} */
  protected override parsePostfix(): Expr {
    const startIndex = this.currIdx
    // Parentheses take the fewest calls: they nest deepest.
    let expr = this.at(T.LParen) && !this.isLambda() ? this.parentheses() : this.parsePrimary()
    // These are no primaries: nothing can be selected from them without parentheses (JLS 15.27, 15.28).
    if (expr.kind === 'SwitchExpr' || expr.kind === 'Lambda') return expr
    for (;;) {
      const token = this.peek(1)
      const type = token.tokenTypeIdx
      if (type === T.Dot.tokenTypeIdx) {
        expr = this.selection(expr)
      } else if (type === T.LParen.tokenTypeIdx && expr.kind === 'Name' && expr.end === this.end()) {
        const name: Ident = { kind: 'Ident', name: expr.name, start: expr.start, end: expr.end, pos: expr.start }
        // JLS 3.9: an unqualified method name is no restricted word.
        if (name.name === 'yield') this.reportSemantic('HL0063', name.start, name.end)
        expr = this.call(undefined, NO_TYPES, name, expr.start)
      } else if (type === T.LBracket.tokenTypeIdx) {
        expr = this.atNth(2, T.RBracket) ? this.typeExpression(startIndex, expr) : this.arrayAccess(expr)
      } else if (type === T.ColonColon.tokenTypeIdx) {
        expr = this.methodReference(expr)
      } else if (type === T.Less.tokenTypeIdx && this.isGenericReference(startIndex, expr)) {
        expr = this.typeExpression(startIndex, expr)
      } else if (type === T.PlusPlus.tokenTypeIdx || type === T.MinusMinus.tokenTypeIdx) {
        this.skip()
        const op = type === T.PlusPlus.tokenTypeIdx ? 'post++' : 'post--'
        expr = { kind: 'Unary', op, operand: expr, start: expr.start, end: token.end, pos: token.startOffset }
      } else {
        return expr
      }
    }
  }

  private parsePrimary(): Expr {
    const token = this.peek(1)
    switch (PRIMARY[token.tokenTypeIdx]) {
      case 1:
        return this.literal(token)
      case 2:
        if (this.atNth(2, T.Arrow) && !this.noLambda) return this.parseLambda()
        this.skip()
        if (token.image === '_') this.reportToken(token, 'HL0026')
        return { kind: 'Name', name: token.image, start: token.startOffset, end: token.end, pos: token.startOffset }
      case 3:
        return this.primitiveTypeExpression()
      case 4:
        return this.parseLambda()
      case 5:
        this.skip()
        if (this.at(T.LParen)) return this.call(undefined, NO_TYPES, identOf(token), token.startOffset)
        return { kind: 'This', qualifier: undefined, start: token.startOffset, end: token.end, pos: token.startOffset }
      case 6:
        this.skip()
        return this.afterSuper(undefined, token, token.startOffset, NO_TYPES)
      case 7:
        return this.creation(undefined, token.startOffset)
      case 8:
        return this.parseSwitchExpression()
      case 9:
        return this.annotatedTypeExpression()
      case 10:
        return this.genericConstructorCall()
      default:
        if (token.image === 'goto' || token.image === 'const') return this.failAt(token, 'HL0029', token.image)
        return this.failAt(token, 'HL0022')
    }
  }

  // ------------------------------------------------------------------------------------------------ simple primaries

  private literal(token: Token): Literal {
    this.skip()
    const { image, startOffset: start, end } = token
    const node = (literal: Literal['literal'], value: TokenValue | boolean): Literal => ({
      kind: 'Literal',
      literal,
      value,
      text: image,
      start,
      end,
      pos: start,
    })
    switch (token.tokenType) {
      case T.IntLiteral:
      case T.LongLiteral: {
        const isInt = token.tokenType === T.IntLiteral
        if (this.minusIndex !== this.currIdx - 1 && image.length >= 10 && needsMinus(image)) {
          this.reportSemantic('HL0011', start, end, isInt ? image : image.slice(0, -1))
        }
        return isInt ? node('int', token.value ?? 0) : node('long', token.value ?? 0n)
      }
      case T.FloatLiteral:
        return node('float', token.value ?? 0)
      case T.DoubleLiteral:
        return node('double', token.value ?? 0)
      case T.CharLiteral:
        return node('char', token.value ?? 0)
      case T.StringLiteral:
        return node('string', token.value ?? '')
      case T.Null:
        return node('null', undefined)
      default:
        return node('boolean', token.tokenType === T.True)
    }
  }

  /** `(` Expression `)` */
  private parentheses(): Expr {
    const start = this.skip().startOffset
    const noLambda = this.noLambda
    this.noLambda = false
    const expr = this.parseExpression()
    this.noLambda = noLambda
    this.expectLenient(T.RParen, 'to close the parentheses')
    return { kind: 'Parens', expr, start, end: this.end(), pos: start }
  }

  /** PrimitiveType Dims (`.` `class` | `::` `new`) | `void` `.` `class` */
  private primitiveTypeExpression(): Expr {
    const type = this.parseDims(this.primitive([]))
    if (this.at(T.ColonColon) && type.kind === 'ArrayType') return typeExpr(type)
    if (this.at(T.Dot) && this.atNth(2, T.Class)) return this.classLiteral(type)
    if (!this.at(T.Dot)) {
      // `int = 5;` or `foo(int x)`: a type where a value belongs.
      this.report('HL0024', type.start, type.end)
      throw new SyntaxFailure('statement')
    }
    this.expect(T.Dot, 'and `class` after a primitive type')
    this.expect(T.Class, "after '.'")
    return typeExpr(type)
  }

  /** Type `.` `class` */
  private classLiteral(classType: TypeNode): Expr {
    const pos = this.skip().startOffset
    this.skip()
    return { kind: 'ClassLiteral', classType, start: classType.start, end: this.end(), pos }
  }

  /** {Annotation} ClassType Dims `::` ... */
  private annotatedTypeExpression(): Expr {
    const type = this.parseType()
    if (!this.at(T.ColonColon)) this.failExpected("'::'", 'after an annotated type')
    return typeExpr(type)
  }

  /** Is the `<` ahead the begin of type arguments of a method reference's type: `List<String>::new`? */
  private isGenericReference(startIndex: number, expr: Expr): boolean {
    if (expr.kind !== 'Name' && expr.kind !== 'FieldAccess') return false
    const end = this.skipType(startIndex + 1)
    return end > this.currIdx && this.isAt(end, T.ColonColon)
  }

  /** Reads the tokens from `startIndex` on again as a type: `String[]::new`, `a.B<C>[].class`. */
  private typeExpression(startIndex: number, expr: Expr): Expr {
    const end = this.skipType(startIndex + 1)
    if (
      end <= this.currIdx ||
      !(this.isAt(end, T.ColonColon) || (this.isAt(end, T.Dot) && this.isAt(end + 1, T.Class)))
    ) {
      this.skip()
      if (expr.kind === 'TypeExpr') return this.failExpected("'::' or '.class'")
      return this.failAt(this.peek(1), 'HL0022')
    }
    this.currIdx = startIndex
    const type = this.parseType()
    return this.at(T.Dot) ? this.classLiteral(type) : typeExpr(type)
  }

  /** SwitchExpression: `switch` `(` Expression `)` SwitchBlock */
  readonly switchExpression = this.RULE('switchExpression', (): Expr => {
    const start = this.CONSUME(T.Switch).startOffset
    this.CONSUME(T.LParen, { ERR_MSG: "after 'switch'" })
    const selector = this.SUBRULE(this.expression)
    this.expectLenient(T.RParen, 'after the value of the switch')
    const { cases, closeBrace } = this.switchCases()
    return { kind: 'SwitchExpr', selector, cases, closeBrace, start, end: this.end(), pos: start }
  })

  private parseSwitchExpression(): Expr {
    const noLambda = this.noLambda
    this.noLambda = false
    const node = this.SUBRULE(this.switchExpression)
    this.noLambda = noLambda
    return node
  }

  // ------------------------------------------------------------------------------------------------ suffixes

  /** `.` (Identifier [Arguments] | TypeArguments Identifier Arguments | `new` ... | `this` | `super` ... | `class`) */
  private selection(target: Expr): Expr {
    const dot = this.skip()
    const token = this.peek(1)
    switch (token.tokenType) {
      case T.Identifier: {
        this.skip()
        const name = identOf(token)
        if (this.at(T.LParen)) return this.call(target, NO_TYPES, name, target.start)
        return { kind: 'FieldAccess', target, name, start: target.start, end: token.end, pos: dot.startOffset }
      }
      case T.New:
        return this.creation(target, target.start)
      case T.This:
        this.skip()
        return { kind: 'This', qualifier: target, start: target.start, end: token.end, pos: dot.startOffset }
      case T.Super:
        this.skip()
        return this.afterSuper(target, token, dot.startOffset, NO_TYPES)
      case T.Class: {
        const type = target.kind === 'TypeExpr' ? target.typeNode : this.typeOfName(target)
        if (type === undefined) return this.failAt(token, 'HL0025', 'class', "after '.'")
        this.skip()
        return { kind: 'ClassLiteral', classType: type, start: target.start, end: token.end, pos: dot.startOffset }
      }
      case T.Less: {
        const typeArgs = this.typeArguments()
        if (this.at(T.Super)) return this.afterSuper(target, this.skip(), dot.startOffset, typeArgs)
        const name = this.identifier('for the method')
        return this.call(target, typeArgs, name, target.start)
      }
      default: {
        const name = this.identifier("after '.'")
        return { kind: 'FieldAccess', target, name, start: target.start, end: name.end, pos: dot.startOffset }
      }
    }
  }

  /** `super` (Arguments | `.` [TypeArguments] Identifier ... | `::` ...) */
  private afterSuper(qualifier: Expr | undefined, token: Token, pos: number, typeArgs: readonly TypeNode[]): Expr {
    const start = qualifier?.start ?? token.startOffset
    if (this.at(T.LParen)) return this.call(qualifier, typeArgs, identOf(token), start)
    if (!this.at(T.Dot) && !this.at(T.ColonColon)) this.failExpected("'.'", "after 'super'")
    return { kind: 'Super', qualifier, start, end: token.end, pos }
  }

  /** TypeArguments (`this` | `super`) Arguments */
  private genericConstructorCall(): Expr {
    const start = this.start()
    const end = this.skipTypeArguments(this.currIdx + 1)
    const after = end < 0 ? undefined : this.tokVector[end]?.tokenType
    if (after !== T.This && after !== T.Super) return this.failAt(this.peek(1), 'HL0022')
    const typeArgs = this.typeArguments()
    const token = this.skip()
    if (!this.at(T.LParen)) return this.failExpected("'('", `after '${token.image}'`)
    return this.call(undefined, typeArgs, identOf(token), start)
  }

  /** [Target `.`] [TypeArguments] Identifier Arguments */
  private call(target: Expr | undefined, typeArgs: readonly TypeNode[], name: Ident, start: number): Expr {
    const pos = this.start()
    const args = this.parseArguments()
    const node: Call = { kind: 'Call', target, typeArgs, name, args, start, end: this.end(), pos }
    if (name.name === 'this' || name.name === 'super') {
      this.rejectOpenConstructorCall()
      this.openConstructorCall = node
    }
    return node
  }

  /** `this(...)` and `super(...)` are statements (JLS 8.8.7.1), not values. */
  protected rejectOpenConstructorCall(): void {
    const call = this.openConstructorCall
    if (call !== undefined) this.reportSemantic('HL0041', call.start, call.end, call.name.name)
    this.openConstructorCall = undefined
  }

  /** Arguments: `(` [Expression {`,` Expression}] `)` */
  protected parseArguments(): Expr[] {
    this.expect(T.LParen)
    const noLambda = this.noLambda
    this.noLambda = false
    const args: Expr[] = []
    if (!this.at(T.RParen)) {
      do args.push(this.parseExpression())
      while (this.accept(T.Comma) !== undefined)
    }
    this.noLambda = noLambda
    if (!this.at(T.RParen)) this.closeArguments()
    else this.skip()
    return args
  }

  private closeArguments(): void {
    if (this.in(ARGUMENT_START)) this.failExpected("',' or ')'", 'between the arguments')
    this.expectLenient(T.RParen, 'after the arguments')
  }

  private arrayAccess(array: Expr): Expr {
    const pos = this.skip().startOffset
    const noLambda = this.noLambda
    this.noLambda = false
    const index = this.parseExpression()
    this.noLambda = noLambda
    this.expectLenient(T.RBracket, 'after the index')
    return { kind: 'ArrayAccess', array, index, start: array.start, end: this.end(), pos }
  }

  /** `::` [TypeArguments] (Identifier | `new`) */
  private methodReference(target: Expr): Expr {
    this.skip()
    const typeArgs = this.at(T.Less) ? this.typeArguments() : NO_TYPES
    const name = this.at(T.New) ? identOf(this.skip()) : this.identifier("after '::'")
    return { kind: 'MethodRef', target, typeArgs, name, start: target.start, end: this.end(), pos: target.start }
  }

  // ------------------------------------------------------------------------------------------------ creation

  /** Creation: `new` [TypeArguments] {Annotation} Type (Arguments [ClassBody] | ArrayRest) */
  private creation(outer: Expr | undefined, start: number): Expr {
    const pos = this.skip().startOffset
    const typeArgs = this.at(T.Less) ? this.typeArguments() : NO_TYPES
    const annotations = this.annotations()
    const isPrimitive = PRIMITIVE[this.peek(1).tokenTypeIdx] === 1
    const type = isPrimitive ? this.primitive(annotations) : this.parseClassType(annotations, true)
    if ((this.at(T.LBracket) || this.at(T.At)) && outer === undefined) return this.arrayCreation(type, start)
    if (isPrimitive) return this.failExpected("'['", 'after the type of the new array')
    if (!this.at(T.LParen)) return this.failExpected("'(' or '['", "after the type behind 'new'")
    const args = this.parseArguments()
    const body = this.at(T.LBrace) ? this.anonymousBody() : undefined
    return {
      kind: 'New',
      outer,
      typeArgs,
      classType: type as ClassTypeNode,
      args,
      body,
      start,
      end: this.end(),
      pos,
    } satisfies New
  }

  /** The class body of an anonymous class (JLS 15.9.5) or of an enum constant, which begins at its name `at`. */
  protected anonymousBody(at?: number): ClassDecl {
    const start = this.start()
    const { noLambda, className, classKind } = this
    this.noLambda = false
    this.className = ''
    this.classKind = 'class'
    let body: { readonly members: Member[]; readonly closeBrace: number }
    try {
      body = this.SUBRULE(this.classBody)
    } finally {
      this.noLambda = noLambda
      this.className = className
      this.classKind = classKind
    }
    const pos = at ?? start
    return {
      kind: 'ClassDecl',
      classKind: 'class',
      modifiers: NO_MODIFIERS,
      name: { kind: 'Ident', name: '', start, end: start, pos: start },
      typeParams: [],
      superclass: undefined,
      interfaces: [],
      permits: [],
      components: [],
      enumConstants: [],
      members: body.members,
      closeBrace: body.closeBrace,
      start: pos,
      end: this.end(),
      pos,
    }
  }

  /** ArrayRest: {Annotation} `[` `]` Dims ArrayInitializer | {{Annotation} `[` Expression `]`} Dims */
  private arrayCreation(elementType: TypeNode, start: number): Expr {
    const dims: Expr[] = []
    const dimAnnotations: (readonly Annotation[])[] = []
    let extraDims = 0
    while (this.at(T.LBracket) || (this.at(T.At) && this.isAt(this.skipAnnotations(this.currIdx + 1), T.LBracket))) {
      const annotations: readonly Annotation[] = this.annotations()
      if (annotations.length > 0 && !this.at(T.LBracket)) break
      dimAnnotations.push(annotations)
      if (this.atNth(2, T.RBracket)) {
        this.skip()
        this.skip()
        extraDims++
      } else if (extraDims > 0) {
        break
      } else {
        this.skip()
        dims.push(this.parseExpression())
        this.expectLenient(T.RBracket, 'after the length of the array')
      }
    }
    let init: ArrayInit | undefined
    if (this.at(T.LBrace)) {
      if (dims.length > 0) this.reportToken(this.peek(1), 'HL0045')
      init = this.SUBRULE(this.arrayInitializer)
    } else if (dims.length === 0) {
      this.failAt(this.peek(1), 'HL0044')
    }
    return {
      kind: 'NewArray',
      elementType,
      dims,
      extraDims,
      init,
      dimAnnotations: dimAnnotations.some((list) => list.length > 0) ? dimAnnotations : undefined,
      start,
      end: this.end(),
      pos: start,
    } satisfies NewArray
  }

  /** ArrayInitializer: `{` [VariableInitializer {`,` VariableInitializer}] [`,`] `}` */
  readonly arrayInitializer = this.RULE('arrayInitializer', (): ArrayInit => {
    this.enter()
    const start = this.CONSUME(T.LBrace).startOffset
    const elements: Expr[] = []
    if (this.at(T.Comma) && this.atNth(2, T.RBrace)) this.skip()
    while (!this.at(T.RBrace) && !this.RECORDING_PHASE) {
      elements.push(this.variableInitializer())
      if (this.accept(T.Comma) === undefined) break
    }
    this.CONSUME(T.RBrace, { ERR_MSG: 'after the elements of the array' })
    this.leave()
    return { kind: 'ArrayInit', elements, start, end: this.end(), pos: start }
  })

  /** VariableInitializer: ArrayInitializer | Expression */
  protected variableInitializer(): Expr {
    return this.at(T.LBrace) ? this.SUBRULE(this.arrayInitializer) : this.parseExpression()
  }
}

/** Tokens that begin an argument: two values side by side lack a comma, not a closing parenthesis. */
const ARGUMENT_START = (() => {
  const table = PRIMARY.slice()
  for (let i = 0; i < table.length; i++) table[i] = table[i] === 1 || table[i] === 2 || table[i] === 7 ? 1 : 0
  return table
})()

function typeExpr(typeNode: TypeNode): Expr {
  return { kind: 'TypeExpr', typeNode, start: typeNode.start, end: typeNode.end, pos: typeNode.pos }
}
