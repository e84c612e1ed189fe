/**
 * Writes the code cache of a command's bundle: `node write-cache.cjs dist/NAME.js ARGUMENTS...` runs the command with these arguments,
 * and keeps what V8 has compiled by the end.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { type BundleFunction, cacheHeader, compileBundle, readBundle } from './bundle.ts'

process.argv.splice(1, 1)
const command = resolve(process.argv[1]!)
const path = command.replace(/\.js$/, '.bundle.js')
const text = readBundle(path)
const script = compileBundle(path, text, null)
process.on('exit', () => {
  const beside = `${path}.${process.pid}`
  const data = script.createCachedData()
  writeFileSync(beside, Buffer.concat([Buffer.from(cacheHeader(text, data.length), 'latin1'), data]))
  renameSync(beside, path.replace(/\.js$/, '.cache'))
})
const run = script.runInThisContext() as BundleFunction
run({}, createRequire(command), { exports: {} }, command, dirname(command))
