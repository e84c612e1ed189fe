/** `-XX:+PrintFlagsFinal`: the flags of the VM with their values, in HotSpot's columns. */
import { DEFAULT_OPTIONS, INTERPRETED, type VMOptions } from './index.ts'

type Flag = readonly [
  type: 'bool' | 'intx' | 'uintx' | 'size_t' | 'ccstr',
  name: string,
  value: (options: VMOptions) => unknown,
]

/** In the order of their names. */
const FLAGS: readonly Flag[] = [
  ['intx', 'CompileThreshold', ({ tiers }) => tiers.calls],
  ['bool', 'HeapDumpOnOutOfMemoryError', ({ gc }) => gc.heapDump !== null],
  ['ccstr', 'HeapDumpPath', ({ gc }) => gc.heapDump ?? ''],
  ['size_t', 'InitialHeapSize', ({ gc }) => gc.heap.initialBytes],
  ['size_t', 'MaxHeapSize', ({ maxHeapBytes }) => maxHeapBytes],
  ['size_t', 'MetaspaceSize', ({ metadataBytes }) => metadataBytes],
  ['size_t', 'NewSize', ({ gc }) => gc.heap.youngBytes],
  ['bool', 'PrintAssembly', ({ tiers }) => tiers.printAssembly],
  ['bool', 'PrintCompilation', ({ tiers }) => tiers.printCompilation],
  ['bool', 'PrintInlining', ({ tiers }) => tiers.printInlining],
  ['uintx', 'ReifyEvery', ({ tiers }) => tiers.reifyEvery],
  ['size_t', 'StressCollectBytes', ({ gc }) => gc.heap.stressBytes],
  ['intx', 'ThreadStackSize', ({ stackBytes }) => stackBytes / 1024],
  ['intx', 'TieredStopAtLevel', ({ tiers }) => (tiers.calls === INTERPRETED ? 0 : 1)],
  ['bool', 'UseMarkSweepGC', ({ gc }) => gc.heap.collector === 'mark-sweep'],
  ['bool', 'UseSerialGC', ({ gc }) => gc.heap.collector === 'generational'],
  ['bool', 'VerifyAfterGC', ({ gc }) => gc.audit],
]

/** `heapGiven`: -Xmx is on the command line; otherwise the machine's memory has decided. */
export function flagsText(options: VMOptions, heapGiven: boolean): string {
  const lines = FLAGS.map(([type, name, value]) => {
    const now = value(options)
    const isDefault = now === value(DEFAULT_OPTIONS)
    const origin = name === 'MaxHeapSize' && !heapGiven ? 'ergonomic' : isDefault ? 'default' : 'command line'
    const shown = now === Number.POSITIVE_INFINITY ? 0 : now
    return `${type.padStart(9)} ${name.padEnd(40)} = ${String(shown).padEnd(40)}  {product} {${origin}}\n`
  })
  return `[Global flags]\n${lines.join('')}`
}
