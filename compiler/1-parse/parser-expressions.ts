/**
 * Grammar of expressions (JLS 15): operators, unary expressions and casts, lambdas. Primaries are in
 * parser-primaries.ts.
 *
 * Binary operators are parsed by precedence with an explicit stack, not by one rule per level: ten thousand operands
 * need no recursion, and an operand costs a few calls instead of twenty. What cannot be told apart by the next token
 * (lambda, cast, parentheses; generic types) is told apart by scanning tokens ahead, never by trying and going back.
 */
import type {
  BinaryOp,
  Cast,
  CompoundOp,
  Expr,
  InstanceOf,
  Lambda,
  LocalVar,
  Modifiers,
  ParamDecl,
  TypeNode,
  Unary,
  UnaryOp,
} from './ast.ts'
import { NO_MODIFIERS, type Rule } from './parser-base.ts'
import { PRIMITIVE, TypeParser, withAnnotations } from './parser-types.ts'
import { TABLE_SIZE, T, type Token, tokenSet } from './tokens.ts'
import type { Block } from './ast.ts'
import type { TokenType } from 'chevrotain'

/** JLS 15.7-15.24: binding strength of binary operators; `>` and what begins with it are computed. */
const PRECEDENCE = new Uint8Array(TABLE_SIZE)
const RELATIONAL = 7
const SHIFT = 8
const levels: readonly (readonly TokenType[])[] = [
  [],
  [T.OrOr],
  [T.AndAnd],
  [T.Or],
  [T.Caret],
  [T.And],
  [T.EqualEqual, T.NotEqual],
  [T.Less, T.LessEqual, T.Greater, T.Instanceof],
  [T.LessLess],
  [T.Plus, T.Minus],
  [T.Star, T.Slash, T.Percent],
]
levels.forEach((types, level) => {
  for (const type of types) PRECEDENCE[type.tokenTypeIdx!] = level
})

const COMPOUND_ASSIGNMENT = tokenSet(
  T.PlusAssign,
  T.MinusAssign,
  T.StarAssign,
  T.SlashAssign,
  T.AndAssign,
  T.OrAssign,
  T.CaretAssign,
  T.PercentAssign,
  T.LessLessAssign,
)

const PREFIX = tokenSet(T.Plus, T.Minus, T.PlusPlus, T.MinusMinus, T.Not, T.Tilde)

/** After `(Name)`, one of these makes it a cast (JLS 15.16: UnaryExpressionNotPlusMinus). */
const AFTER_REFERENCE_CAST = tokenSet(
  ...[T.Not, T.Tilde, T.LParen, T.This, T.Super, T.New, T.Identifier, T.Switch, T.Void, T.At],
  ...[T.IntLiteral, T.LongLiteral, T.FloatLiteral, T.DoubleLiteral, T.CharLiteral, T.StringLiteral],
  ...[T.True, T.False, T.Null, T.Boolean, T.Byte, T.Short, T.Char, T.Int, T.Long, T.Float, T.Double],
)

const EXPRESSION_START = [
  ...[T.Identifier, T.LParen, T.This, T.Super, T.New, T.Switch, T.Void, T.At, T.Less, T.Int, T.Boolean, T.Byte],
  ...[T.IntLiteral, T.LongLiteral, T.FloatLiteral, T.DoubleLiteral, T.CharLiteral, T.StringLiteral],
  ...[T.Short, T.Char, T.Long, T.Float, T.Double, T.True, T.False, T.Null],
  ...[T.Plus, T.Minus, T.PlusPlus, T.MinusMinus, T.Not, T.Tilde],
]

/** Stands for every expression while chevrotain records the grammar. */
const NO_EXPRESSION: Expr = { kind: 'ErrorExpr', start: 0, end: 0, pos: 0 }

interface Prefix {
  readonly start: number
  readonly pos: number
  readonly op: UnaryOp | undefined
  readonly castType: TypeNode | undefined
}

interface PendingOperator {
  readonly op: BinaryOp
  readonly precedence: number
  readonly pos: number
  readonly left: Expr
}

