/** Loading: archives, directories, broken class files; and how java words what went wrong. */
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { crc32 } from '../../tools/crc32.ts'
import { zip, zipOrdered } from '../../tools/zip.ts'
import { openArchive } from '../../vm/classfile/archive.ts'
import { classBytes, machine, mainClass, PRINT, run } from './machine.ts'

const HELLO = mainClass('Main', `  ldc "hello"${PRINT}`)

/** A zip with one deflated entry. */
function deflatedZip(name: string, bytes: Uint8Array): Uint8Array {
  const packed = deflateRawSync(bytes)
  const stored = Buffer.from(zip([{ name, bytes: packed }]))
  for (const [at, size] of [
    [8, 22],
    [30 + name.length + packed.length + 10, 30 + name.length + packed.length + 24],
  ] as const) {
    stored.writeUInt16LE(8, at)
    stored.writeUInt32LE(bytes.length, size)
    stored.writeUInt32LE(crc32(bytes), size - 8)
  }
  return stored
}

describe('archives', () => {
  const bytes = new Uint8Array([1, 2, 3, 4, 5])
  test('stored entries', () => {
    const archive = openArchive(
      zip([
        { name: 'a/B.class', bytes },
        { name: 'ü', bytes },
      ]),
      () => null,
    )
    expect([...archive!.read('a/B.class')!]).toEqual([...bytes])
    expect([...archive!.read('ü')!]).toEqual([...bytes])
    expect(archive?.read('c')).toBeNull()
  })
  test('an archive with an order of its own is searched by it, and is an archive like any other', () => {
    const names = ['z', 'a/B.class', 'a/Bc.class', 'a/', 'ü', 'META-INF/MANIFEST.MF', '']
    const entries = names.map((name, index) => ({ name, bytes: new Uint8Array([index, 7]) }))
    const ordered = zipOrdered(entries)
    // The same directory without the order is searched by hashes.
    const marked = ordered.slice()
    const mark = Buffer.from(marked.buffer).lastIndexOf('HOHL')
    marked[mark] = 0
    for (const file of [ordered, marked]) {
      const archive = openArchive(file, () => null)!
      for (const { name, bytes } of entries) {
        expect([...archive.read(name)!]).toEqual([...bytes])
        expect(archive.checksum(name)).toBe(crc32(bytes))
      }
      expect([...archive.names()].sort()).toEqual([...names, 'META-INF/ORDER'].sort())
      for (const name of ['a', 'a/B', 'a/B.class ', 'zz', 'Z', 'u']) {
        expect([archive.has(name), archive.read(name), archive.checksum(name)]).toEqual([false, null, null])
      }
    }
    for (let length = 0; length < ordered.length; length++) {
      const cut = openArchive(ordered.subarray(0, length), () => null)
      for (const name of names) cut?.read(name)
    }
  })
  test('deflated entries go through the port', () => {
    const { run: start } = machine(
      new Map(),
      { classPath: ['/lib.jar'] },
      {
        files: new Map([['/lib.jar', deflatedZip('Main.class', classBytes(HELLO))]]),
      },
    )
    expect(start('Main')).toMatchObject({ status: 0, out: 'hello\n' })
  })
  test('broken archives are null, and empty as class path entries', () => {
    const good = zip([{ name: 'Main.class', bytes: classBytes(HELLO) }])
    for (let length = 0; length < good.length; length += 7)
      openArchive(good.subarray(0, length), () => null)?.read('Main.class')
    expect(openArchive(new Uint8Array(100), () => null)).toBeNull()
    const { run: start } = machine(
      new Map(),
      { classPath: ['/lib.jar', '/missing', '/cp'] },
      {
        files: new Map([
          ['/lib.jar', new Uint8Array(10)],
          ['/cp/Main.class', classBytes(HELLO)],
        ]),
      },
    )
    expect(start('Main')).toMatchObject({ status: 0, out: 'hello\n' })
  })
})

