const REQUIRED = 0
const PREFERRED = 2
const DEFAULT = 4
const WEAKEST = 6
const NONE = 0
const FORWARD = 1
const BACKWARD = -1

class Variable {
  constructor(value) {
    this.value = value
    this.constraints = []
    this.determinedBy = null
    this.mark = 0
    this.walkStrength = WEAKEST
    this.stay = true
  }
}

function removeFrom(list, item) {
  const index = list.indexOf(item)
  if (index >= 0) list.splice(index, 1)
}

class Constraint {
  constructor(strength) {
    this.strength = strength
  }
  isInput() {
    return false
  }
  satisfy(mark, planner) {
    this.chooseMethod(mark)
    if (!this.isSatisfied()) {
      if (this.strength === REQUIRED) throw new Error('a required constraint cannot be satisfied')
      return null
    }
    this.markInputs(mark)
    const out = this.output()
    const overridden = out.determinedBy
    if (overridden !== null) overridden.markUnsatisfied()
    out.determinedBy = this
    if (!planner.addPropagate(this, mark)) throw new Error('cycle')
    out.mark = mark
    return overridden
  }
  add(planner) {
    this.addToGraph()
    planner.incrementalAdd(this)
  }
  destroy(planner) {
    if (this.isSatisfied()) planner.incrementalRemove(this)
    else this.removeFromGraph()
  }
}

class Unary extends Constraint {
  constructor(out, strength) {
    super(strength)
    this.out = out
    this.satisfied = false
  }
  isSatisfied() {
    return this.satisfied
  }
  chooseMethod(mark) {
    this.satisfied = this.out.mark !== mark && this.strength < this.out.walkStrength
  }
  markUnsatisfied() {
    this.satisfied = false
  }
  addToGraph() {
    this.out.constraints.push(this)
    this.satisfied = false
  }
  removeFromGraph() {
    removeFrom(this.out.constraints, this)
    this.satisfied = false
  }
  output() {
    return this.out
  }
  markInputs(_mark) {}
  inputsKnown(_mark) {
    return true
  }
  recalculate() {
    this.out.walkStrength = this.strength
    this.out.stay = !this.isInput()
    if (this.out.stay) this.execute()
  }
}

class Stay extends Unary {
  execute() {}
}

class Edit extends Unary {
  isInput() {
    return true
  }
  execute() {}
}

class Binary extends Constraint {
  constructor(first, second, strength) {
    super(strength)
    this.first = first
    this.second = second
    this.direction = NONE
  }
  isSatisfied() {
    return this.direction !== NONE
  }
  chooseMethod(mark) {
    const { first, second, strength } = this
    if (first.mark === mark) {
      this.direction = second.mark !== mark && strength < second.walkStrength ? FORWARD : NONE
    } else if (second.mark === mark) {
      this.direction = strength < first.walkStrength ? BACKWARD : NONE
    } else if (first.walkStrength > second.walkStrength) {
      this.direction = strength < first.walkStrength ? BACKWARD : NONE
    } else {
      this.direction = strength < second.walkStrength ? FORWARD : NONE
    }
  }
  markUnsatisfied() {
    this.direction = NONE
  }
  addToGraph() {
    this.first.constraints.push(this)
    this.second.constraints.push(this)
    this.direction = NONE
  }
  removeFromGraph() {
    removeFrom(this.first.constraints, this)
    removeFrom(this.second.constraints, this)
    this.direction = NONE
  }
  input() {
    return this.direction === FORWARD ? this.first : this.second
  }
  output() {
    return this.direction === FORWARD ? this.second : this.first
  }
  markInputs(mark) {
    this.input().mark = mark
  }
  inputsKnown(mark) {
    const input = this.input()
    return input.mark === mark || input.stay || input.determinedBy === null
  }
  recalculate() {
    const input = this.input()
    const out = this.output()
    out.walkStrength = Math.max(this.strength, input.walkStrength)
    out.stay = input.stay
    if (out.stay) this.execute()
  }
}

class Equal extends Binary {
  execute() {
    this.output().value = this.input().value
  }
}

