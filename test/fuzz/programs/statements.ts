/**
 * Random statements. Every block but one that ends in a jump completes normally, and no loop's condition is constant, so
 * that reachability (JLS 14.22) needs no thought.
 */
import { type Expressions, literal } from './expressions.ts'
import { expression, list, type Part, statement, type Tree } from './tree.ts'
import { type Context, FUNCTIONS, NUMERIC, spend, type Variable, type World } from './world.ts'

export class Statements {
  readonly world: World
  readonly expressions: Expressions
  private traces = 0

  constructor(world: World, expressions: Expressions) {
    this.world = world
    this.expressions = expressions
  }

  /** A block's statements; declarations are visible to those behind them. `jump`: may end in one. */
  block(context: Context, count: number, jump = false): Tree {
    const inner: Context = { ...context, variables: [...context.variables] }
    const statements: Tree[] = []
    for (let i = 0; i < count; i++) statements.push(this.one(inner))
    if (jump && this.world.chance(50)) {
      const end = this.jump(inner)
      if (end !== null) statements.push(end)
    }
    return list(statements)
  }

  private one(context: Context): Tree {
    const { world } = this
    const deep = context.depth <= 0
    const kind = world.weighted<string>([
      [24, 'declare'],
      [26, 'assign'],
      [10, 'trace'],
      [deep ? 0 : 12, 'if'],
      [deep ? 0 : 14, 'loop'],
      [deep ? 0 : 5, 'switch'],
      [deep ? 0 : 9, 'try'],
      [deep ? 0 : 2, 'synchronized'],
      [3, 'throw'],
      [4, 'evaluate'],
      [3, 'text'],
      [context.labels.length > 0 ? 5 : 0, 'jump'],
      [deep ? 0 : 2, 'list'],
      [3, 'store'],
      [deep ? 0 : 1, 'local'],
    ])
    switch (kind) {
      case 'declare':
        return this.declare(context)
      case 'assign':
        return this.assign(context)
      case 'if':
        return this.if(context)
      case 'loop':
        return this.loop(context)
      case 'switch':
        return this.switch(context)
      case 'try':
        return this.try(context)
      case 'synchronized': {
        const lock = context.self === null ? 'LOCK' : world.pick(['LOCK', 'this'])
        const body = this.block({ ...context, depth: context.depth - 1 }, 1 + world.random(3))
        return statement(`synchronized (${lock}) {`, body, '}')
      }
      case 'throw':
      case 'jump': {
        const jump = kind === 'throw' ? this.throw(context) : this.jump(context)
        if (jump === null) return this.trace(context)
        return statement('if (', this.rare(context), ') {', list([jump]), '}')
      }
      case 'evaluate': {
        const type = world.pick(['int', 'long', 'boolean', 'double', 'String'])
        return statement(`eat(`, this.expressions.of(type, context, 4), ');')
      }
      case 'text':
        return this.text(context)
      case 'list':
        return this.list(context)
      case 'store':
        return this.store(context)
      case 'local':
        return this.localClass(context)
      default:
        return this.trace(context)
    }
  }

  declare(context: Context): Tree {
    const { world } = this
    const type = world.chance(8) ? world.pick(FUNCTIONS).name : world.anyType()
    const name = world.name('x')
    const final = world.chance(25)
    const value = this.expressions.of(type, context, 2 + world.random(3))
    context.variables.push({ name, type, assignable: !final, final })
    return statement(`${final ? 'final ' : ''}${type} ${name} = `, value, ';')
  }

  private assign(context: Context): Tree {
    const { world } = this
    for (let i = 0; i < 4; i++) {
      const type = world.anyType()
      const target = this.expressions.target(type, context, 3)
      if (target === null) continue
      if ((NUMERIC as readonly string[]).includes(type) && world.chance(45)) {
        if (world.chance(25)) return statement(target, world.pick(['++', '--']), ';')
        // Of another type: a cast is hidden in the assignment (JLS 15.26.2).
        const shift = world.chance(25) && type !== 'float' && type !== 'double'
        const operator = shift ? world.pick(['<<=', '>>=', '>>>=']) : world.pick(['+=', '-=', '*='])
        const other = shift
          ? world.pick(['int', 'long'])
          : world.pick(['int', 'long', 'double', 'float', 'short', 'char'])
        return statement(target, ` ${operator} `, this.expressions.of(other, context, 3), ';')
      }
      return statement(target, ' = ', this.expressions.of(type, context, 2 + world.random(3)), ';')
    }
    return this.declare(context)
  }

