/**
 * npm run build: the three commands as bundles with a launcher each in dist/ (tools/launch), then the class library, compiled by
 * the compiler just built and then verified, as dist/hl-library.jar (stored entries, so that the VM reads classes without
 * unpacking), its sources as dist/hl-library-sources.jar, then the image of its first classes (vm/runtime/image.ts) and the code
 * caches of the bundles.
 * Everything is written beside and renamed; what cannot be built leaves the old file in place and ends with status 1.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { verifyLibrary } from './verify-library.ts'
import { type ZipEntry, zip, zipOrdered } from './zip.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const archive = join(dist, 'hl-library.jar')
const image = join(dist, 'hl-library.image')

const BUNDLES: readonly { readonly entry: string; readonly name: string }[] = [
  { entry: 'compiler/cli.ts', name: 'hlc' },
  { entry: 'vm/cli.ts', name: 'hlvm' },
  { entry: 'vm/hlp.ts', name: 'hlp' },
]

const COMMON: BuildOptions = {
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
}

/** The bundle stands in the place of the command's own file. */
const PLACE = { 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' }

/** commander wants child_process for a thing that no command of ours does, and loading it takes as long as all of commander. */
const lazyChildProcess: Plugin = {
  name: 'lazy child_process',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'child_process', namespace: 'lazy' } : null,
    )
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: "module.exports = { get spawn() { return require('node:child_process').spawn } }",
    }))
  },
}

/** Written beside and renamed, so that whoever runs a command meanwhile never sees half a file. */
function replace(name: string, text: string | Uint8Array, mode = 0o644): void {
  const beside = join(dist, `.${name}.${process.pid}`)
  writeFileSync(beside, text)
  chmodSync(beside, mode)
  renameSync(beside, join(dist, name))
}

/** One file of JavaScript for an entry. */
async function bundle(entry: string, more: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...COMMON, entryPoints: [join(root, entry)], ...more })
  return outputFiles![0]!.text
}

/** Bundle and launcher of a command; see tools/launch/bundle.ts. */
async function makeCommand(entry: string, name: string, launcher: string): Promise<boolean> {
  let text: string
  try {
    text = await bundle(entry, {
      define: { ...PLACE, VM_STAMP: JSON.stringify(stampOfSources()) },
      plugins: [lazyChildProcess],
      // Chevrotain finds its rules by their functions' names.
      keepNames: name === 'hlc',
    })
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
  const program = `(function (exports, require, module, __filename, __dirname) {${text.replace(/^#!.*\n/, '')}})\n`
  // Read as Latin-1, which V8 takes as it is.
  if (Buffer.byteLength(program) !== program.length) throw new Error(`${name}: the bundle is not all ASCII`)
  const identity = createHash('sha256').update(program).digest('hex').slice(0, 32)
  replace(`${name}.bundle.js`, `//${identity}\n${program}`)
  replace(`${name}.js`, launcher, 0o755)
  return true
}

/** Of everything that the layout of linked classes may depend on. */
function stampOfSources(): string {
  const hash = createHash('sha256')
  for (const file of filesBelow(join(root, 'vm'), '.ts')) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 32)
}

