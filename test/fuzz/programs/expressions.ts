/** Random expressions of a wanted type. Operands are typed strictly, so that every expression compiles. */
import { type Context, FUNCTIONS, INTEGRAL, LAMBDA_COST, NUMERIC, spend, type World } from './world.ts'
import { expression, list, type Part, statement, type Tree } from './tree.ts'

const INTS = ['0', '1', '-1', '2', '7', '31', '32', '63', '255', '-128', '65535', '46341', '1000003', '0x7fffffff']
const MORE_INTS = ['Integer.MIN_VALUE', 'Integer.MAX_VALUE', '0xdeadbeef', '0x55555555', '-7', '10', '100', '3', '5']
const LONGS = ['0L', '1L', '-1L', '31L', '64L', '0xffffffffL', '0x80000000L', 'Long.MIN_VALUE', 'Long.MAX_VALUE', '-3L']
const MORE_LONGS = ['0x123456789abcdefL', '1000000007L', '3037000500L', '-4294967296L', '10L', '-2147483649L']
const DOUBLES = ['0.0', '-0.0', '1.0', '-1.5', 'Double.NaN', 'Double.POSITIVE_INFINITY', 'Double.NEGATIVE_INFINITY']
const MORE_DOUBLES = [
  'Double.MIN_VALUE',
  'Double.MAX_VALUE',
  '1e10',
  '2147483648.0',
  '-9.3e18',
  '0.1',
  '4294967295.5',
  '3e-310',
]
const FLOATS = ['0.0f', '-0.0f', '1.0f', '-2.5f', 'Float.NaN', 'Float.POSITIVE_INFINITY', 'Float.MIN_VALUE', '0.1f']
const MORE_FLOATS = ['Float.MAX_VALUE', '1e-40f', '16777217.0f', '-2147483648.0f', '9.3e18f', '33.3f']
const STRINGS = ['""', '"a"', '"Aa"', '"BB"', '"hello"', '"\\u00e9\\u4e2d"', '"x1y2"', '"null"', '"0"']

export function negative(literal: string): string {
  return literal.startsWith('-') ? `(${literal})` : literal
}

export function literal(world: World, type: string): string {
  switch (type) {
    case 'int':
      return negative(world.pick(world.chance(60) ? INTS : MORE_INTS))
    case 'long':
      return negative(world.pick(world.chance(60) ? LONGS : MORE_LONGS))
    case 'byte':
      return `((byte) ${negative(world.pick(['0', '1', '-1', '127', '-128', '85']))})`
    case 'short':
      return `((short) ${negative(world.pick(['0', '1', '-1', '32767', '-32768', '256']))})`
    case 'char':
      return world.pick(["'a'", "'Z'", "'0'", "'\\uffff'", "'\\0'", '((char) 1000)'])
    case 'float':
      return negative(world.pick(world.chance(60) ? FLOATS : MORE_FLOATS))
    case 'double':
      return negative(world.pick(world.chance(60) ? DOUBLES : MORE_DOUBLES))
    case 'boolean':
      return world.pick(['true', 'false'])
    case 'String':
      return world.pick(STRINGS)
    case 'Color':
      return `Color.${world.pick(['RED', 'GREEN', 'BLUE'])}`
    default:
      return `((${type}) null)`
  }
}

/** A plain value of the type, for what is left out. */
export function simplest(type: string): string {
  if (type === 'boolean') return 'false'
  if (type === 'void') return ''
  if ((NUMERIC as readonly string[]).includes(type)) return type === 'int' ? '1' : `((${type}) 1)`
  return type === 'String' ? '"a"' : `((${type}) null)`
}

export class Expressions {
  readonly world: World
  constructor(world: World) {
    this.world = world
  }

