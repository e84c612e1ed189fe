/** What `--emit=types` and `--emit=bytecode` print: the tree with what the checker found out, and the code of the classes. */
import type { Node } from './1-parse/ast.ts'
import { printTree, treeToJson } from './1-parse/index.ts'
import { methodToString, typeToString } from './2-check/relations.ts'
import type { MethodSymbol, VarSymbol } from './2-check/symbols.ts'
import type { Type } from './2-check/types.ts'
import type { CompiledClass } from './index.ts'
import type { SourceFile } from './source.ts'
import { instructions, isProblem } from '../vm/classfile/code.ts'
import { disassemble } from '../vm/classfile/disassemble.ts'
import { type CodeAttribute, classNameAt, type MethodInfo, utf8At } from '../vm/classfile/model.ts'
import { constantText } from '../vm/classfile/printconstants.ts'
import { parseClassFile } from '../vm/classfile/reader.ts'

/** What the checker wrote into a node, as short texts by name. */
interface Findings {
  readonly type?: string
  readonly symbol?: string
  readonly constant?: string
}

/** The fields that phase 2 fills; which of them a node has depends on its kind. */
interface Checked {
  readonly type?: Type
  readonly resolved?: Type
  readonly symbol?: { readonly kind: string; readonly name: string }
  readonly method?: MethodSymbol
  readonly constructorSymbol?: MethodSymbol
  readonly constant?: unknown
}

const isType = (value: unknown): value is Type =>
  typeof value === 'object' && value !== null && 'kind' in value && !('start' in value)

function findingsOf(node: Node): Findings {
  const checked = node as Checked
  const found: { type?: string; symbol?: string; constant?: string } = {}
  const type = isType(checked.type) ? checked.type : checked.resolved
  if (type !== undefined) found.type = typeToString(type)
  const method = checked.method ?? checked.constructorSymbol
  if (method !== undefined) found.symbol = methodText(method)
  else if (checked.symbol !== undefined) found.symbol = symbolText(checked.symbol)
  if (checked.constant !== undefined) {
    found.constant = typeof checked.constant === 'string' ? JSON.stringify(checked.constant) : String(checked.constant)
  }
  return found
}

const methodText = (method: MethodSymbol): string =>
  `${method.owner.name}.${methodToString(method.name === '<init>' ? 'new' : method.name, method.type, false)}`

function symbolText(symbol: { readonly kind: string; readonly name: string }): string {
  if (symbol.kind === 'method') return methodText(symbol as MethodSymbol)
  if (symbol.kind !== 'var') return `${symbol.kind} ${symbol.name === '' ? '(anonymous)' : symbol.name}`
  const variable = symbol as VarSymbol
  const { owner } = variable
  const place = variable.varKind === 'field' || variable.varKind === 'enumConstant' ? `${owner.name}.` : ''
  return `${variable.varKind} ${place}${variable.name}: ${typeToString(variable.type)}`
}

/** The tree; behind each node its type, the constant that it is, and what it names. */
export function printTypes(file: SourceFile, unit: Node): string {
  return printTree(file, unit, (node) => {
    const { type, symbol, constant } = findingsOf(node as Node)
    return [
      ...(type === undefined ? [] : [`: ${type}`]),
      ...(constant === undefined ? [] : [`= ${constant}`]),
      ...(symbol === undefined ? [] : [`-> ${symbol}`]),
    ]
  })
}

export const typesToJson = (unit: Node): string => treeToJson(unit, (node) => findingsOf(node as Node))

// ---------------------------------------------------------------------------------------------- bytecode

/** As `hlp -c -p` shows the classes. */
export function printBytecode(classes: readonly CompiledClass[]): string {
  return classes
    .map(({ bytes }) => disassemble(parseClassFile(bytes), { code: true, visibility: 'private' }).text)
    .join('')
}

export function bytecodeToJson(classes: readonly CompiledClass[]): string {
  const list = classes.map(({ bytes }) => {
    const file = parseClassFile(bytes)
    const pool = file.constantPool
    const code = (method: MethodInfo): object => {
      const attribute = method.attributes.find((a): a is CodeAttribute => a.name === 'Code')
      if (attribute === undefined) return {}
      return {
        maxStack: attribute.maxStack,
        maxLocals: attribute.maxLocals,
        code: [...instructions(attribute.code)].flatMap((instruction) => {
          if (isProblem(instruction)) return []
          const { pc, row, operands, wide } = instruction
          const refers = row.operands[0]?.startsWith('cp') === true
          return {
            pc,
            opcode: row.mnemonic,
            ...(wide ? { wide } : {}),
            ...(operands.length > 0 ? { operands } : {}),
            ...(refers ? { constant: constantText(pool, operands[0]!) } : {}),
            ...(instruction.switch === undefined ? {} : { switch: instruction.switch }),
          }
        }),
        exceptionTable: attribute.exceptionTable.map(({ startPc, endPc, handlerPc, catchType }) => ({
          startPc,
          endPc,
          handlerPc,
          catchType: catchType === 0 ? null : classNameAt(pool, catchType),
        })),
      }
    }
    return {
      class: classNameAt(pool, file.thisClass),
      version: file.majorVersion,
      accessFlags: file.accessFlags,
      fields: file.fields.map(({ accessFlags, nameIndex, descriptorIndex }) => ({
        name: utf8At(pool, nameIndex),
        descriptor: utf8At(pool, descriptorIndex),
        accessFlags,
      })),
      methods: file.methods.map((method) => ({
        name: utf8At(pool, method.nameIndex),
        descriptor: utf8At(pool, method.descriptorIndex),
        accessFlags: method.accessFlags,
        ...code(method),
      })),
    }
  })
  return `${JSON.stringify(list, undefined, 1)}\n`
}
