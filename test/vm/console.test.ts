/** System.console(): there only where input and output are terminals (here those of util-linux's `script`). */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../programs/discover.ts'

const work = mkdtempSync(join(tmpdir(), 'hlvm-console-'))
const hasScript = spawnSync('script', ['-qec', 'stty', '/dev/null'], { input: '' }).status === 0

beforeAll(() => {
  writeFileSync(
    join(work, 'Main.src'),
    `import java.io.*;
public class Main {
  public static void main(String[] args) throws IOException {
    Console c = System.console();
    if (c == null) {
      System.out.println("no console");
      return;
    }
    String name = c.readLine("%s, name? ", "please");
    char[] password = c.readPassword("password: ");
    c.printf("[%s] %d characters, %s%n", name, password.length, c.charset());
    c.format("[%s]%n", c.readLine());
    BufferedReader reader = new BufferedReader(c.reader());
    c.writer().println("<" + reader.readLine() + "> <" + c.readLine() + ">");
  }
}
`,
  )
  spawnSync(process.execPath, [join(root, 'dist/hlc.js'), '-d', work, join(work, 'Main.src')])
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

test('there is none on a pipe', () => {
  const run = spawnSync(process.execPath, [join(root, 'dist/hlvm.js'), 'Main'], {
    cwd: work,
    input: 'x\n',
    encoding: 'utf8',
  })
  expect(run.stdout).toBe('no console\n')
})

test.skipIf(!hasScript)('a terminal is asked and answers', () => {
  const command = `${process.execPath} ${join(root, 'dist/hlvm.js')} Main`
  const run = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: work,
    input: 'Ann\nsecret\nthird\nfourth\nfifth\n',
    encoding: 'utf8',
  })
  // What is typed ahead is shown before it is asked for.
  expect(run.stdout).toContain('please, name? ')
  expect(run.stdout).toContain('[Ann] 6 characters, UTF-8\r\n')
  expect(run.stdout).toContain('[third]\r\n')
  expect(run.stdout).toContain('<fourth> <fifth>\r\n')
})
