/** Grammar of blocks and statements (JLS 14). */
import type {
  Block,
  Catch,
  ClassDecl,
  ConstructorCall,
  Expr,
  ExprStatement,
  LocalVar,
  LocalVars,
  Modifiers,
  ParamDecl,
  Statement,
  SwitchCase,
  TypeNode,
} from './ast.ts'
import { MEMBER_START, type Rule, SyntaxFailure } from './parser-base.ts'
import { PrimaryParser } from './parser-primaries.ts'
import { PRIMITIVE } from './parser-types.ts'
import { T, type Token, tokenSet } from './tokens.ts'
import type { IOrAlt } from 'chevrotain'

/** Keywords and separators that decide the kind of a statement. */
const KEYWORD_STATEMENT = tokenSet(
  ...[T.LBrace, T.Semicolon, T.If, T.While, T.Do, T.For, T.Switch, T.Return, T.Break, T.Continue, T.Throw, T.Try],
  ...[T.Synchronized, T.Assert, T.Else, T.Catch, T.Finally, T.Case, T.Default],
)

/** Tokens that begin a local declaration without any look further ahead. */
const DECLARATION_START = tokenSet(T.Final, T.Abstract, T.Strictfp, T.Class, T.Interface, T.Enum)

/** Modifiers that no local declaration has; most often a `}` is missing before them. */
const MEMBER_ONLY = tokenSet(T.Public, T.Protected, T.Private, T.Static, T.Native, T.Transient, T.Volatile)

/** What may follow `yield` for it to be the statement (JLS 3.9, 14.21). */
const AFTER_YIELD = tokenSet(
  ...[T.Plus, T.Minus, T.StringLiteral, T.CharLiteral, T.IntLiteral, T.LongLiteral, T.FloatLiteral, T.DoubleLiteral],
  ...[T.Null, T.Identifier, T.True, T.False, T.New, T.Switch, T.This, T.Super, T.Semicolon],
  ...[T.Boolean, T.Byte, T.Short, T.Char, T.Int, T.Long, T.Float, T.Double, T.Void],
)

type ForInit = LocalVars | ExprStatement

export abstract class StatementParser extends PrimaryParser {
  protected abstract classDeclaration(modifiers: Modifiers, start: number): ClassDecl
  protected abstract atClassDeclaration(): boolean

  /** Block: `{` {BlockStatement} `}` */
  override readonly block: Rule<Block> = this.RULE('block', (): Block => this.parseBlock())

  /** Blocks nest deepest of all statements: statements call this instead of the rule to save stack. */
  protected override parseBlock(): Block {
    this.enter()
    const start = this.CONSUME(T.LBrace).startOffset
    const statements = this.blockStatements()
    const closeBrace = (this.CONSUME(T.RBrace, { ERR_MSG: 'at the end of the block' }) as Token).startOffset
    this.leave()
    return { kind: 'Block', statements, closeBrace, start, end: this.end(), pos: start }
  }

  /** {BlockStatement}, up to `}` or the next label of a switch; each mistake costs the statement that it is in. */
  protected blockStatements(inSwitch = false): Statement[] {
    const statements: Statement[] = []
    const noLambda = this.noLambda
    this.noLambda = false
    if (this.RECORDING_PHASE) this.MANY(() => this.SUBRULE(this.blockStatement))
    while (!this.at(T.RBrace) && !this.at(T.End)) {
      if (inSwitch && (this.at(T.Case) || (this.at(T.Default) && !this.atClassAfterModifiers()))) break
      const index = this.currIdx
      const level = this.nestingLevel()
      try {
        statements.push(this.parseBlockStatement())
      } catch (failure) {
        if (!(failure instanceof SyntaxFailure) || failure.resume !== 'statement') throw failure
        this.restoreNesting(level)
        this.openConstructorCall = undefined
        this.resynchronise(index, 'statement')
      }
    }
    this.noLambda = noLambda
    return statements
  }

  private atClassAfterModifiers(): boolean {
    return !this.atNth(2, T.Colon) && !this.atNth(2, T.Arrow)
  }

  /** BlockStatement: LocalClassOrInterfaceDeclaration | LocalVariableDeclaration `;` | Statement */
  readonly blockStatement = this.RULE('blockStatement', (): Statement => {
    if (this.RECORDING_PHASE) return this.SUBRULE(this.statement)
    return this.parseBlockStatement()
  })

