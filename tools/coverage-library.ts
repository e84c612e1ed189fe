/**
 * How much of the Java SE 17 API the class library has:
 *
 *   npm run coverage:library -- [--library JAR] [--package NAME] [--all] [USED.tsv...]
 *
 * For each list of used methods or classes (rank, number of programs, then java/lang/String.length()I or java/lang/String,
 * tab-separated) it prints per package the share that the library has, methods with the same descriptor, and the missing ones.
 * Where a Java is installed it then compares the public and protected members of the library's classes with that Java's, by
 * reflection. --package keeps to the packages whose names begin so (java/util/concurrent); --all names the classes that are
 * missing altogether, and public members that Java does not have.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateRawSync } from 'node:zlib'
import { ACC, classNameAt, type MemberInfo, utf8At } from '../vm/classfile/model.ts'
import { parseClassFile } from '../vm/classfile/reader.ts'
import { type Archive, openArchive } from '../vm/classfile/archive.ts'

const here = dirname(fileURLToPath(import.meta.url))
const SYNTHETIC = 0x1000
const VISIBLE = ACC.PUBLIC | ACC.PROTECTED

interface Shape {
  readonly name: string
  readonly flags: number
  readonly supers: readonly string[]
  /** name + descriptor, or name:descriptor for a field -> access flags. */
  readonly members: ReadonlyMap<string, number>
}

function packageOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/'))
}

class Library {
  readonly #archive: Archive
  readonly #shapes = new Map<string, Shape | null>()

  constructor(archive: Archive) {
    this.#archive = archive
  }

  names(): string[] {
    return [...this.#archive.names()].filter((n) => n.endsWith('.class')).map((n) => n.slice(0, -6))
  }

  shape(name: string): Shape | null {
    let shape = this.#shapes.get(name)
    if (shape === undefined) {
      shape = this.#read(name)
      this.#shapes.set(name, shape)
    }
    return shape
  }

  #read(name: string): Shape | null {
    const bytes = this.#archive.read(`${name}.class`)
    if (bytes === null) return null
    const file = parseClassFile(bytes)
    const pool = file.constantPool
    const members = new Map<string, number>()
    const key = (m: MemberInfo, between: string) =>
      `${utf8At(pool, m.nameIndex)}${between}${utf8At(pool, m.descriptorIndex)}`
    for (const field of file.fields) members.set(key(field, ':'), field.accessFlags)
    for (const method of file.methods) members.set(key(method, ''), method.accessFlags)
    const supers = file.interfaces.map((i) => classNameAt(pool, i))
    if (file.superClass !== 0) supers.unshift(classNameAt(pool, file.superClass))
    return { name, flags: file.accessFlags, supers, members }
  }

  /** The access flags of a member that the class has or inherits. */
  find(name: string, member: string): number | undefined {
    const shape = this.shape(name)
    if (shape === null) return undefined
    const own = shape.members.get(member)
    if (own !== undefined || member.startsWith('<')) return own
    for (const above of shape.supers) {
      const inherited = this.find(above, member)
      if (inherited !== undefined) return inherited
    }
    // An interface has the members of Object.
    return (shape.flags & ACC.INTERFACE) !== 0 ? this.shape('java/lang/Object')?.members.get(member) : undefined
  }

  isSubtype(name: string, above: string): boolean {
    if (name === above) return true
    return this.shape(name)?.supers.some((s) => this.isSubtype(s, above)) ?? false
  }
}

/** Members of arrays are found in Object. */
function has(library: Library, cls: string, member: string | undefined): boolean {
  if (member === undefined) return library.shape(cls) !== null
  return library.find(cls.startsWith('[') ? 'java/lang/Object' : cls, member) !== undefined
}

function usage(library: Library, path: string, prefix: string): void {
  const totals = new Map<string, { used: number; have: number }>()
  const missing: string[] = []
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [, programs, name] = line.split('\t')
    const parts = /^([^.]+)(?:\.(.+))?$/.exec(name ?? '')
    const cls = parts?.[1]
    if (cls === undefined || !/^\d+$/.test(programs ?? '') || !packageOf(cls).startsWith(prefix)) continue
    const total = totals.get(packageOf(cls)) ?? { used: 0, have: 0 }
    totals.set(packageOf(cls), total)
    total.used++
    if (has(library, cls, parts?.[2])) total.have++
    else missing.push(`  ${programs?.padStart(5)}  ${name}`)
  }
  console.log(`${path}:`)
  const all = { used: 0, have: 0 }
  for (const { used, have } of totals.values()) {
    all.used += used
    all.have += have
  }
  for (const [name, { used, have }] of [...totals, ['together', all] as const]) {
    const percent = ((have / Math.max(1, used)) * 100).toFixed(1)
    console.log(`  ${name.padEnd(28)} ${String(have).padStart(5)} of ${String(used).padStart(5)}  ${percent} %`)
  }
  if (missing.length > 0) console.log(`missing (programs, member):\n${missing.join('\n')}`)
}

