/**
 * Annotations (JLS 9.6, 9.7): what an annotation interface says of itself (`@Target`, `@Retention`, `@Repeatable`), and
 * the checks of annotations where they are used: the interface exists, the elements exist and have values, the place
 * is one that `@Target` allows. Expressions as values are attributed through a hook.
 */
import type { Annotation, AnnotationValue, ClassDecl, Modifiers } from '../1-parse/ast.ts'
import type { SourceFile } from '../source.ts'
import type { Environment } from './environment.ts'
import { nearestName } from './members.ts'
import { findDescriptor } from './relations.ts'
import { resolveType, type Scope, scopeOfClass } from './scope.ts'
import { type ClassSymbol, Flags, type MethodSymbol } from './symbols.ts'
import { typeToString } from './type-views.ts'
import type { Type } from './types.ts'

type Env = Environment

/** Names of `java.lang.annotation.ElementType`. */
export type AnnotationTarget =
  | 'TYPE'
  | 'FIELD'
  | 'METHOD'
  | 'PARAMETER'
  | 'CONSTRUCTOR'
  | 'LOCAL_VARIABLE'
  | 'ANNOTATION_TYPE'
  | 'PACKAGE'
  | 'TYPE_PARAMETER'
  | 'TYPE_USE'
  | 'RECORD_COMPONENT'

export interface AnnotationInfo {
  readonly retention: 'SOURCE' | 'CLASS' | 'RUNTIME'
  /** Undefined: no `@Target`, every declaration may have it. */
  readonly targets: ReadonlySet<string> | undefined
  /** Binary name of the containing annotation interface of a repeatable one. */
  readonly container: string | undefined
}

export const DEFAULT_INFO: AnnotationInfo = { retention: 'CLASS', targets: undefined, container: undefined }

/** What an annotation interface says of itself. */
export function annotationInfo(env: Env, symbol: ClassSymbol): AnnotationInfo {
  const known = env.annotationInfos.get(symbol)
  if (known !== undefined) return known
  // Completes a symbol from a class file, which fills the table.
  const isAnnotation = (symbol.flags & Flags.ANNOTATION) !== 0
  const filled = env.annotationInfos.get(symbol)
  if (filled !== undefined) return filled
  const info = isAnnotation && symbol.decl !== undefined ? infoOfSource(env, symbol, symbol.decl) : DEFAULT_INFO
  env.annotationInfos.set(symbol, info)
  return info
}

function simpleNameOf(annotation: Annotation): string {
  return annotation.name.kind === 'ClassType' ? annotation.name.name.name : ''
}

/** Read from the tree: these annotations are needed before values are attributed. */
function infoOfSource(env: Env, symbol: ClassSymbol, decl: ClassDecl): AnnotationInfo {
  let { retention, targets, container } = DEFAULT_INFO
  for (const a of decl.modifiers.annotations) {
    const value = a.args[0]?.value
    if (value === undefined) continue
    switch (simpleNameOf(a)) {
      case 'Retention': {
        const name = lastName(value)
        if (name === 'SOURCE' || name === 'RUNTIME') retention = name
        break
      }
      case 'Target':
        targets = new Set((value.kind === 'AnnotationArray' ? value.elements : [value]).map(lastName))
        break
      case 'Repeatable':
        if (value.kind === 'ClassLiteral') {
          const type = resolveType(env, scopeOfClass(env, symbol), value.classType, { noBoundsCheck: true })
          if (type.kind === 'class') container = type.symbol.binaryName
        }
        break
      default:
        break
    }
  }
  return { retention, targets, container }
}

function lastName(value: AnnotationValue): string {
  if (value.kind === 'Name') return value.name
  return value.kind === 'FieldAccess' ? value.name.name : ''
}

// ---------------------------------------------------------------------------------------------------- uses

