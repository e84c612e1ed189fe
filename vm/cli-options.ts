/**
 * The options of `hlvm`, java's single-dash style included: parsed by hand, because option parsers for Node know neither
 * `-Xmx64m` nor `-Dkey=value`, nor that everything after the main class belongs to the program.
 */
import type { HeapOptions } from './heap/heap.ts'
import { DEFAULT_OPTIONS, INTERPRETED, type VMOptions } from './index.ts'
import { ALL_PERMISSIONS, PERMISSION_KINDS, withPermission } from './runtime/permissions.ts'
import { logHelp, withLogOption } from './runtime/log.ts'
import type { RunLimits, TierOptions } from './runtime/runtime.ts'

export type Invocation =
  | ({
      readonly kind: 'run'
      readonly target: string
      readonly args: readonly string[]
      readonly jar: boolean
    } & Settings)
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string }

interface Settings {
  readonly options: VMOptions
  /** A class path was given with -cp. */
  readonly classPathGiven: boolean
  readonly showVersion: boolean
  /** Library archive other than the one beside the program: for development. */
  readonly library: string | null
  /** -XX:+PrintFlagsFinal. */
  readonly printFlags: boolean
  /** -Xmx has been given. */
  readonly heapGiven: boolean
  /** --heap-histogram. */
  readonly histogram: boolean
  /** -XX:+HeapDumpOnOutOfMemoryError: the path given ('' for none), a file or a directory; null: no dump. */
  readonly heapDump: string | null
  /** --status-json: the file. */
  readonly statusFile: string | null
}

interface OptionRow {
  /** As typed; `*` at the end stands for any rest, `=` for a required value after it. */
  readonly form: string
  readonly help: string
  /** Not in --help. */
  readonly hidden?: true
}

