/** Writes the image of some classes of the library: `node make-image.cjs LIBRARY OUTPUT STAMP CLASS...` (vm/runtime/image.ts). */
import { readFileSync, writeFileSync } from 'node:fs'
import { openArchive } from '../../vm/classfile/archive.ts'
import { createMemory } from '../../vm/heap/memory.ts'
import { DEFAULT_OPTIONS } from '../../vm/index.ts'
import { createBootLoader } from '../../vm/load/loaders.ts'
import { createMemoryPort } from '../../vm/ports/memory.ts'
import { bareRuntime } from '../../vm/runtime/boot.ts'
import { makeImage } from '../../vm/runtime/image.ts'
import { openLog } from '../../vm/runtime/log.ts'

const [library, output, stamp, ...names] = process.argv.slice(2)
const archive = openArchive(readFileSync(library!), () => null)!
const memory = createMemory({ metadataBytes: 32 << 20, stackBytes: 1 << 16, heapBytes: 1 << 20 })!
const bootLoader = createBootLoader(archive, library!)
const options = { ...DEFAULT_OPTIONS, classPath: '', programArguments: [], exact: false }
const port = createMemoryPort()
const log = openLog(port, [])
if (typeof log === 'string') throw new Error(log)
const rt = bareRuntime({ memory, port, log, options, bootLoader, appLoader: bootLoader })
writeFileSync(output!, makeImage(rt, names, stamp!, archive.checksum))
