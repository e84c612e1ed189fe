/**
 * What lowering knows while it works: the compilation, the class at work with what was added to it, and the method or
 * lambda body at work.
 */
import type { ClassDecl, MemberRef, Statement, TypeNode } from '../1-parse/ast.ts'
import type { Environment } from '../2-check/environment.ts'
import type { ClassSymbol, VarSymbol } from '../2-check/symbols.ts'
import type { Type } from '../2-check/types.ts'
import type { Reporter } from '../diagnostics.ts'
import type { SourceFile } from '../source.ts'
import type { SerializableLambda } from './deserialize.ts'
import type { LoweredClass, LoweredField, LoweredMethod } from './lowered.ts'

export interface LowerOptions {
  readonly release: number
  readonly debugLines: boolean
  readonly debugVariables: boolean
}

/** One top-level class with everything in it. */
export interface Lowering {
  readonly env: Environment
  readonly reporter: Reporter
  readonly options: LowerOptions
  readonly file: SourceFile
  readonly top: ClassSymbol
  readonly out: LoweredClass[]
  /** Every class of this nest in order, made ones too. */
  readonly nest: string[]
  /** Internal names that are taken: for the classes that lowering makes. */
  readonly takenNames: Set<string>
  /** Captured variables of each local class. */
  readonly captures: Map<ClassSymbol, Captures>
  /**
   * Anonymous classes in the arguments of this(...) and super(...), which have no enclosing instance yet (JLS 8.8.7.1): the parameter
   * with the enclosing instance of the class that is made, which they capture like a variable.
   */
  readonly constructorThis: Map<ClassSymbol, VarSymbol>
  /** Local classes that stand in a lambda of the class around them: the lambda has the variables as its parameters. */
  readonly inLambda: Set<ClassSymbol>
  readonly declarations: Map<ClassSymbol, ClassDecl>
  /** The class that is made beside those of the source, when one is needed. */
  helper: HelperClass | undefined
  /** The accessed members in order, the access methods and what they do, and those of each class. */
  readonly accessNumbers: Map<string, number>
  readonly accessors: Map<string, MemberRef>
  readonly extraMethods: Map<ClassSymbol, LoweredMethod[]>
  /** Private constructors (owner and descriptor) that other classes call where there are no nest mates. */
  readonly relaxedConstructors: Set<string>
}

export interface Captures {
  readonly variables: readonly VarSymbol[]
  /** Those that go to the constructors of other local classes, which the class therefore holds itself. */
  readonly passedOn: ReadonlySet<VarSymbol>
  /** In the order in which a lambda takes them that makes an object of the class. */
  readonly inLambdas: readonly VarSymbol[]
}

export interface HelperClass {
  readonly symbol: ClassSymbol
  readonly maps: Map<ClassSymbol, EnumMap>
  /** The first interface with an assert. */
  assertions: ClassSymbol | undefined
}

export interface EnumMap {
  readonly ref: MemberRef
  /** The first switch on the enum. */
  readonly at: { readonly start: number; readonly end: number; readonly pos: number }
  /** Number of each constant, from 1 in order of first use. */
  readonly numbers: Map<string, number>
}

/** A class at work. */
export interface ClassScope {
  readonly lowering: Lowering
  readonly symbol: ClassSymbol
  readonly type: Type
  readonly decl: ClassDecl | undefined
  readonly outer: ClassScope | undefined
  /** The field that holds the enclosing instance. */
  readonly outerThis: { readonly ref: MemberRef; readonly symbol: VarSymbol; readonly of: ClassSymbol } | undefined
  /** Captured variables and the fields that hold them. */
  readonly captured: ReadonlyMap<VarSymbol, MemberRef>
  /** Fields and methods that lowering adds behind the declared ones. */
  readonly extraFields: LoweredField[]
  /** Bodies of lambdas, the newest first as javac orders them. */
  readonly lambdaMethods: LoweredMethod[]
  /** Methods of lambdas by what they do (same-lambdas.ts). */
  readonly lambdaNames: Map<string, string>
  /** Lambdas and method references that may be written to a stream, in order. */
  readonly serializable: SerializableLambda[]
  readonly nested: ClassSymbol[]
  /** Of an anonymous class: the type behind `new`. */
  superNode: TypeNode | undefined
  lambdaCount: number
  usesAssert: boolean
}

/** A body at work: of a method, an initialiser or a lambda. */
export interface MethodScope {
  readonly cls: ClassScope
  /** Name in the names of lambdas: the method's, `new` or `static`. */
  readonly name: string
  readonly isStatic: boolean
  readonly result: Type | undefined
  /** Initialises fields of a local class (or a class in one). */
  readonly isFieldOfLocal: boolean
  /** Set in the arguments of this(...) and super(...): there is no `this` yet (JLS 8.8.7.1). */
  prologue: Prologue | undefined
  /** A lambda body: variables from outside become its parameters. */
  readonly lambda: LambdaScope | undefined
  /** Variables declared in this body. */
  readonly declared: Set<VarSymbol>
  /** Variables that stand for others: parameters of a constructor for captured variables. */
  readonly replaced: Map<VarSymbol, VarSymbol>
  /** Binding variables that the statement at work declares. */
  hoisted: VarSymbol[]
  temps: number
  /** Labels of loops that were rebuilt. */
  readonly jumpTargets: Map<object, Statement>
}

/** Constructor parameters that stand for what the fields will hold. */
export interface Prologue {
  readonly outerThis: VarSymbol | undefined
  readonly captured: ReadonlyMap<VarSymbol, VarSymbol>
}

export interface LambdaScope {
  readonly outer: MethodScope
  /** Classes that stand directly in the body. */
  readonly classes: ClassSymbol[]
  /** Variables of outside, and the parameters that stand for them, in order of first use. */
  readonly captured: Map<VarSymbol, VarSymbol>
  usesThis: boolean
}

export function newMethodScope(
  cls: ClassScope,
  name: string,
  isStatic: boolean,
  result: Type | undefined,
  lambda?: LambdaScope,
  isFieldOfLocal = lambda?.outer.isFieldOfLocal ?? false,
): MethodScope {
  return {
    cls,
    name,
    isStatic,
    result,
    isFieldOfLocal,
    prologue: undefined,
    lambda,
    declared: new Set(),
    replaced: new Map(),
    hoisted: [],
    temps: 0,
    jumpTargets: new Map(),
  }
}

export const envOf = (s: MethodScope): Environment => s.cls.lowering.env
