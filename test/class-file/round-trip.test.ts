// Reading and writing: the same bytes again; a clear problem for every cut file; never another error.
import { describe, expect, test } from 'vitest'
import { decodeCode } from '../../vm/classfile/code.ts'
import { disassemble } from '../../vm/classfile/disassemble.ts'
import {
  bitsOfFloat,
  ClassFormatProblem,
  classNameAt,
  findAttribute,
  floatOfBits,
  memberRefAt,
  utf8At,
} from '../../vm/classfile/model.ts'
import { decodeMutf8, encodeMutf8 } from '../../vm/classfile/mutf8.ts'
import { ConstantPoolBuilder, ConstantPoolLimit } from '../../vm/classfile/pool.ts'
import { parseClassFile, parseClassFilePart } from '../../vm/classfile/reader.ts'
import { writeClassFile } from '../../vm/classfile/writer.ts'
import { FIXTURE, FIXTURE_KIND } from './fixtures.ts'
import { compileTricky, hasJava } from './javac.ts'

const fixtures = [FIXTURE, FIXTURE_KIND].map((text) => new Uint8Array(Buffer.from(text, 'base64')))

function problemOf(step: () => unknown): ClassFormatProblem {
  try {
    step()
  } catch (e) {
    if (e instanceof ClassFormatProblem) return e
    throw e
  }
  throw new Error('no problem')
}

describe('reader and writer', () => {
  test('recorded class files come out byte for byte', () => {
    for (const bytes of fixtures) expect(writeClassFile(parseClassFile(bytes))).toEqual(bytes)
  })

  test.skipIf(!hasJava)('class files of javac come out byte for byte', () => {
    const files = [...compileTricky(), ...compileTricky('-g', '-parameters')]
    expect(files.length).toBeGreaterThan(30)
    for (const { bytes, path } of files) {
      const classFile = parseClassFile(bytes)
      expect(Buffer.compare(writeClassFile(classFile), bytes), path).toBe(0)
      for (const attribute of classFile.attributes) expect(attribute.name, path).not.toBe('?')
    }
  })

  test('the model holds what the source says', () => {
    const classFile = parseClassFile(fixtures[0]!)
    const pool = classFile.constantPool
    expect(classNameAt(pool, classFile.thisClass)).toBe('Fixture')
    expect(classFile.majorVersion).toBe(61)
    expect(classFile.fields.map((f) => utf8At(pool, f.nameIndex))).toEqual(['BIG', 'F', 'old', 'value'])
    const big = findAttribute(classFile.fields[0]!.attributes, 'ConstantValue')!
    expect(pool.entries[big.valueIndex]).toEqual({ tag: 5, hi: 256, lo: 0 })
    const init = findAttribute(classFile.methods[0]!.attributes, 'Code')!
    const code = decodeCode(init.code)
    if (!Array.isArray(code)) throw new Error(code.message)
    expect(code.map((i) => i.row.mnemonic)).toEqual(['aload_0', 'invokespecial', 'return'])
    expect(memberRefAt(pool, code[1]!.operands[0]!)).toEqual({
      tag: 10,
      className: 'java/lang/Object',
      name: '<init>',
      descriptor: '()V',
    })
  })

  test('every proper prefix of a class file is refused with a problem', () => {
    for (const bytes of fixtures) {
      for (let length = 0; length < bytes.length; length++) {
        const problem = problemOf(() => parseClassFile(bytes.subarray(0, length)))
        expect(problem.message, `length ${length}`).toBe('Truncated class file')
        expect(problem.offset).toBeLessThanOrEqual(length)
        const part = parseClassFilePart(bytes.subarray(0, length))
        disassemble(part.classFile, { verbose: true, code: true, visibility: 'private' })
      }
    }
  })

  test('messages are those of java', () => {
    const bytes = fixtures[1]!
    const changed = (at: number, ...values: number[]) => {
      const copy = bytes.slice()
      copy.set(values, at)
      return copy
    }
    const message = (file: Uint8Array, maxMajor?: number) =>
      problemOf(() => parseClassFile(file, maxMajor === undefined ? { name: 'X' } : { name: 'X', maxMajor })).message
    expect(message(new TextEncoder().encode('public class'))).toBe(
      'Incompatible magic value 1886741100 in class file X',
    )
    expect(message(changed(10, 99))).toBe('Unknown constant tag 99 in class file X')
    expect(message(changed(8, 0, 0))).toBe('Illegal constant pool size 0 in class file X')
    expect(message(Uint8Array.from([...bytes, 0]))).toBe('Extra bytes at the end of class file X')
    expect(message(changed(6, 0, 65), 61)).toBe(
      'X has been compiled by a more recent version of the Java Runtime (class file version 65.0), ' +
        'this version of the Java Runtime only recognizes class file versions up to 61.0',
    )
    expect(parseClassFile(changed(6, 0, 65)).majorVersion).toBe(65)
  })

  test('changed bytes give a class file or a problem, never another error', () => {
    let seed = 1
    const random = (n: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      return (seed >>> 8) % n
    }
    for (let i = 0; i < 600; i++) {
      const bytes = fixtures[i & 1]!.slice()
      for (let k = random(4); k >= 0; k--) bytes[random(bytes.length)] = random(256)
      const { classFile } = parseClassFilePart(bytes)
      disassemble(classFile, { verbose: true, code: true, lines: true, visibility: 'private' })
    }
  })
})

describe('modified UTF-8', () => {
  test('round trip of every kind of character', () => {
    for (const text of ['', 'plain', 'a\0b', 'é\u07ff', '\u0800€\uffff', '😀', '\ud800', '\udc00x']) {
      expect(decodeMutf8(encodeMutf8(text))).toBe(text)
    }
    expect([...encodeMutf8('\0')]).toEqual([0xc0, 0x80])
    expect(encodeMutf8('😀').length).toBe(6)
  })

  test('malformed bytes are a problem', () => {
    for (const bytes of [[0], [0x80], [0xc3], [0xe2, 0x82], [0xc3, 0x41], [0xf0, 0x9f, 0x98, 0x80]]) {
      expect(problemOf(() => decodeMutf8(Uint8Array.from(bytes)))).toBeInstanceOf(ClassFormatProblem)
    }
  })
})

describe('ConstantPoolBuilder', () => {
  test('makes each constant once', () => {
    const pool = new ConstantPoolBuilder()
    const a = pool.methodRef('java/lang/Object', '<init>', '()V')
    const count = pool.count
    expect(pool.methodRef('java/lang/Object', '<init>', '()V')).toBe(a)
    expect(pool.class('java/lang/Object')).toBe(2)
    expect(pool.count).toBe(count)
    expect(pool.float(0)).not.toBe(pool.float(-0))
    expect(pool.floatBits(0x7fc00001)).not.toBe(pool.float(Number.NaN))
    expect(pool.long(5n)).toBe(pool.long({ hi: 0, lo: 5 }))
    expect(pool.entries[pool.long(-1n)]).toEqual({ tag: 5, hi: -1, lo: -1 })
    expect(bitsOfFloat(floatOfBits(0x3fc00000))).toBe(0x3fc00000)
  })

  test('refuses more than 65534 entries and too long strings', () => {
    const pool = new ConstantPoolBuilder()
    expect(() => {
      for (let i = 0; i < 70000; i++) pool.int(i)
    }).toThrow(ConstantPoolLimit)
    expect(pool.count).toBe(65535)
    expect(() => new ConstantPoolBuilder().utf8('é'.repeat(32768))).toThrow(ConstantPoolLimit)
  })
})
