/**
 * The options of `hlc`: javac's names and meanings, ours with two dashes. javac's single-dash words are translated
 * into commander's long options first; unknown options name their nearest known ones.
 */
import { Command, CommanderError, Option } from 'commander'
import type { CompileOptions } from './index.ts'
import type { DiagnosticFormat } from './report.ts'

export interface Invocation {
  readonly files: readonly string[]
  readonly directory: string | undefined
  readonly classPath: readonly string[] | undefined
  readonly sourcePath: readonly string[] | undefined
  readonly compile: CompileOptions
  readonly warningsAreErrors: boolean
  /** Lint categories of -Xlint; `all` for all, `none` also for -nowarn. */
  readonly lint: readonly string[]
  readonly maxErrors: number
  readonly maxWarnings: number
  readonly verbose: boolean
  readonly format: DiagnosticFormat
  readonly color: 'auto' | 'always' | 'never'
  readonly emit: readonly string[]
  readonly emitJson: boolean
  /** Path of the library archive, `none` for a library of which the sources are given. */
  readonly library: string | undefined
}

/** What the command line asks for: a compilation, or a text and a status. */
export type CommandLine =
  | { readonly kind: 'compile'; readonly invocation: Invocation }
  | { readonly kind: 'explain'; readonly code: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'usage'; readonly message: string }

export const VERSION = 'hlc 0.1.0'

/** javac's spelling, the long option it becomes, and whether a value follows as the next argument. */
const SINGLE_DASH: readonly (readonly [string, string, boolean])[] = [
  ['-d', '--directory', true],
  ['-cp', '--class-path', true],
  ['-classpath', '--class-path', true],
  ['-sourcepath', '--source-path', true],
  ['-g', '--debug=lines,vars,source', false],
  ['-parameters', '--parameters', false],
  ['-Werror', '--warnings-are-errors', false],
  ['-Xlint', '--lint=all', false],
  ['-nowarn', '--lint=none', false],
  ['-Xmaxerrs', '--max-errors', true],
  ['-Xmaxwarns', '--max-warnings', true],
  ['-verbose', '--verbose', false],
  ['-version', '--version', false],
  ['-help', '--help', false],
  ['-?', '--help', false],
  ['-h', '--help', false],
]

/** As written by users: for the help and the nearest names. */
const KNOWN = [
  ...SINGLE_DASH.map(([name]) => name),
  ...['-g:none', '-g:lines', '-Xlint:all', '-Xlint:none', '--class-path', '--source-path', '--release', '--explain'],
  ...['--diagnostics', '--color', '--emit', '--version', '--help', '--system'],
]

/** javac's keys; what hlc has no warning for is accepted. */
const LINT_KEYS = [
  ...['all', 'none', 'auxiliaryclass', 'cast', 'classfile', 'deprecation', 'dep-ann', 'divzero', 'empty', 'exports'],
  ...[
    'fallthrough',
    'finally',
    'missing-explicit-ctor',
    'module',
    'opens',
    'options',
    'overloads',
    'overrides',
    'path',
  ],
  ...['preview', 'processing', 'rawtypes', 'removal', 'requires-automatic', 'requires-transitive-automatic', 'serial'],
  ...['static', 'strictfp', 'synchronization', 'text-blocks', 'try', 'unchecked', 'varargs'],
]

const STAGES = ['tokens', 'ast', 'types', 'bytecode']

export function parseCommandLine(argv: readonly string[]): CommandLine {
  const translated: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!
    const row = SINGLE_DASH.find(([name]) => name === argument)
    if (row !== undefined) {
      translated.push(row[1])
      if (row[2]) {
        const value = argv[++i]
        if (value === undefined) return usage(`${argument} needs a value`)
        translated.push(value)
      }
    } else if (argument.startsWith('-g:')) {
      translated.push(`--debug=${argument.slice(3)}`)
    } else if (argument.startsWith('-Xlint:')) {
      translated.push(`--lint=${argument.slice(7)}`)
    } else if (argument.startsWith('-') && argument.length > 1) {
      const name = argument.split('=')[0]!
      if (!KNOWN.includes(name)) return usage(unknownOption(argument))
      translated.push(argument)
      const takesNext = name !== '--version' && name !== '--help' && !argument.includes('=')
      if (takesNext) {
        const value = argv[++i]
        if (value === undefined) return usage(`${argument} needs a value`)
        translated.push(value)
      }
    } else {
      translated.push(argument)
    }
  }
  return parseLongOptions(translated)
}

interface LongOptions {
  readonly directory?: string
  readonly classPath?: string
  readonly sourcePath?: string
  readonly debug?: string
  readonly parameters?: true
  readonly release?: string
  readonly warningsAreErrors?: true
  readonly lint?: string[]
  readonly maxErrors: string
  readonly maxWarnings: string
  readonly verbose?: true
  readonly explain?: string
  readonly diagnostics: DiagnosticFormat
  readonly color: Invocation['color']
  readonly emit?: string
  readonly system?: string
}

