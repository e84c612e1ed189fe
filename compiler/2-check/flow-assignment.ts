/**
 * Definite assignment (JLS 16): a variable has a value before it is read, a final one gets it once; and which local
 * variables are effectively final (JLS 4.12.4).
 *
 * Two sets run along: `assigned`, the variables that are definitely assigned here, and `unassigned`, those that are
 * definitely unassigned. Where a statement cannot be reached both hold every variable, so that merging by intersection
 * needs no special case. Loops are walked twice when their body assigns a variable that was unassigned before it.
 * Statements are here, expressions and conditions in flow-conditions.ts.
 */
import type { ClassDecl, FieldDecl, MethodDecl, Statement, SwitchCase, SwitchExpr, Try } from '../1-parse/ast.ts'
import { Bits } from './bits.ts'
import { type Flow, reportFlow } from './flow.ts'
import { scanCondition, scanExpr } from './flow-conditions.ts'
import { arrowValue, callsThis } from './flow-walk.ts'
import { type ClassSymbol, Flags, type VarSymbol } from './symbols.ts'

export interface State {
  readonly assigned: Bits
  readonly unassigned: Bits
}

interface Jump extends State {
  readonly kind: 'break' | 'continue' | 'return'
  readonly target: Statement | SwitchExpr | undefined
  /** Where a `return` stands: final fields have to be assigned there, too. */
  readonly start: number
}

/** The walk over one class with all that is nested in it. */
export interface Assignment {
  readonly flow: Flow
  assigned: Bits
  unassigned: Bits
  /** Numbers of the variables that are followed: locals, and blank final fields of the class at work. */
  numbers: Map<VarSymbol, number>
  next: number
  jumps: Jump[]
  /** What stays unassigned through the whole of the `try` at work: assignments anywhere in it count. */
  unassignedInTry: Bits
  inLoopAgain: boolean
  /** The class whose blank final fields are followed. */
  cls: ClassSymbol | undefined
  /** Final fields may be assigned here: not in methods, nor in constructors that begin with this(...). */
  fieldsOpen: boolean
}

export function analyzeAssignment(flow: Flow, decl: ClassDecl): void {
  scanClass(
    {
      flow,
      assigned: new Bits(),
      unassigned: new Bits(),
      numbers: new Map(),
      next: 0,
      jumps: [],
      unassignedInTry: new Bits(),
      inLoopAgain: false,
      cls: undefined,
      fieldsOpen: false,
    },
    decl,
  )
}

// ---------------------------------------------------------------------------------------------- state

export function snapshot(a: Assignment): State {
  return { assigned: a.assigned.copy(), unassigned: a.unassigned.copy() }
}

export function enter(a: Assignment, state: State): void {
  a.assigned = state.assigned.copy()
  a.unassigned = state.unassigned.copy()
}

export function meet(a: Assignment, state: State): void {
  a.assigned.and(state.assigned)
  a.unassigned.and(state.unassigned)
}

/** Behind a jump everything holds (JLS 16: "V is [un]assigned after any statement that cannot complete normally"). */
export function markDead(a: Assignment): void {
  a.assigned.addBelow(a.next)
  a.unassigned.addBelow(a.next)
}

/** A new variable, without value. */
export function declare(a: Assignment, symbol: VarSymbol): void {
  const number = a.next++
  a.numbers.set(symbol, number)
  a.assigned.remove(number)
  a.unassigned.add(number)
}

/** Parameters, pattern variables: they come with a value. */
export function declareAssigned(a: Assignment, symbol: VarSymbol | undefined): void {
  if (symbol === undefined) return
  declare(a, symbol)
  const number = a.numbers.get(symbol)!
  a.assigned.add(number)
  a.unassigned.remove(number)
}

