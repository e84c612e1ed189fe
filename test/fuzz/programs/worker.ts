/** A process that runs class files on VMs of its own, one after the other; whoever started it kills it when a VM does not come back. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { parseCommandLine } from '../../../vm/cli-options.ts'
import { createVM } from '../../../vm/index.ts'
import { createMemoryPort } from '../../../vm/ports/memory.ts'

export interface Job {
  readonly classes: ReadonlyMap<string, Uint8Array>
  /** Options of hlvm. */
  readonly options: readonly string[]
}

export interface Outcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

const root = join(import.meta.dirname, '..', '..', '..')
const library = readFileSync(join(root, 'dist/hl-library.jar'))
const inflate = (bytes: Uint8Array, size: number): Uint8Array | null => {
  const data = inflateRawSync(bytes)
  return data.length === size ? data : null
}

function run({ classes, options }: Job): Outcome {
  const invocation = parseCommandLine(['-Xmx128m', ...options, 'Main'])
  if (invocation.kind !== 'run') return { status: 2, stdout: '', stderr: `the options ${options.join(' ')} are wrong` }
  const port = createMemoryPort({ inflate })
  const vm = createVM({ port, library, options: invocation.options, classes })
  if ('error' in vm) return { status: 1, stdout: '', stderr: vm.error }
  const status = vm.runMain('Main', [])
  return { status, stdout: port.output(1), stderr: port.output(2) }
}

process.on('message', (job: Job) => process.send!(run(job)))
process.on('disconnect', () => process.exit(0))
