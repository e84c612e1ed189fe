/**
 * The scanner (JLS 3): text to chevrotain tokens, in one pass over character codes.
 *
 * Written by hand instead of with chevrotain's lexer: it has to resolve unicode escapes while offsets keep referring
 * to the text as written, to report every lexical mistake at its place and go on, and to be several times faster.
 * Text with a `\u` escape is translated first, with a table from translated to original offsets.
 */
import type { Reporter } from '../diagnostics.ts'
import type { SourceFile } from '../source.ts'
import { floatValue, integerValue } from './numbers.ts'
import { stringEscapes, textBlockValue } from './scan-strings.ts'
import { KEYWORDS, T, Token, type TokenValue } from './tokens.ts'
import { translateUnicodeEscapes } from './unicode-escapes.ts'
import type { TokenType } from 'chevrotain'

export interface ScanResult {
  readonly tokens: Token[]
  /** Offsets of lexical errors in order: the parser reports nothing more in their neighbourhood. */
  readonly errorOffsets: readonly number[]
}

/** Classes of characters below 128. */
const LETTER = 1
const DIGIT = 2
const SPACE = 3
const CLASSES = new Uint8Array(128)
for (let c = 0; c < 128; c++) {
  const text = String.fromCharCode(c)
  if (/[A-Za-z_$]/.test(text)) CLASSES[c] = LETTER
  else if (/[0-9]/.test(text)) CLASSES[c] = DIGIT
  else if (/[ \t\f\r\n]/.test(text)) CLASSES[c] = SPACE
}

const IDENTIFIER_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u
const IDENTIFIER_PART = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}\p{Cf}]/u

/** Operators and separators by first character, the longest first. `>` stands alone, see tokens.ts. */
const SYMBOLS: (readonly (readonly [string, TokenType])[] | undefined)[] = []
for (const type of Object.values(T)) {
  const image = /^'([^a-z]+)'$/.exec(type.LABEL ?? '')?.[1]
  if (image === undefined) continue
  const first = image.charCodeAt(0)
  SYMBOLS[first] = [...(SYMBOLS[first] ?? []), [image, type] as const].sort((a, b) => b[0].length - a[0].length)
}

