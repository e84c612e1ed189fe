/**
 * Phase 3: the typed tree of a top-level class into plain classes, one for each class file.
 *
 * It is one walk over the tree: each construct is replaced where it stands, so that a child is lowered exactly once and
 * in the order of the source. `STEPS` lists what happens to a class and why in this order; `lowerClass` carries it out.
 */
import type { ClassDecl, CompilationUnit, Lambda } from '../1-parse/ast.ts'
import type { Environment } from '../2-check/environment.ts'
import type { SourceFile } from '../source.ts'
import { walk } from '../1-parse/walk.ts'
import { checkLowered } from './check-lowered.ts'
import { lowerClass } from './classes.ts'
import type { Lowering, LowerOptions } from './context.ts'
import { addAccessMethods } from './accessors.ts'
import { lowerHelperClass } from './synthetic-class.ts'
import type { LoweredClass } from './lowered.ts'

export type { LowerOptions } from './context.ts'
export type { LoweredClass } from './lowered.ts'

/** The order of the work on one class, with the reasons. */
export const STEPS = [
  ['captures', 'the variables that a local class holds decide its constructors, before any `new` of it is lowered'],
  ['enum constants', 'they are the first static fields and come first in the static initialiser (JLS 8.9.3)'],
  ['initialisers', 'each is lowered once and shared by all constructors that call super(...) (JLS 12.5)'],
  ['constructors', 'they need the lowered initialisers'],
  ['methods', 'in the order of the source'],
  ['nested classes', 'after the bodies, which find out what lambdas and accessors the class needs'],
  ['bridges', 'they call methods only'],
  ['lambda bodies', 'known when all bodies are lowered, nested classes included'],
  ['static initialiser', 'last: asserts in bodies ask for the field that it sets first'],
  ['accessors', 'after all classes of the file: every class may ask every other one for them'],
  ['helper class', 'last: every enum switch adds its constants, accessors may ask for its name'],
] as const

export function lower(
  env: Environment,
  file: SourceFile,
  unit: CompilationUnit,
  options: LowerOptions,
  debug = false,
): LoweredClass[] {
  const result: LoweredClass[] = []
  for (const decl of unit.types) if (decl.symbol !== undefined) result.push(...lowerTopLevel(env, file, decl, options))
  if (debug) for (const lowered of result) checkLowered(lowered)
  return result
}

function lowerTopLevel(env: Environment, file: SourceFile, decl: ClassDecl, options: LowerOptions): LoweredClass[] {
  const top = decl.symbol!
  const lowering: Lowering = {
    env,
    reporter: env.reporter,
    options,
    file,
    top,
    out: [],
    nest: [],
    takenNames: new Set(),
    captures: new Map(),
    inLambda: new Set(),
    constructorThis: new Map(),
    declarations: new Map(),
    helper: undefined,
    accessNumbers: new Map(),
    accessors: new Map(),
    extraMethods: new Map(),
    relaxedConstructors: new Set(),
  }
  noteDeclarations(lowering, decl)
  lowerClass(lowering, decl, undefined)
  addAccessMethods(lowering)
  const helper = lowerHelperClass(lowering)
  if (helper !== undefined) {
    lowering.out.push(helper)
    lowering.nest.push(helper.name)
  }
  // The host is not a member of its own nest.
  lowering.nest.splice(lowering.nest.indexOf(top.binaryName), 1)
  return lowering.out
}

/** All classes of the file; the walk goes from outside to inside, so that a node's surroundings are known. */
function noteDeclarations(lowering: Lowering, decl: ClassDecl): void {
  const around: (ClassDecl | Lambda)[] = []
  walk(decl, (node) => {
    if (node.kind !== 'ClassDecl' && node.kind !== 'Lambda') return
    while (around.length > 0 && around[around.length - 1]!.end <= node.start) around.pop()
    if (node.kind === 'ClassDecl' && node.symbol !== undefined) {
      lowering.takenNames.add(node.symbol.binaryName)
      lowering.declarations.set(node.symbol, node)
      if (around[around.length - 1]?.kind === 'Lambda') lowering.inLambda.add(node.symbol)
    }
    around.push(node)
  })
}
