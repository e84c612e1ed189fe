// Compiles the library in stdlib/ with javac while the compiler of this project cannot do it yet, and packs the
// class files into one zip with stored entries: npx tsx tools/javac-library.ts [output.jar]
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { crc32 } from './crc32.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const output = process.argv[2] ?? '/tmp/hl-library.jar'

function filesBelow(directory: string, ending: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(directory, name))
    .sort()
}

/** A zip archive of stored entries. */
function zip(entries: readonly { name: string; bytes: Uint8Array }[]): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const nameBytes = Buffer.from(name, 'utf8')
    const common = Buffer.alloc(26)
    common.writeUInt16LE(10, 0) // version needed
    common.writeUInt16LE(0x0800, 2) // names in UTF-8
    common.writeUInt32LE(0x00210000, 6) // 1980-01-01, so that the archive depends on its contents only
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(bytes.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(nameBytes.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, nameBytes])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002\n\0', 'latin1'), common, tail, nameBytes]))
    parts.push(local, bytes)
    offset += local.length + bytes.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

function main(): number {
  const work = mkdtempSync(join(tmpdir(), 'hl-library-'))
  try {
    const sources = join(work, 'src')
    const classes = join(work, 'classes')
    const nothing = join(work, 'nothing')
    for (const directory of [sources, classes, nothing]) mkdirSync(directory)
    const stdlib = join(root, 'stdlib')
    const list: string[] = []
    for (const file of filesBelow(stdlib, '.src')) {
      const target = join(sources, relative(stdlib, file).replace(/\.src$/, '.java'))
      mkdirSync(dirname(target), { recursive: true })
      cpSync(file, target)
      list.push(target)
    }
    writeFileSync(join(work, 'list'), list.join('\n'))
    // An empty boot class path: a type that the library does not have is an error, not the JDK's.
    const options = ['-source', '8', '-target', '8', '-bootclasspath', nothing, '-extdirs', nothing, '-proc:none']
    options.push('-XDstringConcat=inline', '-g:source,lines', '-encoding', 'UTF-8', '-nowarn', '-Xlint:-options')
    options.push('-XDignore.symbol.file', '-Xmaxerrs', '200', '-cp', nothing, '-d', classes)
    const run = spawnSync('javac', [...options, `@${join(work, 'list')}`], { encoding: 'utf8' })
    const text = (run.stderr ?? '').replaceAll(sources + sep, 'stdlib/').replace(/^Note: .*\n/gm, '')
    if (text) process.stderr.write(text)
    if (run.status !== 0) return 1
    const entries = filesBelow(classes, '.class').map((file) => ({
      name: relative(classes, file).split(sep).join('/'),
      bytes: readFileSync(file),
    }))
    writeFileSync(output, zip(entries))
    console.log(`${output}: ${entries.length} classes, ${statSync(output).size} bytes`)
    return 0
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

process.exitCode = main()
