// The roots of the collector: everything outside of the heap that refers to objects. Collections happen between two runs of the
// loop only, so the frames are complete and no native method is under way.

import { storeReference } from '../heap/barrier.ts'
import {
  ARRAY_BASE_OFFSET,
  ARRAY_LENGTH,
  CELL_EXCEPTION,
  CLASS_BITS,
  CLASS_CP_CACHE,
  CLASS_MIRROR,
  CLASS_STATIC_REF_COUNT,
  CLASS_STATIC_REFS,
  CLASSBIT_HOLDER,
  CP_ENTRY_BYTES,
  METHOD_CLASS,
  METHOD_CODE,
  STATUS_EXCEPTION,
  CELL_STATUS,
  THREAD_BLOCKER,
  THREAD_LOAD_FAILURE,
  THREAD_OBJECT,
  THREAD_TOP_FRAME,
} from '../heap/layout.ts'
import type { Roots } from '../heap/collector.ts'
import { isSubclass, type Runtime, type RuntimeClass } from '../runtime/index.ts'
import { type FrameMap, MethodMaps } from '../runtime/refmaps.ts'
import { LoaderLiveness } from '../runtime/unload.ts'
import { offsetOf } from '../runtime/well-known.ts'
import { wakeWaiting } from '../threads/monitor.ts'
import {
  FRAME_CALLER,
  FRAME_FLAGS,
  FRAME_LOCALS,
  FRAME_LOCK,
  FRAME_METHOD,
  FRAME_NATIVE,
  FRAME_PC,
  FRAME_SP,
  FRAME_SYNCHRONIZED,
  FRAME_WORDS,
} from './frame.ts'
import { bytecodeIndex, type Machine, methodOf } from './machine.ts'

type Update = (ref: number) => number

const NO_SLOTS: FrameMap = { locals: [], stack: [], fixed: true }

export interface VmRoots extends Roots {
  /** What the slots of one frame refer to, for a heap dump. */
  referencesOf(frame: number): number[]
}

