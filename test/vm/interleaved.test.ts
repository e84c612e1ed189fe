/** Two VMs in one process, their threads interleaved by the host's event loop, share nothing: each prints what it prints alone. */
import { expect, test } from 'vitest'
import { inflateRawSync } from 'node:zlib'
import { createSourceFile } from '../../compiler/source.ts'
import { compile } from '../../compiler/index.ts'
import { createVM } from '../../vm/index.ts'
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