  protected parseBlockStatement(): Statement {
    const token = this.peek(1)
    const type = token.tokenTypeIdx
    if (KEYWORD_STATEMENT[type] === 1) return this.parseStatement()
    if (DECLARATION_START[type] === 1 || type === T.At.tokenTypeIdx) return this.localDeclaration()
    if (MEMBER_ONLY[type] === 1) return this.misplacedMember(token)
    if (type === T.Identifier.tokenTypeIdx) {
      if (this.atYield()) return this.yieldStatement()
      if (this.atNth(2, T.Colon)) return this.labeledStatement()
      if (this.atClassDeclaration() || this.atSealed() || this.atNonSealed()) return this.localDeclaration()
    }
    if (this.atLocalVariable()) return this.localDeclaration()
    return this.expressionStatement(this.parseExpression())
  }

  /** Does a type stand here with a name behind it: a local variable declaration (JLS 14.4)? */
  protected atLocalVariable(): boolean {
    const type = this.peek(1).tokenTypeIdx
    if (type !== T.Identifier.tokenTypeIdx && PRIMITIVE[type] !== 1) return false
    // The commonest statements begin `name.`, `name(` or `name =`; types with a qualifier take the longer scan.
    if (this.atNth(2, T.Identifier)) return true
    if (this.atNth(2, T.LParen) || this.atNth(2, T.Assign)) return false
    const end = this.skipType(this.currIdx + 1)
    if (end >= 0) {
      if (this.isAt(end, T.Identifier)) return true
      // A primitive type begins no value but `int.class` and `int[]::new`: here the name is missing.
      return PRIMITIVE[type] === 1 && !this.isAt(end, T.Dot) && !this.isAt(end, T.ColonColon)
    }
    // `List<String x`: the declaration lacks its `>`.
    if (!this.atNth(2, T.Less)) return false
    const argument = this.skipType(this.currIdx + 3)
    return argument >= 0 && this.isAt(argument, T.Identifier)
  }

  /** {Modifier} (ClassDeclaration | Type VariableDeclarators `;`); wrong modifiers of variables have been reported or not. */
  private localDeclaration(reported = false): Statement {
    const start = this.start()
    const modifiers = this.modifiers()
    if (this.atClassDeclaration()) return this.localClass(modifiers, start)
    const declaration = this.localVariables(modifiers, start, reported)
    this.semicolon('after the declaration')
    return { ...declaration, end: this.end() }
  }

  private localClass(modifiers: Modifiers, start: number): Statement {
    const decl = this.classDeclaration(modifiers, start)
    return { kind: 'LocalClass', decl, start, end: this.end(), pos: decl.pos }
  }

  /** LocalVariableDeclaration: Type VariableDeclarator {`,` VariableDeclarator} */
  private localVariables(modifiers: Modifiers, start: number, reported = false): LocalVars {
    const type = this.localType()
    const declarators: LocalVar[] = []
    do declarators.push(this.localVariable(modifiers, type, start))
    while (this.accept(T.Comma) !== undefined)
    if (!reported) for (const { name } of declarators) this.onlyFinal(modifiers, name)
    const second = declarators[1]
    if (type.kind === 'VarType' && second !== undefined) this.report('HL0037', second.name.start, second.name.end)
    return { kind: 'LocalVars', modifiers, declarators, start, end: this.end(), pos: start }
  }

  private localType(): TypeNode {
    if (!this.atVar()) return this.parseType()
    const type = this.varType()
    if (this.at(T.LBracket)) this.reportToken(this.peek(1), 'HL0038')
    return this.parseDims(type)
  }

  /** VariableDeclarator: Identifier Dims [`=` VariableInitializer] */
  private localVariable(modifiers: Modifiers, declared: TypeNode, start: number): LocalVar {
    const name = this.identifier('for the variable')
    if (declared.kind === 'VarType' && this.at(T.LBracket)) this.reportToken(this.peek(1), 'HL0038')
    const type = this.parseDims(declared)
    let init: Expr | undefined
    if (this.accept(T.Assign) !== undefined) {
      init = this.variableInitializer()
      if (type.kind === 'VarType' && init.kind === 'ArrayInit') this.reportSemantic('HL0039', name.start, name.end)
    }
    return { kind: 'LocalVar', modifiers, type, name, init, start, end: this.end(), pos: name.pos }
  }

