/**
 * Random programs whose threads race: what they print depends on where threads are switched, on time, on random numbers and identity
 * hashes. With --seed, --clock=virtual and --schedule they print the same bytes again and again (test/engine/racy.test.ts).
 */
import { createRandom } from './source-mutations.ts'

/** Statements of a thread; `me` is its number, `random` a java.util.Random without a seed. */
const STEPS: readonly string[] = [
  'int seen = shared; Thread.yield(); shared = seen + 1;',
  'shared++;',
  'int seen = shared; for (int i = 0; i < 7; i++) seen += i & 1; shared = seen;',
  'log.append((char) (97 + me));',
  'if (shared % 5 == me) log.append(me).append(shared % 10);',
  'cells[shared & 7] = cells[me & 7] + 1;',
  'cells[(shared + me) & 7] ^= shared;',
  'if ((shared & 3) == 0) Thread.yield();',
  'if (random.nextInt(6) == 0) Thread.sleep(random.nextInt(3));',
  'synchronized (LOCK) { int seen = total; Thread.yield(); total = seen + 1; }',
  'synchronized (LOCK) { if (total % 3 == 0) LOCK.wait(1 + me); else LOCK.notifyAll(); }',
  'synchronized (LOCK) { LOCK.notify(); }',
  'list.add(me * 100 + shared % 100); if (list.size() > 9) list.removeFirst();',
  'threads[(me + 1) % threads.length].interrupt();',
  'if (Thread.interrupted()) log.append("!");',
  'LockSupport.parkNanos(1000 * (1 + me));',
  'LockSupport.unpark(threads[(me + 2) % threads.length]);',
  'turn = me; for (int i = 0; turn == me && i < 40; i++) spins++;',
  'if (random.nextInt(9) == 0) throw new IllegalStateException("t" + me + shared % 10);',
  'text.append(me); if (text.length() > 20) text.setLength(3);',
  'map.merge(shared % 7, 1, Integer::sum);',
  'local.set(local.get() + 1); if (local.get() % 4 == 0) log.append("L").append(local.get());',
  'log.append(Thread.currentThread().getName().length() + Thread.activeCount());',
  'Thread child = new Thread(() -> { shared += 3; log.append("c"); }); child.start(); if (me == 0) child.join();',
  'log.append(new Object().hashCode() & 15);',
  'if (System.nanoTime() % 3 == 0) log.append("n");',
  'queue[(head++) & 3] = me; int got = queue[head & 3]; spins += got;',
]

export function generateRacy(seed: number): string {
  const random = createRandom(seed * 7919 + 1)
  for (let i = 0; i < 8; i++) random(2)
  const count = 2 + random(5)
  const bodies = Array.from({ length: count }, (_, me) => {
    const steps = Array.from({ length: 2 + random(4) }, () => `{ ${STEPS[random(STEPS.length)]} }`)
    // Every thread loses updates, and shows when it runs.
    steps.push(`{ ${STEPS[2]} }`, `{ ${STEPS[3]} }`)
    return `      case ${me}:\n        ${steps.join('\n        ')}\n        break;\n`
  })
  return `import java.util.*;
import java.util.concurrent.locks.LockSupport;
public class Main {
  static final Object LOCK = new Object();
  static int shared, total, spins, head;
  static volatile int turn;
  static final int[] cells = new int[8];
  static final int[] queue = new int[4];
  static final StringBuffer log = new StringBuffer();
  static final StringBuilder text = new StringBuilder();
  static final LinkedList<Integer> list = new LinkedList<>();
  static final TreeMap<Integer, Integer> map = new TreeMap<>();
  static final ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> 0);
  static Thread[] threads;

  static void step(int me, Random random) throws Exception {
    switch (me) {
${bodies.join('')}    }
  }

  static void run(int me) {
    Random random = new Random();
    for (int i = 0; i < ${40 + random(60)}; i++) {
      try {
        step(me, random);
      } catch (Exception e) {
        log.append('<').append(e.getClass().getSimpleName()).append('>');
      }
    }
  }

  public static void main(String[] args) throws Exception {
    threads = new Thread[${count}];
    for (int i = 0; i < threads.length; i++) {
      int me = i;
      threads[i] = new Thread(() -> run(me));
    }
    for (Thread thread : threads) thread.start();
    for (Thread thread : threads) thread.join();
    System.out.println(shared + " " + total + " " + spins + " " + Arrays.toString(cells) + " " + Arrays.toString(queue));
    System.out.println(log);
    System.out.println(text + " " + list + " " + map);
    System.out.println(System.nanoTime() + " " + System.currentTimeMillis() + " " + Math.random() + " " + new Object().hashCode());
  }
}
`
}
