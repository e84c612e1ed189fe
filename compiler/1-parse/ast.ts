/**
 * The one syntax tree of the compiler (JLS 3-15), a discriminated union of interfaces.
 *
 * All four phases share it:
 *   1-parse  builds the readonly syntax fields;
 *   2-check  fills the fields marked "set by check" (types, symbols, constants) in place;
 *   3-lower  builds new trees that use the plain subset of the nodes plus the few nodes marked "lowered only";
 *   4-emit   reads lowered trees.
 *
 * Positions are offsets into the source text exactly as written (UTF-16 units): `start` inclusive, `end` exclusive, and
 * `pos`, the place that a diagnostic points at and that gives the line number of generated code: the operator of a
 * binary or assignment expression, the `.` or the name of a selection, the `(` of a call, the name of a declaration,
 * otherwise `start`.
 */
import type { ClassSymbol, MethodSymbol, PackageSymbol, AnySymbol, TypeUse, VarSymbol } from '../2-check/symbols.ts'
import type { MethodType, PrimitiveName, Type } from '../2-check/types.ts'

export interface NodeBase {
  readonly start: number
  readonly end: number
  readonly pos: number
}

/** An identifier with its place, for names whose position matters in diagnostics. */
export interface Ident extends NodeBase {
  readonly kind: 'Ident'
  readonly name: string
}

// ---------------------------------------------------------------------------------------------- compilation units

/** JLS 7.3 */
export interface CompilationUnit extends NodeBase {
  readonly kind: 'CompilationUnit'
  readonly package: PackageDecl | undefined
  readonly imports: readonly ImportDecl[]
  readonly types: readonly ClassDecl[]
}

export interface PackageDecl extends NodeBase {
  readonly kind: 'PackageDecl'
  readonly annotations: readonly Annotation[]
  readonly name: readonly Ident[]
}

/** JLS 7.5, all four kinds. `name` without the `*`. */
export interface ImportDecl extends NodeBase {
  readonly kind: 'ImportDecl'
  readonly isStatic: boolean
  readonly onDemand: boolean
  readonly name: readonly Ident[]
}

// ---------------------------------------------------------------------------------------------- declarations

export type ModifierName =
  | 'public'
  | 'protected'
  | 'private'
  | 'static'
  | 'abstract'
  | 'final'
  | 'native'
  | 'synchronized'
  | 'transient'
  | 'volatile'
  | 'strictfp'
  | 'default'
  | 'sealed'
  | 'non-sealed'

export interface Modifier extends NodeBase {
  readonly kind: 'Modifier'
  readonly name: ModifierName
}

export interface Modifiers {
  readonly list: readonly Modifier[]
  readonly annotations: readonly Annotation[]
  /** Where the modifiers begin, or -1 when there are none. */
  readonly start: number
}

/** JLS 9.7. A marker annotation has no arguments; `@A(v)` has one argument named `value` with `implicitName`. */
export interface Annotation extends NodeBase {
  readonly kind: 'Annotation'
  readonly name: TypeNode
  readonly args: readonly AnnotationArg[]
  /** set by check */
  symbol?: ClassSymbol
}

export interface AnnotationArg extends NodeBase {
  readonly kind: 'AnnotationArg'
  readonly name: string
  readonly implicitName: boolean
  readonly value: AnnotationValue
  /** set by check: the element method of the annotation interface */
  method?: MethodSymbol
}

/** An element value: a conditional expression, a nested annotation or an array initialiser of values. */
export type AnnotationValue = Expr | Annotation | AnnotationArray

export interface AnnotationArray extends NodeBase {
  readonly kind: 'AnnotationArray'
  readonly elements: readonly AnnotationValue[]
}

export type ClassKind = 'class' | 'interface' | 'enum' | 'record' | 'annotation'

/** Every class-like declaration: top level, member, local, anonymous (name '') and enum-constant body (JLS 8, 9). */
export interface ClassDecl extends NodeBase {
  readonly kind: 'ClassDecl'
  readonly classKind: ClassKind
  readonly modifiers: Modifiers
  readonly name: Ident
  readonly typeParams: readonly TypeParam[]
  /** `extends` of a class; for anonymous classes undefined (see New). */
  readonly superclass: TypeNode | undefined
  /** `implements`, or `extends` of an interface. */
  readonly interfaces: readonly TypeNode[]
  readonly permits: readonly TypeNode[]
  /** Components of a record header (JLS 8.10.1). */
  readonly components: readonly ParamDecl[]
  readonly enumConstants: readonly EnumConstant[]
  readonly members: readonly Member[]
  /** Offset of the closing brace: the line of an implicit return in initialisers. */
  readonly closeBrace: number
  /** set by check */
  symbol?: ClassSymbol
}