/** Checks the annotations of a class and of its members; those in bodies are for whoever attributes bodies. */
export function checkClassAnnotations(env: Env, symbol: ClassSymbol, decl: ClassDecl): void {
  const inside = scopeOfClass(env, symbol)
  const check = (modifiers: Modifiers, targets: readonly AnnotationTarget[]): void => {
    if (modifiers.annotations.length > 0) checkAnnotations(env, inside, symbol, modifiers.annotations, targets)
  }
  if (symbol.name !== '') {
    check(
      decl.modifiers,
      decl.classKind === 'annotation' ? ['TYPE', 'ANNOTATION_TYPE', 'TYPE_USE'] : ['TYPE', 'TYPE_USE'],
    )
    checkFunctional(env, symbol, decl)
    if (decl.classKind === 'annotation') checkRepeatable(env, symbol, decl)
  }
  for (const p of decl.typeParams) {
    if (p.annotations.length > 0) {
      checkAnnotations(env, inside, symbol, p.annotations, ['TYPE_PARAMETER', 'TYPE_USE'])
    }
  }
  for (const c of decl.components) {
    check(c.modifiers, ['RECORD_COMPONENT', 'FIELD', 'METHOD', 'PARAMETER', 'TYPE_USE'])
  }
  for (const c of decl.enumConstants) {
    if (c.annotations.length > 0) checkAnnotations(env, inside, symbol, c.annotations, ['FIELD'])
  }
  for (const member of decl.members) {
    if (member.kind === 'FieldDecl') check(member.modifiers, ['FIELD', 'TYPE_USE'])
    else if (member.kind === 'MethodDecl') {
      const isMethod = member.methodKind === 'method' || member.methodKind === 'annotationElement'
      const isVoid = member.returnType?.kind === 'PrimitiveType' && member.returnType.name === 'void'
      check(member.modifiers, !isMethod ? ['CONSTRUCTOR', 'TYPE_USE'] : isVoid ? ['METHOD'] : ['METHOD', 'TYPE_USE'])
      for (const p of member.typeParams) {
        if (p.annotations.length > 0) {
          checkAnnotations(env, inside, symbol, p.annotations, ['TYPE_PARAMETER', 'TYPE_USE'])
        }
      }
      for (const p of member.params) {
        check(p.modifiers, ['PARAMETER', 'TYPE_USE'])
        if (p.ellipsisAnnotations !== undefined) {
          checkAnnotations(env, inside, symbol, p.ellipsisAnnotations, ['TYPE_USE'])
        }
      }
      if (member.defaultValue !== undefined && member.symbol !== undefined) {
        checkValue(env, inside, symbol, member.defaultValue, member.symbol.type.result)
      }
    }
  }
}

function checkFunctional(env: Env, symbol: ClassSymbol, decl: ClassDecl): void {
  const annotation = decl.modifiers.annotations.find((a) => a.symbol === env.symbols.functionalInterface)
  if (annotation === undefined) return
  if (!findDescriptor(env, symbol.thisType ?? symbol.erasedType).ok) {
    env.error(symbol.file!, annotation, 'HL0280', symbol.name)
  }
}

/**
 * Checks annotations at one place. `targets` are the kinds of that place; `cls` is the class in which the values are
 * attributed.
 */
export function checkAnnotations(
  env: Env,
  scope: Scope,
  cls: ClassSymbol,
  annotations: readonly Annotation[],
  targets: readonly AnnotationTarget[],
): void {
  const file = scope.unit.file
  const seen = new Set<ClassSymbol>()
  let repeated: { readonly annotation: Annotation; readonly container: string } | undefined
  for (const annotation of annotations) {
    const symbol = checkAnnotation(env, scope, cls, annotation)
    if (symbol === undefined) continue
    const info = annotationInfo(env, symbol)
    if (info.targets !== undefined && !targets.some((t) => info.targets!.has(t))) {
      env.error(file, annotation, 'HL0281', symbol.name)
    }
    if (seen.has(symbol)) {
      if (info.container === undefined) env.error(file, annotation, 'HL0282', symbol.name)
      else repeated = { annotation, container: info.container }
    }
    seen.add(symbol)
  }
  if (repeated !== undefined) {
    checkContainerPlace(env, file, repeated.annotation, repeated.container, annotations, targets)
  }
}

/** JLS 9.7.5: repeated annotations are wrapped into their container, which must fit the place and not stand there. */
function checkContainerPlace(
  env: Env,
  file: SourceFile,
  annotation: Annotation,
  container: string,
  annotations: readonly Annotation[],
  targets: readonly AnnotationTarget[],
): void {
  const symbol = env.loadClass(container)
  if (symbol === undefined) return
  const allowed = annotationInfo(env, symbol).targets
  if (allowed !== undefined && !targets.some((t) => allowed.has(t))) {
    env.error(file, annotation, 'HL0281', symbol.name)
  }
  for (const other of annotations) {
    if (other.symbol === symbol) env.error(file, other, 'HL0296', symbol.name)
  }
}

const RETENTIONS = ['SOURCE', 'CLASS', 'RUNTIME'] as const

/** JLS 9.6.3: what the containing annotation interface of a repeatable one must be. */
function checkRepeatable(env: Env, symbol: ClassSymbol, decl: ClassDecl): void {
  const annotation = decl.modifiers.annotations.find((a) => simpleNameOf(a) === 'Repeatable')
  const info = annotationInfo(env, symbol)
  if (annotation === undefined || info.container === undefined) return
  const container = env.loadClass(info.container)
  if (container === undefined) return
  const file = symbol.file!
  const wrong = (): void => env.error(file, annotation, 'HL0295', container.name, symbol.name)
  if ((container.flags & Flags.ANNOTATION) === 0) {
    wrong()
    return
  }
  const result = container.methods.get('value')?.[0]?.type.result
  if (result?.kind !== 'array' || result.element.kind !== 'class' || result.element.symbol !== symbol) wrong()
  for (const group of container.methods.values()) {
    for (const m of group) {
      if (m.name !== 'value' && (m.flags & Flags.ABSTRACT) !== 0 && !m.hasDefault) wrong()
    }
  }
  const outer = annotationInfo(env, container)
  if (RETENTIONS.indexOf(outer.retention) < RETENTIONS.indexOf(info.retention)) wrong()
  if (info.targets !== undefined) {
    for (const target of outer.targets ?? ALL_DECLARATIONS) {
      const covered =
        info.targets.has(target) ||
        (target === 'ANNOTATION_TYPE' && info.targets.has('TYPE')) ||
        (info.targets.has('TYPE_USE') &&
          (target === 'TYPE' || target === 'ANNOTATION_TYPE' || target === 'TYPE_PARAMETER'))
      if (!covered) {
        wrong()
        break
      }
    }
  }
}

