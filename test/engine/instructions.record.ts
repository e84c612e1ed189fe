/** Writes test/engine/instructions/expected.txt: what java prints for the instruction table. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Session } from '../fuzz/programs/session.ts'
import { buildInstructionTable } from './instructions/build.ts'

const session = new Session(true)
if (!session.java) throw new Error('recording needs a JDK 17')
const { status, stdout } = await session.runJava(buildInstructionTable())
session.close()
if (status !== 0) throw new Error(stdout)
writeFileSync(join(import.meta.dirname, 'instructions/expected.txt'), stdout)
