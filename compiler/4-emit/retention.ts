/**
 * @Retention and @Target of an annotation interface, from its source; of classes from class files only the
 * library's are known.
 */
import type { Annotation, AnnotationValue } from '../1-parse/ast.ts'
import type { ClassSymbol } from '../2-check/symbols.ts'

export type Retention = 'SOURCE' | 'CLASS' | 'RUNTIME'

/** Annotations of the library that are only for the compiler; their class files are not asked. */
const SOURCE_ONLY = new Set(['java/lang/Override', 'java/lang/SuppressWarnings'])
const RUNTIME_LIBRARY = new Set([
  'java/lang/Deprecated',
  'java/lang/FunctionalInterface',
  'java/lang/SafeVarargs',
  'java/lang/annotation/Documented',
  'java/lang/annotation/Inherited',
  'java/lang/annotation/Retention',
  'java/lang/annotation/Target',
  'java/lang/annotation/Repeatable',
])

function metaAnnotation(symbol: ClassSymbol, simpleName: string): Annotation | undefined {
  return symbol.decl?.modifiers.annotations.find((a) => a.symbol?.binaryName === `java/lang/annotation/${simpleName}`)
}

/** The names of the enum constants in an element value. */
function constantNames(value: AnnotationValue | undefined): string[] {
  if (value === undefined) return []
  if (value.kind === 'AnnotationArray') return value.elements.flatMap(constantNames)
  if (value.kind === 'ArrayInit') return value.elements.flatMap(constantNames)
  if (value.kind === 'Name') return [value.name]
  if (value.kind === 'FieldAccess') return [value.name.name]
  return []
}

export function retentionOf(symbol: ClassSymbol): Retention {
  if (SOURCE_ONLY.has(symbol.binaryName)) return 'SOURCE'
  if (RUNTIME_LIBRARY.has(symbol.binaryName)) return 'RUNTIME'
  if (symbol.decl === undefined) return 'CLASS'
  const names = constantNames(metaAnnotation(symbol, 'Retention')?.args[0]?.value)
  return names[0] === 'RUNTIME' || names[0] === 'SOURCE' ? names[0] : 'CLASS'
}

/** The declared targets; undefined when the annotation interface names none. */
export function targetsOf(symbol: ClassSymbol): ReadonlySet<string> | undefined {
  const target = metaAnnotation(symbol, 'Target')
  return target === undefined ? undefined : new Set(constantNames(target.args[0]?.value))
}
