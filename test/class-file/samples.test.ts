/** Reading and writing back is byte-identical over the class files of all samples: ours, and javac's where it is. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { writeClassFile } from '../../vm/classfile/writer.ts'
import { mapInParallel, runCommand } from '../programs/commands.ts'
import { discover } from '../programs/discover.ts'
import { hasJava } from '../programs/oracle.ts'

const scratch = mkdtempSync(join(tmpdir(), 'round-trip-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const samples = discover('samples')

/** Every class file below a folder comes out as it went in; how many there were. */
function expectRoundTrip(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.class'))
  for (const file of files) {
    const bytes = readFileSync(join(folder, file))
    const again = writeClassFile(parseClassFile(bytes))
    expect(Buffer.compare(bytes, again), file).toBe(0)
  }
  return files.length
}

test("hlc's class files", async () => {
  await mapInParallel(samples, async (sample) => {
    const out = join(scratch, 'hlc', sample.name)
    mkdirSync(out, { recursive: true })
    expect(await runCommand('hlc', ['-d', out, ...sample.sources])).toMatchObject({ exitStatus: 0 })
  })
  expect(expectRoundTrip(join(scratch, 'hlc'))).toBeGreaterThan(samples.length)
})

test.runIf(hasJava())("javac's class files", () => {
  for (const sample of samples) {
    const out = join(scratch, 'javac', sample.name)
    mkdirSync(out, { recursive: true })
    const source = join(out, 'Main.java')
    copyFileSync(sample.sources[0]!, source)
    expect(spawnSync('javac', ['-g', '-d', out, source]).status).toBe(0)
  }
  expect(expectRoundTrip(join(scratch, 'javac'))).toBeGreaterThan(samples.length)
})
