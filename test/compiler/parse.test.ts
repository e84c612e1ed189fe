// The parser: everything that is Java 17 is accepted, broken programs give the recorded errors, trees have sound
// positions, and no input makes it throw.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createParser, Parser, printTokens, printTree, scan } from '../../compiler/1-parse/index.ts'
import { createReporter } from '../../compiler/diagnostics.ts'
import { formatSentence } from '../../compiler/messages.ts'
import { createSourceFile, lineOf, type SourceFile } from '../../compiler/source.ts'
import { readCases } from './cases.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const parse = createParser()

function parseText(text: string, path = 'Test.src') {
  const file = createSourceFile(path, text)
  const reporter = createReporter()
  const unit = parse(file, reporter)
  const errors = reporter.diagnostics.map((d) => `${lineOf(file, d.start)} ${d.code}`)
  return { file, unit, errors }
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.src'))
    .map((name) => `${root}${folder}/${name}`)
}

interface Placed {
  readonly kind: string
  readonly start: number
  readonly end: number
  readonly pos: number
}

/** Every node lies within its parent and points into itself. */
function checkPositions(file: SourceFile, value: unknown, parent: Placed | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap((element) => checkPositions(file, element, parent))
  if (typeof value !== 'object' || value === null) return []
  let around = parent
  const problems: string[] = []
  if ('kind' in value && 'start' in value) {
    const node = value as Placed
    const within = parent === undefined || (node.start >= parent.start && node.end <= parent.end)
    const sound = node.start <= node.pos && (node.pos < node.end || node.end === node.start)
    if (!within || !sound)
      problems.push(`${node.kind} ${node.start}-${node.end} @${node.pos} line ${lineOf(file, node.start)}`)
    around = node
  }
  return problems.concat(Object.values(value).flatMap((field) => checkPositions(file, field, around)))
}

describe('accepts', () => {
  test.each(['stdlib', 'samples', 'test/compiler/programs'])('%s', (folder) => {
    for (const path of sourcesBelow(folder)) {
      const { file, unit, errors } = parseText(readFileSync(path, 'utf8'), path)
      expect(errors, path).toEqual([])
      expect(checkPositions(file, unit, undefined), path).toEqual([])
    }
  })
})

describe('broken programs', () => {
  for (const { name, source, errors } of readCases(new URL('./syntax-cases.txt', import.meta.url))) {
    test(name, () => {
      expect(parseText(source).errors.sort()).toEqual([...errors].sort())
    })
  }
})

describe('limits', () => {
  const inMethod = (statement: string): string => `class A { void f() { ${statement} } }`
  const nested = (open: string, middle: string, close: string) => (n: number) =>
    open.repeat(n) + middle + close.repeat(n)
  const shapes: Record<string, (n: number) => string> = {
    parentheses: (n) => inMethod(`x = ${nested('(', '1', ')')(n)};`),
    calls: (n) => inMethod(`${nested('f(', '1', ')')(n)};`),
    blocks: (n) => inMethod(nested('{', '', '}')(n)),
    ifs: (n) => inMethod(nested('if (a) ', ';', '')(n)),
    lambdas: (n) => inMethod(`x = ${nested('y -> ', '1', '')(n)};`),
    types: (n) => inMethod(`${nested('List<', 'A', '>')(n)} x;`),
    classes: nested('class A {', '', '}'),
    arrays: (n) => inMethod(`int[] x = ${nested('{', '', '}')(n)};`),
  }
  test.each(Object.keys(shapes))('%s: 300 levels are fine, 10000 are one clear error', (name) => {
    expect(parseText(shapes[name]!(300)).errors).toEqual([])
    expect(parseText(shapes[name]!(10_000)).errors).toEqual(['1 HL0027'])
  })
  test('long sums, call chains and else-if chains are no nesting', () => {
    expect(parseText(inMethod(`x = 1${' + 1'.repeat(10_000)};`)).errors).toEqual([])
    expect(parseText(inMethod(`x${'.f()'.repeat(10_000)};`)).errors).toEqual([])
    expect(parseText(inMethod(`${'if (a) {} else '.repeat(10_000)};`)).errors).toEqual([])
  })
})

