/**
 * Verdicts compared with javac: npx tsx test/fuzz/verdicts.ts [--count 500] [--seed 1] [--show 20] [FOLDER...]. Programs that both accept
 * get one mistake each at the level of types and names (another type, a modifier, cast, return or throws clause less, another name, swapped
 * arguments, another literal). Mutants with syntax errors are left out; of the others both have to name errors on the same lines.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compile } from '../../compiler/index.ts'
import { createSourceFile, lineOf } from '../../compiler/source.ts'
import { libraryClassPath } from '../programs/in-process.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '20' },
  },
})
const work = join(root, 'test/.work/fuzz-verdicts')
const library = libraryClassPath()

let state = Number(values.seed) >>> 0
function random(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return Math.floor((state / 0x1_0000_0000) * below)
}
const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)]

// ---------------------------------------------------------------------------------------------- mutations

interface Span {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Tokens without comments; texts and comments are skipped whole. */
function tokensOf(text: string): Span[] {
  const tokens: Span[] = []
  const pattern =
    /\/\*[\s\S]*?\*\/|\/\/.*|"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[A-Za-z_$][\w$]*|\d[\w.]*|\S/g
  for (const match of text.matchAll(pattern)) {
    if (match[0].startsWith('/*') || match[0].startsWith('//')) continue
    tokens.push({ text: match[0], start: match.index, end: match.index + match[0].length })
  }
  return tokens
}

const TYPES = [
  'int',
  'long',
  'double',
  'boolean',
  'char',
  'byte',
  'String',
  'Object',
  'Integer',
  'Long',
  'Number',
  'Runnable',
  'List',
  'Comparable',
]
const MODIFIERS = new Set([
  'static',
  'final',
  'abstract',
  'private',
  'public',
  'protected',
  'default',
  'sealed',
  'transient',
])
const WORDS = new Set(
  'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if implements import instanceof int interface long native new package private protected public return short static strictfp super switch synchronized this throw throws transient try void volatile while true false null var yield record sealed permits'.split(
    ' ',
  ),
)
const isName = (t: Span | undefined): boolean => t !== undefined && /^[A-Za-z_$]/.test(t.text) && !WORDS.has(t.text)

type Edit = readonly [start: number, end: number, text: string]

