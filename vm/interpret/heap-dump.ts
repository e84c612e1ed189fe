// The heap as analysers want to see it: what the classes are called, what their fields are, who refers to objects from outside.

import { CLASS_INSTANCE_SIZE, CLASS_MIRROR, THREAD_OBJECT, THREAD_TOP_FRAME } from '../heap/layout.ts'
import { type DumpClass, type DumpFrame, type DumpSource, type DumpThread, writeHeapDump } from '../heap/hprof.ts'
import { heapHistogram } from '../heap/histogram.ts'
import { lineOf, sourceFileOf } from '../natives/java-lang-Throwable.ts'
import type { OPEN_CREATE, OPEN_NEW, OPEN_WRITE } from '../ports/files.ts'
import type { RuntimeClass, RuntimeField } from '../runtime/index.ts'
import { classAt } from '../runtime/objects.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { FRAME_CALLER } from './frame.ts'
import { bytecodeIndex, type Machine, methodOf } from './machine.ts'

const STATIC = 0x0008
/** Flags of FilesPort.open; the room imports types of the ports only. */
const NEW_FILE = (2 satisfies typeof OPEN_WRITE) | (8 satisfies typeof OPEN_CREATE) | (16 satisfies typeof OPEN_NEW)

function dumpClasses(rt: Runtime): DumpClass[] {
  const { H32 } = rt.memory
  // Primitive types have no class of theirs in the format: their class objects are plain instances.
  const all = [...rt.loaders.values()]
    .flatMap((loader) => loader.defined)
    .filter((cls) => cls.classFile !== null || cls.isArray)
  const indexes = new Map(all.map((cls, i) => [cls, i]))
  const fields = (list: readonly RuntimeField[], isStatic: boolean) =>
    list.filter((field) => ((field.flags & STATIC) !== 0) === isStatic)
  return all.map((cls) => ({
    address: cls.address,
    mirror: H32[(cls.address >>> 2) + CLASS_MIRROR],
    name: cls.name,
    superclass: cls.superclass === null ? -1 : (indexes.get(cls.superclass) ?? -1),
    loader: cls.loader.object,
    instanceBytes: H32[(cls.address >>> 2) + CLASS_INSTANCE_SIZE],
    statics: fields(cls.fields, true),
    fields: fields(cls.fields, false),
    permanent: !cls.loader.isGuest,
  }))
}

function dumpThreads(vm: Machine, classes: ReadonlyMap<number, number>, references: FrameReferences): DumpThread[] {
  const { rt, H32 } = vm
  return rt.threads.slice(1).map((thread) => {
    const frames: DumpFrame[] = []
    const t = thread.address >>> 2
    for (let frame = H32[t + THREAD_TOP_FRAME]; frame !== 0; frame = H32[frame + FRAME_CALLER]) {
      const method = methodOf(vm, frame)
      const line = lineOf(method, bytecodeIndex(vm, frame))
      frames.push({
        method: method.name,
        descriptor: method.descriptor,
        file: sourceFileOf(method) ?? '',
        cls: classes.get(method.declaringClass.address) ?? -1,
        line: line === -2 ? -3 : line,
        references: references(frame),
      })
    }
    return { object: H32[t + THREAD_OBJECT], frames }
  })
}

/** What the slots of a frame refer to. */
export type FrameReferences = (frame: number) => number[]

function dumpSource(vm: Machine, references: FrameReferences): DumpSource {
  const { rt } = vm
  const classes = dumpClasses(rt)
  const indexes = new Map(classes.map((cls, i) => [cls.address, i]))
  const others = [...rt.handles, rt.wellKnown.outOfMemory].filter((ref) => ref !== 0)
  for (const loader of rt.loaders.values()) if (!loader.isGuest && loader.object !== 0) others.push(loader.object)
  // Constants of classes, as far as they have been used.
  rt.interned.forEach((ref) => {
    others.push(ref)
  })
  return {
    classes,
    threads: dumpThreads(vm, indexes, references),
    others,
    milliseconds: rt.port.currentTimeMillis(),
  }
}

/**
 * Writes a dump to a file that is not there yet, and says so in HotSpot's words on standard output. Not the guest asks for it but
 * the command line, so no permission is looked at.
 */
export function dumpHeap(vm: Machine, path: string, references: FrameReferences): void {
  const { port } = vm.rt
  const print = (text: string): void => {
    port.write(1, new TextEncoder().encode(text))
  }
  print(`Dumping heap to ${path} ...\n`)
  const start = Number(port.nanoTime())
  const handle = port.files.open(path, NEW_FILE, 0o600)
  if (handle < 0) {
    print(`Unable to create ${path}: ${handle === -17 ? 'File exists' : 'it cannot be opened'}\n`)
    return
  }
  const bytes = writeHeapDump(
    vm.rt.heap,
    dumpSource(vm, references),
    (part) => port.files.write(handle, part, null) >= 0,
  )
  port.files.close(handle)
  const seconds = ((Number(port.nanoTime()) - start) / 1e9).toFixed(3)
  print(bytes < 0 ? `Unable to write ${path}\n` : `Heap dump file created [${bytes} bytes in ${seconds} secs]\n`)
}

/** For --heap-histogram; classes of the library are in java's module. */
export function histogram(rt: Runtime): string {
  const name = (cls: RuntimeClass): string => {
    let element = cls
    while (element.elementClass !== null) element = element.elementClass
    return element.loader === rt.bootLoader ? `${cls.externalName} (java.base@17)` : cls.externalName
  }
  return heapHistogram(rt.heap, (address) => name(classAt(rt, address)))
}