export interface TypeParam extends NodeBase {
  readonly kind: 'TypeParam'
  readonly annotations: readonly Annotation[]
  readonly name: Ident
  readonly bounds: readonly TypeNode[]
}

export type Member = FieldDecl | MethodDecl | InitializerDecl | ClassDecl

/** One field declarator (JLS 8.3): `int a, b[];` gives two FieldDecls that share their modifiers. */
export interface FieldDecl extends NodeBase {
  readonly kind: 'FieldDecl'
  readonly modifiers: Modifiers
  readonly type: TypeNode
  readonly name: Ident
  readonly init: Expr | undefined
  /** set by check */
  symbol?: VarSymbol
}

/** Methods, constructors (JLS 8.4, 8.8), compact constructors (JLS 8.10.4) and annotation elements (JLS 9.6.1). */
export interface MethodDecl extends NodeBase {
  readonly kind: 'MethodDecl'
  readonly methodKind: 'method' | 'constructor' | 'compact' | 'annotationElement'
  readonly modifiers: Modifiers
  readonly typeParams: readonly TypeParam[]
  /** Undefined for constructors. */
  readonly returnType: TypeNode | undefined
  readonly name: Ident
  /** `Outer this` or `C this` receiver parameter (JLS 8.4), not part of `params`. */
  readonly receiver: ParamDecl | undefined
  readonly params: readonly ParamDecl[]
  readonly throws: readonly TypeNode[]
  readonly body: Block | undefined
  readonly defaultValue: AnnotationValue | undefined
  /** set by check */
  symbol?: MethodSymbol
}

/** Formal parameters, catch parameters, lambda parameters and record components. */
export interface ParamDecl extends NodeBase {
  readonly kind: 'ParamDecl'
  readonly modifiers: Modifiers
  /** Undefined only for implicitly typed lambda parameters. For `T... a` the node is the element type T. */
  readonly type: TypeNode | undefined
  readonly varargs: boolean
  /** Those before the `...`. */
  readonly ellipsisAnnotations?: readonly Annotation[] | undefined
  readonly name: Ident
  /** set by check */
  symbol?: VarSymbol
}

/** Instance and static initialiser blocks (JLS 8.6, 8.7). */
export interface InitializerDecl extends NodeBase {
  readonly kind: 'InitializerDecl'
  readonly isStatic: boolean
  readonly body: Block
}

/** JLS 8.9.1 */
export interface EnumConstant extends NodeBase {
  readonly kind: 'EnumConstant'
  readonly annotations: readonly Annotation[]
  readonly name: Ident
  readonly args: readonly Expr[]
  readonly body: ClassDecl | undefined
  /** set by check */
  symbol?: VarSymbol
  constructorSymbol?: MethodSymbol
  constructorType?: MethodType
  varargsCall?: boolean
}

// ---------------------------------------------------------------------------------------------- types

export type TypeNode =
  | PrimitiveTypeNode
  | ClassTypeNode
  | ArrayTypeNode
  | WildcardTypeNode
  | VarTypeNode
  | UnionTypeNode
  | IntersectionTypeNode
  | SymbolTypeNode

interface TypeNodeBase extends NodeBase {
  /** Type annotations (JLS 4.11) written at this place. */
  readonly annotations: readonly Annotation[]
  /** set by check */
  resolved?: Type
}

export interface PrimitiveTypeNode extends TypeNodeBase {
  readonly kind: 'PrimitiveType'
  readonly name: PrimitiveName | 'void'
}

/** `a.b.C<X>.D<Y>`: one node per segment. A qualifier may turn out to be a package name. */
export interface ClassTypeNode extends TypeNodeBase {
  readonly kind: 'ClassType'
  readonly qualifier: ClassTypeNode | undefined
  readonly name: Ident
  /** Undefined: none written. Empty: the diamond `<>`. */
  readonly typeArgs: readonly TypeNode[] | undefined
  /** set by check */
  symbol?: ClassSymbol | PackageSymbol | AnySymbol
}

export interface ArrayTypeNode extends TypeNodeBase {
  readonly kind: 'ArrayType'
  readonly element: TypeNode
}

export interface WildcardTypeNode extends TypeNodeBase {
  readonly kind: 'WildcardType'
  readonly boundKind: 'unbound' | 'extends' | 'super'
  readonly bound: TypeNode | undefined
}