  /** Takes a value of a variable into the checksum. */
  trace(context: Context, variable?: Variable): Tree {
    const { world } = this
    spend(context, 4)
    const known = variable ?? (context.variables.length > 0 ? world.pick(context.variables) : undefined)
    const id = ++this.traces
    if (known === undefined || FUNCTIONS.some((each) => each.name === known.type)) return statement(`t(${id}, 0);`)
    return statement(`t(${id}, h(`, expression(known.type, known.name), '));')
  }

  /** Everything that is visible, at the end of a method. */
  traceAll(context: Context): Tree[] {
    return context.variables
      .filter((each) => !FUNCTIONS.some((f) => f.name === each.type))
      .map((each) => this.trace(context, each))
  }

  private if(context: Context): Tree {
    const { world } = this
    const inner = { ...context, depth: context.depth - 1 }
    const condition = this.expressions.of('boolean', context, 3)
    const then = this.block(inner, 1 + world.random(3), true)
    if (world.chance(50)) return statement('if (', condition, ') {', then, '}')
    return statement('if (', condition, ') {', then, '} else {', this.block(inner, 1 + world.random(3)), '}')
  }

  /** True now and then, so that jumps happen late enough. */
  private rare(context: Context): Tree {
    const { world } = this
    if (world.chance(30)) return this.expressions.of('boolean', context, 3)
    const value = this.expressions.of('int', context, 3)
    return expression('boolean', '(', value, ` & ${world.pick(['3', '7', '15'])}) == ${world.random(4)}`)
  }

  private jump(context: Context): Tree | null {
    const { world } = this
    const kind = world.weighted<string>([
      [context.labels.length > 0 ? 4 : 0, 'break'],
      [context.labels.length > 0 ? 4 : 0, 'continue'],
      [context.returns !== null ? 2 : 0, 'return'],
      [1, 'throw'],
    ])
    if (kind === 'return') {
      if (context.returns === 'void') return statement('return;')
      return statement('return ', this.expressions.of(context.returns!, context, 3), ';')
    }
    if (kind === 'throw') return this.throw(context)
    return statement(`${kind} ${world.pick(context.labels)};`)
  }

  private throw(context: Context): Tree | null {
    const { world } = this
    if (!context.guarded && !world.chance(15)) return null
    const code = this.expressions.of('int', context, 2)
    const kind = world.pick(['new Failure(', 'new Failure(', 'new IllegalStateException("s" + ', 'new Worse('])
    return statement(`throw ${kind}`, code, ');')
  }