function createCommand(): Command {
  return new Command('hlc')
    .usage('[options] files... @argfiles...')
    .description('compiles .src and .java files to class files')
    .argument('[files...]')
    .option('--directory <dir>', '-d: where class files go, in folders by package')
    .option('--class-path <path>', '-cp, -classpath: directories and jars with classes')
    .option('--source-path <path>', '-sourcepath: directories with sources of other classes')
    .option('--debug <what>', '-g, -g:none, -g:lines,vars,source: what debuggers can see')
    .option('--parameters', '-parameters: keep the names of parameters')
    .option('--release <n>', 'level of the class files, 8 to 17')
    .option('--warnings-are-errors', '-Werror: end with status 1 on warnings')
    .option(
      '--lint <keys>',
      '-Xlint, -Xlint:key,-key: more warnings; -nowarn: none',
      (value, all: string[]) => [...all, value],
      [],
    )
    .option('--max-errors <n>', '-Xmaxerrs: how many errors are shown', '100')
    .option('--max-warnings <n>', '-Xmaxwarns: how many warnings are shown', '100')
    .option('--verbose', '-verbose: say what is read and written')
    .option('--explain <code>', 'explain a diagnostic, for example HL0021')
    .addOption(
      new Option('--diagnostics <form>', 'form of messages').choices(['human', 'short', 'json']).default('human'),
    )
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--emit <stages>', 'print stages instead of writing classes: tokens,ast,types,bytecode; =json for JSON')
    .option('--system <archive>', "another library archive, or 'none': the sources are the library")
    .option('--version', '-version: print the version')
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
}

function parseLongOptions(argv: readonly string[]): CommandLine {
  const command = createCommand()
  if (argv.includes('--help')) return { kind: 'text', text: command.helpInformation() }
  if (argv.includes('--version')) return { kind: 'text', text: `${VERSION}\n` }
  try {
    command.parse(argv, { from: 'user' })
  } catch (problem) {
    if (!(problem instanceof CommanderError)) throw problem
    return usage(problem.message.replace(/^error: /, ''))
  }
  return interpret(command.opts<LongOptions>(), command.args)
}

function interpret(options: LongOptions, files: readonly string[]): CommandLine {
  if (options.explain !== undefined) return { kind: 'explain', code: options.explain }
  const release = options.release === undefined ? 17 : Number(options.release)
  if (!Number.isInteger(release) || release < 8 || release > 17) {
    return usage(`--release takes a level from 8 to 17, not ${options.release}`)
  }
  const maxErrors = limitOf(options.maxErrors)
  if (maxErrors === undefined) return usage(`-Xmaxerrs takes a number, not ${options.maxErrors}`)
  const maxWarnings = limitOf(options.maxWarnings)
  if (maxWarnings === undefined) return usage(`-Xmaxwarns takes a number, not ${options.maxWarnings}`)
  const debug = debugOptions(options.debug)
  if (typeof debug === 'string') return usage(debug)
  const stages = stagesOf(options.emit)
  if (typeof stages === 'string') return usage(stages)
  if (files.length === 0) return usage('no source files; hlc --help lists the options')
  const lint = (options.lint ?? []).flatMap((keys) => keys.split(','))
  for (const key of lint) {
    const name = key.replace(/^-/, '')
    if (!LINT_KEYS.includes(name)) {
      const near = nearest(name, LINT_KEYS)
      return usage(`-Xlint does not know ${name}${near.length > 0 ? `; nearest: ${near.join(', ')}` : ''}`)
    }
  }
  return {
    kind: 'compile',
    invocation: {
      files,
      directory: options.directory,
      classPath: options.classPath === undefined ? undefined : splitPath(options.classPath),
      sourcePath: options.sourcePath === undefined ? undefined : splitPath(options.sourcePath),
      compile: { release, ...debug, parameters: options.parameters === true },
      warningsAreErrors: options.warningsAreErrors === true,
      lint,
      maxErrors,
      maxWarnings,
      verbose: options.verbose === true,
      format: options.diagnostics,
      color: options.color,
      emit: stages.names,
      emitJson: stages.json,
      library: options.system,
    },
  }
}

/** As javac, 0 is no limit. */
function limitOf(text: string): number | undefined {
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 0) return undefined
  return limit === 0 ? Number.MAX_SAFE_INTEGER : limit
}

function debugOptions(
  what: string | undefined,
): Pick<CompileOptions, 'debugLines' | 'debugVariables' | 'debugSource'> | string {
  if (what === undefined) return { debugLines: true, debugVariables: false, debugSource: true }
  if (what === 'none') return { debugLines: false, debugVariables: false, debugSource: false }
  const keys = what.split(',')
  const wrong = keys.find((key) => key !== 'lines' && key !== 'vars' && key !== 'source')
  if (wrong !== undefined) return `-g takes none, lines, vars and source, not ${wrong}`
  return {
    debugLines: keys.includes('lines'),
    debugVariables: keys.includes('vars'),
    debugSource: keys.includes('source'),
  }
}

/** `tokens,ast`, or `tokens,ast=json` for JSON. */
function stagesOf(emit: string | undefined): { readonly names: readonly string[]; readonly json: boolean } | string {
  if (emit === undefined) return { names: [], json: false }
  const [list, form] = emit.split('=') as [string, string | undefined]
  if (form !== undefined && form !== 'json' && form !== 'text') return `--emit prints text or json, not ${form}`
  const names = list.split(',')
  for (const name of names) {
    if (!STAGES.includes(name)) return `--emit knows the stages ${STAGES.join(', ')}, not ${name}`
  }
  return { names, json: form === 'json' }
}

function splitPath(path: string): string[] {
  return path.split(':').map((entry) => (entry === '' ? '.' : entry))
}

function usage(message: string): CommandLine {
  return { kind: 'usage', message }
}

function unknownOption(argument: string): string {
  const near = nearest(argument.split(/[=:]/)[0]!, KNOWN)
  const hint = near.length === 0 ? 'hlc --help lists the options' : `nearest: ${near.join(', ')}`
  return `unknown option ${argument}; ${hint}`
}

/** The names within a third of their length in edits, nearest first, at most three. */
function nearest(name: string, known: readonly string[]): string[] {
  return known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
