/**
 * `--release N` is also a level of the language: what a later release brought is refused at its place, as javac does;
 * each such construct once a file.
 * The parser reads the whole language; this walk over the tree of a file runs for releases before 17 only.
 */
import type { ClassDecl, CompilationUnit, Modifiers, Node, SwitchCase, TypeNode } from '../1-parse/ast.ts'
import { walk } from '../1-parse/walk.ts'
import type { Diagnostic, Reporter } from '../diagnostics.ts'
import type { SourceFile } from '../source.ts'

/** Constructs, as messages call them, and the release that brought them. */
const SINCE = {
  'private interface methods': 9,
  'anonymous classes with `<>`': 9,
  'variables as resources': 9,
  '`var` for local variables': 10,
  '`var` for lambda parameters': 11,
  'switch expressions': 14,
  'arrow cases': 14,
  'several constants in a case': 14,
  'text blocks': 15,
  'escapes `\\s`': 15,
  'type patterns in instanceof': 16,
  records: 16,
  'local interfaces and enums': 16,
  'static members of inner classes': 16,
  'sealed classes': 17,
} as const

type Feature = keyof typeof SINCE

type Need = (node: { readonly pos: number; readonly end: number }, feature: Feature) => void

export function checkSourceLevel(file: SourceFile, unit: CompilationUnit, release: number, reporter: Reporter): void {
  const reported = new Set<Feature>()
  const need: Need = (node, feature) => {
    const since = SINCE[feature]
    if (release >= since || reported.has(feature)) return
    reported.add(feature)
    const args = [feature, String(since), String(release)]
    reporter.report({ code: 'HL0071', severity: 'error', file, start: node.pos, end: node.end, args })
  }
  for (const decl of unit.types) walk(decl, (node) => checkNode(node, need))
}

function checkNode(node: Node, need: Need): void {
  switch (node.kind) {
    case 'ClassDecl':
      checkClass(node, need)
      for (const member of node.members) {
        if (member.kind === 'ClassDecl' && node.classKind !== 'interface' && isInner(member)) checkInner(member, need)
      }
      return
    case 'EnumConstant':
      if (node.body !== undefined) checkInner(node.body, need)
      return
    case 'LocalClass':
      if (node.decl.classKind === 'interface' || node.decl.classKind === 'enum') {
        need(node.decl.name, 'local interfaces and enums')
      } else if (node.decl.classKind === 'class') checkInner(node.decl, need)
      return
    case 'New':
      if (node.body !== undefined && isDiamond(node.classType)) need(node.classType, 'anonymous classes with `<>`')
      if (node.body !== undefined) checkInner(node.body, need)
      return
    case 'Try':
      for (const resource of node.resources) if (resource.kind !== 'LocalVar') need(resource, 'variables as resources')
      return
    case 'LocalVar':
      if (node.type.kind === 'VarType') need(node.type, '`var` for local variables')
      return
    case 'Lambda':
      for (const param of node.params) if (param.type?.kind === 'VarType') need(param, '`var` for lambda parameters')
      return
    case 'Switch':
      checkCases(node.cases, need)
      return
    case 'SwitchExpr':
      need(node, 'switch expressions')
      checkCases(node.cases, need)
      return
    case 'Literal':
      if (node.text.startsWith('"""')) need(node, 'text blocks')
      else if (SPACE_ESCAPE.test(node.text)) need(node, 'escapes `\\s`')
      return
    case 'InstanceOf':
      if (node.binding !== undefined) need(node.binding, 'type patterns in instanceof')
      return
    default:
      return
  }
}

/** A backslash before an `s` that is not itself escaped. */
const SPACE_ESCAPE = /^(?:[^\\]|\\[^s])*\\s/

/** Words that later releases took away from names, by what the parser, which knows the newest release, says about them. */
const RESERVED_SINCE: Readonly<Record<string, number>> = { var: 10, yield: 14, record: 16, sealed: 17, permits: 17 }

/** Whether an error of the parser is none in this release. */
export function wasAllowed({ code, args }: Diagnostic, release: number): boolean {
  if (code === 'HL0026') return release < 9
  if (code === 'HL0063') return release < 14
  return code === 'HL0030' && release < (RESERVED_SINCE[args[0] ?? ''] ?? 0)
}

const isDiamond = (type: TypeNode): boolean => type.kind === 'ClassType' && type.typeArgs?.length === 0

function checkClass(decl: ClassDecl, need: Need): void {
  if (decl.classKind === 'record') need(decl.name, 'records')
  for (const modifier of decl.modifiers.list) {
    if (modifier.name === 'sealed' || modifier.name === 'non-sealed') need(modifier, 'sealed classes')
  }
  if (decl.classKind === 'interface') {
    for (const member of decl.members) {
      if (member.kind === 'MethodDecl' && member.modifiers.list.some(({ name }) => name === 'private')) {
        need(member.name, 'private interface methods')
      }
    }
  }
}

const isStatic = (modifiers: Modifiers): boolean => modifiers.list.some(({ name }) => name === 'static')

const isInner = (decl: ClassDecl): boolean => decl.classKind === 'class' && !isStatic(decl.modifiers)

/** Constant variables were always allowed (JLS 8.1.3); whether a final one with a value is one is known later. */
function checkInner(decl: ClassDecl, need: Need): void {
  for (const member of decl.members) {
    if (member.kind === 'InitializerDecl') {
      if (member.isStatic) need(member, 'static members of inner classes')
    } else if (member.kind === 'ClassDecl') {
      if (!isInner(member)) need(member.name, 'static members of inner classes')
    } else if (isStatic(member.modifiers)) {
      const isFinal = member.modifiers.list.some(({ name }) => name === 'final')
      if (member.kind === 'MethodDecl' || !isFinal || member.init === undefined) {
        need(member.name, 'static members of inner classes')
      }
    }
  }
}

function checkCases(cases: readonly SwitchCase[], need: Need): void {
  for (const one of cases) {
    if (one.arrow) need(one, 'arrow cases')
    if (one.labels.length > 1) need(one.labels[1]!, 'several constants in a case')
  }
}
