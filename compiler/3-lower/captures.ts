/**
 * Which variables of enclosing bodies a local class uses (JLS 8.1.3): those that it names itself and those of the local
 * classes that it creates or extends. Constant variables are not captured, their uses are constants.
 */
import { walk } from '../1-parse/walk.ts'
import type { ClassSymbol, VarSymbol } from '../2-check/symbols.ts'
import type { Captures, Lowering } from './context.ts'

const isLocalVariable = (symbol: VarSymbol): boolean => symbol.varKind !== 'field' && symbol.varKind !== 'enumConstant'

const NOTHING: Captures = { variables: [], passedOn: new Set(), inLambdas: [] }

/** Captured variables of a local class in order of first use. */
export function capturesOf(lowering: Lowering, symbol: ClassSymbol): Captures {
  const known = lowering.captures.get(symbol)
  if (known !== undefined) return known
  lowering.captures.set(symbol, NOTHING)
  const decl = symbol.decl ?? lowering.declarations.get(symbol)
  if (decl === undefined || !symbol.isLocal) return NOTHING
  const declared = new Set<VarSymbol>()
  const used = new Set<VarSymbol>()
  const passedOn = new Set<VarSymbol>()
  const inLambdas = new Set<VarSymbol>()
  // Local classes in here bring their own captured variables, the last one first, as javac has them.
  const needs = (other: ClassSymbol): void => {
    if (!other.isLocal || inside.has(other)) return
    for (const variable of [...capturesOf(lowering, other).variables].reverse()) {
      used.add(variable)
      passedOn.add(variable)
    }
    for (const variable of capturesOf(lowering, other).inLambdas) inLambdas.add(variable)
  }
  const inside = new Set<ClassSymbol>()
  walk(decl, (node) => {
    if (node.kind === 'ClassDecl' && node.symbol !== undefined) inside.add(node.symbol)
  })
  walk(decl, (node) => {
    switch (node.kind) {
      case 'LocalVar':
      case 'ParamDecl':
        if (node.symbol !== undefined) declared.add(node.symbol)
        break
      case 'MethodDecl':
        // The parameters of a compact constructor have no declarations.
        for (const parameter of node.symbol?.params ?? []) declared.add(parameter)
        break
      case 'ClassDecl':
        if (node.symbol !== undefined) {
          const parent = node.symbol.superclass?.symbol
          if (parent !== undefined) needs(parent)
        }
        break
      case 'Name':
        if (node.symbol?.kind === 'var' && node.constant === undefined && isLocalVariable(node.symbol)) {
          used.add(node.symbol)
          inLambdas.add(node.symbol)
        }
        break
      case 'New':
        if (node.body === undefined && node.type?.kind === 'class') needs(node.type.symbol)
        break
      case 'MethodRef':
        if (node.method?.name === '<init>') needs(node.method.owner)
        break
      default:
        break
    }
  })
  const fromOutside = (variables: ReadonlySet<VarSymbol>): VarSymbol[] => [...variables].filter((v) => !declared.has(v))
  const captured = { variables: fromOutside(used), passedOn, inLambdas: fromOutside(inLambdas) }
  lowering.captures.set(symbol, captured)
  return captured
}
