/**
 * The benchmark of the library, at full sizes: `npm run bench:library [-- KERNEL...] [--json FILE]`. One unit is one piece of work as
 * its name says: a regex over a megabyte, a million calls of format, GZIP of five megabytes. The median of five
 * repetitions after two counts.
 */
import { compareKernels, type Kernel } from './harness.ts'

const kernels: readonly Kernel[] = [
  { name: 'ArrayLists', units: 30 }, // each 10,000 adds, gets, steps and so on
  { name: 'IntegerMaps', units: 5 },
  { name: 'StringMaps', units: 5 },
  { name: 'Builders', units: 20 },
  { name: 'StringMethods', units: 20 },
  { name: 'SortInts', units: 1 }, // a million
  { name: 'SortObjects', units: 1 },
  { name: 'Pipelines', units: 300 },
  { name: 'RegexMegabyte', units: 1 },
  { name: 'FormatMillion', units: 1 },
  { name: 'BigNumbers', units: 100 }, // each a product and a quotient of 10,000 digits
  { name: 'Utf8', units: 10 }, // megabytes
  { name: 'GzipMegabytes', units: 1 },
  { name: 'ConcurrentMaps', units: 1 },
]

const times = { compiled: 7, warmup: 2, interpreted: 1, interpretedWarmup: 0, own: 0 }
compareKernels(kernels, times, process.argv.slice(2))