  /** An expression of exactly this type (parenthesised where that matters). */
  of(type: string, context: Context, depth: number): Tree {
    const { world } = this
    if (depth <= 0 || !spend(context, 1)) return this.leaf(type, context)
    if (world.chance(30)) return this.leaf(type, context)
    if (world.chance(6)) return this.conditional(type, context, depth)
    if (world.chance(12)) {
      const call = this.call(type, context, depth)
      if (call !== null) return call
    }
    if (world.chance(5)) {
      const assignment = this.assignment(type, context, depth)
      if (assignment !== null) return assignment
    }
    if (world.chance(2)) return this.switched(type, context, depth)
    switch (type) {
      case 'int':
        return this.int(context, depth)
      case 'long':
        return this.long(context, depth)
      case 'byte':
      case 'short':
      case 'char': {
        const from = world.weighted<string>([
          [10, 'int'],
          [3, 'long'],
          [1, 'double'],
          [1, 'float'],
        ])
        return expression(type, `((${type}) `, this.of(from, context, depth - 1), ')')
      }
      case 'float':
      case 'double':
        return this.floating(type, context, depth)
      case 'boolean':
        return this.boolean(context, depth)
      case 'String':
        return this.string(context, depth)
      case 'Integer':
        return expression(type, 'Integer.valueOf(', this.of('int', context, depth - 1), ')')
      case 'Long':
        return expression(type, '((Long) (', this.of('long', context, depth - 1), '))')
      case 'Color':
        return expression(type, 'Color.values()[', this.index(context, depth - 1, '3'), ']')
      case 'Pair':
        return expression(
          type,
          'new Pair(',
          this.of('int', context, depth - 1),
          ', ',
          this.of('long', context, depth - 1),
          ', ',
          this.of('String', context, depth - 1),
          ')',
        )
    }
    if (type.endsWith('[][]')) return this.grid(type, context, depth)
    if (type.endsWith('[]')) return this.array(type, context, depth)
    const lambda = FUNCTIONS.find((each) => each.name === type)
    if (lambda !== undefined) return this.lambda(type, context)
    return this.object(type, context, depth)
  }

  private leaf(type: string, context: Context): Tree {
    const { world } = this
    const fitting = context.variables.filter((each) => each.type === type)
    if (fitting.length > 0 && world.chance(75)) return expression(type, world.pick(fitting).name)
    const fields = world.staticFields.filter((each) => each.type === type)
    if (fields.length > 0 && world.chance(60)) return expression(type, world.pick(fields).name)
    if (context.self !== null && world.chance(50)) {
      const own = world.fieldsOf(context.self).filter((each) => each.type === type)
      if (own.length > 0) return expression(type, `this.${world.pick(own).name}`)
    }
    if (FUNCTIONS.some((each) => each.name === type)) return this.lambda(type, context)
    if (type.endsWith('[][]')) return this.grid(type, context, 0)
    if (type.endsWith('[]')) return this.array(type, context, 0)
    if (world.classesFor(type).length > 0 && !world.chance(4)) return this.object(type, context, 0)
    if (type === 'Integer' || type === 'Long') {
      return expression(type, `${type}.valueOf(${literal(world, type === 'Long' ? 'long' : 'int')})`)
    }
    if (type === 'Pair') return expression(type, `new Pair(${literal(world, 'int')}, ${literal(world, 'long')}, "p")`)
    return expression(type, literal(world, type))
  }

  private conditional(type: string, context: Context, depth: number): Tree {
    const [yes, no] = [this.of(type, context, depth - 1), this.of(type, context, depth - 1)]
    return expression(type, '(', this.of('boolean', context, depth - 2), ' ? ', yes, ' : ', no, ')')
  }

  private switched(type: string, context: Context, depth: number): Tree {
    const { world } = this
    // No jump leaves a switch expression.
    const inner: Context = { ...context, labels: [], returns: null }
    const value = (): Tree => this.of(type, inner, depth - 1)
    if (world.chance(30)) {
      const color = this.of('Color', context, depth - 1)
      const result = world.name('y')
      const cases: Part[] = [
        'case RED -> ',
        value(),
        `;\ncase GREEN -> {\n${type} ${result} = `,
        value(),
        `;\nyield ${result};\n}\ncase BLUE -> `,
      ]
      return expression(type, '(switch (', color, ') {\n', ...cases, value(), ';\n})')
    }
    const selector = expression('int', '(', this.of('int', context, depth - 1), ' & 15)')
    const cases: Part[] = ['case 0, 3 -> ', value(), ';\ncase 1 -> ', value(), ';\ncase 9 -> ', value()]
    return expression(type, '(switch (', selector, ') {\n', ...cases, ';\ndefault -> ', value(), ';\n})')
  }

