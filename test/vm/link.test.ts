/** Linking: field layout, vtables, and the errors of resolution, in java's words. */
import { describe, expect, test } from 'vitest'
import { CLASS_INSTANCE_SIZE, CLASS_REF_OFFSET_COUNT, CLASS_STATIC_REF_COUNT } from '../../vm/heap/layout.ts'
import type { RuntimeClass } from '../../vm/runtime/class.ts'
import { mainClass, type Outcome, PRINT, PRINT_INT, run as runVerified } from './machine.ts'

/** Resolution is the subject: the code leaves out operands that the failing instruction never reaches. */
const run = (sources: Readonly<Record<string, string>>): Outcome => runVerified(sources, { verify: 'none' })

const init = (superclass = 'java/lang/Object', name = '<init>'): string => `
.method public ${name} ()V
  .code stack 1 locals 1
  aload_0
  invokespecial ${superclass} <init> ()V
  return
  .end code
.end method
`

/** A method that returns a constant int. */
const answer = (flags: string, name: string, value: number): string => `
.method ${flags} ${name} ()I
  .code stack 1 locals 1
  bipush ${value}
  ireturn
  .end code
.end method
`

function loaded(outcome: Outcome, name: string): RuntimeClass {
  return outcome.vm.runtime.appLoader.classes.get(name)!
}

describe('field layout', () => {
  const fields = ['b B', 'l J', 'o Ljava/lang/Object;', 'c C', 'd D', 'i I', 'z Z', 's [I']
    .map((f) => `.field public ${f}`)
    .join('\n')
  const outcome = run({
    Main: mainClass('Main', '  new Sub\n  pop'),
    Base: `.class super Base\n.field b B\n`,
    Sub: `.class super Sub\n.super Base\n${fields}\n.field static x Ljava/lang/Object;\n.field static y J\n`,
  })
  const base = loaded(outcome, 'Base')
  const sub = loaded(outcome, 'Sub')

  test('fields are aligned, do not overlap, and go on where the superclass ends', () => {
    const size: Record<string, number> = { B: 1, Z: 1, C: 2, I: 4, J: 8, D: 8 }
    const taken = new Set<number>([8])
    expect(base.fields[0]!.offset).toBe(8)
    for (const field of sub.fields.filter((each) => (each.flags & 8) === 0)) {
      const bytes = size[field.descriptor] ?? 4
      expect(field.offset % bytes).toBe(0)
      for (let i = 0; i < bytes; i++) {
        expect(taken.has(field.offset + i)).toBe(false)
        taken.add(field.offset + i)
      }
    }
    const { H32 } = outcome.vm.runtime.memory
    // 1 + 2*8 + 3*4 + 2 + 2*1 bytes of fields after the header: the gap after Base.b is used.
    expect(H32[(sub.address >>> 2) + CLASS_INSTANCE_SIZE]).toBe(48)
    expect(H32[(sub.address >>> 2) + CLASS_REF_OFFSET_COUNT]).toBe(2)
    expect(H32[(sub.address >>> 2) + CLASS_STATIC_REF_COUNT]).toBe(1)
  })

  test('the heap is sound afterwards', () => {
    expect(outcome.vm.audit().problems).toEqual([])
  })
})

describe('vtables', () => {
  test('a package-private method is overridden in its own package only', () => {
    const call = (cls: string, on: string): string =>
      `
  new ${cls}
  dup
  invokespecial ${cls} <init> ()V
  invokestatic p/A on (Lp/A;)I${PRINT_INT}`.replace(' on ', ` ${on} `)
    const outcome = run({
      Main: mainClass('Main', call('p/A', 'on') + call('q/B', 'on') + call('p/C', 'on')),
      'p/A': `.version 50 0\n.class public super p/A\n${init()}${answer('', 'm', 1)}
.method public static on (Lp/A;)I
  .code stack 1 locals 1
  aload_0
  invokevirtual p/A m ()I
  ireturn
  .end code
.end method
`,
      'q/B': `.class public super q/B\n.super p/A\n${init('p/A')}${answer('public', 'm', 2)}`,
      'p/C': `.class public super p/C\n.super q/B\n${init('q/B')}${answer('public', 'm', 3)}`,
    })
    expect(outcome.err).toBe('')
    expect(outcome.out).toBe('1\n1\n3\n')
  })

  test('overriding a final method', () => {
    const outcome = run({
      Main: mainClass('Main', '  new B\n  pop'),
      A: `.class super A\n${answer('final', 'm', 1)}`,
      B: `.class super B\n.super A\n${answer('', 'm', 2)}`,
    })
    expect(outcome.err).toContain('IncompatibleClassChangeError: class B overrides final method A.m()I')
  })
})

