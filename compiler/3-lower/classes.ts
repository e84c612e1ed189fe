/**
 * A class with all its members: fields that hold the enclosing instance and captured variables, constructors with the
 * parameters for them and with the initialisers (JLS 12.5), the static initialiser (JLS 12.4.2), bridge methods. Nested
 * classes become classes of their own.
 */
import type {
  Annotation,
  Block,
  ClassDecl,
  ConstructorCall,
  EnumConstant,
  Expr,
  FieldDecl,
  MemberRef,
  MethodDecl,
  New,
  Statement,
  TypeNode,
} from '../1-parse/ast.ts'
import { annotationInfo } from '../2-check/annotations.ts'
import { constantOf } from '../2-check/context.ts'
import {
  classSignature,
  descriptorOf,
  fieldSignature,
  internalNameOf,
  methodDescriptorOf,
  methodSignature,
  typeSignature,
} from '../2-check/descriptors.ts'
import { constructorsOf, enclosingClass } from '../2-check/members.ts'
import { type Bridge, bridgesOf } from '../2-check/overrides.ts'
import { erasure } from '../2-check/relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol, VarSymbol } from '../2-check/symbols.ts'
import { BOOLEAN, INT, type Type, VOID } from '../2-check/types.ts'
import { constructorCall, type ConstructorExtras, lowerArgs, lowerConstructorCall } from './calls.ts'
import { type ClassScope, envOf, type Lowering, type MethodScope, newMethodScope } from './context.ts'
import { widenReference } from './convert.ts'
import { deserializeMethod } from './deserialize.ts'
import { enumMembers } from './enums.ts'
import { lowerArrayInit, lowerTo } from './expressions.ts'
import type { LoweredField, LoweredMethod, LoweredParameter } from './lowered.ts'
import { assignComponents, recordComponents, recordMethod } from './records.ts'
import {
  constructorRef,
  enclosingInstanceClass,
  erasedTypeOf,
  fieldRef,
  hasEnumParameters,
  isWithinLocal,
  localRef,
  heldVariables,
  methodRef,
  thisRef,
} from './references.ts'
import { helperAssertions } from './synthetic-class.ts'
import { endOf, lowerStatements } from './statements.ts'
import {
  type At,
  assign,
  block,
  call,
  classLiteral,
  exprStatement,
  field,
  ifThen,
  nameOf,
  not,
  placeOf,
  returnValue,
  thisExpr,
} from './trees.ts'

const METHOD_FLAGS =
  Flags.PUBLIC |
  Flags.PRIVATE |
  Flags.PROTECTED |
  Flags.STATIC |
  Flags.FINAL |
  Flags.SYNCHRONIZED |
  Flags.BRIDGE |
  Flags.VARARGS |
  Flags.NATIVE |
  Flags.ABSTRACT |
  Flags.STRICT |
  Flags.SYNTHETIC

const FIELD_FLAGS =
  Flags.PUBLIC |
  Flags.PRIVATE |
  Flags.PROTECTED |
  Flags.STATIC |
  Flags.FINAL |
  Flags.VOLATILE |
  Flags.TRANSIENT |
  Flags.SYNTHETIC |
  Flags.ENUM

const HELD = Flags.FINAL | Flags.SYNTHETIC

const isInterface = (symbol: ClassSymbol): boolean => (symbol.flags & Flags.INTERFACE) !== 0

// ---------------------------------------------------------------------------------------------- the class

