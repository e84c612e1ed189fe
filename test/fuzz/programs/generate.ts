/** A random program from a seed: the classes, the static methods, and a main method that calls them often enough to be compiled. */
import { Expressions, literal } from './expressions.ts'
import { PRELUDE } from './prelude.ts'
import { Statements } from './statements.ts'
import { expression, list, type Part, print, statement, type Tree } from './tree.ts'
import { type ClassInfo, type Context, LAMBDA_COST, type Method, PRIMITIVE, type Variable, World } from './world.ts'

/** Roughly the expressions that the main method evaluates. */
const PROGRAM_COST = 400_000
const METHOD_COST = 20_000
const SLOT_COST = 300

export function generateTree(seed: number): Tree {
  const world = new World(seed)
  const expressions = new Expressions(world)
  const statements = new Statements(world, expressions)
  return new Generator(world, expressions, statements).program(seed)
}

export function generateProgram(seed: number): string {
  return print(generateTree(seed))
}

class Generator {
  readonly world: World
  readonly expressions: Expressions
  readonly statements: Statements
  private readonly fields: Tree[] = []

  constructor(world: World, expressions: Expressions, statements: Statements) {
    this.world = world
    this.expressions = expressions
    this.statements = statements
  }

  program(seed: number): Tree {
    const { world } = this
    for (let i = 2 + world.random(5); i > 0; i--) this.declareStatic()
    const slots = 2 + world.random(4)
    for (let i = 0; i < slots; i++) {
      world.slots.push({ name: `f${i}`, parameters: this.parameters(), result: this.resultType(), cost: -1 })
    }
    this.declareTypes()
    const members = world.classes.map((): Tree[] => [])
    const defaults = world.interfaces.map((): Tree[] => [])
    for (let slot = 0; slot < slots; slot++) this.slotBodies(slot, members, defaults)
    const statics: Tree[] = []
    for (let i = 3 + world.random(5); i > 0; i--) statics.push(this.staticMethod())
    const main = this.main()
    const types = [
      ...world.interfaces.map((each, i) => this.interfaceTree(each.name, i, defaults[i]!)),
      ...world.classes.map((each, i) => this.classTree(each, members[i]!)),
    ]
    return list([
      statement(`// seed ${seed}\nimport java.util.function.*;\n`),
      statement('public class Main {\n', PRELUDE, list(this.fields), list(types), list(statics), main, '}'),
    ])
  }

  private declareStatic(): void {
    const { world } = this
    const type = world.pick([...PRIMITIVE, 'int', 'int', 'long', 'String', 'int[]', 'double[]'])
    const name = `S${world.staticFields.length}`
    // It names only fields before it.
    const value = this.expressions.of(type, this.context(0, { spent: 0, limit: 30 }), 1)
    this.fields.push(statement(`static ${type} ${name} = `, value, ';'))
    world.staticFields.push({ name, type, assignable: true, final: false })
  }

  private parameters(): string[] {
    return Array.from({ length: this.world.random(4) }, () =>
      this.world.pick(['int', 'int', 'long', 'double', 'byte', 'char', 'float', 'String', 'boolean', 'int[]']),
    )
  }

  private resultType(): string {
    return this.world.pick([
      'int',
      'int',
      'int',
      'long',
      'long',
      'double',
      'float',
      'boolean',
      'short',
      'String',
      'char',
      'byte',
    ])
  }

  private declareTypes(): void {
    const { world } = this
    const count = world.slots.length
    for (let i = 1 + world.random(2); i > 0; i--) {
      const own = world.slots.map((_, slot) => slot).filter(() => world.chance(50))
      const defaults = new Set(own.filter(() => world.chance(35)))
      // Two interfaces never have a default for the same slot, so that no class has to choose.
      for (const other of world.interfaces) for (const slot of other.slots) defaults.delete(slot)
      for (const other of world.interfaces)
        for (const slot of own) if (other.defaults.has(slot)) own.splice(own.indexOf(slot), 1)
      world.interfaces.push({ name: `I${world.interfaces.length}`, slots: own, defaults })
    }
    for (let i = 2 + world.random(4); i > 0; i--) {
      const parent = world.classes.length > 0 && world.chance(70) ? world.pick(world.classes) : null
      const interfaces = world.interfaces.filter(() => world.chance(50))
      const fields = Array.from({ length: 1 + world.random(4) }, (_, n): Variable => {
        const type = world.pick([...PRIMITIVE, 'int', 'int', 'long', 'String', 'int[]'])
        const final = world.chance(15)
        return { name: `c${world.classes.length}f${n}`, type, assignable: !final, final: false }
      })
      const cls: ClassInfo = { name: `C${world.classes.length}`, parent, interfaces, fields, declares: new Set() }
      const inherited = parent === null ? [] : world.slotsOf(parent.name)
      world.classes.push(cls)
      for (let slot = 0; slot < count; slot++) {
        const needed = interfaces.some((each) => each.slots.includes(slot) && !each.defaults.has(slot))
        // A default body that is inherited does not help against an abstract method.
        let known = false
        for (let up = parent; up !== null; up = up.parent) known ||= up.declares.has(slot)
        const optional = interfaces.some((each) => each.slots.includes(slot)) || inherited.includes(slot)
        if ((needed && !known) || world.chance(optional ? 50 : 25)) cls.declares.add(slot)
      }
    }
  }

