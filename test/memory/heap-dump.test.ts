/** -XX:+HeapDumpOnOutOfMemoryError, read back by a reader of our own; --heap-histogram; -Xlog:gc. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../programs/commands.ts'
import { root } from '../programs/discover.ts'
import { type Hprof, readHprof } from './read-hprof.ts'

const work = join(root, `test/.work/heap-dump-${process.pid}`)

beforeAll(async () => {
  mkdirSync(work, { recursive: true })
  const compiled = await runCommand('hlc', ['-d', work, join(root, 'test/memory/Full.src')])
  expect(compiled).toMatchObject({ exitStatus: 0 })
}, 60_000)
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe.each(['-XX:+UseSerialGC', '-XX:+UseMarkSweepGC'])('%s', (collector) => {
  let dump: Hprof
  let text = ''
  const directory = join(work, collector.slice(5))

  beforeAll(async () => {
    mkdirSync(directory)
    const options = ['-Xmx16m', collector, '-XX:+HeapDumpOnOutOfMemoryError', `-XX:HeapDumpPath=${directory}`]
    const result = await runCommand('hlvm', [...options, '-cp', work, 'Full'])
    expect(result).toMatchObject({ exitStatus: 0, stderr: '' })
    text = result.stdout
    const files = readdirSync(directory)
    expect(files).toHaveLength(1)
    dump = readHprof(readFileSync(join(directory, files[0]!)))
  }, 60_000)

  const classNamed = (name: string) => [...dump.classes.values()].find((cls) => cls.name === name)!
  const textOf = (string: number | bigint): string => {
    const value = dump.instances.get(Number(string))!.values.get('value')!
    return String.fromCharCode(...dump.primitiveArrays.get(Number(value))!.elements.map(Number))
  }

  test('says what it does as HotSpot does, and the program goes on', () => {
    expect(text.replace(/java_pid\d+/, 'java_pid1').replace(/\[\d+ bytes in [\d.]+ secs\]/, '[N]')).toBe(
      `java.lang.OutOfMemoryError: Java heap space\nDumping heap to ${directory}/java_pid1.hprof ...\n` +
        'Heap dump file created [N]\nJava heap space\n20000000\n',
    )
  })

  test('objects, fields and arrays have their values', () => {
    const full = classNamed('Full')
    const pair = classNamed('Full$Pair')
    const triple = classNamed('Full$Triple')
    expect(triple.superId).toBe(pair.id)
    expect([pair.statics.get('made'), pair.statics.get('RATIO')]).toEqual([101, 0.75])
    let ref = Number(full.statics.get('pairs'))
    expect(dump.instances.get(ref)!.cls).toBe(triple.id)
    expect(dump.instances.get(ref)!.values.get('letter')).toBe('x'.charCodeAt(0))
    ref = Number(dump.instances.get(ref)!.values.get('next'))
    for (let i = 99; i >= 0; i--) {
      const { cls, values } = dump.instances.get(ref)!
      expect(cls).toBe(pair.id)
      expect(textOf(values.get('name')!)).toBe(`p${i}`)
      expect(values.get('value')).toBe(BigInt(i) * 0x1_0000_0001n)
      expect([values.get('odd'), values.get('small'), values.get('half')]).toEqual([i & 1, -3, 0.5])
      ref = Number(values.get('next'))
    }
    expect(ref).toBe(0)
    const longs = dump.primitiveArrays.get(Number(full.statics.get('LONGS')))!
    expect([longs.elements.length, longs.elements.at(-1)]).toEqual([200_000, -(2n ** 63n)])
    const ints = [...dump.primitiveArrays.values()].filter(
      (array) => array.type === 10 && array.elements.length === 10_000,
    )
    expect(ints.length).toBeGreaterThan(250)
    expect(dump.segments).toBeGreaterThan(5)
  })

  test('stacks, and what only a local variable refers to', () => {
    const main = dump.traces.find((trace) => trace.some((frame) => frame.startsWith('Full.main')))!
    expect(main[0]).toMatch(/^Full\.fill\(Ljava\/lang\/Object;\)V Full\.src:\d+$/)
    const builder = classNamed('java/lang/StringBuilder').id
    expect(dump.roots.get(0x03)!.some((ref) => dump.instances.get(ref)?.cls === builder)).toBe(true)
    expect(dump.roots.get(0x08)!.length).toBeGreaterThan(0)
  })
})

test('the histogram has the layout of jmap, and counts what lives', async () => {
  const { stderr } = await runCommand('hlvm', ['-Xmx16m', '--heap-histogram', '-cp', work, 'Full'])
  const lines = stderr.split('\n')
  expect(lines.slice(0, 2)).toEqual([
    ' num     #instances         #bytes  class name (module)',
    '-------------------------------------------------------',
  ])
  expect(lines[2]).toBe('   1:             1        1600016  [J (java.base@17)')
  expect(lines).toContainEqual(expect.stringMatching(/^ *\d+: {11}100 {11}3200 {2}Full\$Pair$/))
  expect(lines.at(-2)).toMatch(/^Total {1,14}\d+ {1,15}\d+$/)
})

test.each(['-XX:+UseSerialGC', '-XX:+UseMarkSweepGC'])(
  'the log has the form of HotSpot: %s',
  async (collector) => {
    const stamp = /^\[\d+\.\d{3}s\]\[info\]\[([a-z,]+) *\] (.*)$/
    const parse = (text: string) => text.split('\n').flatMap((line) => stamp.exec(line)?.slice(1) ?? [])
    const serial = collector === '-XX:+UseSerialGC'
    const short = await runCommand('hlvm', ['-Xmx16m', collector, '-Xlog:gc', '-cp', work, 'Full'])
    const lines = short.stdout.split('\n').filter((line) => line.startsWith('['))
    expect(parse(lines[0]!)).toEqual(['gc', serial ? 'Using Serial' : 'Using MarkSweep'])
    for (const line of lines.slice(1)) {
      expect(parse(line)[0]).toBe('gc')
      expect(parse(line)[1]).toMatch(
        /^GC\(\d+\) Pause (Young|Full) \(Allocation Failure\) \d+M->\d+M\(\d+M\) \d+\.\d{3}ms$/,
      )
    }
    const long = await runCommand('hlvm', ['-Xmx16m', collector, '-Xlog:gc*', '-cp', work, 'Full'])
    const tags = new Set(long.stdout.split('\n').map((line) => parse(line)[0]))
    for (const tag of ['gc', 'gc,start', 'gc,heap', 'gc,metaspace', 'gc,cpu']) expect(tags).toContain(tag)
    expect(long.stdout).toMatch(
      serial ? /GC\(0\) DefNew: \d+K\(\d+K\)->\d+K\(\d+K\) Eden: .* From: / : /GC\(0\) MarkSweep: /,
    )
  },
  60_000,
)