export abstract class ExpressionParser extends TypeParser {
  abstract readonly block: Rule<Block>
  protected abstract parsePostfix(): Expr
  protected abstract parseBlock(): Block

  /** Index of the last unary minus: `-2147483648` is legal, 2147483648 is not (JLS 3.10.1). */
  protected minusIndex = -1

  /** Expression: ConditionalExpression [AssignmentOperator Expression] | Lambda */
  override readonly expression = this.RULE('expression', (): Expr => {
    if (this.RECORDING_PHASE) {
      // For the tables of other rules: all tokens that an expression can begin with.
      this.OR(EXPRESSION_START.map((type) => ({ ALT: () => this.CONSUME(type) })))
      this.OPTION(() => this.SUBRULE(this.block))
      this.OPTION1(() => this.SUBRULE(this.type))
    }
    return this.parseExpression()
  })

  protected parseExpression(): Expr {
    if (this.RECORDING_PHASE) return NO_EXPRESSION
    this.enter()
    const first = this.parseBinary()
    const left = this.at(T.Question) ? this.conditionalRest(first) : first
    const token = this.peek(1)
    let result = left
    if (token.tokenTypeIdx === T.Assign.tokenTypeIdx) {
      this.skip()
      const value = this.parseExpression()
      result = { kind: 'Assign', target: left, value, start: left.start, end: value.end, pos: token.startOffset }
    } else if (COMPOUND_ASSIGNMENT[token.tokenTypeIdx] === 1) {
      this.skip()
      result = this.compoundAssign(left, token.image.slice(0, -1) as CompoundOp, token.startOffset)
    } else if (token.tokenTypeIdx === T.Greater.tokenTypeIdx) {
      // Only `>>=` and `>>>=` are left over by the binary operators.
      const width = this.greaterRun()
      for (let i = 0; i <= width; i++) this.skip()
      result = this.compoundAssign(left, width === 2 ? '>>' : '>>>', token.startOffset)
    }
    this.leave()
    return result
  }

  private compoundAssign(target: Expr, op: CompoundOp, pos: number): Expr {
    const value = this.parseExpression()
    return { kind: 'CompoundAssign', op, target, value, start: target.start, end: value.end, pos }
  }

  /** ConditionalExpression: Binary [`?` Expression `:` (ConditionalExpression | Lambda)] */
  protected override parseConditional(): Expr {
    if (this.RECORDING_PHASE) return NO_EXPRESSION
    const first = this.parseBinary()
    return this.at(T.Question) ? this.conditionalRest(first) : first
  }

  private conditionalRest(condition: Expr): Expr {
    this.enter()
    const pos = this.skip().startOffset
    const noLambda = this.noLambda
    this.noLambda = false
    const then = this.parseExpression()
    this.noLambda = noLambda
    this.expect(T.Colon, "between the two values of '?:'")
    const otherwise = this.parseConditional()
    this.leave()
    return { kind: 'Conditional', condition, then, else: otherwise, start: condition.start, end: otherwise.end, pos }
  }

  /** Binary: Unary {BinaryOperator Unary | `instanceof` Pattern} */
  private parseBinary(): Expr {
    let left = this.atPrefix() ? this.parseUnary() : this.parsePostfix()
    if (PRECEDENCE[this.peek(1).tokenTypeIdx] === 0) return left
    const pending: PendingOperator[] = []
    for (;;) {
      const token = this.peek(1)
      let precedence = PRECEDENCE[token.tokenTypeIdx]!
      if (precedence === 0) break
      let op = token.image as BinaryOp
      let width = 1
      if (token.tokenTypeIdx === T.Greater.tokenTypeIdx) {
        width = this.greaterRun()
        const assign = this.atNth(width + 1, T.Assign) && this.adjacent(width)
        if (assign && width > 1) break
        if (width > 1) {
          op = width === 2 ? '>>' : '>>>'
          precedence = SHIFT
        } else if (assign) {
          op = '>='
          width = 2
        }
      }
      left = reduce(pending, left, precedence)
      for (let i = 0; i < width; i++) this.skip()
      if (precedence === RELATIONAL && token.tokenTypeIdx === T.Instanceof.tokenTypeIdx) {
        left = this.instanceOf(left, token)
      } else {
        pending.push({ op, precedence, pos: token.startOffset, left })
        left = this.atPrefix() ? this.parseUnary() : this.parsePostfix()
      }
    }
    return reduce(pending, left, 0)
  }

