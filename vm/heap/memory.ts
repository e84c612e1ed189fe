/**
 * The one linear memory and its views. Reserved at its final size and never grown, so every view is a constant that
 * generated code may capture; pages that nobody touches cost nothing.
 */
import { METADATA_BASE } from './layout.ts'

export interface Memory {
  readonly H32: Int32Array
  readonly U8: Uint8Array
  readonly I8: Int8Array
  readonly U16: Uint16Array
  readonly I16: Int16Array
  readonly F32: Float32Array
  readonly F64: Float64Array
  readonly buffer: ArrayBuffer
  /** Regions, as byte addresses; see layout.ts. */
  readonly metadataEnd: number
  readonly stackBase: number
  readonly heapBase: number
  readonly heapLimit: number
}

export interface MemorySizes {
  readonly metadataBytes: number
  readonly stackBytes: number
  readonly heapBytes: number
}

/** The part of the host's WebAssembly interface that is needed; every host of ours has it, TypeScript's ES library does not. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
}

const PAGE = 0x1_0000
const up = (n: number): number => Math.ceil(n / PAGE) * PAGE

/** The largest memory in which every address is a positive int32. */
export const MAX_MEMORY_BYTES = 0x7fff_0000

/** Reserves the memory; null when the host cannot give that much. */
export function createMemory(sizes: MemorySizes): Memory | null {
  const metadataEnd = up(METADATA_BASE + sizes.metadataBytes)
  const heapBase = up(metadataEnd + sizes.stackBytes)
  const heapLimit = up(heapBase + sizes.heapBytes)
  if (heapLimit > MAX_MEMORY_BYTES) return null
  let buffer: ArrayBuffer
  try {
    const pages = heapLimit / PAGE
    buffer = new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer
  } catch {
    return null
  }
  return {
    H32: new Int32Array(buffer),
    U8: new Uint8Array(buffer),
    I8: new Int8Array(buffer),
    U16: new Uint16Array(buffer),
    I16: new Int16Array(buffer),
    F32: new Float32Array(buffer),
    F64: new Float64Array(buffer),
    buffer,
    metadataEnd,
    stackBase: metadataEnd,
    heapBase,
    heapLimit: heapBase + sizes.heapBytes > heapLimit ? heapLimit : heapBase + ((sizes.heapBytes >>> 3) << 3),
  }
}
