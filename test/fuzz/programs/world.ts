/**
 * What generated code may name: types, variables, and methods with what a call of them costs. The cost is an estimate of
 * the expressions that are evaluated, loops multiplied; with it every program is bounded without a counter in its loops,
 * which would hide what a compiler does with loops. There is no recursion but by a parameter that counts down.
 */
import { createRandom } from '../source-mutations.ts'

export const INTEGRAL = ['byte', 'short', 'char', 'int', 'long'] as const
export const NUMERIC = [...INTEGRAL, 'float', 'double'] as const
export const PRIMITIVE = [...NUMERIC, 'boolean'] as const

export interface Variable {
  readonly name: string
  readonly type: string
  /** Neither parameter of a loop nor final. */
  readonly assignable: boolean
  /** May be named in a lambda or a local class. */
  readonly final: boolean
}

export interface Method {
  readonly name: string
  readonly parameters: readonly string[]
  readonly result: string
  /** Of the dearest body that a call may run; set when the bodies are there. */
  cost: number
}

export interface ClassInfo {
  readonly name: string
  readonly parent: ClassInfo | null
  readonly interfaces: readonly InterfaceInfo[]
  readonly fields: readonly Variable[]
  /** Virtual methods by the number of the slot; those that this class declares itself. */
  readonly declares: Set<number>
}

export interface InterfaceInfo {
  readonly name: string
  readonly slots: readonly number[]
  /** Slots with a default body. */
  readonly defaults: ReadonlySet<number>
}

/** Functional interfaces: name, method, parameters, result. */
export const FUNCTIONS = [
  { name: 'IntBinaryOperator', method: 'applyAsInt', parameters: ['int', 'int'], result: 'int' },
  { name: 'LongUnaryOperator', method: 'applyAsLong', parameters: ['long'], result: 'long' },
  { name: 'DoubleUnaryOperator', method: 'applyAsDouble', parameters: ['double'], result: 'double' },
  { name: 'IntPredicate', method: 'test', parameters: ['int'], result: 'boolean' },
  { name: 'Supplier<String>', method: 'get', parameters: [], result: 'String' },
  { name: 'Mixed', method: 'mix', parameters: ['long', 'int', 'double'], result: 'long' },
] as const

/** What a call of a lambda may cost. */
export const LAMBDA_COST = 40

export class World {
  readonly random: (below: number) => number
  readonly interfaces: InterfaceInfo[] = []
  readonly classes: ClassInfo[] = []
  /** Virtual methods. */
  readonly slots: Method[] = []
  /** Static methods of Main; a body calls only those before it. */
  readonly statics: Method[] = []
  readonly staticFields: Variable[] = []
  private names = 0

  constructor(seed: number) {
    this.random = createRandom(seed)
    for (let i = 0; i < 8; i++) this.random(2)
  }

  name(stem: string): string {
    return `${stem}${this.names++}`
  }

  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.random(100) < percent
  }

  pick<T>(items: readonly T[]): T {
    return items[this.random(items.length)]!
  }

  /** One of the choices, by weight; those of weight 0 never. */
  weighted<T>(choices: readonly (readonly [number, T])[]): T {
    let at = this.random(choices.reduce((sum, [weight]) => sum + weight, 0))
    for (const [weight, choice] of choices) {
      if (at < weight) return choice
      at -= weight
    }
    throw new Error('no choice')
  }

  classNamed(type: string): ClassInfo | undefined {
    return this.classes.find((each) => each.name === type)
  }

  /** Slots that can be called on an expression of this class or interface. */
  slotsOf(type: string): number[] {
    const cls = this.classNamed(type)
    if (cls === undefined) return [...(this.interfaces.find((each) => each.name === type)?.slots ?? [])]
    const found = new Set<number>()
    for (let up: ClassInfo | null = cls; up !== null; up = up.parent) {
      for (const slot of up.declares) found.add(slot)
      for (const each of up.interfaces) for (const slot of each.slots) found.add(slot)
    }
    return [...found].sort((a, b) => a - b)
  }

  /** Classes that can be assigned to a variable of the type. */
  classesFor(type: string): ClassInfo[] {
    return this.classes.filter((cls) => {
      for (let up: ClassInfo | null = cls; up !== null; up = up.parent) {
        if (up.name === type || up.interfaces.some((each) => each.name === type)) return true
      }
      return false
    })
  }

  fieldsOf(cls: ClassInfo): Variable[] {
    return [...(cls.parent === null ? [] : this.fieldsOf(cls.parent)), ...cls.fields]
  }

  anyType(): string {
    return this.weighted<string>([
      [30, 'int'],
      [16, 'long'],
      [6, 'byte'],
      [6, 'short'],
      [6, 'char'],
      [6, 'float'],
      [9, 'double'],
      [6, 'boolean'],
      [7, 'String'],
      [5, 'int[]'],
      [2, 'long[]'],
      [2, 'byte[]'],
      [2, 'double[]'],
      [1, 'char[]'],
      [1, 'float[]'],
      [1, 'short[]'],
      [1, 'boolean[]'],
      [2, 'int[][]'],
      [1, 'long[][]'],
      [2, 'String[]'],
      [2, 'Object[]'],
      [2, 'Integer'],
      [1, 'Long'],
      [2, 'Color'],
      [2, 'Pair'],
      [this.classes.length > 0 ? 6 : 0, this.classes.length > 0 ? this.pick(this.classes).name : ''],
      [this.interfaces.length > 0 ? 4 : 0, this.interfaces.length > 0 ? this.pick(this.interfaces).name : ''],
    ])
  }
}

/** Where code is generated: what is visible there, and what is left to spend. */
export interface Context {
  readonly variables: Variable[]
  /** Labels of the loops around, innermost last; empty where jumps are not allowed. */
  readonly labels: readonly string[]
  /** Type of return statements, null where there can be none. */
  readonly returns: string | null
  /** The class whose instance method this is. */
  readonly self: ClassInfo | null
  /** Static methods and slots below these numbers can be called. */
  readonly statics: number
  readonly slots: number
  /** How often this code runs in one call of the method. */
  readonly factor: number
  /** Shared by all code of a method. */
  readonly budget: { spent: number; readonly limit: number }
  readonly depth: number
  /** Exceptions that are thrown here are likely to be caught. */
  readonly guarded: boolean
  /** Objects of the classes can be made here; not in their constructors, which would call one another for ever. */
  readonly objects: boolean
}

/** Takes what an expression costs; false when the method must not become dearer. */
export function spend(context: Context, cost: number): boolean {
  const total = context.factor * cost
  if (context.budget.spent + total > context.budget.limit) return false
  context.budget.spent += total
  return true
}
