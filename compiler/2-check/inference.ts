/**
 * Type inference (JLS 18): inference variables with their bounds, reduction of constraints to bounds (18.2),
 * incorporation (18.3) and resolution (18.4).
 *
 * One `Inference` is one bound set. Checking whether a candidate is applicable builds one; when an argument is itself a
 * generic call, its bound set is copied into that of the outer call (`include`), because its variables are decided
 * together with the outer ones. A variable keeps its identity in every copy; only the bounds belong to the set.
 *
 * Wildcards in the result type of a nested call become captured type variables whose bounds may mention inference
 * variables (the capture bounds of 18.1.3 in a simpler form); `finishCaptures` fills them in after resolution.
 */
import type { Environment } from './environment.ts'
import {
  collectInference,
  mapInference,
  mentionsInference,
  sameWithVariables,
  unboxedBound,
} from './inference-types.ts'
import {
  asSuper,
  classTypeOf,
  erasure,
  glb,
  intersectionOf,
  isInterface,
  isObject,
  isParameterized,
  isRaw,
  isReference,
  isSameType,
  isSubclass,
  isSubtype,
  isSubtypeUnchecked,
  lub,
  newTypeVariable,
  substitute,
} from './relations.ts'
import type { ClassType, InferenceVariable, MethodType, Type, TypeVariable, WildcardType } from './types.ts'

export interface Bounds {
  readonly eq: Type[]
  readonly lower: Type[]
  readonly upper: Type[]
  /** Appears in a throws clause (18.1.3): RuntimeException when nothing else is known. */
  throws: boolean
}

/** Limit of reduction steps of one bound set; recursive bounds could otherwise go on for ever. */
const MAX_STEPS = 20000
const MAX_DEPTH = 60

/** A result type with its wildcards captured, and the captured variables whose bounds mention inference variables. */
export interface CapturedResult {
  readonly type: Type
  readonly open: readonly TypeVariable[]
}

interface Mark {
  readonly length: number
  readonly ok: boolean
  readonly unchecked: boolean
}

export class Inference {
  readonly env: Environment
  readonly vars = new Map<InferenceVariable, Bounds>()
  readonly captures: TypeVariable[] = []
  /** False once a constraint has reduced to false. */
  ok = true
  /** An unchecked conversion was necessary (18.5.2). */
  unchecked = false
  #steps = 0
  #marks = 0
  readonly #trail: (() => unknown)[] = []
  #depth = 0
  readonly #solutions = new Map<InferenceVariable, Type>()

  constructor(env: Environment) {
    this.env = env
  }

