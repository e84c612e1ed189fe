/**
 * The VM's log, with the names, the options and the line format of HotSpot's unified logging: `-Xlog:gc*=debug:file=gc.log:uptime,tags`.
 *
 * A message has a set of tags and a level. A configuration has outputs; each output has selections, of which the last one that
 * matches a set of tags gives the level from which on its messages are written. All texts of messages are those of HotSpot where it
 * has the message.
 */
import type { OPEN_CREATE, OPEN_TRUNCATE, OPEN_WRITE } from '../ports/files.ts'
import type { Port } from '../ports/port.ts'

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'off'] as const
export type LogLevel = (typeof LEVELS)[number]

/** Every set of tags that messages have, the lowest level that they have, and what they say. */
export const TAG_SETS = [
  ['class,init', 'info', 'a class whose initialisation begins'],
  ['class,load', 'info', 'a class that is loaded, and where from'],
  ['class,unload', 'info', 'a class that has gone with its loader'],
  ['call', 'debug', 'a method that is entered or left'],
  ['call,library', 'debug', 'the same inside of the library'],
  ['gc', 'info', 'a line for each pause'],
  ['gc,cpu', 'info', 'the time that it took'],
  ['gc,heap', 'info', 'the spaces of the heap before and after it'],
  ['gc,metaspace', 'info', 'the metadata before and after it'],
  ['gc,start', 'info', 'its beginning and cause'],
  ['insn', 'trace', 'an instruction of the program, its locals and operands'],
  ['insn,library', 'trace', 'the same inside of the library'],
  ['jit', 'info', 'a method that is compiled, refused or discarded, and the time'],
  ['jit,compilation', 'debug', 'the same in the columns of -XX:+PrintCompilation'],
  ['safepoint', 'info', 'a stop of all threads, and how long it was'],
  ['thread', 'info', 'a thread that starts or ends'],
  ['thread,switch', 'debug', 'a thread that gets the processor, and why the last one has lost it'],
  ['verify', 'info', 'the type state before each instruction that is verified'],
] as const satisfies readonly (readonly [string, LogLevel, string])[]
export type LogTags = (typeof TAG_SETS)[number][0]

const DECORATORS = [
  ['time', 't'],
  ['utctime', 'utc'],
  ['uptime', 'u'],
  ['timemillis', 'tm'],
  ['uptimemillis', 'um'],
  ['timenanos', 'tn'],
  ['uptimenanos', 'un'],
  ['level', 'l'],
  ['tags', 'tg'],
] as const
type Decorator = (typeof DECORATORS)[number][0]

interface LogSelection {
  readonly tags: readonly string[]
  /** More tags may be there. */
  readonly wildcard: boolean
  readonly level: LogLevel
}

interface LogOutput {
  /** A path, or one of the streams. */
  readonly target: string
  readonly selections: readonly LogSelection[]
  readonly decorators: readonly Decorator[]
}

export type LogConfiguration = readonly LogOutput[]

export const STDOUT = 'stdout'
export const STDERR = 'stderr'
const NO_LOG: LogConfiguration = []
const USUAL_DECORATORS: readonly Decorator[] = ['uptime', 'level', 'tags']

/**
 * The configuration with one more `-Xlog` option, given by what follows its colon: `[selections][:[output][:[decorators][:options]]]`;
 * or a text that says what is wrong with it.
 */
export function withLogOption(configuration: LogConfiguration, option: string): LogConfiguration | string {
  if (option === 'disable') return NO_LOG
  const [what = '', where = '', how = '', more = ''] = option.split(':')
  if (more !== '' && !/^filecount=0$/.test(more)) return `log files are not rotated: ${more}`
  const selections: LogSelection[] = []
  for (const text of (what === '' ? 'all' : what).split(',')) {
    const selection = parseSelection(text)
    if (typeof selection === 'string') return selection
    selections.push(selection)
  }
  const target = where.replace(/^file=/, '').replace(/^"(.*)"$/, '$1') || STDOUT
  const decorators = how === '' ? null : parseDecorators(how)
  if (typeof decorators === 'string') return decorators
  const at = configuration.findIndex((output) => output.target === target)
  const old = configuration[at]
  const output = {
    target,
    selections: [...(old?.selections ?? []), ...selections],
    decorators: decorators ?? old?.decorators ?? USUAL_DECORATORS,
  }
  return old === undefined ? [...configuration, output] : configuration.with(at, output)
}

