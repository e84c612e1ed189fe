// `npm run gen`: writes the generated files: vm/interpret/interpreter.gen.ts, its counting twin, vm/jit/pure.gen.ts,
// docs/opcodes.md, compiler/messages.gen.ts and java.nio's buffers. With --check it writes nothing and ends with
// status 1 when a file differs from what would be written.

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateMessages } from './gen-messages.ts'
import { generateBuffers } from './gen/buffers.ts'
import { generateLoop } from './gen/loop.ts'
import { generateManual } from './gen/manual.ts'
import { generatePure } from './gen/pure.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** The generated files: path from the root, text as it has to be committed. */
export function generate(root: string): { path: string; text: string }[] {
  const loop = 'vm/interpret/interpreter.gen.ts'
  const counting = 'vm/interpret/interpreter-counting.gen.ts'
  const pure = 'vm/jit/pure.gen.ts'
  return [
    { path: loop, text: format(root, loop, generateLoop(root)) },
    { path: counting, text: format(root, counting, generateLoop(root, true)) },
    { path: pure, text: format(root, pure, generatePure(root)) },
    { path: 'docs/opcodes.md', text: generateManual(root) },
    { path: 'compiler/messages.gen.ts', text: generateMessages() },
    ...generateBuffers(),
  ]
}

/** The text as Biome lays it out, so that the linter is content with the generated file too. */
function format(root: string, path: string, text: string): string {
  const run = spawnSync(
    process.execPath,
    [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', `--stdin-file-path=${path}`],
    { cwd: root, input: text, encoding: 'utf8', maxBuffer: 1 << 26 },
  )
  if (run.status !== 0) throw new Error(`biome cannot format ${path}: ${run.stderr}`)
  return run.stdout
}

function main(check: boolean): number {
  let stale = 0
  for (const { path, text } of generate(ROOT)) {
    const file = join(ROOT, path)
    let old = ''
    try {
      old = readFileSync(file, 'utf8')
    } catch {
      // Not there yet.
    }
    if (old === text) continue
    stale++
    if (check) console.error(`${path} is not up to date: run npm run gen`)
    else writeFileSync(file, text)
  }
  return check && stale > 0 ? 1 : 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv.includes('--check'))