  /** `public`, `static`... in a block: a member after a forgotten `}`, or a modifier too much on a local variable. */
  private misplacedMember(token: Token): Statement {
    let i = this.currIdx + 1
    while (MEMBER_START[this.typeIndexAt(i)] === 1 && !this.isAt(i, T.Class) && !this.isAt(i, T.At)) i++
    const isClass = this.isAt(i, T.Class) || this.isAt(i, T.Interface) || this.isAt(i, T.Enum)
    const afterType = this.isAt(i, T.Void) ? i + 1 : this.skipType(i)
    const isMethod = afterType >= 0 && this.isAt(afterType, T.Identifier) && this.isAt(afterType + 1, T.LParen)
    const isConstructor = this.isAt(i, T.Identifier) && this.isAt(i + 1, T.LParen)
    this.reportToken(token, 'HL0028', token.image)
    if (isClass || isMethod || isConstructor || this.isAt(i, T.LBrace)) throw new SyntaxFailure('member')
    return this.localDeclaration(true)
  }

  // ------------------------------------------------------------------------------------------------ statements

  private readonly alternatives: IOrAlt<Statement>[] = [
    { ALT: () => this.SUBRULE(this.block) },
    { ALT: () => this.emptyStatement() },
    { ALT: () => this.SUBRULE(this.ifStatement) },
    { ALT: () => this.SUBRULE(this.whileStatement) },
    { ALT: () => this.SUBRULE(this.doStatement) },
    { ALT: () => this.SUBRULE(this.forStatement) },
    { ALT: () => this.SUBRULE(this.switchStatement) },
    { ALT: () => this.SUBRULE(this.returnStatement) },
    { ALT: () => this.SUBRULE(this.breakStatement) },
    { ALT: () => this.SUBRULE(this.continueStatement) },
    { ALT: () => this.SUBRULE(this.throwStatement) },
    { ALT: () => this.SUBRULE(this.tryStatement) },
    { ALT: () => this.SUBRULE(this.synchronizedStatement) },
    { ALT: () => this.SUBRULE(this.assertStatement) },
    { ALT: () => this.strayToken(this.CONSUME(T.Else) as Token, 'HL0033', 'if') },
    { ALT: () => this.strayToken(this.CONSUME(T.Catch) as Token, 'HL0033', 'try') },
    { ALT: () => this.strayToken(this.CONSUME(T.Finally) as Token, 'HL0033', 'try') },
    { ALT: () => this.strayToken(this.CONSUME(T.Case) as Token, 'HL0034') },
    { ALT: () => this.strayToken(this.CONSUME(T.Default) as Token, 'HL0034') },
    { ALT: () => this.expressionStatement(this.SUBRULE(this.expression)) },
  ]

  /** Statement: Block | `;` | IfStatement | ... | LabeledStatement | ExpressionStatement */
  readonly statement: Rule<Statement> = this.RULE('statement', (): Statement => {
    return this.OR(this.alternatives)
  })

  private parseStatement(): Statement {
    return this.at(T.LBrace) ? this.parseBlock() : this.SUBRULE(this.statement)
  }

  /** `else` without `if` and the like. */
  private strayToken(token: Token, code: string, partner = ''): Statement {
    if (this.RECORDING_PHASE) return { kind: 'Empty', start: 0, end: 0, pos: 0 }
    this.reportToken(token, code, token.image, partner)
    throw new SyntaxFailure('statement')
  }

  /** The body of a statement, where declarations are not allowed (JLS 14.5). */
  private embedded(): Statement {
    if (this.at(T.LBrace)) return this.parseBlock()
    this.enter()
    const type = this.peek(1).tokenTypeIdx
    let statement: Statement
    if (this.RECORDING_PHASE) {
      statement = this.SUBRULE(this.blockStatement)
    } else if (KEYWORD_STATEMENT[type] === 1) {
      statement = this.parseStatement()
    } else {
      statement = this.parseBlockStatement()
      if (statement.kind === 'LocalVars') {
        const name = statement.declarators[0]!.name
        this.reportSemantic('HL0035', name.start, name.end)
      } else if (statement.kind === 'LocalClass') {
        this.reportSemantic('HL0036', statement.pos, statement.pos + 1)
      }
    }
    this.leave()
    return statement
  }