/** Instructions or calls are wanted, which the interpreter alone can show. */
export function isTraced(configuration: LogConfiguration): boolean {
  return configuration.some(({ selections }) =>
    selections.some((selection) =>
      (['call', 'call,library', 'insn', 'insn,library'] as const).some(
        (tags) =>
          matches(selection, tags) &&
          LEVELS.indexOf(selection.level) <= LEVELS.indexOf(tags.startsWith('call') ? 'debug' : 'trace'),
      ),
    ),
  )
}

function parseSelection(text: string): LogSelection | string {
  const match = /^([^=*]*)(\*?)(?:=(.*))?$/.exec(text)
  if (match === null) return `Invalid log selection '${text}'`
  const level = LEVELS.find((each) => each === (match[3] ?? 'info'))
  if (level === undefined) return `Invalid level '${match[3]}' in log selection: ${LEVELS.join(', ')}`
  const tags = match[1]!.split('+')
  if (tags.length === 1 && tags[0] === 'all') return { tags: [], wildcard: true, level }
  const known: ReadonlySet<string> = new Set(TAG_SETS.flatMap(([set]) => set.split(',')))
  const unknown = tags.find((tag) => !known.has(tag))
  if (unknown !== undefined) return `Invalid tag '${unknown}' in log selection: ${[...known].sort().join(', ')}`
  const selection = { tags, wildcard: match[2] === '*', level }
  if (TAG_SETS.some(([set]) => matches(selection, set))) return selection
  const near = TAG_SETS.map(([set]) => set).filter((set) => tags.some((tag) => set.split(',').includes(tag)))
  return `No tag set matches selection: ${text}. Did you mean ${near.map((set) => set.replace(',', '+')).join(', ')}?`
}

function parseDecorators(text: string): readonly Decorator[] | string {
  if (text === 'none') return []
  const wanted = text.split(',')
  const unknown = wanted.find((name) => !DECORATORS.some((row) => (row as readonly string[]).includes(name)))
  if (unknown !== undefined) {
    return `Invalid decorator '${unknown}': ${DECORATORS.map(([name, short]) => `${name} (${short})`).join(', ')}, none`
  }
  // Always in the same order, whatever the order on the command line.
  return DECORATORS.filter((row) => wanted.some((name) => (row as readonly string[]).includes(name))).map(
    ([name]) => name,
  )
}

function matches({ tags, wildcard }: LogSelection, set: string): boolean {
  const own = set.split(',')
  return (wildcard || own.length === tags.length) && tags.every((tag) => own.includes(tag))
}

/** The text of `-Xlog:help`. */
export function logHelp(): string {
  return `-Xlog[:[selections][:[output][:[decorators]]]]
  selections  tag1[+tag2...][*][=level], separated by commas; * allows more tags; "all" are all messages
  levels      ${LEVELS.join(', ')}; info when none is given
  output      stdout (the default), stderr, file=NAME
  decorators  ${DECORATORS.map(([name, short]) => `${name} (${short})`).join(', ')}, none; uptime,level,tags when none are given
-Xlog:disable turns everything off.

Tags of the messages there are:
${TAG_SETS.map(([set, level, text]) => `  ${set.replace(',', '+').padEnd(16)} ${level.padEnd(6)} ${text}`).join('\n')}
`
}

interface OpenOutput {
  readonly output: LogOutput
  /** False: nobody reads any more. */
  readonly write: (line: Uint8Array) => boolean
  /** HotSpot pads each decorator to the widest that it has written so far. */
  readonly widths: number[]
}

