// Generic signatures (JVMS 4.7.9.1) as a small tree, with the parser, the printer (text that parses to the same tree)
// and the source form that javap shows. Malformed text gives undefined.
import { PRIMITIVE_NAMES, type PrimitiveLetter } from './descriptor.ts'

export type TypeSignature =
  | { readonly kind: 'primitive'; readonly letter: PrimitiveLetter }
  | ClassTypeSignature
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'array'; readonly element: TypeSignature }

/** `parts[0].name` is the internal name with its package; the rest are member classes: `La/B<TT;>.C;`. */
export type ClassTypeSignature = {
  readonly kind: 'class'
  readonly parts: readonly { readonly name: string; readonly args: readonly TypeArgument[] }[]
}

export type TypeArgument =
  | { readonly kind: 'any' }
  | { readonly kind: 'exact' | 'extends' | 'super'; readonly type: TypeSignature }

export type TypeParameter = {
  readonly name: string
  /** undefined when the class bound is left out (`T::Ljava/lang/Runnable;`). */
  readonly classBound: TypeSignature | undefined
  readonly interfaceBounds: readonly TypeSignature[]
}

export type ClassSignature = {
  readonly typeParameters: readonly TypeParameter[]
  readonly superClass: TypeSignature
  readonly interfaces: readonly TypeSignature[]
}

export type MethodSignature = {
  readonly typeParameters: readonly TypeParameter[]
  readonly parameters: readonly TypeSignature[]
  /** undefined is void. */
  readonly result: TypeSignature | undefined
  readonly exceptions: readonly TypeSignature[]
}

/** Nested deeper than this a signature is malformed to us: the host's stack is no place for hostile input. */
const MAX_DEPTH = 500

class Malformed extends Error {}

class Parser {
  readonly text: string
  at = 0
  depth = 0

  constructor(text: string) {
    this.text = text
  }

  here(): string {
    return this.text[this.at] ?? ''
  }

  eat(c: string): void {
    if (this.here() !== c) throw new Malformed()
    this.at++
  }

  identifier(): string {
    const start = this.at
    while (this.at < this.text.length && !'.;[/<>:'.includes(this.here())) this.at++
    if (this.at === start) throw new Malformed()
    return this.text.slice(start, this.at)
  }

  type(): TypeSignature {
    if (++this.depth > MAX_DEPTH) throw new Malformed()
    try {
      const c = this.here()
      if (c === 'L') return this.classType()
      this.at++
      if (c === 'T') {
        const name = this.identifier()
        this.eat(';')
        return { kind: 'variable', name }
      }
      if (c === '[') return { kind: 'array', element: this.type() }
      if (Object.hasOwn(PRIMITIVE_NAMES, c)) return { kind: 'primitive', letter: c as PrimitiveLetter }
      throw new Malformed()
    } finally {
      this.depth--
    }
  }

  reference(): TypeSignature {
    const type = this.type()
    if (type.kind === 'primitive') throw new Malformed()
    return type
  }

  classType(): ClassTypeSignature {
    this.eat('L')
    let name = this.identifier()
    while (this.here() === '/') {
      this.at++
      name += '/' + this.identifier()
    }
    const parts = [{ name, args: this.args() }]
    while (this.here() === '.') {
      this.at++
      parts.push({ name: this.identifier(), args: this.args() })
    }
    this.eat(';')
    return { kind: 'class', parts }
  }

  args(): TypeArgument[] {
    const args: TypeArgument[] = []
    if (this.here() !== '<') return args
    this.at++
    do {
      const c = this.here()
      if (c === '*') {
        this.at++
        args.push({ kind: 'any' })
      } else if (c === '+' || c === '-') {
        this.at++
        args.push({ kind: c === '+' ? 'extends' : 'super', type: this.reference() })
      } else {
        args.push({ kind: 'exact', type: this.reference() })
      }
    } while (this.here() !== '>')
    this.at++
    return args
  }

  typeParameters(): TypeParameter[] {
    const list: TypeParameter[] = []
    if (this.here() !== '<') return list
    this.at++
    do {
      const name = this.identifier()
      this.eat(':')
      const classBound = 'LT['.includes(this.here()) && this.here() !== '' ? this.reference() : undefined
      const interfaceBounds: TypeSignature[] = []
      while (this.here() === ':') {
        this.at++
        interfaceBounds.push(this.reference())
      }
      list.push({ name, classBound, interfaceBounds })
    } while (this.here() !== '>')
    this.at++
    return list
  }

