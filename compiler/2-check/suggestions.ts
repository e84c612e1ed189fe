/** What was probably meant: the mistakes that beginners make with names, members and types, each with the way out. */
import type { Expr } from '../1-parse/ast.ts'
import { type Context, suggestVariable } from './context.ts'
import type { Environment } from './environment.ts'
import { fieldNamesOf, methodsNamed, nearestName } from './members.ts'
import { suggestType } from './type-names.ts'
import type { Type } from './types.ts'

const didYouMean = (name: string | undefined): string | undefined =>
  name === undefined ? undefined : `did you mean \`${name}\`?`

/** Before a dot a variable may stand, or a type: `system.out`. */
export function suggestTarget(ctx: Context, name: string): string | undefined {
  return suggestVariable(ctx, name) ?? suggestType(ctx.env, ctx.scope, name)
}

/** How arrays, texts and collections call the number of their elements. */
const SIZES: readonly string[] = ['length', 'size', 'count']

/** The method of `site` that says what the field or method `name` would. */
function sizeMethod(env: Environment, site: Type, name: string): string | undefined {
  if (!SIZES.includes(name)) return undefined
  return ['length', 'size'].find((other) => other !== name && methodsNamed(env, site, other).length > 0)
}

export function suggestField(env: Environment, site: Type, name: string): string | undefined {
  if (site.kind === 'array') return didYouMean(SIZES.includes(name) ? 'length' : nearestName(name, ['length']))
  const method = methodsNamed(env, site, name).length > 0 ? name : sizeMethod(env, site, name)
  return didYouMean(method === undefined ? nearestName(name, fieldNamesOf(env, site)) : `${method}()`)
}

export function suggestMethod(
  env: Environment,
  site: Type,
  name: string,
  methods: Iterable<string>,
): string | undefined {
  if (site.kind === 'array' && SIZES.includes(name)) return 'did you mean `length`, without parentheses?'
  const near = nearestName(name, methods)
  if (near !== undefined) return didYouMean(near)
  const size = site.kind === 'array' ? undefined : sizeMethod(env, site, name)
  if (size !== undefined) return didYouMean(`${size}()`)
  const isField = site.kind !== 'array' && [...fieldNamesOf(env, site)].includes(name)
  return isField ? `did you mean the field \`${name}\`, without parentheses?` : undefined
}

/** For a value of type `from` where `to` is needed. */
export function suggestConversion(e: Expr, from: string, to: string, lossy: boolean): string | undefined {
  if (lossy && to === 'float' && e.kind === 'Literal' && /^[\d._e+-]+$/i.test(e.text)) return `write \`${e.text}f\``
  if (lossy) return `if that is meant, a cast to \`${to}\` is needed: \`(${to})\``
  if (to === 'boolean' && e.kind === 'Assign') return 'did you mean `==`?'
  if (to === 'String' && e.kind === 'Literal' && e.literal === 'char') return `write \`"${e.text.slice(1, -1)}"\``
  if (to === 'char' && e.kind === 'Literal' && e.literal === 'string' && /^"(?:[^\\"]|\\[a-z])"$/.test(e.text)) {
    return `write \`'${e.text.slice(1, -1)}'\``
  }
  if (to === 'String' && TEXT_OF.has(from)) return '`String.valueOf(...)` makes a text of it'
  return from === 'String' ? PARSERS[to] : undefined
}

const TEXT_OF: ReadonlySet<string> = new Set(['int', 'long', 'short', 'byte', 'char', 'float', 'double', 'boolean'])

const PARSERS: Readonly<Record<string, string>> = {
  int: '`Integer.parseInt(...)` reads a number from a text',
  long: '`Long.parseLong(...)` reads a number from a text',
  double: '`Double.parseDouble(...)` reads a number from a text',
}
