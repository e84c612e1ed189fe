/** Runs small programs, written as text assembly, on a VM with the in-memory port. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { assemble } from '../../vm/classfile/assemble.ts'
import { createVM, type VM, type VMOptions } from '../../vm/index.ts'
import { createMemoryPort, type MemoryPort, type MemoryPortSetup } from '../../vm/ports/memory.ts'
import { root } from '../programs/discover.ts'

export function readLibrary(): Uint8Array {
  return readFileSync(process.env['HLVM_LIBRARY'] ?? join(root, 'dist/hl-library.jar'))
}

/** Class-file bytes of a text-assembly source. */
export function classBytes(source: string): Uint8Array {
  const result = assemble(source)
  if (!('bytes' in result)) throw new Error(JSON.stringify(result))
  return result.bytes
}

/** A class with `main`, whose code prints through `print` (see below), as text assembly. */
export function mainClass(name: string, code: string, more = ''): string {
  return `.version 50 0
.class public super ${name}
${more}
.method public static main ([Ljava/lang/String;)V
  .code stack 8 locals 8
${code}
  return
  .end code
.end method
`
}

/** Instructions that print the String on the stack. */
export const PRINT = `
  getstatic java/lang/System out Ljava/io/PrintStream;
  swap
  invokevirtual java/io/PrintStream println (Ljava/lang/String;)V`

/** Instructions that print the int on the stack. */
export const PRINT_INT = `
  invokestatic java/lang/String valueOf (I)Ljava/lang/String;${PRINT}`

export interface Outcome {
  readonly status: number
  readonly out: string
  readonly err: string
  readonly vm: VM
}

export interface Machine {
  readonly vm: VM
  readonly port: MemoryPort
  run(main: string, args?: readonly string[]): Outcome
}

export function machine(
  classes: ReadonlyMap<string, Uint8Array>,
  options: Partial<VMOptions> = {},
  setup: MemoryPortSetup = {},
): Machine {
  const files = new Map<string, Uint8Array>(setup.files ?? [])
  for (const [name, bytes] of classes) files.set(`/cp/${name}.class`, bytes)
  const port = createMemoryPort({
    inflate: (bytes, size) => {
      try {
        const result = inflateRawSync(bytes)
        return result.length === size ? result : null
      } catch {
        return null
      }
    },
    ...setup,
    files,
  })
  const vm = createVM({
    port,
    library: readLibrary(),
    options: { classPath: ['/cp'], maxHeapBytes: 64 << 20, ...options },
  })
  if ('error' in vm) throw new Error(vm.error)
  return {
    vm,
    port,
    run(main, args = []) {
      const status = vm.runMain(main, args)
      return { status, out: port.output(1), err: port.output(2), vm }
    },
  }
}

/** Assembles the sources (by class name), runs `Main`. */
export function run(sources: Readonly<Record<string, string>>, options: Partial<VMOptions> = {}): Outcome {
  const classes = new Map(Object.entries(sources).map(([name, source]) => [name, classBytes(source)] as const))
  return machine(classes, options).run('Main')
}