describe('the main class', () => {
  test('missing', () => {
    expect(machine(new Map()).run('a.b.Nope')).toMatchObject({
      status: 1,
      err: 'Error: Could not find or load main class a.b.Nope\nCaused by: java.lang.ClassNotFoundException: a.b.Nope\n',
    })
  })
  test('under a wrong name', () => {
    expect(machine(new Map([['p/Main', classBytes(HELLO)]])).run('p.Main')).toMatchObject({
      status: 1,
      err:
        'Error: Could not find or load main class p.Main\n' +
        'Caused by: java.lang.NoClassDefFoundError: p/Main (wrong name: Main)\n',
    })
  })
  test('without main', () => {
    const outcome = run({ Main: '.version 50 0\n.class public super Main\n' })
    expect(outcome.status).toBe(1)
    expect(outcome.err).toBe(
      'Error: Main method not found in class Main, please define the main method as:\n' +
        '   public static void main(String[] args)\n' +
        'or a JavaFX application class must extend javafx.application.Application\n',
    )
  })
  test('main that is not static, main with a result', () => {
    const method = (flags: string, result: string, code: string): string =>
      `.version 50 0\n.class public super Main\n.method ${flags} main ([Ljava/lang/String;)${result}\n  .code stack 1 locals 2\n${code}\n  .end code\n.end method\n`
    expect(run({ Main: method('public', 'V', 'return') }).err).toContain('Main method is not static in class Main')
    expect(run({ Main: method('public static', 'I', 'iconst_0\nireturn') }).err).toContain(
      'Main method must return a value of type void in class Main',
    )
  })
  test('too new a class file', () => {
    const outcome = run({ Main: HELLO.replace('.version 50 0', '.version 65 0') })
    expect(outcome.status).toBe(123)
    expect(outcome.err).toBe(
      'Error: LinkageError occurred while loading main class Main\n' +
        '\tjava.lang.UnsupportedClassVersionError: Main has been compiled by a more recent version of the Java Runtime ' +
        '(class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0\n',
    )
  })
  test('a text file', () => {
    const outcome = machine(new Map([['Main', new TextEncoder().encode('hello, world\n')]])).run('Main')
    expect(outcome).toMatchObject({ status: 123 })
    expect(outcome.err).toContain('java.lang.ClassFormatError: Incompatible magic value 1751477356 in class file Main')
  })
  test('cut off at every length: a class format error, never a bug', { timeout: 120_000 }, () => {
    const whole = classBytes(HELLO)
    const statuses = new Set<number>()
    for (let length = 0; length < whole.length; length++) {
      const outcome = machine(new Map([['Main', whole.slice(0, length)]]), SMALL).run('Main')
      statuses.add(outcome.status)
      expect(outcome.err).toMatch(/java\.lang\.ClassFormatError/)
    }
    expect([...statuses]).toEqual([123])
  })
})

const SMALL = { maxHeapBytes: 4 << 20, metadataBytes: 8 << 20 }

describe('classes that a class needs', () => {
  test('a missing superclass of the main class', () => {
    const outcome = run({ Main: '.version 50 0\n.class public super Main\n.super Gone\n' })
    expect(outcome.status).toBe(1)
    expect(outcome.err).toContain('NoClassDefFoundError: Gone')
  })
  test('a class that is its own superclass', () => {
    const outcome = run({
      Main: mainClass('Main', '  new A\n  pop'),
      A: '.class super A\n.super B\n',
      B: '.class super B\n.super A\n',
    })
    expect(outcome.err).toContain('java.lang.ClassCircularityError: A')
  })
  test('final and interface superclasses', () => {
    const outcome = run({ Main: mainClass('Main', '  new A\n  pop'), A: '.class super A\n.super java/lang/String\n' })
    expect(outcome.err).toContain(
      'IncompatibleClassChangeError: class A cannot inherit from final class java.lang.String',
    )
    const other = run({ Main: mainClass('Main', '  new A\n  pop'), A: '.class super A\n.super java/lang/Runnable\n' })
    expect(other.err).toContain('class A has interface java.lang.Runnable as super class')
  })
})
