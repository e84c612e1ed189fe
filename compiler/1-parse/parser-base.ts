/**
 * What all parts of the grammar share: looking at tokens, reporting, and recovering.
 *
 * Recovery: a missing `;` or closing bracket is reported at the end of the token before and taken as if it were there;
 * any other mistake throws a `SyntaxFailure`, which the innermost list of statements or members catches and skips to a
 * place where the next statement or member can begin. While chevrotain's rules unwind they rethrow it unchanged.
 * At most one mistake is reported per place, and none next to a lexical error, so that one mistake is one message.
 */
import { EmbeddedActionsParser, EOF, type ParserMethod, type TokenType } from 'chevrotain'
import type { Reporter } from '../diagnostics.ts'
import { lineOf, type SourceFile } from '../source.ts'
import type { Ident, Modifiers } from './ast.ts'
import { createTableLookahead } from './lookahead.ts'
import type { ScanResult } from './scanner.ts'
import { T, Token, tokenSet, VOCABULARY } from './tokens.ts'

/** How deep statements, expressions, types and classes may be nested in each other; the stack of JavaScript holds it. */
export const MAX_NESTING = 1000

/** Thrown after a mistake was reported; `resume` says who may catch it. */
export class SyntaxFailure {
  readonly resume: 'statement' | 'member' | 'never'
  constructor(resume: 'statement' | 'member' | 'never') {
    this.resume = resume
  }
}

/** A rule without arguments. */
export type Rule<R> = ParserMethod<[], R>

export const NO_MODIFIERS: Modifiers = Object.freeze({ list: [], annotations: [], start: -1 })

const END = new Token(T.End, '', 0, 0, undefined)
const OPENING = tokenSet(T.LParen, T.LBrace, T.LBracket)

/** Tokens that begin a statement and nothing else: a good place to go on after a mistake. */
const STATEMENT_START = tokenSet(
  T.If,
  T.For,
  T.While,
  T.Do,
  T.Switch,
  T.Try,
  T.Return,
  T.Throw,
  T.Break,
  T.Continue,
  T.Assert,
  T.Case,
  T.Default,
  T.Else,
  T.Catch,
  T.Finally,
)

/** Tokens that begin a member of a class. */
export const MEMBER_START = tokenSet(
  T.Public,
  T.Protected,
  T.Private,
  T.Static,
  T.Abstract,
  T.Final,
  T.Native,
  T.Transient,
  T.Volatile,
  T.Strictfp,
  T.Class,
  T.Interface,
  T.Enum,
  T.At,
)

export abstract class ParserBase extends EmbeddedActionsParser {
  declare protected tokVector: Token[]
  declare protected currIdx: number
  declare protected tokVectorLength: number

  protected file: SourceFile = { path: '', text: '', lineStarts: [0], mentionsDeprecated: false }
  private reporter: Reporter | undefined = undefined
  private lexicalErrors: readonly number[] = []
  /** Place of the last reported mistake: nothing is reported at or before it again. */
  private lastErrorAt = -1
  private nesting = 0
  /** Set while the labels of a `case` are parsed: there `a -> b` is not a lambda. */
  protected noLambda = false

  constructor(skipValidations: boolean) {
    super(VOCABULARY, {
      recoveryEnabled: false,
      maxLookahead: 1,
      skipValidations,
      lookaheadStrategy: createTableLookahead(),
    })
    this.tokVector = [END]
  }

  protected begin(file: SourceFile, scanned: ScanResult, reporter: Reporter): void {
    this.input = scanned.tokens
    this.file = file
    this.reporter = reporter
    this.lexicalErrors = scanned.errorOffsets
    this.lastErrorAt = -1
    this.nesting = 0
    this.noLambda = false
  }

  // ------------------------------------------------------------------------------------------------ looking

  /** The n-th token ahead (1 is the next one); the end token beyond the end. */
  protected peek(n: number): Token {
    const token = this.tokVector[this.currIdx + n]
    return token === undefined || token.tokenTypeIdx === EOF.tokenTypeIdx ? this.endToken() : token
  }

  private endToken(): Token {
    return this.tokVector[this.tokVectorLength - 1] ?? END
  }

  /** The token just consumed. */
  protected previous(): Token {
    return this.tokVector[this.currIdx] ?? END
  }

  protected at(type: TokenType): boolean {
    return this.peek(1).tokenTypeIdx === type.tokenTypeIdx
  }

  protected atNth(n: number, type: TokenType): boolean {
    return this.peek(n).tokenTypeIdx === type.tokenTypeIdx
  }

  protected in(set: Uint8Array): boolean {
    return set[this.peek(1).tokenTypeIdx] === 1
  }

  /** Is the n-th token the contextual keyword `word` (JLS 3.9)? */
  protected atWord(word: string, n = 1): boolean {
    const token = this.peek(n)
    return token.tokenTypeIdx === T.Identifier.tokenTypeIdx && token.image === word
  }

  protected skip(): Token {
    const token = this.peek(1)
    if (token.tokenTypeIdx !== T.End.tokenTypeIdx) this.currIdx++
    return token
  }