  /** `(` Expression `)` behind a keyword. */
  private parenthesized(keyword: string): Expr {
    this.expect(T.LParen, `after '${keyword}'`)
    const expr = this.parseExpression()
    this.expectLenient(T.RParen, `to close the '(' after '${keyword}'`)
    return expr
  }

  private emptyStatement(): Statement {
    const start = this.CONSUME(T.Semicolon).startOffset
    return { kind: 'Empty', start, end: this.end(), pos: start }
  }

  /** LabeledStatement: Identifier `:` Statement */
  private labeledStatement(): Statement {
    const label = this.identifier('for the label')
    this.skip()
    const body = this.embedded()
    return { kind: 'Labeled', label, body, start: label.start, end: this.end(), pos: label.pos }
  }

  /** ExpressionStatement: StatementExpression `;` (JLS 14.8) */
  private expressionStatement(expr: Expr): Statement {
    if (this.RECORDING_PHASE) {
      this.CONSUME1(T.Semicolon)
      return { kind: 'ExprStatement', expr, start: 0, end: 0, pos: 0 }
    }
    const call = this.openConstructorCall
    if (call !== undefined && call === expr) {
      this.openConstructorCall = undefined
      this.semicolon('after the call')
      return {
        kind: 'ConstructorCall',
        which: call.name.name as ConstructorCall['which'],
        outer: call.target,
        typeArgs: call.typeArgs,
        args: call.args,
        start: call.start,
        end: this.end(),
        pos: call.pos,
      }
    }
    this.rejectOpenConstructorCall()
    this.checkStatementExpression(expr)
    this.semicolon('after the expression')
    return { kind: 'ExprStatement', expr, start: expr.start, end: this.end(), pos: expr.start }
  }

  private checkStatementExpression(expr: Expr): void {
    if (isStatementExpression(expr)) return
    this.report('HL0032', expr.pos, expr.kind === 'Binary' ? expr.pos + expr.op.length : expr.end)
    // Whatever follows on this line belongs to the same mistake.
    if (!this.at(T.Semicolon)) throw new SyntaxFailure('statement')
  }

  /** IfStatement: `if` `(` Expression `)` Statement [`else` Statement]; chains of `else if` take no recursion. */
  private readonly ifStatement = this.RULE('ifStatement', (): Statement => {
    const heads: { readonly start: number; readonly condition: Expr; readonly then: Statement }[] = []
    let otherwise: Statement | undefined
    do {
      const start = (this.RECORDING_PHASE ? this.CONSUME(T.If) : this.skip()).startOffset
      const condition = this.parenthesized('if')
      heads.push({ start, condition, then: this.embedded() })
      if (this.accept(T.Else) === undefined) break
      if (!this.at(T.If)) otherwise = this.embedded()
    } while (otherwise === undefined)
    const end = this.end()
    let node = otherwise
    for (let i = heads.length - 1; i >= 0; i--) {
      const { start, condition, then } = heads[i]!
      node = { kind: 'If', condition, then, else: node, start, end, pos: start }
    }
    return node!
  })

  /** WhileStatement: `while` `(` Expression `)` Statement */
  private readonly whileStatement = this.RULE('whileStatement', (): Statement => {
    const start = this.CONSUME(T.While).startOffset
    const condition = this.parenthesized('while')
    const body = this.embedded()
    return { kind: 'While', condition, body, start, end: this.end(), pos: start }
  })

  /** DoStatement: `do` Statement `while` `(` Expression `)` `;` */
  private readonly doStatement = this.RULE('doStatement', (): Statement => {
    const start = this.CONSUME(T.Do).startOffset
    const body = this.embedded()
    this.expect(T.While, "after the body of 'do'")
    const condition = this.parenthesized('while')
    this.semicolon("after 'do ... while (...)'")
    return { kind: 'DoWhile', body, condition, start, end: this.end(), pos: start }
  })