/** `var` (JLS 14.4, 15.27.1) */
export interface VarTypeNode extends TypeNodeBase {
  readonly kind: 'VarType'
}

/** `A | B` of a multi-catch (JLS 14.20) */
export interface UnionTypeNode extends TypeNodeBase {
  readonly kind: 'UnionType'
  readonly alternatives: readonly TypeNode[]
}

/** `A & B` in a cast (JLS 15.16) */
export interface IntersectionTypeNode extends TypeNodeBase {
  readonly kind: 'IntersectionType'
  readonly bounds: readonly TypeNode[]
}

/** lowered only: a type that lowering already knows. */
export interface SymbolTypeNode extends TypeNodeBase {
  readonly kind: 'SymbolType'
}

// ---------------------------------------------------------------------------------------------- statements

export type Statement =
  | Block
  | LocalVars
  | LocalClass
  | ExprStatement
  | If
  | While
  | DoWhile
  | For
  | ForEach
  | Labeled
  | Switch
  | Return
  | Break
  | Continue
  | Yield
  | Throw
  | Try
  | Synchronized
  | Assert
  | Empty
  | ConstructorCall

export interface Block extends NodeBase {
  readonly kind: 'Block'
  readonly statements: readonly Statement[]
  /** Offset of the closing brace (line of the implicit return of a method body), or -1 in made-up blocks. */
  readonly closeBrace: number
}

export interface LocalVars extends NodeBase {
  readonly kind: 'LocalVars'
  readonly modifiers: Modifiers
  readonly declarators: readonly LocalVar[]
}

/** One local variable. `type` has the extra `[]` of the declarator already applied. */
export interface LocalVar extends NodeBase {
  readonly kind: 'LocalVar'
  readonly modifiers: Modifiers
  readonly type: TypeNode
  readonly name: Ident
  readonly init: Expr | undefined
  /** set by check */
  symbol?: VarSymbol
}

export interface LocalClass extends NodeBase {
  readonly kind: 'LocalClass'
  readonly decl: ClassDecl
}

export interface ExprStatement extends NodeBase {
  readonly kind: 'ExprStatement'
  readonly expr: Expr
}

export interface If extends NodeBase {
  readonly kind: 'If'
  readonly condition: Expr
  readonly then: Statement
  readonly else: Statement | undefined
}

/** lowered only: the node of the source that `break`, `continue` and `yield` name as their target. */
interface JumpTarget {
  readonly origin?: Statement | SwitchExpr
}

export interface While extends NodeBase, JumpTarget {
  readonly kind: 'While'
  readonly condition: Expr
  readonly body: Statement
}

export interface DoWhile extends NodeBase, JumpTarget {
  readonly kind: 'DoWhile'
  readonly body: Statement
  readonly condition: Expr
}

export interface For extends NodeBase, JumpTarget {
  readonly kind: 'For'
  readonly init: readonly (LocalVars | ExprStatement)[]
  readonly condition: Expr | undefined
  readonly update: readonly ExprStatement[]
  readonly body: Statement
}

export interface ForEach extends NodeBase {
  readonly kind: 'ForEach'
  readonly variable: LocalVar
  readonly iterable: Expr
  readonly body: Statement
  /** set by check: the type of one element before conversion to the variable (Object for raw Iterable) */
  elementType?: Type
}

export interface Labeled extends NodeBase, JumpTarget {
  readonly kind: 'Labeled'
  readonly label: Ident
  readonly body: Statement
}

export interface Switch extends NodeBase, JumpTarget {
  readonly kind: 'Switch'
  readonly selector: Expr
  readonly cases: readonly SwitchCase[]
  readonly closeBrace: number
}

/** A group of labels with their statements (old form) or one arrow rule (JLS 14.11.1). */
export interface SwitchCase extends NodeBase {
  readonly kind: 'SwitchCase'
  /** Constants of `case`; empty together with isDefault for a plain `default`. Old form: one label per SwitchCase. */
  readonly labels: readonly Expr[]
  readonly isDefault: boolean
  readonly arrow: boolean
  /** Arrow form: exactly one ExprStatement, Block or Throw. */
  readonly body: readonly Statement[]
}

export interface Return extends NodeBase {
  readonly kind: 'Return'
  readonly value: Expr | undefined
}

export interface Break extends NodeBase {
  readonly kind: 'Break'
  readonly label: Ident | undefined
  /** set by check: the statement that is left */
  target?: Statement
}

