/**
 * Where code stands, as the attribution of bodies sees it: the class and the method or initialiser, the variables in
 * scope, the jump targets, the types in scope. Variables are a linked list of cells that are never changed, so leaving
 * a block or looking at a lambda body later is keeping an old head of the list.
 */
import type { Expr, Ident, Node, Statement, SwitchExpr } from '../1-parse/ast.ts'
import type { SourceFile } from '../source.ts'
import type { Environment } from './environment.ts'
import { findField, nearestName } from './members.ts'
import type { Operand } from './operands.ts'
import { classTypeOf } from './relations.ts'
import { importedFields, type Scope } from './scope.ts'
import { type AnySymbol, type ClassSymbol, Flags, type MethodSymbol, VarSymbol, type VarKind } from './symbols.ts'
import { type ClassType, ERROR, type Type } from './types.ts'

/** Pattern variables that an expression introduces when it is true and when it is false (JLS 6.3.1). */
export interface Bindings {
  readonly whenTrue: readonly VarSymbol[]
  readonly whenFalse: readonly VarSymbol[]
}

export const NO_BINDINGS: Bindings = { whenTrue: [], whenFalse: [] }

/** State of the attribution of all bodies of one compilation. */
export interface Checker {
  readonly env: Environment
  /** Numbers of inference variables. */
  readonly ids: { next: number }
  /** The context of each class from source, in which its members stand. */
  readonly classContexts: Map<ClassSymbol, Context>
  /** Only expressions that introduce pattern variables are here. */
  readonly bindings: Map<Expr, Bindings>
  /** Local variables that have an initialiser: a final one can never be assigned. */
  readonly initialised: Set<VarSymbol>
  /** Fields whose initialiser has been attributed or is being attributed. */
  readonly fieldsDone: Map<VarSymbol, 'running' | 'done'>
  /** Variables declared with `var` whose initialiser is being looked at. */
  readonly inferring: Set<VarSymbol>
  readonly classesDone: Set<ClassSymbol>
  /** Checks that belong to flow analysis: they run only while there is no error. */
  readonly afterwards: (() => void)[]
  /** Local classes: the context of the block that declares them. */
  readonly localContexts: Map<ClassSymbol, Context>
}

export interface Local {
  readonly name: string
  readonly symbol: VarSymbol
  readonly next: Local | undefined
  readonly depth: number
  /** Every so many cells a table of those since the one before, so that thousands of variables are found quickly. */
  readonly table: LocalTable | undefined
}

interface LocalTable {
  readonly symbols: ReadonlyMap<string, VarSymbol>
  readonly below: Local | undefined
}

const TABLE_EVERY = 256

export interface LocalClassCell {
  readonly name: string
  readonly next: LocalClassCell | undefined
}

/** What `break`, `continue` and `yield` may leave, from the inside out. */
export interface Jump {
  readonly kind: 'loop' | 'switch' | 'switchExpr' | 'label'
  readonly label: string | undefined
  readonly statement: Statement | undefined
  readonly expression: SwitchExpr | undefined
  /** Of a switch expression: the operands of its yields. */
  readonly yields: Returned[] | undefined
  readonly next: Jump | undefined
}

/** A value given back by `return` in a lambda body or by `yield`. */
export interface Returned {
  readonly expr: Expr
  readonly operand: Operand
  readonly ctx: Context
}

export type Result =
  | { readonly kind: 'method'; readonly type: Type }
  | { readonly kind: 'lambda'; readonly returned: Returned[] }
  | { readonly kind: 'none' }

export interface Context {
  readonly checker: Checker
  readonly env: Environment
  readonly file: SourceFile
  readonly cls: ClassSymbol
  /** The context in which the declaration of `cls` stands; undefined for top-level classes. */
  readonly outer: Context | undefined
  /** Owner of the variables declared here: the method, or the class in initialisers. */
  readonly owner: AnySymbol
  readonly method: MethodSymbol | undefined
  readonly isStatic: boolean
  /** In the arguments of `this(...)` or `super(...)` (JLS 8.8.7.1). */
  readonly prologue: boolean
  /** In a field initialiser or an initialiser block: for forward references (JLS 8.3.3). */
  readonly initialiser: boolean
  /** The field whose initialiser this is. */
  readonly field: VarSymbol | undefined
  scope: Scope
  locals: Local | undefined
  classes: LocalClassCell | undefined
  readonly jumps: Jump | undefined
  readonly result: Result
  readonly inLambda: boolean
}

type Place = { readonly pos: number; readonly end: number; readonly start?: number; readonly kind?: string }

