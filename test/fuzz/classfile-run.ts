/**
 * Runs mutants that the verifier accepts: `npx tsx test/fuzz/classfile-run.ts COUNT [SEED] [FUEL] [FROM]`. Whatever the program does, the
 * VM must not fail: no exit status 70, no JavaScript error, and the heap audit finds nothing. COUNT mutants are made
 * (test/fuzz/classfile.ts has the mutations), the first FROM of them are left out; those that are accepted run for FUEL instructions
 * (100000), interpreted. With 0 as FUEL they run compiled, almost from the first call on, for half a second.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { createVM, DEFAULT_LIMITS, DEFAULT_OPTIONS, EXIT_VM_BUG } from '../../vm/index.ts'
import { createMemoryPort } from '../../vm/ports/memory.ts'
import { archiveSource, type ClassBytes, World } from '../verifier/verdicts.ts'
import { mutate, random } from './classfile.ts'
import { compileCorpus } from './corpus.ts'
import { type Place, placesOf } from './places.ts'

const count = Number(process.argv[2] ?? 500)
const seed = Number(process.argv[3] ?? 1)
const fuel = Number(process.argv[4] ?? 100_000)
const from = Number(process.argv[5] ?? 0)
const compiled = fuel === 0
const jar = join(import.meta.dirname, '../../dist/hl-library.jar')
const library = new Uint8Array(readFileSync(jar))
const world = new World(archiveSource(jar))
const scratch = mkdtempSync(join(tmpdir(), 'fuzz-run-'))
const flat: {
  group: ReadonlyMap<string, Uint8Array>
  main: string
  name: string
  bytes: Uint8Array
  places: Place[]
}[] = []
for (const group of compileCorpus(scratch)) {
  const main = [...group].find(([, bytes]) => Buffer.from(bytes).includes('([Ljava/lang/String;)V'))?.[0]
  if (main === undefined) continue
  for (const [name, bytes] of group) flat.push({ group, main, name, bytes, places: placesOf(bytes) })
}
const next = random(seed)
const statuses = new Map<string, number>()
let accepted = 0
let failed = 0
for (let i = 0; i < count; i++) {
  const { group, main, name, bytes: base, places } = flat[Math.floor(next() * flat.length)]!
  const { bytes, what } = mutate(base, places, next)
  if (i < from) continue
  if (i % 1000 === 0 && i > from) console.log(`${i} of ${count}: ${accepted} accepted, ${failed} broke the VM`)
  const others: ClassBytes[] = [...group].filter(([n]) => n !== name).map(([n, b]) => ({ name: n, bytes: b }))
  if (world.judge([{ name, bytes }, ...others]).error !== 'ok') continue
  accepted++
  const port = createMemoryPort({ inflate: (data) => new Uint8Array(inflateRawSync(data)) })
  const vm = createVM({
    port,
    library,
    classes: new Map([...group, [name, bytes]]),
    options: {
      // V8 collects garbage by the memory that is reserved, and a small one shows more.
      maxHeapBytes: 8 << 20,
      metadataBytes: 12 << 20,
      threadStackBytes: 4 << 20,
      limits: {
        ...DEFAULT_LIMITS,
        ...(compiled ? { timeoutMilliseconds: 500 } : { fuel, timeoutMilliseconds: 5000, virtualClock: true }),
        maxOutputBytes: 1 << 20,
      },
      ...(compiled ? { tiers: { ...DEFAULT_OPTIONS.tiers, calls: 3, backEdges: 20 } } : {}),
    },
  })
  if ('error' in vm) throw new Error(vm.error)
  let status: number | string
  let audit: readonly unknown[] = []
  try {
    status = vm.runMain(main, [])
    audit = vm.audit().problems
  } catch (bug) {
    status = `threw ${bug instanceof Error ? bug.stack : bug}`
  }
  const key = typeof status === 'number' ? String(status) : 'threw'
  statuses.set(key, (statuses.get(key) ?? 0) + 1)
  if (typeof status === 'string' || status === EXIT_VM_BUG || audit.length > 0) {
    failed++
    const file = join(scratch, `mutant-${i}.class`)
    writeFileSync(file, bytes)
    console.log(
      `${file} ${name} (main ${main}): ${what}\n   status ${status}, audit ${JSON.stringify(audit).slice(0, 200)}`,
    )
    console.log(`   ${port.output(2).split('\n').slice(0, 3).join('\n   ')}`)
  }
}
console.log(
  `${count} mutants, seed ${seed}: ${accepted} accepted and run, ${failed} broke the VM; statuses`,
  Object.fromEntries(statuses),
)
process.exitCode = failed > 0 ? 1 : 0