  /** Any value that a call can give, also boxed or widened nothing: exact types only. */
  private call(type: string, context: Context, depth: number): Tree | null {
    const { world } = this
    const callable = world.statics.slice(0, context.statics).filter((each) => each.result === type)
    if (callable.length > 0 && world.chance(60)) {
      const method = world.pick(callable)
      if (spend(context, method.cost + 2))
        return this.callOf(type, `${method.name}(`, method.parameters, context, depth)
    }
    const functions = context.variables.flatMap((variable) => {
      const found = FUNCTIONS.find((each) => each.name === variable.type && each.result === type)
      return found === undefined ? [] : [{ variable, found }]
    })
    if (functions.length > 0 && world.chance(60)) {
      const { variable, found } = world.pick(functions)
      if (spend(context, LAMBDA_COST)) {
        return this.callOf(type, `${variable.name}.${found.method}(`, found.parameters, context, depth)
      }
    }
    const slots = world.slots.slice(0, context.slots).map((slot, number) => ({ slot, number }))
    const virtual = slots.filter(({ slot }) => slot.result === type && slot.cost >= 0)
    if (virtual.length === 0) return null
    const { slot, number } = world.pick(virtual)
    const types = [...world.classes, ...world.interfaces]
      .map((each) => each.name)
      .filter((name) => world.slotsOf(name).includes(number))
    if (types.length === 0 || !spend(context, slot.cost + 2)) return null
    const receiver = this.of(world.pick(types), context, depth - 1)
    const open = expression(type, receiver, `.${slot.name}(`)
    return this.callOf(type, open, slot.parameters, context, depth)
  }

  private callOf(type: string, open: Part, parameters: readonly string[], context: Context, depth: number): Tree {
    const args = parameters.flatMap((parameter, i): Part[] => {
      const value = this.of(parameter, context, depth - 1)
      return i === 0 ? [value] : [', ', value]
    })
    return expression(type, open, ...args, ')')
  }

  /** An assignment as an expression: `(x += e)`, `a[i] = e`, `x++`. */
  private assignment(type: string, context: Context, depth: number): Tree | null {
    const { world } = this
    const target = this.target(type, context, depth)
    if (target === null) return null
    if ((NUMERIC as readonly string[]).includes(type) && world.chance(60)) {
      if (world.chance(50)) return expression(type, '(', target, world.pick(['++', '--']), ')')
      return expression(type, '(', target, ` ${this.compound(type)} `, this.of(type, context, depth - 1), ')')
    }
    return expression(type, '(', target, ' = ', this.of(type, context, depth - 1), ')')
  }

  compound(type: string): string {
    const integral = (INTEGRAL as readonly string[]).includes(type)
    return this.world.pick(
      integral ? ['+=', '-=', '*=', '^=', '|=', '&=', '<<=', '>>=', '>>>='] : ['+=', '-=', '*=', '/='],
    )
  }

  /** Something that can be assigned. */
  target(type: string, context: Context, depth: number): Tree | null {
    const { world } = this
    const locals = context.variables.filter((each) => each.type === type && each.assignable)
    const statics = world.staticFields.filter((each) => each.type === type && each.assignable)
    const own =
      context.self === null ? [] : world.fieldsOf(context.self).filter((each) => each.type === type && each.assignable)
    const arrays = context.variables.filter((each) => each.type === `${type}[]`)
    const kind = world.weighted<string>([
      [locals.length > 0 ? 6 : 0, 'local'],
      [statics.length > 0 ? 3 : 0, 'static'],
      [own.length > 0 ? 3 : 0, 'own'],
      [arrays.length > 0 ? 3 : 0, 'array'],
      [1, 'none'],
    ])
    if (kind === 'local') return expression(type, world.pick(locals).name)
    if (kind === 'static') return expression(type, world.pick(statics).name)
    if (kind === 'own') return expression(type, `this.${world.pick(own).name}`)
    if (kind === 'array') {
      const array = world.pick(arrays).name
      return expression(type, `${array}[`, this.index(context, depth - 1, `${array}.length`), ']')
    }
    return null
  }

  /** An index below the length; rarely any number. */
  index(context: Context, depth: number, length: string): Tree {
    const { world } = this
    const value = this.of('int', context, depth)
    if (world.chance(context.guarded ? 12 : 2)) return expression('int', '(', value, ' & 15)')
    return expression('int', 'at(', value, `, ${length})`)
  }

