/** Writes what java prints for the instruction table and the dynamic cases: npx tsx test/engine/record.ts. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Session } from '../fuzz/programs/session.ts'
import { buildDynamic, DYNAMIC } from './dynamic/build.ts'
import { buildInstructionTable } from './instructions/build.ts'

const session = new Session(true)
if (!session.java) throw new Error('recording needs a JDK 17')
for (const [file, classes] of [
  ['instructions/expected.txt', buildInstructionTable()],
  ...Object.entries(DYNAMIC).map(([name, dynamic]) => [`dynamic/${name}.txt`, buildDynamic(dynamic)] as const),
] as const) {
  const { status, stdout } = await session.runJava(classes)
  if (status !== 0) throw new Error(stdout)
  writeFileSync(join(import.meta.dirname, file), stdout)
}
session.close()