export interface Continue extends NodeBase {
  readonly kind: 'Continue'
  readonly label: Ident | undefined
  /** set by check: the loop that is continued */
  target?: Statement
}

export interface Yield extends NodeBase {
  readonly kind: 'Yield'
  readonly value: Expr
  /** set by check */
  target?: SwitchExpr
}

export interface Throw extends NodeBase {
  readonly kind: 'Throw'
  readonly value: Expr
}

export interface Try extends NodeBase {
  readonly kind: 'Try'
  /** A declared variable, or an expression naming an effectively final variable or field (JLS 14.20.3). */
  readonly resources: readonly (LocalVar | Expr)[]
  readonly block: Block
  readonly catches: readonly Catch[]
  readonly finally: Block | undefined
  /** lowered only: `finally` runs when the body ends or is left, not after an exception (try-with-resources). */
  readonly bodyOnlyFinally?: boolean
}

export interface Catch extends NodeBase {
  readonly kind: 'Catch'
  readonly param: ParamDecl
  readonly body: Block
  /** lowered only: annotated types of the parameter. */
  readonly typeUses?: readonly TypeUse[]
}

export interface Synchronized extends NodeBase {
  readonly kind: 'Synchronized'
  readonly lock: Expr
  readonly body: Block
}

export interface Assert extends NodeBase {
  readonly kind: 'Assert'
  readonly condition: Expr
  readonly detail: Expr | undefined
}

export interface Empty extends NodeBase {
  readonly kind: 'Empty'
}

/** `this(...)`, `super(...)`, `outer.super(...)` as first statement of a constructor (JLS 8.8.7.1). */
export interface ConstructorCall extends NodeBase {
  readonly kind: 'ConstructorCall'
  readonly which: 'this' | 'super'
  readonly outer: Expr | undefined
  readonly typeArgs: readonly TypeNode[]
  readonly args: readonly Expr[]
  /** set by check */
  constructorSymbol?: MethodSymbol
  constructorType?: MethodType
  varargsCall?: boolean
  /** lowered only */
  readonly ref?: MemberRef
}

// ---------------------------------------------------------------------------------------------- expressions

export type Expr =
  | Literal
  | NameExpr
  | FieldAccess
  | ArrayAccess
  | Call
  | New
  | NewArray
  | ArrayInit
  | Unary
  | Binary
  | InstanceOf
  | Cast
  | Conditional
  | Assign
  | CompoundAssign
  | Lambda
  | MethodRef
  | SwitchExpr
  | Parens
  | ThisExpr
  | SuperExpr
  | ClassLiteral
  | TypeExpr
  | LetExpr
  | IndyExpr
  | ErrorExpr

/** lowered only: a method or field as the constant pool names it (JVMS 4.4.2). */
export interface MemberRef {
  /** Internal name of the class that the code names, or an array descriptor. */
  readonly owner: string
  readonly name: string
  /** As in the class file: erased, with the parameters that the compiler adds to constructors. */
  readonly descriptor: string
  /** Methods: the owner is an interface. */
  readonly isInterface: boolean
  readonly mode: 'static' | 'virtual' | 'special' | 'interface'
}

/** A 64-bit integer constant. All `long` constants of the compiler are bigint, int-like ones number. */
export type ConstantValue = number | bigint | string | boolean

interface ExprBase extends NodeBase {
  /** lowered only: annotated types that stand in the expression. */
  readonly typeUses?: readonly TypeUse[]
  /** set by check: the type of the expression after capture conversion; for a standalone constant its type. */
  type?: Type
  /** set by check: the value of a constant expression (JLS 15.29), already converted to `type`; char is a number. */
  constant?: ConstantValue
}

/** int, long (bigint), float/double (already rounded to the type), char (number), string, boolean, null (undefined). */
export interface Literal extends ExprBase {
  readonly kind: 'Literal'
  readonly literal: 'int' | 'long' | 'float' | 'double' | 'char' | 'string' | 'boolean' | 'null'
  /** `0x80000000`-style range errors and the operand of unary minus are decided by the checker with `text`. */
  readonly value: ConstantValue | undefined
  readonly text: string
}

/** A simple name: variable, type or package as context decides (JLS 6.5). */
export interface NameExpr extends ExprBase {
  readonly kind: 'Name'
  readonly name: string
  /** set by check */
  symbol?: VarSymbol | ClassSymbol | PackageSymbol
  /** set by check: for a field the class that it is a member of: this one, an outer one, or that of a static import */
  site?: Type
}