/** Every option; what is not here is refused, with the names that are near. */
export const OPTION_ROWS: readonly OptionRow[] = [
  { form: '-cp', help: 'PATH  directories and jars to search, separated by ":"' },
  { form: '-classpath', help: 'PATH  the same' },
  { form: '--class-path', help: 'PATH  the same' },
  { form: '-jar', help: 'FILE  run the main class that the jar names' },
  { form: '-D*', help: 'key=value  set a system property' },
  { form: '-ea*', help: '[:package...|:class]  enable assertions' },
  { form: '-enableassertions*', help: 'the same' },
  { form: '-da*', help: '[:package...|:class]  disable assertions' },
  { form: '-disableassertions*', help: 'the same' },
  { form: '-Xmx*', help: 'SIZE  largest heap, for example 64m or 1g' },
  { form: '-Xms*', help: 'SIZE  no full collection before that much is used' },
  { form: '-Xmn*', help: 'SIZE  young generation (eden and two survivor spaces)' },
  { form: '-Xss*', help: 'SIZE  stack of each thread' },
  { form: '-Xint', help: 'interpret only' },
  { form: '-Xcomp', help: 'compile methods at their first call' },
  { form: '-verbose:class', help: 'one line for each class that is loaded' },
  { form: '-version', help: 'print the version and end' },
  { form: '--version', help: 'the same on standard output' },
  { form: '-showversion', help: 'print the version and go on' },
  { form: '-help', help: 'print this text' },
  { form: '--help', help: 'print this text' },
  { form: '-?', help: 'print this text' },
  { form: '-h', help: 'print this text' },
  { form: '--library', help: 'FILE  another library archive', hidden: true },
  { form: '-Xdebug-vm', help: 'JavaScript stack of VM bugs', hidden: true },
  { form: '-Xverify:*', help: 'all|remote|none  verify the library too, all but the library, nothing' },
  { form: '-verbose:gc', help: 'one line for each collection' },
  { form: '-Xlog', help: 'everything that the VM says about itself' },
  {
    form: '-Xlog:*',
    help: 'WHAT[:WHERE[:DECORATORS]]  gc, gc*, class+load, verify, jit, thread, safepoint ...; -Xlog:help lists them',
  },
  { form: '-XX:StressCollectBytes=*', help: 'a collection for every so many bytes', hidden: true },
  { form: '-XX:+CollectAtEverySafepoint', help: 'a collection for every object', hidden: true },
  { form: '-XX:+UseSerialGC', help: 'the generational collector (the default)' },
  { form: '-XX:+UseMarkSweepGC', help: 'the plain mark-sweep collector' },
  { form: '-XX:+HeapDumpOnOutOfMemoryError', help: 'write a heap dump (HPROF) at the first OutOfMemoryError' },
  { form: '-XX:-HeapDumpOnOutOfMemoryError', help: 'the default', hidden: true },
  { form: '-XX:HeapDumpPath=*', help: 'FILE|DIRECTORY  where to' },
  {
    form: '-XX:MaxMetaspaceSize=*',
    help: 'SIZE  what the VM itself may use for classes, monitors, interned strings (96m)',
  },
  { form: '-XX:+VerifyAfterGC', help: 'audit of the heap after each collection', hidden: true },
  { form: '-XX:CompileThreshold=*', help: 'N  calls of a method before it is compiled; four times as many back-edges' },
  { form: '-XX:TieredStopAtLevel=*', help: '0|1  0: interpret only' },
  { form: '-XX:+PrintCompilation', help: 'one line for each method that is compiled' },
  { form: '-XX:+PrintAssembly', help: 'the JavaScript of each method that is compiled' },
  { form: '-XX:ReifyEvery=*', help: 'N  leave compiled code at every N-th safepoint', hidden: true },
  {
    form: '-XX:+PrintInlining',
    help: 'with each compiled method, which calls have been expanded and why others have not',
  },
  { form: '-XX:+PrintFlagsFinal', help: 'the flags of the VM and their values' },
  { form: '-XX:+UnlockDiagnosticVMOptions', help: 'nothing is locked here', hidden: true },
  { form: '--allow-read', help: '[=PATH,...]  let the program read these files and folders, or all' },
  { form: '--allow-write', help: '[=PATH,...]  let it write there' },
  { form: '--allow-net', help: '[=HOST:PORT,...]  let it use the network' },
  { form: '--allow-env', help: '[=NAME,...]  let it see environment variables' },
  { form: '--allow-run', help: '[=PROGRAM,...]  let it start programs' },
  { form: '--deny-read', help: '[=PATH,...]  but not these; denials win' },
  { form: '--deny-write', help: '[=PATH,...]' },
  { form: '--deny-net', help: '[=HOST:PORT,...]' },
  { form: '--deny-env', help: '[=NAME,...]' },
  { form: '--deny-run', help: '[=PROGRAM,...]' },
  { form: '-A', help: 'all permissions' },
  { form: '--fuel', help: 'N  stop the program after N instructions (exit status 120)' },
  { form: '--timeout', help: 'TIME  stop it after 500ms, 2s, 1m (124)' },
  { form: '--max-output', help: 'BYTES  stop it when it prints more (125)' },
  { form: '--max-threads', help: 'N  how many threads may be alive at a time' },
  { form: '--seed', help: 'N  every random number follows from N' },
  { form: '--clock=*', help: 'virtual  time advances only when all threads sleep' },
  { form: '--schedule=*', help: 'N  a thread switch every N calls and back-edges' },
  {
    form: '--trace',
    help: '[=insn,call,gc,jit,class]  one line for each event, on standard error; with library also inside of the library',
  },
  { form: '--ic', help: 'print the number of instructions at the end' },
  { form: '--dump=*', help: 'js:Class.method  the JavaScript that the method is compiled to' },
  { form: '--heap-histogram', help: 'at the end, live objects and bytes by class' },
  { form: '--status-json', help: 'FILE  at the end, how it has ended and what it has used' },
]

