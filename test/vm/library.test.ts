/** The archive of the library: verified when it is built, read lazily, and its sources beside it. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { verifyLibrary } from '../../tools/verify-library.ts'
import { openArchive } from '../../vm/classfile/archive.ts'
import { root } from '../programs/discover.ts'
import { classBytes, mainClass } from './machine.ts'

const work = mkdtempSync(join(tmpdir(), 'hlvm-library-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

function run(command: string, ...args: string[]): { out: string; err: string; status: number | null } {
  const result = spawnSync(process.execPath, [join(root, 'dist', command), ...args], { cwd: work, encoding: 'utf8' })
  return { out: result.stdout, err: result.stderr, status: result.status }
}

function archive(name: string): ReturnType<typeof openArchive> & object {
  return openArchive(readFileSync(join(root, 'dist', name)), (data) => new Uint8Array(inflateRawSync(data)))!
}

test('a program that prints a line touches at most 60 classes of the library', () => {
  run('hlc.js', '-d', work, join(root, 'samples/01-hello/Main.src'))
  const { out } = run('hlvm.js', '-verbose:class', 'Main')
  const loaded = out.match(/source: .*hl-library\.jar$/gm) ?? []
  expect(loaded.length).toBeGreaterThan(10)
  expect(loaded.length).toBeLessThanOrEqual(60)
})

describe('verification at build time', () => {
  const library = archive('hl-library.jar')
  const files = ['java/lang/Object', 'java/lang/String', 'java/lang/System', 'java/io/PrintStream'].map(
    (name) => library.read(`${name}.class`)!,
  )

  test('has left its mark', () => {
    expect(readFileSync(join(root, 'dist/hl-library.verified'), 'utf8')).toMatch(/^[0-9a-f]{64}$/)
  })

  test('refuses a method that takes from the empty stack', () => {
    const right = classBytes(mainClass('Right', '  aload_0\n  pop'))
    const wrong = classBytes(mainClass('Wrong', '  pop'))
    expect(verifyLibrary([right, wrong])).toEqual([expect.stringMatching(/^Wrong: .*stack/)])
  })

  test('refuses a class that is not there', () => {
    expect(verifyLibrary(files)).toContainEqual(expect.stringMatching(/there is no class java\//))
  })
})

describe('sources', () => {
  const sources = archive('hl-library-sources.jar')

  test('there is one for each class of the archive', () => {
    const names = [...archive('hl-library.jar').names()].filter(
      (name) => name.endsWith('.class') && !name.includes('$'),
    )
    const missing = names.filter((name) => sources.read(name.replace(/class$/, 'src')) === null)
    expect(names.length).toBeGreaterThan(500)
    expect(missing).toEqual([])
  })

  test('a stack trace names their lines, and hlp shows them', () => {
    const main = `import java.util.*;
public class Trace {
  public static void main(String[] args) {
    new TreeMap<String, Integer>(Map.of("a", 1)).computeIfPresent("a", (k, v) -> v / 0);
  }
}
`
    writeFileSync(join(work, 'Trace.src'), main)
    const { err, status } = run('hlvm.js', 'Trace.src')
    expect(status).toBe(1)
    const frames = [...err.matchAll(/^\tat java\.base\/([\w.]+)\.\w+\((\w+\.src):(\d+)\)$/gm)]
    expect(frames.length).toBeGreaterThanOrEqual(2)
    for (const [, type, file, line] of frames) {
      const text = new TextDecoder().decode(sources.read(`java/util/${file}`)!).split('\n')
      const shown = run('hlp.js', '--source', `${type}:${line}`).out.split('\n')
      expect(shown).toContain(`> ${line!.padStart(5)}  ${text[Number(line) - 1]}`)
    }
    expect(frames[0]![0]).toContain('java.util.TreeMap.compute(TreeMap.src:')
    expect(run('hlp.js', '--source', 'java.util.Optional').out).toBe(
      readFileSync(join(root, 'stdlib/java/util/Optional.src'), 'utf8'),
    )
  })

  test('of a program: from the class path, or a clear message', () => {
    const beside = run('hlp.js', '--source', 'Trace')
    expect(beside).toMatchObject({ out: '', err: 'hlp: class not found: Trace\n', status: 1 })
    run('hlc.js', '-d', work, 'Trace.src')
    expect(run('hlp.js', '--source', 'Trace').out).toBe(readFileSync(join(work, 'Trace.src'), 'utf8'))
    rmSync(join(work, 'Trace.src'))
    expect(run('hlp.js', '--source', 'Trace')).toMatchObject({
      err: 'hlp: Trace: its source Trace.src is not on the class path\n',
      status: 1,
    })
  })
})