  end(): void {
    if (this.at !== this.text.length) throw new Malformed()
  }
}

function parse<T>(text: string, rule: (p: Parser) => T): T | undefined {
  const parser = new Parser(text)
  try {
    const tree = rule(parser)
    parser.end()
    return tree
  } catch (e) {
    if (e instanceof Malformed) return undefined
    throw e
  }
}

/** FieldSignature, widened to any type (javac writes those in LocalVariableTypeTable only for references). */
export function parseTypeSignature(text: string): TypeSignature | undefined {
  return parse(text, (p) => p.type())
}

export function parseClassSignature(text: string): ClassSignature | undefined {
  return parse(text, (p) => {
    const typeParameters = p.typeParameters()
    const superClass = p.classType()
    const interfaces: TypeSignature[] = []
    while (p.here() === 'L') interfaces.push(p.classType())
    return { typeParameters, superClass, interfaces }
  })
}

export function parseMethodSignature(text: string): MethodSignature | undefined {
  return parse(text, (p) => {
    const typeParameters = p.typeParameters()
    p.eat('(')
    const parameters: TypeSignature[] = []
    while (p.here() !== ')') parameters.push(p.type())
    p.at++
    let result: TypeSignature | undefined
    if (p.here() === 'V') p.at++
    else result = p.type()
    const exceptions: TypeSignature[] = []
    while (p.here() === '^') {
      p.at++
      exceptions.push(p.reference())
    }
    return { typeParameters, parameters, result, exceptions }
  })
}

// ---- back to text

export function printTypeSignature(type: TypeSignature): string {
  switch (type.kind) {
    case 'primitive':
      return type.letter
    case 'variable':
      return `T${type.name};`
    case 'array':
      return `[${printTypeSignature(type.element)}`
    case 'class':
      return `L${type.parts.map((part) => part.name + printArgs(part.args)).join('.')};`
  }
}

function printArgs(args: readonly TypeArgument[]): string {
  if (args.length === 0) return ''
  const marks = { exact: '', extends: '+', super: '-' }
  return `<${args.map((arg) => (arg.kind === 'any' ? '*' : marks[arg.kind] + printTypeSignature(arg.type))).join('')}>`
}

function printTypeParameters(list: readonly TypeParameter[]): string {
  if (list.length === 0) return ''
  const one = (p: TypeParameter) =>
    `${p.name}:${p.classBound === undefined ? '' : printTypeSignature(p.classBound)}` +
    p.interfaceBounds.map((bound) => `:${printTypeSignature(bound)}`).join('')
  return `<${list.map(one).join('')}>`
}

export function printClassSignature(s: ClassSignature): string {
  return printTypeParameters(s.typeParameters) + [s.superClass, ...s.interfaces].map(printTypeSignature).join('')
}

export function printMethodSignature(s: MethodSignature): string {
  const result = s.result === undefined ? 'V' : printTypeSignature(s.result)
  const exceptions = s.exceptions.map((type) => `^${printTypeSignature(type)}`).join('')
  return `${printTypeParameters(s.typeParameters)}(${s.parameters.map(printTypeSignature).join('')})${result}${exceptions}`
}

// ---- source form

/** `java.util.Map<java.lang.String, ? extends T>[]` */
export function javaSignatureType(type: TypeSignature): string {
  switch (type.kind) {
    case 'primitive':
      return PRIMITIVE_NAMES[type.letter]
    case 'variable':
      return type.name
    case 'array':
      return javaSignatureType(type.element) + '[]'
    case 'class':
      return type.parts.map((part) => part.name.replaceAll('/', '.') + javaArgs(part.args)).join('.')
  }
}

function javaArgs(args: readonly TypeArgument[]): string {
  if (args.length === 0) return ''
  const one = (arg: TypeArgument): string => {
    if (arg.kind === 'any') return '?'
    const type = javaSignatureType(arg.type)
    return arg.kind === 'exact' ? type : `? ${arg.kind} ${type}`
  }
  return `<${args.map(one).join(', ')}>`
}

/** `<T extends java.lang.Object & java.lang.Runnable>`, or the empty text. */
export function javaTypeParameters(list: readonly TypeParameter[]): string {
  if (list.length === 0) return ''
  const one = (p: TypeParameter): string => {
    const bounds = p.classBound === undefined ? p.interfaceBounds : [p.classBound, ...p.interfaceBounds]
    return bounds.length === 0 ? p.name : `${p.name} extends ${bounds.map(javaSignatureType).join(' & ')}`
  }
  return `<${list.map(one).join(', ')}>`
}