  /**
   * ForStatement: `for` `(` [ForInit] `;` [Expression] `;` [StatementExpressions] `)` Statement
   * EnhancedFor: `for` `(` LocalVariableDeclaration `:` Expression `)` Statement
   */
  private readonly forStatement = this.RULE('forStatement', (): Statement => {
    const start = this.CONSUME(T.For).startOffset
    this.CONSUME(T.LParen, { ERR_MSG: "after 'for'" })
    if (this.RECORDING_PHASE) return { kind: 'Empty', start, end: start, pos: start }
    let init: ForInit[] = []
    if (!this.at(T.Semicolon)) {
      const declarationStart = this.start()
      if (DECLARATION_START[this.peek(1).tokenTypeIdx] === 1 || this.at(T.At) || this.atLocalVariable()) {
        const declaration = this.localVariables(this.modifiers(), declarationStart)
        const variable = declaration.declarators[0]!
        if (this.at(T.Colon)) {
          if (declaration.declarators.length > 1 || variable.init !== undefined) {
            this.reportSemantic('HL0046', variable.name.start, variable.name.end)
          }
          return this.enhancedFor(start, variable)
        }
        init = [declaration]
      } else {
        const before = this.peek(1)
        init = this.statementExpressions()
        if (this.at(T.Colon)) this.failAt(before, 'HL0061')
      }
    }
    this.expect(T.Semicolon, "after the first part of 'for'")
    const condition = this.at(T.Semicolon) ? undefined : this.parseExpression()
    this.expect(T.Semicolon, "after the condition of 'for'")
    const update = this.at(T.RParen) ? [] : this.statementExpressions()
    this.expectLenient(T.RParen, "to close the '(' after 'for'")
    const body = this.embedded()
    return { kind: 'For', init, condition, update, body, start, end: this.end(), pos: start }
  })

  private enhancedFor(start: number, variable: LocalVar): Statement {
    this.skip()
    const iterable = this.parseExpression()
    this.expectLenient(T.RParen, "to close the '(' after 'for'")
    const body = this.embedded()
    return { kind: 'ForEach', variable, iterable, body, start, end: this.end(), pos: start }
  }

  /** StatementExpression {`,` StatementExpression} */
  private statementExpressions(): ExprStatement[] {
    const list: ExprStatement[] = []
    do {
      const expr = this.parseExpression()
      if (!isStatementExpression(expr) && !this.at(T.Colon)) this.report('HL0032', expr.pos, expr.end)
      list.push({ kind: 'ExprStatement', expr, start: expr.start, end: expr.end, pos: expr.start })
    } while (this.accept(T.Comma) !== undefined)
    return list
  }

  /** ReturnStatement: `return` [Expression] `;` */
  private readonly returnStatement = this.RULE('returnStatement', (): Statement => {
    const start = this.CONSUME(T.Return).startOffset
    const value = this.at(T.Semicolon) || this.RECORDING_PHASE ? undefined : this.parseExpression()
    this.semicolon("after 'return'")
    return { kind: 'Return', value, start, end: this.end(), pos: start }
  })

  /** BreakStatement: `break` [Identifier] `;` */
  private readonly breakStatement = this.RULE('breakStatement', (): Statement => {
    const start = this.CONSUME(T.Break).startOffset
    const label = this.at(T.Identifier) ? this.identifier('for a label') : undefined
    this.semicolon("after 'break'")
    return { kind: 'Break', label, start, end: this.end(), pos: start }
  })

  /** ContinueStatement: `continue` [Identifier] `;` */
  private readonly continueStatement = this.RULE('continueStatement', (): Statement => {
    const start = this.CONSUME(T.Continue).startOffset
    const label = this.at(T.Identifier) ? this.identifier('for a label') : undefined
    this.semicolon("after 'continue'")
    return { kind: 'Continue', label, start, end: this.end(), pos: start }
  })

  /** YieldStatement: `yield` Expression `;` (JLS 14.21); `yield` is a name elsewhere. */
  private yieldStatement(): Statement {
    const start = this.skip().startOffset
    const value = this.parseExpression()
    this.semicolon("after the value of 'yield'")
    return { kind: 'Yield', value, start, end: this.end(), pos: start }
  }

  private atYield(): boolean {
    if (!this.atWord('yield')) return false
    const next = this.peek(2)
    if (AFTER_YIELD[next.tokenTypeIdx] === 1) return true
    if (this.atNth(2, T.Not) || this.atNth(2, T.Tilde)) return !this.atNth(3, T.Semicolon)
    if (this.atNth(2, T.PlusPlus) || this.atNth(2, T.MinusMinus)) return !this.atNth(3, T.Semicolon)
    // `yield (x);` is the statement; `yield(x, y)` the call of a method, which is an error of its own.
    if (!this.atNth(2, T.LParen) || next.match < 0) return false
    let depth = 0
    for (let i = this.currIdx + 3; i < next.match; i++) {
      if (this.opens(this.tokVector[i]!)) depth++
      else if (this.isAt(i, T.RParen) || this.isAt(i, T.RBrace) || this.isAt(i, T.RBracket)) depth--
      else if (depth === 0 && this.isAt(i, T.Comma)) return this.isAt(next.match + 1, T.Arrow)
    }
    return next.match > this.currIdx + 3 || this.isAt(next.match + 1, T.Arrow)
  }

