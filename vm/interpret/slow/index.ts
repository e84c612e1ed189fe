// The slow paths of the loop: a table of handlers by opcode, plain and quick alike. The loop has stored pc and sp in the top
// frame; a handler either moves them on or leaves them, then the instruction (by now perhaps its quick form) is executed again.

import { CELL_SAFEPOINT, CELL_STATUS, STATUS_COLLECT, STATUS_NORMAL, STATUS_YIELD } from '../../heap/layout.ts'
import { OP } from '../../classfile/opcodes.ts'
import { vmBug } from '../../runtime/index.ts'
import { FRAME_PC, FRAME_SP } from '../frame.ts'
import type { SlowPaths } from '../interpreter.gen.ts'
import { bytecodeIndex, countAgain, type Machine, methodOf, topFrame } from '../machine.ts'
import { QOP } from '../quick.ts'
import { RARE_HANDLERS } from './rare.ts'
import { callOrThrow, type Handler, RESOLVE_HANDLERS } from './resolve.ts'
import { handleStatus } from './unwind.ts'

const NUMBERS: Readonly<Record<string, number>> = { ...OP, ...QOP }

const unknown: Handler = (vm, frame, pc) => {
  const method = methodOf(vm, frame)
  vmBug(
    `no slow path for opcode ${vm.U8[pc]} in ${method.declaringClass.externalName}.${method.name}${method.descriptor} ` +
      `at ${bytecodeIndex(vm, frame)}`,
  )
}

export function createSlowPaths(vm: Machine): SlowPaths {
  const { H32, U8 } = vm
  const handlers: Handler[] = new Array(256).fill(unknown)
  for (const table of [RESOLVE_HANDLERS, RARE_HANDLERS]) {
    for (const [name, handler] of Object.entries(table)) handlers[NUMBERS[name]] = handler
  }

  const afterwards = (frame: number, pc: number): boolean => {
    const status = H32[CELL_STATUS]
    if (status === STATUS_NORMAL) {
      // Nothing has moved: the instruction has only been resolved.
      if (H32[frame + FRAME_PC] === pc && topFrame(vm) === frame) countAgain(vm)
    } else {
      if (status === STATUS_YIELD || status === STATUS_COLLECT) countAgain(vm)
      if (!vm.leaving) handleStatus(vm)
    }
    return !vm.leaving && !vm.switching && H32[CELL_SAFEPOINT] === 0
  }

  return {
    slow() {
      const frame = topFrame(vm)
      const pc = H32[frame + FRAME_PC]
      handlers[U8[pc]](vm, frame, pc, H32[frame + FRAME_SP])
      return afterwards(frame, pc)
    },
    slowCall(m) {
      const frame = topFrame(vm)
      const pc = H32[frame + FRAME_PC]
      callOrThrow(vm, m)
      return afterwards(frame, pc)
    },
  }
}
