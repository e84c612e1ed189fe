/** Loading and linking (JVMS 5.3 to 5.5), in java's words: see case-files.ts. Without a JDK the recorded expectations stand for it. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { DEFAULT_OPTIONS, type VMOptions } from '../../vm/index.ts'
import { hasJava } from '../programs/oracle.ts'
import { root } from '../programs/discover.ts'
import { machine } from '../vm/machine.ts'
import { classesOf, library, type LoadingCase, normal, optionsOf, readCases, runJava } from './case-files.ts'

const classPath = library()
const java = hasJava()
const work = join(root, `test/.work/loading-${process.pid}`)
mkdirSync(work, { recursive: true })
afterAll(() => rmSync(work, { recursive: true, force: true }))

const modes: readonly { readonly name: string; readonly options: Partial<VMOptions> }[] = [
  { name: 'interpreted', options: {} },
  { name: 'compiled', options: { tiers: { ...DEFAULT_OPTIONS.tiers, calls: 1, backEdges: 1 } } },
  {
    name: 'compiled, left often, collecting often',
    options: {
      tiers: { ...DEFAULT_OPTIONS.tiers, calls: 1, backEdges: 1, reifyEvery: 7 },
      gc: { ...DEFAULT_OPTIONS.gc, heap: { ...DEFAULT_OPTIONS.gc.heap, stressBytes: 65_536 }, audit: true },
    },
  },
]

function runOurs(one: LoadingCase, classes: ReadonlyMap<string, Uint8Array>, options: Partial<VMOptions>): string {
  const assertions = optionsOf(one).flatMap((each): [boolean, string][] => {
    const match = /^-(ea|da)(?::(.*))?$/.exec(each)
    return match === null ? [] : [[match[1] === 'ea', match[2] ?? '']]
  })
  const { out, status, err } = machine(classes, { assertions, ...options }).run('Main')
  return status === 70 ? err : normal(out, status)
}

test('there are cases', () => {
  expect(readCases().length).toBeGreaterThan(process.env['FILTER'] ? 0 : 40)
})

describe.each(readCases())('$name', (one) => {
  const classes = classesOf(one, classPath)
  test.each(modes)('prints what it should: $name', ({ options }) => {
    expect(runOurs(one, classes, options)).toBe(one.expected)
  })
  test.runIf(java)('java prints the same', () => {
    expect(runJava(one, classes, join(work, one.name))).toBe(one.expected)
  })
})