  /** Consumes the token when it is next. */
  protected accept(type: TokenType): Token | undefined {
    return this.at(type) ? this.skip() : undefined
  }

  /** Do the tokens n and n+1 ahead touch, like the two of `>>`? */
  protected adjacent(n: number): boolean {
    return this.peek(n).end === this.peek(n + 1).startOffset
  }

  /** Where the next node begins. */
  protected start(): number {
    return this.peek(1).startOffset
  }

  /** Where the node whose last token was just consumed ends. */
  protected end(): number {
    return this.previous().end
  }

  // ------------------------------------------------------------------------------------------------ consuming

  /** The next token, which has to be of this type; a mistake is reported with `context` ("after the condition"). */
  protected expect(type: TokenType, context?: string): Token {
    if (this.at(type)) return this.skip()
    if (this.RECORDING_PHASE) return END
    return this.failExpected(labelOf(type), context)
  }

  /** A closing token or separator that is taken as written when it is missing. */
  protected expectLenient(type: TokenType, context: string): void {
    if (this.at(type)) {
      this.skip()
      return
    }
    if (this.RECORDING_PHASE) return
    // Without a sign that the sentence goes on behind the gap, let the list around resynchronise.
    const next = this.peek(1)
    const continues = this.in(CONTINUES_AFTER_BRACKET) || this.onNewLine(next)
    if (!continues) this.failExpected(labelOf(type), context)
    this.reportExpected(labelOf(type), context)
  }

  /** `;` at the end of a statement or declaration. */
  protected semicolon(context: string): void {
    if (this.at(T.Semicolon)) {
      this.skip()
      return
    }
    if (this.RECORDING_PHASE) return
    const next = this.peek(1)
    this.reportExpected("';'", context)
    const onSameLine = next.tokenTypeIdx !== T.RBrace.tokenTypeIdx && !this.onNewLine(next)
    if (onSameLine && STATEMENT_START[next.tokenTypeIdx] !== 1) throw new SyntaxFailure('statement')
  }

  protected onNewLine(next: Token): boolean {
    return lineOf(this.file, next.startOffset) > lineOf(this.file, Math.max(0, this.previous().end - 1))
  }

  /** Called by chevrotain when CONSUME meets another token. */
  protected consumeInternalError(type: TokenType, _next: Token, options?: { ERR_MSG?: string }): never {
    return this.failExpected(labelOf(type), options?.ERR_MSG)
  }

  /** Called by chevrotain when no alternative of an OR begins with the next token; ERR_MSG says what could stand here. */
  protected raiseNoAltException(_occurrence: number, message?: string): never {
    return this.failAt(this.peek(1), 'HL0020', message ?? 'something else')
  }

  /** An identifier, or a message that says why the next token is none. */
  protected identifier(context: string): Ident {
    const token = this.peek(1)
    if (token.tokenTypeIdx === T.Identifier.tokenTypeIdx) {
      this.skip()
      if (token.image === '_') this.reportToken(token, 'HL0026')
      return identOf(token)
    }
    if (this.RECORDING_PHASE) return identOf(token)
    if (/^[a-z]/.test(token.image)) {
      // A reserved word: the place is that of javac, the end of the token before.
      this.reportGap('HL0025', token.image, context)
      throw new SyntaxFailure('statement')
    }
    return this.failExpected('a name', context)
  }

  // ------------------------------------------------------------------------------------------------ reporting

  protected report(code: string, start: number, end: number, ...args: string[]): void {
    if (this.RECORDING_PHASE) return
    if (start <= this.lastErrorAt || this.nearLexicalError(start)) return
    this.lastErrorAt = start
    this.reporter?.report({
      code,
      severity: 'error',
      file: this.file,
      start,
      end: Math.max(end, start + 1),
      args,
    })
  }

  /** An error that says nothing about how parsing goes on and may stand before an earlier one. */
  protected reportSemantic(code: string, start: number, end: number, ...args: string[]): void {
    if (this.RECORDING_PHASE) return
    this.reporter?.report({ code, severity: 'error', file: this.file, start, end: Math.max(end, start + 1), args })
  }

  /** Variables in methods are final or nothing (JLS 8.4.1, 14.4); `private x` at the beginning of a statement is reported where it is met. */
  protected onlyFinal(modifiers: Modifiers, name: Ident): void {
    const wrong = modifiers.list.find((modifier) => modifier.name !== 'final')
    if (wrong !== undefined) this.reportSemantic('HL0220', name.start, name.end, wrong.name)
  }

  protected reportToken(token: Token, code: string, ...args: string[]): void {
    this.report(code, token.startOffset, token.end, ...args)
  }

  /** Reports at the end of the token before, where something is missing. */
  private reportGap(code: string, ...args: string[]): void {
    const end = this.previous().end
    if (this.peek(1).tokenTypeIdx === T.End.tokenTypeIdx) this.reportEnd()
    else this.report(code, end, end + 1, ...args)
  }

  /** The file ends too early; an unclosed comment or text block has said so already. */
  private reportEnd(): void {
    const end = this.previous().end
    const last = this.lexicalErrors[this.lexicalErrors.length - 1]
    if (last === undefined || last < end - 1) this.report('HL0001', Math.max(0, end - 1), end)
  }

