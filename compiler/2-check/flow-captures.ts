/** Local variables used inside of lambdas and inner classes, and resources, are effectively final (JLS 8.1.3, 15.27.2). */
import type { ClassDecl, Expr, Lambda, Statement } from '../1-parse/ast.ts'
import { type Flow, reportFlow } from './flow.ts'
import { assignedVariable } from './flow-conditions.ts'
import { skipParens, type Visitor, visitParts } from './flow-walk.ts'
import { Flags, type VarSymbol } from './symbols.ts'

/** The lambda or class at work: what is declared before it is captured. */
interface Boundary {
  readonly start: number
  readonly code: 'HL0615' | 'HL0616'
}

export function checkCaptures(flow: Flow, decl: ClassDecl): void {
  let boundary: Boundary | undefined
  /** Variables declared inside of the boundary. */
  const within = (inner: Boundary, scan: () => void): void => {
    const outer = boundary
    boundary = inner
    scan()
    boundary = outer
  }
  const isCaptured = (symbol: VarSymbol): boolean =>
    boundary !== undefined &&
    symbol.varKind !== 'field' &&
    symbol.varKind !== 'enumConstant' &&
    symbol.pos >= 0 &&
    symbol.pos < boundary.start

  const visitor: Visitor = {
    expr: scanExpr,
    lambda: (lambda: Lambda) =>
      within({ start: lambda.start, code: 'HL0615' }, () => {
        if (lambda.body.kind === 'Block') scanStatement(lambda.body)
        else scanExpr(lambda.body)
      }),
    classBody: (body) => within({ start: body.start, code: 'HL0616' }, () => scanClass(body)),
    switchExpr: (expr) => {
      scanExpr(expr.selector)
      for (const c of expr.cases) c.body.forEach(scanStatement)
    },
  }
  scanClass(decl)

  function scanClass(body: ClassDecl): void {
    for (const constant of body.enumConstants) {
      constant.args.forEach(scanExpr)
      if (constant.body !== undefined) scanClass(constant.body)
    }
    for (const member of body.members) {
      if (member.kind === 'ClassDecl') scanClass(member)
      else if (member.kind === 'FieldDecl') {
        if (member.init !== undefined) scanExpr(member.init)
      } else if (member.body !== undefined) scanStatement(member.body)
    }
  }

  function scanExpr(expr: Expr): void {
    switch (expr.kind) {
      case 'Name':
        if (expr.symbol?.kind === 'var' && isCaptured(expr.symbol)) checkFinal(expr.symbol, expr)
        return
      case 'Assign':
      case 'CompoundAssign':
        checkTarget(expr.target)
        break
      case 'Unary':
        if (expr.op.length > 1) checkTarget(expr.operand)
        break
      default:
    }
    visitParts(expr, visitor)
  }

  function checkFinal(symbol: VarSymbol, place: Expr): void {
    if ((symbol.flags & Flags.FINAL) !== 0 || symbol.effectivelyFinal) return
    reportFlow(flow, place.pos, place.end, boundary!.code, symbol.name)
  }

  /** An assignment from inside is never allowed, even when it is the only one. */
  function checkTarget(target: Expr): void {
    const symbol = assignedVariable(target)
    if (symbol !== undefined && isCaptured(symbol)) {
      reportFlow(flow, target.pos, target.end, boundary!.code, symbol.name)
    }
  }

  function scanStatement(s: Statement): void {
    switch (s.kind) {
      case 'Block':
        s.statements.forEach(scanStatement)
        return
      case 'LocalVars':
        for (const variable of s.declarators) if (variable.init !== undefined) scanExpr(variable.init)
        return
      case 'LocalClass':
        within({ start: s.decl.start, code: 'HL0616' }, () => scanClass(s.decl))
        return
      case 'ExprStatement':
        scanExpr(s.expr)
        return
      case 'ConstructorCall':
        if (s.outer !== undefined) scanExpr(s.outer)
        s.args.forEach(scanExpr)
        return
      case 'If':
        for (let each: Statement | undefined = s; each !== undefined; ) {
          if (each.kind !== 'If') {
            scanStatement(each)
            return
          }
          scanExpr(each.condition)
          scanStatement(each.then)
          each = each.else
        }
        return
      case 'While':
      case 'DoWhile':
        scanExpr(s.condition)
        scanStatement(s.body)
        return
      case 'For':
        s.init.forEach(scanStatement)
        if (s.condition !== undefined) scanExpr(s.condition)
        s.update.forEach(scanStatement)
        scanStatement(s.body)
        return
      case 'ForEach':
        scanExpr(s.iterable)
        scanStatement(s.body)
        return
      case 'Labeled':
        scanStatement(s.body)
        return
      case 'Switch':
        scanExpr(s.selector)
        for (const c of s.cases) c.body.forEach(scanStatement)
        return
      case 'Return':
        if (s.value !== undefined) scanExpr(s.value)
        return
      case 'Throw':
      case 'Yield':
        scanExpr(s.value)
        return
      case 'Try':
        for (const resource of s.resources) {
          if (resource.kind !== 'LocalVar') checkResource(resource)
          else if (resource.init !== undefined) scanExpr(resource.init)
        }
        scanStatement(s.block)
        for (const c of s.catches) scanStatement(c.body)
        if (s.finally !== undefined) scanStatement(s.finally)
        return
      case 'Synchronized':
        scanExpr(s.lock)
        scanStatement(s.body)
        return
      case 'Assert':
        scanExpr(s.condition)
        if (s.detail !== undefined) scanExpr(s.detail)
        return
      default:
    }
  }

  /** JLS 14.20.3: a variable named as a resource keeps its value. */
  function checkResource(resource: Expr): void {
    scanExpr(resource)
    const inner = skipParens(resource)
    const symbol = inner.kind === 'Name' || inner.kind === 'FieldAccess' ? inner.symbol : undefined
    if (symbol?.kind !== 'var' || (symbol.flags & Flags.FINAL) !== 0) return
    const isField = symbol.varKind === 'field'
    if (isField || !symbol.effectivelyFinal) {
      reportFlow(flow, resource.pos, resource.end, 'HL0617', symbol.name)
    }
  }
}