export function newClassScope(
  lowering: Lowering,
  symbol: ClassSymbol,
  decl: ClassDecl | undefined,
  outer: ClassScope | undefined,
): ClassScope {
  const owner = symbol.binaryName
  const enclosing = enclosingInstanceClass(symbol)
  let outerThis: ClassScope['outerThis']
  if (enclosing !== undefined) {
    let level = 0
    for (let c = enclosingInstanceClass(enclosing); c !== undefined; c = enclosingInstanceClass(c)) level++
    let name = `this$${level}`
    while (symbol.fields.has(name)) name += '$'
    const ref: MemberRef = { owner, name, descriptor: `L${enclosing.binaryName};`, isInterface: false, mode: 'virtual' }
    outerThis = { ref, symbol: new VarSymbol(name, 'param', symbol, HELD, erasedTypeOf(enclosing)), of: enclosing }
  }
  const captured = new Map<VarSymbol, MemberRef>()
  for (const variable of heldVariables(lowering, symbol)) {
    const descriptor = descriptorOf(variable.type)
    captured.set(variable, { owner, name: `val$${variable.name}`, descriptor, isInterface: false, mode: 'virtual' })
  }
  return {
    lowering,
    symbol,
    type: erasedTypeOf(symbol),
    decl,
    outer,
    outerThis,
    captured,
    extraFields: [],
    lambdaMethods: [],
    lambdaNames: new Map(),
    serializable: [],
    nested: [],
    superNode: undefined,
    lambdaCount: 0,
    usesAssert: false,
  }
}

export function lowerClass(lowering: Lowering, decl: ClassDecl, outer: ClassScope | undefined): void {
  const symbol = decl.symbol!
  outer?.nested.push(symbol)
  lowering.nest.push(symbol.binaryName)
  finishClass(newClassScope(lowering, symbol, decl, outer), decl, undefined)
}

export function lowerLocalClass(s: MethodScope, decl: ClassDecl): void {
  const { lowering } = s.cls
  lowerClass(lowering, decl, s.cls)
  if (s.lambda === undefined) return
  s.lambda.classes.push(decl.symbol!)
  // As in javac's class files a lambda has what a class in it holds, although it may make no object of it.
  const symbol = decl.symbol!
  for (const variable of heldVariables(lowering, symbol)) localRef(s, decl, variable)
  if (enclosingInstanceClass(symbol) !== undefined) thisRef(s, decl)
}

/** The class of a `new` with a body; `params` are what its constructor passes on (after an explicit outer instance). */
export function lowerAnonymous(
  s: MethodScope,
  at: New | EnumConstant,
  decl: ClassDecl,
  superConstructor: MethodSymbol | undefined,
  params: readonly Type[],
  explicitOuter: boolean,
): void {
  const { lowering } = s.cls
  const symbol = decl.symbol!
  s.cls.nested.push(symbol)
  s.lambda?.classes.push(symbol)
  lowering.nest.push(symbol.binaryName)
  const cls = newClassScope(lowering, symbol, decl, s.cls)
  if (at.kind === 'New') cls.superNode = at.classType
  const makeConstructor = (initialisers: readonly Statement[]): LoweredMethod => {
    const scope = newMethodScope(cls, 'new', false, VOID)
    const known = superConstructor?.params ?? []
    const shift = explicitOuter ? 1 : 0
    const names = params.map((type, i) => new VarSymbol(known[i - shift]?.name ?? `x${i}`, 'param', symbol, 0, type))
    const ref = constructorRef(lowering, symbol, params)
    const target = superConstructor ?? constructorsOf(envOf(s).symbols.object)[0]!
    const method = constructorShell(cls, scope, ref, names, decl)
    const outer: Expr | undefined = explicitOuter ? nameOf(at, names[0]!) : undefined
    const args = names.slice(explicitOuter ? 1 : 0).map((name) => nameOf(at, name))
    const passed = constructorCall(scope, decl, target, method.extras, 'super', outer, () => args)
    return {
      ...method.shell,
      accessFlags:
        (hasEnumParameters(symbol) && lowering.options.release >= 11 ? Flags.PRIVATE : 0) |
        ((superConstructor?.flags ?? 0) & Flags.VARARGS),
      exceptions: symbol.constructorThrows.map((type) => internalNameOf(erasure(type))),
      signature:
        // As javac: not for a diamond.
        cls.captured.size > 0 && superConstructor === undefined && !isDiamond(at)
          ? `(${params.map(typeSignature).join('')})V`
          : undefined,
      body: block(
        decl,
        [...holdOuter(cls, decl, method.extras), passed, ...initialisers],
        endOf(initialisers[initialisers.length - 1] ?? passed),
      ),
    }
  }
  finishClass(cls, decl, makeConstructor)
}

