/** One compilation: a method in, a JavaScript function out. What is compiled when is the tier's business (tier.ts). */
import { METHOD_CODE } from '../heap/layout.ts'
import { referenceMaps } from '../verify/refmaps.ts'
import type { CompiledCode, CompiledFunction, Shape } from './code.ts'
import { Emitter, NotCompilable } from './emit.ts'
import type { Entries } from './entry.ts'
import type { CompilerEnvironment } from './environment.ts'
import type { RuntimeMethod } from '../runtime/index.ts'

export interface Compilation {
  readonly method: RuntimeMethod
  /** 0, or the pc of the loop header to enter at. */
  readonly entry: number
  readonly isOsr: boolean
  /** Serial number. */
  readonly id: number
  /** What the generated code may use by name. */
  readonly helpers: Readonly<Record<string, unknown>>
  readonly entries: Entries
}

/** Throws NotCompilable for what has to stay interpreted. */
export function compileMethod(what: Compilation, env: CompilerEnvironment): CompiledCode {
  const { method, entry, isOsr, id, helpers } = what
  const { code } = method
  const { classFile } = method.declaringClass
  if (code === null || classFile === null || method.info === null) throw new NotCompilable('no code')
  const maps = referenceMaps(classFile, method.info)
  if (maps === null) throw new NotCompilable('not verifiable')
  const emitter = new Emitter(method, code, maps, entry, isOsr, env)
  const { source, shapes, traps, argumentSlots, charged, need } = emitter.emit()
  const m = method.address >>> 2
  const shapeObjects = shapes.map((each) => ({ code: null as CompiledCode | null, ...each }))
  const names = [...Object.keys(helpers), ...env.captured.keys(), ...shapeObjects.map((_, i) => `S${i}`)]
  const values = [...Object.values(helpers), ...env.captured.values(), ...shapeObjects]
  const f = new Function(...names, `'use strict'\n${source}`)(...values) as CompiledFunction
  const made: CompiledCode = {
    method,
    id,
    entry,
    isOsr,
    m,
    start: env.vm.H32[m + METHOD_CODE]!,
    maxLocals: code.maxLocals,
    need,
    synchronized: emitter.synchronized,
    traps,
    argumentSlots,
    charged,
    trapped: 0,
    valid: true,
    source,
    f,
    enter: isOsr ? f : what.entries.for(method, f),
  }
  for (const shape of shapeObjects) shape.code = made
  env.finish(made)
  return made
}

/** The shape of a method that is called through a stub: nothing but its arguments. */
export function argumentShape(locals: Shape['locals']): Shape {
  return { code: null as unknown as CompiledCode, locals, stack: [] }
}
