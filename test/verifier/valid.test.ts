/** Valid classes are accepted: the whole library, and what javac makes of samples and language tests; a small run of the fuzzer. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openArchive } from '../../vm/classfile/archive.ts'
import { differences } from '../fuzz/differences.ts'
import { mutate, random } from '../fuzz/classfile.ts'
import { compileCorpus } from '../fuzz/corpus.ts'
import { placesOf } from '../fuzz/places.ts'
import { hasJava } from '../programs/oracle.ts'
import { root } from '../programs/discover.ts'
import { archiveSource, askJava, type ClassBytes, World } from './verdicts.ts'

const jar = join(root, 'dist/hl-library.jar')

test('the library that is built: the VM trusts it because of this', () => {
  const archive = openArchive(new Uint8Array(readFileSync(jar)), (data) => new Uint8Array(inflateRawSync(data)))!
  const base = new Map<string, Uint8Array>()
  for (const name of archive.names()) {
    if (name.endsWith('.class')) base.set(name.replace(/\.class$/, ''), archive.read(name)!)
  }
  const world = new World(archiveSource(jar))
  const wrong: string[] = []
  for (const [name, bytes] of base) {
    const judged = world.judge([{ name, bytes }], base)
    if (judged.error !== 'ok') wrong.push(`${name}: ${judged.error}: ${judged.message}`)
  }
  expect(wrong).toEqual([])
})

test.skipIf(!hasJava())('samples and language tests; 400 mutants of them have the verdicts of java', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'valid-'))
  const world = new World(archiveSource(jar))
  const groups: ClassBytes[][] = []
  const wrong: string[] = []
  for (const program of compileCorpus(scratch)) {
    for (const [name, bytes] of program) {
      const siblings = [...program].filter(([other]) => other !== name).map(([n, b]) => ({ name: n, bytes: b }))
      const group = [{ name, bytes }, ...siblings]
      const judged = world.judge(group)
      // A class that the library does not have yet is not the verifier's fault.
      if (judged.error === 'NoClassDefFoundError') continue
      if (judged.error !== 'ok') wrong.push(`${name}: ${judged.error}: ${judged.message}`)
      groups.push(group)
    }
  }
  expect(wrong).toEqual([])
  expect(groups.length).toBeGreaterThan(200)

  const next = random(17)
  const mutants: { group: ClassBytes[]; what: string }[] = []
  while (mutants.length < 400) {
    const [first, ...siblings] = groups[Math.floor(next() * groups.length)]!
    const { bytes, what } = mutate(first!.bytes, placesOf(first!.bytes), next)
    mutants.push({ group: [{ name: first!.name, bytes }, ...siblings], what })
  }
  const java = askJava(
    mutants.map((each) => each.group),
    new Map(),
    scratch,
  )
  mutants.forEach(({ group, what }, i) => {
    const ours = world.judge(group)
    const theirs = java[i]!
    if (ours.error === theirs.error || ours.error === 'NoClassDefFoundError') return
    if (differences.some((each) => each.matches(ours, theirs, what.split(',').length))) return
    wrong.push(`${group[0]!.name} ${what}: ours ${ours.error} ${ours.message}, java ${theirs.error} ${theirs.message}`)
  })
  expect(wrong).toEqual([])
})