const isDiamond = (at: New | EnumConstant): boolean =>
  at.kind === 'New' && at.classType.kind === 'ClassType' && at.classType.typeArgs?.length === 0

function finishClass(
  cls: ClassScope,
  decl: ClassDecl,
  anonymousConstructor: ((initialisers: readonly Statement[]) => LoweredMethod) | undefined,
): void {
  const { lowering, symbol } = cls
  const fields: LoweredField[] = []
  const methods: LoweredMethod[] = []
  // The class takes its place before those that are nested in it.
  const place = lowering.out.length
  lowering.out.push(undefined as never)
  const initScope = newMethodScope(cls, 'new', false, undefined)
  const staticScope = newMethodScope(cls, 'static', true, undefined)
  // As javac: lambdas that initialise fields of local classes are named after the class.
  const isInLocal = isWithinLocal(symbol)
  const fieldScope = isInLocal ? newMethodScope(cls, symbol.name, false, undefined, undefined, true) : initScope
  const staticFieldScope = isInLocal ? newMethodScope(cls, symbol.name, true, undefined, undefined, true) : staticScope
  const initialisers: Statement[] = []
  const statics: Statement[] = []
  const isEnum = (symbol.flags & Flags.ENUM) !== 0 && decl.classKind === 'enum'
  const enumParts = isEnum ? enumMembers(cls, decl, staticFieldScope) : undefined
  if (enumParts !== undefined) {
    fields.push(...enumParts.fields)
    statics.push(...enumParts.statics)
    methods.push(...enumParts.methods)
  }
  symbol.components.forEach((component, i) => {
    const written = decl.components[i]
    fields.push(lowerField(component, written?.modifiers.annotations ?? [], written?.type))
  })
  // In the order of the source, which numbers the lambdas; constructors wait for the initialisers to be complete.
  const finishers: (() => LoweredMethod)[] = []
  for (const member of decl.members) {
    if (member.kind === 'MethodDecl') {
      const method = member.symbol!
      if (method.name === '<init>') finishers.push(lowerConstructor(cls, method, initialisers))
      else {
        const lowered = lowerMethod(cls, method, member)
        finishers.push(() => lowered)
      }
    } else if (member.kind === 'FieldDecl') {
      fields.push(lowerField(member.symbol!, member.modifiers.annotations, member.type))
      lowerInitialiser(
        member,
        (member.symbol!.flags & Flags.STATIC) !== 0 ? staticFieldScope : fieldScope,
        statics,
        initialisers,
      )
    } else if (member.kind === 'InitializerDecl') {
      const scope = member.isStatic ? staticScope : initScope
      const body = lowerStatements(scope, member.body.statements)
      ;(member.isStatic ? statics : initialisers).push({ ...member.body, statements: body })
    }
  }
  if (anonymousConstructor !== undefined) methods.push(anonymousConstructor(initialisers))
  const constructors = symbol.methods.get('<init>') ?? []
  for (const c of anonymousConstructor === undefined ? constructors : []) {
    if (c.decl === undefined) methods.push(lowerConstructor(cls, c, initialisers)())
  }
  for (const finish of finishers) methods.push(finish())
  for (const list of symbol.methods.values()) {
    for (const method of list) {
      if (method.decl !== undefined || (method.flags & Flags.IMPLICIT) === 0 || method.name === '<init>') continue
      if (decl.classKind === 'record') methods.push(recordMethod(cls, method))
    }
  }
  for (const member of decl.members) if (member.kind === 'ClassDecl') lowerClass(lowering, member, cls)
  for (const bridge of bridgesOf(lowering.env, symbol)) methods.push(lowerBridge(cls, bridge))
  if (enumParts !== undefined) {
    fields.push(...enumParts.lastFields)
    methods.push(...enumParts.lastMethods)
  }
  addHeldFields(cls, fields)
  if (cls.usesAssert) {
    fields.push(madeField(Flags.STATIC | Flags.FINAL | Flags.SYNTHETIC, '$assertionsDisabled', 'Z'))
    statics.unshift(assertionStatus(lowering, symbol.binaryName, decl))
  } else if (lowering.helper?.assertions === symbol) statics.unshift(askForAssertions(lowering, symbol, decl))
  fields.push(...cls.extraFields)
  if (cls.serializable.length > 0) methods.push(deserializeMethod(cls, decl, cls.serializable))
  methods.push(...cls.lambdaMethods)
  if (statics.length > 0) methods.push(staticInitialiser(decl, statics))
  const isTop = cls.outer === undefined
  lowering.out[place] = {
    symbol,
    file: lowering.file,
    pos: decl.pos,
    accessFlags: classFlags(symbol),
    name: symbol.binaryName,
    superName: symbol.superclass?.symbol.binaryName,
    superNode: cls.superNode,
    interfaces: symbol.interfaces.map((type) => type.symbol.binaryName),
    signature: classSignature(symbol),
    annotations: decl.modifiers.annotations,
    deprecated: (symbol.flags & Flags.DEPRECATED) !== 0,
    fields,
    methods: isStrict(cls) ? methods.map(strict) : methods,
    nestHost: isTop ? undefined : lowering.top.binaryName,
    nestMembers: isTop ? lowering.nest : [],
    enclosing: enclosingPlace(lowering, symbol),
    permitted: symbol.permitted.map((permitted) => permitted.binaryName),
    components: decl.classKind === 'record' ? recordComponents(symbol, decl) : undefined,
    nested: cls.nested,
    annotationInfo: (annotation) => annotationInfo(lowering.env, annotation),
    classNamed: (name) =>
      lowering.helper?.symbol.binaryName === name ? lowering.helper.symbol : lowering.env.loadClass(name),
  }
}