/** As javac: lambdas and method references are reported where they begin, other nodes at their operator or name. */
function placeOf(node: Place): Place {
  if ((node.kind === 'Lambda' || node.kind === 'MethodRef') && node.start !== undefined) {
    return { pos: node.start, end: node.end }
  }
  return node
}

export function report(ctx: Context, node: Place, code: string, ...args: string[]): void {
  ctx.env.error(ctx.file, placeOf(node), code, ...args)
}

export function reportWith(
  ctx: Context,
  node: Place,
  suggestion: string | undefined,
  code: string,
  ...args: string[]
): void {
  ctx.env.errorWith(ctx.file, placeOf(node), suggestion, code, ...args)
}

// ---- variables

export function findLocal(ctx: Context, name: string): VarSymbol | undefined {
  for (let cell = ctx.locals; cell !== undefined; ) {
    if (cell.name === name) return cell.symbol
    const { table } = cell
    const known: VarSymbol | undefined = table?.symbols.get(name)
    if (known !== undefined) return known
    cell = table === undefined ? cell.next : table.below
  }
  return undefined
}

function tableOf(cell: Local): LocalTable {
  const symbols = new Map<string, VarSymbol>()
  let below: Local | undefined = cell
  for (; below !== undefined && below.table === undefined; below = below.next) {
    if (!symbols.has(below.name)) symbols.set(below.name, below.symbol)
  }
  return { symbols, below }
}

/** Makes the symbol of a local variable and brings it into scope; reports a second one of that name (JLS 6.4). */
export function declareLocal(
  ctx: Context,
  name: Ident,
  varKind: VarKind,
  flags: number,
  type: Type,
  pos = name.pos,
): VarSymbol {
  if (findLocal(ctx, name.name) !== undefined) report(ctx, name, 'HL0310', name.name)
  const symbol = new VarSymbol(name.name, varKind, ctx.owner, flags, type)
  symbol.pos = pos
  bringIn(ctx, symbol)
  return symbol
}

export function bringIn(ctx: Context, symbol: VarSymbol): void {
  const depth = (ctx.locals?.depth ?? 0) + 1
  const cell: Local = { name: symbol.name, symbol, next: ctx.locals, depth, table: undefined }
  ctx.locals = depth % TABLE_EVERY === 0 ? { ...cell, table: tableOf(cell) } : cell
}

/** Takes the pattern variables out of scope that came in after `until`; declared variables stay. */
export function dropBindings(ctx: Context, until: Local | undefined): void {
  const added: VarSymbol[] = []
  for (let cell = ctx.locals; cell !== until && cell !== undefined; cell = cell.next) added.push(cell.symbol)
  if (!added.some((symbol) => symbol.varKind === 'binding')) return
  ctx.locals = until
  for (const symbol of added.reverse()) if (symbol.varKind !== 'binding') bringIn(ctx, symbol)
}

export function bindingsOf(ctx: Context, expr: Expr): Bindings {
  return ctx.checker.bindings.size === 0 ? NO_BINDINGS : (ctx.checker.bindings.get(expr) ?? NO_BINDINGS)
}

export function setBindings(
  ctx: Context,
  expr: Expr,
  whenTrue: readonly VarSymbol[],
  whenFalse: readonly VarSymbol[],
): void {
  if (whenTrue.length + whenFalse.length > 0) ctx.checker.bindings.set(expr, { whenTrue, whenFalse })
}

/** Runs `work` with pattern variables in scope. */
export function withBindings<T>(ctx: Context, symbols: readonly VarSymbol[], work: () => T): T {
  if (symbols.length === 0) return work()
  const saved = ctx.locals
  for (const symbol of symbols) bringIn(ctx, symbol)
  const result = work()
  ctx.locals = saved
  return result
}

/** Runs `work` as a block: variables and local classes declared in it go out of scope after it. */
export function inBlock<T>(ctx: Context, work: () => T): T {
  const { locals, classes, scope } = ctx
  const result = work()
  ctx.locals = locals
  ctx.classes = classes
  ctx.scope = scope
  return result
}

export type VariableLookup =
  | { readonly kind: 'local'; readonly symbol: VarSymbol; readonly at: Context }
  | { readonly kind: 'field'; readonly symbol: VarSymbol; readonly at: Context | undefined; readonly site: Type }
  | { readonly kind: 'static'; readonly symbol: VarSymbol; readonly prologue: boolean }
  | { readonly kind: 'ambiguous' | 'inaccessible'; readonly symbol: VarSymbol }
  | { readonly kind: 'none' }

