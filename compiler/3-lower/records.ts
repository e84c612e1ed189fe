/** Members that a record gets (JLS 8.10.3): accessors, and `toString`, `hashCode`, `equals` through ObjectMethods. */
import type { BootstrapArg, ClassDecl, Expr, Statement } from '../1-parse/ast.ts'
import { descriptorOf, fieldSignature, methodDescriptorOf, methodSignature } from '../2-check/descriptors.ts'
import { erasure } from '../2-check/relations.ts'
import { type ClassSymbol, Flags, type MethodSymbol, type VarSymbol } from '../2-check/symbols.ts'
import { madeMethod, parameter } from './classes.ts'
import type { ClassScope } from './context.ts'
import type { LoweredComponent, LoweredMethod } from './lowered.ts'
import { fieldRef } from './references.ts'
import { type At, assign, block, exprStatement, field, nameOf, placeOf, returnValue, thisExpr } from './trees.ts'

const BOOTSTRAP = {
  refKind: 6,
  owner: 'java/lang/runtime/ObjectMethods',
  name: 'bootstrap',
  descriptor:
    '(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/TypeDescriptor;Ljava/lang/Class;' +
    'Ljava/lang/String;[Ljava/lang/invoke/MethodHandle;)Ljava/lang/Object;',
  isInterface: false,
} as const

export function recordComponents(symbol: ClassSymbol, decl: ClassDecl): LoweredComponent[] {
  return symbol.components.map((component, i) => ({
    name: component.name,
    descriptor: descriptorOf(component.type),
    signature: fieldSignature(component),
    annotations: decl.components[i]?.modifiers.annotations ?? [],
    typeNode: decl.components[i]?.type,
  }))
}

/** What a compact or implicit canonical constructor does at its end. */
export function assignComponents(cls: ClassScope, at: At, params: readonly VarSymbol[]): Statement[] {
  return cls.symbol.components.map((component, i) => {
    const type = erasure(component.type)
    const target = field(at, thisExpr(at, cls.type), fieldRef(component, cls.type), type)
    return exprStatement(at, assign(at, target, nameOf(at, params[i]!, type)))
  })
}

/** A method that the source leaves out. */
export function recordMethod(cls: ClassScope, method: MethodSymbol): LoweredMethod {
  const at = cls.decl!
  const result = erasure(method.type.result)
  const params = method.params.map((symbol) => parameter(symbol, 0))
  const flags = method.flags & (Flags.PUBLIC | Flags.FINAL)
  const place = method.params.length > 0 ? -1 : cls.symbol.components.findIndex((c) => c.name === method.name)
  const component = cls.symbol.components[place]
  const self = thisExpr(at, cls.type)
  const value =
    component !== undefined
      ? field(at, self, fieldRef(component, cls.type), erasure(component.type))
      : objectMethod(cls, at, method, self)
  return {
    ...madeMethod(at, flags, method.name, methodDescriptorOf(method.type), params, result),
    annotations: component === undefined ? [] : (cls.decl!.components[place]?.modifiers.annotations ?? []),
    signature: methodSignature(method),
    resultNode: component === undefined ? undefined : cls.decl!.components[place]?.type,
    body: block(at, [returnValue(at, value)]),
  }
}

function objectMethod(cls: ClassScope, at: At, method: MethodSymbol, self: Expr): Expr {
  const owner = cls.symbol.binaryName
  const { components } = cls.symbol
  const args: BootstrapArg[] = [
    { kind: 'class', value: owner },
    { kind: 'string', value: components.map((c) => c.name).join(';') },
    ...components.map((c): BootstrapArg => {
      const value = { refKind: 1, owner, name: c.name, descriptor: descriptorOf(c.type), isInterface: false }
      return { kind: 'methodHandle', value }
    }),
  ]
  const descriptor = methodDescriptorOf(method.type)
  return {
    kind: 'Indy',
    ...placeOf(at),
    name: method.name,
    descriptor: `(L${owner};${descriptor.slice(1)}`,
    bootstrap: BOOTSTRAP,
    bootstrapArgs: args,
    args: [self, ...method.params.map((symbol) => nameOf(at, symbol))],
    type: erasure(method.type.result),
  }
}