/** strictfp of a class is that of all code in it (JLS 8.1.1.3); class files since version 60 no longer say it. */
function isStrict(cls: ClassScope): boolean {
  if (cls.lowering.options.release >= 17) return false
  // javac leaves out the bodies of enum constants.
  if (cls.symbol.name === '' && hasEnumParameters(cls.symbol)) return false
  for (let c: ClassScope | undefined = cls; c !== undefined; c = c.outer) {
    if ((c.symbol.flags & Flags.STRICT) !== 0) return true
  }
  return false
}

const strict = (method: LoweredMethod): LoweredMethod =>
  (method.accessFlags & (Flags.ABSTRACT | Flags.BRIDGE)) !== 0 || method.name === '$values'
    ? method
    : { ...method, accessFlags: method.accessFlags | Flags.STRICT }

/** Flags of the class itself (JVMS 4.1): a nested class is public or not; static stands in InnerClasses only. */
function classFlags(symbol: ClassSymbol): number {
  const kept = Flags.FINAL | Flags.INTERFACE | Flags.ABSTRACT | Flags.SYNTHETIC | Flags.ANNOTATION | Flags.ENUM
  let flags = symbol.flags & (kept | Flags.PUBLIC)
  if ((symbol.flags & Flags.PROTECTED) !== 0) flags |= Flags.PUBLIC
  if (!isInterface(symbol)) flags |= Flags.SUPER
  return flags
}

function enclosingPlace(
  lowering: Lowering,
  symbol: ClassSymbol,
): { className: string; method: { name: string; descriptor: string } | undefined } | undefined {
  if (!symbol.isLocal) return undefined
  const cls = enclosingClass(symbol.owner)!
  const { owner } = symbol
  if (owner.kind !== 'method') return { className: cls.binaryName, method: undefined }
  const descriptor =
    owner.name === '<init>'
      ? constructorRef(lowering, owner.owner, owner.type.params).descriptor
      : methodDescriptorOf(owner.type)
  return { className: cls.binaryName, method: { name: owner.name, descriptor } }
}

// ---------------------------------------------------------------------------------------------- fields

