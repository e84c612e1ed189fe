/**
 * Reachability (JLS 14.22): every statement can be reached, methods with a result return one, initialisers complete.
 *
 * One flag runs along: alive, dead, or `recovered` after a reported unreachable statement, which counts as alive but
 * causes no further error. Jumps are remembered until their target is left; a `finally` that never completes forgets
 * the jumps out of its `try`.
 */
import type { ClassDecl, Expr, MethodDecl, Statement, SwitchCase, SwitchExpr, Try } from '../1-parse/ast.ts'
import { type Flow, reportFlow } from './flow.ts'
import { arrowValue, constantCondition, type Visitor, visitParts } from './flow-walk.ts'

type Liveness = 'alive' | 'dead' | 'recovered'

interface Jump {
  readonly target: Statement
  readonly isContinue: boolean
}

interface Walk extends Visitor {
  readonly flow: Flow
  alive: Liveness
  jumps: Jump[]
}

export function analyzeReachability(flow: Flow, decl: ClassDecl): void {
  const walk: Walk = {
    flow,
    alive: 'alive',
    jumps: [],
    expr: (expr) => scanExpr(walk, expr),
    lambda: (lambda) =>
      apart(walk, () => {
        if (lambda.body.kind === 'Block') scanStatement(walk, lambda.body)
        else scanExpr(walk, lambda.body)
      }),
    classBody: (body) => scanClass(walk, body),
    switchExpr: (expr) => scanSwitchExpr(walk, expr),
  }
  scanClass(walk, decl)
}

/** Code with a life of its own: bodies of lambdas, methods, initialisers. */
function apart(walk: Walk, scan: () => void): void {
  const { alive, jumps } = walk
  walk.alive = 'alive'
  walk.jumps = []
  scan()
  walk.alive = alive
  walk.jumps = jumps
}

function scanClass(walk: Walk, decl: ClassDecl): void {
  for (const constant of decl.enumConstants) {
    for (const arg of constant.args) scanExpr(walk, arg)
    if (constant.body !== undefined) scanClass(walk, constant.body)
  }
  for (const member of decl.members) {
    switch (member.kind) {
      case 'ClassDecl':
        scanClass(walk, member)
        break
      case 'FieldDecl':
        if (member.init !== undefined) scanExpr(walk, member.init)
        break
      case 'InitializerDecl':
        apart(walk, () => {
          scanStatement(walk, member.body)
          if (walk.alive === 'dead') reportFlow(walk.flow, member.body.start, member.body.start + 1, 'HL0603')
        })
        break
      case 'MethodDecl':
        scanMethod(walk, member)
    }
  }
}

function scanMethod(walk: Walk, method: MethodDecl): void {
  const { body } = method
  if (body === undefined) return
  apart(walk, () => {
    scanStatement(walk, body)
    const isVoid = method.returnType === undefined || isVoidNode(method.returnType)
    if (walk.alive === 'alive' && !isVoid) reportFlow(walk.flow, body.closeBrace, body.closeBrace + 1, 'HL0602')
  })
}

function isVoidNode(type: { readonly kind: string }): boolean {
  return type.kind === 'PrimitiveType' && (type as { readonly name?: string }).name === 'void'
}

function scanExpr(walk: Walk, expr: Expr): void {
  visitParts(expr, walk)
}

function scanStatement(walk: Walk, statement: Statement): void {
  if (walk.alive === 'dead') {
    reportFlow(walk.flow, placeOf(statement), statement.end, 'HL0601')
    if (statement.kind !== 'Empty') walk.alive = 'recovered'
  }
  scanLive(walk, statement)
}

/** Where javac shows a statement: declarations at their name. */
function placeOf(statement: Statement): number {
  if (statement.kind === 'LocalVars') return statement.declarators[0]?.name.start ?? statement.start
  return statement.pos
}

function scanLive(walk: Walk, s: Statement): void {
  switch (s.kind) {
    case 'Block':
      for (const statement of s.statements) scanStatement(walk, statement)
      return
    case 'LocalVars':
      for (const variable of s.declarators) if (variable.init !== undefined) scanExpr(walk, variable.init)
      return
    case 'LocalClass':
      scanClass(walk, s.decl)
      return
    case 'ExprStatement':
      scanExpr(walk, s.expr)
      return
    case 'ConstructorCall':
      if (s.outer !== undefined) scanExpr(walk, s.outer)
      for (const arg of s.args) scanExpr(walk, arg)
      return
    case 'If':
      scanIf(walk, s)
      return
    case 'Labeled':
      scanStatement(walk, s.body)
      leave(walk, s)
      return
    case 'Switch':
      scanExpr(walk, s.selector)
      scanSwitch(walk, s)
      return
    case 'Return':
      if (s.value !== undefined) scanExpr(walk, s.value)
      walk.alive = 'dead'
      return
    case 'Throw':
    case 'Yield':
      scanExpr(walk, s.value)
      walk.alive = 'dead'
      return
    case 'Break':
    case 'Continue':
      if (s.target !== undefined) walk.jumps.push({ target: s.target, isContinue: s.kind === 'Continue' })
      walk.alive = 'dead'
      return
    case 'Try':
      scanTry(walk, s)
      return
    case 'Synchronized':
      scanExpr(walk, s.lock)
      scanStatement(walk, s.body)
      return
    case 'Assert':
      scanExpr(walk, s.condition)
      if (s.detail !== undefined) scanExpr(walk, s.detail)
      return
    case 'Empty':
      return
    default:
      scanLoop(walk, s)
  }
}