/** The image of the classes that hello needs; see vm/runtime/image.ts. */
async function writeImage(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'hl-image-'))
  try {
    rmSync(image, { force: true })
    const hello = join(root, 'samples/01-hello/Main.src')
    const node = (...args: string[]): string => spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout
    node(join(dist, 'hlc.js'), '-d', work, hello)
    const log = node(join(dist, 'hlvm.js'), '-verbose:class', '-cp', work, 'Main')
    const names = [...log.matchAll(/\] (\S+) source: \S+\.jar$/gm)].map(([, name]) => name!.replaceAll('.', '/'))
    const maker = join(work, 'make-image.cjs')
    writeFileSync(maker, await bundle('tools/launch/make-image.ts', {}))
    const beside = `${image}.${process.pid}`
    const made = spawnSync(process.execPath, [maker, archive, beside, stampOfSources(), ...names], { encoding: 'utf8' })
    // Only time is lost without one.
    if (made.status === 0) renameSync(beside, image)
    else console.error(`no image: ${made.stdout}${made.stderr.slice(-2000)}`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Runs each command once on a small program, and keeps what V8 has compiled. */
async function writeCodeCaches(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'hl-cache-'))
  try {
    const writer = join(work, 'write-cache.cjs')
    writeFileSync(writer, await bundle('tools/launch/write-cache.ts', {}))
    const hello = join(root, 'samples/01-hello/Main.src')
    const runs: readonly (readonly string[])[] = [
      ['hlc', '-d', work, hello],
      // With everything compiled, so that the compiler's own functions are in the cache too.
      ['hlvm', '-Xcomp', '-cp', work, 'Main'],
      ['hlp', '-c', '-cp', work, 'Main'],
    ]
    for (const [name, ...args] of runs) {
      const run = spawnSync(process.execPath, [writer, join(dist, `${name}.js`), ...args], { encoding: 'utf8' })
      // Only time is lost without one.
      if (run.status !== 0) console.error(`${name}: no code cache: ${run.stdout}${run.stderr.slice(-2000)}`)
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function filesBelow(directory: string, ending: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(directory, name))
    .sort()
}

/** Compiles stdlib/ with dist/hlc.js; the classes in `output`. False when it has errors. */
function compileLibrary(output: string): boolean {
  const sources = filesBelow(join(root, 'stdlib'), '.src')
  const list = join(output, '..', 'sources')
  writeFileSync(list, sources.map((file) => `"${file}"`).join('\n'))
  const run = spawnSync(
    process.execPath,
    [join(dist, 'hlc.js'), '--system', 'none', '-nowarn', '-d', output, `@${list}`],
    {
      encoding: 'utf8',
    },
  )
  if (run.status !== 0) console.error(`the library has errors:\n${run.stdout}${run.stderr}`.slice(0, 4000))
  return run.status === 0
}

function entriesBelow(directory: string, ending: string): ZipEntry[] {
  return filesBelow(directory, ending).map((file) => ({
    name: relative(directory, file).split(sep).join('/'),
    bytes: readFileSync(file),
  }))
}

/** The classes, and the tables that some of them read. */
function packLibrary(classes: string): void {
  const entries = [...entriesBelow(classes, '.class'), ...entriesBelow(join(root, 'stdlib'), '.bin')]
  replace('hl-library.jar', zipOrdered(entries))
  replace('hl-library-sources.jar', zip(entriesBelow(join(root, 'stdlib'), '.src'), true))
  console.log(`hl-library.jar: ${entries.length} entries`)
}

/** Verifies the classes, unless these have been found right by this verifier. */
function verify(classes: string): boolean {
  const files = entriesBelow(classes, '.class')
  const sum = createHash('sha256')
  for (const { bytes } of [...files, ...entriesBelow(join(root, 'vm/verify'), '.ts')]) sum.update(bytes)
  const identity = sum.digest('hex')
  const mark = join(dist, 'hl-library.verified')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === identity) return true
  const problems = verifyLibrary(files.map(({ bytes }) => bytes))
  if (problems.length > 0) console.error(`the library is not valid:\n${problems.slice(0, 20).join('\n')}`)
  else replace('hl-library.verified', identity)
  return problems.length === 0
}

function buildLibrary(): boolean {
  const work = mkdtempSync(join(tmpdir(), 'hl-build-'))
  try {
    const classes = join(work, 'classes')
    mkdirSync(classes)
    if (!compileLibrary(classes) || !verify(classes)) return false
    packLibrary(classes)
    return true
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

mkdirSync(dist, { recursive: true })
// The repository's package.json says that its files are modules of ECMAScript; these are not.
replace('package.json', '{ "type": "commonjs" }\n')
const launcher = await bundle('tools/launch/launcher.ts', {})
const made = await Promise.all(BUNDLES.map(({ entry, name }) => makeCommand(entry, name, launcher)))
if (made.includes(false) || !buildLibrary()) process.exitCode = 1
else {
  await writeImage()
  await writeCodeCaches()
}
