/**
 * switch on int constants (JLS 14.11, 15.28; JVMS 3.10): a table where that is cheaper than a search, by javac's
 * formula, which weighs words of code and three times the comparisons.
 */
import type { Expr, Switch, SwitchExpr, Yield } from '../1-parse/ast.ts'
import { walk } from '../1-parse/walk.ts'
import { OP } from '../../vm/classfile/opcodes.ts'
import { ALWAYS } from './code.ts'
import { genExpr } from './expressions.ts'
import { type Gen, loadLocal, newTemp, storeLocal, vtypeOf } from './gen.ts'
import type { Local } from './code.ts'
import { copyState } from './state.ts'
import { endGaps, enter, genStatements, hasFinally, leave, unwind } from './statements.ts'

export function genSwitch(g: Gen, s: Switch): void {
  genCases(g, s)
}

/** A switch expression: each `yield` leaves its value on the stack and jumps to the end. */
export function genSwitchExpr(g: Gen, e: SwitchExpr): void {
  const { code } = g
  // A handler inside of the switch would empty the stack: what lies there waits in variables meanwhile.
  const first = code.nextLocal
  const saved: Local[] = []
  if (code.state.stack.length > 0 && containsTry(e)) {
    while (code.alive && code.state.stack.length > 0) {
      const local = newTemp(g, code.top())
      storeLocal(g, local)
      saved.push(local)
    }
  }
  const result = saved.length > 0 ? newTemp(g, vtypeOf(e.type!)) : undefined
  if (result !== undefined) g.switchResults.set(e, result)
  genCases(g, e)
  code.forceTop(vtypeOf(e.type!))
  if (result !== undefined) {
    for (let i = saved.length - 1; i >= 0; i--) loadLocal(g, saved[i]!)
    loadLocal(g, result)
  }
  code.endScopes(first)
}

export function genYield(g: Gen, s: Yield): void {
  const { code } = g
  const target = s.target!
  const position = code.pendingPosition
  genExpr(g, s.value)
  const result = resultOf(g, target)
  if (result !== undefined) storeLocal(g, result)
  else if (hasFinally(g, target) && code.alive) {
    const saved = newTemp(g, code.top())
    storeLocal(g, saved)
    const env = unwind(g, target)!
    code.pendingPosition = position
    loadLocal(g, saved)
    code.forceTop(vtypeOf(target.type!))
    for (const jump of code.branch(ALWAYS)) env.exit.push(jump)
    endGaps(g, env)
    return
  } else code.forceTop(vtypeOf(target.type!))
  const env = unwind(g, target)!
  code.pendingPosition = position
  for (const jump of code.branch(ALWAYS)) env.exit.push(jump)
  endGaps(g, env)
}

function resultOf(g: Gen, target: object): Local | undefined {
  for (let env = g.env; env !== undefined; env = env.outer) {
    if (env.node === target || env.origin === target) return g.switchResults.get(env.node)
  }
  return undefined
}

function containsTry(e: SwitchExpr): boolean {
  let found = false
  walk(e, (node) => {
    if (node.kind === 'Try' || node.kind === 'Synchronized') found = true
  })
  return found
}

function genCases(g: Gen, s: Switch | SwitchExpr): void {
  const { code } = g
  const first = code.nextLocal
  genExpr(g, s.selector)
  const { cases } = s
  if (cases.length === 0) {
    if (code.alive) code.drop()
    return
  }
  if (!code.alive) return
  const env = enter(g, s, s.origin)
  const labels: { value: number; index: number }[] = []
  let defaultIndex = -1
  cases.forEach((c, index) => {
    for (const label of c.labels) labels.push({ value: labelValue(label), index })
    if (c.isDefault) defaultIndex = index
  })
  labels.sort((a, b) => a.value - b.value)
  const low = labels[0]?.value ?? 0
  const high = labels[labels.length - 1]?.value ?? -1
  const count = labels.length
  const tableCost = 4 + (high - low + 1) + 3 * 3
  const lookupCost = 3 + 2 * count + 3 * count
  const useTable = count > 0 && tableCost <= lookupCost
  const start = code.beginSwitch(useTable ? OP.tableswitch : OP.lookupswitch)
  const table = code.length
  const targets: number[] = cases.map(() => 0)
  code.raw4(0)
  if (useTable) {
    code.raw4(low)
    code.raw4(high)
    for (let value = low; value <= high; value++) code.raw4(0)
  } else {
    code.raw4(count)
    for (const label of labels) {
      code.raw4(label.value)
      code.raw4(0)
    }
  }
  const atSwitch = copyState(code.state)
  code.markDead()
  cases.forEach((c, index) => {
    targets[index] = code.entryPoint(atSwitch) - start
    genStatements(g, c.body)
  })
  if (s.kind === 'SwitchExpr' && s.closeBrace !== -1) code.statementAt(s.closeBrace)
  leave(g, env)
  code.resolve(env.exit)
  const toDefault = defaultIndex >= 0 ? targets[defaultIndex]! : code.entryPoint(atSwitch) - start
  code.put4(table, toDefault)
  if (useTable) {
    for (let value = low; value <= high; value++) code.put4(table + 12 + 4 * (value - low), toDefault)
    for (const { value, index } of labels) code.put4(table + 12 + 4 * (value - low), targets[index]!)
  } else {
    for (let i = 0; i < count; i++) code.put4(table + 12 + 8 * i, targets[labels[i]!.index]!)
  }
  code.endScopes(first)
}

function labelValue(label: Expr): number {
  if (label.kind === 'Literal' && typeof label.value === 'number') return label.value
  throw new Error('case label without a constant')
}
