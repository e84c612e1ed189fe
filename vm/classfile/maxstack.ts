// max_stack and max_locals from the opcode table, for code that does not state them. Follows every path once, by depth
// only; code that underflows or joins with different depths is counted as it is met first (the verifier judges it).
import { branchTargets, decodeCode, type Instruction } from './code.ts'
import { parameterSlots, slotsOfDescriptor } from './descriptor.ts'
import { ClassFormatProblem, type ConstantPool, type ExceptionTableEntry, memberRefAt, nameAndTypeAt } from './model.ts'
import { slotsOf, type StackType } from './opcodes.ts'

export function maxStack(code: Uint8Array, handlers: readonly ExceptionTableEntry[], pool: ConstantPool): number {
  const decoded = decodeCode(code)
  if (!Array.isArray(decoded)) return 0
  const byPc = new Map(decoded.map((instruction) => [instruction.pc, instruction]))
  const depths = new Map<number, number>()
  const work: [number, number][] = [[0, 0], ...handlers.map((h): [number, number] => [h.handlerPc, 1])]
  let most = handlers.length > 0 ? 1 : 0
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    let [pc, depth] = item
    for (let instruction = byPc.get(pc); instruction !== undefined && !depths.has(pc); instruction = byPc.get(pc)) {
      depths.set(pc, depth)
      const [popped, pushed] = stackEffect(instruction, pool)
      depth = Math.max(0, depth - popped) + pushed
      most = Math.max(most, depth)
      const after = depth
      for (const target of branchTargets(instruction)) work.push([target, after])
      const { flags } = instruction.row
      // jsr comes back with the return address taken off.
      if (flags.includes('subroutine') && flags.includes('branch')) work.push([pc + instruction.length, depth - 1])
      if (flags.includes('terminates')) break
      pc += instruction.length
    }
  }
  return Math.min(most, 65535)
}

export function maxLocals(code: Uint8Array, parameters: number): number {
  const decoded = decodeCode(code)
  let most = parameters
  if (!Array.isArray(decoded)) return most
  for (const { row, operands } of decoded) {
    if (row.local === undefined) continue
    const index = row.local === 'operand' ? operands[0]! : row.local
    const type: StackType = row.pop[0] ?? row.push[0] ?? 'I'
    most = Math.max(most, index + (type === 'J' || type === 'D' ? 2 : 1))
  }
  return Math.min(most, 65535)
}

/** Slots popped and pushed. */
function stackEffect(instruction: Instruction, pool: ConstantPool): readonly [number, number] {
  const { row, operands } = instruction
  const sum = (types: readonly StackType[]) => types.reduce((slots, type) => slots + slotsOf(type), 0)
  const popped = sum(row.pop)
  const pushed = sum(row.push)
  if (!row.flags.includes('irregular')) return [popped, pushed]
  try {
    switch (row.mnemonic) {
      case 'ldc':
      case 'ldc_w':
        return [0, 1]
      case 'ldc2_w':
        return [0, 2]
      case 'getstatic':
      case 'getfield':
        return [popped, slotsOfDescriptor(memberRefAt(pool, operands[0]!).descriptor)]
      case 'putstatic':
      case 'putfield':
        return [popped + slotsOfDescriptor(memberRefAt(pool, operands[0]!).descriptor), 0]
      case 'invokedynamic': {
        const entry = pool.entries[operands[0]!]
        if (entry?.tag !== 18) return [0, 0]
        return callEffect(0, nameAndTypeAt(pool, entry.nameAndTypeIndex).descriptor)
      }
      case 'multianewarray':
        return [operands[1]!, 1]
      case 'newarray':
      case 'anewarray':
      case 'checkcast':
        return [1, 1]
      default:
        if (row.flags.includes('invoke')) return callEffect(popped, memberRefAt(pool, operands[0]!).descriptor)
        return [popped, pushed]
    }
  } catch (e) {
    if (e instanceof ClassFormatProblem) return [popped, pushed]
    throw e
  }
}

function callEffect(receiver: number, descriptor: string): readonly [number, number] {
  const result = descriptor.slice(descriptor.lastIndexOf(')') + 1)
  return [receiver + Math.max(0, parameterSlots(descriptor)), slotsOfDescriptor(result)]
}
