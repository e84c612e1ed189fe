/** Whether statements can complete normally (JLS 14.22), as far as scopes and the forms of lambdas need to know. */
import type { Expr, Statement } from '../1-parse/ast.ts'
import { skipParens } from './expressions.ts'

/** Whether a statement can complete normally (JLS 14.22), as far as the scope of pattern variables needs it. */
export function completesNormally(s: Statement): boolean {
  switch (s.kind) {
    case 'Return':
    case 'Throw':
    case 'Break':
    case 'Continue':
    case 'Yield':
      return false
    case 'Block':
      return s.statements.every(completesNormally)
    case 'If':
      return s.else === undefined || completesNormally(s.then) || completesNormally(s.else)
    case 'While':
      return !isTrue(s.condition) || breaksOut(s.body, s)
    case 'DoWhile':
      return breaksOut(s.body, s) || (!isTrue(s.condition) && (completesNormally(s.body) || continuesIn(s.body)))
    case 'For':
      return (s.condition !== undefined && !isTrue(s.condition)) || breaksOut(s.body, s)
    case 'Labeled':
      return completesNormally(s.body) || breaksOut(s.body, s)
    case 'Synchronized':
      return completesNormally(s.body)
    case 'Try':
      if (s.finally !== undefined && !completesNormally(s.finally)) return false
      return completesNormally(s.block) || s.catches.some((c) => completesNormally(c.body))
    case 'Switch': {
      if (!s.cases.some((c) => c.isDefault) || s.cases.some((c) => c.body.some((b) => breaksOut(b, s)))) return true
      const last = s.cases[s.cases.length - 1]
      if (s.cases.some((c) => c.arrow)) {
        return s.cases.some((c) => c.body.every(completesNormally))
      }
      return last === undefined || last.body.every(completesNormally)
    }
    default:
      return true
  }
}

function isTrue(e: Expr): boolean {
  const inner = skipParens(e)
  return e.constant === true || (inner.kind === 'Literal' && inner.value === true)
}

/** A `break` that leaves `target`: by its annotation, or before attribution by its label or nesting. */
export function breaksOut(body: Statement, target: Statement): boolean {
  return findBreak(body, target, true)
}

function findBreak(s: Statement, target: Statement, direct: boolean): boolean {
  const any = (list: readonly Statement[], d: boolean) => list.some((item) => findBreak(item, target, d))
  switch (s.kind) {
    case 'Break':
      if (s.target !== undefined) return s.target === target
      if (s.label === undefined) return direct && target.kind !== 'Labeled'
      return target.kind === 'Labeled' && target.label.name === s.label.name
    case 'Block':
      return any(s.statements, direct)
    case 'If':
      return findBreak(s.then, target, direct) || (s.else !== undefined && findBreak(s.else, target, direct))
    case 'While':
    case 'DoWhile':
    case 'For':
    case 'ForEach':
      return findBreak(s.body, target, false)
    case 'Labeled':
    case 'Synchronized':
      return findBreak(s.body, target, direct)
    case 'Switch':
      return s.cases.some((c) => any(c.body, false))
    case 'Try':
      return (
        findBreak(s.block, target, direct) ||
        s.catches.some((c) => findBreak(c.body, target, direct)) ||
        (s.finally !== undefined && findBreak(s.finally, target, direct))
      )
    default:
      return false
  }
}

function continuesIn(s: Statement): boolean {
  switch (s.kind) {
    case 'Continue':
      return true
    case 'Block':
      return s.statements.some(continuesIn)
    case 'If':
      return continuesIn(s.then) || (s.else !== undefined && continuesIn(s.else))
    case 'Labeled':
    case 'Synchronized':
      return continuesIn(s.body)
    case 'Try':
      return continuesIn(s.block) || s.catches.some((c) => continuesIn(c.body))
    default:
      return false
  }
}