  /** Parses without reporting: what stands in a place that is wrong as a whole. */
  protected silently(parse: () => void): void {
    this.lastErrorAt = Number.MAX_SAFE_INTEGER
    try {
      parse()
    } finally {
      this.lastErrorAt = this.previous().startOffset
    }
  }

  protected reportExpected(what: string, context?: string): void {
    if (context === undefined) this.reportGap('HL0020', what)
    else this.reportGap('HL0021', what, context)
  }

  /** Reports at the end of the token before and gives up the current statement or member. */
  protected failGap(code: string, ...args: string[]): never {
    if (this.RECORDING_PHASE) return END as never
    this.reportGap(code, ...args)
    throw new SyntaxFailure(this.peek(1).tokenTypeIdx === T.End.tokenTypeIdx ? 'never' : 'statement')
  }

  protected failExpected(what: string, context?: string): never {
    if (this.RECORDING_PHASE) return END as never
    this.reportExpected(what, context)
    throw new SyntaxFailure(this.peek(1).tokenTypeIdx === T.End.tokenTypeIdx ? 'never' : 'statement')
  }

  /** Reports at a token and gives up the current statement or member. */
  protected failAt(token: Token, code: string, ...args: string[]): never {
    if (this.RECORDING_PHASE) return END as never
    if (token.tokenTypeIdx === T.End.tokenTypeIdx) {
      this.reportEnd()
      throw new SyntaxFailure('never')
    }
    this.reportToken(token, code, ...args)
    throw new SyntaxFailure('statement')
  }

  private nearLexicalError(offset: number): boolean {
    if (this.lexicalErrors.length === 0) return false
    const line = lineOf(this.file, offset)
    const previousStart = this.previous().startOffset
    for (const error of this.lexicalErrors) {
      if (lineOf(this.file, error) === line || (error >= previousStart && error <= offset)) return true
    }
    return false
  }

  // ------------------------------------------------------------------------------------------------ nesting

  /** Counts one level of nesting; every call is paired with `leave`. */
  protected enter(): void {
    if (++this.nesting > MAX_NESTING && !this.RECORDING_PHASE) {
      this.reportTooDeep()
      throw new SyntaxFailure('never')
    }
  }

  protected reportTooDeep(): void {
    this.lastErrorAt = -1
    this.reportToken(this.peek(1), 'HL0027', String(MAX_NESTING))
  }

  protected leave(): void {
    this.nesting--
  }

  protected nestingLevel(): number {
    return this.nesting
  }

  protected restoreNesting(level: number): void {
    this.nesting = level
    this.noLambda = false
  }

  // ------------------------------------------------------------------------------------------------ recovery

  /**
   * Skips to where the next statement or member can begin: behind a `;`, before the `}` of the list itself, before a
   * keyword that only begins statements or (for members) only begins members.
   */
  protected resynchronise(startIndex: number, list: 'statement' | 'member'): void {
    let depth = 0
    // Progress: a failure at the very first token of the statement has to skip that token at least.
    let mustMove = this.currIdx === startIndex
    for (;;) {
      const token = this.peek(1)
      const type = token.tokenTypeIdx
      if (type === T.End.tokenTypeIdx) return
      if (type === T.RBrace.tokenTypeIdx) {
        if (depth === 0) return
        depth--
        this.skip()
        if (depth === 0 && !this.at(T.RParen) && !this.at(T.Semicolon) && !this.at(T.Comma)) return
        continue
      }
      if (type === T.LBrace.tokenTypeIdx) {
        // A block in front of us is read as a block of statements; in a list of members it is a body to skip.
        if (list === 'statement' && depth === 0 && !mustMove) return
        depth++
      } else if (depth === 0 && !mustMove) {
        if (type === T.Semicolon.tokenTypeIdx) {
          this.skip()
          return
        }
        if (list === 'statement' && STATEMENT_START[type] === 1) return
        if (list === 'statement' && MEMBER_START[type] === 1 && this.onNewLine(token)) return
        if (list === 'member' && MEMBER_START[type] === 1) return
      } else if (depth === 0 && type === T.Semicolon.tokenTypeIdx) {
        this.skip()
        return
      }
      mustMove = false
      this.skip()
    }
  }

  /** Is this parenthesis or bracket token an opening one? */
  protected opens(token: Token): boolean {
    return OPENING[token.tokenTypeIdx] === 1
  }
}

const CONTINUES_AFTER_BRACKET = tokenSet(
  T.LBrace,
  T.RBrace,
  T.Semicolon,
  T.RParen,
  T.RBracket,
  T.Comma,
  T.Dot,
  T.Arrow,
  ...[T.Return, T.Throw, T.Break, T.Continue, T.If, T.For, T.While],
)

export function labelOf(type: TokenType): string {
  return type.LABEL ?? type.name
}

export function identOf(token: Token): Ident {
  return { kind: 'Ident', name: token.image, start: token.startOffset, end: token.end, pos: token.startOffset }
}