  private context(statics: number, budget: Context['budget']): Context {
    return {
      variables: [],
      labels: [],
      returns: null,
      self: null,
      statics,
      slots: this.world.slots.length,
      factor: 1,
      budget,
      depth: 3,
      guarded: false,
      objects: true,
    }
  }

  /** All bodies of one virtual method; a body calls only slots before it, so there is no recursion. */
  private slotBodies(slot: number, members: Tree[][], defaults: Tree[][]): void {
    const { world } = this
    const method = world.slots[slot]!
    let cost = LAMBDA_COST
    const body = (self: ClassInfo | null, modifiers: string): Tree => {
      const budget = { spent: 0, limit: SLOT_COST }
      const context = { ...this.context(0, budget), self, slots: slot, returns: method.result, depth: 2 }
      const tree = this.methodTree(modifiers, method, context, 1 + world.random(4))
      cost = Math.max(cost, budget.spent)
      return tree
    }
    for (const [i, cls] of world.classes.entries()) {
      if (cls.declares.has(slot)) members[i]!.push(body(cls, world.chance(8) ? 'public synchronized ' : 'public '))
    }
    for (const [i, each] of world.interfaces.entries()) {
      if (each.defaults.has(slot)) defaults[i]!.push(body(null, 'default '))
    }
    method.cost = cost + 5
  }

  private methodTree(modifiers: string, method: Method, base: Context, count: number, before: Tree[] = []): Tree {
    const { world } = this
    const parameters = method.parameters.map(
      (type): Variable => ({ name: world.name('a'), type, assignable: true, final: false }),
    )
    const context = { ...base, variables: [...base.variables, ...parameters] }
    const head = `${modifiers}${method.result} ${method.name}(${parameters.map((each) => `${each.type} ${each.name}`).join(', ')}) {`
    const body = this.statements.block(context, count)
    const end = this.statements.traceAll(context)
    const result = statement('return ', this.expressions.of(method.result, context, 4), ';')
    return statement(head, list([...before, body, ...end, result]), '}')
  }

  private staticMethod(): Tree {
    const { world } = this
    const number = world.statics.length
    const budget = { spent: 0, limit: METHOD_COST }
    const context = { ...this.context(number, budget), depth: 4 }
    const method: Method = { name: `m${number}`, parameters: this.parameters(), result: this.resultType(), cost: 0 }
    const recursive = world.chance(25)
    if (recursive) {
      const tree = this.recursive(method, { ...context, budget: { spent: 0, limit: SLOT_COST } })
      world.statics.push(method)
      return tree
    }
    const tree = this.methodTree(
      'static ',
      { ...method, result: method.result },
      { ...context, returns: method.result },
      3 + world.random(6),
    )
    method.cost = budget.spent + 10
    world.statics.push(method)
    return tree
  }

  /** m(n, ...) calls m(n - 1, ...) once or twice, to a small depth. */
  private recursive(method: Method, context: Context): Tree {
    const { world } = this
    const inner: Method = { name: `${method.name}r`, parameters: method.parameters, result: method.result, cost: 0 }
    const depth = world.pick([3, 5, 8])
    const names = method.parameters.map(
      (type): Variable => ({ name: world.name('a'), type, assignable: true, final: false }),
    )
    const within = {
      ...context,
      variables: [...names, { name: 'n', type: 'int', assignable: false, final: false }],
      returns: method.result,
      depth: 2,
    }
    const list0 = names.map((each) => `${each.type} ${each.name}`)
    const call = (): Part[] => [
      `${inner.name}(n - 1`,
      ...names.flatMap((each): Part[] => [', ', this.expressions.of(each.type, within, 2)]),
      ')',
    ]
    const body = this.statements.block(within, 1 + world.random(3))
    const twice = depth < 8 && world.chance(50)
    const first = statement(`${method.result} r = `, expression(method.result, ...call()), ';')
    const second = twice ? [statement('r = ', expression(method.result, ...call()), ';')] : []
    const leaf = statement(
      'if (n <= 0) {',
      list([statement('return ', this.expressions.of(method.result, within, 3), ';')]),
      '}',
    )
    const last = statement(
      'return ',
      this.expressions.of(
        method.result,
        {
          ...within,
          variables: [...within.variables, { name: 'r', type: method.result, assignable: true, final: false }],
        },
        3,
      ),
      ';',
    )
    method.cost = (context.budget.spent + 20) * (twice ? 2 ** (depth + 1) : depth + 1)
    const helper = statement(
      `static ${method.result} ${inner.name}(${['int n', ...list0].join(', ')}) {`,
      list([leaf, body, first, ...second, last]),
      '}',
    )
    const passed = [String(depth), ...names.map((each) => each.name)].join(', ')
    const face = statement(
      `static ${method.result} ${method.name}(${list0.join(', ')}) {\nreturn ${inner.name}(${passed});\n}`,
    )
    return list([helper, face])
  }

