/**
 * The token vocabulary (JLS 3.5-3.12) as chevrotain token types, and the tokens themselves.
 *
 * Contextual keywords (var, yield, record, sealed, permits, non-sealed, the module words) are plain identifiers here;
 * the grammar looks at their text where they mean something (JLS 3.9). `>` is always a token of its own: the grammar
 * joins adjacent ones to `>>`, `>>>`, `>=`, `>>=` and `>>>=`, so that `List<List<String>>` needs no splitting.
 */
import { createToken, type IToken, type TokenType } from 'chevrotain'

const keyword = (image: string): TokenType =>
  createToken({ name: image[0]!.toUpperCase() + image.slice(1), label: `'${image}'` })
const symbol = (name: string, image: string): TokenType => createToken({ name, label: `'${image}'` })

/** JLS 3.9, the reserved words; true, false and null are literals by the book but tokens like these. */
const KEYWORD_NAMES = (
  'abstract assert boolean break byte case catch char class const continue default do double else enum extends final ' +
  'finally float for goto if implements import instanceof int interface long native new package private protected ' +
  'public return short static strictfp super switch synchronized this throw throws transient try void volatile while ' +
  'true false null'
).split(' ')

export const KEYWORDS: ReadonlyMap<string, TokenType> = new Map(KEYWORD_NAMES.map((name) => [name, keyword(name)]))

const kw = (image: string): TokenType => KEYWORDS.get(image)!

export const T = {
  Abstract: kw('abstract'),
  Assert: kw('assert'),
  Boolean: kw('boolean'),
  Break: kw('break'),
  Byte: kw('byte'),
  Case: kw('case'),
  Catch: kw('catch'),
  Char: kw('char'),
  Class: kw('class'),
  Continue: kw('continue'),
  Default: kw('default'),
  Do: kw('do'),
  Double: kw('double'),
  Else: kw('else'),
  Enum: kw('enum'),
  Extends: kw('extends'),
  Final: kw('final'),
  Finally: kw('finally'),
  Float: kw('float'),
  For: kw('for'),
  If: kw('if'),
  Implements: kw('implements'),
  Import: kw('import'),
  Instanceof: kw('instanceof'),
  Int: kw('int'),
  Interface: kw('interface'),
  Long: kw('long'),
  Native: kw('native'),
  New: kw('new'),
  Package: kw('package'),
  Private: kw('private'),
  Protected: kw('protected'),
  Public: kw('public'),
  Return: kw('return'),
  Short: kw('short'),
  Static: kw('static'),
  Strictfp: kw('strictfp'),
  Super: kw('super'),
  Switch: kw('switch'),
  Synchronized: kw('synchronized'),
  This: kw('this'),
  Throw: kw('throw'),
  Throws: kw('throws'),
  Transient: kw('transient'),
  Try: kw('try'),
  Void: kw('void'),
  Volatile: kw('volatile'),
  While: kw('while'),
  True: kw('true'),
  False: kw('false'),
  Null: kw('null'),
  Identifier: createToken({ name: 'Identifier', label: 'a name' }),
  IntLiteral: createToken({ name: 'IntLiteral', label: 'a number' }),
  LongLiteral: createToken({ name: 'LongLiteral', label: 'a number' }),
  FloatLiteral: createToken({ name: 'FloatLiteral', label: 'a number' }),
  DoubleLiteral: createToken({ name: 'DoubleLiteral', label: 'a number' }),
  CharLiteral: createToken({ name: 'CharLiteral', label: 'a character' }),
  StringLiteral: createToken({ name: 'StringLiteral', label: 'a string' }),
  LParen: symbol('LParen', '('),
  RParen: symbol('RParen', ')'),
  LBrace: symbol('LBrace', '{'),
  RBrace: symbol('RBrace', '}'),
  LBracket: symbol('LBracket', '['),
  RBracket: symbol('RBracket', ']'),
  Semicolon: symbol('Semicolon', ';'),
  Comma: symbol('Comma', ','),
  Dot: symbol('Dot', '.'),
  Ellipsis: symbol('Ellipsis', '...'),
  At: symbol('At', '@'),
  ColonColon: symbol('ColonColon', '::'),
  Arrow: symbol('Arrow', '->'),
  Assign: symbol('Assign', '='),
  Greater: symbol('Greater', '>'),
  Less: symbol('Less', '<'),
  Not: symbol('Not', '!'),
  Tilde: symbol('Tilde', '~'),
  Question: symbol('Question', '?'),
  Colon: symbol('Colon', ':'),
  EqualEqual: symbol('EqualEqual', '=='),
  LessEqual: symbol('LessEqual', '<='),
  NotEqual: symbol('NotEqual', '!='),
  AndAnd: symbol('AndAnd', '&&'),
  OrOr: symbol('OrOr', '||'),
  PlusPlus: symbol('PlusPlus', '++'),
  MinusMinus: symbol('MinusMinus', '--'),
  Plus: symbol('Plus', '+'),
  Minus: symbol('Minus', '-'),
  Star: symbol('Star', '*'),
  Slash: symbol('Slash', '/'),
  And: symbol('And', '&'),
  Or: symbol('Or', '|'),
  Caret: symbol('Caret', '^'),
  Percent: symbol('Percent', '%'),
  LessLess: symbol('LessLess', '<<'),
  PlusAssign: symbol('PlusAssign', '+='),
  MinusAssign: symbol('MinusAssign', '-='),
  StarAssign: symbol('StarAssign', '*='),
  SlashAssign: symbol('SlashAssign', '/='),
  AndAssign: symbol('AndAssign', '&='),
  OrAssign: symbol('OrAssign', '|='),
  CaretAssign: symbol('CaretAssign', '^='),
  PercentAssign: symbol('PercentAssign', '%='),
  LessLessAssign: symbol('LessLessAssign', '<<='),
  /** The end of the text, with a position, unlike chevrotain's own end-of-file token. */
  End: createToken({ name: 'End', label: 'the end of the file' }),
} as const

/** All token types: the parser's vocabulary. `const` and `goto` are reserved but never legal. */
export const VOCABULARY: TokenType[] = [...new Set([...Object.values(T), kw('const'), kw('goto')])]

/** One more than the largest token type index: the size of tables indexed by `tokenTypeIdx`. */
export const TABLE_SIZE = 1 + Math.max(...VOCABULARY.map((type) => type.tokenTypeIdx!))

/** Value of a literal token; strings and text blocks with escapes resolved; undefined where it is malformed. */
export type TokenValue = number | bigint | string | undefined

/** A token; `image` has unicode escapes resolved, offsets refer to the text as written. */
export class Token implements IToken {
  readonly image: string
  readonly startOffset: number
  readonly tokenTypeIdx: number
  readonly tokenType: TokenType
  /** Exclusive end, what the syntax tree uses. */
  readonly end: number
  readonly value: TokenValue
  /** For `(`: index of the token that closes it, or -1. */
  match: number

  constructor(tokenType: TokenType, image: string, start: number, end: number, value: TokenValue) {
    this.image = image
    this.startOffset = start
    this.tokenTypeIdx = tokenType.tokenTypeIdx!
    this.tokenType = tokenType
    this.end = end
    this.value = value
    this.match = -1
  }

  /** Inclusive, as chevrotain has it. */
  get endOffset(): number {
    return this.end - 1
  }
}

/** A membership table over token types, for decisions by one lookup. */
export function tokenSet(...types: readonly TokenType[]): Uint8Array {
  const table = new Uint8Array(TABLE_SIZE)
  for (const type of types) table[type.tokenTypeIdx!] = 1
  return table
}