  /** How many `>` touch each other from the next token on, at most three. */
  private greaterRun(): number {
    let width = 1
    while (width < 3 && this.atNth(width + 1, T.Greater) && this.adjacent(width)) width++
    return width
  }

  /** `instanceof` ({`final` | Annotation} Type Identifier | Type) */
  private instanceOf(expr: Expr, token: Token): InstanceOf {
    const start = this.start()
    const modifiers = this.at(T.Final) || this.at(T.At) ? this.modifiers() : NO_MODIFIERS
    const written = this.parseType()
    const isPattern = this.at(T.Identifier) || modifiers.list.length > 0
    // Without a variable the annotations are those of the type.
    const testType = isPattern ? written : withAnnotations(written, modifiers.annotations)
    let binding: LocalVar | undefined
    if (isPattern) {
      const name = this.identifier('for the pattern variable')
      binding = {
        kind: 'LocalVar',
        modifiers,
        type: testType,
        name,
        init: undefined,
        start,
        end: name.end,
        pos: name.pos,
      }
    }
    return {
      kind: 'InstanceOf',
      expr,
      testType,
      binding,
      start: expr.start,
      end: this.end(),
      pos: token.startOffset,
    }
  }

  /** Most operands have neither sign nor cast: they save a call. */
  private atPrefix(): boolean {
    const type = this.peek(1).tokenTypeIdx
    return PREFIX[type] === 1 || (type === T.LParen.tokenTypeIdx && this.isCast())
  }

  /** Unary: {PrefixOperator | `(` Type {`&` Type} `)`} Postfix */
  private parseUnary(): Expr {
    const prefixes: Prefix[] = []
    for (;;) {
      const token = this.peek(1)
      if (PREFIX[token.tokenTypeIdx] === 1) {
        this.skip()
        if (token.tokenTypeIdx === T.Minus.tokenTypeIdx) this.minusIndex = this.currIdx
        prefixes.push({ start: token.startOffset, pos: token.startOffset, op: prefixOp(token), castType: undefined })
      } else if (token.tokenTypeIdx === T.LParen.tokenTypeIdx && this.isCast()) {
        this.skip()
        const castType = this.castType()
        this.expect(T.RParen, 'after the type of the cast')
        prefixes.push({ start: token.startOffset, pos: token.startOffset, op: undefined, castType })
      } else {
        break
      }
      this.enter()
    }
    let operand = this.parsePostfix()
    for (let i = prefixes.length - 1; i >= 0; i--) {
      const { start, pos, op, castType } = prefixes[i]!
      operand =
        castType === undefined
          ? ({ kind: 'Unary', op: op!, operand, start, end: operand.end, pos } satisfies Unary)
          : ({ kind: 'Cast', castType, expr: operand, start, end: operand.end, pos } satisfies Cast)
      this.leave()
    }
    return operand
  }

  /** Type {`&` Type} */
  private castType(): TypeNode {
    const first = this.parseType()
    if (!this.at(T.And)) return first
    const bounds = [first]
    const pos = this.peek(1).startOffset
    while (this.accept(T.And) !== undefined) bounds.push(this.parseType())
    return { kind: 'IntersectionType', bounds, annotations: [], start: first.start, end: this.end(), pos }
  }

  /** Does the `(` ahead begin a cast (JLS 15.16)? Decided by the type inside and the token behind the `)`. */
  private isCast(): boolean {
    const open = this.currIdx + 1
    const inside = this.typeIndexAt(open + 1)
    if (inside !== T.Identifier.tokenTypeIdx && PRIMITIVE[inside] !== 1 && inside !== T.At.tokenTypeIdx) {
      return false
    }
    const match = this.tokVector[open]!.match
    // `(a) -> b` is a lambda.
    if (match >= 0 && this.isAt(match + 1, T.Arrow)) return false
    let i = this.skipType(open + 1)
    while (i >= 0 && this.isAt(i, T.And)) i = this.skipType(i + 1)
    if (i < 0 || !this.isAt(i, T.RParen)) return false
    if (PRIMITIVE[inside] === 1 && i === open + 2) return true
    return AFTER_REFERENCE_CAST[this.typeIndexAt(i + 1)] === 1
  }

