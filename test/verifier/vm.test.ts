/** Verification as the VM does it: when a class is linked, with java's message and an exit status of its own. */
import { inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { createVM, type VMOptions } from '../../vm/index.ts'
import { createMemoryPort } from '../../vm/ports/memory.ts'
import { type LogConfiguration, withLogOption } from '../../vm/runtime/log.ts'
import { classBytes, readLibrary } from '../vm/machine.ts'

const BAD_CODE = '.code stack 2 locals 1\n.line 7\nldc "x"\nineg\nreturn\n.end code'

const bad = (name: string, method: string): string =>
  `.class public super ${name}\n.method public static ${method}\n${BAD_CODE}\n.end method\n.source ${name}.src`

const PRINT = (text: string): string =>
  `getstatic java/lang/System out Ljava/io/PrintStream;\nldc "${text}"\ninvokevirtual java/io/PrintStream println (Ljava/lang/String;)V`

function run(
  texts: Record<string, string>,
  options: Partial<VMOptions> = {},
): { out: string; err: string; status: number } {
  const port = createMemoryPort({ inflate: (data) => new Uint8Array(inflateRawSync(data)) })
  const classes = new Map(Object.entries(texts).map(([name, text]) => [name, classBytes(text)]))
  const vm = createVM({ port, library: readLibrary(), classes, options: { maxHeapBytes: 64 << 20, ...options } })
  if ('error' in vm) throw new Error(vm.error)
  const status = vm.runMain('Main', [])
  return { out: port.output(1), err: port.output(2), status }
}

const main = (code: string): string =>
  `.class public super Main\n.method public static main ([Ljava/lang/String;)V\n.code stack 4 locals 4\n${code}\nreturn\n.end code\n.end method`

describe('verification when a class is linked', () => {
  test('a rejected main class: VerifyError, and the exit status says so', () => {
    const { err, status } = run({ Main: bad('Main', 'main ([Ljava/lang/String;)V') })
    expect(status).toBe(123)
    expect(err).toMatch(
      /^Exception in thread "main" java\.lang\.VerifyError: Bad type on operand stack\nException Details:\n/,
    )
    expect(err).toContain('Main.main([Ljava/lang/String;)V @2: ineg')
    expect(err).toContain('stack-type: 4.9.2')
    expect(err).toContain('Main.src:7')
  })

  test('-Xverify:none trusts it', () => {
    expect(run({ Main: bad('Main', 'main ([Ljava/lang/String;)V') }, { verify: 'none' })).toMatchObject({
      status: 0,
      err: '',
    })
  })

  test('-Xverify:all verifies the library too', () => {
    expect(run({ Main: main(PRINT('hello')) }, { verify: 'all' })).toEqual({ out: 'hello\n', err: '', status: 0 })
  })

  test('a class is judged at its first use, each time anew, and the program can catch the error', () => {
    const twice = `
L0:
invokestatic Other f ()V
L1:
${PRINT('not reached')}
return
H0:
.frame full locals object "[Ljava/lang/String;" stack object java/lang/VerifyError
pop
${PRINT('once')}
L2:
invokestatic Other f ()V
L3:
return
H1:
.frame full locals object "[Ljava/lang/String;" stack object java/lang/VerifyError
pop
${PRINT('twice')}
.catch java/lang/VerifyError from L0 to L1 using H0
.catch java/lang/VerifyError from L2 to L3 using H1`
    expect(run({ Main: main(twice), Other: bad('Other', 'f ()V') })).toEqual({
      out: 'once\ntwice\n',
      err: '',
      status: 0,
    })
  })

  test('a superclass is verified first', () => {
    const sub =
      '.class public super Sub\n.super Other\n.method public static g ()V\n.code\nreturn\n.end code\n.end method'
    const { err, status } = run({ Main: main('invokestatic Sub g ()V'), Sub: sub, Other: bad('Other', 'f ()V') })
    expect(status).toBe(123)
    expect(err).toContain('Other.f()V @2: ineg')
  })

  test('a class that the verifier needs and nobody has', () => {
    const code = 'aconst_null\nastore_1\nnew Missing1\ndup\ninvokespecial Missing1 <init> ()V\nathrow'
    const { err, status } = run({ Main: main(code) })
    expect(status).toBe(1)
    expect(err).toMatch(/^Exception in thread "main" java\.lang\.NoClassDefFoundError: Missing1\n/)
  })

  test('a malformed class file is refused when it is loaded', () => {
    const { err, status } = run({ Main: '.class public super Main\n.field public private x I' })
    expect(status).toBe(123)
    expect(err).toContain('java.lang.ClassFormatError: Illegal field modifiers in class Main: 0x3')
  })

  test('-Xlog:verify=info replays the frames', () => {
    const { out } = run({ Main: main('iconst_0\nistore_1') }, { log: withLogOption([], 'verify') as LogConfiguration })
    expect(out).toContain('[info][verify] Verifying method Main.main([Ljava/lang/String;)V\n')
    expect(out).toContain("1: istore_1  flags: { } locals: { '[Ljava/lang/String;' } stack: { integer }")
  })

  test('subroutines of old class files run', () => {
    const text = `.version 49 0
.class public super Main
.method public static main ([Ljava/lang/String;)V
.code stack 4 locals 4
jsr A
jsr A
return
A:
astore_1
${PRINT('in')}
ret 1
.end code
.end method`
    expect(run({ Main: text })).toEqual({ out: 'in\nin\n', err: '', status: 0 })
  })
})