function rowFor(option: string): OptionRow | undefined {
  const name = option.startsWith('--') ? option.replace(/=.*/, '') : option
  return OPTION_ROWS.find((row) => {
    if (row.form === option || row.form === name || row.form === `${name}=*`) return true
    if (!row.form.endsWith('*')) return false
    const stem = row.form.slice(0, -1)
    if (!option.startsWith(stem)) return false
    // -ea and -da take nothing or a colon; -eax is no option.
    const rest = option.slice(stem.length)
    return !/^-(ea|da|enableassertions|disableassertions)$/.test(stem) || rest === '' || rest.startsWith(':')
  })
}

/** Bytes of `64m`, `1g`, `512k`, `4096`; null when it is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d+)([kKmMgGtT]?)$/.exec(text)
  if (match === null) return null
  return Number(match[1]) * 1024 ** ' kmgt'.indexOf(match[2]!.toLowerCase() || ' ')
}

/** Reads the command line (without node and script). */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const error = (message: string): Invocation => ({ kind: 'error', message })
  const properties = new Map<string, string>()
  const assertions: (readonly [boolean, string])[] = []
  let classPath: readonly string[] | null = null
  let jar: string | null = null
  let library: string | null = null
  let showVersion = false
  let histogram = false
  let printFlags = false
  let heapGiven = false
  let dumping = false
  let statusFile: string | null = null
  let dumpPath = ''
  let options: VMOptions = DEFAULT_OPTIONS
  let at = 0
  for (; at < argv.length; at++) {
    const option = argv[at]!
    if (!option.startsWith('-') || option === '-') break
    if (option === '--') {
      at++
      break
    }
    const row = rowFor(option)
    if (row === undefined && option.startsWith('-XX:')) return error(unknownFlag(option))
    if (row === undefined) return error(unknownOption(option))
    const name = option.startsWith('--') ? option.replace(/=.*/, '') : option
    if (['-cp', '-classpath', '--class-path', '-jar', '--library', '--status-json'].includes(name)) {
      const inline = option.startsWith('--') && option.includes('=') ? option.slice(option.indexOf('=') + 1) : null
      const value = inline ?? argv[++at]
      if (value === undefined) {
        return error(`${name} requires ${name === '-cp' || name.includes('class') ? 'a class path' : 'a file'}`)
      }
      if (name === '-jar') jar = value
      else if (name === '--status-json') statusFile = value
      else if (name === '--library') library = value
      else classPath = value.split(':')
      if (name === '-jar') {
        at++
        break
      }
      continue
    }
    const permission = /^--(allow|deny)-([a-z]+)(?:=(.*))?$/.exec(option)
    if (permission !== null) {
      const kind = PERMISSION_KINDS.find((each) => each === permission[2])!
      const names = permission[3] === undefined ? null : permission[3].split(',').filter((each) => each !== '')
      if (names?.length === 0) return error(`${name}= needs at least one name after the =`)
      const which = permission[1] === 'allow' ? 'allow' : 'deny'
      options = { ...options, permissions: withPermission(options.permissions, which, kind, names) }
      continue
    }
    if (option === '-A') {
      options = { ...options, permissions: { ...ALL_PERMISSIONS, deny: options.permissions.deny } }
      continue
    }
    if (LIMIT_OPTIONS.includes(name)) {
      const value = option.includes('=') ? option.slice(option.indexOf('=') + 1) : name === '--ic' ? '' : argv[++at]
      const limits = value === undefined ? null : limit(options.limits, name, value)
      if (limits === null) return error(`Invalid value of ${name}: ${value ?? 'there is none'}`)
      options = { ...options, limits }
      continue
    }
    if (option.startsWith('-D')) {
      const equals = option.indexOf('=')
      const key = equals < 0 ? option.slice(2) : option.slice(2, equals)
      properties.set(key, equals < 0 ? '' : option.slice(equals + 1))
      continue
    }
    const assertion = /^-(ea|enableassertions|da|disableassertions)(?::(.*))?$/.exec(option)
    if (assertion !== null) {
      assertions.push([assertion[1]!.startsWith('e'), (assertion[2] ?? '').replaceAll('/', '.')])
      continue
    }
    const size = /^-X(mx|ms|mn|ss)(.*)$/.exec(option)
    if (size !== null) {
      const bytes = parseSize(size[2]!)
      const what = { mx: 'maximum heap', ms: 'initial heap', mn: 'young generation', ss: 'thread stack' }[size[1]!]!
      if (bytes === null) return error(`Invalid ${what} size: ${option}`)
      if (size[1] === 'mx') {
        if (bytes < 2 * 1024 * 1024) return error(`Invalid maximum heap size: ${option}: too small, at least 2m`)
        if (bytes > MAX_HEAP_BYTES)
          return error(`Invalid maximum heap size: ${option}: the limit is ${MAX_HEAP_BYTES >> 20}m`)
        options = { ...options, maxHeapBytes: bytes }
        heapGiven = true
      } else if (size[1] === 'ms') {
        options = withHeap(options, { initialBytes: bytes })
      } else if (size[1] === 'mn') {
        options = withHeap(options, { youngBytes: bytes })
      } else if (size[1] === 'ss') {
        if (bytes < 64 * 1024 || bytes > 256 * 1024 * 1024) {
          return error(`Invalid thread stack size: ${option}: between 64k and 256m`)
        }
        options = { ...options, stackBytes: bytes & ~7 }
      }
      continue
    }
    const verify = /^-Xverify:(.*)$/.exec(option)
    if (verify !== null) {
      const mode = verify[1]!
      if (mode !== 'all' && mode !== 'remote' && mode !== 'none') {
        return error(`Unrecognized VM option: ${option}: all, remote or none`)
      }
      options = { ...options, verify: mode }
      continue
    }
    if (option === '-Xlog:help') return { kind: 'help', text: logHelp() }
    const logged = logOptions(option)
    if (logged !== null) {
      for (const each of logged) {
        const log = withLogOption(options.log, each)
        if (typeof log === 'string') return error(log)
        options = { ...options, log }
      }
      if (logged.length === 0) return error(`Invalid value of --trace: ${TRACE_EVENTS.join(', ')}`)
      continue
    }
    if (option === '-XX:+UseMarkSweepGC' || option === '-XX:+UseSerialGC') {
      options = withHeap(options, { collector: option.includes('Serial') ? 'generational' : 'mark-sweep' })
      continue
    }
    if (option.startsWith('-XX:MaxMetaspaceSize=')) {
      const bytes = parseSize(option.slice('-XX:MaxMetaspaceSize='.length))
      if (bytes === null || bytes < 1024 * 1024 || bytes > MAX_METADATA_BYTES) {
        return error(`Invalid metaspace size: ${option}: between 1m and ${MAX_METADATA_BYTES >> 20}m`)
      }
      options = { ...options, metadataBytes: bytes }
      continue
    }
    if (/^-XX:[+-]HeapDumpOnOutOfMemoryError$/.test(option)) {
      dumping = option[4] === '+'
      continue
    }
    if (option.startsWith('-XX:HeapDumpPath=')) {
      dumpPath = option.slice('-XX:HeapDumpPath='.length)
      continue
    }
    if (option === '--heap-histogram' || option === '-XX:+PrintFlagsFinal') {
      if (option.startsWith('-XX')) printFlags = true
      else histogram = true
      continue
    }
    if (option === '-XX:+VerifyAfterGC') {
      options = { ...options, gc: { ...options.gc, audit: true } }
      continue
    }
    const stress = /^-XX:(?:StressCollectBytes=(\d+)|\+CollectAtEverySafepoint)$/.exec(option)
    if (stress !== null) {
      options = withHeap(options, { stressBytes: Math.max(8, Number(stress[1] ?? 8)) })
      continue
    }
    const tier = tierOption(options.tiers, option)
    if (tier === null) return error(`Invalid value of ${option.replace(/=.*/, '')}: ${option.replace(/^[^=]*=?/, '')}`)
    options = { ...options, tiers: tier }
    switch (option) {
      case '-Xdebug-vm':
        options = { ...options, debug: true }
        break
      case '-showversion':
        showVersion = true
        break
      case '-version':
      case '--version':
        return { kind: 'version' }
      case '-help':
      case '--help':
      case '-h':
      case '-?':
        return { kind: 'help', text: helpText() }
    }
  }
  if (heapGiven && options.gc.heap.initialBytes > options.maxHeapBytes) {
    return error('Initial heap size set to a larger value than the maximum heap size')
  }
  const target = jar ?? argv[at]
  if (target === undefined) return error('no main class given')
  return {
    kind: 'run',
    target,
    args: argv.slice(jar === null ? at + 1 : at),
    jar: jar !== null,
    options: { ...options, properties, assertions, classPath: classPath ?? ['.'] },
    classPathGiven: classPath !== null,
    showVersion,
    library,
    histogram,
    printFlags,
    heapGiven,
    heapDump: dumping ? dumpPath : null,
    statusFile,
  }
}

