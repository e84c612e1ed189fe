/**
 * The benchmark of the machine: `npm run bench [-- KERNEL...] [--json FILE]`. One repetition is some 50 ms of an interpreter written
 * in machine code; what counts is the median of ten repetitions after fifteen of warm-up (`-Xint` needs one).
 */
import { compareKernels, type Kernel } from './harness.ts'

const kernels: readonly Kernel[] = [
  { name: 'IntLoop', units: 3000, bytecodes: 15_000 },
  { name: 'CallField', units: 800, bytecodes: 6_600 },
  { name: 'Richards', units: 150, extra: ['samples/07-richards/Main.src'] },
  { name: 'DeltaBlue', units: 20 },
  { name: 'Json', units: 15, extra: ['samples/02-json/Main.src'] },
  { name: 'NBody', units: 20_000 },
  { name: 'Mandelbrot', units: 350 },
  { name: 'Puzzles', units: 20 },
  { name: 'BinaryTrees', units: 160 },
  { name: 'HashMaps', units: 15 },
  { name: 'Strings', units: 30 },
  { name: 'Longs', units: 8000 },
  { name: 'Matrices', units: 160 },
  { name: 'Exceptions', units: 2500 },
  { name: 'Interfaces', units: 1200 },
  { name: 'BigNumbers', units: 20 },
  { name: 'FormatCalls', units: 100 },
  { name: 'Utf8', units: 10 },
  { name: 'Gzip', units: 4 },
  { name: 'Lambdas', units: 400 },
  { name: 'InterfaceCalls', units: 400 },
  { name: 'Pipelines', units: 60 },
  { name: 'DeepThrows', units: 1500 },
  { name: 'Handles', units: 40 },
]

const times = { compiled: 25, warmup: 15, interpreted: 5, interpretedWarmup: 1, own: 2 }
compareKernels(kernels, times, process.argv.slice(2))