/** A variable gets a value at this place. */
export function assign(a: Assignment, symbol: VarSymbol, start: number, end: number): void {
  const number = a.numbers.get(symbol)
  const isField = symbol.varKind === 'field'
  if (number === undefined || (isField && !a.fieldsOpen)) {
    // A local variable from outside of a lambda or class is a matter of flow-captures.
    if (isField && (symbol.flags & Flags.FINAL) !== 0) reportFlow(a.flow, start, end, 'HL0612', symbol.name)
    if (!isField) symbol.effectivelyFinal = false
    return
  }
  if ((symbol.flags & Flags.FINAL) === 0) {
    if (!a.unassigned.has(number)) symbol.effectivelyFinal = false
  } else if (symbol.varKind === 'param') {
    reportFlow(a.flow, start, end, 'HL0614', symbol.name)
  } else if (!a.unassigned.has(number)) {
    reportFlow(a.flow, start, end, a.inLoopAgain ? 'HL0613' : 'HL0612', symbol.name)
  }
  a.unassigned.remove(number)
  a.unassignedInTry.remove(number)
  a.assigned.add(number)
}

/** A variable is read at this place. */
export function checkAssigned(a: Assignment, symbol: VarSymbol, start: number, end: number, code = 'HL0610'): void {
  const number = a.numbers.get(symbol)
  if (number === undefined || a.assigned.has(number)) return
  if (symbol.varKind === 'field' && (!a.fieldsOpen || symbol.owner !== a.cls)) return
  reportFlow(a.flow, start, end, code, symbol.name)
  a.assigned.add(number)
}

// ---------------------------------------------------------------------------------------------- classes

/** Field initialisers and blocks in textual order, static ones first; then each method from where those end. */
export function scanClass(a: Assignment, decl: ClassDecl): void {
  const cls = decl.symbol
  if (cls === undefined) return
  const outer = { ...a, ...snapshot(a) }
  a.jumps = []
  a.cls = cls
  a.fieldsOpen = true
  a.inLoopAgain = false
  for (const constant of decl.enumConstants) {
    for (const arg of constant.args) scanExpr(a, arg)
    if (constant.body !== undefined) scanClass(a, constant.body)
  }
  const statics = blankFields(decl, true)
  for (const { symbol } of statics) declare(a, symbol)
  scanInitializers(a, decl, true)
  for (const { symbol, place } of statics) checkAssigned(a, symbol, place, place + symbol.name.length)
  const fields = blankFields(decl, false)
  for (const { symbol } of fields) declare(a, symbol)
  scanInitializers(a, decl, false)
  const methods = decl.members.filter((member): member is MethodDecl => member.kind === 'MethodDecl')
  if (!methods.some((method) => method.methodKind === 'constructor' || method.methodKind === 'compact')) {
    const isRecord = (cls.flags & Flags.RECORD) !== 0
    for (const { symbol, place } of isRecord ? [] : fields) {
      checkAssigned(a, symbol, place, place + symbol.name.length, 'HL0611')
    }
  }
  for (const member of decl.members) if (member.kind === 'ClassDecl') scanClass(a, member)
  for (const method of methods) scanMethod(a, method, fields)
  Object.assign(a, outer)
}

interface BlankField {
  readonly symbol: VarSymbol
  readonly place: number
}

/** Final fields without initialiser; the fields of a record's components among them (JLS 8.3.1.2). */
function blankFields(decl: ClassDecl, isStatic: boolean): BlankField[] {
  const result: BlankField[] = []
  if (decl.classKind === 'record' && !isStatic) {
    for (const component of decl.components) {
      const symbol = decl.symbol?.fields.get(component.name.name)
      if (symbol !== undefined) result.push({ symbol, place: component.name.start })
    }
  }
  for (const member of decl.members) {
    if (member.kind !== 'FieldDecl' || member.init !== undefined || member.symbol === undefined) continue
    const { flags } = member.symbol
    if ((flags & Flags.FINAL) === 0 || ((flags & Flags.STATIC) !== 0) !== isStatic) continue
    result.push({ symbol: member.symbol, place: member.name.start })
  }
  return result
}