const MUTATIONS: Readonly<Record<string, (tokens: readonly Span[]) => Edit | undefined>> = {
  type(tokens) {
    const t = pick(tokens.filter((t) => TYPES.includes(t.text)))
    return t === undefined ? undefined : [t.start, t.end, pick(TYPES)!]
  },
  modifier(tokens) {
    const t = pick(tokens.filter((t) => MODIFIERS.has(t.text)))
    return t === undefined ? undefined : [t.start, t.end, '']
  },
  addModifier(tokens) {
    const t = pick(
      tokens.filter((t, i) => isName(t) && /^[({=;]$/.test(tokens[i + 1]?.text ?? '') && isName(tokens[i - 1])),
    )
    const before = t === undefined ? undefined : tokens[tokens.indexOf(t) - 1]
    return before === undefined
      ? undefined
      : [before.start, before.start, `${pick(['static', 'final', 'private', 'abstract'])} `]
  },
  rename(tokens) {
    const names = tokens.filter(isName)
    const t = pick(names)
    return t === undefined ? undefined : [t.start, t.end, random(4) === 0 ? `${t.text}x` : pick(names)!.text]
  },
  cast(tokens) {
    const i = pick(
      [...tokens.keys()].filter(
        (i) =>
          tokens[i]!.text === '(' &&
          isName(tokens[i + 1]) &&
          tokens[i + 2]?.text === ')' &&
          (isName(tokens[i + 3]) || tokens[i + 3]?.text === '('),
      ),
    )
    return i === undefined ? undefined : [tokens[i]!.start, tokens[i + 2]!.end, '']
  },
  returns(tokens) {
    const i = pick([...tokens.keys()].filter((i) => tokens[i]!.text === 'return'))
    if (i === undefined) return undefined
    const end = tokens.findIndex((t, k) => k > i && t.text === ';')
    return end < 0
      ? undefined
      : random(2) === 0
        ? [tokens[i]!.start, tokens[end]!.start, '']
        : [tokens[i]!.end, tokens[end]!.start, '']
  },
  throwsClause(tokens) {
    const i = pick([...tokens.keys()].filter((i) => tokens[i]!.text === 'throws'))
    if (i === undefined) return undefined
    const end = tokens.findIndex((t, k) => k > i && (t.text === '{' || t.text === ';'))
    return end < 0 ? undefined : [tokens[i]!.start, tokens[end]!.start, '']
  },
  swap(tokens) {
    const simple = (t: Span | undefined): boolean => isName(t) || /^["'\d]/.test(t?.text ?? '')
    const i = pick(
      [...tokens.keys()].filter(
        (i) =>
          simple(tokens[i]) &&
          tokens[i + 1]?.text === ',' &&
          simple(tokens[i + 2]) &&
          /^[,(]$/.test(tokens[i - 1]?.text ?? '') &&
          /^[,)]$/.test(tokens[i + 3]?.text ?? ''),
      ),
    )
    return i === undefined
      ? undefined
      : [tokens[i]!.start, tokens[i + 2]!.end, `${tokens[i + 2]!.text}, ${tokens[i]!.text}`]
  },
  literal(tokens) {
    const t = pick(tokens.filter((t) => /^["'\d]/.test(t.text) || t.text === 'true' || t.text === 'null'))
    return t === undefined
      ? undefined
      : [t.start, t.end, pick(['1', '"s"', "'c'", 'null', 'true', '1.5', '2L', 'this', '70000'])!]
  },
  operator(tokens) {
    const t = pick(tokens.filter((t) => /^[+\-*/<>&|%=]$/.test(t.text)))
    return t === undefined ? undefined : [t.start, t.end, pick(['+', '-', '*', '<', '&', '=', '==', '&&', '+='])!]
  },
  superclass(tokens) {
    const i = pick(
      [...tokens.keys()].filter((i) => /^(extends|implements)$/.test(tokens[i]!.text) && isName(tokens[i + 1])),
    )
    if (i === undefined) return undefined
    return random(2) === 0
      ? [tokens[i + 1]!.start, tokens[i + 1]!.end, pick(tokens.filter(isName))!.text]
      : [tokens[i]!.start, tokens[i]!.end, tokens[i]!.text === 'extends' ? 'implements' : 'extends']
  },
  statement(tokens) {
    const ends = [...tokens.keys()].filter((i) => tokens[i]!.text === ';')
    const k = random(ends.length)
    const from = ends[k]
    const to = ends[k + 1]
    if (
      from === undefined ||
      to === undefined ||
      tokens.slice(from + 1, to).some((t) => t.text === '{' || t.text === '}')
    )
      return undefined
    return [tokens[from]!.end, tokens[to]!.end, '']
  },
}

// ---------------------------------------------------------------------------------------------- comparison

interface Mutant {
  readonly name: string
  readonly kind: string
  readonly text: string
  readonly file: string
}

const verdict = (text: string, path: string) =>
  compile([createSourceFile(path, text)], library).diagnostics.filter(({ severity }) => severity === 'error')

const folders = positionals.length > 0 ? positionals : ['test/language', 'samples', 'test/compiler/accepted']
const sources = folders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((p) => join(root, folder, p)),
  )
  .filter((path) => path.endsWith('.src'))
  .sort()
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
const accepted = new Map<string, boolean>()
const kinds = Object.keys(MUTATIONS)
const mutants: Mutant[] = []
rmSync(work, { recursive: true, force: true })
for (let tries = 0; mutants.length < Number(values.count) && tries < 20 * Number(values.count); tries++) {
  const { path, text } = pick(sources)!
  const fine = accepted.get(path) ?? verdict(text, path).length === 0
  accepted.set(path, fine)
  if (!fine) continue
  const kind = pick(kinds)!
  const edit = MUTATIONS[kind]!(tokensOf(text))
  if (edit === undefined) continue
  const mutated = text.slice(0, edit[0]) + edit[2] + text.slice(edit[1])
  if (mutated === text) continue
  const errors = verdict(mutated, path)
  if (errors.some(({ code }) => code < 'HL0100' && code !== 'HL0070')) continue
  const name =
    /^public (?:\w+ )*(?:class|interface|enum|record|@interface) (\w+)/m.exec(mutated)?.[1] ?? basename(path, '.src')
  const folder = join(work, String(mutants.length))
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${name}.java`)
  writeFileSync(file, mutated)
  mutants.push({ name: path.slice(root.length + 1), kind, text: mutated, file })
}

const jobs = mutants.map(({ file }) =>
  ['-XDrawDiagnostics', '-nowarn', '-proc:none', '-d', join(dirname(file), 'out'), file].join('\t'),
)
writeFileSync(join(work, 'jobs'), jobs.join('\n'))
const { stdout } = spawnSync('java', ['-Xss4m', join(root, 'test/fuzz/JavacMessages.java'), join(work, 'jobs')], {
  encoding: 'utf8',
  maxBuffer: 1 << 30,
})
const answers = stdout.split(/^== /m).slice(1)
const counts = { accepted: 0, same: 0, first: 0, syntax: 0, verdict: 0, lines: 0 }
let shown = 0
for (const [i, mutant] of mutants.entries()) {
  const theirs = [...(answers[i] ?? '').matchAll(/^[\w$]+\.java:(\d+):\d+: (compiler\.err\.\S+)/gm)].map((m) => ({
    line: Number(m[1]),
    code: m[2]!,
  }))
  if (theirs.some(({ code }) => /expected|illegal\.start|premature|orphaned|not\.stmt|repeated\.modifier/.test(code))) {
    counts.syntax++
    continue
  }
  const found = verdict(mutant.text, mutant.file)
  const sorted = (list: readonly number[]): number[] => [...new Set(list)].sort((a, b) => a - b)
  const ours = sorted(found.map(({ file, start }) => lineOf(file, start)))
  const lines = sorted(theirs.map(({ line }) => line))
  if (ours.join() === lines.join()) {
    counts[ours.length === 0 ? 'accepted' : 'same']++
    continue
  }
  const kind = (ours.length === 0) !== (lines.length === 0) ? 'verdict' : ours[0] === lines[0] ? 'first' : 'lines'
  counts[kind]++
  if (shown++ >= Number(values.show)) continue
  console.log(`${kind} ${mutant.kind} ${mutant.name} (${mutant.file.slice(root.length + 1)})`)
  console.log(`  javac ${theirs.map(({ line, code }) => `${line} ${code.slice(13)}`).join(', ')}`)
  console.log(
    `  hlc   ${found.map(({ file, start, code, args }) => `${lineOf(file, start)} ${code} ${args.join(' ')}`).join(', ')}`,
  )
}
console.log(`${mutants.length} mutants: ${JSON.stringify(counts)}`)