describe('grammar', () => {
  test("chevrotain's own validation finds no mistake in it", () => {
    expect(() => new Parser(false)).not.toThrow()
  })
  test('every code of the parser has a text', () => {
    for (const name of readdirSync(`${root}compiler/1-parse`)) {
      const codes = readFileSync(`${root}compiler/1-parse/${name}`, 'utf8').match(/HL0\d{3}/g) ?? []
      for (const code of codes) expect(formatSentence(code, []), code).not.toMatch(/^error HL/)
    }
  })
})

describe('tokens', () => {
  const value = (text: string) => scan(createSourceFile('T', text), createReporter()).tokens[0]!.value
  test.each([
    ['0x7fff_ffff', 0x7fffffff],
    ['0xffffffff', -1],
    ['017', 15],
    ['0b101', 5],
    ['0xffffffffffffffffL', -1n],
    ['1e3f', 1000],
    ['16777217.0f', 16777216],
    // Halfway between two floats as a double, above it as a decimal: rounding twice would go wrong.
    ['1.00000017881393432617187499f', 1.0000001192092896],
    ['1.00000017881393432617187501f', 1.000000238418579],
    ['0x1.8p1', 3],
    ['0x1p-1074', 5e-324],
    ['1.17549435E-38f', 1.1754943508222875e-38],
    ["'\\u0041'", 65],
    ["'\\377'", 255],
    ['"a\\tb\\s\\101"', 'a\tb A'],
    ['"""\n    a\n      b\\\n    c  \n    """', 'a\n  bc\n'],
    ['"""\n  x"""', 'x'],
  ])('%s', (text, expected) => {
    expect(value(text)).toBe(expected)
  })
  test('unicode escapes: offsets are those of the text as written', () => {
    const file = createSourceFile('T', 'int \\u0061b = "\\\\u0041";')
    const { tokens } = scan(file, createReporter())
    expect(tokens[1]).toMatchObject({ image: 'ab', startOffset: 4, end: 11 })
    expect(tokens[3]).toMatchObject({ value: '\\u0041' })
  })
  test('printing', () => {
    const file = createSourceFile('T', 'a >>= 1;')
    expect(printTokens(file, scan(file, createReporter())).split('\n')[1]).toBe('1:3      Greater         >')
    const { unit, file: source } = parseText('class A { int a = 1 + 2 * 3; }')
    expect(printTree(source, unit)).toMatchInlineSnapshot(`
      "CompilationUnit @1:1
        types: ClassDecl class A @1:1
          members: FieldDecl a @1:11
            type: PrimitiveType int @1:11
            init: Binary + @1:19
              left: Literal int 1 @1:19
              right: Binary * @1:23
                left: Literal int 2 @1:23
                right: Literal int 3 @1:27
      "
    `)
  })
})

describe('mutations', () => {
  /** A small generator of its own, so that a failure can be repeated. */
  const random = (seed: number) => () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
    return seed / 0x80000000
  }
  test('no damage to a program makes the parser throw or go on for ever', () => {
    const paths = sourcesBelow('samples').concat(sourcesBelow('test/compiler/programs'))
    const pieces = [
      '{',
      '}',
      '(',
      ')',
      ';',
      '<',
      '>',
      'class',
      'case',
      '"',
      "'",
      '/*',
      '->',
      '@',
      ',',
      '\\u00',
      '"""',
      '?',
    ]
    const next = random(42)
    for (let round = 0; round < 300; round++) {
      const text = readFileSync(paths[Math.floor(next() * paths.length)]!, 'utf8')
      const at = Math.floor(next() * text.length)
      const length = Math.floor(next() * 12)
      const piece = next() < 0.5 ? '' : pieces[Math.floor(next() * pieces.length)]!
      const { errors } = parseText(text.slice(0, at) + piece + text.slice(at + length))
      expect(errors.length).toBeLessThan(60)
    }
  })
  test('every prefix of a program ends in diagnostics', () => {
    const text = readFileSync(sourcesBelow('samples')[1]!, 'utf8')
    for (let end = 0; end < text.length; end += 37) parseText(text.slice(0, end))
  })
})