function scanInitializers(a: Assignment, decl: ClassDecl, isStatic: boolean): void {
  for (const member of decl.members) {
    if (member.kind === 'FieldDecl') {
      const isStaticField = ((member.symbol?.flags ?? 0) & Flags.STATIC) !== 0
      if (isStaticField === isStatic && member.init !== undefined) scanFieldInit(a, member)
    } else if (member.kind === 'InitializerDecl' && member.isStatic === isStatic) {
      scanStatement(a, member.body)
      a.jumps = []
    }
  }
}

function scanFieldInit(a: Assignment, member: FieldDecl): void {
  scanExpr(a, member.init!)
  if (member.symbol !== undefined) a.numbers.delete(member.symbol)
}

function scanMethod(a: Assignment, method: MethodDecl, fields: readonly BlankField[]): void {
  if (method.body === undefined) return
  const before = snapshot(a)
  const { next } = a
  const isConstructor = method.methodKind !== 'method' && method.methodKind !== 'annotationElement'
  const isInitial = isConstructor && !callsThis(method.body)
  a.fieldsOpen = isInitial
  a.jumps = []
  const params = method.params.length > 0 ? method.params.map((p) => p.symbol) : (method.symbol?.params ?? [])
  for (const param of params) declareAssigned(a, param)
  scanStatement(a, method.body)
  if (isInitial && method.methodKind === 'constructor') {
    const { closeBrace } = method.body
    for (const { symbol } of fields) checkAssigned(a, symbol, closeBrace, closeBrace + 1)
    for (const jump of a.jumps) {
      if (jump.kind !== 'return') continue
      enter(a, jump)
      for (const { symbol } of fields) checkAssigned(a, symbol, jump.start, jump.start + 6)
    }
  }
  a.jumps = []
  a.next = next
  enter(a, before)
  a.fieldsOpen = true
}

// ---------------------------------------------------------------------------------------------- statements

export function scanStatement(a: Assignment, s: Statement): void {
  switch (s.kind) {
    case 'Block': {
      const { next } = a
      for (const statement of s.statements) scanStatement(a, statement)
      a.next = next
      return
    }
    case 'LocalVars':
      for (const variable of s.declarators) {
        const { symbol, init, name } = variable
        if (symbol !== undefined) declare(a, symbol)
        if (init === undefined) continue
        scanExpr(a, init)
        if (symbol !== undefined) assign(a, symbol, name.start, name.end)
      }
      return
    case 'LocalClass':
      scanClass(a, s.decl)
      return
    case 'ExprStatement':
      scanExpr(a, s.expr)
      return
    case 'ConstructorCall':
      if (s.outer !== undefined) scanExpr(a, s.outer)
      for (const arg of s.args) scanExpr(a, arg)
      return
    case 'If':
      scanIf(a, s)
      return
    case 'Labeled':
      scanStatement(a, s.body)
      resolve(a, s, 'break')
      return
    case 'Switch':
      scanSwitch(a, s)
      return
    case 'Return':
      if (s.value !== undefined) scanExpr(a, s.value)
      jump(a, 'return', undefined, s.start)
      return
    case 'Throw':
      scanExpr(a, s.value)
      markDead(a)
      return
    case 'Yield':
      scanExpr(a, s.value)
      jump(a, 'break', s.target, s.start)
      return
    case 'Break':
      jump(a, 'break', s.target, s.start)
      return
    case 'Continue':
      jump(a, 'continue', s.target, s.start)
      return
    case 'Try':
      scanTry(a, s)
      return
    case 'Synchronized':
      scanExpr(a, s.lock)
      scanStatement(a, s.body)
      return
    case 'Assert': {
      // JLS 16.2: what the assert assigns does not count, because it may be switched off.
      const before = snapshot(a)
      const { whenTrue, whenFalse } = scanCondition(a, s.condition)
      before.unassigned.and(whenTrue.unassigned)
      if (s.detail !== undefined) {
        enter(a, whenFalse)
        scanExpr(a, s.detail)
      }
      enter(a, before)
      return
    }
    case 'Empty':
      return
    default:
      scanLoop(a, s)
  }
}