  private int(context: Context, depth: number): Tree {
    const { world } = this
    const int = (): Tree =>
      this.of(
        world.weighted([
          [8, 'int'],
          [1, 'byte'],
          [1, 'short'],
          [1, 'char'],
        ]),
        context,
        depth - 1,
      )
    const kind = world.weighted<string>([
      [30, 'arithmetic'],
      [10, 'divide'],
      [8, 'shift'],
      [8, 'convert'],
      [4, 'unary'],
      [10, 'element'],
      [3, 'length'],
      [3, 'text'],
      [4, 'library'],
      [3, 'compare'],
      [3, 'member'],
      [1, 'unbox'],
    ])
    switch (kind) {
      case 'arithmetic':
        return expression('int', '(', int(), ` ${world.pick(['+', '-', '*', '&', '|', '^', '+', '-'])} `, int(), ')')
      case 'divide':
        return this.divide('int', int(), int(), context)
      case 'shift': {
        const count = world.chance(25) ? this.of('long', context, depth - 1) : int()
        return expression('int', '(', int(), ` ${world.pick(['<<', '>>', '>>>'])} `, count, ')')
      }
      case 'convert': {
        const from = world.pick(['long', 'double', 'float', 'long', 'char', 'byte'])
        return expression('int', '((int) ', this.of(from, context, depth - 1), ')')
      }
      case 'unary':
        return expression('int', `(${world.pick(['-', '~', '+'])} `, int(), ')')
      case 'element':
        return this.element('int', context, depth)
      case 'length': {
        const type = world.pick(['int[]', 'String[]', 'byte[]', 'Object[]'])
        return expression('int', this.of(type, context, depth - 1), '.length')
      }
      case 'text': {
        const text = this.of('String', context, depth - 1)
        const call = world.pick(['.length()', '.hashCode()', '.indexOf("a")', '.compareTo("hello")'])
        return expression('int', text, call)
      }
      case 'library': {
        const one = world.pick([
          'Math.abs',
          'Integer.bitCount',
          'Integer.reverse',
          'Integer.numberOfLeadingZeros',
          'Long.hashCode',
        ])
        if (world.chance(50)) return expression('int', `${one}(`, int(), ')')
        const two = world.pick([
          'Math.max',
          'Math.min',
          'Integer.compareUnsigned',
          'Integer.rotateLeft',
          'Integer.compare',
        ])
        return expression('int', `${two}(`, int(), ', ', int(), ')')
      }
      case 'compare': {
        const type = world.pick(['Long', 'Double', 'Float'])
        const operand = (): Tree => this.of(type.toLowerCase(), context, depth - 1)
        return expression('int', `${type}.compare(`, operand(), ', ', operand(), ')')
      }
      case 'member':
        return world.chance(50)
          ? expression('int', this.of('Color', context, depth - 1), world.pick(['.ordinal()', '.weight(3)']))
          : expression('int', this.of('Pair', context, depth - 1), world.pick(['.a()', '.hashCode()']))
      default:
        return expression('int', '((int) ', this.of('Integer', context, depth - 1), ')')
    }
  }

  private long(context: Context, depth: number): Tree {
    const { world } = this
    const long = (): Tree => this.of(world.chance(80) ? 'long' : 'int', context, depth - 1)
    const sure = (): Tree => this.of('long', context, depth - 1)
    const kind = world.weighted<string>([
      [30, 'arithmetic'],
      [10, 'divide'],
      [10, 'shift'],
      [12, 'convert'],
      [4, 'unary'],
      [8, 'element'],
      [4, 'library'],
      [3, 'member'],
    ])
    switch (kind) {
      case 'arithmetic': {
        const operator = world.pick(['+', '-', '*', '&', '|', '^', '+', '-'])
        return expression('long', '(', sure(), ` ${operator} `, long(), ')')
      }
      case 'divide':
        return this.divide('long', sure(), long(), context)
      case 'shift':
        return expression('long', '(', sure(), ` ${world.pick(['<<', '>>', '>>>'])} `, long(), ')')
      case 'convert': {
        const from = world.pick(['int', 'double', 'float', 'char', 'short', 'byte', 'int'])
        return expression('long', '((long) ', this.of(from, context, depth - 1), ')')
      }
      case 'unary':
        return expression('long', `(${world.pick(['-', '~', '+'])} `, sure(), ')')
      case 'element':
        return this.element('long', context, depth)
      case 'library': {
        if (world.chance(50)) {
          const one = world.pick(['Math.abs', 'Long.reverse', 'Long.highestOneBit', 'Double.doubleToLongBits'])
          return expression('long', `${one}(`, sure(), ')')
        }
        const two = world.pick(['Math.max', 'Math.min', 'Long.rotateRight', 'Math.multiplyHigh', 'Long.divideUnsigned'])
        if (two === 'Long.rotateRight')
          return expression('long', `${two}(`, sure(), ', ', this.of('int', context, depth - 1), ')')
        if (two === 'Long.divideUnsigned') return expression('long', `${two}(`, sure(), ', (', sure(), ' | 1L))')
        return expression('long', `${two}(`, sure(), ', ', sure(), ')')
      }
      default:
        return expression('long', this.of('Pair', context, depth - 1), '.b()')
    }
  }