export function lowerField(symbol: VarSymbol, annotations: readonly Annotation[], typeNode?: TypeNode): LoweredField {
  const isFinal = (symbol.flags & Flags.FINAL) !== 0
  return {
    accessFlags: symbol.flags & FIELD_FLAGS,
    name: symbol.name,
    descriptor: descriptorOf(symbol.type),
    signature: fieldSignature(symbol),
    constant: isFinal ? constantOf(symbol) : undefined,
    annotations,
    deprecated: (symbol.flags & Flags.DEPRECATED) !== 0,
    typeNode,
  }
}

export const madeField = (accessFlags: number, name: string, descriptor: string): LoweredField => ({
  accessFlags,
  name,
  descriptor,
  signature: undefined,
  constant: undefined,
  annotations: [],
  deprecated: false,
})

function addHeldFields(cls: ClassScope, fields: LoweredField[]): void {
  for (const ref of cls.captured.values()) fields.push(madeField(HELD, ref.name, ref.descriptor))
  if (cls.outerThis !== undefined) fields.push(madeField(HELD, cls.outerThis.ref.name, cls.outerThis.ref.descriptor))
}

/** The initialiser of a field as an assignment; a static constant has its ConstantValue instead. */
function lowerInitialiser(decl: FieldDecl, scope: MethodScope, statics: Statement[], instance: Statement[]): void {
  const symbol = decl.symbol!
  if (decl.init === undefined) return
  const isStatic = (symbol.flags & Flags.STATIC) !== 0
  if (isStatic && (symbol.flags & Flags.FINAL) !== 0 && constantOf(symbol) !== undefined) return
  const outer = scope.hoisted
  scope.hoisted = []
  const { type } = symbol
  const value =
    decl.init.kind === 'ArrayInit' ? lowerArrayInit(scope, decl.init, type) : lowerTo(scope, decl.init, type)
  const ref = fieldRef(symbol, scope.cls.type)
  const target = field(decl, isStatic ? undefined : thisExpr(decl, scope.cls.type), ref, erasure(type))
  const made = exprStatement(decl, assign(decl, target, value))
  const list = isStatic ? statics : instance
  if (scope.hoisted.length === 0) list.push(made)
  else list.push(block(decl, [...scope.hoisted.map((s) => declaration(decl, s)), made]))
  scope.hoisted = outer
}

const declaration = (at: At, symbol: VarSymbol): Statement => ({
  kind: 'LocalVars',
  ...placeOf(at),
  modifiers: { list: [], annotations: [], start: -1 },
  declarators: [
    {
      kind: 'LocalVar',
      ...placeOf(at),
      modifiers: { list: [], annotations: [], start: -1 },
      type: { kind: 'SymbolType', ...placeOf(at), annotations: [], resolved: symbol.type },
      name: { kind: 'Ident', ...placeOf(at), name: symbol.name },
      init: undefined,
      symbol,
    },
  ],
})

/** `$assertionsDisabled = !Top.class.desiredAssertionStatus()` */
export function assertionStatus(lowering: Lowering, holder: string, at: At): Statement {
  const { env, top } = lowering
  const ref = (owner: string, name: string, descriptor: string, mode: MemberRef['mode']): MemberRef => ({
    owner,
    name,
    descriptor,
    isInterface: false,
    mode,
  })
  const literal = classLiteral(at, erasedTypeOf(top), env.types.class)
  const status = call(at, literal, ref('java/lang/Class', 'desiredAssertionStatus', '()Z', 'virtual'), [], BOOLEAN)
  const disabled = field(at, undefined, ref(holder, '$assertionsDisabled', 'Z', 'static'), BOOLEAN)
  return exprStatement(at, assign(at, disabled, not(at, status)))
}

/** The state of assertions is that at the interface's initialisation, so it asks for it then. */
const askForAssertions = (lowering: Lowering, symbol: ClassSymbol, at: At): Statement =>
  ifThen(at, field(at, undefined, helperAssertions(lowering, symbol), BOOLEAN), {
    kind: 'Empty',
    ...placeOf(at),
  })