  /** ThrowStatement: `throw` Expression `;` */
  private readonly throwStatement = this.RULE('throwStatement', (): Statement => {
    const start = this.CONSUME(T.Throw).startOffset
    const value = this.SUBRULE(this.expression)
    this.semicolon("after the value of 'throw'")
    return { kind: 'Throw', value, start, end: this.end(), pos: start }
  })

  /** AssertStatement: `assert` Expression [`:` Expression] `;` */
  private readonly assertStatement = this.RULE('assertStatement', (): Statement => {
    const start = this.CONSUME(T.Assert).startOffset
    const condition = this.SUBRULE(this.expression)
    const detail = this.accept(T.Colon) === undefined ? undefined : this.parseExpression()
    this.semicolon("after 'assert'")
    return { kind: 'Assert', condition, detail, start, end: this.end(), pos: start }
  })

  /** SynchronizedStatement: `synchronized` `(` Expression `)` Block */
  private readonly synchronizedStatement = this.RULE('synchronizedStatement', (): Statement => {
    const start = this.CONSUME(T.Synchronized).startOffset
    const lock = this.parenthesized('synchronized')
    const body = this.parseBlock()
    return { kind: 'Synchronized', lock, body, start, end: this.end(), pos: start }
  })

  /** TryStatement: `try` [`(` Resource {`;` Resource} [`;`] `)`] Block {CatchClause} [`finally` Block] */
  private readonly tryStatement = this.RULE('tryStatement', (): Statement => {
    const keyword = this.CONSUME(T.Try) as Token
    const start = keyword.startOffset
    const resources: (LocalVar | Expr)[] = []
    if (this.accept(T.LParen) !== undefined) {
      do resources.push(this.resource())
      while (this.accept(T.Semicolon) !== undefined && !this.at(T.RParen))
      this.expectLenient(T.RParen, 'after the resources')
    }
    const block = this.parseBlock()
    const catches: Catch[] = []
    while (this.at(T.Catch)) catches.push(this.catchClause())
    const final = this.accept(T.Finally) === undefined ? undefined : this.parseBlock()
    if (catches.length === 0 && final === undefined && resources.length === 0) {
      this.reportSemantic('HL0040', start, keyword.end)
    }
    return { kind: 'Try', resources, block, catches, finally: final, start, end: this.end(), pos: start }
  })

  /** Resource: LocalVariableDeclaration | VariableAccess (JLS 14.20.3) */
  private resource(): LocalVar | Expr {
    const start = this.start()
    if (this.at(T.Final) || this.at(T.At) || this.atLocalVariable()) {
      const modifiers = this.modifiers()
      const type = this.localType()
      const name = this.identifier('for the resource')
      this.onlyFinal(modifiers, name)
      this.expect(T.Assign, 'and the value of the resource')
      const init = this.parseExpression()
      return { kind: 'LocalVar', modifiers, type, name, init, start, end: this.end(), pos: name.pos }
    }
    const expr = this.parseExpression()
    if (expr.kind !== 'Name' && expr.kind !== 'FieldAccess') this.report('HL0047', expr.pos, expr.end)
    return expr
  }

  /** CatchClause: `catch` `(` {`final` | Annotation} Type {`|` Type} Identifier `)` Block */
  private catchClause(): Catch {
    const start = this.skip().startOffset
    this.expect(T.LParen, "after 'catch'")
    const paramStart = this.start()
    const modifiers = this.modifiers()
    const alternatives = [this.parseType()]
    while (this.accept(T.Or) !== undefined) alternatives.push(this.parseType())
    const first = alternatives[0]!
    const type: TypeNode =
      alternatives.length === 1
        ? first
        : { kind: 'UnionType', alternatives, annotations: [], start: first.start, end: this.end(), pos: first.pos }
    const name = this.identifier('for the exception')
    this.onlyFinal(modifiers, name)
    const param: ParamDecl = {
      kind: 'ParamDecl',
      modifiers,
      type,
      varargs: false,
      name,
      start: paramStart,
      end: name.end,
      pos: name.pos,
    }
    this.expectLenient(T.RParen, "to close the '(' after 'catch'")
    const body = this.parseBlock()
    return { kind: 'Catch', param, body, start, end: this.end(), pos: start }
  }