  private divide(type: string, left: Tree, right: Tree, context: Context): Tree {
    const operator = this.world.pick(['/', '%'])
    if (this.world.chance(context.guarded ? 20 : 4)) return expression(type, '(', left, ` ${operator} `, right, ')')
    return expression(type, '(', left, ` ${operator} (`, right, ' | 1))')
  }

  private floating(type: 'float' | 'double', context: Context, depth: number): Tree {
    const { world } = this
    const same = (): Tree => this.of(type, context, depth - 1)
    const other = (): Tree =>
      this.of(
        world.pick(type === 'double' ? ['double', 'float', 'int', 'long'] : ['float', 'int', 'long', 'short']),
        context,
        depth - 1,
      )
    const kind = world.weighted<string>([
      [30, 'arithmetic'],
      [12, 'convert'],
      [4, 'unary'],
      [8, 'element'],
      [6, 'library'],
    ])
    switch (kind) {
      case 'arithmetic':
        return expression(type, '(', same(), ` ${world.pick(['+', '-', '*', '/', '%', '+', '*'])} `, other(), ')')
      case 'convert': {
        const from = world.pick(['int', 'long', 'double', 'float', 'char', 'byte'])
        return expression(type, `((${type}) `, this.of(from, context, depth - 1), ')')
      }
      case 'unary':
        return expression(type, '(- ', same(), ')')
      case 'element':
        return this.element(type, context, depth)
      default: {
        if (type === 'float' || world.chance(50)) {
          const name = world.pick(['Math.max', 'Math.min'])
          return expression(type, `${name}(`, same(), ', ', same(), ')')
        }
        const name = world.pick(['Math.sqrt', 'Math.abs', 'Math.floor', 'Math.ceil', 'Math.rint', 'Math.signum'])
        return expression(type, `${name}(`, same(), ')')
      }
    }
  }

  /** An element of an array that is at hand, or of a new one. */
  private element(type: string, context: Context, depth: number): Tree {
    const { world } = this
    const arrays = context.variables.filter((each) => each.type === `${type}[]`)
    const grids = context.variables.filter((each) => each.type === `${type}[][]`)
    if (grids.length > 0 && world.chance(40)) {
      const grid = world.pick(grids).name
      const [i, j] = [this.index(context, depth - 1, `${grid}.length`), this.of('int', context, depth - 1)]
      return expression(type, 'cell(', `${grid}[`, i, '], ', j, ')')
    }
    if (arrays.length > 0) {
      const array = world.pick(arrays).name
      return expression(type, `${array}[`, this.index(context, depth - 1, `${array}.length`), ']')
    }
    return this.leaf(type, context)
  }

