/**
 * What verification costs: `npx tsx test/verifier/bench.ts [RUNS]`. Classes per second over the library, cold and warm, and its share of the
 * start-up of a program of 100 classes (`dist/hlvm.js` with and without -Xverify:none, medians).
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { parseClassFile } from '../../vm/classfile/reader.ts'
import { openArchive } from '../../vm/classfile/archive.ts'
import { checkFormat } from '../../vm/verify/format.ts'
import { infoOf } from '../../vm/verify/class-file-info.ts'
import { verifyClass } from '../../vm/verify/index.ts'
import { root } from '../programs/discover.ts'
import { assembleCase } from './cases.ts'

const runs = Number(process.argv[2] ?? 15)

function throughput(): void {
  const bytes = new Uint8Array(readFileSync(join(root, 'dist/hl-library.jar')))
  const archive = openArchive(bytes, (data) => new Uint8Array(inflateRawSync(data)))!
  const files = [...archive.names()].filter((name) => name.endsWith('.class')).map((name) => archive.read(name)!)
  const size = files.reduce((sum, each) => sum + each.length, 0)
  const infos = new Map(files.map((each) => infoOf(parseClassFile(each), 'boot')).map((info) => [info.name, info]))
  for (let round = 1; round <= 5; round++) {
    const parsed = files.map((each) => parseClassFile(each))
    const start = performance.now()
    for (const each of parsed) checkFormat(each, null)
    const middle = performance.now()
    for (const each of parsed) verifyClass(each, { find: (name) => infos.get(name) })
    const end = performance.now()
    const rate = Math.round((files.length / (end - start)) * 1000)
    console.log(
      `round ${round}: ${files.length} classes (${Math.round(size / 1024)} KB): format ${(middle - start).toFixed(0)} ms, ` +
        `verification ${(end - middle).toFixed(0)} ms, ${rate} classes/s`,
    )
  }
}

/** A hundred classes with the kinds of methods that programs have: fields, loops, calls, strings. */
function program(directory: string): void {
  const write = (text: string): void => {
    const { name, bytes } = assembleCase(text)
    const file = join(directory, `${name}.class`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
  const method = (i: number): string => `.method public work${i} (I)I
.code stack 4 locals 4
iconst_0
istore_2
L:
.frame append int
iload_2
iload_1
if_icmpge E
aload_0
aload_0
getfield SELF count I
iload_2
iadd
putfield SELF count I
iinc 2 1
goto L
E:
.frame same
new java/lang/StringBuilder
dup
invokespecial java/lang/StringBuilder <init> ()V
ldc "work"
invokevirtual java/lang/StringBuilder append (Ljava/lang/String;)Ljava/lang/StringBuilder;
invokevirtual java/lang/StringBuilder toString ()Ljava/lang/String;
invokevirtual java/lang/String length ()I
aload_0
getfield SELF count I
iadd
ireturn
.end code
.end method`
  const calls: string[] = []
  for (let i = 0; i < 99; i++) {
    const methods = [0, 1, 2, 3, 4, 5].map(method).join('\n').replaceAll('SELF', `C${i}`)
    write(`.class public super C${i}
.field private count I
.method public <init> ()V
.code
aload_0
invokespecial java/lang/Object <init> ()V
return
.end code
.end method
${methods}`)
    calls.push(`new C${i}\ndup\ninvokespecial C${i} <init> ()V\niconst_3\ninvokevirtual C${i} work${i % 6} (I)I\niadd`)
  }
  write(`.class public super Main
.method public static main ([Ljava/lang/String;)V
.code stack 6 locals 2
iconst_0
${calls.join('\n')}
istore_1
getstatic java/lang/System out Ljava/io/PrintStream;
iload_1
invokevirtual java/io/PrintStream println (I)V
return
.end code
.end method`)
}

function startUp(): void {
  const directory = mkdtempSync(join(tmpdir(), 'verify-bench-'))
  program(directory)
  const times: Record<string, number[]> = { none: [], remote: [] }
  for (let i = 0; i < runs; i++) {
    for (const mode of ['none', 'remote']) {
      const start = performance.now()
      const answer = spawnSync('node', [join(root, 'dist/hlvm.js'), `-Xverify:${mode}`, '-cp', directory, 'Main'], {
        encoding: 'utf8',
      })
      times[mode]!.push(performance.now() - start)
      if (answer.stdout !== '693\n') throw new Error(`unexpected output ${answer.stdout}${answer.stderr}`)
    }
  }
  const median = (list: number[]): number => list.sort((a, b) => a - b)[list.length >> 1]!
  const none = median(times['none']!)
  const remote = median(times['remote']!)
  const share = ((remote - none) / remote) * 100
  console.log(
    `100 classes, ${runs} runs: ${none.toFixed(0)} ms unverified, ${remote.toFixed(0)} ms verified: ` +
      `verification is ${share.toFixed(0)} % of the start-up`,
  )
}

throughput()
startUp()