  // ------------------------------------------------------------------------------------------------ switch

  /** SwitchStatement: `switch` `(` Expression `)` SwitchBlock */
  private readonly switchStatement = this.RULE('switchStatement', (): Statement => {
    const start = this.CONSUME(T.Switch).startOffset
    const selector = this.parenthesized('switch')
    const { cases, closeBrace } = this.switchCases(true)
    return { kind: 'Switch', selector, cases, closeBrace, start, end: this.end(), pos: start }
  })

  /** SwitchBlock: `{` {SwitchRule} `}` | `{` {SwitchLabel {BlockStatement}} `}` (JLS 14.11.1) */
  protected override switchCases(isStatement = false): { readonly cases: SwitchCase[]; readonly closeBrace: number } {
    this.expect(T.LBrace, 'before the cases of the switch')
    this.enter()
    const cases: SwitchCase[] = []
    while (!this.at(T.RBrace) && !this.RECORDING_PHASE) {
      if (this.at(T.End)) break
      const level = this.nestingLevel()
      const index = this.currIdx
      let switchCase: SwitchCase
      try {
        if (!this.at(T.Case) && !this.at(T.Default)) this.failExpected("'case', 'default' or '}'", 'in the switch')
        switchCase = this.switchCase(isStatement)
      } catch (failure) {
        if (!(failure instanceof SyntaxFailure) || failure.resume !== 'statement') throw failure
        this.restoreNesting(level)
        this.resynchronise(index, 'statement')
        // The statements of the broken case, or of none.
        this.blockStatements(true)
        continue
      }
      const first = cases[0]
      if (first !== undefined && first.arrow !== switchCase.arrow) {
        this.reportSemantic('HL0048', switchCase.start, switchCase.start + 4)
      }
      cases.push(switchCase)
    }
    this.leave()
    const closeBrace = this.expect(T.RBrace).startOffset
    return { cases, closeBrace }
  }

  /** (`case` CaseConstant {`,` CaseConstant} | `default`) (`->` RuleBody | `:` {BlockStatement}) */
  private switchCase(isStatement: boolean): SwitchCase {
    const start = this.start()
    const isDefault = this.skip().tokenType === T.Default
    const labels: Expr[] = []
    if (!isDefault) {
      this.noLambda = true
      do labels.push(this.parseConditional())
      while (this.accept(T.Comma) !== undefined)
      this.noLambda = false
    }
    const arrow = this.accept(T.Arrow) !== undefined
    if (!arrow && this.accept(T.Colon) === undefined) {
      if (this.at(T.RBrace) || this.at(T.Comma)) this.failExpected("':' or '->'", 'after the label')
      this.reportExpected("':' or '->'", 'after the label')
    }
    const body = arrow ? [this.switchRuleBody(isStatement)] : this.blockStatements(true)
    return { kind: 'SwitchCase', labels, isDefault, arrow, body, start, end: this.end(), pos: start }
  }

  /** RuleBody: Block | ThrowStatement | Expression `;` */
  private switchRuleBody(isStatement: boolean): Statement {
    if (this.at(T.LBrace)) return this.parseBlock()
    if (this.at(T.Throw)) return this.SUBRULE(this.throwStatement)
    if (this.in(KEYWORD_STATEMENT) && !this.at(T.Switch)) {
      // Report, then read it as a statement so that the cases behind it are still checked.
      this.reportToken(this.peek(1), 'HL0049')
      return this.SUBRULE1(this.statement)
    }
    const expr = this.parseExpression()
    if (isStatement && !isStatementExpression(expr)) this.report('HL0032', expr.pos, expr.end)
    this.semicolon('after the value of the case')
    return { kind: 'ExprStatement', expr, start: expr.start, end: this.end(), pos: expr.start }
  }
}

/** JLS 14.8: assignments, increments, calls and object creation. */
function isStatementExpression(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Assign':
    case 'CompoundAssign':
    case 'Call':
    case 'New':
    case 'ErrorExpr':
      return true
    case 'Unary':
      return expr.op.length > 1
    default:
      return false
  }
}
