/**
 * What programs with threads cannot say about themselves: options that limit a run or make it repeatable, deadlock reports,
 * the end of the program, input while other threads run, and what ten thousand threads and a thread switch cost.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../programs/commands.ts'
import { root } from '../programs/discover.ts'
import type { RunResult } from '../programs/oracle.ts'

const work = join(root, 'test/.work/engine')

const SOURCES: Readonly<Record<string, string>> = {
  Racy: `import java.util.Random;
public class Racy {
  static int shared;
  public static void main(String[] args) throws Exception {
    StringBuffer log = new StringBuffer();
    Random random = new Random();
    Thread[] threads = new Thread[5];
    for (int i = 0; i < threads.length; i++) {
      int me = i;
      threads[i] = new Thread(() -> {
        for (int k = 0; k < 400; k++) {
          int seen = shared;
          if (k % 20 == 0) log.append((char) ('a' + me));
          shared = seen + 1;
          try {
            if (k % 100 == 99) Thread.sleep(random.nextInt(4));
          } catch (InterruptedException e) {
            log.append('!');
          }
        }
      });
      threads[i].start();
    }
    for (Thread thread : threads) thread.join();
    System.out.println(shared + " " + log + " " + new Object().hashCode() + " " + random.nextLong());
    System.out.println(System.nanoTime() + " " + System.currentTimeMillis() + " " + Math.random());
  }
}`,
  Count: `public class Count {
  public static void main(String[] args) {
    for (int i = 0; i < 10; i++) {
    }
  }
}`,
  Endless: `public class Endless {
  public static void main(String[] args) {
    System.out.println("begins");
    while (true) {
    }
  }
}`,
  Talk: `public class Talk {
  public static void main(String[] args) {
    while (true) System.out.println("hello");
  }
}`,
  Deadlock: `public class Deadlock {
  public static void main(String[] args) throws Exception {
    Object a = new Object();
    Object b = new Object();
    Thread one = new Thread(() -> take(a, b), "one");
    Thread two = new Thread(() -> take(b, a), "two");
    one.start();
    two.start();
    one.join();
  }
  static void take(Object first, Object second) {
    synchronized (first) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        return;
      }
      synchronized (second) {
        System.out.println("no");
      }
    }
  }
}`,
  Ends: `public class Ends {
  public static void main(String[] args) throws Exception {
    Thread daemon = new Thread(() -> {
      while (true) {
      }
    });
    daemon.setDaemon(true);
    daemon.start();
    new Thread(() -> {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        return;
      }
      System.out.println("late");
    }).start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
    System.out.println("main ends");
    if (args.length > 0) throw new IllegalStateException(args[0]);
  }
}`,
  Exits: `public class Exits {
  public static void main(String[] args) throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
    new Thread(() -> System.exit(7)).start();
    synchronized (args) {
      args.wait();
    }
  }
}`,
  Lines: `import java.io.BufferedReader;
import java.io.InputStreamReader;
public class Lines {
  static volatile int ticks;
  public static void main(String[] args) throws Exception {
    Thread ticker = new Thread(() -> {
      try {
        while (true) {
          Thread.sleep(10);
          ticks++;
        }
      } catch (InterruptedException e) {
        System.out.println("stopped");
      }
    });
    ticker.start();
    BufferedReader reader = new BufferedReader(new InputStreamReader(System.in));
    String line;
    while ((line = reader.readLine()) != null) System.out.println("line " + line);
    System.out.println(ticks > 5);
    ticker.interrupt();
  }
}`,
  Many: `public class Many {
  public static void main(String[] args) throws Exception {
    int n = 10000;
    int[] state = {0};
    Thread[] threads = new Thread[n];
    for (int i = 0; i < n; i++) {
      threads[i] = new Thread(() -> {
        synchronized (state) {
          state[0]++;
          state.notifyAll();
          while (state[0] <= n) {
            try {
              state.wait();
            } catch (InterruptedException e) {
              return;
            }
          }
        }
      });
      threads[i].start();
    }
    synchronized (state) {
      while (state[0] < n) state.wait();
      state[0]++;
      state.notifyAll();
    }
    for (Thread thread : threads) thread.join();
    System.out.println(state[0]);
  }
}`,
}

const hlvm = (options: readonly string[], main: string, ...args: string[]): Promise<RunResult> =>
  runCommand('hlvm', [...options, '-cp', work, main, ...args], {})

beforeAll(async () => {
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const files = Object.entries(SOURCES).map(([name, text]) => {
    const file = join(work, `${name}.src`)
    writeFileSync(file, text)
    return file
  })
  const compiled = await runCommand('hlc', ['-d', work, ...files], {})
  expect(compiled).toMatchObject({ exitStatus: 0 })
}, 60_000)

describe('repeatable runs', () => {
  test.each([1, 7, 100])(
    '--schedule=%i with --seed and --clock=virtual gives the same bytes',
    async (schedule) => {
      const options = ['--seed', '5', '--clock=virtual', `--schedule=${schedule}`, '--ic']
      const first = await hlvm(options, 'Racy')
      expect(first.exitStatus).toBe(0)
      for (let i = 0; i < 3; i++) expect(await hlvm(options, 'Racy')).toEqual(first)
    },
    60_000,
  )

  test('another seed, another run', async () => {
    const run = (seed: string): Promise<RunResult> => hlvm(['--seed', seed, '--clock=virtual'], 'Racy')
    expect((await run('1')).stdout).not.toBe((await run('2')).stdout)
  }, 60_000)

  test('instructions are counted exactly', async () => {
    // 2 before the loop, 3 for each of 11 tests, 2 for each of 10 turns, the return.
    expect((await hlvm(['--ic'], 'Count')).stderr).toBe('56 instructions\n')
    expect((await hlvm(['--fuel', '56'], 'Count')).exitStatus).toBe(0)
    expect((await hlvm(['--fuel', '55'], 'Count')).exitStatus).toBe(120)
  }, 60_000)
})

describe('limits', () => {
  test('--fuel', async () => {
    const { exitStatus, stdout, stderr } = await hlvm(['--fuel', '100000'], 'Endless')
    expect(exitStatus).toBe(120)
    expect(stdout).toBe('begins\n')
    expect(stderr).toBe('hlvm: the program has used up its fuel of 100000 instructions\n')
  }, 30_000)

  test('--timeout', async () => {
    const { exitStatus, stdout, stderr } = await hlvm(['--timeout', '300ms'], 'Endless')
    expect(exitStatus).toBe(124)
    expect(stdout).toBe('begins\n')
    expect(stderr).toBe('hlvm: the program has run for longer than 0.3 s\n')
  }, 30_000)

  test('--max-output', async () => {
    const { exitStatus, stdout, stderr } = await hlvm(['--max-output', '20'], 'Talk')
    expect(exitStatus).toBe(125)
    expect(stdout).toBe('hello\nhello\nhello\nhe')
    expect(stderr).toBe('hlvm: the program has printed more than 20 bytes\n')
  }, 30_000)

  test('--max-threads', async () => {
    const { exitStatus, stderr } = await hlvm(['--max-threads', '2'], 'Deadlock')
    expect(stderr).toContain(
      'java.lang.OutOfMemoryError: unable to create native thread: the limit of 2 threads (--max-threads) is reached',
    )
    expect(exitStatus).toBe(121)
  }, 30_000)

  test('values that are none', async () => {
    for (const options of [['--fuel', 'x'], ['--timeout', '5h'], ['--clock=real'], ['--schedule=0'], ['--seed']]) {
      expect((await hlvm(options, 'Count')).exitStatus).toBe(2)
    }
  }, 30_000)
})

describe('the end', () => {
  test('a deadlock is reported with the stacks of all threads', async () => {
    const { exitStatus, stdout, stderr } = await hlvm([], 'Deadlock')
    expect(exitStatus).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^hlvm: deadlock: all threads wait for one another\nFull thread dump HLVM:\n/)
    expect(stderr).toMatch(
      /"one"\n {3}java\.lang\.Thread\.State: BLOCKED \(on object monitor\)\n\tat Deadlock\.take\(Deadlock\.src:18\)/,
    )
    expect(stderr).toContain('Found one Java-level deadlock:')
    expect(stderr).toContain('which is held by "two"')
  }, 30_000)

  test('the program ends with its last thread that is no daemon, after the hooks', async () => {
    expect(await hlvm([], 'Ends')).toMatchObject({ exitStatus: 0, stdout: 'main ends\nlate\nhook\n' })
    expect(await hlvm([], 'Ends', 'boom')).toMatchObject({ exitStatus: 1, stdout: 'main ends\nlate\nhook\n' })
  }, 30_000)

  test('System.exit in another thread', async () => {
    expect(await hlvm([], 'Exits')).toMatchObject({ exitStatus: 7, stdout: 'hook\n', stderr: '' })
  }, 30_000)
})

test('waiting for input does not stop the other threads', async () => {
  const child = spawn(process.execPath, [join(root, 'dist/hlvm.js'), '-cp', work, 'Lines'])
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  const status = new Promise<number | null>((resolve) => {
    child.on('close', resolve)
  })
  await new Promise((resolve) => setTimeout(resolve, 1500))
  child.stdin.write('first\n')
  await new Promise((resolve) => setTimeout(resolve, 100))
  child.stdin.end('second\n')
  expect(await status).toBe(0)
  expect(out).toBe('line first\nline second\ntrue\nstopped\n')
}, 30_000)

test('ten thousand threads', async () => {
  expect(await hlvm(['-Xmx512m'], 'Many')).toMatchObject({ exitStatus: 0, stdout: '10001\n' })
}, 60_000)
