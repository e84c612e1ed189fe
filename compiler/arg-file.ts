/**
 * The words of an `@argfile`, by javac's rules: white space separates; a word that begins with `#` starts a comment; quotes
 * keep white space, and inside of them `\\` escapes (n, t, r, f are the characters) and joins lines, leading white space of
 * the next one left out. Outside of quotes a backslash is itself. A quote that is not closed ends with its line.
 */
export function splitArgFile(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  const endWord = (): void => {
    if (word !== undefined) words.push(word)
    word = undefined
    quote = ''
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (c === '\n' || c === '\r') endWord()
    else if (quote !== '' && c === '\\') {
      const escaped = text[++i]
      if (escaped === '\n' || escaped === '\r') {
        while (i + 1 < text.length && /\s/.test(text[i + 1]!)) i++
      } else word = (word ?? '') + (ESCAPES[escaped ?? ''] ?? escaped ?? '')
    } else if (c === quote) quote = ''
    else if (quote !== '') word = (word ?? '') + c
    else if (c === '"' || c === "'") {
      quote = c
      word ??= ''
    } else if (c === ' ' || c === '\t' || c === '\f') endWord()
    else if (c === '#' && word === undefined) {
      while (i + 1 < text.length && text[i + 1] !== '\n' && text[i + 1] !== '\r') i++
    } else word = (word ?? '') + c
  }
  endWord()
  return words
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' }
