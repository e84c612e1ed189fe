/** What the VM shows of its work: -Xlog, --trace, --status-json, -XX:+PrintFlagsFinal. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMemoryPort } from '../../vm/ports/memory.ts'
import { type LogConfiguration, openLog, withLogOption } from '../../vm/runtime/log.ts'
import { runCommand } from '../programs/commands.ts'

const work = mkdtempSync(join(tmpdir(), 'hlvm-seeing-'))

const PROGRAM = `public class T {
    static int half(int n) {
        if (n < 0) throw new IllegalArgumentException("negative");
        return n / 2;
    }
    static long mix(int i, long l, float f, double d, String s, int[] a) {
        return i + l;
    }
    public static void main(String[] args) throws Exception {
        half(9);
        mix(1, 1L << 33, 1.5f, -2.5, "text", null);
        Runnable r = () -> half(4);
        r.run();
        try {
            half(-1);
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        Thread thread = new Thread(() -> {}, "worker");
        thread.start();
        thread.join();
        int sum = 0;
        for (int i = 0; i < (args.length > 0 ? 20_000 : 10); i++) sum += half(i);
        System.gc();
        System.out.println(sum);
    }
}
`
const OUTPUT = 'negative\n20\n'

beforeAll(async () => {
  writeFileSync(join(work, 'T.src'), PROGRAM)
  const { exitStatus, stderr } = await runCommand('hlc', ['-g', 'T.src'], { cwd: work })
  expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' })
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

async function hlvm(...args: string[]) {
  const result = await runCommand('hlvm', args, { cwd: work })
  return { status: result.exitStatus, out: result.stdout, err: result.stderr }
}

describe('--trace', () => {
  test('calls of the program, with their values, and how they end', async () => {
    const { out, err } = await hlvm('--trace=call', 'T')
    expect(out).toBe(OUTPUT)
    const lines = err.split('\n').filter((line) => !line.includes('$Lambda'))
    expect(lines.slice(0, 5)).toEqual([
      expect.stringMatching(/^\[call\] "main" -> T\.main String;@[0-9a-f]+$/),
      '[call] "main"   -> T.half 9',
      '[call] "main"   <- T.half 4',
      '[call] "main"   -> T.mix 1 8589934592L 1.5f -2.5d "text" null',
      '[call] "main"   <- T.mix 8589934593L',
    ])
    expect(err).toMatch(/-> T\.lambda\$main\$0\n.* {3}-> T\.half 4\n/)
    expect(err).toMatch(
      /-> T\.half -1\n.*-> java\.lang\.IllegalArgumentException\.<init> .*"negative"\n.*\n.*<! T\.half\n/,
    )
    expect(err).toContain('[call] "worker"')
    expect(err).toMatch(/^\[call\] "main" <- T\.main$/m)
    // Inside of the library only the calls back into the program are shown.
    expect(err).not.toContain('writeln')
  })

  test('instructions with locals and operands, each once', async () => {
    const { out, err } = await hlvm('--trace=insn', '--ic', 'T')
    expect(out).toBe(OUTPUT)
    const half = err
      .split('\n')
      .filter((line) => line.includes(' T.half(I)I @'))
      .slice(0, 6)
    expect(half.map((line) => line.replace(/ +/g, ' '))).toEqual([
      '[insn] "main" T.half(I)I @0 line 3: iload_0 locals 9 stack',
      '[insn] "main" T.half(I)I @1 line 3: ifge 14 locals 9 stack 9',
      '[insn] "main" T.half(I)I @14 line 4: iload_0 locals 9 stack',
      '[insn] "main" T.half(I)I @15 line 4: iconst_2 locals 9 stack 9',
      '[insn] "main" T.half(I)I @16 line 4: idiv locals 9 stack 9 2',
      '[insn] "main" T.half(I)I @17 line 4: ireturn locals 9 stack 4',
    ])
  })

  test('the library too', async () => {
    const { err } = await hlvm('--trace=insn,library', '--ic', 'T')
    const lines = err.split('\n').filter((line) => line.startsWith('[insn'))
    const counted = Number(/(\d+) instructions/.exec(err)![1])
    // What waits for the initialisation of a class is shown before and after it.
    expect(lines.length).toBeGreaterThanOrEqual(counted)
    expect(lines.length).toBeLessThan(counted * 1.01)
    expect(err).toMatch(/^\[insn,library\] "main" java\.io\.PrintStream\.println/m)
  })

  test('all events', async () => {
    const { err } = await hlvm('--trace', 'T')
    for (const tag of ['insn', 'call', 'gc', 'class,load', 'class,init']) expect(err).toContain(`[${tag}`)
    expect(err).toMatch(/^\[gc\s*\] GC\(0\) Pause Full \(System\.gc\(\)\)/m)
  })
})

describe('-Xlog', () => {
  test('classes, threads, safepoints, the compiler, the collector', async () => {
    const { out } = await hlvm('-Xlog:class+init,thread*=debug,safepoint,jit*=debug,gc*', 'T', 'hot')
    expect(out).toMatch(/\[info ?\]\[class,init\s*\] \d+ Initializing 'T'\(no method\) \(0x[0-9a-f]{16}\)/)
    expect(out).toMatch(/\[thread\s*\] Thread "worker" started/)
    expect(out).toMatch(/\[debug\]\[thread,switch\s*\] "worker" runs, "main" stops: it is waiting/)
    expect(out).toMatch(/\[thread\s*\] Thread "worker" finished/)
    expect(out).toMatch(/\[safepoint\s*\] Safepoint "GenCollectForAllocation", Time since last: \d+ ns/)
    expect(out).toMatch(/\[jit\s*\] compiled T::half \(18 bytes\) in \d+\.\d ms/)
    expect(out).toMatch(/\[jit,compilation\s*\] +\d+ .* 1 +T::half \(18 bytes\)/)
    expect(out).toMatch(/\[gc,start\s*\] GC\(0\) Pause Full \(System\.gc\(\)\)/)
    expect(out).not.toContain('class,load')
  })

  test('into a file, with other decorators', async () => {
    expect(await hlvm('-Xlog:gc:file=gc.log:uptimemillis,level', 'T')).toEqual({ status: 0, out: OUTPUT, err: '' })
    expect(readFileSync(join(work, 'gc.log'), 'utf8')).toMatch(
      /^\[\d+ms\]\[info\] Using Serial\n\[\d+ms\]\[info\] GC\(0\) Pause Full .*\n$/,
    )
  })

  test('the help lists what there is', async () => {
    const { status, out } = await hlvm('-Xlog:help')
    expect(status).toBe(0)
    expect(out).toContain('class+load')
    expect(out).toContain('uptimemillis (um)')
  })

  describe('selections', () => {
    function written(
      options: readonly string[],
      write: readonly (readonly ['gc' | 'gc,heap' | 'class,load' | 'thread,switch', 'debug' | 'info' | 'warning'])[],
    ): string {
      let configuration: LogConfiguration = []
      for (const option of options) {
        const next = withLogOption(configuration, `${option}::none`)
        if (typeof next === 'string') return next
        configuration = next
      }
      const port = createMemoryPort({ inflate: () => null })
      const log = openLog(port, configuration)
      if (typeof log === 'string') return log
      for (const [tags, level] of write) log.write(tags, level, `${tags}=${level}`)
      return port.output(1).trim().replaceAll('\n', ' ')
    }

    test('exactly these tags, or more with *', () => {
      const all = [
        ['gc', 'info'],
        ['gc,heap', 'info'],
        ['class,load', 'info'],
      ] as const
      expect(written(['gc'], all)).toBe('gc=info')
      expect(written(['gc*'], all)).toBe('gc=info gc,heap=info')
      expect(written(['heap+gc'], all)).toBe('gc,heap=info')
      expect(written(['all'], all)).toBe('gc=info gc,heap=info class,load=info')
      expect(written([''], all)).toBe('gc=info gc,heap=info class,load=info')
    })

    test('levels, and the last selection that matches wins', () => {
      const all = [
        ['gc', 'debug'],
        ['gc', 'info'],
        ['gc,heap', 'debug'],
        ['gc,heap', 'warning'],
      ] as const
      expect(written(['gc*'], all)).toBe('gc=info gc,heap=warning')
      expect(written(['gc*=debug'], all)).toBe('gc=debug gc=info gc,heap=debug gc,heap=warning')
      expect(written(['gc*=debug,gc=off'], all)).toBe('gc,heap=debug gc,heap=warning')
      expect(written(['gc*=debug', 'gc+heap=warning'], all)).toBe('gc=debug gc=info gc,heap=warning')
    })

    test('disable', () => {
      expect(withLogOption(withLogOption([], 'gc') as LogConfiguration, 'disable')).toEqual([])
    })
  })
})

test('--status-json', async () => {
  const report = async (...args: string[]): Promise<Record<string, unknown>> => {
    await hlvm(...args, '--status-json', 'status.json', 'T')
    return JSON.parse(readFileSync(join(work, 'status.json'), 'utf8')) as Record<string, unknown>
  }
  expect(await report('--ic')).toMatchObject({
    status: 0,
    reason: 'exit',
    message: null,
    instructions: expect.any(Number),
    heap: { max: expect.any(Number), collections: 1 },
    threads: { started: 2, peak: 2 },
  })
  expect(await report('--fuel', '100')).toMatchObject({
    status: 120,
    reason: 'fuel',
    instructions: 100,
    message: 'the program has used up its fuel of 100 instructions',
  })
  expect(await report('-Xmx3m')).toMatchObject({ status: 0, instructions: null, heap: { max: 3 * 1024 * 1024 } })
})

test('-XX:+PrintFlagsFinal', async () => {
  const { out } = await hlvm('-XX:+PrintFlagsFinal', '-XX:CompileThreshold=77', '-Xmx32m', 'T')
  expect(out).toMatch(/^\[Global flags\]\n/)
  expect(out).toMatch(/intx CompileThreshold += 77 +\{product\} \{command line\}\n/)
  expect(out).toMatch(/size_t MaxHeapSize += 33554432 +\{product\} \{command line\}\n/)
  expect(out).toMatch(/bool UseSerialGC += true +\{product\} \{default\}\n/)
  expect(out.endsWith(OUTPUT)).toBe(true)
})

test('-XX:+PrintInlining', async () => {
  writeFileSync(
    join(work, 'I.src'),
    `public class I {
    int value;
    I(int value) { this.value = value; }
    int get() { return value; }
    int twice() { return get() + get(); }
    static int sign(int n) { return n < 0 ? -1 : 1; }
    public static void main(String[] args) {
        I i = new I(3);
        int sum = 0;
        for (int k = 0; k < 20_000; k++) sum += i.twice() * sign(k);
        System.out.println(sum);
    }
}
`,
  )
  const { out, err } = await hlvm('-XX:+PrintCompilation', '-XX:+PrintInlining', 'I.src')
  expect(err).toBe('')
  expect(out).toMatch(/ I::main @ \d+ \(\d+ bytes\)\n {28,}@ \d+ {3}I::twice \(\d+ bytes\) {3}inline\n/)
  expect(out).toMatch(/\n {32}@ 1 {3}I::get \(5 bytes\) {3}inline\n/)
  expect(out).toMatch(/ {30}@ \d+ {3}I::sign \(\d+ bytes\) {3}it has branches\n/)
  expect(out.endsWith('120000\n')).toBe(true)
  // The interpreter has looked at some jumps, and every way that they have gone is the same in this program.
  const dump = await hlvm('--dump=js:I.sign', 'I.src')
  expect(dump.out).toMatch(/\/\/ 1: ifge 8 {3}line 6 {3}taken 24 of 24\n/)
})