  private loop(context: Context): Tree {
    const { world } = this
    const label = world.name('L')
    const i = world.name('i')
    // Small bodies run often, so that there is something to compile.
    const left = (context.budget.limit - context.budget.spent) / Math.max(1, context.factor)
    if (left < 60) return this.trace(context)
    const most = Math.max(2, Math.min(left / 40, world.pick([4, 8, 30, 200, 1500])))
    const count = 1 + world.random(Math.floor(most))
    const inner = (type: string, factor: number): Context => ({
      ...context,
      variables: [...context.variables, { name: i, type, assignable: false, final: false }],
      labels: [...context.labels, label],
      factor: context.factor * factor,
      depth: context.depth - 1,
    })
    const body = (type: string, factor = count): Tree => this.block(inner(type, factor), 1 + world.random(4))
    const kind = world.random(11)
    switch (kind) {
      case 0:
        return statement(`${label}: for (int ${i} = ${count}; ${i} > 0; ${i}--) {`, body('int'), '}')
      case 1:
        return statement(`${label}: for (long ${i} = 0; ${i} < ${count}L; ${i}++) {`, body('long'), '}')
      case 2: {
        // Up to the overflow.
        const few = Math.min(count, 20)
        const from = `Integer.MAX_VALUE - ${few - 1}`
        return statement(`${label}: for (int ${i} = ${from}; ${i} > 0; ${i}++) {`, body('int', few), '}')
      }
      case 3: {
        const step = 1 + world.random(5)
        const end = `int ${i} = ${world.pick(['0', '-3', '5'])}, ${i}e = ${i} + ${count * step}`
        return statement(`${label}: for (${end}; ${i} < ${i}e; ${i} += ${step}) {`, body('int'), '}')
      }
      case 4: {
        const counter = `int ${i} = 0;\n${label}: while (${i}++ < ${count}) {`
        return statement('{\n', counter, body('int'), '}\n}')
      }
      case 5:
        return statement('{\n', `int ${i} = 0;\n${label}: do {`, body('int'), `} while (++${i} < ${count});\n}`)
      case 6: {
        const few = Math.min(count, 90)
        return statement(`${label}: for (byte ${i} = 0; ${i} < ${few}; ${i}++) {`, body('byte', few), '}')
      }
      case 7: {
        const few = Math.min(count, 40)
        return statement(`${label}: for (double ${i} = 0; ${i} < ${few}; ${i} += 1) {`, body('double', few), '}')
      }
      case 8: {
        const arrays = context.variables.filter((each) =>
          ['int[]', 'long[]', 'byte[]', 'double[]', 'String[]'].includes(each.type),
        )
        if (arrays.length === 0) break
        const array = world.pick(arrays)
        const element = array.type.slice(0, -2)
        const ctx = inner(element, 12)
        ctx.variables[ctx.variables.length - 1] = { name: i, type: element, assignable: true, final: false }
        return statement(`${label}: for (${element} ${i} : ${array.name}) {`, this.block(ctx, 1 + world.random(3)), '}')
      }
      case 9: {
        const arrays = context.variables.filter((each) => ['int[]', 'long[]', 'double[]', 'char[]'].includes(each.type))
        if (arrays.length === 0) break
        const array = world.pick(arrays)
        const ctx = inner('int', 12)
        // An index that needs no check, unless the array changes in the loop.
        const store = statement(
          `${array.name}[${i}] `,
          world.pick(['=', '=']),
          ' ',
          this.expressions.of(array.type.slice(0, -2), ctx, 3),
          ';',
        )
        const rest = this.block(ctx, 1 + world.random(2))
        return statement(
          `${label}: for (int ${i} = 0; ${i} < ${array.name}.length; ${i}++) {`,
          list([store, rest]),
          '}',
        )
      }
      default:
    }
    return statement(`${label}: for (int ${i} = 0; ${i} < ${count}; ${i}++) {`, body('int'), '}')
  }

  private switch(context: Context): Tree {
    const { world } = this
    const inner = { ...context, depth: context.depth - 1 }
    const kind = world.pick(['dense', 'sparse', 'String', 'Color', 'arrow', 'char'])
    const arrow = kind === 'arrow'
    const [selector, labels]: [Tree, string[]] = (() => {
      switch (kind) {
        case 'sparse':
          return [this.expressions.of('int', context, 3), ['-1', '0', '255', '1000003', '0x7fffffff', '31']]
        case 'String':
          return [this.expressions.of('String', context, 3), ['"Aa"', '"BB"', '""', '"hello"', '"0"']]
        case 'Color':
          return [this.expressions.of('Color', context, 3), ['RED', 'GREEN', 'BLUE']]
        case 'char':
          return [this.expressions.of('char', context, 3), ["'a'", "'Z'", "'0'", "'\\uffff'"]]
        default:
          return [
            expression('int', '(', this.expressions.of('int', context, 3), ' & 7)'),
            ['0', '1', '2', '3', '5', '6'],
          ]
      }
    })()
    const chosen = labels.filter(() => world.chance(75))
    const groups: Part[] = chosen.flatMap((label): Part[] => {
      const body = this.block(inner, 1 + world.random(2))
      if (arrow) return [`case ${label} -> {`, body, '}\n']
      // Without a break it falls into the next group.
      return [`case ${label}: {`, body, '}\n', world.chance(70) ? 'break;\n' : '']
    })
    if (world.chance(70)) {
      const body = this.block(inner, 1 + world.random(2))
      groups.push(arrow ? 'default -> {' : 'default: {', body, '}\n')
    }
    return statement('switch (', selector, ') {\n', ...groups, '}')
  }

