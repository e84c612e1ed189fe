// Warm-up of the loop. V8 compiles a case of the switch that has never run as a jump out of the optimised code, so a program
// that meets its instructions one after the other would be thrown back, and the whole loop be compiled again, dozens of times.
// So once the guest has run for a moment the loop runs a made-up method that contains every instruction, with operands that take it through
// each arm of its case. It takes about a millisecond. Nothing of it remains visible: structs and objects lie in a piece of
// metadata of their own, and allocation goes there too.

import { type Mnemonic, OP, OPCODES, type OpcodeRow, type StackType } from '../classfile/opcodes.ts'
import {
  ARRAY_LENGTH_OFFSET,
  CELL_FUEL,
  CELL_HEAP_END,
  CELL_HEAP_TOP,
  CLASS_ARRAY,
  CLASS_CHECK,
  CLASS_DISPLAY,
  CLASS_ELEMENT,
  CLASS_INSTANCE_SIZE,
  CLASS_MIRROR,
  CLASS_SECONDARY_CACHE,
  CLASS_VTABLE,
  METHOD_ARG_SLOTS,
  METHOD_BYTES,
  METHOD_CACHE_BASE,
  METHOD_CACHE_ENTRIES,
  METHOD_BACKEDGES,
  METHOD_CODE,
  METHOD_INVOCATIONS,
  METHOD_CP_CACHE,
  METHOD_MAX_LOCALS,
  METHOD_MAX_STACK,
  METHOD_SCRATCH0,
  THREAD_SCRATCH0,
  THREAD_TOP_FRAME,
} from '../heap/layout.ts'
import {
  FRAME_CALLER,
  FRAME_CP,
  FRAME_FLAGS,
  FRAME_LOCALS,
  FRAME_METHOD,
  FRAME_PC,
  FRAME_SP,
  FRAME_WORDS,
} from './frame.ts'
import type { Loop, SlowPaths } from './interpreter.gen.ts'
import { vmBug } from '../runtime/index.ts'
import { currentThread, type Machine, setTopFrame, topFrame } from './machine.ts'
import { QOP, QUICK } from './quick.ts'

/** Executed out of line and skipped; only in the warm-up. */
export const TRAP = 202
/** Ends the warm-up. */
export const LEAVE = 253

const SCRATCH_BYTES = 0x8000
/** Constant-pool cache entries of the made-up class: an object, class, method, long number. */
const CP_OBJECT = 1
const CP_CLASS = 2
const CP_INTERFACE_CLASS = 3
const CP_SUBCLASS = 4
const CP_METHODS = 5

type Push = (code: number[]) => void

const op = (name: Mnemonic): number => OP[name]

/**
 * The slow paths of the warm-up. The two rounds have functions of their own, written twice: so V8 sees that the targets of these
 * calls vary, and inlines none of them into the loop.
 */
function trainingPaths(vm: Machine, round: number): SlowPaths {
  return round === 0
    ? { slow: () => step(vm), slowCall: (m) => skip(vm, m) }
    : { slow: () => step(vm) || false, slowCall: (m) => skip(vm, m) || false }
}

/** Counters that do not run out meanwhile. */
const COLD = -0x4000_0000

/** Executes TRAP and LEAVE. */
function step(vm: Machine): boolean {
  const opcode = vm.U8[vm.H32[topFrame(vm) + FRAME_PC]++]
  if (opcode !== TRAP && opcode !== LEAVE) vmBug(`the warm-up of the interpreter cannot execute opcode ${opcode}`)
  return opcode !== LEAVE
}

/** Lets the method be called: the invoke instruction is executed again. */
function skip(vm: Machine, m: number): boolean {
  vm.H32[m + METHOD_SCRATCH0] = FRAME_WORDS + 16
  return true
}

