/**
 * Random programs on hlvm and on java: npx tsx test/fuzz/programs.ts [options]
 *
 *   --count N          how many programs (100)
 *   --seed N           the first one's seed (1)
 *   --batch N          run N programs one after the other in one VM (1): many times faster, and code stays hot from one to the next
 *   --options="A B"    a set of hlvm options; may be given several times. Without: interpreted, and collecting often
 *   --javac            also compile with javac: compares the compilers
 *   --no-java          compare the option sets with one another only
 *   --reduce           make the first program with a difference as small as possible, and print it
 *   --print            print the program of --seed, and end
 *   --record           write test/fuzz/programs/sample.txt: what java prints for the programs that every test run tries
 *
 * Ends with status 1 when there are differences. A seed gives the same program as long as the generator stays the same.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { batchDifferences } from './programs/batch.ts'
import { differences, fingerprint, SAMPLE, type Settings } from './programs/compare.ts'
import { generateTree } from './programs/generate.ts'
import { reduce } from './programs/reduce.ts'
import { Session } from './programs/session.ts'
import { print, type Tree } from './programs/tree.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    batch: { type: 'string', default: '1' },
    options: { type: 'string', multiple: true, default: ['', '-XX:StressCollectBytes=65536 -XX:+VerifyAfterGC'] },
    javac: { type: 'boolean', default: false },
    'no-java': { type: 'boolean', default: false },
    reduce: { type: 'boolean', default: false },
    print: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
})
const first = Number(values.seed)
if (values.print) {
  process.stdout.write(print(generateTree(first)))
} else if (values.record) {
  const session = new Session(true)
  if (!session.java) throw new Error('recording needs a JDK 17')
  const lines: string[] = []
  for (let seed = 1; seed <= SAMPLE; seed++) {
    const outcome = await session.runJavac(print(generateTree(seed)))
    if (outcome.status !== 0) throw new Error(`seed ${seed}: ${outcome.stdout}`)
    lines.push(`${seed} ${fingerprint(outcome)}\n`)
  }
  writeFileSync(join(import.meta.dirname, 'programs/sample.txt'), lines.join(''))
  session.close()
} else {
  const session = new Session(!values['no-java'])
  const settings: Settings = { optionSets: values.options, javac: values.javac }
  let different = 0
  const end = first + Number(values.count)
  const batch = Number(values.batch)
  for (let at = first; batch > 1 && at < end; at += batch) {
    const seeds = Array.from({ length: Math.min(batch, end - at) }, (_, i) => at + i)
    const found = await batchDifferences(session, seeds, settings)
    for (const each of found) console.log(`seed ${each.seed}, ${each.where}: ${each.text}`)
    different += new Set(found.map((each) => each.seed)).size
    if (at % 500 < batch) console.error(`up to ${at + seeds.length - 1}: ${different} with differences`)
  }
  for (let seed = first; batch === 1 && seed < end; seed++) {
    const tree = generateTree(seed)
    const found = await differences(session, print(tree), settings)
    if (found.length === 0) continue
    different++
    for (const each of found) console.log(`seed ${seed}, ${each.where}: ${each.text}`)
    if (!values.reduce) continue
    console.log(print(await reduceDifference(session, tree, settings, found[0]!.where)))
    break
  }
  console.log(`${values.count} programs, ${different} with differences${session.java ? '' : ' (without java)'}`)
  session.close()
  process.exitCode = different > 0 ? 1 : 0
}

/** Keeps what differs in the same place. */
function reduceDifference(session: Session, tree: Tree, settings: Settings, where: string): Promise<Tree> {
  const optionSets = settings.optionSets.filter((each, i) => where === `hlvm ${each}` || (i === 0 && !session.java))
  const only = { optionSets: where.startsWith('hlvm') ? optionSets : [], javac: where === 'javac' }
  const shows = async (candidate: Tree): Promise<boolean> =>
    (await differences(session, print(candidate), only)).some((each) => each.where === where)
  return reduce(tree, shows, 3000)
}
