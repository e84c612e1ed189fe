// The semantics functions against recorded results of a JVM (table.txt.gz, printed by SemanticsTable.java), over edge
// operands. Where Java is present the table is also made afresh, so that the recorded file cannot go stale.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { type OpcodeRow, rowOfMnemonic } from '../../vm/classfile/opcodes.ts'
import { CONDITION, DIVISION, PURE } from '../../vm/semantics/index.ts'
import { divideSlowly } from '../../vm/semantics/long.ts'

const here = import.meta.dirname
const recorded = gunzipSync(readFileSync(join(here, 'table.txt.gz'))).toString('utf8')

type AnyFunction = (...operands: number[]) => number | boolean | readonly [number, number]
const FUNCTIONS: Record<string, AnyFunction> = { ...PURE, ...DIVISION, ...CONDITION }

const view = new DataView(new ArrayBuffer(8))

/** Operand words of one printed value. */
function decode(text: string, type: string): number[] {
  const bits = BigInt('0x' + text)
  view.setBigUint64(0, bits)
  if (type === 'J') return [view.getInt32(4), view.getInt32(0)]
  if (type === 'D') return [view.getFloat64(0)]
  if (type === 'F') return [view.getFloat32(4)]
  return [view.getInt32(4)]
}

function encode(value: number | boolean | readonly [number, number], type: string): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  view.setBigUint64(0, 0n)
  if (typeof value !== 'number') {
    view.setInt32(0, value[1])
    view.setInt32(4, value[0])
  } else if (Number.isNaN(value)) return type === 'D' ? '7ff8000000000000' : '7fc00000'
  else if (type === 'D') view.setFloat64(0, value)
  else if (type === 'F') view.setFloat32(4, value)
  else {
    if ((value | 0) !== value) return `not an int: ${value}`
    view.setInt32(4, value)
  }
  return view.getBigUint64(0).toString(16)
}

function check(table: string): { failures: string[]; seen: Set<string> } {
  const failures: string[] = []
  const seen = new Set<string>()
  for (const line of table.split('\n')) {
    if (line === '') continue
    const words = line.split(' ')
    const name = words[0]
    const row = rowOfMnemonic(name) as OpcodeRow
    seen.add(name)
    const operands = row.pop.flatMap((type, i) => decode(words[i + 1], type))
    const result = encode(FUNCTIONS[name](...operands), row.push[0] ?? 'Z')
    if (result !== words[words.length - 1] && failures.length < 20) failures.push(`${line}: we got ${result}`)
    if (name === 'ldiv' || name === 'lrem') {
      const part = name === 'ldiv' ? 0 : 2
      const [a, b, c, d] = operands
      const slow = encode([divideSlowly(a, b, c, d, part), divideSlowly(a, b, c, d, part === 0 ? 1 : 3)], 'J')
      if (slow !== words[words.length - 1]) failures.push(`${line}: the slow road got ${slow}`)
    }
  }
  return { failures, seen }
}

describe('semantics functions', () => {
  it('give the recorded results of a JVM', () => {
    const { failures, seen } = check(recorded)
    expect(failures).toEqual([])
    const missing = Object.keys(FUNCTIONS).filter((name) => !seen.has(name))
    expect(missing).toEqual(['if_acmpeq', 'if_acmpne', 'ifnull', 'ifnonnull'])
  })

  const javaPresent = spawnSync('java', ['-version']).status === 0
  it.skipIf(!javaPresent)(
    'give the results of the JVM of this machine',
    () => {
      const directory = mkdtempSync(join(tmpdir(), 'semantics-'))
      try {
        expect(spawnSync('javac', ['-d', directory, join(here, 'SemanticsTable.java')]).status).toBe(0)
        const run = spawnSync('java', ['-cp', directory, 'SemanticsTable'], { encoding: 'utf8', maxBuffer: 1 << 26 })
        expect(run.stdout === recorded).toBe(true)
      } finally {
        rmSync(directory, { recursive: true })
      }
    },
    60_000,
  )

  it('agree with BigInt on random longs', () => {
    let seed = 12345
    const next = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) | 0
      return seed ^ (seed >>> 13)
    }
    const big = (lo: number, hi: number): bigint => (BigInt(hi) << 32n) | BigInt(lo >>> 0)
    const pair = (x: bigint): number[] => [Number(BigInt.asIntN(32, x)), Number(BigInt.asIntN(32, x >> 32n))]
    for (let i = 0; i < 20_000; i++) {
      const shift = BigInt(next() & 63)
      const [alo, ahi] = pair(BigInt.asIntN(64, big(next(), next()) >> shift))
      const [blo, bhi] = pair(BigInt.asIntN(64, big(next(), next()) >> BigInt(next() & 63)))
      const a = big(alo, ahi)
      const b = big(blo, bhi)
      const of = (f: AnyFunction): bigint => {
        const r = f(alo, ahi, blo, bhi) as readonly [number, number]
        return big(r[0], r[1])
      }
      expect(of(PURE.lmul)).toBe(BigInt.asIntN(64, a * b))
      if (b !== 0n) {
        expect(of(DIVISION.ldiv)).toBe(BigInt.asIntN(64, a / b))
        expect(of(DIVISION.lrem)).toBe(BigInt.asIntN(64, a % b))
      }
    }
  })
})