function jump(a: Assignment, kind: Jump['kind'], target: Jump['target'], start: number): void {
  a.jumps.push({ kind, target, start, ...snapshot(a) })
  markDead(a)
}

/** Merges the state of the jumps that end here. */
function resolve(a: Assignment, target: Jump['target'], kind: Jump['kind']): void {
  if (a.jumps.length === 0) return
  const rest: Jump[] = []
  for (const each of a.jumps) {
    if (each.target === target && each.kind === kind) meet(a, each)
    else rest.push(each)
  }
  a.jumps = rest
}

function scanIf(a: Assignment, first: Statement & { readonly kind: 'If' }): void {
  let s = first
  // State behind the branches so far; a chain of `else if` is a loop here.
  let after: State | undefined
  for (;;) {
    const { whenTrue, whenFalse } = scanCondition(a, s.condition)
    enter(a, whenTrue)
    scanStatement(a, s.then)
    if (after !== undefined) meet(a, after)
    after = snapshot(a)
    enter(a, whenFalse)
    if (s.else === undefined) break
    if (s.else.kind !== 'If') {
      scanStatement(a, s.else)
      break
    }
    s = s.else
  }
  meet(a, after)
}

type Loop = Statement & { readonly kind: 'While' | 'DoWhile' | 'For' | 'ForEach' }

function scanLoop(a: Assignment, s: Loop): void {
  const { next } = a
  const outerAgain = a.inLoopAgain
  a.inLoopAgain = false
  if (s.kind === 'For') for (const part of s.init) scanStatement(a, part)
  if (s.kind === 'ForEach') {
    if (s.variable.symbol !== undefined) declare(a, s.variable.symbol)
    scanExpr(a, s.iterable)
  }
  let behind = snapshot(a)
  if (s.kind === 'ForEach' && s.variable.symbol !== undefined) {
    const { name, symbol } = s.variable
    assign(a, symbol, name.start, name.end)
  }
  const errorsBefore = a.flow.reporter.errorCount
  for (let pass = 1; pass <= 2; pass++) {
    a.inLoopAgain = pass === 2
    const entry = a.unassigned.copy()
    entry.removeFrom(a.next)
    const left = scanTurn(a, s)
    if (pass === 1 && left !== undefined) behind = left
    if (a.flow.reporter.errorCount !== errorsBefore || !entry.exceeds(a.unassigned)) break
    // Assumed unassigned at the begin of each turn, yet assigned in it: again without the assumption.
    a.unassigned = entry.and(a.unassigned)
  }
  a.inLoopAgain = outerAgain
  if (s.kind === 'ForEach') behind.unassigned.and(a.unassigned)
  enter(a, behind)
  resolve(a, s, 'break')
  a.next = next
}

/** One turn of the loop; ends with the state before the next one, answers the state when the condition is false. */
function scanTurn(a: Assignment, s: Loop): State | undefined {
  switch (s.kind) {
    case 'While': {
      const { whenTrue, whenFalse } = scanCondition(a, s.condition)
      enter(a, whenTrue)
      scanStatement(a, s.body)
      resolve(a, s, 'continue')
      return whenFalse
    }
    case 'DoWhile': {
      scanStatement(a, s.body)
      resolve(a, s, 'continue')
      const { whenTrue, whenFalse } = scanCondition(a, s.condition)
      enter(a, whenTrue)
      return whenFalse
    }
    case 'For': {
      let left: State
      if (s.condition === undefined) {
        const { assigned, unassigned } = a
        enter(a, { assigned, unassigned })
        markDead(a)
        left = { assigned: a.assigned, unassigned: a.unassigned }
        enter(a, { assigned, unassigned })
      } else {
        const { whenTrue, whenFalse } = scanCondition(a, s.condition)
        left = whenFalse
        enter(a, whenTrue)
      }
      scanStatement(a, s.body)
      resolve(a, s, 'continue')
      for (const part of s.update) scanExpr(a, part.expr)
      return left
    }
    case 'ForEach':
      scanStatement(a, s.body)
      resolve(a, s, 'continue')
      return undefined
  }
}

