// Invariants of the opcode table, descriptors and signatures.
import { describe, expect, test } from 'vitest'
import { CodeWriter, decodeInstruction, isProblem } from '../../vm/classfile/code.ts'
import {
  javaTypeOfDescriptor,
  parameterSlots,
  parseMethodDescriptor,
  printMethodDescriptor,
  splitMethodDescriptor,
} from '../../vm/classfile/descriptor.ts'
import { OP, OPCODE_LENGTH, OPCODES, type OpcodeRow, slotsOf } from '../../vm/classfile/opcodes.ts'
import { javaDouble, javaFloat } from '../../vm/classfile/printconstants.ts'
import {
  parseClassSignature,
  parseMethodSignature,
  parseTypeSignature,
  printClassSignature,
  printMethodSignature,
  printTypeSignature,
} from '../../vm/classfile/signature.ts'

const rows: readonly OpcodeRow[] = OPCODES

describe('opcode table', () => {
  test('has each of the 202 opcodes at its number, once', () => {
    expect(rows.length).toBe(202)
    rows.forEach((row, i) => {
      expect(row.op).toBe(i)
    })
    expect(new Set(rows.map((row) => row.mnemonic)).size).toBe(202)
    expect([OP.nop, OP.iadd, OP.tableswitch, OP.invokedynamic, OP.jsr_w]).toEqual([0, 96, 170, 186, 201])
  })

  test('flags and columns agree', () => {
    for (const row of rows) {
      const star = row.pop.includes('*') || row.push.includes('*')
      if (star) expect(row.flags, row.mnemonic).toContain('irregular')
      if (row.flags.includes('pure')) expect([row.throws, row.operands], row.mnemonic).toEqual([[], []])
      if (row.flags.includes('conditional')) expect(row.flags, row.mnemonic).toContain('branch')
      expect(row.local === 'operand', row.mnemonic).toBe(row.operands.includes('local'))
      if (row.flags.includes('wideable')) expect(row.local, row.mnemonic).toBe('operand')
      expect(row.text, row.mnemonic).toMatch(/^[A-Z].*\.$/)
    }
  })

  test('rearranging rows keep every slot that they pop', () => {
    for (const row of rows.filter((each) => each.flags.includes('stack') && !each.mnemonic.startsWith('pop'))) {
      expect(new Set(row.push)).toEqual(new Set(row.pop))
    }
    expect(slotsOf('J')).toBe(2)
  })

  test('lengths', () => {
    expect(
      [OP.nop, OP.bipush, OP.sipush, OP.iinc, OP.goto, OP.goto_w, OP.invokeinterface].map((op) => OPCODE_LENGTH[op]),
    ).toEqual([1, 2, 3, 3, 3, 5, 5])
    expect([OP.tableswitch, OP.lookupswitch, OP.wide].map((op) => OPCODE_LENGTH[op])).toEqual([0, 0, 0])
  })

  test('encoding and decoding each regular instruction gives it back, and every cut is noticed', () => {
    for (const row of rows.filter((each) => OPCODE_LENGTH[each.op] !== 0)) {
      const out = new CodeWriter()
      const target = out.label()
      out.place(target)
      out.emit(
        row,
        row.operands.map((kind) => (kind.startsWith('branch') ? target : 1)),
      )
      const finished = out.finish()
      if (!('code' in finished)) throw new Error('unplaced')
      const decoded = decodeInstruction(finished.code, 0)
      if (isProblem(decoded)) throw new Error(decoded.message)
      expect([decoded.row, decoded.length]).toEqual([row, OPCODE_LENGTH[row.op]])
      expect(decoded.operands).toEqual(row.operands.map((kind) => (kind.startsWith('branch') ? 0 : 1)))
      for (let length = 0; length < finished.code.length; length++) {
        expect(isProblem(decodeInstruction(finished.code.subarray(0, length), 0))).toBe(true)
      }
    }
  })

  test('bad code is a problem', () => {
    const problem = (...bytes: number[]) => {
      const decoded = decodeInstruction(Uint8Array.from(bytes), 0)
      return isProblem(decoded) ? decoded.problem : 'none'
    }
    expect(problem(202)).toBe('opcode')
    expect(problem(OP.wide, OP.iadd, 0, 0)).toBe('wide')
    expect(problem(OP.tableswitch, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1)).toBe('switch')
    expect(problem(OP.tableswitch, 0, 0, 0, 0, 0, 0, 0, 128, 0, 0, 0, 127, 255, 255, 255)).toBe('truncated')
    expect(problem(OP.lookupswitch, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255)).toBe('switch')
  })
})

describe('descriptors and signatures', () => {
  test('descriptors', () => {
    const text = '(I[[Ljava/lang/String;JD)[Z'
    expect(splitMethodDescriptor(text)).toEqual({ parameters: ['I', '[[Ljava/lang/String;', 'J', 'D'], result: '[Z' })
    expect(printMethodDescriptor(parseMethodDescriptor(text)!)).toBe(text)
    expect(parameterSlots(text)).toBe(6)
    expect(javaTypeOfDescriptor('[[Ljava/lang/String;')).toBe('java.lang.String[][]')
    for (const bad of [
      '',
      'I',
      '(',
      '()',
      '(V)V',
      '()VV',
      '(L;)V',
      '(Lx)V',
      '([)V',
      '(La//b;)V',
      '(La.b;)V',
      `(${'['.repeat(256)}I)V`,
    ]) {
      expect(parseMethodDescriptor(bad), bad).toBeUndefined()
    }
  })

  test('signatures print as they were written', () => {
    const text =
      '<T:Ljava/lang/Object;U::Ljava/lang/Runnable;:La/B<*>;>La/C<TT;+[I>.D<-TU;>;Ljava/util/List<Ljava/lang/String;>;'
    expect(printClassSignature(parseClassSignature(text)!)).toBe(text)
    const method = '<X:Ljava/lang/Exception;>(TX;I[[J)Ljava/util/Map<TK;TV;>;^TX;^Ljava/io/IOException;'
    expect(printMethodSignature(parseMethodSignature(method)!)).toBe(method)
    expect(printTypeSignature(parseTypeSignature('[TT;')!)).toBe('[TT;')
    for (const bad of ['', 'T;', 'TT', 'L;', 'Ljava/util/List<>;', 'Ljava/util/List<I>;', 'II', '['.repeat(100000)]) {
      expect(parseTypeSignature(bad)).toBeUndefined()
    }
  })

  test('numbers print as Java 17 prints them', () => {
    const doubles: [number, string][] = [
      [0, '0.0'],
      [-0, '-0.0'],
      [1, '1.0'],
      [0.001, '0.001'],
      [0.00012, '1.2E-4'],
      [9999999, '9999999.0'],
      [1e7, '1.0E7'],
      [5e-324, '4.9E-324'],
      [2 ** 60, '1.15292150460684698E18'],
      [Number.NaN, 'NaN'],
      [Number.NEGATIVE_INFINITY, '-Infinity'],
    ]
    for (const [value, text] of doubles) expect(javaDouble(value)).toBe(text)
    expect(javaFloat(2147483648)).toBe('2.14748365E9')
    expect(javaFloat(Math.fround(0.1))).toBe('0.1')
  })
})