  // ------------------------------------------------------------------------------------------------ lambdas

  /** Does a lambda begin at the next token: `x ->` or `( ... ) ->`? */
  protected isLambda(): boolean {
    if (this.noLambda) return false
    if (this.at(T.Identifier)) return this.atNth(2, T.Arrow)
    const match = this.peek(1).match
    return match >= 0 && this.isAt(match + 1, T.Arrow)
  }

  /** Lambda: (Identifier | `(` [LambdaParameter {`,` LambdaParameter}] `)`) `->` (Expression | Block) */
  protected parseLambda(): Lambda {
    const start = this.start()
    const params: ParamDecl[] = []
    let explicitTypes = true
    if (this.at(T.Identifier)) {
      params.push(this.implicitParam())
      explicitTypes = false
    } else {
      this.skip()
      if (!this.at(T.RParen)) {
        explicitTypes = !(this.at(T.Identifier) && (this.atNth(2, T.Comma) || this.atNth(2, T.RParen)))
        do params.push(explicitTypes ? this.formalParameter() : this.implicitParam())
        while (this.accept(T.Comma) !== undefined)
        if (params.some((param) => param.type?.kind === 'VarType')) {
          explicitTypes = false
          const plain = params.find((param) => param.type?.kind !== 'VarType')
          if (plain !== undefined) this.report('HL0042', plain.start, plain.end)
        }
      }
      this.expect(T.RParen, 'after the parameters of the lambda')
    }
    const pos = this.expect(T.Arrow, 'after the parameters of the lambda').startOffset
    const body = this.at(T.LBrace) ? this.parseBlock() : this.parseExpression()
    return { kind: 'Lambda', params, explicitTypes, body, start, end: body.end, pos }
  }

  private implicitParam(): ParamDecl {
    const name = this.identifier('for a parameter of the lambda')
    const modifiers: Modifiers = NO_MODIFIERS
    return {
      kind: 'ParamDecl',
      modifiers,
      type: undefined,
      varargs: false,
      name,
      start: name.start,
      end: name.end,
      pos: name.pos,
    }
  }

  /** FormalParameter: {`final` | Annotation} Type [{Annotation} `...`] Identifier Dims */
  protected formalParameter(isComponent = false): ParamDecl {
    const modifiers = this.modifiers()
    const start = modifiers.start >= 0 ? modifiers.start : this.start()
    let type = this.atVar() ? this.varType() : this.parseType()
    const dim = this.at(T.At) ? this.annotations() : undefined
    const varargs = this.accept(T.Ellipsis) !== undefined
    const name = this.identifier('for the parameter')
    if (!isComponent) this.onlyFinal(modifiers, name)
    if (this.at(T.LBracket)) {
      if (varargs) this.reportToken(this.peek(1), 'HL0043')
      type = this.parseDims(type)
    }
    const node: ParamDecl = { kind: 'ParamDecl', modifiers, type, varargs, name, start, end: this.end(), pos: name.pos }
    return dim === undefined ? node : { ...node, ellipsisAnnotations: dim }
  }
}

function prefixOp(token: Token): UnaryOp {
  if (token.tokenTypeIdx === T.PlusPlus.tokenTypeIdx) return 'pre++'
  if (token.tokenTypeIdx === T.MinusMinus.tokenTypeIdx) return 'pre--'
  return token.image as UnaryOp
}

/** Builds the nodes of all pending operators that bind at least as strongly as `precedence`: left-associative. */
function reduce(pending: PendingOperator[], operand: Expr, precedence: number): Expr {
  let right = operand
  for (let top = pending[pending.length - 1]; top !== undefined && top.precedence >= precedence; ) {
    pending.pop()
    const { op, left, pos } = top
    right = { kind: 'Binary', op, left, right, start: left.start, end: right.end, pos }
    top = pending[pending.length - 1]
  }
  return right
}
