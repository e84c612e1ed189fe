/** The class files of the dynamic cases. */
import { joinClassPaths } from '../../../compiler/class-path.ts'
import { compile } from '../../../compiler/index.ts'
import { createSourceFile } from '../../../compiler/source.ts'
import { libraryClassPath } from '../../programs/in-process.ts'
import { classBytes } from '../../vm/machine.ts'
import { ASSEMBLY, MAIN, METHODS } from './cases.ts'

export function buildDynamic(): Map<string, Uint8Array> {
  const classes = new Map([['Dynamic', classBytes(ASSEMBLY)]])
  const calls = METHODS.map(([name, descriptor]) => {
    const call = `Dynamic.${name}()`
    return `show("${name}", () -> ${descriptor.endsWith('V') ? `{ ${call}; return "void"; }` : call});`
  })
  const source = createSourceFile('Main.java', MAIN.replace('CALLS', calls.join('\n    ')))
  const assembled = { findClass: (name: string) => classes.get(name), hasPackage: () => false, listPackage: () => [] }
  const compiled = compile([source], joinClassPaths([assembled, libraryClassPath()]))
  const errors = compiled.diagnostics.filter((each) => each.severity === 'error')
  if (errors.length > 0) throw new Error(errors.map((each) => `${each.code} at ${each.start}`).join(', '))
  for (const each of compiled.classFiles) classes.set(each.name, each.bytes)
  return classes
}
