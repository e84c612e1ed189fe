/**
 * What lowering hands to the emitter: classes, fields and methods as the class file has them, with bodies in the plain
 * subset of the syntax tree.
 *
 * The plain subset. Every expression has an erased `type`, and a place that needs another type has a Cast around it.
 *   statements   Block, LocalVars, ExprStatement, If, While, DoWhile, For, Labeled, Switch (int constants, old form),
 *                Return, Break, Continue, Yield, Throw, Try (no resources), Synchronized, Empty, ConstructorCall
 *   expressions  Literal, Name (a local variable), FieldAccess and Call and New (with `ref`), ArrayAccess, NewArray,
 *                Unary, Binary, InstanceOf (no binding), Cast, Conditional, Assign, CompoundAssign (on primitives, and
 *                + on String), SwitchExpr (int constants, old form), This, ClassLiteral, Let, Indy
 * A static field or method has a TypeExpr as target, or any expression that is evaluated and dropped.
 */
import type {
  Annotation,
  AnnotationValue,
  Block,
  ConstantValue,
  MethodDecl,
  ParamDecl,
  TypeNode,
} from '../1-parse/ast.ts'
import type { AnnotationInfo } from '../2-check/annotations.ts'
import type { ClassSymbol, VarSymbol } from '../2-check/symbols.ts'
import type { Type } from '../2-check/types.ts'
import type { SourceFile } from '../source.ts'

export interface LoweredClass {
  readonly symbol: ClassSymbol
  readonly file: SourceFile
  /** Source offset for diagnostics about the class as a whole. */
  readonly pos: number
  /** As in the class file, with ACC_SUPER. */
  readonly accessFlags: number
  readonly name: string
  readonly superName: string | undefined
  /** Of an anonymous class: the type behind `new`, as written. */
  readonly superNode?: TypeNode | undefined
  readonly interfaces: readonly string[]
  readonly signature: string | undefined
  readonly annotations: readonly Annotation[]
  readonly deprecated: boolean
  readonly fields: readonly LoweredField[]
  readonly methods: readonly LoweredMethod[]
  readonly nestHost: string | undefined
  readonly nestMembers: readonly string[]
  readonly enclosing: EnclosingPlace | undefined
  readonly permitted: readonly string[]
  /** Undefined for classes that are not records. */
  readonly components: readonly LoweredComponent[] | undefined
  /** Member, local and anonymous classes declared in this class, in order: they are in its InnerClasses attribute. */
  readonly nested: readonly ClassSymbol[]
  readonly annotationInfo: (symbol: ClassSymbol) => AnnotationInfo
  /** The class of that internal name as the compilation knows it, for the InnerClasses attribute. */
  readonly classNamed: (internalName: string) => ClassSymbol | undefined
}

/** Local and anonymous classes (JVMS 4.7.7). */
export interface EnclosingPlace {
  readonly className: string
  readonly method: { readonly name: string; readonly descriptor: string } | undefined
}

export interface LoweredField {
  readonly accessFlags: number
  readonly name: string
  readonly descriptor: string
  readonly signature: string | undefined
  readonly constant: ConstantValue | undefined
  readonly annotations: readonly Annotation[]
  readonly deprecated: boolean
  /** The type as written, for the annotations in it. */
  readonly typeNode?: TypeNode | undefined
}

export interface LoweredComponent {
  readonly name: string
  readonly descriptor: string
  readonly signature: string | undefined
  readonly annotations: readonly Annotation[]
  readonly typeNode?: TypeNode | undefined
}

export interface LoweredParameter {
  readonly symbol: VarSymbol
  /** Erased. */
  readonly type: Type
  /** Flags of the MethodParameters attribute: FINAL, SYNTHETIC, MANDATED. */
  readonly accessFlags: number
  readonly annotations: readonly Annotation[]
  /** As written. */
  readonly decl?: ParamDecl | undefined
}

export interface LoweredMethod {
  readonly accessFlags: number
  readonly name: string
  readonly descriptor: string
  readonly signature: string | undefined
  readonly exceptions: readonly string[]
  readonly params: readonly LoweredParameter[]
  /** Erased result type. */
  readonly result: Type
  /** Undefined for abstract and native methods. */
  readonly body: Block | undefined
  /** Source offset for diagnostics, and of the line of code that stands nowhere in the source. */
  readonly pos: number
  readonly annotations: readonly Annotation[]
  readonly deprecated: boolean
  readonly defaultValue: AnnotationValue | undefined
  /** MethodParameters: with -parameters, always (canonical constructors of records), or not at all (access methods). */
  readonly parameters: 'option' | 'always' | 'never'
  /** As written; of the accessor that a record gets the type of its component. */
  readonly decl?: MethodDecl | undefined
  readonly resultNode?: TypeNode | undefined
}