export function scan(file: SourceFile, reporter: Reporter): ScanResult {
  const errorOffsets: number[] = []
  const fail = (code: string, start: number, end: number, ...args: string[]): void => {
    errorOffsets.push(start)
    reporter.report({ code, severity: 'error', file, start, end: Math.max(end, start + 1), args })
  }
  const translated = file.text.includes('\\u') ? translateUnicodeEscapes(file.text, fail) : undefined
  const text = translated === undefined ? file.text : translated.text
  const offsets = translated?.offsets
  const original = (at: number): number => (offsets === undefined ? at : offsets[at]!)
  const error = (code: string, start: number, end: number, ...args: string[]): void =>
    fail(code, original(start), original(Math.min(end, text.length)), ...args)

  const tokens: Token[] = []
  const openParens: number[] = []
  const length = text.length
  let at = 0

  const push = (type: TokenType, start: number, end: number, value?: TokenValue): void => {
    tokens.push(new Token(type, text.slice(start, end), original(start), original(end), value))
  }

  while (at < length) {
    const c = text.charCodeAt(at)
    const charClass = c < 128 ? CLASSES[c]! : 0
    if (charClass === SPACE) {
      at++
    } else if (charClass === LETTER) {
      at = scanName(at)
    } else if (charClass === DIGIT) {
      at = scanNumber(at)
    } else if (c === 0x2f && (text.charCodeAt(at + 1) === 0x2f || text.charCodeAt(at + 1) === 0x2a)) {
      at = skipComment(at)
    } else if (c === 0x22) {
      at = text.startsWith('"""', at) ? scanTextBlock(at) : scanString(at)
    } else if (c === 0x27) {
      at = scanCharacter(at)
    } else if (c === 0x2e && CLASSES[text.charCodeAt(at + 1)] === DIGIT) {
      at = scanNumber(at)
    } else if (c >= 128) {
      at = scanBeyondAscii(at)
    } else {
      at = scanSymbol(at, c)
    }
  }
  tokens.push(new Token(T.End, '', file.text.length, file.text.length, undefined))
  errorOffsets.sort((a, b) => a - b)
  return { tokens, errorOffsets }

  function scanName(start: number): number {
    let end = start + (text.codePointAt(start)! > 0xffff ? 2 : 1)
    for (; end < length; end++) {
      const c = text.charCodeAt(end)
      if (c >= 128) {
        if (!IDENTIFIER_PART.test(codePointText(end))) break
        if (text.codePointAt(end)! > 0xffff) end++
      } else if (CLASSES[c] !== LETTER && CLASSES[c] !== DIGIT) {
        // Characters that identifiers may contain but that are ignorable (JLS 3.8) are taken as written.
        if (!((c <= 8 || (c >= 14 && c <= 27) || c === 127) && c !== 26)) break
      }
    }
    const image = text.slice(start, end)
    tokens.push(new Token(KEYWORDS.get(image) ?? T.Identifier, image, original(start), original(end), undefined))
    return end
  }

  function codePointText(at: number): string {
    return String.fromCodePoint(text.codePointAt(at)!)
  }

  function scanBeyondAscii(start: number): number {
    const character = codePointText(start)
    if (IDENTIFIER_START.test(character)) return scanName(start)
    error('HL0002', start, start + character.length, printable(character))
    return start + character.length
  }

  function scanSymbol(start: number, c: number): number {
    const candidates = SYMBOLS[c]
    if (candidates === undefined) {
      // A control-Z at the very end is allowed (JLS 3.5).
      if (!(c === 26 && start === length - 1)) {
        error('HL0002', start, start + 1, printable(String.fromCharCode(c)))
      }
      return start + 1
    }
    for (const [image, type] of candidates) {
      if (image.length > 1 && !text.startsWith(image, start)) continue
      const token = new Token(type, image, original(start), original(start + image.length), undefined)
      if (type === T.LParen) {
        openParens.push(tokens.length)
      } else if (type === T.RParen) {
        // A parenthesis never matches across a brace: a forgotten one must not mislead the rest of the file.
        const open = openParens[openParens.length - 1]
        if (open !== undefined && open >= 0) {
          openParens.pop()
          tokens[open]!.match = tokens.length
        }
      } else if (type === T.LBrace) {
        openParens.push(-1)
      } else if (type === T.RBrace) {
        while (openParens.length > 0 && openParens.pop() !== -1);
      }
      tokens.push(token)
      return start + image.length
    }
    error('HL0002', start, start + 1, printable(String.fromCharCode(c)))
    return start + 1
  }

  function skipComment(start: number): number {
    if (text.charCodeAt(start + 1) === 0x2f) {
      let end = start + 2
      while (end < length && text.charCodeAt(end) !== 10 && text.charCodeAt(end) !== 13) end++
      return end
    }
    const close = text.indexOf('*/', start + 2)
    if (close >= 0) return close + 2
    error('HL0003', start, start + 2)
    return length
  }

  /** JLS 3.10.1 and 3.10.2: one loose scan over the literal, then its parts are judged. */
  function scanNumber(start: number): number {
    let end = start
    const second = text.charCodeAt(start + 1) | 0x20
    const isHex = text.charCodeAt(start) === 0x30 && second === 0x78
    const isBinary = text.charCodeAt(start) === 0x30 && second === 0x62
    let isFloating = false
    let exponent = -1
    if (isHex || isBinary) end += 2
    for (; end < length; end++) {
      const c = text.charCodeAt(end)
      const lower = c | 0x20
      if (c === 0x2e) {
        if (isBinary || exponent >= 0 || text.slice(start, end).includes('.')) break
        // `1..` or `1.method` of a broken program: leave the name to its own token, as the longest match has it.
        isFloating = true
      } else if (exponent < 0 && (isHex ? lower === 0x70 : !isBinary && lower === 0x65)) {
        isFloating = true
        exponent = end + 1
        const sign = text.charCodeAt(end + 1)
        if (sign === 0x2b || sign === 0x2d) {
          end++
          exponent++
        }
      } else if (c !== 0x5f && !(c < 128 && CLASSES[c] === DIGIT)) {
        if (!(isHex && exponent < 0 && lower >= 0x61 && lower <= 0x66)) break
      }
    }
    const bodyEnd = end
    const suffix = text.charCodeAt(end) | 0x20
    const isLong = suffix === 0x6c && !isFloating
    const isFloat = suffix === 0x66 && !isBinary
    const isDouble = suffix === 0x64 && !isBinary
    if (isLong || isFloat || isDouble) end++
    if (isFloat || isDouble) isFloating = true
    const body = text.slice(start, bodyEnd)
    const type = isFloating ? (isFloat ? T.FloatLiteral : T.DoubleLiteral) : isLong ? T.LongLiteral : T.IntLiteral
    push(type, start, end, numberValue(body, start, end, isFloating, isFloat, isLong, isHex, isBinary, exponent))
    return end
  }

  function numberValue(
    body: string,
    start: number,
    end: number,
    isFloating: boolean,
    isFloat: boolean,
    isLong: boolean,
    isHex: boolean,
    isBinary: boolean,
    exponent: number,
  ): TokenValue {
    const digitsStart = isHex || isBinary ? 2 : 0
    // Underscores stand between digits only (JLS 3.10.1).
    const underscore = body.search(isHex || isBinary ? /^0._|_$|_[.pP+-]|[.pP+-]_/ : /_$|_[.eE+-]|[.eE+-]_/)
    if (underscore >= 0) {
      const offset = start + body.indexOf('_', underscore)
      error('HL0010', offset, offset + 1)
      return undefined
    }
    const plain = body.includes('_') ? body.replaceAll('_', '') : body
    if (isFloating) {
      const needsExponent = isHex && exponent < 0
      const hasDigits = isHex ? /^0.(?:[0-9a-fA-F]|\.[0-9a-fA-F])/.test(plain) : true
      if (!hasDigits) {
        error('HL0007', start, end)
        return undefined
      }
      if (needsExponent || (exponent >= 0 && !/[pPeE][+-]?[0-9]+$/.test(plain))) {
        error('HL0006', start, end)
        return undefined
      }
      const result = floatValue(plain, isFloat)
      if ('value' in result) return result.value
      error(result.error === 'tooLarge' ? 'HL0012' : 'HL0013', start, end, text.slice(start, end))
      return undefined
    }
    const digits = plain.slice(digitsStart)
    if (digits === '') {
      error(isHex ? 'HL0007' : 'HL0008', start, end)
      return undefined
    }
    if (isBinary && /[2-9]/.test(digits)) {
      error('HL0014', start + 2 + body.slice(2).search(/[2-9]/), end)
      return undefined
    }
    const radix = isHex ? 16 : isBinary ? 2 : digits.length > 1 && digits[0] === '0' ? 8 : 10
    const result = integerValue(digits, radix, isLong)
    if ('value' in result) return result.value
    error('HL0011', start, end, body)
    return undefined
  }

  function scanString(start: number): number {
    let end = start + 1
    for (; end < length; end++) {
      const c = text.charCodeAt(end)
      if (c === 0x22) {
        const raw = text.slice(start + 1, end)
        const value = raw.includes('\\') ? stringEscapes(raw, start + 1, false, error) : raw
        push(T.StringLiteral, start, end + 1, value)
        return end + 1
      }
      if (c === 0x5c) end++
      if (c === 10 || c === 13 || text.charCodeAt(end) === 10 || text.charCodeAt(end) === 13) break
    }
    end = Math.min(end, length)
    error('HL0004', start, end)
    push(T.StringLiteral, start, end, text.slice(start + 1, end))
    return end
  }

  /** JLS 3.10.6 */
  function scanTextBlock(start: number): number {
    let open = start + 3
    while (open < length && /[ \t\f]/.test(text[open]!)) open++
    if (open < length && text.charCodeAt(open) !== 10 && text.charCodeAt(open) !== 13) {
      error('HL0015', open, open + 1)
    }
    let end = start + 3
    for (; end < length; end++) {
      if (text.charCodeAt(end) === 0x5c) end++
      else if (text.startsWith('"""', end)) {
        const raw = text.slice(start + 3, end)
        push(T.StringLiteral, start, end + 3, textBlockValue(raw, start + 3, error))
        return end + 3
      }
    }
    error('HL0016', start, start + 3)
    push(T.StringLiteral, start, length, '')
    return length
  }

  /** JLS 3.10.4 */
  function scanCharacter(start: number): number {
    const first = text.charCodeAt(start + 1)
    if (first === 0x27) {
      error('HL0005', start, start + 2)
      push(T.CharLiteral, start, start + 2, 0)
      return start + 2
    }
    if (start + 1 >= length || first === 10 || first === 13) {
      error('HL0017', start, start + 1)
      push(T.CharLiteral, start, start + 1, 0)
      return start + 1
    }
    let end = start + 2
    if (first === 0x5c) {
      const sequence = /^\\(?:[0-3]?[0-7]?[0-7]|.)/s.exec(text.slice(start + 1, start + 5))
      end = start + 1 + (sequence?.[0].length ?? 1)
    } else if (text.codePointAt(start + 1)! > 0xffff) {
      end = start + 3
    }
    if (text.charCodeAt(end) !== 0x27) {
      // Often a string in the wrong quotes: take the rest up to the closing quote on this line as part of it.
      const lineEnd = text.slice(end).search(/['\r\n]|$/) + end
      const close = text.charCodeAt(lineEnd) === 0x27 ? lineEnd + 1 : end
      error('HL0017', start, close)
      push(T.CharLiteral, start, close, 0)
      return close
    }
    const raw = text.slice(start + 1, end)
    const value = first === 0x5c ? stringEscapes(raw, start + 1, false, error) : raw
    if (value.length > 1 && first !== 0x5c) error('HL0017', start, end + 1)
    push(T.CharLiteral, start, end + 1, value.charCodeAt(0))
    return end + 1
  }
}

function printable(character: string): string {
  const code = character.codePointAt(0)!
  return code > 32 && code < 127 ? character : `\\u${code.toString(16).padStart(4, '0')}`
}
