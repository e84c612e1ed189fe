/**
 * Functional interfaces (JLS 9.8) and their function types (JLS 9.9). The abstract method of a class is looked for once
 * per class; what depends on type arguments is computed for each use.
 */
import type { Environment } from './environment.ts'
import { isSubsignature } from './members.ts'
import { asSuper, closureOf, isSameType, isSubtype, isSubtypeUnchecked, methodTypeIn } from './relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol } from './symbols.ts'
import { adaptTypeParams, classTypeOf, mentions } from './type-views.ts'
import { type ClassType, type MethodType, type Type, VOID } from './types.ts'

type Env = Environment

export type Descriptor =
  | { readonly ok: true; readonly method: MethodSymbol; readonly type: MethodType; readonly target: Type }
  | { readonly ok: false; readonly reason: 'notInterface' | 'noAbstract' | 'manyAbstract' | 'generic' }

/**
 * The single abstract method of a functional interface and its type as seen from `t`. `target` is `t`, or its
 * non-wildcard parameterisation (JLS 9.9) when it has wildcards.
 */
export function findDescriptor(env: Env, t: Type): Descriptor {
  if (t.kind === 'intersection') {
    const found = t.bounds.map((b) => findDescriptor(env, b)).filter((d) => d.ok)
    if (found.length === 1) return { ...found[0]!, target: t }
    return { ok: false, reason: found.length === 0 ? 'noAbstract' : 'manyAbstract' }
  }
  if (t.kind !== 'class' || (t.symbol.flags & Flags.INTERFACE) === 0) return { ok: false, reason: 'notInterface' }
  const methods = abstractMethodsOf(env, t.symbol)
  if (methods.length === 0) return { ok: false, reason: 'noAbstract' }
  const method = functionalMethod(env, t.symbol)
  if (method === undefined) return { ok: false, reason: 'manyAbstract' }
  const target = withoutWildcards(env, t)
  const type = methodTypeIn(env, target, method)
  if (methods.length === 1) return { ok: true, method, type, target }
  return { ok: true, method, type: mergedThrows(env, target, methods, method, type), target }
}

/** The abstract method of a functional interface class, whatever its type arguments. */
export function functionalMethod(env: Env, symbol: ClassSymbol): MethodSymbol | undefined {
  // A sealed interface is never functional (JLS 9.8).
  if ((symbol.flags & (Flags.INTERFACE | Flags.SEALED)) !== Flags.INTERFACE) return undefined
  const methods = abstractMethodsOf(env, symbol)
  if (methods.length <= 1) return methods[0]
  // Several: one must be a subsignature of all and return what all return (JLS 9.8).
  const site = symbol.thisType ?? symbol.erasedType
  if (methods.some((m) => m.name !== methods[0]!.name)) return undefined
  return methods.find((m) => {
    const type = methodTypeIn(env, site, m)
    return methods.every((other) => {
      if (other === m) return true
      const otherType = adaptTypeParams(methodTypeIn(env, site, other), type)
      return isSubsignature(env, type, otherType) && returnsAsMuch(env, type.result, otherType.result)
    })
  })
}

function returnsAsMuch(env: Env, a: Type, b: Type): boolean {
  if (a === VOID || b === VOID || a.kind === 'primitive' || b.kind === 'primitive') return isSameType(a, b)
  return isSubtypeUnchecked(env, a, b) !== false
}

/** Abstract methods of an interface that are not public methods of Object and not overridden in it; one per signature
 *  unless their owners are unrelated. */
function abstractMethodsOf(env: Env, symbol: ClassSymbol): readonly MethodSymbol[] {
  const object = env.symbols.object
  const site = symbol.thisType ?? symbol.erasedType
  const found: { method: MethodSymbol; type: MethodType }[] = []
  for (const t of closureOf(env, site)) {
    if (t.symbol === object) continue
    for (const group of t.symbol.methods.values()) {
      for (const method of group) {
        if ((method.flags & (Flags.STATIC | Flags.PRIVATE)) !== 0) continue
        const type = methodTypeIn(env, site, method)
        const publicOfObject = object.methods
          .get(method.name)
          ?.some((o) => (o.flags & Flags.PUBLIC) !== 0 && isSubsignature(env, type, o.type))
        if (publicOfObject) continue
        // Nearer declarations come first: what overrides is seen before what is overridden.
        const overridden = found.some(
          (f) =>
            f.method.name === method.name &&
            f.method.owner !== method.owner &&
            asSuper(env, f.method.owner.erasedType, method.owner) !== undefined &&
            isSubsignature(env, f.type, adaptTypeParams(type, f.type)),
        )
        if (!overridden) found.push({ method, type })
      }
    }
  }
  // Unrelated order of the closure may show an overridden one first.
  const kept = found.filter(
    (f) =>
      !found.some(
        (g) =>
          g !== f &&
          g.method.name === f.method.name &&
          g.method.owner !== f.method.owner &&
          asSuper(env, g.method.owner.erasedType, f.method.owner) !== undefined &&
          isSubsignature(env, g.type, adaptTypeParams(f.type, g.type)),
      ),
  )
  return kept.filter((f) => (f.method.flags & Flags.ABSTRACT) !== 0).map((f) => f.method)
}

/** Several inherited declarations: the function type throws what all of them allow (JLS 9.9). */
function mergedThrows(
  env: Env,
  target: Type,
  methods: readonly MethodSymbol[],
  chosen: MethodSymbol,
  type: MethodType,
): MethodType {
  let throws = type.throws
  for (const other of methods) {
    if (other === chosen) continue
    const otherType = adaptTypeParams(methodTypeIn(env, target, other), type)
    const kept = throws.filter((e) => otherType.throws.some((o) => isSubtype(env, e, o)))
    const added = otherType.throws.filter((o) => throws.some((e) => isSubtype(env, o, e)) && !kept.includes(o))
    throws = [...kept, ...added.filter((a) => !kept.some((k) => isSameType(k, a)))]
  }
  return { ...type, throws }
}

/** JLS 9.9: `?` becomes the parameter's bound, `? extends B` glb with it, `? super B` B. */
function withoutWildcards(env: Env, t: ClassType): ClassType {
  if (!t.typeArgs.some((a) => a.kind === 'wildcard')) return t
  const params = t.symbol.typeParams
  const args = t.typeArgs.map((arg, i): Type => {
    if (arg.kind !== 'wildcard') return arg
    const upper = params[i]?.upper ?? env.types.object
    if (arg.boundKind === 'super') return arg.bound!
    const recursive = mentions(upper, params)
    if (arg.boundKind === 'unbound') return recursive ? env.types.object : upper
    return recursive || isSubtype(env, arg.bound!, upper) ? arg.bound! : upper
  })
  return classTypeOf(t.symbol, args, t.outer)
}
