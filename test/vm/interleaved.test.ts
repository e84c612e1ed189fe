/** Two VMs in one process, their threads interleaved by the host's event loop, share nothing: each prints what it prints alone. */
import { expect, test } from 'vitest'
import { inflateRawSync } from 'node:zlib'
import { createSourceFile } from '../../compiler/source.ts'
import { compile } from '../../compiler/index.ts'
import { createVM, DEFAULT_LIMITS, DEFAULT_OPTIONS, DEFAULT_TIERS, type VMOptions } from '../../vm/index.ts'
import { DEFAULT_HEAP } from '../../vm/heap/heap.ts'
import { createMemoryPort, type MemoryPort } from '../../vm/ports/memory.ts'
import { libraryClassPath } from '../programs/in-process.ts'
import { readLibrary } from './machine.ts'

const SOURCE = `import java.util.*;
public class Main {
  static int counter;
  static final Map<String, Integer> map = new HashMap<>();
  public static void main(String[] args) throws Exception {
    String shared = "interned".intern();
    System.setProperty("who", args[0]);
    Thread other = new Thread(() -> { for (int i = 0; i < 50; i++) { counter++; Thread.yield(); } });
    other.start();
    int c;
    while ((c = System.in.read()) >= 0) {
      synchronized (shared) {
        map.merge(args[0] + (char) c, 1, Integer::sum);
        counter += c;
      }
    }
    other.join();
    System.out.println(args[0] + " " + counter + " " + map + " " + System.getProperty("who") + " " + Thread.activeCount() + (Object) ((Runnable) () -> {}).getClass().isSynthetic());
  }
}`

/** Input comes a byte at a time, each after a turn of the event loop, so that the VM goes back to the host in between. */
function slowPort(input: string, turns: string[], who: string): MemoryPort {
  const inner = createMemoryPort({
    inflate: (bytes, size) => {
      const data = inflateRawSync(bytes)
      return data.length === size ? data : null
    },
  })
  const bytes = [...new TextEncoder().encode(input)]
  let ready = false
  return {
    ...inner,
    inputReady: () => ready,
    read(_fd, into) {
      ready = false
      const next = bytes.shift()
      if (next === undefined) return -1
      into[0] = next
      return 1
    },
    async idle() {
      turns.push(who)
      await new Promise((resolve) => setImmediate(resolve))
      ready = true
    },
  }
}

test('two interleaved VMs print what each prints alone', async () => {
  const { classFiles } = compile([createSourceFile('Main.java', SOURCE)], libraryClassPath())
  const classes = new Map(classFiles.map((each) => [each.name, each.bytes]))
  const run = async (who: string, input: string, turns: string[]): Promise<string> => {
    const port = slowPort(input, turns, who)
    const vm = createVM({ port, library: readLibrary(), classes, options: { maxHeapBytes: 64 << 20 } })
    if ('error' in vm) throw new Error(vm.error)
    const status = await vm.start('Main', [who])
    return `${status} ${port.output(1)}${port.output(2)}`
  }
  const alone = [await run('a', 'xyzzy', []), await run('b', 'hello, hello', [])]
  const turns: string[] = []
  const together = await Promise.all([run('a', 'xyzzy', turns), run('b', 'hello, hello', turns)])
  expect(together).toEqual(alone)
  expect(alone[0]).toMatch(/^0 a 6\d\d /)
  // They did take turns.
  expect(turns.join('')).toMatch(/ab+a|ba+b/)
})

const BUSY = `import java.lang.invoke.*;
import java.util.*;
import java.util.function.*;
public class Main {
  static int total;
  static MethodHandle step;
  static int twice(int x) { total += x & 3; return x * 2 + 1; }
  static int sort(int n) {
    List<Integer> list = new ArrayList<>();
    Random random = new Random(n);
    for (int i = 0; i < n; i++) list.add(random.nextInt(1000));
    Collections.sort(list, Comparator.<Integer>naturalOrder().reversed());
    return list.hashCode();
  }
  public static void main(String[] args) throws Throwable {
    step = MethodHandles.lookup().findStatic(Main.class, "twice", MethodType.methodType(int.class, int.class));
    Map<String, List<int[]>> kept = new TreeMap<>();
    Thread waiting = new Thread(() -> {
      synchronized (kept) {
        try { kept.wait(); } catch (InterruptedException e) { }
      }
    });
    waiting.setDaemon(true);
    waiting.start();
    int c;
    int value = args[0].hashCode();
    while ((c = System.in.read()) >= 0) {
      for (int i = 0; i < 3000; i++) value = (int) step.invokeExact(value) ^ i;
      IntUnaryOperator f = x -> x + total;
      for (int i = 0; i < 1000; i++) value = f.applyAsInt(value);
      kept.computeIfAbsent("" + (char) c, k -> new ArrayList<>()).add(new int[10_000]);
      value ^= sort(300 + c);
      try {
        Object o = c % 2 == 0 ? args : new Object();
        value += ((String[]) o).length;
      } catch (ClassCastException e) {
        value += e.getMessage().length();
      }
    }
    System.out.println(args[0] + " " + value + " " + total + " " + kept.keySet() + " " + new Object().hashCode() + " " + Math.random());
  }
}`

test('two VMs of different options do too: one compiles and marks and sweeps, the other interprets, counts and copies', async () => {
  const { classFiles } = compile([createSourceFile('Main.java', BUSY)], libraryClassPath())
  const classes = new Map(classFiles.map((each) => [each.name, each.bytes]))
  const run = async (who: string, options: Partial<VMOptions>, turns: string[]): Promise<string> => {
    const port = slowPort('weave', turns, who)
    const vm = createVM({ port, library: readLibrary(), classes, options })
    if ('error' in vm) throw new Error(vm.error)
    const status = await vm.start('Main', [who])
    return `${status} ${port.output(1)}${port.output(2)}`
  }
  const compiled: Partial<VMOptions> = {
    maxHeapBytes: 48 << 20,
    tiers: { ...DEFAULT_TIERS, calls: 1, backEdges: 1, reifyEvery: 50 },
    gc: {
      ...DEFAULT_OPTIONS.gc,
      heap: { ...DEFAULT_HEAP, collector: 'mark-sweep', stressBytes: 2 << 20 },
      audit: true,
    },
    limits: { ...DEFAULT_LIMITS, seed: 7 },
  }
  const counted: Partial<VMOptions> = {
    maxHeapBytes: 64 << 20,
    stackBytes: 512 << 10,
    limits: { ...DEFAULT_LIMITS, seed: 8, countInstructions: true, virtualClock: true, schedule: 100 },
  }
  const alone = [await run('a', compiled, []), await run('b', counted, []), await run('c', {}, [])]
  const turns: string[] = []
  const together = await Promise.all([run('a', compiled, turns), run('b', counted, turns), run('c', {}, turns)])
  const withoutRandom = (text: string): string => text.replace(/\S+ \S+\n$/, '')
  expect(together.slice(0, 2)).toEqual(alone.slice(0, 2))
  expect(withoutRandom(together[2]!)).toBe(withoutRandom(alone[2]!))
  expect(alone[0]).toMatch(/^0 a -?\d+ \d+ \[a, e, v, w]/)
  // With a virtual clock a VM does not go back to the host: the whole of b runs between two turns of the others.
  expect(turns.join('')).toMatch(/(ac){3}|(ca){3}/)
}, 120_000)