  private try(context: Context): Tree {
    const { world } = this
    const inner = { ...context, depth: context.depth - 1 }
    const e = world.name('e')
    const id = ++this.traces
    spend(context, 60)
    const body = this.block({ ...inner, guarded: true }, 2 + world.random(3), true)
    const catches: Part[] = []
    const caught = world.weighted<readonly string[]>([
      [4, ['RuntimeException']],
      [3, ['Failure', 'RuntimeException']],
      [2, ['ArithmeticException | ArrayIndexOutOfBoundsException', 'Exception']],
      [2, ['NullPointerException', 'ClassCastException | NegativeArraySizeException', 'Throwable']],
      [2, ['Worse', 'Failure']],
      [1, ['ArrayStoreException']],
    ])
    for (const [i, type] of caught.entries()) {
      const handler = this.block(inner, 1 + world.random(2))
      const again: Part[] = world.chance(12) ? [`if (cs % 3 == 0) {\nthrow ${e};\n}\n`] : []
      const rethrow = type.includes('Throwable') || type === 'Exception' ? [] : again
      catches.push(`} catch (${type} ${e}) {\n`, `x(${id * 10 + i}, ${e});\n`, handler, ...rethrow)
    }
    if (world.chance(40)) catches.push('} finally {', this.block(inner, 1 + world.random(2)))
    else if (world.chance(20)) {
      // A finally that may leave on its own.
      const jump = this.jump({ ...inner, guarded: false })
      if (jump !== null)
        catches.push('} finally {', list([statement('if (', this.rare(inner), ') {', list([jump]), '}')]))
    }
    const resource = world.chance(10) ? `try (Resource r${id} = new Resource(${world.random(9)})) {` : 'try {'
    return statement(resource, body, ...catches, '}')
  }

  private text(context: Context): Tree {
    const { world } = this
    const builder = world.name('sb')
    const count = 1 + world.random(6)
    const type = world.pick(['int', 'char', 'long', 'boolean', 'String'])
    const inner = { ...context, factor: context.factor * count }
    const piece = this.expressions.of(type, inner, 3)
    const lines: Part[] = [
      `StringBuilder ${builder} = new StringBuilder();\n`,
      `for (int ${builder}i = 0; ${builder}i < ${count}; ${builder}i++) {\n${builder}.append(`,
      piece,
      ').append(',
      world.pick(["';'", `${builder}i`, '"-"']),
      ');\n}\n',
      `t(${++this.traces}, h(${builder}.toString()));\n`,
    ]
    return statement('{\n', ...lines, '}')
  }

  private list(context: Context): Tree {
    const { world } = this
    const name = world.name('list')
    const element = world.name('n')
    const count = 1 + world.random(5)
    const inner: Context = {
      ...context,
      factor: context.factor * count,
      depth: context.depth - 1,
      variables: [...context.variables, { name: element, type: 'Integer', assignable: true, final: false }],
    }
    spend(context, 50 * count)
    const values = Array.from({ length: count }, (): Part[] => [
      `${name}.add(`,
      this.expressions.of('int', context, 2),
      ');\n',
    ])
    const kind = world.pick([
      'java.util.ArrayList',
      'java.util.LinkedList',
      'java.util.ArrayDeque',
      'java.util.TreeSet',
    ])
    return statement(
      `{\njava.util.Collection<Integer> ${name} = new ${kind}<>();\n`,
      ...values.flat(),
      `for (Integer ${element} : ${name}) {`,
      this.block(inner, 1 + world.random(2)),
      `}\nt(${++this.traces}, h(${name}.toString()));\n}`,
    )
  }

  /** Stores into arrays whose class is found out only when the program runs (JLS 10.5). */
  private store(context: Context): Tree {
    const { world } = this
    const arrays = context.variables.filter((each) => each.type === 'Object[]')
    if (arrays.length === 0) return this.trace(context)
    const array = world.pick(arrays).name
    const type = world.pick(['String', 'Integer', 'Pair', 'int[]', ...world.classes.map((each) => each.name)])
    const target: Part[] = [`${array}[`, this.expressions.index(context, 2, `${array}.length`), '] = ']
    const value = this.expressions.of(type, context, 2)
    if (context.guarded) return statement(...target, value, ';')
    return statement(
      'try {\n',
      ...target,
      value,
      `;\n} catch (ArrayStoreException e) {\nx(${++this.traces * 10}, e);\n}`,
    )
  }

  /** A local class that captures. */
  private localClass(context: Context): Tree {
    const { world } = this
    const [name, object] = [world.name('Local'), world.name('o')]
    const inner = { ...this.expressions.later(context, [{ name: 'q', type: 'int' }], 'int'), self: null }
    const body = this.expressions.of('int', inner, 3)
    spend(context, 60)
    const uses: Part[] = [`${name} ${object} = new ${name}();\n`, `t(${++this.traces}, ${object}.go(`]
    const argument = this.expressions.of('int', context, 2)
    const members: Part[] = [
      `int own = ${literal(world, 'int')};\nint go(int q) {\nown += `,
      body,
      ';\nreturn own;\n}\n',
    ]
    return statement(`{\nclass ${name} {\n`, ...members, '}\n', ...uses, argument, ` + ${object}.own));\n}`)
  }
}