class Scale extends Binary {
  constructor(source, factor, offset, target, strength) {
    super(source, target, strength)
    this.factor = factor
    this.offset = offset
  }
  addToGraph() {
    super.addToGraph()
    this.factor.constraints.push(this)
    this.offset.constraints.push(this)
  }
  removeFromGraph() {
    super.removeFromGraph()
    removeFrom(this.factor.constraints, this)
    removeFrom(this.offset.constraints, this)
  }
  markInputs(mark) {
    super.markInputs(mark)
    this.factor.mark = mark
    this.offset.mark = mark
  }
  execute() {
    const { first, second, factor, offset } = this
    if (this.direction === FORWARD) second.value = (Math.imul(first.value, factor.value) + offset.value) | 0
    else first.value = ((second.value - offset.value) / factor.value) | 0
  }
  recalculate() {
    const input = this.input()
    const out = this.output()
    out.walkStrength = Math.max(this.strength, input.walkStrength)
    out.stay = input.stay && this.factor.stay && this.offset.stay
    if (out.stay) this.execute()
  }
}

class Planner {
  constructor() {
    this.mark = 0
  }
  incrementalAdd(constraint) {
    const current = ++this.mark
    let overridden = constraint.satisfy(current, this)
    while (overridden !== null) overridden = overridden.satisfy(current, this)
  }
  incrementalRemove(constraint) {
    const out = constraint.output()
    constraint.markUnsatisfied()
    constraint.removeFromGraph()
    const unsatisfied = this.removePropagate(out)
    for (let strength = REQUIRED; strength <= WEAKEST; strength++) {
      for (const candidate of unsatisfied) if (candidate.strength === strength) this.incrementalAdd(candidate)
    }
  }
  addPropagate(constraint, current) {
    const todo = [constraint]
    while (todo.length > 0) {
      const next = todo.pop()
      if (next.output().mark === current) {
        this.incrementalRemove(constraint)
        return false
      }
      next.recalculate()
      this.consumers(next.output(), todo)
    }
    return true
  }
  removePropagate(out) {
    out.determinedBy = null
    out.walkStrength = WEAKEST
    out.stay = true
    const unsatisfied = []
    const todo = [out]
    while (todo.length > 0) {
      const variable = todo.pop()
      for (const constraint of variable.constraints) if (!constraint.isSatisfied()) unsatisfied.push(constraint)
      const determining = variable.determinedBy
      for (const next of variable.constraints) {
        if (next !== determining && next.isSatisfied()) {
          next.recalculate()
          todo.push(next.output())
        }
      }
    }
    return unsatisfied
  }
  consumers(variable, into) {
    const determining = variable.determinedBy
    for (const constraint of variable.constraints) {
      if (constraint !== determining && constraint.isSatisfied()) into.push(constraint)
    }
  }
  planFor(edit) {
    const current = ++this.mark
    const plan = []
    const todo = [edit]
    while (todo.length > 0) {
      const constraint = todo.pop()
      if (constraint.output().mark !== current && constraint.inputsKnown(current)) {
        plan.push(constraint)
        constraint.output().mark = current
        this.consumers(constraint.output(), todo)
      }
    }
    return plan
  }
  change(variable, value) {
    const edit = new Edit(variable, PREFERRED)
    edit.add(this)
    const plan = this.planFor(edit)
    for (let i = 0; i < 5; i++) {
      variable.value = value
      for (const constraint of plan) constraint.execute()
    }
    edit.destroy(this)
  }
}

function chain(length) {
  const planner = new Planner()
  const variables = []
  for (let i = 0; i <= length; i++) {
    variables.push(new Variable(i))
    if (i > 0) new Equal(variables[i - 1], variables[i], REQUIRED).add(planner)
  }
  new Stay(variables[length], DEFAULT).add(planner)
  let sum = 0
  for (let i = 0; i < 5; i++) {
    planner.change(variables[0], i * 7)
    sum += variables[length].value
  }
  return sum
}

function projection(count) {
  const planner = new Planner()
  const factor = new Variable(10)
  const offset = new Variable(1000)
  const targets = []
  let source = null
  let target = null
  for (let i = 0; i < count; i++) {
    source = new Variable(i)
    target = new Variable(i)
    targets.push(target)
    new Stay(source, DEFAULT).add(planner)
    new Scale(source, factor, offset, target, REQUIRED).add(planner)
  }
  planner.change(source, 17)
  let sum = target.value
  planner.change(target, 1050)
  sum += source.value
  planner.change(factor, 5)
  planner.change(offset, 2000)
  for (const variable of targets) sum += variable.value
  return sum
}

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) sum = (Math.imul(sum, 3) + chain(20) + projection(10)) | 0
  return sum
}