  private boolean(context: Context, depth: number): Tree {
    const { world } = this
    const kind = world.weighted<string>([
      [30, 'compare'],
      [10, 'combine'],
      [4, 'not'],
      [3, 'equal'],
      [4, 'instance'],
      [3, 'text'],
      [2, 'null'],
    ])
    switch (kind) {
      case 'compare': {
        const type = world.pick(['int', 'int', 'long', 'double', 'float', 'char', 'short', 'byte'])
        const operator = world.pick(['<', '<=', '>', '>=', '==', '!='])
        return expression(
          'boolean',
          '(',
          this.of(type, context, depth - 1),
          ` ${operator} `,
          this.of(type, context, depth - 1),
          ')',
        )
      }
      case 'combine': {
        const operator = world.pick(['&&', '||', '&', '|', '^'])
        const [left, right] = [this.of('boolean', context, depth - 1), this.of('boolean', context, depth - 1)]
        return expression('boolean', '(', left, ` ${operator} `, right, ')')
      }
      case 'not':
        return expression('boolean', '(! ', this.of('boolean', context, depth - 1), ')')
      case 'equal': {
        const type = world.pick(['String', 'Integer', 'Pair', 'Color', 'Long'])
        const [left, right] = [this.of(type, context, depth - 1), this.of(type, context, depth - 1)]
        return expression('boolean', 'java.util.Objects.equals(', left, ', ', right, ')')
      }
      case 'instance': {
        if (world.classes.length === 0) return this.leaf('boolean', context)
        const cls = world.pick(world.classes)
        const value = expression(
          'Object',
          '((Object) ',
          this.of(world.pick(world.classes).name, context, depth - 1),
          ')',
        )
        if (world.chance(60)) return expression('boolean', '(', value, ` instanceof ${cls.name})`)
        const [name, fields] = [world.name('p'), world.fieldsOf(cls).filter((each) => each.type === 'int')]
        const test = fields.length > 0 ? `${name}.${world.pick(fields).name} > 3` : `${name} != null`
        return expression('boolean', '(', value, ` instanceof ${cls.name} ${name} && ${test})`)
      }
      case 'text':
        return expression(
          'boolean',
          this.of('String', context, depth - 1),
          world.pick(['.isEmpty()', '.startsWith("a")', '.contains("1")']),
        )
      default: {
        const type = world.pick(['Pair', 'String', 'Integer', 'int[]', ...world.classes.map((each) => each.name)])
        return expression('boolean', '(', this.of(type, context, depth - 1), ` ${world.pick(['==', '!='])} null)`)
      }
    }
  }

  private string(context: Context, depth: number): Tree {
    const { world } = this
    const text = (): Tree => this.of('String', context, depth - 1)
    const kind = world.weighted<string>([
      [20, 'concat'],
      [4, 'of'],
      [3, 'part'],
      [3, 'change'],
      [2, 'element'],
      [2, 'build'],
    ])
    switch (kind) {
      case 'concat': {
        const type = world.pick([
          'int',
          'long',
          'char',
          'boolean',
          'String',
          'byte',
          'Integer',
          'Color',
          'Pair',
          'short',
        ])
        const other = this.of(type, context, depth - 1)
        const both: Part[] = world.chance(50) ? [text(), ' + ', other] : [other, ' + "," + ', text()]
        return expression('String', 'cut(', ...both, ')')
      }
      case 'of':
        return expression(
          'String',
          'String.valueOf(',
          this.of(world.pick(['int', 'long', 'char', 'boolean']), context, depth - 1),
          ')',
        )
      case 'part': {
        const value = text()
        return expression('String', 'part(', value, ', ', this.of('int', context, depth - 1), ')')
      }
      case 'change':
        return expression(
          'String',
          text(),
          world.pick(['.trim()', '.toUpperCase()', ".replace('a', 'b')", '.intern()', '.strip()']),
        )
      case 'element':
        return this.element('String', context, depth)
      default: {
        const pieces = [this.of('int', context, depth - 1), this.of('char', context, depth - 1), text()]
        const calls = pieces.flatMap((piece): Part[] => ['.append(', piece, ')'])
        return expression('String', 'cut(new StringBuilder()', ...calls, '.reverse().toString())')
      }
    }
  }

  private array(type: string, context: Context, depth: number): Tree {
    const { world } = this
    const element = type.slice(0, -2)
    if (element === 'Object') {
      // Storing into it may fail.
      const kind = world.pick(['Object', 'String', 'Integer', 'Object', ...world.classes.map((each) => each.name)])
      return expression(type, `((Object[]) new ${kind}[${2 + world.random(6)}])`)
    }
    if (depth <= 0 || world.chance(40)) {
      const negative = context.guarded && world.chance(5)
      const size = negative ? '-1' : String(1 + world.random(12))
      return expression(type, `fill(new ${element}[${size}])`)
    }
    const count = 1 + world.random(5)
    const parts = Array.from({ length: count }, (_, i): Part[] => [
      i === 0 ? '' : ', ',
      this.of(element, context, depth - 2),
    ])
    return expression(type, `new ${element}[] { `, ...parts.flat(), ' }')
  }

