/**
 * npm run build: the three commands as bundles in dist/, then the class library, compiled by the compiler just built, as
 * dist/hl-library.jar (stored entries, so that the VM reads classes without unpacking).
 * Everything is written beside and renamed; what cannot be built leaves the old file in place and ends with status 1.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
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
import { build } from 'esbuild'
import { type ZipEntry, zip } from './zip.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const archive = join(dist, 'hl-library.jar')

interface Bundle {
  readonly entry: string
  readonly output: string
  /** Uses CommonJS packages, which want a `require` for Node's own modules. */
  readonly needsRequire: boolean
}

const BUNDLES: readonly Bundle[] = [
  { entry: 'compiler/cli.ts', output: 'hlc.js', needsRequire: true },
  { entry: 'vm/cli.ts', output: 'hlvm.js', needsRequire: false },
  { entry: 'vm/hlp.ts', output: 'hlp.js', needsRequire: true },
]

const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);"

async function bundle({ entry, output, needsRequire }: Bundle): Promise<boolean> {
  const source = join(root, entry)
  // Written beside and renamed, so that whoever runs a command meanwhile never sees half a file.
  const outfile = join(dist, `.${output}.${process.pid}`)
  const problem = await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    // Chevrotain finds its rules by their functions' names.
    keepNames: output === 'hlc.js',
    legalComments: 'none',
    logLevel: 'warning',
    ...(needsRequire ? { banner: { js: REQUIRE } } : {}),
  }).then(
    () => null,
    (error: Error) => error.message,
  )
  if (problem !== null) {
    console.error(`${output}: ${problem}`)
    process.exitCode = 1
    return false
  }
  chmodSync(outfile, 0o755)
  renameSync(outfile, join(dist, output))
  return true
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

function packLibrary(classes: string): void {
  const entries: ZipEntry[] = filesBelow(classes, '.class').map((file) => ({
    name: relative(classes, file).split(sep).join('/'),
    bytes: readFileSync(file),
  }))
  const beside = `${archive}.${process.pid}`
  writeFileSync(beside, zip(entries))
  renameSync(beside, archive)
  console.log(`hl-library.jar: ${entries.length} classes`)
}

function buildLibrary(): boolean {
  const work = mkdtempSync(join(tmpdir(), 'hl-build-'))
  try {
    const classes = join(work, 'classes')
    mkdirSync(classes)
    if (!compileLibrary(classes)) return false
    packLibrary(classes)
    return true
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

mkdirSync(dist, { recursive: true })
const made = await Promise.all(BUNDLES.map(bundle))
if (made.includes(false) || !buildLibrary()) process.exitCode = 1