function staticInitialiser(decl: ClassDecl, statics: readonly Statement[]): LoweredMethod {
  const last = statics[statics.length - 1]!
  const first = statics[0]!
  return {
    ...madeMethod(decl, Flags.STATIC, '<clinit>', '()V', [], VOID),
    pos: first.pos,
    body: block(first, statics, endOf(last)),
  }
}

// ---------------------------------------------------------------------------------------------- methods

export const madeMethod = (
  at: At,
  accessFlags: number,
  name: string,
  descriptor: string,
  params: readonly LoweredParameter[],
  result: Type,
): LoweredMethod => ({
  accessFlags,
  name,
  descriptor,
  signature: undefined,
  exceptions: [],
  params,
  result,
  body: undefined,
  pos: at.pos,
  annotations: [],
  deprecated: false,
  defaultValue: undefined,
  parameters: 'option',
})

export const parameter = (symbol: VarSymbol, accessFlags: number): LoweredParameter => ({
  symbol,
  type: erasure(symbol.type),
  accessFlags,
  annotations: [],
})

const exceptionNames = (method: MethodSymbol): string[] =>
  method.type.throws.map((type) => internalNameOf(erasure(type)))

function methodFlags(cls: ClassScope, method: MethodSymbol): number {
  // Since version 60 all code is strict and the flag means nothing (JVMS 4.6).
  const flags = method.flags & METHOD_FLAGS
  return cls.lowering.options.release >= 17 ? flags & ~Flags.STRICT : flags
}

export function declaredParams(decl: MethodDecl, scope: MethodScope): LoweredParameter[] {
  return decl.params.map((param) => {
    const symbol = param.symbol!
    scope.declared.add(symbol)
    const { annotations } = param.modifiers
    return { symbol, type: erasure(symbol.type), accessFlags: symbol.flags & Flags.FINAL, annotations, decl: param }
  })
}

function lowerMethod(cls: ClassScope, method: MethodSymbol, decl: MethodDecl): LoweredMethod {
  const isStatic = (method.flags & Flags.STATIC) !== 0
  const scope = newMethodScope(cls, method.name, isStatic, method.type.result)
  const params = declaredParams(decl, scope)
  const { annotations } = decl.modifiers
  const body = decl.body && { ...decl.body, statements: lowerStatements(scope, decl.body.statements) }
  return {
    ...madeMethod(
      decl,
      methodFlags(cls, method),
      method.name,
      methodDescriptorOf(method.type),
      params,
      erasure(method.type.result),
    ),
    signature: methodSignature(method),
    exceptions: exceptionNames(method),
    body,
    annotations,
    deprecated: (method.flags & Flags.DEPRECATED) !== 0,
    defaultValue: decl.defaultValue,
    decl,
  }
}

/** A bridge casts its arguments and calls the method that it leads to (JLS 15.12.4.5). */
function lowerBridge(cls: ClassScope, bridge: Bridge): LoweredMethod {
  const at = cls.decl!
  const scope = newMethodScope(cls, bridge.name, false, undefined)
  const symbols = bridge.type.params.map(
    (type, i) =>
      new VarSymbol(bridge.target.params[i]?.name ?? `x${i}`, 'param', cls.symbol, Flags.SYNTHETIC, erasure(type)),
  )
  const targetParams = bridge.target.type.params.map(erasure)
  const args = symbols.map((symbol, i) => widenReference(nameOf(at, symbol), targetParams[i]!))
  const site = bridge.viaSuper ? erasure(cls.symbol.superclass!) : cls.type
  const ref = methodRef(scope, bridge.target, site, bridge.viaSuper)
  const owner = bridge.viaSuper ? ref : { ...ref, owner: cls.symbol.binaryName, isInterface: isInterface(cls.symbol) }
  const result = erasure(bridge.target.type.result)
  const value = call(at, thisExpr(at, cls.type), owner, args, result)
  const bridgeResult = erasure(bridge.type.result)
  const statement =
    result.kind === 'void' ? exprStatement(at, value) : returnValue(at, widenReference(value, bridgeResult))
  return {
    ...madeMethod(
      at,
      bridge.flags & METHOD_FLAGS,
      bridge.name,
      methodDescriptorOf(bridge.type),
      symbols.map((symbol) => parameter(symbol, Flags.SYNTHETIC)),
      bridgeResult,
    ),
    exceptions: bridge.type.throws.map((type) => internalNameOf(erasure(type))),
    body: block(at, [statement]),
  }
}