describe('resolution errors', () => {
  const A = `.version 50 0\n.class super A\n.field private static p I\n.field i I\n${init()}${answer('', 'inst', 1)}${answer('private static', 'priv', 2)}${answer('static', 'stat', 3)}`
  const cases: readonly (readonly [string, string, string])[] = [
    ['no class', 'new Gone\npop', 'java.lang.NoClassDefFoundError: Gone'],
    ['no field', 'getstatic A gone I\npop', 'java.lang.NoSuchFieldError: gone'],
    [
      'no method',
      'invokestatic A gone (ILjava/lang/String;[[J)V',
      "java.lang.NoSuchMethodError: 'void A.gone(int, java.lang.String, long[][])'",
    ],
    [
      'private field',
      'getstatic A p I\npop',
      "java.lang.IllegalAccessError: class Main tried to access private field A.p (Main and A are in unnamed module of loader 'app')",
    ],
    [
      'private method',
      'invokestatic A priv ()I\npop',
      "java.lang.IllegalAccessError: class Main tried to access private method 'int A.priv()' (Main and A are in unnamed module of loader 'app')",
    ],
    [
      'instance field as static',
      'getstatic A i I\npop',
      'java.lang.IncompatibleClassChangeError: Expected static field A.i',
    ],
    [
      'instance method as static',
      'invokestatic A inst ()I\npop',
      "java.lang.IncompatibleClassChangeError: Expected static method 'int A.inst()'",
    ],
    [
      'static method as instance',
      'new A\ndup\ninvokespecial A <init> ()V\ninvokevirtual A stat ()I\npop',
      "java.lang.IncompatibleClassChangeError: Expecting non-static method 'int A.stat()'",
    ],
    ['abstract class', 'new java/lang/Number\npop', 'java.lang.InstantiationError: java.lang.Number'],
    [
      'class as interface',
      'new A\ndup\ninvokespecial A <init> ()V\ninvokeinterface A inst ()I\npop',
      'java.lang.IncompatibleClassChangeError: Found class A, but interface was expected',
    ],
    [
      'interface as class',
      'aconst_null\ninvokevirtual java/lang/Runnable run ()V',
      'java.lang.IncompatibleClassChangeError: Found interface java.lang.Runnable, but class was expected',
    ],
    [
      'interface not implemented',
      'new A\ndup\ninvokespecial A <init> ()V\ninvokeinterface java/lang/Runnable run ()V',
      'java.lang.IncompatibleClassChangeError: Class A does not implement the requested interface java.lang.Runnable',
    ],
    [
      'native without implementation',
      'invokestatic Main nat (I)V'.replace('(I)', '()'),
      "java.lang.UnsatisfiedLinkError: 'void Main.nat()'",
    ],
  ]
  test.each(cases)('%s', (_name, code, message) => {
    const outcome = run({ Main: mainClass('Main', code, '.method static native nat ()V\n.end method'), A })
    expect(outcome.err.split('\n')[0]).toBe(`Exception in thread "main" ${message}`)
    expect(outcome.status).toBe(1)
  })

  test('an abstract method that a class left open', () => {
    const outcome = run({
      Main: mainClass('Main', 'new A\ndup\ninvokespecial A <init> ()V\ninvokeinterface java/lang/Runnable run ()V'),
      A: `.class super A\n.implements java/lang/Runnable\n${init()}`,
    })
    expect(outcome.err).toContain(
      "java.lang.AbstractMethodError: Receiver class A does not define or inherit an implementation of the resolved method 'abstract void run()' of interface java.lang.Runnable.",
    )
  })

  test('a failed resolution fails again with the same error (JVMS 5.4.3)', () => {
    const outcome = run({
      Main: mainClass(
        'Main',
        `
  iconst_2
  istore_1
Again:
Try:
  new Gone
  pop
End:
Catch:
  invokevirtual java/lang/Throwable toString ()Ljava/lang/String;${PRINT}
  iinc 1 -1
  iload_1
  ifne Again
  .catch java/lang/NoClassDefFoundError from Try to End using Catch`,
      ),
    })
    expect(outcome.out).toBe('java.lang.NoClassDefFoundError: Gone\n'.repeat(2))
  })
})
