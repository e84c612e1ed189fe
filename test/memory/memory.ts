/**
 * What programs take of the machine's memory: `npm run test:gc-memory`. Each program of test/memory runs with a heap that it fits
 * into; the largest resident memory of the process has to stay below -Xmx + 100 MB. The test run has a small sample
 * (memory.test.ts).
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../programs/commands.ts'
import { root } from '../programs/discover.ts'

export interface MemoryCase {
  readonly program: string
  readonly megabytes: number
  readonly argument: number
  readonly output: string
}

/** 10 GB in all, 5 million nodes, a million strings, ten million events. */
const CASES: readonly MemoryCase[] = [
  { program: 'Churn', megabytes: 64, argument: 10_240, output: '4162266 2654650163\n' },
  { program: 'LongList', megabytes: 256, argument: 5_000_000, output: '12499997500000\n' },
  { program: 'ManyStrings', megabytes: 192, argument: 1_000_000, output: '-1071364749067496224 true\n' },
  { program: 'Events', megabytes: 32, argument: 10_000_000, output: '20488118 10246537427 2000\n' },
]
export const ALLOWANCE = 100

export interface MemoryResult {
  readonly output: string
  readonly exitStatus: number
  /** Largest resident memory; NaN where the host does not tell. */
  readonly megabytes: number
  readonly seconds: number
}

/** Compiles a program of test/memory into a folder of test/.work. */
export async function compileMemoryProgram(program: string): Promise<string> {
  const out = join(root, 'test/.work/memory', program)
  mkdirSync(out, { recursive: true })
  const result = await runCommand('hlc', ['-d', out, join(root, `test/memory/${program}.src`)])
  if (result.exitStatus !== 0) throw new Error(result.stderr)
  return out
}

export function runMemoryCase(one: MemoryCase, classes: string, options: readonly string[]): Promise<MemoryResult> {
  return new Promise((resolve, reject) => {
    const start = Date.now()
    const command = [join(root, 'dist/hlvm.js'), `-Xmx${one.megabytes}m`, ...options, '-cp', classes, one.program]
    const child = spawn(process.execPath, [...command, String(one.argument)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    let largest = Number.NaN
    const look = (): void => {
      try {
        const line = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
        if (line !== null) largest = Number(line[1]) / 1024
      } catch {
        // The process has ended, or this is no Linux.
      }
    }
    const timer = setInterval(look, 20)
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      look()
    })
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(timer)
      resolve({ output, exitStatus: code ?? -1, megabytes: largest, seconds: (Date.now() - start) / 1000 })
    })
  })
}

async function main(): Promise<void> {
  let failed = 0
  for (const options of [[], ['-XX:+UseMarkSweepGC']]) {
    for (const one of CASES) {
      const result = await runMemoryCase(one, await compileMemoryProgram(one.program), options)
      const limit = one.megabytes + ALLOWANCE
      const good = result.output === one.output && result.exitStatus === 0 && !(result.megabytes > limit)
      if (!good) failed++
      console.log(
        `${good ? 'ok  ' : 'BAD '} ${[one.program, one.argument, ...options].join(' ')}: ${result.megabytes.toFixed(0)} MB resident ` +
          `with -Xmx${one.megabytes}m, ${result.seconds.toFixed(1)} s${good ? '' : `, status ${result.exitStatus}: ${result.output}`}`,
      )
    }
  }
  process.exitCode = failed > 0 ? 1 : 0
}

if (process.argv[1]?.endsWith('memory.ts')) await main()
