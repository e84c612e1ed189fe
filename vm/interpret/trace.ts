/**
 * `--trace=insn,call`: what the program executes, one line for each instruction or call, with the values that it finds.
 *
 *   [insn] "main" Main.fib(I)I @2 line 4: if_icmpge 7      locals 5         stack 5 2
 *   [call] "main"   -> Main.fib 4
 *   [call] "main"   <- Main.fib 3
 *   [call] "main"   <! Main.check            left by an exception
 *
 * The counting loop is given one instruction at a time, so that nothing has to be generated for it. Before each of them `step` compares
 * the frames with those that it has seen. Instructions of the library have a tag more (`library`), and calls inside of it; native
 * methods have no frame that could be seen.
 */
import { decodeInstruction, isProblem } from '../classfile/code.ts'
import { splitMethodDescriptor } from '../classfile/descriptor.ts'
import { instructionText } from '../classfile/printconstants.ts'
import { KIND_DOUBLE, KIND_LONG, KIND_VOID } from '../heap/layout.ts'
import { lineOf } from '../natives/java-lang-Throwable.ts'
import { SPUN_SOURCE } from '../runtime/access.ts'
import type { RuntimeMethod, RuntimeThread } from '../runtime/index.ts'
import { classOf } from '../runtime/objects.ts'
import {
  MethodMaps,
  SLOT_ADDRESS,
  SLOT_DOUBLE,
  SLOT_FLOAT,
  SLOT_HALF,
  SLOT_INT,
  SLOT_LONG,
  SLOT_REFERENCE,
} from '../runtime/refmaps.ts'
import { textOf } from '../runtime/strings.ts'
import { threadNameOf } from '../runtime/thread.ts'
import {
  FRAME_CALLER,
  FRAME_FLAGS,
  FRAME_LOCALS,
  FRAME_METHOD,
  FRAME_NATIVE,
  FRAME_PC,
  FRAME_SP,
  FRAME_WORDS,
} from './frame.ts'
import { bytecodeIndex, type Machine, methodAt, topFrame } from './machine.ts'

/** Characters of a string that are shown. */
const SHOWN_CHARACTERS = 24

interface SeenFrame {
  readonly frame: number
  readonly method: RuntimeMethod
  /** Calls that have a line: how far its own is indented. */
  readonly depth: number
  readonly shown: boolean
  readonly tags: 'call' | 'call,library'
  /** Where the caller goes on when the method returns. */
  readonly returnTo: number
}

export class Tracer {
  readonly #vm: Machine
  readonly #calls: boolean
  readonly #instructions: boolean
  readonly #maps = new MethodMaps()
  readonly #seen = new Map<RuntimeThread, SeenFrame[]>()
  #lastFrame = 0
  #lastPc = 0
  #lastCount = -1

  constructor(vm: Machine) {
    this.#vm = vm
    const { log } = vm.rt
    this.#calls = log.wants('call', 'debug') || log.wants('call,library', 'debug')
    this.#instructions = log.wants('insn', 'trace') || log.wants('insn,library', 'trace')
  }