// ---------------------------------------------------------------------------------------------- constructors

/** Parameters and scope of a constructor, with what lowering adds before and behind the declared parameters. */
function constructorShell(
  cls: ClassScope,
  scope: MethodScope,
  ref: MemberRef,
  declared: readonly VarSymbol[],
  at: At,
): { shell: LoweredMethod; extras: ConstructorExtras } {
  const { env } = cls.lowering
  const { symbol } = cls
  const make = (name: string, type: Type): VarSymbol => new VarSymbol(name, 'param', symbol, HELD, type)
  const enumParams = hasEnumParameters(symbol) ? [make('$enum$name', env.types.string), make('$enum$ordinal', INT)] : []
  const outerThis =
    cls.outerThis === undefined ? undefined : make(cls.outerThis.ref.name, erasedTypeOf(cls.outerThis.of))
  if (outerThis !== undefined && (symbol.flags & Flags.PRIVATE) === 0) outerThis.flags = Flags.FINAL | Flags.MANDATED
  const captured = new Map<VarSymbol, VarSymbol>()
  for (const [variable, held] of cls.captured) captured.set(variable, make(held.name, erasure(variable.type)))
  // Only a private class may do as it likes with its enclosing instance (JLS 8.8.1, 8.8.9).
  const outerFlags = (symbol.flags & Flags.PRIVATE) !== 0 ? HELD : Flags.FINAL | Flags.MANDATED
  const params: LoweredParameter[] = [
    ...enumParams.map((p) => parameter(p, Flags.SYNTHETIC)),
    ...(outerThis === undefined ? [] : [parameter(outerThis, outerFlags)]),
    ...declared.map((p) => parameter(p, p.flags & (Flags.FINAL | Flags.SYNTHETIC))),
    ...[...captured.values()].map((p) => parameter(p, HELD)),
  ]
  for (const param of params) scope.declared.add(param.symbol)
  return {
    shell: madeMethod(at, 0, '<init>', ref.descriptor, params, VOID),
    extras: { enumParams, outerThis, captured },
  }
}

/** The fields for the enclosing instance and captured variables get their values before super(...). */
function holdOuter(cls: ClassScope, at: At, extras: ConstructorExtras): Statement[] {
  const statements: Statement[] = []
  const hold = (ref: MemberRef, value: VarSymbol): void => {
    const target = field(at, thisExpr(at, cls.type), ref, value.type)
    statements.push(exprStatement(at, assign(at, target, nameOf(at, value))))
  }
  if (cls.outerThis !== undefined && extras.outerThis !== undefined) hold(cls.outerThis.ref, extras.outerThis)
  for (const [variable, ref] of cls.captured) hold(ref, extras.captured.get(variable)!)
  return statements
}

