/**
 * Symbols from class files that javac wrote: flags, signatures, constants and nesting are read as they are, the signature
 * strings made from the symbols are those of the file, and the computed bridges are the file's own.
 */
import { describe, expect, test } from 'vitest'
import {
  classSignature,
  descriptorOf,
  fieldSignature,
  methodDescriptorOf,
  methodSignature,
} from '../../compiler/2-check/descriptors.ts'
import { createEnvironment, type Environment } from '../../compiler/2-check/environment.ts'
import { bridgesOf } from '../../compiler/2-check/overrides.ts'
import { hasOuterThis, typeToString } from '../../compiler/2-check/relations.ts'
import { enterUnits } from '../../compiler/2-check/source-symbols.ts'
import { type ClassSymbol, Flags } from '../../compiler/2-check/symbols.ts'
import { createReporter, type Reporter } from '../../compiler/diagnostics.ts'
import { classNameAt, findAttribute, utf8At } from '../../vm/classfile/model.ts'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { FIXTURE, FIXTURE_KIND } from '../class-file/fixtures.ts'
import { compileTricky, hasJava } from '../class-file/javac.ts'
import { miniLibrary } from './mini-library.ts'

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'))

function environmentOf(
  classes: ReadonlyMap<string, Uint8Array>,
  withLibrary = true,
): {
  env: Environment
  reporter: Reporter & { diagnostics: readonly { code: string }[] }
} {
  const reporter = createReporter()
  const classPath = { findClass: (name: string) => classes.get(name), hasPackage: () => true, listPackage: () => [] }
  const library = withLibrary ? miniLibrary(reporter) : undefined
  const env = createEnvironment(classPath, reporter, library)
  enterUnits(env, [])
  return { env, reporter }
}

const fixtures = new Map([
  ['Fixture', bytesOf(FIXTURE)],
  ['Fixture$Kind', bytesOf(FIXTURE_KIND)],
])

describe('symbols from class files', () => {
  test('a generic class with an enum', () => {
    const { env } = environmentOf(fixtures)
    const fixture = env.loadClass('Fixture')!
    expect(fixture.typeParams.map((p) => `${p.name} ${typeToString(p.upper)}`)).toEqual(['T Comparable<T>'])
    expect(fixture.interfaces.map(typeToString)).toEqual(['Runnable'])
    expect(fixture.fields.get('BIG')!.constant).toBe(1n << 40n)
    expect(fixture.fields.get('F')!.constant).toBe(1.5)
    expect(fixture.fields.get('old')!.flags & Flags.DEPRECATED).not.toBe(0)
    expect(typeToString(fixture.fields.get('value')!.type)).toBe('T')
    const kind = fixture.memberClasses.get('Kind')!
    expect(kind).toBe(env.loadClass('Fixture$Kind'))
    expect(kind.owner).toBe(fixture)
    expect(kind.flags & (Flags.STATIC | Flags.FINAL | Flags.ENUM)).toBe(Flags.STATIC | Flags.FINAL | Flags.ENUM)
    expect([...kind.fields.values()].map((f) => f.varKind)).toEqual(['enumConstant', 'enumConstant'])
    // Synthetic members (lambda bodies, $VALUES) are no members of the language.
    expect([...fixture.methods.keys()]).toEqual(['<init>', 'run', 'pick'])
    expect(fixture.methods.get('pick')![0]!.type.params.map(typeToString)).toEqual(['Kind', 'int'])
  })

  test('missing and damaged files are diagnostics', () => {
    const broken = bytesOf(FIXTURE).slice(0, 200)
    const { env, reporter } = environmentOf(
      new Map([
        ['Fixture', broken],
        ['Other', bytesOf(FIXTURE)],
      ]),
      false,
    )
    expect(env.loadClass('Nothing')).toBeUndefined()
    expect(env.loadClass('Fixture')!.methods.size).toBe(0)
    expect(env.loadClass('Other')!.flags).toBe(Flags.PUBLIC)
    const codes = reporter.diagnostics.map((d) => d.code)
    expect(codes).toContain('HL0102')
    expect(codes).toContain('HL0100')
  })

  test.skipIf(!hasJava)('everything javac writes: signatures and bridges come out again', () => {
    const classes = new Map<string, Uint8Array>()
    for (const { bytes } of compileTricky()) {
      const file = parseClassFile(bytes)
      classes.set(classNameAt(file.constantPool, file.thisClass), bytes)
    }
    const { env } = environmentOf(classes)
    for (const name of classes.keys()) {
      const symbol = env.loadClass(name)
      // Local and anonymous classes mention type variables of the code around them.
      if (symbol !== undefined && !symbol.isLocal) compare(symbol, classes.get(name)!)
    }
  })
})

function compare(symbol: ClassSymbol, bytes: Uint8Array): void {
  const file = parseClassFile(bytes)
  const pool = file.constantPool
  const signatureOf = (attributes: (typeof file)['attributes']): string | undefined => {
    const found = findAttribute(attributes, 'Signature')
    return found && utf8At(pool, found.signatureIndex)
  }
  const name = symbol.binaryName
  expect([name, classSignature(symbol)]).toEqual([name, signatureOf(file.attributes)])
  for (const field of file.fields) {
    if ((field.accessFlags & Flags.SYNTHETIC) !== 0) continue
    const found = symbol.fields.get(utf8At(pool, field.nameIndex))!
    expect(descriptorOf(found.type)).toBe(utf8At(pool, field.descriptorIndex))
    expect(fieldSignature(found)).toBe(signatureOf(field.attributes))
  }
  for (const method of file.methods) {
    const methodName = utf8At(pool, method.nameIndex)
    // Constructors of inner classes and enums have parameters that the language does not know.
    const hidden = methodName === '<init>' && (hasOuterThis(symbol) || (symbol.flags & Flags.ENUM) !== 0)
    if ((method.accessFlags & Flags.SYNTHETIC) !== 0 || methodName === '<clinit>' || hidden) continue
    const descriptor = utf8At(pool, method.descriptorIndex)
    const found = symbol.methods.get(methodName)?.find((m) => methodDescriptorOf(m.type) === descriptor)
    expect([name, methodName, found && methodSignature(found)]).toEqual([
      name,
      methodName,
      signatureOf(method.attributes),
    ])
  }
}

test.skipIf(!hasJava)('bridges are those of javac', () => {
  const classes = new Map<string, Uint8Array>()
  for (const { bytes } of compileTricky()) {
    const file = parseClassFile(bytes)
    classes.set(classNameAt(file.constantPool, file.thisClass), bytes)
  }
  const { env } = environmentOf(classes)
  for (const name of classes.keys()) {
    const symbol = env.loadClass(name)!
    // Bridges for methods of the library need the library.
    const above = [symbol.superclass, ...symbol.interfaces]
    if (above.some((t) => t !== undefined && !classes.has(t.symbol.binaryName) && t.symbol !== env.symbols.object))
      continue
    expect(symbol.methods.size).toBeGreaterThanOrEqual(0)
    const own = env.bridgesInClassFiles.get(symbol) ?? []
    env.bridgesInClassFiles.delete(symbol)
    const ours = bridgesOf(env, symbol).map((b) => b.name + methodDescriptorOf(b.type))
    expect([name, ours.sort()]).toEqual([name, own.map((m) => m.name + methodDescriptorOf(m.type)).sort()])
  }
})