function scanSwitch(a: Assignment, s: Statement & { readonly kind: 'Switch' }): void {
  scanExpr(a, s.selector)
  const { next } = a
  const atSelector = snapshot(a)
  let hasDefault = false
  markDead(a)
  for (const c of s.cases) {
    hasDefault ||= c.isDefault
    scanCase(a, c, atSelector)
    if (c.arrow) jump(a, 'break', s, c.start)
  }
  if (!hasDefault) meet(a, atSelector)
  resolve(a, s, 'break')
  a.next = next
}

/** A case begins after the selector, or falls through from the case before. */
function scanCase(a: Assignment, c: SwitchCase, atSelector: State): void {
  meet(a, atSelector)
  for (const label of c.labels) scanExpr(a, label)
  const first = a.next
  for (const statement of c.body) scanStatement(a, statement)
  // Variables of this group are in scope in the next ones, without their values.
  for (let number = first; number < a.next; number++) {
    atSelector.assigned.remove(number)
    atSelector.unassigned.add(number)
  }
}

export function scanSwitchExpr(a: Assignment, expr: SwitchExpr): void {
  scanExpr(a, expr.selector)
  const { next } = a
  const atSelector = snapshot(a)
  markDead(a)
  for (const c of expr.cases) {
    const value = c.arrow ? arrowValue(c.body) : undefined
    if (value === undefined) {
      scanCase(a, c, atSelector)
    } else {
      meet(a, atSelector)
      scanExpr(a, value)
      jump(a, 'break', expr, c.start)
    }
  }
  markDead(a)
  resolve(a, expr, 'break')
  a.next = next
}

/** JLS 16.2.15 */
function scanTry(a: Assignment, s: Try): void {
  const outerJumps = a.jumps
  const outerUnassigned = a.unassignedInTry
  const { next } = a
  a.jumps = []
  const atStart = a.assigned.copy()
  a.unassignedInTry = a.unassigned.copy()
  for (const resource of s.resources) {
    if (resource.kind !== 'LocalVar') {
      scanExpr(a, resource)
      continue
    }
    if (resource.symbol !== undefined) declare(a, resource.symbol)
    if (resource.init !== undefined) scanExpr(a, resource.init)
    if (resource.symbol !== undefined) assign(a, resource.symbol, resource.name.start, resource.name.end)
  }
  scanStatement(a, s.block)
  a.unassignedInTry.and(a.unassigned)
  const end = snapshot(a)
  const catchStart: State = { assigned: atStart.copy(), unassigned: a.unassignedInTry.copy() }
  a.next = next
  for (const c of s.catches) {
    enter(a, catchStart)
    declareAssigned(a, c.param.symbol)
    scanStatement(a, c.body)
    end.assigned.and(a.assigned)
    end.unassigned.and(a.unassigned)
    a.next = next
  }
  const jumps = a.jumps
  a.jumps = outerJumps
  if (s.finally === undefined) {
    enter(a, end)
    a.jumps.push(...jumps)
  } else {
    a.assigned = atStart
    a.unassigned = a.unassignedInTry.copy()
    scanStatement(a, s.finally)
    if (!a.flow.endlessFinally.has(s)) {
      a.unassigned.and(end.unassigned)
      for (const each of jumps) {
        const assigned = each.assigned.copy().or(a.assigned)
        const unassigned = each.unassigned.copy().and(a.unassigned)
        a.jumps.push({ ...each, assigned, unassigned })
      }
      a.assigned.or(end.assigned)
    }
  }
  a.unassignedInTry = a.unassignedInTry.and(outerUnassigned).and(a.unassigned)
}