  /**
   * A point to which `undo` goes back: every change after it is remembered. Trials nest; each mark must be ended by
   * `undo` or `keep`.
   */
  mark(): Mark {
    this.#marks++
    return { length: this.#trail.length, ok: this.ok, unchecked: this.unchecked }
  }

  undo(mark: Mark): void {
    while (this.#trail.length > mark.length) this.#trail.pop()!()
    this.ok = mark.ok
    this.unchecked = mark.unchecked
    this.#marks--
  }

  keep(): void {
    if (--this.#marks === 0) this.#trail.length = 0
  }

  #push(list: Type[], t: Type): void {
    list.push(t)
    if (this.#marks > 0) this.#trail.push(() => list.pop())
  }

  #addVariable(v: InferenceVariable, bounds: Bounds): void {
    this.vars.set(v, bounds)
    if (this.#marks > 0) this.#trail.push(() => this.vars.delete(v))
  }

  #setSolution(v: InferenceVariable, t: Type): void {
    this.#solutions.set(v, t)
    if (this.#marks > 0) this.#trail.push(() => this.#solutions.delete(v))
  }

  addCaptures(variables: readonly TypeVariable[]): void {
    for (const variable of variables) {
      if (this.captures.includes(variable)) continue
      this.captures.push(variable)
      if (this.#marks > 0) this.#trail.push(() => this.captures.pop())
    }
  }

  /** Adds the variables and bounds of another set, unchanged: they are already incorporated among themselves. */
  include(other: Inference): void {
    for (const [v, b] of other.vars) {
      if (this.vars.has(v)) continue
      this.#addVariable(v, { eq: [...b.eq], lower: [...b.lower], upper: [...b.upper], throws: b.throws })
      const solution = other.#solutions.get(v)
      if (solution !== undefined) this.#setSolution(v, solution)
    }
    this.addCaptures(other.captures)
    if (!other.ok) this.ok = false
  }

  /** New variables for the type parameters, with their declared bounds (18.1.3). */
  fresh(typeParams: readonly TypeVariable[], ids: { next: number }): readonly InferenceVariable[] {
    const made = typeParams.map((declared): InferenceVariable => ({ kind: 'infer', id: ids.next++, declared }))
    for (const v of made) this.#addVariable(v, { eq: [], lower: [], upper: [], throws: false })
    typeParams.forEach((declared, i) => {
      const v = made[i]!
      const upper = declared.upper
      const bounds = upper.kind === 'intersection' ? upper.bounds : [upper]
      for (const bound of bounds) if (!isObject(bound)) this.addUpper(v, substitute(bound, typeParams, made))
    })
    return made
  }

  // ---- bounds and incorporation (18.3)

  fail(): false {
    this.ok = false
    return false
  }

  /** The value of a variable that has one, else the variable. */
  solution(v: InferenceVariable): Type | undefined {
    return this.#solutions.get(v)
  }

  /** Replaces the variables that are decided. */
  apply(t: Type): Type {
    if (this.#solutions.size === 0 || !mentionsInference(t)) return t
    return mapInference(t, (v) => this.#solutions.get(v) ?? v)
  }

  applyAll(ts: readonly Type[]): readonly Type[] {
    return ts.map((t) => this.apply(t))
  }

  applyMethod(m: MethodType): MethodType {
    return {
      typeParams: m.typeParams,
      params: this.applyAll(m.params),
      result: this.apply(m.result),
      throws: this.applyAll(m.throws),
    }
  }

  isProper(t: Type): boolean {
    return !mentionsInference(t)
  }

  #has(list: readonly Type[], t: Type): boolean {
    for (const other of list) if (other === t || sameWithVariables(other, t)) return true
    return false
  }

  addEq(v: InferenceVariable, t: Type): boolean {
    if (t === v) return true
    if (t.kind === 'primitive' || t.kind === 'void') return this.fail()
    if (t.kind === 'error') return true
    const b = this.vars.get(v)
    if (b === undefined || this.#has(b.eq, t)) return true
    if (++this.#steps > MAX_STEPS) return this.fail()
    const eqs = b.eq.slice()
    this.#push(b.eq, t)
    if (t.kind === 'infer') this.addEq(t, v)
    for (const other of eqs) if (!this.reduceEq(other, t)) return false
    for (const lower of b.lower.slice()) if (!this.#reduceLowerUpper(lower, t)) return false
    for (const upper of b.upper.slice()) if (!this.#reduceLowerUpper(t, upper)) return false
    if (!mentionsInference(t) && !this.#solutions.has(v)) return this.#decide(v, t)
    return this.ok
  }

  addLower(v: InferenceVariable, t: Type): boolean {
    if (t === v || t.kind === 'null' || t.kind === 'error') return true
    if (t.kind === 'primitive' || t.kind === 'void') return this.fail()
    const b = this.vars.get(v)
    if (b === undefined || this.#has(b.lower, t)) return true
    if (++this.#steps > MAX_STEPS) return this.fail()
    this.#push(b.lower, t)
    if (t.kind === 'infer' && !this.addUpper(t, v)) return false
    for (const eq of b.eq.slice()) if (!this.#reduceLowerUpper(t, eq)) return false
    for (const upper of b.upper.slice()) if (!this.#reduceLowerUpper(t, upper)) return false
    return this.ok
  }

  /** A lower bound against an upper bound. A raw lower bound may need an unchecked conversion (18.2.2). */
  #reduceLowerUpper(lower: Type, upper: Type): boolean {
    if (!mentionsInference(lower) && !mentionsInference(upper) && !this.#isCapture(lower)) {
      const result = isSubtypeUnchecked(this.env, lower, upper)
      if (result === 'unchecked') this.unchecked = true
      if (result !== false) return true
    }
    return this.reduceSubtype(lower, upper)
  }

  addUpper(v: InferenceVariable, t: Type): boolean {
    if (t === v || isObject(t) || t.kind === 'error') return true
    if (t.kind === 'null' || t.kind === 'primitive' || t.kind === 'void') return this.fail()
    if (t.kind === 'intersection') return t.bounds.every((bound) => this.addUpper(v, bound))
    const b = this.vars.get(v)
    if (b === undefined || this.#has(b.upper, t)) return true
    if (++this.#steps > MAX_STEPS) return this.fail()
    const uppers = b.upper.slice()
    this.#push(b.upper, t)
    if (t.kind === 'infer' && !this.addLower(t, v)) return false
    for (const eq of b.eq.slice()) if (!this.#reduceLowerUpper(eq, t)) return false
    for (const lower of b.lower.slice()) if (!this.#reduceLowerUpper(lower, t)) return false
    for (const other of uppers) if (!this.#sameSupertype(other, t)) return false
    return this.ok
  }

  /** Two upper bounds that are parameterisations of one generic class have equal (non-wildcard) arguments. */
  #sameSupertype(a: Type, b: Type): boolean {
    if (a.kind !== 'class' || b.kind !== 'class') return true
    let x: ClassType | undefined = a
    let y: ClassType | undefined = b
    if (a.symbol !== b.symbol) {
      x = asSuper(this.env, a, b.symbol)
      if (x === undefined) {
        x = a
        y = asSuper(this.env, b, a.symbol)
      }
    }
    if (x === undefined || y === undefined) return true
    for (let i = 0; i < x.typeArgs.length && i < y.typeArgs.length; i++) {
      const p = x.typeArgs[i]!
      const q = y.typeArgs[i]!
      if (p.kind !== 'wildcard' && q.kind !== 'wildcard' && !this.reduceEq(p, q)) return false
    }
    return true
  }

  /** A variable has got a proper value: replaces it in the bounds of the others. */
  #decide(v: InferenceVariable, t: Type): boolean {
    this.#setSolution(v, t)
    const replace = (u: InferenceVariable) => (u === v ? t : u)
    for (const [u, b] of this.vars) {
      if (u === v) continue
      for (const bound of b.eq.slice()) {
        const mapped = mapInference(bound, replace)
        if (mapped !== bound && !this.addEq(u, mapped)) return false
      }
      for (const bound of b.lower.slice()) {
        const mapped = mapInference(bound, replace)
        if (mapped !== bound && !this.addLower(u, mapped)) return false
      }
      for (const bound of b.upper.slice()) {
        const mapped = mapInference(bound, replace)
        if (mapped !== bound && !this.addUpper(u, mapped)) return false
      }
    }
    return this.ok
  }

  // ---- reduction (18.2)

  /** S -> T of 18.2.2: compatible in a loose invocation context. */
  reduceCompatible(s0: Type, t0: Type): boolean {
    const s = this.apply(s0)
    const t = this.apply(t0)
    if (s.kind === 'error' || t.kind === 'error') return true
    if (s.kind === 'void') return this.fail()
    const properS = !mentionsInference(s)
    const properT = !mentionsInference(t)
    if (s.kind === 'primitive') {
      if (t.kind === 'primitive') return isSubtype(this.env, s, t) || this.fail()
      return this.reduceCompatible(this.env.boxOf(s), t)
    }
    if (t.kind === 'primitive') {
      if (properS) {
        const unboxed = this.env.unboxedType(s) ?? unboxedBound(this.env, s)
        return (unboxed !== undefined && isSubtype(this.env, unboxed, t)) || this.fail()
      }
      return this.reduceEq(s, this.env.boxOf(t))
    }
    if (properS && properT && !this.#isCapture(s)) {
      const result = isSubtypeUnchecked(this.env, s, t)
      if (result === 'unchecked') this.unchecked = true
      return result !== false || this.fail()
    }
    if (this.#needsUnchecked(s, t)) {
      this.unchecked = true
      return true
    }
    return this.reduceSubtype(s, t)
  }

  /** T is parameterised, and S has only the raw class of T among its supertypes. */
  #needsUnchecked(s: Type, t: Type): boolean {
    if (s.kind === 'array' && t.kind === 'array') return this.#needsUnchecked(s.element, t.element)
    if (t.kind !== 'class' || t.typeArgs.length === 0) return false
    if (s.kind !== 'class' && s.kind !== 'typevar' && s.kind !== 'intersection') return false
    const found = asSuper(this.env, s, t.symbol)
    return found !== undefined && isRaw(found)
  }

  #isCapture(t: Type): boolean {
    return t.kind === 'typevar' && this.captures.includes(t)
  }

  /** S <: T of 18.2.3. */
  reduceSubtype(s: Type, t: Type): boolean {
    if (s === t || s.kind === 'error' || t.kind === 'error' || s.kind === 'null') return true
    if (t.kind === 'null') return this.fail()
    if (++this.#steps > MAX_STEPS || this.#depth > MAX_DEPTH) return this.fail()
    this.#depth++
    const result = this.#reduceSubtype(s, t)
    this.#depth--
    return result || this.fail()
  }

  #reduceSubtype(s: Type, t: Type): boolean {
    if (s.kind === 'infer') return this.addUpper(s, t)
    if (t.kind === 'infer') return this.addLower(t, s)
    if (s.kind === 'typevar' && this.captures.includes(s)) {
      if (isObject(t)) return true
      if (t.kind === 'typevar' && t.lower !== undefined && this.#reduceSubtypeTry(s, t.lower)) return true
      return this.reduceSubtype(s.upper, t)
    }
    if (t.kind === 'typevar' && t.lower !== undefined && this.captures.includes(t)) {
      return this.reduceSubtype(s, t.lower)
    }
    if (!mentionsInference(s) && !mentionsInference(t)) return isSubtype(this.env, s, t)
    switch (t.kind) {
      case 'class': {
        if (isObject(t)) return isReference(s)
        if (s.kind === 'intersection') {
          for (const bound of s.bounds) {
            if (bound.kind === 'infer') continue
            if (asSuper(this.env, bound, t.symbol) !== undefined) return this.reduceSubtype(bound, t)
          }
          return false
        }
        if (s.kind === 'primitive') return false
        const found = asSuper(this.env, s, t.symbol)
        if (found === undefined) return false
        if (t.typeArgs.length === 0) return true
        if (found.typeArgs.length !== t.typeArgs.length) {
          // A raw type where the parameterised one is wanted: the unchecked conversion of 18.2.2.
          this.unchecked = true
          return true
        }
        for (let i = 0; i < t.typeArgs.length; i++) {
          if (!this.#reduceContained(found.typeArgs[i]!, t.typeArgs[i]!)) return false
        }
        return true
      }
      case 'array': {
        const from = s.kind === 'typevar' ? s.upper : s
        if (from.kind !== 'array') return false
        if (from.element.kind === 'primitive' || t.element.kind === 'primitive') {
          return isSameType(from.element, t.element)
        }
        return this.reduceSubtype(from.element, t.element)
      }
      case 'typevar':
        return t.lower !== undefined && this.reduceSubtype(s, t.lower)
      case 'intersection':
        return t.bounds.every((bound) => this.reduceSubtype(s, bound))
      default:
        return false
    }
  }

  #reduceSubtypeTry(s: Type, t: Type): boolean {
    return !mentionsInference(s) && !mentionsInference(t) && isSubtype(this.env, s, t)
  }

  /** S <= T for type arguments. */
  #reduceContained(s: Type, t: Type): boolean {
    if (t.kind !== 'wildcard') return s.kind === 'wildcard' ? this.fail() : this.reduceEq(s, t)
    if (t.boundKind === 'unbound' || t.bound === undefined) return true
    if (t.boundKind === 'extends') {
      if (s.kind !== 'wildcard') return this.reduceSubtype(s, t.bound)
      if (s.boundKind === 'extends' && s.bound !== undefined) return this.reduceSubtype(s.bound, t.bound)
      return this.reduceEq(this.env.types.object, t.bound)
    }
    if (s.kind !== 'wildcard') return this.reduceSubtype(t.bound, s)
    if (s.boundKind === 'super' && s.bound !== undefined) return this.reduceSubtype(t.bound, s.bound)
    return this.fail()
  }

  /** S = T of 18.2.4. */
  reduceEq(s: Type, t: Type): boolean {
    if (s === t || s.kind === 'error' || t.kind === 'error') return true
    if (++this.#steps > MAX_STEPS || this.#depth > MAX_DEPTH) return this.fail()
    this.#depth++
    const result = this.#reduceEq(s, t)
    this.#depth--
    return result || this.fail()
  }

  #reduceEq(s: Type, t: Type): boolean {
    if (s.kind === 'infer') return t.kind === 'wildcard' ? false : this.addEq(s, t)
    if (t.kind === 'infer') return s.kind === 'wildcard' ? false : this.addEq(t, s)
    if (!mentionsInference(s) && !mentionsInference(t)) return isSameType(s, t)
    if (s.kind === 'class' && t.kind === 'class') {
      if (s.symbol !== t.symbol || s.typeArgs.length !== t.typeArgs.length) return false
      for (let i = 0; i < s.typeArgs.length; i++) {
        if (!this.reduceEq(s.typeArgs[i]!, t.typeArgs[i]!)) return false
      }
      return true
    }
    if (s.kind === 'array' && t.kind === 'array') return this.reduceEq(s.element, t.element)
    if (s.kind === 'wildcard' && t.kind === 'wildcard') {
      if (s.boundKind !== t.boundKind) return false
      return s.bound === undefined || t.bound === undefined ? s.bound === t.bound : this.reduceEq(s.bound, t.bound)
    }
    return false
  }

  // ---- resolution (18.4)

  /** The variables that must be decided together with or before `v`, `v` included. */
  #dependencies(v: InferenceVariable, into: Set<InferenceVariable>): void {
    if (into.has(v) || this.#solutions.has(v)) return
    into.add(v)
    const b = this.vars.get(v)
    if (b === undefined) return
    const mentioned = new Set<InferenceVariable>()
    for (const list of [b.eq, b.lower, b.upper]) for (const bound of list) collectInference(bound, mentioned)
    for (const captured of this.captures) {
      if (b.eq.includes(captured) || b.lower.includes(captured)) collectInference(captured.upper, mentioned)
    }
    for (const u of mentioned) this.#dependencies(u, into)
  }

  /** Everything that must be decided together with or before the given variables. */
  dependenciesOf(vars: Iterable<InferenceVariable>): ReadonlySet<InferenceVariable> {
    const result = new Set<InferenceVariable>()
    for (const v of vars) this.#dependencies(v, result)
    return result
  }

  /** Decides the given variables, or all. False when the bounds contradict each other. */
  resolve(wanted?: Iterable<InferenceVariable>): boolean {
    const targets = wanted === undefined ? [...this.vars.keys()] : [...wanted]
    for (let round = 0; round < 1000; round++) {
      let smallest: Set<InferenceVariable> | undefined
      for (const v of targets) {
        if (this.#solutions.has(v) || !this.vars.has(v)) continue
        const first = new Set<InferenceVariable>()
        this.#dependencies(v, first)
        // Something that v depends on may be decidable without v.
        for (const u of first) {
          const set = new Set<InferenceVariable>()
          this.#dependencies(u, set)
          if (smallest === undefined || set.size < smallest.size) smallest = set
          if (smallest.size === 1) break
        }
        if (smallest?.size === 1) break
      }
      if (smallest === undefined) return this.ok
      if (!this.#resolveTogether(smallest)) return false
    }
    return this.fail()
  }

  /** Two classes of which none extends the other have no common subtype (JLS 5.1.10). */
  #unrelatedUppers(v: InferenceVariable): boolean {
    const classes = this.vars.get(v)!.upper.filter((t): t is ClassType => t.kind === 'class' && !isInterface(t.symbol))
    return classes.some((a) => classes.some((b) => !isSubclass(a.symbol, b.symbol) && !isSubclass(b.symbol, a.symbol)))
  }

  #resolveTogether(set: ReadonlySet<InferenceVariable>): boolean {
    for (const v of set) if (!this.#solutions.has(v) && this.#unrelatedUppers(v)) return this.fail()
    const before = this.mark()
    let progress = false
    for (const v of set) {
      if (this.#solutions.has(v)) continue
      const candidate = this.#candidate(v)
      if (candidate === undefined) continue
      progress = true
      if (!this.addEq(v, candidate)) break
    }
    if (progress && this.ok) {
      this.keep()
      return true
    }
    this.undo(before)
    if (!this.ok) return false
    // Second attempt: fresh type variables with the bounds (18.4), for recursive bounds without a proper candidate.
    const vars = [...set].filter((v) => !this.#solutions.has(v))
    const made = vars.map((v) => newTypeVariable(v.declared.name, undefined, this.env.types.object))
    const replace = (u: InferenceVariable) => made[vars.indexOf(u)] ?? this.#solutions.get(u) ?? u
    vars.forEach((v, i) => {
      const b = this.vars.get(v)!
      const uppers = b.upper.filter((bound) => bound.kind !== 'infer').map((bound) => mapInference(bound, replace))
      if (uppers.length > 0) made[i]!.upper = uppers.length === 1 ? uppers[0]! : intersectionOf(uppers)
      const lowers = b.lower.filter((bound) => !mentionsInference(bound))
      if (lowers.length > 0) made[i]!.lower = lub(this.env, lowers)
      const mutable = made[i] as { captured: WildcardType | undefined }
      mutable.captured = { kind: 'wildcard', boundKind: 'unbound', bound: undefined }
    })
    for (let i = 0; i < vars.length; i++) if (!this.addEq(vars[i]!, made[i]!)) return false
    return this.ok
  }

  #candidate(v: InferenceVariable): Type | undefined {
    const b = this.vars.get(v)!
    const proper = (list: readonly Type[]) => list.filter((bound) => !mentionsInference(bound))
    const eq = proper(b.eq)
    if (eq.length > 0) return eq[0]
    const lower = proper(b.lower)
    if (lower.length > 0) return lower.length === 1 ? lower[0] : lub(this.env, lower)
    const upper = proper(b.upper)
    if (b.throws && b.lower.length === 0 && upper.every((bound) => this.#isThrowableSuper(bound))) {
      return this.env.types.runtimeException
    }
    const isOpen = (bound: Type) => bound.kind !== 'infer' && mentionsInference(this.apply(bound))
    if (b.upper.length > upper.length && b.upper.some(isOpen)) {
      // Recursive bounds (T extends Comparable<T>): a proper upper bound alone would not satisfy them.
      return undefined
    }
    if (upper.length === 0) {
      // Bounds that are variables themselves have handed on what they know (18.3.1); others are decided first.
      const blocked = [...b.lower, ...b.eq].some((bound) => bound.kind !== 'infer')
      return blocked ? undefined : this.env.types.object
    }
    return upper.reduce((a, c) => glb(this.env, a, c))
  }

  #isThrowableSuper(t: Type): boolean {
    const { throwable, exception } = this.env.symbols
    return t.kind === 'class' && (t.symbol === throwable || t.symbol === exception || isObject(t))
  }

  // ---- result types

  /** Result type of a nested call as an argument: its wildcards captured with bounds over inference variables. */
  captureResult(t: Type): CapturedResult {
    if (t.kind !== 'class' || !t.typeArgs.some((arg) => arg.kind === 'wildcard')) return { type: t, open: [] }
    const open: TypeVariable[] = []
    const params = t.symbol.typeParams
    const fresh: TypeVariable[] = []
    const args = t.typeArgs.map((arg, i): Type => {
      if (arg.kind !== 'wildcard') return arg
      const param = params[i]
      const variable = newTypeVariable(param?.name ?? '?', undefined, this.env.types.object)
      const mutable = variable as { captured: WildcardType | undefined }
      mutable.captured = arg
      fresh.push(variable)
      return variable
    })
    let next = 0
    t.typeArgs.forEach((arg, i) => {
      if (arg.kind !== 'wildcard') return
      const variable = fresh[next++]!
      const param = params[i]
      const declared = param === undefined ? this.env.types.object : substitute(param.upper, params, args)
      if (arg.boundKind === 'extends' && arg.bound !== undefined) {
        variable.upper = isObject(declared) ? arg.bound : intersectionOf([arg.bound, declared])
      } else {
        variable.upper = declared
        if (arg.boundKind === 'super') variable.lower = arg.bound
      }
      if (mentionsInference(variable.upper) || (variable.lower !== undefined && mentionsInference(variable.lower))) {
        open.push(variable)
      }
    })
    return { type: classTypeOf(t.symbol, args, t.outer), open }
  }

  /** After resolution: the bounds of captured variables in terms of the solutions. */
  finishCaptures(): void {
    for (const variable of this.captures) {
      variable.upper = this.apply(variable.upper)
      if (variable.lower !== undefined) variable.lower = this.apply(variable.lower)
      const mutable = variable as { captured: WildcardType | undefined }
      const wildcard = mutable.captured
      if (wildcard?.bound !== undefined) mutable.captured = { ...wildcard, bound: this.apply(wildcard.bound) }
    }
  }

  /** For a variable alone as result: whether a primitive target decides it before (18.5.2.1). */
  hasBoxBound(v: InferenceVariable): boolean {
    const b = this.vars.get(v)
    if (b === undefined) return false
    return [...b.eq, ...b.lower, ...b.upper].some((bound) => this.env.unboxedType(bound) !== undefined)
  }

  /** For a variable alone as result with a reference target: must be decided before the target is looked at. */
  mustDecideFirst(v: InferenceVariable): boolean {
    const b = this.vars.get(v)
    if (b === undefined) return false
    const wild = (t: Type) => t.kind === 'class' && t.typeArgs.some((arg) => arg.kind === 'wildcard')
    if ([...b.eq, ...b.lower].some(wild)) return true
    const parameterized = b.lower.filter((t): t is ClassType => isParameterized(t) && t.kind === 'class')
    for (let i = 1; i < parameterized.length; i++) {
      const first = parameterized[0]!
      const other = parameterized[i]!
      if (first.symbol === other.symbol && !sameWithVariables(first, other)) return true
    }
    return false
  }

  /** Whatever the variables are: decided ones replaced, the others by their erased bound. For error recovery. */
  force(t: Type): Type {
    return mapInference(t, (v) => this.#solutions.get(v) ?? erasure(v.declared.upper))
  }
}
