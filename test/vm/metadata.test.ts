/**
 * What happens when the region of classes, monitors and interned strings is full, wherever that happens: an OutOfMemoryError that the
 * program can catch, and never a failure of the VM. The region has another size in each run.
 */
import { describe, expect, test } from 'vitest'
import { compile } from '../../compiler/index.ts'
import { createSourceFile } from '../../compiler/source.ts'
import { DEFAULT_OPTIONS, EXIT_UNCAUGHT, type VMOptions } from '../../vm/index.ts'
import { libraryClassPath } from '../programs/in-process.ts'
import { machine } from './machine.ts'

const KB = 1024
const EXIT_OUT_OF_MEMORY = 121

function classesOf(text: string): Map<string, Uint8Array> {
  const { classFiles, diagnostics } = compile([createSourceFile('Main.java', text)], libraryClassPath())
  expect(diagnostics.filter((each) => each.severity === 'error').map((each) => each.code)).toEqual([])
  return new Map(classFiles.map((each) => [each.name, each.bytes]))
}

const small: Partial<VMOptions> = { maxHeapBytes: 16 << 20, threadStackBytes: 4 << 20 }
const compiled: Partial<VMOptions> = { tiers: { ...DEFAULT_OPTIONS.tiers, calls: 1, backEdges: 1 } }

function run(classes: ReadonlyMap<string, Uint8Array>, options: Partial<VMOptions>) {
  const outcome = machine(classes, { ...small, ...options }).run('Main')
  expect(outcome.vm.audit().problems).toEqual([])
  return outcome
}

/** Each step needs another kind of metadata; what it says is what the program has caught. */
const STEPS = classesOf(`
import java.lang.reflect.*;
import java.util.*;
import java.util.function.*;

public class Main {
  interface Shape { int area(int a); }

  static int count;
  static final List<String> kept = new ArrayList<>();

  static void lock(int left) {
    if (left > 0) {
      synchronized (new Object()) { lock(left - 1); }
    }
  }

  static void step(String name, Runnable code) {
    try {
      code.run();
      System.out.println(name + " ok");
    } catch (OutOfMemoryError | NoClassDefFoundError e) {
      System.out.println(name + " " + e);
    }
  }

  public static void main(String[] args) {
    step("monitors", new Runnable() { public void run() { lock(3000); } });
    step("strings", new Runnable() { public void run() { for (int i = 0; i < 20000; i++) kept.add(String.valueOf(i).intern()); } });
    step("lambda", new Runnable() { public void run() { Function<String, Integer> f = String::length; count += f.apply("abc"); } });
    step("concat", new Runnable() { public void run() { count += ("a" + new ArrayList<>() + count + 1L + 2.0).length(); } });
    step("proxy", new Runnable() { public void run() {
      Shape s = (Shape) Proxy.newProxyInstance(Main.class.getClassLoader(), new Class<?>[] {Shape.class}, (p, m, a) -> 7);
      count += s.area(3);
    } });
    step("arrays", new Runnable() { public void run() {
      Class<?> c = int.class;
      for (int i = 0; i < 50; i++) c = Array.newInstance(c, 0).getClass();
    } });
    step("threads", new Runnable() { public void run() {
      List<Thread> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Thread t = new Thread(new Runnable() { public void run() {
          synchronized (Main.class) { try { Main.class.wait(20); } catch (InterruptedException e) { } }
        } });
        all.add(t);
        t.start();
      }
      for (Thread t : all) { try { t.join(); } catch (InterruptedException e) { } }
    } });
    step("reflection", new Runnable() { public void run() {
      try {
        Main.class.getDeclaredMethod("lock", int.class).invoke(null, 3);
      } catch (ReflectiveOperationException e) {
        throw new RuntimeException(e);
      }
    } });
    System.out.println("end");
  }
}
`)

const sizes = Array.from({ length: 12 }, (_, i) => 80 + i * 141)

describe.each([
  ['interpreted', {}],
  ['compiled', compiled],
] as const)('%s', (_, options) => {
  test('every size is enough, or an error', () => {
    const seen = new Set<number>()
    for (const size of sizes) {
      const { status, err, out } = run(STEPS, { ...options, metadataBytes: size * KB })
      expect([0, EXIT_UNCAUGHT, EXIT_OUT_OF_MEMORY], `${size} KB: ${err}${out}`).toContain(status)
      seen.add(status)
    }
    expect(seen).toContain(0)
    expect(seen).toContain(EXIT_OUT_OF_MEMORY)
  })

  test.each(['synchronized (new Object()) { lock(new Main()); }', 'next.locked();'])('full of monitors: %s', (code) => {
    const classes = classesOf(`
      public class Main {
        static int depth;
        static void lock(Main next) { depth++; ${code} }
        synchronized void locked() { lock(new Main()); }
        public static void main(String[] args) {
          // The methods that are called afterwards are there before the region is full.
          System.out.println(new OutOfMemoryError("begin").getMessage());
          System.out.println(depth == 0);
          for (int i = 0; i < 3; i++) {
            depth = 0;
            try {
              lock(new Main());
            } catch (OutOfMemoryError e) {
              System.out.println(e.getMessage());
              System.out.println(depth > 1000);
            }
          }
        }
      }`)
    const { status, out, err } = run(classes, { ...options, metadataBytes: 1600 * KB, stackBytes: 32 << 20 })
    expect(err).toBe('')
    expect(out).toBe(`begin\ntrue\n${'Metaspace\ntrue\n'.repeat(3)}`)
    expect(status).toBe(0)
  })
})

test('dead class loaders are found in time', () => {
  const classes = classesOf(`
    import java.io.InputStream;
    public class Main {
      static class L extends ClassLoader {
        final byte[] bytes;
        L(byte[] bytes) { super(Main.class.getClassLoader()); this.bytes = bytes; }
        Class<?> make() { return defineClass("Main$P", bytes, 0, bytes.length); }
      }
      public static class P {
        static Object o = new int[10];
        public String toString() { Runnable r = () -> o = null; r.run(); return "P" + o; }
      }
      public static void main(String[] args) throws Exception {
        byte[] bytes;
        try (InputStream in = Main.class.getResourceAsStream("Main$P.class")) { bytes = in.readAllBytes(); }
        int sum = 0;
        for (int i = 0; i < 300; i++) sum += new L(bytes).make().getConstructor().newInstance().toString().length();
        System.out.println(sum);
      }
    }`)
  const { status, out, err } = run(classes, { metadataBytes: 3000 * KB })
  expect(err).toBe('')
  expect(out).toBe('1500\n')
  expect(status).toBe(0)
})