/** The variable that a simple name denotes (JLS 6.4.1, 6.5.6.1), from the inside out. */
export function findVariable(ctx: Context, name: string): VariableLookup {
  let staticOnly = false
  let prologue = false
  let problem: VariableLookup | undefined
  for (let c: Context | undefined = ctx; c !== undefined; c = c.outer) {
    const local = findLocal(c, name)
    if (local !== undefined) {
      // A local enum, record or interface sees no variables of the method around it (JLS 8.1.3).
      if (c !== ctx && staticBetween(ctx, c) && constantOf(local) === undefined) {
        return { kind: 'static', symbol: local, prologue: false }
      }
      if (c.cls !== ctx.cls || c !== ctx) recordCapture(ctx, c, local)
      return { kind: 'local', symbol: local, at: c }
    }
    if (c.isStatic) staticOnly = true
    if (c.prologue) prologue = true
    const site = thisTypeOf(c.cls)
    const found = findField(ctx.env, site, name, ctx.cls)
    if (found.kind === 'found') {
      const symbol = found.symbol
      if ((symbol.flags & Flags.STATIC) === 0) {
        if (staticOnly) return { kind: 'static', symbol, prologue: false }
        // A field of the class under construction; one inherited by an enclosing class is available.
        if (prologue && c.prologue) return { kind: 'static', symbol, prologue: true }
      }
      return { kind: 'field', symbol, at: c, site }
    }
    if (found.kind === 'ambiguous') return { kind: 'ambiguous', symbol: found.symbols[0]! }
    if (found.kind === 'inaccessible') problem ??= { kind: 'inaccessible', symbol: found.symbol }
    if (isStaticClass(c.cls)) staticOnly = true
  }
  const imported = importedFields(ctx.env, ctx.scope, name)
  if (imported.kind === 'found') {
    const site = classTypeOf(ctx.scope.unit.imports.homeOf(imported.symbol), [])
    return { kind: 'field', symbol: imported.symbol, at: undefined, site }
  }
  if (imported.kind === 'ambiguous') return { kind: 'ambiguous', symbol: imported.symbols[0]! }
  if (imported.kind === 'inaccessible') problem ??= { kind: 'inaccessible', symbol: imported.symbol }
  return problem ?? { kind: 'none' }
}

/** A class in static context by its own declaration: static members and the implicitly static kinds. */
export function isStaticClass(cls: ClassSymbol): boolean {
  return (cls.flags & (Flags.STATIC | Flags.INTERFACE | Flags.ENUM | Flags.RECORD)) !== 0 && cls.name !== ''
}

function staticBetween(from: Context, to: Context): boolean {
  for (let c: Context | undefined = from; c !== undefined && c !== to; c = c.outer) {
    if (isStaticClass(c.cls)) return true
  }
  return false
}

export function constantOf(symbol: VarSymbol): VarSymbol['constant'] {
  if (symbol.constant === undefined && symbol.lazyConstant !== undefined) {
    const compute = symbol.lazyConstant
    symbol.lazyConstant = undefined
    symbol.constant = compute()
  }
  return symbol.constant
}

/** Each local class between the use and the declaration captures the variable, unless it is a constant. */
function recordCapture(from: Context, to: Context, symbol: VarSymbol): void {
  if (constantOf(symbol) !== undefined) return
  for (let c: Context | undefined = from; c !== undefined && c !== to; c = c.outer) {
    if (c.cls.isLocal && c.cls !== to.cls && !c.cls.captured.includes(symbol)) c.cls.captured.push(symbol)
  }
}

export function thisTypeOf(cls: ClassSymbol): ClassType {
  return cls.thisType ?? classTypeOf(cls, [])
}

/** Names that a misspelt variable may have meant. */
export function* variableNames(ctx: Context): Iterable<string> {
  for (let c: Context | undefined = ctx; c !== undefined; c = c.outer) {
    for (let cell = c.locals; cell !== undefined; cell = cell.next) yield cell.name
    for (let k: ClassSymbol | undefined = c.cls; k !== undefined; k = k.superclass?.symbol) yield* k.fields.keys()
  }
}

export function suggestVariable(ctx: Context, name: string): string | undefined {
  const nearest = nearestName(name, variableNames(ctx))
  return nearest === undefined ? undefined : `did you mean \`${nearest}\`?`
}

// ---- jumps

export function withJump(ctx: Context, jump: Omit<Jump, 'next'>): Context {
  return { ...ctx, jumps: { ...jump, next: ctx.jumps } }
}

/** A node is set to the error type; every expression gets some type. */
export function setError(node: Node): typeof ERROR {
  ;(node as { type?: Type }).type = ERROR
  return ERROR
}
