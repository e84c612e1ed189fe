/** The VM as a whole: two in one process, limits that a program can catch, initialisation, exit statuses. */
import { describe, expect, test } from 'vitest'
import { classBytes, machine, mainClass, PRINT, PRINT_INT, run } from './machine.ts'

describe('two VMs in one process', () => {
  test('share nothing', () => {
    const counter = `.version 50 0\n.class super Counter\n.field static n I\n`
    const main = mainClass(
      'Main',
      `  getstatic Counter n I\n  iconst_1\n  iadd\n  dup\n  putstatic Counter n I${PRINT_INT}`,
    )
    const classes = new Map([
      ['Main', classBytes(main)],
      ['Counter', classBytes(counter)],
    ])
    const first = machine(classes)
    const second = machine(classes)
    expect(first.run('Main').out).toBe('1\n')
    expect(second.run('Main').out).toBe('1\n')
    expect(first.vm.runtime.memory.buffer).not.toBe(second.vm.runtime.memory.buffer)
    expect(first.vm.audit().problems).toEqual([])
    expect(second.vm.audit().problems).toEqual([])
  })

  test('the same seed gives the same run', () => {
    const main = mainClass(
      'Main',
      `  aload_0\n  invokestatic java/lang/System identityHashCode (Ljava/lang/Object;)I${PRINT_INT}`,
    )
    expect(run({ Main: main }).out).toBe(run({ Main: main }).out)
  })
})

describe('limits', () => {
  test('a full heap is an OutOfMemoryError that can be caught', () => {
    const outcome = run(
      {
        Main: mainClass(
          'Main',
          `
  sipush 1000
  anewarray [I
  astore_1
  iconst_0
  istore_2
Try:
More:
  aload_1
  iload_2
  ldc int 100000
  newarray int
  aastore
  iinc 2 1
  goto More
End:
Catch:
  invokevirtual java/lang/Throwable toString ()Ljava/lang/String;${PRINT}
  ldc "goes on"${PRINT}
  .catch java/lang/OutOfMemoryError from Try to End using Catch`,
        ),
      },
      { maxHeapBytes: 16 << 20 },
    )
    expect(outcome).toMatchObject({ status: 0, out: 'java.lang.OutOfMemoryError: Java heap space\ngoes on\n' })
    expect(outcome.vm.audit().problems).toEqual([])
  })

  test('uncaught, it ends the program with its own status', () => {
    const outcome = run({ Main: mainClass('Main', '  ldc int 2147483647\n  newarray long\n  pop') })
    expect(outcome.status).toBe(121)
    expect(outcome.err).toBe(
      'Exception in thread "main" java.lang.OutOfMemoryError: Requested array size exceeds VM limit\n\tat Main.main(Unknown Source)\n',
    )
  })

  test('an endless recursion is a StackOverflowError that can be caught, again and again', () => {
    const deep = `
.method static deep ()V
  .code stack 1 locals 0
  invokestatic Main deep ()V
  return
  .end code
.end method`
    const attempt = (n: number): string => `
Try${n}:
  invokestatic Main deep ()V
End${n}:
  goto Next${n}
Catch${n}:
  invokevirtual java/lang/Throwable toString ()Ljava/lang/String;${PRINT}
Next${n}:
  .catch java/lang/StackOverflowError from Try${n} to End${n} using Catch${n}`
    const outcome = run({ Main: mainClass('Main', attempt(1) + attempt(2), deep) }, { stackBytes: 256 << 10 })
    expect(outcome).toMatchObject({ status: 0, out: 'java.lang.StackOverflowError\n'.repeat(2) })
  })

  test('a heap too small to start is said, not a crash', () => {
    const outcome = run({ Main: mainClass('Main', '') }, { maxHeapBytes: 256 })
    expect(outcome.err).not.toMatch(/^\s+at .*\.ts/m)
    expect(outcome.status).not.toBe(0)
  })
})

describe('initialisation (JVMS 5.5)', () => {
  const clinit = (code: string): string =>
    `.method static <clinit> ()V\n  .code stack 4 locals 2\n${code}\n  return\n  .end code\n.end method\n`

  test('superclass first; a failed class stays failed', () => {
    const outcome = run({
      Main: mainClass(
        'Main',
        [1, 2]
          .map(
            (n) => `
Try${n}:
  getstatic B x I
  pop
End${n}:
  goto Next${n}
Catch${n}:
  dup
  invokevirtual java/lang/Throwable toString ()Ljava/lang/String;${PRINT}
  invokevirtual java/lang/Throwable getCause ()Ljava/lang/Throwable;
  invokestatic java/lang/String valueOf (Ljava/lang/Object;)Ljava/lang/String;${PRINT}
Next${n}:
  .catch any from Try${n} to End${n} using Catch${n}`,
          )
          .join('\n'),
      ),
      A: `.version 50 0\n.class super A\n${clinit(`  ldc "A"${PRINT}`)}`,
      B: `.version 50 0\n.class super B\n.super A\n.field static x I\n${clinit(`  ldc "B"${PRINT}\n  iconst_1\n  iconst_0\n  idiv\n  putstatic B x I`)}`,
    })
    expect(outcome.out).toBe(
      'A\nB\njava.lang.ExceptionInInitializerError\njava.lang.ArithmeticException: / by zero\n' +
        'java.lang.NoClassDefFoundError: Could not initialize class B\n' +
        'java.lang.ExceptionInInitializerError: Exception java.lang.ArithmeticException: / by zero [in thread "main"]\n',
    )
  })

  test('a class that its superclass uses while it initialises has begun', () => {
    const outcome = run({
      Main: mainClass('Main', '  getstatic Sub y I\n  pop'),
      Base: `.version 50 0\n.class super Base\n${clinit(`  getstatic Sub y I${PRINT_INT}`)}`,
      Sub: `.version 50 0\n.class super Sub\n.super Base\n.field static y I\n${clinit(`  bipush 7\n  putstatic Sub y I\n  ldc "Sub"${PRINT}`)}`,
    })
    expect(outcome.out).toBe('0\nSub\n')
  })
})

describe('ends of programs', () => {
  test('System.exit, with output before it', () => {
    expect(
      run({
        Main: mainClass(
          'Main',
          `  ldc "x"${PRINT}\n  bipush 42\n  invokestatic java/lang/System exit (I)V\n  ldc "y"${PRINT}`,
        ),
      }),
    ).toMatchObject({
      status: 42,
      out: 'x\n',
    })
  })
  test('an uncaught exception', () => {
    const code = `
  new java/lang/IllegalStateException
  dup
  ldc "boom"
  invokespecial java/lang/IllegalStateException <init> (Ljava/lang/String;)V
  athrow`
    expect(run({ Main: mainClass('Main', code) })).toMatchObject({
      status: 1,
      err: 'Exception in thread "main" java.lang.IllegalStateException: boom\n\tat Main.main(Unknown Source)\n',
    })
  })
  test('a monitor left in a method that never entered it', () => {
    const outcome = run({ Main: mainClass('Main', '  aload_0\n  monitorexit') })
    expect(outcome.err).toContain('java.lang.IllegalMonitorStateException')
    expect(outcome.status).toBe(1)
  })
})