/** `target.name`: a field, a type in a package or class, a subpackage, or `array.length`. */
export interface FieldAccess extends ExprBase {
  readonly kind: 'FieldAccess'
  readonly target: Expr
  readonly name: Ident
  /** set by check; `array.length` has the symbol `symbols.arrayLength` */
  symbol?: VarSymbol | ClassSymbol | PackageSymbol
  /** lowered only */
  readonly ref?: MemberRef
  /** lowered only: the class whose `super` is named, as in `C.super.field`; an access method stands for it */
  readonly superOf?: ClassSymbol
}

export interface ArrayAccess extends ExprBase {
  readonly kind: 'ArrayAccess'
  readonly array: Expr
  readonly index: Expr
}

/** A method call (JLS 15.12). `pos` is the `(`; errors of resolution point at `name.pos`. */
export interface Call extends ExprBase {
  readonly kind: 'Call'
  /** Undefined for a simple name. May be a type (TypeExpr or Name/FieldAccess resolved to a class), SuperExpr. */
  readonly target: Expr | undefined
  readonly typeArgs: readonly TypeNode[]
  readonly name: Ident
  readonly args: readonly Expr[]
  /** set by check: the declared method (not instantiated) */
  method?: MethodSymbol
  /** set by check: parameter, result and thrown types of this call after inference */
  methodType?: MethodType
  /** set by check: applicable only by variable arity (phase 3): lower builds the array */
  varargsCall?: boolean
  /** set by check: for a simple name the class whose instance or static method it is (may be an outer or imported one) */
  site?: Type
  /** lowered only */
  readonly ref?: MemberRef
}

/** Class instance creation (JLS 15.9); `type` node without arguments of an outer instance. */
export interface New extends ExprBase {
  readonly kind: 'New'
  readonly outer: Expr | undefined
  readonly typeArgs: readonly TypeNode[]
  readonly classType: TypeNode
  readonly args: readonly Expr[]
  readonly body: ClassDecl | undefined
  /** set by check: for an anonymous class the constructor of the superclass (undefined for interfaces: Object()) */
  constructorSymbol?: MethodSymbol
  constructorType?: MethodType
  varargsCall?: boolean
  /** lowered only */
  readonly ref?: MemberRef
}

export interface NewArray extends ExprBase {
  readonly kind: 'NewArray'
  /** The innermost element type; the array has dims.length + extraDims dimensions. */
  readonly elementType: TypeNode
  readonly dims: readonly Expr[]
  readonly extraDims: number
  readonly init: ArrayInit | undefined
  /** Those before each pair of brackets; absent when there are none. */
  readonly dimAnnotations?: readonly (readonly Annotation[])[] | undefined
}

/** `{ a, b }` as initialiser of a variable or of an array creation. */
export interface ArrayInit extends ExprBase {
  readonly kind: 'ArrayInit'
  readonly elements: readonly Expr[]
}

export type UnaryOp = '+' | '-' | '~' | '!' | 'pre++' | 'pre--' | 'post++' | 'post--'

export interface Unary extends ExprBase {
  readonly kind: 'Unary'
  readonly op: UnaryOp
  readonly operand: Expr
}

export type BinaryOp =
  | '*'
  | '/'
  | '%'
  | '+'
  | '-'
  | '<<'
  | '>>'
  | '>>>'
  | '<'
  | '>'
  | '<='
  | '>='
  | '=='
  | '!='
  | '&'
  | '^'
  | '|'
  | '&&'
  | '||'

export interface Binary extends ExprBase {
  readonly kind: 'Binary'
  readonly op: BinaryOp
  readonly left: Expr
  readonly right: Expr
  /** set by check: the promoted type of both operands (shifts: of the left), String for concatenation, Object for ==
   *  on references. */
  operandType?: Type
}

export interface InstanceOf extends ExprBase {
  readonly kind: 'InstanceOf'
  readonly expr: Expr
  readonly testType: TypeNode
  /** Binding variable of a type pattern (JLS 14.30). */
  readonly binding: LocalVar | undefined
}

export interface Cast extends ExprBase {
  readonly kind: 'Cast'
  readonly castType: TypeNode
  readonly expr: Expr
  /** lowered only: no cast, but a check that the value is not null (JLS 15.9.4, 15.13.3). */
  readonly nullCheck?: boolean
}

export interface Conditional extends ExprBase {
  readonly kind: 'Conditional'
  readonly condition: Expr
  readonly then: Expr
  readonly else: Expr
}

export interface Assign extends ExprBase {
  readonly kind: 'Assign'
  readonly target: Expr
  readonly value: Expr
}

