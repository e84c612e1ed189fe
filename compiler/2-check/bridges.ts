/**
 * Bridge methods (JLS 15.12.4.5): where a method overrides one whose erasure is another, callers of the overridden
 * method must reach it. The list, its order and its corner cases are those of javac, so that class files agree.
 */
import type { Environment } from './environment.ts'
import { classImplementation, isMemberOf } from './members.ts'
import { isSameType, methodTypeIn } from './relations.ts'
import { type AnySymbol, type ClassSymbol, Flags, MethodSymbol } from './symbols.ts'
import { erasureOfMethod, isSubclass } from './type-views.ts'
import type { MethodType } from './types.ts'

type Env = Environment

/** A bridge that the class needs: `target` is called by the method `name` with the erased `type`. */
export interface Bridge {
  readonly name: string
  readonly type: MethodType
  /** The overridden method whose erasure the bridge has. */
  readonly bridged: MethodSymbol
  readonly target: MethodSymbol
  /** Access flags of the bridge (with SYNTHETIC and BRIDGE). */
  readonly flags: number
  /** The target is inherited: the bridge calls it with `super.`. */
  readonly viaSuper: boolean
}

const ACCESS = Flags.PUBLIC | Flags.PROTECTED | Flags.PRIVATE

export function bridgesOf(env: Env, symbol: ClassSymbol): readonly Bridge[] {
  const known = env.bridges.get(symbol)
  if (known !== undefined) return known
  const bridges: Bridge[] = []
  env.bridges.set(symbol, bridges)
  for (let c = symbol.superclass?.symbol; c !== undefined; c = c.superclass?.symbol) addFrom(env, c, symbol, bridges)
  for (const i of symbol.interfaces) addFrom(env, i.symbol, symbol, bridges)
  return bridges
}

function addFrom(env: Env, from: ClassSymbol, symbol: ClassSymbol, bridges: Bridge[]): void {
  const methods = [...from.methods.values()].flat()
  // Latest declaration first.
  for (let i = methods.length - 1; i >= 0; i--) addIfNeeded(env, methods[i]!, symbol, bridges)
  for (const i of from.interfaces) addFrom(env, i.symbol, symbol, bridges)
}

function addIfNeeded(env: Env, method: MethodSymbol, symbol: ClassSymbol, bridges: Bridge[]): void {
  if (method.name === '<init>' || (method.flags & (Flags.PRIVATE | Flags.STATIC | Flags.SYNTHETIC)) !== 0) return
  if (!isMemberOf(env, method, symbol)) return
  const target = classImplementation(env, method, symbol)
  if (target === undefined) return
  const existing = binaryImplementation(env, method, symbol, bridges)
  const itself = existing?.bridged === method
  // Something of that name and erasure is there already, in the implementing class or below.
  if (existing !== undefined && !itself && isSubclass(existing.owner, target.owner)) return
  if (!(itself && target === method) && isNeeded(env, method, target, symbol)) add(method, target)
  else if (
    target === method &&
    (target.flags & Flags.FINAL) === 0 &&
    (target.flags & (Flags.PUBLIC | Flags.ABSTRACT)) === Flags.PUBLIC &&
    (symbol.flags & Flags.PUBLIC) > (target.owner.flags & Flags.PUBLIC)
  ) {
    // A public method of a class that is not public, made reachable by reflection.
    add(method, target)
  }

  function add(bridged: MethodSymbol, to: MethodSymbol): void {
    const isInterface = (symbol.flags & Flags.INTERFACE) !== 0
    bridges.push({
      name: bridged.name,
      type: erasureOfMethod(bridged.type),
      bridged,
      target: to,
      flags: (to.flags & ACCESS) | Flags.SYNTHETIC | Flags.BRIDGE | (isInterface ? Flags.DEFAULT : 0),
      viaSuper: to.owner !== symbol,
    })
  }
}

/** What a call with exactly the method's erasure runs: a method or a bridge of the class or a superclass. */
function binaryImplementation(
  env: Env,
  method: MethodSymbol,
  symbol: ClassSymbol,
  ownBridges: readonly Bridge[],
): { readonly owner: ClassSymbol; readonly bridged: MethodSymbol | undefined } | undefined {
  const erased = erasureOfMethod(method.type)
  for (let c: ClassSymbol | undefined = symbol; c !== undefined; c = c.superclass?.symbol) {
    for (const m of c.methods.get(method.name) ?? []) {
      if (m === method) return { owner: c, bridged: method }
      if ((m.flags & (Flags.STATIC | Flags.PRIVATE)) !== 0 || !sameErasure(erasureOfMethod(m.type), erased)) continue
      const direct = isSubclass(c, method.owner)
      if (direct || ((m.flags & Flags.ABSTRACT) === 0 && isMemberOf(env, m, symbol))) {
        return { owner: c, bridged: undefined }
      }
    }
    // A class nested in `c` is translated before `c` has its bridges.
    if (c !== symbol && encloses(c, symbol)) continue
    const bridges = c === symbol ? ownBridges : c.decl !== undefined ? bridgesOf(env, c) : []
    for (const b of bridges) {
      if (b.name === method.name && sameErasure(b.type, erased)) return { owner: c, bridged: undefined }
    }
    for (const m of env.bridgesInClassFiles.get(c) ?? []) {
      if (m.name === method.name && sameErasure(erasureOfMethod(m.type), erased))
        return { owner: c, bridged: undefined }
    }
  }
  return undefined
}

function encloses(outer: ClassSymbol, symbol: ClassSymbol): boolean {
  for (let s: AnySymbol = symbol.owner; s.kind !== 'package'; s = s.owner) if (s === outer) return true
  return false
}

function sameErasure(a: MethodType, b: MethodType): boolean {
  if (a.params.length !== b.params.length || !isSameType(a.result, b.result)) return false
  return a.params.every((p, i) => isSameType(p, b.params[i]!))
}

function isNeeded(env: Env, method: MethodSymbol, target: MethodSymbol, symbol: ClassSymbol): boolean {
  const site = symbol.thisType ?? symbol.erasedType
  const erased = erasureOfMethod(method.type)
  const asMember = (m: MethodSymbol) => erasureOfMethod(methodTypeIn(env, site, m))
  if (target === method) {
    if ((method.flags & Flags.ABSTRACT) !== 0) return false
    return !sameErasure(asMember(method), erased)
  }
  if (!sameErasure(asMember(method), erased)) return true
  const targetErased = erasureOfMethod(target.type)
  if (!sameErasure(asMember(target), targetErased)) return true
  return !isSameType(targetErased.result, erased.result)
}

/** Stands for a bridge where a symbol is wanted, for example when lowering declares it. */
export function bridgeSymbol(symbol: ClassSymbol, bridge: Bridge): MethodSymbol {
  return new MethodSymbol(bridge.name, symbol, bridge.flags, bridge.type)
}