/** Chains of `else if` may be long: each `if` in an `else` is a turn of the loop. */
function scanIf(walk: Walk, first: Statement & { readonly kind: 'If' }): void {
  let s = first
  let after: Liveness = 'dead'
  for (;;) {
    scanExpr(walk, s.condition)
    scanStatement(walk, s.then)
    after = either(after, walk.alive)
    walk.alive = 'alive'
    if (s.else === undefined) return
    if (s.else.kind !== 'If') {
      scanStatement(walk, s.else)
      walk.alive = either(after, walk.alive)
      return
    }
    s = s.else
  }
}

function scanLoop(walk: Walk, s: Statement & { readonly kind: 'While' | 'DoWhile' | 'For' | 'ForEach' }): void {
  switch (s.kind) {
    case 'While': {
      scanExpr(walk, s.condition)
      const condition = constantCondition(s.condition)
      walk.alive = condition === false ? 'dead' : 'alive'
      scanStatement(walk, s.body)
      walk.alive = condition === true ? 'dead' : 'alive'
      break
    }
    case 'DoWhile':
      scanStatement(walk, s.body)
      if (takeJumps(walk, s, true)) walk.alive = either(walk.alive, 'alive')
      scanExpr(walk, s.condition)
      if (constantCondition(s.condition) === true) walk.alive = 'dead'
      break
    case 'For': {
      for (const part of s.init) scanStatement(walk, part)
      if (s.condition !== undefined) scanExpr(walk, s.condition)
      const condition = s.condition === undefined ? true : constantCondition(s.condition)
      walk.alive = condition === false ? 'dead' : 'alive'
      scanStatement(walk, s.body)
      takeJumps(walk, s, true)
      for (const part of s.update) scanExpr(walk, part.expr)
      walk.alive = condition === true ? 'dead' : 'alive'
      break
    }
    case 'ForEach':
      scanExpr(walk, s.iterable)
      scanStatement(walk, s.body)
      walk.alive = 'alive'
  }
  takeJumps(walk, s, true)
  leave(walk, s)
}

function scanSwitch(walk: Walk, s: Statement & { readonly kind: 'Switch' }): void {
  let hasDefault = false
  let isArrow = false
  let after: Liveness = 'dead'
  for (const c of s.cases) {
    hasDefault ||= c.isDefault
    isArrow = c.arrow
    walk.alive = 'alive'
    scanCase(walk, c)
    // The end of an arrow's body leaves the switch.
    if (c.arrow) after = either(after, walk.alive)
  }
  if (isArrow) walk.alive = after
  if (!hasDefault) walk.alive = 'alive'
  leave(walk, s)
}

function scanCase(walk: Walk, c: SwitchCase): void {
  for (const label of c.labels) scanExpr(walk, label)
  for (const statement of c.body) scanStatement(walk, statement)
}

/** JLS 15.28.1: no case of a switch expression may end without a value. */
function scanSwitchExpr(walk: Walk, expr: SwitchExpr): void {
  scanExpr(walk, expr.selector)
  const before = walk.alive
  const last = expr.cases[expr.cases.length - 1]
  for (const c of expr.cases) {
    walk.alive = 'alive'
    const value = c.arrow ? arrowValue(c.body) : undefined
    if (value !== undefined) {
      scanExpr(walk, value)
      continue
    }
    scanCase(walk, c)
    if (walk.alive !== 'alive') continue
    const [only] = c.body
    if (c.arrow && only?.kind === 'Block') {
      reportFlow(walk.flow, only.closeBrace, only.closeBrace + 1, 'HL0604')
    } else if (c === last) {
      reportFlow(walk.flow, expr.closeBrace, expr.closeBrace + 1, 'HL0605')
    }
  }
  walk.alive = before
}

function scanTry(walk: Walk, s: Try): void {
  const outerJumps = walk.jumps
  walk.jumps = []
  for (const resource of s.resources) {
    if (resource.kind !== 'LocalVar') scanExpr(walk, resource)
    else if (resource.init !== undefined) scanExpr(walk, resource.init)
  }
  scanStatement(walk, s.block)
  let end = walk.alive
  for (const c of s.catches) {
    walk.alive = 'alive'
    scanStatement(walk, c.body)
    end = either(end, walk.alive)
  }
  const jumps = walk.jumps
  walk.jumps = outerJumps
  if (s.finally !== undefined) {
    walk.alive = 'alive'
    scanStatement(walk, s.finally)
    if (isDead(walk)) {
      walk.flow.endlessFinally.add(s)
      return
    }
  }
  walk.jumps.push(...jumps)
  walk.alive = end
}

/** Leaving a statement by the breaks that name it. */
function leave(walk: Walk, s: Statement): void {
  if (takeJumps(walk, s, false)) walk.alive = either(walk.alive, 'alive')
}

function takeJumps(walk: Walk, target: Statement, isContinue: boolean): boolean {
  const rest = walk.jumps.filter((jump) => jump.target !== target || jump.isContinue !== isContinue)
  const found = rest.length < walk.jumps.length
  walk.jumps = rest
  return found
}

/** Through a function: the scan before has changed what TypeScript believes to know. */
function isDead(walk: Walk): boolean {
  return walk.alive === 'dead'
}

function either(a: Liveness, b: Liveness): Liveness {
  if (a === 'alive' || b === 'alive') return 'alive'
  return a === 'recovered' || b === 'recovered' ? 'recovered' : 'dead'
}