const TRACE_EVENTS = ['insn', 'call', 'gc', 'jit', 'class', 'library'] as const

/** What -Xlog, -verbose and --trace mean, as options of the log; null for other options, none when a value is wrong. */
function logOptions(option: string): readonly string[] | null {
  if (option === '-Xlog') return ['all']
  if (option.startsWith('-Xlog:')) return [option.slice('-Xlog:'.length)]
  if (option === '-verbose:gc') return ['gc']
  if (option === '-verbose:class') return ['class+load,class+unload']
  if (!/^--trace(=|$)/.test(option)) return null
  const wanted =
    option === '--trace' ? ['insn', 'call', 'gc', 'jit', 'class'] : option.slice('--trace='.length).split(',')
  if (wanted.some((name) => !TRACE_EVENTS.some((each) => each === name))) return []
  const more = wanted.includes('library') ? '*' : ''
  const selections = {
    insn: `insn${more}=trace`,
    call: `call${more}=debug`,
    gc: 'gc',
    jit: 'jit',
    class: 'class*',
    library: '',
  }
  const text = wanted.map((name) => selections[name as keyof typeof selections]).filter((each) => each !== '')
  return text.length === 0 ? [] : [`${text.join(',')}:stderr:tags`]
}

function withHeap(options: VMOptions, heap: Partial<HeapOptions>): VMOptions {
  return { ...options, gc: { ...options.gc, heap: { ...options.gc.heap, ...heap } } }
}