/** Runs the warm-up, between two slices of the guest. */
export function trainLoop(vm: Machine, loop: Loop, paths: SlowPaths): void {
  const { H32, F64, U8, rt } = vm
  const scratch = rt.metadata.allocate(SCRATCH_BYTES)
  const t = currentThread(vm)
  if (scratch === 0) return
  let free = scratch
  const take = (bytes: number): number => {
    const at = free
    free += (bytes + 7) & ~7
    return at
  }

  // A class that is its own superclass, array class and element class, and one object of it that is also an array of length 8.
  const cls = take((CLASS_VTABLE + 4) * 4)
  const iface = take((CLASS_VTABLE + 4) * 4)
  const object = take(512)
  const c = cls >>> 2
  H32[c + CLASS_INSTANCE_SIZE] = 16
  H32[c + CLASS_CHECK] = CLASS_DISPLAY
  H32[c + CLASS_DISPLAY] = cls
  H32[c + CLASS_ARRAY] = cls
  H32[c + CLASS_ELEMENT] = cls
  H32[c + CLASS_MIRROR] = object
  H32[(iface >>> 2) + CLASS_CHECK] = CLASS_SECONDARY_CACHE
  H32[object >>> 2] = cls
  H32[(object + ARRAY_LENGTH_OFFSET) >>> 2] = 8
  // A second object, whose class is a subclass of the first.
  const sub = take((CLASS_VTABLE + 4) * 4)
  const subObject = take(64)
  H32[(sub >>> 2) + CLASS_CHECK] = CLASS_DISPLAY + 1
  H32[(sub >>> 2) + CLASS_DISPLAY] = cls
  H32[(sub >>> 2) + CLASS_SECONDARY_CACHE] = iface
  H32[subObject >>> 2] = sub

  const cache = take(64 * 8)
  const cp = cache >>> 2
  H32[cp + CP_OBJECT * 2] = object
  H32[cp + CP_CLASS * 2] = cls
  H32[cp + CP_INTERFACE_CLASS * 2] = iface
  H32[cp + CP_SUBCLASS * 2] = sub

  const methodWith = (code: readonly number[], argumentSlots: number): number => {
    const address = take(METHOD_BYTES)
    const m = address >>> 2
    H32[m + METHOD_CODE] = take(code.length)
    H32[m + METHOD_INVOCATIONS] = COLD
    H32[m + METHOD_BACKEDGES] = COLD
    U8.set(code, H32[m + METHOD_CODE])
    H32[m + METHOD_MAX_LOCALS] = 2
    H32[m + METHOD_MAX_STACK] = 4
    H32[m + METHOD_ARG_SLOTS] = argumentSlots
    H32[m + METHOD_CP_CACHE] = cache
    return address
  }
  const bodies: (readonly number[])[] = [
    [op('return')],
    [op('iconst_1'), op('ireturn')],
    [op('fconst_1'), op('freturn')],
    [op('aconst_null'), op('areturn')],
    [op('lconst_1'), op('lreturn')],
    [op('dconst_1'), op('dreturn')],
  ]
  const narrow = [QOP.ireturn_z_q, QOP.ireturn_b_q, QOP.ireturn_c_q, QOP.ireturn_s_q]
  for (const each of narrow) bodies.push([op('iconst_1'), each])
  bodies.forEach((body, i) => {
    H32[cp + (CP_METHODS + i) * 2] = methodWith(body, 0)
  })
  const instanceMethod = methodWith([op('return')], 1)
  const CP_INSTANCE = CP_METHODS + bodies.length
  H32[cp + CP_INSTANCE * 2] = instanceMethod
  H32[c + CLASS_VTABLE] = instanceMethod
  const line = (METHOD_CACHE_BASE >>> 2) + ((((cls >>> 3) + (instanceMethod >>> 4)) & (METHOD_CACHE_ENTRIES - 1)) << 2)
  H32[line] = cls
  H32[line + 1] = instanceMethod
  H32[line + 2] = instanceMethod

  const big = take(64)
  H32[big >>> 2] = -123456789
  H32[(big >>> 2) + 1] = 0x40000000
  F64[(big + 8) >>> 3] = 1e300
  F64[(big + 16) >>> 3] = -1e300
  const CP_BIG = CP_INSTANCE + 1
  for (let i = 0; i < 6; i++) H32[cp + CP_BIG * 2 + i] = H32[(big >>> 2) + i]
  const floats = new Float32Array([1e30, -1e30])
  const bits = new Int32Array(floats.buffer)
  H32[cp + (CP_BIG + 3) * 2] = bits[0]
  H32[cp + (CP_BIG + 4) * 2] = bits[1]

  const code: number[] = []
  const entry = (opcode: number, index: number, ...rest: number[]): number[] => [
    opcode,
    index >>> 8,
    index & 0xff,
    ...rest,
  ]
  const pushes: Readonly<Record<string, readonly Push[]>> = {
    I: [
      (w) => w.push(op('iconst_1')),
      (w) => w.push(op('bipush'), 0xf9),
      (w) => w.push(op('bipush'), 40),
      (w) => w.push(op('iconst_0')),
    ],
    J: [
      (w) => w.push(op('lconst_1')),
      (w) => w.push(...entry(QOP.ldc2_w_q, CP_BIG)),
      (w) => w.push(op('iconst_5'), op('i2l')),
    ],
    F: [
      (w) => w.push(op('fconst_1')),
      (w) => w.push(...entry(QOP.ldc_w_q, CP_BIG + 3)),
      (w) => w.push(...entry(QOP.ldc_w_q, CP_BIG + 4)),
    ],
    D: [
      (w) => w.push(op('dconst_1')),
      (w) => w.push(...entry(QOP.ldc2_w_q, CP_BIG + 1)),
      (w) => w.push(...entry(QOP.ldc2_w_q, CP_BIG + 2)),
    ],
  }
  const loadObject: Push = (w) => w.push(...entry(QOP.ldc_w_q, CP_OBJECT))
  const push = (type: StackType, variant: number): void => {
    const choices = pushes[type]
    if (choices !== undefined) choices[variant % choices.length](code)
    else if (type === 'A' && variant === 1) code.push(op('aconst_null'))
    else if (type[0] === '[' || type === 'A') loadObject(code)
    else code.push(op('iconst_1'))
  }
  const drop = (row: OpcodeRow): void => {
    for (const type of row.push) code.push(type === 'J' || type === 'D' ? op('pop2') : op('pop'))
  }

  for (const row of OPCODES as readonly OpcodeRow[]) {
    if (row.flags.includes('irregular') || row.flags.includes('return') || row.flags.includes('terminates')) continue
    if (row.flags.includes('alloc') || row.flags.includes('monitor') || row.mnemonic === 'instanceof') continue
    const isArray = row.flags.includes('arrayLoad') || row.flags.includes('arrayStore')
    const variants = row.pop.length === 0 ? 1 : row.pop.length === 1 || isArray ? 4 : 9
    for (let v = 0; v < variants; v++) {
      row.pop.forEach((type, i) => {
        // An index stays inside the array, a divisor and a distance vary like any operand.
        if (isArray && i === 1) code.push(op('iconst_1'))
        else push(type, row.pop.length === 1 || isArray ? v : i === 0 ? v % 3 : Math.floor(v / 3))
      })
      code.push(row.op)
      for (const kind of row.operands) {
        if (kind === 'branch2') code.push(0, 3)
        else if (kind === 's2') code.push(0, 1)
        else if (kind === 'local' || kind === 's1' || kind === 'imm') code.push(kind === 'local' ? 20 : 1)
      }
      drop(row)
    }
  }
  // aastore: null, the element class itself, a subclass.
  const storeElement = (value: Push): void => {
    loadObject(code)
    code.push(op('iconst_1'))
    value(code)
    code.push(op('aastore'))
  }
  H32[cp + (CP_BIG + 5) * 2] = subObject
  const loadSub: Push = (w) => w.push(...entry(QOP.ldc_w_q, CP_BIG + 5))
  for (const value of [loadObject, loadSub]) storeElement(value)

  // Forward over a backward jump: goto +6, goto +6, goto -3.
  for (let i = 0; i < 4; i++) code.push(op('goto'), 0, 6, op('goto'), 0, 6, op('goto'), 0xff, 0xfd)
  code.push(op('goto_w'), 0, 0, 0, 5, TRAP, op('nop'))

  const quick: Readonly<Partial<Record<(typeof QUICK)[number]['mnemonic'], () => void>>> = {
    ldc_q: () => code.push(QOP.ldc_q, CP_OBJECT, op('pop')),
    ldc_class_q: () => code.push(QOP.ldc_class_q, CP_CLASS, op('pop')),
    ldc_w_class_q: () => code.push(...entry(QOP.ldc_w_class_q, CP_CLASS), op('pop')),
    new_q: () => code.push(...entry(QOP.new_q, CP_CLASS), op('pop')),
    newarray_q: () => {
      for (const atype of [10, 11]) code.push(op('iconst_1'), QOP.newarray_q, atype, op('pop'))
    },
    anewarray_q: () => code.push(op('iconst_1'), ...entry(QOP.anewarray_q, CP_CLASS), op('pop')),
    invokespecial_q: () => {
      loadObject(code)
      code.push(...entry(QOP.invokespecial_q, CP_INSTANCE))
    },
    invokevirtual_q: () => {
      loadObject(code)
      code.push(QOP.invokevirtual_q, 0, 1)
    },
    invokevirtual_wide_q: () => {
      loadObject(code)
      code.push(...entry(QOP.invokevirtual_wide_q, CP_INSTANCE))
    },
    invokevirtual_interface_q: () => {
      loadObject(code)
      code.push(...entry(QOP.invokevirtual_interface_q, CP_INSTANCE))
    },
    invokeinterface_q: () => {
      loadObject(code)
      code.push(...entry(QOP.invokeinterface_q, CP_INSTANCE), 1, 0)
    },
    invokestatic_q: () => {
      const results = [0, op('pop'), op('pop'), op('pop'), op('pop2'), op('pop2'), ...narrow.map(() => op('pop'))]
      results.forEach((pop, i) => {
        for (let twice = 0; twice < 2; twice++) {
          code.push(...entry(QOP.invokestatic_q, CP_METHODS + i))
          if (pop !== 0) code.push(pop)
        }
      })
    },
    invokedynamic_q: () => code.push(...entry(QOP.invokedynamic_q, CP_METHODS), 0, 0),
    checkcast_q: () => {
      for (const value of [loadObject, loadSub]) {
        value(code)
        code.push(...entry(QOP.checkcast_q, CP_CLASS), op('pop'))
      }
    },
    instanceof_q: () => {
      // The class itself, a subclass, a class that implements the interface, no.
      const pairs = [
        [loadObject, CP_CLASS],
        [loadSub, CP_CLASS],
        [loadSub, CP_INTERFACE_CLASS],
        [loadObject, CP_SUBCLASS],
      ] as const
      for (const [value, index] of pairs) {
        value(code)
        code.push(...entry(QOP.instanceof_q, index), op('pop'))
      }
    },
    aload_0_getfield_w_q: () => code.push(QOP.aload_0_getfield_w_q, QOP.getfield_w_q, 4, 0, op('pop')),
    tableswitch_q: () => {
      for (const key of [op('iconst_0'), op('iconst_5')]) {
        writeSwitch(key, QOP.tableswitch_q, (end) => [end, 0, 0, end])
      }
    },
    lookupswitch_q: () => {
      for (const key of [op('iconst_0'), op('iconst_5')]) {
        writeSwitch(key, QOP.lookupswitch_q, (end) => [end, 2, 0, end, 3, end])
      }
    },
  }
  /** The opcode is the last byte of a word, so that the table follows at once; all targets are the instruction after it. */
  function writeSwitch(key: number, opcode: number, table: (end: number) => readonly number[]): void {
    while ((code.length & 3) !== 2) code.push(op('nop'))
    code.push(key, opcode)
    const end = 1 + table(0).length * 4
    for (const word of table(end)) code.push(word, 0, 0, 0)
  }
  for (const row of QUICK) {
    const special = quick[row.mnemonic]
    if (special !== undefined) {
      special()
      continue
    }
    const [, kind, type] = /^(getfield|putfield|getstatic|putstatic)_(\w)_q$/.exec(row.mnemonic) ?? []
    const value: StackType = type === 'j' ? 'J' : type === 'd' ? 'D' : 'I'
    const wide = type === 'j' || type === 'd'
    const drops = wide ? op('pop2') : op('pop')
    const operand = type === 'j' || type === 'd' ? 16 : 64
    if (kind === 'getfield' || kind === 'putfield') {
      loadObject(code)
      if (kind === 'putfield') push(value, 0)
      code.push(row.op, operand, 0)
      if (kind === 'getfield') code.push(drops)
    } else if (kind === 'getstatic' || kind === 'putstatic') {
      if (kind === 'putstatic') push(value, 0)
      code.push(...entry(row.op, CP_BIG + 6))
      if (kind === 'getstatic') code.push(drops)
    }
  }
  H32[cp + (CP_BIG + 6) * 2] = object + 128
  code.push(TRAP, LEAVE)

  const start = take(code.length + 8)
  U8.set(code, start)
  const method = take(METHOD_BYTES) >>> 2
  H32[method + METHOD_CODE] = start
  H32[method + METHOD_BACKEDGES] = COLD
  const heapScratch = take(4096)
  const savedTop = H32[CELL_HEAP_TOP]
  const savedEnd = H32[CELL_HEAP_END]
  const savedLimit = H32[t + THREAD_SCRATCH0]
  const savedFuel = H32[CELL_FUEL]
  H32[CELL_FUEL] = 0x4000_0000
  H32[t + THREAD_SCRATCH0] = 0x7fffffff
  const savedFrame = H32[t + THREAD_TOP_FRAME]
  const savedPaths = { ...paths }
  const locals = take(4096) >>> 2
  const frame = locals + 64
  // The first round may run before V8 records types at all, the second is complete.
  for (let round = 0; round < 2; round++) {
    H32[CELL_HEAP_TOP] = heapScratch
    H32[CELL_HEAP_END] = heapScratch + 4096
    H32[locals] = object
    H32[frame + FRAME_CALLER] = 0
    H32[frame + FRAME_METHOD] = method
    H32[frame + FRAME_PC] = start
    H32[frame + FRAME_SP] = frame + FRAME_WORDS
    H32[frame + FRAME_LOCALS] = locals
    H32[frame + FRAME_FLAGS] = 0
    H32[frame + FRAME_CP] = cp
    // The first call of a method goes the slow way: once in every round.
    H32[(instanceMethod >>> 2) + METHOD_SCRATCH0] = 0
    setTopFrame(vm, frame)
    Object.assign(paths, trainingPaths(vm, round))
    // Small slices, so that their end is seen too.
    do loop(t, 2)
    while (U8[H32[topFrame(vm) + FRAME_PC] - 1] !== LEAVE)
  }
  setTopFrame(vm, savedFrame)
  Object.assign(paths, savedPaths)
  H32[t + THREAD_SCRATCH0] = savedLimit
  H32[CELL_FUEL] = savedFuel
  H32[CELL_HEAP_TOP] = savedTop
  H32[CELL_HEAP_END] = savedEnd
  for (let i = 0; i < 4; i++) H32[line + i] = 0
}
