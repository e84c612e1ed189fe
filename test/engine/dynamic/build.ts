/** The class files of the dynamic cases. */
import { joinClassPaths } from '../../../compiler/class-path.ts'
import { compile } from '../../../compiler/index.ts'
import { createSourceFile, lineOf } from '../../../compiler/source.ts'
import { libraryClassPath } from '../../programs/in-process.ts'
import { classBytes } from '../../vm/machine.ts'
import * as cases from './cases.ts'
import * as factories from './factories.ts'

/** Methods of the class Dynamic, its bootstrap methods, and the source of Main, which calls the former where CALLS stands. */
interface Dynamic {
  readonly METHODS: readonly (readonly [name: string, descriptor: string, code: string])[]
  /** Method, then its static arguments. */
  readonly BOOTSTRAPS: readonly (readonly string[])[]
  readonly MAIN: string
}

export const DYNAMIC: Readonly<Record<string, Dynamic>> = { cases, factories }

const assembly = ({ METHODS, BOOTSTRAPS }: Dynamic): string => `.version 61 0
.class public super Dynamic
.field x I
.field y Ljava/lang/String;
.field static z I
.method public <init> ()V
.code
aload_0
invokespecial java/lang/Object <init> ()V
return
.end code
.end method
${METHODS.map(([name, descriptor, code]) => `.method public static ${name} ${descriptor}\n.code\n${code.replaceAll('|', '\n')}\n.end code\n.end method`).join('\n')}
.bootstrapmethods
${BOOTSTRAPS.map(([method, ...args]) => [`method ${method}`, ...args.map((each) => `arg ${each}`)].join('\n')).join('\n')}
.end bootstrapmethods
`

export function buildDynamic(dynamic: Dynamic): Map<string, Uint8Array> {
  const classes = new Map([['Dynamic', classBytes(assembly(dynamic))]])
  // Several methods: one alone would be too large.
  const parts: string[][] = []
  dynamic.METHODS.forEach(([name, descriptor], i) => {
    const call = `Dynamic.${name}()`
    const part = Math.floor(i / 500)
    parts[part] ??= []
    parts[part].push(`show("${name}", () -> ${descriptor.endsWith('V') ? `{ ${call}; return "void"; }` : call});`)
  })
  const methods = parts.map((calls, i) => `static void part${i}() {\n    ${calls.join('\n    ')}\n  }`)
  const source = dynamic.MAIN.replace('CALLS', parts.map((_, i) => `part${i}();`).join(' ')).replace(
    'public static void main',
    `${methods.join('\n  ')}\n  public static void main`,
  )
  const assembled = { findClass: (name: string) => classes.get(name), hasPackage: () => false, listPackage: () => [] }
  const compiled = compile([createSourceFile('Main.java', source)], joinClassPaths([assembled, libraryClassPath()]))
  const errors = compiled.diagnostics.filter((each) => each.severity === 'error')
  if (errors.length > 0)
    throw new Error(
      errors
        .map((each) => `${each.code} ${JSON.stringify(each.args)} in line ${lineOf(each.file, each.start)}`)
        .join(', '),
    )
  for (const each of compiled.classFiles) classes.set(each.name, each.bytes)
  return classes
}
