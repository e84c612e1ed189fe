/** The image of linked classes (vm/runtime/image.ts): nothing is different with it, and it is used only where it fits. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openArchive } from '../../vm/classfile/archive.ts'
import { createVM, type VMOptions } from '../../vm/index.ts'
import { createMemoryPort } from '../../vm/ports/memory.ts'
import { openImage } from '../../vm/runtime/image.ts'
import { withLogOption } from '../../vm/runtime/log.ts'
import { compileForRun } from '../../compiler/cli.ts'
import { root } from '../programs/discover.ts'
import { readLibrary } from './machine.ts'

const file = new Uint8Array(readFileSync(join(root, 'dist/hl-library.image')))
const { checksum } = openArchive(readLibrary(), () => null)!

/** The index as text: from the fifth byte on. */
const indexLength = new DataView(file.buffer).getUint32(0, true)
const { stamp } = JSON.parse(new TextDecoder().decode(file.subarray(4, 4 + indexLength))) as { stamp: string }

interface Outcome {
  readonly status: number
  readonly out: string
  readonly err: string
  readonly fromImage: boolean
}

function run(source: string, withImage: boolean, options: Partial<VMOptions> = {}): Outcome {
  const { classes, mainClass, diagnostics } = compileForRun([join(root, source)], [])
  if (mainClass === null) throw new Error(diagnostics)
  const port = createMemoryPort()
  const image = withImage ? { file, stamp } : null
  const vm = createVM({ port, library: readLibrary(), libraryPath: 'lib', classes, image, options })
  if ('error' in vm) throw new Error(vm.error)
  const status = vm.runMain(mainClass, [])
  return { status, out: port.output(1), err: port.output(2), fromImage: vm.runtime.image !== null }
}

/** Without the times of log lines. */
const timeless = (text: string): string => text.replace(/^\[[\d.]+s\]/gm, '')

describe('the image', () => {
  const hello = 'samples/01-hello/Main.src'

  test('hello loads the same classes in the same order, at most 60 of the library', () => {
    const log = withLogOption([], 'class+load')
    if (typeof log === 'string') throw new Error(log)
    const options = { log }
    const [with_, without] = [run(hello, true, options), run(hello, false, options)]
    expect([with_.fromImage, without.fromImage]).toEqual([true, false])
    expect(timeless(with_.out)).toBe(timeless(without.out))
    const lines = with_.out.match(/ source: lib$/gm) ?? []
    expect(lines.length).toBeGreaterThan(20)
    expect(lines.length).toBeLessThanOrEqual(60)
  })

  test('programs that look at its classes see the same', () => {
    for (const program of ['test/vm/image/Look.src', 'samples/05-huffman/Main.src']) {
      const with_ = run(program, true)
      expect(with_).toEqual({ ...run(program, false), fromImage: true })
      expect(with_.status).toBe(0)
      expect(with_.out).not.toBe('')
    }
  })

  test('its classes can be verified, and the heap is collected', () => {
    for (const options of [{ verify: 'all' as const }, { maxHeapBytes: 4 << 20 }]) {
      expect(run('test/vm/image/Look.src', true, options)).toEqual({
        ...run('test/vm/image/Look.src', false, options),
        fromImage: true,
      })
    }
  })

  test('is not used for another VM, another library, in a small region, or when it is damaged', () => {
    expect(openImage(file, stamp, 'lib', checksum)).not.toBeNull()
    expect(openImage(file, `${stamp}x`, 'lib', checksum)).toBeNull()
    expect(openImage(file, stamp, 'lib', (name) => (name === 'java/lang/String.class' ? 1 : checksum(name)))).toBeNull()
    expect(openImage(file, stamp, 'lib', () => null)).toBeNull()
    for (const length of [0, 3, 4, 100, indexLength + 4, file.length - 1]) {
      expect(openImage(file.subarray(0, length), stamp, 'lib', checksum)).toBeNull()
    }
    expect(run(hello, true, { metadataBytes: 1 << 20 })).toMatchObject({ status: 0, out: 'Hello, world!\n' })
  })
})