/** The classes of the installed Java, or null. */
function javaClasses(packages: readonly string[]): Shape[] | null {
  const run = spawnSync('java', [join(here, 'coverage/Members.java'), ...packages], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (run.status !== 0) return null
  const shapes: Shape[] = []
  let members = new Map<string, number>()
  for (const line of run.stdout.split('\n')) {
    const [kind, name = '', third = '', ...rest] = line.split(' ')
    if (kind === 'class') {
      members = new Map()
      shapes.push({ name, flags: Number(third), supers: rest, members })
    } else if (kind === 'field' || kind === 'method') {
      members.set(kind === 'field' ? `${name}:${third}` : `${name}${third}`, Number(rest[0]))
    }
  }
  return shapes
}

/** What is wrong with the library's member, given the flags of Java's. */
function fault(ours: number | undefined, java: number): string | null {
  if (ours === undefined) return 'missing'
  if ((java & ACC.PUBLIC) !== 0 ? (ours & ACC.PUBLIC) === 0 : (ours & VISIBLE) === 0) return 'not visible'
  if ((ours & ACC.STATIC) !== (java & ACC.STATIC)) return 'static in one of the two'
  if ((ours & ACC.ABSTRACT) !== 0 && (java & ACC.ABSTRACT) === 0) return 'abstract, but not in Java'
  return null
}

function compare(library: Library, prefix: string, all: boolean): void {
  const packages = [...new Set(library.names().map(packageOf))].filter(
    (p) => p.startsWith('java') && p.startsWith(prefix),
  )
  const theirs = javaClasses(packages)
  if (theirs === null) {
    console.log('no Java is installed: members not compared')
    return
  }
  const visible = new Set(theirs.map((shape) => shape.name))
  const absent: string[] = []
  let complete = 0
  let present = 0
  for (const java of theirs) {
    const shape = library.shape(java.name)
    if (shape === null) {
      absent.push(java.name)
      continue
    }
    present++
    const faults: string[] = []
    for (const above of java.supers) {
      // One that programs cannot name is not part of the API.
      if (!visible.has(above) && packages.includes(packageOf(above))) continue
      if (!library.isSubtype(java.name, above)) faults.push(`not a subtype of ${above}`)
    }
    for (const [member, flags] of java.members) {
      const problem = fault(library.find(java.name, member), flags)
      if (problem !== null) faults.push(problem === 'missing' ? `${member}` : `${member}: ${problem}`)
    }
    if (faults.length === 0) complete++
    else console.log(`${java.name}\n  ${faults.join('\n  ')}`)
    if (all) {
      for (const [member, flags] of shape.members) {
        if ((flags & VISIBLE) === 0 || (flags & SYNTHETIC) !== 0 || member.startsWith('<clinit>')) continue
        const inherited = java.members.has(member) || java.supers.some((s) => library.find(s, member) !== undefined)
        if (!inherited) console.log(`  ${java.name}.${member}: Java has no such member`)
      }
    }
  }
  console.log(`${complete} of ${present} classes have all members that Java's have`)
  console.log(
    `${absent.length} classes of these packages are not in the library${all ? `:\n  ${absent.join('\n  ')}` : ''}`,
  )
}

function main(args: readonly string[]): number {
  const lists: string[] = []
  let jar = resolve(here, '../dist/hl-library.jar')
  let prefix = ''
  let all = false
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--library') jar = args[++i] ?? jar
    else if (args[i] === '--package') prefix = (args[++i] ?? '').replaceAll('.', '/')
    else if (args[i] === '--all') all = true
    else lists.push(args[i] ?? '')
  }
  const archive = openArchive(readFileSync(jar), (bytes, size) => inflateRawSync(bytes, { maxOutputLength: size }))
  if (archive === null) {
    console.error(`${jar} is not an archive`)
    return 1
  }
  const library = new Library(archive)
  for (const list of lists) usage(library, list, prefix)
  compare(library, prefix, all)
  return 0
}

process.exitCode = main(process.argv.slice(2))
