/** What a program may not do outside of itself: the options, the exception's message, the exit status, and no way around by links. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCommandLine } from '../../vm/cli-options.ts'
import { createMemoryFiles } from '../../vm/ports/memory-files.ts'
import { NO_PERMISSIONS, pathDenial, withPermission } from '../../vm/runtime/permissions.ts'
import { runCommand } from '../programs/commands.ts'

const work = mkdtempSync(join(tmpdir(), 'hlvm-permissions-'))

const SOURCE = `
import java.io.*;
import java.nio.file.*;
public class Main {
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "read": System.out.println(Files.readString(Path.of(args[1]))); break;
      case "stream": System.out.println(new FileInputStream(args[1]).read()); break;
      case "exists": System.out.println(new File(args[1]).exists()); break;
      case "list": System.out.println(new File(args[1]).list().length); break;
      case "write": Files.writeString(Path.of(args[1]), "written"); System.out.println("written"); break;
      case "delete": System.out.println(new File(args[1]).delete()); break;
      case "link": Files.createSymbolicLink(Path.of(args[1]), Path.of(args[2])); System.out.println("linked"); break;
      case "hard": Files.createLink(Path.of(args[1]), Path.of(args[2])); System.out.println("linked"); break;
      case "move": Files.move(Path.of(args[1]), Path.of(args[2])); System.out.println("moved"); break;
      case "env": System.out.println(System.getenv(args[1])); break;
      case "envs": System.out.println(System.getenv().get("HL_ONE")); break;
      case "run": System.out.println(new String(new ProcessBuilder(args[1], "x").start().getInputStream().readAllBytes()).trim()); break;
      case "own": throw new SecurityException("mine");
      case "caught":
        try { Files.readString(Path.of(args[1])); } catch (SecurityException e) { System.out.println("caught"); }
    }
  }
}
`

beforeAll(async () => {
  mkdirSync(join(work, 'in/sub'), { recursive: true })
  mkdirSync(join(work, 'out'))
  writeFileSync(join(work, 'in/a.txt'), 'a')
  writeFileSync(join(work, 'in/sub/b.txt'), 'b')
  writeFileSync(join(work, 'out/secret.txt'), 'secret')
  symlinkSync(join(work, 'out'), join(work, 'in/away'))
  symlinkSync('../out/new.txt', join(work, 'in/dangling'))
  writeFileSync(join(work, 'Main.src'), SOURCE)
  const { exitStatus, stdout } = await runCommand('hlc', ['-d', join(work, 'classes'), join(work, 'Main.src')])
  expect([exitStatus, stdout]).toEqual([0, ''])
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

async function run(options: readonly string[], ...args: string[]) {
  const env = { HL_ONE: 'one', HL_TWO: 'two' }
  const result = await runCommand('hlvm', [...options, '-cp', 'classes', 'Main', ...args], { cwd: work, env })
  return { status: result.exitStatus, out: result.stdout, err: result.stderr.split('\n')[0] }
}

const allowed = (out: string) => ({ status: 0, out: `${out}\n`, err: '' })
const denied = (message: string) => ({
  status: 122,
  out: '',
  err: `Exception in thread "main" java.lang.SecurityException: ${message}`,
})
const needs = (kind: string, path: string) =>
  denied(`${kind} access to "${path}" is not allowed; run again with --allow-${kind} or --allow-${kind}=${path}`)

describe('files', () => {
  test('nothing without an option, and the message names it', async () => {
    expect(await run([], 'read', 'in/a.txt')).toEqual(needs('read', 'in/a.txt'))
    expect(await run([], 'stream', 'in/a.txt')).toEqual(needs('read', 'in/a.txt'))
    expect(await run([], 'exists', 'in/nothing')).toEqual(needs('read', 'in/nothing'))
    expect(await run([], 'list', 'in')).toEqual(needs('read', 'in'))
    expect(await run([], 'write', 'in/new.txt')).toEqual(needs('write', 'in/new.txt'))
    expect(await run(['--allow-read'], 'delete', 'in/a.txt')).toEqual(needs('write', 'in/a.txt'))
  })
  test('with the option, or for everything', async () => {
    expect(await run(['--allow-read'], 'read', 'in/a.txt')).toEqual(allowed('a'))
    expect(await run(['-A'], 'read', 'in/a.txt')).toEqual(allowed('a'))
    expect(await run(['--allow-read=in'], 'read', 'in/sub/../a.txt')).toEqual(allowed('a'))
    expect(await run([`--allow-read=out,${work}/in/sub`], 'read', 'in/sub/b.txt')).toEqual(allowed('b'))
    expect(await run(['--allow-write=in/w.txt'], 'write', 'in/w.txt')).toEqual(allowed('written'))
    expect(readFileSync(join(work, 'in/w.txt'), 'utf8')).toBe('written')
  })
  test('a folder is not its neighbours, by no name', async () => {
    expect(await run(['--allow-read=in/sub'], 'read', 'in/a.txt')).toEqual(needs('read', 'in/a.txt'))
    expect(await run(['--allow-read=in/s'], 'read', 'in/sub/b.txt')).toEqual(needs('read', 'in/sub/b.txt'))
    expect(await run(['--allow-read=in'], 'read', 'in/../out/secret.txt')).toEqual(
      needs('read', 'in/../out/secret.txt'),
    )
    expect(await run(['--allow-read=in'], 'read', 'in/away/secret.txt')).toEqual(needs('read', 'in/away/secret.txt'))
    expect(await run(['--allow-write=in'], 'write', 'in/dangling')).toEqual(needs('write', 'in/dangling'))
    expect(await run(['--allow-write=in', '--allow-read'], 'move', 'out/secret.txt', 'in/s')).toEqual(
      needs('write', 'out/secret.txt'),
    )
    expect(await run(['--allow-write=in', '--allow-read'], 'hard', 'in/s', 'out/secret.txt')).toEqual(
      needs('write', 'out/secret.txt'),
    )
  })
  test('a link that the program makes itself leads no further', async () => {
    expect(await run(['--allow-write=in'], 'link', 'in/mine', '../out/secret.txt')).toEqual(allowed('linked'))
    expect(await run(['--allow-read=in'], 'read', 'in/mine')).toEqual(needs('read', 'in/mine'))
  })
  test('denials win', async () => {
    expect(await run(['-A', '--deny-read=out'], 'read', 'in/away/secret.txt')).toEqual(
      denied('read access to "in/away/secret.txt" is denied by --deny-read=out'),
    )
    expect(await run(['--deny-read', '-A'], 'read', 'in/a.txt')).toEqual(
      denied('read access to "in/a.txt" is denied by --deny-read'),
    )
    expect(await run(['--allow-read=in', '--deny-read=in/sub'], 'read', 'in/a.txt')).toEqual(allowed('a'))
  })
  test('the program may go on; its own exception is its own', async () => {
    expect(await run([], 'caught', 'in/a.txt')).toEqual(allowed('caught'))
    expect((await run([], 'own')).status).toBe(1)
  })
})

describe('the environment', () => {
  test('all, one, or none', async () => {
    expect(await run([], 'env', 'HL_ONE')).toEqual(
      denied(
        'access to the environment variable "HL_ONE" is not allowed; run again with --allow-env or --allow-env=HL_ONE',
      ),
    )
    expect(await run(['--allow-env=HL_ONE'], 'env', 'HL_ONE')).toEqual(allowed('one'))
    expect((await run(['--allow-env=HL_ONE'], 'env', 'HL_TWO')).status).toBe(122)
    expect((await run(['--allow-env=HL_ONE'], 'envs')).status).toBe(122)
    expect(await run(['--allow-env'], 'envs')).toEqual(allowed('one'))
    expect(await run(['--allow-env'], 'env', 'HL_THREE')).toEqual(allowed('null'))
  })
})

describe('programs', () => {
  test('all, one, or none; not while time is virtual', async () => {
    expect(await run([], 'run', 'echo')).toEqual(
      denied('running "echo" is not allowed; run again with --allow-run or --allow-run=echo'),
    )
    expect(await run(['--allow-run=echo'], 'run', 'echo')).toEqual(allowed('x'))
    expect((await run(['--allow-run=cat'], 'run', 'echo')).status).toBe(122)
    expect((await run(['--allow-run', '--clock=virtual'], 'run', 'echo')).err).toMatch(/this host cannot run programs/)
  })
})

describe('the options', () => {
  test('a value has to be there', () => {
    expect(parseCommandLine(['--allow-read=', 'Main'])).toEqual({
      kind: 'error',
      message: '--allow-read= needs at least one name after the =',
    })
    expect(parseCommandLine(['--allow-files', 'Main'])).toMatchObject({ kind: 'error' })
  })
  test('several add up', () => {
    const parsed = parseCommandLine(['--allow-read=a', '--allow-read=b,c', 'Main'])
    expect(parsed.kind === 'run' && parsed.options.permissions.allow.read).toEqual(['a', 'b', 'c'])
  })
})

test('the memory file system is judged in the same way', () => {
  const files = createMemoryFiles(() => 0n)
  files.put('/in/a', new Uint8Array(1))
  files.put('/out/s', new Uint8Array(1))
  files.symbolicLink('/out', '/in/away')
  files.symbolicLink('loop', '/in/loop')
  const permissions = withPermission(NO_PERMISSIONS, 'allow', 'read', ['/in'])
  const judged = (path: string) => pathDenial(permissions, files, 'read', path, true) === null
  expect(['/in/a', 'in/new', '/in/../in/a', '/in'].map(judged)).toEqual([true, true, true, true])
  expect(['/in/away/s', '/in/away/new', '/in/../out/s', '/', '/inn'].map(judged)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
  expect(judged('/in/loop')).toBe(true)
})
