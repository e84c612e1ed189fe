/**
 * A class beside those of the source, one for each file that needs it: it holds the tables of enum switches, the field
 * that says whether assertions are on for interfaces (whose fields are public), and its name marks the constructors
 * that give access to private ones (accessors.ts).
 */
import type { MemberRef, Statement } from '../1-parse/ast.ts'
import { annotationInfo } from '../2-check/annotations.ts'
import { ClassSymbol, Flags } from '../2-check/symbols.ts'
import { VOID } from '../2-check/types.ts'
import type { HelperClass, Lowering } from './context.ts'
import { fillMaps } from './enum-maps.ts'
import type { LoweredClass } from './lowered.ts'
import { assertionStatus, madeField, madeMethod } from './classes.ts'
import { type At, block } from './trees.ts'

export function helperClass(lowering: Lowering): HelperClass {
  lowering.helper ??= { symbol: makeSymbol(lowering), maps: new Map(), assertions: undefined }
  return lowering.helper
}

/** `Outer$1` or the first number that is free. */
function makeSymbol(lowering: Lowering): ClassSymbol {
  let number = 1
  let name = `${lowering.top.binaryName}$1`
  while (lowering.takenNames.has(name)) name = `${lowering.top.binaryName}$${++number}`
  lowering.takenNames.add(name)
  const symbol = new ClassSymbol('', name, lowering.top)
  symbol.isLocal = true
  symbol.noOuterThis = true
  symbol.flags = Flags.STATIC | Flags.SYNTHETIC
  symbol.state = 'membersDone'
  symbol.superclass = lowering.env.types.object
  return symbol
}

/** The field of the helper class that asserts in interfaces read. */
export function helperAssertions(lowering: Lowering, cls: ClassSymbol): MemberRef {
  const helper = helperClass(lowering)
  helper.assertions ??= cls
  const owner = helper.symbol.binaryName
  return { owner, name: '$assertionsDisabled', descriptor: 'Z', isInterface: false, mode: 'static' }
}

const TABLE = Flags.STATIC | Flags.FINAL | Flags.SYNTHETIC

export function lowerHelperClass(lowering: Lowering): LoweredClass | undefined {
  const { helper } = lowering
  if (helper === undefined) return undefined
  const { symbol, maps } = helper
  const at: At = { start: 0, end: 0, pos: lowering.top.decl?.pos ?? 0 }
  const body: Statement[] = fillMaps(lowering, maps)
  const fields = [...maps.values()].map((map) => madeField(TABLE, map.ref.name, '[I'))
  if (helper.assertions !== undefined) {
    body.unshift(assertionStatus(lowering, symbol.binaryName, at))
    fields.push(madeField(TABLE, '$assertionsDisabled', 'Z'))
  }
  const initialiser = { ...madeMethod(at, Flags.STATIC, '<clinit>', '()V', [], VOID), body: block(at, body) }
  return {
    symbol,
    file: lowering.file,
    pos: at.pos,
    accessFlags: Flags.SYNTHETIC | Flags.SUPER,
    name: symbol.binaryName,
    superName: 'java/lang/Object',
    interfaces: [],
    signature: undefined,
    annotations: [],
    deprecated: false,
    fields,
    methods: body.length === 0 ? [] : [initialiser],
    nestHost: lowering.top.binaryName,
    nestMembers: [],
    enclosing: { className: lowering.top.binaryName, method: undefined },
    permitted: [],
    components: undefined,
    nested: [],
    annotationInfo: (annotation) => annotationInfo(lowering.env, annotation),
    classNamed: (name) => (name === symbol.binaryName ? symbol : lowering.env.classes.get(name)),
  }
}
