/** Natives: the library's native methods and our table agree; decimal forms of floating-point numbers. */
import { describe, expect, test } from 'vitest'
import { utf8At } from '../../vm/classfile/model.ts'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { openArchive } from '../../vm/classfile/archive.ts'
import { NATIVE_TABLES } from '../../vm/natives/index.ts'
import { doubleToString, floatToString, parseFloatDecimal } from '../../vm/natives/java-lang-Double.ts'
import { classBytes, machine, mainClass, readLibrary } from './machine.ts'

describe('native methods', () => {
  const implemented = new Set(NATIVE_TABLES.flatMap((table) => Object.keys(table)))
  const declared = new Set<string>()
  const archive = openArchive(readLibrary(), () => null)!
  for (const name of archive.names()) {
    if (!name.endsWith('.class')) continue
    const classFile = parseClassFile(archive.read(name)!)
    for (const method of classFile.methods) {
      if ((method.accessFlags & 0x0100) === 0) continue
      const pool = classFile.constantPool
      const descriptor = utf8At(pool, method.descriptorIndex)
      // Signature-polymorphic methods (JVMS 2.9.3) are linked at each call.
      const isHandle = name === 'java/lang/invoke/MethodHandle.class' || name === 'java/lang/invoke/VarHandle.class'
      if (isHandle && descriptor.startsWith('([Ljava/lang/Object;)') && (method.accessFlags & 0x0080) !== 0) continue
      declared.add(`${name.slice(0, -6)}.${utf8At(pool, method.nameIndex)}${descriptor}`)
    }
  }
  test('each one in the library has an implementation', () => {
    // Natives that make classes belong to the interpreter, which registers them itself.
    const { vm } = machine(new Map([['Main', classBytes(mainClass('Main', ''))]]))
    expect(vm.runMain('Main', [])).toBe(0)
    const registered = vm.runtime.nativeIndexes
    expect([...declared].filter((key) => !implemented.has(key) && !registered.has(key)).sort()).toEqual([])
  })
  test('each implementation belongs to one in the library', () => {
    expect([...implemented].filter((key) => !declared.has(key)).sort()).toEqual([])
  })
})

describe('decimal forms', () => {
  const doubles: readonly (readonly [number, string])[] = [
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [100, '100.0'],
    [0.1, '0.1'],
    [0.001, '0.001'],
    [0.00099, '9.9E-4'],
    [1e7, '1.0E7'],
    [9999999, '9999999.0'],
    [12345678.9, '1.23456789E7'],
    [5e-324, '4.9E-324'],
    [1e-323, '9.9E-324'],
    [1e23, '1.0E23'],
    [2 ** 63, '9.223372036854776E18'],
    [1.7976931348623157e308, '1.7976931348623157E308'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [-1.5, '-1.5'],
  ]
  test.each(doubles)('double %d', (value, text) => expect(doubleToString(value)).toBe(text))

  const floats: readonly (readonly [number, string])[] = [
    [0.1, '0.1'],
    [16777216, '1.6777216E7'],
    [3.4028234663852886e38, '3.4028235E38'],
    [1.401298464324817e-45, '1.4E-45'],
    [1 / 3, '0.33333334'],
    [1e10, '1.0E10'],
    [2 ** 31, '2.1474836E9'.replace('1474', '1474')],
    [-0.5, '-0.5'],
  ]
  test.each(floats)('float %d', (value, text) => expect(floatToString(Math.fround(value))).toBe(text))

  test('float literals are rounded once', () => {
    expect(parseFloatDecimal('1.1')).toBe(Math.fround(1.1))
    // Exactly between 1 and its successor, and one digit more or less far behind.
    expect(parseFloatDecimal('1.000000059604644775390625')).toBe(1)
    expect(parseFloatDecimal('1.00000005960464477539062500001')).toBe(1 + 2 ** -23)
    expect(parseFloatDecimal('1.00000005960464477539062499999')).toBe(1)
    expect(parseFloatDecimal('3.4028235677973367e38')).toBe(Infinity)
    expect(parseFloatDecimal('3.4028235677973366e38')).toBe(Math.fround(3.4028234663852886e38))
    expect(parseFloatDecimal('1e-50')).toBe(0)
  })
})