export function createRoots(vm: Machine): VmRoots {
  const { rt, H32 } = vm
  const maps = new MethodMaps()

  /** The word holds a reference. */
  const word = (at: number, update: Update, lowest: number): void => {
    const ref = H32[at]
    if (ref < lowest) return
    const moved = update(ref)
    if (moved !== ref) H32[at] = moved
  }

  /** The slots of a frame that hold references: most frames of a deep stack are at the same few instructions. */
  const mapOf = (frame: number): FrameMap => {
    const code = H32[H32[frame + FRAME_METHOD] + METHOD_CODE]
    return maps.frame(methodOf(vm, frame), bytecodeIndex(vm, frame), H32[frame + FRAME_PC], (isLocal, slot) => {
      const first = isLocal ? H32[frame + FRAME_LOCALS] : frame + FRAME_WORDS
      return H32[first + slot * 2] - code
    })
  }

  /**
   * The operands of a frame reach up to its sp: without the arguments of a call that is under way, which are the callee's locals. A
   * native frame has neither locals nor operands; its arguments are still operands of the frame below.
   */
  const frames = (top: number, update: Update, lowest: number): void => {
    let pc = 0
    let map: FrameMap = NO_SLOTS
    for (let frame = top; frame !== 0; frame = H32[frame + FRAME_CALLER]) {
      const flags = H32[frame + FRAME_FLAGS]
      if ((flags & FRAME_NATIVE) !== 0) continue
      // Calls in the loop leave the word as it is.
      if ((flags & FRAME_SYNCHRONIZED) !== 0) word(frame + FRAME_LOCK, update, lowest)
      if (H32[frame + FRAME_PC] !== pc) {
        map = mapOf(frame)
        pc = map.fixed ? H32[frame + FRAME_PC] : 0
      }
      const { locals, stack } = map
      const first = H32[frame + FRAME_LOCALS]
      for (let i = 0; i < locals.length; i++) word(first + locals[i], update, lowest)
      const operands = frame + FRAME_WORDS
      const depth = H32[frame + FRAME_SP] - operands
      for (let i = 0; i < stack.length && stack[i] < depth; i++) word(operands + stack[i], update, lowest)
    }
  }

  const classes = (list: readonly RuntimeClass[], update: Update, lowest: number): void => {
    for (const cls of list) {
      const w = cls.address >>> 2
      word(w + CLASS_MIRROR, update, lowest)
      const statics = H32[w + CLASS_STATIC_REFS] >>> 2
      for (let i = 0; i < H32[w + CLASS_STATIC_REF_COUNT]; i++) word(statics + i, update, lowest)
      const cache = H32[w + CLASS_CP_CACHE]
      for (const index of cls.resolvedStrings) word((cache + index * CP_ENTRY_BYTES) >>> 2, update, lowest)
    }
  }

  const liveness = new LoaderLiveness(rt)
  const firstGuest = rt.nextLoaderId
  let marking = false

  /** Methods that run, and classes that are being initialised or waited for, keep their loaders. */
  const keepRunning = (update: Update): void => {
    if (rt.nextLoaderId === firstGuest) return
    const keep = (ref: number): void => {
      if (ref !== 0) update(ref)
    }
    for (let i = 1; i < rt.threads.length; i++) {
      const thread = rt.threads[i]
      for (let frame = H32[(thread.address >>> 2) + THREAD_TOP_FRAME]; frame !== 0; frame = H32[frame + FRAME_CALLER]) {
        liveness.keepClass(H32[H32[frame + FRAME_METHOD] + METHOD_CLASS], keep)
      }
      for (const each of thread.initializations) liveness.keepClass(each.cls.address, keep)
      if (thread.awaitedClass !== 0) liveness.keepClass(thread.awaitedClass, keep)
    }
  }

  // java.lang.ref may be loaded at any time; the fields are final once both classes are there.
  let fields: ReferenceFields | null = null
  const referenceFields = (): ReferenceFields | null => {
    if (fields === null || fields.arrived === 0) fields = findReferenceFields(rt)
    return fields
  }

  return {
    referencesOf(frame) {
      if ((H32[frame + FRAME_FLAGS] & FRAME_NATIVE) !== 0) return []
      const { locals, stack } = mapOf(frame)
      const operands = frame + FRAME_WORDS
      const words = locals.map((at) => H32[frame + FRAME_LOCALS] + at)
      words.push(...stack.map((at) => operands + at).filter((at) => at < H32[frame + FRAME_SP]))
      return words.map((at) => H32[at]).filter((ref) => ref !== 0)
    },

    visit(update, lowest) {
      if (H32[CELL_STATUS] === STATUS_EXCEPTION) word(CELL_EXCEPTION, update, lowest)
      for (let i = 1; i < rt.threads.length; i++) {
        const t = rt.threads[i].address >>> 2
        word(t + THREAD_OBJECT, update, lowest)
        word(t + THREAD_BLOCKER, update, lowest)
        word(t + THREAD_LOAD_FAILURE, update, lowest)
        frames(H32[t + THREAD_TOP_FRAME], update, lowest)
      }
      for (const cls of rt.primitives) if (cls !== undefined) classes([cls], update, lowest)
      for (const loader of rt.loaders.values()) {
        if (marking && loader.isGuest) continue
        classes(loader.defined, update, lowest)
        if (loader.object >= lowest) loader.object = update(loader.object)
      }
      if (marking) keepRunning(update)
      for (let i = 0; i < rt.handles.length; i++) if (rt.handles[i] !== 0) rt.handles[i] = update(rt.handles[i])
      rt.wellKnown.outOfMemory = update(rt.wellKnown.outOfMemory)
    },

    visitWeak(forward, young) {
      rt.interned.update(forward, young)
    },

    // The finalizer thread waits on its own monitor (java.lang.Finalizer). It is there: it was before the first such object.
    finalizersReady() {
      const finalizer = rt.bootLoader.classes.get('java/lang/Finalizer')
      const field = finalizer?.fields.find((each) => each.name === 'FINALIZER')
      const thread = field === undefined ? 0 : H32[field.offset >>> 2]
      if (thread !== 0) wakeWaiting(rt, thread, true)
    },
    keepLoaderOf(ref, keep) {
      if (rt.nextLoaderId === firstGuest) return
      const cls = H32[ref >>> 2]
      liveness.keepClass(cls, keep)
      if ((H32[(cls >>> 2) + CLASS_BITS] & CLASSBIT_HOLDER) === 0) return
      const { wellKnown } = rt
      if (cls === wellKnown.class.address) {
        const struct = H32[(ref + wellKnown.classStruct) >>> 2]
        if (struct !== 0) liveness.keepClass(struct, keep)
      } else if (isSubclass(rt, cls, wellKnown.throwable.address)) {
        const trace = H32[(ref + wellKnown.throwableBacktrace) >>> 2]
        if (trace === 0) return
        const first = (trace + ARRAY_BASE_OFFSET) >>> 2
        liveness.keepMethods(H32.subarray(first, first + H32[(trace >>> 2) + ARRAY_LENGTH]), keep)
      } else {
        const loader =
          wellKnown.loaderFields === null ? undefined : rt.loaders.get(H32[(ref + wellKnown.loaderFields.id) >>> 2])
        if (loader !== undefined) liveness.keepLoader(loader, keep)
      }
    },

    beginMarking() {
      marking = true
      liveness.begin()
    },

    unloadClasses() {
      marking = false
      if (rt.nextLoaderId === firstGuest) return
      const unloaded = liveness.unload()
      if (unloaded === null) return
      maps.forget(unloaded.methods)
      // By number of a method, of a class.
      vm.nullMessages.clear()
      const gone = new Set(unloaded.classes.map((cls) => String(cls.id)))
      for (const key of vm.linkedConstants) if (gone.has(key.slice(0, key.indexOf(':')))) vm.linkedConstants.delete(key)
    },

    get referentOffset() {
      return referenceFields()?.referent ?? 0
    },

    cleared(reference) {
      const known = referenceFields()
      if (known === null) return
      const queueWord = (reference + known.queue) >>> 2
      const queue = H32[queueWord]
      if (queue === 0) return
      const { arrived } = known
      H32[queueWord] = 0
      // The last one of the list refers to itself.
      const first = H32[(queue + arrived) >>> 2]
      storeReference(rt.memory, reference + known.next, first === 0 ? reference : first)
      storeReference(rt.memory, queue + arrived, reference)
      wakeWaiting(rt, queue, true)
    },
  }
}

/** Byte offsets in java.lang.ref.Reference and ReferenceQueue. */
interface ReferenceFields {
  readonly referent: number
  readonly queue: number
  readonly next: number
  readonly arrived: number
}

function findReferenceFields(rt: Runtime): ReferenceFields | null {
  const reference = rt.bootLoader.classes.get('java/lang/ref/Reference')
  if (reference === undefined) return null
  const arrived = rt.bootLoader.classes.get('java/lang/ref/ReferenceQueue')
  return {
    referent: offsetOf(reference, 'referent'),
    queue: offsetOf(reference, 'queue'),
    next: offsetOf(reference, 'next'),
    arrived: arrived === undefined ? 0 : offsetOf(arrived, 'arrived'),
  }
}
