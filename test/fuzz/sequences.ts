/** Random operations on the classes that programs use most, on hlvm and on java: npx tsx test/fuzz/sequences.ts [COUNT] [FIRST SEED]. */
import { compareWithJava } from './against-java.ts'

compareWithJava({ program: 'sequences', what: 'sequences', step: 10_000 }, 200_000)