export type CompoundOp = '*' | '/' | '%' | '+' | '-' | '<<' | '>>' | '>>>' | '&' | '^' | '|'

export interface CompoundAssign extends ExprBase {
  readonly kind: 'CompoundAssign'
  /** Without the `=`. */
  readonly op: CompoundOp
  readonly target: Expr
  readonly value: Expr
  /** set by check: as Binary.operandType */
  operandType?: Type
}

/** JLS 15.27 */
export interface Lambda extends ExprBase {
  readonly kind: 'Lambda'
  readonly params: readonly ParamDecl[]
  readonly explicitTypes: boolean
  readonly body: Expr | Block
  /** set by check: the function type's method in the target interface, and its type as seen from the target */
  functionMethod?: MethodSymbol
  functionType?: MethodType
}

/** JLS 15.13: `target::name`, `Type::new`. */
export interface MethodRef extends ExprBase {
  readonly kind: 'MethodRef'
  readonly target: Expr
  readonly typeArgs: readonly TypeNode[]
  /** 'new' for constructor references */
  readonly name: Ident
  /** set by check */
  functionMethod?: MethodSymbol
  functionType?: MethodType
  method?: MethodSymbol
  methodType?: MethodType
  refKind?: 'static' | 'bound' | 'unbound' | 'super' | 'constructor' | 'arrayConstructor'
  varargsCall?: boolean
}

/** JLS 15.28 */
export interface SwitchExpr extends ExprBase, JumpTarget {
  readonly kind: 'SwitchExpr'
  readonly selector: Expr
  readonly cases: readonly SwitchCase[]
  readonly closeBrace: number
}

export interface Parens extends ExprBase {
  readonly kind: 'Parens'
  readonly expr: Expr
}

/** `this` or `Outer.this` */
export interface ThisExpr extends ExprBase {
  readonly kind: 'This'
  readonly qualifier: Expr | undefined
}

/** `super` or `Type.super`, only as target of a call, field access or method reference. */
export interface SuperExpr extends ExprBase {
  readonly kind: 'Super'
  readonly qualifier: Expr | undefined
}

/** `T.class` */
export interface ClassLiteral extends ExprBase {
  readonly kind: 'ClassLiteral'
  readonly classType: TypeNode
}

/** A type where an expression stands: target of `int[]::new`, `List<String>::size`, `A.<T>m()` is not one. */
export interface TypeExpr extends ExprBase {
  readonly kind: 'TypeExpr'
  readonly typeNode: TypeNode
}

/** What the parser's recovery leaves where an expression is missing; has the error type, causes no second error. */
export interface ErrorExpr extends ExprBase {
  readonly kind: 'ErrorExpr'
}

/** lowered only: runs `statements` (locals included), then yields `value`. */
export interface LetExpr extends ExprBase {
  readonly kind: 'Let'
  readonly statements: readonly Statement[]
  readonly value: Expr
}

/** lowered only: an invokedynamic call site (JVMS 6.5). */
export interface IndyExpr extends ExprBase {
  readonly kind: 'Indy'
  readonly name: string
  /** Method descriptor of the call site. */
  readonly descriptor: string
  readonly bootstrap: BootstrapHandle
  readonly bootstrapArgs: readonly BootstrapArg[]
  readonly args: readonly Expr[]
}

/** A method handle constant (JVMS 4.4.8): reference kind 1-9. */
export interface BootstrapHandle {
  readonly refKind: number
  readonly owner: string
  readonly name: string
  readonly descriptor: string
  readonly isInterface: boolean
}

export type BootstrapArg =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'long'; readonly value: bigint }
  | { readonly kind: 'float' | 'double'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  /** Internal name or array descriptor. */
  | { readonly kind: 'class'; readonly value: string }
  | { readonly kind: 'methodType'; readonly value: string }
  | { readonly kind: 'methodHandle'; readonly value: BootstrapHandle }

export type Node =
  | CompilationUnit
  | PackageDecl
  | ImportDecl
  | Modifier
  | Annotation
  | AnnotationArg
  | AnnotationArray
  | ClassDecl
  | TypeParam
  | Member
  | ParamDecl
  | EnumConstant
  | TypeNode
  | Statement
  | LocalVar
  | SwitchCase
  | Catch
  | Expr
  | Ident

/** Ends an exhaustive `switch (node.kind)`. */
export function assertNever(node: never): never {
  throw new Error(`unexpected node ${(node as { kind?: string }).kind}`)
}