  private grid(type: string, context: Context, depth: number): Tree {
    const { world } = this
    const element = type.slice(0, -4)
    if (depth > 1 && world.chance(40)) {
      const row = (): Tree => this.of(`${element}[]`, context, depth - 2)
      return expression(type, `new ${element}[][] { `, row(), ', ', row(), ' }')
    }
    return expression(type, `new ${element}[${1 + world.random(4)}][${1 + world.random(4)}]`)
  }

  private object(type: string, context: Context, depth: number): Tree {
    const { world } = this
    const classes = world.classesFor(type)
    const shape = world.interfaces.find((each) => each.name === type)
    const abstract = shape?.slots.filter((slot) => !shape.defaults.has(slot)) ?? []
    if (
      context.objects &&
      shape !== undefined &&
      depth > 0 &&
      (classes.length === 0 || world.chance(20)) &&
      abstract.every((slot) => world.slots[slot]!.cost >= LAMBDA_COST)
    ) {
      const bodies = abstract.map((slot) => this.anonymous(slot, context))
      return expression(type, `new ${type}() {\n`, list(bodies), '}')
    }
    if (classes.length === 0 || !context.objects) return expression(type, `((${type}) null)`)
    const cls = world.pick(classes)
    if (context.guarded && depth > 1 && world.chance(6)) {
      // A cast that may fail.
      const any = this.of(world.pick(world.classes).name, context, depth - 1)
      return expression(type, `((${type}) (Object) `, any, ')')
    }
    const argument = depth > 0 ? this.of('int', context, depth - 1) : expression('int', literal(world, 'int'))
    return expression(type, `new ${cls.name}(`, argument, ')')
  }

  /** Code that runs later: it sees finals only, and does not jump out. */
  later(context: Context, parameters: readonly { name: string; type: string }[], returns: string | null): Context {
    const own = parameters.map((each) => ({ ...each, assignable: true, final: false }))
    return {
      ...context,
      variables: [...context.variables.filter((each) => each.final), ...own],
      labels: [],
      returns,
      statics: 0,
      slots: 0,
      factor: 1,
      budget: { spent: 0, limit: LAMBDA_COST - 5 },
      depth: 3,
      guarded: false,
    }
  }

  private anonymous(slot: number, context: Context): Tree {
    const { world } = this
    const method = world.slots[slot]!
    const parameters = method.parameters.map((type) => ({ name: world.name('q'), type }))
    const inner = { ...this.later(context, parameters, method.result), self: null }
    const head = `public ${method.result} ${method.name}(${parameters.map((each) => `${each.type} ${each.name}`).join(', ')}) {\n`
    return statement(head, statement('return ', this.of(method.result, inner, 3), ';'), '}')
  }

  private lambda(type: string, context: Context): Tree {
    const { world } = this
    const shape = FUNCTIONS.find((each) => each.name === type)!
    const reference = REFERENCES[type]
    if (reference !== undefined && world.chance(25)) return expression(type, world.pick(reference))
    const parameters = shape.parameters.map((each) => ({ name: world.name('q'), type: each as string }))
    const inner = this.later(context, parameters, shape.result)
    const names = parameters.map((each) => (parameters.length === 1 || world.chance(50) ? each.name : each.name))
    const value = this.of(shape.result, inner, 3)
    if (world.chance(60)) return expression(type, `((${type}) (${names.join(', ')}) -> `, value, ')')
    const local = world.name('v')
    const declared = statement(`${shape.result} ${local} = `, value, ';')
    const visible = {
      ...inner,
      variables: [...inner.variables, { name: local, type: shape.result as string, assignable: true, final: false }],
    }
    const result = statement('return ', this.of(shape.result, visible, 2), ';')
    return expression(type, `((${type}) (${names.join(', ')}) -> {\n`, list([declared, result]), '})')
  }
}

const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  IntBinaryOperator: [
    '(IntBinaryOperator) Math::max',
    '(IntBinaryOperator) Integer::sum',
    '(IntBinaryOperator) Integer::compare',
  ],
  LongUnaryOperator: ['(LongUnaryOperator) Math::abs', '(LongUnaryOperator) Long::reverse'],
  DoubleUnaryOperator: ['(DoubleUnaryOperator) Math::sqrt', '(DoubleUnaryOperator) Math::floor'],
  'Supplier<String>': ['(Supplier<String>) "abc"::trim', '(Supplier<String>) String::new'],
}