const ALL_DECLARATIONS: readonly AnnotationTarget[] = [
  'TYPE',
  'FIELD',
  'METHOD',
  'PARAMETER',
  'CONSTRUCTOR',
  'LOCAL_VARIABLE',
  'ANNOTATION_TYPE',
  'PACKAGE',
  'TYPE_PARAMETER',
  'RECORD_COMPONENT',
]

/** Annotations inside of types (JLS 4.11); those in the header of a top-level class see what its file sees. */
export function checkTypeAnnotations(env: Env, scope: Scope, annotations: readonly Annotation[]): void {
  env.later(() => {
    const cls = scope.from.kind === 'class' ? scope.from : env.sourceClasses.find((c) => c.file === scope.unit.file)
    if (cls !== undefined) checkAnnotations(env, scope, cls, annotations, ['TYPE_USE'])
  })
}

/** One annotation and its values; gives its interface. */
function checkAnnotation(env: Env, scope: Scope, cls: ClassSymbol, annotation: Annotation): ClassSymbol | undefined {
  const file = scope.unit.file
  const type = resolveType(env, scope, annotation.name)
  if (type.kind !== 'class') return undefined
  const symbol = type.symbol
  if ((symbol.flags & Flags.ANNOTATION) === 0) {
    if (symbol.state !== 'broken') env.error(file, annotation.name, 'HL0283', symbol.name)
    return undefined
  }
  annotation.symbol = symbol
  const given = new Set<string>()
  for (const arg of annotation.args) {
    if (arg.implicitName && annotation.args.length > 1) env.error(file, arg, 'HL0292')
    const method: MethodSymbol | undefined = symbol.methods.get(arg.name)?.[0]
    if (method === undefined) {
      const near = nearestName(arg.name, symbol.methods.keys())
      env.errorWith(
        file,
        arg,
        near === undefined ? undefined : `did you mean \`${near}\`?`,
        'HL0284',
        arg.name,
        symbol.name,
      )
      continue
    }
    if (given.has(arg.name)) env.error(file, arg, 'HL0285', arg.name)
    given.add(arg.name)
    arg.method = method
    checkValue(env, scope, cls, arg.value, method.type.result)
  }
  const missing: string[] = []
  for (const group of symbol.methods.values()) {
    for (const m of group) {
      const isElement = (m.flags & (Flags.ABSTRACT | Flags.SYNTHETIC)) === Flags.ABSTRACT
      if (isElement && !m.hasDefault && !given.has(m.name)) missing.push(m.name)
    }
  }
  if (missing.length > 0) env.error(file, annotation, 'HL0286', symbol.name, missing.join(', '))
  return symbol
}

function checkValue(env: Env, scope: Scope, cls: ClassSymbol, value: AnnotationValue, expected: Type): void {
  const file = scope.unit.file
  if (expected.kind === 'error') return
  if (value.kind === 'AnnotationArray') {
    if (expected.kind !== 'array') {
      env.error(file, value, 'HL0287', typeToString(expected))
      return
    }
    for (const element of value.elements) checkValue(env, scope, cls, element, expected.element)
    return
  }
  // One value stands for an array of one.
  const wanted = expected.kind === 'array' ? expected.element : expected
  if (value.kind === 'Annotation') {
    const symbol = checkAnnotation(env, scope, cls, value)
    if (symbol !== undefined && (wanted.kind !== 'class' || wanted.symbol !== symbol)) {
      env.error(file, value, 'HL0288', symbol.name, typeToString(wanted))
    }
    return
  }
  const attribute = env.hooks.annotationValue
  if (attribute === undefined) return
  attribute(value, wanted, cls)
  if (value.type === undefined || value.type.kind === 'error') return
  if (wanted.kind === 'primitive' || (wanted.kind === 'class' && wanted.symbol === env.symbols.string)) {
    if (value.constant === undefined) env.error(file, value, 'HL0289')
  } else if (wanted.kind === 'class' && wanted.symbol === env.symbols.class) {
    if (value.kind !== 'ClassLiteral') env.error(file, value, 'HL0290')
  } else if (wanted.kind === 'class' && (wanted.symbol.flags & Flags.ENUM) !== 0) {
    const named = value.kind === 'Name' || value.kind === 'FieldAccess' ? value.symbol : undefined
    if (named?.kind !== 'var' || named.varKind !== 'enumConstant') env.error(file, value, 'HL0291')
  } else if (wanted.kind === 'class' && (wanted.symbol.flags & Flags.ANNOTATION) !== 0) {
    env.error(file, value, 'HL0288', typeToString(value.type), typeToString(wanted))
  }
}