  /** Before an instruction; `count` instructions have been executed. The current thread has been stored back. */
  step(count: number): void {
    const { H32, rt } = this.#vm
    const frame = topFrame(this.#vm)
    if (frame === 0 || (H32[frame + FRAME_FLAGS] & FRAME_NATIVE) !== 0) return
    const pc = H32[frame + FRAME_PC]
    // The same instruction again, now that what it needs has been resolved.
    if (frame === this.#lastFrame && pc === this.#lastPc && count === this.#lastCount) return
    this.#lastFrame = frame
    this.#lastPc = pc
    this.#lastCount = count
    if (this.#calls) this.#compareFrames(frame)
    if (!this.#instructions) return
    const method = methodAt(this.#vm, H32[frame + FRAME_METHOD])
    const tags = isLibrary(method) ? 'insn,library' : 'insn'
    if (rt.log.wants(tags, 'trace')) rt.log.write(tags, 'trace', this.#instruction(frame, method))
  }

  /** The last frame of the current thread has been left. */
  ended(returned: boolean): void {
    const seen = this.#seen.get(this.#vm.rt.currentThread) ?? []
    while (seen.length > 0) this.#left(seen.pop()!, 0, returned)
    this.#seen.delete(this.#vm.rt.currentThread)
    this.#lastFrame = 0
  }

  #instruction(frame: number, method: RuntimeMethod): string {
    const { H32, rt } = this.#vm
    const bci = bytecodeIndex(this.#vm, frame)
    const { classFile, externalName, name } = method.declaringClass
    const decoded = decodeInstruction(method.code!.code, bci)
    const text = isProblem(decoded) || classFile === null ? '?' : instructionText(classFile.constantPool, name, decoded)
    const line = lineOf(method, bci)
    const where = `${externalName}.${method.name}${method.descriptor} @${bci}${line < 0 ? '' : ` line ${line}`}`
    const slots = this.#maps.slots(method, bci, () => 0)
    const show = (kinds: Uint8Array, first: number): string =>
      [...kinds].flatMap((kind, i) => (kind === SLOT_HALF ? [] : [this.#value(kind, first + i * 2)])).join(' ')
    const state =
      slots === null
        ? ''
        : `locals ${show(slots.locals, H32[frame + FRAME_LOCALS])}`.padEnd(24) +
          ` stack ${show(slots.stack, frame + FRAME_WORDS)}`.trimEnd()
    return `"${threadNameOf(rt, rt.currentThread)}" ${`${where}: ${text}`.padEnd(64)} ${state}`
  }

  /** What has been called since the last instruction of this thread, and what has been left. */
  #compareFrames(top: number): void {
    const { H32, rt } = this.#vm
    let seen = this.#seen.get(rt.currentThread)
    if (seen === undefined) {
      seen = []
      this.#seen.set(rt.currentThread, seen)
    }
    const known = (frame: number): number => {
      const at = seen.findLastIndex((each) => each.frame === frame)
      return at >= 0 && seen[at]!.method === methodAt(this.#vm, H32[frame + FRAME_METHOD]) ? at : -1
    }
    const fresh: number[] = []
    let frame = top
    while (frame !== 0 && known(frame) < 0) {
      if ((H32[frame + FRAME_FLAGS] & FRAME_NATIVE) === 0) fresh.push(frame)
      frame = H32[frame + FRAME_CALLER]
    }
    const keep = frame === 0 ? 0 : known(frame) + 1
    while (seen.length > keep) this.#left(seen.pop()!, seen.length === keep ? frame : 0)
    for (const next of fresh.reverse()) this.#entered(seen, next)
  }

  #entered(seen: SeenFrame[], frame: number): void {
    const { H32, rt } = this.#vm
    const method = methodAt(this.#vm, H32[frame + FRAME_METHOD])
    const above = seen.at(-1)
    const inside = isLibrary(method) && above !== undefined && isLibrary(above.method)
    const tags = inside ? 'call,library' : 'call'
    const shown = rt.log.wants(tags, 'debug')
    const depth = above === undefined ? 0 : above.depth + (above.shown ? 1 : 0)
    const caller = H32[frame + FRAME_CALLER]
    let returnTo = -1
    if (caller !== 0 && above !== undefined && (H32[caller + FRAME_FLAGS] & FRAME_NATIVE) === 0) {
      const at = bytecodeIndex(this.#vm, caller)
      const decoded = decodeInstruction(above.method.code!.code, at)
      if (!isProblem(decoded)) returnTo = at + decoded.length
    }
    seen.push({ frame, method, depth, shown, tags, returnTo })
    if (!shown) return
    let slot = H32[frame + FRAME_LOCALS]
    const values: string[] = []
    const kinds = [...((method.flags & 0x0008) === 0 ? ['L'] : []), ...parameterLetters(method.descriptor)]
    for (const letter of kinds) {
      values.push(this.#value(slotOf(letter), slot))
      slot += letter === 'J' || letter === 'D' ? 4 : 2
    }
    rt.log.write(tags, 'debug', this.#line(depth, '->', method, values.join(' ')))
  }

  /** `caller` goes on, or the frame below has been left with this one (0). */
  #left({ method, depth, shown, tags, returnTo }: SeenFrame, caller: number, ended = false): void {
    const { H32, rt } = this.#vm
    if (!shown) return
    const goesOn = caller !== 0 && (method.name === '<clinit>' || bytecodeIndex(this.#vm, caller) === returnTo)
    const returned = goesOn || ended
    let value = ''
    const kind = method.returnKind
    if (goesOn && kind !== KIND_VOID) {
      const letter = method.descriptor.slice(method.descriptor.indexOf(')') + 1)[0]!
      const words = kind === KIND_LONG || kind === KIND_DOUBLE ? 4 : 2
      value = this.#value(slotOf(letter), H32[caller + FRAME_SP] - words)
    }
    rt.log.write(tags, 'debug', this.#line(depth, returned ? '<-' : '<!', method, value))
  }

  #line(depth: number, arrow: string, method: RuntimeMethod, values: string): string {
    const { rt } = this.#vm
    const name = `${method.declaringClass.externalName}.${method.name}`
    return `"${threadNameOf(rt, rt.currentThread)}" ${'  '.repeat(depth)}${arrow} ${name} ${values}`.trimEnd()
  }

  /** The value in a slot (word index), as its kind says. */
  #value(kind: number, word: number): string {
    const { H32, F32, F64 } = this.#vm
    switch (kind) {
      case SLOT_INT:
        return String(H32[word])
      case SLOT_FLOAT:
        return `${F32[word]}f`
      case SLOT_LONG:
        return `${(BigInt(H32[word + 1]!) << 32n) | BigInt(H32[word]! >>> 0)}L`
      case SLOT_DOUBLE:
        return `${F64[word >>> 1]}d`
      case SLOT_REFERENCE:
        return this.#reference(H32[word]!)
      case SLOT_ADDRESS:
        return 'ret'
      default:
        return '-'
    }
  }

  #reference(ref: number): string {
    const { rt } = this.#vm
    if (ref === 0) return 'null'
    const cls = classOf(rt, ref)
    if (cls.name !== 'java/lang/String') {
      return `${cls.externalName.slice(cls.externalName.lastIndexOf('.') + 1)}@${ref.toString(16)}`
    }
    const text = textOf(rt, ref)
    const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text
    return JSON.stringify(shown)
  }
}

/** Also what the VM makes for lambdas and string concatenation. */
function isLibrary(method: RuntimeMethod): boolean {
  const { loader, source } = method.declaringClass
  return loader.parent === null || source === SPUN_SOURCE
}

function parameterLetters(descriptor: string): string[] {
  return splitMethodDescriptor(descriptor)!.parameters.map((each) => each[0]!)
}

/** The kind of slot that holds a value of a descriptor with this first letter. */
function slotOf(letter: string): number {
  switch (letter) {
    case 'J':
      return SLOT_LONG
    case 'D':
      return SLOT_DOUBLE
    case 'F':
      return SLOT_FLOAT
    case 'L':
    case '[':
      return SLOT_REFERENCE
    default:
      return SLOT_INT
  }
}
