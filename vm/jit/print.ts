/** What is shown of the compiler's work: -XX:+PrintCompilation in HotSpot's columns, the generated code. */
import type { Runtime, RuntimeMethod } from '../runtime/index.ts'
import { ACC } from '../classfile/model.ts'
import type { CompiledCode } from './code.ts'
import type { ExpansionNote } from './inline.ts'

/** Width of the milliseconds. */
const STAMP_COLUMNS = 7

export class Printer {
  readonly #rt: Runtime
  readonly #start: number
  readonly #log: boolean
  readonly #assembly: boolean
  readonly #dump: string | null
  readonly #inlining: boolean

  constructor(rt: Runtime) {
    this.#rt = rt
    this.#start = this.now()
    const { printCompilation, printAssembly, printInlining, dump } = rt.options.tiers
    this.#log = printCompilation
    this.#assembly = printAssembly
    this.#dump = dump
    this.#inlining = printInlining
  }

  /** Milliseconds of the host's clock. */
  now(): number {
    const { port } = this.#rt
    return Number((port.hostNanoTime ?? port.nanoTime)()) / 1e6
  }

  /** The method's code is going to be printed. */
  wants(method: RuntimeMethod): boolean {
    if (this.#assembly) return true
    if (this.#dump === null) return false
    const name = `${method.declaringClass.externalName}.${method.name}`
    return name === this.#dump || name.endsWith(`.${this.#dump}`)
  }

  /**
   * `    120   15 %  s!  3       Main::run @ 12 (67 bytes)`: milliseconds, serial number, % on-stack replacement, s synchronized,
   * ! has handlers, tier, method, pc of the entry, size.
   */
  compiled(code: CompiledCode, milliseconds: number, notes: readonly ExpansionNote[]): void {
    const { method } = code
    this.#event(() => `${this.#columns(code)} (${sizeOf(method)} bytes)`)
    if (this.#inlining) this.#calls(notes)
    const { log } = this.#rt
    if (log.wants('jit', 'info'))
      log.write('jit', 'info', `compiled ${describe(code)} in ${milliseconds.toFixed(1)} ms`)
    if (this.wants(method)) {
      const at = code.isOsr ? ` @ ${code.entry}` : ''
      const title = `${method.declaringClass.externalName}.${method.name}${method.descriptor}${at}`
      this.#line(`// ---- ${title}, compiled in ${milliseconds.toFixed(1)} ms\n${code.source}`)
    }
  }

  /** `                @ 17   Main::get (5 bytes)   inline`, calls inside of expanded methods indented. */
  #calls(notes: readonly ExpansionNote[]): void {
    for (const { pc, depth, target, refusal } of notes) {
      const indent = ' '.repeat(STAMP_COLUMNS + 21 + depth * 2)
      this.#line(`${indent}@ ${pc}   ${nameOf(target)} (${sizeOf(target)} bytes)   ${refusal ?? 'inline'}`)
    }
  }

  discarded(code: CompiledCode): void {
    this.#event(() => `${this.#columns(code)} (${sizeOf(code.method)} bytes)   made not entrant`)
    const { log } = this.#rt
    if (log.wants('jit', 'info')) log.write('jit', 'info', `discarded ${describe(code)}`)
  }

  refused(method: RuntimeMethod, entry: number, reason: string): void {
    const what = `${nameOf(method)}${entry >= 0 ? ` @ ${entry}` : ''} (${sizeOf(method)} bytes): ${reason}`
    this.#event(() => `${' '.repeat(STAMP_COLUMNS)}        COMPILE SKIPPED: ${what}`)
    this.#rt.log.write('jit', 'info', `refused ${what}`)
  }

  /** Printed with the milliseconds in front by -XX:+PrintCompilation, with the decorations of its own in the log. */
  #event(columns: () => string): void {
    if (this.#log) this.#line(columns())
    const { log } = this.#rt
    if (log.wants('jit,compilation', 'debug')) {
      log.write('jit,compilation', 'debug', columns().slice(STAMP_COLUMNS))
    }
  }

  #columns({ method, id, isOsr, entry }: CompiledCode): string {
    const stamp = Math.round(this.now() - this.#start)
    const flags =
      (isOsr ? '%' : ' ') +
      ((method.flags & ACC.SYNCHRONIZED) !== 0 ? 's' : ' ') +
      ((method.code?.exceptionTable.length ?? 0) > 0 ? '!' : ' ')
    return `${String(stamp).padStart(STAMP_COLUMNS)} ${String(id).padStart(4)} ${flags}     1       ${nameOf(method)}${isOsr ? ` @ ${entry}` : ''}`
  }

  #line(text: string): void {
    this.#rt.port.write(1, new TextEncoder().encode(`${text}\n`))
  }
}

function nameOf(method: RuntimeMethod): string {
  return `${method.declaringClass.externalName}::${method.name}`
}

function describe({ method, isOsr, entry }: CompiledCode): string {
  return `${nameOf(method)}${isOsr ? ` @ ${entry}` : ''} (${sizeOf(method)} bytes)`
}

function sizeOf(method: RuntimeMethod): number {
  return method.code?.code.length ?? 0
}
