/**
 * Differential fuzzing of loading and verification: mutants of valid class files, our verdict against java's.
 *
 *   npx tsx test/fuzz/classfile.ts COUNT [SEED] [LIBRARY] [VERSION]
 *
 * LIBRARY is a jar with the library's classes (dist/hl-library.jar; for the same answers as java, its own classes). The classes
 * are those that javac makes of the samples and language tests; with VERSION they are said to be of that older version first
 * (49: inference). Each mutant differs in one to three places. Prints the classes of difference with counts and an example,
 * the file of which is kept for hlp and javap.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveSource, askJava, type ClassBytes, type Judged, World } from '../verifier/verdicts.ts'
import { differences } from './differences.ts'
import { compileCorpus } from './corpus.ts'
import { type Place, type PlaceKind, placesOf, WEIGHTS } from './places.ts'

/** mulberry32: small, and the same everywhere. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function mutate(
  bytes: Uint8Array,
  places: readonly Place[],
  next: () => number,
): { bytes: Uint8Array; what: string } {
  const out = bytes.slice()
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  const kinds = [...new Set(places.map((place) => place.kind))]
  const total = kinds.reduce((sum, kind) => sum + WEIGHTS[kind], 0)
  const what: string[] = []
  const times = next() < 0.8 ? 1 : next() < 0.7 ? 2 : 3
  for (let i = 0; i < times; i++) {
    let roll = next() * total
    let kind: PlaceKind = kinds[0]!
    for (const each of kinds) {
      kind = each
      roll -= WEIGHTS[each]
      if (roll < 0) break
    }
    const same = places.filter((place) => place.kind === kind)
    const place = pick(same)
    const other = pick(same)
    const view = new DataView(out.buffer)
    const get = (p: Place): number =>
      p.size === 1 ? view.getUint8(p.at) : p.size === 2 ? view.getUint16(p.at) : view.getUint32(p.at)
    const old = get(place)
    const how = next()
    let value: number
    if (how < 0.3 && other.size === place.size) value = get(other)
    else if (how < 0.55) value = old + (next() < 0.5 ? 1 : -1)
    else if (how < 0.7) value = old ^ (1 << Math.floor(next() * 8 * place.size))
    else if (how < 0.8) value = Math.floor(next() * 4)
    else value = Math.floor(next() * (kind === 'opcode' ? 202 : 2 ** (8 * Math.min(place.size, 2))))
    if (kind === 'version') value = 44 + Math.floor(next() * 20)
    if (place.size === 1) view.setUint8(place.at, value)
    else if (place.size === 2) view.setUint16(place.at, value)
    else view.setUint32(place.at, value)
    what.push(`${kind}@${place.at} ${old}->${get(place)}`)
  }
  return { bytes: out, what: what.join(', ') }
}

function main(): void {
  const args = process.argv.slice(2)
  const count = Number(args[0] ?? 1000)
  const seed = Number(args[1] ?? 1)
  const world = new World(archiveSource(args[2] ?? join(import.meta.dirname, '../../dist/hl-library.jar')))
  const version = args[3] === undefined ? undefined : Number(args[3])
  const scratch = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const corpus = compileCorpus(scratch)
  const flat: { group: Map<string, Uint8Array>; name: string; bytes: Uint8Array; places: Place[] }[] = []
  for (const group of corpus) {
    for (const [name, original] of group) {
      const bytes = original.slice()
      if (version !== undefined) bytes[7] = version
      const classes = [{ name, bytes }, ...[...group].map(([n, b]) => ({ name: n, bytes: b }))]
      if (version !== undefined && world.judge(classes).error !== 'ok') continue
      flat.push({ group, name, bytes, places: placesOf(bytes) })
    }
  }
  console.log(`${flat.length} classes to mutate`)
  const next = random(seed)
  const groups: ClassBytes[][] = []
  const ours: Judged[] = []
  const whats: string[] = []
  let time = 0
  for (let i = 0; i < count; i++) {
    const base = flat[Math.floor(next() * flat.length)]!
    const { bytes, what } = mutate(base.bytes, base.places, next)
    const group = [{ name: base.name, bytes }]
    for (const [name, sibling] of base.group) if (name !== base.name) group.push({ name, bytes: sibling })
    groups.push(group)
    whats.push(what)
    const start = performance.now()
    try {
      ours.push(world.judge(group))
    } catch (bug) {
      ours.push({ error: 'BUG', pc: -1, message: String(bug instanceof Error ? bug.stack : bug) })
    }
    time += performance.now() - start
  }
  const java: Judged[] = []
  for (let i = 0; i < groups.length; i += 2000) java.push(...askJava(groups.slice(i, i + 2000), new Map(), scratch))
  const tally = new Map<string, number>()
  const classes = new Map<string, { count: number; example: string }>()
  let listed = 0
  let unexplained = 0
  ours.forEach((mine, i) => {
    const theirs = java[i]!
    tally.set(theirs.error, (tally.get(theirs.error) ?? 0) + 1)
    if (mine.error === theirs.error) return
    const reason = differences.find((each) => each.matches(mine, theirs, whats[i]!.split(',').length))
    if (reason !== undefined) {
      listed++
      const key = `(listed) ${reason.reason}`
      classes.set(key, { count: (classes.get(key)?.count ?? 0) + 1, example: '' })
      return
    }
    unexplained++
    const head = (j: Judged): string =>
      `${j.error}: ${j.message
        .split('\n')[0]!
        .replace(/"[^"]*"|'[^']*'|\d+/g, '_')
        .slice(0, 90)}`
    const key = `ours ${head(mine)}\n   java ${head(theirs)}`
    const known = classes.get(key)
    if (known !== undefined) known.count++
    else {
      const file = join(scratch, `mutant-${i}.class`)
      writeFileSync(file, groups[i]![0]!.bytes)
      classes.set(key, {
        count: 1,
        example: `${file} ${groups[i]![0]!.name} ${whats[i]!}\n   java: ${theirs.message}\n   ours: ${mine.message.split('\n').slice(0, 6).join(' | ')}`,
      })
    }
  })
  console.log([...tally].map(([error, n]) => `${error} ${n}`).join(', '))
  for (const [key, { count: n, example }] of [...classes].sort((a, b) => b[1].count - a[1].count)) {
    console.log(`${n} x ${key}${example === '' ? '' : `\n   ${example}`}`)
  }
  console.log(
    `${count} mutants, seed ${seed}: ${unexplained} unexplained, ${listed} listed differences; ours took ${time.toFixed(0)} ms`,
  )
  process.exitCode = unexplained > 0 ? 1 : 0
}

if (process.argv[1]?.endsWith('classfile.ts')) main()
