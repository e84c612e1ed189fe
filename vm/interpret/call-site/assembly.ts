// The classes of method handles and variables. What they do is decided in the language (java.lang.invoke.Code), which writes each
// class down in lines; here they become a class. It is ordinary bytecode then, and the tiers know nothing of method handles.
//
//   class SUPER FLAGS              first line; the name is the VM's
//   implements NAME
//   field FLAGS NAME DESCRIPTOR
//   method FLAGS NAME DESCRIPTOR LOCALS STACK    slots besides those of the parameters; its instructions follow, none: abstract
//     aload 3 | invokevirtual OWNER NAME DESCRIPTOR [interface] | getfield OWNER NAME DESCRIPTOR | checkcast CLASS | ldc_string TEXT
//     goto LABEL | :LABEL | try FROM TO HANDLER CLASS          CLASS * catches everything
//   fallback NAME STATIC           see RuntimeMethod.fallback
//   alias NAME OTHER               calls of NAME select OTHER
//
// A class is an internal name, `this`, or #3: number 3 of the classes that come along, which no loader is asked for.

import { slotsOfDescriptor, splitMethodDescriptor } from '../../classfile/descriptor.ts'
import { classNameAt, type ExceptionTableEntry } from '../../classfile/model.ts'
import type { Label } from '../../classfile/code.ts'
import { type Mnemonic, OP, OPCODES, type OpcodeRow } from '../../classfile/opcodes.ts'
import { CLASS_CP_CACHE, CP_ENTRY_BYTES } from '../../heap/layout.ts'
import type { RuntimeClass, RuntimeMethod } from '../../runtime/index.ts'
import { vmBug } from '../../runtime/index.ts'
import type { Machine } from '../machine.ts'
import { type Assembler, ClassSpinner } from './spin.ts'

/** In the names of these classes: a failed cast in one has the words of Class.cast, as java's have. */
export const HANDLE_PURPOSE = 'Handle'

/** Makes the class; null with an exception pending. */
export function assembleClass(
  vm: Machine,
  host: RuntimeClass,
  lines: readonly string[],
  classes: readonly RuntimeClass[],
): RuntimeClass | null {
  const [, superclass, flags] = lines[0]!.split(' ')
  const spinner = new ClassSpinner(vm, host, HANDLE_PURPOSE, { superclass: superclass!, flags: Number(flags) })
  const links: string[][] = []
  for (let i = 1; i < lines.length; i++) {
    const [word, ...rest] = lines[i]!.split(' ')
    if (word === 'implements') spinner.implement(rest[0]!)
    else if (word === 'field') spinner.field(Number(rest[0]), rest[1]!, rest[2]!)
    else if (word === 'fallback' || word === 'alias') links.push([word, ...rest])
    else if (word === 'method') {
      const [access, name, descriptor, locals, stack] = rest
      const first = i + 1
      while (i + 1 < lines.length && !/^(?:method|fallback|alias|field) /.test(lines[i + 1]!)) i++
      const body = lines.slice(first, i + 1)
      const tries: (() => ExceptionTableEntry)[] = []
      spinner.method(
        Number(access),
        name!,
        descriptor!,
        body.length === 0 ? undefined : (code) => assemble(code, spinner.name, body, tries),
        Number(locals),
        Number(stack),
        tries,
      )
    } else vmBug(`a line that is no part of a class: ${lines[i]}`)
  }
  const cls = spinner.define()
  if (cls === null) return null
  giveClasses(vm, cls, classes)
  for (const [word, name, other] of links) {
    const method = methodNamed(cls, name!)
    const target = methodNamed(cls, other!)
    if (word === 'alias') method.alias = target
    else method.fallback = target
  }
  return cls
}

export function methodNamed(cls: RuntimeClass, name: string): RuntimeMethod {
  return cls.methods.find((each) => each.name === name) ?? vmBug(`${cls.name} has no ${name}`)
}

/** The classes named #0, #1 ... are resolved from the start. */
function giveClasses(vm: Machine, cls: RuntimeClass, classes: readonly RuntimeClass[]): void {
  const pool = cls.classFile!.constantPool
  const cache = vm.H32[(cls.address >>> 2) + CLASS_CP_CACHE]!
  pool.entries.forEach((entry, index) => {
    if (entry?.tag !== 7) return
    const name = classNameAt(pool, index)
    if (name[0] !== '#') return
    const word = (cache + index * CP_ENTRY_BYTES) >>> 2
    vm.H32[word] = classes[Number(name.slice(1))]!.address
    vm.H32[word + 1] = 1
  })
}

function assemble(code: Assembler, self: string, lines: readonly string[], tries: (() => ExceptionTableEntry)[]): void {
  const { pool } = code
  const labels = new Map<string, Label>()
  const label = (name: string): Label => {
    let known = labels.get(name)
    if (known === undefined) labels.set(name, (known = code.label()))
    return known
  }
  const at = (name: string): number => label(name).pc ?? vmBug(`no label ${name}`)
  const owner = (name: string): string => (name === 'this' ? self : name)
  for (const line of lines) {
    const [word, ...rest] = line.split(' ') as [string, ...string[]]
    if (word[0] === ':') {
      code.place(label(word.slice(1)))
      continue
    }
    const [a, b, c] = rest as [string, string, string]
    switch (word) {
      case 'ldc_string':
        code.op('ldc_w', pool.string(line.slice(word.length + 1)))
        continue
      case 'ldc_class':
        code.op('ldc_w', pool.class(owner(a)))
        continue
      case 'ldc_int':
        code.op('ldc_w', pool.int(Number(a)))
        continue
      case 'try': {
        const catchType = rest[3] === '*' ? 0 : pool.class(rest[3]!)
        tries.push(() => ({ startPc: at(a), endPc: at(b), handlerPc: at(c), catchType }))
        continue
      }
    }
    const op = word as Mnemonic
    const row: OpcodeRow | undefined = OPCODES[OP[op]]
    if (row === undefined) vmBug(`no instruction: ${line}`)
    switch (op) {
      case 'getfield':
      case 'putfield':
      case 'getstatic':
      case 'putstatic':
        code.op(op, pool.fieldRef(owner(a), b, c))
        break
      case 'invokestatic':
      case 'invokespecial':
      case 'invokevirtual':
        code.op(op, rest[3] === undefined ? pool.methodRef(owner(a), b, c) : pool.interfaceMethodRef(owner(a), b, c))
        break
      case 'invokeinterface': {
        const slots = splitMethodDescriptor(c)!.parameters.reduce((sum, each) => sum + slotsOfDescriptor(each), 1)
        code.op(op, pool.interfaceMethodRef(owner(a), b, c), slots)
        break
      }
      case 'new':
      case 'checkcast':
      case 'instanceof':
      case 'anewarray':
        code.op(op, pool.class(owner(a)))
        break
      default:
        if (row.operands[0] === 'branch2') code.op(op, label(a))
        else code.op(op, ...rest.map(Number))
    }
  }
}