  private interfaceTree(name: string, number: number, defaults: Tree[]): Tree {
    const { world } = this
    const shape = world.interfaces[number]!
    const abstract = shape.slots
      .filter((slot) => !shape.defaults.has(slot))
      .map((slot) => {
        const method = world.slots[slot]!
        const parameters = method.parameters.map((type, i) => `${type} p${i}`).join(', ')
        return statement(`${method.result} ${method.name}(${parameters});`)
      })
    return statement(`interface ${name} {`, list([...abstract, ...defaults]), '}')
  }

  private classTree(cls: ClassInfo, methods: Tree[]): Tree {
    const { world } = this
    const budget = { spent: 0, limit: 60 }
    const context: Context = {
      ...this.context(0, budget),
      slots: 0,
      objects: false,
      variables: [{ name: 'k', type: 'int', assignable: false, final: false }],
    }
    const fields = cls.fields.map((each) => statement(`${each.assignable ? '' : 'final '}${each.type} ${each.name};`))
    const parent = cls.parent === null ? [] : [statement('super(', this.expressions.of('int', context, 2), ');')]
    const assigns = cls.fields.map((each) =>
      statement(`this.${each.name} = `, this.expressions.of(each.type, context, world.random(3)), ';'),
    )
    const sum = world.fieldsOf(cls).map((each) => `r = r * 31 + h(${each.name});\n`)
    const heritage = `${cls.parent === null ? '' : ` extends ${cls.parent.name}`}${
      cls.interfaces.length === 0 ? '' : ` implements ${cls.interfaces.map((each) => each.name).join(', ')}`
    }`
    return statement(
      `static class ${cls.name}${heritage} {`,
      list(fields),
      statement(`${cls.name}(int k) {`, list([...parent, ...assigns]), '}'),
      list(methods),
      statement(
        `public String toString() {\nlong r = ${literal(world, 'long')};\n${sum.join('')}return "${cls.name}" + r;\n}`,
      ),
      '}',
    )
  }

  /** Calls every static method and every slot with changing arguments, as often as the costs allow. */
  private main(): Tree {
    const { world } = this
    const calls: Tree[] = []
    const share = PROGRAM_COST / Math.max(1, world.statics.length)
    for (const method of world.statics) {
      const times = Math.max(1, Math.min(400, Math.floor(share / (method.cost + 20))))
      const context: Context = {
        ...this.context(0, { spent: 0, limit: 200 }),
        slots: 0,
        variables: [{ name: 'i', type: 'int', assignable: false, final: false }],
      }
      const args = method.parameters.flatMap((type, i): Part[] => [i === 0 ? '' : ', ', this.argument(type, context)])
      const call = expression(method.result, `${method.name}(`, ...args, ')')
      const body = statement('try {\n', `t(0, h(`, call, '));\n', '} catch (RuntimeException e) {\nx(1, e);\n}')
      calls.push(statement(`for (int i = 0; i < ${times}; i++) {`, list([body]), '}'))
    }
    const finals = world.staticFields.map((each) => statement(`say("${each.name}", h(${each.name}));`))
    return statement(
      'public static void main(String[] args) {\ntry {',
      list(calls),
      '} finally {',
      list(finals),
      'end();\n}\n}',
    )
  }

  /** Changes from call to call. */
  private argument(type: string, context: Context): Tree {
    const { world } = this
    if (type === 'int') return expression(type, world.pick(['i', 'i * 77', '-i', 'i - 10', 'i << 20']))
    if (type === 'long') return expression(type, world.pick(['i * 0x100000001L', '(long) i', '-1L << i']))
    if (type === 'double' || type === 'float')
      return expression(type, `(${type}) `, world.pick(['i', '(i * 0.37)', '(i * 1e9)', '(1.0 / i)']))
    if (type === 'byte' || type === 'char') return expression(type, `(${type}) (i * 3)`)
    if (type === 'boolean') return expression(type, '(i & 1) == 0')
    return this.expressions.of(type, context, 2)
  }
}
