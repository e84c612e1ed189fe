// The same hand-written parser, not JSON.parse: what is compared is compiled code, not the host's library.
class JsonNull {
  print(out) {
    out.push('null')
  }
}

class JsonBoolean {
  constructor(value) {
    this.value = value
  }
  print(out) {
    out.push(String(this.value))
  }
}

class JsonNumber {
  constructor(value) {
    this.value = value
  }
  print(out) {
    out.push(String(this.value))
  }
}

const HEX = '0123456789abcdef'

function quote(text, out) {
  let result = '"'
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '"') result += '\\"'
    else if (c === '\\') result += '\\\\'
    else if (c === '\n') result += '\\n'
    else if (c === '\t') result += '\\t'
    else if (c < ' ' || c > '~') {
      const code = c.charCodeAt(0)
      result += '\\u'
      for (let shift = 12; shift >= 0; shift -= 4) result += HEX[(code >> shift) & 15]
    } else result += c
  }
  out.push(result + '"')
}

class JsonString {
  constructor(value) {
    this.value = value
  }
  print(out) {
    quote(this.value, out)
  }
}

class JsonArray {
  constructor() {
    this.elements = []
  }
  print(out) {
    out.push('[')
    let separator = ''
    for (const element of this.elements) {
      out.push(separator)
      element.print(out)
      separator = ','
    }
    out.push(']')
  }
}

class JsonObject {
  constructor() {
    this.members = new Map()
  }
  print(out) {
    out.push('{')
    let separator = ''
    for (const [name, value] of this.members) {
      out.push(separator)
      quote(name, out)
      out.push(':')
      value.print(out)
      separator = ','
    }
    out.push('}')
  }
}

const isDigit = (c) => c >= '0' && c <= '9'

class JsonParser {
  constructor(text) {
    this.text = text
    this.position = 0
  }
  parse() {
    const value = this.value()
    this.skipSpace()
    if (this.position < this.text.length) throw this.error('text after the value')
    return value
  }
  value() {
    this.skipSpace()
    const c = this.peek()
    if (c === '{') return this.object()
    if (c === '[') return this.array()
    if (c === '"') return new JsonString(this.string())
    if (c === '-' || isDigit(c)) return this.number()
    if (this.accept('true')) return new JsonBoolean(true)
    if (this.accept('false')) return new JsonBoolean(false)
    if (this.accept('null')) return new JsonNull()
    throw this.error('a value expected')
  }
  object() {
    const result = new JsonObject()
    this.expect('{')
    this.skipSpace()
    if (this.peek() === '}') {
      this.position++
      return result
    }
    do {
      this.skipSpace()
      const name = this.string()
      this.skipSpace()
      this.expect(':')
      result.members.set(name, this.value())
      this.skipSpace()
    } while (this.next(','))
    this.expect('}')
    return result
  }
  array() {
    const result = new JsonArray()
    this.expect('[')
    this.skipSpace()
    if (this.peek() === ']') {
      this.position++
      return result
    }
    do {
      result.elements.push(this.value())
      this.skipSpace()
    } while (this.next(','))
    this.expect(']')
    return result
  }
  string() {
    this.expect('"')
    let result = ''
    for (;;) {
      const c = this.peek()
      if (c === '') throw this.error('the string has no end')
      this.position++
      if (c === '"') return result
      result += c === '\\' ? this.escape() : c
    }
  }
  escape() {
    const c = this.peek()
    this.position++
    if (c === 'n') return '\n'
    if (c === 't') return '\t'
    if (c === '"' || c === '\\' || c === '/') return c
    throw this.error('unknown escape')
  }
  number() {
    const start = this.position
    this.next('-')
    this.digits()
    if (this.next('.')) this.digits()
    return new JsonNumber(Number.parseFloat(this.text.substring(start, this.position)))
  }
  digits() {
    if (!isDigit(this.peek())) throw this.error('a digit expected')
    while (isDigit(this.peek())) this.position++
  }
  skipSpace() {
    while (this.position < this.text.length && this.text.charCodeAt(this.position) <= 32) this.position++
  }
  peek() {
    return this.position < this.text.length ? this.text[this.position] : ''
  }
  next(c) {
    if (this.peek() !== c) return false
    this.position++
    return true
  }
  accept(word) {
    if (!this.text.startsWith(word, this.position)) return false
    this.position += word.length
    return true
  }
  expect(c) {
    if (!this.next(c)) throw this.error(c + ' expected')
  }
  error(message) {
    return new Error(message + ' at ' + this.position)
  }
}

function makeDocument(rows) {
  let out = '['
  for (let i = 0; i < rows; i++) {
    out += `${i === 0 ? '' : ','}{"id":${i},"name":"row ${i}","even":${i % 2 === 0},"list":[1,2,3,null],"text":"a\\tb"}`
  }
  return out + ']'
}

export function run(n) {
  const text = makeDocument(20)
  let sum = 0
  for (let i = 0; i < n; i++) {
    const out = []
    new JsonParser(text).parse().print(out)
    const printed = out.join('')
    sum = (Math.imul(sum, 31) + printed.length + (printed === text ? 1 : 0)) | 0
  }
  return sum
}