export class Log {
  readonly #port: Port
  readonly #outputs: readonly OpenOutput[]
  readonly #start: bigint
  readonly #encoder = new TextEncoder()
  /** The reader of an output has gone away: the program ends, as it does when nobody reads what it prints. */
  broken = false
  /** Classes whose initialisation has been written about. */
  initialized = 0
  /** By tags and level: the outputs that want such messages. */
  readonly #wanting = new Map<string, readonly OpenOutput[]>()

  constructor(port: Port, outputs: readonly OpenOutput[]) {
    this.#port = port
    this.#outputs = outputs
    this.#start = this.#now()
  }

  /** Milliseconds since the VM has begun, by the host's clock. */
  get uptime(): number {
    return Number(this.#now() - this.#start) / 1e6
  }

  wants(tags: LogTags, level: LogLevel): boolean {
    return this.#outputs.length > 0 && this.#wantedBy(tags, level).length > 0
  }

  write(tags: LogTags, level: LogLevel, message: string): void {
    if (this.#outputs.length === 0) return
    for (const each of this.#wantedBy(tags, level)) {
      const decorated = each.output.decorators.map((decorator, i) => {
        const text = this.#decoration(decorator, tags, level)
        each.widths[i] = Math.max(each.widths[i] ?? 0, text.length)
        return `[${text.padEnd(each.widths[i]!)}]`
      })
      const line = `${decorated.join('')}${decorated.length > 0 ? ' ' : ''}${message}\n`
      if (!each.write(this.#encoder.encode(line))) this.broken = true
    }
  }

  /** Nanoseconds of the host's clock, also when the program's is a virtual one. */
  #now(): bigint {
    return (this.#port.hostNanoTime ?? this.#port.nanoTime)()
  }

  #wantedBy(tags: LogTags, level: LogLevel): readonly OpenOutput[] {
    const key = `${tags}=${level}`
    let wanting = this.#wanting.get(key)
    if (wanting === undefined) {
      const rank = LEVELS.indexOf(level)
      wanting = this.#outputs.filter(({ output }) => {
        const last = output.selections.findLast((selection) => matches(selection, tags))
        return last !== undefined && rank >= LEVELS.indexOf(last.level)
      })
      this.#wanting.set(key, wanting)
    }
    return wanting
  }

  #decoration(decorator: Decorator, tags: string, level: string): string {
    const wall = this.#port.currentTimeMillis()
    const iso = (zone: string): string => new Date(wall).toISOString().replace('Z', zone)
    switch (decorator) {
      case 'time':
      case 'utctime':
        return iso('+0000')
      case 'uptime':
        return `${(this.uptime / 1000).toFixed(3)}s`
      case 'timemillis':
        return `${wall}ms`
      case 'uptimemillis':
        return `${Math.floor(this.uptime)}ms`
      case 'timenanos':
        return `${this.#now()}ns`
      case 'uptimenanos':
        return `${this.#now() - this.#start}ns`
      case 'level':
        return level
      case 'tags':
        return tags
    }
  }
}

/** Flags of FilesPort.open; the room imports types of the ports only. */
const NEW_FILE =
  (2 satisfies typeof OPEN_WRITE) | (8 satisfies typeof OPEN_CREATE) | (32 satisfies typeof OPEN_TRUNCATE)

/** Opens the outputs; or the text why a file cannot be written. */
export function openLog(port: Port, configuration: LogConfiguration): Log | string {
  const outputs: OpenOutput[] = []
  for (const output of configuration) {
    if (output.target === STDOUT || output.target === STDERR) {
      const fd = output.target === STDOUT ? 1 : 2
      outputs.push({ output, widths: [], write: (line) => port.write(fd, line) })
      continue
    }
    const handle = port.files.open(output.target, NEW_FILE, 0o666)
    if (handle < 0) return `Error opening log file '${output.target}'`
    outputs.push({ output, widths: [], write: (line) => port.files.write(handle, line, null) !== 0 })
  }
  return new Log(port, outputs)
}
