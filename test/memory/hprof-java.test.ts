/** The same program dumped by java and by hlvm, read by one reader: the same records, and the same about the program's classes. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../programs/commands.ts'
import { root } from '../programs/discover.ts'
import { hasJava } from '../programs/oracle.ts'
import { type HprofSummary, summarize } from './hprof-summary.ts'

const work = join(root, `test/.work/hprof-java-${process.pid}`)
const isOwn = (name: string): boolean => /^Full(?:\$[A-Z]\w*)?$/.test(name)

/** As java's dump has it, but for what HotSpot keeps for itself in static fields named so, and for JNI's global references as roots. */
const EXPECTED: HprofSummary = {
  magic: 'JAVA PROFILE 1.0.2',
  // Strings, loaded classes, frames, traces, segments and their end.
  records: [0x01, 0x02, 0x04, 0x05, 0x1c, 0x2c],
  // Roots (frames, sticky classes, threads), classes, instances, arrays of both kinds.
  parts: [0x03, 0x05, 0x08, 0x20, 0x21, 0x22, 0x23],
  classes: {
    Full: 'extends java/lang/Object {LONGS:2 held:2 pairs:2} {} 0 instances',
    Full$Pair: 'extends java/lang/Object {RATIO:7 made:10} {half:6 name:2 next:2 odd:4 small:8 value:11} 100 instances',
    Full$Triple: 'extends Full$Pair {} {letter:5} 1 instances',
  },
}

/** Without the roots that belong to the VM's own inside: JNI's here, others of ours there. */
function read(file: string): HprofSummary {
  const summary = summarize(new Uint8Array(readFileSync(file)), isOwn)
  const classes = Object.fromEntries(
    Object.entries(summary.classes).map(([name, text]) => [name, text.replace(/<resolved_references>:2 ?/, '')]),
  )
  return { ...summary, parts: summary.parts.filter((part) => part !== 0x01 && part !== 0xff), classes }
}

beforeAll(async () => {
  mkdirSync(work, { recursive: true })
  const compiled = await runCommand('hlc', ['-d', work, join(root, 'test/memory/Full.src')])
  expect(compiled).toMatchObject({ exitStatus: 0 })
}, 60_000)
afterAll(() => rmSync(work, { recursive: true, force: true }))

const options = (file: string): string[] => [
  '-Xmx16m',
  '-XX:+UseSerialGC',
  '-XX:+HeapDumpOnOutOfMemoryError',
  `-XX:HeapDumpPath=${file}`,
]

test('hlvm', async () => {
  const file = join(work, 'ours.hprof')
  const result = await runCommand('hlvm', [...options(file), '-cp', work, 'Full'])
  expect(result).toMatchObject({ exitStatus: 0, stderr: '' })
  expect(read(file)).toEqual(EXPECTED)
}, 60_000)

test.runIf(hasJava())(
  'java',
  () => {
    const file = join(work, 'java.hprof')
    const { status } = spawnSync('java', [...options(file), '-cp', work, 'Full'])
    expect(status).toBe(0)
    expect(read(file)).toEqual(EXPECTED)
  },
  60_000,
)
