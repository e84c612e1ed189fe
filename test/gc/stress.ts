/**
 * Runs the test programs with a collection every few hundred bytes and an audit of the heap after each:
 *
 *   npm run test:gc-stress -- [bytes between collections, 4096] [--mark-sweep] [--no-audit] [--timeout=SECONDS]
 *
 * FILTER chooses programs as for the tests. Ends with status 1 when one prints something else than it should. Programs that
 * take longer than the time are counted, not failed.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { mapInParallel, runCommand } from '../programs/commands.ts'
import { discover, root } from '../programs/discover.ts'

const arguments_ = process.argv.slice(2)
const bytes = arguments_.find((each) => /^\d+$/.test(each)) ?? '4096'
const seconds = Number(arguments_.find((each) => each.startsWith('--timeout='))?.slice(10) ?? 60)
const options = [`-XX:StressCollectBytes=${bytes}`, '-Xdebug-vm']
if (arguments_.includes('--mark-sweep')) options.push('-XX:+UseMarkSweepGC')
if (!arguments_.includes('--no-audit')) options.push('-XX:+VerifyAfterGC')
const work = join(root, 'test/.work/stress')
const programs = ['samples', 'test/language', 'test/library', 'test/limit', 'test/gc']
  .flatMap(discover)
  .filter((program) => program.errorLines.length === 0)

rmSync(work, { recursive: true, force: true })
const count = { passed: 0, failed: 0, slow: 0 }
await mapInParallel(programs, async (program) => {
  const classes = join(work, program.name.replaceAll('/', '-'))
  mkdirSync(classes, { recursive: true })
  const compiled = await runCommand('hlc', ['-nowarn', '-d', classes, ...program.sources])
  if (compiled.exitStatus !== 0) {
    console.log(`${program.name}: not compiled`)
    return
  }
  const result = await runCommand('hlvm', [...program.options, ...options, '-cp', classes, program.mainClass], {
    stdin: program.stdin,
    timeoutMs: seconds * 1000,
  })
  if (result.exitStatus === -1) {
    count.slow++
    console.log(`${program.name}: not ended after ${seconds} s`)
  } else if (result.stdout === program.stdout && result.exitStatus === program.exitStatus) count.passed++
  else {
    count.failed++
    console.log(`${program.name}: exit status ${result.exitStatus}\n${result.stderr.slice(0, 1000)}`)
  }
})
console.log(`${count.passed} passed, ${count.failed} failed, ${count.slow} not ended`)
process.exitCode = count.failed > 0 ? 1 : 0