/** The body is lowered now; the result takes the initialisers as they are when it is asked for. */
function lowerConstructor(
  cls: ClassScope,
  method: MethodSymbol,
  initialisers: readonly Statement[],
): () => LoweredMethod {
  const { lowering, symbol } = cls
  const { decl } = method
  const at: At = decl ?? cls.decl!
  const ref = constructorRef(lowering, symbol, method.type.params)
  const scope = newMethodScope(cls, 'new', false, VOID)
  const isRecord = cls.decl?.classKind === 'record'
  const compact = decl?.methodKind === 'compact'
  const declared = decl === undefined || compact ? method.params : decl.params.map((p) => p.symbol!)
  const { shell, extras } = constructorShell(cls, scope, ref, declared, at)
  const [first, ...others] = decl?.body?.statements ?? []
  const explicit: ConstructorCall | undefined = first?.kind === 'ConstructorCall' ? first : undefined
  const rest = explicit === undefined && first !== undefined ? [first, ...others] : others
  const bodyAt: At = decl?.body ?? at
  const statements: Statement[] = []
  if (explicit?.which !== 'this') statements.push(...holdOuter(cls, bodyAt, extras))
  if (explicit !== undefined) statements.push(lowerConstructorCall(scope, explicit, extras))
  else if (symbol.superclass !== undefined)
    statements.push(implicitSuper(scope, bodyAt, symbol.superclass.symbol, extras))
  const body = lowerStatements(scope, rest)
  if (isRecord && (compact || decl === undefined)) body.push(...assignComponents(cls, at, declared))
  const annotations = decl?.modifiers.annotations ?? []
  const added = extras.enumParams.length + extras.captured.size > 0
  const params = decl === undefined || compact ? componentParams(cls, shell.params) : annotated(shell.params, decl)
  const finished = (): Statement[] => [...statements, ...(explicit?.which === 'this' ? [] : initialisers), ...body]
  return () => ({
    ...shell,
    accessFlags: methodFlags(cls, method),
    params,
    signature: methodSignature(method) ?? (added ? plainSignature(method) : undefined),
    exceptions: exceptionNames(method),
    body: constructorBody(bodyAt, finished(), decl),
    annotations,
    deprecated: (method.flags & Flags.DEPRECATED) !== 0,
    parameters: isRecord && isCanonical(symbol, method) ? 'always' : 'option',
    decl,
  })
}

/** Whether the parameters are the record's components (JLS 8.10.4). */
const isCanonical = ({ components }: ClassSymbol, method: MethodSymbol): boolean =>
  components.length === method.type.params.length &&
  components.every((c, i) => descriptorOf(c.type) === descriptorOf(method.type.params[i]!))

const constructorBody = (at: At, statements: readonly Statement[], decl: MethodDecl | undefined): Block =>
  block(at, statements, decl?.body?.closeBrace ?? endOf(statements[statements.length - 1] ?? NOWHERE))

/** The parameters of a canonical constructor without a list of its own have the components' annotations (JLS 8.10.4). */
function componentParams(cls: ClassScope, params: readonly LoweredParameter[]): readonly LoweredParameter[] {
  const components = cls.decl?.classKind === 'record' ? cls.decl.components : []
  return params.map((param, i) => ({
    ...param,
    annotations: components[i]?.modifiers.annotations ?? [],
    decl: components[i],
  }))
}

const plainSignature = (method: MethodSymbol): string => `(${method.type.params.map(typeSignature).join('')})V`

function annotated(params: readonly LoweredParameter[], decl: MethodDecl): LoweredParameter[] {
  return params.map((param) => {
    const written = decl.params.find((p) => p.symbol === param.symbol)
    return written === undefined ? param : { ...param, annotations: written.modifiers.annotations, decl: written }
  })
}

/** A constructor without a call begins with super() (JLS 8.8.7), perhaps one of variable arity. */
function implicitSuper(s: MethodScope, at: At, superclass: ClassSymbol, extras: ConstructorExtras): Statement {
  const candidates = constructorsOf(superclass)
  const exact = candidates.find((c) => c.type.params.length === 0)
  if (exact !== undefined || superclass.binaryName === 'java/lang/Enum') {
    return constructorCall(s, at, exact ?? { ...candidates[0]!, type: NO_PARAMS }, extras, 'super', undefined, () => [])
  }
  const variable = candidates.find((c) => (c.flags & Flags.VARARGS) !== 0 && c.type.params.length === 1)
  if (variable === undefined) throw new Error(`no constructor without parameters in ${superclass.binaryName}`)
  return constructorCall(s, at, variable, extras, 'super', undefined, (prologue) =>
    lowerArgs(prologue, at, [], variable.type, variable.type.params, true),
  )
}

const NOWHERE: Statement = { kind: 'Empty', start: -1, end: -1, pos: -1 }

const NO_PARAMS = { typeParams: [], params: [], result: VOID, throws: [] }