const LIMIT_OPTIONS = [
  '--fuel',
  '--timeout',
  '--max-output',
  '--max-threads',
  '--seed',
  '--clock',
  '--schedule',
  '--ic',
]

/** The options of the compiled tiers with one more; the same when it is none of them, null when its value is wrong. */
function tierOption(tiers: TierOptions, option: string): TierOptions | null {
  if (option === '-Xint') return { ...tiers, calls: INTERPRETED, backEdges: INTERPRETED }
  if (option === '-Xcomp') return { ...tiers, calls: 1, backEdges: 1 }
  if (option === '-XX:+PrintCompilation') return { ...tiers, printCompilation: true }
  if (option === '-XX:+PrintAssembly') return { ...tiers, printAssembly: true }
  if (option === '-XX:+PrintInlining') return { ...tiers, printInlining: true }
  const dump = /^--dump=(.*)$/.exec(option)
  if (dump !== null)
    return dump[1]!.startsWith('js:') ? { ...tiers, dump: dump[1]!.slice(3).replaceAll('/', '.') } : null
  const number = /^-XX:(CompileThreshold|TieredStopAtLevel|ReifyEvery)=(.*)$/.exec(option)
  if (number === null) return tiers
  if (!/^\d{1,8}$/.test(number[2]!)) return null
  const value = Number(number[2])
  switch (number[1]) {
    case 'CompileThreshold':
      return value < 1 ? null : { ...tiers, calls: value, backEdges: value * 4 }
    case 'TieredStopAtLevel':
      if (value > 1) return null
      return value === 1 ? tiers : { ...tiers, calls: INTERPRETED, backEdges: INTERPRETED }
    default:
      return { ...tiers, reifyEvery: value }
  }
}

