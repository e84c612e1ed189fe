/** What the build makes and what the package installs: promises of README.md and ARCHITECTURE.md that no program shows. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './programs/discover.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

test('hlvm holds no parser code, hlc does', () => {
  expect(read('dist/hlc.js')).toContain('EmbeddedActionsParser')
  for (const command of ['dist/hlvm.js', 'dist/hlp.js']) expect(read(command)).not.toContain('EmbeddedActionsParser')
})

test('the commands are in the package and start with a hash-bang', () => {
  const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> }
  expect(Object.keys(bin).sort()).toEqual(['hlc', 'hlp', 'hlvm'])
  for (const path of Object.values(bin)) expect(read(path).startsWith('#!/usr/bin/env node\n')).toBe(true)
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
