/** What the build makes and what the package installs: promises of README.md and ARCHITECTURE.md that no program shows. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { cacheHeader, compileBundle, readBundle } from '../tools/launch/bundle.ts'
import { root } from './programs/discover.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

test('hlvm holds no parser code, hlc does', () => {
  expect(read('dist/hlc.bundle.js')).toContain('EmbeddedActionsParser')
  for (const command of ['hlvm', 'hlp']) {
    expect(read(`dist/${command}.bundle.js`)).not.toContain('EmbeddedActionsParser')
  }
})

test('the commands are in the package and start with a hash-bang', () => {
  const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> }
  expect(Object.keys(bin).sort()).toEqual(['hlc', 'hlp', 'hlvm'])
  for (const path of Object.values(bin)) expect(read(path).startsWith('#!/usr/bin/env node\n')).toBe(true)
})

describe('the code cache', () => {
  const path = join(root, 'dist/hlvm.bundle.js')
  const cachePath = join(root, 'dist/hlvm.bundle.cache')
  const text = readBundle(path)
  const scratch = mkdtempSync(join(tmpdir(), 'hlvm-cache-'))
  afterAll(() => rmSync(scratch, { recursive: true }))

  test('fits the bundle and this Node, and is taken', () => {
    expect(compileBundle(path, text, cachePath).cachedDataRejected).toBe(false)
  })

  test('is left alone when it is of another text, of another Node, cut off, or missing', () => {
    const whole = readFileSync(cachePath)
    const other = join(scratch, 'other.cache')
    const used = (bytes: Uint8Array, source = text): boolean => {
      writeFileSync(other, bytes)
      return compileBundle(path, source, other).cachedDataRejected === false
    }
    expect(used(whole)).toBe(true)
    // Of the same length, which is all that V8 looks at.
    expect(used(whole, text.replace(/^\/\/./, '//x'))).toBe(false)
    const header = cacheHeader(text, whole.length - 128)
    const foreign = Buffer.from(header.replace(process.version, `${process.version.slice(0, -1)}x`), 'latin1')
    expect(used(Buffer.concat([foreign, whole.subarray(header.length)]))).toBe(false)
    expect(used(whole.subarray(0, 1000))).toBe(false)
    expect(used(new Uint8Array(0))).toBe(false)
    expect(compileBundle(path, text, join(scratch, 'missing')).cachedDataRejected).toBe(undefined)
  })
})

test('exactly one chevrotain is installed, and the lock file names no registry', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { resolved?: string }> }
  const names = Object.keys(lock.packages)
  expect(names.filter((name) => name.endsWith('node_modules/chevrotain'))).toEqual(['node_modules/chevrotain'])
  expect(names.filter((name) => lock.packages[name]!.resolved !== undefined)).toEqual([])
})

test('each class of the library comes from one of its sources', () => {
  const listing = spawnSync(
    process.execPath,
    [join(root, 'dist/hlp.js'), '-cp', join(root, 'dist/hl-library.jar'), 'java.lang.Object'],
    {
      encoding: 'utf8',
    },
  )
  expect(listing.stdout).toMatch(/^Compiled from "Object\.src"\npublic class java\.lang\.Object \{/)
  const sources = readdirSync(join(root, 'stdlib'), { recursive: true, encoding: 'utf8' })
  expect(sources.filter((name) => name.endsWith('.src')).length).toBeGreaterThan(300)
})