/** The limits with one more option; null when its value is none. */
function limit(limits: RunLimits, name: string, value: string): RunLimits | null {
  if (name === '--ic') return { ...limits, countInstructions: true }
  if (name === '--clock') return value === 'virtual' ? { ...limits, virtualClock: true } : null
  if (name === '--timeout') {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|)$/.exec(value)
    if (match === null) return null
    return {
      ...limits,
      timeoutMilliseconds: Number(match[1]) * { ms: 1, s: 1000, m: 60_000, '': 1000 }[match[2] as 's'],
    }
  }
  if (name === '--max-output') {
    const bytes = parseSize(value)
    return bytes === null ? null : { ...limits, maxOutputBytes: bytes }
  }
  if (!/^-?\d+$/.test(value)) return null
  const number = Number(value)
  if (name === '--seed') return { ...limits, seed: Number(BigInt.asIntN(32, BigInt(value))) }
  if (number < 1) return null
  if (name === '--fuel') return { ...limits, fuel: number }
  if (name === '--max-threads') return { ...limits, maxThreads: number }
  return { ...limits, schedule: number }
}

const MAX_METADATA_BYTES = 512 * 1024 * 1024

/** What fits under 2 GB beside metadata and stacks. */
export const MAX_HEAP_BYTES = 1920 * 1024 * 1024 - 256 * 1024 * 1024

/** The options whose names are nearest, by edit distance. */
function unknownOption(option: string): string {
  const name = option.replace(/[=:\d].*/, '')
  const near = OPTION_ROWS.filter((row) => !row.hidden)
    .map((row) => row.form.replace(/[*=:]+$/, ''))
    .map((form) => ({ form, distance: distance(name.toLowerCase(), form.toLowerCase()) }))
    .filter((each) => each.distance <= Math.max(2, Math.floor(each.form.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.form < b.form ? -1 : 1))
    .slice(0, 3)
    .map((each) => each.form)
  const hint = near.length === 0 ? 'hlvm --help lists the options' : `did you mean ${near.join(', ')}?`
  return `unknown option ${option}\n(${hint})`
}

/** In HotSpot's words, which scripts may look for. */
function unknownFlag(option: string): string {
  const plain = (text: string): string =>
    text
      .replace(/^-XX:[+-]?/, '')
      .replace(/[=*].*/, '')
      .toLowerCase()
  const near = OPTION_ROWS.map((row) => row.form.replace(/[=*]+$/, '')).filter(
    (form) => form.startsWith('-XX:') && distance(plain(form), plain(option)) <= 4,
  )
  const hint = near.length === 0 ? '-XX:+PrintFlagsFinal lists the flags' : `did you mean ${near.join(', ')}?`
  return `Unrecognized VM option '${option.slice('-XX:'.length)}'\n(${hint})`
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

export function helpText(): string {
  const lines = OPTION_ROWS.filter((row) => !row.hidden).map(
    (row) => `  ${row.form.replace('*', '').padEnd(16)} ${row.help}`,
  )
  return (
    'Usage: hlvm [options] Main [args]          runs a class: Main, pkg.Main, or a file Main.class\n' +
    '       hlvm [options] -jar FILE [args]     runs the main class of a jar\n' +
    '       hlvm [options] Main.src [args]      compiles in memory and runs\n\nOptions:\n' +
    `${lines.join('\n')}\n`
  )
}
